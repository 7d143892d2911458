//! The answer to a link: which outlet, how it matched, and all that is known about it.
//!
//! Labelling is total: any text gets an answer, without I/O, panic or error.
//!
//! * [`precedence`] finds the key, in a few dozen nanoseconds for a link that leads nowhere known.
//! * [`batch`] labels many links, looking each host up once.
//! * [`classes`] derives what a label says in a word from the facts.
//! * [`answer`] gathers everything into a [`view::Label`], the form that the CLI prints and JavaScript reads.
//! * [`shown`] takes what a page shows about a link into account.
//! * [`resemblance`] tells whose address a link without a label can be taken for.
//! * [`explain`] tells the same walk step by step.
//! * [`lists`] puts several datasets beside each other; [`joined`] tells which of them may know a link.
//! * [`diff`] tells what changed between two datasets.

pub mod answer;
pub mod batch;
pub mod classes;
pub mod diff;
pub mod explain;
pub mod joined;
pub mod lists;
pub mod precedence;
pub mod resemblance;
pub mod shown;
pub mod view;

use crate::dataset::Dataset;
use crate::dataset::model::MatchKind;
use crate::dataset::read::Hit;
use crate::link::affixes::Affixes;

/// Labels links by one dataset.
#[derive(Debug)]
pub struct Labeler {
    dataset: Dataset,
    affixes: Affixes,
}

/// A link's key: how and by what it matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// How.
    pub kind: MatchKind,
    /// The subject's number ([`Dataset::subject`]).
    pub subject: u32,
    /// What kind of key it is: `kind`, unless the key is of something that the page shows.
    pub key_kind: MatchKind,
    /// The key's place among those of its kind ([`Dataset::key`]).
    pub key: u32,
}

impl Match {
    /// A match by a key of this kind.
    fn new(kind: MatchKind, hit: Hit) -> Self {
        Self { kind, subject: hit.subject, key_kind: kind, key: hit.key }
    }
}

/// What is found for a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Nobody known.
    Nothing,
    /// The destination is not in the link; what the page shows may say more ([`Labeler::shown`]).
    Opaque,
    /// A key.
    Key(Match),
    /// Nobody known, but the host resembles an outlet's: the small integer that stands for it ([`resemblance`]).
    Resembles(u32),
    /// Keys of other lists than the packaged dataset alone: the small integer that stands for them ([`lists`]).
    Several(u32),
}

/// The small integer for a link whose destination is not in it. No dataset has that many subjects.
pub const OPAQUE: u32 = u32::MAX;

impl Found {
    /// The key, if there is one.
    pub fn key(self) -> Option<Match> {
        match self {
            Self::Key(found) => Some(found),
            Self::Nothing | Self::Opaque | Self::Resembles(_) | Self::Several(_) => None,
        }
    }

    /// The small integer that stands for it in a batch: 0 for nobody known, [`OPAQUE`], the subject's number plus one,
    /// or that of a resemblance or of several lists.
    pub fn number(self) -> u32 {
        match self {
            Self::Nothing => 0,
            Self::Opaque => OPAQUE,
            Self::Key(found) => found.subject + 1,
            Self::Resembles(number) | Self::Several(number) => number,
        }
    }
}

impl Labeler {
    /// A labeler that answers from this dataset.
    pub fn new(dataset: Dataset) -> Self {
        let affixes = Affixes::new(&dataset.meta().affixes);
        Self { dataset, affixes }
    }

    /// The dataset behind the answers.
    pub fn dataset(&self) -> &Dataset {
        &self.dataset
    }

    /// What is found for a link.
    #[inline]
    pub fn find(&self, href: &str) -> Found {
        precedence::find(self, href)
    }

    /// The key that a link matches, if any.
    #[inline]
    pub fn match_link(&self, href: &str) -> Option<Match> {
        self.find(href).key()
    }
}
