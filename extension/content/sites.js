"use strict";
// Exceptions a site: the one table of them. A row is here only where the general rule cannot be right for a site.

imprint.sites = (() => {
  /**
   * `host` covers the host and everything below it.
   * - `skip`: links inside are left without a badge (their card still opens).
   * - `text`: the badge goes before the first text inside this part of the link.
   * - `compact`: only the short form fits.
   * @typedef {{ host: string, skip?: string, text?: string, compact?: boolean, why: string }} SiteRule
   */

  /** @type {SiteRule[]} */
  const RULES = [
    {
      host: "google.com", text: "h3",
      why: "a result's link holds headline, site name and breadcrumb; the badge belongs to the headline",
    },
    {
      host: "wikipedia.org", skip: ".mw-editsection, .navbox, .ext-popups, .mwe-popups",
      why: "edit links, navigation boxes set in small columns, and previews drawn over the page",
    },
  ];

  /** @param {string} host */
  const ruleFor = (host) =>
    RULES.find((rule) => host === rule.host || host.endsWith(`.${rule.host}`));

  return { RULES, ruleFor };
})();
