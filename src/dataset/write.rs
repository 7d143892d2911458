//! Compiling a [`Model`] into bytes. The same model always gives the same bytes.

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::format;
use super::model::{Key, MatchKind, Meta, Model, Scope, Subject};
use crate::link::host;

/// Compiles a model.
///
/// # Panics
///
/// If the model has more records, keys or text than the format's 32-bit offsets can address.
pub fn write(model: &Model, data_version: &str) -> Vec<u8> {
    let mut keys: Vec<&Key> = model.keys.iter().collect();
    keys.sort_by(|a, b| (a.kind, &a.text).cmp(&(b.kind, &b.text)));
    let number = |kind| small(keys.iter().filter(|key| key.kind == kind).count());
    let meta = Meta {
        data_version: data_version.to_owned(),
        host_keys: number(MatchKind::Host),
        path_keys: number(MatchKind::Path),
        account_keys: number(MatchKind::Account),
    };
    let index = Index::build(&keys, small(model.outlets.len()));

    // In the order of `Section`.
    let sections: [Vec<u8>; format::SECTIONS] = [
        records(&[meta]),
        records(&model.outlets),
        records(&model.entities),
        records(&model.operations),
        records(&model.sites),
        records(&keys),
        records(&model.sources),
        records(&model.evidence),
        records(&model.authorities),
        records(&model.raters),
        index.host_slots,
        index.hosts,
        index.paths,
        index.account_slots,
        index.accounts,
        index.text,
    ];

    let mut bytes = vec![0; format::HEADER + format::SECTIONS * 8];
    for (number, section) in sections.iter().enumerate() {
        bytes.resize(bytes.len().next_multiple_of(8), 0);
        let entry = format::HEADER + number * 8;
        let offset = small(bytes.len());
        bytes[entry..entry + 4].copy_from_slice(&offset.to_le_bytes());
        bytes[entry + 4..entry + 8].copy_from_slice(&small(section.len()).to_le_bytes());
        bytes.extend_from_slice(section);
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

fn records<T: Serialize>(records: &[T]) -> Vec<u8> {
    let mut bytes = small(records.len()).to_le_bytes().to_vec();
    let mut body = Vec::new();
    bytes.extend_from_slice(&0u32.to_le_bytes());
    for record in records {
        body.extend(postcard::to_allocvec(record).expect("records serialise"));
        bytes.extend_from_slice(&small(body.len()).to_le_bytes());
    }
    bytes.extend_from_slice(&body);
    bytes
}

/// The sections by which keys are found.
#[derive(Default)]
struct Index {
    host_slots: Vec<u8>,
    hosts: Vec<u8>,
    paths: Vec<u8>,
    account_slots: Vec<u8>,
    accounts: Vec<u8>,
    text: Vec<u8>,
}

/// A host with its own key and its path keys, each with the key's ordinal.
#[derive(Default)]
struct HostKeys<'k> {
    own: Option<(u32, &'k Key)>,
    paths: Vec<(u32, &'k Key)>,
}

impl Index {
    fn build(keys: &[&Key], outlets: u32) -> Self {
        let mut index = Self::default();
        let mut hosts = std::collections::BTreeMap::<&str, HostKeys<'_>>::new();
        let mut accounts = Vec::new();
        for (ordinal, key) in (0u32..).zip(keys.iter().copied()) {
            match key.kind {
                MatchKind::Host => hosts.entry(&key.text).or_default().own = Some((ordinal, key)),
                MatchKind::Path => {
                    let (host, _) = split_path(&key.text);
                    hosts.entry(host).or_default().paths.push((ordinal, key));
                }
                MatchKind::Account => accounts.push((ordinal, key)),
                MatchKind::DisplayedAddress | MatchKind::DisplayedName => {}
            }
        }
        let subject = |key: &Key| match key.subject {
            Subject::Outlet(n) => n,
            Subject::Site(n) => outlets + n,
        };
        let flags =
            |key: &Key| if key.scope == Some(Scope::Exact) { u32::from(format::EXACT) << 24 } else { 0 };

        let mut paths_written = 0;
        for (host, HostKeys { own, paths }) in &mut hosts {
            paths.sort_by_key(|(_, key)| std::cmp::Reverse(key.text.len()));
            let (own_flags, own_subject, own_key) = match own {
                Some((ordinal, key)) => (flags(key), subject(key) + 1, *ordinal),
                None => (0, 0, 0),
            };
            let text = index.push_text(host);
            let entry = [
                text,
                small(host.len()) | own_flags,
                own_subject,
                own_key,
                paths_written,
                small(paths.len()),
            ];
            push(&mut index.hosts, &entry);
            for (ordinal, key) in paths.iter() {
                let (_, path) = split_path(&key.text);
                let text = index.push_text(path);
                push(&mut index.paths, &[text, small(path.len()) | flags(key), subject(key), *ordinal]);
            }
            paths_written += small(paths.len());
        }
        for (ordinal, key) in &accounts {
            let text = index.push_text(&key.text);
            push(&mut index.accounts, &[text, small(key.text.len()), subject(key), *ordinal]);
        }
        index.host_slots = slots(hosts.keys().copied());
        index.account_slots = slots(accounts.iter().map(|(_, key)| key.text.as_str()));
        index
    }

    fn push_text(&mut self, text: &str) -> u32 {
        let at = small(self.text.len());
        self.text.extend_from_slice(text.as_bytes());
        at
    }
}

/// `example.org/russian` → `example.org`, `/russian`.
fn split_path(text: &str) -> (&str, &str) {
    text.split_at(text.find('/').unwrap_or(text.len()))
}

fn push(bytes: &mut Vec<u8>, numbers: &[u32]) {
    bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
}

/// Open addressing, at most half full, in the order of `texts`.
fn slots<'t>(texts: impl ExactSizeIterator<Item = &'t str>) -> Vec<u8> {
    let count = (texts.len() * 2).max(1).next_power_of_two();
    let mut table = vec![(0u32, 0u32); count];
    for (entry, text) in (1u32..).zip(texts) {
        let hash = host::hash(text);
        let mut slot = hash as usize & (count - 1);
        while table[slot].1 != 0 {
            slot = (slot + 1) & (count - 1);
        }
        table[slot] = ((hash >> 32) as u32, entry);
    }
    let mut bytes = Vec::with_capacity(count * format::SLOT);
    for (tag, entry) in table {
        push(&mut bytes, &[tag, entry]);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use crate::dataset::format::Section;

    #[test]
    fn the_sections_stand_in_the_order_of_the_enum() {
        // `write` fills an array by position; this pins the positions it relies on.
        assert_eq!(Section::Meta as usize, 0);
        assert_eq!(Section::Raters as usize, 9);
        assert_eq!(Section::HostSlots as usize, 10);
        assert_eq!(Section::Text as usize, 15);
    }
}
