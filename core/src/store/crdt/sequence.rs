//! The sequence: text that several nodes edit.

use super::{
    CrdtError,
    dots::Dots,
    dotted::{fresh, join, lost},
    lattice::{Crdt, Lattice, Origin},
    place::{Place, Position, Rule, Side},
    tree::{Element, Tree},
    wire::Name,
};
use crate::clock::Dot;
use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};

/// A text of characters: Fugue (Weidner and Kleppmann, *The Art of the Fugue: Minimizing Interleaving in Collaborative Text
/// Editing*, IEEE TPDS 2025, algorithm 1).
///
/// Characters are the nodes of a tree, each with the dot of its insertion, and each a left or a right child of another. The text
/// is the tree in order: left children, the character, right children; siblings in order of dot. A character becomes the right
/// child of the one before it, or, if that has right children, a left child of the one after it. A deleted character stays as a
/// tombstone, because other characters may hang on it.
///
/// Why Fugue: what two nodes type at the same place must not mix. RGA (Roh et al. 2011) keeps what is typed forwards together,
/// and may interleave what is typed backwards, each character before the one that was typed last; Logoot and LSEQ may interleave
/// either. Fugue keeps both together, with one parent for each character. FugueMax of the same paper also keeps
/// together what Fugue may mix in rare cases with more than two nodes, for another reference in some characters. It is not modelled.
///
/// An insertion of k characters has k dots, and names the parent of the first; each other one is the right child of the one
/// before it. As an operation it must arrive once and after the insertion of its parent; as a state or a delta it may arrive in
/// any way.
///
/// A tombstone without descendants whose deletion all nodes have seen is not used as a parent any more by a node that knows
/// this. If each node knows it, then no character to come hangs on the tombstone, and it is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sequence;

/// The same text with another rule for new characters: Logoot (Weiss, Urso, Molli, *Logoot: A Scalable Optimistic Replication Algorithm for
/// Collaborative Editing on P2P Networks*, ICDCS 2009).
///
/// A character gets a position between those of its two neighbours, and the text is the characters in order of position. Nothing hangs
/// on another character. So what two nodes type at the same place gets positions from the same gap, and mixes, letter by letter:
/// the anomaly of Kleppmann, Gomes, Mulligan, Beresford, *Interleaving Anomalies in Collaborative Text Editors*, PaPoC 2019, and of *The Art of
/// the Fugue*, table 1. All nodes still have the same text.
///
/// In the tree all characters are children of the root, in order of position. Where characters hang on each other, since the text
/// was begun as a [`Sequence`], a new one is a sibling of its neighbours if they are siblings, and hangs on one of them otherwise.
///
/// Not modelled: digits drawn at random, which would make it a matter of luck how two words mix, and the upper bound of a digit.
/// Logoot needs no tombstones; here deleted characters are kept until all nodes have seen the deletion, as in the sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Logoot;

/// What is asked of a sequence. Positions are counted in characters, from 0.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SequenceOperation {
    /// Inserts a text before the character at a position, or at the end.
    Insert {
        /// The position.
        at: u64,
        /// The text.
        text: String,
    },
    /// Deletes characters from a position on.
    Delete {
        /// The position.
        at: u64,
        /// The number of characters.
        count: u64,
    },
}

/// What an operation does to a tree.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Edit<N> {
    /// Inserts characters, each behind the one before it.
    Insert {
        /// Where the first stands.
        place: Place<N>,
        /// The characters, at least one.
        text: String,
    },
    /// Deletes the characters with these dots.
    Delete(Dots<N>),
}

/// The most new characters that come into the order one by one.
const QUICK: usize = 16;

impl<N: Name> Tree<N> {
    /// The tombstones whose deletion is among the given dots, without descendants but such tombstones.
    fn withered(&self, stable: &Dots<N>) -> BTreeSet<&Dot<N>> {
        let deletions = self.deletions.iter().filter(|(dot, _)| stable.includes(dot));
        let dead = Dots::union(deletions.map(|(_, targets)| targets));
        if dead.is_empty() {
            return BTreeSet::new();
        }
        let mut children: BTreeMap<&Dot<N>, u64> = BTreeMap::new();
        let parents = self.elements.values().filter_map(|element| element.place.parent.as_ref());
        for parent in parents.filter(|parent| dead.includes(parent)) {
            *children.entry(parent).or_default() += 1;
        }
        let is_leaf = |dot: &&Dot<N>| dead.includes(dot) && !children.contains_key(*dot);
        let mut leaves: Vec<&Dot<N>> = self.elements.keys().filter(is_leaf).collect();
        let mut withered = BTreeSet::new();
        while let Some(dot) = leaves.pop() {
            withered.insert(dot);
            let parent = self.elements.get(dot).and_then(|element| element.place.parent.as_ref());
            let Some(parent) = parent else { continue };
            let left = children.entry(parent).or_default();
            *left = left.saturating_sub(1);
            if *left == 0 && dead.includes(parent) && self.elements.contains_key(parent) {
                leaves.push(parent);
            }
        }
        withered
    }

    /// The effect of an operation, by one of the rules for places.
    fn edit(
        &self,
        operation: &SequenceOperation,
        origin: &Origin<'_, N>,
        rule: Rule,
    ) -> Result<Option<Edit<N>>, CrdtError> {
        match operation {
            SequenceOperation::Insert { at, text } => self.insertion(*at, text, origin, rule),
            SequenceOperation::Delete { at, count } => self.deletion(*at, *count),
        }
    }

    fn insertion(
        &self,
        at: u64,
        text: &str,
        origin: &Origin<'_, N>,
        rule: Rule,
    ) -> Result<Option<Edit<N>>, CrdtError> {
        let withered = self.withered(origin.stable);
        let spots = self.spots().iter().filter(|spot| !withered.contains(&spot.dot));
        let (mut before, mut after, mut length) = (None, None, 0);
        for spot in spots {
            // The place is right behind the character before the position.
            if length == at && after.is_none() {
                after = Some(&spot.dot);
            }
            if spot.character.is_some() {
                length += 1;
                if length == at {
                    before = Some(&spot.dot);
                }
            }
        }
        if at > length {
            return Err(CrdtError::Position { at, length });
        }
        if text.is_empty() {
            return Ok(None);
        }
        let between = match rule {
            Rule::Hangs => None,
            Rule::Between => {
                self.between(before, after, &origin.at.node, text.chars().count() as u64)
            }
        };
        let place = between.unwrap_or_else(|| self.hung(before, after, &withered));
        Ok(Some(Edit::Insert { place, text: text.into() }))
    }

    /// The place on one of two neighbours.
    fn hung(
        &self,
        before: Option<&Dot<N>>,
        after: Option<&Dot<N>>,
        withered: &BTreeSet<&Dot<N>>,
    ) -> Place<N> {
        let hangs_right = |(dot, it): (&Dot<N>, &Element<N>)| {
            let Place { parent, side, .. } = &it.place;
            parent.as_ref() == before && *side == Side::Right && !withered.contains(dot)
        };
        match after {
            Some(after) if self.elements.iter().any(hangs_right) => {
                Place::hung(Some(after.clone()), Side::Left)
            }
            Some(_) | None => Place::hung(before.cloned(), Side::Right),
        }
    }

    /// The place beside two neighbours, if they are children of the same parent.
    fn between(
        &self,
        before: Option<&Dot<N>>,
        after: Option<&Dot<N>>,
        own: &N,
        count: u64,
    ) -> Option<Place<N>> {
        let place = |dot: &Dot<N>| self.elements.get(dot).map(|it| &it.place);
        let (left, right) = (before.and_then(place), after.and_then(place));
        let Place { parent, side, .. } =
            left.or(right).cloned().unwrap_or_else(|| Place::hung(None, Side::Right));
        let stands_there = |it: &&Place<N>| it.parent == parent && it.side == side;
        if !left.iter().chain(&right).all(stands_there) {
            return None;
        }
        let left = left.map(|it| it.position.clone()).unwrap_or_default();
        let position = Position::between(&left, right.map(|it| &it.position), own, count)?;
        Some(Place { parent, side, position })
    }

    fn deletion(&self, at: u64, count: u64) -> Result<Option<Edit<N>>, CrdtError> {
        let there = || self.spots().iter().filter(|spot| spot.character.is_some());
        let length = there().count() as u64;
        let left = length.checked_sub(at).ok_or(CrdtError::Position { at, length })?;
        if count > left {
            return Err(CrdtError::Length { at, count, left });
        }
        let targets = there().skip(at as usize).take(count as usize);
        Ok((count > 0).then(|| Edit::Delete(targets.map(|spot| spot.dot.clone()).collect())))
    }

    /// Deletes these characters.
    fn blank(&mut self, dead: &Dots<N>) {
        for target in dead.iter() {
            if let Some(element) = self.elements.get_mut(&target) {
                element.character = None;
            }
        }
        self.blank_spots(dead);
    }
}

impl<N: Name> Crdt<N> for Sequence {
    type State = Tree<N>;
    type Operation = SequenceOperation;
    type Value = String;

    fn prepare(
        state: &Tree<N>,
        operation: &SequenceOperation,
        origin: &Origin<'_, N>,
    ) -> Result<Option<Edit<N>>, CrdtError> {
        state.edit(operation, origin, Rule::Hangs)
    }

    fn value(state: &Tree<N>) -> String {
        state.spots().iter().filter_map(|spot| spot.character).collect()
    }

    fn tombstones(state: &Tree<N>) -> u64 {
        state.elements.values().filter(|element| element.character.is_none()).count() as u64
    }

    fn collect(state: &mut Tree<N>, stable: &Dots<N>) -> u64 {
        let withered: Dots<N> = state.withered(stable).into_iter().cloned().collect();
        let before = state.elements.len();
        if !withered.is_empty() {
            state.elements.retain(|dot, _| !withered.includes(dot));
            state.drop_spots(&withered);
        }
        let elements = &state.elements;
        state.deletions.retain(|dot, targets| {
            !stable.includes(dot) || targets.iter().any(|target| elements.contains_key(&target))
        });
        (before - state.elements.len()) as u64
    }
}

impl<N: Name> Crdt<N> for Logoot {
    type State = Tree<N>;
    type Operation = SequenceOperation;
    type Value = String;

    fn prepare(
        state: &Tree<N>,
        operation: &SequenceOperation,
        origin: &Origin<'_, N>,
    ) -> Result<Option<Edit<N>>, CrdtError> {
        state.edit(operation, origin, Rule::Between)
    }

    fn value(state: &Tree<N>) -> String {
        Sequence::value(state)
    }

    fn tombstones(state: &Tree<N>) -> u64 {
        Sequence::tombstones(state)
    }

    fn collect(state: &mut Tree<N>, stable: &Dots<N>) -> u64 {
        Sequence::collect(state, stable)
    }
}

impl<N: Name> Lattice<N> for Tree<N> {
    type Effect = Edit<N>;

    fn span(effect: &Edit<N>) -> u64 {
        match effect {
            Edit::Insert { text, .. } => text.chars().count() as u64,
            Edit::Delete(_) => 1,
        }
    }

    fn apply(&mut self, at: &Dot<N>, effect: &Edit<N>) {
        match effect {
            Edit::Insert { place, text } => self.insert_run(at, place, text),
            Edit::Delete(targets) => {
                self.blank(targets);
                self.deletions.insert(at.clone(), targets.clone());
            }
        }
        self.seen.insert_run(&at.node, at.count, at.count + (Self::span(effect) - 1));
    }

    fn delta(&self, at: &Dot<N>, effect: &Edit<N>) -> Self {
        let mut delta = Self::default();
        delta.apply(at, effect);
        delta
    }

    fn join(&mut self, other: &Self) {
        let lost = lost(&self.elements, &other.elements, &other.seen);
        if !lost.is_empty() {
            self.elements.retain(|dot, _| !lost.includes(dot));
            self.forget_order();
        }
        let fresh = fresh(&other.elements, &self.seen);
        if fresh.len() > QUICK {
            self.forget_order();
        }
        for (dot, element) in fresh {
            self.insert(dot, element);
        }
        join(&mut self.deletions, &self.seen, &other.deletions, &other.seen);
        self.seen.merge(&other.seen);
        self.blank(&Dots::union(self.deletions.values()));
    }

    fn news(&self, other: &Self) -> Self {
        let mut seen = other.seen.without(&self.seen);
        seen.merge(&lost(&self.elements, &other.elements, &other.seen));
        seen.merge(&lost(&self.deletions, &other.deletions, &other.seen));
        let elements = fresh(&other.elements, &self.seen);
        Self { elements, deletions: fresh(&other.deletions, &self.seen), seen, ..Self::default() }
    }
}

#[cfg(test)]
#[path = "sequence_tests.rs"]
mod tests;
