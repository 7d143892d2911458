//! Attacks on updates, and faults on the way: each case fails when the defence against it is taken out. After each the
//! reader has the data of before or those of the true release, and labels still come (`update/reader.rs` looks).

#![allow(dead_code, reason = "the common modules serve several tests")]

mod common;
#[path = "update/publisher.rs"]
mod publisher;
#[path = "update/reader.rs"]
mod reader;

use imprint::dataset::update::bundle::Bundle;
use imprint::dataset::update::changes::{MAX_CHANGES, MAX_RELEASES, MAX_TEXT, Releases};
use imprint::dataset::update::key::sha256;
use imprint::dataset::update::metadata::Root;
use imprint::dataset::update::state::State;
use imprint::dataset::update::{Outcome, Warning, gzip, patch};
use publisher::{DAY, Files, Key, Publisher, dataset, day, file, seconds, signed, stamp_facts};
use reader::{Reader, Report};
use serde_json::{Value, json};

/// A publisher with its first release on a server, and a reader who trusts its root.
fn begin() -> (Publisher, Files, Reader) {
    let publisher = Publisher::new();
    let mut files = Files::new();
    publisher.put_root(&mut files, None);
    publisher.release(&mut files, 1);
    let reader = Reader::new(&files["root.json"]);
    (publisher, files, reader)
}

/// The same with the first release installed and a second one on the server.
fn second() -> (Publisher, Files, Reader) {
    let (publisher, mut files, mut reader) = begin();
    accepted(&reader.update(&files));
    publisher.release(&mut files, 2);
    (publisher, files, reader)
}

#[track_caller]
fn accepted(report: &Report) {
    assert_eq!(
        (report.outcome, report.detail.contains("data of")),
        (Some(Outcome::Updated), true),
        "{report:?}"
    );
}

/// The update is refused, for this reason, and the reader has what they had.
#[track_caller]
fn refused(reader: &mut Reader, files: &Files, outcome: Outcome) -> Report {
    let before = reader.data.clone();
    let report = reader.update(files);
    assert_eq!(report.outcome, Some(outcome), "{report:?}");
    assert!(!report.detail.is_empty(), "it says what is wrong");
    assert!(reader.data == before, "the data are those of before");
    report
}

#[test]
fn a_release_arrives_and_the_next_as_a_delta() {
    let (_, files, mut reader) = second();
    assert_eq!(reader.version(), 1);
    let report = reader.update(&files);
    accepted(&report);
    assert_eq!(reader.version(), 2);
    assert_eq!(report.warnings, []);
    assert_eq!(
        report.fetched,
        ["root.json", "timestamp.json", "2.manifest.json", "delta-2.gz", "changes-2.json"],
        "the whole dataset is not fetched"
    );
    let told: Vec<&str> = report.changes.iter().flat_map(|r| &r.changes).map(|c| c.id.as_str()).collect();
    assert_eq!(told, ["news-41"], "what changed since what was in use, and no more");
}

#[test]
fn nothing_new_costs_two_small_files() {
    let (_, files, mut reader) = begin();
    accepted(&reader.update(&files));
    let report = reader.update(&files);
    assert_eq!(report.outcome, Some(Outcome::Current));
    assert_eq!(report.fetched, ["root.json", "timestamp.json"]);
}

#[test]
fn a_manifest_that_was_only_signed_anew_is_fetched_once() {
    let (publisher, mut files, mut reader) = begin();
    accepted(&reader.update(&files));
    publisher.amend(&mut files, 1, |facts| facts["expires"] = day(25).into());
    publisher.stamp(&mut files, 2, 1);
    for count in [3, 2] {
        let report = reader.update(&files);
        assert_eq!((report.outcome, report.fetched.len()), (Some(Outcome::Current), count), "{report:?}");
    }
}

#[test]
fn without_deltas_the_whole_dataset_is_fetched() {
    let (_, files, mut reader) = second();
    reader.deltas = false;
    let report = reader.update(&files);
    accepted(&report);
    assert!(report.fetched.contains(&"dataset-2.gz".to_owned()));
}

// Who signed.

#[test]
fn files_that_nobody_trusted_has_signed_are_refused() {
    let (_, mut files, mut reader) = begin();
    let stranger = Publisher::new();
    stranger.release(&mut files, 3);
    refused(&mut reader, &files, Outcome::BadSignature);
}

#[test]
fn a_timestamp_that_another_has_signed_is_refused_before_it_is_followed() {
    let (_, mut files, mut reader) = second();
    Publisher::new().stamp(&mut files, 2, 2);
    let report = refused(&mut reader, &files, Outcome::BadSignature);
    assert_eq!(report.fetched, ["root.json", "timestamp.json"]);
}

#[test]
fn one_signature_short_of_the_threshold_is_refused() {
    let (publisher, mut files, mut reader) = second();
    let facts = signed(&files, "2.manifest.json");
    files.insert("2.manifest.json".into(), file(&facts, &publisher.manifest[..1]));
    publisher.stamp(&mut files, 2, 2);
    let report = refused(&mut reader, &files, Outcome::BadSignature);
    assert!(report.detail.contains("1 of the 2"), "{}", report.detail);
}

#[test]
fn the_same_key_twice_counts_once() {
    let (publisher, mut files, mut reader) = second();
    let facts = signed(&files, "2.manifest.json");
    let key = publisher.manifest[0].clone();
    files.insert("2.manifest.json".into(), file(&facts, &[key.clone(), key]));
    publisher.stamp(&mut files, 2, 2);
    refused(&mut reader, &files, Outcome::BadSignature);
}

// That signatures are checked strictly (`verify_strict`) is seen nowhere: it denies a key's owner a second form of their
// own signature, and a key counts once, whatever its signatures. Keys that would sign anything are refused as keys.

#[test]
fn the_same_key_under_a_second_name_makes_no_root() {
    let publisher = Publisher::new();
    let mut facts = publisher.root_facts();
    let second = "0".repeat(64);
    facts["keys"][&second] = publisher.manifest[0].json();
    facts["roles"]["manifest"]["keyids"].as_array_mut().expect("names").push(second.into());
    let reader = Reader::new(&file(&facts, &publisher.root));
    assert_eq!(reader.refused_root().map(|fault| fault.outcome), Some(Outcome::BadRoot));
}

#[test]
fn signatures_of_unknown_keys_do_not_count() {
    let (publisher, mut files, mut reader) = second();
    let facts = signed(&files, "2.manifest.json");
    let keys = [publisher.manifest[0].clone(), Key::new(), Key::new()];
    files.insert("2.manifest.json".into(), file(&facts, &keys));
    publisher.stamp(&mut files, 2, 2);
    refused(&mut reader, &files, Outcome::BadSignature);
}

#[test]
fn more_signatures_than_a_publisher_has_keys_are_not_looked_at() {
    let (publisher, mut files, mut reader) = second();
    let facts = stamp_facts(&files, 2, 2);
    let mut keys = Key::many(64);
    keys.push(publisher.timestamp[0].clone());
    files.insert("timestamp.json".into(), file(&facts, &keys));
    refused(&mut reader, &files, Outcome::Unreadable);
    files.insert("timestamp.json".into(), file(&facts, &keys[1..]));
    accepted(&reader.update(&files));
}

#[test]
fn a_root_with_more_keys_than_anybody_needs_is_none() {
    let mut publisher = Publisher::new();
    let root = |publisher: &Publisher| Reader::new(&publisher.root_file(None)).refused_root();
    publisher.manifest = Key::many(60);
    assert_eq!(root(&publisher), None, "64 keys");
    publisher.manifest.push(Key::new());
    assert_eq!(root(&publisher).map(|fault| fault.outcome), Some(Outcome::BadRoot));
}

#[test]
fn a_key_of_one_role_signs_for_no_other() {
    let (publisher, mut files, mut reader) = second();
    let facts = signed(&files, "2.manifest.json");
    let keys = [publisher.manifest[0].clone(), publisher.timestamp[0].clone(), publisher.root[0].clone()];
    files.insert("2.manifest.json".into(), file(&facts, &keys));
    publisher.stamp(&mut files, 2, 2);
    refused(&mut reader, &files, Outcome::BadSignature);
}

#[test]
fn a_word_changed_after_signing_is_refused() {
    let (publisher, mut files, mut reader) = second();
    let mut changed: Value = serde_json::from_slice(&files["2.manifest.json"]).expect("JSON");
    changed["signed"]["minimum_client"] = "0.0.1".into();
    files.insert("2.manifest.json".into(), serde_json::to_vec(&changed).expect("JSON"));
    publisher.stamp(&mut files, 2, 2);
    refused(&mut reader, &files, Outcome::BadSignature);
}

#[test]
fn a_file_of_one_role_is_none_of_another() {
    // One key for both roles: the signature is right, and the file is the wrong one.
    let mut publisher = Publisher::new();
    publisher.timestamp = publisher.manifest.clone();
    let mut files = Files::new();
    publisher.put_root(&mut files, None);
    publisher.release(&mut files, 1);
    let mut reader = Reader::new(&files["root.json"]);
    let mut facts = stamp_facts(&files, 1, 1);
    facts["_type"] = "manifest".into();
    files.insert("timestamp.json".into(), file(&facts, &publisher.timestamp));
    refused(&mut reader, &files, Outcome::Unreadable);
}

// Older than what was accepted.

#[test]
fn an_older_timestamp_is_refused() {
    let (publisher, mut files, mut reader) = second();
    publisher.stamp(&mut files, 7, 2);
    accepted(&reader.update(&files));
    publisher.stamp(&mut files, 6, 2);
    refused(&mut reader, &files, Outcome::Rollback);
}

#[test]
fn a_newer_timestamp_that_names_an_older_manifest_is_refused() {
    let (publisher, mut files, mut reader) = second();
    accepted(&reader.update(&files));
    publisher.stamp(&mut files, 9, 1);
    refused(&mut reader, &files, Outcome::Rollback);
    assert_eq!(reader.version(), 2);
}

#[test]
fn another_word_under_the_version_of_the_accepted_one_is_not_taken() {
    let (publisher, mut files, mut reader) = second();
    publisher.stamp(&mut files, 1, 2);
    assert_eq!(reader.update(&files).outcome, Some(Outcome::Current));
    assert_eq!(reader.version(), 1);
}

// The same check of the manifest itself (TUF 5.5.5) is seen nowhere: its timestamp, whose word it must match, has been
// checked before. It stands for a state in which the two do not fit.

#[test]
fn an_older_root_is_refused() {
    let (publisher, mut files, mut reader) = begin();
    let mut next = publisher.clone();
    next.root_version = 2;
    let old = files["root.json"].clone();
    next.put_root(&mut files, Some(&publisher));
    accepted(&reader.update(&files));
    files.insert("root.json".into(), old);
    refused(&mut reader, &files, Outcome::Rollback);
}

#[test]
fn nothing_older_than_the_package_is_accepted_even_if_storage_was_wiped() {
    let (_, files, mut reader) = begin();
    reader.floor = 2;
    refused(&mut reader, &files, Outcome::Rollback);
}

#[test]
fn what_was_accepted_counts_before_it_was_fetched() {
    // The timestamp of release 2 was accepted, and then the network went away. Release 1 is older all the same.
    let (publisher, mut files, mut reader) = second();
    files.remove("2.manifest.json");
    refused(&mut reader, &files, Outcome::Unreachable);
    publisher.release(&mut files, 2);
    let mut old = files.clone();
    publisher.stamp(&mut old, 3, 1);
    refused(&mut reader, &old, Outcome::Rollback);
    accepted(&reader.update(&files));
}

// Frozen.

#[test]
fn an_expired_timestamp_is_told_and_labels_stay() {
    let (_, files, mut reader) = second();
    reader.now += 3 * DAY;
    let report = refused(&mut reader, &files, Outcome::Stale);
    assert_eq!(report.warnings, [], "three days are no reason to doubt the clock");
}

#[test]
fn a_timestamp_that_was_accepted_expires_too() {
    let (_, files, mut reader) = begin();
    accepted(&reader.update(&files));
    reader.now += 3 * DAY;
    refused(&mut reader, &files, Outcome::Stale);
}

#[test]
fn a_server_that_serves_the_same_for_ever_keeps_nothing_fresh() {
    let (publisher, mut files, mut reader) = begin();
    let mut facts = stamp_facts(&files, 2, 1);
    facts["expires"] = day(400).into();
    files.insert("timestamp.json".into(), file(&facts, &publisher.timestamp));
    accepted(&reader.update(&files));
    assert_eq!(reader.update(&files).outcome, Some(Outcome::Current));
    for (days, what) in [(30, "the manifest"), (336, "the root"), (401, "the root")] {
        reader.now = seconds(&day(days));
        let report = refused(&mut reader, &files, Outcome::Stale);
        assert!(report.detail.contains(what), "{days} days: {}", report.detail);
    }
}

#[test]
fn an_expired_timestamp_leaves_no_trace_when_a_mirror_has_a_fresh_one() {
    let (publisher, files, mut reader) = second();
    let mut expired = files.clone();
    let mut facts = stamp_facts(&files, 9, 2);
    facts["expires"] = day(-1).into();
    expired.insert("timestamp.json".into(), file(&facts, &publisher.timestamp));
    let report = reader.update_from(&[&expired, &files]);
    accepted(&report);
    assert_eq!(report.warnings, [Warning::Mirror]);
}

#[test]
fn an_expired_manifest_is_refused_under_a_fresh_timestamp() {
    let (publisher, mut files, mut reader) = second();
    publisher.amend(&mut files, 2, |facts| facts["expires"] = day(-1).into());
    refused(&mut reader, &files, Outcome::Stale);
}

#[test]
fn an_installed_release_whose_manifest_expires_is_told() {
    let (publisher, mut files, mut reader) = begin();
    accepted(&reader.update(&files));
    let mut facts = stamp_facts(&files, 2, 1);
    facts["expires"] = day(90).into();
    files.insert("timestamp.json".into(), file(&facts, &publisher.timestamp));
    reader.now += 30 * DAY;
    refused(&mut reader, &files, Outcome::Stale);
}

#[test]
fn an_expired_root_is_told() {
    let (publisher, mut files, _) = begin();
    let mut facts = publisher.root_facts();
    facts["expires"] = day(-1).into();
    files.insert("root.json".into(), file(&facts, &publisher.root));
    let mut reader = Reader::new(&files["root.json"]);
    refused(&mut reader, &files, Outcome::Stale);
}

#[test]
fn a_clock_years_ahead_is_told_for_what_it_may_be() {
    let (_, files, mut reader) = second();
    reader.now += 5 * 365 * DAY;
    let report = refused(&mut reader, &files, Outcome::Stale);
    assert_eq!(report.warnings, [Warning::ClockAhead]);
    reader.now -= 5 * 365 * DAY;
    accepted(&reader.update(&files));
}

#[test]
fn a_clock_years_behind_is_told_and_newer_data_are_taken() {
    let (_, files, mut reader) = second();
    reader.now -= 5 * 365 * DAY;
    let report = reader.update(&files);
    accepted(&report);
    assert_eq!(report.warnings, [Warning::ClockBehind]);
    // And it opens no way back: versions protect from older data, not the clock.
    let (publisher, mut files, mut reader) = second();
    accepted(&reader.update(&files));
    reader.now -= 5 * 365 * DAY;
    publisher.stamp(&mut files, 1, 1);
    refused(&mut reader, &files, Outcome::Rollback);
}

// Mixed.

#[test]
fn a_manifest_of_another_release_is_refused() {
    let (_, mut files, mut reader) = second();
    files.insert("2.manifest.json".into(), files["1.manifest.json"].clone());
    let report = reader.update(&files);
    assert!(matches!(report.outcome, Some(Outcome::WrongLength | Outcome::WrongHash)), "{report:?}");
    assert_eq!(reader.version(), 1);
}

#[test]
fn a_manifest_that_says_another_version_than_its_timestamp_is_refused() {
    let (publisher, mut files, mut reader) = second();
    publisher.amend(&mut files, 2, |facts| facts["version"] = 7.into());
    refused(&mut reader, &files, Outcome::Mismatch);
}

#[test]
fn a_dataset_of_another_release_is_refused() {
    let (_, mut files, mut reader) = second();
    files.insert("dataset-2.gz".into(), files["dataset-1.gz"].clone());
    files.remove("delta-2.gz");
    let before = reader.data.clone();
    let report = reader.update(&files);
    assert!(matches!(report.outcome, Some(Outcome::WrongLength | Outcome::WrongHash)), "{report:?}");
    assert!(reader.data == before);
}

// Bytes.

#[test]
fn endless_files_are_given_up_at_their_limit() {
    for path in ["root.json", "timestamp.json", "2.manifest.json", "dataset-2.gz"] {
        let (_, mut files, mut reader) = second();
        reader.deltas = false;
        files.get_mut(path).expect("a file").resize(80 << 20, b' ');
        refused(&mut reader, &files, Outcome::WrongLength);
    }
}

#[test]
fn an_endless_root_on_the_way_is_given_up_too() {
    let (first, mut files, mut reader) = second();
    rotated(&first).put_root(&mut files, Some(&first));
    files.get_mut("2.root.json").expect("a file").resize(80 << 20, b' ');
    refused(&mut reader, &files, Outcome::WrongLength);
}

#[test]
fn no_more_bytes_are_asked_for_than_were_signed() {
    for deltas in [true, false] {
        let (_, files, mut reader) = second();
        reader.deltas = deltas;
        let report = reader.update(&files);
        accepted(&report);
        let signed: Vec<u64> = report.fetched.iter().map(|path| files[path].len() as u64).collect();
        // The first two say how long all others are.
        assert_eq!(report.limits[2..], signed[2..], "{:?}", report.fetched);
    }
}

#[test]
fn a_timestamp_cannot_ask_for_an_endless_manifest() {
    let (publisher, mut files, mut reader) = second();
    let mut facts = stamp_facts(&files, 2, 2);
    facts["manifest"]["length"] = (1u64 << 40).into();
    files.insert("timestamp.json".into(), file(&facts, &publisher.timestamp));
    let report = refused(&mut reader, &files, Outcome::WrongLength);
    assert_eq!(report.fetched, ["root.json", "timestamp.json"], "it is not even asked for");
}

#[test]
fn a_manifest_cannot_ask_for_endless_files() {
    for (file, field, length) in [
        ("/dataset", "length", 1u64 << 40),
        ("/dataset", "plain_length", 1 << 40),
        ("/deltas/0", "length", 1 << 40),
        ("/deltas/0", "plain_length", 1 << 40),
        ("/changes", "length", 5 << 20),
    ] {
        let (publisher, mut files, mut reader) = second();
        publisher
            .amend(&mut files, 2, |facts| facts.pointer_mut(file).expect("a file")[field] = length.into());
        let report = refused(&mut reader, &files, Outcome::WrongLength);
        assert_eq!(report.fetched.last().map(String::as_str), Some("2.manifest.json"), "{file} {field}");
    }
}

#[test]
fn a_wrong_length_is_refused() {
    let (_, mut files, mut reader) = second();
    reader.deltas = false;
    files.get_mut("dataset-2.gz").expect("a file").pop();
    refused(&mut reader, &files, Outcome::WrongLength);
}

#[test]
fn a_wrong_hash_is_refused() {
    let (_, mut files, mut reader) = second();
    reader.deltas = false;
    *files.get_mut("dataset-2.gz").expect("a file").last_mut().expect("a byte") ^= 1;
    refused(&mut reader, &files, Outcome::WrongHash);
}

#[test]
fn what_is_in_a_compressed_file_is_checked_too() {
    let (publisher, mut files, mut reader) = second();
    reader.deltas = false;
    let mut plain = dataset(2);
    *plain.last_mut().expect("a byte") ^= 1;
    publisher.replace(&mut files, 2, "dataset", gzip::close(&plain));
    refused(&mut reader, &files, Outcome::WrongHash);
}

#[test]
fn other_compressed_bytes_with_the_same_in_them_are_refused_unopened() {
    // The time in the head of a gzip file: what is in it stays the same.
    let (_, mut files, mut reader) = second();
    files.get_mut("delta-2.gz").expect("a file")[4] ^= 1;
    let report = reader.update(&files);
    accepted(&report);
    assert_eq!(report.warnings, [Warning::DeltaFailed]);
    let (_, mut files, mut reader) = second();
    reader.deltas = false;
    files.get_mut("dataset-2.gz").expect("a file")[4] ^= 1;
    refused(&mut reader, &files, Outcome::WrongHash);
}

#[test]
fn what_follows_a_compressed_file_is_refused_though_signed() {
    let (publisher, mut files, mut reader) = second();
    reader.deltas = false;
    let mut bytes = files["dataset-2.gz"].clone();
    bytes.extend(b"more");
    publisher.replace(&mut files, 2, "dataset", bytes);
    refused(&mut reader, &files, Outcome::Unusable);
}

#[test]
fn a_gzip_bomb_is_not_opened() {
    let (publisher, mut files, mut reader) = second();
    reader.deltas = false;
    publisher.replace(&mut files, 2, "dataset", gzip::close(&vec![0; 20 << 20]));
    refused(&mut reader, &files, Outcome::Unusable);
}

#[test]
fn rightly_signed_bytes_that_are_no_dataset_are_refused() {
    let (publisher, mut files, mut reader) = second();
    reader.deltas = false;
    let mut plain = dataset(2);
    let middle = plain.len() / 2;
    plain[middle] ^= 1;
    let (length, hash) = (plain.len(), sha256(&plain));
    publisher.replace(&mut files, 2, "dataset", gzip::close(&plain));
    publisher.amend(&mut files, 2, |facts| {
        facts["dataset"]["plain_length"] = length.into();
        facts["dataset"]["plain_sha256"] = hash.into();
    });
    refused(&mut reader, &files, Outcome::Unusable);
}

#[test]
fn data_of_another_day_than_the_manifest_says_are_refused() {
    let (publisher, mut files, mut reader) = second();
    publisher.amend(&mut files, 2, |facts| facts["dataset"]["data_version"] = "2026-11-28".into());
    refused(&mut reader, &files, Outcome::Unusable);
}

#[test]
fn a_login_page_is_no_release() {
    let page = b"<!doctype html><title>Log in to the network</title>".to_vec();
    for path in ["root.json", "timestamp.json"] {
        let (_, mut files, mut reader) = second();
        files.insert(path.into(), page.clone());
        refused(&mut reader, &files, Outcome::Unreadable);
    }
    let (_, mut files, mut reader) = second();
    for bytes in files.values_mut() {
        bytes.clone_from(&page);
    }
    refused(&mut reader, &files, Outcome::Unreadable);
}

#[test]
fn paths_that_lead_elsewhere_are_refused() {
    for path in ["https://evil.example/x.gz", "../x.gz", "//evil.example/x.gz", "a\\b", ""] {
        for file in ["/dataset", "/deltas/0", "/changes"] {
            let (publisher, mut files, mut reader) = second();
            publisher
                .amend(&mut files, 2, |facts| facts.pointer_mut(file).expect("a file")["path"] = path.into());
            refused(&mut reader, &files, Outcome::Unreadable);
        }
    }
}

// Deltas.

#[test]
fn a_tampered_delta_falls_back_to_the_whole_dataset() {
    let (_, mut files, mut reader) = second();
    *files.get_mut("delta-2.gz").expect("a file").last_mut().expect("a byte") ^= 1;
    let report = reader.update(&files);
    accepted(&report);
    assert_eq!((reader.version(), report.warnings), (2, vec![Warning::DeltaFailed]));
}

#[test]
fn a_signed_delta_that_makes_something_else_falls_back() {
    let (publisher, mut files, mut reader) = second();
    let mut other = dataset(2);
    *other.last_mut().expect("a byte") ^= 1;
    let patch = patch::make(&dataset(1), &other);
    publisher.replace(&mut files, 2, "delta", gzip::close(&patch));
    publisher.amend(&mut files, 2, |facts| facts["deltas"][0]["plain_length"] = patch.len().into());
    let report = reader.update(&files);
    accepted(&report);
    assert_eq!((reader.version(), report.warnings), (2, vec![Warning::DeltaFailed]));
}

#[test]
fn a_delta_from_another_base_is_not_asked_for() {
    let (publisher, mut files, mut reader) = second();
    accepted(&reader.update(&files));
    publisher.release(&mut files, 3);
    publisher.release(&mut files, 4);
    let report = reader.update(&files);
    accepted(&report);
    assert!(!report.fetched.iter().any(|path| path.starts_with("delta-")), "{:?}", report.fetched);
    assert_eq!((reader.version(), report.warnings), (4, vec![]));
}

#[test]
fn a_delta_that_claims_a_base_it_was_not_made_from_falls_back() {
    let (publisher, mut files, mut reader) = second();
    let patch = patch::make(&dataset(0), &dataset(2));
    publisher.replace(&mut files, 2, "delta", gzip::close(&patch));
    publisher.amend(&mut files, 2, |facts| facts["deltas"][0]["plain_length"] = patch.len().into());
    let report = reader.update(&files);
    accepted(&report);
    assert_eq!((reader.version(), report.warnings), (2, vec![Warning::DeltaFailed]));
}

#[test]
fn with_a_damaged_base_no_delta_is_fetched() {
    let (_, files, mut reader) = second();
    reader.damaged = Some(dataset(0));
    let report = reader.update(&files);
    accepted(&report);
    assert_eq!((reader.version(), report.warnings), (2, vec![Warning::DeltaFailed]));
    assert!(!report.fetched.contains(&"delta-2.gz".to_owned()));
}

#[test]
fn a_delta_that_is_gone_falls_back() {
    let (_, mut files, mut reader) = second();
    files.remove("delta-2.gz");
    let report = reader.update(&files);
    accepted(&report);
    assert_eq!(report.warnings, [Warning::DeltaFailed]);
}

// Keys that change.

/// The same publisher with new keys of every role.
fn rotated(publisher: &Publisher) -> Publisher {
    let mut next = Publisher::new();
    next.root_version = publisher.root_version + 1;
    next
}

#[test]
fn a_proper_rotation_is_followed_step_by_step() {
    let (first, mut files, mut reader) = begin();
    accepted(&reader.update(&files));
    let two = rotated(&first);
    let three = rotated(&two);
    two.put_root(&mut files, Some(&first));
    three.put_root(&mut files, Some(&two));
    three.release(&mut files, 2);
    let report = reader.update(&files);
    accepted(&report);
    assert_eq!(report.fetched[..3], ["root.json", "2.root.json", "3.root.json"]);
    // What is stored is enough to go on from, by the root of the package.
    assert_eq!(reader.update(&files).outcome, Some(Outcome::Current));
    // And the old keys are worth nothing any more.
    first.release(&mut files, 3);
    refused(&mut reader, &files, Outcome::BadSignature);
}

#[test]
fn a_skipped_root_is_refused() {
    let (first, mut files, mut reader) = second();
    let mut three = rotated(&first);
    three.root_version = 3;
    three.put_root(&mut files, Some(&first));
    three.release(&mut files, 2);
    refused(&mut reader, &files, Outcome::BadRoot);
    // Nor does it pass under the name of the missing one.
    files.insert("2.root.json".into(), files["3.root.json"].clone());
    refused(&mut reader, &files, Outcome::BadRoot);
}

#[test]
fn a_chain_of_roots_that_breaks_off_is_gone_on_from_there() {
    let (first, mut files, mut reader) = begin();
    let two = rotated(&first);
    let three = rotated(&two);
    two.put_root(&mut files, Some(&first));
    three.put_root(&mut files, Some(&two));
    three.release(&mut files, 1);
    let missing = files.remove("3.root.json").expect("a file");
    refused(&mut reader, &files, Outcome::BadRoot);
    files.insert("3.root.json".into(), missing);
    files.remove("2.root.json");
    accepted(&reader.update(&files));
}

#[test]
fn a_root_too_many_versions_away_is_not_run_after() {
    let (first, mut files, mut reader) = second();
    let mut far = rotated(&first);
    far.root_version = 66;
    far.put_root(&mut files, None);
    let report = refused(&mut reader, &files, Outcome::BadRoot);
    assert_eq!(report.fetched, ["root.json"]);
}

#[test]
fn a_root_signed_by_new_keys_only_is_refused() {
    let (first, mut files, mut reader) = second();
    rotated(&first).put_root(&mut files, None);
    refused(&mut reader, &files, Outcome::BadRoot);
}

#[test]
fn a_root_signed_by_old_keys_only_is_refused() {
    let (first, mut files, mut reader) = second();
    let facts = rotated(&first).root_facts();
    let bytes = file(&facts, &first.root);
    files.insert("2.root.json".into(), bytes.clone());
    files.insert("root.json".into(), bytes);
    refused(&mut reader, &files, Outcome::BadRoot);
}

#[test]
fn a_second_root_of_the_same_version_is_refused() {
    let (first, mut files, mut reader) = second();
    let mut other = rotated(&first);
    other.root_version = 1;
    other.put_root(&mut files, Some(&first));
    refused(&mut reader, &files, Outcome::BadRoot);
}

#[test]
fn new_keys_recover_from_versions_that_were_used_up() {
    let (first, mut files, mut reader) = begin();
    // Who stole the keys signs the highest version there is.
    let last = (1u64 << 53) - 1;
    publisher_runs_ahead(&first, &mut files, last);
    let _ = reader.update(&files);
    first.stamp(&mut files, 2, 1);
    refused(&mut reader, &files, Outcome::Rollback);
    let mut next = first.clone();
    next.root_version = 2;
    next.manifest = Key::many(3);
    next.timestamp = Key::many(1);
    next.put_root(&mut files, Some(&first));
    next.release(&mut files, 2);
    accepted(&reader.update(&files));
    assert_eq!(reader.version(), 2);
}

#[test]
fn new_keys_of_either_role_are_enough_to_recover() {
    for role in ["manifest", "timestamp"] {
        let (first, mut files, mut reader) = begin();
        publisher_runs_ahead(&first, &mut files, 1_000);
        let _ = reader.update(&files);
        let mut next = first.clone();
        next.root_version = 2;
        match role {
            "manifest" => next.manifest = Key::many(3),
            _ => next.timestamp = Key::many(1),
        }
        next.put_root(&mut files, Some(&first));
        next.release(&mut files, 2);
        accepted(&reader.update(&files));
        assert_eq!(reader.version(), 2, "new keys of the {role}");
    }
}

#[test]
fn a_new_root_with_the_same_keys_opens_no_way_back() {
    let (first, mut files, mut reader) = second();
    accepted(&reader.update(&files));
    let mut next = rotated(&first);
    next.manifest.clone_from(&first.manifest);
    next.timestamp.clone_from(&first.timestamp);
    next.put_root(&mut files, Some(&first));
    next.stamp(&mut files, 1, 1);
    refused(&mut reader, &files, Outcome::Rollback);
}

fn publisher_runs_ahead(publisher: &Publisher, files: &mut Files, version: u64) {
    let mut facts = signed(files, "1.manifest.json");
    facts["version"] = version.into();
    publisher.put_manifest(files, version, &facts);
    publisher.stamp(files, version, version);
}

#[test]
fn a_newer_package_brings_a_newer_root() {
    let (first, mut files, mut reader) = begin();
    accepted(&reader.update(&files));
    // All old keys are lost: no chain leads here, only the package does.
    let next = rotated(&first);
    next.put_root(&mut files, None);
    next.release(&mut files, 2);
    reader.root = files["root.json"].clone();
    accepted(&reader.update(&files));
}

#[test]
fn an_older_package_goes_on_with_the_newer_root_that_is_stored() {
    let (first, mut files, mut reader) = begin();
    let old = reader.root.clone();
    let next = rotated(&first);
    next.put_root(&mut files, Some(&first));
    next.release(&mut files, 2);
    reader.root = files["root.json"].clone();
    accepted(&reader.update(&files));
    reader.root = old;
    assert_eq!(reader.update(&files).outcome, Some(Outcome::Current));
}

#[test]
fn a_package_with_a_root_that_was_followed_before_is_the_same_publisher() {
    let (first, mut files, mut reader) = begin();
    let next = rotated(&first);
    next.put_root(&mut files, Some(&first));
    next.release(&mut files, 2);
    accepted(&reader.update(&files));
    reader.root = files["2.root.json"].clone();
    assert_eq!(reader.update(&files).outcome, Some(Outcome::Current));
}

#[test]
fn a_package_with_a_root_that_nothing_stored_follows_from_is_believed_over_what_is_stored() {
    // All keys are lost, and the tree with them: the publisher begins again at root 1.
    let (first, mut files, mut reader) = begin();
    accepted(&reader.update(&files));
    let (again, mut new_files, _) = begin();
    again.release(&mut new_files, 2);
    reader.root = new_files["root.json"].clone();
    accepted(&reader.update(&new_files));
    assert_eq!(reader.version(), 2);
    // The old keys are worth nothing to this package, not even as a longer chain.
    let mut before = first;
    for version in 2..=5 {
        let next = Publisher { root_version: version, ..rotated(&before) };
        next.put_root(&mut files, Some(&before));
        before = next;
    }
    before.release(&mut files, 3);
    refused(&mut reader, &files, Outcome::BadRoot);
    assert_eq!(reader.update(&new_files).outcome, Some(Outcome::Current));
}

#[test]
fn a_longer_chain_of_other_keys_is_not_trusted_for_its_length() {
    let (first, mut files, mut reader) = begin();
    let two = rotated(&first);
    let three = rotated(&two);
    two.put_root(&mut files, Some(&first));
    three.put_root(&mut files, Some(&two));
    three.release(&mut files, 2);
    accepted(&reader.update(&files));
    let (_, other, _) = begin();
    reader.root = other["root.json"].clone();
    accepted(&reader.update(&other));
    three.release(&mut files, 3);
    refused(&mut reader, &files, Outcome::BadRoot);
    // And back again, with the package of before: its own root, and the chain from there.
    reader.root = files["1.root.json"].clone();
    accepted(&reader.update(&files));
    assert_eq!(reader.version(), 3);
}

#[test]
fn a_root_of_the_package_with_the_same_keys_opens_no_way_back() {
    // The first root, signed by one key more: other bytes, the same publisher.
    let (publisher, mut files, mut reader) = second();
    accepted(&reader.update(&files));
    reader.root = file(&publisher.root_facts(), &publisher.root[..2]);
    publisher.stamp(&mut files, 9, 1);
    refused(&mut reader, &files, Outcome::Rollback);
}

#[test]
fn a_root_that_its_own_keys_have_not_signed_is_none() {
    let publisher = Publisher::new();
    let facts = publisher.root_facts();
    for keys in [&publisher.root[..1], &publisher.manifest[..]] {
        let reader = Reader::new(&file(&facts, keys));
        assert_eq!(reader.refused_root().map(|fault| fault.outcome), Some(Outcome::BadRoot));
    }
}

#[test]
fn a_root_whose_roles_cannot_sign_is_none() {
    let publisher = Publisher::new();
    for (role, threshold) in [("manifest", 0), ("manifest", 4), ("root", 0), ("timestamp", 2)] {
        let mut facts = publisher.root_facts();
        facts["roles"][role]["threshold"] = threshold.into();
        let reader = Reader::new(&file(&facts, &publisher.root));
        let fault = reader.refused_root();
        assert_eq!(fault.map(|fault| fault.outcome), Some(Outcome::BadRoot), "{role} {threshold}");
    }
}

#[test]
fn a_root_that_names_keys_it_does_not_have_or_no_times_is_none() {
    let publisher = Publisher::new();
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut facts = publisher.root_facts();
        change(&mut facts);
        Reader::new(&file(&facts, &publisher.root)).refused_root().map(|fault| fault.outcome)
    };
    assert_eq!(refused(&|_| {}), None);
    for role in ["root", "manifest", "timestamp"] {
        let unknown = |facts: &mut Value| {
            let names = facts["roles"][role]["keyids"].as_array_mut().expect("names");
            names.push(Key::new().id().into());
        };
        assert_eq!(refused(&unknown), Some(Outcome::BadRoot), "{role}");
    }
    for time in ["created", "expires"] {
        assert_eq!(refused(&|facts| facts[time] = "soon".into()), Some(Outcome::BadRoot), "{time}");
    }
}

#[test]
fn a_fingerprint_is_of_the_keys_and_not_of_the_file() {
    let publisher = Publisher::new();
    let print = |bytes: &[u8]| Root::read("root.json", bytes).expect("a root").fingerprint();
    let first = print(&publisher.root_file(None));
    assert_eq!(first.len(), 16 * 5 - 1);
    let mut later = publisher.clone();
    later.root_version = 2;
    later.timestamp = Key::many(1);
    assert_eq!(print(&later.root_file(Some(&publisher))), first);
    assert_ne!(print(&Publisher::new().root_file(None)), first);
    // One key of three is another promise than two.
    later.thresholds[0] = 1;
    assert_ne!(print(&later.root_file(None)), first);
}

// Clients.

#[test]
fn a_release_for_newer_clients_is_told() {
    let (publisher, mut files, mut reader) = second();
    publisher.amend(&mut files, 2, |facts| facts["minimum_client"] = "0.10.0".into());
    refused(&mut reader, &files, Outcome::ClientTooOld);
    reader.client = "0.10.0";
    accepted(&reader.update(&files));
    let (publisher, mut files, mut reader) = second();
    publisher.amend(&mut files, 2, |facts| facts["minimum_client"] = "the newest".into());
    refused(&mut reader, &files, Outcome::ClientTooOld);
}

#[test]
fn a_release_for_newer_clients_is_not_asked_for_at_mirrors_too() {
    let (publisher, mut files, mut reader) = second();
    publisher.amend(&mut files, 2, |facts| facts["minimum_client"] = "0.10.0".into());
    let report = reader.update_from(&[&files, &files]);
    assert_eq!(report.outcome, Some(Outcome::ClientTooOld));
    assert_eq!(report.fetched.iter().filter(|path| *path == "2.manifest.json").count(), 1, "{report:?}");
}

#[test]
fn a_format_of_another_version_is_told() {
    let (publisher, mut files, mut reader) = second();
    let ours = u64::from(imprint::dataset::format::VERSION);
    publisher.amend(&mut files, 2, |facts| facts["dataset"]["format"] = (ours + 1).into());
    refused(&mut reader, &files, Outcome::ClientTooOld);
    publisher.amend(&mut files, 2, |facts| facts["dataset"]["format"] = (ours - 1).into());
    publisher.stamp(&mut files, 3, 2);
    refused(&mut reader, &files, Outcome::Unusable);
}

#[test]
fn a_downgraded_client_leaves_alone_what_a_newer_one_has_stored() {
    let (_, files, mut reader) = second();
    let mut newer: Value = serde_json::from_slice(reader.stored.as_deref().expect("a state")).expect("JSON");
    newer["format"] = 2.into();
    newer["root"] = json!({"in": "another form"});
    let stored = serde_json::to_vec(&newer).expect("JSON");
    reader.stored = Some(stored.clone());
    let report = refused(&mut reader, &files, Outcome::StateNewer);
    assert_eq!(report.fetched, [""; 0], "nothing is fetched");
    assert_eq!(reader.import(b"no bundle").outcome, Some(Outcome::StateNewer), "whatever else is wrong");
    assert_eq!(reader.stored, Some(stored));
}

#[test]
fn a_state_that_cannot_be_read_is_told_and_begun_anew() {
    for stored in [b"".to_vec(), b"{}".to_vec(), vec![0xff; 100]] {
        let (_, files, mut reader) = second();
        reader.stored = Some(stored);
        let report = reader.update(&files);
        accepted(&report);
        assert_eq!(report.warnings, [Warning::StateLost]);
    }
}

#[test]
fn a_stored_dataset_of_another_format_is_not_opened() {
    let (_, _, reader) = second();
    let mut state = State::read(reader.stored.as_deref().expect("a state")).expect("readable");
    assert!(state.uses_stored(0));
    assert!(!state.uses_stored(1), "the package is as new");
    state.in_use.as_mut().expect("in use").format += 1;
    assert!(!state.uses_stored(0));
}

// On the reader's side.

#[test]
fn killed_at_any_step_an_update_goes_on_from_there() {
    let (first, mut files, _) = begin();
    let next = rotated(&first);
    next.put_root(&mut files, Some(&first));
    next.release(&mut files, 1);
    next.release(&mut files, 2);
    let steps = {
        let mut reader = Reader::new(&files["1.root.json"]);
        reader.update(&files).steps
    };
    assert!(steps >= 10, "{steps}");
    for killed_at in 0..steps {
        let mut reader = Reader::new(&files["1.root.json"]);
        reader.killed_at = killed_at;
        let report = reader.update(&files);
        assert_eq!(report.outcome, None, "killed before step {killed_at}");
        assert!([0, 2].contains(&reader.version()), "one or the other");
        reader.killed_at = usize::MAX;
        let report = reader.update(&files);
        assert!(report.outcome.is_some_and(Outcome::is_fine), "after {killed_at}: {report:?}");
        assert_eq!(reader.version(), 2);
    }
}

#[test]
fn a_full_disk_costs_nothing() {
    for disk_ends in 0..3 {
        let (_, files, mut reader) = second();
        reader.disk_ends = disk_ends;
        let report = refused(&mut reader, &files, Outcome::Storage);
        assert_eq!(report.detail, "the disk is full");
        reader.disk_ends = usize::MAX;
        accepted(&reader.update(&files));
    }
}

#[test]
fn a_dataset_that_was_wiped_is_fetched_again() {
    let (_, files, mut reader) = begin();
    accepted(&reader.update(&files));
    reader.data = dataset(0);
    accepted(&reader.update(&files));
    assert_eq!(reader.version(), 1);
}

#[test]
fn the_reader_goes_back_one_version_until_the_next_release() {
    let (publisher, mut files, mut reader) = second();
    accepted(&reader.update(&files));
    let state = State::read(reader.stored.as_deref().expect("a state")).expect("readable");
    let back = state.go_back().expect("there is one before");
    assert!(back.uses_stored(2), "not even a package of the newer release overrules the reader");
    reader.stored = Some(back.to_bytes());
    reader.data = reader.previous.clone();
    assert_eq!(reader.version(), 1);
    assert_eq!(reader.update(&files).outcome, Some(Outcome::Held));
    publisher.stamp(&mut files, 3, 2);
    assert_eq!(
        reader.update(&files).outcome,
        Some(Outcome::Held),
        "a new word on the old release is no release"
    );
    assert_eq!(reader.version(), 1);
    // Going back is no way in for older data.
    publisher.stamp(&mut files, 4, 1);
    refused(&mut reader, &files, Outcome::Rollback);
    publisher.release(&mut files, 3);
    publisher.stamp(&mut files, 5, 3);
    accepted(&reader.update(&files));
    assert_eq!(reader.version(), 3);
    let state = State::read(reader.stored.as_deref().expect("a state")).expect("readable");
    assert_eq!(state.held, None, "the next release ends it");
}

#[test]
fn the_reader_takes_the_newest_again() {
    let (_, files, mut reader) = second();
    accepted(&reader.update(&files));
    let state = State::read(reader.stored.as_deref().expect("a state")).expect("readable");
    assert!(state.release_hold().is_none());
    let back = state.go_back().expect("there is one before");
    assert!(back.go_back().is_none(), "one version only");
    reader.data = reader.previous.clone();
    reader.stored = Some(back.release_hold().expect("held").to_bytes());
    accepted(&reader.update(&files));
    assert_eq!(reader.version(), 2);
}

#[test]
fn from_the_first_release_the_reader_goes_back_to_the_package() {
    let (_, files, mut reader) = begin();
    accepted(&reader.update(&files));
    let state = State::read(reader.stored.as_deref().expect("a state")).expect("readable");
    let back = state.go_back().expect("the package's");
    assert_eq!(back.in_use, None);
    assert!(!back.uses_stored(0));
}

// Mirrors.

#[test]
fn a_mirror_answers_where_the_first_place_does_not() {
    let (_, files, mut reader) = second();
    let report = reader.update_from(&[&Files::new(), &files]);
    accepted(&report);
    assert_eq!(report.warnings, [], "silence is no lie");
}

#[test]
fn a_mirror_that_lies_is_passed_over_and_told() {
    let (_, files, mut reader) = second();
    let mut bad = files.clone();
    *bad.get_mut("dataset-2.gz").expect("a file").last_mut().expect("a byte") ^= 1;
    reader.deltas = false;
    let report = reader.update_from(&[&bad, &files]);
    accepted(&report);
    assert_eq!((reader.version(), report.warnings), (2, vec![Warning::Mirror]));
    let (_, files, mut reader) = second();
    let mut bad = files.clone();
    bad.insert("timestamp.json".into(), b"<html>".to_vec());
    let report = reader.update_from(&[&bad, &files]);
    accepted(&report);
    assert_eq!(report.warnings, [Warning::Mirror]);
}

#[test]
fn a_root_forged_upwards_costs_the_place_that_serves_it_alone() {
    let forged_by_edit = |files: &Files| {
        let mut root: Value = serde_json::from_slice(&files["root.json"]).expect("JSON");
        root["signed"]["version"] = 9.into();
        serde_json::to_vec(&root).expect("JSON")
    };
    let forged_by_keys = |_: &Files| {
        let mut stranger = Publisher::new();
        stranger.root_version = 9;
        stranger.root_file(None)
    };
    for forged in [&forged_by_edit as &dyn Fn(&Files) -> Vec<u8>, &forged_by_keys] {
        let (_, files, reader) = second();
        let mut liar = files.clone();
        liar.insert("root.json".into(), forged(&files));
        let down = Files::new();
        for servers in [&[&liar, &files][..], &[&down, &liar, &files], &[&liar, &liar, &files]] {
            let mut reader =
                Reader { stored: reader.stored.clone(), data: dataset(1), ..Reader::new(&reader.root) };
            let report = reader.update_from(servers);
            accepted(&report);
            assert_eq!((reader.version(), report.warnings), (2, vec![Warning::Mirror]));
        }
        let mut reader = reader;
        refused(&mut reader, &liar, Outcome::BadRoot);
    }
}

#[test]
fn an_unsigned_root_is_seen_before_anything_else_is_asked_for() {
    let (_, mut files, mut reader) = second();
    let mut root: Value = serde_json::from_slice(&files["root.json"]).expect("JSON");
    root["signed"]["version"] = 9.into();
    files.insert("root.json".into(), serde_json::to_vec(&root).expect("JSON"));
    assert_eq!(refused(&mut reader, &files, Outcome::BadRoot).fetched, ["root.json"]);
}

/// The first release under a root of these days, and the second under the next root at another place.
fn left_behind(root_expires: i64, timestamp_expires: i64) -> (Files, Files, Reader) {
    let first = Publisher::new();
    let mut old = Files::new();
    let mut facts = first.root_facts();
    facts["expires"] = day(root_expires).into();
    let root = file(&facts, &first.root);
    old.insert("root.json".into(), root.clone());
    old.insert("1.root.json".into(), root.clone());
    first.release(&mut old, 1);
    let mut stamp = stamp_facts(&old, 1, 1);
    stamp["expires"] = day(timestamp_expires).into();
    old.insert("timestamp.json".into(), file(&stamp, &first.timestamp));
    let mut new = old.clone();
    let next = rotated(&first);
    next.put_root(&mut new, Some(&first));
    next.release(&mut new, 2);
    (old, new, Reader::new(&root))
}

#[test]
fn a_place_whose_root_has_expired_does_not_keep_the_next_root_of_a_mirror_away() {
    let (old, new, mut reader) = left_behind(-1, 2);
    let report = reader.update_from(&[&old, &new]);
    accepted(&report);
    assert_eq!((reader.version(), report.warnings), (2, vec![Warning::Mirror]));
}

#[test]
fn a_place_frozen_before_a_rotation_does_not_freeze_its_mirrors() {
    for days in [-1, -500] {
        let (old, new, mut reader) = left_behind(300, days);
        let report = reader.update_from(&[&old, &new]);
        accepted(&report);
        // A word that counts, at whichever place, and the clock is not to be doubted.
        assert_eq!((reader.version(), report.warnings), (2, vec![Warning::Mirror]));
        // The frozen place is behind the root that is known now.
        assert_eq!(reader.update_from(&[&old, &new]).outcome, Some(Outcome::Current));
        refused(&mut reader, &old, Outcome::Rollback);
    }
}

#[test]
fn a_release_that_is_good_nowhere_at_one_place_is_passed_over_for_the_next_one() {
    // The first place holds to a release that no client opens any more; its word still counts.
    let (publisher, files, mut reader) = second();
    let mut old = files.clone();
    publisher.amend(&mut old, 2, |facts| facts["dataset"]["format"] = 0.into());
    let mut new = files;
    publisher.release(&mut new, 3);
    accepted(&reader.update_from(&[&old, &new]));
    assert_eq!(reader.version(), 3);
}

#[test]
fn a_file_that_no_place_has_whole_is_asked_for_once_at_each() {
    let (_, mut files, mut reader) = second();
    reader.deltas = false;
    *files.get_mut("dataset-2.gz").expect("a file").last_mut().expect("a byte") ^= 1;
    let report = reader.update_from(&[&files, &files, &files]);
    assert_eq!(report.outcome, Some(Outcome::WrongHash));
    let times = |path: &str| report.fetched.iter().filter(|fetched| *fetched == path).count();
    assert_eq!(["timestamp.json", "2.manifest.json", "dataset-2.gz"].map(times), [3, 1, 3], "{report:?}");
}

#[test]
fn what_says_most_of_the_publisher_is_told_when_no_place_leads_to_an_end() {
    let (publisher, files, reader) = second();
    let down = Files::new();
    let mut liar = files.clone();
    liar.insert("timestamp.json".into(), b"<html>".to_vec());
    let mut stale = files.clone();
    let mut facts = stamp_facts(&stale, 9, 2);
    facts["expires"] = day(-1).into();
    stale.insert("timestamp.json".into(), file(&facts, &publisher.timestamp));
    let mut newer = files;
    publisher.amend(&mut newer, 2, |facts| facts["minimum_client"] = "9.0.0".into());
    for (servers, expected) in [
        (&[&down, &liar][..], Outcome::Unreadable),
        (&[&liar, &stale, &down], Outcome::Stale),
        (&[&stale, &liar], Outcome::Stale),
        (&[&newer, &stale, &liar], Outcome::ClientTooOld),
        (&[&liar, &newer], Outcome::ClientTooOld),
    ] {
        let mut reader =
            Reader { stored: reader.stored.clone(), data: dataset(1), ..Reader::new(&reader.root) };
        let report = reader.update_from(servers);
        assert_eq!(report.outcome, Some(expected), "{report:?}");
        assert!(!report.detail.is_empty());
    }
}

#[test]
fn when_all_mirrors_fail_a_lie_is_told_rather_than_a_silence() {
    let (_, mut files, mut reader) = second();
    files.insert("timestamp.json".into(), b"<html>".to_vec());
    let report = reader.update_from(&[&files, &Files::new()]);
    assert_eq!(report.outcome, Some(Outcome::Unreadable));
    let report = reader.update_from(&[&Files::new(), &Files::new()]);
    assert_eq!(report.outcome, Some(Outcome::Unreachable));
}

// What changed.

#[test]
fn hostile_texts_of_changes_are_cut_and_cleaned() {
    let (publisher, mut files, mut reader) = second();
    let hostile = "\u{202e}evil\u{200b}\n\r\u{1b}[31m<img src=x onerror=alert(1)>";
    let many: Vec<Value> = (0..MAX_CHANGES + 50)
        .map(|n| {
            let name = if n == 0 { hostile.to_owned() } else { "x".repeat(1_000) };
            json!({"record": "outlet", "id": "a", "name": name, "what": "name", "before": null, "now": null})
        })
        .collect();
    let releases = json!({"releases": [{
        "manifest": 2, "data_version": "2026-11-02\u{0}", "sha256": "", "total": 9_999, "changes": many,
    }]});
    publisher.replace(&mut files, 2, "changes", serde_json::to_vec(&releases).expect("JSON"));
    let report = reader.update(&files);
    accepted(&report);
    let release = &report.changes[0];
    assert_eq!((release.changes.len(), release.total), (MAX_CHANGES, 9_999));
    // What is markup elsewhere stays a text: showing it as one is the client's part.
    assert_eq!(release.changes[0].name, "evil[31m<img src=x onerror=alert(1)>");
    assert_eq!(release.changes[1].name.chars().count(), MAX_TEXT + 1);
    assert_eq!(release.data_version, "2026-11-02");
}

#[test]
fn changes_that_cannot_be_told_do_not_keep_the_data_away() {
    for bytes in [b"<html>".to_vec(), b"{}".to_vec(), b"[]".to_vec()] {
        let (publisher, mut files, mut reader) = second();
        publisher.replace(&mut files, 2, "changes", bytes);
        let report = reader.update(&files);
        accepted(&report);
        assert_eq!(report.warnings, [Warning::ChangesFailed]);
    }
    let (_, mut files, mut reader) = second();
    files.remove("changes-2.json");
    let report = reader.update(&files);
    accepted(&report);
    assert_eq!((report.warnings, report.changes), (vec![Warning::ChangesFailed], vec![]));
}

#[test]
fn changes_that_nobody_signed_are_not_told() {
    let (_, mut files, mut reader) = second();
    let text = String::from_utf8(files["changes-2.json"].clone()).expect("UTF-8");
    let other = text.replace("GB, private", "GB, PRIVATE");
    assert_ne!(text, other);
    files.insert("changes-2.json".into(), other.into_bytes());
    let report = reader.update(&files);
    accepted(&report);
    assert_eq!((report.warnings, report.changes), (vec![Warning::ChangesFailed], vec![]));
}

#[test]
fn every_text_of_changes_is_cleaned_and_no_more_than_a_few_releases_are_told() {
    let hostile = format!("\u{202e}a\n{}", "b".repeat(1_000));
    let change = json!({
        "record": hostile, "id": hostile, "name": hostile, "what": hostile, "before": hostile, "now": hostile,
    });
    let release = json!({
        "manifest": 2, "data_version": hostile, "sha256": hostile, "total": 1, "changes": [change],
    });
    let bytes = serde_json::to_vec(&json!({"releases": vec![release; MAX_RELEASES + 1]})).expect("JSON");
    let releases = Releases::read(&bytes).expect("a list").releases;
    assert_eq!(releases.len(), MAX_RELEASES);
    let clean = format!("a{}…", "b".repeat(MAX_TEXT - 1));
    for release in &releases {
        let change = &release.changes[0];
        for text in [&change.record, &change.id, &change.name, &change.what] {
            assert_eq!(text, &clean);
        }
        assert_eq!([&change.before, &change.now], [&Some(clean.clone()), &Some(clean.clone())]);
        assert_eq!([&release.data_version, &release.sha256], [&clean, &clean]);
    }
}

#[test]
fn who_missed_a_release_is_told_of_both() {
    let (publisher, mut files, mut reader) = second();
    publisher.release(&mut files, 3);
    let report = reader.update(&files);
    accepted(&report);
    assert_eq!(report.changes.iter().map(|release| release.manifest).collect::<Vec<_>>(), [3, 2]);
}

// From disk.

fn bundle(files: &Files) -> Vec<u8> {
    let mut bundle = Bundle::default();
    for (path, bytes) in files {
        bundle.push(path, bytes.clone());
    }
    bundle.to_bytes()
}

#[test]
fn a_bundle_is_installed_by_the_same_rules() {
    let (publisher, mut files, mut reader) = second();
    let old = bundle(&files);
    let report = reader.import(&old);
    accepted(&report);
    assert_eq!((reader.version(), report.fetched), (2, vec![]));
    assert_eq!(reader.import(&old).outcome, Some(Outcome::Current));
    publisher.release(&mut files, 3);
    accepted(&reader.import(&bundle(&files)));
    assert_eq!(reader.import(&old).outcome, Some(Outcome::Rollback));
    let (_, stranger, _) = begin();
    let report = reader.import(&bundle(&stranger));
    assert_eq!(report.outcome, Some(Outcome::BadRoot));
    *files.get_mut("dataset-3.gz").expect("a file").last_mut().expect("a byte") ^= 1;
    reader.data = dataset(0);
    assert_eq!(reader.import(&bundle(&files)).outcome, Some(Outcome::WrongHash));
}

#[test]
fn a_bundle_that_took_weeks_to_arrive_is_accepted_with_a_warning() {
    let (_, files, mut reader) = second();
    reader.now += 40 * DAY;
    let report = reader.import(&bundle(&files));
    accepted(&report);
    assert_eq!(report.warnings, [Warning::Stale]);
}

#[test]
fn what_is_no_whole_bundle_is_told() {
    let (_, mut files, mut reader) = second();
    for bytes in [b"".to_vec(), b"PK\x03\x04".to_vec(), bundle(&files)[..500].to_vec()] {
        assert_eq!(reader.import(&bytes).outcome, Some(Outcome::BadBundle));
    }
    files.remove("dataset-2.gz");
    assert_eq!(reader.import(&bundle(&files)).outcome, Some(Outcome::BadBundle));
    assert_eq!(reader.version(), 1);
}

// Figures.

#[test]
fn one_record_in_a_hundred_changed_is_a_delta_of_less_than_a_twentieth() {
    let (mut sources, _) = imprint::source::load(&common::project("data")).expect("the data");
    let build = |sources: &imprint::source::Sources, previous: Option<&imprint::dataset::Dataset>| {
        let (model, version) = imprint::source::compile::compile(sources);
        imprint::dataset::write::write_after(&model, &version, previous)
    };
    let old = build(&sources, None);
    let mut changed = 0;
    for (_, record) in sources.outlets.iter_mut().step_by(100) {
        *record.value.name.get_mut() += " Two";
        changed += 1;
    }
    assert!(changed > 20, "{changed}");
    let before = imprint::dataset::Dataset::open(old.clone()).expect("it opens");
    let new = build(&sources, Some(&before));
    let patch = patch::make(&old, &new);
    assert!(patch::apply(&old, &patch, new.len()).as_deref() == Some(new.as_slice()));
    let (delta, full) = (gzip::close(&patch).len(), gzip::close(&new).len());
    assert!(
        delta * 20 <= full,
        "{delta} bytes for {changed} of {} records, {full} in full",
        sources.outlets.len()
    );
}

#[test]
fn the_times_of_the_tests_are_what_they_seem() {
    assert_eq!(day(0), publisher::NOW);
    assert_eq!(seconds(&day(2)) - seconds(&day(0)), 2 * DAY);
}
