//! Names, and formats of numbers.

use super::texts;
use crate::prose::{Asked, AskedText, Command, Field, format};
use replicarium::{
    history::Outcome,
    id::{Address, ClientId, NodeId},
    kv::{Request, Route, Value, WordError},
    mode::Mode,
    random::delay::Delay,
    scenario::story::Answer,
    session::{Costs, Rule, Session},
    sim::Change,
    time::Duration,
    view::{RingView, Role, Status},
};

pub fn client(id: ClientId) -> String {
    format!("Client {}", u32::from(id.0) + 1)
}

pub fn add_client(client: ClientId) -> String {
    format!("Add client {}", u32::from(client.0) + 1)
}

pub fn remove_client(client: ClientId) -> String {
    format!("Remove client {}", u32::from(client.0) + 1)
}

pub fn routes(writes: Route, reads: Route) -> String {
    let to = |route| match route {
        Route::To(node) if node.client().is_some() => "itself".into(),
        Route::To(node) => node.to_string(),
        Route::Any => String::from("any"),
        Route::Leader => "leader".into(),
        Route::Sticky => "sticky".into(),
        Route::Nearest => "nearest".into(),
    };
    match (writes == reads, writes) {
        (true, Route::Leader) => "asks the leader".into(),
        (true, Route::Any) => "asks any replica".into(),
        (true, Route::Sticky) => "asks its own replica".into(),
        (true, Route::Nearest) => "asks the nearest replica".into(),
        (true, Route::To(_)) => format!("asks {}", to(writes)),
        (false, _) => format!("writes: {}, reads: {}", to(writes), to(reads)),
    }
}

/// A node, or the client whose library coordinates.
pub fn node(id: NodeId) -> String {
    id.client().map_or_else(|| id.to_string(), client)
}

pub fn address(address: Address) -> String {
    match address {
        Address::Node(node) => node.to_string(),
        Address::Client(id) => client(id),
        Address::Switch(node) => format!("{node}'s power switch"),
    }
}

pub fn party(address: Address) -> String {
    match address {
        Address::Node(node) => node.to_string(),
        Address::Client(client) => format!("client {}", u32::from(client.0) + 1),
        Address::Switch(_) => self::address(address),
    }
}

pub fn centre(ring: Option<&RingView>, node: NodeId) -> Option<&'static str> {
    texts().centres.get(usize::from(ring?.centre(node)?)).copied()
}

pub const fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::SingleLeader => "Single leader",
        Mode::MultiLeader => "Multi-leader",
        Mode::Leaderless => "Leaderless",
    }
}

pub const fn hint(mode: Mode) -> &'static str {
    match mode {
        Mode::SingleLeader => "Kill the leader: writes fail, while reads go on.",
        Mode::MultiLeader => "Cut two leaders off from each other: both go on taking writes.",
        Mode::Leaderless => "Kill a replica: while enough others answer, no client notices.",
    }
}

pub const fn role(role: Role) -> &'static str {
    match role {
        Role::Leader => "leader",
        Role::Follower => "follower",
        Role::Replica => "replica",
        Role::Candidate => "candidate",
        Role::Controller => "controller",
        Role::Sentinel => "sentinel",
        Role::Outside => "store outside",
        Role::Consumer => "consumer",
    }
}

pub const fn status(status: Status) -> &'static str {
    match status {
        Status::Running => "running",
        Status::Crashed => "crashed",
        Status::Paused => "paused",
        Status::Left => "left the cluster",
    }
}

pub const fn status_short(status: Status) -> &'static str {
    match status {
        Status::Running | Status::Crashed | Status::Paused => self::status(status),
        Status::Left => "left",
    }
}

pub fn route(route: Route) -> String {
    match route {
        Route::To(node) if node.client().is_some() => "its own library".into(),
        Route::To(node) => node.to_string(),
        Route::Any => "any replica".into(),
        Route::Leader => "the current leader".into(),
        Route::Sticky => "always the same replica".into(),
        Route::Nearest => "the nearest replica".into(),
    }
}

/// A rule for reads.
pub fn session(session: Session) -> String {
    let rule = match session.rule {
        Rule::Nothing => return "none".into(),
        Rule::Own(key) => format!("{key} from the leader"),
        Rule::LeaderFor(after) => {
            format!("from the leader for {} after a write", time(after.0))
        }
        Rule::Writes => "not behind its writes".into(),
        Rule::Seen => "not behind what it wrote or read".into(),
    };
    if session.shared { rule + " (all devices)" } else { rule }
}

/// How far a follower is behind.
pub fn lags(node: NodeId, entries: u64, behind: Duration) -> String {
    let entries = if entries == 1 { "1 entry".into() } else { format!("{entries} entries") };
    format!("{node} is {entries} and {} behind", time(behind.0))
}

/// The number of replicas, in a line of sums.
pub fn replicas_in_all(replicas: u32) -> String {
    format!("All {replicas}")
}

/// A partition of the keys, counted from 0.
pub fn partition(index: u16) -> String {
    format!("Partition {}", index + 1)
}

/// The same, where there is little room.
pub fn partition_short(index: u16) -> String {
    format!("P{}", index + 1)
}

/// What reads have cost a client, of which at least one was answered or refused.
pub fn costs(costs: Costs) -> String {
    let Costs { reads, at_leader, redirected, waited, took } = costs;
    let each = took.0 / u64::from(reads.max(1));
    let reads = if reads == 1 { "1 read".into() } else { format!("{reads} reads") };
    format!(
        "{reads} answered, {at_leader} by the leader; {redirected} sent on to another replica; {} \
         spent at replicas; {} a read.",
        time(waited.0),
        time(each),
    )
}

/// A request as a noun: `the write cart = flour`.
pub fn request(request: Request) -> String {
    match request {
        _ if request.is_delete() => format!("the delete of {}", request.key()),
        Request::Read(key) => format!("the read of {key}"),
        Request::Write(key, value) => format!("the write {key} = {value}"),
        Request::Insert(key) => format!("the new row of {key}"),
        Request::Update(key, words) => format!("“{key}: {words}”"),
        Request::Execute(_, statement)
        | Request::Query(_, statement)
        | Request::Transaction(_, statement, _) => format!("“{statement}”"),
    }
}

pub fn asked(asked: Asked) -> AskedText {
    let text = |before: String, value, after| AskedText { before, value, after };
    match asked {
        Asked::Read(key) => text(format!("read {key}"), None, String::new()),
        Asked::Insert(table) => text(format!("insert {table}"), None, String::new()),
        Asked::Statements(statements) => text(String::new(), Some(statements), String::new()),
        Asked::Write(key, value) => text(format!("write {key}="), Some(value), String::new()),
        Asked::Delete(key) => text(format!("delete {key}"), None, String::new()),
        Asked::Update(key, words) => text(format!("{key}:"), Some(words), String::new()),
        Asked::Change(Change::Add, key, item) => {
            text("add ".into(), Some(item), format!("to {key}"))
        }
        Asked::Change(Change::Remove, key, item) => {
            text("remove ".into(), Some(item), format!("from {key}"))
        }
    }
}

pub fn asked_short(asked: Asked) -> String {
    match asked {
        Asked::Read(_) => "read".into(),
        Asked::Insert(_) => "insert".into(),
        Asked::Statements(text) => text.as_str().split(' ').next().unwrap_or_default().into(),
        Asked::Write(_, value) | Asked::Change(_, _, value) => format!("={value}"),
        Asked::Update(_, words) => format::operation(words.as_str()).into(),
        Asked::Delete(key) => format!("delete {key}"),
    }
}

pub fn command(command: Command) -> String {
    match command {
        Command::Crash => "Crash".into(),
        Command::Pause => "Pause".into(),
        Command::Resume => "Resume".into(),
        Command::Restart => "Restart".into(),
        Command::Promote => "Make it the leader".into(),
        Command::HandOver => "Hand over and stop".into(),
        Command::ShutDown => "Shut down".into(),
        Command::CutOff => "Cut off".into(),
        Command::HealLinks => "Heal its links".into(),
        Command::Cut(from, to) => format!("Cut {} → {}", party(from), party(to)),
        Command::Heal(from, to) => format!("Heal {} → {}", party(from), party(to)),
        Command::CutBoth => "Cut both ways".into(),
        Command::HealBoth => "Heal both ways".into(),
        Command::Hold => "Hold".into(),
        Command::Release => "Release".into(),
        Command::Deliver => "Deliver now".into(),
        Command::Drop => "Drop".into(),
        Command::Duplicate => "Duplicate".into(),
        Command::Insert(table) => format!("Insert into {table}"),
        Command::Add(item, key) => format!("Add {item} to {key}"),
        Command::Remove(item) => format!("Remove {item}"),
        Command::Delete(key) => format!("Delete {key}"),
        Command::CrashNode(node) => format!("Crash {node}"),
        Command::RestartNode(node) => format!("Restart {node}"),
        Command::CutLink(a, b) => format!("Cut the link {a} – {b}"),
        Command::HealLink(a, b) => format!("Heal the link {a} – {b}"),
        Command::Pick(id) => format!("Pick {}", client(id)),
        Command::Unplug => "Pull the plug".into(),
        Command::PlugIn => "Plug in".into(),
        Command::Ship(to) => format!("Ship to {to}"),
        Command::StopShipping(to) => format!("Ship no more to {to}"),
    }
}

/// A list of names: `A`, `A and B`, `A, B and C`.
pub fn list(names: &[NodeId]) -> String {
    match names {
        [] => String::new(),
        [one] => one.to_string(),
        [first @ .., last] => format!("{} and {last}", format::nodes(first, ", ")),
    }
}

pub fn time(micros: u64) -> String {
    format::time(micros, " s")
}

pub fn skew(micros: i64) -> String {
    let by = time(micros.unsigned_abs());
    match micros {
        0 => "right".into(),
        1.. => format!("{by} ahead"),
        _ => format!("{by} behind"),
    }
}

/// Parts per million as a percentage: `2.5 %`.
pub fn percent(ppm: u32) -> String {
    format!("{} %", format::decimal(u64::from(ppm), 10_000))
}

/// A delay distribution: `40 ms · 120 ms` is median and 99th percentile.
pub fn delay(delay: Delay) -> String {
    match delay {
        Delay::Fixed(d) => format!("always {}", time(d.0)),
        Delay::Uniform(a, b) => format!("{} to {}", time(a.0), time(b.0)),
        Delay::Exponential(mean) => format!("{} on average", time(mean.0)),
        Delay::LogNormal(median, p99) | Delay::Pareto(median, p99) => {
            format!("{} · {}", time(median.0), time(p99.0))
        }
    }
}

/// A value; a tombstone is shown as deleted.
pub fn value(value: Value) -> String {
    if value.is_tombstone() { "† deleted".into() } else { value.to_string() }
}

pub fn outcome(outcome: Option<&Outcome>) -> &'static str {
    match outcome.copied().map(Answer::of) {
        Some(Answer::Failed) => "failed",
        Some(Answer::Unknown) => "unknown",
        Some(Answer::Ok) => "ok",
        None => "waiting",
    }
}

pub fn word_error(field: Field, error: WordError) -> String {
    let what = match field {
        Field::Key => "key",
        Field::Value => "value",
    };
    match error {
        WordError::Empty => format!("The {what} is empty: type a word such as cart."),
        WordError::TooLong { bytes, limit } => {
            let korean = limit / '가'.len_utf8();
            format!(
                "The {what} has {bytes} bytes; the limit is {limit}: {limit} Latin letters, or {korean} Korean ones."
            )
        }
        WordError::Character(bad) if bad.is_whitespace() => {
            format!("The {what} contains a space: type one word.")
        }
        WordError::Character(bad) => {
            let bad = bad.escape_debug();
            format!("The {what} contains “{bad}”, which is reserved in scenario files.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_units() {
        let rates = [0, 10_000, 25_000, 1_000_000].map(percent);
        assert_eq!(rates.join(", "), "0 %, 1 %, 2.5 %, 100 %");
        assert_eq!([0, 1_500, -200_000].map(skew).join(", "), "right, 1.5 ms ahead, 200 ms behind");
    }

    #[test]
    fn names_are_listed_with_commas_and_and() {
        let names = [NodeId(0), NodeId(1), NodeId(2)];
        let lists = [0, 1, 2, 3].map(|n| list(&names[..n]));
        assert_eq!(lists, ["", "A", "A and B", "A, B and C"]);
    }
}
