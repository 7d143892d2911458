"use strict";
// When the card opens, where it stands, how it closes.
//
// - Hovering a labelled link or its badge opens the card after 400 ms. A tap or a click on the badge opens it at once
//   and never follows the link. Moving the focus opens nothing; a keyboard command opens the focused link's card and
//   moves the focus into it.
// - Esc closes it without a move of the pointer; it stays while the pointer is on the link, the badge, the card or the
//   way between; nothing closes it by time.
// - Only a person opens and closes it: events that a script made up are passed over.
// - A link that changes or goes takes its card with it.
// - It is a popover: above everything, cut off by nothing. It never covers its link.
//
// Free of `chrome.*`: the static site opens its cards with this file.

imprint.hover = (() => {
  const OPEN_AFTER = 400;
  const CLOSE_AFTER = 300;
  const GAP = 8;
  const EDGE = 8;
  const WIDTH = 392;
  const HEIGHT = 600;
  const LEAST = 140;

  const CSS = `
:host {
  all: initial !important;
  display: block !important;
  position: fixed !important;
  inset: auto !important;
  inset-block-start: var(--top, 0px) !important;
  left: var(--left, 0px) !important;
  inline-size: var(--width, 392px) !important;
  max-block-size: var(--height, 560px) !important;
  margin: 0 !important;
  /* The way between link and card belongs to the card, so that a slow hand does not lose it. */
  padding-block: ${GAP}px !important;
  box-sizing: border-box !important;
  overflow: visible !important;
  background: transparent !important;
  border: 0 !important;
  pointer-events: auto !important;
}
:host(.measuring) { visibility: hidden !important; }
.frame { display: block; max-block-size: calc(var(--height, 560px) - ${2 * GAP}px); }
@media (prefers-reduced-motion: no-preference) {
  .frame { animation: appear 120ms ease-out; }
}
@keyframes appear { from { opacity: 0; transform: translateY(3px); } }`;

  /** @param {EventTarget | null} target @returns {target is Element} */
  const isElement = (target) => target instanceof Element;

  /** @typedef {{ link: Element, href: string, host: HTMLElement, card: HTMLElement, panel: HTMLElement, by: "hover" | "badge" | "command", x: number, y: number }} Open */

  class Hover {
    /**
     * @param {{
     *   cards: InstanceType<typeof imprint.card.Card>,
     *   fetch: (href: string, link: Element) => Promise<CardData>,
     *   wants: (link: Element, href: string) => boolean | Promise<boolean>,
     *   badgeOf?: (link: Element) => HTMLElement | null,
     * }} needs `wants` says whether hovering this link opens a card; `badgeOf` the badge of a link
     */
    constructor({ cards, fetch, wants, badgeOf = () => null }) {
      this.cards = cards;
      this.fetch = fetch;
      this.wants = wants;
      this.badgeOf = badgeOf;
      /** @type {Open | null} */
      this.open = null;
      /** @type {Element | null} */
      this.over = null;
      /** @type {ReturnType<typeof setTimeout> | undefined} */
      this.opening = undefined;
      /** @type {ReturnType<typeof setTimeout> | undefined} */
      this.closing = undefined;
      this.turn = 0;
      this.placing = false;
      this.controller = new AbortController();
      /** Sees the open card's link change or go. */
      this.watching = new MutationObserver(() => this.changed());
      /** @type {CSSStyleSheet | undefined} */
      this.sheet = undefined;
    }

    start() {
      const { signal } = this.controller;
      /** @type {AddEventListenerOptions} */
      const early = { capture: true, passive: true, signal };
      addEventListener("pointerover", (event) => this.pointerOver(event), early);
      addEventListener("pointerdown", (event) => this.pointerDown(event), early);
      addEventListener("click", (event) => this.click(event), { capture: true, signal });
      addEventListener("auxclick", (event) => this.click(event), { capture: true, signal });
      addEventListener("keydown", (event) => this.key(event), { capture: true, signal });
      addEventListener("scroll", () => this.follow(), early);
      addEventListener("resize", () => this.follow(), early);
      document.documentElement.addEventListener("pointerleave", (event) => {
        if (!event.isTrusted) return;
        this.over = null;
        this.leave();
      }, { signal });
    }

    stop() {
      this.controller.abort();
      clearTimeout(this.opening);
      clearTimeout(this.closing);
      this.close();
    }

    // --- pointer --------------------------------------------------------------------------------------------------

    /** The link an event happened on, through open shadow roots. @param {Event} event */
    linkOf(event) {
      for (const target of event.composedPath()) {
        if (isElement(target) && (target.localName === "a" || target.localName === "area") && imprint.links.isLink(target)) return target;
      }
      return null;
    }

    /** @param {PointerEvent} event */
    pointerOver(event) {
      if (!event.isTrusted || event.pointerType === "touch") return;
      if (this.open && event.composedPath().includes(this.open.host)) {
        clearTimeout(this.closing);
        this.closing = undefined;
        clearTimeout(this.opening);
        this.over = null;
        return;
      }
      const link = this.linkOf(event);
      if (link === this.over) {
        if (!link) this.leave();
        else if (link === this.open?.link) {
          clearTimeout(this.closing);
          this.closing = undefined;
        }
        return;
      }
      this.over = link;
      clearTimeout(this.opening);
      if (!link) return this.leave();
      if (link === this.open?.link) {
        clearTimeout(this.closing);
        this.closing = undefined;
        return;
      }
      this.leave();
      this.opening = setTimeout(() => this.show(link, { by: "hover", x: event.clientX, y: event.clientY }), OPEN_AFTER);
    }

    /** The pointer has left link and card: the card closes soon, unless it is wanted. */
    leave() {
      clearTimeout(this.opening);
      if (!this.open || this.open.by === "command" || this.closing !== undefined) return;
      this.closing = setTimeout(() => {
        this.closing = undefined;
        if (this.open && (this.hasFocus() || this.open.by === "badge")) return;
        this.close();
      }, CLOSE_AFTER);
    }

    /** A press beside card and link closes a card that was opened on purpose. @param {PointerEvent} event */
    pointerDown(event) {
      if (!event.isTrusted) return;
      // Who presses has decided; a card would only be in the way.
      clearTimeout(this.opening);
      if (!this.open) return;
      const path = event.composedPath();
      if (path.includes(this.open.host) || path.includes(this.open.link)) return;
      this.close();
    }

    /** A click on a badge opens the card and goes nowhere. @param {MouseEvent} event */
    click(event) {
      const link = event.isTrusted ? this.linkOf(event) : null;
      if (!link || !this.isOnBadge(link, event)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.type !== "click") return;
      clearTimeout(this.opening);
      if (this.open?.link === link && this.open.by === "badge") this.close();
      else this.show(link, { by: "badge", x: event.clientX, y: event.clientY });
    }

    /**
     * Whether a click is on a link's badge. A link stretched over a whole card lies above its own badge, so the place
     * counts, not only the element.
     * @param {Element} link @param {MouseEvent} event
     */
    isOnBadge(link, event) {
      const badge = this.badgeOf(link);
      if (!badge) return false;
      if (event.composedPath().includes(badge)) return true;
      if (event.detail === 0) return false;
      const { left, right, top, bottom } = badge.getBoundingClientRect();
      return event.clientX >= left && event.clientX <= right && event.clientY >= top && event.clientY <= bottom;
    }

    // --- keyboard -------------------------------------------------------------------------------------------------

    /** @param {KeyboardEvent} event */
    key(event) {
      if (!event.isTrusted) return;
      if (!this.open) {
        if (event.key === "Escape") clearTimeout(this.opening);
        return;
      }
      if (event.key === "Escape") {
        event.preventDefault();
        event.stopImmediatePropagation();
        this.close({ back: true });
      } else if (event.key === "Tab" && this.hasFocus()) {
        // Past either end of the card the focus goes on from the link, as if the card stood there.
        // Links have no address before they are pressed, so they are stops by their tabindex.
        const stops = [...this.open.panel.querySelectorAll("[tabindex='0'], button, textarea, summary")]
          .filter((element) => element.getClientRects().length > 0);
        const at = /** @type {ShadowRoot} */ (this.open.panel.getRootNode()).activeElement;
        const edge = event.shiftKey ? (at === stops[0] || at === this.open.panel) : at === stops[stops.length - 1];
        if (edge || !stops.length) {
          if (event.shiftKey) event.preventDefault();
          this.close({ back: true });
        }
      }
    }

    hasFocus() {
      return this.open !== null && this.open.host.matches(":focus-within");
    }

    /** Opens the card of the focused link and moves the focus into it. Returns false when no link has the focus. */
    openFocused() {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      const link = at?.closest("a, area");
      if (!link || !imprint.links.isLink(link)) return false;
      const { left, bottom } = link.getBoundingClientRect();
      this.show(link, { by: "command", x: left, y: bottom });
      return true;
    }

    // --- the card -------------------------------------------------------------------------------------------------

    /** @param {Element} link @param {{ by: Open["by"], x: number, y: number }} how */
    async show(link, { by, x, y }) {
      const href = imprint.links.hrefOf(link);
      const turn = ++this.turn;
      if (!href) return;
      /** @type {CardData} */
      let data;
      try {
        if (by === "hover" && !(await this.wants(link, href))) return;
        data = await this.fetch(href, link);
      } catch {
        return; // The extension is gone or has no data; the popup says which.
      }
      // What was asked about may have changed meanwhile: lists of entries use their links again.
      if (turn !== this.turn || !link.isConnected || imprint.links.hrefOf(link) !== href || (by === "hover" && this.over !== link)) return;
      this.close();
      const { host: card, panel } = this.cards.draw(data, { onClose: () => this.close({ back: true }) });
      const host = document.createElement("div");
      host.setAttribute("data-imprint", "layer");
      host.setAttribute("popover", "manual");
      host.classList.add("measuring");
      const root = host.attachShadow({ mode: imprint.dom.ROOTS });
      this.sheet = imprint.badge.dress(root, CSS, this.sheet);
      const frame = document.createElement("div");
      frame.className = "frame";
      frame.append(card);
      root.append(frame);
      // Outside an open modal dialog everything is inert: there the card belongs into the dialog.
      const dialog = link.closest("dialog[open]");
      (dialog?.matches(":modal") ? dialog : document.documentElement).append(host);
      host.showPopover();
      this.open = { link, href, host, card, panel, by, x, y };
      this.watch(link);
      this.position();
      host.classList.remove("measuring");
      host.removeAttribute("class");
      if (by === "command") panel.focus();
    }

    /** @param {{ back?: boolean }} [how] with the focus back on the link, if the card has it */
    close({ back = false } = {}) {
      clearTimeout(this.closing);
      this.closing = undefined;
      const { open } = this;
      if (!open) return;
      const focused = this.hasFocus();
      this.open = null;
      this.watching.disconnect();
      open.host.remove();
      if (back && focused && open.link.isConnected) /** @type {HTMLElement} */ (open.link).focus({ preventScroll: true });
    }

    /** Watches a link, and every tree it stands in, as long as its card is open. @param {Element} link */
    watch(link) {
      this.watching.disconnect();
      this.watching.observe(link, { attributes: true });
      for (let root = link.getRootNode(); ; root = /** @type {ShadowRoot} */ (root).host.getRootNode()) {
        this.watching.observe(root, { childList: true, subtree: true });
        if (!(root instanceof ShadowRoot)) return;
      }
    }

    /** A card that tells of another address than its link's, or of a link that is gone, would be untrue. */
    changed() {
      if (!this.open) return;
      const { link, href } = this.open;
      if (link.isConnected && imprint.links.hrefOf(link) === href) return;
      // The link is under the pointer as before, but another one: it may open a card as soon as the pointer moves on it.
      this.over = null;
      this.close({ back: true });
    }

    /** Keeps the card at its link while the page scrolls; closes it when the link is out of sight. */
    follow() {
      if (!this.open || this.placing) return;
      this.placing = true;
      requestAnimationFrame(() => {
        this.placing = false;
        if (!this.open) return;
        const { link } = this.open;
        const rect = link.getBoundingClientRect();
        const gone = !link.isConnected || rect.bottom < 0 || rect.top > innerHeight || rect.right < 0 || rect.left > innerWidth;
        if (gone) this.close();
        else this.position(true);
      });
    }

    /**
     * What the card must not cover: the link, or the line of it that was pointed at when the link is a large block.
     * @param {Open} open @param {boolean} moved since the pointer was there
     */
    anchor({ link, x, y }, moved) {
      const whole = link.getBoundingClientRect();
      if (whole.width === 0 && whole.height === 0) return new DOMRect(x, y - 8, 0, 16);
      if (whole.height <= innerHeight * 0.4) return whole;
      const badge = this.badgeOf(link)?.getBoundingClientRect();
      if (badge && badge.width > 0) return badge;
      return moved ? new DOMRect(whole.left, Math.max(whole.top, 0), whole.width, 24) : new DOMRect(x, y - 12, 0, 24);
    }

    /** @param {boolean} [moved] */
    position(moved = false) {
      if (!this.open) return;
      const { host, card } = this.open;
      const anchor = this.anchor(this.open, moved);
      const view = { width: document.documentElement.clientWidth || innerWidth, height: innerHeight };
      const width = Math.min(WIDTH, view.width - 2 * EDGE);
      host.style.setProperty("--width", `${width}px`);
      const below = view.height - anchor.bottom - EDGE;
      const above = anchor.top - EDGE;
      host.style.setProperty("--height", `${HEIGHT}px`);
      const natural = Math.min(card.getBoundingClientRect().height + 2 * GAP, HEIGHT);
      const under = natural <= below || below >= above;
      const height = Math.max(Math.min(natural, under ? below : above), LEAST);
      host.style.setProperty("--height", `${height}px`);
      const top = under ? anchor.bottom : anchor.top - Math.min(natural, height);
      const rtl = getComputedStyle(this.open.link).direction === "rtl";
      const wish = rtl ? anchor.right - width : anchor.left;
      const left = Math.min(Math.max(wish, EDGE), view.width - width - EDGE);
      host.style.setProperty("--top", `${Math.max(top, 0)}px`);
      host.style.setProperty("--left", `${left}px`);
    }
  }

  return { Hover, OPEN_AFTER, CLOSE_AFTER };
})();
