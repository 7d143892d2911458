//! Walking from a host to its parents, on label borders only.
//!
//! Keys are filed under a hash that is computed from a text's last byte to its first, so that one pass over
//! `news.bbc.co.uk` gives the hashes of `co.uk`, `bbc.co.uk` and `news.bbc.co.uk` on the way. The hash only narrows
//! the search: whoever looks a key up compares its text afterwards, so a collision can cost time but never make a
//! wrong match.

/// Hash of a text read backwards: FNV-1a, finished with a multiplication that spreads it over the high bits.
#[derive(Clone, Copy)]
struct Backward(u64);

impl Backward {
    const START: Self = Self(0xcbf2_9ce4_8422_2325);

    #[inline]
    fn push(self, byte: u8) -> Self {
        Self((self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
    }

    #[inline]
    fn finish(self) -> u64 {
        let mixed = (self.0 ^ (self.0 >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed ^ (mixed >> 29)
    }
}

/// Hash of a whole text.
pub fn hash(text: &str) -> u64 {
    text.bytes().rev().fold(Backward::START, Backward::push).finish()
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
    Parents { host, at: host.len(), state: Backward::START, labels: 0 }
}

/// Iterator of [`parents`].
pub struct Parents<'h> {
    host: &'h str,
    /// Everything from here on has been hashed.
    at: usize,
    state: Backward,
    labels: u32,
}

impl<'h> Iterator for Parents<'h> {
    type Item = Parent<'h>;

    #[inline]
    fn next(&mut self) -> Option<Parent<'h>> {
        let bytes = self.host.as_bytes();
        if self.at == 0 {
            return None;
        }
        loop {
            let start = self.at;
            if start == 0 || (bytes[start - 1] == b'.' && start < bytes.len()) {
                // A border: this parent is complete. Step over the dot for the next one.
                self.labels += 1;
                let parent = Parent { name: &self.host[start..], hash: self.state.finish() };
                let whole = start == 0;
                if whole {
                    self.at = 0;
                } else {
                    self.state = self.state.push(b'.');
                    self.at = start - 1;
                }
                if whole {
                    return Some(parent);
                }
                if self.at == 0 {
                    // The host starts with a dot; nothing is left of it.
                    return (self.labels > 1).then_some(parent);
                }
                if self.labels > 1 {
                    return Some(parent);
                }
                continue;
            }
            self.state = self.state.push(bytes[start - 1]);
            self.at = start - 1;
            if self.at == 0 {
                self.labels += 1;
                return Some(Parent { name: self.host, hash: self.state.finish() });
            }
        }
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
    }

    #[test]
    fn the_running_hash_is_the_hash_of_each_parent() {
        for host in ["news.bbc.co.uk", "x.y", "a..b", "localhost", ".a.b", "a.b."] {
            for parent in parents(host) {
                assert_eq!(parent.hash, hash(parent.name), "{}", parent.name);
            }
        }
    }
}
