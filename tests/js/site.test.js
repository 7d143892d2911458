// The site's own decisions: which links a text holds, and whether every word it says exists.
import assert from "node:assert/strict";
import fs from "node:fs";
import { describe, it } from "node:test";
import { addressOf, linksIn } from "../../www/find.js";

const read = (name) => fs.readFileSync(new URL(`../../www/${name}`, import.meta.url), "utf8");

describe("finding links in what was typed", () => {
  it("takes text without a space as one address, whatever it looks like", () => {
    assert.deepEqual(linksIn(" rt.com "), ["https://rt.com"]);
    assert.deepEqual(linksIn("hello"), ["hello"]);
    assert.deepEqual(linksIn("javascript:alert(1)"), ["javascript:alert(1)"]);
  });
  it("adds a scheme where a person leaves it out, and only there", () => {
    assert.equal(addressOf("example.org:8080/x"), "https://example.org:8080/x");
    assert.equal(addressOf("//example.org/x"), "https://example.org/x");
    assert.equal(addressOf("http://example.org"), "http://example.org");
    assert.equal(addressOf("mailto:a@example.org"), "mailto:a@example.org");
  });
  it("takes a hundred thousand brackets off as it takes one", { timeout: 20_000 }, () => {
    const many = ")".repeat(100_000);
    assert.deepEqual(linksIn(`see https://a.example/(x)${many}`), ["https://a.example/(x)"]);
    assert.deepEqual(linksIn(`see https://a.example/[x${many}].`), ["https://a.example/[x" + many + "]"]);
  });
  it("leaves the punctuation of the sentence out, and keeps balanced brackets", () => {
    assert.deepEqual(
      linksIn("See https://a.example/x, (https://b.example/y). Or [c](https://c.example/z_(1))!"),
      ["https://a.example/x", "https://b.example/y", "https://c.example/z_(1)"],
    );
  });
  it("finds addresses without a scheme in running text only when they have a path or www.", () => {
    assert.deepEqual(linksIn("t.me/rt_russian and www.dw.com and e.g. this.That"), ["https://t.me/rt_russian", "https://www.dw.com"]);
    assert.deepEqual(linksIn("mail a.b@example.org/x today"), []);
  });
  it("finds an address on a line of its own, and each address once", () => {
    assert.deepEqual(linksIn("rt.com\nbbc.com\nrt.com\nsome words"), ["https://rt.com", "https://bbc.com"]);
  });
  it("finds the addresses in markup typed as text", () => {
    assert.deepEqual(linksIn('<a href="https://a.example/">one</a> <a href=\'https://b.example/\'>two</a>'), ["https://a.example/", "https://b.example/"]);
  });
});

describe("the words of the site", () => {
  const messages = JSON.parse(read("_locales/en/messages.json"));
  const sources = ["index.html", ...fs.readdirSync(new URL("../../www/", import.meta.url)).filter((name) => name.endsWith(".js"))].map(read).join("\n");
  const classes = Object.keys(JSON.parse(fs.readFileSync(new URL("../../extension/_locales/en/messages.json", import.meta.url), "utf8")))
    .filter((key) => key.startsWith("class_")).map((key) => `site_explain_${key.slice("class_".length)}`);
  const said = new Set([...sources.matchAll(/["'](site_[a-z_]+)["']/g)].map(([, key]) => key));
  for (const key of classes) said.add(key);
  for (const [, list] of sources.matchAll(/const counts = .*?\(\[(.*?)\]\)/g)) for (const [, id] of list.matchAll(/"([a-z_]+)"/g)) said.add(`site_count_${id}`);

  it("exist for everything the page says", () => assert.deepEqual([...said].filter((key) => !messages[key]), []));
  it("are all said somewhere", () => assert.deepEqual(Object.keys(messages).filter((key) => !said.has(key)), []));
});
