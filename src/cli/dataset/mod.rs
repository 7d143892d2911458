//! `imprint dataset …`: one file for each subcommand.

use std::process::ExitCode;

use clap::Subcommand;

use super::Failure;

mod build;
mod check;
mod diff;
mod export;
mod fmt;
mod import;
mod new;
mod stats;

#[derive(Subcommand)]
pub(super) enum DatasetCommand {
    /// Check the sources against every rule
    Check(check::CheckArgs),
    /// Put the sources into canonical form
    Fmt(fmt::FmtArgs),
    /// Compile the sources into one file
    Build(build::BuildArgs),
    /// Count what a dataset holds
    Stats(stats::StatsArgs),
    /// Tell what changed between two compiled datasets
    #[command(after_help = "Exit code 0: they say the same; 1: they differ.")]
    Diff(diff::DiffArgs),
    /// Start a record: a file that names what must be filled in
    New(new::NewArgs),
    /// Write a compiled dataset in a format that others read
    Export(export::ExportArgs),
    /// Propose records from what others publish
    #[command(after_help = import::AFTER_HELP.as_str())]
    Import(import::ImportArgs),
}

pub(super) fn run(command: &DatasetCommand) -> Result<ExitCode, Failure> {
    match command {
        DatasetCommand::Check(args) => check::run(args),
        DatasetCommand::Fmt(args) => fmt::run(args),
        DatasetCommand::Build(args) => build::run(args),
        DatasetCommand::Stats(args) => stats::run(args),
        DatasetCommand::Diff(args) => diff::run(args),
        DatasetCommand::New(args) => new::run(args),
        DatasetCommand::Export(args) => export::run(args),
        DatasetCommand::Import(args) => import::run(args),
    }
}
