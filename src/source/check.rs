//! What must be true of the sources. One table of rules; each has a pair of input and expected output in
//! `tests/source/`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::compile::KeyPlace;
use super::country::is_country;
use super::diagnostic::{Diagnostic, Severity, place};
use super::keys::{host_fault, normal_host};
use super::load::{Record, Sources, is_id};
use super::schema::{EvidenceEntry, ListingEntry, ShareEntry, StakeEntry, Text};
use super::script;
use super::suffix_list::Table;
use crate::dataset::model::{
    Answer, Directness, EntityKind, FindingKind, Interest, ListingKind, MatchKind, Medium, OutletType,
    OwnerEnd, Relation, Scope, Seen, UndisclosedReason,
};
use crate::link::{account, hosting};

/// One rule.
pub struct Rule {
    /// Its code, shown with each complaint.
    pub code: &'static str,
    /// What must be true.
    pub what: &'static str,
    /// Why.
    pub why: &'static str,
    /// What to do otherwise.
    pub help: &'static str,
    /// Whether its findings are warnings: advice that an exception may silence until a date. All others are errors.
    pub advisory: bool,
    run: fn(&mut Reporter<'_>),
}

/// Every rule, in the order in which they run.
pub const RULES: &[Rule] = &[
    Rule {
        code: "vocabulary",
        what: "words of closed vocabularies are members of them",
        why: "a misspelt word would be a class of its own",
        help: "use one of the words named",
        advisory: false,
        run: vocabulary,
    },
    Rule {
        code: "reference",
        what: "every id that is referred to has a record",
        why: "a chain must lead somewhere",
        help: "correct the id or add the record",
        advisory: false,
        run: reference,
    },
    Rule {
        code: "evidence",
        what: "every claim carries evidence",
        why: "no claim without a source",
        help: "add evidence = [{ … }], or leave the claim out",
        advisory: false,
        run: evidence,
    },
    Rule {
        code: "evidence-fields",
        what: "evidence names a shared source, or publisher, title, url, retrieved and seen in full",
        why: "a reader must be able to find the place",
        help: "add the missing field, or source = \"<id in sources/>\"",
        advisory: false,
        run: evidence_fields,
    },
    Rule {
        code: "url",
        what: "addresses are absolute http(s) with a host, and hold only characters that an address may hold",
        why: "they become links in the card and URIs in exports",
        help: "give the full address, starting with https://, as the browser copies it out of its address bar: a space is %20",
        advisory: false,
        run: urls,
    },
    Rule {
        code: "date",
        what: "dates are YYYY, YYYY-MM or YYYY-MM-DD of a real day, and `retrieved` is a full day",
        why: "dates are as precise as known and never padded",
        help: "write 2023, 2023-05 or 2023-05-17",
        advisory: false,
        run: dates,
    },
    Rule {
        code: "date-future",
        what: "no date lies in the future",
        why: "what is to come is no fact yet, and the newest reading is the date of the whole dataset",
        help: "correct the date; what ends some day has no `until` before it has ended",
        advisory: false,
        run: future_dates,
    },
    Rule {
        code: "date-order",
        what: "nothing ends before it starts, and nothing is read before the time it speaks of",
        why: "one of the two dates is wrong",
        help: "correct since/date or until",
        advisory: false,
        run: date_order,
    },
    Rule {
        code: "country",
        what: "countries are ISO 3166-1 alpha-2 codes",
        why: "pages show and group by them",
        help: "use the two-letter code, GB and not UK",
        advisory: false,
        run: countries,
    },
    Rule {
        code: "name",
        what: "names are given, English ones in Latin letters, without stray spaces, invisible characters or letters that look like others",
        why: "a look-alike letter hides a record from search",
        help: "type the name anew in one script",
        advisory: false,
        run: names,
    },
    Rule {
        code: "native-name",
        what: "native_name and native_lang stand together",
        why: "screen readers need the language of a name",
        help: "add native_lang = \"<BCP 47>\", or remove it",
        advisory: false,
        run: native_names,
    },
    Rule {
        code: "key",
        what: "a key is exactly one of a host, a host with path, or an account, in its normal form",
        why: "matching is exact",
        help: "write it as suggested",
        advisory: false,
        run: keys,
    },
    Rule {
        code: "key-public",
        what: "a key's host is no public suffix, and no host of a platform",
        why: "it would label what others publish there",
        help: "use the publisher's own host, a path or an account",
        advisory: false,
        run: public_keys,
    },
    Rule {
        code: "key-hosting",
        what: "a host key is no hosting platform's bare host with all that lies below it",
        why: "it would say that the platform's owner publishes what others put there",
        help: "use the publisher's own host below it, a path or an account; for the platform's own pages scope = \"exact\"",
        advisory: false,
        run: hosting_keys,
    },
    Rule {
        code: "key-twice",
        what: "no key is claimed twice",
        why: "a link leads to one outlet",
        help: "remove one of the two",
        advisory: false,
        run: keys_twice,
    },
    Rule {
        code: "no-key",
        what: "an outlet has at least one key",
        why: "without one it can never be shown",
        help: "add keys = [{ host = \"…\" }], or retire the record",
        advisory: false,
        run: no_key,
    },
    Rule {
        code: "chain-end",
        what: "every chain ends in a state, person or family, or says how it ends; who only funds is no end",
        why: "an open end would look like the whole story",
        help: "add a [[stake]] of who owns or runs it, or owner_end = \"not-sourced\"",
        advisory: false,
        run: chain_end,
    },
    Rule {
        code: "chain-cycle",
        what: "nobody stands behind itself",
        why: "a chain must end",
        help: "remove one of the stakes, or mark the former one with until",
        advisory: false,
        run: chain_cycle,
    },
    Rule {
        code: "share",
        what: "shares lie between 0 and 100 percent, min below max, and owners of one time hold at most 100",
        why: "otherwise one of them is wrong",
        help: "correct the share, or mark the former stake with until",
        advisory: false,
        run: shares,
    },
    Rule {
        code: "person",
        what: "persons have a public role",
        why: "people appear only as owners or office-holders",
        help: "add role = \"…\", or remove the record",
        advisory: false,
        run: persons,
    },
    Rule {
        code: "rating",
        what: "one rater rates an outlet once a year, within known years",
        why: "two answers of one rater for one year cannot both stand",
        help: "keep the one that the rater's page says",
        advisory: false,
        run: ratings,
    },
    Rule {
        code: "finding",
        what: "every site of an operation is named by a report, and says whom it imitates if it does",
        why: "a finding is always attributed",
        help: "refer to a [[report]] by its id; add imitates or imitates_name",
        advisory: false,
        run: findings,
    },
    Rule {
        code: "unused",
        what: "every shared source, and every entity, is used",
        why: "what nobody refers to is usually a misspelt reference or a left-over",
        help: "use it or remove it",
        advisory: true,
        run: unused,
    },
    Rule {
        code: "homepage",
        what: "an outlet's homepage is matched by one of its own keys",
        why: "a homepage elsewhere is a missing key or a wrong address",
        help: "add the host to keys, or correct the homepage",
        advisory: true,
        run: homepages,
    },
    // It passes over what others have complained about.
    Rule {
        code: "blank",
        what: "a text that is given is not blank",
        why: "a field without words says nothing and looks as if it did",
        help: "fill it in, or remove the field",
        advisory: false,
        run: blank,
    },
    // Last: it sees what the others found.
    Rule {
        code: "exception",
        what: "an exception silences one finding of an advisory rule, says why, and has not run out",
        why: "advice that is silenced for ever is forgotten",
        help: "correct the finding and remove the exception, or give it a new date and the reason for it",
        advisory: false,
        run: exceptions,
    },
];

/// Runs every rule that does not depend on the day. The result is sorted by file and place. Exceptions count whatever the
/// day, so that what could be compiled once can be compiled for ever; [`check_on`] tells those that have run out, and dates
/// to come.
pub fn check(sources: &Sources) -> Vec<Diagnostic> {
    run(sources, None)
}

/// Runs every rule on a day, `2026-11-24`, on which exceptions may have run out and after which nothing can have been read.
pub fn check_on(sources: &Sources, today: &str) -> Vec<Diagnostic> {
    run(sources, Some(today))
}

fn run(sources: &Sources, today: Option<&str>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for rule in RULES {
        (rule.run)(&mut Reporter { sources, rule, today, diagnostics: &mut diagnostics });
    }
    diagnostics.sort_by(|a, b| (&a.file, a.line, a.column, a.code).cmp(&(&b.file, b.line, b.column, b.code)));
    diagnostics
}

struct Reporter<'r> {
    sources: &'r Sources,
    rule: &'static Rule,
    today: Option<&'r str>,
    diagnostics: &'r mut Vec<Diagnostic>,
}

impl Reporter<'_> {
    fn at<T>(&mut self, record: &Record<T>, span: Range<usize>, message: String) {
        self.push(Severity::Error, Place::of(record), span, message);
    }

    fn at_place(&mut self, at: Place<'_>, span: Range<usize>, message: String) {
        self.push(Severity::Error, at, span, message);
    }

    fn warn<T>(&mut self, record: &Record<T>, span: Range<usize>, message: String) {
        self.push(Severity::Warning, Place::of(record), span, message);
    }

    fn push(&mut self, severity: Severity, at: Place<'_>, span: Range<usize>, message: String) {
        let (line, column) = place(at.text, &span);
        self.diagnostics.push(Diagnostic {
            severity,
            code: self.rule.code,
            file: at.file.to_owned(),
            line,
            column,
            message,
            help: self.rule.help.to_owned(),
        });
    }
}

/// The parts that outlets and entities share, so that a rule about them is written once.
struct Holding<'s> {
    place: Place<'s>,
    id: &'s str,
    name: &'s Text,
    native_name: &'s Option<Text>,
    native_lang: &'s Option<Text>,
    stakes: &'s [Spanned<StakeEntry>],
    listings: &'s [Spanned<ListingEntry>],
    end: &'s Option<Text>,
    end_reason: &'s Option<Text>,
    end_evidence: &'s [Spanned<EvidenceEntry>],
    /// None for outlets.
    kind: Option<EntityKind>,
}

/// A file and its text, whatever kind of record it holds.
#[derive(Clone, Copy)]
struct Place<'s> {
    file: &'s std::path::Path,
    text: &'s str,
}

impl<'s> Place<'s> {
    fn of<T>(record: &'s Record<T>) -> Self {
        Self { file: &record.file, text: &record.text }
    }
}

fn holdings(sources: &Sources) -> Vec<Holding<'_>> {
    let outlets = sources.outlets.iter().map(|(id, record)| {
        let file = &record.value;
        Holding {
            place: Place::of(record),
            id,
            name: &file.name,
            native_name: &file.native_name,
            native_lang: &file.native_lang,
            stakes: &file.stake,
            listings: &file.listing,
            end: &file.owner_end,
            end_reason: &file.owner_end_reason,
            end_evidence: &file.owner_end_evidence,
            kind: None,
        }
    });
    let entities = sources.entities.iter().map(|(id, record)| {
        let file = &record.value;
        Holding {
            place: Place::of(record),
            id,
            name: &file.name,
            native_name: &file.native_name,
            native_lang: &file.native_lang,
            stakes: &file.stake,
            listings: &file.listing,
            end: &file.owner_end,
            end_reason: &file.owner_end_reason,
            end_evidence: &file.owner_end_evidence,
            kind: EntityKind::from_id(file.kind.get_ref()),
        }
    });
    outlets.chain(entities).collect()
}

/// A word that should be a member of a vocabulary.
fn word<T: Copy>(
    report: &mut Reporter<'_>,
    at: Place<'_>,
    text: &Text,
    members: &[T],
    id: fn(T) -> &'static str,
) {
    if !members.iter().any(|&member| id(member) == text.get_ref()) {
        let known: Vec<_> = members.iter().map(|&member| id(member)).collect();
        report.at_place(at, text.span(), format!("`{}` is none of: {}", text.get_ref(), known.join(", ")));
    }
}

fn vocabulary(report: &mut Reporter<'_>) {
    let sources = report.sources;
    for record in sources.outlets.values() {
        let at = Place::of(record);
        word(report, at, &record.value.kind, OutletType::ALL, OutletType::id);
        if let Some(medium) = &record.value.medium {
            word(report, at, medium, Medium::ALL, Medium::id);
        }
        for rating in &record.value.rating {
            let rating = rating.get_ref();
            for answer in [&rating.funding, &rating.governance, &rating.editorial] {
                word(report, at, answer, Answer::ALL, Answer::id);
            }
        }
        for scope in record.value.keys.iter().filter_map(|key| key.get_ref().scope.as_ref()) {
            word(report, at, scope, Scope::ALL, Scope::id);
        }
    }
    for record in sources.entities.values() {
        word(report, Place::of(record), &record.value.kind, EntityKind::ALL, EntityKind::id);
    }
    for holding in holdings(sources) {
        for stake in holding.stakes {
            let stake = stake.get_ref();
            word(report, holding.place, &stake.relation, Relation::ALL, Relation::id);
            if let Some(interest) = &stake.interest {
                word(report, holding.place, interest, Interest::ALL, Interest::id);
            }
            if let Some(directness) = &stake.directness {
                word(report, holding.place, directness, Directness::ALL, Directness::id);
            }
        }
        for listing in holding.listings {
            // `registered-agent` is derived from somebody's registration.
            let written: Vec<_> = ListingKind::ALL
                .iter()
                .copied()
                .filter(|kind| *kind != ListingKind::RegisteredAgent)
                .collect();
            word(report, holding.place, &listing.get_ref().kind, &written, ListingKind::id);
        }
        if let Some(end) = holding.end {
            word(report, holding.place, end, OwnerEnd::ALL, OwnerEnd::id);
        }
        if let Some(reason) = holding.end_reason {
            word(report, holding.place, reason, UndisclosedReason::ALL, UndisclosedReason::id);
        }
    }
    for record in sources.operations.values() {
        let at = Place::of(record);
        for site in &record.value.site {
            let site = site.get_ref();
            word(report, at, &site.kind, FindingKind::ALL, FindingKind::id);
            if let Some(scope) = &site.scope {
                word(report, at, scope, Scope::ALL, Scope::id);
            }
        }
    }
    for (at, entries) in evidence_lists(sources) {
        for seen in entries.iter().filter_map(|entry| entry.get_ref().seen.as_ref()) {
            word(report, at, seen, Seen::ALL, Seen::id);
        }
    }
    for record in sources.sources.values() {
        word(report, Place::of(record), &record.value.seen, Seen::ALL, Seen::id);
    }
}

fn reference(report: &mut Reporter<'_>) {
    let sources = report.sources;
    let live_entity = |id: &str| sources.entities.get(id).is_some_and(|r| r.value.retired.is_none());
    let live_outlet = |id: &str| sources.outlets.get(id).is_some_and(|r| r.value.retired.is_none());
    let authority = |id: &str| sources.authorities.as_ref().is_some_and(|r| r.value.contains_key(id));
    let rater = |id: &str| sources.raters.as_ref().is_some_and(|r| r.value.contains_key(id));
    for holding in holdings(sources) {
        for stake in holding.stakes {
            let holder = &stake.get_ref().holder;
            if !live_entity(holder.get_ref()) {
                let message = format!("there is no entities/{}.toml", holder.get_ref());
                report.at_place(holding.place, holder.span(), message);
            }
        }
        for listing in holding.listings {
            let id = &listing.get_ref().authority;
            if !authority(id.get_ref()) {
                let message = format!("authorities.toml has no [{}]", id.get_ref());
                report.at_place(holding.place, id.span(), message);
            }
            let principal = &listing.get_ref().principal_id;
            if let Some(id) = principal.as_ref().filter(|id| !live_entity(id.get_ref())) {
                let message = format!("there is no entities/{}.toml", id.get_ref());
                report.at_place(holding.place, id.span(), message);
            }
        }
    }
    for record in sources.outlets.values() {
        for rating in &record.value.rating {
            let id = &rating.get_ref().rater;
            if !rater(id.get_ref()) {
                report.at(record, id.span(), format!("raters.toml has no [{}]", id.get_ref()));
            }
        }
    }
    for record in sources.operations.values() {
        let reports: BTreeSet<&str> =
            record.value.report.iter().map(|r| r.get_ref().id.get_ref().as_str()).collect();
        for site in &record.value.site {
            let site = site.get_ref();
            if let Some(id) = site.imitates.as_ref().filter(|id| !live_outlet(id.get_ref())) {
                report.at(record, id.span(), format!("there is no outlets/{}.toml", id.get_ref()));
            }
            for id in site.reports.iter().filter(|id| !reports.contains(id.get_ref().as_str())) {
                report.at(record, id.span(), format!("no [[report]] has the id `{}`", id.get_ref()));
            }
        }
    }
    for (at, entries) in evidence_lists(sources) {
        for id in entries.iter().filter_map(|entry| entry.get_ref().source.as_ref()) {
            if !sources.sources.contains_key(id.get_ref()) {
                report.at_place(at, id.span(), format!("there is no sources/{}.toml", id.get_ref()));
            }
        }
    }
}

/// Every list of evidence with the file it stands in.
fn evidence_lists(sources: &Sources) -> Vec<(Place<'_>, &[Spanned<EvidenceEntry>])> {
    let mut lists: Vec<(Place<'_>, &[Spanned<EvidenceEntry>])> = Vec::new();
    for holding in holdings(sources) {
        lists.push((holding.place, holding.end_evidence));
        lists.extend(holding.stakes.iter().map(|e| (holding.place, e.get_ref().evidence.as_slice())));
        lists.extend(holding.listings.iter().map(|e| (holding.place, e.get_ref().evidence.as_slice())));
    }
    for record in sources.outlets.values() {
        let at = Place::of(record);
        lists.extend(record.value.keys.iter().map(|e| (at, e.get_ref().evidence.as_slice())));
        lists.extend(record.value.rating.iter().map(|e| (at, e.get_ref().evidence.as_slice())));
    }
    for record in sources.operations.values() {
        let at = Place::of(record);
        lists.extend(record.value.report.iter().map(|e| (at, e.get_ref().evidence.as_slice())));
    }
    lists
}

fn evidence(report: &mut Reporter<'_>) {
    let sources = report.sources;
    for holding in holdings(sources) {
        for stake in holding.stakes.iter().filter(|stake| stake.get_ref().evidence.is_empty()) {
            report.at_place(holding.place, stake.span(), "a stake without evidence".into());
        }
        for listing in holding.listings.iter().filter(|listing| listing.get_ref().evidence.is_empty()) {
            report.at_place(holding.place, listing.span(), "a listing without evidence".into());
        }
        let claimed = holding.end.as_ref().filter(|end| {
            matches!(
                OwnerEnd::from_id(end.get_ref()),
                Some(OwnerEnd::NoOwner | OwnerEnd::NotDisclosed | OwnerEnd::WidelyHeld | OwnerEnd::Members)
            )
        });
        if let Some(end) = claimed.filter(|_| holding.end_evidence.is_empty()) {
            let message = format!("owner_end = \"{}\" without owner_end_evidence", end.get_ref());
            report.at_place(holding.place, end.span(), message);
        }
    }
    for record in sources.outlets.values() {
        for rating in record.value.rating.iter().filter(|rating| rating.get_ref().evidence.is_empty()) {
            report.at(record, rating.span(), "a rating without evidence".into());
        }
        for key in record.value.keys.iter().filter(|key| key.get_ref().evidence.is_empty()) {
            if let Some(account) = &key.get_ref().account {
                let message = format!("account `{}` without evidence", account.get_ref());
                report.at(record, account.span(), message);
            }
        }
    }
    for record in sources.operations.values() {
        for entry in record.value.report.iter().filter(|entry| entry.get_ref().evidence.is_empty()) {
            report.at(record, entry.span(), "a report without evidence".into());
        }
    }
}

fn evidence_fields(report: &mut Reporter<'_>) {
    for (at, entries) in evidence_lists(report.sources) {
        for entry in entries {
            let e = entry.get_ref();
            if e.source.is_some() {
                continue;
            }
            let fields = [
                ("publisher", &e.publisher),
                ("title", &e.title),
                ("url", &e.url),
                ("retrieved", &e.retrieved),
                ("seen", &e.seen),
            ];
            let missing: Vec<_> =
                fields.iter().filter(|(_, value)| value.is_none()).map(|(name, _)| *name).collect();
            if !missing.is_empty() {
                report.at_place(at, entry.span(), format!("evidence without {}", missing.join(", ")));
            }
        }
    }
}

fn urls(report: &mut Reporter<'_>) {
    let sources = report.sources;
    let mut found: Vec<(Place<'_>, &Text)> = Vec::new();
    for (at, entries) in evidence_lists(sources) {
        for entry in entries {
            let entry = entry.get_ref();
            found.extend(entry.url.iter().chain(&entry.archive_url).map(|url| (at, url)));
        }
    }
    for record in sources.sources.values() {
        let urls = std::iter::once(&record.value.url).chain(&record.value.archive_url);
        found.extend(urls.map(|url| (Place::of(record), url)));
    }
    for record in sources.outlets.values() {
        found.extend(record.value.homepage.iter().map(|url| (Place::of(record), url)));
    }
    if let Some(record) = &sources.raters {
        found.extend(record.value.values().map(|rater| (Place::of(record), &rater.get_ref().url)));
    }
    for (at, url) in found {
        let link = crate::link::Link::parse(url.get_ref());
        if link.is_none_or(|link| !link.host().contains('.')) {
            report.at_place(at, url.span(), format!("`{}` is no address", url.get_ref()));
        } else if let Some(odd) = no_uri(url.get_ref()) {
            let message = format!("`{}` is not written as addresses are sent: {odd}", url.get_ref());
            report.at_place(at, url.span(), message);
        }
    }
}

/// What keeps an address from being a URI by RFC 3986, which exports are held to.
fn no_uri(text: &str) -> Option<String> {
    // Brackets are for IP addresses, which no evidence stands at.
    let odd = text.chars().find(|&c| !c.is_ascii_alphanumeric() && !"-._~:/?#@!$&'()*+,;=%".contains(c));
    if let Some(odd) = odd {
        return Some(format!("it holds `{}`", odd.escape_debug()));
    }
    if text.matches('#').count() > 1 {
        return Some("it holds `#` twice".to_owned());
    }
    let mut escapes = text.split('%').skip(1);
    let broken =
        escapes.any(|rest| !rest.get(..2).is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit())));
    broken.then(|| "after `%` stand two hexadecimal digits (the sign itself is %25)".to_owned())
}

/// Every date with its file; the flag says that a full day is needed.
fn all_dates(sources: &Sources) -> Vec<(Place<'_>, &Text, bool)> {
    let mut dates: Vec<(Place<'_>, &Text, bool)> = Vec::new();
    for holding in holdings(sources) {
        for stake in holding.stakes {
            let stake = stake.get_ref();
            dates.extend(stake.since.iter().chain(&stake.until).map(|date| (holding.place, date, false)));
        }
        for listing in holding.listings {
            let listing = listing.get_ref();
            dates.extend(listing.date.iter().chain(&listing.until).map(|date| (holding.place, date, false)));
        }
    }
    for record in sources.outlets.values() {
        for key in &record.value.keys {
            let key = key.get_ref();
            dates.extend(key.since.iter().chain(&key.until).map(|date| (Place::of(record), date, false)));
        }
    }
    for record in sources.operations.values() {
        let reports = record.value.report.iter().filter_map(|entry| entry.get_ref().date.as_ref());
        dates.extend(reports.map(|date| (Place::of(record), date, false)));
    }
    for (at, entries) in evidence_lists(sources) {
        for entry in entries {
            let entry = entry.get_ref();
            dates.extend(entry.as_of.iter().map(|date| (at, date, false)));
            dates.extend(entry.retrieved.iter().map(|date| (at, date, true)));
        }
    }
    for record in sources.sources.values() {
        dates.extend(record.value.as_of.iter().map(|date| (Place::of(record), date, false)));
        dates.push((Place::of(record), &record.value.retrieved, true));
    }
    dates
}

fn dates(report: &mut Reporter<'_>) {
    for (at, date, full) in all_dates(report.sources) {
        let text = date.get_ref();
        if !is_date(text) {
            report.at_place(at, date.span(), format!("`{text}` is no date"));
        } else if full && text.len() != 10 {
            report.at_place(at, date.span(), format!("`{text}` is no full day"));
        }
    }
}

/// `YYYY`, `YYYY-MM` or `YYYY-MM-DD` of a real day.
pub fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let widths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    if !matches!(widths[..], [4] | [4, 2] | [4, 2, 2])
        || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
    {
        return false;
    }
    let number = |index: usize| parts.get(index).and_then(|part| part.parse::<u32>().ok());
    let (year, month, day) = (number(0).unwrap_or(0), number(1).unwrap_or(1), number(2).unwrap_or(1));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1400..=2200).contains(&year) && (1..=12).contains(&month) && (1..=days).contains(&day)
}

/// Whether a date is surely after another. Dates are prefixes of ISO 8601: on their common length, `2023-05` is not after
/// `2023`.
fn is_after(date: &str, other: &str) -> bool {
    let common = date.len().min(other.len());
    date.get(..common) > other.get(..common)
}

/// How many days lie between two full days; none if either is no such day.
fn days_between(from: &str, to: &str) -> Option<i64> {
    // Days since 0000-03-01, years counted from March (Howard Hinnant, "chrono-compatible low-level date algorithms").
    let number = |date: &str| {
        let part = |range: Range<usize>| date.get(range)?.parse::<i64>().ok();
        let (year, month, day) = (part(0..4)?, part(5..7)?, part(8..10)?);
        let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        Some(year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day)
    };
    Some(number(to)? - number(from)?)
}

fn future_dates(report: &mut Reporter<'_>) {
    let Some(today) = report.today else { return };
    for (at, date, _) in all_dates(report.sources) {
        // What is no date is another rule's finding.
        if is_date(date.get_ref()) && is_after(date.get_ref(), today) {
            report.at_place(at, date.span(), format!("`{}` is to come: today is {today}", date.get_ref()));
        }
    }
    let this_year: i64 = today.get(..4).and_then(|year| year.parse().ok()).unwrap_or(i64::MAX);
    for record in report.sources.outlets.values() {
        for year in record.value.rating.iter().map(|rating| &rating.get_ref().year) {
            if *year.get_ref() > this_year {
                report.at(record, year.span(), format!("`{}` is to come: today is {today}", year.get_ref()));
            }
        }
    }
}

fn date_order(report: &mut Reporter<'_>) {
    let sources = report.sources;
    let mut spans: Vec<(Place<'_>, &Option<Text>, &Option<Text>)> = Vec::new();
    for holding in holdings(sources) {
        let stakes = holding.stakes.iter().map(Spanned::get_ref);
        spans.extend(stakes.map(|stake| (holding.place, &stake.since, &stake.until)));
        let listings = holding.listings.iter().map(Spanned::get_ref);
        spans.extend(listings.map(|listing| (holding.place, &listing.date, &listing.until)));
    }
    for record in sources.outlets.values() {
        let keys = record.value.keys.iter().map(Spanned::get_ref);
        spans.extend(keys.map(|key| (Place::of(record), &key.since, &key.until)));
    }
    for record in sources.sources.values() {
        let (as_of, retrieved) = (&record.value.as_of, &record.value.retrieved);
        if let Some(as_of) = as_of.as_ref().filter(|as_of| is_after(as_of.get_ref(), retrieved.get_ref())) {
            let message = format!("as of {}, but read on {}", as_of.get_ref(), retrieved.get_ref());
            report.at(record, as_of.span(), message);
        }
    }
    for (at, entries) in evidence_lists(sources) {
        for entry in entries.iter().map(Spanned::get_ref) {
            let shared = entry.source.as_ref().and_then(|id| sources.sources.get(id.get_ref()));
            let as_of = entry.as_of.as_ref().or(shared.and_then(|shared| shared.value.as_of.as_ref()));
            let retrieved = entry.retrieved.as_ref().or(shared.map(|shared| &shared.value.retrieved));
            // What the shared source says of both is told there.
            let own = entry.as_of.as_ref().or(entry.retrieved.as_ref());
            if let (Some(own), Some(as_of), Some(retrieved)) = (own, as_of, retrieved)
                && is_after(as_of.get_ref(), retrieved.get_ref())
            {
                let message = format!("as of {}, but read on {}", as_of.get_ref(), retrieved.get_ref());
                report.at_place(at, own.span(), message);
            }
        }
    }
    for (at, from, to) in spans {
        let (Some(from), Some(to)) = (from, to) else { continue };
        if is_after(from.get_ref(), to.get_ref()) {
            let message = format!("{} comes before {}", to.get_ref(), from.get_ref());
            report.at_place(at, to.span(), message);
        }
    }
}

fn countries(report: &mut Reporter<'_>) {
    let sources = report.sources;
    let mut codes: Vec<(Place<'_>, &Text)> = Vec::new();
    codes.extend(sources.outlets.values().map(|record| (Place::of(record), &record.value.country)));
    for record in sources.entities.values() {
        codes.extend(record.value.country.iter().map(|code| (Place::of(record), code)));
    }
    if let Some(record) = &sources.authorities {
        codes.extend(record.value.values().map(|entry| (Place::of(record), &entry.get_ref().country)));
    }
    for (at, code) in codes {
        if !is_country(code.get_ref()) {
            report.at_place(at, code.span(), format!("`{}` is no country code", code.get_ref()));
        }
    }
}

fn names(report: &mut Reporter<'_>) {
    let sources = report.sources;
    let mut names: Vec<(Place<'_>, &Text, Meant)> = Vec::new();
    for holding in holdings(sources) {
        names.push((holding.place, holding.name, Meant::Latin));
        let language = holding.native_lang.as_ref().map(|language| language.get_ref().as_str());
        let meant = if language.is_none_or(script::is_written_so) { Meant::Any } else { Meant::NoLookAlike };
        names.extend(holding.native_name.iter().map(|name| (holding.place, name, meant)));
    }
    for record in sources.outlets.values() {
        // Where an outlet's own name is in another script, its further names may mix it with Latin words: НТВ Plus.
        let native =
            record.value.native_name.as_ref().is_some_and(|name| script::has_look_alike(name.get_ref()));
        let meant = if native { Meant::Any } else { Meant::OneScript };
        names.extend(record.value.aliases.iter().map(|name| (Place::of(record), name, meant)));
    }
    let operations = sources.operations.values();
    names.extend(operations.map(|record| (Place::of(record), &record.value.name, Meant::Latin)));
    for (at, name, meant) in names {
        if let Some(message) = name_fault(name.get_ref(), meant) {
            report.at_place(at, name.span(), message);
        }
    }
}

/// In which letters a name is meant to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meant {
    /// Latin: English names.
    Latin,
    /// Any but those that look like Latin ones: names in a language that is not written in them.
    NoLookAlike,
    /// Any, but Latin words do not stand beside such as only look Latin.
    OneScript,
    /// Any, and words of several side by side; within a word one.
    Any,
}

fn name_fault(text: &str, meant: Meant) -> Option<String> {
    if text.is_empty() || text.trim() != text || text.contains("  ") {
        return Some(format!("`{text}` is empty or has stray spaces"));
    }
    if let Some(odd) = script::odd_character(text) {
        return Some(format!("`{}` has the character U+{:04X}", text.escape_debug(), odd as u32));
    }
    if let Some(word) = script::mixed_word(text) {
        return Some(format!("`{word}` mixes letters of several scripts"));
    }
    match meant {
        Meant::Latin => {
            if let Some(letter) = text.chars().find(|&c| c.is_alphabetic() && !script::is_latin(c)) {
                let code = letter as u32;
                return Some(format!(
                    "`{text}` is no English name: `{letter}` (U+{code:04X}) is no Latin letter (native_name is for others)"
                ));
            }
            let none = !text.chars().any(|c| c.is_ascii_alphanumeric());
            none.then(|| format!("`{text}` is no English name (native_name is for that)"))
        }
        Meant::NoLookAlike => script::has_look_alike(text).then(|| {
            format!("`{text}` has letters that look like Latin ones, which its native_lang is not written in")
        }),
        Meant::OneScript => (text.chars().any(script::is_latin) && script::has_look_alike(text))
            .then(|| format!("`{text}` has Latin letters and such as look like them")),
        Meant::Any => None,
    }
}

fn native_names(report: &mut Reporter<'_>) {
    for holding in holdings(report.sources) {
        match (holding.native_name, holding.native_lang) {
            (Some(name), None) => {
                report.at_place(holding.place, name.span(), "native_name without native_lang".into());
            }
            (None, Some(lang)) => {
                report.at_place(holding.place, lang.span(), "native_lang without native_name".into());
            }
            (Some(_), Some(lang)) if !is_language_tag(lang.get_ref()) => {
                report.at_place(
                    holding.place,
                    lang.span(),
                    format!("`{}` is no language tag", lang.get_ref()),
                );
            }
            _ => {}
        }
    }
}

/// The shape of a BCP 47 tag as used here: language, then script, region or variant.
fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    (2..=3).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_lowercase())
        && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// A key of an outlet or operation.
struct KeyUse<'s> {
    at: Place<'s>,
    /// Of the whole entry.
    span: Range<usize>,
    /// The one of host, path, account that is given; none unless exactly one is.
    place: Option<KeyPlace<'s>>,
    scope: &'s Option<Text>,
}

fn all_keys(sources: &Sources) -> Vec<KeyUse<'_>> {
    let outlets = sources.outlets.values().filter(|record| record.value.retired.is_none());
    let outlets = outlets.flat_map(|record| {
        // A key that was given up matches nothing and may be somebody else's by now.
        record.value.keys.iter().filter(|key| key.get_ref().until.is_none()).map(move |key| {
            let entry = key.get_ref();
            let place = KeyPlace::of(&entry.host, &entry.path, &entry.account);
            KeyUse { at: Place::of(record), span: key.span(), place, scope: &entry.scope }
        })
    });
    let operations = sources.operations.values().filter(|record| record.value.retired.is_none());
    let operations = operations.flat_map(|record| {
        record.value.site.iter().map(move |site| {
            let entry = site.get_ref();
            let place = KeyPlace::of(&entry.host, &entry.path, &entry.account);
            KeyUse { at: Place::of(record), span: site.span(), place, scope: &entry.scope }
        })
    });
    outlets.chain(operations).collect()
}

fn keys(report: &mut Reporter<'_>) {
    for KeyUse { at, span, place, scope } in all_keys(report.sources) {
        let Some(place) = place else {
            report.at_place(at, span, "a key is exactly one of host, path and account".into());
            continue;
        };
        let text = place.text.get_ref();
        if let Some(scope) = scope.as_ref().filter(|_| place.kind == MatchKind::Account) {
            report.at_place(at, scope.span(), "accounts have no scope".into());
        }
        match place.normal() {
            // Accounts may be written as the platform shows them; hosts and paths have one spelling.
            Some((_, normal)) if place.kind != MatchKind::Account && normal != *text => {
                report.at_place(at, place.text.span(), format!("`{text}` is written `{normal}`"));
            }
            Some((_, normal)) if place.kind != MatchKind::Account => {
                let host = normal.split('/').next().unwrap_or_default();
                if let Some(fault) = host_fault(host) {
                    report.at_place(
                        at,
                        place.text.span(),
                        format!("`{host}` is no name that a host can have: {fault}"),
                    );
                }
            }
            Some(_) => {}
            None => {
                let shape = match place.kind {
                    MatchKind::Host => "a host name",
                    MatchKind::Path => "a host name and a path",
                    _ => "platform:name of a known platform",
                };
                report.at_place(at, place.text.span(), format!("`{text}` is not {shape}"));
            }
        }
    }
}

fn public_keys(report: &mut Reporter<'_>) {
    let table = Table::new(&report.sources.suffixes);
    let suffixes = table.suffixes();
    for KeyUse { at, place, scope, .. } in all_keys(report.sources) {
        let Some(place) = place else { continue };
        let text = place.text.get_ref();
        let host = match place.kind {
            MatchKind::Host => normal_host(text),
            MatchKind::Path => text.split('/').next().and_then(normal_host),
            _ => None,
        };
        let Some(host) = host else { continue };
        // A path of a suffix's own site is its site's, if it is not looked for at everybody's below it.
        let alone = place.kind == MatchKind::Path
            && scope.as_ref().is_some_and(|scope| scope.get_ref() == Scope::Exact.id());
        if !alone && suffixes.is_suffix(&host) {
            report.at_place(at, place.text.span(), format!("`{host}` is a public suffix"));
        }
        if let Some(platform) = account::platform_of(&host) {
            let message = format!("`{host}` belongs to the platform {}", platform.name);
            report.at_place(at, place.text.span(), message);
        }
    }
}

fn hosting_keys(report: &mut Reporter<'_>) {
    let table = Table::new(&report.sources.suffixes);
    let suffixes = table.suffixes();
    for KeyUse { at, place, scope, .. } in all_keys(report.sources) {
        let Some(place) = place.filter(|place| place.kind == MatchKind::Host) else { continue };
        let Some(host) = normal_host(place.text.get_ref()) else { continue };
        let exact = scope.as_ref().is_some_and(|scope| scope.get_ref() == Scope::Exact.id());
        // Public suffixes are complained about already.
        if exact || suffixes.is_suffix(&host) || !hosting::is_platform_host(&host) {
            continue;
        }
        let name = hosting::of(&host).map_or("", |hosting| hosting.name);
        report.at_place(at, place.text.span(), format!("`{host}` hosts what others publish ({name})"));
    }
}

fn keys_twice(report: &mut Reporter<'_>) {
    let mut first: HashMap<(MatchKind, String), Place<'_>> = HashMap::new();
    for KeyUse { at, place, .. } in all_keys(report.sources) {
        let Some((place, key)) = place.and_then(|place| Some((place, place.normal()?))) else { continue };
        match first.get(&key) {
            Some(other) => {
                let message = format!("`{}` is a key of {} already", key.1, other.file.display());
                report.at_place(at, place.text.span(), message);
            }
            None => {
                first.insert(key, at);
            }
        }
    }
}

fn no_key(report: &mut Reporter<'_>) {
    let sources = report.sources;
    for record in sources.outlets.values() {
        let current = record.value.keys.iter().any(|key| key.get_ref().until.is_none());
        if !current && record.value.retired.is_none() {
            report.at(record, record.value.name.span(), "an outlet without keys".into());
        }
    }
    for record in sources.operations.values() {
        if record.value.site.is_empty() && record.value.retired.is_none() {
            report.at(record, record.value.name.span(), "an operation without sites".into());
        }
    }
}

fn chain_end(report: &mut Reporter<'_>) {
    for holding in holdings(report.sources) {
        let mut stakes = holding.stakes.iter().map(Spanned::get_ref).filter(|stake| stake.until.is_none());
        // Who gives money does not own for it.
        let funded = stakes.clone().next().is_some();
        let current = stakes.any(|stake| stake.relation.get_ref() != Relation::Funds.id());
        let ends_itself =
            matches!(holding.kind, Some(EntityKind::State | EntityKind::Person | EntityKind::Family));
        match holding.end {
            None if !current && !ends_itself => {
                let message = if funded {
                    format!("`{}` has only who funds it, and does not say who owns it", holding.id)
                } else {
                    format!("nobody stands behind `{}`, and it does not say why", holding.id)
                };
                report.at_place(holding.place, holding.name.span(), message);
            }
            Some(end) if ends_itself => {
                let message = "a state, person or family ends a chain by itself: no owner_end".to_owned();
                report.at_place(holding.place, end.span(), message);
            }
            _ => {}
        }
        let undisclosed =
            holding.end.as_ref().is_some_and(|end| end.get_ref() == OwnerEnd::NotDisclosed.id());
        match holding.end_reason {
            Some(reason) if !undisclosed => {
                let message = "owner_end_reason goes with owner_end = \"not-disclosed\"".to_owned();
                report.at_place(holding.place, reason.span(), message);
            }
            None if undisclosed => {
                let message = "owner_end = \"not-disclosed\" without owner_end_reason".to_owned();
                report.at_place(holding.place, holding.name.span(), message);
            }
            _ => {}
        }
    }
}

fn chain_cycle(report: &mut Reporter<'_>) {
    let sources = report.sources;
    let holders = |id: &str| {
        sources.entities.get(id).into_iter().flat_map(|record| &record.value.stake).filter_map(|stake| {
            let stake = stake.get_ref();
            stake.until.is_none().then_some(stake.holder.get_ref().as_str())
        })
    };
    for (id, record) in &sources.entities {
        let mut seen = BTreeSet::new();
        let mut todo: Vec<&str> = holders(id).collect();
        while let Some(holder) = todo.pop() {
            if holder == id {
                report.at(record, record.value.name.span(), format!("`{id}` stands behind itself"));
                break;
            }
            if seen.insert(holder) {
                todo.extend(holders(holder));
            }
        }
    }
}

fn shares(report: &mut Reporter<'_>) {
    for holding in holdings(report.sources) {
        let mut sum = 0.0;
        for stake in holding.stakes {
            let stake = stake.get_ref();
            let Some(share) = &stake.share else { continue };
            let (min, max) = match *share.get_ref() {
                ShareEntry::Whole(percent) => (percent as f64, percent as f64),
                ShareEntry::Exact(percent) => (percent, percent),
                ShareEntry::Range { min, max } => (min, max),
            };
            let range = 0.0..=100.0;
            let ordered = min < max || matches!(share.get_ref(), ShareEntry::Whole(_) | ShareEntry::Exact(_));
            if !(range.contains(&min) && range.contains(&max) && ordered) {
                let message = "a share is between 0 and 100 percent, min below max".to_owned();
                report.at_place(holding.place, share.span(), message);
            }
            // An indirect share is counted in the direct one that carries it.
            let indirect =
                stake.directness.as_ref().is_some_and(|d| d.get_ref() == Directness::Indirect.id());
            let owns = stake.relation.get_ref() == Relation::Owns.id();
            if owns && stake.until.is_none() && !indirect {
                sum += min;
            }
        }
        if sum > 100.01 {
            let message = format!("current owners hold {sum:.2} percent together");
            report.at_place(holding.place, holding.name.span(), message);
        } else if let Some((day, sum)) = shares_at_once(holding.stakes) {
            let message = format!("owners of {day} hold {sum:.2} percent together");
            report.at_place(holding.place, holding.name.span(), message);
        }
    }
}

/// The first beginning of a stake at which owners, former ones too, certainly hold more than all. A stake whose
/// beginning is not known may not have been there yet.
fn shares_at_once(stakes: &[Spanned<StakeEntry>]) -> Option<(&str, f64)> {
    let owning: Vec<(&str, Option<&str>, f64)> = stakes
        .iter()
        .map(Spanned::get_ref)
        .filter(|stake| stake.relation.get_ref() == Relation::Owns.id())
        .filter(|stake| stake.directness.as_ref().is_none_or(|d| d.get_ref() != Directness::Indirect.id()))
        .filter_map(|stake| {
            let min = match *stake.share.as_ref()?.get_ref() {
                ShareEntry::Whole(percent) => percent as f64,
                ShareEntry::Exact(percent) => percent,
                ShareEntry::Range { min, .. } => min,
            };
            Some((
                stake.since.as_ref()?.get_ref().as_str(),
                stake.until.as_ref().map(|u| u.get_ref().as_str()),
                min,
            ))
        })
        .collect();
    // On their common length two dates may be the same day: only what is surely before or after counts.
    let cut = |a: &str, b: &str| a.len().min(b.len());
    let began =
        |since: &str, day: &str| since == day || since.get(..cut(since, day)) < day.get(..cut(since, day));
    let lasts = |until: Option<&str>, day: &str| {
        until.is_none_or(|until| until.get(..cut(until, day)) > day.get(..cut(until, day)))
    };
    owning.iter().map(|(day, ..)| *day).find_map(|day| {
        let there = owning.iter().filter(|(since, until, _)| began(since, day) && lasts(*until, day));
        let sum: f64 = there.map(|(.., share)| share).sum();
        (sum > 100.01).then_some((day, sum))
    })
}

fn persons(report: &mut Reporter<'_>) {
    for record in report.sources.entities.values() {
        let person = record.value.kind.get_ref() == EntityKind::Person.id();
        match &record.value.role {
            None if person => report.at(record, record.value.name.span(), "a person without a role".into()),
            Some(role) if !person => report.at(record, role.span(), "only persons have a role".into()),
            _ => {}
        }
    }
}

fn ratings(report: &mut Reporter<'_>) {
    for record in report.sources.outlets.values() {
        let mut seen = BTreeMap::new();
        for rating in &record.value.rating {
            let entry = rating.get_ref();
            let year = *entry.year.get_ref();
            if !(1900..=2200).contains(&year) {
                report.at(record, entry.year.span(), format!("{year} is no year"));
            }
            if seen.insert((entry.rater.get_ref(), year), ()).is_some() {
                let message = format!("{} rates {year} twice", entry.rater.get_ref());
                report.at(record, rating.span(), message);
            }
        }
    }
}

fn findings(report: &mut Reporter<'_>) {
    for record in report.sources.operations.values() {
        let mut ids = BTreeSet::new();
        for entry in &record.value.report {
            let id = &entry.get_ref().id;
            if !is_id(id.get_ref()) || !ids.insert(id.get_ref()) {
                report.at(record, id.span(), format!("`{}` is no id of its own", id.get_ref()));
            }
        }
        for site in &record.value.site {
            let entry = site.get_ref();
            if entry.reports.is_empty() {
                report.at(record, site.span(), "a site that no report names".into());
            }
            let imitates = entry.imitates.is_some() || entry.imitates_name.is_some();
            let impersonation = entry.kind.get_ref() == FindingKind::Impersonation.id();
            if impersonation && !imitates {
                report.at(record, site.span(), "an impersonation of nobody".into());
            }
            if entry.imitates.is_some() && entry.imitates_name.is_some() {
                report.at(record, site.span(), "imitates and imitates_name at once".into());
            }
        }
    }
}

fn unused(report: &mut Reporter<'_>) {
    let sources = report.sources;
    let lists = evidence_lists(sources);
    let cited: BTreeSet<&str> = lists
        .iter()
        .flat_map(|(_, entries)| *entries)
        .filter_map(|entry| entry.get_ref().source.as_ref())
        .map(|id| id.get_ref().as_str())
        .collect();
    for (id, record) in &sources.sources {
        if !cited.contains(id.as_str()) {
            report.warn(record, 0..0, format!("nothing cites the source `{id}`"));
        }
    }
    let holdings = holdings(sources);
    let holders: BTreeSet<&str> = holdings
        .iter()
        .flat_map(|holding| holding.stakes)
        .map(|stake| stake.get_ref().holder.get_ref().as_str())
        .collect();
    for (id, record) in &sources.entities {
        // A registered agent holds nothing, but its principal shows it.
        let agent = record.value.listing.iter().any(|listing| listing.get_ref().principal_id.is_some());
        if !holders.contains(id.as_str()) && !agent && record.value.retired.is_none() {
            report.warn(record, 0..0, format!("nothing is held by `{id}`"));
        }
    }
}

fn homepages(report: &mut Reporter<'_>) {
    for record in report.sources.outlets.values().filter(|record| record.value.retired.is_none()) {
        let Some(homepage) = &record.value.homepage else { continue };
        // Addresses that are none are another rule's finding.
        let Some(link) = crate::link::Link::parse(homepage.get_ref()) else { continue };
        let account = account::account_of(&link).map(|account| account.key());
        let keys = record.value.keys.iter().map(Spanned::get_ref);
        let matched = keys.filter_map(|key| KeyPlace::of(&key.host, &key.path, &key.account)?.normal()).any(
            |(kind, key)| match kind {
                MatchKind::Host => below(link.host(), &key),
                MatchKind::Path => key.split_once('/').is_some_and(|(host, path)| {
                    let rest = link.path().trim_start_matches('/').strip_prefix(path);
                    below(link.host(), host)
                        && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                }),
                _ => account.as_ref() == Some(&key),
            },
        );
        if !matched {
            let message = format!("no key of the outlet matches `{}`", homepage.get_ref());
            report.warn(record, homepage.span(), message);
        }
    }
}

fn blank(report: &mut Reporter<'_>) {
    let sources = report.sources;
    let mut files: Vec<Place<'_>> = Vec::new();
    files.extend(sources.outlets.values().map(Place::of));
    files.extend(sources.entities.values().map(Place::of));
    files.extend(sources.operations.values().map(Place::of));
    files.extend(sources.sources.values().map(Place::of));
    files.extend(sources.authorities.iter().map(Place::of));
    files.extend(sources.raters.iter().map(Place::of));
    files.extend(sources.exceptions.iter().map(Place::of));
    for at in files {
        // Read once more as what any TOML is, so that no field of any record is forgotten here.
        let Ok(table) = DeTable::parse(at.text) else { continue };
        let mut found = Vec::new();
        blank_texts(table.get_ref(), "", &mut found);
        for (field, span) in found {
            let (line, column) = place(at.text, &span);
            let told = |it: &Diagnostic| it.file == at.file && (it.line, it.column) == (line, column);
            if !report.diagnostics.iter().any(told) {
                report.at_place(at, span, format!("`{field}` is blank"));
            }
        }
    }
}

/// The fields of a table, and of those in it, that are texts without anything to see.
fn blank_texts(table: &DeTable<'_>, within: &str, found: &mut Vec<(String, Range<usize>)>) {
    fn value(name: &str, of: &Spanned<DeValue<'_>>, found: &mut Vec<(String, Range<usize>)>) {
        match of.get_ref() {
            DeValue::String(text) if text.chars().all(|c| c.is_whitespace() || script::is_invisible(c)) => {
                found.push((name.to_owned(), of.span()));
            }
            DeValue::Array(values) => values.iter().for_each(|of| value(name, of, found)),
            DeValue::Table(table) => blank_texts(table, name, found),
            _ => {}
        }
    }
    for (key, of) in table {
        let dot = if within.is_empty() { "" } else { "." };
        value(&format!("{within}{dot}{}", key.get_ref()), of, found);
    }
}

/// Whether a host is `parent` or below it.
fn below(host: &str, parent: &str) -> bool {
    host == parent || host.strip_suffix(parent).is_some_and(|rest| rest.ends_with('.'))
}

/// For how many days the end of an exception is a warning before it is an error: who edits the data sees it coming, and
/// no run of the tests fails without one before it that told so.
const NOTICE: i64 = 30;

fn exceptions(report: &mut Reporter<'_>) {
    let Some(record) = &report.sources.exceptions else { return };
    for entry in &record.value.exception {
        let exception = entry.get_ref();
        let rule = exception.rule.get_ref();
        let advisory = RULES.iter().filter(|known| known.advisory).map(|known| known.code);
        if !advisory.clone().any(|known| known == rule) {
            let known: Vec<_> = advisory.collect();
            let message = format!("`{rule}` is no advisory rule: only {} may be excepted", known.join(", "));
            report.at(record, exception.rule.span(), message);
            continue;
        }
        if exception.reason.get_ref().trim().len() < 10 {
            report.at(record, exception.reason.span(), "an exception without a reason".into());
        }
        let until = exception.until.get_ref();
        if until.len() != 10 || !is_date(until) {
            report.at(record, exception.until.span(), format!("`{until}` is no full day"));
            continue;
        }
        let file = std::path::Path::new(exception.record.get_ref()).with_extension("toml");
        let of_this = |found: &Diagnostic| found.code == rule && found.file == file;
        if !report.diagnostics.iter().any(of_this) {
            let message = format!("nothing to except: `{rule}` finds nothing in {}", file.display());
            report.warn(record, entry.span(), message);
            continue;
        }
        let left = report.today.and_then(|today| days_between(today, until));
        if left.is_some_and(|left| left < 0) {
            let message = format!("the exception from `{rule}` for {} ran out on {until}", file.display());
            report.at(record, exception.until.span(), message);
            continue;
        }
        report.diagnostics.retain(|found| !of_this(found));
        if left.is_some_and(|left| left <= NOTICE) {
            let message = format!(
                "the exception from `{rule}` for {} runs out on {until}, and is an error then",
                file.display()
            );
            report.warn(record, exception.until.span(), message);
        }
    }
}
