//! A Rust file without comments and the contents of strings, and its tokens.

/// A file, as the rules see it.
pub struct Source<'a> {
    /// Relative to the checkout, with `/`.
    pub file: &'a str,
    /// The text with comments and the contents of strings blanked; all lines stay in place.
    pub code: String,
}

/// A word or a sign. `::` is one sign; every other sign is one character.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Token<'a> {
    pub line: usize,
    pub text: &'a str,
}

impl<'a> Source<'a> {
    pub fn new(file: &'a str, text: &str) -> Self {
        Source { file, code: blank(text) }
    }

    /// Whether this is a file of tests, which are exempt from most rules.
    pub fn is_test(&self) -> bool {
        let name = self.file.rsplit('/').next().unwrap_or_default();
        name.ends_with("_tests.rs") || name == "tests.rs" || self.file.contains("/tests/")
    }

    pub fn tokens(&self) -> Vec<Token<'_>> {
        let mut tokens = Vec::new();
        for (index, line) in self.code.lines().enumerate() {
            let mut rest = line.trim_start();
            while let Some(first) = rest.chars().next() {
                let length = if is_word(first) {
                    rest.find(|c| !is_word(c)).unwrap_or(rest.len())
                } else if rest.starts_with("::") {
                    2
                } else {
                    first.len_utf8()
                };
                tokens.push(Token { line: index + 1, text: &rest[..length] });
                rest = rest[length..].trim_start();
            }
        }
        tokens
    }
}

impl Token<'_> {
    pub fn is_word(&self) -> bool {
        self.text.starts_with(is_word)
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Replaces comments and the contents of strings by spaces.
fn blank(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let (end, keep) = piece(&chars, at);
        for (index, c) in chars[at..end].iter().enumerate() {
            let edge = keep == Keep::Edges && (index == 0 || index + 1 == end - at);
            let kept = *c == '\n' || keep == Keep::All || edge;
            code.push(if kept { *c } else { ' ' });
        }
        at = end;
    }
    code
}

#[derive(PartialEq)]
enum Keep {
    All,
    /// The first and the last character, which are quotes.
    Edges,
    Nothing,
}

/// The end of the piece of text that starts here, and the part of it to keep.
fn piece(chars: &[char], at: usize) -> (usize, Keep) {
    let next = chars.get(at + 1).copied();
    match chars[at] {
        '/' if next == Some('/') => (find(chars, at, |c| c == '\n'), Keep::Nothing),
        '/' if next == Some('*') => (block_comment(chars, at), Keep::Nothing),
        '"' => (string(chars, at), Keep::Edges),
        '\'' => match character(chars, at) {
            Some(end) => (end, Keep::Edges),
            None => (at + 1, Keep::All),
        },
        'r' if at == 0 || !is_word(chars[at - 1]) || matches!(chars[at - 1], 'b' | 'c') => {
            match raw_string(chars, at) {
                Some(end) => (end, Keep::Nothing),
                None => (at + 1, Keep::All),
            }
        }
        _ => (at + 1, Keep::All),
    }
}

fn find(chars: &[char], from: usize, test: impl Fn(char) -> bool) -> usize {
    (from..chars.len()).find(|&at| test(chars[at])).unwrap_or(chars.len())
}

fn block_comment(chars: &[char], start: usize) -> usize {
    let mut depth = 0;
    let mut at = start;
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    chars.len()
}

fn string(chars: &[char], start: usize) -> usize {
    let mut at = start + 1;
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

/// The end of `r"…"` or `r#"…"#`; `None` if this is a word.
fn raw_string(chars: &[char], start: usize) -> Option<usize> {
    let quote = find(chars, start + 1, |c| c != '#');
    if chars.get(quote) != Some(&'"') {
        return None;
    }
    let hashes = quote - start - 1;
    let closes =
        |at: &usize| chars[*at] == '"' && (1..=hashes).all(|n| chars.get(at + n) == Some(&'#'));
    Some((quote + 1..chars.len()).find(closes).map_or(chars.len(), |at| at + 1 + hashes))
}

/// The end of `'a'` or `'\n'`; `None` for a lifetime.
fn character(chars: &[char], start: usize) -> Option<usize> {
    match chars.get(start + 1)? {
        '\\' => {
            let end = find(chars, start + 3, |c| c == '\'');
            Some((end + 1).min(chars.len()))
        }
        _ if chars.get(start + 2) == Some(&'\'') => Some(start + 3),
        _ => None,
    }
}

#[cfg(test)]
#[path = "source_tests.rs"]
mod tests;
