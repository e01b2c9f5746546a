//! The one trait that a protocol implements: a deterministic state machine without IO.

use crate::{
    id::{NodeId, NodeSet, OperationId},
    knob::Settings,
    kv::{Key, Reply, Request},
    note::Note,
    store::{CausalContext, Sight},
    time::{Duration, DurationRange, Timestamp},
    view::{Label, Meeting, Progress, ReplicaView, RingView, WaysView},
};
use alloc::{rc::Rc, vec::Vec};
use core::{fmt::Debug, hash::Hash};

/// What a replica knows without having been told by a message: its name, the members that the administrator
/// listed and how often they have changed, the reading of its own clock, and random numbers.
#[derive(Clone, Copy, Debug)]
pub struct Env {
    /// Its own name.
    pub id: NodeId,
    /// The members of the cluster, itself included.
    pub members: NodeSet,
    /// How often the administrator has changed the list of members.
    pub epoch: u32,
    /// Its own clock, possibly skewed; never the simulation's time.
    pub clock: Timestamp,
    /// The seed of its random numbers, as an operating system has one. Two nodes draw from it under their names.
    pub seed: u64,
}

impl Env {
    /// The other members.
    pub fn peers(&self) -> impl Iterator<Item = NodeId> {
        self.members.without(NodeSet::from_iter([self.id])).iter()
    }
}

/// What happens to a replica.
#[derive(Clone, Debug)]
pub enum Input<M, T> {
    /// A request of a client, with what the client had seen of the key.
    Request(OperationId, Request, CausalContext),
    /// A message from another replica arrives.
    Message(NodeId, M),
    /// A timer ran out.
    Timeout(T),
    /// It restarts after a crash, with the state that [`Replica::recover`] left.
    Restarted,
    /// It has just joined a running cluster.
    Joined,
    /// The list of members changed.
    Members(Change),
    /// The administrator changed a setting.
    Configured,
    /// The administrator gives this node an order.
    Order(Order),
    /// The power switch of a node confirms that the node is off.
    PoweredOff(NodeId),
}

/// A change of the list of members. The list is the new one already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// Another node joined.
    Joined(NodeId),
    /// Another node left.
    Left(NodeId),
}

/// An order of the administrator to one node. Only some protocols take orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    /// Lead from now on.
    Lead,
    /// Shut down without harm.
    ShutDown,
}

/// An effect that a replica asks for.
#[derive(Clone, Debug)]
pub enum Effect<M, T> {
    /// Send a message to another replica.
    Send(NodeId, M),
    /// Answer the client of an operation.
    Reply(OperationId, Reply),
    /// Answer the client of an operation, with the sight that it keeps of the key.
    Tell(OperationId, Reply, Rc<Sight>),
    /// Set a timer. The world draws its duration from the range. It replaces an earlier timer of that name.
    SetTimer(T, DurationRange),
    /// Cancel a timer.
    CancelTimer(T),
    /// Report a fact to observers.
    Note(Note),
    /// Stop running, as in a crash, after all other effects of this step.
    Halt,
    /// Order the power switch of another node to switch it off. The order does not travel on the link to that node.
    PowerOff(NodeId),
}

/// Collects the effects of a step, in order.
pub struct Outbox<'a, M, T>(pub &'a mut Vec<Effect<M, T>>);

impl<M, T> Outbox<'_, M, T> {
    /// Sends a message to another replica.
    pub fn send(&mut self, to: NodeId, message: M) {
        self.0.push(Effect::Send(to, message));
    }

    /// Answers the client of an operation.
    pub fn reply(&mut self, operation: OperationId, reply: Reply) {
        self.0.push(Effect::Reply(operation, reply));
    }

    /// Answers the client of an operation, with the sight that it keeps of the key.
    pub fn tell(&mut self, operation: OperationId, reply: Reply, sight: Rc<Sight>) {
        self.0.push(Effect::Tell(operation, reply, sight));
    }

    /// Sets a timer that runs out after exactly `after`.
    pub fn timer(&mut self, timer: T, after: Duration) {
        self.timer_between(timer, DurationRange { min: after, max: after });
    }

    /// Sets a timer whose duration the world draws from a range.
    pub fn timer_between(&mut self, timer: T, after: DurationRange) {
        self.0.push(Effect::SetTimer(timer, after));
    }

    /// Cancels a timer.
    pub fn cancel(&mut self, timer: T) {
        self.0.push(Effect::CancelTimer(timer));
    }

    /// Stops running, as in a crash, after all other effects of this step.
    pub fn halt(&mut self) {
        self.0.push(Effect::Halt);
    }

    /// Orders the power switch of another node to switch it off.
    pub fn power_off(&mut self, node: NodeId) {
        self.0.push(Effect::PowerOff(node));
    }

    /// Reports a fact to observers.
    pub fn note(&mut self, note: impl Into<Note>) {
        self.0.push(Effect::Note(note.into()));
    }
}

/// The outbox of a protocol.
pub type Out<'a, R> = Outbox<'a, <R as Replica>::Message, <R as Replica>::Timer>;

/// Everything a replica works with during one step, besides its own state and the input.
pub struct Context<'a, R: Replica> {
    /// The settings of the whole cluster.
    pub config: &'a R::Config,
    /// What the replica knows without having been told by a message.
    pub env: Env,
    /// Collects the effects that the replica asks for, in order.
    pub out: Out<'a, R>,
}

impl<'a, R: Replica> Context<'a, R> {
    /// A context that pushes effects to `effects`.
    pub const fn new(
        config: &'a R::Config,
        env: Env,
        effects: &'a mut Vec<Effect<R::Message, R::Timer>>,
    ) -> Self {
        Self { config, env, out: Outbox(effects) }
    }
}

/// One node's deterministic state machine.
///
/// It has no clock and no dice of its own, and no reference to another node: it knows only what messages told it.
pub trait Replica: Clone + Eq + Hash + Debug + 'static {
    /// The settings of the whole cluster.
    type Config: Settings;
    /// What replicas say to each other.
    type Message: Clone + Eq + Hash + Debug + 'static;
    /// The names of its timers.
    type Timer: Copy + Eq + Hash + Debug + 'static;

    /// A new, empty replica.
    fn start(cx: &mut Context<'_, Self>) -> Self;

    /// A replica that has lost its disk for the n-th time, as it will restart. The number is new, as is one that an
    /// installer draws (the host id of Cassandra, the vnode id of Riak): no disk has to remember it.
    fn wiped(cx: &mut Context<'_, Self>, _incarnation: u16) -> Self {
        Self::start(cx)
    }

    /// Something happens to it.
    fn step(&mut self, cx: &mut Context<'_, Self>, input: Input<Self::Message, Self::Timer>);

    /// The versions that meet if this input arrives, for observers. Empty where versions are not vectors.
    fn meets(&self, _env: Env, _input: &Input<Self::Message, Self::Timer>) -> Vec<Meeting> {
        Vec::new()
    }

    /// What survives a crash: the durable part only.
    #[must_use]
    fn recover(&self) -> Self;

    /// What a reader may see.
    fn describe(&self, config: &Self::Config, env: Env) -> ReplicaView;

    /// What checkers read after every step: role, rows, the log from position `from`, and of the protocol's own view
    /// leadership, marks and hints. A protocol whose full view is costly leaves out the rest.
    fn outline(&self, config: &Self::Config, env: Env, from: u64) -> ReplicaView {
        let mut view = self.describe(config, env);
        view.log.retain(|cell| cell.position >= from);
        view
    }

    /// How far its copy of the leader's log has got, in protocols with one leader at a time. It costs no more for a long
    /// log than for a short one.
    fn progress(&self) -> Option<Progress> {
        None
    }

    /// What is written on an envelope with this message in it.
    fn label(message: &Self::Message) -> Label;

    /// What is written on an envelope with this timer in it.
    fn timer_label(timer: Self::Timer) -> Label;

    /// Whether a member holds a copy of the data, so that a client that asks any replica may ask it.
    fn holds_data(_config: &Self::Config, _node: NodeId) -> bool {
        true
    }

    /// Whether a node answers requests about a key, as far as clients know.
    fn serves(_config: &Self::Config, _node: NodeId, _key: Key) -> bool {
        true
    }

    /// The nodes of a hash tree that a message is about, if it is a part of a comparison of two replicas.
    fn compares(_message: &Self::Message) -> Option<Vec<u16>> {
        None
    }

    /// The hash tree that it compares with a peer, in protocols whose replicas compare such trees.
    fn tree(&self, _config: &Self::Config, _env: Env, _peer: NodeId) -> Vec<u64> {
        Vec::new()
    }

    /// The ways by which entries travel, if the protocol lets a reader choose them.
    fn ways(_config: &Self::Config, _members: &[NodeId]) -> Option<WaysView> {
        None
    }

    /// The ring and the nodes that hold these keys, if the protocol partitions keys.
    fn ring(_config: &Self::Config, _members: &[NodeId], _keys: &[Key]) -> Option<RingView> {
        None
    }
}
