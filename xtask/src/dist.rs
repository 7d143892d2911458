//! `cargo xtask dist`: the packages in `target/dist`.
//!
//! One manifest serves both browsers. Firefox's package drops `service_worker`, which Firefox does not know and its
//! linter warns of; Chromium's keeps `scripts`, which Chromium passes over and without which the linter, made for
//! Firefox, takes the package for broken.

use std::path::Path;
use std::process::Command;

use crate::{Result, host, release, setup, wasm};

const DIST: &str = "target/dist";

/// `cargo xtask dist [--release-config FILE]`
pub(crate) fn run(args: &[String]) -> Result {
    let config = release::config(args)?;
    setup::npm()?;
    wasm::build_with(config.as_deref())?;
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
    for browser in ["chromium", "firefox"] {
        let folder = dist.join(browser);
        stage(&folder)?;
        if browser == "firefox" {
            drop_service_worker(&folder.join("manifest.json"))?;
        }
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

/// Node reads and writes the JSON; cargo would need a package for it.
fn drop_service_worker(manifest: &Path) -> Result {
    let script = "const [, file] = process.argv; const fs = require('node:fs'); \
                  const m = JSON.parse(fs.readFileSync(file, 'utf8')); \
                  if (!m.background.service_worker) throw new Error('no background.service_worker in the manifest'); \
                  delete m.background.service_worker; fs.writeFileSync(file, JSON.stringify(m, null, 2) + '\\n');";
    host::run(Command::new("node").args(["-e", script]).arg(manifest))
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

/// Warnings that the linter, made for Firefox, may have about Chromium's package.
const CHROMIUM_WARNINGS: &[(&str, &str)] =
    &[("BACKGROUND_SERVICE_WORKER_IGNORED", "Firefox passes the service worker over; Chromium runs it")];

/// Lints both packages: Firefox's without errors or warnings, Chromium's with the warnings listed and no others.
pub(crate) fn lint() -> Result {
    for (browser, allowed) in [("firefox", &[][..]), ("chromium", CHROMIUM_WARNINGS)] {
        let codes = codes(browser)?;
        for code in codes.lines().filter(|code| !code.is_empty()) {
            match allowed.iter().find(|(known, _)| *known == code) {
                Some((_, why)) => println!("{browser}: {code}, as expected: {why}"),
                None => return Err(format!("{browser}'s package has a finding of the linter: {code}")),
            }
        }
        println!("{browser}: linted");
    }
    Ok(())
}

/// The codes of every error and warning, one a line.
fn codes(browser: &str) -> Result<String> {
    let script = "let text = ''; process.stdin.on('data', (d) => text += d).on('end', () => { \
                  const { errors, warnings } = JSON.parse(text); \
                  for (const { code } of [...errors, ...warnings]) console.log(code); });";
    let lint = Command::new("node")
        .args(["node_modules/web-ext/bin/web-ext.js", "lint", "--no-config-discovery", "--output", "json"])
        .arg("--source-dir")
        .arg(Path::new(DIST).join(browser))
        .stdout(std::process::Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot start web-ext: {error}"))?;
    let output = lint.stdout.ok_or("web-ext has no output")?;
    host::read(Command::new("node").args(["-e", script]).stdin(output))
}
