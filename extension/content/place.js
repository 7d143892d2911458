"use strict";
// Where a badge goes, and whether there is room for it. Measured on a page of traps, before the link's first text
// loses and moves least. A slice of links is first only read, then only written, then only read again: the browser
// lays out the page a few times a slice, not a few times a link. A badge that breaks its surroundings is shortened;
// one that still does is taken away, and the link's card opens by hovering alone.

imprint.place = (() => {
  const { parentOf } = imprint.links;

  /**
   * Badges put together. Each group makes the browser lay out the page once, which costs the more the larger the page:
   * better few large groups than many small ones, as long as making and putting one takes no longer than `time` in ms.
   */
  const GROUP = { first: 32, least: 16, most: 256, time: 10 };

  /** Links whose surroundings are read between two chances to be interrupted. */
  const READ = 8;

  /** How far up a link's surroundings are watched for damage. */
  const BOXES = 5;

  /** What must be left of a line beside a badge that is put without being measured, in pixels. */
  const ROOM_LEFT = 16;

  /** A badge may take this part of a line that cuts its text. */
  const PART_OF_LINE = 0.45;

  /**
   * @typedef {{ rect: DOMRect, overX: number, overY: number }} Size
   * @typedef {{ inline: boolean, simple: boolean, last: boolean, clips: boolean, scrollsX: boolean, scrollsY: boolean, ellipsis: boolean, clamped: boolean }} Looks
   * @typedef {{ element: Element, before: Size, look: Looks }} Box
   * @typedef {{ link: Element, badge: Badge | null, telling: Telling, text: Text, boxes: Box[], row: boolean, cell: boolean, dark: boolean, spare: number, fontSize: number, host?: HTMLElement, form: "full" | "compact" }} Spot
   * @typedef {{ link: Element, badge: Badge | null, telling: Telling }} Wanted without an outlet: told for where it leads alone
   * @typedef {"placed" | "no-text" | "no-room" | "hidden" | "untouchable" | "skipped"} Outcome
   */

  /** What was read of the page since it was last written to. Neighbouring links share their ancestors. */
  class Reading {
    constructor() {
      /** @type {Map<Element, CSSStyleDeclaration>} */
      this.styles = new Map();
      /** @type {Map<Element, Size>} */
      this.sizes = new Map();
      /** @type {Map<Element, Looks>} */
      this.looks = new Map();
      /** Lightness of the ground an element stands on; null where it cannot be told. @type {Map<Element, number | null>} */
      this.grounds = new Map();
    }

    /** What of an element's style says whether a badge does it harm. @param {Element} element */
    look(element) {
      let look = this.looks.get(element);
      if (!look) this.looks.set(element, look = lookAt(this.style(element)));
      return look;
    }

    /** @param {Element} element @returns {number | null} */
    ground(element) {
      let light = this.grounds.get(element);
      if (light !== undefined) return light;
      const style = this.style(element);
      light = luminance(style.backgroundColor);
      if (light === null && style.backgroundImage === "none") {
        const up = parentOf(element);
        light = up ? this.ground(up) : null;
      }
      this.grounds.set(element, light);
      return light;
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
    const light = reading.ground(element);
    if (light !== null) return light < 0.3;
    const ink = luminance(reading.style(element).color);
    return ink !== null && ink > 0.6;
  };

  /**
   * Reads a link's surroundings. Changes nothing.
   * @param {Wanted} wanted @param {Reading} reading
   * @param {ReturnType<typeof imprint.sites.ruleFor>} rule
   * @returns {Spot | Outcome}
   */
  const survey = ({ link, badge, telling }, reading, rule) => {
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
      const look = reading.look(at);
      if (look.inline) continue;
      if (!look.simple) simple = false;
      boxes.push({ element: at, before: reading.size(at), look });
      if (look.last || at.localName === "body") break;
    }
    const dark = isDark(parent, reading);
    const form = rule?.compact || row ? "compact" : "full";
    return {
      link, badge, telling, text, boxes, row, cell, dark, form,
      spare: oneLine && simple ? spareOf(block, blockStyle) : 0,
      fontSize: parseFloat(style.fontSize),
    };
  };

  /** @param {CSSStyleDeclaration} style @returns {Looks} */
  const lookAt = (style) => {
    const { display, position, overflowX, overflowY } = style;
    const clips = overflowX !== "visible" || overflowY !== "visible";
    const scrollsY = SCROLLS.test(overflowY);
    return {
      inline: display === "contents" || display === "inline",
      simple: SIMPLE.test(display) && style.float === "none" && position !== "absolute" && position !== "fixed",
      last: position === "fixed" || scrollsY,
      clips,
      scrollsX: SCROLLS.test(overflowX),
      scrollsY,
      ellipsis: clips && style.whiteSpace.startsWith("nowrap"),
      clamped: clips && (style.webkitLineClamp || "none") !== "none",
    };
  };

  const SCROLLS = /auto|scroll/;

  /** Layouts in which a line that has room for a badge keeps its box, and with it everything around. */
  const SIMPLE = /^(block|list-item|flow-root)$/;

  /** How much of a block's one line is free; nothing where its words are moved out of it. @param {Element} block @param {CSSStyleDeclaration} style */
  const spareOf = (block, style) => {
    const indent = parseFloat(style.textIndent);
    if (indent < 0) return 0;
    const range = block.ownerDocument.createRange();
    range.selectNodeContents(block);
    const used = range.getBoundingClientRect().width;
    return block.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - indent - used;
  };

  /** Whether a box cuts a badge off. @param {Looks} look @param {Size} box @param {DOMRect} badge */
  const isCutBy = ({ clips, scrollsX, scrollsY }, { rect }, badge) => clips && !scrollsY && !scrollsX && (
    badge.left < rect.left - 2 || badge.right > rect.right + 2 || badge.top < rect.top - 4 || badge.bottom > rect.bottom + 4);

  /**
   * Whether a box is of another size, or holds more than it has room for, than before badges were put.
   * @param {Box} box @param {Size} after
   */
  const hasChanged = ({ before }, after) =>
    Math.abs(after.rect.width - before.rect.width) > 0.5 || Math.abs(after.rect.height - before.rect.height) > 0.5 ||
    after.overX > Math.max(before.overX, 0) + 1 || after.overY > Math.max(before.overY, 0) + 1;

  /** Whether a badge that stands does harm. Reads only. @param {Spot} spot @param {Reading} reading */
  const isHarmful = ({ host, boxes, form, row, cell }, reading) => {
    if (!host) return false;
    const badge = host.getBoundingClientRect();
    const full = form === "full";
    if (badge.width === 0 || badge.right > Math.max(document.documentElement.clientWidth, innerWidth) + scrollX + 1) return true;
    // Badges of one group stand together in the boxes further out. What became of those is the doing of such badges alone
    // as have changed the box next to them.
    let reaches = true;
    for (const [index, box] of boxes.entries()) {
      const { before, look } = box;
      const after = reading.size(box.element);
      if (isCutBy(look, after, badge)) return true;
      if ((look.ellipsis || look.clamped) && badge.width > PART_OF_LINE * after.rect.width) return true;
      if (cell && index === 0 && badge.width > PART_OF_LINE * after.rect.width) return true;
      reaches &&= hasChanged(box, after);
      if (!reaches) continue;
      const moreX = after.overX - Math.max(before.overX, 0);
      const moreY = after.overY - Math.max(before.overY, 0);
      if (moreX > 1 && !look.scrollsX && (full || !look.ellipsis)) return true;
      if (moreY > 2 && !look.scrollsY && (full || !look.clamped)) return true;
      const grew = after.rect.height > before.rect.height + 1.5;
      if (grew && row && index < 2) return true;
      if (grew && full && (cell || (index === 0 && badge.width > after.rect.width / 1.7))) return true;
      if (cell && full && Math.abs(after.rect.width - before.rect.width) > 1) return true;
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
      /** How many badges the next group has. */
      this.size = GROUP.first;
    }

    /**
     * Puts badges, a group at a time.
     * @param {Wanted[]} wanted
     * @returns {Generator<void>}
     */
    *place(wanted) {
      for (let from = 0, size = this.size; from < wanted.length; from += size, size = this.size) {
        /** @type {Spot[]} */
        const spots = [];
        const reading = new Reading();
        for (const [index, one] of wanted.slice(from, from + size).entries()) {
          if (index % READ === READ - 1) yield;
          if (!one.link.isConnected) continue;
          this.clear(one.link);
          const spot = survey(one, reading, this.rule);
          if (typeof spot === "string") this.onOutcome(one.link, spot, null);
          else spots.push(spot);
        }
        yield;
        // In one step: nothing is drawn before what did harm is mended.
        this.mend(this.insert(spots));
        yield;
      }
    }

    /**
     * Puts badges where they were found to belong. Reads nothing that has to be laid out.
     * @param {Spot[]} all
     * @returns {Spot[]} those whose place was still there
     */
    insert(all) {
      const start = performance.now();
      const spots = all.filter(({ link, text }) => text.isConnected && link.contains(text));
      for (const spot of spots) {
        spot.host = imprint.badge.create(spot.badge, this.words, { form: spot.form, dark: spot.dark, inLink: true, telling: spot.telling });
        spot.text.before(spot.host);
      }
      // The first group makes what the others copy, and is slower: the next is at most twice as large all the same.
      const each = (performance.now() - start) / Math.max(spots.length, 1);
      const next = Math.min(GROUP.time / Math.max(each, 0.01), 2 * this.size);
      this.size = Math.round(Math.min(Math.max(next, GROUP.least), GROUP.most));
      return spots;
    }

    /**
     * Measures the badges that might do harm and mends what they did. Where a line has more room than a badge can take
     * nothing is measured, and the browser lays the page out when it draws it.
     * @param {Spot[]} spots
     */
    mend(spots) {
      const doubtful = spots.filter(({ spare, badge, telling, form, dark, fontSize }) =>
        spare < ROOM_LEFT || spare < imprint.badge.widest(badge, this.words, { form, dark, fontSize, telling }) + ROOM_LEFT);
      if (doubtful.length) {
        const full = new Reading();
        let harmful = doubtful.filter((spot) => isHarmful(spot, full));
        for (const spot of harmful) {
          if (spot.form === "full" && spot.host) imprint.badge.reform(spot.host, spot.form = "compact");
        }
        for (const last of [false, true]) {
          if (!harmful.length) break;
          const now = new Reading();
          harmful = harmful.filter((spot) => isHarmful(spot, now));
          // One that is cut off may only have been pushed there: those that push go first, and then it is looked at again,
          // once, because each look has the browser lay out the page.
          const pushing = last ? [] : harmful.filter(({ boxes: [own] }) => own && hasChanged(own, now.size(own.element)));
          const gone = pushing.length ? pushing : harmful;
          for (const spot of gone) {
            spot.host?.remove();
            spot.host = undefined;
          }
          harmful = harmful.filter((spot) => !gone.includes(spot));
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
