//! Session guarantees, causality and sequential consistency. They ask which write a read has seen, so that
//! each value of a register must have been written once, and by a plain write. A session is a process.

use super::{Verdict, Witness, words::Told};
use crate::history::{
    error::short,
    registers::{Operation, Registers},
};
use replicarium::{
    check::{
        self, Property, Violation, Why,
        register::{Effect, ValueId},
        session,
    },
    history::{self, History, Outcome},
    id::{ClientId, NodeId, OperationId},
    kv::{Found, Key, Request, Value, Word},
    time::Instant,
};
use std::collections::{BTreeMap, HashMap, hash_map::Entry};

/// Each write remembers how many operations of each process led to it, which takes memory.
const CAUSES: u64 = 10_000_000;

/// Judges one of the properties that can be judged of such a history; says why if it cannot.
pub fn judge(
    registers: &mut Registers,
    property: Property,
    budget: u64,
) -> Result<Verdict, String> {
    if matches!(
        property,
        Property::Durable | Property::Convergence | Property::LogsAgree | Property::UniqueNumbers
    ) {
        return Err("it is about what replicas store, which no history tells".to_owned());
    }
    let initial = registers.initial();
    let (history, operations) = rewrite(registers, initial)?;
    let causes = history.clients() as u64 * history.operations().len() as u64;
    if property == Property::Causal && causes > CAUSES {
        return Err(format!("processes times operations are more than {CAUSES}"));
    }
    let verdict = match property {
        Property::Causal => check::causal::check(&history),
        Property::Sequential => sequential(&history, causes <= CAUSES, budget),
        _ => session::check(&history).verdict(property),
    };
    Ok(match verdict {
        check::Verdict::Violated(witness) => {
            Verdict::Violated(tell(registers, &witness, &operations))
        }
        check::Verdict::Unknown(Why::Budget { placed, operations: of }) => {
            Verdict::Undecided { placed, of }
        }
        check::Verdict::Unknown(Why::Unsettled { .. } | Why::NotJudged { .. })
        | check::Verdict::Holds { .. } => Verdict::Holds,
    })
}

/// What is linearizable is sequential, and what is not causal is not: both are known at once, and a cause
/// that was skipped is the better proof. Only what lies between asks for a search.
fn sequential(history: &History, ask_for_causes: bool, budget: u64) -> check::Verdict {
    let linearizable = check::linearizable::check(history);
    if !linearizable.is_violated() {
        return linearizable;
    }
    let causal = ask_for_causes.then(|| check::causal::check(history));
    let broken = causal.filter(check::Verdict::is_violated);
    broken.unwrap_or_else(|| check::sequential::check(history, budget))
}

/// An operation of the history, with the name of its register.
pub type Known<'a> = (Option<&'a str>, &'a Operation);

/// The history in the engine's terms: clients for processes, a short word for each key, and for each
/// value the write that it comes from.
pub fn rewrite(
    registers: &Registers,
    initial: ValueId,
) -> Result<(History, BTreeMap<OperationId, Known<'_>>), String> {
    let mut all: Vec<(u32, Known)> = Vec::new();
    for (n, (key, operations)) in registers.each().enumerate() {
        all.extend(operations.iter().map(|operation| (n as u32, (key, operation))));
    }
    all.sort_unstable_by_key(|(_, (_, operation))| operation.call.invoked);
    let ids = names(&all)?;
    let writes = sources(&all, initial)?;
    let mut history = History::default();
    let mut operations = BTreeMap::new();
    for (&(key, (name, operation)), &id) in all.iter().zip(&ids) {
        operations.insert(id, (name, operation));
        let stored = |number: u32| Word::new(&number.to_string()).map_err(|why| why.to_string());
        let under = Key(stored(key)?);
        let (request, outcome) = match operation.call.effect {
            Effect::Read(value) if value == initial => (Request::Read(under), Outcome::Read(None)),
            Effect::Read(value) => {
                let write = writes.get(&(key, value)).ok_or_else(|| {
                    format!("line {} reads what nobody wrote", operation.ended.unwrap_or_default())
                })?;
                let found = Found { value: Value(stored(value)?), write: ids[*write] };
                (Request::Read(under), Outcome::Read(Some(found)))
            }
            Effect::Write(value) => {
                (Request::Write(under, Value(stored(value)?)), Outcome::Written)
            }
            _ => return Err(no_cas(operation)),
        };
        // An event of the file is a step; where no times are told, all that matters is their order.
        let moment = |event: u64| {
            let step = u32::try_from(event).unwrap_or(u32::MAX);
            (Instant(registers.time(event).unwrap_or(event)), step)
        };
        let ended = operation.call.ended.map(moment).map(|(at, step)| (outcome, at, step));
        let invoked = moment(operation.call.invoked);
        let last = history.of(id.client).next_back().filter(|last| last.ended.is_none());
        if let Some(last) = last.map(|last| last.id) {
            // Nobody told the process, and it went on: the operation may take effect even later.
            history.end(last, Outcome::Unknown(None), invoked.0, invoked.1);
        }
        history.invoke(history::Operation {
            id,
            user: id.client,
            via: NodeId(0),
            request,
            invoked,
            ended,
        });
    }
    Ok((history, operations))
}

/// What each operation is called.
fn names(all: &[(u32, Known)]) -> Result<Vec<OperationId>, String> {
    let mut clients: HashMap<u64, OperationId> = HashMap::new();
    let mut ids = Vec::with_capacity(all.len());
    for (_, (_, operation)) in all {
        let new = clients.len();
        let last = match clients.entry(operation.process) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                let client =
                    u16::try_from(new).map_err(|_| "there are more than 65536 processes")?;
                unknown.insert(OperationId { client: ClientId(client), number: 0 })
            }
        };
        last.number += 1;
        ids.push(*last);
    }
    Ok(ids)
}

/// Which operation wrote each value of each register.
fn sources(
    all: &[(u32, Known)],
    initial: ValueId,
) -> Result<HashMap<(u32, ValueId), usize>, String> {
    let mut writes = HashMap::new();
    for (n, &(key, (_, operation))) in all.iter().enumerate() {
        let line = operation.invoked;
        match operation.call.effect {
            Effect::Write(value) if value == initial => {
                return Err(format!("line {line} writes what was there in the beginning"));
            }
            Effect::Write(value) => {
                if let Some(other) = writes.insert((key, value), n) {
                    let (_, (_, other)) = all[other];
                    return Err(format!(
                        "lines {} and {line} write the same value, and a read of it does not say which it saw",
                        other.invoked
                    ));
                }
            }
            Effect::Read(_) => {}
            _ => return Err(no_cas(operation)),
        }
    }
    Ok(writes)
}

fn no_cas(operation: &Operation) -> String {
    format!(
        "line {} is a compare-and-set; it is judged of reads and writes only",
        operation.invoked
    )
}

fn tell(
    registers: &Registers,
    witness: &check::Witness,
    operations: &BTreeMap<OperationId, Known>,
) -> Witness {
    let between: &[&str] = match witness.violation {
        Violation::OwnWriteMissing => &["", ", although before that "],
        Violation::WentBack => &["", ", although before that "],
        Violation::EarlierWriteMissing => {
            &["", ", although its process had seen that ", ", and before that "]
        }
        Violation::CauseMissing => {
            &["", ", although its process had seen that ", ", which had seen that "]
        }
        Violation::CauseSkipped => &["", ", although its process had seen what came of this: "],
        _ => &[""],
    };
    let known = |id: &OperationId| operations.get(id).copied();
    let key = witness.operations.first().and_then(known).and_then(|(key, _)| key);
    let mut told = Told::of(registers, key);
    // What the earlier read found is said with it.
    let most = if witness.violation == Violation::WentBack { 2 } else { usize::MAX };
    let operations = witness.operations.iter().take(most).filter_map(known);
    for (n, (other, operation)) in operations.enumerate() {
        told = told.say(between.get(n).copied().unwrap_or(", and ")).operation(operation);
        // The sentence began with the first one's key.
        if let Some(other) = other.filter(|_| other != key) {
            told = told.say(&format!(" under key {}", short(other)));
        }
    }
    match witness.violation {
        Violation::NoPlace => told.say(NO_ORDER).end(),
        _ => told.end(),
    }
}

const NO_ORDER: &str =
    ": no order of the operations that agrees with each process's own explains this";
