//! Several datasets that label one link: the packaged one, lists of others, the reader's own.
//!
//! * A link is read, and followed through what wraps it, once; then its keys are looked up in each list.
//! * Answers stay apart. The first list in the reader's order gives the badge, which says whose word it is and whether
//!   another list says something else; the card shows all of them side by side. Nothing is merged.
//! * A list can be off, or limited to classes: then it answers only where it gives one of them.
//! * A list may speak of an outlet that others know, by its id instead of keys ([`OUTLET`]). It then answers wherever
//!   one of the others finds that outlet.
//! * The reader's own list alone can hide: a link for which it says so has no badge, whatever others say.
//!
//! In a batch a link of which only the packaged dataset knows has the subject's small integer, as ever. Every other
//! combination of answers has one of its own. It is made of what is combined, not counted, so that it means the same when
//! the background starts anew under open pages:
//!
//! ```text
//! bit 31   0
//!     30   1
//!      0…  hash of each list's id and its subject's number, in order; the next free one if it is taken
//! ```

use crate::dataset::Dataset;
use crate::dataset::model::{Class, Outlet, Subject};
use crate::link;

use super::batch::{self, Finder};
use super::shown::{How, Shown};
use super::{Found, Labeler, Match, classes, precedence, view};

/// The id of the dataset that the program comes with or has updated.
pub const PACKAGED: &str = "packaged";

/// What the id of an outlet begins with that means an outlet of other lists, whose id follows.
pub const OUTLET: &str = "outlet:";

/// Of how many outlets of others a list may speak by their ids; the rest is left out.
pub const MOST_SPOKEN_OF: usize = 2_000;

/// Marks the small integers that stand for a combination of answers.
pub const MARK: u32 = 1 << 30;

/// FNV-1a of 64 bits (<http://www.isthe.com/chongo/tech/comp/fnv/>): short, and the same everywhere.
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;

/// Where a list comes from. Decides how its word is marked, and what it may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The program's own dataset.
    Packaged,
    /// Somebody else's, signed.
    Signed,
    /// A compiled dataset out of a file, which nobody signed.
    File,
    /// Made of a plain file, which nobody signed.
    Plain,
    /// The reader's own word. It alone can hide.
    Own,
}

impl Kind {
    const ALL: &'static [Self] = &[Self::Packaged, Self::Signed, Self::File, Self::Plain, Self::Own];

    /// Its stable id.
    pub fn id(self) -> &'static str {
        match self {
            Self::Packaged => "packaged",
            Self::Signed => "signed",
            Self::File => "file",
            Self::Plain => "plain",
            Self::Own => "own",
        }
    }

    /// Whether lists of this kind may speak of outlets of other lists by their ids.
    fn speaks_by_id(self) -> bool {
        matches!(self, Self::Plain | Self::Own)
    }

    /// The kind with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.id() == id)
    }
}

/// One list.
#[derive(Debug)]
struct List {
    /// Tells it from every list there was, also from an earlier one with the same id.
    serial: u32,
    id: String,
    name: String,
    kind: Kind,
    fingerprint: Option<String>,
    on: bool,
    /// The classes it is limited to; empty for no limit.
    only: Vec<Class>,
    labeler: Labeler,
    /// What was found out about a subject that was met.
    met: Sorted<u32, Word>,
    /// The outlets of other lists that it speaks of, by their ids, each with the subject that says what.
    speaks_of: Vec<(String, u32)>,
}

/// What becomes of a list's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Word {
    #[default]
    Counts,
    /// It is outside the classes that the list is limited to.
    Outside,
    /// The reader does not want to see a label.
    Hides,
}

/// A small map in order of its keys. The module for browsers pays for a tree's code, and gains nothing by it here.
#[derive(Debug)]
struct Sorted<K, V>(Vec<(K, V)>);

impl<K: Ord, V: Default> Sorted<K, V> {
    fn new() -> Self {
        Self(Vec::new())
    }

    fn get(&self, key: &K) -> Option<&V> {
        let at = self.0.binary_search_by(|(known, _)| known.cmp(key)).ok()?;
        Some(&self.0[at].1)
    }

    /// The value of a key, made now if there was none.
    fn entry(&mut self, key: K) -> &mut V {
        let at = match self.0.binary_search_by(|(known, _)| known.cmp(&key)) {
            Ok(at) => at,
            Err(at) => {
                self.0.insert(at, (key, V::default()));
                at
            }
        };
        &mut self.0[at].1
    }
}

/// One list's answer: the list's serial number and the subject's number in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Answer {
    list: u32,
    subject: u32,
}

/// Lists in the reader's order.
#[derive(Debug)]
pub struct Lists {
    lists: Vec<List>,
    serials: u32,
    /// Whether the packaged dataset is alone and unlimited: nothing else is looked at then.
    alone: bool,
    /// By the outlet of another list, the answers of lists that speak of it by its id.
    about: Sorted<Answer, Vec<Answer>>,
    /// Whether that is still to be found out.
    stale: bool,
    /// Combinations met so far, by their small integers.
    combinations: Sorted<u32, Vec<Answer>>,
    /// What each list finds for a link; kept so that no memory is asked for again.
    found: Vec<Found>,
}

/// What one list says of a link, with whose key it was found.
#[derive(Debug, Clone, Copy)]
struct Said {
    /// Place of the list.
    list: usize,
    subject: u32,
    /// Place of the list whose key the link matches; another one if the list speaks of an outlet by its id.
    by: usize,
    key: Match,
    word: Word,
}

impl Lists {
    /// The packaged dataset alone.
    pub fn new(packaged: Labeler) -> Self {
        let list = List::new(0, PACKAGED, PACKAGED, Kind::Packaged, None, packaged);
        Self {
            lists: vec![list],
            serials: 1,
            alone: true,
            about: Sorted::new(),
            stale: false,
            combinations: Sorted::new(),
            found: Vec::new(),
        }
    }

    /// The packaged dataset.
    pub fn packaged(&self) -> &Labeler {
        // There is always one: it cannot be removed.
        let packaged = self.lists.iter().find(|list| list.kind == Kind::Packaged);
        &packaged.unwrap_or(&self.lists[0]).labeler
    }

    /// Takes a list, behind those that are there. One with the same id is replaced and keeps its place, its switch and
    /// its limit. The packaged dataset cannot be replaced.
    pub fn add(&mut self, id: &str, name: &str, kind: Kind, fingerprint: Option<String>, labeler: Labeler) {
        if id == PACKAGED || kind == Kind::Packaged {
            return;
        }
        let mut list = List::new(self.serials, id, name, kind, fingerprint, labeler);
        self.serials += 1;
        match self.lists.iter_mut().find(|known| known.id == id) {
            Some(known) => {
                (list.on, list.only) = (known.on, std::mem::take(&mut known.only));
                *known = list;
            }
            None => self.lists.push(list),
        }
        self.changed();
    }

    /// Lets a list go.
    pub fn remove(&mut self, id: &str) {
        self.lists.retain(|list| list.kind == Kind::Packaged || list.id != id);
        self.changed();
    }

    /// Switches a list on or off and limits it to classes (none: no limit).
    pub fn set(&mut self, id: &str, on: bool, only: Vec<Class>) {
        if let Some(list) = self.lists.iter_mut().find(|list| list.id == id) {
            list.on = on;
            list.only = only;
        }
        self.changed();
    }

    /// Puts the lists in this order; those that are not named come behind, in the order they had.
    pub fn order(&mut self, ids: &[&str]) {
        let mut place = 0;
        for id in ids {
            if let Some(at) = self.lists[place..].iter().position(|list| list.id == *id) {
                let list = self.lists.remove(place + at);
                self.lists.insert(place, list);
                place += 1;
            }
        }
        self.changed();
    }

    /// Each list, in the reader's order.
    pub fn infos(&self) -> Vec<view::ListInfo> {
        self.lists
            .iter()
            .map(|list| view::ListInfo {
                list: list.view(),
                on: list.on,
                only: list.only.iter().map(|class| class.id()).collect(),
                info: list.labeler.info(),
            })
            .collect()
    }

    fn changed(&mut self) {
        self.alone = match &self.lists[..] {
            [only] => only.on && only.only.is_empty(),
            _ => false,
        };
        for list in &mut self.lists {
            list.met.0.clear();
        }
        self.stale = true;
    }

    /// Finds out what changed with the lists, once for many changes.
    fn refresh(&mut self) {
        if self.stale {
            self.about = self.spoken_of();
            self.stale = false;
        }
    }

    /// Finds the outlets that lists speak of by their ids.
    fn spoken_of(&self) -> Sorted<Answer, Vec<Answer>> {
        let mut wanted = Sorted::<&str, Vec<Answer>>::new();
        for list in self.lists.iter().filter(|list| list.on) {
            for (id, subject) in &list.speaks_of {
                wanted.entry(id).push(Answer { list: list.serial, subject: *subject });
            }
        }
        let mut about = Sorted::new();
        if wanted.0.is_empty() {
            return about;
        }
        for list in self.lists.iter().filter(|list| !list.kind.speaks_by_id()) {
            for (ordinal, outlet) in list.labeler.dataset().outlets() {
                if let Some(answers) = wanted.get(&outlet.id.as_str()) {
                    let subject = Subject::Outlet(ordinal).number();
                    about.entry(Answer { list: list.serial, subject }).clone_from(answers);
                }
            }
        }
        about
    }

    /// What is found for a link: the packaged dataset's answer if it is the only one, else a combination.
    #[inline]
    pub fn find(mut self: &mut Self, href: &str) -> Found {
        let host = link::canonical_host(href).filter(|_| href.len() <= link::MAX_BYTES);
        let mut by_host = Vec::new();
        if let Some(host) = host {
            Finder::by_hosts(&mut self, &[host], &mut by_host);
        }
        by_host.pop().flatten().unwrap_or_else(|| self.by_link(href))
    }

    /// The same for each link of a batch.
    #[inline]
    pub fn find_all<'t>(&mut self, hrefs: impl IntoIterator<Item = &'t str>) -> impl Iterator<Item = Found> {
        batch::find_all(self, hrefs)
    }
}

impl Finder for &mut Lists {
    /// Several lists too: what they have found is then weighed for many hosts at a time.
    fn together(&self) -> bool {
        !self.alone || self.lists[0].labeler.dataset().hosts_are_far()
    }

    #[inline]
    fn by_host(&mut self, host: &str) -> Option<Found> {
        precedence::by_host(&self.lists[0].labeler, host)
    }

    fn by_hosts(&mut self, hosts: &[&str], found: &mut Vec<Option<Found>>) {
        if self.alone {
            return precedence::by_hosts(&self.lists[0].labeler, hosts, found);
        }
        self.refresh();
        // What the first list has found for each host, then what the second has, and so on.
        let mut in_each = Vec::new();
        for list in &self.lists {
            precedence::by_hosts(&list.labeler, hosts, &mut in_each);
        }
        let mut of_host = Vec::new();
        for place in 0..hosts.len() {
            of_host.clear();
            of_host.extend((0..self.lists.len()).map_while(|list| in_each[list * hosts.len() + place]));
            let all = of_host.len() == self.lists.len();
            found.push(if all { Some(self.weighed(&mut of_host)) } else { None });
        }
    }

    fn by_link(&mut self, href: &str) -> Found {
        Lists::by_link(self, href)
    }
}

impl Lists {
    #[inline]
    fn by_link(&mut self, href: &str) -> Found {
        if self.alone {
            return precedence::by_link(&self.lists[0].labeler, href);
        }
        self.by_link_in_each(href)
    }

    #[cold]
    fn by_link_in_each(&mut self, href: &str) -> Found {
        self.refresh();
        let mut found = std::mem::take(&mut self.found);
        precedence::each_by_link(self.lists.iter().map(|list| &list.labeler), href, &mut found);
        let answer = self.weighed(&mut found);
        self.found = found;
        answer
    }

    /// The answer, of what each list has found.
    fn weighed(&mut self, found: &mut [Found]) -> Found {
        for (list, found) in self.lists.iter().zip(&mut *found) {
            if !list.on {
                *found = Found::Nothing;
            }
        }
        let said = self.said(found);
        if said.iter().any(|said| said.word == Word::Hides) {
            Found::Nothing
        } else if let Some(combined) = self.combined(&said) {
            combined
        } else if found.contains(&Found::Opaque) {
            Found::Opaque
        } else {
            // Resemblances are the packaged dataset's business: its list of an outlet's hosts is known to be complete.
            let by_packaged =
                self.lists.iter().zip(&*found).find(|(list, _)| list.kind == Kind::Packaged).map(|(_, f)| *f);
            by_packaged.filter(|found| matches!(found, Found::Resembles(_))).unwrap_or(Found::Nothing)
        }
    }

    /// What each list says, of what each has found.
    fn said(&mut self, found: &[Found]) -> Vec<Said> {
        let mut said: Vec<Said> = Vec::new();
        for (list, found) in found.iter().enumerate() {
            if let Some(key) = found.key() {
                said.push(Said { list, subject: key.subject, by: list, key, word: Word::Counts });
            }
        }
        if said.is_empty() {
            return said;
        }
        if !self.about.0.is_empty() {
            self.add_spoken_of(&mut said);
        }
        for said in &mut said {
            said.word = self.lists[said.list].word(said.subject);
        }
        said.retain(|said| said.word != Word::Outside);
        said
    }

    /// Lists that speak of an outlet by its id answer where another finds it, unless they know the link by a key.
    fn add_spoken_of(&self, said: &mut Vec<Said>) {
        for Said { by, key, .. } in said.clone() {
            let of = Answer { list: self.lists[by].serial, subject: key.subject };
            for answer in self.about.get(&of).into_iter().flatten() {
                let Some(list) = self.lists.iter().position(|list| list.serial == answer.list) else {
                    continue;
                };
                if !said.iter().any(|said| said.list == list) {
                    let place = said.iter().position(|said| said.list > list).unwrap_or(said.len());
                    said.insert(place, Said { list, subject: answer.subject, by, key, word: Word::Counts });
                }
            }
        }
    }

    fn combined(&mut self, said: &[Said]) -> Option<Found> {
        match said {
            [] => None,
            [only] if self.lists[only.list].kind == Kind::Packaged => Some(Found::Key(only.key)),
            several => {
                let answers: Vec<Answer> = several
                    .iter()
                    .map(|said| Answer { list: self.lists[said.list].serial, subject: said.subject })
                    .collect();
                Some(Found::Several(self.number(answers)))
            }
        }
    }

    fn number(&mut self, answers: Vec<Answer>) -> u32 {
        let mut hash = FNV_OFFSET;
        for answer in &answers {
            let list = self.lists.iter().find(|list| list.serial == answer.list);
            let id = list.map_or(&[][..], |list| list.id.as_bytes());
            for &byte in id.iter().chain(&answer.subject.to_le_bytes()) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME);
            }
        }
        // The upper half is mixed best.
        let mut number = MARK | (hash >> 32) as u32 & (MARK - 1);
        while self.combinations.get(&number).is_some_and(|known| *known != answers) {
            number = MARK | number.wrapping_add(1) & (MARK - 1);
        }
        *self.combinations.entry(number) = answers;
        number
    }

    /// What a badge needs, for a small integer.
    pub fn badge(&self, number: u32) -> Option<view::Badge> {
        if number & !(MARK - 1) != MARK {
            return self.packaged().badge(number);
        }
        let answers = self.combinations.get(&number)?;
        let badges: Vec<view::Badge> = answers
            .iter()
            .filter_map(|answer| {
                // A list that is gone says nothing more.
                let list = self.lists.iter().find(|list| list.serial == answer.list)?;
                let badge = list.labeler.badge(answer.subject + 1)?;
                Some(view::Badge { list: Some(list.view()).filter(|_| list.kind != Kind::Packaged), ..badge })
            })
            .collect();
        let disagree = badges
            .iter()
            .enumerate()
            .any(|(index, badge)| badges[index + 1..].iter().any(|other| differ(badge, other)));
        let also = u32::try_from(badges.len().saturating_sub(1)).unwrap_or(u32::MAX);
        let first = badges.into_iter().next()?;
        Some(view::Badge { subject: number, also, disagree, ..first })
    }

    /// What each list that is on knows of a link, in the reader's order; the packaged dataset's own answer if none knows
    /// anything. `name` and `texts` are what the page shows for it, see [`Labeler::shown`].
    pub fn answers(&mut self, href: &str, name: &str, texts: &[&str]) -> Vec<view::ListAnswer> {
        self.refresh();
        let shown: Vec<Shown> = self.lists.iter().map(|list| list.shown(href, name, texts)).collect();
        let found: Vec<Found> =
            shown.iter().map(|shown| shown.found.map_or(Found::Nothing, Found::Key)).collect();
        let said = self.said(&found);
        let mut answers: Vec<view::ListAnswer> = said
            .iter()
            .map(|said| {
                let (list, by) = (&self.lists[said.list], &self.lists[said.by]);
                let mut label = list.labeler.about(Some(said.subject));
                by.labeler.fill_link(&mut label, href, Some(&said.key));
                label.shows.clone_from(&shown[said.by].shows);
                view::ListAnswer { list: list.view(), hidden: said.word == Word::Hides, label }
            })
            .collect();
        if answers.is_empty() {
            let packaged = self.lists.iter().position(|list| list.kind == Kind::Packaged).unwrap_or(0);
            let mut label = self.lists[packaged].labeler.about(None);
            let on = self.lists[packaged].on;
            self.lists[packaged].labeler.fill_link(&mut label, href, None);
            label.shows.clone_from(&shown[packaged].shows);
            label.resembles = label.resembles.filter(|_| on);
            answers.push(view::ListAnswer { list: self.lists[packaged].view(), hidden: false, label });
        }
        answers
    }

    /// What is found by what a page shows: the small integer, and how it was found.
    pub fn shown(&mut self, href: &str, name: &str, texts: &[&str]) -> (u32, How) {
        if self.alone {
            let shown = self.lists[0].labeler.shown(href, name, texts);
            return (shown.found.map_or(0, |found| found.subject + 1), shown.how);
        }
        self.refresh();
        let shown: Vec<Shown> = self.lists.iter().map(|list| list.shown(href, name, texts)).collect();
        let found: Vec<Found> =
            shown.iter().map(|shown| shown.found.map_or(Found::Nothing, Found::Key)).collect();
        let said = self.said(&found);
        if said.iter().any(|said| said.word == Word::Hides) {
            return (0, How::Not);
        }
        let how = match said.first() {
            Some(first) => shown[first.by].how,
            // Nobody is known, but one list may know the host that is shown.
            None => {
                shown.iter().map(|shown| shown.how).find(|how| *how == How::Contradiction).unwrap_or_default()
            }
        };
        (self.combined(&said).map_or(0, Found::number), how)
    }
}

impl List {
    fn new(
        serial: u32,
        id: &str,
        name: &str,
        kind: Kind,
        fingerprint: Option<String>,
        labeler: Labeler,
    ) -> Self {
        let mut speaks_of = Vec::new();
        if kind.speaks_by_id() {
            for (ordinal, outlet) in labeler.dataset().outlets() {
                if speaks_of.len() >= MOST_SPOKEN_OF {
                    break;
                }
                if let Some(id) = outlet.id.strip_prefix(OUTLET) {
                    speaks_of.push((id.to_owned(), Subject::Outlet(ordinal).number()));
                }
            }
        }
        Self {
            serial,
            id: id.to_owned(),
            name: name.to_owned(),
            kind,
            fingerprint,
            on: true,
            only: Vec::new(),
            labeler,
            met: Sorted::new(),
            speaks_of,
        }
    }

    fn view(&self) -> view::ListView {
        view::ListView {
            id: self.id.clone(),
            name: self.name.clone(),
            kind: self.kind.id(),
            fingerprint: self.fingerprint.clone(),
        }
    }

    fn shown(&self, href: &str, name: &str, texts: &[&str]) -> Shown {
        if self.on { self.labeler.shown(href, name, texts) } else { Shown::default() }
    }

    /// What becomes of the list's answer by this subject.
    fn word(&mut self, subject: u32) -> Word {
        if self.only.is_empty() && self.kind != Kind::Own {
            return Word::Counts;
        }
        if let Some(&word) = self.met.get(&subject) {
            return word;
        }
        let word = self.ask(subject);
        *self.met.entry(subject) = word;
        word
    }

    fn ask(&self, subject: u32) -> Word {
        let dataset = self.labeler.dataset();
        let outlet = match dataset.subject(subject) {
            Some(Subject::Outlet(ordinal)) => dataset.outlet(ordinal),
            _ => None,
        };
        if self.kind == Kind::Own && outlet.as_ref().is_some_and(is_hidden) {
            return Word::Hides;
        }
        let inside = self.only.is_empty() || self.classes(dataset, subject, outlet.as_ref());
        if inside { Word::Counts } else { Word::Outside }
    }

    /// Whether a subject has one of the classes that the list is limited to.
    fn classes(&self, dataset: &Dataset, subject: u32, outlet: Option<&Outlet>) -> bool {
        let classes = match (outlet, dataset.subject(subject)) {
            (Some(outlet), _) => classes::outlet_classes(dataset, outlet),
            (None, Some(Subject::Site(ordinal))) => dataset
                .site(ordinal)
                .and_then(|site| Some(classes::site_classes(&dataset.operation(site.operation)?, &site)))
                .unwrap_or_default(),
            (None, _) => Vec::new(),
        };
        classes.iter().any(|class| self.only.contains(class))
    }
}

fn is_hidden(outlet: &Outlet) -> bool {
    outlet.claim.as_ref().is_some_and(|claim| claim.hidden)
}

/// Whether two lists disagree: each gives a class that the other does not, or both name a state and not the same one.
/// One that says less than the other does not contradict it.
fn differ(one: &view::Badge, other: &view::Badge) -> bool {
    fn covers(more: &view::Badge, less: &view::Badge) -> bool {
        less.classes.iter().all(|class| more.classes.contains(class))
    }
    fn state(badge: &view::Badge) -> Option<&String> {
        badge.owner_state.as_ref().or(badge.country.as_ref())
    }
    let states = state(one).zip(state(other)).is_some_and(|(one, other)| one != other);
    states || !covers(one, other) && !covers(other, one)
}
