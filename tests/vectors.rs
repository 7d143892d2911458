//! Runs the language-neutral vectors natively; `tests/browser` runs the same files through the module.

#![allow(dead_code, reason = "the common module serves several tests")]

mod common;

use std::collections::BTreeSet;

use imprint::link::Link;

/// The rows of a vector file with their line numbers, without header and comments.
fn rows(name: &str) -> Vec<(usize, Vec<String>)> {
    let path = common::project("tests/vectors").join(name);
    let text = std::fs::read_to_string(&path).expect("a vector file");
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
    lines.next().expect("a header");
    lines.map(|(n, line)| (n + 1, line.split('\t').map(str::to_owned).collect())).collect()
}

/// Runs one file; `check` says what is wrong with a row. Known failures must fail.
fn run(name: &str, check: impl Fn(&[String]) -> Result<(), String>) {
    let known_text = std::fs::read_to_string(common::project("tests/vectors/expected_failures.txt"))
        .expect("the list of known failures");
    let mut known: BTreeSet<&str> = known_text.lines().filter(|line| line.starts_with(name)).collect();
    let rows = rows(name);
    assert!(rows.len() > 10, "{name} has lost its rows");
    let mut wrong = Vec::new();
    for (line, row) in rows {
        let place = format!("{name}:{line}");
        match (check(&row), known.remove(place.as_str())) {
            (Ok(()), false) | (Err(_), true) => {}
            (Err(message), false) => wrong.push(format!("{place}: {message}")),
            (Ok(()), true) => wrong.push(format!("{place} passes now: remove it from expected_failures.txt")),
        }
    }
    wrong.extend(known.iter().map(|place| format!("{place} is expected to fail but does not exist")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_link_gets_the_label_of_the_vectors() {
    let labeler = common::vectors_labeler();
    run("labels.tsv", |row| {
        let [url, subject, kind, key, classes] = row else { return Err("five columns, please".into()) };
        let label = labeler.label(url);
        let id = label.outlet.map(|o| o.id).or(label.operation.map(|o| o.id));
        let (found_kind, found_key) = match label.matched {
            Some(found) => (found.kind.to_owned(), found.key),
            None => ("-".to_owned(), "-".to_owned()),
        };
        let found = [
            id.unwrap_or_else(|| "-".to_owned()),
            found_kind,
            found_key,
            if label.classes.is_empty() { "-".to_owned() } else { label.classes.join(" ") },
        ];
        let expected = [subject.clone(), kind.clone(), key.clone(), classes.clone()];
        if found == expected { Ok(()) } else { Err(format!("{url}: expected {expected:?}, found {found:?}")) }
    });
}

#[test]
fn every_link_leads_where_the_url_standard_says() {
    run("links.tsv", |row| {
        let [url, destination] = row else { return Err("two columns, please".into()) };
        let url = if url == "-" { "" } else { url };
        let found = Link::parse(url).map_or("-".to_owned(), |link| link.as_str().to_owned());
        if found == *destination {
            Ok(())
        } else {
            Err(format!("{url}: expected {destination}, found {found}"))
        }
    });
}
