use super::*;
use crate::{
    check::scene::{Scene, Update, drawn, random, world},
    time::Instant,
};

/// The lag of three nodes after these updates, each of which takes 1 µs.
fn lags(updates: &[Update]) -> (Scene, Vec<Lag>) {
    let mut scene = Scene::new(3);
    updates.iter().for_each(|update| _ = scene.act(update));
    let mut view = world(scene.nodes.clone());
    view.now = Instant(scene.step.into());
    let all = of_nodes(&scene.history, &view);
    (scene, all)
}

#[test]
fn hand_written_states() {
    for (want, lines) in [
        (&[(0, 0, 0), (0, 0, 0), (0, 0, 0)][..], &[][..]),
        // An unacknowledged write does not count.
        (&[(0, 0, 0), (0, 0, 0), (0, 0, 0)], &["c1 writes x", "A x=c1.1"]),
        (&[(0, 0, 0), (1, 1, 1), (1, 1, 1)], &["c1 writes x", "A x=c1.1", "c1 ok"]),
        (
            &[(0, 0, 0), (0, 0, 0), (1, 3, 1)],
            &["c1 writes x", "A x=c1.1", "c1 ok", "B x=c1.1", "C crashed"],
        ),
        // Two writes to one key and one to another; the time counts from the first.
        (
            &[(0, 0, 0), (2, 6, 1), (1, 1, 1)],
            &["c1 writes x", "c1 ok", "A x=c1.1", "C x=c1.1", "c1 writes x", "A x=c1.2", "c1 ok"],
        ),
        (
            &[(0, 0, 0), (2, 6, 2), (2, 6, 2)],
            &[
                "c1 writes x",
                "c1 ok",
                "A x=c1.1",
                "c1 writes y",
                "A y=c1.2",
                "c1 ok",
                "c2 writes x",
            ],
        ),
        // A concurrent write may be as new; an older one is not.
        (
            &[(0, 0, 0), (0, 0, 0), (2, 5, 1)],
            &["c1 writes x", "c2 writes x", "c1 ok", "A x=c1.1", "B x=c2.1", "c2 ok", "A running"],
        ),
        // A node stores the writes that its siblings include. A node that has left does not count.
        (&[(0, 0, 0), (1, 2, 1)], &["c1 writes x", "A x={c1.1}", "c1 ok", "C left"]),
        // A tombstone may be dropped, but not before it has arrived.
        (
            &[(1, 1, 1), (1, 1, 1), (0, 0, 0)],
            &["c1 writes x", "A x=c1.1", "B x=c1.1", "c1 ok", "c1 deletes x", "c1 ok"],
        ),
    ] {
        let (_, all) = lags(&drawn(lines));
        let all: Vec<_> = all.iter().map(|it| (it.versions, it.behind.0, it.backlog)).collect();
        assert_eq!(all, want, "{lines:#?}");
    }
}

/// The definition, on every write.
fn naive(scene: &Scene, node: &NodeView) -> Lag {
    let all = scene.history.operations();
    let mut behind = Lag {
        node: node.id,
        versions: 0,
        behind: Duration(0),
        backlog: 0,
        hints: node.replica.hints().len() as u32,
    };
    let mut keys: Vec<Key> = Vec::new();
    for write in all.iter().filter(|write| order::is_acknowledged(write)) {
        let key = write.request.key();
        let rows = node.replica.rows.iter().filter(|row| row.key == key);
        let held: Vec<OperationId> = rows.flat_map(|row| row.writes()).collect();
        let last = all.iter().filter(|it| order::is_acknowledged(it) && it.request.key() == key);
        let last = last.max_by_key(|it| it.ended.expect("it ended").2).expect("this one");
        let is_missed = match held[..] {
            [] => !last.request.is_delete(),
            _ => held.iter().all(|&held| {
                let held = scene.history.operation(held).expect("it was written");
                held.id != write.id && order::precedes(held, write)
            }),
        };
        if is_missed {
            behind.versions += 1;
            let since = write.ended.expect("it ended").1;
            let now = Instant(scene.step.into());
            behind.behind = behind.behind.max(now.since(since));
            behind.backlog += u32::from(!keys.contains(&key));
            keys.push(key);
        }
    }
    behind
}

#[test]
fn agrees_with_the_definition() {
    let (mut fresh, mut late) = (0, 0);
    for seed in 0..4_000 {
        let updates = random(seed);
        let (scene, all) = lags(&updates);
        let there = scene.nodes.iter().filter(|node| node.status != Status::Left);
        let want: Vec<Lag> = there.map(|node| naive(&scene, node)).collect();
        assert_eq!(all, want, "seed {seed}: {updates:#?}");
        fresh += want.iter().filter(|it| it.versions == 0).count();
        late += want.iter().filter(|it| it.versions > 1).count();
    }
    assert!(fresh > 1_000 && late > 1_000, "{fresh} up to date, {late} behind by many");
}
