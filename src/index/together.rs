//! Finding many texts at once.
//!
//! In an index that does not fit into the processor's nearest caches, finding a text is waiting for memory, twice in a row:
//! for the filter, and if that lets the text pass, for its bucket. A processor asks memory ahead for what does not depend
//! on anything it is still waiting for, but does not get from one text's bucket to the next text's filter as long as it
//! cannot guess how the comparison ends. So texts that are looked for together are first asked about by their filters
//! ([`Index::may_hold`]); then the buckets of those that are left are asked for all in a row ([`Index::fetch`]), and none of
//! these reads depends on another; and only then the texts are compared ([`Index::get`]).

use std::hint::black_box;

use super::{Index, Spot};

/// Bytes of an index that stay near the processor: each core of today's has a cache of half a megabyte to two for itself.
const NEAR: usize = 1 << 20;
/// Bytes that come from memory at once.
const CACHE_LINE: usize = 64;

/// Whether looking texts up together pays for an index of these bytes. In a smaller one it costs a little: what is known
/// of each text is written down and read again.
pub fn is_far(bytes: &[u8]) -> bool {
    bytes.len() > NEAR
}

impl Index {
    /// Whether a text of this hash may be here. If not, it is not.
    #[inline]
    pub fn may_hold(&self, bytes: &[u8], hash: u64) -> bool {
        self.passes(bytes, Spot::of(hash, self.lines))
    }

    /// Asks memory for the bucket of a text of this hash.
    #[inline]
    pub fn fetch(&self, bytes: &[u8], hash: u64) {
        let start = self.bucket(bytes, Spot::of(hash, self.lines)).unwrap_or(0);
        // Most buckets end on the line after the one on which they start.
        black_box((bytes.get(start).copied(), bytes.get(start + CACHE_LINE).copied()));
    }
}
