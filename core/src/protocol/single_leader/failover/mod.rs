//! Who leads: how a dead leader is noticed, who chooses the next, and what becomes of the old one.
//!
//! # Story
//! Every leadership has a term. A new leader begins a higher one, chosen by a person, by a majority of the
//! replicas, by a controller, or by sentinels that agree; it first flushes what is in its memory. What keeps
//! the old leader from going on is fencing: everybody refuses older terms, or the old one is switched off,
//! or nothing does.
//!
//! Where leaders are elected, a node that is told to lead, by a person or by the leader that stops, stands
//! for election at once. Elsewhere it leads without a vote, in a term that only it can be given
//! ([`Term`](crate::id::Term)): so two people who do not know of each other make leaders of two terms, and
//! the newer one fences the older.
//!
//! A leader that is to stop takes no more writes, and tells a follower that has everything to lead. It says
//! so again with every heartbeat until it hears from the new leader, and then it stops; if nobody takes over
//! in the time after which a leader is suspected, it goes on leading.
//!
//! # Source
//! Kleppmann, *Designing Data-Intensive Applications*, ch. 5: "Leader failure: Failover"; ch. 8: "The
//! Leader and the Lock" (fencing). Election: Ongaro and Ousterhout, *In Search of an Understandable
//! Consensus Algorithm*, 2014, §5.2 and §5.4.1. Sentinels: the Redis manual, "High availability with Redis
//! Sentinel" (subjectively and objectively down, quorum, the sentinels' own election, replica selection).
//! Terms of one's own: ballot numbers from disjoint sets in Lamport, *Paxos Made Simple*, 2001, §2.4. Redis
//! Cluster lets the node's name decide where two have the same epoch (specification, "configEpoch conflicts
//! resolution algorithm"); PostgreSQL does not: two standbys that are promoted apart
//! may both begin timeline 2. Handing over: Ongaro, *Consensus: Bridging Theory and Practice*, 2014, §3.10;
//! MongoDB's `replSetStepDown` stays primary too if no secondary is ready in time. Switching off:
//! Pacemaker's "Shoot The Other Node In The Head".
//!
//! # Invariants
//! - I1 No two nodes lead in one term, whoever chose them (`no_two_leaders_share_a_term`,
//!   `appointed_leaders_share_no_term`).
//! - I2 With an election, fencing by term and majority acknowledgement, no acknowledged write is ever lost
//!   (`majority_loses_nothing`).
//! - I3 A replica votes once in a term, also across a crash (`no_two_leaders_share_a_term`).
//! - I4 A leader that was told to stop either stops after another one has begun, or leads on
//!   (`shutdown_leaves_a_leader`).
//!
//! # Not modelled
//! Changing the members by consensus, pre-votes, leases: a leader answers reads from its own rows, also
//! when it has been replaced and does not know yet. Clients do not ask sentinels who leads: they ask
//! replicas and go where a refusal points. Whoever switches another node off does not wait until it is off,
//! as Pacemaker does. What the old one had sent before may arrive later: followers that know of the new term
//! refuse it, as they have turned to the new leader; those that do not know of it yet take it. A disk that
//! was wiped has forgotten the terms and votes on it, so that I1 to I3 do not hold with it.

mod controller;
mod election;
mod handing;
mod sentinel;

pub use controller::Monitor;
pub use election::LOOKS;
