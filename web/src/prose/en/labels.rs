//! Labels of envelopes.

use replicarium::{
    protocol::{leaderless, multi_leader, single_leader},
    tag::{ClientTag, PowerTag, Tag},
    view::Label,
};

/// The text on an envelope: `append 3`, `store flour`, `snapshot 1 of 3`.
pub fn label(label: &Label) -> String {
    let mut text = tag(label.tag).to_owned();
    if let Some(number) = label.number {
        text += &format!(" {number}");
    }
    if let Some(of) = label.of {
        text += &format!(" of {of}");
    }
    if let Some((value, _)) = label.carries {
        text += &format!(" {value}");
    }
    text
}

pub fn quoted(label: &Label) -> String {
    format!("“{}”", self::label(label))
}

pub const fn tag(tag: Tag) -> &'static str {
    match tag {
        Tag::Client(tag) => of_client(tag),
        Tag::SingleLeader(tag) => of_single_leader(tag),
        Tag::MultiLeader(tag) => of_multi_leader(tag),
        Tag::Leaderless(tag) => of_leaderless(tag),
        Tag::Power(PowerTag::PowerOff) => "power off",
        Tag::Power(PowerTag::IsOff) => "is off",
    }
}

const fn of_client(tag: ClientTag) -> &'static str {
    match tag {
        ClientTag::Read => "read",
        ClientTag::Write => "write",
        ClientTag::Insert => "insert",
        ClientTag::Statement => "statement",
        ClientTag::Rows => "rows",
        ClientTag::Written => "ok",
        ClientTag::Inserted => "number",
        ClientTag::Found => "found",
        ClientTag::Nothing => "nothing",
        ClientTag::Siblings => "siblings",
        ClientTag::Refused => "refused",
        ClientTag::TooFew => "too few",
        ClientTag::Update => "update",
        ClientTag::Patience => "patience",
    }
}

const fn of_single_leader(tag: single_leader::Tag) -> &'static str {
    use single_leader::Tag;
    match tag {
        Tag::Heartbeat => "heartbeat",
        Tag::Append => "append",
        Tag::Received => "received",
        Tag::Stored => "stored",
        Tag::Applied => "applied",
        Tag::Resume => "resume after",
        Tag::AskSnapshot => "snapshot?",
        Tag::AskPiece => "piece?",
        Tag::Snapshot => "snapshot",
        Tag::NewerTerm => "newer term",
        Tag::Admit => "counts again",
        Tag::AskVote => "vote?",
        Tag::Vote => "vote",
        Tag::NoVote => "no vote",
        Tag::Lead => "lead",
        Tag::Follow => "follow",
        Tag::Ping => "ping",
        Tag::Pong => "pong",
        Tag::AskDown => "down?",
        Tag::Down => "down",
        Tag::NotDown => "not down",
        Tag::Flush => "flush",
        Tag::Apply => "apply",
        Tag::Patience => "patience",
        Tag::Watch => "look",
        Tag::Campaign => "stand",
        Tag::Confirmation => "off?",
        Tag::Fetch => "changes after?",
        Tag::Query => "change rows after?",
        Tag::Changes => "changes up to",
        Tag::NoChanges => "no changes after",
        Tag::AllRows => "all rows at",
        Tag::Poll => "ask",
        Tag::Take => "take",
    }
}

const fn of_multi_leader(tag: multi_leader::Tag) -> &'static str {
    use multi_leader::Tag;
    match tag {
        Tag::Heartbeat => "heartbeat",
        Tag::Ship => "ship",
        Tag::Applied => "applied",
        Tag::Resume => "resume after",
        Tag::AskRows => "rows?",
        Tag::Rows => "rows",
        Tag::Merge => "merge",
        Tag::Merged => "merged",
        Tag::Handler => "handler",
    }
}

const fn of_leaderless(tag: leaderless::Tag) -> &'static str {
    use leaderless::Tag;
    match tag {
        Tag::Forward => "forward",
        Tag::Store => "store",
        Tag::Stored => "stored",
        Tag::Fetch => "fetch",
        Tag::Holds => "holds",
        Tag::Empty => "empty",
        Tag::Repair => "repair",
        Tag::Repaired => "repaired",
        Tag::Hint => "hint",
        Tag::Handoff => "hand off",
        Tag::AskRows => "rows?",
        Tag::HandedOff => "has it",
        Tag::Hashes => "hashes",
        Tag::Rows => "rows",
        Tag::Patience => "patience",
        Tag::StandIn => "stand in",
        Tag::Compare => "compare",
        Tag::Sweep => "sweep",
    }
}
