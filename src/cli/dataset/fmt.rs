//! `imprint dataset fmt`

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::cli::{Failure, output, replace, written};
use crate::source::{self, load};

#[derive(Args)]
pub(in crate::cli) struct FmtArgs {
    /// Folder of sources
    #[arg(value_name = "DIR", default_value = "data")]
    dir: PathBuf,
    /// Change nothing; exit 1 and name the files that are not in canonical form
    #[arg(long)]
    check: bool,
}

pub(super) fn run(args: &FmtArgs) -> Result<ExitCode, Failure> {
    let dir = &args.dir;
    let failed = |path: &Path, error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    if !dir.is_dir() {
        return Err(format!("cannot read {}: no such folder", dir.display()));
    }
    let mut files = Vec::new();
    for folder in load::FOLDERS.iter().chain(load::RULE_FOLDERS).chain(&["."]) {
        files.extend(load::files(dir, folder).map_err(|error| failed(&dir.join(folder), &error))?);
    }
    // Everything is read and formatted before anything is written: a broken file changes nothing.
    let mut changed = Vec::new();
    for file in files {
        let path: PathBuf = dir.join(&file).components().collect();
        if std::fs::metadata(&path).is_ok_and(|file| file.len() > load::LARGEST as u64) {
            return Err(format!(
                "{}: the file has more than {} MB (nothing was written)",
                path.display(),
                load::LARGEST >> 20
            ));
        }
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
