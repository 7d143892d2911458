import assert from "node:assert/strict";
import { test } from "node:test";
import { contentScripts } from "./support/extension.js";

const imprint = contentScripts({ location: { protocol: "https:" } });
const { accountOf, hrefOf, leadsTo, storyOf, withoutHash } = imprint.links;
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

test("what is no URL is no address if it has more than one line", () => {
  assert.equal(hrefOf(link("https://a example/x", "https://a example/x")), "https://a example/x");
  assert.equal(hrefOf(link("https://a example/\nhttps://b.example/", "https://a example/\nhttps://b.example/")), "");
  assert.equal(hrefOf(link("https://a example/\rx", "https://a example/\rx")), "");
});

test("an address that was read of a link counts as long as the link leads there", () => {
  assert.ok(leadsTo(link("https://a.example/x"), "https://a.example/x"));
  assert.ok(leadsTo(link("/x", "https://a.example/x"), "https://a.example/x"));
  assert.ok(!leadsTo(link("https://b.example/x"), "https://a.example/x"));
  assert.ok(!leadsTo(link("/y", "https://a.example/y"), "https://a.example/x"));
  assert.ok(!leadsTo(link(null, ""), "https://a.example/x"));
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

test("a page and an archive's copy of it are one story, whatever the scheme", () => {
  const story = storyOf("https://a.example/x?y#z");
  assert.equal(storyOf("http://www.a.example/x?y"), story);
  assert.equal(storyOf("https://web.archive.org/web/20260101000000/https://a.example/x?y"), story);
  assert.equal(storyOf("https://archive.ph/20260101000000/http://www.a.example/x?y#z"), story);
  assert.equal(storyOf("https://www.a.example/x?y"), story);
  assert.notEqual(storyOf("https://a.example/x"), story);
  assert.notEqual(storyOf("https://b.example/?u=https://a.example/x?y"), story);
  assert.notEqual(storyOf("https://b.example/httpx/a.example/x?y"), story);
});

test("a post is below its account, a page of a paper below its section, and a host alone has none", () => {
  const of = (story) => ({ ...accountOf(story) });
  assert.deepEqual(of("x.example/name/status/1"), { account: "x.example/name", below: true });
  assert.deepEqual(of("x.example/name?a=b/c"), { account: "x.example/name", below: false });
  assert.deepEqual(of("x.example/name/"), { account: "x.example/name", below: false });
  assert.deepEqual(of("x.example/@a@b.example/12?c"), { account: "x.example/@a@b.example", below: true });
  assert.deepEqual(of("x.example/name/?a=b/c"), { account: "x.example/name", below: false });
  assert.deepEqual(of("x.example?a=b/c/d"), { account: "", below: false });
  assert.deepEqual(of("x.example"), { account: "", below: false });
  assert.deepEqual(of("x.example/"), { account: "", below: false });
});

test("an account opened in Telegram's own program is an address, and nothing else of that scheme", () => {
  assert.equal(hrefOf(link("tg://resolve?domain=a", "tg://resolve?domain=a")), "tg://resolve?domain=a");
  assert.equal(hrefOf(link("tg:resolve?domain=a", "tg:resolve?domain=a")), "tg:resolve?domain=a");
  assert.equal(hrefOf(link("tg://join?invite=a", "tg://join?invite=a")), "");
});

test("a rule for a site covers its subdomains and no site that only ends like it", () => {
  const { ruleFor } = imprint.sites;
  assert.equal(ruleFor("en.wikipedia.org")?.host, "wikipedia.org");
  assert.equal(ruleFor("wikipedia.org")?.host, "wikipedia.org");
  assert.equal(ruleFor("notwikipedia.org"), undefined);
  assert.equal(ruleFor("wikipedia.org.example"), undefined);
});

test("a rule for a name under every country's ending covers those and nothing longer", () => {
  const { ruleFor } = imprint.sites;
  for (const host of ["google.com", "www.google.com", "google.de", "www.google.co.uk", "google.com.br"]) assert.equal(ruleFor(host)?.host, "google.*", host);
  for (const host of ["notgoogle.com", "google.com.example", "google.example", "google.blogspot.com", "www.google", "google"]) assert.equal(ruleFor(host), undefined, host);
});

test("a row for a part of a site comes before the row for the whole", () => {
  assert.equal(imprint.sites.ruleFor("news.google.com")?.host, "news.google.com");
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
    IntersectionObserver: class {}, MutationObserver: class {}, ResizeObserver: class {}, requestIdleCallback: () => {},
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
