// The runner of the tests in JavaScript: what fails once and passes then is named and does not stop a release; what fails twice does.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const RUNNER = fileURLToPath(new URL("../run.mjs", import.meta.url));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "imprint-run-"));
after(() => fs.rmSync(folder, { recursive: true }));

/** The runner, by itself: the one of these very tests tells its children of it, and they would report to it. */
const start = (...files) => spawnSync(process.execPath, [RUNNER, ...files], {
  encoding: "utf8", env: { ...process.env, NODE_TEST_CONTEXT: undefined },
});

/** Runs files with these bodies; each finds in `run` how often it has been run before. */
function ran(bodies) {
  const files = Object.entries(bodies).map(([name, body]) => {
    const file = path.join(folder, `${name}.test.mjs`);
    const count = path.join(folder, `${name}.count`);
    fs.rmSync(count, { force: true });
    fs.writeFileSync(file, `
      import fs from "node:fs";
      import { test, describe } from "node:test";
      const count = ${JSON.stringify(count)};
      const run = fs.existsSync(count) ? fs.statSync(count).size : 0;
      fs.appendFileSync(count, "x");
      ${body}`);
    return file;
  });
  const { status, stdout } = start(...files);
  const runs = Object.fromEntries(Object.keys(bodies).map((name) => [name, fs.readFileSync(path.join(folder, `${name}.count`), "utf8").length]));
  return { status, stdout, runs };
}

const PASSES = `test("passes", () => {});`;
const FAILS = `describe("in a browser", () => { test("is broken", () => { throw new Error("as expected"); }); test("is whole", () => {}); });`;
const WAVERS = `test("comes too late", () => { if (run === 0) throw new Error("only the first time"); });`;

test("what passes is run once", () => {
  const { status, runs } = ran({ passes: PASSES });
  assert.deepEqual([status, runs], [0, { passes: 1 }]);
});

test("what fails once is run again, alone, and named", () => {
  const { status, stdout, runs } = ran({ passes: PASSES, wavers: WAVERS });
  assert.deepEqual([status, runs], [0, { passes: 1, wavers: 2 }]);
  assert.match(stdout, /^# wavers: .*wavers\.test\.mjs passed only when it was run again: comes too late$/m);
});

test("what ends by a signal once is run again, and named", () => {
  const { status, stdout, runs } = ran({ dies: `if (run === 0) process.kill(process.pid, "SIGTRAP"); ${PASSES}` });
  assert.deepEqual([status, runs], [0, { dies: 2 }]);
  assert.match(stdout, /^# wavers: .*dies\.test\.mjs/m);
});

test("what fails twice fails, and is named", () => {
  const { status, stdout, runs } = ran({ fails: FAILS, wavers: WAVERS });
  assert.deepEqual([status, runs], [1, { fails: 2, wavers: 2 }]);
  assert.match(stdout, /^# failed: .*fails\.test\.mjs: is broken$/m);
  assert.match(stdout, /^# wavers: .*wavers\.test\.mjs/m);
});

test("a test counts for the file that was run, wherever it was defined", () => {
  fs.writeFileSync(path.join(folder, "support.mjs"), `import { test } from "node:test"; export const define = (run) => test("defined elsewhere", run);`);
  const { status, stdout, runs } = ran({ elsewhere: `const { define } = await import("./support.mjs"); define(() => { throw new Error("as expected"); });` });
  assert.deepEqual([status, runs], [1, { elsewhere: 2 }]);
  assert.match(stdout, /^# failed: .*elsewhere\.test\.mjs: defined elsewhere$/m);
});

test("a file in which nothing is tested fails", () => {
  const { status, stdout } = ran({ empty: "" });
  assert.equal(status, 1);
  assert.match(stdout, /^# failed: .*empty\.test\.mjs: nothing was tested$/m);
});

test("a file that cannot even be loaded fails", () => {
  const { status, runs } = ran({ broken: `throw new Error("at the start");` });
  assert.deepEqual([status, runs], [1, { broken: 2 }]);
});

test("where much fails, nothing is run again", () => {
  const { status, runs } = ran({ a: FAILS, b: FAILS, c: WAVERS, d: WAVERS });
  assert.deepEqual([status, runs], [1, { a: 1, b: 1, c: 1, d: 1 }]);
});

test("without a file there is nothing to run, and that is said", () => {
  const { status, stderr } = start();
  assert.equal(status, 2);
  assert.match(stderr, /no specification named/);
});
