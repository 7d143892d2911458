"use strict";
// What is known of single sites: the one table of it. A row is here only where the general rule cannot be right for a
// site. A site that changes loses what its row says and falls back to the general rule: never a wrong badge, at worst
// none, or one more than there need be.

imprint.sites = (() => {
  /**
   * `host` covers the host and everything below it; with `.*` at its end, the name under every country's ending.
   *
   * Where a badge fits:
   * - `skip`: links inside are left without a badge (their card still opens).
   * - `text`: the badge goes before the first text inside this part of the link.
   * - `compact`: only the short form fits.
   *
   * What the page shows of where a link leads that does not say so itself (shown.js):
   * - `entry`: what one result, card or story is. Without it, the link alone.
   * - `address`: parts of the entry that hold the address of its source.
   * - `name`: parts of the entry that hold the name of its source.
   * - `spoken`: links whose `aria-label` begins with the address.
   * @typedef {{
   *   host: string, skip?: string, text?: string, compact?: boolean,
   *   entry?: string, address?: string, name?: string, spoken?: string, why: string,
   * }} SiteRule
   */

  /** The first row that covers a host counts. @type {SiteRule[]} */
  const RULES = [
    {
      host: "news.google.com", entry: "article, c-wiz", name: "[data-n-tid='9'], .vr1PYe",
      why: "links are tokens of Google's own; a story shows where it is from by name alone",
    },
    {
      host: "google.*", text: "h3", entry: ".g, .MjjYud", address: "cite",
      why: "a result's link holds headline, site name and breadcrumb, and the badge belongs to the headline; since 2026 the link is a token and only the breadcrumb tells the host",
    },
    {
      host: "bing.com", skip: ".tilk", entry: ".b_algo", address: "cite",
      why: "a result links its site line and its headline through two different redirects; some hold no address, then the site line tells it",
    },
    {
      host: "x.com", entry: "[data-testid='card.wrapper']", address: "span", spoken: "[data-testid='card.wrapper'] a",
      why: "every link is a short link; a card tells the host in a line of its own and at the start of its spoken name",
    },
    {
      host: "linkedin.com", entry: ".update-components-article", address: "[class*='update-components-article__subtitle']",
      why: "an article's card links through a short link; the host stands below the headline",
    },
    {
      host: "wikipedia.org", skip: ".mw-editsection, .navbox, .ext-popups, .mwe-popups",
      why: "edit links, navigation boxes set in small columns, and previews drawn over the page",
    },
  ];

  /** The endings of a name that has a site a country: `com`, `de`, `co.uk`, `com.br`. */
  const ENDING = /^(?:com|(?:com?\.)?[a-z]{2})$/;

  /** @param {string} host @param {string} covered */
  const covers = (host, covered) => {
    if (!covered.endsWith(".*")) return host === covered || host.endsWith(`.${covered}`);
    const labels = host.split(".");
    const at = labels.lastIndexOf(covered.slice(0, -2));
    return at >= 0 && ENDING.test(labels.slice(at + 1).join("."));
  };

  /** @param {string} host */
  const ruleFor = (host) => RULES.find((rule) => covers(host, rule.host));

  return { RULES, ruleFor };
})();
