//! Which write each read of a history returned.
//!
//! The checkers of sessions, causal and sequential consistency need to know it. If a value was written once, the history
//! tells. If it was written several times, or is the initial value as well, a read of it may have returned any of these,
//! and a history has a property if some choice has it.

use super::Unjudgeable;
use crate::history::registers::{Operation, Registers};
use replicarium::check::register::{Effect, ValueId};
use std::collections::HashMap;

/// An operation of the history, with its register's key.
pub type Known<'a> = (Option<&'a str>, &'a Operation);

/// What a read returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Initial,
    /// The write at this place of [`Sources::all`].
    Write(usize),
    /// A value that no write can have left.
    Nothing,
}

/// A read that may have returned several writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its place in [`Sources::all`].
    pub read: usize,
    pub candidates: Vec<Source>,
}

/// The operations of a history and the sources of its reads.
pub struct Sources<'a> {
    /// All operations with the numbers of their registers, in the order of their invocations.
    pub all: Vec<(u32, Known<'a>)>,
    /// By operation: what it returned; `None` for a write, and for a read with several candidates.
    pub of: Vec<Option<Source>>,
    pub choices: Vec<Choice>,
}

impl<'a> Sources<'a> {
    /// Finds the sources of all reads.
    ///
    /// # Errors
    /// The history has a compare-and-set.
    pub fn of(registers: &'a Registers, initial: ValueId) -> Result<Self, Unjudgeable> {
        let mut all: Vec<(u32, Known)> = Vec::new();
        for (n, (key, operations)) in registers.each().enumerate() {
            all.extend(operations.iter().map(|operation| (n as u32, (key, operation))));
        }
        all.sort_by_key(|(_, (_, operation))| operation.call.invoked);
        let mut writes: HashMap<(u32, ValueId), Vec<usize>> = HashMap::new();
        for (n, &(key, (_, operation))) in all.iter().enumerate() {
            match operation.call.effect {
                Effect::Write(value) => writes.entry((key, value)).or_default().push(n),
                Effect::Read(_) => {}
                Effect::Swap(..) | Effect::MaybeSwap(..) | Effect::NoSwap(_) => {
                    return Err(Unjudgeable::CompareAndSet(operation.invoked));
                }
            }
        }
        let (mut of, mut choices) = (Vec::with_capacity(all.len()), Vec::new());
        for (n, &(key, (_, read))) in all.iter().enumerate() {
            let Effect::Read(value) = read.call.effect else {
                of.push(None);
                continue;
            };
            let writes = writes.get(&(key, value)).map_or(&[][..], |all| all);
            let start = (value == initial).then_some(Source::Initial);
            let mut candidates: Vec<Source> =
                start.into_iter().chain(writes.iter().map(|&n| Source::Write(n))).collect();
            if candidates.len() > 1 {
                // A process does not read what it writes later.
                let is_later = |n: usize| n > of.len() && all[n].1.1.process == read.process;
                candidates.retain(|it| !matches!(*it, Source::Write(n) if is_later(n)));
            }
            match candidates[..] {
                [] if writes.is_empty() => of.push(Some(Source::Nothing)),
                [] => of.push(writes.first().map(|&write| Source::Write(write))),
                [only] => of.push(Some(only)),
                _ => {
                    of.push(None);
                    choices.push(Choice { read: n, candidates });
                }
            }
        }
        Ok(Self { all, of, choices })
    }

    /// The number of ways to choose, if it is at most `most`.
    pub fn ways(&self, most: usize) -> Option<usize> {
        let counts = self.choices.iter().map(|choice| choice.candidates.len());
        counts
            .into_iter()
            .try_fold(1_usize, |ways, n| ways.checked_mul(n).filter(|&ways| ways <= most))
    }

    /// The sources in the choice with this number.
    pub fn chosen(&self, mut way: usize) -> Vec<Option<Source>> {
        let mut of = self.of.clone();
        for Choice { read, candidates } in &self.choices {
            of[*read] = candidates.get(way % candidates.len()).copied();
            way /= candidates.len();
        }
        of
    }

    /// Why the history cannot be judged, if it depends on a choice.
    pub fn ambiguous(&self) -> Option<Unjudgeable> {
        let Choice { read, candidates } = self.choices.first()?;
        let line = |n: usize| self.all[n].1.1.invoked;
        let mut writes = candidates.iter().filter_map(|it| match *it {
            Source::Write(n) => Some(line(n)),
            Source::Initial | Source::Nothing => None,
        });
        let (first, second) = (writes.next()?, writes.next());
        Some(match second {
            Some(second) => Unjudgeable::WrittenTwice(line(*read), first, second),
            None => Unjudgeable::WritesInitial(line(*read), first),
        })
    }
}
