//! Turns the rules that interpret addresses (`data/platforms`, `data/wrappers`, `data/hosting`) into Rust tables, and
//! writes down the Public Suffix List that the program is built with.
//!
//! Such rules ship inside the program and are never updated over the network, so they are compiled in here instead of
//! travelling in the dataset. A rule that cannot be understood stops the build with its file's name.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The same hash as at run time: the table of hosts is laid out here.
#[path = "src/link/host.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    reason = "a module of the library, of which only the hash is needed here"
)]
mod host;

#[cfg(feature = "source")]
#[path = "build/suffixes.rs"]
mod suffixes;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Platform {
    name: String,
    hosts: Vec<String>,
    #[serde(default)]
    not_hosts: Vec<String>,
    #[serde(default)]
    account_hosts: Vec<String>,
    #[serde(default)]
    front_ends: Vec<String>,
    fold_case: bool,
    #[serde(default)]
    ignore: String,
    allowed: String,
    #[serde(default)]
    reserved: Vec<String>,
    #[serde(default)]
    shape: Vec<Shape>,
    example: Vec<PlatformExample>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shape {
    path: String,
    #[serde(default)]
    query: String,
    #[serde(default)]
    fragment: String,
    #[serde(default)]
    prefix: String,
    #[serde(default)]
    starts_with: String,
    #[serde(default)]
    length: u8,
    #[serde(default)]
    any_letters: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlatformExample {
    url: String,
    /// Absent: the address carries no account.
    account: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wrapper {
    name: String,
    hosts: Vec<String>,
    #[serde(default)]
    not_hosts: Vec<String>,
    #[serde(default)]
    not_paths: Vec<String>,
    rule: Vec<Rule>,
    example: Vec<WrapperExample>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    /// Absent: any path.
    #[serde(default)]
    paths: Vec<String>,
    #[serde(default)]
    steps: Vec<String>,
    #[serde(default)]
    opaque: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrapperExample {
    url: String,
    /// Where it leads.
    to: Option<String>,
    /// Whether the destination is hidden.
    #[serde(default)]
    opaque: bool,
    /// Whether what is in it is not followed. None of the three: the record does not apply.
    #[serde(default)]
    refused: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hosting {
    name: String,
    hosts: Vec<String>,
    #[serde(default)]
    subdomain: bool,
    #[serde(default)]
    path: bool,
    #[serde(default)]
    own: Vec<String>,
    /// First segments behind which the publisher's own stands.
    #[serde(default)]
    within: Vec<String>,
    example: Vec<HostingExample>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HostingExample {
    url: String,
    /// Absent: the platform's own page.
    publisher: Option<String>,
}

/// (name, covers hosts below it, role)
type Hosts = Vec<(String, bool, Role)>;

/// What a host is: the kind of record that names it, and the record's ordinal.
#[derive(Clone, Copy)]
struct Role {
    kind: &'static str,
    index: usize,
}

impl Role {
    /// Whether a host may have two of them: two wrappers may stand at one host, but an account belongs to one platform.
    fn excludes(&self, other: &Self) -> bool {
        self.kind == other.kind && (self.kind != "Wrapper" || self.index == other.index)
    }
}

fn main() {
    let mut hosts = Hosts::new();
    let platforms = platforms(&mut hosts);
    let wrappers = wrappers(&mut hosts);
    let hosting = hosting(&mut hosts);
    generate("platforms.rs", &platforms);
    generate("wrappers.rs", &wrappers);
    generate("hosting.rs", &hosting);
    generate("special.rs", &special(&hosts));
    #[cfg(feature = "source")]
    generate("public-suffix-list.dat", &suffixes::list());
    println!("cargo::rerun-if-changed=src/link/host.rs");
    println!("cargo::rerun-if-changed=build/suffixes.rs");
}

/// Every record of a folder with its file and its id, in the order of ids.
fn records<T: DeserializeOwned>(folder: &str) -> Vec<(PathBuf, String, T)> {
    let dir = Path::new("data").join(folder);
    println!("cargo::rerun-if-changed={}", dir.display());
    let mut files: Vec<_> = std::fs::read_dir(&dir)
        .unwrap_or_else(|e| panic!("cannot read {}: {e}", dir.display()))
        .map(|entry| entry.expect("readable folder").path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    files.sort();
    let record = |path: PathBuf| {
        println!("cargo::rerun-if-changed={}", path.display());
        let id = path.file_stem().and_then(|s| s.to_str()).expect("file name in UTF-8").to_owned();
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let record = toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        (path, id, record)
    };
    files.into_iter().map(record).collect()
}

fn generate(name: &str, text: &str) {
    let target = Path::new(&std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join(name);
    std::fs::write(&target, text).unwrap_or_else(|e| panic!("{}: {e}", target.display()));
}

fn platforms(hosts: &mut Hosts) -> String {
    let mut out = String::from("/// Every platform, by id.\npub const PLATFORMS: &[Platform] = &[\n");
    let mut examples = examples_of("PLATFORM_EXAMPLES", "Option<&str>");
    for (index, (path, id, p)) in records::<Platform>("platforms").into_iter().enumerate() {
        assert!(!p.example.is_empty(), "{}: every platform carries examples", path.display());
        let role = Role { kind: "Platform", index };
        add(hosts, p.hosts.iter().chain(&p.front_ends), role, &path);
        hosts.extend(p.account_hosts.iter().map(|host| (host.clone(), true, role)));
        writeln!(
            out,
            "    Platform {{ id: {id:?}, name: {:?}, not_hosts: &{:?}, \
             account_hosts: &{:?}, fold_case: {}, ignore: {:?}, allowed: {:?}, reserved: Words::new({:?}), shapes: &[",
            p.name,
            p.not_hosts,
            p.account_hosts,
            p.fold_case,
            p.ignore,
            p.allowed,
            p.reserved.join(" ")
        )
        .expect("write to a string");
        for s in &p.shape {
            let elsewhere = match (s.query.is_empty(), s.fragment.is_empty()) {
                (_, true) => s.query.clone(),
                (true, false) => format!("#{}", s.fragment),
                (false, false) => panic!("{}: an account is in the query or in the fragment", path.display()),
            };
            writeln!(
                out,
                "        Shape {{ path: {:?}, elsewhere: {:?}, prefix: {:?}, starts_with: {:?}, \
                 length: {}, any_letters: {} }},",
                checked(&s.path, &path),
                elsewhere,
                s.prefix,
                s.starts_with,
                s.length,
                s.any_letters
            )
            .expect("write to a string");
        }
        out.push_str("    ] },\n");
        examples.push_str("    &[\n");
        for e in &p.example {
            writeln!(examples, "        ({:?}, {:?}),", e.url, e.account.as_deref())
                .expect("write to a string");
        }
        examples.push_str("    ],\n");
    }
    out + "];\n" + &examples + "];\n"
}

fn wrappers(hosts: &mut Hosts) -> String {
    let mut out = String::from("/// Every wrapper, by id.\npub const WRAPPERS: &[Wrapper] = &[\n");
    let mut examples = examples_of("WRAPPER_EXAMPLES", "Expected");
    for (index, (path, id, w)) in records::<Wrapper>("wrappers").into_iter().enumerate() {
        let file = path.display();
        let unwraps = w.rule.iter().any(|rule| !rule.opaque);
        let shown = |wanted: fn(&WrapperExample) -> bool| w.example.iter().any(wanted);
        assert!(!unwraps || shown(|e| e.to.is_some()), "{file}: an example with `to` is missing");
        assert!(
            shown(|e| e.to.is_none() && !e.opaque && !e.refused),
            "{file}: an example that is left alone is missing"
        );
        let opaque = w.rule.iter().any(|rule| rule.opaque);
        assert!(opaque == shown(|e| e.opaque), "{file}: opaque rules and opaque examples go together");
        add(hosts, w.hosts.iter(), Role { kind: "Wrapper", index }, &path);
        writeln!(
            out,
            "    Wrapper {{ id: {id:?}, name: {:?}, not_hosts: &{:?}, not_paths: &[{}], rules: &[",
            w.name,
            w.not_hosts,
            patterns(&w.not_paths, &path)
        )
        .expect("write to a string");
        for rule in &w.rule {
            assert!(rule.opaque == rule.steps.is_empty(), "{file}: a rule has steps or is opaque");
            let steps: Vec<_> = rule.steps.iter().map(|text| step(text, &path)).collect();
            let paths = patterns(&rule.paths, &path);
            writeln!(out, "        Rule {{ paths: &[{paths}], steps: &[{}] }},", steps.join(", "))
                .expect("write to a string");
        }
        out.push_str("    ] },\n");
        examples.push_str("    &[\n");
        for e in &w.example {
            let outcome = match (&e.to, e.opaque, e.refused) {
                (Some(to), false, false) => format!("Expected::To({to:?})"),
                (None, true, false) => "Expected::Opaque".to_owned(),
                (None, false, true) => "Expected::Refused".to_owned(),
                (None, false, false) => "Expected::Alone".to_owned(),
                _ => panic!("{file}: an example leads somewhere, is opaque or is refused"),
            };
            writeln!(examples, "        ({:?}, {outcome}),", e.url).expect("write to a string");
        }
        examples.push_str("    ],\n");
    }
    out + "];\n" + &examples + "];\n"
}

/// Examples have a table of their own: nothing but tests reads them, and the module for browsers leaves them out.
fn examples_of(name: &str, expected: &str) -> String {
    format!("/// The examples of each, in the same order.\nconst {name}: &[&[(&str, {expected})]] = &[\n")
}

/// The closed set of steps.
fn step(text: &str, file: &Path) -> String {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    let number = || rest.parse::<usize>().ok().filter(|n| *n > 0);
    let fail = || -> ! { panic!("{}: `{text}` is no step", file.display()) };
    match (word, rest.is_empty()) {
        ("first-label", false) => format!("Step::FirstLabel({rest:?})"),
        ("query", false) => format!("Step::Query({rest:?})"),
        ("whole-query", true) => "Step::WholeQuery".to_owned(),
        ("segment", false) => match number() {
            Some(n) => format!("Step::Segment({n})"),
            None => format!("Step::SegmentAfter({rest:?})"),
        },
        ("path", false) => match rest.split_once(" without ") {
            Some((from, without)) => match (from.parse::<usize>(), without.parse::<usize>()) {
                (Ok(from), Ok(without)) => format!("Step::Path {{ from: {from}, without: {without} }}"),
                _ => fail(),
            },
            None => match number() {
                Some(from) => format!("Step::Path {{ from: {from}, without: 0 }}"),
                None => fail(),
            },
        },
        ("fragment", true) => "Step::Fragment".to_owned(),
        ("percent-decode", true) => "Step::PercentDecode".to_owned(),
        ("base64url", true) => "Step::Base64".to_owned(),
        ("strip", false) => format!("Step::Strip({rest:?})"),
        ("until", false) => format!("Step::Until({rest:?})"),
        ("until-last", false) => format!("Step::UntilLast({rest:?})"),
        ("after", false) => format!("Step::After({rest:?})"),
        ("scheme", false) if matches!(rest, "http" | "https") => {
            format!("Step::Scheme({:?})", format!("{rest}://"))
        }
        ("decode", false) => match rest {
            "amp-host" => "Step::AmpHost".to_owned(),
            "translate-goog" => "Step::TranslateGoog".to_owned(),
            "google-news" => "Step::GoogleNews".to_owned(),
            "proofpoint-2" => "Step::Proofpoint2".to_owned(),
            "proofpoint-3" => "Step::Proofpoint3".to_owned(),
            _ => fail(),
        },
        _ => fail(),
    }
}

fn hosting(hosts: &mut Hosts) -> String {
    let mut out = String::from("/// Every hosting platform, by id.\npub const HOSTING: &[Hosting] = &[\n");
    let mut examples = examples_of("HOSTING_EXAMPLES", "Option<&str>");
    for (index, (path, id, h)) in records::<Hosting>("hosting").into_iter().enumerate() {
        let file = path.display();
        assert!(h.subdomain || h.path, "{file}: the publisher is the subdomain, the path, or both");
        let (theirs, own) = h.example.iter().partition::<Vec<_>, _>(|e| e.publisher.is_some());
        assert!(!theirs.is_empty() && !own.is_empty(), "{file}: a publisher's and an own page, please");
        assert!(h.path || h.within.is_empty(), "{file}: `within` is about paths");
        let within = h.within.iter().map(|segment| format!("/{segment}"));
        let own: Vec<String> = h.own.iter().cloned().chain(within).collect();
        let role = Role { kind: "Hosting", index };
        let below: Vec<String> = h.hosts.iter().map(|host| format!("*.{host}")).collect();
        add(hosts, below.iter(), role, &path);
        writeln!(
            out,
            "    Hosting {{ id: {id:?}, name: {:?}, subdomain: {}, path: {}, own: Words::new({:?}) }},",
            h.name,
            h.subdomain,
            h.path,
            own.join(" ")
        )
        .expect("write to a string");
        examples.push_str("    &[\n");
        for e in &h.example {
            writeln!(examples, "        ({:?}, {:?}),", e.url, e.publisher.as_deref())
                .expect("write to a string");
        }
        examples.push_str("    ],\n");
    }
    out + "];\n" + &examples + "];\n"
}

/// `t.me` is that host and its `www.`, `*.facebook.com` that host and every one below.
fn add<'h>(hosts: &mut Hosts, names: impl Iterator<Item = &'h String>, role: Role, file: &Path) {
    for name in names {
        let (name, below) = match name.strip_prefix("*.") {
            Some(parent) => (parent, true),
            None => (name.as_str(), false),
        };
        let fits = name.contains('.')
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b));
        assert!(fits, "{}: `{name}` is no host in its canonical form", file.display());
        assert!(
            !hosts.iter().any(|(other, _, its)| other == name && its.excludes(&role)),
            "{}: {name} stands twice",
            file.display()
        );
        hosts.push((name.to_owned(), below, role));
    }
}

fn patterns(paths: &[String], file: &Path) -> String {
    paths.iter().map(|text| format!("{:?}, ", checked(text, file))).collect()
}

/// The pattern of a path without its first slash.
fn checked<'t>(text: &'t str, file: &Path) -> &'t str {
    let rest = text.strip_prefix('/');
    rest.unwrap_or_else(|| panic!("{}: `{text}`: a path starts with /", file.display()))
}

/// Hosts that share a word of the filter: one in fifty others passes it.
const HOSTS_OF_A_WORD: usize = 8;

/// A text in which all of these stand: longer ones first, since shorter ones stand in many of them, each behind the one
/// into which it reaches furthest.
fn in_one_text(mut names: Vec<&str>) -> String {
    names.sort_by_key(|name| (std::cmp::Reverse(name.len()), *name));
    names.dedup();
    let mut text = String::new();
    while !names.is_empty() {
        names.retain(|name| !text.contains(name));
        let shared = |name: &str| (0..=name.len()).rev().find(|end| text.ends_with(&name[..*end]));
        let Some(next) = (0..names.len()).rev().max_by_key(|at| shared(names[*at])) else { break };
        let name = names.swap_remove(next);
        text += &name[shared(name).unwrap_or_default()..];
        names.sort_by_key(|name| (std::cmp::Reverse(name.len()), *name));
    }
    text
}

/// The table of all hosts that have rules, under the hash with which labelling walks over hosts anyway. Open
/// addressing, at most half full: most looks find an empty slot at once. Names lie in one text, so that an entry of the
/// module for browsers takes six bytes and not twenty.
fn special(hosts: &Hosts) -> String {
    let count = (hosts.len() * 2).next_power_of_two();
    let mut slots = vec![0u16; count];
    // Nearly every host that is asked about has no rule, and one word tells that.
    let mut filter = vec![0u64; (hosts.len() / HOSTS_OF_A_WORD).next_power_of_two()];
    let names = in_one_text(hosts.iter().map(|(name, ..)| name.as_str()).collect());
    let mut entries = String::new();
    for (number, (name, below, role)) in hosts.iter().enumerate() {
        let hash = host::hash(name);
        let (word, bits) = host::filtered(hash, filter.len());
        filter[word] |= bits;
        let mut slot = hash as usize & (count - 1);
        while slots[slot] != 0 {
            slot = (slot + 1) & (count - 1);
        }
        slots[slot] = u16::try_from(number + 1).expect("fewer than 65536 hosts");
        let at = names.find(name).expect("it was put there");
        let at = u16::try_from(at).expect("names of less than 64 KiB");
        let length = u8::try_from(name.len()).expect("a name of less than 256 bytes");
        let Role { kind, index } = role;
        let index = u8::try_from(*index).expect("fewer than 256 records of a kind");
        writeln!(
            entries,
            "    Entry {{ at: {at}, length: {length}, below: {below}, role: Role::{kind}({index}) }},"
        )
        .expect("write to a string");
    }
    format!(
        "static NAMES: &str = {names:?};\n\nstatic HOSTS: &[Entry] = &[\n{entries}];\n\n\
         static SLOTS: [u16; {count}] = {slots:?};\n\nstatic FILTER: [u64; {}] = {filter:?};\n",
        filter.len()
    )
}
