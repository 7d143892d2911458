// How a look for newer data can end: what the deciding module says, and what only the browser around it can know. Each has
// one sentence in `_locales`, `outcome_…`; so has each thing that was noticed on the way, `noticed_…`.

/** @typedef {import("../gen/imprint_updates.js").UpdateOutcome} UpdateOutcome */
/** @typedef {import("../gen/imprint_updates.js").UpdateWarning} UpdateWarning */

/**
 * A list that the type checker holds complete: an id the module adds is an error here.
 * @template {string} Id
 * @param {Record<Id, 1>} ids
 */
const every = (ids) => /** @type {Id[]} */ (Object.keys(ids));

/** @type {string[]} */
export const OUTCOMES = [
  ...every(/** @satisfies {Record<UpdateOutcome, 1>} */ ({
    "updated": 1, "current": 1, "held": 1, "unreachable": 1, "unreadable": 1, "bad-signature": 1, "bad-root": 1,
    "rollback": 1, "stale": 1, "mismatch": 1, "wrong-length": 1, "wrong-hash": 1, "client-too-old": 1, "unusable": 1,
    "bad-bundle": 1, "state-newer": 1, "storage": 1,
  })),
  /** Nobody has said from where. */
  "no-address",
  /** The background was stopped before the end. */
  "interrupted",
  /** Something nobody thought of. */
  "failed",
];

export const NOTICED = every(/** @satisfies {Record<UpdateWarning, 1>} */ ({
  "delta-failed": 1, "changes-failed": 1, "clock-behind": 1, "clock-ahead": 1, "state-lost": 1, "stale": 1, "mirror": 1,
}));

/** Ends after which the data is as new as its publisher says it is. */
export const FINE = ["updated", "current", "held"];

/**
 * How a look ended, in one sentence.
 * @param {{ code: string, detail: string }} outcome @param {InstanceType<typeof imprint.words.Words>} words
 */
export const outcome = ({ code, detail }, words) => words.say(outcomeKey(code), detail);

/** What was noticed on the way, a sentence each. @param {{ warnings: string[] }} outcome @param {InstanceType<typeof imprint.words.Words>} words */
export const noticed = ({ warnings }, words) => warnings.filter((code) => NOTICED.some((known) => known === code)).map((code) => words.say(noticedKey(code)));

/**
 * Why what the reader asked for was not done, in one sentence.
 * @param {unknown} error what `ask` threw @param {InstanceType<typeof imprint.words.Words>} words
 */
export const failure = (error, words) => {
  const said = error instanceof Error ? error.message : String(error);
  return imprint.words.FAMILIES.refusal.includes(said) ? words.of("refusal", said) : words.say("not_done", said);
};

/** @param {string} code */
export const outcomeKey = (code) => `outcome_${(OUTCOMES.includes(code) ? code : "failed").replaceAll("-", "_")}`;

/** @param {string} code */
export const noticedKey = (code) => `noticed_${code.replaceAll("-", "_")}`;
