//! Counts over all trials.

use super::{
    latency::{LONGEST, MS, Ticks},
    trial::{GROUP, Trial},
};
use hdrhistogram::Histogram;

/// For each of these k, the tally counts the reads that returned one of the last k versions.
pub const VERSIONS: [u32; 5] = [1, 2, 3, 5, GROUP as u32];

/// Counts over trials. They do not depend on the order of the trials.
pub struct Tally {
    pub trials: u64,
    /// The times of interest, in ascending order.
    times: Vec<Ticks>,
    /// For each time, the reads that are fresh from it on but not from the time before; then the reads that are fresh
    /// at none of them.
    fresh_from: Vec<u64>,
    /// Groups of consecutive writes.
    pub groups: u64,
    /// For each of [`VERSIONS`], the groups whose read returned one of the last that many versions.
    pub within: [u64; VERSIONS.len()],
    pub visible: Times,
    pub read: Times,
    pub write: Times,
}

impl Tally {
    /// An empty tally; `times` are in ascending order.
    #[must_use]
    pub fn new(times: &[Ticks]) -> Self {
        Self {
            trials: 0,
            times: times.to_vec(),
            fresh_from: vec![0; times.len() + 1],
            groups: 0,
            within: [0; VERSIONS.len()],
            visible: Times::new(),
            read: Times::new(),
            write: Times::new(),
        }
    }

    /// Counts a trial.
    #[inline]
    pub fn take(&mut self, trial: &Trial) {
        self.trials += 1;
        self.fresh_from[self.times.partition_point(|&time| time < trial.visible)] += 1;
        self.visible.take(trial.visible);
        self.read.take(trial.read);
        self.write.take(trial.write);
    }

    /// Counts a group whose read was `behind` versions behind.
    pub fn take_behind(&mut self, behind: Option<u32>) {
        self.groups += 1;
        for (count, versions) in self.within.iter_mut().zip(VERSIONS) {
            *count += u64::from(behind.is_some_and(|behind| behind < versions));
        }
    }

    /// Adds the counts of another tally.
    pub fn add(&mut self, other: &Self) {
        self.trials += other.trials;
        self.groups += other.groups;
        let pairs = self.fresh_from.iter_mut().zip(&other.fresh_from);
        pairs.chain(self.within.iter_mut().zip(&other.within)).for_each(|(a, b)| *a += b);
        self.visible.add(&other.visible);
        self.read.add(&other.read);
        self.write.add(&other.write);
    }

    /// The number of fresh reads among those that start `time` after the acknowledgement. `time` is one of the times of
    /// interest.
    #[must_use]
    pub fn fresh_at(&self, time: Ticks) -> u64 {
        let upto = self.times.partition_point(|&it| it <= time);
        self.fresh_from[..upto].iter().sum()
    }
}

/// A histogram of times with a relative error of at most 10⁻⁴. Negative times count as 0.
pub struct Times {
    counts: Histogram<u64>,
    least: Ticks,
    most: Ticks,
}

impl Times {
    fn new() -> Self {
        // Twenty consecutive messages of the longest latency.
        let most = (20.0 * LONGEST * MS) as u64;
        let counts = Histogram::new_with_bounds(1, most, 4).expect("the bounds are in order");
        Self { counts, least: Ticks::MAX, most: 0 }
    }

    #[inline]
    fn take(&mut self, time: Ticks) {
        let time = time.max(0);
        (self.least, self.most) = (self.least.min(time), self.most.max(time));
        self.counts.saturating_record(time as u64);
    }

    fn add(&mut self, other: &Self) {
        (self.least, self.most) = (self.least.min(other.least), self.most.max(other.most));
        self.counts.add(&other.counts).expect("both have the same bounds");
    }

    /// Bounds of the time at this rank, counted from 1, among all times in ascending order; `None` if there are fewer.
    #[must_use]
    pub fn at_rank(&self, rank: u64) -> Option<(Ticks, Ticks)> {
        let mut upto = 0;
        let step = self.counts.iter_recorded().find(|step| {
            upto += step.count_since_last_iteration();
            upto >= rank
        });
        let value = step?.value_iterated_to();
        let low = self.counts.lowest_equivalent(value) as Ticks;
        let high = self.counts.highest_equivalent(value) as Ticks;
        Some((low.max(self.least), high.min(self.most)))
    }
}

#[cfg(test)]
#[path = "tally_tests.rs"]
mod tests;
