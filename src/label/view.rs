//! What leaves the engine: one form for the CLI's JSON and for JavaScript.
//!
//! The TypeScript text at the end of this file is put into the module's `.d.ts`; it stands beside the structs so
//! that both are changed together, and a test compares their fields. Fields hold ids and facts, never words for
//! display: those are the business of whoever shows them.

use serde::Serialize;

/// Everything that is known about a link.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Label {
    /// The link as given.
    pub url: String,
    /// Where it leads, canonical; none if it is no http(s) address.
    pub destination: Option<String>,
    /// Wrappers that were peeled off, outermost first.
    pub via: Vec<String>,
    /// The outlet.
    pub outlet: Option<OutletView>,
    /// The influence operation, for a site that was named as part of one.
    pub operation: Option<OperationView>,
    /// How it matched.
    #[serde(rename = "match")]
    pub matched: Option<MatchView>,
    /// Classes, the leading one first.
    pub classes: Vec<&'static str>,
    /// Who gave the answers the model rests on.
    pub model_rater: Option<String>,
    /// For which year.
    pub model_year: Option<u16>,
    /// The three axes, latest first.
    pub axes: Axes,
    /// Every step from the outlet's publisher to the ultimate owners, nearest first.
    pub chain: Vec<ChainStep>,
    /// How the chain ends, for each of its ends.
    pub chain_ends: Vec<ChainEnd>,
    /// Legal and official facts about the outlet and its publisher.
    pub listings: Vec<ListingView>,
    /// What investigators found.
    pub findings: Vec<Finding>,
    /// Which outlet's address this one resembles.
    pub resembles: Option<Resemblance>,
    /// Whether the destination is not in the link.
    pub opaque: bool,
    /// The two hosts, if the page shows another than the one to which the link leads.
    pub shows: Option<Shows>,
    /// The host to which the link leads as people read it, if that is not its ASCII form.
    pub host_unicode: Option<String>,
    /// What a plain list says in its own words.
    pub claim: Option<ClaimView>,
}

/// What a plain list or the reader says, in their own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClaimView {
    /// Who is said to own it.
    pub owner: Option<String>,
    /// What else is said.
    pub text: Option<String>,
    /// Where it is said.
    pub evidence: Vec<EvidenceView>,
}

/// A page shows one host for a link that leads to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shows {
    /// The host that is shown.
    pub shown: String,
    /// The host to which the link leads.
    pub leads_to: String,
}

/// An outlet's name and kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutletView {
    /// Stable id.
    pub id: String,
    /// English name.
    pub name: String,
    /// Name in its own script.
    pub native_name: Option<String>,
    /// BCP 47 tag of it.
    pub native_lang: Option<String>,
    /// ISO 3166-1 alpha-2; empty if a plain list does not say.
    pub country: String,
    /// What kind of publisher; a plain list does not say.
    #[serde(rename = "type")]
    pub kind: Option<&'static str>,
    /// By what it publishes.
    pub medium: Option<&'static str>,
    /// Front page.
    pub homepage: Option<String>,
}

/// An operation's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OperationView {
    /// Stable id.
    pub id: String,
    /// Name in use.
    pub name: String,
}

/// How a link matched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MatchView {
    /// By what.
    pub kind: &'static str,
    /// The key's text.
    pub key: String,
    /// How far its host reaches.
    pub scope: Option<&'static str>,
    /// What says that the key is the outlet's.
    pub evidence: Vec<EvidenceView>,
}

/// The three axes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Axes {
    /// Does the state control the funding?
    pub funding: Vec<AxisClaim>,
    /// Does it control governance?
    pub governance: Vec<AxisClaim>,
    /// Does it control the editorial line?
    pub editorial: Vec<AxisClaim>,
}

/// One rater's answer on one axis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AxisClaim {
    /// `yes`, `no` or `unknown`.
    pub value: &'static str,
    /// The rater's name.
    pub rater: String,
    /// The year.
    pub year: u16,
    /// What says so.
    pub evidence: Vec<EvidenceView>,
}

/// A share in percent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ShareView {
    /// This much, if known exactly.
    pub exact: Option<f64>,
    /// At least, for a range.
    pub min: Option<f64>,
    /// At most, for a range.
    pub max: Option<f64>,
}

/// One step of a chain.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChainStep {
    /// Id of what it holds: the outlet, or an entity further down the chain.
    pub of: String,
    /// 0 for who holds the outlet itself.
    pub depth: u32,
    /// The holder's id.
    pub id: String,
    /// English name.
    pub name: String,
    /// Name in its own script.
    pub native_name: Option<String>,
    /// BCP 47 tag of it.
    pub native_lang: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// What kind of body.
    pub kind: &'static str,
    /// Public role, for persons.
    pub role: Option<String>,
    /// What it does.
    pub relation: &'static str,
    /// By which right (BODS 0.4).
    pub interest: Option<&'static str>,
    /// Whether others stand between.
    pub directness: &'static str,
    /// How much.
    pub share: Option<ShareView>,
    /// From when.
    pub since: Option<String>,
    /// Until when, for a former stake.
    pub until: Option<String>,
    /// A coded fact of a few words.
    pub note: Option<String>,
    /// What says so.
    pub evidence: Vec<EvidenceView>,
    /// Legal and official facts about the holder.
    pub listings: Vec<ListingView>,
}

/// One end of a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChainEnd {
    /// Id of the last body.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `state`, `person`, or how else it ends.
    pub reason: &'static str,
    /// Why the owner is not disclosed.
    pub detail: Option<&'static str>,
    /// What says so.
    pub evidence: Vec<EvidenceView>,
}

/// A legal or official fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListingView {
    /// What kind.
    pub kind: &'static str,
    /// The authority's name.
    pub authority: String,
    /// Whether its acts give classes.
    pub admitted: bool,
    /// The act.
    pub act: String,
    /// The name as listed.
    pub listed_as: Option<String>,
    /// From when.
    pub date: Option<String>,
    /// Until when.
    pub until: Option<String>,
    /// For whom a registered agent acts.
    pub principal: Option<String>,
    /// Who is registered as agent for it.
    pub agent: Option<String>,
    /// What says so.
    pub evidence: Vec<EvidenceView>,
}

/// What an investigator found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was found.
    pub kind: &'static str,
    /// Id of the operation.
    pub operation: String,
    /// Its name.
    pub name: String,
    /// Name of the outlet it imitates.
    pub imitates: Option<String>,
    /// Id of that outlet, if it is in the dataset.
    pub imitates_id: Option<String>,
    /// To whom the reports attribute the operation.
    pub attributed_to: Option<String>,
    /// Who reported.
    pub investigator: String,
    /// When.
    pub date: Option<String>,
    /// The report.
    pub evidence: Vec<EvidenceView>,
}

/// One place that carries a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvidenceView {
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
    pub seen: &'static str,
    /// Where in it.
    pub locator: Option<String>,
    /// Whom it quotes.
    pub quotes: Option<String>,
}

/// A resemblance, which is never a match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Resemblance {
    /// Name of the outlet that is resembled.
    pub outlet: String,
    /// Its id.
    pub id: String,
    /// In which way: `other-suffix`, `look-alike`, `embedded`, `one-edit`.
    pub how: &'static str,
    /// The outlet's own host, for which this one can be taken.
    pub key: String,
}

/// What a badge needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Badge {
    /// The integer that stands for it wherever it is remembered: the small one, but for a combination of lists a larger one,
    /// below 2⁵³, that is made of nothing but what is combined.
    #[serde(serialize_with = "as_number")]
    pub subject: u64,
    /// `outlet`, `operation`, or `resemblance`: then the names are those of the outlet that is resembled, and its country
    /// and classes are left out, for they are not this site's.
    pub kind: &'static str,
    /// Id of the outlet or operation.
    pub id: String,
    /// Name.
    pub name: String,
    /// Name in its own script.
    pub native_name: Option<String>,
    /// BCP 47 tag of it.
    pub native_lang: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// What kind of publisher.
    #[serde(rename = "type")]
    pub outlet_type: Option<&'static str>,
    /// By what the outlet publishes.
    pub medium: Option<&'static str>,
    /// Classes, the leading one first.
    pub classes: Vec<&'static str>,
    /// The state that the chain reaches or, for a public outlet, the outlet's own.
    pub owner_state: Option<String>,
    /// In which way the outlet is resembled, for a resemblance.
    pub how: Option<&'static str>,
    /// The list whose word it is; none for the packaged dataset.
    pub list: Option<ListView>,
    /// How many other lists say something about the link.
    pub also: u32,
    /// Whether some of them contradict each other.
    pub disagree: bool,
}

/// As JavaScript's own kind of number, which holds it exactly.
fn as_number<S: serde::Serializer>(number: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(*number as f64)
}

/// A list, as far as its word must be told from that of others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListView {
    /// Its id.
    pub id: String,
    /// Its name for readers.
    pub name: String,
    /// Where it comes from: `packaged`, `signed`, `file`, `plain`, `own`.
    pub kind: &'static str,
    /// The fingerprint of the key that signed it.
    pub fingerprint: Option<String>,
}

/// A list with its switch and its limit, and what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListInfo {
    /// Which list.
    pub list: ListView,
    /// Whether it is asked.
    pub on: bool,
    /// The classes it is limited to; empty for no limit.
    pub only: Vec<&'static str>,
    /// About its dataset.
    pub info: DatasetInfo,
}

/// What one list says of a link.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ListAnswer {
    /// Which list.
    pub list: ListView,
    /// Why it does not count, "" if it does: it is the reader's word that no label is wanted (`hidden`); or nobody says
    /// anything, and this list would if it were not switched `off`, or `limited` to other classes: then the label is empty.
    pub silent: &'static str,
    /// What it says.
    pub label: Label,
}

/// One step of the walk from a link to its label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Which step: `parse`, `unwrap`, `opaque`, `platform`, `account`, `hosting`, `host`, `path`,
    /// `resemblance`, `result`.
    pub step: &'static str,
    /// What was looked at.
    pub input: String,
    /// What came of it.
    pub outcome: String,
    /// Whether that is something.
    pub found: bool,
}

/// About the dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DatasetInfo {
    /// Version of the format.
    pub format: u32,
    /// The newest date on which any of its evidence was read.
    pub data_version: String,
    /// Outlets.
    pub outlets: u32,
    /// Entities.
    pub entities: u32,
    /// Operations.
    pub operations: u32,
    /// Host keys.
    pub host_keys: u32,
    /// Keys of host and path.
    pub path_keys: u32,
    /// Account keys.
    pub account_keys: u32,
    /// Pieces of evidence.
    pub evidence: u32,
    /// Size in bytes.
    pub bytes: u32,
}

/// The same types for TypeScript.
pub const TYPESCRIPT: &str = r#"
export type ClassId =
  | "state-controlled" | "captured-public" | "captured-private" | "state-funded-and-managed" | "state-funded"
  | "state-managed" | "independent-public" | "government" | "political-party" | "elected-official" | "advocacy"
  | "private" | "sanctioned" | "broadcast-ban" | "foreign-agent" | "influence-operation" | "impersonation";
export type OutletType = "public" | "private" | "government" | "political-party" | "elected-official" | "advocacy";
export type Medium = "broadcaster" | "news-agency" | "press" | "online";
export type EntityKind =
  | "state" | "public-body" | "company" | "party" | "foundation" | "nonprofit" | "cooperative" | "trust" | "person"
  | "family" | "religious-body";

export interface Label {
  url: string;
  destination: string | null;
  via: string[];
  outlet: Outlet | null;
  operation: Operation | null;
  match: Match | null;
  classes: ClassId[];
  model_rater: string | null;
  model_year: number | null;
  axes: Axes;
  chain: ChainStep[];
  chain_ends: ChainEnd[];
  listings: Listing[];
  findings: Finding[];
  resembles: Resemblance | null;
  opaque: boolean;
  shows: Shows | null;
  host_unicode: string | null;
  claim: Claim | null;
}
export interface Claim {
  owner: string | null;
  text: string | null;
  evidence: Evidence[];
}
export interface Shows {
  shown: string;
  leads_to: string;
}
export interface Outlet {
  id: string;
  name: string;
  native_name: string | null;
  native_lang: string | null;
  country: string;
  type: OutletType | null;
  medium: Medium | null;
  homepage: string | null;
}
export interface Operation {
  id: string;
  name: string;
}
export interface Match {
  kind: "host" | "path" | "account" | "displayed-address" | "displayed-name";
  key: string;
  scope: "subtree" | "exact" | null;
  evidence: Evidence[];
}
export interface Axes {
  funding: AxisClaim[];
  governance: AxisClaim[];
  editorial: AxisClaim[];
}
export interface AxisClaim {
  value: "yes" | "no" | "unknown";
  rater: string;
  year: number;
  evidence: Evidence[];
}
export interface Share {
  exact: number | null;
  min: number | null;
  max: number | null;
}
export interface ChainStep {
  of: string;
  depth: number;
  id: string;
  name: string;
  native_name: string | null;
  native_lang: string | null;
  country: string | null;
  kind: EntityKind;
  role: string | null;
  relation: "owns" | "funds" | "appoints" | "operates" | "publishes";
  interest: string | null;
  directness: "direct" | "indirect" | "unknown";
  share: Share | null;
  since: string | null;
  until: string | null;
  note: string | null;
  evidence: Evidence[];
  listings: Listing[];
}
export interface ChainEnd {
  id: string;
  name: string;
  reason: "no-owner" | "not-sourced" | "not-disclosed" | "widely-held" | "members" | "state" | "person";
  detail: string | null;
  evidence: Evidence[];
}
export interface Listing {
  kind: "sanction" | "broadcast-ban" | "foreign-agent" | "registered-agent" | "licence-revoked" | "block" | "register";
  authority: string;
  admitted: boolean;
  act: string;
  listed_as: string | null;
  date: string | null;
  until: string | null;
  principal: string | null;
  agent: string | null;
  evidence: Evidence[];
}
export interface Finding {
  kind: "influence-operation" | "impersonation";
  operation: string;
  name: string;
  imitates: string | null;
  imitates_id: string | null;
  attributed_to: string | null;
  investigator: string;
  date: string | null;
  evidence: Evidence[];
}
export interface Evidence {
  publisher: string;
  title: string;
  url: string;
  as_of: string | null;
  retrieved: string;
  archive_url: string | null;
  seen: "direct" | "excerpt" | "list";
  locator: string | null;
  quotes: string | null;
}
export type ResemblanceId = "other-suffix" | "look-alike" | "embedded" | "one-edit";
export interface Resemblance {
  outlet: string;
  id: string;
  how: ResemblanceId;
  key: string;
}
export interface Badge {
  subject: number;
  kind: "outlet" | "operation" | "resemblance";
  id: string;
  name: string;
  native_name: string | null;
  native_lang: string | null;
  country: string | null;
  type: OutletType | null;
  medium: Medium | null;
  classes: ClassId[];
  owner_state: string | null;
  how: ResemblanceId | null;
  list: List | null;
  also: number;
  disagree: boolean;
}
export type ListKind = "packaged" | "signed" | "file" | "plain" | "own";
export interface List {
  id: string;
  name: string;
  kind: ListKind;
  fingerprint: string | null;
}
export interface ListInfo {
  list: List;
  on: boolean;
  only: ClassId[];
  info: DatasetInfo;
}
export interface ListAnswer {
  list: List;
  silent: "" | "hidden" | "off" | "limited";
  label: Label;
}
export type StepId =
  | "parse" | "unwrap" | "opaque" | "platform" | "account" | "hosting" | "host" | "path" | "resemblance" | "result";
export interface Step {
  step: StepId;
  input: string;
  outcome: string;
  found: boolean;
}
export interface DatasetInfo {
  format: number;
  data_version: string;
  outlets: number;
  entities: number;
  operations: number;
  host_keys: number;
  path_keys: number;
  account_keys: number;
  evidence: number;
  bytes: number;
}
/** What the constructor and `verify` throw: an Error with a stable `code`. */
export interface ImprintError extends Error {
  code: "not-a-dataset" | "wrong-version" | "truncated" | "corrupt";
}
"#;
