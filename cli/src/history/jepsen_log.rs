//! Jepsen's log. Only its lines with operations matter.
//!
//! ```text
//! INFO  jepsen.util - 3   :invoke :cas    [2 4]
//! INFO  jepsen.util - 3   :info   :cas    :timed-out
//! ```
//! A line with the word `:invoke`, `:ok`, `:fail` or `:info` is an event and must be complete. Events of processes
//! without a number, such as `:nemesis`, are skipped. Other lines of a log are skipped too: lines with a level such
//! as `INFO` among their first words, indented lines, and the first lines of stack traces.

use super::{
    Event, Events, Function, Kind, Named, ParseError, Place, Problem, edn, forms::Forms,
    lines::Lines,
};
use std::io::BufRead;

/// The events of a text.
pub fn read(from: Box<dyn BufRead>) -> Box<Events> {
    let mut lines = Lines::new(from);
    Box::new(std::iter::from_fn(move || {
        loop {
            let parsed = match lines.next()? {
                Err(error) => Err(error),
                Ok((line, text)) => match event(Line { number: line, text }) {
                    Ok(None) => continue,
                    Ok(Some(event)) => Ok((Place { line, column: 1 }, event)),
                    Err(error) => Err(error),
                },
            };
            if parsed.is_err() {
                lines.stop();
            }
            return Some(parsed);
        }
    }))
}

#[derive(Clone, Copy)]
struct Line<'a> {
    number: u32,
    text: &'a str,
}

impl Line<'_> {
    /// The place of the byte at offset `at`.
    fn place(&self, at: usize) -> Place {
        Place::of_byte(self.number, self.text, at)
    }

    /// The error that something else was expected at offset `at`.
    fn unexpected(&self, at: usize, expected: &'static str) -> ParseError {
        Problem::unexpected(self.text[at..].trim(), expected).at(self.place(at))
    }
}

fn event(line: Line) -> Result<Option<Event>, ParseError> {
    let words: Vec<(usize, &str)> = words(line.text).collect();
    let is_kind = |word: &str| word.strip_prefix(':').and_then(Kind::named);
    let Some(at) = words.iter().position(|(_, word)| is_kind(word).is_some()) else {
        return other(line, &words).map(|()| None);
    };
    let (from, kind) = words[at];
    let kind = is_kind(kind).unwrap_or(Kind::Info);
    let process = match at.checked_sub(1).map(|before| words[before]) {
        Some((_, word)) if word.starts_with(':') => return Ok(None),
        Some((from, word)) => word.parse().map_err(|_| {
            Problem::unexpected(word, "the number of a process").at(line.place(from))
        })?,
        None => return Err(line.unexpected(from, "the number of a process before it")),
    };
    let (from, word) = words.get(at + 1).copied().unwrap_or((line.text.len(), ""));
    let function = word.strip_prefix(':').and_then(Function::named);
    let function = function
        .ok_or_else(|| Problem::unexpected(word, Function::EXPECTED).at(line.place(from)))?;
    let from = from + word.len();
    let reason = matches!(kind, Kind::Fail | Kind::Info);
    if reason && line.text[from..].trim().is_empty() {
        let payload = Default::default();
        return Ok(Some(Event { process, kind, function, key: None, payload, time: None }));
    }
    let mut forms = Forms::new(&line.text.as_bytes()[from..], line.place(from));
    forms.peek()?;
    let place = forms.place();
    let value = match forms.keep() {
        // A failure may have any text as its reason.
        Err(_) if reason => super::forms::Form::Nil,
        value => value?,
    };
    if !reason && forms.peek()?.is_some() {
        return Err(forms.unexpected("the end of the line"));
    }
    let (key, payload) = edn::payload(function, kind, value).map_err(|error| {
        let found = line.text[from..].trim();
        Problem::unexpected(found, error.expected()).at(place)
    })?;
    Ok(Some(Event { process, kind, function, key, payload, time: None }))
}

/// Checks that a line without an event is a line of a log, and no incomplete event.
fn other(line: Line, words: &[(usize, &str)]) -> Result<(), ParseError> {
    const LEVELS: [&str; 6] = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
    let number = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    let Some(&(first, word)) = words.first() else { return Ok(()) };
    let incomplete = words.windows(2).find(|two| number(two[0].1) && two[1].1.starts_with(':'));
    if let Some(two) = incomplete {
        return Err(line.unexpected(two[1].0, ":invoke, :ok, :fail or :info"));
    }
    let log = words.iter().take(4).any(|(_, word)| LEVELS.contains(word));
    let lone =
        words.iter().position(|(_, word)| *word == "-").and_then(|at| match words[at + 1..] {
            [(from, word)] if number(word) => Some(from),
            _ => None,
        });
    if let Some(from) = lone.filter(|_| log) {
        return Err(line.unexpected(from, "a process and what it did"));
    }
    let trace = word.contains("Exception") || word.contains("Error") || word == "Caused";
    if log || trace || first > 0 {
        return Ok(());
    }
    Err(line.unexpected(first, "a line of a log"))
}

/// The words of a line with their offsets.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_ascii_whitespace()
        .map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}
