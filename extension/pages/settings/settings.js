// The settings page: a heading, a table of contents, and the sections one after the other.

import { ask } from "../../shared/ask.js";
import { localise, pageWords } from "../../shared/i18n.js";
import { failure } from "../../shared/outcomes.js";
import { drawPolicy } from "./policy.js";
import { SECTIONS } from "./sections.js";

/** How long a sentence about what was just done stands. */
const SAID_FOR = 8000;

const { el } = imprint.dom;
const words = pageWords();
localise(document, words);

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @type {ReturnType<typeof setTimeout> | undefined} */
let saying;
/** @param {string} sentence */
const say = (sentence) => {
  byId("said").textContent = sentence;
  clearTimeout(saying);
  saying = setTimeout(() => byId("said").textContent = "", SAID_FOR);
};

/** @type {import("./sections.js").Tools["attempt"]} */
const attempt = (work, again = () => {}) => async (event) => {
  try {
    await work(event);
  } catch (error) {
    // First, for what is drawn anew says nothing; and should even that fail, the reader hears of it all the same.
    await Promise.resolve().then(again).catch(() => {});
    say(failure(error, words));
  }
};

const tools = { words, el, ask, say, attempt };

const contents = el("ul", {});
for (const { id, title, draw } of SECTIONS) {
  const box = el("div", {});
  byId("sections").append(el("section", { id, "aria-labelledby": `${id}-title` }, el("h2", { id: `${id}-title` }, title(words)), box));
  contents.append(el("li", {}, el("a", { href: `#${id}` }, title(words))));
  // One section that cannot be drawn must not take the others with it.
  Promise.resolve().then(() => draw(box, tools)).catch((error) => {
    box.replaceChildren(el("p", { class: "note" }, words.say("settings_failed", error instanceof Error ? error.message : String(error))));
  });
}
byId("contents").append(contents);
drawPolicy(byId("sections"), tools).catch((error) => say(failure(error, words)));
// The browser looked for the fragment before there was anything to find.
if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
