//! In which letters names are written: Latin ones, such as look like them, such as cannot be seen.

use std::ops::RangeInclusive;

/// Scripts with letters that look like Latin ones. From Unicode's confusables (UTS 39), the ranges in which most lie.
const LOOK_ALIKE: &[RangeInclusive<char>] = &[
    '\u{370}'..='\u{3ff}',     // Greek
    '\u{400}'..='\u{52f}',     // Cyrillic
    '\u{530}'..='\u{58f}',     // Armenian
    '\u{13a0}'..='\u{13fd}',   // Cherokee
    '\u{1400}'..='\u{167f}',   // Canadian syllabics
    '\u{18b0}'..='\u{18f5}',   // Canadian syllabics
    '\u{1c80}'..='\u{1c8f}',   // Cyrillic
    '\u{2c80}'..='\u{2cff}',   // Coptic
    '\u{2de0}'..='\u{2dff}',   // Cyrillic
    '\u{a4d0}'..='\u{a4ff}',   // Lisu
    '\u{a640}'..='\u{a69f}',   // Cyrillic
    '\u{ab70}'..='\u{abbf}',   // Cherokee
    '\u{11fb0}'..='\u{11fb0}', // Lisu
];

/// Letters in which English names are written, with those of transliterations: ʻ, ʼ, ʾ, ʿ.
const LATIN: &[RangeInclusive<char>] = &[
    'A'..='Z',
    'a'..='z',
    '\u{aa}'..='\u{aa}',
    '\u{ba}'..='\u{ba}',
    '\u{c0}'..='\u{d6}',
    '\u{d8}'..='\u{f6}',
    '\u{f8}'..='\u{24f}',
    '\u{259}'..='\u{259}', // ə
    '\u{2bb}'..='\u{2bf}',
    '\u{1e00}'..='\u{1eff}',
];

fn within(ranges: &[RangeInclusive<char>], letter: char) -> bool {
    ranges.iter().any(|range| range.contains(&letter))
}

/// Whether a letter is one that English names are written in.
pub fn is_latin(letter: char) -> bool {
    within(LATIN, letter)
}

/// Whether a text has a letter of a script whose letters look like Latin ones.
pub fn has_look_alike(text: &str) -> bool {
    text.chars().any(|c| within(LOOK_ALIKE, c))
}

/// Languages that are usually written in one of those scripts, by ISO 639, and the scripts by ISO 15924: a name in any other
/// language has none of their letters, unless its tag says so (`uz-Cyrl`).
const WRITTEN_SO: &[&str] = &[
    "ab", "av", "ba", "be", "bg", "ce", "chr", "cop", "cr", "crh", "cu", "cv", "el", "grc", "hy", "hyw",
    "iu", "kbd", "kk", "kv", "ky", "lis", "mhr", "mk", "mn", "oj", "os", "ru", "rue", "sah", "sr", "tg",
    "tt", "tyv", "udm", "uk", "xal", "armn", "cans", "cher", "copt", "cyrl", "grek", "lisu",
];

/// Whether names in a language (BCP 47) may have letters that look like Latin ones.
pub fn is_written_so(language: &str) -> bool {
    let mut parts = language.split('-');
    let first = parts.next().unwrap_or_default();
    // A script given in the tag overrules what is usual.
    let script = parts.find(|part| part.len() == 4 && part.bytes().all(|b| b.is_ascii_alphabetic()));
    let told = script.unwrap_or(first).to_ascii_lowercase();
    WRITTEN_SO.contains(&told.as_str())
}

/// A word with both Latin letters and letters that look like them.
pub fn mixed_word(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_alphabetic()).find(|word| word.chars().any(is_latin) && has_look_alike(word))
}

/// Whether a character cannot be seen: invisible and direction marks. The joiners of Indic and Arabic scripts are
/// letters' own.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{ffff}' | '\u{e0000}'..='\u{e007f}')
}

/// A character that cannot be seen, or is another one's double: full-width and mathematical letters.
pub fn odd_character(text: &str) -> Option<char> {
    text.chars().find(|&c| {
        is_invisible(c)
            || matches!(c,
                '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' | '\u{1d400}'..='\u{1d7ff}')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_look_latin_are_known_in_every_script_that_has_many() {
        for text in ["ВВС", "ΑΒΕ", "Օ", "ᎪᏴ", "ꓣꓔ", "ᑌᗷ", "ⲞⲤ"] {
            assert!(has_look_alike(text), "{text}");
            assert_eq!(mixed_word(&format!("x{text}")), Some(format!("x{text}").as_str()));
            assert_eq!(mixed_word(&format!("x {text}")), None);
        }
        for (language, so) in [
            ("ru", true),
            ("sr", true),
            ("sr-Latn", false),
            ("uz", false),
            ("uz-Cyrl-UZ", true),
            ("en-GB", false),
        ] {
            assert_eq!(is_written_so(language), so, "{language}");
        }
        for text in ["BBC", "新华", "العربية", "दैनिक", "Việt", "Oʻzbekiston"] {
            assert!(!has_look_alike(text), "{text}");
        }
    }
}
