//! `imprint dataset build`

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::cli::{Failure, open, replace, telling, written};

#[derive(Args)]
pub(in crate::cli) struct BuildArgs {
    /// Folder of sources
    #[arg(value_name = "DIR", default_value = "data")]
    dir: PathBuf,
    /// Where to write the dataset
    #[arg(long, short, value_name = "FILE", default_value = "target/imprint.dataset")]
    output: PathBuf,
    /// An earlier build; records it has keep their numbers, so that the two differ little
    #[arg(long, value_name = "FILE")]
    previous: Option<PathBuf>,
}

pub(super) fn run(args: &BuildArgs) -> Result<ExitCode, Failure> {
    let previous = args.previous.as_deref().map(open::verified).transpose()?;
    let (bytes, version) = open::build(&args.dir, previous.as_ref())?;
    open::refuse_future(&version)?;
    let name = args.output.display();
    if let Some(parent) = args.output.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent)
            .map_err(|error| format!("cannot create {}: {error}", parent.display()))?;
    }
    replace(&args.output, &bytes).map_err(|error| format!("cannot write {name}: {error}"))?;
    let mut out = telling(&args.output);
    written(writeln!(out, "{name}: {} bytes, data of {version}", bytes.len()).and_then(|()| out.flush()))
}
