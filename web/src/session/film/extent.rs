//! How much the cards have to have room for in the course of a run, so that they keep their size.

use replicarium::{
    id::NodeId,
    kv::{Key, Request},
    note::Note,
    protocol::leaderless,
    shared::SharedVec,
    sim::{Action, Executed, Happening},
    store::LogNote,
};

/// The keys, values and hints of a run. Each list grows with the run and names the step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extent {
    /// The keys that clients write, in the order of their first writes.
    keys: SharedVec<(u32, Key)>,
    /// The table of an insert, whenever it is another one than before.
    tables: SharedVec<(u32, Key)>,
    /// The most siblings that a key has had, whenever that became more.
    siblings: SharedVec<(u32, u16)>,
    /// The hints that a node keeps, whenever it keeps more or fewer, and the most that a node has kept so far.
    hints: SharedVec<Hints>,
    /// The last position of a replication log, whenever a log became longer than all before.
    log: SharedVec<(u32, u64)>,
    /// The first step that sets a node's clock.
    skewed: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Hints {
    step: u32,
    node: NodeId,
    kept: u16,
    most: u16,
}

impl Extent {
    /// The number of keys that clients write.
    pub const fn keys(&self) -> usize {
        self.keys.len()
    }

    /// The table of the last insert in the first `n` steps.
    pub fn table(&self, n: u32) -> Option<Key> {
        let before = self.tables.partition_point(|&(step, _)| step < n);
        self.tables.get(before.checked_sub(1)?).map(|&(_, table)| table)
    }

    /// The most siblings that a key has beyond the first.
    pub fn siblings(&self) -> usize {
        self.siblings.last().map_or(0, |&(_, most)| usize::from(most.max(1)) - 1)
    }

    /// The most hints that a node keeps.
    pub fn hints(&self) -> usize {
        self.hints.last().map_or(0, |hints| usize::from(hints.most))
    }

    /// The last position of the longest replication log.
    pub fn log(&self) -> usize {
        self.log.last().map_or(0, |&(_, position)| position as usize)
    }

    /// Whether a node's clock is set.
    pub const fn is_skewed(&self) -> bool {
        self.skewed.is_some()
    }

    /// Takes in the next step.
    pub fn take(&mut self, executed: &Executed<'_>) {
        let Executed { number, step, log, .. } = *executed;
        if matches!(step.action, Action::Skew(..)) {
            self.skewed.get_or_insert(number);
        }
        for happening in &log.happenings {
            match *happening {
                Happening::Invoked(operation) if operation.request.is_write() => {
                    let key = operation.request.key();
                    let is_insert = matches!(operation.request, Request::Insert(_));
                    if is_insert && self.tables.last().is_none_or(|&(_, last)| last != key) {
                        self.tables.push((number, key));
                    }
                    if !self.keys.iter().any(|&(_, known)| known == key) {
                        self.keys.push((number, key));
                    }
                }
                Happening::Noted(node, Note::Leaderless(fact)) => self.noted(number, node, fact),
                Happening::Noted(_, Note::Log(LogNote::Appended { position, .. }))
                    if self.log.last().is_none_or(|&(_, most)| most < position) =>
                {
                    self.log.push((number, position));
                }
                Happening::Noted(..)
                | Happening::Invoked(_)
                | Happening::Ended(..)
                | Happening::Halted(_)
                | Happening::Sent(_) => {}
            }
        }
    }

    fn noted(&mut self, step: u32, node: NodeId, fact: leaderless::Note) {
        use leaderless::Note::{HandedOff, HintRedirected, Hinted, Named, Siblings};
        if let Named { siblings, .. } | Siblings { siblings, .. } = fact
            && self.siblings.last().is_none_or(|&(_, most)| most < siblings)
        {
            self.siblings.push((step, siblings));
        }
        if let Hinted { .. } = fact {
            self.keeps(step, node, self.kept(node) + 1);
        }
        if let HandedOff { .. } | HintRedirected { .. } = fact {
            self.keeps(step, node, self.kept(node).saturating_sub(1));
        }
    }

    /// The hints that a node keeps now.
    fn kept(&self, node: NodeId) -> u16 {
        self.hints.iter().rev().find(|hints| hints.node == node).map_or(0, |hints| hints.kept)
    }

    fn keeps(&mut self, step: u32, node: NodeId, kept: u16) {
        let most = self.hints.last().map_or(0, |hints| hints.most).max(kept);
        self.hints.push(Hints { step, node, kept, most });
    }

    /// That of the first `n` steps.
    #[must_use]
    pub fn branch(&self, n: u32) -> Self {
        let Self { mut keys, mut tables, mut siblings, mut hints, mut log, skewed } = self.clone();
        log.truncate(log.partition_point(|&(step, _)| step < n));
        tables.truncate(tables.partition_point(|&(step, _)| step < n));
        keys.truncate(keys.partition_point(|&(step, _)| step < n));
        siblings.truncate(siblings.partition_point(|&(step, _)| step < n));
        hints.truncate(hints.partition_point(|hints| hints.step < n));
        Self { keys, tables, siblings, hints, log, skewed: skewed.filter(|&step| step < n) }
    }
}
