//! Single leader: one node takes the writes, the others follow its log, and one of them takes its place
//! when it is gone.
//!
//! # Story
//! Clients write to the leader; it appends to its replication log and ships entries by position.
//! Followers apply them in order; when the leader dies, a person, a vote or a monitor makes one of them
//! the leader of a new term.
//!
//! # Source
//! Kleppmann, *Designing Data-Intensive Applications*, ch. 5: "Leaders and Followers". The parts name
//! theirs: [`replication`], [`failover`]. The store outside that remembers numbers which the database
//! hands out again is GitHub's incident of September 2012, as that chapter tells it.
//!
//! # Invariants
//! - I1 A follower's log is a prefix of the leader's (`followers_hold_prefixes` in `tests/it`), as long as
//!   nobody else has led.
//! - I2 Within a term a running follower's position never goes back (`followers_hold_prefixes`).
//! - I3 Once nothing is in flight and all links are whole, all logs are equal (`replicas_converge`).
//!
//! # Not modelled
//! What is in the log: an entry is the new value of one row, whatever the client's statement was. The
//! parts name more.

mod config;
mod entry;
pub mod failover;
mod member;
mod message;
pub mod note;
mod outside;
pub mod replication;
mod view;

use crate::{
    id::NodeId,
    replica::{Context, Env, Input, Replica},
    time::Duration,
    view::{Label, ReplicaView},
};
use alloc::boxed::Box;
use failover::Monitor;
use member::{Duty, Member};
use outside::Outside;
use replication::Leading;

pub use config::{Blocked, Config, Failover, Fencing, Knob, Replication, Stage, Tail};
pub use entry::{Change, Entry};
pub use message::Message;
pub use note::Note;

/// The timers of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Timer {
    /// Tell the followers how long the log is.
    Heartbeat,
    /// Write to disk what is in memory.
    Flush,
    /// Apply one more entry.
    Apply,
    /// A synchronous follower has had its time.
    Patience,
    /// Look whether the leader is there.
    Watch,
    /// Stand for election.
    Campaign,
}

impl Timer {
    /// Sets it as the settings say.
    fn set(self, cx: &mut Context<'_, Node>) {
        let Duration(suspect) = cx.config.suspect();
        let looks = u64::from(failover::LOOKS);
        match self {
            Self::Heartbeat => cx.out.timer(self, Duration::millis(cx.config.heartbeat.into())),
            Self::Flush => cx.out.timer(self, cx.config.flush()),
            Self::Apply => cx.out.timer(self, cx.config.apply()),
            Self::Patience => cx.out.timer(self, cx.config.patience()),
            Self::Watch => cx.out.timer(self, Duration(suspect / looks)),
            Self::Campaign => {
                cx.out.timer_between(self, (Duration(suspect / 8), Duration(suspect)));
            }
        }
    }
}

/// Stands again if nobody is elected: not before the votes can have come.
fn stand_again(cx: &mut Context<'_, Node>) {
    let Duration(suspect) = cx.config.suspect();
    cx.out.timer_between(Timer::Campaign, (Duration(suspect), Duration(2 * suspect)));
}

/// A node: with a copy of the data, or beside the replicas.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A leader, a follower or a candidate.
    Member(Box<Member>),
    /// A controller or a sentinel.
    Monitor(Box<Monitor>),
    /// A store of its own.
    Outside(Outside),
}

impl Node {
    /// Whether it is what the settings say it is.
    fn fits(&self, config: &Config, id: NodeId) -> bool {
        match self {
            Self::Member(_) => config.holds_data(id),
            Self::Monitor(_) => config.monitors.contains(id),
            Self::Outside(_) => config.outside.contains(id) && !config.monitors.contains(id),
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
        } else {
            Self::Member(Box::new(Member::start(cx)))
        }
    }

    fn step(&mut self, cx: &mut Context<'_, Node>, input: Input<Message, Timer>) {
        let settled = matches!(input, Input::Configured | Input::Restarted);
        if settled && !self.fits(cx.config, cx.env.id) {
            // It was made something else: it begins anew, with nothing.
            *self = Self::start(cx);
        }
        match self {
            Self::Member(member) => member.step(cx, input),
            Self::Monitor(monitor) => monitor.step(cx, input),
            Self::Outside(store) => store.step(cx, input),
        }
    }

    fn recover(&self) -> Self {
        match self {
            Self::Member(member) => Self::Member(Box::new(member.recover())),
            Self::Monitor(monitor) => Self::Monitor(Box::new(monitor.recover())),
            Self::Outside(store) => Self::Outside(store.clone()),
        }
    }

    fn describe(&self, config: &Config, env: Env<'_>) -> ReplicaView {
        match self {
            Self::Member(member) => view::member(member, config, env),
            Self::Monitor(monitor) => view::monitor(monitor, config),
            Self::Outside(store) => view::outside(store),
        }
    }

    fn outline(&self, config: &Config, env: Env<'_>, from: u64) -> ReplicaView {
        match self {
            Self::Member(member) => view::outline(member, config, env, from),
            other => other.describe(config, env),
        }
    }

    fn label(message: &Message) -> Label {
        message.label()
    }

    fn timer_word(timer: Timer) -> &'static str {
        match timer {
            Timer::Heartbeat => "heartbeat",
            Timer::Flush => "flush",
            Timer::Apply => "apply",
            Timer::Patience => "patience",
            Timer::Watch => "look",
            Timer::Campaign => "stand",
        }
    }

    fn holds_data(config: &Config, node: NodeId) -> bool {
        config.holds_data(node)
    }
}
