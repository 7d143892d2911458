//! Which key wins.
//!
//! 1. The link is followed through what wraps it; what is left counts. A link without an http(s) host matches nothing,
//!    and neither does one whose destination is not in it.
//! 2. The host and its parents are looked up, on label borders. On this one walk are met: hosts with rules (platforms,
//!    wrappers, hosting platforms), hosts with path keys, host keys. Longer hosts come later and replace shorter ones.
//! 3. **Account** before **path** before **exact host** before **parent host**: the account the link carries, if
//!    it is a key; else the longest path key of the longest host; else the longest host key. A hosting platform's host
//!    is no key of what it hosts.
//!
//! The path is parsed only when the walk has met something for which it matters. Where nothing is met at all, the host
//! may resemble one that is known ([`super::resemblance`]).

use crate::dataset::Dataset;
use crate::dataset::model::MatchKind;
use crate::dataset::read::Hit;
use crate::link::unwrap::{Destination, End};
use crate::link::{self, Link, account, host, hosting, special};

use super::{Found, Labeler, Match};

/// What the walk over a host has met.
#[derive(Default)]
struct Walk {
    /// The key of the longest host.
    host: Option<Hit>,
    /// Whether the host or a parent of it is in the dataset, be it as a key that does not reach so far.
    known: bool,
    /// Whether more than the host matters: a host with path keys or with rules was met.
    path_matters: bool,
}

/// Finds the key a link matches.
#[inline]
pub fn find(labeler: &Labeler, href: &str) -> Found {
    if href.len() > link::MAX_BYTES {
        return Found::Nothing;
    }
    let Some(host) = link::canonical_host(href) else { return follow(labeler, href) };
    let walk = walk(&labeler.dataset, host);
    if walk.path_matters || account::may_be_profile(&href[host_end(href, host)..]) {
        return follow(labeler, href);
    }
    match walk.host {
        Some(hit) => Found::Key(Match::new(MatchKind::Host, hit)),
        None if walk.known => Found::Nothing,
        None => labeler.resembles(host),
    }
}

/// The same in several datasets; the link is read, and followed, once for all. Puts an answer for each into `found`.
pub(super) fn find_each<'l>(
    labelers: impl Iterator<Item = &'l Labeler> + Clone,
    href: &str,
    found: &mut Vec<Found>,
) {
    found.clear();
    if href.len() <= link::MAX_BYTES
        && let Some(host) = link::canonical_host(href)
        && !account::may_be_profile(&href[host_end(href, host)..])
    {
        for labeler in labelers.clone() {
            let walk = walk(&labeler.dataset, host);
            if walk.path_matters {
                break;
            }
            found.push(match walk.host {
                Some(hit) => Found::Key(Match::new(MatchKind::Host, hit)),
                None if walk.known => Found::Nothing,
                None => labeler.resembles(host),
            });
        }
        if labelers.clone().nth(found.len()).is_none() {
            return;
        }
        found.clear();
    }
    let destination = link::destination(href).filter(|_| href.len() <= link::MAX_BYTES);
    found.extend(labelers.map(|labeler| match &destination {
        None => Found::Nothing,
        Some(destination) => match at(&labeler.dataset, destination) {
            Found::Nothing => labeler.resembles_at(destination),
            found => found,
        },
    }));
}

/// Offset of what follows `host` in `href`, of which it is a part.
#[inline]
fn host_end(href: &str, host: &str) -> usize {
    host.as_ptr().addr() - href.as_ptr().addr() + host.len()
}

#[inline]
fn walk(dataset: &Dataset, host: &str) -> Walk {
    let mut walk = Walk::default();
    for parent in host::parents(host) {
        if let Some(entry) = dataset.host(parent.name, parent.hash) {
            walk.known = true;
            if entry.hit.is_some() && (!entry.exact || parent.is_whole_or_www(host)) {
                walk.host = entry.hit;
            }
            walk.path_matters |= entry.has_paths();
        }
        walk.path_matters |= special::has_rules(host, &parent);
    }
    walk
}

/// The long way, for a link of which more than the host matters.
#[cold]
fn follow(labeler: &Labeler, href: &str) -> Found {
    let Some(destination) = link::destination(href) else { return Found::Nothing };
    match at(&labeler.dataset, &destination) {
        Found::Nothing => labeler.resembles_at(&destination),
        found => found,
    }
}

/// The key of a destination.
pub(super) fn at(dataset: &Dataset, destination: &Destination<'_>) -> Found {
    match destination.end {
        End::Known => decide(dataset, &destination.link).map_or(Found::Nothing, Found::Key),
        End::Opaque(_) => Found::Opaque,
        End::TooDeep => Found::Nothing,
    }
}

/// The precedence.
fn decide(dataset: &Dataset, link: &Link<'_>) -> Option<Match> {
    let account = || {
        let account = account::account_of(link)?;
        dataset.account(&account.key()).map(|hit| (MatchKind::Account, hit))
    };
    let path = || {
        let hits = host::parents(link.host()).filter_map(|parent| {
            let entry = dataset.host(parent.name, parent.hash)?;
            if !entry.has_paths() {
                return None;
            }
            dataset.path(parent.name, link.path(), parent.is_whole_or_www(link.host()))
        });
        // Shortest host first: the last hit is that of the longest.
        hits.last().map(|hit| (MatchKind::Path, hit))
    };
    let (kind, hit) =
        account().or_else(path).or_else(|| host_key(dataset, link).map(|hit| (MatchKind::Host, hit)))?;
    Some(Match::new(kind, hit))
}

/// The key of the longest host, without those that say nothing about who publishes there.
fn host_key(dataset: &Dataset, link: &Link<'_>) -> Option<Hit> {
    let platform = hosting::hosted(link).map_or(0, |hosted| hosted.host.len());
    let hits =
        host::parents(link.host()).filter(|parent| parent.name.len() > platform).filter_map(|parent| {
            let entry = dataset.host(parent.name, parent.hash)?;
            entry.hit.filter(|_| !entry.exact || parent.is_whole_or_www(link.host()))
        });
    hits.last()
}
