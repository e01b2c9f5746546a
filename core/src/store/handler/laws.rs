//! Which laws a conflict handler has, found by trying a fixed table of versions, and what happens without them.

use super::{Handler, Side};
use crate::{clock::Stamp, id::NodeId, kv::Value, time::Timestamp};
use alloc::vec::Vec;

/// Values of every kind: numbers, texts, sets, and a deleted one.
pub const ANY_VALUES: &[&str] = &["1", "2", "3", "a", "b", "10", "a,b", "b,c", ""];

/// Numbers, of which one is negative and two are equal.
pub const NUMBERS: &[&str] = &["1", "2", "10", "-3", "02"];

/// The six orders of three things.
const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

/// Versions that prove that a handler lacks a law, and the two results that should be equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counterexample {
    /// The versions: two, or three if the law is about three.
    pub versions: Vec<Side>,
    /// *a* then *b*; (*a* then *b*) then *c*; *a* then *b*.
    pub one: Side,
    /// *b* then *a*; *a* then (*b* then *c*); (*a* then *b*) then itself.
    pub other: Side,
}

/// The laws of a handler: for each `None` if the table has no counterexample.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Laws {
    /// Two versions give the same in either order.
    pub commutative: Option<Counterexample>,
    /// Of three versions, it does not matter which two meet first.
    pub associative: Option<Counterexample>,
    /// The result of a merge, merged with itself, stays what it is.
    pub idempotent: Option<Counterexample>,
}

impl Laws {
    /// Whether replicas that get the same concurrent writes end with the same value, in any order of arrival.
    #[must_use]
    pub const fn converge(&self) -> bool {
        self.commutative.is_none() && self.associative.is_none()
    }
}

/// How one replica ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// The order in which it got the versions, by their index; its own one is the first.
    pub order: [usize; 3],
    /// What it holds in the end.
    pub result: Side,
}

/// Three replicas that got the same concurrent versions, and do not hold the same value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Divergence {
    /// The versions, one written at each replica.
    pub versions: [Side; 3],
    /// How each replica ends, in the order of their own versions.
    pub ends: [End; 3],
}

/// Three concurrent versions, one of each of the nodes A, B and C, with every choice of values and every order of their
/// stamps. Three different values come first: they are the better examples.
fn triples(values: &[&str]) -> Vec<[Side; 3]> {
    let values: Vec<Value> =
        values.iter().map(|text| Value::new(text).unwrap_or(Value::TOMBSTONE)).collect();
    let (mut different, mut others) = (Vec::new(), Vec::new());
    for (&a, &b, &c) in values.iter().flat_map(|a| {
        let pairs = values.iter().flat_map(|b| values.iter().map(move |c| (b, c)));
        pairs.map(move |(b, c)| (a, b, c))
    }) {
        let to = if a != b && b != c && a != c { &mut different } else { &mut others };
        for times in ORDERS {
            let side = |value, node: usize| Side {
                value,
                stamp: Stamp { time: Timestamp(times[node] as i64), node: NodeId(node as u16) },
            };
            to.push([side(a, 0), side(b, 1), side(c, 2)]);
        }
    }
    different.append(&mut others);
    different
}

/// A counterexample, if the results differ.
fn against(versions: &[Side], one: Side, other: Side) -> Option<Counterexample> {
    (one != other).then(|| Counterexample { versions: versions.to_vec(), one, other })
}

impl Handler {
    /// Whether it makes the same of concurrent versions in whatever order they arrive. A sum joins texts, which have an order.
    #[must_use]
    pub const fn ignores_order(self) -> bool {
        !matches!(self, Self::Sum | Self::Concat(_))
    }

    /// Its laws among [values of every kind](ANY_VALUES).
    #[must_use]
    pub fn laws(self) -> Laws {
        self.laws_among(ANY_VALUES)
    }

    /// Its laws among these values: a sum is commutative among [`NUMBERS`], but joins other texts.
    #[must_use]
    pub fn laws_among(self, values: &[&str]) -> Laws {
        let mut laws = Laws::default();
        for versions in triples(values) {
            for [a, b, c] in ORDERS.map(|order| order.map(|place| versions[place])) {
                let (first, last) = (self.merge(a, b), self.merge(b, c));
                let Laws { commutative, associative, idempotent } = &mut laws;
                *commutative =
                    commutative.take().or_else(|| against(&[a, b], first, self.merge(b, a)));
                *associative = associative
                    .take()
                    .or_else(|| against(&[a, b, c], self.merge(first, c), self.merge(a, last)));
                *idempotent =
                    idempotent.take().or_else(|| against(&[a, b], first, self.merge(first, first)));
            }
        }
        laws
    }

    /// Three replicas that end with different values, as many as there are; `None` if there are none such.
    #[must_use]
    pub fn diverges(self) -> Option<Divergence> {
        let mut found: Option<(usize, Divergence)> = None;
        for versions in triples(ANY_VALUES) {
            for last in 0..8 {
                // Each replica gets the versions of the other two in one of two orders.
                let ends = [0, 1, 2].map(|own| {
                    let (one, other) = (usize::from(own == 0), if own == 2 { 1 } else { 2 });
                    let order =
                        if (last >> own) & 1 == 0 { [own, one, other] } else { [own, other, one] };
                    let merged = |held, &place: &usize| self.merge(held, versions[place]);
                    End { order, result: order[1..].iter().fold(versions[own], merged) }
                });
                let [a, b, c] = ends.map(|end| end.result.value);
                let different = 1 + usize::from(b != a) + usize::from(c != a && c != b);
                if different > found.map_or(1, |(most, _)| most) {
                    found = Some((different, Divergence { versions, ends }));
                }
            }
            if found.is_some_and(|(most, _)| most == 3) {
                break;
            }
        }
        found.map(|(_, divergence)| divergence)
    }
}
