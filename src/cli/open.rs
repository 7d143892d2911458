//! Finding the dataset to answer from.

use std::path::{Path, PathBuf};

use crate::dataset::{Dataset, write};
use crate::label::Labeler;
use crate::source::{self, Severity};

use super::{DatasetOption, Failure, today};

/// Where `cargo xtask` puts the compiled dataset.
const BUILT: &str = "target/imprint.dataset";
/// The sources, in a checkout.
const SOURCES: &str = "data";

/// `--dataset`, then `$IMPRINT_DATASET`, then the built file, then `data/` compiled in memory.
pub(super) fn labeler(option: &DatasetOption) -> Result<Labeler, Failure> {
    let named = option
        .dataset
        .clone()
        .or_else(|| std::env::var_os("IMPRINT_DATASET").filter(|path| !path.is_empty()).map(PathBuf::from));
    if let Some(path) = named {
        return open(&path);
    }
    if Path::new(BUILT).is_file() {
        return open(Path::new(BUILT));
    }
    if Path::new(SOURCES).is_dir() {
        let (bytes, version) = build(Path::new(SOURCES), None)?;
        eprintln!("imprint: using {SOURCES}/ compiled in memory, data of {version}");
        let dataset = Dataset::open(bytes).map_err(|error| format!("{SOURCES}: {error}"))?;
        return Ok(Labeler::new(dataset));
    }
    Err(format!(
        "no dataset: name one with --dataset FILE or $IMPRINT_DATASET (neither {BUILT} nor {SOURCES}/ is here)"
    ))
}

/// Opens a compiled dataset, every byte of it checked.
pub(super) fn open(path: &Path) -> Result<Labeler, Failure> {
    verified(path).map(Labeler::new)
}

/// Opens a dataset that was not changed since it was written.
pub(super) fn verified(path: &Path) -> Result<Dataset, Failure> {
    let name = path.display();
    let bytes = std::fs::read(path).map_err(|error| {
        format!("cannot read dataset {name}: {error} (build one with `imprint dataset build`)")
    })?;
    let dataset = Dataset::open(bytes).map_err(|error| format!("{name}: {error}"))?;
    dataset.verify().map_err(|error| format!("{name}: {error}"))?;
    Ok(dataset)
}

/// Compiles sources without errors: the bytes and their data version. They are near those of `previous`.
pub(super) fn build(dir: &Path, previous: Option<&Dataset>) -> Result<(Vec<u8>, String), Failure> {
    let (sources, mut diagnostics) =
        source::load(dir).map_err(|error| format!("cannot read {}: {error}", dir.display()))?;
    diagnostics.extend(source::check::check(&sources));
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    if let Some(first) = errors.clone().next() {
        let count = errors.count();
        return Err(format!(
            "{} has {count} error(s), so nothing was built; the first: {first}; see `imprint dataset check`",
            dir.display()
        ));
    }
    let (model, version) = source::compile::compile(&sources);
    if model.outlets.is_empty() && model.operations.is_empty() {
        return Err(format!(
            "{} has no records, so nothing was built; is it the folder with outlets/ and entities/?",
            dir.display()
        ));
    }
    Ok((write::write_after(&model, &version, previous), version))
}

/// What is written to last is not dated later than the day it is made: readers would take it for the newest for ever.
pub(super) fn refuse_future(version: &str) -> Result<(), Failure> {
    let today = today::latest();
    if *version > *today {
        return Err(format!(
            "the newest evidence was read on {version}, which is to come (today is {today}), so nothing was written; see \
             `imprint dataset check`"
        ));
    }
    Ok(())
}
