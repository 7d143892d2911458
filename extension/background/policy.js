// What the administrator of a school, a library or a newsroom has set (`storage.managed`). Without a policy everything is
// the reader's. `managed-schema.json` beside the manifest says what may stand in it; what does not fit is left out.

import { addressOf } from "./network.js";

/** @typedef {import("./lists.js").List} List */

/**
 * @typedef {{
 *   base: string | null, mirrors: string[] | null, automatic: boolean | null, metered: boolean | null,
 *   lists: Array<Pick<List, "id" | "name" | "kind" | "on" | "only" | "base" | "mirrors" | "root" | "fingerprint" | "origin" | "date" | "text">>,
 *   locked: string[],
 * }} Policy
 */

/** What can be locked: each name is one choice that the reader then does not have. */
export const LOCKABLE = ["automatic", "metered", "base", "mirrors", "lists", "own", "sites"];

/** @type {Policy} */
export const NONE = { base: null, mirrors: null, automatic: null, metered: null, lists: [], locked: [] };

/** @param {unknown} value */
const text = (value) => typeof value === "string" ? value : "";
/** @param {unknown} value @returns {boolean | null} */
const choice = (value) => typeof value === "boolean" ? value : null;
/** @param {unknown} value */
const addresses = (value) => Array.isArray(value) ? value.map((one) => addressOf(text(one))).filter((one) => one !== null) : null;

/**
 * A policy as it is used. What it sets is locked: an administrator who sets an address means it.
 * @param {Record<string, unknown>} managed what `storage.managed` holds
 * @returns {Policy}
 */
export const policyOf = (managed) => {
  const base = typeof managed.base_url === "string" ? addressOf(managed.base_url) : null;
  const mirrors = addresses(managed.mirrors);
  const automatic = choice(managed.automatic);
  const metered = choice(managed.metered);
  const set = Object.entries({ base, mirrors, automatic, metered }).filter(([, value]) => value !== null).map(([name]) => name);
  const locked = Array.isArray(managed.locked) ? managed.locked.filter((name) => LOCKABLE.includes(name)) : [];
  const given = Array.isArray(managed.lists) ? managed.lists.flatMap(listIn) : [];
  const lists = given.filter(({ id }, at) => given.findIndex((one) => one.id === id) === at);
  return { base, mirrors, automatic, metered, lists, locked: [...new Set([...locked, ...set])] };
};

/**
 * Sixty-four bits of a text, in two halves that are mixed differently (FNV-1a with two offsets): what tells a policy's lists apart.
 * @param {string} text
 */
const sumOf = (text) => [0x811c9dc5, 0x01234567].map((offset) => {
  let sum = offset;
  for (let at = 0; at < text.length; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return (sum >>> 0).toString(16).padStart(8, "0");
}).join("");

/** @param {any} given @returns {Policy["lists"]} */
const listIn = (given) => {
  const name = text(given?.name).trim();
  if (!name) return [];
  const only = Array.isArray(given.classes) ? given.classes.filter((/** @type {unknown} */ one) => typeof one === "string") : [];
  const common = { name, on: true, only, origin: "", date: "", mirrors: addresses(given.mirrors) ?? [] };
  const base = addressOf(text(given.base_url));
  // What a list is tells it apart, for its data and what keeps older data out are kept under its id: whose key, and where. A
  // list that is a text has neither, and its name does.
  if (base && text(given.root)) {
    return [{ ...common, id: `m-${sumOf(`${text(given.root)} ${base}`)}`, kind: /** @type {const} */ ("signed"), base, root: text(given.root), fingerprint: text(given.fingerprint) || null, text: null }];
  }
  if (text(given.text)) {
    return [{ ...common, id: `m-${sumOf(name)}`, kind: /** @type {const} */ ("plain"), base: null, root: null, fingerprint: null, origin: name, text: text(given.text) }];
  }
  return [];
};

/**
 * Reads the policy once a life of the background, and again when it changes. A browser without policies rejects.
 * @param {{ get: () => Promise<Record<string, unknown>> }} managed
 */
export const readPolicy = async (managed) => {
  try {
    return policyOf(await managed.get() ?? {});
  } catch {
    return NONE;
  }
};
