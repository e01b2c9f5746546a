//! `replicarium vv`: the clocks of a leaderless store, driven by commands.

mod command;
mod context;
#[cfg(test)]
mod tests;

use crate::{
    arguments,
    history::{ParseError, Place, Problem},
    talk,
};
use clap::Args;
use command::Command;
use context::Context;
use replicarium::clock::{Clock, DottedVersionVectorSet};
use serde::Serialize;
use std::{cmp::Ordering, collections::BTreeMap, io};

/// Drive the clocks of a leaderless store: commands on the standard input, an answer a line
///
/// Commands: put NODE KEY VALUE [CONTEXT], get NODE KEY, sync FROM TO KEY, clear NODE KEY CONTEXT,
/// compare CONTEXT CONTEXT, merge CONTEXT CONTEXT, reset. A context is an object such as {"A":2,"B":1}.
#[derive(Args, Debug)]
pub struct Options {
    /// How siblings are tracked
    #[arg(
        long,
        default_value = "dotted",
        value_parser = arguments::named(Clock::ALL.to_vec(), Clock::name, |_| false),
    )]
    clock: Clock,
}

/// Answers the commands on the standard input until it ends.
///
/// # Errors
/// The input cannot be read, or the output cannot be written.
pub fn run(options: &Options) -> io::Result<()> {
    let mut store = Store::new(options.clock);
    talk::run(|number, line| store.line(number, line))
}

/// One node's copy of one key.
type Siblings = DottedVersionVectorSet<String, String>;

struct Store {
    clock: Clock,
    /// Copies by node and key. A copy that is absent is empty.
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
}

impl Store {
    const fn new(clock: Clock) -> Self {
        Self { clock, nodes: BTreeMap::new() }
    }

    /// The answer to a line.
    fn line(&mut self, number: u32, line: &str) -> Result<Option<Answer>, ParseError> {
        let command = command::parse(number, line)?;
        let answer = command.map(|command| self.answer(command)).transpose();
        answer.map_err(|problem| problem.at(Place { line: number, column: 1 }))
    }

    fn answer(&mut self, command: Command<'_>) -> Result<Answer, Problem> {
        let clock = self.clock;
        Ok(match command {
            Command::Put { node, key, value, context } => {
                let copy = self.copy(node, key);
                clock
                    .put(copy, node.to_owned(), value.to_owned(), &context.0)
                    .ok_or_else(|| Problem::CounterFull { node: node.to_owned() })?;
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
