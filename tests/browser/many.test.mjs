// Ten thousand links on one page.
import assert from "node:assert/strict";
import { suite } from "./support/suite.mjs";
import { sleep, until } from "./support/polling.mjs";

const LINKS = 10_000;

/**
 * A page of `LINKS` links, no two the same, that keeps an account of how late its timers are. With another `attribute`
 * than `href` they are no links: what the browser alone needs for such a page on this machine at this hour.
 */
function page(attribute = "href") {
  const items = Array.from({ length: LINKS }, (_, number) =>
    `<p><a ${attribute}="https://www.rt.com/news/${number}/">Item ${number}</a></p>`).join("\n");
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Many links</title>
<style>p { margin: 0; height: 24px; }</style>
<script>
globalThis.lags = [];
addEventListener("load", () => {
  let due = performance.now() + 10;
  setInterval(() => {
    const now = performance.now();
    lags.push(now - due);
    due = now + 10;
  }, 10);
});
</script>
<h1>Many links</h1>
${items}
<p class="sentinel"><a ${attribute}="https://www.bbc.co.uk/news/sentinel">The last link of the page</a></p>`;
}

/** Twenty links spread over the window bear exactly one badge each. Runs in the page, and costs it little. */
function visibleAreLabelled() {
  const items = new Set();
  for (let part = 1; part <= 20; part += 1) {
    const item = document.elementFromPoint(40, (part / 21) * innerHeight)?.closest("p");
    if (item) items.add(item);
  }
  return items.size >= 15 && [...items].every((item) => item.querySelectorAll('[data-imprint="badge"]').length === 1);
}

/** Asking too often would be work for the page, too. */
const showsBadges = (tab, where) =>
  until(`the links ${where} bear badges`, () => tab.read(visibleAreLabelled), { every: 200 });

const PLACES = [1, 0.5, 0.25, 0];
const goTo = (tab, place) => tab.read((share) => scrollTo(0, share * document.documentElement.scrollHeight), place);


/** What a page has cost so far: processor time, and how late a timer was at most. */
async function cost(tab) {
  const lags = await tab.read(() => [...dom.page.lags]);
  return { processor: Math.round(await tab.processorTime()), longest: Math.round(Math.max(...lags)) };
}

suite("ten thousand links", (test) => {
  test("are all labelled, wherever one looks, while the page goes on answering", async ({ visit, browser, server }) => {
    server.generate("bare.html", page("data-href"));
    server.generate("many.html", page());
    const bare = await visit("bare.html");
    for (const place of PLACES) {
      await goTo(bare, place);
      await sleep(400);
    }
    const alone = await cost(bare);
    await bare.close();

    const start = Date.now();
    const tab = await visit("many.html");
    await showsBadges(tab, "in the window");
    const first = Date.now() - start;
    await until("the toolbar counts as far as it can", async () => (await browser.toolbarText()) === "9999");
    for (const place of PLACES) {
      await goTo(tab, place);
      await showsBadges(tab, `at ${place * 100} % of the page`);
    }
    const all = Date.now() - start;
    const labelled = await cost(tab);
    const popup = await browser.openExtensionPage();
    await popup.until("the popup counts every link", () => /10[,.\s]?001/.test(document.body.innerText));
    console.log(`  ${browser.name}: badges after ${first} ms, at ${PLACES.length} more places after ${all} ms; cost in ms`
      + ` ${JSON.stringify(labelled)}, without links ${JSON.stringify(alone)}`);
    // The benchmark measures single tasks on a quiet machine. These bounds hold on a busy one too, where a process waits
    // for its turn, and still tell work that grows with the square of the links, or a page that freezes.
    assert.ok(labelled.processor - alone.processor < 12_000, `${labelled.processor} ms of processor time, without links ${alone.processor} ms`);
    assert.ok(labelled.longest < Math.max(4000, 5 * alone.longest), `a timer was ${labelled.longest} ms late, without links ${alone.longest} ms`);
  }, { timeout: 120_000 });
});
