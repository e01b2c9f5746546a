//! What all trials come to.

use super::{
    latency::{LONGEST, MS, Ticks},
    trial::{GROUP, Trial},
};
use hdrhistogram::Histogram;

/// For these numbers of versions it is counted whether a read returned one of the last so many.
pub const VERSIONS: [u32; 5] = [1, 2, 3, 5, GROUP as u32];

/// Trials, counted. Does not depend on the order of what it takes.
pub struct Tally {
    pub trials: u64,
    /// The times of interest, rising.
    times: Vec<Ticks>,
    /// How many reads are fresh from this time on but not from the one before; then those that never are.
    fresh_from: Vec<u64>,
    /// Groups of writes that follow each other, and in how many of them the read returned one of the last
    /// so many versions.
    pub groups: u64,
    pub within: [u64; VERSIONS.len()],
    pub visible: Spread,
    pub read: Spread,
    pub write: Spread,
}

impl Tally {
    /// Nothing yet; `times` rise.
    #[must_use]
    pub fn new(times: &[Ticks]) -> Self {
        Self {
            trials: 0,
            times: times.to_vec(),
            fresh_from: vec![0; times.len() + 1],
            groups: 0,
            within: [0; VERSIONS.len()],
            visible: Spread::new(),
            read: Spread::new(),
            write: Spread::new(),
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

    /// Counts how many versions a read was behind after [`GROUP`] writes.
    pub fn take_behind(&mut self, behind: Option<u32>) {
        self.groups += 1;
        for (count, versions) in self.within.iter_mut().zip(VERSIONS) {
            *count += u64::from(behind.is_some_and(|behind| behind < versions));
        }
    }

    /// All that another one counted, too.
    pub fn add(&mut self, other: &Self) {
        self.trials += other.trials;
        self.groups += other.groups;
        let pairs = self.fresh_from.iter_mut().zip(&other.fresh_from);
        pairs.chain(self.within.iter_mut().zip(&other.within)).for_each(|(a, b)| *a += b);
        self.visible.add(&other.visible);
        self.read.add(&other.read);
        self.write.add(&other.write);
    }

    /// How many reads that started so long after the acknowledgement were fresh; `time` is one of those of
    /// interest.
    #[must_use]
    pub fn fresh_at(&self, time: Ticks) -> u64 {
        let upto = self.times.partition_point(|&it| it <= time);
        self.fresh_from[..upto].iter().sum()
    }
}

/// Lengths of time, each kept to one part in ten thousand, below 0 as 0.
pub struct Spread {
    counts: Histogram<u64>,
    least: Ticks,
    most: Ticks,
}

impl Spread {
    fn new() -> Self {
        // Twenty messages of the longest latency, one after the other.
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

    /// The least and the greatest time that the one with this rank among all sorted ones, counted from 1,
    /// may be. Nothing if there are not so many.
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
