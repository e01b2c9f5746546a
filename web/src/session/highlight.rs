//! The witness that is highlighted on the stage and in the diagram.

use super::Branch;
use replicarium::{
    check::{Noted, Property, Violation, Witness},
    explain,
    id::{Address, EnvelopeId, OperationId},
    time::Instant,
    view::EnvelopeView,
};

/// A witness with all that explains it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Highlight {
    /// The promise.
    pub property: Property,
    /// The operations that prove it.
    pub operations: Vec<OperationId>,
    /// The envelopes that explain it.
    pub envelopes: Vec<EnvelopeId>,
    /// The steps that prove and explain it, in order.
    pub evidence: Vec<Evidence>,
    /// The clients that made the operations and the replicas that they asked.
    pub parties: Vec<Address>,
    /// By this step the violation is complete.
    pub step: u32,
    /// The time in which all of it happened.
    pub span: (Instant, Instant),
}

/// A step that proves or explains a violation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The step.
    pub step: u32,
    /// When it happened.
    pub at: Instant,
    /// What of it counts.
    pub what: What,
}

/// What of a step is evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// An operation ended, or began if it has not ended.
    Operation(OperationId),
    /// A node noted something.
    Note(Noted),
}

impl Highlight {
    /// Finds what explains a witness.
    pub fn of(branch: &Branch, property: Property, witness: &Witness) -> Self {
        let witness = explain::explained(branch.trace(), branch.film.record(), witness);
        let history = branch.trace().history();
        let operations = || witness.operations.iter().filter_map(|&id| history.operation(id));
        let ends = operations().filter_map(|o| o.ended.map(|(.., step)| step + 1));
        let mut last_copy = 0;
        if let Violation::Lost { last_copy: Some(lost), .. } = witness.violation {
            last_copy = lost.step + 1;
        }
        let mut step = ends.max().unwrap_or(0).max(last_copy);
        let notes = || witness.notes.iter();
        let mut parties: Vec<Address> =
            operations().flat_map(|o| [o.id.client.into(), o.via.into()]).collect();
        parties.extend(notes().map(|noted| Address::Node(noted.node)));
        let ended = operations().map(|o| {
            let (at, step) = o.ended.map_or(o.invoked, |(_, at, step)| (at, step));
            Evidence { step, at, what: What::Operation(o.id) }
        });
        // The notes are in order already.
        let noted = notes().map(|&it| Evidence { step: it.step, at: it.at, what: What::Note(it) });
        let mut evidence: Vec<Evidence> = noted.collect();
        for it in ended {
            evidence.insert(evidence.partition_point(|other| other.step <= it.step), it);
        }
        // What replicas do is complete with the last note; notes on a read tell what came too late as well.
        if !property.is_about_reads() {
            step = evidence.last().map_or(step, |last| step.max(last.step + 1));
        }
        let paths = || witness.envelopes.iter().filter_map(|&id| branch.film.path(id));
        let begins = operations().map(|o| o.invoked.0).chain(paths().map(|it| it.envelope.sent));
        let begins = begins.chain(evidence.iter().map(|it| it.at));
        let lasts = evidence.iter().map(|it| it.at).chain(paths().filter_map(|it| Some(it.end?.1)));
        let now = branch.after(step);
        let span = (begins.min().unwrap_or(now), lasts.max().unwrap_or(now));
        Self {
            property,
            step,
            span,
            evidence,
            parties,
            operations: witness.operations.clone(),
            envelopes: witness.envelopes,
        }
    }

    /// What nodes noted.
    pub fn notes(&self) -> impl Iterator<Item = &Noted> {
        self.evidence.iter().filter_map(|it| match &it.what {
            What::Note(noted) => Some(noted),
            What::Operation(_) => None,
        })
    }

    /// The evidence that the playhead has just passed, and its place among all, from 1.
    pub fn at(&self, step: u32) -> Option<(usize, &Evidence)> {
        let found = self.evidence.iter().position(|it| it.step + 1 == step)?;
        Some((found + 1, &self.evidence[found]))
    }

    /// The number of steps after which the playhead has passed the next or the previous evidence.
    pub fn next(&self, step: u32, forward: bool) -> Option<u32> {
        let mut stops = self.evidence.iter().map(|it| it.step + 1);
        match forward {
            true => stops.find(|&it| it > step),
            false => stops.rev().find(|&it| it < step),
        }
    }

    /// Whether an envelope belongs to it: it explains the witness, or is a request or reply of one of its
    /// operations.
    pub fn has(&self, envelope: &EnvelopeView) -> bool {
        let direct = matches!(envelope.from, Address::Client(_))
            || matches!(envelope.to, Address::Client(_));
        let serves = envelope.label.about.is_some_and(|about| self.operations.contains(&about));
        self.envelopes.contains(&envelope.id) || (direct && serves)
    }
}
