//! `imprint dataset mirror-check`

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::drive::{Place, drive};
use super::root::replaces;
use super::{date, trusted_root};
use crate::cli::{Failure, output, written};
use crate::dataset::update::changes::Releases;
use crate::dataset::update::client::MAX_ROTATIONS;
use crate::dataset::update::key::{PublicKey, sha256};
use crate::dataset::update::metadata::{
    Envelope, File, MAX_DATASET, MAX_MANIFEST, MAX_ROOT, MAX_TIMESTAMP, Manifest, Role, Root, Timestamp,
};
use crate::dataset::update::{Options, Outcome, Update, gzip, patch};

pub(in crate::cli) const AFTER_HELP: &str = "Exit code 0: a client that trusts the root takes the release, and every file is as it should be.\n\
     Exit code 1: something is not, even where a client would carry on.";

#[derive(Args)]
pub(in crate::cli) struct MirrorCheckArgs {
    /// Base address (https, or http on loopback) or folder
    #[arg(value_name = "URL|DIR")]
    place: String,
    /// Root to trust [default: that of the extension as it was built]
    #[arg(long, value_name = "FILE")]
    root: Option<PathBuf>,
    /// The time to judge by [default: now]
    #[arg(long, value_name = "TIME")]
    date: Option<String>,
}

pub(in crate::cli) fn run(args: &MirrorCheckArgs) -> Result<ExitCode, Failure> {
    let trusted = trusted_root(args.root.as_ref())?;
    let now = date(args.date.as_deref())?;
    let place = Place::named(&args.place)?;
    let options = Options {
        root: &trusted,
        stored: None,
        have: None,
        now,
        client: env!("CARGO_PKG_VERSION"),
        floor: 0,
        sources: 1,
        deltas: false,
    };
    let update = Update::new(&options).map_err(|fault| format!("the root to trust: {}", fault.detail))?;
    let driven = drive(update, &place, &|| None, &mut |_, _| Ok(()));
    let mut out = output();
    let mut findings = Findings::default();
    let mut result = match &driven.taken {
        Some(facts) => writeln!(
            out,
            "a client takes: data of {}, release {} of {}, {} bytes",
            facts.data_version, facts.manifest, facts.created, facts.length
        ),
        None => writeln!(out, "a client takes nothing: {} ({})", driven.detail, driven.outcome.code()),
    };
    if driven.outcome != Outcome::Updated {
        findings.add("", &driven.detail);
    }
    for warning in &driven.warnings {
        findings.add("", &format!("a client is told `{}`", warning.code()));
    }
    // The same files again, without a client's patience.
    let mut files = Files { place: &place, read: driven.files };
    strict(&mut files, &trusted, &mut findings);
    for line in &findings.lines {
        result = result.and_then(|()| writeln!(out, "finding: {line}"));
    }
    let checked = files.read.len();
    result =
        result.and_then(|()| writeln!(out, "{checked} file(s) read, {} finding(s)", findings.lines.len()));
    written(result.and_then(|()| out.flush()))?;
    Ok(if findings.lines.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

#[derive(Default)]
struct Findings {
    lines: Vec<String>,
}

impl Findings {
    fn add(&mut self, path: &str, what: &str) {
        let line = if path.is_empty() || what.starts_with(path) {
            what.to_owned()
        } else {
            format!("{path}: {what}")
        };
        if !self.lines.contains(&line) {
            self.lines.push(line);
        }
    }

    fn signatures(&mut self, path: &str, envelope: &Envelope, keys: &BTreeMap<String, PublicKey>) {
        for id in envelope.signers(keys).1 {
            let shown: String = id.chars().filter(char::is_ascii_hexdigit).take(16).collect();
            self.add(path, &format!("a signature that is not valid, by the key `{shown}…`"));
        }
    }
}

struct Files<'p> {
    place: &'p Place,
    read: BTreeMap<String, Vec<u8>>,
}

impl Files<'_> {
    /// A file; the error is the kind of failure and what exactly.
    fn find(&mut self, path: &str, max: usize) -> Result<Vec<u8>, (&'static str, String)> {
        if let Some(bytes) = self.read.get(path) {
            return Ok(bytes.clone());
        }
        let bytes = self.place.fetch(path, max as u64)?;
        self.read.insert(path.to_owned(), bytes.clone());
        Ok(bytes)
    }

    /// A file that must be there.
    fn get(&mut self, path: &str, max: usize, findings: &mut Findings) -> Option<Vec<u8>> {
        match self.find(path, max) {
            Ok(bytes) => Some(bytes),
            Err((kind, detail)) => {
                let colon = if detail.is_empty() { "" } else { ": " };
                findings.add(path, &format!("{kind}{colon}{detail}"));
                None
            }
        }
    }
}

/// Everything that a release consists of, and every signature on it.
fn strict(files: &mut Files<'_>, trusted: &[u8], findings: &mut Findings) {
    let Some(root) = roots(files, trusted, findings) else { return };
    let Some(bytes) = files.get("timestamp.json", MAX_TIMESTAMP, findings) else { return };
    if let Ok(envelope) = Envelope::read("timestamp.json", &bytes) {
        findings.signatures("timestamp.json", &envelope, &root.keys(Role::Timestamp));
    }
    let timestamp = match Timestamp::read("timestamp.json", &bytes, &root) {
        Ok(timestamp) => timestamp,
        Err(fault) => return findings.add("timestamp.json", &fault.detail),
    };
    let file = timestamp.facts.manifest.file();
    let Some(bytes) = files.get(&file.path, MAX_MANIFEST, findings) else { return };
    if let Err(fault) = file.check(&bytes) {
        return findings.add(&file.path, &fault.detail);
    }
    if let Ok(envelope) = Envelope::read(&file.path, &bytes) {
        findings.signatures(&file.path, &envelope, &root.keys(Role::Manifest));
    }
    if files.get("manifest.json", MAX_MANIFEST, findings).is_some_and(|copy| copy != bytes) {
        findings.add("manifest.json", &format!("it is not {}", file.path));
    }
    match Manifest::read(&file.path, &bytes, &root) {
        Ok(manifest) => release(files, &manifest, findings),
        Err(fault) => findings.add(&file.path, &fault.detail),
    }
}

/// The chain of roots from the trusted one on; the last that can be followed.
fn roots(files: &mut Files<'_>, trusted: &[u8], findings: &mut Findings) -> Option<Root> {
    let mut root = Root::read("the root to trust", trusted).ok()?;
    earlier(files, &root, findings);
    let first = root.facts.version;
    let bytes = files.get("root.json", MAX_ROOT, findings)?;
    let newest = match Root::read("root.json", &bytes) {
        Ok(newest) => newest,
        Err(fault) => {
            findings.add("root.json", &fault.detail);
            return Some(root);
        }
    };
    findings.signatures("root.json", &newest.envelope, &signers(&root, &newest, files));
    while root.facts.version < newest.facts.version {
        let path = format!("{}.root.json", root.facts.version + 1);
        let next = Root::read(&path, &files.get(&path, MAX_ROOT, findings)?);
        let next = match next.and_then(|next| root.check_next(&path, &next).map(|()| next)) {
            Ok(next) => next,
            Err(fault) => {
                findings.add(&path, &fault.detail);
                return None;
            }
        };
        let mut keys = root.keys(Role::Root);
        keys.extend(next.keys(Role::Root));
        findings.signatures(&path, &next.envelope, &keys);
        root = next;
    }
    let path = format!("{}.root.json", root.facts.version);
    // That the trusted one is not there has been told.
    let copy = if root.facts.version == first {
        files.find(&path, MAX_ROOT).ok()
    } else {
        files.get(&path, MAX_ROOT, findings)
    };
    if copy.is_some_and(|copy| copy != bytes) {
        findings.add("root.json", &format!("it is not {}.root.json", root.facts.version));
    }
    Some(root)
}

/// The roots up to the trusted one: who has an older package, or was long away, goes on from one of them.
fn earlier(files: &mut Files<'_>, trusted: &Root, findings: &mut Findings) {
    let mut later: Option<(String, Root)> = None;
    // Clients do not follow more than so many at once.
    for version in (1..=trusted.facts.version).rev().take(MAX_ROTATIONS as usize) {
        let path = format!("{version}.root.json");
        let next = later.take();
        let bytes = match files.find(&path, MAX_ROOT) {
            Ok(bytes) => bytes,
            Err((kind, _)) => {
                findings.add(&path, &format!("{kind}: who has no newer root cannot go on"));
                continue;
            }
        };
        let root = match Root::read(&path, &bytes) {
            Ok(root) => root,
            Err(fault) => {
                findings.add(&path, &fault.detail);
                continue;
            }
        };
        let is_trusted = root.envelope.signed_bytes() == trusted.envelope.signed_bytes();
        if version == trusted.facts.version && !is_trusted {
            findings.add(&path, "it is not the root to trust");
        }
        if let Some((path, next)) = next
            && let Err(fault) = root.check_next(&path, &next)
        {
            findings.add(&path, &fault.detail);
        }
        // The publisher began anew with it, and has said so: nobody is to come from before.
        if replaces(&bytes) {
            break;
        }
        later = Some((path, root));
    }
}

/// Keys that may have signed the newest root: its own, and those of the one before.
fn signers(trusted: &Root, newest: &Root, files: &mut Files<'_>) -> BTreeMap<String, PublicKey> {
    let mut keys = newest.keys(Role::Root);
    let path = format!("{}.root.json", newest.facts.version.saturating_sub(1));
    let before = files.get(&path, MAX_ROOT, &mut Findings::default());
    let before = before.and_then(|bytes| Root::read(&path, &bytes).ok());
    keys.extend(before.as_ref().unwrap_or(trusted).keys(Role::Root));
    keys
}

fn release(files: &mut Files<'_>, manifest: &Manifest, findings: &mut Findings) {
    let facts = &manifest.facts;
    let Some(plain) = dataset(files, manifest, findings) else { return };
    for delta in &facts.deltas {
        let Some(bytes) = checked(files, &delta.file, findings) else { continue };
        let path = &delta.file.path;
        let limit = usize::try_from(delta.plain_length).unwrap_or(0);
        let Some(patch) = gzip::open(&bytes, limit) else {
            findings.add(path, "not a gzip of the length that was signed");
            continue;
        };
        // The file of the earlier dataset, which a publisher keeps as long as there is a delta from it.
        let from = delta.from.get(..16).unwrap_or_default();
        let base = files.get(&format!("dataset-{from}.gz"), MAX_DATASET, findings);
        let Some(base) = base.and_then(|base| gzip::open_up_to(&base, MAX_DATASET)) else { continue };
        if sha256(&base) != delta.from {
            findings.add(path, "the dataset that it starts from is not the one that is there");
        } else if patch::apply(&base, &patch, plain.len()).as_ref() != Some(&plain) {
            findings.add(path, "it does not make the dataset");
        }
    }
    if let Some(bytes) = checked(files, &facts.changes, findings)
        && Releases::read(&bytes).is_none()
    {
        findings.add(&facts.changes.path, "not a list of changes");
    }
}

fn checked(files: &mut Files<'_>, file: &File, findings: &mut Findings) -> Option<Vec<u8>> {
    let bytes = files.get(&file.path, MAX_DATASET, findings)?;
    match file.check(&bytes) {
        Ok(()) => Some(bytes),
        Err(fault) => {
            findings.add(&file.path, &fault.detail);
            None
        }
    }
}

fn dataset(files: &mut Files<'_>, manifest: &Manifest, findings: &mut Findings) -> Option<Vec<u8>> {
    let wanted = &manifest.facts.dataset;
    let bytes = checked(files, &wanted.file, findings)?;
    let plain = usize::try_from(wanted.plain_length).ok().and_then(|length| gzip::open(&bytes, length));
    match plain.filter(|plain| sha256(plain) == wanted.plain_sha256) {
        Some(plain) => Some(plain),
        None => {
            findings.add(&wanted.file.path, "what is in it is not what was signed");
            None
        }
    }
}
