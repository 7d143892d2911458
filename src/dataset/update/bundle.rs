//! A bundle: the files of one release in one file, for where there is no network.
//!
//! ```text
//! offset  size
//!      0     8  magic "IMPBNDL\n"
//!      8     4  version of this form, u32, 1
//!     12     4  number of files n, u32
//!      …        for each: length of its path u32, length of its bytes u32, path, bytes
//! ```
//!
//! All numbers are little-endian. Nothing in it is believed: it is read as a server would be.

use super::metadata::{MAX_DATASET, is_path};

/// First bytes of every bundle.
pub const MAGIC: &[u8; 8] = b"IMPBNDL\n";
const VERSION: u32 = 1;
const MAX_FILES: usize = 256;

/// The files of a release.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bundle {
    files: Vec<(String, Vec<u8>)>,
}

impl Bundle {
    /// Reads a bundle; the error says what is wrong with it.
    pub fn read(bytes: &[u8]) -> Result<Self, &'static str> {
        let mut rest = bytes.strip_prefix(MAGIC.as_slice()).ok_or("not a bundle of Imprint")?;
        if number(&mut rest) != Some(VERSION as usize) {
            return Err("a bundle of another version");
        }
        let count = number(&mut rest).filter(|count| *count <= MAX_FILES).ok_or("too many files")?;
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        for _ in 0..count {
            let (path, bytes) = file(&mut rest).ok_or("it is cut off")?;
            let path = std::str::from_utf8(path)
                .ok()
                .filter(|path| is_path(path))
                .ok_or("a path in it leads elsewhere")?;
            if files.iter().any(|(known, _)| known == path) {
                return Err("a file in it comes twice");
            }
            files.push((path.to_owned(), bytes.to_owned()));
        }
        if rest.is_empty() { Ok(Self { files }) } else { Err("something follows it") }
    }

    /// As one file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend((self.files.len() as u32).to_le_bytes());
        for (path, file) in &self.files {
            bytes.extend((path.len() as u32).to_le_bytes());
            bytes.extend((file.len() as u32).to_le_bytes());
            bytes.extend(path.as_bytes());
            bytes.extend(file);
        }
        bytes
    }

    /// Adds a file.
    pub fn push(&mut self, path: &str, bytes: Vec<u8>) {
        self.files.push((path.to_owned(), bytes));
    }

    /// The bytes of a file.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.iter().find(|(known, _)| known == path).map(|(_, bytes)| bytes.as_slice())
    }

    /// The oldest root in it, which a reader who has none is asked to confirm.
    pub fn first_root(&self) -> Option<&[u8]> {
        let version = |path: &str| path.strip_suffix(".root.json")?.parse::<u64>().ok();
        let first = self.files.iter().filter_map(|(path, _)| version(path)).min()?;
        self.get(&format!("{first}.root.json"))
    }
}

fn number(rest: &mut &[u8]) -> Option<usize> {
    let (head, tail) = rest.split_first_chunk::<4>()?;
    *rest = tail;
    usize::try_from(u32::from_le_bytes(*head)).ok()
}

fn file<'b>(rest: &mut &'b [u8]) -> Option<(&'b [u8], &'b [u8])> {
    let (path, length) = (number(rest)?, number(rest)?);
    if path > 200 || length > MAX_DATASET || rest.len() < path + length {
        return None;
    }
    let (path, tail) = rest.split_at(path);
    let (bytes, tail) = tail.split_at(length);
    *rest = tail;
    Some((path, bytes))
}

#[cfg(test)]
mod tests {
    use super::Bundle;

    #[test]
    fn a_bundle_is_read_as_it_was_written_and_nothing_else_is_one() {
        let mut bundle = Bundle::default();
        bundle.push("2.root.json", b"two".to_vec());
        bundle.push("1.root.json", b"one".to_vec());
        bundle.push("root.json", Vec::new());
        let bytes = bundle.to_bytes();
        assert_eq!(Bundle::read(&bytes), Ok(bundle.clone()));
        assert_eq!(bundle.first_root(), Some(b"one".as_slice()));
        for end in 0..bytes.len() {
            assert!(Bundle::read(&bytes[..end]).is_err(), "cut at {end}");
        }
        bundle.push("root.json", b"again".to_vec());
        assert_eq!(Bundle::read(&bundle.to_bytes()), Err("a file in it comes twice"));
        let mut elsewhere = Bundle::default();
        elsewhere.push("../x", Vec::new());
        assert_eq!(Bundle::read(&elsewhere.to_bytes()), Err("a path in it leads elsewhere"));
    }

    #[test]
    fn what_is_nearly_a_bundle_says_what_is_wrong() {
        let bundle = |files: usize| {
            let mut bundle = Bundle::default();
            for number in 0..files {
                bundle.push(&format!("{number}.json"), Vec::new());
            }
            bundle.to_bytes()
        };
        assert!(Bundle::read(&bundle(256)).is_ok());
        assert_eq!(Bundle::read(&bundle(257)), Err("too many files"));
        let mut newer = bundle(1);
        newer[8] = 2;
        assert_eq!(Bundle::read(&newer), Err("a bundle of another version"));
        let mut other = bundle(1);
        other[0] ^= 1;
        assert_eq!(Bundle::read(&other), Err("not a bundle of Imprint"));
        let mut longer = bundle(1);
        longer.push(0);
        assert_eq!(Bundle::read(&longer), Err("something follows it"));
        // That a path is short is seen by its form too. That a file is no longer than any may be matters where numbers
        // have 32 bits: two lengths must not add up to a small one.
    }
}
