// What the frames of a page told, put together for the popup. Pure: no browser, no words.

/** @typedef {{ frame: number, key: number, href: string, text: string }} Row */
/** @typedef {{ badge: Badge, rows: Row[] }} Group an outlet or operation, or what resembles an outlet */
/** @typedef {{ state: string | null, outlets: Group[], links: number }} StateGroup */

/**
 * Labelled links by owner state, then by outlet; the most first. A link that several frames or places have is one row.
 * `resembling` are links to addresses that resemble an outlet's: no state's, and among neither `links` nor `outlets`.
 * @param {FrameReport[]} reports
 * @returns {{ states: StateGroup[], resembling: Group[], links: number, outlets: number, seen: number }}
 */
export const grouped = (reports) => {
  /** @type {Map<string, Group>} */
  const outlets = new Map();
  /** @type {Map<string, Group>} */
  const resembling = new Map();
  let links = 0;
  for (const [frame, report] of reports.entries()) {
    for (const { key, href, text, subject } of report.links) {
      const badge = report.badges[subject];
      if (!badge) continue;
      const known = badge.kind !== "resemblance";
      if (known) links++;
      const groups = known ? outlets : resembling;
      const id = `${badge.kind} ${badge.id} ${badge.list?.id ?? ""}`;
      let group = groups.get(id);
      if (!group) groups.set(id, group = { badge, rows: [] });
      group.rows.push({ frame, key, href, text });
    }
  }
  /** @type {Map<string | null, StateGroup>} */
  const states = new Map();
  for (const group of outlets.values()) {
    const state = group.badge.owner_state;
    let found = states.get(state);
    if (!found) states.set(state, found = { state, outlets: [], links: 0 });
    found.outlets.push(group);
    found.links += group.rows.length;
  }
  /** @param {Group} a @param {Group} b */
  const byRows = (a, b) => b.rows.length - a.rows.length || a.badge.name.localeCompare(b.badge.name);
  for (const { outlets } of states.values()) outlets.sort(byRows);
  return {
    states: [...states.values()].sort((a, b) => b.links - a.links || String(a.state).localeCompare(String(b.state))),
    resembling: [...resembling.values()].sort(byRows),
    links,
    outlets: outlets.size,
    seen: reports.reduce((sum, report) => sum + report.seen, 0),
  };
};

/**
 * What there is to say about a page. `unseen`: no frame answered. `off`: switched off here. `labelled`, or else
 * `nothing`: links were looked at and none is in the dataset; `no-links`: there was none to look at; `failed`: they could
 * not be looked up.
 * @param {FrameReport[]} reports
 * @returns {"unseen" | "off" | "labelled" | "nothing" | "no-links" | "failed"}
 */
export const verdict = (reports) => {
  if (!reports.some(({ top }) => top)) return "unseen";
  if (!reports.some(({ on }) => on)) return "off";
  const { links, seen } = grouped(reports);
  if (links > 0) return "labelled";
  if (reports.some(({ failed }) => failed)) return "failed";
  return seen > 0 ? "nothing" : "no-links";
};
