// What assistive technology and eyes get: names, contrast, forced colours, and axe-core's opinion. The shadow roots
// of the copy under test are open, without which axe-core would pass them unseen.
import assert from "node:assert/strict";
import { violations } from "./support/axe.mjs";
import { openCard, pointOnWords, settled } from "./support/checks.mjs";
import { suite } from "./support/suite.mjs";

/** Contrast of the words of a badge or card with what is behind them, inside its own shadow root. Runs in the page. */
function contrasts(kind) {
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
  const opaque = (colour) => {
    const parts = numbers(colour);
    return colour !== "transparent" && (parts.length < 4 || parts[3] === 1);
  };
  const measured = [];
  for (const host of dom.ours(kind)) {
    const walker = document.createTreeWalker(host.shadowRoot, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      if (!walker.currentNode.data.trim() || element.localName === "style" || !dom.shown(element)) continue;
      let behind = element;
      while (behind && !opaque(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
      const words = walker.currentNode.data.trim().slice(0, 30);
      if (!behind) {
        measured.push({ words, ratio: 0 });
        continue;
      }
      const [high, low] = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor]
        .map((colour) => luminance(numbers(colour)))
        .sort((a, b) => b - a);
      measured.push({ words, ratio: (high + 0.05) / (low + 0.05) });
    }
  }
  return measured;
}

const LOOKS = {
  "in a light scheme": { scheme: "light" },
  "in a dark scheme": { scheme: "dark" },
  "in forced colours": { forced: true },
};

suite("everybody can read it", (test) => {
  for (const file of ["cards.html", "colours.html", "rtl.html"]) {
    test(`axe-core finds nothing wrong with the badges of ${file}`, async ({ visit }) => {
      const page = await visit(file);
      const clean = (await violations(page)).violations;
      await settled(page);
      const { violations: found, looked } = await violations(page);
      assert.deepEqual(found.filter((complaint) => !clean.includes(complaint)), []);
      assert.ok(looked, "axe-core did not look into any shadow root");
    });
  }

  test("axe-core finds nothing wrong with the card", async ({ visit }) => {
    const page = await visit("card.html");
    await settled(page);
    const before = (await violations(page)).violations;
    await page.move(await page.read(pointOnWords, "#one a"));
    await openCard(page);
    assert.deepEqual((await violations(page)).violations.filter((complaint) => !before.includes(complaint)), []);
  });

  test("axe-core finds nothing wrong with the popup", async ({ visit, browser }) => {
    await settled(await visit("article.html"));
    const popup = await browser.openExtensionPage();
    await popup.until("the popup shows the page's links", () => /\bRT\b/.test(document.body.innerText));
    assert.deepEqual((await violations(popup)).violations, []);
  });

  for (const [look, colours] of Object.entries(LOOKS)) {
    test(`badges and card have contrast enough ${look}, on any background`, async ({ visit }) => {
      const page = await visit("colours.html");
      try {
        await page.colours(colours);
        await page.goto(await page.url());
        await settled(page);
        await page.move(await page.read(pointOnWords, "#dark a"));
        await openCard(page);
        for (const kind of ["badge", "card"]) {
          const measured = await page.read(contrasts, kind);
          assert.ok(measured.length > 0, `the ${kind} has no words`);
          assert.deepEqual(measured.filter(({ ratio }) => ratio < 4.5), [], kind);
        }
      } finally {
        await page.colours({});
      }
    });
  }

  test("a badge says with words or shape, not by colour alone, what it means", async ({ visit }) => {
    const page = await visit("article.html");
    await settled(page);
    const marks = await page.read(() => {
      const mark = (outlet) => {
        const host = dom.badges().find((badge) => badge.getAttribute("data-imprint-outlet") === outlet);
        return dom.words(host) + [...host.shadowRoot.querySelectorAll("path")].map((path) => path.getAttribute("d")).join();
      };
      return [mark("rt"), mark("bbc")];
    });
    assert.notEqual(marks[0], marks[1]);
  });

  test("the accessible name of a link stays its own", async ({ visit }) => {
    const page = await visit("names.html");
    await settled(page);
    const expected = await page.read(() => dom.all("a[href]").map((link) => link.dataset.name));
    assert.deepEqual(await page.names("a[href]"), expected);
    assert.ok(await page.read(() => dom.badges().length >= 6), "hardly a link bears a badge");
  });
});
