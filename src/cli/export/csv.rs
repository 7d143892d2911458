//! One table of all keys and all stakes. Columns:
//!
//! | column | in rows of | what it holds |
//! | --- | --- | --- |
//! | `row` | all | `key` or `stake` |
//! | `record` | all | `outlet`, `entity` or `operation`: what the key leads to, or what is held |
//! | `id`, `name`, `country`, `type` | all | of that record; `type` is an entity's kind |
//! | `classes` | outlets, operations | class ids, parted by spaces |
//! | `key_kind`, `key`, `scope` | key | `host`, `path` or `account`; its text; `subtree` or `exact` |
//! | `holder`, `holder_name`, `holder_country`, `holder_kind` | stake | who holds |
//! | `relation`, `interest`, `directness` | stake | ids of the vocabularies |
//! | `share_min`, `share_max` | stake | percent; equal where the share is exact |
//! | `since`, `until`, `note` | stake | as precise as known |
//! | `sources` | all | how many pieces of evidence |
//! | `publisher`, `title`, `url`, `locator`, `as_of`, `retrieved`, `seen` | all | of the first of them |

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::sources;
use crate::dataset::Dataset;
use crate::dataset::model::{Share, Stake, Subject};
use crate::label::classes;

/// The columns, in order.
pub(super) const COLUMNS: &[&str] = &[
    "row",
    "record",
    "id",
    "name",
    "country",
    "type",
    "classes",
    "key_kind",
    "key",
    "scope",
    "holder",
    "holder_name",
    "holder_country",
    "holder_kind",
    "relation",
    "interest",
    "directness",
    "share_min",
    "share_max",
    "since",
    "until",
    "note",
    "sources",
    "publisher",
    "title",
    "url",
    "locator",
    "as_of",
    "retrieved",
    "seen",
];

/// The record that a row is about.
#[derive(Clone, Default)]
struct About {
    record: &'static str,
    id: String,
    name: String,
    country: String,
    kind: &'static str,
    classes: String,
}

pub(super) fn write(dataset: &Dataset, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(COLUMNS)?;
    let outlets: BTreeMap<u32, About> = dataset
        .outlets()
        .map(|(ordinal, outlet)| {
            let about = About {
                record: "outlet",
                classes: ids(&classes::outlet_classes(dataset, &outlet)),
                id: outlet.id,
                name: outlet.name,
                country: outlet.country,
                kind: outlet.kind.id(),
            };
            (ordinal, about)
        })
        .collect();
    for key in dataset.keys() {
        let about = match key.subject {
            Subject::Outlet(ordinal) => outlets.get(&ordinal).cloned().unwrap_or_default(),
            Subject::Site(ordinal) => match dataset.site(ordinal) {
                Some(site) => match dataset.operation(site.operation) {
                    Some(operation) => About {
                        record: "operation",
                        classes: ids(&classes::site_classes(&operation, &site)),
                        id: operation.id,
                        name: operation.name,
                        ..About::default()
                    },
                    None => continue,
                },
                None => continue,
            },
        };
        let mut row = Row::new("key", &about);
        row.set("key_kind", key.kind.id());
        row.set("key", &key.text);
        row.set("scope", key.scope.map_or("", |scope| scope.id()));
        // What says that a site belongs to an operation stands with its reports.
        let reports = match key.subject {
            Subject::Site(ordinal) => dataset.site(ordinal).map_or_else(Vec::new, |site| {
                let operation = dataset.operation(site.operation);
                let reports = operation.iter().flat_map(|operation| {
                    site.reports.iter().filter_map(|&index| operation.reports.get(index as usize))
                });
                reports.flat_map(|report| report.evidence.clone()).collect()
            }),
            Subject::Outlet(_) => key.evidence,
        };
        row.evidence(dataset, &reports);
        table.write_record(row.fields)?;
    }
    for ((_, outlet), about) in dataset.outlets().zip(outlets.values()) {
        for stake in &outlet.stakes {
            table.write_record(held(dataset, about, stake).fields)?;
        }
    }
    for (_, entity) in dataset.entities() {
        let about = About {
            record: "entity",
            classes: String::new(),
            id: entity.id,
            name: entity.name,
            country: entity.country.unwrap_or_default(),
            kind: entity.kind.id(),
        };
        for stake in &entity.stakes {
            table.write_record(held(dataset, &about, stake).fields)?;
        }
    }
    table.flush()
}

fn ids(classes: &[crate::dataset::model::Class]) -> String {
    classes.iter().map(|class| class.id()).collect::<Vec<_>>().join(" ")
}

fn held(dataset: &Dataset, about: &About, stake: &Stake) -> Row {
    let mut row = Row::new("stake", about);
    if let Some(holder) = dataset.entity(stake.holder) {
        row.set("holder", &holder.id);
        row.set("holder_name", &holder.name);
        row.set("holder_country", holder.country.as_deref().unwrap_or_default());
        row.set("holder_kind", holder.kind.id());
    }
    row.set("relation", stake.relation.id());
    row.set("interest", stake.interest.map_or("", |interest| interest.id()));
    row.set("directness", stake.directness.id());
    if let Some(share) = stake.share {
        let (min, max) = match share {
            Share::Exact(percent) => (percent, percent),
            Share::Range(min, max) => (min, max),
        };
        row.set("share_min", &min.to_string());
        row.set("share_max", &max.to_string());
    }
    row.set("since", stake.since.as_deref().unwrap_or_default());
    row.set("until", stake.until.as_deref().unwrap_or_default());
    row.set("note", stake.note.as_deref().unwrap_or_default());
    row.evidence(dataset, &stake.evidence);
    row
}

/// The fields of one row, by column.
struct Row {
    fields: Vec<String>,
}

impl Row {
    fn new(kind: &str, about: &About) -> Self {
        let mut row = Self { fields: vec![String::new(); COLUMNS.len()] };
        for (column, value) in [
            ("row", kind),
            ("record", about.record),
            ("id", &about.id),
            ("name", &about.name),
            ("country", &about.country),
            ("type", about.kind),
            ("classes", &about.classes),
        ] {
            row.set(column, value);
        }
        row
    }

    fn set(&mut self, column: &str, value: &str) {
        let place = COLUMNS.iter().position(|known| *known == column);
        if let Some(field) = place.and_then(|place| self.fields.get_mut(place)) {
            value.clone_into(field);
        }
    }

    fn evidence(&mut self, dataset: &Dataset, refs: &[u32]) {
        let found = sources(dataset, refs);
        self.set("sources", &found.len().to_string());
        if let Some((evidence, source)) = found.first() {
            self.set("publisher", &source.publisher);
            self.set("title", &source.title);
            self.set("url", &source.url);
            self.set("locator", evidence.locator.as_deref().unwrap_or_default());
            self.set("as_of", source.as_of.as_deref().unwrap_or_default());
            self.set("retrieved", &source.retrieved);
            self.set("seen", source.seen.id());
        }
    }
}
