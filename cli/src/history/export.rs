//! What the clients of a run saw, as a history for others to judge.

use super::{Event, Function, Kind, Payload};
use replicarium::{
    history::{Operation, Outcome},
    kv::{Request, Value},
    time::Instant,
};
use std::collections::{BTreeMap, HashMap};

/// The events of a run's operations, in order. A client whose operation has an unknown outcome goes on
/// as another process, as Jepsen has it: the operation may still take effect. A refused write is the one
/// that fails; a read that found too few replicas fails as well.
pub fn events(operations: &[Operation]) -> Vec<Event> {
    let clients = operations.iter().map(|it| u64::from(it.id.client.0) + 1).max().unwrap_or(0);
    let mut processes: HashMap<u16, u64> = HashMap::new();
    // Of one step, responses come before invocations: a client that is answered asks again at once.
    let mut events: BTreeMap<(u32, bool, usize), Event> = BTreeMap::new();
    for (n, operation) in operations.iter().enumerate() {
        let client = operation.id.client.0;
        let process = *processes.entry(client).or_insert_with(|| u64::from(client));
        let (function, value) = match operation.request {
            // A number that is handed out is no register.
            Request::Insert(_) => continue,
            Request::Read(_) => (Function::Read, None),
            Request::Write(_, value) => {
                (Function::Write, Some(value).filter(|value| !value.is_tombstone()))
            }
        };
        let event = |kind, value: Option<Value>, at: Instant| Event {
            process,
            kind,
            function,
            key: Some(operation.request.key().to_string()),
            payload: value.map_or(Payload::Nil, |value| Payload::One(value.to_string())),
            time: Some(at.0),
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
            // No register holds several values: this read says nothing about one.
            Outcome::Siblings(_) => (Kind::Fail, None),
            Outcome::Failed(_) => (Kind::Fail, value),
            Outcome::Unknown(_) => {
                processes.insert(client, process + clients);
                (Kind::Info, value)
            }
        };
        events.insert((step, false, n), event(kind, value, at));
    }
    events.into_values().collect()
}
