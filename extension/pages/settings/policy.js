// What an administrator has set and does not fit: above everything, for whoever set it to find.

/** @typedef {import("./sections.js").Tools} Tools */
/** @typedef {import("../../background/policy.js").Misfit} Misfit */

/** Puts a note in front of the sections, if there is anything to say. @param {HTMLElement} box @param {Pick<Tools, "el" | "words" | "ask">} tools */
export const drawPolicy = async (box, { el, words, ask }) => {
  /** @type {Misfit[]} */
  const misfits = await ask("policy");
  if (misfits.length === 0) return;
  box.prepend(el("div", { class: "note", id: "policy", role: "note" },
    el("p", {}, words.say("policy_misfits")),
    el("ul", {}, ...misfits.map(({ where, why, what }) => {
      const said = words.of("misfit", why);
      return el("li", {}, el("code", {}, where), " ", what ? words.say("refused_more", said, what) : said);
    })),
  ));
};
