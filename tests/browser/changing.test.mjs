// Pages that change under Imprint's hands: it follows them, within bounds, and never against them.
import assert from "node:assert/strict";
import { assertWants, damage, settled, sleep, until } from "./support/checks.mjs";
import { suite } from "./support/suite.mjs";

const outletsIn = (page, selector) => page.read((place) => dom.outlets(document.querySelector(place)), selector);
const waitForOutlets = (page, selector, outlets) =>
  page.until(`${selector} bears ${outlets.join() || "nothing"}`, (place, wanted) =>
    dom.outlets(document.querySelector(place)).join() === wanted, selector, outlets.join());

suite("a page that changes is followed", (test) => {
  test("when it navigates within itself", async ({ visit }) => {
    const page = await visit("navigation.html");
    await settled(page);
    for (const [path, outlet, href] of [
      ["/second", "bbc", "https://www.bbc.co.uk/news/view-2"],
      ["/third", "deutsche-welle", "https://www.dw.com/en/view-3"],
      ["/fourth", "rt", "https://www.rt.com/news/view-1/"],
    ]) {
      await page.read((to, url) => dom.page.show(to, `<p><a href="${url}">The view of ${to}</a></p>`), path, href);
      await waitForOutlets(page, "#view", [outlet]);
    }
    await page.read(() => dom.page.show("/fifth", "<p><a href='https://unknown-paper.example/'>unknown</a></p>"));
    await waitForOutlets(page, "#view", []);
    await page.read(() => history.back());
    await settled(page);
    assert.deepEqual(await outletsIn(page, ".sentinel"), ["rt"]);
  });

  test("when one link is recycled for other addresses", async ({ visit }) => {
    const page = await visit("recycled.html");
    await settled(page);
    assert.deepEqual(await outletsIn(page, "#host"), ["rt"]);
    for (const [href, wanted] of [
      ["https://www.bbc.co.uk/news/second", ["bbc"]],
      ["https://unknown-paper.example/third", []],
      ["https://www.rt.com/news/fourth/", ["rt"]],
      ["/of-the-page-itself", []],
      ["https://www.dw.com/en/fifth", ["deutsche-welle"]],
    ]) {
      await page.read((url) => document.querySelector("#recycled").setAttribute("href", url), href);
      await waitForOutlets(page, "#host", wanted);
      assert.equal(await page.read(() => document.querySelector("#recycled").getAttribute("href")), href);
    }
    await page.read(() => document.querySelector("#recycled").removeAttribute("href"));
    await waitForOutlets(page, "#host", []);
  });

  test("when the words of a link are replaced", async ({ visit }) => {
    const page = await visit("recycled.html");
    await settled(page);
    await page.read(() => { document.querySelector("#retexted").textContent = "Other words"; });
    await waitForOutlets(page, "#text", ["rt"]);
    assert.equal(await page.read(() => document.querySelector("#retexted").textContent), "Other words");
  });

  test("when a feed grows without an end", async ({ visit }) => {
    const page = await visit("feed.html");
    await settled(page);
    for (let round = 0; round < 4; round += 1) {
      await page.read(() => dom.page.more(100));
      await page.read(() => document.querySelector("#feed").lastElementChild.scrollIntoView({ block: "end" }));
      await page.until("the newest items, which the reader sees, bear their badges", () => {
        const items = [...document.querySelectorAll("#feed [data-want=rt]")].slice(-10);
        return items.length === 10 && items.every((item) => dom.badges(item).length === 1);
      });
    }
    const doubled = () => [...document.querySelectorAll("#feed [data-want]")].filter((item) => dom.badges(item).length > 1).length;
    assert.equal(await page.read(doubled), 0);
  });

  test("when text becomes editable: no badge stays in it, and they come back afterwards", async ({ visit }) => {
    const page = await visit("card.html");
    await settled(page);
    const count = () => page.read(() => dom.badges(document.querySelector("#one")).length);
    assert.equal(await count(), 1);
    await page.read(() => document.querySelector("#one").setAttribute("contenteditable", ""));
    await page.until("the badge is gone", () => dom.badges(document.querySelector("#one")).length === 0);
    await page.read(() => document.querySelector("#one").removeAttribute("contenteditable"));
    await page.until("the badge is back", () => dom.badges(document.querySelector("#one")).length === 1);
  });

  test("when the page tries to silence Imprint or puts a badge of its own", async ({ visit }) => {
    const page = await visit("card.html");
    await settled(page);
    await page.read(() => {
      document.dispatchEvent(new CustomEvent("imprint:started"));
      const link = document.createElement("a");
      link.href = "https://www.cgtn.com/forged";
      link.id = "forged";
      link.innerHTML = '<span data-imprint="badge" data-imprint-outlet="cgtn" data-imprint-classes="state-controlled">Trusted</span>forged';
      document.querySelector("#one").after(link);
    });
    await page.until("the page's own badge has given way to ours", () => {
      const badges = dom.badges(document.querySelector("#forged"));
      return badges.length === 1 && badges[0].shadowRoot !== null && !badges[0].textContent.includes("Trusted");
    });
  });

  test("when a shadow root is attached and filled late", async ({ visit }) => {
    const page = await visit("shadow.html");
    await settled(page);
    await page.read(() => dom.page.attachLate());
    await waitForOutlets(page, "#late", ["cgtn"]);
  });

  test("when a shadow root is attached long after the page has loaded: where the pointer goes, and when it scrolls", async ({ visit, skip }) => {
    const page = await visit("shadow.html");
    await settled(page);
    // Between the looks that are taken by the clock.
    await page.until("the page is older", () => performance.now() - performance.timing.domComplete + performance.timeOrigin > 5500);
    await page.read(() => dom.page.attachLater());
    await page.move(await page.read(() => dom.middle(document.querySelector("#later"))));
    await waitForOutlets(page, "#later", ["bbc"]);
    await page.read(() => dom.page.attachLast());
    await page.read(() => scrollTo(0, 40));
    await waitForOutlets(page, "#last", ["rt"]);
    const age = await page.read(() => performance.now() + performance.timeOrigin - performance.timing.domComplete);
    if (age >= 14_000) skip(`found after ${Math.round(age)} ms, which the clock would have done as well`);
  });

  test("when the address changes by which a link that hides its destination is known", async ({ visit }) => {
    const page = await visit("article.html");
    await settled(page);
    await page.read(() => {
      const place = Object.assign(document.createElement("p"), { id: "short" });
      place.append(Object.assign(document.createElement("a"), { href: "https://t.co/abcdef", textContent: "bbc.com/news" }));
      document.querySelector("main, body").append(place);
    });
    await waitForOutlets(page, "#short", ["bbc"]);
    await page.read(() => document.querySelector("#short a").replaceChildren("rt.com/news"));
    await waitForOutlets(page, "#short", ["rt"]);
    await page.read(() => document.querySelector("#short a").replaceChildren("read more"));
    await waitForOutlets(page, "#short", []);
  });

  test("where hundreds of links to one story stand in a text of megabytes, which goes on answering", async ({ visit, server }) => {
    const links = Array.from({ length: 400 }, (_, number) => `<a href="https://www.rt.com/news/1/">${number}</a> ${"x".repeat(7500)}<br>`).join("");
    server.generate("story.html", `<!doctype html><meta charset="utf-8"><title>A log</title><div>${links}</div>
      <p class="sentinel"><a href="https://www.bbc.co.uk/news/sentinel">The last link of the page</a></p>
      <script>
        globalThis.longest = 0;
        let before = performance.now();
        setInterval(() => { const now = performance.now(); longest = Math.max(longest, now - before); before = now; }, 10);
      </script>`);
    const page = await visit("story.html");
    await page.read(() => scrollTo(0, document.documentElement.scrollHeight));
    await settled(page);
    const longest = await page.read(() => dom.page.longest);
    // Reading the whole text for each pair of links takes tens of seconds, in one piece.
    assert.ok(longest < 5000, `a timer was ${Math.round(longest)} ms late`);
  });

  test("when the link that bears a story's badge goes: another of the story takes it over", async ({ visit }) => {
    const page = await visit("stories.html");
    await settled(page);
    const bearer = (place) => page.read((id) => dom.badges(document.querySelector(id))[0].closest("a").textContent.trim().slice(-9), place);
    assert.equal(await bearer("#removed"), "line goes");
    await page.read(() => document.querySelector("#removed h3").remove());
    await waitForOutlets(page, "#removed", ["rt"]);
    assert.equal(await bearer("#removed"), "Read more");

    await page.read(() => document.querySelector("#recycled h3 a").setAttribute("href", "https://unknown-paper.example/"));
    await page.until("the other link bears the badge", () =>
      dom.outlets(document.querySelector("#recycled p")).join() === "bbc" && dom.badges(document.querySelector("#recycled")).length === 1);

    await page.read(() => document.querySelector("#elsewhere").append(document.querySelector("#apart h3")));
    await waitForOutlets(page, "#elsewhere", ["rt"]);
    await waitForOutlets(page, "#apart", ["rt"]);

    await page.read(() => { document.querySelector("#hidden h3").hidden = false; });
    await sleep(600);
    assert.deepEqual(await outletsIn(page, "#hidden"), ["deutsche-welle"], "one story, one badge");
  });

  test("when the link that bears a story's badge is hidden: another takes it over, keeps it, and hands it on in turn", async ({ visit }) => {
    const page = await visit("stories.html");
    await settled(page);
    const bears = (place) => page.until(`the badge stands in ${place}`, (selector) => {
      const card = document.querySelector("#removed");
      return dom.badges(card).length === 1 && dom.badges(card.querySelector(selector)).length === 1;
    }, place);
    await bears("h3");
    // By a rule, as a narrow window does it: nothing in the page is changed.
    await page.read(() => {
      const sheet = Object.assign(document.createElement("style"), { id: "narrow", textContent: "#removed h3 { display: none }" });
      document.head.append(sheet);
    });
    await bears("p");
    await page.read(() => document.querySelector("#narrow").remove());
    await sleep(600);
    await bears("p");
    await page.read(() => document.querySelector("#removed p").remove());
    await bears("h3");
  });

  test("when links show themselves that were hidden", async ({ visit }) => {
    const page = await visit("hidden.html");
    await settled(page);
    for (const place of ["#menu", "#dialog"]) assert.deepEqual(await outletsIn(page, place), []);
    await page.read(() => {
      document.querySelector("#menu").hidden = false;
      document.querySelector("details").open = true;
      document.querySelector("#dialog").showModal();
    });
    for (const [place, outlet] of [["#menu", "rt"], ["#details", "bbc"], ["#dialog", "cgtn"]]) {
      await waitForOutlets(page, place, [outlet]);
    }
  });

  test("when one goes to another and back", async ({ visit, browser }) => {
    const page = await visit("article.html");
    await settled(page);
    const count = await until("the toolbar counts", () => browser.toolbarText());
    await page.goto("http://news.example/card.html");
    await settled(page);
    await page.read(() => history.back());
    await page.until("the first page is back", () => location.pathname === "/article.html" && document.readyState === "complete");
    await assertWants(page);
    await until("the toolbar counts as before", async () => (await browser.toolbarText()) === count);
  });

  test("when one goes to another and back to a page with frames, which all count as before", async ({ visit, browser }) => {
    const page = await visit("frames.html");
    await settled(page);
    await until("every frame has counted", async () => (await browser.toolbarText()) === "6");
    await page.goto("http://news.example/card.html");
    await settled(page);
    await until("the other page counts", async () => !["", "6"].includes(await browser.toolbarText()));
    await page.read(() => history.back());
    await page.until("the first page is back", () => location.pathname === "/frames.html" && document.readyState === "complete");
    await settled(page);
    await until("every frame has counted again", async () => (await browser.toolbarText()) === "6");
    await sleep(600);
    assert.equal(await browser.toolbarText(), "6");
  });

  test("when a link is moved elsewhere", async ({ visit }) => {
    const page = await visit("recycled.html");
    await settled(page);
    await page.read(() => document.querySelector("#text").append(document.querySelector("#recycled")));
    await page.until("both links bear one badge each", () => dom.badges(document.querySelector("#text")).length === 2);
    assert.deepEqual(await outletsIn(page, "#host"), []);
  });

  test("and a badge the page takes away comes back a bounded number of times", async ({ visit }) => {
    const page = await visit("remover.html");
    await settled(page);
    await waitForOutlets(page, "#once", ["rt"]);
    const removals = () => page.read(() => dom.page.removals);
    await until("the badge has come back and been removed again", async () => (await removals()) >= 2);
    // The page is answered later each time; at the longest step nothing may come any more.
    let first = 0;
    await until("the badge comes back no more", async () => {
      const before = first;
      first = await removals();
      return first === before;
    }, { every: 1500 });
    assert.ok(first <= 20, `the badge came back ${first} times`);
  });

  test("and frameworks that take over their markup find it as they sent it", async ({ visit }) => {
    const page = await visit("hydration.html");
    await settled(page);
    assert.deepEqual(await page.read(() => [...dom.page.thrownAway]), [], "markup thrown away");
    assert.deepEqual(await damage(page), []);
    for (const root of ["early", "onload"]) {
      await waitForOutlets(page, `#${root}`, ["rt", "rt"]);
      await page.read((id) => {
        dom.page.rename(id, 0, "Renamed");
        dom.page.reorder(id);
        dom.page.removeText(id, 1);
      }, root);
      await waitForOutlets(page, `#${root}`, ["rt", "rt"]);
      assert.equal(await page.read((id) => [...document.querySelectorAll(`#${id} a`)].map((link) => link.textContent)[1], root), "Renamed");
      await page.read((id) => dom.page.remove(id, 0), root);
      await waitForOutlets(page, `#${root}`, ["rt"]);
      assert.equal(await page.read((id) => document.querySelectorAll(`#${id} li`).length, root), 1);
    }
  });

  test("for ever, without a share of the page's time worth noticing", async ({ visit }) => {
    const page = await visit("restless.html");
    await settledRestless(page);
    await page.read(() => {
      dom.page.lags.length = 0;
      dom.page.added = 0;
      dom.page.turns = 0;
    });
    const before = await page.processorTime();
    const start = Date.now();
    await sleep(2500);
    const busy = (await page.processorTime()) - before;
    const { lags, turns, added, badges, links } = await page.read(() => ({
      lags: [...dom.page.lags].sort((a, b) => a - b),
      turns: dom.page.turns,
      added: dom.page.added,
      badges: dom.badges(document.querySelector("#list")).length,
      links: document.querySelectorAll("#list a").length,
    }));
    const seconds = (Date.now() - start) / 1000;
    // Bounds that hold on a busy machine, where every process waits for its turn, and that a page which is worked on without
    // end still breaks: it has no turns left, and all of the processor.
    assert.ok(turns / seconds > 5, `the page managed ${turns} turns in ${seconds} s`);
    // Drawing included, which the page itself makes necessary with every turn.
    assert.ok(busy / 1000 < seconds * 0.85, `${Math.round(busy)} ms of processor time in ${seconds} s`);
    const late = lags[Math.floor(lags.length * 0.9)];
    assert.ok(late < 250, `nine of ten timers were late by up to ${late} ms`);
    // One new link every five turns: more insertions than a few per link would be work against oneself.
    assert.ok(added <= (turns / 5) * 3 + 40, `${added} insertions for ${turns / 5} new links`);
    assert.ok(added > 0, "no badge was inserted while the page changed");
    assert.ok(badges <= links, `${badges} badges for ${links} links`);
  });

  test("and stays as it was where nothing of it is Imprint's", async ({ visit }) => {
    const page = await visit("recycled.html");
    await settled(page);
    await page.read(() => document.querySelector("#host").append(" more words"));
    await sleep(300);
    assert.deepEqual((await damage(page)).filter((complaint) => !complaint.includes("words of the page")), []);
  });
});

/** A restless page never falls quiet: its last link is enough. */
async function settledRestless(page) {
  await page.until("the last link bears its badge", () => dom.badges(document.querySelector(".sentinel")).length === 1);
  await page.until("the moving list bears badges", () => dom.badges(document.querySelector("#list")).length > 5);
}
