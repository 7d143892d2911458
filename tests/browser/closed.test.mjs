// The extension as it is shipped, its shadow roots closed: what the script of a page can learn of a reader's lists and own
// word, and what it can set off. Everything else is tested in a copy whose roots are open.
import assert from "node:assert/strict";
import { pointOnBadge, pointOnWords, sleep } from "./support/checks.mjs";
import { choose, clear, says, settingsOf } from "./support/lists.mjs";
import { suite } from "./support/suite.mjs";

/** A card opens after 400 ms; longer than this without one means that none comes. */
const LONG_ENOUGH_MS = 1000;

/** What stands in the list and in the own word, and the names of both: none of it is the page's business. */
const SECRETS = ["Class 9b", "The New Paper", "Paper Trust", "seen in class", "outlet=\"new-paper.example\"", "As I know it", "Your own word", "unsigned"];

const look = async (page) => JSON.parse(await page.read((secrets) => dom.page.look(secrets), SECRETS));
const layers = (page) => page.read(() => document.querySelectorAll("[data-imprint=layer]").length);
const nothing = { roots: [], targets: [], points: 0, secrets: [], found: [] };

/** The page, with a list and an own word in force. */
async function begin(world) {
  const settings = await settingsOf(world);
  await settings.read(choose, "#list-file", "Class 9b.csv", "Site;Name;Owner;Class;Note\nnew-paper.example;The New Paper;Paper Trust;;seen in class\nrt.com;RT;;private;\n");
  await says(settings, "the list was added", /was added/);
  await settings.close();
  const form = await settingsOf(world, `?${new URLSearchParams({ own: "say", outlet: "bbc", key: "bbc.com", title: "BBC", country: "GB" })}`);
  await form.until("the form is there", () => document.querySelector("#own-form") !== null);
  await form.read(() => {
    document.querySelector("#own-text").value = "As I know it";
    document.querySelector("#own-form input[value=government]").click();
    document.querySelector("#own-form").requestSubmit();
  });
  await says(form, "it is kept", /Kept/);
  await form.close();
  const page = await world.visit("spying.html");
  await page.until("every link bears its badge", () => document.querySelectorAll("[data-imprint=badge]").length === 3);
  await page.activate();
  return page;
}

suite("a page", (test) => {
  test("reads neither a list nor the reader's own word off badges and card", async (world) => {
    const page = await begin(world);
    const { ours, ...found } = await look(page);
    assert.equal(ours, 3);
    assert.deepEqual(found, nothing);
    await page.move(await page.read(pointOnWords, "#bbc a"));
    await page.until("the card is open", () => document.querySelector("[data-imprint=layer]") !== null);
    await page.move(await page.read(() => {
      const { left, top, width } = document.querySelector("[data-imprint=layer]").getBoundingClientRect();
      return { x: left + width / 2, y: top + 30 };
    }));
    await sleep(200);
    // What is found in an open card is said in PERMISSIONS.md: a page can guess at its words, and not read them.
    const opened = await look(page);
    assert.deepEqual(opened, { ...nothing, ours: 4, found: opened.found });
    assert.deepEqual(await page.names("a[href]"), ["New Paper", "RT", "BBC"], "names of links stay their own");
    await page.press("Escape");
    await clear(world);
  });

  test("finds what Imprint's data says of a link, and an empty mark where it is another's word", async (world) => {
    const page = await begin(world);
    // The language is that of the browser, which a page knows.
    const marks = () => page.read(() => [...document.querySelectorAll("[data-imprint=badge]")].map(({ attributes }) =>
      [...attributes].filter(({ name }) => name !== "style" && name !== "lang").map(({ name, value }) => `${name}=${value}`).join(" ")));
    const packaged = /^data-imprint=badge data-imprint-outlet=(rt|bbc) data-imprint-classes=[a-z]/;
    const [list, rt, own] = await marks();
    assert.deepEqual([list, own], Array(2).fill("data-imprint=badge data-imprint-outlet= data-imprint-classes="));
    assert.match(rt, packaged);
    await clear(world);
    await page.until("the badges are those of Imprint's data", () => document.querySelectorAll("[data-imprint=badge]").length === 2
      && document.querySelector("#bbc [data-imprint-outlet=bbc]") !== null);
    assert.deepEqual((await marks()).filter((mark) => !packaged.test(mark)), []);
  });

  test("opens no card and closes none by events of its own making", async (world) => {
    const page = await begin(world);
    const { clicks, stopped } = JSON.parse(await page.read(() => dom.page.pretend("#rt a")));
    assert.deepEqual({ clicks, stopped }, { clicks: 4, stopped: 0 }, "a made-up click goes where it would without Imprint");
    await sleep(LONG_ENOUGH_MS);
    assert.equal(await layers(page), 0);
    await page.click(await page.read(pointOnBadge, "#rt"));
    await page.until("a person's click opens it", () => document.querySelector("[data-imprint=layer]") !== null);
    await page.read(() => dom.page.dismiss());
    await sleep(LONG_ENOUGH_MS);
    assert.equal(await layers(page), 1);
    await page.press("Escape");
    await page.until("a person's key closes it", () => document.querySelector("[data-imprint=layer]") === null);
    await clear(world);
  });
}, { roots: "closed" });
