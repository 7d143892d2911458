//! A small file server on loopback: for the demo page, and for trying releases with everything that can go wrong between
//! a server and a reader.
//!
//! With a folder, the first segment of a path may ask for a fault: `/!cut/dataset-1.gz`, or `/!cut:dataset/…` for paths
//! that contain `dataset` alone. So a base address with such a segment is a server with that fault.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::{Result, host, wasm};

/// Types by file extension; everything else is bytes.
const TYPES: &[(&str, &str)] = &[
    ("html", "text/html; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("json", "application/json"),
    ("wasm", "application/wasm"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
];

/// What can go wrong, and how it is asked for.
const FAULTS: &[(&str, &str, Fault)] = &[
    ("slow", "a kilobyte four times a second", Fault::Slow),
    ("cut", "the connection ends in the middle", Fault::Cut),
    ("404", "not found", Fault::Status("404 Not Found")),
    ("500", "the server is broken", Fault::Status("500 Internal Server Error")),
    ("short", "one byte is missing", Fault::Short),
    ("stale", "JSON as it was when the server started", Fault::Stale),
    ("oversized", "it never ends", Fault::Oversized),
    ("redirect", "to another origin", Fault::Redirect),
    ("html", "a page for logging in, with status 200", Fault::Html),
    ("bomb", "a quarter of a gigabyte of zeros, compressed", Fault::Bomb),
];

#[derive(Clone, Copy)]
enum Fault {
    Slow,
    Cut,
    Status(&'static str),
    Short,
    Stale,
    Oversized,
    Redirect,
    Html,
    Bomb,
}

/// `cargo xtask serve [PORT]` or `cargo xtask serve DIR [PORT]`
pub(crate) fn task(args: &[String]) -> Result {
    let (dir, port) = match args {
        [] => (None, 8080),
        [port] if port.parse::<u16>().is_ok() => (None, number(port)?),
        [dir] => (Some(dir), 8080),
        [dir, port] => (Some(dir), number(port)?),
        _ => return Err("usage: cargo xtask serve [DIR] [PORT]".into()),
    };
    let Some(dir) = dir else {
        wasm::build()?;
        let listener = listen(port)?;
        println!("http://{}/", address(&listener)?);
        serve(&listener);
        return Ok(());
    };
    let dir = Path::new(dir).canonicalize().map_err(|error| format!("no folder {dir}: {error}"))?;
    let listener = listen(port)?;
    let server = Server::with_faults(dir, &address(&listener)?);
    println!("http://{}/\nfaults on demand, as the first segment of a path:", server.address);
    for (word, what, _) in FAULTS {
        println!("  /!{word:<10} {what}");
    }
    server.run(&listener);
    Ok(())
}

fn number(text: &str) -> Result<u16> {
    text.parse().map_err(|_| format!("`{text}` is no port number"))
}

/// Listens on loopback; port 0 takes any that is free.
pub(crate) fn listen(port: u16) -> Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", port))
        .map_err(|error| format!("cannot listen on 127.0.0.1:{port}: {error}"))
}

/// Where a listener can be reached.
pub(crate) fn address(listener: &TcpListener) -> Result<String> {
    listener.local_addr().map(|address| address.to_string()).map_err(|error| error.to_string())
}

/// Answers for ever with the files of `www/`, each connection in a thread of its own.
pub(crate) fn serve(listener: &TcpListener) {
    Server { dir: host::root().join("www"), address: String::new(), faults: false, kept: HashMap::new() }
        .run(listener);
}

struct Server {
    dir: PathBuf,
    address: String,
    faults: bool,
    /// The JSON files as they were at the start, for being stale.
    kept: HashMap<PathBuf, Vec<u8>>,
}

impl Server {
    fn with_faults(dir: PathBuf, address: &str) -> Self {
        let files = std::fs::read_dir(&dir).into_iter().flatten().flatten().map(|entry| entry.path());
        let json = files.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
        let kept = json.filter_map(|path| Some((path.clone(), std::fs::read(path).ok()?))).collect();
        Self { dir, address: address.to_owned(), faults: true, kept }
    }

    fn run(self, listener: &TcpListener) {
        let server = Arc::new(self);
        for stream in listener.incoming().flatten() {
            let server = Arc::clone(&server);
            std::thread::spawn(move || drop(server.answer(stream)));
        }
    }

    fn answer(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut lines = BufReader::new(stream.try_clone()?).lines();
        let request = lines.next().transpose()?.unwrap_or_default();
        // The headers are read to their end, and none of them matters.
        for line in lines {
            if line?.is_empty() {
                break;
            }
        }
        let mut words = request.split(' ');
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let head = method == "HEAD";
        if method != "GET" && !head {
            return self.send(
                &mut stream,
                "405 Method Not Allowed",
                "text/plain",
                "",
                b"only GET here\n",
                head,
            );
        }
        let asked = if self.faults { asked(target) } else { Ok((None, target.to_owned())) };
        let (fault, target) = match asked {
            Ok(asked) => asked,
            Err(why) => {
                return self.send(&mut stream, "400 Bad Request", "text/plain", "", why.as_bytes(), head);
            }
        };
        let path = file(&self.dir, &target);
        let body = path.as_deref().and_then(|path| match fault {
            Some(Fault::Stale) => self.kept.get(path).cloned().or_else(|| std::fs::read(path).ok()),
            _ => std::fs::read(path).ok(),
        });
        let (Some(path), Some(body)) = (path, body) else {
            return self.send(&mut stream, "404 Not Found", "text/plain", "", b"no such file\n", head);
        };
        let kind = content_type(&path);
        match fault {
            None | Some(Fault::Stale) => self.send(&mut stream, "200 OK", kind, "", &body, head),
            Some(Fault::Status(status)) => {
                self.send(&mut stream, status, "text/plain", "", b"as it was asked for\n", head)
            }
            Some(Fault::Short) => {
                let short = &body[..body.len().saturating_sub(1)];
                self.send(&mut stream, "200 OK", kind, "", short, head)
            }
            Some(Fault::Html) => {
                let page =
                    b"<!doctype html><title>Log in to this network</title><form><input name=user></form>\n";
                self.send(&mut stream, "200 OK", "text/html; charset=utf-8", "", page, head)
            }
            Some(Fault::Redirect) => {
                // The same server under another name is another origin.
                let elsewhere = self.address.replace("127.0.0.1", "localhost");
                let more = format!("Location: http://{elsewhere}{target}\r\n");
                self.send(&mut stream, "302 Found", "text/plain", &more, b"", head)
            }
            Some(Fault::Bomb) => {
                let more = "Content-Encoding: gzip\r\n";
                self.send(&mut stream, "200 OK", kind, more, &bomb(), head)
            }
            Some(Fault::Cut) => {
                self.head(&mut stream, "200 OK", kind, &format!("Content-Length: {}\r\n", body.len()))?;
                stream.write_all(&body[..body.len() / 2])
            }
            Some(Fault::Slow) => {
                self.head(&mut stream, "200 OK", kind, &format!("Content-Length: {}\r\n", body.len()))?;
                for part in body.chunks(1 << 10) {
                    stream.write_all(part)?;
                    std::thread::sleep(Duration::from_millis(250));
                }
                Ok(())
            }
            Some(Fault::Oversized) => {
                self.head(&mut stream, "200 OK", kind, "")?;
                stream.write_all(&body)?;
                // Until whoever asked has had enough.
                let spaces = [b' '; 1 << 16];
                loop {
                    stream.write_all(&spaces)?;
                }
            }
        }
    }

    fn send(
        &self,
        stream: &mut TcpStream,
        status: &str,
        kind: &str,
        more: &str,
        body: &[u8],
        head: bool,
    ) -> std::io::Result<()> {
        self.head(stream, status, kind, &format!("Content-Length: {}\r\n{more}", body.len()))?;
        if !head {
            stream.write_all(body)?;
        }
        stream.flush()
    }

    fn head(&self, stream: &mut TcpStream, status: &str, kind: &str, more: &str) -> std::io::Result<()> {
        // What an extension without a permission for the host needs to read an answer.
        let open = if self.faults { "Access-Control-Allow-Origin: *\r\n" } else { "" };
        write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}{open}Cache-Control: no-store\r\n\
             Connection: close\r\n\r\n"
        )
    }
}

/// The fault that a path asks for, and the path without it; or why there is no such fault. A misspelt one that was served
/// whole would pass for a fault that does no harm.
fn asked(target: &str) -> std::result::Result<(Option<Fault>, String), String> {
    let Some(asked) = target.strip_prefix("/!") else { return Ok((None, target.to_owned())) };
    let (asked, rest) = asked.split_once('/').unwrap_or((asked, ""));
    let (word, part) = asked.split_once(':').unwrap_or((asked, ""));
    let Some((.., fault)) = FAULTS.iter().find(|(known, ..)| *known == word) else {
        let known: Vec<&str> = FAULTS.iter().map(|(word, ..)| *word).collect();
        return Err(format!("no fault `{word}`; there are {}\n", known.join(", ")));
    };
    Ok((rest.contains(part).then_some(*fault), format!("/{rest}")))
}

/// The file below a folder that a request means; nothing above it, and nothing percent-encoded, which no file is.
fn file(dir: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let mut file = dir.join(path);
    if file.is_dir() {
        file.push("index.html");
    }
    (inside && file.is_file()).then_some(file)
}

fn content_type(path: &Path) -> &'static str {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    TYPES.iter().find(|(known, _)| *known == extension).map_or("application/octet-stream", |(_, kind)| kind)
}

/// A gzip file of very many zeros: one literal, then "the last 258 bytes again" in deflate's fixed codes (RFC 1951, 3.2.6).
fn bomb() -> Vec<u8> {
    const AGAIN: u32 = 1_040_000;
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let (mut pending, mut count) = (0u64, 0);
    let mut put = |bits: u64, length: u32| {
        pending |= bits << count;
        count += length;
        while count >= 8 {
            bytes.push(pending as u8);
            pending >>= 8;
            count -= 8;
        }
    };
    put(0b011, 3); // the last block, fixed codes
    // Codes stand with their highest bit first; all else with the lowest.
    put(0b0000_1100, 8); // literal 0: 00110000
    for _ in 0..AGAIN {
        put(0b1010_0011, 8); // length 258, symbol 285: 11000101
        put(0, 5); // distance 1
    }
    put(0, 7); // end of block
    put(0, 7); // up to the border of a byte
    let length = 1 + AGAIN * 258;
    let crc = after_zeros(u32::MAX, u64::from(length) * 8);
    bytes.extend((!crc).to_le_bytes());
    bytes.extend(length.to_le_bytes());
    bytes
}

/// What a CRC-32 becomes by zero bits. A step is linear, so the steps are doubled instead of taken one by one, of which
/// there would be two thousand million.
fn after_zeros(mut crc: u32, mut bits: u64) -> u32 {
    let apply = |step: &[u32; 32], crc: u32| {
        (0..32).filter(|bit| crc >> bit & 1 == 1).fold(0, |sum, bit| sum ^ step[bit])
    };
    let mut step: [u32; 32] = std::array::from_fn(|bit| if bit == 0 { 0xedb8_8320 } else { 1 << (bit - 1) });
    while bits > 0 {
        if bits & 1 == 1 {
            crc = apply(&step, crc);
        }
        step = step.map(|column| apply(&step, column));
        bits >>= 1;
    }
    crc
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::process::{Command, Stdio};

    use super::*;

    const TIMESTAMP: &[u8] = b"{\"version\": 1}\n";

    /// A folder with a JSON file and some bytes, served with faults from a thread that ends with the tests.
    fn served(name: &str) -> (PathBuf, String) {
        let dir = std::env::temp_dir().join(format!("imprint-serve-{name}-{}", std::process::id()));
        std::fs::create_dir_all(dir.join("site")).expect("a temporary folder can be made");
        std::fs::write(dir.join("timestamp.json"), TIMESTAMP).expect("it can be written");
        std::fs::write(dir.join("dataset.gz"), [7; 10_000]).expect("it can be written");
        std::fs::write(dir.join("site/index.html"), "<title>Imprint</title>").expect("it can be written");
        let listener = listen(0).expect("some port is free");
        let address = address(&listener).expect("it has an address");
        let server = Server::with_faults(dir.clone(), &address);
        std::thread::spawn(move || server.run(&listener));
        (dir, address)
    }

    /// Head and body of an answer, as far as they come within `limit` bytes.
    fn ask(address: &str, request: &str, limit: u64) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(address).expect("it listens");
        write!(stream, "{request}\r\nHost: {address}\r\n\r\n").expect("it listens");
        let mut answer = Vec::new();
        // A server that sends without end is left in the middle.
        stream.take(limit).read_to_end(&mut answer).expect("it answers");
        let end = answer.windows(4).position(|it| it == b"\r\n\r\n").expect("an answer has a head");
        (String::from_utf8_lossy(&answer[..end]).into_owned(), answer[end + 4..].to_vec())
    }

    fn get(address: &str, path: &str) -> (String, Vec<u8>) {
        ask(address, &format!("GET {path} HTTP/1.1"), 1 << 22)
    }

    #[test]
    fn files_are_served_and_nothing_above_them() {
        let (dir, address) = served("files");
        let (head, body) = get(&address, "/timestamp.json");
        assert!(head.starts_with("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"), "{head}");
        assert!(head.contains("Access-Control-Allow-Origin: *"), "{head}");
        assert_eq!(body, TIMESTAMP);
        assert_eq!(get(&address, "/site/").1, b"<title>Imprint</title>");
        for path in ["/none", "/../etc/passwd", "/site/../timestamp.json", "/%74imestamp.json", "none"] {
            assert!(get(&address, path).0.starts_with("HTTP/1.1 404 "), "{path}");
        }
        assert!(ask(&address, "POST /timestamp.json HTTP/1.1", 1 << 20).0.starts_with("HTTP/1.1 405 "));
        let (head, body) = ask(&address, "HEAD /dataset.gz HTTP/1.1", 1 << 20);
        assert!(head.contains("Content-Length: 10000"), "{head}");
        assert_eq!(body, b"");
        std::fs::remove_dir_all(dir).expect("it can be removed");
    }

    #[test]
    fn every_fault_is_what_it_says() {
        let (dir, address) = served("faults");
        std::fs::write(dir.join("timestamp.json"), b"{\"version\": 2}\n").expect("it can be written");
        for (word, ..) in FAULTS {
            let (head, body) = match *word {
                "oversized" => ask(&address, "GET /!oversized/dataset.gz HTTP/1.1", 1 << 20),
                "slow" => get(&address, "/!slow/timestamp.json"),
                word => get(&address, &format!("/!{word}/dataset.gz")),
            };
            let status = &head[9..12];
            match *word {
                "slow" => assert_eq!((status, body.as_slice()), ("200", b"{\"version\": 2}\n".as_slice())),
                "cut" => {
                    assert!(head.contains("Content-Length: 10000"), "{head}");
                    assert_eq!(body.len(), 5_000);
                }
                "404" | "500" => assert_eq!(status, *word),
                "short" => assert_eq!((status, body.len()), ("200", 9_999)),
                "stale" => {
                    assert_eq!(body.len(), 10_000);
                    assert_eq!(get(&address, "/!stale/timestamp.json").1, TIMESTAMP);
                }
                "oversized" => assert!(body.len() > 1_000_000 && !head.contains("Content-Length"), "{head}"),
                "redirect" => {
                    assert_eq!(status, "302");
                    assert!(head.contains("Location: http://localhost:"), "{head}");
                }
                "html" => assert!(status == "200" && body.starts_with(b"<!doctype html>"), "{head}"),
                "bomb" => {
                    assert!(head.contains("Content-Encoding: gzip") && body.len() < 2_000_000, "{head}");
                    assert_eq!(unpacked(&body), 1 + 1_040_000 * 258);
                }
                unknown => panic!("no example shows the fault {unknown}"),
            }
        }
        std::fs::remove_dir_all(dir).expect("it can be removed");
    }

    #[test]
    fn a_fault_can_be_for_some_paths_only() {
        let (dir, address) = served("some");
        assert!(get(&address, "/!404:dataset/dataset.gz").0.starts_with("HTTP/1.1 404 "));
        assert_eq!(get(&address, "/!404:dataset/timestamp.json").1, TIMESTAMP);
        std::fs::remove_dir_all(dir).expect("it can be removed");
    }

    #[test]
    fn a_fault_that_there_is_not_is_told_with_those_that_there_are() {
        let (dir, address) = served("unknown");
        for path in
            ["/!bogus/timestamp.json", "/!bogus:dataset/timestamp.json", "/!/timestamp.json", "/!bogus"]
        {
            let (head, body) = get(&address, path);
            assert!(head.starts_with("HTTP/1.1 400 "), "{path}: {head}");
            let text = String::from_utf8(body).expect("text");
            assert!(text.contains("there are slow, cut, 404, 500,"), "{path}: {text}");
        }
        std::fs::remove_dir_all(dir).expect("it can be removed");
    }

    /// How many bytes gzip, which also compares length and checksum, makes of these.
    fn unpacked(bytes: &[u8]) -> usize {
        let mut gzip = Command::new("gzip")
            .arg("-dc")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("gzip is on every machine that builds");
        let (mut input, bytes) = (gzip.stdin.take().expect("it is piped"), bytes.to_vec());
        std::thread::spawn(move || input.write_all(&bytes));
        let mut output = gzip.stdout.take().expect("it is piped");
        let (mut part, mut count) = (vec![0; 1 << 16], 0);
        loop {
            match output.read(&mut part).expect("it can be read") {
                0 => break,
                read => count += read,
            }
        }
        assert!(gzip.wait().expect("it ends").success(), "gzip takes it for damaged");
        count
    }
}
