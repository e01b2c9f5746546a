//! Why a file is not judged.

use crate::history::{ParseError, open::OpenError};
use std::io;

/// Why a file is not judged.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Parse(#[from] ParseError),
    #[error("{question} cannot be judged: {why}")]
    Unjudgeable { question: &'static str, why: Unjudgeable },
    #[error("there is no operation on a register to judge{}", skipped(*.0))]
    Nothing(usize),
    #[error("the output cannot be written: {0}")]
    Output(#[from] io::Error),
}

/// Why a property cannot be judged of a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unjudgeable {
    #[error("it is about what replicas store, which a history does not show")]
    AboutReplicas,
    #[error("processes times operations are more than {0}")]
    TooManyCauses(u64),
    #[error("there are more than 65536 processes")]
    TooManyProcesses,
    #[error("line {0} is a compare-and-set, but the property is defined for reads and writes only")]
    CompareAndSet(u32),
    #[error(
        "line {0} reads the initial value, and it is ambiguous whether it saw the write on line {1}"
    )]
    WritesInitial(u32, u32),
    #[error(
        "line {0} reads a value that lines {1} and {2} wrote, and it is ambiguous which of them it saw"
    )]
    WrittenTwice(u32, u32, u32),
    #[error("line {0} reads a value that no operation wrote")]
    NeverWritten(u32),
    #[error("there are responses without invocations only, which do not tell what came first")]
    ResponsesOnly,
}

fn skipped(events: usize) -> String {
    match events {
        0 => String::new(),
        1 => "; 1 event was skipped".to_owned(),
        n => format!("; {n} events were skipped"),
    }
}
