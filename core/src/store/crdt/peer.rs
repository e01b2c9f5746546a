//! A node's copy of a value, and how it is brought to other nodes.

use super::{
    CrdtError,
    dots::Dots,
    lattice::{Crdt, Lattice, Origin},
    message::{Body, Event, Message, Misdirected, Receipt, Row, Way},
    wire::Name,
};
use crate::clock::Dot;
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use core::{
    fmt,
    hash::{Hash, Hasher},
};

type State<C, N> = <C as Crdt<N>>::State;
type Effect<C, N> = <State<C, N> as Lattice<N>>::Effect;

/// The message between two copies.
pub type MessageOf<C, N> = Message<State<C, N>, Effect<C, N>, N>;

/// A delta that was produced by an operation or came from another node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Fragment<S, N> {
    from: Option<N>,
    delta: S,
}

/// What a node knows of another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Contact<N> {
    /// The number of deltas that it has acknowledged.
    acknowledged: u64,
    seen: Dots<N>,
    stable: Dots<N>,
}

impl<N> Default for Contact<N> {
    fn default() -> Self {
        Self { acknowledged: 0, seen: Dots::default(), stable: Dots::default() }
    }
}

/// Everything that a [`Peer`] consists of, whatever its type is.
type Parts<'a, S, E, N> = (
    (&'a N, &'a S, &'a Dots<N>),
    (&'a Vec<Event<E, N>>, &'a Dots<N>, &'a Vec<Fragment<S, N>>, u64),
    (&'a BTreeSet<N>, &'a BTreeMap<N, Contact<N>>, &'a Dots<N>),
);

/// A node's copy of a value: the state, with what is needed to ship it in each [`Way`].
///
/// What came as a state or as a delta is known, but not as operations. A node that is asked to ship operations which it does not
/// have ships its state instead, as databases do when their log does not reach back far enough; so does a node that is asked to
/// ship deltas which it has dropped.
///
/// ```
/// use replicarium::{id::NodeId, store::crdt::{GCounter, Peer, Way}};
/// let (a, b) = (NodeId(0), NodeId(1));
/// let (mut at_a, mut at_b) = (Peer::<GCounter, NodeId>::new(a), Peer::<GCounter, NodeId>::new(b));
/// at_a.update(&2).unwrap();
/// at_b.update(&3).unwrap();
/// let message = at_a.ship(&b, Way::Delta);
/// at_b.receive(&message).unwrap();
/// at_b.receive(&message).unwrap(); // doubled
/// assert_eq!((at_a.value(), at_b.value()), (2, 5));
/// ```
pub struct Peer<C: Crdt<N>, N: Name> {
    name: N,
    state: State<C, N>,
    seen: Dots<N>,
    /// The operations that are known as such, each after those that it has seen.
    log: Vec<Event<Effect<C, N>, N>>,
    logged: Dots<N>,
    /// The last of the deltas that were produced.
    fragments: Vec<Fragment<State<C, N>, N>>,
    produced: u64,
    members: BTreeSet<N>,
    contacts: BTreeMap<N, Contact<N>>,
    stable: Dots<N>,
}

impl<C: Crdt<N>, N: Name> Clone for Peer<C, N> {
    fn clone(&self) -> Self {
        Self {
            name: self.name.clone(),
            state: self.state.clone(),
            seen: self.seen.clone(),
            log: self.log.clone(),
            logged: self.logged.clone(),
            fragments: self.fragments.clone(),
            produced: self.produced,
            members: self.members.clone(),
            contacts: self.contacts.clone(),
            stable: self.stable.clone(),
        }
    }
}

impl<C: Crdt<N>, N: Name> fmt::Debug for Peer<C, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Peer")
            .field("name", &self.name)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

impl<C: Crdt<N>, N: Name> Peer<C, N> {
    /// Everything that it consists of.
    const fn parts(&self) -> Parts<'_, State<C, N>, Effect<C, N>, N> {
        let known = (&self.members, &self.contacts, &self.stable);
        let kept = (&self.log, &self.logged, &self.fragments, self.produced);
        ((&self.name, &self.state, &self.seen), kept, known)
    }
}

impl<C: Crdt<N>, N: Name> PartialEq for Peer<C, N> {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl<C: Crdt<N>, N: Name> Eq for Peer<C, N> {}

impl<C: Crdt<N>, N: Name> Hash for Peer<C, N> {
    fn hash<H: Hasher>(&self, to: &mut H) {
        self.parts().hash(to);
    }
}

impl<C: Crdt<N>, N: Name> Peer<C, N> {
    /// The empty copy of a node, which knows of no other node.
    #[must_use]
    pub fn new(name: N) -> Self {
        Self {
            members: BTreeSet::from([name.clone()]),
            name,
            state: State::<C, N>::default(),
            seen: Dots::default(),
            log: Vec::new(),
            logged: Dots::default(),
            fragments: Vec::new(),
            produced: 0,
            contacts: BTreeMap::new(),
            stable: Dots::default(),
        }
    }

    /// Says which nodes there are. What is stable stays so: a node that joins later must receive a message before its first
    /// operation, or its operations may be concurrent with what was dropped.
    pub fn set_members(&mut self, members: impl IntoIterator<Item = N>) {
        self.members = members.into_iter().collect();
        self.members.insert(self.name.clone());
    }

    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &N {
        &self.name
    }

    /// Whether a node is not known to have seen all that this one has.
    #[must_use]
    pub fn is_ahead_of(&self, node: &N) -> bool {
        let seen = self.contacts.get(node).map(|contact| &contact.seen);
        seen.map_or(!self.seen.is_empty(), |seen| !seen.includes_all(&self.seen))
    }

    /// The nodes that there are, as far as it was told.
    #[must_use]
    pub const fn members(&self) -> &BTreeSet<N> {
        &self.members
    }

    /// The state.
    #[must_use]
    pub const fn state(&self) -> &State<C, N> {
        &self.state
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> C::Value {
        C::value(&self.state)
    }

    /// The effects that were seen.
    #[must_use]
    pub const fn seen(&self) -> &Dots<N> {
        &self.seen
    }

    /// The effects of which the node knows that all nodes have seen them.
    #[must_use]
    pub const fn stable(&self) -> &Dots<N> {
        &self.stable
    }

    /// The number of operations in the log, and of deltas that are kept.
    #[must_use]
    pub fn kept(&self) -> (usize, usize) {
        (self.log.len(), self.fragments.len())
    }

    /// Does an operation. Returns whether it has an effect.
    ///
    /// # Errors
    /// It is not done, and nothing has changed.
    pub fn update(&mut self, operation: &C::Operation) -> Result<bool, CrdtError> {
        self.update_as::<C>(operation)
    }

    /// Does an operation by the rules of another type with the same states. Returns whether it has an effect.
    ///
    /// # Errors
    /// It is not done, and nothing has changed.
    pub fn update_as<D: Crdt<N, State = State<C, N>>>(
        &mut self,
        operation: &D::Operation,
    ) -> Result<bool, CrdtError> {
        self.settle();
        let count = self.seen.last(&self.name).checked_add(1).ok_or(CrdtError::CounterFull)?;
        let at = Dot { node: self.name.clone(), count };
        let origin = Origin { at: &at, stable: &self.stable };
        let Some(effect) = D::prepare(&self.state, operation, &origin)? else { return Ok(false) };
        let span = State::<C, N>::span(&effect);
        count.checked_add(span - 1).ok_or(CrdtError::CounterFull)?;
        self.take(Event { at, effect }, None);
        Ok(true)
    }

    /// Applies an effect that was not seen yet. Returns whether the state has changed.
    fn take(&mut self, event: Event<Effect<C, N>, N>, from: Option<&N>) -> bool {
        let Event { at, effect } = &event;
        let delta = self.state.delta(at, effect);
        let is_new = self.state.news(&delta) != State::<C, N>::default();
        self.state.apply(at, effect);
        let last = at.count + (State::<C, N>::span(effect) - 1);
        self.seen.insert_run(&at.node, at.count, last);
        self.logged.insert_run(&at.node, at.count, last);
        self.keep(delta, from);
        self.log.push(event);
        is_new
    }

    fn keep(&mut self, delta: State<C, N>, from: Option<&N>) {
        self.fragments.push(Fragment { from: from.cloned(), delta });
        self.produced += 1;
    }

    /// A message for another node. It is not taken for received until the receipt is [acknowledged](Self::acknowledge).
    #[must_use]
    pub fn ship(&mut self, to: &N, way: Way) -> MessageOf<C, N> {
        self.settle();
        let body = match way {
            Way::State => None,
            Way::Delta => self.delta_for(to).map(Body::Delta),
            Way::Operations => self.operations_for(to).map(Body::Operations),
        };
        let others = self.contacts.iter().map(|(node, contact)| Row {
            node: node.clone(),
            seen: contact.seen.clone(),
            stable: contact.stable.clone(),
        });
        Message {
            from: self.name.clone(),
            to: to.clone(),
            body: body.unwrap_or_else(|| Body::State(self.state.clone())),
            rows: core::iter::once(self.row()).chain(others).collect(),
            produced: self.produced,
        }
    }

    /// The deltas since the last that a node has acknowledged, without those that came from it.
    fn delta_for(&self, to: &N) -> Option<State<C, N>> {
        let acknowledged = self.contacts.get(to).map_or(0, |contact| contact.acknowledged);
        let dropped = self.produced - self.fragments.len() as u64;
        let skipped = acknowledged.checked_sub(dropped)? as usize;
        let mut delta = State::<C, N>::default();
        let since = self.fragments.iter().skip(skipped);
        let fragments = since.filter(|fragment| fragment.from.as_ref() != Some(to));
        fragments.for_each(|fragment| delta.join(&fragment.delta));
        Some(delta)
    }

    /// The operations that a node is not known to have seen; `None` if some of them are not in the log.
    fn operations_for(&self, to: &N) -> Option<Vec<Event<Effect<C, N>, N>>> {
        let nothing = Dots::default();
        let seen = self.contacts.get(to).map_or(&nothing, |contact| &contact.seen);
        let missing = self.seen.without(seen);
        let is_missing = |event: &&Event<_, N>| missing.includes(&event.at);
        let events = || self.log.iter().filter(is_missing).cloned().collect();
        self.logged.includes_all(&missing).then(events)
    }

    /// What is new in a message, as a state.
    #[must_use]
    pub fn news(&self, message: &MessageOf<C, N>) -> State<C, N> {
        match &message.body {
            Body::State(state) | Body::Delta(state) => self.state.news(state),
            Body::Operations(events) => {
                let mut news = State::<C, N>::default();
                let unseen = events.iter().filter(|event| !self.seen.includes(&event.at));
                unseen.for_each(|Event { at, effect }| news.join(&self.state.delta(at, effect)));
                news
            }
        }
    }

    /// Takes a message.
    ///
    /// # Errors
    /// It is for another node.
    pub fn receive(&mut self, message: &MessageOf<C, N>) -> Result<Receipt<N>, Misdirected> {
        if message.to != self.name {
            return Err(Misdirected);
        }
        let mut changed = false;
        match &message.body {
            Body::State(state) | Body::Delta(state) => {
                changed = self.state.news(state) != State::<C, N>::default();
                if changed {
                    self.keep(self.state.passed_on(state), Some(&message.from));
                }
                self.state.join(state);
            }
            Body::Operations(events) => {
                for event in events {
                    if !self.seen.includes(&event.at) {
                        changed |= self.take(event.clone(), Some(&message.from));
                    }
                }
            }
        }
        message.rows.iter().for_each(|row| self.learn(row));
        // The node has all that the sender had now, so what is stable for the sender is stable for it.
        for row in message.rows.iter().filter(|row| row.node == message.from) {
            self.seen.merge(&row.seen);
            self.stable.merge(&row.stable);
        }
        self.settle();
        let to = message.from.clone();
        Ok(Receipt { to, row: self.row(), changed, produced: message.produced })
    }

    /// Takes the receipt of a message that this node has shipped.
    ///
    /// # Errors
    /// It is for another node, perhaps the one that this was before it lost its disk.
    pub fn acknowledge(&mut self, receipt: &Receipt<N>) -> Result<(), Misdirected> {
        if receipt.to != self.name {
            return Err(Misdirected);
        }
        self.learn(&receipt.row);
        let contact = self.contacts.entry(receipt.row.node.clone()).or_default();
        contact.acknowledged = contact.acknowledged.max(receipt.produced);
        let others = self.members.iter().filter(|it| **it != self.name);
        let acknowledged = others.map(|it| self.contacts.get(it).map_or(0, |it| it.acknowledged));
        let kept_from = acknowledged.min().unwrap_or_default();
        let dropped = self.produced - self.fragments.len() as u64;
        self.fragments.drain(..kept_from.saturating_sub(dropped) as usize);
        Ok(())
    }

    fn row(&self) -> Row<N> {
        Row { node: self.name.clone(), seen: self.seen.clone(), stable: self.stable.clone() }
    }

    fn learn(&mut self, row: &Row<N>) {
        if row.node != self.name {
            let contact = self.contacts.entry(row.node.clone()).or_default();
            contact.seen.merge(&row.seen);
            contact.stable.merge(&row.stable);
        }
    }

    /// The other members, if this node has all that they are known to have seen.
    fn others(&self) -> Option<Vec<&Contact<N>>> {
        let others = self.members.iter().filter(|it| **it != self.name);
        let known = others.map(|it| self.contacts.get(it));
        known.map(|it| it.filter(|it| self.seen.includes_all(&it.seen))).collect()
    }

    /// Finds out what is stable: what all members have seen, if this node has all that they had seen then. An effect that it
    /// does not have yet has seen what is stable.
    fn settle(&mut self) {
        let Some(others) = self.others() else { return };
        let stable = others.iter().fold(self.seen.clone(), |stable, it| stable.and(&it.seen));
        self.stable.merge(&stable);
    }

    /// Drops tombstones that no operation to come can refer to, and operations that all nodes have seen. Returns the number of
    /// items that were dropped from the state.
    pub fn collect(&mut self) -> u64 {
        self.settle();
        let Some(others) = self.others() else { return 0 };
        let agreed = others.iter().fold(self.stable.clone(), |agreed, it| agreed.and(&it.stable));
        self.log.retain(|event| !self.stable.includes(&event.at));
        self.logged = self.logged.without(&self.stable);
        C::collect(&mut self.state, &agreed)
    }
}

#[cfg(test)]
#[path = "peer_tests.rs"]
mod tests;
