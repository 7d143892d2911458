//! Which hosts cannot resemble any name: nearly all, told from a few bytes.

/// Entries of one of the two tables.
const ENTRIES: usize = 1024;
/// The longest length that is told from longer ones.
const LONGEST: usize = 15;
/// How many bytes of a name are looked at, at either end.
const AFFIX: usize = 3;

/// For the first and for the last three bytes of a text, which lengths names with these bytes have. Two names may share
/// an entry: the answer may be yes for what resembles nothing, never no for what resembles something.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Affixes(Vec<u16>);

impl Affixes {
    /// Reads what [`Affixes::as_numbers`] gave. Of anything else: nothing resembles.
    pub fn new(numbers: Vec<u16>) -> Self {
        if numbers.len() == 2 * ENTRIES { Self(numbers) } else { Self(Vec::new()) }
    }

    /// The tables, for storing.
    pub fn as_numbers(&self) -> &[u16] {
        &self.0
    }

    /// Adds a name, and what differs from it by at most `slack` bytes in length.
    pub fn add(&mut self, name: &str, slack: usize) {
        self.0.resize(2 * ENTRIES, 0);
        if let Some((first, last)) = ends(name.as_bytes()) {
            for length in name.len().saturating_sub(slack)..=name.len() + slack {
                self.0[first] |= bit(length);
                self.0[last] |= bit(length);
            }
        }
    }

    /// Whether a host, lower case and ASCII, may resemble something.
    #[inline]
    pub fn may_resemble(&self, host: &str) -> bool {
        if self.0.len() != 2 * ENTRIES {
            return false;
        }
        let bytes = host.as_bytes();
        let mut labels = bytes.rsplit(|&byte| byte == b'.');
        // Nobody's name is a top-level domain.
        labels.next();
        labels.any(|label| self.label(label))
    }

    #[inline]
    fn label(&self, label: &[u8]) -> bool {
        self.part(label)
            || label.contains(&b'-')
                && (label.starts_with(b"xn--")
                    || label.split(|&byte| byte == b'-').any(|part| self.part(part)))
    }

    #[inline]
    fn part(&self, part: &[u8]) -> bool {
        let Some((first, last)) = ends(part) else { return false };
        (self.0[first] | self.0[last]) & bit(part.len()) != 0
    }
}

#[inline]
fn bit(length: usize) -> u16 {
    1 << length.min(LONGEST)
}

/// The entries of a text's first and last bytes; `None` if it has fewer than three.
#[inline]
fn ends(text: &[u8]) -> Option<(usize, usize)> {
    Some((entry(text.first_chunk()?), ENTRIES + entry(text.last_chunk()?)))
}

/// An odd constant, the golden ratio in 32 bits, spreads the bits upwards.
#[inline]
fn entry(&[a, b, c]: &[u8; AFFIX]) -> usize {
    (u32::from_le_bytes([a, b, c, 0]).wrapping_mul(0x9e37_79b1) >> 22) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn affixes() -> Affixes {
        let mut affixes = Affixes::default();
        affixes.add("spiegel", 1);
        affixes.add("faz", 0);
        affixes
    }

    #[test]
    fn what_shares_an_end_and_nearly_the_length_may_resemble() {
        for host in [
            "spiegel.ltd",
            "spiegell.lol",
            "spigel.de",
            "sqiegel.de",
            "speigel.de",
            "a.spiegel-de.b.example",
            "faz.lol",
            "xn--80ak6aa92e.com",
        ] {
            assert!(affixes().may_resemble(host), "{host}");
        }
    }

    #[test]
    fn most_hosts_resemble_nothing() {
        for host in [
            "www.example.com",
            "spiegel",
            "unrelated.spiegel",
            "fazit.de",
            "spie.de",
            "a-b.c",
            "",
            ".",
            "..",
            "x",
        ] {
            assert!(!affixes().may_resemble(host), "{host}");
        }
        assert!(!Affixes::default().may_resemble("spiegel.ltd"));
        assert!(!Affixes::new(vec![u16::MAX; 7]).may_resemble("spiegel.ltd"));
    }
}
