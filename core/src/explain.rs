//! What explains a violation. A checker sees only history and view; this looks at the record of the run.
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
    sim::{
        Record, Trace,
        record::{End, Fact},
    },
    view::Kind as Envelope,
};
use alloc::vec::Vec;

/// Fills in the envelopes and the notes of a witness, from the record of its run.
///
/// For a read that missed a write: the envelopes that carried the write to the replica that was asked, or else to
/// any replica, and had not arrived when the read was answered; if all had, those that were ignored. The notes say
/// which replica took the write first, what the replica that was asked held then, when that one took the write, and
/// which replicas dropped it. For a lost write: every envelope that carried it, and the notes of the replicas that
/// took it or dropped it. For a replica that stored one write without another: the envelopes that carried the other
/// one to it and had not arrived, and its notes on both. For replicas that differ: their notes on the writes in which
/// they do; that one of them has stopped; and the write that removed a row which only the other one has.
#[must_use]
pub fn explained(trace: &Trace, record: &Record, witness: &Witness) -> Witness {
    let removed = removed(trace, record, witness).filter(|it| !witness.operations.contains(it));
    let operations = witness.operations.iter().copied().chain(removed).collect();
    let witness = Witness { operations, ..witness.clone() };
    let case = Case::of(trace, &witness);
    let story = Story::of(trace, record, &case);
    Witness { envelopes: story.envelopes(&case), notes: story.notes(&case), ..witness }
}

/// The write that removed a row which only one of two replicas has, as statements do.
fn removed(trace: &Trace, record: &Record, witness: &Witness) -> Option<OperationId> {
    let Violation::Differ { key, replicas: (a, b) } = witness.violation else { return None };
    // Other writes remove no rows.
    trace.history().operation(*witness.operations.first()?)?.request.statements()?;
    let has = |node: NodeId, n: u32| {
        let view = trace.seek(n).view();
        let node = view.nodes.iter().find(|it| it.id == node);
        node.is_some_and(|it| it.replica.rows.iter().any(|row| row.key == key))
    };
    let lacks = [a, b].into_iter().find(|&node| !has(node, trace.len()))?;
    let facts = record.facts().iter().filter(|it| it.node == lacks).rev().take(MOST);
    let mut gained = facts.filter_map(|it| Some((it.step, it.note.writes().gained?)));
    gained.find(|&(step, _)| has(lacks, step) && !has(lacks, step + 1)).map(|(_, write)| write)
}

/// The facts of a replica in which the removal of a row is sought, the newest ones: each takes a part of the run anew.
const MOST: usize = 64;

/// What a witness is about.
struct Case {
    /// A write that should have been seen, or kept.
    missing: Option<OperationId>,
    /// The read that missed it, the replica that was asked, and the write that it found.
    read: Option<(OperationId, NodeId, Option<OperationId>)>,
    /// The writes in which replicas differ, and these replicas.
    apart: (Vec<OperationId>, Vec<NodeId>),
    last_copy: Option<LastCopy>,
    /// The step at which a replica stored a write without the missing one.
    without: Option<u32>,
}

impl Case {
    fn of(trace: &Trace, witness: &Witness) -> Self {
        let operation = |n: usize| trace.history().operation(*witness.operations.get(n)?);
        let (mut apart, mut last_copy, mut without) = (Vec::new(), None, None);
        let missing = match witness.violation {
            Violation::Lost { last_copy: how, .. } => {
                last_copy = how;
                operation(0)
            }
            Violation::WentBack => operation(2).or_else(|| {
                operation(1).and_then(read_of).flatten().and_then(|w| trace.history().operation(w))
            }),
            Violation::Stale | Violation::OwnWriteMissing | Violation::CauseSkipped => operation(1),
            Violation::EarlierWriteMissing
            | Violation::CauseMissing
            | Violation::AnswerWithoutQuestion => operation(2),
            Violation::StoredWithout { replica, step, .. } => {
                apart.push(replica);
                without = Some(step);
                operation(1)
            }
            Violation::Differ { replicas: (a, b), .. }
            | Violation::DifferentEffects { replicas: (a, b), .. }
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
            without,
        }
    }
}

/// An envelope that carried a write to a replica, and the steps that sent and delivered it.
struct Carrier {
    id: EnvelopeId,
    to: NodeId,
    sent: u32,
    arrived: Option<u32>,
}

/// What of a run may belong to a case.
struct Story {
    carriers: Vec<Carrier>,
    /// The step at which a replica answered the read; `None` if none did.
    answered: Option<u32>,
    notes: Vec<Noted>,
}

impl Story {
    fn of(trace: &Trace, record: &Record, case: &Case) -> Self {
        let (mut carriers, mut answered) = (Vec::new(), None);
        for path in record.paths(trace) {
            let (envelope, Some(sent)) = (path.envelope, path.sent_step) else { continue };
            let carries = envelope.label.carries.map(|(_, write)| write);
            let about = envelope.label.about;
            let is_read = |(read, ..): (OperationId, NodeId, _)| about == Some(read);
            if let (Envelope::Message, Address::Node(to)) = (envelope.kind, envelope.to)
                && carries.is_some()
                && carries == case.missing
            {
                let arrived = path.end.filter(|(end, ..)| *end == End::Delivered);
                let arrived = arrived.map(|(.., step)| step);
                carriers.push(Carrier { id: envelope.id, to, sent, arrived });
            }
            if envelope.kind == Envelope::Reply && case.read.is_some_and(is_read) {
                answered.get_or_insert(sent);
            }
        }
        let noted = |fact: &Fact| {
            let Fact { step, node, note } = *fact;
            Noted { node, step, at: trace.at(step).unwrap_or_default(), note }
        };
        Self { carriers, answered, notes: record.facts().iter().map(noted).collect() }
    }

    /// Whether a step came before the read was answered.
    fn is_before(&self, step: u32) -> bool {
        self.answered.is_none_or(|answered| step < answered)
    }

    fn envelopes(&self, case: &Case) -> Vec<EnvelopeId> {
        let all = || self.carriers.iter();
        if let (Some(step), [replica]) = (case.without, &case.apart.1[..]) {
            let to = all().filter(|it| it.to == *replica && it.sent <= step);
            let late = to.filter(|it| it.arrived.is_none_or(|arrived| arrived > step));
            return late.map(|carrier| carrier.id).collect();
        }
        let Some((_, asked, _)) = case.read else { return all().map(|it| it.id).collect() };
        let in_time = |carrier: &&Carrier| self.is_before(carrier.sent);
        let late = |carrier: &&Carrier| {
            in_time(carrier) && !carrier.arrived.is_some_and(|step| self.is_before(step))
        };
        let to_asked: Vec<_> = all().filter(late).filter(|it| it.to == asked).collect();
        let late: Vec<_> = all().filter(late).collect();
        // None was late: the write arrived, and the replica kept an older one.
        let shown = match (to_asked.is_empty(), late.is_empty()) {
            (false, _) => to_asked,
            (true, false) => late,
            (true, true) => all().filter(in_time).collect(),
        };
        shown.into_iter().map(|carrier| carrier.id).collect()
    }

    fn notes(&self, case: &Case) -> Vec<Noted> {
        let mut notes: Vec<Noted> = match (case.missing, case.read) {
            (Some(missing), None) if case.without.is_some() => {
                let first = self.notes.iter().find(|it| it.note.writes().gained == Some(missing));
                let of_replica = self.of_replicas(&case.apart.0, &case.apart.1);
                let others = of_replica.into_iter().filter(|it| Some(it) != first);
                first.copied().into_iter().chain(others).collect()
            }
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

    /// The notes on a read that missed a write.
    fn of_read(
        &self,
        missing: OperationId,
        asked: NodeId,
        found: Option<OperationId>,
    ) -> Vec<Noted> {
        let has = |it: &&Noted| it.note.writes().gained == Some(missing);
        let before = |it: &&Noted| self.is_before(it.step);
        let mut notes = self.notes.iter();
        let first = self.notes.iter().find(has);
        // What the replica that was asked held when it answered, and when it took the write.
        let found =
            self.notes.iter().filter(before).rfind(|it| {
                it.node == asked && found.is_some() && it.note.writes().gained == found
            });
        let late = self.notes.iter().find(|it| it.node == asked && !before(it) && has(it));
        let gone = |it: &&Noted| it.note.writes().dropped == Some(missing) && before(it);
        let chosen = |it: &&Noted| [first, found, late].contains(&Some(*it)) || gone(it);
        notes.by_ref().filter(chosen).copied().collect()
    }

    /// The notes of replicas that differ in some writes; without writes, the last note of each.
    fn of_replicas(&self, writes: &[OperationId], replicas: &[NodeId]) -> Vec<Noted> {
        let of = |it: &&Noted| replicas.contains(&it.node);
        if writes.is_empty() {
            let last = |&replica| self.notes.iter().rfind(|it| it.node == replica).copied();
            return replicas.iter().filter_map(last).collect();
        }
        let names = |it: &&Noted| {
            it.note.is_stop() || writes.iter().any(|&write| it.note.writes().mention(write))
        };
        self.notes.iter().filter(of).filter(names).copied().collect()
    }
}

/// Whether this was noted by the node that dropped the last copy, in the step in which it did.
fn is_end(noted: &Noted, last_copy: Option<LastCopy>) -> bool {
    let is_there = last_copy
        .is_some_and(|last_copy| noted.node == last_copy.replica && noted.step == last_copy.step);
    is_there && !noted.note.is_count()
}
