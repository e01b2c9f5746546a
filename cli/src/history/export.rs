//! The history of a run in the format of others.

use super::{Event, Function, Kind, Payload};
use replicarium::{
    history::{Operation, Outcome},
    kv::{RowRequest, Value},
    shared::SharedVec,
    time::Instant,
};
use std::collections::{BTreeMap, HashMap};

/// The number of requests that concern no register.
pub fn left_out(operations: &SharedVec<Operation>) -> usize {
    operations.iter().filter(|operation| operation.request.row().is_none()).count()
}

/// The events of a run's operations, in order. A client whose write has an unknown outcome continues as another process, as
/// in Jepsen: the write may still take effect. A refused write fails, and so does a read without an answer or with too
/// few.
pub fn events(operations: &SharedVec<Operation>) -> Vec<Event> {
    let clients = operations.iter().map(|it| u64::from(it.id.client.0) + 1).max().unwrap_or(0);
    let mut processes: HashMap<u16, u64> = HashMap::new();
    // Within a step, responses come before invocations: a client may invoke its next operation in the step that
    // answers it.
    let mut events: BTreeMap<(u32, bool, usize), Event> = BTreeMap::new();
    for (n, operation) in operations.iter().enumerate() {
        let client = operation.id.client.0;
        let process = *processes.entry(client).or_insert_with(|| u64::from(client));
        let (function, value) = match operation.request.row() {
            Some(RowRequest::Read(_)) => (Function::Read, None),
            Some(RowRequest::Write(_, value)) => {
                (Function::Write, Some(value).filter(|value| !value.is_tombstone()))
            }
            // Other requests concern no register: an insert hands out a number.
            None => continue,
        };
        let event = |kind, value: Option<Value>, at: Instant| Event {
            process: process.to_string(),
            kind,
            function,
            key: Some(operation.request.key().to_string()),
            payload: value.map_or(Payload::Nil, |value| Payload::One(value.to_string())),
            time: Some(at.0),
            error: None,
        };
        let (at, step) = operation.invoked;
        events.insert((step, true, n), event(Kind::Invoke, value, at));
        let Some((outcome, at, step)) = operation.ended else { continue };
        let (kind, value) = match outcome {
            Outcome::Written | Outcome::Inserted(_) => (Kind::Ok, value),
            Outcome::Read(found) => {
                let value = found.map(|found| found.value);
                (Kind::Ok, value.filter(|value| !value.is_tombstone()))
            }
            // A register holds one value, so a read of siblings says nothing about it.
            Outcome::Siblings(_) => (Kind::Fail, None),
            // Nor does a read of a row of a table, which statements write.
            Outcome::Answered(_) | Outcome::Uncommitted => (Kind::Fail, None),
            Outcome::Failed(_) => (Kind::Fail, value),
            Outcome::Unknown(_) if function == Function::Read => (Kind::Fail, None),
            Outcome::Unknown(_) => {
                processes.insert(client, process + clients);
                (Kind::Info, value)
            }
        };
        events.insert((step, false, n), event(kind, value, at));
    }
    events.into_values().collect()
}
