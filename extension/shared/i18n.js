// The words of the extension's own pages. The same `Words` the content scripts use, made from `chrome.i18n`.

export const pageWords = () => imprint.words.Words.from(
  (key, values) => chrome.i18n.getMessage(key, values),
  chrome.i18n.getUILanguage(),
);

/**
 * Puts words into a page's markup: `data-i18n="key"` gets the text, `data-i18n-label` the spoken name.
 * @param {Document} doc @param {InstanceType<typeof imprint.words.Words>} words
 */
export const localise = (doc, words) => {
  doc.documentElement.lang = words.locale;
  doc.documentElement.dir = words.dir;
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (doc.querySelectorAll("[data-i18n]"))) {
    element.textContent = words.say(element.dataset.i18n ?? "");
  }
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (doc.querySelectorAll("[data-i18n-label]"))) {
    element.setAttribute("aria-label", words.say(element.dataset.i18nLabel ?? ""));
  }
};
