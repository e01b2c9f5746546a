//! What is known without measuring: the closed form, and how sure a measurement is.

use replicarium::quorum::Quorum;

/// The probability that a read returns one of the last `versions`, if each write reaches w replicas and no
/// more, and writers and readers take any of them evenly: 1 − (C(n−w, r) / C(n, r))^k (Bailis et al. 2012,
/// §3.1).
#[must_use]
pub fn within_versions(Quorum { n, w, r }: Quorum, versions: u32) -> f64 {
    // Both binomials have the same r! below.
    let missed = |i: u16| f64::from((n - w).saturating_sub(i)) / f64::from(n - i);
    let all_missed: f64 = (0..r).map(missed).product();
    1.0 - all_missed.powi(versions as i32)
}

/// How often the true value lies within an interval.
pub const CONFIDENCE: f64 = 0.95;

/// So many standard deviations to both sides hold that part of a normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// A probability, as measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    pub part: f64,
    pub low: f64,
    pub high: f64,
}

/// So many `hits` of so many: Wilson's interval, which is right near 0 and 1 too. Nothing of nothing.
#[must_use]
pub fn share(hits: u64, of: u64) -> Option<Share> {
    if of == 0 {
        return None;
    }
    let (n, z2) = (of as f64, Z * Z);
    let part = hits as f64 / n;
    let middle = (part + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * (part * (1.0 - part) / n + z2 / (4.0 * n * n)).sqrt();
    // At the ends both formulas are exact, but for rounding.
    let low = if hits == 0 { 0.0 } else { (middle - half).clamp(0.0, part) };
    let high = if hits == of { 1.0 } else { (middle + half).clamp(part, 1.0) };
    Some(Share { part, low, high })
}

/// Which of `of` sorted values, counted from 1, is their quantile, and which two have the true quantile
/// between them; 0 and `of` + 1 if too few were measured to say. `mille` is the quantile in thousandths.
#[must_use]
pub fn ranks(mille: u64, of: u64) -> [u64; 3] {
    let share = mille as f64 / 1000.0;
    let (mean, half) = (of as f64 * share, Z * (of as f64 * share * (1.0 - share)).sqrt());
    let low = (mean - half).floor().max(0.0) as u64;
    let high = (mean + half).ceil() as u64 + 1;
    [low, (of * mille).div_ceil(1000).max(1), high.min(of + 1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// For all n ≤ 6, by counting the pairs of quorums that do not meet.
    #[test]
    fn the_closed_form_counts_quorums_that_miss() {
        for n in 1..=6_u16 {
            for (w, r) in (1..=n).flat_map(|w| (1..=n).map(move |r| (w, r))) {
                let sets =
                    |size: u16| (0..1_u32 << n).filter(move |s| s.count_ones() == u32::from(size));
                let pairs = sets(w).flat_map(|a| sets(r).map(move |b| a & b == 0));
                let (missed, all) =
                    pairs.fold((0, 0), |(m, all), miss| (m + i32::from(miss), all + 1));
                let missed = f64::from(missed) / f64::from(all);
                for k in 1..=4 {
                    let got = within_versions(Quorum { n, w, r }, k);
                    let want = 1.0 - missed.powi(k as i32);
                    assert!((got - want).abs() < 1e-12, "{n} {w} {r} {k}: {got} {want}");
                }
            }
        }
    }

    /// The probability of exactly `k` hits of `n`.
    fn binomial(n: u64, k: u64, p: f64) -> f64 {
        let choose: f64 = (0..k).map(|i| (n - i) as f64 / (k - i) as f64).product();
        choose * p.powi(k as i32) * (1.0 - p).powi((n - k) as i32)
    }

    /// Whatever the true probability, an interval holds it in some 95 of 100 cases.
    #[test]
    fn intervals_hold_what_they_promise() {
        for n in [50, 200] {
            let mut total = 0.0;
            for step in 1..100 {
                let p = f64::from(step) / 100.0;
                let holds = |k: &u64| share(*k, n).is_some_and(|it| it.low <= p && p <= it.high);
                let covered: f64 = (0..=n).filter(holds).map(|k| binomial(n, k, p)).sum();
                assert!(covered > 0.89, "{n} {p}: {covered}");
                total += covered / 99.0;
            }
            assert!((0.945..0.965).contains(&total), "{n}: {total}");
        }
        assert_eq!(share(0, 0), None);
        assert_eq!(share(7, 7).map(|it| (it.part, it.high)), Some((1.0, 1.0)));
        assert!(share(7, 7).is_some_and(|it| it.low > 0.6 && it.low < 0.7));
        assert_eq!(share(0, 7).map(|it| (it.part, it.low)), Some((0.0, 0.0)));
    }

    /// The true quantile lies between two sorted values if at least the lower rank of them, and less than
    /// the upper rank, are below it.
    #[test]
    fn ranks_hold_what_they_promise() {
        for (mille, n) in [(500, 20), (500, 1000), (990, 400), (990, 1000), (999, 1000)] {
            let [low, middle, high] = ranks(mille, n);
            assert!(low < middle && middle < high, "{mille} of {n}: {low} {middle} {high}");
            let p = mille as f64 / 1000.0;
            let covered: f64 = (low..high).map(|below| binomial(n, below, p)).sum();
            assert!((0.94..0.99).contains(&covered) || high > n, "{mille} of {n}: {covered}");
        }
        assert_eq!(ranks(999, 1_000_000), [998_938, 999_000, 999_063]);
        assert_eq!(ranks(999, 100)[2], 101, "too few to bound it");
        assert_eq!(ranks(500, 1), [0, 1, 2]);
    }
}
