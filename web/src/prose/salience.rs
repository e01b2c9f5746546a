//! Selects the fact of a step that is reported to the reader, independent of language.

use replicarium::{
    history::{History, Outcome},
    id::{Address, NodeId, OperationId},
    kv::{Key, Request, Value},
    note::Note,
    protocol::{leaderless, multi_leader, single_leader},
    sim::{Action, By, Happening, Step},
    store::LogNote,
    view::{EnvelopeView, Kind, WorldView},
};

/// A step with the state that is needed to describe it.
#[derive(Clone, Copy)]
pub struct StepContext<'a> {
    /// The step.
    pub step: &'a Step,
    /// The envelope that the step moved, if any.
    pub moved: Option<&'a EnvelopeView>,
    /// The effects of the step.
    pub happenings: &'a [Happening],
    /// The clients' history after the step.
    pub history: &'a History,
    /// The world after the step.
    pub world: &'a WorldView,
}

/// The fact of a step that is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A replica recorded a note.
    Noted(NodeId, Note),
    /// A replica applied a range of log positions, first and last included.
    AppliedMany(NodeId, u64, u64),
    /// A client's operation ended.
    Ended(OperationId, Outcome),
    /// An envelope arrived and the receiver recorded no note.
    Arrived(EnvelopeView),
    /// An envelope was lost.
    Vanished(EnvelopeView),
    /// An envelope was held.
    Held(EnvelopeView),
    /// An envelope was released.
    Released(EnvelopeView),
    /// An envelope was duplicated.
    Duplicated(EnvelopeView),
    /// None of the above: the action itself.
    Done(Action),
}

impl StepContext<'_> {
    /// The request of an operation.
    pub fn request(&self, operation: OperationId) -> Option<Request> {
        self.history.operation(operation).map(|operation| operation.request)
    }

    /// The key and the value of a write.
    pub fn written(&self, write: OperationId) -> Option<(Key, Value)> {
        let request = self.request(write)?;
        Some((request.key(), request.value()?))
    }

    /// Whether the reader chose this step.
    pub fn is_reader(&self) -> bool {
        self.step.by == By::Reader
    }

    /// The replicas that were sent a message in this step.
    pub fn receivers(&self) -> Vec<NodeId> {
        let sent = self.happenings.iter().filter_map(Happening::sent);
        let sent = sent.filter(|it| it.kind == Kind::Message).map(|it| it.to);
        let nodes = sent.filter_map(|to| match to {
            Address::Node(node) => Some(node),
            Address::Client(_) | Address::Switch(_) => None,
        });
        let mut nodes: Vec<_> = nodes.collect();
        nodes.dedup();
        nodes
    }

    /// The first reply or message sent in this step.
    pub fn answer(&self) -> Option<&EnvelopeView> {
        self.happenings.iter().filter_map(Happening::sent).find(|it| it.kind != Kind::Timer)
    }
}

/// The most important fact of a step. Failures and conflicts come before routine progress.
pub fn salient_fact(cx: &StepContext) -> Fact {
    // A change of the members is more than the rows that it sets in motion.
    if let Action::Join(_) | Action::Leave(_) = cx.step.action {
        return Fact::Done(cx.step.action);
    }
    let notes = cx.happenings.iter().filter_map(Happening::noted);
    // Among notes of equal rank, the last one.
    let best = notes.clone().rev().min_by_key(|(_, note)| rank(note));
    if let Some((node, Note::Log(LogNote::Applied { .. }))) = best {
        let mut positions = notes.filter_map(|(_, note)| {
            let Note::Log(LogNote::Applied { position, .. }) = note else { return None };
            Some(position)
        });
        if let (Some(first), Some(last)) = (positions.next(), positions.next_back()) {
            return Fact::AppliedMany(node, first, last);
        }
    }
    if let Some((node, note)) = best {
        return Fact::Noted(node, note);
    }
    let ended = cx.happenings.iter().find_map(Happening::ended);
    let ended = ended.map(|(operation, outcome)| Fact::Ended(operation, outcome));
    ended.unwrap_or(match (cx.step.action, cx.moved) {
        (Action::Deliver(_), Some(envelope)) => Fact::Arrived(*envelope),
        (Action::Drop(_), Some(envelope)) => Fact::Vanished(*envelope),
        (Action::Hold(_), Some(envelope)) => Fact::Held(*envelope),
        (Action::Release(_), Some(envelope)) => Fact::Released(*envelope),
        (Action::Duplicate(_), Some(envelope)) => Fact::Duplicated(*envelope),
        (action, _) => Fact::Done(action),
    })
}

/// The rank of a note; the lowest rank is reported.
const fn rank(note: &Note) -> u8 {
    match note {
        Note::Log(note) => match note {
            LogNote::Gap { .. } | LogNote::Recovered { .. } => 2,
            LogNote::Resumed { .. } => 4,
            LogNote::Appended { .. } | LogNote::Applied { .. } => 5,
        },
        Note::SingleLeader(note) => rank_of_single_leader(note),
        Note::MultiLeader(note) => of_several_leaders(*note),
        Note::Leaderless(note) => rank_of_leaderless(note),
        Note::Repeated(_) => 1,
        Note::SwitchedOff { .. } => 0,
    }
}

const fn rank_of_single_leader(note: &single_leader::Note) -> u8 {
    use single_leader::Note;
    match note {
        Note::Leads { .. } | Note::Discarded { .. } | Note::Stops { .. } => 0,
        Note::NotLeader { .. } => 1,
        Note::StatementFails { .. }
        | Note::Begins { .. }
        | Note::Executes { .. }
        | Note::RollsBack { .. }
        | Note::Queried { .. }
        | Note::Read { .. }
        | Note::Took { .. }
        | Note::RecordsPosition { .. }
        | Note::GoesOnAfter { .. }
        | Note::Upgraded { .. }
        | Note::ReadWaits { .. }
        | Note::ReadRefused { .. }
        | Note::SynchronousNow { .. }
        | Note::GoesOnAlone
        | Note::GivesUp { .. }
        | Note::NotConsistent
        | Note::CountsAgain
        | Note::WaitsAgain { .. }
        | Note::Shortened { .. }
        | Note::SnapshotBegun { .. }
        | Note::SnapshotPiece { .. }
        | Note::SnapshotInstalled { .. }
        | Note::Diverges { .. }
        | Note::RefusedOld { .. }
        | Note::Suspects { .. }
        | Note::AgreedDown { .. }
        | Note::Stands { .. }
        | Note::Votes { .. }
        | Note::Chose { .. }
        | Note::StepsDown { .. }
        | Note::Leaving
        | Note::HandsOver { .. }
        | Note::LeadsOn
        | Note::Repoints { .. }
        | Note::WaitsUntilOff { .. }
        | Note::NotConfirmed { .. } => 2,
        Note::SwitchesOff { .. } | Note::KnowsOff { .. } | Note::Admits { .. } => 3,
        Note::CaughtUp { .. } | Note::Voted { .. } | Note::Flushed { .. } => 4,
    }
}

const fn rank_of_leaderless(note: &leaderless::Note) -> u8 {
    use leaderless::Note;
    match note {
        Note::KeptNewer { .. } => 0,
        Note::TooFew { .. } => 1,
        Note::Recovered { .. } => 2,
        Note::Enough { .. }
        | Note::Named { .. }
        | Note::Siblings { .. }
        | Note::Forwarded { .. }
        | Note::Differ { .. }
        | Note::Swept { .. }
        | Note::Repairs { .. }
        | Note::StandsIn { .. }
        | Note::Hinted { .. }
        | Note::HandedOff { .. }
        | Note::HintRedirected { .. }
        | Note::NoHint { .. }
        | Note::AsksForRows { .. }
        | Note::RowsCame { .. }
        | Note::SomeRowsCame { .. }
        | Note::NoHome { .. }
        | Note::ReadWaits { .. }
        | Note::OldVersions { .. } => 3,
        Note::Stored { .. } => 5,
        Note::Answer { .. } => 6,
    }
}

const fn of_several_leaders(note: multi_leader::Note) -> u8 {
    use multi_leader::Note;
    match note {
        Note::Conflict { .. }
        | Note::Beside { .. }
        | Note::GivesWay { .. }
        | Note::Handled { .. }
        | Note::HeldBack { .. }
        | Note::TakesOver { .. } => 0,
        Note::Suspects { .. } | Note::HearsAgain { .. } => 1,
        Note::Restored { .. } | Note::Updated { .. } | Note::Merged { .. } => 2,
    }
}
