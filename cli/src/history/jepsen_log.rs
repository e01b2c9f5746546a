//! Jepsen's `jepsen.log` and `history.txt`. Only the lines with operations matter.
//!
//! ```text
//! INFO  jepsen.util - 3   :invoke :cas    [2 4]
//! 2024-05-06 07:08:10,020{GMT}    INFO    [jepsen worker 3] jepsen.util: 3   :info   :cas    [2 4]   :timed-out
//! 3   :invoke :cas    [2 4]
//! ```
//! A line with a level such as `INFO` among its first words begins an entry of the log, and lines without one continue it:
//! command lines, maps of the test, stack traces, the last words of a test. An entry of a numbered process with the word
//! `:invoke`, `:ok`, `:fail` or `:info` is an event and must be complete. The events of `:nemesis` are skipped, and so are
//! those of other processes without a number if they are no operations on a register.

use super::{
    Event, Events, Function, Kind, Named, ParseError, Place, Problem, edn,
    forms::{Form, Forms},
    is_nemesis,
    lines::Lines,
};
use std::io::BufRead;

/// The events of a text.
pub fn read(from: Box<dyn BufRead>) -> Box<Events> {
    let mut lines = Lines::new(from);
    let mut is_log = false;
    Box::new(std::iter::from_fn(move || {
        loop {
            let parsed = match lines.next()? {
                Err(error) => Err(error),
                Ok((line, text)) => match read_line(Line { number: line, text }, is_log) {
                    Ok(Content::Continuation) => continue,
                    Ok(Content::Entry) => {
                        is_log = true;
                        continue;
                    }
                    Ok(Content::Event(event)) => {
                        is_log = true;
                        Ok((Place { line, column: 1 }, event))
                    }
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

const LEVELS: [&str; 6] = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

/// Whether a log begins with an entry that has a level and a logger, but neither a time nor a thread.
pub fn is_bare(beginning: &str) -> bool {
    let first = beginning.trim_start().lines().next().unwrap_or_default();
    let mut words = first.trim_start_matches('\u{feff}').split_ascii_whitespace();
    words.next().is_some_and(|level| LEVELS.contains(&level))
        && words.next().is_some_and(|logger| logger.starts_with("jepsen."))
        && words.next() == Some("-")
}

/// What a line is.
enum Content {
    /// It continues an entry.
    Continuation,
    /// An entry that is no event.
    Entry,
    /// An event; `None` if it is skipped.
    Event(Option<Event>),
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

/// Reads a line; `is_log` tells whether it follows an entry.
fn read_line(line: Line, is_log: bool) -> Result<Content, ParseError> {
    let words: Vec<(usize, &str)> = words(line.text).collect();
    let is_entry = words.iter().take(4).any(|(_, word)| LEVELS.contains(word));
    let is_kind = |&(_, word): &(usize, &str)| word.strip_prefix(':').and_then(Kind::named);
    let kind = words.iter().enumerate().find_map(|(at, word)| Some((at, is_kind(word)?)));
    let (at, kind) = match kind {
        Some((at, kind)) if at > 0 && (is_entry || at == 1) => (at, kind),
        Some((0, _)) if !is_entry && !is_log => {
            return Err(line.unexpected(words[0].0, "a process before it"));
        }
        _ => return other(line, &words, is_entry, is_log),
    };
    let (_, process) = words[at - 1];
    let process = process.trim_matches('"').to_owned();
    if is_nemesis(&process) {
        return Ok(Content::Event(None));
    }
    let (from, word) = words.get(at + 1).copied().unwrap_or((line.text.len(), ""));
    let Some(function) = word.strip_prefix(':').and_then(Function::named) else {
        if process.starts_with(':') {
            return Ok(Content::Event(None));
        }
        if process.parse::<i64>().is_err() {
            return other(line, &words, is_entry, is_log);
        }
        return Err(Problem::unexpected(word, Function::EXPECTED).at(line.place(from)));
    };
    event(line, process, kind, function, from + word.len()).map(|event| Content::Event(Some(event)))
}

/// The event whose values, and the reason of a failure, begin at offset `from`.
fn event(
    line: Line,
    process: String,
    kind: Kind,
    function: Function,
    from: usize,
) -> Result<Event, ParseError> {
    let is_failure = matches!(kind, Kind::Fail | Kind::Info);
    let mut forms = Forms::new(&line.text.as_bytes()[from..], line.place(from));
    let is_empty = forms.peek()?.is_none();
    let place = forms.place();
    let value = match forms.keep() {
        // A failure may have any text as its reason.
        Err(_) if is_failure => {
            if is_empty {
                Form::Nil
            } else {
                Form::Other
            }
        }
        value => value?,
    };
    let error = match (is_failure, &value) {
        (true, Form::Keyword(word)) => Some(word.clone()),
        (true, Form::Other) => Some("…".to_owned()),
        (true, Form::Nil | Form::Text(_) | Form::List(_)) => {
            let is_last = forms.peek()?.is_none();
            // A reason that is no form, or goes on in the next line, is a reason all the same.
            (!is_last).then(|| forms.keep().unwrap_or(Form::Other)).and_then(edn::reason)
        }
        (false, _) if forms.peek()?.is_some() => {
            return Err(forms.unexpected("the end of the line"));
        }
        (false, _) => None,
    };
    let (key, payload) = edn::payload(function, kind, value).map_err(|error| {
        let found = line.text[from..].trim();
        Problem::unexpected(found, error.expected()).at(place)
    })?;
    Ok(Event { process, kind, function, key, payload, time: None, error })
}

/// Checks that a line without an event is no incomplete event, and belongs to a log.
fn other(
    line: Line,
    words: &[(usize, &str)],
    is_entry: bool,
    is_log: bool,
) -> Result<Content, ParseError> {
    let number = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    let Some(&(first, word)) = words.first() else { return Ok(Content::Continuation) };
    let of_operations = words.iter().position(|(_, word)| word.starts_with("jepsen.util"));
    // The words that tell a process and what it did, behind the logger or without one.
    let told = match of_operations.filter(|_| is_entry) {
        Some(logger) => match &words[logger + 1..] {
            [(_, "-"), rest @ ..] => Some(rest),
            rest => Some(rest),
        },
        None => (!is_entry && first == 0).then_some(words),
    };
    match told.unwrap_or_default() {
        [(_, process), (at, what), ..] if number(process) && what.starts_with(':') => {
            return Err(line.unexpected(*at, ":invoke, :ok, :fail or :info"));
        }
        [(at, process)] if number(process) && is_entry => {
            return Err(line.unexpected(*at, "a process and what it did"));
        }
        _ => {}
    }
    let is_trace = word.contains("Exception") || word.contains("Error") || word == "Caused";
    match is_entry {
        true => Ok(Content::Entry),
        false if is_log || is_trace || first > 0 => Ok(Content::Continuation),
        false => Err(line.unexpected(first, "a line of a log")),
    }
}

/// The words of a line with their offsets.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_ascii_whitespace()
        .map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}
