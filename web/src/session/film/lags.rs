//! How far the followers of a leader are behind, and how many reads each replica has answered, at any step of a run.

use replicarium::{
    check::staleness,
    history::Operation,
    id::NodeId,
    note::Note,
    protocol::single_leader,
    shared::SharedVec,
    sim::{Executed, Happening},
    store::LogNote,
    time::{Duration, Instant},
};
use std::collections::BTreeMap;

/// A position that a node reached.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Point {
    step: u32,
    at: Instant,
    position: u64,
}

type Points = BTreeMap<NodeId, SharedVec<Point>>;

/// The positions that nodes reached, and the reads that they answered. Each list grows with the run and names the step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lags {
    /// What a node appended as a leader.
    appended: Points,
    /// What a node applied of another's log; what it appended counts as applied.
    applied: Points,
    /// The step of each answer to a read, and the number of answers so far that were older than an acknowledged write.
    reads: BTreeMap<NodeId, SharedVec<(u32, u32)>>,
}

/// A follower, and how far it is behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Behind {
    /// The follower.
    pub node: NodeId,
    /// The entries of the leader's log that it has not applied.
    pub entries: u64,
    /// The time since the first of them was appended.
    pub time: Duration,
}

/// The last point that happened by a time, in the first `n` steps.
fn at(points: &SharedVec<Point>, time: Instant, n: u32) -> Option<Point> {
    let before = points.partition_point(|point| point.at <= time && point.step < n);
    points.get(before.checked_sub(1)?).copied()
}

impl Lags {
    /// Takes in the next step.
    pub fn take(&mut self, executed: &Executed<'_>) {
        let Executed { number: step, log, history, .. } = *executed;
        let at = executed.step.at;
        for happening in &log.happenings {
            let reach = |points: &mut Points, node, position| {
                points.entry(node).or_default().push(Point { step, at, position });
            };
            match *happening {
                Happening::Noted(node, Note::Log(LogNote::Appended { position, .. })) => {
                    reach(&mut self.appended, node, position);
                    reach(&mut self.applied, node, position);
                }
                Happening::Noted(
                    node,
                    Note::Log(LogNote::Applied { position, .. } | LogNote::Recovered { position })
                    | Note::SingleLeader(single_leader::Note::SnapshotInstalled { position }),
                ) => reach(&mut self.applied, node, position),
                Happening::Ended(id, _) => {
                    if let Some(read) = history.operation(id) {
                        let is_old =
                            staleness::of_read(history, read).is_some_and(|it| it.versions > 0);
                        self.answered(step, read, is_old);
                    }
                }
                Happening::Noted(..)
                | Happening::Invoked(_)
                | Happening::Halted(_)
                | Happening::Sent(_) => {}
            }
        }
    }

    fn answered(&mut self, step: u32, read: &Operation, is_old: bool) {
        let is_answered = read.ended.is_some_and(|(outcome, ..)| outcome.is_ok());
        if read.request.is_write() || !is_answered {
            return;
        }
        let all = self.reads.entry(read.via).or_default();
        let stale = all.last().map_or(0, |&(_, stale)| stale);
        all.push((step, stale + u32::from(is_old)));
    }

    /// The one of these nodes that appended last by a time, in the first `n` steps, and the position that it reached.
    fn leader(&self, nodes: &[NodeId], time: Instant, n: u32) -> Option<(NodeId, Point)> {
        let last =
            nodes.iter().filter_map(|&node| Some((node, at(self.appended.get(&node)?, time, n)?)));
        last.max_by_key(|(_, point)| point.step)
    }

    /// How far a node is behind the one of these nodes that appended last by a time, in the first `n` steps.
    pub fn behind(&self, node: NodeId, of: &[NodeId], time: Instant, n: u32) -> Behind {
        let none = Behind { node, entries: 0, time: Duration(0) };
        let Some((leader, end)) = self.leader(of, time, n) else { return none };
        let applied = self.applied.get(&node).and_then(|points| at(points, time, n));
        let applied = applied.map_or(0, |point| point.position);
        let Some(missing) = self.appended.get(&leader) else { return none };
        let first = missing.partition_point(|point| point.position <= applied);
        match missing.get(first).filter(|first| first.step <= end.step) {
            Some(first) => {
                let entries = end.position.saturating_sub(applied);
                Behind { node, entries, time: time.since(first.at) }
            }
            None => none,
        }
    }

    /// The reads that a node answered in the first `n` steps, and how many of the answers were stale.
    pub fn reads(&self, node: NodeId, n: u32) -> (u32, u32) {
        let Some(reads) = self.reads.get(&node) else { return (0, 0) };
        let answered = reads.partition_point(|&(step, _)| step < n);
        let last = answered.checked_sub(1).and_then(|last| reads.get(last));
        (answered as u32, last.map_or(0, |&(_, stale)| stale))
    }

    /// Those of the first `n` steps.
    #[must_use]
    pub fn branch(&self, n: u32) -> Self {
        let mut all = self.clone();
        for points in all.appended.values_mut().chain(all.applied.values_mut()) {
            points.truncate(points.partition_point(|point| point.step < n));
        }
        for reads in all.reads.values_mut() {
            reads.truncate(reads.partition_point(|&(step, _)| step < n));
        }
        all.appended.retain(|_, points| !points.is_empty());
        all.applied.retain(|_, points| !points.is_empty());
        all.reads.retain(|_, reads| !reads.is_empty());
        all
    }
}
