//! Publishing as a maintainer meets it: what the program prints, with which exit code, and what is left on disk.
//! Goldens stand in `tests/cli/`.

#![allow(dead_code, reason = "the common module serves several tests")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The day on which the tests play.
const DATE: &str = "2026-11-29T10:00:00Z";

struct Publisher {
    dir: PathBuf,
}

impl Publisher {
    /// A folder of its own for each test, with keys made now and the sources of the vectors.
    fn new(name: &str) -> Self {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("update").join(name);
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(&dir).expect("a scratch folder");
        copy(&common::project("tests/vectors/data"), &dir.join("data"));
        let publisher = Self { dir };
        publisher.ok(&["keygen", "--out", "keys"]);
        publisher
    }

    /// What a command prints, both streams, and its exit code.
    fn run(&self, args: &[&str]) -> (String, i32) {
        let output = Command::new(env!("CARGO_BIN_EXE_imprint"))
            .arg("dataset")
            .args(args)
            .current_dir(&self.dir)
            .env("NO_PROXY", "127.0.0.1")
            .output()
            .expect("the program starts");
        let text = String::from_utf8([output.stdout, output.stderr].concat()).expect("text");
        (plain(&text), output.status.code().expect("an exit code"))
    }

    #[track_caller]
    fn ok(&self, args: &[&str]) -> String {
        let (text, code) = self.run(args);
        assert_eq!(code, 0, "{text}");
        text
    }

    #[track_caller]
    fn fails(&self, code: i32, args: &[&str]) -> String {
        let (text, found) = self.run(args);
        assert_eq!(found, code, "{text}");
        text
    }

    fn publish(&self, date: &str) -> String {
        self.ok(&["publish", "data", "--keys", "keys", "--out", "tree", "--date", date])
    }

    fn check(&self, date: &str) -> (String, i32) {
        self.run(&["mirror-check", "--root", "tree/1.root.json", "tree", "--date", date])
    }

    /// Another name for an outlet.
    fn edit(&self) {
        let file = self.dir.join("data/outlets/state-news.toml");
        let text = fs::read_to_string(&file).expect("an outlet");
        fs::write(&file, text.replacen("name = \"", "name = \"The ", 1)).expect("writable");
    }

    fn tree(&self) -> BTreeMap<String, Vec<u8>> {
        files(&self.dir.join("tree"))
    }
}

fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries
        .map(|entry| {
            let name = entry.file_name().into_string().expect("text");
            (name, fs::read(entry.path()).expect("readable"))
        })
        .collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// Names of keys and hashes are new in every run.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut word = String::new();
    for c in text.chars().chain(['\0']) {
        if c.is_ascii_hexdigit() {
            word.push(c);
            continue;
        }
        out.push_str(if word.len() >= 8 && word.len() != 40 { "HEX" } else { &word });
        word.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    // A fingerprint is groups of digits.
    let is_group = |word: &str| {
        word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b))
    };
    let mut lines = String::new();
    for line in out.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let start = words.windows(16).position(|words| words.iter().all(|word| is_group(word)));
        match start {
            Some(start) => lines += &format!("{} FINGERPRINT\n", words[..start].join(" ")),
            None => lines += &format!("{line}\n"),
        }
    }
    lines
}

#[test]
fn from_keys_to_a_release_that_a_client_takes() {
    let publisher = Publisher::new("whole");
    let mut told = String::new();
    let mut tell = |args: &[&str], (text, code): (String, i32)| {
        told += &format!("$ imprint dataset {}\n{text}[{code}]\n\n", args.join(" "));
    };
    let publish = ["publish", "data", "--keys", "keys", "--out", "tree", "--date", DATE];
    tell(&publish, publisher.run(&publish));
    publisher.edit();
    let again = ["publish", "data", "--keys", "keys", "--out", "tree", "--date", "2026-11-30T10:00:00Z"];
    tell(&again, publisher.run(&again));
    for args in [
        &["root", "--show", "tree/root.json"][..],
        &["mirror-check", "--root", "tree/1.root.json", "tree", "--date", "2026-11-30T11:00:00Z"],
        &["mirror-check", "--root", "tree/1.root.json", "tree", "--date", "2026-12-04T10:00:00Z"],
        &["refresh", "--keys", "keys", "--out", "tree", "--date", "2026-12-04T10:00:00Z"],
        &["mirror-check", "--root", "tree/1.root.json", "tree", "--date", "2026-12-04T11:00:00Z"],
        &[
            "root",
            "--keys",
            "keys",
            "--out",
            "tree",
            "--rotate",
            "timestamp",
            "--date",
            "2026-12-05T10:00:00Z",
        ],
        &["mirror-check", "--root", "tree/1.root.json", "tree", "--date", "2026-12-05T10:00:00Z"],
        &["refresh", "--keys", "keys", "--out", "tree", "--date", "2026-12-05T11:00:00Z"],
        &["mirror-check", "--root", "tree/1.root.json", "tree", "--date", "2026-12-05T12:00:00Z"],
        &["bundle", "tree", "--out", "b.bundle"],
        &["verify", "b.bundle", "--root", "tree/1.root.json", "--date", "2026-12-05T12:00:00Z"],
        &[
            "import-bundle",
            "b.bundle",
            "--root",
            "tree/1.root.json",
            "-o",
            "d.dataset",
            "--date",
            "2026-12-25T12:00:00Z",
        ],
        &[
            "import-bundle",
            "b.bundle",
            "--root",
            "tree/1.root.json",
            "-o",
            "d.dataset",
            "--date",
            "2026-12-05T12:00:00Z",
        ],
        &["stats", "--dataset", "d.dataset"],
    ] {
        if args[0] == "stats" {
            let (_, code) = publisher.run(args);
            assert_eq!(code, 0, "the installed dataset can be used");
        } else {
            tell(args, publisher.run(args));
        }
    }
    common::golden(&common::project("tests/cli/update.txt"), &told);
}

#[test]
fn the_same_sources_and_date_give_the_same_release() {
    let publisher = Publisher::new("again");
    publisher.publish(DATE);
    let first = publisher.tree();
    fs::remove_dir_all(publisher.dir.join("tree")).expect("removed");
    publisher.publish(DATE);
    assert!(publisher.tree() == first);
}

#[test]
fn old_files_go_and_those_that_clients_may_be_reading_stay() {
    let publisher = Publisher::new("prune");
    for day in 1..=9 {
        publisher.publish(&format!("2026-12-0{day}T10:00:00Z"));
        publisher.edit();
    }
    let names: Vec<String> = publisher.tree().into_keys().collect();
    let count = |start: &str| names.iter().filter(|name| name.starts_with(start)).count();
    assert_eq!(count("dataset-"), 6, "the newest and the five with deltas: {names:?}");
    assert_eq!(count("changes-"), 2);
    assert!(!names.contains(&"1.manifest.json".to_owned()) && names.contains(&"9.manifest.json".to_owned()));
    assert!(names.contains(&"1.root.json".to_owned()), "the chain of roots stays");
    let (text, code) = publisher.check("2026-12-09T11:00:00Z");
    assert_eq!(code, 0, "{text}");
}

#[cfg(unix)]
#[test]
fn a_key_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let publisher = Publisher::new("readable");
    let keys = fs::metadata(publisher.dir.join("keys")).expect("a folder").permissions().mode();
    assert_eq!(keys & 0o777, 0o700);
    let key = files(&publisher.dir.join("keys")).into_keys().next().expect("a key");
    let key = publisher.dir.join("keys").join(key);
    assert_eq!(fs::metadata(&key).expect("a key").permissions().mode() & 0o777, 0o600);
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).expect("changed");
    let text = publisher.fails(2, &["publish", "data", "--keys", "keys", "--out", "tree"]);
    assert!(text.contains("can be read by others (mode 644): chmod 600"), "{text}");
    assert!(publisher.tree().is_empty(), "nothing was written");
}

#[test]
fn sources_with_an_error_change_nothing_on_the_server() {
    let publisher = Publisher::new("error");
    publisher.publish(DATE);
    let before = publisher.tree();
    fs::write(publisher.dir.join("data/outlets/state-news.toml"), "name = ").expect("writable");
    let text = publisher
        .fails(2, &["publish", "data", "--keys", "keys", "--out", "tree", "--date", "2026-12-01T10:00:00Z"]);
    assert!(text.contains("nothing was built"), "{text}");
    assert!(publisher.tree() == before);
}

#[test]
fn bad_input_is_one_line_that_says_what_to_do() {
    let publisher = Publisher::new("bad");
    publisher.publish(DATE);
    let before = publisher.tree();
    fs::create_dir(publisher.dir.join("none")).expect("a folder");
    let publish = ["publish", "data", "--keys", "keys", "--out", "tree"];
    let with = |more: &[&'static str]| [&publish[..], more].concat();
    for (args, expected) in [
        (with(&["--date", "tomorrow"]), "`tomorrow` is no time"),
        (
            with(&["--date", "2026-11-28T10:00:00Z"]),
            "the last release is of 2026-11-29T10:00:00Z, after this one",
        ),
        (with(&["--min-client", "1"]), "`1` is no version"),
        (with(&["--base-url", "http://imprint.example/"]), "is no base address"),
        (with(&["--base-url", "https://imprint.example"]), "is no base address"),
        (vec!["publish", "data", "--keys", "none", "--out", "tree"], "no keys in none"),
        (
            vec!["publish", "nowhere", "--keys", "keys", "--out", "tree", "--date", "2026-12-01T10:00:00Z"],
            "cannot read nowhere",
        ),
        (vec!["refresh", "--keys", "keys", "--out", "none"], "publish first"),
        (
            vec!["refresh", "--keys", "keys", "--out", "tree", "--date", "2027-01-29T10:00:00Z"],
            "publish again",
        ),
        (vec!["root", "--keys", "keys", "--out", "tree", "--revoke", "00"], "no key `00` in the root"),
        (vec!["root", "--keys", "keys", "--out", "tree", "--threshold", "root=4"], "can never sign"),
        (vec!["root", "--show", "data/outlets/state-news.toml"], "not JSON"),
        (vec!["mirror-check", "tree"], "no root to trust: name one with --root FILE"),
        (vec!["mirror-check", "--root", "tree/root.json", "nowhere"], "no folder nowhere"),
        (
            vec!["mirror-check", "--root", "tree/root.json", "http://imprint.example/"],
            "clients take https alone",
        ),
        (
            vec!["verify", "tree/root.json", "--root", "tree/manifest.json"],
            "a `manifest` where a `root` belongs",
        ),
    ] {
        let text = publisher.fails(2, &args);
        assert!(text.contains(expected), "{args:?}: {text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }
    let text = publisher.fails(1, &["verify", "tree/root.json", "--root", "tree/root.json"]);
    assert!(text.contains("refused: not a bundle of Imprint"), "{text}");
    assert!(publisher.tree() == before);
}

#[test]
fn a_root_whose_keys_are_apart_goes_from_hand_to_hand() {
    let publisher = Publisher::new("apart");
    publisher.publish(DATE);
    // Each of the root's keys on a device of its own.
    let mut roots = Vec::new();
    for name in files(&publisher.dir.join("keys")).into_keys().filter(|name| name.starts_with("root-")) {
        fs::rename(publisher.dir.join("keys").join(&name), publisher.dir.join(&name)).expect("moved");
        roots.push(name);
    }
    let before = publisher.tree();
    let text = publisher.fails(2, &["root", "--keys", "keys", "--out", "tree", "--rotate", "manifest"]);
    assert!(
        text.contains("0 of the 2 signatures that the root needs, by the old keys; nothing was changed"),
        "{text}"
    );
    assert!(publisher.tree() == before);
    publisher.ok(&[
        "root",
        "--keys",
        "keys",
        "--out",
        "tree",
        "--rotate",
        "manifest",
        "--draft",
        "draft.json",
    ]);
    publisher.ok(&["sign", "draft.json", "--key", &roots[0]]);
    publisher.fails(2, &["root", "--out", "tree", "--install", "draft.json"]);
    // The same key again is no second one.
    publisher.ok(&["sign", "draft.json", "--key", &roots[0]]);
    publisher.fails(2, &["root", "--out", "tree", "--install", "draft.json"]);
    assert!(publisher.tree() == before);
    let other = files(&publisher.dir.join("keys")).into_keys().find(|name| name.starts_with("timestamp-"));
    let other = format!("keys/{}", other.expect("a key"));
    let text = publisher.fails(2, &["sign", "draft.json", "--key", &other]);
    assert!(text.contains("is a `root`, and the key"), "{text}");
    publisher.ok(&["sign", "draft.json", "--key", &roots[1]]);
    let text = publisher.ok(&["root", "--out", "tree", "--install", "draft.json"]);
    assert!(text.contains("the keys of manifests changed: publish again"), "{text}");
    assert_eq!(publisher.check(DATE).1, 1, "until then clients are told");
    publisher.publish("2026-11-29T11:00:00Z");
    let (text, code) = publisher.check("2026-11-29T12:00:00Z");
    assert_eq!(code, 0, "{text}");
}

#[test]
fn manifests_that_two_must_sign_are_out_when_both_have() {
    let publisher = Publisher::new("two");
    publisher.ok(&["keygen", "--out", "keys", "--root", "0", "--manifest", "1", "--timestamp", "0"]);
    publisher.ok(&["root", "--keys", "keys", "--out", "tree", "--threshold", "manifest=2", "--date", DATE]);
    let second = files(&publisher.dir.join("keys")).into_keys().find(|name| name.starts_with("manifest-"));
    let second = second.expect("a key");
    fs::rename(publisher.dir.join("keys").join(&second), publisher.dir.join(&second)).expect("moved");
    let text = publisher.fails(1, &["publish", "data", "--keys", "keys", "--out", "tree", "--date", DATE]);
    assert!(text.contains("1.manifest.json: 1 of 2 signatures"), "{text}");
    let refresh = ["refresh", "--keys", "keys", "--out", "tree", "--date", DATE];
    let text = publisher.fails(2, &refresh);
    assert!(text.contains("1 of the 2 signatures that the manifest needs"), "{text}");
    publisher.ok(&["sign", "tree/1.manifest.json", "--key", &second]);
    publisher.ok(&refresh);
    let (text, code) = publisher.check(DATE);
    assert_eq!(code, 0, "{text}");
}

#[test]
fn while_a_release_waits_for_its_second_signature_the_one_before_keeps_its_word() {
    let publisher = Publisher::new("waiting");
    publisher.ok(&["keygen", "--out", "keys", "--root", "0", "--manifest", "1", "--timestamp", "0"]);
    publisher.ok(&["root", "--keys", "keys", "--out", "tree", "--threshold", "manifest=2", "--date", DATE]);
    publisher.publish("2026-11-29T11:00:00Z");
    let mut names = files(&publisher.dir.join("keys")).into_keys();
    let second = names.find(|name| name.starts_with("manifest-")).expect("a key");
    fs::rename(publisher.dir.join("keys").join(&second), publisher.dir.join(&second)).expect("moved");
    let next = "2026-11-30T10:00:00Z";
    publisher.edit();
    let text = publisher.fails(1, &["publish", "data", "--keys", "keys", "--out", "tree", "--date", next]);
    assert!(text.contains("2.manifest.json: 1 of 2 signatures"), "{text}");

    let refresh = ["refresh", "--keys", "keys", "--out", "tree", "--date", "2026-12-01T10:00:00Z"];
    let text = publisher.ok(&refresh);
    assert!(text.contains(": manifest 1, until"), "{text}");
    assert!(text.contains("2.manifest.json waits for signatures"), "{text}");
    let (text, code) = publisher.check("2026-12-02T10:00:00Z");
    assert_eq!(code, 0, "{text}");

    publisher.ok(&["sign", "tree/2.manifest.json", "--key", &second]);
    let text = publisher.ok(&refresh);
    assert!(text.contains(": manifest 2, until") && !text.contains("waits"), "{text}");
    let (text, code) = publisher.check("2026-12-02T10:00:00Z");
    assert_eq!(code, 0, "{text}");

    // What is out and lost its signatures is made up for by no older one: clients would refuse that.
    let mut manifest: serde_json::Value =
        serde_json::from_slice(&publisher.tree()["2.manifest.json"]).expect("JSON");
    manifest["signatures"] = serde_json::json!([]);
    fs::write(publisher.dir.join("tree/2.manifest.json"), manifest.to_string()).expect("writable");
    let before = publisher.tree()["timestamp.json"].clone();
    let text = publisher.fails(2, &refresh);
    assert!(text.contains("0 of the 2 signatures that the manifest needs"), "{text}");
    assert!(publisher.tree()["timestamp.json"] == before, "nothing was changed");
}

#[test]
fn a_revoked_key_signs_nothing_any_more() {
    let publisher = Publisher::new("revoked");
    publisher.ok(&["keygen", "--out", "keys", "--root", "0", "--manifest", "1", "--timestamp", "0"]);
    publisher.publish(DATE);
    let bytes = publisher.tree()["1.manifest.json"].clone();
    let manifest: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
    let id = manifest["signatures"][0]["keyid"].as_str().expect("a name").to_owned();
    publisher.ok(&["root", "--keys", "keys", "--out", "tree", "--revoke", &id, "--date", DATE]);
    publisher.publish("2026-11-29T11:00:00Z");
    let manifest: serde_json::Value =
        serde_json::from_slice(&publisher.tree()["2.manifest.json"]).expect("JSON");
    let signers: Vec<&str> = manifest["signatures"]
        .as_array()
        .expect("signatures")
        .iter()
        .filter_map(|signature| signature["keyid"].as_str())
        .collect();
    assert_eq!(signers.len(), 1);
    assert_ne!(signers[0], id);
    assert_eq!(publisher.check("2026-11-29T12:00:00Z").1, 0);
}

#[test]
fn mirror_check_finds_what_a_client_would_pass_over() {
    let publisher = Publisher::new("mirror");
    publisher.publish(DATE);
    publisher.edit();
    publisher.publish("2026-11-30T10:00:00Z");
    let whole = publisher.tree();
    let manifest: serde_json::Value = serde_json::from_slice(&whole["2.manifest.json"]).expect("JSON");
    let name = |file: &serde_json::Value| file["path"].as_str().expect("a path").to_owned();
    let (delta, changes) = (name(&manifest["signed"]["deltas"][0]), name(&manifest["signed"]["changes"]));
    let signed_twice = |path: &str| {
        let mut value: serde_json::Value = serde_json::from_slice(&whole[path]).expect("JSON");
        let mut bad = value["signatures"][0].clone();
        bad["sig"] = "00".repeat(64).into();
        value["signatures"].as_array_mut().expect("signatures").push(bad);
        serde_json::to_vec(&value).expect("JSON")
    };
    for (path, bytes, expected) in [
        (delta.as_str(), Some(vec![0; 10]), "bytes came"),
        (&delta, None, "not-found"),
        (&changes, None, "not-found"),
        ("manifest.json", Some(b"{}".to_vec()), "it is not 2.manifest.json"),
        ("1.root.json", Some(b"{}".to_vec()), "it is not 1.root.json"),
        ("timestamp.json", Some(signed_twice("timestamp.json")), "a signature that is not valid"),
        ("root.json", Some(signed_twice("root.json")), "a signature that is not valid"),
    ] {
        fs::write(publisher.dir.join("trusted.json"), &whole["1.root.json"]).expect("written");
        let file = publisher.dir.join("tree").join(path);
        match bytes {
            Some(bytes) => fs::write(&file, bytes).expect("written"),
            None => fs::remove_file(&file).expect("removed"),
        }
        let args = ["mirror-check", "--root", "trusted.json", "tree", "--date", "2026-11-30T11:00:00Z"];
        let text = publisher.fails(1, &args);
        assert!(text.contains("a client takes: data of"), "{path}: a client carries on: {text}");
        assert!(text.contains("finding: ") && text.contains(expected), "{path}: {text}");
        fs::write(&file, &whole[path]).expect("written");
        publisher.ok(&args);
    }
}

/// What lets a browser give a file to the extension.
const OPEN: &str = "Access-Control-Allow-Origin: *\r\n";

/// A server for one folder, until the test ends. `head` makes the status and the headers of what is there out of its path
/// and of the request.
fn server(dir: PathBuf, head: fn(&str, &str) -> (&'static str, &'static str)) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = Vec::new();
            let mut byte = [0];
            while !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|count| count == 1) {
                request.push(byte[0]);
            }
            let text = String::from_utf8_lossy(&request).into_owned();
            let path = text.split(' ').nth(1).unwrap_or_default().trim_start_matches('/');
            let body = fs::read(dir.join(path));
            let (status, headers) = if body.is_ok() { head(path, &text) } else { ("404 Not Found", OPEN) };
            let body = body.unwrap_or_default();
            let head = format!(
                "HTTP/1.1 {status}\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all(&[head.into_bytes(), body].concat());
        }
    });
    format!("http://{address}/")
}

#[test]
fn a_server_is_looked_at_as_a_folder_is() {
    let publisher = Publisher::new("server");
    publisher.publish(DATE);
    let tree = publisher.dir.join("tree");
    let url = server(tree.clone(), |_, _| ("200 OK", OPEN));
    let args = ["mirror-check", "--root", "tree/1.root.json", &url, "--date", DATE];
    assert_eq!(publisher.ok(&args), publisher.check(DATE).0);
    fs::write(tree.join("timestamp.json"), vec![b' '; 1 << 20]).expect("written");
    let text = publisher.fails(1, &args);
    assert!(text.contains("timestamp.json: too-long"), "{text}");
    let url = server(tree, |_, _| ("302 Found", "Location: /x\r\n"));
    let text = publisher.fails(1, &["mirror-check", "--root", "tree/1.root.json", &url, "--date", DATE]);
    assert!(text.contains("root.json: redirect"), "{text}");
}

#[test]
fn a_server_whose_files_no_browser_would_give_to_the_extension_is_found() {
    let publisher = Publisher::new("closed");
    publisher.publish(DATE);
    let check = |head| {
        let url = server(publisher.dir.join("tree"), head);
        publisher.run(&["mirror-check", "--root", "tree/1.root.json", &url, "--date", DATE])
    };
    for head in [(|_, _| ("200 OK", "")) as fn(&str, &str) -> (&'static str, &'static str), |_, _| {
        ("200 OK", "Access-Control-Allow-Origin: https://imprint.example\r\n")
    }] {
        let (text, code) = check(head);
        assert_eq!(code, 1, "{text}");
        assert!(text.contains("a client takes nothing: root.json: network"), "{text}");
        assert!(
            text.contains("finding: root.json: network")
                && text.contains("serve `Access-Control-Allow-Origin: *`"),
            "{text}"
        );
    }
    // Some hosts answer only who says, as a browser does, where they come from.
    let (text, code) = check(|_, request| {
        let asked = request.to_ascii_lowercase().contains("\r\norigin: chrome-extension://");
        ("200 OK", if asked { OPEN } else { "" })
    });
    assert_eq!(code, 0, "{text}");
}

#[test]
fn a_server_that_has_compressed_files_undone_on_the_way_is_found() {
    let publisher = Publisher::new("encoded");
    publisher.publish(DATE);
    let check = |head| {
        let url = server(publisher.dir.join("tree"), head);
        publisher.run(&["mirror-check", "--root", "tree/1.root.json", &url, "--date", DATE])
    };
    let (text, code) = check(|path, _| {
        let encoded = "Access-Control-Allow-Origin: *\r\nContent-Encoding: gzip\r\n";
        ("200 OK", if path.ends_with(".gz") { encoded } else { OPEN })
    });
    assert_eq!(code, 1, "{text}");
    assert!(
        text.contains("a client takes nothing") && text.contains("serve .gz files as they are"),
        "{text}"
    );
    let (text, code) = check(|_, _| ("200 OK", "Access-Control-Allow-Origin: *\r\nContent-Encoding: br\r\n"));
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("`Content-Encoding: br`, which was not asked for"), "{text}");
}

#[test]
fn what_is_compressed_for_the_way_alone_comes_out_as_it_was() {
    let publisher = Publisher::new("packed");
    publisher.publish(DATE);
    let told = publisher.check(DATE).0;
    // Beside the tree, with every JSON file as a server that compresses sends it.
    let packed = publisher.dir.join("packed");
    fs::create_dir_all(&packed).expect("a folder");
    for (name, bytes) in publisher.tree() {
        let bytes =
            if name.ends_with(".json") { imprint::dataset::update::gzip::close(&bytes) } else { bytes };
        fs::write(packed.join(name), bytes).expect("written");
    }
    let url = server(packed, |path, request| {
        assert!(request.to_ascii_lowercase().contains("\r\naccept-encoding: gzip\r\n"), "{request}");
        let encoded = "Access-Control-Allow-Origin: *\r\nContent-Encoding: gzip\r\n";
        ("200 OK", if path.ends_with(".json") { encoded } else { OPEN })
    });
    let args = ["mirror-check", "--root", "tree/1.root.json", &url, "--date", DATE];
    assert_eq!(publisher.ok(&args), told);
}

#[test]
fn every_root_that_a_reader_may_come_from_is_looked_for() {
    let publisher = Publisher::new("chain");
    publisher.publish(DATE);
    for _ in 2..=5 {
        publisher.ok(&["root", "--keys", "keys", "--out", "tree", "--rotate", "timestamp", "--date", DATE]);
    }
    publisher.ok(&["refresh", "--keys", "keys", "--out", "tree", "--date", DATE]);
    let whole = publisher.tree();
    fs::write(publisher.dir.join("trusted.json"), &whole["5.root.json"]).expect("written");
    let args = ["mirror-check", "--root", "trusted.json", "tree", "--date", DATE];
    publisher.ok(&args);
    for (path, bytes, expected) in [
        ("2.root.json", None, "2.root.json: not-found: who has no newer root cannot go on"),
        ("5.root.json", None, "5.root.json: not-found: who has no newer root cannot go on"),
        ("2.root.json", Some(&whole["1.root.json"]), "2.root.json: version 1 does not follow 1"),
        ("5.root.json", Some(&whole["4.root.json"]), "5.root.json: it is not the root to trust"),
        ("1.root.json", Some(&whole["timestamp.json"]), "1.root.json: a `timestamp` where a `root` belongs"),
    ] {
        let file = publisher.dir.join("tree").join(path);
        match bytes {
            Some(bytes) => fs::write(&file, bytes).expect("written"),
            None => fs::remove_file(&file).expect("removed"),
        }
        let text = publisher.fails(1, &args);
        assert!(text.contains(&format!("finding: {expected}")), "{path}: {text}");
        assert!(text.contains("a client takes: data of"), "who has the newest root goes on: {text}");
        fs::write(&file, &whole[path]).expect("written");
    }
    publisher.ok(&args);
}

#[test]
fn when_the_keys_are_lost_the_publisher_begins_again_with_a_later_root() {
    let publisher = Publisher::new("lost");
    publisher.publish(DATE);
    fs::rename(publisher.dir.join("keys"), publisher.dir.join("lost")).expect("moved");
    publisher.ok(&["keygen", "--out", "keys"]);
    let root = ["root", "--keys", "keys", "--out", "tree", "--date", DATE];
    let with = |more: &[&'static str]| [&root[..], more].concat();
    let before = publisher.tree();
    let text = publisher.fails(2, &with(&["--rotate", "root"]));
    assert!(text.contains("by the old keys; nothing was changed"), "{text}");
    let text = publisher.fails(2, &with(&["--replace", "--root-version", "1"]));
    assert!(text.contains("version 1, and the tree has 1; nothing was changed"), "{text}");
    let text = publisher.fails(2, &["root", "--keys", "keys", "--out", "none", "--replace"]);
    assert!(text.contains("there is no root to replace: give the number"), "{text}");
    publisher.fails(2, &["root", "--keys", "keys", "--out", "none", "--replace", "--root-version", "0"]);
    publisher.ok(&["keygen", "--out", "few", "--manifest", "0"]);
    let text = publisher.fails(2, &["root", "--keys", "few", "--out", "tree", "--replace"]);
    assert!(text.contains("no manifest key is in the folder"), "{text}");
    assert!(publisher.tree() == before);

    // Where the keys are in several hands, as any other root: and --install is told that it follows none.
    publisher.ok(&with(&["--replace", "--draft", "draft.json"]));
    let text = publisher.fails(2, &["root", "--out", "tree", "--install", "draft.json"]);
    assert!(text.contains("by the old keys; nothing was changed"), "{text}");
    let text = publisher.ok(&["root", "--out", "tree", "--install", "draft.json", "--replace"]);
    assert!(text.contains("root 2: FINGERPRINT\nno root before it vouches for it"), "{text}");
    let text = publisher.ok(&with(&["--replace", "--root-version", "7"]));
    assert!(text.contains("root 7: FINGERPRINT"), "{text}");
    publisher.publish("2026-11-29T11:00:00Z");

    let check =
        |root| publisher.run(&["mirror-check", "--root", root, "tree", "--date", "2026-11-29T12:00:00Z"]);
    let (text, code) = check("tree/7.root.json");
    assert_eq!(code, 0, "packages with the new root take it, and nothing before it is missed: {text}");
    let (text, code) = check("tree/1.root.json");
    assert_eq!(code, 1, "packages with the old one are told: {text}");
    assert!(text.contains("a client takes nothing") && text.contains("(bad-root)"), "{text}");
    publisher.ok(&["bundle", "tree", "--out", "b.bundle"]);
    let bundle = fs::read(publisher.dir.join("b.bundle")).expect("a bundle");
    let bundle = imprint::dataset::update::bundle::Bundle::read(&bundle).expect("a bundle");
    let first = bundle.first_root().expect("a root");
    assert!(first == publisher.tree()["7.root.json"], "who has no root yet is asked to confirm the new one");
    // From there on roots follow each other again.
    publisher.ok(&["root", "--keys", "keys", "--out", "tree", "--rotate", "timestamp", "--date", DATE]);
    publisher.ok(&["refresh", "--keys", "keys", "--out", "tree", "--date", "2026-11-29T11:30:00Z"]);
    let (text, code) = check("tree/8.root.json");
    assert_eq!(code, 0, "{text}");
    let text = publisher.fails(2, &["root", "--out", "tree", "--install", "tree/8.root.json", "--replace"]);
    assert!(text.contains("was not made with --replace"), "{text}");
}

#[test]
fn the_configuration_of_a_release_is_written_beside_it() {
    let publisher = Publisher::new("config");
    let publish = ["publish", "data", "--keys", "keys", "--out", "tree", "--date", DATE];
    let with = |more: &[&'static str]| [&publish[..], more].concat();
    let config = || -> serde_json::Value {
        serde_json::from_slice(&publisher.tree()["release-config.json"]).expect("JSON")
    };
    publisher.ok(&publish);
    assert!(!publisher.tree().contains_key("release-config.json"), "nobody has said where it will be");
    publisher.ok(&with(&["--base-url", "https://imprint.example/d/"]));
    let expected = serde_json::json!({
        "base_url": "https://imprint.example/d/", "root": "root.json", "tree": ".", "floor": 2,
    });
    assert_eq!(config(), expected);

    // What the maintainer has added stays; what publishing knows is renewed.
    let file = publisher.dir.join("tree/release-config.json");
    let mut more = expected;
    more["publisher"] = "The publisher".into();
    more["mirrors"] = serde_json::json!(["https://mirror.example/d/"]);
    more["corrections_url"] = "https://imprint.example/corrections?from=card".into();
    more["root"] = "1.root.json".into();
    fs::write(&file, more.to_string()).expect("written");
    publisher.ok(&publish);
    more["floor"] = 3.into();
    assert_eq!(config(), more);
    publisher.ok(&with(&["--base-url", "https://elsewhere.example/"]));
    more["floor"] = 4.into();
    more["base_url"] = "https://elsewhere.example/".into();
    assert_eq!(config(), more);
}

#[test]
fn a_configuration_that_cannot_be_kept_is_told_before_anything_is_written() {
    let publisher = Publisher::new("config-bad");
    publisher.ok(&["publish", "data", "--keys", "keys", "--out", "tree", "--date", DATE]);
    let members = fs::read_to_string(common::project("xtask/release.mjs")).expect("the script of releases");
    let (_, members) = members.split_once("const known = [").expect("its members");
    let members = members.split_once(']').expect("its members").0.replace('"', "");
    for (text, expected) in [
        (r#"{"floor": 1, "colour": "red"}"#, format!("unknown member `colour`; there are {members}\n")),
        ("{\"floor\": 1", "is not as it should be".into()),
        ("[]", "is not as it should be".into()),
    ] {
        fs::write(publisher.dir.join("tree/release-config.json"), text).expect("written");
        let before = publisher.tree();
        let args = ["publish", "data", "--keys", "keys", "--out", "tree", "--date", DATE];
        let told = publisher.fails(2, &args);
        assert!(told.contains("release-config.json in the tree") && told.contains(&expected), "{told}");
        assert_eq!(told.lines().count(), 1, "{told}");
        assert!(publisher.tree() == before);
    }
}

#[test]
fn no_word_is_signed_that_has_expired_already() {
    let publisher = Publisher::new("days");
    let publish = ["publish", "data", "--keys", "keys", "--out", "tree", "--date", DATE];
    for option in ["--days", "--timestamp-days"] {
        for days in ["0", "36501", "-1", "ten"] {
            publisher.fails(2, &[&publish[..], &[option, days]].concat());
            assert!(publisher.tree().is_empty(), "{option} {days}");
        }
    }
    publisher.fails(2, &["root", "--keys", "keys", "--out", "tree", "--days", "0"]);
    assert!(publisher.tree().is_empty());
    publisher.ok(&publish);
    let before = publisher.tree();
    publisher.fails(2, &["refresh", "--keys", "keys", "--out", "tree", "--date", DATE, "--days", "0"]);
    assert!(publisher.tree() == before);
}

#[test]
fn a_release_that_is_older_than_the_last_timestamp_leaves_nothing_behind() {
    let publisher = Publisher::new("order");
    publisher.publish(DATE);
    publisher.ok(&["refresh", "--keys", "keys", "--out", "tree", "--date", "2026-12-01T10:00:00Z"]);
    let before = publisher.tree();
    let args = ["publish", "data", "--keys", "keys", "--out", "tree", "--date", "2026-11-30T10:00:00Z"];
    let text = publisher.fails(2, &args);
    assert!(text.contains("the last timestamp is of 2026-12-01T10:00:00Z, after this one"), "{text}");
    assert!(publisher.tree() == before);
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_there_keeps_its_mode_and_the_keys_in_it_are_closed() {
    use std::os::unix::fs::PermissionsExt as _;
    let publisher = Publisher::new("folder");
    let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    let shared = publisher.dir.join("shared");
    fs::create_dir(&shared).expect("a folder");
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o755)).expect("changed");
    publisher.ok(&["keygen", "--out", "shared"]);
    assert_eq!(mode(&shared), 0o755);
    for name in files(&shared).into_keys() {
        assert_eq!(mode(&shared.join(&name)), 0o600, "{name}");
    }
}

#[test]
fn a_bundle_gives_the_very_dataset_of_the_release() {
    // On this `cargo xtask dist --release-config` relies: the package has the bytes that deltas start from.
    let publisher = Publisher::new("same");
    publisher.publish(DATE);
    publisher.edit();
    publisher.publish("2026-11-30T10:00:00Z");
    publisher.ok(&["bundle", "tree", "--out", "b.bundle"]);
    let date = "2026-11-30T11:00:00Z";
    publisher.ok(&[
        "import-bundle",
        "b.bundle",
        "--root",
        "tree/root.json",
        "--output",
        "d.dataset",
        "--date",
        date,
    ]);
    let bytes = fs::read(publisher.dir.join("d.dataset")).expect("installed");
    let manifest: serde_json::Value =
        serde_json::from_slice(&publisher.tree()["2.manifest.json"]).expect("JSON");
    assert_eq!(manifest["signed"]["dataset"]["plain_sha256"], imprint::dataset::update::key::sha256(&bytes));
    // And sources that have not changed since compile to the same, after it: what is in the package can be told from them.
    publisher.ok(&["build", "data", "--previous", "d.dataset", "--output", "again.dataset"]);
    assert!(fs::read(publisher.dir.join("again.dataset")).expect("built") == bytes);
}
