//! Verdicts in words.

use replicarium::{
    check::{
        LastCopy, Link, Property, Violation, Why, Witness,
        order::read_of,
        tried::{self, Tried},
    },
    history::{History, Operation, Outcome},
    id::{ClientId, NodeId, OperationId},
    kv::Request,
    mode::Reason,
    store::table::row,
};

/// Why a property is not promised.
pub const fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::AsynchronousFollowers => "a follower may be behind the leader",
        Reason::OneReplicaAnswers => "a read asks one replica, which may be behind",
        Reason::LostInFailover => {
            "a write may be acknowledged before a majority has it, and a node without it may lead next"
        }
        Reason::ChosenByFew => "a leader may be chosen without the votes of a majority",
        Reason::NotFlushed => "a write may be acknowledged before it is on disk",
        Reason::NoFencing => "an old leader is not fenced off by term",
        Reason::NoCommonOrder => "each write reaches the replicas on its own, in no common order",
        Reason::LeadersDoNotAsk => "leaders accept writes without asking each other",
        Reason::LastWriteWins => {
            "of two concurrent writes, the one with the lower timestamp is discarded"
        }
        Reason::QuorumsDoNotOverlap => {
            "w + r ≤ n, so a read may ask only replicas without the write"
        }
        Reason::ReadDuringWrite => {
            "a write that has reached some replicas is seen by one read and missed by the next"
        }
        Reason::NoRepair => "a replica that missed a write is never repaired",
        Reason::SloppyQuorum => {
            "nodes outside of the key's replicas count towards w, and reads do not ask them"
        }
        Reason::OtherCentres => {
            "w and r count answers of one data centre, and a read may ask another"
        }
        Reason::OwnWriteUnread => {
            "a client that coordinates for itself replaces its earlier write, which it may not have read"
        }
        Reason::DiskLost => "a node has lost its disk, and with it what it had acknowledged",
        Reason::MembersChanged => "nodes have joined or left since the first write",
        Reason::EarlierSettings => {
            "promised only for what was written or repaired since the settings were changed"
        }
        Reason::ExecutedAgain => {
            "a follower executes statements again, with a clock, random numbers and an order of rows of its own"
        }
        Reason::TriggersRunAgain => {
            "a follower's triggers run after changes for which the leader's have run"
        }
        Reason::OtherFormat => "a node cannot apply pages of another storage format",
        Reason::Partitions => "keys are in several partitions, whose logs have no common order",
        Reason::KeysOnly => {
            "a change table identifies rows by their keys, and there are tables without one"
        }
        Reason::NotConnected => "the topology does not lead from every leader to every other one",
        Reason::WinnersReplaced => {
            "a write that replaces the winner of a conflict may lose against the loser"
        }
        Reason::HandlerDependsOnOrder => {
            "what the conflict handler makes depends on the order in which versions arrive"
        }
        Reason::RuleDecides => {
            "of concurrent writes only what the rule for conflicts makes of them is left"
        }
        Reason::NobodyLeads => "nobody leads since the choice of leaders was changed",
    }
}

/// Why a verdict is unknown.
pub fn why(why: Why) -> String {
    match why {
        Why::Budget { placed, operations } => {
            format!(
                "the budget was spent; at best {placed} of {operations} operations were ordered"
            )
        }
        Why::NotJudged { judged, steps } => format!("{judged} of {steps} steps are judged"),
        Why::Statements { reads } => {
            format!(
                "reads of rows by statements, and of values that merge, are not judged; there are {reads}"
            )
        }
        Why::StillDue => {
            "a heartbeat, a comparison or a hint that may mend it is still to come".into()
        }
        Why::Unsettled { in_flight, faults } => {
            let messages = count(in_flight, "message is in flight", "messages are in flight");
            let faults = count(faults, "node or link is faulty", "nodes or links are faulty");
            let reasons: Vec<String> = messages.into_iter().chain(faults).collect();
            reasons.join(" and ")
        }
    }
}

/// A number and a noun phrase; `None` for 0.
fn count(n: u32, one: &str, several: &str) -> Option<String> {
    match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {several}")),
    }
}

/// The sentence that a witness against a property proves, with operations, nodes and times.
pub fn witness(history: &History, property: Property, witness: &Witness) -> String {
    let Witness { violation, operations, .. } = witness;
    let words = Words { history, operations };
    let op = |n| words.operation(n);
    // The read that violates the property, if that is what the witness is about.
    let read = || format!("{} returned {}", op(0), words.returned(0));
    match *violation {
        Violation::Stale => {
            format!("{}, but {} was acknowledged before that read began", read(), op(1))
        }
        Violation::OwnWriteMissing => format!(
            "{}, but {}, an earlier write of the same {}, was acknowledged before that read began",
            read(),
            op(1),
            words.client_or_user(0, 1)
        ),
        Violation::WentBack => {
            let of = words.client_or_user(0, 1);
            let saw = match operations.get(2) {
                Some(_) => format!("saw {}", op(2)),
                None => format!("returned {}, which is newer", words.returned(1)),
            };
            format!("{}, but {}, an earlier read of the same {of}, {saw}", read(), op(1))
        }
        Violation::FromTheFuture => format!("{}, but {} began later", read(), op(1)),
        Violation::NoPlace => {
            let all = (0..operations.len()).map(|n| format!("{} {}", op(n), words.outcome(n)));
            let all: Vec<String> = all.collect();
            let in_time = property == Property::Linearizable;
            let tried = tried::of(history, operations, in_time);
            let tried: Vec<String> = tried.iter().map(|it| attempt(history, it)).collect();
            let tried = tried.iter().map(|it| format!("; {it}")).collect::<String>();
            format!("no order of the operations explains that {}{tried}", all.join(" and "))
        }
        Violation::EarlierWriteMissing => {
            format!(
                "{}; its client had seen {}, but not {}, which precedes it",
                read(),
                op(1),
                op(2)
            )
        }
        Violation::CauseMissing => format!(
            "{}; its client had seen {}, but not {}, which {} had read before writing",
            read(),
            op(1),
            op(2),
            words.client(1)
        ),
        Violation::AnswerWithoutQuestion => {
            format!("{}; its client had seen {}, but not {}, which led to it", read(), op(1), op(2))
        }
        Violation::StoredWithout { replica, link, at, .. } => {
            let why = match link {
                Link::SameWriter => format!("{} had written before", words.client(0)),
                Link::Read => format!("{} had read before", words.client(0)),
                Link::Cause => "led to it".to_owned(),
            };
            format!("at {at} {replica} stored {} without {}, which {why}", op(0), op(1))
        }
        Violation::CauseSkipped => {
            let did = if words.is_same_client(0, 1) { "done" } else { "seen an effect of" };
            format!("{}, but its client had already {did} the newer {}", read(), op(1))
        }
        Violation::Lost { by, last_copy } => lost(by, last_copy, &op(0)),
        Violation::SameNumber { table, number } => {
            format!("{} and {} both got number {number} of {table}", op(0), op(1))
        }
        Violation::TwoLeaders { replicas: (a, b) } => {
            format!("{a} and {b} both lead in the same term")
        }
        Violation::PositionWentBack { replica } => format!("the log of {replica} became shorter"),
        Violation::LogsDiffer { position, replicas: (a, b) } => format!(
            "at position {position} the log of {a} has {}, and the log of {b} has {}",
            op(0),
            op(1)
        ),
        Violation::DifferentEffects { key, replicas: (a, b), values: (one, other) } => {
            let column =
                |(column, here, there)| format!("{column} is {here} on {a} and {there} on {b}");
            let columns = row::differences(one, other).into_iter().map(column);
            format!(
                "no message is in flight and no fault is left, but {a} and {b} made different rows of {key} from {}: {}",
                op(0),
                columns.collect::<Vec<_>>().join(", ")
            )
        }
        Violation::Differ { key, replicas: (a, b) } => {
            let writes: Vec<String> = (0..operations.len()).map(op).collect();
            format!(
                "no message is in flight and no fault is left, but {a} and {b} hold different values of {key}: {}",
                writes.join(", ")
            )
        }
    }
}

/// An order that was tried, and where it stops: `after c1.1, c2.1, c2.2 would return milk of c1.1`.
fn attempt(history: &History, tried: &Tried<OperationId>) -> String {
    let Tried { order, stuck, holds } = tried;
    let names: Vec<String> = order.iter().map(OperationId::to_string).collect();
    let words = Words { history, operations: &[*stuck] };
    let value = holds.map_or_else(|| "nothing".into(), |write| words.value(write));
    let after = match names.is_empty() {
        true => "at the start".into(),
        false => format!("after {}", names.join(", ")),
    };
    format!("{after} {stuck} would return {value}, not {}", words.returned(0))
}

/// The acknowledged write that no node holds any more.
fn lost(by: NodeId, last_copy: Option<LastCopy>, write: &str) -> String {
    let acknowledged = match by.client() {
        Some(client) => format!("{client} got enough acknowledgements for {write}"),
        None => format!("{by} acknowledged {write}"),
    };
    let end = match last_copy {
        Some(LastCopy { replica, at, .. }) => {
            format!("the last copy was lost at {at} on {replica}")
        }
        None => "no node ever stored it".to_owned(),
    };
    format!("{acknowledged}, but {end}, and no node has a newer value")
}

/// The operations of a witness in words.
struct Words<'a> {
    history: &'a History,
    operations: &'a [OperationId],
}

impl Words<'_> {
    fn get(&self, n: usize) -> Option<&Operation> {
        self.history.operation(*self.operations.get(n)?)
    }

    /// An operation with its request, node and times: `c1.2 (write cart=flour via A, 50ms to 62ms)`.
    fn operation(&self, n: usize) -> String {
        let Some(Operation { id, request, via, invoked: (from, _), ended, .. }) = self.get(n)
        else {
            return "an operation".to_owned();
        };
        let times = match ended {
            Some((_, to, _)) => format!("{from} to {to}"),
            None => format!("from {from} on"),
        };
        format!("{id} ({request} via {via}, {times})")
    }

    /// The value that a read returned, with its write: `milk of c1.1`.
    fn returned(&self, n: usize) -> String {
        let outcome = self.get(n).and_then(|read| read.ended);
        if let Some((Outcome::Siblings(siblings), ..)) = outcome {
            return format!("{siblings} siblings");
        }
        let write = self.get(n).and_then(read_of).flatten();
        write.map_or_else(|| "nothing".to_owned(), |write| self.value(write))
    }

    /// The value of a write: `milk of c1.1`.
    fn value(&self, write: OperationId) -> String {
        match self.history.operation(write).map(|write| write.request) {
            Some(Request::Write(_, value)) if value.is_tombstone() => {
                format!("nothing, after the delete {write}")
            }
            Some(Request::Write(_, value)) => format!("{value} of {write}"),
            Some(_) => format!("the value of {write}"),
            None => match self.history.value_of(write) {
                Some(value) => format!("{value}, which no client has written"),
                None => format!("the value of {write}"),
            },
        }
    }

    /// What an operation did, as the predicate of a sentence.
    fn outcome(&self, n: usize) -> String {
        match self.get(n).and_then(|operation| operation.ended) {
            Some((Outcome::Read(_) | Outcome::Siblings(_), ..)) => {
                format!("returned {}", self.returned(n))
            }
            Some((Outcome::Written, ..)) => "was acknowledged".to_owned(),
            Some((Outcome::Inserted(number), ..)) => format!("got number {number}"),
            Some((Outcome::Answered(Some(rows)), ..)) => format!("returned {rows}"),
            Some((Outcome::Answered(None), ..)) => "returned no row".to_owned(),
            Some((Outcome::Uncommitted, ..)) => "succeeded, not committed".to_owned(),
            Some((Outcome::Failed(_), ..)) => "failed".to_owned(),
            Some((Outcome::Unknown(_), ..)) | None => "has no known outcome".to_owned(),
        }
    }

    /// What two operations have in common: a client, or only a user with several clients.
    fn client_or_user(&self, a: usize, b: usize) -> &'static str {
        if self.is_same_client(a, b) { "client" } else { "user" }
    }

    fn is_same_client(&self, a: usize, b: usize) -> bool {
        self.client(a) == self.client(b)
    }

    fn client(&self, n: usize) -> ClientId {
        self.operations.get(n).copied().unwrap_or_default().client
    }
}
