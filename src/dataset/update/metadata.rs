//! The signed files, and who must have signed them.
//!
//! Each is `{"signatures": [{"keyid", "sig"}], "signed": {…}}`; the signatures are over the canonical form of `signed`
//! ([`super::canonical`]). Members that are not known are signed for and passed over (TUF 4.1).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fault::{Fault, Outcome};
use super::key::{PublicKey, sha256};
use super::{canonical, time};

/// Longest root, in bytes (TUF 5.3.3 asks for a bound that the client chooses, against endless data).
pub const MAX_ROOT: usize = 64 << 10;
/// Longest timestamp (TUF 5.4.1).
pub const MAX_TIMESTAMP: usize = 16 << 10;
/// Longest manifest; the timestamp tells its length, but whoever holds that one key must not fill a reader's disk.
pub const MAX_MANIFEST: usize = 256 << 10;
/// Longest dataset, compressed or plain.
pub const MAX_DATASET: usize = 64 << 20;
/// Longest list of changes.
pub const MAX_CHANGES: usize = 4 << 20;
/// Most keys of a root, so that checking a file cannot take long.
const MAX_KEYS: usize = 64;
/// Most signatures that are looked at.
const MAX_SIGNATURES: usize = 64;

/// Who signs what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The keys themselves; offline.
    Root,
    /// What is in a release.
    Manifest,
    /// That it still is the newest; online.
    Timestamp,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Root, Self::Manifest, Self::Timestamp];

    /// Its word in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Manifest => "manifest",
            Self::Timestamp => "timestamp",
        }
    }
}

/// The keys of a role, and how many of them must have signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keys {
    /// Names of keys.
    pub keyids: BTreeSet<String>,
    /// How many different ones are needed.
    pub threshold: u32,
}

/// A file and its length and SHA-256.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Where it is, from the base address on.
    pub path: String,
    /// Bytes as they are sent.
    pub length: u64,
    /// Their SHA-256.
    pub sha256: String,
}

impl File {
    /// Whether these are the bytes (TUF 5.5.2, 5.7.2): the length first, for it costs nothing.
    pub fn check(&self, bytes: &[u8]) -> Result<(), Fault> {
        if bytes.len() as u64 != self.length {
            let detail = format!("{}: {} bytes came, {} were signed", self.path, bytes.len(), self.length);
            return Err(Fault::new(Outcome::WrongLength, detail));
        }
        if sha256(bytes) != self.sha256 {
            return Err(Fault::new(
                Outcome::WrongHash,
                format!("{}: not the bytes that were signed", self.path),
            ));
        }
        Ok(())
    }
}

/// What `signed` of a root says (TUF 4.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RootFacts {
    /// `root`
    #[serde(rename = "_type")]
    pub kind: String,
    /// Counts up by one.
    pub version: u64,
    /// When it was made.
    pub created: String,
    /// Until when it may be relied on.
    pub expires: String,
    /// The keys by their names.
    pub keys: BTreeMap<String, Value>,
    /// Which keys sign what.
    pub roles: BTreeMap<Role, Keys>,
}

/// What `signed` of a timestamp says (TUF 4.6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimestampFacts {
    /// `timestamp`
    #[serde(rename = "_type")]
    pub kind: String,
    /// Never counts down.
    pub version: u64,
    /// When it was made.
    pub created: String,
    /// Until when its word counts.
    pub expires: String,
    /// The newest manifest.
    pub manifest: ManifestRef,
}

/// Which manifest is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestRef {
    /// Its version.
    pub version: u64,
    /// Its length in bytes.
    pub length: u64,
    /// Its SHA-256.
    pub sha256: String,
}

impl ManifestRef {
    /// The file that is meant. Its name has its version, so that a server in the middle of an upload serves whole releases.
    pub fn file(&self) -> File {
        let path = format!("{}.manifest.json", self.version);
        File { path, length: self.length, sha256: self.sha256.clone() }
    }
}

/// What `signed` of a manifest says (TUF 4.4 and 4.5 in one).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFacts {
    /// `manifest`
    #[serde(rename = "_type")]
    pub kind: String,
    /// Never counts down.
    pub version: u64,
    /// When it was made.
    pub created: String,
    /// Until when it may be relied on.
    pub expires: String,
    /// The oldest version of the client that can use the release, `0.1.0`.
    pub minimum_client: String,
    /// The compiled dataset.
    pub dataset: DatasetFile,
    /// Shorter ways to it from earlier ones.
    #[serde(default)]
    pub deltas: Vec<DeltaFile>,
    /// What changed in the last releases.
    pub changes: File,
}

/// A compiled dataset, compressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatasetFile {
    /// The gzip file.
    #[serde(flatten)]
    pub file: File,
    /// Length of what is in it.
    pub plain_length: u64,
    /// SHA-256 of what is in it.
    pub plain_sha256: String,
    /// `dataset::format::VERSION`
    pub format: u32,
    /// The data version that is in it.
    pub data_version: String,
}

/// A delta, compressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeltaFile {
    /// The gzip file.
    #[serde(flatten)]
    pub file: File,
    /// Length of the patch that is in it.
    pub plain_length: u64,
    /// SHA-256 of the plain dataset that it starts from.
    pub from: String,
}

/// A file as it was read, before anybody has looked at the signatures.
#[derive(Debug, Clone)]
pub struct Envelope {
    signed: Value,
    bytes: Vec<u8>,
    signatures: Vec<(String, String)>,
}

impl Envelope {
    /// Reads the outer form. `name` is for errors.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, Fault> {
        let unreadable = |what: &str| Fault::new(Outcome::Unreadable, format!("{name}: {what}"));
        let mut value: Value = serde_json::from_slice(bytes).map_err(|_| unreadable("not JSON"))?;
        let signatures = value.get("signatures").and_then(Value::as_array).cloned();
        let signatures = signatures.ok_or_else(|| unreadable("no signatures"))?;
        if signatures.len() > MAX_SIGNATURES {
            return Err(unreadable("more signatures than any publisher has keys"));
        }
        let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        // What does not even have the form of a signature counts as an invalid one.
        let signatures = signatures
            .iter()
            .map(|each| (text(each, "keyid").unwrap_or_default(), text(each, "sig").unwrap_or_default()))
            .collect();
        let signed = value.get_mut("signed").map(Value::take).ok_or_else(|| unreadable("nothing signed"))?;
        let bytes = canonical::to_bytes(&signed)
            .ok_or_else(|| unreadable("a number or null that cannot be signed"))?;
        Ok(Self { signed, bytes, signatures })
    }

    /// What the signatures are over.
    pub fn signed_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Names of the keys with valid signatures, and of those with others.
    pub fn signers(&self, keys: &BTreeMap<String, PublicKey>) -> (BTreeSet<&str>, Vec<&str>) {
        let mut valid = BTreeSet::new();
        let mut invalid = Vec::new();
        for (id, signature) in &self.signatures {
            match keys.get(id) {
                Some(key) if key.has_signed(&self.bytes, signature) => drop(valid.insert(id.as_str())),
                _ => invalid.push(id.as_str()),
            }
        }
        (valid, invalid)
    }

    fn facts<T: for<'de> Deserialize<'de>>(&self, name: &str, role: Role) -> Result<T, Fault> {
        // A file of one role, served in place of another's, is no such file whoever signed it.
        let kind = self.signed.get("_type").and_then(Value::as_str).unwrap_or_default();
        if kind != role.word() {
            let detail = format!("{name}: a `{kind}` where a `{}` belongs", role.word());
            return Err(Fault::new(Outcome::Unreadable, detail));
        }
        T::deserialize(&self.signed)
            .map_err(|error| Fault::new(Outcome::Unreadable, format!("{name}: {error}")))
    }
}

/// A root that is well-formed. Whether it is trusted is another question.
#[derive(Debug, Clone)]
pub struct Root {
    /// What it says.
    pub facts: RootFacts,
    /// Until when.
    pub expires: u64,
    /// The file.
    pub envelope: Envelope,
    keys: BTreeMap<String, PublicKey>,
}

impl Root {
    /// Reads a root. Every key has its right name, every role known keys and a threshold that they can meet.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, Fault> {
        let bad = |what: String| Fault::new(Outcome::BadRoot, format!("{name}: {what}"));
        let envelope = Envelope::read(name, bytes)?;
        let facts: RootFacts = envelope.facts(name, Role::Root)?;
        let expires = time_of(name, &facts.expires)?;
        time_of(name, &facts.created)?;
        if facts.keys.len() > MAX_KEYS {
            return Err(bad(format!("more than {MAX_KEYS} keys")));
        }
        let mut keys = BTreeMap::new();
        for (id, value) in &facts.keys {
            let key = PublicKey::from_json(value).ok_or_else(|| bad(format!("`{id}` is no Ed25519 key")))?;
            // TUF 4.2: the same key under two names would count twice.
            if key.id() != *id {
                return Err(bad(format!("`{id}` is not the name of that key")));
            }
            keys.insert(id.clone(), key);
        }
        for role in Role::ALL {
            let of = facts.roles.get(&role).ok_or_else(|| bad(format!("no role `{}`", role.word())))?;
            let met = of.threshold >= 1 && of.threshold as usize <= of.keyids.len();
            if !met || !of.keyids.iter().all(|id| keys.contains_key(id)) {
                return Err(bad(format!("the role `{}` can never sign", role.word())));
            }
        }
        Ok(Self { facts, expires, envelope, keys })
    }

    /// The keys of a role.
    pub fn keys(&self, role: Role) -> BTreeMap<String, PublicKey> {
        let names = self.facts.roles.get(&role).map(|of| &of.keyids);
        let of_role = |id: &str| names.is_some_and(|names| names.contains(id));
        self.keys.iter().filter(|(id, _)| of_role(id)).map(|(id, key)| (id.clone(), key.clone())).collect()
    }

    /// How many of them must sign.
    pub fn threshold(&self, role: Role) -> u32 {
        self.facts.roles.get(&role).map_or(u32::MAX, |of| of.threshold)
    }

    /// Whether enough different keys of a role have signed (TUF 5.3.4, 5.4.2, 5.5.3, 5.6.3).
    pub fn check(&self, name: &str, envelope: &Envelope, role: Role) -> Result<(), Fault> {
        let keys = self.keys(role);
        let (valid, _) = envelope.signers(&keys);
        let threshold = self.threshold(role);
        if valid.len() >= threshold as usize {
            return Ok(());
        }
        let detail =
            format!("{name}: {} of the {threshold} signatures that the {} needs", valid.len(), role.word());
        Err(Fault::new(Outcome::BadSignature, detail))
    }

    /// Whether `next` follows this root (TUF 5.3.4, 5.3.5): signed by enough of these keys and of its own, and the very next
    /// version.
    pub fn check_next(&self, name: &str, next: &Root) -> Result<(), Fault> {
        if next.facts.version != self.facts.version.saturating_add(1) {
            let detail =
                format!("{name}: version {} does not follow {}", next.facts.version, self.facts.version);
            return Err(Fault::new(Outcome::BadRoot, detail));
        }
        let bad = |whose: &str, fault: Fault| {
            Fault::new(Outcome::BadRoot, format!("{}, by the {whose} keys", fault.detail))
        };
        self.check(name, &next.envelope, Role::Root).map_err(|fault| bad("old", fault))?;
        next.check(name, &next.envelope, Role::Root).map_err(|fault| bad("new", fault))
    }

    /// Whether a later root is this one's successor by its own word: enough of its keys have signed it, however many roots
    /// there were in between.
    pub fn vouches_for(&self, later: &Root) -> bool {
        later.facts.version > self.facts.version
            && self.check("a later root", &later.envelope, Role::Root).is_ok()
    }

    /// The publisher's fingerprint, for people to compare: SHA-256 of the names of the root's keys and of their threshold.
    pub fn fingerprint(&self) -> String {
        let mut text = format!("imprint root {}\n", self.threshold(Role::Root));
        for id in self.keys(Role::Root).keys() {
            text.push_str(id);
            text.push('\n');
        }
        let digest = sha256(text.as_bytes()).to_ascii_uppercase();
        let groups: Vec<&str> = (0..16).filter_map(|at| digest.get(at * 4..at * 4 + 4)).collect();
        groups.join(" ")
    }
}

/// A timestamp that the root's keys have signed.
#[derive(Debug, Clone)]
pub struct Timestamp {
    /// What it says.
    pub facts: TimestampFacts,
    /// When it was made.
    pub created: u64,
    /// Until when its word counts.
    pub expires: u64,
}

impl Timestamp {
    /// Reads a timestamp and checks its signatures (TUF 5.4.2).
    pub fn read(name: &str, bytes: &[u8], root: &Root) -> Result<Self, Fault> {
        let envelope = Envelope::read(name, bytes)?;
        root.check(name, &envelope, Role::Timestamp)?;
        let facts: TimestampFacts = envelope.facts(name, Role::Timestamp)?;
        let (created, expires) = (time_of(name, &facts.created)?, time_of(name, &facts.expires)?);
        if facts.manifest.length > MAX_MANIFEST as u64 {
            return Err(Fault::new(Outcome::WrongLength, format!("{name}: the manifest is too long")));
        }
        Ok(Self { facts, created, expires })
    }
}

/// A manifest that the root's keys have signed.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// What it says.
    pub facts: ManifestFacts,
    /// When it was made.
    pub created: u64,
    /// Until when it may be relied on.
    pub expires: u64,
}

impl Manifest {
    /// Reads a manifest and checks its signatures (TUF 5.5.3, 5.6.3).
    pub fn read(name: &str, bytes: &[u8], root: &Root) -> Result<Self, Fault> {
        let envelope = Envelope::read(name, bytes)?;
        root.check(name, &envelope, Role::Manifest)?;
        let facts: ManifestFacts = envelope.facts(name, Role::Manifest)?;
        let (created, expires) = (time_of(name, &facts.created)?, time_of(name, &facts.expires)?);
        let unreadable = |what: &str| Fault::new(Outcome::Unreadable, format!("{name}: {what}"));
        let too_long = Fault::new(Outcome::WrongLength, format!("{name}: a file longer than any may be"));
        let dataset = &facts.dataset;
        let deltas = facts.deltas.iter();
        let files = deltas.clone().map(|delta| &delta.file).chain([&dataset.file, &facts.changes]);
        for file in files {
            if !is_path(&file.path) {
                return Err(unreadable("a path that leads elsewhere"));
            }
            if file.length > MAX_DATASET as u64 {
                return Err(too_long);
            }
        }
        let longest = deltas.map(|delta| delta.plain_length).chain([dataset.plain_length]).max();
        if longest > Some(MAX_DATASET as u64) || facts.changes.length > MAX_CHANGES as u64 {
            return Err(too_long);
        }
        Ok(Self { facts, created, expires })
    }
}

/// Whether a path stays below the base address: plain names, joined by slashes.
pub fn is_path(path: &str) -> bool {
    let plain = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b'.');
    let names = |name: &str| !name.is_empty() && !name.starts_with('.') && name.bytes().all(plain);
    path.len() <= 200 && path.split('/').all(names)
}

fn time_of(name: &str, text: &str) -> Result<u64, Fault> {
    time::parse(text).ok_or_else(|| Fault::new(Outcome::Unreadable, format!("{name}: `{text}` is no time")))
}

#[cfg(test)]
mod tests {
    use super::is_path;

    #[test]
    fn paths_stay_below_the_base_address() {
        assert!(is_path("dataset-0af3.gz") && is_path("releases/7.manifest.json"));
        for path in
            ["", "/a", "a//b", "../a", "a/../b", "a\\b", "a?b", "a#b", "https://a", "a%2e", ".a", "é", "a/"]
        {
            assert!(!is_path(path), "{path}");
        }
        assert!(is_path(&"a".repeat(200)) && !is_path(&"a".repeat(201)));
    }
}
