// No request to the network because of a page or a link: asserted on what the browser says it asked for and on what
// arrived at the only network there is.
import assert from "node:assert/strict";
import { NOWHERE, closedCard, openCard, pointOnBadge, pointOnWords, settled, sleep } from "./support/checks.mjs";
import { HOSTS } from "./support/server.mjs";
import { suite } from "./support/suite.mjs";

const foreign = (requests) => requests.filter(({ url, by }) => by !== "page" || !HOSTS.includes(new URL(url).hostname));

suite("no page and no link makes Imprint use the network", (test) => {
  test("not on pages full of links, nor by hovering, cards, badges or the popup", async ({ visit, browser, server }) => {
    for (const file of ["article.html", "accounts.html", "operations.html", "cards.html", "frames.html", "shadow.html"]) {
      const page = await visit(file);
      await settled(page);
      await page.close();
    }
    const page = await visit("card.html");
    await settled(page);
    for (const point of [[pointOnWords, "#one a"], [pointOnBadge, "#two"]]) {
      await page.move(await page.read(...point));
      await openCard(page);
      await page.press("Escape");
      await closedCard(page);
      await page.move(NOWHERE);
    }
    const popup = await browser.openExtensionPage();
    await popup.until("the popup shows the page's links", () => /\bRT\b/.test(document.body.innerText));
    await browser.stopBackground();
    await page.goto(await page.url());
    await settled(page);
    await sleep(500);
    assert.deepEqual(foreign(await browser.requests()), []);
    assert.deepEqual(server.strangers(), []);
  });

  test("and no hint to connect ahead is left in a page", async ({ visit }) => {
    const page = await visit("article.html");
    await settled(page);
    const hints = await page.read(() => dom.all("link[rel], script[src], img[src], iframe[src]")
      .map((element) => element.href || element.src)
      .filter((address) => !address.startsWith(location.origin)));
    assert.deepEqual(hints, []);
  });

  test("while a request that is made would be seen", async ({ visit, browser, server }) => {
    const page = await visit("article.html");
    await page.read(() => {
      const beacon = new Image();
      beacon.src = "http://beacon.example/";
      document.body.append(beacon);
    });
    await page.until("the browser tells of the beacon", () => document.querySelector("img").complete);
    assert.deepEqual(server.strangers(), ["beacon.example"]);
    assert.deepEqual(foreign(await browser.requests()), [{ url: "http://beacon.example/", by: "page" }]);
  });
});
