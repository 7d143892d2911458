//! Public suffixes: under which part of a host anybody can register names.
//!
//! `co.uk` is one and so is `github.io`, while `bbc.co.uk` and `someone.github.io` belong to somebody. Which they are
//! cannot be read off a host; the Public Suffix List says it (<https://publicsuffix.org/list/>), and this looks
//! it up by the algorithm published there: the longest rule decides, an exception prevails over all, and where no rule
//! is the top-level domain is the suffix.
//!
//! The list is an index ([`crate::index`]) of the names of its rules, in their ASCII form:
//!
//! ```text
//! number of a name   bit 0  the name is a suffix           rule `co.uk`
//!                    bit 1  … by the private part of the list
//!                    bit 2  every name below it is one     rule `*.ck`, filed under `ck`
//!                    bit 3  … by the private part
//!                    bit 4  it is none, its parent is      rule `!www.ck`
//! ```
//!
//! Hosts are given as [`super::Link::host`] tells them: lower case, ASCII, without a trailing dot.

use super::host::{self, Parent};
use crate::index::Index;

/// The name is a suffix.
pub const RULE: u32 = 1;
/// … by the private part of the list.
pub const PRIVATE_RULE: u32 = 2;
/// Every name right below it is a suffix.
pub const WILD: u32 = 4;
/// … by the private part of the list.
pub const PRIVATE_WILD: u32 = 8;
/// The name is no suffix although it stands below a wild one.
pub const EXCEPTION: u32 = 16;

/// Who answers for a suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A registry: the part of the list named ICANN.
    Icann,
    /// Somebody who lets others use names below their own: the private part of the list (`github.io`).
    Private,
    /// Nobody listed; the host's last label is taken for one.
    Unlisted,
}

/// The public suffix of a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suffix<'h> {
    /// The end of the host that is one.
    pub name: &'h str,
    /// Who answers for it.
    pub kind: Kind,
}

/// The list, borrowed from the bytes that hold it.
#[derive(Debug, Clone, Copy)]
pub struct Suffixes<'t> {
    index: &'t Index,
    bytes: &'t [u8],
}

impl<'t> Suffixes<'t> {
    /// The list that `bytes` hold, opened as `index`.
    pub fn new(index: &'t Index, bytes: &'t [u8]) -> Self {
        Self { index, bytes }
    }

    /// The public suffix of a host, which may be the whole host. `None` for what has none: an IP address, a host with
    /// an empty label, no host at all.
    pub fn suffix_of<'h>(&self, host: &'h str) -> Option<Suffix<'h>> {
        self.find(host, true)
    }

    /// The shortest part of a host that can be registered: its public suffix and one label more. `None` for a public
    /// suffix itself and for what has none.
    pub fn registrable<'h>(&self, host: &'h str) -> Option<&'h str> {
        one_more(host, self.suffix_of(host)?.name)
    }

    /// The same by the registries' rules alone: `github.io` for `someone.github.io`.
    pub fn registrable_at_registry<'h>(&self, host: &'h str) -> Option<&'h str> {
        one_more(host, self.find(host, false)?.name)
    }

    /// Whether a host is a public suffix that the list names.
    pub fn is_suffix(&self, host: &str) -> bool {
        self.suffix_of(host).is_some_and(|suffix| suffix.name == host && suffix.kind != Kind::Unlisted)
    }

    fn find<'h>(&self, host: &'h str, private: bool) -> Option<Suffix<'h>> {
        if host.starts_with(['.', '[']) || host.ends_with(|last: char| last == '.' || last.is_ascii_digit()) {
            // A host whose last label is a number is an IPv4 address; no top-level domain ends with a digit.
            return None;
        }
        let mut best: Option<Suffix<'h>> = None;
        let mut before: Option<Suffix<'h>> = None;
        let mut wild = None;
        for Parent { name, hash } in host::with_top(host) {
            if name.starts_with('.') {
                return None;
            }
            let number = self.index.get(self.bytes, name, hash).map_or(0, |found| found.number);
            if number & EXCEPTION != 0
                && let Some(kind) = wild
            {
                return before.map(|parent| Suffix { kind, ..parent });
            }
            let allowed = |kind: Option<Kind>| kind.filter(|&kind| private || kind == Kind::Icann);
            let here = |rule, of_private| {
                let kind = if number & of_private != 0 { Kind::Private } else { Kind::Icann };
                (number & rule != 0).then_some(kind)
            };
            let kind = allowed(here(RULE, PRIVATE_RULE)).or(wild);
            before = Some(Suffix { name, kind: Kind::Unlisted });
            match (kind, best) {
                (Some(kind), _) => best = Some(Suffix { name, kind }),
                (None, None) => best = before,
                (None, Some(_)) => {}
            }
            wild = allowed(here(WILD, PRIVATE_WILD));
        }
        best
    }
}

/// `suffix` and the label in front of it.
fn one_more<'h>(host: &'h str, suffix: &str) -> Option<&'h str> {
    let rest = host.strip_suffix(suffix)?.strip_suffix('.')?;
    Some(&host[rest.rfind('.').map_or(0, |dot| dot + 1)..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::suffix_list::{List, Table};

    const LIST: &str = "// ===BEGIN ICANN DOMAINS===\ncom\nuk\nco.uk\n*.ck\n!www.ck\n\n// a comment\nпример  // behind\n\
                        // ===END ICANN DOMAINS===\n// ===BEGIN PRIVATE DOMAINS===\ngithub.io\n*.nodes.example.com\n\
                        !own.nodes.example.com\n// ===END PRIVATE DOMAINS===\n";

    fn table() -> Table {
        Table::new(&List::parse(LIST).expect("a list"))
    }

    #[test]
    fn the_longest_rule_decides() {
        let table = table();
        let suffixes = table.suffixes();
        let icann = |name| Some(Suffix { name, kind: Kind::Icann });
        assert_eq!(suffixes.suffix_of("news.bbc.co.uk"), icann("co.uk"));
        assert_eq!(suffixes.registrable("news.bbc.co.uk"), Some("bbc.co.uk"));
        assert_eq!(suffixes.registrable("parliament.uk"), Some("parliament.uk"));
        assert_eq!(suffixes.registrable("co.uk"), None);
        assert!(suffixes.is_suffix("co.uk") && !suffixes.is_suffix("bbc.co.uk"));
        assert_eq!(suffixes.suffix_of("xn--e1afmkfd"), icann("xn--e1afmkfd"));
    }

    #[test]
    fn a_star_stands_for_one_label_and_an_exception_for_none() {
        let table = table();
        let suffixes = table.suffixes();
        assert_eq!(suffixes.registrable("a.b.test.ck"), Some("b.test.ck"));
        assert_eq!(suffixes.registrable("test.ck"), None);
        assert_eq!(suffixes.registrable("www.ck"), Some("www.ck"));
        assert_eq!(suffixes.registrable("www.www.ck"), Some("www.ck"));
        assert_eq!(suffixes.registrable("ck"), None);
    }

    #[test]
    fn private_rules_are_told_apart() {
        let table = table();
        let suffixes = table.suffixes();
        assert_eq!(
            suffixes.suffix_of("a.github.io"),
            Some(Suffix { name: "github.io", kind: Kind::Private })
        );
        assert_eq!(suffixes.registrable("b.a.github.io"), Some("a.github.io"));
        assert_eq!(suffixes.registrable_at_registry("b.a.github.io"), Some("github.io"));
        assert_eq!(suffixes.registrable("x.y.nodes.example.com"), Some("x.y.nodes.example.com"));
        assert_eq!(suffixes.registrable("w.x.y.nodes.example.com"), Some("x.y.nodes.example.com"));
        assert_eq!(suffixes.registrable("x.own.nodes.example.com"), Some("own.nodes.example.com"));
        assert_eq!(suffixes.registrable_at_registry("x.own.nodes.example.com"), Some("example.com"));
    }

    #[test]
    fn an_unlisted_ending_is_taken_for_a_suffix_and_called_unlisted() {
        let table = table();
        let suffixes = table.suffixes();
        let unlisted = Suffix { name: "example", kind: Kind::Unlisted };
        assert_eq!(suffixes.suffix_of("a.b.example"), Some(unlisted));
        assert_eq!(suffixes.registrable("a.b.example"), Some("b.example"));
        assert!(!suffixes.is_suffix("example"));
    }

    #[test]
    fn what_is_no_name_has_no_suffix() {
        let table = table();
        for host in ["", ".", ".com", "a..com", "com.", "127.0.0.1", "[::1]", "..", "1"] {
            assert_eq!(table.suffixes().suffix_of(host), None, "{host}");
            assert_eq!(table.suffixes().registrable(host), None, "{host}");
        }
    }

    #[test]
    fn a_line_that_is_no_rule_is_named() {
        let error = List::parse("com\na.*.b\n").expect_err("no rule");
        assert_eq!((error.line, error.text.as_str()), (2, "a.*.b"));
        assert_eq!(List::parse("com\nco uk\n[x\n").expect_err("no rule").line, 3);
    }
}
