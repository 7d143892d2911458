//! From the address of a profile or post to the account it belongs to.
//!
//! Each platform is one file in `data/platforms/`, compiled into [`PLATFORMS`] by `build.rs`. A file lists the
//! platform's hosts, the shapes of its addresses and its reserved words, and carries examples that the tests run.
//!
//! A shape is a path of which one part (`*`, `@*`, `club#`) stands for the account; what follows it in the path
//! is a post or a tab and does not matter. Mastodon alone has no list of hosts: any server may run it, and the
//! account `user@server` names the server.

use std::borrow::Cow;

use super::special::Rules;
use super::words::Words;
use super::{Link, path};

/// How one platform writes its accounts.
#[derive(Debug)]
pub struct Platform {
    /// Id, the file's name: `telegram`.
    pub id: &'static str,
    /// Name for readers: `Telegram`.
    pub name: &'static str,
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
    pub reserved: Words,
    /// Shapes, the first that fits wins.
    pub shapes: &'static [Shape],
}

/// One form of address.
#[derive(Debug)]
pub struct Shape {
    /// Patterns of the path's segments without the first slash, see [`super::path`]; what one captures is the account.
    pub path: &'static str,
    /// Where not empty: the account is elsewhere. It is the value of this query parameter (`id`), or what a pattern captures
    /// of it (`w=wall-#_~`), or, with a `#` in front, what follows this text at the start of the fragment (`#@`).
    pub elsewhere: &'static str,
    /// Put before the account (`@`, `user/`), so that names of different kinds never collide.
    pub prefix: &'static str,
    /// What the account must start with (`UC`).
    pub starts_with: &'static str,
    /// Exact length of the account in bytes; 0 means any up to 100.
    pub length: u8,
    /// Whether letters and digits of any script may stand in it.
    pub any_letters: bool,
}

include!(concat!(env!("OUT_DIR"), "/platforms.rs"));

impl Platform {
    /// Addresses with what is expected of them, for the tests and for readers.
    pub fn examples(&self) -> &'static [(&'static str, Option<&'static str>)] {
        let index = PLATFORMS.iter().position(|other| other.id == self.id);
        index.and_then(|index| PLATFORM_EXAMPLES.get(index)).copied().unwrap_or_default()
    }
}

/// Segments of a path in which an account is looked for.
const DEEPEST: usize = 8;

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
        [self.platform, ":", &self.value].concat()
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
    Rules::of(host).platform
}

/// The account that a link carries, if it has the shape of one.
pub fn account_of(link: &Link<'_>) -> Option<Account> {
    account_by(platform_of(link.host()), link)
}

/// The same if the platform of the link's host is at hand.
pub(crate) fn account_by(platform: Option<&'static Platform>, link: &Link<'_>) -> Option<Account> {
    let host = link.host();
    match platform {
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
    // A name may also be written as it stands in the path, where that says more (`public123` is `club123`).
    let as_path = platform.shapes.iter().find_map(|shape| {
        let only = shape.path;
        if only.contains('/') || shape.prefix.is_empty() || only.starts_with('*') {
            return None;
        }
        let captured = path::capture(only, value).filter(|captured| !captured.is_empty())?;
        shape.accept(platform, &value[captured])
    });
    let value = as_path.or_else(|| {
        platform.shapes.iter().find_map(|shape| shape.accept(platform, value.strip_prefix(shape.prefix)?))
    })?;
    Some(Account { platform: platform.id, value })
}

/// `tg://resolve?domain=name`, which opens an account in Telegram's own programs, as a link of the web.
pub(super) fn app_link(href: &str) -> Option<Link<'static>> {
    if href.len() > super::MAX_BYTES {
        return None;
    }
    let url = url::Url::parse(href).ok()?;
    // Both `tg://resolve` and `tg:resolve` are written.
    let command = url.host_str().unwrap_or(url.path());
    if url.scheme() != "tg" || command != "resolve" {
        return None;
    }
    let (_, name) = url.query_pairs().find(|(name, _)| name == "domain")?;
    let account = normalise("telegram", &name)?;
    Link::parse_any(&format!("https://t.me/{}", account.value))
}

impl Shape {
    /// The normalised account if `bare` can be one of this shape.
    fn accept(&self, platform: &Platform, bare: &str) -> Option<String> {
        let length_fits = if self.length > 0 {
            bare.len() == usize::from(self.length)
        } else {
            (1..=100).contains(&bare.len())
        };
        let may_stand = |c: char| {
            let letter = c.is_ascii_alphanumeric() || (self.any_letters && c.is_alphanumeric());
            letter || platform.allowed.chars().any(|allowed| allowed == c)
        };
        if !length_fits || !bare.starts_with(self.starts_with) || !bare.chars().all(may_stand) {
            return None;
        }
        let mut value = String::from(self.prefix);
        if platform.ignore.is_empty() {
            value.push_str(bare);
        } else {
            value.extend(bare.chars().filter(|c| !platform.ignore.chars().any(|ignored| ignored == *c)));
        }
        // Ids of a fixed length (`UC…`) keep their case whatever the platform does with names.
        if platform.fold_case && self.length == 0 {
            value[self.prefix.len()..].make_ascii_lowercase();
        }
        // A name of nothing but characters without meaning is none.
        (value.len() > self.prefix.len()).then_some(value)
    }
}

fn from_host(platform: &Platform, host: &str) -> Option<String> {
    let parent = platform.account_hosts.iter().find_map(|parent| host.strip_suffix(*parent))?;
    let name = parent.strip_suffix('.')?;
    if name == "www" || name.contains('.') || platform.reserved.has(name) {
        return None;
    }
    // A host cannot hold an underscore in DNS, but platforms use it all the same; hyphens are never names.
    platform.shapes.first()?.accept(platform, name)
}

fn from_path(platform: &Platform, link: &Link<'_>) -> Option<String> {
    let mut segments: [Option<Cow<'_, str>>; DEEPEST] = Default::default();
    for (place, segment) in segments.iter_mut().zip(path::split(link.path()).skip(1)) {
        *place = Some(decode_segment(segment));
    }
    platform.shapes.iter().find_map(|shape| {
        let mut account = None;
        for (index, pattern) in path::split(shape.path).enumerate() {
            let segment = segments.get(index)?.as_ref()?;
            let captured = path::capture(pattern, segment)?;
            if captured.is_empty() {
                continue;
            }
            let bare = &segment[captured];
            // Reserved words stand where names stand: at the start of the path.
            if index == 0 && pattern.starts_with('*') && platform.reserved.has(bare) {
                return None;
            }
            account = Some(Cow::Borrowed(bare));
        }
        if let Some(start) = shape.elsewhere.strip_prefix('#') {
            let rest = link.fragment().strip_prefix(start)?;
            let name = rest.split(['/', '?', '&']).next().filter(|name| !platform.reserved.has(name));
            account = name.map(Cow::Borrowed);
        } else if !shape.elsewhere.is_empty() {
            let (wanted, pattern) = shape.elsewhere.split_once('=').unwrap_or((shape.elsewhere, "*"));
            account = url::form_urlencoded::parse(link.query().as_bytes())
                .find(|(name, _)| name == wanted)
                .and_then(|(_, value)| Some(value[path::capture(pattern, &value)?].to_owned().into()));
        }
        shape.accept(platform, &account?)
    })
}

/// Percent-decodes a segment where that gives text; `%40rt` is `@rt`.
fn decode_segment(segment: &str) -> Cow<'_, str> {
    if !segment.bytes().any(|byte| byte == b'%') {
        return Cow::Borrowed(segment);
    }
    percent_encoding::percent_decode_str(segment).decode_utf8_lossy()
}

/// `https://server/@user` or, for programs, `https://server/users/user`. A server also shows accounts of others, as `/@user@elsewhere`, but any host can write
/// that into its addresses: only the account's own server vouches for it.
fn mastodon(host: &str, path: &str) -> Option<Account> {
    let handle = path.strip_prefix("/@").or_else(|| path.strip_prefix("/users/"))?.split('/').next()?;
    let (user, server) = handle.split_once('@').unwrap_or((handle, host));
    (is_mastodon_user(user) && host.contains('.') && server.eq_ignore_ascii_case(host))
        .then(|| Account { platform: MASTODON, value: format!("{}@{host}", user.to_ascii_lowercase()) })
}

/// The server that alone vouches for an account, given by its key: that of Mastodon has no list of hosts.
///
/// ```
/// use imprint::link::account::server_of;
/// assert_eq!(server_of("mastodon:newsroom@social.example"), Some("social.example"));
/// assert_eq!(server_of("telegram:newsroom"), None);
/// ```
pub fn server_of(key: &str) -> Option<&str> {
    let (platform, value) = key.split_once(':')?;
    (platform == MASTODON).then(|| value.split_once('@'))?.map(|(_, server)| server)
}

fn is_mastodon_user(user: &str) -> bool {
    (1..=64).contains(&user.len())
        && user.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_platform_keeps_its_own_examples() {
        for platform in PLATFORMS {
            for (url, expected) in platform.examples() {
                let link = Link::parse(url).or_else(|| app_link(url));
                let link = link.unwrap_or_else(|| panic!("{}: {url} is no link", platform.id));
                let found = account_of(&link).map(|account| account.key());
                let expected = expected.map(|value| format!("{}:{value}", platform.id));
                assert_eq!(found, expected, "{}: {url}", platform.id);
            }
        }
    }

    #[test]
    fn a_normalised_account_is_its_own_normal_form() {
        for platform in PLATFORMS {
            for value in platform.examples().iter().filter_map(|(_, account)| *account) {
                let account = normalise(platform.id, value)
                    .unwrap_or_else(|| panic!("{}:{value} has no normal form", platform.id));
                assert_eq!(account.value, value, "{}", platform.id);
            }
        }
    }
}
