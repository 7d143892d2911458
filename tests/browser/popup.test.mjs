// The popup and the toolbar: the site, its links by the state behind them, the switch for a site.
import assert from "node:assert/strict";
import { assertWants, openCard, settled, sleep, until, unmetWants } from "./support/checks.mjs";
import { clear, says as said, settingsOf } from "./support/lists.mjs";
import { suite } from "./support/suite.mjs";

const words = (popup) => popup.read(() => document.body.innerText.replace(/\s+/g, " "));
const says = (popup, pattern) =>
  popup.until(`the popup says ${pattern}`, (source, flags) =>
    new RegExp(source, flags).test(document.body.innerText.replace(/\s+/g, " ")), pattern.source, pattern.flags);
const badges = (page) => page.read(() => dom.badges().length);

const BARE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Bare</title>
<p><a href="https://unknown-paper.example/">Unknown</a> <a href="https://example.org/">Example</a></p>`;
const LINKLESS = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Linkless</title><p>No link at all.</p>';

/** Flip the popup's switch, whatever it looks like. Runs in the popup. */
function flip() {
  const [control, ...more] = dom.all("[role=switch], input[type=checkbox]");
  if (!control || more.length > 0) throw new Error(`${more.length + (control ? 1 : 0)} switches`);
  control.click();
}

suite("the popup and the toolbar", (test) => {
  test("list the labelled links of the page by the state behind them", async ({ visit, browser }) => {
    await settled(await visit("article.html"));
    const popup = await browser.openExtensionPage();
    await says(popup, /\bRT\b/);
    const groups = await popup.read(() => dom.all("h3").map((heading) => heading.textContent));
    for (const state of ["Russia", "United Kingdom", "China"]) {
      assert.ok(groups.some((heading) => heading.includes(state)), `${state} among ${groups.join("; ")}`);
    }
    const order = await words(popup);
    for (const outlet of [/\bRT\b/, /\bBBC\b/, /\bCGTN\b/]) assert.match(order, outlet);
  });

  test("tell a site that is not in the dataset from a page on which nothing was found", async ({ visit, browser, server }) => {
    server.generate("bare.html", BARE);
    server.generate("linkless.html", LINKLESS);
    await visit("bare.html");
    const bare = await browser.openExtensionPage();
    await says(bare, /not in the dataset/i);
    await says(bare, /nothing found/i);
    await bare.close();
    await visit("linkless.html");
    const linkless = await browser.openExtensionPage();
    await says(linkless, /not in the dataset/i);
    assert.doesNotMatch(await words(linkless), /nothing found/i);
  });

  test("tell whose site it is", async ({ visit, browser }) => {
    await settled(await visit("self.html", "www.cgtn.com"));
    const popup = await browser.openExtensionPage();
    await says(popup, /\bCGTN\b/);
    await says(popup, /China/);
    assert.doesNotMatch(await words(popup), /not in the dataset/i);
  });

  test("tell a site that the reader has hidden, limited or switched off from one that nobody knows", async ({ visit, browser }) => {
    const page = await visit("self.html", "www.cgtn.com");
    /** Presses something of the settings page and comes back to the page. */
    const press = async (...selectors) => {
      const settings = await settingsOf({ visit, browser });
      for (const selector of selectors) {
        await settings.until("it is there", (selector) => document.querySelector(selector) !== null, selector);
        await settings.read((selector) => document.querySelector(selector).click(), selector);
      }
      await said(settings, "it is kept", /Saved/);
      await settings.close();
      await page.activate();
    };
    const heard = async (pattern) => {
      const popup = await browser.openExtensionPage();
      await says(popup, pattern);
      assert.doesNotMatch(await popup.read(() => document.querySelector("#site").innerText), /not in the dataset/i);
      await popup.close();
    };
    await press("#list-on-packaged");
    await heard(/Imprint's data has a label for this, and is switched off/);
    await press("#list-on-packaged");
    await press('[data-list="packaged"] .limit summary', '[data-list="packaged"] .limit input[value=advocacy]');
    await heard(/but of none of the classes to which it is limited/);
    await clear({ visit, browser });
    const form = await settingsOf({ visit, browser }, `?${new URLSearchParams({ own: "hide", outlet: "cgtn", key: "cgtn.com", title: "CGTN", country: "CN" })}`);
    await form.until("the form knows the outlet", () => document.querySelector("#own-key")?.value === "outlet:cgtn");
    await form.read(() => document.querySelector("#own-form").requestSubmit());
    await said(form, "it is kept", /Kept/);
    await form.close();
    await page.activate();
    await heard(/You have hidden this label/);
    await clear({ visit, browser });
  });

  test("say that a page of the browser's own cannot be seen", async ({ browser, visit }) => {
    // A page first: a tab has to be there from which the next is opened.
    const page = await visit("card.html");
    await page.goto(browser.ownPage);
    const popup = await browser.openExtensionPage();
    await says(popup, /cannot see/i);
    assert.doesNotMatch(await words(popup), /nothing found/i);
  });

  test("show the link on the page and open its card", async ({ visit, browser }) => {
    const page = await visit("card.html");
    await settled(page);
    const popup = await browser.openExtensionPage();
    await says(popup, /\bBBC\b/);
    await popup.read(() => {
      for (const details of dom.all("details")) details.open = true;
      dom.all("button").find((button) => button.textContent.includes("A report by the BBC")).click();
    });
    assert.match(await openCard(page), /\bBBC\b/);
  });

  test("switch one site off and on again, at once, for good, and that site alone", async ({ visit, browser }) => {
    const page = await visit("card.html", "off.example");
    await settled(page);
    const popup = await browser.openExtensionPage();
    await says(popup, /off\.example/);
    await popup.read(flip);
    await page.until("the badges of the page are gone", () => dom.badges().length === 0);
    await says(popup, /switched off/i);
    await popup.close();

    await browser.stopBackground();
    await page.goto(await page.url());
    const other = await visit("card.html", "news.example");
    await settled(other);
    assert.equal(await badges(page), 0);
    await page.activate();
    assert.equal(await browser.toolbarText(), "");

    const again = await browser.openExtensionPage();
    await says(again, /switched off/i);
    await again.read(flip);
    await assertWants(page);
  });

  test("count the labelled links of the page in front alike", async ({ visit, browser, server }) => {
    server.generate("bare.html", BARE);
    const page = await visit("article.html");
    await settled(page);
    await until("the toolbar shows a number", async () => /^[1-9]\d*$/.test(await browser.toolbarText()));
    const popup = await browser.openExtensionPage();
    await until("the popup tells the same number", async () => new RegExp(`\\b${await browser.toolbarText()}\\b`).test(await words(popup)));
    await popup.close();
    await page.goto("http://news.example/bare.html");
    await until("the toolbar shows nothing for a page without labels", async () => (await browser.toolbarText()) === "");
  });

  test("work, as labels and cards do, after the background has been put to sleep", async ({ visit, browser }) => {
    const page = await visit("card.html");
    await settled(page);
    await browser.stopBackground();
    await page.read(() => {
      const link = Object.assign(document.createElement("a"), { href: "https://www.dw.com/en/late", textContent: "A late link" });
      const place = Object.assign(document.createElement("p"), { id: "late" });
      place.append(link);
      document.querySelector("#one").after(place);
    });
    await page.until("the late link bears its badge", () => dom.outlets(document.querySelector("#late")).join() === "deutsche-welle");

    await browser.stopBackground();
    await page.read(() => document.querySelector("#one a").focus());
    await page.command();
    assert.match(await openCard(page), /\bRT\b/);

    await browser.stopBackground();
    const popup = await browser.openExtensionPage();
    await says(popup, /\bRT\b/);
    await popup.close();

    await browser.stopBackground();
    await page.goto("http://news.example/article.html");
    await assertWants(page);
    await until("the toolbar counts again", async () => /^[1-9]\d*$/.test(await browser.toolbarText()));
  });

  test("are not silenced by what the page before them in the tab told late, when the background was slow to start", async ({ visit, browser }) => {
    const page = await visit("recycled.html");
    await settled(page);
    const own = await browser.openExtensionPage();
    await own.call(async () => {
      const { JSON, chrome } = dom.page;
      const late = `{"name": "started", "life": "of the page before", "document": ${performance.timeOrigin - 2000}, "at": 1500}`;
      for (const { id } of await chrome.tabs.query(JSON.parse("{}"))) {
        await chrome.tabs.sendMessage(id, JSON.parse(late), JSON.parse('{"frameId": 0}')).catch(() => {});
      }
    });
    await own.close();
    await page.read(() => document.querySelector("#recycled").setAttribute("href", "https://www.bbc.co.uk/news/second"));
    await page.until("the page is still followed", () => dom.outlets(document.querySelector("#host")).join() === "bbc");
  });

  test("survive a second injection, which doubles no badge and opens one card", async ({ visit, browser }) => {
    const page = await visit("article.html");
    await settled(page);
    const before = await badges(page);
    for (let round = 0; round < 2; round += 1) {
      await browser.reinject(page);
      const asBefore = async () => (await badges(page)) === before && (await page.read(unmetWants)).length === 0;
      // The new script comes, takes the old one's badges away and puts its own.
      await sleep(800);
      await until("the badges are those of before", asBefore);
      await sleep(800);
      assert.ok(await asBefore(), "badges came or went after that");
    }
    await page.read(() => document.querySelector("a[href*='600001']").focus());
    await page.command();
    await openCard(page);
    assert.equal(await page.read(() => dom.ours("card").length), 1);
    await page.press("Escape");
    await page.read(() => {
      const place = Object.assign(document.createElement("p"), { id: "later" });
      place.innerHTML = '<a href="https://www.rt.com/news/later/">Later</a>';
      document.querySelector("main").append(place);
    });
    await page.until("a later link bears its badge", () => dom.badges(document.querySelector("#later")).length > 0);
    await sleep(500);
    assert.equal(await page.read(() => dom.badges(document.querySelector("#later")).length), 1);
  });
});
