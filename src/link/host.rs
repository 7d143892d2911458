//! Walking from a host to its parents, on label borders only.
//!
//! Keys are filed under a hash that is computed from a text's last byte to its first, so that one pass over
//! `news.bbc.co.uk` gives the hashes of `co.uk`, `bbc.co.uk` and `news.bbc.co.uk` on the way. The hash only narrows
//! the search: whoever looks a key up compares its text afterwards, so a collision can cost time but never make a
//! wrong match.
//!
//! Within a label a byte costs a rotation and an exclusive or; the multiplication that mixes comes once a label. A
//! multiplication a byte, as in FNV, was most of the time that labelling took.

/// Hash of a text read byte by byte, from its end or, where it is a path, from its start.
#[derive(Clone, Copy)]
struct Running {
    /// Of the labels, or segments, that are complete.
    labels: u64,
    /// Of the one being read.
    label: u64,
}

impl Running {
    const START: Self = Self { labels: 0x243f_6a88_85a3_08d3, label: 0 };

    #[inline]
    fn push(self, byte: u8) -> Self {
        Self { label: self.label.rotate_left(7) ^ u64::from(byte), ..self }
    }

    /// The hash if the text ends here, which is also the state after a border. An odd constant, the golden ratio in 64
    /// bits, spreads the low bits upwards; the shift brings them back down, where the slot is taken from.
    #[inline]
    fn finish(self) -> u64 {
        let mixed = (self.labels ^ self.label).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed ^ (mixed >> 32)
    }

    #[inline]
    fn border(self) -> Self {
        Self { labels: self.finish().rotate_left(1), label: 0 }
    }
}

/// Hash of a whole text.
pub fn hash(text: &str) -> u64 {
    let step = |state: Running, byte| if byte == b'.' { state.border() } else { state.push(byte) };
    text.bytes().rev().fold(Running::START, step).finish()
}

/// Hash of a path key, a host with a path: the host is read backwards and the path, behind it, forwards. So the hash that
/// the walk over a host's parents has at hand leads, in one pass over a path, to those of all its beginnings
/// ([`beginnings`]).
pub fn path_hash(text: &str) -> u64 {
    let (host, path) = text.split_at(text.find('/').unwrap_or(text.len()));
    beginnings(hash(host), path, usize::MAX).last().map_or_else(|| hash(host), |(_, hash)| hash)
}

/// The beginnings of a path up to the border of a segment, shortest first, not longer than `longest` bytes: the length of
/// each and the [`path_hash`] of a host whose hash is `host` with this beginning. A path starts with a slash; what is
/// empty has no beginning.
///
/// ```
/// use imprint::link::host::{beginnings, hash, path_hash};
/// let found: Vec<_> = beginnings(hash("a.example"), "/news/de", 100).collect();
/// assert_eq!(found, [(5, path_hash("a.example/news")), (8, path_hash("a.example/news/de"))]);
/// ```
#[inline]
pub fn beginnings(host: u64, path: &str, longest: usize) -> impl Iterator<Item = (usize, u64)> {
    // One byte more tells whether there is a border behind the longest.
    let bytes = &path.as_bytes()[..path.len().min(longest.saturating_add(1))];
    let mut state = Running { labels: host, label: 0 };
    // The first slash is the border between host and path.
    let mut at = 1;
    std::iter::from_fn(move || {
        if at > bytes.len() {
            return None;
        }
        let mut end = at;
        while end < bytes.len() && bytes[end] != b'/' {
            state = state.push(bytes[end]);
            end += 1;
        }
        let hash = state.finish();
        state = state.border();
        at = end + 1;
        (end <= longest).then_some((end, hash))
    })
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
    let mut parents = Parents { host, at: host.len(), state: Running::START };
    // The top-level domain with its dot, unless there is no dot.
    let mut at = host.len();
    let mut state = Running::START;
    while at > 0 && bytes[at - 1] != b'.' {
        at -= 1;
        state = state.push(bytes[at]);
    }
    if at > 0 {
        parents.at = at - 1;
        parents.state = state.border();
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
    Parents { host, at: host.len(), state: Running::START }
}

/// Iterator of [`parents`] and [`with_top`].
pub struct Parents<'h> {
    host: &'h str,
    /// Everything from here on has been hashed.
    at: usize,
    state: Running,
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
        self.state = state.border();
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
    fn a_path_begins_on_the_borders_of_segments_only() {
        let lengths =
            |path, longest| beginnings(0, path, longest).map(|(length, _)| length).collect::<Vec<_>>();
        assert_eq!(lengths("/a/bc/d", 100), [2, 5, 7]);
        assert_eq!(lengths("/a/bc/d", 5), [2, 5]);
        assert_eq!(lengths("/a/bc/d", 4), [2]);
        assert_eq!(lengths("/a/", 100), [2, 3]);
        assert_eq!(lengths("/", 100), [1]);
        assert_eq!(lengths("//a", 100), [1, 3]);
        assert_eq!(lengths("", 100), [0; 0]);
    }

    #[test]
    fn the_hash_of_a_beginning_is_that_of_the_key() {
        for path in ["/news/de/2020/a.html", "/a", "//", "/.", "/a//b"] {
            for (length, found) in beginnings(hash("a.example"), path, 100) {
                assert_eq!(found, path_hash(&format!("a.example{}", &path[..length])), "{path}");
            }
        }
        assert_eq!(path_hash("a.example"), hash("a.example"));
        assert_ne!(path_hash("a.example/b"), path_hash("b.a.example"));
        assert_ne!(path_hash("a.example/b/c"), path_hash("a.example/bc"));
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
