//! Conflict handlers: what a store makes of two concurrent versions of a key.
//!
//! A handler that chooses returns the chosen version as it is, with its own stamp. A handler that makes a new value gives it
//! the greater of the two stamps, and so the name of the node that took that stamp. Either way the result is a version, and can
//! meet a third one. A deleted value is less than every other, and adds nothing to a sum, a text or a set.
//!
//! # Which laws matter, and when
//! A replica merges what it holds with what arrives. It is not asked to merge a version with one that contains it: version
//! vectors refuse that before a handler is called. What is left:
//! - **Commutative**: two replicas see the same conflict in opposite orders.
//! - **Associative**: three concurrent writes arrive in different orders.
//! - **Idempotent**: two replicas have merged the same conflict by themselves, each sends its result as a version of its own, and
//!   the results meet.
//!
//! With the first two, replicas that get the same pairwise concurrent writes end with the same value (Shapiro et al.); where
//! results travel as versions, the third is needed, too. [`Handler::laws`] tries them, and [`Handler::diverges`] shows what
//! happens without the first two. They say nothing of a write that overwrites one side of a version that is merged already: by its
//! vector it is concurrent with the whole, and what it overwrote is in the result. Only a handler that never prefers an
//! overwritten write to its successor is safe there, as [`Handler::Newest`] is where stamps follow causality.
//!
//! # Source
//! Kleppmann, *Designing Data-Intensive Applications*, ch. 5, "Custom conflict resolution logic" (handlers that run on write, and
//! Bucardo), "Converging toward a consistent state" (the newest write, the highest replica, the values together). Prebuilt
//! handlers of databases: Oracle Advanced Replication (minimum, maximum, earliest and latest time stamp, additive, site priority;
//! its manual says which of them converge with three sites or more); EDB Postgres Distributed (BDR), "Stream triggers" (a function
//! that returns the row) and "Conflict resolution" (`update_if_newer`); Bucardo, "Conflict handling" (the latest, a list of
//! databases, or a function). CouchDB keeps all versions, and shows the same one of them at every replica. The laws: Shapiro et
//! al., *Conflict-free Replicated Data Types* (2011).
//!
//! # Not modelled
//! Handlers that see the value before the conflict, as Oracle's additive one does; handlers of single columns; calls
//! within calls.

mod laws;
mod parse;

pub use laws::{ANY_VALUES, Counterexample, Divergence, End, Laws, NUMBERS};
pub use parse::{Expected, HandlerError};

use crate::{clock::Stamp, id::NodeId, kv::Value};
use alloc::{format, string::String, vec::Vec};
use core::{
    cmp::Ordering,
    fmt::{self, Write},
};

/// One of several concurrent versions of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    /// The value.
    pub value: Value,
    /// The stamp, with the name of the node that wrote the version.
    pub stamp: Stamp,
}

impl Side {
    /// The node that wrote it, whichever its incarnation.
    #[must_use]
    pub const fn node(&self) -> NodeId {
        self.stamp.node.place()
    }
}

/// What a store makes of concurrent versions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Handler {
    /// The version with the greatest stamp: last write wins.
    #[default]
    Newest,
    /// The version with the least stamp.
    Oldest,
    /// The version with the greatest value. Numbers are compared as numbers, and are less than other texts.
    Max,
    /// The version with the least value.
    Min,
    /// The sum of two numbers, which stays within 64 bits; other texts are joined as by [`Concat`](Self::Concat).
    Sum,
    /// The value that was held, the separator, and the value that arrived, cut at the length of a value. An empty
    /// separator is [`Value::TOMBSTONE`].
    Concat(Value),
    /// Every element of two sets, whose elements are separated by commas: sorted, and as many as fit a value.
    Union,
    /// The elements that both sets have; none is a deleted value.
    Intersection,
    /// The version of this node, or else the newest.
    Prefer(NodeId),
    /// The version of the node with the greatest id.
    HighestReplica,
}

/// A whole number, if a value is one.
fn number(value: &Value) -> Option<i64> {
    value.as_str().parse().ok()
}

/// The rank of a value: deleted ones, numbers, and texts.
fn rank(value: &Value) -> (Option<Result<i64, ()>>, &str) {
    let kind = (!value.is_tombstone()).then(|| number(value).ok_or(()));
    (kind, value.as_str())
}

/// The elements of a set, sorted.
fn elements(value: &Value) -> Vec<&str> {
    let mut all = Vec::new();
    for element in value.as_str().split(',').map(str::trim).filter(|it| !it.is_empty()) {
        add(&mut all, element);
    }
    all
}

/// Inserts an element into a sorted set.
fn add<'a>(to: &mut Vec<&'a str>, element: &'a str) {
    if let Err(place) = to.binary_search(&element) {
        to.insert(place, element);
    }
}

/// Texts with a separator between them, without the empty ones: as much as fits a value.
fn joined(texts: &[&str], separator: &str) -> Value {
    let mut all = String::new();
    for text in texts.iter().filter(|text| !text.is_empty()) {
        if !all.is_empty() {
            all += separator;
        }
        all += text;
    }
    Value::new(&all[..all.floor_char_boundary(Value::LIMIT)]).unwrap_or(Value::TOMBSTONE)
}

impl Handler {
    /// What comes of a version that a replica holds and a concurrent one that arrives.
    #[must_use]
    pub fn merge(self, held: Side, arrived: Side) -> Side {
        let value = match self {
            Self::Sum | Self::Concat(_) | Self::Union | Self::Intersection => {
                self.made(held.value, arrived.value)
            }
            Self::Newest
            | Self::Oldest
            | Self::Max
            | Self::Min
            | Self::Prefer(_)
            | Self::HighestReplica => {
                let prefers = self.compare(&arrived, &held).is_gt();
                return if prefers { arrived } else { held };
            }
        };
        Side { value, stamp: held.stamp.max(arrived.stamp) }
    }

    /// What comes of several versions, in the order of their arrival; `None` of none.
    #[must_use]
    pub fn merge_all(self, versions: impl IntoIterator<Item = Side>) -> Option<Side> {
        versions.into_iter().reduce(|held, arrived| self.merge(held, arrived))
    }

    /// The value that is made of two.
    fn made(self, held: Value, arrived: Value) -> Value {
        match self {
            Self::Sum => match (number(&held), number(&arrived)) {
                (Some(a), Some(b)) => {
                    Value::new(&format!("{}", a.saturating_add(b))).unwrap_or(Value::TOMBSTONE)
                }
                (Some(_) | None, _) => joined(&[held.as_str(), arrived.as_str()], ""),
            },
            Self::Union => {
                let mut all = elements(&held);
                elements(&arrived).into_iter().for_each(|element| add(&mut all, element));
                // What does not fit is left out from the end, and no element is cut.
                while all.iter().map(|element| element.len() + 1).sum::<usize>() > Value::LIMIT + 1
                {
                    all.pop();
                }
                joined(&all, ",")
            }
            Self::Intersection => {
                let (mut both, other) = (elements(&held), elements(&arrived));
                both.retain(|element| other.binary_search(element).is_ok());
                joined(&both, ",")
            }
            Self::Concat(separator) => {
                joined(&[held.as_str(), arrived.as_str()], separator.as_str())
            }
            Self::Newest
            | Self::Oldest
            | Self::Max
            | Self::Min
            | Self::Prefer(_)
            | Self::HighestReplica => arrived,
        }
    }

    /// Which of two versions is chosen: the greater one. A total order, so that the choice does not depend on who met whom.
    fn compare(self, a: &Side, b: &Side) -> Ordering {
        let newest = |a: &Side, b: &Side| (a.stamp, a.value).cmp(&(b.stamp, b.value));
        let greatest = |a: &Side, b: &Side| rank(&a.value).cmp(&rank(&b.value));
        match self {
            Self::Oldest => newest(b, a),
            Self::Max => greatest(a, b).then_with(|| newest(a, b)),
            Self::Min => greatest(b, a).then_with(|| newest(a, b)),
            Self::Prefer(node) => {
                (a.node() == node).cmp(&(b.node() == node)).then_with(|| newest(a, b))
            }
            Self::HighestReplica => a.node().cmp(&b.node()).then_with(|| newest(a, b)),
            Self::Newest | Self::Sum | Self::Concat(_) | Self::Union | Self::Intersection => {
                newest(a, b)
            }
        }
    }

    /// Its word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Oldest => "oldest",
            Self::Max => "max",
            Self::Min => "min",
            Self::Sum => "sum",
            Self::Concat(_) => "concat",
            Self::Union => "union",
            Self::Intersection => "intersection",
            Self::Prefer(_) => "prefer",
            Self::HighestReplica => "highest-replica",
        }
    }
}

impl fmt::Display for Handler {
    /// As it is parsed: `newest`, `concat(", ")`, `prefer(B)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())?;
        match self {
            Self::Concat(separator) if !separator.is_tombstone() => {
                f.write_str("(\"")?;
                for c in separator.as_str().chars() {
                    if matches!(c, '"' | '\\') {
                        f.write_char('\\')?;
                    }
                    f.write_char(c)?;
                }
                f.write_str("\")")
            }
            Self::Prefer(node) => write!(f, "({node})"),
            Self::Newest
            | Self::Oldest
            | Self::Max
            | Self::Min
            | Self::Sum
            | Self::Concat(_)
            | Self::Union
            | Self::Intersection
            | Self::HighestReplica => Ok(()),
        }
    }
}

#[cfg(test)]
#[path = "handler/handler_tests.rs"]
mod tests;
