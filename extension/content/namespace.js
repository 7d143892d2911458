// The one global the content scripts share. Content scripts cannot be ES modules; several classic files in the
// order of the manifest, each adding one property here, need no bundler and are read by reviewers as they run.
// `var`, because a second injection into the same page must not fail on a second declaration.

var imprint = imprint || {};
