//! The tree of a text, and the order of its characters, which is kept while it changes.

use super::{
    dots::Dots,
    place::{Place, Position, Side},
    wire::Name,
};
use crate::clock::Dot;
use alloc::{collections::BTreeMap, vec::Vec};
use core::{
    cell::OnceCell,
    hash::{Hash, Hasher},
};

/// A character, or what is left of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Element<N> {
    /// Where it stands.
    pub place: Place<N>,
    /// The character; `None` if it was deleted.
    pub character: Option<char>,
}

/// The characters of a sequence, and its deletions.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tree<N> {
    pub(super) elements: BTreeMap<Dot<N>, Element<N>>,
    /// What each deletion deleted.
    pub(super) deletions: BTreeMap<Dot<N>, Dots<N>>,
    pub(super) seen: Dots<N>,
    /// The order that follows from the characters.
    pub(super) spine: Spine<N>,
}

/// A character, or a tombstone, at its place in the text.
#[derive(Clone, Debug)]
pub(super) struct Spot<N> {
    pub(super) dot: Dot<N>,
    pub(super) character: Option<char>,
}

/// The characters and tombstones in the order of the text, once somebody has asked for it. It follows from the tree, so it is
/// neither compared nor hashed.
#[derive(Clone, Debug)]
pub(super) struct Spine<N>(OnceCell<Vec<Spot<N>>>);

impl<N> Default for Spine<N> {
    fn default() -> Self {
        Self(OnceCell::new())
    }
}

impl<N> PartialEq for Spine<N> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<N> Eq for Spine<N> {}

impl<N> Hash for Spine<N> {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl<N> Default for Tree<N> {
    fn default() -> Self {
        Self {
            elements: BTreeMap::new(),
            deletions: BTreeMap::new(),
            seen: Dots::default(),
            spine: Spine::default(),
        }
    }
}

/// The children of a node on a side, in the order of the text.
type Siblings<'a, N> = Vec<(&'a Position<N>, &'a Dot<N>)>;

impl<N: Name> Tree<N> {
    /// The characters and tombstones in the order of the text, with their dots.
    pub fn elements(&self) -> impl Iterator<Item = (&Dot<N>, &Element<N>)> {
        self.spots().iter().filter_map(|spot| self.elements.get_key_value(&spot.dot))
    }

    /// Where the last edit of each node that is in the text leaves a caret: the number of characters before it.
    pub fn carets(&self) -> impl Iterator<Item = (&N, u64)> {
        let mut edits: Vec<(&N, Dots<N>, u64)> = Vec::new();
        for (node, _) in self.seen.runs() {
            let last = Dot { node: node.clone(), count: self.seen.last(node) };
            match self.deletions.get(&last) {
                Some(targets) => edits.push((node, targets.clone(), 0)),
                None => edits.push((node, Dots::from_iter([last]), 1)),
            }
        }
        // Behind what was inserted, and before what was deleted.
        let mut before = 0;
        let mut found = Vec::new();
        for spot in self.spots() {
            let there = u64::from(spot.character.is_some());
            edits.retain(|(node, dots, behind)| {
                let is_here = dots.includes(&spot.dot);
                if is_here {
                    found.push((*node, before + there * behind));
                }
                !is_here
            });
            before += there;
        }
        found.into_iter()
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

    /// The characters and tombstones in the order of the text.
    pub(super) fn spots(&self) -> &[Spot<N>] {
        let spots = self.spine.0.get_or_init(|| self.in_order());
        #[cfg(test)]
        assert!(
            spots
                .iter()
                .map(|it| (&it.dot, it.character))
                .eq(self.in_order().iter().map(|it| (&it.dot, it.character))),
            "the order is kept"
        );
        spots
    }

    /// The tree in order. What has lost its parent hangs on the root.
    fn in_order(&self) -> Vec<Spot<N>> {
        let mut children: BTreeMap<(Option<&Dot<N>>, Side), Siblings<'_, N>> = BTreeMap::new();
        for (dot, element) in &self.elements {
            let Place { parent, side, position } = &element.place;
            let parent = parent.as_ref().filter(|it| self.elements.contains_key(it));
            let side = if parent.is_some() { *side } else { Side::Right };
            let siblings = children.entry((parent, side)).or_default();
            let at = siblings.partition_point(|sibling| *sibling < (position, dot));
            siblings.insert(at, (position, dot));
        }
        let of = |parent, side| children.get(&(parent, side)).into_iter().flatten().rev();
        // The next one is the last. A tree may be as deep as the text is long.
        let mut open: Vec<(&Dot<N>, bool)> =
            of(None, Side::Right).map(|&(_, dot)| (dot, false)).collect();
        let mut order = Vec::with_capacity(self.elements.len());
        while let Some((dot, has_been_left)) = open.pop() {
            if has_been_left {
                let spot = |it: &Element<N>| Spot { dot: dot.clone(), character: it.character };
                order.extend(self.elements.get(dot).map(spot));
                continue;
            }
            open.extend(of(Some(dot), Side::Right).map(|&(_, child)| (child, false)));
            open.push((dot, true));
            open.extend(of(Some(dot), Side::Left).map(|&(_, child)| (child, false)));
        }
        order
    }

    /// Adds a character, and keeps the order if that is quick. Otherwise it is worked out anew when it is asked for.
    pub(super) fn insert(&mut self, dot: Dot<N>, element: Element<N>) {
        if let Some(mut spots) = self.spine.0.take()
            && let Some(at) = self.index(&spots, &dot, &element.place)
        {
            spots.insert(at, Spot { dot: dot.clone(), character: element.character });
            self.spine = Spine(OnceCell::from(spots));
        }
        self.elements.insert(dot, element);
    }

    /// Adds the characters of an insertion on which nothing hangs yet.
    pub(super) fn insert_run(&mut self, at: &Dot<N>, place: &Place<N>, text: &str) {
        let mut place = place.clone();
        let mut run = Vec::new();
        for (count, character) in (at.count..).zip(text.chars()) {
            let dot = Dot { node: at.node.clone(), count };
            let next = place.next(&dot);
            run.push((dot, Element { place, character: Some(character) }));
            place = next;
        }
        if !place.position.is_empty() {
            return run.into_iter().for_each(|(dot, element)| self.insert(dot, element));
        }
        // The others stand behind the first.
        if let Some(mut spots) = self.spine.0.take()
            && let Some((dot, first)) = run.first()
            && let Some(at) = self.index(&spots, dot, &first.place)
        {
            let run =
                run.iter().map(|(dot, it)| Spot { dot: dot.clone(), character: it.character });
            spots.splice(at..at, run);
            self.spine = Spine(OnceCell::from(spots));
        }
        self.elements.extend(run);
    }

    /// Where a new character comes in.
    fn index(&self, spots: &[Spot<N>], dot: &Dot<N>, place: &Place<N>) -> Option<usize> {
        let Place { parent, side, position } = place;
        let index = |dot: &Dot<N>| spots.iter().position(|spot| spot.dot == *dot);
        // It may have come after its children, or before its parent.
        let (mut before, mut after) = (None, None);
        for (other, element) in &self.elements {
            let there = &element.place;
            if there.parent.as_ref() == Some(dot) {
                return None;
            }
            if there.parent == *parent && there.side == *side {
                let other = (&there.position, other);
                match other < (position, dot) {
                    true => before = before.max(Some(other)),
                    false if after.is_none_or(|after| other < after) => after = Some(other),
                    false => {}
                }
            }
        }
        let hangs = |on: &Dot<N>, side| {
            let mut places = self.elements.values().map(|it| &it.place);
            places.any(|it| it.parent.as_ref() == Some(on) && it.side == side)
        };
        match (before, after, parent, side) {
            (Some((_, before)), ..) if !hangs(before, Side::Right) => Some(index(before)? + 1),
            (Some(_), ..) => None,
            (None, _, None, _) => Some(0),
            (None, _, Some(parent), Side::Right) => Some(index(parent)? + 1),
            (None, None, Some(parent), Side::Left) => index(parent),
            (None, Some((_, after)), Some(_), Side::Left) if !hangs(after, Side::Left) => {
                index(after)
            }
            (None, Some(_), Some(_), Side::Left) => None,
        }
    }

    /// Works the order out anew when it is asked for.
    pub(super) fn forget_order(&mut self) {
        self.spine = Spine::default();
    }

    /// Deletes these characters from the order, too.
    pub(super) fn blank_spots(&mut self, dead: &Dots<N>) {
        let spots = self.spine.0.get_mut().into_iter().flatten();
        spots.filter(|spot| dead.includes(&spot.dot)).for_each(|spot| spot.character = None);
    }

    /// Drops characters on which nothing hangs from the order, too.
    pub(super) fn drop_spots(&mut self, dropped: &Dots<N>) {
        if let Some(spots) = self.spine.0.get_mut() {
            spots.retain(|spot| !dropped.includes(&spot.dot));
        }
    }
}
