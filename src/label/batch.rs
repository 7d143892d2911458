//! Links that are labelled together.
//!
//! Links of a page lead to few hosts, most of them to the page's own. While a batch is labelled, a [`Memo`] keeps what was
//! found for hosts of which nothing but the host matters; a link whose host is kept is answered without looking anything
//! up. Where more matters, for a platform or a host with path keys, each link is asked about as if it stood alone.
//!
//! In a dataset that is too large for the processor's nearest caches, hosts that are not kept are looked up together, those
//! of [`LINKS`] links at a time, so that they wait for memory together (`index::together`). In a smaller one there is
//! nothing to wait for, and each link is done with before the next is read.
//!
//! A memo is exact: what is kept is the text of the host, and the whole of it is compared. It borrows that text from the
//! links and lives as long as the batch, so it can neither outgrow the batch nor outlive the dataset that it speaks of.

use std::ops::Range;

use crate::index;
use crate::link;

use super::precedence::{self, ByHost, PathKeys};
use super::{Found, Labeler};

/// How many hosts are kept, a power of two: a page has fewer.
const HOSTS: usize = 256;
/// How many links are read before their hosts are looked up.
const LINKS: usize = 128;

/// Whether hosts are ever looked up together. The module for browsers is spared the code: the data of an extension is far
/// smaller, and it labels beside a larger list all the same, one host after the other.
const TOGETHER: bool = cfg!(not(target_arch = "wasm32"));

/// A link of a batch: a text, or bytes. Whether all of a batch is text takes as long to find out as to read the hosts off it,
/// and of most links nothing else is looked at; so of bytes only that is made sure of which is asked about.
pub trait Href<'t>: Copy {
    /// Its bytes.
    fn bytes(self) -> &'t [u8];
    /// A part of it as text; empty where the bytes are none.
    fn text(self, part: Range<usize>) -> &'t str;
}

impl<'t> Href<'t> for &'t str {
    #[inline]
    fn bytes(self) -> &'t [u8] {
        self.as_bytes()
    }

    #[inline]
    fn text(self, part: Range<usize>) -> &'t str {
        self.get(part).unwrap_or_default()
    }
}

impl<'t> Href<'t> for &'t [u8] {
    #[inline]
    fn bytes(self) -> &'t [u8] {
        self
    }

    fn text(self, part: Range<usize>) -> &'t str {
        self.get(part).and_then(|part| str::from_utf8(part).ok()).unwrap_or_default()
    }
}

/// Who knows the answers that a batch asks for.
pub(super) trait Finder {
    /// Whether hosts are to be asked about together.
    fn together(&self) -> bool;
    /// What is found by a host alone. Not asked if `together`.
    fn by_host(&mut self, host: &str) -> ByHost;
    /// The same for many hosts: puts an answer for each behind those that are there.
    fn by_hosts(&mut self, hosts: &[&str], found: &mut Vec<ByHost>);
    /// What is found for a link of which host and path matter.
    fn by_path(&mut self, keys: &PathKeys, href: &str) -> Found;
    /// What is found for a link of which everything matters.
    fn by_link(&mut self, href: &str) -> Found;
}

impl Finder for &Labeler {
    fn together(&self) -> bool {
        self.dataset().hosts_are_far()
    }

    #[inline]
    fn by_host(&mut self, host: &str) -> ByHost {
        precedence::by_host(self, host)
    }

    fn by_hosts(&mut self, hosts: &[&str], found: &mut Vec<ByHost>) {
        precedence::by_hosts(self, hosts, found);
    }

    fn by_path(&mut self, keys: &PathKeys, href: &str) -> Found {
        precedence::by_path(self, keys, href)
    }

    fn by_link(&mut self, href: &str) -> Found {
        precedence::by_link(self, href)
    }
}

/// What is found for each link of a batch, in order.
#[inline]
pub(super) fn find_all<'t, H: Href<'t>>(
    mut finder: impl Finder,
    hrefs: impl IntoIterator<Item = H>,
) -> impl Iterator<Item = Found> {
    let mut hrefs = hrefs.into_iter();
    let mut memo = Memo::default();
    let together = finder.together();
    let mut links: Vec<(H, usize)> = Vec::new();
    let mut next = 0;
    std::iter::from_fn(move || {
        let (href, answer);
        if TOGETHER && together {
            if next == links.len() {
                next = 0;
                links.clear();
                while links.len() < LINKS
                    && let Some(href) = hrefs.next()
                {
                    links.push((href, memo.answer(href)));
                }
                finder.by_hosts(&memo.open, &mut memo.answers);
                memo.open.clear();
            }
            (href, answer) = *links.get(next)?;
            next += 1;
        } else {
            href = hrefs.next()?;
            answer = memo.answer(href);
            if let Some(host) = memo.open.pop() {
                memo.answers.push(finder.by_host(host));
            }
        }
        let text = || href.text(0..href.bytes().len());
        Some(match memo.answers.get(answer) {
            Some(&ByHost::Found(found)) => found,
            Some(ByHost::Path(keys)) => finder.by_path(keys, text()),
            Some(ByHost::Link) | None => finder.by_link(text()),
        })
    })
}

/// What was found for the hosts of a batch.
#[derive(Debug, Default)]
struct Memo<'t> {
    /// The start of the link before, to the byte that ends its host: the next one often starts the same.
    start: &'t [u8],
    /// Which answer is its.
    answer: usize,
    /// Each host has one place; the last that came there has it.
    hosts: Vec<Kept<'t>>,
    /// Hosts whose answers are still to be asked for, and will stand behind the others.
    open: Vec<&'t str>,
    /// What was found for each host.
    answers: Vec<ByHost>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Kept<'t> {
    /// Empty for nobody; no link has an empty host.
    host: &'t [u8],
    /// Which answer is its.
    answer: usize,
}

/// The answer of a link whose host cannot be read off it.
const NONE: usize = usize::MAX;

impl<'t> Memo<'t> {
    /// Which answer is that of a link, be it given by now or still open.
    #[inline]
    fn answer(&mut self, href: impl Href<'t>) -> usize {
        let bytes = href.bytes();
        if bytes.len() > link::MAX_BYTES {
            return NONE;
        }
        if !self.start.is_empty() && starts_with(bytes, self.start) {
            return self.answer;
        }
        let Some(place) = link::canonical_host_range(bytes) else { return NONE };
        let start = bytes.get(..=place.end).unwrap_or_default();
        let host = &bytes[place.clone()];
        if self.hosts.is_empty() {
            self.hosts = vec![Kept::default(); HOSTS];
        }
        let kept = &mut self.hosts[slot(host)];
        if kept.host != host {
            *kept = Kept { host, answer: self.answers.len() + self.open.len() };
            self.open.push(href.text(place));
        }
        (self.start, self.answer) = (start, kept.answer);
        kept.answer
    }
}

/// Where a host is kept.
#[inline]
fn slot(host: &[u8]) -> usize {
    let (first, last) = (index::eight(host), index::eight(&host[host.len().saturating_sub(8)..]));
    // An odd constant, the golden ratio in 64 bits; the highest bits are mixed best.
    let mixed = (first ^ last.rotate_left(29) ^ host.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> (u64::BITS - HOSTS.ilog2())) as usize
}

/// The lines of a text's bytes, as `text.split('\n')` gives them. In the module for browsers that one looks for the end of
/// a line for longer than it takes to label a link.
pub fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = line_end(text);
        rest = text.get(end + 1..);
        text.get(..end)
    })
}

/// Where the first line break stands, or how long the text is. Looks at eight bytes at a time.
fn line_end(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let (chunks, rest) = bytes.as_chunks();
    for (place, chunk) in chunks.iter().enumerate() {
        // A line break has become a zero. The lowest byte whose highest bit is now set was one; above it, bits may be set
        // by what is carried (Mycroft's test for a zero in a word).
        let chunk = u64::from_le_bytes(*chunk) ^ (ONES * b'\n' as u64);
        let zeros = chunk.wrapping_sub(ONES) & !chunk & (ONES << 7);
        if zeros != 0 {
            return place * 8 + (zeros.trailing_zeros() / 8) as usize;
        }
    }
    let end = rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
    bytes.len() - rest.len() + end
}

/// Whether `bytes` start so. Compares eight at a time: in the module for browsers the standard way takes one at a time.
#[inline]
fn starts_with(bytes: &[u8], start: &[u8]) -> bool {
    let Some(bytes) = bytes.get(..start.len()) else { return false };
    let (chunks, rest) = start.as_chunks::<8>();
    let (others, other_rest) = bytes.as_chunks::<8>();
    let same = |one: &[u8; 8], other: &[u8; 8]| u64::from_le_bytes(*one) == u64::from_le_bytes(*other);
    chunks.iter().zip(others).all(|(one, other)| same(one, other))
        && match (start.last_chunk(), bytes.last_chunk()) {
            (Some(one), Some(other)) => same(one, other),
            _ => rest == other_rest,
        }
}

impl Labeler {
    /// What is found for each link of a batch, as [`Labeler::find`] finds it for one.
    #[inline]
    pub fn find_all<'t>(
        &self,
        hrefs: impl IntoIterator<Item = impl Href<'t>>,
    ) -> impl Iterator<Item = Found> {
        find_all(self, hrefs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tells hosts apart by their length; a host of `x` needs its path, one of `y` all of the link.
    struct ByLength {
        together: bool,
        asked: Vec<String>,
    }

    impl Finder for &mut ByLength {
        fn together(&self) -> bool {
            self.together
        }

        fn by_host(&mut self, host: &str) -> ByHost {
            self.asked.push(host.to_owned());
            match host.as_bytes()[0] {
                b'x' => ByHost::Path(PathKeys::default()),
                b'y' => ByHost::Link,
                _ => ByHost::Found(Found::Several(host.len() as u32)),
            }
        }

        fn by_hosts(&mut self, hosts: &[&str], found: &mut Vec<ByHost>) {
            assert!(self.together);
            for host in hosts {
                found.push(self.by_host(host));
            }
        }

        fn by_path(&mut self, _: &PathKeys, _: &str) -> Found {
            Found::Several(BY_PATH)
        }

        fn by_link(&mut self, _: &str) -> Found {
            Found::Nothing
        }
    }

    /// Stands for what was found by a path.
    const BY_PATH: u32 = 1000;

    /// What is found for these links by their hosts, and the hosts that were asked about: the same whether hosts are asked
    /// about together or not.
    fn answers(links: &[&str]) -> (Vec<Option<u32>>, Vec<String>) {
        let [one_by_one, together] = [false, true].map(|together| {
            let mut finder = ByLength { together, asked: Vec::new() };
            let number = |found: Found| (found != Found::Nothing).then(|| found.number());
            let found: Vec<_> = find_all(&mut finder, links.iter().copied()).map(number).collect();
            let asked = std::mem::take(&mut finder.asked);
            let of_bytes: Vec<_> =
                find_all(&mut finder, links.iter().map(|link| link.as_bytes())).map(number).collect();
            assert_eq!((&of_bytes, &finder.asked), (&found, &asked));
            (found, asked)
        });
        assert_eq!(one_by_one, together);
        together
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
        assert_eq!(found, [Some(BY_PATH); 3]);
        assert_eq!(asked, ["x.example"]);
        let (found, asked) = answers(&["https://y.example/a", "https://x.example/b", "http://y.example/"]);
        assert_eq!(found, [None, Some(BY_PATH), None]);
        assert_eq!(asked, ["y.example", "x.example"]);
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
    fn bytes_that_are_no_text_have_no_label() {
        let mut finder = ByLength { together: false, asked: Vec::new() };
        let links: [&[u8]; 3] = [b"https://y.example/\xff", b"https://a.example/\xff", b"\xff"];
        let found: Vec<Found> = find_all(&mut finder, links).collect();
        // What ends the host ends what is looked at, where nothing else matters.
        assert_eq!(found, [Found::Nothing, Found::Several(9), Found::Nothing]);
        assert_eq!(finder.asked, ["y.example", "a.example"]);
        assert_eq!(links[0].text(0..links[0].len()), "");
        assert_eq!(links[0].text(0..100), "");
    }

    #[test]
    fn what_is_kept_outlasts_the_links_that_are_read_together() {
        let links = ["https://a.example/", "https://bc.example/"].repeat(2 * LINKS);
        let (found, asked) = answers(&links);
        assert_eq!(found, [Some(9), Some(10)].repeat(2 * LINKS));
        assert_eq!(asked, ["a.example", "bc.example"]);
        assert!(answers(&[]).0.is_empty());
        for count in [LINKS - 1, LINKS, LINKS + 1] {
            assert_eq!(answers(&links[..count]).0.len(), count);
        }
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
    fn lines_are_those_of_split() {
        for text in [
            "",
            "\n",
            "\n\n",
            "a",
            "a\n",
            "\na",
            "1234567\n",
            "12345678\n",
            "\n1234567\u{b}\n\u{b}",
            "1\u{b}\n\u{b}567890\n",
            "\u{8a}\u{10a}\n\u{a0a}é\r\n",
        ] {
            assert!(lines(text.as_bytes()).eq(text.split('\n').map(str::as_bytes)), "{text:?}");
        }
        // A line break at every place of texts of every length.
        for length in 0..40 {
            for place in 0..length {
                let mut text = "\u{b}".repeat(length);
                text.replace_range(place..=place, "\n");
                assert!(lines(text.as_bytes()).eq(text.split('\n').map(str::as_bytes)), "{text:?}");
            }
        }
    }

    #[test]
    fn a_start_is_one_to_its_last_byte() {
        let text = "0123456789abcdefghijklmnopqrst";
        for end in 0..text.len() {
            let start = &text.as_bytes()[..end];
            assert!(starts_with(text.as_bytes(), start) && starts_with(start, start));
            assert!(end == 0 || !starts_with(&start[..end - 1], start));
            for other in 0..end {
                let mut start = start.to_vec();
                start[other] ^= 1;
                assert!(!starts_with(text.as_bytes(), &start), "{end}: {other}");
            }
        }
    }

    #[test]
    fn hosts_of_a_page_seldom_share_a_place() {
        let mut places: Vec<usize> = ["www", "news", "blog", "shop", "en", "m"]
            .into_iter()
            .flat_map(|front| {
                ["a.example", "bbc.co.uk", "spiegel.de", "some-paper.com", "b.org"].map(|name| (front, name))
            })
            .map(|(front, name)| slot(format!("{front}.{name}").as_bytes()))
            .collect();
        places.sort_unstable();
        places.dedup();
        assert!(places.len() > 24, "{} places for 30 hosts", places.len());
    }
}
