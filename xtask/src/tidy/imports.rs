//! The paths in a file, in `use` and elsewhere, resolved against the file's module.

use super::source::{Source, Token};

/// A path at one line of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    pub line: usize,
    /// Whether it is in the same package; the segments then start below the root.
    pub local: bool,
    pub segments: Vec<String>,
}

/// All paths of a file, except for those of macros (`crate::name!`).
pub fn paths(source: &Source, src: &str) -> Vec<Path> {
    let tokens = source.tokens();
    let mut scanner = Scanner { tokens: &tokens, at: 0, found: Vec::new() };
    let mut inline: Vec<(String, usize)> = Vec::new();
    let mut depth = 0;
    let home = module_of(source.file, src);
    let mut paths = Vec::new();
    while let Some(token) = scanner.peek(0) {
        match token.text {
            "mod" if scanner.text(2) == "{" => {
                inline.push((scanner.text(1).to_string(), depth));
                scanner.at += 2;
                continue;
            }
            "{" => depth += 1,
            "}" => {
                depth = usize::saturating_sub(depth, 1);
                inline.pop_if(|(_, at)| *at == depth);
            }
            _ => {}
        }
        scanner.step(token);
        let module = home.iter().cloned().chain(inline.iter().map(|(name, _)| name.clone()));
        let module: Vec<String> = module.collect();
        paths.extend(scanner.found.drain(..).map(|raw| resolve(&module, raw)));
    }
    paths
}

/// The path of a file's module: `core/src/sim/world.rs` is `sim::world`.
pub fn module_of(file: &str, src: &str) -> Vec<String> {
    let inner = file.strip_prefix(src).unwrap_or(file).trim_start_matches('/');
    let mut segments: Vec<String> =
        inner.trim_end_matches(".rs").split('/').map(str::to_string).collect();
    if segments.last().is_some_and(|last| matches!(last.as_str(), "mod" | "lib" | "main")) {
        segments.pop();
    }
    segments
}

struct Raw {
    line: usize,
    segments: Vec<String>,
}

struct Scanner<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
    found: Vec<Raw>,
}

impl<'a> Scanner<'a> {
    fn peek(&self, ahead: usize) -> Option<Token<'a>> {
        self.tokens.get(self.at + ahead).copied()
    }

    fn text(&self, ahead: usize) -> &'a str {
        self.peek(ahead).map_or("", |token| token.text)
    }

    fn step(&mut self, token: Token<'a>) {
        if token.text == "use" {
            self.at += 1;
            self.tree(&[]);
        } else if token.is_word() && self.text(1) == "::" {
            self.inline_path(token);
        } else {
            self.at += 1;
        }
    }

    /// A path outside of `use`: `crate::sim::World`.
    fn inline_path(&mut self, first: Token<'a>) {
        let mut segments = vec![first.text.to_string()];
        self.at += 1;
        while self.text(0) == "::" {
            self.at += 1;
            match self.peek(0) {
                Some(token) if token.is_word() => segments.push(token.text.to_string()),
                // A turbofish ends the path.
                _ => break,
            }
            self.at += 1;
        }
        if self.text(0) != "!" {
            self.found.push(Raw { line: first.line, segments });
        }
    }

    /// One branch of a `use`: `crate::{sim::World, check::*}`.
    fn tree(&mut self, prefix: &[String]) {
        let mut segments = prefix.to_vec();
        let line = self.peek(0).map_or(0, |token| token.line);
        while let Some(token) = self.peek(0) {
            self.at += 1;
            match token.text {
                "::" => {}
                "{" => return self.branches(&segments),
                "," | ";" | "}" => {
                    self.at -= 1;
                    break;
                }
                "as" => self.at += 1,
                name => segments.push(name.to_string()),
            }
        }
        self.found.push(Raw { line, segments });
    }

    fn branches(&mut self, prefix: &[String]) {
        while let Some(token) = self.peek(0) {
            match token.text {
                "}" => {
                    self.at += 1;
                    return;
                }
                "," => self.at += 1,
                ";" => return,
                _ => self.tree(prefix),
            }
        }
    }
}

fn resolve(module: &[String], raw: Raw) -> Path {
    let mut base: Vec<String> = module.to_vec();
    let mut rest = raw.segments.as_slice();
    let mut local = false;
    while let Some(first) = rest.first() {
        match first.as_str() {
            "crate" => base.clear(),
            "super" => drop(base.pop()),
            "self" if !local => {}
            _ => break,
        }
        local = true;
        rest = &rest[1..];
    }
    let segments =
        if local { base.into_iter().chain(rest.iter().cloned()).collect() } else { raw.segments };
    Path { line: raw.line, local, segments }
}

#[cfg(test)]
#[path = "imports_tests.rs"]
mod tests;
