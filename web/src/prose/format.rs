//! Numbers and ids as every language writes them.

use replicarium::{history::Outcome, id::NodeId, scenario::story::Answer, view::Version};

/// A number of `1 / whole` parts as a decimal without trailing zeros: `63.2`.
pub fn decimal(parts: u64, whole: u64) -> String {
    let digits = whole.ilog10() as usize;
    let text = format!("{}.{:0digits$}", parts / whole, parts % whole);
    text.trim_end_matches('0').trim_end_matches('.').into()
}

/// A length of time, in seconds with their unit from ten seconds on: `63.2 ms`, `12 ms`, `12.34 s`.
pub fn time(micros: u64, seconds: &str) -> String {
    match micros {
        10_000_000.. => format!("{}{seconds}", decimal(micros / 10_000, 100)),
        _ => format!("{} ms", decimal(micros / 100, 10)),
    }
}

/// A moment with a fixed number of decimals, so that a running clock does not jump: `63.0 ms`.
pub fn clock(micros: u64) -> String {
    format!("{}.{} ms", micros / 1_000, micros / 100 % 10)
}

/// The moment of the playhead: `t = 63.0 ms`.
pub fn moment(micros: u64) -> String {
    format!("t = {}", clock(micros))
}

/// The command that prints the run of a file.
pub fn command(file: &str) -> String {
    format!("replicarium run {file}")
}

/// What statements begin with, up to the first bracket: `CREATE TABLE users`, `INSERT INTO users`.
pub fn headline(statements: &str) -> &str {
    let head = statements.split('(').next().unwrap_or_default().trim_end();
    head.strip_suffix(" VALUES").unwrap_or(head)
}

/// A tick of the time axis, to a microsecond: `120 ms`, `0.5 ms`.
pub fn tick(micros: u64) -> String {
    format!("{} ms", decimal(micros, 1_000))
}

/// The skew of a clock: `+200ms`.
pub fn skew(micros: i64) -> String {
    let sign = if micros < 0 { '-' } else { '+' };
    format!("{sign}{}ms", micros.unsigned_abs() / 1_000)
}

/// A speed in hundredths: `0.25×`.
pub fn speed(hundredths: u32) -> String {
    format!("{}×", decimal(u64::from(hundredths), 100))
}

/// The sign of the outcome of an operation.
pub fn sign(outcome: Option<&Outcome>) -> &'static str {
    match outcome.copied().map(Answer::of) {
        Some(Answer::Failed) => "✕",
        Some(Answer::Unknown) => "?",
        Some(Answer::Ok) => "✓",
        None => "…",
    }
}

/// A version, short enough for a chip.
pub fn version(version: &Version) -> String {
    match version {
        Version::Stamp(stamp) => format!("@{}ms {}", stamp.time.0.div_euclid(1_000), stamp.node),
        Version::Vector(vector, _) | Version::Siblings(_, vector) | Version::Merged(vector) => {
            vector.to_string().trim_matches(|c| c == '{' || c == '}').to_string()
        }
        Version::Position(_) => version.to_string(),
    }
}

/// An update in words without its type: `add milk`.
pub fn operation(words: &str) -> &str {
    words.split_once(' ').map_or(words, |(_, operation)| operation)
}

/// Nodes in a row: `A → B → C`.
pub fn nodes(nodes: &[NodeId], between: &str) -> String {
    nodes.iter().map(NodeId::to_string).collect::<Vec<_>>().join(between)
}

/// The first digits of a hash, enough to tell two apart.
pub fn short_hash(hash: u64) -> String {
    let digit = |n: u32| char::from_digit((hash >> n & 15) as u32, 16);
    [60, 56, 52, 48].into_iter().filter_map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_no_trailing_zeros() {
        let times = [0, 63_240, 12_000, 999_960, 12_345_678].map(|micros| time(micros, " s"));
        assert_eq!(times.join(", "), "0 ms, 63.2 ms, 12 ms, 999.9 ms, 12.34 s");
        assert_eq!([0, 120_000, 500, 1].map(tick).join(", "), "0 ms, 120 ms, 0.5 ms, 0.001 ms");
        assert_eq!([10, 25, 100, 1000].map(speed).join(" "), "0.1× 0.25× 1× 10×");
        assert_eq!(clock(63_000), "63.0 ms");
        assert_eq!([200_000, -1_500].map(skew).join(" "), "+200ms -1ms");
    }
}
