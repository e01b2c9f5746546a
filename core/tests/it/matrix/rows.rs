//! What the matrix is about: settings, and the small programs that clients run in them.

use replicarium::{
    check::Property,
    id::NodeId,
    kv::{Key, Request, Value, Word},
    search::{Ask, Program},
};

/// A setting of the matrix.
pub struct Row {
    /// Its name in file names.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Lines of a scenario: mode and settings.
    pub mode: &'static str,
    /// Whether A's clock is ahead.
    pub skew: bool,
    /// The replicas to which the writes and reads of each client may go.
    pub writes: fn(usize) -> &'static str,
    pub reads: fn(usize) -> &'static str,
}

impl Row {
    /// Whether the setting has logs that could agree: followers'.
    pub fn asks(&self, property: Property) -> bool {
        property != Property::LogsAgree || self.mode.starts_with("mode single-leader")
    }
}

fn own(client: usize) -> &'static str {
    ["A", "B", "C"][client % 3]
}

pub const ROWS: &[Row] = &[
    Row {
        name: "single-leader-reads-leader",
        title: "single leader, asynchronous; reads from the leader",
        mode: "mode single-leader\nnodes 3\n",
        skew: false,
        writes: |_| "A",
        reads: |_| "A",
    },
    Row {
        name: "single-leader-reads-follower",
        title: "single leader, asynchronous; each client reads from its own follower",
        mode: "mode single-leader\nnodes 3\n",
        skew: false,
        writes: |_| "A",
        reads: |client| ["B", "C"][client % 2],
    },
    Row {
        name: "single-leader-reads-any",
        title: "single leader, asynchronous; reads from any replica",
        mode: "mode single-leader\nnodes 3\n",
        skew: false,
        writes: |_| "A",
        reads: |_| "ABC",
    },
    Row {
        name: "multi-leader-own",
        title: "multi-leader; each client at its own leader",
        mode: "mode multi-leader\nnodes 3\n",
        skew: false,
        writes: own,
        reads: own,
    },
    Row {
        name: "leaderless-w2-r2",
        title: "leaderless, n = 3, w = 2, r = 2; any coordinator",
        mode: "mode leaderless\nnodes 3\n",
        skew: false,
        writes: |_| "ABC",
        reads: |_| "ABC",
    },
    Row {
        name: "leaderless-w1-r1",
        title: "leaderless, n = 3, w = 1, r = 1; any coordinator",
        mode: "mode leaderless\nnodes 3\nset w 1\nset r 1\n",
        skew: false,
        writes: |_| "ABC",
        reads: |_| "ABC",
    },
    Row {
        name: "leaderless-w3-r1",
        title: "leaderless, n = 3, w = 3, r = 1; any coordinator",
        mode: "mode leaderless\nnodes 3\nset w 3\nset r 1\n",
        skew: false,
        writes: |_| "ABC",
        reads: |_| "ABC",
    },
    Row {
        name: "leaderless-w2-r2-skewed",
        title: "leaderless, n = 3, w = 2, r = 2; any coordinator; A's clock is 50 ms ahead",
        mode: "mode leaderless\nnodes 3\n",
        skew: true,
        writes: |_| "ABC",
        reads: |_| "ABC",
    },
];

/// What random runs read and write.
pub const KEYS: &[&str] = &["x", "y"];

/// Programs that are searched with a loss and a crash.
pub const FAULTS: &[&str] = &["x=1", "x=1 | x"];

/// Programs that are searched without faults: clients separated by `|`, their operations by blanks; `x=1`
/// writes, `x` reads. A read after a write; two writers; two keys; a write that follows from a read.
pub const PROGRAMS: &[&str] = &["x=1 x | x x", "x=1 | x=2 x", "x=1 y=2 | y x", "x=1 | x y=2 | y x"];

/// A program with the routes of a row.
pub fn program(row: &Row, text: &str) -> Program {
    program_via(text, row.writes, row.reads)
}

/// A program with these routes; an empty one is the client's own.
pub fn program_via(
    text: &str,
    writes: fn(usize) -> &'static str,
    reads: fn(usize) -> &'static str,
) -> Program {
    let word = |text: &str| Word::new(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let nodes = |letters: &str| letters.bytes().map(|b| NodeId(u16::from(b - b'A'))).collect();
    let ask = |client: usize, text: &str| match text.split_once('=') {
        Some((key, value)) => Ask {
            via: nodes(writes(client)),
            request: Request::Write(Key(word(key)), Value(word(value))),
        },
        None => Ask { via: nodes(reads(client)), request: Request::Read(Key(word(text))) },
    };
    let client = |(n, text): (usize, &str)| text.split_whitespace().map(|t| ask(n, t)).collect();
    Program(text.split('|').enumerate().map(client).collect())
}
