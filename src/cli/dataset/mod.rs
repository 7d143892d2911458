//! `imprint dataset …`: one file for each subcommand.

use std::process::ExitCode;

use clap::Subcommand;

use super::Failure;
use super::update::{bundle, keygen, mirror_check, publish, refresh, root, sign};

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
    /// Make the secret keys of a publisher
    Keygen(keygen::KeygenArgs),
    /// Compile the sources and write a signed release that any static host can serve
    #[command(after_help = publish::AFTER_HELP)]
    Publish(publish::PublishArgs),
    /// Sign again that the newest release is the newest
    Refresh(refresh::RefreshArgs),
    /// Make the first root, replace or revoke keys, show a root
    #[command(after_help = root::AFTER_HELP)]
    Root(root::RootArgs),
    /// Add a signature to a draft
    Sign(sign::SignArgs),
    /// Do what a client does, and more strictly, with a server or a folder
    #[command(after_help = mirror_check::AFTER_HELP)]
    MirrorCheck(mirror_check::MirrorCheckArgs),
    /// Put the newest release into one file
    Bundle(bundle::BundleArgs),
    /// Tell what a client would make of a bundle
    Verify(bundle::VerifyArgs),
    /// Install a bundle, by the rules of a client
    ImportBundle(bundle::ImportBundleArgs),
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
        DatasetCommand::Keygen(args) => keygen::run(args),
        DatasetCommand::Publish(args) => publish::run(args),
        DatasetCommand::Refresh(args) => refresh::run(args),
        DatasetCommand::Root(args) => root::run(args),
        DatasetCommand::Sign(args) => sign::run(args),
        DatasetCommand::MirrorCheck(args) => mirror_check::run(args),
        DatasetCommand::Bundle(args) => bundle::make(args),
        DatasetCommand::Verify(args) => bundle::verify(args),
        DatasetCommand::ImportBundle(args) => bundle::import(args),
    }
}
