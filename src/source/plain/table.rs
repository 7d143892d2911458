//! A table with a header: its columns are found by name, wherever they stand.

use crate::dataset::model::Class;
use crate::source::country;

use super::{LONGEST_VALUE, Refusal, Row, quoted};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Key,
    Name,
    Country,
    Owner,
    Class,
    Text,
    Evidence,
}

/// Names of columns, letters and digits alone, in lower case. The first of each is told in messages. A name that means
/// one thing here and another there is none of them, and the reader is told that its column is not used: `state` holds
/// `CA` for California as well as for Canada, `medium` holds `TV`, a `publisher` need not be the owner.
const COLUMNS: &[(Column, &[&str])] = &[
    (
        Column::Key,
        &[
            "host", "hosts", "key", "keys", "domain", "domains", "site", "website", "url", "address", "link",
            "account",
        ],
    ),
    (Column::Name, &["name", "outlet", "publication"]),
    (Column::Country, &["country", "countrycode", "nation"]),
    (Column::Owner, &["owner", "ownedby", "owners"]),
    (Column::Class, &["class", "classes", "type", "category", "label", "rating"]),
    (Column::Text, &["note", "notes", "text", "comment", "comments", "description", "remark", "remarks"]),
    (Column::Evidence, &["source", "sources", "evidence", "reference", "proof", "sourceurl"]),
];

/// The word in the column of classes by which the reader hides a label.
const HIDDEN: &str = "hidden";

const SAVE: &str = "save it as CSV, with the names of the columns in the first line";

/// Whether a text begins with a header that has a column for addresses.
pub(super) fn has_header(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    let fields = first.split(char::from(delimiter(first))).map(|field| column(&folded(field)));
    // A single word may be a host's own first label; a list of hosts has dots in it.
    !first.contains('.')
        && !first.trim_start().starts_with(['#', '!'])
        && fields.into_iter().any(|column| column == Some(Column::Key))
}

/// Reads the rows, and tells which columns are not used.
pub(super) fn read(text: &str, own: bool) -> Result<(Vec<Row>, Vec<String>), Refusal> {
    let delimiter = delimiter(text.lines().next().unwrap_or_default());
    if let Some(line) = never_closed(text, delimiter) {
        let help = "close the quotation mark that opens a field in this line";
        return Err(Refusal::new("fields", line, "a quotation mark that is never closed", help));
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let header = match records.next() {
        Some(Ok(header)) => header,
        Some(Err(_)) => return Err(Refusal::new("no-table", 1, "this is no CSV", SAVE)),
        None => {
            return Err(Refusal::new("empty", None, "the file is empty", "check that it is the right file"));
        }
    };
    let columns: Vec<Option<Column>> = header.iter().map(|name| column(&folded(name))).collect();
    if !columns.contains(&Some(Column::Key)) {
        let found = header.iter().take(6).map(quoted).collect::<Vec<_>>().join(", ");
        let message =
            format!("no column for addresses, such as \"host\" or \"site\"; the columns are {found}");
        return Err(Refusal::new("no-header", 1, message, SAVE));
    }
    for (column, names) in COLUMNS.iter().filter(|(column, _)| *column != Column::Key) {
        let mut twice = columns.iter().zip(header.iter()).filter(|(found, _)| **found == Some(*column));
        if let (Some((_, one)), Some((_, other))) = (twice.next(), twice.next()) {
            let message = format!("{} and {} both mean \"{}\"", quoted(one), quoted(other), names[0]);
            return Err(Refusal::new("column-twice", 1, message, "rename one of the two columns"));
        }
    }
    let unused = columns
        .iter()
        .zip(header.iter())
        .filter(|(column, name)| column.is_none() && !name.trim().is_empty());
    let unused = unused.map(|(_, name)| name.trim().chars().take(60).collect()).collect();
    let mut rows = Vec::new();
    for record in records {
        let record = record.map_err(|error| {
            let line = error.position().map(|position| position.line() as usize);
            Refusal::new("no-table", line, "this is no CSV", SAVE)
        })?;
        let line = record.position().map_or(0, |position| {
            // The reader tells where it began to look; empty lines before the record do not count for it.
            let rest = text.as_bytes().get(position.byte() as usize..).unwrap_or_default();
            let breaks = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
            position.line() as usize + breaks.filter(|&&byte| byte == b'\n').count()
        });
        if record.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        if record.len() != columns.len() {
            let message = format!("{} fields, but the header has {}", record.len(), columns.len());
            let help = "check the quotation marks and separators of this line and of the one before";
            return Err(Refusal::new("fields", line, message, help));
        }
        rows.push(row(line, &columns, &record, own)?);
    }
    Ok((rows, unused))
}

fn row(
    line: usize,
    columns: &[Option<Column>],
    record: &csv::StringRecord,
    own: bool,
) -> Result<Row, Refusal> {
    let mut row = Row { line, ..Row::default() };
    for (column, value) in columns.iter().zip(record.iter()) {
        let value = value.trim();
        if value.len() > LONGEST_VALUE {
            let message = format!("a field of {} characters; at most {LONGEST_VALUE} are taken", value.len());
            return Err(Refusal::new("field-length", line, message, "check the quotation marks before it"));
        }
        let Some(column) = column.filter(|_| !value.is_empty()) else { continue };
        match column {
            Column::Key => {
                row.keys.extend(parts(value, &[' ', '\t', '\n', '\r', ',', ';']).map(str::to_owned))
            }
            Column::Name => row.name = Some(plain(value)),
            Column::Owner => row.owner = Some(plain(value)),
            Column::Text => row.text = Some(value.to_owned()),
            Column::Country => {
                row.country = Some(country::by_plain_name(value).ok_or_else(|| {
                    let help = "write its English name, its code of two letters, or nothing";
                    Refusal::new("country", line, format!("{} is no country", quoted(value)), help)
                })?);
            }
            Column::Class => {
                for word in parts(value, &[',', ';', '|', '/']) {
                    if own && word == HIDDEN {
                        row.hidden = true;
                        continue;
                    }
                    let class = class(word).ok_or_else(|| {
                        let ids = Class::ALL.iter().map(|class| class.id()).collect::<Vec<_>>().join(", ");
                        let message = format!("{} is no class", quoted(word));
                        Refusal::new("class", line, message, format!("write one of {ids}, or nothing"))
                    })?;
                    if !row.classes.contains(&class) {
                        row.classes.push(class);
                    }
                }
            }
            Column::Evidence => {
                let is_web = |text: &str| {
                    url::Url::parse(text)
                        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host_str().is_some())
                };
                if is_web(value) {
                    row.evidence = Some(value.to_owned());
                } else {
                    let message = format!("{} is no web address", quoted(value));
                    let help = "write a source as an address that begins with https://, or a note in a column \"note\"";
                    return Err(Refusal::new("source", line, message, help));
                }
            }
        }
    }
    if row.keys.is_empty() {
        let help = "write the site's host, such as example.org, or remove the line";
        return Err(Refusal::new("no-host", line, "a line without an address", help));
    }
    Ok(row)
}

/// The line in which a field is opened by a quotation mark that nothing closes: it would swallow all lines behind it.
fn never_closed(text: &str, delimiter: u8) -> Option<usize> {
    let (mut line, mut opened) = (1, 1);
    let (mut inside, mut at_start, mut closed) = (false, true, false);
    for byte in text.bytes() {
        match byte {
            b'"' if inside => (inside, closed) = (false, true),
            // Two of them inside a field stand for one.
            b'"' if closed => (inside, closed) = (true, false),
            b'"' if at_start => (inside, at_start, opened) = (true, false, line),
            _ => {
                closed = false;
                at_start = byte == delimiter || byte == b'\n' || byte == b'\r';
            }
        }
        line += usize::from(byte == b'\n');
    }
    inside.then_some(opened)
}

/// A class by its id or by the same words as people write them: `State controlled`, `state_controlled`.
fn class(word: &str) -> Option<Class> {
    let words = word.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    Class::from_id(&words.collect::<Vec<_>>().join("-").to_ascii_lowercase())
}

fn parts<'t>(value: &'t str, between: &'t [char]) -> impl Iterator<Item = &'t str> {
    value.split(between).map(str::trim).filter(|part| !part.is_empty())
}

/// A name on one line.
fn plain(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn column(name: &str) -> Option<Column> {
    COLUMNS.iter().find(|(_, names)| names.contains(&name)).map(|(column, _)| *column)
}

/// What stands between fields: what the header has most of. Spreadsheets write semicolons where the comma is a decimal
/// sign.
fn delimiter(header: &str) -> u8 {
    let count = |byte: &u8| header.bytes().filter(|other| other == byte).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(count).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str, line: usize, code: &str, said: &str) {
        let error = read(text, false).expect_err(text);
        assert_eq!((error.line, error.code), (Some(line), code), "{error}");
        assert!(error.message.contains(said), "{error}");
    }

    #[test]
    fn columns_are_found_by_name_in_any_order_with_any_separator() {
        for text in [
            "Site,Name,Country,Owner,Type,Note,Source,Seen\npaper.example,\"The  Paper\",germany,Trust,State controlled,\"a, b\",https://r.example/1,x\n",
            "\u{a0}NAME\tseen\tdomain\tcountry code\towned by\tclass\tcomments\treference\nThe Paper\tx\tpaper.example\tDE\tTrust\tstate_controlled\ta, b\thttps://r.example/1\n",
            "name;seen;url;country;owner;category;text;evidence\nThe Paper;x;paper.example;de;Trust;state-controlled;a, b;https://r.example/1\n",
        ] {
            let (rows, unused) = read(text, false).expect(text);
            let expected = Row {
                line: 2,
                keys: vec!["paper.example".into()],
                name: Some("The Paper".into()),
                country: Some("DE"),
                owner: Some("Trust".into()),
                classes: vec![Class::StateControlled],
                hidden: false,
                text: Some("a, b".into()),
                evidence: Some("https://r.example/1".into()),
            };
            assert_eq!(rows, [expected], "{text}");
            assert_eq!(unused.len(), 1, "{text}");
        }
    }

    #[test]
    fn a_column_whose_name_can_mean_two_things_is_not_used() {
        let text =
            "site,state,medium,publisher,company,title\npaper.example,CA,TV,Some Printer,Some Ltd,Mr\n";
        let (rows, unused) = read(text, false).expect("a table");
        assert_eq!((&rows[0].country, &rows[0].name, &rows[0].owner), (&None, &None, &None));
        assert_eq!(unused, ["state", "medium", "publisher", "company", "title"]);
    }

    #[test]
    fn a_line_may_have_several_addresses_and_classes_and_empty_lines_are_none() {
        let (rows, _) =
            read("host,class\n\n\"a.example, b.example\",private; sanctioned\n,\n", false).expect("a table");
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].keys, ["a.example", "b.example"]);
        assert_eq!(rows[0].classes, [Class::Private, Class::Sanctioned]);
        assert_eq!(rows[0].line, 3);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        refused("name,country\nA,DE\n", 1, "no-header", "no column for addresses");
        refused("host,note,comment\na.example,1,2\n", 1, "column-twice", "\"note\" and \"comment\"");
        refused("host,name\na.example\n", 2, "fields", "1 fields, but the header has 2");
        refused("host,country\na.example,DE\nb.example,Atlantis\n", 3, "country", "Atlantis");
        refused("host,class\na.example,propaganda\n", 2, "class", "propaganda");
        refused("host,class\na.example,hidden\n", 2, "class", "hidden");
        refused("host,source\na.example,javascript:alert(1)\n", 2, "source", "javascript:");
        refused("host,name\n,The Paper\n", 2, "no-host", "without an address");
        refused(&format!("host,note\na.example,{}\n", "x".repeat(5000)), 2, "field-length", "5000");
    }

    #[test]
    fn only_the_reader_can_hide() {
        let (rows, _) = read("host,class\na.example,hidden\n", true).expect("the reader's own");
        assert!(rows[0].hidden && rows[0].classes.is_empty());
    }

    #[test]
    fn a_table_is_told_from_a_list_of_hosts_by_its_first_line() {
        for table in ["host", "Name;Website", "domain,owner\n", "a\tURL\t"] {
            assert!(has_header(table), "{table}");
        }
        for list in ["", "host.example", "# host", "0.0.0.0 host.example", "example.org,host"] {
            assert!(!has_header(list), "{list}");
        }
    }
}
