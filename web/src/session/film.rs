//! What a run looks like, worked out once: every envelope's way, every node's and link's bad times.
//! A frame is then a pure function of the film and the playhead.

use replicarium::{
    id::{Address, EnvelopeId, NodeId, OperationId, Term},
    note::Note,
    protocol::single_leader,
    sim::{Action, Happening, Step, StepLog, Trace},
    time::Instant,
    view::{EnvelopeView, Kind, Label, Meeting, Status},
};

/// There are so many colours for writes.
pub const HUES: u8 = 7;

/// How an envelope's way ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It arrived.
    Delivered,
    /// The network lost it, or a reader dropped it.
    Lost,
}

/// The way of one message: timers have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path {
    /// As it was when it was sent.
    pub envelope: EnvelopeView,
    /// The step that sent it.
    pub sent_step: u32,
    /// How, when and by which step it ended; nothing while it flies.
    pub end: Option<(End, Instant, u32)>,
}

/// A time in which a node did not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    /// The node.
    pub node: NodeId,
    /// Crashed, paused or left.
    pub status: Status,
    /// From when to when.
    pub from: Instant,
    /// Nothing while it lasts.
    pub to: Option<Instant>,
}

/// A time in which a link was cut, one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CutSpan {
    /// From whom.
    pub from: Address,
    /// To whom.
    pub to: Address,
    /// From when.
    pub since: Instant,
    /// Nothing while it lasts.
    pub until: Option<Instant>,
}

/// A node began to lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reign {
    /// Who.
    pub node: NodeId,
    /// In which term.
    pub term: Term,
    /// When, and by which step.
    pub since: (Instant, u32),
}

/// One step and all that came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shot {
    /// The step.
    pub step: Step,
    /// The envelope that it moved, held or lost, timers included.
    pub moved: Option<EnvelopeView>,
    /// What came of it.
    pub happenings: Vec<Happening>,
    /// Versions that met on a replica.
    pub meetings: Vec<Meeting>,
}

/// A run, ready to be drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Film {
    /// One a step.
    pub shots: Vec<Shot>,
    /// Messages in the order of their sending; timers are left out.
    pub paths: Vec<Path>,
    /// When nodes did not run.
    pub outages: Vec<Outage>,
    /// When links were cut.
    pub cuts: Vec<CutSpan>,
    /// Every change of leader, in order; who leads at the start is none.
    pub reigns: Vec<Reign>,
    /// By client, then by the number of the operation.
    hues: Vec<Vec<Option<u8>>>,
    /// In flight, in the order of their ids.
    timers: Vec<EnvelopeView>,
}

impl Film {
    /// Takes in the steps that the trace has and the film has not.
    pub fn extend(&mut self, trace: &Trace) {
        let from = self.shots.len() as u32;
        if from == 0 {
            // The timers that nodes set as they start belong to no step.
            self.timers = trace.seek(0).view().envelopes;
        }
        trace.watch(from, trace.len(), |number, step, log| self.take(number, step, log));
    }

    /// The path of a message.
    pub fn path(&self, id: EnvelopeId) -> Option<&Path> {
        self.paths.get(self.place(id)?)
    }

    /// Envelopes are numbered in the order of their sending, so the paths are in order of their ids.
    fn place(&self, id: EnvelopeId) -> Option<usize> {
        self.paths.binary_search_by_key(&id, |path| path.envelope.id).ok()
    }

    /// The colour of a write, from 0 to 6; operations that write nothing have none.
    ///
    /// It depends on the client and on how many writes that client made before, so that a branch keeps
    /// the colours of what it shares.
    pub fn hue(&self, operation: OperationId) -> Option<u8> {
        let of_client = self.hues.get(usize::from(operation.client.0))?;
        *of_client.get(operation.number.checked_sub(1)? as usize)?
    }

    /// The colour of what an envelope carries or serves.
    pub fn hue_of(&self, label: &Label) -> Option<u8> {
        let write = label.carries.map(|(_, write)| write).or(label.about);
        write.and_then(|write| self.hue(write))
    }

    fn take(&mut self, number: u32, step: Step, log: &StepLog) {
        let mut moved = None;
        match step.action {
            Action::Deliver(id) => moved = self.finish(id, End::Delivered, step.at, number),
            Action::Drop(id) => moved = self.finish(id, End::Lost, step.at, number),
            Action::Hold(id) | Action::Release(id) | Action::Duplicate(id) => {
                moved = self.path(id).map(|path| path.envelope);
            }
            Action::Crash(node) => self.stop(node, Status::Crashed, step.at),
            Action::Pause(node) => self.stop(node, Status::Paused, step.at),
            Action::Leave(node) => self.stop(node, Status::Left, step.at),
            Action::Restart(node) | Action::Resume(node) => self.go(node, step.at),
            Action::Wipe(_) => {}
            Action::Cut(from, to) => {
                self.cuts.push(CutSpan { from, to, since: step.at, until: None });
            }
            Action::Heal(from, to) => {
                let open = |c: &&mut CutSpan| (c.from, c.to) == (from, to) && c.until.is_none();
                if let Some(cut) = self.cuts.iter_mut().find(open) {
                    cut.until = Some(step.at);
                }
            }
            Action::Invoke { .. } | Action::Skew(..) | Action::Join(_) => {}
            Action::Configure(_) | Action::Promote(_) | Action::ShutDown(_) => {}
        }
        for happening in &log.happenings {
            if let Happening::Invoked(operation) = happening {
                self.colour(operation.id, operation.request.is_write());
            }
            if let Happening::Noted(node, Note::SingleLeader(single_leader::Note::Leads { term })) =
                *happening
            {
                self.reigns.push(Reign { node, term, since: (step.at, number) });
            }
            if let Happening::Halted(node) = *happening {
                self.stop(node, Status::Crashed, step.at);
            }
            if let Happening::Sent(envelope) = *happening {
                if envelope.kind == Kind::Timer {
                    self.timers.push(envelope);
                } else {
                    self.paths.push(Path { envelope, sent_step: number, end: None });
                }
            }
        }
        let (happenings, meetings) = (log.happenings.clone(), log.meetings.clone());
        self.shots.push(Shot { step, moved, happenings, meetings });
    }

    fn colour(&mut self, operation: OperationId, writes: bool) {
        let client = usize::from(operation.client.0);
        if self.hues.len() <= client {
            self.hues.resize_with(client + 1, Vec::new);
        }
        let of_client = &mut self.hues[client];
        let earlier = of_client.iter().flatten().count() % usize::from(HUES);
        let hue = (earlier * 2 + client) % usize::from(HUES);
        of_client.push(writes.then_some(hue as u8));
    }

    fn finish(&mut self, id: EnvelopeId, end: End, at: Instant, step: u32) -> Option<EnvelopeView> {
        if let Some(place) = self.place(id) {
            let path = &mut self.paths[place];
            path.end = Some((end, at, step));
            return Some(path.envelope);
        }
        let place = self.timers.binary_search_by_key(&id, |timer| timer.id).ok()?;
        Some(self.timers.remove(place))
    }

    fn stop(&mut self, node: NodeId, status: Status, from: Instant) {
        self.go(node, from);
        self.outages.push(Outage { node, status, from, to: None });
    }

    fn go(&mut self, node: NodeId, at: Instant) {
        let open = |o: &&mut Outage| o.node == node && o.to.is_none();
        if let Some(outage) = self.outages.iter_mut().find(open) {
            outage.to = Some(at);
        }
    }
}
