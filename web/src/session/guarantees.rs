//! The guarantees at the playhead, in the order in which a reader needs them.

use super::Frame;
use replicarium::{
    check::{Property, Verdict, Witness},
    mode::Promise,
};

/// What is known of every guarantee.
#[derive(Debug, Default)]
pub struct Guarantees<'a> {
    /// Violated, those that were promised first, and then the most specific first.
    pub broken: Vec<Broken<'a>>,
    /// Not decided yet.
    pub open: Vec<Property>,
    /// Held so far by everything that was checked.
    pub hold: Vec<Property>,
    /// Not checked yet: nothing has happened that could break it.
    pub unchecked: Vec<Property>,
}

/// A violated guarantee.
#[derive(Debug)]
pub struct Broken<'a> {
    /// The guarantee.
    pub property: Property,
    /// Whether the mode, as it is set, promises it.
    pub promise: Promise,
    /// The proof.
    pub witness: &'a Witness,
    /// Stronger guarantees that are therefore violated as well.
    pub follows: Vec<Property>,
}

impl<'a> Guarantees<'a> {
    /// The guarantees of a mode at the playhead.
    #[must_use]
    pub fn of(frame: &'a Frame) -> Self {
        let mut all = Self::default();
        for &(property, ref verdict) in &frame.verdicts.0 {
            match verdict {
                Verdict::Violated(witness) => {
                    let promise = frame.mode.promises(property, &frame.world);
                    all.insert(Broken { property, promise, witness, follows: Vec::new() });
                }
                Verdict::Holds { checked: 0 } => all.unchecked.push(property),
                Verdict::Holds { .. } => all.hold.push(property),
                Verdict::Unknown(_) => all.open.push(property),
            }
        }
        all.fold();
        all
    }

    fn insert(&mut self, broken: Broken<'a>) {
        let order = |it: &Broken<'_>| (!it.promise.is_made(), rank(it.property));
        let before = order(&broken);
        self.broken.insert(self.broken.partition_point(|it| order(it) < before), broken);
    }

    /// Moves what follows from another violation to that one.
    fn fold(&mut self) {
        let violated: Vec<Property> = self.broken.iter().map(|it| it.property).collect();
        let follows = |it: Property| violated.iter().any(|&other| other.breaks(it));
        self.broken.retain(|it| !follows(it.property));
        for it in violated.iter().rev().copied().filter(|&it| follows(it)) {
            if let Some(first) = self.broken.iter_mut().find(|first| first.property.breaks(it)) {
                first.follows.push(it);
            }
        }
    }
}

/// The order of violations: that of a log or a row comes before that of a read, and a read that one client can tell
/// before one that only all operations together can tell.
const fn rank(property: Property) -> u8 {
    match property {
        Property::LogsAgree => 0,
        Property::UniqueNumbers => 1,
        Property::Durable => 2,
        Property::ReadYourWrites => 3,
        Property::MonotonicReads => 4,
        Property::MonotonicWrites => 5,
        Property::WritesFollowReads => 6,
        Property::ConsistentPrefix => 7,
        Property::Causal => 8,
        Property::Sequential => 9,
        Property::Linearizable => 10,
        Property::Convergence => 11,
    }
}
