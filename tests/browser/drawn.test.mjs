// What a card draws of claims that are rare in the data: old ones, ended ones, several answers to one question, a plain
// list's. Drawn by the extension's own files in a page without it.
import assert from "node:assert/strict";
import fs from "node:fs";
import { violations } from "./support/axe.mjs";
import { suite } from "./support/suite.mjs";

const TODAY = new Date().toISOString().slice(0, 10);

const evidence = (more) => ({
  publisher: "Register", title: "Entry", url: "https://register.example/1", as_of: null, retrieved: TODAY, archive_url: null, seen: "direct",
  locator: null, quotes: null, ...more,
});
const step = (more) => ({
  of: "paper", depth: 1, id: "holding", name: "Holding", native_name: null, native_lang: null, country: "DE", kind: "company", role: null, relation: "owns",
  interest: null, directness: "direct", share: null, since: null, until: null, note: null, evidence: [evidence()], listings: [], ...more,
});
const listing = (more) => ({
  kind: "sanction", authority: "Council", admitted: true, act: "Act 1", listed_as: "PAPER LLC", date: "2022", until: null, principal: null, agent: null,
  evidence: [evidence()], ...more,
});
const answer = (more) => ({ value: "yes", rater: "Monitor", year: 2025, evidence: [evidence()], ...more });

const LABEL = {
  url: "https://user:secret@paper.example/a/b?session=4711#top", destination: "https://paper.example/a/b?session=4711", via: [],
  outlet: { id: "paper", name: "The Paper", native_name: null, native_lang: null, country: "DE", type: "public", medium: "press", homepage: null },
  operation: null, match: { kind: "host", key: "paper.example", scope: "subtree", evidence: [evidence()] },
  classes: ["state-controlled", "sanctioned"], model_rater: "Monitor", model_year: 2025,
  axes: { funding: [answer(), answer({ value: "no", rater: "Other", year: 2020 })], governance: [answer()], editorial: [answer()] },
  chain: [
    step({ id: "before", name: "Owner Before", until: "2019" }),
    step({ id: "fund", name: "Old Fund", relation: "funds", evidence: [evidence({ as_of: "2013" }), evidence({ as_of: "2014-09-07" })] }),
    step({ id: "holding", name: "Holding", evidence: [evidence({ as_of: "2010" }), evidence()], listings: [listing({ until: "2024" })] }),
  ],
  chain_ends: [
    { id: "holding", name: "Holding", reason: "not-sourced", detail: null, evidence: [] },
    { id: "paper", name: "The Paper", reason: "widely-held", detail: null, evidence: [evidence({ as_of: "2011" })] },
  ],
  listings: [listing({ kind: "broadcast-ban", until: "2023" }), listing()],
  findings: [{
    kind: "influence-operation", operation: "operation-x", name: "Operation X", imitates: null, imitates_id: null, attributed_to: null,
    investigator: "Lab", date: "2024", evidence: [evidence()],
  }],
  resembles: null, opaque: false, shows: null, host_unicode: null, claim: null,
};
const BARE = { ...LABEL, classes: [], chain: [], chain_ends: [], listings: [], findings: [], axes: { funding: [], governance: [], editorial: [] }, match: null };
const PLAIN = {
  ...BARE, classes: ["private"], outlet: { ...LABEL.outlet, id: "paper.example", country: "", type: null },
  claim: { owner: "Paper Trust", text: "seen in class", evidence: [evidence()] },
};
const INFO = { data_version: "2026-11-24" };
const LIST = { id: "p-1", name: "Class 9b", kind: "plain", fingerprint: null };

/** A page that draws cards as the extension does, its shadow roots open. */
function drawing(cards) {
  const read = (name) => fs.readFileSync(new URL(`../../extension/${name}`, import.meta.url), "utf8");
  const scripts = ["namespace", "dom", "words", "badge", "card"].map((name) => `<script>${read(`content/${name}.js`).replace('ROOTS = "closed"', 'ROOTS = "open"')}</script>`);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Cards</title>${scripts.join("\n")}
<body><main><h1>Cards</h1></main><script>
const words = new imprint.words.Words(imprint.words.messagesFrom(${read("_locales/en/messages.json")}), "en");
globalThis.copied = [];
globalThis.owned = [];
const cards = new imprint.card.Card({ words, copy: async (text) => void copied.push(text), own: (of, hide) => void owned.push([of, hide]) });
for (const data of ${JSON.stringify(cards)}) {
  const { host } = cards.draw({ through: [], info: ${JSON.stringify(INFO)}, ...data });
  const place = document.createElement("div");
  place.style.cssText = "inline-size: 392px; margin: 12px";
  place.append(host);
  document.querySelector("main").append(place);
}
</script>`;
}

/** Presses each pencil of a card in turn and tells what the report then says of record and claim. Runs in the page. */
function corrections(index) {
  const root = dom.ours("card")[index].shadowRoot;
  return [...root.querySelectorAll(".fix")].map((button) => {
    button.click();
    const text = root.querySelector("textarea").value;
    return ["record", "claim"].map((name) => new RegExp(`^${name}: (.*)$`, "m").exec(text)?.[1] ?? null).join(" | ");
  });
}

suite("a card that is drawn", (test) => {
  const visit = async ({ server, visit }, ...cards) => {
    server.generate("drawn.html", drawing(cards));
    return visit("drawn.html");
  };
  const relations = (page) => page.read(() => [...dom.ours("card")[0].shadowRoot.querySelectorAll(".chain .step")].map((one) =>
    `${one.querySelector(".rel").textContent}: ${one.querySelector(".who").textContent.trim()}`));

  test("says of when a stake is whose newest evidence is older than two years, and what is over is behind what is so", async (world) => {
    const page = await visit(world, { label: LABEL });
    assert.deepEqual(await relations(page), [
      "Funded by · as of 7 Sept 2014: Old Fund".replace("7 Sept 2014", new Intl.DateTimeFormat("en", { year: "numeric", month: "short", day: "numeric", timeZone: "UTC" }).format(new Date("2014-09-07"))),
      "Owned by: Holding", "Formerly owned by · until 2019: Owner Before",
    ]);
    const text = await page.read(() => dom.ours("card")[0].shadowRoot.querySelector(".card").innerText);
    assert.match(text, /Listed, without a controlling holder · as of 2011/);
    const listings = await page.read(() => [...dom.ours("card")[0].shadowRoot.querySelectorAll(".item .answer")].map((one) => one.textContent));
    assert.deepEqual(listings, ["Formerly sanctioned", "Sanctioned", "Former broadcast ban"]);
  });

  test("has a way to correct each claim, which names the record that holds it", async (world) => {
    const page = await visit(world, { label: LABEL }, { label: BARE }, { label: PLAIN, list: LIST }, { label: PLAIN, list: { ...LIST, id: "own", kind: "own", name: "Your own word" } });
    assert.deepEqual(await page.read(corrections, 0), [
      "paper | Germany · State or public body",
      "paper | Classes: State-controlled, Sanctioned",
      "operation-x | Part of the influence operation Operation X · named by Lab",
      "paper | Funded by · Old Fund",
      "paper | Owned by · Holding",
      "holding | Formerly sanctioned · Council · Act 1 · as “PAPER LLC”",
      "holding | Owner not sourced",
      "paper | Formerly owned by · Owner Before",
      "paper | Listed, without a controlling holder",
      "paper | State controls funding · Yes · Monitor · 2025",
      "paper | State controls funding · No · Other · 2020",
      "paper | State controls governance · Yes · Monitor · 2025",
      "paper | State controls editorial line · Yes · Monitor · 2025",
      "paper | Sanctioned · Council · Act 1 · as “PAPER LLC”",
      "paper | Former broadcast ban · Council · Act 1 · as “PAPER LLC”",
      "paper | Host · paper.example",
    ]);
    assert.deepEqual(await page.read(corrections, 1), ["paper | Germany · State or public body", "paper | Owner not sourced"]);
    assert.deepEqual(await page.read(corrections, 2), ["paper.example | Classes: Private", "paper.example | Owner: Paper Trust", "paper.example | seen in class"]);
    assert.deepEqual(await page.read(corrections, 3), [], "the reader's own word is corrected by the reader");
  });

  test("corrects another list's classes in that list", async (world) => {
    const page = await visit(world, { label: LABEL, others: [{ list: LIST, label: PLAIN, info: INFO, corrections: null }] });
    const text = await page.read(() => {
      const root = dom.ours("card")[0].shadowRoot;
      root.querySelector(".beside .fix").click();
      return root.querySelector("textarea").value;
    });
    assert.match(text, /^Suggested correction to the list “Class 9b”/);
    assert.match(text, /^claim: Classes: Private$/m);
  });

  test("leaves the clipboard alone until Copy is pressed, and keeps queries out of the report", async (world) => {
    const page = await visit(world, { label: LABEL });
    const read = () => page.read(() => {
      const root = dom.ours("card")[0].shadowRoot;
      return { copied: [...dom.page.copied], text: root.querySelector("textarea").value, status: root.querySelector("[role=status]").textContent };
    });
    await page.read(() => dom.ours("card")[0].shadowRoot.querySelector("footer .correct").click());
    const { text, ...before } = await read();
    assert.deepEqual(before, { copied: [], status: "" });
    assert.match(text, /^link: https:\/\/paper\.example\/a\/b\?…$/m);
    assert.doesNotMatch(text, /4711|secret|#top/);
    await page.read(() => dom.all("button", dom.ours("card")[0].shadowRoot).find((one) => one.textContent === "Copy").click());
    await page.until("it says so", () => dom.ours("card")[0].shadowRoot.querySelector("[role=status]").textContent === "Copied.");
    assert.deepEqual((await read()).copied, [text]);
  });

  test("lets the reader speak of what the label rests on: not of a shortener, and not where nothing is known", async (world) => {
    const short = { ...BARE, url: "https://t.example/x", destination: "https://t.example/x", opaque: true };
    const page = await visit(world,
      { label: { ...short, match: { kind: "displayed-address", key: "paper.example", scope: "subtree", evidence: [] } } },
      { label: { ...short, match: { kind: "displayed-name", key: "The Paper", scope: null, evidence: [] } } },
      { label: { ...PLAIN, match: LABEL.match }, list: LIST },
      { label: { ...BARE, outlet: null } },
      { label: { ...short, outlet: null } },
    );
    const buttons = () => page.read(() => dom.ours("card").map((host) => dom.all("footer > .correct", host.shadowRoot).map((one) => one.textContent).slice(1).join()));
    const [both, noteAlone] = ["Hide this label…,Add a note or correct…", "Add a note or correct…"];
    assert.deepEqual(await buttons(), [both, both, both, noteAlone, ""]);
    for (const index of [0, 1, 2, 3]) {
      await page.click(await page.read((index) => {
        const [, button] = dom.all("footer > .correct", dom.ours("card")[index].shadowRoot);
        button.scrollIntoView({ block: "center" });
        const { left, top, width, height } = button.getBoundingClientRect();
        return { x: left + width / 2, y: top + height / 2 };
      }, index));
    }
    await page.until("every press was heard", () => dom.page.owned.length === 4);
    const paper = { outlet: "paper", key: "paper.example", title: "The Paper", country: "DE" };
    assert.deepEqual(JSON.parse(await page.read(() => JSON.stringify(dom.page.owned))), [
      [paper, true], [{ ...paper, key: "" }, true], [{ outlet: "", key: "paper.example", title: "The Paper", country: "" }, true],
      [{ outlet: "", key: "paper.example", title: "", country: "" }, false],
    ]);
  });

  test("names each row of the state's part to everybody, and axe-core finds nothing wrong", async (world) => {
    const page = await visit(world, { label: LABEL }, { label: PLAIN, list: LIST });
    const rows = await page.read(() => [...dom.ours("card")[0].shadowRoot.querySelectorAll("th")].map((one) => one.textContent));
    assert.deepEqual(rows, ["State controls funding", "State controls funding", "State controls governance", "State controls editorial line"]);
    assert.deepEqual((await violations(page)).violations, []);
    for (const scheme of ["light", "dark"]) {
      await page.colours({ scheme });
      await world.picture(page, `drawn-${scheme}`);
    }
    await page.colours({});
  });
});
