//! Session guarantees, causal and sequential consistency. Their checkers need to know which write each read saw,
//! so each value of a register must be written once, by a plain write. A session is a process.

use super::{Unjudgeable, Verdict, Witness, words::WitnessBuilder};
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
use std::{
    collections::{BTreeMap, HashMap, hash_map::Entry},
    fmt::Write,
};

/// The causal checker keeps a count for each write and process; this bounds its memory.
const CAUSES: u64 = 10_000_000;

/// Judges a property of a history.
///
/// # Errors
/// Why the property cannot be judged of this history.
pub fn judge(
    registers: &mut Registers,
    property: Property,
    budget: u64,
) -> Result<Verdict, Unjudgeable> {
    if !property.is_about_reads() {
        return Err(Unjudgeable::AboutReplicas);
    }
    let initial = registers.initial();
    let (history, operations) = rewrite(registers, initial)?;
    let causes = history.clients() as u64 * history.operations().len() as u64;
    if property == Property::Causal && causes > CAUSES {
        return Err(Unjudgeable::TooManyCauses(CAUSES));
    }
    let verdict = match property {
        Property::Causal => check::causal::check(&history),
        Property::Sequential => sequential(&history, causes <= CAUSES, budget),
        Property::Linearizable
        | Property::ReadYourWrites
        | Property::MonotonicReads
        | Property::MonotonicWrites
        | Property::WritesFollowReads
        | Property::Durable
        | Property::Convergence
        | Property::LogsAgree
        | Property::UniqueNumbers => session::check(&history).verdict(property),
    };
    Ok(match verdict {
        check::Verdict::Violated(witness) => {
            Verdict::Violated(describe(registers, &witness, &operations))
        }
        check::Verdict::Unknown(Why::Budget { placed, operations: of }) => {
            Verdict::Undecided { placed, of }
        }
        check::Verdict::Unknown(Why::Unsettled { .. } | Why::StillDue | Why::NotJudged { .. })
        | check::Verdict::Holds { .. } => Verdict::Holds,
    })
}

/// Sequential consistency. A linearizable history is sequential, and one that is not causal is not; both are
/// quick to find out, and a skipped cause is the better witness. Only the histories in between need a search.
fn sequential(history: &History, check_causes: bool, budget: u64) -> check::Verdict {
    let linearizable = check::linearizable::check(history);
    if !linearizable.is_violated() {
        return linearizable;
    }
    let causal = check_causes.then(|| check::causal::check(history));
    let broken = causal.filter(check::Verdict::is_violated);
    broken.unwrap_or_else(|| check::sequential::check(history, budget))
}

/// An operation of the history, with its register's key.
pub type Known<'a> = (Option<&'a str>, &'a Operation);

/// The history in the engine's terms: processes become clients, and keys and values short words. Also maps each
/// of the engine's operations to that of the file.
///
/// # Errors
/// The history has an operation of which the engine's checkers do not know which write it saw.
pub fn rewrite(
    registers: &Registers,
    initial: ValueId,
) -> Result<(History, BTreeMap<OperationId, Known<'_>>), Unjudgeable> {
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
        let under = Key(word(key));
        let (request, outcome) = match operation.call.effect {
            Effect::Read(value) if value == initial => (Request::Read(under), Outcome::Read(None)),
            Effect::Read(value) => {
                let line = operation.ended.unwrap_or(operation.invoked);
                let write = writes.get(&(key, value)).ok_or(Unjudgeable::NeverWritten(line))?;
                let found = Found { value: Value::Word(word(value)), write: ids[*write] };
                (Request::Read(under), Outcome::Read(Some(found)))
            }
            Effect::Write(value) => {
                (Request::Write(under, Value::Word(word(value))), Outcome::Written)
            }
            Effect::Swap(..) | Effect::MaybeSwap(..) | Effect::NoSwap(_) => {
                return Err(Unjudgeable::CompareAndSet(operation.invoked));
            }
        };
        // An event of the file is a step. Without times, the numbers of the events keep their order.
        let moment = |event: u64| {
            let step = u32::try_from(event).unwrap_or(u32::MAX);
            (Instant(registers.time(event).unwrap_or(event)), step)
        };
        let ended = operation.call.ended.map(moment).map(|(at, step)| (outcome, at, step));
        let invoked = moment(operation.call.invoked);
        let last = history.of(id.client).next_back().filter(|last| last.ended.is_none());
        if let Some(last) = last.map(|last| last.id) {
            // The process went on without a response: the operation may still take effect.
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

/// The number as a word.
fn word(number: u32) -> Word {
    let mut word = Word::default();
    // The ten digits of the largest number fit.
    let _ = write!(word, "{number}");
    word
}

/// The engine's names of the operations, in order.
fn names(all: &[(u32, Known)]) -> Result<Vec<OperationId>, Unjudgeable> {
    let mut clients: HashMap<u64, OperationId> = HashMap::new();
    let mut ids = Vec::with_capacity(all.len());
    for (_, (_, operation)) in all {
        let new = clients.len();
        let last = match clients.entry(operation.process) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                let client = u16::try_from(new).map_err(|_| Unjudgeable::TooManyProcesses)?;
                unknown.insert(OperationId { client: ClientId(client), number: 0 })
            }
        };
        last.number += 1;
        ids.push(*last);
    }
    Ok(ids)
}

/// The write of each value of each register, as a place in `all`.
fn sources(
    all: &[(u32, Known)],
    initial: ValueId,
) -> Result<HashMap<(u32, ValueId), usize>, Unjudgeable> {
    let mut writes = HashMap::new();
    for (n, &(key, (_, operation))) in all.iter().enumerate() {
        let line = operation.invoked;
        match operation.call.effect {
            Effect::Write(value) if value == initial => {
                return Err(Unjudgeable::WritesInitial(line));
            }
            Effect::Write(value) => {
                if let Some(other) = writes.insert((key, value), n) {
                    let (_, (_, other)) = all[other];
                    return Err(Unjudgeable::WrittenTwice(other.invoked, line));
                }
            }
            Effect::Read(_) => {}
            Effect::Swap(..) | Effect::MaybeSwap(..) | Effect::NoSwap(_) => {
                return Err(Unjudgeable::CompareAndSet(line));
            }
        }
    }
    Ok(writes)
}

/// The engine's witness in the words and lines of the file.
fn describe(
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
        Violation::CauseSkipped => &["", ", although its process had seen an effect of this: "],
        Violation::Stale | Violation::FromTheFuture | Violation::NoPlace => &[""],
        // These are about the contents of replicas or about inserts, which no file has.
        Violation::Lost { .. }
        | Violation::SameNumber { .. }
        | Violation::TwoLeaders { .. }
        | Violation::PositionWentBack { .. }
        | Violation::LogsDiffer { .. }
        | Violation::Differ { .. } => &[""],
    };
    let known = |id: &OperationId| operations.get(id).copied();
    let key = witness.operations.first().and_then(known).and_then(|(key, _)| key);
    let mut builder = WitnessBuilder::new(registers, key);
    // The words for the earlier read name its value, so the write of that value is left out.
    let most = if witness.violation == Violation::WentBack { 2 } else { usize::MAX };
    let operations = witness.operations.iter().take(most).filter_map(known);
    for (n, (other, operation)) in operations.enumerate() {
        builder = builder.say(between.get(n).copied().unwrap_or(", and ")).operation(operation);
        // The sentence begins with the key of the first operation.
        if let Some(other) = other.filter(|_| other != key) {
            builder = builder.say(&format!(" under key {}", short(other)));
        }
    }
    if witness.violation == Violation::NoPlace {
        builder = builder.say(NO_ORDER);
    }
    builder.build()
}

const NO_ORDER: &str =
    ": no order of the operations that agrees with each process's own explains this";
