//! States, opened up: what a reader sees who looks behind a value.

use super::{Dots, Dotted, Element, Item, Leaf, Tree, wire::Name};
use crate::clock::Dot;
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt::Display;

/// A part of a state.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Part<N> {
    /// What it says: `milk`, `+3`, `theme mv-register dark`. Empty for a deleted character.
    pub text: String,
    /// The dots of the operations that put it there. Two nodes may have added the same element. A deleted character has those
    /// of its deletions after that of its insertion.
    pub dots: Vec<Dot<N>>,
    /// Whether it only says that something is not there any more.
    pub tombstone: bool,
}

/// The parts of a map that belong to a field, in the order of their dots. The same part is there once, with all of its dots.
pub fn of_field<V: Display + PartialEq, N: Name>(
    state: &Dotted<Item<V>, N>,
    key: &V,
) -> Vec<Part<N>> {
    let mut all: Vec<Part<N>> = Vec::new();
    let of_key = |item: &Item<V>| item.path.first().is_some_and(|(it, _)| it == key);
    for (dot, item) in state.items().filter(|(_, item)| of_key(item)) {
        let mut text = String::new();
        for (key, kind) in &item.path[1..] {
            text += &format!("{key} {} ", kind.word());
        }
        let (leaf, tombstone) = match &item.leaf {
            Leaf::Amount(amount) => (format!("{:+}", amount.signed()), false),
            Leaf::Timed(timed) => (format!("{} @{}", timed.value, timed.time), false),
            Leaf::Value(value) => (value.to_string(), false),
            Leaf::Mark(mark) => (mark.element.to_string(), !mark.added),
        };
        text += &leaf;
        match all.iter_mut().find(|it| it.text == text && it.tombstone == tombstone) {
            Some(part) => part.dots.push(dot.clone()),
            None => all.push(Part { text, dots: Vec::from([dot.clone()]), tombstone }),
        }
    }
    all
}

/// The parts of a map that belong to a field and that a merge with `news` takes away.
pub fn gone_from_field<V: Display + PartialEq + Clone, N: Name>(
    state: &Dotted<Item<V>, N>,
    news: &Dotted<Item<V>, N>,
    key: &V,
) -> Vec<Part<N>> {
    let kept = news.find(|_| true);
    let mut gone = of_field(state, key);
    for part in &mut gone {
        part.dots.retain(|dot| news.seen().includes(dot) && !kept.includes(dot));
    }
    gone.retain(|part| !part.dots.is_empty());
    gone
}

/// The characters of a text that a merge with `news` deletes, in its order.
pub fn gone_from_text<N: Name>(state: &Tree<N>, news: &Tree<N>) -> Vec<Part<N>> {
    let dead = Dots::union(news.deletions().map(|(_, targets)| targets));
    let gone = state.elements().filter(|(dot, _)| dead.includes(dot));
    let part = |(dot, element): (&Dot<N>, &Element<N>)| {
        let text = String::from(element.character?);
        Some(Part { text, dots: Vec::from([dot.clone()]), tombstone: true })
    };
    gone.filter_map(part).collect()
}

/// The characters of a text in its order, deleted ones included; at most `limit`.
pub fn of_text<N: Name>(state: &Tree<N>, limit: usize) -> Vec<Part<N>> {
    let elements = state.elements().take(limit);
    let part = |(dot, character): (&Dot<N>, Option<char>)| {
        let deletes = |(_, targets): &(_, &Dots<N>)| character.is_none() && targets.includes(dot);
        let deletions = state.deletions().filter(deletes);
        let deletions = deletions.map(|(deletion, _)| deletion.clone());
        Part {
            text: character.map(String::from).unwrap_or_default(),
            dots: [dot.clone()].into_iter().chain(deletions).collect(),
            tombstone: character.is_none(),
        }
    };
    elements.map(|(dot, element)| part((dot, element.character))).collect()
}
