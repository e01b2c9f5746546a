//! What explains a violation: a checker sees only history and view; this looks at the run.
//!
//! ```text
//!   c1 ├ write x=1 ┤     ├ read → nothing ┤         the witness: two operations
//!   A      ○ appended 1  ╲                          a note: A has it
//!   B                  ●  ╲───────▶ ○ applied 1     an envelope that came too late, and the note of that
//! ```

use crate::{
    check::{LastCopy, Noted, Violation, Witness, order::read_of, siblings},
    history::Operation,
    id::{Address, EnvelopeId, NodeId, OperationId},
    sim::{Action, Happening, Step, StepLog, Trace},
    view::Kind as Envelope,
};
use alloc::vec::Vec;

/// Fills in the envelopes and the notes of a witness.
///
/// For a read that missed a write: the envelopes that carried the write to the replica that was asked,
/// or else to any, and had not arrived when the read was answered; if all had, those that were ignored.
/// The notes say who took the write first, what the replica that was asked had then, that it took the write
/// only later, and who did not take it at all. For a lost write: all that carried it, who took it and who
/// dropped it. For replicas that differ: what they say of the writes in which they do.
#[must_use]
pub fn explained(trace: &Trace, witness: &Witness) -> Witness {
    let case = Case::of(trace, witness);
    let story = Story::of(trace, &case);
    Witness { envelopes: story.envelopes(&case), notes: story.notes(&case), ..witness.clone() }
}

/// What a witness is about.
struct Case {
    /// A write that should have been seen, or kept.
    missing: Option<OperationId>,
    /// The read that missed it, who was asked, and what it found.
    read: Option<(OperationId, NodeId, Option<OperationId>)>,
    /// Writes about which these replicas do not agree.
    apart: (Vec<OperationId>, Vec<NodeId>),
    last_copy: Option<LastCopy>,
}

impl Case {
    fn of(trace: &Trace, witness: &Witness) -> Self {
        let operation = |n: usize| trace.history().operation(*witness.operations.get(n)?);
        let (mut apart, mut last_copy) = (Vec::new(), None);
        let missing = match witness.violation {
            Violation::Lost { last_copy: how, .. } => {
                last_copy = how;
                operation(0)
            }
            Violation::WentBack => operation(2).or_else(|| {
                operation(1).and_then(read_of).flatten().and_then(|w| trace.history().operation(w))
            }),
            Violation::Stale | Violation::OwnWriteMissing | Violation::CauseSkipped => operation(1),
            Violation::EarlierWriteMissing | Violation::CauseMissing => operation(2),
            Violation::Differ { replicas: (a, b), .. }
            | Violation::LogsDiffer { replicas: (a, b), .. }
            | Violation::TwoLeaders { replicas: (a, b) } => {
                apart.extend([a, b]);
                None
            }
            Violation::PositionWentBack { replica } => {
                apart.push(replica);
                None
            }
            Violation::FromTheFuture | Violation::NoPlace | Violation::SameNumber { .. } => None,
        };
        let asked = |read: &Operation| {
            let found = siblings::shown(trace.history(), read).next();
            siblings::is_answered(trace.history(), read).then_some((read.id, read.via, found))
        };
        Self {
            missing: missing.map(|write| write.id),
            read: missing.and_then(|_| operation(0)).and_then(asked),
            apart: (witness.operations.clone(), apart),
            last_copy,
        }
    }
}

/// An envelope that carried a write to a replica, by which step it was sent and by which it arrived.
struct Carrier {
    id: EnvelopeId,
    to: NodeId,
    sent: u32,
    arrived: Option<u32>,
}

/// All of a run that may belong to a case.
struct Story {
    carriers: Vec<Carrier>,
    /// The step at which a replica answered the read.
    answered: u32,
    notes: Vec<Noted>,
}

impl Story {
    fn of(trace: &Trace, case: &Case) -> Self {
        let mut story = Self { carriers: Vec::new(), answered: u32::MAX, notes: Vec::new() };
        trace.watch(0, trace.len(), |number, step, log| story.take(case, number, step, log));
        story
    }

    fn take(&mut self, case: &Case, number: u32, step: Step, log: &StepLog) {
        if let Action::Deliver(id) = step.action
            && let Some(carrier) = self.carriers.iter_mut().find(|carrier| carrier.id == id)
        {
            carrier.arrived = Some(number);
        }
        for happening in &log.happenings {
            match *happening {
                Happening::Sent(e) if e.kind == Envelope::Message => {
                    let carries = e.label.carries.map(|(_, write)| write);
                    if let Address::Node(to) = e.to
                        && carries.is_some()
                        && carries == case.missing
                    {
                        let carrier = Carrier { id: e.id, to, sent: number, arrived: None };
                        self.carriers.push(carrier);
                    }
                }
                Happening::Sent(e)
                    if e.kind == Envelope::Reply
                        && case.read.is_some_and(|(read, ..)| e.label.about == Some(read)) =>
                {
                    self.answered = self.answered.min(number);
                }
                Happening::Noted(node, note) => {
                    self.notes.push(Noted { node, step: number, at: step.at, note });
                }
                Happening::Sent(_)
                | Happening::Invoked(_)
                | Happening::Ended(..)
                | Happening::Halted(_) => {}
            }
        }
    }

    fn envelopes(&self, case: &Case) -> Vec<EnvelopeId> {
        let all = || self.carriers.iter();
        let Some((_, asked, _)) = case.read else { return all().map(|it| it.id).collect() };
        let in_time = |carrier: &&Carrier| carrier.sent < self.answered;
        let late = |carrier: &&Carrier| {
            in_time(carrier) && carrier.arrived.is_none_or(|step| step >= self.answered)
        };
        let to_asked: Vec<_> = all().filter(late).filter(|it| it.to == asked).collect();
        let late: Vec<_> = all().filter(late).collect();
        // Nothing was late: the write came, and was ignored for an older one.
        let shown = match (to_asked.is_empty(), late.is_empty()) {
            (false, _) => to_asked,
            (true, false) => late,
            (true, true) => all().filter(in_time).collect(),
        };
        shown.into_iter().map(|carrier| carrier.id).collect()
    }

    fn notes(&self, case: &Case) -> Vec<Noted> {
        let mut notes: Vec<Noted> = match (case.missing, case.read) {
            (Some(missing), Some((_, asked, found))) => self.of_read(missing, asked, found),
            (Some(missing), None) => {
                let here =
                    |it: &&Noted| it.note.writes().mention(missing) || is_end(it, case.last_copy);
                self.notes.iter().filter(here).copied().collect()
            }
            _ => self.of_replicas(&case.apart.0, &case.apart.1),
        };
        notes.dedup();
        notes
    }

    /// Of a read that missed a write.
    fn of_read(
        &self,
        missing: OperationId,
        asked: NodeId,
        found: Option<OperationId>,
    ) -> Vec<Noted> {
        let has = |it: &&Noted| it.note.writes().gained == Some(missing);
        let before = |it: &&Noted| it.step < self.answered;
        let mut notes = self.notes.iter();
        let first = self.notes.iter().find(has);
        // What the replica that was asked had when it answered, and when it had the write at last.
        let found =
            self.notes.iter().filter(before).rfind(|it| {
                it.node == asked && found.is_some() && it.note.writes().gained == found
            });
        let late = self.notes.iter().find(|it| it.node == asked && !before(it) && has(it));
        let gone = |it: &&Noted| it.note.writes().dropped == Some(missing) && before(it);
        let chosen = |it: &&Noted| [first, found, late].contains(&Some(*it)) || gone(it);
        notes.by_ref().filter(chosen).copied().collect()
    }

    /// Of replicas that do not agree about some writes; without writes, what they said last.
    fn of_replicas(&self, writes: &[OperationId], replicas: &[NodeId]) -> Vec<Noted> {
        let of = |it: &&Noted| replicas.contains(&it.node);
        if writes.is_empty() {
            let last = |&replica| self.notes.iter().rfind(|it| it.node == replica).copied();
            return replicas.iter().filter_map(last).collect();
        }
        let names = |it: &&Noted| writes.iter().any(|&write| it.note.writes().mention(write));
        self.notes.iter().filter(of).filter(names).copied().collect()
    }
}

/// Whether it was noted where and when the last copy went.
fn is_end(noted: &Noted, last_copy: Option<LastCopy>) -> bool {
    let is_there = last_copy
        .is_some_and(|last_copy| noted.node == last_copy.replica && noted.step == last_copy.step);
    is_there && !noted.note.is_count()
}
