//! THE format of a compiled dataset, version [`VERSION`].
//!
//! ```text
//! offset  size
//!      0     8  magic "IMPRINT\n"
//!      8     4  VERSION
//!     12     4  number of sections n
//!     16     8  length of the whole file
//!     24    32  SHA-256 of everything after the header
//!     56  8·n  section table: for each section offset u32, length u32
//!      …        the sections, each at a multiple of 8, zeros between
//! ```
//!
//! All numbers are little-endian; offsets count from the start of the file. The sections stand in the order of
//! [`Section`] and are of two forms:
//!
//! ```text
//! Meta, Outlets … Raters   records:
//!                             0    4  number of ordinals c
//!                             4    4  how many of them have a record
//!                             8  4·⌈c/16⌉  for each 16 ordinals where their records start, u32, counted from
//!                             …       the records, one behind the other: length varint, then so many bytes, a postcard
//!                                     of the section's type in `model`; length 0 is a gap
//! Hosts … ShownNames       an index, drawn in `crate::index`, of texts filed under `link::host::hash`, or
//!                          `path_hash` in Paths ([`Section::hash`])
//! ```
//!
//! What the numbers of an index mean:
//!
//! ```text
//! Hosts, Paths             the key's subject; further numbers: none, or FLAGS and then the ordinals of its evidence
//! Accounts                 the key's subject; further numbers: the ordinals of its evidence
//! Suffixes                 the bits of `link::suffix`
//! ShownNames               the outlet’s subject; texts are folded by `dataset::shown_name`
//! Names                    the subject that is resembled, or 0; further numbers: see `link::names`
//! ```
//!
//! The number of a subject is twice an ordinal: of an outlet, or one more for a site. The number JavaScript sees is
//! `subject + 1`.
//!
//! **Ordinals are stable.** Built with a dataset of before, records keep the ordinals they had; what is gone leaves a
//! gap, what is new stands at the end. Then a small change of the sources is a small change of the bytes. Built without,
//! ordinals follow the ids. Answers are the same.
//!
//! **One more index** takes a variant of [`Section`] at the end of the indexes, one line in `write::write_after` that
//! gives its entries, one method in `read` that looks a text up, and a row above. Opening, `verify`, the table of
//! sections and `imprint dataset stats` follow from the enum.
//!
//! Policy: any change of layout, of a record's fields, of a vocabulary's order or of the hash (`link::host`) raises
//! [`VERSION`], for each of them would make an older file answer wrongly. A reader
//! opens its own version only and says so otherwise; there is no half-understanding.

use crate::link::host;

/// First bytes of every dataset. The line break shows when a transfer has mangled line ends.
pub const MAGIC: &[u8; 8] = b"IMPRINT\n";

/// Version of this format.
pub const VERSION: u32 = 5;

/// Size of the fixed header.
pub const HEADER: usize = 56;

/// Where the digest stands in the header; what it covers starts right after it.
pub const DIGEST: std::ops::Range<usize> = 24..56;

/// Ordinals that share one offset in a section of records.
pub const GROUP: usize = 16;

/// Flag of a host or path: its host is meant alone, not the hosts below it.
pub const EXACT: u32 = 1;
/// Flag of a host: there are keys of this host with a path.
pub const PATHS: u32 = 2;
/// Flag of a host: it is no key itself, and its number means nothing.
pub const NO_KEY: u32 = 4;
/// Flag of a host: there are accounts at this host that only it vouches for (`link::account::server_of`).
pub const ACCOUNTS: u32 = 8;

/// Declares the sections in the order of the file.
macro_rules! sections {
    ($($(#[$doc:meta])* $name:ident = $id:literal,)+) => {
        /// The sections, in the order of the file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Section { $($(#[$doc])* $name,)+ }

        impl Section {
            /// Every section, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Its name for people.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $id,)+ }
            }
        }
    };
}

sections! {
    /// One [`super::model::Meta`].
    Meta = "meta",
    /// [`super::model::Outlet`] records.
    Outlets = "outlets",
    /// [`super::model::Entity`] records.
    Entities = "entities",
    /// [`super::model::Operation`] records.
    Operations = "operations",
    /// [`super::model::Site`] records.
    Sites = "sites",
    /// [`super::model::Source`] records.
    Sources = "sources",
    /// [`super::model::Evidence`] records.
    Evidence = "evidence",
    /// [`super::model::Authority`] records.
    Authorities = "authorities",
    /// [`super::model::Rater`] records.
    Raters = "raters",
    /// Hosts that are keys, have path keys or are servers of accounts.
    Hosts = "hosts",
    /// Path keys, `example.org/russian`.
    Paths = "paths",
    /// Account keys, `telegram:rt_russian`.
    Accounts = "accounts",
    /// The Public Suffix List.
    Suffixes = "suffixes",
    /// Names that hosts may resemble, and what is known to be another's.
    Names = "names",
    /// Names of outlets as pages show them.
    ShownNames = "shown-names",
}

impl Section {
    /// The first section that is an index; all behind it are too.
    pub const FIRST_INDEX: Self = Self::Hosts;

    /// The hash under which an index files its texts.
    pub fn hash(self) -> fn(&str) -> u64 {
        if self == Self::Paths { host::path_hash } else { host::hash }
    }
}

/// How many sections there are.
pub const SECTIONS: usize = Section::ALL.len();
/// How many of them are records.
pub const RECORDS: usize = Section::FIRST_INDEX as usize;
/// How many of them are indexes.
pub const INDEXES: usize = SECTIONS - RECORDS;
