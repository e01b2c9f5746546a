//! The guarantees of each mode, and the reasons for those that it does not give.

mod leaderless;
mod multi_leader;
mod single_leader;

use super::Mode;
use crate::{
    check::Property,
    id::NodeId,
    knob::KnobView,
    protocol,
    sim::Setting,
    view::{NodeView, Past, Role, Status, WorldView},
};
use alloc::vec::Vec;

/// Whether a property is promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// It is, and this work says why it can be. A violation is a broken promise.
    Made(&'static str),
    /// It is not, for this reason. The setting, if there is one, would change that.
    Never(Reason, Option<Setting>),
}

impl Promise {
    /// Whether the property is promised.
    #[must_use]
    pub const fn is_made(self) -> bool {
        matches!(self, Self::Made(_))
    }
}

/// Why a property is not promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A follower may be behind the leader, and another follower farther behind.
    AsynchronousFollowers,
    /// A replica answers from its own rows: a follower may be behind, and an old leader replaced.
    OneReplicaAnswers,
    /// A write is acknowledged before a majority has it, and one that has not may lead next.
    LostInFailover,
    /// A person, a controller or sentinels may make a node the leader that has not all acknowledged writes:
    /// only the votes of a majority tell that it has.
    ChosenByFew,
    /// A write is acknowledged before it is on disk.
    NotFlushed,
    /// Nothing keeps an old leader from going on beside the new one for good: one that was switched off leads again when
    /// it is switched on.
    NoFencing,
    /// Each write reaches the replicas on its own, and these have no common order.
    NoCommonOrder,
    /// Leaders accept writes without asking each other.
    LeadersDoNotAsk,
    /// One of two concurrent writes is discarded.
    LastWriteWins,
    /// A read may ask only replicas that no write has reached: w + r ≤ n.
    QuorumsDoNotOverlap,
    /// A write that has reached some replicas is seen by one reader and not by the next.
    ReadDuringWrite,
    /// A replica that missed a write is never repaired.
    NoRepair,
    /// Nodes that stand in for a key's homes count towards w, and a later read may not ask them.
    SloppyQuorum,
    /// w and r are counted in the coordinator's data centre; the others get a write later.
    OtherCentres,
    /// A node has lost its disk, and with it what it had acknowledged.
    DiskLost,
    /// A client that coordinates for itself counts its own writes. A later one replaces an earlier one that the client has
    /// not read.
    OwnWriteUnread,
    /// Nodes have joined or left, so that other nodes than those that acknowledged a write are asked.
    MembersChanged,
    /// Older writes were acknowledged under other settings, which did not promise it or place rows elsewhere.
    EarlierSettings,
    /// Nobody leads since the choice of leaders was changed.
    NobodyLeads,
    /// A follower executes statements again, with a clock, random numbers and an order of rows of its own.
    ExecutedAgain,
    /// A follower's triggers run after changes for which the leader's have run.
    TriggersRunAgain,
    /// A node cannot apply pages of another storage format.
    OtherFormat,
    /// A change table identifies rows by their keys. There are tables without one.
    KeysOnly,
    /// Keys are in several partitions, whose logs have no common order.
    Partitions,
    /// The topology does not lead from every leader to every other one.
    NotConnected,
    /// A write that replaces the winner of a conflict may lose against the loser, which some replicas have dropped.
    WinnersReplaced,
    /// What the conflict handler makes depends on the order in which versions arrive.
    HandlerDependsOnOrder,
    /// What is left of concurrent writes is what a rule or a handler makes of them.
    RuleDecides,
}

impl Mode {
    /// Whether this mode promises a property now: with its settings as they stand, after what has happened.
    #[must_use]
    pub fn promises(self, property: Property, view: &WorldView) -> Promise {
        let promise = self.offers(property, &view.knobs);
        let promise = match (self, promise) {
            (Self::SingleLeader, Promise::Never(..)) => {
                single_leader::by_sessions(property, view).unwrap_or(promise)
            }
            (Self::MultiLeader, Promise::Never(..)) => {
                multi_leader::by_causes(property, view).unwrap_or(promise)
            }
            (Self::SingleLeader | Self::MultiLeader | Self::Leaderless, _) => promise,
        };
        match promise {
            Promise::Made(_) => {
                let broken = self.outlived(property, &view.knobs, &view.past);
                let broken = broken.or_else(|| self.stranded(property, view));
                let broken = broken.or_else(|| self.apart(property, view));
                broken.map_or(promise, |reason| Promise::Never(reason, None))
            }
            Promise::Never(..) => promise,
        }
    }

    /// Whether this mode promises a property in a run that has these settings from its start, keeps its members, and
    /// loses no disk.
    #[must_use]
    pub fn offers(self, property: Property, settings: &[KnobView]) -> Promise {
        match self {
            Self::SingleLeader => {
                single_leader::promise(&protocol::single_leader::Config::of(settings), property)
            }
            Self::MultiLeader => {
                multi_leader::promise(&protocol::multi_leader::Config::of(settings), property)
            }
            Self::Leaderless => {
                leaderless::promise(&protocol::leaderless::Config::of(settings), property)
            }
        }
    }

    /// Nobody leads since the choice of leaders was changed: an election that was under way may be nobody's any more, and
    /// then no log is shipped.
    fn stranded(self, property: Property, view: &WorldView) -> Option<Reason> {
        let leads =
            |node: &NodeView| node.status == Status::Running && node.replica.role == Role::Leader;
        let concerned = self == Self::SingleLeader && property == Property::Convergence;
        let changed = |then: &Vec<KnobView>| single_leader::chooses_otherwise(then, &view.knobs);
        let stranded =
            concerned && view.past.settings.iter().any(changed) && !view.nodes.iter().any(leads);
        stranded.then_some(Reason::NobodyLeads)
    }

    /// The members that lead now are not all connected.
    fn apart(self, property: Property, view: &WorldView) -> Option<Reason> {
        if self != Self::MultiLeader || property != Property::Convergence {
            return None;
        }
        let here = view.nodes.iter().filter(|node| node.status != Status::Left);
        let members: Vec<NodeId> = here.map(|node| node.id).collect();
        let connected = multi_leader::connects(&view.knobs, &members);
        (!connected).then_some(Reason::NotConnected)
    }

    /// What has happened that a promise does not outlive.
    fn outlived(self, property: Property, settings: &[KnobView], past: &Past) -> Option<Reason> {
        let convergence = property == Property::Convergence;
        // Replicas without a leader compare their rows, whatever their disks have lost.
        let compares = convergence && self == Self::Leaderless;
        // A leader among several gets the rows of the others under a new name. A second disk may be the only one that a write
        // of the first has reached.
        let restores = convergence
            && self == Self::MultiLeader
            && past.disks_lost <= 1
            && !multi_leader::holds_back(settings);
        // Any cluster brings a node that joins up to date. What only a node that leaves had is gone with it.
        let fills = self == Self::Leaderless
            && leaderless::fills_new_homes(settings)
            && past.settings.iter().all(|then| leaderless::fills_new_homes(then));
        let keeps_up = compares || ((convergence || fills) && !past.left);
        let offered = self.offers(property, settings).is_made();
        let weaker = |then: &Vec<KnobView>| offered && !self.offers(property, then).is_made();
        let moved = |then: &Vec<KnobView>| match self {
            Self::SingleLeader => single_leader::moves(then, settings),
            Self::MultiLeader => multi_leader::moves(then, settings),
            Self::Leaderless => leaderless::moves(then, settings),
        };
        // Dynamo, §6.4: a home coordinates a write, since its version must subsume those that the home has.
        let unread = past.libraries && !self.offers(Property::ReadYourWrites, settings).is_made();
        // The count of a library may name a dot that a value of last write wins was given.
        let renamed = |then: &Vec<KnobView>| leaderless::resolves_otherwise(then, settings);
        if property == Property::Durable && unread {
            Some(Reason::OwnWriteUnread)
        } else if compares && past.libraries && past.settings.iter().any(renamed) {
            Some(Reason::EarlierSettings)
        } else if past.disks_lost > 0 && !compares && !restores {
            Some(Reason::DiskLost)
        } else if (past.joined || past.left) && !keeps_up {
            Some(Reason::MembersChanged)
        } else if !compares && past.settings.iter().any(|then| weaker(then) || moved(then)) {
            Some(Reason::EarlierSettings)
        } else {
            None
        }
    }
}
