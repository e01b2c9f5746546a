//! The closed form, and confidence intervals.

use replicarium::quorum::Quorum;

/// The probability that a read returns one of the last `versions` versions if each write reaches exactly w replicas,
/// and all sets of w or r replicas are equally likely: 1 − (C(n−w, r) / C(n, r))^k (Bailis et al. 2012, §3.1).
#[must_use]
pub fn within_versions(Quorum { n, w, r }: Quorum, versions: u32) -> f64 {
    // The r! of both binomials cancel.
    let missed = |i: u16| f64::from((n - w).saturating_sub(i)) / f64::from(n - i);
    let all_missed: f64 = (0..r).map(missed).product();
    1.0 - all_missed.powi(versions as i32)
}

/// The probability that an interval contains the true value.
pub const CONFIDENCE: f64 = 0.95;

/// The half-width, in standard deviations, of that interval of a normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// A measured probability and its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    pub part: f64,
    pub low: f64,
    pub high: f64,
}

/// The share of `hits` among `of`, with Wilson's interval, which is accurate near 0 and 1 too. `None` if `of` is 0.
#[must_use]
pub fn share(hits: u64, of: u64) -> Option<Share> {
    if of == 0 {
        return None;
    }
    let (n, z2) = (of as f64, Z * Z);
    let part = hits as f64 / n;
    let middle = (part + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * (part * (1.0 - part) / n + z2 / (4.0 * n * n)).sqrt();
    // At 0 and 1 the formulas are exact except for rounding.
    let low = if hits == 0 { 0.0 } else { (middle - half).clamp(0.0, part) };
    let high = if hits == of { 1.0 } else { (middle + half).clamp(part, 1.0) };
    Some(Share { part, low, high })
}

/// Ranks, counted from 1, among `of` sorted values: the lower bound of the quantile, the quantile, and its upper bound.
/// A bound is 0 or `of` + 1 if there are too few values for it. `mille` is the quantile in thousandths.
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

    /// For all n ≤ 6, by counting the pairs of disjoint quorums.
    #[test]
    fn the_closed_form_counts_disjoint_quorums() {
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

    /// For any true probability, an interval contains it in about 95 of 100 cases.
    #[test]
    fn intervals_contain_the_true_probability() {
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

    /// The true quantile is between the bounds if the number of values below it is at least the lower rank and less than
    /// the upper rank.
    #[test]
    fn ranks_enclose_the_true_quantile() {
        for (mille, n) in [(500, 20), (500, 1000), (990, 400), (990, 1000), (999, 1000)] {
            let [low, middle, high] = ranks(mille, n);
            assert!(low < middle && middle < high, "{mille} of {n}: {low} {middle} {high}");
            let p = mille as f64 / 1000.0;
            let covered: f64 = (low..high).map(|below| binomial(n, below, p)).sum();
            assert!((0.94..0.99).contains(&covered) || high > n, "{mille} of {n}: {covered}");
        }
        assert_eq!(ranks(999, 1_000_000), [998_938, 999_000, 999_063]);
        assert_eq!(ranks(999, 100)[2], 101, "too few values for an upper bound");
        assert_eq!(ranks(500, 1), [0, 1, 2]);
    }
}
