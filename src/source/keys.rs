//! Keys as people write them, in the form in which they are compared.

use crate::link::account;

/// A host as it is compared: lower case, ASCII, without a trailing dot; `None` if it is no host name.
pub fn normal_host(text: &str) -> Option<String> {
    match url::Host::parse(text) {
        Ok(url::Host::Domain(host)) => {
            let host = host.strip_suffix('.').unwrap_or(&host).to_owned();
            host.contains('.').then_some(host)
        }
        _ => None,
    }
}

/// What keeps a host from being anybody's: the lengths of RFC 1035, and no hyphen at a border (RFC 952, RFC 1123). Underscores
/// are not refused: there are sites below such names.
#[cfg(feature = "source")]
pub fn host_fault(host: &str) -> Option<&'static str> {
    if host.len() > 253 {
        return Some("it has more than 253 characters");
    }
    host.split('.').find_map(|label| {
        if label.is_empty() {
            Some("two of its dots have nothing between them")
        } else if label.len() > 63 {
            Some("a label has more than 63 characters")
        } else if label.starts_with('-') || label.ends_with('-') {
            Some("a label begins or ends with a hyphen")
        } else {
            None
        }
    })
}

/// A path key as it is compared: normal host, then the path without a trailing slash.
pub fn normal_path(text: &str) -> Option<String> {
    let (host, path) = text.split_at(text.find('/')?);
    let host = normal_host(host)?;
    let url = url::Url::parse(&format!("https://{host}{path}")).ok()?;
    let path = url.path().trim_end_matches('/');
    (!path.is_empty() && url.query().is_none() && url.fragment().is_none()).then(|| format!("{host}{path}"))
}

/// An account key as it is compared.
pub fn normal_account(text: &str) -> Option<String> {
    let (platform, value) = text.split_once(':')?;
    account::normalise(platform, value).map(|account| account.key())
}
