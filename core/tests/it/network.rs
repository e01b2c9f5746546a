//! The network: rates and delays are as set, for each link and direction.

use crate::{act, go_on, scenario};
use replicarium::{
    id::NodeId,
    protocol::single_leader,
    sim::{Action, Happening, Trace},
    time::Instant,
    view::{Fate, Kind},
};

/// How many messages from one node to another were lost, and how many arrived.
fn fates(trace: &Trace, from: u16, to: u16) -> (usize, usize) {
    let (mut lost, mut arrived) = (0, 0);
    trace.watch(0, trace.len(), |_, _, log| {
        for happening in &log.happenings {
            if let Happening::Sent(e) = happening
                && e.kind == Kind::Message
                && (e.from, e.to) == (NodeId(from).into(), NodeId(to).into())
            {
                match e.fate {
                    Fate::Lost => lost += 1,
                    Fate::Arrives => arrived += 1,
                }
            }
        }
    });
    (lost, arrived)
}

fn busy(settings: &str) -> Trace {
    scenario(&format!(
        "mode single-leader\nnodes 2\nset delay fixed 2ms\n{settings}client c1 writes A loops think 1ms share 100% keys x\n"
    ))
    .start()
    .expect("it starts")
}

#[test]
fn loss_and_duplication_have_the_set_rates() {
    let mut trace = busy("set loss 100000ppm\nset timeout 5ms\n");
    go_on(&mut trace, 20_000);
    let (lost, arrived) = fates(&trace, 0, 1);
    let all = lost + arrived;
    assert!(all > 2_000 && (all / 12..all / 8).contains(&lost), "{lost} of {all} lost");

    let mut trace = busy("set duplication 100000ppm\n");
    go_on(&mut trace, 20_000);
    let (mut copies, mut originals, mut last) = (0, 0, None);
    trace.watch(0, trace.len(), |_, _, log| {
        for happening in &log.happenings {
            if let Happening::Sent(e) = happening
                && e.kind == Kind::Message
            {
                let same = last.replace((e.from, e.to, e.label, e.sent));
                let is_copy = same == last;
                copies += usize::from(is_copy);
                originals += usize::from(!is_copy);
            }
        }
    });
    let near = originals / 12..originals / 8;
    assert!(originals > 2_000 && near.contains(&copies), "{copies} copies of {originals}");
}

#[test]
fn a_cut_is_one_way() {
    let mut trace = busy("");
    act(&mut trace, Action::Cut(NodeId(0).into(), NodeId(1).into()));
    go_on(&mut trace, 1_000);
    let (lost, arrived) = fates(&trace, 0, 1);
    assert!(lost > 50 && arrived == 0);

    let mut trace = busy("");
    act(&mut trace, Action::Cut(NodeId(1).into(), NodeId(0).into()));
    go_on(&mut trace, 1_000);
    let ((lost, arrived), (back_lost, back)) = (fates(&trace, 0, 1), fates(&trace, 1, 0));
    assert!(lost == 0 && arrived > 50 && back_lost > 50 && back == 0);
    assert!(trace.tip().view().nodes[1].replica.log.len() > 50, "B applies what A ships");
}

/// A message in flight when the link is cut does not arrive; one that is sent after the link is healed does.
#[test]
fn a_cut_loses_messages_in_flight() {
    let mut trace = scenario(
        "mode single-leader\nnodes 2\nset delay fixed 50ms\nset heartbeat 1000\nclient c1 writes A\n\
         @0ms c1 write x=1\n@30ms cut A>B\n@80ms heal A>B\n@90ms c1 write x=2\n",
    )
    .start()
    .expect("it starts");
    let log = |trace: &Trace| trace.tip().view().nodes[1].replica.log.len();
    trace.run(Instant(89_000), 1_000);
    assert_eq!(log(&trace), 0);
    trace.run(Instant(300_000), 1_000);
    assert_eq!(log(&trace), 2, "after the gap is noticed, both entries come");
}

/// A link keeps the order of messages, whatever delays are drawn.
#[test]
fn links_keep_order() {
    let mut trace = busy("set delay uniform 1ms 90ms\n");
    go_on(&mut trace, 5_000);
    let mut last = Instant(0);
    let mut sent = 0;
    trace.watch(0, trace.len(), |_, _, log| {
        for happening in &log.happenings {
            if let Happening::Sent(e) = happening
                && e.kind == Kind::Message
                && e.to == NodeId(1).into()
            {
                assert!(e.due >= last);
                last = e.due;
                sent += 1;
            }
        }
    });
    assert!(sent > 500);
}

/// A change of a setting affects later messages, and none in flight.
#[test]
fn settings_affect_later_messages_only() {
    let mut trace = scenario(
        "mode single-leader\nnodes 2\nset delay fixed 50ms\nset heartbeat 1000\nclient c1 writes A\n\
         @0ms c1 write x=1\n@10ms set delay fixed 5ms\n@100ms c1 write x=2\n",
    )
    .start()
    .expect("it starts");
    trace.run(Instant(200_000), 1_000);
    let mut delays = Vec::new();
    trace.watch(0, trace.len(), |_, _, log| {
        for happening in &log.happenings {
            if let Happening::Sent(e) = happening
                && e.label.tag == single_leader::Tag::Append.into()
            {
                delays.push(e.due.since(e.sent).0 / 1_000);
            }
        }
    });
    assert_eq!(delays, [50, 5]);
}
