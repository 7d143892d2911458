//! `cargo xtask test`: every test.
//!
//! All steps run even if one fails, so that one run tells everything; a step that needs a failed one is skipped.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::{Result, dist, host, setup, wasm};

struct Step {
    name: &'static str,
    /// Name of a step that must have passed.
    needs: &'static str,
    run: fn() -> Result,
}

const STEPS: &[Step] = &[
    Step { name: "format", needs: "", run: || host::run(host::cargo().args(["fmt", "--all", "--check"])) },
    Step { name: "clippy", needs: "", run: clippy },
    Step {
        name: "rust tests",
        needs: "",
        run: || host::run(host::cargo().args(["test", "--quiet", "--workspace"])),
    },
    Step { name: "npm packages", needs: "", run: setup::npm },
    Step { name: "module", needs: "npm packages", run: wasm::build },
    Step { name: "types", needs: "module", run: wasm::check_types },
    Step { name: "dataset", needs: "module", run: dataset },
    Step { name: "exports", needs: "dataset", run: exports },
    Step { name: "eslint", needs: "npm packages", run: || npm("lint") },
    Step { name: "tsc", needs: "module", run: || npm("tsc") },
    Step { name: "js tests", needs: "module", run: || npm("test:js") },
    Step { name: "packages", needs: "module", run: dist::packages },
    Step { name: "web-ext lint", needs: "packages", run: dist::lint },
    Step { name: "browsers", needs: "", run: setup::browsers },
    Step { name: "browser tests", needs: "module", run: browser_tests },
];

/// `cargo xtask test [STEP…]`: all steps, or those whose names contain one of the words, with what they need.
pub(crate) fn run(words: &[String]) -> Result {
    let mut done: Vec<(&str, Option<bool>, Duration)> = Vec::new();
    let asked = asked(words);
    for step in STEPS {
        if !asked.contains(&step.name) {
            continue;
        }
        let ready = done.iter().all(|(name, passed, _)| *name != step.needs || *passed == Some(true));
        if !ready {
            done.push((step.name, None, Duration::ZERO));
            continue;
        }
        println!("\n== {}", step.name);
        let started = Instant::now();
        let result = (step.run)();
        if let Err(error) = &result {
            println!("{error}");
        }
        done.push((step.name, Some(result.is_ok()), started.elapsed()));
    }
    println!();
    for (name, passed, took) in &done {
        let word = match passed {
            Some(true) => "ok",
            Some(false) => "FAILED",
            None => "skipped",
        };
        println!("{word:>8}  {:>4} s  {name}", took.as_secs());
    }
    let failed = done.iter().filter(|(_, passed, _)| *passed != Some(true)).count();
    println!("steps: {} passed, {failed} failed", done.len() - failed);
    if failed == 0 { Ok(()) } else { Err("not every step passed".into()) }
}

/// The names of the steps that words ask for, and of those they need.
fn asked(words: &[String]) -> Vec<&'static str> {
    let mut names = Vec::new();
    // A needed step stands before those that need it.
    for step in STEPS.iter().rev() {
        let named = words.is_empty() || words.iter().any(|word| step.name.contains(word.as_str()));
        if named || names.iter().any(|name| STEPS.iter().any(|it| it.name == *name && it.needs == step.name))
        {
            names.push(step.name);
        }
    }
    names
}

fn clippy() -> Result {
    host::run(host::cargo().args([
        "clippy",
        "--quiet",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))
}

fn dataset() -> Result {
    host::run(Command::new(wasm::program()).args(["dataset", "check", "data"]))?;
    host::run(Command::new(wasm::program()).args(["dataset", "fmt", "--check", "data"]))
}

/// Exports of the real data and of the vectors, read by what others would read them with.
fn exports() -> Result {
    let Some(python) = setup::export_validators()? else {
        println!("no python3 here: the exports are not validated");
        return Ok(());
    };
    let dir = std::path::Path::new("target/exports");
    std::fs::create_dir_all(dir).map_err(|error| format!("cannot create {}: {error}", dir.display()))?;
    for (name, data) in [("vectors", "tests/vectors/data"), ("data", "data")] {
        let dataset = dir.join(format!("{name}.dataset"));
        host::run(Command::new(wasm::program()).args(["dataset", "build", data, "--output"]).arg(&dataset))?;
        let (ftm, bods) = (dir.join(format!("{name}.ftm.json")), dir.join(format!("{name}.bods.json")));
        for (format, file) in [("ftm", &ftm), ("bods", &bods)] {
            let mut export = Command::new(wasm::program());
            export.args(["dataset", "export", format, "--dataset"]).arg(&dataset).arg("--out").arg(file);
            host::run(&mut export)?;
        }
        host::run(Command::new(&python).arg("tests/export/validate.py").arg(&ftm).arg(&bods))?;
    }
    Ok(())
}

fn npm(script: &str) -> Result {
    host::run(Command::new("npm").args(["run", "--silent", script]))
}

fn browser_tests() -> Result {
    // The vectors' dataset, for the same examples through the module in both browsers.
    host::run(Command::new(wasm::program()).args([
        "dataset",
        "build",
        "tests/vectors/data",
        "--output",
        "target/vectors.dataset",
    ]))?;
    npm("test:browser")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_brings_what_it_needs() {
        let asked = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
            let mut names = asked(&words);
            names.reverse();
            names
        };
        assert_eq!(asked(&["eslint"]), ["npm packages", "eslint"]);
        assert_eq!(asked(&["js tests"]), ["npm packages", "module", "js tests"]);
        assert_eq!(asked(&["lint"]), ["npm packages", "module", "eslint", "packages", "web-ext lint"]);
        assert_eq!(asked(&["clippy"]), ["clippy"]);
        assert_eq!(asked(&[]).len(), STEPS.len());
        assert!(asked(&["no such step"]).is_empty());
    }

    #[test]
    fn a_needed_step_stands_before_those_that_need_it() {
        for (place, step) in STEPS.iter().enumerate() {
            let before = STEPS[..place].iter().any(|it| it.name == step.needs);
            assert!(step.needs.is_empty() || before, "{} needs {}", step.name, step.needs);
        }
    }
}
