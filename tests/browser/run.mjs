// Runs specifications, two files at a time, and those that fail once more, alone: a real browser on a busy machine
// sometimes misses what it sees in every other run. What passes the second time is named at the end, for it is a test,
// or an extension, that wavers and has to be mended. What fails twice fails.
//
//     node tests/browser/run.mjs FILE…
import path from "node:path";
import { run } from "node:test";
import { tap } from "node:test/reporters";

/** If more files fail than this, something is broken, and running them again only takes time. */
const MOST_AGAIN = 3;

const files = process.argv.slice(2).map((file) => path.resolve(file));
if (files.length === 0) {
  console.error("no specification named: node tests/browser/run.mjs tests/browser/*.test.mjs");
  process.exit(2);
}
const failed = await failures(files, 2);
const wavering = failed.size <= MOST_AGAIN ? failed : new Map();
const twice = wavering.size > 0 ? await failures([...wavering.keys()], 1) : failed;
for (const [file, tests] of wavering) {
  if (!twice.has(file)) console.log(`# wavers: ${path.relative("", file)} passed only when it was run again: ${tests.join("; ")}`);
}
for (const [file, tests] of twice) console.log(`# failed: ${path.relative("", file)}: ${tests.join("; ")}`);
process.exitCode = twice.size > 0 ? 1 : 0;

/** Runs files, tells what comes of them, and returns the names of the tests that failed, by file. */
async function failures(files, concurrency) {
  const failed = new Map();
  const events = run({ files, concurrency });
  events.on("test:fail", ({ name, file, details }) => {
    // A suite fails because of what is in it, which is named already.
    if (!failed.has(file)) failed.set(file, []);
    if (details.type !== "suite") failed.get(file).push(name);
  });
  for await (const line of events.compose(tap)) process.stdout.write(line);
  return failed;
}
