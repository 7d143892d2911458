// The engine: the one instance of the wasm module and the dataset it reads. Lives in the background, because Chromium
// applies a page's content security policy to wasm in content scripts.

import init, { Labeler, wrapper_name } from "../gen/imprint.js";
import { OPAQUE, answersOf } from "../shared/displayed.js";

/** @typedef {import("../gen/imprint.js").Badge} Badge */
/** Why there is no data, or none that is better. `lost`: better data was kept and can no longer be used. @typedef {{ code: string, detail: string, lost?: boolean }} Failure */
/** @typedef {(path: string) => Promise<Response>} Load loads a file of the package */

/**
 * Remembers for this session which dataset was found whole.
 * @typedef {{ recall: () => Promise<string | null>, keep: (name: string) => Promise<void> }} Memory
 */

/**
 * Datasets that are kept, best first. `name` tells one from another.
 * @typedef {() => Promise<Array<{ name: string, read: () => Promise<Uint8Array | undefined> }>>} Candidates
 */

export const MODULE = "gen/imprint_bg.wasm";
export const DATASET = "gen/imprint.dataset";
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
    /**
     * Is shown every dataset before it is used, with what else is in use, and calls `use` in the very step in which it has
     * done so. @type {(labeler: Labeler, use: () => void) => void | Promise<void>}
     */
    this.onOpen = (_, use) => use();
    /** Resolves when the engine has its data, or knows why it has none. Never rejects. */
    this.ready = this.#start();
  }

  async #start() {
    try {
      const response = this.load(DATASET);
      response.catch(() => {});
      /** @type {Promise<Uint8Array> | null} */
      let bytes = null;
      const packaged = () => bytes ??= response.then(async (found) => new Uint8Array(await found.arrayBuffer()));
      const seen = this.memory.recall().catch(() => null);
      // Whoever used it last will most likely use it again: read while everything else is on its way.
      seen.then((name) => { if (name === PACKAGED) packaged().catch(() => {}); });
      const kept = this.candidates().catch(() => []);
      await init({ module_or_path: this.load(MODULE) });
      await this.#first([...await kept, { name: PACKAGED, read: packaged }], await seen);
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
    this.failure = candidate.name === PACKAGED ? failure : { ...failure, lost: true };
  }

  /**
   * Takes a dataset. The one in use is let go only when the new one has opened and is whole: bad data never costs the
   * reader the data they had.
   * @param {Uint8Array} bytes
   * @param {{ name?: string, verified?: boolean }} [known] `verified`: these bytes were checked in full before
   */
  async open(bytes, { name = PACKAGED, verified = false } = {}) {
    await this.take(await this.prepare(bytes, { verified }), name);
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
      return next;
    } catch (error) {
      next?.free();
      this.failure = failureOf(error, "not-a-dataset");
      throw error;
    }
  }

  /** From now on every answer comes from this dataset. @param {Labeler} next @param {string} name */
  async take(next, name) {
    let used = false;
    const use = () => {
      used = true;
      this.labeler?.free();
      this.labeler = next;
      this.name = name;
      this.badges.clear();
      this.failure = null;
    };
    try {
      await this.onOpen(next, use);
    } catch {
      // Whatever is wrong with what else there is, this dataset is whole: that is told where the rest is kept.
    }
    if (!used) use();
  }

  /** Data that could not be had when the engine began, and can be now, is used from now on. */
  async again() {
    await this.ready;
    const before = this.name;
    const kept = await this.candidates().catch(() => []);
    const at = kept.findIndex(({ name }) => name === before);
    /** @param {typeof kept} better @returns {Promise<void>} */
    const first = async ([candidate, ...others]) => {
      if (!candidate) return;
      try {
        const bytes = await candidate.read();
        if (!bytes) return first(others);
        const next = await this.prepare(bytes);
        // Newer data has come in the meantime.
        if (this.name !== before) return next.free();
        await this.take(next, candidate.name);
      } catch {
        return first(others);
      }
    };
    await first(at < 0 ? kept : kept.slice(0, at));
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
   * wants no label for it. `silent`: where nobody says anything, lists that would, were they switched on or less limited.
   * @param {string} href @param {{ name: string, addresses: string[] }} [shown] what the page shows of the link
   */
  card(href, shown) {
    const answers = this.use.answers(href, shown ? [shown.name, ...shown.addresses] : [""]);
    const hidden = answers.some(({ silent }) => silent === "hidden");
    const said = answers.filter(({ silent }) => silent !== "hidden");
    const silent = answers.filter((answer) => answer.silent === "off" || answer.silent === "limited");
    const [{ label, list: first }, ...more] = said.length ? said : answers;
    // That nobody says anything is no list's word: it stands in the packaged data's place.
    const list = silent.length ? this.use.lists().find((one) => one.list.kind === "packaged")?.list ?? first : first;
    const others = silent.length ? [] : more;
    const [number] = !others.length ? [0]
      : shown ? this.use.match_shown([href, shown.name, ...shown.addresses].join("\t")) : this.use.match_lines(href);
    // A correction of somebody else's list is no matter of this data's publisher.
    const about = (/** @type {List} */ { id, kind }) => kind === "packaged" ? { info: this.use.info(), corrections: this.corrections }
      : { info: this.use.lists().find((one) => one.list.id === id)?.info ?? this.use.info(), corrections: null };
    return {
      label, list, hidden, silent: silent.map((answer) => ({ list: answer.list, why: answer.silent })), ...about(list),
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
