import assert from "node:assert/strict";
import { test } from "node:test";
import { contentScripts, messages } from "./support/extension.js";

const imprint = contentScripts();
const { FAMILIES, keyOf, messagesFrom, Words } = imprint.words;
const getMessage = messagesFrom(messages);
const words = new Words(getMessage, "en-GB");

test("every id of every family has words", () => {
  for (const [family, ids] of Object.entries(FAMILIES)) {
    for (const id of ids) assert.match(getMessage(keyOf(family, id)), /\S/, `${family} ${id}`);
  }
});

test("an id newer than the words is shown as it is", () => {
  assert.equal(words.of("class", "brand-new"), "brand-new");
});

test("an independent public broadcaster is called one, and nobody else is", () => {
  assert.equal(words.ofClass("independent-public", "broadcaster"), "Public broadcaster");
  assert.equal(words.ofClass("independent-public", "news-agency"), "Independent public");
  assert.equal(words.ofClass("independent-public", null), "Independent public");
  assert.equal(words.ofClass("state-funded", "broadcaster"), "State-funded");
});

test("a date is only as precise as it is known", () => {
  assert.equal(words.date("2023"), "2023");
  assert.equal(words.date("2023-05"), "May 2023");
  assert.equal(words.date("2023-05-17"), "17 May 2023");
  assert.equal(words.date("spring 2023"), "spring 2023");
});

test("a share is told exactly, as a range, or with one end open", () => {
  assert.equal(words.share({ exact: 60, min: null, max: null }), "60%");
  assert.equal(words.share({ exact: null, min: 25, max: 50 }), "between 25% and 50%");
  assert.equal(words.share({ exact: null, min: 75, max: null }), "75% or more");
  assert.equal(words.share({ exact: null, min: null, max: 10 }), "up to 10%");
  assert.equal(words.share({ exact: null, min: null, max: null }), "");
});

test("the way through wrappers is told from the outermost in", () => {
  assert.equal(words.through(["Google"]), "Through Google");
  assert.equal(words.through(["Google", "Wayback Machine", "X"]), "Through Google, then Wayback Machine, then X");
});

test("a period is told by the ends that are known", () => {
  assert.equal(words.period("2005", "2013-12"), "2005 to Dec 2013");
  assert.equal(words.period("2005", null), "since 2005");
  assert.equal(words.period(null, "2013"), "until 2013");
  assert.equal(words.period(null, null), "");
});

test("a country is named in the language of the words, and an unknown code is no error", () => {
  assert.equal(words.country("RU"), "Russia");
  assert.equal(words.country("EU"), "European Union");
  assert.equal(words.country("not a code"), "not a code");
  assert.equal(new Words(getMessage, "de").country("RU"), "Russland");
});

test("a country's name that was told is not looked up", () => {
  const told = new Words(getMessage, "en");
  told.learn({ RU: "as told" });
  assert.equal(told.country("RU"), "as told");
  assert.equal(told.country("GB"), "United Kingdom");
});

test("messages without the extension's API get their values where the placeholders say", () => {
  const say = messagesFrom({
    pair: { message: "$SECOND$ after $FIRST$", placeholders: { first: { content: "$1" }, second: { content: "$2" } } },
    plain: { message: "plain" },
  });
  assert.equal(say("pair", ["one", "two"]), "two after one");
  assert.equal(say("pair", ["$2", "two"]), "two after $2");
  assert.equal(say("plain"), "plain");
  assert.equal(say("missing"), "");
});

test("numbers in sentences are written as the language writes them", () => {
  assert.match(words.counted("count_links", 1234), /1,234/);
});

test("one thing is no several things, in each language's own way", () => {
  assert.deepEqual([0, 1, 2].map((count) => words.counted("count_outlets", count)), ["0 outlets", "1 outlet", "2 outlets"]);
  const polish = new Words((key, [count]) => ({ n_one: `${count} link`, n_few: `${count} linki`, n_many: `${count} linków`, n_other: "?" })[key] ?? "", "pl");
  assert.deepEqual([1, 3, 5].map((count) => polish.counted("n", count)), ["1 link", "3 linki", "5 linków"]);
  const short = new Words((key, [count]) => ({ n_other: `${count} linków` })[key] ?? "", "pl");
  assert.equal(short.counted("n", 3), "3 linków");
});

test("the words' own language decides about dates and names, not the browser's", () => {
  const from = (browser, language, direction) =>
    Words.from((key) => ({ language, direction })[key] ?? getMessage(key), browser);
  assert.equal(from("de", "en", "ltr").locale, "en");
  assert.equal(from("en-GB", "en", "ltr").locale, "en-GB");
  assert.equal(from("fil", "fi", "ltr").locale, "fi");
  assert.equal(from("ar-EG", "ar", "rtl").dir, "rtl");
  assert.equal(from("ar-EG", "en", "ltr").dir, "ltr");
});
