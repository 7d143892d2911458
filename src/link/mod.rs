//! From the text of an `href` to its canonical destination. Knows no outlet.
//!
//! A link's destination is what the WHATWG URL Standard makes of it ([`url::Url`]). Nearly every link a page
//! holds is canonical already, so two shortcuts stand in front of the full parser, each proven equal to it by a
//! property test (`tests/laws.rs`):
//!
//! * [`canonical_host`] reads the host off a link whose authority is plainly canonical. Most links lead to no
//!   outlet, and for those the host is all that labelling needs.
//! * [`Link::parse`] borrows the text of a link that is canonical to its last byte.
//!
//! # Example
//!
//! ```
//! use imprint::link::Link;
//!
//! let link = Link::parse("HTTPS://WWW.Example.org:443/a/../b?q=1#top").expect("an http(s) link");
//! assert_eq!(link.host(), "www.example.org");
//! assert_eq!(link.path(), "/b");
//! assert_eq!(link.as_str(), "https://www.example.org/b?q=1#top");
//! assert!(Link::parse("mailto:someone@example.org").is_none());
//! ```
//!
//! Many links do not show where they lead: [`destination`] parses a link and peels off what wraps it ([`unwrap`]).
//! [`account`] finds the account that a link carries, [`hosting`] says where others publish than a host's owner.

pub mod account;
pub mod affixes;
mod codec;
pub mod host;
pub mod hosting;
pub mod names;
mod path;
pub mod skeleton;
pub(crate) mod special;
pub mod suffix;
pub mod unwrap;
pub mod words;
pub mod wrapper;

use std::borrow::Cow;
use std::ops::Range;

use url::Url;

/// Longest link that is looked at, in bytes. Longer ones have no label: no address a reader follows is longer,
/// and parsing must stay bounded.
pub const MAX_BYTES: usize = 128 * 1024;

/// An http(s) link in canonical form, with its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link<'a> {
    text: Cow<'a, str>,
    /// Without a trailing dot.
    host: Range<usize>,
    path: Range<usize>,
}

impl<'a> Link<'a> {
    /// Parses an absolute http(s) link; `None` for everything else (relative, other schemes, malformed, longer
    /// than [`MAX_BYTES`]). Never fails otherwise and never panics.
    pub fn parse(href: &'a str) -> Option<Self> {
        if href.len() > MAX_BYTES {
            return None;
        }
        Self::parse_canonical(href).or_else(|| Self::parse_any(href))
    }

    /// The shortcut: borrows a link that is canonical as it stands, `None` when in doubt.
    ///
    /// Where it answers, [`Link::parse_any`] gives the same text and the same parts.
    pub fn parse_canonical(href: &'a str) -> Option<Self> {
        let bytes = href.as_bytes();
        let host = canonical_host_range(bytes)?;
        // A canonical http(s) URL has a path, even if it is only "/".
        if bytes.get(host.end) != Some(&b'/') {
            return None;
        }
        let path_end = if COMPARES_MANY { path_end_by_many } else { path_end_by_one };
        let path = host.end..path_end(bytes, host.end)?;
        Some(Self { text: Cow::Borrowed(href), host, path })
    }

    /// The full parser, by the WHATWG rules.
    pub fn parse_any(href: &str) -> Option<Self> {
        let url = Url::parse(href).ok()?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str()?.is_empty() {
            return None;
        }
        let host_start = url[..url::Position::BeforeHost].len();
        let host = url.host_str()?;
        let host = host_start..host_start + host.strip_suffix('.').unwrap_or(host).len();
        let path_start = url[..url::Position::BeforePath].len();
        let path = path_start..path_start + url.path().len();
        Some(Self { text: Cow::Owned(url.into()), host, path })
    }

    /// The same link, on its own.
    fn into_owned(self) -> Link<'static> {
        Link { text: Cow::Owned(self.text.into_owned()), host: self.host, path: self.path }
    }

    /// The canonical text of the whole link.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The host in lower case and in its ASCII form, without a trailing dot.
    pub fn host(&self) -> &str {
        self.part(self.host.clone())
    }

    /// The path, starting with `/`.
    pub fn path(&self) -> &str {
        self.part(self.path.clone())
    }

    /// The query without its `?`, or an empty string.
    pub fn query(&self) -> &str {
        let rest = self.after_path().strip_prefix('?').unwrap_or_default();
        rest.split('#').next().unwrap_or_default()
    }

    /// The fragment without its `#`, or an empty string.
    pub fn fragment(&self) -> &str {
        self.after_path().split_once('#').map_or("", |(_, fragment)| fragment)
    }

    /// Query and fragment, as they stand.
    fn after_path(&self) -> &str {
        self.part(self.path.end..self.text.len())
    }

    /// A part that the parser found.
    fn part(&self, place: Range<usize>) -> &str {
        self.text.get(place).unwrap_or_default()
    }

    /// Where the path starts in the text.
    fn path_start(&self) -> usize {
        self.path.start
    }

    /// Whether a name or password stands in front of the host.
    pub fn has_user_info(&self) -> bool {
        self.text[..self.host.start].ends_with('@')
    }
}

/// Where a link leads, behind all that wraps it; `None` if it is no http(s) link. The one other scheme that is followed
/// is `tg://resolve`, which is how Telegram's own programs write an account.
pub fn destination(href: &str) -> Option<unwrap::Destination<'_>> {
    // A page also links to `mailto:` and the like: what begins with another letter is told without being parsed. The parser
    // drops controls and spaces in front.
    let first = href.bytes().find(|&byte| byte > b' ')?;
    if !matches!(first, b'h' | b'H' | b't' | b'T') {
        return None;
    }
    Link::parse(href).or_else(|| account::app_link(href)).map(unwrap::follow)
}

/// The host of an http(s) link whose authority is canonical as it stands; `None` when the full parser must look.
///
/// The answer is the one the full parser would give **if** it accepts the link at all: whatever follows the
/// authority of an http(s) link cannot make it malformed, nor change its host.
///
/// ```
/// use imprint::link::canonical_host;
/// assert_eq!(canonical_host("https://www.rt.com/news/?x=1"), Some("www.rt.com"));
/// assert_eq!(canonical_host("https://WWW.rt.com/"), None); // not canonical: ask the full parser
/// assert_eq!(canonical_host("https://rt.com:443/"), None);
/// assert_eq!(canonical_host("https://me@rt.com/"), None);
/// assert_eq!(canonical_host("https://127.1/"), None);
/// ```
#[inline]
pub fn canonical_host(href: &str) -> Option<&str> {
    canonical_host_range(href.as_bytes()).map(|range| &href[range])
}

/// Where it stands.
#[inline]
pub(crate) fn canonical_host_range(bytes: &[u8]) -> Option<Range<usize>> {
    let start = match bytes {
        [b'h', b't', b't', b'p', b's', b':', b'/', b'/', ..] => 8,
        [b'h', b't', b't', b'p', b':', b'/', b'/', ..] => 7,
        _ => return None,
    };
    // One pass whose only branch is the one that ends it: the lengths of labels are as good as random, and a wrong
    // guess of the processor costs more than several bytes.
    let mut end = start;
    let mut label = start; // where the current label starts
    let mut before = DOT;
    let mut twice = 0; // two dots, or two hyphens, in a row
    let mut class = END;
    for &byte in &bytes[start..] {
        class = HOST_BYTE[usize::from(byte)];
        if class >= END {
            break;
        }
        twice |= before & class;
        before = class;
        end += 1;
        label = if class == DOT { end } else { label };
    }
    // A last label that starts with a digit may make the host an IPv4 address; an empty one is a trailing dot or
    // no host at all; an empty one elsewhere is legal but rare. Only the full parser knows.
    if class == OTHER || twice & DOT != 0 || label == end || bytes[label].is_ascii_digit() {
        return None;
    }
    if twice & HYPHEN != 0 && bytes[start..end].split(|&byte| byte == b'.').any(is_punycode) {
        return None;
    }
    Some(start..end)
}

/// Labels that start so are checked against UTS-46 by the full parser and may be malformed.
fn is_punycode(label: &[u8]) -> bool {
    label.starts_with(b"xn--")
}

/// Where the path of a link ends that starts at `start`; `None` if the full parser may alter it or what follows it. What
/// stands in front of it is known to be unaltered. Looks at many bytes at a time.
fn path_end_by_many(bytes: &[u8], start: usize) -> Option<usize> {
    let end = start + position(&bytes[start..], |byte| (byte == b'?') | (byte == b'#'));
    (!any(bytes, is_altered) && !has_dot_segment(&bytes[..end])).then_some(end)
}

/// The same, in one pass that looks at one byte at a time.
fn path_end_by_one(bytes: &[u8], start: usize) -> Option<usize> {
    let class = |byte: u8| REST_BYTE[usize::from(byte)];
    let (mut end, mut before, mut met, mut pairs) = (start, 0, 0, 0);
    for &byte in &bytes[start..] {
        let class = class(byte);
        if class == PATH_END {
            break;
        }
        met |= class;
        pairs |= before << 1 & class;
        before = class;
        end += 1;
    }
    met = bytes[end..].iter().fold(met, |met, &byte| met | class(byte));
    (met & ALTERED == 0 && pairs & DOTTED == 0).then_some(end)
}

const ALTERED: u8 = 1;
const SLASH: u8 = 2;
/// A dot, or what may be an encoded one: behind a slash it starts a segment that may be resolved.
const DOTTED: u8 = SLASH << 1;
const PATH_END: u8 = 8;

/// What a byte is in path, query or fragment.
const REST_BYTE: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'/' => SLASH,
            b'.' | b'%' => DOTTED,
            b'?' | b'#' => PATH_END,
            byte if is_altered(byte) => ALTERED,
            _ => 0,
        };
        byte += 1;
    }
    table
};

/// Whether a path may have a segment that the full parser would resolve: one that starts with a dot, or with
/// what may be an encoded one. A superset is enough. `start` is a link up to the end of its path; in front of the path
/// there is no such pair.
fn has_dot_segment(start: &[u8]) -> bool {
    let Some((_, behind)) = start.split_first() else { return false };
    let front = &start[..behind.len()];
    let starts = |(&byte, &next): (&u8, &u8)| (byte == b'/') & ((next == b'.') | (next == b'%'));
    let among = |front: &[u8], behind: &[u8]| {
        front.iter().zip(behind).fold(false, |found, pair| found | starts(pair))
    };
    let (Some(last_front), Some(last)) = (front.last_chunk::<AT_ONCE>(), behind.last_chunk::<AT_ONCE>())
    else {
        return front.iter().zip(behind).any(starts);
    };
    let (fronts, behinds) = (front.as_chunks::<AT_ONCE>().0, behind.as_chunks::<AT_ONCE>().0);
    fronts.iter().zip(behinds).any(|(front, behind)| among(front, behind)) || among(last_front, last)
}

/// Bytes that are looked at before it is asked whether one of them is the one. Without a way out behind each the compiler
/// compares all of them at once.
const AT_ONCE: usize = 16;

/// Whether it can: the module for browsers has no such instructions, and one pass over a table is faster there.
const COMPARES_MANY: bool = cfg!(not(target_arch = "wasm32"));

/// Whether a byte is among these.
#[inline]
fn any(bytes: &[u8], is: impl Fn(u8) -> bool) -> bool {
    let among = |bytes: &[u8; AT_ONCE]| bytes.iter().fold(false, |found, &byte| found | is(byte));
    // What is left behind the last whole chunk is looked at together with bytes that were looked at before.
    match bytes.last_chunk() {
        Some(last) => bytes.as_chunks().0.iter().any(among) || among(last),
        None => bytes.iter().any(|&byte| is(byte)),
    }
}

/// Where the first such byte stands, or how many bytes there are.
#[inline]
fn position(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    let (chunks, _) = bytes.as_chunks::<AT_ONCE>();
    let start = AT_ONCE * chunks.iter().take_while(|chunk| !any(&chunk[..], &is)).count();
    bytes[start..].iter().position(|&byte| is(byte)).map_or(bytes.len(), |place| start + place)
}

/// May stand in a canonical host.
const PLAIN: u8 = 0;
const DOT: u8 = 1;
const HYPHEN: u8 = 2;
/// Ends the authority.
const END: u8 = 4;
/// The full parser must look: port, credentials, upper case, IPv6, backslash, tab, non-ASCII.
const OTHER: u8 = 8;

const HOST_BYTE: [u8; 256] = {
    let mut table = [OTHER; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' | b'0'..=b'9' | b'_' => PLAIN,
            b'-' => HYPHEN,
            b'.' => DOT,
            b'/' | b'?' | b'#' => END,
            _ => OTHER,
        };
        byte += 1;
    }
    table
};

/// Whether the full parser may alter a byte, or what stands around it, somewhere in path, query or fragment: controls,
/// spaces and what is not ASCII, every percent-encode set of the standard, `\\` (a slash in disguise) and `'` (encoded in
/// queries).
#[inline]
const fn is_altered(byte: u8) -> bool {
    (byte <= b' ')
        | (byte == b'"')
        | (byte == b'\'')
        | (byte == b'<')
        | (byte == b'>')
        | (byte.wrapping_sub(b'[') <= b'^' - b'[')
        | (byte == b'`')
        | (byte.wrapping_sub(b'{') <= b'}' - b'{')
        | (byte >= 0x7f)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What both ways say of a link whose path starts behind `https://a.example`.
    #[track_caller]
    fn path_end(rest: &str) -> Option<usize> {
        let text = format!("https://a.example{rest}");
        let start = text.len() - rest.len();
        let many = path_end_by_many(text.as_bytes(), start);
        assert_eq!(path_end_by_one(text.as_bytes(), start), many, "{rest}");
        many.map(|end| end - start)
    }

    #[test]
    fn a_path_ends_where_query_or_fragment_begin() {
        for (rest, end) in
            [("/", 1), ("/a/b.c", 6), ("/a?b=/../", 2), ("/a#?", 2), ("/a%20b", 6), ("/a.b/c..", 8)]
        {
            assert_eq!(path_end(rest), Some(end), "{rest}");
        }
    }

    #[test]
    fn what_the_parser_may_alter_is_noticed_wherever_it_stands() {
        for altered in [
            "/.",
            "/..",
            "/%2e",
            "/ ",
            "/é",
            "/a\\b",
            "/a'",
            "/?a'",
            "/#a\u{7f}",
            "/a?b\"",
            "/a?b c",
            "/a|",
            "/a?<",
        ] {
            assert_eq!(path_end(altered), None, "{altered}");
            // At every place of every chunk.
            for before in 0..40 {
                for behind in [0, 1, 15, 16, 17, 33] {
                    let rest = format!("/{}{altered}{}", "a".repeat(before), "b".repeat(behind));
                    assert_eq!(path_end(&rest), None, "{rest}");
                }
            }
        }
        for before in 0..40 {
            assert_eq!(path_end(&format!("/{}?/.", "a".repeat(before))), Some(before + 1));
        }
    }

    #[test]
    fn both_ways_agree_on_every_byte() {
        for byte in 0..=0x7f_u8 {
            for before in ["/", "/a", "/a/", "/a?", "/0123456789abcdef/"] {
                path_end(&format!("{before}{}b", char::from(byte)));
            }
        }
    }
}
