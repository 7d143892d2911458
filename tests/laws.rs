//! What holds for every input.

#![allow(dead_code, reason = "the common module serves several tests")]

mod common;

use std::sync::LazyLock;

use imprint::dataset::Dataset;
use imprint::dataset::format::{DIGEST, HEADER};
use imprint::dataset::model::MatchKind;
use imprint::index::Index;
use imprint::index::write::{Entry, write};
use imprint::label::Labeler;
use imprint::link::{Link, account, canonical_host, host};
use imprint::source::fmt;
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

static LABELER: LazyLock<Labeler> = LazyLock::new(common::vectors_labeler);
static BYTES: LazyLock<Vec<u8>> = LazyLock::new(common::vectors_bytes);

/// Links as they come: mostly plausible, built of pieces that matter to a parser, some of them hostile.
fn links() -> impl Strategy<Value = String> {
    let scheme = prop::sample::select(vec![
        "https://",
        "http://",
        "HTTPS://",
        "https:",
        "https:/\\",
        " https://",
        "ftp://",
        "//",
        "",
    ]);
    let label = prop_oneof![
        4 => "[a-z0-9-]{1,8}",
        1 => prop::sample::select(vec!["", "xn--", "xn--e1afmkfd", "XN--P1AI", "127", "0x7f", "1", "st%61te", "a_b", "пример", "ß", "www"]).prop_map(str::to_owned),
        2 => prop::sample::select(vec!["state", "example", "radio", "shared", "live", "t", "me", "solo", "paper", "clone", "co", "youtube", "com"]).prop_map(str::to_owned),
    ];
    let host = prop::collection::vec(label, 0..5).prop_map(|labels| labels.join("."));
    let after = prop::sample::select(vec!["", ".", ":443", ":80", ":", ":99999", "@x", "\t", "\\"]);
    let piece = prop::sample::select(vec![
        "/",
        "/a",
        "/state",
        "/state/radio",
        "/.",
        "/..",
        "/%2e%2E",
        "/%2e",
        "/@newsroom",
        "/s/",
        "/state_news",
        "//",
        "/a b",
        "?q=1",
        "?u=https://state.example/",
        "?'",
        "#top",
        "#/..",
        "/é",
        "/%",
        "/%zz",
        "\\x",
        "/a;b",
        "\n",
        "/a|b",
        "/{x}",
        "/\"",
        "/^",
    ]);
    let rest = prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat());
    (scheme, host, after, rest).prop_map(|(scheme, host, after, rest)| format!("{scheme}{host}{after}{rest}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn the_fast_path_is_the_full_parser(href in links()) {
        if let Some(fast) = Link::parse_canonical(&href) {
            let full = Link::parse_any(&href);
            prop_assert_eq!(Some(fast.as_str()), full.as_ref().map(Link::as_str));
            let full = full.expect("compared above");
            prop_assert_eq!((fast.host(), fast.path(), fast.query()), (full.host(), full.path(), full.query()));
        }
    }

    #[test]
    fn a_canonical_host_is_the_host_of_the_full_parser(href in links()) {
        if let (Some(host), Some(full)) = (canonical_host(&href), Link::parse_any(&href)) {
            prop_assert_eq!(host, full.host());
        }
    }

    #[test]
    fn what_follows_a_canonical_authority_never_makes_a_link_malformed(href in links()) {
        if canonical_host(&href).is_some() {
            prop_assert!(Link::parse_any(&href).is_some());
        }
    }

    #[test]
    fn parsing_twice_changes_nothing_more(href in links()) {
        if let Some(link) = Link::parse(&href) {
            let again = Link::parse(link.as_str()).expect("canonical text is a link");
            prop_assert_eq!(again.as_str(), link.as_str());
        }
    }

    #[test]
    fn a_link_and_its_canonical_form_have_the_same_label(href in links()) {
        if let Some(link) = Link::parse(&href) {
            prop_assert_eq!(LABELER.match_link(&href), LABELER.match_link(link.as_str()));
        }
    }

    #[test]
    fn every_label_comes_from_a_key_that_covers_the_host(href in links()) {
        let label = LABELER.label(&href);
        if let Some(found) = label.matched.filter(|found| found.kind == "host") {
            let link = Link::parse(&href).expect("a label has a link");
            let host = link.host();
            let below = format!(".{}", found.key);
            prop_assert!(host == found.key || host.ends_with(&below));
        }
    }

    #[test]
    fn any_text_gets_an_answer(text in any::<String>()) {
        let label = LABELER.label(&text);
        prop_assert_eq!(label.url, text.clone());
        prop_assert!(!LABELER.explain(&text).is_empty());
    }

    #[test]
    fn explaining_ends_where_labelling_ends(href in links()) {
        let label = LABELER.label(&href);
        let steps = LABELER.explain(&href);
        let last = steps.last().expect("a result");
        prop_assert_eq!(last.step, "result");
        prop_assert_eq!(last.found, label.matched.is_some());
    }

    #[test]
    fn parents_are_suffixes_on_label_borders(host in "[a-z.]{0,30}") {
        for parent in host::parents(&host) {
            prop_assert!(host.ends_with(parent.name));
            let before = &host[..host.len() - parent.name.len()];
            prop_assert!(before.is_empty() || before.ends_with('.'));
            prop_assert_eq!(parent.hash, host::hash(parent.name));
        }
    }

    #[test]
    fn an_account_is_its_own_normal_form(href in links()) {
        if let Some(account) = Link::parse(&href).and_then(|link| account::account_of(&link)) {
            let again = account::normalise(account.platform, &account.value);
            prop_assert_eq!(again, Some(account));
        }
    }

    #[test]
    fn formatting_twice_changes_nothing_more(name in "[a-zäж\"\\\\ ]{0,12}", hosts in prop::collection::vec("[a-z.]{1,9}", 0..4)) {
        let keys: Vec<String> = hosts.iter().map(|host| format!("{{host={host:?}}}")).collect();
        let text = format!("# c\ncountry='GB' # d\nname={name:?}\nkeys=[{}]\n[[stake]]\nshare={{max=3,min=1}}\n", keys.join(",\n# e\n"));
        let once = fmt::canonical(&text).expect("TOML");
        let twice = fmt::canonical(&once).expect("TOML");
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn a_flipped_bit_is_found_and_never_panics(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let mut bytes = BYTES.clone();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        // In front of the digest every byte is looked at when opening; behind it `verify` looks.
        if let Ok(dataset) = Dataset::open(bytes) {
            prop_assert!(dataset.verify().is_err());
            let labeler = Labeler::new(dataset);
            for href in ["https://state.example/", "https://shared.example/state/radio", "https://t.me/state_news"] {
                let _ = labeler.label(href);
                let _ = labeler.explain(href);
            }
            for subject in 0..20 {
                let _ = labeler.badge(subject);
            }
        }
    }

    #[test]
    fn a_corrupt_dataset_with_a_right_digest_never_panics(
        at in any::<prop::sample::Index>(),
        bytes in prop::collection::vec(any::<u8>(), 1..9),
    ) {
        let mut damaged = BYTES.clone();
        let at = HEADER + at.index(damaged.len() - HEADER);
        let end = (at + bytes.len()).min(damaged.len());
        damaged[at..end].copy_from_slice(&bytes[..end - at]);
        let digest = Sha256::digest(&damaged[HEADER..]);
        damaged[DIGEST].copy_from_slice(&digest);
        if let Ok(dataset) = Dataset::open(damaged) {
            let _ = dataset.verify();
            let read = dataset.outlets().count() + dataset.entities().count() + dataset.keys().count();
            prop_assert!(read < BYTES.len());
            let _ = dataset.suffixes().registrable("a.b.co.uk");
            let labeler = Labeler::new(dataset);
            for href in ["https://state.example/", "https://shared.example/state/radio", "https://t.me/state_news"] {
                let _ = labeler.label(href);
                let _ = labeler.explain(href);
            }
        }
    }

    #[test]
    fn an_index_finds_its_texts_and_no_others(
        texts in prop::collection::btree_set("[a-c.é]{0,6}|[a-z]{1,12}\\.(com|de|co\\.uk)", 0..300),
        others in prop::collection::vec("[a-c.é]{0,6}|[a-z]{1,12}\\.(com|de)", 0..100),
        cut in any::<prop::sample::Index>(),
    ) {
        let keys: Vec<Entry<'_>> = texts
            .iter()
            .zip(0..)
            .map(|(text, number)| Entry { text, number, more: vec![number; number as usize % 3] })
            .collect();
        let bytes = write(&keys, host::hash, None);
        let index = Index::open(&bytes).expect("what was just written can be read");
        prop_assert!(index.verify(&bytes, host::hash));
        for key in &keys {
            let found = index.get(&bytes, key.text, host::hash(key.text)).expect("a key is found");
            prop_assert_eq!((found.number, found.more().collect::<Vec<_>>()), (key.number, key.more.clone()));
        }
        for other in others {
            prop_assert_eq!(index.get(&bytes, &other, host::hash(&other)).is_some(), texts.contains(&other));
        }
        // Cut short or changed, it may find less, but it still answers.
        let mut damaged = bytes.clone();
        damaged.truncate(cut.index(bytes.len()));
        if let Some(last) = damaged.last_mut() {
            *last ^= 0x55;
        }
        if let Some(index) = Index::open(&damaged) {
            let _ = index.verify(&damaged, host::hash);
            for key in &keys {
                let _ = index.get(&damaged, key.text, host::hash(key.text));
            }
        }
    }

    #[test]
    fn a_path_key_is_found_where_its_segments_are(path in "(/(state|radio|a|)){0,5}/?") {
        let href = format!("https://shared.example{path}");
        let dataset = LABELER.dataset();
        let keys: Vec<String> =
            dataset.keys().filter(|key| key.kind == MatchKind::Path).map(|key| key.text).collect();
        let expected = keys
            .iter()
            .filter(|key| {
                let rest = href["https://".len()..].strip_prefix(key.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
            .max_by_key(|key| key.len());
        let label = LABELER.label(&href);
        let found = label.matched.filter(|found| found.kind == "path").map(|found| found.key);
        prop_assert_eq!(found.as_ref(), expected);
    }

    #[test]
    fn a_truncated_dataset_is_refused(at in any::<prop::sample::Index>()) {
        let length = at.index(BYTES.len());
        prop_assert!(Dataset::open(BYTES[..length].to_vec()).is_err());
    }
}

#[test]
fn a_link_of_100_kilobytes_gets_an_answer() {
    let long = format!("https://state.example/{}", "a".repeat(100_000));
    assert!(LABELER.match_link(&long).is_some());
    let longer = format!("https://state.example/{}", "a".repeat(10_000_000));
    assert!(LABELER.match_link(&longer).is_none());
    assert!(LABELER.label(&format!("https://{}", "a.".repeat(60_000))).matched.is_none());
}

#[test]
fn a_principal_shows_its_registered_agent_and_is_not_classed_by_it() {
    let label = LABELER.label("https://state.example/");
    let shown: Vec<_> = label.listings.iter().filter(|listing| listing.kind == "registered-agent").collect();
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].agent.as_deref(), Some("Example Agent, Inc."));
    assert_eq!(shown[0].date.as_deref(), Some("2021-05-05"));
    assert!(!label.classes.contains(&"foreign-agent"));
}
