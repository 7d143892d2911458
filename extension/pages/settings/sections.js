// The sections of the settings page, in their order. Each is a file of its own and draws itself into the box it gets.

import { lists } from "./lists.js";
import { own } from "./overrides.js";
import { portable } from "./portable.js";
import { sites } from "./sites.js";
import { updates } from "./updates.js";

/**
 * What a section works with. `el` makes elements, `ask` asks the background, `say` tells the reader in one sentence what
 * came of what they did, below everything and to a screen reader. `attempt` makes a listener of what a reader asks for:
 * should it fail, `again` draws what there is, so that no control shows what was not kept, and the reader is told why.
 * @typedef {{
 *   words: InstanceType<typeof imprint.words.Words>, el: typeof imprint.dom.el,
 *   ask: typeof import("../../shared/ask.js").ask, say: (sentence: string) => void,
 *   attempt: <E extends Event>(work: (event: E) => unknown, again?: () => unknown) => (event: E) => Promise<void>,
 * }} Tools
 */

/**
 * `id` is also the fragment that leads to it. `draw` fills the box, and may do so again when what it shows has changed.
 * @typedef {{ id: string, title: (words: Tools["words"]) => string, draw: (box: HTMLElement, tools: Tools) => unknown }} Section
 */

/** @type {Section[]} */
export const SECTIONS = [updates, lists, own, sites, portable];
