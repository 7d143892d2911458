//! Patterns for the segments of a path, as `data/platforms` and `data/wrappers` write them.
//!
//! | in a pattern | stands for |
//! | --- | --- |
//! | `*` | one or more characters, captured; as few as fit |
//! | `#` | one or more digits, captured; as many as there are |
//! | `~` | any characters or none; as many as fit |
//! | `?` | alone: any segment |
//! | `**` | alone, as the last segment of a rule: whatever follows |
//! | anything else | itself, without regard to ASCII case |
//!
//! `wall-#_~` on `wall-123_45` captures `123`; `~-#` on `Some-Page-678` captures `678`.

use std::ops::Range;

/// A segment longer than this fits no pattern that has to be searched for in it: patterns are about names.
const LONGEST_SEARCHED: usize = 300;

/// The segments of a path. They are short: going through them byte by byte takes half the time of `str::split`.
pub(super) fn split(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(path);
    std::iter::from_fn(move || {
        let path = rest?;
        let end = path.bytes().position(|byte| byte == b'/');
        rest = end.map(|end| &path[end + 1..]);
        Some(&path[..end.unwrap_or(path.len())])
    })
}

/// What a pattern captures of a segment: `None` if it does not fit, an empty range if it captures nothing.
pub(super) fn capture(pattern: &str, segment: &str) -> Option<Range<usize>> {
    match pattern {
        "*" => (!segment.is_empty()).then_some(0..segment.len()),
        "?" => Some(0..0),
        _ if begins_otherwise(pattern, segment) => None,
        _ if !pattern.bytes().any(|byte| matches!(byte, b'*' | b'#' | b'~')) => {
            segment.eq_ignore_ascii_case(pattern).then_some(0..0)
        }
        _ if segment.len() > LONGEST_SEARCHED => None,
        _ => search(pattern, segment, 0).map(|found| found.unwrap_or(0..0)),
    }
}

/// Whether the first byte tells that a text does not fit: most patterns begin with a letter, and most texts with another.
fn begins_otherwise(pattern: &str, text: &str) -> bool {
    let first = |text: &str| text.as_bytes().first().map(u8::to_ascii_lowercase);
    first(pattern).is_some_and(|byte| byte.is_ascii_alphanumeric()) && first(pattern) != first(text)
}

/// The outer `Option`: whether it fits; the inner one: what was captured.
fn search(pattern: &str, segment: &str, at: usize) -> Option<Option<Range<usize>>> {
    let rest = &segment[at..];
    let Some(token) = pattern.chars().next() else { return rest.is_empty().then_some(None) };
    let after = &pattern[token.len_utf8()..];
    let ends = || rest.char_indices().map(|(end, c)| at + end + c.len_utf8());
    match token {
        '*' => ends().find_map(|end| search(after, segment, end).map(|inner| inner.or(Some(at..end)))),
        '#' => {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let end = at + digits;
            (digits > 0).then(|| search(after, segment, end))?.map(|inner| inner.or(Some(at..end)))
        }
        '~' => {
            let ends: Vec<usize> = std::iter::once(at).chain(ends()).collect();
            ends.into_iter().rev().find_map(|end| search(after, segment, end))
        }
        _ => {
            let first = rest.chars().next()?;
            first.eq_ignore_ascii_case(&token).then(|| search(after, segment, at + first.len_utf8()))?
        }
    }
}

/// Whether a path fits the pattern of a rule, which is written without its first slash: as many segments as the path has, a slash at its end aside, or a last `**`.
pub(super) fn fits(pattern: &str, path: &str) -> bool {
    if path.get(1..).is_some_and(|path| begins_otherwise(pattern, path)) {
        return false;
    }
    let mut segments = split(path).skip(1);
    for part in split(pattern) {
        if part == "**" {
            return segments.next().is_some_and(|next| !next.is_empty() || segments.next().is_some());
        }
        match segments.next() {
            Some(segment) if capture(part, segment).is_some() => {}
            _ => return false,
        }
    }
    match segments.next() {
        None => true,
        Some(last) => last.is_empty() && segments.next().is_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, segment: &str, expected: Option<&str>) {
        let found = capture(pattern, segment).map(|range| &segment[range]);
        assert_eq!(found, expected, "{pattern} on {segment}");
    }

    #[test]
    fn a_pattern_captures_what_it_marks() {
        check("*", "name", Some("name"));
        check("*", "", None);
        check("?", "", Some(""));
        check("group", "Group", Some(""));
        check("group", "groups", None);
        check("@*", "@rt", Some("rt"));
        check("@*", "rt", None);
        check("club#", "club123", Some("123"));
        check("club#", "club", None);
        check("club#", "club123a", None);
        check("wall-#_~", "wall-123_45", Some("123"));
        check("~-#", "Some-Page-678", Some("678"));
        check("~-#", "Some-Page", None);
        check("#~", "20200101000000id_", Some("20200101000000"));
        check("*_~", "a_b_c", Some("a"));
        check("é*", "éa", Some("a"));
        check("É*", "éa", None);
        check("club#", "Club123", Some("123"));
        check("2#", "123", None);
    }

    #[test]
    fn a_long_segment_is_not_searched() {
        check("~-#", &format!("{}-1", "a".repeat(LONGEST_SEARCHED)), None);
        let long = "a".repeat(100_000);
        check("*", &long, Some(&long));
    }

    #[test]
    fn a_path_fits_on_segment_borders() {
        assert!(fits("url", "/url"));
        assert!(fits("url", "/url/"));
        assert!(!fits("url", "/urls"));
        assert!(!fits("url", "/url/x"));
        assert!(!fits("url", "/"));
        assert!(fits("", "/"));
        assert!(!fits("", "/x"));
        assert!(!fits("x", "//x"));
        assert!(fits("?/x", "//x"));
        assert!(fits("web/#~/**", "/web/2020/https://example.org/"));
        assert!(!fits("web/#~/**", "/web/2020/"));
        assert!(!fits("web/#~/**", "/web/*/https://example.org/"));
    }
}
