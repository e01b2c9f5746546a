//! Majorities: more than half of the nodes, wherever nodes are counted, for every small number of them.

use crate::scenario;
use replicarium::{scenario::Run, sim::Trace, time::Instant};

fn run(text: &str) -> Trace {
    let delays = "set delay fixed 5ms\nset client-delay fixed 1ms\n";
    scenario(&format!("mode single-leader\n{delays}{text}")).run().expect("it starts")
}

/// The names of the nodes from `from` to before `until`.
fn names(from: u16, until: u16) -> impl Iterator<Item = char> {
    (from..until).map(|n| char::from(b'A' + n as u8))
}

/// A line for each of these nodes.
fn lines(nodes: impl Iterator<Item = char>, line: &str) -> String {
    nodes.map(|node| line.replace('?', &node.to_string())).collect()
}

/// Whether a node leads in a newer term than the first.
fn has_failed_over(text: &str) -> bool {
    let scenario = scenario(&format!("mode single-leader\n{text}"));
    let trace = scenario.run().expect("it starts");
    Run { scenario, trace }.to_string().contains("leads in term")
}

/// The leader can send to the first `reached` followers only.
#[test]
fn a_write_waits_for_a_majority_of_the_replicas() {
    for nodes in 1..=7 {
        for reached in 0..nodes {
            let mut trace = run(&format!(
                "nodes {nodes}\nset replication majority\nset failover election\nset suspect 10000\n\
                 client c1 writes A reads A\nuntil 3ms\n{}@1ms c1 write x=a\n",
                lines(names(reached + 1, nodes), "@0ms cut A>?\n")
            ));
            if let [waits] = trace.tip().view().nodes[0].replica.waiting() {
                assert_eq!(waits.needed, nodes / 2, "of {nodes}");
                assert_eq!(waits.asked.len(), usize::from(nodes) - 1);
            } else {
                assert_eq!(nodes, 1);
            }
            trace.run(Instant(200_000), 10_000);
            let ended = trace.history().operations()[0].ended;
            let is_ok = ended.is_some_and(|(outcome, ..)| outcome.is_ok());
            assert_eq!(is_ok, 2 * (reached + 1) > nodes, "{reached} followers of {nodes} nodes");
        }
    }
}

#[test]
fn a_candidate_needs_the_votes_of_a_majority_of_the_replicas() {
    for nodes in 2..=6 {
        for alive in 1..nodes {
            let crashes = lines(names(0, nodes - alive), "@10ms crash ?\n");
            let text = format!("nodes {nodes}\nset failover election\nuntil 3s\n{crashes}");
            assert_eq!(has_failed_over(&text), 2 * alive > nodes, "{alive} of {nodes} nodes");
        }
    }
}

/// A quorum of the sentinels must find the leader down, and a majority of them elects the one that acts.
#[test]
fn a_failover_needs_the_quorum_and_a_majority_of_the_sentinels() {
    for sentinels in 1..=5 {
        let monitors: Vec<String> = names(2, 2 + sentinels).map(String::from).collect();
        for quorum in 1..=sentinels {
            for alive in 1..=sentinels {
                let crashes = lines(names(2 + alive, 2 + sentinels), "@10ms crash ?\n");
                let text = format!(
                    "nodes {}\nset failover sentinel\nset monitors {}\nset sentinel-quorum {quorum}\n\
                     until 5s\n{crashes}@10ms crash A\n",
                    2 + sentinels,
                    monitors.join(","),
                );
                let enough = alive >= quorum && 2 * alive > sentinels;
                assert_eq!(
                    has_failed_over(&text),
                    enough,
                    "{alive} of {sentinels}, {quorum} agree"
                );
            }
        }
    }
}
