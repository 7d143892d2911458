//! Whose release it is: where updates come from, by whose root, and where corrections go.
//!
//! These are inputs of a build. Without them the package has the bundled data only and says so; no address is made up,
//! and no root of a test gets into a package. Node reads and writes the JSON; cargo would need a package for it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Result, host, wasm};

/// The file named with `--release-config FILE`, or by `IMPRINT_RELEASE_CONFIG`; none is no publisher's release.
pub(crate) fn config(args: &[String]) -> Result<Option<PathBuf>> {
    match args {
        [] => {
            Ok(std::env::var_os("IMPRINT_RELEASE_CONFIG").filter(|path| !path.is_empty()).map(PathBuf::from))
        }
        [flag, file] if flag == "--release-config" => Ok(Some(PathBuf::from(file))),
        _ => Err("usage: cargo xtask wasm|dist [--release-config FILE]".into()),
    }
}

/// Writes `release.json`, and the root beside it if there is one. The configuration is
/// `{"base_url", "mirrors", "publisher", "corrections_url", "root": path from the file on, "floor"}`, all optional.
pub(crate) fn write(to: &Path, config: Option<&Path>) -> Result {
    let root = to.join("root.json");
    // What an earlier build left is not this one's.
    if root.exists() {
        std::fs::remove_file(&root).map_err(|error| format!("cannot remove {}: {error}", root.display()))?;
    }
    if let Some(config) = config {
        check_root(config)?;
    }
    let mut node = Command::new("node");
    node.args(["xtask/release.mjs"]).arg(to);
    if let Some(config) = config {
        node.arg(config);
    }
    host::run(&mut node)
}

/// A root that its own keys have not signed would make a package that can never be updated.
fn check_root(config: &Path) -> Result {
    let script = "const [, file] = process.argv; const { root } = JSON.parse(require('node:fs').readFileSync(file)); \
                  if (root) console.log(require('node:path').resolve(require('node:path').dirname(file), root));";
    let root = host::read(Command::new("node").args(["-e", script]).arg(config))?;
    let root = root.trim();
    if root.is_empty() {
        return Ok(());
    }
    host::run(Command::new(wasm::program()).args(["dataset", "root", "--show", root]))
}
