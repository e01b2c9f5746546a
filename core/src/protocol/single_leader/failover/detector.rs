//! Failure detection by timeout: a leader that stays silent for too long is suspected to be down.

/// The number of looks without a sign of life after which the leader is suspected. A node looks this many
/// times within the timeout, so that a message from the leader does not have to reset a timer.
pub const LOOKS: u8 = 2;

/// Counts how often a node has looked since the leader was last heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Detector {
    /// Whether the leader was heard since the last look.
    heard: bool,
    /// The number of looks in a row in which it was not.
    silent: u8,
}

impl Default for Detector {
    /// The leader gets the full timeout before it is suspected.
    fn default() -> Self {
        Self { heard: true, silent: 0 }
    }
}

impl Detector {
    /// Records a sign of life.
    pub fn hear(&mut self) {
        *self = Self::default();
    }

    /// Looks whether the leader was heard since the last look. Returns whether this look makes it suspected.
    pub const fn look(&mut self) -> bool {
        self.silent = if self.heard { 0 } else { self.silent.saturating_add(1) };
        self.heard = false;
        self.silent == LOOKS
    }

    /// Restarts the count without a sign of life.
    pub const fn reset(&mut self) {
        self.silent = 0;
    }

    /// Whether the leader is suspected to be down.
    pub const fn suspects(self) -> bool {
        self.silent >= LOOKS
    }

    /// Clears the suspicion; one more look in vain raises it again.
    pub fn doubt(&mut self) {
        self.silent = self.silent.min(LOOKS - 1);
    }
}
