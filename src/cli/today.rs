//! The day it is. Answers do not depend on the clock; what a person starts by hand may: the date on which a list was
//! fetched, whether an exception has run out, and whether a date of the sources is still to come.

use std::time::{SystemTime, UNIX_EPOCH};

/// Today in UTC, `2026-11-24`.
pub(super) fn today() -> String {
    date(now() / 86_400)
}

/// The day that it is where days begin (UTC+14): whoever writes today's date from there writes no date to come.
pub(super) fn latest() -> String {
    date((now() + 14 * 3_600) / 86_400)
}

/// Seconds since 1970: when a release is made, and whether one has expired.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_secs())
}

/// The date that many days after 1970-01-01.
fn date(days: u64) -> String {
    let leap = |year: u64| year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let (mut year, mut left) = (1970, days);
    loop {
        let length = if leap(year) { 366 } else { 365 };
        if left < length {
            break;
        }
        left -= length;
        year += 1;
    }
    let february = if leap(year) { 29 } else { 28 };
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if left < length {
            break;
        }
        left -= length;
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", left + 1)
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn days_are_dates() {
        for (days, expected) in [
            (0, "1970-01-01"),
            (58, "1970-02-28"),
            (59, "1970-03-01"),
            (789, "1972-02-29"),
            (11_016, "2000-02-29"),
            (20_781, "2026-11-24"),
            (20_818, "2026-12-31"),
        ] {
            assert_eq!(date(days), expected);
        }
    }
}
