//! Which name of a table a host resembles.
//!
//! A resemblance is no match: it says that a host can be taken for an outlet's although it is none of its known hosts.
//! It is looked for only where there is no label, and only among outlets whose list of hosts is complete. In this order:
//!
//! ```text
//! other-suffix  same name under another public suffix           spiegel.ltd
//! look-alike    a name that looks the same (`link::skeleton`)    spіegel.de, bi1d.de
//! embedded      the outlet's host within the labels             spiegel-de.news.example, www.spiegel.de.evil.example
//! one-edit      one letter more, less or other, or two swapped   spiegell.lol, speigel.de
//! ```
//!
//! A *name* is the label in front of the public suffix: `spiegel` of `www.spiegel.de`. False alarms are worse than
//! misses, so a name that is a word, is shared with other outlets or is short takes part only where it cannot be meant
//! otherwise. That is decided when a dataset is compiled (`source::resemblance`); what is left is an index of texts:
//!
//! ```text
//! =spiegel           a name                        subject; flags, then the bytes of its suffix
//! ~spiegel           a skeleton                    subject; the bytes of its name
//! ?spi?gel           a name without one letter,    the letter
//!                    whose place is kept
//! -spigel            the same without the place    the place, the letter
//! @spiegel-de        a host, its parts joined      subject; flags, then the bytes of the host
//! !spiegels          a word or another's name,     nothing resembles here
//!                    or another's whole host
//! ```
//!
//! Most hosts resemble nothing, and each of them pays for being asked. [`super::affixes`] says in a few nanoseconds of nearly
//! all of them that there is nothing to look for.

use crate::index::{Found, Index};
use crate::link::host;
use crate::link::skeleton::{self, skeleton};
use crate::link::suffix::{Kind, Suffixes};

/// Flag of a name: it counts under another suffix.
pub const OTHER_SUFFIX: u32 = 1;
/// Flag of a name: it counts one edit away.
pub const ONE_EDIT: u32 = 2;
/// Flag of a host: it counts within labels only if its own dots are dots there too.
pub const DOTS_ONLY: u32 = 1;

/// Marks in front of the texts of the index.
pub const NAME: char = '=';
/// See [`NAME`].
pub const SKELETON: char = '~';
/// See [`NAME`]; also stands for the letter that is left out.
pub const OTHER_LETTER: char = '?';
/// See [`NAME`].
pub const ONE_LESS: char = '-';
/// See [`NAME`].
pub const HOST: char = '@';
/// See [`NAME`].
pub const NOTHING: char = '!';

/// A host has at most so many parts that are tried as one.
const MOST_PARTS: usize = 6;
/// Of names in ASCII that look the same, only those of so many letters were chosen for that.
const FEWEST_IN_ASCII: usize = 4;
/// Longest label of DNS, in bytes; what is longer cannot be visited.
const LONGEST_LABEL: usize = 63;
/// Longest host of DNS, in bytes.
const LONGEST_HOST: usize = 253;

/// In which way a host resembles another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// The same name under another suffix.
    OtherSuffix,
    /// A name that looks the same.
    LookAlike,
    /// The host within labels.
    Embedded,
    /// A name one edit away.
    OneEdit,
}

impl How {
    /// Every way, in the order in which they are looked for.
    pub const ALL: &'static [Self] = &[Self::OtherSuffix, Self::LookAlike, Self::Embedded, Self::OneEdit];

    /// The stable id.
    pub fn id(self) -> &'static str {
        match self {
            Self::OtherSuffix => "other-suffix",
            Self::LookAlike => "look-alike",
            Self::Embedded => "embedded",
            Self::OneEdit => "one-edit",
        }
    }
}

/// What a host resembles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resembling {
    /// Number of the outlet, as the index holds it.
    pub subject: u32,
    /// In which way.
    pub how: How,
    /// The outlet's own host, for which it can be taken.
    pub host: String,
}

/// The names that hosts are compared with, borrowed from the bytes that hold them.
#[derive(Debug, Clone, Copy)]
pub struct Names<'t> {
    index: &'t Index,
    bytes: &'t [u8],
    suffixes: Suffixes<'t>,
}

/// A host taken apart.
struct Parts<'h> {
    /// What is in front of the public suffix.
    front: &'h str,
    /// The last label of that: the name.
    name: &'h str,
    /// The suffix.
    suffix: &'h str,
}

impl<'t> Names<'t> {
    /// The names that an index holds.
    pub fn new(index: &'t Index, bytes: &'t [u8], suffixes: Suffixes<'t>) -> Self {
        Self { index, bytes, suffixes }
    }

    /// The numbers of all outlets that a name or a host leads to.
    pub fn outlets(&self) -> impl Iterator<Item = u32> + 't {
        let Self { index, bytes, .. } = *self;
        let leads =
            |(text, found): (String, Found<'t>)| text.starts_with([NAME, HOST]).then_some(found.number);
        index.iter(bytes).filter_map(leads)
    }

    /// What a host resembles of which no known host is part, given as [`crate::link::Link::host`] tells it. With
    /// `embedded_only` the one who chose its name did not choose a domain: only whole hosts within it count.
    pub fn find(&self, host: &str, embedded_only: bool) -> Option<Resembling> {
        if host.len() > LONGEST_HOST || host.split('.').any(|label| label.len() > LONGEST_LABEL) {
            return None;
        }
        let parts = self.parts(host)?;
        let name = || {
            let unicode = skeleton::unicode(parts.name);
            match self.get(NAME, &unicode) {
                Some(found) => Verdict::Known(self.other_suffix(&found, &unicode)),
                None if self.get(NOTHING, &unicode).is_some() => Verdict::Known(None),
                None => Verdict::Unknown(unicode),
            }
        };
        let embedded = || self.embedded(parts.front, parts.suffix);
        let found = if embedded_only {
            embedded()?
        } else {
            match name() {
                Verdict::Known(found) => found.or_else(embedded)?,
                Verdict::Unknown(name) => {
                    self.look_alike(&name).or_else(embedded).or_else(|| self.one_edit(&name))?
                }
            }
        };
        let registrable = &host[host.len() - parts.suffix.len() - 1 - parts.name.len()..];
        self.get(NOTHING, registrable).is_none().then_some(found)
    }

    fn parts<'h>(&self, host: &'h str) -> Option<Parts<'h>> {
        let suffix = self.suffixes.suffix_of(host)?;
        if suffix.kind == Kind::Unlisted && suffix.name == host {
            return None;
        }
        let suffix = suffix.name;
        let front = host.strip_suffix(suffix)?.strip_suffix('.')?;
        let start = front.rfind('.').map_or(0, |dot| dot + 1);
        Some(Parts { front, name: &front[start..], suffix })
    }

    fn get(&self, mark: char, text: &str) -> Option<Found<'t>> {
        let mut key = String::with_capacity(text.len() + 1);
        key.push(mark);
        key.push_str(text);
        self.index.get(self.bytes, &key, host::hash(&key))
    }

    fn other_suffix(&self, found: &Found<'_>, name: &str) -> Option<Resembling> {
        let flags = found.more().next()?;
        (flags & OTHER_SUFFIX != 0).then(|| resembling(found, name, How::OtherSuffix))?
    }

    fn look_alike(&self, name: &str) -> Option<Resembling> {
        // `nl2` is as good a name as `n12`.
        if name.is_ascii() && name.len() < FEWEST_IN_ASCII {
            return None;
        }
        let found = self.get(SKELETON, &skeleton(name))?;
        let original = text(found.more())?;
        resembling(&self.get(NAME, &original)?, &original, How::LookAlike)
    }

    /// Whole parts of labels that are an outlet's host.
    fn embedded(&self, front: &str, suffix: &str) -> Option<Resembling> {
        // Libraries of universities lead to what they subscribe to through hosts like `www-example-com.proxy.…`, and
        // registries give these suffixes to universities and schools alone.
        if suffix.split('.').any(|label| matches!(label, "edu" | "ac")) {
            return None;
        }
        let starts = std::iter::once(0).chain(
            front.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'.' | b'-')).map(|(at, _)| at + 1),
        );
        starts.into_iter().find_map(|start| {
            let rest = &front[start..];
            let ends =
                rest.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'.' | b'-')).map(|(at, _)| at);
            ends.chain(std::iter::once(rest.len())).take(MOST_PARTS).skip(1).find_map(|end| {
                let inside = &rest[..end];
                let found = self.get(HOST, &inside.replace('.', "-"))?;
                let mut more = found.more();
                let dots_only = more.next()? & DOTS_ONLY != 0;
                let host = text(more)?;
                (!dots_only || inside == host).then_some(Resembling {
                    subject: found.number,
                    how: How::Embedded,
                    host,
                })
            })
        })
    }

    /// A name from which this one differs by one letter: by one too many, too few or another, or by two that changed
    /// places (optimal string alignment distance 1). The first letter is the same: names that differ in it are mostly
    /// other names (`bbcnews` and `abcnews`).
    fn one_edit(&self, name: &str) -> Option<Resembling> {
        let letters: Vec<char> = name.chars().collect();
        let spell = |letters: &[char]| letters.iter().collect::<String>();
        let named = |text: &str| {
            let found = self.get(NAME, text)?;
            let flags = found.more().next()?;
            (flags & ONE_EDIT != 0).then(|| resembling(&found, text, How::OneEdit))?
        };
        let one_less = || {
            let found = self.get(ONE_LESS, name)?;
            let mut more = found.more();
            let (place, letter) = (more.next()? as usize, char::from_u32(more.next()?)?);
            let mut letters = letters.clone();
            (place <= letters.len()).then(|| letters.insert(place, letter))?;
            named(&spell(&letters))
        };
        let one_more = |place: usize| {
            let mut letters = letters.clone();
            letters.remove(place);
            named(&spell(&letters))
        };
        let swapped = |place: usize| {
            let mut letters = letters.clone();
            letters.swap(place, place + 1);
            named(&spell(&letters))
        };
        let other = |place: usize| {
            let mut letters = letters.clone();
            letters[place] = OTHER_LETTER;
            let found = self.get(OTHER_LETTER, &spell(&letters))?;
            letters[place] = char::from_u32(found.more().next()?)?;
            named(&spell(&letters))
        };
        let count = letters.len();
        one_less()
            .or_else(|| (1..count).find_map(one_more))
            .or_else(|| (1..count.saturating_sub(1)).find_map(swapped))
            .or_else(|| (1..count).find_map(other))
    }
}

/// What the index says about a name.
enum Verdict<N> {
    /// It is an outlet's, or a word: nothing near it is looked for.
    Known(Option<Resembling>),
    Unknown(N),
}

/// From the entry of a name.
fn resembling(found: &Found<'_>, name: &str, how: How) -> Option<Resembling> {
    let suffix = text(found.more().skip(1))?;
    Some(Resembling { subject: found.number, how, host: format!("{name}.{suffix}") })
}

/// The text whose bytes follow.
fn text(bytes: impl Iterator<Item = u32>) -> Option<String> {
    let bytes: Option<Vec<u8>> = bytes.map(|byte| u8::try_from(byte).ok()).collect();
    String::from_utf8(bytes?).ok()
}
