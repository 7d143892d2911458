//! The answer to a link: which outlet, how it matched, and all that is known about it.
//!
//! Labelling is total: any text gets an answer, without I/O, panic or error.
//!
//! * [`precedence`] finds the key, in a few dozen nanoseconds for a link that leads nowhere known.
//! * [`classes`] derives what a label says in a word from the facts.
//! * [`answer`] gathers everything into a [`view::Label`], the form that the CLI prints and JavaScript reads.
//! * [`explain`] tells the same walk step by step.

pub mod answer;
pub mod classes;
pub mod explain;
pub mod precedence;
pub mod resemblance;
pub mod view;

use crate::dataset::Dataset;
use crate::dataset::model::MatchKind;

/// Labels links by one dataset.
#[derive(Debug)]
pub struct Labeler {
    dataset: Dataset,
}

/// A link's key: how and by what it matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// How.
    pub kind: MatchKind,
    /// The subject's number ([`Dataset::subject`]).
    pub subject: u32,
    /// The key's place among those of its kind ([`Dataset::key`]).
    pub key: u32,
}

impl Labeler {
    /// A labeler that answers from this dataset.
    pub fn new(dataset: Dataset) -> Self {
        Self { dataset }
    }

    /// The dataset behind the answers.
    pub fn dataset(&self) -> &Dataset {
        &self.dataset
    }

    /// The key that a link matches, if any.
    #[inline]
    pub fn match_link(&self, href: &str) -> Option<Match> {
        precedence::find(&self.dataset, href)
    }
}
