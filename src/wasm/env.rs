//! What the module asks of the place it runs in: the time, the console and, on the project's own site, the page.

use std::borrow::Cow;

use js_sys::JsString;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlAnchorElement, HtmlAreaElement, Performance, Window, WorkerGlobalScope};

/// Opening is promised to be cheap; longer than this (in milliseconds) is told on the console.
const SLOW_OPEN_MS: f64 = 50.0;

fn window() -> Option<Window> {
    js_sys::global().dyn_into().ok()
}

fn performance() -> Option<Performance> {
    match window() {
        Some(window) => window.performance(),
        None => js_sys::global().dyn_into::<WorkerGlobalScope>().ok()?.performance(),
    }
}

/// Milliseconds since some start; 0 where there is no clock.
pub(super) fn now() -> f64 {
    performance().map_or(0.0, |performance| performance.now())
}

/// Warns on the console if opening a dataset took long, for then the first badges come late.
pub(super) fn report_slow_open(started: f64, bytes: usize) {
    let took = now() - started;
    if took > SLOW_OPEN_MS {
        // Whole, for writing a float takes 13 kB of code.
        let text = format!("Imprint: opening the dataset ({bytes} bytes) took {} ms", took as u32);
        web_sys::console::warn_1(&text.into());
    }
}

/// A name composed (NFC) and in lower case, by Unicode as every engine of JavaScript has it; spaces stay.
pub(super) fn lower(name: &str) -> Cow<'_, str> {
    if name.is_ascii() {
        return Cow::Borrowed(name);
    }
    Cow::Owned(JsString::from(name).normalize("NFC").to_lower_case().into())
}

/// The addresses of `document.links`, resolved by the page.
pub(super) fn document_links() -> Vec<String> {
    let Some(document) = window().and_then(|window| window.document()) else { return Vec::new() };
    let links = document.links();
    (0..links.length())
        .filter_map(|index| links.item(index))
        .map(|element| match element.dyn_into::<HtmlAnchorElement>() {
            Ok(anchor) => anchor.href(),
            Err(other) => other.dyn_into::<HtmlAreaElement>().map(|area| area.href()).unwrap_or_default(),
        })
        .collect()
}
