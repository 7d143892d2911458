//! Doing what a client does: answers each step of an update from a folder, a server or nowhere.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use crate::cli::Failure;
use crate::dataset::update::state::DatasetFacts;
use crate::dataset::update::{Outcome, Step, Update, Warning, gzip};

/// Where the files of a release come from.
pub(super) enum Place {
    /// A folder.
    Folder(PathBuf),
    /// A server, by its base address.
    Server(String, ureq::Agent),
    /// Nowhere: a bundle has all that is wanted in itself.
    Nowhere,
}

impl Place {
    /// An address or a folder.
    pub(super) fn named(text: &str) -> Result<Self, Failure> {
        if !text.starts_with("http://") && !text.starts_with("https://") {
            let dir = PathBuf::from(text);
            return if dir.is_dir() { Ok(Self::Folder(dir)) } else { Err(format!("no folder {text}")) };
        }
        let url = url::Url::parse(text).map_err(|error| format!("`{text}` is no address: {error}"))?;
        let loopback = matches!(url.host_str(), Some("127.0.0.1" | "localhost"));
        if url.scheme() == "http" && !loopback {
            return Err(format!("{text}: clients take https alone (http on loopback only)"));
        }
        // A redirect would lead to whom the reader has not been told of, so clients follow none.
        let agent = ureq::Agent::config_builder()
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .user_agent(concat!("imprint/", env!("CARGO_PKG_VERSION")))
            .build()
            .new_agent();
        let base = if text.ends_with('/') { text.to_owned() } else { format!("{text}/") };
        Ok(Self::Server(base, agent))
    }

    /// A file; the error is the kind of failure and what exactly.
    pub(super) fn fetch(&self, path: &str, max: u64) -> Result<Vec<u8>, (&'static str, String)> {
        match self {
            Self::Nowhere => Err(("not-found", String::new())),
            Self::Folder(dir) => {
                let file = dir.join(path);
                let length = std::fs::metadata(&file).map_err(|error| match error.kind() {
                    std::io::ErrorKind::NotFound => ("not-found", String::new()),
                    _ => ("network", error.to_string()),
                });
                if length?.len() > max {
                    return Err(("too-long", format!("more than {max} bytes")));
                }
                std::fs::read(&file).map_err(|error| ("network", error.to_string()))
            }
            Self::Server(base, agent) => fetch(agent, &format!("{base}{path}"), max),
        }
    }
}

/// As whom the program asks. Some hosts send what allows reading only to who says where they come from, as browsers do.
const ORIGIN: &str = "chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// A file as an extension without any power over the host gets it: what a browser keeps from it is a failure here too.
fn fetch(agent: &ureq::Agent, url: &str, max: u64) -> Result<Vec<u8>, (&'static str, String)> {
    let failed = |error: ureq::Error| match error {
        ureq::Error::BodyExceedsLimit(_) => ("too-long", format!("more than {max} bytes")),
        ureq::Error::Timeout(_) => ("timeout", error.to_string()),
        error => ("network", error.to_string()),
    };
    let request = agent.get(url).header("Origin", ORIGIN).header("Accept-Encoding", "gzip");
    let mut response = request.call().map_err(failed)?;
    match response.status().as_u16() {
        200 => {}
        404 | 410 => return Err(("not-found", String::new())),
        status @ 300..=399 => return Err(("redirect", format!("status {status}"))),
        status => return Err(("status", format!("status {status}"))),
    }
    let header = |name: &str| {
        let value = response.headers().get(name).and_then(|value| value.to_str().ok());
        value.map(|value| value.trim().to_ascii_lowercase())
    };
    match header("access-control-allow-origin") {
        Some(whom) if whom == "*" || whom == ORIGIN => {}
        Some(whom) => return Err(("network", format!("Access-Control-Allow-Origin is `{whom}`, {OPEN}"))),
        None => return Err(("network", format!("no Access-Control-Allow-Origin, {OPEN}"))),
    }
    let encoding = header("content-encoding").unwrap_or_default();
    // One byte more than is allowed, to tell a file of exactly that length from an endless one.
    let bytes = response.body_mut().with_config().limit(max + 1).read_to_vec().map_err(failed)?;
    let limit = usize::try_from(max).unwrap_or(usize::MAX);
    match encoding.as_str() {
        _ if bytes.len() > limit => Err(("too-long", format!("more than {max} bytes"))),
        "" | "identity" => Ok(bytes),
        // What was compressed for the way alone comes out as it was; a compressed file that is said to be so does not.
        "gzip" | "x-gzip" => gzip::open_up_to(&bytes, limit).ok_or_else(|| {
            let detail = format!(
                "browsers undo `Content-Encoding: {encoding}`, and what comes out is more than {max} bytes or none: serve \
                 .gz files as they are"
            );
            ("too-long", detail)
        }),
        other => Err(("network", format!("`Content-Encoding: {other}`, which was not asked for"))),
    }
}

/// What is wrong without the header that lets any page read a public file, and what to do.
const OPEN: &str = "so browsers keep it from the extension: serve `Access-Control-Allow-Origin: *`";

/// How an update went.
pub(super) struct Driven {
    pub(super) outcome: Outcome,
    pub(super) detail: String,
    pub(super) warnings: Vec<Warning>,
    /// The dataset that was put in place.
    pub(super) taken: Option<DatasetFacts>,
    /// Every file that was read.
    pub(super) files: BTreeMap<String, Vec<u8>>,
}

/// Stores a state, with the dataset that belongs to it if there is a new one; or says why not.
pub(super) type Store<'s> = dyn FnMut(Option<&[u8]>, &[u8]) -> Result<(), Failure> + 's;

/// Goes through an update to its end. `store` is called with what is to be kept; it stores, or says why not.
pub(super) fn drive(
    mut update: Update,
    place: &Place,
    base: &dyn Fn() -> Option<Vec<u8>>,
    store: &mut Store<'_>,
) -> Driven {
    let mut files = BTreeMap::new();
    let mut taken = None;
    loop {
        match update.next_step() {
            Step::Fetch { path, max_length, .. } => match place.fetch(&path, max_length) {
                Ok(bytes) => {
                    update.received(&bytes);
                    files.insert(path, bytes);
                }
                Err((kind, detail)) => update.failed(kind, &detail),
            },
            Step::Base { .. } => match base() {
                Some(bytes) => update.received(&bytes),
                None => update.failed("missing", ""),
            },
            Step::Keep { state } => match store(None, &state) {
                Ok(()) => update.kept(),
                Err(why) => update.failed("storage", &why),
            },
            Step::Swap { dataset, state, facts, .. } => match store(Some(&dataset), &state) {
                Ok(()) => {
                    taken = Some(facts);
                    update.kept();
                }
                Err(why) => update.failed("storage", &why),
            },
            Step::Done { outcome, detail, warnings, .. } => {
                return Driven { outcome, detail, warnings, taken, files };
            }
        }
    }
}
