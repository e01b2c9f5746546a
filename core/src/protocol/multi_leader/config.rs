//! The settings of a cluster of leaders.

use crate::{
    id::NodeId,
    knob::{self, Features, KnobError, KnobValue, KnobView, Settings, Takes, settings},
};
use alloc::vec::Vec;

settings! {
    /// The settings.
    #[derive(Hash)]
    pub struct Config {
        /// Interval of heartbeats, in ms.
        heartbeat: u32 = 100, Heartbeat "heartbeat" 4, takes |_, _| Takes::numbers(5, 1_000);
    }
}

impl Settings for Config {
    fn views(&self, members: u16) -> Vec<KnobView> {
        self.all(members)
    }

    fn turn(&mut self, knob: knob::Knob, value: KnobValue, members: u16) -> Result<(), KnobError> {
        self.turn_within(knob, value, members)
    }

    fn check(&self, _: &[NodeId]) -> Result<(), KnobError> {
        Ok(())
    }

    fn features(&self) -> Features {
        Features { log: true, ..Features::default() }
    }
}
