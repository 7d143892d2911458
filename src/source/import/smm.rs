//! The State Media Matrix of the Alliance for Securing Democracy (ASD-at-GMF/state-media-profiles,
//! `State_Media_Matrix.csv`): columns Region, Country, Media company, Main assets, URL, Typology, Status, Notes, and
//! one a platform, which differ between editions.
//!
//! The typology is the State Media Monitor's. Its codes are read back into the three answers they stand for
//! (statemediamonitor.com/typology). The file does not name the year; `as_of` gives it.

use super::Source;
use super::input::{ImportError, Input};
use super::proposal::{Folder, Proof, Proposals, ProposedRating, ProposedStake, account_key, key_of};
use super::table::Table;
use crate::dataset::model::{Answer, OutletType, Relation};
use crate::source::country;

/// Code → funding, governance, editorial. `CaPr` leaves the funding open.
const CODES: &[(&str, [Answer; 3])] = {
    use Answer::{No, Unknown, Yes};
    &[
        ("SC", [Yes, Yes, Yes]),
        ("CaPu", [No, Yes, Yes]),
        ("CaPr", [Unknown, No, Yes]),
        ("ISFM", [Yes, Yes, No]),
        ("ISF", [Yes, No, No]),
        ("ISM", [No, Yes, No]),
        ("IP", [No, No, No]),
    ]
};

/// Column → platform. The column of X is left out: it names strangers too often to be of use.
const ACCOUNTS: &[(&[&str], &str)] = &[
    (&["Facebook"], "facebook"),
    (&["Instagram"], "instagram"),
    (&["Youtube"], "youtube"),
    (&["TikTok"], "tiktok"),
    (&["Telegram"], "telegram"),
    (&["VK"], "vk"),
    (&["Linkedin"], "linkedin"),
    (&["Ok.ru", "Ok"], "ok"),
    (&["Rutube"], "rutube"),
];

pub(super) fn run(sources: &[Source<'_>], proposals: &mut Proposals) -> Result<(), ImportError> {
    for source in sources {
        one(&source.input, &source.text, proposals)?;
    }
    Ok(())
}

fn one(input: &Input<'_>, text: &str, proposals: &mut Proposals) -> Result<(), ImportError> {
    let required: &[&[&str]] = &[&["Country"], &["Media company"], &["Main assets"], &["URL"], &["Typology"]];
    let table = Table::read(input, text, b',', required)?;
    let year =
        proposals.origin.as_of.as_deref().and_then(|as_of| as_of.get(..4)).and_then(|year| year.parse().ok());
    let Some(year) = year else {
        let help = "name the year of the ratings with --as-of, 2023 for the edition of February 2024";
        return Err(ImportError::new(
            input,
            None,
            "the file does not say of which year its ratings are",
            help,
        ));
    };
    for line in &table.shifted {
        proposals.leave_out("a row with another number of columns than the header", format!("line {line}"));
    }
    for row in table.rows() {
        let (name, company, code) =
            (row.get(&["Main assets"]), row.get(&["Media company"]), row.get(&["Typology"]));
        if name.is_empty() {
            proposals.leave_out("a row without a name", format!("line {}", row.line));
            continue;
        }
        let shown = format!("{name}, line {}", row.line);
        let country_name = row.get(&["Country"]);
        let country = country::by_name(country_name);
        if country.is_none() {
            proposals.leave_out(format!("no country is named `{country_name}`"), shown.clone());
        }
        let answers = CODES.iter().find(|(known, _)| *known == code).map(|(_, answers)| *answers);
        if answers.is_none() {
            proposals.leave_out(format!("no model has the code `{code}`"), shown.clone());
        }
        let key = key_of(row.get(&["URL"]), &Proof::at(name));
        if let Err(why) = &key
            && !row.get(&["URL"]).is_empty()
        {
            let address = format!("{}, line {}", row.get(&["URL"]), row.line);
            proposals.leave_out(format!("an address that is {why}"), address);
        }
        let holder = company_of(company, name, country, proposals);
        let Some((_, outlet)) = proposals.record(Folder::Outlets, &without_medium(name), country) else {
            continue;
        };
        if let Ok(key) = key {
            outlet.key(key);
        }
        for (columns, platform) in ACCOUNTS {
            if let Some(key) = account_key(platform, row.get(columns), &Proof::at(name)) {
                outlet.key(key);
            }
        }
        if let Some(answers) = answers {
            // A body that the state captured stays private; all other models are of public ones.
            let private = code == "CaPr";
            outlet.outlet_type = Some(if private { OutletType::Private } else { OutletType::Public });
            let rating =
                ProposedRating { rater: "state-media-monitor", year, answers, proof: Proof::at(name) };
            if !outlet.ratings.contains(&rating) {
                outlet.ratings.push(rating);
            }
        }
        if let Some(holder) = holder {
            outlet.stake(ProposedStake {
                holder,
                relation: Relation::Publishes,
                interest: None,
                directness: None,
                share: None,
                since: None,
                until: None,
                note: None,
                proof: Proof::at(name),
            });
        }
    }
    Ok(())
}

/// The entity of the column "Media company", which is a list of outlets of one company; a footnote's star is no part
/// of its name.
fn company_of(
    company: &str,
    outlet: &str,
    country: Option<&str>,
    proposals: &mut Proposals,
) -> Option<String> {
    let company = company.trim_end_matches('*').trim();
    if company.is_empty() {
        return None;
    }
    let (id, entity) = proposals.record(Folder::Entities, company, country)?;
    entity.remark(format!("Named as the media company of {outlet}"));
    Some(id)
}

/// "Television: Dragon Television" is Dragon Television.
fn without_medium(name: &str) -> String {
    let media = ["News agency", "Online", "Print", "Print media", "Radio", "Television"];
    match name.split_once(':') {
        Some((medium, rest)) if media.contains(&medium.trim()) && !rest.trim().is_empty() => {
            rest.trim().to_owned()
        }
        _ => name.to_owned(),
    }
}
