//! Histories for the checkers' tests: drawn by hand, and random ones.

use crate::{
    history::{History, Operation, Outcome},
    id::{ClientId, NodeId, OperationId},
    kv::{Found, Key, Request, Value, Word},
    random::{Dice, Stream},
    time::Instant,
};
use alloc::vec::Vec;

fn word(text: &str) -> Word {
    Word::new(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// A history from a drawing: each line is an operation with the steps at which it begins and ends.
/// `1 w x=1 0..1` is client 1 writing, `2 r x=c1.1 2..3` is client 2 reading that client's first write,
/// `2 r x 4..5` finds nothing. No end means no answer. `3=1` is client 3, another device of client 1's user.
pub fn drawn(lines: &[&str]) -> History {
    let mut history = History::default();
    let mut ends = Vec::new();
    let mut counts = [0; 9];
    for line in lines {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (client, user) = words[0].split_once('=').unwrap_or((words[0], words[0]));
        let client: u16 = client.parse().expect("a client's number");
        let user = ClientId(user.parse::<u16>().expect("a user's first client") - 1);
        counts[usize::from(client)] += 1;
        let id = OperationId { client: ClientId(client - 1), number: counts[usize::from(client)] };
        let (key, value) = words[2].split_once('=').unwrap_or((words[2], ""));
        let key = Key(word(key));
        let (request, outcome) = match words[1] {
            "w" => (Request::Write(key, Value(word(value))), Outcome::Written),
            _ => {
                let found = value.split_once('.').map(|(client, number)| Found {
                    value: Value(word("v")),
                    write: OperationId {
                        client: ClientId(client[1..].parse::<u16>().expect("a client") - 1),
                        number: number.parse().expect("a number"),
                    },
                });
                (Request::Read(key), Outcome::Read(found))
            }
        };
        let (from, to) = words[3].split_once("..").expect("two steps");
        let from: u32 = from.parse().expect("a step");
        let invoked = (Instant(from.into()), from);
        history.invoke(Operation { id, user, via: NodeId(0), request, invoked, ended: None });
        if let Ok(to) = to.parse::<u32>() {
            ends.push((id, outcome, to));
        }
    }
    for (id, outcome, to) in ends {
        history.end(id, outcome, Instant(to.into()), to);
    }
    history
}

/// Three clients, two keys; reads return any write to their key that had begun, or nothing.
pub fn random_history(seed: u64) -> History {
    let mut dice = Dice::new(seed, Stream::Timer(NodeId(0)), 1);
    let mut history = History::default();
    let mut waits: [Option<OperationId>; 3] = [None; 3];
    let mut counts = [0_u32; 3];
    for step in 0..(8 + dice.below(20)) {
        let client = dice.below(3) as usize;
        let at = Instant(step.into());
        let Some(id) = waits[client] else {
            counts[client] += 1;
            let id = OperationId { client: ClientId(client as u16), number: counts[client] };
            let key = Key(word(["x", "y"][dice.below(2) as usize]));
            let request = match dice.below(2) {
                0 => Request::Read(key),
                _ => Request::Write(key, Value(word("v"))),
            };
            history.invoke(Operation {
                id,
                // The first client and the third are two devices of one user.
                user: ClientId(client as u16 % 2),
                via: NodeId(0),
                request,
                invoked: (at, step),
                ended: None,
            });
            waits[client] = Some(id);
            continue;
        };
        waits[client] = None;
        let request = history.operation(id).expect("it was invoked").request;
        let outcome = match request {
            Request::Write(..) if dice.chance(150_000) => Outcome::Unknown(None),
            Request::Write(..) => Outcome::Written,
            Request::Read(key) => {
                let writes = history.operations().iter();
                let writes: Vec<OperationId> = writes
                    .filter(|o| o.request.is_write() && o.request.key() == key)
                    .map(|o| o.id)
                    .collect();
                let pick = dice.below(writes.len() as u32 + 1) as usize;
                let found = writes.get(pick).map(|&write| Found { value: Value(word("v")), write });
                Outcome::Read(found)
            }
        };
        history.end(id, outcome, at, step);
    }
    history
}
