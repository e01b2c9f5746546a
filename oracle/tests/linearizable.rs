//! The linearizability checker agrees with the tester of the `stateright` crate, on small random histories of a register
//! with reads and writes, and with compare-and-set.

use replicarium::{
    check::{
        linearizable::{Linearization, search},
        register::{Call, Effect},
    },
    id::NodeId,
    random::{Dice, Stream},
};
use stateright::semantics::{
    ConsistencyTester, LinearizabilityTester, SequentialSpec,
    register::{Register, RegisterOp, RegisterRet},
};

/// A register with compare-and-set, which the crate does not have.
#[derive(Clone, Debug)]
struct CasRegister(u32);

#[derive(Clone, Copy, Debug)]
enum Op {
    Read,
    Write(u32),
    Cas(u32, u32),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Ret {
    Value(u32),
    Written,
    Swapped(bool),
}

impl SequentialSpec for CasRegister {
    type Op = Op;
    type Ret = Ret;

    fn invoke(&mut self, op: &Op) -> Ret {
        match *op {
            Op::Read => Ret::Value(self.0),
            Op::Write(value) => {
                self.0 = value;
                Ret::Written
            }
            Op::Cas(from, to) => {
                let swapped = self.0 == from;
                if swapped {
                    self.0 = to;
                }
                Ret::Swapped(swapped)
            }
        }
    }
}

/// The invocation or the response of an operation of a thread.
#[derive(Clone, Copy, Debug)]
enum Event {
    Invoke(Op),
    Return(Ret),
}

/// The initial value.
const INITIAL: u32 = 1;
const VALUES: u32 = 3;

/// A random history; about one operation in six has no response.
fn history(seed: u64, cas: bool) -> Vec<(u32, Event)> {
    let mut dice = Dice::new(seed, Stream::Timer(NodeId(0)), u64::from(cas));
    let mut threads: Vec<Option<Op>> = vec![None; 2 + dice.below(3) as usize];
    let mut stopped = vec![false; threads.len()];
    let mut events = Vec::new();
    let mut left = 2 + dice.below(6);
    while left > 0 || threads.iter().zip(&stopped).any(|(op, &done)| op.is_some() && !done) {
        let thread = dice.below(threads.len() as u32);
        let at = thread as usize;
        match threads[at] {
            _ if stopped[at] => {
                if stopped.iter().all(|&done| done) {
                    break;
                }
            }
            None if left == 0 => {}
            None => {
                left -= 1;
                let mut value = || 1 + dice.below(VALUES);
                let (a, b) = (value(), value());
                let op = match dice.below(if cas { 4 } else { 3 }) {
                    0 => Op::Write(a),
                    3 => Op::Cas(a, b),
                    _ => Op::Read,
                };
                threads[at] = Some(op);
                events.push((thread, Event::Invoke(op)));
            }
            Some(_) if dice.chance(160_000) => stopped[at] = true,
            Some(op) => {
                let ret = match op {
                    Op::Read => Ret::Value(1 + dice.below(VALUES)),
                    Op::Write(_) => Ret::Written,
                    Op::Cas(..) => Ret::Swapped(dice.below(2) == 0),
                };
                threads[at] = None;
                events.push((thread, Event::Return(ret)));
            }
        }
    }
    events
}

/// The verdict of our checker.
fn ours(events: &[(u32, Event)]) -> bool {
    let mut calls: Vec<Call> = Vec::new();
    for (at, &(thread, event)) in events.iter().enumerate() {
        let Event::Invoke(op) = event else { continue };
        let after = events.iter().enumerate().skip(at + 1).find(|(_, it)| it.0 == thread);
        let ret = after.and_then(|(at, &(_, event))| match event {
            Event::Return(ret) => Some((at as u64, ret)),
            Event::Invoke(_) => None,
        });
        let effect = match (op, ret.map(|(_, ret)| ret)) {
            (Op::Read, Some(Ret::Value(value))) => Effect::Read(value),
            (Op::Read, _) => continue,
            (Op::Write(value), _) => Effect::Write(value),
            (Op::Cas(from, to), Some(Ret::Swapped(true))) => Effect::Swap(from, to),
            (Op::Cas(from, _), Some(_)) => Effect::NoSwap(from),
            (Op::Cas(from, to), None) => Effect::MaybeSwap(from, to),
        };
        calls.push(Call { invoked: at as u64, ended: ret.map(|(at, _)| at), effect });
    }
    match search(&calls, INITIAL, u64::MAX) {
        Linearization::Order(_) => true,
        Linearization::None { .. } => false,
        Linearization::Unknown { .. } => panic!("an endless budget was spent"),
    }
}

/// The verdict of the tester.
fn theirs<R: SequentialSpec + Clone>(
    register: R,
    events: &[(u32, Event)],
    op: impl Fn(Op) -> R::Op,
    ret: impl Fn(Ret) -> R::Ret,
) -> bool
where
    R::Op: Clone + std::fmt::Debug,
    R::Ret: Clone + std::fmt::Debug + PartialEq,
{
    let mut tester = LinearizabilityTester::new(register);
    for &(thread, event) in events {
        let taken = match event {
            Event::Invoke(asked) => tester.on_invoke(thread, op(asked)),
            Event::Return(told) => tester.on_return(thread, ret(told)),
        };
        taken.expect("threads do one thing after the other");
    }
    tester.is_consistent()
}

/// Compares the verdicts on many histories; both verdicts must be common.
fn compare(cas: bool, other: impl Fn(&[(u32, Event)]) -> bool) {
    const SEEDS: u64 = 20_000;
    let mut violated = 0;
    for seed in 0..SEEDS {
        let events = history(seed, cas);
        let want = other(&events);
        assert_eq!(ours(&events), want, "seed {seed}: {events:?}");
        violated += u64::from(!want);
    }
    assert!((SEEDS / 5..SEEDS * 4 / 5).contains(&violated), "{violated} of {SEEDS} violated");
}

#[test]
fn reads_and_writes() {
    compare(false, |events| {
        let op = |op| match op {
            Op::Write(value) => RegisterOp::Write(value),
            Op::Read | Op::Cas(..) => RegisterOp::Read,
        };
        let ret = |ret| match ret {
            Ret::Value(value) => RegisterRet::ReadOk(value),
            Ret::Written | Ret::Swapped(_) => RegisterRet::WriteOk,
        };
        theirs(Register(INITIAL), events, op, ret)
    });
}

#[test]
fn compare_and_set_too() {
    compare(true, |events| theirs(CasRegister(INITIAL), events, |op| op, |ret| ret));
}
