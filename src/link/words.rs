//! Short lists of words in the rules about addresses.

/// Words without regard to ASCII case.
#[derive(Debug)]
pub struct Words {
    /// The words, separated by spaces.
    text: &'static str,
    /// A bit for each first letter and length that a word has: most words that are asked about are in no list.
    filter: u128,
}

impl Words {
    /// The words of a text, separated by spaces.
    pub const fn new(text: &'static str) -> Self {
        let bytes = text.as_bytes();
        let (mut filter, mut start, mut at) = (0, 0, 0);
        while at <= bytes.len() {
            if at == bytes.len() || bytes[at] == b' ' {
                filter |= bit(bytes, start, at);
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
        self.filter & bit(word.as_bytes(), 0, word.len()) != 0
            && self
                .text
                .as_bytes()
                .split(|&byte| byte == b' ')
                .any(|own| own.eq_ignore_ascii_case(word.as_bytes()))
    }
}

/// No bit for no word.
const fn bit(bytes: &[u8], start: usize, end: usize) -> u128 {
    if start == end { 0 } else { 1 << (((bytes[start] & 0x1f) as usize * 4 + (end - start) * 7) & 127) }
}
