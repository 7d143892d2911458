//! One update, step by step: what to fetch, what to store, when to swap, how it ended (TUF 5, "Detailed client workflow").
//!
//! An [`Update`] does nothing by itself. [`Update::next_step`] says what is wanted, and one of [`Update::received`],
//! [`Update::kept`] and [`Update::failed`] answers. What comes from outside is believed only as far as it is signed.
//! Stopped at any point, a new update goes on from what was stored last.
//!
//! Each source is asked for its own word, from the root on: one that lies or sleeps costs what it says itself and nothing
//! of what the others say. The files of a release are the same wherever they are, and any source may give them.

use std::collections::BTreeSet;

use super::bundle::Bundle;
use super::changes::{Release, Releases};
use super::fault::{Fault, Outcome, Warning};
use super::key::sha256;
use super::metadata::{
    DatasetFile, DeltaFile, File, MAX_ROOT, MAX_TIMESTAMP, Manifest, ManifestRef, Role, Root, Timestamp,
};
use super::state::{DatasetFacts, ManifestState, State};
use super::{gzip, patch, time};
use crate::dataset::{Dataset, OpenError, format};

/// Roots that are followed in one update (TUF 5.3.3 asks for a bound).
pub const MAX_ROTATIONS: u64 = 64;
/// How far a device's clock may be behind before it is told, in seconds.
const CLOCK_MAY_BE_BEHIND: u64 = 86_400;
/// Expired for longer than this, the clock is the likelier cause: no publisher sleeps for a year, in seconds.
const CLOCK_IS_AHEAD: u64 = 365 * 86_400;

/// What an update starts from.
#[derive(Debug, Clone)]
pub struct Options<'o> {
    /// The root that came with the package, or that the reader confirmed.
    pub root: &'o [u8],
    /// What was stored before.
    pub stored: Option<&'o [u8]>,
    /// SHA-256 of the plain dataset in use.
    pub have: Option<String>,
    /// The time in seconds; fixed for the whole update (TUF 5.1).
    pub now: u64,
    /// Version of the client, `0.1.0`.
    pub client: &'o str,
    /// Version of the manifest that the package was built with; nothing older is accepted.
    pub floor: u64,
    /// How many places can be asked.
    pub sources: u32,
    /// Whether deltas are wanted.
    pub deltas: bool,
}

/// What is wanted next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The bytes of a file.
    Fetch {
        /// Its path, from the address of the source on.
        path: String,
        /// Which of the sources.
        source: u32,
        /// More bytes than these are not wanted (TUF: endless data).
        max_length: u64,
        /// How many there are, if that is signed.
        length: Option<u64>,
    },
    /// The plain dataset in use.
    Base {
        /// Its SHA-256.
        sha256: String,
    },
    /// Store this before going on.
    Keep {
        /// Opaque.
        state: Vec<u8>,
    },
    /// Put this dataset in the place of the one in use, and store the state with it, both or neither.
    Swap {
        /// Verified, every byte.
        dataset: Vec<u8>,
        /// Opaque.
        state: Vec<u8>,
        /// About it.
        facts: DatasetFacts,
        /// What changed since the dataset that was in use.
        changes: Vec<Release>,
    },
    /// It is over.
    Done {
        /// How.
        outcome: Outcome,
        /// What exactly, for people.
        detail: String,
        /// The file that it is about.
        path: Option<String>,
        /// What else is to be told.
        warnings: Vec<Warning>,
    },
}

/// What the update is waiting for.
#[derive(Debug, Clone)]
enum Stage {
    Root,
    /// The roots up to this version are still to come.
    Chain(u64),
    Timestamp,
    Manifest,
    Base(DeltaFile),
    Delta(DeltaFile, Vec<u8>),
    Full,
    Changes(Vec<u8>),
    /// Storing, and what comes then.
    Keep(Box<Stage>),
    /// What was to be stored is, and this source leads no further.
    Failed(Fault),
    Swap(Vec<u8>, Vec<Release>),
    Done(Outcome, String, Option<String>),
}

/// One update.
#[derive(Debug)]
pub struct Update {
    root: Root,
    state: State,
    manifest: Option<Manifest>,
    have: Option<String>,
    now: u64,
    client: String,
    floor: u64,
    deltas: bool,
    sources: u32,
    /// The source whose word is followed: its roots, its timestamp.
    word_of: u32,
    /// The source that is asked.
    source: u32,
    tries: u32,
    /// The first thing that went wrong with the file being fetched: what is told if no source does better.
    first: Option<Fault>,
    /// What is told if no source leads to an end, and the file that it is about.
    told: Option<(Fault, Option<String>)>,
    /// SHA-256 of a manifest that no source could make good: another that names it need not be followed.
    hopeless: Option<String>,
    bundle: Option<Bundle>,
    warnings: BTreeSet<Warning>,
    stage: Stage,
}

impl Update {
    /// Starts an update. Fails only if the root that came with the package is none.
    pub fn new(options: &Options<'_>) -> Result<Self, Fault> {
        let given = Root::read("root.json", options.root)
            .map_err(|fault| Fault::new(Outcome::BadRoot, fault.detail))?;
        given
            .check("root.json", &given.envelope, Role::Root)
            .map_err(|fault| Fault::new(Outcome::BadRoot, fault.detail))?;
        let mut warnings = BTreeSet::new();
        let mut stage = Stage::Root;
        let mut state = State::new(options.root);
        let mut root = given.clone();
        match options.stored.map(State::read) {
            None => {}
            Some(Err(fault)) if fault.outcome == Outcome::StateNewer => {
                stage = Stage::Done(fault.outcome, fault.detail, None);
            }
            Some(Err(_)) => drop(warnings.insert(Warning::StateLost)),
            Some(Ok(mut stored)) => match stored.anchor(options.root, &given) {
                Err(_) => drop(warnings.insert(Warning::StateLost)),
                Ok((trusted, _)) => {
                    state = stored;
                    root = trusted;
                }
            },
        }
        Ok(Self {
            root,
            state,
            manifest: None,
            have: options.have.clone(),
            now: options.now,
            client: options.client.to_owned(),
            floor: options.floor,
            deltas: options.deltas,
            sources: options.sources.max(1),
            word_of: 0,
            source: 0,
            tries: 0,
            first: None,
            told: None,
            hopeless: None,
            bundle: None,
            warnings,
            stage,
        })
    }

    /// Starts an update from a bundle: the same rules, and no network. That its word has expired is told and no obstacle:
    /// who carries a file to a device knows that it is not today's, and nothing older than what is known is accepted.
    pub fn from_bundle(options: &Options<'_>, bytes: &[u8]) -> Result<Self, Fault> {
        let mut update = Self::new(options)?;
        update.sources = 1;
        update.deltas = false;
        match Bundle::read(bytes) {
            Ok(bundle) => update.bundle = Some(bundle),
            Err(what) if !matches!(update.stage, Stage::Done(..)) => {
                update.stage = Stage::Done(Outcome::BadBundle, what.to_owned(), None);
            }
            Err(_) => {}
        }
        Ok(update)
    }

    /// What is remembered so far.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The root that is trusted so far.
    pub fn root(&self) -> &Root {
        &self.root
    }

    /// What is wanted now; the same again until it is answered.
    pub fn next_step(&mut self) -> Step {
        loop {
            let step = self.step();
            let (Step::Fetch { path, .. }, Some(bundle)) = (&step, &self.bundle) else { return step };
            match bundle.get(path).map(<[u8]>::to_vec) {
                Some(bytes) => self.received(&bytes),
                None => {
                    let detail = format!("{path} is not in it");
                    self.fault(Fault::new(Outcome::BadBundle, detail));
                }
            }
        }
    }

    fn step(&self) -> Step {
        let signed = |file: &File| (file.path.clone(), file.length, Some(file.length));
        let (path, max_length, length) = match &self.stage {
            Stage::Root => ("root.json".to_owned(), MAX_ROOT as u64, None),
            Stage::Chain(_) => (self.next_root(), MAX_ROOT as u64, None),
            Stage::Timestamp => ("timestamp.json".to_owned(), MAX_TIMESTAMP as u64, None),
            Stage::Manifest => signed(&self.wanted().file()),
            Stage::Delta(delta, _) => signed(&delta.file),
            Stage::Full => match &self.manifest {
                Some(manifest) => signed(&manifest.facts.dataset.file),
                None => return self.lost(),
            },
            Stage::Changes(_) => match &self.manifest {
                Some(manifest) => signed(&manifest.facts.changes),
                None => return self.lost(),
            },
            Stage::Base(delta) => return Step::Base { sha256: delta.from.clone() },
            Stage::Keep(_) => return Step::Keep { state: self.state.to_bytes() },
            Stage::Failed(_) => return self.lost(),
            Stage::Swap(dataset, changes) => match &self.state.in_use {
                Some(facts) => {
                    return Step::Swap {
                        dataset: dataset.clone(),
                        state: self.state.to_bytes(),
                        facts: facts.clone(),
                        changes: changes.clone(),
                    };
                }
                None => return self.lost(),
            },
            Stage::Done(outcome, detail, path) => {
                return Step::Done {
                    outcome: *outcome,
                    detail: detail.clone(),
                    path: path.clone(),
                    warnings: self.warnings.iter().copied().collect(),
                };
            }
        };
        Step::Fetch { path, source: self.source, max_length, length }
    }

    /// A stage that has not what an earlier one must have left: it cannot be reached, and ends rather than panics.
    fn lost(&self) -> Step {
        let warnings = self.warnings.iter().copied().collect();
        Step::Done { outcome: Outcome::Unusable, detail: "out of order".into(), path: None, warnings }
    }

    /// The bytes that were wanted have come.
    pub fn received(&mut self, bytes: &[u8]) {
        let accepted = match self.stage.clone() {
            Stage::Root => self.newest_root(bytes),
            Stage::Chain(last) => self.following_root(bytes, last),
            Stage::Timestamp => self.timestamp(bytes),
            Stage::Manifest => self.accept_manifest(bytes),
            Stage::Base(delta) => self.base(&delta, bytes),
            Stage::Delta(delta, base) => self.delta(&delta, &base, bytes),
            Stage::Full => self.full(bytes),
            Stage::Changes(dataset) => self.changes(dataset, bytes),
            Stage::Keep(_) | Stage::Failed(_) | Stage::Swap(..) | Stage::Done(..) => return,
        };
        match accepted {
            Ok(stage) => {
                self.stage = stage;
                self.tries = 0;
                self.first = None;
            }
            Err(fault) => self.fault(fault),
        }
    }

    /// What was to be stored is stored.
    pub fn kept(&mut self) {
        match std::mem::replace(&mut self.stage, Stage::Root) {
            Stage::Keep(then) => match *then {
                Stage::Failed(fault) => self.fault(fault),
                then => self.stage = then,
            },
            Stage::Swap(..) => {
                let of = self.state.in_use.as_ref().map(|facts| format!("data of {}", facts.data_version));
                self.stage = Stage::Done(Outcome::Updated, of.unwrap_or_default(), None);
            }
            other => self.stage = other,
        }
    }

    /// What was wanted could not be had. `kind` is a word of the caller's: `network`, `not-found`, `storage` and so on.
    pub fn failed(&mut self, kind: &str, detail: &str) {
        match &self.stage {
            Stage::Done(..) => {}
            Stage::Keep(_) | Stage::Swap(..) => {
                self.stage = Stage::Done(Outcome::Storage, detail.to_owned(), None);
            }
            Stage::Base(_) => self.without_delta(),
            _ => {
                let Step::Fetch { path, .. } = self.step() else { return };
                let outcome = match (&self.stage, kind) {
                    (Stage::Chain(_), "not-found") => Outcome::BadRoot,
                    (_, "too-long") => Outcome::WrongLength,
                    _ => Outcome::Unreachable,
                };
                let detail = if detail.is_empty() { kind.to_owned() } else { format!("{kind}: {detail}") };
                self.fault(Fault::new(outcome, format!("{path}: {detail}")));
            }
        }
    }

    /// What came is not accepted. A file of a release is asked for at another source; where none has it, the update goes on
    /// without it if it can. Anything else is the word of one source, and the next one is heard.
    fn fault(&mut self, fault: Fault) {
        let of_release = matches!(fault.outcome, Outcome::ClientTooOld | Outcome::Unusable);
        if fault.outcome != Outcome::Unreachable && !of_release && self.sources > 1 {
            self.warnings.insert(Warning::Mirror);
        }
        let path = match self.step() {
            Step::Fetch { path, .. } => Some(path),
            _ => None,
        };
        let is_file =
            matches!(self.stage, Stage::Manifest | Stage::Delta(..) | Stage::Full | Stage::Changes(_));
        self.tries += 1;
        if is_file && self.tries < self.sources && !of_release {
            self.source = (self.source + 1) % self.sources;
            self.first.get_or_insert(fault);
            return;
        }
        self.tries = 0;
        // Where one place answers wrongly and another not at all, the wrong answer says more.
        let first = match self.first.take() {
            Some(first) if first.outcome != Outcome::Unreachable => first,
            _ => fault,
        };
        match std::mem::replace(&mut self.stage, Stage::Root) {
            Stage::Delta(..) => self.without_delta(),
            Stage::Changes(dataset) => {
                self.warnings.insert(Warning::ChangesFailed);
                self.stage = self.swap(dataset, Vec::new());
            }
            _ => self.next_source(first, path, is_file),
        }
    }

    /// The source that is followed leads to no end: the next one is, from its root on. After the last what says most is
    /// told.
    fn next_source(&mut self, fault: Fault, path: Option<String>, is_file: bool) {
        if is_file {
            self.hopeless = Some(self.wanted().sha256);
        }
        let told = match self.told.take() {
            Some(told) if told.0.outcome.says() >= fault.outcome.says() => told,
            _ => (fault, path),
        };
        self.word_of += 1;
        if self.word_of < self.sources {
            self.source = self.word_of;
            self.told = Some(told);
        } else {
            let (fault, path) = told;
            self.stage = Stage::Done(fault.outcome, fault.detail, path);
        }
    }

    fn without_delta(&mut self) {
        self.warnings.insert(Warning::DeltaFailed);
        self.stage = Stage::Full;
    }

    fn next_root(&self) -> String {
        format!("{}.root.json", self.root.facts.version.saturating_add(1))
    }

    /// `root.json` only tells how far the chain of roots goes at this source; it is not believed for anything else. What TUF
    /// 5.3.3 asks servers for, until one says "not found", would fail on hosts that answer everything.
    fn newest_root(&mut self, bytes: &[u8]) -> Result<Stage, Fault> {
        let newest = Root::read("root.json", bytes)?;
        // Whoever forges one can sign it by keys of their own as well; this sorts out what is only damaged.
        newest
            .check("root.json", &newest.envelope, Role::Root)
            .map_err(|fault| Fault::new(Outcome::BadRoot, fault.detail))?;
        let (known, version) = (self.root.facts.version, newest.facts.version);
        if version < known {
            let detail = format!("root.json: version {version} after {known}");
            return Err(Fault::new(Outcome::Rollback, detail));
        }
        if version == known {
            if newest.envelope.signed_bytes() != self.root.envelope.signed_bytes() {
                let detail = format!("root.json: another root of the same version {version}");
                return Err(Fault::new(Outcome::BadRoot, detail));
            }
            return self.after_roots();
        }
        if version - known > MAX_ROTATIONS {
            let detail = format!("root.json: version {version} is too far from {known}");
            return Err(Fault::new(Outcome::BadRoot, detail));
        }
        Ok(Stage::Chain(version))
    }

    /// One step of the chain (TUF 5.3.3 to 5.3.9). That an intermediate root has expired does not matter.
    fn following_root(&mut self, bytes: &[u8], last: u64) -> Result<Stage, Fault> {
        let name = self.next_root();
        let next = Root::read(&name, bytes)?;
        self.root.check_next(&name, &next)?;
        self.state.take_root(&self.root, &next, bytes);
        self.root = next;
        // Under other keys the same manifest may be another word.
        self.hopeless = None;
        let then = if self.root.facts.version < last {
            Stage::Chain(last)
        } else {
            self.after_roots().unwrap_or_else(Stage::Failed)
        };
        Ok(Stage::Keep(Box::new(then)))
    }

    /// The last root must not have expired (TUF 5.3.10).
    fn after_roots(&mut self) -> Result<Stage, Fault> {
        self.fresh("the root", self.root.expires)?;
        Ok(Stage::Timestamp)
    }

    /// Whether a word still counts (TUF 5.3.10, 5.4.4, 5.5.6, 5.6.5: the freeze attack).
    fn fresh(&mut self, what: &str, expires: u64) -> Result<(), Fault> {
        if expires > self.now {
            return Ok(());
        }
        if self.now - expires > CLOCK_IS_AHEAD {
            self.warnings.insert(Warning::ClockAhead);
        }
        if self.bundle.is_some() {
            self.warnings.insert(Warning::Stale);
            return Ok(());
        }
        let detail = format!("{what} expired on {}", time::format(expires));
        Err(Fault::new(Outcome::Stale, detail))
    }

    fn timestamp(&mut self, bytes: &[u8]) -> Result<Stage, Fault> {
        let name = "timestamp.json";
        let new = Timestamp::read(name, bytes, &self.root)?;
        if new.created > self.now + CLOCK_MAY_BE_BEHIND {
            self.warnings.insert(Warning::ClockBehind);
        }
        if let Some(known) = &self.state.timestamp {
            let older = |what: &str, new: u64, known: u64| {
                Fault::new(Outcome::Rollback, format!("{name}: {what} {new} after {known}"))
            };
            // TUF 5.4.3: the timestamp itself, and the manifest that it names.
            if new.facts.version < known.version {
                return Err(older("version", new.facts.version, known.version));
            }
            if new.facts.manifest.version < known.manifest.version {
                return Err(older("manifest", new.facts.manifest.version, known.manifest.version));
            }
            // TUF 5.4.3, last sentence: the same version is the same word; what is known stays.
            if new.facts.version == known.version {
                return self.judge_timestamp();
            }
        }
        if new.facts.manifest.version < self.floor {
            let detail = format!(
                "{name}: manifest {} before the package's {}",
                new.facts.manifest.version, self.floor
            );
            return Err(Fault::new(Outcome::Rollback, detail));
        }
        self.fresh("the timestamp", new.expires)?;
        self.state.timestamp = Some(new.facts);
        self.judge_timestamp()
    }

    /// What the accepted timestamp asks for.
    fn judge_timestamp(&mut self) -> Result<Stage, Fault> {
        let expires = self.state.expires().unwrap_or(0);
        self.fresh("the timestamp", expires)?;
        if self.bundle.is_none() {
            // A word that counts: it was the source before that slept, not the clock that is ahead.
            self.warnings.remove(&Warning::ClockAhead);
        }
        self.state.checked = Some(self.now);
        let wanted = self.wanted();
        if let Some((fault, _)) =
            self.told.as_ref().filter(|_| self.hopeless.as_ref() == Some(&wanted.sha256))
        {
            return Err(fault.clone());
        }
        let known = self.state.manifest.clone().filter(|known| known.sha256 == wanted.sha256);
        let done = match known {
            Some(known) if self.state.held == Some(known.version) => Some(Outcome::Held),
            Some(known) if self.have.as_ref() == Some(&known.dataset) => {
                self.fresh("the manifest", time::parse(&known.expires).unwrap_or(0))?;
                Some(Outcome::Current)
            }
            _ => None,
        };
        let then = match done {
            Some(outcome) => Stage::Done(outcome, String::new(), None),
            None => Stage::Manifest,
        };
        // TUF 5.4.5: stored before it is acted on.
        Ok(Stage::Keep(Box::new(then)))
    }

    fn wanted(&self) -> ManifestRef {
        let none = ManifestRef { version: 0, length: 0, sha256: String::new() };
        self.state.timestamp.as_ref().map_or(none, |timestamp| timestamp.manifest.clone())
    }

    fn accept_manifest(&mut self, bytes: &[u8]) -> Result<Stage, Fault> {
        let wanted = self.wanted();
        let file = wanted.file();
        // TUF 5.5.2: the very file that the timestamp names.
        file.check(bytes)?;
        let new = Manifest::read(&file.path, bytes, &self.root)?;
        let facts = &new.facts;
        // TUF 5.5.4 and 5.6.4: no mixing of releases.
        if facts.version != wanted.version {
            let detail = format!("{}: it says that it is version {}", file.path, facts.version);
            return Err(Fault::new(Outcome::Mismatch, detail));
        }
        // TUF 5.5.5; the timestamp has said so already, for a manifest that was only half taken too.
        if let Some(known) = self.state.manifest.as_ref().filter(|known| facts.version < known.version) {
            let detail = format!("{}: version {} after {}", file.path, facts.version, known.version);
            return Err(Fault::new(Outcome::Rollback, detail));
        }
        self.fresh("the manifest", new.expires)?;
        let needed = version(&facts.minimum_client);
        if needed.is_none() || needed > version(&self.client) {
            let detail = format!("it needs version {} or newer", facts.minimum_client);
            return Err(Fault::new(Outcome::ClientTooOld, detail));
        }
        let dataset = &facts.dataset;
        if dataset.format > format::VERSION {
            let detail = format!("its format is {}, this client's {}", dataset.format, format::VERSION);
            return Err(Fault::new(Outcome::ClientTooOld, detail));
        }
        if dataset.format < format::VERSION {
            let detail =
                format!("its format {} is older than this client's {}", dataset.format, format::VERSION);
            return Err(Fault::new(Outcome::Unusable, detail));
        }
        self.state.manifest = Some(ManifestState {
            version: facts.version,
            sha256: wanted.sha256,
            dataset: dataset.plain_sha256.clone(),
            expires: facts.expires.clone(),
        });
        let delta = facts.deltas.iter().find(|delta| Some(&delta.from) == self.have.as_ref());
        let then = if self.state.held == Some(facts.version) {
            Stage::Done(Outcome::Held, String::new(), None)
        } else if self.have.as_ref() == Some(&dataset.plain_sha256) {
            Stage::Done(Outcome::Current, String::new(), None)
        } else if let Some(delta) = delta.filter(|_| self.deltas) {
            Stage::Base(delta.clone())
        } else {
            Stage::Full
        };
        self.manifest = Some(new);
        Ok(Stage::Keep(Box::new(then)))
    }

    fn base(&mut self, delta: &DeltaFile, bytes: &[u8]) -> Result<Stage, Fault> {
        if sha256(bytes) == delta.from {
            return Ok(Stage::Delta(delta.clone(), bytes.to_vec()));
        }
        // Not what it should be: damaged on disk. The whole dataset mends that too.
        self.warnings.insert(Warning::DeltaFailed);
        Ok(Stage::Full)
    }

    fn delta(&mut self, delta: &DeltaFile, base: &[u8], bytes: &[u8]) -> Result<Stage, Fault> {
        delta.file.check(bytes)?;
        let wanted = self.dataset_file()?;
        let length = usize::try_from(wanted.plain_length).unwrap_or(0);
        let plain = usize::try_from(delta.plain_length).ok().and_then(|limit| gzip::open(bytes, limit));
        let plain = plain.and_then(|plain| patch::apply(base, &plain, length));
        let plain = plain
            .ok_or_else(|| Fault::new(Outcome::Unusable, format!("{}: it does not fit", delta.file.path)))?;
        self.check_dataset(&wanted, plain).map(Stage::Changes)
    }

    fn full(&mut self, bytes: &[u8]) -> Result<Stage, Fault> {
        let wanted = self.dataset_file()?;
        wanted.file.check(bytes)?;
        let plain = usize::try_from(wanted.plain_length).ok().and_then(|length| gzip::open(bytes, length));
        let plain = plain.ok_or_else(|| {
            let detail = format!("{}: not a gzip of {} bytes", wanted.file.path, wanted.plain_length);
            Fault::new(Outcome::Unusable, detail)
        })?;
        self.check_dataset(&wanted, plain).map(Stage::Changes)
    }

    fn dataset_file(&self) -> Result<DatasetFile, Fault> {
        let manifest = self.manifest.as_ref().map(|manifest| manifest.facts.dataset.clone());
        manifest.ok_or_else(|| Fault::new(Outcome::Unusable, "out of order"))
    }

    /// The plain bytes, however they came (TUF 5.7.2), and then that they are a dataset, to the last record.
    fn check_dataset(&self, wanted: &DatasetFile, plain: Vec<u8>) -> Result<Vec<u8>, Fault> {
        let unusable = |what: String| Fault::new(Outcome::Unusable, format!("{}: {what}", wanted.file.path));
        if sha256(&plain) != wanted.plain_sha256 {
            let detail = format!("{}: what is in it is not what was signed", wanted.file.path);
            return Err(Fault::new(Outcome::WrongHash, detail));
        }
        let kept = plain.clone();
        let dataset = verified(plain).map_err(|error| unusable(error.to_string()))?;
        if dataset.meta().data_version != wanted.data_version {
            return Err(unusable(format!("it is of {}", dataset.meta().data_version)));
        }
        Ok(kept)
    }

    fn changes(&mut self, dataset: Vec<u8>, bytes: &[u8]) -> Result<Stage, Fault> {
        let file = self.manifest.as_ref().map(|manifest| manifest.facts.changes.clone());
        let file = file.ok_or_else(|| Fault::new(Outcome::Unusable, "out of order"))?;
        file.check(bytes)?;
        let unreadable = || Fault::new(Outcome::Unreadable, format!("{}: not a list of changes", file.path));
        let releases = Releases::read(bytes).ok_or_else(unreadable)?.since(self.have.as_deref());
        Ok(self.swap(dataset, releases))
    }

    fn swap(&mut self, dataset: Vec<u8>, changes: Vec<Release>) -> Stage {
        let Some(manifest) = &self.manifest else {
            return Stage::Done(Outcome::Unusable, "out of order".into(), None);
        };
        let facts = &manifest.facts;
        self.state.take(DatasetFacts {
            manifest: facts.version,
            data_version: facts.dataset.data_version.clone(),
            created: facts.created.clone(),
            sha256: facts.dataset.plain_sha256.clone(),
            length: facts.dataset.plain_length,
            format: facts.dataset.format,
        });
        Stage::Swap(dataset, changes)
    }
}

/// Opens a dataset and checks every byte of it.
pub fn verified(bytes: Vec<u8>) -> Result<Dataset, OpenError> {
    let dataset = Dataset::open(bytes)?;
    dataset.verify()?;
    Ok(dataset)
}

/// A version as numbers, to be compared; `None` if it is none.
pub fn version(text: &str) -> Option<[u32; 3]> {
    let mut numbers = text.split('.').map(|part| part.parse().ok());
    let version = [numbers.next()??, numbers.next()??, numbers.next()??];
    numbers.next().is_none().then_some(version)
}
