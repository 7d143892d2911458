"use strict";
// Where a badge goes, and whether there is room for it. Measured on a page of traps, before the link's first text
// loses and moves least. A slice of links is first only read, then only written, then only read again: the browser
// lays out the page a few times a slice, not a few times a link. A badge that breaks its surroundings is shortened;
// one that still does is taken away, and the link's card opens by hovering alone.

imprint.place = (() => {
  /**
   * Badges put together. Putting some and then measuring them makes the browser lay out the page, which costs the more
   * the larger the page: better few large groups than many small ones, as long as one does not take too long.
   */
  const GROUP = { first: 96, least: 48, most: 256, time: 20 };

  /** Links whose surroundings are read between two chances to be interrupted. */
  const READ = 8;

  /** How far up a link's surroundings are watched for damage. */
  const BOXES = 5;

  /** What must be left of a line beside a badge that is put without being measured: its margin, and some air. */
  const ROOM_LEFT = 16;

  /** A badge may take this part of a line that cuts its text. */
  const PART_OF_LINE = 0.45;

  /**
   * @typedef {{ rect: DOMRect, overX: number, overY: number }} Size
   * @typedef {{ element: Element, before: Size, clips: boolean, scrollsX: boolean, scrollsY: boolean, ellipsis: boolean, clamped: boolean }} Box
   * @typedef {{ link: Element, badge: Badge, text: Text, boxes: Box[], row: boolean, cell: boolean, dark: boolean, spare: number, kind: string, host?: HTMLElement, form: "full" | "compact" }} Spot
   * @typedef {"placed" | "no-text" | "no-room" | "hidden" | "untouchable" | "skipped"} Outcome
   */

  /** What was read of the page since it was last written to. Neighbouring links share their ancestors. */
  class Reading {
    constructor() {
      /** @type {Map<Element, CSSStyleDeclaration>} */
      this.styles = new Map();
      /** @type {Map<Element, Size>} */
      this.sizes = new Map();
    }

    /** @param {Element} element */
    style(element) {
      let style = this.styles.get(element);
      if (!style) this.styles.set(element, style = getComputedStyle(element));
      return style;
    }

    /** @param {Element} element */
    size(element) {
      let size = this.sizes.get(element);
      if (!size) this.sizes.set(element, size = measure(element));
      return size;
    }
  }

  /** The parent in the tree as it is drawn. @param {Element} element @returns {Element | null} */
  const parentOf = (element) => {
    if (element.assignedSlot) return element.assignedSlot;
    if (element.parentElement) return element.parentElement;
    const root = element.getRootNode();
    return root instanceof ShadowRoot ? root.host : null;
  };

  /** @param {Element} element @returns {Size} */
  const measure = (element) => ({
    rect: element.getBoundingClientRect(),
    overX: element.scrollWidth - element.clientWidth,
    overY: element.scrollHeight - element.clientHeight,
  });

  /** Relative luminance of a computed colour, or null when it is see-through or of a form not read here. @param {string} colour */
  const luminance = (colour) => {
    const parts = /^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)$/.exec(colour);
    if (!parts || Number(parts[4] ?? 1) < 0.5) return null;
    const [r, g, b] = parts.slice(1, 4).map((text) => {
      const value = Number(text) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };

  /** Whether a place is dark. @param {Element} element @param {Reading} reading */
  const isDark = (element, reading) => {
    for (let at = /** @type {Element | null} */ (element); at; at = parentOf(at)) {
      const style = reading.style(at);
      const light = luminance(style.backgroundColor);
      if (light !== null) return light < 0.3;
      if (style.backgroundImage !== "none") break;
    }
    const ink = luminance(reading.style(element).color);
    return ink !== null && ink > 0.6;
  };

  /**
   * Reads a link's surroundings. Changes nothing.
   * @param {Element} link @param {Badge} badge @param {Reading} reading
   * @param {ReturnType<typeof imprint.sites.ruleFor>} rule
   * @returns {Spot | Outcome}
   */
  const survey = (link, badge, reading, rule) => {
    if (imprint.links.isUntouchable(link)) return "untouchable";
    if (rule?.skip && link.closest(rule.skip)) return "skipped";
    if (link.getClientRects().length === 0) return "hidden";
    const text = imprint.links.firstText(link, rule?.text);
    const parent = text?.parentElement;
    if (!text || !parent) return "no-text";

    const style = reading.style(parent);
    // Where each piece of text is an item of its own, spread over the line or set in cells, a badge has no place.
    if (style.display.includes("grid")) return "no-room";
    if (style.display.includes("flex") && (style.justifyContent.startsWith("space-") || style.flexDirection.startsWith("column"))) return "no-room";

    /** @type {Element} */
    let block = parent;
    while (/^(inline|contents|ruby.*)$/.test(reading.style(block).display)) {
      const up = parentOf(block);
      if (!up || up.localName === "html") break;
      block = up;
    }
    const around = parentOf(block);
    const blockStyle = reading.style(block);
    const aroundStyle = around ? reading.style(around) : null;
    const lineHeight = parseFloat(style.lineHeight) || parseFloat(style.fontSize) * 1.3;
    const oneLine = block.getBoundingClientRect().height < 1.9 * lineHeight + parseFloat(blockStyle.paddingTop) + parseFloat(blockStyle.paddingBottom);
    const cell = blockStyle.display === "table-cell";
    const row = !cell && oneLine && (
      blockStyle.display.startsWith("inline-") || blockStyle.float !== "none" ||
      (aroundStyle !== null && (aroundStyle.display.includes("grid") ||
        (aroundStyle.display.includes("flex") && aroundStyle.flexDirection.startsWith("row"))))
    );

    let simple = aroundStyle !== null && SIMPLE.test(aroundStyle.display);
    /** @type {Box[]} */
    const boxes = [];
    for (let at = /** @type {Element | null} */ (block); at && boxes.length < BOXES && at.localName !== "html"; at = parentOf(at)) {
      const its = reading.style(at);
      if (its.display === "contents" || its.display === "inline") continue;
      if (!SIMPLE.test(its.display) || its.float !== "none" || its.position === "absolute" || its.position === "fixed") simple = false;
      const clips = its.overflowX !== "visible" || its.overflowY !== "visible";
      boxes.push({
        element: at,
        before: reading.size(at),
        clips,
        scrollsX: /auto|scroll/.test(its.overflowX),
        scrollsY: /auto|scroll/.test(its.overflowY),
        ellipsis: clips && its.whiteSpace.startsWith("nowrap"),
        clamped: clips && (its.webkitLineClamp || "none") !== "none",
      });
      if (at.localName === "body" || its.position === "fixed" || /auto|scroll/.test(its.overflowY)) break;
    }
    const dark = isDark(parent, reading);
    const form = rule?.compact || row ? "compact" : "full";
    return {
      link, badge, text, boxes, row, cell, dark, form,
      spare: oneLine && simple ? spareOf(block, blockStyle) : 0,
      kind: `${form} ${badge.kind} ${badge.id} ${style.fontSize}`,
    };
  };

  /** Layouts in which a line that has room for a badge keeps its box, and with it everything around. */
  const SIMPLE = /^(block|list-item|flow-root)$/;

  /** How much of a block's one line is free. @param {Element} block @param {CSSStyleDeclaration} style */
  const spareOf = (block, style) => {
    const range = block.ownerDocument.createRange();
    range.selectNodeContents(block);
    const used = range.getBoundingClientRect().width;
    return block.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - parseFloat(style.textIndent) - used;
  };

  /** Whether a badge that stands does harm. Reads only. @param {Spot} spot @param {Reading} reading */
  const isHarmful = ({ host, boxes, form, row, cell }, reading) => {
    if (!host) return false;
    const badge = host.getBoundingClientRect();
    const full = form === "full";
    if (badge.width === 0 || badge.right > Math.max(document.documentElement.clientWidth, innerWidth) + scrollX + 1) return true;
    for (const [index, box] of boxes.entries()) {
      const { before } = box;
      const after = reading.size(box.element);
      const moreX = after.overX - Math.max(before.overX, 0);
      const moreY = after.overY - Math.max(before.overY, 0);
      if (moreX > 1 && !box.scrollsX && (full || !box.ellipsis)) return true;
      if (moreY > 2 && !box.scrollsY && (full || !box.clamped)) return true;
      if (box.clips && !box.scrollsY && !box.scrollsX) {
        const { rect } = after;
        if (badge.left < rect.left - 2 || badge.right > rect.right + 2 || badge.top < rect.top - 4 || badge.bottom > rect.bottom + 4) return true;
      }
      if ((box.ellipsis || box.clamped) && badge.width > PART_OF_LINE * after.rect.width) return true;
      const grew = after.rect.height > before.rect.height + 1.5;
      if (grew && row && index < 2) return true;
      if (grew && full && (cell || (index === 0 && badge.width > after.rect.width / 1.7))) return true;
      if (cell && full && Math.abs(after.rect.width - before.rect.width) > 1) return true;
      if (cell && index === 0 && badge.width > PART_OF_LINE * after.rect.width) return true;
    }
    return false;
  };

  class Placer {
    /**
     * @param {{
     *   words: InstanceType<typeof imprint.words.Words>,
     *   rule: ReturnType<typeof imprint.sites.ruleFor>,
     *   onOutcome: (link: Element, outcome: Outcome, host: HTMLElement | null) => void,
     * }} needs
     */
    constructor({ words, rule, onOutcome }) {
      this.words = words;
      this.rule = rule;
      this.onOutcome = onOutcome;
      /** How wide a badge of one kind is, as measured once. @type {Map<string, number>} */
      this.widths = new Map();
      /** How many badges the next group has. */
      this.size = GROUP.first;
    }

    /**
     * Puts badges, a group at a time.
     * @param {Array<{ link: Element, badge: Badge }>} wanted
     * @returns {Generator<void>}
     */
    *place(wanted) {
      for (let from = 0, size = this.size; from < wanted.length; from += size, size = this.size) {
        /** @type {Spot[]} */
        const spots = [];
        const reading = new Reading();
        for (const [index, { link, badge }] of wanted.slice(from, from + size).entries()) {
          if (index % READ === READ - 1) yield;
          if (!link.isConnected) continue;
          this.clear(link);
          const spot = survey(link, badge, reading, this.rule);
          if (typeof spot === "string") this.onOutcome(link, spot, null);
          else spots.push(spot);
        }
        yield;
        const start = performance.now();
        this.put(spots);
        const took = performance.now() - start;
        const factor = Math.min(Math.max(GROUP.time / took, 0.5), 2);
        this.size = Math.round(Math.min(Math.max(this.size * factor, GROUP.least), GROUP.most));
        yield;
      }
    }

    /** Puts badges where they were found to belong, measures those that might do harm, and mends what they did. @param {Spot[]} all */
    put(all) {
      const spots = all.filter(({ link, text }) => text.isConnected && link.contains(text));
      /** @type {Spot[]} */
      const doubtful = [];
      for (const spot of spots) {
        spot.host = imprint.badge.create(spot.badge, this.words, { form: spot.form, dark: spot.dark, inLink: true });
        spot.text.before(spot.host);
        const width = this.widths.get(spot.kind);
        if (width === undefined || spot.spare < width + ROOM_LEFT) doubtful.push(spot);
      }
      if (doubtful.length) {
        const full = new Reading();
        for (const { host, kind } of doubtful) if (host && !this.widths.has(kind)) this.widths.set(kind, host.offsetWidth);
        let harmful = doubtful.filter((spot) => isHarmful(spot, full));
        for (const spot of harmful) {
          if (spot.form === "full" && spot.host) imprint.badge.reform(spot.host, spot.form = "compact");
        }
        if (harmful.length) {
          const compact = new Reading();
          harmful = harmful.filter((spot) => isHarmful(spot, compact));
        }
        for (const spot of harmful) {
          spot.host?.remove();
          spot.host = undefined;
        }
      }
      for (const spot of spots) this.onOutcome(spot.link, spot.host ? "placed" : "no-room", spot.host ?? null);
    }

    /**
     * Takes away badges that stand in a link already: an earlier life of the extension put them, or the page did. Ours
     * are known by the page that placed them, and a link that has one is not placed again.
     * @param {Element} link
     */
    clear(link) {
      for (const host of link.querySelectorAll("[data-imprint='badge']")) host.remove();
    }
  }

  return { Placer, luminance };
})();
