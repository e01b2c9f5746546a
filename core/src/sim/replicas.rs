//! The object-safe interface between a world and its replicas, for every protocol.
//!
//! Code above the interface is compiled once for all protocols. Code below it uses a protocol's own types:
//! replicas, settings, and the contents of messages and timers in flight. The world refers to contents by
//! [`ContentId`].

use crate::{
    hash::Fingerprint,
    id::{EnvelopeId, NodeId},
    knob::{Features, Knob, KnobError, KnobValue, KnobView, Settings},
    kv::Key,
    replica::{Context, Effect, Env, Input, Replica},
    view::{Comparison, Label, Meeting, Progress, ReplicaView, RingView, WaysView},
};
use alloc::{boxed::Box, vec::Vec};
use core::hash::Hash;
use slab::Slab;

/// A handle to the content of a message or timer in flight, which the replicas store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContentId(u32);

/// The effects of a step, with handles instead of contents.
pub type Effects = Vec<Effect<ContentId, ContentId>>;

/// A part of the replicas that can be hashed.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    Config,
    Replica(NodeId),
    Content(ContentId),
}

/// The replicas of a world, one for each node, with their settings and their contents in flight.
pub trait Replicas {
    /// The features of the mode, as the settings stand.
    fn features(&self) -> Features;

    /// Starts an empty replica on the next node, or a coordinator in the next client's library.
    fn start(&mut self, env: Env, out: &mut Effects);

    /// Steps a replica, and drops the content of the input. `watch` receives the versions that meet.
    fn step(
        &mut self,
        env: Env,
        input: Input<ContentId, ContentId>,
        out: &mut Effects,
        watch: Option<&mut Vec<Meeting>>,
    );

    /// Reduces a replica to its durable state.
    fn recover(&mut self, node: NodeId);

    /// Resets a replica to its initial state; its start effects are discarded because the node is down.
    fn wipe(&mut self, env: Env, incarnation: u16);

    /// The full view of a replica.
    fn describe(&self, env: Env) -> ReplicaView;

    /// The parts of the view that checkers use, with the log from position `from`.
    fn outline(&self, env: Env, from: u64) -> ReplicaView;

    /// How far a replica's copy of the leader's log has got.
    fn progress(&self, node: NodeId) -> Option<Progress>;

    /// Checks that a cluster of these members can run with the settings.
    fn check(&self, members: &[NodeId]) -> Result<(), KnobError>;

    /// The settings, in a cluster of `members` nodes.
    fn knobs(&self, members: u16) -> Vec<KnobView>;

    /// Changes a setting.
    fn turn(&mut self, knob: Knob, value: KnobValue, members: u16) -> Result<(), KnobError>;

    /// Whether a member holds a copy of the data.
    fn holds_data(&self, node: NodeId) -> bool;

    /// Whether a node answers requests about a key, as far as clients know.
    fn serves(&self, node: NodeId, key: Key) -> bool;

    /// The ways by which entries travel, if a reader chooses them.
    fn ways(&self, members: &[NodeId]) -> Option<WaysView>;

    /// The placement of these keys, if keys are partitioned.
    fn ring(&self, members: &[NodeId], keys: &[Key]) -> Option<RingView>;

    /// The comparison of its sender and its receiver that a message is a part of.
    fn comparison(&self, id: ContentId, from: Env, to: Env) -> Option<Comparison>;

    /// The label of an envelope with this content.
    fn label(&self, id: ContentId) -> Label;

    /// The index in `timers` of the timer whose content equals that of `timer`.
    fn find(&self, timers: &[(ContentId, EnvelopeId)], timer: ContentId) -> Option<usize>;

    /// Stores a copy of a content, with its own handle.
    fn copy(&mut self, id: ContentId) -> ContentId;

    /// Drops a content.
    fn forget(&mut self, id: ContentId);

    /// Hashes a part with its own `Hash`.
    fn hash(&self, part: Part, state: &mut Fingerprint);

    /// An independent copy.
    fn fork(&self) -> Box<dyn Replicas>;
}

impl Clone for Box<dyn Replicas> {
    fn clone(&self) -> Self {
        self.fork()
    }
}

#[derive(Clone)]
enum Content<M, T> {
    Message(M),
    Timer(T),
}

/// Replicas that all run one protocol.
#[derive(Clone)]
pub struct Running<R: Replica> {
    config: R::Config,
    replicas: Vec<R>,
    /// Coordinators in the clients' libraries; empty until the first client coordinates a request.
    in_clients: Vec<R>,
    contents: Slab<Content<R::Message, R::Timer>>,
    /// Reused from step to step to avoid allocations.
    effects: Vec<Effect<R::Message, R::Timer>>,
}

impl<R: Replica> Running<R> {
    /// No replicas yet.
    pub const fn new(config: R::Config) -> Self {
        Self {
            config,
            replicas: Vec::new(),
            in_clients: Vec::new(),
            contents: Slab::new(),
            effects: Vec::new(),
        }
    }

    fn replica(&self, id: NodeId) -> &R {
        match id.client() {
            Some(client) => &self.in_clients[usize::from(client.0)],
            None => &self.replicas[usize::from(id.0)],
        }
    }

    fn keep(&mut self, content: Content<R::Message, R::Timer>) -> ContentId {
        ContentId(self.contents.insert(content) as u32)
    }

    fn at(&self, id: ContentId) -> Option<&Content<R::Message, R::Timer>> {
        self.contents.get(id.0 as usize)
    }

    fn take(&mut self, id: ContentId) -> Option<Content<R::Message, R::Timer>> {
        self.contents.try_remove(id.0 as usize)
    }

    /// Stores the contents of effects, and passes the effects on with handles.
    fn hand_over(&mut self, mut effects: Vec<Effect<R::Message, R::Timer>>, out: &mut Effects) {
        for effect in effects.drain(..) {
            out.push(match effect {
                Effect::Send(to, message) => Effect::Send(to, self.keep(Content::Message(message))),
                Effect::SetTimer(timer, after) => {
                    Effect::SetTimer(self.keep(Content::Timer(timer)), after)
                }
                Effect::CancelTimer(timer) => Effect::CancelTimer(self.keep(Content::Timer(timer))),
                Effect::Reply(operation, reply) => Effect::Reply(operation, reply),
                Effect::Tell(operation, reply, sight) => Effect::Tell(operation, reply, sight),
                Effect::Note(note) => Effect::Note(note),
                Effect::Halt => Effect::Halt,
                Effect::PowerOff(node) => Effect::PowerOff(node),
            });
        }
        self.effects = effects;
    }
}

impl<R: Replica> Replicas for Running<R> {
    fn features(&self) -> Features {
        self.config.features()
    }

    fn start(&mut self, env: Env, out: &mut Effects) {
        let mut effects = core::mem::take(&mut self.effects);
        let new = R::start(&mut Context::new(&self.config, env, &mut effects));
        match env.id.client() {
            Some(_) => self.in_clients.push(new),
            None => self.replicas.push(new),
        }
        self.hand_over(effects, out);
    }

    fn step(
        &mut self,
        env: Env,
        input: Input<ContentId, ContentId>,
        out: &mut Effects,
        watch: Option<&mut Vec<Meeting>>,
    ) {
        let input = match input {
            Input::Request(operation, request, context) => {
                Input::Request(operation, request, context)
            }
            Input::Restarted => Input::Restarted,
            Input::Joined => Input::Joined,
            Input::Members(change) => Input::Members(change),
            Input::Configured => Input::Configured,
            Input::Order(order) => Input::Order(order),
            Input::PoweredOff(node) => Input::PoweredOff(node),
            Input::Message(from, id) => match self.take(id) {
                Some(Content::Message(message)) => Input::Message(from, message),
                _ => return,
            },
            Input::Timeout(id) => match self.take(id) {
                Some(Content::Timer(timer)) => Input::Timeout(timer),
                _ => return,
            },
        };
        let mut effects = core::mem::take(&mut self.effects);
        let replica = match env.id.client() {
            Some(client) => &mut self.in_clients[usize::from(client.0)],
            None => &mut self.replicas[usize::from(env.id.0)],
        };
        if let Some(watch) = watch {
            *watch = replica.meets(env, &input);
        }
        replica.step(&mut Context::new(&self.config, env, &mut effects), input);
        self.hand_over(effects, out);
    }

    fn recover(&mut self, node: NodeId) {
        let replica = &mut self.replicas[usize::from(node.0)];
        *replica = replica.recover();
    }

    fn wipe(&mut self, env: Env, incarnation: u16) {
        let mut discarded = Vec::new();
        let new = R::wiped(&mut Context::new(&self.config, env, &mut discarded), incarnation);
        self.replicas[usize::from(env.id.0)] = new.recover();
    }

    fn describe(&self, env: Env) -> ReplicaView {
        self.replica(env.id).describe(&self.config, env)
    }

    fn outline(&self, env: Env, from: u64) -> ReplicaView {
        self.replica(env.id).outline(&self.config, env, from)
    }

    fn progress(&self, node: NodeId) -> Option<Progress> {
        self.replica(node).progress()
    }

    fn check(&self, members: &[NodeId]) -> Result<(), KnobError> {
        self.config.check(members)
    }

    fn knobs(&self, members: u16) -> Vec<KnobView> {
        self.config.views(members)
    }

    fn turn(&mut self, knob: Knob, value: KnobValue, members: u16) -> Result<(), KnobError> {
        self.config.turn(knob, value, members)
    }

    fn ways(&self, members: &[NodeId]) -> Option<WaysView> {
        R::ways(&self.config, members)
    }

    fn ring(&self, members: &[NodeId], keys: &[Key]) -> Option<RingView> {
        R::ring(&self.config, members, keys)
    }

    fn holds_data(&self, node: NodeId) -> bool {
        R::holds_data(&self.config, node)
    }

    fn serves(&self, node: NodeId, key: Key) -> bool {
        R::serves(&self.config, node, key)
    }

    fn comparison(&self, id: ContentId, from: Env, to: Env) -> Option<Comparison> {
        let Some(Content::Message(message)) = self.at(id) else { return None };
        let asked = R::compares(message)?;
        let tree = |own: Env, peer: Env| self.replica(own.id).tree(&self.config, own, peer.id);
        Some(Comparison { nodes: [from.id, to.id], trees: [tree(from, to), tree(to, from)], asked })
    }

    fn label(&self, id: ContentId) -> Label {
        match &self.contents[id.0 as usize] {
            Content::Message(message) => R::label(message),
            Content::Timer(timer) => R::timer_label(*timer),
        }
    }

    fn find(&self, timers: &[(ContentId, EnvelopeId)], timer: ContentId) -> Option<usize> {
        let named = |id| match self.at(id) {
            Some(Content::Timer(timer)) => Some(timer),
            _ => None,
        };
        let wanted = named(timer)?;
        timers.iter().position(|&(other, _)| named(other) == Some(wanted))
    }

    fn copy(&mut self, id: ContentId) -> ContentId {
        match self.at(id).cloned() {
            Some(content) => self.keep(content),
            None => id,
        }
    }

    fn forget(&mut self, id: ContentId) {
        self.take(id);
    }

    fn hash(&self, part: Part, state: &mut Fingerprint) {
        match part {
            Part::Config => self.config.hash(state),
            Part::Replica(node) => self.replica(node).hash(state),
            Part::Content(id) => match self.at(id) {
                Some(Content::Message(message)) => message.hash(state),
                Some(Content::Timer(timer)) => timer.hash(state),
                None => {}
            },
        }
    }

    fn fork(&self) -> Box<dyn Replicas> {
        Box::new(self.clone())
    }
}
