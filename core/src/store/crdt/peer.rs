//! A node's copy of a value, and how it is brought to other nodes.

use super::{
    dots::Dots,
    lattice::{Crdt, CrdtError, Lattice, Origin},
    wire::{Name, Reader, Wire, WireError, Writer, bytes, written},
};
use crate::clock::Dot;
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use core::fmt;

/// What is shipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// The whole state. Messages may be lost, doubled and reordered.
    State,
    /// The join of the deltas that the receiver has not acknowledged (Almeida et al. 2018, algorithm 2). Messages may be lost,
    /// doubled and reordered; acknowledgements must be kept.
    Delta,
    /// The operations that the receiver has not acknowledged. Each must be applied once, and after those that it has seen: the
    /// sender ships them in the order in which it applied them, and the receiver skips those that it has.
    Operations,
}

impl Way {
    /// All ways.
    pub const ALL: &[Self] = &[Self::State, Self::Delta, Self::Operations];
    /// The words for them, in the same order.
    pub const WORDS: &[&str] = &["state", "delta", "ops"];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        Self::WORDS[self as usize]
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

type State<C, N> = <C as Crdt<N>>::State;
type Effect<C, N> = <State<C, N> as Lattice<N>>::Effect;

/// The effect of an operation, with its first dot.
#[derive(Clone, Debug, PartialEq)]
pub struct Event<E, N> {
    /// The first dot.
    pub at: Dot<N>,
    /// The effect.
    pub effect: E,
}

/// What a message carries.
#[derive(Clone, Debug, PartialEq)]
pub enum Body<S, E, N> {
    /// A state.
    State(S),
    /// A part of a state.
    Delta(S),
    /// Operations, each after those that it has seen.
    Operations(Vec<Event<E, N>>),
}

/// What a node has seen, and what it knows to be stable.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<N> {
    /// The node.
    pub node: N,
    /// The effects that it has seen.
    pub seen: Dots<N>,
    /// The effects of which it knows that all nodes have seen them.
    pub stable: Dots<N>,
}

/// A message from one node to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Message<S, E, N> {
    /// The sender.
    pub from: N,
    /// The receiver.
    pub to: N,
    /// What it is about.
    pub body: Body<S, E, N>,
    /// What each node has seen, as far as the sender knows: which effects the body covers, and what is stable.
    pub rows: Vec<Row<N>>,
    /// The number of deltas that the sender had produced.
    produced: u64,
}

/// The receiver's answer to a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt<N> {
    /// What the receiver has seen now.
    pub row: Row<N>,
    /// Whether its state has changed.
    pub changed: bool,
    /// The number of deltas that the message included.
    produced: u64,
}

/// A message that is for another node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the message is for another node")]
pub struct Misdirected;

/// The message between two copies.
pub type MessageOf<C, N> = Message<State<C, N>, Effect<C, N>, N>;

/// A delta that was produced by an operation or came from another node.
#[derive(Clone, Debug, PartialEq)]
struct Fragment<S, N> {
    from: Option<N>,
    delta: S,
}

/// What a node knows of another.
#[derive(Clone, Debug, PartialEq)]
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
        self.settle();
        let count = self.seen.last(&self.name).checked_add(1).ok_or(CrdtError::CounterFull)?;
        let at = Dot { node: self.name.clone(), count };
        let origin = Origin { at: &at, stable: &self.stable };
        let Some(effect) = C::prepare(&self.state, operation, &origin)? else { return Ok(false) };
        let span = State::<C, N>::span(&effect);
        count.checked_add(span - 1).ok_or(CrdtError::CounterFull)?;
        self.take(Event { at, effect }, None);
        Ok(true)
    }

    /// Applies an effect that was not seen yet. Returns whether the state has changed.
    fn take(&mut self, event: Event<Effect<C, N>, N>, from: Option<&N>) -> bool {
        let Event { at, effect } = &event;
        let delta = self.state.delta(at, effect);
        let before = from.map(|_| self.state.clone());
        self.state.apply(at, effect);
        let last = at.count + (State::<C, N>::span(effect) - 1);
        self.seen.insert_run(&at.node, at.count, last);
        self.logged.insert_run(&at.node, at.count, last);
        self.keep(delta, from);
        self.log.push(event);
        before.is_none_or(|before| before != self.state)
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
                let news = self.state.news(state);
                self.state.join(state);
                if news != State::<C, N>::default() {
                    changed = true;
                    self.keep(news, Some(&message.from));
                }
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
        Ok(Receipt { row: self.row(), changed, produced: message.produced })
    }

    /// Takes the receipt of a message that this node has shipped.
    pub fn acknowledge(&mut self, receipt: &Receipt<N>) {
        self.learn(&receipt.row);
        let contact = self.contacts.entry(receipt.row.node.clone()).or_default();
        contact.acknowledged = contact.acknowledged.max(receipt.produced);
        let others = self.members.iter().filter(|it| **it != self.name);
        let acknowledged = others.map(|it| self.contacts.get(it).map_or(0, |it| it.acknowledged));
        let kept_from = acknowledged.min().unwrap_or_default();
        let dropped = self.produced - self.fragments.len() as u64;
        self.fragments.drain(..kept_from.saturating_sub(dropped) as usize);
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

impl<S: Wire<N>, E: Wire<N>, N: Name> Message<S, E, N> {
    /// What is shipped.
    #[must_use]
    pub const fn way(&self) -> Way {
        match &self.body {
            Body::State(_) => Way::State,
            Body::Delta(_) => Way::Delta,
            Body::Operations(_) => Way::Operations,
        }
    }

    /// The bytes of the body.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        bytes(&self.body)
    }

    /// The bytes of the rows.
    #[must_use]
    pub fn row_bytes(&self) -> Vec<u8> {
        written(|to| to.list(&self.rows))
    }
}

impl<S: Wire<N>, E: Wire<N>, N: Name> Wire<N> for Body<S, E, N> {
    fn write(&self, to: &mut Writer<N>) {
        match self {
            Self::State(state) => {
                to.number(0);
                state.write(to);
            }
            Self::Delta(delta) => {
                to.number(1);
                delta.write(to);
            }
            Self::Operations(events) => {
                to.number(2);
                to.list(events);
            }
        }
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        match from.number()? {
            0 => S::read(from).map(Self::State),
            1 => S::read(from).map(Self::Delta),
            2 => from.list().map(Self::Operations),
            _ => Err(WireError::Meaningless),
        }
    }
}

impl<E: Wire<N>, N: Name> Wire<N> for Event<E, N> {
    fn write(&self, to: &mut Writer<N>) {
        to.dot(&self.at);
        self.effect.write(to);
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        Ok(Self { at: from.dot()?, effect: E::read(from)? })
    }
}

impl<N: Name> Wire<N> for Row<N> {
    fn write(&self, to: &mut Writer<N>) {
        to.name(&self.node);
        to.dots(&self.seen);
        to.dots(&self.stable);
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        Ok(Self { node: from.name()?, seen: from.dots()?, stable: from.dots()? })
    }
}

#[cfg(test)]
#[path = "peer_tests.rs"]
mod tests;
