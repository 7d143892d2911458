//! Which key wins.
//!
//! 1. The host is read off the link; a link without an http(s) host matches nothing.
//! 2. The host and its parents are looked up, on label borders. On this one walk are met: platform hosts, hosts
//!    with path keys, host keys. Longer hosts come later and replace shorter ones.
//! 3. **Account** before **path** before **exact host** before **parent host**: the account the link carries, if
//!    it is a key; else the longest path key of the longest host; else the longest host key.
//!
//! The path is parsed only when the walk has met something for which it matters.

use crate::dataset::Dataset;
use crate::dataset::model::MatchKind;
use crate::dataset::read::Hit;
use crate::link::{self, Link, account, host};

use super::Match;

/// What the walk over a host has met.
#[derive(Default)]
struct Walk {
    /// The key of the longest host.
    host: Option<Hit>,
    /// Whether the path matters: a host with path keys or a platform's host was met.
    path_matters: bool,
}

/// Finds the key a link matches.
#[inline]
pub fn find(dataset: &Dataset, href: &str) -> Option<Match> {
    if href.len() > link::MAX_BYTES {
        return None;
    }
    let Some(host) = link::canonical_host(href) else {
        let link = Link::parse(href)?;
        return decide(dataset, &walk(dataset, link.host()), &link);
    };
    let walk = walk(dataset, host);
    let profile = href.as_bytes()[host_end(href, host)..].starts_with(b"/@");
    if walk.path_matters || profile {
        decide(dataset, &walk, &Link::parse(href)?)
    } else {
        walk.host.map(|hit| Match { kind: MatchKind::Host, subject: hit.subject, key: hit.key })
    }
}

/// Offset of what follows `host` in `href`, of which it is a part.
#[inline]
fn host_end(href: &str, host: &str) -> usize {
    host.as_ptr().addr() - href.as_ptr().addr() + host.len()
}

#[inline]
fn walk(dataset: &Dataset, host: &str) -> Walk {
    let platforms = account::platforms();
    let mut walk = Walk::default();
    for parent in host::parents(host) {
        if let Some(entry) = dataset.host(parent.name, parent.hash) {
            if entry.hit.is_some() && (!entry.exact || parent.is_whole_or_www(host)) {
                walk.host = entry.hit;
            }
            walk.path_matters |= entry.has_paths();
        }
        walk.path_matters |= platforms.at(host, &parent).is_some();
    }
    walk
}

/// The precedence, for a link whose path may matter.
#[cold]
fn decide(dataset: &Dataset, walk: &Walk, link: &Link<'_>) -> Option<Match> {
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
    let host = || walk.host.map(|hit| (MatchKind::Host, hit));
    let (kind, hit) = account().or_else(path).or_else(host)?;
    Some(Match { kind, subject: hit.subject, key: hit.key })
}
