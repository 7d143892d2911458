"use strict";
// Following a page: one observer for each root (the document and every open shadow root in it). A callback only
// writes down what happened; the work is done later, in slices. When more happens than is worth writing down, the
// observer of that root is taken off and the whole root is looked through again in its turn: a page that mutates for
// ever costs a bounded share of time and a bounded amount of memory.

imprint.watch = (() => {
  /** More recorded nodes than this, and looking through the whole root is cheaper than the list. */
  const RECORD_LIMIT = 500;

  /**
   * Shadow roots attached later than their host was inserted cause no mutation. They are looked for at these times, and
   * after that when the reader scrolls: components that put themselves together late do so when they come into view.
   * The pointer and the focus find the root they are in by themselves.
   */
  const LATE_ROOTS = [1000, 4000, 15000];
  /** A look after scrolling: this long after it began, and so long after the last such look. */
  const SCROLL_ROOTS = { after: 1000, apart: 4000 };

  /**
   * Elements that can have no shadow root, as far as pages are full of them, and `span` and `p`, which could: the browser
   * leaves them out faster than a script can ask each. The most frequent stand first, because the browser tries them in
   * this order.
   */
  const MAY_BE_HOST = "*:not(a, li, td, tr, span, p, br, img, path, i, b, option, svg, ul, em, strong, script, small, input, button, label, th, abbr, code, link, meta, ol, pre, source, style, sup, table, tbody, use)";

  /** Those of `span` and `p` that somebody may have made a host of: asked at `LATE_ROOTS` alone. */
  const SELDOM_HOST = "span[id], span[class], span:empty, p[id], p[class], p:empty";

  const OURS = "data-imprint";

  /** Whether a shadow root stands in another of ours: a badge's or the card's. @param {ShadowRoot} root @returns {boolean} */
  const isOurs = (root) => {
    if (root.host.hasAttribute(OURS)) return true;
    const outer = root.host.getRootNode();
    return outer instanceof ShadowRoot && isOurs(outer);
  };

  class Watcher {
    /**
     * @param {{
     *   pace: InstanceType<typeof imprint.pace.Pace>,
     *   onLink: (link: Element) => void,
     *   onTouched: (element: Element) => void,
     *   onEdited: (element: Element) => void,
     *   onGone: () => void,
     *   onPass: () => void,
     * }} handlers `onLink` a link is there or has a new address; `onTouched` something inside an element came or went; `onEdited` it has become editable, or is no longer;
     * `onGone` elements were taken out; `onPass` a round is over
     */
    constructor({ pace, onLink, onTouched, onEdited, onGone, onPass }) {
      this.pace = pace;
      this.onLink = onLink;
      this.onTouched = onTouched;
      this.onEdited = onEdited;
      this.onGone = onGone;
      this.onPass = onPass;
      /** @type {Map<Document | ShadowRoot, MutationObserver>} */
      this.observers = new Map();
      /** @type {Set<Document | ShadowRoot>} */
      this.flooded = new Set();
      /** @type {Set<Element>} */
      this.added = new Set();
      /** @type {Set<Element>} */
      this.touched = new Set();
      /** @type {Set<Element>} */
      this.edited = new Set();
      this.gone = false;
      this.draining = false;
      this.stopped = false;
      /** @type {ReturnType<typeof setTimeout>[]} */
      this.timers = [];
      /** @type {ReturnType<typeof setTimeout> | undefined} */
      this.scrolled = undefined;
      this.lookedAt = -Infinity;
      /** @type {AbortController | undefined} */
      this.controller = undefined;
    }

    start() {
      this.adopt(document);
      this.timers = LATE_ROOTS.map((delay) => setTimeout(() => this.look(MAY_BE_HOST, SELDOM_HOST), delay));
      this.controller = new AbortController();
      /** @type {AddEventListenerOptions} */
      const passing = { capture: true, passive: true, signal: this.controller.signal };
      for (const type of ["pointerover", "focusin"]) addEventListener(type, (event) => this.passThrough(event), passing);
      addEventListener("scroll", () => this.lookSoon(), passing);
    }

    /** Looks for shadow roots everywhere once more. @param {...string} hosts selectors of the elements that are asked */
    look(...hosts) {
      if (this.stopped) return;
      this.lookedAt = performance.now();
      for (const root of this.roots) for (const some of hosts) this.pace.run(this.findRoots(root, some));
    }

    lookSoon() {
      if (this.scrolled !== undefined || this.stopped) return;
      const wait = Math.max(SCROLL_ROOTS.after, this.lookedAt + SCROLL_ROOTS.apart - performance.now());
      this.scrolled = setTimeout(() => {
        this.scrolled = undefined;
        this.look(MAY_BE_HOST);
      }, wait);
    }

    /** An event tells by its path in which roots it happened. @param {Event} event */
    passThrough(event) {
      for (const target of event.composedPath()) {
        if (target instanceof ShadowRoot && !this.observers.has(target) && !isOurs(target)) this.adopt(target);
      }
    }

    stop() {
      this.stopped = true;
      this.controller?.abort();
      clearTimeout(this.scrolled);
      for (const observer of this.observers.values()) observer.disconnect();
      this.observers.clear();
      for (const timer of this.timers) clearTimeout(timer);
    }

    /** Every root under observation. */
    get roots() {
      return [...this.observers.keys()];
    }

    /** Takes a root under observation and looks through it. @param {Document | ShadowRoot} root */
    adopt(root) {
      if (this.stopped || this.observers.has(root)) return;
      const observer = new MutationObserver((records) => this.record(root, records));
      this.observers.set(root, observer);
      this.observe(root, observer);
      this.pace.run(this.scan(root));
    }

    /** @param {Document | ShadowRoot} root @param {MutationObserver} observer */
    observe(root, observer) {
      observer.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["href", "contenteditable"] });
    }

    /** Looks through every root again. */
    again() {
      for (const root of this.observers.keys()) this.flood(root);
      this.drainSoon();
    }

    /** @param {Document | ShadowRoot} root */
    flood(root) {
      this.observers.get(root)?.disconnect();
      this.flooded.add(root);
    }

    /** @param {Document | ShadowRoot} root @param {MutationRecord[]} records */
    record(root, records) {
      if (this.flooded.has(root)) return;
      for (const { type, attributeName, target, addedNodes, removedNodes } of records) {
        if (type === "attributes") {
          if (attributeName === "contenteditable") {
            this.edited.add(/** @type {Element} */ (target));
            continue;
          }
          if (target.nodeName === "BASE") return this.again();
          this.added.add(/** @type {Element} */ (target));
          continue;
        }
        let others = removedNodes.length > 0;
        for (const node of addedNodes) {
          if (node.nodeType === Node.ELEMENT_NODE) {
            const element = /** @type {Element} */ (node);
            if (element.hasAttribute(OURS)) continue;
            if (element.nodeName === "BASE") return this.again();
            this.added.add(element);
          }
          others = true;
        }
        if (removedNodes.length) this.gone = true;
        if (others && target.nodeType === Node.ELEMENT_NODE) this.touched.add(/** @type {Element} */ (target));
        if (this.added.size + this.touched.size + this.edited.size > RECORD_LIMIT) {
          this.flood(root);
          break;
        }
      }
      this.drainSoon();
    }

    drainSoon() {
      if (this.draining || this.stopped) return;
      this.draining = true;
      this.pace.run(this.drain());
    }

    /** @returns {Generator<void>} */
    *drain() {
      this.draining = false;
      const { added, touched, edited } = this;
      this.added = new Set();
      this.touched = new Set();
      this.edited = new Set();
      const flooded = [...this.flooded];
      const gone = this.gone || flooded.length > 0;
      this.gone = false;
      this.flooded.clear();
      if (gone) this.leave();
      for (const root of flooded) {
        const observer = this.observers.get(root);
        if (!observer) continue;
        this.observe(root, observer);
        yield* this.scan(root);
      }
      for (const element of edited) {
        if (element.isConnected) this.onEdited(element);
        yield;
      }
      for (const element of touched) {
        if (element.isConnected) this.onTouched(element);
        yield;
      }
      for (const element of added) {
        if (element.isConnected && !flooded.includes(/** @type {Document} */ (element.getRootNode()))) yield* this.scan(element);
        yield;
      }
      if (gone) this.onGone();
      this.onPass();
    }

    /** Lets go of roots that are out of the page. One that comes back is found with its host. */
    leave() {
      for (const [root, observer] of this.observers) {
        if (root === document || /** @type {ShadowRoot} */ (root).host.isConnected) continue;
        observer.disconnect();
        this.observers.delete(root);
      }
    }

    /** @param {Document | ShadowRoot | Element} part @returns {Generator<void>} */
    *scan(part) {
      if (part.nodeType === Node.ELEMENT_NODE) {
        const element = /** @type {Element} */ (part);
        // Also one that has just lost its address.
        if (element.localName === "a" || element.localName === "area") this.onLink(element);
        if (element.shadowRoot) this.adopt(element.shadowRoot);
        if (!element.firstElementChild) return;
      }
      let count = 0;
      for (const link of part.querySelectorAll(imprint.links.LINKS)) {
        this.onLink(link);
        if (++count % 16 === 0) yield;
      }
      yield* this.findRoots(part);
      if (part.nodeType !== Node.ELEMENT_NODE) this.onPass();
    }

    /**
     * @param {Document | ShadowRoot | Element} part @param {string} [hosts] selector of the elements that are asked
     * @returns {Generator<void>}
     */
    *findRoots(part, hosts = MAY_BE_HOST) {
      let count = 0;
      for (const element of part.querySelectorAll(hosts)) {
        const root = element.shadowRoot;
        if (root && !element.hasAttribute(OURS)) this.adopt(root);
        if (++count % 256 === 0) yield;
      }
    }
  }

  return { Watcher };
})();
