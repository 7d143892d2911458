//! What is known: the only definition of each thing ([`model`]) and its compiled form ([`format`], [`read`],
//! [`write`]).
//!
//! A dataset is one read-only block of bytes. Opening it looks at the header and the table of sections only;
//! [`Dataset::verify`] checks every byte and is called when a dataset arrives, not each time it is used.

pub mod format;
pub mod model;
#[cfg(feature = "plain")]
mod ordinals;
pub mod read;
pub mod shown_name;
#[cfg(feature = "updates")]
pub mod update;
pub mod vocabulary;
#[cfg(feature = "plain")]
pub mod write;

pub use read::{Dataset, OpenError};
