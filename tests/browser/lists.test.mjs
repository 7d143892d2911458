// Lists beside the packaged data, and the reader's own word, from the settings page to badge and card, in both browsers.
import assert from "node:assert/strict";
import { violations } from "./support/axe.mjs";
import { openCard, pointOnBadge, pointOnWords, settled, sleep, until } from "./support/checks.mjs";
import { choose, clear, says, settingsOf, whose } from "./support/lists.mjs";
import { suite } from "./support/suite.mjs";

const TABLE = "Site;Name;Country;Owner;Class;Note\nnew-paper.example;The New Paper;Germany;Paper Trust;private;seen in class\nrt.com;RT as we see it;;;private;\n";

const addTable = async (world, text = TABLE) => {
  const settings = await settingsOf(world);
  await settings.read(choose, "#list-file", "class-9b.csv", text);
  await says(settings, "the list was added", /was added/);
  return settings;
};

/**
 * Calls a function of the extension's interfaces (`tabs.query`) in one of its pages. By way of the page's own world and text, because
 * a test's functions run beside it in Firefox.
 */
const api = async (page, name, ...args) => JSON.parse(await page.call(async (name, text) => {
  const [part, method] = name.split(".");
  const answer = await dom.page.chrome[part][method](...dom.page.JSON.parse(text));
  return dom.page.JSON.stringify(answer) ?? "null";
}, name, JSON.stringify(args)));

suite("lists", (test) => {
  test("label beside the packaged data, are told apart from it, and disagree side by side", async (world) => {
    const page = await world.visit("lists.html");
    await settled(page);
    assert.equal(await page.read(whose, "#new"), null);
    const settings = await addTable(world);
    await page.until("the open page follows", () => dom.badges(document.querySelector("#new")).length === 1);
    assert.equal((await page.read(whose, "#new")).outlet, "new-paper.example");
    assert.ok((await page.read(whose, "#new")).list);
    await settled(page);
    assert.deepEqual(await page.read(whose, "#rt"), { outlet: "rt", list: null, disagree: true });
    assert.deepEqual(await page.read(whose, "#bbc"), { outlet: "bbc", list: null, disagree: false });
    await settings.close();
    await page.activate();
    await page.move(await page.read(pointOnWords, "#rt a"));
    const card = await openCard(page);
    assert.match(card, /What the lists say/i);
    assert.match(card, /The lists disagree/);
    assert.match(card, /RT as we see it/);
    assert.match(card, /class-9b\.csv \(unsigned list\)/);
    await world.picture(page, "lists-disagreement");
    await page.press("Escape");
    await page.move(await page.read(pointOnBadge, "#new"));
    const plain = await openCard(page);
    assert.match(plain, /according to class-9b\.csv \(unsigned list\)/i);
    assert.match(plain, /Owner: Paper Trust/);
    assert.match(plain, /seen in class/);
    assert.deepEqual((await violations(page)).violations, []);
    await world.picture(page, "lists-plain");
    await page.press("Escape");
    await clear(world);
  });

  test("have an order, a switch and a limit, which open pages follow", async (world) => {
    const page = await world.visit("lists.html");
    await settled(page);
    const settings = await addTable(world);
    const id = await settings.read(() => document.querySelector("#lists-order > li[data-kind=plain]").dataset.list);
    await settings.read((id) => document.getElementById(`list-up-${id}`).click(), id);
    await page.until("the list gives the badge", () => dom.chip(dom.badges(document.querySelector("#rt"))[0])?.getAttribute("data-list"));
    await settings.until("the focus stays", (id) => document.activeElement.id === `list-up-${id}`, id);
    await settings.read((id) => document.getElementById(`list-on-${id}`).click(), id);
    await page.until("it says nothing any more", () => dom.badges(document.querySelector("#new")).length === 0
      && dom.chip(dom.badges(document.querySelector("#rt"))[0])?.getAttribute("data-list") === null);
    await settings.read((id) => document.getElementById(`list-on-${id}`).click(), id);
    await page.until("it is back", () => dom.badges(document.querySelector("#new")).length === 1);
    await settings.read((id) => { document.querySelector(`[data-list="${id}"] .limit`).open = true; }, id);
    await settings.until("the classes are there", (id) => document.querySelector(`[data-list="${id}"] .limit input`) !== null, id);
    await settings.read((id) => document.querySelector(`[data-list="${id}"] .limit input[value=government]`).click(), id);
    await page.until("it has nobody of this class", () => dom.badges(document.querySelector("#new")).length === 0);
    await clear(world);
  });

  test("that are gone, or cannot be changed, are drawn as they are, and the reader is told why", async (world) => {
    await world.visit("lists.html");
    const settings = await addTable(world);
    const other = await settingsOf(world);
    const id = await settings.read(() => document.querySelector("#lists-order > li[data-kind=plain]").dataset.list);
    await settings.read((id) => document.getElementById(`list-remove-${id}`).click(), id);
    await says(settings, "it is removed", /removed/i);
    await other.read((id) => document.getElementById(`list-on-${id}`).click(), id);
    await says(other, "the page that still showed it says why", /not there any more/);
    await other.until("and shows it no more", (id) => document.getElementById(`list-on-${id}`) === null, id);
    assert.equal(await other.read(() => document.querySelectorAll("#lists-order > li").length), 2);
    await clear(world);
  });

  test("that are wrong are refused with their line, and nothing changes", async (world) => {
    await world.visit("lists.html");
    const settings = await settingsOf(world);
    await settings.read(choose, "#list-file", "bad.csv", "host,class\nnew-paper.example,propaganda\n");
    await says(settings, "the line is told", /Line 2: This is no class\. .*propaganda/);
    assert.equal(await settings.read(() => document.querySelectorAll("#lists-order > li").length), 2);
  });

  test("and everything else survive the background's sleep", async (world) => {
    const page = await world.visit("lists.html");
    await settled(page);
    await (await addTable(world)).close();
    await world.browser.stopBackground();
    await page.goto(await page.url());
    await settled(page);
    assert.equal((await page.read(whose, "#new")).outlet, "new-paper.example");
    await clear(world);
  });
});

suite("the reader's own word", (test) => {
  test("hides a label from the card on, and shows it again", async (world) => {
    const page = await world.visit("lists.html");
    await settled(page);
    const settings = await settingsOf(world, `?${new URLSearchParams({ own: "hide", outlet: "rt", key: "rt.com", title: "RT", country: "RU" })}`);
    await settings.until("the form knows the outlet", () => document.querySelector("#own-key")?.value === "outlet:rt");
    assert.equal(await settings.read(() => document.querySelector("#own-hides").checked), true);
    await settings.read(() => document.querySelector("#own-form").requestSubmit());
    await says(settings, "it is kept", /Kept/);
    await page.until("RT alone has no badge any more", () => dom.badges(document.querySelector("#rt")).length === 0
      && dom.badges(document.querySelector("#bbc")).length === 1);
    await page.activate();
    await page.read(() => document.querySelector("#rt a").focus());
    await page.command();
    assert.match(await openCard(page), /You have hidden this label/);
    await page.press("Escape");
    await settings.activate();
    await settings.read(() => dom.all("#own-entries button").at(-1).click());
    await page.until("it is back", () => dom.badges(document.querySelector("#rt")).length === 1);
    await clear(world);
  });

  test("corrects a label, marked as the reader's own beside the packaged one", async (world) => {
    const page = await world.visit("lists.html");
    await settled(page);
    const settings = await settingsOf(world, `?${new URLSearchParams({ own: "say", outlet: "bbc", key: "bbc.com", title: "BBC", country: "GB" })}`);
    await settings.until("the form is there", () => document.querySelector("#own-form") !== null);
    await settings.read(() => {
      document.querySelector("#own-text").value = "As I <b>know</b> it";
      document.querySelector("#own-form input[value=government]").click();
      document.querySelector("#own-form").requestSubmit();
    });
    await says(settings, "it is kept", /Kept/);
    await page.until("the badge is the reader's", () => dom.chip(dom.badges(document.querySelector("#bbc"))[0])?.getAttribute("data-list") === "own");
    await page.activate();
    await page.move(await page.read(pointOnWords, "#bbc a"));
    const card = await openCard(page);
    assert.match(card, /Your own word \(yours\)/);
    assert.match(card, /As I <b>know<\/b> it/);
    assert.match(card, /Imprint's data/);
    await world.picture(page, "own-correction");
    await page.press("Escape");
    await clear(world);
  });

  test("is asked for by a press on the card's button, and by no script of the page", async (world) => {
    const page = await world.visit("lists.html");
    await settled(page);
    const settings = await settingsOf(world);
    const others = async () => {
      const own = await api(settings, "tabs.getCurrent");
      return (await api(settings, "tabs.query", {})).filter(({ id, url }) => id !== own.id && /settings\.html/.test(url ?? "")).map(({ id }) => id);
    };
    await page.activate();
    await page.move(await page.read(pointOnWords, "#rt a"));
    await openCard(page);
    await page.read(() => dom.all("button", dom.ours("card")[0].shadowRoot).find((button) => /Hide/.test(button.textContent)).click());
    await sleep(500);
    assert.deepEqual(await others(), []);
    await page.click(await page.read(() => {
      const button = dom.all("button", dom.ours("card")[0].shadowRoot).find((one) => /Hide/.test(one.textContent));
      const { left, top, width, height } = button.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2 };
    }));
    await until("a form opens", async () => (await others()).length === 1);
    await api(settings, "tabs.remove", await others());
  });

  test("hides a label that rests on what the page shows, by its outlet or by the address that is shown", async (world) => {
    for (const choice of ["outlet:bbc", "bbc.com"]) {
      const page = await world.visit("short.html");
      await page.until("the short link is known by its text", () => dom.outlets(document.querySelector("#short")).join() === "bbc");
      const settings = await settingsOf(world, `?${new URLSearchParams({ own: "hide", outlet: "bbc", key: "bbc.com", title: "BBC", country: "GB" })}`);
      await settings.until("the form is there", () => document.querySelector("#own-form") !== null);
      assert.deepEqual(await settings.read(() => [...document.querySelectorAll("#own-key option")].map(({ value }) => value)), ["outlet:bbc", "bbc.com"]);
      await settings.read((choice) => {
        document.querySelector("#own-key").value = choice;
        document.querySelector("#own-form").requestSubmit();
      }, choice);
      await says(settings, "it is kept", /Kept/);
      await page.until(`nothing is said of the short link any more, by ${choice}`, () => dom.badges(document.querySelector("#short")).length === 0
        && dom.badges(document.querySelector(".sentinel")).length === 1);
      await settings.close();
      await clear(world);
      await page.close();
    }
  });

  test("and all settings go into a file and come back into another profile", async (world) => {
    const page = await world.visit("lists.html");
    await settled(page);
    const settings = await addTable(world);
    await api(settings, "runtime.sendMessage", { name: "keep-own", entry: {
      id: "1", key: "outlet:rt", hide: true, name: "RT", country: "", owner: "", classes: [], text: "", source: "",
    } });
    await page.until("RT has no badge any more", () => dom.badges(document.querySelector("#rt")).length === 0);
    const { answer } = await api(settings, "runtime.sendMessage", { name: "export" });
    await settings.close();
    await clear(world);
    await page.until("as in a fresh profile", () => dom.badges(document.querySelector("#new")).length === 0 && dom.badges(document.querySelector("#rt")).length === 1);
    const fresh = await settingsOf(world);
    await fresh.read(choose, "#import", "bad.json", "{");
    await says(fresh, "a bad file is refused", /no JSON/);
    await fresh.read(choose, "#import", "settings.json", answer.text);
    await says(fresh, "what was taken is told", /Taken: 1 list and 1 entry of your own\./);
    await page.until("labels as before", () => dom.badges(document.querySelector("#new")).length === 1 && dom.badges(document.querySelector("#rt")).length === 0);
    await fresh.close();
    await clear(world);
  });

  test("and all settings are taken as a whole or not at all, whenever the background is stopped", async (world) => {
    const page = await world.visit("lists.html");
    await settled(page);
    const settings = await addTable(world);
    const { answer: { text: before } } = await api(settings, "runtime.sendMessage", { name: "export" });
    const file = JSON.parse(before);
    const { lists: [own, packaged, table] } = file;
    const entry = { id: "1", key: "outlet:rt", hide: true, name: "", country: "", owner: "", classes: [], text: "", source: "", date: "" };
    const other = JSON.stringify({
      ...file, own: [entry], sites_off: ["off.example"],
      lists: [packaged, own, ...["One", "Two", "Three"].map((name) => ({ ...table, name }))],
    });
    await settings.close();
    /** What settings there are, as the page shows them. */
    const told = async () => {
      const settings = await settingsOf(world);
      const found = await settings.read(() => JSON.stringify([
        dom.all("#lists-order label.choice span:first-of-type").map(({ textContent }) => textContent).filter((name) => /class-9b|One|Two|Three/.test(name)),
        dom.all("#own-entries > li").length, /off\.example/.test(document.querySelector("#sites").innerText),
      ]));
      await settings.close();
      return found;
    };
    const [old, young] = [JSON.stringify([["class-9b.csv"], 0, false]), JSON.stringify([["One", "Two", "Three"], 1, true])];
    assert.equal(await told(), old);
    const seen = new Set();
    for (let wait = 0, points = 0; points < 10 || !seen.has(young) && points < 40; wait += 25, points += 1) {
      const settings = await settingsOf(world);
      await settings.read(choose, "#import", "settings.json", other);
      await sleep(wait);
      await world.browser.stopBackground();
      await settings.close();
      const found = await told();
      assert.ok(found === old || found === young, `stopped after ${wait} ms: ${found}`);
      seen.add(found);
      await page.goto(await page.url());
      await until("labels are those of the settings", () => page.read((hidden) => (dom.badges(document.querySelector("#rt")).length === 0) === hidden &&
        dom.badges(document.querySelector("#new")).length === 1, found === young));
      if (found === old) continue;
      const again = await settingsOf(world);
      await again.read(choose, "#import", "settings.json", before);
      await says(again, "as it was", /Taken: 1 list /);
      await again.close();
    }
    assert.ok(seen.has(young), "it never came through");
    await clear(world);
  }, { timeout: 240_000 });

  test("and the lists can be read and used by everybody", async (world) => {
    await world.visit("lists.html");
    const settings = await addTable(world);
    await settings.read(() => {
      document.querySelectorAll("details").forEach((details) => { details.open = true; });
      document.querySelector("#own-add").click();
    });
    assert.deepEqual((await violations(settings)).violations, []);
    await world.picture(settings, "settings-lists");
    await settings.close();
    await clear(world);
  });
});
