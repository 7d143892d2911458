// A small driver for Firefox's own Marionette protocol: frames `LEN:[type,id,name|error,params|result]` on a loopback
// socket. Debian's firefox-esr speaks it without geckodriver, and only Marionette gives the chrome context, which these
// tests need to stop the background, to watch every request and to open extension pages.
import { spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Start-up and commands take 2–3 s and a few ms when idle; every limit here is at least five times that. */
const START_LIMIT_MS = 30_000;
const COMMAND_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 5_000;

const running = new Set();
process.once("exit", () => {
  for (const child of running) kill(child);
});
for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]]) {
  process.once(signal, () => process.exit(code));
}

function kill(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // Already gone.
  }
}

/** `setpriv --pdeathsig KILL` takes Firefox along even when this process is killed with no chance to clean up. */
function command(binary, args) {
  return fs.existsSync("/usr/bin/setpriv")
    ? ["/usr/bin/setpriv", ["--pdeathsig", "KILL", binary, ...args]]
    : [binary, args];
}

/** Turn `{ "name": value }` into the text of a user.js. */
function userJs(prefs) {
  return Object.entries(prefs)
    .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
    .join("");
}

export class Marionette {
  #child;
  #socket;
  #profile;
  #stderr = "";
  #buffer = Buffer.alloc(0);
  #pending = new Map();
  #nextId = 0;
  #closed = null;

  /** Start Firefox in a fresh profile and open a session. */
  static async start({ binary = "/usr/bin/firefox-esr", prefs = {}, env = {} } = {}) {
    const driver = new Marionette();
    try {
      await driver.#spawn(binary, prefs, env);
      await driver.#connect();
      await driver.send("WebDriver:NewSession", { acceptInsecureCerts: true });
      return driver;
    } catch (error) {
      await driver.stop();
      error.message += driver.#stderr ? `\nFirefox said:\n${driver.#stderr.slice(-2000)}` : "";
      throw error;
    }
  }

  async #spawn(binary, prefs, env) {
    this.#profile = fs.mkdtempSync(path.join(os.tmpdir(), "imprint-firefox-"));
    fs.writeFileSync(path.join(this.#profile, "user.js"), userJs({ ...prefs, "marionette.port": 0 }));
    const args = ["--marionette", "--remote-allow-system-access", "--no-remote", "--headless", "--profile", this.#profile];
    const [program, programArgs] = command(binary, args);
    this.#child = spawn(program, programArgs, {
      detached: true,
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, ...env, MOZ_HEADLESS_WIDTH: "1280", MOZ_HEADLESS_HEIGHT: "900", MOZ_CRASHREPORTER_DISABLE: "1" },
    });
    running.add(this.#child);
    this.#child.stderr.setEncoding("utf8");
    this.#child.stderr.on("data", (text) => {
      this.#stderr = (this.#stderr + text).slice(-20_000);
    });
    this.#child.once("exit", (code, signal) => {
      running.delete(this.#child);
      this.#fail(new Error(`Firefox ended (${signal ?? `exit code ${code}`})`));
    });
    this.#child.once("error", (error) => this.#fail(error));
  }

  async #port() {
    const file = path.join(this.#profile, "MarionetteActivePort");
    for (const end = Date.now() + START_LIMIT_MS; Date.now() < end; await sleep(50)) {
      if (this.#closed) throw this.#closed;
      if (fs.existsSync(file)) {
        const port = Number.parseInt(fs.readFileSync(file, "utf8"), 10);
        if (port > 0) return port;
      }
    }
    throw new Error(`Firefox opened no Marionette port within ${START_LIMIT_MS} ms`);
  }

  async #connect() {
    const port = await this.#port();
    this.#socket = net.connect(port, "127.0.0.1");
    this.#socket.on("data", (chunk) => this.#receive(chunk));
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#fail(new Error("Firefox closed the Marionette connection")));
    await new Promise((resolve, reject) => {
      this.#socket.once("connect", resolve);
      this.#socket.once("error", reject);
    });
  }

  #fail(error) {
    this.#closed ??= error;
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }

  #receive(chunk) {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      const colon = this.#buffer.indexOf(0x3a);
      if (colon < 0) return;
      const length = Number(this.#buffer.subarray(0, colon).toString());
      if (this.#buffer.length < colon + 1 + length) return;
      const frame = JSON.parse(this.#buffer.subarray(colon + 1, colon + 1 + length).toString("utf8"));
      this.#buffer = this.#buffer.subarray(colon + 1 + length);
      // The greeting is an object, not an array: nothing waits for it.
      if (!Array.isArray(frame)) continue;
      const [, id, error, result] = frame;
      const waiting = this.#pending.get(id);
      if (!waiting) continue;
      this.#pending.delete(id);
      if (error) waiting.reject(new Error(`${waiting.name}: ${error.error}: ${error.message}`));
      else waiting.resolve(result);
    }
  }

  /** Send one command; answers are unwrapped from `{ value }` where Marionette wraps them. */
  send(name, params = {}, limit = COMMAND_LIMIT_MS) {
    if (this.#closed) return Promise.reject(this.#closed);
    const id = ++this.#nextId;
    const body = Buffer.from(JSON.stringify([0, id, name, params]));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new Error(`${name} gave no answer within ${limit} ms`));
      }, limit);
      const settle = (done) => (value) => {
        clearTimeout(timer);
        done(value);
      };
      this.#pending.set(id, {
        name,
        resolve: settle((result) => resolve(result && "value" in result ? result.value : result)),
        reject: settle(reject),
      });
      this.#socket.write(`${body.length}:`);
      this.#socket.write(body);
    });
  }

  /** Run a script in the browser's own (chrome) context; `script` is a function body, `resolve` ends an async one. */
  async chrome(fn, ...args) {
    await this.send("Marionette:SetContext", { value: "chrome" });
    try {
      return await this.execute(fn, args);
    } finally {
      await this.send("Marionette:SetContext", { value: "content" });
    }
  }

  /** Run a function (its source travels, so it closes over nothing) and await what it returns. */
  async execute(fn, args = [], { sandbox = "default", limit = COMMAND_LIMIT_MS } = {}) {
    const script = `
      const done = arguments[arguments.length - 1];
      Promise.resolve((${fn})(...Array.prototype.slice.call(arguments, 0, -1)))
        .then((value) => done({ value }), (error) => done({ error: String(error) + "\\n" + (error && error.stack) }));`;
    const answer = await this.send(
      "WebDriver:ExecuteAsyncScript",
      { script, args, sandbox, newSandbox: false, scriptTimeout: limit },
      limit + 5_000,
    );
    if (answer.error) throw new Error(answer.error);
    return answer.value;
  }

  /** Run a function that returns at once: needs no promise, so it also works where page scripts are switched off. */
  executeSync(fn, args = [], { sandbox = "default" } = {}) {
    return this.send("WebDriver:ExecuteScript", {
      script: `return (${fn})(...arguments);`,
      args,
      sandbox,
      newSandbox: false,
    });
  }

  async stop() {
    const child = this.#child;
    if (this.#socket && !this.#closed) {
      await this.send("Marionette:Quit", { flags: ["eForceQuit"] }, STOP_LIMIT_MS).catch(() => {});
    }
    this.#socket?.destroy();
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      await Promise.race([ended, sleep(STOP_LIMIT_MS, undefined, { ref: false })]);
    }
    if (child?.pid) kill(child);
    running.delete(child);
    if (this.#profile) fs.rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
