//! The folder that a server serves.

use std::path::{Path, PathBuf};

use super::{read, write};
use crate::cli::Failure;
use crate::dataset::Dataset;
use crate::dataset::update::client::verified;
use crate::dataset::update::metadata::{Manifest, Root, Timestamp};
use crate::dataset::update::{Fault, Outcome, gzip};

/// A tree of releases.
pub(super) struct Tree {
    dir: PathBuf,
}

impl Tree {
    pub(super) fn at(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }

    pub(super) fn create(dir: &Path) -> Result<Self, Failure> {
        std::fs::create_dir_all(dir).map_err(|error| format!("cannot create {}: {error}", dir.display()))?;
        Ok(Self::at(dir))
    }

    /// The bytes of a file that must be there.
    pub(super) fn read(&self, path: &str) -> Result<Vec<u8>, Failure> {
        read(&self.dir.join(path))
    }

    /// The bytes of a file, if it is there.
    pub(super) fn find(&self, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        if self.dir.join(path).exists() { self.read(path).map(Some) } else { Ok(None) }
    }

    pub(super) fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Failure> {
        write(&self.dir.join(path), bytes)
    }

    /// The newest root, which must have been signed by its own keys at least.
    pub(super) fn root(&self) -> Result<Option<(Root, Vec<u8>)>, Failure> {
        let Some(bytes) = self.find("root.json")? else { return Ok(None) };
        let root = Root::read("root.json", &bytes).and_then(|root| {
            root.check("root.json", &root.envelope, crate::dataset::update::metadata::Role::Root)?;
            Ok(root)
        });
        Ok(Some((root.map_err(|fault| self.name(&fault))?, bytes)))
    }

    /// The last timestamp. One that the root's keys have not signed counts as none: after a change of keys it is so.
    pub(super) fn timestamp(&self, root: &Root) -> Result<Option<Timestamp>, Failure> {
        let bytes = self.find("timestamp.json")?;
        Ok(bytes.and_then(|bytes| Timestamp::read("timestamp.json", &bytes, root).ok()))
    }

    /// Versions of the manifests that are there, newest first.
    pub(super) fn manifests(&self) -> Result<Vec<u64>, Failure> {
        let mut versions: Vec<u64> = self
            .files()?
            .iter()
            .filter_map(|name| name.strip_suffix(".manifest.json")?.parse().ok())
            .collect();
        versions.sort_unstable_by(|a, b| b.cmp(a));
        Ok(versions)
    }

    /// A manifest of this tree, whoever has signed it: what a publisher's own disk says of earlier releases.
    pub(super) fn facts(
        &self,
        version: u64,
    ) -> Result<crate::dataset::update::metadata::ManifestFacts, Failure> {
        let path = format!("{version}.manifest.json");
        let value: serde_json::Value = serde_json::from_slice(&self.read(&path)?)
            .map_err(|error| format!("{}: {error}", self.dir.join(&path).display()))?;
        serde_json::from_value(value["signed"].clone())
            .map_err(|error| format!("{}: {error}", self.dir.join(&path).display()))
    }

    /// A manifest that enough keys have signed.
    pub(super) fn manifest(&self, root: &Root, version: u64) -> Result<(Manifest, Vec<u8>), Failure> {
        let path = format!("{version}.manifest.json");
        let bytes = self.read(&path)?;
        let manifest = Manifest::read(&path, &bytes, root).map_err(|fault| self.name(&fault))?;
        Ok((manifest, bytes))
    }

    /// The newest manifest that enough keys have signed, if it is none before `out`: clients that know that one would refuse
    /// it. Newer ones may wait for further signatures.
    pub(super) fn newest_signed(
        &self,
        root: &Root,
        out: u64,
    ) -> Result<Option<(Manifest, Vec<u8>)>, Failure> {
        for version in self.manifests()?.into_iter().filter(|&version| version >= out) {
            let path = format!("{version}.manifest.json");
            let bytes = self.read(&path)?;
            match Manifest::read(&path, &bytes, root) {
                Ok(manifest) => return Ok(Some((manifest, bytes))),
                Err(fault) if fault.outcome == Outcome::BadSignature => {}
                Err(fault) => return Err(self.name(&fault)),
            }
        }
        Ok(None)
    }

    /// The plain dataset of a release, if this version of the program can open it.
    pub(super) fn dataset(&self, version: u64) -> Result<Option<(Vec<u8>, Dataset)>, Failure> {
        let file = self.facts(version)?.dataset;
        let Some(packed) = self.find(&file.file.path)? else { return Ok(None) };
        let plain = usize::try_from(file.plain_length).ok().and_then(|length| gzip::open(&packed, length));
        let plain =
            plain.ok_or_else(|| format!("{} is damaged", self.dir.join(&file.file.path).display()))?;
        Ok(verified(plain.clone()).ok().map(|dataset| (plain, dataset)))
    }

    /// Names of all files.
    pub(super) fn files(&self) -> Result<Vec<String>, Failure> {
        let failed = |error: std::io::Error| format!("cannot read {}: {error}", self.dir.display());
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&self.dir).map_err(failed)? {
            names.extend(entry.map_err(failed)?.file_name().into_string());
        }
        names.sort();
        Ok(names)
    }

    pub(super) fn remove(&self, path: &str) -> Result<(), Failure> {
        let path = self.dir.join(path);
        std::fs::remove_file(&path).map_err(|error| format!("cannot remove {}: {error}", path.display()))
    }

    fn name(&self, fault: &Fault) -> Failure {
        format!("{}: {}", self.dir.display(), fault.detail)
    }
}
