//! Values that merge: every leader takes updates, and what the copies of a value have seen comes together in all of them.
//!
//! # Story
//! A node keeps one map with all values but the texts, and a sequence for each text. An update changes the node's own copy and is
//! acknowledged at once; there is no log. The node ships what a neighbour is not known to have: its state, the deltas or the
//! operations, as the settings say. The neighbour merges, answers with what it has seen, and ships on what was new to it. Heartbeats
//! repeat what is not acknowledged, and tell what each node has seen, so that tombstones can be dropped.
//!
//! A new character of a text comes in as the setting says: Fugue hangs it on a neighbour, and Logoot gives it a position between its
//! neighbours. Deltas and operations say which, so a text may have both.
//!
//! A write without a type goes to an MV-register, and a delete removes the key.
//!
//! A node that is new, or has lost its disk, takes no updates before it has heard from another one: an update that has not seen
//! what the others have dropped tombstones of would not mean the same everywhere.
//!
//! # Source
//! Shapiro et al. 2011; Almeida et al. 2018; see [`crdt`](crate::store::crdt) and its types. DDIA, ch. 5, "Automatic Conflict
//! Resolution"; for texts Weidner and Kleppmann 2025 (Fugue), and Weiss, Urso, Molli 2009 (Logoot). Riak, "Data Types": a store whose values are counters, sets, registers and maps that merge.
//!
//! # Invariants
//! - Nodes that have seen the same updates have equal values (`values_that_merge_converge`).
//! - An acknowledged update is in the state of a member, unless a disk is lost or the member leaves (the same test, and
//!   `an_update_that_was_not_shipped_is_lost_with_the_disk`).
//!
//! # Not modelled
//! All values but the texts are one map, and are shipped together. A delete of a key leaves its text. What was written under
//! another resolution is not taken over.
//! An update is not repeated if its client asks twice. The position of an edit is that in the text of the node that takes it, as for
//! an editor whose own device is a leader.

use super::{
    Message, Node, Note, Topology,
    copies::{Asked, Copies, Receipts, Shipment},
    topology::Places,
    view::MergedView,
};
use crate::{
    id::{NodeId, NodeSet, OperationId},
    kv::{Key, Refused, Reply, Request, Value},
    replica::Context,
    store::view::{Merged, Row},
    view::Meeting,
};
use alloc::{rc::Rc, vec::Vec};
use core::hash::{Hash, Hasher};

/// What a read returns of a key without a value.
const NOTHING: &str = "∅";

/// The node's copies, once it has any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merging {
    copies: Option<Rc<Copies>>,
    /// Whether it takes no updates yet.
    waits: bool,
}

impl Hash for Merging {
    /// A node without copies hashes as before there were any, which keeps the fingerprints of old runs.
    fn hash<H: Hasher>(&self, to: &mut H) {
        if let Some(copies) = &self.copies {
            (copies, self.waits).hash(to);
        }
    }
}

impl Merging {
    /// The copies of a node that is new, or has lost its disk.
    pub const fn of_new_node(waits: bool) -> Self {
        Self { copies: None, waits }
    }

    fn open(&mut self, name: NodeId) -> &mut Copies {
        Rc::make_mut(self.copies.get_or_insert_with(|| Rc::new(Copies::new(name))))
    }

    /// What a reader may see of it.
    pub fn view(&self) -> Merged {
        self.copies.as_ref().map(|copies| copies.view()).unwrap_or_default()
    }

    /// What a key says; a sign if that is nothing. No client reads it as a register: its writes are updates.
    fn said(&self, key: Key) -> Option<Value> {
        let said = self.copies.as_ref().and_then(|copies| copies.said(key));
        said.or_else(|| Value::new(NOTHING).ok())
    }

    /// What a shipment brings and takes away.
    pub fn meets(&self, node: NodeId, shipment: &Shipment) -> Vec<Meeting> {
        match &self.copies {
            Some(copies) => copies.meets(node, shipment),
            None => Copies::new(node).meets(node, shipment),
        }
    }

    /// Its rows, in order.
    pub fn rows(&self) -> Vec<Row> {
        self.copies.as_ref().map(|copies| copies.rows()).unwrap_or_default()
    }

    /// Its values, opened up.
    pub fn open_up(&self) -> Option<MergedView> {
        self.copies.as_ref().map(|copies| copies.open_up())
    }
}

impl Node {
    /// Its copies, with the members of now under the newest names that it has heard of.
    fn copies(&mut self, cx: &Context<'_, Self>) -> &mut Copies {
        let own = self.name(cx.env.id);
        let name = |node: NodeId| if node == cx.env.id { own } else { self.newest(node) };
        let members: Vec<NodeId> = cx.env.members.iter().map(name).collect();
        let copies = self.merging.open(own);
        copies.set_members(&members);
        copies
    }

    /// A client asks for something, where values merge.
    pub(super) fn asked_to_merge(
        &mut self,
        cx: &mut Context<'_, Self>,
        write: OperationId,
        request: Request,
    ) {
        if let Request::Read(key) = request {
            return cx.out.reply(write, Reply::Answered(self.merging.said(key)));
        }
        let Some((key, asked)) = Asked::of(&request) else {
            return cx.out.reply(write, Reply::Refused(Refused::NotServed));
        };
        if let Some(other) = self.elsewhere(cx, key) {
            return cx.out.reply(write, Reply::Refused(Refused::NotLeader(Some(other))));
        }
        if self.merging.waits {
            return cx.out.reply(write, Reply::Refused(Refused::NotConsistent));
        }
        match self.copies(cx).update(write, key, &asked, cx.config.placing) {
            Err(why) => return cx.out.reply(write, Reply::Refused(Refused::Update(why))),
            Ok(true) => cx.out.note(Note::Updated { write, key }),
            // A removal of what is not there.
            Ok(false) => {}
        }
        cx.out.reply(write, Reply::Written);
        self.ship_merged(cx, None);
    }

    /// Ships to the neighbours what they are not known to have, but not back to where it came from.
    fn ship_merged(&mut self, cx: &mut Context<'_, Self>, from: Option<NodeId>) {
        let places = Places::new(cx.config, cx.env.members);
        for peer in self.ships_to(cx.config, &places, cx.env.id).iter() {
            let to = self.newest(peer);
            if from == Some(peer) || !self.copies(cx).is_ahead_of(to) {
                continue;
            }
            self.send_shipment(cx, peer);
        }
    }

    /// Repeats what is not acknowledged, tells what it has seen, and drops tombstones. A follower that has what its leader has not
    /// got it from an earlier leader, which has left.
    pub(super) fn beat_merged(&mut self, cx: &mut Context<'_, Self>, mut to: NodeSet) {
        let places = Places::new(cx.config, cx.env.members);
        self.copies(cx).collect();
        if let Some(leader) = places.leader_of(cx.env.id) {
            let name = self.newest(leader);
            if self.copies(cx).is_ahead_of(name) {
                to.insert(leader);
            }
        }
        for peer in to.iter() {
            self.send_shipment(cx, peer);
        }
    }

    fn send_shipment(&mut self, cx: &mut Context<'_, Self>, peer: NodeId) {
        let (to, way) = (self.newest(peer), cx.config.ships.way());
        let shipment = self.copies(cx).ship(to, way);
        cx.out.send(peer, Message::Merge(self.name(cx.env.id), Rc::new(shipment)));
    }

    /// A shipment arrives, from a node by this name.
    pub(super) fn merge_shipment(
        &mut self,
        cx: &mut Context<'_, Self>,
        from: NodeId,
        name: NodeId,
        shipment: &Shipment,
    ) {
        self.applied.entry(name).or_insert(0);
        let (receipts, changed) = self.copies(cx).receive(shipment);
        // A shipment for the name that the node had before it lost its disk is answered too: its sender learns the new one.
        self.merging.waits &= !receipts.is_for_this();
        if let Some(write) = shipment.news.filter(|_| changed) {
            cx.out.note(Note::Merged { from, write });
        }
        cx.out.send(from, Message::Merged(self.name(cx.env.id), Rc::new(receipts)));
        let places = Places::new(cx.config, cx.env.members);
        let relays =
            cx.config.topology != Topology::AllToAll || !places.followers_of(cx.env.id).is_empty();
        if changed && relays {
            self.ship_merged(cx, Some(from));
        }
    }

    /// The answer to a shipment arrives.
    pub(super) fn merge_receipts(
        &mut self,
        cx: &Context<'_, Self>,
        name: NodeId,
        receipts: &Receipts,
    ) {
        self.applied.entry(name).or_insert(0);
        self.copies(cx).acknowledge(receipts);
    }
}
