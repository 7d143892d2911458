//! The compiled format: what is drawn in `src/dataset/format.rs` is what is written.

#![allow(dead_code, reason = "the common module serves several tests")]

mod common;

use std::collections::HashSet;

use imprint::dataset::format::{self, DIGEST, GROUP, HEADER, MAGIC, SECTIONS, Section, VERSION};
use imprint::dataset::model::{
    Authority, Directness, Entity, EntityKind, Evidence, Key, Listing, ListingKind, MatchKind, Model, Outlet,
    OutletType, Relation, Scope, Seen, Source, Stake, Subject,
};
use imprint::dataset::{Dataset, OpenError, write};
use imprint::label::Labeler;
use imprint::link::host;
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

/// A model of outlets with these numbers, each with an owner, evidence and two keys; those of `renamed` have another
/// name.
fn news(numbers: impl Iterator<Item = u32>, renamed: std::ops::Range<u32>) -> Model {
    let mut model = Model {
        authorities: vec![Authority {
            id: "a".into(),
            name: "A".into(),
            country: "GB".into(),
            admitted: true,
        }],
        ..Model::default()
    };
    for number in numbers {
        let place = model.outlets.len() as u32;
        // Two outlets share a source, and every outlet has its own place in it.
        let source = Source {
            publisher: format!("Publisher {}", number / 2),
            title: "Imprint".into(),
            url: format!("https://source-{}.example/", number / 2),
            as_of: None,
            retrieved: "2026-01-01".into(),
            archive_url: None,
            seen: Seen::Direct,
            quotes: None,
        };
        let source = model.sources.iter().position(|known| *known == source).unwrap_or_else(|| {
            model.sources.push(source);
            model.sources.len() - 1
        });
        model.evidence.push(Evidence { source: source as u32, locator: Some(format!("page {number}")) });
        let listing = Listing {
            kind: ListingKind::Register,
            authority: 0,
            act: "Act".into(),
            listed_as: None,
            date: None,
            until: None,
            principal: None,
            agent: None,
            evidence: vec![place],
        };
        model.entities.push(Entity {
            id: format!("owner-{number:05}"),
            name: format!("Owner {number}"),
            native_name: None,
            native_lang: None,
            country: None,
            kind: EntityKind::State,
            role: None,
            stakes: Vec::new(),
            end: None,
            listings: vec![listing],
        });
        let stake = Stake {
            holder: place,
            relation: Relation::Publishes,
            interest: None,
            directness: Directness::Direct,
            share: None,
            since: None,
            until: None,
            note: None,
            evidence: vec![place],
        };
        let name = if renamed.contains(&number) { "Renamed" } else { "Outlet" };
        model.outlets.push(Outlet {
            id: format!("outlet-{number:05}"),
            name: format!("{name} {number}"),
            native_name: None,
            native_lang: None,
            country: "GB".into(),
            kind: OutletType::Private,
            medium: None,
            homepage: None,
            aliases: Vec::new(),
            complete_hosts: false,
            stakes: vec![stake],
            end: None,
            ratings: Vec::new(),
            listings: Vec::new(),
            claim: None,
        });
        for (kind, text) in [
            (MatchKind::Host, format!("news-{number}.example")),
            (MatchKind::Account, format!("x:news{number}")),
        ] {
            let scope = (kind == MatchKind::Host).then_some(Scope::Subtree);
            model.keys.push(Key {
                kind,
                text,
                scope,
                subject: Subject::Outlet(place),
                evidence: vec![place],
            });
        }
    }
    model
}

/// How many bytes of `new` stand in no run of 32 bytes that `old` has too, wherever it has it.
fn new_bytes(old: &[u8], new: &[u8]) -> usize {
    const RUN: usize = 32;
    let known: HashSet<&[u8]> = old.windows(RUN).collect();
    let mut covered = vec![false; new.len()];
    for (at, run) in new.windows(RUN).enumerate() {
        if known.contains(run) {
            covered[at..at + RUN].fill(true);
        }
    }
    covered.iter().filter(|covered| !**covered).count()
}

#[test]
fn after_an_earlier_build_records_keep_their_ordinals_and_little_changes() {
    let before = news(0..2000, 0..0);
    let old = write::write(&before, "2026-01-01");
    let previous = Dataset::open(old.clone()).expect("an earlier build");
    // One in a hundred is changed: seven are gone, seven are new and stand among the others, seven have a new name.
    let numbers = || (0..2007).filter(|number| !(300..307).contains(number));
    let after = news(numbers(), 1000..1007);

    let kept = write::write_after(&after, "2026-01-02", Some(&previous));
    let fresh = write::write(&after, "2026-01-02");
    let (changed, without) = (new_bytes(&old, &kept), new_bytes(&old, &fresh));
    assert!(changed * 12 < kept.len(), "{changed} of {} bytes are new", kept.len());
    assert!(changed * 5 < without, "{changed} are new, without the earlier build {without}");
    assert_eq!(kept, write::write_after(&after, "2026-01-02", Some(&previous)), "the same bytes again");

    let (kept, fresh) = (Dataset::open(kept).expect("a dataset"), Dataset::open(fresh).expect("a dataset"));
    kept.verify().expect("it verifies");
    fresh.verify().expect("it verifies");
    assert_eq!((kept.count(Section::Outlets), kept.ordinals(Section::Outlets)), (2000, 2007));
    assert_eq!((fresh.count(Section::Outlets), fresh.ordinals(Section::Outlets)), (2000, 2000));
    for (ordinal, outlet) in kept.outlets() {
        let earlier = previous.outlets().find(|(_, earlier)| earlier.id == outlet.id);
        assert!(earlier.is_none_or(|(earlier, _)| earlier == ordinal), "{} has moved", outlet.id);
    }
    for gone in 300..307 {
        assert_eq!(kept.outlet(gone), None);
        assert_eq!(kept.subject(Subject::Outlet(gone).number()), None);
    }

    let (kept, fresh) = (Labeler::new(kept), Labeler::new(fresh));
    for number in 0..2010 {
        for link in [format!("https://www.news-{number}.example/a"), format!("https://x.com/news{number}")] {
            let labels =
                [&kept, &fresh].map(|labeler| serde_json::to_value(labeler.label(&link)).expect("JSON"));
            assert_eq!(labels[0], labels[1], "{link}");
            assert_eq!(labels[0]["outlet"].is_null(), !numbers().any(|known| known == number), "{link}");
        }
    }
}

#[test]
fn building_again_after_the_same_build_changes_nothing() {
    let (sources, _) = imprint::source::load(&common::project("tests/vectors/data")).expect("the vectors");
    let (model, version) = imprint::source::compile::compile(&sources);
    let bytes = write::write(&model, &version);
    let previous = Dataset::open(bytes.clone()).expect("an earlier build");
    assert!(write::write_after(&model, &version, Some(&previous)) == bytes);
}

#[test]
fn a_source_that_was_read_again_keeps_its_ordinal() {
    let before = news(0..100, 0..0);
    let previous = Dataset::open(write::write(&before, "2026-01-01")).expect("an earlier build");
    let mut after = before.clone();
    after.sources[7].retrieved = "2026-02-02".into();
    let dataset =
        Dataset::open(write::write_after(&after, "2026-02-02", Some(&previous))).expect("a dataset");
    assert_eq!(dataset.ordinals(Section::Sources), previous.ordinals(Section::Sources));
    assert_eq!(dataset.ordinals(Section::Evidence), previous.ordinals(Section::Evidence));
    let (_, source) = dataset.evidence(14).expect("evidence of the source");
    assert_eq!(source.retrieved, "2026-02-02");
}

#[test]
fn the_records_are_as_drawn() {
    let bytes = common::vectors_bytes();
    let dataset = Dataset::open(bytes.clone()).expect("it opens");
    let u32_at = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes")) as usize;
    let section = u32_at(HEADER + Section::Evidence as usize * 8);
    let ordinals = dataset.ordinals(Section::Evidence);
    assert_eq!((u32_at(section), u32_at(section + 4)), (ordinals as usize, ordinals as usize));
    let mut at = section + 8 + (ordinals as usize).div_ceil(GROUP) * 4;
    let start = at;
    for ordinal in 0..ordinals {
        if (ordinal as usize).is_multiple_of(GROUP) {
            assert_eq!(u32_at(section + 8 + ordinal as usize / GROUP * 4), at - start);
        }
        let length = usize::from(bytes[at]);
        assert!(length < 0x80, "one byte is the whole length");
        let found: Evidence = postcard::from_bytes(&bytes[at + 1..at + 1 + length]).expect("a postcard");
        assert_eq!(Some(found), dataset.evidence(ordinal).map(|(evidence, _)| evidence));
        at += 1 + length;
    }
}

/// Finds a host by the drawing in `src/index/mod.rs` alone.
#[test]
fn the_index_is_as_drawn() {
    let bytes = common::vectors_bytes();
    let number =
        |bytes: &[u8], at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
    let section = HEADER + Section::Hosts as usize * 8;
    let start = number(&bytes, section) as usize;
    let index = &bytes[start..start + number(&bytes, section + 4) as usize];
    let dataset = Dataset::open(bytes.clone()).expect("it opens");
    assert_eq!(number(index, 0), dataset.count(Section::Hosts));
    let (lines, symbols) = (number(index, 4), number(index, 8) as usize);
    let symbols_at = 16 + lines as usize * 64;
    let lengths_at = symbols_at + symbols * 8;
    let entries_at = lengths_at + symbols;

    let hash = host::hash("state.example");
    let line = 16 + (((hash >> 32) * u64::from(lines)) >> 32) as usize * 64;
    let bucket = (((hash & 0xffff_ffff) * 10) >> 32) as usize;
    let filter = number(index, line + 4 + bucket * 4);
    assert!([0, 5, 10].iter().all(|shift| filter >> (hash >> shift & 31) & 1 == 1));
    let offset = u16::from_le_bytes(index[line + 44 + bucket * 2..][..2].try_into().expect("two bytes"));
    let mut rest = &index[entries_at + number(index, line) as usize + usize::from(offset)..];
    loop {
        assert_ne!(rest[0], 0, "the bucket holds the host");
        let (length, body) = (usize::from(rest[1]), &rest[2..]);
        // Without further numbers, the number is one byte here and the codes follow.
        let (head, mut codes) = (body[0], &body[1..length]);
        let mut text = Vec::new();
        while let [code, behind @ ..] = codes {
            codes = behind;
            if *code == 255 {
                text.push(codes[0]);
                codes = &codes[1..];
            } else {
                let code = usize::from(*code);
                text.extend(&index[symbols_at + code * 8..][..usize::from(index[lengths_at + code])]);
            }
        }
        if head & 1 == 0 && text == b"state.example" {
            let Some(Subject::Outlet(ordinal)) = dataset.subject(u32::from(head >> 1)) else {
                panic!("the host leads to an outlet");
            };
            assert_eq!(dataset.outlet(ordinal).map(|outlet| outlet.id).as_deref(), Some("state-news"));
            break;
        }
        rest = &body[length..];
    }
}

#[test]
fn every_section_has_a_name_and_its_bytes_add_up() {
    let bytes = common::vectors_bytes();
    let size = bytes.len();
    let dataset = Dataset::open(bytes).expect("it opens");
    let sections: usize = Section::ALL.iter().map(|&section| dataset.section_size(section)).sum();
    let between = size - HEADER - SECTIONS * 8 - sections;
    assert!(between < SECTIONS * 8, "{between} bytes are padding");
    let names: HashSet<&str> = Section::ALL.iter().map(|section| section.name()).collect();
    assert_eq!(names.len(), SECTIONS);
}

#[test]
fn opening_reads_neither_records_nor_keys() {
    let mut bytes = common::vectors_bytes();
    let section = HEADER + Section::Outlets as usize * 8;
    let start = u32::from_le_bytes(bytes[section..section + 4].try_into().expect("four bytes")) as usize;
    // All of the section but its head is overwritten.
    let end = u32::from_le_bytes(bytes[section + 4..section + 8].try_into().expect("four bytes")) as usize;
    bytes[start + 8..start + end].fill(0xff);
    let dataset = Dataset::open(bytes).expect("it opens");
    assert_eq!(dataset.outlets().count(), 0);
    assert_eq!(dataset.verify().expect_err("changed").code(), "corrupt");
}
