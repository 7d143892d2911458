// The names of countries in the language of the browser. Told with the labels, because a browser takes many
// milliseconds to load them: here it does so once, in a page once a frame.

/** @type {Intl.DisplayNames | undefined} */
let names;

/**
 * @param {string} locale BCP 47
 * @param {Iterable<string | null>} codes ISO 3166-1 alpha-2
 * @returns {Record<string, string>}
 */
export const countryNames = (locale, codes) => {
  /** @type {Record<string, string>} */
  const found = {};
  for (const code of codes) {
    if (code === null || code in found) continue;
    names ??= new Intl.DisplayNames([locale, "en"], { type: "region", fallback: "code" });
    try {
      found[code] = names.of(code) ?? code;
    } catch {
      found[code] = code;
    }
  }
  return found;
};
