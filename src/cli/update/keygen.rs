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
    fs::create_dir_all(&args.out).map_err(|error| format!("cannot create {dir}: {error}"))?;
    close_to_others(&args.out).map_err(|error| format!("cannot close {dir} to others: {error}"))?;
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

#[cfg(unix)]
fn close_to_others(dir: &std::path::Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(dir, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn close_to_others(_: &std::path::Path) -> std::io::Result<()> {
    Ok(())
}
