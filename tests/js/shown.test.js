import assert from "node:assert/strict";
import { test } from "node:test";
import { contentScripts } from "./support/extension.js";

const imprint = contentScripts();
const { addressOf, sourceOf, claimOf, line } = imprint.shown;
/** As an object of this realm: the scripts run in another. */
const of = (link, rule) => JSON.parse(JSON.stringify(imprint.shown.of(link, rule)));

/** As much of an element as is asked: its text, its attributes, and parts by selector. */
const element = ({ text = "", attributes = {}, parts = {}, around = {}, matches = [] } = {}) => ({
  textContent: text,
  attributes: Object.entries(attributes).map(([name, value]) => ({ name, value })),
  getAttribute: (name) => attributes[name] ?? null,
  querySelectorAll: (selector) => parts[selector] ?? [],
  closest: (selector) => around[selector] ?? null,
  matches: (selector) => matches.includes(selector),
});

test("a text shows an address when it is one, or begins with one as a breadcrumb does", () => {
  assert.equal(addressOf("paper.example"), "paper.example");
  assert.equal(addressOf("  www.paper.example/a/b?c "), "www.paper.example/a/b?c");
  assert.equal(addressOf("https://paper.example:8080/a"), "https://paper.example:8080/a");
  assert.equal(addressOf("https://paper.example › politics › 2026"), "https://paper.example");
  assert.equal(addressOf("https://paper.example› politics"), "https://paper.example");
  assert.equal(addressOf("paper.example · 4 min read"), "paper.example");
  assert.equal(addressOf("paper.example/a-long-o…"), "paper.example/a-long-o…");
  assert.equal(addressOf("paper.example…"), "paper.example…");
  assert.equal(addressOf("paper.example..."), "paper.example...");
  assert.equal(addressOf("новости.example"), "новости.example");
  assert.equal(addressOf("xn--b1amarcd.xn--p1ai"), "xn--b1amarcd.xn--p1ai");
});

test("no other text is an address", () => {
  for (const text of [
    null, "", "paper", "A headline", "paper.example sues", "See paper.example", "e.g.", "1.5", "3.14 metres", "desk@paper.example",
    "a..b", ".example", "Mr. Smith", "https://", "1.2.3.4", `${"a".repeat(300)}.example`,
  ]) assert.equal(addressOf(text), "", text);
});

test("a line kept for the source may have a word before the address, and no more", () => {
  assert.equal(sourceOf("From gazette.example"), "gazette.example");
  assert.equal(sourceOf("gazette.example"), "gazette.example");
  assert.equal(sourceOf("gazette.example sues"), "");
  assert.equal(sourceOf("What gazette.example says"), "");
});

test("an opaque link is told with what it says of itself: text, title, spoken name and data", () => {
  const link = element({
    text: "paper.example/politics",
    attributes: {
      title: "https://gazette.example/a", "aria-label": "radio.example", "data-expanded-url": "https://state.example/x",
      "data-id": "17", "data-note": "see https://state.example", href: "https://t.co/a", style: "a.b",
    },
  });
  assert.deepEqual(of(link), {
    name: "", addresses: ["paper.example/politics", "https://gazette.example/a", "radio.example", "https://state.example/x"],
  });
});

test("an opaque link that shows nothing is told with nothing", () => {
  assert.equal(of(element({ text: "Read on", attributes: { title: "A headline", "data-x": "1" } })), null);
});

const cite = (text) => element({ text });
const rule = { host: "search.example", entry: ".result", address: "cite", name: ".source", spoken: ".card a", why: "for the test" };

test("a site's row finds the source inside the link, or else in the entry around it", () => {
  assert.deepEqual(of(element({ text: "Headline", parts: { cite: [cite("https://paper.example › a")] } }), rule).addresses, ["https://paper.example"]);
  const entry = element({ parts: { cite: [cite("gazette.example")], ".source": [cite(" Harbour   Gazette ")] } });
  assert.deepEqual(of(element({ text: "Headline", around: { ".result": entry } }), rule), { name: "Harbour Gazette", addresses: ["gazette.example"] });
});

test("an entry that shows two sources tells of none", () => {
  const two = element({ parts: { cite: [cite("gazette.example"), cite("paper.example")], ".source": [cite("One"), cite("Two")] } });
  assert.equal(of(element({ text: "Headline", around: { ".result": two } }), rule), null);
  const same = element({ parts: { cite: [cite("gazette.example"), cite("gazette.example")] } });
  assert.deepEqual(of(element({ text: "Headline", around: { ".result": same } }), rule).addresses, ["gazette.example"]);
});

test("a site whose row finds nothing any more is read by the general rule", () => {
  assert.equal(of(element({ text: "Headline" }), rule), null);
  assert.deepEqual(of(element({ text: "paper.example" }), rule).addresses, ["paper.example"]);
});

test("a spoken name begins with the address only where a site's row says so", () => {
  const card = { text: "", attributes: { "aria-label": "gazette.example The plan in numbers" } };
  assert.deepEqual(of(element({ ...card, matches: [".card a"] }), rule).addresses, ["gazette.example"]);
  assert.equal(of(element(card), rule), null);
});

test("a link is asked about for what it is written as only if its address begins otherwise", () => {
  const claim = (text, href) => claimOf(element({ text }), href);
  assert.equal(claim("paper.example/a", "https://paper.clone.example/a"), "paper.example/a");
  assert.equal(claim("https://paper.example/a", "https://t.example/x?u=https://paper.example/a"), "https://paper.example/a");
  assert.equal(claim("paper.example", "https://paper.example.evil.example/"), "paper.example");
  assert.equal(claim("paper.example", "https://paper.example@evil.example/"), "paper.example");
  assert.equal(claim("paper.example", "https://paper.example/"), "");
  assert.equal(claim("www.paper.example/a…", "https://paper.example/a/b"), "");
  assert.equal(claim("PAPER.example", "https://www.paper.example:443/a"), "");
  assert.equal(claim("A headline", "https://paper.clone.example/a"), "");
  assert.equal(claim("Read paper.example", "https://paper.clone.example/a"), "");
});

test("a question is a line without tabs or breaks of its own", () => {
  assert.equal(line("https://t.example/a", { name: "A\tB", addresses: ["a.example", "b.\nexample"] }), "https://t.example/a\tA B\ta.example\tb. example");
});
