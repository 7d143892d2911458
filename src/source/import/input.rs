//! From bytes to text, with everything that is not text refused in one clear line.

use std::borrow::Cow;
use std::fmt;

use encoding_rs::WINDOWS_1252;

/// Longest value of a single field, in bytes. The longest statements of reasons in sanction lists have a tenth of it.
pub(super) const LONGEST_VALUE: usize = 256 * 1024;

/// One file to import from.
#[derive(Debug, Clone, Copy)]
pub struct Input<'i> {
    /// The file's name, for messages; of a `trust.txt` it also says whose it is.
    pub name: &'i str,
    /// What it holds.
    pub bytes: &'i [u8],
}

/// Why nothing can be imported: what is wrong, where, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportError {
    /// The file.
    pub file: String,
    /// Line, from 1, where there is one.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl ImportError {
    pub(super) fn new(
        input: &Input<'_>,
        line: impl Into<Option<usize>>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { file: input.name.to_owned(), line: line.into(), message: message.into(), help: help.into() }
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file)?;
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        write!(f, " {} (help: {})", self.message, self.help)
    }
}

impl std::error::Error for ImportError {}

/// The text of an input: UTF-8, with or without a byte order mark; Windows-1252 where the format is known to come in
/// it (`western`) or the XML declaration says so.
pub(super) fn text<'i>(
    input: &Input<'i>,
    limit_mb: usize,
    western: bool,
) -> Result<Cow<'i, str>, ImportError> {
    let bytes = input.bytes;
    if bytes.len() > limit_mb << 20 {
        let message = format!("the file has more than {limit_mb} MB, which this format never has");
        return Err(ImportError::new(input, None, message, "check that it is the right file"));
    }
    if bytes.is_empty() {
        return Err(ImportError::new(input, None, "the file is empty", "get it again"));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let help = "save it as UTF-8; iconv -f UTF-16 -t UTF-8 does that";
        return Err(ImportError::new(input, None, "the text is UTF-16", help));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Some(at) = bytes.iter().position(|&byte| byte == 0) {
        let help = "get it again, and unpack it if it is an archive";
        return Err(ImportError::new(input, line_at(bytes, at), "a NUL byte: this is no text", help));
    }
    let declared = declared_encoding(bytes);
    let (western, known) = match declared.as_deref() {
        None => (western, true),
        // FARA's bulk files are in ISO-8859-1 whatever they say.
        Some("utf-8" | "us-ascii") => (western, true),
        // The WHATWG Encoding Standard reads both labels as windows-1252.
        Some("iso-8859-1" | "windows-1252") => (true, true),
        Some(_) => (false, false),
    };
    if !known {
        let message = format!("the text says that it is encoded in {}", declared.unwrap_or_default());
        return Err(ImportError::new(input, 1, message, "save it as UTF-8"));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) if western => Ok(WINDOWS_1252.decode_without_bom_handling(bytes).0),
        Err(error) => {
            let help = "save it as UTF-8; spreadsheets call that \"CSV UTF-8\"";
            let line = line_at(bytes, error.valid_up_to());
            Err(ImportError::new(input, line, "the text is not UTF-8", help))
        }
    }
}

/// The encoding of an XML declaration, in lower case.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let end = bytes.iter().take(200).position(|&byte| byte == b'>')?;
    let declaration = std::str::from_utf8(bytes.get(..end)?).ok()?.trim_start();
    let (_, rest) = declaration.strip_prefix("<?xml")?.split_once("encoding")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest[1..].split(quote).next().map(str::to_ascii_lowercase)
}

/// The line, from 1, of a byte.
pub(super) fn line_at(bytes: &[u8], at: usize) -> usize {
    bytes.iter().take(at).filter(|&&byte| byte == b'\n').count() + 1
}

/// A date as lists write it, as precise as it is: `2022-03-02`, `2022-03-02+01:00`, `2022-03`, `2022`.
pub(super) fn iso_date(text: &str) -> Option<String> {
    let text = text.trim();
    let day = text.get(..10).filter(|day| crate::source::check::is_date(day));
    day.or_else(|| Some(text).filter(|text| crate::source::check::is_date(text))).map(str::to_owned)
}

/// `25/02/2022` (day first) or `02/25/2022` (month first) as `2022-02-25`.
pub(super) fn slashed_date(text: &str, day_first: bool) -> Option<String> {
    let mut parts = text.trim().split('/');
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    let (day, month) = if day_first { (first, second) } else { (second, first) };
    let date = format!("{year:0>4}-{month:0>2}-{day:0>2}");
    (parts.next().is_none() && crate::source::check::is_date(&date)).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], western: bool) -> Result<String, String> {
        let input = Input { name: "f", bytes };
        text(&input, 1, western).map(Cow::into_owned).map_err(|error| error.to_string())
    }

    #[test]
    fn text_is_utf_8_with_or_without_a_mark() {
        assert_eq!(read("é".as_bytes(), false).as_deref(), Ok("é"));
        assert_eq!(read(b"\xef\xbb\xbfa", false).as_deref(), Ok("a"));
    }

    #[test]
    fn western_text_is_read_where_the_format_or_the_declaration_says_so() {
        assert_eq!(read(b"caf\xe9 \x80", true).as_deref(), Ok("café €"));
        let declared = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>";
        assert!(read(declared, false).expect("declared").ends_with("<a>é</a>"));
        assert!(
            read(b"a\ncaf\xe9", false).expect_err("not declared").starts_with("f:2: the text is not UTF-8")
        );
    }

    #[test]
    fn what_is_no_text_is_refused_by_name() {
        for (bytes, said) in [
            (&b"\xff\xfea\0"[..], "UTF-16"),
            (b"a\n\0b", "f:2: a NUL byte"),
            (b"", "empty"),
            (b"<?xml version=\"1.0\" encoding=\"KOI8-R\"?><a/>", "koi8-r"),
        ] {
            let error = read(bytes, true).expect_err("no text");
            assert!(error.contains(said), "{error}");
        }
        let error = read(&vec![b'a'; 3 << 20], false).expect_err("too long");
        assert!(error.contains("more than 1 MB"), "{error}");
    }

    #[test]
    fn dates_are_never_padded() {
        assert_eq!(iso_date("2022-03-02T00:00:00Z").as_deref(), Some("2022-03-02"));
        assert_eq!(iso_date("2022").as_deref(), Some("2022"));
        assert_eq!(iso_date("2022-13-02"), None);
        assert_eq!(slashed_date("25/02/2022", true).as_deref(), Some("2022-02-25"));
        assert_eq!(slashed_date("2/5/2022", false).as_deref(), Some("2022-02-05"));
        assert_eq!(slashed_date("00/00/1975", true), None);
    }
}
