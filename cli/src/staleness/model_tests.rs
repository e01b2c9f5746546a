use super::*;
use crate::staleness::theory;
use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus, seq::SliceRandom};

/// All permutations of the numbers below `n`.
fn orders(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    let with = |shorter: Vec<usize>| {
        (0..n).map(move |at| {
            let mut order = shorter.clone();
            order.insert(at, n - 1);
            order
        })
    };
    orders(n - 1).into_iter().flat_map(with).collect()
}

fn quorums(n: u16) -> impl Iterator<Item = Quorum> {
    (1..=n).flat_map(move |w| (1..=n).map(move |r| Quorum { n, w, r }))
}

/// A write that reaches the first w replicas of `writes` at once and the others never, and a read that the replicas
/// answer in the order of `reads`.
fn frozen(w: u16, writes: &[usize], reads: &[usize]) -> Draws {
    const NEVER: Ticks = 1_000_000_000_000;
    let mut draws = Draws::new(writes.len());
    for (place, &replica) in writes.iter().enumerate() {
        draws.write[replica] = if place < usize::from(w) { 1 } else { NEVER };
    }
    for (place, &replica) in (0..).zip(reads) {
        draws.response[replica] = place;
    }
    draws
}

fn measure(quorum: Quorum, draws: &[Draws]) -> (Vec<Trial>, Option<u32>) {
    let mut trials = Vec::new();
    let behind = Model::new(quorum).group(draws, &mut trials).expect("a model never fails");
    (trials, behind)
}

/// For all n ≤ 4, over all orders of writes and reads, the share of reads that see a write which reaches only its quorum
/// is that of the closed form.
#[test]
fn reads_of_partial_writes_agree_with_the_closed_form() {
    for quorum in (1..=4).flat_map(quorums) {
        let (mut met, mut all) = (0_u32, 0_u32);
        for writes in orders(quorum.n.into()) {
            for reads in orders(quorum.n.into()) {
                let (trials, behind) = measure(quorum, &[frozen(quorum.w, &writes, &reads)]);
                assert_eq!(trials[0].visible <= 0, behind == Some(0));
                met += u32::from(behind.is_some());
                all += 1;
            }
        }
        let closed = theory::within_versions(quorum, 1);
        assert!((f64::from(met) / f64::from(all) - closed).abs() < 1e-12, "{quorum:?}");
    }
}

/// If writes reach only their quorums, reads are k versions behind with the probability of the closed form.
#[test]
fn versions_behind_agree_with_the_closed_form() {
    const RUNS: u64 = 20_000;
    let mut dice = Xoshiro256PlusPlus::seed_from_u64(7);
    for quorum in [(3, 1, 1), (3, 2, 1), (5, 1, 2), (5, 2, 2)].map(|(n, w, r)| Quorum { n, w, r }) {
        let mut within = [0_u64; GROUP];
        for _ in 0..RUNS {
            let mut order: Vec<usize> = (0..usize::from(quorum.n)).collect();
            let draws: Vec<Draws> = (0..GROUP)
                .map(|_| {
                    order.shuffle(&mut dice);
                    let writes = order.clone();
                    order.shuffle(&mut dice);
                    frozen(quorum.w, &writes, &order)
                })
                .collect();
            if let (_, Some(behind)) = measure(quorum, &draws) {
                within[behind as usize..].iter_mut().for_each(|count| *count += 1);
            }
        }
        for (k, &hits) in (1..).zip(&within) {
            let closed = theory::within_versions(quorum, k);
            let got = hits as f64 / RUNS as f64;
            // Four standard deviations.
            let slack = 4.0 * (closed * (1.0 - closed) / RUNS as f64).sqrt() + 1e-12;
            assert!((got - closed).abs() <= slack, "{quorum:?} k = {k}: {got} {closed}");
        }
    }
}

/// Whether a read is fresh, computed literally as in the paper's §4.2.
fn fresh(Quorum { w, r, .. }: Quorum, draws: &Draws, t: Ticks) -> bool {
    let Draws { write, ack, read, response } = draws;
    let mut acks: Vec<Ticks> = write.iter().zip(ack).map(|(w, a)| w + a).collect();
    acks.sort_unstable();
    let acked = acks[usize::from(w) - 1];
    let mut answers: Vec<usize> = (0..read.len()).collect();
    answers.sort_by_key(|&i| read[i] + response[i]);
    answers[..usize::from(r)].iter().any(|&i| write[i] <= acked + t + read[i])
}

#[test]
fn a_read_is_fresh_exactly_from_its_time_on() {
    let mut dice = Xoshiro256PlusPlus::seed_from_u64(3);
    for quorum in (1..=5).flat_map(quorums) {
        for _ in 0..200 {
            let mut some = || (0..quorum.n).map(|_| dice.random_range(0..5)).collect();
            let draws = Draws { write: some(), ack: some(), read: some(), response: some() };
            let trial = measure(quorum, std::slice::from_ref(&draws)).0[0];
            for t in 0..6 {
                assert_eq!(trial.visible <= t, fresh(quorum, &draws, t), "{quorum:?} {draws:?}");
            }
            if quorum.overlaps() {
                assert!(trial.visible <= 0, "{quorum:?} {draws:?}");
            }
            let mut trips: Vec<Ticks> =
                draws.read.iter().zip(&draws.response).map(|(r, s)| r + s).collect();
            trips.sort_unstable();
            assert_eq!(trial.read, trips[usize::from(quorum.r) - 1]);
        }
    }
}
