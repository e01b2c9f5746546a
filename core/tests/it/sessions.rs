//! Sessions: each cure of a stale read holds what it promises, in every order of arrivals and under faults; without it, the
//! search finds the read.

use crate::scenario;
use replicarium::{
    check::{Property, Verdict},
    history::Outcome,
    id::NodeId,
    kv::{Key, Request, Value, Word},
    review::Review,
    search::{self, Ask, Bounds, Changes, Counterexample, Program, Progress, Search, Storm, storm},
    sim::Trace,
};

const A: NodeId = NodeId(0);
const B: NodeId = NodeId(1);
const C: NodeId = NodeId(2);

fn key(name: &str) -> Key {
    Key(Word::new(name).expect("a word"))
}

fn write(name: &str, value: &str) -> Ask {
    let value = Value::new(value).expect("a value");
    Ask { via: vec![], request: Request::Write(key(name), value) }
}

/// A read on the client's own route.
fn read(name: &str) -> Ask {
    Ask { via: vec![], request: Request::Read(key(name)) }
}

/// A read of one of these replicas.
fn read_at(name: &str, via: &[NodeId]) -> Ask {
    Ask { via: via.to_vec(), request: Request::Read(key(name)) }
}

/// Two clients of one user, or of two: the second reads what the first writes.
fn start(settings: &str, routes: &str, devices: bool) -> Trace {
    let second = if devices { "c2 as c1" } else { "c2" };
    let text = format!(
        "mode single-leader\nnodes 3\n{settings}\nclient c1 writes leader reads {routes}\n\
         client {second} writes leader reads {routes}\n"
    );
    scenario(&text).start().expect("it starts")
}

fn found(from: &Trace, program: Program, property: Property) -> Option<Counterexample> {
    found_within(from, program, property, 60_000)
}

/// The search tries all runs, of at most this number of states.
fn found_within(
    from: &Trace,
    program: Program,
    property: Property,
    states: u32,
) -> Option<Counterexample> {
    let mut search = Search::new(from, program, Bounds::calm(states), &[property]);
    loop {
        match search.run(10_000) {
            Progress::Running => {}
            Progress::Found(found) => return Some(*found),
            Progress::Exhausted(extent) => {
                assert!(extent.all, "not all runs were tried: {extent:?}");
                return None;
            }
        }
    }
}

/// A session on both clients.
fn both(session: &str) -> String {
    format!("set session c1 {session}\nset session c2 {session}\n")
}

/// One device writes and reads, by a rule, at any follower.
#[test]
fn the_search_finds_a_lost_own_write_exactly_where_no_rule_cures_it() {
    let table: [(&str, bool); 9] = [
        ("nothing", true),
        ("writes", false),
        ("seen", false),
        ("writes shared", false),
        ("own=x", false),
        ("own=y", true),
        ("leader-for=1s", false),
        // An arrival takes time, so the write may be older than that.
        ("leader-for=0ms", true),
        ("seen shared", false),
    ];
    for (session, lost) in table {
        for behind in ["waits", "refuses"] {
            let settings = both(session) + "set behind " + behind;
            let program = Program(vec![vec![write("x", "1"), read("x")], vec![]]);
            let found = found(&start(&settings, "B", false), program, Property::ReadYourWrites);
            assert_eq!(found.is_some(), lost, "{session}, {behind}");
        }
    }
}

/// One device writes, and the user's other device reads once the write is acknowledged.
#[test]
fn only_a_shared_memory_helps_the_second_device() {
    let table = [
        ("nothing", true),
        ("writes", true),
        ("seen", true),
        ("leader-for=1s", true),
        ("leader-for=1s shared", false),
        ("writes shared", false),
        ("seen shared", false),
        ("own=x", false),
    ];
    for (session, lost) in table {
        let program = Program(vec![vec![write("x", "1")], vec![read("x")]]);
        let from = start(&both(session), "B", true);
        let found = found(&from, program, Property::ReadYourWrites);
        assert_eq!(found.is_some(), lost, "{session}");
    }
}

/// One client writes; the other reads at one follower, then at another.
#[test]
fn the_search_finds_a_read_that_goes_back_exactly_where_no_rule_cures_it() {
    let at = |nodes: [&[NodeId]; 2]| vec![read_at("x", nodes[0]), read_at("x", nodes[1])];
    let table: [(&str, &str, Vec<Ask>, bool); 6] = [
        ("nothing", "any", at([&[B, C], &[B, C]]), true),
        ("writes", "any", at([&[B, C], &[B, C]]), true),
        ("seen", "any", at([&[B, C], &[B, C]]), false),
        ("nothing", "sticky", vec![read("x"), read("x")], false),
        ("nothing", "nearest", vec![read("x"), read("x")], false),
        ("seen", "any", at([&[A], &[B, C]]), false),
    ];
    for (session, routes, reads, goes_back) in table {
        let program = Program(vec![vec![write("x", "1")], reads]);
        let from = start(&both(session), routes, false);
        let found = found(&from, program, Property::MonotonicReads);
        assert_eq!(found.is_some(), goes_back, "{session}, {routes}");
    }
}

/// Two partitions of a leader and a follower each. `x` and `q` are in different ones.
fn parted(settings: &str) -> Trace {
    let text = format!(
        "mode single-leader\nnodes 4\nset partition-2 C,D\n{settings}\nclient c1 writes leader reads \
         leader\nclient c2 writes leader reads leader\nclient c3 writes leader reads any\n"
    );
    scenario(&text).start().expect("it starts")
}

/// A question in one partition, its answer in the other, and an observer of both: the followers of each have a lag of their
/// own.
#[test]
fn tokens_keep_the_order_of_partitions() {
    let all = |rule: &str| {
        (1..=3).map(|client| format!("set session c{client} {rule}\n")).collect::<String>()
    };
    let table = [
        (String::new(), "q", "x", true),
        (all("writes"), "q", "x", true),
        (all("seen"), "q", "x", false),
        ("set partition-by prefix\n".into(), "x:q", "x:a", false),
    ];
    for (settings, question, answer, early) in table {
        let from = parted(&settings);
        let followers = |name| from.tip().replicas_of(key(name)).iter().skip(1).collect::<Vec<_>>();
        let at_follower = |name| read_at(name, &followers(name));
        let program = Program(vec![
            vec![write(question, "1")],
            vec![read(question), write(answer, "2")],
            vec![at_follower(answer), at_follower(question)],
        ]);
        let found = found_within(&from, program, Property::Causal, 400_000);
        assert_eq!(found.is_some(), early, "{settings}");
    }
}

/// Three or four partitions. The first one has a follower in a search of all runs, and otherwise each has one.
fn in_partitions(of: u16, followers: bool, settings: &str) -> Trace {
    let sets = match (of, followers) {
        (3, false) => "nodes 4\nset partition-2 C\nset partition-3 D\n",
        (4, false) => "nodes 5\nset partition-2 C\nset partition-3 D\nset partition-4 E\n",
        (3, true) => "nodes 6\nset partition-2 C,D\nset partition-3 E,F\n",
        _ => "nodes 8\nset partition-2 C,D\nset partition-3 E,F\nset partition-4 G,H\n",
    };
    let reads = if followers { "any" } else { "leader" };
    let clients: String =
        (1..=3).map(|client| format!("client c{client} writes leader reads {reads}\n")).collect();
    scenario(&format!("mode single-leader\n{sets}{settings}{clients}")).start().expect("it starts")
}

/// A key of each partition, in the order of the partitions.
fn key_of_each(of: u16, from: &Trace) -> Vec<Key> {
    let all = || ('a'..='z').map(|name| key(&name.to_string()));
    let mut firsts: Vec<NodeId> =
        all().filter_map(|key| from.tip().replicas_of(key).first()).collect();
    firsts.sort_unstable();
    firsts.dedup();
    assert_eq!(firsts.len(), usize::from(of), "each partition has keys");
    let in_it =
        |first: &NodeId| all().find(|&key| from.tip().replicas_of(key).first() == Some(*first));
    firsts.iter().filter_map(in_it).collect()
}

/// The question is in the first partition. What its writer says next, a hint, is in the second one, and the answer to that in
/// the last one. The reads are repeated this often.
fn conversation(keys: &[Key], reads: usize, at: &[NodeId]) -> Program {
    let &[question, hint, .., answer] = keys else { panic!("three partitions, at least") };
    let write = |key, value| {
        let value = Value::new(value).expect("a value");
        Ask { via: vec![], request: Request::Write(key, value) }
    };
    let read =
        |key, via: &[NodeId]| vec![Ask { via: via.to_vec(), request: Request::Read(key) }; reads];
    Program(vec![
        vec![write(question, "1"), write(hint, "2")],
        [read(hint, &[]), vec![write(answer, "3")]].concat(),
        [read(answer, &[]), read(question, at)].concat(),
    ])
}

fn is_violated(run: &Trace, review: &Review, property: Property) -> bool {
    let verdict = review.verdict(property, run.len(), &run.tip().view());
    matches!(verdict, Some(Verdict::Violated(_)))
}

fn review(run: &Trace) -> Review {
    let mut review = Review::of(run);
    review.go_on(run, run.len(), &mut || true);
    review
}

/// The answer's token has to carry what the second partition knew of the first. A search judges consistent prefix by rows
/// only; a client that reads an answer without its question sees the causal order violated, too.
#[test]
fn a_token_goes_through_a_third_partition() {
    let seen: String = (1..=3).map(|client| format!("set session c{client} seen\n")).collect();
    for of in [3, 4] {
        for (settings, early) in [("", true), (&seen[..], false)] {
            let from = in_partitions(of, false, settings);
            let program = conversation(&key_of_each(of, &from), 1, &[B]);
            let found = found_within(&from, program, Property::Causal, 1_000_000);
            assert_eq!(found.is_some(), early, "{of} partitions, {settings}");
            if let Some(found) = found {
                let run = found.trace(&from).expect("it runs");
                assert!(is_violated(&run, &review(&run), Property::ConsistentPrefix));
            }
        }
    }
}

/// Under faults, too: the conversation, and random operations on a key of each partition. Without tokens, runs violate the causal
/// order, of which consistent prefix is a part. `SESSIONS=10000 cargo test -p replicarium --test it sessions::` runs as many seeds.
#[test]
fn tokens_hold_the_order_of_three_and_four_partitions_under_faults() {
    const KEPT: [Property; 4] = [
        Property::ReadYourWrites,
        Property::MonotonicReads,
        Property::Causal,
        Property::ConsistentPrefix,
    ];
    let seeds = std::env::var("SESSIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(150);
    let seen: String = (1..=3).map(|client| format!("set session c{client} seen\n")).collect();
    for of in [3, 4] {
        for (session, holds) in [("", false), (&seen[..], true)] {
            let settings = format!(
                "{session}set replication majority\nset failover election\nset suspect 50\n"
            );
            let from = in_partitions(of, true, &settings);
            let keys = key_of_each(of, &from);
            let mut broken = [0; KEPT.len()];
            for seed in 0..seeds {
                let program = match seed % 3 {
                    0 => search::draw(from.setup(), seed, 8, &keys),
                    _ => conversation(&keys, 4, &[]),
                };
                let changes = Changes { copies: true, ..Changes::default() };
                let plan = Storm { seed, steps: 600, faults: true, orders: false, changes };
                let run = storm(&from, &program, &plan);
                let review = review(&run);
                for (count, &property) in broken.iter_mut().zip(&KEPT) {
                    let violated = is_violated(&run, &review, property);
                    assert!(!violated || !holds, "{of} partitions, {seed}: {property}");
                    *count += u32::from(violated);
                }
            }
            let [.., causal, _] = broken;
            assert!(holds || causal > 0, "{of} partitions: {broken:?}");
        }
    }
}

/// Under faults, where no acknowledged entry is lost, positions hold what they promise; without them it is broken.
/// `SESSIONS=10000 cargo test -p replicarium --test it sessions::` runs as many seeds.
#[test]
fn positions_hold_their_guarantees_under_faults() {
    let seeds = std::env::var("SESSIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(150);
    let keeps = [
        ("nothing", &[][..]),
        ("writes", &[Property::ReadYourWrites][..]),
        (
            "seen",
            &[
                Property::ReadYourWrites,
                Property::MonotonicReads,
                Property::Causal,
                Property::Sequential,
            ][..],
        ),
    ];
    let all = keeps[2].1;
    for behind in ["waits", "refuses"] {
        for (session, kept) in keeps {
            let settings = format!(
                "{}set behind {behind}\nset replication majority\nset failover election\nset suspect 50\n",
                both(session)
            );
            let mut broken = vec![0; all.len()];
            for seed in 0..seeds {
                let from = start(&settings, "any", false);
                let program = search::draw(from.setup(), seed, 8, &[key("x"), key("y")]);
                let changes = Changes { copies: true, ..Changes::default() };
                let plan = Storm { seed, steps: 300, faults: true, orders: false, changes };
                let run = storm(&from, &program, &plan);
                let mut review = Review::of(&run);
                review.go_on(&run, run.len(), &mut || true);
                let end = run.tip().view();
                for (count, &property) in broken.iter_mut().zip(all) {
                    let verdict = review.verdict(property, run.len(), &end);
                    let violated = matches!(verdict, Some(Verdict::Violated(_)));
                    assert!(!violated || !kept.contains(&property), "{session} {seed}: {property}");
                    *count += u32::from(violated);
                }
            }
            for (count, property) in broken.into_iter().zip(all) {
                let promised = kept.contains(property);
                assert_eq!(count == 0, promised, "{session}, {behind}: {property} {count} times");
            }
        }
    }
}

/// A replica that refuses a read makes the client ask the next one; one that waits answers later. Both cost what they say.
#[test]
fn costs_are_those_of_the_reads() {
    let text = |behind: &str| {
        format!(
            "mode single-leader\nnodes 3\nuntil 600ms\nset delay fixed 15ms\n\
             set client-delay fixed 4ms\nset link-delay A>C fixed 200ms\nset session c1 writes\n\
             set behind {behind}\nclient c1 writes A reads C\n@0ms c1 write x=1\n@20ms c1 read x\n"
        )
    };
    let costs = |behind| {
        let run = scenario(&text(behind)).run().expect("it runs");
        let outcome = run.history().operations().iter().next_back().and_then(|it| it.ended);
        assert!(matches!(outcome, Some((Outcome::Read(Some(_)), ..))), "{outcome:?}");
        run.tip().view().clients[0].costs
    };
    let waits = costs("waits");
    assert_eq!((waits.reads, waits.at_leader, waits.redirected), (1, 0, 0));
    // It arrives at 24 ms; the entry that A appends at 4 ms arrives at 204 ms.
    assert_eq!((waits.waited.0, waits.took.0), (180_000, 188_000));
    let refuses = costs("refuses");
    // C refuses, and the next replica after C is A, the leader.
    assert_eq!((refuses.reads, refuses.at_leader, refuses.redirected), (1, 1, 1));
    assert_eq!((refuses.waited.0, refuses.took.0), (0, 8_000));
}
