import assert from "node:assert/strict";
import { test } from "node:test";
import { Network, addressOf } from "../../extension/background/network.js";

const BASE = "https://data.example/imprint/";

/** A network whose one answer is `respond(url, options)`, and what it was asked. */
const networkOf = (respond, patience) => {
  const asked = [];
  const fetch = async (url, options) => {
    asked.push({ url, options });
    return respond(url, options);
  };
  return { asked, network: new Network({ fetch, ...patience && { patience } }) };
};

/** A body that gives `parts` one after the other and then ends, fails or hangs. */
const bodyOf = (parts, end = "close", signal) => new ReadableStream({
  start: (control) => signal?.addEventListener("abort", () => control.error(new DOMException("aborted", "AbortError"))),
  pull: (control) => {
    const part = parts.shift();
    if (part) return control.enqueue(part);
    if (end === "close") return control.close();
    if (end === "cut") return control.error(new TypeError("network error"));
    return new Promise(() => {});
  },
});

const failure = async (network, path = "timestamp.json", limit = 100, base = BASE) => {
  const error = await network.get(base, path, limit).then(() => assert.fail("it came"), (error) => error);
  assert.equal(error.name, "NetworkError", String(error));
  return error.kind;
};

test("a file comes whole, and is told as it comes", async () => {
  const { network } = networkOf(() => new Response(bodyOf([new Uint8Array([1, 2]), new Uint8Array([3])])));
  const told = [];
  assert.deepEqual(await network.get(BASE, "a.gz", 3, (received) => told.push(received)), new Uint8Array([1, 2, 3]));
  assert.deepEqual(told, [2, 3]);
});

test("a request tells nothing about the reader", async () => {
  const { network, asked } = networkOf(() => new Response("{}", { headers: { etag: '"reader-17"' } }));
  await network.get(BASE, "timestamp.json", 100);
  await network.get(BASE, "timestamp.json", 100);
  for (const { options } of asked) {
    assert.equal(options.credentials, "omit");
    assert.equal(options.cache, "no-store", "what a cache sends back can be chosen for each reader");
    assert.equal(options.referrerPolicy, "no-referrer");
    assert.equal(options.headers, undefined, "a header of our own would have to be asked for first, and could carry an id");
  }
});

test("no more than may come is read, however much is sent", async () => {
  let sent = 0;
  const endless = () => new Response(new ReadableStream({ pull: (control) => { sent += 1; control.enqueue(new Uint8Array(64)); } }));
  const { network, asked } = networkOf(endless);
  assert.equal(await failure(network), "too-long");
  assert.ok(sent < 10, `${sent} parts were sent`);
  assert.ok(asked[0].options.signal.aborted, "the connection goes on");
});

test("a file of just the length that may come is taken", async () => {
  const { network } = networkOf(() => new Response(new Uint8Array(100)));
  assert.equal((await network.get(BASE, "a", 100)).length, 100);
});

for (const [what, respond, kind] of [
  ["no answer", () => Promise.reject(new TypeError("Failed to fetch")), "network"],
  ["404", () => new Response("no", { status: 404 }), "not-found"],
  ["410", () => new Response("no", { status: 410 }), "not-found"],
  ["500", () => new Response("no", { status: 500 }), "status"],
  ["a part of the file", () => new Response("n", { status: 206 }), "status"],
  ["a redirect that is not followed", () => ({ type: "opaqueredirect", status: 0, body: null }), "redirect"],
  ["a body that is cut", () => new Response(bodyOf([new Uint8Array(5)], "cut")), "cut"],
]) {
  test(`${what} is a failure of its own kind`, async () => {
    assert.equal(await failure(networkOf(respond).network), kind);
  });
}

test("a redirect is asked not to be followed", async () => {
  const { network, asked } = networkOf(() => new Response(""));
  await network.get(BASE, "a", 1);
  assert.equal(asked[0].options.redirect, "manual");
});

test("a server that says nothing, or stops saying, is waited for only so long", async () => {
  const patience = { still: 30, whole: 5000 };
  const silent = networkOf((_, { signal }) => new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  }), { patience });
  assert.equal(await failure(silent.network), "timeout");
  const stopping = networkOf((_, { signal }) => new Response(bodyOf([new Uint8Array(5)], "hang", signal)), { patience });
  assert.equal(await failure(stopping.network), "timeout");
});

test("a server that drips is given up in the end", async () => {
  const dripping = (_, { signal }) => {
    const timers = [];
    return new Response(new ReadableStream({
      start: (control) => {
        timers.push(setInterval(() => control.enqueue(new Uint8Array(1)), 10));
        signal.addEventListener("abort", () => {
          timers.forEach(clearInterval);
          control.error(signal.reason);
        });
      },
    }));
  };
  assert.equal(await failure(networkOf(dripping, { patience: { still: 1000, whole: 100 } }).network, "a", 10_000), "timeout");
});

test("only https, or this device itself, is asked, and only below the address", async () => {
  const { network, asked } = networkOf(() => new Response("{}"));
  for (const base of ["http://data.example/", "ftp://data.example/", "data.example", "", "https://reader:secret@data.example/"]) {
    assert.equal(await failure(network, "timestamp.json", 10, base), "network", base);
  }
  for (const path of ["../other/timestamp.json", "https://elsewhere.example/a", "//elsewhere.example/a", "/timestamp.json"]) {
    assert.equal(await failure(network, path), "network", path);
  }
  assert.deepEqual(asked, []);
  await network.get("http://127.0.0.1:8000/", "timestamp.json", 10);
  await network.get(BASE, "1.root.json", 10);
  assert.deepEqual(asked.map(({ url }) => url), ["http://127.0.0.1:8000/timestamp.json", `${BASE}1.root.json`]);
});

test("an address is kept in one form, and what is none is none", () => {
  assert.equal(addressOf(" https://Data.example/imprint "), "https://data.example/imprint/");
  assert.equal(addressOf("https://data.example"), "https://data.example/");
  assert.equal(addressOf("http://localhost:8000/x/"), "http://localhost:8000/x/");
  for (const none of ["http://data.example/", "http://localhost.example/", "https://data.example/?token=1", "https://data.example/#a", "javascript:alert(1)", "a b"]) {
    assert.equal(addressOf(none), null, none);
  }
});
