//! A new record's file, with comments that say what must be filled in. The comments go as the facts come.

use crate::dataset::model::{EntityKind, FindingKind, OutletType, Relation, Seen};

/// What kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `outlets/`
    Outlet,
    /// `entities/`
    Entity,
    /// `operations/`
    Operation,
    /// `sources/`
    Source,
}

impl Kind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[Self::Outlet, Self::Entity, Self::Operation, Self::Source];

    /// Its name on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Outlet => "outlet",
            Self::Entity => "entity",
            Self::Operation => "operation",
            Self::Source => "source",
        }
    }

    /// The kind of this name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.id() == id)
    }

    /// Where its records stand.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Outlet => "outlets",
            Self::Entity => "entities",
            Self::Operation => "operations",
            Self::Source => "sources",
        }
    }
}

/// The text of a new record's file. `name` and `country` are filled in; everything else stands as a comment with the
/// words it may have. `today` is the day on which sources are read.
pub fn text(kind: Kind, name: &str, country: Option<&str>, today: &str) -> String {
    // As `dataset fmt` writes it.
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let name = quoted(name);
    let country = match country {
        Some(code) => format!("country = {}\n", quoted(code)),
        None => "# country = \"\"   (ISO 3166-1 alpha-2, GB and not UK)\n".to_owned(),
    };
    let evidence = format!(
        "# evidence = [\n#   {{ publisher = \"\", title = \"\", url = \"https://\", as_of = \"\", retrieved = \"{today}\", \
         seen = \"{}\" }},\n#   {{ source = \"(an id in sources/)\", locator = \"(where in it)\" }},\n# ]\n",
        words(Seen::ALL, |word| word.id())
    );
    let relations = words(Relation::ALL, |word| word.id());
    match kind {
        Kind::Outlet => format!(
            "# To fill in: type, keys, a [[stake]] with evidence. Remove what does not apply and each comment that is done.\n\
             name = {name}\n\
             # native_name = \"\"   (in its own script, with native_lang)\n\
             {country}\
             # type = \"{}\"\n\
             # medium = \"broadcaster\"   (or news-agency, press, online; optional)\n\
             # homepage = \"https://\"\n\
             # keys = [\n#   {{ host = \"news.example\" }},   (that host and every host below it)\n\
             #   {{ account = \"telegram:name\", evidence = [{{ … }}] }},   (accounts always carry evidence)\n# ]\n\n\
             # [[stake]]   (who stands behind it; without one: owner_end = \"not-sourced\")\n\
             # holder = \"(an id in entities/)\"\n# relation = \"{relations}\"\n{evidence}",
            words(OutletType::ALL, |word| word.id())
        ),
        Kind::Entity => format!(
            "# To fill in: kind, and a [[stake]] with evidence or how the chain ends. Remove each comment that is done.\n\
             name = {name}\n\
             # native_name = \"\"   (in its own script, with native_lang)\n\
             {country}\
             # kind = \"{}\"\n\
             # role = \"\"   (persons alone: their public role)\n\
             # owner_end = \"no-owner\"   (or members, widely-held, not-disclosed with a reason: with owner_end_evidence; or not-sourced)\n\n\
             # [[stake]]\n# holder = \"(an id in entities/)\"\n# relation = \"{relations}\"\n\
             # share = 60   (percent, or {{ min = 25, max = 50 }}; only if a source says so)\n\
             # since = \"\"   (as precise as known, never padded)\n{evidence}",
            words(EntityKind::ALL, |word| word.id())
        ),
        Kind::Operation => format!(
            "# To fill in: a [[report]] by an investigator, and a [[site]] for each host. Remove each comment that is done.\n\
             name = {name}\n\
             # attributed_to = \"\"   (as the reports say)\n\n\
             # [[report]]\n# id = \"r1\"\n# date = \"\"\n# investigator = \"\"\n{evidence}\n\
             # [[site]]\n# kind = \"{}\"\n# host = \"clone.example\"\n# imitates = \"(an id in outlets/)\"   (or imitates_name = \"\")\n\
             # reports = [\"r1\"]\n",
            words(FindingKind::ALL, |word| word.id())
        ),
        Kind::Source => format!(
            "# To fill in: publisher, url, seen, licence. Remove each comment that is done; add a row to NOTICE.md.\n\
             # publisher = \"\"\n\
             title = {name}\n\
             # url = \"https://\"\n\
             # as_of = \"\"   (what time it speaks of)\n\
             retrieved = \"{today}\"\n\
             # seen = \"{}\"\n\
             # licence = \"facts only\"   (or the terms it is published under)\n",
            words(Seen::ALL, |word| word.id())
        ),
    }
}

fn words<T: Copy>(all: &[T], id: fn(T) -> &'static str) -> String {
    all.iter().map(|&word| id(word)).collect::<Vec<_>>().join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_is_filled_in_and_the_rest_is_a_comment() {
        for kind in Kind::ALL {
            let text = text(*kind, "The \"Example\"", Some("GB"), "2026-01-31");
            let document: toml::Table =
                text.parse().unwrap_or_else(|error| panic!("{}: {error}\n{text}", kind.id()));
            let field = if *kind == Kind::Source { "title" } else { "name" };
            assert_eq!(document[field].as_str(), Some("The \"Example\""));
            assert!(text.starts_with("# To fill in: "), "{text}");
        }
    }

    #[test]
    fn every_line_that_is_uncommented_is_a_field_of_the_schema() {
        // A scaffold with all comments taken away, and explanations in brackets, must parse with the real schema.
        let text = text(Kind::Outlet, "Example", Some("GB"), "2026-01-31");
        let filled: String = text
            .lines()
            .skip(1)
            .map(|line| line.trim_start_matches("# ").trim_start_matches('#'))
            .map(|line| line.split("   (").next().unwrap_or_default())
            .map(|line| line.replace("[{ … }]", "[]"))
            .collect::<Vec<_>>()
            .join("\n");
        let parsed: Result<crate::source::schema::OutletFile, _> = toml::from_str(&filled);
        assert!(parsed.is_ok(), "{:?}\n{filled}", parsed.err());
    }
}
