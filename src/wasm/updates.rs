//! The boundary of the second module: updates. Loaded when one is looked at, so that labelling does not carry its weight.

use js_sys::{Reflect, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

use crate::dataset::format;
use crate::dataset::update::bundle::Bundle;
use crate::dataset::update::changes::Release;
use crate::dataset::update::client::verified;
use crate::dataset::update::key::sha256;
use crate::dataset::update::metadata::{Role, Root};
use crate::dataset::update::state::{DatasetFacts, State};
use crate::dataset::update::{self as core, Fault, Options, Outcome};
use crate::link::skeleton;

#[path = "updates/plain.rs"]
pub mod plain;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &'static str = r#"
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
"#;

#[wasm_bindgen]
extern "C" {
    /// `UpdateOptions`
    #[wasm_bindgen(typescript_type = "UpdateOptions")]
    pub type UpdateOptions;
    /// `UpdateStep`
    #[wasm_bindgen(typescript_type = "UpdateStep")]
    pub type UpdateStep;
    /// `FetchFailure`
    #[wasm_bindgen(typescript_type = "FetchFailure")]
    pub type FetchFailure;
    /// `UpdateStatus | undefined`
    #[wasm_bindgen(typescript_type = "UpdateStatus | undefined")]
    pub type MaybeStatus;
    /// `DatasetFacts`
    #[wasm_bindgen(typescript_type = "DatasetFacts")]
    pub type Facts;
}

/// Missing values are `null`, as in the first module.
const SERIALIZER: serde_wasm_bindgen::Serializer =
    serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);

/// Bytes that become a `Uint8Array`.
struct Bytes(Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

#[derive(Serialize)]
#[serde(tag = "step", rename_all = "lowercase")]
enum Step {
    Fetch {
        path: String,
        source: u32,
        max_length: f64,
        length: Option<f64>,
    },
    Base {
        sha256: String,
    },
    Keep {
        state: Bytes,
    },
    Swap {
        dataset: Bytes,
        state: Bytes,
        facts: DatasetFacts,
        changes: Vec<Release>,
    },
    Done {
        outcome: &'static str,
        detail: String,
        path: Option<String>,
        warnings: Vec<&'static str>,
        state: Option<Status>,
    },
}

#[derive(Serialize)]
struct Status {
    root_version: u64,
    fingerprint: String,
    manifest: Option<u64>,
    timestamp: Option<u64>,
    in_use: Option<DatasetFacts>,
    r#use: &'static str,
    can_go_back: bool,
    held: bool,
    checked: Option<u64>,
    expires: Option<u64>,
    stale: bool,
}

impl Status {
    fn of(state: &State, floor: u64, now: u64) -> Option<Self> {
        let root = Root::read("stored root", state.root.as_bytes()).ok()?;
        Some(Self::with(&root, state, state.uses_stored(floor), now))
    }

    /// As an update from this root of the package would begin.
    fn before(mut state: State, root: &[u8], floor: u64, now: u64) -> Option<Self> {
        let given = Root::read("root", root).ok()?;
        given.check("root", &given.envelope, Role::Root).ok()?;
        let (trusted, follows) = state.anchor(root, &given).ok()?;
        // What nobody vouches for whom the package trusts is not better than what the package came with.
        Some(Self::with(&trusted, &state, follows && state.uses_stored(floor), now))
    }

    fn with(root: &Root, state: &State, uses_stored: bool, now: u64) -> Self {
        let expires = state.expires();
        Self {
            root_version: root.facts.version,
            fingerprint: root.fingerprint(),
            manifest: state.manifest.as_ref().map(|manifest| manifest.version),
            timestamp: state.timestamp.as_ref().map(|timestamp| timestamp.version),
            in_use: state.in_use.clone(),
            r#use: if uses_stored { "stored" } else { "bundled" },
            can_go_back: state.go_back().is_some(),
            held: state.held.is_some(),
            checked: state.checked,
            expires,
            stale: expires.is_some_and(|expires| expires <= now),
        }
    }
}

/// What the caller hands over; the bytes are taken out by hand.
#[derive(Deserialize)]
struct Plain {
    have: Option<String>,
    now: f64,
    client: String,
    floor: f64,
    sources: u32,
    deltas: bool,
}

/// One update, without any input or output of its own: `next()` says what is wanted.
#[wasm_bindgen]
pub struct Update {
    update: core::Update,
    floor: u64,
    now: u64,
}

#[wasm_bindgen]
impl Update {
    /// Starts an update. Throws an `ImprintError` if `root` is no root that its own keys have signed.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &UpdateOptions) -> Result<Update, JsValue> {
        Self::start(options, core::Update::new)
    }

    /// Starts an update from a bundle, by the same rules.
    pub fn from_bundle(options: &UpdateOptions, bundle: &[u8]) -> Result<Update, JsValue> {
        Self::start(options, |options| core::Update::from_bundle(options, bundle))
    }

    /// What is wanted now; the same again until it is answered.
    #[wasm_bindgen(js_name = next)]
    pub fn next_step(&mut self) -> UpdateStep {
        let step = match self.update.next_step() {
            core::Step::Fetch { path, source, max_length, length } => Step::Fetch {
                path,
                source,
                max_length: max_length as f64,
                length: length.map(|length| length as f64),
            },
            core::Step::Base { sha256 } => Step::Base { sha256 },
            core::Step::Keep { state } => Step::Keep { state: Bytes(state) },
            core::Step::Swap { dataset, state, facts, changes } => {
                Step::Swap { dataset: Bytes(dataset), state: Bytes(state), facts, changes }
            }
            core::Step::Done { outcome, detail, path, warnings } => Step::Done {
                outcome: outcome.code(),
                detail,
                path,
                warnings: warnings.into_iter().map(core::Warning::code).collect(),
                state: Status::of(self.update.state(), self.floor, self.now),
            },
        };
        convert(&step).unchecked_into()
    }

    /// The bytes that were wanted.
    pub fn received(&mut self, bytes: &[u8]) {
        self.update.received(bytes);
    }

    /// What was to be stored is stored.
    pub fn kept(&mut self) {
        self.update.kept();
    }

    /// What was wanted could not be had.
    pub fn failed(&mut self, kind: &FetchFailure, detail: &str) {
        let kind: &JsValue = kind.as_ref();
        self.update.failed(&kind.as_string().unwrap_or_default(), detail);
    }
}

impl Update {
    fn start(
        options: &UpdateOptions,
        with: impl FnOnce(&Options<'_>) -> Result<core::Update, Fault>,
    ) -> Result<Self, JsValue> {
        let js: &JsValue = options.as_ref();
        let bytes = |name: &str| {
            let value = Reflect::get(js, &name.into()).ok()?;
            value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec)
        };
        let (root, stored) = (bytes("root").unwrap_or_default(), bytes("stored"));
        let plain: Plain = serde_wasm_bindgen::from_value(js.clone())?;
        let (floor, now) = (plain.floor as u64, plain.now as u64);
        let update = with(&Options {
            root: &root,
            stored: stored.as_deref(),
            have: plain.have,
            now,
            client: &plain.client,
            floor,
            sources: plain.sources,
            deltas: plain.deltas,
        });
        Ok(Self { update: update.map_err(|fault| into_error(&fault))?, floor, now })
    }
}

/// What is remembered; `undefined` if it cannot be read. With the root of the package it is as the next update will begin:
/// by the keys that are trusted then.
#[wasm_bindgen]
pub fn status(stored: &[u8], floor: f64, now: f64, root: Option<Vec<u8>>) -> MaybeStatus {
    let (floor, now) = (floor as u64, now as u64);
    let status = State::read(stored).ok().and_then(|state| match root {
        Some(root) => Status::before(state, &root, floor, now),
        None => Status::of(&state, floor, now),
    });
    status.map_or(JsValue::UNDEFINED, |status| convert(&status)).unchecked_into()
}

/// The state after going back one version, to be stored with the dataset of before; `undefined` if there is none.
#[wasm_bindgen]
pub fn go_back(stored: &[u8]) -> Option<Vec<u8>> {
    Some(State::read(stored).ok()?.go_back()?.to_bytes())
}

/// The state in which the newest release is taken again.
#[wasm_bindgen]
pub fn release_hold(stored: &[u8]) -> Option<Vec<u8>> {
    Some(State::read(stored).ok()?.release_hold()?.to_bytes())
}

/// The publisher's fingerprint: sixteen groups of four digits. Throws an `ImprintError` if the root's own keys have not
/// signed it.
#[wasm_bindgen]
pub fn fingerprint(root: &[u8]) -> Result<String, JsValue> {
    let bad = |fault: Fault| into_error(&Fault::new(Outcome::BadRoot, fault.detail));
    let root = Root::read("root", root).map_err(bad)?;
    root.check("root", &root.envelope, Role::Root).map_err(bad)?;
    Ok(root.fingerprint())
}

/// The oldest root in a bundle, for a reader to confirm. Throws an `ImprintError` if there is none.
#[wasm_bindgen]
pub fn bundle_root(bundle: &[u8]) -> Result<Vec<u8>, JsValue> {
    let bad = |what: &str| into_error(&Fault::new(Outcome::BadBundle, what));
    let bundle = Bundle::read(bundle).map_err(bad)?;
    bundle.first_root().map(<[u8]>::to_vec).ok_or_else(|| bad("there is no root in it"))
}

/// What a text in lower case looks like: the same for two that a reader takes for one another.
#[wasm_bindgen]
pub fn skeleton(text: &str) -> String {
    skeleton::skeleton(text)
}

/// SHA-256 in hexadecimal.
#[wasm_bindgen]
pub fn digest(bytes: &[u8]) -> String {
    sha256(bytes)
}

/// Checks every byte of a plain dataset. Throws an `ImprintError` if it cannot be used.
#[wasm_bindgen]
pub fn verify_dataset(bytes: Vec<u8>) -> Result<Facts, JsValue> {
    let (sha256, length) = (sha256(&bytes), bytes.len() as u64);
    let dataset =
        verified(bytes).map_err(|error| into_error(&Fault::new(Outcome::Unusable, error.to_string())))?;
    let data_version = dataset.meta().data_version.clone();
    let facts = DatasetFacts {
        manifest: 0,
        data_version,
        created: String::new(),
        sha256,
        length,
        format: format::VERSION,
    };
    Ok(convert(&facts).unchecked_into())
}

fn convert<T: Serialize>(view: &T) -> JsValue {
    // Plain structs of texts, numbers and bytes; there is nothing in them that could fail to convert.
    view.serialize(&SERIALIZER).unwrap_or(JsValue::NULL)
}

fn into_error(fault: &Fault) -> JsValue {
    let js = js_sys::Error::new(&fault.detail);
    js.set_name("ImprintError");
    // Setting a property of a fresh object cannot fail.
    let _ = Reflect::set(&js, &"code".into(), &fault.outcome.code().into());
    js.into()
}
