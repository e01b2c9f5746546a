//! Names, and formats of numbers.

use replicarium::{
    history::Outcome,
    id::{Address, ClientId, NodeId},
    kv::{Request, Route, Value, WordError},
    mode::Mode,
    random::delay::Delay,
    view::{Label, RingView, Role, Status},
};

/// A client.
pub fn client(id: ClientId) -> String {
    format!("Client {}", id.0 + 1)
}

/// A node, or the client whose library coordinates.
pub fn node(id: NodeId) -> String {
    id.client().map_or_else(|| id.to_string(), client)
}

/// A client or a node.
pub fn address(address: Address) -> String {
    match address {
        Address::Node(node) => node.to_string(),
        Address::Client(id) => client(id),
    }
}

/// The data centres.
pub const CENTRES: [&str; 3] = ["west", "east", "south"];

/// The data centre of a node, where there are several.
pub fn centre(ring: Option<&RingView>, node: NodeId) -> Option<&'static str> {
    CENTRES.get(usize::from(ring?.centre(node)?)).copied()
}

/// A family of protocols.
pub const fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::SingleLeader => "Single leader",
        Mode::MultiLeader => "Multi-leader",
        Mode::Leaderless => "Leaderless",
    }
}

/// The role of a node.
pub const fn role(role: Role) -> &'static str {
    match role {
        Role::Leader => "leader",
        Role::Follower => "follower",
        Role::Replica => "replica",
        Role::Candidate => "candidate",
        Role::Controller => "controller",
        Role::Sentinel => "sentinel",
        Role::Outside => "store outside",
    }
}

/// The status of a node.
pub const fn status(status: Status) -> &'static str {
    match status {
        Status::Running => "running",
        Status::Crashed => "crashed",
        Status::Paused => "paused",
        Status::Left => "left the cluster",
    }
}

/// The target of a client's requests.
pub fn route(route: Route) -> String {
    match route {
        Route::To(node) if node.client().is_some() => "its own library".into(),
        Route::To(node) => node.to_string(),
        Route::Any => "any replica".into(),
        Route::Leader => "the current leader".into(),
    }
}

/// A request as a noun: `the write cart = flour`.
pub fn request(request: Request) -> String {
    match request {
        _ if request.is_delete() => format!("the delete of {}", request.key()),
        Request::Read(key) => format!("the read of {key}"),
        Request::Write(key, value) => format!("the write {key} = {value}"),
        Request::Insert(key) => format!("the new row of {key}"),
    }
}

/// The label of an envelope, in quotation marks.
pub fn quoted(label: &Label) -> String {
    format!("“{label}”")
}

/// A list of names: `A`, `A and B`, `A, B and C`.
pub fn list(names: &[NodeId]) -> String {
    match names {
        [] => String::new(),
        [one] => one.to_string(),
        [first @ .., last] => {
            let first: Vec<_> = first.iter().map(NodeId::to_string).collect();
            format!("{} and {last}", first.join(", "))
        }
    }
}

/// A length of time: `63.2 ms`, `12 ms`, `1.25 s`.
pub fn time(micros: u64) -> String {
    if micros >= 10_000_000 {
        return format!("{} s", decimal(micros / 10_000, 100));
    }
    format!("{} ms", decimal(micros / 100, 10))
}

/// The same with a fixed number of decimals, so that a running clock does not jump: `63.0 ms`.
pub fn clock(micros: u64) -> String {
    format!("{}.{} ms", micros / 1_000, micros / 100 % 10)
}

fn decimal(parts: u64, whole: u64) -> String {
    let digits = whole.ilog10() as usize;
    let text = format!("{}.{:0digits$}", parts / whole, parts % whole);
    text.trim_end_matches('0').trim_end_matches('.').into()
}

/// The skew of a clock.
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
    format!("{} %", decimal(u64::from(ppm), 10_000))
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

/// The outcome of an operation: a sign and a word.
pub const fn outcome(outcome: Option<&Outcome>) -> (&'static str, &'static str) {
    match outcome {
        Some(outcome) if outcome.is_ok() => ("✓", "ok"),
        Some(Outcome::Failed(_)) => ("✕", "failed"),
        Some(_) => ("?", "unknown"),
        None => ("…", "waiting"),
    }
}

/// Why a text is not a key or value.
pub fn word_error(what: &str, error: WordError) -> String {
    match error {
        WordError::Empty => format!("The {what} is empty: type a word such as cart."),
        WordError::TooLong(bytes) => {
            format!("The {what} has {bytes} bytes; the limit is 23.")
        }
        WordError::Character(bad) if bad.is_whitespace() => {
            format!("The {what} contains a space: type one word.")
        }
        WordError::Character(bad) => {
            format!(
                "The {what} contains “{}”, which is reserved in scenario files.",
                bad.escape_debug()
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_no_trailing_zeros() {
        let times = [0, 63_240, 12_000, 999_960, 12_345_678].map(time);
        assert_eq!(times.join(", "), "0 ms, 63.2 ms, 12 ms, 999.9 ms, 12.34 s");
        assert_eq!(
            [0, 10_000, 25_000, 1_000_000].map(percent).join(", "),
            "0 %, 1 %, 2.5 %, 100 %"
        );
        assert_eq!(clock(63_000), "63.0 ms");
        assert_eq!([0, 1_500, -200_000].map(skew).join(", "), "right, 1.5 ms ahead, 200 ms behind");
    }

    #[test]
    fn names_are_listed_with_commas_and_and() {
        let names = [NodeId(0), NodeId(1), NodeId(2)];
        let lists = [0, 1, 2, 3].map(|n| list(&names[..n]));
        assert_eq!(lists, ["", "A", "A and B", "A, B and C"]);
    }
}
