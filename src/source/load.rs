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

/// Reads a data folder. What cannot be parsed is reported and left out.
///
/// # Errors
///
/// If the folder or a file in it cannot be read.
pub fn load(dir: &Path) -> io::Result<(Sources, Vec<Diagnostic>)> {
    if !dir.is_dir() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "no such folder"));
    }
    let mut diagnostics = Vec::new();
    let sources = Sources {
        outlets: folder(dir, "outlets", &mut diagnostics)?,
        entities: folder(dir, "entities", &mut diagnostics)?,
        operations: folder(dir, "operations", &mut diagnostics)?,
        sources: folder(dir, "sources", &mut diagnostics)?,
        authorities: file(dir, Path::new("authorities.toml"), &mut diagnostics)?,
        raters: file(dir, Path::new("raters.toml"), &mut diagnostics)?,
        suffixes: suffixes(dir, &mut diagnostics)?,
        exceptions: file(dir, Path::new("exceptions.toml"), &mut diagnostics)?,
    };
    Ok((sources, diagnostics))
}

/// The `.toml` files of one folder, sorted; a missing folder has none.
///
/// # Errors
///
/// If the folder cannot be read.
pub fn files(dir: &Path, folder: &str) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    match std::fs::read_dir(dir.join(folder)) {
        Ok(entries) => {
            for entry in entries {
                let name = entry?.file_name();
                if Path::new(&name).extension().is_some_and(|extension| extension == "toml") {
                    files.push(Path::new(folder).join(name));
                }
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    files.sort();
    Ok(files)
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
        if let Some(record) = file(dir, &path, diagnostics)? {
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

fn suffixes(dir: &Path, diagnostics: &mut Vec<Diagnostic>) -> io::Result<Cow<'static, List>> {
    let file = Path::new("public-suffix-list.dat");
    let text = match std::fs::read_to_string(dir.join(file)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Cow::Borrowed(&*SUFFIXES)),
        Err(error) => return Err(io::Error::new(error.kind(), format!("{}: {error}", file.display()))),
    };
    Ok(match List::parse(&text) {
        Ok(list) => Cow::Owned(list),
        Err(Malformed { line, text }) => {
            diagnostics.push(Diagnostic {
                severity: Severity::Error,
                code: "suffix-list",
                file: file.to_owned(),
                line,
                column: 1,
                message: format!("`{text}` is no rule of a public-suffix list"),
                help: "take the file unchanged from https://publicsuffix.org/list/public_suffix_list.dat"
                    .into(),
            });
            Cow::Borrowed(&*SUFFIXES)
        }
    })
}

/// Larger files are refused unread. The largest record of the data has a hundredth of it.
pub const LARGEST: usize = 16 << 20;

/// Reads one byte more than a record may have, and no more: a file that is none may be of any size.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(LARGEST as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn file<T: DeserializeOwned>(
    dir: &Path,
    path: &Path,
    diagnostics: &mut Vec<Diagnostic>,
) -> io::Result<Option<Record<T>>> {
    let bytes = match read(&dir.join(path)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io::Error::new(error.kind(), format!("{}: {error}", path.display()))),
    };
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
    if bytes.len() > LARGEST {
        let message = format!("the file has more than {} MB", LARGEST >> 20);
        complain("toml", (1, 1), message, "one record a file; split what is more than one");
        return Ok(None);
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..valid].iter().filter(|&&b| b == b'\n').count() + 1;
            complain("toml", (line, 1), "not UTF-8 text".to_owned(), "save the file as UTF-8");
            return Ok(None);
        }
    };
    match toml::from_str(&text) {
        Ok(value) => Ok(Some(Record { file: path.to_owned(), text, value })),
        Err(error) => {
            let at = place(&text, &error.span().unwrap_or(0..0));
            // A message may quote a value, and a value may be anything.
            let message: String =
                error.message().chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect();
            complain("toml", at, message, "see data/README.md for the fields of each kind of file");
            Ok(None)
        }
    }
}
