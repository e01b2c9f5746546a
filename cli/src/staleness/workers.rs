//! Trials in blocks, distributed over threads.

use super::{
    StalenessError,
    latency::Ticks,
    network::{Draws, Network},
    tally::Tally,
    trial::{GROUP, Measure},
};
use indicatif::ProgressBar;
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use replicarium::hash::Fingerprint;
use std::{
    hash::Hasher,
    panic,
    sync::atomic::{AtomicU64, Ordering},
    thread,
};

/// Trials that share a sequence of draws. The result does not depend on which thread measures a block.
const BLOCK: u64 = 10_000;

/// The trials to measure.
pub struct Work<'a> {
    pub network: &'a Network,
    /// Replicas.
    pub n: u16,
    /// When reads start after the acknowledgement, in ascending order.
    pub times: &'a [Ticks],
    pub trials: u64,
    pub seed: u64,
    pub threads: usize,
    pub progress: &'a ProgressBar,
}

impl Work<'_> {
    /// Measures all trials. Each thread makes its own `measure`.
    ///
    /// # Errors
    /// The error of a thread that failed; the other threads stop after their blocks.
    pub fn run<M: Measure>(
        &self,
        measure: impl Fn() -> Result<M, StalenessError> + Sync,
    ) -> Result<Tally, StalenessError> {
        let next = AtomicU64::new(0);
        let blocks = self.trials.div_ceil(BLOCK);
        let worker = || {
            let mut tally = Tally::new(self.times);
            let mut measure = measure()?;
            loop {
                let block = next.fetch_add(1, Ordering::Relaxed);
                if block >= blocks {
                    return Ok(tally);
                }
                let trials = BLOCK.min(self.trials - block * BLOCK);
                if let Err(error) = self.block(block, trials, &mut measure, &mut tally) {
                    next.store(blocks, Ordering::Relaxed);
                    return Err(error);
                }
                self.progress.inc(trials);
            }
        };
        thread::scope(|scope| {
            let workers: Vec<_> = (0..self.threads).map(|_| scope.spawn(worker)).collect();
            let mut total = Tally::new(self.times);
            for worker in workers {
                total.add(&worker.join().unwrap_or_else(|panic| panic::resume_unwind(panic))?);
            }
            Ok(total)
        })
    }

    fn block(
        &self,
        block: u64,
        mut trials: u64,
        measure: &mut impl Measure,
        tally: &mut Tally,
    ) -> Result<(), StalenessError> {
        let mut name = Fingerprint::continuing(self.seed);
        name.mix(block);
        let mut dice = Xoshiro256PlusPlus::seed_from_u64(name.finish());
        let mut draws = vec![Draws::new(usize::from(self.n)); GROUP];
        let mut measured = Vec::with_capacity(GROUP);
        while trials > 0 {
            let group = &mut draws[..trials.min(GROUP as u64) as usize];
            group.iter_mut().for_each(|draws| self.network.draw(&mut dice, draws));
            let behind = measure.group(group, &mut measured)?;
            measured.iter().for_each(|trial| tally.take(trial));
            if group.len() == GROUP {
                tally.take_behind(behind);
            }
            trials -= group.len() as u64;
        }
        Ok(())
    }
}
