//! Session guarantees, causal and sequential consistency. A session is a process.
//!
//! None of them knows the time: a history is judged by its sessions and by what each read returned, so that the order of
//! the file between processes does not matter.

use super::{
    Unjudgeable, Verdict, explain,
    sessions::Graph,
    sources::{Known, Source, Sources},
};
use crate::history::registers::Registers;
use replicarium::{
    check::{
        self, Property, Why,
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
/// The number of choices of writes with equal values that are tried.
const WAYS: usize = 1_000;

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
    let registers = &*registers;
    let sources = Sources::of(registers, initial)?;
    let judge = Judge { registers, sources: &sources, property, budget };
    let Some(ways) = sources.ways(WAYS) else {
        // Without a read there is less to explain, so a violation stands.
        return match judge.judge(&sources.of)? {
            Verdict::Violated(witness) => Ok(Verdict::Violated(witness)),
            Verdict::Holds | Verdict::Undecided { .. } => {
                sources.ambiguous().map_or(Ok(Verdict::Holds), Err)
            }
        };
    };
    let mut worst = None;
    for way in 0..ways {
        match judge.judge(&sources.chosen(way))? {
            Verdict::Holds => return Ok(Verdict::Holds),
            Verdict::Violated(witness) => {
                worst.get_or_insert(Verdict::Violated(witness));
            }
            undecided @ Verdict::Undecided { .. } => worst = Some(undecided),
        }
    }
    Ok(worst.unwrap_or(Verdict::Holds))
}

/// Judges one property, for different choices of what the reads returned.
struct Judge<'a> {
    registers: &'a Registers,
    sources: &'a Sources<'a>,
    property: Property,
    budget: u64,
}

impl Judge<'_> {
    fn judge(&self, sources: &[Option<Source>]) -> Result<Verdict, Unjudgeable> {
        let Self { registers, property, .. } = *self;
        let all = &self.sources.all;
        let is_session = !matches!(property, Property::Causal | Property::Sequential);
        let mut sources = sources.to_vec();
        if !is_session
            && let Some(read) = sources.iter().position(|it| *it == Some(Source::Nothing))
        {
            return Ok(Verdict::Violated(explain::unwritten(registers, all[read].1)));
        }
        let graph = Graph::of(all, &sources);
        let order = match graph.order() {
            Ok(order) => order,
            Err(knot) if !is_session => {
                let cycle = knot.cycle().into_iter().map(|n| all[n].1);
                return Ok(Verdict::Violated(explain::cycle(registers, cycle.collect())));
            }
            Err(knot) => {
                // A read of its own future says nothing about its session's past.
                for (read, source) in sources.iter_mut().enumerate() {
                    if let Some(Source::Write(write)) = *source
                        && knot.contains(read)
                        && knot.contains(write)
                    {
                        *source = None;
                    }
                }
                // Sessions alone have no cycle.
                Graph::of(all, &sources).order().unwrap_or_default()
            }
        };
        let rewritten = Rewritten::of(all, &sources, Some(&order), |_| None)?;
        let verdict = self.verdict(&rewritten.history, &sources)?;
        Ok(match verdict {
            check::Verdict::Violated(witness) => {
                Verdict::Violated(explain::witness(registers, &witness, &rewritten))
            }
            check::Verdict::Unknown(Why::Budget { placed, operations: of }) => {
                Verdict::Undecided { placed, of }
            }
            check::Verdict::Unknown(
                Why::Unsettled { .. }
                | Why::StillDue
                | Why::NotJudged { .. }
                | Why::Statements { .. },
            )
            | check::Verdict::Holds { .. } => Verdict::Holds,
        })
    }

    fn verdict(
        &self,
        history: &History,
        sources: &[Option<Source>],
    ) -> Result<check::Verdict, Unjudgeable> {
        let causes = history.clients() as u64 * history.operations().len() as u64;
        if self.property == Property::Sequential {
            return self.sequential(history, sources, causes <= CAUSES);
        }
        if causes > CAUSES {
            return Err(Unjudgeable::TooManyCauses(CAUSES));
        }
        Ok(match self.property {
            Property::Causal => check::causal::check(history),
            Property::Sequential
            | Property::Linearizable
            | Property::ReadYourWrites
            | Property::MonotonicReads
            | Property::MonotonicWrites
            | Property::WritesFollowReads
            | Property::ConsistentPrefix
            | Property::Durable
            | Property::Convergence
            | Property::LogsAgree
            | Property::UniqueNumbers => session::check(history).verdict(self.property),
        })
    }

    /// Sequential consistency. A linearizable history is sequential, and one that is not causal is not; both are
    /// quick to find out, and a skipped cause is the better witness. Only the histories in between need a search.
    fn sequential(
        &self,
        history: &History,
        sources: &[Option<Source>],
        check_causes: bool,
    ) -> Result<check::Verdict, Unjudgeable> {
        if !self.registers.tally().responses_only {
            let in_time = Rewritten::of(&self.sources.all, sources, None, |_| None)?;
            let linearizable = check::linearizable::check(&in_time.history);
            if !linearizable.is_violated() {
                return Ok(linearizable);
            }
        }
        let causal = check_causes.then(|| check::causal::check(history));
        let broken = causal.filter(check::Verdict::is_violated);
        Ok(broken.unwrap_or_else(|| check::sequential::check(history, self.budget)))
    }
}

/// A history in the engine's terms.
pub struct Rewritten<'a> {
    pub history: History,
    /// The operation of the file behind each of the engine's.
    pub operations: BTreeMap<OperationId, Known<'a>>,
}

impl<'a> Rewritten<'a> {
    /// Processes become clients, and keys and values short words. With an `order`, the operations follow each other in
    /// it; otherwise they have the steps of their events in the file, with the times that `time` gives. Reads without
    /// a source are left out.
    ///
    /// # Errors
    /// There are too many processes.
    pub fn of(
        all: &[(u32, Known<'a>)],
        sources: &[Option<Source>],
        order: Option<&[usize]>,
        time: impl Fn(u64) -> Option<u64>,
    ) -> Result<Self, Unjudgeable> {
        let in_time: Vec<usize> = (0..all.len()).collect();
        let kept = order.unwrap_or(&in_time).iter().copied().filter(|&n| {
            sources[n].is_some() || matches!(all[n].1.1.call.effect, Effect::Write(_))
        });
        let kept: Vec<usize> = kept.collect();
        let ids = names(all, &kept)?;
        let mut rewritten = Self { history: History::default(), operations: BTreeMap::new() };
        for (at, &n) in kept.iter().enumerate() {
            let (key, (name, operation)) = all[n];
            let id = ids[&n];
            rewritten.operations.insert(id, (name, operation));
            let under = Key(word(key));
            let found = |value| sources[n].and_then(|source| found(source, value, &ids));
            let (request, outcome) = match operation.call.effect {
                Effect::Read(value) => (Request::Read(under), Outcome::Read(found(value))),
                Effect::Write(value)
                | Effect::Swap(_, value)
                | Effect::MaybeSwap(_, value)
                | Effect::NoSwap(value) => {
                    (Request::Write(under, Value::Word(word(value))), Outcome::Written)
                }
            };
            // An event of the file is a step. Without times, the numbers of the events keep their order.
            let moment = |event: u64| {
                let step = u32::try_from(event).unwrap_or(u32::MAX);
                (Instant(time(event).unwrap_or(event)), step)
            };
            let (began, ended) = match order {
                Some(_) => {
                    let began = at as u64 * 2;
                    (began, operation.call.ended.map(|_| began + 1))
                }
                None => (operation.call.invoked, operation.call.ended),
            };
            rewritten.add(id, request, moment(began), ended.map(moment), outcome);
        }
        Ok(rewritten)
    }

    fn add(
        &mut self,
        id: OperationId,
        request: Request,
        invoked: (Instant, u32),
        ended: Option<(Instant, u32)>,
        outcome: Outcome,
    ) {
        let last = self.history.of(id.client).next_back().filter(|last| last.ended.is_none());
        if let Some(last) = last.map(|last| last.id) {
            // The process went on without a response: the operation may still take effect.
            self.history.end(last, Outcome::Unknown(None), invoked.0, invoked.1);
        }
        self.history.invoke(history::Operation {
            id,
            user: id.client,
            via: NodeId(0),
            request,
            invoked,
            ended: ended.map(|(at, step)| (outcome, at, step)),
        });
    }
}

/// What a read returned, in the engine's terms.
fn found(source: Source, value: ValueId, ids: &HashMap<usize, OperationId>) -> Option<Found> {
    // No operation has the number 0.
    const NOBODY: OperationId = OperationId { client: ClientId(u16::MAX), number: 0 };
    let write = match source {
        Source::Initial => return None,
        Source::Write(n) => ids.get(&n).copied().unwrap_or(NOBODY),
        Source::Nothing => NOBODY,
    };
    Some(Found { value: Value::Word(word(value)), write })
}

/// The number as a word.
fn word(number: u32) -> Word {
    let mut word = Word::default();
    // The ten digits of the largest number fit.
    let _ = write!(word, "{number}");
    word
}

/// The engine's names of the operations at these places, which are in the order of each process.
fn names(all: &[(u32, Known)], kept: &[usize]) -> Result<HashMap<usize, OperationId>, Unjudgeable> {
    let mut clients: HashMap<u32, OperationId> = HashMap::new();
    let mut ids = HashMap::with_capacity(kept.len());
    for &n in kept {
        let new = clients.len();
        let last = match clients.entry(all[n].1.1.process) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                let client = u16::try_from(new).map_err(|_| Unjudgeable::TooManyProcesses)?;
                unknown.insert(OperationId { client: ClientId(client), number: 0 })
            }
        };
        last.number += 1;
        ids.insert(n, *last);
    }
    Ok(ids)
}
