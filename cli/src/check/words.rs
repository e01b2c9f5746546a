//! Witnesses in words.

use super::Witness;
use crate::history::{
    error::short,
    registers::{Operation, Registers},
};
use replicarium::check::register::Effect;

/// A witness that is being put into words.
#[derive(Clone)]
pub struct WitnessBuilder<'a> {
    registers: &'a Registers,
    witness: Witness,
}

impl<'a> WitnessBuilder<'a> {
    /// Begins with the register's key, if it has one.
    pub fn new(registers: &'a Registers, key: Option<&str>) -> Self {
        let words = key.map_or_else(String::new, |key| format!("key {}: ", short(key)));
        Self { registers, witness: Witness { words, lines: Vec::new() } }
    }

    /// Adds words.
    pub fn say(mut self, words: &str) -> Self {
        self.witness.words += words;
        self
    }

    /// Adds an operation with its process and lines: `process 1 read milk (lines 5–6)`.
    pub fn operation(self, operation: &Operation) -> Self {
        self.told(operation, operation.ended.is_some())
    }

    /// Adds an operation that did not happen: `process 1 tried to write milk (lines 5–6)`.
    pub fn attempt(self, operation: &Operation) -> Self {
        self.told(operation, false)
    }

    fn told(mut self, operation: &Operation, has_happened: bool) -> Self {
        let value = |value| short(self.registers.text(value));
        let did = match operation.call.effect {
            Effect::Read(seen) => format!("read {}", value(seen)),
            Effect::Write(to) if has_happened => format!("wrote {}", value(to)),
            Effect::Write(to) => format!("tried to write {}", value(to)),
            Effect::Swap(from, to) if has_happened => {
                format!("swapped {} for {}", value(from), value(to))
            }
            Effect::Swap(from, to) | Effect::MaybeSwap(from, to) => {
                format!("tried to swap {} for {}", value(from), value(to))
            }
            Effect::NoSwap(from) => format!("found another value than {}", value(from)),
        };
        // In some formats a line has several events.
        let ended = operation.ended.filter(|&ended| ended != operation.invoked);
        let lines = match ended {
            Some(ended) => format!("lines {}–{ended}", operation.invoked),
            None => format!("line {}", operation.invoked),
        };
        let process = short(self.registers.process(operation.process));
        self.witness.words += &format!("process {process} {did} ({lines})");
        self.witness.lines.push(operation.invoked);
        self.witness.lines.extend(ended);
        self
    }

    /// The witness.
    pub fn build(self) -> Witness {
        self.witness
    }
}
