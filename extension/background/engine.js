// The engine: the one instance of the wasm module and the dataset it reads. Lives in the background, because Chromium
// applies a page's content security policy to wasm in content scripts.

import init, { Labeler, wrapper_name } from "../gen/imprint.js";
import { OPAQUE, answersOf, labelOf } from "../shared/displayed.js";

/** @typedef {import("../gen/imprint.js").Badge} Badge */
/** @typedef {{ code: string, detail: string }} Failure */
/** @typedef {(path: string) => Promise<Response>} Load loads a file of the package */
/** @typedef {{ recall: () => Promise<boolean>, keep: () => Promise<void> }} Memory whether the packaged data was found whole */

const MODULE = "gen/imprint_bg.wasm";
const DATASET = "gen/imprint.dataset";

export class Engine {
  /** @param {Load} load @param {Memory} memory */
  constructor(load, memory) {
    /** @type {Labeler | null} */
    this.labeler = null;
    /** Badges of the data in use, by integer. @type {Map<number, Badge>} */
    this.badges = new Map();
    /** Why there is no data, or why newer data was not taken. @type {Failure | null} */
    this.failure = null;
    /** Resolves when the engine has its data, or knows why it has none. Never rejects. */
    this.ready = this.#start(load, memory);
  }

  /** @param {Load} load @param {Memory} memory */
  async #start(load, memory) {
    try {
      const bytes = load(DATASET).then((file) => file.arrayBuffer());
      bytes.catch(() => {});
      const seen = memory.recall().catch(() => false);
      await init({ module_or_path: load(MODULE) });
      try {
        // Every byte is looked at once a session; a background that starts again does not make its first reader wait.
        const whole = await seen;
        this.open(new Uint8Array(await bytes), { verified: whole });
        if (!whole) memory.keep().catch(() => {});
      } catch (error) {
        this.failure ??= failureOf(error, "no-dataset");
      }
    } catch (error) {
      this.failure = failureOf(error, "no-engine");
    }
  }

  /**
   * Takes a dataset. The one in use is let go only when the new one has opened and is whole: bad data never costs the
   * reader the data they had.
   * @param {Uint8Array} bytes
   * @param {{ verified?: boolean }} [known] `verified`: these bytes were checked in full before
   */
  open(bytes, { verified = false } = {}) {
    try {
      const next = new Labeler(bytes);
      if (!verified) next.verify();
      this.labeler?.free();
      this.labeler = next;
      this.badges.clear();
      this.failure = null;
    } catch (error) {
      this.failure = failureOf(error, "not-a-dataset");
      throw error;
    }
  }

  /** @returns {Labeler} */
  get use() {
    if (!this.labeler) throw new Error(this.failure?.code ?? "no-dataset");
    return this.labeler;
  }

  /**
   * Labels newline-joined hrefs: one small integer each, and once for each integer what a badge needs. Plain arrays,
   * because a typed array arrives in a Chromium content script as an object.
   * @param {string} hrefs @param {Set<number>} [told] integers whose badges the asker has; grows by those of the answer
   */
  labels(hrefs, told = new Set()) {
    const ids = Array.from(this.use.match_lines(hrefs));
    return { ids, badges: this.#badges(ids, told) };
  }

  /**
   * Labels links by what their page shows of them; the lines are those of `answersOf`.
   * @param {string} lines @param {Set<number>} [told] as in `labels`
   */
  shown(lines, told = new Set()) {
    const answers = answersOf(this.use, lines);
    return { answers, badges: this.#badges(answers.map(({ id }) => id), told) };
  }

  /** Badges of the integers that were not told yet. @param {number[]} ids @param {Set<number>} told */
  #badges(ids, told) {
    /** @type {Record<number, Badge>} */
    const badges = {};
    for (const id of ids) {
      if (id === 0 || id === OPAQUE || told.has(id)) continue;
      told.add(id);
      const badge = this.#badge(id);
      if (badge) badges[id] = badge;
    }
    return badges;
  }

  /** A badge, made once for all pages: crossing from wasm costs more than keeping it. @param {number} id */
  #badge(id) {
    const known = this.badges.get(id);
    if (known) return known;
    const badge = this.use.badge(id);
    if (badge) this.badges.set(id, badge);
    return badge;
  }

  /** @param {string} href @param {{ name: string, addresses: string[] }} [shown] what the page shows of the link */
  card(href, shown) {
    const label = shown ? labelOf(this.use, href, shown) : this.use.label(href);
    return { label, info: this.use.info(), through: label.via.map((id) => wrapper_name(id) ?? id) };
  }

  about() {
    return { info: this.labeler?.info() ?? null, failure: this.failure };
  }
}

/** @param {unknown} error @param {string} otherwise @returns {Failure} */
const failureOf = (error, otherwise) => {
  const { code, message } = /** @type {{ code?: unknown, message?: unknown }} */ (error ?? {});
  return { code: typeof code === "string" ? code : otherwise, detail: typeof message === "string" ? message : String(error) };
};
