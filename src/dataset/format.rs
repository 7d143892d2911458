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
//! [`Section`]:
//!
//! ```text
//! Meta, Outlets … Raters     records: count u32, then count+1 offsets u32 into what follows, then the records,
//!                            each a postcard of its type in `model`
//! HostSlots, AccountSlots    a power of two of slots: tag u32 (high half of the hash), entry+1 u32 (0 = empty);
//!                            open addressing, linear, starting at hash mod slots, at most half full
//! Hosts                      entries of 24 bytes: text u32, length u32 | flags << 24, subject+1 u32 (0 = none),
//!                            key u32, first path entry u32, number of path entries u32
//! Paths                      entries of 16 bytes: text u32, length u32 | flags << 24, subject u32, key u32;
//!                            those of one host stand together, longest path first
//! Accounts                   entries of 16 bytes: text u32, length u32, subject u32, key u32
//! Text                       the keys' bytes, referred to by offset
//! ```
//!
//! `subject` numbers outlets first, then sites; the number JavaScript sees is `subject + 1`.
//!
//! Policy: any change of layout, of a record's fields, of a vocabulary's order or of the hash (`link::host`) raises
//! [`VERSION`], for each of them would make an older file answer wrongly. A reader
//! opens its own version only and says so otherwise; there is no half-understanding.

/// First bytes of every dataset. The line break shows when a transfer has mangled line ends.
pub const MAGIC: &[u8; 8] = b"IMPRINT\n";

/// Version of this format.
pub const VERSION: u32 = 1;

/// Size of the fixed header.
pub const HEADER: usize = 56;

/// Where the digest stands in the header; what it covers starts right after it.
pub const DIGEST: std::ops::Range<usize> = 24..56;

/// Bytes of an entry in [`Section::Hosts`].
pub const HOST_ENTRY: usize = 24;
/// Bytes of an entry in [`Section::Paths`] and [`Section::Accounts`].
pub const KEY_ENTRY: usize = 16;
/// Bytes of a slot.
pub const SLOT: usize = 8;

/// Flag of an entry: the host is meant alone, not the hosts below it.
pub const EXACT: u8 = 1;

/// The sections, in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// One [`super::model::Meta`].
    Meta,
    /// [`super::model::Outlet`] records.
    Outlets,
    /// [`super::model::Entity`] records.
    Entities,
    /// [`super::model::Operation`] records.
    Operations,
    /// [`super::model::Site`] records.
    Sites,
    /// [`super::model::Key`] records.
    Keys,
    /// [`super::model::Source`] records.
    Sources,
    /// [`super::model::Evidence`] records.
    Evidence,
    /// [`super::model::Authority`] records.
    Authorities,
    /// [`super::model::Rater`] records.
    Raters,
    /// Hash table over [`Section::Hosts`].
    HostSlots,
    /// Hosts that are keys or have path keys.
    Hosts,
    /// Path keys.
    Paths,
    /// Hash table over [`Section::Accounts`].
    AccountSlots,
    /// Account keys.
    Accounts,
    /// Text of all keys.
    Text,
}

/// How many sections there are.
pub const SECTIONS: usize = Section::Text as usize + 1;
