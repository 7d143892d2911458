//! CSV read by the names of its columns, never by their place.

use std::collections::HashMap;

use super::input::{ImportError, Input, LONGEST_VALUE};

/// A header is looked for in this many rows: some lists print the date of the report above it.
const HEADER_WITHIN: usize = 5;

/// A CSV file with a header.
pub(super) struct Table {
    columns: HashMap<String, usize>,
    rows: Vec<(usize, csv::StringRecord)>,
    /// Lines with another number of fields than the header: a broken quotation mark shifts the columns, and what
    /// stands under a name is then not what the name says.
    pub(super) shifted: Vec<usize>,
}

/// One row.
pub(super) struct Row<'t> {
    table: &'t Table,
    /// Line in the file, from 1.
    pub(super) line: usize,
    record: &'t csv::StringRecord,
}

impl Row<'_> {
    /// The value under one of several names of a column, trimmed; empty where there is none.
    pub(super) fn get(&self, names: &[&str]) -> &str {
        let column = names.iter().find_map(|name| self.table.columns.get(&plain(name)));
        column.and_then(|&column| self.record.get(column)).unwrap_or_default().trim()
    }
}

impl Table {
    /// Reads a table whose header has all the columns in `required`; each is given by its names.
    pub(super) fn read(
        input: &Input<'_>,
        text: &str,
        delimiter: u8,
        required: &[&[&str]],
    ) -> Result<Self, ImportError> {
        let help = "save it as CSV, with the names of the columns in the first line";
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(text.as_bytes());
        let mut columns: Option<HashMap<String, usize>> = None;
        let mut width = 0;
        let mut table = Self { columns: HashMap::new(), rows: Vec::new(), shifted: Vec::new() };
        let mut first = String::new();
        for (index, record) in reader.records().enumerate() {
            let record = record.map_err(|error| {
                let line = error.position().map(|position| position.line() as usize);
                ImportError::new(input, line, "this is no CSV", help)
            })?;
            let line = record.position().map_or(0, |position| position.line() as usize);
            if let Some(field) = record.iter().find(|field| field.len() > LONGEST_VALUE) {
                let message = format!("a field of {} KB", field.len() >> 10);
                return Err(ImportError::new(input, line, message, "check the quotation marks before it"));
            }
            if columns.is_some() {
                if record.len() == width {
                    table.rows.push((line, record));
                } else {
                    table.shifted.push(line);
                }
                continue;
            }
            let names: Vec<String> = record.iter().map(plain).collect();
            let has = |column: &&[&str]| column.iter().any(|name| names.contains(&plain(name)));
            if required.iter().all(has) {
                width = record.len();
                let mut found = HashMap::new();
                for (place, name) in names.into_iter().enumerate().filter(|(_, name)| !name.is_empty()) {
                    if found.insert(name, place).is_some() {
                        let message =
                            format!("the column \"{}\" stands twice", record.get(place).unwrap_or_default());
                        return Err(ImportError::new(
                            input,
                            line,
                            message,
                            "rename or remove one of the two",
                        ));
                    }
                }
                columns = Some(found);
                continue;
            }
            if index == 0 {
                first = record.iter().take(6).collect::<Vec<_>>().join(", ").chars().take(120).collect();
            }
            if index + 1 >= HEADER_WITHIN {
                break;
            }
        }
        let Some(columns) = columns else {
            let names: Vec<_> = required.iter().filter_map(|names| names.first()).copied().collect();
            let message = format!("no header with {}; the file begins with: {first}", names.join(", "));
            return Err(ImportError::new(input, 1, message, help));
        };
        table.columns = columns;
        Ok(table)
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, record)| Row { table: self, line: *line, record })
    }
}

/// A column's name as it is compared: letters and digits alone. `Foreign Principal` is `Foreign_principal`.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Table, String> {
        let input = Input { name: "f.csv", bytes: text.as_bytes() };
        Table::read(&input, text, b',', &[&["Name"], &["URL", "Website"]]).map_err(|error| error.to_string())
    }

    #[test]
    fn columns_are_found_by_name_wherever_they_stand() {
        let table = read("Report Date: 1\nwebsite,Other,NAME\n u ,o,\"n, m\"\nshifted\n").expect("a table");
        let row = table.rows().next().expect("a row");
        assert_eq!((row.get(&["Name"]), row.get(&["URL", "Website"]), row.line), ("n, m", "u", 3));
        assert_eq!(row.get(&["Absent"]), "");
        assert_eq!(table.shifted, [4]);
    }

    #[test]
    fn a_table_without_its_header_is_refused() {
        let error = read("RT,https://rt.com\nBBC,https://bbc.com\n").err().expect("no header");
        assert_eq!(
            error,
            "f.csv:1: no header with Name, URL; the file begins with: RT, https://rt.com (help: save it as CSV, \
             with the names of the columns in the first line)"
        );
        assert!(read("Name,URL,name\n").err().expect("twice").contains("\"name\" stands twice"));
    }

    #[test]
    fn an_endless_field_is_refused() {
        let text = format!("Name,URL\n\"{}\",u\n", "x".repeat(LONGEST_VALUE + 1));
        assert!(read(&text).err().expect("too long").contains("a field of 256 KB"));
    }
}
