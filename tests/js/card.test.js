// The report of a card: what it says, of which claim, and the address it would go to.

import assert from "node:assert/strict";
import { test } from "node:test";
import { contentScripts, messages } from "./support/extension.js";

const { card, words } = contentScripts();
const WORDS = new words.Words(words.messagesFrom(messages), "en");
const LABEL = {
  url: "https://www.rt.com/a", destination: "https://www.rt.com/a", outlet: { id: "rt" }, operation: null, match: { kind: "host", key: "rt.com" },
  classes: ["state-controlled"], resembles: null,
};
const INFO = { data_version: "2026-11-24" };

test("a report names the record, the claim and the data it is about", () => {
  const whole = card.suggestion(LABEL, INFO, WORDS);
  assert.match(whole, /^outlet: rt$/m);
  assert.match(whole, /^data: 2026-11-24$/m);
  assert.doesNotMatch(whole, /^claim:/m);
  const one = card.suggestion(LABEL, INFO, WORDS, { record: "rt", claim: "Owns · Example Holding" });
  assert.match(one, /^record: rt$/m);
  assert.match(one, /^claim: Owns · Example Holding$/m);
});

test("a report of what another list says names that list and its key, and not Imprint's data", () => {
  const list = { id: "s-1", name: "Watch", kind: "signed", fingerprint: "1A2B 3C4D 5E6F" };
  const report = card.suggestion(LABEL, INFO, WORDS, { record: "rt", claim: "Owns" }, list);
  assert.match(report, /^Suggested correction to the list “Watch”$/m);
  assert.match(report, /^list: Watch \(signed, key 1A2B 3C4D\)$/m);
  assert.doesNotMatch(report, /Imprint dataset/);
});

test("where corrections are taken, the report is an address, and text stays text", () => {
  const about = { record: "rt", claim: "a&b=c #d" };
  const address = new URL(card.addressFor("https://example.org/new?template=x", about, LABEL, INFO, "my text & more"));
  assert.deepEqual(Object.fromEntries(address.searchParams), { template: "x", record: "rt", claim: "a&b=c #d", data: "2026-11-24", text: "my text & more" });
  const whole = new URL(card.addressFor("https://example.org/new", null, LABEL, INFO, "x".repeat(10_000)));
  assert.deepEqual([whole.searchParams.get("record"), whole.searchParams.get("text").length], ["rt", 4000]);
});

test("a report says nothing that stands in a link's query, fragment or name of a user", () => {
  const label = { ...LABEL, url: "https://me:pass@t.example/p/q?token=1#x", destination: "https://www.rt.com/a?utm=2" };
  const report = card.suggestion(label, INFO, WORDS);
  assert.match(report, /^link: https:\/\/t\.example\/p\/q\?…$/m);
  assert.match(report, /^destination: https:\/\/www\.rt\.com\/a\?…$/m);
  assert.doesNotMatch(report, /token|utm|pass/);
  assert.match(card.suggestion({ ...LABEL, url: "https://[", destination: null }, INFO, WORDS), /^link: -$/m);
});

test("a claim says of when it is once its newest evidence is older than its kind allows", () => {
  const { oldSince, OLD_AFTER_MONTHS: { listing, stake } } = card;
  const today = new Date("2026-11-29T12:00:00Z");
  const claim = (...dates) => ({ until: null, evidence: dates.map(([as_of, retrieved]) => ({ as_of, retrieved })) });
  assert.equal(oldSince(claim(["2014", "2026-11-01"]), stake, today), "2014", "a page read today tells of 2014");
  assert.equal(oldSince(claim(["2014", "2026-11-01"], ["2025-03", "2026-11-01"]), stake, today), null, "the newest counts");
  assert.equal(oldSince(claim([null, "2024-11-28"]), stake, today), "2024-11-28");
  assert.equal(oldSince(claim([null, "2024-11-29"]), stake, today), null);
  assert.equal(oldSince(claim(["2024", "2026-11-01"]), stake, today), null, "some day of that year is not older");
  assert.equal(oldSince(claim(["2025-10", "2026-11-01"]), listing, today), "2025-10");
  assert.equal(oldSince({ ...claim(["2014", "2015"]), until: "2016" }, stake, today), null, "what is over is told in the past");
  assert.equal(oldSince(claim(), stake, today), null);
});
