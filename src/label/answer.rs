//! Gathering all that is known about a link into a [`view::Label`].

use crate::dataset::format::{self, Section};
use crate::dataset::model::{
    Class, End, Entity, EntityKind, Interest, Listing, MatchKind, Operation, Outlet, OutletType, OwnerEnd,
    Rating, Relation, Share, Site, Stake, Subject,
};
use crate::link;
use crate::link::names::How;
use crate::link::{skeleton, unwrap};

use super::{Labeler, Match, classes, resemblance, view};

/// A chain is followed this far. Real ones are shorter; a corrupt dataset must not be walked for ever.
const MAX_STEPS: usize = 64;

impl Labeler {
    /// Everything that is known about a link. Total: any text gets an answer.
    pub fn label(&self, href: &str) -> view::Label {
        let found = self.match_link(href);
        let mut label = self.about(found.map(|found| found.subject));
        self.fill_link(&mut label, href, found.as_ref());
        label
    }

    /// Puts into a label what is about the link and not about whom it leads to.
    pub fn fill_link(&self, label: &mut view::Label, href: &str, found: Option<&Match>) {
        href.clone_into(&mut label.url);
        label.destination = None;
        label.via.clear();
        label.opaque = false;
        label.shows = None;
        label.resembles = None;
        label.host_unicode = None;
        if let Some(destination) = link::destination(href) {
            label.via = destination.via.iter().map(|peeled| peeled.wrapper.id.to_owned()).collect();
            label.opaque = matches!(destination.end, unwrap::End::Opaque(_));
            label.destination = Some(destination.link.as_str().to_owned());
            if found.is_none() {
                label.resembles =
                    self.resembling(&destination).and_then(|found| self.resemblance_view(&found));
            }
            let unicode = skeleton::unicode(destination.link.host());
            label.host_unicode = (unicode != destination.link.host()).then(|| unicode.into_owned());
        }
        label.matched = found.and_then(|found| self.match_view(found));
    }

    /// What is known about a subject (none: nobody known), still without a link.
    pub fn about(&self, subject: Option<u32>) -> view::Label {
        let mut label = view::Label {
            url: String::new(),
            destination: None,
            via: Vec::new(),
            outlet: None,
            operation: None,
            matched: None,
            classes: Vec::new(),
            model_rater: None,
            model_year: None,
            axes: view::Axes::default(),
            chain: Vec::new(),
            chain_ends: Vec::new(),
            listings: Vec::new(),
            findings: Vec::new(),
            resembles: None,
            opaque: false,
            shows: None,
            host_unicode: None,
            claim: None,
        };
        match subject.and_then(|subject| self.dataset.subject(subject)) {
            Some(Subject::Outlet(ordinal)) => {
                if let Some(outlet) = self.dataset.outlet(ordinal) {
                    self.fill_outlet(&mut label, outlet);
                }
            }
            Some(Subject::Site(ordinal)) => {
                if let Some((operation, site)) = self.site(ordinal) {
                    self.fill_site(&mut label, &operation, &site);
                }
            }
            None => {}
        }
        label
    }

    /// What a badge needs, for the small integer that stands for it (1 for the first subject).
    pub fn badge(&self, subject: u32) -> Option<view::Badge> {
        if let Some((ordinal, how)) = resemblance::from_number(subject) {
            return self.badge_of_resemblance(subject, ordinal, how);
        }
        let badge = match self.dataset.subject(subject.checked_sub(1)?)? {
            Subject::Outlet(ordinal) => {
                let outlet = self.dataset.outlet(ordinal)?;
                view::Badge {
                    subject: subject.into(),
                    kind: "outlet",
                    classes: ids(&classes::outlet_classes(&self.dataset, &outlet)),
                    owner_state: self.owner_state(&outlet),
                    id: outlet.id,
                    name: outlet.name,
                    native_name: outlet.native_name,
                    native_lang: outlet.native_lang,
                    country: Some(outlet.country).filter(|country| !country.is_empty()),
                    outlet_type: outlet.claim.is_none().then(|| outlet.kind.id()),
                    medium: outlet.medium.map(|medium| medium.id()),
                    how: None,
                    list: None,
                    also: 0,
                    disagree: false,
                }
            }
            Subject::Site(ordinal) => {
                let (operation, site) = self.site(ordinal)?;
                view::Badge {
                    subject: subject.into(),
                    kind: "operation",
                    classes: ids(&classes::site_classes(&operation, &site)),
                    id: operation.id,
                    name: operation.name,
                    native_name: None,
                    native_lang: None,
                    country: None,
                    outlet_type: None,
                    medium: None,
                    owner_state: None,
                    how: None,
                    list: None,
                    also: 0,
                    disagree: false,
                }
            }
        };
        Some(badge)
    }

    /// The badge of what resembles an outlet: without classes, which are the outlet's and not of what resembles it.
    fn badge_of_resemblance(&self, subject: u32, ordinal: u32, how: How) -> Option<view::Badge> {
        let outlet = self.dataset.outlet(ordinal)?;
        Some(view::Badge {
            subject: subject.into(),
            kind: "resemblance",
            id: outlet.id,
            name: outlet.name,
            native_name: outlet.native_name,
            native_lang: outlet.native_lang,
            country: None,
            outlet_type: None,
            medium: None,
            classes: Vec::new(),
            owner_state: None,
            how: Some(how.id()),
            list: None,
            also: 0,
            disagree: false,
        })
    }

    /// How the chain of an outlet ends, for the small integer that stands for it; empty for what is no outlet.
    pub fn chain_ends(&self, subject: u32) -> Vec<view::ChainEnd> {
        let outlet = match subject.checked_sub(1).and_then(|number| self.dataset.subject(number)) {
            Some(Subject::Outlet(ordinal)) => self.dataset.outlet(ordinal),
            _ => None,
        };
        outlet.map(|outlet| self.chain(&outlet).1).unwrap_or_default()
    }

    /// About the dataset.
    pub fn info(&self) -> view::DatasetInfo {
        let meta = self.dataset.meta();
        view::DatasetInfo {
            format: format::VERSION,
            data_version: meta.data_version.clone(),
            outlets: self.dataset.count(Section::Outlets),
            entities: self.dataset.count(Section::Entities),
            operations: self.dataset.count(Section::Operations),
            host_keys: meta.host_keys,
            path_keys: self.dataset.count(Section::Paths),
            account_keys: self.dataset.count(Section::Accounts),
            evidence: self.dataset.count(Section::Evidence),
            bytes: u32::try_from(self.dataset.size()).unwrap_or(u32::MAX),
        }
    }

    fn site(&self, ordinal: u32) -> Option<(Operation, Site)> {
        let site = self.dataset.site(ordinal)?;
        Some((self.dataset.operation(site.operation)?, site))
    }

    fn match_view(&self, found: &Match) -> Option<view::MatchView> {
        let key = self.dataset.key(found.key_kind, found.key)?;
        Some(view::MatchView {
            kind: found.kind.id(),
            scope: key.scope.filter(|_| found.kind != MatchKind::Account).map(|scope| scope.id()),
            evidence: self.evidence(&key.evidence),
            key: key.text,
        })
    }

    fn fill_outlet(&self, label: &mut view::Label, outlet: Outlet) {
        label.classes = ids(&classes::outlet_classes(&self.dataset, &outlet));
        if let Some((_, rating)) = classes::outlet_model(&outlet) {
            label.model_rater = self.dataset.rater(rating.rater).map(|rater| rater.name);
            label.model_year = Some(rating.year);
        }
        label.axes = self.axes(&outlet);
        (label.chain, label.chain_ends) = self.chain(&outlet);
        label.listings =
            classes::listings(&self.dataset, &outlet).iter().map(|listing| self.listing(listing)).collect();
        label.claim = outlet.claim.as_ref().map(|claim| view::ClaimView {
            owner: claim.owner.clone(),
            text: claim.text.clone(),
            evidence: self.evidence(&claim.evidence),
        });
        label.outlet = Some(view::OutletView {
            id: outlet.id,
            name: outlet.name,
            native_name: outlet.native_name,
            native_lang: outlet.native_lang,
            country: outlet.country,
            kind: outlet.claim.is_none().then(|| outlet.kind.id()),
            medium: outlet.medium.map(|medium| medium.id()),
            homepage: outlet.homepage,
        });
    }

    fn fill_site(&self, label: &mut view::Label, operation: &Operation, site: &Site) {
        label.classes = ids(&classes::site_classes(operation, site));
        label.operation =
            Some(view::OperationView { id: operation.id.clone(), name: operation.name.clone() });
        let imitated = site.imitates_outlet.and_then(|ordinal| self.dataset.outlet(ordinal));
        label.findings = site
            .reports
            .iter()
            .filter_map(|&index| operation.reports.get(index as usize))
            .map(|report| view::Finding {
                kind: site.kind.id(),
                operation: operation.id.clone(),
                name: operation.name.clone(),
                imitates: imitated.as_ref().map(|outlet| outlet.name.clone()).or(site.imitates.clone()),
                imitates_id: imitated.as_ref().map(|outlet| outlet.id.clone()),
                attributed_to: operation.attributed_to.clone(),
                investigator: report.investigator.clone(),
                date: report.date.clone(),
                evidence: self.evidence(&report.evidence),
            })
            .collect();
    }

    fn axes(&self, outlet: &Outlet) -> view::Axes {
        let mut ratings: Vec<&Rating> = Vec::with_capacity(outlet.ratings.len());
        for rating in &outlet.ratings {
            // There are a few; the standard library's sort takes 4 kB of the module for browsers.
            let place = |rating: &Rating| (std::cmp::Reverse(rating.year), rating.rater);
            ratings.insert(ratings.partition_point(|known| place(known) <= place(rating)), rating);
        }
        let mut axes = view::Axes::default();
        for rating in ratings {
            let Some(rater) = self.dataset.rater(rating.rater) else { continue };
            for (claims, answer) in [
                (&mut axes.funding, rating.funding),
                (&mut axes.governance, rating.governance),
                (&mut axes.editorial, rating.editorial),
            ] {
                claims.push(view::AxisClaim {
                    value: answer.id(),
                    rater: rater.name.clone(),
                    year: rating.year,
                    evidence: self.evidence(&rating.evidence),
                });
            }
        }
        axes
    }

    /// Walks the stakes breadth first, nearest first, each entity once.
    fn chain(&self, outlet: &Outlet) -> (Vec<view::ChainStep>, Vec<view::ChainEnd>) {
        let mut steps = Vec::new();
        let mut ends = Vec::new();
        if let Some(end) = &outlet.end {
            ends.push(self.end(&outlet.id, &outlet.name, end));
        }
        let mut seen = Vec::new();
        let mut level: Vec<(String, Vec<Stake>)> = vec![(outlet.id.clone(), outlet.stakes.clone())];
        let mut depth = 0;
        while !level.is_empty() && steps.len() < MAX_STEPS {
            let mut above = Vec::new();
            for (of, stakes) in level {
                for stake in stakes {
                    let Some(entity) = self.dataset.entity(stake.holder) else { continue };
                    let former = stake.until.is_some();
                    // Who held it once is shown; who stood behind the former holder does not matter.
                    let follow = !former && !seen.contains(&stake.holder);
                    if follow {
                        seen.push(stake.holder);
                        self.push_end(&mut ends, &entity);
                        above.push((entity.id.clone(), entity.stakes.clone()));
                    }
                    steps.push(self.step(&of, depth, entity, &stake));
                }
            }
            level = above;
            depth += 1;
        }
        (steps, ends)
    }

    fn push_end(&self, ends: &mut Vec<view::ChainEnd>, entity: &Entity) {
        let reason = match entity.kind {
            EntityKind::State => Some("state"),
            EntityKind::Person | EntityKind::Family => Some("person"),
            _ => None,
        };
        if let Some(reason) = reason.filter(|_| entity.stakes.is_empty()) {
            ends.push(view::ChainEnd {
                id: entity.id.clone(),
                name: entity.name.clone(),
                reason,
                detail: None,
                evidence: Vec::new(),
            });
        } else if let Some(end) = &entity.end {
            ends.push(self.end(&entity.id, &entity.name, end));
        }
    }

    fn end(&self, id: &str, name: &str, end: &End) -> view::ChainEnd {
        view::ChainEnd {
            id: id.to_owned(),
            name: name.to_owned(),
            reason: end.end.id(),
            detail: end.reason.filter(|_| end.end == OwnerEnd::NotDisclosed).map(|reason| reason.id()),
            evidence: self.evidence(&end.evidence),
        }
    }

    fn step(&self, of: &str, depth: u32, entity: Entity, stake: &Stake) -> view::ChainStep {
        view::ChainStep {
            of: of.to_owned(),
            depth,
            listings: entity.listings.iter().map(|listing| self.listing(listing)).collect(),
            id: entity.id,
            name: entity.name,
            native_name: entity.native_name,
            native_lang: entity.native_lang,
            country: entity.country,
            kind: entity.kind.id(),
            role: entity.role,
            relation: stake.relation.id(),
            interest: stake.interest.map(|interest| interest.id()),
            directness: stake.directness.id(),
            share: stake.share.map(|share| match share {
                Share::Exact(exact) => view::ShareView { exact: Some(exact), min: None, max: None },
                Share::Range(min, max) => view::ShareView { exact: None, min: Some(min), max: Some(max) },
            }),
            since: stake.since.clone(),
            until: stake.until.clone(),
            note: stake.note.clone(),
            evidence: self.evidence(&stake.evidence),
        }
    }

    fn listing(&self, listing: &Listing) -> view::ListingView {
        let authority = self.dataset.authority(listing.authority);
        view::ListingView {
            kind: listing.kind.id(),
            admitted: authority.as_ref().is_some_and(|authority| authority.admitted),
            authority: authority.map(|authority| authority.name).unwrap_or_default(),
            act: listing.act.clone(),
            listed_as: listing.listed_as.clone(),
            date: listing.date.clone(),
            until: listing.until.clone(),
            principal: listing.principal.clone(),
            agent: listing.agent.clone(),
            evidence: self.evidence(&listing.evidence),
        }
    }

    fn evidence(&self, ordinals: &[u32]) -> Vec<view::EvidenceView> {
        ordinals
            .iter()
            .filter_map(|&ordinal| self.dataset.evidence(ordinal))
            .map(|(evidence, source)| view::EvidenceView {
                publisher: source.publisher,
                title: source.title,
                url: source.url,
                as_of: source.as_of,
                retrieved: source.retrieved,
                archive_url: source.archive_url,
                seen: source.seen.id(),
                locator: evidence.locator,
                quotes: source.quotes,
            })
            .collect()
    }

    /// The state that holds an outlet: reached by current stakes, each of which [holds](holds) what it is a stake in.
    /// For a public outlet at least its own.
    fn owner_state(&self, outlet: &Outlet) -> Option<String> {
        let (steps, _) = self.chain(outlet);
        let mut held = vec![outlet.id.as_str()];
        let mut state = None;
        for step in &steps {
            if held.contains(&step.of.as_str()) && holds(step, &steps) {
                if step.kind == EntityKind::State.id() && state.is_none() {
                    state.clone_from(&step.country);
                }
                held.push(&step.id);
            }
        }
        state.or_else(|| (outlet.kind == OutletType::Public).then(|| outlet.country.clone()))
    }
}

/// Interests that are control and not a part of it.
const CONTROL: &[Interest] = &[
    Interest::AppointmentOfBoard,
    Interest::OtherInfluenceOrControl,
    Interest::ControlViaCompanyRulesOrArticles,
    Interest::ControlByLegalFramework,
];

/// Whether a stake is known to decide over what it is a stake in: half of it at least; control by another way; or
/// running, publishing or appointing who runs it. Of several owners, one whose share is not known does not.
fn holds(stake: &view::ChainStep, steps: &[view::ChainStep]) -> bool {
    if stake.until.is_some() || stake.relation == Relation::Funds.id() {
        return false;
    }
    if let Some(share) = &stake.share {
        return share.exact.or(share.min).is_some_and(|least| least >= 50.0);
    }
    let owns = |step: &view::ChainStep| step.until.is_none() && step.relation == Relation::Owns.id();
    let others = || steps.iter().any(|other| other.of == stake.of && other.id != stake.id && owns(other));
    CONTROL.iter().any(|interest| stake.interest == Some(interest.id())) || !owns(stake) || !others()
}

fn ids(classes: &[Class]) -> Vec<&'static str> {
    classes.iter().map(|class| class.id()).collect()
}
