//! `imprint dataset keygen`

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::keys::SecretKey;
use crate::cli::{Failure, output, written};
use crate::dataset::update::metadata::Role;

#[derive(Args)]
pub(in crate::cli) struct KeygenArgs {
    /// Folder for the keys; those of the root belong on other devices, offline
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// How many keys the root gets
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(0..=16))]
    root: u32,
    /// How many keys manifests get
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(0..=16))]
    manifest: u32,
    /// How many keys timestamps get
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(0..=16))]
    timestamp: u32,
}

pub(in crate::cli) fn run(args: &KeygenArgs) -> Result<ExitCode, Failure> {
    let dir = args.out.display();
    create_closed(&args.out).map_err(|error| format!("cannot create {dir}: {error}"))?;
    let mut out = output();
    for (role, count) in
        [(Role::Root, args.root), (Role::Manifest, args.manifest), (Role::Timestamp, args.timestamp)]
    {
        for _ in 0..count {
            let (key, path) = SecretKey::make(&args.out, role)?;
            written(writeln!(out, "{}: {} {}", path.display(), role.word(), key.id))?;
        }
    }
    written(out.flush())
}

/// Makes a folder that others cannot look into. One that is there stays as it is: it is not ours, and the keys in it are
/// closed each by itself.
#[cfg(unix)]
fn create_closed(dir: &std::path::Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)
}

#[cfg(not(unix))]
fn create_closed(dir: &std::path::Path) -> std::io::Result<()> {
    fs::create_dir_all(dir)
}
