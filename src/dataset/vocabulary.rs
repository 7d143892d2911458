//! The closed vocabularies: every word that a record, an answer or a page can choose from, in one place.
//!
//! The definitions drive the types of [`super::model`], what `dataset check` accepts and names,
//! `dataset check --vocabularies`, and the table in `data/README.md`. Ids are stable; the order of the words is part of the
//! compiled format.

use serde::{Deserialize, Serialize};

/// A closed vocabulary, for listing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vocabulary {
    /// Name of its type.
    pub name: &'static str,
    /// The field of a record that it is written in; empty for words that are derived and never written.
    pub field: &'static str,
    /// What its words say.
    pub what: &'static str,
    /// Each word and what it means, in order.
    pub words: &'static [(&'static str, &'static str)],
}

/// Declares a closed vocabulary: an enum with its stable ids, in one list. In brackets stands the field it is written in.
macro_rules! vocabulary {
    ($(#[doc = $doc:literal])+ $name:ident ($field:literal) {
        $($(#[doc = $vdoc:literal])+ $variant:ident = $id:literal,)+
    }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[doc = $vdoc])+ $variant,)+ }

        impl $name {
            /// Every member, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The vocabulary, for listing it.
            pub const VOCABULARY: Vocabulary = Vocabulary {
                name: stringify!($name),
                field: $field,
                what: concat!($($doc),+),
                words: &[$(($id, concat!($($vdoc),+)),)+],
            };

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
    Class ("") {
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
    OutletType ("type of an outlet") {
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
    Medium ("medium of an outlet") {
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
    EntityKind ("kind of an entity") {
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
    Relation ("relation of a stake") {
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
    Interest ("interest of a stake") {
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
    Directness ("directness of a stake") {
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
    OwnerEnd ("owner_end") {
        /// Nobody owns it: a body under charter or statute, a foundation.
        NoOwner = "no-owner",
        /// There may be an owner; no source has been found.
        NotSourced = "not-sourced",
        /// The owner is not disclosed.
        NotDisclosed = "not-disclosed",
        /// Listed on an exchange, with no controlling holder.
        WidelyHeld = "widely-held",
        /// It belongs to its members together, none of whom controls it: readers, staff, or the publishers it serves.
        Members = "members",
    }
}

vocabulary! {
    /// Why an owner is not disclosed (BODS 0.4, codelist `unspecifiedReason`).
    UndisclosedReason ("owner_end_reason") {
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
    Answer ("funding, governance, editorial of a rating") {
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
    ListingKind ("kind of a listing") {
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
    FindingKind ("kind of a site") {
        /// Part of an influence operation.
        InfluenceOperation = "influence-operation",
        /// Imitates another outlet.
        Impersonation = "impersonation",
    }
}

vocabulary! {
    /// How the evidence was read.
    Seen ("seen of evidence") {
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
    Scope ("scope of a key") {
        /// The host and every host below it.
        Subtree = "subtree",
        /// The host alone, with and without `www.`.
        Exact = "exact",
    }
}

vocabulary! {
    /// How a link was matched.
    MatchKind ("") {
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

/// Every vocabulary.
pub const VOCABULARIES: &[Vocabulary] = &[
    Class::VOCABULARY,
    OutletType::VOCABULARY,
    Medium::VOCABULARY,
    EntityKind::VOCABULARY,
    Relation::VOCABULARY,
    Interest::VOCABULARY,
    Directness::VOCABULARY,
    OwnerEnd::VOCABULARY,
    UndisclosedReason::VOCABULARY,
    Answer::VOCABULARY,
    ListingKind::VOCABULARY,
    FindingKind::VOCABULARY,
    Seen::VOCABULARY,
    Scope::VOCABULARY,
    MatchKind::VOCABULARY,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vocabulary_is_in_the_list_and_every_word_is_told() {
        let declared = include_str!("vocabulary.rs").matches("\nvocabulary! {").count();
        assert_eq!(VOCABULARIES.len(), declared);
        for vocabulary in VOCABULARIES {
            let mut seen = std::collections::BTreeSet::new();
            for (word, meaning) in vocabulary.words {
                assert!(seen.insert(word), "{}: {word} stands twice", vocabulary.name);
                assert!(meaning.trim().ends_with('.'), "{}: {word}: {meaning}", vocabulary.name);
            }
        }
    }
}
