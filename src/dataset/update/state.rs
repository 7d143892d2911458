//! What a client remembers between updates, so that nobody can lead it back. Opaque to who stores it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::fault::{Fault, Outcome};
use super::key::sha256;
use super::metadata::{Role, Root, TimestampFacts};
use super::time;
use crate::dataset::format;

/// Number of this form. A client that meets a higher one leaves it alone.
pub const FORMAT: u32 = 1;

/// About a dataset that was accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatasetFacts {
    /// Version of the manifest that named it.
    pub manifest: u64,
    /// Its data version.
    pub data_version: String,
    /// When the release was made.
    pub created: String,
    /// SHA-256 of its plain bytes.
    pub sha256: String,
    /// How many they are.
    pub length: u64,
    /// Version of its format.
    pub format: u32,
}

/// What is known of the newest manifest that was accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestState {
    /// Its version.
    pub version: u64,
    /// SHA-256 of the file.
    pub sha256: String,
    /// SHA-256 of the plain dataset that it names.
    pub dataset: String,
    /// Until when it may be relied on.
    pub expires: String,
}

/// What was in use before, to which the reader can go back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Previous {
    /// The dataset of the package.
    #[serde(rename = "bundled")]
    Bundled,
    /// One that was accepted.
    #[serde(rename = "stored")]
    Stored(DatasetFacts),
}

/// All that is remembered about one publisher.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    format: u32,
    /// The newest root that was accepted, as its file.
    pub root: String,
    /// SHA-256 of every root that was trusted on the way to it, to know the same publisher again.
    pub lineage: BTreeSet<String>,
    /// The newest timestamp that was accepted.
    pub timestamp: Option<TimestampFacts>,
    /// The newest manifest that was accepted.
    pub manifest: Option<ManifestState>,
    /// The dataset in use; none is that of the package.
    pub in_use: Option<DatasetFacts>,
    /// The one before.
    pub previous: Option<Previous>,
    /// Version of the manifest that the reader went back from.
    pub held: Option<u64>,
    /// When a timestamp was last accepted, in seconds.
    pub checked: Option<u64>,
}

impl State {
    /// The state of a client that has nothing but a root.
    pub fn new(root: &[u8]) -> Self {
        Self {
            format: FORMAT,
            root: String::from_utf8_lossy(root).into_owned(),
            lineage: BTreeSet::from([sha256(root)]),
            timestamp: None,
            manifest: None,
            in_use: None,
            previous: None,
            held: None,
            checked: None,
        }
    }

    /// Reads what was stored. A newer form is a fault of its own, for then nothing must be overwritten.
    pub fn read(bytes: &[u8]) -> Result<Self, Fault> {
        let unreadable = |_| Fault::new(Outcome::Unreadable, "what was stored cannot be read");
        #[derive(Deserialize)]
        struct Head {
            format: u32,
        }
        let head: Head = serde_json::from_slice(bytes).map_err(unreadable)?;
        if head.format > FORMAT {
            let detail = format!("stored in form {}, this client knows {FORMAT}", head.format);
            return Err(Fault::new(Outcome::StateNewer, detail));
        }
        serde_json::from_slice(bytes).map_err(unreadable)
    }

    /// As it is stored.
    pub fn to_bytes(&self) -> Vec<u8> {
        // Strings, numbers and maps with texts as keys: there is nothing in it that could fail.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Takes the next root (TUF 5.3.7, 5.3.8).
    pub fn take_root(&mut self, old: &Root, new: &Root, bytes: &[u8]) {
        // TUF 5.3.11: whoever stole the keys may have used up all versions there are. New keys count anew.
        if [Role::Timestamp, Role::Manifest].iter().any(|role| old.keys(*role) != new.keys(*role)) {
            self.timestamp = None;
            self.manifest = None;
        }
        self.root = String::from_utf8_lossy(bytes).into_owned();
        self.lineage.insert(sha256(bytes));
    }

    /// The root that is trusted, of the stored one and of the package's, and whether one follows from the other.
    ///
    /// The package's is the anchor of all trust (TUF 5.2): it came through the store, which is trusted with the code. What is
    /// stored outlives it only as its successor.
    pub fn anchor(&mut self, bytes: &[u8], given: &Root) -> Result<(Root, bool), Fault> {
        let stored = Root::read("stored root", self.root.as_bytes())?;
        let is_same = given.envelope.signed_bytes() == stored.envelope.signed_bytes();
        if is_same || self.lineage.contains(&sha256(bytes)) || given.vouches_for(&stored) {
            return Ok((stored, true));
        }
        let follows = stored.vouches_for(given);
        self.take_root(&stored, given, bytes);
        if !follows {
            self.lineage = BTreeSet::from([sha256(bytes)]);
        }
        Ok((given.clone(), follows))
    }

    /// Whether the stored dataset is to be used, by a client whose package was built with the release `floor`.
    pub fn uses_stored(&self, floor: u64) -> bool {
        let usable = |facts: &DatasetFacts| {
            facts.format == format::VERSION && (facts.manifest > floor || self.held.is_some())
        };
        self.in_use.as_ref().is_some_and(usable)
    }

    /// Takes a dataset into use; what was in use can be gone back to.
    pub fn take(&mut self, facts: DatasetFacts) {
        self.previous = Some(self.in_use.take().map_or(Previous::Bundled, Previous::Stored));
        self.in_use = Some(facts);
        self.held = None;
    }

    /// Goes back to what was in use before, until the next release. `None` if there is nothing.
    pub fn go_back(&self) -> Option<Self> {
        let left = self.in_use.as_ref()?.manifest;
        let in_use = match self.previous.clone()? {
            Previous::Bundled => None,
            Previous::Stored(facts) => Some(facts),
        };
        // Versions that were accepted stay: going back is the reader's choice, not a server's.
        Some(Self { in_use, previous: None, held: Some(left), ..self.clone() })
    }

    /// Takes the newest release again.
    pub fn release_hold(&self) -> Option<Self> {
        self.held?;
        Some(Self { held: None, ..self.clone() })
    }

    /// Until when the publisher's last word counts.
    pub fn expires(&self) -> Option<u64> {
        self.timestamp.as_ref().and_then(|timestamp| time::parse(&timestamp.expires))
    }
}
