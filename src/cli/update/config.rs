//! `release-config.json`: whose release a build of the extension is, for `cargo xtask dist --release-config`.
//!
//! Publishing writes what it knows and leaves the rest as the maintainer has written it.

use serde_json::{Map, Value};

use super::tree::Tree;
use crate::cli::Failure;

const NAME: &str = "release-config.json";

/// Every member; `xtask/release.mjs` reads the same.
const MEMBERS: [&str; 7] = ["base_url", "mirrors", "publisher", "corrections_url", "root", "tree", "floor"];

/// The configuration that is there, with another base address if one is given; `None` if there is neither.
pub(super) fn read(tree: &Tree, base_url: Option<&str>) -> Result<Option<Map<String, Value>>, Failure> {
    let mut config = match tree.find(NAME)? {
        Some(bytes) => serde_json::from_slice(&bytes).map_err(|error| {
            format!("{NAME} in the tree is not as it should be: {error}; mend or remove it")
        })?,
        None if base_url.is_none() => return Ok(None),
        None => Map::new(),
    };
    if let Some(unknown) = config.keys().find(|name| !MEMBERS.contains(&name.as_str())) {
        return Err(format!(
            "{NAME} in the tree: unknown member `{unknown}`; there are {}",
            MEMBERS.join(", ")
        ));
    }
    if let Some(url) = base_url {
        config.insert("base_url".into(), url.into());
    }
    Ok(Some(config))
}

/// Writes it for a release: a package of this configuration carries the data of that one.
pub(super) fn write(tree: &Tree, mut config: Map<String, Value>, release: u64) -> Result<(), Failure> {
    config.insert("floor".into(), release.into());
    // From the folder of the configuration on, which is the tree.
    config.entry("root").or_insert_with(|| "root.json".into());
    config.entry("tree").or_insert_with(|| ".".into());
    let mut text = serde_json::to_vec_pretty(&config).map_err(|error| error.to_string())?;
    text.push(b'\n');
    tree.write(NAME, &text)
}
