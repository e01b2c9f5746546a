use super::*;
use crate::session::Film;
use replicarium::{
    mode::Mode,
    scenario::{Scenario, library},
    sim::Trace,
    view::{NodeView, Role},
};

/// Every run of the library with one leader at a time.
fn runs() -> impl Iterator<Item = (&'static str, Trace)> {
    let all = library::ALL.iter().filter(|entry| entry.mode == Mode::SingleLeader);
    all.map(|entry| {
        let scenario: Scenario = entry.text().parse().expect("it is valid");
        (entry.name, scenario.run().expect("it starts"))
    })
}

fn run(text: &str) -> Trace {
    let scenario: Scenario =
        format!("replicarium scenario 1\n{text}").parse().expect("it is valid");
    scenario.run().expect("it starts")
}

/// Compares the lags of a run with what the nodes show after every step, where one node leads, and its term is the latest.
/// Returns the sum of the lags, and the number of times that a log was shorter than before.
fn compare(name: &str, trace: &Trace) -> (u64, u32) {
    let film = Film::of(trace.branch(trace.len()));
    let (mut measured, mut cut) = (0, 0);
    // When the log of each node has first been longer than the position that is the index.
    let mut appended: LiteMap<NodeId, Vec<Instant>> = LiteMap::new();
    let mut latest = None;
    trace.replay(0, trace.len(), &mut |executed| {
        let (n, now) = (executed.number + 1, executed.step.at);
        let view = executed.world.view();
        for node in &view.nodes {
            let (end, had) = (node.replica.end(), appended.entry(node.id).or_default());
            cut += u32::from(had.len() > end as usize);
            had.resize(end as usize, now);
        }
        let term = |node: &NodeView| node.replica.leadership().map(|it| it.term);
        let mut leading = view.nodes.iter().filter(|it| it.replica.role == Role::Leader);
        let (Some(leader), None) = (leading.next(), leading.next()) else { return };
        latest = latest.max(term(leader));
        if term(leader) < latest {
            return;
        }
        let share = |node: &NodeView| node.replica.leadership().map(|it| it.share);
        let replicas = view.nodes.iter().filter(|it| it.replica.marks().is_some());
        let replicas = replicas.filter(|it| share(it) == share(leader));
        let all: Vec<NodeId> = replicas.clone().map(|it| it.id).collect();
        for node in replicas {
            let applied = node.replica.marks().map_or(0, |marks| marks.applied);
            let since = appended[&leader.id].get(applied as usize);
            let want = Behind {
                node: node.id,
                entries: leader.replica.end().saturating_sub(applied),
                time: since.map_or(Duration(0), |&since| now.since(since)),
            };
            assert_eq!(film.lags().behind(node.id, &all, now, n), want, "{name}, {n}");
            measured += want.entries;
        }
    });
    (measured, cut)
}

/// What the film says of every moment is what the nodes show at that moment.
#[test]
fn lags_are_those_of_the_nodes() {
    let (mut measured, mut cuts) = (0, 0);
    for (name, trace) in runs() {
        let (entries, cut) = compare(name, &trace);
        (measured, cuts) = (measured + entries, cuts + cut);
    }
    assert!(measured > 1_000 && cuts > 4, "{measured}, {cuts}");
}

/// What a node lost with its disk, or had to remove, it has no longer applied.
#[test]
fn a_position_goes_back() {
    let wiped = run("mode single-leader\nnodes 2\nuntil 300ms\nset delay fixed 10ms\n\
                     client c1 writes A reads A\n@0ms c1 write a=1\n@50ms c1 write a=2\n\
                     @100ms crash B\n@110ms wipe B\n@200ms crash A");
    assert_eq!(compare("wiped", &wiped).1, 1);
    let film = Film::of(wiped);
    let at = |ms: u64| {
        let n = film.trace().until(Instant(ms * 1_000));
        film.lags().behind(NodeId(1), &[NodeId(0), NodeId(1)], Instant(ms * 1_000), n).entries
    };
    assert_eq!([at(99), at(120)], [0, 2]);
}

/// A leader that crashes before its log is on disk leads on with a shorter one. The time begins again with what it appends then.
#[test]
fn a_leader_that_has_lost_its_tail_leads_on() {
    let trace = run(
        "mode single-leader\nnodes 2\nuntil 300ms\nset delay fixed 10ms\nset flush 30\n\
                     client c1 writes A reads A\n@0ms c1 write a=1\n@60ms c1 write a=2\n@65ms cut A>B\n\
                     @70ms crash A\n@80ms restart A\n@120ms c1 write a=3\n@200ms crash A",
    );
    assert_eq!(compare("lost", &trace).1, 1);
}

/// Counted step by step, reads are those of the history.
#[test]
fn reads_are_those_of_the_history() {
    let mut stale = 0;
    // C has nothing, first while a delete is under way, then when it has failed.
    let deleted = run(
        "mode single-leader\nnodes 3\nuntil 300ms\nset delay fixed 10ms\nset link-delay A>C fixed 200ms\n\
                       set link-delay c1>B fixed 70ms\nset client-delay fixed 5ms\n\
                       client c1 writes A reads A\nclient c2 reads C\n@0ms c1 write a=1\n@50ms c1 delete a via B\n\
                       @60ms c2 read a\n@150ms c2 read a",
    );
    for (name, trace) in runs().chain([("deleted", deleted)]) {
        let lags = Film::of(trace.branch(trace.len())).lags().clone();
        for n in [trace.len() / 2, trace.len()] {
            let history = trace.history().before(n);
            let world = trace.seek(n);
            for node in world.everyone().iter().filter(|&it| world.progress(it).is_some()) {
                let read = |it: &&Operation| {
                    let is_ok = it.ended.is_some_and(|(outcome, ..)| outcome.is_ok());
                    it.via == node && !it.request.is_write() && is_ok
                };
                let reads: Vec<_> = history.operations().iter().filter(read).collect();
                let is_stale = |it: &&&Operation| {
                    staleness::of_read(&history, it).is_some_and(|found| found.versions > 0)
                };
                let late = reads.iter().filter(is_stale).count();
                let want = (reads.len() as u32, late as u32);
                assert_eq!(lags.reads(node, n), want, "{name}, {n}: {node}");
                stale += late;
            }
        }
    }
    assert!(stale > 20, "{stale}");
}
