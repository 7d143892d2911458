// The line from a content script to the background: kept, broken, opened again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { contentScripts } from "./support/extension.js";

const { Background } = contentScripts().background;

const event = () => {
  const listeners = [];
  return { addListener: (listener) => listeners.push(listener), emit: (...all) => listeners.forEach((listener) => listener(...all)) };
};

const line = () => {
  const world = { ports: [], alive: true, dead: 0 };
  const background = new Background({
    connect: () => {
      if (!world.alive) throw new Error("Extension context invalidated.");
      const port = { sent: [], onMessage: event(), onDisconnect: event(), postMessage: (message) => port.sent.push(message), disconnect: () => {} };
      world.ports.push(port);
      return port;
    },
    isAlive: () => world.alive,
    onDead: () => world.dead++,
  });
  return { world, background };
};

test("one port carries many questions, and each gets its own answer", async () => {
  const { world, background } = line();
  const one = background.ask("card", { href: "a" });
  const two = background.ask("card", { href: "b" });
  const [port] = world.ports;
  assert.equal(world.ports.length, 1);
  const [first, second] = port.sent;
  port.onMessage.emit({ number: second.number, answer: "B" });
  port.onMessage.emit({ number: first.number, answer: "A" });
  assert.deepEqual(await Promise.all([one, two]), ["A", "B"]);
});

test("a question that was with a background when it stopped is asked once more", async () => {
  const { world, background } = line();
  const asked = background.ask("card", { href: "a" });
  world.ports[0].onDisconnect.emit();
  assert.equal(world.ports.length, 2);
  const [message] = world.ports[1].sent;
  assert.equal(message.href, "a");
  world.ports[1].onMessage.emit({ number: message.number, answer: "A" });
  assert.equal(await asked, "A");
});

test("but not for ever", async () => {
  const { world, background } = line();
  const asked = background.ask("card", { href: "a" });
  world.ports[0].onDisconnect.emit();
  world.ports[1].onDisconnect.emit();
  await assert.rejects(asked, /went away/);
  assert.equal(world.ports.length, 2);
});

test("an extension that was reloaded under the page is noticed once, and nothing is asked of it again", async () => {
  const { world, background } = line();
  const asked = background.ask("card", { href: "a" });
  world.alive = false;
  world.ports[0].onDisconnect.emit();
  await assert.rejects(asked);
  await assert.rejects(background.ask("card", { href: "b" }), /gone/);
  assert.equal(world.dead, 1);
  assert.equal(world.ports.length, 1);
});

test("the same, when it is noticed only by asking", async () => {
  const { world, background } = line();
  world.alive = false;
  await assert.rejects(background.ask("card", { href: "a" }), /invalidated/);
  assert.equal(world.dead, 1);
});

test("a port that was closed without a word is opened again", async () => {
  const { world, background } = line();
  const first = background.ask("card", { href: "a" });
  const [port] = world.ports;
  port.onMessage.emit({ number: port.sent[0].number, answer: "A" });
  await first;
  port.postMessage = () => { throw new Error("Attempting to use a disconnected port object"); };
  const second = background.ask("card", { href: "b" });
  world.ports[1].onMessage.emit({ number: world.ports[1].sent[0].number, answer: "B" });
  assert.equal(await second, "B");
  assert.equal(world.ports.length, 2);
});

test("a refusal is an error, not an answer", async () => {
  const { world, background } = line();
  const asked = background.ask("nonsense");
  world.ports[0].onMessage.emit({ number: world.ports[0].sent[0].number, error: "refused" });
  await assert.rejects(asked, /refused/);
});
