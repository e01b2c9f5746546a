//! Every short history of a text on two and three nodes.

use super::{
    samples_tests::length,
    tables_tests::{History, explore},
    *,
};
use crate::clock::Dot;
use alloc::{
    collections::BTreeSet,
    string::{String, ToString},
    vec::Vec,
};

/// A type of texts.
trait Text: Crdt<u8, State = Tree<u8>, Operation = SequenceOperation, Value = String> {}

impl<C: Crdt<u8, State = Tree<u8>, Operation = SequenceOperation, Value = String>> Text for C {}

/// The strong list specification (Attiya et al., *Specification and Complexity of Collaborative Text Editing*, PODC 2016): a
/// node sees what was inserted and not deleted; an operation changes the text of its node as it says; and there is one order of
/// all characters, in which every node sees them.
#[test]
fn there_is_one_order_of_all_characters() {
    check_the_order::<Sequence>();
}

/// With positions, too.
#[test]
fn positions_give_one_order_of_all_characters() {
    check_the_order::<Logoot>();
}

fn check_the_order<C: Text>() {
    let edits = |n: usize, state: &Tree<u8>| {
        let length = length(state);
        let text = |part: u8| char::from(b'a' + 2 * n as u8 + part).to_string();
        let both = text(0) + &text(1);
        let mut edits: Vec<_> =
            (0..=length).map(|at| SequenceOperation::Insert { at, text: both.clone() }).collect();
        edits.extend((0..length).map(|at| SequenceOperation::Delete { at, count: 1 }));
        edits
    };
    // In each history; its parts share the order of the whole.
    let mut orders: Vec<(usize, BTreeSet<(char, char)>)> = Vec::new();
    let mut before: Vec<Vec<String>> = Vec::new();
    let mut check = |history: &History<C>| {
        let texts: Vec<String> = history.states.iter().map(C::value).collect();
        let steps: u32 = history.seen.iter().map(|set| set.count_ones()).sum();
        orders.truncate(steps as usize);
        before.truncate(steps as usize);
        let mut order = orders.last().map_or_else(BTreeSet::new, |(_, order)| order.clone());
        for text in &texts {
            let characters: Vec<char> = text.chars().collect();
            for (n, &a) in characters.iter().enumerate() {
                order.extend(characters[n + 1..].iter().map(|&b| (a, b)));
            }
        }
        // One order: no two characters in both orders, and what follows from two pairs is not contradicted.
        for &(a, b) in &order {
            assert!(!order.contains(&(b, a)), "{:?} {texts:?}", history.done);
            for &(_, c) in order.range((b, '\0')..=(b, char::MAX)) {
                assert!(!order.contains(&(c, a)), "{:?} {texts:?}", history.done);
            }
        }
        for (node, text) in texts.iter().enumerate() {
            assert_eq!(sorted(text), there(history, history.seen[node]));
        }
        if let (Some(last), Some(texts_before)) = (history.done.last(), before.last()) {
            let (n, node) = (history.done.len() - 1, usize::from(last.node));
            // If the last step was this operation, only its node has it.
            if history.seen.iter().filter(|set| **set >> n & 1 == 1).count() == 1
                && history.seen[node] == last.past | 1 << n
                && texts_before[node] != texts[node]
            {
                assert_eq!(texts[node], edited(&texts_before[node], &last.operation));
            }
        }
        orders.push((steps as usize, order));
        before.push(texts);
    };
    let histories = [2, 3].map(|nodes| explore::<C>(nodes, 3, &edits, &mut check));
    assert_eq!(histories, [3_107, 630_736]);
}

fn sorted(text: &str) -> Vec<char> {
    let mut characters: Vec<char> = text.chars().collect();
    characters.sort_unstable();
    characters
}

fn edited(text: &str, operation: &SequenceOperation) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    match operation {
        SequenceOperation::Insert { at, text } => {
            let at = *at as usize;
            characters.splice(at..at, text.chars());
        }
        SequenceOperation::Delete { at, count } => {
            let at = *at as usize;
            characters.drain(at..at + *count as usize);
        }
    }
    characters.into_iter().collect()
}

/// The characters that were inserted and not deleted: replayed on the text that the node of each operation saw.
fn there<C: Text>(history: &History<C>, set: u32) -> Vec<char> {
    let mut inserted: BTreeSet<char> = BTreeSet::new();
    let mut deleted: BTreeSet<char> = BTreeSet::new();
    for (n, it) in history.done.iter().enumerate().filter(|(n, _)| set >> n & 1 == 1) {
        match (&it.operation, &history.events[n]) {
            (SequenceOperation::Insert { text, .. }, _) => inserted.extend(text.chars()),
            (SequenceOperation::Delete { .. }, Some((_, Edit::Delete(targets)))) => {
                deleted.extend(targets.iter().map(|dot| letter(history, &dot)));
            }
            (SequenceOperation::Delete { .. }, _) => {}
        }
    }
    inserted.difference(&deleted).copied().collect()
}

/// The character with a dot.
fn letter<C: Text>(history: &History<C>, dot: &Dot<u8>) -> char {
    let mut texts = history.done.iter().zip(&history.events).filter_map(|(done, event)| {
        let SequenceOperation::Insert { text, .. } = &done.operation else { return None };
        let (at, _) = event.as_ref()?;
        let n = dot.count.checked_sub(at.count).filter(|_| at.node == dot.node)?;
        text.chars().nth(n as usize)
    });
    texts.next_back().expect("it was inserted")
}
