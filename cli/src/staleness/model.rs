//! The WARS model of Bailis et al., *Probabilistically Bounded Staleness for Practical Partial Quorums*
//! (VLDB 2012), §4.

use super::{
    StalenessError,
    latency::Ticks,
    network::Draws,
    trial::{GROUP, Measure, Trial},
};
use replicarium::quorum::Quorum;

/// Computes trials. Keeps its working memory from one to the next.
pub struct Model {
    quorum: Quorum,
    /// The lengths of round trips, with their replicas.
    trips: Vec<(Ticks, usize)>,
}

impl Model {
    #[must_use]
    pub fn new(quorum: Quorum) -> Self {
        Self { quorum, trips: Vec::with_capacity(usize::from(quorum.n)) }
    }

    /// Moves the `first` shortest round trips to the front, and returns the length of the longest of them. Among equal
    /// round trips, the replica with the lower number comes first.
    #[inline]
    fn quickest(&mut self, there: &[Ticks], back: &[Ticks], first: u16) -> Ticks {
        self.trips.clear();
        self.trips.extend(there.iter().zip(back).enumerate().map(|(i, (t, b))| (t + b, i)));
        if first == 1 {
            // A faster path for the most common case.
            let quickest = self.trips.iter().copied().reduce(|a, b| if b.0 < a.0 { b } else { a });
            self.trips[0] = quickest.unwrap_or_default();
            return self.trips[0].0;
        }
        let last = usize::from(first) - 1;
        self.trips.select_nth_unstable(last);
        self.trips[last].0
    }

    /// The earliest start of a read that sees the write, relative to its acknowledgement; negative if a read may start
    /// before that. The read waits for the replicas at the front of `trips`.
    #[inline]
    fn visible(&self, write: &[Ticks], acked: Ticks, read: &[Ticks]) -> Ticks {
        let answers = self.trips.iter().take(usize::from(self.quorum.r));
        answers.map(|&(_, i)| write[i] - read[i]).min().unwrap_or(0) - acked
    }
}

impl Measure for Model {
    fn group(
        &mut self,
        draws: &[Draws],
        trials: &mut Vec<Trial>,
    ) -> Result<Option<u32>, StalenessError> {
        debug_assert!(draws.len() <= GROUP);
        trials.clear();
        for Draws { write, ack, read, response } in draws {
            let written = self.quickest(write, ack, self.quorum.w);
            let answered = self.quickest(read, response, self.quorum.r);
            let visible = self.visible(write, written, read);
            trials.push(Trial { write: written, read: answered, visible });
        }
        let [.., Draws { read, .. }] = draws else { return Ok(None) };
        let mut since = 0;
        let newest_first = draws.iter().zip(&*trials).rev().zip(0..);
        for ((Draws { write, .. }, trial), behind) in newest_first {
            if self.visible(write, trial.write, read) <= since {
                return Ok(Some(behind));
            }
            since += trial.write;
        }
        Ok(None)
    }
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;
