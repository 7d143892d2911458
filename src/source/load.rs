//! Reading `data/`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde::de::DeserializeOwned;

use super::diagnostic::{Diagnostic, Severity, place};
use super::schema::{
    AuthoritiesFile, EntityFile, ExceptionsFile, OperationFile, OutletFile, RatersFile, SourceFile,
};
use super::suffix_list::{List, Malformed};

/// One file that was read.
#[derive(Debug)]
pub struct Record<T> {
    /// The file, relative to the data folder.
    pub file: PathBuf,
    /// Its text, for the places of complaints.
    pub text: String,
    /// What it says.
    pub value: T,
}

/// Everything in `data/` that could be parsed, by id.
#[derive(Debug)]
pub struct Sources {
    /// `outlets/`
    pub outlets: BTreeMap<String, Record<OutletFile>>,
    /// `entities/`
    pub entities: BTreeMap<String, Record<EntityFile>>,
    /// `operations/`
    pub operations: BTreeMap<String, Record<OperationFile>>,
    /// `sources/`
    pub sources: BTreeMap<String, Record<SourceFile>>,
    /// `authorities.toml`
    pub authorities: Option<Record<AuthoritiesFile>>,
    /// `raters.toml`
    pub raters: Option<Record<RatersFile>>,
    /// `public-suffix-list.dat`; without such a file, the list that the program was built with.
    pub suffixes: Cow<'static, List>,
    /// `exceptions.toml`
    pub exceptions: Option<Record<ExceptionsFile>>,
}

/// The list that the program was built with, © Mozilla and contributors under the Mozilla Public License 2.0
/// (`build/suffixes.rs` takes it from a package).
pub static SUFFIXES: LazyLock<List> = LazyLock::new(|| {
    List::parse(include_str!(concat!(env!("OUT_DIR"), "/public-suffix-list.dat")))
        .expect("a test reads the whole list")
});

/// Folders with one record a file.
pub const FOLDERS: &[&str] = &["outlets", "entities", "operations", "sources"];

/// Folders of rules about addresses, which `build.rs` compiles in.
pub const RULE_FOLDERS: &[&str] = &["platforms", "wrappers", "hosting"];

/// Files beside the folders: read here, by `build.rs`, or by people.
const FILES: &[&str] = &[
    "authorities.toml",
    "raters.toml",
    "exceptions.toml",
    "public-suffix-list.dat",
    "shared-names.txt",
    "other-sites.txt",
    "words.txt",
    "words.COPYRIGHT",
    "LICENSE",
];

/// Reads a data folder. What cannot be read or parsed, and what nobody would read, is reported and left out.
///
/// # Errors
///
/// If the folder, or one in it, cannot be read.
pub fn load(dir: &Path) -> io::Result<(Sources, Vec<Diagnostic>)> {
    if !dir.is_dir() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "no such folder"));
    }
    let mut diagnostics = unread(dir)?;
    let sources = Sources {
        outlets: folder(dir, "outlets", &mut diagnostics)?,
        entities: folder(dir, "entities", &mut diagnostics)?,
        operations: folder(dir, "operations", &mut diagnostics)?,
        sources: folder(dir, "sources", &mut diagnostics)?,
        authorities: file(dir, Path::new("authorities.toml"), &mut diagnostics),
        raters: file(dir, Path::new("raters.toml"), &mut diagnostics),
        suffixes: suffixes(dir, &mut diagnostics),
        exceptions: file(dir, Path::new("exceptions.toml"), &mut diagnostics),
    };
    Ok((sources, diagnostics))
}

/// What stands in the folder and is no record: a record in the wrong place, or under a name that is passed over, would be
/// missing without a word. Hidden files are nobody's records (an editor's, the system's).
fn unread(dir: &Path) -> io::Result<Vec<Diagnostic>> {
    let mut found = Vec::new();
    let mut tell = |file: PathBuf, message: String, help: &str| {
        found.push(Diagnostic {
            severity: Severity::Error,
            code: "unread",
            file,
            line: 1,
            column: 1,
            message,
            help: help.to_owned(),
        });
    };
    let folders = || FOLDERS.iter().chain(RULE_FOLDERS);
    for (name, path) in entries(dir)? {
        let known = FILES.contains(&name.as_str()) || name.ends_with(".md");
        if path.is_dir() {
            if !folders().any(|folder| *folder == name) {
                let known: Vec<&str> = folders().copied().collect();
                let message = format!("nothing reads a folder named `{name}`");
                tell(name.into(), message, &format!("the folders are {}", known.join(", ")));
            }
        } else if !path.exists() {
            let help = "put the file itself here";
            tell(name.clone().into(), "a link that leads nowhere".to_owned(), help);
        } else if !known {
            let help = "records stand in the folders, one a file; notes in files named *.md";
            tell(name.clone().into(), format!("nothing reads a file named `{name}`"), help);
        }
    }
    for folder in folders() {
        for (name, path) in entries(&dir.join(folder))? {
            let file = Path::new(folder).join(&name);
            if path.is_dir() {
                let help = "records stand in the folder itself, one a file";
                tell(file, "a folder within a folder of records is not read".to_owned(), help);
            } else if !is_toml(Path::new(&name)) {
                let help = "a record's file is named <id>.toml, in lower case";
                tell(file, "only files whose names end in .toml are read".to_owned(), help);
            } else if !path.is_file() {
                let help = "put the file itself here";
                tell(file, "no file that can be read (a dangling link, a pipe or a device)".to_owned(), help);
            }
        }
    }
    Ok(found)
}

/// What a folder holds by name, without hidden entries; a missing one holds nothing.
fn entries(dir: &Path) -> io::Result<BTreeMap<String, PathBuf>> {
    let listed = match std::fs::read_dir(dir) {
        Ok(listed) => listed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(io::Error::new(error.kind(), format!("{}: {error}", dir.display()))),
    };
    let mut entries = BTreeMap::new();
    for entry in listed {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            entries.insert(name, entry.path());
        }
    }
    Ok(entries)
}

fn is_toml(name: &Path) -> bool {
    name.extension().is_some_and(|extension| extension == "toml")
}

/// The `.toml` files of one folder, sorted; a missing folder has none. What is no file is left out: opening a pipe would
/// wait for ever.
///
/// # Errors
///
/// If the folder cannot be read.
pub fn files(dir: &Path, folder: &str) -> io::Result<Vec<PathBuf>> {
    let toml = entries(&dir.join(folder))?
        .into_iter()
        .filter(|(name, path)| is_toml(Path::new(name)) && path.is_file());
    Ok(toml.map(|(name, _)| Path::new(folder).join(name)).collect())
}

fn folder<T: DeserializeOwned>(
    dir: &Path,
    name: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> io::Result<BTreeMap<String, Record<T>>> {
    let mut records = BTreeMap::new();
    for path in files(dir, name)? {
        let id = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        if !is_id(&id) {
            diagnostics.push(Diagnostic {
                severity: Severity::Error,
                code: "id",
                file: path.clone(),
                line: 1,
                column: 1,
                message: format!("`{id}` is no id"),
                help: "name the file with lower-case letters, digits and single hyphens".into(),
            });
        }
        if let Some(record) = file(dir, &path, diagnostics) {
            records.insert(id, record);
        }
    }
    Ok(records)
}

/// Lower-case letters, digits and single hyphens.
pub fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

fn suffixes(dir: &Path, diagnostics: &mut Vec<Diagnostic>) -> Cow<'static, List> {
    let file = Path::new("public-suffix-list.dat");
    let mut complain = |code, line, message, help: &str| {
        diagnostics.push(Diagnostic {
            severity: Severity::Error,
            code,
            file: file.to_owned(),
            line,
            column: 1,
            message,
            help: help.to_owned(),
        });
        Cow::Borrowed(&*SUFFIXES)
    };
    let bytes = match read(&dir.join(file)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Cow::Borrowed(&*SUFFIXES),
        Err(error) => {
            let message = format!("cannot be read: {error}");
            return complain("unread", 1, message, "put a file here that can be read");
        }
    };
    let Ok(text) = String::from_utf8(bytes) else {
        return complain("suffix-list", 1, "not UTF-8 text".to_owned(), UNCHANGED);
    };
    match List::parse(&text) {
        Ok(list) => Cow::Owned(list),
        Err(Malformed { line, text }) => {
            complain("suffix-list", line, format!("`{text}` is no rule of a public-suffix list"), UNCHANGED)
        }
    }
}

const UNCHANGED: &str = "take the file unchanged from https://publicsuffix.org/list/public_suffix_list.dat";

/// Larger files are refused unread. The largest record of the data has a hundredth of it.
pub const LARGEST: usize = 16 << 20;

/// Reads one byte more than a record may have, and no more: a file that is none may be of any size.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::other("not a file (a folder, a pipe or a device)"));
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(LARGEST as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn file<T: DeserializeOwned>(
    dir: &Path,
    path: &Path,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Record<T>> {
    let mut complain = |code, (line, column), message, help: &str| {
        diagnostics.push(Diagnostic {
            severity: Severity::Error,
            code,
            file: path.to_owned(),
            line,
            column,
            message,
            help: help.to_owned(),
        });
    };
    let bytes = match read(&dir.join(path)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => {
            complain(
                "unread",
                (1, 1),
                format!("cannot be read: {error}"),
                "put a file here that can be read",
            );
            return None;
        }
    };
    if bytes.len() > LARGEST {
        let message = format!("the file has more than {} MB", LARGEST >> 20);
        complain("toml", (1, 1), message, "one record a file; split what is more than one");
        return None;
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..valid].iter().filter(|&&b| b == b'\n').count() + 1;
            complain("toml", (line, 1), "not UTF-8 text".to_owned(), "save the file as UTF-8");
            return None;
        }
    };
    match toml::from_str(&text) {
        Ok(value) => Some(Record { file: path.to_owned(), text, value }),
        Err(error) => {
            let at = place(&text, &error.span().unwrap_or(0..0));
            // A message may quote a value, and a value may be anything.
            let message: String =
                error.message().chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect();
            complain("toml", at, message, "see data/README.md for the fields of each kind of file");
            None
        }
    }
}
