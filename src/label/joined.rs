//! Whom to ask about a link: one table over the keys of many lists, so that a link costs about the same beside thousands
//! of small lists as beside one.
//!
//! The table holds the hashes by which the lists look up their hosts, accounts and names. It tells which lists *may* know a
//! link and nothing more: each of those then looks its keys up as if it stood alone, so that two texts of one hash
//! cost a question in vain and never make a match.
//!
//! A list of more than [`LARGE`] keys of a kind does not stand in the table and is asked about every link: reading all of its keys
//! when the background starts would take longer than asking it as often as a background does in its life.

use crate::dataset::Dataset;
use crate::dataset::format::Section;
use crate::dataset::shown_name::fold;
use crate::link::account;
use crate::link::host;
use crate::link::unwrap::{Destination, End};

use super::shown;

/// Lists with more keys of a kind than these do not stand in the table. Reading a key takes about as long as asking a list about one
/// or two links, and a background lives for some thousands of links.
pub const LARGE: u32 = 4096;

/// Under which texts a list may know a link.
const ASKED_FOR: [Section; 3] = [Section::Hosts, Section::Accounts, Section::ShownNames];

/// Which lists may know what.
#[derive(Debug, Default)]
pub struct Joined {
    /// For each value of a hash's highest bits, one more than the place of the first entry there; 0 for none.
    heads: Vec<u32>,
    entries: Vec<Entry>,
    /// Places of the lists that are asked about every link, in ascending order.
    always: Vec<u32>,
}

/// One text of one list.
#[derive(Debug, Clone, Copy)]
struct Entry {
    /// The upper half of its hash.
    hash: u32,
    list: u32,
    /// As in `heads`. The lists behind one hash come in ascending order.
    next: u32,
}

impl Joined {
    /// Reads the keys of lists, given in their order; of those that are `None` nothing is asked. The packaged dataset,
    /// which is asked about every link, is marked.
    pub fn of<'l>(lists: impl Iterator<Item = Option<(&'l Dataset, bool)>>) -> Self {
        let mut joined = Self::default();
        for (list, place) in lists.zip(0..) {
            let Some((dataset, packaged)) = list else { continue };
            if packaged || ASKED_FOR.iter().any(|&section| dataset.count(section) > LARGE) {
                joined.always.push(place);
                continue;
            }
            for section in ASKED_FOR {
                dataset.hashes(section, &mut |hash| {
                    joined.entries.push(Entry { hash: (hash >> 32) as u32, list: place, next: 0 });
                });
            }
        }
        joined.link();
        joined
    }

    fn link(&mut self) {
        self.heads = vec![0; self.entries.len().next_power_of_two()];
        // From the last, so that lists come in ascending order.
        for at in (0..self.entries.len()).rev() {
            let head = self.head(self.entries[at].hash);
            self.entries[at].next = self.heads[head];
            self.heads[head] = at as u32 + 1;
        }
    }

    #[inline]
    fn head(&self, hash: u32) -> usize {
        // There are a power of two of them, at most 2³².
        ((u64::from(hash) * self.heads.len() as u64) >> 32) as usize
    }

    /// Starts with the lists that are asked about every link.
    pub fn start(&self, asked: &mut Vec<u32>) {
        asked.clear();
        asked.extend_from_slice(&self.always);
    }

    /// Adds the lists that may know a host or a parent of it.
    #[inline(never)]
    pub fn host(&self, host: &str, asked: &mut Vec<u32>) {
        for parent in host::parents(host) {
            self.hash(parent.hash, asked);
        }
    }

    /// Adds the lists that may know where a link leads.
    pub fn destination(&self, destination: &Destination<'_>, asked: &mut Vec<u32>) {
        let Destination { link, rules, end, .. } = destination;
        if matches!(end, End::Known) {
            self.host(link.host(), asked);
            if let Some(account) = account::account_by(rules.platform, link) {
                self.hash(host::hash(&account.key()), asked);
            }
        }
    }

    /// Adds the lists that may know what a page shows for a link.
    pub fn shown(&self, name: &str, texts: &[&str], asked: &mut Vec<u32>) {
        self.hash(host::hash(&fold(name)), asked);
        for text in texts {
            shown::destination(text, &mut |destination| self.destination(destination, asked));
        }
    }

    fn hash(&self, hash: u64, asked: &mut Vec<u32>) {
        let hash = (hash >> 32) as u32;
        let mut next = self.heads.get(self.head(hash)).copied().unwrap_or_default();
        while let Some(entry) = next.checked_sub(1).and_then(|at| self.entries.get(at as usize)) {
            if entry.hash == hash {
                insert(entry.list, asked);
            }
            next = entry.next;
        }
    }
}

/// Puts a number into ascending numbers, once.
fn insert(number: u32, numbers: &mut Vec<u32>) {
    if numbers.last().is_none_or(|&last| last < number) {
        numbers.push(number);
    } else if let Err(at) = numbers.binary_search(&number) {
        numbers.insert(at, number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table in which lists, by their places, have these hashes.
    fn table(keys: &[(u32, u64)]) -> Joined {
        let entries = keys.iter().map(|&(list, hash)| Entry { hash: (hash >> 32) as u32, list, next: 0 });
        let mut joined = Joined { entries: entries.collect(), ..Joined::default() };
        joined.link();
        joined
    }

    #[test]
    fn lists_are_asked_once_and_in_their_order() {
        let (one, other) = (host::hash("a.example"), host::hash("www.a.example"));
        let joined =
            table(&[(1, other), (2, one), (4, one), (4, other), (7, one), (9, host::hash("b.example"))]);
        let mut asked = vec![0, 5];
        joined.host("www.a.example", &mut asked);
        assert_eq!(asked, [0, 1, 2, 4, 5, 7]);
    }

    #[test]
    fn an_empty_table_asks_nobody() {
        let mut asked = Vec::new();
        for joined in [table(&[]), Joined::default()] {
            joined.host("a.example", &mut asked);
            joined.shown("", &["a.example"], &mut asked);
        }
        assert!(asked.is_empty());
    }

    #[test]
    fn two_texts_with_one_upper_half_are_both_asked_about() {
        let hash = host::hash("a.example");
        let joined = table(&[(3, hash ^ 1)]);
        let mut asked = Vec::new();
        joined.host("a.example", &mut asked);
        assert_eq!(asked, [3], "whether it is the text is the list's to find out");
    }
}
