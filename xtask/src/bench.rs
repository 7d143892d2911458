//! `cargo xtask bench`: one table of how Imprint compares with what one would use instead.
//!
//! The benches live in `benches/`; each prints a row a comparison, which this puts into one table and holds against
//! the aims. Missing an aim is no failure of the program: times depend on the machine, the ratios only little.

use std::path::Path;
use std::process::Command;

use crate::{Result, browsers, host, setup, wasm};

/// What a bench puts before a row; the fields follow, separated by tabs.
const ROW: &str = "row\t";

const MODULE: &str = "extension/gen/imprint_bg.wasm";
const DATASET: &str = "extension/gen/imprint.dataset";

pub(crate) fn run(args: &[String]) -> Result {
    if let Some(arg) = args.first() {
        return Err(format!("unknown argument {arg} (there are none)"));
    }
    setup::browsers()?;
    setup::npm()?;
    wasm::build()?;
    // Built first, so that nothing is compiled while something is measured.
    host::run(host::cargo().args(["bench", "--quiet", "--bench", "label", "--bench", "keys", "--no-run"]))?;

    let mut rows = Vec::new();
    eprintln!("xtask: measuring natively");
    collect(&mut rows, host::cargo().args(["bench", "--quiet", "--bench", "label"]))?;
    eprintln!("xtask: measuring keys");
    collect(&mut rows, host::cargo().args(["bench", "--quiet", "--bench", "keys"]))?;
    collect(&mut rows, Command::new("node").arg("benches/node/keys.mjs"))?;
    eprintln!("xtask: measuring in Node.js");
    collect(&mut rows, Command::new("node").arg("benches/node/labels.mjs"))?;
    eprintln!("xtask: measuring in Chromium");
    let chromium = browsers::chromium().ok_or("Chromium is not on the path")?;
    collect(
        &mut rows,
        Command::new("node").arg("benches/chromium/main.mjs").env("IMPRINT_CHROMIUM", chromium),
    )?;
    rows.push(size("size of the module", MODULE, "<400")?);
    rows.push(size("size of the dataset", DATASET, "")?);

    print!("{}", table(&rows));
    let missed = rows.iter().filter(|row| row.met() == Some(false)).count();
    let judged = rows.iter().filter(|row| row.met().is_some()).count();
    println!("\n{} of {judged} aims met. ratio = baseline / ours; times are medians.", judged - missed);
    Ok(())
}

/// One comparison.
struct Row {
    what: String,
    baseline: String,
    theirs: Option<f64>,
    ours: f64,
    unit: String,
    aim: Aim,
    input: String,
}

/// What is wanted of a row.
#[derive(Clone, Copy)]
enum Aim {
    None,
    /// The ratio is at least this.
    Ratio(f64),
    /// Our own number is below this.
    Below(f64),
}

impl Row {
    /// Reads what a bench prints: what, baseline, its number, our number, unit, aim, input.
    fn read(line: &str) -> Option<Self> {
        let fields: Vec<&str> = line.strip_prefix(ROW)?.split('\t').collect();
        let [what, baseline, theirs, ours, unit, aim, input] = fields[..] else { return None };
        let number = |text: &str| text.strip_prefix(">=").or(text.strip_prefix('<'))?.parse().ok();
        let aim = match aim {
            "" => Aim::None,
            aim if aim.starts_with('<') => Aim::Below(number(aim)?),
            aim => Aim::Ratio(number(aim)?),
        };
        Some(Self {
            what: what.into(),
            baseline: baseline.into(),
            theirs: if theirs.is_empty() { None } else { Some(theirs.parse().ok()?) },
            ours: ours.parse().ok()?,
            unit: unit.into(),
            aim,
            input: input.into(),
        })
    }

    fn ratio(&self) -> Option<f64> {
        self.theirs.filter(|_| self.ours > 0.0).map(|theirs| theirs / self.ours)
    }

    fn met(&self) -> Option<bool> {
        match self.aim {
            Aim::None => None,
            Aim::Ratio(least) => self.ratio().map(|ratio| ratio >= least),
            Aim::Below(limit) => Some(self.ours < limit),
        }
    }

    fn cells(&self) -> [String; 8] {
        let aim = match self.aim {
            Aim::None => String::new(),
            Aim::Ratio(least) => format!("ratio ≥ {least}"),
            Aim::Below(limit) => format!("< {limit} {}", self.unit),
        };
        let met = match self.met() {
            None => "",
            Some(true) => "yes",
            Some(false) => "NO",
        };
        let digits = if self.unit.is_empty() { 4 } else { 1 };
        let number = |value: f64| format!("{value:.digits$} {}", self.unit).trim_end().to_owned();
        [
            self.what.clone(),
            self.baseline.clone(),
            self.theirs.map(number).unwrap_or_default(),
            number(self.ours),
            self.ratio().map(|ratio| format!("{ratio:.2}")).unwrap_or_default(),
            aim,
            met.to_owned(),
            self.input.clone(),
        ]
    }
}

const HEAD: [&str; 8] = ["what", "against", "baseline", "ours", "ratio", "aim", "met", "input"];

fn table(rows: &[Row]) -> String {
    let mut lines: Vec<[String; 8]> = vec![HEAD.map(String::from)];
    lines.extend(rows.iter().map(Row::cells));
    let mut widths = [0; 8];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = (*width).max(cell.chars().count());
        }
    }
    lines.insert(1, widths.map(|width| "─".repeat(width)));
    let mut text = String::new();
    for line in &lines {
        let mut shown = String::new();
        for (index, (cell, width)) in line.iter().zip(widths).enumerate() {
            // Numbers stand under one another by their ends.
            let gap = " ".repeat(width - cell.chars().count());
            let cell =
                if (2..5).contains(&index) { format!("{gap}{cell}  ") } else { format!("{cell}{gap}  ") };
            shown.push_str(&cell);
        }
        text.push_str(shown.trim_end());
        text.push('\n');
    }
    text
}

/// Runs a bench and keeps its rows.
fn collect(rows: &mut Vec<Row>, command: &mut Command) -> Result {
    for line in host::read(command)?.lines().filter(|line| line.starts_with(ROW)) {
        rows.push(Row::read(line).ok_or_else(|| format!("a bench printed a row of another form: {line}"))?);
    }
    Ok(())
}

fn size(what: &str, file: &str, aim: &str) -> Result<Row> {
    let bytes =
        std::fs::metadata(Path::new(file)).map_err(|error| format!("cannot read {file}: {error}"))?.len();
    let row = format!("{ROW}{what}\t\t\t{}\tkB\t{aim}\t{file}", bytes as f64 / 1000.0);
    Row::read(&row).ok_or_else(|| format!("cannot show a size of {bytes} bytes"))
}
