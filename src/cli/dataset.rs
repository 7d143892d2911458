//! `imprint dataset check|fmt|build|stats`

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::dataset::Dataset;
use crate::dataset::model::MatchKind;
use crate::label::Labeler;
use crate::label::classes;
use crate::source::{self, Severity, load};

use super::{DatasetOption, Failure, json_line, open, output, written};

#[derive(Subcommand)]
pub(super) enum DatasetCommand {
    /// Check the sources against every rule
    Check(CheckArgs),
    /// Put the sources into canonical form
    Fmt(FmtArgs),
    /// Compile the sources into one file
    Build(BuildArgs),
    /// Count what a dataset holds
    Stats(StatsArgs),
}

#[derive(Args)]
pub(super) struct CheckArgs {
    /// Folder of sources
    #[arg(value_name = "DIR", default_value = "data")]
    dir: PathBuf,
    /// List the rules instead: code, what, why, help
    #[arg(long)]
    rules: bool,
}

#[derive(Args)]
pub(super) struct FmtArgs {
    /// Folder of sources
    #[arg(value_name = "DIR", default_value = "data")]
    dir: PathBuf,
    /// Change nothing; exit 1 and name the files that are not in canonical form
    #[arg(long)]
    check: bool,
}

#[derive(Args)]
pub(super) struct BuildArgs {
    /// Folder of sources
    #[arg(value_name = "DIR", default_value = "data")]
    dir: PathBuf,
    /// Where to write the dataset
    #[arg(long, short, value_name = "FILE", default_value = "target/imprint.dataset")]
    output: PathBuf,
}

#[derive(Args)]
pub(super) struct StatsArgs {
    /// As one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    dataset: DatasetOption,
}

pub(super) fn run(command: &DatasetCommand) -> Result<ExitCode, Failure> {
    match command {
        DatasetCommand::Check(args) => check(args),
        DatasetCommand::Fmt(args) => fmt(args),
        DatasetCommand::Build(args) => build(args),
        DatasetCommand::Stats(args) => stats(args),
    }
}

fn check(args: &CheckArgs) -> Result<ExitCode, Failure> {
    let mut out = output();
    if args.rules {
        let result = source::check::RULES
            .iter()
            .try_for_each(|rule| writeln!(out, "{}\t{}\t{}\t{}", rule.code, rule.what, rule.why, rule.help));
        return written(result.and_then(|()| out.flush()));
    }
    let dir = &args.dir;
    let (sources, mut diagnostics) =
        source::load(dir).map_err(|error| format!("cannot read {}: {error}", dir.display()))?;
    diagnostics.extend(source::check::check(&sources));
    let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
    let result = diagnostics.iter().try_for_each(|diagnostic| {
        let file = dir.join(&diagnostic.file);
        writeln!(out, "{}", source::Diagnostic { file, ..diagnostic.clone() })
    });
    let summary = writeln!(
        out,
        "{}: {} outlets, {} entities, {} operations, {} sources; {errors} error(s), {} warning(s)",
        dir.display(),
        sources.outlets.len(),
        sources.entities.len(),
        sources.operations.len(),
        sources.sources.len(),
        diagnostics.len() - errors
    );
    written(result.and(summary).and_then(|()| out.flush()))?;
    Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn fmt(args: &FmtArgs) -> Result<ExitCode, Failure> {
    let dir = &args.dir;
    let failed = |path: &Path, error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    if !dir.is_dir() {
        return Err(format!("cannot read {}: no such folder", dir.display()));
    }
    let mut files = Vec::new();
    for folder in load::FOLDERS.iter().chain(&["platforms", "wrappers", "hosting", "."]) {
        files.extend(load::files(dir, folder).map_err(|error| failed(&dir.join(folder), &error))?);
    }
    // Everything is read and formatted before anything is written: a broken file changes nothing.
    let mut changed = Vec::new();
    for file in files {
        let path: PathBuf = dir.join(&file).components().collect();
        let text = std::fs::read_to_string(&path).map_err(|error| failed(&path, &error))?;
        let canonical = source::fmt::canonical(&text).map_err(|error| {
            let (line, column) = error.span().map_or((1, 1), |span| source::diagnostic::place(&text, &span));
            format!(
                "{}:{line}:{column}: {} (nothing was written)",
                path.display(),
                error.message().replace('\n', " ")
            )
        })?;
        if canonical != text {
            changed.push((path, canonical));
        }
    }
    let mut out = output();
    for (path, canonical) in &changed {
        if args.check {
            written(writeln!(out, "{}: not in canonical form (help: imprint dataset fmt)", path.display()))?;
        } else {
            replace(path, canonical.as_bytes()).map_err(|error| failed(path, &error))?;
        }
    }
    written(out.flush())?;
    Ok(if args.check && !changed.is_empty() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn build(args: &BuildArgs) -> Result<ExitCode, Failure> {
    let (bytes, version) = open::build(&args.dir)?;
    let name = args.output.display();
    if let Some(parent) = args.output.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent)
            .map_err(|error| format!("cannot create {}: {error}", parent.display()))?;
    }
    replace(&args.output, &bytes).map_err(|error| format!("cannot write {name}: {error}"))?;
    let mut out = output();
    written(writeln!(out, "{name}: {} bytes, data of {version}", bytes.len()).and_then(|()| out.flush()))
}

/// Writes beside the file and renames, so that nobody ever sees half of it.
fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    std::fs::write(&beside, bytes)
        .and_then(|()| std::fs::rename(&beside, path))
        .inspect_err(|_| drop(std::fs::remove_file(&beside)))
}

/// What a dataset holds, in numbers.
#[derive(serde::Serialize)]
struct Stats {
    #[serde(flatten)]
    info: crate::label::view::DatasetInfo,
    outlets_by_class: BTreeMap<&'static str, u32>,
    outlets_without_class: u32,
    outlets_by_country: BTreeMap<String, u32>,
    accounts_by_platform: BTreeMap<String, u32>,
    chains_owner_not_sourced: u32,
    listings: u32,
}

fn stats(args: &StatsArgs) -> Result<ExitCode, Failure> {
    let labeler = open::labeler(&args.dataset)?;
    let stats = count(&labeler);
    let mut out = output();
    if args.json {
        return written(json_line(&mut *out, &stats).and_then(|()| out.flush()));
    }
    let info = &stats.info;
    let mut lines = vec![
        ("data of".to_owned(), info.data_version.clone()),
        ("format".to_owned(), info.format.to_string()),
        ("bytes".to_owned(), info.bytes.to_string()),
    ];
    let mut number = |name: String, value: u32| lines.push((name, value.to_string()));
    number("outlets".into(), info.outlets);
    number("countries".into(), stats.outlets_by_country.len() as u32);
    number("entities".into(), info.entities);
    number("operations".into(), info.operations);
    number("host keys".into(), info.host_keys);
    number("path keys".into(), info.path_keys);
    number("account keys".into(), info.account_keys);
    number("pieces of evidence".into(), info.evidence);
    number("listings".into(), stats.listings);
    number("outlets whose owner is not sourced".into(), stats.chains_owner_not_sourced);
    for (class, count) in &stats.outlets_by_class {
        number(format!("outlets {class}"), *count);
    }
    number("outlets without class".into(), stats.outlets_without_class);
    for (platform, count) in &stats.accounts_by_platform {
        number(format!("accounts {platform}"), *count);
    }
    let result = lines.iter().try_for_each(|(name, value)| writeln!(out, "{value:>12}  {name}"));
    written(result.and_then(|()| out.flush()))
}

fn count(labeler: &Labeler) -> Stats {
    let dataset: &Dataset = labeler.dataset();
    let mut stats = Stats {
        info: labeler.info(),
        outlets_by_class: BTreeMap::new(),
        outlets_without_class: 0,
        outlets_by_country: BTreeMap::new(),
        accounts_by_platform: BTreeMap::new(),
        chains_owner_not_sourced: 0,
        listings: dataset.entities().map(|entity| entity.listings.len() as u32).sum(),
    };
    for (subject, outlet) in (1..).zip(dataset.outlets()) {
        let classes = classes::outlet_classes(dataset, &outlet);
        stats.outlets_without_class += u32::from(classes.is_empty());
        for class in classes {
            *stats.outlets_by_class.entry(class.id()).or_default() += 1;
        }
        stats.listings += outlet.listings.len() as u32;
        *stats.outlets_by_country.entry(outlet.country.clone()).or_default() += 1;
        let ends = labeler.chain_ends(subject);
        stats.chains_owner_not_sourced += u32::from(ends.iter().any(|end| end.reason == "not-sourced"));
    }
    for ordinal in 0.. {
        let Some(key) = dataset.key(ordinal) else { break };
        let platform = key.text.split_once(':').filter(|_| key.kind == MatchKind::Account);
        if let Some((platform, _)) = platform {
            *stats.accounts_by_platform.entry(platform.to_owned()).or_default() += 1;
        }
    }
    stats
}
