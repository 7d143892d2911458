//! `imprint dataset export`

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::LazyLock;

use clap::Args;

use crate::cli::export::FORMATS;
use crate::cli::{DatasetOption, Failure, open, output, replace, telling, written};

/// The formats, from the table that drives the export.
static FORMAT_HELP: LazyLock<String> = LazyLock::new(|| {
    let lines = FORMATS.iter().map(|format| format!("{}: {}", format.id, format.what));
    lines.collect::<Vec<_>>().join("; ")
});

#[derive(Args)]
pub(in crate::cli) struct ExportArgs {
    #[arg(value_name = "FORMAT", help = FORMAT_HELP.as_str(), value_parser = clap::builder::PossibleValuesParser::new(FORMATS.iter().map(|format| format.id)), hide_possible_values = true)]
    format: String,
    /// Where to write it [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    dataset: DatasetOption,
}

pub(super) fn run(args: &ExportArgs) -> Result<ExitCode, Failure> {
    let format = FORMATS.iter().find(|format| format.id == args.format);
    let format = format.ok_or_else(|| format!("no format is named {}", args.format))?;
    let labeler = open::labeler(&args.dataset)?;
    let Some(path) = &args.out else {
        let mut out = output();
        return written((format.write)(labeler.dataset(), &mut *out).and_then(|()| out.flush()));
    };
    let name = path.display();
    let mut bytes = Vec::new();
    (format.write)(labeler.dataset(), &mut bytes).map_err(|error| format!("cannot export: {error}"))?;
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent)
            .map_err(|error| format!("cannot create {}: {error}", parent.display()))?;
    }
    replace(path, &bytes).map_err(|error| format!("cannot write {name}: {error}"))?;
    let mut out = telling(path);
    written(writeln!(out, "{name}: {} bytes", bytes.len()).and_then(|()| out.flush()))
}
