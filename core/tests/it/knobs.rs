//! Knobs, as the page offers them.

use crate::{act, go_on, scenario};
use replicarium::{
    id::{ClientId, NodeId, NodeSet},
    knob::{KnobValue, KnobView, OneOf, Takes},
    kv::{Key, Request, Route, Value, Word},
    links::Links,
    protocol::single_leader::Knob,
    scenario::Scenario,
    sim::{Action, Setting, Trace, scheduler},
    store::{handler::Handler, table::Selection},
};

/// The modes, and the knobs that decide whether other knobs matter.
const KEEPERS: [(&str, &[&str]); 3] = [
    ("single-leader", &["replication", "failover", "fencing"]),
    ("leaderless", &["handoff"]),
    ("multi-leader", &[]),
];

/// A scenario with faults, and these settings from the start.
fn troubled(mode: &str, settings: &[Setting]) -> Scenario {
    let mut text = format!("mode {mode}\nnodes 4\nseed 3\nuntil 900ms\nset delay fixed 20ms\n");
    for setting in settings {
        text += &format!("set {setting}\n");
    }
    scenario(
        &(text
            + "client c1 writes leader reads any loops think 15ms share 60% keys x,y\n\
               @70ms cut A>B\n@150ms crash A\n@400ms heal A>B\n@600ms restart A\n"),
    )
}

fn knobs(mode: &str, settings: &[Setting]) -> Vec<KnobView> {
    troubled(mode, settings).start().expect("it starts").tip().view().knobs
}

/// Every combination of the knobs that decide whether other knobs matter.
fn choices(mode: &str, keepers: &[&str]) -> Vec<Vec<Setting>> {
    let all = knobs(mode, &[]);
    let mut choices = vec![vec![]];
    for view in all.iter().filter(|view| keepers.contains(&view.knob.name())) {
        let with = |choice: &Vec<Setting>, value| {
            let setting = Setting::Knob(view.knob, value);
            choice.iter().copied().chain([setting]).collect()
        };
        let KnobValue::Word(word) = view.value else { panic!("{} takes words", view.knob) };
        let values = word.all().map(KnobValue::Word);
        choices = values
            .flat_map(|n| choices.iter().map(move |c| with(c, n)).collect::<Vec<_>>())
            .collect();
    }
    choices
}

#[test]
fn settings_that_do_not_matter_have_no_effect() {
    let mut idle = 0;
    for (mode, keepers) in KEEPERS {
        for choice in choices(mode, keepers) {
            let was = troubled(mode, &choice).run().expect("it runs");
            for view in knobs(mode, &choice).iter().filter(|view| !view.matters) {
                idle += 1;
                // Monitors store no data; without monitors their knobs are irrelevant.
                if view.knob == Knob::Monitors.into() {
                    continue;
                }
                let other = Setting::Knob(view.knob, other(view));
                let all: Vec<Setting> = choice.iter().copied().chain([other]).collect();
                let now = troubled(mode, &all).run().expect("it runs");
                assert_eq!(now.history(), was.history(), "{mode}: {choice:?}, then {other}");
            }
        }
    }
    assert!(idle > 100, "only {idle} knobs that do not matter");
}

/// A value other than the one at which a setting stands.
fn other(view: &KnobView) -> KnobValue {
    let extremes = match view.takes {
        Takes::Numbers { low, high } => [low, high].map(KnobValue::Number),
        Takes::Words(words) => {
            [0, words.len() as u32 - 1].map(|n| KnobValue::Word(OneOf::new(words, n)))
        }
        Takes::Nodes { among } => [NodeSet::default(), among].map(KnobValue::Nodes),
        Takes::Links { among } => [Links::NONE, Links::between(among)].map(KnobValue::Links),
        Takes::Select => {
            let select = Value::new("SELECT n FROM t").expect("it is short");
            let select = Selection::new(select).expect("a selection");
            [Selection::ALL, select].map(KnobValue::Select)
        }
        Takes::Handler => [Handler::Newest, Handler::Max].map(KnobValue::Handler),
    };
    let other = extremes.into_iter().find(|&value| value != view.value);
    other.expect("a setting takes two values at least")
}

fn ask(trace: &mut Trace, client: ClientId, number: u32) -> NodeId {
    let key = Key(Word::new("x").expect("a word"));
    let request =
        Request::Write(key, Value::Word(Word::new(&format!("v{number}")).expect("a word")));
    let action = scheduler::ask(&trace.setup().clone(), trace.tip(), client, request);
    act(trace, action);
    trace.history().operations().last().expect("it was invoked").via
}

#[test]
fn a_client_follows_its_current_routes() {
    let text = "mode single-leader\nnodes 3\nset delay fixed 5ms\nset timeout 50ms\n\
                set writes c1 C\nclient c1 writes A reads B\nuntil 1s\n";
    let mut trace = scenario(text).start().expect("it starts");
    let client = ClientId(0);
    assert_eq!(trace.tip().view().clients[0].routes, (Route::To(NodeId(2)), Route::To(NodeId(1))));
    assert_eq!(ask(&mut trace, client, 1), NodeId(2));
    go_on(&mut trace, 60);
    // It has been told the leader, and asks it from now on, until it stops answering.
    act(&mut trace, Action::Configure(Setting::Writes(client, Route::Leader)));
    assert_eq!(ask(&mut trace, client, 2), NodeId(0));
    act(&mut trace, Action::Crash(NodeId(0)));
    go_on(&mut trace, 60);
    assert_eq!(ask(&mut trace, client, 3), NodeId(1));
    go_on(&mut trace, 60);
    let nobody = Action::Configure(Setting::Reads(ClientId(1), Route::Any));
    let refused = trace.tip().clone().apply(trace.tip().now(), nobody, &mut Default::default());
    assert_eq!(refused.expect_err("there is one client").to_string(), "there is no client c2");
    let nowhere = Action::Configure(Setting::Reads(client, Route::To(NodeId(3))));
    let refused = trace.tip().clone().apply(trace.tip().now(), nowhere, &mut Default::default());
    assert_eq!(refused.expect_err("there are three nodes").to_string(), "there is no node D");
}

#[test]
fn a_paused_node_learns_what_changed_when_it_goes_on() {
    let text = "mode single-leader\nnodes 4\nuntil 300ms\n@10ms pause D\n@20ms set outside D\n\
                @30ms resume D\n";
    let run = scenario(text).run().expect("it runs");
    let holds_data = |at: u64| {
        let steps = run.until(replicarium::time::Instant(at));
        run.seek(steps).view().nodes[3].replica.role.is_replica()
    };
    assert!(holds_data(25_000), "it is paused");
    assert!(!holds_data(35_000));
}
