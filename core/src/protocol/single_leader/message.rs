//! What the nodes of a single-leader cluster say to each other.

use super::{Entry, replication::Chunk};
use crate::{
    id::{NodeId, Term},
    store::Batch,
    view::Label,
};
use alloc::boxed::Box;

/// A message between two nodes. Whoever sends one puts its term in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Message {
    /// Leader to follower: entries that follow a position; none is a heartbeat.
    Append {
        /// The leader's term.
        term: Term,
        /// The entries.
        batch: Batch<Entry>,
        /// The term of the entry before them.
        before: Term,
        /// Everything up to this position is acknowledged, as far as this cluster promises.
        committed: u64,
    },
    /// Follower to leader: how far it is.
    Acknowledge {
        /// The follower's term.
        term: Term,
        /// Its log agrees with the leader's up to this position.
        received: u64,
        /// On disk up to this position.
        stored: u64,
        /// On disk and applied up to this position.
        applied: u64,
    },
    /// Follower to leader: send me what follows this position.
    Resume {
        /// The position.
        after: u64,
        /// The term of the entry there.
        last: Term,
    },
    /// New follower to leader: send me a snapshot, from this piece on.
    NextChunk {
        /// The position that the snapshot belongs to; 0 for any.
        position: u64,
        /// The piece, counted from 0.
        index: u32,
    },
    /// Leader to new follower: a piece of a snapshot.
    Chunk(Box<Chunk>),
    /// To an old leader: a newer term has begun, and it is not known yet who leads.
    Stale {
        /// That term.
        term: Term,
    },
    /// Candidate to all: vote for me. Sentinels vote too, for the one that leads a failover.
    AskVote {
        /// The term that would begin.
        term: Term,
        /// The term of the last entry of the candidate's log.
        last: Term,
        /// The position of that entry.
        position: u64,
    },
    /// To a candidate: you have my vote, or not.
    Vote {
        /// The term that was asked for.
        term: Term,
        /// Whether the vote is given.
        granted: bool,
    },
    /// To a replica: lead from now on.
    Lead {
        /// The term that begins.
        term: Term,
    },
    /// To anybody: this is the leader now.
    Follow {
        /// Its term.
        term: Term,
        /// The leader.
        leader: NodeId,
    },
    /// Monitor to replica: are you there?
    Ping,
    /// Replica to monitor: I am.
    Pong {
        /// Its term.
        term: Term,
        /// Whether it leads.
        leads: bool,
        /// The term of the last entry of its log.
        last: Term,
        /// The position of that entry.
        position: u64,
    },
    /// Sentinel to sentinel: do you find this leader down?
    AskDown {
        /// The leader.
        leader: NodeId,
    },
    /// Sentinel to sentinel: I do, or not.
    Down {
        /// The leader.
        leader: NodeId,
        /// Whether it finds it down.
        down: bool,
    },
    /// To a leader, by way of its power switch: off.
    PowerOff,
}

impl Message {
    /// What is written on its envelope.
    #[must_use]
    pub fn label(&self) -> Label {
        let term = |word, term: Term| Label::word(word).number(term.number().into());
        match self {
            Self::Append { batch, .. } => match batch.entries.last() {
                None => Label::word("heartbeat").number(batch.end()),
                Some(entry) if entry.is_marker() => Label::word("append").number(batch.end()),
                Some(entry) => Label::word("append")
                    .number(batch.end())
                    .carries(entry.value, entry.write)
                    .about(entry.write),
            },
            Self::Acknowledge { received, stored, applied, .. } => {
                let word = if applied == received {
                    "applied"
                } else if stored == received {
                    "stored"
                } else {
                    "received"
                };
                Label::word(word).number(*received)
            }
            Self::Resume { after, .. } => Label::word("resume after").number(*after),
            Self::NextChunk { index: 0, .. } => Label::word("snapshot?"),
            Self::NextChunk { index, .. } => Label::word("piece?").number(u64::from(*index) + 1),
            Self::Chunk(chunk) => Label::word("snapshot").part(chunk.index + 1, chunk.of),
            Self::Stale { term: t } => term("newer term", *t),
            Self::AskVote { term: t, .. } => term("vote?", *t),
            Self::Vote { term: t, granted: true } => term("vote", *t),
            Self::Vote { term: t, granted: false } => term("no vote", *t),
            Self::Lead { term: t } => term("lead", *t),
            Self::Follow { term: t, .. } => term("follow", *t),
            Self::Ping => Label::word("ping"),
            Self::Pong { position, .. } => Label::word("pong").number(*position),
            Self::AskDown { .. } => Label::word("down?"),
            Self::Down { down: true, .. } => Label::word("down"),
            Self::Down { down: false, .. } => Label::word("not down"),
            Self::PowerOff => Label::word("power off"),
        }
    }
}
