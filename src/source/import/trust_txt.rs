//! `trust.txt` (JournalList): lines of `name=value`, `#` for comments. A file is its host's own word, so control counts
//! only where both sides state it: `control=` in one file and `controlledby=` in the other's. `social=` names the
//! host's own accounts.
//!
//! The files are named after their hosts: `example.org.txt`, or `example.org/trust.txt`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::Source;
use super::input::{ImportError, Input};
use super::proposal::{Folder, Proof, Proposals, ProposedKey, ProposedStake, key_of};
use crate::dataset::model::{Interest, Relation};
use crate::source::keys::normal_host;

/// Attribute names of the specification.
const KNOWN: &[&str] = &[
    "belongto",
    "contact",
    "control",
    "controlledby",
    "customer",
    "datatrainingallowed",
    "disclosure",
    "member",
    "social",
    "vendor",
];

#[derive(Default)]
struct File {
    controls: BTreeSet<String>,
    controlled_by: BTreeSet<String>,
    accounts: Vec<ProposedKey>,
}

pub(super) fn run(sources: &[Source<'_>], proposals: &mut Proposals) -> Result<(), ImportError> {
    let mut files: BTreeMap<String, File> = BTreeMap::new();
    for Source { input, text } in sources {
        let host = host_of(input)?;
        let file = files.entry(host.clone()).or_default();
        read(input, text, &host, file, proposals)?;
    }
    for (host, file) in &files {
        for controller in &file.controlled_by {
            let both = files.get(controller).is_some_and(|other| other.controls.contains(host));
            if !both {
                proposals.leave_out(
                    "control that only one side states",
                    format!("{host} controlledby {controller}"),
                );
                continue;
            }
            let Some((holder, _)) = proposals.record(Folder::Entities, controller, None) else { continue };
            let proof = Proof {
                locator: format!("controlledby={controller}"),
                url: Some(format!("https://{host}/trust.txt")),
            };
            if let Some(outlet) = outlet(host, proposals) {
                outlet.stake(ProposedStake {
                    holder,
                    relation: Relation::Operates,
                    interest: Some(Interest::OtherInfluenceOrControl),
                    directness: None,
                    share: None,
                    since: None,
                    until: None,
                    note: Some("control, stated by both".to_owned()),
                    proof,
                });
            }
        }
        for controlled in &file.controls {
            let both = files.get(controlled).is_some_and(|other| other.controlled_by.contains(host));
            if !both {
                proposals
                    .leave_out("control that only one side states", format!("{host} control {controlled}"));
            }
        }
        if !file.accounts.is_empty()
            && let Some(outlet) = outlet(host, proposals)
        {
            file.accounts.iter().for_each(|account| outlet.key(account.clone()));
        }
    }
    Ok(())
}

/// The outlet of a host, which is named after it until a person gives it its name.
fn outlet<'p>(host: &str, proposals: &'p mut Proposals) -> Option<&'p mut super::proposal::Proposal> {
    let (_, outlet) = proposals.record(Folder::Outlets, host, None)?;
    let proof = Proof { locator: String::new(), url: Some(format!("https://{host}/trust.txt")) };
    outlet.key(ProposedKey { kind: "host", text: host.to_owned(), proof });
    outlet.remark("Named after its host: give it its name".to_owned());
    Some(outlet)
}

fn host_of(input: &Input<'_>) -> Result<String, ImportError> {
    let path = Path::new(input.name);
    let own = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let folder = path.parent().and_then(|parent| parent.file_name()).and_then(|name| name.to_str());
    let named = if own == "trust" { folder.unwrap_or_default() } else { own };
    let host = normal_host(named.strip_prefix("www.").unwrap_or(named));
    host.ok_or_else(|| {
        let help = "name it example.org.txt or example.org/trust.txt, after the host it was fetched from";
        ImportError::new(input, None, "the file's name is not that of a host", help)
    })
}

fn read(
    input: &Input<'_>,
    text: &str,
    host: &str,
    file: &mut File,
    proposals: &mut Proposals,
) -> Result<(), ImportError> {
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        let Some((name, value)) = line.split_once('=') else {
            return Err(ImportError::new(
                input,
                number,
                "a line that is not name=value",
                "get the file again",
            ));
        };
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
        let proof =
            Proof { locator: format!("{name}={value}"), url: Some(format!("https://{host}/trust.txt")) };
        let other = || key_of(value, &proof).ok().filter(|key| key.kind == "host").map(|key| key.text);
        match name.as_str() {
            "control" | "controlledby" => match other() {
                Some(other) if name == "control" => drop(file.controls.insert(other)),
                Some(other) => drop(file.controlled_by.insert(other)),
                None => proposals.leave_out(
                    format!("{name} that names no host"),
                    format!("{}, line {number}", input.name),
                ),
            },
            "social" => match key_of(value, &proof) {
                Ok(key) if key.kind == "account" => file.accounts.push(key),
                _ => proposals.leave_out("social that names no account of a known platform", value),
            },
            name if KNOWN.contains(&name) => {}
            name => proposals.leave_out(
                "an attribute that trust.txt does not have",
                format!("{name}, {} line {number}", input.name),
            ),
        }
    }
    Ok(())
}
