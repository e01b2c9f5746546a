//! Mutants of failover and of acknowledgements.

use super::{
    broken::{At, Does, Fault, In, fault},
    rows, single as broken_in,
};
use crate::scenario;
use replicarium::{
    check::Property,
    id::{NodeId, Term},
    protocol::single_leader::{Config, Fencing, Message, Node, replication::Reached},
    replica::{Effect, Env, Input, Out, Replica},
    search::{Bounds, Counterexample, Extent, Progress, Search},
    sim::{Setup, Trace},
    time::Instant,
    view::Role,
};
use std::{fmt::Write, rc::Rc};

/// A mutant, the script before the search, and the search that catches it.
struct Case {
    name: &'static str,
    settings: &'static str,
    /// A script, and its length in ms.
    before: (&'static str, u64),
    /// The node of each client, if clients do not send requests to the leader.
    program: &'static str,
    via: fn(usize) -> &'static str,
    /// The number of crashes, of expired timers, and of nodes that are told to lead or to stand for election.
    faults: (u8, u8, u8),
    caught_by: Property,
    broken: fn(&Rc<Setup>) -> Trace,
}

const ELECTED: &str = "nodes 3\nset replication majority\nset failover election\n";
const BY_HAND: &str = "nodes 3\n";
const SYNCHRONOUS: &str = "nodes 3\nset replication synchronous\n";
const SLOW_DISKS: &str = "nodes 3\nset replication majority\nset failover election\nset flush 10\n";
const SHORT_LOGS: &str = "nodes 3\nset retain 1\nset chunk 1\n";

/// A write does not reach C.
const C_MISSES: (&str, u64) = ("@0ms cut A>C\n@1ms c1 write x=1\n@30ms heal A>C\n", 40);
/// A new leader's write is on two nodes; the old leader's write is still in flight to them.
const LATE: (&str, u64) = (
    "set link-delay A>B fixed 9s\nset link-delay A>C fixed 9s\n@0ms cut B>A\n@1ms c1 write x=1\n\
     @10ms promote B\n@50ms c2 write y=2 via B\n",
    90,
);
/// An acknowledgement is late, and the entry that it acknowledges has been truncated.
const TAKEN_BACK: (&str, u64) = (
    "set link-delay B>A fixed 9s\n@0ms cut A>C\n@1ms c1 write x=1\n@20ms promote C\n@30ms heal A>C\n@40ms promote A\n",
    60,
);
/// One follower has received a write, and has not flushed it.
const RECEIVED: (&str, u64) = ("@0ms cut A>C\n@0ms c1 write x=1\n@17ms heal A>C\n", 24);
/// A follower comes back late and needs a snapshot.
const SNAPSHOT: (&str, u64) = (
    "@0ms cut A>C\n@1ms c1 write x=1\n@10ms c1 write y=2\n@20ms c1 write z=3\n@30ms c1 write z=4\n\
     @50ms heal A>C\n",
    250,
);
const NOTHING: (&str, u64) = ("", 0);

/// The route of a client to the leader.
fn leader(_: usize) -> &'static str {
    ""
}

macro_rules! cases {
    ($($name:ident $settings:ident $before:ident $program:literal by $via:expr, $faults:tt => $caught:ident,)*) => {
        &[$(Case {
            name: stringify!($name),
            settings: $settings,
            before: $before,
            program: $program,
            via: $via,
            faults: $faults,
            caught_by: Property::$caught,
            broken: broken_in::<$name>,
        }),*]
    };
}

#[rustfmt::skip]
const CASES: &[Case] = cases! {
    VotesTwice               ELECTED     NOTHING    ""            by leader, (0, 0, 2) => LogsAgree,
    ForgetsItsVote           ELECTED     NOTHING    ""            by leader, (1, 0, 2) => LogsAgree,
    CountsRefusals           ELECTED     NOTHING    ""            by leader, (0, 0, 2) => LogsAgree,
    VotesForLess             ELECTED     C_MISSES   ""            by leader, (0, 0, 1) => Durable,
    CommitsAtOneLess         ELECTED     NOTHING    "x=1"         by leader, (0, 0, 1) => Durable,
    SkipsTheTermCheck        ELECTED     LATE       ""            by leader, (0, 0, 1) => Durable,
    SaysStoredTooSoon        SLOW_DISKS  RECEIVED   ""            by leader, (1, 1, 1) => Durable,
    CountsOldAcknowledgements SYNCHRONOUS TAKEN_BACK "| y=2"      by leader, (0, 0, 1) => Durable,
    FencesNothing            BY_HAND     NOTHING    "x=1"         by leader, (0, 0, 1) => Convergence,
    KeepsItsTail             BY_HAND     NOTHING    "x=1 | x=2 x=3" by |client| ["A", "B"][client], (0, 0, 1) => LogsAgree,
    TakesASnapshotForNewer   SHORT_LOGS  SNAPSHOT   "| y=9"       by leader, (0, 0, 0) => Convergence,
    SkipsAPiece              SHORT_LOGS  SNAPSHOT   "| z=9"       by leader, (0, 0, 0) => Convergence,
};

/// The number of states of each search.
const STATES: u32 = 60_000;

fn hunt(mut from: Trace, case: &Case) -> Result<Counterexample, Extent> {
    from.run(Instant(case.before.1 * 1_000), 10_000);
    let (crashes, timeouts, promotions) = case.faults;
    let bounds = Bounds { crashes, timeouts, promotions, ..Bounds::calm(STATES) };
    let program = rows::program_via(case.program, case.via, case.via);
    let mut search = Search::new(&from, program, bounds, &[case.caught_by]);
    loop {
        match search.run(10_000) {
            Progress::Running => {}
            Progress::Found(found) => return Ok(*found),
            Progress::Exhausted(extent) => return Err(extent),
        }
    }
}

/// Appends a line for each mutant that is caught, and an error for each that is not.
pub fn hunt_all(text: &mut String, escaped: &mut Vec<String>) {
    for case in CASES {
        let scenario = scenario(&format!(
            "mode single-leader\n{}set delay fixed 5ms\nset client-delay fixed 1ms\n\
             client c1 writes leader reads leader\nclient c2 writes leader reads leader\n{}",
            case.settings, case.before.0
        ));
        let Case { name, caught_by, program, .. } = case;
        let sound = hunt(scenario.start().expect("it starts"), case);
        match (sound, hunt((case.broken)(&scenario.setup), case)) {
            (Ok(found), _) => escaped.push(format!("{name}: {caught_by} cries wolf: {found:?}")),
            (_, Err(extent)) => {
                escaped.push(format!("{name} is not caught by {caught_by}: {extent:?}"));
            }
            (Err(extent), Ok(found)) => {
                let (crashes, timeouts, promotions) = case.faults;
                let mut ask = program.to_string();
                let faults = [(crashes, "crash"), (timeouts, "timer"), (promotions, "to lead")];
                for (count, what) in faults.into_iter().filter(|(count, _)| *count > 0) {
                    let comma = if ask.is_empty() { "" } else { ", " };
                    let _ = write!(ask, "{comma}{count} {what}");
                }
                let reach = match extent.all {
                    true => "all runs".into(),
                    false => format!("all runs of up to {} steps", extent.depth),
                };
                let settings = case.settings.replace("\nset", ",").replace("nodes ", "");
                let _ = writeln!(
                    text,
                    "{name:<25} {caught_by:<11} in {:>2}   {ask:<26} sound: {:>5} states, {reach}; {}",
                    found.length(),
                    extent.states,
                    settings.trim(),
                );
            }
        }
    }
}

type Hears = Vec<In<Node>>;

fault! {
    /// A replica votes for every candidate, even if it has voted for another.
    VotesTwice() of Node {
        fn hears(&mut self, at: At<'_, Node>, input: In<Node>, out: &mut Out<'_, Node>) -> Hears {
            if let Input::Message(from, Message::AskVote { term, end }) = &input
                && let view = at.view()
                && view.leadership().is_some_and(|it| it.term == *term)
                && view.log.last().map_or_else(Default::default, |cell| (cell.term, cell.position)) <= (end.term, end.position)
            {
                out.send(*from, Message::Vote { term: *term, granted: true });
                return Vec::new();
            }
            vec![input]
        }
    }
}

fault! {
    /// A vote is not durable.
    ForgetsItsVote() of Node {
        fn recovers(node: &Node, _: &Node) -> Node {
            let mut node = node.recover();
            if let Node::Member(member) = &mut node {
                member.state.voted = None;
            }
            node
        }
    }
}

fault! {
    /// A candidate counts refusals as votes.
    CountsRefusals() of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Hears {
            vec![match input {
                Input::Message(from, Message::Vote { term, .. }) => {
                    Input::Message(from, Message::Vote { term, granted: true })
                }
                other => other,
            }]
        }
    }
}

fault! {
    /// A replica votes for candidates whose logs are shorter than its own.
    VotesForLess() of Node {
        fn hears(&mut self, _: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Hears {
            vec![match input {
                Input::Message(from, Message::AskVote { term, mut end }) => {
                    (end.term, end.position) = (Term::numbered(1_000_000), u64::MAX);
                    Input::Message(from, Message::AskVote { term, end })
                }
                other => other,
            }]
        }
    }
}

fault! {
    /// A leader counts one follower as having stored an entry that it has just appended.
    CommitsAtOneLess() of Node {
        fn hears(&mut self, at: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Hears {
            let view = at.view();
            let end = view.log.len() as u64 + 1;
            let leads = view.leadership().filter(|_| view.role == Role::Leader);
            let mut inputs = Vec::new();
            if let (Input::Request(..), Some(leads)) = (&input, leads) {
                let reached = Reached { received: end, stored: end, applied: end, ..Reached::default() };
                let has = Message::Acknowledge { term: leads.term, reached };
                inputs.push(Input::Message(NodeId(2), has));
            }
            inputs.insert(0, input);
            inputs
        }
    }
}

fault! {
    /// A follower takes entries of a leader whose term is over.
    SkipsTheTermCheck() of Node {
        fn hears(&mut self, at: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Hears {
            let newest = at.view().leadership().map_or_else(Term::default, |it| it.term);
            vec![match input {
                Input::Message(from, Message::Append { term, batch, before, committed }) => {
                    let term = term.max(newest);
                    Input::Message(from, Message::Append { term, batch, before, committed })
                }
                other => other,
            }]
        }
    }
}

fault! {
    /// A follower acknowledges entries as stored before it flushes them.
    SaysStoredTooSoon() of Node {
        fn does(&mut self, _: Env, effect: Does<Node>) -> Vec<Does<Node>> {
            vec![match effect {
                Effect::Send(to, Message::Acknowledge { term, mut reached }) => {
                    reached.stored = reached.received;
                    Effect::Send(to, Message::Acknowledge { term, reached })
                }
                other => other,
            }]
        }
    }
}

fault! {
    /// A leader counts acknowledgements of an earlier term.
    CountsOldAcknowledgements() of Node {
        fn hears(&mut self, at: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Hears {
            let newest = at.view().leadership().map_or_else(Term::default, |it| it.term);
            vec![match input {
                Input::Message(from, Message::Acknowledge { term, reached }) => {
                    let term = term.max(newest);
                    Input::Message(from, Message::Acknowledge { term, reached })
                }
                other => other,
            }]
        }
    }
}

fault! {
    /// Nodes ignore terms, whatever the setting is.
    FencesNothing() of Node {
        fn config(config: &Config) -> Config {
            let mut config = config.clone();
            config.fencing = Fencing::Nothing;
            config
        }
    }
}

fault! {
    /// A follower keeps entries that only an old leader had, and appends after them.
    KeepsItsTail() of Node {
        fn hears(&mut self, at: At<'_, Node>, input: In<Node>, _: &mut Out<'_, Node>) -> Hears {
            let log = at.view().log;
            let own = |position: u64| log.iter().find(|cell| cell.position == position);
            vec![match input {
                Input::Message(from, Message::Append { term, mut batch, before, committed }) => {
                    if batch.entries.is_empty() {
                        batch.after = batch.after.max(log.len() as u64);
                    }
                    for (position, entry) in (batch.after + 1..).zip(&mut batch.entries) {
                        entry.term = own(position).map_or(entry.term, |cell| cell.term);
                    }
                    let before = own(batch.after).map_or(before, |cell| cell.term);
                    Input::Message(from, Message::Append { term, batch, before, committed })
                }
                other => other,
            }]
        }
    }
}

fault! {
    /// A follower takes a snapshot for one of a later position.
    TakesASnapshotForNewer() of Node {
        fn hears(&mut self, _: At<'_, Node>, mut input: In<Node>, _: &mut Out<'_, Node>) -> Hears {
            if let Input::Message(_, Message::Chunk(chunk)) = &mut input {
                chunk.position += 1;
            }
            vec![input]
        }

        fn does(&mut self, _: Env, mut effect: Does<Node>) -> Vec<Does<Node>> {
            if let Effect::Send(_, Message::NextChunk { position: position @ 1.., .. }) = &mut effect {
                *position -= 1;
            }
            vec![effect]
        }
    }
}

fault! {
    /// A follower skips every second piece of a snapshot.
    SkipsAPiece() of Node {
        fn hears(&mut self, _: At<'_, Node>, mut input: In<Node>, _: &mut Out<'_, Node>) -> Hears {
            if let Input::Message(_, Message::Chunk(chunk)) = &mut input {
                chunk.index -= u32::from(chunk.index > 1);
            }
            vec![input]
        }

        fn does(&mut self, _: Env, mut effect: Does<Node>) -> Vec<Does<Node>> {
            if let Effect::Send(_, Message::NextChunk { index: index @ 1.., .. }) = &mut effect {
                *index += 1;
            }
            vec![effect]
        }
    }
}
