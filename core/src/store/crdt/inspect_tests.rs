use super::*;
use crate::store::crdt::{
    CounterOperation, Crdt, FieldOperation, GCounter, LwwRegister, LwwWrite, MapOperation,
    MvRegister, OrMap, OrSet, Peer, PnCounter, RemoveWinsSet, Sequence, SequenceOperation,
    SetOperation, Way,
};

/// What the state of the node 1 is opened up to: nodes 1 and 2 do these, each sends its state to the other, and node 1 does what
/// is left. A part is printed as its text, its dots, and `†` for a tombstone.
fn parts<C: Crdt<u8>>(one: &[C::Operation], two: &[C::Operation], then: &[C::Operation]) -> String
where
    C::State: Inspect<u8>,
{
    let mut nodes = [1, 2].map(Peer::<C, u8>::new);
    for (node, operations) in nodes.iter_mut().zip([one, two]) {
        operations.iter().for_each(|it| assert!(node.update(it).is_ok()));
    }
    for (from, to) in [(0, 1), (1, 0)] {
        let message = nodes[from].ship(&(to as u8 + 1), Way::State);
        assert!(nodes[to].receive(&message).is_ok());
    }
    then.iter().for_each(|it| assert!(nodes[0].update(it).is_ok()));
    let parts = nodes[0].state().parts();
    let tombstones = parts.iter().filter(|part| part.tombstone).count() as u64;
    assert!(C::tombstones(nodes[0].state()) >= tombstones);
    let printed = parts.iter().map(|Part { text, dots, tombstone }| {
        let dots: Vec<String> = dots.iter().map(|dot| format!(" {dot}")).collect();
        format!("{text}{}{}", dots.concat(), if *tombstone { " †" } else { "" })
    });
    printed.collect::<Vec<_>>().join(", ")
}

#[test]
fn states_are_opened_up() {
    assert_eq!(parts::<GCounter>(&[2, 3], &[4], &[]), "1 +5, 2 +4");
    let (up, down) = (CounterOperation::Increment(3), CounterOperation::Decrement(1));
    assert_eq!(parts::<PnCounter>(&[up, down], &[down], &[]), "1 +3 -1, 2 +0 -1");
    let write = |value, time| LwwWrite { value, time };
    assert_eq!(parts::<LwwRegister<u64>>(&[write(7, Some(5))], &[write(8, None)], &[]), "7 @5 1:1");
    assert_eq!(parts::<MvRegister<u64>>(&[6, 7], &[8], &[]), "7 1:2, 8 2:1");
    assert_eq!(parts::<MvRegister<u64>>(&[7], &[7], &[]), "7 1:1 2:1");
    let (add, remove) = (SetOperation::Add, SetOperation::Remove);
    assert_eq!(parts::<OrSet<u64>>(&[add(7), add(8)], &[add(7)], &[remove(8)]), "7 1:1 2:1");
    assert_eq!(parts::<RemoveWinsSet<u64>>(&[add(7)], &[remove(7)], &[]), "7 1:1, 7 2:1 †");
    let insert = |at, text: &str| SequenceOperation::Insert { at, text: text.into() };
    let delete = SequenceOperation::Delete { at: 1, count: 1 };
    assert_eq!(parts::<Sequence>(&[insert(0, "abc")], &[], &[delete]), "a 1:1,  1:2 1:4 †, c 1:3");
    assert_eq!(parts::<Sequence>(&[], &[], &[]), "");
}

#[test]
fn maps_are_opened_up_to_their_leaves() {
    let update = |key, operation| MapOperation::Update { key, operation };
    let counter = |n| FieldOperation::GCounter(n);
    let removed = FieldOperation::RemoveWinsSet(SetOperation::Remove(9_u64));
    let inner = FieldOperation::OrMap(update(2, FieldOperation::MvRegister(9)).into());
    let one = [update(1, counter(3)), update(1, counter(3)), update(3, inner)];
    let two = [update(4, removed)];
    assert_eq!(
        parts::<OrMap<u64>>(&one, &two, &[]),
        "1 g-counter +3 1:1 1:2, 3 or-map 2 mv-register 9 1:3, 4 remove-wins-set 9 2:1 †"
    );
    assert_eq!(
        parts::<OrMap<u64>>(&one, &two, &[MapOperation::Remove(1), MapOperation::Remove(4)]),
        "3 or-map 2 mv-register 9 1:3"
    );
}
