//! What is fuzzed: each target takes any bytes, and panics if something does not hold that holds for every input.

use imprint::label::{Found, Labeler, OPAQUE};
use imprint::link::unwrap::{self, End};
use imprint::link::{self, Link, account, canonical_host, hosting};

/// Bytes as they reach the engine: a browser hands over text.
fn text(input: &[u8]) -> String {
    String::from_utf8_lossy(input).into_owned()
}

/// Both shortcuts agree with the full parser, and canonical text is a fixed point.
pub(crate) fn link(input: &[u8]) {
    let href = text(input);
    let full = Link::parse_any(&href);
    if let Some(fast) = Link::parse_canonical(&href) {
        assert_eq!(full.as_ref().map(Link::as_str), Some(fast.as_str()));
    }
    if let Some(host) = canonical_host(&href) {
        assert_eq!(full.as_ref().map(Link::host), Some(host));
    }
    if let Some(link) = Link::parse(&href) {
        assert!(link.path().starts_with('/'));
        let again = Link::parse(link.as_str()).expect("canonical text is a link");
        assert_eq!((again.as_str(), again.host(), again.path()), (link.as_str(), link.host(), link.path()));
        assert_eq!((again.query(), again.fragment()), (link.query(), link.fragment()));
    }
}

/// Unwrapping ends, within its bounds, at an address worth following.
pub(crate) fn unwrap(input: &[u8]) {
    let href = text(input);
    let Some(destination) = link::destination(&href) else { return };
    assert!(destination.via.len() <= unwrap::MAX_NESTING);
    for peeled in &destination.via {
        let inside = Link::parse(&peeled.inside).expect("a link was in it");
        assert_eq!(inside.as_str(), peeled.inside, "in canonical form");
        assert!(inside.host().contains('.') && !inside.has_user_info());
        assert!(peeled.inside.len() <= unwrap::MAX_BYTES);
    }
    match destination.end {
        End::Known => assert!(unwrap::follow(destination.link).via.is_empty()),
        End::Opaque(wrapper) => assert!(wrapper.rules.iter().any(|rule| rule.steps.is_empty())),
        End::Refused(wrapper) => assert!(wrapper.rules.iter().any(|rule| !rule.steps.is_empty())),
        End::TooDeep => assert_eq!(destination.via.len(), unwrap::MAX_NESTING),
    }
}

/// An account is its own normal form, and a publisher's place is a part of the link.
pub(crate) fn account(input: &[u8]) {
    let href = text(input);
    if let Some((platform, value)) = href.split_once(':')
        && let Some(account) = account::normalise(platform, value)
    {
        assert_eq!(account::normalise(account.platform, &account.value), Some(account));
    }
    let Some(link) = Link::parse(&href) else { return };
    if let Some(account) = account::account_of(&link) {
        assert_eq!(account::normalise(account.platform, &account.value), Some(account));
    }
    if let Some(hosted) = hosting::hosted(&link) {
        assert!(link.host().ends_with(hosted.host));
        assert!(link.as_str().contains(hosted.publisher));
        // `a..substack.com` has an empty label there, and is not the platform's own all the same.
        assert!(hosted.is_label || !hosted.publisher.is_empty());
    }
}

/// A host that resembles an outlet's is no host of it, and the outlet is one whose hosts are all known.
pub(crate) fn resemblance(labeler: &Labeler, input: &[u8]) {
    let input = text(input);
    let names = labeler.dataset().names();
    // As it stands, and as a host of a link: what is no host name must do no harm either.
    let _ = (names.find(&input, false), names.find(&input, true));
    let href = format!("https://{input}/");
    let label = labeler.label(&href);
    let Some(found) = label.resembles else { return };
    assert!(label.outlet.is_none() && label.operation.is_none() && label.matched.is_none());
    let link = Link::parse(label.destination.as_deref().unwrap_or_default()).expect("it has a host");
    assert!(link.host() != found.key && !link.host().ends_with(&format!(".{}", found.key)));
    assert!(
        labeler.label(&format!("https://{}/", found.key)).outlet.is_some_and(|outlet| outlet.id == found.id)
    );
    assert!(labeler.badge(labeler.find(&href).number()).is_some_and(|badge| badge.id == found.id));
}

/// Labels, batches (the lines of the input) and explanations agree, whatever a page shows (after the first line of the input).
pub(crate) fn label(labeler: &Labeler, input: &[u8]) {
    let input = text(input);
    let mut lines = input.split('\n');
    let href = lines.next().unwrap_or_default();
    let texts: Vec<&str> = lines.collect();
    let found = labeler.find(href);
    let batch: Vec<Found> = labeler.find_all(input.split('\n')).collect();
    let one_by_one: Vec<Found> = input.split('\n').map(|line| labeler.find(line)).collect();
    assert_eq!(batch, one_by_one, "a batch answers as its links one by one");
    let label = labeler.label(href);
    let known = label.outlet.is_some() || label.operation.is_some();
    assert_eq!(label.opaque, found.number() == OPAQUE);
    assert_eq!(known, matches!(found, Found::Key(_)));
    assert_eq!(labeler.explain(href).last().map(|step| step.found), Some(known));
    let shown = labeler.shown(href, texts.first().copied().unwrap_or_default(), &texts);
    if found != Found::Opaque {
        assert_eq!(shown.found, found.key(), "nothing shown overrides a known destination");
    }
    assert_eq!(
        labeler.label_shown(href, texts.first().copied().unwrap_or_default(), &texts).shows,
        shown.shows
    );
}
