//! From a link to where it leads: wrappers are peeled off, as long as each of them holds the address of the next.
//!
//! Bounds: at most [`MAX_NESTING`] wrappers, links of at most [`MAX_BYTES`]. What comes out must be an http(s) address
//! with a dotted host and without user info; otherwise the wrapper itself is what is left. What comes out was written by
//! whoever wrote the link: it selects a label, and must never become a link's target.

use std::borrow::Cow;

use super::special::Rules;
use super::wrapper::{Rule, Step, Wrapper};
use super::{Link, codec, path};

/// Wrappers in wrappers are peeled off this many times.
pub const MAX_NESTING: usize = 4;

/// Longest link that is unwrapped, and longest result, in bytes.
pub const MAX_BYTES: usize = 8 * 1024;

/// Where a link leads.
#[derive(Debug, Clone)]
pub struct Destination<'a> {
    /// The link that is left.
    pub link: Link<'a>,
    /// What was peeled off, outermost first.
    pub via: Vec<Peeled>,
    /// What is known about the link that is left.
    pub end: End,
    /// What there are rules about at its host.
    pub(crate) rules: Rules,
}

/// A wrapper that was peeled off.
#[derive(Debug, Clone)]
pub struct Peeled {
    /// Which.
    pub wrapper: &'static Wrapper,
    /// What was in it, canonical.
    pub inside: String,
}

/// What is left when nothing more can be peeled off.
#[derive(Debug, Clone, Copy)]
pub enum End {
    /// The destination.
    Known,
    /// A link of this wrapper whose destination is not in it.
    Opaque(&'static Wrapper),
    /// A link of this wrapper with something in it that may be an address, and none that is followed. Where it leads is
    /// not known, and nothing that a page shows may say it: whoever writes the text wrote the address, too.
    Refused(&'static Wrapper),
    /// A link that is wrapped more often than is followed.
    TooDeep,
}

/// Follows a link through its wrappers. Ends for every input.
///
/// ```
/// use imprint::link::{Link, unwrap};
/// let link = Link::parse("https://www.google.com/url?q=https%3A%2F%2Frt.com%2Fnews&sa=U").expect("a link");
/// let destination = unwrap::follow(link);
/// assert_eq!(destination.link.as_str(), "https://rt.com/news");
/// assert_eq!(destination.via[0].wrapper.id, "google");
/// ```
pub fn follow(link: Link<'_>) -> Destination<'_> {
    let rules = Rules::of(link.host());
    let mut destination = Destination { link, via: Vec::new(), end: End::Known, rules };
    loop {
        match peel(&destination.link, &destination.rules.wrappers) {
            Layer::None => return destination,
            Layer::Opaque(wrapper) => {
                destination.end = End::Opaque(wrapper);
                return destination;
            }
            Layer::Refused(wrapper) => {
                destination.end = End::Refused(wrapper);
                return destination;
            }
            Layer::Wrapped(..) if destination.via.len() == MAX_NESTING => {
                destination.end = End::TooDeep;
                return destination;
            }
            Layer::Wrapped(wrapper, inside) => {
                destination.via.push(Peeled { wrapper, inside: inside.as_str().to_owned() });
                destination.rules = Rules::of(inside.host());
                destination.link = inside;
            }
        }
    }
}

/// The outermost layer of a link.
enum Layer {
    None,
    Opaque(&'static Wrapper),
    Refused(&'static Wrapper),
    Wrapped(&'static Wrapper, Link<'static>),
}

fn peel(link: &Link<'_>, wrappers: &[&'static Wrapper]) -> Layer {
    // The rules of the longest host are the most particular ones.
    for wrapper in wrappers.iter().rev() {
        if wrapper.not_paths.iter().any(|pattern| path::fits(pattern, link.path())) {
            continue;
        }
        let mut refused = false;
        for rule in wrapper.rules.iter().filter(|rule| applies(rule, link)) {
            if rule.steps.is_empty() {
                return if refused { Layer::Refused(wrapper) } else { Layer::Opaque(wrapper) };
            }
            match take_out(rule.steps, link) {
                Taken::Address(inside) => return Layer::Wrapped(wrapper, inside),
                Taken::Refused => return Layer::Refused(wrapper),
                // Another rule may read the same text in another way.
                Taken::Unread => refused = true,
                Taken::Nothing => {}
            }
        }
        if refused {
            return Layer::Refused(wrapper);
        }
    }
    Layer::None
}

fn applies(rule: &Rule, link: &Link<'_>) -> bool {
    match rule.paths {
        // A front page hides nothing.
        [] => !rule.steps.is_empty() || link.path() != "/",
        paths => paths.iter().any(|pattern| path::fits(pattern, link.path())),
    }
}

/// What a chain of steps finds in a link.
enum Taken {
    /// Nothing, or a token.
    Nothing,
    /// What may be an address, and cannot be read by these steps.
    Unread,
    /// An address that is not worth following.
    Refused,
    /// An address.
    Address(Link<'static>),
}

fn take_out(steps: &[Step], link: &Link<'_>) -> Taken {
    let mut text = Cow::Borrowed("");
    for step in steps {
        let Some(found) = run(*step, link, &text) else {
            return if may_be_address(&text) { Taken::Unread } else { Taken::Nothing };
        };
        text = found;
    }
    match Link::parse(&text) {
        Some(inside) if is_sound(&inside) && link.as_str().len() <= MAX_BYTES => {
            Taken::Address(inside.into_owned())
        }
        Some(_) => Taken::Refused,
        None if may_be_address(&text) => Taken::Unread,
        None => Taken::Nothing,
    }
}

fn is_sound(inside: &Link<'_>) -> bool {
    inside.as_str().len() <= MAX_BYTES && inside.host().contains('.') && !inside.has_user_info()
}

/// Whether a text that is none of the addresses that are followed may lead somewhere all the same: it has a scheme, is
/// encoded once more, or starts like a host. Tokens are letters, digits and a few signs that none of these has.
fn may_be_address(text: &str) -> bool {
    let text = text.as_bytes().trim_ascii();
    // Whether this is where a host would stand, and whether letters and then a dot have stood there.
    let (mut host, mut label, mut dot) = (true, false, false);
    for byte in text {
        match byte {
            // A browser takes a backslash for a slash and passes over tabs and ends of lines.
            b'\\' | 0..b' ' => return true,
            b'/' | b'?' | b'#' => host = false,
            b':' | b'%' | b'@' if host => return true,
            b'.' => dot |= label,
            _ if host && dot => return true,
            _ => label = true,
        }
    }
    text.starts_with(b"//")
}

/// Runs one step on what the step before it found.
fn run<'t>(step: Step, link: &'t Link<'_>, text: &Cow<'t, str>) -> Option<Cow<'t, str>> {
    let found = match step {
        Step::FirstLabel(names) => {
            let label = link.host().split('.').next()?;
            return names.split('|').any(|name| name == label).then_some(Cow::Borrowed(""));
        }
        Step::Query(names) => {
            let mut pairs = url::form_urlencoded::parse(link.query().as_bytes());
            pairs.find(|(name, value)| names.split('|').any(|wanted| wanted == name) && !value.is_empty())?.1
        }
        Step::WholeQuery => Cow::Borrowed(link.after_path().strip_prefix('?')?),
        Step::Segment(number) => Cow::Borrowed(link.path().split('/').nth(number)?),
        Step::SegmentAfter(start) => {
            Cow::Borrowed(link.path().split('/').find_map(|segment| segment.strip_prefix(start))?)
        }
        Step::Path { from, without } => path_from(link, from, without)?,
        Step::Fragment => Cow::Borrowed(link.after_path().split_once('#')?.1),
        Step::PercentDecode => Cow::Owned(codec::percent_decode(text)?),
        // A browser replaces what is no UTF-8, too, and goes there.
        Step::Base64 => Cow::Owned(String::from_utf8_lossy(&codec::base64(text)?).into_owned()),
        Step::Strip(start) => Cow::Owned(text.strip_prefix(start)?.to_owned()),
        Step::Until(end) => Cow::Owned(text.get(..places(text, end).next()?)?.to_owned()),
        Step::UntilLast(end) => Cow::Owned(text.get(..places(text, end).next_back()?)?.to_owned()),
        Step::After(start) => Cow::Owned(text.get(places(text, start).next()? + start.len()..)?.to_owned()),
        Step::Scheme(scheme) => with_scheme(scheme, text),
        Step::AmpHost => Cow::Owned(codec::amp_host(link.host().split('.').next()?)?),
        Step::TranslateGoog => Cow::Owned(codec::translate_goog(link)?),
        Step::GoogleNews => Cow::Owned(codec::google_news(text)?),
        Step::Proofpoint2 => Cow::Owned(codec::proofpoint_2(text)?),
        Step::Proofpoint3 => Cow::Owned(codec::proofpoint_3(&link.as_str()[link.path_start()..])?),
    };
    (!found.is_empty()).then_some(found)
}

/// Where a part stands in a text. It is a few bytes long; what the standard library searches with is made for long ones, and
/// takes a kilobyte of the module for browsers.
fn places(text: &str, part: &str) -> impl DoubleEndedIterator<Item = usize> {
    let windows = text.as_bytes().windows(part.len().max(1)).enumerate();
    windows.filter(|(_, window)| *window == part.as_bytes()).map(|(place, _)| place)
}

/// The path from a segment on, with all that follows it, less one segment.
fn path_from<'t>(link: &'t Link<'_>, from: usize, without: usize) -> Option<Cow<'t, str>> {
    let path = link.path();
    let start = path.match_indices('/').nth(from.checked_sub(1)?)?.0 + 1;
    if without <= from {
        return Some(Cow::Borrowed(&link.as_str()[link.path_start() + start..]));
    }
    let mut kept: Vec<&str> = path[start..].split('/').collect();
    if without - from >= kept.len() {
        return None;
    }
    kept.remove(without - from);
    Some(Cow::Owned(kept.join("/") + link.after_path()))
}

/// `//host` and `host/path` get the scheme; what has one already keeps it.
fn with_scheme<'t>(scheme: &str, text: &Cow<'t, str>) -> Cow<'t, str> {
    let start: String = text.chars().take(6).collect::<String>().to_ascii_lowercase();
    if start.starts_with("http:/") || start.starts_with("https:") {
        return text.clone();
    }
    Cow::Owned(format!("{scheme}{}", text.trim_start_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::super::wrapper::{Expected, WRAPPERS};
    use super::*;

    fn followed(url: &str) -> Destination<'_> {
        follow(Link::parse(url).unwrap_or_else(|| panic!("{url} is no link")))
    }

    #[test]
    fn every_wrapper_keeps_its_own_examples() {
        let mut wrong = Vec::new();
        for wrapper in WRAPPERS {
            for (url, expected) in wrapper.examples() {
                let link = Link::parse(url).unwrap_or_else(|| panic!("{}: {url} is no link", wrapper.id));
                let found = match peel(&link, &Rules::of(link.host()).wrappers) {
                    Layer::None => "alone".to_owned(),
                    Layer::Opaque(by) if by.id == wrapper.id => "opaque".to_owned(),
                    Layer::Refused(by) if by.id == wrapper.id => "refused".to_owned(),
                    Layer::Wrapped(by, inside) if by.id == wrapper.id => inside.as_str().to_owned(),
                    Layer::Opaque(by) | Layer::Refused(by) | Layer::Wrapped(by, _) => {
                        format!("a link of {}", by.id)
                    }
                };
                let expected = match expected {
                    Expected::To(to) => *to,
                    Expected::Opaque => "opaque",
                    Expected::Refused => "refused",
                    Expected::Alone => "alone",
                };
                if found != expected {
                    wrong.push(format!("{}: {url}: expected {expected}, found {found}", wrapper.id));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn every_example_reaches_its_own_rule() {
        for wrapper in WRAPPERS {
            for (number, rule) in wrapper.rules.iter().enumerate() {
                let used = wrapper.examples().iter().any(|(url, expected)| {
                    let link = Link::parse(url).unwrap_or_else(|| panic!("{url} is no link"));
                    let first = wrapper.rules.iter().position(|rule| {
                        applies(rule, &link)
                            && (rule.steps.is_empty()
                                || matches!(take_out(rule.steps, &link), Taken::Address(_)))
                    });
                    matches!(expected, Expected::To(_) | Expected::Opaque) && first == Some(number)
                });
                assert!(used, "{}: no example runs rule {}: {rule:?}", wrapper.id, number + 1);
            }
        }
    }

    #[test]
    fn wrappers_in_wrappers_are_peeled_off_four_times_and_no_more() {
        let mut url = "https://example.org/".to_owned();
        for depth in 0..=MAX_NESTING {
            let found = followed(&url);
            assert_eq!(found.via.len(), depth);
            assert_eq!(found.link.as_str(), "https://example.org/");
            let inside: String = url::form_urlencoded::byte_serialize(url.as_bytes()).collect();
            url = format!("https://l.facebook.com/l.php?u={inside}");
        }
        let found = followed(&url);
        assert_eq!(found.via.len(), MAX_NESTING);
        assert!(matches!(found.end, End::TooDeep));
    }

    #[test]
    fn what_comes_out_must_be_an_address_worth_following() {
        for inside in [
            "javascript:alert(1)",
            "ftp://example.org/",
            "https://user@example.org/",
            "https://user:pw@example.org/",
            "https://localhost/",
            "/relative",
            "//example.org/",
            "https://",
            "https://[::1]/",
            "",
        ] {
            let inside: String = url::form_urlencoded::byte_serialize(inside.as_bytes()).collect();
            let url = format!("https://l.facebook.com/l.php?u={inside}");
            let found = followed(&url);
            assert!(found.via.is_empty(), "{url}");
            assert_eq!(found.link.as_str(), url);
        }
    }

    #[test]
    fn what_may_be_an_address_and_is_not_followed_hides_nothing_that_a_page_could_tell() {
        for inside in [
            "https://user@example.org/",
            "https://localhost/",
            "https%3A%2F%2Fexample.org",
            "example.org/a",
            "example.org",
            "//example.org/",
            "/\\example.org/",
            "\\\\example.org",
            "ftp://example.org/",
            "javascript:alert(1)",
            " https:\\example.org@localhost",
        ] {
            let inside: String = url::form_urlencoded::byte_serialize(inside.as_bytes()).collect();
            let found = followed_owned(format!("https://www.google.com/url?q={inside}"));
            assert!(matches!(found, End::Refused(_)), "{inside}: {found:?}");
        }
        for token in ["CAESabc_-", "AbC.", "..", "/search", "a%20b"] {
            let found = followed_owned(format!("https://www.google.com/url?q={token}"));
            assert!(matches!(found, End::Opaque(_)), "{token}: {found:?}");
        }
        let long = format!("https://www.google.com/url?q=https://example.org/{}", "a".repeat(MAX_BYTES));
        assert!(matches!(followed_owned(long), End::Refused(_)));
    }

    fn followed_owned(url: String) -> End {
        followed(&url).end
    }

    #[test]
    fn a_part_is_found_wherever_it_stands() {
        let found = |text, part| places(text, part).collect::<Vec<_>>();
        assert_eq!(found("a___b___", "___"), [1, 5]);
        assert_eq!(found("____", "___"), [0, 1]);
        assert_eq!(found("é:é", ":"), [2]);
        assert_eq!(found("ab", "abc"), [0; 0]);
        assert_eq!(found("", ":"), [0; 0]);
        assert_eq!(found("a", ""), [0; 0]);
    }

    #[test]
    fn a_link_that_is_too_long_stays_wrapped() {
        let fits =
            format!("https://l.facebook.com/l.php?u=https://example.org/{}", "a".repeat(MAX_BYTES / 2));
        assert_eq!(followed(&fits).via.len(), 1);
        let long = format!("https://l.facebook.com/l.php?u=https://example.org/{}", "a".repeat(MAX_BYTES));
        assert!(followed(&long).via.is_empty());
    }

    #[test]
    fn links_that_merely_carry_an_address_are_left_alone() {
        for url in [
            "https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Frt.com",
            "https://www.facebook.com/dialog/share?href=https%3A%2F%2Frt.com",
            "https://twitter.com/intent/tweet?url=https%3A%2F%2Frt.com",
            "https://x.com/share?url=https%3A%2F%2Frt.com",
            "https://t.me/share/url?url=https%3A%2F%2Frt.com",
            "https://vk.com/share.php?url=https%3A%2F%2Frt.com",
            "https://www.linkedin.com/sharing/share-offsite/?url=https%3A%2F%2Frt.com",
            "https://www.reddit.com/submit?url=https%3A%2F%2Frt.com",
            "https://accounts.google.com/ServiceLogin?continue=https%3A%2F%2Frt.com",
            "https://www.google.com/search?q=https%3A%2F%2Frt.com",
            "https://example.org/login?next=https%3A%2F%2Frt.com",
            "https://example.org/url?q=https%3A%2F%2Frt.com",
            "https://getpocket.com/save?url=https%3A%2F%2Frt.com",
            "https://www.pinterest.com/pin/create/button/?url=https%3A%2F%2Frt.com",
            "https://news.ycombinator.com/submitlink?u=https%3A%2F%2Frt.com",
            "https://bsky.app/intent/compose?text=https%3A%2F%2Frt.com",
            "https://api.whatsapp.com/send?text=https%3A%2F%2Frt.com",
            "https://validator.w3.org/check?uri=https%3A%2F%2Frt.com",
        ] {
            let found = followed(url);
            assert!(found.via.is_empty() && matches!(found.end, End::Known), "{url}");
        }
    }

    #[test]
    fn there_are_many_wrappers_and_many_of_them_unwrap() {
        let unwrapping = WRAPPERS.iter().filter(|w| w.rules.iter().any(|r| !r.steps.is_empty())).count();
        assert!(unwrapping >= 60, "{unwrapping}");
    }
}
