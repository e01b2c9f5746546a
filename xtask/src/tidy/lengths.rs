//! How long files and functions may be.

use super::Finding;
use super::source::{Source, Token};

const FILE_ABOUT: usize = 300;
const FILE_AT_MOST: usize = 500;
const FUNCTION_AT_MOST: usize = 70;

pub fn check(source: &Source) -> Vec<Finding> {
    let in_src = source.file.contains("/src/") && !source.is_test();
    if !in_src {
        return Vec::new();
    }
    let mut findings: Vec<Finding> = file(source.code.lines().count()).into_iter().collect();
    let long = functions(&source.tokens()).into_iter().filter(|it| it.lines > FUNCTION_AT_MOST);
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
    if lines <= FILE_ABOUT {
        return None;
    }
    let found = format!("{lines} lines; a file has about {FILE_ABOUT}, at most {FILE_AT_MOST}");
    let instead = "split it by what its parts are about; tests go to a sibling file `…_tests.rs`";
    let warning = lines <= FILE_AT_MOST;
    Some(Finding { warning, ..Finding::new(1, found, instead) })
}

#[derive(Debug, PartialEq)]
struct Function<'a> {
    name: &'a str,
    line: usize,
    lines: usize,
}

/// All functions with a body, from the line of `fn` to that of the closing brace.
fn functions<'a>(tokens: &[Token<'a>]) -> Vec<Function<'a>> {
    let starts = (0..tokens.len()).filter(|&at| tokens[at].text == "fn");
    starts
        .filter_map(|at| {
            // `fn(u64) -> u64` is a type, and has no name.
            let name = tokens.get(at + 1).filter(|token| token.is_word())?;
            let end = closing(&tokens[at..])?;
            let line = tokens[at].line;
            Some(Function { name: name.text, line, lines: end - line + 1 })
        })
        .collect()
}

/// The line of the brace that closes the body; `None` for a declaration that ends in `;`.
fn closing(tokens: &[Token]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut inside = false;
    for token in tokens {
        match token.text {
            "(" | "[" => depth += 1,
            ")" | "]" => depth = depth.saturating_sub(1),
            "{" => {
                inside = true;
                depth += 1;
            }
            "}" => {
                depth = depth.saturating_sub(1);
                if inside && depth == 0 {
                    return Some(token.line);
                }
            }
            ";" if !inside && depth == 0 => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
#[path = "lengths_tests.rs"]
mod tests;
