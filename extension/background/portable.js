// All settings, the reader's own word and all lists as one file, and back. The form is `shared/settings.schema.json`; a file
// of an earlier form is brought to the present one step by step; a file that does not fit is refused in one line, before
// anything is taken. What fits is taken as a whole or not at all, whenever the background is stopped.

import { INCOMING, MOST_LISTS, Names, fromBase64, isBeside, listOf, refusalOf, refused, toBase64 } from "./lists.js";
import { addressOf } from "./network.js";
import { complaint } from "../shared/schema.js";

/** @typedef {import("./lists.js").Lists} Lists */
/** @typedef {import("./lists.js").List} List */
/** @typedef {import("./lists.js").Refusal} Refusal */
/** @typedef {import("./overrides.js").Override} Override */
/** @typedef {import("./settings.js").Settings} Settings */

/** What is left of a file once it fits. @typedef {{ sites_off: string[], updates: import("./settings.js").Choices, own: Override[], lists: Array<List & { content: string | null }> }} File */

/**
 * What was taken: how many lists and entries. `over` lists were too many to be taken; `missing` are the names of those whose
 * content is not in the file, because it was too large or came out of a bundle, and is not here either.
 * @typedef {{ refusal: Refusal | null, lists: number, own: number, over: number, missing: string[] }} Taken
 */

/**
 * A signed list that a file would bring. @typedef {{ name: string, base: string | null, fingerprint: string }} Publisher
 */

/**
 * Nothing is taken yet: the file, named by its SHA-256, brings lists whose keys nobody has confirmed here.
 * @typedef {{ confirm: Publisher[], file: string }} Asked
 */

/**
 * Lists with those that a policy has set, each in the place that it had.
 * @param {List[]} taken @param {List[]} before
 */
const withManaged = (taken, before) => {
  const lists = [...taken];
  for (const [place, list] of before.entries()) if (list.managed) lists.splice(Math.min(place, lists.length), 0, list);
  return lists;
};

/** The form that is written. A change of it takes one more step in `STEPS`. */
export const VERSION = 2;
const LONGEST_FILE = 64 << 20;
/**
 * How many bytes of one list, and of all together, go into a file: base64 makes a third more of them, and all of it must
 * pass as one message of at most 64 MiB.
 */
const LONGEST = { one: 22_000_000, all: 40_000_000 };

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

/**
 * The first address that is none, with where it is: left out silently, the publisher's own would be asked in its place.
 * @param {File} file
 */
const wrongAddress = ({ updates, lists }) => {
  const places = [{ where: "updates", ...updates }, ...lists.map(({ kind, base, mirrors }, at) => ({ where: `lists[${at}]`, ...kind === "signed" ? { base, mirrors } : { base: null, mirrors: null } }))];
  const found = places.flatMap(({ where, base, mirrors }) => [
    ...base === null || addressOf(base) ? [] : [`${where}.base`],
    ...(mirrors ?? []).flatMap((one, at) => addressOf(one) ? [] : `${where}.mirrors[${at}]`),
  ]);
  return found.length ? `${found[0]} is not an https address without a query` : null;
};

export class Portable {
  /**
   * @param {{
   *   settings: Settings, lists: Lists, store: import("./store.js").Store,
   *   schema: () => Promise<object>, now?: () => number, makeId?: () => string, longest?: { one: number, all: number },
   * }} needs
   */
  constructor({ settings, lists, store, schema, now = Date.now, makeId = () => crypto.randomUUID(), longest = LONGEST }) {
    this.settings = settings;
    this.lists = lists;
    this.store = store;
    this.schema = schema;
    this.now = now;
    this.makeId = makeId;
    this.longest = longest;
  }

  /**
   * Everything, as text. What a policy has set is not the reader's and is left out. A list that is too large, or came out
   * of a bundle, stands there without its content; `left` are the names of those.
   */
  async export() {
    const { lists, own } = await this.lists.state();
    const { automatic, metered, base, mirrors } = await this.settings.own();
    /** @type {string[]} */
    const left = [];
    let room = this.longest.all;
    const contentOf = async (/** @type {List} */ list) => {
      const source = await this.lists.sourceOf(list);
      // What came as a bundle comes from nowhere else.
      if (list.kind === "signed" && list.base === null) left.push(list.name);
      if (source && source.length > Math.min(room, this.longest.one)) {
        left.push(list.name);
        return null;
      }
      room -= source?.length ?? 0;
      return source ? toBase64(source) : null;
    };
    const packed = [];
    for (const list of lists.filter(({ managed }) => !managed)) {
      const { id, name, kind, on, only, fingerprint, root, base, mirrors, origin, date } = list;
      // One after the other: the first in the reader's order have the room.
      // eslint-disable-next-line no-await-in-loop
      packed.push({ id, name, kind, on, only, fingerprint, root, base, mirrors, origin, date, content: await contentOf(list) });
    }
    const file = {
      imprint: "settings", version: VERSION, exported: new Date(this.now()).toISOString(),
      sites_off: await this.settings.sitesOff(), updates: { automatic, metered, base, mirrors }, own, lists: packed,
    };
    return { text: `${JSON.stringify(file, null, 2)}\n`, left };
  }

  /**
   * Takes the file that the settings page has put down, in place of what there was. What a file says of its keys is worth as
   * much as whoever sent it: signed lists that are new here are told first, and it is taken when it comes back as `confirmed`.
   * @param {string} [confirmed] the SHA-256 of the file whose keys were confirmed
   * @returns {Promise<Taken | Asked>}
   */
  async import(confirmed) {
    const bytes = await this.store.blobs.get(INCOMING);
    let waits = false;
    try {
      const file = await this.#read(bytes);
      const { digest } = await this.lists.module();
      const end = await this.#take(file, digest(bytes ?? new Uint8Array()), confirmed);
      waits = "confirm" in end;
      return end;
    } catch (error) {
      return { refusal: refusalOf(error), lists: 0, own: 0, over: 0, missing: [] };
    } finally {
      if (!waits) await this.store.blobs.delete(INCOMING).catch(() => {});
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
    const wrong = complaint(await this.schema(), now) ?? wrongAddress(/** @type {any} */ (now));
    if (wrong) throw refused("bad-settings", wrong);
    return /** @type {any} */ (now);
  }

  /** @param {File} file @param {string} digest the file's own @param {string | undefined} confirmed @returns {Promise<Taken | Asked>} */
  async #take({ sites_off, updates, own, lists }, digest, confirmed) {
    const { locked } = await this.lists.policy();
    if (locked.includes("lists") || locked.includes("own")) throw refused("locked");
    const module = await this.lists.module();
    const before = (await this.lists.state()).lists;
    const plan = await this.#plan(lists, before, module);
    // By the file's digest: another one may have been put down in the meantime.
    if (plan.strangers.length > 0 && confirmed !== digest) return { confirm: plan.strangers, file: digest };
    const made = `list own ${this.makeId()}`;
    const ids = [made, ...plan.made.map(({ list }) => list.id)];
    await this.lists.bring(ids, async () => {
      // Everything is compiled and lies where nobody looks for it yet, before anything is kept.
      for (const { list, bytes } of plan.made) {
        // One after the other: each needs the packaged data in memory.
        // eslint-disable-next-line no-await-in-loop
        const dataset = list.kind === "file" ? bytes : (await this.lists.compile(list, bytes)).dataset;
        // eslint-disable-next-line no-await-in-loop
        await this.lists.keep(list, bytes, dataset);
      }
      await this.store.blobs.set(made, await this.lists.compileOwn(own));
      // From here on all of it is in force, or nothing: one call keeps it.
      await this.settings.take({ sites_off, updates }, (settings) => this.lists.change(async (now) => ({
        lists: withManaged(plan.taken, now.lists), own, made, more: settings,
      })));
    });
    // What a subscription holds is not in the file: it is looked for at once, and again later should nobody answer.
    if (plan.taken.some(({ kind }) => kind === "signed")) this.lists.check().catch(() => {});
    await this.lists.tidy().catch(() => {});
    return { refusal: null, lists: plan.taken.filter(isBeside).length, own: own.length, over: plan.over, missing: plan.missing };
  }

  /**
   * Which lists of a file are taken, under which ids and names, what has to be kept for them, and which of them are signed by
   * keys that were not confirmed here, for what is at their address.
   * @param {File["lists"]} lists @param {List[]} before @param {import("./lists.js").Module} module
   */
  async #plan(lists, before, module) {
    /** @type {Array<{ list: List, bytes: Uint8Array }>} */
    const made = [];
    /** @type {List[]} */
    const taken = [];
    /** @type {Publisher[]} */
    const strangers = [];
    /** @type {string[]} */
    const missing = [];
    // Names that are given away whatever the file says: those of our own lists, and of a policy's.
    const names = new Names(before.filter((list) => !isBeside(list)).map(({ name }) => name), module.skeleton);
    /** @type {Set<string>} */
    const seen = new Set();
    // A signature is looked at once: many a list of one publisher has the same root.
    /** @type {Map<string, string>} */
    const fingerprints = new Map();
    let room = MOST_LISTS;
    let over = 0;
    for (const { content, ...given } of lists) {
      if (given.kind === "packaged" || given.kind === "own") {
        taken.push(listOf({ ...given, id: given.kind, managed: false, name: "" }));
        continue;
      }
      if (room === 0) {
        over += 1;
        continue;
      }
      // What nobody has signed has no key and no address, whatever the file says.
      const unsigned = given.kind === "signed" ? {} : { root: null, fingerprint: null, base: null, mirrors: [] };
      const list = listOf({ ...given, ...unsigned, id: `${given.kind === "signed" ? "s" : "l"}-${this.makeId()}`, managed: false });
      const known = before.filter((one) => isBeside(one) && one.kind === list.kind);
      if (list.kind === "signed") {
        if (list.root === null) throw refused("bad-settings", "lists: a signed list without a root");
        // The fingerprint of the key that is there, not the one that the file says.
        const fingerprint = fingerprints.get(list.root) ?? module.fingerprint(fromBase64(list.root));
        fingerprints.set(list.root, fingerprint);
        list.fingerprint = fingerprint;
        // One that is here already keeps what it holds, and what keeps older data out.
        const here = known.find((one) => one.fingerprint === fingerprint && one.base === list.base);
        list.id = here?.id ?? list.id;
        const who = `${fingerprint} ${list.base}`;
        if (seen.has(who)) continue;
        seen.add(who);
        // Out of a bundle, and not here.
        if (list.base === null && !here) {
          missing.push(given.name);
          continue;
        }
        room -= 1;
        list.name = names.take(given.name);
        taken.push(list);
        if (!here) strangers.push({ name: list.name, base: list.base, fingerprint });
        continue;
      }
      // Too large for the file that it is in. If that was written here, it is at hand.
      const here = content === null ? known.find(({ id }) => id === given.id) : undefined;
      // eslint-disable-next-line no-await-in-loop
      const bytes = content === null ? here ? await this.lists.sourceOf(here) : null : fromBase64(content);
      if (!bytes) {
        missing.push(given.name);
        continue;
      }
      room -= 1;
      list.name = names.take(given.name);
      list.digest = module.digest(bytes);
      taken.push(list);
      if (list.kind === "file") module.verify_dataset(bytes);
      made.push({ list, bytes });
    }
    return { taken, made, strangers, missing, over };
  }
}
