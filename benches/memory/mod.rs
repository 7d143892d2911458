//! What it takes to keep keys at hand: the memory of a process that has opened them and looked every one up.
//!
//! Each way to keep them gets a process of its own, the bench started anew, because what was freed before would be counted
//! too. One that keeps nothing shows what a process takes anyway, and is subtracted.

use std::collections::HashMap;
use std::fs::File;
use std::hint::black_box;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Command;

use imprint::dataset::Dataset;
use imprint::link::host;

/// First argument of a process that is to be measured; behind it a way to keep keys, and the files.
const ARGUMENT: &str = "--memory-of";
/// Where Linux tells of a process what memory it takes.
const STATUS: &str = "/proc/self/status";

/// The files of one set of keys.
pub(crate) struct Files<'f> {
    /// The compiled dataset.
    pub(crate) dataset: &'f Path,
    /// The same hosts as `fst::Map`.
    pub(crate) fst: &'f Path,
    /// The same hosts, one a line.
    pub(crate) keys: &'f Path,
}

/// Prints the rows of one set of keys; none where the system does not tell.
pub(crate) fn compare(input: &str, files: &Files<'_>) {
    if !Path::new(STATUS).exists() {
        return;
    }
    let [nothing, ours, map, fst] = ["nothing", "dataset", "map", "fst"].map(|way| measure(way, files));
    let over_nothing = |bytes: f64| (bytes - nothing) / 1e6;
    let (ours, map, fst) = (over_nothing(ours), over_nothing(map), over_nothing(fst));
    let size = std::fs::metadata(files.dataset).map_or(0.0, |file| file.len() as f64 / 1e6);
    let input = format!("{input}; a file of {size:.1} MB, its outlets included");
    println!(
        "row\tmemory, opened and every key found\tHashMap<Box<str>, u32>\t{map:.2}\t{ours:.2}\tMB\t\t{input}"
    );
    println!("row\tmemory, opened and every key found\tfst::Map\t{fst:.2}\t{ours:.2}\tMB\t\t{input}");
    println!("row\tmemory beyond the size of the file\t\t\t{:.2}\tMB\t<1\t{input}", ours - size);
}

/// Bytes of memory of a process that keeps keys in this way.
fn measure(way: &str, files: &Files<'_>) -> f64 {
    let bench = std::env::current_exe().unwrap_or_else(|error| panic!("the bench's own file: {error}"));
    let output = Command::new(bench)
        .arg(ARGUMENT)
        .arg(way)
        .args([files.dataset, files.fst, files.keys])
        .output()
        .unwrap_or_else(|error| panic!("{way}: {error}"));
    assert!(output.status.success(), "{way}: {}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8_lossy(&output.stdout);
    told.trim().parse().unwrap_or_else(|error| panic!("{way} told {told:?}: {error}"))
}

/// Does the job of a process that is measured, if this is one.
pub(crate) fn is_measured() -> bool {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [first, way, dataset, fst, keys] = &arguments[..] else { return false };
    if first != ARGUMENT {
        return false;
    }
    let read = |file| std::fs::read(file).unwrap_or_else(|error| panic!("{file}: {error}"));
    match way.as_str() {
        "nothing" => find_each(keys, &(), |(), _| true),
        "dataset" => {
            let dataset = Dataset::open(read(dataset)).unwrap_or_else(|error| panic!("{dataset}: {error}"));
            find_each(keys, &dataset, |dataset, key| dataset.host(key, host::hash(key)).is_some());
        }
        "map" => {
            let mut map = HashMap::<Box<str>, u32>::new();
            each(keys, |key| {
                let number = map.len() as u32;
                map.insert(key.into(), number);
            });
            find_each(keys, &map, |map, key| map.contains_key(key));
        }
        "fst" => {
            let map = fst::Map::new(read(fst)).unwrap_or_else(|error| panic!("{fst}: {error}"));
            find_each(keys, &map, |map, key| map.contains_key(key));
        }
        other => panic!("no way to keep keys: {other}"),
    }
    true
}

/// Looks every key up and prints the memory of this process, while what keeps them is still there.
fn find_each<K>(keys: &str, kept: &K, find: impl Fn(&K, &str) -> bool) {
    each(keys, |key| assert!(find(kept, key), "{key} is kept"));
    let status = std::fs::read_to_string(STATUS).unwrap_or_else(|error| panic!("{STATUS}: {error}"));
    let resident =
        status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.strip_suffix("kB")?.trim().parse().ok());
    let resident: u64 = resident.unwrap_or_else(|| panic!("{STATUS} has no VmRSS"));
    black_box(kept);
    println!("{}", resident * 1024);
}

/// Goes through the lines of a file, of which never more than one is kept.
fn each(file: &str, mut line: impl FnMut(&str)) {
    let lines = BufReader::new(File::open(file).unwrap_or_else(|error| panic!("{file}: {error}"))).lines();
    for text in lines {
        line(&text.unwrap_or_else(|error| panic!("{file}: {error}")));
    }
}
