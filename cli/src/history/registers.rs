//! Pairs events into operations, and groups operations by register for the checkers.

use super::{
    Event, Function, Item, Kind, ParseError, Payload, Place, Problem, Value, open::Format,
    texts::Texts,
};
use clap::ValueEnum;
use replicarium::check::register::{ABSENT, Call, Effect, ValueId};
use std::collections::{BTreeMap, HashMap};

/// The operations that a history may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Model {
    /// Reads and writes
    Register,
    /// Reads, writes and compare-and-set
    CasRegister,
}

/// The meaning of a read that returned nil.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Nil {
    /// The register had no value
    Absent,
    /// The value that it saw is unknown
    Unknown,
}

/// The meaning of a compare-and-set that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailedCas {
    /// It found another value at some moment between invocation and response
    Observed,
    /// It did not happen, and says nothing
    Dropped,
}

/// How the events of a history are interpreted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    pub model: Model,
    pub initial: Value,
    pub nil: Nil,
    pub failed_cas: FailedCas,
}

impl Format {
    /// The usual interpretation of the format. All of Jepsen's files of a run have that of Knossos, except for the logs
    /// of etcd that come with Porcupine, which have Porcupine's. In the native format `null` is no value, and an
    /// operation that ends with `fail` did not happen.
    pub const fn usual(self) -> (Nil, FailedCas) {
        match self {
            Self::Jsonl | Self::JsonArray => (Nil::Absent, FailedCas::Dropped),
            Self::EtcdLog => (Nil::Absent, FailedCas::Observed),
            Self::JepsenLog | Self::Edn => (Nil::Unknown, FailedCas::Dropped),
        }
    }
}

/// The first words of the reasons that tell that a compare-and-set found another value. With any other reason, such as
/// a lost connection, it says nothing about the register.
const MISMATCHES: [&str; 9] = [
    "precondition",
    "precondition-failed",
    "value-mismatch",
    "mismatch",
    "did-not-succeed",
    "cas-failed",
    "compare-failed",
    "not-equal",
    "not-found",
];

/// A number that stands for the name of a process.
pub type ProcessId = u32;

/// An operation of the file.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    pub call: Call,
    pub process: ProcessId,
    /// The line of its invocation.
    pub invoked: u32,
    /// The line of its response.
    pub ended: Option<u32>,
}

/// A history, grouped by register.
pub struct Registers {
    meaning: Meaning,
    values: Texts,
    keys: Texts,
    processes: Texts,
    /// By key number, in the order in which keys first appear; 0 is the register without a key.
    registers: BTreeMap<u32, Vec<Operation>>,
    /// By key number: writes and compare-and-sets that failed.
    failed: BTreeMap<u32, Vec<Operation>>,
    /// The outstanding operation of each process.
    outstanding: HashMap<ProcessId, Outstanding>,
    invoked: usize,
    events: u64,
    tally: Tally,
    /// The time of each event in µs; `None` if an event has none.
    times: Option<Vec<u64>>,
}

/// What of a history depends on its [`Meaning`], and what was skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The number of events that are no operations of a client.
    pub skipped: usize,
    /// The number of reads that returned nil.
    pub nil_reads: usize,
    /// The number of compare-and-sets that failed.
    pub failed_cas: usize,
    /// Whether there are responses only. Then the order between processes is not known.
    pub responses_only: bool,
}

/// An operation without a response so far.
struct Outstanding {
    key: u32,
    function: Function,
    values: (Option<ValueId>, Option<ValueId>),
    /// The number of its invocation among the events.
    at: u64,
    line: u32,
}

/// The maximal number of operations of a history.
const LIMIT: usize = 20_000_000;

impl Registers {
    pub fn new(meaning: Meaning) -> Self {
        Self {
            meaning,
            values: Texts::default(),
            keys: Texts::default(),
            processes: Texts::default(),
            registers: BTreeMap::new(),
            failed: BTreeMap::new(),
            outstanding: HashMap::new(),
            invoked: 0,
            events: 0,
            tally: Tally::default(),
            times: Some(Vec::new()),
        }
    }

    /// Groups the operations of a whole history.
    ///
    /// # Errors
    /// The first event that cannot be read, or that no sequential process has.
    pub fn gather(
        meaning: Meaning,
        events: impl Iterator<Item = Result<Item, ParseError>>,
    ) -> Result<Self, ParseError> {
        let mut registers = Self::new(meaning);
        for event in events {
            match event? {
                (place, Some(event)) => registers.take(place, event)?,
                (_, None) => registers.tally.skipped += 1,
            }
        }
        registers.end();
        Ok(registers)
    }

    /// The number of operations, failed ones included.
    pub const fn operations(&self) -> usize {
        self.invoked
    }

    /// How the history is interpreted.
    pub const fn meaning(&self) -> &Meaning {
        &self.meaning
    }

    /// What was skipped, and what depends on the meaning.
    pub const fn tally(&self) -> Tally {
        self.tally
    }

    /// The name of a process.
    pub fn process(&self, process: ProcessId) -> &str {
        self.processes.text(process)
    }

    /// The writes and compare-and-sets of a register that failed.
    pub fn failed(&self, key: Option<&str>) -> &[Operation] {
        let key = match key {
            None => Some(0),
            Some(key) => self.keys.find(key).map(|key| key + 1),
        };
        key.and_then(|key| self.failed.get(&key)).map_or(&[], |failed| failed)
    }

    /// The keys and operations of the registers, the operations in the order of their invocations. Failed operations
    /// and reads without a response are left out.
    pub fn each(&self) -> impl Iterator<Item = (Option<&str>, &[Operation])> {
        let text = |key: u32| key.checked_sub(1).map(|key| self.keys.text(key));
        self.registers.iter().map(move |(&key, operations)| (text(key), &operations[..]))
    }

    /// The time of an event in µs, if every event has one. Events are counted from 1.
    pub fn time(&self, event: u64) -> Option<u64> {
        self.times.as_ref()?.get(usize::try_from(event).ok()?.checked_sub(1)?).copied()
    }

    /// The value of each register before the first write.
    pub fn initial(&mut self) -> ValueId {
        let initial = self.meaning.initial.clone();
        self.value(initial.as_deref())
    }

    /// The text of a value.
    pub fn text(&self, value: ValueId) -> &str {
        value.checked_sub(1).map_or("nil", |value| self.values.text(value))
    }

    fn value(&mut self, text: Option<&str>) -> ValueId {
        text.map_or(ABSENT, |text| self.values.number(text) + 1)
    }

    fn take(&mut self, place: Place, event: Event) -> Result<(), ParseError> {
        self.events += 1;
        match (event.time, &mut self.times) {
            (Some(time), Some(times)) => times.push(time),
            _ => self.times = None,
        }
        if event.function == Function::Cas && self.meaning.model == Model::Register {
            return Err(Problem::NotInModel.at(place));
        }
        let is_first = self.invoked == 0;
        match event.kind {
            Kind::Invoke if self.tally.responses_only => Err(Problem::LateInvocation.at(place)),
            Kind::Invoke => self.invoke(place, event),
            Kind::Ok | Kind::Fail | Kind::Info => {
                self.tally.responses_only |= is_first;
                if self.tally.responses_only {
                    let invocation = Event { kind: Kind::Invoke, ..event.clone() };
                    self.invoke(place, invocation)?;
                }
                self.respond(place, event)
            }
        }
    }

    fn invoke(&mut self, place: Place, event: Event) -> Result<(), ParseError> {
        let process = self.processes.number(&event.process);
        if let Some(Outstanding { line, .. }) = self.outstanding.get(&process) {
            let problem = Problem::Outstanding { process: event.process, line: *line };
            return Err(problem.at(place));
        }
        if self.invoked == LIMIT {
            return Err(Problem::TooMany(LIMIT).at(place));
        }
        self.invoked += 1;
        let key = event.key.as_deref().map_or(0, |key| self.keys.number(key) + 1);
        let values = self.values(event.function, event.payload);
        let Event { function, .. } = event;
        let (at, line) = (self.events, place.line);
        self.outstanding.insert(process, Outstanding { key, function, values, at, line });
        Ok(())
    }

    /// The values of a payload: one of a read or write, two or none of a compare-and-set.
    fn values(
        &mut self,
        function: Function,
        payload: Payload,
    ) -> (Option<ValueId>, Option<ValueId>) {
        match payload {
            Payload::Nil if function == Function::Cas => (None, None),
            Payload::Nil => (Some(ABSENT), None),
            Payload::One(value) => (Some(self.value(Some(&value))), None),
            Payload::Two(from, to) => {
                (Some(self.value(from.as_deref())), Some(self.value(to.as_deref())))
            }
        }
    }

    fn respond(&mut self, place: Place, event: Event) -> Result<(), ParseError> {
        let process = self.processes.number(&event.process);
        let open = self.outstanding.remove(&process);
        let open =
            open.ok_or_else(|| Problem::NotInvoked { process: event.process.clone() }.at(place))?;
        let differs = |what| Err(Problem::Mismatch { what, line: open.line }.at(place));
        if event.function != open.function {
            return differs("operation");
        }
        match event.kind {
            Kind::Info => {
                self.unknown(process, &open);
                return Ok(());
            }
            Kind::Fail => {
                self.fail(process, &open, place.line, event.error.as_deref());
                return Ok(());
            }
            Kind::Invoke | Kind::Ok => {}
        }
        if let Some(key) = &event.key
            && self.keys.number(key) + 1 != open.key
        {
            return differs("key");
        }
        if open.function == Function::Read && event.payload == Payload::Nil {
            self.tally.nil_reads += 1;
        }
        // The response of a write or compare-and-set may leave the values out.
        let has_values = event.payload != Payload::Nil;
        let values = self.values(event.function, event.payload);
        let effect = match (open.function, open.values, values.0) {
            (Function::Read, _, Some(ABSENT)) if self.meaning.nil == Nil::Unknown => return Ok(()),
            (Function::Read, _, Some(seen)) => Effect::Read(seen),
            (Function::Write | Function::Cas, invoked, _) if has_values && invoked != values => {
                return differs("value");
            }
            (Function::Cas, (Some(from), Some(to)), _) => Effect::Swap(from, to),
            (_, (Some(to), _), _) => Effect::Write(to),
            _ => return Ok(()),
        };
        self.push(process, &open, Some(place.line), effect);
        Ok(())
    }

    /// Records an operation that failed.
    fn fail(&mut self, process: ProcessId, open: &Outstanding, line: u32, error: Option<&str>) {
        let effect = match (open.function, open.values) {
            (Function::Write, (Some(to), _)) => Effect::Write(to),
            (Function::Cas, (Some(from), Some(to))) => Effect::Swap(from, to),
            _ => return,
        };
        let call = Call { invoked: open.at, ended: Some(self.events), effect };
        let failed = Operation { call, process, invoked: open.line, ended: Some(line) };
        self.failed.entry(open.key).or_default().push(failed);
        let Effect::Swap(from, _) = effect else { return };
        self.tally.failed_cas += 1;
        let is_mismatch = error.is_none_or(|error| MISMATCHES.contains(&error));
        if self.meaning.failed_cas == FailedCas::Observed && is_mismatch {
            self.push(process, open, Some(line), Effect::NoSwap(from));
        }
    }

    /// Records an operation with an unknown outcome.
    fn unknown(&mut self, process: ProcessId, open: &Outstanding) {
        let effect = match (open.function, open.values) {
            (Function::Write, (Some(to), _)) => Effect::Write(to),
            (Function::Cas, (Some(from), Some(to))) => Effect::MaybeSwap(from, to),
            _ => return,
        };
        self.push(process, open, None, effect);
    }

    fn push(&mut self, process: ProcessId, open: &Outstanding, ended: Option<u32>, effect: Effect) {
        let call = Call { invoked: open.at, ended: ended.map(|_| self.events), effect };
        let operation = Operation { call, process, invoked: open.line, ended };
        self.registers.entry(open.key).or_default().push(operation);
    }

    /// Ends the history: the outcome of every outstanding operation is unknown.
    fn end(&mut self) {
        for (process, open) in std::mem::take(&mut self.outstanding) {
            self.unknown(process, &open);
        }
        for operations in self.registers.values_mut() {
            operations.sort_unstable_by_key(|operation| operation.call.invoked);
            operations.shrink_to_fit();
        }
    }
}
