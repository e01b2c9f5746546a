//! Sets of dots.

use crate::{clock::Dot, id::NodeId};
use alloc::{collections::BTreeMap, vec::Vec};

/// A set of dots, kept as runs of consecutive counts for each node.
///
/// A version vector can include only the first dots of each node. The context of a delta is any set: "A's seventh, and B's
/// third". A set that is causally complete has one run from 1 for each node, and is then as short as a version vector.
///
/// ```
/// use replicarium::{clock::Dot, id::NodeId, store::crdt::Dots};
/// let (a, b) = (NodeId(0), NodeId(1));
/// let mut dots = Dots::default();
/// dots.insert(&Dot { node: a, count: 7 });
/// dots.insert_run(&b, 1, 3);
/// assert!(dots.includes(&Dot { node: b, count: 2 }) && !dots.includes(&Dot { node: a, count: 6 }));
/// assert_eq!((dots.last(&a), dots.last(&b)), (7, 3));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Dots<N = NodeId>(
    /// For each node with dots: first and last count of each run, in ascending order, with a gap between runs.
    BTreeMap<N, Vec<(u64, u64)>>,
);

impl<N: Ord + Clone> Dots<N> {
    /// Whether the set has this dot.
    #[must_use]
    pub fn includes(&self, dot: &Dot<N>) -> bool {
        let Some(runs) = self.0.get(&dot.node) else { return false };
        let after = runs.partition_point(|&(first, _)| first <= dot.count);
        after > 0 && dot.count <= runs[after - 1].1
    }

    /// Whether the set has all dots of another.
    #[must_use]
    pub fn includes_all(&self, other: &Self) -> bool {
        other.without(self).is_empty()
    }

    /// Whether the set has no dot.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a dot.
    pub fn insert(&mut self, dot: &Dot<N>) {
        self.insert_run(&dot.node, dot.count, dot.count);
    }

    /// Adds the dots of a node from a first to a last count.
    pub fn insert_run(&mut self, node: &N, first: u64, last: u64) {
        if first > last {
            return;
        }
        let runs = self.0.entry(node.clone()).or_default();
        match runs.last_mut() {
            // Most dots come in order.
            Some((_, end)) if end.checked_add(1) == Some(first) => *end = last,
            Some((_, end)) if *end >= first => {
                runs.push((first, last));
                tidy(runs);
            }
            Some(_) | None => runs.push((first, last)),
        }
    }

    /// Adds all dots of another set.
    pub fn merge(&mut self, other: &Self) {
        for (node, runs) in &other.0 {
            let mine = self.0.entry(node.clone()).or_default();
            mine.extend(runs);
            tidy(mine);
        }
    }

    /// The union of sets.
    pub fn union<'a>(sets: impl IntoIterator<Item = &'a Self>) -> Self
    where
        N: 'a,
    {
        let mut union = Self::default();
        for (node, runs) in sets.into_iter().flat_map(|set| &set.0) {
            union.0.entry(node.clone()).or_default().extend(runs);
        }
        union.0.values_mut().for_each(tidy);
        union
    }

    /// The dots that another set does not have.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let rest = self.0.iter().map(|(node, runs)| {
            let others = other.0.get(node).map_or(&[][..], |it| it);
            (node.clone(), runs.iter().flat_map(|&run| cut(run, others)).collect::<Vec<_>>())
        });
        Self(rest.filter(|(_, runs)| !runs.is_empty()).collect())
    }

    /// The dots that another set has, too.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        self.without(&self.without(other))
    }

    /// The greatest count of a node; 0 if it has none.
    #[must_use]
    pub fn last(&self, node: &N) -> u64 {
        self.0.get(node).and_then(|runs| runs.last()).map_or(0, |run| run.1)
    }

    /// The runs of each node: first and last counts, in ascending order.
    pub fn runs(&self) -> impl ExactSizeIterator<Item = (&N, &[(u64, u64)])> {
        self.0.iter().map(|(node, runs)| (node, &runs[..]))
    }

    /// The dots in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = Dot<N>> {
        let of_run = |node: N, (first, last): (u64, u64)| {
            (first..=last).map(move |count| Dot { node: node.clone(), count })
        };
        let runs = self.0.iter().flat_map(|(node, runs)| runs.iter().map(move |run| (node, *run)));
        runs.flat_map(move |(node, run)| of_run(node.clone(), run))
    }
}

/// Sorts runs, and joins those that overlap or touch.
fn tidy(runs: &mut Vec<(u64, u64)>) {
    runs.sort_unstable();
    let mut tidied: Vec<(u64, u64)> = Vec::with_capacity(runs.len());
    for &(first, last) in runs.iter() {
        match tidied.last_mut() {
            Some((_, end)) if first <= end.saturating_add(1) => *end = last.max(*end),
            Some(_) | None => tidied.push((first, last)),
        }
    }
    *runs = tidied;
}

/// What remains of a run without others.
fn cut(run: (u64, u64), others: &[(u64, u64)]) -> Vec<(u64, u64)> {
    let (mut first, last) = run;
    let mut rest = Vec::new();
    for &(start, end) in others.iter().filter(|other| other.1 >= run.0 && other.0 <= last) {
        if first < start {
            rest.push((first, start - 1));
        }
        if end >= last {
            return rest;
        }
        first = end + 1;
    }
    rest.push((first, last));
    rest
}

impl<N> Default for Dots<N> {
    /// The empty set.
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<N: Ord + Clone> FromIterator<Dot<N>> for Dots<N> {
    fn from_iter<I: IntoIterator<Item = Dot<N>>>(dots: I) -> Self {
        let mut set = Self::default();
        dots.into_iter().for_each(|dot| set.insert(&dot));
        set
    }
}

#[cfg(test)]
#[path = "dots_tests.rs"]
mod tests;
