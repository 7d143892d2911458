//! Runs the language-neutral vectors natively; `tests/browser` runs the same files through the module.

#![allow(dead_code, reason = "the common module serves several tests")]

mod common;

use std::collections::BTreeSet;

use imprint::label::Found;
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

#[test]
fn what_a_page_shows_counts_where_the_link_is_silent() {
    let labeler = common::vectors_labeler();
    run("shown.tsv", |row| {
        let [url, shown, outlet, how, shows] = row else { return Err("five columns, please".into()) };
        let texts: Vec<&str> = shown.split('|').collect();
        let (name, texts) = texts.split_first().expect("a name, or an empty one");
        let found = labeler.shown(url, name, texts);
        let label = labeler.label_shown(url, name, texts);
        let id =
            label.outlet.as_ref().map(|o| o.id.as_str()).or(label.operation.as_ref().map(|o| o.id.as_str()));
        let told = [
            id.unwrap_or("-").to_owned(),
            found.how.number().to_string(),
            found
                .shows
                .as_ref()
                .map_or("-".to_owned(), |shows| format!("{} {}", shows.shown, shows.leads_to)),
        ];
        assert_eq!(label.shows, found.shows, "{url}");
        let by_address = label.matched.as_ref().is_some_and(|found| found.kind == "displayed-address");
        let by_name = label.matched.is_some_and(|found| found.kind == "displayed-name");
        assert_eq!((by_address, by_name), (how == "1", how == "2"), "{url}: the label says how it matched");
        let expected = [outlet.clone(), how.clone(), shows.clone()];
        if told == expected { Ok(()) } else { Err(format!("{url}: expected {expected:?}, found {told:?}")) }
    });
}

#[test]
fn every_link_resembles_what_the_vectors_say() {
    let labeler = common::vectors_labeler();
    run("resemblance.tsv", |row| {
        let [url, outlet, how, key, unicode] = row else { return Err("five columns, please".into()) };
        let label = labeler.label(url);
        let found = label.resembles.as_ref();
        let told = [
            found.map_or("-", |found| &found.id).to_owned(),
            found.map_or("-", |found| found.how).to_owned(),
            found.map_or("-", |found| &found.key).to_owned(),
            label.host_unicode.as_deref().unwrap_or("-").to_owned(),
        ];
        let badge = match labeler.find(url) {
            Found::Resembles(number) => labeler.badge(number),
            _ => None,
        };
        assert_eq!(badge.as_ref().map(|badge| &badge.id), found.map(|found| &found.id), "{url}: the batch");
        assert_eq!(badge.and_then(|badge| badge.how), found.map(|found| found.how), "{url}: the batch");
        let expected = [outlet.clone(), how.clone(), key.clone(), unicode.clone()];
        if told == expected { Ok(()) } else { Err(format!("{url}: expected {expected:?}, found {told:?}")) }
    });
}

#[test]
fn the_examples_of_all_rules_are_written_down_for_the_browsers() {
    use imprint::link::account::PLATFORMS;
    use imprint::link::hosting::HOSTING;
    use imprint::link::wrapper::WRAPPERS;
    let labeler = common::vectors_labeler();
    let mut out = String::from("url\tdestination\tvia\topaque\taccount\tpublisher\n");
    let mut add = |what: &str, id: &str, urls: &mut dyn Iterator<Item = &&str>| {
        out += &format!("# {what}/{id}\n");
        for url in urls {
            let label = labeler.label(url);
            let steps = labeler.explain(url);
            let told = |step: &str, take: fn(&imprint::label::view::Step) -> &str| {
                let found = steps.iter().find(|s| s.step == step).map(take);
                found.unwrap_or("-").to_owned()
            };
            let account = told("account", |s| if s.outcome == "carries no account" { "-" } else { &s.input });
            let publisher = told("hosting", |s| &s.outcome);
            let via = if label.via.is_empty() { "-".to_owned() } else { label.via.join(" ") };
            let destination = label.destination.unwrap_or("-".to_owned());
            let opaque = if label.opaque { "opaque" } else { "-" };
            out += &format!("{url}\t{destination}\t{via}\t{opaque}\t{account}\t{publisher}\n");
        }
    };
    for wrapper in WRAPPERS {
        add("wrappers", wrapper.id, &mut wrapper.examples().iter().map(|(url, _)| url));
    }
    for platform in PLATFORMS {
        add("platforms", platform.id, &mut platform.examples().iter().map(|(url, _)| url));
    }
    for hosting in HOSTING {
        add("hosting", hosting.id, &mut hosting.examples().iter().map(|(url, _)| url));
    }
    common::golden(&common::project("tests/vectors/rules.tsv"), &out);
}
