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
import { fetchFrom } from "./client.js";
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
    this.serial = 0;
  }

  /**
   * One life of the background. `around(name, work)` is called for everything by which it keeps something.
   * @param {{ around?: (name: string, work: () => Promise<unknown>) => Promise<unknown>, longest?: { one: number, all: number } }} [options]
   */
  async life({ around = (_, work) => work(), longest } = {}) {
    await init({ module_or_path: bytesOf("gen/imprint_updates_bg.wasm") });
    const area = {
      get: async (keys) => Object.fromEntries([keys].flat().filter((key) => key in this.kept).map((key) => [key, structuredClone(this.kept[key])])),
      set: (values) => around("settings", async () => void Object.assign(this.kept, structuredClone(values))),
    };
    const policy = async () => this.policy;
    const store = new Store(this.factory);
    for (const name of ["set", "delete"]) {
      const work = store.blobs[name];
      store.blobs[name] = (...args) => around(`${name} ${args[0]}`, () => work(...args));
    }
    const settings = new Settings(area, policy);
    const engine = new Engine(load, { recall: async () => null, keep: async () => {} });
    const network = new Network({ fetch: (url, options) => fetchFrom(this.hosts)(url, options), patience: { still: 10_000, whole: 60_000 } });
    const told = [];
    const alarms = new Map();
    const makeId = () => String(++this.serial);
    const lists = new Lists({
      area, store, engine, network, policy, module: async () => deciding,
      updatesOf: (publisher, user) => new Updates({
        publisher: async () => publisher, user, store, network, module: async () => deciding,
        locks: { request: (_, work) => work() }, version: "0.1.0",
      }),
      alarms: { get: async (name) => alarms.get(name), create: (name, info) => alarms.set(name, info), clear: (name) => alarms.delete(name) },
      ownName: "Your own word", packagedName: "Imprint's data", tell: () => told.push(engine.data),
      now: () => Date.parse("2026-11-29T10:00:00Z"), makeId,
    });
    engine.onOpen = (labeler) => lists.apply(labeler);
    const portable = new Portable({
      settings, lists, store, schema: async () => JSON.parse(read("shared/settings.schema.json")),
      now: () => Date.parse("2026-11-29T10:00:00Z"), makeId, longest,
    });
    await engine.ready;
    return {
      engine, lists, portable, settings, store, told, alarms,
      /** Puts a file down as the settings page does, and has it taken as a list. */
      file: async (content, { name = "", origin = "list.csv", confirmed } = {}) => {
        await store.blobs.set(INCOMING, typeof content === "string" ? new TextEncoder().encode(content) : new Uint8Array(content));
        return lists.takeFile({ name, origin, confirmed });
      },
      import: async (content) => {
        await store.blobs.set(INCOMING, new TextEncoder().encode(typeof content === "string" ? content : JSON.stringify(content)));
        return portable.import();
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
