//! Scenes for the tests of checkers: a history, and the state of nodes, updated step by step.

use super::samples::word;
use crate::{
    clock::{Dot, VersionVector},
    history::{History, Operation, Outcome},
    id::{ClientId, NodeId, OperationId},
    knob::Features,
    kv::{Found, Key, Request, Value},
    protocol::single_leader::View,
    random::{Dice, Stream, delay::Delay},
    time::{Duration, Instant},
    view::{
        Cell, NetworkView, NodeView, ReplicaView, Role, Row, Sibling, Status, Version, WorldView,
    },
};
use alloc::{rc::Rc, vec::Vec};

/// The update of one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Update {
    /// A client begins a write to this key, or a delete, through the node of its own number.
    Write(ClientId, Key, bool),
    /// A client reads a key, and is answered in the next step.
    Read(ClientId, Key, Option<OperationId>),
    /// The write ends, acknowledged with the siblings of the key, or without a response.
    End(ClientId, Option<Vec<OperationId>>),
    /// A node stores this write for a key, or nothing.
    Hold(NodeId, Key, Option<OperationId>),
    /// A node stores these siblings for a key.
    Siblings(NodeId, Key, Vec<OperationId>),
    /// A node crashes, restarts or leaves.
    Become(NodeId, Status),
    /// A node has this log, applied up to this position.
    Log(NodeId, Vec<(Key, OperationId)>, u64),
}

/// Nodes and a history.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    pub history: History,
    pub nodes: Vec<NodeView>,
    pub step: u32,
}

fn found(write: OperationId) -> Found {
    Found { value: Value::Word(word("v")), write }
}

fn key(text: &str) -> Key {
    Key(word(text))
}

pub fn node(id: u16, role: Role) -> NodeView {
    let (status, since) = (Status::Running, Instant(0));
    let (rows, log) = (Vec::new(), Vec::new());
    let replica = ReplicaView { role, rows, log, protocol: View::default().into() };
    NodeView { id: NodeId(id), status, since, skew: 0, replica, lost: Vec::new() }
}

pub fn row(key: Key, write: OperationId) -> Row {
    Row { key, value: Value::Word(word("v")), write, version: Version::Position(1), lost: None }
}

/// A row of siblings, if there are any.
pub fn siblings(key: Key, writes: &[OperationId]) -> Option<Row> {
    let dot = Dot { node: NodeId(0), count: 1 };
    let sibling = |&write: &OperationId| Sibling { value: Value::Word(word("v")), write, dot };
    let all: Vec<Sibling> = writes.iter().map(sibling).collect();
    let version = Version::Siblings(all, VersionVector::default());
    Some(Row { version, ..row(key, *writes.first()?) })
}

pub fn cell((position, (key, write)): (u64, (Key, OperationId))) -> Cell {
    Cell { position, write, key, value: Value::Word(word("v")), term: crate::id::Term::default() }
}

/// A world of these nodes, with nothing in flight.
pub fn world(nodes: Vec<NodeView>) -> WorldView {
    let delay = Delay::Fixed(Duration(1));
    let (timeout, loss) = (Duration(1), 0);
    let network = NetworkView {
        delay,
        client_delay: delay,
        power_delay: delay,
        loss,
        power_loss: loss,
        duplication: 0,
        timeout,
    };
    let (clients, envelopes, cuts, knobs) = Default::default();
    let features = Features::default();
    let (now, ring) = (Instant(0), None);
    WorldView {
        now,
        nodes,
        clients,
        envelopes,
        cuts,
        network,
        features,
        knobs,
        ring,
        ways: None,
        comparisons: Vec::new(),
        past: Rc::default(),
        disturbed: now,
    }
}

/// Returns outlines of nodes, as a judge asks for them.
pub fn outline(nodes: &[NodeView]) -> impl FnMut(NodeId, u64) -> Option<NodeView> {
    |id, from| {
        let mut node = nodes.iter().find(|node| node.id == id)?.clone();
        node.replica.log.retain(|cell| cell.position >= from);
        Some(node)
    }
}

impl Scene {
    pub fn new(nodes: u16) -> Self {
        Self { nodes: (0..nodes).map(|id| node(id, Role::Replica)).collect(), ..Self::default() }
    }

    fn invoke(&mut self, client: ClientId, request: Request) -> OperationId {
        let id = OperationId { client, number: self.history.invoked(client) as u32 + 1 };
        let invoked = (Instant((self.step - 1).into()), self.step - 1);
        let (user, via) = (client, NodeId(client.0));
        self.history.invoke(Operation { id, user, via, request, invoked, ended: None });
        id
    }

    /// Applies an update; returns the node that it changed.
    pub fn act(&mut self, update: &Update) -> Option<NodeId> {
        let (at, step) = (Instant(self.step.into()), self.step);
        self.step += 1;
        let id = match update {
            &Update::Write(client, key, deletes) => {
                let value = if deletes { Value::TOMBSTONE } else { Value::Word(word("v")) };
                self.invoke(client, Request::Write(key, value));
                return None;
            }
            &Update::Read(client, key, write) => {
                let id = self.invoke(client, Request::Read(key));
                // Of one step, the end would come before the start.
                self.history.end(id, Outcome::Read(write.map(found)), at, step + 1);
                self.step += 1;
                return None;
            }
            Update::End(client, told) => {
                let outcome = told.as_ref().map_or(Outcome::Unknown(None), |_| Outcome::Written);
                let last = self.history.of(*client).next_back().map(|last| last.id);
                let last = last.expect("it has begun");
                self.history.end(last, outcome, at, step);
                let told = told.iter().flatten().map(|&write| found(write));
                self.history.see(last, &told.collect::<Vec<_>>());
                return None;
            }
            Update::Hold(id, ..)
            | Update::Siblings(id, ..)
            | Update::Become(id, _)
            | Update::Log(id, ..) => *id,
        };
        let node = &mut self.nodes[usize::from(id.0)];
        match update {
            Update::Hold(_, key, write) => {
                node.replica.rows.retain(|row| row.key != *key);
                // The one order of all writes is that of their invocations.
                let place = |write| self.history.place(write).map_or(1, |place| place + 1);
                let version = |write| Version::Position(place(write).into());
                let row =
                    |&write: &OperationId| Row { version: version(write), ..row(*key, write) };
                node.replica.rows.extend(write.iter().map(row));
            }
            Update::Siblings(_, key, writes) => {
                node.replica.rows.retain(|row| row.key != *key);
                node.replica.rows.extend(siblings(*key, writes));
            }
            Update::Become(_, status) => node.status = *status,
            Update::Log(_, cells, applied) => {
                let marks = crate::view::Marks { applied: *applied, ..Default::default() };
                node.replica.protocol = View { marks: Some(marks), ..View::default() }.into();
                node.replica.log = (1..).zip(cells.iter().copied()).map(cell).collect();
            }
            Update::Write(..) | Update::Read(..) | Update::End(..) => {}
        }
        Some(id)
    }
}

/// Parses updates, one per line: `c1 writes x`, `c1 deletes x`, `c2 reads x=c1.1`, `c2 reads x` (nothing), `c1 ok`, `c1 sees c2.1,c1.1` (acknowledged, with siblings),
/// `c1 ?` (no response), `A x=c1.1`, `A x={c1.1,c2.1}` (siblings), `A x` (stores nothing), `A crashed`, `A running`, `A
/// left`, `A log x=c1.1,x=c1.2 applied 1`.
pub fn drawn(lines: &[&str]) -> Vec<Update> {
    lines.iter().map(|line| update(&line.split_whitespace().collect::<Vec<_>>())).collect()
}

fn operation(text: &str) -> OperationId {
    let (client, number) = text.split_once('.').expect("an operation");
    OperationId { client: client_of(client), number: number.parse().expect("a number") }
}

fn operations(text: &str) -> Vec<OperationId> {
    text.split(',').filter(|text| !text.is_empty()).map(operation).collect()
}

fn client_of(text: &str) -> ClientId {
    ClientId(text[1..].parse::<u16>().expect("a client") - 1)
}

fn update(words: &[&str]) -> Update {
    let node = || NodeId(u16::from(words[0].as_bytes()[0] - b'A'));
    match words {
        [client, "writes", name] => Update::Write(client_of(client), key(name), false),
        [client, "deletes", name] => Update::Write(client_of(client), key(name), true),
        [client, "reads", row] => {
            let (name, write) = row.split_once('=').unwrap_or((row, ""));
            let write = operations(write).pop();
            Update::Read(client_of(client), key(name), write)
        }
        [client, "ok"] => Update::End(client_of(client), Some(Vec::new())),
        [client, "sees", writes] => Update::End(client_of(client), Some(operations(writes))),
        [client, "?"] => Update::End(client_of(client), None),
        [_, "crashed"] => Update::Become(node(), Status::Crashed),
        [_, "running"] => Update::Become(node(), Status::Running),
        [_, "left"] => Update::Become(node(), Status::Left),
        [_, "log", cells, "applied", applied] => {
            let cells = cells.split(',').filter_map(|cell| cell.split_once('='));
            let cells = cells.map(|(name, write)| (key(name), operation(write))).collect();
            Update::Log(node(), cells, applied.parse().expect("a position"))
        }
        [_, row] => match row.split_once('=') {
            None => Update::Hold(node(), key(row), None),
            Some((name, writes)) => match writes.strip_prefix('{') {
                Some(writes) => {
                    Update::Siblings(node(), key(name), operations(writes.trim_end_matches('}')))
                }
                None => Update::Hold(node(), key(name), Some(operation(writes))),
            },
        },
        _ => panic!("{words:?}"),
    }
}

/// Random updates of two clients, two keys and three nodes. An odd seed gives a store with siblings.
pub fn random(seed: u64) -> Vec<Update> {
    let mut dice = Dice::new(seed, Stream::Timer(NodeId(0)), 4);
    let mut scene = Scene::new(3);
    let mut updates = Vec::new();
    for _ in 0..10 + dice.below(30) {
        let update = any(&scene, seed % 2 == 1, &mut dice);
        scene.act(&update);
        updates.push(update);
    }
    updates
}

fn any(scene: &Scene, with_siblings: bool, dice: &mut Dice) -> Update {
    let client = ClientId(dice.below(2) as u16);
    let (node, name) = (NodeId(dice.below(3) as u16), key(["x", "y"][dice.below(2) as usize]));
    let last = scene.history.of(client).next_back();
    let open = last.filter(|last| last.ended.is_none()).map(|last| last.request.key());
    let of_key = |name| -> Vec<OperationId> {
        let all = scene.history.operations().iter();
        all.filter(|o| o.request.key() == name).map(|o| o.id).collect()
    };
    let some = |name, most: u32, dice: &mut Dice| -> Vec<OperationId> {
        let writes = of_key(name);
        let mut some = Vec::new();
        for _ in 0..dice.below(most + 1) {
            // Mostly one of the last writes.
            let reach = 1 + dice.below(4);
            let back = dice.below(reach) as usize;
            some.extend(writes.len().checked_sub(back + 1).map(|at| writes[at]));
        }
        some.sort_unstable();
        some.dedup();
        some
    };
    match dice.below(12) {
        0..5 => match open {
            Some(_) if dice.chance(150_000) => Update::End(client, None),
            Some(name) => {
                let seen = if with_siblings { some(name, 3, dice) } else { Vec::new() };
                Update::End(client, Some(seen))
            }
            None => Update::Write(client, name, dice.chance(150_000)),
        },
        5..9 if with_siblings => Update::Siblings(node, name, some(name, 3, dice)),
        5..9 => Update::Hold(node, name, some(name, 1, dice).pop()),
        9 if !with_siblings => {
            let cells: Vec<_> =
                some(name, 4, dice).into_iter().map(|write| (name, write)).collect();
            let applied = dice.below(cells.len() as u32 + 1).into();
            Update::Log(node, cells, applied)
        }
        9 | 10 => Update::Become(node, Status::Running),
        _ => Update::Become(node, [Status::Crashed, Status::Left][dice.below(2) as usize]),
    }
}
