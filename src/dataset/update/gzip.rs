//! Compressed files. They are opened only after the compressed bytes are known to be those that were signed, and never
//! to more than was signed: a bomb has nothing to go off in.

use std::io::Read;

// Not the one of `flate2::read`: it reads ahead, and would swallow what follows the file.
use flate2::bufread::GzDecoder;

/// What is in a gzip file, if that is exactly `length` bytes and nothing follows.
pub fn open(bytes: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut decoder = GzDecoder::new(bytes);
    let plain = exactly(&mut decoder, length)?;
    decoder.into_inner().is_empty().then_some(plain)
}

/// All that there is to read, if that is `length` bytes. One byte more is tried for, and nothing beyond that.
fn exactly(reader: &mut impl Read, length: usize) -> Option<Vec<u8>> {
    // As it grows and not at once: the length may be a lie of whoever signed, and memory is the reader's.
    let mut plain = Vec::new();
    let limit = u64::try_from(length).ok()?.checked_add(1)?;
    reader.take(limit).read_to_end(&mut plain).ok()?;
    (plain.len() == length).then_some(plain)
}

/// What is in a gzip file of unknown length, if that is at most `limit` bytes. For a publisher's own files.
#[cfg(feature = "cli")]
pub fn open_up_to(bytes: &[u8], limit: usize) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let limit = u64::try_from(limit).ok()?;
    GzDecoder::new(bytes).take(limit.checked_add(1)?).read_to_end(&mut plain).ok()?;
    (plain.len() as u64 <= limit).then_some(plain)
}

/// A gzip file with these bytes: no name, no time, so that the same bytes give the same file.
#[cfg(feature = "cli")]
pub fn close(plain: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let written = encoder.write_all(plain).and_then(|()| encoder.finish());
    // Writing to memory does not fail.
    written.unwrap_or_default()
}

#[cfg(all(test, feature = "cli"))]
mod tests {
    use std::io::{Read as _, repeat};

    use super::{close, exactly, open};

    #[test]
    fn only_the_length_that_was_signed_is_opened() {
        let plain = vec![7; 100_000];
        let packed = close(&plain);
        assert!(packed.len() < 1_000);
        assert_eq!(open(&packed, plain.len()), Some(plain.clone()));
        assert_eq!(open(&packed, plain.len() - 1), None, "a bomb is given up at its limit");
        assert_eq!(open(&packed, plain.len() + 1), None);
        assert_eq!(open(&packed[..packed.len() - 1], plain.len()), None, "cut");
        assert_eq!(open(&[&packed, &b"more"[..]].concat(), plain.len()), None, "something follows");
        assert_eq!(open(b"<!doctype html>", 15), None);
        assert_eq!(close(&plain), packed, "the same bytes each time");
    }

    #[test]
    fn a_bomb_is_given_up_one_byte_after_what_was_signed() {
        let mut bomb = repeat(0).take(1 << 20);
        assert_eq!(exactly(&mut bomb, 1_000), None);
        assert_eq!(bomb.limit(), (1 << 20) - 1_001);
    }
}
