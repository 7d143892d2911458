//! `imprint dataset publish`

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::keys::{SecretKey, signed_file};
use super::refresh::{check_order, refresh};
use super::tree::Tree;
use super::{config, date, days_later, root};
use crate::cli::{Failure, open, output, written};
use crate::dataset::Dataset;
use crate::dataset::format;
use crate::dataset::update::changes::{Change, MAX_CHANGES, MAX_RELEASES, Release, Releases};
use crate::dataset::update::client::version;
use crate::dataset::update::key::sha256;
use crate::dataset::update::metadata::{
    DatasetFile, DeltaFile, File, MAX_DATASET, Manifest, ManifestFacts, Role,
};
use crate::dataset::update::{gzip, patch, time};
use crate::label::diff;

pub(in crate::cli) const AFTER_HELP: &str = "The tree is static: copy it to any host, timestamp.json last. A release is out once timestamp.json names it.\n\
     Exit code 1: it is not out yet, because other keys must sign the manifest (`imprint dataset sign`) or the timestamp \
     (`imprint dataset refresh`).";

#[derive(Args)]
pub(in crate::cli) struct PublishArgs {
    /// Folder of sources
    #[arg(value_name = "DIR", default_value = "data")]
    sources: PathBuf,
    /// Folder with keys
    #[arg(long, value_name = "DIR")]
    keys: PathBuf,
    /// Tree of releases; the next one builds on what is there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Where the tree will be served; writes it into release-config.json, for `cargo xtask dist --release-config`
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// When it is made [default: now]
    #[arg(long, value_name = "TIME")]
    date: Option<String>,
    /// Oldest version of the extension that can use it
    #[arg(long, value_name = "VERSION", default_value = "0.1.0")]
    min_client: String,
    /// Days for which the manifest may be relied on
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = super::days)]
    days: u32,
    /// Days for which the timestamp counts
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = super::days)]
    timestamp_days: u32,
    /// How many earlier releases get a delta
    #[arg(long, value_name = "N", default_value_t = 5)]
    deltas: usize,
}

pub(in crate::cli) fn run(args: &PublishArgs) -> Result<ExitCode, Failure> {
    let seconds = date(args.date.as_deref())?;
    let minimum = version(&args.min_client);
    minimum.ok_or_else(|| format!("`{}` is no version: it is written as 0.1.0", args.min_client))?;
    if let Some(url) = &args.base_url {
        check_base_url(url)?;
    }
    let keys = SecretKey::all(&args.keys)?;
    let tree = Tree::create(&args.out)?;
    let versions = tree.manifests()?;
    let before = versions.first().map(|&newest| tree.facts(newest)).transpose()?;
    if let Some(before) = before.as_ref().filter(|before| time::parse(&before.created) > Some(seconds)) {
        return Err(format!("the last release is of {}, after this one", before.created));
    }
    // What can fail for the sources' sake fails before anything is written.
    let previous = match &before {
        Some(before) => tree.dataset(before.version)?,
        None => None,
    };
    let config = config::read(&tree, args.base_url.as_deref())?;
    let (plain, data_version) = open::build(&args.sources, previous.as_ref().map(|(_, dataset)| dataset))?;
    open::refuse_future(&data_version)?;
    let root = match tree.root()? {
        Some((root, _)) => {
            check_order(&tree, &root, seconds)?;
            root
        }
        None => root::first(&tree, &keys, seconds)?.0,
    };
    let ours = root.keys(Role::Manifest);
    let signers: Vec<&SecretKey> = keys.iter().filter(|key| ours.contains_key(&key.id)).collect();
    if signers.is_empty() {
        return Err(format!("none of the keys that sign manifests is in {}", args.keys.display()));
    }

    let number = before.as_ref().map_or(0, |before| before.version) + 1;
    let release = Draft { number, plain: &plain, data_version: &data_version, args, seconds };
    let facts =
        release.write(&tree, &versions, previous.as_ref().map(|(_, dataset)| dataset), before.as_ref())?;
    let value = serde_json::to_value(&facts).map_err(|error| error.to_string())?;
    let path = format!("{number}.manifest.json");
    let bytes = signed_file(&value, &[], &signers)?;
    tree.write(&path, &bytes)?;
    if let Some(config) = config {
        config::write(&tree, config, number)?;
    }

    let mut out = output();
    let needed = root.threshold(Role::Manifest) as usize;
    if Manifest::read(&path, &bytes, &root).is_err() {
        let line = writeln!(
            out,
            "{path}: {} of {needed} signatures; let others sign it with `imprint dataset sign`, then \
             `imprint dataset refresh`",
            signers.len()
        );
        written(line.and_then(|()| out.flush()))?;
        return Ok(ExitCode::from(1));
    }
    // The key that is online may be elsewhere, in a daily job.
    let online = root.keys(Role::Timestamp);
    if !keys.iter().any(|key| online.contains_key(&key.id)) {
        let line =
            writeln!(out, "{path}: ready; `imprint dataset refresh` with the key for timestamps puts it out");
        written(line.and_then(|()| out.flush()))?;
        return Ok(ExitCode::from(1));
    }
    let timestamp = refresh(&tree, &root, &keys, seconds, args.timestamp_days)?;
    prune(&tree, args.deltas)?;
    let line = writeln!(
        out,
        "release {number}: data of {data_version}, {} bytes, {} compressed, {} delta(s); root {}, timestamp {}, until {}",
        plain.len(),
        facts.dataset.file.length,
        facts.deltas.len(),
        root.facts.version,
        timestamp.version,
        facts.expires
    );
    written(line.and_then(|()| out.flush()))
}

fn check_base_url(text: &str) -> Result<(), Failure> {
    let wrong = || format!("`{text}` is no base address: it is written as https://example.org/imprint/");
    let url = url::Url::parse(text).map_err(|_| wrong())?;
    let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    let loopback = matches!(url.host_str(), Some("127.0.0.1" | "localhost"));
    let secure = url.scheme() == "https" || (url.scheme() == "http" && loopback);
    if plain && secure && text.ends_with('/') { Ok(()) } else { Err(wrong()) }
}

/// A release being made.
struct Draft<'r> {
    number: u64,
    plain: &'r [u8],
    data_version: &'r str,
    args: &'r PublishArgs,
    seconds: u64,
}

impl Draft<'_> {
    /// Writes all files but those that are signed. Their names have their hashes, so nothing that is in use is touched.
    fn write(
        &self,
        tree: &Tree,
        versions: &[u64],
        previous: Option<&Dataset>,
        before: Option<&ManifestFacts>,
    ) -> Result<ManifestFacts, Failure> {
        if self.plain.len() > MAX_DATASET {
            return Err(format!("the dataset has {} bytes; clients take {MAX_DATASET}", self.plain.len()));
        }
        let hash = sha256(self.plain);
        let file = put(tree, &format!("dataset-{}.gz", &hash[..16]), &gzip::close(self.plain))?;
        let changes = self.changes(tree, previous, before, &hash)?;
        let text = serde_json::to_vec_pretty(&changes).map_err(|error| error.to_string())?;
        let changes = put(tree, &format!("changes-{}.json", &sha256(&text)[..16]), &text)?;
        Ok(ManifestFacts {
            kind: Role::Manifest.word().into(),
            version: self.number,
            created: time::format(self.seconds),
            expires: days_later(self.seconds, self.args.days),
            minimum_client: self.args.min_client.clone(),
            deltas: self.deltas(tree, versions, &hash, file.length)?,
            dataset: DatasetFile {
                file,
                plain_length: self.plain.len() as u64,
                plain_sha256: hash,
                format: format::VERSION,
                data_version: self.data_version.to_owned(),
            },
            changes,
        })
    }

    /// Deltas from the last different datasets; one that saves less than half is not worth its file.
    fn deltas(&self, tree: &Tree, versions: &[u64], to: &str, full: u64) -> Result<Vec<DeltaFile>, Failure> {
        let mut seen = BTreeSet::from([to.to_owned()]);
        let mut deltas = Vec::new();
        for &version in versions {
            if seen.len() > self.args.deltas {
                break;
            }
            let from = tree.facts(version)?.dataset.plain_sha256;
            if !seen.insert(from.clone()) {
                continue;
            }
            // One of another format: its clients are told to update, or had the dataset of their package.
            let Some((old, _)) = tree.dataset(version)? else { continue };
            let patch = patch::make(&old, self.plain);
            let packed = gzip::close(&patch);
            if packed.len() as u64 * 2 > full {
                continue;
            }
            let file = put(tree, &format!("delta-{}-{}.gz", &from[..16], &to[..16]), &packed)?;
            deltas.push(DeltaFile { file, plain_length: patch.len() as u64, from });
        }
        Ok(deltas)
    }

    /// What changed in this release, before what changed in those before.
    fn changes(
        &self,
        tree: &Tree,
        previous: Option<&Dataset>,
        before: Option<&ManifestFacts>,
        hash: &str,
    ) -> Result<Releases, Failure> {
        let now = Dataset::open(self.plain.to_vec()).map_err(|error| error.to_string())?;
        let found = previous.map_or_else(Vec::new, |previous| diff::diff(previous, &now));
        let total = found.len() as u64;
        let changes = found.into_iter().take(MAX_CHANGES).map(|change| {
            let record = serde_json::to_value(change.record);
            Change {
                record: record.ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default(),
                id: change.id,
                name: change.name,
                what: change.what.to_owned(),
                before: change.before,
                now: change.now,
            }
        });
        let mut releases = vec![Release {
            manifest: self.number,
            data_version: self.data_version.to_owned(),
            sha256: hash.to_owned(),
            total,
            changes: changes.collect(),
        }];
        let file = before.map(|before| tree.find(&before.changes.path)).transpose()?.flatten();
        releases.extend(file.and_then(|file| Releases::read(&file)).into_iter().flat_map(|old| old.releases));
        releases.truncate(MAX_RELEASES);
        Ok(Releases { releases })
    }
}

fn put(tree: &Tree, path: &str, bytes: &[u8]) -> Result<File, Failure> {
    tree.write(path, bytes)?;
    Ok(File { path: path.to_owned(), length: bytes.len() as u64, sha256: sha256(bytes) })
}

/// Removes what no kept release names. The one before the newest is kept whole, for clients that are just reading it.
fn prune(tree: &Tree, deltas: usize) -> Result<(), Failure> {
    let versions = tree.manifests()?;
    let mut kept = BTreeSet::new();
    for (age, &version) in versions.iter().enumerate().take(deltas.max(1) + 1) {
        let facts = tree.facts(version)?;
        kept.insert(format!("{version}.manifest.json"));
        kept.insert(facts.dataset.file.path);
        if age < 2 {
            kept.insert(facts.changes.path);
            kept.extend(facts.deltas.into_iter().map(|delta| delta.file.path));
        }
    }
    let ours = |name: &str| {
        name.ends_with(".manifest.json")
            || ["dataset-", "delta-", "changes-"].iter().any(|start| name.starts_with(start))
    };
    for name in tree.files()?.iter().filter(|name| ours(name) && !kept.contains(*name)) {
        tree.remove(name)?;
    }
    Ok(())
}
