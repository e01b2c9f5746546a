use super::*;

const LATE: &str =
    "--write-latency=exp:1 --ack-latency exp:2 --read-latency exp:3 --response-latency exp:4";

fn read(line: &str) -> Result<Option<Options>, String> {
    parse(line.split_whitespace())
}

#[test]
fn every_option_is_read() {
    let given = read(&format!(
        "--n 5 --r=2 --w 3 {LATE} --wan 75 --t 0,1.5,1e2 --trials 7 --seed 9 --threads 2 --cluster --json"
    ));
    let want = Options {
        quorum: Quorum { n: 5, w: 3, r: 2 },
        latencies: ["exp:1", "exp:2", "exp:3", "exp:4"].map(str::to_owned),
        wan: Some(75.0),
        times: vec![0.0, 1.5, 100.0],
        trials: 7,
        seed: 9,
        threads: 2,
        cluster: true,
        json: true,
    };
    assert_eq!(given, Ok(Some(want)));
    let usual = read(LATE).expect("it can be read").expect("no help is asked for");
    assert_eq!((usual.quorum, usual.trials), (Quorum { n: 3, w: 1, r: 1 }, 1_000_000));
    assert_eq!((usual.times, usual.wan), (vec![0.0, 1.0, 5.0, 10.0], None));
    assert_eq!(read("--help"), Ok(None));
}

#[test]
fn errors_name_the_option_and_the_mend() {
    for (line, want) in [
        ("--n 0", "--n 0: not a whole number from 1 to 1000"),
        ("--n 1001", "--n 1001: not a whole number from 1 to 1000"),
        ("--n 2.5", "--n 2.5: not a whole number from 1 to 1000"),
        ("--n -3", "--n -3: not a whole number from 1 to 1000"),
        ("--r 0", "--r 0: not a whole number from 1 to 1000"),
        ("--w 0", "--w 0: not a whole number from 1 to 1000"),
        ("--r 4", "--r 4: of n = 3 replicas no more can answer; at most 3, or raise --n"),
        ("--w 4", "--w 4: of n = 3 replicas no more can answer; at most 3, or raise --n"),
        ("--n 1 --w 2", "--w 2: of n = 1 replicas no more can answer; at most 1, or raise --n"),
        ("--trials 0", "--trials 0: not a whole number from 1 to 100000000000"),
        ("--trials 1e6", "--trials 1e6: not a whole number from 1 to 100000000000"),
        (
            "--trials 100000000001",
            "--trials 100000000001: not a whole number from 1 to 100000000000",
        ),
        ("--t -1", "--t -1: not a number of ms from 0 to 100000000"),
        ("--t 1,,2", "--t “1,,2”: a time is missing; it wants ms and commas, such as 0,1,5"),
        ("--t=", "--t “”: a time is missing; it wants ms and commas, such as 0,1,5"),
        ("--t 1,nan", "--t nan: not a number of ms from 0 to 100000000"),
        ("--t 1e9", "--t 1e9: not a number of ms from 0 to 100000000"),
        ("--wan -1", "--wan -1: not a number of ms from 0 to 100000000"),
        ("--wan inf", "--wan inf: not a number of ms from 0 to 100000000"),
        ("--seed x", "--seed x: not a whole number from 0 to 18446744073709551615"),
        ("--threads 0", "--threads 0: not a whole number from 1 to 1024"),
        ("--n", "--n wants a value after it"),
        ("--json=1", "--json takes no value, but “1” is given"),
        ("--fast", "there is no option --fast"),
        ("3", "“3” is one argument too many"),
    ] {
        assert_eq!(read(&format!("{LATE} {line}")), Err(want.to_owned()));
    }
    let many = vec!["0"; 1_001].join(",");
    assert_eq!(
        read(&format!("{LATE} --t {many}")),
        Err("--t: 1001 times; at most 1000".to_owned())
    );
    assert_eq!(
        read("--ack-latency exp:2 --read-latency exp:3"),
        Err("staleness wants --write-latency, --response-latency, each with a distribution, such as \
             exp:0.2"
            .to_owned())
    );
}
