//! Newer datasets from a server that nobody has to trust: what is signed, what a client accepts, and in which order.
//!
//! The rules are those of The Update Framework (TUF), specification 1.0.34; each stands in the code with the number of
//! its section. Where they are simplified, ARCHITECTURE.md argues why. Everything here takes bytes, what was stored
//! before and the time, and gives the next step; fetching and storing are done by who calls.
//!
//! A server holds these files:
//!
//! ```text
//! root.json             the newest root: keys, thresholds; signed by the publisher's offline keys
//! N.root.json           every root there was; number N + 1 is signed by the keys of N and by its own
//! timestamp.json        which manifest is the newest; expires within days
//! N.manifest.json       version N: which files, how long, which SHA-256, which client can use them
//! manifest.json         a copy of the newest, for people
//! dataset-HASH.gz       the compiled dataset
//! delta-FROM-TO.gz      what makes it of an earlier one
//! changes-HASH.json     what changed, in facts
//! ```
//!
//! Read on: [`metadata`] (the files and who must have signed them), [`client`] (the order of steps), [`state`] (what is
//! remembered), [`patch`] (deltas), [`bundle`] (all of it in one file).

pub mod bundle;
pub mod canonical;
pub mod changes;
pub mod client;
pub mod fault;
pub mod gzip;
pub mod key;
pub mod metadata;
pub mod patch;
pub mod state;
pub mod time;

pub use client::{Options, Step, Update};
pub use fault::{Fault, Outcome, Warning};
