// A publisher of data whom the extension under test was built for, and its files on a pretended host.
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

export { FAULTS, Host, Publisher, packagedDataset } from "../../js/support/publisher.js";

/** Change a copy of the extension into one that is built for this publisher. */
export function builtFor(publisher, { base = publisher.base, mirrors = [], corrections = null } = {}) {
  return (folder) => {
    const release = path.join(folder, "gen", "release.json");
    const dataset_sha256 = createHash("sha256").update(fs.readFileSync(path.join(folder, "gen", "imprint.dataset"))).digest("hex");
    const told = fs.existsSync(release) ? JSON.parse(fs.readFileSync(release, "utf8")) : {};
    fs.writeFileSync(release, JSON.stringify({ ...told, base_url: base, mirrors, corrections_url: corrections, publisher: "Test Publisher", root: true, floor: 0, dataset_sha256 }));
    fs.writeFileSync(path.join(folder, "gen", "root.json"), publisher.root);
  };
}

/** Answer in the name of a host as `host` says, and note the headers of every request. */
export function speakFor(server, name, host) {
  const headers = [];
  server.host(name, (request, response, url) => {
    headers.push(request.headers);
    const answer = host.answer(url.pathname.slice(1));
    setTimeout(() => send(response, answer), host.pause);
  });
  return headers;
}

function send(response, { status, headers = {}, body, then = "end" }) {
  response.on("error", () => {});
  response.writeHead(status, { "access-control-allow-origin": "*", ...headers });
  const again = () => {
    while (!response.destroyed && response.write(body));
    if (!response.destroyed) response.once("drain", again);
  };
  if (then === "again") again();
  else if (then === "end") response.end(body);
  else response.write(body, () => then === "cut" && response.destroy());
}
