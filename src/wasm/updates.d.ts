/* tslint:disable */
/* eslint-disable */

/** How an update ended. */
export type UpdateOutcome =
| "updated" | "current" | "held" | "unreachable" | "unreadable" | "bad-signature" | "bad-root" | "rollback" | "stale"
| "mismatch" | "wrong-length" | "wrong-hash" | "client-too-old" | "unusable" | "bad-bundle" | "state-newer"
| "storage";

/** What is told beside it. */
export type UpdateWarning =
| "delta-failed" | "changes-failed" | "clock-behind" | "clock-ahead" | "state-lost" | "stale" | "mirror";

/** Why something could not be had. */
export type FetchFailure =
| "network" | "not-found" | "status" | "redirect" | "too-long" | "cut" | "timeout" | "storage" | "missing";

/** What an update starts from. */
export interface UpdateOptions {
    root: Uint8Array;
    stored: Uint8Array | null;
    have: string | null;
    now: number;
    client: string;
    floor: number;
    sources: number;
    deltas: boolean;
}

/** About a dataset that was accepted. */
export interface DatasetFacts {
    manifest: number;
    data_version: string;
    created: string;
    sha256: string;
    length: number;
    format: number;
}

/** One fact that is not as it was. Text of a stranger: never to be read as markup. */
export interface Change {
    record: string;
    id: string;
    name: string;
    what: string;
    before: string | null;
    now: string | null;
}

/** What one release changed. */
export interface ReleaseChanges {
    manifest: number;
    data_version: string;
    sha256: string;
    total: number;
    changes: Change[];
}

/** What is remembered about one publisher. */
export interface UpdateStatus {
    root_version: number;
    fingerprint: string;
    manifest: number | null;
    timestamp: number | null;
    in_use: DatasetFacts | null;
    use: "stored" | "bundled";
    can_go_back: boolean;
    held: boolean;
    checked: number | null;
    expires: number | null;
    stale: boolean;
}

/** What is wanted next. */
export type UpdateStep =
| { step: "fetch"; path: string; source: number; max_length: number; length: number | null }
| { step: "base"; sha256: string }
| { step: "keep"; state: Uint8Array }
| { step: "swap"; dataset: Uint8Array; state: Uint8Array; facts: DatasetFacts; changes: ReleaseChanges[] }
| {
    step: "done"; outcome: UpdateOutcome; detail: string; path: string | null; warnings: UpdateWarning[];
    state: UpdateStatus | null;
};



/** What is said about a plain list besides its text. */
export interface PlainOptions {
    name: string;
    origin: string;
    format: "csv" | "hosts" | null;
    date: string;
    own: boolean;
}

/** A plain list, compiled. */
export interface PlainList {
    dataset: Uint8Array;
    format: "csv" | "hosts";
    outlets: number;
    keys: number;
    unused: string[];
}



/**
 * One update, without any input or output of its own: `next()` says what is wanted.
 */
export class Update {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * What was wanted could not be had.
     */
    failed(kind: FetchFailure, detail: string): void;
    /**
     * Starts an update from a bundle, by the same rules.
     */
    static from_bundle(options: UpdateOptions, bundle: Uint8Array | number[]): Update;
    /**
     * What was to be stored is stored.
     */
    kept(): void;
    /**
     * Starts an update. Throws an `ImprintError` if `root` is no root that its own keys have signed.
     */
    constructor(options: UpdateOptions);
    /**
     * What is wanted now; the same again until it is answered.
     */
    next(): UpdateStep;
    /**
     * The bytes that were wanted.
     */
    received(bytes: Uint8Array | number[]): void;
}

/**
 * The oldest root in a bundle, for a reader to confirm. Throws an `ImprintError` if there is none.
 */
export function bundle_root(bundle: Uint8Array | number[]): Uint8Array;

/**
 * Compiles a plain list. `packaged` is the packaged dataset, whose public-suffix list tells which keys would label
 * strangers. Throws an `ImprintError` with `code`, `line` and `help` for the first thing that is wrong.
 */
export function compile_plain(text: Uint8Array | number[], options: PlainOptions, packaged: Uint8Array | number[]): PlainList;

/**
 * SHA-256 in hexadecimal.
 */
export function digest(bytes: Uint8Array | number[]): string;

/**
 * The publisher's fingerprint: sixteen groups of four digits. Throws an `ImprintError` if the root's own keys have not
 * signed it.
 */
export function fingerprint(root: Uint8Array | number[]): string;

/**
 * The state after going back one version, to be stored with the dataset of before; `undefined` if there is none.
 */
export function go_back(stored: Uint8Array | number[]): Uint8Array | undefined;

/**
 * The state in which the newest release is taken again.
 */
export function release_hold(stored: Uint8Array | number[]): Uint8Array | undefined;

/**
 * What a text in lower case looks like: the same for two that a reader takes for one another.
 */
export function skeleton(text: string): string;

/**
 * What is remembered; `undefined` if it cannot be read. With the root of the package it is as the next update will begin:
 * by the keys that are trusted then.
 */
export function status(stored: Uint8Array | number[], floor: number, now: number, root?: Uint8Array | number[] | null): UpdateStatus | undefined;

/**
 * Checks every byte of a plain dataset. Throws an `ImprintError` if it cannot be used.
 */
export function verify_dataset(bytes: Uint8Array | number[]): DatasetFacts;

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

export interface InitOutput {
    readonly memory: WebAssembly.Memory;
    readonly __wbg_update_free: (a: number, b: number) => void;
    readonly bundle_root: (a: number, b: number) => [number, number, number, number];
    readonly compile_plain: (a: number, b: number, c: any, d: number, e: number) => [number, number, number];
    readonly digest: (a: number, b: number) => [number, number];
    readonly fingerprint: (a: number, b: number) => [number, number, number, number];
    readonly go_back: (a: number, b: number) => [number, number];
    readonly release_hold: (a: number, b: number) => [number, number];
    readonly skeleton: (a: number, b: number) => [number, number];
    readonly status: (a: number, b: number, c: number, d: number, e: number, f: number) => any;
    readonly update_failed: (a: number, b: any, c: number, d: number) => void;
    readonly update_from_bundle: (a: any, b: number, c: number) => [number, number, number];
    readonly update_kept: (a: number) => void;
    readonly update_new: (a: any) => [number, number, number];
    readonly update_next: (a: number) => any;
    readonly update_received: (a: number, b: number, c: number) => void;
    readonly verify_dataset: (a: number, b: number) => [number, number, number];
    readonly __wbindgen_malloc: (a: number, b: number) => number;
    readonly __wbindgen_realloc: (a: number, b: number, c: number, d: number) => number;
    readonly __wbindgen_free: (a: number, b: number, c: number) => void;
    readonly __wbindgen_exn_store: (a: number) => void;
    readonly __externref_table_alloc: () => number;
    readonly __wbindgen_externrefs: WebAssembly.Table;
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
