//! Single leader: one node takes the writes, the others copy its log, and one of them takes its place when it
//! fails.
//!
//! # Story
//! Clients write to the leader, which appends to its replication log and ships the entries by position.
//! Followers apply them in order. When the leader fails, an administrator, an election or a monitor makes one
//! of them the leader of a new term.
//!
//! # Source
//! Kleppmann, *Designing Data-Intensive Applications*, ch. 5: "Leaders and Followers". The parts name their
//! own sources: [`replication`], [`failover`], [`consuming`]. A store outside of the replication that remembers row numbers
//! which the database hands out again is GitHub's incident of September 2012, as told in that chapter.
//!
//! # Invariants
//! - I1 A follower's log is a prefix of the leader's (`followers_hold_prefixes` in `tests/it`), as long as
//!   no other node has led.
//! - I2 Within a term the position of a running follower never goes back (`followers_hold_prefixes`).
//! - I3 Once nothing is in flight and no link is cut, all logs are equal (`replicas_converge`).
//!
//! # Not modelled
//! The entry of a key-value write is the new value of the key, whatever the setting `log` says: the setting is about
//! statements ([`store::record`](crate::store::record)). What a statement reads is not judged by the guarantees of clients, which are about
//! keys; replicas that make different rows of one statement are found by convergence. The parts name more.

mod config;
pub mod consuming;
mod describe;
mod entry;
pub mod failover;
mod member;
mod message;
pub mod note;
mod outside;
mod partition;
pub mod replication;
pub mod tag;
pub mod view;

use crate::{
    id::{NodeId, OperationId},
    kv::{Key, Refused, Reply},
    replica::{Context, Env, Input, Replica},
    time::{Duration, DurationRange},
    view::{KeyPlace, Label, Progress, ReplicaView, RingView},
};
use alloc::{boxed::Box, vec::Vec};
use consuming::Consumer;
use failover::Monitor;
use member::Member;
use outside::Outside;
use replication::Leading;

pub use config::{
    Behind, Blocked, Config, Failover, Fencing, Knob, Promotion, Recording, Replication, Stage,
    Tail, Triggers, Writing,
};
pub use entry::{Change, Entry};
pub use message::Message;
pub use note::Note;
pub use tag::Tag;
pub use view::View;

/// The timers of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Timer {
    /// Send a heartbeat to every follower.
    Heartbeat,
    /// Write the log to disk.
    Flush,
    /// Apply one entry.
    Apply,
    /// Stop waiting for slow synchronous followers.
    Patience,
    /// Check whether the leader was heard.
    Watch,
    /// Stand for election.
    Campaign,
    /// Stop waiting for the confirmation that a node is off.
    Confirmation,
    /// Ask for changes.
    Poll,
    /// Take the next step with changes that were read.
    Take,
}

impl Timer {
    /// Sets it to the duration in the settings.
    fn set(self, cx: &mut Context<'_, Node>) {
        let Duration(suspect) = cx.config.suspect();
        let checks = u64::from(failover::CHECKS);
        match self {
            Self::Heartbeat => cx.out.timer(self, Duration::millis(cx.config.heartbeat.into())),
            Self::Flush => cx.out.timer(self, cx.config.flush()),
            Self::Apply => cx.out.timer(self, cx.config.apply()),
            Self::Patience => cx.out.timer(self, cx.config.patience()),
            Self::Watch => cx.out.timer(self, Duration(suspect / checks)),
            Self::Confirmation => cx.out.timer(self, Duration(suspect)),
            Self::Poll => cx.out.timer(self, Duration::millis(cx.config.consumer_poll.into())),
            Self::Take => cx.out.timer(self, Duration::millis(cx.config.consumer_work.into())),
            Self::Campaign => {
                let range = DurationRange { min: Duration(suspect / 8), max: Duration(suspect) };
                cx.out.timer_between(self, range);
            }
        }
    }
}

/// Sets the timer to stand again if the election fails: not before the votes can have arrived.
fn stand_again(cx: &mut Context<'_, Node>) {
    let Duration(suspect) = cx.config.suspect();
    let range = DurationRange { min: Duration(suspect), max: Duration(2 * suspect) };
    cx.out.timer_between(Timer::Campaign, range);
}

/// Refuses an operation that only the leader can do, and names the leader if one is known.
fn refuse(cx: &mut Context<'_, Node>, operation: OperationId, leader: Option<NodeId>) {
    cx.out.note(Note::NotLeader { operation, leader });
    cx.out.reply(operation, Reply::Refused(Refused::NotLeader(leader)));
}

/// A node: a replica, or a node beside the replicas.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A leader, a follower or a candidate.
    Member(Box<Member>),
    /// A controller or a sentinel.
    Monitor(Box<Monitor>),
    /// A store that takes no part in replication.
    Outside(Outside),
    /// A store outside of the cluster that follows the database.
    Consumer(Box<Consumer>),
}

impl Node {
    /// Whether it is the kind of node that the settings ask for.
    fn fits(&self, config: &Config, id: NodeId) -> bool {
        match self {
            Self::Member(member) => {
                config.holds_data(id) && member.state.partition == config.share(id).index
            }
            Self::Monitor(_) => config.monitors.contains(id),
            Self::Outside(_) => config.outside.contains(id) && !config.monitors.contains(id),
            Self::Consumer(_) => {
                let other = config.monitors.contains(id) || config.outside.contains(id);
                config.consumers.contains(id) && !other
            }
        }
    }
}

impl Replica for Node {
    type Config = Config;
    type Message = Message;
    type Timer = Timer;

    fn start(cx: &mut Context<'_, Node>) -> Self {
        if cx.config.monitors.contains(cx.env.id) {
            Self::Monitor(Box::new(Monitor::start(cx)))
        } else if cx.config.outside.contains(cx.env.id) {
            Self::Outside(Outside::default())
        } else if cx.config.consumers.contains(cx.env.id) {
            Self::Consumer(Box::new(Consumer::start(cx)))
        } else {
            Self::Member(Box::new(Member::start(cx)))
        }
    }

    fn wiped(cx: &mut Context<'_, Node>, incarnation: u16) -> Self {
        match Self::start(cx) {
            Self::Member(_) => Self::Member(Box::new(Member::wiped(cx, incarnation))),
            other @ (Self::Monitor(_) | Self::Outside(_) | Self::Consumer(_)) => other,
        }
    }

    fn step(&mut self, cx: &mut Context<'_, Node>, input: Input<Message, Timer>) {
        let settled = matches!(input, Input::Configured | Input::Restarted);
        if settled && !self.fits(cx.config, cx.env.id) {
            // The settings made it another kind of node: it starts empty.
            *self = Self::start(cx);
        }
        match self {
            Self::Member(member) => member.step(cx, input),
            Self::Monitor(monitor) => monitor.step(cx, input),
            Self::Outside(store) => store.step(cx, input),
            Self::Consumer(consumer) => consumer.step(cx, input),
        }
    }

    fn recover(&self) -> Self {
        match self {
            Self::Member(member) => Self::Member(Box::new(member.recover())),
            Self::Monitor(monitor) => Self::Monitor(Box::new(monitor.recover())),
            Self::Outside(store) => Self::Outside(store.clone()),
            Self::Consumer(consumer) => Self::Consumer(Box::new(consumer.recover())),
        }
    }

    fn describe(&self, config: &Config, env: Env) -> ReplicaView {
        match self {
            Self::Member(member) => describe::member(member, config, env),
            Self::Monitor(monitor) => describe::monitor(monitor, config),
            Self::Outside(store) => describe::outside(store),
            Self::Consumer(consumer) => describe::consumer(consumer),
        }
    }

    fn outline(&self, config: &Config, env: Env, from: u64) -> ReplicaView {
        match self {
            Self::Member(member) => describe::outline(member, config, env, from),
            Self::Monitor(_) | Self::Outside(_) | Self::Consumer(_) => self.describe(config, env),
        }
    }

    fn progress(&self) -> Option<Progress> {
        match self {
            Self::Member(member) => Some(describe::progress(member)),
            Self::Monitor(_) | Self::Outside(_) | Self::Consumer(_) => None,
        }
    }

    fn label(message: &Message) -> Label {
        message.label()
    }

    fn timer_label(timer: Timer) -> Label {
        Label::new(match timer {
            Timer::Heartbeat => Tag::Heartbeat,
            Timer::Flush => Tag::Flush,
            Timer::Apply => Tag::Apply,
            Timer::Patience => Tag::Patience,
            Timer::Watch => Tag::Watch,
            Timer::Campaign => Tag::Campaign,
            Timer::Confirmation => Tag::Confirmation,
            Timer::Poll => Tag::Poll,
            Timer::Take => Tag::Take,
        })
    }

    fn holds_data(config: &Config, node: NodeId) -> bool {
        config.holds_data(node)
    }

    fn serves(config: &Config, node: NodeId, key: Key) -> bool {
        config.share(node).has(key)
    }

    fn ring(config: &Config, members: &[NodeId], keys: &[Key]) -> Option<RingView> {
        let replicas: Vec<NodeId> =
            members.iter().copied().filter(|&node| config.holds_data(node)).collect();
        let place = |&key: &Key| {
            let homes = replicas.iter().copied().filter(|&node| config.share(node).has(key));
            KeyPlace { key, at: 0, homes: homes.collect(), order: replicas.clone() }
        };
        let keys = keys.iter().map(place).collect();
        config.is_partitioned().then_some(RingView { positions: Vec::new(), keys, centres: 1 })
    }
}
