//! What lasts a while or begins: outages, cuts, and leaderships.

use replicarium::{
    id::{Address, NodeId, Term},
    note::Note,
    protocol::single_leader,
    sim::{Action, Executed, Happening},
    time::Instant,
    view::Status,
};

/// A moment, and the step that happened then.
pub type Moment = (Instant, u32);

/// A time in which a node did not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    /// The node.
    pub node: NodeId,
    /// Crashed, paused or left.
    pub status: Status,
    /// When it began.
    pub from: Moment,
    /// When it ended; `None` while it lasts.
    pub to: Option<Moment>,
}

/// A time in which a link was cut, one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CutSpan {
    /// The sender.
    pub from: Address,
    /// The receiver.
    pub to: Address,
    /// When it began.
    pub since: Moment,
    /// When it ended; `None` while it lasts.
    pub until: Option<Moment>,
}

/// A node began to lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reign {
    /// The node.
    pub node: NodeId,
    /// The term in which it leads.
    pub term: Term,
    /// When it began to lead.
    pub since: Moment,
}

/// The outages, cuts and leaderships of a run, each in the order of their beginnings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spans {
    /// When nodes did not run.
    pub outages: Vec<Outage>,
    /// When links were cut.
    pub cuts: Vec<CutSpan>,
    /// Every change of leader; the leader at the start is none.
    pub reigns: Vec<Reign>,
}

impl Spans {
    /// Takes in the next step.
    pub fn take(&mut self, executed: &Executed<'_>) {
        let Executed { number, step, log, .. } = *executed;
        let now = (step.at, number);
        match step.action {
            Action::Crash(node) => self.stop(node, Status::Crashed, now),
            Action::Pause(node) => self.stop(node, Status::Paused, now),
            Action::Leave(node) => self.stop(node, Status::Left, now),
            Action::Restart(node) | Action::Resume(node) => self.go(node, now),
            Action::Cut(from, to) => self.cuts.push(CutSpan { from, to, since: now, until: None }),
            Action::Heal(from, to) => {
                let open = |c: &&mut CutSpan| (c.from, c.to) == (from, to) && c.until.is_none();
                if let Some(cut) = self.cuts.iter_mut().find(open) {
                    cut.until = Some(now);
                }
            }
            Action::Deliver(_)
            | Action::Drop(_)
            | Action::Hold(_)
            | Action::Release(_)
            | Action::Duplicate(_)
            | Action::Wipe(_)
            | Action::Invoke { .. }
            | Action::Skew(..)
            | Action::Join(_)
            | Action::Configure(_)
            | Action::Promote(_)
            | Action::ShutDown(_) => {}
        }
        for happening in &log.happenings {
            match *happening {
                Happening::Noted(node, Note::SingleLeader(single_leader::Note::Leads { term })) => {
                    self.reigns.push(Reign { node, term, since: now });
                }
                Happening::Halted(node) => self.stop(node, Status::Crashed, now),
                Happening::Noted(..)
                | Happening::Invoked(_)
                | Happening::Ended(..)
                | Happening::Sent(_) => {}
            }
        }
    }

    fn stop(&mut self, node: NodeId, status: Status, from: Moment) {
        self.go(node, from);
        self.outages.push(Outage { node, status, from, to: None });
    }

    fn go(&mut self, node: NodeId, now: Moment) {
        let open = |o: &&mut Outage| o.node == node && o.to.is_none();
        if let Some(outage) = self.outages.iter_mut().find(open) {
            outage.to = Some(now);
        }
    }

    /// Those of the first `n` steps.
    #[must_use]
    pub fn branch(&self, n: u32) -> Self {
        let before = |&(_, step): &Moment| step < n;
        let outages = self.outages.iter().filter(|outage| before(&outage.from));
        let outages = outages.map(|it| Outage { to: it.to.filter(before), ..*it });
        let cuts = self.cuts.iter().filter(|cut| before(&cut.since));
        let cuts = cuts.map(|it| CutSpan { until: it.until.filter(before), ..*it });
        let reigns = self.reigns.iter().filter(|reign| before(&reign.since));
        Self { outages: outages.collect(), cuts: cuts.collect(), reigns: reigns.copied().collect() }
    }
}
