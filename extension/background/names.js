// What the two lists that are always there are called in the browser's language. A browser takes several milliseconds to
// look its messages up for the first time in a life of the background, and a reader waits: done once a session.

/** @typedef {{ packaged: string, own: string }} Names */
/** What is kept for the session. @typedef {{ locale: string, names: Names }} Kept */

/** @param {unknown} kept @returns {kept is Kept} */
const isKept = (kept) => {
  const { locale, names } = /** @type {Record<string, any>} */ (kept ?? {});
  return typeof locale === "string" && typeof names?.packaged === "string" && typeof names?.own === "string";
};

/**
 * @param {string} locale the browser's language (BCP 47); names that were kept in another are not used
 * @param {() => Names} look looks them up
 * @param {{ recall: () => Promise<unknown>, keep: (kept: Kept) => Promise<void> }} memory of this session
 * @returns {() => Promise<Names>}
 */
export const namesOfLists = (locale, look, memory) => {
  const find = async () => {
    const kept = await memory.recall().catch(() => null);
    if (isKept(kept) && kept.locale === locale) return kept.names;
    const names = look();
    memory.keep({ locale, names }).catch(() => {
      // Looked up again in the next life.
    });
    return names;
  };
  /** @type {Promise<Names> | null} */
  let found = null;
  return () => found ??= find();
};
