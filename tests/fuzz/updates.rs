//! What is fuzzed of updates: every file that a server can send, and what is stored.

use imprint::dataset::update::bundle::Bundle;
use imprint::dataset::update::changes::{MAX_CHANGES, MAX_RELEASES, MAX_TEXT, Releases};
use imprint::dataset::update::key::sha256;
use imprint::dataset::update::metadata::Envelope;
use imprint::dataset::update::state::State;
use imprint::dataset::update::{Options, Outcome, Step, Update, canonical, gzip, patch};

/// A file in the place of a true one never makes an update that was not signed, and never stops one from ending.
pub(crate) fn served(root: &[u8], true_files: &dyn Fn(&str) -> Option<Vec<u8>>, path: &str, input: &[u8]) {
    let options = Options {
        root,
        stored: None,
        have: None,
        now: 1_795_946_400,
        client: "0.1.0",
        floor: 0,
        sources: 1,
        deltas: true,
    };
    let mut update = Update::new(&options).expect("a root");
    for _ in 0..100 {
        match update.next_step() {
            Step::Fetch { path: wanted, .. } if wanted == path => update.received(input),
            Step::Fetch { path: wanted, .. } => match true_files(&wanted) {
                Some(bytes) => update.received(&bytes),
                None => update.failed("not-found", ""),
            },
            Step::Base { .. } => update.failed("missing", ""),
            Step::Keep { state } => {
                State::read(&state).expect("what is to be stored can be read");
                update.kept();
            }
            Step::Swap { dataset, facts, .. } => {
                assert_eq!(sha256(&dataset), facts.sha256);
                update.kept();
            }
            Step::Done { outcome, detail, .. } => {
                assert!(outcome == Outcome::Updated || !detail.is_empty(), "{outcome:?} says why");
                return;
            }
        }
    }
    panic!("an update ends");
}

/// What is signed has one form: written and read again it is the same.
pub(crate) fn envelope(input: &[u8]) {
    let Ok(envelope) = Envelope::read("a file", input) else { return };
    let again: serde_json::Value =
        serde_json::from_slice(envelope.signed_bytes()).expect("canonical JSON is JSON");
    assert_eq!(canonical::to_bytes(&again).as_deref(), Some(envelope.signed_bytes()));
}

/// A root that can be read has keys that can sign.
pub(crate) fn root(input: &[u8]) {
    let Ok(root) = imprint::dataset::update::metadata::Root::read("root.json", input) else { return };
    for role in imprint::dataset::update::metadata::Role::ALL {
        let threshold = root.threshold(role) as usize;
        assert!(threshold >= 1 && threshold <= root.keys(role).len());
    }
    assert_eq!(root.fingerprint().len(), 79);
}

/// Texts of changes are bounded, and each is one line.
pub(crate) fn changes(input: &[u8]) {
    let Some(read) = Releases::read(input) else { return };
    assert!(read.releases.len() <= MAX_RELEASES);
    for release in &read.releases {
        assert!(release.changes.len() <= MAX_CHANGES);
        for change in &release.changes {
            for text in [&change.id, &change.name, &change.what] {
                assert!(text.chars().count() <= MAX_TEXT + 1 && !text.chars().any(char::is_control));
            }
        }
    }
}

/// A bundle is the bytes it is written as.
pub(crate) fn bundle(input: &[u8]) {
    let Ok(bundle) = Bundle::read(input) else { return };
    assert_eq!(bundle.to_bytes(), input);
    let _ = bundle.first_root();
}

/// A patch makes what was promised, or nothing; and so does a compressed file.
pub(crate) fn delta(input: &[u8]) {
    let old: Vec<u8> = (0..=255).collect();
    if let Some(new) = patch::apply(&old, input, 300) {
        assert_eq!(new.len(), 300);
    }
    if let Some(plain) = gzip::open(input, 300) {
        assert_eq!(plain.len(), 300);
    }
}

/// What is stored is read or refused.
pub(crate) fn state(input: &[u8]) {
    let Ok(state) = State::read(input) else { return };
    assert_eq!(State::read(&state.to_bytes()).as_ref(), Ok(&state));
    let _ = (state.go_back(), state.release_hold(), state.uses_stored(1));
}
