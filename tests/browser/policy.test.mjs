// What an administrator has set, by the ways each browser has for it. The extension has an id of its own here, so that no
// other browser on the machine is concerned, and what is written is taken away again.
import assert from "node:assert/strict";
import { createHash, generateKeyPairSync } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { editJson } from "./support/extension.mjs";
import { violations } from "./support/axe.mjs";
import { settled } from "./support/checks.mjs";
import { suite } from "./support/suite.mjs";

const CHROMIUM = "/etc/chromium/policies/managed";
const FIREFOX = path.join(os.homedir(), ".mozilla/managed-storage");
const GECKO = "policy@imprint.invalid";
/** The same by Firefox's `policies.json`. */
const BY_FILE = "policies@imprint.invalid";

const POLICY = {
  automatic: false, locked: ["own", "sites"],
  lists: [
    { name: "School", text: "host,name,class\nnew-paper.example,The New Paper,private\n" },
    // Two entries that do not fit: without its limit this list would have a word for another link of the page.
    { name: "Limited", text: "host,name\nrt.com,Mistaken\n", classes: ["nonsense"] },
  ],
  base_url: "http://mirror.school.example/",
};

const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "der" });
/** Chromium's id of an extension: the start of the key's hash, in letters. */
const id = createHash("sha256").update(key).digest("hex").slice(0, 32).replace(/./g, (digit) => "abcdefghijklmnop"[parseInt(digit, 16)]);

const written = [];
/** @param {string} file @param {object} content */
const write = (file, content) => {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify(content));
  written.push(file);
};
process.on("exit", () => {
  for (const file of written) fs.rmSync(file, { force: true });
});
// A run that is broken off leaves no policy behind.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

/** Chromium takes policies from a folder of the system's alone. */
const writable = process.getuid?.() === 0;

const edit = (folder) => {
  identify(folder, GECKO);
  if (writable) write(path.join(CHROMIUM, `imprint-test-${id}.json`), { "3rdparty": { extensions: { [id]: POLICY } } });
  write(path.join(FIREFOX, `${GECKO}.json`), { name: GECKO, description: "A test's policy", type: "storage", data: POLICY });
};

/** Gives the copy of the extension an id of its own. */
const identify = (folder, gecko) => editJson(path.join(folder, "manifest.json"), (manifest) => ({
  ...manifest, key: key.toString("base64"),
  browser_specific_settings: { ...manifest.browser_specific_settings, gecko: { ...manifest.browser_specific_settings.gecko, id: gecko } },
}));

const givesItsLists = async ({ visit, browser, picture, skip }) => {
  if (browser.name === "chromium" && !writable) return skip("Chromium takes policies from a folder that only root can write to");
  const page = await visit("lists.html");
  await settled(page);
  await page.until("the school's list labels", () => dom.badges(document.querySelector("#new")).length === 1);
  const settings = await browser.openExtensionPage("pages/settings/settings.html");
  await settings.until("the lists are drawn", () => document.querySelectorAll("#lists-order > li").length >= 3);
  assert.match(await settings.read(() => document.querySelector("#lists-order").innerText), /School[\s\S]*set by your administrator/);
  assert.equal(await settings.read(() => document.querySelector('[data-kind="plain"] input').disabled), true);
  assert.doesNotMatch(await settings.read(() => document.querySelector("#lists-order").innerText), /Limited/);
  await settings.until("what does not fit is told", () => document.querySelectorAll("#policy li").length > 0);
  assert.deepEqual(await settings.read(() => dom.all("#policy li").map((line) => line.innerText)), [
    "base_url This is not an https address without a query, so newer data is looked for nowhere until it is corrected. (http://mirror.school.example/)",
    "lists[1].classes[0] This is no class, so the list is not used. (nonsense)",
  ]);
  assert.deepEqual((await violations(settings)).violations, []);
  await picture(settings, "policy-misfits");
  await settings.until("the own word is locked", () => /administrator/.test(document.querySelector("#own .note")?.innerText ?? ""));
  assert.equal(await settings.read(() => document.querySelector("#own-add")), null);
  await settings.until("the sites are locked", () => /administrator/.test(document.querySelector("#sites .note")?.innerText ?? ""));
  await settings.close();
  await page.activate();
  const popup = await browser.openExtensionPage();
  await popup.until("the switch is there and cannot be pressed", () => !document.querySelector("#switch").hidden && document.querySelector("#on").disabled);
  assert.match(await popup.read(() => document.querySelector("#switch").title), /administrator/);
};

suite("a policy", (test) => {
  test("gives everyone its lists, locks what it says, and tells what of it cannot be used", givesItsLists);
}, { edit });

/**
 * Firefox reads `policies.json` from its own folder or the system's, where a test has no business, and from another place
 * only under automation: that is where it is told so and may reach nothing but this machine.
 */
const POLICIES = path.join(os.tmpdir(), `imprint-policies-${process.pid}.json`);
write(POLICIES, { policies: { "3rdparty": { Extensions: { [BY_FILE]: POLICY } } } });

suite("a policy of Firefox's policies.json", (test) => {
  test("gives everyone its lists, locks what it says, and tells what of it cannot be used", givesItsLists);
}, {
  browsers: ["firefox"],
  edit: (folder) => identify(folder, BY_FILE),
  firefox: {
    prefs: {
      "browser.policies.alternatePath": POLICIES,
      "security.turn_off_all_security_so_that_viruses_can_take_over_this_computer": true,
    },
    env: { MOZ_DISABLE_NONLOCAL_CONNECTIONS: "1" },
  },
});
