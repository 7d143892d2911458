//! What is fuzzed of updates: every file that a server can send, and what is stored.

use std::collections::BTreeSet;

use imprint::dataset::update::bundle::Bundle;
use imprint::dataset::update::changes::{MAX_CHANGES, MAX_RELEASES, MAX_TEXT, Releases};
use imprint::dataset::update::client::verified;
use imprint::dataset::update::key::sha256;
use imprint::dataset::update::metadata::{Envelope, MAX_DATASET, is_path};
use imprint::dataset::update::state::State;
use imprint::dataset::update::{Options, Outcome, Step, Update, canonical, gzip, patch};
use serde_json::{Value, json};

use crate::publisher::{self, Files, NOW, Publisher, dataset, day, seconds};

/// A publisher who has changed the root's keys since the first release, with the second one out.
pub(crate) struct Server {
    first: Publisher,
    now: Publisher,
    files: Files,
    /// What a reader of the first release has stored.
    stored: Vec<u8>,
}

/// What a client found.
struct Found {
    asked: BTreeSet<String>,
    outcome: Outcome,
}

impl Server {
    pub(crate) fn new() -> Self {
        let first = Publisher::new();
        let mut files = Files::new();
        first.put_root(&mut files, None);
        first.release(&mut files, 1);
        let mut stored = None;
        follow(&Reader::new(&files["root.json"]), &|path| files.get(path).cloned(), &mut |_, state| {
            stored = Some(state.to_vec());
        });
        // The keys of manifests and timestamps are the same, so what is stored of their versions counts.
        let now = Publisher { root: Publisher::new().root, root_version: 2, ..first.clone() };
        now.put_root(&mut files, Some(&first));
        now.release(&mut files, 2);
        Self { first, now, files, stored: stored.expect("the first release is accepted") }
    }

    /// The root that readers have.
    pub(crate) fn root(&self) -> Vec<u8> {
        self.files["1.root.json"].clone()
    }

    /// The files that a reader asks for, whether new or with the first release.
    pub(crate) fn asked(&self) -> Files {
        let get = |path: &str| self.files.get(path).cloned();
        let asked: BTreeSet<String> =
            self.readers().iter().flat_map(|reader| follow(reader, &get, &mut |_, _| {}).asked).collect();
        asked.into_iter().map(|path| (path.clone(), self.files[&path].clone())).collect()
    }

    /// One who has nothing, and one who has the first release.
    fn readers(&self) -> [Reader<'_>; 2] {
        let root = &self.files["1.root.json"];
        let first = Reader { stored: Some(&self.stored), base: Some(dataset(1)), root };
        [Reader::new(root), first]
    }

    /// Whatever is rightly signed never stops an update from ending either: who holds the keys can say nonsense, and can be
    /// wrong. `input` tells what is said. Gives the outcomes.
    pub(crate) fn signed(&self, input: &[u8]) -> Vec<Outcome> {
        // Xorshift from the input's hash: any input is a draw of its own, and the same one each time.
        let mut state = u64::from_str_radix(&sha256(input)[..16], 16).unwrap_or_default() | 1;
        let mut next = move |limit: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 16) as usize % limit.max(1)
        };
        let mut files = self.files.clone();
        let Some(path) = self.say(&mut files, &mut next) else { return vec![] };
        let found =
            self.readers().map(|reader| follow(&reader, &|path| files.get(path).cloned(), &mut |_, _| {}));
        assert!(found.iter().any(|found| found.asked.contains(path)), "nobody asks for {path}");
        found.into_iter().map(|found| found.outcome).collect()
    }

    /// Changes what one of the files says, and signs what must be signed for it; `None` if that cannot be signed.
    fn say(&self, files: &mut Files, next: &mut dyn FnMut(usize) -> usize) -> Option<&'static str> {
        let path = [
            "2.root.json",
            "timestamp.json",
            "timestamp.json",
            "2.manifest.json",
            "2.manifest.json",
            "changes-2.json",
            "dataset-2.gz",
            "delta-2.gz",
        ][next(8)];
        let said = |mut facts: Value, next: &mut dyn FnMut(usize) -> usize| {
            for _ in 0..=next(3) {
                change(&mut facts, next);
            }
            canonical::to_bytes(&facts).map(|_| facts)
        };
        match path {
            "2.root.json" => {
                let facts = said(publisher::signed(files, path), next)?;
                // `root.json` stays as it is: it is believed for its number alone.
                files.insert(
                    path.into(),
                    publisher::file(&facts, &[&self.first.root[..], &self.now.root].concat()),
                );
            }
            "timestamp.json" => {
                let facts = said(publisher::signed(files, path), next)?;
                files.insert(path.into(), publisher::file(&facts, &self.now.timestamp));
            }
            "2.manifest.json" => {
                let facts = said(publisher::signed(files, path), next)?;
                self.now.put_manifest(files, 2, &facts);
                self.now.stamp(files, 2, 2);
            }
            "changes-2.json" => {
                let facts = said(serde_json::from_slice(&files[path]).ok()?, next)?;
                self.now.replace(files, 2, "changes", serde_json::to_vec(&facts).ok()?);
            }
            "dataset-2.gz" => {
                let plain = damaged(dataset(2), next);
                let facts = json!({"plain_length": plain.len(), "plain_sha256": sha256(&plain)});
                self.replace(files, "dataset", &plain, facts);
            }
            _ => {
                let plain = damaged(patch::make(&dataset(1), &dataset(2)), next);
                self.replace(files, "delta", &plain, json!({"plain_length": plain.len()}));
            }
        }
        Some(path)
    }

    fn replace(&self, files: &mut Files, what: &str, plain: &[u8], about: Value) {
        self.now.replace(files, 2, what, gzip::close(plain));
        self.now.amend(files, 2, |facts| {
            let file = if what == "delta" { &mut facts["deltas"][0] } else { &mut facts[what] };
            for (name, value) in about.as_object().into_iter().flatten() {
                file[name] = value.clone();
            }
        });
    }
}

/// A file in the place of a true one never makes a dataset that was not signed, and never stops an update from ending.
pub(crate) fn served(root: &[u8], true_files: &dyn Fn(&str) -> Option<Vec<u8>>, path: &str, input: &[u8]) {
    let get = |wanted: &str| if wanted == path { Some(input.to_vec()) } else { true_files(wanted) };
    let mut asked = false;
    for reader in [Reader::new(root), Reader { base: Some(dataset(1)), ..Reader::new(root) }] {
        let found = follow(&reader, &get, &mut |taken, _| {
            assert!(taken.is_none_or(|taken| taken == dataset(2)), "nobody has signed this");
        });
        asked |= found.asked.contains(path);
    }
    assert!(asked, "nobody asks for {path}");
}

/// Bytes with some of them others, or a part gone.
fn damaged(mut bytes: Vec<u8>, next: &mut dyn FnMut(usize) -> usize) -> Vec<u8> {
    for _ in 0..=next(4) {
        let at = next(bytes.len());
        match next(8) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..(at + 8).min(bytes.len()))),
            _ => bytes
                .iter_mut()
                .skip(at)
                .take(1)
                .for_each(|byte| *byte = byte.wrapping_add(1 + next(255) as u8)),
        }
    }
    bytes
}

/// Another value somewhere in it, one member less, or one more.
fn change(facts: &mut Value, next: &mut dyn FnMut(usize) -> usize) {
    let mut paths = Vec::new();
    all(facts, String::new(), &mut paths);
    let path = &paths[next(paths.len())];
    let other = facts.pointer(&paths[next(paths.len())]).cloned().unwrap_or_default();
    let values = [
        Value::Null,
        json!(true),
        json!(0),
        json!(1),
        json!(3),
        json!(1 << 20),
        json!((1u64 << 53) - 1),
        json!(-1),
        json!(""),
        json!("x".repeat(300)),
        json!("../dataset-2.gz"),
        json!("dataset-2.gz"),
        json!("0".repeat(64)),
        json!(day(-400)),
        json!(day(400)),
        json!("2026-02-30T10:00:00Z"),
        json!("9.0.0"),
        json!([]),
        json!({}),
        other,
    ];
    // Mostly something of the same kind: what is of another is seldom looked at twice.
    let kind = |value: &Value| (value.is_string(), value.is_number(), value.is_object(), value.is_array());
    let like: Vec<&Value> = match facts.pointer(path) {
        Some(there) if next(4) > 0 => values.iter().filter(|value| kind(value) == kind(there)).collect(),
        _ => values.iter().collect(),
    };
    match (next(like.len() + 2), facts.pointer_mut(path)) {
        (0, Some(Value::Object(members))) => {
            let name = members.keys().nth(next(members.len())).cloned();
            name.and_then(|name| members.remove(&name));
        }
        (1, Some(Value::Object(members))) => {
            drop(members.insert("more".into(), values[next(values.len())].clone()))
        }
        (which, Some(place)) => {
            *place = like.get(which % like.len().max(1)).copied().cloned().unwrap_or_default()
        }
        (_, None) => {}
    }
}

/// Where everything in it is.
fn all(value: &Value, path: String, paths: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, each)| all(each, format!("{path}/{name}"), paths))
        }
        Value::Array(values) => {
            values.iter().enumerate().for_each(|(at, each)| all(each, format!("{path}/{at}"), paths));
        }
        _ => {}
    }
    paths.push(path);
}

struct Reader<'r> {
    root: &'r [u8],
    stored: Option<&'r [u8]>,
    base: Option<Vec<u8>>,
}

impl<'r> Reader<'r> {
    fn new(root: &'r [u8]) -> Self {
        Self { root, stored: None, base: None }
    }
}

/// Told what is taken, if anything is, and what is to be kept.
type Store<'s> = dyn FnMut(Option<&[u8]>, &[u8]) + 's;

/// Goes through an update, which ends whatever is served.
fn follow(reader: &Reader<'_>, get: &dyn Fn(&str) -> Option<Vec<u8>>, store: &mut Store<'_>) -> Found {
    let options = Options {
        root: reader.root,
        stored: reader.stored,
        have: reader.base.as_deref().map(sha256),
        now: seconds(NOW),
        client: "0.1.0",
        floor: 0,
        sources: 1,
        deltas: true,
    };
    let mut update = Update::new(&options).expect("a root");
    let mut asked = BTreeSet::new();
    for _ in 0..100 {
        match update.next_step() {
            Step::Fetch { path, max_length, .. } => {
                assert!(is_path(&path) && max_length <= MAX_DATASET as u64, "{path}: {max_length}");
                match get(&path) {
                    Some(bytes) if bytes.len() as u64 <= max_length => update.received(&bytes),
                    Some(_) => update.failed("too-long", ""),
                    None => update.failed("not-found", ""),
                }
                asked.insert(path);
            }
            Step::Base { .. } => match &reader.base {
                Some(bytes) => update.received(bytes),
                None => update.failed("missing", ""),
            },
            Step::Keep { state } => {
                State::read(&state).expect("what is to be stored can be read");
                store(None, &state);
                update.kept();
            }
            Step::Swap { dataset, facts, state, .. } => {
                assert_eq!(sha256(&dataset), facts.sha256);
                store(Some(&dataset), &state);
                verified(dataset).expect("what is taken can be opened, to its last record");
                update.kept();
            }
            Step::Done { outcome, detail, .. } => {
                assert!(outcome.is_fine() || !detail.is_empty(), "{outcome:?} says why");
                return Found { asked, outcome };
            }
        }
    }
    panic!("an update ends");
}

/// What is signed has one form: written and read again it is the same.
pub(crate) fn envelope(input: &[u8]) {
    let Ok(envelope) = Envelope::read("a file", input) else { return };
    let again: serde_json::Value =
        serde_json::from_slice(envelope.signed_bytes()).expect("canonical JSON is JSON");
    assert_eq!(canonical::to_bytes(&again).as_deref(), Some(envelope.signed_bytes()));
}

/// A root that can be read has keys that can sign.
pub(crate) fn root(input: &[u8]) {
    let Ok(root) = imprint::dataset::update::metadata::Root::read("root.json", input) else { return };
    for role in imprint::dataset::update::metadata::Role::ALL {
        let threshold = root.threshold(role) as usize;
        assert!(threshold >= 1 && threshold <= root.keys(role).len());
    }
    assert_eq!(root.fingerprint().len(), 79);
}

/// Texts of changes are bounded, and each is one line.
pub(crate) fn changes(input: &[u8]) {
    let Some(read) = Releases::read(input) else { return };
    assert!(read.releases.len() <= MAX_RELEASES);
    for release in &read.releases {
        assert!(release.changes.len() <= MAX_CHANGES);
        for change in &release.changes {
            for text in [&change.id, &change.name, &change.what] {
                assert!(text.chars().count() <= MAX_TEXT + 1 && !text.chars().any(char::is_control));
            }
        }
    }
}

/// A bundle is the bytes it is written as.
pub(crate) fn bundle(input: &[u8]) {
    let Ok(bundle) = Bundle::read(input) else { return };
    assert_eq!(bundle.to_bytes(), input);
    let _ = bundle.first_root();
}

/// A patch makes what was promised, or nothing; and so does a compressed file.
pub(crate) fn delta(input: &[u8]) {
    let old: Vec<u8> = (0..=255).collect();
    if let Some(new) = patch::apply(&old, input, 300) {
        assert_eq!(new.len(), 300);
    }
    if let Some(plain) = gzip::open(input, 300) {
        assert_eq!(plain.len(), 300);
    }
}

/// What is stored is read or refused.
pub(crate) fn state(input: &[u8]) {
    let Ok(state) = State::read(input) else { return };
    assert_eq!(State::read(&state.to_bytes()).as_ref(), Ok(&state));
    let _ = (state.go_back(), state.release_hold(), state.uses_stored(1));
}
