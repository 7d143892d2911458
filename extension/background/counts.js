// The number on the toolbar button: labelled links of a tab, all its frames together. Kept in session storage, so that
// a background that was stopped and started again goes on counting right; gone when the browser closes.

const COUNTS = "counts";

/** @typedef {Record<string, Record<string, number>>} ByTab tab → frame → labelled links */

export class Counts {
  /**
   * @param {Pick<chrome.storage.StorageArea, "get" | "set">} area
   * @param {(tab: number, text: string) => unknown} show
   */
  constructor(area, show) {
    this.area = area;
    this.show = show;
    /** @type {Promise<unknown>} */
    this.last = Promise.resolve();
  }

  /**
   * @param {(counts: ByTab) => void} change
   * @returns {Promise<void>}
   */
  #change(change) {
    const done = this.last.then(async () => {
      const { [COUNTS]: counts = {} } = /** @type {{ counts?: ByTab }} */ (await this.area.get(COUNTS));
      change(counts);
      await this.area.set({ [COUNTS]: counts });
    });
    this.last = done.catch(() => {});
    return done;
  }

  /**
   * What one frame counted. A top frame that starts anew takes the numbers of the page before it away.
   * @param {number} tab @param {number} frame @param {number} count @param {boolean} anew
   */
  set(tab, frame, count, anew) {
    return this.#change((counts) => {
      const frames = anew ? {} : counts[tab] ?? {};
      if (count > 0) frames[frame] = count;
      else delete frames[frame];
      if (Object.keys(frames).length) counts[tab] = frames;
      else delete counts[tab];
      this.show(tab, textOf(Object.values(frames).reduce((sum, one) => sum + one, 0)));
    });
  }

  /** @param {number} tab */
  forget(tab) {
    return this.#change((counts) => delete counts[tab]);
  }
}

/** Four characters are what a toolbar button has room for. @param {number} count */
export const textOf = (count) => count === 0 ? "" : count < 10000 ? String(count) : "9999";
