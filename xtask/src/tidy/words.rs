//! Words that are not allowed, or not in some folders.

use super::Finding;
use super::source::Source;
use std::env;
use std::path::Path;

struct Word {
    /// A macro ends in `!`.
    text: &'static str,
    /// The folder in which it is not allowed; "" for all.
    scope: &'static str,
    instead: &'static str,
}

const DETERMINISM: &str = "their results and orders differ between machines: use integers, a table, \
                           or `libm` in the files that tidy allows";

const WORDS: &[Word] = &[
    Word { text: "todo!", scope: "", instead: "write it, or leave it out and open an issue" },
    Word {
        text: "unimplemented!",
        scope: "",
        instead: "write it, or leave it out and open an issue",
    },
    Word {
        text: "dbg!",
        scope: "",
        instead: "remove it; tests say what they saw in their assertions",
    },
    Word {
        text: "HashMap",
        scope: "core/src/",
        instead: "litemap::LiteMap: its order is the same everywhere, and it is small",
    },
    Word {
        text: "HashSet",
        scope: "core/src/",
        instead: "a LiteMap with () as values: its order is the same everywhere",
    },
    Word { text: "f32", scope: "core/src/", instead: DETERMINISM },
    Word { text: "f64", scope: "core/src/", instead: DETERMINISM },
    Word { text: "StdRng", scope: "core/src/", instead: "Xoshiro256PlusPlus: named, portable" },
    Word { text: "SmallRng", scope: "core/src/", instead: "Xoshiro256PlusPlus: named, portable" },
];

/// Exceptions: a file or folder, and a word that is allowed there.
const ALLOWED: &[(&str, &str)] = &[
    // Delay tables are computed with libm when a scenario is set up.
    ("core/src/random/", "f64"),
];

pub fn check(source: &Source) -> Vec<Finding> {
    let mut findings: Vec<Finding> = styles(source);
    let tokens = source.tokens();
    for (at, token) in tokens.iter().enumerate() {
        let is_macro = tokens.get(at + 1).is_some_and(|next| next.text == "!");
        let text = if is_macro { format!("{}!", token.text) } else { token.text.to_string() };
        let Some(word) = WORDS.iter().find(|word| word.text == text) else { continue };
        if unwanted(source, word) {
            findings.push(Finding::new(token.line, format!("`{text}`"), word.instead));
        }
    }
    findings
}

fn unwanted(source: &Source, word: &Word) -> bool {
    let everywhere = word.scope.is_empty();
    let here = source.file.starts_with(word.scope) && (everywhere || !source.is_test());
    here && !ALLOWED.iter().any(|(file, text)| source.file.starts_with(file) && *text == word.text)
}

/// `style="…"` in `html!`, which the page's content security policy blocks.
fn styles(source: &Source) -> Vec<Finding> {
    if !source.file.starts_with("web/src/") {
        return Vec::new();
    }
    let tokens = source.tokens();
    let is_attribute = |at: usize| {
        let texts: Vec<&str> = tokens[at..].iter().take(3).map(|token| token.text).collect();
        // After `let` or `.` it is a variable or a field.
        let before = at.checked_sub(1).map_or("", |it| tokens[it].text);
        matches!(texts[..], ["style", "=", "\"" | "{"])
            && !matches!(before, "let" | "mut" | "." | "-")
    };
    let instead = "a class of a style sheet in static/, an SVG attribute, or the CSSOM in a hook: \
                   the page's policy blocks style attributes";
    let hits = (0..tokens.len()).filter(|&at| is_attribute(at));
    hits.map(|at| Finding::new(tokens[at].line, "a style attribute", instead)).collect()
}

/// Prefixes of paths that exist on one machine only.
pub fn homes(root: &Path) -> Vec<String> {
    let homes = ["home", "Users", "tmp"].map(|name| format!("/{name}/"));
    let own = env::var("HOME").ok().into_iter().chain([root.to_string_lossy().into_owned()]);
    // A folder directly below the root, such as /app, may be part of a URL.
    let own = own.filter(|folder| folder == "/root" || folder.matches('/').count() > 1);
    homes
        .into_iter()
        .chain(own.map(|folder| format!("{}/", folder.trim_end_matches('/'))))
        .collect()
}

/// Finds paths of one machine, in any text file.
pub fn machine_paths(text: &str, homes: &[String]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let hit = homes.iter().find(|home| starts_a_path(line, home));
        findings.extend(hit.map(|home| {
            let instead = "a path relative to the checkout, or an environment variable";
            Finding::new(index + 1, format!("a path of one machine: {home}…"), instead)
        }));
    }
    findings
}

/// Whether a path starts with the folder somewhere in the line.
fn starts_a_path(line: &str, home: &str) -> bool {
    line.match_indices(home).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | '}' | '~'))
    })
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
