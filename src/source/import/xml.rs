//! XML read as a stream of records.
//!
//! No document type is accepted, so there are no entities to expand and nothing outside to fetch: the five entities of
//! XML itself and character references are all there is.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::input::{ImportError, Input, LONGEST_VALUE, line_at};

/// Deeper documents are refused. The lists read here have at most twelve levels.
const DEEPEST: usize = 48;
/// More elements in one record are refused. The largest records of real lists have some thousands.
const MOST_ELEMENTS: usize = 200_000;

/// An element with all that is in it. Namespaces are left off: each list has one.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Local name.
    pub(super) name: String,
    /// All text directly in it, trimmed.
    pub(super) text: String,
    attributes: Vec<(String, String)>,
    children: Vec<Element>,
}

impl Element {
    /// The value of an attribute, trimmed; empty where there is none.
    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// Its children of one name.
    pub(super) fn children<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The elements at the end of a path of names.
    pub(super) fn at<'e>(&'e self, path: &[&'e str]) -> Vec<&'e Element> {
        path.iter().fold(vec![self], |found, name| {
            found.into_iter().flat_map(|element| element.children(name)).collect()
        })
    }

    /// The text of the first element at the end of a path; empty where there is none.
    pub(super) fn text_at(&self, path: &[&str]) -> &str {
        let mut element = self;
        for name in path {
            match element.children.iter().find(|child| child.name == *name) {
                Some(child) => element = child,
                None => return "",
            }
        }
        &element.text
    }

    /// All its children with their text, whatever their names.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.children.iter().map(|child| (child.name.as_str(), child.text.as_str()))
    }
}

/// Hands over each element named in `records`, in the order of the document; those inside one another count once, as
/// part of the outer one. The document's root must be one of `roots`, if there are any.
pub(super) fn records(
    input: &Input<'_>,
    text: &str,
    roots: &[&str],
    records: &[&str],
    mut each: impl FnMut(Element),
) -> Result<(), ImportError> {
    let mut reader = Reader::from_str(text);
    let mut depth = 0usize;
    let mut open: Vec<Element> = Vec::new();
    let mut elements = 0;
    let mut root = false;
    loop {
        let event = reader.read_event();
        let at = reader.buffer_position() as usize;
        let fail = |message: String, help: &str| {
            Err(ImportError::new(input, line_at(text.as_bytes(), at), message, help))
        };
        let again = "get the file again";
        let event = match event {
            Ok(event) => event,
            Err(error) => return fail(format!("this is no well-formed XML: {error}"), again),
        };
        let empty = matches!(event, Event::Empty(_));
        match event {
            Event::Start(start) | Event::Empty(start) => {
                let element = match element(&start) {
                    Ok(element) => element,
                    Err(message) => return fail(message, again),
                };
                if !root {
                    root = true;
                    if !roots.is_empty() && !roots.contains(&element.name.as_str()) {
                        let message =
                            format!("the document is a <{}>, not a <{}>", element.name, roots.join("> or <"));
                        return fail(message, "name the format that the file has");
                    }
                }
                let wanted = !open.is_empty() || records.contains(&element.name.as_str());
                if !empty {
                    depth += 1;
                }
                if depth > DEEPEST {
                    return fail(
                        format!("elements nested more than {DEEPEST} deep"),
                        "check that it is the right file",
                    );
                }
                if wanted {
                    elements = if open.is_empty() { 1 } else { elements + 1 };
                    if elements > MOST_ELEMENTS {
                        return fail(format!("more than {MOST_ELEMENTS} elements in one record"), again);
                    }
                    if empty {
                        close(&mut open, element, &mut each);
                    } else {
                        open.push(element);
                    }
                }
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                if let Some(element) = open.pop() {
                    close(&mut open, element, &mut each);
                }
            }
            Event::Text(content) => add(&mut open, &content.xml10_content()),
            Event::CData(content) => add(&mut open, &content.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = match reference.resolve_char_ref() {
                    Ok(Some(character)) => Some(character.to_string()),
                    Ok(None) => {
                        let name = reference.xml10_content();
                        quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned)
                    }
                    Err(_) => None,
                };
                match character {
                    Some(character) => add(&mut open, &character),
                    None => {
                        let message = "an entity that XML itself does not have".to_owned();
                        return fail(
                            message,
                            "entities of a document type are not expanded; get the file without one",
                        );
                    }
                }
            }
            Event::DocType(_) => {
                let message = "a document type, which could declare entities".to_owned();
                return fail(message, "none of the lists has one; get the file from its publisher");
            }
            Event::Eof => {
                if depth > 0 || !root {
                    return fail("the document ends in the middle".to_owned(), again);
                }
                return Ok(());
            }
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
        if open.last().is_some_and(|element| element.text.len() > LONGEST_VALUE) {
            return fail(
                format!("a text of more than {} KB", LONGEST_VALUE >> 10),
                "check that it is the right file",
            );
        }
    }
}

fn element(start: &BytesStart<'_>) -> Result<Element, String> {
    let mut element = Element { name: local(start.local_name().as_ref()), ..Element::default() };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| format!("this is no well-formed XML: {error}"))?;
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|_| "an entity that XML itself does not have".to_owned())?;
        if value.len() > LONGEST_VALUE {
            return Err(format!("an attribute of {} KB", value.len() >> 10));
        }
        element.attributes.push((local(attribute.key.local_name().as_ref()), value.into_owned()));
    }
    Ok(element)
}

fn local(name: &str) -> String {
    name.to_owned()
}

fn add(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

fn close(open: &mut [Element], mut element: Element, each: &mut impl FnMut(Element)) {
    let trimmed = element.text.trim();
    if trimmed.len() != element.text.len() {
        element.text = trimmed.to_owned();
    }
    match open.last_mut() {
        Some(parent) => parent.children.push(element),
        None => each(element),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Element>, String> {
        let input = Input { name: "f.xml", bytes: text.as_bytes() };
        let mut found = Vec::new();
        records(&input, text, &["list"], &["item"], |element| found.push(element))
            .map_err(|error| error.to_string())?;
        Ok(found)
    }

    #[test]
    fn records_come_with_attributes_children_and_text() {
        let found = read(
            "<?xml version='1.0'?><list xmlns='urn:x'><other/><item a='1 &amp; 2'><b> x &lt;&#233; <!-- c -->y</b><c/></item>\
             <item><![CDATA[<z>]]></item></list>",
        )
        .expect("records");
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].attribute("a"), "1 & 2");
        assert_eq!(found[0].text_at(&["b"]), "x <é y");
        assert_eq!(found[0].fields().map(|(name, _)| name).collect::<Vec<_>>(), ["b", "c"]);
        assert_eq!(found[1].text, "<z>");
    }

    #[test]
    fn nothing_is_expanded_and_nothing_is_fetched() {
        let bomb = "<!DOCTYPE list [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>\
                    <list><item>&b;</item></list>";
        assert!(read(bomb).expect_err("a bomb").contains("a document type"));
        let outside =
            "<!DOCTYPE list [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><list><item>&x;</item></list>";
        assert!(read(outside).expect_err("outside").contains("a document type"));
        assert!(read("<list><item>&x;</item></list>").expect_err("undeclared").contains("an entity"));
        assert!(read("<list><item a='&x;'/></list>").expect_err("undeclared").contains("an entity"));
    }

    #[test]
    fn what_is_broken_is_told_with_its_line() {
        for (text, said) in [
            ("<list>\n<item></list>", "f.xml:2: this is no well-formed XML"),
            ("<list>\n<item>", "f.xml:2: the document ends in the middle"),
            ("no xml", "the document ends in the middle"),
            ("<html><item/></html>", "the document is a <html>, not a <list>"),
            ("<list><item a='1' a='2'/></list>", "no well-formed XML"),
        ] {
            let error = read(text).expect_err("broken");
            assert!(error.contains(said), "{text}: {error}");
        }
    }

    #[test]
    fn depth_and_length_are_bounded() {
        let deep = format!("<list>{}{}</list>", "<item>".repeat(100_000), "</item>".repeat(100_000));
        assert!(read(&deep).expect_err("deep").contains("nested more than 48 deep"));
        let long = format!("<list><item>{}</item></list>", "x".repeat(LONGEST_VALUE + 1));
        assert!(read(&long).expect_err("long").contains("a text of more than 256 KB"));
        let wide = format!("<list><item>{}</item></list>", "<b/>".repeat(MOST_ELEMENTS + 1));
        assert!(read(&wide).expect_err("wide").contains("elements in one record"));
    }
}
