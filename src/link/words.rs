//! Short lists of words in the rules about addresses.

/// Words without regard to ASCII case.
#[derive(Debug)]
pub struct Words {
    /// The words, separated by spaces.
    text: &'static str,
    /// A bit for each first letter and length that a word has: most words that are asked about are in no list.
    filter: [u32; 4],
}

impl Words {
    /// The words of a text, separated by spaces.
    pub const fn new(text: &'static str) -> Self {
        let bytes = text.as_bytes();
        let (mut filter, mut start, mut at) = ([0; 4], 0, 0);
        while at <= bytes.len() {
            if at == bytes.len() || bytes[at] == b' ' {
                let (word, bit) = bit(bytes, start, at);
                filter[word] |= bit;
                start = at + 1;
            }
            at += 1;
        }
        Self { text, filter }
    }

    /// Whether a word is among them.
    ///
    /// ```
    /// use imprint::link::words::Words;
    /// let words = Words::new("about help");
    /// assert!(words.has("About") && !words.has("abou") && !words.has(""));
    /// ```
    pub fn has(&self, word: &str) -> bool {
        let (place, bit) = bit(word.as_bytes(), 0, word.len());
        self.filter[place] & bit != 0
            && self
                .text
                .as_bytes()
                .split(|&byte| byte == b' ')
                .any(|own| own.eq_ignore_ascii_case(word.as_bytes()))
    }
}

/// A word of the filter and a bit of it; no bit for no word.
const fn bit(bytes: &[u8], start: usize, end: usize) -> (usize, u32) {
    if start == end {
        return (0, 0);
    }
    let place = ((bytes[start] & 0x1f) as usize * 4 + (end - start) * 7) & 127;
    (place / 32, 1 << (place % 32))
}
