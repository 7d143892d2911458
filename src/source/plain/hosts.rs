//! A host a line, as blockers and schools pass them on.

use super::{Refusal, Row, quoted};

/// Ends of the names that hosts files give to the machine itself and to its network. They are no outlets, and neither is a
/// name without a dot.
const LOCAL: &[&str] = &["localdomain", "localdomain4", "localdomain6", "localhost", "local"];

/// Reads the rows. A line is a host, or an IP address and then hosts; `#` and, at the start of a line, `!` begin a comment.
pub(super) fn read(text: &str) -> Result<Vec<Row>, Refusal> {
    let mut rows = Vec::new();
    for (line, content) in (1..).zip(text.lines()) {
        // `example.org/#part` is an address with a fragment: a comment stands behind white space.
        let comment = content.match_indices('#').map(|(at, _)| at);
        let mut comment = comment.filter(|&at| at == 0 || content[..at].ends_with([' ', '\t']));
        let content = &content[..comment.next().unwrap_or(content.len())];
        let content = if content.trim_start().starts_with('!') { "" } else { content };
        let mut words = content.split_whitespace().peekable();
        if words.next_if(|word| is_address(word)).is_some() {
            rows.extend(words.filter(|word| is_name(word)).map(|name| row(line, name)));
            continue;
        }
        let Some(name) = words.next() else { continue };
        if words.peek().is_some() {
            let message = format!("{} is more than one host", quoted(content.trim()));
            let help = "write one host a line, or a table with a header that has a column \"host\"";
            return Err(Refusal::new("no-host", line, message, help));
        }
        rows.push(row(line, name));
    }
    Ok(rows)
}

/// Whether hosts files put this before names: an address, with the zone it is of (`fe80::1%lo0`), or short for `0.0.0.0`.
fn is_address(word: &str) -> bool {
    let (address, _) = word.split_once('%').unwrap_or((word, ""));
    word == "0" || address.parse::<core::net::IpAddr>().is_ok()
}

/// Whether what stands behind an address may be an outlet's name. Many hosts files begin with the machine's own names, and
/// some give addresses to addresses (`0.0.0.0 0.0.0.0`).
fn is_name(word: &str) -> bool {
    let end = word.rsplit_once('.').map(|(_, end)| end);
    end.is_some_and(|end| !LOCAL.contains(&end)) && !is_address(word)
}

fn row(line: usize, name: &str) -> Row {
    Row { line, keys: vec![name.to_owned()], ..Row::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(text: &str) -> Vec<(usize, String)> {
        let rows = read(text).expect("a list of hosts");
        rows.into_iter().map(|row| (row.line, row.keys.concat())).collect()
    }

    #[test]
    fn each_line_is_a_host_and_comments_are_none() {
        let found =
            hosts("# list\n! list\n\npaper.example # the paper\r\n  radio.example\nsite.example/#part\n");
        let expected = [(4, "paper.example"), (5, "radio.example"), (6, "site.example/#part")];
        assert_eq!(found, expected.map(|(line, host)| (line, host.to_owned())));
    }

    #[test]
    fn a_hosts_file_names_hosts_behind_addresses() {
        let text = "127.0.0.1 localhost\n::1 ip6-localhost localhost.localdomain\n0.0.0.0\n0.0.0.0 a.example b.example\n";
        assert_eq!(hosts(text), [(4, "a.example".to_owned()), (4, "b.example".to_owned())]);
    }

    #[test]
    fn the_head_of_a_blocker_s_file_is_passed_over() {
        let text = "# Title: hosts of ours\n# Fetched by nobody, written for this test.\n#\n\n\
            127.0.0.1 localhost\n127.0.0.1 localhost.localdomain localhost4.localdomain4\n127.0.0.1 local\n\
            255.255.255.255 broadcasthost\n::1 localhost ip6-localhost ip6-loopback\nfe80::1%lo0 localhost\n\
            ff00::0 ip6-localnet\nff02::2\tip6-allrouters\n192.168.0.9 printer.local\n0.0.0.0 0.0.0.0\n0.0.0.0 ::1\n\n\
            # Start of the list\n0.0.0.0 a.example # a comment\r\n0 b.example\n:: c.example\nfe80::1%eth0 d.example\n";
        let found = [(18, "a.example"), (19, "b.example"), (20, "c.example"), (21, "d.example")];
        assert_eq!(hosts(text), found.map(|(line, host)| (line, host.to_owned())));
    }

    #[test]
    fn a_sentence_is_no_host() {
        let error = read("a.example\nthis is a letter\n").expect_err("a sentence");
        assert_eq!((error.line, error.code), (Some(2), "no-host"));
    }
}
