//! The settings of the matrix that are written by hand, and the programs of its clients. Crossed settings are in
//! `settings.rs`.

use super::{merging, statements};
use replicarium::{
    id::{Address, NodeId},
    kv::{Key, Request, Value, Word},
    search::{Ask, Bounds, Program},
    sim::Action,
};

/// The replicas that a client may send operations to, as letters; or the word of a route, whose replicas depend on what the
/// client knows; empty for the leader.
pub type Via = fn(usize) -> &'static str;

/// A setting of the matrix.
pub struct Row {
    /// Its name in file names.
    pub name: &'static str,
    /// Its title, within its group.
    pub title: &'static str,
    /// Lines of a scenario: mode and settings.
    pub mode: &'static str,
    /// Whether A's clock is ahead by 50 ms.
    pub skew: bool,
    /// The replicas that each client may send writes and reads to.
    pub writes: Via,
    pub reads: Via,
}

/// The extent of the search in a setting.
pub struct Plan {
    /// The programs, each with the faults of its search.
    pub searches: &'static [(&'static str, Bounds)],
    /// The states of each search. A bound on time would make the result depend on the machine.
    pub states: u32,
    /// The number of random runs without faults, and of those with faults.
    pub seeds: u64,
    /// The programs of every other random run; the rest draw their operations.
    pub drawn: &'static [&'static str],
    /// Whether random runs with faults tell nodes to lead or to shut down.
    pub orders: bool,
    /// Whether nodes join in random runs with faults.
    pub joins: bool,
    /// Settings of a family are tried with each other's counterexamples. Without a name, a row is alone.
    pub family: &'static str,
    /// More lines of the scenario.
    pub more: &'static str,
}

pub const CALM: Bounds = Bounds::calm(0);
pub const HARD: Bounds = Bounds { drops: 1, crashes: 1, ..CALM };
pub const WAITS: Bounds = Bounds { timeouts: 1, ..CALM };
const JOINS: Bounds = Bounds { joins: 1, ..CALM };
const LED: Bounds = Bounds { promotions: 1, ..CALM };

/// `|` separates clients and blanks separate operations; `x=1` writes, `x` reads, `x/B` reads at B whatever the route;
/// the links before a colon are cut. The programs: a read after a write, two writers, two keys, and a write that depends
/// on a read.
const SEARCHES: &[(&str, Bounds)] = &[
    ("x=1 x | x x", CALM),
    ("x=1 | x=2 x", CALM),
    ("x=1 y=2 | y x", CALM),
    ("x=1 | x y=2 | y x", CALM),
    ("x=1", HARD),
    ("x=1 | x", HARD),
];

/// With a change of leader.
const LED_SEARCHES: &[(&str, Bounds)] = &[
    ("", Bounds { promotions: 2, crashes: 1, ..CALM }),
    ("x=1", Bounds { crashes: 1, ..LED }),
    ("x=1", Bounds { promotions: 2, ..CALM }),
    ("x=1 x", LED),
    ("x=1 x=2", LED),
    ("x=1 | x=2 x", LED),
    ("x=1 | x y=2", LED),
];

/// With nodes that monitor the leader and suspect it.
const WATCHED_SEARCHES: &[(&str, Bounds)] = &[
    ("x=1", Bounds { timeouts: 4, ..CALM }),
    ("x=1 x", Bounds { timeouts: 3, ..CALM }),
    ("x=1 | x=2 x", Bounds { timeouts: 2, ..CALM }),
];

/// Without a leader. In the additional programs few nodes coordinate, so that the search is deeper: a reader misses an
/// earlier write, or a cause, of a write that it has seen.
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

/// With a sloppy quorum, where D stands in for homes that do not answer in time.
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

/// With five replicas: random cuts rarely divide that many into two halves.
const FIVE_SLOPPY_SEARCHES: &[(&str, Bounds)] = &[
    ("x=1 x | x x", CALM),
    ("x=1 | x=2 x", CALM),
    ("A>C A>E A>F: x=1/A x/C", WAITS),
    ("x=1", HARD),
    ("x=1 | x", HARD),
];

/// Without a leader, and a node that joins: D takes the place of A as a home of z.
const JOINED_SEARCHES: &[(&str, Bounds)] = &[
    ("z=1/A z/B", JOINS),
    ("x=1/A y=2/C | y/C x/C", CALM),
    ("x=1/A | x/A y=2/A | y/B x/C", CALM),
    ("x=1", Bounds { drops: 1, crashes: 1, ..JOINS }),
];

/// The plan of settings without a change of leader.
pub static PLAN: Plan = Plan {
    searches: SEARCHES,
    states: 40_000,
    seeds: 4_000,
    drawn: &["x=1 y=2 | y x", "x=1 | x y=2 | y x"],
    orders: false,
    joins: false,
    family: "",
    more: "",
};

/// The plan of settings with a change of leader. Heartbeats are fast and timeouts short, so that random runs contain
/// several failovers.
pub static FAILOVER: Plan = Plan {
    searches: LED_SEARCHES,
    states: 20_000,
    orders: true,
    family: "failover",
    more: "set heartbeat 20\nset suspect 40\nset timeout 60ms\n",
    ..PLAN
};

/// The plan of settings with monitors, without orders to lead.
pub static WATCHED: Plan =
    Plan { searches: WATCHED_SEARCHES, orders: false, family: "watched", ..FAILOVER };

/// The plans of leaderless settings: by hand, crossed, with nodes that join, and with many nodes.
pub static NO_LEADER_PLAN: Plan = Plan {
    searches: LEADERLESS_SEARCHES,
    seeds: 12_000,
    drawn: &["x=1 | x=2 x", "x=1/A y=2/C | y/C x/C", "x=1/A | x/A y=2/A | y/B x/C"],
    ..PLAN
};
pub static SMALL: Plan = Plan { states: 5_000, seeds: 1_000, ..NO_LEADER_PLAN };
pub static JOINED: Plan =
    Plan { searches: JOINED_SEARCHES, joins: true, family: "joined", seeds: 4_000, ..SMALL };
pub static SLOPPY: Plan = Plan { searches: SLOPPY_SEARCHES, ..SMALL };
pub static FIVE: Plan = Plan { states: 4_000, seeds: 1_000, ..SMALL };
pub static FIVE_SLOPPY: Plan = Plan { searches: FIVE_SLOPPY_SEARCHES, ..FIVE };

fn own(client: usize) -> &'static str {
    ["A", "B", "C"][client % 3]
}

/// A row with routes for writes and reads.
macro_rules! row {
    ($name:literal, $title:literal, $mode:expr, $writes:expr, $reads:expr) => {
        Row { name: $name, title: $title, mode: $mode, skew: false, writes: $writes, reads: $reads }
    };
}

/// A row with a single leader, the number of nodes, and settings; clients send requests to the leader.
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

/// One leader that never changes.
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

/// Leaders that change.
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

/// Leaders that change, chosen by monitors.
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
    led!(
        "single-leader-async-controller-switches-off",
        "asynchronous; a controller switches the old leader off, and promotes the next one when it is off",
        4 "failover controller" "monitors D" "fencing switch-off"
    ),
    led!(
        "single-leader-async-controller-promotes-at-once",
        "asynchronous; a controller switches the old leader off, and promotes the next one at once",
        4 "failover controller" "monitors D" "fencing switch-off" "promotion at-once"
    ),
];

/// Several leaders: topology, delivery, and the rule for conflicts.
pub static LEADERS: &[Row] = &[
    row!(
        "multi-leader-own",
        "each client at its own leader",
        "mode multi-leader\nnodes 3\n",
        own,
        own
    ),
    row!(
        "multi-leader-circular",
        "a ring of leaders",
        "mode multi-leader\nnodes 3\nset topology circular\n",
        own,
        own
    ),
    row!(
        "multi-leader-star",
        "a star of leaders",
        "mode multi-leader\nnodes 3\nset topology star\n",
        own,
        own
    ),
    row!(
        "multi-leader-causal",
        "writes are delivered after their causes",
        "mode multi-leader\nnodes 3\nset delivery causal\n",
        own,
        own
    ),
    row!(
        "multi-leader-circular-causal",
        "a ring; writes are delivered after their causes",
        "mode multi-leader\nnodes 3\nset topology circular\nset delivery causal\n",
        own,
        own
    ),
    row!(
        "multi-leader-siblings",
        "concurrent writes are kept as siblings",
        "mode multi-leader\nnodes 3\nset resolution siblings\n",
        own,
        own
    ),
    row!(
        "multi-leader-circular-siblings",
        "a ring; concurrent writes are kept as siblings",
        "mode multi-leader\nnodes 3\nset topology circular\nset resolution siblings\n",
        own,
        own
    ),
    row!(
        "multi-leader-highest-replica",
        "of concurrent writes, that of the highest replica is kept",
        "mode multi-leader\nnodes 3\nset resolution highest-replica\n",
        own,
        own
    ),
    row!(
        "multi-leader-union",
        "a handler makes the union of concurrent values",
        "mode multi-leader\nnodes 3\nset resolution handler\nset handler union\n",
        own,
        own
    ),
    row!(
        "multi-leader-concat",
        "a handler joins concurrent values in the order of their arrival",
        "mode multi-leader\nnodes 3\nset resolution handler\nset handler concat\n",
        own,
        own
    ),
    row!(
        "multi-leader-synchronous",
        "conflicts are detected before a write is acknowledged",
        "mode multi-leader\nnodes 3\nset detection sync\n",
        own,
        own
    ),
];

/// No leader; without repair and handoff, by last write wins.
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

/// No leader, and nodes that join.
pub static JOINING: &[Row] = &[
    row!(
        "leaderless-joins",
        "n = 3, w = 2, r = 2; siblings by dot; nodes join",
        "mode leaderless\nnodes 3\nset conflict dotted\n",
        |_| "ABC",
        |_| "ABC"
    ),
    row!(
        "leaderless-joins-at-once",
        "n = 3, w = 2, r = 2; siblings by dot; nodes join, and answer before they have the rows",
        "mode leaderless\nnodes 3\nset conflict dotted\nset bootstrap off\n",
        |_| "ABC",
        |_| "ABC"
    ),
];

/// No leader, five replicas.
pub static OF_FIVE: &[Row] = &[row!(
    "leaderless-n5-w3-r3",
    "n = 5, w = 3, r = 3; any coordinator",
    "mode leaderless\nnodes 5\nset n 5\nset w 3\nset r 3\n",
    |_| "ABCDE",
    |_| "ABCDE"
)];

/// A row by its name.
pub fn find(name: &str) -> Option<&'static Row> {
    let all = [ONE_LEADER, NEXT_LEADER, WATCHED_LEADER, LEADERS, NO_LEADER, JOINING, OF_FIVE];
    all.into_iter().flatten().find(|row| row.name == name)
}

/// Splits a text into the cuts and the program.
pub fn cuts(text: &str) -> (Vec<Action>, &str) {
    let node = |letter: &str| Address::Node(NodeId(u16::from(letter.as_bytes()[0] - b'A')));
    let cut = |link: &str| link.split_once('>').map(|(from, to)| Action::Cut(node(from), node(to)));
    match text.split_once(": ") {
        Some((cuts, program)) => (cuts.split(' ').filter_map(cut).collect(), program),
        None => (Vec::new(), text),
    }
}

/// The keys of random runs.
pub const KEYS: &[&str] = &["x", "y"];

/// Whether a route is a word, not nodes.
pub fn is_word(route: &str) -> bool {
    route.starts_with(|c: char| c.is_ascii_lowercase())
}

/// Parses a program, with the routes of a row.
pub fn program(row: &Row, text: &str) -> Program {
    program_via(text, row.writes, row.reads)
}

/// Parses a program, with these routes; an empty route is the client's own.
pub fn program_via(text: &str, writes: Via, reads: Via) -> Program {
    let word = |text: &str| Word::new(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let nodes = |route: &str| match is_word(route) {
        true => Vec::new(),
        false => route.bytes().map(|b| NodeId(u16::from(b - b'A'))).collect(),
    };
    let ask = |client: usize, text: &str| {
        let (text, asked) = text.split_once('/').map_or((text, None), |(it, via)| (it, Some(via)));
        if let Some(name) = text.strip_prefix("sql:") {
            let via = nodes(asked.unwrap_or_else(|| writes(client)));
            return Ask { via, request: statements::request(name) };
        }
        if let Some(update) = text.strip_prefix("merge:") {
            let via = nodes(asked.unwrap_or_else(|| writes(client)));
            return Ask { via, request: merging::request(update) };
        }
        let (request, route) = match text.split_once('=') {
            Some((key, value)) => {
                (Request::Write(Key(word(key)), Value::Word(word(value))), writes)
            }
            None => (Request::Read(Key(word(text))), reads),
        };
        Ask { via: nodes(asked.unwrap_or_else(|| route(client))), request }
    };
    let client = |(n, text): (usize, &str)| text.split_whitespace().map(|t| ask(n, t)).collect();
    Program(text.split('|').enumerate().map(client).collect())
}
