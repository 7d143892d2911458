//! What the sanction lists have in common: a subject with names, hosts and owners, and the act that lists it.

use super::proposal::{Folder, Proof, Proposals, ProposedListing, ProposedStake, key_of};
use crate::dataset::model::{EntityKind, Interest, ListingKind, Relation};

/// Who is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// A body of any kind.
    Body,
    /// A natural person.
    Person,
}

/// One subject of a list.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) subject: Subject,
    /// The main name first.
    pub(super) names: Vec<String>,
    pub(super) country: Option<&'static str>,
    /// Addresses or hosts of its sites.
    pub(super) sites: Vec<String>,
    pub(super) listings: Vec<ProposedListing>,
    /// The list's own number, in evidence.
    pub(super) number: String,
    /// Parents by name, as the list states them.
    pub(super) parents: Vec<(String, &'static str)>,
}

impl Listed {
    pub(super) fn new(subject: Subject, number: String) -> Self {
        Self {
            subject,
            names: vec![],
            country: None,
            sites: vec![],
            listings: vec![],
            number,
            parents: vec![],
        }
    }
}

/// A listing of the kind `sanction`, still without its name and dates.
pub(super) fn sanction(authority: &'static str, act: String, number: &str) -> ProposedListing {
    ProposedListing {
        kind: ListingKind::Sanction,
        authority,
        act,
        listed_as: None,
        date: None,
        until: None,
        principal: None,
        proof: Proof::at(number),
    }
}

/// Proposes an entity for a subject.
pub(super) fn propose(listed: Listed, proposals: &mut Proposals) {
    let Some(main) = listed.names.first().cloned() else {
        return proposals.leave_out("a subject without a name", listed.number);
    };
    let parents: Vec<_> = listed
        .parents
        .iter()
        .filter_map(|(parent, note)| {
            let (id, _) = proposals.record(Folder::Entities, parent, None)?;
            Some((id, *note))
        })
        .collect();
    let Some((id, entity)) = proposals.record(Folder::Entities, &main, listed.country) else { return };
    if listed.subject == Subject::Person {
        entity.entity_kind = Some(EntityKind::Person);
        entity.role.get_or_insert_with(|| "Listed person".to_owned());
    }
    for name in listed.names.iter().skip(1) {
        entity.alias(name);
    }
    for site in &listed.sites {
        let host = key_of(site, &Proof::default()).ok().filter(|key| key.kind == "host");
        if let Some(key) = host.filter(|key| !entity.hosts.contains(&key.text)) {
            entity.hosts.push(key.text);
        }
    }
    for mut listing in listed.listings {
        listing.listed_as.get_or_insert_with(|| main.clone());
        entity.listing(listing);
    }
    for (holder, note) in parents.into_iter().filter(|(holder, _)| *holder != id) {
        entity.stake(ProposedStake {
            holder,
            relation: Relation::Owns,
            interest: Some(Interest::UnknownInterest),
            directness: None,
            share: None,
            since: None,
            until: None,
            note: Some(note.to_owned()),
            proof: Proof::at(&listed.number),
        });
    }
}
