// Lists beside the packaged data: what others publish, files, the reader's own word. Kept here is which there are, in
// which order and with which switch and limit; what they hold is kept as bytes in the store; what they mean for a link is
// the engine's business. A list that cannot be used is told, and costs nobody else anything.

import { addressOf } from "./network.js";
import { csvOf } from "./overrides.js";
import { METERED, alarmIn, does, dueIn, isDue } from "./plan.js";

/** @typedef {import("../gen/imprint.js").Labeler} Labeler */
/** @typedef {import("../gen/imprint.js").ClassId} ClassId */
/** @typedef {typeof import("../gen/imprint_updates.js")} Module */
/** @typedef {import("./engine.js").Engine} Engine */
/** @typedef {import("./overrides.js").Override} Override */
/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./store.js").Outcome} Outcome */
/** @typedef {import("./updates.js").Publisher} Publisher */

/**
 * One list. `packaged` and `own` are always there. `root` is the signed list's trusted root in base64; `base` and `mirrors`
 * are where it is; `origin` is the file it was read from, on the day `date`. `managed`: set by a policy, not the reader; then `text` may be what it is made of.
 * @typedef {"packaged" | "own" | "signed" | "file" | "plain"} Kind
 * @typedef {{
 *   id: string, name: string, kind: Kind, on: boolean, only: ClassId[], fingerprint: string | null, root: string | null,
 *   base: string | null, mirrors: string[], origin: string, date: string, managed: boolean, text: string | null,
 * }} List
 */

/** @typedef {{ list: List, outlets: number, keys: number, data_version: string, failure: string, outcome: Outcome | null, checked: number }} Shown what the settings page shows of one */
/** @typedef {{ serial: number, lists: List[], own: Override[] }} State */
/** @typedef {{ code: string, line?: number | null, message?: string, help?: string }} Refusal */

const LISTS = "lists";
const OWN = "own";
/** Where the settings page puts a file for the background to take. */
export const INCOMING = "incoming";
const ALARM = "look-for-lists";
/** Longest root file of a list. */
const LONGEST_ROOT = 64 * 1024;
/** More than a reader can keep in order. */
export const MOST_LISTS = 200;
export const LONGEST_NAME = 80;

const MAGIC = "IMPRINT\n";
/** The format that is written now, and where it stands: `src/dataset/format.rs`. Another one is worth a closer look. */
export const FORMAT = 4;
export const FORMAT_AT = 8;
/** @param {Uint8Array} bytes */
const isCurrent = (bytes) => bytes[FORMAT_AT] === FORMAT;

/** @param {string} id */
const blobOf = (id) => `list ${id}`;
/** @param {string} id */
const textOf = (id) => `list text ${id}`;

/** @param {Partial<List> & Pick<List, "id" | "kind">} list @returns {List} */
export const listOf = (list) => ({
  name: "", on: true, only: [], fingerprint: null, root: null, base: null, mirrors: [], origin: "", date: "", managed: false, text: null, ...list,
});

/**
 * What is kept, whatever is there: `packaged` and `own` always, the reader's own word first, each list once.
 * @param {unknown} kept @returns {List[]}
 */
export const listsIn = (kept) => {
  const found = Array.isArray(kept) ? kept.filter((one) => typeof one?.id === "string" && typeof one?.kind === "string").map(listOf) : [];
  const lists = found.filter(({ id }, index) => found.findIndex((one) => one.id === id) === index);
  if (!lists.some(({ id }) => id === "packaged")) lists.unshift(listOf({ id: "packaged", kind: "packaged" }));
  if (!lists.some(({ id }) => id === OWN)) lists.unshift(listOf({ id: OWN, kind: "own" }));
  return lists;
};

/** A name as it is compared: two whose letters and figures look alike are one, whatever stands between them. @param {string} name */
const folded = (name) => name.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "") || name;

/**
 * A name that no other list has: a list that calls itself like another one gets a number behind it.
 * @param {string} wanted @param {string[]} taken
 */
export const uniqueName = (wanted, taken) => {
  const name = wanted.replace(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim().slice(0, LONGEST_NAME) || "?";
  const known = new Set(taken.map(folded));
  if (!known.has(folded(name))) return name;
  let number = 2;
  while (known.has(folded(`${name} (${number})`))) number++;
  return `${name} (${number})`;
};

/** @param {Uint8Array} bytes */
export const toBase64 = (bytes) => {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
};

/** @param {Uint8Array} bytes */
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** A short text that tells longer ones apart, as far as nobody tries to make two alike. @param {string} text */
const sumOf = (text) => {
  let sum = 0;
  for (const letter of text) sum = (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
  return sum.toString(36);
};

/** @param {string} text */
export const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** @param {unknown} error @returns {Refusal} */
export const refusalOf = (error) => {
  const { code, line, message, help } = /** @type {Refusal} */ (error ?? {});
  return typeof code === "string" ? { code, line: line ?? null, message, help } : { code: "failed", message: error instanceof Error ? error.message : String(error) };
};

export class Lists {
  /**
   * @param {{
   *   area: Pick<chrome.storage.StorageArea, "get" | "set">, store: Store, engine: Engine, module: () => Promise<Module>,
   *   network: Pick<import("./network.js").Network, "get">, policy: () => Promise<import("./policy.js").Policy>,
   *   updatesOf: (publisher: Publisher, user: import("./updates.js").User<Uint8Array>) => import("./updates.js").Updates<Uint8Array>,
   *   settings: Pick<import("./settings.js").Settings, "updates">, isMetered: () => boolean, alarms: import("./plan.js").Alarms,
   *   ownName: string, packagedName: string, tell: () => unknown, now?: () => number, random?: () => number, makeId?: () => string,
   * }} needs `tell` tells open pages that integers mean something else
   */
  constructor({ area, store, engine, module, network, policy, updatesOf, settings, isMetered, alarms, ownName, packagedName, tell, now = Date.now, random = Math.random, makeId = () => crypto.randomUUID() }) {
    this.area = area;
    this.store = store;
    this.engine = engine;
    this.module = module;
    this.network = network;
    this.policy = policy;
    this.updatesOf = updatesOf;
    this.settings = settings;
    this.isMetered = isMetered;
    this.alarms = alarms;
    this.names = { packaged: packagedName, own: ownName };
    this.tell = tell;
    this.now = now;
    this.random = random;
    this.makeId = makeId;
    /** What was read last. @type {State | null} */
    this.known = null;
    /** Why it cannot be read now, "" if it can. */
    this.trouble = "";
    /** Why a list is not in use, by its id. @type {Map<string, string>} */
    this.failures = new Map();
    /** Signed datasets that were found whole in this life, by their keys. @type {Set<string>} */
    this.whole = new Set();
    /** Whether the engine has begun: until then nothing else can have been put in use. */
    this.begun = false;
    engine.ready.then(() => { this.begun = true; });
    /**
     * All that changes lists or shows them to a dataset, one after another: two changes at once must not lose one, and
     * what was read of the lists earlier must not be shown later. @type {Promise<unknown>}
     */
    this.last = Promise.resolve();
  }

  /**
   * Does something alone. What waits here for something else that does would wait for itself.
   * @template R @param {() => Promise<R>} work @returns {Promise<R>}
   */
  #alone(work) {
    const done = this.last.then(() => this.engine.ready).then(work);
    this.last = done.catch(() => {});
    return done;
  }

  /** Today, as dates are written. */
  get today() {
    return new Date(this.now()).toISOString().slice(0, 10);
  }

  /** What is kept, and the lists that a policy adds. @returns {Promise<State>} */
  async state() {
    return this.#with(await this.area.get([LISTS, OWN]));
  }

  /**
   * The same, to label by: where nothing can be read, what was read last, and that is told. A broken storage costs at most
   * the lists and the reader's own word, never the labels of the data.
   */
  async #known() {
    try {
      this.known = await this.state();
      this.trouble = "";
    } catch (error) {
      this.trouble = error instanceof Error ? error.message : String(error);
    }
    return this.known ?? this.#with({});
  }

  /** @param {{ lists?: { serial?: unknown, lists?: unknown }, own?: unknown }} kept @returns {Promise<State>} */
  async #with({ [LISTS]: kept, [OWN]: own }) {
    const serial = typeof kept?.serial === "number" ? kept.serial : 0;
    const lists = listsIn(kept?.lists);
    const { lists: managed } = await this.policy();
    for (const { id, ...given } of managed) {
      const known = lists.find((list) => list.id === id);
      if (known) Object.assign(known, { ...given, managed: true });
      else lists.push(listOf({ id, ...given, managed: true }));
    }
    for (const list of lists) if (list.kind === "packaged" || list.kind === "own") list.name = this.names[list.kind];
    const ids = new Set(managed.map(({ id }) => id));
    return {
      serial, own: Array.isArray(own) ? own : [],
      // What a policy no longer names is gone with it.
      lists: lists.filter((list) => !list.managed || ids.has(list.id)),
    };
  }

  /**
   * Shows all lists to a dataset and uses it in the same step, in no other: a list that is changed in between is changed
   * before or after. The engine's `onOpen`. @param {Labeler} labeler @param {() => void} use
   */
  async dress(labeler, use) {
    const work = async () => {
      await this.#apply(labeler);
      use();
    };
    // The engine begins with it, and all others wait for the engine.
    return this.begun ? this.#alone(work) : work();
  }

  /**
   * Shows all lists to a labeler. A list that fails is left out and told.
   * @param {Labeler} labeler
   */
  async #apply(labeler) {
    const { serial, lists, own } = await this.#known();
    /** @type {Array<{ list: List, bytes: Uint8Array, holds: string }>} */
    const ready = [];
    /** @type {Map<string, string>} */
    const failures = new Map();
    await Promise.all(lists.map(async (list) => {
      if (list.kind === "packaged") return;
      try {
        if (list.kind === "own" && !own.length) return;
        const source = list.kind === "signed" ? await this.store.source(list.id) : null;
        const bytes = source ? await this.#signed(source) : await this.#bytes(list, own);
        if (bytes) ready.push({ list, bytes, holds: source?.current?.facts.sha256 ?? "" });
      } catch (error) {
        failures.set(list.id, refusalOf(error).code);
      }
    }));
    // Compiled by an Imprint of another format: compiled anew from what it was made of, or left out.
    const module = ready.some(({ bytes }) => !isCurrent(bytes)) ? await this.module().catch(() => null) : null;
    await Promise.all(ready.map(async (one) => {
      if (module === null || isCurrent(one.bytes) || attempt(() => module.verify_dataset(one.bytes))) return;
      one.bytes = await this.#anew(one.list, own).catch(() => one.bytes);
    }));
    // From here on without waiting: nobody may see half of the lists.
    this.failures = failures;
    const before = new Set(labeler.lists().map(({ list }) => list.id));
    /** @type {Array<[string, string]>} */
    const shown = [];
    for (const { list, bytes, holds } of ready) {
      try {
        labeler.add_list(bytes, list.id, list.name, list.kind, list.fingerprint ?? undefined);
        before.delete(list.id);
        shown.push([list.id, holds]);
      } catch (error) {
        failures.set(list.id, refusalOf(error).code);
      }
    }
    for (const id of before) labeler.remove_list(id);
    for (const { id, on, only } of lists) labeler.set_list(id, on, only.join(" "));
    labeler.order_lists(lists.map(({ id }) => id).join("\n"));
    // The same in the next life; another one when the lists, a policy's or what a publisher's holds are others. The serial is
    // that of what is kept: a publisher's data is in use before that follows, and the background may be stopped in between.
    const managed = lists.filter((list) => list.managed);
    shown.sort(([one], [other]) => one < other ? -1 : 1);
    this.engine.mark = serial === 0 && !managed.length ? "" : `#${serial} ${sumOf(JSON.stringify([managed, shown]))}`;
  }

  /** A signed list's dataset, as it was signed. @param {import("./store.js").Source} source */
  async #signed({ current }) {
    if (!current) return null;
    const bytes = await this.store.blobs.get(current.key);
    if (!bytes) throw Object.assign(new Error("it is not there"), { code: "no-dataset" });
    // Opening it looks at its beginning alone.
    if (!this.whole.has(current.key)) {
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", /** @type {BufferSource} */ (bytes)));
      if (hex(digest) !== current.facts.sha256) throw Object.assign(new Error("damaged on the disk"), { code: "corrupt" });
      this.whole.add(current.key);
    }
    return bytes;
  }

  /** The dataset of an unsigned list. @param {List} list @param {Override[]} own @returns {Promise<Uint8Array | null>} */
  async #bytes(list, own) {
    // A policy's text may be another one by now.
    const bytes = list.text === null ? await this.store.blobs.get(blobOf(list.id)) : undefined;
    return bytes ?? this.#anew(list, own);
  }

  /** A list compiled from what it was made of. @param {List} list @param {Override[]} own */
  async #anew(list, own) {
    if (list.kind === "own") return this.#compiled(list, new TextEncoder().encode(csvOf(own)));
    if (list.text !== null) return (await this.compile(list, new TextEncoder().encode(list.text))).dataset;
    const text = list.kind === "plain" ? await this.store.blobs.get(textOf(list.id)) : undefined;
    if (text) return this.#compiled(list, text);
    throw Object.assign(new Error("it is not there"), { code: "no-dataset" });
  }

  /** Compiles and keeps a plain list. @param {List} list @param {Uint8Array} text */
  async #compiled(list, text) {
    const { dataset } = await this.compile(list, text);
    await this.store.blobs.set(blobOf(list.id), dataset).catch(() => {
      // Without room it is compiled again next time.
    });
    return dataset;
  }

  /** Compiles a plain list. Throws what is wrong with it. @param {Pick<List, "name" | "origin" | "date" | "kind">} list @param {Uint8Array} text */
  async compile({ name, origin, date, kind }, text) {
    const { compile_plain } = await this.module();
    const packaged = await this.engine.packaged().catch(() => new Uint8Array());
    return compile_plain(text, { name: name || this.names.own, origin, format: kind === "own" ? "csv" : null, date: date || this.today, own: kind === "own" }, packaged);
  }

  /**
   * Changes what is kept, and everything that follows from it. What `change` throws leaves all as it was.
   * @param {(state: { lists: List[], own: Override[] }) => Promise<{ lists?: List[], own?: Override[] } | void>} change
   */
  change(change) {
    return this.#alone(async () => {
      const { serial, lists, own } = await this.state();
      const after = await change({ lists, own }) ?? {};
      await this.area.set({
        // What a policy says is read from it each time; its place in the order is the reader's.
        [LISTS]: { serial: serial + 1, lists: (after.lists ?? lists).map((list) => ({ ...list, text: null })) },
        [OWN]: after.own ?? own,
      });
      await this.#follow();
    });
  }

  /** Lets the labels follow what is kept now. */
  refresh() {
    return this.#alone(() => this.#follow());
  }

  async #follow() {
    if (this.engine.labeler) await this.#apply(this.engine.labeler);
    this.engine.badges.clear();
    await this.plan({ sooner: true }).catch(() => {
      // What is shown does not wait for what is planned.
    });
    await this.tell();
  }

  /** Everything there is to show. */
  async status() {
    const { lists, own } = await this.state();
    const { locked } = await this.policy();
    const infos = this.engine.labeler?.lists() ?? [];
    const shown = await Promise.all(lists.map(async (list) => {
      const info = infos.find((one) => one.list.id === list.id)?.info;
      const source = list.kind === "signed" ? await this.store.source(list.id).catch(() => null) : null;
      return /** @type {Shown} */ ({
        list: { ...list, root: null, text: null },
        outlets: info?.outlets ?? 0,
        keys: info ? info.host_keys + info.path_keys + info.account_keys : 0,
        data_version: info?.data_version ?? "",
        failure: this.failures.get(list.id) ?? "",
        outcome: source?.outcome ?? null,
        checked: source?.checked ?? 0,
      });
    }));
    return { lists: shown, own, locked };
  }

  /** Refuses what a policy has set. @param {"lists" | "own"} what */
  async #unlocked(what) {
    if ((await this.policy()).locked.includes(what)) throw new Error("locked");
  }

  /** @param {string} id @param {{ on?: boolean, only?: ClassId[], name?: string }} wanted */
  async set(id, { on, only, name }) {
    await this.#unlocked("lists");
    return this.change(async ({ lists }) => {
      const list = lists.find((one) => one.id === id);
      if (!list || list.managed) throw new Error("locked");
      if (on !== undefined) list.on = on;
      if (only !== undefined) list.only = only;
      if (name !== undefined) list.name = uniqueName(name, lists.filter((one) => one !== list).map((one) => one.name));
    });
  }

  /** Moves a list up (-1) or down (1). @param {string} id @param {number} by */
  async move(id, by) {
    await this.#unlocked("lists");
    return this.change(async ({ lists }) => {
      const at = lists.findIndex((one) => one.id === id);
      const to = at + Math.sign(by);
      if (at < 0 || to < 0 || to >= lists.length) return;
      [lists[at], lists[to]] = [lists[to], lists[at]];
    });
  }

  /** @param {string} id */
  async remove(id) {
    await this.#unlocked("lists");
    await this.change(async ({ lists }) => {
      const list = lists.find((one) => one.id === id);
      if (!list || list.managed || list.kind === "packaged" || list.kind === "own") throw new Error("locked");
      return { lists: lists.filter((one) => one !== list) };
    });
    await this.letGo([id]);
  }

  /**
   * Takes the file that the settings page has put down: a table, a list of hosts or a compiled dataset. A signed bundle is
   * not taken yet: its fingerprint is told, to be confirmed.
   * @param {{ name: string, origin: string, confirmed?: string }} about
   * @returns {Promise<{ refusal: Refusal } | { confirm: string } | { name: string, outlets: number, keys: number, unused: string[] }>}
   */
  async takeFile({ name, origin, confirmed }) {
    await this.#unlocked("lists");
    const bytes = await this.store.blobs.get(INCOMING);
    if (!bytes) return { refusal: { code: "no-dataset" } };
    try {
      const module = await this.module();
      const root = attempt(() => module.bundle_root(bytes));
      if (root) {
        const fingerprint = module.fingerprint(root);
        if (confirmed !== fingerprint) return { confirm: fingerprint };
        return await this.#subscribe({ name: name || origin, base: null, root, fingerprint, bundle: bytes });
      }
      const compiled = new TextDecoder().decode(bytes.subarray(0, MAGIC.length)) === MAGIC;
      const { facts, ...taken } = compiled ? { facts: module.verify_dataset(bytes), dataset: bytes, outlets: 0, keys: 0, unused: [] }
        : { facts: null, ...await this.compile({ name: name || origin, origin, date: this.today, kind: "plain" }, bytes) };
      /** @type {List} */
      let list = listOf({ id: `l-${this.makeId()}`, kind: facts ? "file" : "plain", name: "", origin, date: this.today });
      await this.change(async ({ lists }) => {
        if (lists.length >= MOST_LISTS) throw Object.assign(new Error("too many lists"), { code: "too-many" });
        list = { ...list, name: uniqueName(name || origin, lists.map((one) => one.name)) };
        // The name is in every claim: one that had to be changed is compiled in.
        const dataset = facts || list.name === (name || origin) ? taken.dataset : (await this.compile(list, bytes)).dataset;
        await this.store.blobs.set(blobOf(list.id), dataset);
        if (!facts) await this.store.blobs.set(textOf(list.id), bytes);
        return { lists: [...lists, list] };
      });
      return { name: list.name, outlets: taken.outlets, keys: taken.keys, unused: taken.unused };
    } catch (error) {
      return { refusal: refusalOf(error) };
    } finally {
      if (confirmed !== undefined || !await this.#isBundle(bytes)) await this.store.blobs.delete(INCOMING).catch(() => {});
    }
  }

  /** @param {Uint8Array} bytes */
  async #isBundle(bytes) {
    const { bundle_root } = await this.module();
    return attempt(() => bundle_root(bytes)) !== null;
  }

  /**
   * Who publishes at an address: the fingerprint, for the reader to compare with what the publisher says elsewhere.
   * @param {string} base @returns {Promise<{ refusal: Refusal } | { base: string, fingerprint: string }>}
   */
  async look(base) {
    await this.#unlocked("lists");
    const address = addressOf(base);
    if (!address) return { refusal: { code: "no-address" } };
    try {
      const root = await this.network.get(address, "root.json", LONGEST_ROOT);
      return { base: address, fingerprint: (await this.module()).fingerprint(root) };
    } catch (error) {
      const { kind } = /** @type {{ kind?: string }} */ (error);
      return { refusal: kind ? { code: "unreachable", message: kind } : refusalOf(error) };
    }
  }

  /**
   * Subscribes to a list whose fingerprint the reader has confirmed. The root is fetched again and must have it.
   * @param {{ base: string, name: string, fingerprint: string }} wanted
   */
  async subscribe({ base, name, fingerprint }) {
    await this.#unlocked("lists");
    const address = addressOf(base);
    if (!address) return { refusal: { code: "no-address" } };
    try {
      const root = await this.network.get(address, "root.json", LONGEST_ROOT);
      if ((await this.module()).fingerprint(root) !== fingerprint) return { refusal: { code: "other-root" } };
      return await this.#subscribe({ name: name || new URL(address).host, base: address, root, fingerprint });
    } catch (error) {
      const { kind } = /** @type {{ kind?: string }} */ (error);
      return { refusal: kind ? { code: "unreachable", message: kind } : refusalOf(error) };
    }
  }

  /** @param {{ name: string, base: string | null, root: Uint8Array, fingerprint: string, bundle?: Uint8Array }} wanted */
  async #subscribe({ name, base, root, fingerprint, bundle }) {
    const { lists } = await this.state();
    if (lists.some((list) => list.fingerprint === fingerprint && list.base === base)) return { refusal: { code: "known" } };
    if (lists.length >= MOST_LISTS) return { refusal: { code: "too-many" } };
    const list = listOf({ id: `s-${this.makeId()}`, kind: "signed", base, fingerprint, root: toBase64(root), date: this.today });
    list.name = uniqueName(name, lists.map((one) => one.name));
    // The data first: a list of which nothing could be had is not taken.
    const updates = this.#updates(list, { quiet: true });
    const outcome = await (bundle ? updates.install(bundle) : updates.check());
    if (!(await this.store.source(list.id)).current) {
      await this.store.forget(list.id).catch(() => {});
      return { refusal: { code: outcome.code, message: outcome.detail } };
    }
    await this.change(async (state) => ({ lists: [...state.lists, list] }));
    const info = this.engine.labeler?.lists().find((one) => one.list.id === list.id)?.info;
    return { name: list.name, outlets: info?.outlets ?? 0, keys: info ? info.host_keys + info.path_keys + info.account_keys : 0, unused: [] };
  }

  /** The updates of one signed list. @param {List} list @param {{ quiet?: boolean }} [how] quiet: labels need not follow */
  #updates(list, { quiet = false } = {}) {
    const root = list.root === null ? new Uint8Array() : fromBase64(list.root);
    return this.updatesOf(
      { id: list.id, base: list.base, mirrors: list.mirrors, root, floor: 0, dataset: null },
      {
        prepare: async (bytes) => {
          (await this.module()).verify_dataset(bytes);
          return bytes;
        },
        take: () => quiet || this.refresh(),
        drop: () => {},
        packaged: async () => null,
        // One that could not be used is fetched anew.
        uses: ({ current }) => this.failures.has(list.id) ? "" : current?.key ?? "",
      },
    );
  }

  /** Looks for newer data of every signed list that is on, or of one. Somebody asked: nothing is waited for. @param {string} [id] */
  async check(id) {
    const { lists } = await this.state();
    return this.#look(lists.filter((list) => isLookedFor(list, id)));
  }

  /** @param {List[]} lists */
  async #look(lists) {
    /** @type {Outcome[]} */
    const outcomes = [];
    // One after the other: a reader with many lists has one line.
    await lists.reduce((before, list) => before.then(async () => void outcomes.push(await this.#updates(list).check())), Promise.resolve());
    await this.plan();
    return outcomes;
  }

  /** How long each list that is looked for by itself has yet to wait. */
  async #waiting() {
    const { lists } = await this.state();
    return Promise.all(lists.filter((list) => isLookedFor(list)).map(async (list) => {
      const source = await this.store.source(list.id).catch(() => ({ started: 0, checked: 0, failures: 1 }));
      return { list, wait: dueIn(source, this.now()) };
    }));
  }

  /** Sees to it that there will be a next look. Called with every life of the background. */
  wake() {
    return this.plan({ sooner: true });
  }

  /**
   * Plans the next look, if there is a list to look for and the reader wants that: for the list that has least to wait.
   * @param {{ sooner?: boolean }} [how] `sooner`: an alarm that is there and comes in time is left alone
   */
  async plan({ sooner = false } = {}) {
    const { automatic } = await this.settings.updates();
    const waits = automatic ? (await this.#waiting()).map(({ wait }) => wait) : [];
    if (!waits.length) return void await this.alarms.clear(ALARM);
    const wait = Math.min(...waits);
    if (sooner && does(await this.alarms.get(ALARM), wait, this.now())) return;
    await this.alarms.create(ALARM, alarmIn(wait, this.random));
  }

  /** @param {string} name of the alarm that went off */
  async alarm(name) {
    if (name !== ALARM) return;
    const { automatic, metered } = await this.settings.updates();
    if (!automatic) return;
    if (this.isMetered() && !metered) return void await this.alarms.create(ALARM, alarmIn(METERED, this.random));
    const waiting = await this.#waiting();
    const due = waiting.filter(({ wait }) => isDue(wait));
    // An alarm that comes when nothing is due is one of a clock that was set back.
    await this.#look((due.length ? due : waiting).map(({ list }) => list));
  }

  /**
   * Puts the reader's own word: one entry more, one changed, or one less. All of it is compiled first; what is refused
   * changes nothing.
   * @param {(own: Override[]) => Override[]} change @returns {Promise<{ refusal: Refusal | null }>}
   */
  async changeOwn(change) {
    await this.#unlocked("own");
    try {
      await this.change(async ({ own }) => {
        const after = change(own);
        const list = { name: this.names.own, origin: "", date: this.today, kind: /** @type {const} */ ("own") };
        const { dataset } = await this.compile(list, new TextEncoder().encode(csvOf(after)));
        await this.store.blobs.set(blobOf(OWN), dataset);
        return { own: after };
      });
      return { refusal: null };
    } catch (error) {
      return { refusal: refusalOf(error) };
    }
  }

  /** For the export: what a plain or compiled list was made of. @param {List} list */
  async sourceOf(list) {
    if (list.kind === "plain") return await this.store.blobs.get(textOf(list.id)) ?? null;
    return list.kind === "file" ? await this.store.blobs.get(blobOf(list.id)) ?? null : null;
  }

  /** Forgets what lists were made of, once nothing refers to them any more. @param {string[]} ids */
  async letGo(ids) {
    await Promise.all(ids.flatMap((id) => [
      this.store.forget(id), this.store.blobs.delete(blobOf(id)), this.store.blobs.delete(textOf(id)),
    ].map((done) => done.catch(() => {
      // What is left over takes room and does no harm.
    }))));
  }

  /** For the import: keeps what a list is made of. @param {List} list @param {Uint8Array} bytes @param {Uint8Array} dataset */
  async keep(list, bytes, dataset) {
    await this.store.blobs.set(blobOf(list.id), dataset);
    if (list.kind === "plain") await this.store.blobs.set(textOf(list.id), bytes);
  }
}

/** Whether newer data of a list can be had; without an id, whether it is looked for by itself. @param {List} list @param {string} [id] */
const isLookedFor = (list, id) => list.kind === "signed" && list.base !== null && (id === undefined ? list.on : list.id === id);

/** @template T @param {() => T} work @returns {T | null} */
const attempt = (work) => {
  try {
    return work();
  } catch {
    return null;
  }
};
