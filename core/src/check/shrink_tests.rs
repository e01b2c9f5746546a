use super::*;
use crate::check::{
    samples::{as_drawn, drawn, long_history, random_history},
    sequential::{self, has_no_order},
    verdict::Verdict,
};
use alloc::string::ToString;

fn shrunk(history: &History) -> Vec<OperationId> {
    smallest(history, 1_000_000, &has_no_order)
}

#[test]
fn only_what_is_needed_is_left() {
    // Each read y before its own write of it, and then its own write of x: one of the writes of x is last.
    let all_needed = [
        "1 w x=1 0..2",
        "2 w x=2 1..3",
        "1 r y 4..6",
        "2 r y 5..7",
        "1 w y=1 8..10",
        "2 w y=2 9..11",
        "1 r x=c1.1 12..14",
        "2 r x=c2.1 13..15",
    ];
    assert_eq!(shrunk(&drawn(&all_needed)).len(), 8);
    // Two readers see two writes in opposite orders, among much else.
    let opposite = [
        "1 w x=1 0..1",
        "2 w x=2 0..1",
        "1 w y=3 2..3",
        "3 r x=c1.1 2..3",
        "3 r y=c1.2 4..5",
        "3 r x=c2.1 6..7",
        "4 w z=4 0..1",
        "4 r x=c2.1 2..3",
        "4 r x=c1.1 4..5",
        "4 r z=c4.1 6..7",
    ];
    let names: Vec<_> = shrunk(&drawn(&opposite)).iter().map(ToString::to_string).collect();
    assert_eq!(names, ["c1.1", "c2.1", "c3.1", "c3.3", "c4.2", "c4.3"]);
}

/// What is left has no order, and has one without any of its operations.
#[test]
fn every_operation_that_is_left_is_needed() {
    let (mut broken, mut removed) = (0, 0);
    let histories = (0..600).map(random_history).chain((0..40).map(|it| long_history(it, 30_000)));
    for history in histories {
        if !matches!(sequential::search(&history, 1_000_000), Verdict::Violated(_)) {
            continue;
        }
        broken += 1;
        let left = shrunk(&history);
        removed += usize::from(left.len() < history.operations().len());
        let mut shrink = Shrink::of(&history, usize::MAX, &has_no_order);
        let is_left = |operation: &Operation| left.contains(&operation.id);
        shrink.is_kept = history.operations().iter().map(is_left).collect();
        assert!(has_no_order(&shrink.part()), "{}", as_drawn(&history));
        let whole = shrink.is_kept.clone();
        for place in (0..whole.len()).filter(|&place| whole[place]) {
            shrink.is_kept.clone_from(&whole);
            shrink.is_kept[place] = false;
            shrink.leave_out_reads();
            assert!(!has_no_order(&shrink.part()), "{left:?}\n{}", as_drawn(&history));
        }
    }
    assert!(broken > 100 && removed > 100, "{broken} broken, {removed} made smaller");
}
