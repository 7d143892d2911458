// Finding the links in what was typed or pasted. Only finds: what a link means is the engine's business.

/** Longer text is cut here; a page of a million characters holds more links than anybody reads. */
export const LONGEST_TEXT = 1_000_000;

const SCHEME = /^[a-z][a-z0-9+-]*:/i;
const HOST_LIKE = /^[^\s/?#@:]+\.[^\s/?#@.][^\s/?#@]*(?:[/?#]|$)/u;

/**
 * In running text a link begins with a scheme or with `www.`, or has a slash after something like a host: a full stop
 * without a space behind it is no address.
 */
const IN_TEXT = /(?:https?:\/\/|(?<![\p{L}\p{N}@./_-])(?:www\.|(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}{2,24}\/))[^\s<>"'`]*/giu;

const CLOSING = { ")": "(", "]": "[", "}": "{" };

/** What a person means by an address without a scheme. @param {string} token */
export const addressOf = (token) => {
  if (token.startsWith("//")) return `https:${token}`;
  if (SCHEME.test(token)) return token;
  return HOST_LIKE.test(token) ? `https://${token}` : token;
};

/** Punctuation that belongs to the sentence and not to the link. @param {string} found */
const trimmed = (found) => {
  // Counted once, whatever the text: it may have come with the page's address.
  const open = new Map(Object.values(CLOSING).map((opening) => [opening, found.split(opening).length]));
  const closed = new Map(Object.keys(CLOSING).map((closing) => [closing, found.split(closing).length]));
  let end = found.length;
  for (; end > 0; end -= 1) {
    const last = found[end - 1] ?? "";
    const opening = CLOSING[/** @type {keyof typeof CLOSING} */ (last)];
    if (opening !== undefined) {
      const left = closed.get(last) ?? 0;
      if (left <= (open.get(opening) ?? 0)) break;
      closed.set(last, left - 1);
    } else if (!/[.,;:!?…»”’*|]/u.test(last)) break;
  }
  return found.slice(0, end);
};

/**
 * The links of a text, each once, in their order. Text without any space is one address, whatever it looks like.
 * @param {string} text
 * @returns {string[]}
 */
export const linksIn = (text) => {
  const all = text.slice(0, LONGEST_TEXT).trim();
  if (all === "") return [];
  if (!/\s/u.test(all) && !/[<>"]/u.test(all)) return [addressOf(all)];
  /** @type {Set<string>} */
  const links = new Set();
  for (const line of all.split(/[\r\n]+/u)) {
    const token = line.trim();
    if (token && !/[\s<>"]/u.test(token) && (HOST_LIKE.test(token) || /^https?:\/\//i.test(token))) {
      links.add(addressOf(token));
      continue;
    }
    for (const [found] of line.matchAll(IN_TEXT)) {
      const link = trimmed(found);
      if (link) links.add(addressOf(link));
    }
  }
  return [...links];
};

/**
 * The addresses behind the links of pasted markup, which the pasted text does not show. The markup is parsed into a
 * document of its own, in which nothing runs and nothing is loaded.
 * @param {string} markup @param {string} text what will be pasted anyway
 */
export const hiddenLinks = (markup, text) => {
  const doc = new DOMParser().parseFromString(markup.slice(0, LONGEST_TEXT), "text/html");
  const links = [...doc.querySelectorAll("a[href], area[href]")].map((link) => (link.getAttribute("href") ?? "").trim());
  return [...new Set(links)].filter((href) => /^https?:\/\/\S+$/i.test(href) && !text.includes(href));
};
