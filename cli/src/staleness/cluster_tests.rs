use super::*;
use crate::staleness::{
    latency::{file, parse},
    measure,
    model::Model,
    network::Network,
    options::Options,
    report::{Estimate, Report},
    tests::options,
    theory::Share,
    trial::GROUP,
};
use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus};

/// The results of a group.
fn group(measure: &mut impl Measure, draws: &[Draws]) -> (Vec<Trial>, Option<u32>) {
    let mut trials = Vec::new();
    let behind = measure.group(draws, &mut trials).unwrap_or_else(|error| panic!("{error}"));
    // The protocol has no reads that start before the acknowledgement.
    trials.iter_mut().for_each(|trial| trial.visible = trial.visible.max(0));
    (trials, behind)
}

/// With the same latencies, the protocol and the model agree on every trial: for all n ≤ 4, w and r, with latencies that
/// are often equal, and with long tails.
#[test]
fn protocol_and_model_agree_on_every_trial() {
    let mut dice = Xoshiro256PlusPlus::seed_from_u64(11);
    let heavy = |text| parse::parse(text, file::read).expect("a distribution");
    for n in 1..=4 {
        let network = Network {
            write: heavy("mix:0.5*pareto:0.1,0.5+0.5*exp:0.1"),
            ack: heavy("exp:1"),
            read: heavy("pareto:0.1,0.7"),
            response: heavy("lognormal:1,20"),
            wan: (n % 2 == 0).then_some(75_000_000_000),
        };
        for (w, r) in (1..=n).flat_map(|w| (1..=n).map(move |r| (w, r))) {
            let quorum = Quorum { n, w, r };
            let mut protocol = Protocol::new(quorum).expect("n is small enough");
            for round in 0..40 {
                let mut draws = vec![Draws::new(n.into()); GROUP];
                for draws in &mut draws {
                    if round % 2 == 0 {
                        network.draw(&mut dice, draws);
                    } else {
                        let mut some = || (0..n).map(|_| dice.random_range(0..4)).collect();
                        *draws =
                            Draws { write: some(), ack: some(), read: some(), response: some() };
                    }
                }
                let said = group(&mut Model::new(quorum), &draws);
                assert_eq!(said, group(&mut protocol, &draws), "{quorum:?} {draws:?}");
            }
        }
    }
}

/// With another seed and a tenth of the trials, the intervals of protocol and model overlap.
#[test]
fn protocol_and_model_agree_within_their_intervals() {
    const SSD: &str = "mix:0.9122*pareto:0.235,10+0.0878*exp:1.66";
    const DISK: &str = "mix:0.38*pareto:1.05,1.51+0.62*exp:0.183";
    for (quorum, latencies, wan) in [
        ((3, 1, 1), [DISK, SSD, SSD, SSD], None),
        ((3, 2, 1), ["exp:0.1", "exp:1", "exp:1", "exp:1"], None),
        ((3, 1, 1), [DISK, SSD, SSD, SSD], Some(75.0)),
        ((5, 2, 2), ["lognormal:5,60", "exp:1", "lognormal:1,4+0.5", "exp:1"], None),
    ] {
        let times = vec![0.0, 1.0, 5.0, 20.0, 80.0];
        let model = Options { wan, times, trials: 500_000, ..options(quorum, latencies) };
        let cluster = Options { cluster: true, seed: 2, trials: 50_000, ..model.clone() };
        let measured = [&model, &cluster].map(|options| measure(options).expect("it can be"));
        let [model, cluster] =
            [Report::new(&model, &measured[0]), Report::new(&cluster, &measured[1])];

        let overlap = |a: (f64, f64), b: (f64, f64)| a.0 <= b.1 && b.0 <= a.1;
        let shares = |a: &Share, b: &Share| overlap((a.low, a.high), (b.low, b.high));
        let times = |a: &Estimate, b: &Estimate| {
            let ends = |it: &Estimate| (it.low, it.high.expect("there are trials enough"));
            overlap(ends(a), ends(b))
        };
        for ((t, model), (_, cluster)) in model.p_fresh.iter().zip(&cluster.p_fresh) {
            assert!(shares(model, cluster), "{quorum:?}, t = {t}: {model:?} {cluster:?}");
        }
        for ((k, _, model), (_, _, cluster)) in model.versions.iter().zip(&cluster.versions) {
            let (model, cluster) = (model.expect("enough"), cluster.expect("enough"));
            assert!(shares(&model, &cluster), "{quorum:?}, k = {k}: {model:?} {cluster:?}");
        }
        assert!(times(&model.t_999, &cluster.t_999), "{:?} {:?}", model.t_999, cluster.t_999);
        let latencies = model.read.iter().chain(&model.write);
        for (model, cluster) in latencies.zip(cluster.read.iter().chain(&cluster.write)) {
            assert!(times(model, cluster), "{quorum:?}: {model:?} {cluster:?}");
        }
        assert!(cluster.text().starts_with("simulated protocol, n = "));
    }
}

#[test]
fn one_node_more_than_the_replicas_coordinates() {
    for n in 1..NodeId::LIMIT {
        let protocol = Protocol::new(Quorum { n, w: 1, r: n });
        assert!(protocol.is_ok_and(|it| it.coordinator.0 <= n), "n = {n}");
    }
    let error = Protocol::new(Quorum { n: NodeId::LIMIT, w: 1, r: 1 }).err();
    assert_eq!(error, Some(StalenessError::TooManyNodes { n: 26 }));
}
