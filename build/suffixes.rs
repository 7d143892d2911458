//! The Public Suffix List that the program is built with: taken from the package of the `psl` crate, whose release
//! follows the published list within a day, and written down in the published form for `source::suffix_list`.
//!
//! The crate's functions cannot tell all their rules, but its package carries them (`data/rules.txt`, without the
//! comments that mark the two parts of the list); to which part a rule belongs, the crate answers itself.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Command;

/// The list in its published form, without its comments.
pub(super) fn list() -> String {
    let file = package().join("data/rules.txt");
    println!("cargo::rerun-if-changed={}", file.display());
    let rules = std::fs::read_to_string(&file).unwrap_or_else(|e| {
        panic!(
            "{}: {e}; this version of the crate `psl` carries no list, keep to the one in Cargo.lock",
            file.display()
        )
    });
    let (private, icann): (Vec<_>, Vec<_>) =
        rules.lines().map(str::trim).filter(|rule| !rule.is_empty()).partition(|rule| is_private(rule));
    assert!(icann.len() > 5_000 && private.len() > 1_000, "{}: not the whole list", file.display());
    format!(
        "{}\n// ===BEGIN PRIVATE DOMAINS===\n{}\n// ===END PRIVATE DOMAINS===\n",
        icann.join("\n"),
        private.join("\n")
    )
}

fn is_private(rule: &str) -> bool {
    let name = match rule.strip_prefix("*.") {
        Some(parent) => format!("any.{parent}"),
        None => rule.trim_start_matches('!').to_owned(),
    };
    psl::suffix(name.as_bytes()).is_some_and(|suffix| suffix.typ() == Some(psl::Type::Private))
}

/// The folder of the package `psl`, wherever cargo keeps it: a registry's folder, or a vendored one.
fn package() -> PathBuf {
    // What is needed has been fetched when a build script runs; other parts of the workspace may not have been.
    let metadata = metadata(&["--offline"]).or_else(|_| metadata(&[])).unwrap_or_else(|e| panic!("{e}"));
    let packages = metadata["packages"].as_array().expect("cargo metadata lists packages");
    let psl = packages.iter().find(|package| package["name"] == "psl").expect("psl is a build-dependency");
    let manifest = psl["manifest_path"].as_str().expect("every package has a manifest");
    PathBuf::from(manifest).parent().expect("a manifest is in a folder").to_owned()
}

fn metadata(options: &[&str]) -> Result<serde_json::Value, String> {
    let cargo = std::env::var_os("CARGO").expect("cargo sets CARGO");
    let host = std::env::var("HOST").expect("cargo sets HOST");
    let arguments = ["metadata", "--format-version", "1", "--filter-platform", &host];
    let run = Command::new(cargo)
        .args(arguments.iter().chain(options).map(OsStr::new))
        .output()
        .map_err(|e| format!("cannot run cargo metadata: {e}"))?;
    if !run.status.success() {
        return Err(format!("cargo metadata: {}", String::from_utf8_lossy(&run.stderr)));
    }
    serde_json::from_slice(&run.stdout).map_err(|e| format!("cargo metadata: {e}"))
}
