use super::*;
use crate::{
    check::{
        StateJudge,
        causal::Causal,
        scene::{Scene, Update, drawn, outline, random},
    },
    id::{ClientId, NodeId},
    view::Version,
};
use alloc::vec;

/// The verdict after each update.
fn verdicts(updates: &[Update]) -> Vec<Verdict> {
    let mut scene = Scene::new(3);
    let mut judge = StateJudge::default();
    let all = scene.nodes.iter().map(|node| node.id).collect();
    judge.observe(
        &scene.history,
        &Causal::default(),
        (Instant(0), 0),
        all,
        &mut outline(&scene.nodes),
    );
    let mut verdicts = Vec::new();
    for update in updates {
        let (step, known) = (scene.step, scene.history.known());
        let touched = scene.act(update);
        let touched = touched.into_iter().collect();
        judge.observe(
            &scene.history,
            &Causal::default(),
            (Instant(step.into()), step),
            touched,
            &mut outline(&scene.nodes),
        );
        scene.history.ended(known.ended).for_each(|ended| judge.end(&scene.history, ended));
        verdicts.push(judge.durable(&scene.history));
    }
    verdicts
}

fn lost(verdict: Option<&Verdict>) -> Option<(OperationId, NodeId, Option<LastCopy>)> {
    match verdict {
        Some(Verdict::Violated(Witness {
            violation: Violation::Lost { by, last_copy },
            operations,
            ..
        })) => Some((operations[0], *by, *last_copy)),
        _ => None,
    }
}

#[test]
fn hand_written_states() {
    let (a, b) = (NodeId(0), NodeId(1));
    let first = |client| OperationId { client: ClientId(client), number: 1 };
    let last_copy = |replica, step: u32| Some(LastCopy { replica, at: Instant(step.into()), step });
    for (want, lines) in [
        (None, &["c1 writes x", "A x=c1.1", "c1 ok"][..]),
        // On the disk of a crashed node.
        (None, &["c1 writes x", "A x=c1.1", "c1 ok", "A crashed"]),
        (
            Some((first(0), a, last_copy(a, 3))),
            &["c1 writes x", "A x=c1.1", "c1 ok", "A left", "B running"],
        ),
        // No node ever stored it.
        (Some((first(0), a, None)), &["c1 writes x", "c1 ok"]),
        (Some((first(0), a, None)), &["c1 writes x", "A y=c1.1", "c1 ok", "A y"]),
        // Nothing is promised before the acknowledgement.
        (None, &["c1 writes x", "A x=c1.1", "A x"]),
        (Some((first(0), a, last_copy(a, 2))), &["c1 writes x", "A x=c1.1", "A x", "c1 ok"]),
        // Overwritten by a later write, or by one that may be later.
        (None, &["c1 writes x", "A x=c1.1", "c1 ok", "c1 writes x", "A x=c1.2", "c1 ok"]),
        (None, &["c1 writes x", "c2 writes x", "c1 ok", "A x=c2.1", "c2 ok"]),
        // The log lost its tail, and the overwritten value is back.
        (
            Some((OperationId { number: 2, ..first(0) }, a, last_copy(a, 6))),
            &["c1 writes x", "A x=c1.1", "c1 ok", "c1 writes x", "A x=c1.2", "c1 ok", "A x=c1.1"],
        ),
        // An unapplied log entry counts; after it is applied, only the row counts.
        (None, &["c1 writes x", "B log x=c1.1 applied 0", "c1 ok"]),
        (Some((first(0), a, None)), &["c1 writes x", "B log x=c1.1 applied 1", "c1 ok"]),
        (
            Some((first(0), a, last_copy(b, 3))),
            &["c1 writes x", "B log x=c1.1 applied 0", "c1 ok", "B log , applied 0"],
        ),
        // A message in flight brings it back.
        (None, &["c1 writes x", "A x=c1.1", "c1 ok", "A left", "B x=c1.1"]),
        // An empty row keeps a delete, and the writes that it deleted.
        (None, &["c1 writes x", "A x=c1.1", "c1 ok", "c1 deletes x", "A x=c1.2", "c1 ok", "A x"]),
        (
            Some((first(1), b, last_copy(a, 7))),
            &[
                "c1 deletes x",
                "A x=c1.1",
                "c1 ok",
                "A x",
                "c2 writes x",
                "A x=c2.1",
                "c2 ok",
                "A x",
            ],
        ),
        // Each sibling counts by itself: a later write does not cover it.
        (
            Some((first(0), a, last_copy(a, 5))),
            &["c1 writes x", "A x={c1.1}", "c1 ok", "c2 writes x", "c2 ok", "A x={c2.1}"],
        ),
        (None, &["c1 writes x", "c2 writes x", "c1 ok", "c2 ok", "A x={c1.1,c2.1}"]),
        // A write replaces what its client had read, and what that had replaced.
        (
            None,
            &[
                "c1 writes x",
                "A x={c1.1}",
                "c1 sees c1.1",
                "c1 writes x",
                "A x={c1.2}",
                "c1 sees c1.2",
                "c1 writes x",
                "A x={c1.3}",
                "c1 ok",
            ],
        ),
        (
            Some((first(0), a, last_copy(a, 4))),
            &["c1 writes x", "A x={c1.1}", "c1 ok", "c1 writes x", "A x={c1.2}", "c1 ok"],
        ),
        // The write that replaced it is lost too.
        (
            Some((first(0), a, last_copy(b, 7))),
            &[
                "c1 writes x",
                "A x={c1.1}",
                "B x={c1.1}",
                "c1 sees c1.1",
                "c1 writes x",
                "B x={c1.2}",
                "A x",
                "B left",
                "c1 ok",
            ],
        ),
        // The last copy of another key does not count.
        (
            Some((first(1), b, last_copy(a, 5))),
            &["c1 writes x", "A x=c1.1", "c1 ok", "c2 writes y", "A y=c2.1", "A y", "c2 ok"],
        ),
    ] {
        assert_eq!(lost(verdicts(&drawn(lines)).last()), want, "{lines:#?}");
    }
}

/// The definition of "kept", on every row, hint and unapplied entry of every member.
fn is_kept(scene: &Scene, write: &Operation) -> bool {
    let key = write.request.key();
    let members = scene.nodes.iter().filter(|node| node.status != Status::Left);
    let mut gone = true;
    for node in members {
        let applied = node.replica.marks().map_or(u64::MAX, |marks| marks.applied);
        let behind = node.replica.log.iter().filter(|cell| cell.position > applied);
        let mut values: Vec<OperationId> =
            behind.filter(|cell| cell.key == key).map(|cell| cell.write).collect();
        for row in node.replica.rows.iter().filter(|row| row.key == key) {
            gone = false;
            let Version::Siblings(siblings, _) = &row.version else {
                values.push(row.write);
                continue;
            };
            if siblings.iter().any(|held| replaces(&scene.history, held.write, write.id)) {
                return true;
            }
        }
        gone &= values.is_empty();
        if values.iter().any(|&held| !order::misses(&scene.history, Some(held), write)) {
            return true;
        }
    }
    let deletes = scene.history.operations().iter();
    let mut deletes = deletes.filter(|o| o.request.is_delete() && o.request.key() == key);
    let is_kept = |o: &Operation| {
        order::is_acknowledged(o) && !order::misses(&scene.history, Some(o.id), write)
    };
    gone && deletes.any(is_kept)
}

/// Whether `held` is `write` or has replaced it, directly or through others.
fn replaces(history: &History, held: OperationId, write: OperationId) -> bool {
    let Some(operation) = history.operation(held).filter(|_| held != write) else {
        return held == write;
    };
    let key = operation.request.key();
    let is_earlier = |o: &&Operation| o.id.number < held.number && o.request.key() == key;
    let earlier = history.of(held.client).rev().filter(is_earlier);
    let sight = earlier.map(|o| history.sight(o.id)).find(|sight| !sight.is_empty());
    let mut seen = sight.into_iter().flatten();
    seen.any(|found| replaces(history, found.write, write))
}

/// The definition, on every write after every update.
fn naive(updates: &[Update]) -> Vec<Verdict> {
    let mut scene = Scene::new(3);
    let mut last_copy: Vec<Option<LastCopy>> = vec![];
    let mut verdicts = Vec::new();
    for update in updates {
        // The last copies so far.
        let nodes = scene.nodes.clone();
        let (at, step) = (Instant(scene.step.into()), scene.step);
        let changed = scene.act(update);
        let before = Scene { nodes, ..scene.clone() };
        let writes = scene.history.operations();
        last_copy.resize(writes.len(), None);
        for (write, last_copy) in writes.iter().zip(&mut last_copy) {
            match (is_kept(&before, write), is_kept(&scene, write), &changed) {
                (_, true, _) => *last_copy = None,
                (true, false, Some(node)) => {
                    *last_copy = Some(LastCopy { replica: *node, at, step })
                }
                _ => {}
            }
        }
        let mut acknowledged =
            writes.iter().zip(&last_copy).filter(|(o, _)| order::is_acknowledged(o));
        let lost = acknowledged.clone().find(|(write, _)| !is_kept(&scene, write));
        verdicts.push(match lost {
            Some((write, &last_copy)) => {
                let kind = Violation::Lost { by: write.via, last_copy };
                Verdict::Violated(Witness::new(kind, &[write.id]))
            }
            None => Verdict::Holds { checked: acknowledged.by_ref().count() as u32 },
        });
    }
    verdicts
}

#[test]
fn agrees_with_the_definition() {
    let (mut moments, mut violated, mut mended, mut with_death) = (0, 0, 0, 0);
    let seeds = 30_000;
    for seed in 0..seeds {
        let updates = random(seed);
        let (got, want) = (verdicts(&updates), naive(&updates));
        for (n, (got, want)) in got.iter().zip(&want).enumerate() {
            assert_eq!(got, want, "seed {seed}, after {:?}", &updates[..=n]);
        }
        moments += want.len();
        violated += want.iter().filter(|it| it.is_violated()).count();
        let is_mended = |it: &[Verdict]| it[0].is_violated() && !it[1].is_violated();
        mended += u64::from(want.windows(2).any(is_mended));
        let last_copy = |it: &Verdict| lost(Some(it)).is_some_and(|it| it.2.is_some());
        with_death += u64::from(want.iter().any(last_copy));
    }
    assert!((moments / 4..moments * 3 / 4).contains(&violated), "{violated} of {moments}");
    assert!(mended > seeds / 20 && with_death > seeds / 20, "{mended} mended, {with_death} died");
}
