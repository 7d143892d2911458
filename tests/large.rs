//! A dataset that is too large for the processor's nearest caches: its hosts are looked up together, and the answers are
//! those of links one by one.

use imprint::dataset::model::{Key, MatchKind, Model, Outlet, OutletType, Scope, Subject};
use imprint::dataset::{Dataset, write};
use imprint::label::lists::Lists;
use imprint::label::{Found, Labeler};

/// So many that their index has more than a megabyte.
const HOSTS: u32 = 90_000;

fn host(number: u32) -> String {
    format!("{:x}.paper-{}.example", number.wrapping_mul(0x9e37_79b9), number % 97)
}

fn outlet() -> Outlet {
    Outlet {
        id: "paper".into(),
        name: "The Paper".into(),
        native_name: None,
        native_lang: None,
        country: "GB".into(),
        kind: OutletType::Private,
        medium: None,
        homepage: None,
        aliases: Vec::new(),
        complete_hosts: false,
        stakes: Vec::new(),
        end: None,
        ratings: Vec::new(),
        listings: Vec::new(),
        claim: None,
    }
}

fn key(kind: MatchKind, text: String, scope: Option<Scope>) -> Key {
    Key { kind, text, scope, subject: Subject::Outlet(0), evidence: Vec::new() }
}

fn large() -> Vec<u8> {
    let scope = |number| if number % 5 == 0 { Scope::Exact } else { Scope::Subtree };
    let mut keys: Vec<Key> =
        (0..HOSTS).map(|number| key(MatchKind::Host, host(number), Some(scope(number)))).collect();
    let with_path = (0..HOSTS).step_by(1000);
    keys.extend(
        with_path
            .map(|number| key(MatchKind::Path, format!("{}/news", host(number + 1)), Some(Scope::Subtree))),
    );
    keys.push(key(MatchKind::Account, "telegram:the_paper".into(), None));
    write::write(&Model { outlets: vec![outlet()], keys, ..Model::default() }, "2026-01-01")
}

#[test]
fn a_batch_answers_as_its_links_one_by_one() {
    let bytes = large();
    let labeler = Labeler::new(Dataset::open(bytes.clone()).expect("a dataset"));
    assert!(labeler.dataset().hosts_are_far());
    let mut links = Vec::new();
    for number in (0..HOSTS).step_by(61).chain((0..HOSTS).step_by(1000).map(|number| number + 1)) {
        let host = host(number);
        links.extend([
            format!("https://{host}/"),
            format!("https://www.{host}/a"),
            format!("https://sub.{host}/news/1"),
            format!("https://{host}/news"),
            format!("https://x{host}/"),
            format!("https://{host}.example/"),
            format!("https://www.google.com/url?q=https%3A%2F%2F{host}%2F"),
        ]);
    }
    links.extend(
        ["https://t.me/the_paper", "https://t.me/another", "", "mailto:a@b.example"].map(String::from),
    );
    let one_by_one: Vec<Found> = links.iter().map(|link| labeler.find(link)).collect();
    let known = one_by_one.iter().filter(|found| found.key().is_some()).count();
    assert!(known > links.len() / 2 && known < links.len(), "{known} of {}", links.len());
    let batch: Vec<Found> = labeler.find_all(links.iter().map(String::as_str)).collect();
    assert!(batch == one_by_one);
    let mut lists = Lists::new(Labeler::new(Dataset::open(bytes).expect("a dataset")));
    let batch: Vec<Found> = lists.find_all(links.iter().map(String::as_str)).collect();
    assert!(batch == one_by_one);
}
