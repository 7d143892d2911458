//! Turns the account shapes of `data/platforms/*.toml` into a Rust table.
//!
//! Rules that interpret URLs ship inside the program and are never updated over the network, so they are
//! compiled in here instead of travelling in the dataset.

use std::fmt::Write as _;
use std::path::Path;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Platform {
    name: String,
    hosts: Vec<String>,
    #[serde(default)]
    not_hosts: Vec<String>,
    #[serde(default)]
    account_hosts: Vec<String>,
    fold_case: bool,
    #[serde(default)]
    ignore: String,
    allowed: String,
    #[serde(default)]
    reserved: Vec<String>,
    #[serde(default)]
    shape: Vec<Shape>,
    example: Vec<Example>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Shape {
    path: String,
    #[serde(default)]
    query: String,
    #[serde(default)]
    prefix: String,
    #[serde(default)]
    starts_with: String,
    #[serde(default)]
    length: usize,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    url: String,
    /// Absent: the address carries no account.
    account: Option<String>,
}

fn main() {
    let dir = Path::new("data/platforms");
    println!("cargo::rerun-if-changed={}", dir.display());
    let mut files: Vec<_> = std::fs::read_dir(dir)
        .unwrap_or_else(|e| panic!("cannot read {}: {e}", dir.display()))
        .map(|entry| entry.expect("readable folder").path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    files.sort();

    let mut out = String::from("/// Every platform, by id.\npub const PLATFORMS: &[Platform] = &[\n");
    for path in &files {
        println!("cargo::rerun-if-changed={}", path.display());
        let id = path.file_stem().and_then(|s| s.to_str()).expect("file name in UTF-8");
        let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let p: Platform = toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert!(!p.example.is_empty(), "{}: every platform carries examples", path.display());
        writeln!(
            out,
            "    Platform {{ id: {id:?}, name: {:?}, hosts: &{:?}, not_hosts: &{:?}, account_hosts: &{:?}, \
             fold_case: {}, ignore: {:?}, allowed: {:?}, reserved: &{:?}, shapes: &[",
            p.name, p.hosts, p.not_hosts, p.account_hosts, p.fold_case, p.ignore, p.allowed, p.reserved
        )
        .expect("write to a string");
        for s in &p.shape {
            assert!(s.path.starts_with('/'), "{}: a shape's path starts with /", path.display());
            let segments: Vec<&str> = s.path[1..].split('/').collect();
            writeln!(
                out,
                "        Shape {{ segments: &{segments:?}, query: {:?}, prefix: {:?}, starts_with: {:?}, length: {} }},",
                s.query, s.prefix, s.starts_with, s.length
            )
            .expect("write to a string");
        }
        out.push_str("    ], examples: &[\n");
        for e in &p.example {
            writeln!(out, "        ({:?}, {:?}),", e.url, e.account.as_deref()).expect("write to a string");
        }
        out.push_str("    ] },\n");
    }
    out.push_str("];\n");
    let target = Path::new(&std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("platforms.rs");
    std::fs::write(&target, out).unwrap_or_else(|e| panic!("{}: {e}", target.display()));
}
