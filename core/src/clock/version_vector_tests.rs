//! Exhaustive tests over vectors of three nodes with counts up to 2, and properties of random vectors.

use super::*;
use alloc::{string::ToString, vec::Vec};
use proptest::prelude::*;

type Vector = VersionVector<u8>;

/// Every vector over three nodes with counts to 2.
fn all() -> Vec<Vector> {
    let code = 0..27_u64;
    code.map(|code| Vector::from_iter([(0, code % 3), (1, code / 3 % 3), (2, code / 9)])).collect()
}

/// A vector over a few nodes, with counts near 0 and near the maximum.
fn any_vector() -> impl Strategy<Value = Vector> {
    let count = prop_oneof![0..4_u64, u64::MAX - 2..=u64::MAX];
    proptest::collection::vec((0..5_u8, count), 0..6).prop_map(Vector::from_iter)
}

fn merged(a: &Vector, b: &Vector) -> Vector {
    let mut both = a.clone();
    both.merge(b);
    both
}

#[test]
fn the_order_is_the_entrywise_one() {
    for a in &all() {
        for b in &all() {
            let entrywise = (0..3).map(|node| a.of(&node).cmp(&b.of(&node)));
            let (mut less, mut greater) = (false, false);
            entrywise.for_each(|o| match o {
                Ordering::Less => less = true,
                Ordering::Greater => greater = true,
                Ordering::Equal => {}
            });
            let want = match (less, greater) {
                (false, false) => Some(Ordering::Equal),
                (true, false) => Some(Ordering::Less),
                (false, true) => Some(Ordering::Greater),
                (true, true) => None,
            };
            assert_eq!(a.partial_cmp(b), want, "{a} {b}");
            assert_eq!(a == b, want == Some(Ordering::Equal), "{a} {b}");
        }
    }
}

#[test]
fn merging_is_the_least_upper_bound() {
    for a in &all() {
        assert_eq!(merged(a, a), *a);
        for b in &all() {
            let both = merged(a, b);
            assert_eq!(both, merged(b, a));
            assert!(both >= *a && both >= *b);
            for c in &all() {
                assert_eq!(merged(&both, c), merged(a, &merged(b, c)));
                if c >= a && c >= b {
                    assert!(both <= *c);
                }
            }
        }
    }
}

#[test]
fn a_vector_includes_the_first_writes_of_each_node() {
    for vector in &all() {
        for (node, count) in (0..4).flat_map(|node| (1..4).map(move |count| (node, count))) {
            let alone = Vector::from_iter([(node, count)]);
            assert_eq!(vector.includes(&Dot { node, count }), alone <= *vector, "{vector}");
        }
    }
}

#[test]
fn counting_continues_from_the_included_writes_and_stops_at_the_maximum() {
    let mut vector = Vector::from_iter([(1, 7), (0, u64::MAX)]);
    assert_eq!(vector.count(1), Some(Dot { node: 1, count: 8 }));
    assert_eq!(vector.count(2), Some(Dot { node: 2, count: 1 }));
    let before = vector.clone();
    assert_eq!(vector.count(0), None);
    assert_eq!(vector, before);
}

#[test]
fn a_count_of_0_equals_an_absent_entry() {
    let vector = Vector::from_iter([(3, 0), (1, 2), (1, 1), (0, 0)]);
    assert_eq!(vector, Vector::from_iter([(1, 2)]));
    assert_eq!(vector.entries().collect::<Vec<_>>(), [(&1, 2)]);
    assert_eq!(vector.to_string(), "{1:2}");
    assert_eq!(merged(&vector, &Vector::default()), vector);
    assert!(vector > Vector::default());
}

proptest! {
    #[test]
    fn merging_is_commutative_associative_and_idempotent(
        a in any_vector(), b in any_vector(), c in any_vector(),
    ) {
        prop_assert_eq!(merged(&a, &b), merged(&b, &a));
        prop_assert_eq!(merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
        prop_assert_eq!(merged(&a, &a), a);
    }

    #[test]
    fn the_order_is_partial_and_that_of_merging(
        a in any_vector(), b in any_vector(), c in any_vector(),
    ) {
        // Reflexive, antisymmetric, transitive.
        prop_assert_eq!(a.partial_cmp(&a), Some(Ordering::Equal));
        prop_assert_eq!(a.partial_cmp(&b), b.partial_cmp(&a).map(Ordering::reverse));
        prop_assert!(!(a <= b && b <= a) || a == b);
        // Random vectors are rarely ordered; a merged vector is above both.
        let (ab, abc) = (merged(&a, &b), merged(&merged(&a, &b), &c));
        for (x, y, z) in [(&a, &b, &c), (&a, &ab, &abc), (&b, &ab, &c), (&ab, &abc, &a)] {
            prop_assert!(!(x <= y && y <= z) || x <= z);
        }
        // A vector is at most another exactly if merging it into the other changes nothing.
        prop_assert_eq!(a <= b, merged(&a, &b) == b);
        prop_assert!(a <= ab && ab <= abc);
    }
}
