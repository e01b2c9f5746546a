//! Sequential consistency: all operations appear to take effect on one copy, in an order that contains each client's own
//! order; real time does not matter (Lamport 1979).
//!
//! Unlike linearizability it cannot be judged key by key, and deciding it is NP-complete (Gibbons and Korach 1997). The
//! order found so far is kept, and later operations are appended to it; only if that fails, another order is searched
//! for: see [`lanes`]. If the search takes long, constraints among the latest operations are derived, which often show
//! that there is no order: see [`precedence`]. Once the search has been given up, only the constraints are checked.
//!
//! ```text
//!   holds      c1 ├ write x=1 ┤                violated   c1 ├ write x=1 ┤ ├ read y → nothing ┤
//!              c2                ├ read x → nothing ┤     c2 ├ write y=2 ┤ ├ read x → nothing ┤
//! ```

use super::{
    lanes::{Attempt, Item, Lanes, RegisterId, ValueId},
    precedence, shrink,
    verdict::{Verdict, Violation, Why, Witness},
};
use crate::{
    history::{History, Operation, Outcome},
    id::{ClientId, OperationId},
    kv::Key,
};
use alloc::vec::Vec;
use litemap::LiteMap;

/// Judges sequential consistency, as operations end. The search returns when its budget is spent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sequential {
    lanes: Lanes,
    /// The register of each key, and its initial value.
    registers: LiteMap<Key, (RegisterId, ValueId)>,
    /// By client: its lane.
    clients: Vec<Option<usize>>,
    /// By history index: the value of a write that is in a lane.
    writes: Vec<Option<ValueId>>,
    /// Placements since the last order was found.
    spent: u64,
    /// The number of operations taken in.
    taken: u32,
    /// The value of `taken` when constraints were last derived.
    constrained: u32,
    state: State,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Order,
    Searching,
    /// The search was given up; this is the most operations that were placed.
    GivenUp(u32),
    Broken(Witness),
}

impl Sequential {
    /// Placements after which the search is given up.
    pub const PATIENCE: u64 = 100_000;
    /// Constraints are derived among the first number of latest operations, each time the second number are new.
    const LATEST: (u32, u32) = (128, 32);
    /// The number of operations in all histories that are tried for a small witness.
    const EFFORT: usize = 100_000;

    /// Takes in an operation that has ended: [`History::ended`].
    ///
    /// Failed operations did not happen. Reads without a response are ignored. A write without a response took effect, at
    /// any time after its client's earlier operations, if some read returned it.
    pub fn take(&mut self, history: &History, operation: &Operation) {
        self.taken += 1;
        if matches!(self.state, State::Broken(_) | State::GivenUp(_)) {
            return;
        }
        self.writes.resize(history.operations().len(), None);
        let Some(place) = history.place(operation.id) else { return };
        let is_there = self.writes[place as usize].is_some();
        let fits = match operation.ended {
            Some((Outcome::Written | Outcome::Inserted(_), ..)) => {
                is_there || self.write(place, operation, false).is_some()
            }
            Some((Outcome::Read(found), _, now)) => {
                self.read(history, operation, found.map(|it| it.write), now)
            }
            // No read may have returned a write that failed.
            Some((Outcome::Failed(_), ..)) => !is_there,
            Some((Outcome::Unknown(_), ..)) if is_there => {
                let lane = self.lane(operation.id.client);
                self.lanes.release(lane);
                true
            }
            Some((
                Outcome::Unknown(_)
                | Outcome::Siblings(_)
                | Outcome::Answered(_)
                | Outcome::Uncommitted,
                ..,
            ))
            | None => return,
        };
        if self.state == State::Order {
            self.spent = 0;
        }
        self.state = match fits {
            true => State::Searching,
            false => State::Broken(Witness::new(Violation::NoPlace, &[operation.id])),
        };
    }

    /// Adds a write to its client's lane, or to a lane of its own.
    fn write(&mut self, place: u32, write: &Operation, aside: bool) -> Option<ValueId> {
        let (register, _) = self.register(write.request.key());
        let value = self.lanes.value();
        self.writes[place as usize] = Some(value);
        let item = Item { number: write.id.number, register, value, writes: true };
        let lane = self.lane(write.id.client);
        match aside {
            true => self.lanes.aside(lane, item),
            false => self.lanes.push(lane, item),
        }
        Some(value)
    }

    fn read(
        &mut self,
        history: &History,
        read: &Operation,
        found: Option<OperationId>,
        now: u32,
    ) -> bool {
        let (register, initial) = self.register(read.request.key());
        let value = match found.map(|found| history.place(found)) {
            None => Some(initial),
            Some(None) => None,
            Some(Some(place)) => self.writes[place as usize].or_else(|| {
                let write = &history.operations()[place as usize];
                match write.ended.filter(|&(.., step)| step <= now) {
                    Some((Outcome::Failed(_), ..)) => None,
                    ended => self.write(place, write, ended.is_some()),
                }
            }),
        };
        let Some(value) = value else { return false };
        let lane = self.lane(read.id.client);
        let item = Item { number: read.id.number, register, value, writes: false };
        self.lanes.push(lane, item);
        true
    }

    fn lane(&mut self, client: ClientId) -> usize {
        let client = usize::from(client.0);
        if self.clients.len() <= client {
            self.clients.resize(client + 1, None);
        }
        *self.clients[client].get_or_insert_with(|| self.lanes.lane())
    }

    fn register(&mut self, key: Key) -> (RegisterId, ValueId) {
        *self.registers.entry(key).or_insert_with(|| self.lanes.register())
    }

    /// Continues the search, if there is no order yet; places at most `budget` operations.
    pub fn work(&mut self, history: &History, budget: u32) {
        match self.state {
            State::Searching => self.search(budget),
            State::GivenUp(_) => {}
            State::Order | State::Broken(_) => return,
        }
        let (latest, new) = Self::LATEST;
        let is_open = matches!(self.state, State::Searching | State::GivenUp(_));
        if is_open && self.taken >= self.constrained + new {
            self.constrained = self.taken;
            self.constrain(history, self.taken.saturating_sub(latest));
        }
        if let State::Broken(witness) = &mut self.state {
            let last = history.ended(self.taken.saturating_sub(1)).next().and_then(|it| it.ended);
            let seen = last.map(|(.., step)| history.before(step + 1));
            let seen = seen.as_ref().unwrap_or(history);
            witness.operations = shrink::smallest(seen, Self::EFFORT, &has_no_order);
        }
    }

    fn search(&mut self, budget: u32) {
        let mut left = budget;
        let attempt = self.lanes.run(&mut left);
        self.spent += u64::from(budget - left);
        match attempt {
            Attempt::Complete => self.state = State::Order,
            Attempt::Impossible => self.state = State::Broken(self.witness()),
            Attempt::OutOfBudget if self.spent >= Self::PATIENCE => {
                let (_, placed) = self.lanes.extent();
                let Self { taken, constrained, .. } = *self;
                *self =
                    Self { state: State::GivenUp(placed), taken, constrained, ..Self::default() };
            }
            Attempt::OutOfBudget => {}
        }
    }

    /// Derives constraints among the operations from number `from` on.
    fn constrain(&mut self, history: &History, from: u32) {
        if let Some(cycle) = precedence::contradiction(history, from, self.taken) {
            self.state = State::Broken(Witness::new(Violation::NoPlace, &cycle));
        }
    }

    /// The reads that blocked the longest attempt.
    fn witness(&self) -> Witness {
        let id = |(lane, number)| {
            let client = self.clients.iter().position(|&it| it == Some(lane))?;
            Some(OperationId { client: ClientId(client as u16), number })
        };
        let blocked: Vec<OperationId> = self.lanes.blocked().filter_map(id).collect();
        Witness::new(Violation::NoPlace, &blocked)
    }

    /// The verdict so far.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let (operations, placed) = self.lanes.extent();
        match &self.state {
            State::Order => Verdict::Holds { checked: operations },
            State::Searching => Verdict::Unknown(Why::Budget { placed, operations }),
            &State::GivenUp(placed) => {
                Verdict::Unknown(Why::Budget { placed, operations: self.taken })
            }
            State::Broken(witness) => Verdict::Violated(witness.clone()),
        }
    }
}

/// Judges a whole history with at most `budget` placements. If the first [`Sequential::PATIENCE`] do not decide,
/// constraints among all operations are derived. A witness is the smallest set of operations that has no order, as
/// far as it is found with some effort.
#[must_use]
pub fn check(history: &History, budget: u64) -> Verdict {
    match decide(history, budget) {
        Verdict::Violated(Witness { violation, .. }) => {
            let operations = shrink::smallest(history, Sequential::EFFORT * 10, &has_no_order);
            Verdict::Violated(Witness::new(violation, &operations))
        }
        verdict @ (Verdict::Holds { .. } | Verdict::Unknown(_)) => verdict,
    }
}

/// Whether a small history has no order, as far as that is soon found out.
pub(super) fn has_no_order(part: &History) -> bool {
    precedence::contradiction(part, 0, u32::MAX).is_some() || search(part, 5_000).is_violated()
}

fn decide(history: &History, budget: u64) -> Verdict {
    let soon = search(history, budget.min(Sequential::PATIENCE));
    if budget <= Sequential::PATIENCE || !matches!(soon, Verdict::Unknown(_)) {
        return soon;
    }
    match precedence::contradiction(history, 0, u32::MAX) {
        Some(cycle) => Verdict::Violated(Witness::new(Violation::NoPlace, &cycle)),
        None => search(history, budget),
    }
}

/// Searches for an order of a whole history, with at most `budget` placements.
pub(super) fn search(history: &History, budget: u64) -> Verdict {
    let mut sequential = Sequential::default();
    let mut left = budget;
    for operation in history.ended(0) {
        sequential.take(history, operation);
        while left > 0 && sequential.state == State::Searching {
            sequential.spent = 0;
            sequential
                .search(u32::try_from(left.min(Sequential::PATIENCE - 1)).unwrap_or(u32::MAX));
            left -= sequential.spent.min(left);
        }
    }
    sequential.verdict()
}

#[cfg(test)]
#[path = "sequential_tests.rs"]
mod tests;
