/* tslint:disable */
/* eslint-disable */

export type ClassId =
| "state-controlled" | "captured-public" | "captured-private" | "state-funded-and-managed" | "state-funded"
| "state-managed" | "independent-public" | "government" | "political-party" | "elected-official" | "advocacy"
| "private" | "sanctioned" | "broadcast-ban" | "foreign-agent" | "influence-operation" | "impersonation";
export type OutletType = "public" | "private" | "government" | "political-party" | "elected-official" | "advocacy";
export type Medium = "broadcaster" | "news-agency" | "press" | "online";
export type EntityKind =
| "state" | "public-body" | "company" | "party" | "foundation" | "nonprofit" | "cooperative" | "trust" | "person"
| "family" | "religious-body";

export interface Label {
    url: string;
    destination: string | null;
    via: string[];
    outlet: Outlet | null;
    operation: Operation | null;
    match: Match | null;
    classes: ClassId[];
    model_rater: string | null;
    model_year: number | null;
    axes: Axes;
    chain: ChainStep[];
    chain_ends: ChainEnd[];
    listings: Listing[];
    findings: Finding[];
    resembles: Resemblance | null;
    opaque: boolean;
    shows: Shows | null;
    host_unicode: string | null;
    claim: Claim | null;
}
export interface Claim {
    owner: string | null;
    text: string | null;
    evidence: Evidence[];
}
export interface Shows {
    shown: string;
    leads_to: string;
}
export interface Outlet {
    id: string;
    name: string;
    native_name: string | null;
    native_lang: string | null;
    country: string;
    type: OutletType | null;
    medium: Medium | null;
    homepage: string | null;
}
export interface Operation {
    id: string;
    name: string;
}
export interface Match {
    kind: "host" | "path" | "account" | "displayed-address" | "displayed-name";
    key: string;
    scope: "subtree" | "exact" | null;
    evidence: Evidence[];
}
export interface Axes {
    funding: AxisClaim[];
    governance: AxisClaim[];
    editorial: AxisClaim[];
}
export interface AxisClaim {
    value: "yes" | "no" | "unknown";
    rater: string;
    year: number;
    evidence: Evidence[];
}
export interface Share {
    exact: number | null;
    min: number | null;
    max: number | null;
}
export interface ChainStep {
    of: string;
    depth: number;
    id: string;
    name: string;
    native_name: string | null;
    native_lang: string | null;
    country: string | null;
    kind: EntityKind;
    role: string | null;
    relation: "owns" | "funds" | "appoints" | "operates" | "publishes";
    interest: string | null;
    directness: "direct" | "indirect" | "unknown";
    share: Share | null;
    since: string | null;
    until: string | null;
    note: string | null;
    evidence: Evidence[];
    listings: Listing[];
}
export interface ChainEnd {
    id: string;
    name: string;
    reason: "no-owner" | "not-sourced" | "not-disclosed" | "widely-held" | "members" | "state" | "person";
    detail: string | null;
    evidence: Evidence[];
}
export interface Listing {
    kind: "sanction" | "broadcast-ban" | "foreign-agent" | "registered-agent" | "licence-revoked" | "block" | "register";
    authority: string;
    admitted: boolean;
    act: string;
    listed_as: string | null;
    date: string | null;
    until: string | null;
    principal: string | null;
    agent: string | null;
    evidence: Evidence[];
}
export interface Finding {
    kind: "influence-operation" | "impersonation";
    operation: string;
    name: string;
    imitates: string | null;
    imitates_id: string | null;
    attributed_to: string | null;
    investigator: string;
    date: string | null;
    evidence: Evidence[];
}
export interface Evidence {
    publisher: string;
    title: string;
    url: string;
    as_of: string | null;
    retrieved: string;
    archive_url: string | null;
    seen: "direct" | "excerpt" | "list";
    locator: string | null;
    quotes: string | null;
}
export type ResemblanceId = "other-suffix" | "look-alike" | "embedded" | "one-edit";
export interface Resemblance {
    outlet: string;
    id: string;
    how: ResemblanceId;
    key: string;
}
export interface Badge {
    subject: number;
    kind: "outlet" | "operation" | "resemblance";
    id: string;
    name: string;
    native_name: string | null;
    native_lang: string | null;
    country: string | null;
    type: OutletType | null;
    medium: Medium | null;
    classes: ClassId[];
    owner_state: string | null;
    how: ResemblanceId | null;
    list: List | null;
    also: number;
    disagree: boolean;
}
export type ListKind = "packaged" | "signed" | "file" | "plain" | "own";
export interface List {
    id: string;
    name: string;
    kind: ListKind;
    fingerprint: string | null;
}
export interface ListInfo {
    list: List;
    on: boolean;
    only: ClassId[];
    info: DatasetInfo;
}
export interface ListAnswer {
    list: List;
    silent: "" | "hidden" | "off" | "limited";
    label: Label;
}
export type StepId =
| "parse" | "unwrap" | "opaque" | "platform" | "account" | "hosting" | "host" | "path" | "resemblance" | "result";
export interface Step {
    step: StepId;
    input: string;
    outcome: string;
    found: boolean;
}
export interface DatasetInfo {
    format: number;
    data_version: string;
    outlets: number;
    entities: number;
    operations: number;
    host_keys: number;
    path_keys: number;
    account_keys: number;
    evidence: number;
    bytes: number;
}
/** What the constructor and `verify` throw: an Error with a stable `code`. */
export interface ImprintError extends Error {
    code: "not-a-dataset" | "wrong-version" | "truncated" | "corrupt";
}



/**
 * Labels links by the packaged dataset and by lists beside it.
 */
export class Labeler {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Takes a list, behind those that are there; one with the same id is replaced and keeps its place. `kind` says where
     * it comes from: `signed`, `file`, `plain`, `own`. Throws an `ImprintError` if it cannot be used, and then everything
     * stays as it was.
     */
    add_list(bytes: Uint8Array | number[], id: string, name: string, kind: string, fingerprint?: string | null): void;
    /**
     * What each list says of a link for which the page shows these: first the name of its source (may be empty), then
     * texts. Never throws, never empty.
     */
    answers(href: string, shown: string[]): ListAnswer[];
    /**
     * What a badge needs, for a small integer.
     */
    badge(subject: number): Badge | undefined;
    /**
     * How the link is labelled, step by step.
     */
    explain(href: string): Step[];
    /**
     * About the dataset.
     */
    info(): DatasetInfo;
    /**
     * Every list, in order.
     */
    lists(): ListInfo[];
    /**
     * One small integer per link: 0 means no label, `opaque_number()` that the destination is not in the link. Anything
     * else is to be asked for with `badge`: below 2³⁰ it is a subject, below 2³¹ what several lists
     * say; from there on nobody known is behind the link, but
     * its host resembles an outlet's.
     */
    match_all(hrefs: string[]): Uint32Array;
    /**
     * One small integer per link of the page this module runs in, in the order of `document.links`; empty in a
     * worker. For a site that carries its own badges; the extension has its own way to find links.
     */
    match_document(): Uint32Array;
    /**
     * The same for links joined by line breaks.
     */
    match_lines(text: string): Uint32Array;
    /**
     * For links with what the page shows for them: a line each, the link, the name of its source (may be empty) and
     * texts, separated by tabs. Two integers a
     * line: the subject's (0: no label), and how it was found: 0 by the link itself or not at all, 1 by an address that
     * is shown, 2 by a name that is shown, 3 by the link itself, although another host is shown.
     */
    match_shown(text: string): Uint32Array;
    /**
     * Opens a dataset cheaply. Throws an `ImprintError` if it cannot be used.
     */
    constructor(bytes: Uint8Array | number[]);
    /**
     * Puts the lists in this order, an id a line; the packaged dataset is `packaged`.
     */
    order_lists(ids: string): void;
    /**
     * Lets a list go.
     */
    remove_list(id: string): void;
    /**
     * Switches a list on or off and limits it to classes, whose ids are separated by spaces (empty: no limit).
     */
    set_list(id: string, on: boolean, classes: string): void;
    /**
     * Checks every byte. Throws an `ImprintError` if any differs from those that were written.
     */
    verify(): void;
}

/**
 * The number that `match_all` and `match_lines` give for a link whose destination is not in it. What the page shows
 * for it may say more: `match_shown`.
 */
export function opaque_number(): number;

/**
 * The name for readers of a wrapper that `Label.via` names by its id.
 */
export function wrapper_name(id: string): string | undefined;

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

export interface InitOutput {
    readonly memory: WebAssembly.Memory;
    readonly __wbg_labeler_free: (a: number, b: number) => void;
    readonly labeler_add_list: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: number, k: number) => [number, number];
    readonly labeler_answers: (a: number, b: number, c: number, d: any) => any;
    readonly labeler_badge: (a: number, b: number) => any;
    readonly labeler_explain: (a: number, b: number, c: number) => any;
    readonly labeler_info: (a: number) => any;
    readonly labeler_lists: (a: number) => any;
    readonly labeler_match_all: (a: number, b: any) => any;
    readonly labeler_match_document: (a: number) => any;
    readonly labeler_match_lines: (a: number, b: any) => any;
    readonly labeler_match_shown: (a: number, b: any) => any;
    readonly labeler_new: (a: number, b: number) => [number, number, number];
    readonly labeler_order_lists: (a: number, b: number, c: number) => void;
    readonly labeler_remove_list: (a: number, b: number, c: number) => void;
    readonly labeler_set_list: (a: number, b: number, c: number, d: number, e: number, f: number) => void;
    readonly labeler_verify: (a: number) => [number, number];
    readonly opaque_number: () => number;
    readonly wrapper_name: (a: number, b: number) => [number, number];
    readonly __wbindgen_malloc: (a: number, b: number) => number;
    readonly __wbindgen_realloc: (a: number, b: number, c: number, d: number) => number;
    readonly __wbindgen_free: (a: number, b: number, c: number) => void;
    readonly __externref_table_alloc: () => number;
    readonly __wbindgen_externrefs: WebAssembly.Table;
    readonly __wbindgen_exn_store: (a: number) => void;
    readonly __externref_table_dealloc: (a: number) => void;
    readonly __wbindgen_start: () => void;
}

export type SyncInitInput = BufferSource | WebAssembly.Module;

/**
 * Instantiates the given `module`, which can either be bytes or
 * a precompiled `WebAssembly.Module`.
 *
 * @param {{ module: SyncInitInput }} module - Passing `SyncInitInput` directly is deprecated.
 *
 * @returns {InitOutput}
 */
export function initSync(module: { module: SyncInitInput } | SyncInitInput): InitOutput;

/**
 * If `module_or_path` is {RequestInfo} or {URL}, makes a request and
 * for everything else, calls `WebAssembly.instantiate` directly.
 *
 * @param {{ module_or_path: InitInput | Promise<InitInput> }} module_or_path - Passing `InitInput` directly is deprecated.
 *
 * @returns {Promise<InitOutput>}
 */
export default function __wbg_init (module_or_path: { module_or_path: InitInput | Promise<InitInput> } | InitInput | Promise<InitInput>): Promise<InitOutput>;
