//! How far the followers of a leader are behind, and how many reads each replica has answered, at any step of a run.
//!
//! A follower is behind by the positions of the leader's log that its readers do not see yet, and by the time for which
//! the leader has had the first of them.

use litemap::LiteMap;
use replicarium::{
    check::staleness,
    history::{Operation, Outcome},
    id::{NodeId, Term},
    shared::SharedVec,
    sim::{Executed, Happening},
    time::{Duration, Instant},
    view::Progress,
};

/// How far a node has got, from a step on.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Point {
    step: u32,
    at: Instant,
    /// The last term in which it has led.
    led: Option<Term>,
    /// The last position of its log.
    end: u64,
    /// The last position that its readers see.
    applied: u64,
    /// The step since which its log has only grown.
    grown: u32,
}

/// What is known of the nodes of a run. Each list grows with the run and names the step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lags {
    courses: LiteMap<NodeId, SharedVec<Point>>,
    /// The step of each answer to a read, and the number of answers so far that were older than an acknowledged write.
    reads: LiteMap<NodeId, SharedVec<(u32, u32)>>,
}

/// A follower, and how far it is behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Behind {
    /// The follower.
    pub node: NodeId,
    /// The entries of the leader's log that it has not applied.
    pub entries: u64,
    /// The time for which the leader has had the first of them.
    pub time: Duration,
}

impl Lags {
    /// Takes in the next step.
    pub fn take(&mut self, executed: &Executed<'_>) {
        let Executed { number, log, history, world, .. } = *executed;
        for node in log.touched.iter() {
            if let Some(progress) = world.progress(node) {
                self.reach(executed, node, progress);
            }
        }
        for (id, outcome) in log.happenings.iter().filter_map(Happening::ended) {
            // Whether a read of nothing is old depends on deletes, whose ends a replayed run has from its start.
            let known = (outcome == Outcome::Read(None)).then(|| history.before(number + 1));
            let history = known.as_ref().unwrap_or(history);
            let is_read = |it: &&Operation| !it.request.is_write() && outcome.is_ok();
            let Some(read) = history.operation(id).filter(is_read) else { continue };
            if world.progress(read.via).is_some() {
                let is_old = staleness::of_read(history, read).is_some_and(|it| it.versions > 0);
                self.answered(number, read, is_old);
            }
        }
    }

    fn reach(&mut self, executed: &Executed<'_>, node: NodeId, progress: Progress) {
        let Progress { leads, term, end, applied } = progress;
        let (step, at) = (executed.number, executed.step.at);
        let course = self.courses.entry(node).or_default();
        let last = course.last().copied();
        let led = leads.then_some(term).or(last.and_then(|last| last.led));
        let grown = last.filter(|last| last.end <= end).map_or(step, |last| last.grown);
        if last.is_none_or(|it| (it.led, it.end, it.applied) != (led, end, applied)) {
            course.push(Point { step, at, led, end, applied, grown });
        }
    }

    fn answered(&mut self, step: u32, read: &Operation, is_old: bool) {
        let all = self.reads.entry(read.via).or_default();
        let stale = all.last().map_or(0, |&(_, stale)| stale);
        all.push((step, stale + u32::from(is_old)));
    }

    /// How far a node had got by a time, in the first `n` steps.
    fn at(&self, node: NodeId, time: Instant, n: u32) -> Option<Point> {
        let course = self.courses.get(&node)?;
        let before = course.partition_point(|point| point.at <= time && point.step < n);
        course.get(before.checked_sub(1)?).copied()
    }

    /// The one of these nodes that led last by a time, in the first `n` steps, and how far it had got. Of two that lead it is the
    /// one that the others follow, which has the later term.
    fn leader(&self, nodes: &[NodeId], time: Instant, n: u32) -> Option<(NodeId, Point)> {
        let there = nodes.iter().filter_map(|&node| Some((node, self.at(node, time, n)?)));
        there.filter(|(_, point)| point.led.is_some()).max_by_key(|(_, point)| point.led)
    }

    /// How far a node is behind the one of these nodes that led last by a time, in the first `n` steps.
    pub fn behind(&self, node: NodeId, of: &[NodeId], time: Instant, n: u32) -> Behind {
        let none = Behind { node, entries: 0, time: Duration(0) };
        let Some((leader, head)) = self.leader(of, time, n) else { return none };
        let applied = self.at(node, time, n).map_or(0, |point| point.applied);
        let entries = head.end.saturating_sub(applied);
        let Some(course) = self.courses.get(&leader).filter(|_| entries > 0) else { return none };
        // What the log had before it was last cut off does not count.
        let lacks = |point: &Point| point.end <= applied && point.step <= head.step;
        let first = course.partition_point(|point| point.step < head.grown || lacks(point));
        let since = course.get(first).map_or(time, |point| point.at);
        Behind { node, entries, time: time.since(since) }
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
        for (_, points) in all.courses.iter_mut() {
            points.truncate(points.partition_point(|point| point.step < n));
        }
        for (_, reads) in all.reads.iter_mut() {
            reads.truncate(reads.partition_point(|&(step, _)| step < n));
        }
        all.courses.retain(|_, points| !points.is_empty());
        all.reads.retain(|_, reads| !reads.is_empty());
        all
    }
}

#[cfg(test)]
#[path = "lags_tests.rs"]
mod tests;
