//! A compiled dataset in formats that others read.
//!
//! Part of the command line and not of the library: the site and the extension read the dataset itself, and what others
//! read is written by whoever runs the program. Each format is a function from a dataset to bytes, the same for the same
//! dataset.

pub(super) mod bods;
pub(super) mod csv;
pub(super) mod ftm;

use crate::dataset::Dataset;
use crate::dataset::model::{Evidence, Source};

/// One format.
pub(super) struct Format {
    /// Its name on the command line.
    pub(super) id: &'static str,
    /// What it is.
    pub(super) what: &'static str,
    /// Everything, written.
    pub(super) write: fn(&Dataset, &mut dyn std::io::Write) -> std::io::Result<()>,
}

/// Every format.
pub(super) const FORMATS: &[Format] = &[
    Format { id: "ftm", what: "FollowTheMoney entities, JSON lines", write: ftm::write },
    Format { id: "bods", what: "Beneficial Ownership Data Standard 0.4, JSON", write: bods::write },
    Format { id: "csv", what: "a table, one row for each key and one for each stake", write: csv::write },
];

/// Evidence with its source, for a claim's references.
fn sources(dataset: &Dataset, refs: &[u32]) -> Vec<(Evidence, Source)> {
    refs.iter().filter_map(|&ordinal| dataset.evidence(ordinal)).collect()
}

/// An address for a host or path key.
fn address(key: &str) -> String {
    if key.contains('/') { format!("https://{key}") } else { format!("https://{key}/") }
}
