//! OFAC's `sdn_advanced.xml`: words stand once in `ReferenceValueSets` and are referred to by number; subjects are
//! `DistinctParty/Profile/Identity/Alias`; what lists them is in `SanctionsEntries`, who owns whom in
//! `ProfileRelationships`. Names as in OFAC's notes on the format and opensanctions/opensanctions
//! (`datasets/us/ofac/ofac_advanced.py`).
//!
//! The document is read as a stream, a record at a time: the real one has more than 100 MB.

use std::collections::{BTreeMap, HashMap};

use super::Source;
use super::input::{ImportError, Input};
use super::listed::{Listed, Subject, propose, sanction};
use super::proposal::{Proposals, ProposedListing};
use super::xml::{Element, records};
use crate::source::country;

/// The relation that says who owns whom.
const OWNED_BY: &str = "Owned or Controlled By";

#[derive(Default)]
struct Document {
    /// Set and number → word.
    words: HashMap<(String, String), String>,
    /// Location → country.
    locations: HashMap<String, &'static str>,
    /// Profile → subject, in the order of the numbers.
    parties: BTreeMap<u64, Listed>,
    /// Profile → listings.
    entries: HashMap<u64, Vec<ProposedListing>>,
    /// Owned profile, owning profile.
    owners: Vec<(u64, u64)>,
}

const REFERENCE: &[&str] = &[
    "PartySubType",
    "PartyType",
    "AliasType",
    "FeatureType",
    "Country",
    "AreaCode",
    "LegalBasis",
    "List",
    "RelationType",
];

pub(super) fn run(sources: &[Source<'_>], proposals: &mut Proposals) -> Result<(), ImportError> {
    for Source { input, text } in sources {
        one(input, text, proposals)?;
    }
    Ok(())
}

fn one(input: &Input<'_>, text: &str, proposals: &mut Proposals) -> Result<(), ImportError> {
    let mut document = Document::default();
    let mut wanted = REFERENCE.to_vec();
    wanted.extend(["Location", "DistinctParty", "SanctionsEntry", "ProfileRelationship"]);
    records(input, text, &["Sanctions"], &wanted, |element| match element.name.as_str() {
        "Location" => document.location(&element),
        "DistinctParty" => document.party(&element, proposals),
        "SanctionsEntry" => document.entry(&element),
        "ProfileRelationship" => document.relation(&element),
        _ => {
            let word = if element.text.is_empty() { element.attribute("Description") } else { &element.text };
            let word = word.to_owned();
            document.words.insert((element.name.clone(), element.attribute("ID").to_owned()), word);
        }
    })?;
    if document.parties.is_empty() {
        let message = "no <DistinctParty> in the list";
        return Err(ImportError::new(input, None, message, "get sdn_advanced.xml again"));
    }
    let names: HashMap<u64, String> =
        document.parties.iter().filter_map(|(id, party)| Some((*id, party.names.first()?.clone()))).collect();
    for (owned, owner) in &document.owners {
        let (Some(name), Some(party)) = (names.get(owner), document.parties.get_mut(owned)) else {
            proposals.leave_out(
                "an owner or an owned subject that is not in the list",
                format!("{owned}, {owner}"),
            );
            continue;
        };
        party.parents.push((name.clone(), "owned or controlled by"));
    }
    for (id, mut party) in document.parties {
        party.listings = document.entries.remove(&id).unwrap_or_default();
        if party.listings.is_empty() {
            proposals.leave_out("a subject without an entry", party.number);
            continue;
        }
        propose(party, proposals);
    }
    Ok(())
}

impl Document {
    fn word(&self, set: &str, id: &str) -> &str {
        self.words.get(&(set.to_owned(), id.to_owned())).map_or("", String::as_str)
    }

    fn location(&mut self, element: &Element) {
        let countries =
            element.children("LocationCountry").map(|c| self.word("Country", c.attribute("CountryID")));
        let areas =
            element.children("LocationAreaCode").map(|a| self.word("AreaCode", a.attribute("AreaCodeID")));
        if let Some(code) = countries.chain(areas).find_map(country::by_name) {
            self.locations.insert(element.attribute("ID").to_owned(), code);
        }
    }

    fn party(&mut self, element: &Element, proposals: &mut Proposals) {
        for profile in element.children("Profile") {
            let id = profile.attribute("ID");
            let kind = self.word("PartySubType", profile.attribute("PartySubTypeID")).to_owned();
            // "Unknown" stands for any entity or individual; the numbers of the two are fixed in OFAC's notes.
            let subject = match (kind.as_str(), profile.attribute("PartySubTypeID")) {
                ("Entity", _) | ("Unknown" | "", "3") => Subject::Body,
                ("Individual", _) | ("Unknown" | "", "4") => Subject::Person,
                _ => {
                    proposals.leave_out(format!("a subject of the type `{kind}`"), format!("profile {id}"));
                    continue;
                }
            };
            let Ok(number) = id.parse() else {
                proposals.leave_out("a profile without a number", id);
                continue;
            };
            let mut listed = Listed::new(subject, format!("SDN {id}"));
            let mut names = Vec::new();
            for alias in profile.at(&["Identity", "Alias"]) {
                let primary = alias.attribute("Primary") == "true";
                let weak = alias.attribute("LowQuality") == "true";
                for name in alias.children("DocumentedName") {
                    // Parts stand in the order of the list: last name, then first name, for persons.
                    let parts: Vec<&str> = name
                        .at(&["DocumentedNamePart", "NamePartValue"])
                        .into_iter()
                        .map(|part| part.text.as_str())
                        .collect();
                    names.push(((!primary, weak), parts.join(" ")));
                }
            }
            names.sort_by_key(|(rank, _)| *rank);
            listed.names =
                names.into_iter().map(|(_, name)| name).filter(|name| !name.trim().is_empty()).collect();
            for feature in profile.children("Feature") {
                let kind = self.word("FeatureType", feature.attribute("FeatureTypeID")).to_owned();
                for version in feature.children("FeatureVersion") {
                    if kind.eq_ignore_ascii_case("Website") {
                        listed
                            .sites
                            .extend(version.children("VersionDetail").map(|detail| detail.text.clone()));
                    }
                    for location in version.children("VersionLocation") {
                        if let Some(code) = self.locations.get(location.attribute("LocationID")) {
                            listed.country.get_or_insert(code);
                        }
                    }
                }
            }
            self.parties.insert(number, listed);
        }
    }

    fn entry(&mut self, element: &Element) {
        let Ok(profile) = element.attribute("ProfileID").parse() else { return };
        let list = self.word("List", element.attribute("ListID")).to_owned();
        // The programmes stand as comments of the measures.
        let mut programmes: Vec<&str> = element
            .at(&["SanctionsMeasure", "Comment"])
            .into_iter()
            .map(|c| c.text.as_str())
            .filter(|c| !c.is_empty())
            .collect();
        programmes.dedup();
        let list = if list.is_empty() { "OFAC SDN list".to_owned() } else { format!("OFAC {list}") };
        let act = if programmes.is_empty() { list } else { format!("{list}, {}", programmes.join(", ")) };
        let mut listing = sanction("ofac", act, &format!("SDN {profile}"));
        let dates = element.at(&["EntryEvent", "Date"]);
        listing.date = dates.into_iter().filter_map(date).min();
        self.entries.entry(profile).or_default().push(listing);
    }

    fn relation(&mut self, element: &Element) {
        let former = element.attribute("Former") == "true";
        let owned =
            self.word("RelationType", element.attribute("RelationTypeID")).trim_end_matches('.') == OWNED_BY;
        let ends = (element.attribute("From-ProfileID").parse(), element.attribute("To-ProfileID").parse());
        if let (true, false, (Ok(from), Ok(to))) = (owned, former, ends) {
            self.owners.push((from, to));
        }
    }
}

fn date(element: &Element) -> Option<String> {
    let number = |name: &str| element.text_at(&[name]).parse::<u32>().ok();
    let text = match (number("Year")?, number("Month"), number("Day")) {
        (year, Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
        (year, Some(month), None) => format!("{year:04}-{month:02}"),
        (year, None, _) => format!("{year:04}"),
    };
    crate::source::check::is_date(&text).then_some(text)
}
