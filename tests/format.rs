//! The compiled format: what is drawn in `src/dataset/format.rs` is what is written.

#![allow(dead_code, reason = "the common module serves several tests")]

mod common;

use imprint::dataset::format::{self, DIGEST, HEADER, MAGIC, SECTIONS, VERSION};
use imprint::dataset::{Dataset, OpenError};
use sha2::{Digest as _, Sha256};

/// SHA-256 of the dataset of the vectors.
const PINNED: &str = include_str!("vectors/dataset.sha256");

#[test]
fn the_bytes_of_the_vectors_are_pinned() {
    let found: String =
        Sha256::digest(common::vectors_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(
        found == PINNED.trim(),
        "the compiled bytes have changed.\n\
         1. Did you mean to? If only tests/vectors/data changed, go to 3.\n\
         2. If layout, a record's fields or a vocabulary changed: raise VERSION in src/dataset/format.rs, redraw the\n\
         \x20  format there, and write a line in CHANGELOG.md.\n\
         3. Put this into tests/vectors/dataset.sha256: {found}"
    );
}

#[test]
fn the_same_sources_give_the_same_bytes() {
    assert_eq!(common::vectors_bytes(), common::vectors_bytes());
}

#[test]
fn the_header_is_as_drawn() {
    let bytes = common::vectors_bytes();
    let u32_at = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
    assert_eq!(&bytes[0..8], MAGIC);
    assert_eq!(u32_at(8), VERSION);
    assert_eq!(u32_at(12) as usize, SECTIONS);
    assert_eq!(u64::from_le_bytes(bytes[16..24].try_into().expect("eight bytes")), bytes.len() as u64);
    assert_eq!(bytes[DIGEST], Sha256::digest(&bytes[HEADER..])[..]);
    let mut end = HEADER + SECTIONS * 8;
    for section in 0..SECTIONS {
        let (offset, length) =
            (u32_at(HEADER + section * 8) as usize, u32_at(HEADER + section * 8 + 4) as usize);
        assert_eq!(offset % 8, 0, "section {section} is aligned");
        assert!(offset >= end && offset < end + 8, "section {section} follows the one before");
        assert!(bytes[end..offset].iter().all(|&byte| byte == 0), "zeros stand between");
        end = offset + length;
    }
    assert_eq!(end, bytes.len());
}

#[test]
fn each_way_to_be_no_dataset_is_told_apart() {
    let good = common::vectors_bytes();
    assert_eq!(Dataset::open(b"<!doctype html>".to_vec()).expect_err("no dataset"), OpenError::NotADataset);
    assert_eq!(Dataset::open(Vec::new()).expect_err("no dataset"), OpenError::NotADataset);

    let mut other = good.clone();
    other[8] = 0xfe;
    let error = Dataset::open(other).expect_err("another version");
    assert_eq!(error, OpenError::WrongVersion { expected: format::VERSION, found: 0xfe });
    assert!(error.to_string().contains("imprint dataset build"), "{error}");

    let short = Dataset::open(good[..good.len() - 1].to_vec()).expect_err("too short");
    assert_eq!(short.code(), "truncated");

    let mut flipped = good.clone();
    *flipped.last_mut().expect("not empty") ^= 1;
    let dataset = Dataset::open(flipped).expect("opening does not read everything");
    assert_eq!(dataset.verify().expect_err("one bit differs").code(), "corrupt");

    Dataset::open(good).expect("the good one opens").verify().expect("and verifies");
}

#[test]
fn a_section_that_points_outside_the_file_is_refused() {
    let mut bytes = common::vectors_bytes();
    bytes[HEADER..HEADER + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(Dataset::open(bytes).expect_err("outside").code(), "corrupt");
}
