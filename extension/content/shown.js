"use strict";
// What a page shows of where a link leads. Short links and tokens hold no destination; the page often does: the link's
// text, a breadcrumb, a card's line "From host". That is a hint of the page's, never a destination: the engine takes
// it only for an outlet's known host or name, and says so. And a link that is written as one address and leads to
// another is told.
//
// Only strings that have the shape of an address, and the source's name where a site's row says it stands, go to the
// engine; nothing else of the page's text.

imprint.shown = (() => {
  /** The engine's integer for a link that does not hold its destination. */
  const OPAQUE = 0xffff_ffff;

  /** Longer text is no address that a page shows. */
  const LONGEST = 300;
  /** A longer value of an attribute is no address either. */
  const LONGEST_VALUE = 2000;
  /** Addresses told of one link. */
  const MOST = 6;
  /** Longer than any outlet's name. */
  const LONGEST_NAME = 80;
  /** Parts of an entry looked at. */
  const PARTS = 16;

  /**
   * A host, perhaps with a scheme before and a path behind: labels and dots, the last one letters. Group 1 is the host.
   * Words with a dot inside (`Node.js`) have this shape too; what is a host, the engine decides by its data.
   */
  const ADDRESS =
    /^(?:https?:\/\/)?((?:[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*[\p{L}\p{N}_])?\.)+(?:xn--[a-z0-9-]+|\p{L}{2,}))\.?(?::\d{1,5})?(?:[/?#…].*|\.\.\.)?$/iu;

  const WEB = /^https?:\/\/[^\s]+$/i;

  /** What follows the host in a breadcrumb, or stands between it and a remark. */
  const SEPARATOR = /^[›»>|·•–—]/;

  /**
   * The address a text is, or begins with as a breadcrumb does: "bild.de", "https://bild.de/a", "bild.de › politik",
   * "bild.de · 4 min read". Empty for any other text.
   * @param {string | null} text
   */
  const addressOf = (text) => {
    if (!text || !text.includes(".")) return "";
    const trimmed = text.trim();
    if (trimmed.length < 4 || trimmed.length > LONGEST) return "";
    const [first, second = ""] = trimmed.split(/\s+|(?=[›»])/u, 2);
    if (second !== "" && !SEPARATOR.test(second)) return "";
    return ADDRESS.test(first) ? first : "";
  };

  /** The address in a line that a site keeps for it, perhaps with a word before: "From bild.de". @param {string | null} text */
  const sourceOf = (text) => {
    if (!text || !text.includes(".")) return "";
    const words = text.trim().split(/\s+/, 3);
    return addressOf(text) || (words.length === 2 ? addressOf(words[1]) : "");
  };

  /**
   * What parts of a link, or else of its entry, agree on. An entry that shows two sources tells of none: which of them
   * is the link's is not known.
   * @param {Element} link @param {string | undefined} entry @param {string | undefined} parts
   * @param {(text: string | null) => string} read
   */
  const agreed = (link, entry, parts, read) => {
    if (!parts) return "";
    const around = entry ? link.closest(entry) : null;
    for (const place of around ? [link, around] : [link]) {
      /** @type {Set<string>} */
      const found = new Set();
      let seen = 0;
      for (const part of place.querySelectorAll(parts)) {
        if (++seen > PARTS) break;
        const text = read(part.textContent);
        if (text) found.add(text);
      }
      if (found.size > 1) return "";
      for (const text of found) return text;
    }
    return "";
  };

  /** @param {string | null} text */
  const nameOf = (text) => {
    const name = (text ?? "").trim().replace(/\s+/g, " ");
    return name.length <= LONGEST_NAME ? name : "";
  };

  /**
   * What the page shows of a link that does not tell its destination. Null: nothing.
   * @param {Element} link @param {ReturnType<typeof imprint.sites.ruleFor>} [rule]
   * @returns {Shown | null}
   */
  const of = (link, rule) => {
    /** @type {Set<string>} */
    const addresses = new Set();
    const add = (/** @type {string} */ address) => {
      if (address && addresses.size < MOST) addresses.add(address);
    };
    add(addressOf(link.textContent));
    add(addressOf(link.getAttribute("title")));
    add(addressOf(link.getAttribute("aria-label")));
    for (const { name, value } of link.attributes) {
      if (name.startsWith("data-") && value.length <= LONGEST_VALUE && WEB.test(value)) add(value);
    }
    if (rule?.spoken && link.matches(rule.spoken)) add(addressOf(link.getAttribute("aria-label")?.trim().split(/\s/, 1)[0] ?? ""));
    add(agreed(link, rule?.entry, rule?.address, sourceOf));
    const name = agreed(link, rule?.entry, rule?.name, nameOf);
    return name || addresses.size ? { name, addresses: [...addresses] } : null;
  };

  /** Whether a page shows now what it showed before. @param {Shown} before @param {Shown | null} now */
  const isSame = (before, now) => now !== null && before.name === now.name && before.addresses.join(" ") === now.addresses.join(" ");

  /** @param {string} address */
  const hostIn = (address) => (ADDRESS.exec(address)?.[1] ?? "").toLowerCase().replace(/^www\./, "");

  /** Whether what is written on a link can be an address at all. @param {Element} link */
  const isDotted = (link) => {
    const text = link.textContent;
    return text !== null && text.length <= LONGEST && text.includes(".");
  };

  /**
   * The address that a link with a destination of its own is written as, if that names a host the link's address does
   * not begin with. Empty for nearly every link, and cheap for those.
   * @param {Element} link @param {string} href
   */
  const claimOf = (link, href) => {
    // Most links end here: what is written on them has no dot, or is longer than an address.
    if (!isDotted(link)) return "";
    const address = addressOf(link.textContent);
    if (!address) return "";
    const host = hostIn(address);
    const start = href.indexOf("//") + 2;
    const leads = href.slice(href.startsWith("www.", start) ? start + 4 : start);
    return leads.startsWith(host) && !/[\p{L}\p{N}_.@-]/u.test(leads[host.length] ?? "/") ? "" : address;
  };

  /** The same as what a page shows of a link; null for nearly every one. @param {Element} link @param {string} href @returns {Shown | null} */
  const claim = (link, href) => {
    const address = claimOf(link, href);
    return address ? { name: "", addresses: [address] } : null;
  };

  /** One line of the question to the engine. @param {string} href @param {Shown} shown */
  const line = (href, { name, addresses }) => [href, name, ...addresses].map((text) => text.replace(/[\t\r\n]+/g, " ")).join("\t");

  return { OPAQUE, of, claim, isDotted, isSame, claimOf, addressOf, sourceOf, line };
})();
