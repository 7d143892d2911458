import assert from "node:assert/strict";
import { test } from "node:test";
import { Countries } from "../../extension/background/countries.js";
import { MESSAGES, answer, check } from "../../extension/background/messages.js";

const page = { own: false, tab: 7, frame: 0 };
const own = { own: true, tab: null, frame: 0 };

const parts = (more = {}) => ({
  engine: {
    ready: Promise.resolve(),
    data: "packaged",
    labels: (hrefs) => ({ ids: hrefs.split("\n").map(() => 0), badges: {} }),
    shown: (lines) => ({ answers: lines.split("\n").map(() => ({ id: 0, how: "" })), badges: {} }),
    card: (href, shown) => ({ label: { url: href, shown }, info: {} }),
    about: () => ({ info: null, failure: null }),
  },
  data: { brief: async () => ({ publisher: false, old: false, outcome: null }), set: async () => ({ wrong: null }) },
  lists: { trouble: "", plan: async () => {} },
  settings: { switch: async () => {}, sitesOff: async () => ["off.example"], policy: async () => ({ locked: [] }) },
  counts: { set: async () => {} },
  countries: new Countries("en", () => "en", { recall: async () => undefined, keep: async () => {} }),
  siteOf: async () => "example.org",
  tellTab: () => {},
  ...more,
});

test("a known message of the right form is answered", async () => {
  assert.deepEqual(await answer({ name: "labels", hrefs: "https://a.example/\nhttps://b.example/" }, page, parts()),
    { answer: { ids: [0, 0], badges: {}, countries: {}, data: "packaged" } });
  assert.deepEqual(await answer({ name: "shown", lines: "https://t.example/\t\ta.example" }, page, parts()),
    { answer: { answers: [{ id: 0, how: "" }], badges: {}, countries: {}, data: "packaged" } });
  const shown = { name: "", addresses: ["a.example"] };
  assert.deepEqual(await answer({ name: "card", href: "https://t.example/", shown }, page, parts()),
    { answer: { label: { url: "https://t.example/", shown }, info: {} } });
  assert.deepEqual(await answer({ name: "site" }, page, parts()), { answer: { site: "example.org" } });
  assert.deepEqual(await answer({ name: "about" }, own, parts()),
    { answer: { info: null, failure: null, updates: { publisher: false, old: false, outcome: null }, lists: "", locked: false } });
  assert.deepEqual(await answer({ name: "data" }, page, parts()), { answer: { data: "packaged" } });
  assert.deepEqual(await answer({ name: "sites" }, own, parts()), { answer: { sites: ["off.example"], locked: false } });
  assert.deepEqual(await answer({ name: "set-updates", automatic: false, mirrors: ["https://m.example/"] }, own, parts()), { answer: { wrong: null } });
});

for (const [what, message] of Object.entries({
  "nothing": undefined,
  "null": null,
  "a text": "labels",
  "a list": ["labels"],
  "no name": { hrefs: "" },
  "an unknown name": { name: "eval", code: "1" },
  "the name of an inherited property": { name: "constructor" },
  "a missing field": { name: "labels" },
  "a field of another type": { name: "labels", hrefs: ["https://a.example/"] },
  "a field too many": { name: "labels", hrefs: "", also: 1 },
  "a negative count": { name: "count", count: -1 },
  "a start at no moment": { name: "started", life: "1-2", document: 1, at: null },
  "half a link": { name: "count", count: 0.5 },
  "a number that is none": { name: "labels", hrefs: "", number: "1" },
  "what a page shows, as a text": { name: "card", href: "https://a.example/", shown: "a.example" },
  "what a page shows, without a name": { name: "card", href: "https://a.example/", shown: { addresses: [] } },
  "what a page shows, with something else": { name: "card", href: "https://a.example/", shown: { name: "", addresses: [], also: 1 } },
  "addresses that are no texts": { name: "card", href: "https://a.example/", shown: { name: "", addresses: [1] } },
  "more addresses than a link shows": { name: "card", href: "https://a.example/", shown: { name: "", addresses: Array(9).fill("a.example") } },
  "an address longer than any address": { name: "card", href: "https://a.example/".padEnd(20_001, "a") },
})) {
  test(`${what} is refused`, async () => {
    assert.deepEqual(await answer(message, own, parts()), { error: "refused" });
  });
}

test("the states that badges tell come with their names", async () => {
  const badges = { 1: { owner_state: "RU", country: "DE" }, 2: { owner_state: null, country: "GB" }, 3: { owner_state: null, country: null } };
  const engine = { ready: Promise.resolve(), labels: () => ({ ids: [1, 2, 3], badges }) };
  const { answer: { countries } } = await answer({ name: "labels", hrefs: "" }, page, parts({ engine }));
  assert.deepEqual(countries, { RU: "Russia", GB: "United Kingdom" });
});

test("a page cannot do what only the extension's own pages may", async () => {
  for (const message of [
    { name: "switch", site: "a.example", on: false }, { name: "about" }, { name: "sites" }, { name: "updates" }, { name: "update" },
    { name: "install" }, { name: "go-back", back: true }, { name: "set-updates", base: "https://elsewhere.example/" },
  ]) {
    assert.deepEqual(await answer(message, page, parts()), { error: "refused" });
    assert.notEqual(check(message, own), null);
  }
});

test("every message says who may send it and of what form it is", () => {
  for (const [name, { from, form, handle }] of Object.entries(MESSAGES)) {
    assert.ok(from === "own" || from === "any", name);
    assert.ok(Object.values(form).every((fits) => typeof fits === "function"), name);
    assert.equal(typeof handle, "function", name);
  }
});

test("labels and cards wait until the engine has its data", async () => {
  let start = () => {};
  const ready = new Promise((resolve) => start = resolve);
  const late = parts({ engine: { ready, card: () => "late" } });
  let done = false;
  const asked = answer({ name: "card", href: "https://a.example/" }, page, late).then((reply) => {
    done = true;
    return reply;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(done, false);
  start();
  assert.deepEqual(await asked, { answer: "late" });
});

test("a failure is told in one word and does not stop the background", async () => {
  const broken = parts({ engine: { ready: Promise.resolve(), labels: () => { throw new Error("corrupt"); } } });
  assert.deepEqual(await answer({ name: "labels", hrefs: "" }, page, broken), { error: "corrupt" });
});

test("a count goes to the tab and frame it came from, and only a top frame starts anew", async () => {
  const seen = [];
  const told = [];
  const counting = parts({ counts: { set: async (...all) => seen.push(all) }, tellTab: (...all) => told.push([seen.length, ...all]) });
  await answer({ name: "count", count: 3, top: true }, page, counting);
  await answer({ name: "count", count: 2, top: true }, { ...page, frame: 4 }, counting);
  await answer({ name: "count", count: 2 }, own, counting);
  assert.deepEqual(seen, [[7, 0, 3, true], [7, 4, 2, false]]);
  // The frames of the tab count again after the top frame's number stands, and only then.
  assert.deepEqual(told, [[1, 7, { name: "recount" }]]);
});

const ENTRY = { id: "1", key: "a.example", hide: false, name: "", country: "", owner: "", classes: [], text: "", source: "" };
for (const [what, message] of Object.entries({
  "an entry without a field": { name: "keep-own", entry: { ...ENTRY, source: undefined } },
  "an entry with a field too many": { name: "keep-own", entry: { ...ENTRY, also: 1 } },
  "an entry that is endless": { name: "keep-own", entry: { ...ENTRY, text: "x".repeat(2_001) } },
  "a list without an id": { name: "set-list", on: true },
  "a limit that is no list": { name: "set-list", id: "l-1", only: "private" },
})) {
  test(`${what} is refused`, async () => {
    assert.deepEqual(await answer(message, own, parts()), { error: "refused" });
  });
}

test("a page can neither hide nor add nor remove anything; from its card a form opens, and that is all", async () => {
  const opened = [];
  const lists = new Proxy({}, { get: () => () => assert.fail("nothing may be changed") });
  const given = parts({ lists, openSettings: (fragment) => opened.push(fragment) });
  for (const message of [
    { name: "keep-own", entry: ENTRY }, { name: "drop-own", id: "1" }, { name: "remove-list", id: "l-1" }, { name: "lists" }, { name: "export" }, { name: "import" },
    { name: "set-list", id: "packaged", on: false }, { name: "subscribe-list", base: "https://a.example/", title: "", fingerprint: "" },
  ]) {
    assert.deepEqual(await answer(message, page, given), { error: "refused" }, message.name);
  }
  const about = { outlet: "a-paper", key: "a.example/?own=hide&x#own", title: "A & B", country: "DE" };
  await answer({ name: "own", ...about, hide: false }, page, given);
  const address = new URL(opened[0], "https://settings.example/");
  assert.deepEqual([Object.fromEntries(address.searchParams), address.hash], [{ own: "say", ...about }, "#own"]);
  for (const wrong of [{ key: "x".repeat(3_000) }, { country: "DEU" }, { title: 1 }, { href: "https://a.example/" }]) {
    assert.deepEqual(await answer({ name: "own", ...about, hide: true, ...wrong }, page, given), { error: "refused" }, JSON.stringify(wrong).slice(0, 40));
  }
  assert.equal(opened.length, 1);
});
