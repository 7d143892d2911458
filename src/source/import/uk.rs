//! The UK sanctions list, CSV: a line with the date of the report, then a header. One designation has several rows, one
//! for each of its names and addresses; its columns `Name 6` and `Name 1` to `Name 5` are parts of one name.

use std::collections::BTreeMap;

use super::Source;
use super::input::{ImportError, slashed_date};
use super::listed::{Listed, Subject, propose, sanction};
use super::proposal::Proposals;
use super::table::{Row, Table};
use crate::source::country;

pub(super) fn run(sources: &[Source<'_>], proposals: &mut Proposals) -> Result<(), ImportError> {
    for Source { input, text } in sources {
        let required: &[&[&str]] =
            &[&["Unique ID"], &["Name 6"], &["Name type"], &["Regime Name"], &["Designation Type"]];
        let table = Table::read(input, text, b',', required)?;
        for line in &table.shifted {
            proposals
                .leave_out("a row with another number of columns than the header", format!("line {line}"));
        }
        let mut designations: BTreeMap<String, Listed> = BTreeMap::new();
        for row in table.rows() {
            let number = row.get(&["Unique ID"]);
            let subject = match row.get(&["Designation Type"]).to_ascii_lowercase().as_str() {
                "entity" => Subject::Body,
                "individual" => Subject::Person,
                kind => {
                    proposals.leave_out(format!("a subject of the type `{kind}`"), number);
                    continue;
                }
            };
            let listed = designations
                .entry(number.to_owned())
                .or_insert_with(|| Listed::new(subject, number.to_owned()));
            add(listed, &row);
        }
        for (_, listed) in designations {
            propose(listed, proposals);
        }
    }
    Ok(())
}

fn add(listed: &mut Listed, row: &Row<'_>) {
    let first = ["Name 1", "Name 2", "Name 3", "Name 4", "Name 5"].map(|part| row.get(&[part]));
    let parts: Vec<&str> =
        first.into_iter().chain([row.get(&["Name 6"])]).filter(|part| !part.is_empty()).collect();
    let name = parts.join(" ");
    let primary = row.get(&["Name type"]).to_ascii_lowercase().starts_with("primary name");
    if !name.is_empty() && !listed.names.contains(&name) {
        let at = if primary { 0 } else { listed.names.len() };
        listed.names.insert(at, name);
    }
    let native = row.get(&["Name non-latin script"]);
    if !native.is_empty() && !listed.names.iter().any(|known| known == native) {
        listed.names.push(native.to_owned());
    }
    if listed.country.is_none() {
        listed.country = country::by_name(row.get(&["Address Country"]));
    }
    let sites = row.get(&["Website"]).split([',', ';', ' ', '|']).map(str::trim);
    listed.sites.extend(sites.filter(|site| site.contains('.')).map(str::to_owned));
    // Several parents stand as `(1) A (2) B`, which no rule can part safely; one is one.
    let parent = row.get(&["Parent company"]);
    let one = !parent.is_empty() && !parent.contains(['(', ';', '|']);
    if one && !listed.parents.iter().any(|(known, _)| known == parent) {
        listed.parents.push((parent.to_owned(), "parent company"));
    }
    let mut listing = sanction("uk-fcdo", row.get(&["Regime Name"]).to_owned(), &listed.number);
    listing.date = slashed_date(row.get(&["Date Designated"]), true);
    if listed.listings.is_empty() {
        listed.listings.push(listing);
    }
}
