//! Installing what a bare machine lacks.
//!
//! On Debian and its kin everything comes from its own packages; npm packages come from package-lock.json.
//! Elsewhere this says exactly what to install. What is there already is left alone.

use std::path::Path;
use std::process::Command;

use crate::{Result, host};

/// The oldest major version of Node.js that the development packages run on.
const NODE: u32 = 20;

/// The target that browsers run.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// How the module is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WasmToolchain {
    /// The toolchain at hand has the target.
    Target,
    /// Debian's rustc-web with the standard library's source.
    Debian,
}

/// Everything that any task needs.
pub(crate) fn everything() -> Result {
    wasm_toolchain()?;
    browsers()?;
    npm()
}

/// Makes sure the module can be compiled.
///
/// `IMPRINT_WASM_TOOLCHAIN=debian` takes Debian's route even where the target is installed.
pub(crate) fn wasm_toolchain() -> Result<WasmToolchain> {
    let forced = std::env::var("IMPRINT_WASM_TOOLCHAIN").is_ok_and(|value| value == "debian");
    if !forced {
        if has_target() {
            return Ok(WasmToolchain::Target);
        }
        if host::find("rustup").is_some() {
            eprintln!("xtask: installing the Rust target {TARGET} (rustup)");
            let added = host::succeeds(Command::new("rustup").args(["target", "add", TARGET]));
            if added && has_target() {
                return Ok(WasmToolchain::Target);
            }
            eprintln!("xtask: rustup could not; taking Debian's route");
        }
    }
    // lld links the module where no toolchain of rustup brings its own linker.
    let packages = ["rustc-web", "cargo-web", "rust-web-src", "lld"];
    if !packages.iter().all(|package| debian_has(package)) {
        apt(&packages, &format!("the Rust target {TARGET} (`rustup target add {TARGET}`)"))?;
    }
    Ok(WasmToolchain::Debian)
}

fn has_target() -> bool {
    let Ok(sysroot) = host::read(Command::new(rustc()).args(["--print", "sysroot"])) else { return false };
    Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).join("lib").is_dir()
}

/// The compiler that cargo uses here.
pub(crate) fn rustc() -> std::ffi::OsString {
    std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())
}

/// Makes sure there are browsers to run.
pub(crate) fn browsers() -> Result {
    let mut missing = Vec::new();
    if crate::browsers::chromium().is_none() {
        missing.push("chromium");
    }
    if crate::browsers::firefox().is_none() {
        missing.push("firefox-esr");
    }
    if missing.is_empty() {
        return Ok(());
    }
    // Without fonts a headless browser draws boxes for text, and layouts differ.
    missing.extend(["fonts-dejavu-core", "fonts-liberation", "fonts-noto-core"]);
    apt(
        &missing,
        "the browsers Chromium and Firefox ESR, so that `chromium` and `firefox-esr` are on the path",
    )
}

/// Where there is a Node.js that is new enough, for systems whose own is not.
const NODE_FROM: &str =
    "https://nodejs.org/en/download, or NodeSource's packages, https://github.com/nodesource/distributions";

/// Makes sure there is Node.js, new enough, with npm.
fn node() -> Result {
    let wanted = format!("Node.js {NODE} or later with npm");
    if host::find("node").is_none() {
        // A machine that was just installed knows of no package yet.
        if apt_major("nodejs").is_none()
            && let Some(sudo) = may_install()
        {
            // Without a network the installation below says what to do.
            host::succeeds(&mut apt_get(sudo, &["update"]));
        }
        // Debian 12's own would be refused as soon as it is there.
        if let Some(offered) = apt_major("nodejs").filter(|&major| major < NODE) {
            return Err(format!(
                "please install {wanted} from {NODE_FROM}; this system's own package nodejs is version {offered}"
            ));
        }
        apt(&["nodejs", "npm"], &format!("{wanted} ({NODE_FROM})"))?;
    }
    let version = host::read(Command::new("node").arg("--version"))?;
    if major(version.trim().trim_start_matches('v')).is_none_or(|major| major < NODE) {
        return Err(format!("Node.js here is {}; please install {wanted} from {NODE_FROM}", version.trim()));
    }
    if host::find("npm").is_none() {
        // The package would bring Debian's Node.js along where the one at hand is from elsewhere.
        if !debian_has("nodejs") {
            return Err(format!("Node.js is here without npm; please install {wanted} from {NODE_FROM}"));
        }
        apt(&["npm"], &format!("{wanted} ({NODE_FROM})"))?;
    }
    Ok(())
}

/// The first number of a version.
fn major(version: &str) -> Option<u32> {
    version.split('.').next()?.parse().ok()
}

/// The major version of a package that apt would install; none where nothing is known of it.
fn apt_major(package: &str) -> Option<u32> {
    host::find("apt-cache")?;
    candidate(&host::read(Command::new("apt-cache").args(["policy", package])).ok()?)
}

/// What `apt-cache policy` says it would install. An epoch stands before a colon.
fn candidate(policy: &str) -> Option<u32> {
    let version = policy.lines().find_map(|line| line.trim().strip_prefix("Candidate:"))?.trim();
    major(version.rsplit_once(':').map_or(version, |(_, version)| version))
}

/// Makes sure the development packages of package-lock.json are there.
pub(crate) fn npm() -> Result {
    node()?;
    let lock = std::fs::read("package-lock.json")
        .map_err(|error| format!("cannot read package-lock.json: {error}"))?;
    let stamp = Path::new("node_modules/.imprint-lock");
    if std::fs::read(stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    eprintln!("xtask: installing npm development packages (package-lock.json)");
    // Packages that download a browser of their own would fail without a network; none of ours needs scripts.
    host::run(Command::new("npm").args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]))?;
    std::fs::write(stamp, lock).map_err(|error| format!("cannot write {}: {error}", stamp.display()))
}

/// What validates exports, pinned: the packages that others read them with.
const VALIDATORS: &[&str] = &["followthemoney==4.11.2", "libcovebods==0.16.0"];

/// Makes sure there is Python 3.
pub(crate) fn python() -> Result {
    if host::find("python3").is_some() {
        return Ok(());
    }
    apt(&["python3", "python3-venv"], "Python 3 with the module venv, so that `python3` is on the path")
}

/// A Python with the validators of exports in an environment of its own.
pub(crate) fn export_validators() -> Result<std::path::PathBuf> {
    let dir = Path::new("target/export-validators");
    let (python, stamp) = (dir.join("bin/python"), dir.join("imprint-packages"));
    let wanted = VALIDATORS.join("\n");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    self::python()?;
    eprintln!("xtask: installing Python packages into {}: {}", dir.display(), VALIDATORS.join(" "));
    let environment = || host::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(dir));
    if environment().is_err() {
        // Debian's python3 comes without the module.
        apt(&["python3-venv"], "the module venv of Python 3")?;
        environment()?;
    }
    let install = || {
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(VALIDATORS);
        host::run(&mut pip)
    };
    if install().is_err() {
        // followthemoney needs PyICU, which is compiled where no wheel fits.
        apt(
            &["g++", "pkg-config", "libicu-dev", "python3-dev"],
            "what PyICU is compiled with: g++, pkg-config, ICU",
        )?;
        install()?;
    }
    std::fs::write(&stamp, wanted).map_err(|error| format!("cannot write {}: {error}", stamp.display()))?;
    Ok(python)
}

fn debian_has(package: &str) -> bool {
    host::read(
        Command::new("dpkg-query")
            .args(["-W", "-f", "${Status}", package])
            .stderr(std::process::Stdio::null()),
    )
    .is_ok_and(|status| status.contains("install ok installed"))
}

/// Whether packages can be installed here without a question, and if so, whether by `sudo`.
fn may_install() -> Option<bool> {
    host::find("apt-get")?;
    let root = host::read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    let sudo = !root && host::succeeds(Command::new("sudo").args(["-n", "true"]));
    (root || sudo).then_some(sudo)
}

fn apt_get(sudo: bool, args: &[&str]) -> Command {
    let mut command = if sudo { Command::new("sudo") } else { Command::new("apt-get") };
    if sudo {
        command.args(["-n", "apt-get"]);
    }
    command.args(["-qq", "-o", "Dpkg::Use-Pty=0"]).args(args).env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// Installs Debian packages, or says what to install where that cannot be done.
fn apt(packages: &[&str], otherwise: &str) -> Result {
    let list = packages.join(" ");
    if host::find("apt-get").is_none() {
        return Err(format!("please install {otherwise}; this system has no apt-get, so xtask cannot do it"));
    }
    let Some(sudo) = may_install() else {
        return Err(format!("please run: sudo apt-get install {list}"));
    };
    eprintln!("xtask: installing Debian packages: {list}");
    let failed = |error| format!("{error}; please install {otherwise}");
    host::run(&mut apt_get(sudo, &["update"])).map_err(failed)?;
    let mut install = vec!["install", "-y", "--no-install-recommends"];
    install.extend(packages);
    // The chatter of a hundred packages hides what matters.
    host::run(apt_get(sudo, &install).stdout(std::process::Stdio::null())).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::{candidate, major};

    #[test]
    fn versions_are_read_as_programs_and_packages_write_them() {
        assert_eq!(major("20.20.2"), Some(20));
        assert_eq!(major("unknown"), None);
        let policy =
            |version| format!("nodejs:\n  Installed: (none)\n  Candidate: {version}\n  Version table:\n");
        assert_eq!(candidate(&policy("18.20.4+dfsg-1~deb12u3")), Some(18));
        assert_eq!(candidate(&policy("1:20.19.2+dfsg-1")), Some(20));
        assert_eq!(candidate(&policy("(none)")), None);
        assert_eq!(candidate(""), None);
    }
}
