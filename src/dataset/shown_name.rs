//! Names of outlets as pages show them, so far alike that they can be compared.

/// A name as it is compared: composed (NFC), lower case, single spaces. Empty for no name.
///
/// ```
/// use imprint::dataset::shown_name::fold;
/// assert_eq!(fold("  The  Example\nNews "), "the example news");
/// assert_eq!(fold("LE\u{301}GER"), fold("Léger"));
/// ```
pub fn fold(name: &str) -> String {
    lower(name).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Composed and in lower case.
#[cfg(feature = "plain")]
fn lower(name: &str) -> String {
    icu_normalizer::ComposingNormalizerBorrowed::new_nfc().normalize(name).to_lowercase()
}

/// The module for labels carries no tables for this, which would be an eighth of it: it has the browser put what is not
/// ASCII into that form before it asks (`wasm::env`).
#[cfg(not(feature = "plain"))]
fn lower(name: &str) -> String {
    name.to_ascii_lowercase()
}
