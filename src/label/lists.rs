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
//! combination of answers has one of its own:
//!
//! ```text
//! bit 31   0
//!     30   1
//!      0…  hash of each list's id and its subject's number, in order; the next free one if it is taken
//! ```
//!
//! Which of two combinations with one hash has the next free integer depends on which was met first, so that after a restart
//! they may have changed places. Pages outlive the background; what they remember is therefore the `subject` of the badge:
//! 52 bits of the whole hash, made of what is combined and nothing else. Nobody who publishes a list can make two
//! of them alike, because the id of a list is a random number of the reader's own.

use crate::dataset::Dataset;
use crate::dataset::model::{Class, Outlet, Subject};
use crate::link;

use super::batch::{self, Finder, Href};
use super::joined::Joined;
use super::precedence::{ByHost, PathKeys};
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
    id: String,
    name: String,
    kind: Kind,
    fingerprint: Option<String>,
    on: bool,
    /// The classes it is limited to; empty for no limit.
    only: Vec<Class>,
    labeler: Labeler,
    /// The outlets of other lists that it speaks of, by their ids, each with the subject that says what.
    speaks_of: Vec<(String, u32)>,
}

/// What becomes of a list's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
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

/// One list's answer: the list's place and the subject's number in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Answer {
    list: u32,
    subject: u32,
}

/// Several answers to one link.
#[derive(Debug, Default)]
struct Combination {
    answers: Vec<Answer>,
    /// What it is known by outside; see [`view::Badge::subject`].
    subject: u64,
}

/// Combinations by their small integers.
#[derive(Debug)]
struct Combinations(Sorted<u32, Combination>);

/// Finds a link in each of several datasets.
type Find<'f> = dyn FnMut(&mut dyn Iterator<Item = &Labeler>, &mut Vec<Found>) + 'f;

/// Lists in the reader's order.
#[derive(Debug)]
pub struct Lists {
    lists: Vec<List>,
    /// Whether the packaged dataset is alone and unlimited: nothing else is looked at then.
    alone: bool,
    /// Whether what follows is still to be found out.
    stale: bool,
    /// Which lists to ask about a link.
    joined: Joined,
    /// By the outlet of another list, the answers of lists that speak of it by its id.
    about: Sorted<Answer, Vec<Answer>>,
    /// Combinations met so far.
    combinations: Combinations,
    /// Places of the lists that are asked, and what each finds for a link; kept so that no memory is asked for again.
    asked: Vec<u32>,
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
        let list = List::new(PACKAGED, PACKAGED, Kind::Packaged, None, packaged);
        Self {
            lists: vec![list],
            alone: true,
            stale: true,
            joined: Joined::default(),
            about: Sorted::new(),
            combinations: Combinations(Sorted::new()),
            asked: Vec::new(),
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
        let mut list = List::new(id, name, kind, fingerprint, labeler);
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
                self.lists[place..=place + at].rotate_right(1);
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
        self.stale = true;
    }

    /// Finds out what changed with the lists, once for many changes. Places are others now, and so are combinations.
    fn refresh(&mut self) {
        if self.stale {
            let asked = self.lists.iter().map(|list| {
                let packaged = list.kind == Kind::Packaged;
                (list.on || packaged).then(|| (list.labeler.dataset(), packaged))
            });
            self.joined = Joined::of(asked);
            self.about = self.spoken_of();
            self.combinations.0.0.clear();
            self.stale = false;
        }
    }

    /// Finds the outlets that lists speak of by their ids.
    fn spoken_of(&self) -> Sorted<Answer, Vec<Answer>> {
        let mut wanted = Sorted::<&str, Vec<Answer>>::new();
        for (list, place) in self.lists.iter().zip(0..).filter(|(list, _)| list.on) {
            for (id, subject) in &list.speaks_of {
                wanted.entry(id).push(Answer { list: place, subject: *subject });
            }
        }
        let mut about = Sorted::new();
        if wanted.0.is_empty() {
            return about;
        }
        for (list, place) in self.lists.iter().zip(0..).filter(|(list, _)| !list.kind.speaks_by_id()) {
            for (ordinal, outlet) in list.labeler.dataset().outlets() {
                if let Some(answers) = wanted.get(&outlet.id.as_str()) {
                    let subject = Subject::Outlet(ordinal).number();
                    about.entry(Answer { list: place, subject }).clone_from(answers);
                }
            }
        }
        about
    }

    /// What is found for a link: the packaged dataset's answer if it is the only one, else a combination.
    #[inline]
    pub fn find(mut self: &mut Self, href: &str) -> Found {
        let host = link::canonical_host(href).filter(|_| href.len() <= link::MAX_BYTES);
        match host.map_or(ByHost::Link, |host| Finder::by_host(&mut self, host)) {
            ByHost::Found(found) => found,
            ByHost::Path(keys) => Finder::by_path(&mut self, &keys, href),
            ByHost::Link => self.by_link(href),
        }
    }

    /// The same for each link of a batch.
    #[inline]
    pub fn find_all<'t>(
        &mut self,
        hrefs: impl IntoIterator<Item = impl Href<'t>>,
    ) -> impl Iterator<Item = Found> {
        batch::find_all(self, hrefs)
    }
}

impl Finder for &mut Lists {
    /// Of several lists few have to be asked about a host, and another few about the next.
    fn together(&self) -> bool {
        self.alone && self.lists[0].labeler.dataset().hosts_are_far()
    }

    #[inline]
    fn by_host(&mut self, host: &str) -> ByHost {
        if self.alone {
            return precedence::by_host(&self.lists[0].labeler, host);
        }
        self.refresh();
        let mut asked = std::mem::take(&mut self.asked);
        self.joined.start(&mut asked);
        self.joined.host(host, &mut asked);
        // What one list finds by the path, another may find by the whole link.
        self.in_each(asked, &mut |labelers, found| precedence::each_by_host(labelers, host, found))
            .map_or(ByHost::Link, ByHost::Found)
    }

    fn by_hosts(&mut self, hosts: &[&str], found: &mut Vec<ByHost>) {
        if self.alone {
            return precedence::by_hosts(&self.lists[0].labeler, hosts, found);
        }
        for host in hosts {
            let of_host = self.by_host(host);
            found.push(of_host);
        }
    }

    fn by_path(&mut self, keys: &PathKeys, href: &str) -> Found {
        // Said of one dataset alone.
        precedence::by_path(&self.lists[0].labeler, keys, href)
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
        self.in_each_by_link(href)
    }

    #[cold]
    fn in_each_by_link(&mut self, href: &str) -> Found {
        self.refresh();
        let Some(destination) = link::destination(href) else { return Found::Nothing };
        let mut asked = std::mem::take(&mut self.asked);
        self.joined.start(&mut asked);
        self.joined.destination(&destination, &mut asked);
        let found =
            self.in_each(asked, &mut |labelers, found| precedence::each_at(labelers, &destination, found));
        found.unwrap_or(Found::Nothing)
    }

    /// What becomes of what `find` finds in each list that is asked; `None` if it leaves that open.
    #[cold]
    fn in_each(&mut self, asked: Vec<u32>, find: &mut Find<'_>) -> Option<Found> {
        let mut found = std::mem::take(&mut self.found);
        find(&mut asked.iter().map(|&place| &self.lists[place as usize].labeler), &mut found);
        // The packaged dataset is always asked, so nothing stands there only if it is left open.
        let answer = if found.is_empty() { None } else { Some(self.weighed(&asked, &found)) };
        (self.asked, self.found) = (asked, found);
        answer
    }

    /// The answer, of what each list that was asked has found.
    fn weighed(&mut self, asked: &[u32], found: &[Found]) -> Found {
        let said = self.said(asked, found);
        if said.iter().any(|said| said.word == Word::Hides) {
            return Found::Nothing;
        }
        if let Some(combined) = self.combined(&said) {
            return combined;
        }
        // The rest is the packaged dataset's business. Resemblances: its list of an outlet's hosts is known to be complete.
        // Whether the destination is hidden: that is the same for all.
        let packaged =
            asked.iter().zip(found).find(|(place, _)| self.lists[**place as usize].kind == Kind::Packaged);
        match packaged {
            Some((_, Found::Opaque)) => Found::Opaque,
            Some((place, found @ Found::Resembles(_))) if self.lists[*place as usize].on => *found,
            _ => Found::Nothing,
        }
    }

    /// What each list that was asked says, of what it has found.
    fn said(&self, asked: &[u32], found: &[Found]) -> Vec<Said> {
        let mut said: Vec<Said> = Vec::new();
        for (&list, found) in asked.iter().zip(found) {
            let list = list as usize;
            if let Some(key) = found.key().filter(|_| self.lists[list].on) {
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
            let of = Answer { list: by as u32, subject: key.subject };
            for answer in self.about.get(&of).into_iter().flatten() {
                let list = answer.list as usize;
                // Said in the order of the lists.
                if let Err(place) = said.binary_search_by(|said| said.list.cmp(&list)) {
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
                let mut hash = FNV_OFFSET;
                let mut answers = Vec::with_capacity(several.len());
                for said in several {
                    for &byte in self.lists[said.list].id.as_bytes().iter().chain(&said.subject.to_le_bytes())
                    {
                        hash = (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME);
                    }
                    answers.push(Answer { list: said.list as u32, subject: said.subject });
                }
                Some(Found::Several(self.combinations.number(hash, answers)))
            }
        }
    }

    /// What a badge needs, for a small integer.
    pub fn badge(&self, number: u32) -> Option<view::Badge> {
        if number & !(MARK - 1) != MARK {
            return self.packaged().badge(number);
        }
        // Of other lists than those of today it says nothing.
        let combination = self.combinations.0.get(&number).filter(|_| !self.stale)?;
        let (mut also, mut disagree) = (0u32, false);
        // Each is compared with those that say something else each: as long as nobody disagrees, these are few.
        let mut different: Vec<view::Badge> = Vec::new();
        for answer in &combination.answers {
            let list = &self.lists[answer.list as usize];
            let Some(mut badge) = list.labeler.badge(answer.subject + 1) else { continue };
            also += 1;
            if disagree || different.iter().any(|other| compared(&badge, other) == Compared::Same) {
                continue;
            }
            disagree = different.iter().any(|other| compared(&badge, other) == Compared::Contrary);
            badge.list = Some(list.view()).filter(|_| list.kind != Kind::Packaged);
            different.push(badge);
        }
        different.truncate(1);
        Some(view::Badge { subject: combination.subject, also: also - 1, disagree, ..different.pop()? })
    }

    /// What each list that is on knows of a link, in the reader's order. If none knows anything: which lists would, were they
    /// on or less limited, or else the packaged dataset. `name` and `texts` are what the page shows for it, see
    /// [`Labeler::shown`].
    pub fn answers(&mut self, href: &str, name: &str, texts: &[&str]) -> Vec<view::ListAnswer> {
        self.refresh();
        let everybody: Vec<u32> = (0..self.lists.len() as u32).collect();
        let (shown, said) = self.said_of_shown(&everybody, href, name, texts);
        let mut answers: Vec<view::ListAnswer> = said
            .iter()
            .map(|said| {
                let (list, by) = (&self.lists[said.list], &self.lists[said.by]);
                let mut label = list.labeler.about(Some(said.subject));
                by.labeler.fill_link(&mut label, href, Some(&said.key));
                label.shows.clone_from(&shown[said.by].shows);
                let silent = if said.word == Word::Hides { "hidden" } else { "" };
                view::ListAnswer { list: list.view(), silent, label }
            })
            .collect();
        if answers.is_empty() {
            let packaged = self.lists.iter().position(|list| list.kind == Kind::Packaged).unwrap_or(0);
            for list in 0..=self.lists.len() {
                // What has been found and is not said is outside the list's limit.
                let (list, silent) = match self.lists.get(list) {
                    Some(one) if !one.on && one.labeler.shown(href, name, texts).found.is_some() => {
                        (list, "off")
                    }
                    Some(one) if one.on && shown[list].found.is_some() => (list, "limited"),
                    None if answers.is_empty() => (packaged, ""),
                    _ => continue,
                };
                let mut label = self.lists[packaged].labeler.about(None);
                self.lists[packaged].labeler.fill_link(&mut label, href, None);
                label.shows = shown.iter().find_map(|shown| shown.shows.clone());
                label.resembles = label.resembles.filter(|_| self.lists[packaged].on);
                answers.push(view::ListAnswer { list: self.lists[list].view(), silent, label });
            }
        }
        answers
    }

    /// What each of these lists has found by what a page shows, and what all of them say.
    fn said_of_shown(
        &self,
        asked: &[u32],
        href: &str,
        name: &str,
        texts: &[&str],
    ) -> (Vec<Shown>, Vec<Said>) {
        let each = asked.iter().map(|&place| self.lists[place as usize].shown(href, name, texts));
        let shown: Vec<Shown> = each.collect();
        let found: Vec<Found> =
            shown.iter().map(|shown| shown.found.map_or(Found::Nothing, Found::Key)).collect();
        let said = self.said(asked, &found);
        (shown, said)
    }

    /// What is found by what a page shows: the small integer, and how it was found.
    pub fn shown(&mut self, href: &str, name: &str, texts: &[&str]) -> (u32, How) {
        if self.alone {
            let shown = self.lists[0].labeler.shown(href, name, texts);
            return (shown.found.map_or(0, |found| found.subject + 1), shown.how);
        }
        self.refresh();
        let mut asked = Vec::new();
        self.joined.start(&mut asked);
        if let Some(destination) = link::destination(href) {
            self.joined.destination(&destination, &mut asked);
        }
        self.joined.shown(name, texts, &mut asked);
        let (shown, said) = self.said_of_shown(&asked, href, name, texts);
        if said.iter().any(|said| said.word == Word::Hides) {
            return (0, How::Not);
        }
        let how = match said.first() {
            Some(first) => asked
                .iter()
                .zip(&shown)
                .find(|(place, _)| **place as usize == first.by)
                .map_or(How::Not, |(_, shown)| shown.how),
            // Nobody is known, but one list may know the host that is shown.
            None => {
                shown.iter().map(|shown| shown.how).find(|how| *how == How::Contradiction).unwrap_or_default()
            }
        };
        (self.combined(&said).map_or(0, Found::number), how)
    }
}

impl Combinations {
    /// The small integer of a combination with this hash.
    fn number(&mut self, hash: u64, answers: Vec<Answer>) -> u32 {
        // The upper half is mixed best.
        let mut number = MARK | (hash >> 32) as u32 & (MARK - 1);
        while self.0.get(&number).is_some_and(|known| known.answers != answers) {
            number = MARK | number.wrapping_add(1) & (MARK - 1);
        }
        *self.0.entry(number) = Combination { answers, subject: 1 << 52 | hash >> 12 };
        number
    }
}

impl List {
    fn new(id: &str, name: &str, kind: Kind, fingerprint: Option<String>, labeler: Labeler) -> Self {
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
            id: id.to_owned(),
            name: name.to_owned(),
            kind,
            fingerprint,
            on: true,
            only: Vec::new(),
            labeler,
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

    /// What becomes of the list's answer by this subject. Asked once for each host of a batch, and only of lists with a limit
    /// and of the reader's own.
    fn word(&self, subject: u32) -> Word {
        if self.only.is_empty() && self.kind != Kind::Own {
            return Word::Counts;
        }
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

/// How what two lists say of a link stands to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compared {
    /// One says what the other says.
    Same,
    /// One says less, or something else beside it.
    Compatible,
    /// Each gives a class that the other does not, or both name a state and not the same one.
    Contrary,
}

fn compared(one: &view::Badge, other: &view::Badge) -> Compared {
    fn covers(more: &view::Badge, less: &view::Badge) -> bool {
        less.classes.iter().all(|class| more.classes.contains(class))
    }
    fn state(badge: &view::Badge) -> Option<&String> {
        badge.owner_state.as_ref().or(badge.country.as_ref())
    }
    let (more, less) = (covers(one, other), covers(other, one));
    let (state_of_one, state_of_other) = (state(one), state(other));
    let same = state_of_one == state_of_other;
    if !more && !less || state_of_one.is_some() && state_of_other.is_some() && !same {
        Compared::Contrary
    } else if more && less && same {
        Compared::Same
    } else {
        Compared::Compatible
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn combinations_of_one_hash_have_small_integers_of_their_own_and_are_remembered_by_more_of_it() {
        let answers = |subject| vec![Answer { list: 1, subject }];
        // Alike in the thirty bits of which the small integer is made.
        let (one, other) = (0x4000_0001_0000_1000, 0x8000_0001_0000_2000);
        let met = |order: [(u64, u32); 2]| {
            let mut combinations = Combinations(Sorted::new());
            let mut met = order.map(|(hash, subject)| {
                let number = combinations.number(hash, answers(subject));
                assert_eq!(combinations.number(hash, answers(subject)), number, "met again it is the same");
                (subject, number, combinations.0.get(&number).map(|combination| combination.subject))
            });
            met.sort_unstable();
            met
        };
        let [forwards, backwards] = [met([(one, 7), (other, 8)]), met([(other, 8), (one, 7)])];
        assert_ne!(forwards[0].1, forwards[1].1);
        assert_eq!(forwards[0].1, backwards[1].1, "small integers change places with the order");
        assert_ne!(forwards[0].2, forwards[1].2);
        assert_eq!([forwards[0].2, forwards[1].2], [backwards[0].2, backwards[1].2]);
    }
}
