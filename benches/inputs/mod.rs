//! The links that the benches run on.
//!
//! Real ones where a folder of saved pages is at hand, because how many links of a page lead to an outlet, how long
//! they are and how many need the full parser decides what is measured. Otherwise links made up in the same
//! proportions.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use scraper::{Html, Selector};
use url::Url;

/// Saved pages, beside the checkout; they belong to their publishers and are no part of the project.
const PAGES: &str = "../shared/corpus/readability";

/// Links and where they come from.
pub(crate) struct Inputs {
    pub(crate) links: Vec<String>,
    pub(crate) what: String,
}

impl Inputs {
    /// Real links if there are any, else made-up ones over these host keys. `IMPRINT_BENCH_PAGES` names another
    /// folder of saved pages (an empty one gives made-up links).
    pub(crate) fn find(hosts: &[&str]) -> Self {
        let folder = std::env::var_os("IMPRINT_BENCH_PAGES").unwrap_or_else(|| PAGES.into());
        let pages = pages(Path::new(&folder));
        if pages.is_empty() {
            let links = generated::links(hosts);
            let what = format!("{} links made up in the proportions of real pages", links.len());
            return Self { links, what };
        }
        let links: Vec<String> = pages.iter().flat_map(|page| links(page)).collect();
        let what = format!("{} links of {} real pages", links.len(), pages.len());
        Self { links, what }
    }
}

/// The saved pages in the order of their names.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut pages: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().ends_with(".html.gz"))
        .collect();
    pages.sort();
    pages
}

/// The web links of a page as a browser tells them, in document order.
fn links(page: &Path) -> Vec<String> {
    let mut bytes = Vec::new();
    File::open(page)
        .and_then(|file| GzDecoder::new(file).read_to_end(&mut bytes))
        .unwrap_or_else(|error| panic!("{}: {error}", page.display()));
    let document = Html::parse_document(&String::from_utf8_lossy(&bytes));
    let select = |selector: &str| Selector::parse(selector).expect("a constant selector");
    let attribute = |selector: &str, name: &str| {
        document.select(&select(selector)).find_map(|element| element.value().attr(name).map(str::trim))
    };
    // A saved page does not say where it was, but most name their own address.
    let unknown = Url::parse("https://page.example/").expect("a constant address");
    let address = [("link[rel=canonical][href]", "href"), ("meta[property='og:url'][content]", "content")]
        .into_iter()
        .filter_map(|(selector, name)| unknown.join(attribute(selector, name)?).ok())
        .find(|url| url.has_host() && url.host() != unknown.host())
        .unwrap_or(unknown);
    let base = attribute("base[href]", "href").and_then(|base| address.join(base).ok()).unwrap_or(address);
    document
        .select(&select("a[href], area[href]"))
        .filter_map(|element| base.join(element.value().attr("href")?).ok())
        .filter(|url| matches!(url.scheme(), "http" | "https"))
        .map(String::from)
        .collect()
}

/// Made-up links. The proportions are those of 21,000 links on 130 saved pages of newspapers, blogs and
/// encyclopedias.
mod generated {
    use crate::dice::Dice;

    const PAGES: usize = 125;
    const LINKS_OF_A_PAGE: usize = 160;
    /// Out of a thousand links, so many lead to the page's own host,
    const OWN: u64 = 870;
    /// out of a thousand hosts, so many are of the dataset,
    const KNOWN: u64 = 237;
    /// to a platform that has accounts,
    const PLATFORM: u64 = 20;
    /// to a host that starts with `www.`,
    const WWW: u64 = 320;
    /// by https,
    const HTTPS: u64 = 674;
    /// with a query,
    const QUERY: u64 = 86;
    /// with a fragment.
    const FRAGMENT: u64 = 112;
    /// Hosts that are in no dataset.
    const STRANGERS: u64 = 1_500;
    const ENDINGS: [&str; 10] = ["com", "com", "com", "com", "com", "org", "org", "net", "de", "co.uk"];
    const PLATFORMS: [&str; 5] =
        ["twitter.com", "www.facebook.com", "www.youtube.com", "t.me", "www.instagram.com"];

    /// The same links in every run.
    pub(super) fn links(hosts: &[&str]) -> Vec<String> {
        let mut dice = Dice::new(1);
        let mut links = Vec::with_capacity(PAGES * LINKS_OF_A_PAGE);
        for _ in 0..PAGES {
            let own = host(&mut dice, hosts);
            links.extend((0..LINKS_OF_A_PAGE).map(|_| link(&mut dice, &own, hosts)));
        }
        links
    }

    fn link(dice: &mut Dice, own: &str, hosts: &[&str]) -> String {
        let scheme = if dice.below(1000) < HTTPS { "https" } else { "http" };
        let host = if dice.below(1000) < OWN { own.to_owned() } else { host(dice, hosts) };
        let path = path(dice);
        let query =
            if dice.below(1000) < QUERY { format!("?id={}", dice.below(1_000_000)) } else { String::new() };
        let fragment =
            if dice.below(1000) < FRAGMENT { format!("#{}", word(dice, 8)) } else { String::new() };
        format!("{scheme}://{host}{path}{query}{fragment}")
    }

    fn host(dice: &mut Dice, hosts: &[&str]) -> String {
        let kind = dice.below(1000);
        if kind < KNOWN && !hosts.is_empty() {
            let host = hosts[dice.below(hosts.len() as u64) as usize];
            if dice.below(1000) < WWW { format!("www.{host}") } else { host.to_owned() }
        } else if kind < KNOWN + PLATFORM {
            PLATFORMS[dice.below(PLATFORMS.len() as u64) as usize].to_owned()
        } else {
            stranger(dice)
        }
    }

    /// Some hosts are linked to from many pages, most from few.
    fn stranger(dice: &mut Dice) -> String {
        let number = dice.below(STRANGERS).min(dice.below(STRANGERS)).min(dice.below(STRANGERS));
        let mut own = Dice::new(number);
        let prefix = match own.below(1000) {
            below if below < WWW => "www.".to_owned(),
            below if below < WWW + 150 => format!("{}.", word(&mut own, 6)),
            _ => String::new(),
        };
        let length = 5 + own.below(10);
        format!("{prefix}{}.{}", word(&mut own, length), ENDINGS[own.below(ENDINGS.len() as u64) as usize])
    }

    /// Half of the paths have at most 19 bytes, one in twenty more than 80.
    fn path(dice: &mut Dice) -> String {
        let segments = 1 + dice.below(5).min(dice.below(5));
        let mut path = String::new();
        for _ in 0..segments {
            path.push('/');
            let length = 1 + dice.below(28).min(dice.below(28));
            path.push_str(&word(dice, length));
        }
        path
    }

    fn word(dice: &mut Dice, length: u64) -> String {
        (0..length).map(|_| char::from(b"etaoinshrdlucmwfygpbvk"[dice.below(22) as usize])).collect()
    }
}
