//! Views of the world.

use super::{Envelope, Node, Payload, World};
use crate::{
    id::{Address, ClientId, NodeId, NodeSet, OperationId},
    kv::{Reply, Request},
    replica::Env,
    tag::{ClientTag, PowerTag},
    view::{
        ClientView, Comparison, EnvelopeView, Kind, Label, NetworkView, NodeView, Progress,
        ReplicaView, Status, Waiting, WorldView,
    },
};
use alloc::{rc::Rc, vec::Vec};
use litemap::LiteMap;

impl World {
    /// The view of an envelope.
    pub(super) fn show_envelope(&self, e: &Envelope) -> EnvelopeView {
        let (kind, label) = match &e.payload {
            Payload::Request(operation, request, _) => {
                (Kind::Request, request_label(*request, *operation))
            }
            Payload::Reply(operation, reply, _) => {
                (Kind::Reply, reply_label(reply).about(*operation))
            }
            Payload::Message(message) => (Kind::Message, self.replicas.label(*message)),
            Payload::Timer(timer) => (Kind::Timer, self.replicas.label(*timer)),
            Payload::GiveUp(operation) => {
                (Kind::Timer, Label::new(ClientTag::Patience).about(*operation))
            }
            Payload::PowerOff => (Kind::Power, Label::new(PowerTag::PowerOff)),
            Payload::IsOff => (Kind::Power, Label::new(PowerTag::IsOff)),
        };
        EnvelopeView {
            id: e.id,
            from: e.from,
            to: e.to,
            kind,
            label,
            sent: e.sent,
            due: e.due,
            fate: e.fate,
            held: e.held,
        }
    }
}

fn request_label(request: Request, operation: OperationId) -> Label {
    let label = match request {
        Request::Read(_) => Label::new(ClientTag::Read),
        Request::Write(_, value) => Label::new(ClientTag::Write).carries(value, operation),
        Request::Insert(_) => Label::new(ClientTag::Insert),
        Request::Execute(..) | Request::Query(..) | Request::Transaction(..) => {
            Label::new(ClientTag::Statement)
        }
        Request::Update(_, words) => Label::new(ClientTag::Update).carries(words, operation),
    };
    label.about(operation)
}

fn reply_label(reply: &Reply) -> Label {
    match reply {
        Reply::Written | Reply::Uncommitted => Label::new(ClientTag::Written),
        Reply::Inserted(number) => Label::new(ClientTag::Inserted).number(u64::from(*number)),
        Reply::Found(Some(found)) => Label::new(ClientTag::Found).carries(found.value, found.write),
        Reply::Found(None) | Reply::Answered(None) => Label::new(ClientTag::Nothing),
        Reply::Answered(Some(_)) => Label::new(ClientTag::Rows),
        Reply::Siblings(n) => Label::new(ClientTag::Siblings).number(u64::from(*n)),
        Reply::Refused(_) => Label::new(ClientTag::Refused),
        Reply::TooFew { .. } => Label::new(ClientTag::TooFew),
    }
}

impl World {
    /// The view of a node.
    pub(super) fn view_of(&self, id: NodeId) -> Option<NodeView> {
        self.node_as(id, |env| self.replicas.describe(env))
    }

    /// The parts of a node's view that checkers read after every step, with the log from position `from`.
    #[must_use]
    pub fn outline(&self, id: NodeId, from: u64) -> Option<NodeView> {
        self.node_as(id, |env| self.replicas.outline(env, from))
    }

    /// How far a node's copy of the leader's log has got, in protocols with one leader at a time.
    #[must_use]
    pub fn progress(&self, id: NodeId) -> Option<Progress> {
        self.nodes.get(usize::from(id.0))?;
        self.replicas.progress(id)
    }

    /// What a node knows without a message, and its state.
    fn env_of(&self, id: NodeId) -> Option<(Env, &Node)> {
        let node = self.nodes.get(usize::from(id.0))?;
        Some((self.members.env(id, self.now.read_by(node.skew)), node))
    }

    /// The comparisons of two nodes of which a message is on its way, one for each pair. The message to a node that is
    /// down leads to nothing.
    fn comparisons(&self) -> Vec<Comparison> {
        let mut all: Vec<Comparison> = Vec::new();
        let runs = |address: Address| {
            let (env, node) = self.env_of(address.into())?;
            matches!(node.status, Status::Running | Status::Paused).then_some(env)
        };
        for envelope in self.flight.iter() {
            let Payload::Message(message) = envelope.payload else { continue };
            let ends = runs(envelope.from).zip(runs(envelope.to));
            let new = ends.and_then(|(from, to)| self.replicas.comparison(message, from, to));
            let Some(new) = new else { continue };
            match all.iter_mut().find(|it| new.nodes.iter().all(|node| it.nodes.contains(node))) {
                Some(same) => same.ask(&new.asked),
                None => all.push(new),
            }
        }
        all
    }

    fn node_as(&self, id: NodeId, show: impl Fn(Env) -> ReplicaView) -> Option<NodeView> {
        let (env, node) = self.env_of(id)?;
        let replica = show(env);
        let Node { status, since, skew, .. } = *node;
        Some(NodeView { id, status, since, skew, replica, lost: node.lost.clone() })
    }

    /// All nodes, including those that left.
    #[must_use]
    pub fn everyone(&self) -> NodeSet {
        (0..self.nodes.len() as u16).map(NodeId).collect()
    }

    /// The view of the world.
    #[must_use]
    pub fn view(&self) -> WorldView {
        let nodes = (0..self.nodes.len() as u16).filter_map(|n| self.view_of(NodeId(n)));
        let clients = self.clients.iter().enumerate().map(|(n, client)| ClientView {
            id: ClientId(n as u16),
            waits: client.outstanding.map(|w| (w.operation, w.via, w.request, w.since)),
            idle_since: client.outstanding.is_none().then_some(client.idle_since),
            invoked: client.invoked,
            seen: client.seen.iter().map(|(&key, sight)| (key, Rc::clone(sight))).collect(),
            waiting: self.show_library(n),
            routes: (self.ways[n].writes, self.ways[n].reads),
            user: client.user,
            session: self.ways[n].session,
            costs: client.costs,
            leader: client.leader,
            transaction: client.transaction.map(|open| open.via),
        });
        let nodes: Vec<NodeView> = nodes.collect();
        let mut keys = LiteMap::new_vec();
        for row in nodes.iter().flat_map(|node| &node.replica.rows) {
            keys.insert(row.key, ());
        }
        let keys: Vec<_> = keys.keys().copied().collect();
        WorldView {
            now: self.now,
            nodes,
            clients: clients.collect(),
            envelopes: self.flight.iter().map(|envelope| self.show_envelope(envelope)).collect(),
            cuts: self.network.cuts(),
            network: NetworkView {
                delay: self.network.delay(),
                client_delay: self.network.client_delay(),
                power_delay: self.network.power_delay(),
                loss: self.network.loss,
                power_loss: self.network.power_loss,
                duplication: self.network.duplication,
                timeout: self.network.timeout,
            },
            features: self.replicas.features(),
            knobs: self.replicas.knobs(self.members.len() as u16),
            ring: self.replicas.ring(&self.members, &keys),
            ways: self.replicas.ways(&self.members),
            comparisons: self.comparisons(),
            past: Rc::clone(&self.events),
            disturbed: self.disturbed,
        }
    }

    fn show_library(&self, client: usize) -> Vec<Waiting> {
        let Some(library) = self.libraries.get(client) else { return Vec::new() };
        let id = NodeId::of_client(ClientId(client as u16));
        let clock = self.now.read_by(library.skew);
        self.replicas.describe(self.members.env(id, clock)).waiting().to_vec()
    }
}
