//! Where the characters of a sequence stand.

use super::wire::{Name, Reader, WireError, Writer};
use crate::clock::Dot;
use alloc::vec::Vec;
use core::hash::{Hash, Hasher};

/// The side of its parent on which a character hangs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Before the parent.
    Left,
    /// After the parent.
    Right,
}

/// Where a character stands. Children of the same parent on the same side stand in order of position, then of dot.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place<N> {
    /// The character on which it hangs; `None` is the root of the tree.
    pub parent: Option<Dot<N>>,
    /// On which side.
    pub side: Side,
    /// Its position among the other children there.
    pub position: Position<N>,
}

/// A rule for the place of a new character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// It hangs on a neighbour (Fugue).
    Hangs,
    /// It stands beside its neighbours, at a position between theirs (Logoot).
    Between,
}

/// A position between any two others: digits, each with the node that chose it, in lexicographic order (Weiss, Urso, Molli, *Logoot: A
/// Scalable Optimistic Replication Algorithm for Collaborative Editing on P2P Networks*, ICDCS 2009). A character that hangs on
/// another needs none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position<N>(Vec<(u64, N)>);

/// The first digit that is chosen. So many characters fit before the first one until positions get longer.
const START: u64 = 1 << 13;

impl<N> Default for Position<N> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<N: Hash> Hash for Position<N> {
    /// Runs are older than positions: none hashes as nothing.
    fn hash<H: Hasher>(&self, to: &mut H) {
        if !self.0.is_empty() {
            self.0.hash(to);
        }
    }
}

impl<N> Position<N> {
    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Its digits, each with the node that chose it.
    #[must_use]
    pub fn digits(&self) -> &[(u64, N)] {
        &self.0
    }
}

impl<N: Ord + Clone> Position<N> {
    /// The first of `count` positions of a node that follow each other between two others; `None` if there is no room.
    ///
    /// The paper draws digits at random from the free ones, or from the first ones among them. Here they are the next ones behind
    /// the left neighbour, so that a run needs no draw.
    pub(super) fn between(left: &Self, right: Option<&Self>, own: &N, count: u64) -> Option<Self> {
        if right.is_some_and(Self::is_empty) {
            return None;
        }
        let (left, right) = (&left.0[..], right.map_or(&[][..], |right| &right.0[..]));
        let same = left.iter().zip(right).take_while(|(a, b)| a == b).count();
        let mut digits = left[..same].to_vec();
        match (left.get(same), right.get(same)) {
            (None, None) if !right.is_empty() => return None,
            (Some(_), None) if !right.is_empty() => return None,
            (None, None) => digits.push((START, own.clone())),
            (Some((digit, _)), None) => {
                digits.push((digit.checked_add(count)? - count + 1, own.clone()))
            }
            (None, Some(_)) => {
                // Zeros only lead to further digits.
                let zeros = right[same..].iter().take_while(|(digit, _)| *digit == 0);
                let at = same + zeros.count();
                digits.extend_from_slice(&right[same..at]);
                match right.get(at)?.0.checked_sub(count) {
                    Some(digit) if digit > 0 => digits.push((digit, own.clone())),
                    Some(_) | None => digits.extend([(0, own.clone()), (START, own.clone())]),
                }
            }
            (Some((digit, _)), Some((end, _))) if end.saturating_sub(*digit) > count => {
                digits.push((digit + 1, own.clone()));
            }
            (Some(step), Some(_)) => {
                digits.push(step.clone());
                let next = left.get(same + 1).map_or(START, |(digit, _)| digit + 1);
                digits.push((next, own.clone()));
            }
        }
        Some(Self(digits))
    }

    /// The next position of its node in a run.
    fn next(&self) -> Self {
        let mut next = self.clone();
        if let Some((digit, _)) = next.0.last_mut() {
            *digit += 1;
        }
        next
    }
}

impl<N: Ord + Clone> Place<N> {
    /// That of a character that hangs on another one.
    pub(super) fn hung(parent: Option<Dot<N>>, side: Side) -> Self {
        Self { parent, side, position: Position::default() }
    }

    /// That of the next character of an insertion, after one with this dot.
    pub(super) fn next(&self, dot: &Dot<N>) -> Self {
        match self.position.is_empty() {
            true => Self::hung(Some(dot.clone()), Side::Right),
            false => Self { position: self.position.next(), ..self.clone() },
        }
    }

    /// Its number as bytes: what it hangs on, and on which side.
    pub(super) const fn kind(&self) -> u64 {
        match (&self.parent, self.side) {
            (None, Side::Right | Side::Left) => 1,
            (Some(_), Side::Left) => 2,
            (Some(_), Side::Right) => 3,
        }
    }
}

impl<N: Name> Place<N> {
    /// Writes what its number does not say.
    pub(super) fn write(&self, to: &mut Writer<N>) {
        self.parent.iter().for_each(|parent| to.dot(parent));
        if !self.position.is_empty() {
            to.number(self.position.0.len() as u64);
            for (digit, node) in &self.position.0 {
                to.number(*digit);
                to.name(node);
            }
        }
    }

    /// Reads a place with a number.
    pub(super) fn read(
        from: &mut Reader<'_, N>,
        kind: u64,
        has_position: bool,
    ) -> Result<Self, WireError> {
        let (parent, side) = match kind {
            1 => (None, Side::Right),
            2 => (Some(from.dot()?), Side::Left),
            3 => (Some(from.dot()?), Side::Right),
            _ => return Err(WireError::Meaningless),
        };
        let mut position = Position::default();
        if has_position {
            for _ in 0..from.number()? {
                position.0.push((from.number()?, from.name()?));
            }
            if position.0.last().is_none_or(|(digit, _)| *digit == 0) {
                return Err(WireError::Meaningless);
            }
        }
        Ok(Self { parent, side, position })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Digits = Position<u8>;

    /// Positions as nodes choose them: each between two neighbours.
    fn chosen(choices: &[(usize, u8, u64)]) -> Vec<Digits> {
        let mut all: Vec<Digits> = Vec::new();
        for &(place, node, count) in choices {
            let at = place % (all.len() + 1);
            let left = at.checked_sub(1).map_or_else(Digits::default, |at| all[at].clone());
            let first = Digits::between(&left, all.get(at), &node, count).expect("there is room");
            let run = core::iter::successors(Some(first), |it| Some(it.next()));
            all.splice(at..at, run.take(count as usize));
        }
        all
    }

    proptest! {
        /// There is always room between two positions, for as many characters as are inserted.
        #[test]
        fn positions_lie_between_their_neighbours(
            choices in proptest::collection::vec((any::<usize>(), 0..3_u8, 1..4_u64), 1..60),
        ) {
            let all = chosen(&choices);
            prop_assert!(all.is_sorted_by(|a, b| a < b), "{all:?}");
            prop_assert!(all.iter().all(|it| it.0.last().is_some_and(|(digit, _)| *digit > 0)));
        }
    }

    #[test]
    fn typing_forwards_does_not_lengthen_positions() {
        let forwards: Vec<_> = (0..1_000).map(|at| (at, 0, 1)).collect();
        assert!(chosen(&forwards).iter().all(|it| it.0.len() == 1));
    }

    #[test]
    fn before_the_first_digits_there_are_more() {
        let backwards: Vec<_> = (0..20).map(|_| (0, 0, START / 4)).collect();
        let all = chosen(&backwards);
        assert!(all.is_sorted_by(|a, b| a < b));
        assert!(all[0].0.len() > 3, "{:?}", all[0]);
        assert_eq!(Digits::between(&all[0], Some(&all[0]), &1, 1), None);
    }
}
