//! Reading a compiled dataset. Every access is checked against the bytes that are there: a corrupt file gives
//! missing answers, never a panic and never a read out of bounds.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use super::format::{self, Section};
use super::model::{Authority, Entity, Evidence, Key, Meta, Operation, Outlet, Rater, Site, Source, Subject};

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
    meta: Meta,
}

/// A key found by its text: what it leads to, and the ordinal of its [`Key`] record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// `Outlet` ordinals first, then sites.
    pub subject: u32,
    /// Ordinal of the key.
    pub key: u32,
}

/// A host that is in the dataset.
#[derive(Debug, Clone, Copy)]
pub struct HostEntry {
    /// What the host itself leads to, if it is a key.
    pub hit: Option<Hit>,
    /// Whether the key means this host alone.
    pub exact: bool,
    paths: (u32, u32),
}

impl HostEntry {
    /// Whether there are keys of this host with a path.
    #[inline]
    pub fn has_paths(&self) -> bool {
        self.paths.1 > 0
    }
}

impl Dataset {
    /// Opens a dataset: looks at the header and the table of sections, not at the records.
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
                .map(|(offset, length)| offset as usize..offset as usize + length as usize)
                .filter(|range| bytes.get(range.clone()).is_some());
            *section = range.ok_or(OpenError::Corrupt { what: "section outside the file" })?;
        }
        for slots in [Section::HostSlots, Section::AccountSlots] {
            let length = sections[slots as usize].len();
            if !length.is_multiple_of(format::SLOT) || !(length / format::SLOT).is_power_of_two() {
                return Err(OpenError::Corrupt { what: "hash table of odd size" });
            }
        }
        let mut dataset = Self {
            bytes,
            sections,
            meta: Meta { data_version: String::new(), host_keys: 0, path_keys: 0, account_keys: 0 },
        };
        dataset.meta =
            dataset.record(Section::Meta, 0).ok_or(OpenError::Corrupt { what: "no meta record" })?;
        Ok(dataset)
    }

    /// Checks every byte against the digest in the header. To be called once, when a dataset arrives.
    ///
    /// # Errors
    ///
    /// [`OpenError::Corrupt`] if any byte differs from those that were written.
    pub fn verify(&self) -> Result<(), OpenError> {
        let found = Sha256::digest(&self.bytes[format::HEADER..]);
        if self.bytes[format::DIGEST] != found[..] {
            return Err(OpenError::Corrupt { what: "checksum differs" });
        }
        // The bytes are as written; if a record cannot be read all the same, another program wrote them.
        let complete = self.outlets().count() == self.count(Section::Outlets) as usize
            && self.entities().count() == self.count(Section::Entities) as usize
            && (0..self.count(Section::Keys)).all(|ordinal| self.key(ordinal).is_some());
        if complete { Ok(()) } else { Err(OpenError::Corrupt { what: "records of another program" }) }
    }

    /// About the dataset as a whole.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// Size in bytes.
    pub fn size(&self) -> usize {
        self.bytes.len()
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

    /// The key of this ordinal.
    pub fn key(&self, ordinal: u32) -> Option<Key> {
        self.record(Section::Keys, ordinal)
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

    /// How many records a section holds; 0 for the index sections.
    pub fn count(&self, section: Section) -> u32 {
        if (section as usize) < Section::HostSlots as usize {
            u32_at(self.section(section), 0).unwrap_or(0)
        } else {
            0
        }
    }

    /// Every outlet, in the order of ids.
    pub fn outlets(&self) -> impl Iterator<Item = Outlet> + '_ {
        Records::new(self, Section::Outlets)
    }

    /// Every entity, in the order of ids.
    pub fn entities(&self) -> impl Iterator<Item = Entity> + '_ {
        Records::new(self, Section::Entities)
    }

    /// What a subject's number stands for.
    pub fn subject(&self, number: u32) -> Option<Subject> {
        let outlets = self.count(Section::Outlets);
        if number < outlets {
            return Some(Subject::Outlet(number));
        }
        let site = number - outlets;
        (site < self.count(Section::Sites)).then_some(Subject::Site(site))
    }

    /// The host entry whose text is exactly `host`, filed under `hash`.
    #[inline]
    pub fn host(&self, host: &str, hash: u64) -> Option<HostEntry> {
        let entry =
            self.lookup(Section::HostSlots, Section::Hosts, format::HOST_ENTRY, host.as_bytes(), hash)?;
        let field = |at: usize| u32_at(entry, at);
        let subject = field(8)?;
        Some(HostEntry {
            hit: match subject {
                0 => None,
                n => Some(Hit { subject: n - 1, key: field(12)? }),
            },
            exact: (field(4)? >> 24) as u8 & format::EXACT != 0,
            paths: (field(16)?, field(20)?),
        })
    }

    /// The longest path key of a host entry that `path` starts with, on segment borders. `whole` says that the
    /// entry is the link's own host and not a parent of it.
    pub fn path(&self, entry: &HostEntry, path: &str, whole: bool) -> Option<Hit> {
        self.paths(entry, whole).find_map(|(entry, key)| {
            let rest = path.as_bytes().strip_prefix(key)?;
            let on_border = rest.is_empty() || rest[0] == b'/' || key.ends_with(b"/");
            on_border.then_some(Hit { subject: u32_at(entry, 8)?, key: u32_at(entry, 12)? })
        })
    }

    /// Whether a path of which only the start is known may turn out to have a key of this host entry.
    pub fn may_have_path(&self, entry: &HostEntry, start: &str, whole: bool) -> bool {
        let start = start.as_bytes();
        self.paths(entry, whole).any(|(_, key)| key.starts_with(start) || start.starts_with(key))
    }

    /// The path keys of a host entry with their texts, the longest first; without those of the host alone if the entry is
    /// a parent. A range that is not there has none: it is not walked, however long it says to be.
    fn paths(&self, entry: &HostEntry, whole: bool) -> impl Iterator<Item = (&[u8], &[u8])> {
        let (first, count) = entry.paths;
        let range = (first as usize)
            .checked_mul(format::KEY_ENTRY)
            .zip((count as usize).checked_mul(format::KEY_ENTRY))
            .and_then(|(start, length)| self.section(Section::Paths).get(start..start.checked_add(length)?));
        range.unwrap_or_default().chunks_exact(format::KEY_ENTRY).filter_map(move |entry| {
            let length = u32_at(entry, 4)?;
            let exact = (length >> 24) as u8 & format::EXACT != 0;
            let key = self.text(u32_at(entry, 0)?, length & 0x00ff_ffff)?;
            (whole || !exact).then_some((entry, key))
        })
    }

    /// The account whose key is exactly `key` (`telegram:rt_russian`).
    pub fn account(&self, key: &str) -> Option<Hit> {
        let hash = crate::link::host::hash(key);
        let entry =
            self.lookup(Section::AccountSlots, Section::Accounts, format::KEY_ENTRY, key.as_bytes(), hash)?;
        Some(Hit { subject: u32_at(entry, 8)?, key: u32_at(entry, 12)? })
    }

    /// Finds the entry of `text` in a hash table: its tag first, its bytes after.
    #[inline]
    fn lookup(&self, slots: Section, entries: Section, size: usize, text: &[u8], hash: u64) -> Option<&[u8]> {
        let slots = self.section(slots);
        let count = slots.len() / format::SLOT; // a power of two, checked when opened
        let tag = (hash >> 32) as u32;
        let mut slot = hash as usize & (count - 1);
        for _ in 0..count {
            let at = slot * format::SLOT;
            let number = u32_at(slots, at + 4)?;
            if number == 0 {
                return None;
            }
            if u32_at(slots, at)? == tag {
                let at = (number as usize - 1).checked_mul(size)?;
                let entry = self.section(entries).get(at..at.checked_add(size)?)?;
                if self.text(u32_at(entry, 0)?, u32_at(entry, 4)? & 0x00ff_ffff)? == text {
                    return Some(entry);
                }
            }
            slot = (slot + 1) & (count - 1);
        }
        None
    }

    #[inline]
    fn text(&self, offset: u32, length: u32) -> Option<&[u8]> {
        let offset = offset as usize;
        self.section(Section::Text).get(offset..offset.checked_add(length as usize)?)
    }

    #[inline]
    fn section(&self, section: Section) -> &[u8] {
        &self.bytes[self.sections[section as usize].clone()]
    }

    fn record<T: DeserializeOwned>(&self, section: Section, ordinal: u32) -> Option<T> {
        let bytes = self.section(section);
        if ordinal >= u32_at(bytes, 0)? {
            return None;
        }
        let offsets = 4 + ordinal as usize * 4;
        let records = 4 + (u32_at(bytes, 0)? as usize + 1).checked_mul(4)?;
        let start = records.checked_add(u32_at(bytes, offsets)? as usize)?;
        let end = records.checked_add(u32_at(bytes, offsets + 4)? as usize)?;
        postcard::from_bytes(bytes.get(start..end)?).ok()
    }
}

struct Records<'d, T> {
    dataset: &'d Dataset,
    section: Section,
    next: u32,
    of: PhantomData<T>,
}

impl<'d, T> Records<'d, T> {
    fn new(dataset: &'d Dataset, section: Section) -> Self {
        Self { dataset, section, next: 0, of: PhantomData }
    }
}

impl<T: DeserializeOwned> Iterator for Records<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        let record = self.dataset.record(self.section, self.next)?;
        self.next += 1;
        Some(record)
    }
}

#[inline]
fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}
