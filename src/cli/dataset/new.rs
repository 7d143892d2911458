//! `imprint dataset new`

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::cli::{Failure, output, today, written};
use crate::source::country::is_country;
use crate::source::load::is_id;
use crate::source::scaffold::{Kind, text};

#[derive(Args)]
pub(in crate::cli) struct NewArgs {
    /// What kind of record
    #[arg(value_name = "KIND", value_parser = clap::builder::PossibleValuesParser::new(Kind::ALL.iter().map(|kind| kind.id())))]
    kind: String,
    /// Its id: lower-case letters, digits and single hyphens
    #[arg(value_name = "ID")]
    id: String,
    /// Its name; the title of a source
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Its country, ISO 3166-1 alpha-2
    #[arg(long, value_name = "CODE")]
    country: Option<String>,
    /// Folder of sources
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
}

pub(super) fn run(args: &NewArgs) -> Result<ExitCode, Failure> {
    let kind =
        Kind::from_id(&args.kind).ok_or_else(|| format!("no kind of record is named {}", args.kind))?;
    let id = &args.id;
    if !is_id(id) {
        return Err(format!("`{id}` is no id; use lower-case letters, digits and single hyphens"));
    }
    if args.name.trim().is_empty() || args.name.chars().any(char::is_control) {
        return Err("--name is empty or more than one line; give the English name".into());
    }
    if let Some(code) = args.country.as_ref().filter(|code| !is_country(code)) {
        return Err(format!("--country {code}: no country code; use ISO 3166-1 alpha-2, GB and not UK"));
    }
    if !args.data.is_dir() {
        return Err(format!(
            "cannot write to {}: no such folder; name the sources with --data",
            args.data.display()
        ));
    }
    let folder = args.data.join(kind.folder());
    let path = folder.join(format!("{id}.toml"));
    std::fs::create_dir_all(&folder)
        .map_err(|error| format!("cannot create {}: {error}", folder.display()))?;
    // Created anew or not at all: two people, or one who is in a hurry, cannot write over a record.
    let created = std::fs::OpenOptions::new().write(true).create_new(true).open(&path);
    let mut file = created.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => taken(&path),
        _ => format!("cannot create {}: {error}", path.display()),
    })?;
    let text = text(kind, args.name.trim(), args.country.as_deref(), &today::today());
    file.write_all(text.as_bytes()).map_err(|error| {
        drop(std::fs::remove_file(&path));
        format!("cannot write {}: {error}", path.display())
    })?;
    let mut out = output();
    written(
        writeln!(out, "{}: fill in what its comments name, then `imprint dataset check`", path.display())
            .and_then(|()| out.flush()),
    )
}

/// An id is never used again, not even one of a record that was retired.
fn taken(path: &std::path::Path) -> Failure {
    let retired =
        std::fs::read_to_string(path).is_ok_and(|text| text.lines().any(|line| line.starts_with("retired")));
    if retired {
        format!("{} is a retired record, and ids are never used again; choose another id", path.display())
    } else {
        format!("{} exists; edit it, or choose another id", path.display())
    }
}
