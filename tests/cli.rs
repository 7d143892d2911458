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
    for args in [
        &["--help"][..],
        &["label", "--help"],
        &["dataset", "--help"],
        &["dataset", "build", "--help"],
        &["dataset", "import", "--help"],
        &["dataset", "diff", "--help"],
        &["dataset", "new", "--help"],
        &["dataset", "export", "--help"],
    ] {
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
    assert_eq!(value["outlets"], 8);
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
    assert_eq!(std::fs::read_dir(dir.join("sub")).expect("a folder").count(), 1, "nothing is left beside it");
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

/// The vectors' sources in a folder of their own, to be changed.
fn sources(dir: &Path) -> PathBuf {
    fn copy(from: &Path, to: &Path) {
        std::fs::create_dir_all(to).expect("a folder");
        for entry in std::fs::read_dir(from).expect("a readable folder") {
            let path = entry.expect("an entry").path();
            let target = to.join(path.file_name().expect("a name"));
            if path.is_dir() {
                copy(&path, &target)
            } else {
                std::fs::copy(&path, &target).map(|_| ()).expect("a copy")
            }
        }
    }
    let data = dir.join("data");
    copy(&common::project("tests/vectors/data"), &data);
    data
}

fn edit(file: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(file).expect("a file");
    assert!(text.contains(from), "{} has `{from}`", file.display());
    std::fs::write(file, text.replace(from, to)).expect("a file");
}

#[test]
fn diff_tells_what_changed_in_facts() {
    let dir = scratch("diff");
    let data = sources(&dir);
    let same = imprint(&dir, &["dataset", "diff", "v.dataset", "v.dataset"], b"");
    assert_eq!((same.code, same.stdout.as_str(), same.stderr.as_str()), (0, "", ""));

    // A new owner, a new answer (and so another class), a new listing, a key that moves, an outlet that comes and one
    // that goes; new evidence for an old claim is no change.
    edit(&data.join("entities/state-holding.toml"), "share = 75.5", "share = 80");
    edit(&data.join("outlets/state-news.toml"), "{ path = \"shared.example/state\" },", "");
    edit(&data.join("outlets/state-news.toml"), "editorial = \"yes\"", "editorial = \"no\"");
    edit(&data.join("outlets/state-news.toml"), "locator = \"no. 2\"", "locator = \"no. 22\"");
    let paper = std::fs::read_to_string(data.join("outlets/private-paper.toml")).expect("a file");
    std::fs::write(
        data.join("outlets/new-paper.toml"),
        paper
            .replace("Private Paper", "New Paper")
            .replace("\"solo.example\"", "\"new.example\"")
            .replace("{ host = \"live.state.example\" },", "{ path = \"shared.example/state\" },"),
    )
    .expect("a file");
    std::fs::remove_file(data.join("outlets/private-paper.toml")).expect("a file");
    edit(
        &data.join("operations/clone-ring.toml"),
        "imitates = \"private-paper\"",
        "imitates = \"new-paper\"",
    );
    edit(
        &data.join("outlets/charter-radio.toml"),
        "[[listing]]",
        "[[listing]]\nkind = \"block\"\nauthority = \"other-state\"\nact = \"Order 5\"\ndate = \"2026\"\n\
         evidence = [\n  { source = \"register\", locator = \"order\" },\n]\n\n[[listing]]",
    );
    // Who named a site, how directly somebody holds, and why an owner is not told are facts.
    edit(
        &data.join("operations/clone-ring.toml"),
        "imitates_name = \"Other Paper\"\nreports = [\"lab\"]",
        "imitates_name = \"Other Paper\"\nreports = [\"lab\", \"agency\"]",
    );
    edit(&data.join("entities/state-holding.toml"), "directness = \"direct\"", "directness = \"indirect\"");
    edit(
        &data.join("entities/paper-trust.toml"),
        "owner_end = \"not-sourced\"",
        "owner_end = \"not-disclosed\"\nowner_end_reason = \"unknown\"\nowner_end_evidence = [{ source = \"register\" }]",
    );
    // Whether its hosts are all there are, and under which name somebody is listed, are facts too.
    edit(&data.join("outlets/zeitblatt.toml"), "complete_hosts = true\n", "");
    edit(
        &data.join("outlets/state-news.toml"),
        "listed_as = \"State News\"",
        "listed_as = \"The State News\"",
    );
    let built = imprint(&dir, &["dataset", "build", "data", "--output", "new.dataset"], b"");
    assert_eq!((built.code, built.stderr.as_str()), (0, ""));
    let run = imprint(&dir, &["dataset", "diff", "v.dataset", "new.dataset"], b"");
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    golden("diff.txt", &run.stdout);
    let json = imprint(&dir, &["dataset", "diff", "v.dataset", "new.dataset", "--json"], b"");
    let value: serde_json::Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(value["changes"].as_array().expect("changes").len(), run.stdout.lines().count());
    assert_eq!((value["before"].as_str(), value["now"].as_str()), (Some("2026-01-31"), Some("2026-01-31")));
}

#[test]
fn new_starts_a_record_and_never_writes_over_one() {
    let dir = scratch("new");
    let data = sources(&dir);
    let mut told = String::new();
    for args in [
        &["outlet", "example-herald", "--name", "Example Herald", "--country", "GB"][..],
        &["entity", "herald-media", "--name", "Herald Media \"plc\""],
        &["operation", "second-ring", "--name", "Second Ring"],
        &["source", "herald-imprint", "--name", "Imprint of the Example Herald"],
    ] {
        let run = imprint(&dir, &[&["dataset", "new"], args].concat(), b"");
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{args:?}");
        let file = run.stdout.split(':').next().expect("a file").to_owned();
        let text = std::fs::read_to_string(dir.join(&file)).expect("the record");
        // The day differs.
        let day =
            text.split("retrieved = \"").nth(1).and_then(|rest| rest.get(..10)).expect("a day").to_owned();
        told += &format!(
            "$ imprint dataset new {}\n{}\n{}\n",
            args.join(" "),
            run.stdout,
            text.replace(&day, "TODAY")
        );
    }
    std::fs::write(data.join("outlets/old-times.toml"), "retired = \"closed\"\nname = \"Old Times\"\n")
        .expect("a file");
    let before = std::fs::read_to_string(data.join("outlets/state-news.toml")).expect("a record");
    for args in [
        &["outlet", "state-news", "--name", "State News"][..],
        &["outlet", "old-times", "--name", "Old Times"],
        &["outlet", "Old_Times", "--name", "Old Times"],
        &["outlet", "../escape", "--name", "Old Times"],
        &["outlet", "uk-times", "--name", "UK Times", "--country", "UK"],
        &["outlet", "no-name", "--name", " "],
        &["outlet", "nowhere", "--name", "Nowhere", "--data", "missing"],
    ] {
        let run = imprint(&dir, &[&["dataset", "new"], args].concat(), b"");
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{args:?}");
        told += &format!("$ imprint dataset new {}\n{}", args.join(" "), run.stderr);
    }
    assert_eq!(std::fs::read_to_string(data.join("outlets/state-news.toml")).expect("a record"), before);
    golden("new.txt", &told);
}

#[test]
fn exports_say_what_the_dataset_says() {
    let dir = scratch("export");
    for (format, file) in [("ftm", "export.ftm.json"), ("bods", "export.bods.json"), ("csv", "export.csv")] {
        let run = imprint(&dir, &["dataset", "export", format, "--dataset", "v.dataset"], b"");
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{format}");
        golden(file, &run.stdout);
        let to_file = ["dataset", "export", format, "--dataset", "v.dataset", "--out", "sub/file"];
        let again = imprint(&dir, &to_file, b"");
        assert_eq!(again.code, 0, "{}", again.stderr);
        assert_eq!(std::fs::read_to_string(dir.join("sub/file")).expect("a file"), run.stdout, "{format}");
        assert!(!dir.join("sub/file.new").exists());
    }
}

#[test]
fn bods_statements_refer_only_to_what_stands_before_them() {
    let dir = scratch("bods");
    let run = imprint(&dir, &["dataset", "export", "bods", "--dataset", "v.dataset"], b"");
    let statements: Vec<serde_json::Value> = serde_json::from_str(&run.stdout).expect("an array");
    let mut records = std::collections::BTreeSet::new();
    let mut ids = std::collections::BTreeSet::new();
    for statement in &statements {
        let id = statement["statementId"].as_str().expect("an id").to_owned();
        assert!((32..=64).contains(&id.len()) && ids.insert(id), "{statement}");
        let details = &statement["recordDetails"];
        for end in ["subject", "interestedParty"] {
            if let Some(record) = details[end].as_str() {
                assert!(records.contains(record), "{record} has no statement yet: {statement}");
            }
        }
        for interest in details["interests"].as_array().into_iter().flatten() {
            for date in ["startDate", "endDate"] {
                assert!(
                    interest[date].as_str().is_none_or(|date| date.len() == 10),
                    "a padded date: {interest}"
                );
            }
        }
        records.insert(statement["recordId"].as_str().expect("a record").to_owned());
    }
    assert!(statements.len() > 10);
}

#[test]
fn import_writes_proposals_beside_the_data_and_never_over_anything() {
    let dir = scratch("import");
    let inputs = common::project("tests/import");
    let (matrix, data) = (inputs.join("state-media-matrix/input.csv"), inputs.join("data"));
    let (matrix, data) = (matrix.to_string_lossy().into_owned(), data.to_string_lossy().into_owned());
    let common = ["--url", "https://list.example.org/m.csv", "--retrieved", "2026-01-31", "--data", &data];
    let run_in = |file: &str, more: &[&str]| {
        let args = [&["dataset", "import", "state-media-matrix", file][..], &common, more].concat();
        imprint(&dir, &args, b"")
    };
    let run = run_in(&matrix, &["--as-of", "2023"]);
    assert_eq!((run.code, run.stderr.as_str()), (1, ""), "conflicts are findings");
    golden("import.txt", &run.stdout);
    let target = dir.join("target/proposals/state-media-matrix");
    assert!(target.join("report.txt").is_file() && target.join("outlets/state-channel.toml").is_file());

    let again = run_in(&matrix, &["--as-of", "2023"]);
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("is not empty; nothing is overwritten"), "{}", again.stderr);
    let json = run_in(&matrix, &["--as-of", "2023", "--json", "--out", "elsewhere"]);
    let value: serde_json::Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(value["known"][0], "entities/state-channel-company");

    // Nothing is left of an import that fails.
    std::fs::write(dir.join("utf16.csv"), b"\xff\xfeC\0").expect("a file");
    let mut told = String::new();
    for (file, more) in [
        ("utf16.csv", &["--as-of", "2023", "--out", "failed"][..]),
        ("missing.csv", &["--as-of", "2023", "--out", "failed"]),
        (&matrix, &["--out", "failed"]),
        (&matrix, &["--as-of", "last year", "--out", "failed"]),
    ] {
        let run = run_in(file, more);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{more:?}: {}", run.stdout);
        told += &run.stderr.replace(&matrix, "matrix.csv");
    }
    let left = std::fs::read_dir(&dir).expect("a folder").filter_map(Result::ok);
    assert!(!left.into_iter().any(|entry| entry.file_name().to_string_lossy().starts_with("failed")));
    golden("import-bad-input.txt", &told);
    let to_come = ["--url", "https://list.example.org/m.csv", "--retrieved", "2199-01-01", "--data", &data];
    let run =
        imprint(&dir, &[&["dataset", "import", "state-media-matrix", &matrix][..], &to_come].concat(), b"");
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("this day is to come"), "{}", run.stderr);
    let query = imprint(&dir, &["dataset", "import", "wikidata", "--query"], b"");
    assert!(query.code == 0 && query.stdout.contains("SELECT ?item"), "{}", query.stderr);
}

#[test]
fn vocabularies_are_told_word_by_word() {
    let dir = scratch("vocabularies");
    let run = imprint(&dir, &["dataset", "check", "--vocabularies"], b"");
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.lines().all(|line| line.split('\t').count() == 4), "{}", run.stdout);
    assert!(
        run.stdout
            .contains("Relation\trelation of a stake\tpublishes\tPublishes it and is responsible for it.")
    );
}

#[test]
fn a_data_file_of_any_size_is_refused_within_bounds() {
    let dir = scratch("large");
    let data = sources(&dir);
    let mut large = b"name = \"".to_vec();
    large.resize(100 << 20, b'x');
    std::fs::write(data.join("outlets/large.toml"), large).expect("a file");
    let run = imprint(&dir, &["dataset", "check"], b"");
    assert_eq!(run.code, 1);
    let line = run.stdout.lines().find(|line| line.contains("large.toml")).expect("a finding");
    assert!(line.contains("the file has more than 16 MB"), "{line}");
    std::fs::remove_file(data.join("outlets/large.toml")).expect("a file");
}

#[test]
fn import_never_writes_within_the_data() {
    let dir = scratch("import-within");
    let data = sources(&dir);
    let matrix = common::project("tests/import/state-media-matrix/input.csv").to_string_lossy().into_owned();
    let before = std::fs::read_dir(data.join("outlets")).expect("a folder").count();
    for out in ["data/outlets/new", "data/new", "./data/../data/new", "absent/../data/new"] {
        let args =
            ["dataset", "import", "state-media-matrix", &matrix, "--url", "https://list.example.org/m.csv"];
        let run = imprint(&dir, &[&args[..], &["--as-of", "2023", "--out", out]].concat(), b"");
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{out}");
        assert!(run.stderr.contains("within the data"), "{out}: {}", run.stderr);
    }
    assert_eq!(std::fs::read_dir(data.join("outlets")).expect("a folder").count(), before);
    assert!(!data.join("new").exists());
}

#[test]
fn sources_without_records_and_readings_to_come_are_not_built() {
    let dir = scratch("nothing");
    std::fs::create_dir(dir.join("data")).expect("a folder");
    for args in [&["label", "https://a.example/"][..], &["dataset", "build", "--output", "o.dataset"]] {
        let run = imprint(&dir, args, b"");
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{args:?}");
        assert!(run.stderr.contains("data has no records"), "{}", run.stderr);
    }
    let data = sources(&dir);
    edit(&data.join("sources/register.toml"), "2026-01-31", "2199-01-01");
    let run = imprint(&dir, &["dataset", "build", "--output", "o.dataset"], b"");
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("2199-01-01, which is to come"), "{}", run.stderr);
    assert!(!dir.join("o.dataset").exists(), "nothing is written");
    let check = imprint(&dir, &["dataset", "check"], b"");
    assert_eq!(check.code, 1);
    assert!(check.stdout.contains("register.toml:5:13: error[date-future]"), "{}", check.stdout);
}

#[cfg(unix)]
#[test]
fn what_is_written_to_stays_the_link_or_the_pipe_it_is() {
    use std::os::unix::fs::{FileTypeExt as _, PermissionsExt, symlink};
    let dir = scratch("written");
    let data = common::project("tests/vectors/data").to_string_lossy().into_owned();
    let build = |output: &str| imprint(&dir, &["dataset", "build", &data, "--output", output], b"");
    let expected = common::vectors_bytes();

    // A link, and a link to one, keep leading where they did, whether that is there yet or not.
    std::fs::create_dir(dir.join("real")).expect("a folder");
    symlink("real/o.dataset", dir.join("near.dataset")).expect("a link");
    symlink("near.dataset", dir.join("far.dataset")).expect("a link");
    for output in ["far.dataset", "near.dataset"] {
        assert_eq!(build(output).code, 0, "{output}");
        assert!(dir.join(output).is_symlink(), "{output}");
        assert_eq!(std::fs::read(dir.join("real/o.dataset")).expect("written"), expected);
    }
    symlink("circle.dataset", dir.join("circle.dataset")).expect("a link");
    let circle = build("circle.dataset");
    assert!(circle.code == 2 && circle.stderr.contains("circle"), "{}", circle.stderr);

    // What reads the pipe gets the bytes, and the pipe is one afterwards.
    assert!(Command::new("mkfifo").arg(dir.join("pipe")).status().expect("mkfifo starts").success());
    let pipe = dir.join("pipe");
    let reader = std::thread::spawn(move || std::fs::read(pipe).expect("read"));
    assert_eq!(build("pipe").code, 0);
    assert_eq!(reader.join().expect("the reader ends"), expected);
    assert!(std::fs::metadata(dir.join("pipe")).expect("there").file_type().is_fifo());

    // What was written is not told where it was written.
    #[cfg(target_os = "linux")]
    {
        symlink("/proc/self/fd/1", dir.join("output")).expect("a link");
        let export = |more: &[&str]| {
            imprint(&dir, &[&["dataset", "export", "csv", "--dataset", "v.dataset"][..], more].concat(), b"")
        };
        let (plain, through) = (export(&[]), export(&["--out", "output"]));
        assert_eq!((through.code, through.stdout), (0, plain.stdout));
        assert!(through.stderr.starts_with("output: "), "{}", through.stderr);
    }

    // A file keeps who may read it; what stands beside it is nobody's to write over.
    std::fs::write(dir.join("o.dataset"), "old").expect("a file");
    std::fs::set_permissions(dir.join("o.dataset"), PermissionsExt::from_mode(0o600)).expect("private");
    std::fs::write(dir.join("o.dataset.new"), "somebody's").expect("a file");
    assert_eq!(build("o.dataset").code, 0);
    let mode = std::fs::metadata(dir.join("o.dataset")).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(std::fs::read(dir.join("o.dataset.new")).expect("there"), b"somebody's");

    let folder = build("real");
    assert_eq!(folder.code, 2);
    assert!(folder.stderr.contains("it is a folder"), "{}", folder.stderr);
}
