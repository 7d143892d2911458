//! `imprint dataset sign`

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::Value;

use super::keys::{SecretKey, signed_file};
use super::{read, write};
use crate::cli::{Failure, output, written};

#[derive(Args)]
pub(in crate::cli) struct SignArgs {
    /// Draft of a root, or a manifest that more people must sign
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// File of a key
    #[arg(long, value_name = "FILE", required = true)]
    key: Vec<PathBuf>,
}

pub(in crate::cli) fn run(args: &SignArgs) -> Result<ExitCode, Failure> {
    let name = args.file.display();
    let keys: Vec<SecretKey> = args.key.iter().map(|path| SecretKey::read(path)).collect::<Result<_, _>>()?;
    let file: Value =
        serde_json::from_slice(&read(&args.file)?).map_err(|error| format!("{name}: {error}"))?;
    let known = file["signatures"].as_array().ok_or_else(|| format!("{name} is no file to be signed"))?;
    let signed = file.get("signed").ok_or_else(|| format!("{name} is no file to be signed"))?;
    let kind = signed["_type"].as_str().unwrap_or_default();
    // A key signs what it was made for: one that is online must not vouch for a root by a slip of the hand.
    if let Some(key) = keys.iter().find(|key| key.role.word() != kind) {
        return Err(format!("{name} is a `{kind}`, and the key {} one for a {}", key.id, key.role.word()));
    }
    let bytes = signed_file(signed, known, &keys.iter().collect::<Vec<_>>())?;
    write(&args.file, &bytes)?;
    let mut out = output();
    written(writeln!(out, "{name}: signed by {} more", keys.len()).and_then(|()| out.flush()))
}
