//! Which hosts cannot resemble any name: nearly all, told from a few bytes.
//!
//! Whatever resembles a name has a *piece* in common with it, and the pieces of all names are bits of one table (a Bloom
//! filter of three bits a piece). A host is asked for the pieces that it can have:
//!
//! ```text
//! whole    length, first and last eight bytes          a label that is spelt or looks like a name
//! start    length, its first half less one letter      a label one edit away, if the edit is behind
//! end      length, first byte, its last half           …, if the edit is in front
//! pair     two labels, or parts of them, in a row      a host within labels
//! ```
//!
//! One edit cannot be in both halves. Lengths are those of the label that is asked about, so a name is filed under its own,
//! one less and one more. The answer may be yes for what resembles nothing, never no for what resembles something.

/// Bits that are held at a time.
const WORD: usize = 64;
/// Numbers that a word is stored as.
const NUMBERS: usize = WORD / 16;
/// Bits of the table for a piece: of those that are asked for in vain one in a thousand is found.
const BITS_A_PIECE: usize = 32;
/// A half has at least so many bytes.
const SHORTEST_HALF: usize = 3;
/// Shortest label that may be one edit away.
const SHORTEST_EDITED: usize = 5;
/// Most bytes that are looked at, at either end.
const AFFIX: usize = 8;

/// The pieces of names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Affixes {
    /// A power of two of them, or none.
    words: Vec<u64>,
}

/// What makes the same bytes different pieces.
#[derive(Debug, Clone, Copy)]
enum Piece {
    Whole = 1,
    Start = 2,
    End = 3,
}

impl Affixes {
    /// Reads what [`Affixes::to_numbers`] gave. Of anything else: nothing resembles.
    pub fn new(numbers: &[u16]) -> Self {
        let words = numbers
            .chunks_exact(NUMBERS)
            .map(|numbers| numbers.iter().rev().fold(0, |word, &number| word << 16 | u64::from(number)));
        let fits = numbers.len() >= NUMBERS && numbers.len().is_power_of_two();
        Self { words: if fits { words.collect() } else { Vec::new() } }
    }

    /// The table, for storing.
    pub fn to_numbers(&self) -> Vec<u16> {
        self.words
            .iter()
            .flat_map(|word| (0..NUMBERS).map(move |place| (word >> (16 * place)) as u16))
            .collect()
    }

    /// Whether a host, lower case and ASCII, may resemble something.
    #[inline]
    pub fn may_resemble(&self, host: &str) -> bool {
        if self.words.is_empty() {
            return false;
        }
        let bytes = host.as_bytes();
        // Nobody's name is a top-level domain.
        let Some(mut end) = bytes.iter().rposition(|&byte| byte == b'.') else { return false };
        let mut behind = None;
        loop {
            let start = bytes[..end].iter().rposition(|&byte| byte == b'.').map_or(0, |dot| dot + 1);
            if self.label(bytes, start, end, &mut behind) {
                return true;
            }
            if start == 0 {
                return false;
            }
            end = start - 1;
        }
    }

    /// `behind` is the part that follows.
    #[inline]
    fn label(&self, host: &[u8], start: usize, end: usize, behind: &mut Option<u64>) -> bool {
        let label = Text::of(host, start, end);
        if label.is_edited_or_whole(|piece| self.has(piece)) {
            return true;
        }
        if host[start..end].contains(&b'-') {
            return self.parts(host, start, end, behind);
        }
        let whole = label.whole();
        let found = behind.is_some_and(|behind| self.has(pair(whole, behind)));
        *behind = Some(whole);
        found
    }

    #[cold]
    fn parts(&self, host: &[u8], start: usize, end: usize, behind: &mut Option<u64>) -> bool {
        if host[start..end].starts_with(b"xn--") {
            return true;
        }
        let mut part_end = end;
        for part in host[start..end].rsplit(|&byte| byte == b'-') {
            let whole = Text::of(host, part_end - part.len(), part_end).whole();
            part_end = part_end.saturating_sub(part.len() + 1);
            if behind.is_some_and(|behind| self.has(pair(whole, behind))) {
                return true;
            }
            *behind = Some(whole);
        }
        false
    }

    #[inline]
    fn has(&self, piece: u64) -> bool {
        let (word, bits) = place(piece, self.words.len());
        self.words[word] & bits == bits
    }
}

/// The pieces of names, while they are gathered.
#[derive(Debug, Default)]
pub struct Gathering(std::collections::BTreeSet<u64>);

impl Gathering {
    /// Adds a text: what is spelt like this may resemble a name.
    pub fn add_whole(&mut self, text: &str) {
        self.0.insert(Text::of(text.as_bytes(), 0, text.len()).whole());
    }

    /// Adds a name: what is one edit away from it, with the same first letter, may resemble it.
    pub fn add_edited(&mut self, name: &str) {
        let letters: Vec<char> = name.chars().collect();
        let Some(first) = letters.first() else { return };
        for length in letters.len() - 1..=letters.len() + 1 {
            if length < SHORTEST_EDITED {
                continue;
            }
            let half = half(length);
            let spell = |letters: &[char]| letters.iter().collect::<String>();
            let (start, end) = (spell(&letters[..half]), spell(&letters[letters.len() - half..]));
            // Only ASCII is asked about.
            if start.is_ascii() {
                self.0.insert(mixed(Piece::Start, length, number(start.as_bytes()), 0));
            }
            if end.is_ascii() && first.is_ascii() {
                self.0.insert(mixed(Piece::End, length, number(end.as_bytes()), *first as u64));
            }
        }
    }

    /// Adds two parts that stand in a row in a host.
    pub fn add_pair(&mut self, one: &str, other: &str) {
        let whole = |text: &str| Text::of(text.as_bytes(), 0, text.len()).whole();
        self.0.insert(pair(whole(one), whole(other)));
    }

    /// The table of all that was added.
    pub fn finish(&self) -> Affixes {
        if self.0.is_empty() {
            return Affixes::default();
        }
        let mut words = vec![0; (self.0.len() * BITS_A_PIECE / WORD).next_power_of_two()];
        for &piece in &self.0 {
            let (word, bits) = place(piece, words.len());
            words[word] |= bits;
        }
        Affixes { words }
    }
}

/// A label, or a part of one.
struct Text {
    length: usize,
    /// The first eight bytes, the first one lowest; zeros where there are fewer.
    first: u64,
    /// The last eight bytes, the last one highest; zeros where there are fewer.
    last: u64,
}

impl Text {
    #[inline]
    fn of(host: &[u8], start: usize, end: usize) -> Self {
        let length = end - start;
        let unused = 8 * AFFIX.saturating_sub(length);
        let chunk = |at: usize| host.get(at..)?.first_chunk().map(|chunk| u64::from_le_bytes(*chunk));
        let first = match chunk(start) {
            _ if length == 0 => 0,
            Some(first) => first << unused >> unused,
            None => number(&host[start..end.min(start + AFFIX)]),
        };
        let last = match end.checked_sub(AFFIX).and_then(chunk) {
            _ if length <= AFFIX => first.checked_shl(unused as u32).unwrap_or(0),
            Some(last) => last,
            None => 0,
        };
        Self { length, first, last }
    }

    #[inline]
    fn whole(&self) -> u64 {
        mixed(Piece::Whole, self.length, self.first, self.last)
    }

    #[inline]
    fn is_edited_or_whole(&self, has: impl Fn(u64) -> bool) -> bool {
        if self.length < SHORTEST_EDITED {
            return has(self.whole());
        }
        let unused = 8 * (AFFIX - half(self.length));
        let start = self.first << unused >> unused;
        let end = self.last >> unused;
        has(self.whole())
            || has(mixed(Piece::Start, self.length, start, 0))
            || has(mixed(Piece::End, self.length, end, self.first & 0xff))
    }
}

/// How many bytes at one end of a label of this length an edit at the other end leaves alone. For two letters swapped in
/// the middle of a name of six it is one less: they are added as they are spelt.
#[inline]
fn half(length: usize) -> usize {
    ((length - 1) / 2).clamp(SHORTEST_HALF, AFFIX)
}

/// At most eight bytes as a number, the first one lowest.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte))
}

#[inline]
fn mixed(piece: Piece, length: usize, one: u64, other: u64) -> u64 {
    // Odd constants: the golden ratio in 64 bits, and a prime of xxHash.
    let other = (other ^ (length as u64) << 8 ^ piece as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (one ^ other.rotate_left(29)).wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
    mixed ^ mixed >> 32
}

#[inline]
fn pair(one: u64, other: u64) -> u64 {
    let mixed = (one.rotate_left(17) ^ other).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ mixed >> 32
}

/// The word in which a piece has its bits. `words` is a power of two.
#[inline]
fn place(piece: u64, words: usize) -> (usize, u64) {
    let bits = 1 << (piece & 63) | 1 << (piece >> 6 & 63) | 1 << (piece >> 12 & 63);
    ((piece >> 18) as usize & (words - 1), bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn affixes() -> Affixes {
        let mut affixes = Gathering::default();
        for text in ["spiegel", "faz"] {
            affixes.add_whole(text);
        }
        affixes.add_edited("spiegel");
        affixes.add_pair("spiegel", "de");
        affixes.add_pair("n", "tv");
        affixes.finish()
    }

    #[test]
    fn what_shares_a_piece_may_resemble() {
        for host in [
            "spiegel.ltd",
            "spiegell.lol",
            "spigel.de",
            "sqiegel.de",
            "speigel.de",
            "spiegle.de",
            "a.spiegel-de.b.example",
            "a.spiegel.de.example",
            "n-tv-de.example",
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
        assert!(!Affixes::new(&[u16::MAX; 7]).may_resemble("spiegel.ltd"));
    }

    #[test]
    fn every_edit_of_a_name_shares_a_piece_with_it() {
        for name in ["abcdef", "abcdefg", "abcdefgh", "abcdefghijklmnopqrst", "bücher-für-alle"] {
            let mut affixes = Gathering::default();
            affixes.add_edited(name);
            let affixes = affixes.finish();
            let letters: Vec<char> = name.chars().collect();
            let check = |letters: &[char]| {
                let edited: String = letters.iter().collect();
                let asked = edited.is_ascii() && edited != name;
                assert!(!asked || affixes.may_resemble(&format!("{edited}.example")), "{edited}");
            };
            for place in 1..letters.len() {
                let mut other = letters.clone();
                other[place] = 'x';
                check(&other);
                other.remove(place);
                check(&other);
                other.insert(place, 'x');
                other.insert(place, letters[place]);
                check(&other);
                // A name of six letters with its middle swapped is added as it is spelt.
                if place + 1 < letters.len() && !(letters.len() == 6 && place == 2) {
                    let mut swapped = letters.clone();
                    swapped.swap(place, place + 1);
                    check(&swapped);
                }
            }
        }
    }

    #[test]
    fn a_table_comes_back_from_its_numbers() {
        assert_eq!(Affixes::new(&affixes().to_numbers()), affixes());
    }
}
