use super::*;
use crate::{
    check::{
        samples::word,
        scene::{Scene, cell, drawn, node, siblings, world},
    },
    id::{Address, ClientId, EnvelopeId, NodeId},
    kv::Value,
    protocol::{leaderless, single_leader},
    random::{Dice, Stream},
    tag::ClientTag,
    time::Instant,
    view::{EnvelopeView, Fate, KeyPlace, Label, Marks, RingView, Role},
};
use alloc::{vec, vec::Vec};

/// The violation on three nodes after these updates.
fn differ_after(lines: &[&str]) -> Option<Violation> {
    let mut scene = Scene::new(3);
    drawn(lines).iter().for_each(|update| _ = scene.act(update));
    match check(&world(scene.nodes)) {
        Verdict::Violated(witness) => Some(witness.violation),
        Verdict::Holds { .. } | Verdict::Unknown(_) => None,
    }
}

#[test]
fn hand_written_states() {
    let (a, b, c) = (NodeId(0), NodeId(1), NodeId(2));
    let x = Key(word("x"));
    let differ = |one, other| Some(Violation::Differ { key: x, replicas: (one, other) });
    for (want, lines) in [
        (None, &[][..]),
        (None, &["A x=c1.1", "B x=c1.1", "C x=c1.1"]),
        (differ(a, b), &["A x=c1.1", "C x=c1.1"]),
        (differ(a, c), &["A x=c1.1", "B x=c1.1", "C x=c1.2"]),
        (None, &["A x=c1.1", "B x=c1.1", "C x=c1.1", "B y=c1.2", "A y=c1.2", "C y=c1.2"]),
        // Siblings in any order; a missing sibling.
        (None, &["A x={c1.1,c2.1}", "B x={c2.1,c1.1}", "C x={c1.1,c2.1}"]),
        (differ(a, b), &["A x={c1.1,c2.1}", "B x={c1.1}", "C x={c1.1,c2.1}"]),
        // A node that has left does not count; a crashed node may come back.
        (None, &["A x=c1.1", "B x=c1.1", "C left"]),
        (None, &["A x=c1.1", "B x=c1.1", "C crashed"]),
    ] {
        assert_eq!(differ_after(lines), want, "{lines:#?}");
    }
}

fn envelope(kind: Envelope, label: Label) -> EnvelopeView {
    let (from, to) = (Address::Node(NodeId(0)), Address::Node(NodeId(1)));
    let (id, at) = (EnvelopeId(0), Instant(0));
    EnvelopeView { id, from, to, kind, label, sent: at, due: at, fate: Fate::Arrives, held: false }
}

#[test]
fn the_verdict_is_open_while_something_is_in_flight() {
    let write = OperationId { client: ClientId(0), number: 1 };
    let carries = Label::new(leaderless::Tag::Store).carries(Value::Word(word("v")), write);
    let unsettled = |in_flight, faults| Verdict::Unknown(Why::Unsettled { in_flight, faults });
    let holds = Verdict::Holds { checked: 0 };
    let heartbeat = Label::new(single_leader::Tag::Append).number(7);
    for (want, kind, label) in [
        (unsettled(1, 0), Envelope::Message, carries),
        (unsettled(1, 0), Envelope::Reply, Label::new(ClientTag::Written).about(write)),
        (holds.clone(), Envelope::Message, heartbeat),
        (holds.clone(), Envelope::Timer, carries),
    ] {
        let mut view = world(vec![node(0, Role::Replica), node(1, Role::Replica)]);
        view.envelopes.push(envelope(kind, label));
        assert_eq!(check(&view), want, "{kind:?} {label:?}");
    }
    for (want, status) in [
        (unsettled(0, 1), Status::Crashed),
        (unsettled(0, 1), Status::Paused),
        (holds, Status::Left),
    ] {
        let mut view = world(vec![node(0, Role::Replica), node(1, Role::Replica)]);
        view.nodes[1].status = status;
        assert_eq!(check(&view), want, "{status:?}");
    }
    let mut view = world(vec![node(0, Role::Replica)]);
    view.cuts.push((NodeId(0).into(), NodeId(1).into()));
    assert_eq!(check(&view), unsettled(0, 1));
}

/// Up to four nodes, two keys, three writes; sometimes a ring, a monitor, a fault, a message.
fn random(seed: u64) -> WorldView {
    let mut dice = Dice::new(seed, Stream::Timer(NodeId(0)), 6);
    let write = |number| OperationId { client: ClientId(0), number };
    let count = 1 + dice.below(4) as u16;
    let nodes = (0..count).map(|id| {
        let role = if dice.below(10) == 0 { Role::Controller } else { Role::Replica };
        let mut node = node(id, role);
        for name in ["x", "y"] {
            let has = (1..=3).filter(|&number| dice.below(12) < [11, 11, 1][number as usize - 1]);
            let mut writes: Vec<_> = has.map(write).collect();
            if dice.below(2) == 0 {
                writes.reverse();
            }
            let row = siblings(Key(word(name)), &writes).filter(|_| role.is_replica());
            node.replica.rows.extend(row);
        }
        node.status = match dice.below(20) {
            0 => Status::Crashed,
            1 => Status::Left,
            _ => Status::Running,
        };
        node
    });
    let mut view = world(nodes.collect());
    if dice.below(3) == 0 {
        let place = |key| {
            let homes = (0..count).filter(|_| dice.below(2) == 0).map(NodeId).collect();
            KeyPlace { key: Key(word(key)), at: 0, homes, order: Vec::new() }
        };
        let keys = ["x", "y"].map(place).into();
        view.ring = Some(RingView { positions: Vec::new(), keys, centres: 1 });
    }
    if dice.below(20) == 0 {
        let label = Label::new(leaderless::Tag::Store).about(write(1));
        view.envelopes.push(envelope(Envelope::Message, label));
    }
    view
}

/// The definition on all pairs of nodes and all keys; `None` while the verdict is open.
fn naive(view: &WorldView) -> Option<bool> {
    let faulty = |node: &NodeView| matches!(node.status, Status::Crashed | Status::Paused);
    if view.nodes.iter().any(faulty) || !view.envelopes.is_empty() {
        return None;
    }
    let mut equal = true;
    for key in ["x", "y"].map(|key| Key(word(key))) {
        let place = view.ring.iter().flat_map(|ring| &ring.keys).find(|place| place.key == key);
        let holders: Vec<Vec<u32>> = view
            .nodes
            .iter()
            .filter(|node| node.status == Status::Running && node.replica.role == Role::Replica)
            .filter(|node| place.is_none_or(|place| place.homes.contains(&node.id)))
            .map(|node| {
                let mut writes: Vec<u32> = stored(node, key).map(|write| write.number).collect();
                writes.sort_unstable();
                writes
            })
            .collect();
        equal &= holders.windows(2).all(|pair| pair[0] == pair[1]);
    }
    Some(equal)
}

#[test]
fn agrees_with_the_definition() {
    let mut counts = [0; 3];
    let seeds = 20_000;
    for seed in 0..seeds {
        let view = random(seed);
        let want = naive(&view);
        let got = match check(&view) {
            Verdict::Unknown(_) => None,
            Verdict::Holds { .. } => Some(true),
            Verdict::Violated(_) => Some(false),
        };
        assert_eq!(got, want, "seed {seed}: {view:#?}");
        counts[want.map_or(2, usize::from)] += 1;
    }
    assert!(counts.iter().all(|&count| count > seeds / 10), "{counts:?}");
}

/// The verdict is open while a replica has log entries to flush or to apply.
#[test]
fn the_verdict_is_open_while_a_log_is_not_applied() {
    let late = Verdict::Unknown(Why::Unsettled { in_flight: 1, faults: 0 });
    for (want, flushed, applied) in
        [(late.clone(), 1, 2), (late, 2, 1), (Verdict::Holds { checked: 0 }, 2, 2)]
    {
        let mut leader = node(0, Role::Leader);
        let entry = |n| (Key(word("x")), OperationId { client: ClientId(0), number: n as u32 });
        leader.replica.log = (1..=2).map(|n| cell((n, entry(n)))).collect();
        let marks = Some(Marks { flushed, applied, ..Marks::default() });
        leader.replica.protocol =
            single_leader::View { marks, ..single_leader::View::default() }.into();
        assert_eq!(check(&world(vec![leader, node(1, Role::Follower)])), want);
    }
}

/// By the definition: the power that is less than one in a million, in parts per million that are rounded down.
#[test]
fn repetitions_make_a_loss_unlikely() {
    for (loss, times) in
        [(0, 1), (1, 2), (999, 2), (1_000, 3), (10_000, 4), (500_000, 20), (900_000, 115)]
    {
        assert_eq!(repetitions(loss), Some(times), "{loss} ppm");
    }
    // Not for ever.
    assert_eq!(repetitions(999_999), Some(1_000));
    assert_eq!(repetitions(1_000_000), None);
}
