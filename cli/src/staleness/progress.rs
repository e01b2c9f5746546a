//! How far it is, on a terminal.

use std::{
    io::{IsTerminal, Write, stderr},
    time::Instant,
};

/// A line on the standard error that is written again and again; nothing if that is no terminal.
pub struct Progress {
    trials: u64,
    start: Option<Instant>,
}

impl Progress {
    /// Nothing is done yet.
    #[must_use]
    pub fn new(trials: u64) -> Self {
        Self { trials, start: stderr().is_terminal().then(Instant::now) }
    }

    /// So many are done.
    pub fn show(&self, done: u64) {
        let Some(start) = self.start else { return };
        let percent = done as f64 * 100.0 / self.trials as f64;
        let rate = done as f64 / start.elapsed().as_secs_f64() / 1e6;
        let _ = write!(
            stderr(),
            "\r\x1b[K{percent:.0} % of {} trials, {rate:.2} million a second",
            self.trials
        );
    }
}

impl Drop for Progress {
    /// Takes the line away.
    fn drop(&mut self) {
        if self.start.is_some() {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}
