//! Every rule of `imprint dataset check` against its pair: `tests/source/<code>/` holds files that are laid over
//! the dataset of the vectors, `expected.txt` what is then said.

#![allow(dead_code, reason = "the common module serves several tests")]

mod common;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use imprint::source::{self, check::RULES};

/// The day of the pairs, on which one exception has run out and another has not.
const TODAY: &str = "2026-02-01";

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("a copy");
        }
    }
}

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = std::fs::read_dir(common::project("tests/source"))
        .expect("the pairs")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    cases
}

fn name(case: &Path) -> String {
    case.file_name().expect("a name").to_string_lossy().into_owned()
}

/// What is said of a case; `scratch` keeps tests that run at the same time apart.
fn findings(case: &Path, scratch: &str) -> String {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(scratch).join(name(case));
    let _ = std::fs::remove_dir_all(&dir);
    copy(&common::project("tests/vectors/data"), &dir);
    copy(case, &dir);
    let (sources, mut diagnostics) = source::load(&dir).expect("a readable folder");
    diagnostics.extend(source::check::check_on(&sources, TODAY));
    let mut lines: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
    lines.sort();
    lines.into_iter().map(|line| line + "\n").collect()
}

#[test]
fn every_pair_says_what_is_expected() {
    for case in cases() {
        common::golden(&case.join("expected.txt"), &findings(&case, "pairs"));
    }
}

#[test]
fn every_rule_has_its_pair_and_the_pair_shows_it() {
    let cases: BTreeSet<String> = cases().iter().map(|case| name(case)).collect();
    // `toml`, `id` and `suffix-list` are said while loading, before any rule runs.
    for code in RULES.iter().map(|rule| rule.code).chain(["toml", "id", "suffix-list"]) {
        assert!(cases.contains(code), "tests/source/{code}/ is missing");
        let found = findings(&common::project("tests/source").join(code), "rules");
        assert!(found.contains(&format!("[{code}]")), "tests/source/{code} does not show its rule:\n{found}");
    }
}

#[test]
fn every_rule_says_what_why_and_what_to_do() {
    let mut codes = BTreeSet::new();
    for rule in RULES {
        assert!(codes.insert(rule.code), "{} stands twice", rule.code);
        for text in [rule.what, rule.why, rule.help] {
            assert!(text.len() > 10, "{} is told in full", rule.code);
        }
    }
}
