// More lists, and more keys, than anybody will have: labels come, the settings answer, the reader is told in a sentence what was
// taken and what was not, and what was there is there.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after } from "node:test";
import { settled, until } from "./support/checks.mjs";
import { clear, says, settingsOf, whose } from "./support/lists.mjs";
import { Host, Publisher, builtFor, packagedDataset, speakFor } from "./support/publisher.mjs";
import { suite } from "./support/suite.mjs";

/** Subscriptions in one file: ten times as many as there can be. */
const SUBSCRIPTIONS = 10_000;
/** So many of them have somebody at their address: each is asked, one after the other. */
const ANSWERING = 20;
/** Lists of a million keys together. */
const LISTS = 20;
const KEYS = 50_000;
/** How soon settings must be drawn, and a page labelled by a background that was stopped, on a machine that does other things too. */
const SOON_MS = 15_000;

const [home, watch] = ["data", "watch"].map((name) => new Publisher({ base: `https://${name}.example/` }));
after(() => [home, watch].forEach((publisher) => publisher.remove()));
home.publish();
const files = watch.publish({ outlets: { seen: "seen.example" } }).files();
const packaged = packagedDataset();

const LINKS = [
  ["first", "h0.l0.example"], ["middle", "h123.l7.example"], ["last", `h${KEYS - 1}.l${LISTS - 1}.example`], ["none", `h${KEYS}.l0.example`],
  ["seen", "seen.example"], ["kept", "kept.example"], ["paper", "paper.example"],
];
const NEWS = `<!doctype html><html lang="en"><meta charset="utf-8"><title>News</title><main>
${LINKS.map(([id, host]) => `<p id="${id}">A story by <a ${id === "paper" ? 'class="sentinel"' : ""} href="https://${host}/story">an outlet called ${id}</a>.</p>`).join("\n")}
</main></html>`;

const edit = (folder) => {
  fs.writeFileSync(path.join(folder, "gen", "imprint.dataset"), packaged);
  builtFor(home)(folder);
};

/** Every address `https://watch.example/NUMBER/` is one of the same publisher's, as far as somebody is there. */
const publish = (server) => {
  server.generate("news.html", NEWS);
  const host = new Host(files);
  const answer = host.answer.bind(host);
  host.answer = (name) => {
    const [number, ...file] = name.split("/");
    return Number(number) < ANSWERING ? answer(file.join("/")) : { status: 404, body: Buffer.from("no") };
  };
  speakFor(server, "watch.example", host);
};

/** Chooses a file of settings that is made in the page, for it is larger than what a test can send there. Runs in the page. */
function chooseMade(lists, more) {
  const file = {
    imprint: "settings", version: 2, exported: "", sites_off: [], updates: { automatic: false, metered: false, base: null, mirrors: null }, own: [],
    lists: [...lists, ...Array.from({ length: more.count }, (_, number) => ({
      id: `x-${number}`, name: `${more.name} ${number}`, kind: more.root ? "signed" : "plain", on: true, only: [], fingerprint: null,
      root: more.root ?? null, base: more.root ? `https://watch.example/${number}/` : null, mirrors: [], origin: "", date: "",
      content: more.root ? null : btoa(Array.from({ length: more.keys }, (_, host) => `h${host}.l${number}.example\n`).join("")),
    }))],
  };
  const input = document.querySelector("#import");
  const chosen = new DataTransfer();
  chosen.items.add(new File([JSON.stringify(file)], "settings.json"));
  input.files = chosen.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

const KEPT = {
  id: "l-kept", name: "Kept", kind: "plain", on: true, only: [], fingerprint: null, root: null, base: null, mirrors: [], origin: "", date: "",
  content: Buffer.from("kept.example\n").toString("base64"),
};

const open = async (world) => {
  const started = performance.now();
  const settings = await settingsOf(world);
  return { settings, took: Math.round(performance.now() - started) };
};

const labelled = async (world) => {
  const started = performance.now();
  const page = await world.visit("news.html");
  await settled(page);
  return { page, took: Math.round(performance.now() - started) };
};

suite("a crowd of lists", (test) => {
  test("of ten thousand subscriptions in one file: the first thousand are taken, the reader is told, and labels come", async (world) => {
    publish(world.server);
    await clear(world);
    const { settings } = await open(world);
    const started = performance.now();
    await settings.read(chooseMade, [KEPT], { count: SUBSCRIPTIONS, name: "Watch", root: Buffer.from(watch.root).toString("base64") });
    await until("the keys are told, to be confirmed", () => settings.read(() => document.querySelector("#import-confirm") !== null), { limit: 90_000 });
    assert.equal(await settings.read(() => document.querySelectorAll("#import-keys > li").length), 100);
    assert.match(await settings.read(() => document.querySelector("#import-keys-more").textContent), /Show 100 more of 999/);
    assert.equal(await settings.read(() => document.querySelector("#import-keys code").textContent), watch.fingerprint);
    assert.equal(await settings.read(() => document.querySelectorAll("#lists-order > li").length), 2);
    await settings.read(() => document.querySelector("#import-confirm").click());
    const sentence = await says(settings, "what was taken is told", /Taken: 1,?000 lists/, { limit: 90_000 });
    const imported = Math.round(performance.now() - started);
    assert.match(sentence, /9,?001 more lists in the file were not taken, because there can be 1,?000 at most\./);
    await settings.close();
    const { page, took } = await labelled(world);
    // The page starts anew with each subscription that comes.
    await page.until("a subscription has come and labels beside what was there", () =>
      ["#kept", "#paper", "#seen"].every((place) => dom.badges(document.querySelector(place)).length === 1));

    const again = await open(world);
    assert.equal(await again.settings.read(() => dom.all("#lists-order > li").length), 100);
    await again.settings.read(() => document.querySelector("#lists-order-more").click());
    assert.equal(await again.settings.read(() => dom.all("#lists-order > li").length), 200);
    assert.match(await again.settings.read(() => document.querySelector("#lists-order-more").textContent), /Show 100 more of 1,?002/);
    console.log(`  ${world.browser.name}: ${SUBSCRIPTIONS} subscriptions looked through in ${imported} ms, a page labelled after ${took} ms, settings drawn after ${again.took} ms`);
    assert.ok(again.took < SOON_MS && took < SOON_MS);
    await clear(world);
  }, { timeout: 300_000 });

  test("with a million keys together: the first and the last of them label, in this life of the background and the next", async (world) => {
    publish(world.server);
    await clear(world);
    const { settings } = await open(world);
    const started = performance.now();
    await settings.read(chooseMade, [KEPT], { count: LISTS, keys: KEYS, name: "Crowd" });
    await says(settings, "everything was taken", /Taken: 21 lists/, { limit: 240_000 });
    const imported = Math.round(performance.now() - started);
    await settings.close();
    const took = [];
    for (const life of ["this life", "the next"]) {
      // From the page that is still open, and quiet by now.
      if (life === "the next") await world.browser.stopBackground();
      const { page, took: time } = await labelled(world);
      took.push(time);
      for (const id of ["first", "middle", "last", "kept", "paper"]) {
        await page.until(`${id} has its badge in ${life}`, (id) => dom.badges(document.getElementById(id)).length === 1, id);
      }
      assert.equal(await page.read(whose, "#none"), null);
    }
    const again = await open(world);
    assert.equal(await again.settings.read(() => dom.all("#lists-order > li").length), LISTS + 3);
    assert.match(await again.settings.read(() => document.querySelector("#lists-order").innerText), /50,000 addresses/);
    console.log(`  ${world.browser.name}: ${LISTS * KEYS} keys imported in ${imported} ms, a page labelled after ${took.join(" and, by a new background, ")} ms, settings drawn after ${again.took} ms`);
    assert.ok(again.took < SOON_MS && took.every((time) => time < SOON_MS));
    await clear(world);
  }, { timeout: 400_000 });
}, { edit });
