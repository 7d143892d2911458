//! What several tests need.

use std::path::{Path, PathBuf};

use imprint::dataset::{Dataset, write};
use imprint::label::Labeler;
use imprint::source;

/// A file or folder of the project.
pub(crate) fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The compiled dataset of the vectors.
pub(crate) fn vectors_bytes() -> Vec<u8> {
    compile(&project("tests/vectors/data"))
}

/// A labeler that answers from it.
pub(crate) fn vectors_labeler() -> Labeler {
    Labeler::new(Dataset::open(vectors_bytes()).expect("what was just written can be read"))
}

/// Compiles sources that have no errors.
pub(crate) fn compile(dir: &Path) -> Vec<u8> {
    let (sources, mut diagnostics) = source::load(dir).expect("a readable folder");
    diagnostics.extend(source::check::check(&sources));
    let errors: Vec<String> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == source::Severity::Error)
        .map(ToString::to_string)
        .collect();
    assert!(errors.is_empty(), "{} has errors:\n{}", dir.display(), errors.join("\n"));
    let (model, version) = source::compile::compile(&sources);
    write::write(&model, &version)
}

/// Compares with a golden file. With `IMPRINT_ACCEPT=1` the golden is written anew.
pub(crate) fn golden(path: &Path, found: &str) {
    if std::env::var_os("IMPRINT_ACCEPT").is_some() {
        std::fs::write(path, found).expect("a writable golden");
        return;
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        found == expected,
        "{} differs.\n--- expected\n{expected}\n--- found\n{found}\n---\nIf the change is wanted: IMPRINT_ACCEPT=1 cargo test, then \
         read the difference in git before you commit it.",
        path.display()
    );
}
