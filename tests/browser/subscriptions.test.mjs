// Lists of other publishers, in real browsers: confirmed by their key, told by their name in every claim, kept by their own
// updates, and harmless to each other and to the packaged data whatever comes of them. And the corrections a reader prepares.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after } from "node:test";
import { violations } from "./support/axe.mjs";
import { closedCard, openCard, pointOnBadge, pointOnWords, settled, sleep, until } from "./support/checks.mjs";
import { choose, chooseBytes, clear, said, says, settingsOf, whose } from "./support/lists.mjs";
import { Host, Publisher, builtFor, packagedDataset, speakFor } from "./support/publisher.mjs";
import { suite } from "./support/suite.mjs";

const CORRECTIONS = "https://corrections.example/new?template=outlet";
/** As many keys as thousands of readers' lists have together. */
const MANY = 10_000;
/** How soon a page of settings must have answered with so many keys, on a machine that does other things too. */
const SOON_MS = 5_000;

/** The publisher of the packaged data, of the list that is subscribed to, one with other keys, one that is on no network. */
const [home, watch, other, disk] = ["data", "watch", "other", "disk"].map((name) => new Publisher({ base: `https://${name}.example/` }));
after(() => [home, watch, other, disk].forEach((publisher) => publisher.remove()));
home.publish();
const [first, second, third] = [{ seen: "seen.example" }, { later: "later.example" }, { latest: "latest.example" }]
  .map((outlets) => watch.publish({ outlets }).files());
const others = other.publish({ outlets: { copied: "copied.example" } }).files();
const crowd = other.publish({ outlets: { crowd: Array.from({ length: MANY }, (_, number) => `n${number}.crowd.example`) } }).files();
const bundle = disk.publish({ outlets: { carried: "carried.example" } }).bundle();
const packaged = packagedDataset();

/** The start of a key's fingerprint, as it stands behind the name of its list. */
const startOf = (publisher) => publisher.fingerprint.slice(0, 9);

const NEWS = `<!doctype html><html lang="en"><meta charset="utf-8"><title>News</title><main>
${[["seen", "seen.example"], ["later", "later.example"], ["latest", "latest.example"], ["copied", "copied.example"], ["carried", "carried.example"],
    ["crowd-first", "n0.crowd.example"], ["crowd-last", `n${MANY - 1}.crowd.example`], ["crowd-none", `n${MANY}.crowd.example`],
    ["state", "state.example"]]
    .map(([id, host]) => `<p id="${id}">A story by <a href="https://${host}/story">an outlet called ${id}</a> of today.</p>`).join("\n")}
<p id="paper">A story by <a class="sentinel" href="https://paper.example/story">a paper that was always there</a>.</p></main></html>`;

const edit = (folder) => {
  fs.writeFileSync(path.join(folder, "gen", "imprint.dataset"), packaged);
  builtFor(home, { corrections: CORRECTIONS })(folder);
};

/** Two publishers' hosts, for each browser's server. */
const hosts = new Map();
const hostsOf = ({ server }) => {
  if (!hosts.has(server)) {
    const pair = { watch: new Host(first), other: new Host(others) };
    for (const [name, host] of Object.entries(pair)) speakFor(server, `${name}.example`, host);
    server.generate("news.html", NEWS);
    // Where an address may be copied to the clipboard: a page that came by https.
    server.pretend("https://safe-news.example/", NEWS);
    hosts.set(server, pair);
  }
  return hosts.get(server);
};

/** A fresh reader, the hosts as they start, and an open page of news. */
const begin = async (world) => {
  const pair = hostsOf(world);
  Object.assign(pair.watch, { files: first });
  Object.assign(pair.other, { files: others });
  await clear(world);
  const page = await world.visit("news.html");
  await settled(page);
  for (const host of Object.values(pair)) {
    host.mend();
    host.asked.length = 0;
  }
  return { page, ...pair };
};

/** Enters an address on the settings page and waits for the fingerprint; tells it. */
const look = async (settings, base, title) => {
  await settings.read((base, title) => {
    document.querySelector("#lists-address").open = true;
    document.querySelector("#list-base").value = base;
    document.querySelector("#list-base-title").value = title;
    document.querySelector("#lists-address form").requestSubmit();
  }, base, title);
  await settings.until("the fingerprint is shown", () => document.querySelector("#list-fingerprint") !== null);
  return settings.read(() => document.querySelector("#list-fingerprint").textContent);
};

const confirm = (settings) => settings.read(() => document.querySelector("#list-confirm").click());

/** Subscribes as a reader who has compared the fingerprints. */
const subscribe = async (settings, publisher, title) => {
  assert.equal(await look(settings, publisher.base, title), publisher.fingerprint);
  await settings.read(() => { document.querySelector("#said").textContent = ""; });
  await confirm(settings);
  return says(settings, `${title} was added`, /was added/);
};

/** The lists as the settings page shows them. */
const rows = (settings) => settings.read(() => dom.all("#lists-order > li").map((row) => ({
  id: row.dataset.list, kind: row.dataset.kind, name: row.querySelector("label.choice span").textContent, text: row.innerText,
})));

const rowOf = async (settings, name) => (await rows(settings)).find((row) => row.name === name);

/** Presses "Update" at a list and tells what was said, and what stands in its row. */
const updateOf = async (settings, name) => {
  const { id } = await rowOf(settings, name);
  await settings.read(() => { document.querySelector("#said").textContent = ""; });
  await settings.read((id) => document.getElementById(`list-update-${id}`).click(), id);
  const sentence = await says(settings, "the look has ended", /./);
  // Its row is drawn anew a moment later.
  await settings.until("its row says so too", (id, sentence) => document.querySelector(`[data-list="${id}"]`)?.innerText.includes(sentence), id, sentence);
  return sentence;
};

/** One sentence for people, and none of the machine's words. */
const isSentence = (text) => {
  assert.match(text, /^[A-Z].{15,}[.)]$/s);
  assert.doesNotMatch(text, /undefined|\[object|wasm|panick|\bat .*\.js/);
};

const badge = (page, id) => page.until(`${id} has its badge`, (id) => dom.badges(document.getElementById(id)).length === 1, id);

/** Opens the card of a link by the mouse and tells its words. */
const cardOf = async (page, id) => {
  await page.activate();
  await page.move({ x: 1200, y: 700 });
  await page.move(await page.read(pointOnBadge, `#${id}`));
  return openCard(page);
};

const leave = async (page) => {
  await page.press("Escape");
  await closedCard(page);
};

suite("lists of other publishers", (test) => {
  test("are found by their address, shown by their fingerprint, and used only once that is confirmed", async (world) => {
    const { page, watch: host } = await begin(world);
    const settings = await settingsOf(world);
    assert.match(watch.fingerprint, /^([0-9A-F]{4} ){15}[0-9A-F]{4}$/);
    assert.equal(await look(settings, "https://watch.example", "Watch"), watch.fingerprint);
    assert.deepEqual([...new Set(host.asked)], ["root.json"], "data came before anybody had confirmed its key");
    assert.equal((await rows(settings)).length, 2);
    await settings.read(() => document.querySelector("#list-confirm").parentElement.lastElementChild.click());
    assert.equal(await settings.read(() => document.querySelector("#list-fingerprint")), null);
    assert.equal((await rows(settings)).length, 2);

    await look(settings, watch.base, "Watch");
    host.files = others;
    await confirm(settings);
    isSentence(await says(settings, "another key than the one confirmed is refused", /key has changed/));
    assert.equal((await rows(settings)).length, 2);
    host.files = first;
    assert.equal(await page.read(whose, "#seen"), null);

    await subscribe(settings, watch, "Watch");
    await badge(page, "seen");
    const { id, text } = await rowOf(settings, "Watch");
    assert.ok(text.includes(watch.fingerprint) && text.includes(watch.base), text);
    assert.deepEqual(await page.read(whose, "#seen"), { outlet: "seen", list: id, disagree: false });
    assert.equal((await page.read(whose, "#paper")).list, null, "what the packaged data knows is its word");
    assert.deepEqual((await violations(settings)).violations, []);
    await world.picture(settings, "subscriptions-settings");
  });

  test("stand by name and key in badge, card and evidence, in this life of the background and the next", async (world) => {
    const { page } = await begin(world);
    const settings = await settingsOf(world);
    await subscribe(settings, watch, "Watch");
    await settings.close();
    await badge(page, "seen");
    const name = `Watch (signed, key ${startOf(watch)})`;
    for (const life of ["this life", "the next"]) {
      if (life === "the next") {
        await world.browser.stopBackground();
        await page.goto(await page.url());
        await settled(page);
        await badge(page, "seen");
      }
      const words = await cardOf(page, "seen");
      assert.ok(words.toLowerCase().includes(`according to ${name}`.toLowerCase()), words);
      const evidence = await page.read(() => dom.all(".ev li", dom.card()).map((line) => line.innerText));
      assert.ok(evidence.length > 0);
      for (const line of evidence) assert.ok(line.includes(`according to ${name}`), line);
      await world.picture(page, "subscriptions-card");
      await leave(page);
    }
    await page.move(await page.read(pointOnWords, "#paper a"));
    const both = await openCard(page);
    assert.match(both, /What the lists say/i);
    assert.ok(both.includes(name) && both.includes("Imprint's data"), both);
    const spoken = await page.read(() => {
      const [badge] = dom.badges(document.querySelector("#seen"));
      return dom.spoken(badge);
    });
    assert.ok(spoken.includes(name), spoken);
    await leave(page);
  });

  test("bring their newer releases into open pages, on a click and by themselves", async (world) => {
    const { page, watch: host } = await begin(world);
    const settings = await settingsOf(world);
    await subscribe(settings, watch, "Watch");
    await badge(page, "seen");
    host.files = second;
    assert.match(await updateOf(settings, "Watch"), /Newer data was found and is in use/);
    await badge(page, "later");
    assert.equal((await page.read(whose, "#later")).list, (await rowOf(settings, "Watch")).id);
    assert.match(await updateOf(settings, "Watch"), /newest/);
    host.files = third;
    await settings.call(async () => { await dom.page.chrome.alarms.create("look-for-lists", dom.page.JSON.parse(`{"when": ${Date.now() + 200}}`)); });
    await until("the alarm has led to newer data", () => page.read(() => dom.badges(document.querySelector("#latest")).length === 1), { limit: 70_000 });
    for (const id of ["seen", "later", "paper"]) assert.ok(await page.read(whose, `#${id}`), `${id} has lost its badge`);
  }, { timeout: 150_000 });

  test("that take another one's name are told apart from it, and from Imprint's data", async (world) => {
    const { page } = await begin(world);
    const settings = await settingsOf(world);
    await subscribe(settings, watch, "Watch");
    await subscribe(settings, other, "Imprint’s  data");
    await settings.read(choose, "#list-file", "watch", "carried.example\n");
    await says(settings, "the file was added", /^watch \(2\) was added/);
    const names = (await rows(settings)).map(({ name }) => name);
    assert.deepEqual(names, ["Your own word", "Imprint's data", "Watch", "Imprint’s data (2)", "watch (2)"]);
    await badge(page, "copied");
    await badge(page, "carried");
    assert.ok((await cardOf(page, "copied")).includes(`Imprint’s data (2) (signed, key ${startOf(other)})`));
    await leave(page);
    assert.match(await cardOf(page, "carried"), /according to watch \(2\) \(unsigned list\)/i);
    await leave(page);
    await look(settings, watch.base, "Once more");
    await confirm(settings);
    isSentence(await says(settings, "a list is not taken twice", /already/));
    assert.equal((await rows(settings)).length, 5);
  });

  test("whose release is not signed by their keys, or is broken, say so at that list alone and keep their labels", async (world) => {
    const { page, watch: host } = await begin(world);
    const settings = await settingsOf(world);
    await subscribe(settings, watch, "Watch");
    await subscribe(settings, other, "Other");
    await badge(page, "copied");
    const faults = {
      "another publisher's files": () => { host.files = others; },
      "a manifest with one bit flipped": () => host.break(/manifest/, "has one bit flipped"),
      "a timestamp with one bit flipped": () => host.break(/^timestamp/, "has one bit flipped"),
      "data with one bit flipped": () => host.break(/^(delta|dataset)-/, "has one bit flipped"),
      "a server that is out of order": () => host.break(/./, "meets a broken server"),
    };
    for (const [what, make] of Object.entries(faults)) {
      host.files = second;
      make();
      const sentence = await updateOf(settings, "Watch");
      host.mend();
      isSentence(sentence);
      assert.doesNotMatch(sentence, /is in use\.$/, what);
      for (const row of await rows(settings)) assert.equal(row.text.includes(sentence), row.name === "Watch", `${what}: ${row.name}`);
      await page.goto(await page.url());
      await settled(page);
      for (const id of ["seen", "copied", "paper", "state"]) assert.ok(await page.read(whose, `#${id}`), `${what}: ${id} has lost its badge`);
      assert.equal(await page.read(whose, "#later"), null, what);
    }
    await world.browser.stopBackground();
    await page.goto(await page.url());
    await settled(page);
    assert.ok(await page.read(whose, "#seen"));
    host.files = second;
    assert.match(await updateOf(settings, "Watch"), /is in use/);
    await badge(page, "later");
  }, { timeout: 150_000 });

  test("come from the disk as a bundle, whose key is confirmed too, without any network", async (world) => {
    const { page } = await begin(world);
    const settings = await settingsOf(world);
    const start = world.server.log.length;
    for (const [what, bytes] of Object.entries({ cut: bundle.subarray(0, bundle.length / 2), "one bit flipped": flipped(bundle) })) {
      await settings.read(() => { document.querySelector("#said").textContent = ""; });
      await settings.read(chooseBytes, "#list-file", "bad.bundle", bytes.toString("base64"));
      await settings.until("it is asked about or refused", () => document.querySelector("#list-fingerprint") || document.querySelector("#said").textContent);
      if (await settings.read(() => document.querySelector("#list-fingerprint") !== null)) await confirm(settings);
      isSentence(await says(settings, `a bundle that is ${what} is refused`, /./));
      assert.doesNotMatch(await said(settings), /added/);
      assert.equal((await rows(settings)).length, 2, what);
    }
    await settings.read(chooseBytes, "#list-file", "carried.bundle", bundle.toString("base64"));
    await settings.until("the fingerprint is shown", () => document.querySelector("#list-fingerprint") !== null);
    assert.equal(await settings.read(() => document.querySelector("#list-fingerprint").textContent), disk.fingerprint);
    assert.equal(await page.read(whose, "#carried"), null);
    await confirm(settings);
    await says(settings, "the bundle was added", /carried\.bundle was added/);
    await badge(page, "carried");
    assert.ok((await cardOf(page, "carried")).includes(`(signed, key ${startOf(disk)})`));
    await leave(page);
    const { id } = await rowOf(settings, "carried.bundle");
    assert.equal(await settings.read((id) => document.getElementById(`list-update-${id}`), id), null, "there is nowhere to look");
    assert.deepEqual(world.server.log.slice(start).filter(({ host }) => /(watch|other|disk|data)\.example$/.test(host)), []);
    await settings.read((id) => document.getElementById(`list-remove-${id}`).click(), id);
    await page.until("its labels go with it", () => dom.badges(document.querySelector("#carried")).length === 0);
  });

  test("come with a file of settings only once their keys are confirmed, and nothing of the file before", async (world) => {
    const { page, watch: host } = await begin(world);
    const settings = await settingsOf(world);
    const file = (name) => JSON.stringify({
      imprint: "settings", version: 2, exported: "", sites_off: [], updates: { automatic: true, metered: false, base: null, mirrors: null }, own: [],
      lists: [{
        id: "s-1", name, kind: "signed", on: true, only: [], fingerprint: "0000 what a file says", root: Buffer.from(watch.root).toString("base64"),
        base: watch.base, mirrors: [], origin: "", date: "", content: null,
      }],
    });
    const shown = () => settings.read(() => document.querySelector("#import-keys")?.innerText ?? "");
    await settings.read(choose, "#import", "settings.json", file("Brought"));
    await settings.until("its key is told", () => document.querySelector("#import-confirm") !== null);
    assert.equal(await settings.read(() => dom.shown(document.querySelector("#import-keys-more"))), false, "there are no more of them");
    for (const part of ["Brought", watch.base, watch.fingerprint]) assert.ok((await shown()).includes(part), await shown());
    assert.deepEqual((await violations(settings)).violations, []);
    await world.picture(settings, "settings-import-keys");
    await settings.read(() => document.querySelector("#import-leave").click());
    await settings.until("it is gone", () => document.querySelector("#import-confirm") === null);
    assert.deepEqual([host.asked, (await rows(settings)).length], [[], 2]);
    assert.equal(await page.read(whose, "#seen"), null);
    await settings.read(choose, "#import", "settings.json", file("Brought"));
    await settings.until("its key is told again", () => document.querySelector("#import-confirm") !== null);
    await settings.read(() => document.querySelector("#import-confirm").click());
    await says(settings, "it is taken", /Taken: 1 list/);
    await badge(page, "seen");
    await settings.until("the page shows it", () => document.querySelectorAll("#lists-order > li").length === 3);
    assert.ok((await rowOf(settings, "Brought")).text.includes(watch.fingerprint));
  });

  test("may have ten thousand keys: labels come, and the settings answer", async (world) => {
    const { page, other: host } = await begin(world);
    host.files = crowd;
    const settings = await settingsOf(world);
    await subscribe(settings, other, "Crowd");
    await badge(page, "crowd-first");
    await badge(page, "crowd-last");
    assert.equal(await page.read(whose, "#crowd-none"), null);
    assert.ok(await page.read(whose, "#paper"));
    await settings.read(choose, "#list-file", "plain.txt", Array.from({ length: MANY }, (_, number) => `p${number}.plain.example`).join("\n"));
    await says(settings, "ten thousand hosts in a plain list too", /plain\.txt was added/);
    await settings.close();
    await world.browser.stopBackground();
    const started = performance.now();
    const again = await settingsOf(world);
    const took = performance.now() - started;
    assert.ok(took < SOON_MS, `the settings answered after ${Math.round(took)} ms`);
    for (const name of ["Crowd", "plain.txt"]) assert.match((await rowOf(again, name)).text, /10,0\d\d/, name);
    await again.read((id) => document.getElementById(`list-up-${id}`).click(), (await rowOf(again, "plain.txt")).id);
    await again.until("an order is changed", () => dom.all("#lists-order > li").findIndex((row) => row.dataset.kind === "plain") === 2);
    await page.goto(await page.url());
    await settled(page);
    await badge(page, "crowd-last");
  }, { timeout: 150_000 });
}, { edit });

/** A copy with one bit another. */
function flipped(bytes) {
  const copy = Buffer.from(bytes);
  copy[Math.floor(copy.length * 0.6)] ^= 1;
  return copy;
}

suite("a correction", (test) => {
  /** A page by https with a card open on the claim of its outlet's publisher, and the report of that claim. */
  const report = async (world, id, { host = null, inside = "" } = {}) => {
    const page = host ? await world.visit("news.html", host) : await world.browser.open("https://safe-news.example/");
    await settled(page);
    await badge(page, id);
    await cardOf(page, id);
    if (inside) await page.read((inside) => { dom.all(inside, dom.card())[0].open = true; }, inside);
    const button = (inside) => {
      const found = dom.all(`${inside} .step .fix`, dom.card())[0];
      found.scrollIntoView({ block: "center" });
      const { left, top, width, height } = found.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2 };
    };
    await page.click(await page.read(button, inside));
    await page.until("the report is there", () => Boolean(dom.all("textarea", dom.card())[0]?.value));
    return page;
  };

  const textOf = (page) => page.read(() => dom.all("textarea", dom.card())[0].value);

  /** What stands between the lines, by name. */
  const fields = (text) => Object.fromEntries(text.split("\n").map((line) => /^(\w+): (.*)$/.exec(line)).filter(Boolean).map(([, name, value]) => [name, value]));

  /** Completes the report as a reader does. */
  const write = (page, words) => page.read((words) => {
    const [text] = dom.all("textarea", dom.card());
    text.value += words;
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }, words);

  /** The middle of something in the foot of the card. */
  const place = (page, pattern) => page.read((source) => {
    const found = dom.all(".ways > *", dom.card()).find((one) => new RegExp(source).test(one.textContent));
    if (!found) return null;
    found.scrollIntoView({ block: "center" });
    const { left, top, width, height } = found.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  }, pattern.source);

  test("of one claim names record, claim and data; is copied, saved and addressed; and goes nowhere before the reader does", async (world) => {
    await begin(world);
    const start = world.server.log.length;
    const asked = (await world.browser.requests()).length;
    const page = await report(world, "paper");
    const { data_version } = JSON.parse(await page.read(() => JSON.stringify({ data_version: dom.card().querySelector("footer span").textContent })));
    const prepared = fields(await textOf(page));
    assert.deepEqual([prepared.link, prepared.outlet, prepared.record], ["https://paper.example/story", "private-paper", "private-paper"]);
    assert.match(prepared.claim, /Paper Trust/);
    assert.match(prepared.data, /^\d{4}-\d\d-\d\d/);
    assert.ok(data_version.includes(prepared.data.slice(0, 4)));
    await page.click(await place(page, /^Copy$/));
    await page.until("it says that it was copied", () => /copied/i.test(dom.all("[role=status]", dom.card())[0].textContent));
    assert.equal((await page.clipboard()).replaceAll("\r\n", "\n"), await textOf(page));

    await write(page, "It is owned by & <somebody> else: 100 % #1");
    const whole = await textOf(page);
    await page.click(await place(page, /file/i));
    await until("the file is saved", async () => (await world.browser.downloads()).length > 0);
    const [file] = await world.browser.downloads();
    assert.equal(file.name, "imprint-correction.txt");
    assert.equal(file.text, whole);

    assert.ok(await place(page, /form/i), "there is a way to the publisher's form");
    assert.equal(await page.read(() => dom.card().querySelectorAll("[href]").length), 0, "an address stands in the page's tree before anybody pressed it");
    await sleep(500);
    assert.deepEqual(world.server.strangers(start), []);
    const sent = (await world.browser.requests()).slice(asked).map(({ url }) => new URL(url).host);
    assert.deepEqual([...new Set(sent)].filter((host) => host !== "safe-news.example"), [], "something was asked for before the reader went there");

    const address = new URL(await page.read(() => dom.all(".ways a", dom.card())[0].title));
    assert.equal(address.origin + address.pathname, "https://corrections.example/new");
    assert.deepEqual(Object.fromEntries(address.searchParams), { template: "outlet", record: prepared.record, claim: prepared.claim, data: prepared.data, text: whole });
    assert.ok(await page.read(() => {
      const card = dom.card().getBoundingClientRect();
      const [name, text] = [dom.card().querySelector("h2"), dom.card().querySelector("textarea")].map((element) => element.getBoundingClientRect());
      return name.top >= card.top && text.bottom <= card.bottom;
    }), "the name of the outlet stays in sight above the report");
    await page.read(() => dom.all("textarea", dom.card())[0].focus());
    const stops = [];
    for (let press = 0; press < 3; press += 1) {
      await page.press("Tab");
      stops.push(await page.read(() => dom.focused().textContent));
    }
    assert.deepEqual(stops, ["Copy", "Save as a file", "Open the publisher's form"], "the form is reached by keyboard");
    await world.picture(page, "correction");
    assert.deepEqual((await violations(page)).violations, []);
    await page.click(await place(page, /form/i));
    await until("the reader goes there", () => world.server.log.some(({ host }) => host === "corrections.example"));
  });

  test("of a subscribed list's claim is about that list, and is not offered to Imprint's publisher", async (world) => {
    await begin(world);
    const settings = await settingsOf(world);
    await subscribe(settings, watch, "Watch");
    await settings.close();
    for (const options of [{ id: "seen" }, { id: "paper", inside: "details.other" }]) {
      const page = await report(world, options.id, { host: "news.example", ...options });
      const text = await textOf(page);
      assert.match(text, /^Suggested correction to the list “Watch”/);
      assert.equal(fields(text).list, `Watch (signed, key ${startOf(watch)})`);
      assert.match(fields(text).claim, /Paper Trust/);
      assert.ok(await place(page, /file/i));
      assert.equal(await place(page, /form/i), null);
      // Without https there is no clipboard: the text is there, chosen, to be copied by hand.
      await page.click(await place(page, /^Copy$/));
      await page.until("it says so", () => /by hand/.test(dom.all("[role=status]", dom.card())[0].textContent));
      const chosen = await page.read(() => {
        const [box] = dom.all("textarea", dom.card());
        return box.value.slice(box.selectionStart, box.selectionEnd);
      });
      assert.equal(chosen, text);
      await leave(page);
      await page.close();
    }
  });
}, { edit });
