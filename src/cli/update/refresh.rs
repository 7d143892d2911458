//! `imprint dataset refresh`

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::keys::{SecretKey, signed_file};
use super::tree::Tree;
use super::{date, days_later};
use crate::cli::{Failure, output, written};
use crate::dataset::update::key::sha256;
use crate::dataset::update::metadata::{ManifestRef, Role, Root, TimestampFacts};
use crate::dataset::update::time;

#[derive(Args)]
pub(in crate::cli) struct RefreshArgs {
    /// Folder with the key for timestamps
    #[arg(long, value_name = "DIR")]
    keys: PathBuf,
    /// Tree of releases
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Days for which its word counts
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = super::days)]
    days: u32,
    /// When it is made [default: now]
    #[arg(long, value_name = "TIME")]
    date: Option<String>,
}

pub(in crate::cli) fn run(args: &RefreshArgs) -> Result<ExitCode, Failure> {
    let tree = Tree::at(&args.out);
    let (root, _) =
        tree.root()?.ok_or_else(|| format!("no root.json in {}: publish first", args.out.display()))?;
    let keys = SecretKey::all(&args.keys)?;
    let facts = refresh(&tree, &root, &keys, date(args.date.as_deref())?, args.days)?;
    let mut out = output();
    let waiting: Vec<u64> =
        tree.manifests()?.into_iter().filter(|&version| version > facts.manifest.version).collect();
    let line = writeln!(
        out,
        "timestamp {}: manifest {}, until {}",
        facts.version, facts.manifest.version, facts.expires
    );
    let line = waiting.iter().fold(line, |line, version| {
        line.and_then(|()| {
            writeln!(out, "{version}.manifest.json waits for signatures: `imprint dataset sign`")
        })
    });
    written(line.and_then(|()| out.flush()))
}

/// Clocks may be wrong, but what is signed does not go back in time.
pub(super) fn check_order(tree: &Tree, root: &Root, seconds: u64) -> Result<(), Failure> {
    match tree.timestamp(root)?.filter(|known| known.created > seconds) {
        Some(known) => Err(format!("the last timestamp is of {}, after this one", known.facts.created)),
        None => Ok(()),
    }
}

/// Makes a timestamp for the newest manifest that enough keys have signed, and puts it in place: the moment at which a
/// release is out. One that waits for its second signature does not keep the word for the release before from being
/// renewed.
pub(super) fn refresh(
    tree: &Tree,
    root: &Root,
    keys: &[SecretKey],
    seconds: u64,
    days: u32,
) -> Result<TimestampFacts, Failure> {
    let newest = tree.manifests()?.first().copied().ok_or("there is no manifest: publish first")?;
    // The file on disk and not only a trusted one: after a change of keys clients count anew, but none loses by going on.
    let before = tree.find("timestamp.json")?.and_then(|bytes| {
        let value: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
        let signed = &value["signed"];
        Some((signed["version"].as_u64()?, signed["manifest"]["version"].as_u64()?))
    });
    let (before, out) = before.unwrap_or_default();
    let (manifest, bytes) = match tree.newest_signed(root, out)? {
        Some(signed) => signed,
        // Which says how many signatures are missing.
        None => tree.manifest(root, newest)?,
    };
    let version = manifest.facts.version;
    if manifest.expires <= seconds {
        return Err(format!("manifest {version} expired on {}: publish again", manifest.facts.expires));
    }
    check_order(tree, root, seconds)?;
    let facts = TimestampFacts {
        kind: Role::Timestamp.word().into(),
        version: before + 1,
        created: time::format(seconds),
        expires: days_later(seconds, days),
        manifest: ManifestRef { version, length: bytes.len() as u64, sha256: sha256(&bytes) },
    };
    let value = serde_json::to_value(&facts).map_err(|error| error.to_string())?;
    let ours = root.keys(Role::Timestamp);
    let signers: Vec<&SecretKey> = keys.iter().filter(|key| ours.contains_key(&key.id)).collect();
    let needed = root.threshold(Role::Timestamp) as usize;
    if signers.len() < needed {
        return Err(format!("{} of the {needed} keys that sign timestamps are here", signers.len()));
    }
    let signed = signed_file(&value, &[], &signers)?;
    tree.write("manifest.json", &bytes)?;
    tree.write("timestamp.json", &signed)?;
    Ok(facts)
}
