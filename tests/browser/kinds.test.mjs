// Pages of the kinds on which people meet links: searches, feeds, mail, encyclopaedias. Each is a page of ours under the
// real host, built as such pages are where links are concerned, with a table beside it of the badge each link gets.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { contentScripts } from "../js/support/extension.js";
import { violations } from "./support/axe.mjs";
import { damage, openCard, pointOnWords, settled, sleep, until } from "./support/checks.mjs";
import { suite } from "./support/suite.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FOLDER = path.join(ROOT, "tests", "browser", "fixtures", "kinds");
const DATASET = path.join(ROOT, "target", "vectors.dataset");
const { RULES, ruleFor } = contentScripts().sites;

/** Classes of every outlet the tables name. */
const OUTLETS = JSON.parse(fs.readFileSync(path.join(FOLDER, "outlets.json"), "utf8"));

const KINDS = {
  "Google's results": "google-results",
  "Google News": "google-news",
  "Bing's results": "bing",
  "DuckDuckGo's results, in both forms": "duckduckgo",
  "a Facebook feed": "facebook",
  "an X timeline with cards": "x",
  "Reddit with its shadow roots": "reddit",
  "a YouTube watch page": "youtube",
  "a Telegram channel": "telegram",
  "a Wikipedia article with archived citations": "wikipedia",
  "a message in Gmail beside one being written": "gmail",
  "a message in Outlook beside one being written": "outlook",
  "Hacker News": "hacker-news",
  "a Mastodon feed": "mastodon",
  "a LinkedIn feed": "linkedin",
  "a news front page with image cards": "front-page",
};

/** Ways of knowing a link that a badge tells of itself. */
const DISPLAYED = ["displayed-address", "displayed-name"];

const read = (kind) => ({
  html: fs.readFileSync(path.join(FOLDER, `${kind}.html`), "utf8"),
  ...JSON.parse(fs.readFileSync(path.join(FOLDER, `${kind}.json`), "utf8")),
});

/**
 * A row of a table, with everything it leaves out: `null` is a link without a badge. `in` is the part of the link the
 * badge stands in.
 */
const wanted = (row) => {
  if (row === null || (row.outlet === null && !row.contradiction)) return null;
  return {
    outlet: row.outlet,
    classes: row.outlet === null ? [] : OUTLETS[row.outlet],
    displayed: DISPLAYED.includes(row.match) ? row.match : null,
    contradiction: row.contradiction === true,
    visible: true,
    in: row.in ?? null,
  };
};

/** What the links of the page bear. `places` tells for some in which of their parts the badge is looked for. Runs in the page. */
function borne(places) {
  return Object.fromEntries(dom.all("a[href][id]").map((link) => {
    const badges = dom.badges(link);
    if (badges.length === 0) return [link.id, null];
    const [badge] = badges;
    const { width, height } = dom.box(badge);
    const told = {
      outlet: badge.getAttribute("data-imprint-outlet") || null,
      classes: badge.getAttribute("data-imprint-classes").split(" ").filter(Boolean),
      displayed: badge.getAttribute("data-imprint-match"),
      contradiction: badge.hasAttribute("data-imprint-shows"),
      visible: dom.shown(badge) && width >= 12 && height >= 8,
      in: places[link.id] && badge.closest(places[link.id]) ? places[link.id] : null,
    };
    return [link.id, badges.length === 1 ? told : { ...told, badges: badges.length }];
  }));
}

/** The badges of a page against its table: every link with an id is in the table, and there is no badge besides. */
async function assertTable(page, links, row) {
  const places = Object.fromEntries(Object.entries(links).flatMap(([id, one]) => one?.in ? [[id, one.in]] : []));
  const expected = Object.fromEntries(Object.entries(links).map(([id, one]) => [id, wanted(row(one))]));
  const wrong = async () => {
    const found = await page.read(borne, places);
    return [...new Set([...Object.keys(found), ...Object.keys(expected)])]
      .map((id) => ({ id, has: JSON.stringify(found[id]), wants: JSON.stringify(expected[id]) }))
      .filter(({ has, wants }) => has !== wants)
      .map(({ id, has, wants }) => `#${id} wants ${wants ?? "a row in the table"}, has ${has ?? "no link in the page"}`);
  };
  // What a link shows is asked about after its address: badges come in two rounds, and none too many may come later.
  await until("every link bears what it should", async () => (await wrong()).length === 0).catch(() => {});
  await settled(page);
  assert.deepEqual(await wrong(), []);
  assert.equal(await page.read(() => dom.badges().length), Object.values(expected).filter(Boolean).length, "a badge stands outside the links of the table");
}

/** A page of the extension that asks the background for labels, as the card does, and writes the answers into itself. */
function addAsker(folder) {
  assert.ok(fs.existsSync(DATASET), "target/vectors.dataset is missing: cargo xtask test compiles it from tests/vectors/data");
  fs.copyFileSync(DATASET, path.join(folder, "gen", "imprint.dataset"));
  fs.writeFileSync(path.join(folder, "ask.html"), '<!doctype html><meta charset="utf-8"><script type="module" src="ask.js"></script><pre></pre>');
  fs.writeFileSync(path.join(folder, "ask.js"), `
    const out = document.querySelector("pre");
    const hrefs = JSON.parse(decodeURIComponent(location.hash.slice(1)));
    const answers = await Promise.all(hrefs.map((href) => chrome.runtime.sendMessage({ name: "card", href })));
    out.textContent = JSON.stringify(answers.map((reply) => reply.answer?.label ?? reply));
    out.dataset.done = "";`);
}

const labelsOf = async (browser, hrefs) => {
  const page = await browser.openExtensionPage(`ask.html#${encodeURIComponent(JSON.stringify(hrefs))}`);
  await page.until("the extension has answered", () => document.querySelector("pre[data-done]"));
  return JSON.parse(await page.read(() => document.querySelector("pre").textContent));
};

suite("pages of every kind", (test) => {
  const visit = async ({ browser, server }, kind, change = (html) => html) => {
    const table = read(kind);
    server.pretend(table.page, change(table.html));
    return { ...table, page: await browser.open(table.page) };
  };

  for (const [title, kind] of Object.entries(KINDS)) {
    test(`${title}: each link bears what it should, and nothing else moves`, async (world) => {
      const { page, links } = await visit(world, kind);
      await assertTable(page, links, (row) => row);
      assert.deepEqual(await damage(page), [], "the page itself");
      assert.deepEqual(world.server.strangers(), []);
      await world.picture(page, kind);
    });

    test(`${title}: the engine knows each link as the table says, through as many wrappers`, async (world) => {
      const { page, links } = await visit(world, kind);
      const hrefs = await page.read(() => Object.fromEntries(dom.all("a[href][id]").map((link) => [link.id, link.href])));
      // What the page shows is no business of the engine here: those links hide where they lead.
      const asked = Object.entries(links).filter(([, row]) => row?.match);
      const labels = await labelsOf(world.browser, asked.map(([id]) => hrefs[id]));
      const told = labels.map(({ outlet, operation, match, via, opaque }, index) => [asked[index][0], {
        outlet: outlet?.id ?? operation?.id ?? null, match: match?.kind ?? null, via: opaque ? "opaque" : via?.length,
      }]);
      const expected = asked.map(([id, { outlet, match, via = 0 }]) => [id,
        DISPLAYED.includes(match) ? { outlet: null, match: null, via: "opaque" } : { outlet, match, via }]);
      assert.deepEqual(told, expected);
    });

    if (!read(kind).hooks) continue;

    test(`${title}: when the site changes, the general rule is left, and nobody is named by mistake`, async (world) => {
      const { page, links } = await visit(world, kind, (html) =>
        read(kind).hooks.reduce((changed, hook, index) => changed.replaceAll(hook, `gone-${index}`), html));
      const general = (row) => row?.site ? null : row?.changed ?? row;
      await assertTable(page, Object.fromEntries(Object.entries(links).map(([id, row]) => [id, row && { ...row, in: undefined }])), general);
      assert.deepEqual(await damage(page), [], "the page itself");
    });
  }

  test("every row of the table of sites has a page on which each of its parts is found", async (world) => {
    const parts = (rule) => ["skip", "text", "entry", "address", "name", "spoken"].filter((part) => rule[part]);
    const left = new Set(RULES.flatMap((rule) => parts(rule).map((part) => `${rule.host}: ${part}`)));
    for (const kind of Object.values(KINDS)) {
      const rule = ruleFor(new URL(read(kind).page).hostname);
      if (!rule) continue;
      const { page } = await visit(world, kind);
      for (const part of parts(rule)) {
        if (await page.read((selector) => dom.all(selector).length > 0, rule[part])) left.delete(`${rule.host}: ${part}`);
      }
      await page.close();
    }
    assert.deepEqual([...left], []);
  });

  const CARDS = {
    "that a link was known by the address shown": ["outlook", "#opaque-text", /By displayed address: paper\.example/, /does not say where it leads/],
    "that a link was known by the name shown": ["google-news", "#alias", /By displayed name: wctv/i, /does not say where it leads/],
    "that a link leads elsewhere": ["gmail", "#clone", /Shows paper\.example, leads to paper\.clone\.example/],
    "through what a link goes that leads elsewhere": ["facebook", "#clone", /Shows paper\.example, leads to paper\.clone\.example/, /Through Facebook/],
    "through what a link goes, outermost first": ["gmail", "#twice", /Through Outlook Safe Links, then Facebook/],
  };
  for (const [what, [kind, link, ...sentences]] of Object.entries(CARDS)) {
    test(`a card tells ${what}`, async (world) => {
      const { page } = await visit(world, kind);
      await page.until("the link bears its badge", (selector) => dom.badges(document.querySelector(selector)).length === 1, link);
      await settled(page);
      await page.move(await page.read(pointOnWords, link));
      const words = await openCard(page);
      for (const sentence of sentences) assert.match(words, sentence, kind);
      await world.picture(page, `${kind}-card-${link.slice(1)}`);
    });
  }

  test("a link between two addresses nobody of the dataset owns says so in its card, and claims nothing else", async (world) => {
    const { page } = await visit(world, "gmail");
    await page.until("the link bears its badge", () => dom.badges(document.querySelector("#tracker")).length === 1);
    await settled(page);
    await page.move(await page.read(pointOnWords, "#tracker"));
    const words = await openCard(page);
    assert.match(words, /Shows www\.gazette\.example, leads to click\.elsewhere\.example|Shows gazette\.example, leads to click\.elsewhere\.example/);
    assert.match(words, /Not in the dataset/);
  });

  test("what leads elsewhere or is known by display is told in words and in shape, not by colour", async (world) => {
    const { page } = await visit(world, "gmail");
    await page.until("every link that leads elsewhere says so", () => dom.badges().filter((badge) => badge.hasAttribute("data-imprint-shows")).length === 2);
    const marks = await page.read(() => {
      const mark = (id) => {
        const [badge] = dom.badges(document.getElementById(id));
        return { words: dom.words(badge), said: dom.spoken(badge) };
      };
      return { clone: mark("clone"), tracker: mark("tracker"), plain: mark("plain") };
    });
    assert.match(marks.clone.words, /Impersonation.*Leads elsewhere/);
    assert.match(marks.clone.said, /Shows paper\.example, leads to paper\.clone\.example/);
    assert.match(marks.tracker.words, /^Leads elsewhere$/);
    assert.doesNotMatch(marks.plain.words, /elsewhere/);
    const { page: outlook } = await visit(world, "outlook");
    await outlook.until("links known by display bear their badges", () => dom.badges().filter((badge) => badge.hasAttribute("data-imprint-match")).length === 3);
    const line = await outlook.read(() => ["opaque-title", "direct"].map((id) => {
      const [badge] = dom.badges(document.getElementById(id));
      return getComputedStyle(dom.chip(badge)).borderTopStyle;
    }));
    assert.deepEqual(line, ["dashed", "solid"]);
  });

  test("axe-core finds nothing wrong with these badges, nor with the card of a link that leads elsewhere", async (world) => {
    for (const kind of ["gmail", "outlook"]) {
      const { page } = await visit(world, kind);
      const clean = (await violations(page)).violations;
      await page.until("a link that leads elsewhere says so", () => dom.badges().some((badge) => badge.hasAttribute("data-imprint-shows")));
      await settled(page);
      await page.move(await page.read(pointOnWords, "#clone"));
      await openCard(page);
      const { violations: found, looked } = await violations(page);
      assert.deepEqual(found.filter((complaint) => !clean.includes(complaint)), [], kind);
      assert.ok(looked, "axe-core did not look into any shadow root");
      await page.close();
    }
  });

  for (const [look, colours] of Object.entries({ "in a dark scheme": { scheme: "dark" }, "in forced colours": { forced: true } })) {
    test(`in a narrow window and ${look} nothing is cut off or moved`, async (world) => {
      for (const [kind, link] of [["linkedin", "#safety"], ["gmail", "#clone"], ["wikipedia", "#live"]]) {
        // Where every line is short, running text takes more of them.
        const { page } = await visit(world, kind, (html) => html
          .replaceAll(/data-grow="\d+"/g, 'data-grow="200"')
          .replace("<body", "<style>html { max-width: 380px } body { padding-inline: 8px !important; margin-inline: 0 !important; }</style><body"));
        try {
          await page.colours(colours);
          await page.goto(await page.url());
          await page.until("the link bears its badge", (selector) => dom.badges(document.querySelector(selector)).length === 1, link);
          await settled(page);
          // What stands in running text goes to the next line with it; nothing may grow, shrink or be cut off for that.
          const complaints = (await damage(page)).filter((complaint) => !/: left went from/.test(complaint));
          assert.deepEqual(complaints, [], kind);
          await page.move(await page.read(pointOnWords, link));
          await openCard(page);
          await world.picture(page, `${kind}-narrow-${look.split(" ").at(-2)}`);
        } finally {
          await page.colours({});
        }
        await page.close();
      }
    });
  }

  test("a feed that goes on loading is followed, by what its new links show too", async (world) => {
    const { page } = await visit(world, "x");
    await settled(page);
    await page.read(() => {
      const post = document.querySelector("article").cloneNode(true);
      for (const ours of post.querySelectorAll("[data-imprint]")) ours.remove();
      for (const link of post.querySelectorAll("a")) link.id = `new-${link.id}`;
      post.querySelector("#new-text").href = "https://t.co/AbCdEf0101";
      document.querySelector("main").append(post);
    });
    await page.until("the new post's short link bears its badge", () => dom.outlets(document.getElementById("new-text")).join() === "private-paper");
    // Words that come later, as a feed fills itself in.
    await page.read(() => {
      const late = Object.assign(document.createElement("a"), { id: "late", href: "https://t.co/AbCdEf0102" });
      document.querySelector("main").append(late);
    });
    await sleep(500);
    assert.deepEqual(await page.read(() => dom.outlets(document.getElementById("late"))), []);
    await page.read(() => document.getElementById("late").append("radio.example/hour"));
    await page.until("the link bears a badge once it shows an address", () => dom.outlets(document.getElementById("late")).join() === "charter-radio");
  });
}, { edit: addAsker });
