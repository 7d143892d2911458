//! Links that are labelled together.
//!
//! Links of a page lead to few hosts, most of them to the page's own. While a batch is labelled, a [`Memo`] keeps what was
//! found for hosts of which nothing but the host matters; a link whose host is kept is answered without looking anything
//! up. Where more matters, for a platform or a host with path keys, each link is asked about as if it stood alone.
//!
//! A memo is exact: what is kept is the text of the host, and the whole of it is compared. It borrows that text from the
//! links and lives as long as the batch, so it can neither grow nor outlive the dataset that it speaks of.

use crate::index;
use crate::link;

use super::{Found, Labeler, precedence};

/// How many hosts are kept, a power of two: a page has fewer.
const HOSTS: usize = 256;

/// What was found for the hosts of a batch.
#[derive(Debug)]
pub struct Memo<'t> {
    /// The start of the link before, to the byte that ends its host: the next one often starts the same.
    start: &'t str,
    /// What was found for it.
    found: Option<Found>,
    /// Each host has one place; the last that came there has it.
    hosts: Vec<Kept<'t>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Kept<'t> {
    /// Empty for nobody; no link has an empty host.
    host: &'t str,
    /// `None` where more than the host matters.
    found: Option<Found>,
}

impl Default for Memo<'_> {
    fn default() -> Self {
        Self { start: "", found: None, hosts: Vec::new() }
    }
}

impl<'t> Memo<'t> {
    /// What is found for a link by its host alone: what is kept for the host, else what `ask` says of it. `None` if more
    /// than the host matters, or the host cannot be read off the link.
    #[inline]
    pub fn by_host(&mut self, href: &'t str, ask: impl FnOnce(&'t str) -> Option<Found>) -> Option<Found> {
        if href.len() > link::MAX_BYTES {
            return None;
        }
        if !self.start.is_empty() && href.as_bytes().starts_with(self.start.as_bytes()) {
            return self.found;
        }
        let host = link::canonical_host_range(href)?;
        // What ends the host is one byte of ASCII, so behind it is a border of characters.
        let start = href.get(..=host.end).unwrap_or_default();
        let host = &href[host];
        if self.hosts.is_empty() {
            self.hosts = vec![Kept::default(); HOSTS];
        }
        let kept = &mut self.hosts[place(host)];
        if kept.host != host {
            *kept = Kept { host, found: ask(host) };
        }
        (self.start, self.found) = (start, kept.found);
        kept.found
    }
}

/// Where a host is kept.
#[inline]
fn place(host: &str) -> usize {
    let bytes = host.as_bytes();
    let (first, last) = (index::eight(bytes), index::eight(&bytes[bytes.len().saturating_sub(8)..]));
    // An odd constant, the golden ratio in 64 bits; the highest bits are mixed best.
    let mixed = (first ^ last.rotate_left(29) ^ bytes.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> (u64::BITS - HOSTS.ilog2())) as usize
}

impl Labeler {
    /// What is found for each link of a batch, as [`Labeler::find`] finds it for one.
    #[inline]
    pub fn find_all<'t>(&self, hrefs: impl IntoIterator<Item = &'t str>) -> impl Iterator<Item = Found> {
        let mut memo = Memo::default();
        hrefs.into_iter().map(move |href| {
            memo.by_host(href, |host| precedence::by_host(self, host))
                .unwrap_or_else(|| precedence::by_link(self, href))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a memo answers for these links, where hosts are told apart by their length; a host of `x` needs its path.
    fn answers<'t>(links: &[&'t str]) -> (Vec<Option<u32>>, Vec<&'t str>) {
        let mut memo = Memo::default();
        let mut asked = Vec::new();
        let mut ask = |host: &'t str| {
            asked.push(host);
            (!host.starts_with('x')).then_some(Found::Several(host.len() as u32))
        };
        let found = links.iter().map(|link| memo.by_host(link, &mut ask).map(Found::number)).collect();
        (found, asked)
    }

    #[test]
    fn a_host_is_asked_about_once() {
        let links = [
            "https://a.example/",
            "https://a.example/b",
            "http://bc.example",
            "http://a.example?q",
            "https://bc.example/#",
            "https://a.example",
        ];
        let (found, asked) = answers(&links);
        assert_eq!(found, [9, 9, 10, 9, 10, 9].map(Some));
        assert_eq!(asked, ["a.example", "bc.example"]);
    }

    #[test]
    fn a_host_that_starts_with_another_is_another() {
        let links =
            ["https://a.example/", "https://a.example.org/", "https://a.example", "https://a.examples/"];
        assert_eq!(answers(&links).0, [9, 13, 9, 10].map(Some));
        // Without a byte that ends it, the host before tells nothing about the next one.
        assert_eq!(answers(&["https://a.example", "https://a.example.org"]).0, [9, 13].map(Some));
        assert_eq!(answers(&["https://a.example", "https://a.example:8/"]).0, [Some(9), None]);
        assert_eq!(answers(&["https://a.example/", "https://a.example@b.example/"]).0, [Some(9), None]);
    }

    #[test]
    fn a_host_whose_path_matters_is_remembered_as_such() {
        let (found, asked) = answers(&["https://x.example/a", "https://x.example/b", "http://x.example/"]);
        assert_eq!(found, [None; 3]);
        assert_eq!(asked, ["x.example"]);
    }

    #[test]
    fn what_is_no_plain_link_is_not_kept() {
        let long = format!("https://a.example/{}", "a".repeat(link::MAX_BYTES));
        let links = [
            "https://a.example/",
            "",
            "mailto:a@a.example",
            "https://A.example/",
            &long,
            "https://é.example/",
        ];
        let (found, asked) = answers(&links);
        assert_eq!(found, [Some(9), None, None, None, None, None]);
        assert_eq!(asked, ["a.example"]);
    }

    #[test]
    fn more_hosts_than_there_is_room_for_push_each_other_out() {
        let hosts: Vec<String> =
            (0..4 * HOSTS).map(|number| format!("https://host-{number}.example/")).collect();
        let links: Vec<&str> = hosts.iter().chain(&hosts).map(String::as_str).collect();
        let (found, asked) = answers(&links);
        assert!(links.iter().zip(found).all(|(link, found)| found == Some(link.len() as u32 - 9)));
        assert!(asked.len() > hosts.len());
    }

    #[test]
    fn hosts_of_a_page_seldom_share_a_place() {
        let mut places: Vec<usize> = ["www", "news", "blog", "shop", "en", "m"]
            .into_iter()
            .flat_map(|front| {
                ["a.example", "bbc.co.uk", "spiegel.de", "some-paper.com", "b.org"].map(|name| (front, name))
            })
            .map(|(front, name)| place(&format!("{front}.{name}")))
            .collect();
        places.sort_unstable();
        places.dedup();
        assert!(places.len() > 24, "{} places for 30 hosts", places.len());
    }
}
