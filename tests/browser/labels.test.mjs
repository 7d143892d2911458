// Badges on pages of every kind: right where they belong, none where none belongs, and the page itself unharmed.
import assert from "node:assert/strict";
import fs from "node:fs";
import { assertLabelled, assertWants, settled, unmetWants, until } from "./support/checks.mjs";
import { suite } from "./support/suite.mjs";

const PAGES = {
  "an article": "article.html",
  "hosts, paths and addresses that only look like an outlet": "lookalikes.html",
  "accounts on platforms": "accounts.html",
  "sites of a named operation": "operations.html",
  "cards whose links all lead to one article": "cards.html",
  "cards whose best link has no place for a badge": "stories.html",
  "flex and grid rows, inline lists and links with icons": "rows.html",
  "tables": "tables.html",
  "clamped, cut, fixed and absolutely placed lines": "tight.html",
  "styles that hide whatever they do not know": "hostile.html",
  "text from right to left": "rtl.html",
  "open shadow roots, nested ones too": "shadow.html",
  "editable text, controls, drawings and code": "no-place.html",
  "dark, light and loud backgrounds": "colours.html",
};

/** Badges of every class and form beside text of several sizes: what they take, and what is taken for granted. Runs in the page. */
function widths() {
  /* global imprint, words */
  const found = [];
  for (const id of Object.keys(imprint.badge.CLASSES)) {
    for (const fontSize of [6, 13, 16, 22, 48]) {
      for (const form of ["full", "compact"]) {
        const badge = { kind: "outlet", id: "x", name: "X", type: "public", medium: null, classes: [id, "sanctioned"], owner_state: "MW", country: null };
        const line = document.createElement("p");
        line.style.fontSize = `${fontSize}px`;
        const host = imprint.badge.create(badge, words, { form, inLink: true });
        line.append(host, "text");
        document.body.append(line);
        const taken = host.getBoundingClientRect().width + parseFloat(getComputedStyle(host).marginInlineEnd);
        found.push({ id, fontSize, form, taken, most: imprint.badge.widest(badge, words, { form, dark: false, fontSize }) });
      }
    }
  }
  return JSON.stringify(found);
}

/** A page with the extension's own drawing of badges in it. */
function drawing() {
  const read = (name) => fs.readFileSync(new URL(`../../extension/${name}`, import.meta.url), "utf8");
  const scripts = ["namespace", "dom", "words", "badge"].map((name) => `<script>${read(`content/${name}.js`)}</script>`).join("\n");
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Badges</title>${scripts}
<body><script>
globalThis.words = new imprint.words.Words(imprint.words.messagesFrom(${read("_locales/en/messages.json")}), "en");
globalThis.widths = (${widths})();
</script>`;
}

suite("every link gets its badge and nothing else changes", (test) => {
  for (const [title, file] of Object.entries(PAGES)) {
    test(`on ${title}`, async ({ visit }) => {
      await assertLabelled(await visit(file));
    });
  }

  test("on a page of the outlet itself, whose own links stay bare", async ({ visit }) => {
    await assertLabelled(await visit("self.html", "www.cgtn.com"));
  });

  test("in frames of the same site, of another, from srcdoc, written by script and sandboxed", async ({ visit }) => {
    const page = await visit("frames.html");
    await settled(page);
    for (const frame of ["same", "cross", "srcdoc", "blank", "boxed"]) {
      await until(`the frame ${frame} is labelled`, async () => {
        const unmet = await page.readFrame(`#${frame}`, unmetWants);
        if (unmet.length > 0) throw new Error(unmet.join("; "));
        return true;
      });
    }
  });

  test("in design mode nothing is written", async ({ visit }) => {
    const page = await visit("no-place.html");
    await settled(page);
    assert.equal(await page.readFrame("#design", () => document.querySelectorAll("[data-imprint]").length), 0);
  });

  for (const file of ["strict-csp.html", "sandbox-csp.html"]) {
    test(`under the content security policy of ${file}`, async ({ visit }) => {
      const page = await visit(file);
      await assertWants(page);
    });
  }

  test("a badge tells the outlet and its classes to other tools, and the reader in words", async ({ visit }) => {
    const page = await visit("article.html");
    await settled(page);
    const [badge] = await page.read(() => dom.badges().map((host) => ({
      outlet: host.getAttribute("data-imprint-outlet"),
      classes: host.getAttribute("data-imprint-classes").split(" "),
      words: dom.words(host),
    })));
    assert.equal(badge.outlet, "rt");
    assert.ok(badge.classes.includes("state-controlled"), `classes are ${badge.classes}`);
    assert.match(badge.words, /State-controlled/i);
    assert.match(badge.words, /RU/);
  });

  test("no badge is wider than what is taken for granted where nothing is measured", async ({ visit, server }) => {
    server.generate("drawing.html", drawing());
    const page = await visit("drawing.html");
    const widths = JSON.parse(await page.read(() => dom.page.widths));
    assert.ok(widths.length > 100);
    assert.deepEqual(widths.filter(({ taken, most }) => !(taken > 10 && taken <= most)), []);
    // A bound far too wide would have everything measured.
    assert.deepEqual(widths.filter(({ form, taken, most }) => form === "full" && most > 2 * taken), []);
  });

  test("every class of card link is one target: the badge of a stretched card can be pointed at", async ({ visit }) => {
    const page = await visit("cards.html");
    await settled(page);
    const hit = await page.read(() => {
      const [badge] = dom.badges(document.querySelector("#stretched"));
      const { x, y } = dom.middle(badge);
      const target = document.elementFromPoint(x, y);
      return { badge: target === badge, link: target?.closest("a")?.getAttribute("href") ?? null };
    });
    assert.ok(hit.badge || hit.link === "https://www.bbc.co.uk/news/card-2", JSON.stringify(hit));
  });
});
