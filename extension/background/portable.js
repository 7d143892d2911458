// All settings, the reader's own word and all lists as one file, and back. The form is `shared/settings.schema.json`; a file
// of an earlier form is brought to the present one step by step; a file that does not fit is refused in one line, before
// anything is taken.

import { INCOMING, LONGEST_NAME, MOST_LISTS, fromBase64, listOf, refusalOf, toBase64, uniqueName } from "./lists.js";
import { complaint } from "../shared/schema.js";

/** @typedef {import("./lists.js").Lists} Lists */
/** @typedef {import("./lists.js").List} List */
/** @typedef {import("./lists.js").Refusal} Refusal */
/** @typedef {import("./overrides.js").Override} Override */
/** @typedef {import("./settings.js").Settings} Settings */

/** What is left of a file once it fits. @typedef {{ sites_off: string[], updates: import("./settings.js").UpdateOptions, own: Override[], lists: Array<List & { content: string | null }> }} File */

/** The form that is written. A change of it takes one more step in `STEPS`. */
export const VERSION = 2;
const LONGEST_FILE = 64 << 20;

/** From each earlier form to the next. @type {Record<number, (old: Record<string, unknown>) => Record<string, unknown>>} */
const STEPS = {
  // The first form held the sites switched off and nothing else.
  1: ({ sites_off }) => ({
    imprint: "settings", version: 2, exported: "", sites_off, updates: { automatic: true, metered: false, base: null, mirrors: null },
    own: [], lists: [],
  }),
};

/** @param {Record<string, unknown>} file @returns {Record<string, unknown>} */
export const migrated = (file) => {
  const step = typeof file.version === "number" ? STEPS[file.version] : undefined;
  return step ? migrated(step(file)) : file;
};

export class Portable {
  /**
   * @param {{
   *   settings: Settings, lists: Lists, store: import("./store.js").Store,
   *   schema: () => Promise<object>, now?: () => number, makeId?: () => string,
   * }} needs
   */
  constructor({ settings, lists, store, schema, now = Date.now, makeId = () => crypto.randomUUID() }) {
    this.settings = settings;
    this.lists = lists;
    this.store = store;
    this.schema = schema;
    this.now = now;
    this.makeId = makeId;
  }

  /** Everything, as text. What a policy has set is not the reader's and is left out. */
  async export() {
    const { lists, own } = await this.lists.state();
    const { automatic, metered, base, mirrors } = await this.settings.own();
    const packed = await Promise.all(lists.filter(({ managed }) => !managed).map(async (list) => {
      const source = await this.lists.sourceOf(list);
      const { id, name, kind, on, only, fingerprint, root, base, mirrors, origin, date } = list;
      return { id, name, kind, on, only, fingerprint, root, base, mirrors, origin, date, content: source ? toBase64(source) : null };
    }));
    const file = {
      imprint: "settings", version: VERSION, exported: new Date(this.now()).toISOString(),
      sites_off: await this.settings.sitesOff(), updates: { automatic, metered, base, mirrors }, own, lists: packed,
    };
    return `${JSON.stringify(file, null, 2)}\n`;
  }

  /**
   * Takes the file that the settings page has put down, in place of what there was.
   * @returns {Promise<{ refusal: Refusal | null, lists: number, own: number }>}
   */
  async import() {
    const bytes = await this.store.blobs.get(INCOMING);
    try {
      return { refusal: null, ...await this.#take(await this.#read(bytes)) };
    } catch (error) {
      return { refusal: refusalOf(error), lists: 0, own: 0 };
    } finally {
      await this.store.blobs.delete(INCOMING).catch(() => {});
    }
  }

  /** @param {Uint8Array | undefined} bytes @returns {Promise<File>} */
  async #read(bytes) {
    if (!bytes) throw refused("no-dataset", "");
    if (bytes.length > LONGEST_FILE) throw refused("too-large", "");
    /** @type {unknown} */
    let file;
    try {
      file = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    } catch (error) {
      throw refused("no-json", error instanceof Error ? error.message : "");
    }
    const told = /** @type {Record<string, unknown> | null} */ (file);
    if (typeof told !== "object" || told === null || told.imprint !== "settings") throw refused("no-settings", "");
    if (typeof told.version === "number" && told.version > VERSION) throw refused("newer-settings", String(told.version));
    // The old form is checked by what it becomes.
    const now = migrated(told);
    const wrong = complaint(await this.schema(), now);
    if (wrong) throw refused("bad-settings", wrong);
    return /** @type {any} */ (now);
  }

  /** @param {File} file */
  async #take({ sites_off, updates, own, lists }) {
    const { locked } = await this.lists.policy();
    if (locked.includes("lists") || locked.includes("own")) throw refused("locked", "");
    if (lists.length > MOST_LISTS) throw refused("too-many", "");
    // Everything is compiled before anything is kept.
    /** @type {Array<{ list: List, bytes: Uint8Array, dataset: Uint8Array }>} */
    const made = [];
    /** @type {List[]} */
    const taken = [];
    const module = await this.lists.module();
    const before = (await this.lists.state()).lists;
    // Names that are given away whatever the file says: those of our own lists, and of a policy's.
    const reserved = before.filter(({ kind, managed }) => managed || kind === "packaged" || kind === "own").map(({ name }) => name);
    for (const { content, ...given } of lists) {
      const fixed = given.kind === "packaged" || given.kind === "own";
      // Ids of the file are not ours: a list that is here already must not be written over before all is well.
      const id = fixed ? given.kind : `${given.kind === "signed" ? "s" : "l"}-${this.makeId()}`;
      const list = listOf({ ...given, id, managed: false, name: fixed ? "" : uniqueName(given.name.slice(0, LONGEST_NAME), [...reserved, ...taken.map(({ name }) => name)]) });
      taken.push(list);
      if (fixed) continue;
      if (list.kind === "signed") {
        // The fingerprint of the key that is there, not the one that the file says.
        if (list.root === null) throw refused("bad-settings", "lists: a signed list without a root");
        list.fingerprint = module.fingerprint(fromBase64(list.root));
        continue;
      }
      if (content === null) throw refused("bad-settings", `lists: ${list.name} without its content`);
      const bytes = fromBase64(content);
      if (list.kind === "file") module.verify_dataset(bytes);
      // One after the other: each needs the packaged data in memory.
      // eslint-disable-next-line no-await-in-loop
      const dataset = list.kind === "file" ? bytes : (await this.lists.compile(list, bytes)).dataset;
      made.push({ list, bytes, dataset });
    }
    const owned = (await this.lists.state()).own;
    // An empty table compiles too; what it holds is checked with it.
    await this.lists.changeOwn(() => own).then(({ refusal }) => {
      if (refusal) throw refusal;
    });
    try {
      await Promise.all(made.map(({ list, bytes, dataset }) => this.lists.keep(list, bytes, dataset)));
      await this.lists.change(async () => ({ lists: taken, own }));
    } catch (error) {
      // No room: the reader's own word as it was; the lists were not touched.
      await this.lists.changeOwn(() => owned);
      throw error;
    }
    await this.settings.take({ sites_off, updates });
    const gone = before.filter(({ id, managed, kind }) => !managed && kind !== "packaged" && kind !== "own" && !taken.some((one) => one.id === id));
    // What a subscription holds is not in the file: it is looked for at once, and again later should nobody answer.
    if (taken.some(({ kind }) => kind === "signed")) this.lists.check().catch(() => {});
    await this.lists.letGo(gone.map(({ id }) => id));
    return { lists: taken.filter(({ kind }) => kind !== "packaged" && kind !== "own").length, own: own.length };
  }
}

/** @param {string} code @param {string} message @returns {Error & { code: string }} */
const refused = (code, message) => Object.assign(new Error(message), { code });
