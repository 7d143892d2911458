//! What a page shows about a link: its text, its title, attributes that hold an address.
//!
//! Where the destination is not in the link, an address that is shown says where it leads, as far as the page tells the
//! truth; the label then says that it rests on that. Where the destination is known, nothing shown overrides it: if
//! another host is shown, that is told beside the label.
//!
//! Only what *is* an address counts, not a text that mentions one: the whole text, the start of a breadcrumb
//! (`bild.de › politik`), or what stands behind a single word (`From bild.de`).

use crate::dataset::model::MatchKind;
use crate::dataset::read::HostEntry;
use crate::link::unwrap::{Destination, End};
use crate::link::{self, Link, account, host, hosting, special};

use super::{Labeler, Match, precedence, view};

/// Texts longer than this are prose, in bytes.
const LONGEST: usize = 2048;

/// What is found by what is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shown {
    /// The key: the link's own where its destination is known, else one of what is shown.
    pub found: Option<Match>,
    /// How.
    pub how: How,
    /// The two hosts, if what is shown contradicts a known destination.
    pub shows: Option<view::Shows>,
}

/// How what is shown matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum How {
    /// Not at all.
    #[default]
    Not,
    /// The destination is not in the link, and a known address is shown.
    DisplayedAddress,
    /// The destination is not in the link, and a known outlet's name is shown.
    DisplayedName,
    /// The destination is known, and another host is shown.
    Contradiction,
}

impl How {
    /// The small integer that stands for it in a batch.
    pub fn number(self) -> u32 {
        match self {
            Self::Not => 0,
            Self::DisplayedAddress => 1,
            Self::DisplayedName => 2,
            Self::Contradiction => 3,
        }
    }
}

impl Labeler {
    /// What a page shows for a link says about it: the name of its source (empty: none), and texts, the most telling first.
    /// An address tells more than a name, and both count only where the destination is not in the link. A name counts
    /// only where the page says that it is the source's, and only the whole name of one outlet alone.
    pub fn shown(&self, href: &str, name: &str, texts: &[&str]) -> Shown {
        let Some(destination) = link::destination(href) else { return Shown::default() };
        match destination.end {
            End::Known => {
                let found = precedence::at(self.dataset(), &destination).key();
                let shows = texts.iter().find_map(|text| self.contradiction(href, &destination, found, text));
                let how = if shows.is_some() { How::Contradiction } else { How::Not };
                Shown { found, how, shows }
            }
            End::Opaque(_) => {
                let by_address = || texts.iter().find_map(|text| self.by_address(text));
                let by_name = || self.by_name(name);
                let found = by_address()
                    .map(|found| (found, How::DisplayedAddress))
                    .or_else(|| by_name().map(|found| (found, How::DisplayedName)));
                found.map_or_else(Shown::default, |(found, how)| Shown {
                    found: Some(found),
                    how,
                    shows: None,
                })
            }
            // The text is from whoever wrote the address that is not followed.
            End::Refused(_) | End::TooDeep => Shown::default(),
        }
    }

    /// Everything that is known about a link and what is shown for it. Total: any text gets an answer.
    pub fn label_shown(&self, href: &str, name: &str, texts: &[&str]) -> view::Label {
        let shown = self.shown(href, name, texts);
        let mut label = self.about(shown.found.map(|found| found.subject));
        self.fill_link(&mut label, href, shown.found.as_ref());
        label.shows = shown.shows;
        label
    }

    /// The outlet of a name that is shown as the source of a link whose destination is hidden.
    fn by_name(&self, name: &str) -> Option<Match> {
        if name.len() > LONGEST {
            return None;
        }
        self.dataset().named(name).map(|hit| Match::new(MatchKind::DisplayedName, hit))
    }

    /// The key of an address that is shown for a link whose destination is hidden.
    fn by_address(&self, text: &str) -> Option<Match> {
        let address = Address::of(text)?;
        let destination = address.follow()?;
        let found = match address.path {
            Path::Whole => precedence::at(self.dataset(), &destination).key()?,
            Path::Unknown => self.by_host(&destination.link, None)?,
            Path::Cut(ref start) => self.by_host(&destination.link, Some(start))?,
        };
        // The key stays what it is.
        Some(Match { kind: MatchKind::DisplayedAddress, ..found })
    }

    /// The key of a host whose path is not known, or known only as far as `start`: a host key, and none that a path
    /// could make wrong.
    fn by_host(&self, link: &Link<'_>, start: Option<&str>) -> Option<Match> {
        let name = link.host();
        if hosting::of(name).is_some_and(|hosting| hosting.path) || account::platform_of(name).is_some() {
            return None;
        }
        let may_be_path = host::parents(name).any(|parent| {
            let entry = self.dataset().host(parent.name, parent.hash).filter(HostEntry::has_paths);
            let whole = parent.is_whole_or_www(name);
            entry.zip(start).is_some_and(|(_, start)| self.dataset().may_have_path(parent.name, start, whole))
        });
        if may_be_path {
            return None;
        }
        let front = Link::parse_any(&format!("https://{name}/"))?;
        let rules = special::Rules::of(front.host());
        let destination = Destination { link: front, via: Vec::new(), end: End::Known, rules };
        precedence::at(self.dataset(), &destination).key()
    }

    /// The two hosts, if a text shows another than the one to which the link leads.
    fn contradiction(
        &self,
        href: &str,
        known: &Destination<'_>,
        found: Option<Match>,
        text: &str,
    ) -> Option<view::Shows> {
        let address = Address::of(text).filter(|address| !address.behind_a_word)?;
        let shown = address.follow()?;
        let (shown_host, leads_to) = (without_www(shown.link.host()), without_www(known.link.host()));
        let related = |host: &str| is_below(shown_host, host) || is_below(host, shown_host);
        // What is cut off at a wrapper's host may be what wraps the destination, and one platform has many hosts.
        let may_wrap = matches!(address.path, Path::Cut(_)) && !shown.rules.wrappers.is_empty();
        let platform = |destination: &Destination<'_>| destination.rules.platform.map(|platform| platform.id);
        let same_platform = platform(&shown).is_some() && platform(&shown) == platform(known);
        if related(leads_to) || may_wrap || same_platform {
            return None;
        }
        let by_shown = match address.path {
            Path::Whole => precedence::at(self.dataset(), &shown).key(),
            Path::Unknown | Path::Cut(_) => self.by_host(&shown.link, None),
        };
        // A wrapper may show its own host; what somebody has there is another thing.
        let is_a_host = by_shown.is_none_or(|found| found.kind == MatchKind::Host);
        if is_a_host && wrappers_of(href, known).any(|link| related(without_www(link.host()))) {
            return None;
        }
        let same = by_shown.zip(found).is_some_and(|(one, other)| one.subject == other.subject);
        // `Node.js` looks like a host. It counts if it is known, or says itself that it is an address; and somebody who
        // is known must be concerned.
        let is_address = by_shown.is_some() || address.explicit;
        let concerned = by_shown.is_some() || found.is_some();
        (is_address && concerned && !same)
            .then(|| view::Shows { shown: shown_host.to_owned(), leads_to: leads_to.to_owned() })
    }
}

/// Hands over where an address that is shown leads, if the text is one. Its path may be cut off.
pub(super) fn destination(text: &str, take: &mut dyn FnMut(&Destination<'_>)) {
    if let Some(destination) = Address::of(text).as_ref().and_then(Address::follow) {
        take(&destination);
    }
}

/// The links around a destination, outermost first: the link itself, and what each wrapper but the innermost holds.
fn wrappers_of<'t>(href: &'t str, destination: &'t Destination<'_>) -> impl Iterator<Item = Link<'t>> {
    let inside = destination.via.iter().map(|peeled| &*peeled.inside);
    std::iter::once(href).chain(inside).take(destination.via.len()).filter_map(Link::parse)
}

fn without_www(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}

/// Whether `host` is `parent` or below it.
fn is_below(host: &str, parent: &str) -> bool {
    host.strip_suffix(parent).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// An address as it is shown.
struct Address {
    /// As text that a parser reads.
    text: String,
    path: Path,
    /// Whether it starts with a scheme or with `www.`, as nothing but an address does.
    explicit: bool,
    /// Whether a word stands in front of it.
    behind_a_word: bool,
}

/// How much of an address's path is shown.
enum Path {
    Whole,
    /// Nothing of it: the host alone is shown.
    Unknown,
    /// It starts like this.
    Cut(String),
}

impl Address {
    /// The address that a text is.
    fn of(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        // Marks of direction and joiners are put around and into addresses that are shown.
        let clean: String = text.chars().filter(|c| !is_invisible(*c)).collect();
        let mut parts = clean.split(['›', '»']).map(str::trim);
        let first = parts.next()?;
        let crumbs: Vec<&str> = parts.collect();
        let mut words = first.split_whitespace();
        let (token, behind_a_word) = match (words.next()?, words.next(), words.next()) {
            (only, None, _) => (only, false),
            (_, Some(last), None) if crumbs.is_empty() => (last, true),
            _ => return None,
        };
        let (token, cut) = match token.strip_suffix('…').or_else(|| token.strip_suffix("...")) {
            Some(rest) => (rest, true),
            None => (token.trim_end_matches([',', ';', ':']), false),
        };
        let scheme = ["https://", "http://"]
            .into_iter()
            .find(|scheme| token.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
        let bare = &token[scheme.map_or(0, str::len)..];
        let end = bare.find(['/', '?', '#']).unwrap_or(bare.len());
        let (host, rest) = bare.split_at(end);
        if !is_host(host) || cut && rest.is_empty() {
            return None;
        }
        let explicit =
            scheme.is_some() || host.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www."));
        let path = if !crumbs.is_empty() {
            Path::Cut(format!("/{}", crumbs.join("/").trim_end_matches('…')))
        } else if cut {
            Path::Cut(rest.to_owned())
        } else if rest.is_empty() && scheme.is_none() {
            Path::Unknown
        } else {
            Path::Whole
        };
        let text = match path {
            Path::Whole => format!("{}{bare}", scheme.unwrap_or("https://")),
            Path::Unknown | Path::Cut(_) => format!("https://{host}/"),
        };
        Some(Self { text, path, explicit, behind_a_word })
    }

    /// Where it leads, if that is in it.
    fn follow(&self) -> Option<Destination<'_>> {
        let link = Link::parse(&self.text).filter(|link| !link.has_user_info())?;
        let destination = link::unwrap::follow(link);
        (matches!(destination.end, End::Known) && is_ascii_host(destination.link.host()))
            .then_some(destination)
    }
}

/// Soft hyphens, spaces without width, marks of direction.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Whether a text has the form of a host, in any script: labels of letters, digits and hyphens, the last one of letters.
fn is_host(text: &str) -> bool {
    let text = text.strip_suffix('.').unwrap_or(text);
    let mut labels = text.split('.');
    let last = labels.next_back().unwrap_or_default();
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    let is_punycode = last.len() > 4 && last.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("xn--"));
    let is_last = last.chars().count() >= 2 && last.chars().all(char::is_alphabetic) || is_punycode;
    let others: Vec<&str> = labels.collect();
    text.len() <= 253 && !others.is_empty() && is_last && others.into_iter().all(is_label)
}

/// The same for a host that a parser has put into its ASCII form.
fn is_ascii_host(host: &str) -> bool {
    host.is_ascii() && is_host(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let found = Address::of(text);
        let told = found.as_ref().map(|address| {
            let rest = match &address.path {
                Path::Whole => String::new(),
                Path::Unknown => " alone".to_owned(),
                Path::Cut(start) => format!(" cut {start}"),
            };
            format!("{}{rest}", address.text)
        });
        assert_eq!(told.as_deref(), expected, "{text}");
    }

    #[test]
    fn what_is_an_address_is_read_as_one() {
        check("https://bild.de/politik", Some("https://bild.de/politik"));
        check("HTTP://bild.de", Some("http://bild.de"));
        check("bild.de", Some("https://bild.de/ alone"));
        check(" www.bild.de ", Some("https://www.bild.de/ alone"));
        check("bild.de/politik", Some("https://bild.de/politik"));
        check("bild.de/politik/ausl…", Some("https://bild.de/ cut /politik/ausl"));
        check("bild.de/politik/ausl...", Some("https://bild.de/ cut /politik/ausl"));
        check("https://www.bild.de › politik › ausland", Some("https://www.bild.de/ cut /politik/ausland"));
        check("bild.de › politik", Some("https://bild.de/ cut /politik"));
        check("From bild.de", Some("https://bild.de/ alone"));
        check("\u{200e}bild.de\u{200e}", Some("https://bild.de/ alone"));
        check("правда.рф", Some("https://правда.рф/ alone"));
        check("xn--80aafi6cg.xn--p1ai", Some("https://xn--80aafi6cg.xn--p1ai/ alone"));
    }

    #[test]
    fn what_is_no_address_is_not() {
        for text in [
            "",
            "bild",
            "bild…",
            "bild.d…",
            "e.g.",
            "1.5",
            "v1.2.3",
            "3.14",
            "127.0.0.1",
            "a..b",
            ".de",
            "-a.de",
            "a-.de",
            "user@bild.de",
            "bild.de hat berichtet",
            "Lesen Sie mehr auf bild.de",
            "ftp://bild.de",
            "mailto:x@bild.de",
            "bild.de:80",
            "bild .de",
            "…",
            "...",
            "https://",
            "x.y",
        ] {
            check(text, None);
        }
        check(&format!("{}.de", "a".repeat(64)), None);
        check(&"a.de ".repeat(1000), None);
    }

    #[test]
    fn hosts_are_related_on_label_borders_only() {
        assert!(is_below("bild.de", "bild.de"));
        assert!(is_below("m.bild.de", "bild.de"));
        assert!(!is_below("notbild.de", "bild.de"));
        assert!(!is_below("bild.de", "m.bild.de"));
    }
}
