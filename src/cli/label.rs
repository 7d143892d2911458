//! `imprint label`

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;

use crate::label::Labeler;

use super::{DatasetOption, Failure, json_line, lines, open, output, plain, written};

#[derive(Args)]
pub(super) struct LabelArgs {
    /// Links to label
    #[arg(value_name = "URL")]
    urls: Vec<String>,
    /// One JSON object a line, for every input line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    dataset: DatasetOption,
}

pub(super) fn run(args: &LabelArgs) -> Result<ExitCode, Failure> {
    let labeler = open::labeler(&args.dataset)?;
    let mut out = output();
    let result = if args.urls.is_empty() {
        lines::each_line(&mut io::stdin().lock(), |line| one(&labeler, line, args.json, &mut *out))
    } else {
        args.urls.iter().try_for_each(|url| one(&labeler, url, args.json, &mut *out))
    };
    written(result.and_then(|()| out.flush()))
}

fn one(labeler: &Labeler, url: &str, json: bool, out: &mut dyn Write) -> io::Result<()> {
    // Links are often pasted with white space around them; the URL Standard strips it, and so does the echo.
    let url = url.trim();
    if json {
        return json_line(out, &labeler.label(url));
    }
    plain::line(out, &labeler.label(url))
}
