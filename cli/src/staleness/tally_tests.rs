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

    /// Fresh at a time are those whose time has come, the very moment included.
    #[test]
    fn fresh_are_those_whose_time_has_come(
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

    /// A rank leads to where the sorted values have it, to one part in ten thousand.
    #[test]
    fn ranks_lead_to_sorted_values(trials in proptest::collection::vec(trial(), 1..60)) {
        let tally = tally(&[], &trials);
        for (spread, of) in [
            (&tally.write, (|trial: &Trial| trial.write) as fn(&Trial) -> Ticks),
            (&tally.visible, |trial| trial.visible.max(0)),
        ] {
            let mut sorted: Vec<Ticks> = trials.iter().map(of).collect();
            sorted.sort_unstable();
            for (rank, &value) in (1..).zip(&sorted) {
                let (low, high) = spread.at_rank(rank).expect("there are so many");
                prop_assert!(low <= value && value <= high);
                prop_assert!((high - low) as f64 <= value as f64 * 1e-4);
            }
            prop_assert_eq!(spread.at_rank(sorted.len() as u64 + 1), None);
            // Equal values are told exactly.
            if sorted[0] == sorted[sorted.len() - 1] {
                prop_assert_eq!(spread.at_rank(1), Some((sorted[0], sorted[0])));
            }
        }
    }

    /// Two tallies added are one of both, whichever comes first.
    #[test]
    fn order_does_not_matter(
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
fn versions_are_counted_up_to_so_many() {
    let mut tally = tally(&[], &[]);
    for behind in [Some(0), Some(0), Some(1), Some(2), Some(4), Some(9), None] {
        tally.take_behind(behind);
    }
    assert_eq!(VERSIONS, [1, 2, 3, 5, 10]);
    assert_eq!((tally.groups, tally.within), (7, [2, 3, 4, 5, 6]));
}
