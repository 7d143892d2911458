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
use crate::dataset::read::{Hit, HostEntry};
use crate::link::{self, Link, account, host};

use super::Match;

/// What the walk over a host has met.
#[derive(Default)]
struct Walk {
    host: Option<Hit>,
    /// Hosts with path keys, shortest first, and whether each is the link's own host. A chain of more than a few
    /// is not found in practice; those beyond are not looked at.
    paths: [Option<(HostEntry, bool)>; 4],
    paths_met: usize,
    platform: bool,
}

/// Finds the key a link matches.
#[inline]
pub fn find(dataset: &Dataset, href: &str) -> Option<Match> {
    if href.len() > link::MAX_BYTES {
        return None;
    }
    let Some(host) = link::canonical_host(href) else {
        let link = Link::parse(href)?;
        let walk = walk(dataset, link.host());
        return decide(dataset, &walk, &link);
    };
    let walk = walk(dataset, host);
    let profile = href.as_bytes()[host_end(href, host)..].starts_with(b"/@");
    if walk.paths_met > 0 || walk.platform || profile {
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
    let mut walk = Walk::default();
    for parent in host::parents(host) {
        if let Some(entry) = dataset.host(parent.name, parent.hash) {
            let whole = parent.is_whole_or_www(host);
            if entry.hit.is_some() && (whole || !entry.exact) {
                walk.host = entry.hit;
            }
            if entry.has_paths() && walk.paths_met < walk.paths.len() {
                walk.paths[walk.paths_met] = Some((entry, whole));
                walk.paths_met += 1;
            }
        }
        if !walk.platform && account::platform_at(host, &parent).is_some() {
            walk.platform = true;
        }
    }
    walk
}

fn decide(dataset: &Dataset, walk: &Walk, link: &Link<'_>) -> Option<Match> {
    let account = || {
        let account = account::account_of(link)?;
        dataset.account(&account.key()).map(|hit| (MatchKind::Account, hit))
    };
    let path = || {
        let hosts = walk.paths.iter().flatten().rev();
        hosts
            .filter_map(|(entry, whole)| dataset.path(entry, link.path(), *whole))
            .next()
            .map(|hit| (MatchKind::Path, hit))
    };
    let host = || walk.host.map(|hit| (MatchKind::Host, hit));
    let (kind, hit) = account().or_else(path).or_else(host)?;
    Some(Match { kind, subject: hit.subject, key: hit.key })
}
