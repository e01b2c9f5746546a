//! `replicarium crdt`: types that merge, driven by commands.

mod command;
mod show;

use crate::{
    history::{ParseError, Place, Problem},
    talk,
    words::Words,
};
use clap::{Args, ValueEnum};
use command::Command;
use replicarium::store::crdt::{
    Crdt, GCounter, Logoot, LwwRegister, MvRegister, OrMap, OrSet, Peer, PnCounter, RemoveWinsSet,
    Sequence, Way, wire,
};
use serde::Serialize;
use show::Shown;
use std::{collections::BTreeMap, io};

/// Drive a type that merges: commands on the standard input, an answer a line
///
/// Commands: on NODE OPERATION, sync FROM TO [--state|--delta|--ops], get NODE, state NODE, collect NODE, reset.
/// Operations: increment N, decrement N; write VALUE [@TIME]; add ELEMENT, remove ELEMENT, clear;
/// at KEY TYPE OPERATION, remove KEY, clear; insert AT TEXT, delete AT N.
#[derive(Args, Debug)]
pub struct Options {
    /// The type
    #[arg(value_enum, value_name = "TYPE")]
    kind: Type,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Type {
    /// A counter that grows
    GCounter,
    /// A counter that grows and shrinks
    PnCounter,
    /// A register in which the last write wins
    LwwRegister,
    /// A register that keeps the values of concurrent writes
    MvRegister,
    /// A set in which additions win
    OrSet,
    /// A set in which removals win
    RemoveWinsSet,
    /// A map of the other types
    OrMap,
    /// A text: what each node typed stays together
    Sequence,
    /// A text of characters with positions: what several nodes type at one place mixes
    Logoot,
}

/// Answers the commands on the standard input until it ends.
///
/// # Errors
/// The input cannot be read, or the output cannot be written.
pub fn run(options: &Options) -> io::Result<()> {
    match options.kind {
        Type::GCounter => drive::<GCounter>(),
        Type::PnCounter => drive::<PnCounter>(),
        Type::LwwRegister => drive::<LwwRegister<String>>(),
        Type::MvRegister => drive::<MvRegister<String>>(),
        Type::OrSet => drive::<OrSet<String>>(),
        Type::RemoveWinsSet => drive::<RemoveWinsSet<String>>(),
        Type::OrMap => drive::<OrMap<String>>(),
        Type::Sequence => drive::<Sequence>(),
        Type::Logoot => drive::<Logoot>(),
    }
}

fn drive<C: Driven>() -> io::Result<()> {
    let mut nodes = Nodes::<C> { peers: BTreeMap::new() };
    talk::run(|number, line| nodes.line(number, line))
}

/// A type with words.
trait Driven: Crdt<String> {
    fn operation(words: &mut Words<'_>) -> Result<Self::Operation, ParseError>;
    fn value(value: &Self::Value) -> Shown;
    fn state(state: &Self::State) -> Shown;
}

macro_rules! driven {
    ($($kind:ty: $operation:path, $value:expr, $state:path;)*) => {
        $(impl Driven for $kind {
            fn operation(words: &mut Words<'_>) -> Result<Self::Operation, ParseError> {
                $operation(words)
            }

            fn value(value: &Self::Value) -> Shown {
                $value(value)
            }

            fn state(state: &Self::State) -> Shown {
                $state(state)
            }
        })*
    };
}

driven! {
    GCounter: command::g_counter, |n: &u128| Shown::Number(*n as i128), show::counts;
    PnCounter: command::pn_counter, |n: &i128| Shown::Number(*n), show::balances;
    LwwRegister<String>: command::lww_register, |it: &Option<String>| it.as_ref().into(), show::latest;
    MvRegister<String>: command::mv_register, |it: &Vec<String>| show::list(it), show::values;
    OrSet<String>: command::set, |it: &Vec<String>| show::list(it), show::values;
    RemoveWinsSet<String>: command::set, |it: &Vec<String>| show::list(it), show::marks;
    OrMap<String>: command::or_map, show::map, show::fields;
    Sequence: command::sequence, |it: &String| it.into(), show::tree;
    Logoot: command::sequence, |it: &String| it.into(), show::tree;
}

/// A line of output.
#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Value {
        value: Shown,
    },
    Shipped {
        from: String,
        to: String,
        shipped: &'static str,
        bytes: usize,
        clocks: usize,
        changed: bool,
    },
    State {
        state: Shown,
        bytes: usize,
        tombstones: u64,
        seen: Shown,
        stable: Shown,
        operations: usize,
        deltas: usize,
    },
    Collected {
        dropped: u64,
        tombstones: u64,
        stable: Shown,
    },
    Reset {},
}

struct Nodes<C: Crdt<String>> {
    peers: BTreeMap<String, Peer<C, String>>,
}

impl<C: Driven> Nodes<C> {
    /// The answer to a line.
    fn line(&mut self, number: u32, line: &str) -> Result<Option<Answer>, ParseError> {
        let command = command::parse(number, line, C::operation)?;
        let answer = command.map(|command| self.answer(command)).transpose();
        answer.map_err(|problem| problem.at(Place { line: number, column: 1 }))
    }

    fn answer(&mut self, command: Command<'_, C::Operation>) -> Result<Answer, Problem> {
        Ok(match command {
            Command::On { node, operation } => {
                let peer = self.peer(node);
                peer.update(&operation)?;
                Answer::Value { value: <C as Driven>::value(&peer.value()) }
            }
            Command::Sync { from, to, way } => self.sync(from, to, way),
            Command::Get { node } => {
                Answer::Value { value: <C as Driven>::value(&self.find(node).value()) }
            }
            Command::State { node } => {
                let peer = self.find(node);
                let (operations, deltas) = peer.kept();
                Answer::State {
                    state: <C as Driven>::state(peer.state()),
                    bytes: wire::bytes(peer.state()).len(),
                    tombstones: C::tombstones(peer.state()),
                    seen: show::vector(peer.seen()),
                    stable: show::vector(peer.stable()),
                    operations,
                    deltas,
                }
            }
            Command::Collect { node } => {
                let peer = self.peer(node);
                let dropped = peer.collect();
                let tombstones = C::tombstones(peer.state());
                Answer::Collected { dropped, tombstones, stable: show::vector(peer.stable()) }
            }
            Command::Reset => {
                self.peers.clear();
                Answer::Reset {}
            }
        })
    }

    fn sync(&mut self, from: &str, to: &str, way: Way) -> Answer {
        self.peer(to);
        let message = self.peer(from).ship(&to.to_owned(), way);
        let mut changed = false;
        // A node has what it has.
        if from != to
            && let Ok(receipt) = self.peer(to).receive(&message)
            && self.peer(from).acknowledge(&receipt).is_ok()
        {
            changed = receipt.changed;
        }
        let (bytes, clocks) = (message.bytes().len(), message.row_bytes().len());
        let shipped = message.way().word();
        Answer::Shipped { from: message.from, to: message.to, shipped, bytes, clocks, changed }
    }

    /// A copy of what a node has, if it is only looked at.
    fn find(&self, node: &str) -> Peer<C, String> {
        self.peers.get(node).cloned().unwrap_or_else(|| Peer::new(node.to_owned()))
    }

    /// A node, which is a member as soon as it is named.
    fn peer(&mut self, node: &str) -> &mut Peer<C, String> {
        if !self.peers.contains_key(node) {
            self.peers.insert(node.to_owned(), Peer::new(node.to_owned()));
            let names: Vec<String> = self.peers.keys().cloned().collect();
            self.peers.values_mut().for_each(|peer| peer.set_members(names.clone()));
        }
        self.peers.entry(node.to_owned()).or_insert_with(|| Peer::new(node.to_owned()))
    }
}
