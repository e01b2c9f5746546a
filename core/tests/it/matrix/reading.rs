//! The settings of the matrix in which clients choose replicas by a rule, or remember positions of the log.

use super::rows::{CALM, FAILOVER, PLAN, Plan, Row, WAITS};

const READS: &[(&str, replicarium::search::Bounds)] =
    &[("x=1 x | x x", CALM), ("x=1 y=2 | y x", CALM), ("x=1 x", WAITS), ("x=1 | x x", WAITS)];

/// The plan where the leader does not change. Timeouts are short, so that random runs contain some.
pub static READING: Plan = Plan {
    searches: READS,
    states: 5_000,
    seeds: 500,
    drawn: &["x=1 x x | x x x", "x=1 y=2 | y x"],
    more: "set timeout 60ms\n",
    ..PLAN
};

/// The same with a leader that is elected.
pub static ELECTED: Plan = Plan { states: 5_000, seeds: 500, family: "", ..FAILOVER };

/// A row whose writes go to the leader, and whose reads take this route.
macro_rules! reads {
    ($name:literal, $title:literal, $route:literal $($setting:literal)*) => {
        Row {
            name: concat!("single-leader-reads-", $name),
            title: $title,
            mode: concat!("mode single-leader\nnodes 3\n", $("set ", $setting, "\n",)*),
            skew: false,
            writes: |_| "leader",
            reads: |_| $route,
        }
    };
}

/// Reads by a rule. The leader does not change, unless a client's timeout makes it ask another node.
pub static BY_RULE: &[Row] = &[
    reads!(
        "sticky",
        "asynchronous; each client reads from one replica until that times out",
        "sticky"
    ),
    reads!(
        "nearest",
        "asynchronous; each client reads from its nearest replica, which follows",
        "nearest" "link-delay c1>B fixed 1ms" "link-delay c2>C fixed 1ms" "link-delay c3>B fixed 1ms"
    ),
    reads!(
        "own",
        "asynchronous; reads of x from the leader, others from any replica",
        "any" "session c1 own=x" "session c2 own=x" "session c3 own=x"
    ),
    reads!(
        "leader-for",
        "asynchronous; reads from the leader for 100 ms after a write, then from any replica",
        "any" "session c1 leader-for=100ms" "session c2 leader-for=100ms" "session c3 leader-for=100ms"
    ),
    reads!(
        "writes",
        "asynchronous; reads from any replica that has what the client wrote",
        "any" "session c1 writes" "session c2 writes" "session c3 writes"
    ),
    reads!(
        "seen",
        "asynchronous; reads from any replica that has what the client wrote or read",
        "any" "session c1 seen" "session c2 seen" "session c3 seen"
    ),
];

/// Reads that carry a position, where leaders change.
pub static BY_POSITION: &[Row] = &[
    reads!(
        "seen-election",
        "asynchronous; the next leader is elected; reads from any replica that has what the client wrote or read",
        "any" "session c1 seen" "session c2 seen" "session c3 seen" "failover election"
    ),
    reads!(
        "seen-majority-election",
        "acknowledged by a majority; the next leader is elected; reads from any replica that has what the client wrote or read",
        "any" "session c1 seen" "session c2 seen" "session c3 seen" "failover election" "replication majority"
    ),
];
