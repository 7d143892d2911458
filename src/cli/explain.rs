//! `imprint explain`

use std::io::Write as _;
use std::process::ExitCode;

use clap::Args;

use super::{DatasetOption, Failure, json_line, open, output, written};

#[derive(Args)]
pub(super) struct ExplainArgs {
    /// The link
    #[arg(value_name = "URL")]
    url: String,
    /// One JSON object a line, for every step
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    dataset: DatasetOption,
}

pub(super) fn run(args: &ExplainArgs) -> Result<ExitCode, Failure> {
    let labeler = open::labeler(&args.dataset)?;
    let mut out = output();
    let steps = labeler.explain(args.url.trim_matches(|c| c <= ' '));
    let result = steps.iter().try_for_each(|step| {
        if args.json {
            return json_line(&mut *out, step);
        }
        let mark = if step.found { "+" } else { "-" };
        writeln!(out, "{mark} {:<9} {}  →  {}", step.step, step.input, step.outcome)
    });
    written(result.and_then(|()| out.flush()))
}
