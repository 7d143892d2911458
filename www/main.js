// Wires the page together. The only file that knows which element is where.

import { Answers, fragmentOf } from "./answer.js";
import { byId } from "./dom.js";
import { EngineError, openEngine } from "./engine.js";
import { hiddenLinks, linksIn } from "./find.js";
import { Sample } from "./sample.js";
import { loadWords, localise } from "./words.js";

const { el } = imprint.dom;

/** @typedef {InstanceType<typeof imprint.words.Words>} Words */
/** @typedef {import("./gen/imprint.js").DatasetInfo} DatasetInfo */

/** A longer link to an answer is cut by mail programs and messengers. */
const LONGEST_FRAGMENT = 4000;
/** Any other fragment is a place on the page to jump to. */
const FRAGMENT = /^#u=(.*)$/s;

/** @param {Words} words @param {unknown} error */
const showTrouble = (words, error) => {
  const code = error instanceof EngineError ? error.code : "no-engine";
  const what = code === "no-dataset" ? words.say("site_trouble_no_dataset") : words.of("error", code);
  const box = byId("trouble");
  box.replaceChildren(
    el("p", {}, words.say("site_trouble", what, code)),
    el("p", {}, words.say("site_trouble_remedy")),
  );
  box.hidden = false;
  for (const control of byId("form").querySelectorAll("button, textarea")) control.toggleAttribute("disabled", true);
  byId("drawn-by").textContent = words.say("site_drawn_no_engine");
};

/** The symbols and what they mean: drawn from the same table as the badges. @param {Words} words */
const drawLegend = (words) => {
  byId("legend").replaceChildren(...imprint.words.FAMILIES.class.map((id) => {
    const symbol = imprint.badge.symbolOf(document, [id]);
    return el("div", {},
      el("dt", {}, symbol, el("span", {}, words.of("class", id))),
      el("dd", {}, words.say(`site_explain_${id.replaceAll("-", "_")}`)));
  }));
};

/** @param {Words} words @param {DatasetInfo} info */
const drawInfo = (words, info) => {
  const size = new Intl.NumberFormat(words.locale, { style: "unit", unit: "kilobyte", maximumFractionDigits: 0 }).format(info.bytes / 1000);
  byId("version").textContent = words.say("site_data_version", words.date(info.data_version), String(info.format), size);
  const counts = /** @type {const} */ (["outlets", "entities", "operations", "host_keys", "path_keys", "account_keys", "evidence"]);
  byId("counts").replaceChildren(...counts.map((key) => el("div", {},
    el("dd", {}, words.number.format(info[key])),
    el("dt", {}, words.say(`site_count_${key}`)))));
};

/** The form, the answer below it, and the fragment that leads back to it. @param {Words} words @param {Answers} answers */
const startAsking = (words, answers) => {
  const form = byId("form");
  const input = /** @type {HTMLTextAreaElement} */ (byId("input"));
  const place = byId("answer");

  /** @param {string[]} hrefs @param {{ focus: boolean }} how */
  const show = (hrefs, { focus }) => {
    place.hidden = false;
    if (!hrefs.length) {
      place.replaceChildren(el("p", { class: "notice", role: "status" }, words.say("site_no_link")));
      return;
    }
    const { title, body } = answers.draw(hrefs);
    const heading = el("h3", { tabindex: "-1" }, title);
    place.replaceChildren(heading, body, permalink(hrefs));
    if (focus) heading.focus({ preventScroll: true });
    place.scrollIntoView({ block: place.getBoundingClientRect().bottom > innerHeight ? "start" : "nearest" });
  };

  /** @param {string[]} hrefs */
  const permalink = (hrefs) => {
    const fragment = fragmentOf(hrefs.join("\n"));
    if (fragment.length > LONGEST_FRAGMENT) return el("p", { class: "permalink soft" }, words.say("site_permalink_none"));
    const button = el("button", { type: "button", class: "quiet" }, words.say("site_permalink"));
    const status = el("span", { role: "status", class: "soft" });
    button.addEventListener("click", async () => {
      const link = new URL(fragment, location.href).href;
      try {
        await navigator.clipboard.writeText(link);
        status.textContent = words.say("site_permalink_copied");
      } catch {
        history.replaceState(null, "", link);
        status.textContent = words.say("site_permalink_shown");
      }
    });
    return el("p", { class: "permalink" }, button, " ", status);
  };

  /** @param {{ focus: boolean }} how */
  const showFragment = (how) => {
    const found = FRAGMENT.exec(location.hash);
    if (!found) return;
    let text;
    try {
      text = decodeURIComponent(found[1]);
    } catch {
      text = found[1];
    }
    input.value = text;
    show(linksIn(text), how);
  };

  const ask = () => {
    const hrefs = linksIn(input.value);
    const fragment = fragmentOf(hrefs.join("\n"));
    // The address of this page follows the answer; a fragment is never part of a request.
    history.pushState(null, "", hrefs.length && fragment.length <= LONGEST_FRAGMENT ? fragment : location.pathname + location.search);
    show(hrefs, { focus: true });
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  input.addEventListener("keydown", (event) => {
    // Enter asks, as in a field for one address; a new line is Shift+Enter or comes by pasting.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    ask();
  });
  input.addEventListener("paste", (event) => {
    const markup = event.clipboardData?.getData("text/html") ?? "";
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const hidden = markup ? hiddenLinks(markup, text) : [];
    if (!hidden.length) return;
    // Copied from a page: the addresses are in the markup, not in the text.
    event.preventDefault();
    input.setRangeText([text, ...hidden].filter(Boolean).join("\n"), input.selectionStart, input.selectionEnd, "end");
  });
  addEventListener("hashchange", () => showFragment({ focus: true }));
  addEventListener("popstate", () => {
    if (location.hash === "") place.hidden = true;
  });
  showFragment({ focus: false });
};

/** @param {Words} words @param {Omit<ConstructorParameters<typeof Sample>[0], "onChange">} needs */
const startSample = (words, needs) => {
  const button = /** @type {HTMLButtonElement} */ (byId("draw"));
  const sample = new Sample({
    ...needs,
    onChange: (drawer, count) => {
      byId("drawn-by").textContent = words.say({
        waiting: "site_drawn_waiting", extension: "site_drawn_extension", page: "site_drawn_page", nobody: "site_drawn_nobody",
      }[drawer], count);
      button.hidden = drawer === "extension";
      button.textContent = words.say(drawer === "page" ? "site_draw_off" : "site_draw_now");
    },
  });
  button.addEventListener("click", () => {
    if (sample.drawer === "page") sample.hide();
    else sample.draw();
  });
  addEventListener("keydown", (event) => {
    if (event.altKey && event.shiftKey && event.code === "KeyI" && sample.openFocused()) event.preventDefault();
  });
  sample.start();
};

/** Links of the sample that lead nowhere good keep the reader here, however they are clicked. */
const stopUnsafeClicks = () => {
  for (const type of ["click", "auxclick"]) {
    byId("page").addEventListener(type, (event) => {
      if (event.target instanceof Element && event.target.closest("a[data-stay]")) event.preventDefault();
    });
  }
};

stopUnsafeClicks();
const words = await loadWords(navigator.languages);
localise(document, words);
drawLegend(words);
byId("not-started").remove();
document.body.removeAttribute("data-unready");
try {
  const { labeler, nameOf } = await openEngine();
  const cards = new imprint.card.Card({ words, copy: (text) => navigator.clipboard.writeText(text) });
  drawInfo(words, labeler.info());
  startAsking(words, new Answers({ labeler, nameOf, words, cards }));
  startSample(words, { labeler, nameOf, words, cards });
} catch (error) {
  console.error("Imprint:", error);
  showTrouble(words, error);
}
