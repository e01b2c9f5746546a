use super::*;
use crate::{
    check::{
        Watch,
        tanks::{Deed, Tank, drawn, random, see},
    },
    id::{ClientId, NodeId},
    view::Version,
};
use alloc::vec;

/// What a watch says after each deed.
fn said(deeds: &[Deed]) -> Vec<Verdict> {
    let mut tank = Tank::new(3);
    let mut watch = Watch::default();
    let all = tank.nodes.iter().map(|node| node.id).collect();
    watch.look(&tank.history, (Instant(0), 0), all, &mut see(&tank.nodes));
    let mut verdicts = Vec::new();
    for deed in deeds {
        let (step, known) = (tank.step, tank.history.known());
        let touched = tank.act(deed);
        let touched = touched.into_iter().collect();
        watch.look(&tank.history, (Instant(step.into()), step), touched, &mut see(&tank.nodes));
        tank.history.ended(known.ended).for_each(|ended| watch.take(&tank.history, ended));
        verdicts.push(watch.durable(&tank.history));
    }
    verdicts
}

fn lost(verdict: Option<&Verdict>) -> Option<(OperationId, NodeId, Option<Died>)> {
    match verdict {
        Some(Verdict::Violated(Witness { kind: Kind::Lost { by, died }, operations, .. })) => {
            Some((operations[0], *by, *died))
        }
        _ => None,
    }
}

#[test]
fn hand_made_moments() {
    let (a, b) = (NodeId(0), NodeId(1));
    let first = |client| OperationId { client: ClientId(client), number: 1 };
    let died = |replica, step: u32| Some(Died { replica, at: Instant(step.into()), step });
    for (want, lines) in [
        (None, &["c1 writes x", "A x=c1.1", "c1 ok"][..]),
        // On the disk of a node that is down.
        (None, &["c1 writes x", "A x=c1.1", "c1 ok", "A crashed"]),
        (
            Some((first(0), a, died(a, 3))),
            &["c1 writes x", "A x=c1.1", "c1 ok", "A left", "B running"],
        ),
        // Nobody ever had it.
        (Some((first(0), a, None)), &["c1 writes x", "c1 ok"]),
        (Some((first(0), a, None)), &["c1 writes x", "A y=c1.1", "c1 ok", "A y"]),
        // Not acknowledged: nothing was promised, until it is.
        (None, &["c1 writes x", "A x=c1.1", "A x"]),
        (Some((first(0), a, died(a, 2))), &["c1 writes x", "A x=c1.1", "A x", "c1 ok"]),
        // Overwritten by a later one, or by one that may be later.
        (None, &["c1 writes x", "A x=c1.1", "c1 ok", "c1 writes x", "A x=c1.2", "c1 ok"]),
        (None, &["c1 writes x", "c2 writes x", "c1 ok", "A x=c2.1", "c2 ok"]),
        // The log lost its tail, and what was overwritten is there again.
        (
            Some((OperationId { number: 2, ..first(0) }, a, died(a, 6))),
            &["c1 writes x", "A x=c1.1", "c1 ok", "c1 writes x", "A x=c1.2", "c1 ok", "A x=c1.1"],
        ),
        // It stands in a log, and will be applied; or was applied, and the row is what counts.
        (None, &["c1 writes x", "B log x=c1.1 applied 0", "c1 ok"]),
        (Some((first(0), a, None)), &["c1 writes x", "B log x=c1.1 applied 1", "c1 ok"]),
        (
            Some((first(0), a, died(b, 3))),
            &["c1 writes x", "B log x=c1.1 applied 0", "c1 ok", "B log , applied 0"],
        ),
        // A message that was on its way brings it back.
        (None, &["c1 writes x", "A x=c1.1", "c1 ok", "A left", "B x=c1.1"]),
        // A delete is kept by there being nothing, and so is what it deleted.
        (None, &["c1 writes x", "A x=c1.1", "c1 ok", "c1 deletes x", "A x=c1.2", "c1 ok", "A x"]),
        (
            Some((first(1), b, died(a, 7))),
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
        // Of siblings each is kept by itself: later is not enough.
        (
            Some((first(0), a, died(a, 5))),
            &["c1 writes x", "A x={c1.1}", "c1 ok", "c2 writes x", "c2 ok", "A x={c2.1}"],
        ),
        (None, &["c1 writes x", "c2 writes x", "c1 ok", "c2 ok", "A x={c1.1,c2.1}"]),
        // Whose client had seen it may replace it, and replaces with it what that had replaced.
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
            Some((first(0), a, died(a, 4))),
            &["c1 writes x", "A x={c1.1}", "c1 ok", "c1 writes x", "A x={c1.2}", "c1 ok"],
        ),
        // What replaced it is gone too.
        (
            Some((first(0), a, died(b, 7))),
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
        // Another key's last copy is no copy.
        (
            Some((first(1), b, died(a, 5))),
            &["c1 writes x", "A x=c1.1", "c1 ok", "c2 writes y", "A y=c2.1", "A y", "c2 ok"],
        ),
    ] {
        assert_eq!(lost(said(&drawn(lines)).last()), want, "{lines:#?}");
    }
}

/// Whether a write is kept, tried on every row, hint and unapplied entry of every member.
fn is_kept(tank: &Tank, write: &Operation) -> bool {
    let key = write.request.key();
    let members = tank.nodes.iter().filter(|node| node.status != Status::Left);
    let mut gone = true;
    for node in members {
        let applied = node.replica.marks.map_or(u64::MAX, |marks| marks.applied);
        let behind = node.replica.log.iter().filter(|cell| cell.position > applied);
        let mut values: Vec<OperationId> =
            behind.filter(|cell| cell.key == key).map(|cell| cell.write).collect();
        for row in node.replica.rows.iter().filter(|row| row.key == key) {
            gone = false;
            let Version::Siblings(siblings, _) = &row.version else {
                values.push(row.write);
                continue;
            };
            if siblings.iter().any(|held| replaces(&tank.history, held.write, write.id)) {
                return true;
            }
        }
        gone &= values.is_empty();
        if values.iter().any(|&held| !order::misses(&tank.history, Some(held), write)) {
            return true;
        }
    }
    let deletes = tank.history.operations().iter();
    let mut deletes = deletes.filter(|o| o.request.is_delete() && o.request.key() == key);
    let is_kept = |o: &Operation| {
        order::is_acknowledged(o) && !order::misses(&tank.history, Some(o.id), write)
    };
    gone && deletes.any(is_kept)
}

/// Whether a write is another one, or has replaced it: its client had seen it, or something that had
/// replaced it.
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

/// The definition, tried on every write after every deed.
fn naive(deeds: &[Deed]) -> Vec<Verdict> {
    let mut tank = Tank::new(3);
    let mut died: Vec<Option<Died>> = vec![];
    let mut verdicts = Vec::new();
    for deed in deeds {
        // What is known now, of what was held before.
        let nodes = tank.nodes.clone();
        let (at, step) = (Instant(tank.step.into()), tank.step);
        let changed = tank.act(deed);
        let before = Tank { nodes, ..tank.clone() };
        let writes = tank.history.operations();
        died.resize(writes.len(), None);
        for (write, died) in writes.iter().zip(&mut died) {
            match (is_kept(&before, write), is_kept(&tank, write), &changed) {
                (_, true, _) => *died = None,
                (true, false, Some(node)) => *died = Some(Died { replica: *node, at, step }),
                _ => {}
            }
        }
        let mut acknowledged = writes.iter().zip(&died).filter(|(o, _)| order::is_acknowledged(o));
        let lost = acknowledged.clone().find(|(write, _)| !is_kept(&tank, write));
        verdicts.push(match lost {
            Some((write, &died)) => {
                let kind = Kind::Lost { by: write.via, died };
                Verdict::Violated(Witness::of(kind, &[write.id]))
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
        let deeds = random(seed);
        let (got, want) = (said(&deeds), naive(&deeds));
        for (n, (got, want)) in got.iter().zip(&want).enumerate() {
            assert_eq!(got, want, "seed {seed}, after {:?}", &deeds[..=n]);
        }
        moments += want.len();
        violated += want.iter().filter(|it| it.is_violated()).count();
        let is_mended = |it: &[Verdict]| it[0].is_violated() && !it[1].is_violated();
        mended += u64::from(want.windows(2).any(is_mended));
        let died = |it: &Verdict| lost(Some(it)).is_some_and(|it| it.2.is_some());
        with_death += u64::from(want.iter().any(died));
    }
    assert!((moments / 4..moments * 3 / 4).contains(&violated), "{violated} of {moments}");
    assert!(mended > seeds / 20 && with_death > seeds / 20, "{mended} mended, {with_death} died");
}
