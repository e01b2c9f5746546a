//! Fencing by switching off: the order goes to the power switch of the old leader over a path of its own, and the new
//! leader begins once the switch has confirmed it.

use crate::{act, count, outcomes, scenario};
use replicarium::{
    id::{Address, ClientId, NodeId},
    scenario::{Run, Scenario},
    sim::{Action, StepLog, Trace},
    time::Instant,
    view::{NodeView, Role, Status},
};

const A: NodeId = NodeId(0);
const B: NodeId = NodeId(1);

/// A scenario; its first line says how many nodes there are.
fn calm(text: &str) -> Scenario {
    let (nodes, rest) = text.split_once('\n').expect("several lines");
    scenario(&format!(
        "mode single-leader\n{nodes}\nset fencing switch-off\nset heartbeat 100\nset delay fixed 10ms\n\
         set client-delay fixed 2ms\nset power-delay fixed 40ms\nclient c1 writes A reads A\n\
         client c2 writes B reads B\n{rest}"
    ))
}

const FIRST: &str = "@0ms c1 write cart=milk\n";

/// All links between A and the two other nodes are cut.
const CUT_OFF: &str = "@30ms cut A>B\n@30ms cut B>A\n@30ms cut A>C\n@30ms cut C>A\n";

fn run(text: &str) -> Trace {
    calm(text).run().expect("it starts")
}

/// The run as text, with the notes of its nodes.
fn told(text: &str) -> String {
    let scenario = calm(text);
    let trace = scenario.run().expect("it starts");
    Run { scenario, trace }.to_string()
}

/// The nodes that run and lead.
fn leaders(trace: &Trace) -> Vec<NodeId> {
    let nodes = trace.tip().view().nodes;
    let leads =
        |node: &&NodeView| node.status == Status::Running && node.replica.role == Role::Leader;
    nodes.iter().filter(leads).map(|node| node.id).collect()
}

/// Asserts that a run never has two leaders that run, and returns the last leader.
fn one_at_a_time(mut trace: Trace, millis: u64) -> Option<NodeId> {
    for ms in 0..millis {
        trace.run(Instant(1_000 * ms), 100_000);
        let leaders = leaders(&trace);
        assert!(leaders.len() < 2, "{leaders:?} at {}", trace.tip().now());
    }
    leaders(&trace).first().copied()
}

#[test]
fn the_order_does_not_travel_on_the_cut_links() {
    let writes = "@93ms promote B\n@500ms c1 write cart=flour\n\
        @500ms c2 write cart=eggs\n@1500ms c1 write cart=tea\n";
    let trace = run(&format!("nodes 3\nuntil 2s\n{FIRST}{CUT_OFF}{writes}"));
    let unknown = "unknown: no answer in time";
    assert_eq!(outcomes(&trace), ["ok", unknown, "ok", unknown]);
    assert_eq!(trace.tip().view().nodes[0].status, Status::Crashed);
    assert_eq!(leaders(&trace), [B]);
}

#[test]
fn a_paused_leader_is_switched_off() {
    let trace =
        run("nodes 3\nuntil 2500ms\nset timeout 2s\n@0ms c1 write cart=milk\n@30ms pause A\n\
         @40ms c1 write cart=flour\n@93ms promote B\n@500ms c2 write cart=eggs\n@800ms resume A\n\
         @1500ms c2 read cart\n");
    assert_eq!(outcomes(&trace), ["ok", "unknown: no answer in time", "ok", "ok: eggs"]);
    assert_eq!(trace.tip().view().nodes[0].status, Status::Crashed, "a machine without power");
}

#[test]
fn a_crashed_leader_is_confirmed_to_be_off() {
    let text = told("nodes 3\nuntil 500ms\n@30ms crash A\n@93ms promote B\n");
    assert_eq!((count(&text, "B: A is off"), count(&text, "B: leads")), (1, 1), "{text}");
}

/// Every authority that makes a node the leader: the old leader is off before the new one begins.
#[test]
fn a_promotion_waits_for_the_confirmation() {
    let chosen = [
        ("nodes 3\n", "@100ms promote B\n"),
        ("nodes 3\nset failover election\n", ""),
        ("nodes 4\nset failover controller\nset monitors D\n", "@30ms cut A>D\n@30ms cut D>A\n"),
        (
            "nodes 6\nset failover sentinel\nset monitors D,E,F\n",
            "@30ms cut A>D\n@30ms cut A>E\n@30ms cut A>F\n",
        ),
    ];
    // A switch that is slower than an election as well.
    for delay in ["10ms", "40ms", "700ms"] {
        for (settings, lines) in chosen {
            let cut = if settings.contains("set monitors") { "" } else { CUT_OFF };
            let text = format!("{settings}set power-delay fixed {delay}\n{cut}{lines}");
            let trace = calm(&text).start().expect("it starts");
            let last = one_at_a_time(trace, 4_000);
            assert!(last.is_some_and(|last| last != A), "{text}: {last:?} leads");
        }
    }
}

#[test]
fn without_a_confirmation_nobody_leads() {
    let lost = [
        // The order is lost, or only the confirmation.
        "@30ms cut B>A.power\n@93ms promote B\n",
        "@30ms cut A.power>B\n@93ms promote B\n",
        "@30ms set power-loss 100%\n@93ms promote B\n",
        "@30ms set link-delay B>A.power fixed 10s\n@93ms promote B\n",
    ];
    for lines in lost {
        let text = told(&format!("nodes 3\nuntil 2s\n{lines}"));
        assert_eq!(count(&text, "B: does not lead until A is off"), 1, "{text}");
        assert!(count(&text, "B: no confirmation that A is off") > 5, "{text}");
        assert_eq!(count(&text, "B: leads"), 0, "{text}");
    }
    let mended =
        told("nodes 3\nuntil 2s\n@30ms cut B>A.power\n@93ms promote B\n@1s heal B>A.power\n");
    assert_eq!((count(&mended, "A: switched off by B"), count(&mended, "B: leads")), (1, 1));
}

#[test]
fn a_leader_that_does_not_wait_leads_beside_the_old_one() {
    let at_once = "nodes 3\nset promotion at-once\nuntil 2s\n";
    let text = told(&format!("{at_once}@0ms cut B>A.power\n{CUT_OFF}@93ms promote B\n"));
    assert_eq!((count(&text, "B: leads"), count(&text, "switched off by")), (1, 0), "{text}");
    // A promotion that waits goes on when the setting says so.
    let settings =
        "nodes 3\nuntil 2s\n@0ms cut B>A.power\n@93ms promote B\n@500ms set promotion at-once\n";
    assert_eq!(count(&told(settings), "B: leads"), 1);
    let both = told(
        "nodes 3\nset fencing switch-off-each-other\nset promotion at-once\nuntil 1s\n@93ms promote B\n",
    );
    let shot = [count(&both, "A: switched off by B"), count(&both, "B: switched off by A")];
    assert_eq!(shot, [1, 1], "{both}");
    let one = told("nodes 3\nset fencing switch-off-each-other\nuntil 1s\n@93ms promote B\n");
    let shot = [count(&one, "A: switched off by B"), count(&one, "B: switched off by A")];
    assert_eq!(shot, [1, 0], "{one}");
}

/// A leader that is switched on again believes that it leads, and is shot again: a fencing loop.
#[test]
fn a_leader_that_is_switched_on_again_is_shot_again() {
    let text = told("nodes 3\nuntil 2s\n@93ms promote B\n@500ms restart A\n@1s restart A\n");
    assert_eq!(count(&text, "A: switched off by B"), 3, "{text}");
}

/// A node that waits gives way to a leader of a newer term, and does not shoot later.
#[test]
fn a_node_that_waits_gives_way_to_a_newer_leader() {
    let text = told(
        "nodes 3\nuntil 3s\n@30ms cut B>A.power\n@93ms promote B\n@400ms promote C\n\
         @1500ms heal B>A.power\n",
    );
    assert_eq!((count(&text, "C: leads"), count(&text, "B: leads")), (1, 0), "{text}");
    let after = text.split("heal B>A.power").last().expect("the end");
    assert_eq!(count(after, "power off"), 0, "{after}");
}

#[test]
fn a_power_switch_has_links_to_other_nodes_only() {
    let mut trace = run("nodes 3\nuntil 10ms\n");
    let refused = |from: Address, to: Address| {
        let mut log = StepLog::default();
        let mut world = calm("nodes 3\n").start().expect("it starts").seek(0);
        world.apply(world.now(), Action::Cut(from, to), &mut log).is_err()
    };
    let (a, c1) = (Address::Switch(A), Address::Client(ClientId(0)));
    assert!(refused(A.into(), a) && refused(a, A.into()) && refused(c1, a) && refused(a, c1));
    assert!(refused(a, Address::Switch(B)) && refused(B.into(), Address::Switch(NodeId(9))));
    act(&mut trace, Action::Cut(B.into(), a));
    assert_eq!(trace.tip().view().cuts, [(Address::Node(B), a)]);
    act(&mut trace, Action::Heal(B.into(), a));
    assert_eq!(trace.tip().view().cuts, []);
}
