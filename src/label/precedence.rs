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
//! The path is parsed only when the walk has met something for which it matters.

use crate::dataset::Dataset;
use crate::dataset::model::MatchKind;
use crate::dataset::read::Hit;
use crate::link::unwrap::{Destination, End};
use crate::link::{self, Link, account, host, hosting, special};

use super::{Found, Match};

/// What the walk over a host has met.
#[derive(Default)]
struct Walk {
    /// The key of the longest host.
    host: Option<Hit>,
    /// Whether more than the host matters: a host with path keys or with rules was met.
    path_matters: bool,
}

/// Finds the key a link matches.
#[inline]
pub fn find(dataset: &Dataset, href: &str) -> Found {
    if href.len() > link::MAX_BYTES {
        return Found::Nothing;
    }
    let Some(host) = link::canonical_host(href) else { return follow(dataset, href) };
    let walk = walk(dataset, host);
    if walk.path_matters || account::may_be_profile(&href[host_end(href, host)..]) {
        return follow(dataset, href);
    }
    match walk.host {
        Some(hit) => Found::Key(Match { kind: MatchKind::Host, subject: hit.subject, key: hit.key }),
        None => Found::Nothing,
    }
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
fn follow(dataset: &Dataset, href: &str) -> Found {
    link::destination(href).map_or(Found::Nothing, |destination| at(dataset, &destination))
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
            dataset.path(&entry, link.path(), parent.is_whole_or_www(link.host()))
        });
        // Shortest host first: the last hit is that of the longest.
        hits.last().map(|hit| (MatchKind::Path, hit))
    };
    let (kind, hit) =
        account().or_else(path).or_else(|| host_key(dataset, link).map(|hit| (MatchKind::Host, hit)))?;
    Some(Match { kind, subject: hit.subject, key: hit.key })
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
