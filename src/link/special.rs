//! Hosts that have rules: platforms, wrappers, hosting platforms. One table for all, laid out when compiling under the
//! hash of [`super::host`], so that labelling meets them on the walk over a host's parents that it does anyway.

use super::account::{PLATFORMS, Platform};
use super::host::{self, Parent};
use super::hosting::{HOSTING, Hosting};
use super::wrapper::{WRAPPERS, Wrapper};

struct Entry {
    /// Where its name lies in [`NAMES`].
    at: u16,
    length: u8,
    /// Whether hosts below are meant too. Otherwise it is the host itself and its `www.`.
    below: bool,
    role: Role,
}

/// What a host is, with the ordinal of its record: a byte, so that an entry takes six.
#[derive(Debug, Clone, Copy)]
enum Role {
    Platform(u8),
    Wrapper(u8),
    Hosting(u8),
}

include!(concat!(env!("OUT_DIR"), "/special.rs"));

impl Entry {
    #[inline]
    fn name(&self) -> &'static str {
        let at = usize::from(self.at);
        NAMES.get(at..at + usize::from(self.length)).unwrap_or_default()
    }
}

/// Whether `parent`, met on the walk up from `host`, has rules that cover `host`.
#[inline]
pub(crate) fn has_rules(host: &str, parent: &Parent<'_>) -> bool {
    let (word, bits) = host::filtered(parent.hash, FILTER.len());
    FILTER[word] & bits == bits && entries(host, parent).next().is_some()
}

/// Where the rules about `parent` that cover `host` say no more than that others publish below it, and the host alone tells
/// whether somebody does: whether it is so. `None` where more of a link matters.
pub(crate) fn label_publishes(host: &str, parent: &Parent<'_>) -> Option<bool> {
    entries(host, parent).try_fold(false, |_, entry| match entry.role {
        Role::Hosting(index) => HOSTING[usize::from(index)].label_publishes(host, parent.name.len()),
        Role::Platform(_) | Role::Wrapper(_) => None,
    })
}

/// What all rules together make of a host.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rules {
    /// The platform it belongs to.
    pub(crate) platform: Option<&'static Platform>,
    /// The wrappers that may stand there, those of the shortest parent first.
    pub(crate) wrappers: Vec<&'static Wrapper>,
    /// The hosting platform that it is or lies below, with the length of the platform's own host.
    pub(crate) hosting: Option<(&'static Hosting, usize)>,
}

impl Rules {
    /// Looks at a host and its parents, once for all.
    pub(crate) fn of(host: &str) -> Self {
        let mut rules = Self::default();
        for parent in host::parents(host) {
            for entry in entries(host, &parent) {
                match entry.role {
                    Role::Platform(index) => {
                        let platform = &PLATFORMS[usize::from(index)];
                        if !platform.not_hosts.contains(&host) {
                            rules.platform = Some(platform);
                        }
                    }
                    Role::Wrapper(index) => {
                        let wrapper = &WRAPPERS[usize::from(index)];
                        if !wrapper.not_hosts.contains(&host) {
                            rules.wrappers.push(wrapper);
                        }
                    }
                    Role::Hosting(index) => {
                        rules.hosting = Some((&HOSTING[usize::from(index)], parent.name.len()));
                    }
                }
            }
        }
        rules
    }
}

#[inline]
fn entries<'h>(host: &'h str, parent: &Parent<'h>) -> Entries<'h> {
    Entries { host, parent: *parent, slot: parent.hash as usize & (SLOTS.len() - 1) }
}

struct Entries<'h> {
    host: &'h str,
    parent: Parent<'h>,
    slot: usize,
}

impl Iterator for Entries<'_> {
    type Item = &'static Entry;

    fn next(&mut self) -> Option<&'static Entry> {
        // Half of the slots is taken at most, so there is an empty one behind any run.
        loop {
            let number = SLOTS[self.slot];
            if number == 0 {
                return None;
            }
            self.slot = (self.slot + 1) & (SLOTS.len() - 1);
            let entry = &HOSTS[usize::from(number) - 1];
            if entry.name() == self.parent.name && (entry.below || self.parent.is_whole_or_www(self.host)) {
                return Some(entry);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_host_is_found_under_its_hash() {
        for entry in HOSTS {
            let parent =
                host::parents(entry.name()).last().unwrap_or_else(|| panic!("{} is a host", entry.name()));
            assert!(
                entries(entry.name(), &parent).any(|found| found.name() == entry.name()),
                "{}",
                entry.name()
            );
            assert!(has_rules(entry.name(), &parent), "{}", entry.name());
        }
    }

    #[test]
    fn at_most_half_of_the_slots_is_taken() {
        assert!(SLOTS.len().is_power_of_two());
        assert!(SLOTS.iter().filter(|slot| **slot != 0).count() * 2 <= SLOTS.len());
    }
}
