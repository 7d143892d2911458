//! From checked sources to the model. Sources with errors are not compiled; what is dropped here (a reference
//! that leads nowhere) has been reported by `check`.

use std::collections::{BTreeMap, HashMap};

use toml::Spanned;

use super::load::Sources;
use super::resemblance;
use super::schema::{EvidenceEntry, KeyEntry, ListingEntry, ShareEntry, StakeEntry, Text};
use super::suffix_list::Table;
use crate::dataset::model::{
    Answer, Authority, Directness, End, Entity, EntityKind, Evidence, EvidenceRefs, FindingKind, Interest,
    Key, Listing, ListingKind, MatchKind, Medium, Model, Operation, Outlet, OutletType, OwnerEnd, Rater,
    Rating, Relation, Report, Scope, Seen, Share, Site, Source, Stake, Subject, UndisclosedReason,
};
use crate::index::MAX_TEXT;
use crate::link::account;

/// The model, and the newest date on which any evidence was read (`1970-01-01` if there is none).
pub fn compile(sources: &Sources) -> (Model, String) {
    let mut compiler = Compiler::new(sources);
    let outlets: Vec<Outlet> = compiler.outlets(sources);
    let mut entities: Vec<Entity> = compiler.entities(sources);
    show_agents(sources, &compiler.entity_ordinals, &mut entities);
    let operations: Vec<Operation> = compiler.operations(sources);
    let newest = compiler.pool.sources.iter().map(|source| source.retrieved.clone()).max();
    let resembled = resembled(sources, &outlets, &compiler.keys);
    let model = Model {
        outlets,
        entities,
        operations,
        sites: compiler.sites,
        keys: compiler.keys,
        sources: compiler.pool.sources,
        evidence: compiler.pool.evidence,
        authorities: compiler.authorities,
        raters: compiler.raters,
        suffixes: sources.suffixes.numbers().map(|(name, bits)| (name.to_owned(), bits)).collect(),
        names: resembled.names,
        affixes: resembled.affixes.to_numbers(),
    };
    (model, newest.unwrap_or_else(|| "1970-01-01".to_owned()))
}

/// What hosts are compared with that have no label.
fn resembled(sources: &Sources, outlets: &[Outlet], keys: &[Key]) -> resemblance::Compiled {
    if !outlets.iter().any(|outlet| outlet.complete_hosts) {
        return resemblance::Compiled::default();
    }
    let mut compared: Vec<resemblance::Outlet<'_>> = (0..)
        .zip(outlets)
        .map(|(ordinal, outlet)| resemblance::Outlet {
            ordinal,
            complete: outlet.complete_hosts,
            hosts: Vec::new(),
        })
        .collect();
    for key in keys.iter().filter(|key| key.kind == MatchKind::Host) {
        if let Subject::Outlet(ordinal) = key.subject {
            compared[ordinal as usize].hosts.push(&key.text);
        }
    }
    let suffixes = Table::new(&sources.suffixes);
    resemblance::compile(&compared, suffixes.suffixes(), resemblance::Words::built_in())
}

/// A host as it is compared: lower case, ASCII, without a trailing dot; `None` if it is no host name.
pub fn normal_host(text: &str) -> Option<String> {
    match url::Host::parse(text) {
        Ok(url::Host::Domain(host)) => {
            let host = host.strip_suffix('.').unwrap_or(&host).to_owned();
            host.contains('.').then_some(host)
        }
        _ => None,
    }
}

/// A path key as it is compared: normal host, then the path without a trailing slash.
pub fn normal_path(text: &str) -> Option<String> {
    let (host, path) = text.split_at(text.find('/')?);
    let host = normal_host(host)?;
    let url = url::Url::parse(&format!("https://{host}{path}")).ok()?;
    let path = url.path().trim_end_matches('/');
    (!path.is_empty() && url.query().is_none() && url.fragment().is_none()).then(|| format!("{host}{path}"))
}

/// An account key as it is compared.
pub fn normal_account(text: &str) -> Option<String> {
    let (platform, value) = text.split_once(':')?;
    account::normalise(platform, value).map(|account| account.key())
}

fn text(value: &Text) -> String {
    value.get_ref().clone()
}

fn opt(value: &Option<Text>) -> Option<String> {
    value.as_ref().map(text)
}

/// Evidence and sources, each distinct one once.
#[derive(Default)]
struct Pool {
    sources: Vec<Source>,
    evidence: Vec<Evidence>,
    source_ordinals: HashMap<Source, u32>,
    evidence_ordinals: HashMap<Evidence, u32>,
}

impl Pool {
    fn add(&mut self, source: Source, locator: Option<String>) -> u32 {
        let next = self.sources.len() as u32;
        let source = *self.source_ordinals.entry(source).or_insert_with_key(|source| {
            self.sources.push(source.clone());
            next
        });
        let next = self.evidence.len() as u32;
        *self.evidence_ordinals.entry(Evidence { source, locator }).or_insert_with_key(|evidence| {
            self.evidence.push(evidence.clone());
            next
        })
    }
}

struct Compiler<'s> {
    shared: BTreeMap<&'s str, Source>,
    entity_ordinals: HashMap<&'s str, u32>,
    outlet_ordinals: HashMap<&'s str, u32>,
    authorities: Vec<Authority>,
    raters: Vec<Rater>,
    pool: Pool,
    keys: Vec<Key>,
    sites: Vec<Site>,
}

impl<'s> Compiler<'s> {
    fn new(sources: &'s Sources) -> Self {
        let shared = sources.sources.iter().map(|(id, record)| {
            let file = &record.value;
            let source = Source {
                publisher: text(&file.publisher),
                title: text(&file.title),
                url: text(&file.url),
                as_of: opt(&file.as_of),
                retrieved: text(&file.retrieved),
                archive_url: opt(&file.archive_url),
                seen: Seen::from_id(file.seen.get_ref()).unwrap_or(Seen::List),
                quotes: opt(&file.quotes),
            };
            (id.as_str(), source)
        });
        let live_entities = sources.entities.iter().filter(|(_, record)| record.value.retired.is_none());
        let live_outlets = sources.outlets.iter().filter(|(_, record)| record.value.retired.is_none());
        let authorities = sources.authorities.iter().flat_map(|record| &record.value).map(|(id, entry)| {
            let entry = entry.get_ref();
            Authority {
                id: id.clone(),
                name: text(&entry.name),
                country: text(&entry.country),
                admitted: entry.admitted,
            }
        });
        let raters = sources.raters.iter().flat_map(|record| &record.value);
        Self {
            shared: shared.collect(),
            entity_ordinals: live_entities.zip(0..).map(|((id, _), n)| (id.as_str(), n)).collect(),
            outlet_ordinals: live_outlets.zip(0..).map(|((id, _), n)| (id.as_str(), n)).collect(),
            authorities: authorities.collect(),
            raters: raters
                .map(|(id, entry)| Rater { id: id.clone(), name: text(&entry.get_ref().name) })
                .collect(),
            pool: Pool::default(),
            keys: Vec::new(),
            sites: Vec::new(),
        }
    }

    fn outlets(&mut self, sources: &'s Sources) -> Vec<Outlet> {
        let live = sources.outlets.iter().filter(|(_, record)| record.value.retired.is_none());
        live.zip(0..)
            .map(|((id, record), ordinal)| {
                let file = &record.value;
                for key in &file.keys {
                    self.key(key.get_ref(), Subject::Outlet(ordinal));
                }
                let ratings = file.rating.iter().filter_map(|rating| {
                    let rating = rating.get_ref();
                    let answer = |text: &Text| Answer::from_id(text.get_ref());
                    Some(Rating {
                        rater: self.raters.iter().position(|r| r.id == *rating.rater.get_ref())? as u32,
                        year: u16::try_from(*rating.year.get_ref()).ok()?,
                        funding: answer(&rating.funding)?,
                        governance: answer(&rating.governance)?,
                        editorial: answer(&rating.editorial)?,
                        evidence: refs(&mut self.pool, &self.shared, &rating.evidence),
                    })
                });
                let ratings = ratings.collect();
                Outlet {
                    id: id.clone(),
                    name: text(&file.name),
                    native_name: opt(&file.native_name),
                    native_lang: opt(&file.native_lang),
                    country: text(&file.country),
                    kind: OutletType::from_id(file.kind.get_ref()).unwrap_or(OutletType::Private),
                    medium: file.medium.as_ref().and_then(|id| Medium::from_id(id.get_ref())),
                    homepage: opt(&file.homepage),
                    aliases: file.aliases.iter().map(text).collect(),
                    complete_hosts: file.complete_hosts,
                    stakes: self.stakes(&file.stake),
                    end: self.end(&file.owner_end, &file.owner_end_reason, &file.owner_end_evidence),
                    ratings,
                    listings: self.listings(&file.listing),
                }
            })
            .collect()
    }

    fn entities(&mut self, sources: &'s Sources) -> Vec<Entity> {
        let live = sources.entities.iter().filter(|(_, record)| record.value.retired.is_none());
        live.map(|(id, record)| {
            let file = &record.value;
            Entity {
                id: id.clone(),
                name: text(&file.name),
                native_name: opt(&file.native_name),
                native_lang: opt(&file.native_lang),
                country: opt(&file.country),
                kind: EntityKind::from_id(file.kind.get_ref()).unwrap_or(EntityKind::Company),
                role: opt(&file.role),
                stakes: self.stakes(&file.stake),
                end: self.end(&file.owner_end, &file.owner_end_reason, &file.owner_end_evidence),
                listings: self.listings(&file.listing),
            }
        })
        .collect()
    }

    fn operations(&mut self, sources: &'s Sources) -> Vec<Operation> {
        let live = sources.operations.iter().filter(|(_, record)| record.value.retired.is_none());
        live.zip(0..)
            .map(|((id, record), operation)| {
                let file = &record.value;
                let report_ids: Vec<&str> =
                    file.report.iter().map(|r| r.get_ref().id.get_ref().as_str()).collect();
                for entry in &file.site {
                    let entry = entry.get_ref();
                    let ordinal = self.sites.len() as u32;
                    let place = KeyPlace::of(&entry.host, &entry.path, &entry.account);
                    let Some((kind, key_text)) = place.and_then(|place| place.normal()) else { continue };
                    let reports = entry.reports.iter().filter_map(|id| {
                        report_ids.iter().position(|known| known == id.get_ref()).map(|n| n as u32)
                    });
                    let imitates_outlet = entry
                        .imitates
                        .as_ref()
                        .and_then(|id| self.outlet_ordinals.get(id.get_ref().as_str()).copied());
                    self.sites.push(Site {
                        operation,
                        kind: FindingKind::from_id(entry.kind.get_ref())
                            .unwrap_or(FindingKind::InfluenceOperation),
                        imitates: opt(&entry.imitates_name),
                        imitates_outlet,
                        reports: reports.collect(),
                    });
                    self.keys.push(Key {
                        kind,
                        text: key_text,
                        scope: scope(kind, &entry.scope),
                        subject: Subject::Site(ordinal),
                        evidence: Vec::new(),
                    });
                }
                Operation {
                    id: id.clone(),
                    name: text(&file.name),
                    attributed_to: opt(&file.attributed_to),
                    reports: file
                        .report
                        .iter()
                        .map(|report| {
                            let report = report.get_ref();
                            Report {
                                investigator: text(&report.investigator),
                                date: opt(&report.date),
                                evidence: refs(&mut self.pool, &self.shared, &report.evidence),
                            }
                        })
                        .collect(),
                }
            })
            .collect()
    }

    fn key(&mut self, entry: &KeyEntry, subject: Subject) {
        // A key that was given up may belong to somebody else by now: it stays in the sources, as a fact about
        // a time, and matches nothing.
        if entry.until.is_some() {
            return;
        }
        let place = KeyPlace::of(&entry.host, &entry.path, &entry.account);
        let Some((kind, text)) = place.and_then(|place| place.normal()) else { return };
        let evidence = refs(&mut self.pool, &self.shared, &entry.evidence);
        self.keys.push(Key { kind, text, scope: scope(kind, &entry.scope), subject, evidence });
    }

    fn stakes(&mut self, entries: &[Spanned<StakeEntry>]) -> Vec<Stake> {
        entries
            .iter()
            .filter_map(|entry| {
                let entry = entry.get_ref();
                Some(Stake {
                    holder: *self.entity_ordinals.get(entry.holder.get_ref().as_str())?,
                    relation: Relation::from_id(entry.relation.get_ref())?,
                    interest: entry.interest.as_ref().and_then(|id| Interest::from_id(id.get_ref())),
                    directness: entry
                        .directness
                        .as_ref()
                        .and_then(|id| Directness::from_id(id.get_ref()))
                        .unwrap_or(Directness::Unknown),
                    share: entry.share.as_ref().map(|share| match *share.get_ref() {
                        ShareEntry::Whole(percent) => Share::Exact(percent as f64),
                        ShareEntry::Exact(percent) => Share::Exact(percent),
                        ShareEntry::Range { min, max } => Share::Range(min, max),
                    }),
                    since: opt(&entry.since),
                    until: opt(&entry.until),
                    note: opt(&entry.note),
                    evidence: refs(&mut self.pool, &self.shared, &entry.evidence),
                })
            })
            .collect()
    }

    fn end(
        &mut self,
        end: &Option<Text>,
        reason: &Option<Text>,
        evidence: &[Spanned<EvidenceEntry>],
    ) -> Option<End> {
        Some(End {
            end: OwnerEnd::from_id(end.as_ref()?.get_ref())?,
            reason: reason.as_ref().and_then(|id| UndisclosedReason::from_id(id.get_ref())),
            evidence: refs(&mut self.pool, &self.shared, evidence),
        })
    }

    fn listings(&mut self, entries: &[Spanned<ListingEntry>]) -> Vec<Listing> {
        entries
            .iter()
            .filter_map(|entry| {
                let entry = entry.get_ref();
                let authority = self.authorities.iter().position(|a| a.id == *entry.authority.get_ref())?;
                Some(Listing {
                    kind: ListingKind::from_id(entry.kind.get_ref())?,
                    authority: authority as u32,
                    act: text(&entry.act),
                    listed_as: opt(&entry.listed_as),
                    date: opt(&entry.date),
                    until: opt(&entry.until),
                    principal: opt(&entry.principal),
                    agent: None,
                    evidence: refs(&mut self.pool, &self.shared, &entry.evidence),
                })
            })
            .collect()
    }
}

/// A registration stands on the agent's record; its principal shows it too, with the agent's name. It speaks of
/// what the principal does through others, so it classes nothing.
fn show_agents(sources: &Sources, ordinals: &HashMap<&str, u32>, entities: &mut [Entity]) {
    let mut shown = Vec::new();
    for (agent, record) in sources.entities.iter().filter(|(_, record)| record.value.retired.is_none()) {
        let Some(&agent) = ordinals.get(agent.as_str()) else { continue };
        for (index, entry) in record.value.listing.iter().enumerate() {
            let principal = entry.get_ref().principal_id.as_ref();
            if let Some(&principal) = principal.and_then(|id| ordinals.get(id.get_ref().as_str())) {
                shown.push((agent as usize, index, principal as usize));
            }
        }
    }
    for (agent, index, principal) in shown {
        let Some(listing) = entities[agent].listings.get(index) else { continue };
        let listing = Listing {
            kind: ListingKind::RegisteredAgent,
            listed_as: None,
            agent: Some(entities[agent].name.clone()),
            ..listing.clone()
        };
        entities[principal].listings.push(listing);
    }
}

fn scope(kind: MatchKind, scope: &Option<Text>) -> Option<Scope> {
    let given = scope.as_ref().and_then(|id| Scope::from_id(id.get_ref()));
    (kind != MatchKind::Account).then(|| given.unwrap_or(Scope::Subtree))
}

fn refs(
    pool: &mut Pool,
    shared: &BTreeMap<&str, Source>,
    entries: &[Spanned<EvidenceEntry>],
) -> EvidenceRefs {
    entries
        .iter()
        .filter_map(|entry| {
            let entry = entry.get_ref();
            let base = entry.source.as_ref().and_then(|id| shared.get(id.get_ref().as_str()));
            let field = |own: &Option<Text>, of_base: Option<&String>| opt(own).or(of_base.cloned());
            let source = Source {
                publisher: field(&entry.publisher, base.map(|b| &b.publisher))?,
                title: field(&entry.title, base.map(|b| &b.title))?,
                url: field(&entry.url, base.map(|b| &b.url))?,
                as_of: field(&entry.as_of, base.and_then(|b| b.as_of.as_ref())),
                retrieved: field(&entry.retrieved, base.map(|b| &b.retrieved))?,
                archive_url: field(&entry.archive_url, base.and_then(|b| b.archive_url.as_ref())),
                seen: entry
                    .seen
                    .as_ref()
                    .and_then(|id| Seen::from_id(id.get_ref()))
                    .or(base.map(|b| b.seen))?,
                quotes: base.and_then(|b| b.quotes.clone()),
            };
            Some(pool.add(source, opt(&entry.locator)))
        })
        .collect()
}

/// The one of `host`, `path`, `account` that a key gives.
#[derive(Debug, Clone, Copy)]
pub(super) struct KeyPlace<'t> {
    pub(super) kind: MatchKind,
    pub(super) text: &'t Text,
}

impl<'t> KeyPlace<'t> {
    /// `None` unless exactly one is given.
    pub(super) fn of(
        host: &'t Option<Text>,
        path: &'t Option<Text>,
        account: &'t Option<Text>,
    ) -> Option<Self> {
        match (host, path, account) {
            (Some(text), None, None) => Some(Self { kind: MatchKind::Host, text }),
            (None, Some(text), None) => Some(Self { kind: MatchKind::Path, text }),
            (None, None, Some(text)) => Some(Self { kind: MatchKind::Account, text }),
            _ => None,
        }
    }

    /// The key in the form in which it is compared.
    pub(super) fn normal(self) -> Option<(MatchKind, String)> {
        let text = self.text.get_ref();
        let normal = match self.kind {
            MatchKind::Host => normal_host(text),
            MatchKind::Path => normal_path(text),
            MatchKind::Account => normal_account(text),
            MatchKind::DisplayedAddress | MatchKind::DisplayedName => None,
        };
        // Longer ones than an index takes are no addresses that anybody follows.
        normal.filter(|normal| normal.len() <= MAX_TEXT).map(|normal| (self.kind, normal))
    }
}
