// The settings page as a person uses it for lists, and what badges tell of whose word they are.
import { until } from "./polling.mjs";

const SETTINGS = "pages/settings/settings.html";

/** Opens the settings page and waits until its lists are there. */
export async function settingsOf({ browser, visit }, fragment = "") {
  // A tab has to be there from which the next is opened.
  if (browser.pages().length === 0) await visit("lists.html");
  const page = await browser.openExtensionPage(SETTINGS + fragment);
  await page.until("the lists are drawn", () => document.querySelectorAll("#lists-order > li").length >= 2 && document.querySelector("#own p") !== null);
  return page;
}

/** Puts a file of this text into an input, as a person does by choosing one. Runs in the page. */
export function choose(selector, name, text) {
  const input = document.querySelector(selector);
  const files = new DataTransfer();
  files.items.add(new File([text], name));
  input.files = files.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** The same with a file that is no text. Runs in the page. */
export function chooseBytes(selector, name, base64) {
  const input = document.querySelector(selector);
  const files = new DataTransfer();
  files.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name));
  input.files = files.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

export const said = (page) => page.read(() => document.querySelector("#said").textContent);

/** Waits until the settings page says something, and tells what. */
export async function says(page, what, pattern, options) {
  let words = "";
  await until(what, async () => {
    words = await said(page);
    return pattern.test(words);
  }, options).catch((error) => {
    throw new Error(`${error.message}; it says “${words}”`);
  });
  return words;
}

/** Whose word the badge of a link is, and whether lists disagree. Runs in the page. */
export function whose(selector) {
  const [badge, ...more] = dom.badges(document.querySelector(selector));
  if (!badge || more.length) return null;
  const chip = dom.chip(badge);
  return { outlet: dom.outletOf(badge), list: chip.getAttribute("data-list"), disagree: chip.hasAttribute("data-disagree") };
}

/** Everything back as it was before: the profile is that of all tests of a browser. */
export async function clear(world) {
  const settings = await settingsOf(world);
  await settings.read(choose, "#import", "none.json", JSON.stringify({ imprint: "settings", version: 1, sites_off: [] }));
  await says(settings, "nothing is left", /Taken: 0/);
  await settings.close();
}
