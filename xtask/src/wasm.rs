//! Building the module for browsers and the dataset, and putting both where the extension and the site expect them.

use std::path::{Path, PathBuf};
use std::process::Command;

use wasm_bindgen_cli_support::Bindgen;

use crate::setup::{self, TARGET, WasmToolchain};
use crate::{Result, host, release};

/// Where the extension and the site load the engine from. Not in git.
const GEN: &str = "extension/gen";
const SITE_GEN: &str = "www/gen";

/// Files of the extension that the site uses as they are: those that know no `chrome`.
const SHARED: &[&str] = &[
    "content/namespace.js",
    "content/dom.js",
    "content/words.js",
    "content/badge.js",
    "content/card.js",
    "content/sites.js",
    "content/shown.js",
    "content/questions.js",
    "content/links.js",
    "content/pace.js",
    "content/watch.js",
    "content/place.js",
    "content/hover.js",
    "content/page.js",
    "shared/displayed.js",
    "icons/icon.svg",
];

/// A module for browsers. All are the one crate, with other features.
struct Module {
    name: &'static str,
    features: &'static str,
    /// The committed copy of the emitted types.
    types: &'static str,
    /// In bytes, optimised.
    budget: u64,
}

const MODULES: [Module; 2] = [
    Module { name: "imprint", features: "", types: "src/wasm/imprint.d.ts", budget: BUDGET },
    Module {
        name: "imprint_updates",
        features: "updates",
        types: "src/wasm/updates.d.ts",
        budget: UPDATES_BUDGET,
    },
];

/// Budget for the optimised module, in bytes. A quarter of it is tables of the `url` crate. It may shrink, never grow.
const BUDGET: u64 = 400_000;

/// Budget for the second module, which is loaded when an update is looked at or a plain list compiled. The tables of the
/// `url` crate and of the platforms, by which a pasted address becomes a key, are more than half of it.
const UPDATES_BUDGET: u64 = 740_000;

/// How costly a function may be and still be put where it is called, in LLVM's own measure. Code compiled for size has 5, for
/// speed 225. At 14 the module has 1 kB more than at 5 and takes 7 % less time for a link; at 16 it is too large.
const INLINED: u32 = 14;

/// `cargo xtask wasm [--release-config FILE]`
pub(crate) fn task(args: &[String]) -> Result {
    build_with(release::config(args)?.as_deref())
}

/// Fills `extension/gen` and `www/gen`.
pub(crate) fn build() -> Result {
    build_with(release::config(&[])?.as_deref())
}

/// The same, with a file that says what a publisher's release is.
pub(crate) fn build_with(config: Option<&Path>) -> Result {
    modules()?;
    dataset(&Path::new(GEN).join("imprint.dataset"), config)?;
    release::write(Path::new(GEN), config)?;
    site()
}

fn modules() -> Result {
    MODULES.iter().try_for_each(|each| module(each, Path::new(GEN)))
}

/// Gives the site its own copy of the engine and of the scripts that it shares with the extension, so that `www/`
/// alone can be put on any static host.
fn site() -> Result {
    let site = Path::new(SITE_GEN);
    if site.exists() {
        std::fs::remove_dir_all(site).map_err(|error| format!("cannot empty {SITE_GEN}: {error}"))?;
    }
    host::copy_dir(Path::new(GEN), site)?;
    // The site is updated by putting another one in its place.
    for file in [
        "imprint_updates.js",
        "imprint_updates.d.ts",
        "imprint_updates_bg.wasm",
        "imprint_updates_bg.wasm.d.ts",
        "release.json",
        "root.json",
    ] {
        let _ = std::fs::remove_file(site.join(file));
    }
    for folder in ["content", "shared", "icons"] {
        let to = site.join("ext").join(folder);
        std::fs::create_dir_all(&to).map_err(|error| format!("cannot create {}: {error}", to.display()))?;
    }
    for file in SHARED {
        copy(&Path::new("extension").join(file), &site.join("ext").join(file))?;
    }
    host::copy_dir(Path::new("extension/_locales"), &site.join("ext/_locales"))
}

/// Compiles `data/`, or takes the dataset of a publisher's release.
fn dataset(to: &Path, config: Option<&Path>) -> Result {
    host::run(host::cargo().args(["build", "--quiet", "--release", "--bin", "imprint"]))?;
    let built = Path::new("target/imprint.dataset");
    let build = || {
        let mut build = Command::new(program());
        build.args(["dataset", "build", "data", "--output"]).arg(built);
        build
    };
    if !config.map_or(Ok(false), |config| release::dataset(config, to))? {
        host::run(&mut build())?;
        return copy(built, to);
    }
    host::run(build().arg("--previous").arg(to))?;
    if bytes(built)? != bytes(to)? {
        println!(
            "data/ is not that of the release, whose data the package carries: publish first if it is to have these"
        );
    }
    Ok(())
}

/// The `imprint` program as built for release.
pub(crate) fn program() -> PathBuf {
    host::root().join("target/release/imprint")
}

/// Compiles, binds and optimises the module.
fn module(module: &Module, to: &Path) -> Result {
    let raw = compile(module.features)?;
    std::fs::create_dir_all(to).map_err(|error| format!("cannot create {}: {error}", to.display()))?;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(&raw)
        .out_name(module.name)
        .web(true)
        .map_err(|error| format!("wasm-bindgen: {error}"))?
        .typescript(true)
        .omit_default_module_path(true)
        .generate(to)
        .map_err(|error| format!("wasm-bindgen: {error:#}"))?;
    optimise(&to.join(format!("{}_bg.wasm", module.name)), module.budget)
}

fn compile(features: &str) -> Result<PathBuf> {
    let toolchain = setup::wasm_toolchain()?;
    let mut cargo;
    let target_dir = match toolchain {
        WasmToolchain::Target => {
            cargo = host::cargo();
            cargo.args(["rustc", "--quiet", "--lib", "--crate-type", "cdylib"]);
            "target/wasm"
        }
        WasmToolchain::Debian => {
            let linker = rust_lld()?;
            cargo = Command::new("/usr/bin/cargo");
            cargo
                .args([
                    "rustc",
                    "--quiet",
                    "--lib",
                    "--crate-type",
                    "cdylib",
                    "-Z",
                    "build-std=std,panic_abort",
                ])
                .env("RUSTC", "/usr/bin/rustc")
                .env("RUSTC_BOOTSTRAP", "1")
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker)
                // The cargo that called us belongs to another toolchain.
                .env_remove("CARGO")
                .env_remove("RUSTUP_TOOLCHAIN");
            "target/wasm-debian"
        }
    };
    // Its own target folder: another compiler, other flags, and no waiting for the lock of the main one.
    cargo.args([
        "--profile",
        "wasm",
        "--target",
        TARGET,
        "--no-default-features",
        "--features",
        features,
        "--target-dir",
        target_dir,
        "--",
        // For this last step alone, in which all crates are optimised as one.
        "-C",
        &format!("llvm-args=-inline-threshold={INLINED}"),
    ]);
    // Panics name the file they come from: where this machine keeps its crates is nobody's business and takes room.
    let crates = host::cargo_home().join("registry/src");
    let folders = std::fs::read_dir(&crates).into_iter().flatten().flatten().map(|folder| folder.path());
    let flags: Vec<String> =
        folders.map(|folder| format!("--remap-path-prefix={}/=", folder.display())).collect();
    // What cargo puts between flags.
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
    host::run(&mut cargo)?;
    Ok(host::root().join(target_dir).join(TARGET).join("wasm/imprint.wasm"))
}

/// The linker for wasm that comes with every Rust toolchain.
fn rust_lld() -> Result<PathBuf> {
    for rustc in [setup::rustc(), "/usr/bin/rustc".into()] {
        let Ok(sysroot) = host::read(Command::new(rustc).args(["--print", "sysroot"])) else { continue };
        let rustlib = Path::new(sysroot.trim()).join("lib/rustlib");
        for entry in std::fs::read_dir(&rustlib).into_iter().flatten().flatten() {
            let lld = entry.path().join("bin/rust-lld");
            if lld.is_file() {
                return Ok(lld);
            }
        }
    }
    host::find("wasm-ld").ok_or_else(|| "no linker for wasm: please install Debian's package lld".to_owned())
}

/// `wasm-opt` from the npm package binaryen, then the gate on size.
fn optimise(module: &Path, budget: u64) -> Result {
    setup::npm()?;
    let before = size(module)?;
    // What current compilers emit and both browsers have had since 2021 at the latest.
    let features = [
        "--enable-bulk-memory",
        "--enable-nontrapping-float-to-int",
        "--enable-sign-ext",
        "--enable-mutable-globals",
        "--enable-reference-types",
        "--enable-multivalue",
    ];
    host::run(
        Command::new("node")
            .arg("node_modules/binaryen/bin/wasm-opt")
            .args([
                "-O3",
                "--merge-similar-functions",
                // The stack comes first, so nothing that a pointer leads to is so low.
                "--low-memory-unused",
                "--const-hoisting",
                "--reorder-functions",
                "--strip-debug",
                "--strip-producers",
            ])
            .args(features)
            .arg(module)
            .arg("-o")
            .arg(module),
    )?;
    let after = size(module)?;
    println!("{}: {before} bytes, {after} optimised (budget {budget})", module.display());
    if after > budget {
        return Err(format!("the module has {after} bytes, more than its budget of {budget}"));
    }
    Ok(())
}

/// Compares the emitted types with the committed copies.
pub(crate) fn check_types() -> Result {
    for module in &MODULES {
        let emitted = read(&Path::new(GEN).join(format!("{}.d.ts", module.name)))?;
        if emitted != read(Path::new(module.types))? {
            return Err(format!(
                "the module's types differ from {}: if the change is wanted, run `cargo xtask codegen`, look at the \
                 difference, and adapt the JavaScript that uses them",
                module.types
            ));
        }
    }
    Ok(())
}

/// Makes the emitted types the committed ones.
pub(crate) fn accept_types() -> Result {
    modules()?;
    MODULES.iter().try_for_each(|module| {
        copy(&Path::new(GEN).join(format!("{}.d.ts", module.name)), Path::new(module.types))
    })
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

fn size(path: &Path) -> Result<u64> {
    std::fs::metadata(path)
        .map(|meta| meta.len())
        .map_err(|error| format!("cannot read {}: {error}", path.display()))
}

fn copy(from: &Path, to: &Path) -> Result {
    std::fs::copy(from, to)
        .map(drop)
        .map_err(|error| format!("cannot copy {} to {}: {error}", from.display(), to.display()))
}
