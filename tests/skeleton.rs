//! The table of look-alikes against the whole table of the Unicode Consortium.

use std::collections::BTreeMap;

use imprint::link::skeleton::{LOOK_ALIKES, skeleton};
use unicode_security::skeleton as by_the_standard;

/// Whether a browser leaves this character in a host.
fn stands_in_a_host(character: char) -> bool {
    // Between letters: some characters may not stand at the border of a label.
    let label = format!("a{character}b");
    let ascii = url::Host::parse(&label);
    matches!(ascii, Ok(url::Host::Domain(ascii)) if imprint::link::skeleton::unicode(&ascii) == label)
}

fn like_ascii(character: char) -> Option<String> {
    let prototype: String = by_the_standard(&character.to_string()).collect::<String>().to_lowercase();
    let plain =
        !prototype.is_empty() && prototype.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    plain.then_some(prototype)
}

#[test]
fn the_table_is_that_of_the_standard_for_characters_of_hosts() {
    let mut expected = BTreeMap::<String, String>::new();
    for character in ('\u{80}'..=char::MAX).filter(|c| stands_in_a_host(*c)) {
        if let Some(prototype) = like_ascii(character) {
            expected.entry(prototype).or_default().push(character);
        }
    }
    let found: BTreeMap<String, String> =
        LOOK_ALIKES.iter().map(|(prototype, like)| ((*prototype).to_owned(), (*like).to_owned())).collect();
    assert!(found.len() > 50 && found.values().map(|like| like.chars().count()).sum::<usize>() > 400);
    assert_eq!(found, expected, "take over what differs into src/link/skeleton.rs");
}

#[test]
fn ascii_is_folded_as_the_standard_folds_it() {
    for character in ('a'..='z').chain('0'..='9').filter(|c| *c != 'w') {
        let expected: String = by_the_standard(&character.to_string()).collect::<String>().to_lowercase();
        assert_eq!(skeleton(&character.to_string()), expected.replace('w', "vv"), "{character}");
    }
}
