// What the engine says of links by what their page shows of them, in words instead of numbers.

/** @typedef {{ shown: string, leads_to: string }} Shows */
/**
 * What of the engine is asked.
 * @template {{ shows: Shows | null }} Label
 * @typedef {{
 *   match_shown: (lines: string) => ArrayLike<number>,
 *   answers: (href: string, texts: string[]) => { label: Label }[],
 * }} Labeler
 */
/** @typedef {{ id: number, how: "" | "displayed-address" | "displayed-name" | "contradiction", shows?: Shows | null }} Displayed */

/** The integer of a link that does not hold its destination: what the page shows of it may say more. */
export const OPAQUE = 0xffff_ffff;

/** From here on the engine's integers stand for a resemblance: nobody known is behind those links. */
const RESEMBLANCES = 0x8000_0000;

/** Whether an integer stands for an outlet or operation. @param {number} id */
export const isKnown = (id) => id !== 0 && id < RESEMBLANCES;

/** How a link is known, in the engine's order. @type {Displayed["how"][]} */
const HOW = ["", "displayed-address", "displayed-name", "contradiction"];

/**
 * Everything about one link, with what its page shows of it, if anything: what the first list in the reader's order says.
 * @template {{ shows: Shows | null }} Label
 * @param {Labeler<Label>} labeler @param {string} href @param {{ name: string, addresses: string[] }} [shown]
 */
export const labelOf = (labeler, href, { name, addresses } = { name: "", addresses: [] }) => labeler.answers(href, [name, ...addresses])[0].label;

/**
 * One link a line: its href, the name of its source (may be empty) and addresses, separated by tabs. For each line the
 * small integer of an outlet (0 for none), how it is known, and for a contradiction the host that is shown and the one
 * it leads to.
 * @template {{ shows: Shows | null }} Label
 * @param {Labeler<Label>} labeler @param {string} lines
 * @returns {Displayed[]}
 */
export const answersOf = (labeler, lines) => {
  const found = labeler.match_shown(lines);
  return lines.split("\n").map((line, index) => {
    const how = HOW[found[2 * index + 1]] ?? "";
    const id = found[2 * index] ?? 0;
    if (how !== "contradiction") return { id, how };
    const [href, name = "", ...addresses] = line.split("\t");
    // Whichever list knows the host that is shown.
    return { id, how, shows: labeler.answers(href, [name, ...addresses]).find(({ label }) => label.shows)?.label.shows ?? null };
  });
};
