// Every message the background understands: one table. What is not in it, or not of the form the table says, or comes
// from where it may not come from, is refused.

import { isClass } from "../shared/classes.js";
import { withEntry } from "./overrides.js";

/** @typedef {import("./engine.js").Engine} Engine */
/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {import("./counts.js").Counts} Counts */
/** @typedef {import("./data.js").Data} Data */
/** @typedef {import("./lists.js").Lists} Lists */
/** @typedef {import("./countries.js").Countries} Countries */
/** @typedef {import("./portable.js").Portable} Portable */

/**
 * Where a message came from: a page (content script) or a page of the extension itself.
 * `told` are the badges that it was sent already, if it keeps them.
 * @typedef {{ own: boolean, tab: number | null, frame: number, told?: Set<number> }} Sender
 */

/**
 * @typedef {{
 *   engine: Engine, data: Data, settings: Settings, counts: Counts, lists: Lists, portable: Portable, countries: Countries,
 *   openSettings: (fragment: string) => unknown,
 *   siteOf: (tab: number) => Promise<string>,
 *   tellFrame: (tab: number, frame: number, message: Record<string, unknown>) => unknown,
 *   tellTab: (tab: number, message: Record<string, unknown>) => unknown,
 * }} Parts
 */

/**
 * `from`: who may send it (`own` pages of the extension, or `any`). `form`: the fields it must have.
 * @template {Record<string, any>} M
 * @typedef {{ from: "own" | "any", form: Record<keyof M, (value: unknown) => boolean>, handle: (message: M, parts: Parts, sender: Sender) => unknown }} Rule
 */

/** Longer than any batch a content script sends (1,000 links of at most 16,384 characters). */
const LONGEST_BATCH = 17_000_000;
/** The same with what the page shows of each: a name and six addresses of at most 2,000 characters. */
const LONGEST_SHOWN = 30_000_000;
const MOST_ADDRESSES = 8;
const LONGEST_HREF = 20_000;
const LONGEST_ADDRESS = 2_000;
const MOST_MIRRORS = 20;

/** @param {number} limit */
const text = (limit) => (/** @type {unknown} */ value) => typeof value === "string" && value.length <= limit;
const flag = (/** @type {unknown} */ value) => typeof value === "boolean";
const count = (/** @type {unknown} */ value) => Number.isSafeInteger(value) && /** @type {number} */ (value) >= 0;
const moment = (/** @type {unknown} */ value) => Number.isFinite(value);
/** @param {(value: unknown) => boolean} form */
const maybe = (form) => (/** @type {unknown} */ value) => value === undefined || form(value);

const addresses = (/** @type {unknown} */ value) =>
  Array.isArray(value) && value.length <= MOST_MIRRORS && value.every(text(LONGEST_ADDRESS));

/** @param {unknown} value */
const classes = (value) => Array.isArray(value) && value.length <= 20 && value.every(isClass);
const LONGEST_ID = 60;
const LONGEST_LINE = 300;
const LONGEST_TEXT = 2_000;

/** An entry of the reader's own word: exactly these fields. @param {unknown} value */
const entry = (value) => {
  if (typeof value !== "object" || value === null) return false;
  const { id, key, hide, name, country, owner, classes: given, text: said, source, ...more } = /** @type {Record<string, unknown>} */ (value);
  return Object.keys(more).length === 0 && text(LONGEST_ID)(id) && text(LONGEST_TEXT)(key) && flag(hide) && text(200)(name) && text(2)(country) &&
    text(200)(owner) && classes(given) && text(LONGEST_TEXT)(said) && text(LONGEST_TEXT)(source);
};

/** What a page shows of a link. @param {unknown} value */
const shown = (value) => {
  if (typeof value !== "object" || value === null || Object.keys(value).length !== 2) return false;
  const { name, addresses } = /** @type {Record<string, unknown>} */ (value);
  return text(200)(name) && Array.isArray(addresses) && addresses.length <= MOST_ADDRESSES && addresses.every(text(LONGEST_HREF));
};

/** @template {Record<string, any>} M @param {Rule<M>} rule */
const rule = (rule) => rule;

/**
 * An answer, with the names of the states that its badges tell, and with which data its integers are of.
 * @template {{ badges: Record<number, import("./engine.js").Badge> }} A
 * @param {A} answer @param {Parts} parts
 */
const withCountries = (answer, { engine, countries }) => ({
  ...answer,
  data: engine.data,
  countries: countries.of(Object.values(answer.badges).map(({ owner_state, country }) => owner_state ?? country)),
});

/** Whether somebody else has set on which sites Imprint is switched off. @param {Settings} settings */
const isLocked = async (settings) => (await settings.policy()).locked.includes("sites");

export const MESSAGES = {
  /** Which of these links have a label? → `{ ids, badges, countries, data }`: names of the states badges tell, and what the integers are of */
  labels: rule(/** @type {Rule<{ hrefs: string }>} */ ({
    from: "any",
    form: { hrefs: text(LONGEST_BATCH) },
    handle: ({ hrefs }, parts, { told }) => withCountries(parts.engine.labels(hrefs, told), parts),
  })),

  /** What do these links show of themselves? → `{ answers: [{ id, how, shows? }], badges, countries, data }`, an answer a line */
  shown: rule(/** @type {Rule<{ lines: string }>} */ ({
    from: "any",
    form: { lines: text(LONGEST_SHOWN) },
    handle: ({ lines }, parts, { told }) => withCountries(parts.engine.shown(lines, told), parts),
  })),

  /** Everything about one link, with what its page shows of it if that was looked at → `{ label, info }` */
  card: rule(/** @type {Rule<{ href: string, shown?: { name: string, addresses: string[] } }>} */ ({
    from: "any",
    form: { href: text(LONGEST_HREF), shown: maybe(shown) },
    handle: ({ href, shown }, { engine }) => engine.card(href, shown),
  })),

  /**
   * How many labelled links a frame has; `top` says that a top frame starts anew. Its frames may have been quicker than
   * it was, and what they counted went with the numbers of the page before: they are asked to count again.
   */
  count: rule(/** @type {Rule<{ count: number, top?: boolean }>} */ ({
    from: "any",
    form: { count, top: maybe(flag) },
    handle: async ({ count, top = false }, { counts, tellTab }, { tab, frame }) => {
      if (tab === null) return;
      const anew = top && frame === 0;
      await counts.set(tab, frame, count, anew);
      if (anew) tellTab(tab, { name: "recount" });
    },
  })),

  /** Which data answers come from → `{ data }`, for a page that was put away and came back. */
  data: rule(/** @type {Rule<{}>} */ ({
    from: "any",
    form: {},
    handle: (_, { engine }) => ({ data: engine.data }),
  })),

  /** The site of the page a frame is in → `{ site }`, for browsers that do not tell a frame its ancestors. */
  site: rule(/** @type {Rule<{}>} */ ({
    from: "any",
    form: {},
    handle: async (_, { siteOf }, { tab }) => ({ site: tab === null ? "" : await siteOf(tab) }),
  })),

  /**
   * A content script has started in a frame: whoever of ours ran there before, in the same document, goes quiet.
   * `document` and `at` are the document's time origin and the moment after it, both in milliseconds.
   */
  started: rule(/** @type {Rule<{ life: string, document: number, at: number }>} */ ({
    from: "any",
    form: { life: text(100), document: moment, at: moment },
    handle: ({ life, document, at }, { tellFrame }, { tab, frame }) => {
      if (tab !== null) tellFrame(tab, frame, { name: "started", life, document, at });
    },
  })),

  /**
   * Which data is in use, or why none, how it stands with its publisher, why lists cannot be read, and whether sites can be
   * switched → `{ info, failure, updates, lists, locked }`
   */
  about: rule(/** @type {Rule<{}>} */ ({
    from: "own",
    form: {},
    handle: async (_, { engine, data, lists, settings }) => ({
      ...engine.about(), updates: await data.brief(), lists: lists.trouble, locked: await isLocked(settings),
    }),
  })),

  /** Everything about the data in use and newer data → `Status` */
  updates: rule(/** @type {Rule<{}>} */ ({
    from: "own",
    form: {},
    handle: (_, { data }) => data.status(),
  })),

  /** Looks for newer data → `{ code, detail, warnings }` */
  update: rule(/** @type {Rule<{}>} */ ({
    from: "own",
    form: {},
    handle: (_, { data }) => data.check(),
  })),

  /** Takes the bundle that was put into the store → `Status` */
  install: rule(/** @type {Rule<{}>} */ ({
    from: "own",
    form: {},
    handle: async (_, { data }) => {
      await data.install();
      return data.status();
    },
  })),

  /** Back to the data before, or forth to the newest → `Status` */
  "go-back": rule(/** @type {Rule<{ back: boolean }>} */ ({
    from: "own",
    form: { back: flag },
    handle: async ({ back }, { data }) => {
      await data.goBack(back);
      return data.status();
    },
  })),

  /** What an administrator has set and does not fit → `[{ where, why, what }]` */
  policy: rule(/** @type {Rule<{}>} */ ({
    from: "own",
    form: {},
    handle: (_, { lists }) => lists.misfits(),
  })),

  /** How and where newer data is looked for → `{ wrong }`, the first address that is none */
  "set-updates": rule(/** @type {Rule<{ automatic?: boolean, metered?: boolean, base?: string, mirrors?: string[] }>} */ ({
    from: "own",
    form: { automatic: maybe(flag), metered: maybe(flag), base: maybe(text(LONGEST_ADDRESS)), mirrors: maybe(addresses) },
    handle: async (wanted, { data, lists }) => {
      const answer = await data.set(wanted);
      // Lists are looked for under the same conditions.
      await lists.plan();
      return answer;
    },
  })),

  /** Every list, in order, and the reader's own word → `{ lists, own, locked }` */
  lists: rule(/** @type {Rule<{}>} */ ({
    from: "own",
    form: {},
    handle: (_, { lists }) => lists.status(),
  })),

  /** Switches a list, limits it to classes. Its name stands in every claim compiled from it and stays. */
  "set-list": rule(/** @type {Rule<{ id: string, on?: boolean, only?: any[] }>} */ ({
    from: "own",
    form: { id: text(LONGEST_ID), on: maybe(flag), only: maybe(classes) },
    handle: ({ id, on, only }, { lists }) => lists.set(id, { on, only }),
  })),

  /** Moves a list up or down by one. */
  "move-list": rule(/** @type {Rule<{ id: string, up: boolean }>} */ ({
    from: "own",
    form: { id: text(LONGEST_ID), up: flag },
    handle: ({ id, up }, { lists }) => lists.move(id, up ? -1 : 1),
  })),

  "remove-list": rule(/** @type {Rule<{ id: string }>} */ ({
    from: "own",
    form: { id: text(LONGEST_ID) },
    handle: ({ id }, { lists }) => lists.remove(id),
  })),

  /** Takes the file in the store as a list → what it holds, `{ confirm }` with a fingerprint, or `{ refusal }` */
  "take-list": rule(/** @type {Rule<{ title: string, origin: string, confirmed?: string }>} */ ({
    from: "own",
    form: { title: text(LONGEST_LINE), origin: text(LONGEST_LINE), confirmed: maybe(text(LONGEST_LINE)) },
    handle: ({ title, origin, confirmed }, { lists }) => lists.takeFile({ name: title, origin, confirmed }),
  })),

  /** Who publishes a list at an address → `{ base, fingerprint }` or `{ refusal }` */
  "look-list": rule(/** @type {Rule<{ base: string }>} */ ({
    from: "own",
    form: { base: text(LONGEST_ADDRESS) },
    handle: ({ base }, { lists }) => lists.look(base),
  })),

  /** Subscribes to a list whose fingerprint was confirmed → what it holds, or `{ refusal }` */
  "subscribe-list": rule(/** @type {Rule<{ base: string, title: string, fingerprint: string }>} */ ({
    from: "own",
    form: { base: text(LONGEST_ADDRESS), title: text(LONGEST_LINE), fingerprint: text(LONGEST_LINE) },
    handle: ({ base, title, fingerprint }, { lists }) => lists.subscribe({ base, name: title, fingerprint }),
  })),

  /** Looks for newer data of one list → the ends of the looks */
  "update-list": rule(/** @type {Rule<{ id: string }>} */ ({
    from: "own",
    form: { id: text(LONGEST_ID) },
    handle: ({ id }, { lists }) => lists.check(id),
  })),

  /** Keeps an entry of the reader's own word → `{ refusal }` */
  "keep-own": rule(/** @type {Rule<{ entry: any }>} */ ({
    from: "own",
    form: { entry },
    handle: ({ entry }, { lists }) => lists.changeOwn((own) => withEntry(own, { ...entry, date: lists.today })),
  })),

  /** Forgets an entry of the reader's own word → `{ refusal }` */
  "drop-own": rule(/** @type {Rule<{ id: string }>} */ ({
    from: "own",
    form: { id: text(LONGEST_ID) },
    handle: ({ id }, { lists }) => lists.changeOwn((own) => own.filter((one) => one.id !== id)),
  })),

  /** All settings as the text of a file → `{ text, left }`, `left` the names of lists that are too large for it */
  export: rule(/** @type {Rule<{}>} */ ({
    from: "own",
    form: {},
    handle: (_, { portable }) => portable.export(),
  })),

  /** Takes the file in the store in place of all settings → `Taken`, or `Asked` where keys have to be confirmed first */
  import: rule(/** @type {Rule<{ confirmed?: string }>} */ ({
    from: "own",
    form: { confirmed: maybe(text(LONGEST_LINE)) },
    handle: async ({ confirmed }, { portable, lists, data }) => {
      const taken = await portable.import(confirmed);
      // It may say whether newer data is looked for.
      if (!("confirm" in taken) && !taken.refusal) await Promise.all([lists.plan(), data.plan()]).catch(() => {});
      return taken;
    },
  })),

  /**
   * From a card: the reader wants to hide the label that it shows, or say something else: of an outlet, of the key that the
   * label came by, or either. The settings page opens with a form; nothing is changed by what a page could have pressed itself.
   */
  own: rule(/** @type {Rule<{ outlet: string, key: string, title: string, country: string, hide: boolean }>} */ ({
    from: "any",
    form: { outlet: text(LONGEST_LINE), key: text(LONGEST_TEXT), title: text(LONGEST_LINE), country: text(2), hide: flag },
    handle: ({ outlet, key, title, country, hide }, { openSettings }) => {
      openSettings(`?${new URLSearchParams({ own: hide ? "hide" : "say", outlet, key, title, country })}#own`);
    },
  })),

  /** The sites on which Imprint is switched off, and whether that can be changed → `{ sites, locked }` */
  sites: rule(/** @type {Rule<{}>} */ ({
    from: "own",
    form: {},
    handle: async (_, { settings }) => ({ sites: await settings.sitesOff(), locked: await isLocked(settings) }),
  })),

  /** Switches Imprint on or off on one site. */
  switch: rule(/** @type {Rule<{ site: string, on: boolean }>} */ ({
    from: "own",
    form: { site: text(255), on: flag },
    handle: ({ site, on }, { settings }) => settings.switch(site, on),
  })),
};

/** Messages that need the engine wait for it; the others are answered at once. */
const NEEDS_ENGINE = new Set(["labels", "shown", "card", "data", "about", "updates", "lists"]);

/** @param {unknown} message @param {Sender} sender */
export const check = (message, sender) => {
  if (typeof message !== "object" || message === null) return null;
  const { name, number, ...fields } = /** @type {Record<string, unknown>} */ (message);
  if (typeof name !== "string" || !Object.hasOwn(MESSAGES, name)) return null;
  if (number !== undefined && !count(number)) return null;
  /** @type {Rule<Record<string, unknown>>} */
  const found = /** @type {any} */ (MESSAGES)[name];
  if (found.from === "own" && !sender.own) return null;
  const wrong = Object.keys(fields).some((field) => !Object.hasOwn(found.form, field)) ||
    Object.entries(found.form).some(([field, fits]) => !fits(fields[field]));
  return wrong ? null : { name, fields, rule: found };
};

/**
 * Answers a message: `{ answer }`, or `{ error }` in one word.
 * @param {unknown} message @param {Sender} sender @param {Parts} parts
 * @returns {Promise<{ answer: unknown } | { error: string }>}
 */
export const answer = async (message, sender, parts) => {
  const checked = check(message, sender);
  if (!checked) return { error: "refused" };
  try {
    if (NEEDS_ENGINE.has(checked.name)) await parts.engine.ready;
    return { answer: await checked.rule.handle(checked.fields, parts, sender) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
};
