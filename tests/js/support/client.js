// The client of updates as the background wires it, with a store, a network and a clock of the test's own. A life ends as
// a background's does: at any moment, without a word; the next one finds what was kept.

import fs from "node:fs";
import path from "node:path";
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { Data } from "../../../extension/background/data.js";
import { Engine } from "../../../extension/background/engine.js";
import { Network } from "../../../extension/background/network.js";
import { NONE } from "../../../extension/background/policy.js";
import { Settings } from "../../../extension/background/settings.js";
import { Store } from "../../../extension/background/store.js";
import { Updates } from "../../../extension/background/updates.js";
import init, * as deciding from "../../../extension/gen/imprint_updates.js";
import { EXTENSION } from "./extension.js";

const bytesOf = (name) => fs.readFileSync(path.join(EXTENSION, name));

/** What a network answers in the name of `hosts`, `{ base: Host }`; anything else is out of reach. */
export const fetchFrom = (hosts) => async (url, { signal }) => {
  const [base, host] = Object.entries(hosts).find(([base]) => url.startsWith(base)) ?? [];
  if (!base || host === "down") throw new TypeError("Failed to fetch");
  const { status, headers = {}, body, then = "end" } = host.answer(url.slice(base.length));
  if (status >= 300 && status < 400) return { type: "opaqueredirect", status: 0, body: null };
  const stream = new ReadableStream({
    start: (control) => {
      signal.addEventListener("abort", () => {
        try {
          control.error(signal.reason);
        } catch {
          // It has ended.
        }
      });
    },
    pull: (control) => {
      control.enqueue(new Uint8Array(body));
      if (then === "end") control.close();
      if (then === "cut") control.error(new TypeError("network error"));
      if (then === "hang") return new Promise(() => {});
    },
  });
  const coded = headers["content-encoding"] === "gzip" ? stream.pipeThrough(new DecompressionStream("gzip")) : stream;
  return new Response(coded, { status });
};

/** Something that comes once. */
export const signal = () => {
  let come;
  const came = new Promise((resolve) => { come = resolve; });
  return { came, come };
};

/** Locks of one life: a browser lets those of a background go that it has stopped. */
export const locks = () => {
  const queues = new Map();
  return {
    request: (name, work) => {
      const turn = (queues.get(name) ?? Promise.resolve()).then(() => work());
      queues.set(name, turn.catch(() => {}));
      return turn;
    },
  };
};

/** Where everything of one reader is kept from life to life. */
export class Reader {
  /** @param {{ publisher: import("./publisher.js").Publisher, packaged: Buffer, hosts: Record<string, unknown>, version?: string }} about */
  constructor({ publisher, packaged, hosts, version = "0.1.0", mirrors = [], floor = 0, policy = NONE }) {
    this.factory = new IDBFactory();
    this.kept = {};
    this.packaged = packaged;
    this.hosts = hosts;
    this.version = version;
    this.policy = policy;
    this.release = { base: publisher.base, mirrors, publisher: "Test", corrections: null, root: publisher.root, floor, dataset: null };
    this.now = Date.now;
    /** How long a file may stand still: longer than a busy machine does. */
    this.patience = { still: 10_000, whole: 60_000 };
    /** How long the database may take to open, likewise. */
    this.opening = 10_000;
  }

  /**
   * A life of the background. `around(name, work)` is called for everything it does outside itself.
   * @param {{ around?: (name: string, work: () => Promise<unknown>) => Promise<unknown> }} [options]
   */
  async life({ around = (_, work) => work() } = {}) {
    await init({ module_or_path: bytesOf("gen/imprint_updates_bg.wasm") });
    const release = { ...this.release, dataset: deciding.digest(new Uint8Array(this.packaged)) };
    const area = {
      get: async (key) => key in this.kept ? { [key]: structuredClone(this.kept[key]) } : {},
      set: async (values) => void Object.assign(this.kept, structuredClone(values)),
    };
    const settings = new Settings(area, async () => this.policy);
    const late = signal();
    const store = guarded(new Store(this.factory, { patience: this.opening, onLate: () => engine.again().then(late.come) }), ["note", "swap", "back", "letGo", "source"], around);
    const network = guarded(new Network({ fetch: (url, options) => fetchFrom(this.hosts)(url, options), patience: this.patience }), ["get"], around);
    const told = [];
    const updates = new Updates({
      publisher: () => Data.publisher(release, settings),
      store, network, module: async () => deciding, locks: locks(), version: () => this.version, now: () => this.now(),
      user: {
        prepare: (bytes) => around("prepare", () => engine.prepare(bytes)),
        take: async (labeler, key) => {
          await engine.take(labeler, key);
          told.push(engine.data);
        },
        drop: (labeler) => labeler.free(),
        packaged: () => engine.packaged(), uses: () => engine.name,
      },
    });
    const load = async (name) => new Response(name.endsWith(".dataset") ? this.packaged : bytesOf(name), {
      headers: { "content-type": name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream" },
    });
    const engine = new Engine(load, { recall: async () => null, keep: async () => {} }, () => updates.candidates(Data.identity(release)));
    const alarms = new Map();
    const data = new Data({
      release: Promise.resolve(release), settings, store, engine, updates, module: async () => deciding, isMetered: () => this.metered === true,
      alarms: {
        get: async (name) => alarms.get(name), clear: async (name) => alarms.delete(name),
        create: async (name, { delayInMinutes }) => void alarms.set(name, { scheduledTime: this.now() + delayInMinutes * 60_000, delayInMinutes }),
      },
      now: () => this.now(), random: () => 0.5,
    });
    await engine.ready;
    return { engine, store, updates, data, settings, alarms, told, late: () => late.came };
  }
}

/** The same object, with `around` about some of its methods. */
const guarded = (object, names, around) => new Proxy(object, {
  get: (target, name) => {
    const value = target[name];
    if (typeof value !== "function") return value;
    return names.includes(name) ? (...args) => around(name, () => value.apply(target, args)) : value.bind(target);
  },
});

/** The outlet a link has its label from, if it has any. */
export const outletOf = (engine, href) => {
  const { ids, badges } = engine.labels(href);
  return ids[0] === 0 ? null : badges[ids[0]].id;
};
