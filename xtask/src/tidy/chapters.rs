//! The documentation of a protocol: four chapters, and a test for each invariant.

use super::Finding;
use super::source::Source;
use std::collections::BTreeSet;

const CHAPTERS: [&str; 4] = ["Story", "Source", "Invariants", "Not modelled"];

/// The names of all functions of `core`, tests included.
pub fn functions<'a>(sources: impl Iterator<Item = &'a Source<'a>>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for source in sources.filter(|source| source.file.starts_with("core/")) {
        let tokens = source.tokens();
        let named = tokens.windows(2).filter(|pair| pair[0].text == "fn" && pair[1].is_word());
        names.extend(named.map(|pair| pair[1].text.to_string()));
    }
    names
}

pub fn check(file: &str, text: &str, functions: &BTreeSet<String>) -> Vec<Finding> {
    let inner = file.strip_prefix("core/src/protocol/").and_then(|it| it.strip_suffix("/mod.rs"));
    if inner.is_none() {
        return Vec::new();
    }
    let missing = CHAPTERS.iter().filter(|chapter| {
        let heading = format!("//! # {chapter}");
        !text.lines().any(|line| line == heading)
    });
    let mut findings: Vec<Finding> = missing
        .map(|chapter| {
            let found = format!("the protocol has no chapter `# {chapter}`");
            Finding::new(
                1,
                found,
                "a protocol's mod.rs begins with Story, Source, Invariants, Not modelled",
            )
        })
        .collect();
    findings.extend(invariants(text).into_iter().filter_map(|it| untested(&it, functions)));
    findings
}

struct Invariant {
    line: usize,
    name: String,
    /// Its text, on one line.
    text: String,
}

/// The items `- I1 …` of a file's documentation, with their continuation lines.
fn invariants(text: &str) -> Vec<Invariant> {
    let mut items: Vec<Invariant> = Vec::new();
    let mut open = false;
    for (index, line) in text.lines().enumerate() {
        let Some(doc) = line.strip_prefix("//!").map(str::trim) else { break };
        let name = doc.strip_prefix("- ").and_then(|item| item.split([' ', ':']).next());
        match name {
            Some(name) if is_invariant(name) => {
                items.push(Invariant { line: index + 1, name: name.into(), text: doc.into() });
                open = true;
            }
            _ if doc.is_empty() || doc.starts_with(['#', '-']) => open = false,
            _ => {
                if let Some(item) = items.last_mut().filter(|_| open) {
                    item.text.push(' ');
                    item.text.push_str(doc);
                }
            }
        }
    }
    items
}

fn is_invariant(word: &str) -> bool {
    word.strip_prefix('I')
        .is_some_and(|it| !it.is_empty() && it.chars().all(|c| c.is_ascii_digit()))
}

fn untested(invariant: &Invariant, functions: &BTreeSet<String>) -> Option<Finding> {
    let named = invariant.text.split('`').skip(1).step_by(2);
    if named.into_iter().any(|name| functions.contains(name)) {
        return None;
    }
    let found = format!("invariant {} names no function of core", invariant.name);
    Some(Finding::new(
        invariant.line,
        found,
        "write the test or the assertion and name it: (`its_name`)",
    ))
}

#[cfg(test)]
#[path = "chapters_tests.rs"]
mod tests;
