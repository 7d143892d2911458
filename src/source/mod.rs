//! The human-edited files of `data/`: read, checked, put into canonical form and compiled.
//!
//! ```text
//! data/ ── load ──► Sources (schema, with places) ── check ──► Vec<Diagnostic>
//!                      └──────────── compile ──────► dataset::model::Model ── write ──► bytes
//! ```
//!
//! Everything is reported at once: no step stops at the first thing that is wrong. Only `load` does I/O.

pub mod check;
pub mod compile;
pub mod country;
pub mod diagnostic;
pub mod fmt;
pub mod import;
pub mod load;
pub mod resemblance;
pub mod scaffold;
pub mod schema;
pub mod suffix_list;

pub use diagnostic::{Diagnostic, Severity};
pub use load::{Sources, load};
