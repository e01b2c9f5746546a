//! The sequence: text that several nodes edit.

use super::{
    CrdtError,
    dots::Dots,
    dotted::{fresh, join, lost},
    lattice::{Crdt, Lattice, Origin},
    wire::{Name, Reader, Wire, WireError, Writer},
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

/// The side of its parent on which a character hangs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Before the parent.
    Left,
    /// After the parent.
    Right,
}

/// A character, or what is left of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Element<N> {
    /// The character on which it hangs; `None` is the root of the tree.
    pub parent: Option<Dot<N>>,
    /// On which side.
    pub side: Side,
    /// The character; `None` if it was deleted.
    pub character: Option<char>,
}

/// The characters of a sequence, and its deletions.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tree<N> {
    elements: BTreeMap<Dot<N>, Element<N>>,
    /// What each deletion deleted.
    deletions: BTreeMap<Dot<N>, Dots<N>>,
    seen: Dots<N>,
}

/// What an operation does to a tree.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Edit<N> {
    /// Hangs characters, each on the right of the one before it.
    Insert {
        /// The parent of the first.
        parent: Option<Dot<N>>,
        /// Its side.
        side: Side,
        /// The characters, at least one.
        text: String,
    },
    /// Deletes the characters with these dots.
    Delete(Dots<N>),
}

impl<N> Default for Tree<N> {
    fn default() -> Self {
        Self { elements: BTreeMap::new(), deletions: BTreeMap::new(), seen: Dots::default() }
    }
}

/// The children of a node, in order of dot.
type Children<'a, N> = BTreeMap<(Option<&'a Dot<N>>, Side), Vec<&'a Dot<N>>>;

impl<N: Name> Tree<N> {
    /// The characters and tombstones in the order of the text, with their dots.
    #[must_use]
    pub fn elements(&self) -> Vec<(&Dot<N>, &Element<N>)> {
        self.order(&BTreeSet::new())
    }

    /// The deletions: what each deleted.
    pub fn deletions(&self) -> impl ExactSizeIterator<Item = (&Dot<N>, &Dots<N>)> {
        self.deletions.iter()
    }

    /// The dots that were seen.
    #[must_use]
    pub const fn seen(&self) -> &Dots<N> {
        &self.seen
    }

    /// The tree in order, without some of its leaves. What has lost its parent hangs on the root.
    fn order(&self, pruned: &BTreeSet<&Dot<N>>) -> Vec<(&Dot<N>, &Element<N>)> {
        let mut children: Children<'_, N> = BTreeMap::new();
        for (dot, element) in self.elements.iter().filter(|(dot, _)| !pruned.contains(dot)) {
            let parent = element.parent.as_ref().filter(|it| self.elements.contains_key(it));
            let side = if parent.is_some() { element.side } else { Side::Right };
            children.entry((parent, side)).or_default().push(dot);
        }
        let of = |parent, side| children.get(&(parent, side)).into_iter().flatten().rev().copied();
        // The next one is the last. A tree may be as deep as the text is long.
        let mut open: Vec<(&Dot<N>, bool)> =
            of(None, Side::Right).map(|dot| (dot, false)).collect();
        let mut order = Vec::with_capacity(self.elements.len());
        while let Some((dot, has_been_left)) = open.pop() {
            if has_been_left {
                order.extend(self.elements.get(dot).map(|element| (dot, element)));
                continue;
            }
            open.extend(of(Some(dot), Side::Right).map(|child| (child, false)));
            open.push((dot, true));
            open.extend(of(Some(dot), Side::Left).map(|child| (child, false)));
        }
        order
    }

    /// The tombstones whose deletion is among the given dots, without descendants but such tombstones.
    fn withered(&self, stable: &Dots<N>) -> BTreeSet<&Dot<N>> {
        let deletions = self.deletions.iter().filter(|(dot, _)| stable.includes(dot));
        let dead = Dots::union(deletions.map(|(_, targets)| targets));
        let mut children: BTreeMap<&Dot<N>, u64> = BTreeMap::new();
        for parent in self.elements.values().filter_map(|element| element.parent.as_ref()) {
            *children.entry(parent).or_default() += 1;
        }
        let is_leaf = |dot: &&Dot<N>| dead.includes(dot) && !children.contains_key(*dot);
        let mut leaves: Vec<&Dot<N>> = self.elements.keys().filter(is_leaf).collect();
        let mut withered = BTreeSet::new();
        while let Some(dot) = leaves.pop() {
            withered.insert(dot);
            let parent = self.elements.get(dot).and_then(|element| element.parent.as_ref());
            let Some(parent) = parent else { continue };
            let left = children.entry(parent).or_default();
            *left = left.saturating_sub(1);
            if *left == 0 && dead.includes(parent) && self.elements.contains_key(parent) {
                leaves.push(parent);
            }
        }
        withered
    }

    fn insertion(
        &self,
        at: u64,
        text: &str,
        stable: &Dots<N>,
    ) -> Result<Option<Edit<N>>, CrdtError> {
        let order = self.order(&self.withered(stable));
        let is_there = |(_, element): &&(&Dot<N>, &Element<N>)| element.character.is_some();
        let length = order.iter().filter(is_there).count() as u64;
        if at > length {
            return Err(CrdtError::Position { at, length });
        }
        if text.is_empty() {
            return Ok(None);
        }
        // The place after the character before the position.
        let place = match at.checked_sub(1) {
            None => 0,
            Some(before) => {
                let mut places = (1..).zip(&order).filter(|(_, it)| is_there(it));
                places.nth(before as usize).map_or(order.len(), |(place, _)| place)
            }
        };
        let before = place.checked_sub(1).map(|place| order[place].0);
        let hangs_right = |(_, it): &(&Dot<N>, &Element<N>)| {
            it.parent.as_ref() == before && it.side == Side::Right
        };
        let (parent, side) = match order.get(place) {
            Some((after, _)) if order.iter().any(hangs_right) => {
                (Some((*after).clone()), Side::Left)
            }
            Some(_) | None => (before.cloned(), Side::Right),
        };
        Ok(Some(Edit::Insert { parent, side, text: text.into() }))
    }

    fn deletion(&self, at: u64, count: u64) -> Result<Option<Edit<N>>, CrdtError> {
        let order = self.order(&BTreeSet::new());
        let there: Vec<&Dot<N>> =
            order.iter().filter(|(_, it)| it.character.is_some()).map(|(dot, _)| *dot).collect();
        let length = there.len() as u64;
        let left = length.checked_sub(at).ok_or(CrdtError::Position { at, length })?;
        if count > left {
            return Err(CrdtError::Length { at, count, left });
        }
        let targets = there.into_iter().skip(at as usize).take(count as usize).cloned();
        Ok((count > 0).then(|| Edit::Delete(targets.collect())))
    }

    /// Deletes the characters that deletions have deleted.
    fn blank(&mut self) {
        let dead = Dots::union(self.deletions.values());
        for (dot, element) in &mut self.elements {
            if dead.includes(dot) {
                element.character = None;
            }
        }
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
        match operation {
            SequenceOperation::Insert { at, text } => state.insertion(*at, text, origin.stable),
            SequenceOperation::Delete { at, count } => state.deletion(*at, *count),
        }
    }

    fn value(state: &Tree<N>) -> String {
        state.elements().into_iter().filter_map(|(_, element)| element.character).collect()
    }

    fn tombstones(state: &Tree<N>) -> u64 {
        state.elements.values().filter(|element| element.character.is_none()).count() as u64
    }

    fn collect(state: &mut Tree<N>, stable: &Dots<N>) -> u64 {
        let withered: Dots<N> = state.withered(stable).into_iter().cloned().collect();
        let before = state.elements.len();
        state.elements.retain(|dot, _| !withered.includes(dot));
        let elements = &state.elements;
        state.deletions.retain(|dot, targets| {
            !stable.includes(dot) || targets.iter().any(|target| elements.contains_key(&target))
        });
        (before - state.elements.len()) as u64
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
            Edit::Insert { parent, side, text } => {
                let (mut parent, mut side) = (parent.clone(), *side);
                for (count, character) in (at.count..).zip(text.chars()) {
                    let dot = Dot { node: at.node.clone(), count };
                    let element = Element { parent, side, character: Some(character) };
                    self.elements.insert(dot.clone(), element);
                    (parent, side) = (Some(dot), Side::Right);
                }
            }
            Edit::Delete(targets) => {
                for target in targets.iter() {
                    if let Some(element) = self.elements.get_mut(&target) {
                        element.character = None;
                    }
                }
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
        join(&mut self.elements, &self.seen, &other.elements, &other.seen);
        join(&mut self.deletions, &self.seen, &other.deletions, &other.seen);
        self.seen.merge(&other.seen);
        self.blank();
    }

    fn news(&self, other: &Self) -> Self {
        let mut seen = other.seen.without(&self.seen);
        seen.merge(&lost(&self.elements, &other.elements, &other.seen));
        seen.merge(&lost(&self.deletions, &other.deletions, &other.seen));
        let elements = fresh(&other.elements, &self.seen);
        Self { elements, deletions: fresh(&other.deletions, &self.seen), seen }
    }
}

impl<N: Name> Wire<N> for Tree<N> {
    fn write(&self, to: &mut Writer<N>) {
        to.dots(&self.seen);
        let hung: Vec<(&Dot<N>, Hung<N>)> = self
            .elements
            .iter()
            .map(|(dot, element)| {
                let before = dot.count.checked_sub(1);
                let is_next = element.side == Side::Right
                    && element.parent.as_ref().is_some_and(|parent| {
                        parent.node == dot.node && Some(parent.count) == before
                    });
                (dot, Hung { is_next, element: element.clone() })
            })
            .collect();
        to.dotted(&hung.iter().map(|(dot, hung)| (*dot, hung)).collect::<Vec<_>>());
        to.dotted(&self.deletions.iter().collect::<Vec<_>>());
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        let seen = from.dots()?;
        let elements = from.dotted::<Hung<N>>()?.into_iter().map(|(dot, hung)| {
            let mut element = hung.element;
            if hung.is_next {
                let count = dot.count.checked_sub(1).ok_or(WireError::Meaningless)?;
                element.parent = Some(Dot { node: dot.node.clone(), count });
            }
            Ok((dot, element))
        });
        let elements = elements.collect::<Result<_, _>>()?;
        Ok(Self { seen, elements, deletions: from.dotted()?.into_iter().collect() })
    }
}

/// A character as bytes. One that follows the dot before it as its right child, as all but the first of an insertion do,
/// names no parent.
struct Hung<N> {
    is_next: bool,
    element: Element<N>,
}

impl<N: Name> Wire<N> for Hung<N> {
    fn write(&self, to: &mut Writer<N>) {
        let Element { parent, side, character } = &self.element;
        let place = match (self.is_next, parent, side) {
            (true, _, _) => 0,
            (false, None, Side::Right | Side::Left) => 1,
            (false, Some(_), Side::Left) => 2,
            (false, Some(_), Side::Right) => 3,
        };
        let character = character.map_or(0, |it| u64::from(u32::from(it)) + 1);
        to.number(character << 2 | place);
        if !self.is_next
            && let Some(parent) = parent
        {
            to.dot(parent);
        }
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        let number = from.number()?;
        let character = match number >> 2 {
            0 => None,
            more => {
                let code = u32::try_from(more - 1).ok().and_then(char::from_u32);
                Some(code.ok_or(WireError::Meaningless)?)
            }
        };
        let (is_next, parent, side) = match number & 3 {
            0 => (true, None, Side::Right),
            1 => (false, None, Side::Right),
            2 => (false, Some(from.dot()?), Side::Left),
            _ => (false, Some(from.dot()?), Side::Right),
        };
        Ok(Self { is_next, element: Element { parent, side, character } })
    }
}

impl<N: Name> Wire<N> for Edit<N> {
    fn write(&self, to: &mut Writer<N>) {
        match self {
            Self::Insert { parent, side, text } => {
                let place = match (parent, side) {
                    (None, Side::Left | Side::Right) => 1,
                    (Some(_), Side::Left) => 2,
                    (Some(_), Side::Right) => 3,
                };
                to.number(place);
                parent.iter().for_each(|parent| to.dot(parent));
                text.write(to);
            }
            Self::Delete(targets) => {
                to.number(0);
                to.dots(targets);
            }
        }
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        let (parent, side) = match from.number()? {
            0 => return Ok(Self::Delete(from.dots()?)),
            1 => (None, Side::Right),
            2 => (Some(from.dot()?), Side::Left),
            3 => (Some(from.dot()?), Side::Right),
            _ => return Err(WireError::Meaningless),
        };
        match String::read(from)? {
            text if text.is_empty() => Err(WireError::Meaningless),
            text => Ok(Self::Insert { parent, side, text }),
        }
    }
}

#[cfg(test)]
#[path = "sequence_tests.rs"]
mod tests;
