//! Whose address a link without a label can be taken for.
//!
//! A resemblance is no match: it says that a host resembles an outlet's and is none of its known hosts, and nothing more.
//! It is looked for only where there is no label, and only among outlets whose list of hosts is complete. What resembles
//! what, and how that is found, stands in [`crate::link::names`].
//!
//! In a batch a resemblance has a small integer of its own, far above those of subjects:
//!
//! ```text
//! bit 31   1
//!      2…  ordinal of the outlet
//!      0…1 in which way, by its place in [`How::ALL`]
//! ```

use crate::dataset::model::{Outlet, Subject};
use crate::link::host;
use crate::link::names::{How, Resembling};
use crate::link::unwrap::{Destination, End};

use super::{Found, Labeler, view};

/// Marks the small integers that stand for a resemblance.
pub const MARK: u32 = 1 << 31;

/// The small integer of a resemblance; `None` if the outlet's number leaves no room for it.
fn number(resembling: &Resembling) -> Option<u32> {
    let Subject::Outlet(ordinal) = Subject::from_number(resembling.subject) else { return None };
    let how = How::ALL.iter().position(|how| *how == resembling.how)? as u32;
    (ordinal < MARK >> 2).then_some(MARK | ordinal << 2 | how)
}

fn found(resembling: Option<Resembling>) -> Found {
    resembling.and_then(|resembling| number(&resembling)).map_or(Found::Nothing, Found::Resembles)
}

/// The ordinal of the outlet and the way that a small integer stands for.
pub(super) fn from_number(number: u32) -> Option<(u32, How)> {
    (number & MARK != 0).then(|| ((number & !MARK) >> 2, How::ALL[(number & 3) as usize]))
}

impl Labeler {
    /// What a host resembles of which no parent is in the dataset. `hosted` says that it lies below a hosting platform's;
    /// there is no other rule about it.
    #[inline]
    pub(super) fn resembles(&self, host: &str, hosted: bool) -> Found {
        if self.affixes.may_resemble(host) {
            // Whoever publishes at a hosting platform chose a name there and no domain.
            found(self.dataset.names().find(host, hosted))
        } else {
            Found::Nothing
        }
    }

    /// What a destination without a key resembles.
    #[cold]
    pub(super) fn resembles_at(&self, destination: &Destination<'_>) -> Found {
        found(self.resembling(destination))
    }

    /// The same, with the host that is resembled.
    pub(super) fn resembling(&self, destination: &Destination<'_>) -> Option<Resembling> {
        let host = destination.link.host();
        let rules = &destination.rules;
        let asked = matches!(destination.end, End::Known)
            && rules.platform.is_none()
            && rules.wrappers.is_empty()
            && self.affixes.may_resemble(host)
            && !host::parents(host).any(|parent| self.is_known(parent));
        // Whoever publishes at a hosting platform chose a name there and no domain.
        asked.then(|| self.dataset.names().find(host, rules.hosting.is_some()))?
    }

    fn is_known(&self, parent: host::Parent<'_>) -> bool {
        self.dataset.host(parent.name, parent.hash).is_some_and(|entry| entry.is_known())
    }

    /// The same for readers.
    pub(super) fn resemblance_view(&self, found: &Resembling) -> Option<view::Resemblance> {
        let outlet = self.resembled(found.subject)?;
        Some(view::Resemblance {
            outlet: outlet.name,
            id: outlet.id,
            how: found.how.id(),
            key: found.host.clone(),
        })
    }

    fn resembled(&self, subject: u32) -> Option<Outlet> {
        match Subject::from_number(subject) {
            Subject::Outlet(ordinal) => self.dataset.outlet(ordinal),
            Subject::Site(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_leads_back_to_outlet_and_way() {
        for &how in How::ALL {
            let subject = Subject::Outlet(12_345).number();
            let found = number(&Resembling { subject, how, host: String::new() }).expect("a number");
            assert!(found > u32::MAX / 2 && found != u32::MAX);
            assert_eq!(from_number(found), Some((12_345, how)));
        }
        assert_eq!(from_number(7), None);
        let site = Resembling { subject: Subject::Site(1).number(), how: How::OneEdit, host: String::new() };
        assert_eq!(number(&site), None);
    }
}
