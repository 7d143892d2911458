//! What changed between two datasets, told in facts.
//!
//! Records are the same if their ids are; what is said of them is compared as a reader would: an owner by name, share and
//! date, a listing by authority and act, a class as it is derived. New evidence for an old claim is no change of fact.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use super::classes;
use crate::dataset::Dataset;
use crate::dataset::format::Section;
use crate::dataset::model::{
    Directness, End, Entity, Key, Listing, Operation, Outlet, Share, Stake, Subject,
};

/// What kind of record a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Record {
    /// An outlet.
    Outlet,
    /// A body behind outlets.
    Entity,
    /// An influence operation.
    Operation,
}

/// What a change can be about. The extension has a word for each but `record` (`extension/shared/changes.js`).
pub const FACTS: &[&str] = &[
    "record",
    "name",
    "native name",
    "alias",
    "country",
    "type",
    "medium",
    "homepage",
    "complete hosts",
    "kind",
    "role",
    "attributed to",
    "class",
    "rating",
    "holder",
    "end",
    "listing",
    "key",
    "report",
    "site",
];

/// One fact that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    /// What kind of record.
    pub record: Record,
    /// Its id.
    pub id: String,
    /// Its name, the new one if it has changed.
    pub name: String,
    /// Which fact, one of [`FACTS`].
    pub what: &'static str,
    /// The fact before; `None` if it is new.
    pub before: Option<String>,
    /// The fact now; `None` if it is gone.
    pub now: Option<String>,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let record = match self.record {
            Record::Outlet => "outlet",
            Record::Entity => "entity",
            Record::Operation => "operation",
        };
        write!(f, "{record} {} ({}): ", self.id, self.name)?;
        match (&self.before, &self.now) {
            (None, Some(now)) if self.what == "record" => write!(f, "added: {now}"),
            (Some(before), None) if self.what == "record" => write!(f, "removed: {before}"),
            (None, Some(now)) => write!(f, "{} added: {now}", self.what),
            (Some(before), None) => write!(f, "{} removed: {before}", self.what),
            (before, now) => write!(
                f,
                "{}: {} → {}",
                self.what,
                before.as_deref().unwrap_or("none"),
                now.as_deref().unwrap_or("none")
            ),
        }
    }
}

/// Everything that changed, sorted by record; empty if the two say the same.
pub fn diff(before: &Dataset, now: &Dataset) -> Vec<Change> {
    let (old, new) = (Facts::of(before), Facts::of(now));
    let mut changes = Vec::new();
    let ids: BTreeSet<_> = old.records.keys().chain(new.records.keys()).collect();
    for key in ids {
        let (record, id) = key;
        let mut say = |name: &str, what, before: Option<String>, now: Option<String>| {
            changes.push(Change {
                record: *record,
                id: id.clone(),
                name: name.to_owned(),
                what,
                before,
                now,
            });
        };
        match (old.records.get(key), new.records.get(key)) {
            (Some(gone), None) => say(&gone.name, "record", Some(gone.name.clone()), None),
            (None, Some(added)) => say(&added.name, "record", None, Some(added.name.clone())),
            (Some(was), Some(is)) => {
                for (what, value) in &was.single {
                    let other = is.single.get(what);
                    if other != Some(value) {
                        say(&is.name, what, value.clone(), other.cloned().flatten());
                    }
                }
                for (what, values) in &was.several {
                    let empty = BTreeSet::new();
                    let others = is.several.get(what).unwrap_or(&empty);
                    for value in values.difference(others) {
                        say(&is.name, what, Some(value.clone()), None);
                    }
                    for value in others.difference(values) {
                        say(&is.name, what, None, Some(value.clone()));
                    }
                }
            }
            (None, None) => {}
        }
    }
    moved(&mut changes);
    changes.sort();
    changes
}

/// A key that one record lost and another one won has moved: said once, on the record that has it now. What is said of a
/// key of the same record has changed.
fn moved(changes: &mut Vec<Change>) {
    let shown = |change: &Change| {
        let record = match change.record {
            Record::Outlet => "outlet",
            Record::Entity => "entity",
            Record::Operation => "operation",
        };
        format!("{record} {}", change.id)
    };
    let of_key = |change: &&Change| change.what == "key" || change.what == "site";
    let lost: BTreeMap<String, (String, String)> = changes
        .iter()
        .filter(of_key)
        .filter_map(|change| {
            let before = change.before.as_ref()?;
            Some((place(before).to_owned(), (shown(change), before.clone())))
        })
        .collect();
    let won: BTreeSet<String> = changes
        .iter()
        .filter(of_key)
        .filter_map(|change| Some(place(change.now.as_ref()?).to_owned()))
        .collect();
    changes.retain(|change| {
        let gone = change.before.as_ref().filter(|_| of_key(&change) && change.now.is_none());
        !gone.is_some_and(|key| won.contains(place(key)))
    });
    for change in changes.iter_mut().filter(|change| of_key(&&**change) && change.before.is_none()) {
        let from = change.now.as_ref().and_then(|key| lost.get(place(key)));
        change.before =
            from.map(
                |(record, before)| {
                    if *record == shown(change) { before.clone() } else { format!("of {record}") }
                },
            );
    }
}

/// The key itself, without what was found about a site.
fn place(key: &str) -> &str {
    key.split(", ").next().unwrap_or(key)
}

/// What a dataset says, in words that can be compared.
struct Facts {
    records: BTreeMap<(Record, String), Said>,
}

/// What is said of one record: facts it has one of, and facts it has several of.
#[derive(Default)]
struct Said {
    name: String,
    single: BTreeMap<&'static str, Option<String>>,
    several: BTreeMap<&'static str, BTreeSet<String>>,
}

impl Said {
    fn one(&mut self, what: &'static str, value: Option<String>) {
        self.single.insert(what, value);
    }

    fn many(&mut self, what: &'static str, values: impl IntoIterator<Item = String>) {
        self.several.entry(what).or_default().extend(values);
    }
}

impl Facts {
    fn of(dataset: &Dataset) -> Self {
        let mut facts = Self { records: BTreeMap::new() };
        let mut outlets = BTreeMap::new();
        for (ordinal, outlet) in dataset.outlets() {
            outlets.insert(ordinal, outlet.id.clone());
            let said = about_outlet(dataset, &outlet);
            facts.records.insert((Record::Outlet, outlet.id), said);
        }
        for (_, entity) in dataset.entities() {
            let said = about_entity(dataset, &entity);
            facts.records.insert((Record::Entity, entity.id), said);
        }
        let mut operations = BTreeMap::new();
        let mut investigators: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        for (ordinal, operation) in dataset.records::<Operation>(Section::Operations) {
            operations.insert(ordinal, operation.id.clone());
            let named = operation.reports.iter().map(|report| report.investigator.clone());
            investigators.insert(ordinal, named.collect());
            let mut said = Said { name: operation.name.clone(), ..Said::default() };
            said.one("name", Some(operation.name));
            said.one("attributed to", operation.attributed_to);
            said.many("site", []);
            said.many(
                "report",
                operation.reports.into_iter().map(|report| match report.date {
                    Some(date) => format!("{}, {date}", report.investigator),
                    None => report.investigator,
                }),
            );
            facts.records.insert((Record::Operation, operation.id), said);
        }
        for key in dataset.keys() {
            let (record, id, what, value) = match key.subject {
                Subject::Outlet(ordinal) => (Record::Outlet, outlets.get(&ordinal), "key", text(&key)),
                Subject::Site(ordinal) => {
                    let Some(site) = dataset.site(ordinal) else { continue };
                    let imitated = site.imitates_outlet.and_then(|outlet| outlets.get(&outlet).cloned());
                    let imitates =
                        imitated.or(site.imitates).map(|name| format!(" of {name}")).unwrap_or_default();
                    // Whether it is called an impersonation hangs on who named it.
                    let named_by: BTreeSet<&str> = site
                        .reports
                        .iter()
                        .filter_map(|&index| investigators.get(&site.operation)?.get(index as usize))
                        .map(String::as_str)
                        .collect();
                    let named_by = Vec::from_iter(named_by).join(", ");
                    let value = format!("{}, {}{imitates}, named by {named_by}", text(&key), site.kind.id());
                    (Record::Operation, operations.get(&site.operation), "site", value)
                }
            };
            if let Some(said) = id.and_then(|id| facts.records.get_mut(&(record, id.clone()))) {
                said.many(what, [value]);
            }
        }
        facts
    }
}

fn about_outlet(dataset: &Dataset, outlet: &Outlet) -> Said {
    let mut said = Said { name: outlet.name.clone(), ..Said::default() };
    said.one("name", Some(outlet.name.clone()));
    said.one("native name", outlet.native_name.clone());
    said.one("country", Some(outlet.country.clone()));
    said.one("type", Some(outlet.kind.id().to_owned()));
    said.one("medium", outlet.medium.map(|medium| medium.id().to_owned()));
    said.one("homepage", outlet.homepage.clone());
    said.one("end", outlet.end.as_ref().map(ending));
    said.one("complete hosts", Some(if outlet.complete_hosts { "yes" } else { "no" }.to_owned()));
    said.many("alias", outlet.aliases.iter().cloned());
    said.many("class", classes::outlet_classes(dataset, outlet).iter().map(|class| class.id().to_owned()));
    said.many("holder", outlet.stakes.iter().map(|stake| holding(dataset, stake)));
    said.many("listing", outlet.listings.iter().map(|listing| listed(dataset, listing)));
    said.many(
        "rating",
        outlet.ratings.iter().map(|rating| {
            let rater = dataset.rater(rating.rater).map(|rater| rater.name).unwrap_or_default();
            let [funding, governance, editorial] =
                [rating.funding, rating.governance, rating.editorial].map(|answer| answer.id());
            format!(
                "{rater} {}: funding {funding}, governance {governance}, editorial {editorial}",
                rating.year
            )
        }),
    );
    said.many("key", []);
    said
}

fn about_entity(dataset: &Dataset, entity: &Entity) -> Said {
    let mut said = Said { name: entity.name.clone(), ..Said::default() };
    said.one("name", Some(entity.name.clone()));
    said.one("native name", entity.native_name.clone());
    said.one("country", entity.country.clone());
    said.one("kind", Some(entity.kind.id().to_owned()));
    said.one("role", entity.role.clone());
    said.one("end", entity.end.as_ref().map(ending));
    said.many("holder", entity.stakes.iter().map(|stake| holding(dataset, stake)));
    said.many("listing", entity.listings.iter().map(|listing| listed(dataset, listing)));
    said
}

fn ending(end: &End) -> String {
    match end.reason {
        Some(reason) => format!("{}, {}", end.end.id(), reason.id()),
        None => end.end.id().to_owned(),
    }
}

/// "Example Holding owns 60 %, since 2010".
fn holding(dataset: &Dataset, stake: &Stake) -> String {
    let holder = dataset.entity(stake.holder).map(|entity| entity.id).unwrap_or_default();
    let mut text = format!("{holder} {}", stake.relation.id());
    match stake.share {
        Some(Share::Exact(percent)) => text += &format!(" {percent} %"),
        Some(Share::Range(min, max)) => text += &format!(" {min} to {max} %"),
        None => {}
    }
    let directness = Some(stake.directness).filter(|&directness| directness != Directness::Unknown);
    for (word, value) in [
        ("", directness.map(|directness| directness.id().to_owned())),
        ("", stake.interest.map(|interest| interest.id().to_owned())),
        ("since ", stake.since.clone()),
        ("until ", stake.until.clone()),
        ("", stake.note.clone()),
    ] {
        if let Some(value) = value {
            text += &format!(", {word}{value}");
        }
    }
    text
}

/// "sanction by ofac, E.O. 14024, 2024-09-04".
fn listed(dataset: &Dataset, listing: &Listing) -> String {
    let authority = dataset.authority(listing.authority).map(|authority| authority.id).unwrap_or_default();
    let mut text = format!("{} by {authority}, {}", listing.kind.id(), listing.act);
    for (word, value) in [
        ("", &listing.date),
        ("until ", &listing.until),
        ("as ", &listing.listed_as),
        ("for ", &listing.principal),
        ("through ", &listing.agent),
    ] {
        if let Some(value) = value {
            text += &format!(", {word}{value}");
        }
    }
    text
}

fn text(key: &Key) -> String {
    match key.scope {
        Some(crate::dataset::model::Scope::Exact) => format!("{} (alone)", key.text),
        _ => key.text.clone(),
    }
}
