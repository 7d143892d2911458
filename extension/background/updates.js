// Newer data from a publisher: the hands of the module that decides. It says which file to fetch, what to keep, what to
// take; here that is done, one step after the other, and whatever goes wrong is told back to it. Nothing here judges what
// came. At every point the background may be stopped: what was kept is whole, and the next look goes on from there.

import { FINE } from "../shared/outcomes.js";
import { NetworkError } from "./network.js";
import { NewerState } from "./store.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./store.js").Source} Source */
/** @typedef {import("./store.js").Outcome} Outcome */
/** @typedef {import("./store.js").Kept} Kept */
/** @typedef {typeof import("../gen/imprint_updates.js")} Module */
/** @typedef {import("../gen/imprint_updates.js").UpdateStep} Step */
/** @typedef {import("../gen/imprint_updates.js").UpdateOptions} Options */
/** @typedef {{ received: number, total: number | null }} Progress */

/**
 * Whom the data is from. `base` and `mirrors` are where its files are; `root` holds the keys that it must be signed with;
 * `floor` and `dataset` tell what the package came with.
 * @typedef {{ id: string, base: string | null, mirrors: string[], root: Uint8Array, floor: number, dataset: string | null }} Publisher
 */

/**
 * Whoever uses the data. `prepare` opens it and looks at every byte, or throws; `take` uses from now on what was
 * prepared; `drop` lets it go unused. `packaged` are the bytes of the data that came with the package, if any did. `uses`
 * tells by its key which dataset is in use: what was damaged on the disk is not, whatever is kept of it. Any other text
 * than a key stands for the data of the package, "" for none at all.
 * @template T
 * @typedef {{
 *   prepare: (bytes: Uint8Array) => Promise<T>, take: (prepared: T, key: string) => unknown, drop: (prepared: T) => unknown,
 *   packaged: () => Promise<Uint8Array | null>, uses: (source: Source) => string,
 * }} User
 */

/** @template T */
export class Updates {
  /**
   * @param {{
   *   publisher: () => Promise<Publisher>, store: Store, network: import("./network.js").Network, user: User<T>,
   *   module: () => Promise<Module>, locks: Pick<LockManager, "request">, version: () => string,
   *   now?: () => number, stayAwake?: () => () => void,
   * }} needs `version` tells Imprint's own; `stayAwake` keeps the background from being stopped until what it returns is called
   */
  constructor({ publisher, store, network, user, module, locks, version, now = Date.now, stayAwake = () => () => {} }) {
    this.publisher = publisher;
    this.store = store;
    this.network = network;
    this.user = user;
    this.module = module;
    this.locks = locks;
    this.version = version;
    this.now = now;
    this.stayAwake = stayAwake;
    /** How far the update under way is. @type {Progress | null} */
    this.progress = null;
    /** @type {Promise<Outcome> | null} */
    this.running = null;
    /** How and when the last look ended, should there be no room to keep that. @type {{ outcome: Outcome, checked: number } | null} */
    this.last = null;
  }

  /** Looks for newer data. Who asks while a look is under way gets the end of that one. @returns {Promise<Outcome>} */
  check() {
    return this.running ?? this.#alone("update", ({ Update }, options) => new Update(options));
  }

  /**
   * Takes the data in a bundle, by the same rules. It is no look like another: one that is under way is waited for.
   * @param {Uint8Array} bundle @returns {Promise<Outcome>}
   */
  async install(bundle) {
    if (!this.running) return this.#alone("file", ({ Update }, options) => Update.from_bundle(options, bundle));
    await this.running.catch(() => {});
    return this.install(bundle);
  }

  /**
   * @param {Kept["by"]} by @param {(module: Module, options: Options) => import("../gen/imprint_updates.js").Update} make
   * @returns {Promise<Outcome>}
   */
  #alone(by, make) {
    this.progress = { received: 0, total: null };
    const rest = this.stayAwake();
    this.running = this.#locked((publisher) => this.#look(publisher, by, make)).finally(() => {
      rest();
      this.running = null;
      this.progress = null;
    });
    return this.running;
  }

  /**
   * One at a time, whichever life of the background it is: two would each swap on what the other had read.
   * @template R @param {(publisher: Publisher) => Promise<R>} work @returns {Promise<R>}
   */
  async #locked(work) {
    const publisher = await this.publisher();
    return this.locks.request(`imprint update ${publisher.id}`, () => work(publisher));
  }

  /** @param {Publisher} publisher @param {Kept["by"]} by @param {(module: Module, options: Options) => import("../gen/imprint_updates.js").Update} make */
  async #look(publisher, by, make) {
    const { id } = publisher;
    const started = this.now();
    /** @type {Outcome} */
    let outcome;
    /** @type {Partial<Source>} */
    let learnt = {};
    try {
      const source = await this.store.note(id, { started });
      if (by === "update" && publisher.base === null) outcome = ended("no-address");
      else ({ outcome, ...learnt } = await this.#follow(publisher, source, by, started, make));
    } catch (error) {
      outcome = outcomeOf(error);
    }
    const checked = this.now();
    this.last = { outcome, checked };
    try {
      const { failures } = await this.store.source(id);
      await this.store.note(id, {
        ...learnt, outcome, checked, failures: FINE.includes(outcome.code) ? 0 : failures + 1,
      });
      this.last = null;
    } catch {
      // No room, or not ours to write: then it is told for as long as this background lives.
    }
    return outcome;
  }

  /**
   * Does what the module says until it says that it is done.
   * @param {Publisher} publisher @param {Source} source @param {Kept["by"]} by @param {number} started
   * @param {(module: Module, options: Options) => import("../gen/imprint_updates.js").Update} make
   */
  async #follow(publisher, source, by, started, make) {
    const module = await this.module();
    const places = [publisher.base ?? "", ...publisher.mirrors];
    const uses = this.user.uses(source);
    const update = make(module, {
      root: publisher.root,
      stored: source.state,
      // Not what should be there, but what is: the module fetches the whole of it where that is something else.
      have: usedOf(source, uses)?.facts.sha256 ?? (uses === "" ? null : publisher.dataset),
      now: Math.floor(started / 1000),
      client: this.version(),
      floor: publisher.floor,
      sources: places.length,
      deltas: true,
    });
    try {
      return await this.#steps(publisher.id, source, by, places, update);
    } finally {
      update.free();
    }
  }

  /**
   * @param {string} id @param {Source} source @param {Kept["by"]} by @param {string[]} places
   * @param {import("../gen/imprint_updates.js").Update} update
   * @returns {Promise<{ outcome: Outcome, status: Source["status"] }>}
   */
  async #steps(id, source, by, places, update) {
    const step = update.next();
    if (step.step === "done") {
      const { outcome, detail, warnings, state } = step;
      return { outcome: { code: outcome, detail, warnings }, status: state };
    }
    await this.#step(id, source, by, places, update, step);
    return this.#steps(id, source, by, places, update);
  }

  /**
   * @param {string} id @param {Source} source @param {Kept["by"]} by @param {string[]} places
   * @param {import("../gen/imprint_updates.js").Update} update @param {Exclude<Step, { step: "done" }>} step
   */
  async #step(id, source, by, places, update, step) {
    switch (step.step) {
      case "fetch":
        try {
          this.progress = { received: 0, total: step.length };
          update.received(await this.network.get(places[step.source], step.path, step.max_length, (received) => {
            this.progress = { received, total: step.length };
          }));
        } catch (error) {
          if (!(error instanceof NetworkError)) throw error;
          update.failed(error.kind, error.detail);
        }
        return;
      case "base": {
        const bytes = await this.#base(usedOf(source, this.user.uses(source))).catch(() => null);
        if (bytes) update.received(bytes);
        else update.failed("missing", "");
        return;
      }
      case "keep":
        try {
          await this.store.note(id, { state: step.state });
        } catch (error) {
          return update.failed("storage", reason(error));
        }
        return update.kept();
      case "swap":
        return this.#swap(id, source, by, update, step);
    }
  }

  /** The bytes of the data in use. @param {Kept | null} used */
  async #base(used) {
    return used ? await this.store.blobs.get(used.key) ?? null : this.user.packaged();
  }

  /**
   * Opened and looked at whole first; then kept; then used. Stopped in between, the next life of the background finds
   * either all of it kept or nothing.
   * @param {string} id @param {Source} before @param {Kept["by"]} by @param {import("../gen/imprint_updates.js").Update} update
   * @param {Extract<Step, { step: "swap" }>} step
   */
  async #swap(id, before, by, update, { dataset, state, facts, changes }) {
    let prepared;
    try {
      prepared = await this.user.prepare(dataset);
    } catch (error) {
      // Rightly signed, and yet this engine cannot read it.
      throw new Unusable(reason(error));
    }
    let source;
    try {
      source = await this.store.swap(id, {
        bytes: dataset, state, facts, changes, by, at: this.now(), package: this.version(), uses: this.user.uses(before),
      });
    } catch (error) {
      this.user.drop(prepared);
      return update.failed("storage", reason(error));
    }
    await this.user.take(prepared, source.current?.key ?? "");
    update.kept();
  }

  /**
   * Datasets that are kept, best first. The first time an Imprint of another version starts, it is judged whether what is
   * kept is still better than what came with it, by keys that its package trusts, and can still be read.
   * @param {Pick<Publisher, "id" | "floor" | "root">} publisher
   * @returns {Promise<Array<{ name: string, read: () => Promise<Uint8Array | undefined> }>>}
   */
  async candidates(publisher) {
    const source = await this.store.source(publisher.id);
    if (source.current && source.package !== this.version() && !await this.#stillBest(source, publisher)) return [];
    return [source.current, source.previous].filter((kept) => kept !== null)
      .map(({ key }) => ({ name: key, read: () => this.store.blobs.get(key) }));
  }

  /** @param {Source} source @param {Pick<Publisher, "floor" | "root">} publisher */
  async #stillBest({ id, state }, { floor, root }) {
    const { status } = await this.module();
    const best = state !== null && status(state, floor, Math.floor(this.now() / 1000), root)?.use === "stored";
    const noted = best ? this.store.note(id, { package: this.version() }) : this.store.letGo(id, { package: this.version() });
    await noted.catch(() => {
      // Without room it is judged again in the next life.
    });
    return best;
  }

  /**
   * Goes back to the data before the one in use and stays there until there is a newer release; or takes the newest again.
   * @param {boolean} back @returns {Promise<boolean>} whether there was a way
   */
  async goBack(back) {
    await this.running?.catch(() => {});
    const gone = await this.#locked(({ id, floor }) => this.#go(id, floor, back));
    if (gone && !back) await this.check();
    return gone;
  }

  /** @param {string} id @param {number} floor @param {boolean} back */
  async #go(id, floor, back) {
    const module = await this.module();
    const source = await this.store.source(id);
    const state = source.state && (back ? module.go_back(source.state) : module.release_hold(source.state));
    if (!state) return false;
    const status = module.status(state, floor, Math.floor(this.now() / 1000)) ?? null;
    if (!back) {
      await this.store.note(id, { state, status });
      return true;
    }
    const kept = source.previous;
    const bytes = kept ? await this.store.blobs.get(kept.key) : await this.user.packaged();
    if (!bytes) return false;
    const prepared = await this.user.prepare(bytes);
    try {
      await this.store.back(id, state, { status });
    } catch (error) {
      this.user.drop(prepared);
      throw error;
    }
    await this.user.take(prepared, kept?.key ?? id);
    return true;
  }
}

class Unusable extends Error {}

/** The kept dataset that is in use, if one is. @param {Pick<Source, "current" | "previous">} source @param {string} uses its key */
export const usedOf = ({ current, previous }, uses) => [current, previous].find((kept) => kept?.key === uses) ?? null;

/** @param {string} code @param {string} [detail] @returns {Outcome} */
const ended = (code, detail = "") => ({ code, detail, warnings: [] });

/** @param {unknown} error */
const reason = (error) => error instanceof Error ? `${error.name}: ${error.message}` : String(error);

/** @param {unknown} error */
const outcomeOf = (error) => {
  if (error instanceof NewerState) return ended("state-newer");
  if (error instanceof Unusable) return ended("unusable", error.message);
  const { code } = /** @type {{ code?: unknown }} */ (error ?? {});
  if (typeof code === "string") return ended(code, reason(error));
  // What IndexedDB throws.
  if (error instanceof DOMException) return ended("storage", reason(error));
  return ended("failed", reason(error));
};
