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
/// `{"base_url", "mirrors", "publisher", "corrections_url", "root", "tree", "floor"}`, all optional; `root` is a file and `tree`
/// the folder of the releases, both from the configuration's own folder on.
pub(crate) fn write(to: &Path, config: Option<&Path>) -> Result {
    // What an earlier build left is not this one's, and half of it would be nobody's.
    for file in ["release.json", "root.json"].map(|name| to.join(name)) {
        if file.exists() {
            std::fs::remove_file(&file)
                .map_err(|error| format!("cannot remove {}: {error}", file.display()))?;
        }
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
    match path(config, "root")? {
        Some(root) => host::run(Command::new(wasm::program()).args(["dataset", "root", "--show"]).arg(root)),
        None => Ok(()),
    }
}

/// The plain dataset of the release that the configuration's tree has out, put into a file; `false` if it names no tree.
///
/// Not what `data/` compiles to now: a package must carry the very bytes of a release, or no delta fits what it has, and a
/// package with more than the tree would be led back by its first look. By the rules of a client: it must be able to
/// open what it carries.
pub(crate) fn dataset(config: &Path, to: &Path) -> Result<bool> {
    let Some(tree) = path(config, "tree")? else { return Ok(false) };
    let root = path(config, "root")?
        .ok_or_else(|| format!("{}: tree without root: whose release is it?", config.display()))?;
    let scratch = host::root().join("target/release-data");
    let _ = std::fs::remove_dir_all(&scratch);
    std::fs::create_dir_all(&scratch)
        .map_err(|error| format!("cannot create {}: {error}", scratch.display()))?;
    let (bundle, dataset) = (scratch.join("bundle"), scratch.join("imprint.dataset"));
    let run = |words: &[&str], paths: &[&Path]| {
        host::run(Command::new(wasm::program()).arg("dataset").args(words).args(paths))
    };
    run(&["bundle"], &[&tree, Path::new("--out"), &bundle])?;
    run(&["import-bundle"], &[&bundle, Path::new("--root"), &root, Path::new("--output"), &dataset])?;
    std::fs::copy(&dataset, to).map_err(|error| format!("cannot write {}: {error}", to.display()))?;
    Ok(true)
}

/// A file or folder that the configuration names, from its own folder on.
fn path(config: &Path, member: &str) -> Result<Option<PathBuf>> {
    let script = "const [, file, member] = process.argv; const { dirname, resolve } = require('node:path'); \
                  let told; try { told = JSON.parse(require('node:fs').readFileSync(file))[member]; } \
                  catch (error) { console.error(`${file}: ${error.message}`); process.exit(1); } \
                  if (told) console.log(resolve(dirname(file), told));";
    let told = host::read(Command::new("node").args(["-e", script]).arg(config).arg(member))?;
    Ok(Some(told.trim()).filter(|path| !path.is_empty()).map(PathBuf::from))
}
