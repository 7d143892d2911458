// The content scripts are classic scripts: no import, no export, one shared global. This page gives them the
// types of the engine's answers, so that a misspelt field in a script is an error of `npm run tsc`.

type ClassId = import("../gen/imprint.js").ClassId;
type OutletType = import("../gen/imprint.js").OutletType;
type Badge = import("../gen/imprint.js").Badge;
type Evidence = import("../gen/imprint.js").Evidence;
type Label = import("../gen/imprint.js").Label;
type Listing = import("../gen/imprint.js").Listing;
type Finding = import("../gen/imprint.js").Finding;
type ChainStep = import("../gen/imprint.js").ChainStep;
type ChainEnd = import("../gen/imprint.js").ChainEnd;
type AxisClaim = import("../gen/imprint.js").AxisClaim;
type Share = import("../gen/imprint.js").Share;
type List = import("../gen/imprint.js").List;
type DatasetInfo = import("../gen/imprint.js").DatasetInfo;

/**
 * What the card is drawn from: everything about one link, which data said it, and the names of the wrappers it goes
 * through.
 */
type CardData = {
  label: Label; info: DatasetInfo; through: string[];
  /** Whose word it is, what other lists say, and whether they contradict each other; the site has the packaged data alone. */
  list?: List; others?: Array<Said>; disagree?: boolean;
  /** Whether the reader wants no label for it. */
  hidden?: boolean;
  /** Lists that know the link and are switched off, or limited to other classes. */
  silent?: SilentList[];
  /** Where corrections are taken. */
  corrections?: string | null;
};

/** A list that knows a link and says nothing of it, and why. */
type SilentList = { list: List; why: import("../gen/imprint.js").ListAnswer["silent"] };

/** What one list says: its label, of when its data is, and where corrections of it are taken, if it has such a place. */
type Said = { list: List; label: Label; info: DatasetInfo; corrections: string | null };

/** A link as the page has it: `<a href>`, `<area href>`, or an SVG `<a>`. */
type LinkElement = HTMLAnchorElement | HTMLAreaElement | SVGAElement;

/** What one frame tells the popup about itself. */
type FrameReport = {
  frame: string;
  top: boolean;
  url: string;
  site: string;
  on: boolean;
  seen: number;
  /** Whether links could not be looked up. */
  failed: boolean;
  links: Array<{ key: number; href: string; text: string; subject: number }>;
  badges: Record<string, Badge>;
};

/** Words by key, as `chrome.i18n.getMessage` gives them. */
type GetMessage = (key: string, substitutions?: string[]) => string;

/** What a page shows of where a link leads: the name of its source where a site says it, and addresses. */
type Shown = { name: string; addresses: string[] };

/**
 * How a label came about, as far as the badge tells it: `how` it was known by what the page shows alone, or the two hosts
 * of a link that `shows` one and leads to another.
 */
type Telling = { how?: "displayed-address" | "displayed-name"; shows?: { shown: string; leads_to: string } };

/** What became of a labelled link. */
type Outcome =
  | "new" | "placed" | "adopted" | "no-text" | "no-room" | "hidden" | "untouchable" | "skipped" | "own" | "doubled";

/** What a page remembers of one labelled link. */
type LinkState = {
  href: string;
  /** 0 for a link that is told for where it leads alone. */
  subject: number;
  telling: Telling;
  /** What the page shows of it, if the label rests on that. */
  shown: Shown | null;
  host: HTMLElement | null;
  outcome: Outcome;
  /** How often its badge has come back. */
  returns: number;
  /** Whether it has been near the window. */
  near: boolean;
  own: boolean;
  key: number;
  /** The links that lead to the same address in the same card, if there are others. */
  story: Story | null;
  /** Whether it was tried as the one that speaks for its story, and can bear no badge. */
  passed?: boolean;
};

/** Links of one card to one address: one of them speaks for all and bears the badge. */
type Story = { members: Set<Element> };
