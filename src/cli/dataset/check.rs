//! `imprint dataset check`

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::cli::{Failure, output, today, written};
use crate::dataset::vocabulary::{VOCABULARIES, Vocabulary};
use crate::source::{self, Severity};

#[derive(Args)]
pub(in crate::cli) struct CheckArgs {
    /// Folder of sources
    #[arg(value_name = "DIR", default_value = "data")]
    dir: PathBuf,
    /// List the rules instead: code, what, why, help
    #[arg(long)]
    rules: bool,
    /// List the words of every closed vocabulary instead: vocabulary, field, word, meaning
    #[arg(long, conflicts_with = "rules")]
    vocabularies: bool,
}

pub(super) fn run(args: &CheckArgs) -> Result<ExitCode, Failure> {
    let mut out = output();
    if args.rules {
        let result = source::check::RULES
            .iter()
            .try_for_each(|rule| writeln!(out, "{}\t{}\t{}\t{}", rule.code, rule.what, rule.why, rule.help));
        return written(result.and_then(|()| out.flush()));
    }
    if args.vocabularies {
        let result = VOCABULARIES.iter().try_for_each(|vocabulary| {
            vocabulary.words.iter().try_for_each(|(word, meaning)| {
                let Vocabulary { name, field, .. } = vocabulary;
                let field = if field.is_empty() { "(derived)" } else { field };
                writeln!(out, "{name}\t{field}\t{word}\t{}", meaning.trim())
            })
        });
        return written(result.and_then(|()| out.flush()));
    }
    let dir = &args.dir;
    let (sources, mut diagnostics) =
        source::load(dir).map_err(|error| format!("cannot read {}: {error}", dir.display()))?;
    diagnostics.extend(source::check::check_on(&sources, &today::latest()));
    let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
    let result = diagnostics.iter().try_for_each(|diagnostic| {
        let file = dir.join(&diagnostic.file);
        writeln!(out, "{}", source::Diagnostic { file, ..diagnostic.clone() })
    });
    let summary = writeln!(
        out,
        "{}: {} outlets, {} entities, {} operations, {} sources; {errors} error(s), {} warning(s)",
        dir.display(),
        sources.outlets.len(),
        sources.entities.len(),
        sources.operations.len(),
        sources.sources.len(),
        diagnostics.len() - errors
    );
    written(result.and(summary).and_then(|()| out.flush()))?;
    Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
