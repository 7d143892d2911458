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
    /// What the machine must have that not every one can be given: an error says what to install, and skips the step.
    lacks: fn() -> Result,
}

const fn step(name: &'static str, needs: &'static str, run: fn() -> Result) -> Step {
    Step { name, needs, run, lacks: || Ok(()) }
}

const STEPS: &[Step] = &[
    step("format", "", || host::run(host::cargo().args(["fmt", "--all", "--check"]))),
    step("clippy", "", clippy),
    step("rust tests", "", || host::run(host::cargo().args(["test", "--quiet", "--workspace"]))),
    step("npm packages", "", setup::npm),
    step("module", "npm packages", wasm::build),
    step("types", "module", wasm::check_types),
    step("dataset", "module", dataset),
    Step { lacks: setup::python, ..step("exports", "dataset", exports) },
    step("eslint", "npm packages", || npm("lint")),
    step("tsc", "module", || npm("tsc")),
    step("js tests", "module", || npm("test:js")),
    step("packages", "module", dist::packages),
    step("web-ext lint", "packages", dist::lint),
    step("browsers", "", setup::browsers),
    step("browser tests", "module", browser_tests),
];

/// What became of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    /// Not run, because a step that it needs did not pass.
    Blocked,
    /// Not run, because the machine lacks what it needs: what to install.
    Lacking(String),
}

/// `cargo xtask test [STEP…]`: all steps, or those whose names contain one of the words, with what they need.
pub(crate) fn run(words: &[String]) -> Result {
    let mut done: Vec<(&str, Outcome, Duration)> = Vec::new();
    let asked = asked(words);
    for step in STEPS {
        if !asked.contains(&step.name) {
            continue;
        }
        let ready = done.iter().all(|(name, outcome, _)| *name != step.needs || *outcome == Outcome::Passed);
        if !ready {
            done.push((step.name, Outcome::Blocked, Duration::ZERO));
            continue;
        }
        println!("\n== {}", step.name);
        let started = Instant::now();
        let outcome = carry_out(step);
        done.push((step.name, outcome, started.elapsed()));
    }
    println!("\n{}", table(&done));
    let unfit =
        |(_, outcome, _): &&(&str, Outcome, Duration)| matches!(outcome, Outcome::Failed | Outcome::Blocked);
    if done.iter().filter(unfit).count() == 0 { Ok(()) } else { Err("not every step passed".into()) }
}

fn carry_out(step: &Step) -> Outcome {
    if let Err(missing) = (step.lacks)() {
        println!("{missing}");
        return Outcome::Lacking(missing);
    }
    match (step.run)() {
        Ok(()) => Outcome::Passed,
        Err(error) => {
            println!("{error}");
            Outcome::Failed
        }
    }
}

/// A line for each step, and one that counts them.
fn table(done: &[(&str, Outcome, Duration)]) -> String {
    let mut text = String::new();
    for (name, outcome, took) in done {
        let (word, why) = match outcome {
            Outcome::Passed => ("ok", String::new()),
            Outcome::Failed => ("FAILED", String::new()),
            Outcome::Blocked => ("skipped", ": a step that it needs did not pass".to_owned()),
            Outcome::Lacking(missing) => ("skipped", format!(": {missing}")),
        };
        text += &format!("{word:>8}  {:>4} s  {name}{why}\n", took.as_secs());
    }
    let count = |which: fn(&Outcome) -> bool| done.iter().filter(|(_, outcome, _)| which(outcome)).count();
    let (passed, lacking) = (
        count(|outcome| *outcome == Outcome::Passed),
        count(|outcome| matches!(outcome, Outcome::Lacking(_))),
    );
    text += &format!("steps: {passed} passed, {} failed", done.len() - passed - lacking);
    if lacking > 0 {
        text += &format!(", {lacking} skipped for want of something to install");
    }
    text
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
    let python = setup::export_validators()?;
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
    fn a_step_whose_needs_the_machine_lacks_is_skipped_and_says_what_to_install() {
        let lacking = Step {
            lacks: || Err("please install it".into()),
            ..step("exports", "", || panic!("it is not run"))
        };
        let outcome = carry_out(&lacking);
        assert_eq!(outcome, Outcome::Lacking("please install it".into()));
        let told =
            table(&[("clippy", Outcome::Passed, Duration::ZERO), ("exports", outcome, Duration::ZERO)]);
        assert!(told.contains(" skipped     0 s  exports: please install it\n"), "{told}");
        assert!(
            told.ends_with("steps: 1 passed, 0 failed, 1 skipped for want of something to install"),
            "{told}"
        );
    }

    #[test]
    fn a_needed_step_stands_before_those_that_need_it() {
        for (place, step) in STEPS.iter().enumerate() {
            let before = STEPS[..place].iter().any(|it| it.name == step.needs);
            assert!(step.needs.is_empty() || before, "{} needs {}", step.name, step.needs);
        }
    }
}
