//! Commands on the standard input, answered line by line.

use crate::history::{ParseError, Problem, lines::Lines};
use serde::Serialize;
use std::io::{self, BufRead, ErrorKind, Write};

#[derive(Serialize)]
#[serde(untagged)]
enum Answer<A> {
    Done(A),
    Error { error: String },
}

/// Answers the commands on the standard input until it ends. `answer` gets the number of a line and the line, and returns
/// `None` if there is nothing to answer.
///
/// # Errors
/// The input cannot be read, or the output cannot be written.
pub fn run<A: Serialize>(
    answer: impl FnMut(u32, &str) -> Result<Option<A>, ParseError>,
) -> io::Result<()> {
    match talk(Box::new(io::stdin().lock()), io::stdout().lock(), answer) {
        // The reader of the answers closed its end of the pipe.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}

/// Answers each command before it reads the next line.
pub fn talk<A: Serialize>(
    from: Box<dyn BufRead>,
    mut to: impl Write,
    mut answer: impl FnMut(u32, &str) -> Result<Option<A>, ParseError>,
) -> io::Result<()> {
    let mut lines = Lines::new(from);
    while let Some(line) = lines.next() {
        if let Err(ParseError { problem: Problem::Unreadable(why), .. }) = line {
            return Err(io::Error::other(why));
        }
        let answer = match line.and_then(|(number, line)| answer(number, line)) {
            Ok(None) => continue,
            Ok(Some(answer)) => Answer::Done(answer),
            Err(error) => Answer::Error { error: error.to_string() },
        };
        let mut line = serde_json::to_vec(&answer)?;
        line.push(b'\n');
        to.write_all(&line)?;
        to.flush()?;
    }
    Ok(())
}
