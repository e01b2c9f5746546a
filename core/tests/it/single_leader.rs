//! The single leader under every setting: whatever goes wrong, it mends once all is whole.

use crate::invariants::stormy_in;
use replicarium::view::{Role, Status, WorldView};

/// Settings that meet in every combination: how writes wait, who chooses a leader, and what the log does.
const REPLICATION: [&str; 4] = ["asynchronous", "semi-synchronous", "synchronous", "majority"];
const FAILOVER: [(&str, u16); 4] = [
    ("set failover manual", 3),
    ("set failover election", 3),
    ("set failover controller\nset monitors D", 4),
    ("set failover sentinel\nset monitors D,E,F", 6),
];
const LOG: [&str; 3] = ["", "set flush 20\nset apply 3", "set retain 4\nset chunk 1"];

fn copies(view: &WorldView) -> impl Iterator<Item = &replicarium::view::NodeView> {
    view.nodes.iter().filter(|node| node.replica.role.is_replica())
}

/// Who takes whom for the leader, for a failure's message.
fn told(view: &WorldView) -> String {
    let line = |node: &replicarium::view::NodeView| {
        format!("{} {} {:?}\n", node.id, node.replica.role, node.replica.leadership)
    };
    view.nodes.iter().map(line).collect()
}

/// Once all is whole and quiet, one replica leads and all hold the same.
#[test]
fn failovers_mend() {
    let mut terms = 0;
    for replication in REPLICATION {
        for (failover, nodes) in FAILOVER {
            for log in LOG {
                for seed in 0..6 {
                    let name = format!("{replication}, {failover}, {log}, seed {seed}");
                    let settings = format!(
                        "mode single-leader\nnodes {nodes}\nset replication {replication}\n\
                         {failover}\n{log}\nset suspect 100\nset heartbeat 20"
                    );
                    let run = stormy_in(&settings, seed, |_| {});
                    let view = run.tip().view();
                    let term = |n: &&replicarium::view::NodeView| {
                        n.replica.leadership.map_or(0, |leadership| leadership.term.number())
                    };
                    terms += copies(&view).map(|node| term(&node)).max().unwrap_or(0);
                    assert!(view.nodes.iter().all(|node| node.status == Status::Running), "{name}");
                    let leaders = copies(&view).filter(|node| node.replica.role == Role::Leader);
                    assert_eq!(leaders.count(), 1, "{name}\n{}", told(&view));
                    let mut rows = copies(&view).map(|node| &node.replica.rows);
                    let first = rows.next().expect("a replica");
                    assert!(rows.all(|other| other == first), "{name}");
                }
            }
        }
    }
    assert!(terms > 400, "only {terms} terms in 288 runs that begin in term 1");
}
