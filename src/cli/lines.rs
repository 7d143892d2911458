//! Lines of standard input in constant memory, whatever stands there.

use std::io::{self, BufRead};

use super::Failure;

/// Longest line that is kept. What goes beyond is dropped: no link is that long, and a binary file without line
/// breaks must not fill the memory.
const LONGEST: usize = 1 << 20;

/// Calls `each` with every line, blank ones too, without its line break. Bytes that are not UTF-8 become U+FFFD.
///
/// What `each` returns on failure is handed on as the inner result.
///
/// # Errors
///
/// If reading fails.
pub(super) fn each_line(
    input: &mut dyn BufRead,
    mut each: impl FnMut(&str) -> io::Result<()>,
) -> Result<io::Result<()>, Failure> {
    let mut line = Vec::new();
    let mut started = false;
    loop {
        let buffer = match input.fill_buf() {
            Ok(buffer) => buffer,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(format!("cannot read standard input: {error}")),
        };
        if buffer.is_empty() {
            return Ok(if started { emit(&line, &mut each) } else { Ok(()) });
        }
        started = true;
        let (taken, ends) = match buffer.iter().position(|&byte| byte == b'\n') {
            Some(at) => (at, true),
            None => (buffer.len(), false),
        };
        let room = LONGEST.saturating_sub(line.len());
        line.extend_from_slice(&buffer[..taken.min(room)]);
        let used = taken + usize::from(ends);
        input.consume(used);
        if ends {
            if let Err(error) = emit(&line, &mut each) {
                return Ok(Err(error));
            }
            line.clear();
            started = false;
        }
    }
}

fn emit(line: &[u8], each: &mut impl FnMut(&str) -> io::Result<()>) -> io::Result<()> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    each(&String::from_utf8_lossy(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(input: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        each_line(&mut io::BufReader::with_capacity(3, input), |line| {
            found.push(line.to_owned());
            Ok(())
        })
        .expect("reading memory cannot fail")
        .expect("nor can pushing");
        found
    }

    #[test]
    fn blank_lines_count_and_a_last_line_needs_no_break() {
        assert_eq!(lines(b"a\n\nbcdefg\r\nh"), ["a", "", "bcdefg", "h"]);
        assert_eq!(lines(b""), [""; 0]);
        assert_eq!(lines(b"\n"), [""]);
    }

    #[test]
    fn a_line_without_end_is_cut_and_the_next_one_is_whole() {
        let mut input = vec![b'x'; LONGEST + 10];
        input.extend_from_slice(b"\nnext");
        let found = lines(&input);
        assert_eq!(found[0].len(), LONGEST);
        assert_eq!(found[1], "next");
    }

    #[test]
    fn bytes_that_are_no_text_are_lines_all_the_same() {
        assert_eq!(lines(b"\xff\xfe\n\x00"), ["\u{fffd}\u{fffd}", "\u{0}"]);
    }
}
