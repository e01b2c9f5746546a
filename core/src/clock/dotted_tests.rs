//! Exhaustive tests over sets of a few nodes with counts up to 2, published examples, and properties of random sets.

use super::*;
use proptest::prelude::*;

type Set = DottedVersionVectorSet<(u8, u64), u8>;
type Texts = DottedVersionVectorSet<&'static str, char>;
type Vector = VersionVector<u8>;

/// A set in which each value is its dot. `held` tells which dots of `seen` are siblings.
fn set(seen: &Vector, held: impl Fn(u8, u64) -> bool) -> Set {
    let mut set = Set { seen: seen.clone(), ..Set::default() };
    for (&node, n) in seen.entries() {
        let counts = (1..=n).filter(|&count| held(node, count));
        counts.for_each(|count| set.keep(Dot { node, count }, (node, count)));
    }
    set
}

/// Every set over `nodes` nodes with counts up to 2. A node with count 0, 1 or 2 has 1, 2 or 4 sets of siblings: 7.
fn all(nodes: u8) -> Vec<Set> {
    const ONE: [(u64, u64); 7] = [(0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (2, 2), (2, 3)];
    let code = 0..7_usize.pow(nodes.into());
    let one = |code: usize, node: u8| ONE[code / 7_usize.pow(node.into()) % 7];
    code.map(|code| {
        let seen = (0..nodes).map(|node| (node, one(code, node).0)).collect();
        set(&seen, |node, count| one(code, node).1 >> (count - 1) & 1 == 1)
    })
    .collect()
}

/// A set over a few nodes.
fn any_set() -> impl Strategy<Value = Set> {
    let seen = proptest::collection::vec((0..5_u8, 0..9_u64), 0..6);
    (seen, any::<u64>()).prop_map(|(seen, held)| {
        set(&seen.into_iter().collect(), |node, count| {
            held >> (u64::from(node) * 8 + count - 1) & 1 == 1
        })
    })
}

fn synced(a: &Set, b: &Set) -> Set {
    let mut both = a.clone();
    both.sync(b);
    both
}

/// The invariants of a set.
fn holds_invariants(set: &Set) -> bool {
    set.siblings.is_sorted_by(|(a, _), (b, _)| a < b)
        && set
            .siblings
            .iter()
            .all(|(dot, value)| set.seen.includes(dot) && *value == (dot.node, dot.count))
}

/// The definition of sync for each dot: one side has it, and the other side has it or has never seen it.
fn sync_by_definition(a: &Set, b: &Set) -> Set {
    let mut seen = a.seen.clone();
    seen.merge(&b.seen);
    set(&seen, |node, count| {
        let dot = Dot { node, count };
        let keeps = |it: &Set| it.find(&dot).is_ok();
        let lost = |it: &Set| it.seen.includes(&dot) && !keeps(it);
        (keeps(a) || keeps(b)) && !lost(a) && !lost(b)
    })
}

#[test]
fn sync_matches_its_definition_on_three_nodes() {
    let all = all(3);
    for a in &all {
        assert_eq!(synced(a, a), *a);
        for b in &all {
            let both = synced(a, b);
            assert!(holds_invariants(&both), "{both:?}");
            assert_eq!(both, sync_by_definition(a, b));
            assert_eq!(both, synced(b, a));
        }
    }
}

#[test]
fn sync_is_associative_on_two_nodes() {
    let all = all(2);
    for a in &all {
        for b in &all {
            let ab = synced(a, b);
            for c in &all {
                assert_eq!(synced(&ab, c), synced(a, &synced(b, c)));
            }
        }
    }
}

#[test]
fn a_write_overwrites_exactly_what_its_context_has_seen() {
    let sets = all(2);
    let contexts: Vec<&Vector> = sets.iter().map(|set| &set.seen).collect();
    for before in &sets {
        for context in &contexts {
            for node in 0..3 {
                let mut after = before.clone();
                // A unique value.
                let dot = after.update(node, (9, 9), context).expect("there is room");
                assert!(!before.seen.includes(&dot) && !context.includes(&dot), "given twice");
                let mut left: Vec<_> = before.siblings.clone();
                left.retain(|(it, _)| !context.includes(it));
                left.push((dot, (9, 9)));
                left.sort();
                assert_eq!(after.siblings, left);
                let mut seen = before.seen.clone();
                seen.merge(context);
                assert_eq!(seen.count(node), Some(dot));
                assert_eq!(after.seen, seen);
            }
            let mut after = before.clone();
            after.discard(context);
            assert!(after.siblings.iter().all(|(dot, _)| !context.includes(dot)));
            assert_eq!(after, sync_by_definition(before, &set(context, |_, _| false)));
        }
    }
}

#[test]
fn a_context_may_be_ahead_of_the_node() {
    let ahead = VersionVector::from_iter([('A', 7), ('Z', 3)]);
    let mut copy = Texts::default();
    copy.update('A', "old", &VersionVector::default());
    assert_eq!(copy.update('A', "new", &ahead), Some(Dot { node: 'A', count: 8 }));
    assert_eq!(copy.values(), [&"new"]);
    // The writes that the context includes are overwritten before they arrive.
    let mut late = Texts::default();
    for _ in 0..3 {
        late.update('Z', "late", &VersionVector::default());
    }
    copy.sync(&late);
    assert_eq!(copy.values(), [&"new"]);
    late.event('Z', "later");
    copy.sync(&late);
    assert_eq!(copy.values(), [&"later", &"new"]);
}

#[test]
fn a_write_beyond_the_maximal_count_changes_nothing() {
    let spent = VersionVector::from_iter([('A', u64::MAX)]);
    let mut copy = Texts::default();
    copy.update('A', "kept", &VersionVector::default());
    let before = copy.clone();
    assert_eq!(copy.update('A', "refused", &spent), None);
    assert_eq!(copy, before);
    assert_eq!(copy.update('B', "taken", &spent), Some(Dot { node: 'B', count: 1 }));
    assert_eq!(copy.values(), [&"taken"]);
    assert_eq!(copy.event('A', "refused"), None);
}

fn assert_copy(copy: &Texts, entries: &[(char, u64)], values: &[&str]) {
    assert!(
        copy.join().entries().map(|(&node, n)| (node, n)).eq(entries.iter().copied()),
        "{copy:?}"
    );
    assert!(copy.values().into_iter().eq(values), "{copy:?}");
}

/// The tests of the authors' Erlang library (`dvvset.erl`) for the functions that exist here.
#[test]
fn matches_the_tests_of_the_authors_library() {
    let write = |copy: &Texts, node, value, context: &Texts| {
        let mut copy = copy.clone();
        copy.update(node, value, context.join());
        copy
    };
    let new = Texts::default();
    // update_test
    let a0 = write(&new, 'a', "v1", &new);
    let a1 = write(&a0, 'a', "v2", &a0);
    assert_copy(&a1, &[('a', 2)], &["v2"]);
    assert_copy(&write(&a1, 'b', "v3", &a1), &[('a', 2), ('b', 1)], &["v3"]);
    assert_copy(&write(&a1, 'b', "v4", &a0), &[('a', 2), ('b', 1)], &["v2", "v4"]);
    assert_copy(&write(&a1, 'a', "v5", &a0), &[('a', 3)], &["v2", "v5"]);
    // sync_test: the same value written by two nodes is two siblings.
    let mut both = write(&a1, 'b', "v3", &a1);
    both.sync(&write(&a1, 'c', "v3", &a1));
    assert_copy(&both, &[('a', 2), ('b', 1), ('c', 1)], &["v3", "v3"]);
    // sync_update_test: Mary writes v1 and v2 without reading, Peter writes v3 having read v1.
    let mary = write(&a0, 'a', "v2", &new);
    assert_copy(&mary, &[('a', 2)], &["v1", "v2"]);
    assert_copy(&write(&mary, 'a', "v3", &a0), &[('a', 3)], &["v2", "v3"]);
}

proptest! {
    #[test]
    fn sync_is_commutative_associative_and_idempotent(
        a in any_set(), b in any_set(), c in any_set(),
    ) {
        let both = synced(&a, &b);
        prop_assert!(holds_invariants(&both));
        prop_assert_eq!(&both, &sync_by_definition(&a, &b));
        prop_assert_eq!(&both, &synced(&b, &a));
        prop_assert_eq!(synced(&both, &c), synced(&a, &synced(&b, &c)));
        prop_assert_eq!(synced(&a, &a), a);
    }
}
