//! Protocols do what their sources say, and nothing is promised that a run can break. Each test is a run that once went
//! wrong, in the words of its trace.

use crate::{count, outcomes, scenario};
use replicarium::{
    check::{Property, Verdict, Why},
    mode::{Mode, Promise, Reason},
    review::Review,
    scenario::Run,
    sim::Trace,
};

const CALM: &str = "set delay fixed 10ms\nset client-delay fixed 4ms\n";

fn run(text: &str) -> Trace {
    scenario(&format!("{CALM}{text}")).run().expect("it starts")
}

/// The run as text, with the notes of its nodes.
fn told(text: &str) -> String {
    let scenario = scenario(&format!("{CALM}{text}"));
    let trace = scenario.run().expect("it starts");
    Run { scenario, trace }.to_string()
}

fn promise(mode: Mode, trace: &Trace, property: Property) -> Promise {
    mode.promises(property, &trace.tip().view())
}

/// Asserts that no promise is broken, and that this one is not made.
fn not_promised(mode: Mode, trace: &Trace, property: Property, why: Reason) {
    let Promise::Never(reason, _) = promise(mode, trace, property) else {
        panic!("{property} is promised")
    };
    assert_eq!(reason, why, "{property}");
    let mut review = Review::of(trace);
    review.go_on(trace, trace.len(), &mut || true);
    let view = trace.tip().view();
    let broken = Property::ALL.iter().find(|&&property| {
        let verdict = review.verdict(property, trace.len(), &view);
        let violated = verdict.is_some_and(|verdict| verdict.is_violated());
        violated && promise(mode, trace, property).is_made()
    });
    assert_eq!(broken, None);
}

const SENTINELS: &str = "mode single-leader\nnodes 5\nset failover sentinel\nset monitors C,D,E\n\
    set suspect 200\nset heartbeat 1000\nclient c1 writes A reads A\n";

#[test]
fn sentinels_fail_over_after_a_scare_that_passed() {
    let text = told(&format!("{SENTINELS}until 3s\n@95ms pause A\n@320ms resume A\n@1s crash A\n"));
    assert!(count(&text, "leads in term") > 0, "{text}");
    // The scare alone changes nothing.
    let scare = told(&format!("{SENTINELS}until 3s\n@95ms pause A\n@320ms resume A\n"));
    assert_eq!(count(&scare, "leads in term"), 0, "{scare}");
}

/// Two sentinels suspect the leader at different times: no moment has a quorum.
/// A list may name a node that joins later. It is no member yet, and is sent nothing.
#[test]
fn a_sentinel_that_has_not_joined_is_asked_nothing() {
    let sentinels = "mode single-leader\nnodes 5\nset failover sentinel\nset monitors D,E,F\nset suspect 100\n\
        set heartbeat 20\nclient c1 writes A reads A\nuntil 2s\n@100ms crash A\n";
    let alone = told(sentinels);
    assert_eq!((count(&alone, ">F "), count(&alone, "B: leads in term")), (0, 1), "{alone}");
    let joined = told(&format!("{sentinels}@1s join F\n@1200ms restart A\n@1500ms crash B\n"));
    assert!(count(&joined, "D>F ") > 0, "{joined}");
}

#[test]
fn an_answer_of_a_sentinel_is_good_for_a_limited_time() {
    let text = told(&format!(
        "{SENTINELS}until 3s\n@50ms cut A>C\n@800ms heal A>C\n@900ms cut A>D\n@1600ms heal A>D\n"
    ));
    assert_eq!(count(&text, "sentinels find A down"), 0, "{text}");
    let both = told(&format!("{SENTINELS}until 3s\n@50ms cut A>C\n@700ms cut A>D\n"));
    assert!(count(&both, "sentinels find A down") > 0, "{both}");
}

#[test]
fn a_copy_of_a_request_is_executed_once() {
    let late = "set duplication 100%\nset timeout 2s\nset link-delay c1>A fixed 300ms\n\
        client c1 writes A reads A\nclient c2 writes A reads A\nuntil 1s\n\
        @0ms c1 write x=milk\n@350ms c2 write x=flour\n@600ms c2 read x\n";
    for mode in ["single-leader", "multi-leader", "leaderless"] {
        let text = told(&format!("mode {mode}\nnodes 3\n{late}"));
        assert!(count(&text, "c1.1 was executed already") == 1, "{mode}:\n{text}");
        assert!(count(&text, "c2.2: ok: flour") == 1, "{mode}:\n{text}");
    }
}

/// A node that is no home passes a write on; the message is copied too.
#[test]
fn a_copy_of_a_write_that_is_passed_on_makes_no_second_sibling() {
    let text = told(
        "mode leaderless\nnodes 6\nset conflict dotted\nset duplication 100%\n\
         client c1 writes A reads A\nclient c2 writes B reads B\nclient c3 writes C reads C\n\
         client c4 writes D reads D\nclient c5 writes E reads E\nclient c6 writes F reads F\nuntil 1s\n\
         @0ms c1 write x=a\n@100ms c2 write x=b\n@200ms c3 write x=c\n@300ms c4 write x=d\n\
         @400ms c5 write x=e\n@500ms c6 write x=f\n",
    );
    for client in 1..=6 {
        let named = format!("stored c{client}.1 for x as");
        assert_eq!(count(&text, &named), 1, "{text}");
    }
    assert!(count(&text, "holds no such key") > 0, "some node is no home:\n{text}");
}

#[test]
fn a_caught_up_follower_is_waited_for_again() {
    let text = told(
        "mode single-leader\nnodes 3\nset replication semi-synchronous\nset blocked goes-on\n\
         client c1 writes A reads A\nuntil 3s\n@0ms c1 write x=a\n@50ms crash B\n@50ms crash C\n\
         @60ms c1 write x=b\n@300ms restart B\n@1s c1 write x=c\n",
    );
    assert_eq!(count(&text, "goes on alone"), 1, "{text}");
    assert_eq!(count(&text, "waits for B instead of C"), 1, "{text}");
    let again = text.rfind("append 3 c").and_then(|at| text.get(at..)).expect("it is shipped");
    assert!(again.contains("B>A applied 3") && !again.contains("goes on alone"), "{again}");
}

/// Of two synchronous followers one is dead: the leader goes on with the other, not alone.
#[test]
fn a_dead_follower_is_not_waited_for_while_a_live_one_exists() {
    let text = told(
        "mode single-leader\nnodes 3\nset replication synchronous\nset blocked goes-on\n\
         client c1 writes A reads A\nuntil 2s\n@10ms crash B\n@20ms c1 write x=a\n@500ms c1 write x=b\n",
    );
    assert_eq!(count(&text, "no longer waits for B"), 1, "{text}");
    assert_eq!(count(&text, "goes on alone"), 0, "{text}");
}

#[test]
fn a_listed_follower_that_left_is_waited_for() {
    let settings = "mode single-leader\nnodes 3\nset replication synchronous\nset synchronous B\n\
        client c1 writes A reads A\nuntil 1s\n";
    let trace = run(&format!("{settings}@0ms c1 write x=a\n@100ms leave B\n@200ms c1 write x=b\n"));
    assert_eq!(outcomes(&trace), ["ok", "unknown: no answer in time"]);
}

#[test]
fn a_new_follower_answers_once_it_has_everything() {
    let trace =
        run("mode single-leader\nnodes 2\nset replication synchronous\nset acknowledge applied\n\
         client c1 writes A reads A\nuntil 1s\n@0ms c1 write x=a\n@100ms join C\n\
         @101ms c1 read x via C\n@300ms c1 read x via C\n");
    assert_eq!(outcomes(&trace), ["ok", "failed: refused, not up to date yet", "ok: a"]);
}

#[test]
fn a_leader_without_its_disk_does_not_lead() {
    let trace = run(
        "mode single-leader\nnodes 3\nclient c1 writes A reads A\nuntil 2s\n@0ms c1 write x=a\n\
         @100ms crash A\n@110ms wipe A\n@120ms restart A\n@200ms c1 write x=b\n@300ms promote B\n\
         @600ms c1 read x\n",
    );
    assert_eq!(outcomes(&trace), ["ok", "failed: refused, there is no leader", "ok: a"]);
}

#[test]
fn an_expired_tombstone_is_dropped_everywhere_and_once() {
    let text = told(
        "mode leaderless\nnodes 3\nset anti-entropy 100\nset grace 1000\nuntil 10s\n\
         client c1 writes A reads A\nclient c2 writes C reads C\n@0ms c1 write x=milk\n\
         @40ms crash C\n@60ms c1 delete x\n@500ms restart C\n@5s c2 read x\n",
    );
    for node in ["A", "B", "C"] {
        assert_eq!(count(&text, &format!("# {node}: forgot the tombstone c1.2")), 1, "{text}");
    }
    assert_eq!(count(&text, "c2.1: ok: nothing"), 1, "{text}");
}

/// Deletes keep coming; each tombstone is dropped when its own time is over.
#[test]
fn each_tombstone_has_its_own_deadline() {
    let deletes: String = (0..20).map(|n| format!("@{}ms c1 delete k{n}\n", 100 * n)).collect();
    let text = told(&format!(
        "mode leaderless\nnodes 3\nset grace 300\nclient c1 writes A reads A\nuntil 2500ms\n{deletes}"
    ));
    let first = text.find("forgot the tombstone c1.1 of k0").expect("it is dropped");
    let fifth = text.find("c1 delete k5 via A").expect("it happens");
    assert!(first < fifth, "{text}");
}

#[test]
fn rows_move_to_their_new_homes() {
    for change in ["join E", "leave B", "leave C", "leave D"] {
        let nodes =
            "mode leaderless\nnodes 4\nset w 3\nset r 3\nuntil 2s\nclient c1 writes A reads A\n";
        let trace = run(&format!(
            "{nodes}@0ms c1 write x=a\n@30ms c1 write y=b\n@60ms c1 write z=c\n@200ms {change}\n"
        ));
        let view = trace.tip().view();
        for place in &view.ring.as_ref().expect("a ring").keys {
            for node in view.nodes.iter().filter(|node| trace.tip().members().contains(&node.id)) {
                let has = node.replica.rows.iter().any(|row| row.key == place.key);
                assert_eq!(
                    has,
                    place.homes.contains(&node.id),
                    "{change}: {} at {}",
                    place.key,
                    node.id
                );
                assert!(node.replica.hints().is_empty(), "{change}: all hints are handed off");
            }
        }
    }
}

#[test]
fn a_former_home_does_not_bring_a_deleted_value_back() {
    let trace = run(
        "mode leaderless\nnodes 4\nset w 3\nset r 3\nset anti-entropy 100\nset grace 500\nuntil 6s\n\
         client c1 writes A reads A\n@0ms c1 write name=Kim\n@100ms join E\n@900ms c1 delete name\n\
         @4s c1 read name\n",
    );
    assert_eq!(outcomes(&trace), ["ok", "ok", "ok: nothing"]);
}

#[test]
fn stand_ins_that_become_homes_keep_the_write() {
    let trace = run(
        "mode leaderless\nnodes 5\nset w 1\nset r 3\nset handoff sloppy\nset handoff-after 40\n\
         client c1 writes A reads A\nuntil 3s\n@0ms crash B\n@0ms crash C\n@0ms crash D\n\
         @10ms c1 write cart=milk\n@150ms leave B\n@160ms leave C\n@400ms restart D\n@2s c1 read cart\n",
    );
    assert_eq!(outcomes(&trace), ["ok", "ok: milk"]);
}

#[test]
fn a_sloppy_quorum_hands_off_however_late_the_homes_are_back() {
    let trace = run("mode leaderless\nnodes 5\nset handoff sloppy\nset handoff-after 40\n\
         client c1 writes A reads A\nuntil 6s\n@0ms crash B\n@0ms crash C\n@0ms crash D\n\
         @10ms c1 write cart=milk\n@4s restart B\n@4s restart C\n@4s restart D\n@5s c1 read cart\n");
    assert_eq!(outcomes(&trace).last().map(String::as_str), Some("ok: milk"));
}

/// Three nodes, three replicas: there is no other node, and the coordinator keeps the hint.
#[test]
fn the_coordinator_keeps_hints_within_the_window() {
    let hints = "mode leaderless\nnodes 3\nset handoff hints\nset handoff-after 40\nset hint-window 300\n\
        client c1 writes A reads A\nuntil 2s\n@0ms c1 write x=a\n@60ms crash C\n@70ms c1 write x=b\n\
        @600ms c1 write y=c\n@1s restart C\n";
    let text = told(hints);
    assert_eq!(count(&text, "A: keeps c1.2 for C"), 1, "{text}");
    assert_eq!(count(&text, "A: no hint of c1.3 for C: silent for too long"), 1, "{text}");
    assert_eq!(count(&text, "A: C has c1.2: hint dropped"), 1, "{text}");
}

/// It coordinates, and holds no rows.
#[test]
fn the_library_of_a_client_compares_nothing() {
    let text = told(
        "mode leaderless\nnodes 3\nset anti-entropy 50\nclient c1 writes c1 reads c1\nuntil 500ms\n\
         @0ms c1 write x=a\n",
    );
    assert!(count(&text, "# A compare runs out") > 0, "{text}");
    assert_eq!(count(&text, "# c1 compare"), 0, "{text}");
}

#[test]
fn last_write_wins_promises_neither_durability_nor_own_writes() {
    let skewed = run(
        "mode leaderless\nnodes 3\nset w 3\nset r 3\nuntil 500ms\nclient c1 writes A reads A\n\
         @0ms skew A +50ms\n@10ms c1 write x=milk via A\n@50ms c1 write x=flour via B\n@90ms c1 read x\n",
    );
    let mode = Mode::Leaderless;
    not_promised(mode, &skewed, Property::Durable, Reason::LastWriteWins);
    not_promised(mode, &skewed, Property::ReadYourWrites, Reason::LastWriteWins);
}

#[test]
fn a_quorum_in_one_centre_promises_nothing_in_another() {
    let far = "set link-delay A>B fixed 90ms\nset link-delay C>B fixed 90ms\nset link-delay E>B fixed 90ms\n\
        set link-delay A>D fixed 90ms\nset link-delay A>F fixed 90ms\n";
    let trace = run(&format!(
        "mode leaderless\nnodes 6\nset centres 2\nset conflict dotted\n{far}until 350ms\n\
         client c1 writes A reads B\n@0ms c1 write seat=12C\n@50ms c1 read seat\n"
    ));
    not_promised(Mode::Leaderless, &trace, Property::ReadYourWrites, Reason::OtherCentres);
}

#[test]
fn promises_end_with_lost_disks_changed_members_and_earlier_settings() {
    let majority = "mode single-leader\nnodes 3\nset replication majority\nset failover election\n\
        client c1 writes A reads A\nuntil 1s\n";
    let mode = Mode::SingleLeader;
    let calm = run(&format!("{majority}@0ms c1 write x=a\n"));
    assert!(promise(mode, &calm, Property::Durable).is_made());
    for (lines, why) in [
        ("@0ms c1 write x=a\n@100ms crash B\n@100ms wipe B\n@100ms restart B\n", Reason::DiskLost),
        ("@0ms c1 write x=a\n@100ms join D\n", Reason::MembersChanged),
    ] {
        let trace = run(&format!("{majority}{lines}"));
        not_promised(mode, &trace, Property::Durable, why);
    }
    let settings = "mode single-leader\nnodes 3\nset failover election\nclient c1 writes A reads A\n\
        until 1s\n";
    let late = run(&format!("{settings}@0ms c1 write x=a\n@100ms set replication majority\n"));
    not_promised(mode, &late, Property::Durable, Reason::EarlierSettings);
    let early = run(&format!("{settings}@0ms set replication majority\n@1ms c1 write x=a\n"));
    assert!(promise(mode, &early, Property::Durable).is_made());
}

fn convergence(text: &str) -> Verdict {
    let trace = run(text);
    let mut review = Review::of(&trace);
    review.go_on(&trace, trace.len(), &mut || true);
    let view = trace.tip().view();
    review.verdict(Property::Convergence, trace.len(), &view).expect("it applies to every mode")
}

/// A message was lost, and the heartbeat that mends it is still to come.
#[test]
fn convergence_is_open_while_a_heartbeat_may_mend_it() {
    for mode in ["single-leader", "multi-leader"] {
        let at = |end: u64| {
            convergence(&format!(
                "mode {mode}\nnodes 3\nset heartbeat 100\nclient c1 writes A reads A\nuntil {end}ms\n\
                 @0ms c1 write x=a\n@40ms cut A>B\n@50ms c1 write x=b\n@110ms heal A>B\n"
            ))
        };
        assert_eq!(at(180), Verdict::Unknown(Why::StillDue), "{mode}");
        assert!(matches!(at(400), Verdict::Holds { .. }), "{mode}");
    }
}

#[test]
fn convergence_is_broken_once_nothing_is_due_that_mends_it() {
    let lost = "mode leaderless\nnodes 3\nset w 1\nclient c1 writes A reads A\nuntil 1s\n\
        @0ms cut A>B\n@10ms c1 write x=a\n@50ms heal A>B\n";
    assert!(convergence(lost).is_violated());
    let compared = format!("set anti-entropy 200\n{lost}");
    assert!(matches!(convergence(&compared), Verdict::Holds { .. }));
    // Two leaders go on, and no heartbeat of theirs changes a row.
    let split = "mode single-leader\nnodes 2\nset fencing none\nclient c1 writes A reads A\n\
        client c2 writes B reads B\nuntil 3s\n@0ms promote B\n@50ms c1 write x=a\n@50ms c2 write x=b\n";
    assert!(convergence(split).is_violated());
}

/// A client that coordinates for itself counts its own writes: the second replaces the first, which the client has not read.
#[test]
fn a_client_that_counts_its_own_writes_may_lose_one() {
    let text = "mode leaderless\nnodes 6\nset n 2\nset w 1\nset r 1\nset conflict dotted\nset patience 200\n\
        client c1 writes c1 reads c1\nset timeout 60ms\nuntil 200ms\n";
    let trace = run(text);
    assert!(promise(Mode::Leaderless, &trace, Property::Durable).is_made(), "nobody has written");
    let trace = run(&format!("{text}@10ms c1 write y=1\n"));
    not_promised(Mode::Leaderless, &trace, Property::Durable, Reason::OwnWriteUnread);
    // Quorums that overlap let it read its own write.
    let strict = run(&format!("{text}@0ms set w 2\n@10ms c1 write y=1\n"));
    assert!(promise(Mode::Leaderless, &strict, Property::Durable).is_made());
    // A node that coordinates for it reads its own rows first.
    let node =
        run(&text.replace("writes c1", "writes A").replace("until", "@10ms c1 write y=1\nuntil"));
    assert!(promise(Mode::Leaderless, &node, Property::Durable).is_made());
}

/// A new leader without entries takes over a follower whose whole log was a snapshot: no log got shorter within a term.
#[test]
fn a_log_that_a_snapshot_began_may_be_replaced_by_an_empty_one() {
    let text = "mode single-leader\nnodes 3\nset retain 1\nset heartbeat 1000\nset link-delay A>C fixed 300ms\n\
        client c1 writes A reads A\nuntil 250ms\n@0ms cut A>B\n@1ms c1 write x=1\n@15ms c1 write x=2\n\
        @30ms c1 write x=3\n@50ms heal A>B\n@60ms c1 write x=4\n@150ms promote C\n";
    let told = told(text);
    assert!(count(&told, "snapshot installed: all up to 4") == 1, "{told}");
    assert!(count(&told, "snapshot installed: all up to 0") == 1, "{told}");
    let trace = run(text);
    let mut review = Review::of(&trace);
    review.go_on(&trace, trace.len(), &mut || true);
    let verdict = review.verdict(Property::LogsAgree, trace.len(), &trace.tip().view());
    assert!(!verdict.is_some_and(|verdict| verdict.is_violated()));
}

/// A store outside takes a write that no replica has, and a replica takes the client's next one.
#[test]
fn stores_outside_have_no_order_with_the_replicas() {
    let trace = run(
        "mode single-leader\nnodes 3\nset outside C\nset replication majority\nset failover election\n\
         client c1 writes A reads A\nuntil 200ms\n@0ms c1 write x=1 via C\n@30ms c1 write y=2\n",
    );
    let mut review = Review::of(&trace);
    review.go_on(&trace, trace.len(), &mut || true);
    let verdict = review.verdict(Property::MonotonicWrites, trace.len(), &trace.tip().view());
    assert!(verdict.is_some_and(|verdict| verdict.is_violated()));
    not_promised(Mode::SingleLeader, &trace, Property::MonotonicWrites, Reason::OneReplicaAnswers);
}

/// An old leader that nothing stops has rows of its own, and answers reads from them.
#[test]
fn without_fencing_no_client_is_promised_its_own_writes() {
    let settings = "mode single-leader\nnodes 3\nset replication synchronous\nset acknowledge applied\n\
        client c1 writes A reads A\nuntil 100ms\n";
    assert!(promise(Mode::SingleLeader, &run(settings), Property::ReadYourWrites).is_made());
    for fencing in ["none", "switch-off", "switch-off-each-other"] {
        let trace = run(&format!("{settings}set fencing {fencing}\n"));
        not_promised(Mode::SingleLeader, &trace, Property::ReadYourWrites, Reason::NoFencing);
    }
}
