//! Unique numbers: no two rows of a table get the same number.
//!
//! A system that refers to rows by number, such as a cache, confuses two rows that share one (DDIA, ch. 5, "Leader
//! failure: Failover": GitHub, 2012).
//!
//! ```text
//!   c1 ├ insert users → 7 ┤
//!   c2                       ├ insert users → 7 ┤     broken
//! ```

use super::verdict::{Verdict, Violation, Witness};
use crate::{
    history::{Operation, Outcome},
    id::OperationId,
    kv::Key,
};
use litemap::LiteMap;

/// Judges the numbers in the responses to inserts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    given: LiteMap<(Key, u32), OperationId>,
    broken: Option<Witness>,
}

impl Numbers {
    /// Takes in an operation that has ended.
    pub fn take(&mut self, operation: &Operation) {
        let Some((Outcome::Inserted(number), ..)) = operation.ended else { return };
        let table = operation.request.key();
        let first = self.given.insert((table, number), operation.id);
        if let Some(first) = first.filter(|_| self.broken.is_none()) {
            let violation = Violation::SameNumber { table, number };
            self.broken = Some(Witness::new(violation, &[first, operation.id]));
        }
    }

    /// The verdict so far; `None` before the first insert.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        let checked = self.given.len() as u32;
        match &self.broken {
            Some(witness) => Some(Verdict::Violated(witness.clone())),
            None if checked == 0 => None,
            None => Some(Verdict::Holds { checked }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::{ClientId, NodeId},
        kv::{Request, Word},
        time::Instant,
    };
    use alloc::vec::Vec;

    fn judged(rows: &[(&str, u32)]) -> (Option<Verdict>, Vec<Operation>) {
        let mut numbers = Numbers::default();
        let insert = |(n, &(table, number)): (u16, &(&str, u32))| {
            let client = ClientId(n);
            let at = (Instant(0), u32::from(n));
            Operation {
                id: OperationId { client, number: 1 },
                user: client,
                via: NodeId(0),
                request: Request::Insert(Key(Word::new(table).expect("a word"))),
                invoked: at,
                ended: Some((Outcome::Inserted(number), at.0, at.1 + 1)),
            }
        };
        let operations: Vec<Operation> = (0..).zip(rows).map(insert).collect();
        operations.iter().for_each(|operation| numbers.take(operation));
        (numbers.verdict(), operations)
    }

    /// Against the definition, for all histories of four rows in two tables with three numbers.
    #[test]
    fn no_number_twice_in_a_table() {
        const ROWS: [(&str, u32); 6] = [("x", 1), ("x", 2), ("x", 3), ("y", 1), ("y", 2), ("y", 3)];
        for choice in 0..6_usize.pow(4) {
            let rows = [0, 1, 2, 3].map(|place| ROWS[choice / 6_usize.pow(place) % 6]);
            for len in 0..=4 {
                let (verdict, operations) = judged(&rows[..len]);
                let twice = (0..len).find(|&n| rows[..n].contains(&rows[n]));
                match (verdict, twice) {
                    (None, None) => assert_eq!(len, 0),
                    (Some(Verdict::Holds { checked }), None) => assert_eq!(checked, len as u32),
                    (Some(Verdict::Violated(witness)), Some(n)) => {
                        assert_eq!(witness.operations[1], operations[n].id);
                    }
                    other => panic!("{rows:?}: {other:?}"),
                }
            }
        }
    }
}
