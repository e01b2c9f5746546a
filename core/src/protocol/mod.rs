//! The protocols, each a pure state machine. None knows the simulator, the checkers or another one.

pub mod leaderless;
pub mod multi_leader;
pub mod single_leader;
