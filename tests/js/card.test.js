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
