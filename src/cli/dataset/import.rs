//! `imprint dataset import`: proposals beside the data, never in it.

use std::io::{Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::LazyLock;

use clap::Args;

use crate::cli::{Failure, beside, json_line, output, today, written};
use crate::source::import::{
    FORMATS, Format, Input, Origin, Report, WIKIDATA_QUERY, compare, format, import, render,
};
use crate::source::{self, Sources, check};

/// The formats, from the table that drives the import.
pub(super) static AFTER_HELP: LazyLock<String> = LazyLock::new(|| {
    let mut text = String::from("Formats:\n");
    for format in FORMATS {
        text += &format!("  {:<21} {}\n", format.id, format.what);
    }
    text + "\nNothing is fetched, and nothing in the data folder is changed. Read the proposals, take over what holds.\n\
            Exit code 1: something is proposed that disagrees with the data or is there already (see report.txt)."
});

#[derive(Args)]
pub(in crate::cli) struct ImportArgs {
    /// What the file is
    #[arg(value_name = "FORMAT", value_parser = clap::builder::PossibleValuesParser::new(FORMATS.iter().map(|f| f.id)), hide_possible_values = true)]
    format: String,
    /// The file as it was published
    #[arg(value_name = "FILE", required_unless_present = "query")]
    files: Vec<PathBuf>,
    /// Where it was fetched from
    #[arg(long, value_name = "URL", required_unless_present = "query")]
    url: Option<String>,
    /// The day on which it was fetched [default: today]
    #[arg(long, value_name = "DATE")]
    retrieved: Option<String>,
    /// What time it speaks of
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Who published it, where the format does not say
    #[arg(long, value_name = "NAME")]
    publisher: Option<String>,
    /// Sources to compare with
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// Where to put the proposals; must be empty or absent [default: target/proposals/FORMAT]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Of a list of everybody, propose bodies that the data does not have too
    #[arg(long)]
    all: bool,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
    /// Print the query whose results the format wikidata reads
    #[arg(long)]
    query: bool,
}

pub(super) fn run(args: &ImportArgs) -> Result<ExitCode, Failure> {
    let mut out = output();
    if args.query {
        return written(out.write_all(WIKIDATA_QUERY.as_bytes()).and_then(|()| out.flush()));
    }
    let format = format(&args.format).ok_or_else(|| format!("no format is named {}", args.format))?;
    let origin = origin(args, format)?;
    if args.files.len() > 1 && !format.several {
        return Err(format!("{} takes one file; {} are given", format.id, args.files.len()));
    }
    let target = args.out.clone().unwrap_or_else(|| Path::new("target/proposals").join(format.id));
    refuse_within(&target, &args.data)?;
    refuse_used(&target)?;
    let files = args
        .files
        .iter()
        .map(|path| Ok((path.display().to_string(), read(path, format.limit_mb)?)))
        .collect::<Result<Vec<_>, Failure>>()?;
    let inputs: Vec<Input<'_>> = files.iter().map(|(name, bytes)| Input { name, bytes }).collect();
    let mut proposals = import(format, &inputs, origin).map_err(|error| error.to_string())?;
    let sources = data(&args.data)?;
    let report = compare(&mut proposals, &sources, format.broad, args.all);
    let told = tell(&report);
    let mut proposed = render::files(&proposals);
    proposed.push(("report.txt".to_owned(), told.clone()));
    write(&target, &args.data, &proposed)?;
    let summary = format!(
        "{}: {} new, {} about records that are there, {} conflict(s)",
        target.display(),
        report.new.len(),
        report.known.len(),
        report.conflicts.len()
    );
    let result = if args.json { json_line(&mut *out, &report) } else { writeln!(out, "{told}{summary}") };
    written(result.and_then(|()| out.flush()))?;
    Ok(if report.conflicts.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn origin(args: &ImportArgs, format: &Format) -> Result<Origin, Failure> {
    let url = args.url.clone().unwrap_or_default();
    if crate::link::Link::parse(&url).is_none_or(|link| !link.host().contains('.')) {
        return Err(format!("--url {url}: no address; give the full one, starting with https://"));
    }
    let retrieved = args.retrieved.clone().unwrap_or_else(today::today);
    if retrieved.len() != 10 || !check::is_date(&retrieved) {
        return Err(format!("--retrieved {retrieved}: no full day; write 2026-11-24"));
    }
    if retrieved > today::latest() {
        return Err(format!(
            "--retrieved {retrieved}: this day is to come; give the day on which it was fetched"
        ));
    }
    if let Some(as_of) = args.as_of.as_ref().filter(|as_of| !check::is_date(as_of)) {
        return Err(format!("--as-of {as_of}: no date; write 2023, 2023-05 or 2023-05-17"));
    }
    let publisher = args.publisher.clone().or(format.publisher.map(str::to_owned));
    let publisher =
        publisher.ok_or_else(|| format!("{} does not say who published it: name --publisher", format.id))?;
    Ok(Origin {
        publisher,
        title: format.title.to_owned(),
        url,
        as_of: args.as_of.clone(),
        retrieved,
        seen: format.seen,
    })
}

/// Reads no more than the format can have: a wrong file may be of any size.
fn read(path: &Path, limit_mb: usize) -> Result<Vec<u8>, Failure> {
    let failed = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    file.take((limit_mb as u64) * (1 << 20) + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// Proposals never stand in the data: what nobody has read would be compiled.
fn refuse_within(target: &Path, data: &Path) -> Result<(), Failure> {
    // A folder of data that is missing is told of where it is read.
    let Ok(data) = data.canonicalize() else { return Ok(()) };
    let absolute =
        std::path::absolute(target).map_err(|error| format!("cannot use {}: {error}", target.display()))?;
    // The folders that are there already; what follows them is still to be made.
    let there = absolute.ancestors().find_map(|folder| folder.canonicalize().ok());
    let inside = there.is_some_and(|there| there.starts_with(&data));
    if inside {
        return Err(format!(
            "{} is within the data, and proposals are never written there; name another folder with --out",
            target.display()
        ));
    }
    Ok(())
}

/// A folder that holds anything is left alone.
fn refuse_used(target: &Path) -> Result<(), Failure> {
    match std::fs::read_dir(target).map(|mut entries| entries.next().is_some()) {
        Ok(true) => Err(format!(
            "{} is not empty; nothing is overwritten (name another folder with --out, or remove it)",
            target.display()
        )),
        Ok(false) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(format!("cannot use {}: {error}", target.display())),
    }
}

fn data(dir: &Path) -> Result<Sources, Failure> {
    let (sources, diagnostics) =
        source::load(dir).map_err(|error| format!("cannot read {}: {error}", dir.display()))?;
    match diagnostics.first() {
        // Compared with half of the data, known records would look new.
        Some(first) => Err(format!("{}: {first}; see `imprint dataset check`", dir.display())),
        None => Ok(sources),
    }
}

fn tell(report: &Report) -> String {
    let mut text = String::new();
    for (what, records) in [("new", &report.new), ("known", &report.known)] {
        for record in records {
            text += &format!("{what}: {record}\n");
        }
    }
    for conflict in &report.conflicts {
        text += &format!("conflict[{}]: {}: {}\n", conflict.code, conflict.record, conflict.message);
    }
    for (why, which) in &report.left_out {
        let shown: Vec<&str> = which.iter().take(5).map(String::as_str).collect();
        let more = if which.len() > shown.len() { ", …" } else { "" };
        text += &format!("left out: {} × {why}: {}{more}\n", which.len(), shown.join(", "));
    }
    text
}

/// Writes everything beside the target and moves it there at the end, so that nobody ever sees half of it.
fn write(target: &Path, data: &Path, files: &[(String, String)]) -> Result<(), Failure> {
    let failed =
        |error: std::io::Error| format!("cannot write {}: {error} (nothing was written)", target.display());
    let beside = beside(target);
    if let Some(parent) = beside.parent() {
        std::fs::create_dir_all(parent).map_err(failed)?;
        // Once more: with the folders made, `..` behind one of them leads somewhere.
        refuse_within(target, data)?;
    }
    // Made anew: what has that name already is somebody's.
    std::fs::create_dir(&beside).map_err(failed)?;
    let put = || -> std::io::Result<()> {
        for (path, text) in files {
            let path = beside.join(path);
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(path, text)?;
        }
        // An empty folder may be there; a full one has been refused, and rename would refuse it again.
        std::fs::rename(&beside, target)
    };
    put().map_err(|error| {
        drop(std::fs::remove_dir_all(&beside));
        failed(error)
    })
}
