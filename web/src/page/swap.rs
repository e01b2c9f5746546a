//! The first picture in another language: what differs from the English one, which `index.html` has.
//!
//! Both are drawn by the same components, so they have the same elements. The list of differences is a few
//! kilobytes; static/start.js asks for it, and a script after the picture applies it before anything is shown.

use serde_json::{Map, Value, json};

/// An element of some HTML: its tag, its attributes, and the texts between its children.
#[derive(Debug, Default, PartialEq)]
struct Element<'a> {
    tag: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
    /// The text before each child, and the one after the last.
    texts: Vec<&'a str>,
}

/// Elements that have no end tag.
const VOID: [&str; 2] = ["input", "meta"];

/// The elements of some HTML in the order of their start tags.
fn elements(html: &str) -> Vec<Element<'_>> {
    let mut all: Vec<Element> = vec![Element::default()];
    let mut open = vec![0];
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (text, tag) = rest.split_at(start);
        let end = tag.find('>').expect("a tag ends");
        let (tag, after) = (&tag[1..end], &tag[end + 1..]);
        let parent = *open.last().expect("the root stays open");
        all[parent].texts.push(text);
        rest = after;
        match tag.strip_prefix('/') {
            Some(_) => drop(open.pop()),
            None => {
                let element = element(tag.trim_end_matches('/'));
                if !VOID.contains(&element.tag) && !tag.ends_with('/') {
                    open.push(all.len());
                }
                all.push(element);
            }
        }
    }
    all
}

/// An element from the contents of its start tag. Attributes are written `name="value"`.
fn element(tag: &str) -> Element<'_> {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let mut attributes = Vec::new();
    while let Some((name, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"').expect("a value ends");
        attributes.push((name.trim(), value));
        rest = after;
    }
    Element { tag: name, attributes, texts: Vec::new() }
}

/// A list of `[elements to skip, attributes, texts]`, as JSON for a script element.
///
/// # Panics
/// If the two have other elements: then a component draws something else in another language.
pub fn differences(from: &str, to: &str) -> Value {
    let (from, to) = (elements(from), elements(to));
    let differ = from.iter().zip(&to).position(|(a, b)| a.tag != b.tag);
    assert_eq!((differ, from.len()), (None, to.len()), "both languages have the same elements");
    let mut list = Vec::new();
    let mut skipped = 0;
    for (a, b) in from.iter().zip(&to).skip(1) {
        assert_eq!(a.tag, b.tag, "both languages have the same elements");
        let mut attributes = Map::new();
        for (name, value) in &b.attributes {
            if !a.attributes.contains(&(name, value)) {
                attributes.insert((*name).to_owned(), plain(value).into());
            }
        }
        for (name, _) in &a.attributes {
            if !b.attributes.iter().any(|(other, _)| other == name) {
                attributes.insert((*name).to_owned(), Value::Null);
            }
        }
        let texts: Vec<String> = b.texts.iter().map(|text| plain(text)).collect();
        let texts = if a.texts == b.texts { json!(0) } else { json!(texts) };
        match attributes.is_empty() && texts == 0 {
            true => skipped += 1,
            false => {
                list.push(match attributes.is_empty() {
                    true => json!([skipped, 0, texts]),
                    false => json!([skipped, attributes, texts]),
                });
                skipped = 0;
            }
        }
    }
    list.into()
}

/// A text without the escapes of HTML.
fn plain(text: &str) -> String {
    let escapes =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#x2F;", "/")];
    let text = escapes.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    text.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_listed() {
        let en =
            "<p class=\"a\">one <b>two</b> three</p><i></i><input title=\"x &lt; y\"><u>same</u>";
        let ko =
            "<p class=\"a\">하나 <b>둘</b> three</p><i>새</i><input title=\"y &lt; x\"><u>same</u>";
        let list = differences(en, ko);
        assert_eq!(
            list.to_string(),
            r#"[[0,0,["하나 "," three"]],[0,0,["둘"]],[0,0,["새"]],[0,{"title":"y < x"},0]]"#
        );
        assert_eq!(differences(en, en).to_string(), "[]");
    }

    #[test]
    fn an_attribute_that_is_gone_is_null() {
        let list = differences("<a b=\"1\" c=\"2\">x</a>", "<a c=\"2\">x</a>");
        assert_eq!(list.to_string(), r#"[[0,{"b":null},0]]"#);
    }
}
