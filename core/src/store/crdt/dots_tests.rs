//! Sets of dots against sets of pairs.

use super::*;
use alloc::collections::BTreeSet;
use proptest::prelude::*;

type Plain = BTreeSet<(u8, u64)>;

fn of(plain: &Plain) -> Dots<u8> {
    plain.iter().map(|&(node, count)| Dot { node, count }).collect()
}

fn plain(dots: &Dots<u8>) -> Plain {
    dots.iter().map(|dot| (dot.node, dot.count)).collect()
}

/// Every set of two nodes with counts to 3.
fn all() -> Vec<Plain> {
    let pairs = || (0..2_u8).flat_map(|node| (1..4_u64).map(move |count| (node, count)));
    (0..64_u32)
        .map(|code| {
            pairs().enumerate().filter(|(n, _)| code >> n & 1 == 1).map(|it| it.1).collect()
        })
        .collect()
}

#[test]
fn they_are_sets() {
    for a in &all() {
        let dots = of(a);
        assert_eq!(plain(&dots), *a);
        assert_eq!(dots.is_empty(), a.is_empty());
        for node in 0..3 {
            let last = a.iter().filter(|it| it.0 == node).map(|it| it.1).max();
            assert_eq!(dots.last(&node), last.unwrap_or(0));
            for count in 0..5 {
                assert_eq!(dots.includes(&Dot { node, count }), a.contains(&(node, count)));
            }
        }
        for b in &all() {
            let mut both = dots.clone();
            both.merge(&of(b));
            // Equal sets are equal values, however they were made.
            assert_eq!(both, of(&(a | b)));
            assert_eq!(dots.without(&of(b)), of(&(a - b)));
            assert_eq!(dots.and(&of(b)), of(&(a & b)));
            assert_eq!(dots.includes_all(&of(b)), a.is_superset(b));
        }
    }
}

proptest! {
    #[test]
    fn runs_are_inserted_in_any_order(
        runs in proptest::collection::vec((0..2_u8, 1..20_u64, 0..5_u64), 0..12),
    ) {
        let (mut dots, mut want) = (Dots::default(), Plain::new());
        for (node, first, length) in runs {
            dots.insert_run(&node, first, first + length);
            want.extend((first..=first + length).map(|count| (node, count)));
            prop_assert_eq!(&dots, &of(&want));
        }
        for (_, runs) in dots.runs() {
            prop_assert!(runs.is_sorted_by(|a, b| a.1 + 1 < b.0), "{:?}", runs);
        }
    }
}

#[test]
fn counts_go_to_the_end_of_their_type() {
    let end = u64::MAX;
    let mut dots = Dots::default();
    dots.insert_run(&0_u8, 1, end);
    dots.insert_run(&0, end, end);
    let first = Dots::from_iter([Dot { node: 0, count: 1 }]);
    let rest = dots.without(&first);
    assert_eq!(rest.runs().next(), Some((&0, &[(2, end)][..])));
    assert!(first.without(&dots).is_empty() && rest.includes(&Dot { node: 0, count: end }));
}
