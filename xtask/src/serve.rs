//! A small file server on loopback, for the demo page and for trying the site.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};

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

/// `cargo xtask serve [PORT]`
pub(crate) fn task(args: &[String]) -> Result {
    let port = match args {
        [] => 8080,
        [port] => port.parse().map_err(|_| format!("`{port}` is no port number"))?,
        _ => return Err("usage: cargo xtask serve [PORT]".into()),
    };
    wasm::build()?;
    let listener = listen(port)?;
    println!("http://{}/", address(&listener)?);
    serve(&listener);
    Ok(())
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

/// Answers for ever, each connection in a thread of its own.
pub(crate) fn serve(listener: &TcpListener) {
    for stream in listener.incoming().flatten() {
        std::thread::spawn(move || drop(answer(stream)));
    }
}

fn answer(mut stream: TcpStream) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let mut words = request.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (status, kind, body) = if method != "GET" && method != "HEAD" {
        ("405 Method Not Allowed", "text/plain", b"only GET here\n".to_vec())
    } else {
        match file(target).and_then(|path| std::fs::read(&path).ok().map(|body| (path, body))) {
            Some((path, body)) => ("200 OK", content_type(&path), body),
            None => ("404 Not Found", "text/plain", b"no such file\n".to_vec()),
        }
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         Connection: close\r\n\r\n",
        body.len()
    )?;
    if method != "HEAD" {
        stream.write_all(&body)?;
    }
    stream.flush()
}

/// The file below `www/` that a request means; nothing above it, and nothing percent-encoded, which no file is.
fn file(target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let mut file = host::root().join("www").join(path);
    if file.is_dir() {
        file.push("index.html");
    }
    (inside && file.is_file()).then_some(file)
}

fn content_type(path: &Path) -> &'static str {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    TYPES.iter().find(|(known, _)| *known == extension).map_or("application/octet-stream", |(_, kind)| kind)
}
