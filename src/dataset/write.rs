//! Compiling a [`Model`] into bytes. The same model (after the same earlier build) always gives the same bytes.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::Dataset;
use super::format::{self, Section};
use super::model::{Key, MatchKind, Meta, Model, Outlet, Scope, Subject};
use super::ordinals::{All, Ordinals};
use super::shown_name::fold;
use crate::index::MAX_TEXT;
use crate::index::write::{Entry, push_varint, write as index};
use crate::link::account;

/// Compiles a model, its records in the order of the model.
///
/// # Panics
///
/// See [`write_after`].
pub fn write(model: &Model, data_version: &str) -> Vec<u8> {
    write_after(model, data_version, None)
}

/// Compiles a model. Records that an earlier build has too keep their ordinals, so that the bytes differ little.
///
/// # Panics
///
/// If the model has more records or text than the format's 32-bit offsets can address, or a key that comes twice or
/// is longer than [`crate::index::MAX_TEXT`]; `dataset check` finds such keys.
pub fn write_after(model: &Model, data_version: &str, previous: Option<&Dataset>) -> Vec<u8> {
    let ordinals = All::of(model, previous);
    let model = ordinals.renumber(model);
    let keys = Keys::of(&model.keys);
    let meta = Meta {
        data_version: data_version.to_owned(),
        host_keys: small(model.keys.iter().filter(|key| key.kind == MatchKind::Host).count()),
        longest_path: small(keys.paths.iter().map(|key| key.text.len()).max().unwrap_or(0)),
        affixes: model.affixes.clone(),
    };
    let suffixes: Vec<Entry<'_>> = model
        .suffixes
        .iter()
        .map(|(text, number)| Entry { text, number: *number, more: Vec::new() })
        .collect();
    let names: Vec<Entry<'_>> = model
        .names
        .iter()
        .map(|name| Entry {
            text: &name.text,
            number: name.outlet.map_or(0, |ordinal| Subject::Outlet(ordinal).number()),
            more: name.more.clone(),
        })
        .collect();

    let shown = shown_names(&model.outlets, &ordinals.outlets);
    let shown: Vec<Entry<'_>> =
        shown.iter().map(|(text, number)| Entry { text, number: *number, more: Vec::new() }).collect();

    let section = |section| match section {
        Section::Meta => records_as_they_stand(&[&meta]),
        Section::Outlets => records(&model.outlets, &ordinals.outlets),
        Section::Entities => records(&model.entities, &ordinals.entities),
        Section::Operations => records(&model.operations, &ordinals.operations),
        Section::Sites => records(&model.sites, &ordinals.sites),
        Section::Sources => records(&model.sources, &ordinals.sources),
        Section::Evidence => records(&model.evidence, &ordinals.evidence),
        Section::Authorities => records(&model.authorities, &ordinals.authorities),
        Section::Raters => records(&model.raters, &ordinals.raters),
        Section::Hosts
        | Section::Paths
        | Section::Accounts
        | Section::Suffixes
        | Section::Names
        | Section::ShownNames => {
            let entries = match section {
                Section::Hosts => &keys.hosts,
                Section::Paths => &keys.paths,
                Section::Accounts => &keys.accounts,
                Section::Names => &names,
                Section::ShownNames => &shown,
                _ => &suffixes,
            };
            index(entries, section.hash(), previous.map(|previous| previous.index(section)))
        }
    };
    let mut bytes = vec![0; format::HEADER + format::SECTIONS * 8];
    for (number, body) in Section::ALL.iter().copied().map(section).enumerate() {
        bytes.resize(bytes.len().next_multiple_of(8), 0);
        let entry = format::HEADER + number * 8;
        let offset = small(bytes.len());
        bytes[entry..entry + 4].copy_from_slice(&offset.to_le_bytes());
        bytes[entry + 4..entry + 8].copy_from_slice(&small(body.len()).to_le_bytes());
        bytes.extend_from_slice(&body);
    }
    let length = bytes.len() as u64;
    bytes[..8].copy_from_slice(format::MAGIC);
    bytes[8..12].copy_from_slice(&format::VERSION.to_le_bytes());
    bytes[12..16].copy_from_slice(&small(format::SECTIONS).to_le_bytes());
    bytes[16..24].copy_from_slice(&length.to_le_bytes());
    let digest = Sha256::digest(&bytes[format::HEADER..]);
    bytes[format::DIGEST].copy_from_slice(&digest);
    bytes
}

fn small(number: usize) -> u32 {
    u32::try_from(number).expect("the format addresses 4 GiB")
}

/// Every name of an outlet with the outlet's number, without names that several outlets bear.
fn shown_names(outlets: &[Outlet], ordinals: &Ordinals) -> BTreeMap<String, u32> {
    let mut bearers = BTreeMap::<String, Option<u32>>::new();
    for (place, outlet) in (0u32..).zip(outlets) {
        let number = Subject::Outlet(ordinals.at(place)).number();
        let names = [Some(&outlet.name), outlet.native_name.as_ref()].into_iter().flatten();
        for name in names.chain(&outlet.aliases) {
            bearers
                .entry(fold(name))
                .and_modify(|bearer| *bearer = bearer.filter(|bearer| *bearer == number))
                .or_insert(Some(number));
        }
    }
    let alone = bearers.into_iter().filter_map(|(name, bearer)| Some((name, bearer?)));
    alone.filter(|(name, _)| !name.is_empty() && name.len() <= MAX_TEXT).collect()
}

/// A section of records, each at its ordinal.
fn records<T: Serialize>(records: &[T], ordinals: &Ordinals) -> Vec<u8> {
    let mut slots: Vec<Option<&T>> = vec![None; ordinals.count as usize];
    for (place, record) in (0u32..).zip(records) {
        slots[ordinals.at(place) as usize] = Some(record);
    }
    lay_out(&slots)
}

fn records_as_they_stand<T: Serialize>(records: &[&T]) -> Vec<u8> {
    lay_out(&records.iter().map(|record| Some(*record)).collect::<Vec<_>>())
}

fn lay_out<T: Serialize>(slots: &[Option<&T>]) -> Vec<u8> {
    let mut bytes = small(slots.len()).to_le_bytes().to_vec();
    bytes.extend_from_slice(&small(slots.iter().flatten().count()).to_le_bytes());
    let mut body = Vec::new();
    for group in slots.chunks(format::GROUP) {
        bytes.extend_from_slice(&small(body.len()).to_le_bytes());
        for record in group {
            let record = record.map(|record| postcard::to_allocvec(record).expect("records serialise"));
            let record = record.unwrap_or_default();
            push_varint(&mut body, record.len() as u64);
            body.extend_from_slice(&record);
        }
    }
    bytes.extend_from_slice(&body);
    bytes
}

/// The keys as entries of their indexes.
struct Keys<'k> {
    hosts: Vec<Entry<'k>>,
    paths: Vec<Entry<'k>>,
    accounts: Vec<Entry<'k>>,
}

impl<'k> Keys<'k> {
    fn of(keys: &'k [Key]) -> Self {
        let of_kind = |kind| keys.iter().filter(move |key| key.kind == kind);
        // A host with path keys is in the index even if it is no key itself.
        let mut hosts = BTreeMap::<&str, (u32, Option<&Key>)>::new();
        for key in of_kind(MatchKind::Host) {
            let own = &mut hosts.entry(&key.text).or_default().1;
            assert!(own.is_none(), "the host key {} stands twice", key.text);
            *own = Some(key);
        }
        for key in of_kind(MatchKind::Path) {
            let host = &key.text[..key.text.find('/').unwrap_or(key.text.len())];
            hosts.entry(host).or_default().0 |= format::PATHS;
        }
        for server in of_kind(MatchKind::Account).filter_map(|key| account::server_of(&key.text)) {
            hosts.entry(server).or_default().0 |= format::ACCOUNTS;
        }
        Self {
            hosts: hosts.into_iter().map(|(text, (flags, key))| with_flags(text, flags, key)).collect(),
            paths: of_kind(MatchKind::Path).map(|key| with_flags(&key.text, 0, Some(key))).collect(),
            accounts: of_kind(MatchKind::Account).map(of_account).collect(),
        }
    }
}

fn of_account(key: &Key) -> Entry<'_> {
    Entry { text: &key.text, number: key.subject.number(), more: key.evidence.clone() }
}

fn with_flags<'k>(text: &'k str, flags: u32, key: Option<&'k Key>) -> Entry<'k> {
    let flags = match key {
        None => flags | format::NO_KEY,
        Some(key) if key.scope == Some(Scope::Exact) => flags | format::EXACT,
        Some(_) => flags,
    };
    let evidence = key.map_or(&[][..], |key| &key.evidence);
    let more = if flags == 0 && evidence.is_empty() {
        Vec::new()
    } else {
        std::iter::once(flags).chain(evidence.iter().copied()).collect()
    };
    Entry { text, number: key.map_or(0, |key| key.subject.number()), more }
}
