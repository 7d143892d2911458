//! What a label says in a word, derived from facts and never typed in.
//!
//! * A model comes from three known axes of one rater and year, for public outlets alone; the latest year wins.
//!   `captured-private` needs no funding axis, but two raters.
//! * `sanctioned`, `broadcast-ban` and `foreign-agent` come from current listings of admitted authorities, on the
//!   outlet or on the entity that publishes it itself. An owner's listing shows on its step of the chain.
//! * What was made of a plain list, or is the reader's own word, has the classes it is given there and no others.
//! * `influence-operation` needs one investigator's report, `impersonation` two.

use crate::dataset::Dataset;
use crate::dataset::model::{
    Answer, Class, FindingKind, Listing, ListingKind, Operation, Outlet, OutletType, Rating, Relation, Site,
};

/// The State Media Monitor's typology: funding, governance, editorial → model.
/// Source: <https://statemediamonitor.com/typology/>. `None` matches any answer.
const TYPOLOGY: &[(Option<Answer>, Answer, Answer, Class)] = {
    use Answer::{No, Yes};
    &[
        (Some(Yes), Yes, Yes, Class::StateControlled),
        (Some(No), Yes, Yes, Class::CapturedPublic),
        (None, No, Yes, Class::CapturedPrivate),
        (Some(Yes), Yes, No, Class::StateFundedAndManaged),
        (Some(Yes), No, No, Class::StateFunded),
        (Some(No), Yes, No, Class::StateManaged),
        (Some(No), No, No, Class::IndependentPublic),
    ]
};

/// The classes that come from listings, in the order of the vocabulary.
const LISTED: &[Class] = &[Class::Sanctioned, Class::BroadcastBan, Class::ForeignAgent];

/// The model that one rating amounts to, if its axes are known.
pub fn model(rating: &Rating) -> Option<Class> {
    TYPOLOGY.iter().find_map(|&(funding, governance, editorial, class)| {
        let fits = funding.is_none_or(|funding| funding == rating.funding)
            && governance == rating.governance
            && editorial == rating.editorial;
        fits.then_some(class)
    })
}

/// The model of an outlet with the rating it rests on: the latest year that has one.
pub fn outlet_model(outlet: &Outlet) -> Option<(Class, &Rating)> {
    let (class, rating) = outlet
        .ratings
        .iter()
        .filter_map(|rating| model(rating).map(|class| (class, rating)))
        .max_by_key(|(_, rating)| (rating.year, std::cmp::Reverse(rating.rater)))?;
    let allowed = if class == Class::CapturedPrivate {
        // Each rater speaks by its latest year.
        let mut latest = Vec::<&Rating>::new();
        for rating in outlet.ratings.iter().filter(|rating| model(rating).is_some()) {
            match latest.iter_mut().find(|known| known.rater == rating.rater) {
                Some(known) if rating.year > known.year => *known = rating,
                Some(_) => {}
                None => latest.push(rating),
            }
        }
        latest.iter().filter(|rating| model(rating) == Some(Class::CapturedPrivate)).count() >= 2
    } else {
        outlet.kind == OutletType::Public
    };
    allowed.then_some((class, rating))
}

/// Every class of an outlet, the one that leads first.
pub fn outlet_classes(dataset: &Dataset, outlet: &Outlet) -> Vec<Class> {
    if let Some(claim) = &outlet.claim {
        return claim.classes.clone();
    }
    let mut classes = Vec::new();
    classes.extend(match outlet.kind {
        OutletType::Public => None,
        OutletType::Private => Some(Class::Private),
        OutletType::Government => Some(Class::Government),
        OutletType::PoliticalParty => Some(Class::PoliticalParty),
        OutletType::ElectedOfficial => Some(Class::ElectedOfficial),
        OutletType::Advocacy => Some(Class::Advocacy),
    });
    if let Some((class, _)) = outlet_model(outlet) {
        // The model says more than "private" does, so it leads.
        classes.insert(0, class);
    }
    let listed: Vec<Class> = listings(dataset, outlet)
        .iter()
        .filter(|listing| listing.until.is_none())
        .filter(|listing| dataset.authority(listing.authority).is_some_and(|authority| authority.admitted))
        .filter_map(|listing| match listing.kind {
            ListingKind::Sanction => Some(Class::Sanctioned),
            ListingKind::BroadcastBan => Some(Class::BroadcastBan),
            ListingKind::ForeignAgent => Some(Class::ForeignAgent),
            ListingKind::RegisteredAgent
            | ListingKind::LicenceRevoked
            | ListingKind::Block
            | ListingKind::Register => None,
        })
        .collect();
    // Each once.
    classes.extend(LISTED.iter().filter(|class| listed.contains(class)));
    classes
}

/// The listings that speak of an outlet: its own, and those of the entities that publish it themselves. They are
/// shown with it, and those of admitted authorities class it.
pub fn listings(dataset: &Dataset, outlet: &Outlet) -> Vec<Listing> {
    let publishers = outlet
        .stakes
        .iter()
        .filter(|stake| stake.relation == Relation::Publishes && stake.until.is_none())
        .filter_map(|stake| dataset.entity(stake.holder));
    outlet.listings.iter().cloned().chain(publishers.flat_map(|publisher| publisher.listings)).collect()
}

/// The classes of a site of an operation.
pub fn site_classes(operation: &Operation, site: &Site) -> Vec<Class> {
    let mut reports = site.reports.iter().filter_map(|&index| operation.reports.get(index as usize));
    let first = reports.next();
    let another = first.is_some_and(|first| reports.any(|report| report.investigator != first.investigator));
    let mut classes = Vec::new();
    if site.kind == FindingKind::Impersonation && another {
        classes.push(Class::Impersonation);
    }
    if first.is_some() {
        classes.push(Class::InfluenceOperation);
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rating(rater: u32, year: u16, funding: Answer, governance: Answer, editorial: Answer) -> Rating {
        Rating { rater, year, funding, governance, editorial, evidence: vec![0] }
    }

    fn outlet(kind: OutletType, ratings: Vec<Rating>) -> Outlet {
        Outlet {
            id: "o".into(),
            name: "O".into(),
            native_name: None,
            native_lang: None,
            country: "GB".into(),
            kind,
            medium: None,
            homepage: None,
            aliases: vec![],
            complete_hosts: false,
            stakes: vec![],
            end: None,
            ratings,
            listings: vec![],
            claim: None,
        }
    }

    use Answer::{No, Unknown, Yes};

    #[test]
    fn each_of_the_seven_models_comes_from_its_three_answers() {
        for (answers, class) in [
            ([Yes, Yes, Yes], Some(Class::StateControlled)),
            ([No, Yes, Yes], Some(Class::CapturedPublic)),
            ([Unknown, No, Yes], Some(Class::CapturedPrivate)),
            ([Yes, Yes, No], Some(Class::StateFundedAndManaged)),
            ([Yes, No, No], Some(Class::StateFunded)),
            ([No, Yes, No], Some(Class::StateManaged)),
            ([No, No, No], Some(Class::IndependentPublic)),
            ([Unknown, Yes, Yes], None),
            ([Yes, Unknown, Yes], None),
        ] {
            assert_eq!(model(&rating(0, 2023, answers[0], answers[1], answers[2])), class, "{answers:?}");
        }
    }

    #[test]
    fn the_latest_year_wins() {
        let ratings = vec![rating(0, 2025, Yes, Yes, Yes), rating(0, 2023, No, No, No)];
        let outlet = outlet(OutletType::Public, ratings);
        assert_eq!(outlet_model(&outlet).map(|(class, _)| class), Some(Class::StateControlled));
    }

    #[test]
    fn a_private_paper_is_never_independent_public() {
        let outlet = outlet(OutletType::Private, vec![rating(0, 2023, No, No, No)]);
        assert!(outlet_model(&outlet).is_none());
    }

    #[test]
    fn captured_private_needs_two_raters() {
        let one = outlet(OutletType::Private, vec![rating(0, 2023, Unknown, No, Yes)]);
        assert!(outlet_model(&one).is_none());
        let superseded = vec![
            rating(0, 2023, Unknown, No, Yes),
            rating(1, 2021, Yes, No, Yes),
            rating(1, 2022, No, No, No),
        ];
        assert!(outlet_model(&outlet(OutletType::Private, superseded)).is_none());
        let ratings = vec![rating(0, 2023, Unknown, No, Yes), rating(1, 2022, Yes, No, Yes)];
        let two = outlet(OutletType::Private, ratings);
        assert_eq!(outlet_model(&two).map(|(class, _)| class), Some(Class::CapturedPrivate));
    }
}
