//! The commands that a reader can give to a node, a link or an envelope. Only what is possible is on offer.

use super::{Frame, Intent, film::CutSpan};
use crate::prose::Command as Name;
use replicarium::{
    id::{Address, ClientId, EnvelopeId, NodeId},
    kv::Route,
    protocol::multi_leader::{Config, Knob, Topology},
    sim::{Action, Setting},
    view::{NodeView, Role, Status, WorldView},
};

/// One direction of a link.
type Way = (Address, Address);

/// A command, as a button offers it.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// What the button says.
    pub name: Name,
    /// The name of the button in tests.
    pub testid: &'static str,
    /// What the button does.
    pub wants: Intent,
}

impl Command {
    /// A command that lets these actions happen, in this order.
    pub fn new(name: Name, testid: &'static str, actions: impl Into<Vec<Action>>) -> Self {
        Self { name, testid, wants: Intent::All(actions.into()) }
    }
}

/// The commands for a node.
pub fn of_node(frame: &Frame, id: NodeId) -> Vec<Command> {
    let world = &frame.world;
    let Some(node) = world.nodes.iter().find(|node| node.id == id) else { return Vec::new() };
    let crash = || Command::new(Name::Crash, "act-crash", [Action::Crash(id)]);
    let several = world.ways.is_some();
    let mut all = match node.status {
        Status::Running => {
            let mut all =
                vec![crash(), Command::new(Name::Pause, "act-pause", [Action::Pause(id)])];
            all.extend(orders(node));
            if !several {
                all.extend(isolation(frame, id));
            }
            all
        }
        Status::Paused => {
            vec![Command::new(Name::Resume, "act-resume", [Action::Resume(id)]), crash()]
        }
        Status::Crashed => vec![Command::new(Name::Restart, "act-restart", [Action::Restart(id)])],
        Status::Left => return Vec::new(),
    };
    if several {
        all.extend(isolation(frame, id));
        let members = world.nodes.iter().filter(|node| node.status != Status::Left);
        all.extend(members.filter_map(|to| ships(world, id, to.id)));
    }
    all
}

/// The command that adds a link by which one leader ships its log to another, or removes the one that there is. The
/// topology becomes one of the reader's own, with the links that are in force. `None` if one of the two does not lead.
pub fn ships(world: &WorldView, from: NodeId, to: NodeId) -> Option<Command> {
    let ways = world.ways.as_ref()?;
    let leads = |node: NodeId| ways.leaders.contains(&node);
    if from == to || !leads(from) || !leads(to) {
        return None;
    }
    let config = Config::of(&world.knobs);
    let own = config.topology == Topology::Links;
    let mut links = match own {
        true => config.peer_links,
        false => ways.links.iter().filter(|&(from, to)| leads(from) && leads(to)).collect(),
    };
    let there = links.remove(from, to);
    if !there {
        links.insert(from, to);
    }
    // The links first, so that no moment has the named topology's links nor none at all.
    let mut actions = vec![Action::Configure(Setting::knob(Knob::PeerLinks, links))];
    if !own {
        actions.push(Action::Configure(Setting::knob(Knob::Topology, Topology::Links)));
    }
    Some(match there {
        true => Command::new(Name::StopShipping(to), "act-stop-shipping", actions),
        false => Command::new(Name::Ship(to), "act-ship", actions),
    })
}

/// The ways between a node and the others, both ways, apart by whether they are cut.
fn ways(world: &WorldView, id: NodeId) -> (Vec<Way>, Vec<Way>) {
    let others = world.nodes.iter().filter(|node| node.id != id && node.status != Status::Left);
    let ways = others.flat_map(|other| [(id, other.id), (other.id, id)]);
    let ways = ways.map(|(from, to)| (Address::Node(from), Address::Node(to)));
    ways.partition(|way| world.cuts.contains(way))
}

/// Whether all links between a node and the others are cut.
fn is_cut_off(world: &WorldView, id: NodeId) -> bool {
    let (cut, whole) = ways(world, id);
    whole.is_empty() && !cut.is_empty()
}

/// Whether the last cut that touches a node ends at it: so does the act that pulls its plug, which cuts each link from the
/// node first.
fn was_pulled(frame: &Frame, id: NodeId) -> bool {
    let is_open = |cut: &&CutSpan| {
        cut.since.1 < frame.step && cut.until.is_none_or(|(_, healed)| healed >= frame.step)
    };
    let is_node = |end: Address| matches!(end, Address::Node(_));
    let own = |cut: &&CutSpan| {
        is_node(cut.from) && is_node(cut.to) && [cut.from, cut.to].contains(&id.into())
    };
    let last = frame.film.spans().cuts.iter().rev().filter(is_open).find(own);
    is_cut_off(&frame.world, id) && last.is_some_and(|cut| cut.to == id.into())
}

/// Whether the plug of a node is out. That is derived from the cuts: a node whose links are all cut because the plugs of
/// all others were pulled is plugged in itself.
pub fn is_unplugged(frame: &Frame, id: NodeId) -> bool {
    let here = |node: &&NodeView| node.id != id && node.status != Status::Left;
    let mut others = frame.world.nodes.iter().filter(here);
    is_cut_off(&frame.world, id)
        && (was_pulled(frame, id) || !others.all(|other| was_pulled(frame, other.id)))
}

/// The command for the plug of a node, if it can be pulled or plugged in. Plugging it in leaves the links to nodes that
/// are unplugged themselves, unless all of them seem to be.
pub fn plug(frame: &Frame, id: NodeId) -> Option<Command> {
    let world = &frame.world;
    let (mut cut, whole) = ways(world, id);
    if whole.is_empty() && !is_unplugged(frame, id) {
        return None;
    }
    let (name, testid, action, chosen): (_, _, fn(Address, Address) -> Action, _) =
        if whole.is_empty() {
            let there = |&(from, to): &Way| {
                let mut ends = [from, to].into_iter().map(NodeId::from);
                !ends.any(|it| it != id && is_unplugged(frame, it))
            };
            if cut.iter().any(there) {
                cut.retain(there);
            }
            (Name::PlugIn, "act-plug-in", Action::Heal, cut)
        } else {
            (Name::Unplug, "act-unplug", Action::Cut, whole)
        };
    let actions: Vec<Action> = chosen.into_iter().map(|(from, to)| action(from, to)).collect();
    (!actions.is_empty()).then(|| Command::new(name, testid, actions))
}

/// The orders that the administrator of a cluster with a leader can give to a node.
fn orders(node: &NodeView) -> Vec<Command> {
    let (id, role) = (node.id, node.replica.role);
    let mut all = Vec::new();
    if node.replica.leadership().is_none() {
        return all;
    }
    if matches!(role, Role::Follower | Role::Candidate) {
        all.push(Command::new(Name::Promote, "act-promote", [Action::Promote(id)]));
    }
    let name = if role == Role::Leader { Name::HandOver } else { Name::ShutDown };
    all.push(Command::new(name, "act-shut-down", [Action::ShutDown(id)]));
    all
}

/// The commands for all links between a node and the others at once.
fn isolation(frame: &Frame, id: NodeId) -> Vec<Command> {
    let world = &frame.world;
    let (cut, whole) = ways(world, id);
    let partly = !whole.is_empty();
    let command = |name, testid, ways: Vec<Way>, action: fn(Address, Address) -> Action| {
        let actions: Vec<Action> = ways.into_iter().map(|(from, to)| action(from, to)).collect();
        (!actions.is_empty()).then(|| Command::new(name, testid, actions))
    };
    let cut_off = match world.ways {
        Some(_) => plug(frame, id),
        None => command(Name::CutOff, "act-cut-off", whole, Action::Cut),
    };
    let heal = command(Name::HealLinks, "act-heal-off", cut, Action::Heal);
    let heal = heal.filter(|_| partly || world.ways.is_none());
    cut_off.into_iter().chain(heal).collect()
}

/// The routes that a client's requests can take: to each member, to its own library, to any member, to the leader.
pub fn routes(world: &WorldView, id: ClientId) -> impl Iterator<Item = Route> {
    let members = world.nodes.iter().filter(|node| node.status != Status::Left);
    let own = world.features.client_coordinators.then(|| NodeId::of_client(id));
    let to = members.map(|node| node.id).chain(own).map(Route::To);
    to.chain([Route::Any, Route::Sticky, Route::Nearest])
        .chain(world.features.leader.then_some(Route::Leader))
}

/// The commands for a link, seen in one direction.
pub fn of_link(world: &WorldView, from: Address, to: Address) -> Vec<Command> {
    let there = one_way(world, from, to);
    let back = || Command { testid: back_testid(world, from, to), ..one_way(world, to, from) };
    let is_cut = world.cuts.contains(&(from, to));
    match both_ways(world, from, to) {
        Some(both) => vec![there, both],
        None if is_cut => vec![back(), there],
        None => vec![there, back()],
    }
}

/// The command that cuts or heals one direction of a link.
pub fn one_way(world: &WorldView, from: Address, to: Address) -> Command {
    match world.cuts.contains(&(from, to)) {
        true => Command::new(Name::Heal(from, to), "act-heal", [Action::Heal(from, to)]),
        false => Command::new(Name::Cut(from, to), "act-cut", [Action::Cut(from, to)]),
    }
}

/// The command that cuts or heals both directions of a link, if they are alike.
pub fn both_ways(world: &WorldView, from: Address, to: Address) -> Option<Command> {
    match [(from, to), (to, from)].map(|way| world.cuts.contains(&way)) {
        [false, false] => {
            let actions = [Action::Cut(from, to), Action::Cut(to, from)];
            Some(Command::new(Name::CutBoth, "act-cut-both", actions))
        }
        [true, true] => {
            let actions = [Action::Heal(from, to), Action::Heal(to, from)];
            Some(Command::new(Name::HealBoth, "act-heal-both", actions))
        }
        [true, false] | [false, true] => None,
    }
}

fn back_testid(world: &WorldView, from: Address, to: Address) -> &'static str {
    if world.cuts.contains(&(to, from)) { "act-heal-back" } else { "act-cut-back" }
}

/// The commands for an envelope in flight.
pub fn of_envelope(world: &WorldView, id: EnvelopeId) -> Vec<Command> {
    let Some(envelope) = world.envelopes.iter().find(|e| e.id == id) else { return Vec::new() };
    let hold = match envelope.held {
        true => Command::new(Name::Release, "act-release", [Action::Release(id)]),
        false => Command::new(Name::Hold, "act-hold", [Action::Hold(id)]),
    };
    let runs = match envelope.to {
        Address::Client(_) | Address::Switch(_) => true,
        Address::Node(to) => world.nodes.iter().any(|n| n.id == to && n.status == Status::Running),
    };
    let arrives = runs && !world.cuts.contains(&(envelope.from, envelope.to));
    let deliver = || Command::new(Name::Deliver, "act-deliver", [Action::Deliver(id)]);
    let drop = Command::new(Name::Drop, "act-drop", [Action::Drop(id)]);
    let copy = Command::new(Name::Duplicate, "act-duplicate", [Action::Duplicate(id)]);
    [hold].into_iter().chain(arrives.then(deliver)).chain([drop, copy]).collect()
}

#[cfg(test)]
#[path = "commands_tests.rs"]
mod tests;
