//! Plain lists: from what people have to a dataset, and everything that is refused, in one line with its place.

use imprint::dataset::{Dataset, OpenError};
use imprint::label::Labeler;
use imprint::link::host;
use imprint::source::plain::{About, Format, LONGEST_FILE, MOST_KEYS, compile};

#[allow(dead_code, reason = "the common module serves several tests")]
mod common;

const ABOUT: About<'_> =
    About { name: "Class 9b", origin: "list.csv", date: "2026-11-29", own: false, suffixes: None };

#[track_caller]
fn refused(text: &str, line: Option<usize>, code: &str) {
    let error = compile(text.as_bytes(), None, &ABOUT).expect_err(text);
    assert_eq!((error.line, error.code), (line, code), "{error}");
    let told = error.to_string();
    assert!(!told.contains('\n') && told.len() < 700 && told.contains("(help: "), "{told}");
}

fn labeler(text: &str) -> Labeler {
    let compiled = compile(text.as_bytes(), None, &ABOUT).expect("a list without faults");
    let dataset = Dataset::open(compiled.bytes).expect("it opens");
    dataset.verify().expect("it is whole");
    Labeler::new(dataset)
}

#[test]
fn lines_that_say_the_same_of_one_name_are_one_outlet() {
    let text = "host,name,class\na.example,The Paper,private\nb.example,The Paper,private\nc.example,The Paper,government\n";
    let compiled = compile(text.as_bytes(), None, &ABOUT).expect("a list");
    assert_eq!((compiled.format, compiled.outlets, compiled.keys), (Format::Csv, 2, 3));
    let labeler = labeler(text);
    let id = |href| labeler.label(href).outlet.map(|outlet| outlet.id);
    assert_eq!(id("https://a.example/"), id("https://b.example/"));
    assert_ne!(id("https://a.example/"), id("https://c.example/"));
}

#[test]
fn every_claim_names_the_list_and_the_line() {
    let labeler = labeler("host,note,source\na.example,one,https://register.example/a\nb.example,two,\n");
    let evidence = |href: &str| labeler.label(href).claim.expect("a claim").evidence;
    let [with] = &evidence("https://a.example/")[..] else { panic!("one source") };
    assert_eq!((with.publisher.as_str(), with.url.as_str()), ("Class 9b", "https://register.example/a"));
    assert_eq!(
        (with.locator.as_deref(), with.retrieved.as_str(), with.seen),
        (Some("line 2"), "2026-11-29", "list")
    );
    let [without] = &evidence("https://b.example/")[..] else { panic!("the list itself") };
    assert_eq!((without.title.as_str(), without.url.as_str()), ("list.csv", ""));
    assert_eq!(without.locator.as_deref(), Some("line 3"));
}

#[test]
fn a_hosts_file_is_taken_with_the_names_that_it_gives_to_the_machine() {
    let text = "# Title: hosts of a school\n#\n127.0.0.1 localhost\n127.0.0.1 localhost.localdomain\n255.255.255.255 broadcasthost\n\
        ::1 localhost\nfe80::1%lo0 localhost\nff02::1 ip6-allnodes\n0.0.0.0 0.0.0.0\n\n0.0.0.0 a.example\n0 b.example\n";
    let compiled = compile(text.as_bytes(), None, &ABOUT).expect("a hosts file");
    assert_eq!((compiled.format, compiled.keys), (Format::Hosts, 2));
    let labeler = labeler(text);
    for (href, listed) in
        [("https://a.example/", true), ("https://b.example/", true), ("http://0.0.0.0/", false)]
    {
        assert_eq!(labeler.label(href).outlet.is_some(), listed, "{href}");
    }
}

#[test]
fn the_same_list_gives_the_same_bytes() {
    let text = b"b.example\na.example\n";
    let bytes = || compile(text, None, &ABOUT).expect("a list").bytes;
    assert_eq!(bytes(), bytes());
}

#[test]
fn a_list_may_name_a_host_twice_but_not_say_two_things_of_it() {
    let hosts = compile(b"a.example\nwww.a.example\nhttps://a.example/\n", None, &ABOUT).expect("one host");
    assert_eq!((hosts.outlets, hosts.keys), (1, 1));
    refused("host,class\na.example,private\na.example,government\n", Some(3), "key-twice");
}

#[test]
fn a_key_under_which_others_register_is_refused() {
    let packaged = common::compile(&common::project("data"));
    let packaged = Dataset::open(packaged).expect("it opens");
    let about = About { suffixes: Some(packaged.suffixes()), ..ABOUT };
    for (text, line) in [("a.example\nco.uk\n", 2), ("github.io\n", 1)] {
        let error = compile(text.as_bytes(), None, &about).expect_err(text);
        assert_eq!((error.line, error.code), (Some(line), "key-public"), "{error}");
    }
    assert!(compile(b"news.co.uk\nsomebody.github.io\n", None, &about).is_ok());
}

#[test]
fn hostile_and_broken_files_are_refused_in_one_line() {
    refused("", None, "empty");
    refused("# nothing but comments\n", None, "empty");
    refused("a.example\n\0", Some(2), "no-text");
    refused("host,name\na.example,\"never closed\nb.example,x\n", Some(2), "fields");
    refused("host,name\na.example,x,y\n", Some(2), "fields");
    refused(&format!("{}\n", "a".repeat(100_000)), Some(1), "no-host");
    refused(&format!("host,note\na.example,{}\n", "x".repeat(100_000)), Some(2), "field-length");
    refused("a.example\n<!doctype html><html>\n", Some(2), "no-host");
    refused("*.example.org\n", Some(1), "no-host");
    refused("||ads.example^\n", Some(1), "no-host");
    for (bytes, line, code) in
        [(&b"\xff\xfea\0"[..], None, "encoding"), (b"a.example\ncaf\xe9.example\n", Some(2), "encoding")]
    {
        let error = compile(bytes, None, &ABOUT).expect_err("no UTF-8");
        assert_eq!((error.line, error.code), (line, code));
    }
    let error = compile(&vec![b'a'; LONGEST_FILE + 1], None, &ABOUT).expect_err("too long");
    assert_eq!(error.code, "too-large");
}

#[test]
fn more_keys_than_a_list_may_have_are_refused_before_anything_is_compiled() {
    let text: String = (0..=MOST_KEYS).map(|number| format!("h{number}.example\n")).collect();
    let error = compile(text.as_bytes(), None, &ABOUT).expect_err("too many");
    assert_eq!((error.code, error.line), ("too-large", Some(MOST_KEYS + 1)));
}

#[test]
fn ten_thousand_keys_are_all_found() {
    let text: String = (0..10_000).map(|number| format!("h{number}.example\n")).collect();
    let labeler = labeler(&text);
    for number in (0..10_000).step_by(97) {
        let found =
            labeler.dataset().host(&format!("h{number}.example"), host::hash(&format!("h{number}.example")));
        assert!(found.is_some_and(|entry| entry.hit.is_some()), "h{number}.example");
    }
}

#[test]
fn the_readers_own_list_may_be_empty() {
    let own = About { own: true, origin: "", ..ABOUT };
    let compiled = compile(b"key,name,class\n", Some(Format::Csv), &own).expect("nothing said is fine");
    assert_eq!(compiled.keys, 0);
    assert_eq!(Dataset::open(compiled.bytes).map(|dataset| dataset.verify()), Ok::<_, OpenError>(Ok(())));
}

#[test]
fn what_mangles_a_list_never_panics() {
    let good = "host,name,class,source\na.example,\"A, B\",private,https://r.example/\ntelegram:a,B,,\n0.0.0.0 x.example\n";
    let mut state = 1u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as usize
    };
    for _ in 0..2_000 {
        let mut bytes = good.as_bytes().to_vec();
        for _ in 0..1 + next() % 4 {
            let at = next() % bytes.len();
            match next() % 3 {
                0 => bytes[at] = (next() % 256) as u8,
                1 => drop(bytes.remove(at)),
                _ => bytes.insert(at, b",;\"\n.:/ #"[next() % 9]),
            }
        }
        for format in [None, Some(Format::Csv), Some(Format::Hosts)] {
            if let Ok(compiled) = compile(&bytes, format, &ABOUT) {
                let dataset = Dataset::open(compiled.bytes).expect("what is compiled opens");
                dataset.verify().expect("and is whole");
            }
        }
    }
}
