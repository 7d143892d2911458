//! Native labelling against what one would put together from libraries.
//!
//! The contestants get the same links and the same host keys, and take turns in rounds: whatever slows the machine
//! down for a moment slows all of them. What is printed for `cargo xtask bench` to read are medians of the rounds.
//!
//! The links and keys are also written to `target/bench`, so that the benches in Node.js and Chromium run on them.

mod dice;
mod inputs;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::ops::Range;
use std::path::Path;
use std::time::Instant;

use adblock::lists::{FilterSet, ParseOptions};
use adblock::request::Request;
use imprint::dataset::Dataset;
use imprint::dataset::model::MatchKind;
use imprint::label::Labeler;
use url::Url;

use inputs::Inputs;

/// Where `cargo xtask wasm` puts the compiled dataset.
const DATASET: &str = "target/imprint.dataset";
/// Where the other benches find their input.
const SHARED: &str = "target/bench";

/// Odd, so that the median is one that was measured.
const ROUNDS: usize = 31;
/// Links of one turn: as many as the extension sends in one message, and so few that most turns run through without
/// another process taking the processor away.
const TURN: usize = 1000;

// What a row says: what is measured, and against what.
const ONE_BY_ONE: &str = "native, each link alone";
const BATCH: &str = "native, batches of 1000 (hosts kept while a batch lasts)";
const ONE_BY_ONE_PLAIN: &str = "native, links not wrapped, each alone";
const BATCH_PLAIN: &str = "native, links not wrapped, batches of 1000";
const HOSTS_ALONE: &str = "host keys alone, no rules, each link alone";
const URL_PSL: &str = "url + psl + HashMap, each link alone";
const ADBLOCK: &str = "adblock, ||host^ rules, each link alone";
const ADBLOCK_PREPARSED: &str = "adblock, address parsed before the clock starts";

fn main() {
    let bytes = std::fs::read(DATASET)
        .unwrap_or_else(|error| panic!("{DATASET}: {error} (`cargo xtask wasm` compiles the dataset)"));
    let dataset = Dataset::open(bytes).unwrap_or_else(|error| panic!("{DATASET}: {error}"));
    let keys = host_keys(&dataset);
    let labeler = Labeler::new(dataset);
    let inputs = Inputs::find(&keys.iter().map(|(host, _)| host.as_str()).collect::<Vec<_>>());

    let by_domain = ByDomain::new(&keys);
    let rules = Rules::new(&keys);
    let labelled = check(&inputs, &labeler, &by_domain, &rules);
    let links = inputs.links.len();
    let described = format!("{}, {labelled} labelled", inputs.what);
    share(&inputs, &keys, &described);

    let preparsed: Vec<(String, &str)> = inputs
        .links
        .iter()
        .map(|link| {
            let host = Url::parse(link).ok().and_then(|url| url.host_str().map(str::to_owned));
            (host.unwrap_or_default(), link.as_str())
        })
        .collect();
    let all = inputs.links.as_slice();
    let times = race(
        links,
        &[
            &|turn| all[turn].iter().filter(|link| labeler.match_link(link).is_some()).count(),
            &|turn| batch(&labeler, all[turn].iter().map(String::as_str)),
            &|turn| all[turn].iter().filter(|link| by_domain.find(link).is_some()).count(),
            &|turn| all[turn].iter().filter(|link| rules.find(link)).count(),
            &|turn| preparsed[turn].iter().filter(|(host, link)| rules.find_preparsed(host, link)).count(),
        ],
    );
    let plain = inputs.links.iter().filter(|link| {
        imprint::link::destination(link).is_none_or(|destination| {
            destination.via.is_empty() && matches!(destination.end, imprint::link::unwrap::End::Known)
        })
    });
    let plain: Vec<&str> = plain.map(String::as_str).collect();
    let times_of_rules = race(
        plain.len(),
        &[
            &|turn| plain[turn].iter().filter(|link| labeler.match_link(link).is_some()).count(),
            &|turn| batch(&labeler, plain[turn].iter().copied()),
            &|turn| plain[turn].iter().filter(|link| by_hosts_alone(labeler.dataset(), link)).count(),
        ],
    );
    let row = |what, baseline, theirs, ours, (links, input): (usize, &str), aim| {
        let each = |time: f64| time / links as f64;
        let (theirs, ours) = (each(theirs), each(ours));
        println!("row\t{what}\t{baseline}\t{theirs:.1}\t{ours:.1}\tns a link\t{aim}\t{input}");
    };
    let described_plain = format!("{} links", plain.len());
    let (all, plain) = ((links, described.as_str()), (plain.len(), described_plain.as_str()));
    let [single, batch, hosts_alone] = times_of_rules[..] else { unreachable!("three contestants") };
    row(ONE_BY_ONE_PLAIN, HOSTS_ALONE, hosts_alone, single, plain, "");
    row(BATCH_PLAIN, HOSTS_ALONE, hosts_alone, batch, plain, ">=0.77");
    let [single, batch, url_psl, adblock, adblock_preparsed] = times[..] else {
        unreachable!("five contestants")
    };
    row(ONE_BY_ONE, URL_PSL, url_psl, single, all, "");
    row(BATCH, URL_PSL, url_psl, batch, all, ">=5");
    row(ONE_BY_ONE, ADBLOCK, adblock, single, all, "");
    row(BATCH, ADBLOCK, adblock, batch, all, ">=15");
    row(BATCH, ADBLOCK_PREPARSED, adblock_preparsed, batch, all, "");
}

/// Labels links as the extension does, a message of a thousand at a time: what is found for a host is kept until the
/// batch ends. The others get the same links in the same order and keep nothing of ours between them.
fn batch<'t>(labeler: &Labeler, links: impl Iterator<Item = &'t str>) -> usize {
    labeler.find_all(links).filter(|found| found.key().is_some()).count()
}

/// The plain lookup: the key of the longest host, by the same hash and the same tables, without any rule about addresses
/// and without what depends on a path.
fn by_hosts_alone(dataset: &Dataset, link: &str) -> bool {
    let found = |host: &str| {
        let mut found = false;
        for parent in imprint::link::host::parents(host) {
            if let Some(entry) = dataset.host(parent.name, parent.hash) {
                found |= entry.hit.is_some() && (!entry.exact || parent.is_whole_or_www(host));
            }
        }
        found
    };
    match imprint::link::canonical_host(link) {
        Some(host) => found(host),
        None => imprint::link::Link::parse(link).is_some_and(|link| found(link.host())),
    }
}

/// Every host key with the number of what it leads to.
fn host_keys(dataset: &Dataset) -> Vec<(String, u32)> {
    let hosts = dataset.keys().filter(|key| key.kind == MatchKind::Host);
    hosts.map(|key| (key.text, key.subject.number())).collect()
}

/// The usual way: parse, find the registrable domain, look it up.
struct ByDomain(HashMap<String, u32>);

impl ByDomain {
    fn new(keys: &[(String, u32)]) -> Self {
        Self(
            keys.iter()
                .map(|(host, number)| (psl::domain_str(host).unwrap_or(host).to_owned(), *number))
                .collect(),
        )
    }

    fn find(&self, link: &str) -> Option<u32> {
        let url = Url::parse(link).ok()?;
        let domain = psl::domain_str(url.host_str()?)?;
        self.0.get(domain).copied()
    }
}

/// A content blocker with one rule for each host key.
struct Rules(adblock::Engine);

/// The page the links stand on: a blocker asks for it.
const PAGE_HOST: &str = "page.example";
const PAGE: &str = "https://page.example/";
/// Rules without a type apply to every kind of request but the page itself.
const KIND: &str = "other";

impl Rules {
    fn new(keys: &[(String, u32)]) -> Self {
        let rules = keys.iter().map(|(host, _)| format!("||{host}^")).collect::<Vec<_>>().join("\n");
        let mut set = FilterSet::new(false);
        set.add_filter_list(rules, ParseOptions::default());
        Self(adblock::Engine::new_with_filter_set(set))
    }

    fn find(&self, link: &str) -> bool {
        Request::new(link, PAGE, KIND, "")
            .is_ok_and(|request| self.0.check_network_request(&request).should_block())
    }

    fn find_preparsed(&self, host: &str, link: &str) -> bool {
        let request = Request::preparsed(link, host, PAGE_HOST, KIND, true, "");
        self.0.check_network_request(&request).should_block()
    }
}

/// A race is worth nothing if a contestant does not do the job: what Imprint finds by a host, the others find too.
/// (They find more: the whole registrable domain, or what lies below an exact host.) Returns how many are labelled.
fn check(inputs: &Inputs, labeler: &Labeler, by_domain: &ByDomain, rules: &Rules) -> usize {
    let mut labelled = 0;
    for link in &inputs.links {
        let Some(found) = labeler.match_link(link) else { continue };
        labelled += 1;
        // What a wrapper hides the others cannot find.
        let plain = imprint::link::destination(link).is_some_and(|destination| destination.via.is_empty());
        if found.kind == MatchKind::Host && plain {
            let suffix_itself =
                Url::parse(link).is_ok_and(|url| url.host_str().and_then(psl::domain_str).is_none());
            assert!(suffix_itself || by_domain.find(link).is_some(), "url + psl does not find {link}");
            assert!(rules.find(link), "adblock does not find {link}");
        }
    }
    labelled
}

/// A contestant does its job on some of the links.
type Contestant<'c> = dyn Fn(Range<usize>) -> usize + 'c;

/// Time for all links, in nanoseconds, for each contestant: the sum, over turns, of the median of the rounds.
fn race(links: usize, contestants: &[&Contestant<'_>]) -> Vec<f64> {
    let mut sums = vec![0.0; contestants.len()];
    for start in (0..links).step_by(TURN) {
        let turn = start..(start + TURN).min(links);
        let mut times = vec![Vec::with_capacity(ROUNDS); contestants.len()];
        for round in 0..ROUNDS {
            for place in 0..contestants.len() {
                // Every contestant comes after every other in its turn.
                let index = (place + round) % contestants.len();
                let start = Instant::now();
                black_box(contestants[index](turn.clone()));
                times[index].push(start.elapsed().as_nanos() as f64);
            }
        }
        for (sum, times) in sums.iter_mut().zip(&mut times) {
            times.sort_by(f64::total_cmp);
            *sum += times[times.len() / 2];
        }
    }
    sums
}

/// Writes the inputs where the benches in other languages read them.
fn share(inputs: &Inputs, keys: &[(String, u32)], described: &str) {
    let folder = Path::new(SHARED);
    let write = |name: &str, text: &str| {
        let file = folder.join(name);
        std::fs::write(&file, text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    };
    std::fs::create_dir_all(folder).unwrap_or_else(|error| panic!("{SHARED}: {error}"));
    write("links.txt", &inputs.links.join("\n"));
    write("input.txt", described);
    let mut table = String::new();
    for (host, number) in keys {
        writeln!(table, "{host}\t{number}").expect("write to a string");
    }
    write("keys.tsv", &table);
}
