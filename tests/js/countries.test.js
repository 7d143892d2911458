// The names of countries: loaded once a session, kept for the lives of the background after that.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Countries } from "../../extension/background/countries.js";

/** A session's memory that holds this. */
const memory = (kept) => ({ kept, recall: async function () { return this.kept; }, keep: async function (names) { this.kept = names; } });

test("countries are named in the browser's language, and codes that nobody has by themselves", () => {
  const countries = new Countries("de", () => "de", memory(undefined));
  assert.deepEqual(countries.of(["RU", null, "GB", "XX", "constructor", "RU"]),
    { RU: "Russland", GB: "Vereinigtes Königreich", XX: "XX", constructor: "constructor" });
});

test("the next life of the session has the names from the one before", async () => {
  const session = memory(undefined);
  new Countries("en", () => "en", session).of(["RU"]);
  assert.equal(session.kept.names.FR, "France", "not only those that were asked for");
  session.kept.names.FR = "from the memory";
  const next = new Countries("en", () => "en", session);
  await next.ready;
  assert.deepEqual(next.of(["FR"]), { FR: "from the memory" });
});

test("what is kept in another language, or is no such thing, is not used", async () => {
  for (const kept of [{ locale: "de", names: { FR: "Frankreich" } }, null, "France", { locale: "en", names: null }, { names: {} }]) {
    const countries = new Countries("en", () => "en", memory(kept));
    await countries.ready;
    assert.deepEqual(countries.of(["FR"]), { FR: "France" });
  }
});

test("without a country nothing is loaded, and a memory that fails costs no names", async () => {
  const session = memory(undefined);
  assert.deepEqual(new Countries("en", () => "en", session).of([null]), {});
  assert.equal(session.kept, undefined);
  const failing = { recall: async () => { throw new Error("no storage"); }, keep: async () => { throw new Error("no storage"); } };
  const countries = new Countries("en", () => "en", failing);
  await countries.ready;
  assert.deepEqual(countries.of(["FR"]), { FR: "France" });
});
