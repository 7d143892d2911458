//! The Public Suffix List: from its published form to the index that `link::suffix` looks it up in.

use std::collections::BTreeMap;

use crate::index::Index;
use crate::index::write::{Entry, write};
use crate::link::host;
use crate::link::suffix::{EXCEPTION, PRIVATE_RULE, PRIVATE_WILD, RULE, Suffixes, WILD};

/// The names of the rules with their numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List(BTreeMap<String, u32>);

/// A line of the list that is no rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// Its number, from 1.
    pub line: usize,
    /// What it says.
    pub text: String,
}

impl List {
    /// Reads the list in its published form (<https://github.com/publicsuffix/list/wiki/Format>): a rule a line, up
    /// to the first white space; `//` starts a comment, and comments mark the two parts.
    ///
    /// # Errors
    ///
    /// The first line that is no rule.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let mut names = BTreeMap::<String, u32>::new();
        let mut private = false;
        for (line, whole) in (1..).zip(text.lines()) {
            if whole.starts_with("//") {
                private = (private || whole.contains("===BEGIN PRIVATE DOMAINS==="))
                    && !whole.contains("===END PRIVATE DOMAINS===");
                continue;
            }
            let Some(rule) = whole.split_whitespace().next() else { continue };
            let (name, bits) = if let Some(name) = rule.strip_prefix('!') {
                (name, EXCEPTION)
            } else if let Some(name) = rule.strip_prefix("*.") {
                (name, if private { WILD | PRIVATE_WILD } else { WILD })
            } else {
                (rule, if private { RULE | PRIVATE_RULE } else { RULE })
            };
            let Ok(url::Host::Domain(name)) = url::Host::parse(name) else {
                return Err(Malformed { line, text: whole.to_owned() });
            };
            if name.contains('*') {
                return Err(Malformed { line, text: whole.to_owned() });
            }
            *names.entry(name).or_default() |= bits;
        }
        Ok(Self(names))
    }

    /// How many names it has.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Its names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Its names, each with its bits.
    pub fn numbers(&self) -> impl Iterator<Item = (&str, u32)> {
        self.0.iter().map(|(name, &bits)| (name.as_str(), bits))
    }

    /// The list as an index, near that of an earlier build.
    pub fn write(&self, previous: Option<(&Index, &[u8])>) -> Vec<u8> {
        let keys: Vec<Entry<'_>> =
            self.0.iter().map(|(text, &number)| Entry { text, number, more: Vec::new() }).collect();
        write(&keys, host::hash, previous)
    }
}

/// A list that stands by itself.
#[derive(Debug, Clone)]
pub struct Table {
    index: Index,
    bytes: Vec<u8>,
}

impl Table {
    /// Ready to look up in.
    pub fn new(list: &List) -> Self {
        let bytes = list.write(None);
        let index = Index::open(&bytes).expect("what was just written can be read");
        Self { index, bytes }
    }

    /// To look up in.
    pub fn suffixes(&self) -> Suffixes<'_> {
        Suffixes::new(&self.index, &self.bytes)
    }
}
