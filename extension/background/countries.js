// The names of countries in the language of the browser. Told with the labels, because a browser takes many milliseconds to
// load them: that is done once a session, not in every frame and not in every life of the background.

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** What is kept for the session. @typedef {{ locale: string, names: Record<string, string> }} Kept */

/** @param {unknown} kept @returns {kept is Kept} */
const isKept = (kept) => typeof kept === "object" && kept !== null && "locale" in kept && "names" in kept
  && typeof kept.names === "object" && kept.names !== null;

export class Countries {
  /**
   * @param {string} locale the browser's language (BCP 47); names that were kept in another are not used
   * @param {() => string} language the one in which countries are named, as far as there are names in it; looked up when
   * they are loaded
   * @param {{ recall: () => Promise<unknown>, keep: (kept: Kept) => Promise<void> }} memory of this session
   */
  constructor(locale, language, memory) {
    this.locale = locale;
    this.language = language;
    this.memory = memory;
    /** By code, once they are known. @type {Record<string, string> | null} */
    this.names = null;
    /** Resolves when what is kept was asked for. Never rejects; nobody has to wait for it. */
    this.ready = this.#recall();
  }

  async #recall() {
    const kept = await this.memory.recall().catch(() => null);
    if (isKept(kept) && kept.locale === this.locale) this.names ??= kept.names;
  }

  /**
   * @param {Iterable<string | null>} codes ISO 3166-1 alpha-2
   * @returns {Record<string, string>} the name of each code, or the code itself where it has none
   */
  of(codes) {
    /** @type {Record<string, string>} */
    const found = {};
    for (const code of codes) {
      if (code === null) continue;
      this.names ??= this.#load();
      found[code] = Object.hasOwn(this.names, code) ? this.names[code] : code;
    }
    return found;
  }

  /** All there are: what is slow is to begin. */
  #load() {
    const display = new Intl.DisplayNames([this.language(), "en"], { type: "region", fallback: "none" });
    const codes = LETTERS.flatMap((one) => LETTERS.map((other) => one + other));
    const names = Object.fromEntries(codes.flatMap((code) => {
      const name = display.of(code);
      return name === undefined ? [] : [[code, name]];
    }));
    this.memory.keep({ locale: this.locale, names }).catch(() => {
      // Loaded again in the next life.
    });
    return names;
  }
}
