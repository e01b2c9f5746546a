//! What the matrix is about: settings written by hand, and the small programs that clients run in them.
//! Those that are crossed stand in `crossed.rs`.

use replicarium::{
    id::{Address, NodeId},
    kv::{Key, Request, Value, Word},
    search::{Ask, Bounds, Program},
    sim::Action,
};

/// To which replicas a client's operations may go: their letters; none for whom it takes for the leader.
pub type Via = fn(usize) -> &'static str;

/// A setting of the matrix.
pub struct Row {
    /// Its name in file names.
    pub name: &'static str,
    /// Its title, after that of its group.
    pub title: &'static str,
    /// Lines of a scenario: mode and settings.
    pub mode: &'static str,
    /// Whether A's clock is ahead.
    pub skew: bool,
    /// The replicas to which the writes and reads of each client may go.
    pub writes: Via,
    pub reads: Via,
}

/// How far a setting is searched.
pub struct Plan {
    /// Programs, each with the faults of its search; their states are bounded by what follows.
    pub searches: &'static [(&'static str, Bounds)],
    /// States of each search: the runs found do not depend on the machine's speed.
    pub states: u32,
    /// Random runs without faults, and as many with.
    pub seeds: u64,
    /// What clients do in every other of them; in the rest, operations of their own.
    pub drawn: &'static [&'static str],
    /// Whether nodes are told to lead, or to shut down, in random runs with faults.
    pub orders: bool,
    /// More lines of the scenario.
    pub more: &'static str,
}

const CALM: Bounds = Bounds::calm(0);
const HARD: Bounds = Bounds { drops: 1, crashes: 1, ..CALM };
const WAITS: Bounds = Bounds { timeouts: 1, ..CALM };
const LED: Bounds = Bounds { promotions: 1, ..CALM };

/// Clients separated by `|`, their operations by blanks; `x=1` writes, `x` reads, `x/B` asks B whatever the
/// route; what stands before a colon is cut. A read after a write; two writers; two keys; a write that
/// follows from a read.
const SEARCHES: &[(&str, Bounds)] = &[
    ("x=1 x | x x", CALM),
    ("x=1 | x=2 x", CALM),
    ("x=1 y=2 | y x", CALM),
    ("x=1 | x y=2 | y x", CALM),
    ("x=1", HARD),
    ("x=1 | x", HARD),
];

/// The same where somebody else may come to lead.
const LED_SEARCHES: &[(&str, Bounds)] = &[
    ("", Bounds { promotions: 2, crashes: 1, ..CALM }),
    ("x=1", Bounds { crashes: 1, ..LED }),
    ("x=1", Bounds { promotions: 2, ..CALM }),
    ("x=1 x", LED),
    ("x=1 x=2", LED),
    ("x=1 | x=2 x", LED),
    ("x=1 | x y=2", LED),
];

/// The same where nodes watch the leader, and find it silent.
const WATCHED_SEARCHES: &[(&str, Bounds)] = &[
    ("x=1", Bounds { timeouts: 4, ..CALM }),
    ("x=1 x", Bounds { timeouts: 3, ..CALM }),
    ("x=1 | x=2 x", Bounds { timeouts: 2, ..CALM }),
];

/// The same without a leader, with more programs in which few nodes coordinate, so that a search comes
/// farther: who has seen a write misses an earlier one, or what led to it.
const LEADERLESS_SEARCHES: &[(&str, Bounds)] = &[
    ("x=1 x | x x", CALM),
    ("x=1 | x=2 x", CALM),
    ("x=1 y=2 | y x", CALM),
    ("x=1 | x y=2 | y x", CALM),
    ("x=1/A y=2/C | y/C x/C", CALM),
    ("x=1/A | x/A y=2/A | y/B x/C", CALM),
    ("x=1", HARD),
    ("x=1 | x", HARD),
];

/// The same where D stands in for homes that do not answer in time: a write that counts it, and a read that
/// asks others.
const SLOPPY_SEARCHES: &[(&str, Bounds)] = &[
    ("x=1 x | x x", CALM),
    ("x=1 | x=2 x", CALM),
    ("x=1/A y=2/C | y/C x/C", CALM),
    ("x=1/A | x/A y=2/A | y/B x/C", CALM),
    ("x=1/A x/B", WAITS),
    ("x=1/D x/B", WAITS),
    ("x=1", HARD),
    ("x=1 | x", HARD),
];

/// The same with five replicas: too many for two halves of a cluster to be found by chance.
const FIVE_SLOPPY_SEARCHES: &[(&str, Bounds)] = &[
    ("x=1 x | x x", CALM),
    ("x=1 | x=2 x", CALM),
    ("A>C A>E A>F: x=1/A x/C", WAITS),
    ("x=1", HARD),
    ("x=1 | x", HARD),
];

/// Settings written by hand.
pub static PLAN: Plan = Plan {
    searches: SEARCHES,
    states: 40_000,
    seeds: 4_000,
    drawn: &["x=1 y=2 | y x", "x=1 | x y=2 | y x"],
    orders: false,
    more: "",
};

/// Those in which the leader changes: heartbeats are fast and patience is short, so that random runs have
/// time for several failovers.
pub static FAILOVER: Plan = Plan {
    searches: LED_SEARCHES,
    states: 20_000,
    orders: true,
    more: "set heartbeat 20\nset suspect 40\nset timeout 60ms\n",
    ..PLAN
};

/// Those in which nodes watch the leader: nobody tells anybody to lead.
pub static WATCHED: Plan = Plan { searches: WATCHED_SEARCHES, orders: false, ..FAILOVER };

/// Settings that are crossed, and such with many nodes.
pub static NO_LEADER_PLAN: Plan = Plan {
    searches: LEADERLESS_SEARCHES,
    seeds: 12_000,
    drawn: &["x=1 | x=2 x", "x=1/A y=2/C | y/C x/C", "x=1/A | x/A y=2/A | y/B x/C"],
    ..PLAN
};
pub static SMALL: Plan = Plan { states: 5_000, seeds: 1_000, ..NO_LEADER_PLAN };
pub static SLOPPY: Plan = Plan { searches: SLOPPY_SEARCHES, ..SMALL };
pub static FIVE: Plan = Plan { states: 4_000, seeds: 1_000, ..SMALL };
pub static FIVE_SLOPPY: Plan = Plan { searches: FIVE_SLOPPY_SEARCHES, ..FIVE };

fn own(client: usize) -> &'static str {
    ["A", "B", "C"][client % 3]
}

/// A row; reads and writes go to these replicas.
macro_rules! row {
    ($name:literal, $title:literal, $mode:expr, $writes:expr, $reads:expr) => {
        Row { name: $name, title: $title, mode: $mode, skew: false, writes: $writes, reads: $reads }
    };
}

/// A single leader among so many nodes, with these settings; clients ask whom they take for it.
macro_rules! led {
    ($name:literal, $title:literal, $nodes:literal $($setting:literal)*) => {
        row!(
            $name,
            $title,
            concat!("mode single-leader\nnodes ", $nodes, "\n", $("set ", $setting, "\n",)*),
            |_| "",
            |_| ""
        )
    };
}

const SINGLE: &str = "mode single-leader\nnodes 3\n";

/// One leader, which stays.
pub static ONE_LEADER: &[Row] = &[
    row!(
        "single-leader-reads-leader",
        "asynchronous; reads from the leader",
        SINGLE,
        |_| "A",
        |_| "A"
    ),
    row!(
        "single-leader-reads-follower",
        "asynchronous; each client reads from its own follower",
        SINGLE,
        |_| "A",
        |client| ["B", "C"][client % 2]
    ),
    row!(
        "single-leader-reads-any",
        "asynchronous; reads from any replica",
        SINGLE,
        |_| "A",
        |_| "ABC"
    ),
    row!(
        "single-leader-sync-applied-reads-any",
        "synchronous, acknowledged when applied; reads from any replica",
        "mode single-leader\nnodes 3\nset replication synchronous\nset acknowledge applied\n",
        |_| "A",
        |_| "ABC"
    ),
];

/// One leader after another.
pub static NEXT_LEADER: &[Row] = &[
    led!(
        "single-leader-async-election",
        "asynchronous; the next leader is elected by a majority",
        3 "failover election"
    ),
    led!("single-leader-async-by-hand", "asynchronous; the next leader is chosen by a person", 3),
    led!(
        "single-leader-async-by-hand-unfenced",
        "asynchronous; the next leader is chosen by a person, and nothing stops the old one",
        3 "fencing none"
    ),
    led!(
        "single-leader-semi-sync-election",
        "semi-synchronous; the next leader is elected by a majority",
        3 "replication semi-synchronous" "failover election"
    ),
    led!(
        "single-leader-semi-sync-by-hand",
        "semi-synchronous; the next leader is chosen by a person",
        3 "replication semi-synchronous"
    ),
    led!(
        "single-leader-sync-by-hand",
        "synchronous; the next leader is chosen by a person",
        3 "replication synchronous"
    ),
    led!(
        "single-leader-majority-election",
        "acknowledged by a majority; the next leader is elected by one",
        3 "replication majority" "failover election"
    ),
    led!(
        "single-leader-majority-by-hand",
        "acknowledged by a majority; the next leader is chosen by a person",
        3 "replication majority"
    ),
    led!(
        "single-leader-majority-election-unfenced",
        "acknowledged by a majority; the next leader is elected by one, and nothing stops the old one",
        3 "replication majority" "failover election" "fencing none"
    ),
];

/// One leader after another, chosen by nodes that watch.
pub static WATCHED_LEADER: &[Row] = &[
    led!(
        "single-leader-async-controller",
        "asynchronous; the next leader is chosen by a controller",
        4 "failover controller" "monitors D"
    ),
    led!(
        "single-leader-async-sentinels",
        "asynchronous; the next leader is chosen by three sentinels",
        6 "failover sentinel" "monitors D,E,F"
    ),
];

/// Many leaders.
pub static LEADERS: &[Row] = &[row!(
    "multi-leader-own",
    "each client at its own leader",
    "mode multi-leader\nnodes 3\n",
    own,
    own
)];

/// No leader: without repair, without handoff, the last write wins.
pub static NO_LEADER: &[Row] = &[
    row!(
        "leaderless-w2-r2",
        "n = 3, w = 2, r = 2; any coordinator",
        "mode leaderless\nnodes 3\n",
        |_| "ABC",
        |_| "ABC"
    ),
    row!(
        "leaderless-w1-r1",
        "n = 3, w = 1, r = 1; any coordinator",
        "mode leaderless\nnodes 3\nset w 1\nset r 1\n",
        |_| "ABC",
        |_| "ABC"
    ),
    row!(
        "leaderless-w3-r1",
        "n = 3, w = 3, r = 1; any coordinator",
        "mode leaderless\nnodes 3\nset w 3\nset r 1\n",
        |_| "ABC",
        |_| "ABC"
    ),
    row!(
        "leaderless-w1-r3",
        "n = 3, w = 1, r = 3; any coordinator",
        "mode leaderless\nnodes 3\nset w 1\nset r 3\n",
        |_| "ABC",
        |_| "ABC"
    ),
    row!(
        "leaderless-w2-r1",
        "n = 3, w = 2, r = 1; any coordinator",
        "mode leaderless\nnodes 3\nset r 1\n",
        |_| "ABC",
        |_| "ABC"
    ),
    Row {
        name: "leaderless-w2-r2-skewed",
        title: "n = 3, w = 2, r = 2; any coordinator; A's clock is 50 ms ahead",
        mode: "mode leaderless\nnodes 3\n",
        skew: true,
        writes: |_| "ABC",
        reads: |_| "ABC",
    },
];

/// The same with five replicas.
pub static OF_FIVE: &[Row] = &[row!(
    "leaderless-n5-w3-r3",
    "n = 5, w = 3, r = 3; any coordinator",
    "mode leaderless\nnodes 5\nset n 5\nset w 3\nset r 3\n",
    |_| "ABCDE",
    |_| "ABCDE"
)];

/// A row by its name.
pub fn find(name: &str) -> Option<&'static Row> {
    let all = [ONE_LEADER, NEXT_LEADER, WATCHED_LEADER, LEADERS, NO_LEADER, OF_FIVE];
    all.into_iter().flatten().find(|row| row.name == name)
}

/// The links that are cut before a program, and the program.
pub fn cuts(text: &str) -> (Vec<Action>, &str) {
    let node = |letter: &str| Address::Node(NodeId(u16::from(letter.as_bytes()[0] - b'A')));
    let cut = |link: &str| link.split_once('>').map(|(from, to)| Action::Cut(node(from), node(to)));
    match text.split_once(": ") {
        Some((cuts, program)) => (cuts.split(' ').filter_map(cut).collect(), program),
        None => (Vec::new(), text),
    }
}

/// What random runs read and write.
pub const KEYS: &[&str] = &["x", "y"];

/// A program with the routes of a row.
pub fn program(row: &Row, text: &str) -> Program {
    program_via(text, row.writes, row.reads)
}

/// A program with these routes; an empty one is the client's own.
pub fn program_via(text: &str, writes: Via, reads: Via) -> Program {
    let word = |text: &str| Word::new(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let nodes = |letters: &str| letters.bytes().map(|b| NodeId(u16::from(b - b'A'))).collect();
    let ask = |client: usize, text: &str| {
        let (text, asked) = text.split_once('/').map_or((text, None), |(it, via)| (it, Some(via)));
        let (request, route) = match text.split_once('=') {
            Some((key, value)) => (Request::Write(Key(word(key)), Value(word(value))), writes),
            None => (Request::Read(Key(word(text))), reads),
        };
        Ask { via: nodes(asked.unwrap_or_else(|| route(client))), request }
    };
    let client = |(n, text): (usize, &str)| text.split_whitespace().map(|t| ask(n, t)).collect();
    Program(text.split('|').enumerate().map(client).collect())
}
