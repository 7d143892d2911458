//! Labels as text for people: one line of tab-separated columns.

use std::io::{self, Write};

use crate::label::view::Label;

/// `outlet id`, `country`, `classes`, `matched by`, `link`; a dash where there is nothing.
pub(super) fn line(out: &mut dyn Write, label: &Label) -> io::Result<()> {
    let (id, country) = match (&label.outlet, &label.operation) {
        (Some(outlet), _) => (outlet.id.as_str(), outlet.country.as_str()),
        (None, Some(operation)) => (operation.id.as_str(), "-"),
        (None, None) => ("-", "-"),
    };
    let classes = if label.classes.is_empty() { "-".to_owned() } else { label.classes.join(" ") };
    let by = match &label.matched {
        Some(found) => format!("{} {}", found.kind, found.key),
        None => "-".to_owned(),
    };
    writeln!(out, "{id}\t{country}\t{classes}\t{by}\t{}", one_line(&label.url))
}

/// Control characters would break the columns; they are shown as spaces.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
