// What changed between two releases, in words: one fact a line, and every text in it somebody else's.

/** What facts can be about, as `imprint dataset diff` names them. Each but a whole record has a word in `_locales`, `fact_…`. */
export const FACTS = [
  "record", "name", "native name", "alias", "country", "type", "medium", "homepage", "complete hosts", "kind", "role", "attributed to",
  "class", "rating", "holder", "end", "listing", "key", "report", "site",
];

/** @typedef {import("../gen/imprint_updates.js").Change} Change */

/** @param {Change} change @param {InstanceType<typeof imprint.words.Words>} words */
export const lineOf = ({ name, id, what, before, now }, words) => {
  const who = name || id;
  if (what === "record") return now !== null ? words.say("change_record_new", who) : words.say("change_record_gone", who);
  const fact = FACTS.includes(what) ? words.say(factKey(what)) : what;
  if (before !== null && now !== null) return words.say("change_other", who, fact, before, now);
  return now !== null ? words.say("change_new", who, fact, now) : words.say("change_gone", who, fact, before ?? "");
};

/** @param {string} what */
export const factKey = (what) => `fact_${what.replaceAll(" ", "_")}`;
