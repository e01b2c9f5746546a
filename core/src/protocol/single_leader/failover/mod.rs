//! Who leads: how a dead leader is noticed, who chooses the next, and what becomes of the old one.
//!
//! # Story
//! Every leadership has a term. A new leader begins a higher one, chosen by a person, by a majority of the
//! replicas, by a controller, or by sentinels that agree. What keeps the old leader from going on is
//! fencing: everybody refuses older terms, or the old one is switched off, or nothing does.
//!
//! # Source
//! Kleppmann, *Designing Data-Intensive Applications*, ch. 5: "Leader failure: Failover"; ch. 8: "The
//! Leader and the Lock" (fencing). Election: Ongaro and Ousterhout, *In Search of an Understandable
//! Consensus Algorithm*, 2014, §5.2 and §5.4.1. Sentinels: the Redis manual, "High availability with Redis
//! Sentinel" (subjectively and objectively down, quorum, the sentinels' own election, replica selection).
//! Switching off: Pacemaker's "Shoot The Other Node In The Head".
//!
//! # Invariants
//! - I1 With an election, no two nodes lead in one term (`no_two_leaders_share_a_term`).
//! - I2 With an election, fencing by term and majority acknowledgement, no acknowledged write is ever lost
//!   (`majority_loses_nothing`).
//! - I3 A replica votes once in a term, also across a crash (`no_two_leaders_share_a_term`).
//!
//! # Not modelled
//! Changing the members by consensus, pre-votes, leases: a leader answers reads from its own rows, also
//! when it has been replaced and does not know yet. Clients do not ask sentinels who leads: they ask
//! replicas and go where a refusal points. Whoever switches another node off does not wait until it is off.

mod controller;
mod election;
mod handing;
mod sentinel;

pub use controller::Monitor;
pub use election::LOOKS;
