// The sections of the settings page, in their order. Each is a file of its own and draws itself into the box it gets.

import { lists } from "./lists.js";
import { own } from "./overrides.js";
import { portable } from "./portable.js";
import { sites } from "./sites.js";
import { updates } from "./updates.js";

/**
 * What a section works with. `el` makes elements, `ask` asks the background, `say` tells the reader in one sentence what
 * came of what they did, below everything and to a screen reader.
 * @typedef {{
 *   words: InstanceType<typeof imprint.words.Words>, el: typeof imprint.dom.el,
 *   ask: typeof import("../../shared/ask.js").ask, say: (sentence: string) => void,
 * }} Tools
 */

/**
 * `id` is also the fragment that leads to it. `draw` fills the box, and may do so again when what it shows has changed.
 * @typedef {{ id: string, title: (words: Tools["words"]) => string, draw: (box: HTMLElement, tools: Tools) => unknown }} Section
 */

/** @type {Section[]} */
export const SECTIONS = [updates, lists, own, sites, portable];
