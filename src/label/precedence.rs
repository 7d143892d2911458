//! Which key wins.
//!
//! 1. The link is followed through what wraps it; what is left counts. A link without an http(s) host matches nothing,
//!    and neither does one whose destination is not in it.
//! 2. The host and its parents are looked up, on label borders. On this one walk are met: hosts with rules (platforms,
//!    wrappers, hosting platforms), hosts with path keys or accounts, host keys. Longer hosts come later and replace shorter ones.
//! 3. **Account** before **path** before **exact host** before **parent host**: the account the link carries, if
//!    it is a key; else the longest path key of the longest host; else the longest host key. A hosting platform's host
//!    is no key of what it hosts.
//!
//! The path is parsed only when the walk has met something for which it matters ([`ByHost`]). Where nothing is met at all,
//! the host may resemble one that is known ([`super::resemblance`]).

use crate::dataset::Dataset;
use crate::dataset::model::MatchKind;
use crate::dataset::read::{Hit, HostEntry};
use crate::link::host::Parent;
use crate::link::unwrap::{Destination, End};
use crate::link::{self, Link, account, host, hosting, special};

use super::{Found, Labeler, Match};

/// What a host alone says of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ByHost {
    /// What is found: nothing but the host matters.
    Found(Found),
    /// There are path keys, all of one host, and no rules: of what follows the host only its path matters.
    Path(PathKeys),
    /// Everything matters.
    Link,
}

/// What the walk over a host with path keys has met.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct PathKeys {
    /// The length of the host's parent that has them.
    parent: usize,
    /// Its hash.
    hash: u64,
    /// The key that counts where none of them fits.
    host: Option<Hit>,
}

/// What the walk over a host has met.
#[derive(Default)]
struct Walk {
    /// The key of the longest host.
    host: Option<Hit>,
    /// Whether the host or a parent of it is in the dataset, be it as a key that does not reach so far.
    known: bool,
    /// The length of a host with path keys that was met, and its hash.
    paths: Option<(usize, u64)>,
    /// Whether the host lies below a hosting platform's.
    hosted: bool,
    /// Whether there are rules, accounts, or path keys of several hosts: then one look at the path does not tell.
    link_matters: bool,
}

impl Walk {
    /// Takes in what the dataset has of a parent; longer ones come later.
    #[inline]
    fn meet(&mut self, host: &str, parent: &Parent<'_>, entry: &HostEntry) {
        self.known |= entry.is_known();
        if entry.hit.is_some() && (!entry.exact || parent.is_whole_or_www(host)) {
            self.host = entry.hit;
        }
        if entry.has_paths() {
            self.link_matters |= self.paths.is_some();
            self.paths = Some((parent.name.len(), parent.hash));
        }
        self.link_matters |= entry.has_accounts() && parent.name.len() == host.len();
    }

    /// Takes in that there are rules about a parent.
    #[cold]
    fn obey(&mut self, host: &str, parent: &Parent<'_>) {
        match special::label_publishes(host, parent) {
            // Of platforms in a row the longest counts, whatever the shorter ones say.
            Some(publishes) if !self.hosted => {
                self.hosted = true;
                // Keys of the platform's host or of a parent of it say nothing about who publishes there.
                if publishes {
                    self.host = None;
                }
            }
            _ => self.link_matters = true,
        }
    }

    /// What comes of it.
    #[inline]
    fn end(self, labeler: &Labeler, host: &str) -> ByHost {
        if self.link_matters || (self.paths.is_some() && self.hosted) {
            return ByHost::Link;
        }
        if let Some((parent, hash)) = self.paths {
            return ByHost::Path(PathKeys { parent, hash, host: self.host });
        }
        ByHost::Found(match self.host {
            Some(hit) => Found::Key(Match::new(MatchKind::Host, hit)),
            None if self.known => Found::Nothing,
            None => labeler.resembles(host, self.hosted),
        })
    }
}

/// Finds the key a link matches.
#[inline]
pub fn find(labeler: &Labeler, href: &str) -> Found {
    if href.len() > link::MAX_BYTES {
        return Found::Nothing;
    }
    match link::canonical_host(href).map_or(ByHost::Link, |host| by_host(labeler, host)) {
        ByHost::Found(found) => found,
        ByHost::Path(keys) => by_path(labeler, &keys, href),
        ByHost::Link => by_link(labeler, href),
    }
}

/// What is found by a host alone.
#[inline]
pub(super) fn by_host(labeler: &Labeler, host: &str) -> ByHost {
    let mut walk = Walk::default();
    for parent in host::parents(host) {
        if let Some(entry) = labeler.dataset.host(parent.name, parent.hash) {
            walk.meet(host, &parent, &entry);
        }
        if special::has_rules(host, &parent) {
            walk.obey(host, &parent);
        }
    }
    walk.end(labeler, host)
}

/// The same for many hosts, which wait for memory together (`index::together`). Puts an answer for each behind those that
/// are in `found`.
pub(super) fn by_hosts(labeler: &Labeler, hosts: &[&str], found: &mut Vec<ByHost>) {
    let dataset = &labeler.dataset;
    // Those that matter: the place of the host, its parent, and whether that has rules.
    let mut parents: Vec<(usize, Parent<'_>, bool)> = Vec::new();
    for (child, host) in hosts.iter().enumerate() {
        for parent in host::parents(host) {
            let rules = special::has_rules(host, &parent);
            if rules | dataset.may_have_host(parent.hash) {
                parents.push((child, parent, rules));
            }
        }
    }
    for (_, parent, _) in &parents {
        dataset.fetch_host(parent.hash);
    }
    let mut rest = parents.iter().peekable();
    for (child, host) in hosts.iter().enumerate() {
        let mut walk = Walk::default();
        while let Some((_, parent, rules)) = rest.next_if(|(of, ..)| *of == child) {
            if let Some(entry) = dataset.host(parent.name, parent.hash) {
                walk.meet(host, parent, &entry);
            }
            if *rules {
                walk.obey(host, parent);
            }
        }
        found.push(walk.end(labeler, host));
    }
}

/// What is found where a host has path keys and no rules. It is known, and resembles nobody.
pub(super) fn by_path(labeler: &Labeler, keys: &PathKeys, href: &str) -> Found {
    let Some(link) = Link::parse_canonical(href) else { return by_link(labeler, href) };
    let host = link.host();
    let name = host.get(host.len().saturating_sub(keys.parent)..).unwrap_or_default();
    let parent = Parent { name, hash: keys.hash };
    let path = labeler.dataset.path(&parent, link.path(), parent.is_whole_or_www(host));
    either(path, keys.host).map_or(Found::Nothing, Found::Key)
}

/// What is found by a host alone in several datasets: puts an answer for each into `found`, or none where one of them
/// leaves it open.
pub(super) fn each_by_host<'l>(
    labelers: impl Iterator<Item = &'l Labeler>,
    host: &str,
    found: &mut Vec<Found>,
) {
    found.clear();
    for labeler in labelers {
        match by_host(labeler, host) {
            ByHost::Found(by_host) => found.push(by_host),
            ByHost::Path(_) | ByHost::Link => return found.clear(),
        }
    }
}

/// What is found for a destination in several datasets. Puts an answer for each into `found`.
pub(super) fn each_at<'l>(
    labelers: impl Iterator<Item = &'l Labeler>,
    destination: &Destination<'_>,
    found: &mut Vec<Found>,
) {
    found.clear();
    found.extend(labelers.map(|labeler| in_full(labeler, destination)));
}

/// The long way, for a link of which more than the host matters.
#[cold]
pub(super) fn by_link(labeler: &Labeler, href: &str) -> Found {
    link::destination(href).map_or(Found::Nothing, |destination| in_full(labeler, &destination))
}

/// The key of a destination, or whom it resembles.
fn in_full(labeler: &Labeler, destination: &Destination<'_>) -> Found {
    match at(&labeler.dataset, destination) {
        Found::Nothing => labeler.resembles_at(destination),
        found => found,
    }
}

/// The key of a destination.
pub(super) fn at(dataset: &Dataset, destination: &Destination<'_>) -> Found {
    match destination.end {
        End::Known => decide(dataset, destination).map_or(Found::Nothing, Found::Key),
        End::Opaque(_) => Found::Opaque,
        End::Refused(_) | End::TooDeep => Found::Nothing,
    }
}

/// The precedence.
fn decide(dataset: &Dataset, destination: &Destination<'_>) -> Option<Match> {
    let Destination { link, rules, .. } = destination;
    let account = || dataset.account(&account::account_by(rules.platform, link)?.key());
    if let Some(hit) = account() {
        return Some(Match::new(MatchKind::Account, hit));
    }
    // Keys of a hosting platform's host or of a parent of it say nothing about who publishes there.
    by_keys(dataset, link, hosting::hosted_by(rules, link).map_or(0, |hosted| hosted.host.len()))
}

/// The key of the path or the host. `platform` is the length of the hosting platform's host that the link lies below.
fn by_keys(dataset: &Dataset, link: &Link<'_>, platform: usize) -> Option<Match> {
    let (mut host, mut path) = (None, None);
    // Shortest host first: what is met later replaces what was met before.
    for parent in host::parents(link.host()) {
        let Some(entry) = dataset.host(parent.name, parent.hash) else { continue };
        let whole = parent.is_whole_or_www(link.host());
        if entry.has_paths() {
            path = dataset.path(&parent, link.path(), whole).or(path);
        }
        if parent.name.len() > platform && (whole || !entry.exact) {
            host = entry.hit.or(host);
        }
    }
    either(path, host)
}

/// The path key, else the host key.
fn either(path: Option<Hit>, host: Option<Hit>) -> Option<Match> {
    let path = path.map(|hit| Match::new(MatchKind::Path, hit));
    path.or(host.map(|hit| Match::new(MatchKind::Host, hit)))
}
