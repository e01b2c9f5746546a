//! The settings, and how they are turned.

use crate::{
    clock::Clock,
    id::NodeId,
    knob::{Knob, KnobError, KnobView},
    quorum::Quorum,
    time::Duration,
};
use alloc::vec::Vec;

/// What a coordinator does about replicas that answered a read with something older.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReadRepair {
    /// Nothing.
    #[default]
    Off,
    /// Answers first, then tells them; also those that answer later.
    Asynchronous,
    /// Tells them, and answers when they have it.
    Blocking,
}

/// What a coordinator does about homes that do not answer in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Handoff {
    /// Nothing.
    #[default]
    Off,
    /// The next node on the ring keeps a hint for them. It does not count towards w.
    Hints,
    /// The next node on the ring stands in for them: its answer counts towards w and r (Dynamo §4.6).
    Sloppy,
}

/// What becomes of two writes that did not know of each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Conflict {
    /// The one with the greater timestamp is kept.
    #[default]
    LastWriteWins,
    /// Both, told apart by one version vector for all values of a key.
    VersionVector,
    /// Both, told apart by the dots of the writes.
    Dotted,
}

impl Conflict {
    /// By which rule siblings are replaced.
    #[must_use]
    pub const fn clock(self) -> Clock {
        match self {
            Self::VersionVector => Clock::VersionVector,
            Self::LastWriteWins | Self::Dotted => Clock::Dotted,
        }
    }
}

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Config {
    /// n, w and r.
    pub quorum: Quorum,
    /// How long a coordinator waits for answers, in ms.
    pub patience: u32,
    /// Read repair.
    pub repair: ReadRepair,
    /// Hinted handoff.
    pub handoff: Handoff,
    /// After how long without an answer somebody stands in for a home, in ms.
    pub handoff_after: u32,
    /// How long a hint is kept, in ms by its holder's clock.
    pub hint_window: u32,
    /// The handling of conflicts.
    pub conflict: Conflict,
    /// Whether clients that merge siblings keep marks of what they removed.
    pub merge_marks: bool,
    /// How often a node compares its rows with another one's, in ms; 0 for never.
    pub anti_entropy: u32,
    /// How long a tombstone is kept, in ms; 0 for ever.
    pub grace: u32,
    /// Data centres. Each holds n replicas of a key; w and r are counted in the coordinator's own.
    pub centres: u16,
}

impl Config {
    /// The most data centres.
    pub const CENTRES: usize = 3;

    /// Three replicas of each key and majorities of two, or what fewer nodes allow.
    #[must_use]
    pub fn for_nodes(nodes: u16) -> Self {
        let n = nodes.clamp(1, 3);
        let majority = n / 2 + 1;
        Self {
            quorum: Quorum { n, w: majority, r: majority },
            patience: 200,
            repair: ReadRepair::Off,
            handoff: Handoff::Off,
            handoff_after: 60,
            hint_window: 3_000,
            conflict: Conflict::LastWriteWins,
            merge_marks: true,
            anti_entropy: 0,
            grace: 0,
            centres: 1,
        }
    }

    pub(super) fn patience(&self) -> Duration {
        Duration::millis(self.patience.into())
    }

    /// The data centre of a node: they belong to the centres in turn, so that who joins moves nobody.
    #[must_use]
    pub const fn centre(&self, node: NodeId) -> u16 {
        node.0 % self.centres
    }

    pub(super) fn check(&self, members: &[NodeId]) -> Result<(), KnobError> {
        let of = |centre| members.iter().filter(|&&node| self.centre(node) == centre).count();
        let least = (0..self.centres).map(of).min().unwrap_or(0);
        self.quorum.check(least as u16).map_err(KnobError::Quorum)
    }

    pub(super) fn knobs(&self, members: u16) -> Vec<KnobView> {
        let Quorum { n, w, r } = self.quorum;
        let view = |knob, value: u32, range| {
            let hands_off = !matches!(self.handoff, Handoff::Off);
            let matters = hands_off || !matches!(knob, Knob::HandoffAfter | Knob::HintWindow);
            KnobView { knob, value, range, matters }
        };
        alloc::vec![
            view(Knob::Replicas, n.into(), (1, (members / self.centres).into())),
            view(Knob::WriteQuorum, w.into(), (1, n.into())),
            view(Knob::ReadQuorum, r.into(), (1, n.into())),
            view(Knob::Patience, self.patience, (5, 5_000)),
            view(Knob::ReadRepair, self.repair as u32, (0, 2)),
            view(Knob::Handoff, self.handoff as u32, (0, 2)),
            view(Knob::HandoffAfter, self.handoff_after, (1, 5_000)),
            view(Knob::HintWindow, self.hint_window, (10, 600_000)),
            view(Knob::Conflict, self.conflict as u32, (0, 2)),
            view(Knob::Merge, self.merge_marks.into(), (0, 1)),
            view(Knob::AntiEntropy, self.anti_entropy, (0, 60_000)),
            view(Knob::Grace, self.grace, (0, 600_000)),
            view(
                Knob::Centres,
                self.centres.into(),
                (1, (members / n).clamp(1, Self::CENTRES as u16).into())
            ),
        ]
    }

    pub(super) fn turn(&mut self, knob: Knob, value: u32, members: u16) -> Result<(), KnobError> {
        let small = u16::try_from(value).unwrap_or(u16::MAX);
        let mut quorum = self.quorum;
        match knob {
            Knob::Replicas => {
                quorum.n = small;
                // Fewer replicas cannot give more answers: w and r follow n down.
                quorum.w = quorum.w.min(small.max(1));
                quorum.r = quorum.r.min(small.max(1));
            }
            Knob::WriteQuorum => quorum.w = small,
            Knob::ReadQuorum => quorum.r = small,
            _ => {
                let value = knob.within(value, &self.knobs(members))?;
                self.set(knob, value);
            }
        }
        quorum.check(members / self.centres).map_err(KnobError::Quorum)?;
        self.quorum = quorum;
        Ok(())
    }

    /// Sets what is no part of the quorum to a value within its range.
    fn set(&mut self, knob: Knob, value: u32) {
        match knob {
            Knob::Patience => self.patience = value,
            Knob::ReadRepair => {
                use ReadRepair::{Asynchronous, Blocking, Off};
                self.repair = [Off, Asynchronous, Blocking][value as usize];
            }
            Knob::Handoff => {
                use Handoff::{Hints, Off, Sloppy};
                self.handoff = [Off, Hints, Sloppy][value as usize];
            }
            Knob::HandoffAfter => self.handoff_after = value,
            Knob::HintWindow => self.hint_window = value,
            Knob::Conflict => {
                use Conflict::{Dotted, LastWriteWins, VersionVector};
                self.conflict = [LastWriteWins, VersionVector, Dotted][value as usize];
            }
            Knob::Merge => self.merge_marks = value == 1,
            Knob::AntiEntropy => self.anti_entropy = value,
            Knob::Grace => self.grace = value,
            Knob::Centres => self.centres = value as u16,
            _ => {}
        }
    }
}
