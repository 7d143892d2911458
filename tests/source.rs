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
    std::fs::remove_file(dir.join("expected.txt")).ok();
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
    // `toml`, `id`, `unread` and `suffix-list` are said while loading, before any rule runs.
    for code in RULES.iter().map(|rule| rule.code).chain(["toml", "id", "unread", "suffix-list"]) {
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

#[cfg(unix)]
#[test]
fn what_is_no_file_is_told_and_never_waited_for() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("no-file");
    let _ = std::fs::remove_dir_all(&dir);
    copy(&common::project("tests/vectors/data"), &dir);
    for pipe in ["outlets/pipe.toml", "exceptions.toml"] {
        let made = std::process::Command::new("mkfifo").arg(dir.join(pipe)).status();
        assert!(made.expect("mkfifo starts").success());
    }
    for link in ["entities/dangling.toml", "raters.toml"] {
        let _ = std::fs::remove_file(dir.join(link));
        std::os::unix::fs::symlink("nowhere", dir.join(link)).expect("a link");
    }
    // A link to a file is as good as the file.
    std::fs::rename(dir.join("sources/register.toml"), dir.join("elsewhere.md")).expect("moved");
    std::os::unix::fs::symlink("../elsewhere.md", dir.join("sources/register.toml")).expect("a link");
    let (sources, mut diagnostics) = source::load(&dir).expect("a readable folder");
    diagnostics.extend(source::check::check_on(&sources, TODAY));
    let told: Vec<String> = diagnostics
        .iter()
        .filter(|it| it.code == "unread")
        .map(|it| format!("{} {}: {}", it.file.display(), it.code, it.message))
        .collect();
    assert_eq!(
        told,
        [
            "raters.toml unread: a link that leads nowhere",
            "outlets/pipe.toml unread: no file that can be read (a dangling link, a pipe or a device)",
            "entities/dangling.toml unread: no file that can be read (a dangling link, a pipe or a device)",
            "exceptions.toml unread: cannot be read: not a file (a folder, a pipe or a device)",
        ]
    );
}

#[test]
fn what_could_be_compiled_once_can_be_compiled_for_ever() {
    for case in ["date-future", "exception"] {
        let dir = common::project("tests/source").join(case);
        let whole = Path::new(env!("CARGO_TARGET_TMPDIR")).join("for-ever").join(case);
        let _ = std::fs::remove_dir_all(&whole);
        copy(&common::project("tests/vectors/data"), &whole);
        copy(&dir, &whole);
        let (sources, _) = source::load(&whole).expect("a readable folder");
        let found = source::check::check(&sources);
        for told in ["is to come", "ran out", "runs out"] {
            assert!(!found.iter().any(|it| it.message.contains(told)), "{case}: {told}");
        }
    }
}
