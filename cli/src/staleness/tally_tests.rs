use super::*;
use proptest::prelude::*;

fn tally(times: &[Ticks], trials: &[Trial]) -> Tally {
    let mut tally = Tally::new(times);
    trials.iter().for_each(|trial| tally.take(trial));
    tally
}

fn trial() -> impl Strategy<Value = Trial> {
    let time = || prop_oneof![0..20_i64, 0..2_000_000_000_000_000_000_i64];
    (time(), time(), time(), any::<bool>()).prop_map(|(write, read, visible, early)| Trial {
        write,
        read,
        visible: if early { -visible } else { visible },
    })
}

proptest! {
    // A tally is some megabytes.
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// A trial is fresh at its time and later.
    #[test]
    fn trials_are_fresh_from_their_time_on(
        trials in proptest::collection::vec(trial(), 0..60),
        mut times in proptest::collection::vec(0..25_i64, 0..6),
    ) {
        times.sort_unstable();
        let tally = tally(&times, &trials);
        for &time in &times {
            let want = trials.iter().filter(|trial| trial.visible <= time).count();
            prop_assert_eq!(tally.fresh_at(time), want as u64);
        }
    }

    /// The bounds at a rank enclose the sorted value at that rank, with a relative error of at most 10⁻⁴.
    #[test]
    fn ranks_enclose_the_sorted_values(trials in proptest::collection::vec(trial(), 1..60)) {
        let tally = tally(&[], &trials);
        for (times, of) in [
            (&tally.write, (|trial: &Trial| trial.write) as fn(&Trial) -> Ticks),
            (&tally.visible, |trial| trial.visible.max(0)),
        ] {
            let mut sorted: Vec<Ticks> = trials.iter().map(of).collect();
            sorted.sort_unstable();
            for (rank, &value) in (1..).zip(&sorted) {
                let (low, high) = times.at_rank(rank).expect("the rank is in range");
                prop_assert!(low <= value && value <= high);
                prop_assert!((high - low) as f64 <= value as f64 * 1e-4);
            }
            prop_assert_eq!(times.at_rank(sorted.len() as u64 + 1), None);
            // If all values are equal, the bounds are exact.
            if sorted[0] == sorted[sorted.len() - 1] {
                prop_assert_eq!(times.at_rank(1), Some((sorted[0], sorted[0])));
            }
        }
    }

    /// The sum of two tallies is the tally of all trials, in either order.
    #[test]
    fn addition_is_commutative(
        a in proptest::collection::vec(trial(), 0..20),
        b in proptest::collection::vec(trial(), 0..20),
        behind in proptest::collection::vec(proptest::option::of(0..12_u32), 0..20),
    ) {
        let times = [0, 10, 1_000];
        let both: Vec<Trial> = a.iter().chain(&b).copied().collect();
        let mut want = tally(&times, &both);
        behind.iter().for_each(|&behind| want.take_behind(behind));
        let (mut first, mut second) = (tally(&times, &a), tally(&times, &b));
        behind.iter().for_each(|&behind| second.take_behind(behind));
        let mut swapped = tally(&times, &b);
        behind.iter().for_each(|&behind| swapped.take_behind(behind));
        swapped.add(&first);
        first.add(&second);
        for got in [&first, &swapped] {
            prop_assert_eq!((got.trials, got.groups, got.within), (want.trials, want.groups, want.within));
            for time in times {
                prop_assert_eq!(got.fresh_at(time), want.fresh_at(time));
            }
            for rank in 1..=want.trials {
                prop_assert_eq!(got.read.at_rank(rank), want.read.at_rank(rank));
                prop_assert_eq!(got.visible.at_rank(rank), want.visible.at_rank(rank));
            }
        }
    }
}

#[test]
fn versions_behind_are_counted_cumulatively() {
    let mut tally = tally(&[], &[]);
    for behind in [Some(0), Some(0), Some(1), Some(2), Some(4), Some(9), None] {
        tally.take_behind(behind);
    }
    assert_eq!(VERSIONS, [1, 2, 3, 5, 10]);
    assert_eq!((tally.groups, tally.within), (7, [2, 3, 4, 5, 6]));
}
