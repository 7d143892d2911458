//! Addresses that hide another one.
//!
//! Each wrapper is one file in `data/wrappers/`, compiled into [`WRAPPERS`] by `build.rs`: the hosts at which it stands,
//! its rules, and examples that the tests run. A rule either takes the destination out of the link by a chain of
//! [`Step`]s, or says that the destination is not in the link at all. [`super::unwrap`] interprets them.
//!
//! The set of steps is closed, there are no patterns but those of [`super::path`], and nothing of it is ever fetched.

/// One wrapper.
#[derive(Debug)]
pub struct Wrapper {
    /// Id, the file's name: `google`.
    pub id: &'static str,
    /// Name for readers: `Google`.
    pub name: &'static str,
    /// Hosts below a `*.` host at which it does not stand.
    pub not_hosts: &'static [&'static str],
    /// Paths of pages that are the wrapper's own.
    pub not_paths: &'static [&'static str],
    /// Rules, the first that applies wins.
    pub rules: &'static [Rule],
}

/// One form of wrapping.
#[derive(Debug)]
pub struct Rule {
    /// Paths at which it applies, without their first slash; none: at any.
    pub paths: &'static [&'static str],
    /// How the destination is found; none: it is not in the link.
    pub steps: &'static [Step],
}

/// One step from a link to its destination. A step that finds nothing ends the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Goes on if the host's first label is one of these (`www|google`). Finds no text, so it stands first.
    FirstLabel(&'static str),
    /// Takes the first of these query parameters (`url|u`) that is there, decoded as a form.
    Query(&'static str),
    /// Takes everything behind the `?`, with the fragment.
    WholeQuery,
    /// Takes one segment of the path, counted from 1.
    Segment(usize),
    /// Takes the rest of the segment that starts with this text.
    SegmentAfter(&'static str),
    /// Takes the path from a segment on, with query and fragment; `without` leaves one segment out (0: none).
    Path {
        /// The first segment, counted from 1.
        from: usize,
        /// The segment that is left out.
        without: usize,
    },
    /// Takes the fragment.
    Fragment,
    /// Percent-decodes once.
    PercentDecode,
    /// Decodes base64, of either alphabet, padded or not.
    Base64,
    /// Takes this text off the start.
    Strip(&'static str),
    /// Cuts before the first of this text.
    Until(&'static str),
    /// Cuts before the last of this text.
    UntilLast(&'static str),
    /// Takes what follows the first of this text.
    After(&'static str),
    /// Puts a scheme in front of what has none.
    Scheme(&'static str),
    /// Takes the host that the subdomain of an AMP cache stands for.
    AmpHost,
    /// Takes the address that Google's `translate.goog` stands for.
    TranslateGoog,
    /// Takes the address out of a Google News id of the old form.
    GoogleNews,
    /// Decodes what Proofpoint's second version makes of an address.
    Proofpoint2,
    /// Takes the address out of a link of Proofpoint's third version.
    Proofpoint3,
}

/// What becomes of an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// It leads to this address.
    To(&'static str),
    /// Its destination is hidden.
    Opaque,
    /// What is in it may be an address, and is none that is followed.
    Refused,
    /// The wrapper has nothing to do with it.
    Alone,
}

include!(concat!(env!("OUT_DIR"), "/wrappers.rs"));

impl Wrapper {
    /// Addresses with what is expected of them, for the tests and for readers.
    pub fn examples(&self) -> &'static [(&'static str, Expected)] {
        let index = WRAPPERS.iter().position(|other| other.id == self.id);
        index.and_then(|index| WRAPPER_EXAMPLES.get(index)).copied().unwrap_or_default()
    }
}

/// The wrapper of this id.
pub fn by_id(id: &str) -> Option<&'static Wrapper> {
    WRAPPERS.iter().find(|wrapper| wrapper.id == id)
}
