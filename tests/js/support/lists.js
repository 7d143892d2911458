// Lists as the background wires them: the real engine, both real modules, a store in memory.

import fs from "node:fs";
import path from "node:path";
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { Engine } from "../../../extension/background/engine.js";
import { INCOMING, Lists } from "../../../extension/background/lists.js";
import { Network } from "../../../extension/background/network.js";
import { withEntry } from "../../../extension/background/overrides.js";
import { NONE } from "../../../extension/background/policy.js";
import { Portable } from "../../../extension/background/portable.js";
import { Settings } from "../../../extension/background/settings.js";
import { Store } from "../../../extension/background/store.js";
import { Updates } from "../../../extension/background/updates.js";
import init, * as deciding from "../../../extension/gen/imprint_updates.js";
import { fetchFrom, locks, signal } from "./client.js";
import { EXTENSION, read } from "./extension.js";

const bytesOf = (name) => fs.readFileSync(path.join(EXTENSION, name));
const TYPES = { ".wasm": "application/wasm", ".json": "application/json" };
const load = async (name) => new Response(bytesOf(name), { headers: { "content-type": TYPES[path.extname(name)] ?? "application/octet-stream" } });

/** A reader, whose lists outlive the background. */
export class Reader {
  constructor({ policy = NONE, hosts = {} } = {}) {
    this.factory = new IDBFactory();
    this.kept = {};
    this.policy = policy;
    this.hosts = hosts;
    /** Whether `storage.local` answers nothing but that something is wrong, as a damaged one does. */
    this.broken = false;
    this.serial = 0;
    this.now = Date.now;
    this.random = 0.5;
    this.metered = false;
    /** How long the database may take to open: longer than a busy machine does. */
    this.opening = 10_000;
  }

  /**
   * One life of the background. `around(name, work)` is called for everything by which it keeps something; `early` is done
   * before the engine has begun, and waited for.
   * @param {{
   *   around?: (name: string, work: () => Promise<unknown>) => Promise<unknown>, longest?: { one: number, all: number },
   *   early?: (life: { lists: Lists }) => unknown,
   * }} [options]
   */
  async life({ around = (_, work) => work(), longest, early = () => {} } = {}) {
    await init({ module_or_path: bytesOf("gen/imprint_updates_bg.wasm") });
    const area = {
      get: async (keys) => {
        if (this.broken) throw new Error("An unexpected error occurred");
        return Object.fromEntries([keys].flat().filter((key) => key in this.kept).map((key) => [key, structuredClone(this.kept[key])]));
      },
      set: (values) => around("settings", async () => void Object.assign(this.kept, structuredClone(values))),
    };
    const policy = async () => this.policy;
    const late = signal();
    const store = new Store(this.factory, { patience: this.opening, onLate: () => engine.again().then(() => lists.refresh()).then(late.come) });
    for (const name of ["set", "delete"]) {
      const work = store.blobs[name];
      store.blobs[name] = (...args) => around(`${name} ${args[0]}`, () => work(...args));
    }
    const settings = new Settings(area, policy);
    const engine = new Engine(load, { recall: async () => null, keep: async () => {} });
    const network = new Network({ fetch: (url, options) => fetchFrom(this.hosts)(url, options), patience: { still: 10_000, whole: 60_000 } });
    // As in a browser, where two looks at one list wait for each other.
    const turns = locks();
    const told = [];
    const alarms = new Map();
    const makeId = () => String(++this.serial);
    const lists = new Lists({
      area, store, engine, network, policy, module: async () => deciding,
      updatesOf: (publisher, user) => new Updates({
        publisher: async () => publisher, user, store, network, module: async () => deciding,
        locks: turns, version: () => "0.1.0", now: () => this.now(),
      }),
      settings, isMetered: () => this.metered,
      alarms: {
        get: async (name) => alarms.get(name), clear: async (name) => alarms.delete(name),
        create: async (name, { delayInMinutes }) => void alarms.set(name, { scheduledTime: this.now() + delayInMinutes * 60_000, delayInMinutes }),
      },
      names: async () => ({ own: "Your own word", packaged: "Imprint's data" }), tell: () => told.push(engine.data),
      now: () => this.now(), random: () => this.random, makeId,
    });
    engine.onOpen = (labeler, use) => lists.dress(labeler, use);
    const portable = new Portable({
      settings, lists, store, schema: async () => JSON.parse(read("shared/settings.schema.json")),
      now: () => Date.parse("2026-11-29T10:00:00Z"), makeId, longest,
    });
    const done = early({ lists });
    await engine.ready;
    await done;
    return {
      engine, lists, portable, settings, store, told, alarms,
      /** When all that came late is in use. */
      late: () => late.came,
      /**
       * Newer data of the package's publisher, taken as the background takes it. `keep` is called when it is about to be kept.
       */
      newer: (publisher, keep = async () => {}) => new Updates({
        publisher: async () => ({ id: "packaged", base: publisher.base, mirrors: [], root: publisher.root, floor: 0, dataset: null }),
        store: new Proxy(store, {
          get: (target, name) => name === "swap" ? async (...args) => { await keep(); return target.swap(...args); } : target[name].bind?.(target) ?? target[name],
        }),
        network, module: async () => deciding, locks: turns, version: () => "0.1.0",
        user: {
          prepare: (bytes) => engine.prepare(bytes), take: (labeler, key) => engine.take(labeler, key), drop: (labeler) => labeler.free(),
          packaged: () => engine.packaged(), uses: () => engine.name,
        },
      }),
      /** Puts a file down as the settings page does, and has it taken as a list. */
      file: async (content, { name = "", origin = "list.csv", confirmed } = {}) => {
        await store.blobs.set(INCOMING, typeof content === "string" ? new TextEncoder().encode(content) : new Uint8Array(content));
        return lists.takeFile({ name, origin, confirmed });
      },
      /** Puts a file of settings down and has it taken; `confirmed` names one whose keys the reader has confirmed. */
      import: async (content, confirmed) => {
        await store.blobs.set(INCOMING, new TextEncoder().encode(typeof content === "string" ? content : JSON.stringify(content)));
        return portable.import(confirmed);
      },
      own: (entry) => lists.changeOwn((own) => withEntry(own, { ...ENTRY, ...entry })),
      badge: (href) => {
        const { ids, badges } = engine.labels(href);
        return badges[ids[0]] ?? null;
      },
    };
  }
}

/** An entry of the reader's own word that says nothing yet. */
export const ENTRY = { id: "o-1", key: "", hide: false, name: "", country: "", owner: "", classes: [], text: "", source: "", date: "2026-11-29" };
