// What the administrator of a school, a library or a newsroom has set (`storage.managed`). Without a policy everything is
// the reader's. `managed-schema.json` beside the manifest says what may stand in it. An entry that does not fit is refused
// by itself and told, and the device then does less, never more: an address that cannot be used leads nowhere, not to the
// publisher's own, and a list whose limit cannot be read labels nothing, not everything.

import { isClass } from "../shared/classes.js";
import { addressOf } from "./network.js";

/** @typedef {import("./lists.js").List} List */

/**
 * What does not fit: where it stands in the policy, why (a word of the family `misfit`), and what is there.
 * @typedef {{ where: string, why: string, what: string }} Misfit
 */

/**
 * A list that a policy names. `where` is its place in the policy; `fingerprint` is what the policy says of its root, to be
 * compared with the root's own.
 * @typedef {Pick<List, "id" | "name" | "kind" | "on" | "only" | "base" | "mirrors" | "root" | "origin" | "date" | "text"> & { where: string, fingerprint: unknown }} Given
 */

/**
 * `nowhere`: an address was set that cannot be used, so newer data is looked for at none.
 * @typedef {{
 *   base: string | null, nowhere: boolean, mirrors: string[] | null, automatic: boolean | null, metered: boolean | null,
 *   lists: Given[], locked: string[], misfits: Misfit[],
 * }} Policy
 */

/** What can be locked: each name is one choice that the reader then does not have. */
export const LOCKABLE = ["automatic", "metered", "base", "mirrors", "lists", "own", "sites"];

/** What a policy can hold, and what each of its lists. */
const ENTRIES = ["base_url", "mirrors", "automatic", "metered", "lists", "locked"];
const LIST_ENTRIES = ["name", "base_url", "mirrors", "root", "fingerprint", "text", "classes"];

/** @type {Policy} */
export const NONE = { base: null, nowhere: false, mirrors: null, automatic: null, metered: null, lists: [], locked: [], misfits: [] };

/** Longest piece of a policy that is shown again. */
const LONGEST = 120;

/** @param {unknown} value */
const text = (value) => typeof value === "string" ? value : "";
/** Whether nothing is set. @param {unknown} value @returns {value is null | undefined} */
const isUnset = (value) => value === undefined || value === null;
/** What nobody knows may be what somebody meant, written otherwise. @param {object} given @param {string[]} known */
const unknownIn = (given, known) => Object.keys(given).filter((name) => !known.includes(name));
/** @param {unknown} value */
const shown = (value) => {
  const said = typeof value === "string" ? value : JSON.stringify(value) ?? "";
  return said.length > LONGEST ? `${said.slice(0, LONGEST)}…` : said;
};

/** Reads one policy and notes what does not fit. */
class Reading {
  /** @type {Misfit[]} */
  misfits = [];

  /** @param {string} where @param {string} why @param {unknown} what */
  note(where, why, what) {
    this.misfits.push({ where, why, what: shown(what) });
  }

  /** What is neither yes nor no is no: then nothing is looked for. @param {Record<string, unknown>} managed @param {"automatic" | "metered"} name @returns {boolean | null} */
  choice(managed, name) {
    const value = managed[name];
    if (typeof value === "boolean" || isUnset(value)) return value ?? null;
    this.note(name, "choice", value);
    return false;
  }

  /** The entries of a list, null where there is none. What is none has no entries. @param {string} where @param {unknown} value @returns {unknown[] | null} */
  entries(where, value) {
    if (Array.isArray(value) || isUnset(value)) return value ?? null;
    this.note(where, "no-list", value);
    return [];
  }

  /** @param {string} where @param {unknown} value @returns {string[] | null} */
  addresses(where, value) {
    return this.entries(where, value)?.flatMap((one, at) => {
      const address = addressOf(text(one));
      if (address === null) this.note(`${where}[${at}]`, "mirror", one);
      return address ?? [];
    }) ?? null;
  }

  /** @param {string} where @param {unknown} given @returns {Given[]} */
  list(where, given) {
    /** @param {string} why @param {unknown} what @param {string} [inside] */
    const refuse = (why, what, inside = "") => {
      this.note(`${where}${inside}`, why, what);
      return [];
    };
    if (typeof given !== "object" || given === null) return refuse("list-form", given);
    const { name, base_url, mirrors, root, fingerprint, text: content, classes } = /** @type {Record<string, unknown>} */ (given);
    const [unknown] = unknownIn(given, LIST_ENTRIES);
    if (unknown !== undefined) return refuse("list-unknown", unknown);
    const called = text(name).trim();
    const signed = ![base_url, root, fingerprint, mirrors].every(isUnset);
    if (!called || signed !== isUnset(content) || (signed ? !text(root) : !text(content))) return refuse("list-form", called || given);
    if (!isUnset(classes) && !Array.isArray(classes)) return refuse("class", classes, ".classes");
    const only = /** @type {unknown[]} */ (classes ?? []);
    const wrong = only.findIndex((one) => !isClass(one));
    if (wrong >= 0) return refuse("class", only[wrong], `.classes[${wrong}]`);
    const common = { where, name: called, on: true, only: only.filter(isClass), date: "", fingerprint: fingerprint ?? null };
    // What a list is tells it apart, for its data and what keeps older data out are kept under its id: whose key, and where. A
    // list that is a text has neither, and its name does.
    if (!signed) {
      return [{ ...common, id: `m-${sumOf(called)}`, kind: "plain", base: null, root: null, mirrors: [], origin: called, text: text(content) }];
    }
    const base = addressOf(text(base_url));
    if (base === null) return refuse("list-address", base_url ?? "", ".base_url");
    return [{
      ...common, id: `m-${sumOf(`${text(root)} ${base}`)}`, kind: "signed", base, root: text(root), origin: "", text: null,
      mirrors: this.addresses(`${where}.mirrors`, mirrors) ?? [],
    }];
  }
}

/**
 * A policy as it is used. What it sets is locked, whether or not it fits: an administrator who sets an address means it.
 * @param {Record<string, unknown>} managed what `storage.managed` holds
 * @returns {Policy}
 */
export const policyOf = (managed) => {
  const reading = new Reading();
  for (const name of unknownIn(managed, ENTRIES)) reading.note(name, "unknown", managed[name]);
  const base = addressOf(text(managed.base_url));
  const hasBase = !isUnset(managed.base_url);
  const nowhere = hasBase && base === null;
  if (nowhere) reading.note("base_url", "base", managed.base_url);
  const given = reading.addresses("mirrors", managed.mirrors);
  // Who names an address names all there are: the publisher's own mirrors are somewhere else.
  const mirrors = hasBase ? given ?? [] : given;
  const automatic = reading.choice(managed, "automatic");
  const metered = reading.choice(managed, "metered");
  const set = Object.entries({ base: hasBase || null, mirrors, automatic, metered }).filter(([, value]) => value !== null).map(([name]) => name);
  const locked = (reading.entries("locked", managed.locked) ?? []).flatMap((name, at) => {
    if (LOCKABLE.includes(text(name))) return text(name);
    reading.note(`locked[${at}]`, "locked", name);
    return [];
  });
  const lists = (reading.entries("lists", managed.lists) ?? []).flatMap((one, at) => reading.list(`lists[${at}]`, one)).filter((list, at, all) => {
    const first = all.findIndex(({ id }) => id === list.id) === at;
    if (!first) reading.note(list.where, "list-twice", list.name);
    return first;
  });
  return { base, nowhere, mirrors: nowhere ? [] : mirrors, automatic, metered, lists, locked: [...new Set([...locked, ...set])], misfits: reading.misfits };
};

/**
 * Whether a fingerprint is the one that somebody has written, however it is spaced and in whatever letters.
 * @param {string} fingerprint @param {unknown} written
 */
export const isSameKey = (fingerprint, written) => bare(fingerprint) === bare(text(written));

/** @param {string} fingerprint */
const bare = (fingerprint) => fingerprint.replace(/[\s:-]/g, "").toUpperCase();

/**
 * Sixty-four bits of a text, in two halves that are mixed differently (FNV-1a with two offsets): what tells a policy's lists apart.
 * @param {string} text
 */
const sumOf = (text) => [0x811c9dc5, 0x01234567].map((offset) => {
  let sum = offset;
  for (let at = 0; at < text.length; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return (sum >>> 0).toString(16).padStart(8, "0");
}).join("");

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
