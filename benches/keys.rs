//! The compiled keys against other ways to keep them: size, memory, opening, looking up; and how that grows with their
//! number.
//!
//! The keys are the dataset's own and, for 10,000, 100,000 and 1,000,000, made-up ones of the same letters and lengths.
//! Every contestant does the same job: of a host, find the longest part on label borders that is a key. Contestants take
//! turns in rounds, as in `label.rs`; what is printed for `cargo xtask bench` to read are medians.
//!
//! Hosts are looked up as a batch of links does it (together where they are far, `index::together`) and one by one. What a
//! batch takes altogether, links read and all, is a row of its own.
//!
//! Keys and datasets are also written to `target/bench`, so that the bench in Node.js runs on them.

mod dice;
mod memory;

use std::collections::{HashMap, HashSet};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use dice::Dice;
use imprint::dataset::format::Section;
use imprint::dataset::model::{Key, MatchKind, Model, Outlet, OutletType, Scope, Subject};
use imprint::dataset::{Dataset, write};
use imprint::label::{Found, Labeler};
use imprint::link::host;

/// Where `cargo xtask wasm` puts the compiled dataset.
const DATASET: &str = "target/imprint.dataset";
/// Where the other benches find their input.
const SHARED: &str = "target/bench";
/// Odd, so that the median is one that was measured.
const ROUNDS: usize = 15;
/// Hosts that are looked up in one round, at random among all.
const QUERIES: usize = 200_000;
/// Numbers of made-up keys. The bench in Node.js has the same.
const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];
/// Links of a batch: as many as the extension sends in one message.
const BATCH: usize = 1000;
/// Hosts that are looked up together, as in `label::batch`.
const TOGETHER: usize = 128;
/// Hosts that are no keys, made up like the keys.
const STRANGERS: usize = 100_000;

fn main() {
    if memory::is_measured() {
        return;
    }
    std::fs::create_dir_all(SHARED).unwrap_or_else(|error| panic!("{SHARED}: {error}"));
    let bytes = std::fs::read(DATASET)
        .unwrap_or_else(|error| panic!("{DATASET}: {error} (`cargo xtask wasm` compiles the dataset)"));
    let dataset = Dataset::open(bytes).unwrap_or_else(|error| panic!("{DATASET}: {error}"));
    let real: Vec<String> =
        dataset.keys().filter(|key| key.kind == MatchKind::Host).map(|key| key.text).collect();
    let sections = [Section::Hosts, Section::Paths, Section::Accounts];
    let all: usize = sections.iter().map(|&section| dataset.section_size(section)).sum();
    let keys = dataset.keys().count();
    println!(
        "row\tbytes a key, its evidence included\t\t\t{:.2}\tB\t<17\t{keys} keys of the dataset",
        all as f64 / keys as f64
    );

    let mut names = MadeUp::like(&real);
    let made_up = names.take(SIZES[SIZES.len() - 1] + STRANGERS);
    let (strangers, made_up) = made_up.split_at(STRANGERS);
    let lengths = |keys: &[String]| keys.iter().map(String::len).sum::<usize>() as f64 / keys.len() as f64;
    let input = format!("{} hosts of the dataset, {:.1} B each", real.len(), lengths(&real));
    compare(&input, &real, strangers);
    memory::compare(
        &input,
        &memory::Files {
            dataset: Path::new(DATASET),
            fst: &shared(&format!("keys-{}.fst", real.len())),
            keys: &shared(&format!("keys-{}.txt", real.len())),
        },
    );
    let mut ours = Vec::new();
    for size in SIZES {
        let keys = &made_up[..size];
        let input = format!("{size} made-up hosts, {:.1} B each", lengths(keys));
        ours.push(compare(&input, keys, strangers));
        let file = |kind| shared(&format!("keys-{size}.{kind}"));
        let [dataset, fst, keys] = ["dataset", "fst", "txt"].map(file);
        memory::compare(&input, &memory::Files { dataset: &dataset, fst: &fst, keys: &keys });
    }
    write_file("strangers.txt", strangers.join("\n").as_bytes());
    let (small, large) = (&ours[0], &ours[SIZES.len() - 1]);
    for (place, what) in WHAT.iter().enumerate() {
        let grown = |way: fn(&Times) -> f64| way(&large[place]) / way(&small[place]);
        let row = |how, ratio, aim| {
            println!("row\t1000000 keys / 10000: {how}, {what}\t\t\t{ratio:.2}\t×\t{aim}\tmade-up hosts");
        };
        row("lookup as in a batch", grown(|times| times.in_batch), "<1.6");
        row("links in batches of 1000", grown(|times| times.links), "<1.6");
        row("lookup, each host alone", grown(|times| times.alone), "");
        row("lookup in HashMap<&str, u32>", grown(|times| times.in_map), "");
    }
}

/// Whether the hosts that are looked up are keys.
const WHAT: [&str; 2] = ["there", "not there"];

/// Nanoseconds that one host takes.
struct Times {
    in_batch: f64,
    alone: f64,
    links: f64,
    in_map: f64,
}

/// Compares the ways to keep these keys and prints the rows.
fn compare(input: &str, keys: &[String], strangers: &[String]) -> [Times; 2] {
    let bytes = compiled(keys);
    write_file(&format!("keys-{}.dataset", keys.len()), &bytes);
    write_file(&format!("keys-{}.txt", keys.len()), keys.join("\n").as_bytes());
    let open = median(|| {
        let copy = bytes.clone();
        let start = Instant::now();
        let dataset = black_box(Dataset::open(copy));
        let time = start.elapsed();
        drop(dataset);
        time.as_nanos() as f64 / 1000.0
    });
    let labeler = Labeler::new(Dataset::open(bytes).expect("what was just written can be read"));
    let dataset = labeler.dataset();

    let numbers = || keys.iter().zip(1u32..);
    let map: HashMap<&str, u32> = numbers().map(|(key, number)| (key.as_str(), number)).collect();
    let mut sorted: Vec<(&str, u64)> =
        numbers().map(|(key, number)| (key.as_str(), u64::from(number))).collect();
    sorted.sort_unstable();
    let fst = fst::Map::from_iter(sorted).expect("sorted keys");
    write_file(&format!("keys-{}.fst", keys.len()), fst.as_fst().as_bytes());

    let size = dataset.section_size(Section::Hosts) as f64 / keys.len() as f64;
    let fst_size = fst.as_fst().as_bytes().len() as f64 / keys.len() as f64;
    println!("row\tbytes a key\tfst::Map\t{fst_size:.2}\t{size:.2}\tB\t<17\t{input}");
    println!("row\topening\t\t\t{open:.2}\tµs\t<1000\t{input}");

    let mut dice = Dice::new(7);
    // In one text, as links come from a page.
    let mut pick = |from: &[String]| -> String {
        let mut any = || &from[dice.below(from.len() as u64) as usize];
        let hosts: Vec<String> =
            (0..QUERIES).map(|n| format!("{}{}", if n % 3 == 0 { "www." } else { "" }, any())).collect();
        hosts.join("\n")
    };
    let queries = [pick(keys), pick(strangers)];
    [0, 1].map(|place| {
        let (what, queries) = (WHAT[place], &queries[place]);
        let hosts: Vec<&str> = queries.lines().collect();
        let links: String = hosts.iter().map(|host| format!("https://{host}/\n")).collect();
        let links: Vec<&str> = links.lines().collect();
        let alone = |host: &str| {
            let hits = host::parents(host).filter_map(|parent| dataset.host(parent.name, parent.hash)?.hit);
            hits.last().is_some()
        };
        let alone = |hosts: &[&str]| hosts.iter().filter(|host| alone(host)).count();
        let together =
            |hosts: &[&str]| hosts.chunks(TOGETHER).map(|hosts| found_together(dataset, hosts)).sum();
        let far = dataset.hosts_are_far();
        let as_in_batch = |hosts: &[&str]| if far { together(hosts) } else { alone(hosts) };
        let batches = |links: &[&str]| {
            let found = |batch: &[&str]| labeler.find_all(batch.iter().copied()).filter(is_key).count();
            links.chunks(BATCH).map(found).sum()
        };
        let in_map =
            |hosts: &[&str]| hosts.iter().filter(|host| parts(host).any(|it| map.contains_key(it))).count();
        let in_fst =
            |hosts: &[&str]| hosts.iter().filter(|host| parts(host).any(|it| fst.get(it).is_some())).count();
        let contestants: [Contestant<'_>; 5] = [&as_in_batch, &alone, &batches, &in_map, &in_fst];
        let queries: [&[&str]; 5] = [&hosts, &hosts, &links, &hosts, &hosts];
        let found = alone(&hosts);
        for (contestant, queries) in contestants.iter().zip(queries) {
            assert_eq!(contestant(queries), found, "all find the same");
        }
        let [in_batch, alone, links, in_map, in_fst] = race(contestants, queries);
        for (how, ours) in [
            ("lookup as in a batch", in_batch),
            ("lookup, each host alone", alone),
            ("links in batches of 1000", links),
        ] {
            println!("row\t{how}, {what}\tHashMap<&str, u32>, hosts\t{in_map:.1}\t{ours:.1}\tns\t\t{input}");
            println!("row\t{how}, {what}\tfst::Map, hosts\t{in_fst:.1}\t{ours:.1}\tns\t\t{input}");
        }
        Times { in_batch, alone, links, in_map }
    })
}

fn is_key(found: &Found) -> bool {
    found.key().is_some()
}

/// How many of the hosts are keys or lie below one, looked up together.
fn found_together(dataset: &Dataset, hosts: &[&str]) -> usize {
    let mut parents = Vec::new();
    for (child, host) in hosts.iter().enumerate() {
        for parent in host::parents(host) {
            if dataset.may_have_host(parent.hash) {
                parents.push((child, parent));
            }
        }
    }
    for (_, parent) in &parents {
        dataset.fetch_host(parent.hash);
    }
    let mut hits = vec![false; hosts.len()];
    for (child, parent) in parents {
        let entry = dataset.host(parent.name, parent.hash);
        hits[child] |= entry.is_some_and(|entry| entry.hit.is_some());
    }
    hits.into_iter().filter(|&hit| hit).count()
}

/// A dataset of these hosts, two for each of its outlets.
fn compiled(keys: &[String]) -> Vec<u8> {
    let outlet = |number: usize| Outlet {
        id: format!("outlet-{number}"),
        name: format!("Outlet {number}"),
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
    };
    let key = |(text, number): (&String, u32)| Key {
        kind: MatchKind::Host,
        text: text.clone(),
        scope: Some(Scope::Subtree),
        subject: Subject::Outlet(number / 2),
        evidence: Vec::new(),
    };
    let model = Model {
        outlets: (0..keys.len().div_ceil(2)).map(outlet).collect(),
        keys: keys.iter().zip(0..).map(key).collect(),
        ..Model::default()
    };
    write::write(&model, "2026-01-01")
}

/// The parts of a host on label borders, longest first, without the top-level domain.
fn parts(host: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(host);
    std::iter::from_fn(move || {
        let part = rest.filter(|part| part.contains('.'))?;
        rest = part.split_once('.').map(|(_, behind)| behind);
        Some(part)
    })
}

/// How many of the hosts are found.
type Contestant<'c> = &'c dyn Fn(&[&str]) -> usize;

/// Median of the time a query takes, in nanoseconds, for each contestant and what it is asked.
fn race<const N: usize>(contestants: [Contestant<'_>; N], queries: [&[&str]; N]) -> [f64; N] {
    let mut times: [Vec<f64>; N] = std::array::from_fn(|_| Vec::with_capacity(ROUNDS));
    for round in 0..ROUNDS {
        for place in 0..N {
            let index = (place + round) % N;
            let start = Instant::now();
            black_box(contestants[index](queries[index]));
            times[index].push(start.elapsed().as_nanos() as f64 / queries[index].len() as f64);
        }
    }
    times.map(middle)
}

fn median(mut measure: impl FnMut() -> f64) -> f64 {
    middle((0..ROUNDS).map(|_| measure()).collect())
}

fn middle(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn shared(name: &str) -> PathBuf {
    Path::new(SHARED).join(name)
}

fn write_file(name: &str, bytes: &[u8]) {
    let file = shared(name);
    std::fs::write(&file, bytes).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
}

/// Hosts made up of what follows what in real ones: each letter is chosen as it follows the two before it there.
struct MadeUp {
    next: HashMap<[u8; 2], Vec<u8>>,
    lengths: Vec<usize>,
    dice: Dice,
    known: HashSet<String>,
}

fn is_host(text: &str) -> bool {
    text.contains('.') && text.split('.').all(|label| !label.is_empty() && !label.starts_with("xn--"))
}

/// Stands before the first letter and behind the last.
const END: u8 = b'\n';

impl MadeUp {
    fn like(hosts: &[String]) -> Self {
        let mut next = HashMap::<[u8; 2], Vec<u8>>::new();
        for host in hosts {
            let mut before = [END; 2];
            for byte in host.bytes().chain([END]) {
                next.entry(before).or_default().push(byte);
                before = [before[1], byte];
            }
        }
        let lengths = hosts.iter().map(String::len).collect();
        Self { next, lengths, dice: Dice::new(1), known: hosts.iter().cloned().collect() }
    }

    fn take(&mut self, count: usize) -> Vec<String> {
        let mut hosts = Vec::with_capacity(count);
        while hosts.len() < count {
            // One of the real lengths, so that short ones are not crowded out by having come before.
            let length = self.lengths[self.dice.below(self.lengths.len() as u64) as usize];
            let mut tries = std::iter::repeat_with(|| self.one()).take(100);
            let Some(host) = tries.find(|host| host.len().abs_diff(length) <= 1 && is_host(host)) else {
                continue;
            };
            if self.known.insert(host.clone()) {
                hosts.push(host);
            }
        }
        hosts
    }

    fn one(&mut self) -> String {
        let (mut host, mut before) = (String::new(), [END; 2]);
        loop {
            let choices = &self.next[&before];
            let byte = choices[self.dice.below(choices.len() as u64) as usize];
            if byte == END {
                return host;
            }
            host.push(char::from(byte));
            before = [before[1], byte];
        }
    }
}
