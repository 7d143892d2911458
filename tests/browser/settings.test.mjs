// The settings page of a build that names no publisher, which is what the sources give, and what is on it in any build.
import assert from "node:assert/strict";
import { violations } from "./support/axe.mjs";
import { settled } from "./support/checks.mjs";
import { suite } from "./support/suite.mjs";

const SETTINGS = "pages/settings/settings.html";

const LOOKS = {
  "in a light scheme": { scheme: "light" },
  "in a dark scheme": { scheme: "dark" },
  "in forced colours": { forced: true },
};

const drawn = async ({ browser, visit }) => {
  // A tab has to be there from which the next is opened.
  if (browser.pages().length === 0) await visit("card.html");
  const page = await browser.openExtensionPage(SETTINGS);
  await page.until("the settings are drawn", () => document.querySelectorAll("section div").length > 1 && document.querySelector("#data dl") !== null);
  return page;
};

suite("the settings", (test) => {
  test("of a build without a publisher say so, as the popup does, and nobody is asked", async (world) => {
    const page = await world.visit("card.html");
    await settled(page);
    const popup = await world.browser.openExtensionPage();
    await popup.until("the popup says so", () => /no publisher/.test(document.querySelector("#newer").textContent));
    await popup.close();
    const settings = await drawn(world);
    assert.match(await settings.read(() => document.querySelector("#no-publisher").textContent), /came with it/);
    assert.equal(await settings.read(() => document.querySelector("#update-now")), null);
    assert.match(await settings.read(() => document.querySelector("#data dl").innerText), /\d{4}/);
    assert.deepEqual((await world.browser.requests()).filter(({ by }) => by === "extension"), []);
  });

  test("hold the sites switched off, and switch them on again", async (world) => {
    const page = await world.visit("card.html", "off.example");
    await settled(page);
    const popup = await world.browser.openExtensionPage();
    await popup.until("the switch is there", () => !document.querySelector("#switch").hidden);
    await popup.read(() => document.querySelector("#on").click());
    await page.until("the badges are gone", () => dom.badges().length === 0);
    await popup.close();
    const settings = await drawn(world);
    await settings.until("the site is listed", () => /off\.example/.test(document.querySelector("#sites").innerText));
    await settings.read(() => document.querySelector("#sites button").click());
    await settings.until("it is listed no more", () => !/off\.example/.test(document.querySelector("#sites").innerText));
    assert.match(await settings.read(() => document.querySelector("#said").textContent), /off\.example/);
    await settled(page);
  });

  test("open from the popup", async (world) => {
    await world.visit("card.html");
    const popup = await world.browser.openExtensionPage();
    assert.equal(await popup.read(() => new URL(document.querySelector("#settings").href).pathname), `/${SETTINGS}`);
  });

  test("offer no more of a list than there is", async (world) => {
    const settings = await drawn(world);
    await settings.until("the lists are drawn", () => document.querySelector("#lists-order-more") !== null);
    assert.equal(await settings.read(() => dom.shown(document.querySelector("#lists-order-more"))), false);
  });

  for (const [look, colours] of Object.entries(LOOKS)) {
    test(`can be read by everybody ${look}`, async (world) => {
      const settings = await drawn(world);
      try {
        await settings.colours(colours);
        await settings.read(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
        assert.deepEqual((await violations(settings)).violations, []);
        await world.picture(settings, `settings ${look}`.replaceAll(" ", "-"));
      } finally {
        await settings.colours({});
      }
    });
  }

  test("fit a narrow window", async (world) => {
    const settings = await drawn(world);
    await settings.read(() => { document.documentElement.style.inlineSize = "320px"; });
    assert.deepEqual(await settings.read(stickingOut), []);
  });
});

/** What sticks out of a window of 320 pixels. Runs in the page. */
function stickingOut() {
  return dom.all("main *").filter((element) => dom.shown(element) && element.getBoundingClientRect().right > 321)
    .map(({ outerHTML }) => outerHTML.slice(0, 80));
}
