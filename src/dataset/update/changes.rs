//! What changed in the last releases, as a publisher tells it. It is signed, and still treated as a stranger's text:
//! bounded, on one line each, and shown as text only.

use serde::{Deserialize, Serialize};

/// Most changes of a release that are passed on.
pub const MAX_CHANGES: usize = 2_000;
/// Most releases.
pub const MAX_RELEASES: usize = 10;
/// Most characters of a text.
pub const MAX_TEXT: usize = 200;

/// One fact that is not as it was; the fields of `label::diff::Change`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// `outlet`, `entity` or `operation`.
    pub record: String,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Which fact.
    pub what: String,
    /// The fact before.
    #[serde(default)]
    pub before: Option<String>,
    /// The fact now.
    #[serde(default)]
    pub now: Option<String>,
}

/// What one release changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// Version of its manifest.
    pub manifest: u64,
    /// Its data version.
    pub data_version: String,
    /// SHA-256 of its plain dataset.
    pub sha256: String,
    /// How many changes there are; not all may be listed.
    pub total: u64,
    /// The changes.
    pub changes: Vec<Change>,
}

/// `changes-….json`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Releases {
    /// Newest first.
    pub releases: Vec<Release>,
}

impl Releases {
    /// Reads the file; `None` if it is none.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut read: Self = serde_json::from_slice(bytes).ok()?;
        read.releases.truncate(MAX_RELEASES);
        for release in &mut read.releases {
            clean(&mut release.data_version);
            clean(&mut release.sha256);
            release.changes.truncate(MAX_CHANGES);
            for change in &mut release.changes {
                for text in [&mut change.record, &mut change.id, &mut change.name, &mut change.what] {
                    clean(text);
                }
                for text in [&mut change.before, &mut change.now].into_iter().flatten() {
                    clean(text);
                }
            }
        }
        Some(read)
    }

    /// The releases behind the one with this dataset; all if it is not among them.
    pub fn since(mut self, have: Option<&str>) -> Vec<Release> {
        let known = self.releases.iter().position(|release| Some(release.sha256.as_str()) == have);
        self.releases.truncate(known.unwrap_or(usize::MAX));
        self.releases
    }
}

/// Leaves nothing in a text that could change how others are read: no control characters, no changes of direction, no
/// invisible ones, no private use.
fn clean(text: &mut String) {
    let harmless = |c: &char| {
        !c.is_control()
            && !matches!(*c,
                '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
                | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
                | '\u{e000}'..='\u{f8ff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{10ffff}')
    };
    if text.chars().all(|c| harmless(&c)) && text.chars().nth(MAX_TEXT).is_none() {
        return;
    }
    let mut cleaned: String = text.chars().filter(harmless).take(MAX_TEXT + 1).collect();
    if let Some((cut, _)) = cleaned.char_indices().nth(MAX_TEXT) {
        cleaned.truncate(cut);
        cleaned.push('…');
    }
    *text = cleaned;
}
