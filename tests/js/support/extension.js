// What the tests of the extension's JavaScript share: its files, and its classic scripts run outside a browser.

import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";

export const EXTENSION = fileURLToPath(new URL("../../../extension", import.meta.url));

/** @param {string} name */
export const read = (name) => fs.readFileSync(path.join(EXTENSION, name), "utf8");

export const manifest = JSON.parse(read("manifest.json"));
export const messages = JSON.parse(read("_locales/en/messages.json"));

/** Every file below a folder of the extension. @param {string} [folder] @returns {string[]} */
export const files = (folder = "") =>
  fs.readdirSync(path.join(EXTENSION, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    return entry.isDirectory() ? files(name) : [name];
  });

/**
 * The content scripts' one global, made by running them in the order of the manifest, without the last, which starts
 * things. They touch the page only when they are told to, so they load without one.
 * @param {Record<string, unknown>} [globals]
 */
export const contentScripts = (globals = {}) => {
  const context = vm.createContext({ console, URL, URLSearchParams, performance, setTimeout, clearTimeout, queueMicrotask, ...globals });
  for (const name of manifest.content_scripts[0].js) {
    if (name !== "content/main.js") vm.runInContext(read(name), context, { filename: name });
  }
  return context.imprint;
};
