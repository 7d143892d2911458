//! What holds for every input.

#![allow(dead_code, reason = "the common module serves several tests")]

mod common;

use std::sync::LazyLock;

use base64::Engine as _;
use imprint::dataset::Dataset;
use imprint::dataset::format::{DIGEST, HEADER};
use imprint::dataset::model::MatchKind;
use imprint::index::Index;
use imprint::index::write::{Entry, write};
use imprint::label::Labeler;
use imprint::label::lists::Lists;
use imprint::link::account::PLATFORMS;
use imprint::link::hosting::HOSTING;
use imprint::link::unwrap::{self, End};
use imprint::link::wrapper::WRAPPERS;
use imprint::link::{self, Link, account, canonical_host, destination, host};
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
        "\u{1}\n\t hTtP://",
        "\u{a0}https://",
        "h\nttps://",
        "mailto:",
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

/// Every example of the rules.
fn examples() -> Vec<&'static str> {
    let wrapped = WRAPPERS.iter().flat_map(|w| w.examples().iter().map(|(url, _)| *url));
    let accounts = PLATFORMS.iter().flat_map(|p| p.examples().iter().map(|(url, _)| *url));
    let hosted = HOSTING.iter().flat_map(|h| h.examples().iter().map(|(url, _)| *url));
    wrapped.chain(accounts).chain(hosted).collect()
}

/// Links to which rules apply: examples, bent here and there, and put into each other.
fn ruled_links() -> impl Strategy<Value = String> {
    let targets = prop::sample::select(vec![
        "https://state.example/a",
        "state.example",
        "http://radio.example:80/?x=1",
        "https://me@state.example/",
        "https://localhost/",
        "https://t.co/AbC",
        "https://www.google.com/url?q=https%3A%2F%2Fstate.example%2F",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Ft.me%2Fstate_news",
        "javascript:alert(1)",
    ]);
    let change = (
        any::<prop::sample::Index>(),
        prop::sample::select(vec![
            "", "/", "?", "&", "=", "%", "%25", "#", "a", "-", ".", "_", "*", "://", "!", "é", "\u{0}",
        ]),
    );
    (prop::sample::select(examples()), targets, prop::collection::vec(change, 0..3), any::<bool>()).prop_map(
        |(example, target, changes, replace)| {
            let encoded: String = url::form_urlencoded::byte_serialize(target.as_bytes()).collect();
            let mut url = example.to_owned();
            if replace {
                url = url
                    .replace("https%3A%2F%2Fnews.example%2Fa%3Fb%3Dc", &encoded)
                    .replace("https://news.example/a?b=c", target);
            }
            for (index, text) in changes {
                let at =
                    url.char_indices().map(|(at, _)| at).nth(index.index(url.chars().count())).unwrap_or(0);
                url.insert_str(at, text);
            }
            url
        },
    )
}

/// All that a text could say, if it is decoded in the ways that wrappers know.
fn readings(text: &str) -> Vec<String> {
    let decode = |text: &str| {
        String::from_utf8_lossy(&percent_encoding::percent_decode_str(text).collect::<Vec<_>>()).into_owned()
    };
    let mut readings = vec![text.to_owned(), decode(&text.replace('-', "%").replace('_', "/"))];
    for _ in 0..3 {
        let decoded: Vec<String> = readings.iter().map(|text| decode(text)).collect();
        readings.extend(decoded);
    }
    let mut base64 = Vec::new();
    for reading in &readings {
        for token in reading.split(|c: char| !(c.is_ascii_alphanumeric() || "+/-_".contains(c))) {
            for (start, _) in token.char_indices().take(4) {
                let token = token[start..].replace('+', "-").replace('/', "_");
                let whole = &token[..token.len() - usize::from(token.len() % 4 == 1)];
                base64.extend(
                    URL_SAFE_LENIENT.decode(whole).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
                );
            }
        }
    }
    // Subdomains of AMP caches and translate.goog: a hyphen was a dot, two were one. One at either end stays what it is.
    let host = text.split("://").nth(1).unwrap_or_default().split(['/', '?', '#']).next().unwrap_or_default();
    let first = host.split('.').next().unwrap_or_default();
    let border = |part: &str| {
        let inner = part.trim_matches('-');
        let start = part.len() - part.trim_start_matches('-').len();
        let end = part.len() - start - inner.len();
        let hyphens = |count: usize| "-".repeat(count.div_ceil(2));
        let (mut read, mut rest) = (hyphens(start), inner);
        // Of three in a row none was a dot.
        while let Some(at) = rest.find('-') {
            let after = rest[at..].trim_start_matches('-');
            let run = rest.len() - at - after.len();
            read += &rest[..at];
            read += &if run == 1 { ".".to_owned() } else { hyphens(run) };
            rest = after;
        }
        read + rest + &hyphens(end)
    };
    for subdomain in [first, host.strip_suffix(".translate.goog").unwrap_or_default()] {
        readings.push(subdomain.replace("--", "\u{1}").replace('-', ".").replace('\u{1}', "-"));
        readings.push(border(subdomain));
    }
    readings.extend(base64);
    readings.iter().map(|reading| reading.to_ascii_lowercase()).collect()
}

const URL_SAFE_LENIENT: base64::engine::GeneralPurpose = base64::engine::GeneralPurpose::new(
    &base64::alphabet::URL_SAFE,
    base64::engine::GeneralPurposeConfig::new()
        .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Hosts near a name, plain and in another spelling: case, port, trailing dot.
fn resembling() -> impl Strategy<Value = (String, String)> {
    let edit =
        (0usize..12, prop::sample::select(vec!["", "x", "o", "0", "-", "е", "rn", "t.", "1"]), 0usize..3);
    let name = prop::sample::select(vec![
        "zeitblatt",
        "neues-zeitblatt",
        "mirror",
        "zbl",
        "zeitblatt.example",
        "zeitblatt-example",
    ]);
    let front = prop::sample::select(vec!["", "www.", "a-", "www-"]);
    let suffix =
        prop::sample::select(vec!["example", "test", "co.uk", "evil.test", "blogspot.com", "lib.edu"]);
    let written = (
        any::<bool>(),
        prop::sample::select(vec!["", ":8443", ".", ".:80"]),
        prop::sample::select(vec!["/", "/a?b#c", "?q"]),
    );
    (front, name, edit, suffix, written).prop_map(
        |(front, name, (at, with, cut), suffix, (upper, after, rest))| {
            let letters: Vec<char> = name.chars().collect();
            let at = at.min(letters.len());
            let behind = (at + cut).min(letters.len());
            let edited: String = letters[..at]
                .iter()
                .chain(&with.chars().collect::<Vec<_>>())
                .chain(&letters[behind..])
                .collect();
            let host = format!("{front}{edited}.{suffix}");
            let spelt = if upper { host.to_uppercase() } else { host.clone() };
            (host, format!("https://{spelt}{after}{rest}"))
        },
    )
}

/// Links as they stand on a page: many start alike, some of them up to a byte within the host.
fn batches() -> impl Strategy<Value = Vec<String>> {
    let href = || prop_oneof![ruled_links(), links(), resembling().prop_map(|(_, link)| link)];
    let alike = (any::<prop::sample::Index>(), 0..40usize, prop_oneof![href(), "[a-z./@:?#-]{0,9}"]);
    (prop::collection::vec(href(), 1..6), prop::collection::vec(alike, 0..20)).prop_map(
        |(mut hrefs, alike)| {
            for (like, length, rest) in alike {
                let like = like.get(&hrefs);
                let start = like.get(..length).unwrap_or(like);
                // A whole link again, or its start with another end.
                let href = if length % 4 == 0 { like.clone() } else { format!("{start}{rest}") };
                hrefs.push(href);
            }
            hrefs
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn unwrapping_ends_and_keeps_its_bounds(href in prop_oneof![ruled_links(), links()]) {
        if let Some(destination) = link::destination(&href) {
            prop_assert!(destination.via.len() <= unwrap::MAX_NESTING);
            if let Some(last) = destination.via.last() {
                prop_assert_eq!(&last.inside, destination.link.as_str());
                prop_assert!(destination.link.host().contains('.'));
                prop_assert!(!destination.link.has_user_info());
                prop_assert!(destination.link.as_str().len() <= unwrap::MAX_BYTES);
            }
            if matches!(destination.end, End::Known) {
                let again = unwrap::follow(destination.link.clone());
                prop_assert!(again.via.is_empty(), "what is left is wrapped no more");
            }
        }
    }

    #[test]
    fn unwrapping_never_invents_a_host(href in ruled_links()) {
        let Some(destination) = link::destination(&href) else { return Ok(()) };
        let Some(link) = Link::parse(&href) else { return Ok(()) };
        let mut outer = link.as_str().to_owned();
        for peeled in &destination.via {
            let inside = Link::parse(&peeled.inside).expect("a link was in it");
            let host = inside.host();
            // The parser writes numbers and other scripts anew; that is its doing and not the rules'.
            let rewritten = host.contains("xn--") || host.rsplit('.').next().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_digit()));
            if !rewritten {
                prop_assert!(readings(&outer).iter().any(|reading| reading.contains(host)), "{} out of {}", host, outer);
            }
            outer = peeled.inside.clone();
        }
    }

    #[test]
    fn a_label_does_not_depend_on_how_the_host_is_written(href in ruled_links(), port in any::<bool>(), dot in any::<bool>()) {
        let Some(link) = Link::parse(&href).filter(|link| link.as_str().starts_with("https://")) else { return Ok(()) };
        if link.has_user_info() {
            return Ok(());
        }
        let text = link.as_str();
        let rest = &text["https://".len()..];
        let (authority, after) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        if authority.contains(':') || authority.ends_with('.') || authority.ends_with(|c: char| c.is_ascii_digit()) {
            return Ok(());
        }
        let shouted = format!("HTTPS://{}{}{}{after}", authority.to_ascii_uppercase(), if dot { "." } else { "" }, if port { ":443" } else { "" });
        prop_assert_eq!(LABELER.find(text), LABELER.find(&shouted), "{}", shouted);
        let with_user = format!("https://name:secret@{rest}");
        prop_assert_eq!(LABELER.find(text), LABELER.find(&with_user), "{}", with_user);
    }

    #[test]
    fn a_label_does_not_depend_on_tracking_parameters(href in prop_oneof![ruled_links(), links()], tracker in prop::sample::select(vec!["utm_source=x", "fbclid=IwAR0", "gclid=1", "mc_cid=2", "_ga=3"])) {
        let Some(link) = Link::parse(&href) else { return Ok(()) };
        // Behind a fragment there is no query, and in `href.li/?https://…` the query itself is the destination.
        if link.as_str().contains('#') || (!link.query().is_empty() && !link.query().contains('=')) {
            return Ok(());
        }
        let glue = if link.as_str().contains('?') { "&" } else { "?" };
        let tracked = format!("{}{glue}{tracker}", link.as_str());
        prop_assert_eq!(LABELER.find(link.as_str()), LABELER.find(&tracked), "{}", tracked);
    }

    #[test]
    fn a_batch_answers_as_its_links_one_by_one(hrefs in batches()) {
        let one_by_one: Vec<_> = hrefs.iter().map(|href| LABELER.find(href)).collect();
        let batch: Vec<_> = LABELER.find_all(hrefs.iter().map(String::as_str)).collect();
        prop_assert_eq!(&batch, &one_by_one);
        let dataset = Dataset::open(BYTES.clone()).expect("the dataset of the vectors");
        let batch: Vec<_> = Lists::new(Labeler::new(dataset)).find_all(hrefs.iter().map(String::as_str)).collect();
        prop_assert_eq!(&batch, &one_by_one);
    }

    #[test]
    fn the_small_integers_say_what_the_label_says(href in prop_oneof![ruled_links(), links()]) {
        let number = LABELER.find(&href).number();
        let label = LABELER.label(&href);
        let known = label.outlet.is_some() || label.operation.is_some();
        prop_assert_eq!(label.opaque, number == imprint::label::OPAQUE);
        prop_assert_eq!(known, number != 0 && !label.opaque);
        prop_assert!(!label.opaque || !known);
        let last = LABELER.explain(&href);
        prop_assert_eq!(last.last().map(|step| step.found), Some(known));
    }

    #[test]
    fn what_is_shown_never_overrides_a_known_destination(href in prop_oneof![ruled_links(), links()], texts in prop::collection::vec(prop_oneof![ruled_links(), any::<String>(), Just("state.example".to_owned()), Just("radio.example › a".to_owned())], 0..3)) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let shown = LABELER.shown(&href, "", &texts);
        let found = LABELER.find(&href);
        if found != imprint::label::Found::Opaque {
            prop_assert_eq!(shown.found, found.key());
        }
        let label = LABELER.label_shown(&href, "", &texts);
        prop_assert_eq!(label.shows, shown.shows);
    }

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
    fn what_has_no_destination_is_no_link(text in prop_oneof![links(), any::<String>()]) {
        prop_assert_eq!(destination(&text).is_some(), Link::parse_any(&text).is_some());
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
    fn a_resemblance_is_never_a_match_and_does_not_depend_on_how_a_host_is_written(link in resembling()) {
        let (host, href) = link;
        let label = LABELER.label(&format!("https://{host}/"));
        let known = label.outlet.is_some() || label.operation.is_some();
        prop_assert!(!known || label.resembles.is_none());
        prop_assert_eq!(LABELER.label(&href).resembles, label.resembles.clone());
        let number = LABELER.find(&href).number();
        let badge = LABELER.badge(number).filter(|badge| badge.kind == "resemblance");
        prop_assert_eq!(badge.map(|badge| badge.id), label.resembles.map(|found| found.id));
    }

    #[test]
    fn what_has_no_piece_of_a_name_resembles_nothing(link in resembling()) {
        let (host, _) = link;
        let Some(link) = Link::parse_any(&format!("https://{host}/")) else { return Ok(()) };
        let affixes = imprint::link::affixes::Affixes::new(&LABELER.dataset().meta().affixes);
        let found = LABELER.dataset().names().find(link.host(), false);
        prop_assert!(found.is_none() || affixes.may_resemble(link.host()), "{:?}", found);
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

proptest! {
    // An index of many texts takes a while to write.
    #![proptest_config(ProptestConfig::with_cases(200))]

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
