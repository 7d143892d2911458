//! The walk of [`super::precedence`], told step by step.

use crate::dataset::model::Subject;
use crate::dataset::read::HostEntry;
use crate::link::unwrap::End;
use crate::link::{self, Link, account, host, hosting};

use super::{Labeler, view::Step};

impl Labeler {
    /// Tells how a link is labelled: what was looked at in which order, and what came of it.
    pub fn explain(&self, href: &str) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut tell = |step, input: &str, outcome: String, found| {
            steps.push(Step { step, input: input.to_owned(), outcome, found });
        };
        let Some(destination) = link::destination(href) else {
            let why = if href.len() > link::MAX_BYTES {
                format!("longer than {} bytes, not looked at", link::MAX_BYTES)
            } else {
                "not an absolute http(s) address".to_owned()
            };
            tell("parse", &shorten(href), why, false);
            tell("result", &shorten(href), "no label".to_owned(), false);
            return steps;
        };
        match Link::parse(href) {
            Some(link) => tell("parse", &shorten(href), shorten(link.as_str()), true),
            None => tell("parse", &shorten(href), shorten(destination.link.as_str()), true),
        }
        for peeled in &destination.via {
            tell("unwrap", peeled.wrapper.name, shorten(&peeled.inside), true);
        }
        let link = destination.link;
        match destination.end {
            End::Known => {}
            End::Opaque(wrapper) => {
                tell("opaque", wrapper.name, "the destination is not in the link".to_owned(), true);
            }
            End::Refused(wrapper) => {
                tell("unwrap", wrapper.name, "what is in it is no address to follow".to_owned(), false);
            }
            End::TooDeep => {
                let why = "wrapped too often, not followed further".to_owned();
                tell("unwrap", &shorten(link.as_str()), why, false);
            }
        }
        if !matches!(destination.end, End::Known) {
            let unknown = "no label: leads somewhere unknown".to_owned();
            tell("result", &shorten(link.as_str()), unknown, false);
            return steps;
        }

        let mut parents: Vec<_> = host::parents(link.host()).collect();
        parents.reverse();
        match account::platform_of(link.host()) {
            Some(platform) => {
                tell("platform", link.host(), platform.name.to_owned(), true);
            }
            None => tell("platform", link.host(), "not a known platform".to_owned(), false),
        }
        match account::account_of(&link) {
            Some(account) => {
                let key = account.key();
                let hit = self.dataset.account(&key).and_then(|hit| self.subject_name(hit.subject));
                let found = hit.is_some();
                tell("account", &key, hit.unwrap_or_else(|| "not in the dataset".to_owned()), found);
            }
            None => tell("account", link.path(), "carries no account".to_owned(), false),
        }
        let hosted = hosting::hosted(&link);
        if let Some(hosted) = &hosted {
            let outcome = format!("{} hosts others: {} is the publisher's", hosted.platform, hosted.place());
            tell("hosting", hosted.host, outcome, true);
        }
        for parent in &parents {
            let whole = parent.is_whole_or_www(link.host());
            let entry = self.dataset.host(parent.name, parent.hash).filter(HostEntry::is_known);
            let Some(entry) = entry else {
                tell("host", parent.name, "not in the dataset".to_owned(), false);
                continue;
            };
            if entry.has_paths() {
                let hit = self.dataset.path(parent, link.path(), whole);
                let name = hit.and_then(|hit| self.subject_name(hit.subject));
                let found = name.is_some();
                let input = format!("{}{}", parent.name, shorten(link.path()));
                tell("path", &input, name.unwrap_or_else(|| "no path key fits".to_owned()), found);
            }
            if let Some(hit) = entry.hit {
                let others = hosted.is_some_and(|hosted| parent.name.len() <= hosted.host.len());
                let reaches = (whole || !entry.exact) && !others;
                let outcome = match self.subject_name(hit.subject) {
                    Some(name) if reaches => name,
                    Some(name) if others => format!("{name}, but not what it hosts"),
                    Some(name) => format!("{name}, but only for the host itself"),
                    None => "not in the dataset".to_owned(),
                };
                tell("host", parent.name, outcome, reaches);
            }
        }
        let label = self.label(href);
        let outcome = match (&label.outlet, &label.operation, &label.matched) {
            (Some(outlet), _, Some(found)) => {
                format!("{} ({}), by {} {}", outlet.name, outlet.country, found.kind, found.key)
            }
            (None, Some(operation), Some(found)) => {
                format!("named in {}, by {} {}", operation.name, found.kind, found.key)
            }
            _ => match &label.resembles {
                Some(found) => {
                    let told = format!("{} ({}), by {}", found.outlet, found.key, found.how);
                    tell("resemblance", link.host(), told, true);
                    let known = format!("not among {}’s known hosts", found.outlet);
                    format!("no label: resembles {}, {known}", found.outlet)
                }
                None => {
                    tell("resemblance", link.host(), "resembles no name".to_owned(), false);
                    "no label: not in the dataset".to_owned()
                }
            },
        };
        tell("result", &shorten(link.as_str()), outcome, label.matched.is_some());
        steps
    }

    fn subject_name(&self, number: u32) -> Option<String> {
        match self.dataset.subject(number)? {
            Subject::Outlet(ordinal) => self.dataset.outlet(ordinal).map(|outlet| outlet.name),
            Subject::Site(ordinal) => {
                let site = self.dataset.site(ordinal)?;
                self.dataset.operation(site.operation).map(|operation| operation.name)
            }
        }
    }
}

/// The start of a long text: an explanation is for reading.
fn shorten(text: &str) -> String {
    const LONGEST: usize = 300;
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
