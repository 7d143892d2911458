//! Proposals as files of `data/`, in its canonical form.

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, value};

use super::proposal::{Folder, Origin, Proof, Proposal, Proposals};
use crate::dataset::model::{EntityKind, Share};
use crate::source::fmt::canonical;

/// The files of all proposals: path relative to a data folder, and text.
pub fn files(proposals: &Proposals) -> Vec<(String, String)> {
    let file = |((folder, id), proposal): (&(Folder, String), &Proposal)| {
        (format!("{}/{id}.toml", folder.name()), record(*folder, proposal, &proposals.origin))
    };
    proposals.records.iter().map(file).collect()
}

/// What a person must add before the record can stand in `data/`.
pub(super) fn to_fill_in(folder: Folder, proposal: &Proposal) -> Vec<&'static str> {
    let mut missing = Vec::new();
    if proposal.known {
        return missing;
    }
    match folder {
        Folder::Outlets => {
            if proposal.country.is_none() {
                missing.push("country");
            }
            if proposal.outlet_type.is_none() {
                missing.push("type");
            }
            if proposal.keys.is_empty() {
                missing.push("keys");
            }
        }
        Folder::Entities => {
            if proposal.entity_kind.is_none() {
                missing.push("kind");
            }
        }
    }
    missing
}

fn record(folder: Folder, proposal: &Proposal, origin: &Origin) -> String {
    let mut table = Table::new();
    table["name"] = value(&proposal.name);
    if let Some((native, lang)) = &proposal.native_name {
        table["native_name"] = value(native);
        table["native_lang"] = value(lang);
    }
    optional(&mut table, "country", proposal.country.as_deref());
    optional(&mut table, "type", proposal.outlet_type.map(|kind| kind.id()));
    optional(&mut table, "kind", proposal.entity_kind.map(|kind| kind.id()));
    optional(&mut table, "role", proposal.role.as_deref());
    if folder == Folder::Outlets && !proposal.aliases.is_empty() {
        table["aliases"] = value(proposal.aliases.iter().collect::<Array>());
    }
    optional(&mut table, "homepage", proposal.homepage.as_deref());
    if !proposal.keys.is_empty() {
        let keys = proposal.keys.iter().map(|key| {
            let mut entry = InlineTable::new();
            entry.insert(key.kind, key.text.as_str().into());
            entry.insert("evidence", evidence(origin, &key.proof).into());
            entry
        });
        table["keys"] = value(keys.collect::<Array>());
    }
    // True as far as the origin goes; states, persons and families end a chain by themselves.
    let ends_itself =
        matches!(proposal.entity_kind, Some(EntityKind::State | EntityKind::Person | EntityKind::Family));
    if proposal.stakes.iter().all(|stake| stake.until.is_some()) && !ends_itself {
        table["owner_end"] = value("not-sourced");
    }
    let stakes = proposal.stakes.iter().map(|stake| {
        let mut entry = Table::new();
        entry["holder"] = value(&stake.holder);
        entry["relation"] = value(stake.relation.id());
        optional(&mut entry, "interest", stake.interest.map(|interest| interest.id()));
        optional(&mut entry, "directness", stake.directness.map(|directness| directness.id()));
        match stake.share {
            Some(Share::Exact(percent)) => entry["share"] = number(percent),
            Some(Share::Range(min, max)) => {
                let mut range = InlineTable::new();
                range.insert("min", number(min).into_value().unwrap_or_else(|_| min.into()));
                range.insert("max", number(max).into_value().unwrap_or_else(|_| max.into()));
                entry["share"] = value(range);
            }
            None => {}
        }
        optional(&mut entry, "since", stake.since.as_deref());
        optional(&mut entry, "until", stake.until.as_deref());
        optional(&mut entry, "note", stake.note.as_deref());
        entry["evidence"] = value(evidence(origin, &stake.proof));
        entry
    });
    tables(&mut table, "stake", stakes.collect());
    let ratings = proposal.ratings.iter().map(|rating| {
        let mut entry = Table::new();
        entry["rater"] = value(rating.rater);
        entry["year"] = value(i64::from(rating.year));
        for (axis, answer) in ["funding", "governance", "editorial"].into_iter().zip(rating.answers) {
            entry[axis] = value(answer.id());
        }
        entry["evidence"] = value(evidence(origin, &rating.proof));
        entry
    });
    tables(&mut table, "rating", ratings.collect());
    let listings = proposal.listings.iter().map(|listing| {
        let mut entry = Table::new();
        entry["kind"] = value(listing.kind.id());
        entry["authority"] = value(listing.authority);
        entry["act"] = value(&listing.act);
        optional(&mut entry, "listed_as", listing.listed_as.as_deref());
        optional(&mut entry, "date", listing.date.as_deref());
        optional(&mut entry, "until", listing.until.as_deref());
        optional(&mut entry, "principal", listing.principal.as_deref());
        entry["evidence"] = value(evidence(origin, &listing.proof));
        entry
    });
    tables(&mut table, "listing", listings.collect());

    let mut text =
        String::from("# Proposed from the source named below; nothing here was checked by a person yet.\n");
    if proposal.known {
        text += "# The data has this record: compare the two, and take over what holds.\n";
    }
    for field in to_fill_in(folder, proposal) {
        text += &format!("# To fill in: {field} (the source does not say)\n");
    }
    if folder == Folder::Entities {
        for alias in &proposal.aliases {
            text += &format!("# Also named: {}\n", one_line(alias));
        }
        for host in &proposal.hosts {
            text += &format!("# Website in the source: {}\n", one_line(host));
        }
    }
    for remark in &proposal.remarks {
        text += &format!("# {}\n", one_line(remark));
    }
    text += &DocumentMut::from(table).to_string();
    canonical(&text).unwrap_or(text)
}

/// A comment ends with its line: a line break inside would let a list write fields of its own.
fn one_line(text: &str) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    words.join(" ")
}

fn optional(table: &mut Table, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        table[name] = value(text);
    }
}

/// Whole percents as whole numbers.
fn number(percent: f64) -> Item {
    if percent.fract() == 0.0 { value(percent as i64) } else { value(percent) }
}

fn tables(table: &mut Table, name: &str, entries: Vec<Table>) {
    if !entries.is_empty() {
        table[name] = Item::ArrayOfTables(entries.into_iter().collect::<ArrayOfTables>());
    }
}

fn evidence(origin: &Origin, proof: &Proof) -> Array {
    let mut entry = InlineTable::new();
    entry.insert("publisher", origin.publisher.as_str().into());
    entry.insert("title", origin.title.as_str().into());
    entry.insert("url", proof.url.as_deref().unwrap_or(&origin.url).into());
    if let Some(as_of) = &origin.as_of {
        entry.insert("as_of", as_of.as_str().into());
    }
    entry.insert("retrieved", origin.retrieved.as_str().into());
    entry.insert("seen", origin.seen.id().into());
    if !proof.locator.is_empty() {
        entry.insert("locator", proof.locator.as_str().into());
    }
    std::iter::once(entry).collect()
}
