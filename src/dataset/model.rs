//! The things Imprint knows, each defined here and nowhere else.
//!
//! Records refer to each other by ordinal (`u32`), their place in the section that holds them; to the reader
//! they are known by `id`. The order of fields is part of the compiled format: change it only together with
//! [`super::format::VERSION`].

use serde::{Deserialize, Serialize};

/// Declares a closed vocabulary: an enum with its stable ids, in one list.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $id:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// Every member, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable id, as written in data, JSON and the page.
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)+ }
            }

            /// The member with this id.
            pub fn from_id(id: &str) -> Option<Self> {
                match id { $($id => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

vocabulary! {
    /// What a label can say in a word. Ids are stable.
    Class {
        /// Funding, governance and editorial line are controlled by the state.
        StateControlled = "state-controlled",
        /// Governance and editorial line are controlled by the state, funding is not.
        CapturedPublic = "captured-public",
        /// Privately owned, editorial line controlled by the state.
        CapturedPrivate = "captured-private",
        /// Funding and governance are controlled by the state, the editorial line is not.
        StateFundedAndManaged = "state-funded-and-managed",
        /// Funding is controlled by the state, governance and editorial line are not.
        StateFunded = "state-funded",
        /// Governance is controlled by the state, funding and editorial line are not.
        StateManaged = "state-managed",
        /// A public body of which the state controls none of the three.
        IndependentPublic = "independent-public",
        /// A body of government speaks for itself.
        Government = "government",
        /// A party's own outlet.
        PoliticalParty = "political-party",
        /// An office-holder's own outlet.
        ElectedOfficial = "elected-official",
        /// A think tank or non-governmental organisation.
        Advocacy = "advocacy",
        /// Privately owned.
        Private = "private",
        /// Under sanctions of an admitted authority.
        Sanctioned = "sanctioned",
        /// Under a broadcasting ban of an admitted authority.
        BroadcastBan = "broadcast-ban",
        /// In a foreign-agent register of an admitted authority.
        ForeignAgent = "foreign-agent",
        /// Named by an investigator as part of an influence operation.
        InfluenceOperation = "influence-operation",
        /// Named by two sources as imitating another outlet.
        Impersonation = "impersonation",
    }
}

vocabulary! {
    /// What kind of publisher an outlet is. It decides which classes it can have: models are for `public` alone.
    OutletType {
        /// Run by a state or a public body.
        Public = "public",
        /// Run by a private body.
        Private = "private",
        /// A government speaking for itself.
        Government = "government",
        /// A political party.
        PoliticalParty = "political-party",
        /// An elected official.
        ElectedOfficial = "elected-official",
        /// A think tank or non-governmental organisation.
        Advocacy = "advocacy",
    }
}

vocabulary! {
    /// By what an outlet publishes, where that makes its label plainer.
    Medium {
        /// Television or radio.
        Broadcaster = "broadcaster",
        /// A news agency.
        NewsAgency = "news-agency",
        /// A newspaper or magazine.
        Press = "press",
        /// The web alone.
        Online = "online",
    }
}

vocabulary! {
    /// What kind of body an entity is.
    EntityKind {
        /// A state.
        State = "state",
        /// A ministry, agency, authority or corporation under public law.
        PublicBody = "public-body",
        /// A company.
        Company = "company",
        /// A political party.
        Party = "party",
        /// A foundation.
        Foundation = "foundation",
        /// Any other non-profit body.
        Nonprofit = "nonprofit",
        /// A cooperative.
        Cooperative = "cooperative",
        /// A trust.
        Trust = "trust",
        /// A natural person, in a public role as owner or office-holder.
        Person = "person",
        /// A family that owns together.
        Family = "family",
        /// A religious body.
        ReligiousBody = "religious-body",
    }
}

vocabulary! {
    /// What an entity does with what it holds a stake in.
    Relation {
        /// Owns it, wholly or in part.
        Owns = "owns",
        /// Pays for it.
        Funds = "funds",
        /// Appoints who runs it.
        Appoints = "appoints",
        /// Runs it.
        Operates = "operates",
        /// Publishes it and is responsible for it.
        Publishes = "publishes",
    }
}

vocabulary! {
    /// Interest types of the Beneficial Ownership Data Standard 0.4
    /// (openownership/data-standard, codelist `interestType`).
    Interest {
        /// Shares.
        Shareholding = "shareholding",
        /// Votes.
        VotingRights = "votingRights",
        /// The right to appoint the board.
        AppointmentOfBoard = "appointmentOfBoard",
        /// Another way to influence or control.
        OtherInfluenceOrControl = "otherInfluenceOrControl",
        /// A senior managing official.
        SeniorManagingOfficial = "seniorManagingOfficial",
        /// The settlor of a trust.
        Settlor = "settlor",
        /// A trustee.
        Trustee = "trustee",
        /// A trust's protector.
        Protector = "protector",
        /// A beneficiary of a legal arrangement.
        BeneficiaryOfLegalArrangement = "beneficiaryOfLegalArrangement",
        /// A right to what is left on dissolution.
        RightsToSurplusAssetsOnDissolution = "rightsToSurplusAssetsOnDissolution",
        /// A right to profit or income.
        RightsToProfitOrIncome = "rightsToProfitOrIncome",
        /// Rights by contract.
        RightsGrantedByContract = "rightsGrantedByContract",
        /// Conditional rights by contract.
        ConditionalRightsGrantedByContract = "conditionalRightsGrantedByContract",
        /// Control by the company's own rules.
        ControlViaCompanyRulesOrArticles = "controlViaCompanyRulesOrArticles",
        /// Control by law.
        ControlByLegalFramework = "controlByLegalFramework",
        /// A seat on the board.
        BoardMember = "boardMember",
        /// The chair of the board.
        BoardChair = "boardChair",
        /// Not known.
        UnknownInterest = "unknownInterest",
        /// Known but not published.
        UnpublishedInterest = "unpublishedInterest",
        /// Enjoyment and use of assets.
        EnjoymentAndUseOfAssets = "enjoymentAndUseOfAssets",
        /// A right to profit or income from assets.
        RightToProfitOrIncomeFromAssets = "rightToProfitOrIncomeFromAssets",
        /// A nominee.
        Nominee = "nominee",
        /// A nominator.
        Nominator = "nominator",
    }
}

vocabulary! {
    /// Whether others stand between holder and held (BODS 0.4).
    Directness {
        /// Nobody stands between.
        Direct = "direct",
        /// Somebody does.
        Indirect = "indirect",
        /// Not known.
        Unknown = "unknown",
    }
}

vocabulary! {
    /// How a chain ends where no further stake is known.
    OwnerEnd {
        /// Nobody owns it: a body under charter or statute, a foundation.
        NoOwner = "no-owner",
        /// There may be an owner; no source has been found.
        NotSourced = "not-sourced",
        /// The owner is not disclosed.
        NotDisclosed = "not-disclosed",
        /// Listed on an exchange, with no controlling holder.
        WidelyHeld = "widely-held",
    }
}

vocabulary! {
    /// Why an owner is not disclosed (BODS 0.4, codelist `unspecifiedReason`).
    UndisclosedReason {
        /// There is no beneficial owner.
        NoBeneficialOwners = "noBeneficialOwners",
        /// The body could not confirm or identify one.
        SubjectUnableToConfirm = "subjectUnableToConfirmOrIdentifyBeneficialOwner",
        /// The owner gave no information.
        InterestedPartyHasNotProvided = "interestedPartyHasNotProvidedInformation",
        /// The body is exempt from disclosure.
        SubjectExempt = "subjectExemptFromDisclosure",
        /// The owner is exempt from disclosure.
        InterestedPartyExempt = "interestedPartyExemptFromDisclosure",
        /// Not known.
        Unknown = "unknown",
        /// Not known to the publisher.
        UnknownToPublisher = "informationUnknownToPublisher",
    }
}

vocabulary! {
    /// The answer to one of the three questions of the State Media Monitor.
    Answer {
        /// The state controls it.
        Yes = "yes",
        /// The state does not.
        No = "no",
        /// Not known, or not asked for this model.
        Unknown = "unknown",
    }
}

vocabulary! {
    /// What kind of legal or official fact a listing is.
    ListingKind {
        /// An asset freeze or other sanction.
        Sanction = "sanction",
        /// A ban on broadcasting.
        BroadcastBan = "broadcast-ban",
        /// Registration as a foreign agent.
        ForeignAgent = "foreign-agent",
        /// Somebody else is registered as agent for it. Derived from that registration, never written in a record.
        RegisteredAgent = "registered-agent",
        /// A licence to broadcast taken away.
        LicenceRevoked = "licence-revoked",
        /// Access blocked.
        Block = "block",
        /// An entry in a register, of parties for example.
        Register = "register",
    }
}

vocabulary! {
    /// What an investigator found.
    FindingKind {
        /// Part of an influence operation.
        InfluenceOperation = "influence-operation",
        /// Imitates another outlet.
        Impersonation = "impersonation",
    }
}

vocabulary! {
    /// How the evidence was read.
    Seen {
        /// The page itself.
        Direct = "direct",
        /// An excerpt of it.
        Excerpt = "excerpt",
        /// A list quoting it.
        List = "list",
    }
}

vocabulary! {
    /// How far a host reaches.
    Scope {
        /// The host and every host below it.
        Subtree = "subtree",
        /// The host alone, with and without `www.`.
        Exact = "exact",
    }
}

vocabulary! {
    /// How a link was matched.
    MatchKind {
        /// By its host.
        Host = "host",
        /// By its host and the start of its path.
        Path = "path",
        /// By the platform account it belongs to.
        Account = "account",
        /// By an address the page displays.
        DisplayedAddress = "displayed-address",
        /// By a name the page displays.
        DisplayedName = "displayed-name",
    }
}

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
