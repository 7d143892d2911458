// What is said about the links that were typed: one link in full with its walk, several as a list.
// The addresses are shown as text, never as links: an address that imitates another is no place to send a reader to.

import { isKnown, labelOf } from "./gen/ext/shared/displayed.js";

const { el } = imprint.dom;

/** @typedef {InstanceType<typeof imprint.words.Words>} Words */
/** @typedef {InstanceType<typeof imprint.card.Card>} Card */
/** @typedef {import("./gen/imprint.js").Labeler} Labeler */
/** @typedef {import("./gen/imprint.js").Step} Step */

/** More rows of one kind than this are counted, not listed. */
const ROWS = 200;

/** Steps that have words; a step of a newer engine is shown by its id. @type {Record<Step["step"], string>} */
const STEPS = {
  parse: "site_step_parse", platform: "site_step_platform", account: "site_step_account", path: "site_step_path",
  host: "site_step_host", unwrap: "site_step_unwrap", opaque: "site_step_opaque", hosting: "site_step_hosting",
  resemblance: "site_step_resemblance", result: "site_step_result",
};

/** Longer addresses are shown without their middle. */
const SHOWN = 320;

/** @param {string} href */
const shown = (href) => href.length <= SHOWN ? href : `${href.slice(0, SHOWN - 60)} … ${href.slice(-50)}`;

/** @param {string} href */
export const fragmentOf = (href) => `#u=${encodeURIComponent(href)}`;

export class Answers {
  /** @param {{ labeler: Labeler, nameOf: (wrapper: string) => string, words: Words, cards: Card }} needs */
  constructor({ labeler, nameOf, words, cards }) {
    this.labeler = labeler;
    this.nameOf = nameOf;
    this.words = words;
    this.cards = cards;
    this.info = labeler.info();
  }

  /** @param {string[]} hrefs @returns {{ title: string, body: HTMLElement }} */
  draw(hrefs) {
    const { words } = this;
    return hrefs.length === 1
      ? { title: words.say("site_answer_one"), body: this.one(hrefs[0]) }
      : { title: words.say("site_answer_many", hrefs.length), body: this.many(hrefs) };
  }

  /** A badge by itself, with a name. @param {number} subject */
  badge(subject) {
    const badge = this.labeler.badge(subject);
    if (!badge) return null;
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    return { badge, host: imprint.badge.create(badge, this.words, { dark }) };
  }

  /** @param {import("./gen/imprint.js").Label} label */
  card(label) {
    return this.cards.draw({ label, info: this.info, through: label.via.map(this.nameOf) }).host;
  }

  /** @param {string} href */
  one(href) {
    const { words, labeler } = this;
    const label = labelOf(labeler, href);
    const [subject] = labeler.match_all([href]);
    const told = this.badge(subject);
    const verdict = isKnown(subject) ? words.say("site_in_dataset")
      : label.destination === null ? words.say("site_invalid")
      : words.say(label.opaque ? "opaque" : "not_in_the_dataset");
    const head = el("div", { class: "said" },
      el("p", { class: "verdict" }, told && told.host, el("span", {}, verdict)),
      el("p", { class: "address" }, el("bdi", { dir: "ltr" }, shown(href))),
    );
    const card = label.destination === null
      ? el("p", { class: "notice" }, words.say("site_invalid_note"))
      : this.card(label);
    return el("div", { class: "one" }, head, el("div", { class: "sides" },
      el("div", { class: "card-side" }, card),
      el("section", { class: "walk", "aria-labelledby": "walk-title" },
        el("h4", { id: "walk-title" }, words.say("site_walk")),
        el("p", { class: "soft" }, words.say("site_walk_note")),
        el("ol", {}, ...labeler.explain(href).map((step) => this.step(step))),
      ),
    ));
  }

  /** @param {Step} step */
  step({ step, input, outcome, found }) {
    const { words } = this;
    return el("li", { class: found ? "hit" : null },
      el("span", { class: "what" }, words.say(STEPS[step] ?? "") || step),
      el("code", { dir: "ltr" }, input),
      el("span", { class: "came" },
        el("span", { class: "visually-hidden" }, `${words.say(found ? "site_found" : "site_not_found")}: `),
        // The engine tells its walk in English.
        el("bdi", { lang: "en" }, outcome),
      ),
    );
  }

  /** @param {string[]} hrefs */
  many(hrefs) {
    const { words, labeler } = this;
    const subjects = labeler.match_lines(hrefs.join("\n"));
    /** @type {Record<"known" | "absent" | "opaque" | "invalid", Array<{ href: string, subject: number }>>} */
    const kinds = { known: [], absent: [], opaque: [], invalid: [] };
    hrefs.forEach((href, index) => {
      const subject = subjects[index];
      if (isKnown(subject)) return kinds.known.push({ href, subject });
      const { destination, opaque } = labelOf(labeler, href);
      return (destination === null ? kinds.invalid : opaque ? kinds.opaque : kinds.absent).push({ href, subject });
    });
    const body = el("div", { class: "many" });
    /** @param {string} key @param {typeof kinds.known} rows @param {string} note */
    const part = (key, rows, note) => {
      if (!rows.length) return;
      body.append(el("section", {},
        el("h4", {}, words.say(key, rows.length)),
        note ? el("p", { class: "soft" }, note) : null,
        el("ul", {}, ...rows.slice(0, ROWS).map(({ href, subject }) => this.row(href, subject))),
        rows.length > ROWS ? el("p", { class: "soft" }, words.say("site_more_left", rows.length - ROWS)) : null,
      ));
    };
    part("site_in_dataset_count", kinds.known, "");
    part("site_opaque_count", kinds.opaque, words.say("opaque"));
    part("site_absent_count", kinds.absent, words.say("site_absent_note"));
    part("site_invalid_count", kinds.invalid, words.say("site_invalid_note"));
    return body;
  }

  /** @param {string} href @param {number} subject */
  row(href, subject) {
    const { words } = this;
    const told = this.badge(subject);
    const walk = el("a", { href: fragmentOf(href), "aria-label": words.say("site_show_walk_of", shown(href)) }, words.say("site_show_walk"));
    if (!told) return el("li", { class: "row" }, el("bdi", { class: "address", dir: "ltr" }, shown(href)), el("span", { class: "acts" }, walk));
    const place = el("div", { class: "card-place", hidden: "" });
    const button = el("button", {
      type: "button", class: "quiet", "aria-expanded": "false", "aria-label": words.say("site_show_card_of", isKnown(subject) ? told.badge.name : shown(href)),
    }, words.say("site_show_card"));
    button.addEventListener("click", () => {
      if (!place.firstChild) place.append(this.card(labelOf(this.labeler, href)));
      place.hidden = !place.hidden;
      button.setAttribute("aria-expanded", String(!place.hidden));
    });
    return el("li", { class: "row" },
      el("span", { class: "who" }, told.host, isKnown(subject) ? el("bdi", { class: "name" }, told.badge.name) : null),
      el("bdi", { class: "address", dir: "ltr" }, shown(href)),
      el("span", { class: "acts" }, button, walk),
      place,
    );
  }
}
