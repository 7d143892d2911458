//! The program as its users meet it: what it prints, and with which exit code. Goldens stand in `tests/cli/`.

#![allow(dead_code, reason = "the common module serves several tests")]

mod common;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

struct Run {
    stdout: String,
    stderr: String,
    code: i32,
}

/// A folder of its own for each test, with the vectors' dataset in it.
fn scratch(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli").join(name);
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(&dir).expect("a scratch folder");
    std::fs::write(dir.join("v.dataset"), common::vectors_bytes()).expect("a dataset");
    dir
}

fn imprint(dir: &Path, args: &[&str], input: &[u8]) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_imprint"))
        .args(args)
        .current_dir(dir)
        .env_remove("IMPRINT_DATASET")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("piped");
    let input = input.to_vec();
    // A thread: a program that prints much before it has read all must not block us.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().expect("the program ends");
    writer.join().expect("the writer ends");
    Run {
        stdout: String::from_utf8(output.stdout).expect("text"),
        stderr: String::from_utf8(output.stderr).expect("text"),
        code: output.status.code().expect("an exit code"),
    }
}

fn golden(name: &str, found: &str) {
    common::golden(&common::project("tests/cli").join(name), found);
}

#[test]
fn label_prints_a_line_for_each_link() {
    let dir = scratch("label");
    let links = [
        "https://www.state.example/a",
        "https://radio.example/",
        "https://notstate.example/",
        "https://paper.clone.example/",
        "nonsense",
    ];
    let mut args = vec!["label", "--dataset", "v.dataset"];
    args.extend(links);
    let run = imprint(&dir, &args, b"");
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    golden("label.txt", &run.stdout);
}

#[test]
fn label_json_is_one_object_for_every_line_blank_ones_too() {
    let dir = scratch("label-json");
    let input =
        b"https://t.me/state_news\n\nnot a url\r\nhttps://paper.clone.example/x\nhttps://radio.example/";
    let run = imprint(&dir, &["label", "--json", "--dataset", "v.dataset"], input);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(run.stdout.lines().count(), 5);
    let mut pretty = String::new();
    for line in run.stdout.lines() {
        let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
        pretty += &serde_json::to_string_pretty(&value).expect("JSON");
        pretty.push('\n');
    }
    golden("label.json", &pretty);
}

#[test]
fn a_binary_file_on_standard_input_is_lines_without_labels() {
    let dir = scratch("binary");
    let mut input = vec![0u8, 159, 146, 150, b'\n', 0xff];
    input.extend(std::iter::repeat_n(0xc3, 3 << 20));
    let run = imprint(&dir, &["label", "--dataset", "v.dataset"], &input);
    assert_eq!(run.code, 0);
    assert_eq!(run.stdout.lines().count(), 2);
    assert!(run.stdout.lines().all(|line| line.starts_with("-\t-\t-\t-\t")));
}

#[test]
fn labelling_a_long_list_keeps_the_order_of_its_lines() {
    let dir = scratch("order");
    let mut input = String::new();
    for n in 0..20_000 {
        input += &format!("https://{}.example/{n}\n", if n % 3 == 0 { "state" } else { "elsewhere" });
    }
    let run = imprint(&dir, &["label", "--dataset", "v.dataset"], input.as_bytes());
    assert_eq!(run.code, 0);
    for (n, line) in run.stdout.lines().enumerate() {
        let expected = if n % 3 == 0 { "state-news\t" } else { "-\t" };
        assert!(line.starts_with(expected) && line.ends_with(&format!("/{n}")), "line {n}: {line}");
    }
    assert_eq!(run.stdout.lines().count(), 20_000);
}

#[test]
fn explain_tells_the_walk() {
    let dir = scratch("explain");
    let mut told = String::new();
    for link in [
        "https://www.state.example/a",
        "https://shared.example/state/radio/1",
        "https://t.me/state_news/5",
        "https://www.google.com/url?q=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3Dhttps%253A%252F%252Fstate.example%252Fa",
        "https://t.co/AbCdEf",
        "https://someone.tumblr.com/post/1",
        "https://sub.solo.example/",
        "https://state.example.evil.example/",
        "mailto:x@state.example",
    ] {
        let run = imprint(&dir, &["explain", link, "--dataset", "v.dataset"], b"");
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{link}");
        told += &format!("$ imprint explain {link}\n{}\n", run.stdout);
    }
    golden("explain.txt", &told);
}

#[test]
fn page_labels_every_link_of_a_file() {
    let dir = scratch("page");
    let html = r#"<!doctype html><title>t</title><a href="/a">own</a> <a href="https://state.example/x?a=1&amp;b=2">s</a>
        <p><a href="//paper.example">p</a> <area href="https://t.me/s/state_news"> <a name=n>none</a>
        <a href="https://t.co/a">state.example/x/a-lo…</a> <a href="https://t.co/b">somewhere</a> <a href="//evil.example">state.example</a>"#;
    std::fs::write(dir.join("p.html"), html).expect("a page");
    let args = ["page", "p.html", "--base", "https://radio.example/index.html", "--dataset", "v.dataset"];
    let run = imprint(&dir, &args, b"");
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    golden("page.txt", &run.stdout);
    let json = imprint(&dir, &[&args[..], &["--json"]].concat(), b"");
    assert_eq!(json.stdout.lines().count(), run.stdout.lines().count());
}

#[test]
fn help_names_every_command() {
    let dir = scratch("help");
    let mut told = String::new();
    for args in
        [&["--help"][..], &["label", "--help"], &["dataset", "--help"], &["dataset", "build", "--help"]]
    {
        let run = imprint(&dir, args, b"");
        assert_eq!(run.code, 0);
        told += &format!("$ imprint {}\n{}\n", args.join(" "), run.stdout);
    }
    golden("help.txt", &told);
}

#[test]
fn stats_count_what_the_compiled_file_holds() {
    let dir = scratch("stats");
    let run = imprint(&dir, &["dataset", "stats", "--dataset", "v.dataset"], b"");
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    golden("stats.txt", &run.stdout);
    let json = imprint(&dir, &["dataset", "stats", "--json", "--dataset", "v.dataset"], b"");
    let value: serde_json::Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(value["outlets"], 4);
}

#[test]
fn a_build_after_an_earlier_one_keeps_what_it_can() {
    let dir = scratch("previous");
    let data = common::project("tests/vectors/data").display().to_string();
    let built = |name: &str, more: &[&str]| {
        let args = [&["dataset", "build", &data, "-o", name][..], more].concat();
        let run = imprint(&dir, &args, b"");
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
        std::fs::read(dir.join(name)).expect("a dataset")
    };
    let first = built("first", &[]);
    assert!(built("second", &["--previous", "first"]) == first, "nothing has changed");
    // Its own output may be what it is built after.
    assert!(built("first", &["--previous", "first"]) == first);
}

#[test]
fn bad_input_gets_one_clear_line_and_exit_code_2() {
    let dir = scratch("bad");
    let good = common::vectors_bytes();
    let mut flipped = good.clone();
    *flipped.last_mut().expect("not empty") ^= 4;
    let mut other_version = good.clone();
    other_version[8] = 9;
    for (name, bytes) in [
        ("short", good[..40].to_vec()),
        ("cut", good[..good.len() - 9].to_vec()),
        ("flipped", flipped),
        ("other", other_version),
        ("html", b"<!doctype html>".to_vec()),
        ("empty", Vec::new()),
    ] {
        std::fs::write(dir.join(name), bytes).expect("a file");
    }
    let mut told = String::new();
    for args in [
        &["label", "--dataset", "short", "https://a.example/"][..],
        &["label", "--dataset", "cut", "https://a.example/"],
        &["label", "--dataset", "flipped", "https://a.example/"],
        &["label", "--dataset", "other", "https://a.example/"],
        &["label", "--dataset", "html", "https://a.example/"],
        &["label", "--dataset", "empty", "https://a.example/"],
        &["label", "--dataset", "missing", "https://a.example/"],
        &["label", "https://a.example/"],
        &["page", "missing.html", "--base", "https://a.example/", "--dataset", "v.dataset"],
        &["page", "html", "--base", "a.example", "--dataset", "v.dataset"],
        &["dataset", "check", "missing"],
        &["dataset", "fmt", "missing"],
        &["dataset", "build", "missing"],
        &["dataset", "build", "missing", "--previous", "html"],
    ] {
        let run = imprint(&dir, args, b"");
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{args:?}");
        assert_eq!(run.stderr.lines().count(), 1, "{args:?}: one line\n{}", run.stderr);
        told += &format!("$ imprint {}\n{}", args.join(" "), run.stderr);
    }
    golden("bad-input.txt", &told);
    let usage = imprint(&dir, &["lable"], b"");
    assert_eq!(usage.code, 2, "bad usage");
}

#[test]
fn the_dataset_comes_from_the_option_then_the_environment_then_the_built_file_then_the_sources() {
    let dir = scratch("find");
    let label = |dir: &Path, env: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_imprint"));
        command.args(["label", "https://state.example/"]).current_dir(dir).env_remove("IMPRINT_DATASET");
        if let Some(path) = env {
            command.env("IMPRINT_DATASET", path);
        }
        let output = command.output().expect("the program runs");
        (
            String::from_utf8_lossy(&output.stdout).into_owned(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    let (out, err) = label(&dir, Some("v.dataset"));
    assert!(out.starts_with("state-news\t") && err.is_empty(), "{out}{err}");

    std::fs::create_dir_all(dir.join("target")).expect("a folder");
    std::fs::copy(dir.join("v.dataset"), dir.join("target/imprint.dataset")).expect("a copy");
    let (out, err) = label(&dir, None);
    assert!(out.starts_with("state-news\t") && err.is_empty(), "{out}{err}");

    let project = common::project("tests/vectors");
    let (out, err) = label(&project, None);
    assert!(out.starts_with("state-news\t"), "{out}");
    assert_eq!(err, "imprint: using data/ compiled in memory, data of 2026-01-31\n");
}

#[test]
fn check_reports_everything_at_once_and_exits_1() {
    let dir = scratch("check");
    let data = dir.join("data/outlets");
    std::fs::create_dir_all(&data).expect("a folder");
    std::fs::write(data.join("one.toml"), "name = \"One\ncountry = 1\n").expect("a file");
    std::fs::write(data.join("two.toml"), "name = \"Two\"\ncountry = \"UK\"\ntype = \"public\"\n")
        .expect("a file");
    let run = imprint(&dir, &["dataset", "check"], b"");
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    golden("check.txt", &run.stdout);

    let rules = imprint(&dir, &["dataset", "check", "--rules"], b"");
    assert_eq!(rules.stdout.lines().count(), imprint::source::check::RULES.len());

    let build = imprint(&dir, &["dataset", "build", "--output", "o.dataset"], b"");
    assert_eq!(build.code, 2);
    assert!(build.stderr.contains("nothing was built"), "{}", build.stderr);
    assert!(!dir.join("o.dataset").exists(), "nothing half-written");
}

#[test]
fn fmt_writes_the_canonical_form_and_nothing_if_a_file_is_broken() {
    let dir = scratch("fmt");
    let data = dir.join("data/outlets");
    std::fs::create_dir_all(&data).expect("a folder");
    let untidy = "country='GB'\nname = \"One\"\n";
    std::fs::write(data.join("one.toml"), untidy).expect("a file");

    let checked = imprint(&dir, &["dataset", "fmt", "--check"], b"");
    assert_eq!(checked.code, 1);
    assert!(checked.stdout.contains("one.toml: not in canonical form"), "{}", checked.stdout);
    assert_eq!(std::fs::read_to_string(data.join("one.toml")).expect("the file"), untidy);

    std::fs::write(data.join("two.toml"), "name = \"Two\n").expect("a file");
    let broken = imprint(&dir, &["dataset", "fmt"], b"");
    assert_eq!(broken.code, 2);
    assert!(broken.stderr.contains("two.toml:1:12"), "{}", broken.stderr);
    assert_eq!(
        std::fs::read_to_string(data.join("one.toml")).expect("the file"),
        untidy,
        "nothing was written"
    );

    std::fs::remove_file(data.join("two.toml")).expect("removed");
    assert_eq!(imprint(&dir, &["dataset", "fmt"], b"").code, 0);
    assert_eq!(
        std::fs::read_to_string(data.join("one.toml")).expect("the file"),
        "name = \"One\"\ncountry = \"GB\"\n"
    );
    assert_eq!(imprint(&dir, &["dataset", "fmt", "--check"], b"").code, 0);
}

#[test]
fn build_writes_what_label_reads() {
    let dir = scratch("build");
    let data = common::project("tests/vectors/data");
    let run = imprint(&dir, &["dataset", "build", &data.to_string_lossy(), "--output", "sub/o.dataset"], b"");
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(std::fs::read(dir.join("sub/o.dataset")).expect("built"), common::vectors_bytes());
    assert!(!dir.join("sub/o.dataset.new").exists());
}

#[test]
fn a_reader_that_stops_early_is_no_error() {
    let dir = scratch("pipe");
    let mut child = Command::new(env!("CARGO_BIN_EXE_imprint"))
        .args(["label", "--json", "--dataset", "v.dataset"])
        .current_dir(&dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().expect("piped");
    for _ in 0..5_000 {
        if stdin.write_all(b"https://state.example/\n").is_err() {
            break;
        }
    }
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}
