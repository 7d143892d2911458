// Addresses that nobody known is behind and that resemble an outlet's: told as that and as nothing more, in badge,
// card, popup and toolbar.
import assert from "node:assert/strict";
import { assertLabelled, openCard, pointOnBadge, pointOnWords, settled, unmetWants, until } from "./support/checks.mjs";
import { violations } from "./support/axe.mjs";
import { suite } from "./support/suite.mjs";

/** What the badges say of links that resemble, by the link's id. Runs in the page. */
function likenesses() {
  return Object.fromEntries(dom.all("[data-like] a").map((link) => {
    const badges = dom.badges(link);
    const [badge] = badges;
    return [link.id, badges.length !== 1 ? badges.length : {
      like: badge.getAttribute("data-imprint-resembles"),
      outlet: badge.getAttribute("data-imprint-outlet"),
      classes: badge.getAttribute("data-imprint-classes"),
      words: dom.words(badge),
      said: dom.spoken(badge),
      visible: dom.shown(badge),
    }];
  }));
}

/** What a link shows is asked about after its address: the badge of one that shows another host comes in a second round. */
async function allTold(page) {
  await page.until("every link that resembles bears its badge", () => dom.all("[data-like] a").every((link) => dom.badges(link).length === 1));
  await settled(page);
}

const words = (page) => page.read(() => document.body.innerText.replace(/\s+/g, " "));

/** A page of a host that resembles an outlet's. */
const CLONE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A page like another</title>
<p id="own"><a href="https://www.spiegel.kim/politik/own">its own article</a></p>
<p id="path"><a href="/politik/path">its own article by path</a></p>
<p id="below"><a href="https://shop.spiegel.kim/">another host of its own</a></p>
<p id="other"><a href="https://www.spiegel.fyi/politik">another site that resembles the same outlet in the same way</a></p>
<p id="real"><a href="https://www.spiegel.de/politik">the outlet itself</a></p>
<p class="sentinel"><a href="https://www.rt.com/news/sentinel/">The last link of the page</a></p>`;

suite("what resembles an outlet's address", (test) => {
  test("is told on the badge as a resemblance, with nothing of the outlet but its name", async ({ visit, picture }) => {
    const page = await visit("resembling.html");
    await allTold(page);
    await assertLabelled(page);
    const found = await page.read(likenesses);
    for (const [id, badge] of Object.entries(found)) {
      assert.equal(badge.like, "der-spiegel", `${id}: ${JSON.stringify(badge)}`);
      assert.equal(badge.outlet, "", `${id}: other tools would take it for the outlet's`);
      assert.equal(badge.classes, "", id);
      assert.ok(badge.visible, id);
      assert.match(badge.said, /Resembles Der Spiegel, not among Der Spiegel's known hosts/, id);
      assert.doesNotMatch(`${badge.words} ${badge.said}`, /fake|fals|imitat|Private|Germany|· DE/i, id);
      if (id !== "narrow") assert.match(badge.words, /^Resembles Der Spiegel/, id);
    }
    assert.equal(Object.keys(found).length, 7);
    assert.match(found.shown.words, /Leads elsewhere/);
    assert.match(found.shown.said, /Shows www\.spiegel\.de, leads to speigel\.de|Shows spiegel\.de, leads to speigel\.de/);
    await picture(page, "resembling");
  });

  test("has a form of its own, not only a colour", async ({ visit }) => {
    const page = await visit("resembling.html");
    await settled(page);
    const forms = await page.read(() => ["suffix", "real", "known"].map((id) => {
      const chip = dom.chip(dom.badges(document.getElementById(id))[0]);
      const style = getComputedStyle(chip);
      return { line: style.borderTopStyle, round: style.borderTopLeftRadius, symbol: chip.querySelector("path").getAttribute("d") };
    }));
    const [like, ...others] = forms;
    for (const other of others) {
      assert.notEqual(like.line, other.line);
      assert.notEqual(like.round, other.round);
      assert.notEqual(like.symbol, other.symbol);
    }
  });

  test("opens a card that begins with the two hosts and the way they are alike, in both forms of an international one", async ({ visit, picture }) => {
    const page = await visit("resembling.html");
    await settled(page);
    await page.move(await page.read(pointOnWords, "#alike"));
    const said = (await openCard(page)).replace(/\s+/g, " ");
    assert.match(said, /^≈?\s*Resembles Der Spiegel, not among Der Spiegel's known hosts/);
    assert.match(said, /This host spіegel\.de Registered as xn--spegel-qvf\.de Der Spiegel's host spiegel\.de How they are alike letters that look alike/i);
    assert.match(said, /No key of the dataset matches/);
    assert.doesNotMatch(said, /fake|Private|Verlag|owned/i);
    assert.ok(said.indexOf("spіegel.de") < said.indexOf("How it matched") || said.indexOf("spіegel.de") < said.toLowerCase().indexOf("how it matched"));
    await picture(page, "resembling-card");
    assert.deepEqual((await violations(page)).violations, []);
  });

  test("opens that card by a click on its badge, and the link is not followed", async ({ visit }) => {
    const page = await visit("resembling.html");
    await settled(page);
    await page.click(await page.read(pointOnBadge, "#embedded"));
    assert.match(await openCard(page), /the outlet's host is part of it/);
    assert.match(await page.url(), /resembling\.html$/);
  });

  test("stands in the popup in a group of its own and is not counted among labelled links", async ({ visit, browser, picture }) => {
    const page = await visit("resembling.html");
    await allTold(page);
    await until("the toolbar counts the three links whose outlet is known", async () => (await browser.toolbarText()) === "3");
    const popup = await browser.openExtensionPage();
    await popup.until("the popup lists what resembles", () => dom.all("h3").some((heading) => /Resembling an outlet's address/.test(heading.textContent)));
    const groups = await popup.read(() => {
      const all = {};
      let heading = "";
      for (const element of document.querySelector("#groups").children) {
        if (element.localName === "h3") heading = element.textContent;
        if (element.localName === "details") (all[heading] ??= []).push(element.dataset.outlet);
      }
      return all;
    });
    const [title] = Object.keys(groups).filter((heading) => /Resembling/.test(heading));
    assert.match(title, /7 links/);
    assert.deepEqual(groups[title], ["resemblance der-spiegel"]);
    assert.equal(Object.keys(groups).at(-1), title, "it comes last");
    const all = await words(popup);
    assert.match(all, /3 labelled links, 3 outlets/);
    assert.match(all, /Not among the known hosts of the outlets they resemble/);
    await popup.read(() => {
      for (const details of dom.all("[data-outlet^=resemblance]")) details.open = true;
      document.querySelector("[data-outlet^=resemblance]").scrollIntoView();
    });
    assert.match(await words(popup), /https:\/\/xn--spegel-qvf\.de\/politik\/b/);
    await picture(popup, "resembling-popup");
    assert.deepEqual((await violations(popup)).violations, []);
    await popup.read(() => dom.all("button").find((button) => button.textContent.includes("two letters swapped")).click());
    assert.match(await openCard(page), /Resembles Der Spiegel/);
  });

  test("is found nowhere else: a page whose only link resembles has nothing counted and still lists it", async ({ visit, browser, server }) => {
    server.generate("alone.html", `<!doctype html><html lang="en"><meta charset="utf-8"><title>Alone</title>
<p class="sentinel"><a href="https://speigel.de/">speaking of mirrors</a></p>`);
    const page = await visit("alone.html");
    await settled(page);
    assert.equal(await browser.toolbarText(), "");
    const popup = await browser.openExtensionPage();
    await popup.until("the popup lists it", () => dom.all("details").length === 1);
    const all = await words(popup);
    assert.match(all, /Nothing found: the one address linked here is not in the dataset/);
    assert.match(all, /Resembling an outlet's address/);
  });

  test("may be the page itself: its own links stay bare, others that resemble do not, and the popup says what it is", async ({ browser, server }) => {
    server.pretend("https://www.spiegel.kim/", CLONE);
    const page = await browser.open("https://www.spiegel.kim/");
    await settled(page);
    const badges = (id) => page.read((place) => dom.badges(document.querySelector(place)).map((badge) => [
      badge.getAttribute("data-imprint-outlet"), badge.getAttribute("data-imprint-resembles"),
    ]), `#${id}`);
    for (const id of ["own", "path", "below"]) assert.deepEqual(await badges(id), [], id);
    assert.deepEqual(await badges("other"), [["", "der-spiegel"]]);
    assert.deepEqual(await badges("real"), [["der-spiegel", null]]);
    const popup = await browser.openExtensionPage();
    await popup.until("the popup says what the site is", () => /Resembles Der Spiegel, not among/.test(document.querySelector("#site").innerText));
    const site = await popup.read(() => document.querySelector("#site").innerText);
    assert.match(site, /www\.spiegel\.kim/);
    assert.doesNotMatch(site, /Germany/);
  });

  test("changes with the address of its link", async ({ visit }) => {
    const page = await visit("resembling.html");
    await settled(page);
    await page.read(() => {
      document.querySelector("#suffix").href = "https://www.spiegel.de/politik/now";
      document.querySelector("#real").href = "https://www.spiegel.kim/politik/now";
    });
    await page.until("the badges have changed places", () => {
      const of = (id) => dom.badges(document.getElementById(id)).map((badge) => [badge.getAttribute("data-imprint-outlet"), badge.getAttribute("data-imprint-resembles")].join());
      return of("suffix").join(";") === "der-spiegel," && of("real").join(";") === ",der-spiegel";
    });
    assert.equal((await page.read(unmetWants)).length, 1, "the link that was the outlet's");
  });
});
