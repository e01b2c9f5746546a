//! Witnesses of sessions, causal and sequential consistency, in the words and lines of the file.

use super::{Witness, guarantees::Rewritten, sources::Known, words::WitnessBuilder};
use crate::history::{
    error::short,
    registers::{Operation, Registers},
};
use replicarium::{
    check::{
        self, Violation,
        register::Effect,
        tried::{self, Tried},
    },
    id::OperationId,
};

/// The engine's witness.
pub fn witness(
    registers: &Registers,
    witness: &check::Witness,
    Rewritten { history, operations }: &Rewritten<'_>,
) -> Witness {
    let between: &[&str] = match witness.violation {
        Violation::OwnWriteMissing => &["", ", although before that "],
        Violation::WentBack => &["", ", although before that "],
        Violation::EarlierWriteMissing => {
            &["", ", although its process had seen that ", ", and before that "]
        }
        Violation::CauseMissing => {
            &["", ", although its process had seen that ", ", which had seen that "]
        }
        Violation::AnswerWithoutQuestion => {
            &["", ", although its process had seen that ", ", which followed this: "]
        }
        Violation::CauseSkipped => &["", ", although its process had seen an effect of this: "],
        Violation::Stale | Violation::FromTheFuture | Violation::NoPlace => &[""],
        // These are about the contents of replicas or about inserts, which no file has.
        Violation::Lost { .. }
        | Violation::StoredWithout { .. }
        | Violation::SameNumber { .. }
        | Violation::TwoLeaders { .. }
        | Violation::PositionWentBack { .. }
        | Violation::LogsDiffer { .. }
        | Violation::Differ { .. }
        | Violation::DifferentEffects { .. } => &[""],
    };
    // The words for the earlier read name its value, so the write of that value is left out.
    let most = if witness.violation == Violation::WentBack { 2 } else { usize::MAX };
    let told = witness.operations.iter().take(most).filter_map(|it| operations.get(it));
    let told = told.enumerate().map(|(n, it)| (between.get(n).copied(), *it)).collect();
    let builder = join(registers, told, ", and ");
    let end = match witness.violation {
        Violation::NoPlace => NO_ORDER,
        Violation::EarlierWriteMissing
        | Violation::CauseMissing
        | Violation::AnswerWithoutQuestion => WITH_MONOTONIC_READS,
        Violation::Stale
        | Violation::WentBack
        | Violation::FromTheFuture
        | Violation::OwnWriteMissing
        | Violation::CauseSkipped
        | Violation::StoredWithout { .. }
        | Violation::Lost { .. }
        | Violation::SameNumber { .. }
        | Violation::TwoLeaders { .. }
        | Violation::PositionWentBack { .. }
        | Violation::LogsDiffer { .. }
        | Violation::Differ { .. }
        | Violation::DifferentEffects { .. } => "",
    };
    if witness.violation == Violation::NoPlace {
        let tried = tried::of(history, &witness.operations, false);
        let line = |id: &OperationId| operations.get(id).map_or(0, |(_, it)| it.invoked);
        return tried.iter().fold(builder.say(end), |it, next| attempt(it, next, line)).build();
    }
    builder.say(end).build()
}

/// Adds an order that was tried, and the operation that stops it, by the lines of their invocations.
pub fn attempt<'a, T>(
    builder: WitnessBuilder<'a>,
    tried: &Tried<T>,
    line: impl Fn(&T) -> u32,
) -> WitnessBuilder<'a> {
    let holds = match &tried.holds {
        Some(write) => format!("the value is that of line {}", line(write)),
        None => "the value is the first one".into(),
    };
    let lines: Vec<String> = tried.order.iter().map(|it| line(it).to_string()).collect();
    let after = match lines.len() {
        0 => "at the start".into(),
        1 => format!("after line {}", lines[0]),
        _ => format!("after lines {}", lines.join(", ")),
    };
    builder.say(&format!("; {after} {holds}, so line {} cannot follow", line(&tried.stuck)))
}

/// Either may be violated: the second read may have asked another replica.
const WITH_MONOTONIC_READS: &str =
    ": no order of the writes at the replicas, together with monotonic reads, explains this";

const NO_ORDER: &str =
    ": no order of these operations that agrees with each process's own explains what they read";

/// A read of a value that no operation left.
pub fn unwritten(registers: &Registers, (key, read): Known) -> Witness {
    let builder = WitnessBuilder::new(registers, key).operation(read);
    no_write(builder, registers, key, read).build()
}

/// Adds why no write can have left the value of a read: it failed, or nobody tried.
pub fn no_write<'a>(
    builder: WitnessBuilder<'a>,
    registers: &Registers,
    key: Option<&str>,
    read: &Operation,
) -> WitnessBuilder<'a> {
    let Some(value) = read.call.effect.found() else { return builder };
    let is_same = |it: &&Operation| it.call.effect.left() == Some(value);
    if let Some(failed) = registers.failed(key).iter().find(is_same) {
        return builder.say(", but the write of it failed: ").attempt(failed);
    }
    let builder = builder.say(", and no write of it can have happened");
    let operations = registers.each().find(|(other, _)| *other == key).map(|(_, all)| all);
    let is_write = |it: &Operation| !matches!(it.call.effect, Effect::Read(_) | Effect::NoSwap(_));
    let is_before = |it: &Operation| it.call.ended < read.call.ended && it.call.ended.is_some();
    if operations.into_iter().flatten().any(|it| is_write(it) && is_before(it)) {
        return builder;
    }
    let value = short(registers.text(value));
    builder.say(&format!("; if the register began with this value, say --initial {value}"))
}

/// Operations each of which must precede the next, and the last of which must precede the first.
pub fn cycle(registers: &Registers, cycle: Vec<Known>) -> Witness {
    let told = cycle.into_iter().map(|it| (None, it)).collect();
    let builder = join(registers, told, ", then ");
    builder.say(": each of these must precede the next, and the last the first").build()
}

/// Operations with the words before each. The sentence begins with the key of the first one.
fn join<'a>(
    registers: &'a Registers,
    told: Vec<(Option<&str>, Known)>,
    otherwise: &str,
) -> WitnessBuilder<'a> {
    let key = told.first().and_then(|(_, (key, _))| *key);
    let mut builder = WitnessBuilder::new(registers, key);
    for (n, (before, (other, operation))) in told.into_iter().enumerate() {
        let before = before.unwrap_or(if n == 0 { "" } else { otherwise });
        builder = builder.say(before).operation(operation);
        if let Some(other) = other.filter(|_| other != key) {
            builder = builder.say(&format!(" under key {}", short(other)));
        }
    }
    builder
}
