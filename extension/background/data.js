// The data that labels come from: when newer data is looked for, where, and what there is to tell of all that.

import { addressOf } from "./network.js";
import { PACKAGED } from "./engine.js";
import { METERED, MINUTE, SOON, alarmIn, does, dueIn } from "./plan.js";
import { usedOf } from "./updates.js";

/** @typedef {import("./engine.js").Engine} Engine */
/** @typedef {import("./release.js").Release} Release */
/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {import("./store.js").Outcome} Outcome */
/** @typedef {import("./store.js").ReleaseChanges} ReleaseChanges */
/** @typedef {import("./updates.js").Progress} Progress */

/**
 * What the settings page shows. `publisher` is null in a build that has none; its `fingerprint` is that of the keys trusted now. `from`: which way the data in use came.
 * `old`: its publisher's word for it has run out. `back`: of when the data before it is, "" for that of the package, null
 * when there is no way back. Times are in milliseconds, 0 for never.
 * @typedef {{
 *   publisher: { name: string | null, base: string | null, mirrors: string[], fingerprint: string } | null,
 *   data: { data_version: string, outlets: number } | null, from: "package" | "update" | "file" | "earlier",
 *   taken: number, checked: number, old: boolean, outcome: Outcome | null, running: Progress | null, back: string | null,
 *   changes: ReleaseChanges[], automatic: boolean, metered: boolean, base: string | null, mirrors: string[] | null, nowhere: boolean, locked: string[],
 * }} Status
 */

const ALARM = "look-for-data";
/** Data of a package whose publisher was never heard of is old after this time. */
const OLD = 60 * 24 * 60 * MINUTE;
/** Where the settings page puts a bundle for the background to take. */
export const BUNDLE = "bundle";

export class Data {
  /**
   * @param {{
   *   release: Promise<Release>, settings: Settings, store: import("./store.js").Store, engine: Engine, alarms: import("./plan.js").Alarms,
   *   updates: import("./updates.js").Updates<any>, module: () => Promise<import("./updates.js").Module>,
   *   isMetered: () => boolean, now?: () => number, random?: () => number,
   * }} needs
   */
  constructor({ release, settings, store, engine, alarms, updates, module, isMetered, now = Date.now, random = Math.random }) {
    this.release = release;
    this.settings = settings;
    this.store = store;
    this.engine = engine;
    this.alarms = alarms;
    this.updates = updates;
    this.module = module;
    this.isMetered = isMetered;
    this.now = now;
    this.random = random;
  }

  /** Who publishes the package's data, wherever it is. @param {Release} release */
  static identity({ root, floor, dataset }) {
    return { id: PACKAGED, root: root ?? new Uint8Array(), floor, dataset };
  }

  /** The publisher of the package's data, at the addresses the reader or a policy has set. @param {Release} release @param {Settings} settings */
  static async publisher(release, settings) {
    const { base, mirrors, nowhere } = await settings.updates();
    return { ...Data.identity(release), base: nowhere ? null : base ?? release.base, mirrors: mirrors ?? release.mirrors };
  }

  /** Sees to it that there will be a next look. Called with every life of the background. */
  async wake() {
    if (!(await this.release).root || !(await this.settings.updates()).automatic) return;
    // An alarm may not have survived the end of the browser.
    const alarm = await this.alarms.get(ALARM);
    if (!alarm || (!does(alarm, SOON, this.now()) && await this.#isLost())) await this.plan();
  }

  /** Whether data that the reader had can no longer be used, and a look would bring it back. */
  async #isLost() {
    await this.engine.ready;
    if (!this.engine.failure?.lost) return false;
    const { failures, status } = await this.store.source(PACKAGED);
    return failures === 0 && status?.held !== true;
  }

  /** Plans the next look, as what is set now says. */
  async plan() {
    const { automatic } = await this.settings.updates();
    if (!automatic || !(await this.release).root) return void await this.alarms.clear(ALARM);
    const source = await this.store.source(PACKAGED).catch(() => ({ started: 0, checked: 0, failures: 1 }));
    await this.#alarm(dueIn(source, this.now(), await this.#isLost().catch(() => false)));
  }

  /** @param {number} wait */
  async #alarm(wait) {
    await this.alarms.create(ALARM, alarmIn(wait, this.random));
  }

  /** @param {string} name of the alarm that went off */
  async alarm(name) {
    if (name !== ALARM) return;
    const { automatic, metered } = await this.settings.updates();
    if (!automatic) return;
    if (this.isMetered() && !metered) return this.#alarm(METERED);
    await this.check();
  }

  /** @returns {Promise<Outcome | null>} */
  async check() {
    if (!(await this.release).root) return null;
    await this.engine.ready;
    const outcome = await this.updates.check();
    await this.plan();
    return outcome;
  }

  /** Takes the bundle that the settings page has put down. */
  async install() {
    if (!(await this.release).root) return;
    await this.engine.ready;
    const bundle = await this.store.blobs.get(BUNDLE);
    if (!bundle) return;
    // Taken out at once: another one may be put down while this one waits its turn.
    await this.store.blobs.delete(BUNDLE);
    await this.updates.install(bundle);
    await this.plan();
  }

  /** @param {boolean} back */
  async goBack(back) {
    if (!(await this.release).root) return;
    await this.engine.ready;
    await this.updates.goBack(back);
  }

  /**
   * Sets how newer data is looked for. Returns the first address that is none, and then nothing was set.
   * @param {{ automatic?: boolean, metered?: boolean, base?: string, mirrors?: string[] }} wanted an empty `base`, no
   * `mirrors`: as the package says
   */
  async set({ base, mirrors, ...choices }) {
    const { locked } = await this.settings.updates();
    const wrong = [...base ? [base] : [], ...mirrors ?? []].find((one) => addressOf(one) === null);
    if (wrong !== undefined) return { wrong };
    const changes = {
      ...choices,
      ...base === undefined ? {} : { base: base === "" ? null : base },
      ...mirrors === undefined ? {} : { mirrors: mirrors.length ? mirrors : null },
    };
    await this.settings.setUpdates(Object.fromEntries(Object.entries(changes).filter(([name]) => !locked.includes(name))));
    await this.plan();
    return { wrong: null };
  }

  /** Whether there is a publisher, whether its word has run out, and the end of the last look: for the popup. */
  async brief() {
    const { root } = await this.release;
    if (!root) return { publisher: false, old: false, outcome: null };
    const { outcome, old } = await this.#known();
    return { publisher: true, old, outcome };
  }

  async #known() {
    const source = await this.store.source(PACKAGED).catch(() => null);
    const info = this.engine.about().info;
    const running = this.updates.progress;
    const cut = source !== null && source.started > source.checked && running === null;
    const { last } = this.updates;
    const outcome = last?.outcome ?? (cut ? { code: "interrupted", detail: "", warnings: [] } : source?.outcome ?? null);
    const expires = source?.status?.expires ?? null;
    const old = expires !== null ? this.now() > expires * 1000
      : info !== null && this.now() - Date.parse(info.data_version) > OLD;
    return { source, info, running, outcome, checked: last?.checked ?? source?.checked ?? 0, old };
  }

  /**
   * The fingerprint of the keys that are trusted now, as their publisher tells it: of the root by which the next update
   * begins, the one that the last update followed or the package's, as the deciding module chooses.
   * @param {Uint8Array} root the package's @param {Pick<import("./store.js").Source, "state"> | null} source
   */
  async #fingerprint(root, source) {
    const { fingerprint, status } = await this.module();
    const trusted = source?.state ? status(source.state, 0, Math.floor(this.now() / 1000), root) : undefined;
    return trusted?.fingerprint ?? fingerprint(root);
  }

  /** @returns {Promise<Status>} */
  async status() {
    const { root, publisher, base, mirrors } = await this.release;
    const options = await this.settings.updates();
    const { source, info, running, outcome, checked, old } = await this.#known();
    const data = info && { data_version: info.data_version, outlets: info.outlets };
    if (!root) {
      return { ...options, publisher: null, data, from: "package", taken: 0, checked: 0, old: false, outcome: null, running: null, back: null, changes: [] };
    }
    const held = source?.status?.held === true;
    const used = source && usedOf(source, this.engine.name);
    const fingerprint = await this.#fingerprint(root, source).catch(() => "");
    return {
      ...options,
      publisher: { name: publisher, base, mirrors, fingerprint },
      data, old, outcome, running,
      from: held ? "earlier" : used?.by ?? "package",
      taken: used?.at ?? 0,
      checked,
      // From what is in use because something better was lost there is no way back.
      back: used && used === source?.current && !held ? source.previous?.facts.data_version ?? "" : null,
      changes: used?.changes ?? [],
    };
  }
}
