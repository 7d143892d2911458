// `suite(title, define)` runs the same tests in every browser asked for. A test gets a world: the browser, the server,
// the folder the extension was loaded from, `visit`, which opens a fixture, and `picture`, which keeps a picture of a
// page for people to look at. What it opens is closed after it; what fails leaves a screenshot behind.
import { after, before, describe, it } from "node:test";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Chromium } from "./chromium.mjs";
import { copyExtension } from "./extension.mjs";
import { Firefox } from "./firefox.mjs";
import { Server } from "./server.mjs";

const DRIVERS = { chromium: Chromium, firefox: Firefox };
const SCREENSHOTS = fileURLToPath(new URL("../../../target/test-screenshots/", import.meta.url));
const PICTURES = fileURLToPath(new URL("../../../target/test-pictures/", import.meta.url));

const asked = (process.env.IMPRINT_BROWSERS ?? "chromium,firefox").split(",").map((name) => name.trim());
for (const name of asked) {
  if (!DRIVERS[name]) throw new Error(`IMPRINT_BROWSERS names ${name}; known are ${Object.keys(DRIVERS).join(", ")}`);
}

/**
 * `define(test)` is called once a browser with its own `test(title, run, options)`.
 * `edit(folder)` may change the copy of the extension the browser gets; `roots: "closed"` leaves its shadow roots closed;
 * `firefox` is what that one is started with beside the usual, `{ prefs, env }`; `browsers` are those that the specification
 * is about, if not all.
 */
export function suite(title, define, { edit, roots, firefox, browsers = asked } = {}) {
  // The browsers side by side: most of the time each of them waits, on purpose.
  describe(title, { concurrency: asked.length }, () => {
    for (const name of asked.filter((name) => browsers.includes(name))) {
      describe(`in ${name}`, { concurrency: 1 }, () => inBrowser(name, title, define, { edit, roots, firefox }));
    }
  });
}

function inBrowser(name, title, define, { edit, roots, firefox }) {
  const world = {};
  let extension;

  before(async () => {
    extension = copyExtension(edit, roots);
    world.folder = extension.folder;
    world.server = await Server.start();
    world.browser = await DRIVERS[name].start({ folder: extension.folder, server: world.server, firefox });
    world.picture = async (page, title) => {
      fs.mkdirSync(PICTURES, { recursive: true });
      await page.screenshot(path.join(PICTURES, `${title}-${name}.png`));
    };
    world.visit = (file, host = "news.example") => world.browser.open(`http://${host}/${file}`);
  }, { timeout: 90_000 });

  after(async () => {
    await world.browser?.stop();
    await world.server?.stop();
    extension?.remove();
  }, { timeout: 60_000 });

  const test = (what, run, { timeout = 90_000 } = {}) =>
    it(what, { timeout }, async (context) => {
      try {
        await run({ ...world, skip: (why) => context.skip(why) });
      } catch (error) {
        await keepScreenshots(world.browser, `${name} ${title} ${what}`);
        throw error;
      } finally {
        for (const page of world.browser.pages()) await page.close();
      }
    });

  define(test);
}

async function keepScreenshots(browser, title) {
  const name = title.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 120);
  fs.mkdirSync(SCREENSHOTS, { recursive: true });
  let number = 0;
  for (const page of browser.pages()) {
    // A page that cannot be drawn any more must not hide why the test failed.
    await page.screenshot(path.join(SCREENSHOTS, `${name}-${(number += 1)}.png`)).catch(() => {});
  }
}
