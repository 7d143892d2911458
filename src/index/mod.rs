//! Index: text → number, as one block of bytes that is read where it lies.
//!
//! Every index of a dataset (hosts, paths, accounts, public suffixes …) has this one form, one reader ([`Index`]) and
//! one writer (`write`). It knows neither links nor outlets: what a number means is the business of whoever asks.
//!
//! ```text
//! offset      size
//!      0         4  number of keys
//!      4         4  number of lines n, at least 1
//!      8         4  number of symbols s, at most 255
//!     12         4  zero
//!     16      64·n  lines, each of 10 buckets:
//!                      0   4  offset of the line's entries
//!                      4  40  for each bucket a filter of 32 bits
//!                     44  20  for each bucket where it starts, u16, counted from the line's entries
//!   …          8·s  symbols: up to eight bytes of text each, zeros behind
//!   …            s  their lengths
//!   …               entries, offsets counted from here, bucket after bucket; behind those of each bucket one zero
//! ```
//!
//! An entry:
//!
//! ```text
//! tag u8 (never 0) | length varint | number << 1 | 0 varint |                        codes
//! tag u8 (never 0) | length varint | number << 1 | 1 varint | count varint, numbers | codes
//! ```
//!
//! `length` is that of what follows it. A code below 255 stands for a symbol, 255 for the byte behind it.
//!
//! **How a text is found.** Its hash chooses a line, a bucket, three bits of the filter and a tag. Unless all three
//! bits are set the text is not here: one access to memory tells that for nearly every text that is not. Otherwise
//! the bucket's few entries are gone through; where the tag is the same, the text is compared, byte by byte, to its
//! end. Nothing is found by its hash alone.
//!
//! **Sizes.** Lines are chosen to hold about 40 keys, so a key costs 1.6 bytes of line, ¼ of a zero, one of tag, one
//! of length, its number (one to four bytes) and its text, which the symbols halve: they are the pieces that occur
//! most in this index's own texts (`.com`, `news`, `youtube:`), as in FSST (Boncz, Neumann, Leis: *FSST: Fast
//! Random Access String Compression*, PVLDB 13, 2020).
//!
//! **Small changes stay small.** Where an entry lies depends on its text and the number of lines alone. Offsets of
//! buckets count from their line, so that a key more moves what follows, but alters of the lines only the first four
//! bytes. With an index of an earlier build the writer keeps its symbols and its number of lines as long as they fit.
//!
//! Varints are little-endian in groups of seven bits (LEB128). Every access is checked against the bytes that are
//! there: corrupt bytes give missing answers.

mod together;
#[cfg(feature = "plain")]
pub mod write;

use std::ops::Range;

pub use together::is_far;

/// Bytes in front of the lines.
pub const HEADER: usize = 16;
/// Bytes of a line.
pub const LINE: usize = 64;
/// Buckets of a line.
pub const BUCKETS: usize = 10;
/// Longest symbol, in bytes.
pub const SYMBOL: usize = 8;
/// Code that says that the byte behind it stands for itself.
pub const ESCAPE: u8 = 255;
/// Longest text that can be a key, in bytes.
pub const MAX_TEXT: usize = 2048;

/// Where in a line its filters stand.
const FILTERS: usize = 4;
/// Where in a line the starts of its buckets stand.
const STARTS: usize = FILTERS + BUCKETS * 4;

/// Where the parts of an index stand: what is read once, when it is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    keys: u32,
    lines: u32,
    /// Offset of the symbols.
    symbols: usize,
    /// Offset of their lengths.
    lengths: usize,
    /// Offset of the entries.
    entries: usize,
}

/// A text that is in an index.
#[derive(Debug, Clone, Copy)]
pub struct Found<'b> {
    /// What stands behind it.
    pub number: u32,
    /// Where its entry lies; with [`Index::at`] it leads back here. Holds for this build of the index only.
    pub place: u32,
    /// Further numbers, still as varints.
    more: &'b [u8],
    codes: &'b [u8],
}

impl<'b> Found<'b> {
    /// The further numbers.
    #[inline]
    pub fn more(&self) -> impl Iterator<Item = u32> + use<'b> {
        let mut rest = self.more;
        std::iter::from_fn(move || take_varint(&mut rest).and_then(|number| u32::try_from(number).ok()))
    }
}

/// Which bits of a hash decide what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Spot {
    line: usize,
    bucket: usize,
    bits: u32,
    tag: u8,
}

impl Spot {
    #[inline]
    fn of(hash: u64, lines: u32) -> Self {
        let (high, low) = (hash >> 32, hash & 0xffff_ffff);
        let bit = |shift: u32| 1u32 << (hash >> shift & 31);
        Self {
            line: ((high * u64::from(lines)) >> 32) as usize,
            bucket: ((low * BUCKETS as u64) >> 32) as usize,
            bits: bit(0) | bit(5) | bit(10),
            // From bits that the bucket leaves open, in 1..=255.
            tag: (((low >> 15 & 0xff) * 255) >> 8) as u8 + 1,
        }
    }
}

impl Index {
    /// Opens an index: looks at its header alone. `None` if its parts do not fit into `bytes`.
    pub fn open(bytes: &[u8]) -> Option<Self> {
        let number = |at| u32_at(bytes, at);
        let (keys, lines, symbols) = (number(0)?, number(4)?, number(8)? as usize);
        if lines == 0 || symbols > usize::from(ESCAPE) {
            return None;
        }
        let start = (lines as usize).checked_mul(LINE)?.checked_add(HEADER)?;
        let lengths = start.checked_add(symbols * SYMBOL)?;
        let entries = lengths.checked_add(symbols)?;
        (entries <= bytes.len()).then_some(Self { keys, lines, symbols: start, lengths, entries })
    }

    /// How many keys it holds.
    pub fn len(&self) -> u32 {
        self.keys
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.keys == 0
    }

    /// Finds a text whose hash is `hash`. `bytes` are those the index was opened on.
    #[inline]
    pub fn get<'b>(&self, bytes: &'b [u8], text: &str, hash: u64) -> Option<Found<'b>> {
        let spot = Spot::of(hash, self.lines);
        if !self.passes(bytes, spot) {
            return None;
        }
        self.scan(bytes, text, spot.tag, self.bucket(bytes, spot)?)
    }

    /// Whether the filter lets a text pass.
    #[inline]
    fn passes(&self, bytes: &[u8], spot: Spot) -> bool {
        let filter = u32_at(bytes, HEADER + spot.line * LINE + FILTERS + spot.bucket * 4).unwrap_or(0);
        filter & spot.bits == spot.bits
    }

    /// Goes through the bucket that starts at `at`.
    fn scan<'b>(&self, bytes: &'b [u8], text: &str, of_text: u8, mut at: usize) -> Option<Found<'b>> {
        loop {
            let tag = *bytes.get(at)?;
            if tag == 0 {
                return None;
            }
            let entry = self.entry(bytes, at)?;
            if tag == of_text {
                let found = self.read(bytes, at, entry.clone())?;
                if self.spells(bytes, found.codes, text.as_bytes()) {
                    return Some(found);
                }
            }
            at = entry.end;
        }
    }

    /// The text at a place that [`Found::place`] named, and what stands behind it.
    pub fn at<'b>(&self, bytes: &'b [u8], place: u32) -> Option<(String, Found<'b>)> {
        let at = self.entries.checked_add(place as usize)?;
        let found = self.read(bytes, at, self.entry(bytes, at)?)?;
        Some((self.text(bytes, found.codes)?, found))
    }

    /// Every key, in the order of its place. Ends early where the bytes are corrupt.
    pub fn iter<'b>(&'b self, bytes: &'b [u8]) -> impl Iterator<Item = (String, Found<'b>)> + 'b {
        let mut at = self.entries;
        std::iter::from_fn(move || {
            while *bytes.get(at)? == 0 {
                at += 1;
            }
            let entry = self.entry(bytes, at)?;
            let found = self.read(bytes, at, entry.clone())?;
            at = entry.end;
            Some((self.text(bytes, found.codes)?, found))
        })
    }

    /// Reads everything: whether there are as many keys as the header says, each found by its own text. `hash` is the
    /// function by which texts are filed.
    pub fn verify(&self, bytes: &[u8], hash: impl Fn(&str) -> u64) -> bool {
        let found_itself = |(text, found): (String, Found<'_>)| {
            self.get(bytes, &text, hash(&text)).is_some_and(|again| again.place == found.place)
        };
        let mut keys = 0u32;
        self.iter(bytes).all(|key| {
            keys += 1;
            found_itself(key)
        }) && keys == self.keys
    }

    /// Where a bucket's entries start.
    fn bucket(&self, bytes: &[u8], spot: Spot) -> Option<usize> {
        let head = HEADER + spot.line * LINE;
        let start = head + STARTS + spot.bucket * 2;
        let start = u16::from_le_bytes(bytes.get(start..start + 2)?.try_into().ok()?);
        self.entries.checked_add(u32_at(bytes, head)? as usize)?.checked_add(usize::from(start))
    }

    /// What follows the length of the entry at `at`.
    #[inline]
    fn entry(&self, bytes: &[u8], at: usize) -> Option<Range<usize>> {
        let mut rest = bytes.get(at..)?.get(1..)?;
        let length = usize::try_from(take_varint(&mut rest)?).ok()?;
        let start = bytes.len() - rest.len();
        Some(start..start.checked_add(length)?)
    }

    #[inline]
    fn read<'b>(&self, bytes: &'b [u8], at: usize, entry: Range<usize>) -> Option<Found<'b>> {
        let mut rest = bytes.get(entry)?;
        let number = take_varint(&mut rest)?;
        let mut more: &[u8] = &[];
        if number & 1 != 0 {
            let count = take_varint(&mut rest)?;
            let start = rest;
            for _ in 0..count {
                take_varint(&mut rest)?;
            }
            more = &start[..start.len() - rest.len()];
        }
        Some(Found {
            number: u32::try_from(number >> 1).ok()?,
            place: u32::try_from(at - self.entries).ok()?,
            more,
            codes: rest,
        })
    }

    /// Whether codes stand for exactly this text.
    #[inline]
    fn spells(&self, bytes: &[u8], codes: &[u8], text: &[u8]) -> bool {
        let mut rest = text;
        let mut codes = codes.iter();
        while let Some(&code) = codes.next() {
            if code == ESCAPE {
                let Some((first, behind)) = rest.split_first() else { return false };
                if codes.next() != Some(first) {
                    return false;
                }
                rest = behind;
            } else {
                let Some((symbol, length)) = self.symbol(bytes, code) else { return false };
                if length > rest.len() || (symbol ^ eight(rest)) << (64 - 8 * length) != 0 {
                    return false;
                }
                rest = &rest[length..];
            }
        }
        rest.is_empty()
    }

    fn text(&self, bytes: &[u8], codes: &[u8]) -> Option<String> {
        let mut text = Vec::with_capacity(codes.len() * 2);
        let mut codes = codes.iter();
        while let Some(&code) = codes.next() {
            if code == ESCAPE {
                text.push(*codes.next()?);
            } else {
                let (symbol, length) = self.symbol(bytes, code)?;
                text.extend_from_slice(&symbol.to_le_bytes()[..length]);
            }
        }
        String::from_utf8(text).ok()
    }

    /// The bytes of a symbol, the first one lowest, and how many there are (1 to 8).
    #[inline]
    fn symbol(&self, bytes: &[u8], code: u8) -> Option<(u64, usize)> {
        let at = self.symbols + usize::from(code) * SYMBOL;
        if at >= self.lengths {
            return None;
        }
        let symbol = u64::from_le_bytes(bytes.get(at..at + SYMBOL)?.try_into().ok()?);
        let length = usize::from(*bytes.get(self.lengths + usize::from(code))?);
        (1..=SYMBOL).contains(&length).then_some((symbol, length))
    }
}

/// The first eight bytes, the first one lowest; zeros where there are fewer.
#[inline]
pub(crate) fn eight(bytes: &[u8]) -> u64 {
    match bytes.first_chunk::<8>() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => bytes.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte)),
    }
}

/// Reads a number off the front; `None` if it does not end or has more than 35 bits.
#[inline]
pub fn take_varint(bytes: &mut &[u8]) -> Option<u64> {
    // Nearly all of them are one byte long.
    match bytes.split_first() {
        Some((&byte, rest)) if byte < 0x80 => {
            *bytes = rest;
            Some(u64::from(byte))
        }
        _ => take_long_varint(bytes),
    }
}

fn take_long_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for (place, &byte) in bytes.iter().enumerate().take(5) {
        number |= u64::from(byte & 0x7f) << (7 * place);
        if byte < 0x80 {
            *bytes = &bytes[place + 1..];
            return Some(number);
        }
    }
    None
}

#[inline]
fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}
