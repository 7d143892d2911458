//! Whose state holds an outlet: said only where the stakes say it.

#![allow(dead_code, reason = "the common module serves several tests")]

mod common;

use std::path::{Path, PathBuf};

use imprint::dataset::Dataset;
use imprint::label::Labeler;

/// The state that holds an outlet of a private company with these stakes, each `holder`, then lines of TOML.
/// `state` is a state; `fund` belongs to another one.
fn owner_state(name: &str, stakes: &[(&str, &str)]) -> Option<String> {
    let dir = std::env::temp_dir().join(format!("imprint-owner-state-{name}-{}", std::process::id()));
    let write = |path: &str, text: &str| {
        let path: PathBuf = dir.join(path);
        std::fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a writable folder");
        std::fs::write(path, text).expect("a writable folder");
    };
    let evidence = "evidence = [{ publisher = \"Register\", title = \"Company\", url = \"https://register.example.org/1\", \
                    retrieved = \"2026-01-30\", seen = \"direct\" }]\n";
    let stake = |holder: &str, more: &str| format!("[[stake]]\nholder = \"{holder}\"\n{more}\n{evidence}\n");
    let entity = |country: &str, kind: &str| {
        format!("name = \"{kind} {country}\"\ncountry = \"{country}\"\nkind = \"{kind}\"\n")
    };
    write("entities/state.toml", &entity("ZA", "state"));
    write("entities/other-state.toml", &entity("CN", "state"));
    write(
        "entities/fund.toml",
        &format!(
            "{}{}",
            entity("CN", "public-body"),
            stake("other-state", "relation = \"owns\"\nshare = 100")
        ),
    );
    write("entities/family.toml", &entity("ZA", "family"));
    let all: String = stakes.iter().map(|(holder, more)| stake(holder, more)).collect();
    // Who only funds does not own: then it has to be said that the owner is not known.
    let funded = stakes.iter().all(|(_, more)| more.contains("funds"));
    let owner_end = if funded { "owner_end = \"not-sourced\"\n" } else { "" };
    write("entities/company.toml", &format!("{}{owner_end}{all}", entity("ZA", "company")));
    write(
        "outlets/paper.toml",
        &format!(
            "name = \"Paper\"\ncountry = \"ZA\"\ntype = \"private\"\nkeys = [{{ host = \"paper.example\" }}]\n\
             homepage = \"https://paper.example/\"\n{}",
            stake("company", "relation = \"publishes\"")
        ),
    );
    for file in ["authorities.toml", "raters.toml", "public-suffix-list.dat"] {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/data").join(file);
        std::fs::copy(from, dir.join(file)).expect("a writable folder");
    }
    let bytes = common::compile(&dir);
    std::fs::remove_dir_all(&dir).expect("it can be removed");
    let labeler = Labeler::new(Dataset::open(bytes).expect("what was just written can be read"));
    let found = labeler.match_link("https://paper.example/").expect("the outlet");
    labeler.badge(found.subject + 1).expect("a badge").owner_state
}

const OWNS: &str = "relation = \"owns\"";

fn share(share: &str) -> String {
    format!("{OWNS}\nshare = {share}")
}

#[test]
fn a_majority_holds_and_a_minority_does_not() {
    assert_eq!(owner_state("most", &[("state", &share("50.1"))]).as_deref(), Some("ZA"));
    assert_eq!(owner_state("less", &[("state", &share("30"))]), None);
    assert_eq!(owner_state("range", &[("state", &share("{ min = 25, max = 50 }"))]), None);
    assert_eq!(
        owner_state("range-above", &[("state", &share("{ min = 50, max = 75 }"))]).as_deref(),
        Some("ZA")
    );
}

#[test]
fn the_only_owner_holds_without_a_share_that_is_known() {
    assert_eq!(owner_state("only", &[("state", OWNS)]).as_deref(), Some("ZA"));
    assert_eq!(owner_state("through", &[("fund", OWNS)]).as_deref(), Some("CN"));
}

#[test]
fn an_owner_among_others_does_not_hold_by_an_unknown_share() {
    assert_eq!(owner_state("beside", &[("family", &share("55")), ("state", OWNS), ("fund", OWNS)]), None);
    assert_eq!(owner_state("two", &[("fund", OWNS), ("state", OWNS)]), None);
    // Who has sold is no other owner.
    let sold = format!("{OWNS}\nuntil = \"2020\"");
    assert_eq!(owner_state("sold", &[("family", &sold), ("state", OWNS)]).as_deref(), Some("ZA"));
    assert_eq!(owner_state("was", &[("family", OWNS), ("state", &sold)]), None);
}

#[test]
fn control_holds_beside_other_owners_and_money_alone_does_not() {
    let control = format!("{OWNS}\ninterest = \"otherInfluenceOrControl\"");
    assert_eq!(owner_state("control", &[("family", OWNS), ("state", &control)]).as_deref(), Some("ZA"));
    let appoints = "relation = \"appoints\"";
    assert_eq!(owner_state("appoints", &[("family", OWNS), ("state", appoints)]).as_deref(), Some("ZA"));
    assert_eq!(owner_state("funds", &[("state", "relation = \"funds\"")]), None);
}
