// Lists beside the packaged data: what others publish, files, the reader's own word. Kept here is which there are, in
// which order and with which switch and limit; what they hold is kept as bytes in the store; what they mean for a link is
// the engine's business. A list that cannot be used is told, and costs nobody else anything.

import { isClass } from "../shared/classes.js";
import { addressOf } from "./network.js";
import { csvOf } from "./overrides.js";
import { METERED, alarmIn, does, dueIn, isDue } from "./plan.js";
import { NONE, isSameKey } from "./policy.js";
import { FORM } from "./store.js";

/** @typedef {import("../gen/imprint.js").Labeler} Labeler */
/** @typedef {import("../gen/imprint.js").ClassId} ClassId */
/** @typedef {typeof import("../gen/imprint_updates.js")} Module */
/** @typedef {import("./engine.js").Engine} Engine */
/** @typedef {import("./overrides.js").Override} Override */
/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./store.js").Outcome} Outcome */
/** @typedef {import("./updates.js").Publisher} Publisher */
/** @typedef {import("./policy.js").Misfit} Misfit */

/**
 * One list. `packaged` and `own` are always there. `root` is the signed list's trusted root in base64; `base` and `mirrors`
 * are where it is; `origin` is the file it was read from, on the day `date`, and `digest` the SHA-256 of that file, "" where it was not noted. `managed`: set by a policy, not the reader; then `text` may be what it is made of.
 * @typedef {"packaged" | "own" | "signed" | "file" | "plain"} Kind
 * @typedef {{
 *   id: string, name: string, kind: Kind, on: boolean, only: ClassId[], fingerprint: string | null, root: string | null,
 *   base: string | null, mirrors: string[], origin: string, date: string, digest: string, managed: boolean, text: string | null,
 * }} List
 */

/**
 * `key` is the fingerprint of the keys that are trusted now, where the publisher has changed those that were confirmed; else "".
 * @typedef {{ list: List, key: string, outlets: number, keys: number, data_version: string, failure: string, outcome: Outcome | null, checked: number }} Shown what the settings page shows of one
 */
/** `made` is where what the own word was compiled to lies. @typedef {{ serial: number, lists: List[], own: Override[], made: string }} State */
/** @typedef {{ code: string, line?: number | null, message?: string, help?: string }} Refusal */

const LISTS = "lists";
const OWN = "own";
/** Where the settings page puts a file for the background to take. */
export const INCOMING = "incoming";
const ALARM = "look-for-lists";
/** Longest root file of a list. */
const LONGEST_ROOT = 64 * 1024;
/** As many as one look every four hours at each is decent for, a fresh background reads in a moment, and a place of ten megabytes holds. */
export const MOST_LISTS = 1_000;
export const LONGEST_NAME = 80;

const MAGIC = "IMPRINT\n";
/** The format that is written now, and where it stands: `src/dataset/format.rs`. Another one is worth a closer look. */
export const FORMAT = 5;
export const FORMAT_AT = 8;
/** @param {Uint8Array} bytes */
const isCurrent = (bytes) => bytes[FORMAT_AT] === FORMAT;

/** @param {string} id */
const blobOf = (id) => `list ${id}`;
/** @param {string} id */
const textOf = (id) => `list text ${id}`;

/** @param {Partial<List> & Pick<List, "id" | "kind">} list @returns {List} */
export const listOf = (list) => ({
  name: "", on: true, only: [], fingerprint: null, root: null, base: null, mirrors: [], origin: "", date: "", digest: "", managed: false, text: null, ...list,
});

/** @param {any} one @returns {one is List} */
const isList = (one) => typeof one?.id === "string" && typeof one?.kind === "string";

/**
 * What is kept, whatever is there: `packaged` and `own` always, the reader's own word first, each list once.
 * @param {unknown} kept @returns {List[]}
 */
export const listsIn = (kept) => {
  const found = Array.isArray(kept) ? kept.filter(isList).map(listOf) : [];
  const lists = found.filter(({ id }, index) => found.findIndex((one) => one.id === id) === index);
  if (!lists.some(({ id }) => id === "packaged")) lists.unshift(listOf({ id: "packaged", kind: "packaged" }));
  if (!lists.some(({ id }) => id === OWN)) lists.unshift(listOf({ id: OWN, kind: "own" }));
  return lists;
};

/** Capital letters that look like Latin ones which they do not become as small letters, and what they look like. */
const CAPITALS = new Map(Object.entries({
  I: "l", В: "b", Н: "h", К: "k", М: "m", Т: "t", Β: "b", Η: "h", Κ: "k", Μ: "m", Ν: "n", Τ: "t", Υ: "y", Χ: "x", Ζ: "z", Ι: "i", Ε: "e",
}));

/**
 * A name as it is compared: two whose letters and figures look alike are one, whatever stands between them. A letter may
 * look otherwise as a capital, so that a name is compared in both ways.
 * @param {string} name @param {(text: string) => string} skeleton
 */
const folded = (name, skeleton) => {
  const letters = name.normalize("NFKD").replace(/[^\p{L}\p{N}]+/gu, "") || name;
  return [letters, Array.from(letters, (letter) => CAPITALS.get(letter) ?? letter).join("")].map((one) => skeleton(one.toLowerCase()));
};

/** Names that are taken. */
export class Names {
  /** @param {Iterable<string>} names @param {(text: string) => string} skeleton what a text in lower case looks like */
  constructor(names, skeleton) {
    this.skeleton = skeleton;
    /** Each as it is compared, with the number behind the last one of it. @type {Map<string, number>} */
    this.known = new Map();
    for (const name of names) this.#add(name);
  }

  /** @param {string} name */
  #add(name) {
    for (const look of folded(name, this.skeleton)) if (!this.known.has(look)) this.known.set(look, 1);
  }

  /** The number behind the last name that looks like this one; 0 for none. @param {string} name */
  #last(name) {
    return Math.max(...folded(name, this.skeleton).map((look) => this.known.get(look) ?? 0));
  }

  /** A name that nobody else has: one that looks like another's gets a number behind it. @param {string} wanted */
  take(wanted) {
    const bare = wanted.replace(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim().slice(0, LONGEST_NAME) || "?";
    let name = bare;
    let number = this.#last(bare);
    while (this.#last(name) > 0) name = `${bare} (${++number})`;
    this.#add(name);
    for (const look of folded(bare, this.skeleton)) this.known.set(look, Math.max(1, number));
    return name;
  }
}

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
  if (typeof code === "string") return { code, line: line ?? null, message, help };
  const said = error instanceof Error ? error.message : String(error);
  // What IndexedDB throws, and what `storage` says when it is full.
  return { code: error instanceof DOMException || /quota/i.test(said) ? "storage" : "failed", message: said };
};

/** Tells a labeler which lists are on, what they are limited to, and their order. @param {Labeler} labeler @param {List[]} lists */
const arrange = (labeler, lists) => {
  for (const { id, on, only } of lists) {
    // Of classes that this Imprint does not know, as a later one has kept them, nothing may be left: that would be no limit.
    const known = only.filter(isClass);
    labeler.set_list(id, on && (known.length > 0 || only.length === 0), known.join(" "));
  }
  labeler.order_lists(lists.map(({ id }) => id).join("\n"));
};

export class Lists {
  /**
   * @param {{
   *   area: Pick<chrome.storage.StorageArea, "get" | "set">, store: Store, engine: Engine, module: () => Promise<Module>,
   *   network: Pick<import("./network.js").Network, "get">, policy: () => Promise<import("./policy.js").Policy>,
   *   updatesOf: (publisher: Publisher, user: import("./updates.js").User<Uint8Array>) => import("./updates.js").Updates<Uint8Array>,
   *   settings: Pick<import("./settings.js").Settings, "updates">, isMetered: () => boolean, alarms: import("./plan.js").Alarms,
   *   names: () => Promise<import("./names.js").Names>, tell: () => unknown, now?: () => number, random?: () => number, makeId?: () => string,
   *   stayAwake?: () => () => void,
   * }} needs `tell` tells open pages that integers mean something else; `stayAwake` as for updates
   */
  constructor({
    area, store, engine, module, network, policy, updatesOf, settings, isMetered, alarms, names, tell, now = Date.now,
    random = Math.random, makeId = () => crypto.randomUUID(), stayAwake = () => () => {},
  }) {
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
    this.names = names;
    this.tell = tell;
    this.now = now;
    this.random = random;
    this.makeId = makeId;
    this.stayAwake = stayAwake;
    /** What each labeler was shown of each list, so that nothing is read twice. @type {WeakMap<Labeler, Map<string, string>>} */
    this.shown = new WeakMap();
    /** Whose data is being put down while the list itself is not kept yet. @type {Set<string>} */
    this.coming = new Set();
    /** What was read last. @type {State | null} */
    this.known = null;
    /** What the engine begins with, if it is being read already; see `begin`. @type {Promise<State> | null} */
    this.early = null;
    /** Why it cannot be read now, "" if it can. */
    this.trouble = "";
    /** Fingerprints of a policy's roots. @type {Map<string, Promise<string | null | undefined>>} */
    this.fingerprints = new Map();
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

  /** Reads what the engine will begin with while that is still on its way: nothing is changed before it is there. */
  begin() {
    this.early = this.state();
    this.early.catch(() => {
      // Told when it is used.
    });
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
      this.known = await (this.early ?? this.state());
      this.trouble = "";
    } catch (error) {
      this.trouble = error instanceof Error ? error.message : String(error);
    } finally {
      this.early = null;
    }
    return this.known ?? this.#with({});
  }

  /** @param {{ lists?: { serial?: unknown, lists?: unknown, made?: unknown }, own?: unknown }} kept @returns {Promise<State>} */
  async #with({ [LISTS]: kept, [OWN]: own }) {
    const serial = typeof kept?.serial === "number" ? kept.serial : 0;
    const lists = listsIn(kept?.lists);
    const { lists: managed } = await this.#managed();
    for (const { id, ...given } of managed) {
      const known = lists.find((list) => list.id === id);
      if (known) Object.assign(known, { ...given, managed: true });
      else lists.push(listOf({ id, ...given, managed: true }));
    }
    const names = await this.names();
    for (const list of lists) if (list.kind === "packaged" || list.kind === "own") list.name = names[list.kind];
    const ids = new Set(managed.map(({ id }) => id));
    return {
      serial, own: Array.isArray(own) ? own : [], made: typeof kept?.made === "string" ? kept.made : blobOf(OWN),
      // What a policy no longer names is gone with it.
      lists: lists.filter((list) => !list.managed || ids.has(list.id)),
    };
  }

  /** The lists that a policy sets, and what of it does not fit: whose a root is can only be looked at here. */
  async #managed() {
    const { lists, misfits } = await this.policy();
    const found = await Promise.all(lists.map(async ({ where, fingerprint: written, ...list }) => {
      const fingerprint = list.root === null ? null : await this.#fingerprintOf(list.root);
      if (fingerprint === null && list.root !== null) return { misfit: { where: `${where}.root`, why: "list-root", what: list.name } };
      // Not looked at now: nothing can be fetched either, and what is kept was fetched under this root.
      if (fingerprint === undefined) return { list: { ...list, fingerprint: null } };
      if (written !== null && (fingerprint === null || !isSameKey(fingerprint, written))) {
        return { misfit: { where: `${where}.fingerprint`, why: "list-key", what: fingerprint ?? "" } };
      }
      return { list: { ...list, fingerprint } };
    }));
    return { lists: found.flatMap(({ list }) => list ?? []), misfits: [...misfits, ...found.flatMap(({ misfit }) => misfit ?? [])] };
  }

  /** What a policy says that does not fit, in the policy's order as far as it has one. @returns {Promise<Misfit[]>} */
  async misfits() {
    return (await this.#managed()).misfits;
  }

  /**
   * The fingerprint of a root in base64, looked at once a life; null for what is none, undefined where it cannot be looked at now.
   * @param {string} root @returns {Promise<string | null | undefined>}
   */
  #fingerprintOf(root) {
    const known = this.fingerprints.get(root);
    if (known) return known;
    const found = this.module().then((module) => attempt(() => module.fingerprint(fromBase64(root))), () => {
      // Not looked at yet.
      this.fingerprints.delete(root);
      return undefined;
    });
    this.fingerprints.set(root, found);
    return found;
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
    const { serial, lists, own, made } = await this.#known();
    /** @type {Map<string, string>} */
    const failures = new Map();
    // Others need no database, and it takes its time to open.
    const signed = lists.some(({ kind }) => kind === "signed");
    const sources = signed ? await this.store.sources().catch((/** @type {unknown} */ error) => refusalOf(error).code) : new Map();
    // Where the data of each list lies; with its name that is what a labeler is shown.
    const places = new Map(lists.filter(({ kind }) => kind !== "packaged").map((list) => [list, placeOf(list, own, made, sources)]));
    if (typeof sources === "string") for (const { id, kind } of lists) if (kind === "signed") failures.set(id, sources);
    const before = this.shown.get(labeler) ?? new Map();
    /** @type {Map<string, string>} */
    const shown = new Map([...places].flatMap(([list, place]) => place === null ? [] : [[list.id, `${place} ${list.name}`]]));
    const news = [...places].filter(([{ id }]) => shown.has(id) && shown.get(id) !== before.get(id));
    const digestOf = (/** @type {string} */ id) => typeof sources === "string" ? "" : sources.get(id)?.current?.facts.sha256 ?? "";
    const ready = await this.#read(news.map(([list, place]) => ({ list, place: place ?? "", digest: digestOf(list.id) })), own, failures);
    // From here on without waiting: nobody may see half of the lists.
    const gone = new Set(before.keys());
    for (const [id, what] of shown) if (before.get(id) === what) gone.delete(id);
    for (const { list, bytes } of ready) {
      try {
        labeler.add_list(bytes, list.id, list.name, list.kind, list.fingerprint ?? undefined);
        gone.delete(list.id);
      } catch (error) {
        failures.set(list.id, refusalOf(error).code);
      }
    }
    for (const id of gone) labeler.remove_list(id);
    // The first answer of a background that was started for it need not wait for the packaged data to be told that it is alone.
    const alone = !this.shown.has(labeler) && shown.size === 0 && lists.every(({ kind, on, only }) => kind !== "packaged" || (on && only.length === 0));
    if (!alone) arrange(labeler, lists);
    // What could not be used is tried again next time.
    for (const id of failures.keys()) shown.delete(id);
    this.shown.set(labeler, shown);
    this.failures = failures;
    if (labeler === this.engine.labeler) this.engine.badges.clear();
    // The same in the next life; another one when there is anything else to be seen. The serial is that of what is kept: a
    // publisher's data is in use before that follows, and the background may be stopped in between.
    const seen = lists.map(({ id, on, only }) => [id, on, only, shown.get(id) ?? null]);
    this.engine.mark = serial === 0 && lists.every(({ managed }) => !managed) ? "" : `#${serial} ${sumOf(JSON.stringify(seen))}`;
  }

  /**
   * The datasets of lists. What cannot be had is told in `failures`.
   * @param {Array<{ list: List, place: string, digest: string }>} wanted @param {Override[]} own @param {Map<string, string>} failures
   */
  async #read(wanted, own, failures) {
    // The first answer of a background that was started for it need not wait for a database.
    if (!wanted.length) return [];
    const kept = await this.store.blobs.several(wanted.map(({ place }) => place)).catch(() => new Map());
    /** @type {Array<{ list: List, bytes: Uint8Array }>} */
    const ready = [];
    for (const { list, place, digest } of wanted) {
      try {
        let bytes = kept.get(place) ?? null;
        // eslint-disable-next-line no-await-in-loop
        if (list.kind === "signed") await this.#mustBeWhole(place, bytes, digest);
        // Compiled by an Imprint of another format, or cleared away: compiled anew from what it was made of, or left out.
        // eslint-disable-next-line no-await-in-loop
        if (bytes && !isCurrent(bytes) && !await this.#opens(bytes)) bytes = await this.#anew(list, place, own).catch(() => bytes);
        // eslint-disable-next-line no-await-in-loop
        else bytes ??= await this.#anew(list, place, own);
        if (bytes) ready.push({ list, bytes });
      } catch (error) {
        failures.set(list.id, refusalOf(error).code);
      }
    }
    return ready;
  }

  /** Throws if a signed dataset is not what was signed; opening it looks at its beginning alone. @param {string} key @param {Uint8Array | null} bytes @param {string} digest */
  async #mustBeWhole(key, bytes, digest) {
    if (!bytes) throw refused("no-dataset", "it is not there");
    if (this.whole.has(key)) return;
    if (hex(new Uint8Array(await crypto.subtle.digest("SHA-256", /** @type {BufferSource} */ (bytes)))) !== digest) throw refused("corrupt", "damaged on the disk");
    this.whole.add(key);
  }

  /** Whether this Imprint can use a dataset. @param {Uint8Array} bytes */
  async #opens(bytes) {
    const { verify_dataset } = await this.module();
    return attempt(() => verify_dataset(bytes)) !== null;
  }

  /** A list compiled from what it was made of, and kept where it is looked for. @param {List} list @param {string} place @param {Override[]} own */
  async #anew(list, place, own) {
    const bytesOf = (/** @type {string} */ text) => new TextEncoder().encode(text);
    if (list.text !== null) return (await this.compile(list, bytesOf(list.text))).dataset;
    const text = list.kind === "own" ? bytesOf(csvOf(own)) : list.kind === "plain" ? await this.store.blobs.get(textOf(list.id)) : undefined;
    if (!text) throw Object.assign(new Error("it is not there"), { code: "no-dataset" });
    const { dataset } = await this.compile(list, text);
    await this.store.blobs.set(place, dataset).catch(() => {
      // Without room it is compiled again next time.
    });
    return dataset;
  }

  /** Compiles a plain list. Throws what is wrong with it. @param {Pick<List, "name" | "origin" | "date" | "kind">} list @param {Uint8Array} text */
  async compile({ name, origin, date, kind }, text) {
    const { compile_plain } = await this.module();
    const packaged = await this.engine.packaged().catch(() => new Uint8Array());
    return compile_plain(text, { name: name || (await this.names()).own, origin, format: kind === "own" ? "csv" : null, date: date || this.today, own: kind === "own" }, packaged);
  }

  /**
   * Changes what is kept, and everything that follows from it. What `change` throws leaves all as it was; so does the end of
   * the background at any point, for everything that is kept is kept by one call, and datasets lie where nothing that was
   * kept before refers to. `made` is where the own word was compiled to, `more` whatever else is to be kept together with it.
   * @param {(state: { lists: List[], own: Override[] }) => Promise<{ lists?: List[], own?: Override[], made?: string, more?: Record<string, unknown> } | void>} change
   */
  change(change) {
    return this.#alone(async () => {
      const { serial, lists, own, made } = await this.state();
      const after = await change({ lists, own }) ?? {};
      await this.area.set({
        // What a policy says is read from it each time; its place in the order is the reader's.
        [LISTS]: { serial: serial + 1, lists: (after.lists ?? lists).map((list) => ({ ...list, text: null })), made: after.made ?? made },
        [OWN]: after.own ?? own,
        ...after.more,
      });
      if (after.made !== undefined && after.made !== made) await this.store.blobs.delete(made).catch(() => {});
      await this.#follow();
    });
  }

  /**
   * Lets go what nothing that is kept refers to: what was put down by a background that was stopped before it was done, what
   * a look has left of a list that was removed during it, what a policy no longer names.
   */
  tidy() {
    return this.#alone(async () => {
      const { [LISTS]: kept } = /** @type {{ lists?: { lists?: unknown } }} */ (await this.area.get([LISTS]));
      // Lists in a form of a later Imprint do not say here what they refer to.
      if (kept !== undefined && !(Array.isArray(kept.lists) && kept.lists.every(isList))) return;
      const { lists, made } = await this.state();
      const blobs = new Set([made, ...lists.flatMap(({ id }) => [blobOf(id), textOf(id)])]);
      const ids = new Set([...lists, ...(await this.policy()).lists].map(({ id }) => id));
      const isComing = (/** @type {string} */ key) => [...this.coming].some((id) => key.endsWith(id));
      // A policy that could not be read names nothing; its lists' data holds what keeps older data out.
      const ours = await this.policy() === NONE ? ["s-"] : ["s-", "m-"];
      const [keys, sources] = await Promise.all([this.store.blobs.keys("list "), this.store.sources()]);
      const left = [...sources.values()].filter(({ id, form }) =>
        form <= FORM && ours.some((start) => id.startsWith(start)) && !ids.has(id) && !this.coming.has(id));
      await Promise.all([
        ...keys.filter((key) => !blobs.has(key) && !isComing(key)).map((key) => this.store.blobs.delete(key)),
        ...left.map(({ id }) => this.store.forget(id)),
      ]);
    });
  }

  /** Lets the labels follow what is kept now. */
  refresh() {
    return this.#alone(() => this.#follow());
  }

  async #follow() {
    if (this.engine.labeler) await this.#apply(this.engine.labeler);
    await this.plan({ sooner: true }).catch(() => {
      // What is shown does not wait for what is planned.
    });
    await this.tell();
  }

  /** Everything there is to show. */
  async status() {
    const { lists, own } = await this.state();
    const { locked } = await this.policy();
    const infos = new Map(this.engine.labeler?.lists().map((one) => [one.list.id, one.info]));
    const sources = await this.store.sources().catch(() => new Map());
    const shown = lists.map((list) => {
      const info = infos.get(list.id);
      const source = list.kind === "signed" ? sources.get(list.id) : null;
      return /** @type {Shown} */ ({
        list: { ...list, root: null, text: null },
        key: source?.status && source.status.fingerprint !== list.fingerprint ? source.status.fingerprint : "",
        outlets: info?.outlets ?? 0,
        keys: info ? info.host_keys + info.path_keys + info.account_keys : 0,
        data_version: info?.data_version ?? "",
        failure: this.failures.get(list.id) ?? "",
        outcome: source?.outcome ?? null,
        checked: source?.checked ?? 0,
      });
    });
    return { lists: shown, own, locked };
  }

  /** Refuses what a policy has set. @param {"lists" | "own"} what */
  async #unlocked(what) {
    if ((await this.policy()).locked.includes(what)) throw new Error("locked");
  }

  /** @param {string} id @param {{ on?: boolean, only?: ClassId[] }} wanted */
  async set(id, { on, only }) {
    await this.#unlocked("lists");
    return this.change(async ({ lists }) => {
      const list = lists.find((one) => one.id === id);
      if (!list) throw new Error("gone");
      if (list.managed) throw new Error("locked");
      if (on !== undefined) list.on = on;
      if (only !== undefined) list.only = only;
    });
  }

  /** Moves a list up (-1) or down (1). @param {string} id @param {number} by */
  async move(id, by) {
    await this.#unlocked("lists");
    return this.change(async ({ lists }) => {
      const at = lists.findIndex((one) => one.id === id);
      const to = at + Math.sign(by);
      if (at < 0) throw new Error("gone");
      if (to < 0 || to >= lists.length) return;
      [lists[at], lists[to]] = [lists[to], lists[at]];
    });
  }

  /** @param {string} id */
  async remove(id) {
    await this.#unlocked("lists");
    await this.change(async ({ lists }) => {
      const list = lists.find((one) => one.id === id);
      if (!list) throw new Error("gone");
      if (!isBeside(list)) throw new Error("locked");
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
      let list = listOf({ id: `l-${this.makeId()}`, kind: facts ? "file" : "plain", name: "", origin, date: this.today, digest: module.digest(bytes) });
      await this.bring([list.id], () => this.change(async ({ lists }) => {
        refuseMore(lists);
        list = { ...list, name: new Names(lists.map((one) => one.name), module.skeleton).take(name || origin) };
        // The name is in every claim: one that had to be changed is compiled in.
        const dataset = facts || list.name === (name || origin) ? taken.dataset : (await this.compile(list, bytes)).dataset;
        await this.keep(list, bytes, dataset);
        return { lists: [...lists, list] };
      }));
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

  /**
   * Does what brings lists, or the own word: what is put down under these ids is not left over as long as it is under way.
   * What has not come in the end is let go.
   * @template T @param {string[]} ids @param {() => Promise<T>} work @returns {Promise<T>}
   */
  async bring(ids, work) {
    const rest = this.stayAwake();
    for (const id of ids) this.coming.add(id);
    try {
      return await work();
    } catch (error) {
      for (const id of ids) this.coming.delete(id);
      await this.tidy().catch(() => {});
      throw error;
    } finally {
      for (const id of ids) this.coming.delete(id);
      rest();
    }
  }

  /** @param {{ name: string, base: string | null, root: Uint8Array, fingerprint: string, bundle?: Uint8Array }} wanted */
  async #subscribe({ name, base, root, fingerprint, bundle }) {
    const refuse = (/** @type {List[]} */ lists) => {
      if (lists.some((list) => list.fingerprint === fingerprint && list.base === base)) throw refused("known");
      refuseMore(lists);
    };
    refuse((await this.state()).lists);
    const list = listOf({ id: `s-${this.makeId()}`, kind: "signed", base, fingerprint, root: toBase64(root), date: this.today });
    const { skeleton } = await this.module();
    await this.bring([list.id], async () => {
      // The data first: a list of which nothing could be had is not taken.
      const updates = this.#updates(list, { quiet: true });
      const outcome = await (bundle ? updates.install(bundle) : updates.check());
      if (!(await this.store.source(list.id)).current) throw refused(outcome.code, outcome.detail);
      await this.change(async ({ lists }) => {
        // Another one may have come in the meantime.
        refuse(lists);
        list.name = new Names(lists.map((one) => one.name), skeleton).take(name);
        return { lists: [...lists, list] };
      });
    });
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
    // One that was removed meanwhile has left its look behind.
    const kept = new Set((await this.state()).lists.map(({ id }) => id));
    await this.letGo(lists.map(({ id }) => id).filter((id) => !kept.has(id)));
    await this.plan();
    return outcomes;
  }

  /** How long each list that is looked for by itself has yet to wait. */
  async #waiting() {
    const { lists } = await this.state();
    const sources = await this.store.sources().catch(() => null);
    return lists.filter((list) => isLookedFor(list)).map((list) => {
      const source = sources?.get(list.id) ?? { started: 0, checked: 0, failures: sources ? 0 : 1 };
      return { list, wait: dueIn(source, this.now()) };
    });
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
    const made = `${blobOf(OWN)} ${this.makeId()}`;
    try {
      await this.bring([made], () => this.change(async ({ own }) => {
        const after = change(own);
        await this.store.blobs.set(made, await this.compileOwn(after));
        return { own: after, made };
      }));
      return { refusal: null };
    } catch (error) {
      return { refusal: refusalOf(error) };
    }
  }

  /** The reader's own word as a dataset. @param {Override[]} own */
  async compileOwn(own) {
    const list = { name: (await this.names()).own, origin: "", date: this.today, kind: /** @type {const} */ ("own") };
    return (await this.compile(list, new TextEncoder().encode(csvOf(own)))).dataset;
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

  /** Keeps what a list is made of. @param {List} list @param {Uint8Array} bytes @param {Uint8Array} dataset */
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

/** @param {string} code @param {string} [message] @returns {Error & { code: string }} */
export const refused = (code, message = "") => Object.assign(new Error(message), { code });

/** Refuses one list more than there can be. @param {List[]} lists */
const refuseMore = (lists) => {
  if (lists.filter(isBeside).length >= MOST_LISTS) throw refused("too-many");
};

/** Whether a list is one that the reader has added. @param {List} list */
export const isBeside = ({ kind, managed }) => kind !== "packaged" && kind !== "own" && !managed;

/**
 * Where the data of a list lies; null where it has none. A text of a policy's may be another one by now and lies nowhere,
 * but it has a place of its own all the same.
 * @param {List} list @param {Override[]} own @param {string} made @param {Map<string, import("./store.js").Source> | string} sources
 */
const placeOf = ({ id, kind, text }, own, made, sources) => {
  if (kind === "own") return own.length ? made : null;
  if (kind === "signed") return typeof sources === "string" ? null : sources.get(id)?.current?.key ?? null;
  return text === null ? blobOf(id) : `text ${sumOf(text)}`;
};
