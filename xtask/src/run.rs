//! `cargo xtask run`: a real browser with the extension installed, on the demo page.

use std::path::Path;
use std::process::Command;

use crate::{Result, browsers, host, serve, setup, wasm};

/// Where the headless run puts its picture.
const PICTURE: &str = "target/demo.png";

/// `cargo xtask run [firefox]`
pub(crate) fn run(args: &[String]) -> Result {
    let firefox = match args {
        [] => false,
        [name] if name == "chromium" => false,
        [name] if name == "firefox" => true,
        _ => return Err("usage: cargo xtask run [chromium|firefox]".into()),
    };
    setup::browsers()?;
    setup::npm()?;
    wasm::build()?;

    let listener = serve::listen(0)?;
    let page = format!("http://{}/", serve::address(&listener)?);
    std::thread::spawn(move || serve::serve(&listener));

    let has_display = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    if !has_display && !cfg!(any(windows, target_os = "macos")) {
        println!("no display: labelling {page} headless");
        let browser = if firefox { "firefox" } else { "chromium" };
        return host::run(Command::new("node").args(["xtask/demo.mjs", browser, &page, PICTURE]));
    }
    println!("the demo page is {page}; close the browser to end");
    if firefox { open_firefox(&page) } else { open_chromium(&page) }
}

fn open_chromium(page: &str) -> Result {
    let extension = host::root().join("extension");
    let profile = fresh_profile("target/run-chromium")?;
    let mut chromium = Command::new(browsers::chromium().ok_or("Chromium is not installed")?);
    chromium
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("--load-extension={}", extension.display()))
        .arg(format!("--disable-extensions-except={}", extension.display()))
        .args(["--no-first-run", "--no-default-browser-check"])
        .arg(page);
    if host::read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0") {
        // Chromium refuses to run as root with its sandbox.
        chromium.arg("--no-sandbox");
    }
    host::run(&mut chromium)
}

fn open_firefox(page: &str) -> Result {
    let firefox = browsers::firefox().ok_or("Firefox is not installed")?;
    host::run(
        Command::new("node")
            .args(["node_modules/web-ext/bin/web-ext.js", "run", "--no-config-discovery", "--no-reload"])
            .args(["--source-dir", "extension", "--start-url", page])
            .arg(format!("--firefox={}", firefox.display())),
    )
}

/// A profile without a past.
fn fresh_profile(path: &str) -> Result<std::path::PathBuf> {
    let profile = host::root().join(path);
    if Path::new(&profile).exists() {
        std::fs::remove_dir_all(&profile)
            .map_err(|error| format!("cannot remove {}: {error}", profile.display()))?;
    }
    Ok(profile)
}
