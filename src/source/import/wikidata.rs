//! Wikidata, as SPARQL 1.1 query results in JSON: `{"head": {"vars": […]}, "results": {"bindings": [{variable: {"type",
//! "value"}}]}}`. The variables are those of [`QUERY`]: property ids, with `_P580` and `_P582` for the start and end of a
//! statement, `_P1107` for the proportion and `_rank` for its rank.
//!
//! Wikidata is a lead, seldom a source to show: its own references are what a record should cite.

use std::collections::HashMap;

use serde::Deserialize;

use super::Source;
use super::input::{ImportError, Input, LONGEST_VALUE};
use super::json::Object;
use super::proposal::{Folder, Proof, Proposals, ProposedKey, ProposedStake, key_of};
use crate::dataset::model::{EntityKind, Interest, Relation, Share};
use crate::source::country;
use crate::source::keys::normal_account;

/// The query whose results are read.
pub const QUERY: &str = include_str!("wikidata.rq");

#[derive(Deserialize)]
struct Document {
    head: Head,
    results: Results,
}

#[derive(Deserialize)]
struct Head {
    vars: Vec<String>,
}

#[derive(Deserialize)]
struct Results {
    bindings: Vec<Object<Value>>,
}

#[derive(Deserialize)]
struct Value {
    value: String,
}

/// Property → platform, and what the property's value lacks to be an account as the platform writes it.
const ACCOUNTS: &[(&str, &str, &str)] = &[
    ("P2002", "x", ""),
    ("P2397", "youtube", ""),
    ("P11245", "youtube", "@"),
    ("P2013", "facebook", ""),
    ("P2003", "instagram", ""),
    ("P3789", "telegram", ""),
    ("P7085", "tiktok", ""),
    ("P3185", "vk", ""),
    ("P4033", "mastodon", ""),
    ("P12361", "bluesky", ""),
    ("P11892", "threads", ""),
    ("P4264", "linkedin", ""),
];

/// Property → relation, and the note that says which property it was where the relation says less.
const HOLDERS: &[(&str, Relation, Option<&str>)] = &[
    ("P127", Relation::Owns, None),
    ("P749", Relation::Owns, Some("parent organization")),
    ("P137", Relation::Operates, None),
];

/// What an item is an instance of → what kind of body that is.
const CLASSES: &[(&str, EntityKind)] = &[
    ("Q5", EntityKind::Person),
    ("Q6256", EntityKind::State),
    ("Q3624078", EntityKind::State),
    ("Q327333", EntityKind::PublicBody),
    ("Q4830453", EntityKind::Company),
    ("Q783794", EntityKind::Company),
    ("Q6881511", EntityKind::Company),
    ("Q891723", EntityKind::Company),
    ("Q7278", EntityKind::Party),
    ("Q157031", EntityKind::Foundation),
    ("Q163740", EntityKind::Nonprofit),
    ("Q4539", EntityKind::Cooperative),
];

/// One row, by variable.
struct Row<'r>(&'r Object<Value>);

impl Row<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.value.as_str()).filter(|value| !value.is_empty())
    }

    /// The item's id at the end of its address.
    fn item(&self, name: &str) -> Option<&str> {
        let id = self.get(name)?.rsplit('/').next()?;
        let digits = id.strip_prefix('Q')?;
        (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then_some(id)
    }

    fn deprecated(&self, property: &str) -> bool {
        self.get(&format!("{property}_rank")).is_some_and(|rank| rank.ends_with("DeprecatedRank"))
    }

    /// A point in time, as precise as it was given (11 a day, 10 a month, 9 a year). Without its precision a first of
    /// January may be a mere year, and is read as one.
    fn date(&self, name: &str) -> Option<String> {
        let value = self.get(name)?.trim_start_matches('+');
        let day = value.get(..10).filter(|day| crate::source::check::is_date(day))?;
        let length = match self.get(&format!("{name}_precision")) {
            Some("11") => 10,
            Some("10") => 7,
            Some(_) => 4,
            None if day.ends_with("-01-01") => 4,
            None => 10,
        };
        day.get(..length).map(str::to_owned)
    }
}

pub(super) fn run(sources: &[Source<'_>], proposals: &mut Proposals) -> Result<(), ImportError> {
    for Source { input, text } in sources {
        one(input, text, proposals)?;
    }
    Ok(())
}

fn one(input: &Input<'_>, text: &str, proposals: &mut Proposals) -> Result<(), ImportError> {
    let help = "save the results of the query that --query prints as JSON";
    let document: Document = serde_json::from_str(text).map_err(|error| {
        ImportError::new(input, error.line(), format!("these are no SPARQL results: {error}"), help)
    })?;
    if !document.head.vars.iter().any(|name| name == "item") {
        return Err(ImportError::new(input, None, "the results have no variable `item`", help));
    }
    let rows: Vec<Row<'_>> = document.results.bindings.iter().map(Row).collect();
    if rows.iter().flat_map(|row| row.0.0.values()).any(|value| value.value.len() > LONGEST_VALUE) {
        let message = format!("a value of more than {} KB", LONGEST_VALUE >> 10);
        return Err(ImportError::new(input, None, message, "check that it is the right file"));
    }
    // What has a site or an account is an outlet. A holder is a body, and may itself be asked about.
    let keyed =
        |row: &Row<'_>| row.get("P856").is_some() || ACCOUNTS.iter().any(|(p, ..)| row.get(p).is_some());
    let mut outlets: HashMap<String, String> = HashMap::new();
    let mut bodies: HashMap<String, String> = HashMap::new();
    for row in &rows {
        let Some(item) = row.item("item") else {
            proposals.leave_out("a row without an item", row.get("item").unwrap_or_default());
            continue;
        };
        if keyed(row) && !outlets.contains_key(item) {
            let id = named(row, "item", item, "country", Folder::Outlets, proposals);
            outlets.extend(id.map(|id| (item.to_owned(), id)));
        }
        for (property, ..) in HOLDERS {
            let Some(holder) = row.item(property).filter(|_| !row.deprecated(property)) else { continue };
            if !bodies.contains_key(holder) {
                let id =
                    named(row, property, holder, &format!("{property}_country"), Folder::Entities, proposals);
                bodies.extend(id.map(|id| (holder.to_owned(), id)));
            }
            let Some(body) =
                bodies.get(holder).and_then(|id| proposals.records.get_mut(&(Folder::Entities, id.clone())))
            else {
                continue;
            };
            let class = row.item(&format!("{property}_class"));
            let kind = class
                .and_then(|class| CLASSES.iter().find(|(known, _)| *known == class))
                .map(|(_, kind)| *kind);
            body.entity_kind = body.entity_kind.or(kind);
            if body.entity_kind == Some(EntityKind::Person) {
                body.role.get_or_insert_with(|| "Owner".to_owned());
            }
        }
    }
    for row in &rows {
        let Some(item) = row.item("item") else { continue };
        let proof =
            Proof { locator: item.to_owned(), url: Some(format!("https://www.wikidata.org/wiki/{item}")) };
        if let Some(id) = outlets.get(item) {
            keys(row, id, &proof, proposals);
        }
        let targets = [(Folder::Outlets, outlets.get(item)), (Folder::Entities, bodies.get(item))];
        let about: Vec<_> =
            targets.into_iter().filter_map(|(folder, id)| Some((folder, id?.clone()))).collect();
        for (property, relation, note) in HOLDERS {
            let Some(holder) = row.item(property) else { continue };
            let place = Proof { locator: format!("{item}, {property} {holder}"), ..proof.clone() };
            if row.deprecated(property) {
                proposals.leave_out("a statement that Wikidata marks as deprecated", place.locator);
                continue;
            }
            let Some(holder) = bodies.get(holder) else { continue };
            if about.is_empty() {
                proposals.leave_out("an owner of an item without site and account", place.locator.clone());
            }
            // A proportion is a part of one; some statements give percent.
            let proportion = row.get(&format!("{property}_P1107")).and_then(|text| text.parse::<f64>().ok());
            let percent = proportion.map(|part| if part <= 1.0 { part * 100.0 } else { part });
            for key in &about {
                let Some(proposal) =
                    proposals.records.get_mut(key).filter(|_| key.1 != *holder || key.0 == Folder::Outlets)
                else {
                    continue;
                };
                proposal.stake(ProposedStake {
                    holder: holder.clone(),
                    relation: *relation,
                    interest: note.map(|_| Interest::UnknownInterest),
                    directness: None,
                    share: percent
                        .filter(|p| (0.0..=100.0).contains(p))
                        .map(|p| Share::Exact((p * 1e4).round() / 1e4)),
                    since: row.date(&format!("{property}_P580")),
                    until: row.date(&format!("{property}_P582")),
                    note: note.map(str::to_owned),
                    proof: place.clone(),
                });
            }
        }
    }
    Ok(())
}

/// The proposal of an item, by its label. An item whose label is its own id has none in English.
fn named(
    row: &Row<'_>,
    variable: &str,
    item: &str,
    country_of: &str,
    folder: Folder,
    proposals: &mut Proposals,
) -> Option<String> {
    let label = row.get(&format!("{variable}Label")).filter(|label| *label != item);
    let Some(label) = label else {
        proposals.leave_out("an item without an English label", item);
        return None;
    };
    let code = row.get(country_of).and_then(country::code);
    let (id, proposal) = proposals.record(folder, label, code)?;
    proposal.remark(format!("Wikidata {item}"));
    Some(id)
}

fn keys(row: &Row<'_>, id: &str, proof: &Proof, proposals: &mut Proposals) {
    let mut found = Vec::new();
    let mut refused = Vec::new();
    if let Some(site) = row.get("P856").filter(|_| !row.deprecated("P856")) {
        // A site that was given up may be somebody else's by now.
        if row.get("P856_P582").is_some() {
            proposals.leave_out("a site that has an end", site);
            return;
        }
        match key_of(site, proof) {
            Ok(key) => found.push(key),
            Err(why) => refused.push((format!("an address that is {why}"), site.to_owned())),
        }
    }
    for (property, platform, before) in ACCOUNTS {
        let Some(value) = row.get(property) else { continue };
        let value = if value.starts_with(before) { value.to_owned() } else { format!("{before}{value}") };
        let proof = Proof { locator: format!("{}, {property}", proof.locator), ..proof.clone() };
        match normal_account(&format!("{platform}:{value}")) {
            Some(text) => found.push(ProposedKey { kind: "account", text, proof }),
            None => refused.push((format!("no account of {platform} has this shape"), value)),
        }
    }
    for (why, what) in refused {
        proposals.leave_out(why, what);
    }
    if let Some(outlet) = proposals.records.get_mut(&(Folder::Outlets, id.to_owned())) {
        found.into_iter().for_each(|key| outlet.key(key));
    }
}
