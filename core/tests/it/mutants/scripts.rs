//! Mutants that a short script catches. The sound protocol breaks no such promise in the same run.

use super::{
    compare, consumers::*, copies::*, homes::*, logs::*, multi, no_leader as leaderless,
    several::*, single, stories::verdict, waiting::*,
};
use crate::scenario;
use Catch::*;
use replicarium::{
    check::{
        Property::{self, *},
        Verdict as Judged,
    },
    scenario::Scenario,
    sim::{Setup, Trace},
};
use std::{fmt::Write, rc::Rc};

/// What catches a mutant.
enum Catch {
    /// A checker.
    Verdict(Property),
    /// The last answer of the run, which is this one if the protocol is sound.
    Answer(&'static str),
}

struct Case {
    name: &'static str,
    mode: &'static str,
    script: &'static str,
    caught_by: Catch,
    broken: fn(&Rc<Setup>) -> Trace,
}

macro_rules! cases {
    ($($family:ident $mode:literal $name:ident $script:ident => $caught:expr,)*) => {
        &[$(Case {
            name: stringify!($name),
            mode: $mode,
            script: $script,
            caught_by: $caught,
            broken: $family::<$name>,
        }),*]
    };
}

#[rustfmt::skip]
const CASES: &[Case] = cases! {
    single     "single-leader" ExecutesACopy             LATE_COPY      => Verdict(ReadYourWrites),
    multi      "multi-leader"  ExecutesACopy             LATE_COPY      => Verdict(ReadYourWrites),
    leaderless "leaderless"    ExecutesACopy             LATE_COPY      => Verdict(ReadYourWrites),
    leaderless "leaderless"    CoordinatesACopy          FORWARDED      => Answer("ok: flour"),
    single     "single-leader" AnswersBeforeItIsComplete JOINS          => Verdict(ReadYourWrites),
    single     "single-leader" StaysAlone                BACK_AGAIN     => Verdict(Durable),
    single     "single-leader" GivesUpAll                ONE_IS_DEAD    => Verdict(Durable),
    single     "single-leader" SkipsWhoLeft              LISTED_LEAVES  => Verdict(Durable),
    single     "single-leader" NeverForgets              SCARES_IN_TURN => Verdict(Durable),
    single     "single-leader" ActsAlone                 ONE_SCARE      => Verdict(Durable),
    single     "single-leader" RecordsTooEarly           CONSUMER_DIES  => Answer("ok: 1"),
    single     "single-leader" TellsTheUncommitted       UNCOMMITTED    => Answer("ok: no row"),
    single     "single-leader" KeepsWhatIsGone           CUT_OFF        => Answer("ok: 'a'; 'c'; 'd'"),
    single     "single-leader" ShipsBeforeCommit         OPEN           => Answer("ok: 0"),
    single     "single-leader" KeepsWhatIsRolledBack     ROLLED_BACK    => Answer("ok: 0"),
    multi      "multi-leader"  DeliversWithoutCauses     OVERTAKEN      => Verdict(WritesFollowReads),
    multi      "multi-leader"  WaitsForTheNext           OVERTAKEN      => Verdict(Convergence),
    multi      "multi-leader"  PassesNothingOn           RING           => Verdict(Convergence),
    multi      "multi-leader"  MistakesWhoPassed         RING           => Verdict(Convergence),
    multi      "multi-leader"  ResolvesByArrival         AT_ONCE        => Verdict(Convergence),
    multi      "multi-leader"  ForgetsTheContext         WRITTEN_BACK   => Verdict(Convergence),
    multi      "multi-leader"  CountsFromOne             NUMBERED       => Verdict(UniqueNumbers),
    multi      "multi-leader"  AnswersFirst              DETECTED       => Verdict(Durable),
    multi      "multi-leader"  ShipsNoUpdates            MERGED         => Verdict(Convergence),
    multi      "multi-leader"  AcknowledgesWithoutTaking MERGED         => Verdict(Durable),
    leaderless "leaderless"    DropsWithItsHome          HOMES_LEAVE    => Verdict(Durable),
    leaderless "leaderless"    AnswersWithoutItsRows     NEW_HOME       => Verdict(ReadYourWrites),
    leaderless "leaderless"    VouchesForWhatItLacks     THREE_JOIN     => Verdict(ReadYourWrites),
    leaderless "leaderless"    AnswersAsAFormerHome      FORMER_HOME    => Verdict(ReadYourWrites),
    leaderless "leaderless"    NamesItsWritesAgain       WIPED_HOME     => Verdict(Convergence),
    leaderless "leaderless"    DropsAnOldHint            LATE_HOMES     => Verdict(Durable),
    leaderless "leaderless"    CountsItsOwnHint          HINTS          => Verdict(Durable),
    leaderless "leaderless"    ComparesForeignKeys       FOREIGN        => Verdict(Linearizable),
    leaderless "leaderless"    HandsBackWhatExpired      EXPIRED        => Verdict(Convergence),
    leaderless "leaderless"    PutsOffTheSweep           MANY_DELETES   => Verdict(Convergence),
};

/// The link from A to C is slow.
const OVERTAKEN: &str = "nodes 3\nset delivery causal\nset heartbeat 20\nset delay fixed 5ms\n\
    set link-delay A>C fixed 80ms\nclient c1 writes A\nclient c2 writes B reads B\nuntil 1s\n\
    @0ms c1 write x=a\n@20ms c2 read x\n@40ms c2 write y=b\n";

const RING: &str = "nodes 3\nset topology circular\nset heartbeat 20\nset delay fixed 5ms\n\
    client c1 writes A\nclient c2 writes B\nclient c3 writes C\nuntil 1s\n\
    @0ms c1 write x=a\n@1ms c2 write y=b\n@2ms c3 write z=c\n";

const AT_ONCE: &str = "nodes 2\nset heartbeat 20\nset delay fixed 5ms\nclient c1 writes A\n\
    client c2 writes B\nuntil 1s\n@0ms c1 write x=a\n@0ms c2 write x=b\n";

const WRITTEN_BACK: &str = "nodes 2\nset resolution siblings\nset heartbeat 20\nset delay fixed 5ms\n\
    client c1 writes A reads A\nclient c2 writes B\nuntil 1s\n\
    @0ms c1 write x=a\n@0ms c2 write x=b\n@50ms c1 read x\n@70ms c1 write x=c\n";

const NUMBERED: &str = "nodes 2\nset numbering interleaved\nset heartbeat 20\nset delay fixed 5ms\n\
    client c1 writes A\nclient c2 writes B\nuntil 1s\n@0ms c1 insert t\n@0ms c2 insert t\n";

const DETECTED: &str = "nodes 2\nset detection sync\nset heartbeat 20\nset delay fixed 5ms\n\
    client c1 writes A\nclient c2 writes B\nuntil 1s\n@0ms c1 write x=a\n@0ms c2 write x=b\n";

const MERGED: &str = "nodes 2\nset resolution merge\nset heartbeat 20\nset delay fixed 5ms\n\
    client c1 writes A\nclient c2 writes B\nuntil 1s\n\
    @0ms c1 update x=\"or-set add milk\"\n@0ms c2 update x=\"or-set add flour\"\n";

const LATE_COPY: &str = "nodes 3\nclient c1 writes A reads A\nuntil 500ms\n\
    @0ms c1 write x=milk\n@100ms c1 write x=flour\n@200ms c1 read x\n";

/// A is no home of the key: a home coordinates its writes. The copy arrives after the value was replaced.
const FORWARDED: &str = "nodes 5\nset conflict dotted\nset duplication 100%\n\
    set link-delay A>D fixed 100ms\nset link-delay A>C fixed 100ms\nset link-delay A>B fixed 100ms\n\
    client c1 writes A reads A\nclient c2 writes B reads B\nuntil 1s\n\
    @0ms c1 write cart=milk\n@140ms c2 read cart\n@170ms c2 write cart=flour\n@400ms c2 read cart\n";

const JOINS: &str = "nodes 2\nset replication synchronous\nset acknowledge applied\n\
    client c1 writes A reads A\nuntil 500ms\n\
    @0ms c1 write x=a\n@100ms join C\n@101ms c1 read x via C\n";

/// B is back, and has everything. Then the leader's disk is lost with the newest write on it.
const BACK_AGAIN: &str = "nodes 2\nset replication semi-synchronous\nset blocked goes-on\n\
    client c1 writes A reads A\nuntil 2s\n\
    @0ms crash B\n@10ms c1 write x=a\n@300ms restart B\n@800ms cut A>B\n@810ms c1 write x=b\n\
    @850ms crash A\n@850ms wipe A\n@900ms heal A>B\n@900ms promote B\n";

const ONE_IS_DEAD: &str = "nodes 3\nset replication synchronous\nset blocked goes-on\n\
    client c1 writes A reads A\nuntil 2s\n\
    @0ms crash B\n@10ms c1 write x=a\n@500ms cut A>C\n@510ms c1 write x=b\n\
    @550ms crash A\n@550ms wipe A\n@600ms promote C\n";

const LISTED_LEAVES: &str = "nodes 3\nset replication synchronous\nset synchronous B\n\
    client c1 writes A reads A\nuntil 2s\n\
    @0ms leave B\n@100ms cut A>C\n@110ms c1 write x=a\n@150ms crash A\n@150ms wipe A\n\
    @200ms promote C\n";

/// At no moment do all three sentinels find the leader down.
const SCARES_IN_TURN: &str = "nodes 5\nset failover sentinel\nset monitors C,D,E\n\
    set sentinel-quorum 3\nset suspect 200\nset heartbeat 100\nclient c1 writes A reads A\nuntil 4s\n\
    @0ms cut A>B\n@10ms c1 write x=a\n@50ms cut A>C\n@50ms cut A>D\n@600ms heal A>D\n\
    @1200ms cut A>E\n@2s heal A>E\n@2s heal A>C\n@2s heal A>B\n";

/// Only one sentinel finds the leader down.
const ONE_SCARE: &str = "nodes 5\nset failover sentinel\nset monitors C,D,E\nset suspect 200\n\
    client c1 writes A reads A\nuntil 3s\n\
    @0ms cut A>B\n@10ms c1 write x=a\n@50ms cut A>C\n@1s heal A>C\n@1s heal A>B\n";

/// The consumer crashes between the two steps with what it has read: it is to apply it again.
const CONSUMER_DIES: &str = "nodes 4\nset consumers D\nset consumer-poll 50\nset consumer-work 10\n\
    client c1 writes A reads A\nclient c2 writes A reads D\nuntil 500ms\n\
    @0ms c1 write x=1\n@85ms crash D\n@100ms restart D\n@400ms c2 read x\n";

/// No follower has the write, so it is not committed.
const UNCOMMITTED: &str = "nodes 4\nset consumers D\nset replication majority\n\
    client c1 writes A reads A\nclient c2 writes A reads D\nuntil 500ms\n\
    @0ms cut A>B\n@0ms cut A>C\n@10ms c1 write x=1\n@300ms c2 read x\n";

/// What the consumer has missed is no longer in the log, a delete among it.
const CUT_OFF: &str = "nodes 4\nset consumers D\nset log row\nset retain 1\n\
    client c1 writes A reads A\nclient c2 writes A reads D\nuntil 600ms\n\
    @0ms c1 sql \"INSERT INTO t (name) VALUES ('a'), ('b')\"\n@150ms crash D\n\
    @160ms c1 sql \"DELETE FROM t WHERE id = 2\"\n\
    @180ms c1 sql \"INSERT INTO t (name) VALUES ('c')\"\n\
    @200ms c1 sql \"INSERT INTO t (name) VALUES ('d')\"\n\
    @250ms restart D\n@550ms c2 sql \"SELECT name FROM t\"\n";

/// A transaction is open while another client reads.
const OPEN: &str = "nodes 3\nset log row\nclient c1 writes A reads A\nclient c2 writes A reads B\nuntil 500ms\n\
    @0ms c1 sql \"CREATE TABLE t (n INT)\"\n@50ms c1 sql \"BEGIN\"\n\
    @100ms c1 sql \"INSERT INTO t (n) VALUES (1)\"\n@300ms c2 sql \"SELECT COUNT(*) FROM t\"\n";

const ROLLED_BACK: &str = "nodes 3\nset log row\nclient c1 writes A reads A\nclient c2 writes A reads B\n\
    until 500ms\n@0ms c1 sql \"CREATE TABLE t (n INT)\"\n@50ms c1 sql \"BEGIN\"\n\
    @100ms c1 sql \"INSERT INTO t (n) VALUES (1)\"\n@150ms c1 sql \"ROLLBACK\"\n\
    @300ms c2 sql \"SELECT COUNT(*) FROM t\"\n";

/// All homes are down, and two of them leave: the nodes that stand in for them are homes now.
const HOMES_LEAVE: &str = "nodes 5\nset w 2\nset bootstrap off\nset handoff sloppy\nset handoff-after 40\n\
    client c1 writes A reads A\nuntil 2s\n\
    @0ms crash B\n@0ms crash C\n@0ms crash D\n@10ms c1 write cart=milk\n\
    @250ms leave B\n@260ms leave C\n";

/// A and C have the write. D takes A's place, and is asked together with B.
const NEW_HOME: &str = "nodes 3\nset conflict dotted\nset link-delay C>B fixed 200ms\n\
    client c1 writes A reads B\nuntil 1s\n\
    @0ms cut A>B\n@10ms c1 write cart=milk\n@60ms heal A>B\n@100ms join D\n@102ms c1 read cart\n";

/// D, E and F join while only A and C have the write, and are slow to pass it on: F asks D and E, which do not have it yet.
const THREE_JOIN: &str = "nodes 3\nset conflict dotted\nclient c1 writes A reads B\nuntil 900ms\n\
    @0ms cut A>B\n@10ms c1 write k119=milk\n@60ms heal A>B\n\
    @100ms join D\n@101ms join E\n@102ms join F\n\
    @103ms set link-delay A>B fixed 300ms\n@103ms set link-delay C>B fixed 300ms\n\
    @103ms set link-delay A>D fixed 300ms\n@103ms set link-delay C>D fixed 300ms\n\
    @103ms set link-delay A>E fixed 300ms\n@103ms set link-delay C>E fixed 300ms\n\
    @103ms set link-delay A>F fixed 300ms\n@103ms set link-delay C>F fixed 300ms\n@130ms c1 read k119\n";

/// A and C have the write. A passes it on to D and drops it, before the question of a read begun earlier reaches it.
const FORMER_HOME: &str = "nodes 3\nset conflict dotted\nset link-delay B>A fixed 250ms\n\
    set link-delay B>C fixed 400ms\nset patience 900\nset timeout 1s\nclient c1 writes A reads B\nuntil 1s\n\
    @0ms cut A>B\n@10ms c1 write cart=milk\n@60ms heal A>B\n@98ms c1 read cart\n@105ms join D\n";

/// A loses its disk between two writes, which neither client has seen of the other.
const WIPED_HOME: &str = "nodes 3\nset conflict dotted\nset read-repair async\n\
    client c1 writes A reads A\nclient c2 writes A reads B\nuntil 2s\n\
    @0ms c1 write x=a\n@200ms crash A\n@200ms wipe A\n@210ms restart A\n\
    @300ms c2 write x=b\n@600ms c2 read x\n";

const LATE_HOMES: &str = "nodes 5\nset handoff sloppy\nset handoff-after 40\nset hint-window 300\n\
    client c1 writes A reads A\nuntil 2s\n\
    @0ms crash B\n@0ms crash C\n@0ms crash D\n@10ms c1 write cart=milk\n\
    @1s restart B\n@1s restart C\n@1s restart D\n";

const HINTS: &str = "nodes 3\nset handoff hints\nset handoff-after 40\n\
    client c1 writes A reads A\nuntil 1s\n\
    @0ms crash B\n@0ms crash C\n@10ms c1 write x=a\n@300ms crash A\n@300ms wipe A\n\
    @400ms restart A\n@400ms restart B\n@400ms restart C\n";

/// A is no home of the key. A home is down for longer than tombstones are kept, and has never had the value that was
/// deleted.
const FOREIGN: &str = "nodes 4\nset anti-entropy 100\nset grace 600\n\
    client c1 writes C reads C\nuntil 6s\n\
    @0ms crash B\n@10ms c1 write cart=milk\n@900ms cut C>A\n@900ms cut D>A\n@1s c1 delete cart\n\
    @2s heal C>A\n@2s heal D>A\n@3s restart B\n@5s c1 read cart\n";

/// B's clock is late: it drops the tombstone after the others.
const EXPIRED: &str = "nodes 3\nset anti-entropy 100\nset grace 1000\n\
    client c1 writes A reads A\nuntil 1580ms\n\
    @0ms skew B -500ms\n@10ms c1 write x=a\n@50ms c1 delete x\n";

const MANY_DELETES: &str = "nodes 4\nset n 2\nset w 1\nset r 1\nset grace 300\n\
    client c1 writes A reads A\nuntil 1290ms\n\
    @0ms c1 delete k0\n@200ms c1 delete k1\n@400ms c1 delete k2\n@600ms c1 delete k3\n\
    @800ms c1 delete k4\n@1s c1 delete k5\n@1200ms c1 delete k6\n";

/// The script of a case, with equal delays.
fn script(case: &Case) -> Scenario {
    let delays = "set delay fixed 10ms\nset client-delay fixed 4ms";
    scenario(&format!("mode {}\n{delays}\n{}", case.mode, case.script))
}

/// What the last client of a run is told.
fn answer(mut trace: Trace) -> String {
    trace.run(trace.setup().until, Scenario::STEPS);
    let last = trace.history().operations().iter().next_back().and_then(|it| it.ended);
    last.map_or("nothing".into(), |(outcome, ..)| outcome.to_string())
}

/// What gives a mutant away.
fn objection(case: &Case, sound: Trace, broken: Trace) -> Result<String, String> {
    match case.caught_by {
        Verdict(property) => match (verdict(sound, property), verdict(broken, property)) {
            (Judged::Violated(witness), _) => Err(format!("{property} cries wolf: {witness:?}")),
            (_, Judged::Violated(witness)) => {
                let kind = format!("{:?}", witness.violation);
                let kind = kind.split([' ', '{']).next().unwrap_or_default();
                Ok(format!("{property:<17} {kind}"))
            }
            (_, verdict) => Err(format!("is not caught by {property}: {verdict:?}")),
        },
        Answer(wanted) => match (answer(sound), answer(broken)) {
            (sound, _) if sound != wanted => Err(format!("the sound protocol says {sound}")),
            (_, broken) if broken == wanted => Err(format!("says {broken}, too")),
            (sound, broken) => Ok(format!("{:<17} “{broken}”, not “{sound}”", "last answer")),
        },
    }
}

#[test]
fn every_mutant_is_caught_by_a_script() {
    let mut text = String::from(
        "# Protocols broken on purpose, the checker that objects to what comes of a script, and the kind of violation; or\n\
         # the last answer of the run. The scripts stand in tests/it/mutants/scripts.rs. The sound protocol breaks that\n\
         # promise in none of them. `cargo xtask bless` writes this file.\n\n",
    );
    let mut escaped = Vec::new();
    for case in CASES {
        let (script, Case { name, mode, .. }) = (script(case), case);
        let sound = script.start().expect("it starts");
        match objection(case, sound, (case.broken)(&script.setup)) {
            Ok(objection) => _ = writeln!(text, "{name:<26} {mode:<14} {objection}"),
            Err(error) => escaped.push(format!("{name}, {mode}: {error}")),
        }
    }
    assert!(escaped.is_empty(), "{}", escaped.join("\n"));
    let difference = compare("mutants_scripts.txt", &text);
    assert_eq!(difference, None, "`cargo xtask bless` records it, if it is meant");
}
