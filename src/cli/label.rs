//! `imprint label`

use std::collections::HashMap;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;

use crate::label::Labeler;
use crate::label::view::Label;

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
    let mut printer = Printer { labeler, known: HashMap::new(), json: args.json, out: output() };
    let result = if args.urls.is_empty() {
        lines::each_line(&mut io::stdin().lock(), |line| printer.print(line))?
    } else {
        args.urls.iter().try_for_each(|url| printer.print(url))
    };
    written(result.and_then(|()| printer.out.flush()))
}

struct Printer {
    labeler: Labeler,
    /// What was found out about a subject: a list of links names the same outlets over and over. Bounded by the
    /// number of subjects in the dataset.
    known: HashMap<Option<u32>, Label>,
    json: bool,
    out: Box<dyn Write>,
}

impl Printer {
    fn print(&mut self, url: &str) -> io::Result<()> {
        // Links are often pasted with white space around them; the URL Standard strips it, and so does the echo.
        let url = url.trim_matches(|c| c <= ' ');
        let found = self.labeler.match_link(url);
        let subject = found.map(|found| found.subject);
        let label = self.known.entry(subject).or_insert_with(|| self.labeler.about(subject));
        self.labeler.fill_link(label, url, found.as_ref());
        if self.json { json_line(&mut *self.out, label) } else { plain::line(&mut *self.out, label) }
    }
}
