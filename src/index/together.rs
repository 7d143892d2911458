//! Finding many texts at once.
//!
//! In an index that does not fit into the processor's nearest cache, finding a text is waiting for memory, twice in a row:
//! for the filter, and if that lets the text pass, for its bucket. Texts that are looked for together wait together: first
//! every filter is asked for, then every bucket that is needed, and what comes of it is looked at only when all of them
//! are on their way. A processor follows such a row of reads that do not depend on each other far ahead; it does not get
//! from one text's bucket to the next text's filter as long as it cannot guess how the comparison ends.

use std::hint::black_box;

use super::{Found, Index, Spot};

/// Texts that wait together: enough to keep memory busy, and few enough that what is known of them stays at hand.
const TOGETHER: usize = 64;
/// Bytes from one read of memory to the next.
const CACHE_LINE: usize = 64;

/// Bytes of an index that stay near the processor: each core of today's has a cache of half a megabyte to two for itself.
const NEAR: usize = 1 << 20;

/// Whether looking texts up together pays for an index of these bytes. In a smaller one it costs a little: what is known
/// of each text is written down and read again.
pub fn is_far(bytes: &[u8]) -> bool {
    bytes.len() > NEAR
}

impl Index {
    /// Finds texts, each with its hash, and tells of those that are here by their places among `texts`, in order. What is
    /// found is what [`Index::get`] finds.
    pub fn get_all<'b>(
        &self,
        bytes: &'b [u8],
        texts: &[(&str, u64)],
        mut found: impl FnMut(usize, Found<'b>),
    ) {
        for (piece, texts) in texts.chunks(TOGETHER).enumerate() {
            let mut passed = [0; TOGETHER];
            let mut count = 0;
            for (place, &(_, hash)) in texts.iter().enumerate() {
                // Written whether it counts or not: a branch here would be guessed wrong just where memory is slow.
                passed[count] = place;
                count += usize::from(self.may_hold(bytes, Spot::of(hash, self.lines)));
            }
            let mut starts = [0; TOGETHER];
            let passed = &passed[..count];
            for (start, &place) in starts.iter_mut().zip(passed) {
                // Behind all bytes if there is no such bucket.
                *start = self.bucket(bytes, Spot::of(texts[place].1, self.lines)).unwrap_or(bytes.len());
            }
            for &start in &starts[..count] {
                // Most buckets end on the line after the one that they start on.
                black_box((bytes.get(start).copied(), bytes.get(start + CACHE_LINE).copied()));
            }
            for (&start, &place) in starts.iter().zip(passed) {
                let (text, hash) = texts[place];
                if let Some(hit) = self.scan(bytes, text, Spot::of(hash, self.lines).tag, start) {
                    found(piece * TOGETHER + place, hit);
                }
            }
        }
    }
}
