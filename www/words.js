// The words of this page: the extension's own messages, and beside them this page's, whose keys begin with `site_`.
// Another language is a folder in both places and a line here; what it lacks is said in English.

/** Languages that have messages, by the name of their folder. */
const LOCALES = ["en"];

/** @typedef {InstanceType<typeof imprint.words.Words>} Words */
/** @typedef {Parameters<typeof imprint.words.messagesFrom>[0]} Messages */

/** The first language the reader asks for that there is. @param {readonly string[]} wanted */
export const chosen = (wanted) => {
  for (const tag of wanted) {
    const exact = tag.replaceAll("-", "_");
    const found = LOCALES.find((locale) => locale === exact) ?? LOCALES.find((locale) => locale === exact.split("_")[0]);
    if (found) return found;
  }
  return LOCALES[0];
};

/** @param {string} address @returns {Promise<Messages>} */
const read = async (address) => {
  const answer = await fetch(new URL(address, import.meta.url));
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
};

/** @param {string} locale @returns {Promise<Messages>} */
const messagesOf = async (locale) => {
  const [shared, own] = await Promise.all([
    read(`gen/ext/_locales/${locale}/messages.json`),
    read(`_locales/${locale}/messages.json`),
  ]);
  return { ...shared, ...own };
};

/** @param {readonly string[]} wanted BCP 47, best first @returns {Promise<Words>} */
export const loadWords = async (wanted) => {
  const locale = chosen(wanted);
  const all = await Promise.all([...new Set([LOCALES[0], locale])].map(messagesOf));
  return imprint.words.Words.from(imprint.words.messagesFrom(Object.assign({}, ...all)), locale.replaceAll("_", "-"));
};

/**
 * Puts words into the markup: `data-i18n="key"` gets the text, `data-i18n-label="key"` the accessible name.
 * @param {Document} doc @param {Words} words
 */
export const localise = (doc, words) => {
  doc.documentElement.lang = words.locale;
  doc.documentElement.dir = words.dir;
  doc.title = words.say("site_page_title");
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (doc.querySelectorAll("[data-i18n]"))) {
    element.textContent = words.say(element.dataset.i18n ?? "");
  }
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (doc.querySelectorAll("[data-i18n-label]"))) {
    element.setAttribute("aria-label", words.say(element.dataset.i18nLabel ?? ""));
  }
};
