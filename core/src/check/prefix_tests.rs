use super::*;
use crate::{
    check::{
        StateJudge,
        samples::word,
        scene::{Scene, Update, drawn, outline},
        session::Sessions,
        siblings,
    },
    clock::Stamp,
    history::{Known, Outcome},
    id::{ClientId, NodeId},
    random::{Dice, Stream},
    time::Timestamp,
    view::Version,
};
use alloc::{collections::BTreeSet, vec};
use std::println;

extern crate std;

const ALL: [Property; 3] = Sessions::WITH_MONOTONIC_READS;

/// Judges updates one after the other.
struct Bench {
    scene: Scene,
    judge: StateJudge,
    causal: Causal,
    known: Known,
}

impl Bench {
    fn new(nodes: u16) -> Self {
        let scene = Scene::new(nodes);
        let (mut judge, causal) = (StateJudge::default(), Causal::default());
        let all = scene.nodes.iter().map(|node| node.id).collect();
        let start = (Instant(0), 0);
        judge.observe(&scene.history, &causal, start, all, &mut outline(&scene.nodes));
        Self { scene, judge, causal, known: Known::default() }
    }

    fn act(&mut self, update: &Update) {
        let Self { scene, judge, causal, known } = self;
        let step = (Instant(scene.step.into()), scene.step);
        let touched = scene.act(update).into_iter().collect();
        judge.observe(&scene.history, causal, step, touched, &mut outline(&scene.nodes));
        scene.history.news(*known).for_each(|news| causal.take(&scene.history, news));
        *known = scene.history.known();
    }

    fn broken(&self) -> Vec<Property> {
        let is_broken = |it: &Property| self.judge.in_order(*it).is_violated();
        ALL.into_iter().filter(is_broken).collect()
    }
}

fn broken(updates: &[Update]) -> Vec<Property> {
    let mut bench = Bench::new(3);
    updates.iter().for_each(|update| bench.act(update));
    bench.broken()
}

#[test]
fn hand_written_states() {
    use Property::{ConsistentPrefix, MonotonicWrites, WritesFollowReads};
    let one = ["c1 writes x", "A x=c1.1", "c1 ok"];
    let two = ["c1 writes y", "A y=c1.2", "c1 ok"];
    let answer = ["c2 reads x=c1.1", "c2 writes y", "A y=c2.2", "c2 ok"];
    let reply = ["c3 reads y=c2.2", "c3 writes z", "A z=c3.2", "c3 ok"];
    for (want, parts) in [
        (&[][..], vec![&one[..], &two, &["B x=c1.1", "B y=c1.2"]]),
        (&[MonotonicWrites, ConsistentPrefix], vec![&one, &two, &["B y=c1.2"]]),
        // It has come too late.
        (&[MonotonicWrites, ConsistentPrefix], vec![&one, &two, &["B y=c1.2", "B x=c1.1"]]),
        // The session went on without an answer.
        (&[], vec![&["c1 writes x", "A x=c1.1", "c1 ?"], &two, &["B y=c1.2"]]),
        (&[], vec![&one, &answer, &["B x=c1.1", "B y=c2.2"]]),
        (&[WritesFollowReads, ConsistentPrefix], vec![&one, &answer, &["B y=c2.2"]]),
        // A write that was read need not be acknowledged.
        (
            &[WritesFollowReads, ConsistentPrefix],
            vec![&["c1 writes x", "A x=c1.1"], &answer, &["B y=c2.2"]],
        ),
        // Through another client; a concurrent write has replaced the one in between.
        (
            &[ConsistentPrefix],
            vec![&one, &answer, &reply, &["c4 writes y", "B y=c4.1", "B z=c3.2"]],
        ),
        (&[WritesFollowReads, ConsistentPrefix], vec![&one, &answer, &reply, &["B z=c3.2"]]),
        (&[], vec![&one, &answer, &reply, &["B x=c1.1", "B y=c2.2", "B z=c3.2"]]),
        // Concurrent writes have no order.
        (&[], vec![&one, &["c2 writes y", "A y=c2.1", "c2 ok", "B y=c2.1"]]),
        // Overwritten by a later write, and by an earlier one.
        (&[], vec![&one, &two, &["c2 writes x", "B x=c2.1", "B y=c1.2"]]),
        (
            &[MonotonicWrites, ConsistentPrefix],
            vec![&["c2 writes x", "B x=c2.1"], &one, &two, &["B y=c1.2"]],
        ),
        // A delete may have removed it, unless it was refused.
        (&[], vec![&one, &two, &["c2 deletes x", "B y=c1.2"]]),
        (&[], vec![&["c1 deletes x", "A x=c1.1", "c1 ok"], &two, &["B y=c1.2"]]),
        // The disk of a node that is down cannot be read, and a node that has left is no replica.
        (&[], vec![&one, &two, &["B crashed", "B y=c1.2"]]),
        (&[], vec![&one, &two, &["B left", "B y=c1.2"]]),
        // The value of an earlier write comes back.
        (&[MonotonicWrites, ConsistentPrefix], vec![&one, &two, &["B x=c1.1", "B y=c1.2", "B x"]]),
    ] {
        let lines = parts.concat();
        assert_eq!(broken(&drawn(&lines)), want, "{lines:#?}");
    }
}

/// A clock that is ahead: the earlier write of a session replaces the later one.
#[test]
fn the_order_of_timestamps_is_not_that_of_the_session() {
    let mut bench = Bench::new(2);
    let lines = ["c1 writes x", "A x=c1.1", "c1 ok", "c1 writes x", "B x=c1.2", "c1 ok"];
    let at = |millis| Version::Stamp(Stamp { time: Timestamp(millis), node: NodeId(0) });
    for update in drawn(&lines) {
        bench.act(&update);
        assert_eq!(bench.broken(), [], "by positions they are in order");
    }
    let mut bench = Bench::new(2);
    for update in drawn(&lines) {
        if let Update::Hold(NodeId(node), ..) = update {
            let version = at(if node == 0 { 50_000 } else { 1_000 });
            let (scene, step) = (&mut bench.scene, (Instant(0), 0));
            scene.act(&update);
            scene.nodes[usize::from(node)].replica.rows[0].version = version;
            let touched = [NodeId(node)].into_iter().collect();
            let mut outline = outline(&scene.nodes);
            bench.judge.observe(&scene.history, &bench.causal, step, touched, &mut outline);
        } else {
            bench.act(&update);
        }
    }
    assert_eq!(bench.broken(), [Property::MonotonicWrites, Property::ConsistentPrefix]);
}

/// The writes that a write follows: by its session, by what its writer had read, and through any number of clients.
fn follows(history: &History, write: OperationId) -> [BTreeSet<OperationId>; 3] {
    let earlier = || history.earlier(write);
    let is_own = |it: &&Operation| matches!(it.ended, Some((Outcome::Written, ..)));
    let own: BTreeSet<OperationId> = earlier().filter(is_own).map(|it| it.id).collect();
    let read: BTreeSet<OperationId> =
        earlier().flat_map(|it| siblings::shown(history, it)).collect();
    let mut all: BTreeSet<OperationId> = own.union(&read).copied().collect();
    for cause in all.clone() {
        all.extend(&follows(history, cause)[2]);
    }
    [own, read, all]
}

/// The definitions: after each update, every node, every pair of writes.
fn naive(updates: &[Update]) -> Vec<Property> {
    let mut scene = Scene::new(3);
    let mut broken = BTreeSet::new();
    for update in updates {
        scene.act(update);
        let history = &scene.history;
        let row = |node: &NodeView, key| {
            let row = node.replica.rows.iter().find(|row| row.key == key)?;
            history.place(row.write)
        };
        for node in &scene.nodes {
            for stored in &node.replica.rows {
                let follows = follows(history, stored.write);
                for (property, earlier) in ALL.into_iter().zip(follows) {
                    let lacks = |id: &OperationId| {
                        let key = history.operation(*id).expect("it has begun").request.key();
                        row(node, key).is_none_or(|row| row < history.place(*id).unwrap_or(0))
                    };
                    if earlier.iter().any(lacks) {
                        broken.insert(property);
                    }
                }
            }
        }
    }
    broken.into_iter().collect()
}

/// Random updates: three clients read and write three keys at A, and two other nodes copy rows of A: mostly in order, or
/// each by itself.
fn random(seed: u64) -> Vec<Update> {
    let mut dice = Dice::new(seed, Stream::Timer(NodeId(0)), 9);
    let mut scene = Scene::new(3);
    let mut all = Vec::new();
    let sloppy = 100_000 * dice.below(4);
    for _ in 0..8 + dice.below(16) {
        let client = ClientId(dice.below(3) as u16);
        let key = Key(word(["x", "y", "z"][dice.below(3) as usize]));
        let at = NodeId(dice.below(3) as u16);
        let row = |node: NodeId, key| {
            let rows = &scene.nodes[usize::from(node.0)].replica.rows;
            rows.iter().find(|row| row.key == key).map(|row| row.write)
        };
        let updates = match dice.below(3) {
            0 => {
                let number = scene.history.invoked(client) as u32 + 1;
                let write = OperationId { client, number };
                let told = dice.chance(800_000).then(Vec::new);
                let held = Update::Hold(NodeId(0), key, Some(write));
                vec![Update::Write(client, key, false), held, Update::End(client, told)]
            }
            1 => vec![Update::Read(client, key, row(at, key))],
            _ if at == NodeId(0) => continue,
            _ if dice.chance(sloppy) => {
                row(NodeId(0), key).map(|it| Update::Hold(at, key, Some(it))).into_iter().collect()
            }
            _ => {
                let mut rows = scene.nodes[0].replica.rows.clone();
                rows.sort_by_key(|row| scene.history.place(row.write));
                let new = rows.into_iter().filter(|it| row(at, it.key) != Some(it.write));
                new.map(|row| Update::Hold(at, row.key, Some(row.write))).collect()
            }
        };
        updates.iter().for_each(|update| _ = scene.act(update));
        all.extend(updates);
    }
    all
}

#[test]
fn agrees_with_the_definitions() {
    let (seeds, mut seen) = (6_000, [0; 4]);
    for seed in 0..seeds {
        let updates = random(seed);
        let got = broken(&updates);
        assert_eq!(got, naive(&updates), "seed {seed}: {updates:#?}");
        if got.is_empty() {
            seen[3] += 1;
        }
        for (n, property) in ALL.iter().enumerate() {
            seen[n] += u32::from(got.contains(property));
        }
        // What one session wrote or read led to its next write.
        assert!(got.is_empty() || got.contains(&Property::ConsistentPrefix), "{updates:#?}");
    }
    println!("{seeds} random runs; violations of each, and runs without one: {seen:?}");
    assert!(
        seen.iter().all(|&times| times > 100),
        "each is violated often, and holds often: {seen:?}"
    );
}

/// The names of clients, keys and nodes make no difference.
#[test]
fn names_make_no_difference() {
    let client = |ClientId(n)| ClientId((n + 1) % 3);
    let key = |key: Key| match &*alloc::string::ToString::to_string(&key) {
        "x" => Key(word("z")),
        "y" => Key(word("a")),
        _ => Key(word("m")),
    };
    let id = |it: OperationId| OperationId { client: client(it.client), ..it };
    let node = |NodeId(n)| NodeId(2 - n);
    for seed in 0..1_000 {
        let updates = random(seed);
        let renamed = updates.iter().map(|update| match update.clone() {
            Update::Write(by, k, deletes) => Update::Write(client(by), key(k), deletes),
            Update::Read(by, k, found) => Update::Read(client(by), key(k), found.map(id)),
            Update::End(by, told) => Update::End(client(by), told),
            Update::Hold(at, k, write) => Update::Hold(node(at), key(k), write.map(id)),
            other @ (Update::Siblings(..) | Update::Become(..) | Update::Log(..)) => other,
        });
        let renamed: Vec<Update> = renamed.collect();
        assert_eq!(broken(&updates), broken(&renamed), "seed {seed}");
    }
}

/// Replicas that each apply one order of all writes, up to any position, violate nothing, whatever clients read where.
#[test]
fn one_order_violates_nothing() {
    let mut applied = 0;
    for seed in 0..2_000 {
        let mut dice = Dice::new(seed, Stream::Timer(NodeId(0)), 10);
        let mut bench = Bench::new(3);
        let (mut log, mut positions) = (Vec::new(), [0; 3]);
        for _ in 0..30 {
            let client = ClientId(dice.below(3) as u16);
            let key = Key(word(["x", "y", "z"][dice.below(3) as usize]));
            let at = dice.below(3) as usize;
            match dice.below(3) {
                0 => {
                    let number = bench.scene.history.invoked(client) as u32 + 1;
                    log.push((key, OperationId { client, number }));
                    bench.act(&Update::Write(client, key, false));
                    bench.act(&Update::End(client, dice.chance(800_000).then(Vec::new)));
                }
                1 => {
                    let rows = &bench.scene.nodes[at].replica.rows;
                    let row = rows.iter().find(|row| row.key == key).map(|row| row.write);
                    bench.act(&Update::Read(client, key, row));
                }
                _ if positions[at] < log.len() => {
                    let (key, write) = log[positions[at]];
                    positions[at] += 1;
                    applied += 1;
                    bench.act(&Update::Hold(NodeId(at as u16), key, Some(write)));
                }
                _ => {}
            }
            assert_eq!(bench.broken(), [], "seed {seed}");
        }
    }
    assert!(applied > 5_000, "{applied}");
}
