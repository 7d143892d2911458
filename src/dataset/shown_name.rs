//! Names of outlets as pages show them, so far alike that they can be compared.

use icu_normalizer::ComposingNormalizerBorrowed;

/// A name as it is compared: composed (NFC), lower case, single spaces. Empty for no name.
///
/// ```
/// use imprint::dataset::shown_name::fold;
/// assert_eq!(fold("  The  Example\nNews "), "the example news");
/// assert_eq!(fold("LE\u{301}GER"), fold("Léger"));
/// ```
pub fn fold(name: &str) -> String {
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(name);
    composed.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
