// What the reader has set: the sites on which Imprint is switched off, which content scripts read and watch too, and how
// newer data is looked for.

import { addressOf } from "./network.js";

const SITES_OFF = "sites_off";
const UPDATES = "updates";

/**
 * `base` and `mirrors` stand for those of the package where they are set. `metered`: also where every byte costs.
 * `locked` names what somebody else has set and the reader cannot change.
 * @typedef {{ automatic: boolean, metered: boolean, base: string | null, mirrors: string[] | null, locked: string[] }} UpdateOptions
 */

export class Settings {
  /** @param {Pick<chrome.storage.StorageArea, "get" | "set">} area */
  constructor(area) {
    this.area = area;
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
      const sites = new Set(await this.sitesOff());
      if (on) sites.delete(site);
      else sites.add(site);
      await this.area.set({ [SITES_OFF]: [...sites].sort() });
    });
    this.last = change.catch(() => {});
    return change;
  }

  /** @returns {Promise<UpdateOptions>} */
  async updates() {
    const { [UPDATES]: kept = {} } = /** @type {{ updates?: Record<string, unknown> }} */ (await this.area.get(UPDATES));
    const { automatic, metered, base, mirrors } = kept;
    return {
      automatic: automatic !== false,
      metered: metered === true,
      base: typeof base === "string" ? addressOf(base) : null,
      mirrors: Array.isArray(mirrors) ? mirrors.map((one) => addressOf(String(one))).filter((one) => one !== null) : null,
      locked: [],
    };
  }

  /** @param {Partial<Omit<UpdateOptions, "locked">>} changes */
  setUpdates(changes) {
    const change = this.last.then(async () => {
      const { automatic, metered, base, mirrors } = await this.updates();
      await this.area.set({ [UPDATES]: { automatic, metered, base, mirrors, ...changes } });
    });
    this.last = change.catch(() => {});
    return change;
  }
}
