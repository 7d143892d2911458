//! `imprint dataset stats`: every number that a document could want, counted from the compiled file.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::process::ExitCode;

use clap::Args;

use crate::cli::{DatasetOption, Failure, json_line, open, output, written};
use crate::dataset::Dataset;
use crate::dataset::format::Section;
use crate::dataset::model::{
    Class, Evidence, Listing, MatchKind, Operation, Outlet, OutletType, Rating, Relation, Site, Stake,
    Subject,
};
use crate::label::{Labeler, classes, view};

#[derive(Args)]
pub(in crate::cli) struct StatsArgs {
    /// As one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    dataset: DatasetOption,
}

/// How many there are, by id.
type Counts = BTreeMap<String, u32>;

/// What a dataset holds, in numbers.
#[derive(Default, serde::Serialize)]
struct Stats {
    #[serde(flatten)]
    info: Option<view::DatasetInfo>,
    /// Countries that outlets are from.
    countries: u32,
    outlets_by_country: Counts,
    outlets_by_type: Counts,
    outlets_by_class: Counts,
    outlets_without_class: u32,
    /// Outlets whose host keys are marked as all there are.
    outlets_with_complete_hosts: u32,
    /// Distinct hosts under a public suffix among host and path keys, by who is behind them: `state` is an outlet of the
    /// type public or one that two raters call captured, `rated-captured` a private one that a single rater says a state
    /// holds (which shows on its card and gives no class), `operation` a site of an influence operation, others an
    /// outlet's type.
    registrable_hosts: Counts,
    registrable_hosts_in_all: u32,
    /// The groups `state` and `rated-captured` together.
    registrable_hosts_of_state_media: u32,
    countries_of_state_media: u32,
    /// Entities that own such an outlet today.
    owners_of_state_media: u32,
    /// Entities that own anything in the chains behind such outlets today.
    owners_in_chains_of_state_media: u32,
    /// Entities of any stake in those chains today.
    holders_in_chains_of_state_media: u32,
    /// Entities that own an outlet or another entity today.
    owners: u32,
    /// Entities that hold anything today.
    holders: u32,
    entities_by_kind: Counts,
    accounts_by_platform: Counts,
    /// Without those that are derived from another's registration.
    listings: u32,
    listings_by_authority: Counts,
    listings_by_kind: Counts,
    sites: u32,
    sites_by_kind: Counts,
    /// Outlets by the ends of their chains; one whose chain branches counts at each of its ends.
    chains_by_end: Counts,
    chains_owner_not_sourced: u32,
    /// Stakes, ratings, listings, reports, and keys with evidence.
    claims: u32,
    claims_with_two_sources: u32,
    /// Percent.
    claims_with_two_sources_share: f64,
    evidence_by_seen: Counts,
    /// Months between what the evidence speaks of and the newest reading.
    evidence_by_age_in_months: Counts,
    /// The same of each stake of today: of its newest evidence.
    stakes_by_age_in_months: Counts,
    bytes_by_section: BTreeMap<&'static str, usize>,
}

pub(super) fn run(args: &StatsArgs) -> Result<ExitCode, Failure> {
    let labeler = open::labeler(&args.dataset)?;
    let stats = count(&labeler);
    let mut out = output();
    if args.json {
        return written(json_line(&mut *out, &stats).and_then(|()| out.flush()));
    }
    let lines = lines(&stats);
    let result = lines.iter().try_for_each(|(name, value)| writeln!(out, "{value:>12}  {name}"));
    written(result.and_then(|()| out.flush()))
}

fn lines(stats: &Stats) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    if let Some(info) = &stats.info {
        lines.push(("data of".to_owned(), info.data_version.clone()));
        for (name, value) in [
            ("format", info.format),
            ("bytes", info.bytes),
            ("outlets", info.outlets),
            ("countries", stats.countries),
            ("entities", info.entities),
            ("operations", info.operations),
            ("host keys", info.host_keys),
            ("path keys", info.path_keys),
            ("account keys", info.account_keys),
            ("pieces of evidence", info.evidence),
        ] {
            lines.push((name.to_owned(), value.to_string()));
        }
    }
    let mut number = |name: &str, value: u32| lines.push((name.to_owned(), value.to_string()));
    number("registrable hosts", stats.registrable_hosts_in_all);
    number("registrable hosts of state, public and captured media", stats.registrable_hosts_of_state_media);
    number("countries of state, public and captured media", stats.countries_of_state_media);
    number("owners", stats.owners);
    number("owners of state, public and captured media", stats.owners_of_state_media);
    number("owners in their chains", stats.owners_in_chains_of_state_media);
    number("holders", stats.holders);
    number("holders in their chains", stats.holders_in_chains_of_state_media);
    number("listings", stats.listings);
    number("sites of operations", stats.sites);
    number("outlets with all their hosts", stats.outlets_with_complete_hosts);
    number("outlets whose owner is not sourced", stats.chains_owner_not_sourced);
    number("outlets without class", stats.outlets_without_class);
    number("claims", stats.claims);
    number("claims with two sources or more", stats.claims_with_two_sources);
    lines.push((
        "percent of claims with two sources or more".to_owned(),
        format!("{:.1}", stats.claims_with_two_sources_share),
    ));
    for (name, counts) in [
        ("outlets", &stats.outlets_by_class),
        ("outlets of type", &stats.outlets_by_type),
        ("outlets of", &stats.outlets_by_country),
        ("registrable hosts", &stats.registrable_hosts),
        ("entities", &stats.entities_by_kind),
        ("accounts", &stats.accounts_by_platform),
        ("listings by", &stats.listings_by_authority),
        ("listings", &stats.listings_by_kind),
        ("sites", &stats.sites_by_kind),
        ("chains that end", &stats.chains_by_end),
        ("evidence seen", &stats.evidence_by_seen),
        ("evidence aged months", &stats.evidence_by_age_in_months),
        ("stakes of today, newest evidence aged months", &stats.stakes_by_age_in_months),
    ] {
        lines.extend(counts.iter().map(|(id, count)| (format!("{name} {id}"), count.to_string())));
    }
    for section in Section::ALL {
        let bytes = stats.bytes_by_section.get(section.name()).copied().unwrap_or_default();
        lines.push((format!("bytes of {}", section.name()), bytes.to_string()));
    }
    lines
}

fn add(counts: &mut Counts, id: &str) {
    *counts.entry(id.to_owned()).or_default() += 1;
}

fn count(labeler: &Labeler) -> Stats {
    let dataset: &Dataset = labeler.dataset();
    let info = labeler.info();
    let newest = info.data_version.clone();
    let mut stats = Stats { info: Some(info), ..Stats::default() };
    let mut holders = BTreeSet::new();
    let mut owners = BTreeSet::new();
    // Who is behind an outlet's hosts.
    let mut groups: BTreeMap<u32, &str> = BTreeMap::new();
    let mut state_media = Behind::default();
    let mut stakes = |stats: &mut Stats, list: &[Stake]| {
        for stake in list {
            claim(stats, dataset, &stake.evidence);
            if stake.until.is_none() {
                let dates = stake.evidence.iter().filter_map(|&ordinal| dataset.evidence(ordinal)?.1.as_of);
                add(&mut stats.stakes_by_age_in_months, age(&newest, dates.max().as_deref()));
                holders.insert(stake.holder);
                if stake.relation == Relation::Owns {
                    owners.insert(stake.holder);
                }
            }
        }
    };
    for (ordinal, outlet) in dataset.outlets() {
        let subject = Subject::Outlet(ordinal).number() + 1;
        let found = classes::outlet_classes(dataset, &outlet);
        stats.outlets_without_class += u32::from(found.is_empty());
        for class in &found {
            add(&mut stats.outlets_by_class, class.id());
        }
        add(&mut stats.outlets_by_type, outlet.kind.id());
        add(&mut stats.outlets_by_country, &outlet.country);
        stats.outlets_with_complete_hosts += u32::from(outlet.complete_hosts);
        let group = group(&outlet);
        if STATE_MEDIA.contains(&group) {
            state_media.add(dataset, &outlet);
        }
        groups.insert(ordinal, group);
        stakes(&mut stats, &outlet.stakes);
        for rating in &outlet.ratings {
            claim(&mut stats, dataset, &rating.evidence);
        }
        listings(&mut stats, dataset, &outlet.listings);
        let ends: BTreeSet<&str> = labeler.chain_ends(subject).iter().map(|end| end.reason).collect();
        stats.chains_owner_not_sourced += u32::from(ends.contains("not-sourced"));
        for end in ends {
            add(&mut stats.chains_by_end, end);
        }
    }
    for (_, entity) in dataset.entities() {
        add(&mut stats.entities_by_kind, entity.kind.id());
        stakes(&mut stats, &entity.stakes);
        listings(&mut stats, dataset, &entity.listings);
    }
    for (_, operation) in dataset.records::<Operation>(Section::Operations) {
        for report in &operation.reports {
            claim(&mut stats, dataset, &report.evidence);
        }
    }
    for (_, site) in dataset.records::<Site>(Section::Sites) {
        stats.sites += 1;
        add(&mut stats.sites_by_kind, site.kind.id());
    }
    let suffixes = dataset.suffixes();
    let mut hosts: BTreeSet<(&str, String)> = BTreeSet::new();
    for key in dataset.keys() {
        if !key.evidence.is_empty() {
            claim(&mut stats, dataset, &key.evidence);
        }
        if key.kind == MatchKind::Account {
            add(&mut stats.accounts_by_platform, key.text.split(':').next().unwrap_or_default());
            continue;
        }
        let host = key.text.split('/').next().unwrap_or_default();
        let Some(registrable) = suffixes.registrable(host) else { continue };
        let group = match key.subject {
            Subject::Outlet(ordinal) => groups.get(&ordinal).copied().unwrap_or_default(),
            Subject::Site(_) => "operation",
        };
        hosts.insert((group, registrable.to_owned()));
    }
    for (group, _) in &hosts {
        add(&mut stats.registrable_hosts, group);
    }
    stats.registrable_hosts_in_all = hosts.iter().map(|(_, host)| host).collect::<BTreeSet<_>>().len() as u32;
    let of_state_media = hosts.iter().filter(|(group, _)| STATE_MEDIA.contains(group));
    stats.registrable_hosts_of_state_media =
        of_state_media.map(|(_, host)| host).collect::<BTreeSet<_>>().len() as u32;
    stats.countries_of_state_media = state_media.countries.len() as u32;
    stats.owners_of_state_media = state_media.owners.len() as u32;
    stats.owners_in_chains_of_state_media = state_media.owners_in_chains.len() as u32;
    stats.holders_in_chains_of_state_media = state_media.holders.len() as u32;
    for (ordinal, _) in dataset.records::<Evidence>(Section::Evidence) {
        let Some((_, source)) = dataset.evidence(ordinal) else { continue };
        add(&mut stats.evidence_by_seen, source.seen.id());
        add(&mut stats.evidence_by_age_in_months, age(&newest, source.as_of.as_deref()));
    }
    stats.bytes_by_section = Section::ALL.iter().map(|&it| (it.name(), dataset.section_size(it))).collect();
    stats.countries = stats.outlets_by_country.len() as u32;
    stats.owners = owners.len() as u32;
    stats.holders = holders.len() as u32;
    if stats.claims > 0 {
        let share = f64::from(stats.claims_with_two_sources) / f64::from(stats.claims) * 100.0;
        stats.claims_with_two_sources_share = (share * 10.0).round() / 10.0;
    }
    stats
}

/// The groups of outlets that are called state, public and captured media here.
const STATE_MEDIA: &[&str] = &["state", "rated-captured"];

/// Who is behind an outlet, in a word.
fn group(outlet: &Outlet) -> &'static str {
    let held = |rating: &Rating| {
        matches!(
            classes::model(rating),
            Some(Class::StateControlled | Class::CapturedPublic | Class::CapturedPrivate)
        )
    };
    if outlet.kind == OutletType::Public || classes::outlet_model(outlet).is_some() {
        "state"
    } else if outlet.kind == OutletType::Private && outlet.ratings.iter().any(held) {
        "rated-captured"
    } else {
        outlet.kind.id()
    }
}

/// Who stands behind outlets today, by ordinal.
#[derive(Default)]
struct Behind {
    countries: BTreeSet<String>,
    owners: BTreeSet<u32>,
    owners_in_chains: BTreeSet<u32>,
    holders: BTreeSet<u32>,
}

impl Behind {
    fn add(&mut self, dataset: &Dataset, outlet: &Outlet) {
        self.countries.insert(outlet.country.clone());
        let mut stakes: Vec<(bool, Stake)> =
            outlet.stakes.iter().map(|stake| (true, stake.clone())).collect();
        while let Some((direct, stake)) = stakes.pop() {
            if stake.until.is_some() {
                continue;
            }
            if stake.relation == Relation::Owns {
                self.owners_in_chains.insert(stake.holder);
                if direct {
                    self.owners.insert(stake.holder);
                }
            }
            if self.holders.insert(stake.holder) {
                let above = dataset.entity(stake.holder).map(|entity| entity.stakes).unwrap_or_default();
                stakes.extend(above.into_iter().map(|stake| (false, stake)));
            }
        }
    }
}

/// How many months lie between a date and the newest reading.
fn age(newest: &str, as_of: Option<&str>) -> &'static str {
    match as_of.and_then(|as_of| Some(months(newest)?.saturating_sub(months(as_of)?))) {
        None => "unknown",
        Some(0..12) => "0-11",
        Some(12..24) => "12-23",
        Some(24..60) => "24-59",
        Some(60..120) => "60-119",
        Some(_) => "120-",
    }
}

/// Months since the year 0; a mere year counts as its middle.
fn months(date: &str) -> Option<u32> {
    let year: u32 = date.get(..4)?.parse().ok()?;
    let month: u32 = date.get(5..7).and_then(|month| month.parse().ok()).unwrap_or(6);
    Some(year * 12 + month)
}

fn claim(stats: &mut Stats, dataset: &Dataset, evidence: &[u32]) {
    stats.claims += 1;
    let publishers: BTreeSet<String> = evidence
        .iter()
        .filter_map(|&ordinal| dataset.evidence(ordinal))
        .map(|(_, source)| source.publisher)
        .collect();
    stats.claims_with_two_sources += u32::from(publishers.len() > 1);
}

fn listings(stats: &mut Stats, dataset: &Dataset, list: &[Listing]) {
    // `agent` stands on the principal's copy of somebody else's registration.
    for listing in list.iter().filter(|listing| listing.agent.is_none()) {
        stats.listings += 1;
        claim(stats, dataset, &listing.evidence);
        add(&mut stats.listings_by_kind, listing.kind.id());
        let authority =
            dataset.authority(listing.authority).map(|authority| authority.id).unwrap_or_default();
        add(&mut stats.listings_by_authority, &authority);
    }
}
