//! Importers: bytes of what others publish in, proposed records out.
//!
//! ```text
//! Input ── input::text ──► table | xml | json ── one file a format ──► Proposals ── compare ──► Report
//!                                                                          └─────── render ──► files
//! ```
//!
//! Nothing is fetched and nothing in `data/` is touched: a person reads the proposals and takes over what holds.
//! Formats are read by the names of their fields. What cannot be used is counted with its reason, never dropped
//! silently. Lists of everybody (sanctions, registers, advertisers) propose only what is about a record of the data,
//! unless all is asked for; persons appear only where the data has them already.

mod eu_fsf;
mod fara;
mod ftm;
mod google_ads;
mod input;
mod json;
mod listed;
pub mod name;
mod ofac_advanced;
mod ofac_sdn;
pub mod proposal;
pub mod render;
mod smm;
mod table;
mod trust_txt;
mod uk;
mod wikidata;
mod xml;

mod compare;

use crate::dataset::model::Seen;

pub use compare::{Conflict, Report, compare};
pub use input::{ImportError, Input};
pub use proposal::{Origin, Proposals};
pub use wikidata::QUERY as WIKIDATA_QUERY;

/// One format that can be imported.
pub struct Format {
    /// Its name on the command line.
    pub id: &'static str,
    /// What it is.
    pub what: &'static str,
    /// Who publishes it; `None` where the file does not settle that.
    pub publisher: Option<&'static str>,
    /// Its title.
    pub title: &'static str,
    /// How a claim that is imported was read.
    pub seen: Seen,
    /// Whether it lists everybody, and not outlets and their owners alone.
    pub broad: bool,
    /// Whether several files belong together.
    pub several: bool,
    /// Larger files are refused, in MB.
    pub limit_mb: usize,
    /// Whether files without a declared encoding may be Windows-1252.
    western: bool,
    run: fn(&[Source<'_>], &mut Proposals) -> Result<(), ImportError>,
}

/// An input as text.
struct Source<'s> {
    input: Input<'s>,
    text: std::borrow::Cow<'s, str>,
}

/// Every format.
pub const FORMATS: &[Format] = &[
    Format {
        id: "state-media-matrix",
        what: "State Media Matrix, CSV: outlets with hosts, accounts and the State Media Monitor's code",
        publisher: Some("Alliance for Securing Democracy at GMF"),
        title: "State Media Matrix",
        seen: Seen::List,
        broad: false,
        several: false,
        limit_mb: 32,
        western: false,
        run: smm::run,
    },
    Format {
        id: "wikidata",
        what: "Wikidata, SPARQL results in JSON, of the query that --query prints: owners, hosts, accounts",
        publisher: Some("Wikidata"),
        title: "Wikidata",
        seen: Seen::List,
        broad: false,
        several: false,
        limit_mb: 128,
        western: false,
        run: wikidata::run,
    },
    Format {
        id: "eu-fsf",
        what: "EU consolidated list of financial sanctions, XML (FSF 1.1)",
        publisher: Some("European Commission"),
        title: "Consolidated list of persons, groups and entities subject to EU financial sanctions",
        seen: Seen::Direct,
        broad: true,
        several: false,
        limit_mb: 256,
        western: false,
        run: eu_fsf::run,
    },
    Format {
        id: "ofac-advanced",
        what: "OFAC list of specially designated nationals, advanced XML: names, hosts, owners",
        publisher: Some("US Treasury, Office of Foreign Assets Control"),
        title: "Specially Designated Nationals and Blocked Persons List",
        seen: Seen::Direct,
        broad: true,
        several: false,
        limit_mb: 512,
        western: false,
        run: ofac_advanced::run,
    },
    Format {
        id: "ofac-sdn",
        what: "OFAC list of specially designated nationals, SDN.CSV (without a header, as published)",
        publisher: Some("US Treasury, Office of Foreign Assets Control"),
        title: "Specially Designated Nationals and Blocked Persons List",
        seen: Seen::Direct,
        broad: true,
        several: false,
        limit_mb: 64,
        western: true,
        run: ofac_sdn::run,
    },
    Format {
        id: "uk-sanctions",
        what: "UK sanctions list, CSV: names, hosts, parent companies",
        publisher: Some("Foreign, Commonwealth and Development Office"),
        title: "UK Sanctions List",
        seen: Seen::Direct,
        broad: true,
        several: false,
        limit_mb: 128,
        western: false,
        run: uk::run,
    },
    Format {
        id: "fara",
        what: "FARA bulk data, registrants or foreign principals, CSV or XML",
        publisher: Some("US Department of Justice, FARA Unit"),
        title: "FARA bulk data",
        seen: Seen::Direct,
        broad: true,
        several: false,
        limit_mb: 64,
        western: true,
        run: fara::run,
    },
    Format {
        id: "ftm",
        what: "FollowTheMoney entities, JSON lines: bodies, ownerships, control, sanctions",
        publisher: None,
        title: "FollowTheMoney entities",
        seen: Seen::List,
        broad: true,
        several: false,
        limit_mb: 256,
        western: false,
        run: ftm::run,
    },
    Format {
        id: "trust-txt",
        what: "trust.txt of several hosts, files named after them: control that both sides state, accounts",
        publisher: None,
        title: "trust.txt",
        seen: Seen::Direct,
        broad: false,
        several: true,
        limit_mb: 1,
        western: false,
        run: trust_txt::run,
    },
    Format {
        id: "google-political-ads",
        what: "Google political ads, advertiser-stats CSV: advertisers with their public ids",
        publisher: Some("Google"),
        title: "Political advertising on Google, advertiser statistics",
        seen: Seen::Direct,
        broad: true,
        several: false,
        limit_mb: 128,
        western: false,
        run: google_ads::run,
    },
];

/// The format of this name.
pub fn format(id: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.id == id)
}

/// What the inputs propose.
///
/// # Errors
///
/// If an input is not of the format, or no text at all; nothing is proposed then.
pub fn import(format: &Format, inputs: &[Input<'_>], origin: Origin) -> Result<Proposals, ImportError> {
    let sources = inputs
        .iter()
        .map(|input| {
            let text = input::text(input, format.limit_mb, format.western)?;
            Ok(Source { input: *input, text })
        })
        .collect::<Result<Vec<_>, ImportError>>()?;
    let mut proposals = Proposals::new(origin);
    (format.run)(&sources, &mut proposals)?;
    Ok(proposals)
}
