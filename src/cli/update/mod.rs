//! Publishing signed releases, and doing what a client does: keys, roots, releases, bundles, mirrors.

use std::path::PathBuf;

use super::{Failure, today};
use crate::dataset::update::time;

pub(super) mod bundle;
mod config;
mod drive;
pub(super) mod keygen;
mod keys;
pub(super) mod mirror_check;
pub(super) mod publish;
pub(super) mod refresh;
pub(super) mod root;
pub(super) mod sign;
mod tree;

/// The root that came with a build of the extension.
const BUNDLED_ROOT: &str = "extension/gen/root.json";

/// When it is: given, so that a release can be made again, or now.
fn date(given: Option<&str>) -> Result<u64, Failure> {
    match given {
        None => Ok(today::now()),
        Some(text) => time::parse(text)
            .ok_or_else(|| format!("`{text}` is no time: it is written as 2026-11-29T10:00:00Z")),
    }
}

/// For how many days a word may count: one that has expired as it is signed is none.
fn days(text: &str) -> Result<u32, String> {
    text.parse().ok().filter(|days| (1..=36_500).contains(days)).ok_or_else(|| "it is 1 to 36500 days".into())
}

/// The time that many days later, as it stands in files.
fn days_later(seconds: u64, days: u32) -> String {
    time::format(seconds + u64::from(days) * 86_400)
}

/// The trusted root: named, or that of the extension as it was built.
fn trusted_root(named: Option<&PathBuf>) -> Result<Vec<u8>, Failure> {
    let path = named.cloned().unwrap_or_else(|| PathBuf::from(BUNDLED_ROOT));
    std::fs::read(&path).map_err(|error| match named {
        Some(_) => format!("cannot read {}: {error}", path.display()),
        None => {
            format!("no root to trust: name one with --root FILE (this build has none in {BUNDLED_ROOT})")
        }
    })
}

/// Reads a file.
fn read(path: &std::path::Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// Writes a file, whole or not at all.
fn write(path: &std::path::Path, bytes: &[u8]) -> Result<(), Failure> {
    super::replace(path, bytes).map_err(|error| format!("cannot write {}: {error}", path.display()))
}
