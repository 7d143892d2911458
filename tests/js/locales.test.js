import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { FACTS, factKey } from "../../extension/shared/changes.js";
import { NOTICED, OUTCOMES, noticedKey, outcomeKey } from "../../extension/shared/outcomes.js";
import { EXTENSION, contentScripts, files, messages, read } from "./support/extension.js";

const { FAMILIES, keyOf } = contentScripts().words;

/** Keys the code asks for: by name, in markup, in the manifest, and by family. */
const used = () => {
  const keys = new Set(Object.entries(FAMILIES).flatMap(([family, ids]) => ids.map((id) => keyOf(family, id))));
  for (const code of OUTCOMES) keys.add(outcomeKey(code));
  for (const what of FACTS) if (what !== "record") keys.add(factKey(what));
  for (const code of NOTICED) keys.add(noticedKey(code));
  for (const name of files()) {
    if (name.startsWith("gen/") || name.startsWith("_locales/")) continue;
    if (/\.js$/.test(name)) {
      for (const [, names] of read(name).matchAll(/\b(?:say|section|getMessage)\(\s*([^;]*?)[,)]/gs)) {
        for (const [, key] of names.matchAll(/"([a-z0-9_]+)"/g)) keys.add(key);
      }
    }
    if (/\.js$/.test(name)) for (const [, key] of read(name).matchAll(/\bcounted\("([a-z_]+)"/g)) keys.add(`${key}_one`).add(`${key}_other`);
    if (/\.html$/.test(name)) for (const [, key] of read(name).matchAll(/data-i18n(?:-label)?="([^"]+)"/g)) keys.add(key);
    if (/manifest\.json$/.test(name)) for (const [, key] of read(name).matchAll(/__MSG_([a-z0-9_]+)__/g)) keys.add(key);
  }
  return keys;
};

/** Literals in the position of a key that are something else. */
const NOT_KEYS = new Set(["impersonation", "direct", "indirect", "exact"]);

test("every message the code asks for exists", () => {
  const missing = [...used()].filter((key) => !Object.hasOwn(messages, key) && !NOT_KEYS.has(key));
  assert.deepEqual(missing, []);
});

test("every message that exists is asked for", () => {
  const keys = used();
  assert.deepEqual(Object.keys(messages).filter((key) => !keys.has(key)), []);
});

test("every placeholder is used in its message and every value has a place", () => {
  for (const [key, { message, placeholders = {} }] of Object.entries(messages)) {
    const named = [...message.matchAll(/\$([A-Z0-9_]+)\$/g)].map(([, name]) => name.toLowerCase());
    assert.deepEqual([...new Set(named)].sort(), Object.keys(placeholders).sort(), key);
    assert.deepEqual(Object.values(placeholders).map(({ content }) => content).sort(),
      Object.keys(placeholders).map((_, index) => `$${index + 1}`), key);
  }
});

test("a locale beside English is complete and takes the same values", () => {
  for (const locale of fs.readdirSync(path.join(EXTENSION, "_locales"))) {
    const other = JSON.parse(read(`_locales/${locale}/messages.json`));
    // English has one thing and several; another language may have forms for none, two, few or many besides.
    const more = (/** @type {string} */ key) => /_(zero|two|few|many)$/.test(key) && Object.hasOwn(messages, key.replace(/_[a-z]+$/, "_other"));
    assert.deepEqual(Object.keys(other).filter((key) => !more(key)).sort(), Object.keys(messages).sort(), locale);
    for (const [key, { message, placeholders = {} }] of Object.entries(other)) {
      assert.match(message, /\S/, `${locale} ${key}`);
      assert.deepEqual(Object.keys(placeholders).sort(), Object.keys(messages[more(key) ? key.replace(/_[a-z]+$/, "_other") : key].placeholders ?? {}).sort(), `${locale} ${key}`);
    }
  }
});

test("every locale says its own language and direction", () => {
  for (const locale of fs.readdirSync(path.join(EXTENSION, "_locales"))) {
    const { language, direction } = JSON.parse(read(`_locales/${locale}/messages.json`));
    assert.equal(language.message, locale.replaceAll("_", "-"));
    assert.match(direction.message, /^(ltr|rtl)$/, locale);
  }
});

test("the description fits where stores and browsers show it", () => {
  assert.ok(messages.extension_description.message.length <= 132);
});

test("words judge nobody", () => {
  for (const [key, { message }] of Object.entries(messages)) {
    assert.doesNotMatch(message, /propaganda|trusted|fake|reliable|\bbias|disinformation|warning|danger/i, key);
  }
});
