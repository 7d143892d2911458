//! The EU's consolidated list of financial sanctions, `xmlFullSanctionsList_1_1`: `sanctionEntity` with `subjectType`,
//! `nameAlias@wholeName`, `regulation@{numberTitle,programme,publicationDate,entryIntoForceDate}/publicationUrl`,
//! `address/contactInfo`. Field names as opensanctions/opensanctions reads them (`zavod/shed/fsf.py`).
//!
//! Only the Official Journal is authentic; each listing therefore cites the regulation's own address. Broadcasting bans
//! are not in this list.

use super::Source;
use super::input::{ImportError, iso_date};
use super::listed::{Listed, Subject, propose, sanction};
use super::proposal::Proposals;
use super::xml::{Element, records};
use crate::source::country::is_country;

pub(super) fn run(sources: &[Source<'_>], proposals: &mut Proposals) -> Result<(), ImportError> {
    for source in sources {
        let mut count = 0;
        records(&source.input, &source.text, &["export"], &["sanctionEntity"], |entity| {
            count += 1;
            one(&entity, proposals);
        })?;
        if count == 0 {
            let message = "no <sanctionEntity> in the list";
            return Err(ImportError::new(&source.input, None, message, "get the list again"));
        }
    }
    Ok(())
}

fn one(entity: &Element, proposals: &mut Proposals) {
    let number = match entity.attribute("euReferenceNumber") {
        "" => format!("logical id {}", entity.attribute("logicalId")),
        number => number.to_owned(),
    };
    let kinds: Vec<&str> = entity.children("subjectType").map(|kind| kind.attribute("code")).collect();
    let subject = match kinds.first() {
        Some(&"person") => Subject::Person,
        Some(&"enterprise") => Subject::Body,
        other => {
            let kind = other.copied().unwrap_or_default();
            return proposals.leave_out(format!("a subject of the type `{kind}`"), number);
        }
    };
    let mut listed = Listed::new(subject, number.clone());
    // Strong names first: the weak ones are aliases that the list itself calls of low quality.
    let mut names: Vec<&Element> = entity.children("nameAlias").collect();
    names.sort_by_key(|name| {
        let english = matches!(name.attribute("nameLanguage"), "" | "EN");
        (name.attribute("strong") == "false", !english)
    });
    listed.names = names
        .iter()
        .map(|name| name.attribute("wholeName").to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    for address in entity.children("address") {
        let code = address.attribute("countryIso2Code");
        if listed.country.is_none() && is_country(code) {
            listed.country = crate::source::country::code(code);
        }
        let sites = address.children("contactInfo").filter(|contact| contact.attribute("key") == "WEB");
        listed.sites.extend(sites.flat_map(|site| {
            site.attribute("value").split([',', ';']).map(|site| site.trim().to_owned()).collect::<Vec<_>>()
        }));
    }
    for regulation in entity.children("regulation") {
        let title = regulation.attribute("numberTitle");
        let programme = regulation.attribute("programme");
        let act = match (title, programme) {
            ("", "") => "EU restrictive measures".to_owned(),
            ("", programme) => format!("EU restrictive measures, programme {programme}"),
            (title, "") => title.to_owned(),
            (title, programme) => format!("{title}, programme {programme}"),
        };
        let mut listing = sanction("eu", act, &number);
        // The day of the designation; an amending regulation's own day is later than that.
        listing.date = iso_date(entity.attribute("designationDate"))
            .or_else(|| iso_date(regulation.attribute("entryIntoForceDate")))
            .or_else(|| iso_date(regulation.attribute("publicationDate")));
        let url = regulation.text_at(&["publicationUrl"]);
        listing.proof.url = crate::link::Link::parse(url).map(|link| link.as_str().to_owned());
        listed.listings.push(listing);
    }
    if listed.listings.is_empty() {
        return proposals.leave_out("a subject without a regulation", number);
    }
    propose(listed, proposals);
}
