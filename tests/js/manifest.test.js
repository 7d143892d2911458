import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { EXTENSION, files, manifest, read } from "./support/extension.js";

const permissionsPage = read("PERMISSIONS.md");

test("every permission has its paragraph, and there is no paragraph without a permission", () => {
  const argued = [...permissionsPage.split("## Not asked for")[0].matchAll(/^## `([a-z]+)`$/gm)].map(([, name]) => name);
  const asked = [...manifest.permissions, ...(manifest.optional_permissions ?? []), ...(manifest.commands ? ["commands"] : [])];
  assert.deepEqual(argued.sort(), asked.sort());
  assert.equal(manifest.host_permissions, undefined);
  assert.equal(manifest.web_accessible_resources, undefined);
});

test("every file the manifest names is there", () => {
  const named = [
    manifest.background.service_worker, ...manifest.background.scripts, manifest.action.default_popup, manifest.options_ui.page,
    ...Object.values(manifest.icons), ...Object.values(manifest.action.default_icon),
    ...manifest.content_scripts.flatMap(({ js }) => js),
  ];
  for (const name of named) assert.ok(fs.existsSync(path.join(EXTENSION, name)), name);
});

test("every content script is in the manifest once", () => {
  const there = files("content").filter((name) => name.endsWith(".js")).sort();
  assert.deepEqual([...manifest.content_scripts[0].js].sort(), there);
});

test("both browsers run the same background", () => {
  assert.deepEqual(manifest.background.scripts, [manifest.background.service_worker]);
});

test("no file asks the network for anything but its own package", () => {
  for (const name of files()) {
    if (!/^(background|content|pages|shared)\/.*\.(js|html|css)$/.test(name)) continue;
    const text = read(name);
    assert.doesNotMatch(text, /XMLHttpRequest|sendBeacon|WebSocket|EventSource|importScripts|@import/, name);
    assert.doesNotMatch(text, /(?:src|href)="(?:https?:)?\/\//, name);
    const fetches = text.match(/\bfetch\((?!runtime\.getURL\()/g) ?? [];
    // `fetch` is also the name of what gives the card its facts, in hover.js, where it is a message; main.js hands the
    // network to network.js, which is the one place that uses it.
    const allowed = { "content/hover.js": fetches, "background/main.js": ["fetch("], "background/network.js": ["fetch("] }[name] ?? [];
    assert.deepEqual(fetches, allowed, name);
  }
});

test("the static site's files know nothing of the extension around them", () => {
  for (const name of ["namespace", "words", "badge", "card", "hover", "links"]) {
    const code = read(`content/${name}.js`).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    assert.doesNotMatch(code, /\bchrome\b|\bbrowser\./, name);
  }
});
