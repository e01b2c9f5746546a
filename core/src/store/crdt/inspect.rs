//! States, opened up: what a reader sees who looks behind a value.

use super::{
    Balances, Counts, Dotted, Item, Latest, Leaf, Mark, Tree,
    wire::{Name, Plain},
};
use crate::clock::Dot;
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt::Display;

/// A part of a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<N> {
    /// What it says, in the order of the state: `milk`, `A +3 -1`, `cart or-set milk`. Empty for a deleted character.
    pub text: String,
    /// The dots of the operations that put it there. Two nodes may have added the same element. A deleted character has those
    /// of its deletions after that of its insertion; a counter keeps none.
    pub dots: Vec<Dot<N>>,
    /// Whether it only says that something is not there any more.
    pub tombstone: bool,
}

/// A state that can be opened up.
pub trait Inspect<N> {
    /// Its parts, in the order of the state. The same part is there once, with all of its dots.
    fn parts(&self) -> Vec<Part<N>>;
}

/// Parts with a dot each; equal ones become one.
fn gathered<N>(parts: impl Iterator<Item = (String, Dot<N>, bool)>) -> Vec<Part<N>> {
    let mut all: Vec<Part<N>> = Vec::new();
    for (text, dot, tombstone) in parts {
        match all.iter_mut().find(|it| it.text == text && it.tombstone == tombstone) {
            Some(part) => part.dots.push(dot),
            None => all.push(Part { text, dots: Vec::from([dot]), tombstone }),
        }
    }
    all
}

impl<N: Name + Display> Inspect<N> for Counts<N> {
    fn parts(&self) -> Vec<Part<N>> {
        let part = |text| Part { text, dots: Vec::new(), tombstone: false };
        self.entries().map(|(node, n)| part(format!("{node} +{n}"))).collect()
    }
}

impl<N: Name + Display> Inspect<N> for Balances<N> {
    fn parts(&self) -> Vec<Part<N>> {
        let part = |text| Part { text, dots: Vec::new(), tombstone: false };
        self.entries().map(|(node, up, down)| part(format!("{node} +{up} -{down}"))).collect()
    }
}

impl<V: Plain<N> + Display, N: Name> Inspect<N> for Latest<V, N> {
    fn parts(&self) -> Vec<Part<N>> {
        let part = |(value, time, dot): (&V, u64, &Dot<N>)| Part {
            text: format!("{value} @{time}"),
            dots: Vec::from([dot.clone()]),
            tombstone: false,
        };
        self.last().map(|last| part((&last.value, last.time, &last.dot))).into_iter().collect()
    }
}

impl<V: Display, N: Name> Inspect<N> for Dotted<V, N> {
    fn parts(&self) -> Vec<Part<N>> {
        gathered(self.items().map(|(dot, value)| (value.to_string(), dot.clone(), false)))
    }
}

impl<V: Display, N: Name> Inspect<N> for Dotted<Mark<V>, N> {
    fn parts(&self) -> Vec<Part<N>> {
        let marks = self.items();
        gathered(marks.map(|(dot, mark)| (mark.element.to_string(), dot.clone(), !mark.added)))
    }
}

impl<V: Display, N: Name> Inspect<N> for Dotted<Item<V>, N> {
    fn parts(&self) -> Vec<Part<N>> {
        gathered(self.items().map(|(dot, item)| {
            let mut text = String::new();
            for (key, kind) in &item.path {
                text += &format!("{key} {} ", kind.word());
            }
            let (leaf, tombstone) = match &item.leaf {
                Leaf::Amount(amount) => (format!("{:+}", amount.signed()), false),
                Leaf::Timed(timed) => (format!("{} @{}", timed.value, timed.time), false),
                Leaf::Value(value) => (value.to_string(), false),
                Leaf::Mark(mark) => (mark.element.to_string(), !mark.added),
            };
            (text + &leaf, dot.clone(), tombstone)
        }))
    }
}

impl<N: Name> Inspect<N> for Tree<N> {
    /// A part for each character, deleted ones included.
    fn parts(&self) -> Vec<Part<N>> {
        let part = |(dot, character): (&Dot<N>, Option<char>)| {
            let deletions = self.deletions().filter(|(_, targets)| targets.includes(dot));
            let deletions = deletions.map(|(deletion, _)| deletion.clone());
            Part {
                text: character.map(String::from).unwrap_or_default(),
                dots: [dot.clone()].into_iter().chain(deletions).collect(),
                tombstone: character.is_none(),
            }
        };
        self.elements().into_iter().map(|(dot, element)| part((dot, element.character))).collect()
    }
}

#[cfg(test)]
#[path = "inspect_tests.rs"]
mod tests;
