//! Where the browsers are.

use std::path::PathBuf;

use crate::host;

/// Chromium, under the names it has on different systems. Not Chrome: it no longer loads an unpacked extension that is
/// named on its command line.
pub(crate) fn chromium() -> Option<PathBuf> {
    ["chromium", "chromium-browser"].iter().find_map(|name| host::find(name))
}

/// Firefox ESR, or Firefox.
pub(crate) fn firefox() -> Option<PathBuf> {
    ["firefox-esr", "firefox"].iter().find_map(|name| host::find(name))
}
