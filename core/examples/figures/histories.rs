//! Throughput of the checkers on generated histories.

use crate::work::median;
use replicarium::{
    check::{
        causal::Causal,
        linearizable::{self, Linearization},
        register::{ABSENT, Call, Effect},
        session::Sessions,
    },
    history::{History, Known, News, Operation, Outcome},
    id::{ClientId, NodeId, OperationId},
    kv::{Found as Seen, Key, Request, Value, Word},
    random::{Dice, Stream},
    time::Instant,
};

const CLIENTS: u32 = 10;
/// Operations without a response, in parts per million.
const UNANSWERED: u32 = 50_000;

/// A linearizable history of one register with ten clients: half reads, half writes, each write with a unique
/// value. One operation in twenty has no response; half of those writes take effect.
fn register(operations: usize) -> Vec<Call> {
    let mut dice = Dice::new(1, Stream::Timer(NodeId(0)), operations as u64);
    let mut calls: Vec<Call> = Vec::with_capacity(operations);
    // For each client, the index of its outstanding call and whether it has taken effect.
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
    // A read without a response says nothing.
    calls.retain(|call| call.ended.is_some() || matches!(call.effect, Effect::Write(_)));
    calls
}

/// Makes the history violate linearizability: a late read returns a value overwritten long before.
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

/// Operations per second of the linearizability checker: the median of 15 runs.
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

/// A history of ten clients on four keys: half reads, half writes, each of which takes effect at one moment
/// between invocation and response.
fn sessions(operations: u32) -> History {
    let mut dice = Dice::new(1, Stream::Timer(NodeId(1)), 0);
    let word = |text: String| Word::new(&text).expect("a short word");
    let keys = ["a", "b", "c", "d"].map(|name| Key(word(name.to_owned())));
    let mut held: [Option<Seen>; 4] = [None; 4];
    let mut history = History::default();
    // For each client, its outstanding request, with the outcome once it has taken effect.
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
                let value = Value::Word(word(step.to_string()));
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

/// Operations per second of the incremental checkers of session guarantees: the median of 5 runs.
pub fn session_rate(now: impl Fn() -> f64) -> f64 {
    let history = sessions(1_000_000);
    let news: Vec<News> = history.news(Known::default()).collect();
    let run = || {
        let (mut causal, mut sessions) = (Causal::default(), Sessions::default());
        let start = now();
        for &news in &news {
            causal.take(&history, news);
            if let News::Ended(operation) = news {
                sessions.take(&history, &causal, operation);
            }
        }
        let seconds = now() - start;
        let broken = Sessions::PROPERTIES.iter().filter(|&&p| sessions.verdict(p).is_violated());
        assert_eq!(broken.count(), 0);
        f64::from(history.known().ended) / seconds
    };
    median((0..5).map(|_| run()).collect())
}
