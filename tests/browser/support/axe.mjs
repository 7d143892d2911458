// What axe-core says of a page. The shadow roots of the copy under test are open, without which it would pass them unseen.
import fs from "node:fs";
import { createRequire } from "node:module";

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Complaints, and whether axe-core looked into any shadow root. */
export async function violations(page) {
  await page.inject(AXE);
  return page.call(async () => {
    const { violations: list, passes } = await axe.run(document, { resultTypes: ["violations"] });
    const target = (node) => node.target.flat(3).join(" › ");
    return {
      violations: list.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(target).join("; ")})`),
      looked: passes.flatMap(({ nodes }) => nodes).some((node) => Array.isArray(node.target[0])),
    };
  });
}
