//! Labels as text for people: one line of tab-separated columns.

use std::io::{self, Write};

use crate::label::view::Label;

/// `outlet id`, `country`, `classes`, `matched by`, `link`; a dash where there is nothing. Where there is no match, its place
/// says why, and behind it stands what contradicts the link's text.
pub(super) fn line(out: &mut dyn Write, label: &Label) -> io::Result<()> {
    let (id, country) = match (&label.outlet, &label.operation) {
        (Some(outlet), _) => (outlet.id.as_str(), outlet.country.as_str()),
        (None, Some(operation)) => (operation.id.as_str(), "-"),
        (None, None) => ("-", "-"),
    };
    let classes = if label.classes.is_empty() { "-".to_owned() } else { label.classes.join(" ") };
    let by = by(label);
    writeln!(out, "{id}\t{country}\t{classes}\t{by}\t{}", one_line(&label.url))
}

/// By what the label matched, or why it did not.
fn by(label: &Label) -> String {
    let found = match (&label.matched, &label.resembles) {
        (Some(found), _) => Some(format!("{} {}", found.kind, found.key)),
        (None, Some(found)) => Some(format!("resembles {} ({})", found.key, found.how)),
        (None, None) if label.opaque => Some("destination not in the link".to_owned()),
        (None, None) => None,
    };
    let shows =
        label.shows.as_ref().map(|shows| format!("shows {}, leads to {}", shows.shown, shows.leads_to));
    let told: Vec<String> = found.into_iter().chain(shows).collect();
    if told.is_empty() { "-".to_owned() } else { told.join("; ") }
}

/// Control characters would break the columns; they are shown as spaces.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
