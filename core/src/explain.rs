//! Which envelopes explain a violation: a checker sees only history and view; this looks at the run.

use crate::{
    check::{Kind, Witness, order::read_of},
    id::{Address, EnvelopeId, NodeId, OperationId},
    sim::{Action, Happening, Trace},
    view::Kind as Envelope,
};
use alloc::vec::Vec;

/// Fills in the envelopes of a witness.
///
/// For a read that missed a write: the envelopes that carried the write to the replica that was asked,
/// or else to any, and had not arrived when the read was answered; if all had, those that were ignored.
/// For a lost write: all that carried it.
#[must_use]
pub fn with_envelopes(trace: &Trace, witness: &Witness) -> Witness {
    let mut witness = witness.clone();
    let operation = |n: usize| trace.history().operation(*witness.operations.get(n)?);
    let missing = match witness.kind {
        Kind::Lost { .. } => operation(0),
        Kind::WentBack => {
            operation(1).and_then(read_of).flatten().and_then(|w| trace.history().operation(w))
        }
        Kind::Stale | Kind::OwnWriteMissing | Kind::CauseSkipped => operation(1),
        Kind::EarlierWriteMissing | Kind::CauseMissing => operation(2),
        Kind::FromTheFuture | Kind::NoPlace | Kind::Differ { .. } | Kind::SameNumber { .. } => None,
        Kind::TwoLeaders { .. } | Kind::PositionWentBack { .. } | Kind::LogsDiffer { .. } => None,
    };
    let Some(missing) = missing else { return witness };
    let all = carriers(trace, missing.id);
    witness.envelopes = match (&witness.kind, operation(0)) {
        (Kind::Lost { .. }, _) | (_, None) => all.iter().map(|carrier| carrier.id).collect(),
        (_, Some(read)) => {
            let answered = answer_of(trace, read.id).unwrap_or(u32::MAX);
            let late = |carrier: &&Carrier| {
                carrier.sent < answered && carrier.arrived.is_none_or(|step| step >= answered)
            };
            let to_asked: Vec<_> = all.iter().filter(late).filter(|c| c.to == read.via).collect();
            let late: Vec<_> = all.iter().filter(late).collect();
            // Nothing was late: the write came, and was ignored for an older one.
            let shown = match (to_asked.is_empty(), late.is_empty()) {
                (false, _) => to_asked,
                (true, false) => late,
                (true, true) => all.iter().filter(|carrier| carrier.sent < answered).collect(),
            };
            shown.into_iter().map(|carrier| carrier.id).collect()
        }
    };
    witness
}

/// An envelope that carried a write to a replica, by which step it was sent and by which it arrived.
struct Carrier {
    id: EnvelopeId,
    to: NodeId,
    sent: u32,
    arrived: Option<u32>,
}

/// The step at which a replica answered an operation.
fn answer_of(trace: &Trace, operation: OperationId) -> Option<u32> {
    let mut answered = None;
    trace.watch(0, trace.len(), |number, _, log| {
        let answer = log.happenings.iter().any(|happening| match happening {
            Happening::Sent(e) => e.kind == Envelope::Reply && e.label.about == Some(operation),
            _ => false,
        });
        if answer && answered.is_none() {
            answered = Some(number);
        }
    });
    answered
}

fn carriers(trace: &Trace, write: OperationId) -> Vec<Carrier> {
    let mut carriers: Vec<Carrier> = Vec::new();
    trace.watch(0, trace.len(), |number, step, log| {
        if let Action::Deliver(id) = step.action
            && let Some(carrier) = carriers.iter_mut().find(|carrier| carrier.id == id)
        {
            carrier.arrived = Some(number);
        }
        for happening in &log.happenings {
            if let Happening::Sent(e) = happening
                && e.label.carries.is_some_and(|(_, carried)| carried == write)
                && let Address::Node(to) = e.to
                && e.kind == Envelope::Message
            {
                carriers.push(Carrier { id: e.id, to, sent: number, arrived: None });
            }
        }
    });
    carriers
}
