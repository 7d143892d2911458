//! Names: as ids, and as they are compared.

/// A name as it is compared with others: in ASCII, lower case, words parted by single spaces.
///
/// ```
/// use imprint::source::import::name::normal;
/// assert_eq!(normal("  «ТВ-Новости», АНО "), normal("tv novosti ano"));
/// assert_eq!(normal("Le Rénovateur"), "le renovateur");
/// ```
pub fn normal(name: &str) -> String {
    // deunicode writes what stands for a letter in brackets where it knows none; that is no part of a name.
    let ascii = deunicode::deunicode_with_tofu(name, "");
    let words = ascii.split(|c: char| !c.is_ascii_alphanumeric() && c != '\'');
    let words = words.map(|word| word.replace('\'', "").to_ascii_lowercase()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// The id that a name suggests; `None` if nothing of it can be written in an id.
///
/// ```
/// use imprint::source::import::name::id;
/// assert_eq!(id("L'Écho (Belgique)").as_deref(), Some("lecho-belgique"));
/// assert_eq!(id("…"), None);
/// ```
pub fn id(name: &str) -> Option<String> {
    let mut id = normal(name).replace(' ', "-");
    // A register's whole sentence is no id; cut at a word.
    if id.len() > 60 {
        id.truncate(60);
        id.truncate(id.rfind('-').unwrap_or(id.len()));
    }
    (!id.is_empty()).then_some(id)
}
