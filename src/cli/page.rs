//! `imprint page`

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use scraper::{Html, Selector};
use url::Url;

use super::{DatasetOption, Failure, json_line, open, output, plain, written};

#[derive(Args)]
pub(super) struct PageArgs {
    /// The HTML file, in UTF-8
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The page's own address, against which relative links are resolved
    #[arg(long, value_name = "URL")]
    base: String,
    /// One JSON object a line, for every link
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    dataset: DatasetOption,
}

pub(super) fn run(args: &PageArgs) -> Result<ExitCode, Failure> {
    let base = Url::parse(&args.base)
        .map_err(|error| format!("--base {}: {error} (give the page's full address)", args.base))?;
    let labeler = open::labeler(&args.dataset)?;
    let bytes =
        std::fs::read(&args.file).map_err(|error| format!("cannot read {}: {error}", args.file.display()))?;
    let links = links(&String::from_utf8_lossy(&bytes), base);

    let mut out = output();
    let result = links.iter().try_for_each(|link| {
        let label = labeler.label(link);
        if args.json { json_line(&mut *out, &label) } else { plain::line(&mut *out, &label) }
    });
    written(result.and_then(|()| out.flush()))
}

/// Every link of a page in document order, resolved as a browser does: against the first `<base href>`, or the
/// page's own address. What cannot be resolved stays as it is written.
fn links(html: &str, page: Url) -> Vec<String> {
    let document = Html::parse_document(html);
    let select = |selector: &str| Selector::parse(selector).expect("a constant selector");
    let base = document
        .select(&select("base[href]"))
        .next()
        .and_then(|element| page.join(element.value().attr("href")?.trim()).ok())
        .unwrap_or(page);
    document
        .select(&select("a[href], area[href]"))
        .filter_map(|element| element.value().attr("href"))
        .map(|href| base.join(href).map_or_else(|_| href.to_owned(), String::from))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_resolved_as_a_browser_resolves_them() {
        let html = r#"<base href="/news/"><base href="/second/"><p><a href="a?x=1&amp;y=2">a</a>
            <map><area href="//other.example/b"></map><a href="https://[">bad</a><a name="x">no link</a>"#;
        let page = Url::parse("https://site.example/index.html").expect("an address");
        assert_eq!(
            links(html, page),
            ["https://site.example/news/a?x=1&y=2", "https://other.example/b", "https://["]
        );
    }
}
