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
