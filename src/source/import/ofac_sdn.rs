//! OFAC's `SDN.CSV`. It is published without a header; its twelve columns are those of OFAC's data specification
//! (`dat_spec.txt`): ent_num, SDN_Name, SDN_Type, Program, Title, Call_Sign, Vess_type, Tonnage, GRT, Vess_flag,
//! Vess_owner, Remarks, with `-0-` for nothing. That each row has this shape is checked, so that another list without
//! a header is not taken for it.

use super::Source;
use super::input::{ImportError, LONGEST_VALUE};
use super::listed::{Listed, Subject, propose, sanction};
use super::proposal::Proposals;

const COLUMNS: usize = 12;

pub(super) fn run(sources: &[Source<'_>], proposals: &mut Proposals) -> Result<(), ImportError> {
    for Source { input, text } in sources {
        let help = "name OFAC's SDN.CSV as it is published";
        // The file ends with the end-of-file character of CP/M, alone in the last row.
        let text = text.trim_end_matches(['\u{1a}', '\n', '\r', ' ']);
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        for record in reader.records() {
            let record = record.map_err(|error| {
                let line = error.position().map(|position| position.line() as usize);
                ImportError::new(input, line, "this is no CSV", help)
            })?;
            let line = record.position().map_or(0, |position| position.line() as usize);
            let field = |index: usize| {
                let text = record.get(index).unwrap_or_default().trim();
                if text == "-0-" { "" } else { text }
            };
            let of_the_list = record.len() == COLUMNS
                && !field(0).is_empty()
                && field(0).bytes().all(|b| b.is_ascii_digit());
            if !of_the_list {
                let message =
                    format!("a row of {} fields, not twelve that begin with a number", record.len());
                return Err(ImportError::new(input, line, message, help));
            }
            if let Some(field) = record.iter().find(|field| field.len() > LONGEST_VALUE) {
                let message = format!("a field of {} KB", field.len() >> 10);
                return Err(ImportError::new(input, line, message, "check the quotation marks before it"));
            }
            let number = format!("SDN {}", field(0));
            let subject = match field(2) {
                "" => Subject::Body,
                "individual" => Subject::Person,
                kind => {
                    proposals.leave_out(format!("a subject of the type `{kind}`"), number);
                    continue;
                }
            };
            let mut listed = Listed::new(subject, number.clone());
            listed.names = vec![name(field(1), subject)];
            for remark in field(11).split(';').map(|remark| remark.trim().trim_end_matches('.')) {
                if let Some(site) = remark.strip_prefix("Website") {
                    listed
                        .sites
                        .extend(site.split([',', ' ']).filter(|site| site.contains('.')).map(str::to_owned));
                } else if let Some(alias) = remark.strip_prefix("a.k.a.") {
                    listed.names.push(alias.trim().trim_matches(['\'', '"']).to_owned());
                }
            }
            // Several programmes stand as `A] [B`.
            let programmes: Vec<&str> =
                field(3).split(['[', ']']).map(str::trim).filter(|p| !p.is_empty()).collect();
            let act = format!(
                "OFAC SDN list, {}",
                if programmes.is_empty() { "no programme".into() } else { programmes.join(", ") }
            );
            listed.listings = vec![sanction("ofac", act, &number)];
            propose(listed, proposals);
        }
    }
    Ok(())
}

/// "DOE, John" is John Doe's entry; bodies are named as they are.
pub(super) fn name(listed: &str, subject: Subject) -> String {
    match listed.split_once(',') {
        Some((last, first)) if subject == Subject::Person => format!("{} {}", first.trim(), last.trim()),
        _ => listed.to_owned(),
    }
}
