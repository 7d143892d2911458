//! FollowTheMoney entities, one JSON object a line; schemata and properties of the package followthemoney 4.11, whose
//! validation every export passes (`cargo xtask test exports`).
//!
//! * Bodies are `Company`, `PublicBody`, `Organization` or `Person`. An outlet is a brand and no schema is one: it is a
//!   `LegalEntity`, the widest actor there is, and says so in its summary.
//! * `Ownership` can have a `Company` alone as its asset, for nothing else here is an `Asset`. Owning anything else is an
//!   `UnknownLink` with the role "owns".
//! * Appointing, operating and publishing are `Control` (`appointment`, `management`), votes `Control` (`voting`). Funding is
//!   an `UnknownLink` with the role "funds": a `Payment` would need amounts.
//! * Sanctions, bans, blocks and withdrawn licences are `Sanction`; a registration as agent is a `Representation` of the
//!   principal it names. Register entries are notes.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{address, sources};
use crate::dataset::Dataset;
use crate::dataset::model::{
    Directness, Entity, EntityKind, Interest, Listing, ListingKind, MatchKind, Outlet, Relation, Share,
    Stake, Subject,
};
use crate::label::classes;

#[derive(Serialize)]
struct Line {
    id: String,
    schema: &'static str,
    properties: BTreeMap<&'static str, Vec<String>>,
}

impl Line {
    fn new(id: String, schema: &'static str) -> Self {
        Self { id, schema, properties: BTreeMap::new() }
    }

    fn with(mut self, property: &'static str, value: impl Into<String>) -> Self {
        self.add(property, value);
        self
    }

    fn maybe(self, property: &'static str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.with(property, value),
            None => self,
        }
    }

    fn add(&mut self, property: &'static str, value: impl Into<String>) {
        let values = self.properties.entry(property).or_default();
        let value = value.into();
        if !value.is_empty() && !values.contains(&value) {
            values.push(value);
        }
    }

    /// What says so. The schema has one place for sources on a relation, not one for each value.
    fn evidence(mut self, dataset: &Dataset, refs: &[u32]) -> Self {
        for (_, source) in sources(dataset, refs) {
            self.add("sourceUrl", source.url);
            self.add("publisher", source.publisher);
            self.add("retrievedAt", source.retrieved);
        }
        self
    }
}

pub(super) fn write(dataset: &Dataset, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = Vec::new();
    for (_, entity) in dataset.entities() {
        let id = entity_id(&entity.id);
        let country = entity.country.as_ref().map(|code| code.to_ascii_lowercase());
        let mut line = Line::new(id.clone(), schema(entity.kind))
            .with("name", &entity.name)
            .maybe("name", entity.native_name.as_ref())
            .maybe("country", country.filter(|code| code != "eu" || entity.kind != EntityKind::Person))
            .maybe(
                if entity.kind == EntityKind::Person { "position" } else { "notes" },
                entity.role.as_ref(),
            );
        if let Some(topic) = topic(entity.kind) {
            line.add("topics", topic);
        }
        held(dataset, &id, Some(&entity), &entity.stakes, &mut lines);
        listed(dataset, &id, &entity.listings, &mut line, &mut lines);
        lines.push(line);
    }
    let mut outlets = BTreeMap::new();
    for (ordinal, outlet) in dataset.outlets() {
        let id = outlet_id(&outlet.id);
        let mut line = outlet_line(dataset, &outlet, &id);
        held(dataset, &id, None, &outlet.stakes, &mut lines);
        listed(dataset, &id, &outlet.listings, &mut line, &mut lines);
        outlets.insert(ordinal, line);
    }
    for key in dataset.keys() {
        let Subject::Outlet(ordinal) = key.subject else { continue };
        let Some(outlet) = outlets.get_mut(&ordinal) else { continue };
        match (key.kind, key.text.split_once(':')) {
            (MatchKind::Account, Some((platform, name))) => lines.push(
                Line::new(hashed("account", &[&key.text]), "UserAccount")
                    .with("owner", &outlet.id)
                    .with("service", platform)
                    .with("username", name)
                    .evidence(dataset, &key.evidence),
            ),
            _ => outlet.add("website", address(&key.text)),
        }
    }
    lines.extend(outlets.into_values());
    // One entity a line, sorted by id: two exports differ where the facts do.
    lines.sort_by(|a, b| a.id.cmp(&b.id));
    lines.dedup_by(|a, b| a.id == b.id);
    for line in lines {
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn outlet_line(dataset: &Dataset, outlet: &Outlet, id: &str) -> Line {
    let mut line = Line::new(id.to_owned(), "LegalEntity")
        .with("name", &outlet.name)
        .maybe("name", outlet.native_name.as_ref())
        .with("country", outlet.country.to_ascii_lowercase())
        .with("summary", "An outlet: a brand that publishes, not necessarily a legal entity of its own")
        .with("classification", outlet.kind.id());
    for alias in &outlet.aliases {
        line.add("alias", alias);
    }
    for class in classes::outlet_classes(dataset, outlet) {
        line.add("keywords", class.id());
    }
    line
}

fn entity_id(id: &str) -> String {
    format!("imprint-entity-{id}")
}

fn outlet_id(id: &str) -> String {
    format!("imprint-outlet-{id}")
}

/// An id for what has no name of its own: the same facts give the same id.
fn hashed(kind: &str, parts: &[&str]) -> String {
    let digest = Sha256::digest(parts.join("\u{1f}"));
    let hex: String = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    format!("imprint-{kind}-{hex}")
}

fn schema(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Company => "Company",
        EntityKind::State | EntityKind::PublicBody => "PublicBody",
        EntityKind::Person => "Person",
        EntityKind::Party
        | EntityKind::Foundation
        | EntityKind::Nonprofit
        | EntityKind::Cooperative
        | EntityKind::ReligiousBody => "Organization",
        // A trust and a family need not be incorporated.
        EntityKind::Trust | EntityKind::Family => "LegalEntity",
    }
}

fn topic(kind: EntityKind) -> Option<&'static str> {
    match kind {
        EntityKind::State | EntityKind::PublicBody => Some("gov"),
        EntityKind::Party => Some("pol.party"),
        EntityKind::ReligiousBody => Some("gov.religion"),
        _ => None,
    }
}

fn held(dataset: &Dataset, id: &str, entity: Option<&Entity>, stakes: &[Stake], lines: &mut Vec<Line>) {
    for stake in stakes {
        let Some(holder) = dataset.entity(stake.holder) else { continue };
        let asset = entity.is_some_and(|entity| schema(entity.kind) == "Company");
        let (schema, from, to) = match (stake.relation, stake.interest) {
            (Relation::Owns, Some(Interest::VotingRights)) => ("Control", "controller", "controlled"),
            (Relation::Owns, _) if asset => ("Ownership", "owner", "asset"),
            (Relation::Owns | Relation::Funds, _) => ("UnknownLink", "subject", "object"),
            (Relation::Appoints | Relation::Operates | Relation::Publishes, _) => {
                ("Control", "controller", "controlled")
            }
        };
        let holder = entity_id(&holder.id);
        let since = stake.since.as_deref().unwrap_or_default();
        let own = hashed(
            "stake",
            &[&holder, id, stake.relation.id(), since, stake.note.as_deref().unwrap_or_default()],
        );
        let mut line = Line::new(own, schema)
            .with(from, holder)
            .with(to, id)
            .with("role", stake.relation.id())
            .maybe("startDate", stake.since.as_ref())
            .maybe("endDate", stake.until.as_ref())
            .maybe("summary", stake.note.as_ref())
            .evidence(dataset, &stake.evidence);
        match schema {
            "Ownership" => {
                match stake.share {
                    Some(Share::Exact(percent)) => line.add("percentage", percent.to_string()),
                    Some(Share::Range(min, max)) => line.add("percentage", format!("{min}-{max}")),
                    None => {}
                }
                if stake.directness != Directness::Unknown {
                    line.add("ownershipType", stake.directness.id());
                }
            }
            "Control" => {
                let kind = match (stake.relation, stake.interest) {
                    (_, Some(Interest::VotingRights)) => "voting",
                    (Relation::Appoints, _) => "appointment",
                    _ => "management",
                };
                line.add("controlType", kind);
            }
            _ => {}
        }
        lines.push(line);
    }
}

fn listed(dataset: &Dataset, id: &str, listings: &[Listing], own: &mut Line, lines: &mut Vec<Line>) {
    for listing in listings {
        let Some(authority) = dataset.authority(listing.authority) else { continue };
        let date = listing.date.as_deref().unwrap_or_default();
        let principal = listing.principal.as_deref().unwrap_or_default();
        let parts = [id, listing.kind.id(), &authority.id, &listing.act, date, principal];
        match listing.kind {
            ListingKind::Sanction
            | ListingKind::BroadcastBan
            | ListingKind::Block
            | ListingKind::LicenceRevoked => {
                lines.push(
                    Line::new(hashed("listing", &parts), "Sanction")
                        .with("entity", id)
                        .with("authority", &authority.name)
                        .with("country", authority.country.to_ascii_lowercase())
                        .with("program", &listing.act)
                        .with("provisions", listing.kind.id())
                        .maybe("startDate", listing.date.as_ref())
                        .maybe("endDate", listing.until.as_ref())
                        .maybe("summary", listing.listed_as.as_ref().map(|name| format!("Listed as {name}")))
                        .evidence(dataset, &listing.evidence),
                );
            }
            ListingKind::ForeignAgent if !principal.is_empty() => {
                let client = hashed("principal", &[principal]);
                lines.push(Line::new(client.clone(), "LegalEntity").with("name", principal));
                lines.push(
                    Line::new(hashed("listing", &parts), "Representation")
                        .with("agent", id)
                        .with("client", client)
                        .with("role", "foreign agent")
                        .with("summary", format!("{}: {}", authority.name, listing.act))
                        .maybe("startDate", listing.date.as_ref())
                        .maybe("endDate", listing.until.as_ref())
                        .evidence(dataset, &listing.evidence),
                );
            }
            // Derived from somebody's registration, which is written where it stands.
            ListingKind::RegisteredAgent => {}
            ListingKind::ForeignAgent | ListingKind::Register => {
                let when = listing.date.as_ref().map(|date| format!(", {date}")).unwrap_or_default();
                own.add("notes", format!("{}: {}, {}{when}", listing.kind.id(), authority.name, listing.act));
            }
        }
    }
}
