//! Which names of outlets others can resemble, and what near them is somebody else's.
//!
//! Decided here, when a dataset is compiled, so that a browser needs neither a dictionary nor a list of sites:
//!
//! * A name counts **under another suffix** if it has five letters, is no English word (alone, or a short one behind an
//!   article) and is no other outlet's name, and **one edit away** if it has six.
//! * What lies one edit away, or looks the same in ASCII, and is a word, two words put together or the name of another
//!   outlet, resembles nothing; nor does a site of somebody else's that is known (`data/other-sites.txt`).
//! * A host whose name does not count is found **embedded** only where its own dots are dots.
//!
//! [`crate::link::names`] has the rules by which a host is compared, and draws the index.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::LazyLock;

use crate::dataset::model::Name;
use crate::link::affixes::{Affixes, Gathering};
use crate::link::names::{
    DOTS_ONLY, HOST, NAME, NOTHING, ONE_EDIT, ONE_LESS, OTHER_LETTER, OTHER_SUFFIX, SKELETON,
};
use crate::link::skeleton::{self, ascii_look_alikes, skeleton};
use crate::link::suffix::Suffixes;

/// Letters that a name needs to count under another suffix.
const OTHER_SUFFIX_LETTERS: usize = 5;
/// Letters that a name needs to count one edit away.
const ONE_EDIT_LETTERS: usize = 6;
/// Letters that a name needs to be looked for at all.
const FEWEST_LETTERS: usize = 3;
/// Letters that a word needs to be half of two words put together.
const HALF_LETTERS: usize = 3;
/// At most so many texts that look like a name are gone through.
const MOST_LOOK_ALIKES: usize = 4096;
/// What can stand in a name.
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz0123456789-";
/// A short word behind one of these is a name that many bear (`thestar`, `thesun`).
const ARTICLES: [&str; 1] = ["the"];
/// Letters of a word from which on there is one who bears it behind an article (`theguardian`).
const LONG_WORD: usize = 7;

/// An outlet with its hosts.
#[derive(Debug, Clone)]
pub struct Outlet<'s> {
    /// Its ordinal.
    pub ordinal: u32,
    /// Whether these are all its hosts.
    pub complete: bool,
    /// Its host keys.
    pub hosts: Vec<&'s str>,
}

/// All that hosts are compared with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compiled {
    /// The texts of the index, each once.
    pub names: Vec<Name>,
    /// What may resemble any of them.
    pub affixes: Affixes,
}

/// Words that everybody uses, and names that several sites bear.
#[derive(Debug)]
pub struct Words {
    words: HashSet<&'static str>,
    sites: Vec<&'static str>,
}

/// The words that the program was built with.
static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let words = include_str!("../../data/words.txt").lines().filter(|line| !line.starts_with('#'));
    let shared = entries(include_str!("../../data/shared-names.txt"));
    let sites = entries(include_str!("../../data/other-sites.txt"));
    Words { words: words.chain(shared).collect(), sites: sites.collect() }
});

/// What stands in a list, one entry a line, without what is said of it.
fn entries(list: &'static str) -> impl Iterator<Item = &'static str> {
    let entry = |line: &'static str| line.split('#').next().map(str::trim);
    list.lines().filter_map(entry).filter(|entry| !entry.is_empty())
}

impl Words {
    /// The words that the program was built with: English ones, and those of `data/shared-names.txt`.
    pub fn built_in() -> &'static Self {
        &WORDS
    }

    /// Whether a text is a word.
    pub fn is_word(&self, text: &str) -> bool {
        self.words.contains(text)
    }

    /// Hosts that resemble an outlet's and are known to be somebody else's, or the outlet's own.
    pub fn other_sites(&self) -> &[&'static str] {
        &self.sites
    }

    /// Whether a text is a word, or two words put together.
    pub fn is_made_of_words(&self, text: &str) -> bool {
        let halves = HALF_LETTERS..=text.len().saturating_sub(HALF_LETTERS);
        self.is_word(text)
            || halves
                .into_iter()
                .filter_map(|at| text.split_at_checked(at))
                .any(|(one, other)| self.is_word(one) && self.is_word(other.trim_start_matches('-')))
    }

    fn is_word_behind_an_article(&self, text: &str) -> bool {
        let behind = ARTICLES.iter().filter_map(|article| text.strip_prefix(article));
        behind.into_iter().any(|rest| rest.len() < LONG_WORD && self.is_word(rest))
    }
}

/// A name of an outlet whose hosts are all known.
struct Own<'h> {
    text: String,
    suffix: &'h str,
    outlet: u32,
    flags: u32,
}

/// Compiles what hosts are compared with.
pub fn compile(outlets: &[Outlet<'_>], suffixes: Suffixes<'_>, words: &Words) -> Compiled {
    // Whose name a text is, and whether the lists of all of them are complete.
    let mut owners = BTreeMap::<String, bool>::new();
    for outlet in outlets {
        for (name, _) in outlet.hosts.iter().filter_map(|host| name_of(host, suffixes)) {
            *owners.entry(name).or_insert(true) &= outlet.complete;
        }
    }
    let mut compiled = Compiling::default();
    for outlet in outlets.iter().filter(|outlet| outlet.complete) {
        let names: Vec<(String, &str)> =
            outlet.hosts.iter().filter_map(|host| name_of(host, suffixes)).collect();
        for (text, suffix) in &names {
            if is_short_for_another(text, suffix, &names) {
                continue;
            }
            let letters = text.chars().filter(|c| c.is_alphabetic()).count();
            let own = owners.get(text) == Some(&true)
                && !words.is_word(text)
                && !words.is_word_behind_an_article(text);
            let flag = |needed, flag| if own && letters >= needed { flag } else { 0 };
            let flags = flag(OTHER_SUFFIX_LETTERS, OTHER_SUFFIX) | flag(ONE_EDIT_LETTERS, ONE_EDIT);
            compiled.name(&Own { text: text.clone(), suffix, outlet: outlet.ordinal, flags });
        }
        for host in &outlet.hosts {
            compiled.host(host, outlet.ordinal, suffixes);
        }
    }
    compiled.except(&owners, words);
    compiled.finish()
}

/// The name of a host that can be registered, as people read it, and its suffix.
fn name_of<'h>(host: &'h str, suffixes: Suffixes<'_>) -> Option<(String, &'h str)> {
    let suffix = suffixes.suffix_of(host)?.name;
    let name = host.strip_suffix(suffix)?.strip_suffix('.')?;
    (!name.contains('.')).then(|| (skeleton::unicode(name).into_owned(), suffix))
}

/// `politi.co` spells `politico` with its suffix; `politi` alone is not the outlet's name.
fn is_short_for_another(name: &str, suffix: &str, names: &[(String, &str)]) -> bool {
    let spelt = format!("{name}{}", suffix.replace('.', ""));
    names.iter().any(|(other, _)| other.len() > name.len() && other.starts_with(&spelt))
}

#[derive(Default)]
struct Compiling<'h> {
    texts: BTreeMap<String, (Option<u32>, Vec<u32>)>,
    names: Vec<Own<'h>>,
    affixes: Gathering,
}

impl Compiling<'_> {
    /// The first one to claim a text has it: outlets come in a stable order.
    fn add(&mut self, mark: char, text: &str, outlet: Option<u32>, more: Vec<u32>) {
        self.texts.entry(format!("{mark}{text}")).or_insert((outlet, more));
    }
}

impl<'h> Compiling<'h> {
    fn name(&mut self, name: &Own<'h>) {
        if name.text.chars().count() < FEWEST_LETTERS {
            return;
        }
        let &Own { ref text, suffix, outlet, flags } = name;
        self.add(NAME, text, Some(outlet), std::iter::once(flags).chain(bytes(suffix)).collect());
        self.add(SKELETON, &skeleton(text), Some(outlet), bytes(text).collect());
        for like in ascii_look_alikes(text, MOST_LOOK_ALIKES) {
            if like != *text || flags & OTHER_SUFFIX != 0 {
                self.affixes.add_whole(&like);
            }
        }
        if flags & ONE_EDIT != 0 {
            self.affixes.add_edited(text);
            let letters: Vec<char> = text.chars().collect();
            // Where two swapped letters reach into both halves.
            if letters.len() == ONE_EDIT_LETTERS {
                self.affixes.add_whole(&swapped(&letters, ONE_EDIT_LETTERS / 2 - 1));
            }
            for (place, letter) in letters.iter().enumerate().skip(1) {
                self.add(
                    OTHER_LETTER,
                    &with(&letters, place, Some(OTHER_LETTER)),
                    None,
                    vec![u32::from(*letter)],
                );
                let more = vec![place as u32, u32::from(*letter)];
                self.add(ONE_LESS, &with(&letters, place, None), None, more);
            }
        }
        self.names.push(Own { text: text.clone(), suffix, outlet, flags });
    }

    fn host(&mut self, host: &str, outlet: u32, suffixes: Suffixes<'_>) {
        let first = host.split('.').next().unwrap_or_default();
        if first.chars().count() < FEWEST_LETTERS {
            return;
        }
        let name = name_of(host, suffixes);
        let counts = name.as_ref().is_some_and(|(name, _)| {
            self.names.iter().any(|known| known.text == *name && known.flags & OTHER_SUFFIX != 0)
        });
        let flags = if counts { 0 } else { DOTS_ONLY };
        let more: Vec<u32> = std::iter::once(flags).chain(bytes(host)).collect();
        self.add(HOST, &host.replace('.', "-"), Some(outlet), more.clone());
        let mut parts = host.split(['.', '-']);
        let (one, other) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        self.affixes.add_pair(one, other);
        // `pravda-ua` for pravda.com.ua.
        if let (true, Some((_, suffix))) = (counts, name) {
            let top = suffix.rsplit('.').next().unwrap_or_default();
            self.add(HOST, &format!("{first}-{top}"), Some(outlet), more);
            if !first.contains('-') {
                self.affixes.add_pair(first, top);
            }
        }
    }

    /// What lies near a name and is something else.
    fn except(&mut self, owners: &BTreeMap<String, bool>, words: &Words) {
        let mut exceptions = BTreeSet::new();
        for Own { text, flags, .. } in &self.names {
            let edited = if flags & ONE_EDIT != 0 { edits(text) } else { BTreeSet::new() };
            let near = edited.into_iter().chain(ascii_look_alikes(text, MOST_LOOK_ALIKES));
            exceptions.extend(near.filter(|near| {
                let same = near.replace('-', "") == text.replace('-', "");
                near != text && (owners.contains_key(near) || !same && words.is_made_of_words(near))
            }));
        }
        for text in exceptions.iter().map(String::as_str).chain(words.other_sites().iter().copied()) {
            self.add(NOTHING, text, None, Vec::new());
        }
    }

    fn finish(self) -> Compiled {
        let names =
            self.texts.into_iter().map(|(text, (outlet, more))| Name { text, outlet, more }).collect();
        Compiled { names, affixes: self.affixes.finish() }
    }
}

fn bytes(text: &str) -> impl Iterator<Item = u32> {
    text.bytes().map(u32::from)
}

fn with(letters: &[char], place: usize, letter: Option<char>) -> String {
    letters[..place].iter().copied().chain(letter).chain(letters[place + 1..].iter().copied()).collect()
}

fn swapped(letters: &[char], place: usize) -> String {
    let mut letters = letters.to_vec();
    letters.swap(place, place + 1);
    letters.into_iter().collect()
}

/// Every text one edit away whose first letter is the same.
fn edits(text: &str) -> BTreeSet<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut found = BTreeSet::new();
    for place in 1..letters.len() {
        found.insert(with(&letters, place, None));
        if place + 1 < letters.len() {
            found.insert(swapped(&letters, place));
        }
        found.extend(LETTERS.chars().map(|letter| with(&letters, place, Some(letter))));
    }
    for place in 1..=letters.len() {
        let insert = |letter| {
            letters[..place].iter().copied().chain([letter]).chain(letters[place..].iter().copied()).collect()
        };
        found.extend(LETTERS.chars().map(insert));
    }
    found
}
