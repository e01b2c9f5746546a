//! What kind of message or timer an envelope of a cluster with one leader holds.

use derive_more::Display;

/// A kind of message or timer. Displays as the word on the envelope.
#[derive(Clone, Copy, Debug, Display, PartialEq, Eq, Hash)]
pub enum Tag {
    /// Leader to follower: no entries, only the position at which the log ends. Also the timer for it.
    #[display("heartbeat")]
    Heartbeat,
    /// Leader to follower: entries of the log.
    #[display("append")]
    Append,
    /// Follower to leader: the entries are received, and not yet on disk.
    #[display("received")]
    Received,
    /// Follower to leader: the entries are on disk.
    #[display("stored")]
    Stored,
    /// Follower to leader: the entries are on disk and applied.
    #[display("applied")]
    Applied,
    /// Follower to leader: a request for the entries after a position.
    #[display("resume after")]
    Resume,
    /// Follower to leader: a request for a snapshot.
    #[display("snapshot?")]
    AskSnapshot,
    /// Follower to leader: a request for the next piece of a snapshot.
    #[display("piece?")]
    AskPiece,
    /// Leader to follower: a piece of a snapshot.
    #[display("snapshot")]
    Snapshot,
    /// To an old leader: a newer term has begun.
    #[display("newer term")]
    NewerTerm,
    /// Leader to a follower that has lost its disk: it counts again.
    #[display("counts again")]
    Admit,
    /// Candidate to all: a request for a vote.
    #[display("vote?")]
    AskVote,
    /// To a candidate: the vote is granted.
    #[display("vote")]
    Vote,
    /// To a candidate: the vote is refused.
    #[display("no vote")]
    NoVote,
    /// To a replica: an order to lead.
    #[display("lead")]
    Lead,
    /// To any node: the name of the new leader.
    #[display("follow")]
    Follow,
    /// Monitor to replica: a health check.
    #[display("ping")]
    Ping,
    /// Replica to monitor: the answer to a ping.
    #[display("pong")]
    Pong,
    /// Sentinel to sentinel: a question whether the leader is down.
    #[display("down?")]
    AskDown,
    /// Sentinel to sentinel: the leader is down.
    #[display("down")]
    Down,
    /// Sentinel to sentinel: the leader is not down.
    #[display("not down")]
    NotDown,
    /// Timer: write to disk what is in memory.
    #[display("flush")]
    Flush,
    /// Timer: apply the next entry.
    #[display("apply")]
    Apply,
    /// Timer: stop waiting for a synchronous follower.
    #[display("patience")]
    Patience,
    /// Timer: check whether the leader was heard.
    #[display("look")]
    Watch,
    /// Timer: stand for election.
    #[display("stand")]
    Campaign,
    /// Timer: stop waiting for the confirmation that a node is off.
    #[display("off?")]
    Confirmation,
    /// Consumer to leader: a question for the entries of the log after a position.
    #[display("changes after?")]
    Fetch,
    /// Consumer to leader: a query for the rows of the change table after a number.
    #[display("change rows after?")]
    Query,
    /// Leader to consumer: changes up to a position.
    #[display("changes up to")]
    Changes,
    /// Leader to consumer: nothing has changed.
    #[display("no changes after")]
    NoChanges,
    /// Leader to consumer: all rows at a position.
    #[display("all rows at")]
    AllRows,
    /// Timer: ask for changes.
    #[display("ask")]
    Poll,
    /// Timer: apply changes, or record the position.
    #[display("take")]
    Take,
}

impl Tag {
    /// Whether such a message without a write is sent again and again.
    #[must_use]
    pub const fn is_periodic(self) -> bool {
        matches!(
            self,
            Self::Heartbeat
                | Self::Received
                | Self::Stored
                | Self::Applied
                | Self::Ping
                | Self::Pong
                | Self::AskDown
                | Self::Down
                | Self::NotDown
                | Self::Fetch
                | Self::Query
                | Self::NoChanges
        )
    }
}
