//! Several lists that label one link: who answers, whose word it is, and that nothing is merged.

#![allow(dead_code, reason = "the common module serves several tests")]

mod common;

use imprint::dataset::Dataset;
use imprint::dataset::model::Class;
use imprint::label::lists::{Kind, Lists, MARK, PACKAGED};
use imprint::label::{Found, Labeler, OPAQUE};
use imprint::source::plain::{About, compile};

fn plain(name: &str, own: bool, text: &str) -> Labeler {
    let about =
        About { name, origin: if own { "" } else { "list.csv" }, date: "2026-11-29", own, suffixes: None };
    let compiled = compile(text.as_bytes(), None, &about).expect("a list without faults");
    let dataset = Dataset::open(compiled.bytes).expect("what was compiled opens");
    dataset.verify().expect("and is whole");
    Labeler::new(dataset)
}

/// The vectors' dataset with lists beside it: id, kind, text.
fn lists(beside: &[(&str, Kind, &str)]) -> Lists {
    let mut lists = Lists::new(common::vectors_labeler());
    for (id, kind, text) in beside {
        let name = format!("List {id}");
        lists.add(id, &name, *kind, None, plain(&name, *kind == Kind::Own, text));
    }
    lists
}

fn badge(lists: &mut Lists, href: &str) -> Option<imprint::label::view::Badge> {
    let number = lists.find(href).number();
    lists.badge(number)
}

/// Who answers for a link, in order: list and outlet.
fn who(lists: &mut Lists, href: &str) -> Vec<String> {
    let answers = lists.answers(href, "", &[]);
    let told = answers.iter().map(|answer| {
        let outlet = answer.label.outlet.as_ref().map_or("-", |outlet| outlet.name.as_str());
        format!(
            "{}: {outlet}{}",
            answer.list.id,
            if answer.silent.is_empty() { String::new() } else { format!(" ({})", answer.silent) }
        )
    });
    told.collect()
}

const STATE: &str = "https://state.example/a";
const PAPER: &str = "https://paper.example/";

#[test]
fn without_lists_every_answer_is_that_of_the_dataset() {
    let labeler = common::vectors_labeler();
    let mut alone = Lists::new(common::vectors_labeler());
    // A list that knows nobody in the vectors changes no answer either.
    let mut beside = lists(&[("a", Kind::Plain, "nobody-knows.example\n")]);
    for row in include_str!("vectors/labels.tsv").lines().filter(|line| !line.starts_with('#')) {
        let href = row.split('\t').next().unwrap_or_default();
        let found = labeler.find(href);
        assert_eq!(alone.find(href), found, "{href}");
        assert_eq!(beside.find(href), found, "{href}");
        assert_eq!(alone.badge(found.number()), labeler.badge(found.number()), "{href}");
        let answers = beside.answers(href, "", &[]);
        assert_eq!(answers.len(), 1, "{href}");
        assert_eq!(answers[0].label, labeler.label_shown(href, "", &[]), "{href}");
    }
}

#[test]
fn a_batch_answers_as_its_links_one_by_one() {
    let rows = include_str!("vectors/labels.tsv").lines().filter(|line| !line.starts_with('#'));
    let mut hrefs: Vec<&str> = rows.map(|row| row.split('\t').next().unwrap_or_default()).collect();
    hrefs.extend(hrefs.clone().iter().rev());
    let beside: &[&[(&str, Kind, &str)]] = &[
        &[],
        &[("a", Kind::Plain, "state.example/news\npaper.example\nnew.example\n")],
        &[("own", Kind::Own, "paper.example\n"), ("b", Kind::Plain, "outlet:state\nradio.example\n")],
    ];
    for beside in beside {
        let (mut single, mut batch) = (lists(beside), lists(beside));
        let one_by_one: Vec<Found> = hrefs.iter().map(|href| single.find(href)).collect();
        assert_eq!(batch.find_all(hrefs.iter().copied()).collect::<Vec<_>>(), one_by_one, "{beside:?}");
    }
}

#[test]
fn a_plain_list_labels_what_it_names_and_says_whose_word_it_is() {
    let mut lists = lists(&[(
        "a",
        Kind::Plain,
        "host,name,country,owner,class,note\nnew.example,The New,DE,New Trust,private,seen in class\n",
    )]);
    let badge = badge(&mut lists, "https://www.new.example/x").expect("a badge");
    assert_eq!(
        (badge.name.as_str(), badge.country.as_deref(), &badge.classes[..]),
        ("The New", Some("DE"), &["private"][..])
    );
    let list = badge.list.expect("not the packaged dataset");
    assert_eq!((list.name.as_str(), list.kind), ("List a", "plain"));
    assert_eq!((badge.also, badge.disagree, badge.outlet_type), (0, false, None));

    let label = &lists.answers("https://new.example/", "", &[])[0].label;
    let claim = label.claim.as_ref().expect("a claim");
    assert_eq!((claim.owner.as_deref(), claim.text.as_deref()), (Some("New Trust"), Some("seen in class")));
    assert_eq!(claim.evidence[0].publisher, "List a");
    assert_eq!(claim.evidence[0].locator.as_deref(), Some("line 2"));
    assert!(label.chain.is_empty() && label.axes.funding.is_empty(), "nothing is derived from a claim");
    assert_eq!(label.matched.as_ref().map(|m| m.key.as_str()), Some("new.example"));
}

#[test]
fn a_list_that_says_nothing_of_class_or_country_claims_none() {
    let mut lists = lists(&[("a", Kind::Plain, "new.example\n")]);
    let badge = badge(&mut lists, "https://new.example/").expect("a badge");
    assert_eq!((badge.country, badge.owner_state, badge.classes.len()), (None, None, 0));
    assert_eq!(badge.name, "new.example");
}

#[test]
fn the_first_list_gives_the_badge_and_the_others_are_told() {
    let mut lists =
        lists(&[("a", Kind::Plain, "host,name,class\npaper.example,Their Paper,political-party\n")]);
    let first = badge(&mut lists, PAPER).expect("a badge");
    assert!(first.list.is_none(), "the packaged dataset comes first");
    assert_eq!((first.also, first.disagree), (1, true));
    assert_eq!(who(&mut lists, PAPER), ["packaged: Private Paper", "a: Their Paper"]);

    lists.order(&["a", PACKAGED]);
    let first = badge(&mut lists, PAPER).expect("a badge");
    assert_eq!(first.list.map(|list| list.id).as_deref(), Some("a"));
    assert_eq!(who(&mut lists, PAPER), ["a: Their Paper", "packaged: Private Paper"]);
}

#[test]
fn lists_that_say_less_do_not_disagree() {
    for (text, disagree) in [
        ("host\npaper.example\n", false),
        ("host,class\npaper.example,private\n", false),
        ("host,class\npaper.example,\"private, sanctioned\"\n", false),
        ("host,class\npaper.example,advocacy\n", true),
        ("host,country\npaper.example,GB\n", false),
        ("host,country\npaper.example,MW\n", true),
    ] {
        let mut lists = lists(&[("a", Kind::Plain, text)]);
        let badge = badge(&mut lists, PAPER).expect("a badge");
        assert_eq!((badge.also, badge.disagree), (1, disagree), "{text}");
    }
}

#[test]
fn two_other_lists_can_disagree_where_the_first_says_nothing() {
    let mut lists = lists(&[
        ("a", Kind::Plain, "new.example\n"),
        ("b", Kind::Plain, "host,class\nnew.example,private\n"),
        ("c", Kind::Plain, "host,class\nnew.example,government\n"),
    ]);
    let badge = badge(&mut lists, "https://new.example/").expect("a badge");
    assert_eq!((badge.also, badge.disagree), (2, true));
}

#[test]
fn a_list_that_is_off_says_nothing_and_takes_nothing_away() {
    let mut lists = lists(&[("a", Kind::Plain, "new.example\npaper.example\n")]);
    lists.set("a", false, vec![]);
    assert_eq!(lists.find("https://new.example/"), Found::Nothing);
    assert_eq!(badge(&mut lists, PAPER).map(|badge| badge.also), Some(0));
    lists.set("a", true, vec![]);
    lists.set(PACKAGED, false, vec![]);
    assert_eq!(lists.find(STATE), Found::Nothing);
    assert_eq!(who(&mut lists, PAPER), ["a: paper.example"]);
    lists.set(PACKAGED, true, vec![]);
    assert_ne!(lists.find(STATE), Found::Nothing);
}

#[test]
fn a_list_limited_to_classes_answers_only_with_these() {
    let mut lists = lists(&[(
        "a",
        Kind::Plain,
        "host,class\none.example,private\ntwo.example,government\nthree.example,\n",
    )]);
    lists.set("a", true, vec![Class::Government]);
    assert_eq!(lists.find("https://one.example/"), Found::Nothing);
    assert!(matches!(lists.find("https://two.example/"), Found::Several(_)));
    assert_eq!(lists.find("https://three.example/"), Found::Nothing);
    lists.set(PACKAGED, true, vec![Class::Private]);
    assert_eq!(lists.find(STATE), Found::Nothing, "a limit on the packaged dataset counts too");
    assert_ne!(lists.find(PAPER), Found::Nothing);
    lists.set("a", true, vec![]);
    assert!(matches!(lists.find("https://one.example/"), Found::Several(_)));
}

#[test]
fn the_reader_hides_a_key_or_an_outlet_and_nobody_else_can() {
    let hide = "host,class\npaper.example,hidden\noutlet:state-news,hidden\n";
    let mut lists =
        lists(&[("me", Kind::Own, hide), ("a", Kind::Plain, "host,class\nstate.example,private\n")]);
    for href in [PAPER, STATE, "https://t.me/state_news"] {
        assert_eq!(lists.find(href).number(), 0, "{href}");
    }
    assert_eq!(
        who(&mut lists, STATE),
        ["packaged: State News", "me: outlet:state-news (hidden)", "a: state.example"],
        "the card still tells what there is"
    );
    lists.set("me", false, vec![]);
    assert_ne!(lists.find(PAPER).number(), 0);

    let refused = compile(
        b"host,class\npaper.example,hidden\n",
        None,
        &About { name: "Theirs", origin: "x.csv", date: "2026-11-29", own: false, suffixes: None },
    );
    assert_eq!(refused.expect_err("only the reader hides").code, "class");
    // Even a dataset that was made to hide hides nothing when it is somebody else's.
    let mut theirs = Lists::new(common::vectors_labeler());
    theirs.add("x", "Theirs", Kind::Signed, Some("AB12".into()), plain("Theirs", true, hide));
    assert_ne!(theirs.find(PAPER).number(), 0);
    assert_ne!(theirs.find(STATE).number(), 0);
}

#[test]
fn a_list_that_knows_a_link_and_may_not_speak_is_told_where_nobody_else_answers() {
    let mut lists = lists(&[("a", Kind::Plain, "host,class\npaper.example,government\n")]);
    assert_eq!(who(&mut lists, PAPER), ["packaged: Private Paper", "a: paper.example"]);
    lists.set("a", false, vec![]);
    assert_eq!(who(&mut lists, PAPER), ["packaged: Private Paper"], "another one answers");
    lists.set(PACKAGED, true, vec![Class::StateControlled]);
    assert_eq!(
        who(&mut lists, PAPER),
        ["packaged: - (limited)", "a: - (off)"],
        "what it would say is not said"
    );
    lists.order(&["a", PACKAGED]);
    assert_eq!(who(&mut lists, PAPER), ["a: - (off)", "packaged: - (limited)"], "in the reader's order");
    assert_eq!(who(&mut lists, "https://nobody-knows.example/"), ["packaged: -"]);
    lists.set(PACKAGED, false, vec![]);
    let shown = lists.answers("https://t.co/abc", "", &["paper.example/story"]);
    let told: Vec<_> = shown.iter().map(|answer| (answer.list.id.as_str(), answer.silent)).collect();
    assert_eq!(told, [("a", "off"), (PACKAGED, "off")], "by what the page shows too");
}

#[test]
fn a_correction_reaches_every_key_of_the_outlet() {
    let mut lists = lists(&[(
        "me",
        Kind::Own,
        "host,name,class,note\noutlet:state-news,State News,government,as I know it\n",
    )]);
    lists.order(&["me", PACKAGED]);
    for href in [STATE, "https://t.me/state_news"] {
        let badge = badge(&mut lists, href).expect("a badge");
        assert_eq!(badge.list.as_ref().map(|list| list.kind), Some("own"), "{href}");
        assert_eq!(badge.classes, ["government"], "{href}");
        assert!(badge.also == 1 && badge.disagree, "{href}");
        let answers = lists.answers(href, "", &[]);
        assert_eq!(answers[0].label.claim.as_ref().and_then(|c| c.text.as_deref()), Some("as I know it"));
        assert_eq!(answers[0].label.matched, answers[1].label.matched, "it says by which key it was found");
    }
}

#[test]
fn a_list_replaced_or_removed_is_gone_for_good() {
    let mut lists = lists(&[("a", Kind::Plain, "new.example\n"), ("b", Kind::Plain, "other.example\n")]);
    lists.set("a", false, vec![Class::Private]);
    let before = lists.infos();
    lists.add("a", "List a", Kind::Plain, None, plain("List a", false, "newer.example\n"));
    let after = lists.infos();
    assert_eq!(after.iter().map(|info| info.list.id.as_str()).collect::<Vec<_>>(), [PACKAGED, "a", "b"]);
    assert_eq!((after[1].on, &after[1].only), (before[1].on, &before[1].only), "switch and limit stay");
    lists.set("a", true, vec![]);
    assert_eq!(lists.find("https://new.example/"), Found::Nothing);
    let number = lists.find("https://newer.example/").number();
    lists.remove("a");
    assert_eq!(lists.find("https://newer.example/"), Found::Nothing);
    assert_eq!(lists.badge(number), None, "a number that was told means nothing more, and nothing else");
    lists.remove(PACKAGED);
    lists.add(PACKAGED, "Fake", Kind::Signed, None, plain("Fake", false, "fake.example\n"));
    assert_eq!(lists.infos().len(), 2, "the packaged dataset is neither removed nor replaced");
    assert_eq!(lists.find("https://fake.example/"), Found::Nothing);
}

#[test]
fn two_lists_of_one_name_are_told_apart() {
    let mut lists = Lists::new(common::vectors_labeler());
    for (id, fingerprint) in [("one", "AAAA"), ("two", "BBBB")] {
        let labeler = plain("Watch", false, "new.example\n");
        lists.add(id, "Watch", Kind::Signed, Some(fingerprint.into()), labeler);
    }
    let answers = lists.answers("https://new.example/", "", &[]);
    let told: Vec<_> = answers.iter().map(|a| (a.list.id.as_str(), a.list.fingerprint.as_deref())).collect();
    assert_eq!(told, [("one", Some("AAAA")), ("two", Some("BBBB"))]);
}

#[test]
fn a_combination_has_the_same_small_integer_whenever_it_is_met() {
    let beside = [("a", Kind::Plain, "new.example\npaper.example\nstate.example\n")];
    let links = ["https://new.example/", PAPER, STATE];
    let (mut one, mut other) = (lists(&beside), lists(&beside));
    let forwards: Vec<u32> = links.iter().map(|href| one.find(href).number()).collect();
    let mut backwards: Vec<u32> = links.iter().rev().map(|href| other.find(href).number()).collect();
    backwards.reverse();
    assert_eq!(forwards, backwards);
    for number in forwards {
        assert!(number & MARK != 0 && number >> 31 == 0 && number != OPAQUE);
    }
}

#[test]
fn wrapped_links_accounts_and_paths_are_found_in_every_list() {
    let mut lists = lists(&[(
        "a",
        Kind::Plain,
        "host,name\nnew.example/english,The English New\nhttps://t.me/new_channel,The Channel\nnew.example,The New\n",
    )]);
    for (href, name) in [
        ("https://new.example/english/1", "The English New"),
        ("https://new.example/englishmen", "The New"),
        ("https://t.me/new_channel/17", "The Channel"),
        ("https://www.google.com/url?q=https%3A%2F%2Fnew.example%2Fenglish", "The English New"),
        ("tg://resolve?domain=new_channel", "The Channel"),
        ("https://NEW.example./", "The New"),
    ] {
        assert_eq!(badge(&mut lists, href).map(|badge| badge.name).as_deref(), Some(name), "{href}");
    }
    for href in [
        "https://notnew.example/",
        "https://new.example.evil.example/",
        "https://e.example/?u=https://new.example",
    ] {
        assert_eq!(lists.find(href).number(), 0, "{href}");
    }
}

#[test]
fn what_a_page_shows_is_looked_up_in_every_list() {
    let mut lists = lists(&[("a", Kind::Plain, "host,name\nnew.example,The New Paper\n")]);
    let (number, how) = lists.shown("https://t.co/abc", "", &["new.example"]);
    assert_eq!(
        (lists.badge(number).map(|badge| badge.name).as_deref(), how.number()),
        (Some("The New Paper"), 1)
    );
    let (number, how) = lists.shown("https://t.co/abc", "The New Paper", &[]);
    assert!(number != 0 && how.number() == 2);
    let (number, how) = lists.shown(PAPER, "", &["https://new.example/"]);
    assert!(number != 0 && how.number() == 3, "one list knows the host that is shown");
}

/// A list whose hosts are `prefix0.example`, `prefix1.example` …
fn numbered(prefix: &str, hosts: u32, more: &str) -> Labeler {
    let text: String = (0..hosts).map(|host| format!("{prefix}{host}.example\n")).collect();
    plain(prefix, false, &(text + more))
}

#[test]
fn each_of_ten_thousand_lists_is_heard() {
    // Made once, and read anew for each list: as much as a debug build does in a few seconds.
    let bytes = |text: &str| {
        let about = About { name: "List", origin: "l.csv", date: "2026-11-29", own: false, suffixes: None };
        compile(text.as_bytes(), None, &about).expect("a list without faults").bytes
    };
    let open = |bytes: &[u8]| Labeler::new(Dataset::open(bytes.to_vec()).expect("opens"));
    let common = bytes("all.example\nhttps://t.me/all_of_them\nhost.example/path\n");
    let mut lists = Lists::new(common::vectors_labeler());
    for number in 0..10_000 {
        let id = format!("s-{number}");
        let only = number % 1000 == 777;
        let labeler = if only {
            plain(&id, false, &format!("only-{number}.example\nall.example\n"))
        } else {
            open(&common)
        };
        lists.add(&id, &id, Kind::Plain, None, labeler);
    }
    for number in [777, 9_777] {
        let only = badge(&mut lists, &format!("https://www.only-{number}.example/")).expect("a badge");
        assert_eq!((only.list.map(|list| list.id), only.also), (Some(format!("s-{number}")), 0));
    }
    for (href, others) in [
        ("https://all.example/", 9_999),
        ("https://t.me/s/all_of_them/7", 9_989),
        ("https://host.example/path/x", 9_989),
    ] {
        let badge = badge(&mut lists, href).expect("a badge");
        assert_eq!(
            (badge.list.map(|list| list.id).as_deref(), badge.also, badge.disagree),
            (Some("s-0"), others, false),
            "{href}"
        );
    }
    for href in ["https://nobody.example/", "https://host.example/paths", "https://t.me/nobody_at_all"] {
        assert_eq!(lists.find(href), Found::Nothing, "{href}");
    }
    let (number, how) = lists.shown("https://t.co/abc", "", &["only-9777.example"]);
    assert_eq!(
        (lists.badge(number).and_then(|badge| badge.list).map(|list| list.id).as_deref(), how.number()),
        (Some("s-9777"), 1)
    );
    assert_eq!(who(&mut lists, "https://only-777.example/"), ["s-777: only-777.example"]);

    lists.set("s-9777", false, vec![]);
    assert_eq!(lists.find("https://only-9777.example/"), Found::Nothing);
    lists.remove("s-777");
    assert_eq!(lists.find("https://only-777.example/"), Found::Nothing);
    assert_eq!(badge(&mut lists, "https://all.example/").map(|badge| badge.also), Some(9_997));
}

#[test]
fn a_link_costs_about_the_same_beside_thousands_of_lists_as_beside_ten() {
    let bytes = {
        let about = About { name: "List", origin: "l.csv", date: "2026-11-29", own: false, suffixes: None };
        compile(b"all.example\n", None, &about).expect("a list without faults").bytes
    };
    let mut times = [10, 5_000].map(|count| {
        let mut lists = Lists::new(common::vectors_labeler());
        for number in 0..count {
            let labeler = Labeler::new(Dataset::open(bytes.clone()).expect("opens"));
            lists.add(&format!("s-{number}"), "List", Kind::Plain, None, labeler);
        }
        lists.find("https://all.example/");
        let links: Vec<String> = (0..300)
            .flat_map(|n| [format!("https://host-{n}.example/"), format!("https://t.me/somebody_{n}")])
            .collect();
        let started = std::time::Instant::now();
        for link in &links {
            assert_eq!(lists.find(link), Found::Nothing);
            assert_eq!(lists.shown("https://t.co/abc", "Nobody", &[link]).0, 0);
        }
        started.elapsed()
    });
    times.sort();
    // Asked in turn, five thousand lists take hundreds of times as long as ten.
    assert!(times[1] < times[0] * 20, "{times:?}");
}

#[test]
fn large_lists_are_asked_too_and_two_million_keys_are_all_there() {
    let mut lists = Lists::new(common::vectors_labeler());
    // More keys than a list may have to stand in the common table, and fewer.
    let hosts = [20_000, 4_000];
    lists.add("large", "Large", Kind::Plain, None, numbered("h", hosts[0], "https://t.me/in_large\n"));
    lists.add("small", "Small", Kind::Plain, None, numbered("k", hosts[1], "h7.example\n"));
    for href in [
        "https://h0.example/",
        "https://h19999.example/x",
        "https://www.h555.example/",
        "https://k3999.example/",
        "https://t.me/in_large",
    ] {
        assert!(matches!(lists.find(href), Found::Several(_)), "{href}");
    }
    assert_eq!(badge(&mut lists, "https://h7.example/").map(|badge| badge.also), Some(1));
    assert_eq!(lists.find("https://h20000.example/"), Found::Nothing);

    let about = About { name: "List", origin: "l.csv", date: "2026-11-29", own: false, suffixes: None };
    let text: String = (0..10_000).map(|host| format!("m{host}.example\n")).collect();
    let bytes = compile(text.as_bytes(), None, &about).expect("a list without faults").bytes;
    for number in 0..200 {
        let labeler = Labeler::new(Dataset::open(bytes.clone()).expect("opens"));
        lists.add(&format!("s-{number}"), "List", Kind::Plain, None, labeler);
    }
    assert_eq!(badge(&mut lists, "https://m9999.example/").map(|badge| badge.also), Some(199));
    assert_eq!(lists.find("https://m10000.example/"), Found::Nothing);
}

#[test]
fn what_pages_remember_of_a_combination_does_not_depend_on_what_else_was_met() {
    let beside = [("a", Kind::Plain, "new.example\npaper.example\nstate.example\n")];
    let links = ["https://new.example/", PAPER, STATE];
    let (mut one, mut other) = (lists(&beside), lists(&beside));
    let forwards: Vec<Option<u64>> =
        links.iter().map(|href| badge(&mut one, href).map(|badge| badge.subject)).collect();
    let mut backwards: Vec<Option<u64>> =
        links.iter().rev().map(|href| badge(&mut other, href).map(|badge| badge.subject)).collect();
    backwards.reverse();
    assert_eq!(forwards, backwards);
    for subject in forwards {
        let subject = subject.expect("a badge");
        // Apart from all small integers, and a number that JavaScript holds exactly.
        assert!(subject > u64::from(u32::MAX) && subject < 1 << 53);
    }
    // Alone, the packaged dataset's word is known by its small integer.
    let alone = lists(&[]).find(STATE).number();
    assert_eq!(lists(&[]).badge(alone).map(|badge| badge.subject), Some(u64::from(alone)));
}

#[test]
fn a_cut_address_at_a_host_with_paths_is_not_looked_for_among_too_many_of_them() {
    let shown = |paths: usize, text: &str| {
        let paths: String =
            (0..paths).map(|path| format!("paper-of-paths.example/section-{path}\n")).collect();
        let mut lists = lists(&[("a", Kind::Plain, &format!("host\npaper-of-paths.example\n{paths}"))]);
        lists.shown("https://t.co/abc", "", &[text]).0
    };
    // None of the paths begins like this one.
    assert_ne!(shown(100, "paper-of-paths.example/opinion/a-lo…"), 0);
    assert_eq!(shown(100, "paper-of-paths.example/sec…"), 0);
    assert_eq!(shown(10_001, "paper-of-paths.example/opinion/a-lo…"), 0);
    // What is shown whole needs no search.
    assert_ne!(shown(10_001, "paper-of-paths.example/section-7"), 0);
}
