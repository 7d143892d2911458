//! FollowTheMoney entities, one JSON object a line: `{"id", "schema", "properties": {name: [text, …]}}`. Relations are
//! entities too (`Ownership`, `Control`, `Sanction`), and name their ends by id. Schemata and properties are those of
//! the package followthemoney 4.11.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::Source;
use super::input::{ImportError, LONGEST_VALUE, iso_date};
use super::json::Object;
use super::listed::sanction;
use super::proposal::{Folder, Proof, Proposals, ProposedStake, key_of, share};
use crate::dataset::model::{Directness, EntityKind, Interest, Relation};
use crate::source::country;

#[derive(Deserialize)]
struct Entity {
    id: String,
    schema: String,
    #[serde(default)]
    properties: Object<Vec<String>>,
}

impl Entity {
    fn all(&self, name: &str) -> &[String] {
        self.properties.get(name).map_or(&[], Vec::as_slice)
    }

    fn first(&self, name: &str) -> Option<&str> {
        self.all(name).first().map(String::as_str)
    }
}

/// Who is behind an act, by words of its name.
const AUTHORITIES: &[(&str, &str)] = &[
    ("Office of Foreign Assets Control", "ofac"),
    ("OFAC", "ofac"),
    ("Council of the European Union", "eu"),
    ("European External Action Service", "eu"),
    ("European Commission", "eu"),
    ("Foreign, Commonwealth", "uk-fcdo"),
];

pub(super) fn run(sources: &[Source<'_>], proposals: &mut Proposals) -> Result<(), ImportError> {
    for Source { input, text } in sources {
        let mut bodies: BTreeMap<String, Entity> = BTreeMap::new();
        let mut relations = Vec::new();
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            let help = "one FollowTheMoney entity a line";
            let entity: Entity = serde_json::from_str(line).map_err(|error| {
                ImportError::new(input, number, format!("this is no entity: {error}"), help)
            })?;
            let mut values = entity.properties.0.values().flatten().map(String::len);
            if values.any(|length| length > LONGEST_VALUE) {
                let message = format!("a value of more than {} KB", LONGEST_VALUE >> 10);
                return Err(ImportError::new(input, number, message, "check that it is the right file"));
            }
            match entity.schema.as_str() {
                "Company" | "Organization" | "PublicBody" | "LegalEntity" | "Person" => {
                    if bodies.contains_key(&entity.id) {
                        let message = format!("the id `{}` stands twice", entity.id);
                        return Err(ImportError::new(
                            input,
                            number,
                            message,
                            "merge the statements of one entity first",
                        ));
                    }
                    bodies.insert(entity.id.clone(), entity);
                }
                "Ownership" | "Control" | "Sanction" => relations.push(entity),
                schema => proposals.leave_out(format!("entities of the schema {schema}"), entity.id),
            }
        }
        if bodies.is_empty() {
            let message = "no company, organization, public body or person in the file";
            return Err(ImportError::new(input, None, message, "name a file of FollowTheMoney entities"));
        }
        let ids = propose(&bodies, proposals);
        for relation in &relations {
            match relation.schema.as_str() {
                "Sanction" => listing(relation, &ids, proposals),
                _ => stake(relation, &ids, proposals),
            }
        }
    }
    Ok(())
}

/// Their ids → the ids of the proposals.
fn propose(bodies: &BTreeMap<String, Entity>, proposals: &mut Proposals) -> HashMap<String, String> {
    let mut ids = HashMap::new();
    for (id, body) in bodies {
        let Some(name) = body.first("name") else {
            proposals.leave_out("an entity without a name", id);
            continue;
        };
        let countries = ["mainCountry", "jurisdiction", "country", "nationality"];
        let code =
            countries.iter().find_map(|property| country::code(&body.first(property)?.to_ascii_uppercase()));
        let Some((own, proposal)) = proposals.record(Folder::Entities, name, code) else { continue };
        proposal.entity_kind = match body.schema.as_str() {
            "Company" => Some(EntityKind::Company),
            "PublicBody" => Some(EntityKind::PublicBody),
            "Person" => Some(EntityKind::Person),
            // An organization that cannot be owned may be a foundation, a party or a church.
            _ => proposal.entity_kind,
        };
        if body.schema == "Person" {
            let role = body.first("position").unwrap_or("Owner").to_owned();
            proposal.role.get_or_insert(role);
        }
        for alias in body.all("name").iter().skip(1).chain(body.all("alias")) {
            proposal.alias(alias);
        }
        for site in body.all("website") {
            let host = key_of(site, &Proof::default()).ok().filter(|key| key.kind == "host");
            if let Some(key) = host.filter(|key| !proposal.hosts.contains(&key.text)) {
                proposal.hosts.push(key.text);
            }
        }
        ids.insert(id.clone(), own);
    }
    ids
}

fn stake(relation: &Entity, ids: &HashMap<String, String>, proposals: &mut Proposals) {
    let ownership = relation.schema == "Ownership";
    let (from, to) = if ownership { ("owner", "asset") } else { ("controller", "controlled") };
    let end = |name: &str| relation.first(name).and_then(|id| ids.get(id));
    let (Some(holder), Some(held)) = (end(from), end(to)) else {
        return proposals.leave_out("a relation whose ends are not in the file", &relation.id);
    };
    let (relation_kind, interest) = if ownership {
        (Relation::Owns, None)
    } else {
        match relation.first("controlType") {
            Some("voting") => (Relation::Owns, Some(Interest::VotingRights)),
            Some("appointment") => (Relation::Appoints, Some(Interest::AppointmentOfBoard)),
            Some("management") => (Relation::Operates, Some(Interest::SeniorManagingOfficial)),
            Some("contractual") => (Relation::Operates, Some(Interest::RightsGrantedByContract)),
            other => {
                let why = format!("control of the type `{}`", other.unwrap_or("none"));
                return proposals.leave_out(why, &relation.id);
            }
        }
    };
    let directness = match relation.first("ownershipType").or(relation.first("controlType")) {
        Some("direct") => Some(Directness::Direct),
        Some("indirect" | "ultimate") => Some(Directness::Indirect),
        _ => None,
    };
    let stake = ProposedStake {
        holder: holder.clone(),
        relation: relation_kind,
        interest,
        directness,
        share: relation.first("percentage").and_then(share),
        since: relation.first("startDate").and_then(iso_date),
        until: relation.first("endDate").and_then(iso_date),
        note: None,
        proof: proof(relation),
    };
    if let Some(proposal) = proposals.records.get_mut(&(Folder::Entities, held.clone())) {
        proposal.stake(stake);
    }
}

fn listing(relation: &Entity, ids: &HashMap<String, String>, proposals: &mut Proposals) {
    let Some(subject) = relation.first("entity").and_then(|id| ids.get(id)) else {
        return proposals.leave_out("a sanction whose subject is not in the file", &relation.id);
    };
    let by = relation.first("authority").unwrap_or("nobody");
    let Some((_, authority)) = AUTHORITIES.iter().find(|(words, _)| by.contains(words)) else {
        return proposals
            .leave_out(format!("a sanction by an authority without an id here: {by}"), &relation.id);
    };
    let act = relation.first("program").or(relation.first("reason")).unwrap_or("no act named");
    let mut listing = sanction(authority, act.to_owned(), "");
    listing.date = relation.first("startDate").or(relation.first("listingDate")).and_then(iso_date);
    listing.until = relation.first("endDate").and_then(iso_date);
    listing.proof = proof(relation);
    if let Some(proposal) = proposals.records.get_mut(&(Folder::Entities, subject.clone())) {
        listing.listed_as = Some(proposal.name.clone());
        proposal.listing(listing);
    }
}

fn proof(relation: &Entity) -> Proof {
    let url =
        relation.first("sourceUrl").and_then(crate::link::Link::parse).map(|link| link.as_str().to_owned());
    Proof { locator: relation.id.clone(), url }
}
