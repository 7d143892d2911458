// A copy of the unpacked extension for one browser start. Nothing in it is changed but what a test asks for, and one
// word: its shadow roots are open to tests and to axe-core, which passes closed ones unseen. `closed.test.mjs` runs it as it
// is shipped.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** What is tested: the unpacked extension, or another folder such as an unzipped package of `cargo xtask dist`. */
const EXTENSION = process.env.IMPRINT_EXTENSION ?? fileURLToPath(new URL("../../../extension", import.meta.url));

/** Test-only key pair's public half: it gives the unpacked extension the same id in every Chromium profile. */
const KEY =
  "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAsKUlDk4KzoN7MQsGzb3o0OJpHsPATlXzZPigHjWbTg7YxayUBEZwOa5l0VuQdbQqNqRiwH5dVMRVp1M63Xig5dKW1UGLrVPjW5QW95WhsN4kH3j+xUcjeMw49Gv/hVQ4N8Evh5CiOif4KTA9DJrDEDOHkooSbvoWmsqQc6NDewHJq5+MA3AQ6zEAgFHp+JIC+LcgZC+fX2Sux1fjme6m946PhLebEHhbV1ei7HNplaYZ6gFK1EwXCy9m3vl1mtp1QB0cDNtTlqcWNH8JJYQMeb1FIfjjhpbyiz2SP9hPX9uXvEXnoI3Iu8HgLfWJakiac1ZLfrgw7vS5KM8KDEZF5QIDAQAB";

/** Where the extension says how its shadow roots are made, and the word for it. */
const ROOTS = { file: "content/dom.js", closed: 'ROOTS = "closed"', open: 'ROOTS = "open"' };

/**
 * Copy extension/ into a fresh folder.
 * `edit(folder)` may change the copy; `roots: "closed"` leaves its shadow roots as they are shipped. Returns
 * `{ folder, remove() }`.
 */
export function copyExtension(edit = () => {}, roots = "open") {
  for (const file of ["imprint.js", "imprint_bg.wasm", "imprint.dataset"]) {
    if (!fs.existsSync(path.join(EXTENSION, "gen", file))) {
      throw new Error(`${EXTENSION}/gen/${file} is missing: build it first, cargo xtask test does so`);
    }
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "imprint-extension-"));
  fs.cpSync(EXTENSION, folder, { recursive: true });
  editJson(path.join(folder, "manifest.json"), (manifest) => ({ ...manifest, key: KEY }));
  if (roots === "open") {
    const file = path.join(folder, ROOTS.file);
    fs.writeFileSync(file, openRoots(fs.readFileSync(file, "utf8"), file));
  }
  edit(folder);
  return { folder, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

/** The text of `content/dom.js` with its shadow roots open. */
export function openRoots(source, file) {
  if (!source.includes(ROOTS.closed)) throw new Error(`${file} does not say ${ROOTS.closed}: tests cannot look into what it draws`);
  return source.replace(ROOTS.closed, ROOTS.open);
}

export function editJson(file, change) {
  fs.writeFileSync(file, JSON.stringify(change(JSON.parse(fs.readFileSync(file, "utf8"))), null, 2));
}

/** The command that opens the focused link's card, with its keys, as the manifest suggests them. */
export function cardCommand(folder) {
  const { commands } = JSON.parse(fs.readFileSync(path.join(folder, "manifest.json"), "utf8"));
  const own = Object.entries(commands).filter(([name]) => !name.startsWith("_execute_"));
  if (own.length !== 1) throw new Error(`expected one command of the extension's own, found ${own.map(([name]) => name)}`);
  const [[name, { suggested_key: keys }]] = own;
  return { name, keys: keys.default };
}
