//! From rows to a dataset.

use std::collections::HashMap;

use crate::dataset::model::{
    Claim, Class, Evidence, Key, MatchKind, Model, Outlet, OutletType, Scope, Seen, Source, Subject,
};
use crate::dataset::write;
use crate::index::MAX_TEXT;
use crate::link::{Link, account};
use crate::source::keys::{normal_account, normal_host, normal_path};

use super::{About, Compiled, Format, MOST_KEYS, Refusal, Row, quoted};

/// What a key begins with that means an outlet of other lists, whose id follows.
const OUTLET: &str = "outlet:";

/// Longest id that is taken for one.
const LONGEST_ID: usize = 100;

/// What rows have in common that speak of one outlet.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Same<'r> {
    name: String,
    country: Option<&'static str>,
    owner: Option<&'r str>,
    classes: &'r [Class],
    hidden: bool,
    text: Option<&'r str>,
    evidence: Option<&'r str>,
}

/// A key in the form in which it is compared, or the id of an outlet that other lists know.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Place {
    Key(MatchKind, String),
    Outlet(String),
}

#[derive(Default)]
struct Builder {
    model: Model,
    /// Where each key was met first.
    lines: HashMap<Place, (usize, u32)>,
    sources: HashMap<String, u32>,
}

/// Compiles the rows.
pub(super) fn build(
    rows: &[Row],
    about: &About<'_>,
    format: Format,
    unused: Vec<String>,
) -> Result<Compiled, Refusal> {
    let mut builder = Builder::default();
    let mut known = HashMap::<Same<'_>, u32>::new();
    for row in rows {
        for key in &row.keys {
            let place = place(key, row.line, about)?;
            let ordinal = builder.outlet(row, &place, about, &mut known);
            builder.key(row.line, key, place, ordinal)?;
        }
    }
    if builder.lines.is_empty() {
        // The reader's own notes may be empty, because the last one was deleted.
        if !about.own {
            let help = "check that it is the right file";
            return Err(Refusal::new("empty", None, "the list names no address", help));
        }
    }
    Ok(Compiled {
        bytes: write::write(&builder.model, about.date),
        format,
        outlets: builder.model.outlets.len(),
        keys: builder.lines.len(),
        unused,
    })
}

impl Builder {
    /// The outlet a row speaks of: that of an earlier row, if it says the same of a name.
    fn outlet<'r>(
        &mut self,
        row: &'r Row,
        place: &Place,
        about: &About<'_>,
        known: &mut HashMap<Same<'r>, u32>,
    ) -> u32 {
        // An outlet's id is its first key: it stays the same when other lines of the list change.
        let id = match place {
            Place::Key(_, text) => text.clone(),
            Place::Outlet(id) => format!("{OUTLET}{id}"),
        };
        // Rows of one name that say the same are one outlet; without a name it is known by its key, and one of another
        // list by its id.
        let name = row.name.clone().filter(|_| matches!(place, Place::Key(..))).unwrap_or_else(|| id.clone());
        let same = Same {
            name,
            country: row.country,
            owner: row.owner.as_deref(),
            classes: &row.classes,
            hidden: row.hidden,
            text: row.text.as_deref(),
            evidence: row.evidence.as_deref(),
        };
        if let Some(&ordinal) = known.get(&same) {
            return ordinal;
        }
        let ordinal = self.model.outlets.len() as u32;
        let evidence = self.evidence(row, about);
        self.model.outlets.push(Outlet {
            name: row.name.clone().unwrap_or_else(|| id.clone()),
            id,
            native_name: None,
            native_lang: None,
            country: row.country.unwrap_or_default().to_owned(),
            kind: OutletType::Private,
            medium: None,
            homepage: None,
            aliases: Vec::new(),
            complete_hosts: false,
            stakes: Vec::new(),
            end: None,
            ratings: Vec::new(),
            listings: Vec::new(),
            claim: Some(Claim {
                classes: row.classes.clone(),
                owner: row.owner.clone(),
                text: row.text.clone(),
                hidden: row.hidden,
                evidence,
            }),
        });
        known.insert(same, ordinal);
        ordinal
    }

    /// Where it is said: the source that the row names, or else the list itself; always by the list's name.
    fn evidence(&mut self, row: &Row, about: &About<'_>) -> Vec<u32> {
        let url = row.evidence.clone().unwrap_or_default();
        if url.is_empty() && about.origin.is_empty() {
            return Vec::new();
        }
        let title = if url.is_empty() { about.origin } else { &url };
        let next = self.model.sources.len() as u32;
        let sources = &mut self.model.sources;
        let source = *self.sources.entry(url.clone()).or_insert_with(|| {
            sources.push(Source {
                publisher: about.name.to_owned(),
                title: title.to_owned(),
                url: url.clone(),
                as_of: None,
                retrieved: about.date.to_owned(),
                archive_url: None,
                seen: Seen::List,
                quotes: None,
            });
            next
        });
        let locator = (!about.origin.is_empty()).then(|| format!("line {}", row.line));
        self.model.evidence.push(Evidence { source, locator });
        vec![self.model.evidence.len() as u32 - 1]
    }

    fn key(&mut self, line: usize, written: &str, place: Place, ordinal: u32) -> Result<(), Refusal> {
        if let Some(&(first, of)) = self.lines.get(&place) {
            // A list of hosts may name one twice; a table that says two things of one does not say which is meant.
            if of == ordinal {
                return Ok(());
            }
            let message = format!("{} stands in line {first} too, with something else", quoted(written));
            return Err(Refusal::new("key-twice", line, message, "remove one of the two lines"));
        }
        if self.lines.len() >= MOST_KEYS {
            let message = format!("more than {MOST_KEYS} addresses");
            return Err(Refusal::new("too-large", line, message, "divide it into several lists"));
        }
        if let Place::Key(kind, text) = &place {
            self.model.keys.push(Key {
                kind: *kind,
                text: text.clone(),
                scope: (*kind != MatchKind::Account).then_some(Scope::Subtree),
                subject: Subject::Outlet(ordinal),
                evidence: Vec::new(),
            });
        }
        self.lines.insert(place, (line, ordinal));
        Ok(())
    }
}

/// The key that somebody means by what they wrote: a host, an address, an account, an outlet of other lists.
fn place(written: &str, line: usize, about: &About<'_>) -> Result<Place, Refusal> {
    let found = read(written).filter(|place| match place {
        Place::Key(_, text) => text.len() <= MAX_TEXT,
        Place::Outlet(_) => true,
    });
    let Some(found) = found else {
        let message = format!("{} is no host", quoted(written));
        let help = "write a host such as example.org, an address that begins with https://, or an account such as \
                    telegram:example";
        return Err(Refusal::new("no-host", line, message, help));
    };
    if let (Place::Key(MatchKind::Host, host), Some(suffixes)) = (&found, &about.suffixes)
        && suffixes.is_suffix(host)
    {
        let message = format!("others register names under {}; it would label all of them", quoted(host));
        return Err(Refusal::new("key-public", line, message, "write the host of one outlet"));
    }
    Ok(found)
}

fn read(written: &str) -> Option<Place> {
    if let Some(id) = written.strip_prefix(OUTLET) {
        let is_id = !id.is_empty()
            && id.len() <= LONGEST_ID
            && !id.chars().any(|c| c.is_control() || c.is_whitespace());
        return is_id.then(|| Place::Outlet(id.to_owned()));
    }
    if written.contains("://") {
        let link = Link::parse(written).filter(|link| !link.has_user_info())?;
        if let Some(account) = account::account_of(&link) {
            return Some(Place::Key(MatchKind::Account, account.key()));
        }
        let path = link.path().trim_end_matches('/');
        return of_site(&format!("{}{path}", link.host()));
    }
    if let Some(account) = normal_account(written) {
        return Some(Place::Key(MatchKind::Account, account));
    }
    of_site(written.trim_end_matches('/'))
}

/// A host, or a host with a path. People copy `www.` from where they read; the whole site is meant.
fn of_site(written: &str) -> Option<Place> {
    let bare = written
        .strip_prefix("www.")
        .filter(|rest| normal_host(rest.split('/').next().unwrap_or(rest)).is_some());
    let written = bare.unwrap_or(written);
    let host = written.split('/').next().unwrap_or(written);
    // A pattern is no host, though the URL Standard lets an asterisk stand in one.
    if !host.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '_')) {
        return None;
    }
    if written.contains('/') {
        normal_path(written).map(|text| Place::Key(MatchKind::Path, text))
    } else {
        normal_host(written).map(|text| Place::Key(MatchKind::Host, text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(kind: MatchKind, text: &str) -> Option<Place> {
        Some(Place::Key(kind, text.to_owned()))
    }

    #[test]
    fn what_people_copy_becomes_the_key_they_mean() {
        for (written, expected) in [
            ("paper.example", key(MatchKind::Host, "paper.example")),
            ("Paper.Example.", key(MatchKind::Host, "paper.example")),
            ("www.paper.example", key(MatchKind::Host, "paper.example")),
            ("https://www.paper.example/", key(MatchKind::Host, "paper.example")),
            ("https://paper.example/english/?x=1#a", key(MatchKind::Path, "paper.example/english")),
            ("paper.example/english/", key(MatchKind::Path, "paper.example/english")),
            ("https://t.me/rt_russian", key(MatchKind::Account, "telegram:rt_russian")),
            ("telegram:RT_russian", key(MatchKind::Account, "telegram:rt_russian")),
            ("правда.рф", key(MatchKind::Host, "xn--80aafi6cg.xn--p1ai")),
            ("outlet:rt", Some(Place::Outlet("rt".into()))),
            ("outlet:", None),
            ("localhost", None),
            ("127.0.0.1", None),
            ("com", None),
            ("https://user@paper.example/", None),
            ("javascript:alert(1)", None),
            ("ftp://paper.example/", None),
            ("", None),
            ("*.paper.example", None),
        ] {
            assert_eq!(read(written), expected, "{written}");
        }
    }
}
