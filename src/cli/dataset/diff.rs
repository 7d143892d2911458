//! `imprint dataset diff`

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::cli::{Failure, json_line, open, output, written};
use crate::label::diff::{Change, diff};

#[derive(Args)]
pub(in crate::cli) struct DiffArgs {
    /// Compiled dataset as it was
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// Compiled dataset as it is
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// As one JSON object: {"before", "now": data of, "changes": […]}
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct Diff<'d> {
    before: &'d str,
    now: &'d str,
    changes: &'d [Change],
}

pub(super) fn run(args: &DiffArgs) -> Result<ExitCode, Failure> {
    let (old, new) = (open::open(&args.old)?, open::open(&args.new)?);
    let changes = diff(old.dataset(), new.dataset());
    let mut out = output();
    let result = if args.json {
        let (before, now) = (&old.dataset().meta().data_version, &new.dataset().meta().data_version);
        json_line(&mut *out, &Diff { before, now, changes: &changes })
    } else {
        changes.iter().try_for_each(|change| writeln!(out, "{change}"))
    };
    written(result.and_then(|()| out.flush()))?;
    Ok(if changes.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
