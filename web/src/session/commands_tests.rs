use super::*;
use crate::session::{Session, reduce};
use replicarium::{links::Links, scenario::library};

const A: NodeId = NodeId(0);
const B: NodeId = NodeId(1);
const C: NodeId = NodeId(2);

fn open(name: &str) -> Session {
    let entry = library::find(name).unwrap();
    Session::open(entry, entry.text()).unwrap()
}

fn links(session: &Session) -> Links {
    session.frame().world.ways.as_ref().unwrap().links
}

fn follow(session: Session, command: Option<Command>) -> Session {
    reduce(session, command.unwrap().wants)
}

fn drawn(session: Session, from: NodeId, to: NodeId) -> Session {
    let command = ships(&session.frame().world, from, to);
    follow(session, command)
}

/// Of every topology: a drawn link is added to those in force or removed from them, and one undo brings the topology back.
#[test]
fn a_drawn_link_changes_the_topology_by_one_link() {
    for name in
        ["room_booked_twice", "ring_breaks", "star_loses_its_hub", "topology_changed_by_hand"]
    {
        let session = open(name);
        let before = links(&session);
        let leaders = session.frame().world.ways.as_ref().unwrap().leaders.clone();
        for (&from, &to) in leaders.iter().flat_map(|a| leaders.iter().map(move |b| (a, b))) {
            if from == to {
                assert_eq!(ships(&session.frame().world, from, to), None);
                continue;
            }
            let there = before.has(from, to);
            let command = ships(&session.frame().world, from, to).unwrap();
            let name_ = if there { Name::StopShipping(to) } else { Name::Ship(to) };
            assert_eq!(command.name, name_, "{name}");
            let next = follow(session.clone(), Some(command));
            let mut want = before;
            if !want.remove(from, to) {
                want.insert(from, to);
            }
            assert_eq!(links(&next), want, "{name}: {from} to {to}");
            assert_eq!(links(&reduce(next.clone(), Intent::Undo)), before, "{name}");
            assert_eq!(links(&drawn(next, from, to)), before, "{name}: back again");
        }
    }
}

#[test]
fn followers_have_no_links_of_their_own() {
    let session = open("two_centres_survive_the_loss_of_one");
    let world = &session.frame().world;
    let ways = world.ways.as_ref().unwrap();
    let follower = world.nodes.iter().find(|it| !ways.leaders.contains(&it.id)).unwrap().id;
    let leader = ways.leaders[0];
    assert!(ships(world, leader, follower).is_none() && ships(world, follower, leader).is_none());
    // The links to followers stay when the topology becomes one of the reader's own.
    let next = drawn(session.clone(), ways.leaders[0], ways.leaders[1]);
    let mut want = ways.links;
    assert!(want.remove(ways.leaders[0], ways.leaders[1]));
    assert_eq!(links(&next), want);
}

#[test]
fn a_plug_cuts_all_links_of_a_node_and_heals_them() {
    let session = open("ring_breaks");
    let pull = |session: Session, node| {
        let command = plug(&session.frame(), node);
        follow(session, command)
    };
    let out = |session: &Session| [A, B, C].map(|node| is_unplugged(&session.frame(), node));
    let pulled = pull(session.clone(), A);
    assert_eq!((pulled.frame().world.cuts.len(), out(&pulled)), (4, [true, false, false]));
    assert!(!pulled.frame().world.cuts.iter().any(|(from, _)| matches!(from, Address::Client(_))));
    assert_eq!(pull(pulled.clone(), A).frame().world.cuts, session.frame().world.cuts);
    assert_eq!(reduce(pulled.clone(), Intent::Undo).frame().world.cuts, []);
    // A link that is cut already is not cut again.
    let part = reduce(session, Intent::Act(Action::Cut(A.into(), B.into())));
    let names: Vec<Name> =
        of_node(&part.frame(), A).into_iter().map(|command| command.name).collect();
    assert!(names.contains(&Name::Unplug) && names.contains(&Name::HealLinks), "{names:?}");
    assert_eq!(out(&pull(part, A)), [true, false, false]);
}

#[test]
fn plugging_one_of_two_in_leaves_the_other_out() {
    let mut session = reduce(open("ring_breaks"), Intent::Act(Action::Join(NodeId(3))));
    for node in [A, B] {
        let command = plug(&session.frame(), node);
        session = follow(session, command);
    }
    let command = plug(&session.frame(), A);
    assert_eq!(command.as_ref().unwrap().name, Name::PlugIn);
    session = follow(session, command);
    let out = [A, B, C].map(|node| is_unplugged(&session.frame(), node));
    assert_eq!(out, [false, true, false]);
}

/// Of two nodes both are cut off, but only one plug is out; the other cannot be pulled, and says why.
#[test]
fn of_two_nodes_only_the_pulled_plug_is_out() {
    let session = reduce(open("ring_breaks"), Intent::Act(Action::Leave(C)));
    for (one, other) in [(A, B), (B, A)] {
        let pulled = follow(session.clone(), plug(&session.frame(), one));
        let frame = pulled.frame();
        assert_eq!([one, other].map(|node| is_unplugged(&frame, node)), [true, false]);
        assert_eq!(plug(&frame, other), None);
        let back = follow(pulled.clone(), plug(&frame, one));
        assert_eq!(back.frame().world.cuts, []);
        // Pulled at an earlier moment, seen later.
        let later = reduce(pulled, Intent::Forward);
        assert_eq!([one, other].map(|node| is_unplugged(&later.frame(), node)), [true, false]);
    }
    // Two of three: the third is cut off too.
    let mut session = open("ring_breaks");
    for node in [B, C] {
        let command = plug(&session.frame(), node);
        session = follow(session, command);
    }
    assert_eq!([A, B, C].map(|it| is_unplugged(&session.frame(), it)), [false, true, true]);
    // Link by link: nobody else is unplugged, so A is.
    let mut session = open("ring_breaks");
    for (from, to) in [(A, B), (B, A), (A, C), (C, A)] {
        session = reduce(session, Intent::Act(Action::Cut(from.into(), to.into())));
        session = reduce(session, Intent::Forward);
    }
    assert_eq!([A, B, C].map(|it| is_unplugged(&session.frame(), it)), [true, false, false]);
}

#[test]
fn other_stores_have_no_plugs_and_no_links_to_draw() {
    let session = open("stale_follower_read");
    let names: Vec<Name> =
        of_node(&session.frame(), A).into_iter().map(|command| command.name).collect();
    assert!(names.contains(&Name::CutOff) && !names.contains(&Name::Unplug), "{names:?}");
    assert_eq!(ships(&session.frame().world, A, B), None);
}
