//! `imprint dataset bundle`, `verify` and `import-bundle`

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::drive::{Driven, Place, drive};
use super::root::replaces;
use super::tree::Tree;
use super::{date, read, trusted_root, write};
use crate::cli::{Failure, output, written};
use crate::dataset::update::bundle::Bundle;
use crate::dataset::update::key::sha256;
use crate::dataset::update::{Options, Outcome, Update};

#[derive(Args)]
pub(in crate::cli) struct BundleArgs {
    /// Tree of releases
    #[arg(value_name = "TREE")]
    tree: PathBuf,
    /// Where to write the bundle
    #[arg(long, short, value_name = "FILE")]
    out: PathBuf,
}

/// Puts the newest release into one file.
pub(in crate::cli) fn make(args: &BundleArgs) -> Result<ExitCode, Failure> {
    let tree = Tree::at(&args.tree);
    let (root, root_bytes) =
        tree.root()?.ok_or_else(|| format!("no root.json in {}: publish first", args.tree.display()))?;
    let timestamp = tree.timestamp(&root)?;
    let newest = timestamp.ok_or("no timestamp.json that the root's keys have signed: refresh first")?;
    let version = newest.facts.manifest.version;
    let (manifest, manifest_bytes) = tree.manifest(&root, version)?;
    let mut bundle = Bundle::default();
    bundle.push("root.json", root_bytes);
    // All that lead to it: who gets the bundle may have had the first only. None before a root that follows none: whoever
    // has no root yet is asked to confirm the first one in it.
    let mut roots = Vec::new();
    for number in (1..=root.facts.version).rev() {
        let path = format!("{number}.root.json");
        let Some(bytes) = tree.find(&path)? else { continue };
        let begins = replaces(&bytes);
        roots.push((path, bytes));
        if begins {
            break;
        }
    }
    for (path, bytes) in roots.into_iter().rev() {
        bundle.push(&path, bytes);
    }
    bundle.push("timestamp.json", tree.read("timestamp.json")?);
    bundle.push(&format!("{version}.manifest.json"), manifest_bytes);
    for path in [&manifest.facts.dataset.file.path, &manifest.facts.changes.path] {
        bundle.push(path, tree.read(path)?);
    }
    let bytes = bundle.to_bytes();
    write(&args.out, &bytes)?;
    let mut out = output();
    let line = writeln!(
        out,
        "{}: {} bytes, data of {}",
        args.out.display(),
        bytes.len(),
        manifest.facts.dataset.data_version
    );
    written(line.and_then(|()| out.flush()))
}

#[derive(Args)]
pub(in crate::cli) struct VerifyArgs {
    /// Bundle
    #[arg(value_name = "BUNDLE")]
    bundle: PathBuf,
    /// Root to trust [default: that of the extension as it was built]
    #[arg(long, value_name = "FILE")]
    root: Option<PathBuf>,
    /// The time to judge by [default: now]
    #[arg(long, value_name = "TIME")]
    date: Option<String>,
}

/// Says what a client would make of a bundle.
pub(in crate::cli) fn verify(args: &VerifyArgs) -> Result<ExitCode, Failure> {
    let root = trusted_root(args.root.as_ref())?;
    let options = options(&root, None, None, date(args.date.as_deref())?);
    let update = Update::from_bundle(&options, &read(&args.bundle)?).map_err(|fault| fault.to_string())?;
    let driven = drive(update, &Place::Nowhere, &|| None, &mut |_, _| Ok(()));
    tell(&args.bundle, &driven, "accepted")
}

#[derive(Args)]
pub(in crate::cli) struct ImportBundleArgs {
    /// Bundle
    #[arg(value_name = "BUNDLE")]
    bundle: PathBuf,
    /// Root to trust [default: that of the extension as it was built]
    #[arg(long, value_name = "FILE")]
    root: Option<PathBuf>,
    /// Where the dataset goes; what protects from older ones is kept beside it, in FILE.state
    #[arg(long, short, value_name = "FILE", default_value = "target/imprint.dataset")]
    output: PathBuf,
    /// The time to judge by [default: now]
    #[arg(long, value_name = "TIME")]
    date: Option<String>,
}

/// Installs a bundle by the rules of a client.
pub(in crate::cli) fn import(args: &ImportBundleArgs) -> Result<ExitCode, Failure> {
    let root = trusted_root(args.root.as_ref())?;
    let mut state_path = args.output.clone().into_os_string();
    state_path.push(".state");
    let state_path = PathBuf::from(state_path);
    let stored = if state_path.exists() { Some(read(&state_path)?) } else { None };
    let have = if args.output.exists() { Some(sha256(&read(&args.output)?)) } else { None };
    if let Some(parent) = args.output.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent)
            .map_err(|error| format!("cannot create {}: {error}", parent.display()))?;
    }
    let options = options(&root, stored.as_deref(), have, date(args.date.as_deref())?);
    let update = Update::from_bundle(&options, &read(&args.bundle)?).map_err(|fault| fault.to_string())?;
    // The dataset first: a state without it asks for it again, but the reverse would let an older one in.
    let mut store = |dataset: Option<&[u8]>, state: &[u8]| {
        if let Some(dataset) = dataset {
            write(&args.output, dataset)?;
        }
        write(&state_path, state)
    };
    let driven = drive(update, &Place::Nowhere, &|| None, &mut store);
    tell(&args.bundle, &driven, "installed")
}

fn options<'o>(root: &'o [u8], stored: Option<&'o [u8]>, have: Option<String>, now: u64) -> Options<'o> {
    let client = env!("CARGO_PKG_VERSION");
    Options { root, stored, have, now, client, floor: 0, sources: 1, deltas: false }
}

fn tell(bundle: &Path, driven: &Driven, done: &str) -> Result<ExitCode, Failure> {
    let name = bundle.display();
    let mut out = output();
    let mut result = match (&driven.taken, driven.outcome) {
        (Some(facts), Outcome::Updated) => writeln!(
            out,
            "{name}: {done}: data of {}, release {} of {}, {} bytes",
            facts.data_version, facts.manifest, facts.created, facts.length
        ),
        (_, Outcome::Current) => writeln!(out, "{name}: this is what is in use"),
        (_, outcome) => writeln!(out, "{name}: refused: {} ({})", driven.detail, outcome.code()),
    };
    for warning in &driven.warnings {
        result = result.and_then(|()| writeln!(out, "warning: {}", warning.code()));
    }
    written(result.and_then(|()| out.flush()))?;
    Ok(if driven.outcome.is_fine() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
