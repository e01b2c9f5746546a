//! Trials in blocks, on all cores.

use super::{
    latency::Ticks,
    network::{Draws, Network},
    tally::Tally,
    trial::{GROUP, Measure},
};
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use replicarium::hash::Fingerprint;
use std::{
    hash::Hasher,
    sync::{
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

/// Trials that share a sequence of draws. Which thread counts a block does not matter.
const BLOCK: u64 = 10_000;

/// What is to be done.
pub struct Work<'a> {
    pub network: &'a Network,
    /// Replicas.
    pub n: u16,
    /// When reads start, rising.
    pub times: &'a [Ticks],
    pub trials: u64,
    pub seed: u64,
    pub threads: usize,
}

impl Work<'_> {
    /// Does it. Each thread measures with what `measure` makes for it; `progress` hears now and then how
    /// many trials are done.
    ///
    /// # Errors
    /// What the first thread that failed says.
    pub fn run<M: Measure>(
        &self,
        measure: impl Fn() -> Result<M, String> + Sync,
        mut progress: impl FnMut(u64),
    ) -> Result<Tally, String> {
        let (next, done) = (AtomicU64::new(0), AtomicU64::new(0));
        let blocks = self.trials.div_ceil(BLOCK);
        let member = || {
            let mut tally = Tally::new(self.times);
            let mut measure = measure()?;
            loop {
                let block = next.fetch_add(1, Ordering::Relaxed);
                if block >= blocks {
                    return Ok(tally);
                }
                let trials = BLOCK.min(self.trials - block * BLOCK);
                self.block(block, trials, &mut measure, &mut tally)?;
                done.fetch_add(trials, Ordering::Relaxed);
            }
        };
        thread::scope(|scope| {
            let (tell, hear) = mpsc::channel();
            for _ in 0..self.threads {
                let tell = tell.clone();
                // Nobody listens any more only if another one has failed.
                scope.spawn(move || _ = tell.send(member()));
            }
            drop(tell);
            let mut all = Tally::new(self.times);
            loop {
                match hear.recv_timeout(Duration::from_millis(200)) {
                    Ok(Ok(tally)) => all.add(&tally),
                    Ok(Err(error)) => {
                        // The others need not go on.
                        next.store(blocks, Ordering::Relaxed);
                        return Err(error);
                    }
                    Err(mpsc::RecvTimeoutError::Timeout) => progress(done.load(Ordering::Relaxed)),
                    Err(mpsc::RecvTimeoutError::Disconnected) => return Ok(all),
                }
            }
        })
    }

    fn block(
        &self,
        block: u64,
        mut trials: u64,
        measure: &mut impl Measure,
        tally: &mut Tally,
    ) -> Result<(), String> {
        let mut name = Fingerprint::continuing(self.seed);
        name.mix(block);
        let mut dice = Xoshiro256PlusPlus::seed_from_u64(name.finish());
        let mut draws = vec![Draws::new(usize::from(self.n)); GROUP];
        let mut measured = Vec::with_capacity(GROUP);
        while trials > 0 {
            let here = &mut draws[..trials.min(GROUP as u64) as usize];
            here.iter_mut().for_each(|draws| self.network.draw(&mut dice, draws));
            let behind = measure.group(here, &mut measured)?;
            measured.iter().for_each(|trial| tally.take(trial));
            if here.len() == GROUP {
                tally.take_behind(behind);
            }
            trials -= here.len() as u64;
        }
        Ok(())
    }
}
