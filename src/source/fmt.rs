//! The canonical form of a record's file: fields in the order of the schema, one line for each key and piece of
//! evidence, blank lines between tables. Comments stay with what they stand above or behind. Applying it twice
//! changes nothing more.

use std::fmt::Write as _;

use toml_edit::{DocumentMut, InlineTable, Item, Table, Value};

/// Order of fields, outermost first. Fields that are not named (a schema error) follow in their own order.
const ORDER: &[&str] = &[
    "rule",
    "record",
    "reason",
    "retired",
    "id",
    "name",
    "native_name",
    "native_lang",
    "country",
    "type",
    "medium",
    "kind",
    "role",
    "attributed_to",
    "aliases",
    "homepage",
    "keys",
    "complete_hosts",
    "owner_end",
    "owner_end_reason",
    "owner_end_evidence",
    "stake",
    "rating",
    "listing",
    "report",
    "site", // tables come last
    "rater",
    "year",
    "funding",
    "governance",
    "editorial",
    "holder",
    "relation",
    "interest",
    "directness",
    "share",
    "since",
    "until",
    "note",
    "authority",
    "act",
    "listed_as",
    "date",
    "principal",
    "principal_id",
    "investigator",
    "host",
    "path",
    "account",
    "scope",
    "imitates",
    "imitates_name",
    "reports",
    "source",
    "locator",
    "publisher",
    "title",
    "url",
    "as_of",
    "retrieved",
    "archive_url",
    "seen",
    "licence",
    "quotes",
    "min",
    "max",
    "admitted",
    "why",
    "not_hosts",
    "not_paths",
    "hosts",
    "account_hosts",
    "front_ends",
    "subdomain",
    "own",
    "paths",
    "steps",
    "opaque",
    "fold_case",
    "ignore",
    "allowed",
    "reserved",
    "evidence",
];

/// The canonical form of a file's text.
///
/// # Errors
///
/// If the text is not TOML.
pub fn canonical(text: &str) -> Result<String, toml_edit::TomlError> {
    let document: DocumentMut = text.parse()?;
    let mut out = String::new();
    table(&mut out, document.as_table(), "");
    comments(&mut out, document.trailing().as_str().unwrap_or_default());
    let trimmed = out.trim_end().len();
    out.truncate(trimmed);
    out.push('\n');
    Ok(out)
}

fn rank(key: &str) -> usize {
    ORDER.iter().position(|known| *known == key).unwrap_or(ORDER.len())
}

/// Fields first, then sub-tables, then arrays of tables.
fn table(out: &mut String, table: &Table, prefix: &str) {
    let mut entries: Vec<(&str, &Item)> = table.iter().collect();
    entries.sort_by_key(|(key, _)| rank(key));
    for (key, item) in &entries {
        if let Item::Value(value) = item {
            if let Some(decor) = table.key(key).map(|key| key.leaf_decor()) {
                comments(out, decor.prefix().and_then(|raw| raw.as_str()).unwrap_or_default());
            }
            put(out, format_args!("{key} = "));
            top_value(out, value);
            trailing_comment(out, value.decor().suffix().and_then(|raw| raw.as_str()));
            out.push('\n');
        }
    }
    for (key, item) in &entries {
        let name = if prefix.is_empty() { (*key).to_owned() } else { format!("{prefix}.{key}") };
        match item {
            Item::Table(sub) => {
                header(out, sub, &format!("[{name}]"));
                self::table(out, sub, &name);
            }
            Item::ArrayOfTables(subs) => {
                for sub in subs {
                    header(out, sub, &format!("[[{name}]]"));
                    self::table(out, sub, &name);
                }
            }
            _ => {}
        }
    }
}

fn header(out: &mut String, table: &Table, text: &str) {
    if !out.is_empty() {
        out.push('\n');
    }
    comments(out, table.decor().prefix().and_then(|raw| raw.as_str()).unwrap_or_default());
    out.push_str(text);
    trailing_comment(out, table.decor().suffix().and_then(|raw| raw.as_str()));
    out.push('\n');
}

/// A value of a field. Lists of tables get a line for each.
fn top_value(out: &mut String, value: &Value) {
    match value.as_array() {
        Some(array) if array.iter().any(Value::is_inline_table) => {
            out.push_str("[\n");
            for element in array {
                let decor = element.decor();
                for line in comment_lines(decor.prefix().and_then(|raw| raw.as_str()).unwrap_or_default()) {
                    put(out, format_args!("  {line}\n"));
                }
                out.push_str("  ");
                inline(out, element);
                out.push(',');
                trailing_comment(out, decor.suffix().and_then(|raw| raw.as_str()));
                out.push('\n');
            }
            for line in comment_lines(array.trailing().as_str().unwrap_or_default()) {
                put(out, format_args!("  {line}\n"));
            }
            out.push(']');
        }
        _ => inline(out, value),
    }
}

fn inline(out: &mut String, value: &Value) {
    match value {
        Value::Array(array) => {
            out.push('[');
            for (index, element) in array.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                inline(out, element);
            }
            out.push(']');
        }
        Value::InlineTable(table) => inline_table(out, table),
        Value::String(string) => basic_string(out, string.value()),
        Value::Integer(number) => put(out, format_args!("{}", number.value())),
        Value::Float(number) => put(out, format_args!("{}", number.value())),
        Value::Boolean(flag) => put(out, format_args!("{}", flag.value())),
        Value::Datetime(date) => put(out, format_args!("{}", date.value())),
    }
}

fn inline_table(out: &mut String, table: &InlineTable) {
    let mut entries: Vec<(&str, &Value)> = table.iter().collect();
    entries.sort_by_key(|(key, _)| rank(key));
    out.push_str("{ ");
    for (index, (key, value)) in entries.into_iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        put(out, format_args!("{key} = "));
        inline(out, value);
    }
    out.push_str(" }");
}

/// A basic string: one spelling for every text.
fn basic_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => put(out, format_args!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("writing to a string cannot fail");
}

/// The comment lines in what stands before something.
fn comments(out: &mut String, raw: &str) {
    for line in comment_lines(raw) {
        out.push_str(line);
        out.push('\n');
    }
}

fn comment_lines(raw: &str) -> impl Iterator<Item = &str> {
    raw.lines().map(str::trim).filter(|line| line.starts_with('#'))
}

fn trailing_comment(out: &mut String, raw: Option<&str>) {
    if let Some(comment) = raw.map(str::trim).filter(|raw| raw.starts_with('#')) {
        put(out, format_args!(" {comment}"));
    }
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn fields_come_in_the_order_of_the_schema_and_comments_stay() {
        let text = "# about RT\ncountry='RU' # where\nname = \"RT\"\nkeys = [{host=\"rt.com\"},\n# mirror\n{host = \"swentr.site\"}]\n\
                    [[stake]]\nrelation=\"publishes\"\n  # who\nholder=\"ano-tv-novosti\"\n# end";
        let expected = "name = \"RT\"\n# about RT\ncountry = \"RU\" # where\nkeys = [\n  { host = \"rt.com\" },\n  # mirror\n  \
                        { host = \"swentr.site\" },\n]\n\n[[stake]]\n# who\nholder = \"ano-tv-novosti\"\nrelation = \"publishes\"\n# end\n";
        let once = canonical(text).expect("TOML");
        assert_eq!(once, expected);
        assert_eq!(canonical(&once).expect("TOML"), once);
    }
}
