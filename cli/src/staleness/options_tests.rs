use super::*;
use crate::arguments;

const LATENCIES: &str =
    "--write-latency=exp:1 --ack-latency exp:2 --read-latency exp:3 --response-latency exp:4";

fn parse(line: &str) -> Result<Options, String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    arguments::options(&words).map_err(|error| error.to_string())
}

#[test]
fn every_option_is_parsed() {
    let all = parse(&format!(
        "--n 5 --r=2 --w 3 {LATENCIES} --wan 75 --t 0,1.5,1e2 --trials 7 --seed 9 --threads 2 --cluster --json"
    ));
    let distribution = |text: &str| text.parse().expect("a distribution");
    let want = Options {
        n: 5,
        w: 3,
        r: 2,
        write_latency: distribution("exp:1"),
        ack_latency: distribution("exp:2"),
        read_latency: distribution("exp:3"),
        response_latency: distribution("exp:4"),
        wan: Some(75.0),
        times: vec![0.0, 1.5, 100.0],
        trials: 7,
        seed: 9,
        threads: Some(2),
        cluster: true,
        json: true,
    };
    assert_eq!(all, Ok(want));
    let defaults = parse(LATENCIES).expect("options");
    assert_eq!((defaults.quorum(), defaults.trials), (Quorum { n: 3, w: 1, r: 1 }, 1_000_000));
    assert_eq!((defaults.times, defaults.wan), (vec![0.0, 1.0, 5.0, 10.0], None));
}

#[test]
fn errors_name_the_option_and_what_it_accepts() {
    for (line, want) in [
        ("--n 0", "'0' for '--n <N>': 0 is not in 1..=1000"),
        ("--n 1001", "'1001' for '--n <N>': 1001 is not in 1..=1000"),
        ("--n 2.5", "'2.5' for '--n <N>': invalid digit found in string"),
        ("--n -3", "'-3' for '--n <N>': -3 is not in 1..=1000"),
        ("--r 0", "--r <N>"),
        ("--w 0", "--w <N>"),
        ("--trials 0", "'0' for '--trials <N>': 0 is not in 1..=100000000000"),
        ("--t -1", "'-1' for '--t <MS>': not a number of ms from 0 to 100000000"),
        ("--t 1,,2", "'--t <MS>': not a number of ms from 0 to 100000000"),
        ("--t 1,nan", "'nan' for '--t <MS>': not a number of ms"),
        ("--t 1e9", "'1e9' for '--t <MS>': not a number of ms"),
        ("--wan inf", "'inf' for '--wan <MS>': not a number of ms"),
        ("--seed x", "'x' for '--seed <N>': invalid digit found in string"),
        ("--threads 0", "--threads <N>"),
        ("--n", "a value is required for '--n <N>'"),
        ("--json=1", "unexpected value '1' for '--json'"),
        ("--trial 5", "a similar argument exists: '--trials'"),
        ("3", "unexpected argument '3'"),
    ] {
        let error = parse(&format!("{LATENCIES} {line}")).expect_err(line);
        assert!(error.contains(want), "{line}: {error}");
    }
    let error = parse("--ack-latency exp:2 --read-latency exp:3").expect_err("two are missing");
    assert!(error.contains("--write-latency <DIST>\n  --response-latency <DIST>"), "{error}");
}

#[test]
fn options_that_do_not_fit_together_are_refused() {
    for (line, want) in [
        ("--r 4", "--r 4: only n = 3 replicas can respond; give at most 3, or raise --n"),
        ("--w 4", "--w 4: only n = 3 replicas can respond; give at most 3, or raise --n"),
        ("--n 1 --w 2", "--w 2: only n = 1 replicas can respond; give at most 1, or raise --n"),
    ] {
        let options = parse(&format!("{LATENCIES} {line}")).expect("options");
        assert_eq!(options.check().map_err(|error| error.to_string()), Err(want.to_owned()));
    }
    let many = vec!["0"; 1_001].join(",");
    let options = parse(&format!("{LATENCIES} --t {many}")).expect("options");
    assert_eq!(options.check(), Err(StalenessError::TooManyTimes { times: 1_001, most: 1_000 }));
}
