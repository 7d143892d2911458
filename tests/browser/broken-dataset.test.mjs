// A dataset that is cut short, bit-flipped, of another version or no dataset at all: the popup says so in words, and
// neither the extension nor the page comes to harm.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { assertWants, sleep } from "./support/checks.mjs";
import { suite } from "./support/suite.mjs";

/** Where the format keeps its version: see the drawing at the top of src/dataset/format.rs. */
const VERSION_AT = 8;

/** Change a copy of the bytes. */
const changed = (bytes, change) => {
  const copy = Buffer.from(bytes);
  change(copy);
  return copy;
};

const DAMAGE = {
  "is cut short": { harm: (bytes) => bytes.subarray(0, Math.floor(bytes.length / 2)), says: /cut short/i },
  "is empty": { harm: () => Buffer.alloc(0), says: /cut short|not an imprint dataset/i },
  "is of another version": {
    harm: (bytes) => changed(bytes, (copy) => copy.writeUInt32LE(copy.readUInt32LE(VERSION_AT) + 1, VERSION_AT)),
    says: /version/i,
  },
  "has one bit flipped": {
    harm: (bytes) => changed(bytes, (copy) => { copy[Math.floor(copy.length * 0.7)] ^= 0x10; }),
    says: /damaged/i,
  },
  "is no dataset at all": { harm: () => Buffer.from("<!doctype html><p>404"), says: /not an imprint dataset/i },
  "is missing": { harm: () => null, says: /could not be read/i },
};

/** Where the dataset lies, and what it held before it was damaged, for each browser's own copy of the extension. */
const file = (folder) => path.join(folder, "gen", "imprint.dataset");
const goodBytes = new Map();

suite("when the packaged dataset", (test) => {
  for (const [what, { harm, says }] of Object.entries(DAMAGE)) {
    test(`${what}, the popup says so in words`, async ({ visit, browser, folder }) => {
      if (!goodBytes.has(folder)) goodBytes.set(folder, fs.readFileSync(file(folder)));
      const bad = harm(goodBytes.get(folder));
      if (bad === null) fs.rmSync(file(folder));
      else fs.writeFileSync(file(folder), bad);
      const page = await visit("card.html");
      await browser.reload();
      await page.goto(await page.url());
      const popup = await browser.openExtensionPage();
      await popup.until("the popup says what is wrong", (pattern) => new RegExp(pattern, "i").test(document.body.innerText), says.source);
      const words = await popup.read(() => document.body.innerText);
      assert.doesNotMatch(words, /undefined|\[object|wasm|panick|unreachable|\bat .*\.js/, "words for people");
    });
  }

  test("is unusable, pages stay as they are and a sleep of the background changes nothing", async ({ visit, browser, folder }) => {
    if (!goodBytes.has(folder)) goodBytes.set(folder, fs.readFileSync(file(folder)));
    fs.rmSync(file(folder), { force: true });
    const page = await visit("card.html");
    await browser.reload();
    const wrong = async () => {
      const popup = await browser.openExtensionPage();
      await popup.until("the popup says what is wrong", (pattern) => new RegExp(pattern, "i").test(document.body.innerText), DAMAGE["is missing"].says.source);
      await popup.close();
    };
    await wrong();
    await browser.stopBackground();
    await page.goto(await page.url());
    await page.move(await page.read(() => dom.middle(document.querySelector("#one a"))));
    await sleep(700);
    assert.equal(await page.read(() => document.querySelectorAll("[data-imprint]").length), 0);
    await wrong();
  });

  test("is whole again, labels come as ever", async ({ visit, browser, folder }) => {
    const page = await visit("card.html");
    fs.writeFileSync(file(folder), goodBytes.get(folder));
    await browser.reload();
    await page.goto(await page.url());
    await assertWants(page);
  });
});
