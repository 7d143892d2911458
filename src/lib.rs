//! Imprint shows who owns, funds and controls the outlet behind a link.
//!
//! From a link to its label:
//!
//! ```
//! use imprint::dataset::Dataset;
//! use imprint::label::Labeler;
//! # use imprint::dataset::{model::*, write};
//! # let model = Model {
//! #     outlets: vec![Outlet {
//! #         id: "example-news".into(), name: "Example News".into(), native_name: None, native_lang: None,
//! #         country: "GB".into(), kind: OutletType::Private, medium: None, homepage: None, aliases: vec![],
//! #         complete_hosts: false, stakes: vec![], end: None, ratings: vec![], listings: vec![],
//! #         claim: None,
//! #     }],
//! #     keys: vec![Key {
//! #         kind: MatchKind::Host, text: "news.example".into(), scope: Some(Scope::Subtree),
//! #         subject: Subject::Outlet(0), evidence: vec![],
//! #     }],
//! #     ..Model::default()
//! # };
//! # let bytes = write::write(&model, "2026-11-24");
//! let labeler = Labeler::new(Dataset::open(bytes)?);
//!
//! let label = labeler.label("https://www.news.example/politics/1");
//! assert_eq!(label.outlet.expect("a known outlet").name, "Example News");
//!
//! assert!(labeler.match_link("https://news.example.evil.example/").is_none());
//! # Ok::<(), imprint::dataset::OpenError>(())
//! ```
//!
//! Read on in this order: [`link`] (text → canonical destination), [`dataset`] (what is known), [`label`] (the
//! answer). `source` compiles the human-edited files of `data/` and `cli` is the program; neither is part of the
//! module for browsers, whose boundary is `wasm`.

pub mod dataset;
pub mod index;
pub mod label;
pub mod link;

#[cfg(feature = "plain")]
pub mod source;

#[cfg(feature = "cli")]
pub mod cli;

#[cfg(all(target_arch = "wasm32", not(feature = "updates")))]
pub mod wasm;

/// The boundary of the second module for browsers, which is loaded when an update is looked at.
#[cfg(all(target_arch = "wasm32", feature = "updates"))]
#[path = "wasm/updates.rs"]
pub mod updates;
