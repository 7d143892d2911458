//! Reading a compiled dataset. Every access is checked against the bytes that are there: a corrupt file gives
//! missing answers, never a panic and never a read out of bounds.

use std::fmt;
use std::ops::Range;

use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use super::format::{self, Section};
use super::model::{
    Authority, Entity, Evidence, EvidenceRefs, Key, MatchKind, Meta, Operation, Outlet, Rater, Scope, Site,
    Source, Subject,
};
use super::shown_name::fold;
use crate::index::{self, Found, Index, take_varint};
use crate::link::host::{self, Parent};
use crate::link::names::Names;
use crate::link::suffix::Suffixes;

/// Why a dataset cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum OpenError {
    /// The first bytes are not those of a dataset. There is only one way to fix it: name another file.
    NotADataset,
    /// It is of another version of the format than this program reads. Compile it anew from its sources with
    /// `imprint dataset build`, or use the program of its version.
    WrongVersion {
        /// The version this program reads.
        expected: u32,
        /// The version of the file.
        found: u32,
    },
    /// It ends too early, or goes on too long. Get it again.
    Truncated {
        /// Length that the header announces, in bytes.
        expected: u64,
        /// Length of the file, in bytes.
        found: u64,
    },
    /// Its parts do not fit together, or its bytes are not those that were written. Get it again.
    Corrupt {
        /// What was found first.
        what: &'static str,
    },
}

impl OpenError {
    /// A stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotADataset => "not-a-dataset",
            Self::WrongVersion { .. } => "wrong-version",
            Self::Truncated { .. } => "truncated",
            Self::Corrupt { .. } => "corrupt",
        }
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotADataset => {
                f.write_str("not an Imprint dataset (name the file that `imprint dataset build` wrote)")
            }
            Self::WrongVersion { expected, found } => write!(
                f,
                "dataset of format {found}, but this program reads format {expected} \
                 (compile it anew with `imprint dataset build`)"
            ),
            Self::Truncated { expected, found } => {
                write!(f, "dataset of {expected} bytes has {found} bytes (get or build it again)")
            }
            Self::Corrupt { what } => write!(f, "dataset is corrupt: {what} (get or build it again)"),
        }
    }
}

impl std::error::Error for OpenError {}

/// A compiled dataset, read-only.
#[derive(Debug)]
pub struct Dataset {
    bytes: Vec<u8>,
    sections: [Range<usize>; format::SECTIONS],
    indexes: [Index; format::INDEXES],
    meta: Meta,
}

/// A key found by its text: what it leads to, and where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Number of what it leads to, see [`Dataset::subject`].
    pub subject: u32,
    /// Its place among the keys of its kind, see [`Dataset::key`].
    pub key: u32,
}

/// A host that is in the dataset.
#[derive(Debug, Clone, Copy)]
pub struct HostEntry {
    /// What the host itself leads to, if it is a key.
    pub hit: Option<Hit>,
    /// Whether the key means this host alone.
    pub exact: bool,
    flags: u32,
}

impl HostEntry {
    #[inline]
    fn of(found: Found<'_>) -> Self {
        let flags = found.more().next().unwrap_or(0);
        Self {
            hit: (flags & format::NO_KEY == 0).then_some(Hit { subject: found.number, key: found.place }),
            exact: flags & format::EXACT != 0,
            flags,
        }
    }

    /// Whether there are keys of this host with a path.
    #[inline]
    pub fn has_paths(&self) -> bool {
        self.flags & format::PATHS != 0
    }

    /// Whether there are accounts of this host, named in its paths.
    #[inline]
    pub fn has_accounts(&self) -> bool {
        self.flags & format::ACCOUNTS != 0
    }

    /// Whether it is a key or has keys with a path. The server of an account alone may be anybody's.
    #[inline]
    pub fn is_known(&self) -> bool {
        self.hit.is_some() || self.has_paths()
    }
}

impl Dataset {
    /// Opens a dataset: looks at the header, the table of sections and their headers, not at records or keys. It takes
    /// the same time whatever the size.
    ///
    /// # Errors
    ///
    /// See [`OpenError`]. Bytes changed inside a section are found by [`Dataset::verify`] only.
    pub fn open(bytes: Vec<u8>) -> Result<Self, OpenError> {
        if !bytes.starts_with(format::MAGIC) {
            return Err(OpenError::NotADataset);
        }
        let found = bytes.len() as u64;
        let header_missing = OpenError::Truncated { expected: format::HEADER as u64, found };
        let version = u32_at(&bytes, 8).ok_or(header_missing.clone())?;
        if version != format::VERSION {
            return Err(OpenError::WrongVersion { expected: format::VERSION, found: version });
        }
        let count = u32_at(&bytes, 12).ok_or(header_missing.clone())?;
        let expected = bytes
            .get(16..24)
            .and_then(|b| b.try_into().ok())
            .map(u64::from_le_bytes)
            .ok_or(header_missing)?;
        if expected != found {
            return Err(OpenError::Truncated { expected, found });
        }
        if count as usize != format::SECTIONS {
            return Err(OpenError::Corrupt { what: "number of sections" });
        }
        let mut sections: [Range<usize>; format::SECTIONS] = std::array::from_fn(|_| 0..0);
        for (index, section) in sections.iter_mut().enumerate() {
            let entry = format::HEADER + index * 8;
            let range = u32_at(&bytes, entry)
                .zip(u32_at(&bytes, entry + 4))
                .and_then(|(offset, length)| {
                    Some(offset as usize..(offset as usize).checked_add(length as usize)?)
                })
                .filter(|range| bytes.get(range.clone()).is_some());
            *section = range.ok_or(OpenError::Corrupt { what: "section outside the file" })?;
        }
        let opened: Option<Vec<Index>> =
            sections[format::RECORDS..].iter().map(|range| Index::open(&bytes[range.clone()])).collect();
        let indexes = opened
            .and_then(|indexes| indexes.try_into().ok())
            .ok_or(OpenError::Corrupt { what: "index of odd size" })?;
        let meta = Meta { data_version: String::new(), host_keys: 0, longest_path: 0, affixes: Vec::new() };
        let mut dataset = Self { bytes, sections, indexes, meta };
        dataset.meta =
            dataset.record(Section::Meta, 0).ok_or(OpenError::Corrupt { what: "no meta record" })?;
        Ok(dataset)
    }

    /// Checks every byte against the digest in the header, and that everything can be read and found and leads
    /// somewhere. To be called once, when a dataset arrives.
    ///
    /// # Errors
    ///
    /// [`OpenError::Corrupt`] if any byte differs from those that were written, or another program wrote them.
    pub fn verify(&self) -> Result<(), OpenError> {
        let found = Sha256::digest(&self.bytes[format::HEADER..]);
        if self.bytes[format::DIGEST] != found[..] {
            return Err(OpenError::Corrupt { what: "checksum differs" });
        }
        // The bytes are as written; if they cannot be read all the same, another program wrote them.
        let records = self.complete::<Meta>(Section::Meta)
            && self.complete::<Outlet>(Section::Outlets)
            && self.complete::<Entity>(Section::Entities)
            && self.complete::<Operation>(Section::Operations)
            && self.complete::<Site>(Section::Sites)
            && self.complete::<Source>(Section::Sources)
            && self.complete::<Evidence>(Section::Evidence)
            && self.complete::<Authority>(Section::Authorities)
            && self.complete::<Rater>(Section::Raters);
        if !records {
            return Err(OpenError::Corrupt { what: "records of another program" });
        }
        let indexes = Section::ALL[format::RECORDS..].iter().all(|&section| {
            let (index, bytes) = self.index(section);
            index.verify(bytes, section.hash())
        });
        let leads_somewhere = |key: Key| {
            let subject = match key.subject {
                Subject::Outlet(ordinal) => self.outlet(ordinal).is_some(),
                Subject::Site(ordinal) => self.site(ordinal).is_some(),
            };
            subject && key.evidence.iter().all(|&ordinal| self.evidence(ordinal).is_some())
        };
        let names = self.names().outlets().all(|number| match Subject::from_number(number) {
            Subject::Outlet(ordinal) => self.outlet(ordinal).is_some(),
            Subject::Site(_) => false,
        });
        let (shown, shown_bytes) = self.index(Section::ShownNames);
        let names = names && shown.iter(shown_bytes).all(|(_, found)| self.subject(found.number).is_some());
        if indexes && names && self.keys().all(leads_somewhere) {
            Ok(())
        } else {
            Err(OpenError::Corrupt { what: "keys of another program" })
        }
    }

    /// Whether every ordinal of a section has a record that can be read, or is a gap, as counted.
    fn complete<T: DeserializeOwned>(&self, section: Section) -> bool {
        let mut live = 0;
        let readable = (0..self.ordinals(section)).all(|ordinal| {
            let Some(bytes) = self.record_bytes(section, ordinal) else { return false };
            live += u32::from(!bytes.is_empty());
            bytes.is_empty() || postcard::from_bytes::<T>(bytes).is_ok()
        });
        readable && live == self.count(section)
    }

    /// About the dataset as a whole.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// Size in bytes.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// Size of a section in bytes.
    pub fn section_size(&self, section: Section) -> usize {
        self.sections[section as usize].len()
    }

    /// The outlet of this ordinal.
    pub fn outlet(&self, ordinal: u32) -> Option<Outlet> {
        self.record(Section::Outlets, ordinal)
    }

    /// The entity of this ordinal.
    pub fn entity(&self, ordinal: u32) -> Option<Entity> {
        self.record(Section::Entities, ordinal)
    }

    /// The operation of this ordinal.
    pub fn operation(&self, ordinal: u32) -> Option<Operation> {
        self.record(Section::Operations, ordinal)
    }

    /// The site of this ordinal.
    pub fn site(&self, ordinal: u32) -> Option<Site> {
        self.record(Section::Sites, ordinal)
    }

    /// The authority of this ordinal.
    pub fn authority(&self, ordinal: u32) -> Option<Authority> {
        self.record(Section::Authorities, ordinal)
    }

    /// The rater of this ordinal.
    pub fn rater(&self, ordinal: u32) -> Option<Rater> {
        self.record(Section::Raters, ordinal)
    }

    /// The evidence of this ordinal together with its source.
    pub fn evidence(&self, ordinal: u32) -> Option<(Evidence, Source)> {
        let evidence: Evidence = self.record(Section::Evidence, ordinal)?;
        let source = self.record(Section::Sources, evidence.source)?;
        Some((evidence, source))
    }

    /// How many records a section of records holds, or how many texts an index.
    pub fn count(&self, section: Section) -> u32 {
        if section as usize >= format::RECORDS {
            return self.index(section).0.len();
        }
        u32_at(self.section(section), 4).unwrap_or(0)
    }

    /// How many ordinals a section of records has; some may be gaps, so there are never fewer than [`Dataset::count`].
    pub fn ordinals(&self, section: Section) -> u32 {
        if section as usize >= format::RECORDS {
            return 0;
        }
        u32_at(self.section(section), 0).unwrap_or(0)
    }

    /// Every record of a section with its ordinal, in their order.
    pub fn records<T: DeserializeOwned>(&self, section: Section) -> impl Iterator<Item = (u32, T)> + '_ {
        // As far as there are bytes: a corrupt number of ordinals must not be counted to its end.
        (0..self.ordinals(section))
            .map_while(move |ordinal| Some((ordinal, self.record_bytes(section, ordinal)?)))
            .filter_map(|(ordinal, bytes)| Some((ordinal, postcard::from_bytes(bytes).ok()?)))
    }

    /// Every outlet with its ordinal.
    pub fn outlets(&self) -> impl Iterator<Item = (u32, Outlet)> + '_ {
        self.records(Section::Outlets)
    }

    /// Every entity with its ordinal.
    pub fn entities(&self) -> impl Iterator<Item = (u32, Entity)> + '_ {
        self.records(Section::Entities)
    }

    /// What a subject's number stands for.
    pub fn subject(&self, number: u32) -> Option<Subject> {
        let subject = Subject::from_number(number);
        let (ordinal, section) = match subject {
            Subject::Outlet(ordinal) => (ordinal, Section::Outlets),
            Subject::Site(ordinal) => (ordinal, Section::Sites),
        };
        (!self.record_bytes(section, ordinal)?.is_empty()).then_some(subject)
    }

    /// The host entry whose text is exactly `host`, filed under `hash`.
    #[inline]
    pub fn host(&self, host: &str, hash: u64) -> Option<HostEntry> {
        let (index, bytes) = self.index(Section::Hosts);
        index.get(bytes, host, hash).map(HostEntry::of)
    }

    /// Whether finding a host is waiting for memory, so that many are found faster if [`Dataset::fetch_host`] is called for
    /// all of them that [`Dataset::may_have_host`] leaves, before [`Dataset::host`] is for the first.
    pub fn hosts_are_far(&self) -> bool {
        index::is_far(self.section(Section::Hosts))
    }

    /// Whether a host of this hash may be in the dataset. If not, [`Dataset::host`] does not find it.
    #[inline]
    pub fn may_have_host(&self, hash: u64) -> bool {
        let (index, bytes) = self.index(Section::Hosts);
        index.may_hold(bytes, hash)
    }

    /// Asks memory for what [`Dataset::host`] will look at.
    #[inline]
    pub fn fetch_host(&self, hash: u64) {
        let (index, bytes) = self.index(Section::Hosts);
        index.fetch(bytes, hash);
    }

    /// The longest path key of `host` that `path` starts with, on segment borders. `whole` says that `host` is the
    /// link's own host and not a parent of it. To be asked for hosts that have path keys.
    pub fn path(&self, host: &Parent<'_>, path: &str, whole: bool) -> Option<Hit> {
        let (index, bytes) = self.index(Section::Paths);
        let longest = (self.meta.longest_path as usize).saturating_sub(host.name.len());
        let mut longest_found = None;
        for (length, hash) in host::beginnings(host.hash, path, longest) {
            if !index.may_hold(bytes, hash) {
                continue;
            }
            let text = [host.name, &path[..length]].concat();
            let reaches = |found: &Found<'_>| whole || found.more().next().unwrap_or(0) & format::EXACT == 0;
            if let Some(found) = index.get(bytes, &text, hash).filter(reaches) {
                longest_found = Some(Hit { subject: found.number, key: found.place });
            }
        }
        longest_found
    }

    /// Whether a path of `host` of which only the start is known may turn out to have a key. Goes through all path keys:
    /// for what a page shows, not for every link. Where there are too many to go through, it may.
    pub fn may_have_path(&self, host: &str, start: &str, whole: bool) -> bool {
        /// A page may show thousands of cut addresses.
        const MOST: u32 = 10_000;
        if self.count(Section::Paths) > MOST {
            return true;
        }
        let (index, bytes) = self.index(Section::Paths);
        index.iter(bytes).any(|(text, found)| {
            let reaches = whole || found.more().next().unwrap_or(0) & format::EXACT == 0;
            let path = text.strip_prefix(host).filter(|path| path.starts_with('/'));
            reaches && path.is_some_and(|path| path.starts_with(start) || start.starts_with(path))
        })
    }

    /// The account whose key is exactly `key` (`telegram:rt_russian`).
    pub fn account(&self, key: &str) -> Option<Hit> {
        let (index, bytes) = self.index(Section::Accounts);
        let found = index.get(bytes, key, host::hash(key))?;
        Some(Hit { subject: found.number, key: found.place })
    }

    /// The public-suffix list.
    pub fn suffixes(&self) -> Suffixes<'_> {
        let (index, bytes) = self.index(Section::Suffixes);
        Suffixes::new(index, bytes)
    }

    /// The outlet that alone bears a name, given as a page shows it.
    pub fn named(&self, name: &str) -> Option<Hit> {
        let (index, bytes) = self.index(Section::ShownNames);
        let name = fold(name);
        let found = index.get(bytes, &name, host::hash(&name))?;
        Some(Hit { subject: found.number, key: found.place })
    }

    /// The names that hosts may resemble.
    pub fn names(&self) -> Names<'_> {
        let (index, bytes) = self.index(Section::Names);
        Names::new(index, bytes, self.suffixes())
    }

    /// The key that [`Hit::key`] told the place of; `kind` says how it was matched.
    pub fn key(&self, kind: MatchKind, place: u32) -> Option<Key> {
        let (index, bytes) = self.index(key_section(kind)?);
        let (text, found) = index.at(bytes, place)?;
        key(kind, text, &found)
    }

    /// Every key: hosts, then paths, then accounts.
    pub fn keys(&self) -> impl Iterator<Item = Key> + '_ {
        [MatchKind::Host, MatchKind::Path, MatchKind::Account].into_iter().flat_map(|kind| {
            let index = key_section(kind).map(|section| self.index(section));
            index
                .into_iter()
                .flat_map(|(index, bytes)| index.iter(bytes))
                .filter_map(move |(text, found)| key(kind, text, &found))
        })
    }

    /// Hands over the hash of each text in an index, by which it is looked up.
    pub fn hashes(&self, section: Section, take: &mut dyn FnMut(u64)) {
        let (index, bytes) = self.index(section);
        index.iter(bytes).for_each(|(text, _)| take(section.hash()(&text)));
    }

    /// An index and the bytes it reads.
    #[inline]
    pub(super) fn index(&self, section: Section) -> (&Index, &[u8]) {
        (&self.indexes[section as usize - format::RECORDS], self.section(section))
    }

    #[inline]
    fn section(&self, section: Section) -> &[u8] {
        &self.bytes[self.sections[section as usize].clone()]
    }

    fn record<T: DeserializeOwned>(&self, section: Section, ordinal: u32) -> Option<T> {
        postcard::from_bytes(self.record_bytes(section, ordinal)?).ok()
    }

    /// A record as it is written; empty for a gap.
    fn record_bytes(&self, section: Section, ordinal: u32) -> Option<&[u8]> {
        let bytes = self.section(section);
        let ordinals = u32_at(bytes, 0)?;
        if ordinal >= ordinals {
            return None;
        }
        let records = (ordinals as usize).div_ceil(format::GROUP).checked_mul(4)?.checked_add(8)?;
        let (group, behind) = (ordinal as usize / format::GROUP, ordinal as usize % format::GROUP);
        let start = records.checked_add(u32_at(bytes, 8 + group * 4)? as usize)?;
        let mut rest = bytes.get(start..)?;
        for _ in 0..behind {
            let length = usize::try_from(take_varint(&mut rest)?).ok()?;
            rest = rest.get(length..)?;
        }
        let length = usize::try_from(take_varint(&mut rest)?).ok()?;
        rest.get(..length)
    }
}

/// Where keys of this kind stand. An address that a page displays is no key of its own.
fn key_section(kind: MatchKind) -> Option<Section> {
    match kind {
        MatchKind::Host => Some(Section::Hosts),
        MatchKind::Path => Some(Section::Paths),
        MatchKind::Account => Some(Section::Accounts),
        MatchKind::DisplayedName => Some(Section::ShownNames),
        MatchKind::DisplayedAddress => None,
    }
}

/// `None` for a host that is no key itself.
fn key(kind: MatchKind, text: String, found: &Found<'_>) -> Option<Key> {
    let mut more = found.more();
    let of_host = matches!(kind, MatchKind::Host | MatchKind::Path);
    let flags = if of_host { more.next().unwrap_or(0) } else { 0 };
    let scope = if flags & format::EXACT != 0 { Scope::Exact } else { Scope::Subtree };
    (flags & format::NO_KEY == 0).then(|| Key {
        kind,
        text,
        scope: of_host.then_some(scope),
        subject: Subject::from_number(found.number),
        evidence: more.collect::<EvidenceRefs>(),
    })
}

#[inline]
fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}
