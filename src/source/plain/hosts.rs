//! A host a line, as blockers and schools pass them on.

use super::{Refusal, Row, quoted};

/// Names that hosts files give to the machine itself and to its network. They are no outlets.
const LOCAL: &[&str] = &["localhost.localdomain", "broadcasthost", "local"];

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
        let is_address = words.next_if(|word| word.parse::<core::net::IpAddr>().is_ok()).is_some();
        let mut words = words.peekable();
        if is_address {
            // In a hosts file names without a dot are those of the machine's own network.
            let names = words.filter(|word| word.contains('.') && !LOCAL.contains(word));
            rows.extend(names.map(|name| row(line, name)));
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
    fn a_sentence_is_no_host() {
        let error = read("a.example\nthis is a letter\n").expect_err("a sentence");
        assert_eq!((error.line, error.code), (Some(2), "no-host"));
    }
}
