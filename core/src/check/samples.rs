//! Histories for the tests of checkers: parsed from text, and random.

use crate::{
    history::{History, Operation, Outcome},
    id::{ClientId, NodeId, OperationId},
    kv::{Found, Key, Request, Value, Word},
    random::{Dice, Stream},
    time::Instant,
};
use alloc::{string::ToString, vec::Vec};

pub fn word(text: &str) -> Word {
    Word::new(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Parses a history: each line is an operation with the steps of its invocation and response. `1 w x=1 0..1` is a write
/// of client 1, `2 r x=c1.1 2..3` a read of client 2 that returns client 1's first write, `2 r x 4..5` a read that returns
/// nothing. Without an end there is no response, even if the client continues. `3=1` is client 3, another device of client
/// 1's user. Where siblings are kept, `2 r x={c1.1,c3.1} 2..3` returns them, and so does the response to a write, `1 w x=1
/// 0..1 {c1.1,c3.1}`, or to a delete, `1 d x 2..3 {c1.2}`.
pub fn drawn(lines: &[&str]) -> History {
    let mut history = History::default();
    let mut ends: Vec<(OperationId, Outcome, u32)> = Vec::new();
    let mut sights: Vec<(OperationId, Vec<Found>)> = Vec::new();
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
            "w" => (Request::Write(key, Value::Word(word(value))), Outcome::Written),
            "d" => (Request::Write(key, Value::TOMBSTONE), Outcome::Written),
            _ => match founds(value)[..] {
                [] => (Request::Read(key), Outcome::Read(None)),
                [only] => (Request::Read(key), Outcome::Read(Some(only))),
                ref some => (Request::Read(key), Outcome::Siblings(some.len() as u16)),
            },
        };
        if let Some(sight) = [value].iter().chain(words.get(4)).find(|it| it.starts_with('{')) {
            sights.push((id, founds(sight)));
        }
        let (from, to) = words[3].split_once("..").expect("two steps");
        let from: u32 = from.parse().expect("a step");
        let invoked = (Instant(from.into()), from);
        if let Some(last) = history.of(id.client).next_back()
            && ends.iter().all(|&(ended, ..)| ended != last.id)
        {
            ends.push((last.id, Outcome::Unknown(None), from));
        }
        history.invoke(Operation { id, user, via: NodeId(0), request, invoked, ended: None });
        if let Ok(to) = to.parse::<u32>() {
            ends.push((id, outcome, to));
        }
    }
    for (id, outcome, to) in ends {
        history.end(id, outcome, Instant(to.into()), to);
    }
    sights.iter().for_each(|(id, sight)| history.see(*id, sight));
    history
}

/// Whether each read tells which write it returned, also if it found nothing.
pub fn is_certain(history: &History) -> bool {
    !history.operations().iter().any(|it| history.is_guess(it.id))
}

/// Parses `c1.1` or `{c1.1,c2.1}`.
fn founds(text: &str) -> Vec<Found> {
    let all = text.trim_matches(['{', '}']).split(',').filter_map(|it| it.split_once('.'));
    let found = |(client, number): (&str, &str)| Found {
        value: Value::Word(word("v")),
        write: OperationId {
            client: ClientId(client[1..].parse::<u16>().expect("a client") - 1),
            number: number.parse().expect("a number"),
        },
    };
    all.map(found).collect()
}

/// A random history of three clients and two keys, with siblings and deletes. Reads mostly return the current siblings,
/// or else some of all writes to the key. An even seed gives at most seven operations, an odd seed up to twenty.
pub fn sibling_history(seed: u64) -> History {
    let mut dice = Dice::new(seed, Stream::Timer(NodeId(0)), 7);
    let mut history = History::default();
    let mut waits: [Option<OperationId>; 3] = [None; 3];
    let mut held: [Vec<Found>; 2] = Default::default();
    let mut seen: [[Vec<Found>; 2]; 3] = Default::default();
    let mut begun: [Vec<Found>; 2] = Default::default();
    let most = if seed.is_multiple_of(2) { 7 } else { 20 };
    for step in 0..most * 2 {
        let client = dice.below(3) as usize;
        let at = Instant(step.into());
        let Some(id) = waits[client] else {
            if history.operations().len() as u32 == most {
                continue;
            }
            let number = history.of(ClientId(client as u16)).count() as u32 + 1;
            let id = OperationId { client: ClientId(client as u16), number };
            let name = dice.below(2) as usize;
            let key = Key(word(["x", "y"][name]));
            let value = if dice.below(6) == 0 { Value::TOMBSTONE } else { Value::Word(word("v")) };
            let writes = dice.below(2) == 0;
            let request = if writes { Request::Write(key, value) } else { Request::Read(key) };
            let user = ClientId(client as u16 % 2);
            let (via, invoked) = (NodeId(0), (at, step));
            history.invoke(Operation { id, user, via, request, invoked, ended: None });
            if writes {
                begun[name].push(Found { value, write: id });
                held[name].retain(|old| !seen[client][name].contains(old));
                held[name].push(Found { value, write: id });
            }
            waits[client] = Some(id);
            continue;
        };
        waits[client] = None;
        let request = history.operation(id).expect("it was invoked").request;
        let name = usize::from(request.key() == Key(word("y")));
        let wild = dice.below(8);
        // A tombstone is dropped at some time.
        held[name].retain(|it| !it.value.is_tombstone() || wild != 0);
        let some = begun[name].iter().filter(|_| wild == 1 && dice.below(2) == 0);
        let sight: Vec<Found> = match (wild, request) {
            (1, Request::Read(_)) => some.copied().collect(),
            // The response to a write includes it.
            _ => {
                let own =
                    begun[name].iter().filter(|it| it.write == id && !held[name].contains(it));
                held[name].iter().chain(own).copied().collect()
            }
        };
        let outcome = match (request, &sight[..]) {
            (Request::Write(..), _) if wild == 2 => Outcome::Unknown(None),
            (request, _) if request.is_write() => Outcome::Written,
            (Request::Query(..), _) => Outcome::Answered(None),
            (_, []) => Outcome::Read(None),
            (_, [only]) => Outcome::Read(Some(*only)),
            (_, some) => Outcome::Siblings(some.len() as u16),
        };
        history.end(id, outcome, at, step);
        if outcome.is_ok() && !sight.is_empty() {
            history.see(id, &sight);
            seen[client][name].clone_from(&sight);
        }
    }
    history
}

/// A random history of three clients and two keys; reads return any write to their key that has begun, or nothing.
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
                _ => Request::Write(key, Value::Word(word("v"))),
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
            Request::Insert(_)
            | Request::Execute(..)
            | Request::Query(..)
            | Request::Update(..)
            | Request::Transaction(..) => Outcome::Unknown(None),
            Request::Write(..) if dice.chance(150_000) => Outcome::Unknown(None),
            Request::Write(..) => Outcome::Written,
            Request::Read(key) => {
                let writes = history.operations().iter();
                let writes: Vec<OperationId> = writes
                    .filter(|o| o.request.is_write() && o.request.key() == key)
                    .map(|o| o.id)
                    .collect();
                let pick = dice.below(writes.len() as u32 + 1) as usize;
                let found =
                    writes.get(pick).map(|&write| Found { value: Value::Word(word("v")), write });
                Outcome::Read(found)
            }
        };
        history.end(id, outcome, at, step);
    }
    history
}

/// A random history of four clients and three keys, with up to 300 steps: reads return a value that their key had at some
/// moment during the read, or else, with probability `wild` per million, any write to it that has begun, or nothing.
pub fn long_history(seed: u64, wild: u32) -> History {
    let mut dice = Dice::new(seed, Stream::Timer(NodeId(0)), 3);
    let mut history = History::default();
    let mut open: [Option<(OperationId, Option<Outcome>)>; 4] = [None; 4];
    let (mut counts, mut held) = ([0; 4], [None; 3]);
    let mut begun: [Vec<OperationId>; 3] = Default::default();
    for step in 0..100 + dice.below(200) {
        let client = dice.below(4) as usize;
        let at = Instant(step.into());
        let Some((id, outcome)) = open[client] else {
            counts[client] += 1;
            let id = OperationId { client: ClientId(client as u16), number: counts[client] };
            let (key, write) = (dice.below(3) as usize, dice.chance(400_000));
            let name = Key(word(["x", "y", "z"][key]));
            let value = Value::Word(word("v"));
            let request = if write { Request::Write(name, value) } else { Request::Read(name) };
            let user = ClientId(id.client.0 % 3);
            let (via, invoked) = (NodeId(0), (at, step));
            history.invoke(Operation { id, user, via, request, invoked, ended: None });
            if write {
                begun[key].push(id);
            }
            open[client] = Some((id, None));
            continue;
        };
        if let Some(outcome) = outcome {
            history.end(id, outcome, at, step);
            open[client] = None;
            continue;
        }
        let Some(operation) = history.operation(id) else { continue };
        let key = ["x", "y", "z"].iter().position(|&key| operation.request.key() == Key(word(key)));
        let key = key.unwrap_or_default();
        let outcome = match operation.request {
            Request::Insert(_)
            | Request::Execute(..)
            | Request::Query(..)
            | Request::Update(..)
            | Request::Transaction(..) => Outcome::Unknown(None),
            Request::Write(..) if dice.chance(100_000) => {
                held[key] = if dice.chance(500_000) { Some(id) } else { held[key] };
                Outcome::Unknown(None)
            }
            Request::Write(..) => {
                held[key] = Some(id);
                Outcome::Written
            }
            Request::Read(_) => {
                let any = dice.below(begun[key].len() as u32 + 1) as usize;
                let found = match dice.chance(wild) {
                    true => begun[key].get(any).copied(),
                    false => held[key],
                };
                Outcome::Read(found.map(|write| Found { value: Value::Word(word("v")), write }))
            }
        };
        open[client] = Some((id, Some(outcome)));
    }
    history
}

/// A history as [`drawn`] reads it.
pub fn as_drawn(history: &History) -> alloc::string::String {
    use core::fmt::Write;
    let mut text = alloc::string::String::new();
    for o in history.operations() {
        let found = match o.ended {
            Some((Outcome::Read(Some(found)), ..)) => alloc::format!("={}", found.write),
            _ => alloc::string::String::new(),
        };
        let what = match (o.request.is_write(), o.request.is_delete()) {
            (true, true) => "d",
            (true, false) => "w",
            _ => "r",
        };
        let sight: Vec<_> = history.sight(o.id).iter().map(|it| it.write.to_string()).collect();
        let found = alloc::format!("{found} {{{}}}", sight.join(","));
        let _ = write!(text, "{} {what} {}{found} {}..", o.id, o.request.key(), o.invoked.1);
        let _ = match o.ended {
            Some((outcome, _, step)) => writeln!(text, "{step} {outcome}"),
            None => writeln!(text),
        };
    }
    text
}

/// Drawn histories, and whether some order that agrees with each client's own explains them.
pub const ORDERED: &[(bool, &[&str])] = &[
    (true, &[]),
    (true, &["1 w x=1 0..1", "1 r x=c1.1 2..3"]),
    // Late is allowed: real time does not count between clients.
    (true, &["1 w x=1 0..1", "2 r x 2..3"]),
    (false, &["1 w x=1 0..1", "1 r x 2..3"]),
    // Dekker's pattern: each wrote, and each missed the other's write.
    (false, &["1 w x=1 0..1", "2 w y=2 0..1", "1 r y 2..3", "2 r x 2..3"]),
    (true, &["1 w x=1 0..1", "2 w y=2 0..1", "1 r y=c2.1 2..3", "2 r x 2..3"]),
    // Two readers see two writes in opposite orders.
    (
        false,
        &[
            "1 w x=1 0..1",
            "2 w x=2 0..1",
            "3 r x=c1.1 2..3",
            "3 r x=c2.1 4..5",
            "4 r x=c2.1 2..3",
            "4 r x=c1.1 4..5",
        ],
    ),
    // A write without an answer that was seen has happened; one that was not need not.
    (true, &["1 w x=1 0..", "2 r x=c1.1 2..3", "2 r x=c1.1 4..5"]),
    (false, &["1 w x=1 0..", "2 r x=c1.1 2..3", "2 r x 4..5"]),
    // It may happen after what its client did next, but not before what it had done.
    (true, &["1 w x=1 0..", "1 r x 2..3", "2 r x=c1.1 4..5"]),
    (
        false,
        &["1 r x=c2.1 0..1", "1 w x=1 2..", "2 w x=2 0..1", "3 r x=c1.2 4..5", "3 r x=c2.1 6..7"],
    ),
];
