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

/// What a host is, with the ordinal of its record.
#[derive(Debug, Clone, Copy)]
enum Role {
    Platform(u16),
    Wrapper(u16),
    Hosting(u16),
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
    entries(host, parent).next().is_some()
}

/// The platform a host belongs to.
pub(super) fn platform(host: &str) -> Option<&'static Platform> {
    let platforms = roles(host).filter_map(|role| match role {
        Role::Platform(index) => Some(&PLATFORMS[usize::from(index)]),
        _ => None,
    });
    platforms.filter(|platform| !platform.not_hosts.contains(&host)).last()
}

/// The wrappers that may stand at a host, those of the shortest parent first.
pub(super) fn wrappers(host: &str) -> Vec<&'static Wrapper> {
    let wrappers = roles(host).filter_map(|role| match role {
        Role::Wrapper(index) => Some(&WRAPPERS[usize::from(index)]),
        _ => None,
    });
    wrappers.filter(|wrapper| !wrapper.not_hosts.contains(&host)).collect()
}

/// Whether wrappers stand at a host, whatever the link.
pub(crate) fn is_wrapper(host: &str) -> bool {
    !wrappers(host).is_empty()
}

/// The hosting platform that a host is or lies below, with the platform's own host.
pub(super) fn hosting(host: &str) -> Option<(&'static Hosting, &str)> {
    host::parents(host)
        .flat_map(|parent| entries(host, &parent).map(move |entry| (entry.role, parent.name)))
        .filter_map(|(role, name)| match role {
            Role::Hosting(index) => Some((&HOSTING[usize::from(index)], name)),
            _ => None,
        })
        .last()
}

/// What a host is, for each of its parents that has rules, the shortest first.
fn roles(host: &str) -> impl Iterator<Item = Role> {
    host::parents(host).flat_map(move |parent| entries(host, &parent).map(|entry| entry.role))
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

    #[inline]
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
