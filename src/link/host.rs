//! Walking from a host to its parents, on label borders only.
//!
//! Keys are filed under a hash that is computed from a text's last byte to its first, so that one pass over
//! `news.bbc.co.uk` gives the hashes of `co.uk`, `bbc.co.uk` and `news.bbc.co.uk` on the way. The hash only narrows
//! the search: whoever looks a key up compares its text afterwards, so a collision can cost time but never make a
//! wrong match.
//!
//! Within a label a byte costs a rotation and an exclusive or; the multiplication that mixes comes once a label. A
//! multiplication a byte, as in FNV, was most of the time that labelling took.

/// Hash of a text read backwards.
#[derive(Clone, Copy)]
struct Backward {
    /// Of the labels that are complete.
    labels: u64,
    /// Of the label being read.
    label: u64,
}

impl Backward {
    const START: Self = Self { labels: 0x243f_6a88_85a3_08d3, label: 0 };

    #[inline]
    fn push(self, byte: u8) -> Self {
        Self { label: self.label.rotate_left(7) ^ u64::from(byte), ..self }
    }

    /// The hash if the text ends here, which is also the state after a dot. An odd constant, the golden ratio in 64
    /// bits, spreads the low bits upwards; the shift brings them back down, where the slot is taken from.
    #[inline]
    fn finish(self) -> u64 {
        let mixed = (self.labels ^ self.label).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed ^ (mixed >> 32)
    }

    #[inline]
    fn dot(self) -> Self {
        Self { labels: self.finish().rotate_left(1), label: 0 }
    }
}

/// Hash of a whole text.
pub fn hash(text: &str) -> u64 {
    let step = |state: Backward, byte| if byte == b'.' { state.dot() } else { state.push(byte) };
    text.bytes().rev().fold(Backward::START, step).finish()
}

/// Where a filter of so many words, a power of two, has its bits for a hash.
#[inline]
pub fn filtered(hash: u64, words: usize) -> (usize, u64) {
    let bits = 1 << (hash >> 40 & 63) | 1 << (hash >> 46 & 63);
    ((hash >> 52) as usize & (words - 1), bits)
}

/// A host or one of its parents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parent<'h> {
    /// Its name.
    pub name: &'h str,
    /// Its [`hash`].
    pub hash: u64,
}

impl Parent<'_> {
    /// Whether this is the host itself, or the host is its `www.`.
    #[inline]
    pub fn is_whole_or_www(&self, host: &str) -> bool {
        self.name.len() == host.len() || (self.name.len() + 4 == host.len() && host.starts_with("www."))
    }
}

/// The parents of a host and the host itself, shortest first, without the top-level domain (which is nobody's
/// outlet) unless it is the whole host.
///
/// ```
/// use imprint::link::host::parents;
/// let names: Vec<_> = parents("news.bbc.co.uk").map(|p| p.name).collect();
/// assert_eq!(names, ["co.uk", "bbc.co.uk", "news.bbc.co.uk"]);
/// ```
#[inline]
pub fn parents(host: &str) -> Parents<'_> {
    let bytes = host.as_bytes();
    let mut parents = Parents { host, at: host.len(), state: Backward::START };
    // The top-level domain with its dot, unless there is no dot.
    let mut at = host.len();
    let mut state = Backward::START;
    while at > 0 && bytes[at - 1] != b'.' {
        at -= 1;
        state = state.push(bytes[at]);
    }
    if at > 0 {
        parents.at = at - 1;
        parents.state = state.dot();
    }
    parents
}

/// The same with the top-level domain.
///
/// ```
/// use imprint::link::host::with_top;
/// let names: Vec<_> = with_top("bbc.co.uk").map(|p| p.name).collect();
/// assert_eq!(names, ["uk", "co.uk", "bbc.co.uk"]);
/// ```
#[inline]
pub fn with_top(host: &str) -> Parents<'_> {
    Parents { host, at: host.len(), state: Backward::START }
}

/// Iterator of [`parents`] and [`with_top`].
pub struct Parents<'h> {
    host: &'h str,
    /// Everything from here on has been hashed.
    at: usize,
    state: Backward,
}

impl<'h> Iterator for Parents<'h> {
    type Item = Parent<'h>;

    #[inline]
    fn next(&mut self) -> Option<Parent<'h>> {
        let bytes = self.host.as_bytes();
        if self.at == 0 {
            return None;
        }
        let mut at = self.at;
        let mut state = self.state;
        while at > 0 && bytes[at - 1] != b'.' {
            at -= 1;
            state = state.push(bytes[at]);
        }
        self.at = at.saturating_sub(1);
        self.state = state.dot();
        // `at` is the start of the host, or the byte behind a dot: a border of characters either way.
        Some(Parent { name: &self.host[at..], hash: state.finish() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(host: &str) -> Vec<&str> {
        parents(host).map(|p| p.name).collect()
    }

    #[test]
    fn parents_are_cut_on_label_borders_only() {
        assert_eq!(names("a.bc.de"), ["bc.de", "a.bc.de"]);
        assert_eq!(names("localhost"), ["localhost"]);
        assert_eq!(names(""), [""; 0]);
        assert_eq!(names("a..b"), [".b", "a..b"]);
        assert_eq!(names("a.b."), ["b.", "a.b."]);
    }

    #[test]
    fn the_running_hash_is_the_hash_of_each_parent() {
        for host in ["news.bbc.co.uk", "x.y", "a..b", "localhost", ".a.b", "a.b."] {
            for parent in parents(host).chain(with_top(host)) {
                assert_eq!(parent.hash, hash(parent.name), "{}", parent.name);
            }
        }
    }
}
