import assert from "node:assert/strict";
import { test } from "node:test";
import { Counts, textOf } from "../../extension/background/counts.js";
import { Settings } from "../../extension/background/settings.js";

/** A storage area that answers late, as the real ones do. */
const area = (kept = {}) => ({
  kept,
  get: async (key) => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return key in kept ? { [key]: structuredClone(kept[key]) } : {};
  },
  set: async (values) => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    Object.assign(kept, structuredClone(values));
  },
});

test("a site is switched off, stays off, and is switched on again", async () => {
  const storage = area();
  await new Settings(storage).switch("a.example", false);
  assert.deepEqual(await new Settings(storage).sitesOff(), ["a.example"]);
  await new Settings(storage).switch("a.example", true);
  assert.deepEqual(await new Settings(storage).sitesOff(), []);
});

test("two switches at once lose neither", async () => {
  const settings = new Settings(area());
  await Promise.all([settings.switch("b.example", false), settings.switch("a.example", false)]);
  assert.deepEqual(await settings.sitesOff(), ["a.example", "b.example"]);
});

test("what somebody else wrote into the storage is no error", async () => {
  assert.deepEqual(await new Settings(area({ sites_off: "a.example" })).sitesOff(), []);
  assert.deepEqual(await new Settings(area({ sites_off: [1, "a.example"] })).sitesOff(), ["a.example"]);
});

test("a failing storage does not block the next switch", async () => {
  const storage = area();
  const { set } = storage;
  storage.set = async () => { throw new Error("full"); };
  const settings = new Settings(storage);
  await assert.rejects(settings.switch("a.example", false), /full/);
  storage.set = set;
  await settings.switch("b.example", false);
  assert.deepEqual(await settings.sitesOff(), ["b.example"]);
});

test("the toolbar shows the sum of all frames, also after the background was started again", async () => {
  const storage = area();
  const shown = [];
  const show = (tab, text) => shown.push([tab, text]);
  await new Counts(storage, show).set(1, 0, 3, true);
  await new Counts(storage, show).set(1, 5, 4, false);
  await new Counts(storage, show).set(2, 0, 9, true);
  await new Counts(storage, show).set(1, 5, 0, false);
  assert.deepEqual(shown, [[1, "3"], [1, "7"], [2, "9"], [1, "3"]]);
});

test("a new page in a tab forgets the frames of the one before", async () => {
  const shown = [];
  const counts = new Counts(area(), (tab, text) => shown.push(text));
  await counts.set(1, 0, 3, true);
  await counts.set(1, 5, 4, false);
  await counts.set(1, 0, 0, true);
  assert.equal(shown.at(-1), "");
});

test("frames that count at the same moment are all counted", async () => {
  const shown = [];
  const counts = new Counts(area(), (tab, text) => shown.push(text));
  await Promise.all([1, 2, 3, 4].map((frame) => counts.set(1, frame, frame, false)));
  assert.equal(shown.at(-1), "10");
});

test("a closed tab leaves nothing behind", async () => {
  const storage = area();
  const counts = new Counts(storage, () => {});
  await counts.set(1, 0, 3, true);
  await counts.forget(1);
  assert.deepEqual(storage.kept, { counts: {} });
});

test("a number has at most four characters, and none says nothing", () => {
  assert.equal(textOf(0), "");
  assert.equal(textOf(9999), "9999");
  assert.equal(textOf(123456), "9999");
});
