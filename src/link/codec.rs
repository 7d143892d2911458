//! The encodings in which wrappers carry an address.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::Link;

/// Wrappers pad or do not, and leave bits over where they cut.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Base64 of either alphabet (RFC 4648, sections 4 and 5), padded or not.
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    let text: String = text
        .chars()
        .map(|c| match c {
            '+' => '-',
            '/' => '_',
            other => other,
        })
        .collect();
    LENIENT.decode(text.trim_end_matches('=')).ok()
}

/// Percent-decoding, once; `None` if that gives no UTF-8.
pub(super) fn percent_decode(text: &str) -> Option<String> {
    percent_encoding::percent_decode_str(text).decode_utf8().ok().map(Into::into)
}

/// The host that the subdomain of an AMP cache stands for, with a scheme: a dot has become a hyphen, a hyphen two.
/// Names that cannot be written so are hashed by the cache (52 characters of base32) and not to be had back.
///
/// The inverse of the published algorithm: AMP Project, "AMP cache URL format and request handling".
pub(super) fn amp_host(subdomain: &str) -> Option<String> {
    // A name in other scripts got its hyphens before it was written in ASCII; undoing that takes more code than these few
    // links are worth, for nearly all have the host in their path as well.
    if !subdomain.contains('-') || subdomain.starts_with("xn--") {
        return None;
    }
    // `0-…-0` protects names whose third and fourth characters are hyphens.
    let name = subdomain.strip_prefix("0-").and_then(|rest| rest.strip_suffix("-0")).unwrap_or(subdomain);
    let mut host = String::from("https://");
    let mut rest = name;
    while let Some(at) = rest.find('-') {
        let run = rest[at..].bytes().take_while(|b| *b == b'-').count();
        host.push_str(&rest[..at]);
        host.extend(std::iter::repeat_n('-', run / 2));
        if run % 2 == 1 {
            host.push('.');
        }
        rest = &rest[at + run..];
    }
    host.push_str(rest);
    Some(host)
}

/// The address that a link of `translate.goog` shows in translation, by the steps that Google publishes (Search
/// Central, "Ad networks and translation-related Google Search features").
pub(super) fn translate_goog(link: &Link<'_>) -> Option<String> {
    let subdomain = link.host().strip_suffix(".translate.goog")?;
    let parameter = |wanted: &str| {
        let mut pairs = url::form_urlencoded::parse(link.query().as_bytes());
        pairs.find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
    };
    let encoding = parameter("_x_tr_enc").unwrap_or_default();
    let has = |flag: &str| encoding.split(',').any(|entry| entry == flag);
    let mut name = parameter("_x_tr_hp").unwrap_or_default() + subdomain;
    if has("1") {
        name = name.strip_prefix("1-").map(str::to_owned).unwrap_or(name);
    }
    let idn = has("0");
    if idn {
        name = name.strip_prefix("0-").map(str::to_owned).unwrap_or(name);
    }
    // A single hyphen between other characters was a dot, two were one hyphen.
    let bytes = name.as_bytes();
    let mut host = String::from(if idn { "xn--" } else { "" });
    let mut at = 0;
    while at < bytes.len() {
        let run = bytes[at..].iter().take_while(|b| **b == b'-').count();
        match run {
            0 => host.push(char::from(bytes[at])),
            1 if at > 0 && at + 1 < bytes.len() => host.push('.'),
            _ => host.extend(std::iter::repeat_n('-', run.div_ceil(2))),
        }
        at += run.max(1);
    }
    let scheme = match parameter("_x_tr_sch").as_deref() {
        Some("http") => "http",
        _ => "https",
    };
    let kept: Vec<&str> = link.query().split('&').filter(|pair| !pair.starts_with("_x_tr_")).collect();
    let query =
        if kept.iter().all(|pair| pair.is_empty()) { String::new() } else { format!("?{}", kept.join("&")) };
    Some(format!("{scheme}://{host}{}{query}", link.path()))
}

/// The address in a Google News id of the form used until July 2024: base64url of the bytes 08 13 22, the address's
/// length as a varint, the address. Later ids hold a token (`AU_yq…`) at its place.
pub(super) fn google_news(id: &str) -> Option<String> {
    let bytes = base64(id)?;
    let rest = bytes.strip_prefix(&[0x08, 0x13, 0x22])?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(*first), rest),
        _ => {
            let (second, rest) = rest.split_first()?;
            (usize::from(first & 0x7f) | usize::from(second & 0x7f) << 7, rest)
        }
    };
    let address = String::from_utf8_lossy(rest.get(..length)?);
    address.starts_with("http").then(|| address.into_owned())
}

/// Proofpoint URL Defense, version 2: `-` stands for `%` and `_` for `/`, then percent-decoding.
pub(super) fn proofpoint_2(text: &str) -> Option<String> {
    let text: String = text
        .chars()
        .map(|c| match c {
            '-' => '%',
            '_' => '/',
            other => other,
        })
        .collect();
    percent_decode(&text)
}

/// Proofpoint URL Defense, version 3: `/v3/__ADDRESS__;BASE64!…`. In the address each `*` stands for the next byte of
/// the base64 part, `**X` for a run of them, whose length `X` tells: 2 for `A` up to 65 for `_`.
///
/// Checked against the public-domain vectors of cardi/proofpoint-url-decoder (CC0).
pub(super) fn proofpoint_3(path: &str) -> Option<String> {
    const LENGTHS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (address, rest) = path.strip_prefix("/v3/__")?.rsplit_once("__;")?;
    let replaced = base64(rest.split('!').next()?)?;
    let mut replaced = replaced.iter().copied();
    let mut out = Vec::with_capacity(address.len());
    let mut bytes = address.bytes().peekable();
    while let Some(byte) = bytes.next() {
        if byte != b'*' {
            out.push(byte);
            continue;
        }
        let mut run = 1;
        if bytes.peek() == Some(&b'*') {
            bytes.next();
            let code = bytes.next()?;
            run = LENGTHS.iter().position(|length| *length == code)? + 2;
        }
        for _ in 0..run {
            out.push(replaced.next()?);
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_an_amp_cache_is_the_inverse_of_the_published_algorithm() {
        // Examples of the AMP Project's description of the format.
        assert_eq!(amp_host("example-com").as_deref(), Some("https://example.com"));
        assert_eq!(amp_host("foo-example-com").as_deref(), Some("https://foo.example.com"));
        assert_eq!(amp_host("foo--example-com").as_deref(), Some("https://foo-example.com"));
        assert_eq!(amp_host("xn--bcher-example-3ob"), None);
        assert_eq!(amp_host("0-en--us-example-com-0").as_deref(), Some("https://en-us.example.com"));
        assert_eq!(amp_host("v2c4ucasgcskftbjt4c7phpkbqedcdcqo23tkamleapoa5o6fygq"), None);
    }

    #[test]
    fn proofpoint_3_decodes_its_public_domain_vectors() {
        // cardi/proofpoint-url-decoder, decode_test.py, CC0 1.0.
        for (path, expected) in [
            ("/v3/__http://www.example.com__;!!foo!bar$", "http://www.example.com"),
            ("/v3/__https://example.com/*newsletter__;Iw!!foo!bar$", "https://example.com/#newsletter"),
            (
                "/v3/__http://example.com/?=a1!b2@c3*d4$5e*6*5E7&8*9(10*7C*5C**B7D*7B__;IyUlKiUlW10lJQ!!foo!bar$",
                "http://example.com/?=a1!b2@c3#d4$5e%6%5E7&8*9(10%7C%5C[]%7D%7B",
            ),
            ("/v3/__http://www.example.com/**Aa*.html__;w60j!!foo!bar$", "http://www.example.com/ía#.html"),
            (
                "/v3/__http://www.example.com/**Aa*a*.html__;w60jIw!!foo!bar$",
                "http://www.example.com/ía#a#.html",
            ),
            ("/v3/__http://www.example.com/**B.html__;w60j!!foo!bar$", "http://www.example.com/í#.html"),
            (
                "/v3/__http://www.example.com/**F.html__;w60jIyMjIw!!foo!bar$",
                "http://www.example.com/í#####.html",
            ),
            (
                "/v3/__http://www.example.com/**E.html__;5L2g5aW9!!foo!bar$",
                "http://www.example.com/你好.html",
            ),
        ] {
            assert_eq!(proofpoint_3(path).as_deref(), Some(expected), "{path}");
        }
        let sixty_five = format!("/v3/__http://www.example.com/**_test__;{}!!foo!bar$", "IyMj".repeat(22));
        let expected = format!("http://www.example.com/{}test", "#".repeat(65));
        assert_eq!(proofpoint_3(&sixty_five).as_deref(), Some(&*expected));
        assert_eq!(proofpoint_3("/v3/__http://www.example.com/"), None);
        assert_eq!(proofpoint_3("/v3/__http://www.example.com/***__;Iw!!foo!bar$"), None);
        assert_eq!(proofpoint_3("/v3/__http://www.example.com/**__;Iw!!foo!bar$"), None);
    }

    #[test]
    fn proofpoint_2_decodes_its_public_domain_vectors() {
        assert_eq!(proofpoint_2("https-3A__www.example.com").as_deref(), Some("https://www.example.com"));
        assert_eq!(
            proofpoint_2("https-3A__www.example.com_-23-23-23-23-23foobar").as_deref(),
            Some("https://www.example.com/#####foobar")
        );
        assert_eq!(
            proofpoint_2("https-3A__www.example.com_-40-40-21-40foobar").as_deref(),
            Some("https://www.example.com/@@!@foobar")
        );
    }

    #[test]
    fn a_hyphen_at_the_border_of_a_translated_host_was_no_dot() {
        let link = Link::parse("https://-www-news-example.translate.goog/a?b=c&_x_tr_sl=ru").expect("a link");
        assert_eq!(translate_goog(&link).as_deref(), Some("https://-www.news.example/a?b=c"));
        let link = Link::parse("https://a---b-example.translate.goog/").expect("a link");
        assert_eq!(translate_goog(&link).as_deref(), Some("https://a--b.example/"));
    }

    #[test]
    fn a_google_news_id_gives_its_address_only_in_the_old_form() {
        let old = "CBMihQFodHRwczovL3d3dy50LW9ubGluZS5kZS9uYWNocmljaHRlbi91a3JhaW5lL2lkXzEwMDMxMDYxNi91a3JhaW5lLWtyaWVnLXJ1c3NsYW5kLXdlbGNoZXMtemllbC12ZXJmb2xndC1wdXRpbi1taXQtZGVtLWx1ZnRhbmdyaWZmLS5odG1s0gEA";
        let expected = "https://www.t-online.de/nachrichten/ukraine/id_100310616/ukraine-krieg-russland-welches-ziel-verfolgt-putin-mit-dem-luftangriff-.html";
        assert_eq!(google_news(old).as_deref(), Some(expected));
        // 08 13 22, a length, `AU_yqLtoken`.
        assert_eq!(google_news("CBMiC0FVX3lxTHRva2Vu"), None);
        assert_eq!(google_news("CBMi"), None);
        assert_eq!(google_news("!"), None);
    }

    #[test]
    fn base64_is_read_in_both_alphabets_and_without_regard_to_padding() {
        for text in ["Pz8_", "Pz8/", "Pz8_====", "Pz8="] {
            assert!(base64(text).is_some_and(|bytes| bytes.starts_with(b"??")), "{text}");
        }
        assert_eq!(base64("a"), None);
        assert_eq!(base64("%"), None);
    }
}
