//! How entries travel: out of the log to those that want them, in and through, and held back until their causes are here.

use super::{
    Config, Delivery, Entry, HeldBack, Message, Node, Note, Parcel, Rerouting, Timer, Topology,
    Write,
    conflict::{Merged, Row},
    topology::Places,
};
use crate::{
    clock::{Dot, VersionVector},
    hash::Fingerprint,
    id::{NodeId, NodeSet},
    replica::{Change, Context},
    store::LogNote,
};
use alloc::vec::Vec;
use core::cmp::Ordering;

/// An entry that has come before its causes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Held {
    /// Its position in the log that it came from.
    position: u64,
    entry: Entry,
}

/// Whether a peer wants an entry of a node's log: not what it has passed on itself. Where all leaders ship to each other, they
/// want what comes from its origin only, as long as that is a member: what is left of a leader that has left, all others pass on.
pub fn wanted(
    config: &Config,
    places: &Places<'_>,
    node: NodeId,
    peer: NodeId,
) -> impl Fn(&Entry) -> bool + use<> {
    let relays = config.topology != Topology::AllToAll || places.leader_of(peer) == Some(node);
    let first = NodeSet::from_iter([node]);
    let members = places.members();
    move |entry| {
        let has_left = || !members.contains(entry.stamp.node.place());
        !entry.passed.contains(peer) && (relays || entry.passed == first || has_left())
    }
}

/// What decides which entries a node is sent: settings, and the members. Fingerprints are older than the latter.
pub fn ways(cx: &Context<'_, Node>) -> u64 {
    match (cx.config.ways(), cx.env.epoch) {
        (ways, 0) => ways,
        both => Fingerprint::of(&both),
    }
}

/// A write that an entry waits for.
fn lacks(entry: &Entry, seen: &VersionVector) -> Option<Dot> {
    let causes = entry.causes.as_ref()?;
    if matches!(causes.partial_cmp(seen), Some(Ordering::Less | Ordering::Equal)) {
        return None;
    }
    let missing = causes.entries().find(|(node, count)| seen.of(node) < *count);
    missing.map(|(&node, count)| Dot { node, count })
}

impl Node {
    /// The nodes that it ships its log to.
    pub(super) fn ships_to(&self, config: &Config, places: &Places<'_>, id: NodeId) -> NodeSet {
        let silent = match config.rerouting {
            Rerouting::ByHand => NodeSet::default(),
            Rerouting::Found => self.silence.suspects(),
        };
        let leaders = places.neighbours(id, silent).iter();
        leaders.chain(places.followers_of(id).iter()).collect()
    }

    /// The writes that wait for others.
    pub(super) fn held_back(&self) -> Vec<HeldBack> {
        let view = |held: &Held| {
            let Write { write, key, value, .. } = *held.entry;
            let Dot { node, count } = lacks(&held.entry, &self.seen)?;
            Some(HeldBack { write, key, value, node, number: count })
        };
        self.held.iter().filter_map(view).collect()
    }

    /// Sends a parcel of its log.
    fn ship(&self, cx: &mut Context<'_, Self>, to: NodeId, parcel: Parcel) {
        let message = match self.incarnation {
            0 => Message::Ship(parcel),
            _ => Message::ShipAs(self.name(cx.env.id), parcel),
        };
        cx.out.send(to, message);
    }

    /// Ships what was appended after a position to all that want it.
    pub(super) fn ship_news(&mut self, cx: &mut Context<'_, Self>, since: u64) {
        if self.outgoing.log().end() == since {
            return;
        }
        let places = Places::new(cx.config, cx.env.members);
        for peer in self.ships_to(cx.config, &places, cx.env.id).iter() {
            let wants = wanted(cx.config, &places, cx.env.id, peer);
            if let Some(parcel) = self.outgoing.news(peer, since, wants) {
                self.ship(cx, peer, parcel);
            }
        }
    }

    /// Appends an entry to its log; returns its position.
    pub(super) fn append(&mut self, cx: &Context<'_, Self>, mut entry: Entry) -> u64 {
        let (id, origin) = (cx.env.id, entry.stamp.node);
        if origin != self.name(id) && (origin.place() == id || self.newest(origin) != origin) {
            // Its origin has lost its log and cannot ship it to the others any more.
            entry.passed = NodeSet::default();
        }
        entry.passed.insert(id);
        self.outgoing.push(entry)
    }

    /// Merges an entry into its row. Returns whether the row had not seen it.
    pub(super) fn merge(&mut self, cx: &mut Context<'_, Self>, entry: Entry) -> bool {
        let Write { key, write, inserts, .. } = *entry;
        let place = entry.place();
        let merged = self.rows.entry(key).or_default().merge(entry, cx.config.resolution);
        self.seen.include(&place);
        match merged {
            Merged::Known => return false,
            Merged::Replaced => {}
            Merged::Lost { kept, lost } => {
                cx.out.note(Note::Conflict { key, kept, lost });
                self.give_way(cx, lost, kept);
            }
            Merged::Beside { siblings } => {
                cx.out.note(Note::Beside { key, write, others: siblings - 1 });
                self.handle_later(cx, key);
            }
        }
        if let Some(number) = inserts {
            let greatest = self.numbers.entry(key).or_insert(0);
            *greatest = number.max(*greatest);
        }
        true
    }

    /// A message arrives.
    pub(super) fn told(&mut self, cx: &mut Context<'_, Self>, from: NodeId, message: Message) {
        match message {
            Message::Ship(parcel) => self.take(cx, from, from, parcel),
            Message::ShipAs(name, parcel) => self.take(cx, from, name, parcel),
            Message::Merge(name, shipment) => self.merge_shipment(cx, from, name, &shipment),
            Message::Merged(name, receipts) => self.merge_receipts(cx, name, &receipts),
            Message::AskRows(name) => self.asked_for_rows(cx, from, name),
            Message::Rows(name, rows, seen) => self.take_rows(cx, from, name, rows, &seen),
            Message::Resume { after } => {
                cx.out.note(LogNote::Resumed { peer: from, after });
                let places = Places::new(cx.config, cx.env.members);
                let wants = wanted(cx.config, &places, cx.env.id, from);
                let parcel = self.outgoing.resume(from, after, wants);
                self.ship(cx, from, parcel);
            }
            Message::Applied { position } => {
                self.has(cx, from, position);
                let places = Places::new(cx.config, cx.env.members);
                let wants = wanted(cx.config, &places, cx.env.id, from);
                if let Some(parcel) = self.outgoing.acknowledge(from, position, wants) {
                    self.ship(cx, from, parcel);
                }
            }
        }
    }

    /// A parcel of a peer's log arrives; `log` is the name of the peer that wrote it.
    fn take(&mut self, cx: &mut Context<'_, Self>, from: NodeId, log: NodeId, parcel: Parcel) {
        if log != self.newest(from) && self.follows(cx) {
            // The log is lost. Its leader has asked for all rows already, and a follower could not pass on what is late.
            return;
        }
        let held = self.applied.get(&log).copied().unwrap_or(0);
        if parcel.after > held {
            cx.out.note(LogNote::Gap { held, after: parcel.after });
            return cx.out.send(from, Message::Resume { after: held });
        }
        let before = self.outgoing.log().end();
        for (position, entry) in parcel.entries {
            if position > held {
                self.receive(cx, position, entry);
            }
        }
        let end = parcel.end.max(held);
        self.applied.insert(log, end);
        cx.out.send(from, Message::Applied { position: end });
        self.ship_news(cx, before);
    }

    /// Whether it follows another node.
    fn follows(&self, cx: &Context<'_, Self>) -> bool {
        Places::new(cx.config, cx.env.members).leader_of(cx.env.id).is_some()
    }

    /// An entry arrives. It is applied, or held back until its causes are here.
    fn receive(&mut self, cx: &mut Context<'_, Self>, position: u64, entry: Entry) {
        if cx.config.delivery == Delivery::Causal
            && let Some(Dot { node, count }) = lacks(&entry, &self.seen)
        {
            if self.held.iter().all(|held| held.entry.place() != entry.place()) {
                cx.out.note(Note::HeldBack { write: entry.write, node, number: count });
                self.held.push(Held { position, entry });
            }
            return;
        }
        self.deliver(cx, position, entry);
        self.release(cx);
    }

    /// Applies what was held back and need not wait any more.
    pub(super) fn release(&mut self, cx: &mut Context<'_, Self>) {
        let causal = cx.config.delivery == Delivery::Causal;
        let ready = |node: &Self| {
            node.held.iter().position(|held| !causal || lacks(&held.entry, &node.seen).is_none())
        };
        while let Some(at) = ready(self) {
            let Held { position, entry } = self.held.remove(at);
            self.deliver(cx, position, entry);
        }
    }

    /// Applies an entry, and appends it to its own log, from which it travels on.
    fn deliver(&mut self, cx: &mut Context<'_, Self>, position: u64, entry: Entry) {
        // A row may have seen it because a write that replaces it was faster; then it is no copy.
        let known = |row: &Row| row.seen().includes(&entry.dot());
        if self.seen.includes(&entry.place()) && self.rows.get(&entry.key).is_some_and(known) {
            return;
        }
        cx.out.note(LogNote::Applied { write: entry.write, position });
        self.merge(cx, entry.clone());
        self.append(cx, entry);
    }

    /// Asks all that ship to it for what follows the positions that it has.
    pub(super) fn catch_up(&self, cx: &mut Context<'_, Self>) {
        let links = Places::new(cx.config, cx.env.members).links();
        let id = cx.env.id;
        for peer in cx.env.peers().filter(|&peer| links.has(peer, id)) {
            let after = self.applied.get(&self.newest(peer)).copied().unwrap_or(0);
            cx.out.send(peer, Message::Resume { after });
        }
    }

    /// The members have changed. A position says nothing about the entries of a leader that has left, which come by another way
    /// now.
    pub(super) fn members_changed(&mut self, cx: &mut Context<'_, Self>, change: Change) {
        match change {
            Change::Joined(_) => self.ways = ways(cx),
            Change::Left(_) => self.look_again(cx),
        }
        self.wait_for_members(cx);
    }

    /// If writes travel by other ways now, a position says nothing about entries that came by another way before it: the node
    /// reads all logs again. What it knows already changes nothing.
    pub(super) fn look_again(&mut self, cx: &Context<'_, Self>) {
        let ways = ways(cx);
        if self.ways != ways {
            self.ways = ways;
            let logs: Vec<NodeId> = self.applied.keys().copied().collect();
            self.applied = logs.into_iter().map(|log| (log, 0)).collect();
        }
    }

    /// A setting has changed: what was held back may be free.
    pub(super) fn configured(&mut self, cx: &mut Context<'_, Self>) {
        self.look_again(cx);
        let before = self.outgoing.log().end();
        self.release(cx);
        self.ship_news(cx, before);
        self.find_conflicts(cx);
        self.wait_for_members(cx);
    }

    /// A message of a node has come.
    pub(super) fn hear(&mut self, cx: &mut Context<'_, Self>, from: NodeId) {
        if self.silence.hear(from) {
            cx.out.note(Note::HearsAgain { peer: from });
        }
    }

    /// Sends heartbeats, also to suspected neighbours, which answer when they are back.
    pub(super) fn beat(&mut self, cx: &mut Context<'_, Self>) {
        let places = Places::new(cx.config, cx.env.members);
        let id = cx.env.id;
        let usual = places.neighbours(id, NodeSet::default());
        let ways = ways(cx);
        let to = self.ships_to(cx.config, &places, id).iter().chain(usual.iter());
        let to: NodeSet = to.collect();
        if cx.config.merges() {
            self.beat_merged(cx, to);
        } else {
            for peer in to.iter() {
                let wants = wanted(cx.config, &places, id, peer);
                let heartbeat = self.outgoing.heartbeat(peer, ways, wants);
                self.ship(cx, peer, heartbeat);
            }
        }
        if cx.config.suspects() {
            let patience = (cx.config.silence / cx.config.heartbeat).max(1);
            for peer in self.silence.beat(usual, patience).iter() {
                cx.out.note(Note::Suspects { peer });
            }
        }
        self.restore(cx);
        cx.out.timer(Timer::Heartbeat, cx.config.interval());
    }
}
