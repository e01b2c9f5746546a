//! Phrases that a reader has to translate.

use super::Finding;

struct Phrase {
    /// Split in two, so that this table does not contain it.
    text: (&'static str, &'static str),
    place: Place,
    instead: &'static str,
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Anywhere,
    /// At the beginning of a comment.
    Comment,
    /// At the beginning of the name of a function.
    Name,
}

const SUBJECT: &str = "name the subject first: \"A node that …\"";
const NUMBER: &str = "name the number: the parameter, \"this many\", \"at most `limit` steps\"";

const PHRASES: &[Phrase] = &[
    Phrase { text: ("Who", " "), place: Place::Comment, instead: SUBJECT },
    Phrase { text: ("Who", "ever "), place: Place::Comment, instead: SUBJECT },
    Phrase { text: ("fn who", "_"), place: Place::Name, instead: SUBJECT },
    Phrase { text: ("so", " many"), place: Place::Anywhere, instead: NUMBER },
    Phrase { text: ("how", "-man"), place: Place::Anywhere, instead: NUMBER },
];

/// "of … none", in two parts as above.
const OF_WHICH: (&str, &str) = ("of ", "which");

/// Checks the comments, texts and names of a file.
pub fn check(file: &str, text: &str) -> Vec<Finding> {
    let is_text =
        [".rs", ".md", ".mjs", ".css", ".toml", ".html"].iter().any(|end| file.ends_with(end));
    if !is_text {
        return Vec::new();
    }
    let lines = (1..).zip(text.lines());
    lines
        .filter_map(|(n, line)| phrase(line).map(|(found, it)| Finding::new(n, found, it)))
        .collect()
}

fn phrase(line: &str) -> Option<(String, &'static str)> {
    let comment = line.trim_start().strip_prefix("//");
    let comment = comment.map(|it| it.trim_start_matches(['/', '!', ' ', '-']));
    for Phrase { text: (start, end), place, instead } in PHRASES {
        let text = format!("{start}{end}");
        let is_there = match place {
            Place::Comment => comment.is_some_and(|it| it.starts_with(&text)),
            Place::Anywhere | Place::Name => line.contains(&text),
        };
        if is_there {
            return Some((format!("“{}”", text.trim()), instead));
        }
    }
    let of_which = format!("{}{}", OF_WHICH.0, OF_WHICH.1);
    let (_, rest) = line.split_once(&of_which)?;
    let is_none = rest.split(|c: char| !c.is_alphanumeric()).any(|word| word == "none");
    is_none.then(|| (format!("“{of_which} … none”"), "write \"and none of them …\""))
}

#[cfg(test)]
#[path = "english_tests.rs"]
mod tests;
