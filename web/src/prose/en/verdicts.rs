//! Promises and verdicts in sentences.

use super::words::{self, client, list, time};
use crate::prose::Piece;
use replicarium::{
    check::{LastCopy, Link, Property, Verdict, Violation, Why, Witness, tried::Tried},
    history::{History, Outcome},
    id::{NodeId, OperationId},
    kv::Request,
    mode::{Promise, Reason},
    store::table::row,
};

pub const fn property(property: Property) -> &'static str {
    match property {
        Property::Linearizable => "Linearizable",
        Property::Sequential => "Sequential",
        Property::Causal => "Causal",
        Property::ReadYourWrites => "Read your writes",
        Property::MonotonicReads => "Monotonic reads",
        Property::MonotonicWrites => "Monotonic writes",
        Property::WritesFollowReads => "Writes follow reads",
        Property::ConsistentPrefix => "Consistent prefix",
        Property::Durable => "Durability",
        Property::Convergence => "Convergence",
        Property::LogsAgree => "One leader, one log",
        Property::UniqueNumbers => "No number given twice",
    }
}

pub const fn property_means(property: Property) -> &'static str {
    match property {
        Property::Linearizable => {
            "As if there were one copy: an operation takes effect at one moment between its start and its end."
        }
        Property::Sequential => {
            "As if there were one copy, and each client's operations took effect in the client's order."
        }
        Property::Causal => {
            "A client that sees a write also sees everything that led to it, across all clients."
        }
        Property::ReadYourWrites => "A client that wrote sees its own write, or a newer one.",
        Property::MonotonicReads => "A client never sees an older value after a newer one.",
        Property::MonotonicWrites => {
            "A replica that stores a write also stores the writer's earlier writes."
        }
        Property::WritesFollowReads => {
            "A replica that stores a write also stores what the writer had read before it."
        }
        Property::ConsistentPrefix => {
            "No replica shows an answer without its question: it stores everything that led to a write, across all clients."
        }
        Property::Durable => "An acknowledged write is on some disk, or was overwritten.",
        Property::Convergence => {
            "Once nothing is in flight, cut or down, all replicas hold the same data."
        }
        Property::LogsAgree => {
            "A term has one leader, and two logs with the same term at a position agree up to it."
        }
        Property::UniqueNumbers => "No two rows of a table are given the same number.",
    }
}

pub fn so_far(property: Property, verdict: &Verdict) -> String {
    let plural =
        |n: u32, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    match (property, verdict) {
        (Property::Convergence, Verdict::Holds { checked }) => {
            let are = if *checked == 1 { "is" } else { "are" };
            format!("nothing is in flight, and {} {are} equal everywhere", plural(*checked, "key"))
        }
        (Property::Durable, Verdict::Holds { checked }) => {
            format!("{checked} acknowledged, {checked} kept")
        }
        (
            Property::MonotonicWrites | Property::WritesFollowReads | Property::ConsistentPrefix,
            Verdict::Holds { checked },
        ) => format!("{} checked", plural(*checked, "write")),
        (Property::LogsAgree, Verdict::Holds { .. }) => "so far".to_owned(),
        (Property::Linearizable | Property::Sequential, Verdict::Holds { checked }) => {
            format!("{} checked", plural(*checked, "operation"))
        }
        (Property::UniqueNumbers, Verdict::Holds { checked }) => {
            format!("{} given", plural(*checked, "number"))
        }
        (_, Verdict::Holds { checked }) => format!("{} checked", plural(*checked, "read")),
        (_, Verdict::Unknown(Why::Budget { placed, operations })) => {
            format!("undecided: {placed} of {operations} operations have an order")
        }
        (_, Verdict::Unknown(Why::NotJudged { judged, steps })) => {
            format!("being judged: {judged} of {steps} steps so far")
        }
        (_, Verdict::Unknown(Why::Statements { reads: 1 })) => {
            "not judged: a read of rows, or of a value that merges".into()
        }
        (_, Verdict::Unknown(Why::Statements { reads })) => {
            format!("not judged: {reads} reads of rows, or of values that merge")
        }
        (_, Verdict::Unknown(Why::StillDue)) => {
            "replicas differ; decided once what may mend it has come".into()
        }
        (_, Verdict::Unknown(Why::Unsettled { in_flight, faults })) => {
            let waits = match (in_flight, faults) {
                (0, _) => "nothing is cut or down".to_owned(),
                (n, 0) => format!("nothing is in flight ({})", plural(*n, "message")),
                (n, _) => format!("nothing is cut or down and {} arrived", plural(*n, "message")),
            };
            format!("decided once {waits}")
        }
        (_, Verdict::Violated(_)) => String::new(),
    }
}

pub fn siblings_aside(property: Property, siblings: usize) -> Option<String> {
    let of_registers = matches!(property, Property::Linearizable | Property::Sequential);
    (of_registers && siblings > 0).then(|| match siblings {
        1 => "1 read returned siblings, which a register cannot hold: it is not judged.".to_owned(),
        n => format!(
            "{n} reads returned siblings, which a register cannot hold: they are not judged."
        ),
    })
}

pub fn witness(history: &History, witness: &Witness) -> Vec<Piece> {
    let op = |n: usize| witness.operations.get(n).copied().unwrap_or_default();
    let text = |text: String| Piece::Text(text);
    let write = |n: usize| written(history, op(n));
    let who = |n: usize| client(op(n).client);
    let saw = |n: usize| saw(history, op(n));
    match witness.violation {
        Violation::Stale => vec![
            text(format!("{} read ", who(0))),
            saw(0),
            text(" after ".into()),
            write(1),
            text(format!(" was acknowledged to {}.", who(1))),
        ],
        Violation::OwnWriteMissing => vec![
            text(format!("{} wrote ", who(1))),
            write(1),
            text(match op(0).client == op(1).client {
                true => ", was told “ok”, and then read ".into(),
                false => format!(", was told “ok”, and then {}, of the same user, read ", who(0)),
            }),
            saw(0),
            text(".".into()),
        ],
        Violation::WentBack => vec![
            text(format!("{} read ", who(1))),
            saw(1),
            text(if op(0).client == op(1).client {
                ", and later ".into()
            } else {
                format!("; later {} read ", who(0))
            }),
            saw(0),
            text(match history.sight(op(0)) {
                [] => ", which is older.".into(),
                _ => ", without all of those values or what replaced them.".into(),
            }),
        ],
        Violation::FromTheFuture => vec![
            text(format!("{} read ", who(0))),
            write(1),
            text(" before any client had written it.".into()),
        ],
        Violation::NoPlace => {
            let stuck = witness
                .operations
                .iter()
                .map(|&id| format!("{}'s {}", client(id.client), asked(history, id)));
            let stuck: Vec<String> = stuck.collect();
            vec![text(format!("No order of the operations explains {}.", stuck.join(" and ")))]
        }
        Violation::EarlierWriteMissing => vec![
            text(format!("{} had seen ", who(0))),
            write(1),
            text(format!(" of {}, but not its earlier ", who(1))),
            write(2),
            text(": it read ".into()),
            saw(0),
            text(".".into()),
        ],
        Violation::CauseMissing => vec![
            text(format!("{} had seen ", who(0))),
            write(1),
            text(", but not ".into()),
            write(2),
            text(format!(", which {} had read before writing it.", who(1))),
        ],
        Violation::AnswerWithoutQuestion => vec![
            text(format!("{} had seen ", who(0))),
            write(1),
            text(", but not ".into()),
            write(2),
            text(", which led to it: it read ".into()),
            saw(0),
            text(".".into()),
        ],
        Violation::StoredWithout { replica, link, at, .. } => vec![
            text(format!("At {} {replica} stored ", time(at.0))),
            write(0),
            text(" without ".into()),
            write(1),
            text(match link {
                Link::SameWriter => format!(", which {} had written before.", who(0)),
                Link::Read => format!(", which {} had read before writing it.", who(0)),
                Link::Cause => ", which led to it: an answer without its question.".into(),
            }),
        ],
        Violation::CauseSkipped => vec![
            text(format!("{} read ", who(0))),
            saw(0),
            text(", although it had seen a write that followed ".into()),
            write(1),
            text(".".into()),
        ],
        Violation::Lost { by, last_copy } => lost(history, by, last_copy, op(0)),
        Violation::SameNumber { table, number } => vec![text(format!(
            "{} and {} each inserted a row of {table}, and both rows got number {number}: \
             a system that remembers the first row mistakes the second for it.",
            who(0),
            who(1)
        ))],
        Violation::TwoLeaders { replicas: (a, b) } => {
            vec![text(format!("{} both lead in one term.", list(&[a, b])))]
        }
        Violation::PositionWentBack { replica } => {
            vec![text(format!("The log of {replica} grew shorter."))]
        }
        Violation::LogsDiffer { position, replicas: (a, b) } => vec![
            text(format!("At position {position} the log of {a} has ")),
            write(0),
            text(format!(", that of {b} ")),
            write(1),
            text(".".into()),
        ],
        Violation::DifferentEffects { key, replicas: (a, b), values: (one, other) } => {
            let column = |(column, here, there): row::Difference| match column.as_str() {
                "*" => format!("“{here}” on {a} and “{there}” on {b}"),
                _ => format!("{column} is {here} on {a} and {there} on {b}"),
            };
            let columns: Vec<_> = row::differences(one, other).into_iter().map(column).collect();
            let rows = format!("{} made different rows of {key} from one write: ", list(&[a, b]));
            vec![text(format!("{rows}{}.", columns.join(", ")))]
        }
        Violation::Differ { key, replicas: (a, b) } => {
            vec![text(format!(
                "Nothing is in flight, and yet {} hold different values for {key}.",
                list(&[a, b])
            ))]
        }
    }
}

/// A lost write: the node that acknowledged it, and the end of its last copy.
fn lost(
    history: &History,
    by: NodeId,
    last_copy: Option<LastCopy>,
    write: OperationId,
) -> Vec<Piece> {
    let end = match last_copy {
        Some(LastCopy { replica, at, .. }) => format!(
            "; at {} {replica} lost the last copy, and no replica has anything newer.",
            time(at.0)
        ),
        None => ", and no replica ever stored it or anything newer.".into(),
    };
    let who = client(write.client);
    let told = match by.client() {
        // The client coordinates for itself.
        Some(_) => format!("{who} had enough answers for "),
        None => format!("{by} told {who} “ok” for "),
    };
    vec![Piece::Text(told), written(history, write), Piece::Text(end)]
}

/// The value of a write.
fn written(history: &History, write: OperationId) -> Piece {
    let value = history.value_of(write).map_or_else(|| write.to_string(), words::value);
    Piece::Write(write, value)
}

/// The value that a read returned, or the number of siblings.
fn saw(history: &History, read: OperationId) -> Piece {
    if let Some((Outcome::Siblings(n), ..)) = history.operation(read).and_then(|it| it.ended) {
        return Piece::Text(format!("{n} siblings"));
    }
    let found = history.operation(read).and_then(replicarium::check::order::read_of);
    match found.flatten() {
        Some(write) => written(history, write),
        None => Piece::Text("nothing".into()),
    }
}

/// The value of a write, or of none.
fn value_of(history: &History, write: Option<OperationId>) -> String {
    match write.map(|write| written(history, write)) {
        Some(Piece::Write(_, value) | Piece::Text(value)) => value,
        None => "nothing".into(),
    }
}

pub fn tried(history: &History, tried: &Tried<OperationId>) -> String {
    let Tried { order, stuck, holds } = tried;
    let whose = |&id: &OperationId| format!("{}'s {}", client(id.client), asked(history, id));
    let read = history.operation(*stuck).and_then(replicarium::check::order::read_of).flatten();
    let (would, did) = (value_of(history, *holds), value_of(history, read));
    let read = whose(stuck);
    match order[..] {
        [] => format!("First of all, {read} would find {would}, not {did}."),
        _ => {
            let order: Vec<String> = order.iter().map(whose).collect();
            format!("After {}, {read} would find {would}, not {did}.", order.join(", then "))
        }
    }
}

fn asked(history: &History, id: OperationId) -> String {
    match history.operation(id).map(|operation| operation.request) {
        Some(Request::Read(key)) => format!("read of {key}"),
        Some(Request::Write(key, value)) => format!("write {key} = {value}"),
        Some(Request::Insert(key)) => format!("new row of {key}"),
        Some(Request::Update(key, words)) => format!("{key}: {words}"),
        Some(
            Request::Execute(_, text) | Request::Query(_, text) | Request::Transaction(_, text, _),
        ) => format!("“{text}”"),
        None => id.to_string(),
    }
}

pub const fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::AsynchronousFollowers => "asynchronous followers never promised this",
        Reason::LeadersDoNotAsk => "leaders that do not ask each other never promised this",
        Reason::LastWriteWins => {
            "last write wins never promised this: it drops one of two concurrent writes"
        }
        Reason::QuorumsDoNotOverlap => "with w + r ≤ n this was never promised",
        Reason::ReadDuringWrite => {
            "quorums never promised this: a read may see a write that is under way"
        }
        Reason::NoCommonOrder => {
            "quorums never promised this: each write reaches the replicas on its own"
        }
        Reason::OneReplicaAnswers => "never promised: a read asks one replica, which may be behind",
        Reason::LostInFailover => {
            "promised only if a majority stores a write before it is acknowledged"
        }
        Reason::ChosenByFew => "promised only if a majority of the replicas elects the leader",
        Reason::NotFlushed => {
            "a log that is not flushed before the acknowledgement never promised this"
        }
        Reason::NoFencing => "without fencing by term this was never promised",
        Reason::SloppyQuorum => {
            "a sloppy quorum counts w nodes that have the write, whichever they are"
        }
        Reason::NoRepair => "without repair this was never promised",
        Reason::OtherCentres => {
            "a quorum in one data centre promises nothing to readers in another"
        }
        Reason::OwnWriteUnread => {
            "a client that coordinates for itself replaces its earlier write, unless it reads that first"
        }
        Reason::DiskLost => "no longer promised: a node has lost its disk",
        Reason::MembersChanged => "no longer promised: nodes have joined or left",
        Reason::EarlierSettings => {
            "promised only for what was written or repaired since the settings were changed"
        }
        Reason::ExecutedAgain => {
            "never promised: a follower executes statements again, with a clock, random numbers and an order of rows of its own"
        }
        Reason::TriggersRunAgain => {
            "never promised: a follower's triggers run after changes for which the leader's have run"
        }
        Reason::OtherFormat => {
            "never promised: a node cannot apply pages of another storage format"
        }
        Reason::KeysOnly => {
            "never promised: a change table identifies rows by their keys, and there are tables without one"
        }
        Reason::Partitions => {
            "never promised: keys are in several partitions, whose logs have no common order"
        }
        Reason::NotConnected => "never promised: no way leads from some leader to some other one",
        Reason::WinnersReplaced => {
            "never promised: a write that replaces the winner of a conflict may lose against the loser"
        }
        Reason::HandlerDependsOnOrder => {
            "never promised: what the handler makes depends on the order in which versions arrive"
        }
        Reason::RuleDecides => {
            "never promised: of concurrent writes only what the rule for conflicts makes of them is left"
        }
        Reason::NobodyLeads => {
            "not promised now: nobody leads since the choice of leaders was changed"
        }
    }
}

pub fn follows(properties: &[Property]) -> String {
    let names = properties.iter().map(|&it| property(it).to_lowercase()).collect::<Vec<_>>();
    format!("so this does not hold either: {}", names.join(", "))
}

pub fn hold(properties: &[Property]) -> String {
    let names = properties.iter().map(|&it| property(it).to_lowercase()).collect::<Vec<_>>();
    let verb = if properties.len() == 1 { "holds" } else { "hold" };
    format!("{} {verb} so far: {}", properties.len(), names.join(", "))
}

pub fn unchecked(number: usize) -> String {
    match number {
        1 => "1 not checked yet".into(),
        n => format!("{n} not checked yet"),
    }
}

pub fn all_hold(number: usize, operations: usize) -> String {
    let (guarantees, verb) =
        if number == 1 { ("guarantee", "holds") } else { ("guarantees", "hold") };
    let ended = if operations == 1 { "operation has" } else { "operations have" };
    format!("{number} {guarantees} {verb} so far: {operations} {ended} ended.")
}

pub fn broken(it: Property, promise: Promise) -> String {
    let name = property(it);
    match promise {
        Promise::Made(_) => format!("{name}: broken, although it was promised."),
        Promise::Never(why, _) => format!("{name}: violated; {}.", reason(why)),
    }
}

pub fn evidence(place: usize, all: usize) -> String {
    format!("Evidence {place} of {all}")
}
