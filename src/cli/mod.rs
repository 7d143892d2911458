//! The command line. One file for each command; exit code 0 fine, 1 findings, 2 bad usage or input.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

mod dataset;
mod explain;
mod export;
mod label;
mod lines;
mod open;
mod page;
mod plain;
mod today;
mod update;

/// Shows who owns, funds and controls the outlet behind a link.
#[derive(Parser)]
#[command(name = "imprint", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Label links: who stands behind them
    #[command(after_help = "Links come as arguments or, without any, one a line from standard input.\n\
        A malformed link is an answer (no label), not an error.")]
    Label(label::LabelArgs),
    /// Tell step by step how a link is labelled
    Explain(explain::ExplainArgs),
    /// Label every link of an HTML file
    Page(page::PageArgs),
    /// Check, format, build, count, compare, import, export and publish the dataset
    #[command(subcommand)]
    Dataset(dataset::DatasetCommand),
}

/// Which dataset to answer from.
#[derive(Args)]
struct DatasetOption {
    /// Compiled dataset [default: $IMPRINT_DATASET, target/imprint.dataset, or data/ compiled in memory]
    #[arg(long, value_name = "FILE")]
    dataset: Option<PathBuf>,
}

/// What a command can fail with: one clear line and exit code 2.
type Failure = String;

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // clap's own exit code for bad usage is 2 already, and 0 for --help and --version.
        Err(error) => error.exit(),
    };
    let result = match cli.command {
        Command::Label(args) => label::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Page(args) => page::run(&args),
        Command::Dataset(command) => dataset::run(&command),
    };
    match result {
        Ok(code) => code,
        Err(message) => {
            eprintln!("imprint: {message}");
            ExitCode::from(2)
        }
    }
}

/// Standard output for many small writes: buffered, except where a person is watching it line by line.
fn output() -> Box<dyn io::Write> {
    let stdout = io::stdout();
    if stdout.is_terminal() {
        Box::new(stdout)
    } else {
        Box::new(io::BufWriter::with_capacity(1 << 16, stdout))
    }
}

/// Turns a failed write into a result: whoever read us may stop reading (`| head`), which is no error.
fn written(result: io::Result<()>) -> Result<ExitCode, Failure> {
    match result {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        Err(error) => Err(format!("cannot write the output: {error}")),
    }
}

/// Writes one value as a line of JSON.
fn json_line(out: &mut dyn io::Write, value: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// Writes beside the file and renames, so that nobody ever sees half of it. What a link leads to is replaced, not the link;
/// into what is no file (a pipe, a device) the bytes are written, because a file in its place would be another thing.
fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let path = &target(path)?;
    let there = match std::fs::metadata(path) {
        Ok(there) => Some(there),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    if there.as_ref().is_some_and(std::fs::Metadata::is_dir) {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder; name a file"));
    }
    if there.as_ref().is_some_and(|there| !there.is_file()) {
        return std::fs::OpenOptions::new().write(true).open(path)?.write_all(bytes);
    }
    let beside = beside(path);
    // Made anew: what has that name already is somebody's.
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(&beside)?;
    let mut put = || -> io::Result<()> {
        file.write_all(bytes)?;
        if let Some(there) = &there {
            std::fs::set_permissions(&beside, there.permissions())?;
        }
        std::fs::rename(&beside, path)
    };
    put().inspect_err(|_| drop(std::fs::remove_file(&beside)))
}

/// Where it is told what was written to a path: not on standard output if that is what may have been written to.
fn telling(path: &Path) -> Box<dyn io::Write> {
    if std::fs::metadata(path).is_ok_and(|there| there.is_file()) { output() } else { Box::new(io::stderr()) }
}

/// A name beside a path, this process's own.
fn beside(path: &Path) -> PathBuf {
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".new-{}", std::process::id()));
    PathBuf::from(beside)
}

/// What a path leads to if it is a link, or a link to one; what that names need not be there yet.
fn target(path: &Path) -> io::Result<PathBuf> {
    let mut target = path.to_owned();
    // As many as Linux follows.
    for _ in 0..40 {
        let Ok(to) = std::fs::read_link(&target) else { return Ok(target) };
        // The links of /proc (/dev/stdout leads there) can name what stands nowhere: `pipe:[123]`.
        if std::fs::metadata(&target).is_ok_and(|there| !there.is_file()) {
            return Ok(target);
        }
        target = target.parent().map_or(to.clone(), |parent| parent.join(&to));
    }
    Err(io::Error::other("its links lead in a circle"))
}
