//! `replicarium vv`: the clocks of a leaderless store, driven a command a line.

mod command;
mod context;
#[cfg(test)]
mod tests;

use crate::history::{Place, Problem, Trouble, lines::Lines};
use command::Command;
use context::Context;
use replicarium::clock::{Clock, DottedVersionVectorSet};
use serde::Serialize;
use std::{
    cmp::Ordering,
    collections::BTreeMap,
    io::{self, BufRead, ErrorKind, Write},
};

/// Reads the arguments after `vv`; nothing if help was asked for.
pub fn parse<'a>(mut words: impl Iterator<Item = &'a str>) -> Result<Option<Clock>, String> {
    let mut clock = Clock::default();
    while let Some(word) = words.next() {
        let name = match word.split_once('=') {
            Some(("--clock", name)) => name,
            _ => match word {
                "--help" | "-h" => return Ok(None),
                "--clock" => words.next().ok_or("--clock wants a value after it")?,
                flag if flag.starts_with('-') => return Err(format!("there is no option {flag}")),
                more => {
                    return Err(format!(
                        "“{more}” is one argument too many: vv reads the standard input"
                    ));
                }
            },
        };
        clock = Clock::ALL
            .into_iter()
            .find(|it| it.name() == name)
            .ok_or_else(|| format!("--clock {name}: not one of version-vector, dotted"))?;
    }
    Ok(Some(clock))
}

/// Answers the standard input on the standard output, until it ends.
pub fn run(clock: Clock) -> Result<(), String> {
    match talk(clock, Box::new(io::stdin().lock()), io::stdout().lock()) {
        // Whoever read the answers has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        done => done.map_err(|error| error.to_string()),
    }
}

/// Answers each command as soon as its line has come.
fn talk(clock: Clock, from: Box<dyn BufRead>, mut to: impl Write) -> io::Result<()> {
    let mut store = Store { clock, nodes: BTreeMap::new() };
    let mut lines = Lines::new(from);
    while let Some(line) = lines.next() {
        if let Err(Trouble { problem: Problem::Unreadable(why), .. }) = line {
            return Err(io::Error::other(why));
        }
        let answer = line.and_then(|(number, line)| {
            let command = command::parse(number, line)?;
            let answer = command.map(|command| store.answer(command)).transpose();
            answer.map_err(|problem| problem.at(Place { line: number, column: 1 }))
        });
        let answer = match answer {
            Ok(None) => continue,
            Ok(Some(answer)) => answer,
            Err(trouble) => Answer::Error { error: trouble.to_string() },
        };
        let mut line = serde_json::to_vec(&answer)?;
        line.push(b'\n');
        to.write_all(&line)?;
        to.flush()?;
    }
    Ok(())
}

/// One node's copy of one key.
type Siblings = DottedVersionVectorSet<String, String>;

struct Store {
    clock: Clock,
    /// By node, by key. What is absent has seen nothing.
    nodes: BTreeMap<String, BTreeMap<String, Siblings>>,
}

/// A line of output.
#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Copy { values: Vec<String>, context: Context },
    Order(&'static str),
    Context(Context),
    Reset {},
    Error { error: String },
}

impl Store {
    fn answer(&mut self, command: Command<'_>) -> Result<Answer, Problem> {
        let clock = self.clock;
        Ok(match command {
            Command::Put { node, key, value, context } => {
                let copy = self.copy(node, key);
                clock
                    .put(copy, node.to_owned(), value.to_owned(), &context.0)
                    .ok_or_else(|| Problem::Spent { node: node.to_owned() })?;
                Answer::of(copy)
            }
            Command::Get { node, key } => match self.find(node, key) {
                Some(copy) => Answer::of(copy),
                None => Answer::of(&Siblings::default()),
            },
            Command::Sync { from, to, key } => {
                let other = self.find(from, key).cloned().unwrap_or_default();
                let copy = self.copy(to, key);
                clock.sync(copy, &other);
                Answer::of(copy)
            }
            Command::Clear { node, key, context } => {
                let copy = self.copy(node, key);
                clock.clear(copy, &context.0);
                Answer::of(copy)
            }
            Command::Compare(a, b) => Answer::Order(match a.0.partial_cmp(&b.0) {
                Some(Ordering::Equal) => "equal",
                Some(Ordering::Less) => "before",
                Some(Ordering::Greater) => "after",
                None => "concurrent",
            }),
            Command::Merge(mut a, b) => {
                a.0.merge(&b.0);
                Answer::Context(a)
            }
            Command::Reset => {
                self.nodes.clear();
                Answer::Reset {}
            }
        })
    }

    fn find(&self, node: &str, key: &str) -> Option<&Siblings> {
        self.nodes.get(node)?.get(key)
    }

    fn copy(&mut self, node: &str, key: &str) -> &mut Siblings {
        let node = self.nodes.entry(node.to_owned()).or_default();
        node.entry(key.to_owned()).or_default()
    }
}

impl Answer {
    fn of(copy: &Siblings) -> Self {
        let values = copy.values().into_iter().cloned().collect();
        Self::Copy { values, context: Context(copy.join().clone()) }
    }
}
