//! The shapes of the TOML files, one struct for each kind of record. Unknown fields are errors.
//!
//! Values that a rule may complain about are [`Spanned`], so that the complaint can name line and column.
//! Vocabularies stay text here; `check` says which words there are.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

/// Text with its place.
pub type Text = Spanned<String>;

/// `data/outlets/<id>.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutletFile {
    /// Set once the id is out of use; says why.
    pub retired: Option<Text>,
    /// English name.
    pub name: Text,
    /// Name in its own script.
    pub native_name: Option<Text>,
    /// BCP 47 tag of it.
    pub native_lang: Option<Text>,
    /// ISO 3166-1 alpha-2.
    pub country: Text,
    /// What kind of publisher.
    #[serde(rename = "type")]
    pub kind: Text,
    /// By what it publishes.
    pub medium: Option<Text>,
    /// Further names.
    #[serde(default)]
    pub aliases: Vec<Text>,
    /// Front page.
    pub homepage: Option<Text>,
    /// What it is recognised by.
    #[serde(default)]
    pub keys: Vec<Spanned<KeyEntry>>,
    /// Whether its host keys are all the hosts it has.
    #[serde(default)]
    pub complete_hosts: bool,
    /// How the chain ends.
    pub owner_end: Option<Text>,
    /// Why the owner is not disclosed.
    pub owner_end_reason: Option<Text>,
    /// What says so.
    #[serde(default)]
    pub owner_end_evidence: Vec<Spanned<EvidenceEntry>>,
    /// Who stands behind it.
    #[serde(default)]
    pub stake: Vec<Spanned<StakeEntry>>,
    /// What raters answered.
    #[serde(default)]
    pub rating: Vec<Spanned<RatingEntry>>,
    /// Legal and official facts.
    #[serde(default)]
    pub listing: Vec<Spanned<ListingEntry>>,
}

/// `data/entities/<id>.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntityFile {
    /// Set once the id is out of use; says why.
    pub retired: Option<Text>,
    /// English name.
    pub name: Text,
    /// Name in its own script.
    pub native_name: Option<Text>,
    /// BCP 47 tag of it.
    pub native_lang: Option<Text>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<Text>,
    /// What kind of body.
    pub kind: Text,
    /// Public role, for persons.
    pub role: Option<Text>,
    /// How the chain ends.
    pub owner_end: Option<Text>,
    /// Why the owner is not disclosed.
    pub owner_end_reason: Option<Text>,
    /// What says so.
    #[serde(default)]
    pub owner_end_evidence: Vec<Spanned<EvidenceEntry>>,
    /// Who stands behind it.
    #[serde(default)]
    pub stake: Vec<Spanned<StakeEntry>>,
    /// Legal and official facts.
    #[serde(default)]
    pub listing: Vec<Spanned<ListingEntry>>,
}

/// `data/operations/<id>.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperationFile {
    /// Set once the id is out of use; says why.
    pub retired: Option<Text>,
    /// Name in use.
    pub name: Text,
    /// To whom the reports attribute it.
    pub attributed_to: Option<Text>,
    /// Who named it.
    #[serde(default)]
    pub report: Vec<Spanned<ReportEntry>>,
    /// Its hosts, paths and accounts.
    #[serde(default)]
    pub site: Vec<Spanned<SiteEntry>>,
}

/// `data/sources/<id>.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// Who published it.
    pub publisher: Text,
    /// Its title.
    pub title: Text,
    /// Where it is.
    pub url: Text,
    /// What time it speaks of.
    pub as_of: Option<Text>,
    /// When it was read.
    pub retrieved: Text,
    /// A copy that stays.
    pub archive_url: Option<Text>,
    /// How it was read.
    pub seen: Text,
    /// Under what terms it is published.
    pub licence: Text,
    /// Whom it quotes.
    pub quotes: Option<Text>,
}

/// `data/authorities.toml`: a table for each authority.
pub type AuthoritiesFile = BTreeMap<String, Spanned<AuthorityEntry>>;

/// One authority.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorityEntry {
    /// Name for readers.
    pub name: Text,
    /// ISO 3166-1 alpha-2, or `EU`.
    pub country: Text,
    /// Whether its acts give classes.
    pub admitted: bool,
    /// Why they do, or do not.
    pub why: Text,
}

/// `data/raters.toml`: a table for each rater.
pub type RatersFile = BTreeMap<String, Spanned<RaterEntry>>;

/// One rater.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RaterEntry {
    /// Name for readers.
    pub name: Text,
    /// Who runs it.
    pub publisher: Text,
    /// Its front page.
    pub url: Text,
}

/// `data/exceptions.toml`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExceptionsFile {
    /// The exceptions.
    #[serde(default)]
    pub exception: Vec<Spanned<ExceptionEntry>>,
}

/// One finding of an advisory rule that is known and stays for a while.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExceptionEntry {
    /// Code of the rule.
    pub rule: Text,
    /// The record: `entities/example-holding`.
    pub record: Text,
    /// Why it stays.
    pub reason: Text,
    /// The last day on which it is silenced.
    pub until: Text,
}

/// One key: exactly one of `host`, `path`, `account`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyEntry {
    /// `rt.com`
    pub host: Option<Text>,
    /// `example.org/russian`
    pub path: Option<Text>,
    /// `telegram:rt_russian`
    pub account: Option<Text>,
    /// `subtree` (default) or `exact`.
    pub scope: Option<Text>,
    /// From when it was the outlet's.
    pub since: Option<Text>,
    /// Until when.
    pub until: Option<Text>,
    /// What says so.
    #[serde(default)]
    pub evidence: Vec<Spanned<EvidenceEntry>>,
}

/// One stake.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StakeEntry {
    /// Id of the holding entity.
    pub holder: Text,
    /// What it does.
    pub relation: Text,
    /// By which right.
    pub interest: Option<Text>,
    /// Whether others stand between.
    pub directness: Option<Text>,
    /// How much.
    pub share: Option<Spanned<ShareEntry>>,
    /// From when.
    pub since: Option<Text>,
    /// Until when.
    pub until: Option<Text>,
    /// A coded fact of a few words.
    pub note: Option<Text>,
    /// What says so.
    #[serde(default)]
    pub evidence: Vec<Spanned<EvidenceEntry>>,
}

/// `60` or `{ min = 25, max = 50 }`
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged, expecting = "a share is a number of percent, or { min = 25, max = 50 }")]
pub enum ShareEntry {
    /// Whole percent.
    Whole(i64),
    /// Percent.
    Exact(f64),
    /// A range.
    Range {
        /// At least.
        min: f64,
        /// At most.
        max: f64,
    },
}

/// One rating.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RatingEntry {
    /// Id of the rater.
    pub rater: Text,
    /// The year it is about.
    pub year: Spanned<i64>,
    /// Does the state control the funding?
    pub funding: Text,
    /// Does it control governance?
    pub governance: Text,
    /// Does it control the editorial line?
    pub editorial: Text,
    /// What says so.
    #[serde(default)]
    pub evidence: Vec<Spanned<EvidenceEntry>>,
}

/// One listing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListingEntry {
    /// What kind of fact.
    pub kind: Text,
    /// Id of the authority.
    pub authority: Text,
    /// The act.
    pub act: Text,
    /// The name as listed.
    pub listed_as: Option<Text>,
    /// From when.
    pub date: Option<Text>,
    /// Until when.
    pub until: Option<Text>,
    /// For whom a registered agent acts, as the register writes it.
    pub principal: Option<Text>,
    /// Id of the principal's entity, which then shows its registered agent.
    pub principal_id: Option<Text>,
    /// What says so.
    #[serde(default)]
    pub evidence: Vec<Spanned<EvidenceEntry>>,
}

/// One report on an operation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportEntry {
    /// Name by which sites refer to it.
    pub id: Text,
    /// Who reported.
    pub investigator: Text,
    /// When.
    pub date: Option<Text>,
    /// The report.
    #[serde(default)]
    pub evidence: Vec<Spanned<EvidenceEntry>>,
}

/// One site of an operation: exactly one of `host`, `path`, `account`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteEntry {
    /// `spiegel.ltd`
    pub host: Option<Text>,
    /// `example.org/clone`
    pub path: Option<Text>,
    /// `telegram:name`
    pub account: Option<Text>,
    /// `subtree` (default) or `exact`.
    pub scope: Option<Text>,
    /// What was found.
    pub kind: Text,
    /// Id of the outlet it imitates.
    pub imitates: Option<Text>,
    /// Its name, where it is not in the data.
    pub imitates_name: Option<Text>,
    /// Which reports name it.
    pub reports: Vec<Text>,
}

/// Evidence: a shared source with a place in it, or all in full.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceEntry {
    /// Id of a shared source.
    pub source: Option<Text>,
    /// Where in it.
    pub locator: Option<Text>,
    /// Who published it.
    pub publisher: Option<Text>,
    /// Its title.
    pub title: Option<Text>,
    /// Where it is.
    pub url: Option<Text>,
    /// What time it speaks of.
    pub as_of: Option<Text>,
    /// When it was read.
    pub retrieved: Option<Text>,
    /// A copy that stays.
    pub archive_url: Option<Text>,
    /// How it was read.
    pub seen: Option<Text>,
}
