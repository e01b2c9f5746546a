//! Events put together to operations, and those to registers, as the checkers want them.

use super::{
    Event, Function, Kind, Payload, Place, Problem, Trouble, Value, open::Format, texts::Texts,
};
use replicarium::check::register::{ABSENT, Call, Effect, ValueId};
use std::collections::{BTreeMap, HashMap};

/// What operations there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Model {
    /// Reads and writes.
    Register,
    /// And compare-and-set.
    CasRegister,
}

/// What a read that returned nil has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nil {
    /// That the register was absent.
    Absent,
    /// Nobody knows.
    Unknown,
}

/// What a compare-and-set that failed says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailedCas {
    /// That there was another value at some moment between invocation and response.
    Observed,
    /// Nothing: it never happened.
    Dropped,
}

/// What a history means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    pub model: Model,
    pub initial: Value,
    pub nil: Nil,
    pub failed_cas: FailedCas,
}

impl Format {
    /// What those who write this format mean: Jepsen's log is read as Porcupine reads it, its histories
    /// as Knossos does; our own says `null` for nothing, and `fail` for what did not happen.
    pub const fn usual(self) -> (Nil, FailedCas) {
        match self {
            Self::Jsonl => (Nil::Absent, FailedCas::Dropped),
            Self::JepsenLog => (Nil::Absent, FailedCas::Observed),
            Self::Edn => (Nil::Unknown, FailedCas::Dropped),
        }
    }
}

/// An operation, as it stands in the file.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    pub call: Call,
    pub process: u64,
    /// The line of its invocation.
    pub invoked: u32,
    /// The line of its response.
    pub ended: Option<u32>,
}

/// A history, register by register.
pub struct Registers {
    meaning: Meaning,
    values: Texts,
    keys: Texts,
    /// By key, in the order in which keys first appear; 0 is the register without a name.
    registers: BTreeMap<u32, Vec<Operation>>,
    /// What each process waits for.
    open: HashMap<u64, Open>,
    invoked: usize,
    events: u64,
    /// When each event was, in µs; nothing once there was one that does not say.
    times: Option<Vec<u64>>,
}

struct Open {
    key: u32,
    function: Function,
    asked: (Option<ValueId>, Option<ValueId>),
    at: u64,
    line: u32,
}

/// So many operations can be judged, and no more.
const LIMIT: usize = 20_000_000;

impl Registers {
    pub fn new(meaning: Meaning) -> Self {
        Self {
            meaning,
            values: Texts::default(),
            keys: Texts::default(),
            registers: BTreeMap::new(),
            open: HashMap::new(),
            invoked: 0,
            events: 0,
            times: Some(Vec::new()),
        }
    }

    /// Reads a whole history.
    pub fn gather(
        meaning: Meaning,
        events: impl Iterator<Item = Result<(Place, Event), Trouble>>,
    ) -> Result<Self, Trouble> {
        let mut registers = Self::new(meaning);
        for event in events {
            let (place, event) = event?;
            registers.take(place, event)?;
        }
        registers.end();
        Ok(registers)
    }

    /// How many operations there are, failed ones included.
    pub const fn operations(&self) -> usize {
        self.invoked
    }

    /// The registers' names and operations, each in the order of invocations. Failed operations and reads
    /// without an answer are left out.
    pub fn each(&self) -> impl Iterator<Item = (Option<&str>, &[Operation])> {
        let name = |key: u32| key.checked_sub(1).map(|key| self.keys.text(key));
        self.registers.iter().map(move |(&key, operations)| (name(key), &operations[..]))
    }

    /// When an event was, in µs, if every event says when it was. They count from 1.
    pub fn time(&self, event: u64) -> Option<u64> {
        self.times.as_ref()?.get(usize::try_from(event).ok()?.checked_sub(1)?).copied()
    }

    /// What a register holds before the first write.
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

    fn take(&mut self, place: Place, event: Event) -> Result<(), Trouble> {
        self.events += 1;
        match (event.time, &mut self.times) {
            (Some(time), Some(times)) => times.push(time),
            _ => self.times = None,
        }
        if event.function == Function::Cas && self.meaning.model == Model::Register {
            return Err(Problem::NotInModel.at(place));
        }
        match event.kind {
            Kind::Invoke => self.invoke(place, event),
            _ => self.respond(place, event),
        }
    }

    fn invoke(&mut self, place: Place, event: Event) -> Result<(), Trouble> {
        let process = event.process;
        if let Some(open) = self.open.get(&process) {
            return Err(Problem::Outstanding { process, line: open.line }.at(place));
        }
        if self.invoked == LIMIT {
            return Err(Problem::TooMany(LIMIT).at(place));
        }
        self.invoked += 1;
        let key = event.key.as_deref().map_or(0, |key| self.keys.number(key) + 1);
        let asked = self.asked(event.function, event.payload);
        let open = Open { key, function: event.function, asked, at: self.events, line: place.line };
        self.open.insert(process, open);
        Ok(())
    }

    /// The values of a payload; a read or a write has one.
    fn asked(
        &mut self,
        function: Function,
        payload: Payload,
    ) -> (Option<ValueId>, Option<ValueId>) {
        match payload {
            // A compare-and-set says two or nothing.
            Payload::Nil if function == Function::Cas => (None, None),
            Payload::Nil => (Some(ABSENT), None),
            Payload::One(value) => (Some(self.value(Some(&value))), None),
            Payload::Two(from, to) => {
                (Some(self.value(from.as_deref())), Some(self.value(to.as_deref())))
            }
        }
    }

    fn respond(&mut self, place: Place, event: Event) -> Result<(), Trouble> {
        let process = event.process;
        let open = self.open.remove(&process);
        let open = open.ok_or_else(|| Problem::NotInvoked { process }.at(place))?;
        let differs = |what| Err(Problem::Mismatch { what, line: open.line }.at(place));
        if event.function != open.function {
            return differs("operation");
        }
        if event.kind != Kind::Ok {
            if event.kind == Kind::Info {
                self.unknown(process, &open);
            } else if let (FailedCas::Observed, Function::Cas, Some(from)) =
                (self.meaning.failed_cas, open.function, open.asked.0)
            {
                self.push(process, &open, Some(place.line), Effect::NoSwap(from));
            }
            return Ok(());
        }
        if let Some(key) = &event.key
            && self.keys.number(key) + 1 != open.key
        {
            return differs("key");
        }
        // A write's response may leave its value out.
        let silent = event.payload == Payload::Nil;
        let said = self.asked(event.function, event.payload);
        let effect = match (open.function, open.asked, said.0) {
            (Function::Read, _, Some(ABSENT)) if self.meaning.nil == Nil::Unknown => return Ok(()),
            (Function::Read, _, Some(seen)) => Effect::Read(seen),
            (Function::Write | Function::Cas, asked, _) if !silent && asked != said => {
                return differs("value");
            }
            (Function::Cas, (Some(from), Some(to)), _) => Effect::Swap(from, to),
            (_, (Some(to), _), _) => Effect::Write(to),
            _ => return Ok(()),
        };
        self.push(process, &open, Some(place.line), effect);
        Ok(())
    }

    /// An operation of which nobody knows whether it happens.
    fn unknown(&mut self, process: u64, open: &Open) {
        let effect = match (open.function, open.asked) {
            (Function::Write, (Some(to), _)) => Effect::Write(to),
            (Function::Cas, (Some(from), Some(to))) => Effect::MaybeSwap(from, to),
            _ => return,
        };
        self.push(process, open, None, effect);
    }

    fn push(&mut self, process: u64, open: &Open, ended: Option<u32>, effect: Effect) {
        let call = Call { invoked: open.at, ended: ended.map(|_| self.events), effect };
        let operation = Operation { call, process, invoked: open.line, ended };
        self.registers.entry(open.key).or_default().push(operation);
    }

    /// There are no more events.
    fn end(&mut self) {
        for (process, open) in std::mem::take(&mut self.open) {
            self.unknown(process, &open);
        }
        for operations in self.registers.values_mut() {
            operations.sort_unstable_by_key(|operation| operation.call.invoked);
            operations.shrink_to_fit();
        }
    }
}
