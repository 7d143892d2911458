//! `imprint page`

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use scraper::{ElementRef, Html, Selector};
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
        let texts: Vec<&str> = link.shown.iter().map(String::as_str).collect();
        let label = labeler.label_shown(&link.href, "", &texts);
        if args.json { json_line(&mut *out, &label) } else { plain::line(&mut *out, &label) }
    });
    written(result.and_then(|()| out.flush()))
}

/// A link of a page.
#[derive(Debug, PartialEq, Eq)]
struct PageLink {
    href: String,
    /// What the page shows for it, the most telling first.
    shown: Vec<String>,
}

/// Every link of a page in document order, resolved as a browser does: against the first `<base href>`, or the
/// page's own address. What cannot be resolved stays as it is written.
fn links(html: &str, page: Url) -> Vec<PageLink> {
    let document = Html::parse_document(html);
    let select = |selector: &str| Selector::parse(selector).expect("a constant selector");
    let base = document
        .select(&select("base[href]"))
        .next()
        .and_then(|element| page.join(element.value().attr("href")?.trim()).ok())
        .unwrap_or(page);
    document
        .select(&select("a[href], area[href]"))
        .filter_map(|element| Some((element, element.value().attr("href")?)))
        .map(|(element, href)| PageLink {
            href: base.join(href).map_or_else(|_| href.to_owned(), String::from),
            shown: shown(element),
        })
        .collect()
}

/// The texts that may tell where a link leads: its own, its title and label, and web addresses in attributes for scripts,
/// as the extension takes them.
fn shown(element: ElementRef<'_>) -> Vec<String> {
    let text: String = element.text().collect();
    let attributes = ["title", "aria-label"].into_iter().filter_map(|name| element.value().attr(name));
    let is_web = |value: &str| {
        let scheme = value.split_once("://").map_or("", |(scheme, _)| scheme);
        (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
            && !value.contains(char::is_whitespace)
    };
    let data = element
        .value()
        .attrs()
        .filter(|(name, value)| name.starts_with("data-") && is_web(value))
        .map(|(_, value)| value);
    std::iter::once(text.as_str())
        .chain(attributes)
        .chain(data)
        .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|text| !text.is_empty())
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
        let hrefs: Vec<String> = links(html, page).into_iter().map(|link| link.href).collect();
        assert_eq!(hrefs, ["https://site.example/news/a?x=1&y=2", "https://other.example/b", "https://["]);
    }

    #[test]
    fn what_a_page_shows_for_a_link_is_gathered() {
        let html = r#"<a href="https://t.co/x" title=" paper.example/a " data-url="https://paper.example/a" data-name="rt.com"
            data-more="https://rt.com and more" aria-label="Paper"> paper.example/<span>a</span> </a>"#;
        let page = Url::parse("https://site.example/").expect("an address");
        let found = &links(html, page)[0].shown;
        assert_eq!(found[..], ["paper.example/a", "paper.example/a", "Paper", "https://paper.example/a"]);
    }
}
