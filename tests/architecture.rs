//! The shape of the code: what may know what.

#![allow(dead_code, reason = "the common module serves several tests")]

mod common;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// module → modules it may use. What is not listed is forbidden.
const EDGES: &[(&str, &[&str])] = &[
    ("index", &[]),
    ("link", &["index"]),
    ("dataset", &["index", "link"]),
    ("label", &["dataset", "index", "link"]),
    ("source", &["dataset", "index", "link"]),
    ("cli", &["dataset", "label", "link", "source"]),
    // Of `source` the plain lists alone, in the second module.
    ("wasm", &["dataset", "label", "link", "source"]),
];

fn rust_files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Code without comments and without its tests.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("a source file");
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let code = code.split("#[cfg(all(test,").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Whether a file is of the client of updates.
fn is_of_updates(file: &Path) -> bool {
    file.starts_with(common::project("src/dataset/update"))
}

fn modules() -> Vec<(String, PathBuf, String)> {
    let mut modules = Vec::new();
    for (module, _) in EDGES {
        let mut files = Vec::new();
        rust_files(&common::project("src").join(module), &mut files);
        assert!(!files.is_empty(), "src/{module} exists");
        modules.extend(files.into_iter().map(|file| ((*module).to_owned(), file.clone(), code(&file))));
    }
    modules
}

#[test]
fn modules_use_only_those_below_them() {
    for (module, file, code) in modules() {
        let allowed = EDGES.iter().find(|(name, _)| *name == module).expect("listed").1;
        for (at, _) in code.match_indices("crate::") {
            let rest = &code[at + "crate::".len()..];
            let used: String = rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            // `crate::{a, b}` would hide what is used.
            assert!(!rest.starts_with('{'), "{}: write one `use crate::…` for each module", file.display());
            assert!(
                used == module || allowed.contains(&used.as_str()),
                "{}: `{module}` must not use `{used}`",
                file.display()
            );
        }
    }
}

#[test]
fn only_wasm_knows_javascript_and_only_the_edges_do_io() {
    for (module, file, code) in modules() {
        let name = file.display();
        for word in ["wasm_bindgen", "js_sys", "web_sys", "JsValue"] {
            assert!(module == "wasm" || !code.contains(word), "{name}: only src/wasm may know `{word}`");
        }
        let does_io = ["std::fs", "std::net", "std::env", "std::process", "println!", "eprintln!"];
        let may = module == "cli" || file.ends_with("source/load.rs");
        for word in does_io {
            // build.rs hands `link` its table through OUT_DIR when compiling; that is no I/O of the program.
            let found = code.replace("env!(\"OUT_DIR\")", "").contains(word);
            assert!(may || !found, "{name}: `{word}` belongs to the edge (src/cli, src/source/load.rs)");
        }
        for word in ["SystemTime", "Instant::now"] {
            // What a person starts by hand may ask for the day.
            let may = file.ends_with("cli/today.rs");
            assert!(may || !code.contains(word), "{name}: answers do not depend on the clock");
        }
    }
}

#[test]
fn labelling_cannot_panic_by_choice() {
    for (module, file, code) in modules() {
        // Whatever a server sends must not stop the client of updates either.
        if matches!(module.as_str(), "link" | "label" | "wasm")
            || is_of_updates(&file)
            || file.ends_with("dataset/read.rs")
            || file.ends_with("index/mod.rs")
        {
            for word in [".unwrap()", ".expect(", "panic!(", "unreachable!(", "todo!("] {
                assert!(!code.contains(word), "{}: `{word}` in code that must be total", file.display());
            }
        }
    }
}

#[test]
fn the_typescript_types_have_the_fields_of_the_views() {
    // Fields of each `pub struct` of the views, renames applied, against the interface of the same purpose.
    let view = std::fs::read_to_string(common::project("src/label/view.rs")).expect("the views");
    let (rust, typescript) =
        view.split_once("pub const TYPESCRIPT").expect("the TypeScript stands at the end");
    let names = [
        ("Label", "Label"),
        ("ClaimView", "Claim"),
        ("Shows", "Shows"),
        ("OutletView", "Outlet"),
        ("OperationView", "Operation"),
        ("MatchView", "Match"),
        ("Axes", "Axes"),
        ("AxisClaim", "AxisClaim"),
        ("ShareView", "Share"),
        ("ChainStep", "ChainStep"),
        ("ChainEnd", "ChainEnd"),
        ("ListingView", "Listing"),
        ("Finding", "Finding"),
        ("EvidenceView", "Evidence"),
        ("Resemblance", "Resemblance"),
        ("Badge", "Badge"),
        ("ListView", "List"),
        ("ListInfo", "ListInfo"),
        ("ListAnswer", "ListAnswer"),
        ("Step", "Step"),
        ("DatasetInfo", "DatasetInfo"),
    ];
    let body = |text: &str, start: &str| {
        let from = text.find(start).unwrap_or_else(|| panic!("`{start}` is missing")) + start.len();
        text[from..].split("\n}").next().unwrap_or_default().to_owned()
    };
    for (structure, interface) in names {
        let mut fields = Vec::new();
        let mut renamed = None;
        for line in body(rust, &format!("pub struct {structure} {{")).lines().map(str::trim) {
            if let Some(rename) = line.strip_prefix("#[serde(rename = \"") {
                renamed = rename.split('"').next().map(str::to_owned);
            } else if let Some((field, option)) = line.strip_prefix("pub ").and_then(|l| l.split_once(": ")) {
                fields.push((
                    renamed.take().unwrap_or_else(|| field.to_owned()),
                    option.starts_with("Option<"),
                ));
            }
        }
        let ts: Vec<(String, bool)> = body(typescript, &format!("export interface {interface} {{"))
            .lines()
            .filter_map(|line| line.trim().split_once(": "))
            .map(|(field, kind)| (field.to_owned(), kind.contains("| null")))
            .collect();
        assert_eq!(fields, ts, "{structure} and the interface {interface} differ (field, may be null)");
    }
    let structs = rust.matches("pub struct ").count();
    assert_eq!(structs, names.len(), "every view has its interface in this test");
}

#[test]
fn the_module_for_labels_has_nothing_of_updates() {
    let root = std::fs::read_to_string(common::project("src/dataset/mod.rs")).expect("the module");
    assert!(root.contains("#[cfg(feature = \"updates\")]\npub mod update;"), "updates are gated");
    for (module, file, code) in modules() {
        let of_updates =
            file.components().any(|part| part.as_os_str() == "update") || file.ends_with("wasm/updates.rs");
        for word in ["ed25519_dalek", "flate2", "dataset::update"] {
            assert!(of_updates || !code.contains(word), "{}: {module} must not use `{word}`", file.display());
        }
    }
}

#[test]
fn the_outcomes_of_updates_are_the_words_of_the_types() {
    use imprint::dataset::update::{Outcome, Warning};
    let boundary = std::fs::read_to_string(common::project("src/wasm/updates.rs")).expect("the boundary");
    let union = |name: &str| -> BTreeSet<String> {
        let from = boundary.find(&format!("export type {name} =")).expect("a type");
        let text = boundary[from..].split(';').next().unwrap_or_default();
        text.split('"').skip(1).step_by(2).map(str::to_owned).collect()
    };
    let outcomes: BTreeSet<String> = Outcome::ALL.iter().map(|outcome| outcome.code().to_owned()).collect();
    assert_eq!(union("UpdateOutcome"), outcomes);
    let warnings: BTreeSet<String> = Warning::ALL.iter().map(|warning| warning.code().to_owned()).collect();
    assert_eq!(union("UpdateWarning"), warnings);
}

#[test]
fn the_ids_of_the_vocabularies_are_the_words_of_the_types() {
    use imprint::dataset::model::{Class, EntityKind, Medium, OutletType};
    let view = imprint::label::view::TYPESCRIPT;
    let union = |name: &str| -> BTreeSet<String> {
        let from = view.find(&format!("export type {name} =")).expect("a type");
        view[from..]
            .split(';')
            .next()
            .unwrap_or_default()
            .split('"')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    };
    let ids = |ids: Vec<&str>| -> BTreeSet<String> { ids.into_iter().map(str::to_owned).collect() };
    assert_eq!(union("ClassId"), ids(Class::ALL.iter().map(|c| c.id()).collect()));
    assert_eq!(union("OutletType"), ids(OutletType::ALL.iter().map(|c| c.id()).collect()));
    assert_eq!(union("Medium"), ids(Medium::ALL.iter().map(|c| c.id()).collect()));
    assert_eq!(union("EntityKind"), ids(EntityKind::ALL.iter().map(|c| c.id()).collect()));
}

#[test]
fn every_permission_has_its_paragraph() {
    let manifest = std::fs::read_to_string(common::project("extension/manifest.json")).expect("the manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    let argued = std::fs::read_to_string(common::project("extension/PERMISSIONS.md")).expect("the arguments");
    let mut asked = Vec::new();
    for field in ["permissions", "host_permissions", "optional_permissions", "optional_host_permissions"] {
        let list = manifest[field].as_array().cloned().unwrap_or_default();
        asked.extend(list.iter().filter_map(|item| item.as_str().map(str::to_owned)));
    }
    for script in manifest["content_scripts"].as_array().expect("content scripts") {
        let list = script["matches"].as_array().expect("matches");
        asked.extend(list.iter().filter_map(|item| item.as_str().map(str::to_owned)));
    }
    assert!(!asked.is_empty());
    for permission in asked {
        assert!(argued.contains(&format!("`{permission}`")), "PERMISSIONS.md does not argue `{permission}`");
    }
}

#[test]
fn the_native_program_links_nothing_of_the_browser() {
    let manifest = std::fs::read_to_string(common::project("Cargo.toml")).expect("Cargo.toml");
    let (before, gated) = manifest
        .split_once("[target.'cfg(target_arch = \"wasm32\")'.dependencies]")
        .expect("a gated section");
    let gated = gated.split("\n[").next().unwrap_or_default();
    for package in ["wasm-bindgen", "js-sys", "web-sys", "serde-wasm-bindgen"] {
        assert!(gated.contains(&format!("\n{package} =")), "{package} is gated to wasm32");
        assert!(!before.contains(&format!("\n{package} =")), "{package} is nowhere else");
    }
}

#[test]
fn both_pins_of_wasm_bindgen_name_one_version() {
    let version = |file: &str, package: &str| {
        let text = std::fs::read_to_string(common::project(file)).expect("a manifest");
        let line =
            text.lines().find(|line| line.starts_with(&format!("{package} ="))).expect("a pin").to_owned();
        line.split('"').nth(1).expect("a version").to_owned()
    };
    let pinned = version("Cargo.toml", "wasm-bindgen");
    assert!(pinned.starts_with('='), "wasm-bindgen is pinned exactly");
    assert_eq!(pinned, version("xtask/Cargo.toml", "wasm-bindgen-cli-support"));
}

#[test]
fn the_notice_names_every_shared_source_with_its_terms() {
    let notice = std::fs::read_to_string(common::project("data/NOTICE.md")).expect("the notice");
    let (sources, _) = imprint::source::load(&common::project("data")).expect("the data");
    for (id, record) in &sources.sources {
        let row = notice.lines().find(|line| line.starts_with(&format!("| `{id}` |")));
        let row = row.unwrap_or_else(|| panic!("data/NOTICE.md has no row for sources/{id}.toml"));
        let terms = record.value.licence.get_ref();
        assert!(
            row.ends_with(&format!("| {terms} |")),
            "{id}: the notice says other terms than `{terms}`: {row}"
        );
    }
    let rows = notice.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(rows, sources.sources.len(), "data/NOTICE.md names a source that is not there");
}

#[test]
fn the_table_of_words_in_the_data_readme_is_that_of_the_vocabularies() {
    let readme = std::fs::read_to_string(common::project("data/README.md")).expect("the README");
    let written = imprint::dataset::vocabulary::VOCABULARIES.iter().filter(|v| !v.field.is_empty());
    let mut table = String::from("| field | words |\n| --- | --- |\n");
    for vocabulary in written {
        // `registered-agent` is derived from a registration and never written.
        let words = vocabulary.words.iter().map(|(word, _)| *word).filter(|word| *word != "registered-agent");
        let words: Vec<String> = words.map(|word| format!("`{word}`")).collect();
        table += &format!("| {} | {} |\n", vocabulary.field, words.join(", "));
    }
    assert!(readme.contains(&table), "data/README.md lacks this table:\n\n{table}");
}

#[test]
fn the_project_data_compiles_without_an_error() {
    let bytes = common::compile(&common::project("data"));
    let dataset = imprint::dataset::Dataset::open(bytes).expect("it opens");
    dataset.verify().expect("it verifies");
    let labeler = imprint::label::Labeler::new(dataset);
    // The promise of the first line of the README, on the outlets that readers meet most.
    for (link, outlet, class) in [
        ("https://www.rt.com/news/", "rt", "state-controlled"),
        ("https://www.bbc.co.uk/news", "bbc", "independent-public"),
        ("https://t.me/rt_russian", "rt", "state-controlled"),
        ("https://www.theguardian.com/", "the-guardian", "private"),
    ] {
        let label = labeler.label(link);
        assert_eq!(label.outlet.as_ref().map(|o| o.id.as_str()), Some(outlet), "{link}");
        assert!(label.classes.contains(&class), "{link} is {class}, not {:?}", label.classes);
        assert!(!label.chain.is_empty(), "{link} has a chain");
    }
}
