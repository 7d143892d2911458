//! `cargo xtask dist`: the packages in `target/dist`.
//!
//! One manifest serves both browsers; each package drops the background key of the other, so that neither store
//! warns. Everything is put together from files that git knows, plus what the build makes.

use std::path::Path;
use std::process::Command;

use crate::{Result, host, setup, wasm};

const DIST: &str = "target/dist";

/// `cargo xtask dist`
pub(crate) fn run(_: &[String]) -> Result {
    setup::npm()?;
    wasm::build()?;
    packages()?;
    for name in ["imprint-chromium.zip", "imprint-firefox.zip", "imprint-source.zip", "imprint.dataset"] {
        println!("{DIST}/{name}");
    }
    Ok(())
}

/// Makes the packages from what is built already.
pub(crate) fn packages() -> Result {
    let dist = host::root().join(DIST);
    if dist.exists() {
        std::fs::remove_dir_all(&dist).map_err(|error| format!("cannot remove {DIST}: {error}"))?;
    }
    for (browser, drop) in [("chromium", "scripts"), ("firefox", "service_worker")] {
        let folder = dist.join(browser);
        stage(&folder)?;
        manifest(&folder.join("manifest.json"), drop)?;
        zip(&folder, &dist.join(format!("imprint-{browser}.zip")))?;
    }
    let source = dist.join("imprint-source.zip");
    host::run(Command::new("git").args(["archive", "--format=zip", "-o"]).arg(source).arg("HEAD"))?;
    let dataset = dist.join("imprint.dataset");
    std::fs::copy("extension/gen/imprint.dataset", dataset)
        .map_err(|error| format!("cannot copy the dataset: {error}"))?;
    Ok(())
}

/// What the extension needs when it runs; types and notes for developers stay behind.
fn stage(folder: &Path) -> Result {
    host::copy_dir(Path::new("extension"), folder)?;
    let unneeded = |name: &str| {
        name.ends_with(".d.ts") || name.ends_with(".md") || name.starts_with("tsconfig") || name == "icon.svg"
    };
    remove(folder, &unneeded)
}

fn remove(folder: &Path, unneeded: &dyn Fn(&str) -> bool) -> Result {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            remove(&path, unneeded)?;
        } else if path.file_name().and_then(|name| name.to_str()).is_some_and(unneeded) {
            std::fs::remove_file(&path).map_err(failed)?;
        }
    }
    Ok(())
}

/// Drops one key of `background`. Node reads and writes the JSON; cargo would need a package for it.
fn manifest(path: &Path, drop: &str) -> Result {
    let script = "const [, file, drop] = process.argv; const fs = require('node:fs'); \
                  const m = JSON.parse(fs.readFileSync(file, 'utf8')); \
                  if (!(drop in m.background)) throw new Error(`background.${drop} is not in the manifest`); \
                  delete m.background[drop]; fs.writeFileSync(file, JSON.stringify(m, null, 2) + '\\n');";
    host::run(Command::new("node").args(["-e", script]).arg(path).arg(drop))
}

/// A zip by web-ext, which every machine that builds has.
fn zip(folder: &Path, to: &Path) -> Result {
    let name = to.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    host::run(
        Command::new("node")
            .args([
                "node_modules/web-ext/bin/web-ext.js",
                "build",
                "--no-config-discovery",
                "--overwrite-dest",
            ])
            .arg("--source-dir")
            .arg(folder)
            .arg("--artifacts-dir")
            .arg(host::root().join(DIST))
            .args(["--filename", name])
            .stdout(std::process::Stdio::null()),
    )
}

/// Lints both packages; Chromium's may have warnings, Firefox's none.
pub(crate) fn lint() -> Result {
    for (browser, strict) in [("firefox", true), ("chromium", false)] {
        let mut lint = Command::new("node");
        lint.args(["node_modules/web-ext/bin/web-ext.js", "lint", "--no-config-discovery", "--source-dir"])
            .arg(Path::new(DIST).join(browser));
        if strict {
            lint.arg("--warnings-as-errors");
        }
        host::run(&mut lint)?;
    }
    Ok(())
}
