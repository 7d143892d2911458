// What the reader has set: the sites on which Imprint is switched off, which content scripts read and watch too, and how
// newer data is looked for.

import { addressOf } from "./network.js";
import { NONE } from "./policy.js";

const SITES_OFF = "sites_off";
const UPDATES = "updates";

/**
 * `base` and `mirrors` stand for those of the package where they are set. `metered`: also where every byte costs.
 * `nowhere`: a policy has set an address that cannot be used, and nobody is asked in its place. `locked` names what somebody
 * else has set and the reader cannot change.
 * @typedef {{ automatic: boolean, metered: boolean, base: string | null, mirrors: string[] | null }} Choices
 * @typedef {Choices & { nowhere: boolean, locked: string[] }} UpdateOptions
 */

export class Settings {
  /**
   * @param {Pick<chrome.storage.StorageArea, "get" | "set">} area
   * @param {() => Promise<import("./policy.js").Policy>} [policy] what somebody else has set
   */
  constructor(area, policy = async () => NONE) {
    this.area = area;
    this.policy = policy;
    /** Changes one after another: two at once must not lose one. @type {Promise<unknown>} */
    this.last = Promise.resolve();
  }

  /** @returns {Promise<string[]>} */
  async sitesOff() {
    const { [SITES_OFF]: sites } = await this.area.get(SITES_OFF);
    return Array.isArray(sites) ? sites.filter((site) => typeof site === "string") : [];
  }

  /** @param {string} site @param {boolean} on */
  switch(site, on) {
    const change = this.last.then(async () => {
      if ((await this.policy()).locked.includes("sites")) throw new Error("locked");
      const sites = new Set(await this.sitesOff());
      if (on) sites.delete(site);
      else sites.add(site);
      await this.area.set({ [SITES_OFF]: [...sites].sort() });
    });
    this.last = change.catch(() => {});
    return change;
  }

  /** What the reader has set, under what a policy sets. @returns {Promise<UpdateOptions>} */
  async updates() {
    const own = await this.own();
    const { base, nowhere, mirrors, automatic, metered, locked } = await this.policy();
    return {
      automatic: automatic ?? own.automatic, metered: metered ?? own.metered, base: nowhere ? null : base ?? own.base,
      mirrors: mirrors ?? own.mirrors, nowhere, locked,
    };
  }

  /**
   * What an import brings, in place of what there was: `keep` is given it as it is to be kept, to keep it together with
   * everything else that the import brings. Nobody else changes a setting meanwhile.
   * @template T
   * @param {{ sites_off: string[], updates: Choices }} taken @param {(kept: Record<string, unknown>) => Promise<T>} keep
   */
  take({ sites_off, updates }, keep) {
    const change = this.last.then(async () => {
      const { locked } = await this.policy();
      return keep({ ...locked.includes("sites") ? {} : { [SITES_OFF]: [...new Set(sites_off)].sort() }, [UPDATES]: updates });
    });
    this.last = change.catch(() => {});
    return change;
  }

  /** What the reader has set. @returns {Promise<Choices>} */
  async own() {
    const { [UPDATES]: kept = {} } = /** @type {{ updates?: Record<string, unknown> }} */ (await this.area.get(UPDATES));
    const { automatic, metered, base, mirrors } = kept;
    return {
      automatic: automatic !== false,
      metered: metered === true,
      base: typeof base === "string" ? addressOf(base) : null,
      mirrors: Array.isArray(mirrors) ? mirrors.map((one) => addressOf(String(one))).filter((one) => one !== null) : null,
    };
  }

  /** @param {Partial<Choices>} changes */
  setUpdates(changes) {
    const change = this.last.then(async () => {
      const { automatic, metered, base, mirrors } = await this.own();
      await this.area.set({ [UPDATES]: { automatic, metered, base, mirrors, ...changes } });
    });
    this.last = change.catch(() => {});
    return change;
  }
}
