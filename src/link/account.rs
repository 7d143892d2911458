//! From the address of a profile or post to the account it belongs to.
//!
//! Each platform is one file in `data/platforms/`, compiled into [`PLATFORMS`] by `build.rs`. A file lists the
//! platform's hosts, the shapes of its addresses and its reserved words, and carries examples that the tests run.
//!
//! A shape is a path whose one segment `*` (or `@*`, `a-*`) stands for the account; what follows it in the path
//! is a post or a tab and does not matter. Mastodon alone has no list of hosts: any server may run it, and the
//! account `user@server` names the server.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::Link;
use super::host::{self, Parent};

/// How one platform writes its accounts.
#[derive(Debug)]
pub struct Platform {
    /// Id, the file's name: `telegram`.
    pub id: &'static str,
    /// Name for readers: `Telegram`.
    pub name: &'static str,
    /// Hosts: `t.me` is that host and `www.t.me`; `*.facebook.com` is every host below.
    pub hosts: &'static [&'static str],
    /// Hosts below a `*.` host that hold no accounts (`l.facebook.com`).
    pub not_hosts: &'static [&'static str],
    /// Hosts whose first label can be an account (`rt_russian.t.me` → `t.me`).
    pub account_hosts: &'static [&'static str],
    /// Whether the case of an account's name is without meaning.
    pub fold_case: bool,
    /// Characters without meaning in an account's name (the dots of Facebook).
    pub ignore: &'static str,
    /// Characters an account's name may have besides ASCII letters and digits.
    pub allowed: &'static str,
    /// First path segments that are no accounts.
    pub reserved: &'static [&'static str],
    /// Shapes, the first that fits wins.
    pub shapes: &'static [Shape],
    /// Addresses with the account they carry, for the tests and for readers.
    pub examples: &'static [(&'static str, Option<&'static str>)],
}

/// One form of address.
#[derive(Debug)]
pub struct Shape {
    /// Path segments; the one with `*` is the account, `?` is any segment.
    pub segments: &'static [&'static str],
    /// Where not empty: the account is the value of this query parameter instead.
    pub query: &'static str,
    /// Put before the account (`@`, `user/`), so that names of different kinds never collide.
    pub prefix: &'static str,
    /// What the account must start with (`UC`).
    pub starts_with: &'static str,
    /// Exact length of the account in bytes; 0 means any up to 100.
    pub length: usize,
}

include!(concat!(env!("OUT_DIR"), "/platforms.rs"));

/// Id of the platform that any host can be.
const MASTODON: &str = "mastodon";

/// An account: a platform and the account's name there, both normalised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The platform's id.
    pub platform: &'static str,
    /// The name in the form in which it is compared.
    pub value: String,
}

impl Account {
    /// The key as it stands in the dataset: `telegram:rt_russian`.
    pub fn key(&self) -> String {
        format!("{}:{}", self.platform, self.value)
    }
}

/// The platform a host belongs to.
///
/// ```
/// use imprint::link::account::platform_of;
/// assert_eq!(platform_of("mobile.x.com").map(|p| p.id), Some("x"));
/// assert!(platform_of("notx.com").is_none());
/// ```
pub fn platform_of(host: &str) -> Option<&'static Platform> {
    let platforms = platforms();
    host::parents(host).find_map(|parent| platforms.at(host, &parent))
}

/// The account that a link carries, if it has the shape of one.
pub fn account_of(link: &Link<'_>) -> Option<Account> {
    let host = link.host();
    match platform_of(host) {
        Some(platform) => {
            let value = from_host(platform, host).or_else(|| from_path(platform, link))?;
            Some(Account { platform: platform.id, value })
        }
        None => mastodon(host, link.path()),
    }
}

/// Normalises an account as written in the dataset (`x`, `RT_com`); `None` if the platform does not exist or
/// could never have such an account.
pub fn normalise(platform: &str, value: &str) -> Option<Account> {
    let platform = PLATFORMS.iter().find(|p| p.id == platform)?;
    if platform.id == MASTODON {
        let (user, host) = value.split_once('@')?;
        let host = url::Host::parse(host).ok()?.to_string();
        return is_mastodon_user(user)
            .then(|| Account { platform: MASTODON, value: format!("{}@{host}", user.to_ascii_lowercase()) });
    }
    let value = platform.shapes.iter().find_map(|shape| {
        let bare = value.strip_prefix(shape.prefix)?;
        shape.accept(platform, bare)
    })?;
    Some(Account { platform: platform.id, value })
}

impl Shape {
    /// The normalised account if `bare` can be one of this shape.
    fn accept(&self, platform: &Platform, bare: &str) -> Option<String> {
        let length_fits =
            if self.length > 0 { bare.len() == self.length } else { (1..=100).contains(&bare.len()) };
        let fits = length_fits
            && bare.starts_with(self.starts_with)
            && bare.chars().all(|c| c.is_ascii_alphanumeric() || platform.allowed.contains(c));
        // Ids of a fixed length (`UC…`) keep their case whatever the platform does with names.
        let fold = platform.fold_case && self.length == 0;
        let mut value = String::from(self.prefix);
        value.extend(
            bare.chars()
                .filter(|c| !platform.ignore.contains(*c))
                .map(|c| if fold { c.to_ascii_lowercase() } else { c }),
        );
        // A name of nothing but characters without meaning is none.
        (fits && value.len() > self.prefix.len()).then_some(value)
    }
}

fn from_host(platform: &Platform, host: &str) -> Option<String> {
    let parent = platform.account_hosts.iter().find_map(|parent| host.strip_suffix(*parent))?;
    let name = parent.strip_suffix('.')?;
    if name == "www" || name.contains('.') {
        return None;
    }
    // A host cannot hold an underscore in DNS, but platforms use it all the same; hyphens are never names.
    platform.shapes.first()?.accept(platform, name)
}

fn from_path(platform: &Platform, link: &Link<'_>) -> Option<String> {
    let path: Vec<Cow<'_, str>> = link.path().split('/').skip(1).take(6).map(decode_segment).collect();
    platform.shapes.iter().find_map(|shape| {
        let mut account = None;
        for (index, pattern) in shape.segments.iter().enumerate() {
            let segment = path.get(index)?;
            match pattern.split_once('*') {
                None if *pattern == "?" || segment.eq_ignore_ascii_case(pattern) => {}
                None => return None,
                Some((before, after)) => {
                    let bare = segment.strip_prefix(before)?.strip_suffix(after)?;
                    // Reserved words stand where names stand: at the start of the path.
                    if index == 0
                        && before.is_empty()
                        && platform.reserved.iter().any(|word| word.eq_ignore_ascii_case(bare))
                    {
                        return None;
                    }
                    account = Some(bare.to_owned());
                }
            }
        }
        if !shape.query.is_empty() {
            account = url::form_urlencoded::parse(link.query().as_bytes())
                .find(|(name, _)| name == shape.query)
                .map(|(_, value)| value.into_owned());
        }
        shape.accept(platform, &account?)
    })
}

/// Percent-decodes a segment where that gives text; `%40rt` is `@rt`.
fn decode_segment(segment: &str) -> Cow<'_, str> {
    if !segment.contains('%') {
        return Cow::Borrowed(segment);
    }
    // form_urlencoded would turn `+` into a space; segments have no such rule, so protect it first.
    let protected = segment.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    let decoded = url::form_urlencoded::parse(protected.as_bytes()).next().map(|(name, _)| name.into_owned());
    Cow::Owned(decoded.unwrap_or_default())
}

/// `https://server/@user`. A server also shows accounts of others, as `/@user@elsewhere`, but any host can write
/// that into its addresses: only the account's own server vouches for it.
fn mastodon(host: &str, path: &str) -> Option<Account> {
    let handle = path.strip_prefix("/@")?.split('/').next()?;
    let (user, server) = handle.split_once('@').unwrap_or((handle, host));
    (is_mastodon_user(user) && host.contains('.') && server.eq_ignore_ascii_case(host))
        .then(|| Account { platform: MASTODON, value: format!("{}@{host}", user.to_ascii_lowercase()) })
}

fn is_mastodon_user(user: &str) -> bool {
    (1..=64).contains(&user.len())
        && user.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
}

/// Platform hosts under the hash of [`super::host`], so that labelling finds them on the walk it does anyway.
struct HostIndex {
    /// (host without `*.`, covers hosts below it, platform's index)
    hosts: Vec<(&'static str, bool, usize)>,
    /// Index + 1 into `hosts`, 0 for empty; open addressing, at most a quarter full.
    slots: Vec<u16>,
}

static HOSTS: LazyLock<HostIndex> = LazyLock::new(|| {
    let mut hosts = Vec::new();
    for (index, platform) in PLATFORMS.iter().enumerate() {
        let names = platform.hosts.iter().map(|host| match host.strip_prefix("*.") {
            Some(parent) => (parent, true),
            None => (*host, false),
        });
        let with_accounts_below = platform.account_hosts.iter().map(|host| (*host, true));
        hosts.extend(names.chain(with_accounts_below).map(|(host, below)| (host, below, index)));
    }
    let mut slots = vec![0u16; (hosts.len() * 4).next_power_of_two()];
    for (number, (host, ..)) in hosts.iter().enumerate() {
        let mut slot = host::hash(host) as usize & (slots.len() - 1);
        while slots[slot] != 0 {
            slot = (slot + 1) & (slots.len() - 1);
        }
        slots[slot] = number as u16 + 1;
    }
    HostIndex { hosts, slots }
});

/// Platform hosts, for the walk from a host to its parents.
#[derive(Clone, Copy)]
pub(crate) struct Platforms(&'static HostIndex);

/// Gets the index once for a walk.
#[inline]
pub(crate) fn platforms() -> Platforms {
    Platforms(&HOSTS)
}

impl Platforms {
    /// The platform for which `parent`, met on the walk up from `host`, is a host that covers `host`.
    #[inline]
    pub(crate) fn at(self, host: &str, parent: &Parent<'_>) -> Option<&'static Platform> {
        let Self(index) = self;
        // A power of two, so that the common answer "none" costs one look.
        let mask = index.slots.len() - 1;
        let mut slot = parent.hash as usize & mask;
        while index.slots[slot] != 0 {
            let (name, below, platform) = index.hosts[usize::from(index.slots[slot]) - 1];
            let platform = &PLATFORMS[platform];
            if name == parent.name
                && (below || parent.is_whole_or_www(host))
                && !platform.not_hosts.contains(&host)
            {
                return Some(platform);
            }
            slot = (slot + 1) & mask;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_platform_keeps_its_own_examples() {
        for platform in PLATFORMS {
            for (url, expected) in platform.examples {
                let link = Link::parse(url).unwrap_or_else(|| panic!("{}: {url} is no link", platform.id));
                let found = account_of(&link).map(|account| account.key());
                let expected = expected.map(|value| format!("{}:{value}", platform.id));
                assert_eq!(found, expected, "{}: {url}", platform.id);
            }
        }
    }

    #[test]
    fn a_normalised_account_is_its_own_normal_form() {
        for platform in PLATFORMS {
            for value in platform.examples.iter().filter_map(|(_, account)| *account) {
                let account = normalise(platform.id, value)
                    .unwrap_or_else(|| panic!("{}:{value} has no normal form", platform.id));
                assert_eq!(account.value, value, "{}", platform.id);
            }
        }
    }

    #[test]
    fn no_host_belongs_to_two_platforms() {
        let mut seen = std::collections::BTreeMap::new();
        for platform in PLATFORMS {
            for host in platform.hosts {
                assert_eq!(seen.insert(host, platform.id), None, "{host} is claimed twice");
            }
        }
    }
}
