//! Which ordinal each record gets: its place in the model, or the one it had in an earlier build.
//!
//! Records with an id are the same record if the id is; a site is known by its key, a source by what it says or else
//! by its address and title, a piece of evidence by its source and locator. What is new stands behind all that was.

use std::collections::{BTreeMap, VecDeque};

use super::Dataset;
use super::format::Section;
use super::model::{
    Authority, End, Evidence, EvidenceRefs, Listing, MatchKind, Model, Operation, Rater, Source, Stake,
    Subject,
};

/// Ordinals of the records of one section, by their places in the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ordinals {
    of: Vec<u32>,
    /// How many there are, gaps included.
    pub(super) count: u32,
}

/// By which names records of now are those of before.
struct Names<K> {
    /// Of the records of now, in the order of the model; `None` is like nothing.
    now: Vec<Option<K>>,
    /// Of the records of before, with their ordinals.
    old: Vec<(u32, K)>,
}

impl Ordinals {
    /// The ordinal of the record at this place of the model. A reference that leads nowhere goes on doing so.
    pub(super) fn at(&self, place: u32) -> u32 {
        self.of.get(place as usize).copied().unwrap_or(u32::MAX)
    }

    fn as_they_stand(records: usize) -> Self {
        let count = u32::try_from(records).expect("ordinals have 32 bits");
        Self { of: (0..count).collect(), count }
    }

    /// Gives old ordinals to records whose name was there before; of several with one name, the first gets the first.
    /// `passes` are names of decreasing sharpness, for all records of now and before.
    fn after<K: Ord>(passes: Vec<Names<K>>, before: u32) -> Self {
        let records = passes.first().map_or(0, |names| names.now.len());
        let mut of: Vec<Option<u32>> = vec![None; records];
        let mut taken = vec![false; before as usize];
        for Names { now, old } in passes {
            let mut free = BTreeMap::<K, VecDeque<u32>>::new();
            for (ordinal, name) in old {
                if taken.get(ordinal as usize) == Some(&false) {
                    free.entry(name).or_default().push_back(ordinal);
                }
            }
            for (place, name) in of.iter_mut().zip(now) {
                let Some(name) = name.filter(|_| place.is_none()) else { continue };
                *place = free.get_mut(&name).and_then(VecDeque::pop_front);
                if let Some(ordinal) = *place {
                    taken[ordinal as usize] = true;
                }
            }
        }
        let mut count = before;
        let of = of
            .into_iter()
            .map(|ordinal| {
                ordinal.unwrap_or_else(|| {
                    count = count.checked_add(1).expect("ordinals have 32 bits");
                    count - 1
                })
            })
            .collect();
        Self { of, count }
    }
}

/// Ordinals of every section of records that others refer to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct All {
    pub(super) outlets: Ordinals,
    pub(super) entities: Ordinals,
    pub(super) operations: Ordinals,
    pub(super) sites: Ordinals,
    pub(super) sources: Ordinals,
    pub(super) evidence: Ordinals,
    pub(super) authorities: Ordinals,
    pub(super) raters: Ordinals,
}

impl All {
    /// Ordinals for a model, after those of an earlier build if there is one.
    pub(super) fn of(model: &Model, previous: Option<&Dataset>) -> Self {
        let Some(previous) = previous else {
            return Self {
                outlets: Ordinals::as_they_stand(model.outlets.len()),
                entities: Ordinals::as_they_stand(model.entities.len()),
                operations: Ordinals::as_they_stand(model.operations.len()),
                sites: Ordinals::as_they_stand(model.sites.len()),
                sources: Ordinals::as_they_stand(model.sources.len()),
                evidence: Ordinals::as_they_stand(model.evidence.len()),
                authorities: Ordinals::as_they_stand(model.authorities.len()),
                raters: Ordinals::as_they_stand(model.raters.len()),
            };
        };
        let by_id = |now: Vec<&String>, old: Vec<(u32, String)>, section| {
            let now = now.into_iter().map(|id| Some(id.clone())).collect();
            Ordinals::after(vec![Names { now, old }], previous.ordinals(section))
        };
        let sources = sources(model, previous);
        Self {
            outlets: by_id(
                model.outlets.iter().map(|outlet| &outlet.id).collect(),
                previous.outlets().map(|(n, outlet)| (n, outlet.id)).collect(),
                Section::Outlets,
            ),
            entities: by_id(
                model.entities.iter().map(|entity| &entity.id).collect(),
                previous.entities().map(|(n, entity)| (n, entity.id)).collect(),
                Section::Entities,
            ),
            operations: by_id(
                model.operations.iter().map(|operation| &operation.id).collect(),
                previous.records(Section::Operations).map(|(n, it): (u32, Operation)| (n, it.id)).collect(),
                Section::Operations,
            ),
            sites: sites(model, previous),
            evidence: evidence(model, previous, &sources),
            sources,
            authorities: by_id(
                model.authorities.iter().map(|authority| &authority.id).collect(),
                previous.records(Section::Authorities).map(|(n, it): (u32, Authority)| (n, it.id)).collect(),
                Section::Authorities,
            ),
            raters: by_id(
                model.raters.iter().map(|rater| &rater.id).collect(),
                previous.records(Section::Raters).map(|(n, it): (u32, Rater)| (n, it.id)).collect(),
                Section::Raters,
            ),
        }
    }

    /// A model whose records refer to each other by these ordinals.
    pub(super) fn renumber(&self, model: &Model) -> Model {
        let mut model = model.clone();
        for name in &mut model.names {
            name.outlet = name.outlet.map(|outlet| self.outlets.at(outlet));
        }
        for outlet in &mut model.outlets {
            self.stakes(&mut outlet.stakes);
            self.end(&mut outlet.end);
            self.listings(&mut outlet.listings);
            if let Some(claim) = &mut outlet.claim {
                self.refs(&mut claim.evidence);
            }
            for rating in &mut outlet.ratings {
                rating.rater = self.raters.at(rating.rater);
                self.refs(&mut rating.evidence);
            }
        }
        for entity in &mut model.entities {
            self.stakes(&mut entity.stakes);
            self.end(&mut entity.end);
            self.listings(&mut entity.listings);
        }
        for operation in &mut model.operations {
            operation.reports.iter_mut().for_each(|report| self.refs(&mut report.evidence));
        }
        for site in &mut model.sites {
            site.operation = self.operations.at(site.operation);
            site.imitates_outlet = site.imitates_outlet.map(|outlet| self.outlets.at(outlet));
        }
        for evidence in &mut model.evidence {
            evidence.source = self.sources.at(evidence.source);
        }
        for key in &mut model.keys {
            key.subject = match key.subject {
                Subject::Outlet(outlet) => Subject::Outlet(self.outlets.at(outlet)),
                Subject::Site(site) => Subject::Site(self.sites.at(site)),
            };
            self.refs(&mut key.evidence);
        }
        model
    }

    fn stakes(&self, stakes: &mut [Stake]) {
        for stake in stakes {
            stake.holder = self.entities.at(stake.holder);
            self.refs(&mut stake.evidence);
        }
    }

    fn end(&self, end: &mut Option<End>) {
        if let Some(end) = end {
            self.refs(&mut end.evidence);
        }
    }

    fn listings(&self, listings: &mut [Listing]) {
        for listing in listings {
            listing.authority = self.authorities.at(listing.authority);
            self.refs(&mut listing.evidence);
        }
    }

    fn refs(&self, evidence: &mut EvidenceRefs) {
        evidence.iter_mut().for_each(|ordinal| *ordinal = self.evidence.at(*ordinal));
    }
}

fn sources(model: &Model, previous: &Dataset) -> Ordinals {
    let old: Vec<(u32, Source)> = previous.records(Section::Sources).collect();
    // The second name lets a source that was read again keep its place, and with it all that refers to it.
    let place = |source: &Source| (source.url.clone(), source.title.clone(), None);
    let whole = |source: &Source| (source.url.clone(), source.title.clone(), Some(source.clone()));
    type Name = (String, String, Option<Source>);
    let names = |name: &dyn Fn(&Source) -> Name| {
        let now = model.sources.iter().map(|source| Some(name(source))).collect();
        Names { now, old: old.iter().map(|(ordinal, source)| (*ordinal, name(source))).collect() }
    };
    Ordinals::after(vec![names(&whole), names(&place)], previous.ordinals(Section::Sources))
}

fn evidence(model: &Model, previous: &Dataset, sources: &Ordinals) -> Ordinals {
    let now = model
        .evidence
        .iter()
        .map(|evidence| Some(Evidence { source: sources.at(evidence.source), ..evidence.clone() }))
        .collect();
    let old = previous.records(Section::Evidence).collect();
    Ordinals::after(vec![Names { now, old }], previous.ordinals(Section::Evidence))
}

fn sites(model: &Model, previous: &Dataset) -> Ordinals {
    let mut now: Vec<Option<(MatchKind, String)>> = vec![None; model.sites.len()];
    for key in &model.keys {
        if let Subject::Site(site) = key.subject
            && let Some(name) = now.get_mut(site as usize)
        {
            *name = Some((key.kind, key.text.clone()));
        }
    }
    let of_site = |subject| match subject {
        Subject::Site(site) => Some(site),
        Subject::Outlet(_) => None,
    };
    let old = previous.keys().filter_map(|key| Some((of_site(key.subject)?, (key.kind, key.text)))).collect();
    Ordinals::after(vec![Names { now, old }], previous.ordinals(Section::Sites))
}
