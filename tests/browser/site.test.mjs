// The static site, without the extension and beside it: what is typed or pasted gets label, card and walk, the sample page
// its badges once, and nothing of it leaves the page.
import assert from "node:assert/strict";
import path from "node:path";
import { violations } from "./support/axe.mjs";
import { openCard, pointOnWords, sleep, until } from "./support/checks.mjs";
import { editJson } from "./support/extension.mjs";
import { SITE_ADDRESS, SITE_HOST, serveSite } from "./support/site.mjs";
import { suite } from "./support/suite.mjs";

/** The extension stays installed, because the browsers are started with it; its hands are off the pages. */
const withoutContentScripts = (folder) =>
  editJson(path.join(folder, "manifest.json"), (manifest) => ({ ...manifest, content_scripts: undefined }));

const started = async ({ browser, server }, change) => {
  serveSite(server, change);
  const page = await browser.open(SITE_ADDRESS);
  await page.until("the site has started", () => !document.body.hasAttribute("data-unready"));
  return page;
};

/** The same, with the engine at work. */
const ready = async (world) => {
  const page = await started(world);
  await page.until("the dataset is open", () => /\d/.test(document.querySelector("#counts").textContent));
  return page;
};

/** Types into the field as a person does, and presses Enter. */
const lookUp = async (page, text) => {
  await page.read(() => {
    const input = document.querySelector("#input");
    input.focus();
    input.select();
  });
  for (const key of text) await page.press(key);
  assert.equal(await page.read(() => document.querySelector("#input").value), text);
  await page.press("Enter");
  await page.until("there is an answer", () => document.querySelector("#answer:not([hidden])") !== null);
};

/** What the answer says, in its parts. Runs in the page. */
const answer = () => {
  const text = (selector) => document.querySelector(`#answer ${selector}`)?.textContent ?? "";
  const place = document.querySelector("#answer");
  return {
    title: text("h3"),
    verdict: text(".verdict"),
    outlets: dom.outlets(place),
    badges: dom.badges(place).map(dom.words),
    card: dom.ours("card").filter((host) => place.contains(host)).map(dom.words).join(" "),
    walk: [...place.querySelectorAll(".walk li")].map((step) => ({
      found: step.classList.contains("hit"), input: step.querySelector("code").textContent, outcome: step.querySelector("bdi").textContent,
    })),
    lists: [...place.querySelectorAll(".many section")].map((part) => ({
      title: part.querySelector("h4").textContent,
      rows: [...part.querySelectorAll(".row")].map((row) => ({
        address: row.querySelector(".address").textContent, outlet: dom.outlets(row).join(),
      })),
    })),
    focused: dom.focused()?.textContent ?? "",
    fragment: location.hash,
  };
};

/** Waits until the link stands where it stood: badges that come above it move it. */
const still = (page, link) => {
  let before = "";
  return until("nothing moves any more", async () => {
    const now = await page.read((link) => JSON.stringify([dom.box(document.querySelector(link)), dom.badges().length]), link);
    await sleep(300);
    return now === before || ((before = now), false);
  });
};

suite("the site without the extension", (test) => {
  test("answers a link that is typed with label, card and walk", async (world) => {
    const page = await ready(world);
    await lookUp(page, "rt.com/news");
    const said = await page.read(answer);
    assert.equal(said.title, "What Imprint says about this link");
    assert.match(said.verdict, /In the dataset/);
    assert.deepEqual(said.outlets, ["rt"]);
    assert.match(said.badges.join(), /State-controlled.*RU/);
    // The chain up to the state, and what says so.
    assert.match(said.card, /TV-Novosti[\s\S]*Russia/);
    assert.match(said.card, /State Media Monitor/);
    const hits = said.walk.filter(({ found }) => found);
    assert.ok(said.walk.length > hits.length, "the walk tells what was not found too");
    assert.ok(hits.some(({ input, outcome }) => /rt\.com/.test(`${input} ${outcome}`)), JSON.stringify(said.walk));
    assert.equal(said.focused, said.title, "a screen reader is led to the answer");
    assert.equal(said.fragment, `#u=${encodeURIComponent("https://rt.com/news")}`);
    const { violations: complaints, looked } = await violations(page);
    assert.deepEqual(complaints, []);
    assert.ok(looked, "axe-core looked into badge and card");
  });

  test("tells what it does not know from what is no address", async (world) => {
    const page = await ready(world);
    for (const [text, verdict] of [["notrt.com", /Not in the dataset/], ["hello", /No web address/]]) {
      await lookUp(page, text);
      const said = await page.read(answer);
      assert.match(said.verdict, verdict);
      assert.deepEqual(said.outlets, [], `${text} has no badge`);
    }
  });

  test("finds the links in a text that is copied from a page and pasted", async (world) => {
    const page = await ready(world);
    await page.read(() => {
      const range = document.createRange();
      range.selectNodeContents(document.querySelector("#s-prose + p"));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    });
    await page.press("Control+c");
    await page.read(() => document.querySelector("#input").focus());
    await page.press("Control+v");
    await page.until("the text is pasted, with the addresses behind its words", () => /cgtn\.com/.test(document.querySelector("#input").value));
    await page.press("Enter");
    await page.until("there is a list", () => document.querySelector("#answer .many") !== null);
    const said = await page.read(answer);
    const [known, absent, ...others] = said.lists;
    assert.deepEqual(known.rows.map(({ outlet }) => outlet), ["cgtn", "xinhua", "voice-of-america", "deutsche-welle", "france-24", "nhk", "the-new-york-times"]);
    assert.deepEqual(absent.rows, [{ address: "https://en.wikipedia.org/wiki/Imprint_(trade_name)", outlet: "" }]);
    assert.deepEqual(others, []);
    assert.equal(said.title, `What Imprint says about ${known.rows.length + absent.rows.length} links`);

    // Each row has its card, and leads to the walk of its link.
    await page.read(() => document.querySelector("#answer .row button").click());
    const { card } = await page.read(answer);
    assert.match(card, /CGTN/);
    await page.read(() => document.querySelector("#answer .row a").click());
    await page.until("the walk is shown", () => document.querySelectorAll("#answer .walk li").length > 0);
    assert.deepEqual((await page.read(answer)).outlets, ["cgtn"]);
  });

  test("draws the badges of its sample page itself, once, and opens their cards", async (world) => {
    const page = await ready(world);
    await page.until("the page says who draws", () => /this page draws the badges itself/.test(document.querySelector("#drawn-by").textContent));
    const link = "#s-prose + p a[href='https://www.cgtn.com/']";
    await page.read((link) => document.querySelector(link).scrollIntoView({ block: "center" }), link);
    await page.until("the link has its badge", (link) => dom.outlets(document.querySelector(link)).join() === "cgtn", link);
    await still(page, link);
    assert.ok((await page.read(() => [...document.querySelectorAll("#page a")].map((link) => dom.badges(link).length))).every((count) => count <= 1));
    await page.move(await page.read(pointOnWords, link));
    assert.match(await openCard(page), /CGTN/);
  });

  test("asks nobody but its own host, and no address it is asked about", async (world) => {
    const { browser, server } = world;
    const start = server.log.length;
    const page = await ready(world);
    await lookUp(page, "tass.com");
    const asked = (await browser.requests()).map(({ url }) => new URL(url).hostname);
    assert.deepEqual([...new Set(asked)], [SITE_HOST]);
    assert.deepEqual(server.strangers(start), []);
  });

  test("says so when the dataset is damaged or missing, and takes no question", async (world) => {
    const flipped = (bytes) => {
      const other = Buffer.from(bytes);
      other[other.length - 1] ^= 1;
      return other;
    };
    for (const [change, words] of [[flipped, /damaged|corrupt/i], [() => null, /dataset/i]]) {
      const page = await started(world, (name, bytes) => (name === "gen/imprint.dataset" ? change(bytes) : bytes));
      await page.until("the trouble is told", () => document.querySelector("#trouble:not([hidden])") !== null);
      assert.match(await page.read(() => document.querySelector("#trouble").textContent), words);
      assert.ok(await page.read(() => document.querySelector("#form button").disabled));
      await page.close();
    }
  });
}, { edit: withoutContentScripts });

suite("the site beside the extension", (test) => {
  test("leaves its sample page to the extension: one badge a link", async (world) => {
    const page = await ready(world);
    await page.until("the page says who draws", () => /extension draws the badges/.test(document.querySelector("#drawn-by").textContent));
    const link = "#s-prose + p a[href='https://www.cgtn.com/']";
    await page.read((link) => document.querySelector(link).scrollIntoView({ block: "center" }), link);
    await until("the link has one badge", async () => (await page.read((link) => dom.badges(document.querySelector(link)).length, link)) === 1);
    assert.ok((await page.read(() => [...document.querySelectorAll("#page a")].map((link) => dom.badges(link).length))).every((count) => count <= 1));
  });
});
