//! The public-suffix table against the published cases and against the `psl` crate.

use std::sync::LazyLock;

use imprint::link::suffix::{Kind, Suffixes};
use imprint::source::load::SUFFIXES;
use imprint::source::suffix_list::{List, Table};

static LIST: &LazyLock<List> = &SUFFIXES;
static TABLE: LazyLock<Table> = LazyLock::new(|| Table::new(LIST));

fn suffixes() -> Suffixes<'static> {
    TABLE.suffixes()
}

/// As hosts reach the table: through the URL parser.
fn canonical(host: &str) -> Option<String> {
    match url::Host::parse(host) {
        Ok(url::Host::Domain(host)) => Some(host),
        _ => None,
    }
}

#[test]
fn the_published_cases_hold() {
    let cases = include_str!("vectors/suffixes.tsv");
    let mut count = 0;
    for line in cases.lines().filter(|line| !line.starts_with('#')) {
        let (host, expected) = line.split_once('\t').expect("two columns");
        let host = canonical(host).unwrap_or_default();
        let expected = canonical(expected);
        assert_eq!(suffixes().registrable(&host), expected.as_deref(), "{line}");
        count += 1;
    }
    assert!(count > 70, "{count} cases");
}

#[test]
fn every_name_of_the_list_is_found() {
    assert!(LIST.len() > 9_000, "{} names", LIST.len());
    // A name of the list is a suffix, or has suffixes right below it, or is an exception.
    for name in LIST.names() {
        let below = format!("below.{name}");
        let itself = suffixes().suffix_of(name).expect(name);
        let child = suffixes().suffix_of(&below).expect(name);
        let exception = name.split_once('.').is_some_and(|(_, parent)| itself.name == parent);
        assert!(
            (itself.name == name && itself.kind != Kind::Unlisted) || child.name == below || exception,
            "{name}: {itself:?}, {child:?}"
        );
    }
}

/// The same list, read by other code. (Where names between a rule and a shorter one have no rule, that code stops at the
/// shorter one.)
#[test]
fn the_psl_crate_says_the_same() {
    let mut compared = 0;
    let mut different = Vec::new();
    for name in LIST.names() {
        for host in [name.to_owned(), format!("a.{name}"), format!("c.b.{name}")] {
            let ours = suffixes().suffix_of(&host).expect("a suffix");
            let theirs = psl::suffix(host.as_bytes()).expect("a suffix");
            let kind = match theirs.typ() {
                Some(psl::Type::Icann) => Kind::Icann,
                Some(psl::Type::Private) => Kind::Private,
                None => Kind::Unlisted,
            };
            compared += 1;
            if (ours.name.as_bytes(), ours.kind) != (theirs.as_bytes(), kind) {
                different.push(host);
            }
        }
    }
    assert!(different.len() * 200 < compared, "{} of {compared} differ: {different:?}", different.len());
}

#[test]
fn hosts_with_strange_labels_get_an_answer() {
    for host in ["a-b.c_d.com", "xn--80ak6aa92e.com", "-.com", "a".repeat(300).as_str(), &"a.".repeat(5000)] {
        let _ = suffixes().suffix_of(host);
    }
    assert_eq!(suffixes().registrable("a-b.c_d.com"), Some("c_d.com"));
    assert_eq!(suffixes().registrable("www.xn--80ak6aa92e.com"), Some("xn--80ak6aa92e.com"));
}
