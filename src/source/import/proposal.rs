//! What an import proposes: records as they could stand in `data/`, for a person to judge.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::name;
use crate::dataset::model::{
    Answer, Directness, EntityKind, Interest, ListingKind, OutletType, Relation, Seen, Share,
};
use crate::link::{Link, account};
use crate::source::keys::{normal_account, normal_host, normal_path};
use crate::source::load;
use crate::source::suffix_list::Table;

/// What lists call a site is no key where it is a public suffix.
static SUFFIXES: LazyLock<Table> = LazyLock::new(|| Table::new(&load::SUFFIXES));

/// Which folder a record belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Folder {
    /// `outlets/`
    Outlets,
    /// `entities/`
    Entities,
}

impl Folder {
    /// The folder's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Outlets => "outlets",
            Self::Entities => "entities",
        }
    }
}

/// Where everything that one import proposes comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Who published it.
    pub publisher: String,
    /// Its title.
    pub title: String,
    /// Where it is.
    pub url: String,
    /// What time it speaks of.
    pub as_of: Option<String>,
    /// The day on which it was fetched.
    pub retrieved: String,
    /// How the claims were read.
    pub seen: Seen,
}

/// A place in the origin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proof {
    /// Where in it.
    pub locator: String,
    /// An address of its own, where the list gives one.
    pub url: Option<String>,
}

impl Proof {
    pub(super) fn at(locator: impl Into<String>) -> Self {
        Self { locator: locator.into(), url: None }
    }
}

/// A key: `host`, `path` or `account`, and its text in normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedKey {
    /// `host`, `path` or `account`.
    pub kind: &'static str,
    /// The key.
    pub text: String,
    /// Where the origin says so.
    pub proof: Proof,
}

/// A stake whose holder is a proposed entity.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposedStake {
    /// Id of the holder among the proposals.
    pub holder: String,
    /// What it does.
    pub relation: Relation,
    /// By which right.
    pub interest: Option<Interest>,
    /// Whether others stand between.
    pub directness: Option<Directness>,
    /// How much, in percent.
    pub share: Option<Share>,
    /// From when.
    pub since: Option<String>,
    /// Until when.
    pub until: Option<String>,
    /// A coded fact of a few words.
    pub note: Option<String>,
    /// Where the origin says so.
    pub proof: Proof,
}

/// A rating.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedRating {
    /// Id of the rater.
    pub rater: &'static str,
    /// The year it is about.
    pub year: u16,
    /// Funding, governance, editorial line.
    pub answers: [Answer; 3],
    /// Where the origin says so.
    pub proof: Proof,
}

/// A listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedListing {
    /// What kind of fact.
    pub kind: ListingKind,
    /// Id of the authority.
    pub authority: &'static str,
    /// The act.
    pub act: String,
    /// The name as listed.
    pub listed_as: Option<String>,
    /// From when.
    pub date: Option<String>,
    /// Until when.
    pub until: Option<String>,
    /// For whom a registered agent acts.
    pub principal: Option<String>,
    /// Where the origin says so.
    pub proof: Proof,
}

/// A proposed record. What the origin does not say is absent, and named in the file as to be filled in.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Proposal {
    /// Whether the data has a record that it is about.
    pub known: bool,
    /// English name.
    pub name: String,
    /// Name in its own script and the language of it.
    pub native_name: Option<(String, String)>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// What kind of publisher, for outlets.
    pub outlet_type: Option<OutletType>,
    /// What kind of body, for entities.
    pub entity_kind: Option<EntityKind>,
    /// Public role, for persons.
    pub role: Option<String>,
    /// Further names.
    pub aliases: Vec<String>,
    /// Front page.
    pub homepage: Option<String>,
    /// What it is recognised by.
    pub keys: Vec<ProposedKey>,
    /// Hosts that the origin names with an entity; they match records, and are no keys of it.
    pub hosts: Vec<String>,
    /// Who stands behind it.
    pub stakes: Vec<ProposedStake>,
    /// What raters answered.
    pub ratings: Vec<ProposedRating>,
    /// Legal and official facts.
    pub listings: Vec<ProposedListing>,
    /// Facts that have no field, as comments of the file.
    pub remarks: Vec<String>,
}

impl Proposal {
    /// Adds a key once.
    pub(super) fn key(&mut self, key: ProposedKey) {
        if !self.keys.iter().any(|known| (known.kind, &known.text) == (key.kind, &key.text)) {
            self.keys.push(key);
        }
    }

    /// Adds an alias that says more than the name.
    pub(super) fn alias(&mut self, alias: &str) {
        let normal = name::normal(alias);
        let known = self.aliases.iter().any(|known| name::normal(known) == normal);
        if !known && !normal.is_empty() && normal != name::normal(&self.name) {
            self.aliases.push(alias.trim().to_owned());
        }
    }

    /// Adds a stake once.
    pub(super) fn stake(&mut self, stake: ProposedStake) {
        let same = |known: &ProposedStake| {
            (&known.holder, known.relation, &known.since, &known.until)
                == (&stake.holder, stake.relation, &stake.since, &stake.until)
        };
        if !self.stakes.iter().any(same) {
            self.stakes.push(stake);
        }
    }

    /// Adds a listing once.
    pub(super) fn listing(&mut self, listing: ProposedListing) {
        if !self.listings.contains(&listing) {
            self.listings.push(listing);
        }
    }

    /// Adds a remark once.
    pub(super) fn remark(&mut self, remark: String) {
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }
}

/// Everything that one import proposes.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposals {
    /// Where it comes from.
    pub origin: Origin,
    /// The records, by folder and id.
    pub records: BTreeMap<(Folder, String), Proposal>,
    /// What was left out: why, and which; never silently.
    pub left_out: BTreeMap<String, Vec<String>>,
}

impl Proposals {
    pub(super) fn new(origin: Origin) -> Self {
        Self { origin, records: BTreeMap::new(), left_out: BTreeMap::new() }
    }

    /// Notes that something was left out.
    pub(super) fn leave_out(&mut self, why: impl Into<String>, what: impl Into<String>) {
        self.left_out.entry(why.into()).or_default().push(what.into());
    }

    /// The proposal of this name (and country, where both have one), made if it is not there yet. `None` for a name
    /// that cannot be an id.
    pub(super) fn record(
        &mut self,
        folder: Folder,
        title: &str,
        country: Option<&str>,
    ) -> Option<(String, &mut Proposal)> {
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        let Some(plain) = name::id(&title) else {
            self.leave_out("a name without a letter of the Latin alphabet", title);
            return None;
        };
        // Two outlets of one name in two countries are two outlets.
        let foreign = |id: &str| {
            let known = self.records.get(&(folder, id.to_owned()))?.country.as_deref();
            Some(known.zip(country).is_some_and(|(known, country)| known != country))
        };
        let id = match (foreign(&plain), country) {
            (Some(true), Some(country)) => format!("{plain}-{}", country.to_ascii_lowercase()),
            _ => plain,
        };
        let proposal = self.records.entry((folder, id.clone())).or_default();
        if proposal.name.is_empty() {
            proposal.name = title;
        }
        if proposal.country.is_none() {
            proposal.country = country.map(str::to_owned);
        }
        Some((id, proposal))
    }
}

/// Path segments that stand for an edition in a language.
const LANGUAGES: &[&str] = &[
    "ar", "de", "en", "eng", "es", "fa", "fr", "hi", "id", "it", "ja", "ko", "pt", "ru", "tr", "uk", "vi",
    "zh",
];

/// The key that an address stands for: an account, a path or a host. `Err` says why it is none.
pub(super) fn key_of(address: &str, proof: &Proof) -> Result<ProposedKey, String> {
    let address = address.trim();
    let full = if address.contains("://") { address.to_owned() } else { format!("https://{address}") };
    let link = Link::parse(&full).ok_or_else(|| "no address".to_owned())?;
    if let Some(account) = account::account_of(&link) {
        return Ok(ProposedKey { kind: "account", text: account.key(), proof: proof.clone() });
    }
    let host = link.host().strip_prefix("www.").unwrap_or(link.host());
    let host = normal_host(host).ok_or_else(|| "no host name".to_owned())?;
    if account::platform_of(&host).is_some() {
        return Err("a platform's own address".to_owned());
    }
    if SUFFIXES.suffixes().is_suffix(&host) {
        return Err("a public suffix".to_owned());
    }
    let path = link.path().trim_end_matches('/');
    // A start page or a language below the root says nothing about whose the host is. Anything else might: a key is
    // never wider than what the list names.
    let start_page = |segment: &str| {
        ["index.", "default.", "home."].iter().any(|start| segment.to_ascii_lowercase().starts_with(start))
    };
    let mut segments = path.split('/').filter(|segment| !segment.is_empty() && !start_page(segment));
    if segments.all(|segment| LANGUAGES.contains(&segment.to_ascii_lowercase().as_str())) {
        return Ok(ProposedKey { kind: "host", text: host, proof: proof.clone() });
    }
    let text = normal_path(&format!("{host}{path}")).ok_or_else(|| "no path".to_owned())?;
    Ok(ProposedKey { kind: "path", text, proof: proof.clone() })
}

/// An account as a list names it: by its address or by its name on a known platform.
pub(super) fn account_key(platform: &str, value: &str, proof: &Proof) -> Option<ProposedKey> {
    let value = value.trim();
    let key = if value.contains('/') {
        key_of(value, proof).ok().filter(|key| key.text.starts_with(&format!("{platform}:")))?.text
    } else {
        normal_account(&format!("{platform}:{value}"))?
    };
    Some(ProposedKey { kind: "account", text: key, proof: proof.clone() })
}

/// A share as lists write it: `60`, `60%`, `60.5 %`, `25-50`.
pub(super) fn share(text: &str) -> Option<Share> {
    let number =
        |text: &str| text.trim().replace(',', ".").parse::<f64>().ok().filter(|n| (0.0..=100.0).contains(n));
    let text = text.trim().trim_end_matches('%');
    match text.split_once(['-', '–']) {
        Some((min, max)) => {
            let (min, max) = (number(min)?, number(max)?);
            (min < max).then_some(Share::Range(min, max))
        }
        None => number(text).map(Share::Exact),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_an_account_a_path_or_a_host() {
        let key =
            |address| key_of(address, &Proof::default()).map(|key| format!("{} {}", key.kind, key.text));
        assert_eq!(key("www.bayontv.com.kh").as_deref(), Ok("host bayontv.com.kh"));
        assert_eq!(key("https://kpl.example/EN/Default.aspx").as_deref(), Ok("host kpl.example"));
        assert_eq!(
            key("https://shared.example/doordarshan/").as_deref(),
            Ok("path shared.example/doordarshan")
        );
        assert_eq!(key("https://t.me/Example").as_deref(), Ok("account telegram:example"));
        assert_eq!(key("https://x.com/"), Err("a platform's own address".to_owned()));
        assert_eq!(key("co.uk"), Err("a public suffix".to_owned()));
        assert_eq!(key("n/a"), Err("no host name".to_owned()));
    }

    #[test]
    fn shares_are_read_and_nonsense_is_none() {
        assert_eq!(share("60.5 %"), Some(Share::Exact(60.5)));
        assert_eq!(share("25-50%"), Some(Share::Range(25.0, 50.0)));
        assert_eq!(share("majority"), None);
        assert_eq!(share("120"), None);
    }

    #[test]
    fn one_name_in_two_countries_is_two_records() {
        let origin = Origin {
            publisher: "P".into(),
            title: "T".into(),
            url: "https://p.example/".into(),
            as_of: None,
            retrieved: "2026-01-31".into(),
            seen: Seen::List,
        };
        let mut proposals = Proposals::new(origin);
        for country in ["FR", "BE", "FR"] {
            proposals.record(Folder::Outlets, "L'Écho", Some(country)).expect("a name");
        }
        let ids: Vec<_> = proposals.records.keys().map(|(_, id)| id.as_str()).collect();
        assert_eq!(ids, ["lecho", "lecho-be"]);
    }
}
