// Newer data, in real browsers: it arrives in open pages, it is refused in every way a server and a network can be wrong, and
// whatever happens labels come and the reader is told in a sentence.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after } from "node:test";
import { violations } from "./support/axe.mjs";
import { settled, sleep, until } from "./support/checks.mjs";
import { editJson } from "./support/extension.mjs";
import { FAULTS, Host, Publisher, builtFor, packagedDataset, speakFor } from "./support/publisher.mjs";
import { FULL_AFTER } from "./support/firefox.mjs";
import { suite } from "./support/suite.mjs";

const SETTINGS = "pages/settings/settings.html";
const HOSTILE = "<img src=x onerror=document.title='taken'> <b>bold</b>";

const publisher = new Publisher();
after(() => publisher.remove());
/** The tree after each of its releases, each of which knows one more outlet. */
const [first, second, third, fourth, fifth, sixth] = [
  { newly: "newly.example" }, { newer: "newer.example" }, { newest: "newest.example" }, { hostile: "hostile.example" },
  { evening: "evening.example" }, { mirrored: "mirrored.example" },
].map((outlets) => publisher.publish({ outlets, names: { hostile: HOSTILE } }).files());
/** The last, under other keys than the package came with. */
const seventh = publisher.rotate().publish({ outlets: { rotated: "rotated.example" } }).files();
const bundle = publisher.bundle();
const packaged = packagedDataset();

const NEWS = `<!doctype html><meta charset="utf-8"><title>News</title><main>
<p id="newly"><a href="https://newly.example/story">A story of the first release</a></p>
<p id="newer"><a href="https://newer.example/story">A story of the second release</a></p>
<p id="newest"><a href="https://newest.example/story">A story of the third release</a></p>
<p id="evening"><a href="https://evening.example/story">A story of the fifth release</a></p>
<p id="mirrored"><a href="https://mirrored.example/story">A story of the sixth release</a></p>
<p id="rotated"><a href="https://rotated.example/story">A story of the seventh release</a></p>
<p id="paper"><a class="sentinel" href="https://paper.example/story">A story of a paper that was always there</a></p></main>`;

const edit = (folder) => {
  fs.writeFileSync(path.join(folder, "gen", "imprint.dataset"), packaged);
  builtFor(publisher)(folder);
};

/** The publisher's host, one for each browser's server. */
const hosts = new Map();
const hostOf = (server) => {
  if (!hosts.has(server)) {
    const host = new Host(first);
    server.generate("news.html", NEWS);
    hosts.set(server, { host, headers: speakFor(server, "data.example", host) });
  }
  return hosts.get(server);
};

/** The outlets whose badges a page of news shows. */
const outlets = (page) => page.read(() => dom.badges().map((badge) => badge.getAttribute("data-imprint-outlet")).sort());

/** Opens a page of news and tells its outlets. */
async function labels({ visit, server }) {
  hostOf(server);
  const page = await visit("news.html");
  await settled(page);
  const found = await outlets(page);
  await page.close();
  return found;
}

/** Presses "Update now" on the settings page and tells how the look ended. */
async function update(settings) {
  const before = await settings.read(() => document.querySelector("[data-checked]")?.dataset.checked);
  await settings.read(() => document.querySelector("#update-now").click());
  await ended(settings, before);
  // Shown as soon as it is known, said when the answer to the click is there.
  await settings.until("the outcome was said", () => document.querySelector("#said").textContent === document.querySelector("#outcome").textContent);
  return ended(settings, before);
}

/** Waits for the end of a look and tells its code and its sentence. */
async function ended(settings, before) {
  await settings.until("the look has ended", (earlier) => {
    const checked = document.querySelector("[data-checked]")?.dataset.checked;
    return checked !== earlier && !document.querySelector("progress") && document.querySelector("#outcome") !== null;
  }, before);
  return settings.read(() => ({
    code: document.querySelector("#outcome").dataset.code,
    sentence: document.querySelector("#outcome").textContent,
    said: document.querySelector("#said").textContent,
  }));
}

const openSettings = async ({ browser, visit, server }) => {
  hostOf(server);
  // A tab has to be there from which the next is opened.
  if (browser.pages().length === 0) await visit("news.html");
  const page = await browser.openExtensionPage(SETTINGS);
  await page.until("the settings are drawn", () => document.querySelector("#update-now, #no-publisher") !== null);
  return page;
};

/** A sentence for people: words, and none of the machine's. */
const isSentence = (text) => {
  assert.match(text, /^[A-Z].{15,}[.)]$/s);
  assert.doesNotMatch(text, /undefined|\[object|wasm|panick|\bat .*\.js/);
};

suite("newer data", (test) => {
  test("arrives on a click in every open page, without a reload", async (world) => {
    const { host } = hostOf(world.server);
    host.files = first;
    const page = await world.visit("news.html");
    await settled(page);
    assert.deepEqual(await outlets(page), ["private-paper"]);
    const settings = await openSettings(world);
    const { code, sentence, said } = await update(settings);
    assert.equal(code, "updated");
    isSentence(sentence);
    assert.equal(said, sentence);
    await page.until("the open page shows it", () => dom.outlets(document.querySelector("#newly")).join() === "newly");
    assert.deepEqual(await outlets(page), ["newly", "private-paper"]);
    assert.deepEqual(await labels(world), ["newly", "private-paper"]);
    await world.browser.stopBackground();
    assert.deepEqual(await labels(world), ["newly", "private-paper"]);
  });

  test("is asked for without a word about the reader", async (world) => {
    const { host, headers } = hostOf(world.server);
    host.files = first;
    const settings = await openSettings(world);
    const start = world.server.log.length;
    headers.length = 0;
    assert.equal((await update(settings)).code, "current");
    assert.ok(headers.length > 0);
    for (const sent of headers) {
      for (const name of ["cookie", "referer", "if-none-match", "if-modified-since", "authorization"]) assert.equal(sent[name], undefined, name);
      assert.doesNotMatch(JSON.stringify(sent), /moz-extension:\/\/[0-9a-f-]{36}/, "the id of this very installation");
    }
    assert.deepEqual(world.server.strangers(start), []);
    assert.ok(host.asked.length > 0);
  });

  for (const fault of Object.keys(FAULTS)) {
    test(`where every file ${fault} is refused in one sentence, and labels come`, async (world) => {
      const { host } = hostOf(world.server);
      host.files = second;
      const settings = await openSettings(world);
      host.break(/./, fault);
      const { code, sentence, said } = await update(settings);
      host.mend();
      assert.match(code, /^(unreachable|unreadable|wrong-length|wrong-hash|bad-signature|bad-root|mismatch)$/);
      isSentence(sentence);
      assert.equal(said, sentence);
      assert.deepEqual(await labels(world), ["newly", "private-paper"]);
      assert.deepEqual(world.server.strangers().filter((name) => name === "elsewhere.example"), [], "a redirect was followed");
    });
  }

  test("that only its signature makes look right is refused", async (world) => {
    const { host } = hostOf(world.server);
    const settings = await openSettings(world);
    for (const where of [/^timestamp/, /manifest/, /^(delta|dataset)-/]) {
      host.files = second;
      host.break(where, "has one bit flipped");
      const { code, sentence } = await update(settings);
      host.mend();
      assert.match(code, /^(unreadable|wrong-hash|bad-signature|mismatch|wrong-length)$/, String(where));
      isSentence(sentence);
    }
    assert.deepEqual(await labels(world), ["newly", "private-paper"]);
  });

  test("that stops coming is given up", async (world) => {
    const { host } = hostOf(world.server);
    host.files = second;
    host.break(/./, (file) => ({ status: 200, body: file.subarray(0, 10), then: "hang" }));
    const settings = await openSettings(world);
    const before = await settings.read(() => document.querySelector("[data-checked]")?.dataset.checked);
    await settings.read(() => document.querySelector("#update-now").click());
    await until("the look was given up", async () => (await settings.read(() => document.querySelector("[data-checked]")?.dataset.checked)) !== before, { limit: 60_000 });
    const { code, sentence } = await ended(settings, before);
    host.mend();
    assert.equal(code, "unreachable");
    isSentence(sentence);
    assert.deepEqual(await labels(world), ["newly", "private-paper"]);
  }, { timeout: 120_000 });

  test("is kept nowhere and used nowhere when there is no room, and taken when there is", async (world) => {
    const { host } = hostOf(world.server);
    host.files = second;
    const settings = await openSettings(world);
    const free = await world.browser.fillStorage(settings);
    try {
      const { code, sentence } = await update(settings);
      assert.equal(code, "storage");
      isSentence(sentence);
      assert.deepEqual(await labels(world), ["newly", "private-paper"]);
      await world.browser.stopBackground();
      assert.deepEqual(await labels(world), ["newly", "private-paper"], "in the next life too");
    } finally {
      await free();
    }
  }, { timeout: 150_000 });

  test("comes as a whole where the difference was tampered with", async (world) => {
    const { host } = hostOf(world.server);
    host.files = second;
    host.asked.length = 0;
    host.break(/^delta-/, "has one bit flipped");
    const settings = await openSettings(world);
    assert.equal((await update(settings)).code, "updated");
    host.mend();
    assert.ok(host.asked.some((name) => name.startsWith("delta-")) && host.asked.some((name) => name.startsWith("dataset-")), host.asked.join());
    assert.deepEqual(await labels(world), ["newer", "newly", "private-paper"]);
  });

  test("of an older release is refused", async (world) => {
    const { host } = hostOf(world.server);
    host.files = first;
    const settings = await openSettings(world);
    const { code, sentence } = await update(settings);
    assert.equal(code, "rollback");
    isSentence(sentence);
    assert.deepEqual(await labels(world), ["newer", "newly", "private-paper"]);
  });

  test("can be left for the data before, and taken again", async (world) => {
    const { host } = hostOf(world.server);
    host.files = second;
    const settings = await openSettings(world);
    await update(settings);
    await settings.read(() => document.querySelector("#go-back").click());
    await settings.until("it says so", () => /until there is a newer release/.test(document.querySelector("#said").textContent));
    assert.deepEqual(await labels(world), ["newly", "private-paper"]);
    await world.browser.stopBackground();
    assert.deepEqual(await labels(world), ["newly", "private-paper"]);
    assert.equal((await update(settings)).code, "held");
    const before = await settings.read(() => document.querySelector("[data-checked]")?.dataset.checked);
    await settings.read(() => document.querySelector("#go-back").click());
    assert.equal((await ended(settings, before)).code, "updated");
    assert.deepEqual(await labels(world), ["newer", "newly", "private-paper"]);
  });

  test("survives the end of the background at every point of its way", async (world) => {
    const { host } = hostOf(world.server);
    host.files = third;
    const before = ["newer", "newly", "private-paper"];
    assert.deepEqual(await labels(world), before);
    // The browser is told to stop the background from a page, and one is open in any life.
    await world.visit("news.html");
    const press = async () => {
      const settings = await openSettings(world);
      await settings.read(() => document.querySelector("#update-now").click());
      return settings;
    };
    /** Stops the background when so much of a file has been sent, and nothing more will be; tells which file that was. */
    const stopAt = async (where, share, more = []) => {
      let reached = "";
      host.faults = [...more, {
        where,
        fault: (file) => {
          reached = host.asked.at(-1);
          return { status: 200, body: file.subarray(0, Math.floor(file.length * share)), then: "hang" };
        },
      }];
      const settings = await press();
      await until(`the background waits for ${where}`, () => reached);
      // A page that waits for its answer would have the next life begin again.
      await settings.close();
      await world.browser.stopBackground();
      host.mend();
      assert.deepEqual(await labels(world), before, `stopped at ${share} of ${reached}`);
      return reached;
    };
    // None of these files has come to its end when the background does: nothing can be in use of what they bring.
    const whole = { where: /^delta-/, fault: FAULTS["is not found"] };
    const points = [];
    for (const [where, ...more] of [[/^root\.json$/], [/^timestamp/], [/manifest/], [/^delta-/], [/^dataset-/, whole], [/^changes-/]]) {
      for (const share of [0, 1 / 3, 2 / 3, 1]) points.push(`${share} of ${await stopAt(where, share, more)}`);
    }
    assert.ok(new Set(points).size >= 20, points.join(", "));
    // The swap is on this device and cannot be held: stopped by the clock, it is done or not, and never half done.
    const after = [...before, "newest"].sort();
    let found = before;
    for (let wait = 0; !found.includes("newest"); wait += 40) {
      assert.ok(wait < 4000, "it never came through");
      const settings = await press();
      await sleep(wait);
      await settings.close();
      await world.browser.stopBackground();
      found = await labels(world);
      assert.deepEqual(found, found.includes("newest") ? after : before);
    }
    const settings = await openSettings(world);
    assert.match((await update(settings)).code, /^(updated|current)$/);
    assert.deepEqual(await labels(world), after);
  }, { timeout: 300_000 });

  test("is fetched once when two tabs ask for it at once", async (world) => {
    const { host } = hostOf(world.server);
    const one = await openSettings(world);
    const other = await openSettings(world);
    host.asked.length = 0;
    host.pause = 1500;
    await Promise.all([one, other].map((page) => page.read(() => document.querySelector("#update-now").click())));
    await one.until("the look is under way", () => document.querySelector("progress") !== null);
    for (const page of [one, other]) await page.until("it has ended", () => document.querySelector("progress") === null && document.querySelector("#outcome").dataset.code === "current");
    host.pause = 0;
    assert.equal(host.asked.filter((name) => name === "timestamp.json").length, 1);
  });

  test("tells what changed as text, whatever it says", async (world) => {
    const { host } = hostOf(world.server);
    host.files = fourth;
    const settings = await openSettings(world);
    assert.equal((await update(settings)).code, "updated");
    const shown = await settings.read(() => {
      document.querySelector("#changes").open = true;
      return { text: document.querySelector("#changes").innerText, images: document.querySelectorAll("#changes img, #changes b").length, title: document.title };
    });
    assert.match(shown.text, /<img src=x/);
    assert.equal(shown.images, 0);
    assert.doesNotMatch(shown.title, /taken/);
    await world.picture(settings, "settings-changes");
  });

  test("that was on its way when the extension is upgraded comes with the next look, and until then what was there labels", async (world) => {
    const { host } = hostOf(world.server);
    host.files = fifth;
    const settings = await openSettings(world);
    let reached = false;
    // All that leads to the swap is on the device, but for this.
    host.break(/^(delta|dataset)-/, (file) => {
      reached = true;
      return { status: 200, body: file.subarray(0, file.length / 2), then: "hang" };
    });
    await settings.read(() => document.querySelector("#update-now").click());
    await until("the look is under way", () => reached);
    // Firefox closes the pages of an extension that is installed anew.
    await settings.close();
    editJson(path.join(world.folder, "manifest.json"), (manifest) => ({ ...manifest, version: "0.1.1" }));
    await world.browser.reload();
    host.mend();
    assert.deepEqual(await labels(world), ["newer", "newest", "newly", "private-paper"]);
    const again = await openSettings(world);
    assert.equal((await update(again)).code, "updated");
    assert.deepEqual(await labels(world), ["evening", "newer", "newest", "newly", "private-paper"]);
    await world.browser.stopBackground();
    assert.deepEqual(await labels(world), ["evening", "newer", "newest", "newly", "private-paper"]);
  });

  test("leaves alone what a newer version has kept, says so, and labels come from the package", async (world) => {
    const settings = await openSettings(world);
    await settings.call(async () => {
      const database = await new Promise((resolve) => {
        const request = indexedDB.open("imprint");
        request.onsuccess = () => resolve(request.result);
      });
      const transaction = database.transaction("sources", "readwrite");
      transaction.objectStore("sources").put({ form: 99, future: true }, "packaged");
      await new Promise((resolve) => transaction.oncomplete = resolve);
      database.close();
    });
    await world.browser.stopBackground();
    assert.deepEqual(await labels(world), ["private-paper"]);
    const again = await openSettings(world);
    await again.read(() => document.querySelector("#update-now").click());
    await again.until("it says so", () => document.querySelector("#outcome")?.dataset.code === "state-newer");
    isSentence(await again.read(() => document.querySelector("#outcome").textContent));
    assert.deepEqual(await labels(world), ["private-paper"]);
  });

  test("comes anew where the browser has wiped what was kept", async (world) => {
    const { host } = hostOf(world.server);
    host.files = fifth;
    const settings = await openSettings(world);
    await settings.call(() => new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase("imprint");
      request.onsuccess = () => resolve(true);
      request.onerror = () => reject(request.error);
    }));
    await world.browser.stopBackground();
    assert.deepEqual(await labels(world), ["private-paper"]);
    const again = await openSettings(world);
    assert.equal((await update(again)).code, "updated");
    assert.deepEqual(await labels(world), ["evening", "newer", "newest", "newly", "private-paper"]);
  });

  test("comes from a mirror where the publisher's own address is of no use, and an address by plain http is none", async (world) => {
    const { host } = hostOf(world.server);
    const mirror = new Host(sixth);
    speakFor(world.server, "mirror.example", mirror);
    host.files = sixth;
    const settings = await openSettings(world);
    const keep = async (mirrors) => {
      await settings.read((mirrors) => {
        document.querySelector("#said").textContent = "";
        document.querySelector("#updates-places").open = true;
        document.querySelector("#updates-mirrors").value = mirrors;
        document.querySelector("#updates-places form").requestSubmit();
      }, mirrors);
      return settings.until("it is kept or refused", () => document.querySelector("#said").textContent);
    };
    const refused = await keep("http://mirror.example/");
    assert.match(refused, /^Nothing was saved: this is not an https address/);
    host.break(/./, "meets a broken server");
    assert.equal((await update(settings)).code, "unreachable");
    assert.deepEqual(mirror.asked, [], "what was refused is not asked");
    assert.match(await keep("https://mirror.example"), /Saved/);
    const { code } = await update(settings);
    host.mend();
    assert.equal(code, "updated");
    for (const name of ["root.json", "timestamp.json"]) assert.ok(mirror.asked.includes(name), mirror.asked.join());
    assert.ok(mirror.asked.some((name) => /^(delta|dataset)-/.test(name)), mirror.asked.join());
    assert.match(await keep(""), /Saved/);
    assert.deepEqual(await labels(world), ["evening", "mirrored", "newer", "newest", "newly", "private-paper"]);
  });

  test("under other keys is taken where the keys before have signed the change, and the settings tell the new fingerprint", async (world) => {
    const { host } = hostOf(world.server);
    const settings = await openSettings(world);
    const shown = () => settings.read(() => document.querySelector("#fingerprint").textContent);
    const [old, now] = [publisher.fingerprint, publisher.newestFingerprint];
    assert.notEqual(old, now);
    assert.equal(await shown(), old);
    host.files = seventh;
    host.break(/^2\.root/, "has one bit flipped");
    const { code, sentence } = await update(settings);
    host.mend();
    assert.match(code, /^(bad-root|bad-signature|unreadable)$/);
    isSentence(sentence);
    assert.equal(await shown(), old);
    assert.equal((await update(settings)).code, "updated");
    assert.equal(await shown(), now, "in the page that was open");
    assert.deepEqual(await labels(world), ["evening", "mirrored", "newer", "newest", "newly", "private-paper", "rotated"]);
    await world.browser.stopBackground();
    const again = await openSettings(world);
    assert.equal(await again.read(() => document.querySelector("#fingerprint").textContent), now);
    assert.equal((await update(again)).code, "current");
  });

  test("is looked for by itself", async (world) => {
    const { host } = hostOf(world.server);
    const settings = await openSettings(world);
    const planned = await settings.call(async () => (await dom.page.chrome.alarms.get("look-for-data"))?.scheduledTime ?? 0);
    const wait = planned - Date.now();
    assert.ok(wait > 60 * 60_000 && wait < 6 * 60 * 60_000, `in ${wait / 60_000} minutes`);
    host.asked.length = 0;
    await world.browser.stopBackground();
    await settings.call(async () => { await dom.page.chrome.alarms.create("look-for-data", dom.page.JSON.parse(`{"when": ${Date.now() + 200}}`)); });
    await until("the alarm has led to a look", () => host.asked.includes("timestamp.json"), { limit: 70_000 });
  }, { timeout: 120_000 });

  test("has a choice for connections that cost, and no such choice where the browser tells of none", async (world) => {
    const settings = await openSettings(world);
    const tells = await settings.call(() => "connection" in navigator);
    assert.equal(tells, world.browser.name === "chromium");
    assert.equal(await settings.read(() => document.querySelector("#updates-metered") !== null), tells);
    assert.match(await settings.read(() => document.querySelector("#data fieldset").innerText), tells ? /on most computers it never says so/ : /does not tell whether a connection costs/);
  });

  test("has its place in settings that everybody can read, in any light and any width", async (world) => {
    const settings = await openSettings(world);
    await settings.read(() => document.querySelectorAll("details").forEach((details) => details.open = true));
    assert.deepEqual((await violations(settings)).violations, []);
    await world.picture(settings, "settings-light");
    try {
      await settings.colours({ scheme: "dark" });
      assert.deepEqual((await violations(settings)).violations, []);
      await world.picture(settings, "settings-dark");
      await settings.colours({ forced: true });
      assert.deepEqual((await violations(settings)).violations, []);
      await world.picture(settings, "settings-forced");
    } finally {
      await settings.colours({});
    }
    await settings.read(() => document.documentElement.style.inlineSize = "320px");
    const wide = await settings.read(() => dom.all("main *").filter((element) => dom.shown(element) && element.getBoundingClientRect().right > 321).map(({ outerHTML }) => outerHTML.slice(0, 80)));
    assert.deepEqual(wide, [], "things that stick out of a narrow window");
    await world.picture(settings, "settings-narrow");
  });
}, { edit, firefox: { prefs: FULL_AFTER } });

suite("a bundle from the disk", (test) => {
  const choose = (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const files = new DataTransfer();
    files.items.add(new File([bytes], "imprint.bundle"));
    const input = document.querySelector("#updates-file");
    input.files = files.files;
    input.dispatchEvent(new Event("change"));
  };

  test("is refused where it is none, and taken where it is one, without any network", async (world) => {
    world.server.generate("news.html", NEWS);
    const settings = await openSettings(world);
    const checked = () => settings.read(() => document.querySelector("[data-checked]")?.dataset.checked);
    for (const bad of [Buffer.from("no bundle"), bundle.subarray(0, bundle.length / 2)]) {
      const before = await checked();
      await settings.read(choose, bad.toString("base64"));
      const { code, sentence } = await ended(settings, before);
      assert.equal(code, "bad-bundle");
      isSentence(sentence);
    }
    assert.deepEqual(await labels(world), ["private-paper"]);
    const before = await checked();
    await settings.read(choose, bundle.toString("base64"));
    assert.equal((await ended(settings, before)).code, "updated");
    assert.deepEqual(await labels(world), ["evening", "mirrored", "newer", "newest", "newly", "private-paper", "rotated"]);
  });

  test("is all there is where the package names an address by plain http: nobody is asked, and that is told", async (world) => {
    world.server.generate("news.html", NEWS);
    const settings = await openSettings(world);
    const start = world.server.log.length;
    const { code, sentence } = await update(settings);
    assert.equal(code, "unreachable");
    isSentence(sentence);
    assert.deepEqual(world.server.log.slice(start).filter(({ host }) => host === "data.example"), []);
    assert.ok((await labels(world)).includes("private-paper"));
  });
}, {
  edit: (folder) => {
    edit(folder);
    builtFor(publisher, { base: "http://data.example/" })(folder);
  },
});

/** How long the word of a publisher counts who then falls silent: long enough for a slow machine to hear it. */
const WORD_MS = 40_000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Each browser has one of its own, for its word begins to count when it is asked. */
const silent = new Map();
after(() => silent.forEach((publisher) => publisher.remove()));

suite("a publisher who is silent", (test) => {
  /** What the popup says of newer data. */
  const popupSays = async ({ browser, visit }) => {
    const page = await visit("news.html");
    await settled(page);
    const popup = await browser.openExtensionPage();
    await popup.until("the popup tells of when the data is", () => /\d{4}/.test(document.querySelector("#version").textContent));
    const said = await popup.read(() => document.querySelector("#newer").hidden ? "" : document.querySelector("#newer").textContent);
    await popup.close();
    await page.close();
    return said;
  };

  test("or whose word somebody repeats for ever, is told in popup and settings, and the labels stay", async (world) => {
    const publisher = silent.get(world.folder);
    world.server.generate("news.html", NEWS);
    const end = Date.now() + WORD_MS;
    // Said nearly a day ago, for a day.
    const date = `${new Date(end - DAY_MS).toISOString().slice(0, 19)}Z`;
    const host = new Host(publisher.publish({ outlets: { newly: "newly.example" }, date, days: 1 }).files());
    hosts.set(world.server, { host, headers: speakFor(world.server, "data.example", host) });
    const settings = await openSettings(world);
    assert.equal((await update(settings)).code, "updated");
    assert.equal(await settings.read(() => document.querySelector("#old")), null);
    assert.equal(await popupSays(world), "", "as long as its word counts there is nothing to say");
    await sleep(Math.max(0, end - Date.now()) + 1500);

    const ranOut = await popupSays(world);
    isSentence(ranOut);
    assert.match(ranOut, /word for this data has run out/);
    const { code, sentence, said } = await update(settings);
    assert.equal(code, "stale");
    isSentence(sentence);
    assert.match(sentence, /last word has run out/);
    assert.equal(said, sentence);
    assert.equal(await settings.read(() => document.querySelector("#old").textContent), ranOut);
    assert.equal(await popupSays(world), sentence);
    assert.deepEqual(await labels(world), ["newly", "private-paper"]);
    await world.browser.stopBackground();
    assert.deepEqual(await labels(world), ["newly", "private-paper"]);

    host.files = publisher.refresh().files();
    assert.equal((await update(settings)).code, "current");
    assert.equal(await settings.read(() => document.querySelector("#old")), null);
    assert.equal(await popupSays(world), "");
  }, { timeout: 180_000 });
}, {
  edit: (folder) => {
    const publisher = new Publisher();
    silent.set(folder, publisher);
    // Its keys are in the package before it says anything.
    fs.writeFileSync(path.join(folder, "gen", "imprint.dataset"), packaged);
    builtFor(publisher.found())(folder);
  },
});
