//! FARA's bulk data (efile.fara.gov/bulk): `FARA_All_Registrants` and `FARA_All_ForeignPrincipals`, as CSV or as XML of
//! `ROW` elements. The two differ in how they write the names of fields (`Foreign Principal`, `Foreign_principal`), and
//! both come in ISO-8859-1.
//!
//! A registration stands on the registrant's record; the principal is named as the register writes it.

use std::collections::HashMap;

use super::Source;
use super::input::{ImportError, Input, slashed_date};
use super::proposal::{Folder, Proof, Proposals, ProposedListing};
use super::table::{Table, plain};
use super::xml::records;
use crate::dataset::model::ListingKind;
use crate::source::country;

/// The fields used, by all their names.
const NUMBER: &[&str] = &["Registration Number"];
const REGISTERED: &[&str] = &["Registration Date"];
const TERMINATED: &[&str] = &["Termination Date"];
const NAME: &[&str] = &["Name"];
const REGISTRANT: &[&str] = &["Registrant Name"];
const PRINCIPAL: &[&str] = &["Foreign Principal"];
const PRINCIPAL_SINCE: &[&str] = &["Foreign Principal Registration Date", "FP_registration_date"];
const PRINCIPAL_UNTIL: &[&str] = &["Foreign Principal Termination Date", "FP_termination_date"];
const COUNTRY: &[&str] = &["Country/Location Represented", "Country_location_represented"];

pub(super) fn run(sources: &[Source<'_>], proposals: &mut Proposals) -> Result<(), ImportError> {
    for Source { input, text } in sources {
        if text.trim_start().starts_with('<') {
            xml(input, text, proposals)?
        } else {
            table(input, text, proposals)?
        }
    }
    Ok(())
}

fn table(input: &Input<'_>, text: &str, proposals: &mut Proposals) -> Result<(), ImportError> {
    // Both tables have a number; what else they must have tells them apart.
    let principals = Table::read(input, text, b',', &[NUMBER, REGISTRANT, PRINCIPAL]);
    let table = match principals {
        Ok(table) => table,
        Err(_) => Table::read(input, text, b',', &[NUMBER, NAME, REGISTERED])?,
    };
    for line in &table.shifted {
        proposals.leave_out("a row with another number of columns than the header", format!("line {line}"));
    }
    for row in table.rows() {
        one(&|names| row.get(names).to_owned(), &format!("line {}", row.line), proposals);
    }
    Ok(())
}

fn xml(input: &Input<'_>, text: &str, proposals: &mut Proposals) -> Result<(), ImportError> {
    let mut rows = 0;
    // Nothing but the rows is documented; whatever holds them will do.
    records(input, text, &[], &["ROW"], |row| {
        rows += 1;
        let fields: HashMap<String, &str> = row.fields().map(|(name, text)| (plain(name), text)).collect();
        let get = |names: &[&str]| {
            names
                .iter()
                .find_map(|name| fields.get(&plain(name)))
                .map(|text| text.trim().to_owned())
                .unwrap_or_default()
        };
        one(&get, &format!("row {rows}"), proposals);
    })?;
    if rows == 0 {
        return Err(ImportError::new(input, None, "no <ROW> in the document", "name a bulk file of FARA"));
    }
    Ok(())
}

/// One row of either table.
fn one(get: &dyn Fn(&[&str]) -> String, place: &str, proposals: &mut Proposals) {
    let number = get(NUMBER);
    // An unescaped quotation mark moves the columns without changing their number.
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
        return proposals.leave_out("a row without a registration number", place);
    }
    let principal = get(PRINCIPAL);
    let (name, date, until) = if principal.is_empty() {
        (get(NAME), get(REGISTERED), get(TERMINATED))
    } else {
        (get(REGISTRANT), get(PRINCIPAL_SINCE), get(PRINCIPAL_UNTIL))
    };
    let read = |text: &str| slashed_date(text, false).or_else(|| super::input::iso_date(text));
    // The register gives an address in the United States for agents from everywhere; it is no country.
    let Some((_, agent)) = proposals.record(Folder::Entities, &name, None) else { return };
    agent.listing(ProposedListing {
        kind: ListingKind::ForeignAgent,
        authority: "us-doj-fara",
        act: format!("Foreign Agents Registration Act, registration {number}"),
        listed_as: Some(name),
        date: read(&date),
        until: read(&until),
        principal: (!principal.is_empty()).then(|| principal.clone()),
        proof: Proof::at(format!("registration {number}")),
    });
    if !principal.is_empty() {
        // Registers name countries that are no more; the name stays readable either way.
        let of = get(COUNTRY);
        let code = country::by_name(&of).map(|code| format!(" ({code})")).unwrap_or_default();
        agent.remark(format!("Principal: {principal}, {of}{code}"));
    }
}
