//! Sequential consistency: as if there were one copy, and each client's operations took effect in its own
//! order; the clients' clocks need not agree (Lamport 1979).
//!
//! Unlike linearizability it cannot be judged key by key, and deciding it is NP-complete (Gibbons and
//! Korach 1997). The order that was found for what clients have done so far is kept, and what they do next
//! is put at its end; only if that does not fit, another one is looked for: see [`lanes`]. If that takes long, the
//! latest operations are looked at for what must come before what, which often shows that there is none: see
//! [`forced`]. So they are from then on when the search has been given up.
//!
//! ```text
//!   holds      c1 ├ write x=1 ┤                violated   c1 ├ write x=1 ┤ ├ read y → nothing ┤
//!              c2                ├ read x → nothing ┤     c2 ├ write y=2 ┤ ├ read x → nothing ┤
//! ```

use super::{
    lanes::{Attempt, Item, Lanes, RegisterId, ValueId},
    precedence,
    verdict::{Verdict, Violation, Why, Witness},
};
use crate::{
    history::{History, Operation, Outcome},
    id::{ClientId, OperationId},
    kv::Key,
};
use alloc::vec::Vec;
use litemap::LiteMap;

/// Judges as a run goes on; gives control back when it has spent its budget.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sequential {
    lanes: Lanes,
    /// Of each key: its register, and what that holds before the first write.
    registers: LiteMap<Key, (RegisterId, ValueId)>,
    /// The lane of each client.
    clients: Vec<Option<usize>>,
    /// By place in the history: the writes that attempt in a lane.
    writes: Vec<Option<ValueId>>,
    /// Placements tried since what there is had an order the last time.
    spent: u64,
    /// So many operations were taken in.
    taken: u32,
    /// Of how many the latest were looked at for what must come before what.
    looked: u32,
    state: State,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Order,
    Searching,
    /// It was searched for long enough; what the search knew is forgotten, but for how many had an order.
    GivenUp(u32),
    Broken(Witness),
}

impl Sequential {
    /// So many placements are tried for an order before the search is given up.
    pub const PATIENCE: u64 = 100_000;
    /// So many of the latest operations are looked at for what must come before what, each time that so many are
    /// new.
    const LATEST: (u32, u32) = (128, 32);

    /// Takes in an operation that has ended: [`History::ended`].
    ///
    /// Reads without an answer say nothing, operations that failed did not happen. A write without an answer
    /// takes effect only if somebody read it, at any time after what its client had done before it.
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
            // What did not happen must not have been seen.
            Some((Outcome::Failed(_), ..)) => !is_there,
            Some((Outcome::Unknown(_), ..)) if is_there => {
                let lane = self.lane(operation.id.client);
                self.lanes.release(lane);
                true
            }
            Some((Outcome::Unknown(_) | Outcome::Siblings(_), ..)) | None => return,
        };
        if self.state == State::Order {
            self.spent = 0;
        }
        self.state = match fits {
            true => State::Searching,
            false => State::Broken(Witness::new(Violation::NoPlace, &[operation.id])),
        };
    }

    /// Puts a write in its client's lane, or aside.
    fn write(&mut self, place: u32, write: &Operation, aside: bool) -> Option<ValueId> {
        let (register, _) = self.register(write.request.key());
        let value = self.lanes.value();
        self.writes[place as usize] = Some(value);
        let item = Item { number: write.id.number, register, value, writes: true };
        let lane = self.lane(write.id.client);
        match aside {
            true => self.lanes.aside(lane, item),
            false => self.lanes.insert(lane, item),
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
        self.lanes.insert(lane, item);
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

    /// Goes on looking for an order, if there is none yet; places at most so many operations.
    pub fn work(&mut self, history: &History, budget: u32) {
        match self.state {
            State::Searching => self.search(budget),
            State::GivenUp(_) => {}
            State::Order | State::Broken(_) => return,
        }
        let (latest, new) = Self::LATEST;
        let is_open = matches!(self.state, State::Searching | State::GivenUp(_));
        if is_open && self.taken >= self.looked + new {
            self.looked = self.taken;
            self.look(history, self.taken.saturating_sub(latest));
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
                let Self { taken, looked, .. } = *self;
                *self = Self { state: State::GivenUp(placed), taken, looked, ..Self::default() };
            }
            Attempt::OutOfBudget => {}
        }
    }

    /// Looks at the operations from one on for what must come before what.
    fn look(&mut self, history: &History, from: u32) {
        if let Some(cycle) = precedence::contradiction(history, from, self.taken) {
            self.state = State::Broken(Witness::new(Violation::NoPlace, &cycle));
        }
    }

    /// The reads at which the best attempt stood still.
    fn witness(&self) -> Witness {
        let id = |(lane, number)| {
            let client = self.clients.iter().position(|&it| it == Some(lane))?;
            Some(OperationId { client: ClientId(client as u16), number })
        };
        let blocked: Vec<OperationId> = self.lanes.blocked().filter_map(id).collect();
        Witness::new(Violation::NoPlace, &blocked)
    }

    /// What is known so far.
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

/// Judges a whole history; tries at most `budget` placements. If the first do not tell, all operations are looked
/// at for what must come before what.
#[must_use]
pub fn check(history: &History, budget: u64) -> Verdict {
    let soon = search(history, budget.min(Sequential::PATIENCE));
    if budget <= Sequential::PATIENCE || !matches!(soon, Verdict::Unknown(_)) {
        return soon;
    }
    match precedence::contradiction(history, 0, u32::MAX) {
        Some(cycle) => Verdict::Violated(Witness::new(Violation::NoPlace, &cycle)),
        None => search(history, budget),
    }
}

/// Looks for an order of a whole history; places at most so many operations.
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
