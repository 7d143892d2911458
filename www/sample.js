// Who draws the badges on the links of this page: the extension where it is installed, otherwise the page itself with
// the extension's own scripts, so that what is seen here is what is seen elsewhere.
//
// The rule by which no link gets two and no card opens twice:
// - Nothing is drawn before the page has been loaded for a while; the extension is quicker than that.
// - Anything in the page that bears `data-imprint` and was not made here comes from the extension. Whenever that is
//   seen, early or late, the page takes its own badges away, closes its card and leaves the rest to the extension.
// - A reader who wants no waiting presses the button.

import { OPAQUE, answersOf, isKnown, labelOf } from "./gen/ext/shared/displayed.js";

/** @typedef {InstanceType<typeof imprint.words.Words>} Words */
/** @typedef {InstanceType<typeof imprint.card.Card>} Card */
/** @typedef {import("./gen/imprint.js").Labeler} Labeler */
/** @typedef {"waiting" | "extension" | "page" | "nobody"} Drawer */

/** The extension waits for load and idle, then starts its engine; on a slow device that takes a second or two. */
const PATIENCE = 2500;

export class Sample {
  /**
   * @param {{ labeler: Labeler, nameOf: (wrapper: string) => string, words: Words, cards: Card, onChange: (drawer: Drawer, count: number) => void }} needs
   */
  constructor({ labeler, nameOf, words, cards, onChange }) {
    this.labeler = labeler;
    this.nameOf = nameOf;
    this.words = words;
    this.cards = cards;
    this.onChange = onChange;
    /** @type {Drawer} */
    this.drawer = "waiting";
    /** @type {InstanceType<typeof imprint.page.Page> | null} */
    this.page = null;
    /** @type {InstanceType<typeof imprint.hover.Hover> | null} */
    this.hover = null;
  }

  start() {
    const observer = new MutationObserver((records) => {
      const foreign = records.some(({ addedNodes }) => [...addedNodes].some((node) =>
        node instanceof Element && [node, ...node.querySelectorAll("[data-imprint]")].some((element) => this.isForeign(element))));
      if (!foreign) return;
      observer.disconnect();
      this.leave();
    });
    observer.observe(document.documentElement, { childList: true, subtree: true });
    if ([...document.querySelectorAll("[data-imprint]")].some((element) => this.isForeign(element))) {
      observer.disconnect();
      return this.leave();
    }
    this.become("waiting");
    const wait = () => setTimeout(() => {
      if (this.drawer === "waiting") this.draw();
    }, PATIENCE);
    if (document.readyState === "complete") wait();
    else addEventListener("load", wait, { once: true });
  }

  /** Whether an element is the extension's. Badges of answers stand in no link, and cards there are not in a layer. @param {Element} element */
  isForeign(element) {
    const what = element.getAttribute("data-imprint");
    if (what === "layer") return this.hover?.open?.host !== element;
    const link = what === "badge" ? element.closest("a, area") : null;
    if (!link) return false;
    const state = this.page?.states.get(link);
    return state?.host !== element || state.outcome === "adopted";
  }

  /** @param {Drawer} drawer */
  become(drawer) {
    this.drawer = drawer;
    this.onChange(drawer, this.page?.count ?? this.known());
  }

  /** How many links of this page lead to somebody in the dataset, whoever draws the badges. */
  known() {
    return this.labeler.match_document().filter(isKnown).length;
  }

  /** Leaves the page to the extension. */
  leave() {
    this.stop();
    this.become("extension");
  }

  /** Draws the badges here and now. */
  draw() {
    if (this.page || this.drawer === "extension") return;
    const { labeler, nameOf, words, cards } = this;
    const page = this.page = new imprint.page.Page({
      ask: async (name, { hrefs = "", lines = "" } = {}) => {
        const badges = (/** @type {number[]} */ ids) => Object.fromEntries([...new Set(ids)].filter((id) => id !== 0 && id !== OPAQUE).map((id) => [id, labeler.badge(id)]));
        if (name === "labels") {
          const ids = [...labeler.match_lines(String(hrefs))];
          return { ids, badges: badges(ids), countries: {} };
        }
        if (name === "shown") {
          const answers = answersOf(labeler, String(lines));
          return { answers, badges: badges(answers.map(({ id }) => id)), countries: {} };
        }
        throw new Error(`no answer to ${name}`);
      },
      words,
      pace: new imprint.pace.Pace(),
      address: () => location.href,
      onCount: () => this.become(this.drawer),
    });
    this.hover = new imprint.hover.Hover({
      cards,
      fetch: async (href, link) => {
        const shown = page.shownOf(link, href);
        const label = labelOf(labeler, href, shown ?? undefined);
        return { label, info: labeler.info(), through: label.via.map(nameOf) };
      },
      wants: (link, href) => page.tells(link, href),
      badgeOf: (link) => page.states.get(link)?.host ?? null,
    });
    page.start();
    page.allow();
    this.hover.start();
    this.become("page");
  }

  /** Takes this page's badges away. */
  hide() {
    this.stop();
    this.become("nobody");
  }

  stop() {
    const { page } = this;
    if (page) {
      // A badge that was already there is not ours to remove.
      for (const link of page.labelled) {
        const state = page.states.get(link);
        if (state?.outcome === "adopted") state.host = null;
      }
      page.stop({ remove: true });
    }
    this.hover?.stop();
    this.page = null;
    this.hover = null;
  }

  /** Opens the card of the focused link, where this page does that. */
  openFocused() {
    return this.hover?.openFocused() ?? false;
  }
}
