//! Failure detection by timeout: a leader that stays silent for too long is suspected to be down.

/// The number of consecutive checks without a message from the leader after which it is suspected. A node checks this
/// many times within the timeout, so that a message from the leader does not have to reset a timer.
pub const CHECKS: u8 = 2;

/// Counts a node's checks since it last heard from the leader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Detector {
    /// Whether the leader was heard since the last check.
    heard: bool,
    /// The number of consecutive checks without a message.
    silent: u8,
}

impl Default for Detector {
    /// The leader gets the full timeout before it is suspected.
    fn default() -> Self {
        Self { heard: true, silent: 0 }
    }
}

impl Detector {
    /// Records a message from the leader.
    pub fn hear(&mut self) {
        *self = Self::default();
    }

    /// Checks whether the leader was heard since the last check. Returns whether this check makes it suspected.
    pub const fn check(&mut self) -> bool {
        self.silent = if self.heard { 0 } else { self.silent.saturating_add(1) };
        self.heard = false;
        self.silent == CHECKS
    }

    /// Restarts the count, although nothing was heard.
    pub const fn reset(&mut self) {
        self.silent = 0;
    }

    /// Whether the leader is suspected to be down.
    pub const fn suspects(self) -> bool {
        self.silent >= CHECKS
    }

    /// Clears the suspicion; one more check without a message raises it again.
    pub fn doubt(&mut self) {
        self.silent = self.silent.min(CHECKS - 1);
    }
}
