//! A publisher whose keys are made as the tests run, and who can be made to lie.

use std::collections::{BTreeMap, BTreeSet};

use ed25519_dalek::{Signer as _, SigningKey};
use imprint::dataset::model::{Key as HostKey, MatchKind, Model, Outlet, OutletType, Scope, Subject};
use imprint::dataset::update::key::{PublicKey, hex, sha256};
use imprint::dataset::update::{canonical, gzip, patch, time};
use imprint::dataset::{format, write};
use serde_json::{Value, json};

/// The day on which the tests play.
pub(crate) const NOW: &str = "2026-11-29T10:00:00Z";
pub(crate) const DAY: u64 = 86_400;

/// Seconds of a time.
pub(crate) fn seconds(text: &str) -> u64 {
    time::parse(text).expect("a time")
}

/// That many days after [`NOW`], as it stands in files.
pub(crate) fn day(after: i64) -> String {
    time::format(seconds(NOW).checked_add_signed(after * DAY as i64).expect("a day"))
}

/// The files of a server.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

#[derive(Clone)]
pub(crate) struct Key(SigningKey);

impl Key {
    pub(crate) fn new() -> Self {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).expect("random numbers");
        Self(SigningKey::from_bytes(&seed))
    }

    pub(crate) fn many(count: usize) -> Vec<Self> {
        (0..count).map(|_| Self::new()).collect()
    }

    fn public(&self) -> PublicKey {
        PublicKey::new(self.0.verifying_key().to_bytes()).expect("a key")
    }

    pub(crate) fn json(&self) -> Value {
        self.public().to_json()
    }

    pub(crate) fn id(&self) -> String {
        self.public().id()
    }

    /// A signature of what `signed` is, as it stands in files.
    pub(crate) fn sign(&self, signed: &Value) -> Value {
        let bytes = canonical::to_bytes(signed).expect("it can be signed");
        json!({"keyid": self.id(), "sig": hex(&self.0.sign(&bytes).to_bytes())})
    }
}

/// A file signed by these keys.
pub(crate) fn file(signed: &Value, keys: &[Key]) -> Vec<u8> {
    let signatures: Vec<Value> = keys.iter().map(|key| key.sign(signed)).collect();
    serde_json::to_vec(&json!({"signatures": signatures, "signed": signed})).expect("JSON")
}

/// What a file says, to be signed again with another word in it.
pub(crate) fn signed(files: &Files, path: &str) -> Value {
    let value: Value = serde_json::from_slice(&files[path]).expect("JSON");
    value["signed"].clone()
}

#[derive(Clone)]
pub(crate) struct Publisher {
    pub(crate) root: Vec<Key>,
    pub(crate) manifest: Vec<Key>,
    pub(crate) timestamp: Vec<Key>,
    /// How many of the root's and of the manifest's keys must sign.
    pub(crate) thresholds: [usize; 2],
    pub(crate) root_version: u64,
}

impl Publisher {
    pub(crate) fn new() -> Self {
        Self {
            root: Key::many(3),
            manifest: Key::many(3),
            timestamp: Key::many(1),
            thresholds: [2, 2],
            root_version: 1,
        }
    }

    /// What its root says.
    pub(crate) fn root_facts(&self) -> Value {
        let keys: BTreeMap<String, Value> = [&self.root, &self.manifest, &self.timestamp]
            .into_iter()
            .flatten()
            .map(|key| (key.id(), key.json()))
            .collect();
        let ids = |keys: &[Key]| keys.iter().map(Key::id).collect::<BTreeSet<_>>();
        json!({
            "_type": "root", "version": self.root_version, "created": day(-30), "expires": day(335), "keys": keys,
            "roles": {
                "root": {"keyids": ids(&self.root), "threshold": self.thresholds[0]},
                "manifest": {"keyids": ids(&self.manifest), "threshold": self.thresholds[1]},
                "timestamp": {"keyids": ids(&self.timestamp), "threshold": 1},
            },
        })
    }

    /// Its root, signed by its own keys and by those of the one before.
    pub(crate) fn root_file(&self, before: Option<&Publisher>) -> Vec<u8> {
        let old: &[Key] = before.map_or(&[], |before| &before.root);
        let new = self.root.iter().filter(|key| !old.iter().any(|old| old.id() == key.id()));
        let keys: Vec<Key> = old.iter().chain(new).cloned().collect();
        file(&self.root_facts(), &keys)
    }

    pub(crate) fn put_root(&self, files: &mut Files, before: Option<&Publisher>) {
        let bytes = self.root_file(before);
        files.insert(format!("{}.root.json", self.root_version), bytes.clone());
        files.insert("root.json".into(), bytes);
    }

    /// A release with everything in order: `version` is that of manifest, timestamp and data.
    pub(crate) fn release(&self, files: &mut Files, version: u64) {
        let plain = dataset(version);
        let packed = gzip::close(&plain);
        let path = format!("dataset-{version}.gz");
        let mut deltas = Vec::new();
        if version > 1 {
            let old = dataset(version - 1);
            let patch = patch::make(&old, &plain);
            let packed = gzip::close(&patch);
            let path = format!("delta-{version}.gz");
            deltas.push(json!({
                "path": path, "length": packed.len(), "sha256": sha256(&packed), "plain_length": patch.len(),
                "from": sha256(&old),
            }));
            files.insert(path, packed);
        }
        let changes = changes(version);
        let named = format!("changes-{version}.json");
        let facts = json!({
            "_type": "manifest", "version": version, "created": day(version as i64 - 10), "expires": day(20),
            "minimum_client": "0.1.0",
            "dataset": {
                "path": path, "length": packed.len(), "sha256": sha256(&packed), "plain_length": plain.len(),
                "plain_sha256": sha256(&plain), "format": format::VERSION, "data_version": data_version(version),
            },
            "deltas": deltas,
            "changes": {"path": named, "length": changes.len(), "sha256": sha256(&changes)},
        });
        files.insert(path, packed);
        files.insert(named, changes);
        self.put_manifest(files, version, &facts);
        self.stamp(files, version, version);
    }

    /// Signs a manifest, whatever it says.
    pub(crate) fn put_manifest(&self, files: &mut Files, version: u64, facts: &Value) {
        files.insert(format!("{version}.manifest.json"), file(facts, &self.manifest));
    }

    /// Signs that a manifest is the newest.
    pub(crate) fn stamp(&self, files: &mut Files, version: u64, manifest: u64) {
        let facts = stamp_facts(files, version, manifest);
        files.insert("timestamp.json".into(), file(&facts, &self.timestamp));
    }

    /// Changes what the manifest of a release says, and signs it all again.
    pub(crate) fn amend(&self, files: &mut Files, version: u64, change: impl FnOnce(&mut Value)) {
        let mut facts = signed(files, &format!("{version}.manifest.json"));
        change(&mut facts);
        self.put_manifest(files, version, &facts);
        self.stamp(files, version, version);
    }

    /// Puts other bytes in the place of a file that a manifest names, with their true length and hash.
    pub(crate) fn replace(&self, files: &mut Files, version: u64, what: &str, bytes: Vec<u8>) {
        let (length, hash) = (bytes.len(), sha256(&bytes));
        let mut path = String::new();
        self.amend(files, version, |facts| {
            let file = if what == "delta" { &mut facts["deltas"][0] } else { &mut facts[what] };
            file["length"] = length.into();
            file["sha256"] = hash.into();
            path = file["path"].as_str().expect("a path").to_owned();
        });
        files.insert(path, bytes);
    }
}

/// What a timestamp says.
pub(crate) fn stamp_facts(files: &Files, version: u64, manifest: u64) -> Value {
    let bytes = &files[&format!("{manifest}.manifest.json")];
    json!({
        "_type": "timestamp", "version": version, "created": day(-1), "expires": day(2),
        "manifest": {"version": manifest, "length": bytes.len(), "sha256": sha256(bytes)},
    })
}

/// Data that grow by an outlet with each version.
pub(crate) fn dataset(version: u64) -> Vec<u8> {
    let outlet = |number: u64| Outlet {
        id: format!("news-{number}"),
        name: format!("News {number}"),
        native_name: None,
        native_lang: None,
        country: "GB".into(),
        kind: OutletType::Private,
        medium: None,
        homepage: None,
        aliases: vec![],
        complete_hosts: false,
        stakes: vec![],
        end: None,
        ratings: vec![],
        listings: vec![],
    };
    let key = |number: u64| HostKey {
        kind: MatchKind::Host,
        text: format!("news-{number}.example"),
        scope: Some(Scope::Subtree),
        subject: Subject::Outlet(number as u32),
        evidence: vec![],
    };
    let model = Model {
        outlets: (0..40 + version).map(outlet).collect(),
        keys: (0..40 + version).map(key).collect(),
        ..Model::default()
    };
    write::write(&model, &data_version(version))
}

fn data_version(version: u64) -> String {
    format!("2026-11-{version:02}")
}

fn changes(version: u64) -> Vec<u8> {
    let release = |version: u64| {
        let id = format!("news-{}", 39 + version);
        json!({
            "manifest": version, "data_version": data_version(version), "sha256": sha256(&dataset(version)), "total": 1,
            "changes": [{"record": "outlet", "id": id, "name": id, "what": "record", "before": null, "now": "GB, private"}],
        })
    };
    let releases: Vec<Value> = (1..=version).rev().map(release).collect();
    serde_json::to_vec(&json!({"releases": releases})).expect("JSON")
}
