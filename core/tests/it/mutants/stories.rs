//! Mutants that a scenario catches: its script contains what a search would take long to reach, such as a node that is
//! down for a while. The sound protocol has no violation in the same scenario.

use super::{compare, fencing, logs, mending, multi, no_leader, single, wiped};
use crate::{scenario, scenarios};
use replicarium::{
    check::{Property, Verdict, convergence},
    review::Review,
    scenario::Scenario,
    sim::{Setup, Trace},
};
use std::{fmt::Write, rc::Rc};

struct Case {
    name: &'static str,
    /// A scenario of the library, with changed settings.
    story: &'static str,
    set: &'static str,
    caught_by: Property,
    broken: fn(&Rc<Setup>) -> Trace,
}

macro_rules! cases {
    ($($family:ident::<$module:ident::$name:ident> $story:literal $set:literal => $caught:ident,)*) => {
        &[$(Case {
            name: stringify!($name),
            story: $story,
            set: $set,
            caught_by: Property::$caught,
            broken: $family::<$module::$name>,
        }),*]
    };
}

#[rustfmt::skip]
const CASES: &[Case] = cases! {
    no_leader::<mending::SaysRepaired>         "read_repair_before_the_answer" "" => Linearizable,
    no_leader::<mending::RepairsWithTheOlder>  "read_repair_before_the_answer" "" => Linearizable,
    no_leader::<mending::KeepsTheFirstOfEquals> "equal_timestamps"              "" => Convergence,
    no_leader::<mending::CountsAHintAsHome>    "read_misses_the_hints"         "set handoff hints" => Linearizable,
    no_leader::<mending::SaysItHasIt>          "sloppy_quorum_and_hints"       "" => Convergence,
    no_leader::<mending::DropsTheHintUnheard>  "sloppy_quorum_and_hints"       "" => Convergence,
    no_leader::<mending::KeepsNoHint>          "sloppy_quorum_and_hints"       "" => Convergence,
    no_leader::<mending::TakesAllForSeen>      "cart_of_two_clients"           "" => Durable,
    no_leader::<mending::ComparesTheLeftHalf>  "anti_entropy"                  "" => Convergence,
    no_leader::<mending::SendsNoRows>          "anti_entropy"                  "" => Convergence,
    no_leader::<mending::IgnoresATombstone>    "delete_leaves_a_tombstone"     "" => Convergence,
    no_leader::<mending::ForgetsTombstonesAtOnce> "delete_leaves_a_tombstone"     "" => Linearizable,
    single::<logs::ForgetsClockAndSeed>        "clock_and_seed_travel_along"   "" => Convergence,
    single::<logs::AppliesHalfATransaction>    "row_log_commits_whole_transactions" "" => Convergence,
    single::<logs::AppliesEventsTwice>         "row_log_commits_whole_transactions" "" => Convergence,
    single::<logs::IgnoresDeletes>             "limit_without_an_order"        "set log row" => Convergence,
    single::<logs::ForgetsTheTrigger>          "trigger_fires_twice"           "set log statement" => Convergence,
    single::<logs::SkipsTheChecksum>           "wal_upgrade_needs_downtime"    "" => Convergence,
    single::<fencing::OrdersOverTheLink>       "stonith_kills_one"             "" => Linearizable,
    single::<fencing::DoesNotWaitUntilOff>     "stonith_waits"                 "" => Linearizable,
    single::<wiped::CountsWithoutItsDisk>      "voter_without_its_disk"        "" => Durable,
    multi::<wiped::KeepsItsName>               "leader_without_its_disk"       "" => Convergence,
    multi::<wiped::ShipsNothingAgain>          "leader_without_its_disk"       "" => Convergence,
};

fn story(case: &Case) -> Scenario {
    let (_, story) =
        scenarios().find(|(name, _)| *name == case.story).expect("it is in the library");
    let text = story.to_string().replacen("client c1", &format!("{}\nclient c1", case.set), 1);
    scenario(text.split_once('\n').map_or("", |(_, rest)| rest))
}

/// The verdict on a scenario that is run to its end.
pub fn verdict(mut trace: Trace, property: Property) -> Verdict {
    trace.run(trace.setup().until, Scenario::STEPS);
    let mut review = Review::of(&trace);
    review.go_on(&trace, trace.len(), &mut || true);
    if property == Property::Convergence {
        // The story ends here, whatever is still due.
        return convergence::check(&trace.tip().view());
    }
    let verdict = review.verdict(property, trace.len(), &trace.tip().view());
    verdict.expect("the checker has an opinion")
}

#[test]
fn every_mutant_is_caught_by_a_scenario() {
    let mut text = String::from(
        "# Protocols broken on purpose, the checker that objects, and the story in which it does. The sound\n\
         # protocol breaks that promise in none of them. `cargo xtask bless` writes this file.\n\n",
    );
    let mut escaped = Vec::new();
    for case in CASES {
        let story = story(case);
        let sound = verdict(story.start().expect("it starts"), case.caught_by);
        let broken = verdict((case.broken)(&story.setup), case.caught_by);
        let Case { name, caught_by, .. } = case;
        match (sound, broken) {
            (Verdict::Violated(witness), _) => {
                escaped.push(format!("{name}: {caught_by} cries wolf: {witness:?}"));
            }
            (_, Verdict::Violated(witness)) => {
                let set =
                    if case.set.is_empty() { String::new() } else { format!(", {}", case.set) };
                let kind = format!("{:?}", witness.violation);
                let kind = kind.split([' ', '{']).next().unwrap_or_default();
                let _ = writeln!(text, "{name:<24} {caught_by:<13} {kind:<9} {}{set}", case.story);
            }
            (_, verdict) => {
                escaped.push(format!("{name} is not caught by {caught_by}: {verdict:?}"))
            }
        }
    }
    assert!(escaped.is_empty(), "{}", escaped.join("\n"));
    let difference = compare("mutants_stories.txt", &text);
    assert_eq!(difference, None, "`cargo xtask bless` records it, if it is meant");
}
