//! How long files and functions may be.

use super::Finding;
use super::source::{Source, Token};

const FILE_AT_MOST: usize = 500;
const FUNCTION_AT_MOST: usize = 70;

/// Checks the lengths of a file and of its functions; tests are exempt.
///
/// A function that is one `match` is exempt too: its length is that of an enum, and cutting it in two would cost it
/// the compiler's check that every variant has an arm.
pub fn check(source: &Source) -> Vec<Finding> {
    let in_src = source.file.contains("/src/") && !source.is_test();
    if !in_src {
        return Vec::new();
    }
    let mut findings: Vec<Finding> = file(source.code.lines().count()).into_iter().collect();
    let long = functions(&source.tokens()).into_iter();
    let long = long.filter(|it| it.lines > FUNCTION_AT_MOST && !it.is_match);
    findings.extend(long.map(|it| {
        let found = format!(
            "fn {} has {} lines, at most {FUNCTION_AT_MOST} are allowed",
            it.name, it.lines
        );
        Finding::new(it.line, found, "name its parts: a function each")
    }));
    findings
}

fn file(lines: usize) -> Option<Finding> {
    let found = format!("{lines} lines, at most {FILE_AT_MOST} are allowed");
    let instead = "split it by what its parts are about; tests go to a sibling file `…_tests.rs`";
    (lines > FILE_AT_MOST).then(|| Finding::new(1, found, instead))
}

#[derive(Debug, PartialEq)]
struct Function<'a> {
    name: &'a str,
    line: usize,
    lines: usize,
    /// Whether the body is one `match`, after any number of `let`s.
    is_match: bool,
}

/// All functions with a body, from the line of `fn` to that of the closing brace.
fn functions<'a>(tokens: &[Token<'a>]) -> Vec<Function<'a>> {
    let starts = (0..tokens.len()).filter(|&at| tokens[at].text == "fn");
    starts
        .filter_map(|at| {
            // `fn(u64) -> u64` is a type, and has no name.
            let name = tokens.get(at + 1).filter(|token| token.is_word())?;
            let body = body(&tokens[at..])?;
            let (line, end) = (tokens[at].line, body.last()?.line);
            let is_match = is_match(&body[1..body.len() - 1]);
            Some(Function { name: name.text, line, lines: end - line + 1, is_match })
        })
        .collect()
}

/// The body of the function that starts here, with its braces; `None` for a declaration that ends in `;`.
fn body<'t, 'a>(tokens: &'t [Token<'a>]) -> Option<&'t [Token<'a>]> {
    let start = find(tokens, &["{", ";"])?;
    let end = find(&tokens[start..], &["}"])?;
    (tokens[start].text == "{").then(|| &tokens[start..=start + end])
}

/// Whether these tokens are `let`s and then one `match` up to the last token.
fn is_match(mut body: &[Token]) -> bool {
    while body.first().is_some_and(|token| token.text == "let")
        && let Some(end) = find(body, &[";"])
    {
        body = &body[end + 1..];
    }
    let is_match = body.first().is_some_and(|token| token.text == "match");
    let arms = find(body, &["{"]).map(|start| &body[start..]);
    let end = |arms| find(arms, &["}"]);
    is_match && arms.is_some_and(|arms| end(arms) == Some(arms.len() - 1))
}

/// The first of these signs that is outside of any brackets that open on the way.
fn find(tokens: &[Token], signs: &[&str]) -> Option<usize> {
    let mut depth = 0_usize;
    tokens.iter().position(|token| {
        if matches!(token.text, ")" | "]" | "}") {
            depth = depth.saturating_sub(1);
        }
        let found = depth == 0 && signs.contains(&token.text);
        if matches!(token.text, "(" | "[" | "{") {
            depth += 1;
        }
        found
    })
}

#[cfg(test)]
#[path = "lengths_tests.rs"]
mod tests;
