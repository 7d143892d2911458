//! Statements of the Beneficial Ownership Data Standard 0.4, valid under its JSON schema and the further checks of the
//! package libcovebods (`cargo xtask test exports`).
//!
//! * Every body is an entity or person statement. An outlet is a brand, which the standard has no type for: it is a
//!   `legalEntity` of the subtype `other` whose details say so.
//! * All that one body holds in another is one relationship, one interest for each stake. Where a stake names no right,
//!   the interest follows from the relation, and is `unknownInterest` for owning without a share.
//! * How a chain ends is a relationship whose interested party is unspecified, with the reason.
//! * The standard wants full dates: a less precise one stands in the interest's details and is never padded.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::sources;
use crate::dataset::Dataset;
use crate::dataset::model::{
    Directness, End, Entity, EntityKind, Interest, OwnerEnd, Relation, Share, Stake,
};
use crate::source::country;

pub(super) fn write(dataset: &Dataset, out: &mut dyn Write) -> io::Result<()> {
    let mut statements = Vec::new();
    let mut relations = Vec::new();
    for (_, entity) in dataset.entities() {
        let id = format!("imprint-entity-{}", entity.id);
        let (kind, details) = body(&entity);
        statements.push(statement(dataset, &id, &id, kind, details, &[]));
        let trust = entity.kind == EntityKind::Trust;
        relationships(dataset, &id, trust, &entity.stakes, entity.end.as_ref(), &mut relations);
    }
    for (_, outlet) in dataset.outlets() {
        let id = format!("imprint-outlet-{}", outlet.id);
        let mut details = json!({
            "isComponent": false,
            "entityType": {
                "type": "legalEntity",
                "subtype": "other",
                "details": "outlet: a brand that publishes, not necessarily a legal entity of its own"
            },
            "name": outlet.name,
            "jurisdiction": jurisdiction(&outlet.country),
        });
        let names: Vec<_> = outlet.native_name.iter().chain(&outlet.aliases).collect();
        if let Some(details) = details.as_object_mut().filter(|_| !names.is_empty()) {
            details.insert("alternateNames".to_owned(), json!(names));
        }
        if let Some((homepage, details)) = outlet.homepage.as_ref().zip(details.as_object_mut()) {
            details.insert("uri".to_owned(), json!(homepage));
        }
        statements.push(statement(dataset, &id, &id, "entity", details, &[]));
        relationships(dataset, &id, false, &outlet.stakes, outlet.end.as_ref(), &mut relations);
    }
    // What a relationship refers to stands before it.
    statements.extend(relations);
    out.write_all(b"[\n")?;
    for (index, statement) in statements.iter().enumerate() {
        if index > 0 {
            out.write_all(b",\n")?;
        }
        serde_json::to_writer(&mut *out, statement)?;
    }
    out.write_all(b"\n]\n")
}

fn body(entity: &Entity) -> (&'static str, Value) {
    if entity.kind == EntityKind::Person {
        let mut names = vec![json!({"fullName": entity.name})];
        names.extend(entity.native_name.iter().map(|name| json!({"type": "alternative", "fullName": name})));
        return ("person", json!({"isComponent": false, "personType": "knownPerson", "names": names}));
    }
    let entity_type = match entity.kind {
        EntityKind::State => json!({"type": "state"}),
        EntityKind::PublicBody => json!({"type": "stateBody", "subtype": "other", "details": "public body"}),
        EntityKind::Company => json!({"type": "registeredEntity"}),
        EntityKind::Trust => json!({"type": "legalEntity", "subtype": "trust"}),
        kind => json!({"type": "legalEntity", "subtype": "other", "details": kind.id()}),
    };
    let mut details = Map::new();
    details.insert("isComponent".to_owned(), json!(false));
    details.insert("entityType".to_owned(), entity_type);
    details.insert("name".to_owned(), json!(entity.name));
    if let Some(native) = &entity.native_name {
        details.insert("alternateNames".to_owned(), json!([native]));
    }
    if let Some(code) = &entity.country {
        details.insert("jurisdiction".to_owned(), jurisdiction(code));
    }
    ("entity", Value::Object(details))
}

fn jurisdiction(code: &str) -> Value {
    json!({"name": country::name(code).unwrap_or(code), "code": code})
}

/// All relationships of which one record is the subject.
fn relationships(
    dataset: &Dataset,
    id: &str,
    trust: bool,
    stakes: &[Stake],
    end: Option<&End>,
    statements: &mut Vec<Value>,
) {
    let mut by_holder: BTreeMap<u32, Vec<&Stake>> = BTreeMap::new();
    for stake in stakes {
        by_holder.entry(stake.holder).or_default().push(stake);
    }
    for (holder, stakes) in by_holder {
        let Some(holder) = dataset.entity(holder) else { continue };
        let party = format!("imprint-entity-{}", holder.id);
        let interests: Vec<Value> = stakes.iter().map(|stake| interest(stake, trust)).collect();
        let details = json!({
            "isComponent": false,
            "subject": id,
            "interestedParty": party,
            "interests": interests,
        });
        let evidence: Vec<u32> = stakes.iter().flat_map(|stake| stake.evidence.iter().copied()).collect();
        let record = format!("{id}--{}", holder.id);
        statements.push(statement(dataset, &record, id, "relationship", details, &evidence));
    }
    if let Some(end) = end {
        let (reason, description) = match end.end {
            OwnerEnd::NoOwner => ("noBeneficialOwners", "nobody owns it"),
            OwnerEnd::WidelyHeld => {
                ("noBeneficialOwners", "listed on an exchange, without a controlling holder")
            }
            OwnerEnd::Members => {
                ("noBeneficialOwners", "it belongs to its members together, none of whom controls it")
            }
            OwnerEnd::NotSourced => ("informationUnknownToPublisher", "no source has been found"),
            OwnerEnd::NotDisclosed => {
                (end.reason.map_or("unknown", |reason| reason.id()), "the owner is not disclosed")
            }
        };
        let details = json!({
            "isComponent": false,
            "subject": id,
            "interestedParty": {"reason": reason, "description": description},
        });
        statements.push(statement(
            dataset,
            &format!("{id}--end"),
            id,
            "relationship",
            details,
            &end.evidence,
        ));
    }
}

fn interest(stake: &Stake, trust: bool) -> Value {
    let kind = stake.interest.unwrap_or(match stake.relation {
        Relation::Owns if stake.share.is_some() => Interest::Shareholding,
        Relation::Owns => Interest::UnknownInterest,
        Relation::Appoints => Interest::AppointmentOfBoard,
        Relation::Funds | Relation::Operates | Relation::Publishes => Interest::OtherInfluenceOrControl,
    });
    // The standard has these for trusts and nominations alone; a foundation's founder says so in the details.
    let of_arrangements = matches!(kind, Interest::Settlor | Interest::Trustee | Interest::Protector)
        && !trust
        || matches!(kind, Interest::Nominee | Interest::Nominator);
    let written = if of_arrangements { Interest::OtherInfluenceOrControl } else { kind };
    let directness = match stake.directness {
        Directness::Direct => "direct",
        Directness::Indirect => "indirect",
        Directness::Unknown => "unknown",
    };
    let mut interest = Map::new();
    interest.insert("type".to_owned(), json!(written.id()));
    interest.insert("directOrIndirect".to_owned(), json!(directness));
    let mut details = vec![stake.relation.id().to_owned()];
    details.extend(of_arrangements.then(|| kind.id().to_owned()));
    match stake.share {
        Some(Share::Exact(percent)) => {
            interest.insert("share".to_owned(), json!({"exact": percent}));
        }
        Some(Share::Range(min, max)) => {
            interest.insert("share".to_owned(), json!({"minimum": min, "maximum": max}));
        }
        None => {}
    }
    for (field, word, date) in [("startDate", "since", &stake.since), ("endDate", "until", &stake.until)] {
        match date {
            Some(date) if date.len() == 10 => {
                interest.insert(field.to_owned(), json!(date));
            }
            Some(date) => details.push(format!("{word} {date}")),
            None => {}
        }
    }
    details.extend(stake.note.clone());
    interest.insert("details".to_owned(), json!(details.join("; ")));
    Value::Object(interest)
}

/// One statement. Its id is a digest of what it says: the same facts give the same statement.
fn statement(
    dataset: &Dataset,
    record: &str,
    subject: &str,
    kind: &str,
    details: Value,
    evidence: &[u32],
) -> Value {
    let date = &dataset.meta().data_version;
    let mut statement = json!({
        "declarationSubject": subject,
        "recordId": record,
        "recordType": kind,
        "recordStatus": "new",
        "recordDetails": details,
        "statementDate": date,
        "publicationDetails": {
            "publicationDate": date,
            "bodsVersion": "0.4",
            "license": "https://creativecommons.org/licenses/by/4.0/",
            "publisher": {"name": "Imprint"}
        },
    });
    let found = sources(dataset, evidence);
    if let Some(fields) = statement.as_object_mut() {
        let mut further = found.iter().map(|(_, source)| source);
        if let Some(source) = further.next() {
            fields.insert(
                "source".to_owned(),
                json!({
                    "type": ["thirdParty"],
                    "description": source.title,
                    "url": source.url,
                    "retrievedAt": source.retrieved,
                    "assertedBy": [{"name": source.publisher}],
                }),
            );
        }
        // A statement has one source; what else says so is linked.
        let links: Vec<Value> = further
            .map(|source| {
                json!({
                    "statementPointerTarget": "/",
                    "motivation": "linking",
                    "url": source.url,
                    "description": format!("{}, {}", source.publisher, source.title),
                    "creationDate": source.retrieved,
                })
            })
            .collect();
        if !links.is_empty() {
            fields.insert("annotations".to_owned(), json!(links));
        }
        let digest = Sha256::digest(serde_json::to_string(fields).unwrap_or_default());
        let id: String = digest.iter().take(20).map(|byte| format!("{byte:02x}")).collect();
        fields.insert("statementId".to_owned(), json!(id));
    }
    statement
}
