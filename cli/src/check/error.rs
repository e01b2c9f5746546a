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
    #[error("line {0} writes the initial value")]
    WritesInitial(u32),
    #[error(
        "lines {0} and {1} write the same value, so that a read of it does not tell which write it saw"
    )]
    WrittenTwice(u32, u32),
    #[error("line {0} reads a value that no operation wrote")]
    NeverWritten(u32),
}
