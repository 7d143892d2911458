//! The human-edited files of `data/`: read, checked, put into canonical form and compiled.
//!
//! ```text
//! data/ ── load ──► Sources (schema, with places) ── check ──► Vec<Diagnostic>
//!                      └──────────── compile ──────► dataset::model::Model ── write ──► bytes
//! ```
//!
//! Everything is reported at once: no step stops at the first thing that is wrong. Only `load` does I/O.
//!
//! Beside it, [`plain`] compiles what readers have themselves: a table or a list of hosts. That part alone is also built
//! for browsers (feature `plain`).

#[cfg(feature = "source")]
pub mod check;
#[cfg(feature = "source")]
pub mod compile;
pub mod country;
#[cfg(feature = "source")]
pub mod diagnostic;
#[cfg(feature = "source")]
pub mod fmt;
#[cfg(feature = "source")]
pub mod import;
pub mod keys;
#[cfg(feature = "source")]
pub mod load;
pub mod plain;
#[cfg(feature = "source")]
pub mod resemblance;
#[cfg(feature = "source")]
pub mod scaffold;
#[cfg(feature = "source")]
pub mod schema;
#[cfg(feature = "source")]
pub mod script;
#[cfg(feature = "source")]
pub mod suffix_list;

#[cfg(feature = "source")]
pub use diagnostic::{Diagnostic, Severity};
#[cfg(feature = "source")]
pub use load::{Sources, load};
