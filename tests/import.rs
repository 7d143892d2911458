//! Every format of `imprint dataset import` with an input in its true form: what is proposed, what disagrees with the
//! data of `tests/import/data`, what is left out, and what `dataset check` says of data with the proposals laid over it.

#![allow(dead_code, reason = "the common module serves several tests")]

mod common;

use std::collections::BTreeSet;
use std::path::Path;

use imprint::source::import::{FORMATS, Format, Input, Origin, Proposals, compare, format, import, render};
use imprint::source::{self, load};

fn origin(format: &Format) -> Origin {
    Origin {
        publisher: format.publisher.unwrap_or("Example Publisher").to_owned(),
        title: format.title.to_owned(),
        url: "https://list.example.org/file".to_owned(),
        as_of: Some("2023".to_owned()),
        retrieved: "2026-01-31".to_owned(),
        seen: format.seen,
    }
}

/// The inputs of a case, which is named after its format; `fara-registrants` is a case of `fara`.
fn case(name: &str) -> (&'static Format, Vec<(String, Vec<u8>)>) {
    let known = format(name).or_else(|| format(name.split('-').next().unwrap_or_default()));
    let folder = common::project("tests/import").join(name);
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .expect("a case")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.file_name().is_some_and(|name| name != "expected.txt"))
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read(&path).expect("a file"))
        })
        .collect();
    files.sort();
    (known.unwrap_or_else(|| panic!("{name} is no format")), files)
}

fn cases() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(common::project("tests/import"))
        .expect("the cases")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name != "data")
        .collect();
    names.sort();
    names
}

fn proposals(name: &str) -> (&'static Format, Proposals) {
    let (format, files) = case(name);
    let inputs: Vec<Input<'_>> = files.iter().map(|(name, bytes)| Input { name, bytes }).collect();
    let proposals = import(format, &inputs, origin(format)).unwrap_or_else(|error| panic!("{name}: {error}"));
    (format, proposals)
}

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

/// What `check` says of the test data with the proposals of new records laid over it.
fn checked(name: &str, files: &[(String, String)]) -> String {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("import").join(name);
    let _ = std::fs::remove_dir_all(&dir);
    copy(&common::project("tests/import/data"), &dir);
    for (path, text) in files.iter().filter(|(path, _)| !dir.join(path).exists()) {
        std::fs::write(dir.join(path), text).expect("a proposal");
    }
    let (sources, mut diagnostics) = load::load(&dir).expect("a readable folder");
    diagnostics.extend(source::check::check(&sources));
    diagnostics.iter().map(|diagnostic| format!("{diagnostic}\n")).collect()
}

#[test]
fn every_format_proposes_what_is_expected() {
    let data = common::project("tests/import/data");
    let (sources, _) = source::load(&data).expect("the test data");
    for name in cases() {
        let (format, mut proposals) = proposals(&name);
        let report = compare(&mut proposals, &sources, format.broad, false);
        let files = render::files(&proposals);
        let mut told = serde_json::to_string_pretty(&report).expect("JSON") + "\n";
        for (path, text) in &files {
            told += &format!("\n=== {path}\n{text}");
        }
        told += &format!("\n=== dataset check\n{}", checked(&name, &files));
        common::golden(&common::project("tests/import").join(&name).join("expected.txt"), &told);
    }
}

#[test]
fn every_format_has_its_case() {
    let cases = cases();
    let tested: BTreeSet<&str> = cases.iter().map(|name| case(name).0.id).collect();
    for format in FORMATS {
        assert!(tested.contains(format.id), "tests/import/{}/ is missing", format.id);
    }
}

#[test]
fn proposals_are_in_canonical_form_and_carry_their_provenance() {
    for name in cases() {
        let (_, proposals) = proposals(&name);
        for (path, text) in render::files(&proposals) {
            assert_eq!(source::fmt::canonical(&text).expect("TOML"), text, "{name}: {path}");
            let claims = text.matches("\n[[").count();
            let evidence = text.matches("retrieved = \"2026-01-31\"").count();
            assert!(evidence >= claims, "{name}: {path}: a claim without evidence\n{text}");
        }
    }
}

#[test]
fn a_list_of_everybody_proposes_all_bodies_when_asked_but_no_stranger_by_name() {
    let (sources, _) = source::load(&common::project("tests/import/data")).expect("the test data");
    let (format, mut proposals) = proposals("eu-fsf");
    let report = compare(&mut proposals, &sources, format.broad, true);
    assert_eq!(report.new, ["entities/unrelated-shipyard-sons"]);
    assert!(report.left_out.contains_key("a person without a record in the data"), "{:?}", report.left_out);
}

#[test]
fn control_that_one_side_alone_states_proposes_nothing() {
    let format = format("trust-txt").expect("a format");
    let file = Input { name: "one.example.txt", bytes: b"controlledby=https://two.example/\n" };
    let proposals = import(format, &[file], origin(format)).expect("an import");
    assert!(proposals.records.is_empty(), "{:?}", proposals.records);
    assert_eq!(
        proposals.left_out["control that only one side states"],
        ["one.example controlledby two.example"]
    );
}

#[test]
fn a_year_that_no_file_names_is_asked_for() {
    let (format, files) = case("state-media-matrix");
    let input = Input { name: &files[0].0, bytes: &files[0].1 };
    let error = import(format, &[input], Origin { as_of: None, ..origin(format) }).expect_err("no year");
    assert!(error.to_string().contains("--as-of"), "{error}");
}

/// Input that is hostile or damaged, for each format that reads its kind.
fn damaged() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let bomb = b"<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]><export>&c;</export>";
    let deep = [b"<export><sanctionEntity>".to_vec(), b"<a>".repeat(1 << 20)].concat();
    let nested = [b"{\"x\":".to_vec(), b"[".repeat(1 << 20)].concat();
    let endless = [
        b"{\"id\":\"a\",\"schema\":\"Company\",\"properties\":{\"name\":[\"".to_vec(),
        b"x".repeat(1 << 20),
        b"\"]}}".to_vec(),
    ]
    .concat();
    let long = [
        b"Country,Media company,Main assets,URL,Typology\n\"".to_vec(),
        b"x".repeat(1 << 20),
        b"\",a,b,c,SC\n".to_vec(),
    ]
    .concat();
    vec![
        ("eu-fsf", "a document type", bomb.to_vec()),
        ("ofac-advanced", "a document type", bomb.to_vec()),
        ("fara", "a document type", [b"<?xml version='1.0'?>".to_vec(), bomb.to_vec()].concat()),
        ("eu-fsf", "nested more than", deep),
        ("eu-fsf", "ends in the middle", b"<export><sanctionEntity>".to_vec()),
        ("eu-fsf", "no <sanctionEntity>", b"<export/>".to_vec()),
        ("eu-fsf", "is a <html>", b"<html><body>Service unavailable</body></html>".to_vec()),
        ("ofac-advanced", "no <DistinctParty>", b"<Sanctions/>".to_vec()),
        ("wikidata", "these are no SPARQL results", nested),
        ("wikidata", "duplicate field `item`", b"{\"head\":{\"vars\":[\"item\"]},\"results\":{\"bindings\":[{\"item\":{\"value\":\"Q1\"},\"item\":{\"value\":\"Q2\"}}]}}".to_vec()),
        ("wikidata", "no variable `item`", b"{\"head\":{\"vars\":[]},\"results\":{\"bindings\":[]}}".to_vec()),
        ("ftm", "more than 256 KB", endless),
        ("ftm", "duplicate field `name`", b"{\"id\":\"a\",\"schema\":\"Company\",\"properties\":{\"name\":[\"x\"],\"name\":[\"y\"]}}".to_vec()),
        ("ftm", ":2: the id `a` stands twice", b"{\"id\":\"a\",\"schema\":\"Company\"}\n{\"id\":\"a\",\"schema\":\"Person\"}".to_vec()),
        ("state-media-matrix", "no header with Country", b"Asia,Japan,NHK,NHK,https://nhk.example/,CaPu\n".to_vec()),
        ("state-media-matrix", "a field of 1024 KB", long),
        ("state-media-matrix", "UTF-16", b"\xff\xfeC\0o\0".to_vec()),
        ("state-media-matrix", ":2: the text is not UTF-8", b"Country,Media company,Main assets,URL,Typology\nCura\xe7ao,a,b,c,SC\n".to_vec()),
        ("uk-sanctions", "no header with Unique ID", b"Report Date: 30-Jan-2026\n".to_vec()),
        ("google-political-ads", "NUL byte", b"Advertiser_ID,Advertiser_Name,Public_IDs_List\nA\0,b,c\n".to_vec()),
        ("google-political-ads", "stands twice", b"Advertiser_ID,Advertiser_Name,Public_IDs_List,advertiser id\n".to_vec()),
        ("ofac-sdn", "not twelve", b"1,a,b\n".to_vec()),
        ("ofac-sdn", "not twelve", b"<!doctype html>\n".to_vec()),
        ("fara", "no header with Registration Number", b"a,b\n1,2\n".to_vec()),
        ("trust-txt", ":1: a line that is not name=value", b"<!doctype html>\n".to_vec()),
    ]
}

#[test]
fn hostile_and_damaged_input_is_refused_in_one_clear_line() {
    for (id, said, bytes) in damaged() {
        let format = format(id).expect("a format");
        let input = Input { name: "host.example.txt", bytes: &bytes };
        let error = import(format, &[input], origin(format)).map(|_| ()).expect_err(id).to_string();
        assert!(error.contains(said), "{id}: `{error}` does not say `{said}`");
        assert_eq!(error.lines().count(), 1, "{id}: {error}");
        assert!(error.len() < 400, "{id}: a line to be read: {error}");
    }
}

#[test]
fn every_format_refuses_what_is_too_large_or_empty() {
    // One byte over each limit would be slow to make for the largest; the check is the same for all.
    for format in FORMATS {
        let over = if format.limit_mb <= 32 { (format.limit_mb << 20) + 1 } else { 1 << 20 };
        let bytes = vec![b'a'; over];
        let input = Input { name: "host.example.txt", bytes: &bytes };
        let error = import(format, &[input], origin(format)).map(|_| ()).expect_err(format.id).to_string();
        assert!(error.lines().count() == 1 && error.len() < 500, "{}: {error}", format.id);
        if format.limit_mb <= 32 {
            assert!(error.contains("more than"), "{}: {error}", format.id);
        }
        let empty = Input { name: "host.example.txt", bytes: b"" };
        let error = import(format, &[empty], origin(format)).map(|_| ()).expect_err(format.id).to_string();
        assert!(error.contains("the file is empty"), "{}: {error}", format.id);
    }
}

#[test]
fn names_from_a_list_cannot_leave_their_field_or_their_folder() {
    let format = format("ftm").expect("a format");
    let line = "{\"id\":\"x\",\"schema\":\"Company\",\"properties\":{\"name\":[\"../../etc/passwd\\\"\\n[[stake]]\\nholder = \\\"y\"],\"alias\":[\"a\\n[evil]\"],\"country\":[\"ru\"]}}";
    let input = Input { name: "f", bytes: line.as_bytes() };
    let proposals = import(format, &[input], origin(format)).expect("an import");
    let files = render::files(&proposals);
    assert_eq!(files.len(), 1);
    let (path, text) = &files[0];
    assert_eq!(path, "entities/etc-passwd-stake-holder-y.toml");
    assert!(!text.contains("\n[[stake]]") && !text.contains("\n[evil]"), "{text}");
}
