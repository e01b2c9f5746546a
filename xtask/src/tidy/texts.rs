//! Texts that a reader sees stand in `web/src/prose/`, and nowhere else.

use super::Finding;
use super::source::Source;

/// The page, and its parts whose texts no reader sees, or which are the place of texts.
const PAGE: &str = "web/src/";
const EXEMPT: &[&str] = &[
    "web/src/prose/",
    "web/src/bin/",
    // HTML and style sheets of the build.
    "web/src/page/picture.rs",
    // The words of a file.
    "web/src/session/matrix.rs",
    // Classes.
    "web/src/widget/look.rs",
];

/// Calls and attributes whose texts are not words: classes, drawings, selectors, and what a programmer reads.
const CALLS: &[&str] = &[
    "class",
    "class_if",
    "closest",
    "error",
    "expect",
    "fill",
    "focus",
    "is_in",
    "match_media",
    "query_selector",
    "query_selector_all",
    "attr",
    "write",
    "assert",
    "assert_eq",
    "panic",
    "unreachable",
];

/// Literals with a space and a letter in them.
pub fn check(source: &Source, text: &str) -> Vec<Finding> {
    let here = source.file.starts_with(PAGE) && !source.is_test();
    if !here || EXEMPT.iter().any(|place| source.file.starts_with(place)) {
        return Vec::new();
    }
    let instead = "a text of the catalogue: a field of `Texts`, or a function in `prose/words.rs`, with its \
                   words in every language";
    let code: Vec<char> = source.code.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let end =
        source.code.find("#[cfg(test)]").map_or(code.len(), |at| source.code[..at].chars().count());
    let quotes: Vec<usize> = (0..end).filter(|&at| code[at] == '"').collect();
    let literals = quotes.chunks_exact(2).map(|pair| (pair[0], pair[1]));
    let words = literals.filter(|&(from, to)| is_text(&text[from + 1..to]));
    let words = words.filter(|&(from, _)| !CALLS.contains(&callee(&code[..from]).as_str()));
    words
        .map(|(from, to)| {
            let line = code[..from].iter().filter(|&&c| c == '\n').count() + 1;
            let found: String = text[from..=to].iter().collect();
            Finding::new(line, format!("the text {found}"), instead)
        })
        .collect()
}

/// Whether a literal has a space and a letter, placeholders aside.
fn is_text(literal: &[char]) -> bool {
    let mut depth = 0;
    let outside: Vec<char> = literal
        .iter()
        .copied()
        .filter(|&c| {
            depth += i32::from(c == '{');
            let is_outside = depth == 0;
            depth -= i32::from(c == '}');
            is_outside
        })
        .collect();
    outside.contains(&' ') && outside.iter().any(|c| c.is_alphabetic())
}

/// The name of the call or attribute whose arguments end here.
fn callee(before: &[char]) -> String {
    let mut depth = 0;
    let open = before.iter().rposition(|&c| {
        depth += i32::from(c == ')') - i32::from(c == '(');
        depth < 0
    });
    let name = before[..open.unwrap_or(0)].iter().rev();
    let name: Vec<char> = name
        .skip_while(|&&c| c == '!')
        .take_while(|c| c.is_alphanumeric() || **c == '_')
        .copied()
        .collect();
    name.into_iter().rev().collect()
}

#[cfg(test)]
#[path = "texts_tests.rs"]
mod tests;
