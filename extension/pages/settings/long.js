// Lists of any length: so many rows at a time that the page answers at once, and a button for the next ones.

/** @typedef {import("./sections.js").Tools} Tools */

const AT_ONCE = 100;
/** How many rows of each list are shown: drawn anew after a change, it stays as long as it was. @type {Map<string, number>} */
const shown = new Map();

/**
 * Fills a list, which has an id, with rows. Returns what stands in the page: the list and the button.
 * @param {HTMLElement} list @param {number} count @param {(place: number) => HTMLElement} row @param {Tools} tools
 */
export const long = (list, count, row, { el, words }) => {
  const more = el("button", { type: "button", id: `${list.id}-more` });
  const grow = (/** @type {number} */ to) => {
    const from = list.childElementCount;
    list.append(...Array.from({ length: Math.min(to, count) - from }, (_, place) => row(from + place)));
    shown.set(list.id, list.childElementCount);
    const rest = count - list.childElementCount;
    more.hidden = rest <= 0;
    more.textContent = words.say("lists_more", Math.min(rest, AT_ONCE), count);
  };
  more.addEventListener("click", () => {
    const at = list.childElementCount;
    grow(at + AT_ONCE);
    // The button may be gone now; who pressed it stands where the new rows begin.
    /** @type {HTMLElement | null} */ (list.children[at]?.querySelector("input, button"))?.focus();
  });
  grow(Math.max(AT_ONCE, shown.get(list.id) ?? 0));
  return [list, more];
};
