//! The messages between the nodes of a single-leader cluster.

use super::{
    Change, Entry, Tag,
    consuming::{Changes, Mark, Source},
    replication::{Chunk, LogEnd, Reached},
};
use crate::{
    id::{NodeId, Term},
    kv::{Value, Word},
    store::Batch,
    view::Label,
};
use alloc::boxed::Box;

/// A message between two nodes. `term` is the sender's, unless a variant says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Message {
    /// Leader to follower: entries to append. An empty batch is a heartbeat.
    Append {
        /// The leader's term.
        term: Term,
        /// The entries, and the position that they follow.
        batch: Batch<Entry>,
        /// The term of the entry before the batch.
        before: Term,
        /// The last position that is acknowledged to clients.
        committed: u64,
    },
    /// Follower to leader: how far the follower has got.
    Acknowledge {
        /// The follower's term.
        term: Term,
        /// How far it has got. A stage counts only what all stages before it have reached.
        reached: Reached,
    },
    /// Follower to leader: a request for the entries after a position.
    Resume {
        /// The position.
        after: u64,
        /// The term of the follower's entry at that position.
        last: Term,
    },
    /// Follower to leader: a request for a piece of a snapshot.
    NextChunk {
        /// The position of the snapshot; 0 if the follower has none of it yet.
        position: u64,
        /// The piece, counted from 0.
        index: u32,
    },
    /// Leader to follower: a piece of a snapshot.
    Chunk(Box<Chunk>),
    /// To a deposed leader: a newer term has begun, and its leader is not known yet.
    Stale {
        /// The newer term.
        term: Term,
    },
    /// Candidate to all: a request for a vote. Sentinels vote as well, for the one that leads a failover.
    AskVote {
        /// The term that the candidate stands for.
        term: Term,
        /// Where the candidate's log ends.
        end: LogEnd,
    },
    /// The answer to a candidate.
    Vote {
        /// The term of the election.
        term: Term,
        /// Whether the candidate gets the vote.
        granted: bool,
    },
    /// To a replica: it leads from now on.
    Lead {
        /// The term that begins.
        term: Term,
    },
    /// To any node: who leads.
    Follow {
        /// The leader's term.
        term: Term,
        /// The leader.
        leader: NodeId,
    },
    /// Monitor to replica: a health check.
    Ping,
    /// The answer to a health check.
    Pong {
        /// The replica's term.
        term: Term,
        /// Whether it leads.
        leads: bool,
        /// Where its log ends.
        end: LogEnd,
    },
    /// Sentinel to sentinel: whether the other finds this leader down.
    AskDown {
        /// The leader.
        leader: NodeId,
    },
    /// The answer to [`AskDown`](Self::AskDown).
    Down {
        /// The leader.
        leader: NodeId,
        /// Whether the sentinel finds it down.
        down: bool,
    },
    /// Leader to a follower that has lost its disk: it counts again.
    Admit {
        /// The leader's term.
        term: Term,
        /// How often the follower has lost its disk.
        incarnation: u16,
    },
    /// Consumer to leader: a question for the changes after a position.
    Fetch {
        /// The position.
        after: Mark,
    },
    /// Leader to consumer: the answer.
    Changes(Box<Changes>),
}

/// The value of an entry; of statements, the first word.
fn short(entry: &Entry) -> Value {
    let word = entry.value.as_str().split(' ').next().unwrap_or_default();
    match entry.change {
        Change::Tables(_) => Word::new(word).map_or(entry.value, Value::Word),
        Change::Write | Change::Marker => entry.value,
    }
}

impl Message {
    /// The label of its envelope.
    #[must_use]
    pub fn label(&self) -> Label {
        let term = |tag, term: Term| Label::new(tag).number(term.number().into());
        match self {
            Self::Append { batch, .. } => match batch.entries.last() {
                None => Label::new(Tag::Heartbeat).number(batch.end()),
                Some(entry) if entry.is_marker() => Label::new(Tag::Append).number(batch.end()),
                Some(entry) => Label::new(Tag::Append)
                    .number(batch.end())
                    .carries(short(entry), entry.write)
                    .about(entry.write),
            },
            Self::Acknowledge { reached: Reached { received, stored, applied, .. }, .. } => {
                let tag = if applied == received {
                    Tag::Applied
                } else if stored == received {
                    Tag::Stored
                } else {
                    Tag::Received
                };
                Label::new(tag).number(*received)
            }
            Self::Resume { after, .. } => Label::new(Tag::Resume).number(*after),
            Self::NextChunk { index: 0, .. } => Label::new(Tag::AskSnapshot),
            Self::NextChunk { index, .. } => {
                Label::new(Tag::AskPiece).number(u64::from(*index) + 1)
            }
            Self::Chunk(chunk) => Label::new(Tag::Snapshot).part(chunk.index + 1, chunk.of),
            Self::Stale { term: t } => term(Tag::NewerTerm, *t),
            Self::Admit { .. } => Label::new(Tag::Admit),
            Self::AskVote { term: t, .. } => term(Tag::AskVote, *t),
            Self::Vote { term: t, granted: true } => term(Tag::Vote, *t),
            Self::Vote { term: t, granted: false } => term(Tag::NoVote, *t),
            Self::Lead { term: t } => term(Tag::Lead, *t),
            Self::Follow { term: t, .. } => term(Tag::Follow, *t),
            Self::Ping => Label::new(Tag::Ping),
            Self::Pong { end, .. } => Label::new(Tag::Pong).number(end.position),
            Self::AskDown { .. } => Label::new(Tag::AskDown),
            Self::Down { down: true, .. } => Label::new(Tag::Down),
            Self::Down { down: false, .. } => Label::new(Tag::NotDown),
            Self::Fetch { after } => {
                let table = after.source == Source::ChangeTable;
                Label::new(if table { Tag::Query } else { Tag::Fetch }).number(after.position)
            }
            Self::Changes(changes) => {
                let Changes { after, end, whole, .. } = **changes;
                let tag = match whole {
                    true => Tag::AllRows,
                    false if after == end => Tag::NoChanges,
                    false => Tag::Changes,
                };
                Label::new(tag).number(end.position)
            }
        }
    }
}
