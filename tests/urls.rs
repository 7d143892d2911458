//! The cases of web-platform-tests for absolute http(s) addresses (`tests/vectors/wpt-urls.json`), through the link parser,
//! both its shortcuts, and the `url` crate.

use imprint::link::{Link, canonical_host};
use serde::Deserialize;
use url::Url;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    input: String,
    #[serde(default)]
    failure: bool,
    #[serde(default)]
    href: String,
    #[serde(default)]
    host: String,
    #[serde(default)]
    path: String,
    #[serde(default)]
    search: String,
    #[serde(default)]
    hash: String,
}

fn cases() -> Vec<Case> {
    let cases: Vec<Case> =
        serde_json::from_str(include_str!("vectors/wpt-urls.json")).expect("cases in their form");
    assert!(cases.len() > 300 && cases.iter().filter(|case| !case.failure).count() > 100);
    cases
}

#[test]
fn every_address_is_read_as_the_standard_says() {
    for case in cases() {
        let link = Link::parse(&case.input);
        if case.failure {
            assert!(link.is_none() && Url::parse(&case.input).is_err(), "{:?} is no address", case.input);
            continue;
        }
        let link = link.unwrap_or_else(|| panic!("{:?} is an address", case.input));
        assert_eq!(link.as_str(), case.href, "{:?}", case.input);
        // A trailing dot names the same host.
        assert_eq!(link.host(), case.host.strip_suffix('.').unwrap_or(&case.host), "{:?}", case.input);
        assert_eq!(link.path(), case.path, "{:?}", case.input);
        assert_eq!(link.query(), case.search.strip_prefix('?').unwrap_or_default(), "{:?}", case.input);
        assert_eq!(link.fragment(), case.hash.strip_prefix('#').unwrap_or_default(), "{:?}", case.input);
        let url = Url::parse(&case.input).unwrap_or_else(|error| panic!("{:?}: {error}", case.input));
        assert_eq!(url.as_str(), case.href, "{:?}", case.input);
    }
}

#[test]
fn the_shortcuts_agree_where_they_answer() {
    let (mut hosts, mut links) = (0, 0);
    for case in cases() {
        // What is malformed may have a host all the same; nothing is looked up under it that is no host.
        for text in [&case.input, &case.href] {
            if let Some(host) = canonical_host(text)
                && !case.failure
            {
                assert_eq!(host, case.host, "{text:?}");
                hosts += 1;
            }
            if let Some(link) = Link::parse_canonical(text) {
                assert_eq!(Some(link), Link::parse_any(text), "{text:?}");
                links += 1;
            }
        }
    }
    assert!(hosts > 50 && links > 50, "{hosts} hosts and {links} links were read by a shortcut");
}
