//! Moving rows: when members or settings change, a key's rows go to its new homes.
//!
//! # Story
//! A node that joins or leaves changes the preference lists of some keys, and so does another n. A node that becomes a
//! home of keys asks the homes that they had before for the rows, and answers reads of these keys when it has them; it
//! takes writes at once. The nodes that held such a key also keep a hint of it for every new home, which offers the row
//! until the home has it. A node that is no home any more keeps the row only as such hints: it takes no further part in
//! comparisons, answers no reads, and drops the row once the homes have it. Without bootstrap, a new home answers at once
//! with what it has.
//!
//! Changes of members may overlap. So each change has a number, the epoch, and rows come with the last epoch up to which
//! their sender has all of its own. A node that still waits for rows from an earlier change does not count for a later one,
//! and is asked again. A node that was down or paused during more than one change does not know where keys were in between:
//! it asks every node.
//!
//! # Source
//! DeCandia et al., *Dynamo* (SOSP 2007), §4.9 (adding and removing nodes: keys are offered to the nodes that are now
//! in charge, and transferred upon a confirmation); Apache Cassandra's manual, "Adding, replacing, moving and removing
//! nodes" (a node that bootstraps streams the data of its ranges, and takes writes but no reads until then;
//! `auto_bootstrap`; `nodetool removenode`; `nodetool cleanup`); CEP-21, *Transactional Cluster Metadata* (each change of
//! members has an epoch). Cassandra without it refuses a bootstrap while another one is under way
//! (`cassandra.consistent.rangemovement`).
//!
//! # Invariants
//! I8 and I9 of the folder.
//!
//! # Not modelled
//! Decommission: a node that leaves is gone at once, as with `removenode`, and its rows come from the other homes. Changes
//! of n that overlap with each other or with changes of members: they have no epoch. A key is asked for by no range: the
//! answer has all rows of the asker's keys.

use super::{
    Config, Content, Context, Message, Node, Note, OperationId, Timer,
    config::{Bootstrap, Handoff},
    ring,
    view::Placement,
};
use crate::{
    id::{NodeId, NodeSet},
    kv::Key,
    time::Duration,
};
use alloc::vec::Vec;
use core::mem;

/// Interval at which a new home asks for the rows that it does not have yet.
const ASK: Duration = Duration::millis(100);

/// The rows that a new home waits for. On disk, except for the reads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Arrivals {
    all: Vec<Arrival>,
    /// Reads that it answers when it has the rows, with the coordinator that asked.
    reads: Vec<(NodeId, OperationId, Key)>,
}

/// The rows of the keys that a change of members or settings has given to this node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Arrival {
    /// Where the keys were; `None` if this node has missed changes, so that they may have been anywhere.
    before: Option<Placement>,
    /// The number of changes of members, this one included.
    epoch: u32,
    /// The nodes that have not sent their rows.
    awaited: NodeSet,
}

impl Arrivals {
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The nodes that have not sent their rows.
    pub(super) fn awaited(&self) -> NodeSet {
        self.all.iter().flat_map(|it| it.awaited.iter()).collect()
    }

    /// Whether a home that a key had before has not sent its rows to a node that is a new one.
    fn lacks(&self, own: NodeId, key: Key) -> bool {
        self.all.iter().any(|it| {
            let Some(before) = it.before else { return true };
            let homes: NodeSet = before.homes(key).collect();
            !homes.contains(own) && !homes.and(it.awaited).is_empty()
        })
    }

    /// The last change of members before which this node had all rows of its keys.
    fn complete_until(&self, now: u32) -> u32 {
        self.all.iter().map(|it| it.epoch).min().unwrap_or(now)
    }

    /// What a crash leaves: who asked is forgotten.
    pub(super) fn recover(&self) -> Self {
        Self { all: self.all.clone(), reads: Vec::new() }
    }

    /// Waits for these nodes only.
    fn retain(&mut self, members: NodeSet) {
        self.all.iter_mut().for_each(|it| it.awaited = it.awaited.and(members));
        self.all.retain(|it| !it.awaited.is_empty());
    }

    /// The rows of a node came that had all of its keys before this change of members.
    fn came(&mut self, from: NodeId, epoch: u32) {
        let until = self.all.iter_mut().filter(|it| it.epoch <= epoch);
        until.for_each(|it| _ = it.awaited.remove(from));
        self.all.retain(|it| !it.awaited.is_empty());
    }
}

fn homes(config: &Config, key: Key, members: NodeSet) -> NodeSet {
    ring::homes(config, key, members).collect()
}

impl Node {
    /// It has joined a running cluster, in which all keys had other homes.
    pub(super) fn joined(&mut self, cx: &mut Context<'_, Self>) {
        let members = self.placed.members.without(NodeSet::from_iter([cx.env.id]));
        let before = Placement { members, ..self.placed };
        self.await_rows(cx, Some(before));
    }

    /// Members or settings may have changed: hands rows and hints to the homes that are new, keeps only what is its own,
    /// and asks for the rows of keys that it is a new home of.
    pub(super) fn move_rows(&mut self, cx: &mut Context<'_, Self>) {
        let now = Placement::of(cx.config, cx.env.members);
        let before = mem::replace(&mut self.placed, now);
        let epoch = mem::replace(&mut self.epoch, cx.env.epoch);
        let missed = cx.env.epoch > epoch + 1;
        if before == now && !missed {
            return;
        }
        self.redirect_hints(cx);
        let own = cx.env.id;
        let keys: Vec<Key> = self.rows.keys().copied().collect();
        for key in keys {
            let (old, new): (NodeSet, NodeSet) =
                (before.homes(key).collect(), now.homes(key).collect());
            let Some(content) = self.rows.get(&key).cloned() else { continue };
            if own.client().is_some() || content.is_expired(cx.config, cx.env.clock) {
                continue;
            }
            if new.contains(own) {
                self.pass_on(cx, new.without(old), key, &content);
            } else {
                self.pass_on(cx, new, key, &content);
                self.rows.remove(&key);
            }
        }
        self.arrivals.retain(now.members);
        self.await_rows(cx, (!missed).then_some(before));
        self.answer_reads(cx);
    }

    /// Asks for the rows of keys that were elsewhere before, if this node is a home of such keys now.
    fn await_rows(&mut self, cx: &mut Context<'_, Self>, before: Option<Placement>) {
        let (own, now) = (cx.env.id, self.placed);
        let members = before.map_or(now.members, |before| before.members.and(now.members));
        let awaited = members.without(NodeSet::from_iter([own]));
        let asks = cx.config.bootstrap == Bootstrap::On && own.client().is_none();
        if asks && !awaited.is_empty() && before.is_none_or(|before| now.gives(own, before)) {
            let epoch = cx.env.epoch;
            self.arrivals.all.push(Arrival { before, epoch, awaited });
            cx.out.note(Note::AsksForRows { from: awaited });
            self.ask_for_rows(cx);
        }
    }

    /// Asks for the rows that have not come, and sets the timer to ask again.
    pub(super) fn ask_for_rows(&self, cx: &mut Context<'_, Self>) {
        let awaited = self.arrivals.awaited();
        awaited.iter().for_each(|node| cx.out.send(node, Message::AskRows));
        self.wake_arrivals(cx);
    }

    /// Sets the timer to ask again, if rows have not come.
    pub(super) fn wake_arrivals(&self, cx: &mut Context<'_, Self>) {
        if !self.arrivals.is_empty() {
            cx.out.timer(Timer::AskRows, ASK);
        }
    }

    /// Sends a new home the rows of its keys, hints included.
    pub(super) fn asked_for_rows(&self, cx: &mut Context<'_, Self>, home: NodeId) {
        let is_home = |key: &Key| homes(cx.config, *key, cx.env.members).contains(home);
        let mut keys: Vec<Key> = self.rows.keys().copied().chain(self.hints.keys()).collect();
        keys.sort_unstable();
        keys.dedup();
        let rows = keys.into_iter().filter(is_home).filter_map(|key| {
            let held = self.held(cx.config, key)?;
            (!held.is_expired(cx.config, cx.env.clock)).then_some((key, held))
        });
        let (rows, epoch) = (rows.collect(), self.arrivals.complete_until(cx.env.epoch));
        cx.out.send(home, Message::Moved { epoch, rows });
    }

    /// The rows of a home that keys had before.
    pub(super) fn rows_came(
        &mut self,
        cx: &mut Context<'_, Self>,
        from: NodeId,
        epoch: u32,
        rows: &[(Key, Content)],
    ) {
        if !self.arrivals.awaited().contains(from) {
            return;
        }
        self.arrivals.came(from, epoch);
        let left = self.arrivals.awaited();
        let (peer, is_complete) = (from, !left.contains(from));
        let (count, left) = (rows.len() as u16, left.len() as u16);
        cx.out.note(match is_complete {
            true => Note::RowsCame { peer, rows: count, left },
            false => Note::SomeRowsCame { peer, rows: count, left },
        });
        for (key, content) in rows {
            if self.rows.get(key) != Some(content) {
                self.keep(cx, *key, content);
            }
        }
        if left == 0 {
            cx.out.cancel(Timer::AskRows);
        }
        self.answer_reads(cx);
    }

    /// Answers the reads that waited for rows which are here now.
    fn answer_reads(&mut self, cx: &mut Context<'_, Self>) {
        let own = cx.env.id;
        let reads = mem::take(&mut self.arrivals.reads);
        let (wait, ready) = reads.into_iter().partition(|&(.., key)| self.arrivals.lacks(own, key));
        self.arrivals.reads = wait;
        let ready: Vec<(NodeId, OperationId, Key)> = ready;
        for (from, operation, key) in ready {
            self.fetched(cx, from, operation, key);
        }
    }

    /// Whether it answers a read of this key. A node that has ceased to be a home may have dropped the row already; in a
    /// sloppy quorum any node may be asked to stand in.
    pub(super) fn may_answer(&self, cx: &Context<'_, Self>, key: Key) -> bool {
        cx.config.handoff == Handoff::Sloppy || self.placed.homes(key).any(|home| home == cx.env.id)
    }

    /// Answers a coordinator's read, or waits for the rows of a key that is new here.
    pub(super) fn fetched(
        &mut self,
        cx: &mut Context<'_, Self>,
        from: NodeId,
        operation: OperationId,
        key: Key,
    ) {
        if self.arrivals.lacks(cx.env.id, key) {
            let read = (from, operation, key);
            if !self.arrivals.reads.contains(&read) {
                cx.out.note(Note::ReadWaits { operation, key });
                self.arrivals.reads.push(read);
            }
            return;
        }
        let held = self.held(cx.config, key);
        match from == cx.env.id {
            true => self.answer(cx, operation, from, held),
            false => cx.out.send(from, Message::Fetched { operation, held }),
        }
    }

    /// Says how many rows were stored under another rule for conflicts.
    pub(super) fn tell_old_versions(&self, cx: &mut Context<'_, Self>) {
        let old = |content: &&Content| content.is_of_another_rule(cx.config.conflict);
        let rows = self.rows.values().filter(old).count() as u16;
        if rows > 0 {
            cx.out.note(Note::OldVersions { rows });
        }
    }

    /// Keeps a hint of a row for each of these homes.
    pub(super) fn pass_on(
        &mut self,
        cx: &mut Context<'_, Self>,
        homes: NodeSet,
        key: Key,
        content: &Content,
    ) {
        homes.iter().for_each(|home| self.keep_hint(cx, home, key, content.clone()));
    }

    /// Hints for nodes that are no homes of their keys any more are kept for the homes.
    fn redirect_hints(&mut self, cx: &mut Context<'_, Self>) {
        let (config, members) = (cx.config, cx.env.members);
        let stays = |home, key| homes(config, key, members).contains(home);
        for (key, content) in self.hints.take_unless(cx, stays) {
            self.keep(cx, key, &content);
        }
    }
}
