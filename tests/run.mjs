// Runs specifications, two files at a time, and those that fail once more, alone: a real browser on a busy machine
// sometimes misses what it sees in every other run, and Node.js 20 sometimes ends by an error of its own compiler. What
// passes the second time is named at the end, for it is a test, or an extension, that wavers and has to be mended. What
// fails twice fails.
//
//     node tests/run.mjs FILE…
import path from "node:path";
import { run } from "node:test";
import { tap } from "node:test/reporters";

const AT_ONCE = 2;
/** If more files fail than this, something is broken, and running them again only takes time. */
const MOST_AGAIN = 3;

const files = process.argv.slice(2).map((file) => path.resolve(file));
if (files.length === 0) {
  console.error("no specification named: node tests/run.mjs tests/browser/*.test.mjs");
  process.exit(2);
}
const failed = await failures(files, AT_ONCE);
const again = failed.size <= MOST_AGAIN ? failed : new Map();
const twice = again.size > 0 ? await failures([...again.keys()], 1) : failed;
for (const [file, tests] of again) {
  if (!twice.has(file)) console.log(`# wavers: ${path.relative("", file)} passed only when it was run again: ${tests.join("; ")}`);
}
for (const [file, tests] of twice) console.log(`# failed: ${path.relative("", file)}: ${tests.join("; ")}`);
console.log(`# files: ${files.length} run, ${again.size} of them twice, ${twice.size} failed`);
process.exitCode = twice.size > 0 ? 1 : 0;

/** Runs files, tells what comes of each when it has ended, and returns the names of the tests that failed, by file. */
async function failures(files, atOnce) {
  const failed = new Map();
  const waiting = [...files];
  const work = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      const tests = await failuresOf(file);
      if (tests) failed.set(file, tests);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return failed;
}

/** The names of a file's tests that failed; null if none did. */
async function failuresOf(file) {
  // One file a run: what an event calls its file is where the test was defined, which can be elsewhere.
  const events = run({ files: [file] });
  let failed = null;
  let passed = 0;
  // The file itself passes as a test if there is none in it.
  events.on("test:pass", ({ name }) => passed += name === file ? 0 : 1);
  events.on("test:fail", ({ name, details }) => {
    failed ??= [];
    // A suite fails because of what is in it, which is named already.
    if (details.type !== "suite") failed.push(name);
  });
  let told = "";
  for await (const line of events.compose(tap)) told += line;
  process.stdout.write(`# File: ${path.relative("", file)}\n${told}`);
  // A file in which nothing was tested has proved nothing.
  if (!failed && passed === 0) return ["nothing was tested"];
  return failed;
}
