// What the reader has set: the sites on which Imprint is switched off. Content scripts read the same key and watch it.

const SITES_OFF = "sites_off";

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
}
