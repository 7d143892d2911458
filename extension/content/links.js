"use strict";
// Finding links and knowing which may carry a badge.

imprint.links = (() => {
  const LINKS = "a[href], area[href]";

  /** Where nothing is ever inserted: text being edited, controls, and what belongs to a control. */
  const EDITED = "[contenteditable]:not([contenteditable='false' i])";
  const UNTOUCHABLE = [
    EDITED, "button", "label", "summary", "select", "option", "textarea",
    "input", "svg", "math", "[role='textbox']", "[role='searchbox']", "[role='combobox']", "[role='button']",
    "[role='option']", "[role='tab']", "[role='menuitem']", "[role='switch']", ".CodeMirror", ".cm-editor", ".monaco-editor", ".ace_editor",
  ].join(",");

  /** What one entry of a page is: two links to one address inside it are one story. */
  const ENTRY = "article, li, tr, dd, [role='article'], [role='listitem'], [role='row']";

  /** Longer text than this is an article to read, not a card that announces one. */
  const CARD_TEXT = 1200;

  const SVG = "http://www.w3.org/2000/svg";

  /** An address written in full, with nothing in it that the browser would take out: the engine reads it as well. */
  const WHOLE = /^https?:\/\/[^\s]+$/;

  /** The one form of address that is not of the web: an account, opened in Telegram's own program. */
  const IN_APP = /^tg:(?:\/\/)?resolve\?/;

  /**
   * The address of a link; empty when it is not a web link. Most are written in full and taken as they stand: having
   * the browser resolve each costs several times all the rest of looking at it.
   * @param {Element} link
   */
  const hrefOf = (link) => {
    const written = link.getAttribute("href");
    if (written !== null && WHOLE.test(written)) return written;
    const href = resolved(link);
    // What is no URL the browser hands back as it is written; questions to the engine have a line each.
    return href.includes("\n") || href.includes("\r") ? "" : href;
  };

  /** Whether an address that was read of a link is its address still. @param {Element} link @param {string} href */
  const leadsTo = (link, href) => link.getAttribute("href") === href || hrefOf(link) === href;

  /** @param {Element} link */
  const resolved = (link) => {
    const href = /** @type {HTMLAnchorElement | SVGAElement} */ (link).href;
    if (typeof href === "string") return href.startsWith("http") || IN_APP.test(href) ? href : "";
    const value = href?.baseVal;
    if (!value) return "";
    try {
      const url = new URL(value, link.baseURI);
      return url.protocol.startsWith("http") ? url.href : "";
    } catch {
      return "";
    }
  };

  /** @param {Element} element @returns {element is LinkElement} */
  const isLink = (element) => (element.localName === "a" || element.localName === "area") && hrefOf(element) !== "";

  /** @param {string} href */
  const withoutHash = (href) => {
    const hash = href.indexOf("#");
    return hash < 0 ? href : href.slice(0, hash);
  };

  /**
   * What a link is about: its address, or the one written out in full at its end. An archive's copy and the page itself
   * are one story, whichever scheme they are written with.
   * @param {string} href
   */
  const storyOf = (href) => {
    const address = withoutHash(href);
    const copied = address.lastIndexOf("/http");
    const inner = copied > 0 && COPY.test(address.slice(copied, copied + 9)) ? address.slice(copied + 1) : address;
    const start = inner.startsWith("https://") ? 8 : inner.startsWith("http://") ? 7 : 0;
    return inner.slice(start > 0 && inner.startsWith("www.", start) ? start + 4 : start);
  };

  const COPY = /^\/https?:\/\//;

  /**
   * Host and first part of the path of a story: where accounts have their pages, and their posts below them. `below`
   * says whether the story is one of those; a host alone has no account.
   * @param {string} story @returns {{ account: string, below: boolean }}
   */
  const accountOf = (story) => {
    const query = story.indexOf("?");
    let end = query < 0 ? story.length : query;
    if (story[end - 1] === "/") end--;
    const first = story.indexOf("/") + 1;
    if (first === 0 || first > end) return { account: "", below: false };
    const next = story.indexOf("/", first);
    return next < 0 || next >= end ? { account: story.slice(0, end), below: false } : { account: story.slice(0, next), below: true };
  };

  /** The parent in the tree as it is drawn. @param {Element} element @returns {Element | null} */
  const parentOf = (element) => {
    if (element.assignedSlot) return element.assignedSlot;
    if (element.parentElement) return element.parentElement;
    const root = element.getRootNode();
    return root instanceof ShadowRoot ? root.host : null;
  };

  /**
   * Whether an element stands, as the page is drawn, in one that matches: a shadow tree inside a control is part of the
   * control, and so is what is slotted into one.
   * @param {Element} element @param {string} selector
   */
  const isDrawnIn = (element, selector) => {
    for (let at = /** @type {Element | null} */ (element); at;) {
      if (at.closest(selector)) return true;
      // On to where this tree is drawn in another: through the nearest slot, or by the host of its root.
      while (!at.assignedSlot && at.parentElement) at = at.parentElement;
      at = parentOf(at);
    }
    return false;
  };

  /** Whether a link stands in text that is being edited. @param {Element} link */
  const isEdited = (link) => link.ownerDocument.designMode === "on" || isDrawnIn(link, EDITED);

  /** Whether nothing may be inserted into a link. @param {Element} link */
  const isUntouchable = (link) =>
    link.localName !== "a" || link.namespaceURI === SVG || link.ownerDocument.designMode === "on" || isDrawnIn(link, UNTOUCHABLE);

  /**
   * The first text of a link that a reader sees, where a badge goes before it. Null: there is no such text.
   * @param {Element} link @param {string} [within] selector of the part of the link to look in first
   * @returns {Text | null}
   */
  const firstText = (link, within) => {
    const part = within ? link.querySelector(within) : null;
    if (part) {
      const text = firstText(part);
      if (text) return text;
    }
    const walker = link.ownerDocument.createTreeWalker(link, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = /** @type {Text} */ (node);
      if (!/\S/.test(text.data)) continue;
      const parent = text.parentElement;
      if (!parent || (parent !== link && parent.closest(`${UNTOUCHABLE}, script, style, noscript, template`))) continue;
      // Text for screen readers alone is cut down to a pixel, or has no box at all.
      const box = parent.getBoundingClientRect();
      if (box.width <= 2 || box.height <= 2) continue;
      const style = getComputedStyle(parent);
      if (style.visibility !== "visible" || style.clipPath === "inset(50%)" || style.clip === "rect(0px, 0px, 0px, 0px)" || style.clip === "rect(1px, 1px, 1px, 1px)") continue;
      return text;
    }
    return null;
  };

  /** How much a reader can read in a link. @param {Element} link */
  const weight = (link) => {
    const text = link.textContent?.trim().length ?? 0;
    return link.closest("h1, h2, h3, h4, h5, h6, [role='heading']") || link.querySelector("h1, h2, h3, h4, h5, h6") ? text + 1000 : text;
  };

  /**
   * Whether the text of a part of the page is no longer than a card's. A page's whole text may be one part, asked about for
   * each of its links, so it is not read to its end.
   * @param {Element} part
   */
  const isShort = (part) => {
    const walker = part.ownerDocument.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    let length = 0;
    while (length <= CARD_TEXT) {
      const text = walker.nextNode();
      if (!text) return true;
      // Empty ones cost a step, too.
      length += Math.max(1, /** @type {Text} */ (text).length);
    }
    return false;
  };

  /**
   * Whether two links to one address stand in one card: in the same entry, near each other, and the part of the
   * page around both is short.
   * @param {Element} one @param {Element} other
   */
  const inOneCard = (one, other) => {
    const entry = one.closest(ENTRY);
    if (entry !== other.closest(ENTRY)) return false;
    const limit = entry ? 8 : 5;
    let around = one.parentElement;
    for (let steps = 1; around && steps <= limit; steps++, around = around.parentElement) {
      if (around.contains(other)) {
        if (around.matches("body, html, main")) return false;
        return isShort(around);
      }
    }
    return false;
  };

  return { LINKS, hrefOf, leadsTo, isLink, withoutHash, storyOf, accountOf, parentOf, isEdited, isUntouchable, firstText, weight, inOneCard };
})();
