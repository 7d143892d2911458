// Sites on which the reader switched Imprint off. The popup switches one off; here all of them stand together.

import { long } from "./long.js";

/** @typedef {import("./sections.js").Tools} Tools */

/** @param {HTMLElement} box @param {Tools} tools */
const draw = async (box, tools) => {
  const { words, el, ask, say, attempt } = tools;
  /** @type {{ sites: string[], locked: boolean }} */
  const { sites, locked } = await ask("sites");
  const note = locked ? [el("p", { class: "note" }, words.of("refusal", "locked"))] : [];
  if (!sites.length) {
    box.replaceChildren(el("p", { class: "soft" }, words.say("settings_sites_none")), ...note);
    return;
  }
  const row = (/** @type {string} */ site) => {
    const button = el("button", { type: "button", "aria-label": words.say("settings_sites_on_at", site) }, words.say("settings_sites_on"));
    button.addEventListener("click", attempt(async () => {
      await ask("switch", { site, on: true });
      say(words.say("settings_sites_now_on", site));
      await draw(box, tools);
    }, () => draw(box, tools)));
    return el("li", {}, el("span", {}, site), ...locked ? [] : [button]);
  };
  box.replaceChildren(el("p", { class: "soft" }, words.say("settings_sites_explained")), ...long(el("ul", { class: "list", id: "sites-off" }), sites.length, (place) => row(sites[place]), tools), ...note);
};

/** @type {import("./sections.js").Section} */
export const sites = { id: "sites", title: (words) => words.say("settings_sites"), draw };
