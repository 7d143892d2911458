//! Plain lists: what a teacher has in a spreadsheet, a list of hosts as blockers have them, the reader's own notes.
//!
//! ```text
//! bytes ── text ──► Table or Hosts (rows, each with its line) ── build ──► dataset::model::Model ── write ──► bytes
//! ```
//!
//! What a plain list says is its own claim: it is compiled into [`Claim`]s, from which nothing is derived, and every piece
//! of evidence names the list and the line. A list is taken whole or not at all: the first thing that is wrong is told
//! with its line, and nothing is compiled.

mod build;
mod hosts;
mod table;

use std::fmt;

use crate::dataset::model::Class;
use crate::link::suffix::Suffixes;

/// Longest file, in bytes. A hundred thousand hosts have three million.
pub const LONGEST_FILE: usize = 16 << 20;
/// Most keys of one list.
pub const MOST_KEYS: usize = 250_000;
/// Longest value of a field, in bytes. What is longer is no note but a document, or a quotation mark that never closes.
pub const LONGEST_VALUE: usize = 4_000;

/// The form of a plain list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A table with a header, comma, semicolon or tab between its fields.
    Csv,
    /// A host a line, or an address and hosts as in `/etc/hosts`; `#` begins a comment.
    Hosts,
}

impl Format {
    /// Every format.
    pub const ALL: &'static [Self] = &[Self::Csv, Self::Hosts];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Hosts => "hosts",
        }
    }

    /// The format of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.name() == name)
    }

    /// The format that a text has: a table begins with a line that has a column for addresses.
    pub fn of(text: &str) -> Self {
        if table::has_header(text) { Self::Csv } else { Self::Hosts }
    }
}

/// What is said about a list besides its text.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The list's name, which every piece of its evidence bears.
    pub name: &'a str,
    /// What it was read from, such as a file's name; empty for the reader's own notes.
    pub origin: &'a str,
    /// The day on which it was read, `2026-11-29`.
    pub date: &'a str,
    /// Whether it is the reader's own: only then can it hide.
    pub own: bool,
    /// Names under which others register. A key that is one would label strangers.
    pub suffixes: Option<Suffixes<'a>>,
}

/// A compiled list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compiled {
    /// The dataset.
    pub bytes: Vec<u8>,
    /// In which format the list was.
    pub format: Format,
    /// How many outlets it has.
    pub outlets: usize,
    /// How many keys.
    pub keys: usize,
    /// Columns of which nothing is used.
    pub unused: Vec<String>,
}

/// Why a list is not taken: what is wrong, where, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// A stable code for programs.
    pub code: &'static str,
    /// Line, from 1, where there is one.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Refusal {
    fn new(
        code: &'static str,
        line: impl Into<Option<usize>>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { code, line: line.into(), message: message.into(), help: help.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        write!(f, "{} (help: {})", self.message, self.help)
    }
}

impl std::error::Error for Refusal {}

/// One row of a list, whatever its format.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Row {
    line: usize,
    /// Addresses, as they are written.
    keys: Vec<String>,
    name: Option<String>,
    country: Option<&'static str>,
    owner: Option<String>,
    classes: Vec<Class>,
    hidden: bool,
    text: Option<String>,
    /// Address of what says so.
    evidence: Option<String>,
}

/// Compiles a plain list; without a format, it is told from the text.
///
/// ```
/// use imprint::dataset::Dataset;
/// use imprint::source::plain::{About, compile};
///
/// let about = About { name: "Class 9b", origin: "list.csv", date: "2026-11-29", own: false, suffixes: None };
/// let table = b"Site;Name;Country;Owner\nhttps://www.paper.example/;The Paper;Germany;Paper Trust\n";
/// let list = compile(table, None, &about)?;
/// assert_eq!((list.outlets, list.keys), (1, 1));
///
/// let error = compile(b"paper.example\nno host at all\n", None, &about).expect_err("the second line is none");
/// assert_eq!(error.line, Some(2));
/// # Ok::<(), imprint::source::plain::Refusal>(())
/// ```
///
/// # Errors
///
/// The first thing that is wrong.
pub fn compile(bytes: &[u8], format: Option<Format>, about: &About<'_>) -> Result<Compiled, Refusal> {
    let text = text(bytes)?;
    let format = format.unwrap_or_else(|| Format::of(text));
    let (rows, unused) = match format {
        Format::Csv => table::read(text, about.own)?,
        Format::Hosts => (hosts::read(text)?, Vec::new()),
    };
    build::build(&rows, about, format, unused)
}

/// The text of a file, if it is one.
fn text(bytes: &[u8]) -> Result<&str, Refusal> {
    if bytes.len() > LONGEST_FILE {
        let message =
            format!("the file has {} MB; at most {} are taken", bytes.len() >> 20, LONGEST_FILE >> 20);
        return Err(Refusal::new("too-large", None, message, "divide it into several lists"));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let help = "save it as UTF-8; spreadsheets call that \"CSV UTF-8\"";
        return Err(Refusal::new("encoding", None, "the text is UTF-16", help));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let line_at = |at: usize| bytes[..at].iter().filter(|&&byte| byte == b'\n').count() + 1;
    if let Some(at) = bytes.iter().position(|&byte| byte == 0) {
        let help = "save the spreadsheet as CSV; a list of hosts is a text file";
        return Err(Refusal::new("no-text", line_at(at), "a NUL byte: this is no text", help));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let help = "save it as UTF-8; spreadsheets call that \"CSV UTF-8\"";
        Refusal::new("encoding", line_at(error.valid_up_to()), "the text is not UTF-8", help)
    })
}

/// A part of a text for a message: short, and without what cannot be seen.
fn quoted(text: &str) -> String {
    let short: String = text.chars().filter(|c| !c.is_control()).take(60).collect();
    if short.len() < text.len() { format!("\"{short}…\"") } else { format!("\"{short}\"") }
}
