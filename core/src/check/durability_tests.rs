use super::*;
use crate::{check::samples::drawn, id::ClientId, kv::Found};

fn id(client: u16, number: u32) -> OperationId {
    OperationId { client: ClientId(client - 1), number }
}

/// Client 1 writes twice, client 2 reads and writes; what each answer told is given.
fn history(sights: &[(OperationId, &[OperationId])]) -> History {
    let lines = ["1 w x=1 0..1", "1 w x=2 2..3", "2 r x=c1.2 4..5", "2 w x=3 6..7", "1 w x=4 8..9"];
    let mut history = drawn(&lines);
    for &(operation, writes) in sights {
        let value = crate::kv::Value::TOMBSTONE;
        let found: Vec<Found> = writes.iter().map(|&write| Found { value, write }).collect();
        history.see(operation, &found);
    }
    history
}

#[test]
fn a_write_covers_what_its_client_had_seen_and_what_that_had_replaced() {
    let sights: &[(OperationId, &[OperationId])] =
        &[(id(1, 1), &[id(1, 1)]), (id(1, 2), &[id(1, 2)]), (id(2, 1), &[id(1, 2)])];
    let history = history(sights);
    // c2.2 was written after c2.1 saw c1.2, which was written after c1.1 was seen.
    for (held, write, want) in [
        (id(1, 1), id(1, 1), true),
        (id(1, 2), id(1, 1), true),
        (id(2, 2), id(1, 2), true),
        (id(2, 2), id(1, 1), true),
        (id(1, 1), id(1, 2), false),
        (id(1, 2), id(2, 2), false),
        // Client 1's third write knew of its second, and not of client 2's.
        (id(1, 3), id(1, 1), true),
        (id(1, 3), id(2, 2), false),
    ] {
        assert_eq!(covers(&history, held, write), want, "{held} covers {write}");
    }
}

/// Later is not enough: who had seen nothing replaces nothing.
#[test]
fn a_write_without_sight_covers_nothing() {
    let history = history(&[]);
    assert!(!covers(&history, id(2, 2), id(1, 1)));
    assert!(covers(&history, id(2, 2), id(2, 2)));
}
