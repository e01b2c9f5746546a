//! Operations of every type, by number, for the tests of all types.

use super::*;
use crate::store::crdt::wire::Name;
use alloc::{boxed::Box, string::String};
use core::fmt::Debug;

/// A type with small operations.
pub trait Sample: Crdt<u8, Operation: Debug> {
    /// The operation with this number. `unique` is another number each time.
    fn operation(code: u8, unique: u8, length: u64) -> Self::Operation;

    /// The length of the value, if positions matter.
    fn length(_: &Self::State) -> u64 {
        0
    }
}

impl Sample for GCounter {
    fn operation(code: u8, _: u8, _: u64) -> u64 {
        (code % 4).into()
    }
}

fn counter(code: u8) -> CounterOperation {
    match code % 2 {
        0 => CounterOperation::Increment(u64::from(code / 2 % 3)),
        _ => CounterOperation::Decrement(u64::from(code / 2 % 3)),
    }
}

fn write(code: u8, value: u8) -> LwwWrite<u8> {
    LwwWrite { value, time: code.is_multiple_of(3).then_some(u64::from(code / 3 % 4)) }
}

fn set(code: u8) -> SetOperation<u8> {
    match code % 8 {
        0..4 => SetOperation::Add(code / 8 % 2),
        4..7 => SetOperation::Remove(code / 8 % 2),
        _ => SetOperation::Clear,
    }
}

fn map(code: u8, unique: u8, depth: u8) -> MapOperation<u8> {
    let (key, rest) = (code / 8 % 2, code / 16);
    let operation = match code % 8 {
        0 => FieldOperation::PnCounter(counter(rest)),
        1 => FieldOperation::GCounter(u64::from(rest % 3)),
        2 => FieldOperation::LwwRegister(write(rest, unique)),
        3 => FieldOperation::MvRegister(unique),
        4 => FieldOperation::OrSet(set(rest)),
        5 => FieldOperation::RemoveWinsSet(set(rest)),
        6 if depth < 2 => FieldOperation::OrMap(Box::new(map(unique, code, depth + 1))),
        _ if rest == 15 => return MapOperation::Clear,
        _ => return MapOperation::Remove(key),
    };
    MapOperation::Update { key, operation }
}

impl Sample for PnCounter {
    fn operation(code: u8, _: u8, _: u64) -> CounterOperation {
        counter(code)
    }
}

impl Sample for LwwRegister<u8> {
    fn operation(code: u8, unique: u8, _: u64) -> LwwWrite<u8> {
        write(code, unique)
    }
}

impl Sample for MvRegister<u8> {
    fn operation(_: u8, unique: u8, _: u64) -> u8 {
        unique
    }
}

impl Sample for OrSet<u8> {
    fn operation(code: u8, _: u8, _: u64) -> SetOperation<u8> {
        set(code)
    }
}

impl Sample for RemoveWinsSet<u8> {
    fn operation(code: u8, _: u8, _: u64) -> SetOperation<u8> {
        set(code)
    }
}

impl Sample for OrMap<u8> {
    fn operation(code: u8, unique: u8, _: u64) -> MapOperation<u8> {
        map(code, unique, 0)
    }
}

impl Sample for Sequence {
    fn operation(code: u8, unique: u8, length: u64) -> SequenceOperation {
        let at = u64::from(code / 4) % (length + 1);
        match code % 4 {
            0..2 => {
                let text =
                    (0..=code / 4 % 3).map(|n| char::from(b'a' + unique.wrapping_add(n) % 26));
                SequenceOperation::Insert { at, text: text.collect::<String>() }
            }
            _ => SequenceOperation::Delete { at, count: (length - at).min(2) },
        }
    }

    fn length(state: &Tree<u8>) -> u64 {
        length(state)
    }
}

impl Sample for Logoot {
    fn operation(code: u8, unique: u8, length: u64) -> SequenceOperation {
        Sequence::operation(code, unique, length)
    }

    fn length(state: &Tree<u8>) -> u64 {
        length(state)
    }
}

/// The number of characters of a text.
pub fn length<N: Name>(state: &Tree<N>) -> u64 {
    Sequence::value(state).chars().count() as u64
}
