import assert from "node:assert/strict";
import { test } from "node:test";
import { contentScripts } from "./support/extension.js";

const imprint = contentScripts({ location: { protocol: "https:" } });
const { hrefOf, withoutHash } = imprint.links;
const { luminance } = imprint.place;

/** As much of a link as is asked: what is written in it, and what the browser makes of that. */
const link = (written, href = written, baseURI = "https://a.example/y") => ({ getAttribute: () => written, href, baseURI });

test("an address written in full is taken as it stands, any other as the browser resolved it", () => {
  assert.equal(hrefOf(link("https://a.example/x?y#z", "never asked")), "https://a.example/x?y#z");
  assert.equal(hrefOf(link("/x", "https://a.example/x")), "https://a.example/x");
  assert.equal(hrefOf(link("//b.example/", "https://b.example/")), "https://b.example/");
  assert.equal(hrefOf(link(" https://b.example/ ", "https://b.example/")), "https://b.example/");
  assert.equal(hrefOf(link("https://b.exa\nmple/", "https://b.example/")), "https://b.example/");
  assert.equal(hrefOf(link("https:b.example", "https://b.example/")), "https://b.example/");
});

test("only what leads into the web is an address", () => {
  for (const written of ["mailto:a@a.example", "javascript:void 0", "", "ftp://a.example/", "tel:1"]) assert.equal(hrefOf(link(written)), "", written);
  assert.equal(hrefOf(link(null, "")), "");
});

test("a link in a drawing is resolved against its page", () => {
  assert.equal(hrefOf(link("/x", { baseVal: "/x" })), "https://a.example/x");
  assert.equal(hrefOf(link(null, { baseVal: "https://b.example/" })), "https://b.example/");
  assert.equal(hrefOf(link("http:/[", { baseVal: "http:/[" })), "");
  assert.equal(hrefOf(link("", { baseVal: "" })), "");
});

test("two addresses of one page differ by what follows the hash alone", () => {
  assert.equal(withoutHash("https://a.example/x#one"), "https://a.example/x");
  assert.equal(withoutHash("https://a.example/x"), "https://a.example/x");
});

test("a rule for a site covers its subdomains and no site that only ends like it", () => {
  const { ruleFor } = imprint.sites;
  assert.equal(ruleFor("www.google.com")?.host, "google.com");
  assert.equal(ruleFor("google.com")?.host, "google.com");
  assert.equal(ruleFor("notgoogle.com"), undefined);
  assert.equal(ruleFor("google.com.example"), undefined);
});

test("every exception of a site says why it is there", () => {
  for (const rule of imprint.sites.RULES) assert.match(rule.why, /\w+ \w+/, rule.host);
  const hosts = imprint.sites.RULES.map(({ host }) => host);
  assert.equal(new Set(hosts).size, hosts.length);
});

test("the lightness of a ground is read, and of what is see-through it is not", () => {
  assert.equal(luminance("rgb(255, 255, 255)"), 1);
  assert.equal(luminance("rgb(0, 0, 0)"), 0);
  assert.ok(luminance("rgba(138, 180, 248, 0.9)") > 0.4);
  assert.equal(luminance("rgba(0, 0, 0, 0)"), null);
  assert.equal(luminance("oklch(0.5 0.1 20)"), null);
});

/** A page without a browser: enough of one to ask what is its own. */
const pageAt = async (address, labels) => {
  const { Page } = contentScripts({
    IntersectionObserver: class {}, MutationObserver: class {}, requestIdleCallback: () => {},
  }).page;
  const asked = [];
  const page = new Page({
    ask: async (name, { hrefs }) => {
      asked.push(...hrefs.split("\n"));
      return { ids: hrefs.split("\n").map((href) => labels[new URL(href).hostname] ?? 0), badges: {}, countries: {} };
    },
    words: { learn: () => {} }, pace: { run: () => {} }, address: () => address, onCount: () => {},
  });
  await page.locate();
  return { page, asked };
};

test("links to the page's own outlet are its own, whatever the host", async () => {
  const { page } = await pageAt("https://www.one.example/", { "www.one.example": 5, "one.example": 5 });
  assert.equal(page.isOwn("https://one-video.example/", 5), true);
  assert.equal(page.isOwn("https://two.example/", 6), false);
});

test("a sister under the same parent domain is the page's own when the parent is an outlet's", async () => {
  const { page } = await pageAt("https://de.one.example/", { "de.one.example": 6, "one.example": 5 });
  assert.equal(page.isOwn("https://ru.one.example/", 7), true);
  assert.equal(page.isOwn("https://notone.example/", 7), false);
});

test("on a site that is no outlet's, accounts and wrapped links on its own host are labelled", async () => {
  const { page } = await pageAt("https://www.platform.example/watch", {});
  assert.equal(page.isOwn("https://www.platform.example/@outlet", 5), false);
});

test("only parents of the page's host are asked about, and never a bare ending", async () => {
  const { asked } = await pageAt("https://a.b.one.example/x", {});
  assert.deepEqual(asked, ["https://a.b.one.example/x", "https://one.example/", "https://b.one.example/", "https://a.b.one.example/"]);
});
