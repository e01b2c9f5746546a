//! Why staleness cannot be measured.

use replicarium::{
    history::Outcome,
    id::NodeId,
    sim::{Refusal, setup::SetupError},
    tag::Tag,
};

/// Why staleness cannot be measured.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StalenessError {
    #[error(
        "{option} {responses}: only n = {n} replicas can respond; give at most {n}, or raise --n"
    )]
    TooFewReplicas { option: &'static str, responses: u16, n: u16 },
    #[error("--t: {times} times; at most {most}")]
    TooManyTimes { times: usize, most: usize },
    #[error("--n {n}: with --cluster at most {}, because one more node coordinates", NodeId::LIMIT - 1)]
    TooManyNodes { n: u16 },
    #[error(transparent)]
    Protocol(#[from] ProtocolError),
}

/// How the simulated protocol deviates from what the measurement assumes.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ProtocolError {
    #[error(transparent)]
    Setup(#[from] SetupError),
    #[error("every node is a replica of the key; no node is left to coordinate")]
    NoCoordinator,
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("a write ended with “{0}”")]
    Write(Outcome),
    #[error("a read ended with “{0}”")]
    Read(Outcome),
    #[error("a client waits, but no message is in flight")]
    Stuck,
    #[error("a read was stale although all replicas had the write")]
    Stale,
    #[error("the model has no message “{0}”")]
    UnknownMessage(Tag),
    #[error("the message “{0}” went to a client")]
    SentToClient(Tag),
}
