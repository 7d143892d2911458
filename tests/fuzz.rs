//! A bounded run of the fuzz targets: every input of the corpora and of the rules' examples, and mutations of them.
//!
//! The mutations follow from a number, which is that of the day unless `IMPRINT_FUZZ_SEED` gives one: every day tries others,
//! and what failed can be run again. `IMPRINT_FUZZ_ROUNDS` asks for more mutations of each input. What fails prints the
//! number and the input.

#![allow(dead_code, reason = "the common module serves several tests")]

mod common;
#[path = "update/publisher.rs"]
mod publisher;
#[path = "fuzz/targets.rs"]
mod targets;
#[path = "fuzz/updates.rs"]
mod updates;

use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::LazyLock;
use std::time::{SystemTime, UNIX_EPOCH};

use imprint::label::Labeler;
use imprint::link::account::PLATFORMS;
use imprint::link::hosting::HOSTING;
use imprint::link::wrapper::WRAPPERS;

static LABELER: LazyLock<Labeler> = LazyLock::new(common::vectors_labeler);

/// Mutations of each input, unless the environment says otherwise.
const ROUNDS: u64 = 16;

/// What the mutations of this run follow from.
static SEED: LazyLock<u64> = LazyLock::new(|| {
    let seed = match std::env::var("IMPRINT_FUZZ_SEED") {
        Ok(text) => {
            text.parse().unwrap_or_else(|_| panic!("IMPRINT_FUZZ_SEED={text}: a whole number, please"))
        }
        Err(_) => {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            now.as_secs() / (24 * 60 * 60)
        }
    };
    // Past the harness, which shows what is printed only of tests that fail.
    let _ = writeln!(std::io::stderr(), "fuzzing with IMPRINT_FUZZ_SEED={seed}");
    seed
});

/// Runs a target on an input; what fails tells how to run it again.
fn check(target: &dyn Fn(&[u8]), input: &[u8]) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| target(input))) {
        println!("IMPRINT_FUZZ_SEED={} failed on the input b\"{}\"", *SEED, input.escape_ascii());
        resume_unwind(panic);
    }
}

/// Pieces that matter to the code under test.
const PIECES: &[&[u8]] = &[
    b"https://",
    b"http:",
    b"//",
    b"/",
    b"?",
    b"&",
    b"=",
    b"#",
    b"%",
    b"%2F",
    b"%252F",
    b"%00",
    b"\xff",
    b".",
    b"..",
    b"-",
    b"--",
    b"xn--",
    b"@",
    b":",
    b"*",
    b"**_",
    b"__",
    b"__;",
    b"!",
    b"_",
    b"a1",
    b"CBMi",
    b"aHR0cHM6Ly9hLmI=",
    b"www.",
    b"state.example",
    b"t.co",
    b"url?q=",
    b"/web/2024/",
    b"cache:",
    b"RU=",
    b"\t",
    b"\n",
    b" ",
    "\u{e9}".as_bytes(),
    "\u{2026}".as_bytes(),
    "\u{203a}".as_bytes(),
    b"tg://resolve?domain=",
    b"zeitblatt",
    b"zeitblatt-example",
    "\u{435}".as_bytes(),
    b"xn--zitbltt",
];

/// xorshift64*: enough for mutating, and the same everywhere.
struct Dice(u64);

impl Dice {
    /// Those of this run.
    fn new() -> Self {
        // An odd constant spreads small numbers; a state of nothing but zeros would stay one.
        Self(SEED.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15).max(1))
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % limit.max(1)
    }
}

fn mutate(input: &[u8], other: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = input.to_vec();
    for _ in 0..=dice.below(4) {
        let at = dice.below(out.len() + 1);
        match dice.below(6) {
            0 if at < out.len() => out[at] = dice.below(256) as u8,
            1 => out.truncate(at),
            2 => {
                let piece = PIECES[dice.below(PIECES.len())];
                out.splice(at..at, piece.iter().copied());
            }
            3 => {
                let end = (at + dice.below(8)).min(out.len());
                out.drain(at..end);
            }
            4 => {
                let from = dice.below(other.len() + 1);
                out.splice(at.., other[from..].iter().copied());
            }
            _ => {
                let again = out[at..(at + dice.below(40)).min(out.len())].repeat(1 + dice.below(3));
                out.splice(at..at, again);
            }
        }
    }
    out
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = common::project("tests/fuzz/corpus").join(target);
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    let mut seeds: Vec<Vec<u8>> =
        files.iter().map(|file| std::fs::read(file).expect("a readable file")).collect();
    seeds.extend(WRAPPERS.iter().flat_map(|w| w.examples().iter().map(|(url, _)| url.as_bytes().to_vec())));
    seeds.extend(PLATFORMS.iter().flat_map(|p| p.examples().iter().map(|(url, _)| url.as_bytes().to_vec())));
    seeds.extend(HOSTING.iter().flat_map(|h| h.examples().iter().map(|(url, _)| url.as_bytes().to_vec())));
    seeds
}

fn run(name: &str, target: fn(&[u8])) {
    run_on(&seeds(name), rounds(ROUNDS), &target);
}

#[test]
fn no_input_breaks_parsing() {
    run("link", targets::link);
}

#[test]
fn no_input_breaks_unwrapping() {
    run("unwrap", targets::unwrap);
}

#[test]
fn no_input_breaks_finding_accounts() {
    run("account", targets::account);
}

#[test]
fn no_input_breaks_resemblance() {
    run("resemblance", |input| targets::resemblance(&LABELER, input));
}

#[test]
fn no_input_breaks_labelling() {
    run("label", |input| targets::label(&LABELER, input));
}

/// A signed release, each of its files mutated. The keys are new in every run; what is done to the files follows from the seed.
fn release() -> (Vec<u8>, publisher::Files) {
    let server = updates::Server::new();
    // Every one of which some reader asks for: what happens to another changes nothing.
    (server.root(), server.asked())
}

/// Mutations of true files, with pieces of each other in them.
fn run_on(seeds: &[Vec<u8>], rounds: u64, target: &dyn Fn(&[u8])) {
    let mut dice = Dice::new();
    for seed in seeds {
        check(target, seed);
        for _ in 0..rounds {
            let other = &seeds[dice.below(seeds.len())];
            check(target, &mutate(seed, other, &mut dice));
        }
    }
}

fn rounds(usual: u64) -> u64 {
    std::env::var("IMPRINT_FUZZ_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[test]
fn no_file_of_a_server_breaks_an_update() {
    let (root, files) = release();
    let others: Vec<Vec<u8>> = files.values().cloned().collect();
    let mut dice = Dice::new();
    for (path, bytes) in &files {
        for _ in 0..rounds(60) {
            let input = mutate(bytes, &others[dice.below(others.len())], &mut dice);
            let served =
                |input: &[u8]| updates::served(&root, &|wanted| files.get(wanted).cloned(), path, input);
            check(&served, &input);
        }
    }
}

#[test]
fn no_input_breaks_reading_what_is_signed() {
    let (_, files) = release();
    let seeds: Vec<Vec<u8>> =
        files.iter().filter(|(path, _)| path.ends_with(".json")).map(|(_, bytes)| bytes.clone()).collect();
    run_on(&seeds, rounds(300), &updates::envelope);
    run_on(&seeds, rounds(300), &updates::root);
    run_on(&seeds, rounds(300), &updates::changes);
    run_on(&seeds, rounds(300), &updates::state);
}

#[test]
fn no_input_breaks_bundles_and_deltas() {
    let (_, files) = release();
    let mut bundle = imprint::dataset::update::bundle::Bundle::default();
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".json")) {
        bundle.push(path, bytes.clone());
    }
    run_on(&[bundle.to_bytes()], rounds(2_000), &updates::bundle);
    let old: Vec<u8> = (0..=255).collect();
    let new: Vec<u8> = (0..300).map(|n| (n / 2) as u8).collect();
    let patch = imprint::dataset::update::patch::make(&old, &new);
    run_on(&[imprint::dataset::update::gzip::close(&new), patch], rounds(2_000), &updates::delta);
}

#[test]
fn nothing_that_is_rightly_signed_breaks_an_update() {
    let server = updates::Server::new();
    let seeds: Vec<Vec<u8>> = (0..=255).map(|n| vec![n; 24]).collect();
    let seen = std::cell::RefCell::new(std::collections::BTreeMap::<&str, usize>::new());
    run_on(&seeds, rounds(3), &|input| {
        for outcome in server.signed(input) {
            *seen.borrow_mut().entry(outcome.code()).or_default() += 1;
        }
    });
    // What is said is looked at, and not thrown away for a signature or a hash.
    let seen = seen.into_inner();
    let count =
        |outcomes: &[&str]| -> usize { outcomes.iter().filter_map(|outcome| seen.get(outcome)).sum() };
    for outcomes in [
        &["updated"][..],
        &["unreadable"],
        &["bad-root"],
        &["client-too-old", "unusable"],
        &["stale", "rollback", "mismatch", "current"],
    ] {
        assert!(count(outcomes) > 0, "nothing that was said is {outcomes:?}: {seen:?}");
    }
    assert!(count(&["updated"]) * 10 > seen.values().sum::<usize>(), "{seen:?}");
}
