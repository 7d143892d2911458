// A publisher of data, as tests need one: keys made as the test runs, releases signed by the `imprint` program itself, and
// a way to serve them as well as badly as servers do. Used by the tests of the client in Node and in the browsers.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const PROGRAM = ["release", "debug"].map((profile) => path.join(ROOT, "target", profile, "imprint"));
const SOURCES = path.join(ROOT, "tests/vectors/data");

/** @param {string[]} words */
const imprint = (...words) => {
  const program = process.env.IMPRINT_PROGRAM ?? PROGRAM.find((file) => fs.existsSync(file));
  if (!program) throw new Error("build the imprint program first: cargo build");
  return execFileSync(program, words, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
};

export class Publisher {
  /** @param {{ base?: string }} [about] */
  constructor({ base = "https://data.example/" } = {}) {
    this.base = base;
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), "imprint-publisher-"));
    this.keys = path.join(this.folder, "keys");
    this.tree = path.join(this.folder, "tree");
    this.sources = path.join(this.folder, "data");
    fs.cpSync(SOURCES, this.sources, { recursive: true });
    imprint("dataset", "keygen", "--out", this.keys);
  }

  /**
   * Publishes a release. `outlets` are further outlets it knows, `{ id: host }` or `{ id: hosts }`; `days` is how long the
   * timestamp's word counts, from `date` on.
   * @param {{ outlets?: Record<string, string | string[]>, date?: string, days?: number, minClient?: string, names?: Record<string, string> }} [release]
   */
  publish({ outlets = {}, date, days, minClient, names = {} } = {}) {
    for (const [id, hosts] of Object.entries(outlets)) {
      fs.writeFileSync(path.join(this.sources, "outlets", `${id}.toml`), `name = ${JSON.stringify(names[id] ?? id)}
country = "GB"
type = "private"
keys = [
${[hosts].flat().map((host) => `  { host = ${JSON.stringify(host)} },`).join("\n")}
]

[[stake]]
holder = "paper-trust"
relation = "publishes"
evidence = [
  { source = "register", locator = "no. 4" },
]
`);
    }
    imprint("dataset", "publish", this.sources, "--keys", this.keys, "--out", this.tree,
      ...date ? ["--date", date] : [], ...days === undefined ? [] : ["--timestamp-days", String(days)], ...minClient ? ["--min-client", minClient] : []);
    return this;
  }

  /** Signs the timestamp anew. @param {string} [date] */
  refresh(date) {
    imprint("dataset", "refresh", "--keys", this.keys, "--out", this.tree, ...date ? ["--date", date] : []);
    return this;
  }

  /** Makes the first root, before there is anything to publish. */
  found() {
    imprint("dataset", "root", "--keys", this.keys, "--out", this.tree);
    return this;
  }

  /** Replaces all keys of the root, as the keys before have signed. */
  rotate() {
    imprint("dataset", "root", "--keys", this.keys, "--out", this.tree, "--rotate", "root");
    return this;
  }

  /** The keys a client is shipped with. */
  get root() {
    return new Uint8Array(fs.readFileSync(path.join(this.tree, "1.root.json")));
  }

  /** What the publisher told people to compare at first. @returns {string} */
  get fingerprint() {
    return this.#fingerprintOf("1.root.json");
  }

  /** What the publisher tells people to compare now. @returns {string} */
  get newestFingerprint() {
    return this.#fingerprintOf("root.json");
  }

  /** @param {string} name */
  #fingerprintOf(name) {
    const shown = imprint("dataset", "root", "--show", path.join(this.tree, name));
    return /^fingerprint (.+)$/m.exec(shown)?.[1] ?? "";
  }

  /** A bundle of the newest release, as one file. @returns {Buffer} */
  bundle() {
    const file = path.join(this.folder, "bundle");
    imprint("dataset", "bundle", this.tree, "--out", file);
    return fs.readFileSync(file);
  }

  /** The tree as it is now, by path. @returns {Map<string, Buffer>} */
  files() {
    return new Map(fs.readdirSync(this.tree, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = path.join(entry.parentPath ?? entry.path, entry.name);
        return [path.relative(this.tree, file), fs.readFileSync(file)];
      }));
  }

  remove() {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A dataset of the same sources, as a package has it. @returns {Buffer} */
export const packagedDataset = () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "imprint-packaged-"));
  try {
    imprint("dataset", "build", SOURCES, "--output", path.join(folder, "imprint.dataset"));
    return fs.readFileSync(path.join(folder, "imprint.dataset"));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
};

/**
 * How a server answers: `body` is what comes; `then` what happens after it: the end, the connection going away, nothing
 * for ever, or the same again and again.
 * @typedef {{ status: number, headers?: Record<string, string>, body: Uint8Array, then?: "end" | "cut" | "hang" | "again" }} Answer
 */

const PLAIN = new TextEncoder();

/** What servers do instead of serving a file. @type {Record<string, (file: Buffer) => Answer>} */
export const FAULTS = {
  "is not found": () => ({ status: 404, body: PLAIN.encode("not found") }),
  "meets a broken server": () => ({ status: 500, body: PLAIN.encode("broken") }),
  "is a page one has to log in on": () => ({ status: 200, headers: { "content-type": "text/html" }, body: PLAIN.encode("<!doctype html><title>Log in</title><p>Welcome to the hotel.") }),
  "is redirected to another origin": () => ({ status: 302, headers: { location: "https://elsewhere.example/" }, body: new Uint8Array() }),
  "is cut": (file) => ({ status: 200, headers: { "content-length": String(file.length) }, body: file.subarray(0, Math.floor(file.length / 2)), then: "cut" }),
  "is shorter than it should be": (file) => ({ status: 200, body: file.subarray(0, file.length - 8) }),
  "is longer than it should be": (file) => ({ status: 200, body: Buffer.concat([file, Buffer.from("and more")]) }),
  "is endless": () => ({ status: 200, body: new Uint8Array(65536).fill(0x20), then: "again" }),
  "has one bit flipped": (file) => {
    const copy = Buffer.from(file);
    copy[Math.floor(copy.length * 0.6)] ^= 1;
    return { status: 200, body: copy };
  },
  "is a gzip bomb": () => ({ status: 200, headers: { "content-encoding": "gzip" }, body: bomb() }),
  "is empty": () => ({ status: 200, body: new Uint8Array() }),
};

/** 256 MB of nothing, in a quarter of one. */
const bomb = () => boom ??= gzipSync(Buffer.alloc(256 * 1024 * 1024));
/** @type {Buffer | null} */
let boom = null;

/** Answers for the paths of a tree, faults where they are asked for. */
export class Host {
  /** @param {Map<string, Buffer>} files */
  constructor(files) {
    this.files = files;
    /** @type {Array<{ where: RegExp, fault: (file: Buffer) => Answer }>} */
    this.faults = [];
    /** Milliseconds before an answer. */
    this.pause = 0;
    /** Paths that were asked for. @type {string[]} */
    this.asked = [];
  }

  /** @param {RegExp} where @param {keyof typeof FAULTS | ((file: Buffer) => Answer)} fault */
  break(where, fault) {
    this.faults = [{ where, fault: typeof fault === "function" ? fault : FAULTS[fault] }];
  }

  mend() {
    this.faults = [];
  }

  /** @param {string} path @returns {Answer} */
  answer(path) {
    this.asked.push(path);
    const file = this.files.get(path);
    const broken = this.faults.find(({ where }) => where.test(path));
    if (broken) return broken.fault(file ?? Buffer.alloc(0));
    return file ? { status: 200, body: file } : { status: 404, body: PLAIN.encode("not found") };
  }
}
