//! Generated histories, and how fast they are judged.

use crate::work::median;
use replicarium::{
    check::{
        linearizable::{self, Linearization},
        register::{ABSENT, Call, Effect},
        session::Sessions,
    },
    history::{History, Operation, Outcome},
    id::{ClientId, NodeId, OperationId},
    kv::{Found as Seen, Key, Request, Value, Word},
    random::{Dice, Stream},
    time::Instant,
};

const CLIENTS: u32 = 10;
/// Of a million operations, so many are never answered.
const UNANSWERED: u32 = 50_000;

/// A register that ten clients read and write, as they see it: half reads, half writes, each write with a
/// value of its own. One operation in twenty is never answered; every other such write takes effect.
fn register(operations: usize) -> Vec<Call> {
    let mut dice = Dice::new(1, Stream::Timer(NodeId(0)), operations as u64);
    let mut calls: Vec<Call> = Vec::with_capacity(operations);
    // What each client waits for: a call, and whether it has met the register.
    let mut open: Vec<Option<(usize, bool)>> = vec![None; CLIENTS as usize];
    let mut value = ABSENT;
    let mut now = 0;
    while calls.len() < operations || open.iter().any(Option::is_some) {
        now += 1;
        let client = dice.below(CLIENTS) as usize;
        open[client] = match open[client] {
            None if calls.len() == operations => None,
            None => {
                let writes = dice.below(2) == 0;
                let effect = Effect::Write(calls.len() as u32 + 1);
                let effect = if writes { effect } else { Effect::Read(ABSENT) };
                calls.push(Call { invoked: now, ended: None, effect });
                Some((calls.len() - 1, false))
            }
            Some((call, false)) => {
                let answered = !dice.chance(UNANSWERED);
                match &mut calls[call].effect {
                    Effect::Read(seen) => *seen = value,
                    Effect::Write(new) if answered || dice.below(2) == 0 => value = *new,
                    Effect::Write(_)
                    | Effect::Swap(..)
                    | Effect::NoSwap(_)
                    | Effect::MaybeSwap(..) => {}
                }
                answered.then_some((call, true))
            }
            Some((call, true)) => {
                calls[call].ended = Some(now);
                None
            }
        };
    }
    // Nobody knows what an unanswered read saw.
    calls.retain(|call| call.ended.is_some() || matches!(call.effect, Effect::Write(_)));
    calls
}

/// Lets one of the last reads return what a hundred answered writes have replaced.
fn spoil(calls: &mut [Call]) {
    let old = calls.len() * 4 / 5;
    let old =
        calls[..old].iter().rfind(|c| matches!(c.effect, Effect::Write(_)) && c.ended.is_some());
    let old = old.map(|call| call.effect);
    let late = calls.len() * 9 / 10;
    let read = calls[late..].iter_mut().find(|call| matches!(call.effect, Effect::Read(_)));
    if let (Some(read), Some(Effect::Write(value))) = (read, old) {
        read.effect = Effect::Read(value);
    }
}

/// Operations judged a second, for linearizability: the median of several runs.
pub fn linearizable(operations: usize, violated: bool, now: impl Fn() -> f64) -> f64 {
    let mut calls = register(operations);
    if violated {
        spoil(&mut calls);
    }
    let run = || {
        let start = now();
        let found = linearizable::search(&calls, ABSENT, u64::MAX);
        let seconds = now() - start;
        assert_eq!(matches!(found, Linearization::None { .. }), violated);
        calls.len() as f64 / seconds
    };
    median((0..15).map(|_| run()).collect())
}

/// What ten clients see of four keys, all at the same time: half reads, half writes, which take effect at
/// some moment while they last.
fn sessions(operations: u32) -> History {
    let mut dice = Dice::new(1, Stream::Timer(NodeId(1)), 0);
    let word = |text: String| Word::new(&text).expect("a short word");
    let keys = ["a", "b", "c", "d"].map(|name| Key(word(name.to_owned())));
    let mut held: [Option<Seen>; 4] = [None; 4];
    let mut history = History::default();
    // What each client waits for, and its answer once there is one.
    let mut open: Vec<Option<(Request, Option<Outcome>)>> = vec![None; CLIENTS as usize];
    let mut numbers = vec![0; CLIENTS as usize];
    let mut step = 0;
    while history.operations().len() < operations as usize {
        step += 1;
        let client = dice.below(CLIENTS) as usize;
        let id = OperationId { client: ClientId(client as u16), number: numbers[client] };
        open[client] = match open[client] {
            None => {
                numbers[client] += 1;
                let id = OperationId { number: id.number + 1, ..id };
                let key = keys[dice.below(keys.len() as u32) as usize];
                let value = Value(word(step.to_string()));
                let writes = dice.below(2) == 0;
                let request = if writes { Request::Write(key, value) } else { Request::Read(key) };
                let invoked = (Instant(u64::from(step)), step);
                history.invoke(Operation {
                    id,
                    user: id.client,
                    via: NodeId(0),
                    request,
                    invoked,
                    ended: None,
                });
                Some((request, None))
            }
            Some((request, None)) => {
                let at = keys.iter().position(|&key| key == request.key()).unwrap_or_default();
                let outcome = match request.value() {
                    None => Outcome::Read(held[at]),
                    Some(value) => {
                        held[at] = Some(Seen { value, write: id });
                        Outcome::Written
                    }
                };
                Some((request, Some(outcome)))
            }
            Some((_, Some(outcome))) => {
                history.end(id, outcome, Instant(u64::from(step)), step);
                None
            }
        };
    }
    history
}

/// Operations taken in a second by the session guarantees, one after the other as they end.
pub fn session_rate(now: impl Fn() -> f64) -> f64 {
    let history = sessions(1_000_000);
    let ended: Vec<&Operation> = history.ended(0).collect();
    let run = || {
        let mut sessions = Sessions::default();
        let start = now();
        ended.iter().for_each(|operation| sessions.take(&history, operation));
        let seconds = now() - start;
        let broken = Sessions::PROPERTIES.iter().filter(|&&p| sessions.verdict(p).is_violated());
        assert_eq!(broken.count(), 0);
        ended.len() as f64 / seconds
    };
    median((0..5).map(|_| run()).collect())
}
