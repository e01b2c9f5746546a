//! Failover: how a dead leader is detected, who chooses the next one, and what becomes of the old one.
//!
//! # Story
//! Every leadership has a term. A new leader begins a later term. It is chosen by an administrator, by a
//! majority of the replicas, by a controller, or by sentinels that agree, and first flushes what is only in its
//! memory. Fencing stops the old leader: all nodes refuse older terms, or the old leader is switched off. A
//! cluster may also do without.
//!
//! A node that is to lead has the old leader switched off by an order to the power switch of its machine. The order does
//! not travel on the links between replicas, and the switch works whatever the process does, so that a paused leader goes
//! off too. The node leads once the switch has confirmed it. Without a confirmation it repeats the order after the timeout
//! after which a silent leader is suspected, and does not lead. With the setting `promotion at-once` it does not wait: two
//! leaders go on until the switch has done its work, and if both shoot, both go off.
//!
//! Where leaders are elected, a node that is told to lead, by an administrator or by a leader that shuts down,
//! stands for election at once. Elsewhere it leads without a vote, in a term that it owns
//! ([`Term`](crate::id::Term)). Two administrators who do not know of each other therefore appoint leaders of
//! two different terms, and the later one fences the earlier one.
//!
//! A leader that shuts down takes no more writes, and tells a follower that has the whole log to lead. It
//! repeats this with every heartbeat and halts when it hears from the new leader. If no follower takes over
//! within the timeout after which a leader is suspected, it keeps leading.
//!
//! # Source
//! Kleppmann, *Designing Data-Intensive Applications*, ch. 5: "Leader failure: Failover"; ch. 8: "The
//! Leader and the Lock" (fencing). Election: Ongaro and Ousterhout, *In Search of an Understandable
//! Consensus Algorithm*, 2014, §5.2 and §5.4.1. Sentinels: the Redis manual, "High availability with Redis
//! Sentinel" (subjectively and objectively down, quorum, the sentinels' own election, replica selection), and Redis'
//! `sentinel.c` (`sentinelAskMasterStateToOtherSentinels`: an answer is forgotten after five periods of asking).
//! Terms with an owner: ballot numbers from disjoint sets in Lamport, *Paxos Made Simple*, 2001, §2.4. In Redis
//! Cluster the node's name breaks ties between equal epochs (specification, "configEpoch conflicts resolution
//! algorithm"). PostgreSQL breaks no such ties: two standbys that are promoted apart may both begin timeline 2.
//! Handing over: Ongaro, *Consensus: Bridging Theory and Practice*, 2014, §3.10; MongoDB's `replSetStepDown`
//! also stays primary if no secondary is ready in time.
//!
//! Switching off: *Pacemaker Explained*, "Fencing": "Shoot The Other Node In The Head"; of fence devices, "it is essential
//! that they do not rely on the same network as the cluster itself", and "no fence device should rely on its target
//! functioning properly". *Clusters from Scratch*, "Configure Fencing": fencing ensures "that the node is truly offline
//! before allowing the data to be accessed from another node". A fence action has a time in which to complete
//! (`stonith-timeout`, since 3.0 `fencing-timeout`), and is tried again when it fails (`stonith-max-attempts`). The same
//! manual names the "death match", "where two nodes try to fence each other at the same time", and `pcmk_delay_base`
//! against it.
//!
//! # Invariants
//! - I1 No two nodes lead in the same term, whoever chose them (`no_two_leaders_share_a_term`,
//!   `appointed_leaders_share_no_term`).
//! - I2 With an election, fencing by term and majority acknowledgement, no acknowledged write is lost
//!   (`majority_loses_nothing`).
//! - I3 A replica votes once in a term, also across a crash (`no_two_leaders_share_a_term`).
//! - I4 A leader that is told to shut down halts after another one has begun to lead, or keeps leading
//!   (`shutdown_leaves_a_leader`).
//!
//! # Not modelled
//! Changing the members by consensus, pre-votes, leases: a leader answers reads from its own rows, even if it
//! has been replaced and does not know it yet. Clients do not ask sentinels for the leader: they ask replicas
//! and follow refusals. Pacemaker's coordinator has every node switched off that left the cluster; here the node that is
//! to lead has the leader switched off that it knew last. It tries for ever, where Pacemaker tries ten times and then waits
//! for the next event, and cannot be told by a person that a node is off (`stonith_admin --confirm`). A confirmation does
//! not name its order. A leader that is switched on again leads again until it is shot again, except where leaders are
//! elected.
//! What the old leader sent before may still arrive: followers that know of the new term refuse it, the others
//! accept it. A sentinel that has lost its disk may vote twice.

mod detector;
mod election;
mod fencing;
mod handing;
mod monitor;
mod sentinel;

pub use detector::{CHECKS, Detector};
pub use election::Campaign;
pub use fencing::SwitchingOff;
pub use monitor::Monitor;
