// The reader's own word: hide a label, correct one, add one. Kept as entries, compiled as a table of their own.

/** @typedef {import("../gen/imprint.js").ClassId} ClassId */

/**
 * One entry. `key` is a host, an address, an account, or `outlet:` and the id of an outlet that other lists know.
 * @typedef {{
 *   id: string, key: string, hide: boolean, name: string, country: string, owner: string, classes: ClassId[], text: string,
 *   source: string, date: string,
 * }} Override
 */

/** The columns of the table, and what stands in each. @type {Array<[string, (entry: Override) => string]>} */
const COLUMNS = [
  ["key", ({ key }) => key],
  ["name", ({ name }) => name],
  ["country", ({ country, hide }) => hide ? "" : country],
  ["owner", ({ owner, hide }) => hide ? "" : owner],
  ["class", ({ classes, hide }) => hide ? "hidden" : classes.join("; ")],
  ["note", ({ text }) => text],
  ["source", ({ source, hide }) => hide ? "" : source],
];

/** A field of a table (RFC 4180). @param {string} value */
const field = (value) => /[",;\t\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

/**
 * The table of some entries: the same form in which any plain list comes.
 * @param {readonly Override[]} entries
 */
export const csvOf = (entries) => [
  COLUMNS.map(([name]) => name),
  ...entries.map((entry) => COLUMNS.map(([, value]) => field(value(entry)))),
].map((row) => row.join(",")).join("\n");

/**
 * Entries with one put in: in the place of the one with its id, or behind all.
 * @param {readonly Override[]} entries @param {Override} entry
 */
export const withEntry = (entries, entry) =>
  entries.some(({ id }) => id === entry.id) ? entries.map((one) => one.id === entry.id ? entry : one) : [...entries, entry];
