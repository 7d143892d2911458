//! Hosts below which others publish.
//!
//! On `blog.wordpress.com` or `medium.com/@someone` the publisher is the subdomain or the first segment of the path. The
//! platform's own name says nothing about them, so a key of the platform's host never labels what it hosts.
//!
//! Each hosting platform is one file in `data/hosting/`, compiled into [`HOSTING`] by `build.rs`. This is another thing
//! than a public suffix: many hosting platforms are not in that list, and the list does not say who publishes.

use super::Link;
use super::special::Rules;
use super::words::Words;

/// One hosting platform.
#[derive(Debug)]
pub struct Hosting {
    /// Id, the file's name: `substack`.
    pub id: &'static str,
    /// Name for readers: `Substack`.
    pub name: &'static str,
    /// Whether the publisher is the label in front of the host.
    pub subdomain: bool,
    /// Whether the publisher is the first segment of the path.
    pub path: bool,
    /// Subdomains and first segments that are the platform's own. A path counts as its own, too, if it is empty. With a
    /// slash in front: segments that only say in which part of the platform the publisher is, by the next one.
    pub own: Words,
}

include!(concat!(env!("OUT_DIR"), "/hosting.rs"));

impl Hosting {
    /// Addresses with what is expected of them, for the tests and for readers.
    pub fn examples(&self) -> &'static [(&'static str, Option<&'static str>)] {
        let index = HOSTING.iter().position(|other| other.id == self.id);
        index.and_then(|index| HOSTING_EXAMPLES.get(index)).copied().unwrap_or_default()
    }

    /// Whether the publisher at a host is the label in front of the platform's, which has so many bytes; `None` where the
    /// path tells.
    pub(super) fn label_publishes(&self, host: &str, platform: usize) -> Option<bool> {
        let label = front_label(&host[..host.len() - platform])?;
        Some(self.subdomain && !self.own.has(label))
    }
}

/// The label next to a platform's host is the publisher's, whatever stands in front of it; `None` if there is none but
/// `www`. `front` is what stands before the platform's host, with the dot.
fn front_label(front: &str) -> Option<&str> {
    let labels = front.strip_suffix('.').filter(|labels| *labels != "www")?;
    Some(labels.rsplit('.').next().unwrap_or(labels))
}

/// What somebody publishes on a hosting platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hosted<'l> {
    /// The platform's name for readers.
    pub platform: &'static str,
    /// The platform's host: no key of this host or of a parent of it says who publishes.
    pub host: &'l str,
    /// The publisher's part: the first label in front of the host, or the path's first segment that names somebody, with
    /// those in front of it.
    pub publisher: &'l str,
    /// Whether that is a label of the host.
    pub is_label: bool,
}

/// The hosting platform that a host is, or lies below.
///
/// ```
/// use imprint::link::hosting;
/// assert_eq!(hosting::of("someone.substack.com").map(|platform| platform.id), Some("substack"));
/// assert!(hosting::of("notsubstack.com").is_none());
/// ```
pub fn of(host: &str) -> Option<&'static Hosting> {
    Rules::of(host).hosting.map(|(hosting, _)| hosting)
}

/// Whether a host is a hosting platform's own.
pub fn is_platform_host(host: &str) -> bool {
    Rules::of(host).hosting.is_some_and(|(_, length)| length == host.len())
}

/// Who publishes at a link, if that is not the owner of its host.
pub fn hosted<'l>(link: &'l Link<'_>) -> Option<Hosted<'l>> {
    hosted_by(&Rules::of(link.host()), link)
}

/// The same if the rules of the link's host are at hand.
pub(crate) fn hosted_by<'l>(rules: &Rules, link: &'l Link<'_>) -> Option<Hosted<'l>> {
    let host = link.host();
    let (hosting, length) = rules.hosting?;
    let (front, platform_host) = host.split_at(host.len() - length);
    let is_own = |name: &str| hosting.own.has(name);
    let (publisher, is_label) = match front_label(front) {
        Some(label) => (hosting.subdomain && !is_own(label)).then_some((label, true))?,
        None => {
            if !hosting.path {
                return None;
            }
            let path = link.path();
            // Past the segments that only say in which part of the platform the publisher is.
            let mut slash = 0;
            let end = loop {
                let rest = path.get(slash + 1..)?;
                let length = rest.bytes().position(|byte| byte == b'/').unwrap_or(rest.len());
                if length == 0 {
                    return None;
                }
                let end = slash + 1 + length;
                if !is_own(&path[slash..end]) {
                    break end;
                }
                slash = end;
            };
            let publisher = &path[1..end];
            (!is_own(publisher)).then_some((publisher, false))?
        }
    };
    Some(Hosted { platform: hosting.name, host: platform_host, publisher, is_label })
}

impl Hosted<'_> {
    /// The publisher's place as a key would be written: `someone.substack.com`, `medium.com/@someone`.
    pub fn place(&self) -> String {
        if self.is_label {
            format!("{}.{}", self.publisher, self.host)
        } else {
            format!("{}/{}", self.host, self.publisher)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hosting_platform_keeps_its_own_examples() {
        for hosting in HOSTING {
            for (url, expected) in hosting.examples() {
                let link = Link::parse(url).unwrap_or_else(|| panic!("{}: {url} is no link", hosting.id));
                let found = hosted(&link).map(|hosted| hosted.place());
                assert_eq!(found.as_deref(), *expected, "{}: {url}", hosting.id);
                assert_eq!(of(link.host()).map(|found| found.id), Some(hosting.id), "{url}");
            }
        }
    }
}
