// The engine: the one instance of the wasm module and the dataset it reads. Lives in the background, because Chromium
// applies a page's content security policy to wasm in content scripts.

import init, { Labeler, wrapper_name } from "../gen/imprint.js";
import { OPAQUE, answersOf } from "../shared/displayed.js";

/** @typedef {import("../gen/imprint.js").Badge} Badge */
/** @typedef {{ code: string, detail: string }} Failure */
/** @typedef {(path: string) => Promise<Response>} Load loads a file of the package */

/**
 * Remembers for this session which dataset was found whole.
 * @typedef {{ recall: () => Promise<string | null>, keep: (name: string) => Promise<void> }} Memory
 */

/**
 * Datasets that are kept, best first. `name` tells one from another.
 * @typedef {() => Promise<Array<{ name: string, read: () => Promise<Uint8Array | undefined> }>>} Candidates
 */

const MODULE = "gen/imprint_bg.wasm";
const DATASET = "gen/imprint.dataset";
/** The name of the dataset that came with the package. */
export const PACKAGED = "packaged";

export class Engine {
  /** @param {Load} load @param {Memory} memory @param {Candidates} [candidates] */
  constructor(load, memory, candidates = async () => []) {
    this.load = load;
    this.memory = memory;
    this.candidates = candidates;
    /** @type {Labeler | null} */
    this.labeler = null;
    /** Badges of the data in use, by the engine's integer. @type {Map<number, Badge>} */
    this.badges = new Map();
    /** Why there is no data, or why newer data was not taken. @type {Failure | null} */
    this.failure = null;
    /** Which dataset is in use. */
    this.name = "";
    /** Whatever else decides what an integer means, beside the dataset; see `data`. */
    this.mark = "";
    /** Where the packaged data's publisher takes corrections. @type {string | null} */
    this.corrections = null;
    /** Is shown every dataset before it is used. @type {(labeler: Labeler) => void | Promise<void>} */
    this.onOpen = () => {};
    /** Resolves when the engine has its data, or knows why it has none. Never rejects. */
    this.ready = this.#start();
  }

  async #start() {
    try {
      const packaged = this.load(DATASET);
      packaged.catch(() => {});
      const seen = this.memory.recall().catch(() => null);
      const kept = this.candidates().catch(() => []);
      await init({ module_or_path: this.load(MODULE) });
      await this.#first([
        ...await kept,
        { name: PACKAGED, read: async () => new Uint8Array(await (await packaged).arrayBuffer()) },
      ], await seen);
    } catch (error) {
      this.failure = failureOf(error, "no-engine");
    }
  }

  /**
   * Uses the first of the datasets that opens and is whole. Every byte is looked at once a session; a background that
   * starts again does not make its first reader wait.
   * @param {Awaited<ReturnType<Candidates>>} candidates @param {string | null} seen
   */
  async #first([candidate, ...others], seen) {
    if (!candidate) return;
    /** @type {Failure | null} */
    let failure = null;
    try {
      const bytes = await candidate.read();
      if (!bytes) throw new Error("it is not there");
      await this.open(bytes, { name: candidate.name, verified: seen === candidate.name });
      if (seen !== candidate.name) this.memory.keep(candidate.name).catch(() => {});
      return;
    } catch (error) {
      failure = failureOf(error, "no-dataset");
    }
    await this.#first(others, seen);
    // The best one's failure is the one to tell.
    this.failure = failure;
  }

  /**
   * Takes a dataset. The one in use is let go only when the new one has opened and is whole: bad data never costs the
   * reader the data they had.
   * @param {Uint8Array} bytes
   * @param {{ name?: string, verified?: boolean }} [known] `verified`: these bytes were checked in full before
   */
  async open(bytes, { name = PACKAGED, verified = false } = {}) {
    this.take(await this.prepare(bytes, { verified }), name);
  }

  /**
   * A dataset that has opened and is whole, not in use yet. Whoever does not use it frees it.
   * @param {Uint8Array} bytes @param {{ verified?: boolean }} [known]
   * @returns {Promise<Labeler>}
   */
  async prepare(bytes, { verified = false } = {}) {
    /** @type {Labeler | null} */
    let next = null;
    try {
      next = new Labeler(bytes);
      if (!verified) next.verify();
      await this.onOpen(next);
      return next;
    } catch (error) {
      next?.free();
      this.failure = failureOf(error, "not-a-dataset");
      throw error;
    }
  }

  /** From now on every answer comes from this dataset. @param {Labeler} next @param {string} name */
  take(next, name) {
    this.labeler?.free();
    this.labeler = next;
    this.name = name;
    this.badges.clear();
    this.failure = null;
  }

  /** The dataset that came with the package, as bytes. */
  async packaged() {
    return new Uint8Array(await (await this.load(DATASET)).arrayBuffer());
  }

  /** What the integers of `labels` mean depends on: pages that hear another text than before forget what they know. */
  get data() {
    return this.name + this.mark;
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
    return this.#told(Array.from(this.use.match_lines(hrefs)), told);
  }

  /**
   * Labels links by what their page shows of them; the lines are those of `answersOf`.
   * @param {string} lines @param {Set<number>} [told] as in `labels`
   */
  shown(lines, told = new Set()) {
    const answers = answersOf(this.use, lines);
    const { ids, badges } = this.#told(answers.map(({ id }) => id), told);
    return { answers: answers.map((answer, index) => ({ ...answer, id: ids[index] })), badges };
  }

  /**
   * The integers by which pages know what was found, and the badges that were not told yet. A page may outlive the
   * background, so of a combination of lists it gets what means the same in every life; see `Badge.subject`.
   * @param {number[]} found @param {Set<number>} told
   */
  #told(found, told) {
    /** @type {Record<number, Badge>} */
    const badges = {};
    const ids = found.map((number) => {
      if (number === 0 || number === OPAQUE) return number;
      const badge = this.#badge(number);
      const id = badge?.subject ?? number;
      if (badge && !told.has(id)) badges[id] = badge;
      told.add(id);
      return id;
    });
    return { ids, badges };
  }

  /** A badge, made once for all pages: crossing from wasm costs more than keeping it. @param {number} id */
  #badge(id) {
    const known = this.badges.get(id);
    if (known) return known;
    const badge = this.use.badge(id);
    if (badge) this.badges.set(id, badge);
    return badge;
  }

  /**
   * What each list says of a link: the first in the reader's order as `label`, the others beside it. `hidden`: the reader
   * wants no label for it.
   * @param {string} href @param {{ name: string, addresses: string[] }} [shown] what the page shows of the link
   */
  card(href, shown) {
    const answers = this.use.answers(href, shown ? [shown.name, ...shown.addresses] : [""]);
    const hidden = answers.some((answer) => answer.hidden);
    const said = answers.filter((answer) => !answer.hidden);
    const [{ label, list }, ...others] = said.length ? said : answers;
    const [number] = others.length ? this.use.match_lines(href) : [0];
    // A correction of somebody else's list is no matter of this data's publisher.
    const about = (/** @type {List} */ { id, kind }) => kind === "packaged" ? { info: this.use.info(), corrections: this.corrections }
      : { info: this.use.lists().find((one) => one.list.id === id)?.info ?? this.use.info(), corrections: null };
    return {
      label, list, hidden, ...about(list),
      disagree: this.use.badge(number)?.disagree === true,
      others: others.map((other) => ({ list: other.list, label: other.label, ...about(other.list) })),
      through: label.via.map((id) => wrapper_name(id) ?? id),
    };
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
