//! What a host looks like: its skeleton, and its form for people.
//!
//! Two texts that look alike have the same skeleton (Unicode Technical Standard 39, section 4,
//! <https://www.unicode.org/reports/tr39/#Confusable_Detection>): every character is replaced by a prototype of all that
//! look like it. The standard's table has thousands of rows. Which of them matter is known beforehand: characters that a
//! browser leaves in a host (others never get here), and of those the ones that look like ASCII letters, for those are
//! what the hosts of outlets are made of. That leaves [`LOOK_ALIKES`]; a test compares it with the whole table.
//!
//! The skeleton is made of lower-case text and is lower case itself: hosts have no upper case, so that `I` looking like
//! `l` does not matter, while `0` looking like `O` does. One row is not the standard's: `vv` looks like `w`.

use std::borrow::Cow;

use idna::punycode;

/// What starts a label that stands for one in Unicode.
const PUNYCODE: &str = "xn--";

/// The host as people read it, if that differs from its ASCII form. What is no valid label stays as it is.
///
/// ```
/// use imprint::link::skeleton::unicode;
/// assert_eq!(unicode("www.xn--bcher-kva.example"), "www.bücher.example");
/// assert_eq!(unicode("books.example"), "books.example");
/// ```
pub fn unicode(host: &str) -> Cow<'_, str> {
    if !host.split('.').any(|label| label.starts_with(PUNYCODE)) {
        return Cow::Borrowed(host);
    }
    Cow::Owned(host.split('.').map(label_in_unicode).collect::<Vec<_>>().join("."))
}

fn label_in_unicode(label: &str) -> Cow<'_, str> {
    let decoded = label.strip_prefix(PUNYCODE).and_then(punycode::decode_to_string);
    decoded.map_or(Cow::Borrowed(label), Cow::Owned)
}

/// The skeleton of a label in lower case.
///
/// ```
/// use imprint::link::skeleton::skeleton;
/// assert_eq!(skeleton("spіegеl"), skeleton("spiegel")); // two Cyrillic letters
/// assert_eq!(skeleton("rnirr0r"), skeleton("mirror"));
/// assert_ne!(skeleton("spiégel"), skeleton("spiegel"));
/// ```
pub fn skeleton(label: &str) -> String {
    let mut skeleton = String::with_capacity(label.len() + 4);
    for character in label.chars() {
        match prototype(character) {
            Some(prototype) => skeleton.push_str(prototype),
            None => skeleton.push(character),
        }
    }
    if skeleton.contains('w') { skeleton.replace('w', "vv") } else { skeleton }
}

/// What a character looks like, if it looks like ASCII letters or digits other than itself.
fn prototype(character: char) -> Option<&'static str> {
    match character {
        '0' => Some("o"),
        '1' => Some("l"),
        'm' => Some("rn"),
        c if c.is_ascii() => None,
        c => LOOK_ALIKES
            .iter()
            .find(|(_, like)| like.chars().any(|other| other == c))
            .map(|(prototype, _)| *prototype),
    }
}

/// Every text of ASCII letters, digits and hyphens that has this one's skeleton, itself included; at most `most` of
/// them. For whoever compiles a dataset.
pub fn ascii_look_alikes(text: &str, most: usize) -> Vec<String> {
    const PAIRS: [(&str, &str); 4] = [("o", "0"), ("l", "1"), ("rn", "m"), ("vv", "w")];
    let whole = skeleton(text);
    let mut found = vec![String::new()];
    let mut rest = whole.as_str();
    while let Some(first) = rest.chars().next() {
        let pair = PAIRS.iter().find(|(plain, _)| rest.starts_with(plain));
        let (plain, other) =
            pair.map_or((&rest[..first.len_utf8()], None), |(plain, other)| (*plain, Some(*other)));
        // `rn` may also be an `r` and an `n`, which is the same text.
        let before = found.len();
        if let Some(other) = other.filter(|_| before * 2 <= most) {
            found.extend_from_within(..);
            found[before..].iter_mut().for_each(|text| text.push_str(other));
        }
        found[..before].iter_mut().for_each(|text| text.push_str(plain));
        rest = &rest[plain.len()..];
    }
    found
}

/// ASCII texts, each with the characters that look like it and can stand in a host. From the confusables of Unicode 18.0
/// (crate `unicode-security` 0.1.3); `tests/skeleton.rs` makes the table anew and compares.
#[rustfmt::skip]
pub const LOOK_ALIKES: &[(&str, &str)] = &[
    ("-", "\u{2d7}\u{174d}\u{1bf3}\u{2010}\u{2012}\u{2013}\u{2043}\u{2212}\u{2796}\u{2cbb}\u{aa7d}\u{10191}"),
    ("2", "\u{14bf}\u{1616}\u{a6ef}"),
    ("3", "\u{969}\u{ae9}\u{1702}\u{118ca}\u{16f3b}\u{1d206}"),
    ("4", "\u{13ce}\u{16e82}"),
    ("6", "\u{431}\u{13ee}\u{2cd3}\u{a543}\u{118d5}"),
    ("7", "\u{172a}\u{118c6}\u{16e8a}\u{1d1fe}\u{1d212}"),
    ("8", "\u{223}\u{9ea}\u{a6a}\u{b03}\u{a589}\u{1031a}\u{11445}\u{169fe}"),
    ("9", "\u{9ed}\u{a67}\u{b68}\u{d6d}\u{2ccb}\u{a76f}\u{118cc}\u{118d6}\u{169c1}\u{1e2f2}"),
    ("a", "\u{251}\u{3b1}\u{430}\u{13aa}\u{15c5}\u{237a}\u{a4ee}\u{ab64}\u{102a0}\u{16f40}\u{1df5a}"),
    ("aa", "\u{a733}"),
    ("ae", "\u{e6}\u{4d5}"),
    ("ao", "\u{a735}"),
    ("ar", "\u{1f707}"),
    ("au", "\u{a737}"),
    ("av", "\u{a739}\u{a73b}"),
    ("ay", "\u{a73d}"),
    (
        "b",
        "\u{13cf}\u{13f4}\u{1472}\u{15af}\u{15f7}\u{a4d0}\u{a557}\u{10282}\u{102a1}\u{10301}\u{1031c}\
         \u{1d207}",
    ),
    (
        "c",
        "\u{441}\u{1004}\u{105a}\u{13df}\u{1d04}\u{2ca5}\u{a4da}\u{102a2}\u{10302}\u{1043d}\u{1051b}\
         \u{118e9}\u{118f2}\u{1d134}\u{1f74c}",
    ),
    ("co", "\u{ab43}"),
    ("d", "\u{501}\u{13a0}\u{13e7}\u{146f}\u{15de}\u{15ea}\u{a4d2}\u{a4d3}\u{1018b}"),
    ("dz", "\u{2a3}"),
    ("e", "\u{435}\u{4bd}\u{13ac}\u{212e}\u{22ff}\u{2d39}\u{a4f0}\u{a5cb}\u{ab32}\u{10286}\u{1df81}"),
    (
        "f",
        "\u{192}\u{284}\u{584}\u{15b4}\u{1e9d}\u{a4dd}\u{a799}\u{ab35}\u{1017e}\u{10287}\u{102a5}\
         \u{10525}\u{118c2}\u{1d213}",
    ),
    ("g", "\u{18d}\u{261}\u{581}\u{13c0}\u{13f3}\u{1d83}\u{a4d6}"),
    ("h", "\u{4bb}\u{570}\u{13bb}\u{13c2}\u{157c}\u{a4e7}\u{102cf}"),
    ("i", "\u{a1}\u{131}\u{269}\u{26a}\u{3b9}\u{456}\u{582}\u{13a5}\u{2373}\u{2c93}\u{a647}\u{118c3}"),
    ("ie", "\u{1df5d}"),
    ("j", "\u{237}\u{3f3}\u{458}\u{575}\u{13ab}\u{148d}\u{a4d9}"),
    ("k", "\u{13e6}\u{16d5}\u{a4d7}\u{10518}"),
    (
        "l",
        "\u{1c0}\u{4cf}\u{6f1}\u{964}\u{104a}\u{13de}\u{14aa}\u{16c1}\u{16d0}\u{21bf}\u{2223}\u{23fd}\
         \u{2502}\u{2503}\u{2d4a}\u{2d4f}\u{a4e1}\u{a4f2}\u{a56f}\u{a781}\u{a7fe}\u{a830}\u{a8ce}\u{aa5d}\
         \u{1028a}\u{10309}\u{10320}\u{1050e}\u{10526}\u{11047}\u{110c0}\u{11141}\u{111c5}\u{113d4}\
         \u{1144b}\u{115c5}\u{11641}\u{11c41}\u{11dda}\u{11de1}\u{16d63}\u{16f16}\u{16f28}\u{1d100}\
         \u{1d22a}\u{1d377}\u{1e141}",
    ),
    (
        "ll",
        "\u{1c1}\u{965}\u{104b}\u{2016}\u{2225}\u{a8cf}\u{11048}\u{110c1}\u{11142}\u{111c6}\u{113d5}\
         \u{1144c}\u{11642}\u{11c42}\u{1d262}",
    ),
    ("lll", "\u{a516}"),
    ("ls", "\u{2aa}"),
    ("lt", "\u{20b6}"),
    ("lz", "\u{2ab}"),
    ("m", "\u{13b7}\u{15f0}\u{16d6}\u{a4df}\u{102b0}\u{10311}"),
    ("mb", "\u{1f76b}"),
    ("n", "\u{578}\u{57c}\u{a4e0}\u{10513}\u{11abe}"),
    (
        "o",
        "\u{3bf}\u{3c3}\u{3ed}\u{43e}\u{585}\u{6f5}\u{966}\u{9e6}\u{a66}\u{ae6}\u{b20}\u{b66}\u{be6}\
         \u{c02}\u{c66}\u{c82}\u{ce6}\u{d02}\u{d20}\u{d66}\u{d82}\u{e50}\u{ed0}\u{101d}\u{1040}\u{10ff}\
         \u{110b}\u{11bc}\u{12d0}\u{17e0}\u{1a45}\u{1a80}\u{1a90}\u{1bea}\u{1d0f}\u{1d11}\u{2c9f}\u{2d54}\
         \u{3007}\u{a4f3}\u{ab3d}\u{10292}\u{102ab}\u{1030f}\u{1042c}\u{104ea}\u{10516}\u{11124}\u{11302}\
         \u{114d0}\u{118c8}\u{118d7}\u{118e0}\u{11de0}\u{16ae9}\u{1e140}\u{1e2f0}",
    ),
    ("oe", "\u{153}"),
    ("oi", "\u{1df5e}"),
    ("oo", "\u{1147}\u{11ee}\u{221e}\u{a699}\u{a74f}"),
    ("ou", "\u{1df5f}"),
    ("oy", "\u{479}"),
    ("p", "\u{fe}\u{1bf}\u{3c1}\u{3f8}\u{440}\u{13e2}\u{146d}\u{2374}\u{2ca3}\u{2ccf}\u{a4d1}\u{10295}"),
    ("q", "\u{51b}\u{563}\u{566}\u{2d55}"),
    ("qe", "\u{1f700}"),
    (
        "r",
        "\u{433}\u{13a1}\u{13d2}\u{1587}\u{1d26}\u{2c85}\u{a4e3}\u{ab47}\u{ab48}\u{16a19}\u{16f35}\
         \u{1d216}",
    ),
    ("rn", "\u{560}\u{11700}\u{118e3}"),
    (
        "s",
        "\u{1bd}\u{455}\u{d1f}\u{10fd}\u{13d5}\u{13da}\u{a4e2}\u{a576}\u{a731}\u{10296}\u{10448}\u{118c1}\
         \u{16ad6}\u{16f3a}",
    ),
    ("sss", "\u{1f75c}"),
    (
        "t",
        "\u{13a2}\u{22a4}\u{27d9}\u{3112}\u{4e05}\u{a4d4}\u{a50b}\u{10297}\u{102b1}\u{10315}\u{16f0a}\
         \u{1d373}\u{1f768}",
    ),
    ("tf", "\u{a777}"),
    ("th", "\u{1df64}"),
    ("ts", "\u{2a6}"),
    (
        "u",
        "\u{28b}\u{3c5}\u{57d}\u{1200}\u{144c}\u{1d1c}\u{222a}\u{22c3}\u{a4f4}\u{a79f}\u{ab4e}\u{ab52}\
         \u{104f6}\u{118d8}\u{16f42}",
    ),
    ("ue", "\u{1d6b}"),
    ("uo", "\u{ab63}"),
    (
        "v",
        "\u{3bd}\u{475}\u{6f7}\u{13d9}\u{142f}\u{1d20}\u{2228}\u{22c1}\u{2d38}\u{a4e6}\u{a6df}\u{1051d}\
         \u{11706}\u{118c0}\u{16f08}\u{1cefc}\u{1d20d}\u{1e145}",
    ),
    ("vb", "\u{1f76c}"),
    (
        "w",
        "\u{26f}\u{448}\u{461}\u{51d}\u{561}\u{13b3}\u{13d4}\u{1d21}\u{29e2}\u{2cbd}\u{a4ea}\u{a7fa}\
         \u{1170a}\u{1170e}\u{1170f}\u{118e6}\u{118ef}\u{1d20c}\u{1df7d}",
    ),
    ("wh", "\u{1df65}"),
    (
        "x",
        "\u{d7}\u{445}\u{1541}\u{157d}\u{166d}\u{166e}\u{16b7}\u{1763}\u{1bec}\u{1cf5}\u{2573}\u{292b}\
         \u{292c}\u{2a2f}\u{2d5d}\u{a4eb}\u{10290}\u{102b4}\u{10317}\u{10322}\u{10527}\u{118ec}",
    ),
    (
        "y",
        "\u{263}\u{28f}\u{3b3}\u{443}\u{4af}\u{10e7}\u{13a9}\u{13bd}\u{1d8c}\u{1eff}\u{2ca9}\u{311a}\
         \u{4e2b}\u{a4ec}\u{ab5a}\u{102b2}\u{118c4}\u{118dc}\u{16f43}",
    ),
    ("z", "\u{13c3}\u{1d22}\u{2c6c}\u{2c8d}\u{2d2d}\u{a4dc}\u{a6c9}\u{102f5}\u{10507}\u{118e5}\u{11abc}"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_has_the_same_skeleton() {
        for (one, other) in [
            ("spiegel", "ѕріеgеl"),
            ("bild", "bi1d"),
            ("modern", "rnodem"),
            ("www", "vvvvvv"),
            ("foo", "f0օ"),
        ] {
            assert_eq!(skeleton(one), skeleton(other), "{one} {other}");
        }
        for (one, other) in
            [("spiegel", "spiegei"), ("bild", "blld"), ("taz", "täz"), ("5", "s"), ("cl", "d")]
        {
            assert_ne!(skeleton(one), skeleton(other), "{one} {other}");
        }
    }

    #[test]
    fn a_host_is_read_in_unicode_label_by_label() {
        assert_eq!(unicode("xn--80ak6aa92e.com"), "аррӏе.com");
        assert_eq!(unicode("a.xn--p1ai"), "a.рф");
        assert_eq!(unicode("xn--.com"), ".com");
        assert_eq!(unicode("xn--\u{e9}.com"), "xn--\u{e9}.com");
        assert_eq!(unicode(""), "");
    }

    #[test]
    fn the_look_alikes_of_a_text_are_all_its_own() {
        let all = ascii_look_alikes("mirror", 100);
        assert_eq!(all.len(), 4);
        for like in ["mirror", "rnirror", "mirr0r", "rnirr0r"] {
            assert!(all.iter().any(|found| found == like), "{like}");
        }
        for like in &all {
            assert_eq!(skeleton(like), skeleton("mirror"));
        }
        assert!(ascii_look_alikes(&"o".repeat(60), 100).len() <= 100);
    }
}
