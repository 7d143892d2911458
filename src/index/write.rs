//! Writing an index. The same keys (and the same earlier build) give the same bytes.

use std::collections::BTreeMap;
use std::collections::HashMap;

use super::{BUCKETS, ESCAPE, FILTERS, HEADER, Index, LINE, MAX_TEXT, STARTS, SYMBOL, Spot};

/// Keys that a line is meant for.
const KEYS_OF_A_LINE: usize = 40;
/// Keys a line may hold on average before an earlier build's number of lines is given up.
const STILL_FITS: std::ops::RangeInclusive<usize> = 28..=48;
/// Bytes of text that the symbols are learnt from.
const SAMPLE: usize = 1 << 18;
/// Rounds of learning: with five there is little left to gain (FSST, section 4.2).
const ROUNDS: usize = 5;

/// A text and what stands behind it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry<'t> {
    /// The key, of at most [`MAX_TEXT`] bytes.
    pub text: &'t str,
    /// What stands behind it.
    pub number: u32,
    /// Further numbers; mostly none.
    pub more: Vec<u32>,
}

/// Writes an index of `keys`, filed under the hash that `hash` gives them. `previous` is the same index of an earlier
/// build: what can be kept of it is kept, so that the two differ little.
///
/// # Panics
///
/// If a text comes twice or is longer than [`MAX_TEXT`], or if all entries have more than 4 GiB.
pub fn write(keys: &[Entry<'_>], hash: impl Fn(&str) -> u64, previous: Option<(&Index, &[u8])>) -> Vec<u8> {
    let mut keys: Vec<&Entry<'_>> = keys.iter().collect();
    keys.sort();
    assert!(keys.windows(2).all(|pair| pair[0].text != pair[1].text), "a key stands in an index once");
    assert!(keys.iter().all(|key| key.text.len() <= MAX_TEXT), "a key has at most {MAX_TEXT} bytes");
    let symbols = symbols(&keys, previous);
    let entries: Vec<(u64, Vec<u8>)> =
        keys.iter().map(|key| (hash(key.text), entry_body(key, &symbols))).collect();

    let kept = previous
        .map(|(index, _)| index.lines)
        .filter(|&lines| STILL_FITS.contains(&(keys.len() / lines as usize)));
    let mut lines = kept.unwrap_or_else(|| small(keys.len().div_ceil(KEYS_OF_A_LINE).max(1)));
    loop {
        if let Some(bytes) = lay_out(&entries, lines, &symbols) {
            return bytes;
        }
        // Entries of one line too long for its 16-bit starts: more lines have fewer each.
        lines = lines.checked_mul(2).expect("keys of at most MAX_TEXT bytes fit before that");
    }
}

/// What follows an entry's length.
fn entry_body(key: &Entry<'_>, symbols: &Symbols) -> Vec<u8> {
    let mut body = Vec::new();
    push_varint(&mut body, u64::from(key.number) << 1 | u64::from(!key.more.is_empty()));
    if !key.more.is_empty() {
        push_varint(&mut body, key.more.len() as u64);
        key.more.iter().for_each(|&number| push_varint(&mut body, u64::from(number)));
    }
    symbols.encode(key.text.as_bytes(), &mut body);
    body
}

/// `None` if the entries of a line are too long for it.
fn lay_out(entries: &[(u64, Vec<u8>)], lines: u32, symbols: &Symbols) -> Option<Vec<u8>> {
    let mut buckets: Vec<Vec<usize>> = vec![Vec::new(); lines as usize * BUCKETS];
    let mut bytes = vec![0; HEADER + lines as usize * LINE];
    bytes[0..4].copy_from_slice(&small(entries.len()).to_le_bytes());
    bytes[4..8].copy_from_slice(&lines.to_le_bytes());
    bytes[8..12].copy_from_slice(&small(symbols.texts.len()).to_le_bytes());
    for (index, (hash, _)) in entries.iter().enumerate() {
        let spot = Spot::of(*hash, lines);
        buckets[spot.line * BUCKETS + spot.bucket].push(index);
        let filter = HEADER + spot.line * LINE + FILTERS + spot.bucket * 4;
        let bits = u32::from_le_bytes(bytes[filter..filter + 4].try_into().expect("four bytes")) | spot.bits;
        bytes[filter..filter + 4].copy_from_slice(&bits.to_le_bytes());
    }
    let mut body = Vec::new();
    for (line, of_line) in buckets.chunks(BUCKETS).enumerate() {
        let head = HEADER + line * LINE;
        let start = body.len();
        bytes[head..head + 4].copy_from_slice(&small(start).to_le_bytes());
        for (number, bucket) in of_line.iter().enumerate() {
            let offset = u16::try_from(body.len() - start).ok()?;
            let at = head + STARTS + number * 2;
            bytes[at..at + 2].copy_from_slice(&offset.to_le_bytes());
            for &index in bucket {
                let (hash, entry) = &entries[index];
                body.push(Spot::of(*hash, lines).tag);
                push_varint(&mut body, entry.len() as u64);
                body.extend_from_slice(entry);
            }
            body.push(0);
        }
    }
    for text in &symbols.texts {
        let mut padded = [0; SYMBOL];
        padded[..text.len()].copy_from_slice(text);
        bytes.extend_from_slice(&padded);
    }
    bytes.extend(symbols.texts.iter().map(|text| text.len() as u8));
    bytes.extend_from_slice(&body);
    Some(bytes)
}

fn small(number: usize) -> u32 {
    u32::try_from(number).expect("the format addresses 4 GiB")
}

/// The counterpart of [`super::take_varint`].
pub fn push_varint(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// The pieces of text that stand for one code each.
struct Symbols {
    texts: Vec<Vec<u8>>,
    /// Codes by the first byte of their symbol, longest first.
    by_first: Vec<Vec<u8>>,
}

impl Symbols {
    fn new(texts: Vec<Vec<u8>>) -> Self {
        let mut by_first = vec![Vec::new(); 256];
        for (code, text) in (0u8..ESCAPE).zip(&texts) {
            by_first[usize::from(text[0])].push(code);
        }
        for codes in &mut by_first {
            codes.sort_by_key(|&code| std::cmp::Reverse(texts[usize::from(code)].len()));
        }
        Self { texts, by_first }
    }

    /// The longest symbol that `text` starts with.
    fn longest(&self, text: &[u8]) -> Option<u8> {
        let codes = self.by_first.get(usize::from(*text.first()?))?;
        codes.iter().copied().find(|&code| text.starts_with(&self.texts[usize::from(code)]))
    }

    fn encode(&self, mut text: &[u8], codes: &mut Vec<u8>) {
        while let Some(&first) = text.first() {
            match self.longest(text) {
                Some(code) => {
                    codes.push(code);
                    text = &text[self.texts[usize::from(code)].len()..];
                }
                None => {
                    codes.extend([ESCAPE, first]);
                    text = &text[1..];
                }
            }
        }
    }

    fn cost(&self, keys: &[&Entry<'_>]) -> usize {
        let mut codes = Vec::new();
        let of_texts: usize = keys
            .iter()
            .map(|key| {
                codes.clear();
                self.encode(key.text.as_bytes(), &mut codes);
                codes.len()
            })
            .sum();
        of_texts + self.texts.len() * (SYMBOL + 1)
    }
}

/// Symbols for these keys: those of the earlier build unless new ones would be better by a twentieth.
fn symbols(keys: &[&Entry<'_>], previous: Option<(&Index, &[u8])>) -> Symbols {
    let new = learn(keys);
    let old = previous.and_then(|(index, bytes)| {
        let count = index.entries - index.lengths;
        let texts: Option<Vec<Vec<u8>>> = (0..count)
            .map(|code| {
                let (symbol, length) = index.symbol(bytes, code as u8)?;
                Some(symbol.to_le_bytes()[..length].to_vec())
            })
            .collect();
        texts.map(Symbols::new)
    });
    match old {
        Some(old) if old.cost(keys) <= new.cost(keys) + new.cost(keys) / 20 => old,
        _ => new,
    }
}

/// Learns symbols as FSST does: texts are cut by the symbols so far, pieces and pairs of pieces are counted, and those
/// that cover the most text are the symbols of the next round.
fn learn(keys: &[&Entry<'_>]) -> Symbols {
    let whole: usize = keys.iter().map(|key| key.text.len()).sum();
    let step = whole.div_ceil(SAMPLE).max(1);
    let sample: Vec<&[u8]> = keys.iter().step_by(step).map(|key| key.text.as_bytes()).collect();
    let mut symbols = Symbols::new(Vec::new());
    for _ in 0..ROUNDS {
        let mut counts: HashMap<Vec<u8>, usize> = HashMap::new();
        for text in &sample {
            let mut rest = *text;
            let mut before: Option<&[u8]> = None;
            while !rest.is_empty() {
                let length = symbols.longest(rest).map_or(1, |code| symbols.texts[usize::from(code)].len());
                let (piece, behind) = rest.split_at(length);
                *counts.entry(piece.to_vec()).or_default() += 1;
                if let Some(before) = before.filter(|before| before.len() + length <= SYMBOL) {
                    *counts.entry([before, piece].concat()).or_default() += 1;
                }
                (before, rest) = (Some(piece), behind);
            }
        }
        // By what they cover, and by themselves, so that the order is always the same. A symbol takes nine bytes of
        // the index; what would not save them in all the texts is left out.
        let ranked: BTreeMap<(std::cmp::Reverse<usize>, Vec<u8>), ()> = counts
            .into_iter()
            .filter(|(text, count)| count * text.len() * step > 2 * (SYMBOL + 1))
            .map(|(text, count)| ((std::cmp::Reverse(count * text.len()), text), ()))
            .collect();
        symbols = Symbols::new(ranked.into_keys().map(|(_, text)| text).take(usize::from(ESCAPE)).collect());
    }
    symbols
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(text: &str) -> u64 {
        crate::link::host::hash(text)
    }

    fn names(count: u32) -> Vec<String> {
        (0..count).map(|n| format!("{:x}.example-{}.com", n.wrapping_mul(0x9e37_79b9), n % 100)).collect()
    }

    fn entries(names: &[String]) -> Vec<Entry<'_>> {
        names.iter().zip(0..).map(|(text, number)| Entry { text, number, more: Vec::new() }).collect()
    }

    #[test]
    fn every_key_is_found_and_nothing_else() {
        let names = names(5000);
        let bytes = write(&entries(&names), hash, None);
        let index = Index::open(&bytes).expect("an index");
        assert_eq!(index.len(), 5000);
        assert!(index.verify(&bytes, hash));
        for (name, number) in names.iter().zip(0..) {
            assert_eq!(index.get(&bytes, name, hash(name)).map(|found| found.number), Some(number), "{name}");
            let other = format!("x{name}");
            assert!(index.get(&bytes, &other, hash(&other)).is_none(), "{other}");
            // The same hash is not enough.
            assert!(index.get(&bytes, &other, hash(name)).is_none(), "{other}");
            assert!(index.get(&bytes, &name[..name.len() - 1], hash(name)).is_none(), "a prefix of {name}");
        }
    }

    #[test]
    fn all_texts_and_numbers_come_back() {
        let long = "ж".repeat(MAX_TEXT / 2);
        let texts = ["", "a", "\u{0}\u{ff}", "Ünïcode:名前", "aaaaaaaaaaaaaaaaaaaaaaa", &long];
        let keys: Vec<Entry<'_>> = texts
            .iter()
            .zip(0..)
            .map(|(text, n)| Entry { text, number: u32::MAX - n, more: vec![n; n as usize] })
            .collect();
        let bytes = write(&keys, hash, None);
        let index = Index::open(&bytes).expect("an index");
        assert_eq!(index.iter(&bytes).count(), texts.len());
        for key in &keys {
            let found = index.get(&bytes, key.text, hash(key.text)).expect(key.text);
            assert_eq!(found.number, key.number);
            assert_eq!(found.more().collect::<Vec<_>>(), key.more);
            let (text, again) = index.at(&bytes, found.place).expect("its place");
            assert_eq!((text.as_str(), again.number), (key.text, key.number));
        }
    }

    #[test]
    fn an_index_of_nothing_finds_nothing() {
        let bytes = write(&[], hash, None);
        let index = Index::open(&bytes).expect("an index");
        assert!(index.is_empty() && index.verify(&bytes, hash));
        assert!(index.get(&bytes, "a", hash("a")).is_none());
        assert!(index.get(&bytes, "", hash("")).is_none());
    }

    #[test]
    fn long_keys_of_one_line_get_more_lines() {
        let texts: Vec<String> = (0..100).map(|n| format!("{n}{}", "é".repeat(1000))).collect();
        // All in one bucket as long as the high bits do not part them.
        let bytes = write(&entries(&texts), hash, None);
        let index = Index::open(&bytes).expect("an index");
        assert!(index.verify(&bytes, hash));
    }

    #[test]
    fn the_filter_lets_few_strangers_through() {
        let names = names(50_000);
        let bytes = write(&entries(&names), hash, None);
        let index = Index::open(&bytes).expect("an index");
        let passed = (0..50_000u32)
            .map(|n| format!("{n}.stranger-{}.org", n % 1000))
            .filter(|name| {
                let spot = Spot::of(hash(name), index.lines);
                let at = HEADER + spot.line * LINE + FILTERS + spot.bucket * 4;
                let filter = u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
                filter & spot.bits == spot.bits
            })
            .count();
        assert!(passed < 50_000 * 7 / 100, "{passed} of 50000 pass");
    }

    #[test]
    fn a_later_build_keeps_symbols_and_lines() {
        let mut names = names(5000);
        let old = write(&entries(&names), hash, None);
        let index = Index::open(&old).expect("an index");
        names.extend((0..50).map(|n| format!("new-{n}.example")));
        let new = write(&entries(&names), hash, Some((&index, &old)));
        let later = Index::open(&new).expect("an index");
        assert_eq!(later.lines, index.lines);
        assert_eq!(new[later.symbols..later.entries], old[index.symbols..index.entries]);
        assert!(later.verify(&new, hash));
    }
}
