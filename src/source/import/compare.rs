//! Proposals against what is in `data/` already: which record each is about, and where the two disagree.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::name;
use super::proposal::{Folder, Proposal, Proposals};
use crate::dataset::model::{EntityKind, Relation};
use crate::source::Sources;
use crate::source::compile::KeyPlace;
use crate::source::schema::{ListingEntry, StakeEntry, Text};
use toml::Spanned;

/// What a comparison found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Proposals about a record that is there: `outlets/rt`.
    pub known: Vec<String>,
    /// Proposals of a record that is not.
    pub new: Vec<String>,
    /// Where proposal and data disagree, or say the same twice.
    pub conflicts: Vec<Conflict>,
    /// What the import left out: why, and which.
    pub left_out: BTreeMap<String, Vec<String>>,
}

/// One place where a proposal and the data meet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Conflict {
    /// The proposal: `outlets/rt`.
    pub record: String,
    /// `same-key`, `other-country`, `other-type`, `other-owner`, `other-rating`, `same-rating`, `same-listing`,
    /// `unknown-authority`, `unknown-rater`, `id-taken`.
    pub code: &'static str,
    /// What is proposed, and what is there.
    pub message: String,
}

/// Says which record each proposal is about, gives it that record's id, and reports what disagrees. Unless `all`,
/// proposals of a list of everybody (`broad`) that are about no record are left out.
pub fn compare(proposals: &mut Proposals, sources: &Sources, broad: bool, all: bool) -> Report {
    let data = Index::new(sources);
    let mut report = Report::default();
    let mut ids: HashMap<(Folder, String), (String, bool)> = HashMap::new();
    let mut taken: BTreeSet<(Folder, String)> = BTreeSet::new();
    for ((folder, id), proposal) in &proposals.records {
        let about = data.about(*folder, proposal);
        let mut new_id = about.clone().unwrap_or_else(|| id.clone());
        if about.is_none() && data.has(*folder, id) {
            let message =
                format!("{}/{id}.toml is there and another one; the proposal has another id", folder.name());
            let mut number = 2;
            while data.has(*folder, &new_id) || taken.contains(&(*folder, new_id.clone())) {
                new_id = format!("{id}-{number}");
                number += 1;
            }
            report.conflicts.push(conflict(*folder, &new_id, "id-taken", message));
        }
        taken.insert((*folder, new_id.clone()));
        ids.insert((*folder, id.clone()), (new_id, about.is_some()));
    }
    let known = |folder: Folder, id: &String| ids.get(&(folder, id.clone())).is_some_and(|(_, known)| *known);

    // Holders of what stays stay too.
    let mut keep: BTreeSet<(Folder, String)> = BTreeSet::new();
    for (key, proposal) in &proposals.records {
        // A list of everybody is no reason to keep a person who stands behind nothing here.
        let stranger = broad && proposal.entity_kind == Some(EntityKind::Person);
        if known(key.0, &key.1) || !broad || all && !stranger {
            keep.insert(key.clone());
            keep.extend(proposal.stakes.iter().map(|stake| (Folder::Entities, stake.holder.clone())));
        }
    }
    let mut records = BTreeMap::new();
    for (key, mut proposal) in std::mem::take(&mut proposals.records) {
        if !keep.contains(&key) {
            let why = match proposal.entity_kind {
                Some(EntityKind::Person) => "a person without a record in the data",
                _ => "not about a record of the data (--all proposes it)",
            };
            proposals.leave_out(why, proposal.name);
            continue;
        }
        for stake in &mut proposal.stakes {
            if let Some((id, _)) = ids.get(&(Folder::Entities, stake.holder.clone())) {
                stake.holder.clone_from(id);
            }
        }
        let (id, is_known) = ids.get(&key).cloned().unwrap_or((key.1, false));
        proposal.known = is_known;
        let shown = format!("{}/{id}", key.0.name());
        if is_known {
            report.known.push(shown)
        } else {
            report.new.push(shown)
        }
        // Two proposals about one record are one.
        match records.remove(&(key.0, id.clone())) {
            None => records.insert((key.0, id), proposal),
            Some(first) => records.insert((key.0, id), merged(first, proposal)),
        };
    }
    proposals.records = records;
    for ((folder, id), proposal) in &proposals.records {
        data.disagreements(*folder, id, proposal, &mut report.conflicts);
    }
    report.known.sort();
    report.known.dedup();
    report.new.sort();
    report.new.dedup();
    report.conflicts.sort();
    report.left_out = proposals.left_out.clone();
    report
}

fn merged(mut first: Proposal, second: Proposal) -> Proposal {
    first.alias(&second.name);
    for alias in &second.aliases {
        first.alias(alias);
    }
    for key in second.keys {
        first.key(key);
    }
    for stake in second.stakes {
        first.stake(stake);
    }
    for rating in second.ratings {
        if !first.ratings.contains(&rating) {
            first.ratings.push(rating);
        }
    }
    for listing in second.listings {
        first.listing(listing);
    }
    for remark in second.remarks {
        first.remark(remark);
    }
    first
}

fn conflict(folder: Folder, id: &str, code: &'static str, message: String) -> Conflict {
    Conflict { record: format!("{}/{id}", folder.name()), code, message }
}

/// The data by what proposals can be matched with.
struct Index<'s> {
    sources: &'s Sources,
    /// Key as `kind text` → file without its ending.
    keys: HashMap<String, String>,
    outlet_names: HashMap<String, Vec<&'s str>>,
    entity_names: HashMap<String, Vec<&'s str>>,
}

impl<'s> Index<'s> {
    fn new(sources: &'s Sources) -> Self {
        let mut keys = HashMap::new();
        let mut outlet_names: HashMap<String, Vec<&str>> = HashMap::new();
        let mut entity_names: HashMap<String, Vec<&str>> = HashMap::new();
        let mut key = |place: Option<KeyPlace<'_>>, file: String| {
            if let Some((kind, text)) = place.and_then(KeyPlace::normal) {
                keys.insert(format!("{} {text}", kind.id()), file);
            }
        };
        for (id, record) in &sources.operations {
            for site in record.value.site.iter().map(Spanned::get_ref) {
                key(KeyPlace::of(&site.host, &site.path, &site.account), format!("operations/{id}"));
            }
        }
        for (id, record) in &sources.outlets {
            let file = &record.value;
            for entry in file.keys.iter().map(Spanned::get_ref).filter(|key| key.until.is_none()) {
                key(KeyPlace::of(&entry.host, &entry.path, &entry.account), format!("outlets/{id}"));
            }
            let names = std::iter::once(&file.name).chain(&file.native_name).chain(&file.aliases);
            let listed = file.listing.iter().filter_map(|listing| listing.get_ref().listed_as.as_ref());
            remember(&mut outlet_names, names.chain(listed), id);
        }
        for (id, record) in &sources.entities {
            let file = &record.value;
            let names = std::iter::once(&file.name).chain(&file.native_name);
            let listed = file.listing.iter().filter_map(|listing| listing.get_ref().listed_as.as_ref());
            remember(&mut entity_names, names.chain(listed), id);
        }
        Self { sources, keys, outlet_names, entity_names }
    }

    fn has(&self, folder: Folder, id: &str) -> bool {
        match folder {
            Folder::Outlets => self.sources.outlets.contains_key(id),
            Folder::Entities => self.sources.entities.contains_key(id),
        }
    }

    /// The record that a proposal is about: by most of its keys, or by a name that only one record has.
    fn about(&self, folder: Folder, proposal: &Proposal) -> Option<String> {
        let owner = |kind: &str, text: &str| {
            let direct = self.keys.get(&format!("{kind} {text}"));
            // A host below a key of a whole domain is that outlet's.
            let parents = crate::link::host::parents(text).filter(|_| kind == "host");
            direct.or_else(|| parents.filter_map(|p| self.keys.get(&format!("host {}", p.name))).last())
        };
        if folder == Folder::Outlets {
            let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
            for key in &proposal.keys {
                if let Some(id) = owner(key.kind, &key.text).and_then(|file| file.strip_prefix("outlets/")) {
                    *votes.entry(id).or_default() += 1;
                }
            }
            let most = votes.iter().max_by_key(|(id, votes)| (**votes, std::cmp::Reverse(**id)));
            if let Some((id, _)) = most {
                return Some((*id).to_owned());
            }
        }
        let names = match folder {
            Folder::Outlets => &self.outlet_names,
            Folder::Entities => &self.entity_names,
        };
        let native = proposal.native_name.iter().map(|(name, _)| name);
        let found: BTreeSet<&str> = std::iter::once(&proposal.name)
            .chain(native)
            .chain(&proposal.aliases)
            .filter_map(|name| names.get(&name::normal(name)))
            .flatten()
            .copied()
            .filter(|id| self.same_country(folder, id, proposal))
            .collect();
        (found.len() == 1).then(|| found.iter().next().map(|id| (*id).to_owned())).flatten()
    }

    /// Whether nothing speaks against the two being in one country.
    fn same_country(&self, folder: Folder, id: &str, proposal: &Proposal) -> bool {
        let known = match folder {
            Folder::Outlets => self.sources.outlets.get(id).map(|record| record.value.country.get_ref()),
            Folder::Entities => self
                .sources
                .entities
                .get(id)
                .and_then(|r| r.value.country.as_ref())
                .map(|country| country.get_ref()),
        };
        known.zip(proposal.country.as_ref()).is_none_or(|(known, proposed)| known == proposed)
    }

    fn disagreements(&self, folder: Folder, id: &str, proposal: &Proposal, found: &mut Vec<Conflict>) {
        let mut say = |code, message: String| found.push(conflict(folder, id, code, message));
        for key in &proposal.keys {
            let file = self.keys.get(&format!("{} {}", key.kind, key.text));
            if let Some(file) = file.filter(|file| **file != format!("outlets/{id}")) {
                say("same-key", format!("the {} `{}` is a key of {file} already", key.kind, key.text));
            }
        }
        for host in proposal.hosts.iter().filter(|_| folder == Folder::Entities) {
            if let Some(file) = self.keys.get(&format!("host {host}")) {
                say("same-key", format!("the website `{host}` in the source is a key of {file}"));
            }
        }
        let authority =
            |id: &str| self.sources.authorities.as_ref().is_some_and(|r| r.value.contains_key(id));
        for listing in proposal.listings.iter().filter(|listing| !authority(listing.authority)) {
            say("unknown-authority", format!("authorities.toml has no [{}]", listing.authority));
        }
        for rating in &proposal.ratings {
            if self.sources.raters.as_ref().is_none_or(|r| !r.value.contains_key(rating.rater)) {
                say("unknown-rater", format!("raters.toml has no [{}]", rating.rater));
            }
        }
        let (country, kind, stakes, listings): (
            Option<&Text>,
            _,
            &[Spanned<StakeEntry>],
            &[Spanned<ListingEntry>],
        ) = match folder {
            Folder::Outlets => {
                let Some(record) = self.sources.outlets.get(id) else { return };
                let file = &record.value;
                for rating in &proposal.ratings {
                    let same = file.rating.iter().map(Spanned::get_ref).find(|known| {
                        known.rater.get_ref() == rating.rater
                            && *known.year.get_ref() == i64::from(rating.year)
                    });
                    let Some(known) = same else { continue };
                    let answers =
                        [&known.funding, &known.governance, &known.editorial].map(|a| a.get_ref().as_str());
                    let proposed = rating.answers.map(|answer| answer.id());
                    let (rater, year) = (rating.rater, rating.year);
                    if answers == proposed {
                        say("same-rating", format!("the rating by {rater} for {year} is there already"));
                    } else {
                        let message = format!(
                            "{rater} for {year} is proposed as {} and there as {}",
                            proposed.join(", "),
                            answers.join(", ")
                        );
                        say("other-rating", message);
                    }
                }
                let proposed = proposal.outlet_type.map(|kind| kind.id());
                (Some(&file.country), proposed.map(|kind| (kind, &file.kind)), &file.stake, &file.listing)
            }
            Folder::Entities => {
                let Some(record) = self.sources.entities.get(id) else { return };
                let file = &record.value;
                let proposed = proposal.entity_kind.map(|kind| kind.id());
                (file.country.as_ref(), proposed.map(|kind| (kind, &file.kind)), &file.stake, &file.listing)
            }
        };
        if let Some((proposed, known)) =
            proposal.country.as_ref().zip(country).filter(|(p, k)| *p != k.get_ref())
        {
            say(
                "other-country",
                format!("the country is proposed as {proposed} and there as {}", known.get_ref()),
            );
        }
        if let Some((proposed, known)) = kind.filter(|(proposed, known)| proposed != known.get_ref()) {
            say("other-type", format!("the type is proposed as {proposed} and there as {}", known.get_ref()));
        }
        for stake in proposal.stakes.iter().filter(|stake| stake.until.is_none()) {
            let same_question = |known: &&StakeEntry| {
                let publishing = |relation: &str| relation == "publishes" || relation == "operates";
                let known = known.relation.get_ref().as_str();
                known == stake.relation.id()
                    || publishing(known) && matches!(stake.relation, Relation::Publishes | Relation::Operates)
            };
            let known: Vec<&StakeEntry> = stakes
                .iter()
                .map(Spanned::get_ref)
                .filter(|s| s.until.is_none())
                .filter(same_question)
                .collect();
            if !known.is_empty() && !known.iter().any(|known| *known.holder.get_ref() == stake.holder) {
                let holders: Vec<&str> = known.iter().map(|known| known.holder.get_ref().as_str()).collect();
                let message = format!(
                    "{} {} it in the proposal, {} in the data",
                    stake.holder,
                    stake.relation.id(),
                    holders.join(", ")
                );
                say("other-owner", message);
            }
        }
        for listing in &proposal.listings {
            let same = |known: &ListingEntry| {
                known.authority.get_ref() == listing.authority
                    && known.kind.get_ref() == listing.kind.id()
                    && known.principal.as_ref().map(|p| name::normal(p.get_ref()))
                        == listing.principal.as_ref().map(|p| name::normal(p))
            };
            if let Some(known) = listings.iter().map(Spanned::get_ref).find(|known| same(known)) {
                let message = format!(
                    "a {} by {} is there already: {}",
                    listing.kind.id(),
                    listing.authority,
                    known.act.get_ref()
                );
                say("same-listing", message);
            }
        }
    }
}

fn remember<'s>(names: &mut HashMap<String, Vec<&'s str>>, of: impl Iterator<Item = &'s Text>, id: &'s str) {
    for name in of {
        let normal = name::normal(name.get_ref());
        // Two letters name too many things.
        if normal.len() > 2 {
            names.entry(normal).or_default().push(id);
        }
    }
}
