//! Rows in which every pair of values of two factors occurs (Cohen et al., *The AETG System*, 1997): most faults need no
//! more than two settings at once.

use replicarium::{
    id::NodeId,
    random::{Dice, Stream},
};
use std::collections::BTreeSet;

/// A factor and one of its values, both by index.
type Choice = (usize, usize);

/// The rows for factors with these numbers of values, and the number of pairs that no valid row has.
pub struct Pairs {
    pub rows: Vec<Vec<usize>>,
    pub impossible: usize,
}

/// The candidates for each row, of which the one with the most new pairs is taken.
const CANDIDATES: u32 = 20;

pub fn pairs(values: &[usize], is_valid: impl Fn(&[usize]) -> bool) -> Pairs {
    let mut open: BTreeSet<(Choice, Choice)> = BTreeSet::new();
    for a in 0..values.len() {
        for b in a + 1..values.len() {
            let of = |n: usize| (0..values[n]).map(move |value| (n, value));
            open.extend(of(a).flat_map(|one| of(b).map(move |two| (one, two))));
        }
    }
    let (mut rows, mut impossible) = (Vec::new(), 0);
    while let Some(&(one, two)) = open.first() {
        let mut dice = Dice::new(rows.len() as u64, Stream::Timer(NodeId(0)), impossible as u64);
        let mut draw = |_| {
            let mut row: Vec<usize> =
                values.iter().map(|&n| dice.below(n as u32) as usize).collect();
            (row[one.0], row[two.0]) = (one.1, two.1);
            row
        };
        let new = |row: &Vec<usize>| of_row(row).filter(|pair| open.contains(pair)).count();
        let all = (0..10 * CANDIDATES).map(&mut draw).filter(|row| is_valid(row));
        match all.take(CANDIDATES as usize).max_by_key(new) {
            Some(row) => {
                of_row(&row).for_each(|pair| _ = open.remove(&pair));
                rows.push(row);
            }
            None => {
                impossible += 1;
                open.remove(&(one, two));
            }
        }
    }
    Pairs { rows, impossible }
}

fn of_row(row: &[usize]) -> impl Iterator<Item = (Choice, Choice)> {
    (0..row.len()).flat_map(move |a| (a + 1..row.len()).map(move |b| ((a, row[a]), (b, row[b]))))
}

#[test]
fn every_pair_occurs() {
    let values = [3, 2, 4, 2, 2, 3];
    let Pairs { rows, impossible } = pairs(&values, |row| row[0] != 2 || row[1] == 0);
    // The third value of the first factor excludes one value of the second.
    assert_eq!(impossible, 1);
    let seen: BTreeSet<_> = rows.iter().flat_map(|row| of_row(row)).collect();
    let mut all = 0;
    for a in 0..values.len() {
        all += (a + 1..values.len()).map(|b| values[a] * values[b]).sum::<usize>();
    }
    assert_eq!(seen.len(), all - 1);
    assert!(rows.iter().all(|row| row[0] != 2 || row[1] == 0));
    assert!(rows.len() < 30, "{}", rows.len());
}
