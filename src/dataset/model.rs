//! The things Imprint knows, each defined here and nowhere else.
//!
//! Records refer to each other by ordinal (`u32`), their place in the section that holds them; to the reader
//! they are known by `id`. The order of fields is part of the compiled format: change it only together with
//! [`super::format::VERSION`].

use serde::{Deserialize, Serialize};

pub use super::vocabulary::*;

/// Ordinals of [`Evidence`] records.
pub type EvidenceRefs = Vec<u32>;

/// About the dataset as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// The newest date on which any of its evidence was read, `2026-11-24`.
    pub data_version: String,
    /// How many hosts are keys.
    pub host_keys: u32,
    /// Length of the longest path key with its host, in bytes.
    pub longest_path: u32,
    /// What may resemble a name at all (`link::affixes`).
    pub affixes: Vec<u16>,
}

/// A brand that publishes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outlet {
    /// Stable id, the file's name.
    pub id: String,
    /// English name.
    pub name: String,
    /// Name in its own script.
    pub native_name: Option<String>,
    /// BCP 47 tag of `native_name`.
    pub native_lang: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// What kind of publisher it is.
    pub kind: OutletType,
    /// By what it publishes.
    pub medium: Option<Medium>,
    /// Its front page.
    pub homepage: Option<String>,
    /// Further names.
    pub aliases: Vec<String>,
    /// Whether its host keys are all the hosts it has.
    pub complete_hosts: bool,
    /// Who stands behind it.
    pub stakes: Vec<Stake>,
    /// How the chain ends if there are no stakes.
    pub end: Option<End>,
    /// What raters answered to the three questions.
    pub ratings: Vec<Rating>,
    /// Legal and official facts about it.
    pub listings: Vec<Listing>,
    /// What a plain list says of it. Then `kind` means nothing, for nobody was asked.
    pub claim: Option<Claim>,
}

/// What a plain list or the reader says of an outlet, in their own words. Nothing of it is derived or checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The classes it is given.
    pub classes: Vec<Class>,
    /// Who is said to own it.
    pub owner: Option<String>,
    /// What else is said.
    pub text: Option<String>,
    /// Whether no label is wanted for it. Counts in the reader's own list alone.
    pub hidden: bool,
    /// Where it is said.
    pub evidence: EvidenceRefs,
}

/// A body behind outlets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// Stable id, the file's name.
    pub id: String,
    /// English name.
    pub name: String,
    /// Name in its own script.
    pub native_name: Option<String>,
    /// BCP 47 tag of `native_name`.
    pub native_lang: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// What kind of body it is.
    pub kind: EntityKind,
    /// Public role, for persons.
    pub role: Option<String>,
    /// Who stands behind it.
    pub stakes: Vec<Stake>,
    /// How the chain ends if there are no stakes.
    pub end: Option<End>,
    /// Legal and official facts about it.
    pub listings: Vec<Listing>,
}

/// One relation from an entity to what it holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stake {
    /// Ordinal of the holding entity.
    pub holder: u32,
    /// What it does.
    pub relation: Relation,
    /// By which right.
    pub interest: Option<Interest>,
    /// Whether others stand between.
    pub directness: Directness,
    /// How much, in percent.
    pub share: Option<Share>,
    /// From when, as precise as known.
    pub since: Option<String>,
    /// Until when; a stake with an end is a former one.
    pub until: Option<String>,
    /// A coded fact of a few words: `licence fee`, `golden share`.
    pub note: Option<String>,
    /// What says so.
    pub evidence: EvidenceRefs,
}

/// A share in percent, exact or as a range.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Share {
    /// This much.
    Exact(f64),
    /// Between the two, both included.
    Range(f64, f64),
}

/// How a chain ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// In which way.
    pub end: OwnerEnd,
    /// Why the owner is not disclosed.
    pub reason: Option<UndisclosedReason>,
    /// What says so.
    pub evidence: EvidenceRefs,
}

/// One rater's answers for one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// Ordinal of the rater.
    pub rater: u32,
    /// The year the answers are about.
    pub year: u16,
    /// Does the state control the funding?
    pub funding: Answer,
    /// Does it control governance?
    pub governance: Answer,
    /// Does it control the editorial line?
    pub editorial: Answer,
    /// What says so.
    pub evidence: EvidenceRefs,
}

/// A legal or official fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// What kind of fact.
    pub kind: ListingKind,
    /// Ordinal of the authority.
    pub authority: u32,
    /// The act.
    pub act: String,
    /// The name as listed.
    pub listed_as: Option<String>,
    /// From when.
    pub date: Option<String>,
    /// Until when; an ended listing classes nothing.
    pub until: Option<String>,
    /// For whom a registered agent acts.
    pub principal: Option<String>,
    /// Who is registered as agent for it.
    pub agent: Option<String>,
    /// What says so.
    pub evidence: EvidenceRefs,
}

/// An influence operation as investigators named it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// Stable id, the file's name.
    pub id: String,
    /// The name in use.
    pub name: String,
    /// To whom the reports attribute it.
    pub attributed_to: Option<String>,
    /// Who named it, and when.
    pub reports: Vec<Report>,
}

/// An investigator's own report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Who reported.
    pub investigator: String,
    /// When.
    pub date: Option<String>,
    /// The report.
    pub evidence: EvidenceRefs,
}

/// One host, path or account of an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// Ordinal of the operation.
    pub operation: u32,
    /// What was found.
    pub kind: FindingKind,
    /// Name of the outlet it imitates.
    pub imitates: Option<String>,
    /// Ordinal of that outlet, if it is in the dataset.
    pub imitates_outlet: Option<u32>,
    /// Which of the operation's reports name it.
    pub reports: Vec<u32>,
}

/// What a key leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subject {
    /// Ordinal of an outlet.
    Outlet(u32),
    /// Ordinal of a site of an operation.
    Site(u32),
}

impl Subject {
    /// Both in one number, so that neither moves when there are more of the other.
    pub fn number(self) -> u32 {
        match self {
            Self::Outlet(ordinal) => ordinal << 1,
            Self::Site(ordinal) => ordinal << 1 | 1,
        }
    }

    /// The counterpart of [`Subject::number`].
    pub fn from_number(number: u32) -> Self {
        if number & 1 == 0 { Self::Outlet(number >> 1) } else { Self::Site(number >> 1) }
    }
}

/// A key: the text by which links are matched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// How it matches.
    pub kind: MatchKind,
    /// `rt.com`, `example.org/russian`, `telegram:rt_russian`.
    pub text: String,
    /// How far its host reaches; accounts have none.
    pub scope: Option<Scope>,
    /// What it leads to.
    pub subject: Subject,
    /// What says that the key is the outlet's, where that is not obvious.
    pub evidence: EvidenceRefs,
}

/// A page, list or document that was read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Source {
    /// Who published it.
    pub publisher: String,
    /// Its title.
    pub title: String,
    /// Where it is.
    pub url: String,
    /// What time it speaks of.
    pub as_of: Option<String>,
    /// When it was read.
    pub retrieved: String,
    /// A copy that stays.
    pub archive_url: Option<String>,
    /// How it was read.
    pub seen: Seen,
    /// Whom it quotes.
    pub quotes: Option<String>,
}

/// One place in a source that carries a claim.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// Ordinal of the source.
    pub source: u32,
    /// Where in it.
    pub locator: Option<String>,
}

/// Who lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authority {
    /// Stable id.
    pub id: String,
    /// Name for readers.
    pub name: String,
    /// ISO 3166-1 alpha-2, or `EU`.
    pub country: String,
    /// Whether its acts give classes.
    pub admitted: bool,
}

/// Who rates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rater {
    /// Stable id.
    pub id: String,
    /// Name for readers.
    pub name: String,
}

/// A text that hosts are compared with, or one that they are not. What it is and what the numbers mean stands in
/// `link::names`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The text, with its mark.
    pub text: String,
    /// Ordinal of the outlet it leads to, if it leads to one.
    pub outlet: Option<u32>,
    /// Further numbers.
    pub more: Vec<u32>,
}

/// Everything, before it is compiled.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Model {
    /// Outlets, sorted by id.
    pub outlets: Vec<Outlet>,
    /// Entities, sorted by id.
    pub entities: Vec<Entity>,
    /// Operations, sorted by id.
    pub operations: Vec<Operation>,
    /// Sites of operations.
    pub sites: Vec<Site>,
    /// Keys, in any order.
    pub keys: Vec<Key>,
    /// Sources.
    pub sources: Vec<Source>,
    /// Evidence.
    pub evidence: Vec<Evidence>,
    /// Authorities, sorted by id.
    pub authorities: Vec<Authority>,
    /// Raters, sorted by id.
    pub raters: Vec<Rater>,
    /// Names of the public-suffix list, each with its bits (`link::suffix`).
    pub suffixes: Vec<(String, u32)>,
    /// Names that hosts may resemble (`link::names`).
    pub names: Vec<Name>,
    /// What may resemble any of them (`link::affixes`).
    pub affixes: Vec<u16>,
}
