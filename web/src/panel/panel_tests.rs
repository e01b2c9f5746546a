use super::*;
use crate::session::{Branch, Link, Loaded, Selection, Session, StoryText, Told, commands, reduce};
use crate::widget::memo::{self, Memo};
use replicarium::{
    check::Property,
    id::{Address, ClientId, EnvelopeId, NodeId},
    knob::Typed,
    kv::{Key, Route, Word},
    protocol::single_leader::{Failover, Knob, Replication},
    scenario::library::{self, Lang},
    sim::{Action, Setting},
    store::record::Format,
    time::{Duration, Instant},
    view::{Comparison, Kind},
};
use std::rc::Rc;
use yew::LocalServerRenderer;

const A: NodeId = NodeId(0);
const B: NodeId = NodeId(1);

fn session(name: &str, step: u32) -> Session {
    let entry = library::find(name).unwrap();
    Session::follow(
        &Loaded {
            story: Some(StoryText { entry, lang: Lang::En, text: entry.story(Lang::En).into() }),
            ..Loaded::of(Link { step: Some(step), ..Link::to(entry) }, entry.text())
        },
        false,
    )
    .unwrap()
}

fn drawn(side: Side, session: &Session) -> String {
    let scenario = PtrEq(Rc::clone(&session.scenario));
    let story = session.story.as_ref().map(|told| PtrEq(Rc::clone(&told.story)));
    let (frame, source) = (session.frame(), session.source.clone());
    let beats = session.beats();
    let panel = Panel { side, frame, source, scenario, story, beats, on: Callback::noop() };
    rendered(panel)
}

fn rendered(part: impl Part + 'static) -> String {
    let html =
        LocalServerRenderer::<Memo>::with_props(memo::Props::of(part)).hydratable(false).render();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, html)
}

fn picked(session: Session, selection: Selection) -> String {
    drawn(Side::Right, &reduce(session, Intent::Select(Some(selection))))
}

fn assert_has(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "{part:?} is not in {html}");
    }
}

#[test]
fn a_story_is_a_list_of_beats_with_their_cues() {
    let html = drawn(Side::Left, &session("first_look", 0));
    assert_has(
        &html,
        &[
            "<h1>A leader and two followers</h1>",
            "<ol class=\"beats\"><li class=\"later\"><button type=\"button\" class=\"cue\">102 ms</button>",
            "class=\"cue\">C has a1</button>",
            "class=\"term\">leader</span> <b>A</b>",
            "<b>Try it:</b> Crash A",
            ">From the start</button>",
        ],
    );
    assert!(!html.contains("**"), "the markup is not shown: {html}");
    let html = drawn(Side::Left, &session("delete_leaves_a_tombstone", 0));
    assert_has(&html, &[">tombstone</span> (†)", "role=\"tooltip\"", "Source: DDIA"]);
    assert_eq!(html.matches("class=\"cue\"").count(), 6);
}

/// A scenario whose story is not known, and a recorded run, show what their text says.
#[test]
fn without_a_story_the_text_says_what_it_is_about() {
    let mut session = session("first_look", 0);
    session.story = None;
    let html = drawn(Side::Left, &session);
    assert_has(&html, &["<b>A</b> takes every write"]);
    assert!(!html.contains("class=\"beats\""), "{html}");
}

#[test]
fn there_is_a_first_experiment() {
    assert_has(&drawn(Side::Left, &session("first_look", 0)), &["Crash A</button>"]);
    let crashed = reduce(session("first_look", 5), Intent::Act(Action::Crash(A)));
    assert_has(&drawn(Side::Left, &crashed), &["Restart A</button>"]);
}

#[test]
fn a_story_is_escaped() {
    const BAD: &str = "<script>alert(1)</script> **<img src=x>**";
    let mut session = session("first_look", 0);
    let mut scenario = Scenario::clone(&session.scenario);
    scenario.about = vec![BAD.into()];
    session.scenario = Rc::new(scenario);
    let story = format!("@1ms {BAD}\ntry {BAD}\nsource {BAD}").parse().unwrap();
    session.story = Some(Told { lang: Lang::En, story: Rc::new(story) });
    let told = drawn(Side::Left, &session);
    session.story = None;
    for html in [told, drawn(Side::Left, &session)] {
        assert_has(&html, &["alert(1)"]);
        assert!(!html.contains("<script") && !html.contains("<img"), "{html}");
    }
}

#[test]
fn knobs_show_their_names_and_values() {
    let html = drawn(Side::Left, &session("quorum_one_replica_down", 0));
    assert_has(&html, &["Answers a write waits for", "w = 2", "n = 3", "10 ms to 25 ms"]);
}

#[test]
fn reads_of_siblings_are_reported_as_not_judged() {
    let steps = session("cart_of_two_clients", 0).steps();
    let html = drawn(Side::Right, &session("cart_of_two_clients", steps));
    assert_eq!(
        html.matches("read returned siblings, which a register cannot hold").count(),
        2,
        "{html}"
    );
    let html = drawn(Side::Right, &session("first_look", 0));
    assert!(!html.contains("which a register cannot hold"), "{html}");
}

#[test]
fn operations_show_their_outcomes_and_the_writes_that_they_read() {
    let html = drawn(Side::Right, &session("stale_follower_read", 15));
    assert_has(&html, &["Client 1", "write cart", "milk", "class=\"chip w", "ok"]);
}

#[test]
fn a_replica_shows_its_rows_and_actions() {
    let html = picked(session("stale_follower_read", 9), Selection::Node(A));
    assert_has(&html, &["Replica A", "leader", "Crash", "Pause", "milk", "#1", "Clock"]);
    let gone = picked(session("stale_follower_read", 9), Selection::Node(NodeId(9)));
    assert_has(&gone, &["There is no replica J"]);
}

#[test]
fn a_link_shows_both_directions() {
    let cut = Intent::Act(Action::Cut(A.into(), B.into()));
    let session = reduce(session("stale_follower_read", 3), cut);
    let html = picked(session, Selection::Link(Address::Node(A), Address::Node(B)));
    assert_has(&html, &["Heal A → B", "Cut B → A"]);
}

#[test]
fn an_envelope_is_followed_from_sending_to_its_end() {
    let session = session("stale_follower_read", 5);
    let frame = session.frame();
    let flying = frame.world.envelopes.iter().find(|e| e.kind == Kind::Message).unwrap().id;
    let html = picked(session.clone(), Selection::Envelope(flying));
    assert_has(&html, &["Hold", "Deliver now", "Drop", "Duplicate", "on its way"]);
    let end = reduce(session.clone(), Intent::SeekStep(u32::MAX));
    assert_has(&picked(end, Selection::Envelope(flying)), &["arrived at", "To step"]);
    let start = reduce(session.clone(), Intent::SeekStep(0));
    assert_has(&picked(start, Selection::Envelope(flying)), &["not sent yet"]);
    let none = picked(session, Selection::Envelope(EnvelopeId(9_999)));
    assert_has(&none, &["There is no such envelope"]);
}

#[test]
fn a_client_can_be_made_to_send_a_request() {
    let html = picked(session("stale_follower_read", 9), Selection::Client(ClientId(0)));
    assert_has(&html, &["Client 1", "Write", "Read", "its own route", "via"]);
}

fn key(name: &str, step: u32) -> String {
    let cart = Key(Word::new("cart").unwrap());
    picked(session(name, step), Selection::Key(cart))
}

#[test]
fn a_key_shows_its_homes_and_how_far_each_is_behind() {
    let html = key("sloppy_quorum_and_hints", 20);
    assert_has(&html, &["lives on D, C and B", "A for C, E for D", "1 write, ", "ms behind"]);
    assert_has(&html, &["up to date", "D → C → B", "then A, E", "class=\"way\""]);
    let html = key("sloppy_quorum_and_hints", u32::MAX);
    assert!(!html.contains(" ms behind") && !html.contains("Hints outstanding"), "{html}");
}

#[test]
fn siblings_are_shown_with_the_dots_that_make_them_concurrent() {
    let html = key("cart_of_two_clients", u32::MAX);
    assert_has(&html, &["milk,flour,eggs,bacon", "A:5", "eggs,milk,ham", "A:4", "{A:5}"]);
    assert_has(&html, &["had seen 3: 4 &gt; 3, not known", "had seen 2: 5 &gt; 2, not known"]);
    assert_has(&html, &["are concurrent", "Which write had seen which"]);
}

#[test]
fn vectors_are_compared_entry_by_entry() {
    let differs = (0..60).map(|step| key("removed_items_stay_removed", step));
    let html = differs.into_iter().find(|html| html.contains("class=\"entries\"")).unwrap();
    assert_has(&html, &["merged", "wins", "includes"]);
}

#[test]
fn a_coordinator_shows_who_has_answered() {
    let steps =
        (0..40).map(|step| picked(session("quorum_one_replica_down", step), Selection::Node(A)));
    let steps: Vec<String> = steps.collect();
    assert!(
        steps
            .iter()
            .any(|html| html.contains("1 of 2 yes") && html.contains("A ✓") && html.contains("…"))
    );
}

#[test]
fn hints_and_merkle_trees_are_shown_on_their_nodes() {
    let html = picked(session("sloppy_quorum_and_hints", 20), Selection::Node(NodeId(3)));
    assert_has(&html, &["1 write and ", "behind; 1 key to repair."]);
    let html = picked(session("sloppy_quorum_and_hints", 20), Selection::Node(A));
    assert_has(&html, &["Hints it keeps", "for C", "milk"]);
    let steps =
        (0..400).map(|step| picked(session("anti_entropy", step), Selection::Node(NodeId(2))));
    let after = |html: &String| html.contains("Hashes compared with") && html.contains("differs");
    let html = steps.into_iter().find(after).unwrap();
    assert_has(&html, &["class=\"differs\"", "differed", "bytes sent so far"]);
}

/// The two trees stand side by side while a message of the comparison is on its way, and no longer.
#[test]
fn both_trees_are_shown_while_they_are_compared() {
    const C: NodeId = NodeId(2);
    let steps = session("anti_entropy", 0).steps();
    let mut told = Vec::new();
    for step in 0..=steps {
        let session = session("anti_entropy", step);
        let world = &session.frame().world;
        let going = |it: &&Comparison| it.side(C).is_some();
        let comparisons: Vec<&Comparison> = world.comparisons.iter().filter(going).collect();
        let html = picked(session.clone(), Selection::Node(C));
        let figures: Vec<&str> = html.split("data-testid=\"comparison\"").skip(1).collect();
        assert_eq!(figures.len(), comparisons.len(), "step {step}");
        for (it, figure) in comparisons.iter().zip(figures) {
            let figure = &figure[..figure.find("</figure>").expect("it ends")];
            let parts = (0..31).filter(|&part| it.differs(part)).count();
            // Each part that differs has its colour and its corner in both trees.
            let coloured = ["differs\"", "differs asked\""].map(|it| figure.matches(it).count());
            assert_eq!(coloured.iter().sum::<usize>(), 2 * parts, "step {step}");
            assert_eq!(figure.matches("class=\"corner\"").count(), 2 * parts, "step {step}");
            assert_eq!(figure.matches("asked\"").count(), 2 * it.asked.len(), "step {step}");
            let peer = it.nodes[1 - it.side(C).expect("C compares")];
            assert_has(figure, &[&format!("Comparing hashes with {peer}"), ">C</text>"]);
            told.push(it.differing_leaves());
        }
        if comparisons.is_empty() {
            assert!(!html.contains("Comparing hashes"), "step {step}");
        }
    }
    assert!(told.contains(&1) && told.ends_with(&[0]), "{told:?}");
}

#[test]
fn a_failed_write_is_marked_once_it_is_read() {
    let base = "replicarium scenario 1\ntitle A crashed coordinator\n\
         mode leaderless\nnodes 3\nset delay fixed 20ms\nset client-delay fixed 2ms\n\
         set timeout 200ms\nclient c1 writes A\nclient c2 writes B\nuntil 500ms\n\
         @0ms c1 write x=1\n@10ms crash A\n@300ms c2 read x\n";
    // Alone, or as one of two values that no write has replaced.
    let with_sibling = base
        .replace("set timeout", "set conflict dotted\nset timeout")
        .replace("@300ms", "@100ms c2 write x=2\n@300ms");
    for text in [base, &with_sibling] {
        let scenario: Scenario = text.parse().unwrap();
        let mut session = session("quorum_one_replica_down", 0);
        let trace = scenario.run().unwrap();
        session.scenario = Rc::new(scenario);
        session.branches = vec![Branch::of(trace)];
        let read = session.branch().trace().history().operations().last().unwrap().ended.unwrap().2;
        let marked = "it happened after all: Client 2 read it";
        let told = reduce(session.clone(), Intent::SeekStep(read));
        let html = drawn(Side::Right, &told);
        assert!(html.contains("unknown") && !html.contains(marked), "not read yet: {html}");
        assert_has(&drawn(Side::Right, &reduce(session, Intent::SeekStep(read + 1))), &[marked]);
    }
}

fn turned(session: Session, knob: Knob, value: impl Typed) -> Session {
    reduce(session, Intent::Act(Action::Configure(Setting::knob(knob, value))))
}

#[test]
fn knobs_are_grouped_and_shown_only_where_they_have_an_effect() {
    let session = session("stale_follower_read", 0);
    let html = drawn(Side::Left, &session);
    assert_has(&html, &["Replication", "Failover", "Log and snapshots", "a vote of the replicas"]);
    for idle in ["Sentinels that must find it down", "Monitors", "These followers"] {
        assert!(!html.contains(idle), "{idle} in {html}");
    }
    let watched = turned(session.clone(), Knob::Failover, Failover::Sentinel);
    let add = ["Sentinels that must find it down", "Too few sentinels watch", "Add sentinel D"];
    assert_has(&drawn(Side::Left, &watched), &add);
    let fixed = turned(session, Knob::Replication, Replication::Synchronous);
    assert_has(&drawn(Side::Left, &fixed), &["These followers", "type=\"checkbox\""]);
    assert!(!drawn(Side::Left, &self::session("quorum_one_replica_down", 0)).contains("Failover"));
}

#[test]
fn the_inspector_of_a_client_sets_its_routes() {
    let to = Action::Configure(Setting::Writes(ClientId(0), Route::Leader));
    let session = reduce(session("stale_follower_read", 9), Intent::Act(to));
    let html = picked(session, Selection::Client(ClientId(0)));
    assert_has(
        &html,
        &[
            "Its writes go to",
            "<option selected=\"selected\">the current leader",
            "Its reads go to",
        ],
    );
}

/// A's entry travels 120 ms to C, and 20 ms to B. Client 1 reads at C, Client 2 at B.
#[test]
fn the_lag_of_followers_is_that_of_their_logs() {
    let start = session("stale_follower_read", 0);
    let at = |ms: u64| reduce(start.clone(), Intent::Seek(Instant(ms * 1_000))).frame();
    let replicas = [A, B, NodeId(2)];
    let behind = |ms, node| {
        let frame = at(ms);
        let it = frame.film.lags().behind(node, &replicas, frame.world.now, frame.step);
        (it.entries, it.time.0 / 1_000)
    };
    assert_eq!([behind(20, B).0, behind(20, NodeId(2)).0], [1, 1]);
    assert_eq!([behind(90, B).0, behind(90, NodeId(2)).0], [0, 1]);
    // Nothing happens from 44 ms on, and the world stands there.
    assert_eq!(behind(90, NodeId(2)), (1, 40));
    assert_eq!(behind(150, NodeId(2)), (0, 0));
    let end = at(400);
    let reads = |node| end.film.lags().reads(node, end.step);
    assert_eq!((reads(A), reads(B), reads(NodeId(2))), ((0, 0), (1, 0), (2, 1)));
    let half = end.film.branch(at(90).step);
    assert_eq!(half.lags().reads(B, end.step), (0, 0));
    let there = reduce(start.clone(), Intent::Seek(Instant(90_000)));
    let html = picked(there, Selection::Node(B));
    assert_has(&html, &["Replication lag", "C is 1 entry and", "Entries behind", "All 3"]);
    let html = picked(start, Selection::Node(B));
    assert!(!html.contains("Entries behind"), "nothing is written yet");
}

#[test]
fn the_leader_its_changes_and_write_gaps_are_shown() {
    let calm = drawn(Side::Right, &session("stale_follower_read", 9));
    assert_has(&calm, &["Who leads", "A leads in term 1."]);
    assert!(!calm.contains("change of leader") && !calm.contains("Nobody"));
    let split = reduce(session("stale_follower_read", 9), Intent::Act(Action::Promote(B)));
    let html = drawn(Side::Right, &split);
    assert_has(&html, &["Split brain: A (term 1) and B (term 2.B)", "1 change of leader"]);
    let short = Action::Configure(Setting::Timeout(Duration::millis(50)));
    let dead = Intent::All(vec![short, Action::Crash(A)]);
    let dead = reduce(session("stale_follower_read", 9), dead);
    let end = reduce(dead, Intent::Seek(Instant(u64::MAX)));
    assert_has(&drawn(Side::Right, &end), &["Nobody leads.", "No write has succeeded for"]);
    let leaderless = drawn(Side::Right, &session("quorum_one_replica_down", 9));
    assert!(!leaderless.contains("Who leads"));
}

/// The line under the stage ticks nothing off while two nodes lead, and counts what was checked.
#[test]
fn the_verdict_line_is_true_to_the_moment() {
    let split = session("split_brain_diverges", 0);
    let (mut ticks, mut splits) = (0, 0);
    for step in 0..split.frame().steps {
        let frame = reduce(split.clone(), Intent::SeekStep(step)).frame();
        let leaders =
            leading::leaders(&frame).iter().map(|(_, them)| them.len()).max().unwrap_or_default();
        let html = rendered(VerdictLine { frame, on: Callback::noop() });
        ticks += u32::from(html.contains('✓'));
        splits += u32::from(leaders > 1);
        assert!(leaders < 2 || !html.contains('✓'), "step {step}: {html}");
        assert!(leaders < 2 || html.contains("Split brain") || html.contains('✕'), "{html}");
    }
    assert!(ticks > 0 && splits > 0, "{ticks} {splits}");
    let calm =
        VerdictLine { frame: session("split_brain_diverges", 9).frame(), on: Callback::noop() };
    assert_has(&rendered(calm), &["✓", "hold so far: 1 operation has ended."]);
}

#[test]
fn a_node_can_be_promoted_shut_down_and_isolated() {
    let html = picked(session("stale_follower_read", 9), Selection::Node(B));
    assert_has(&html, &["Make it the leader", "Shut down", "Cut off", "In term 1 it follows A"]);
    let all = commands::of_node(&session("stale_follower_read", 9).frame(), B);
    let cut = all.into_iter().find(|command| command.testid == "act-cut-off").unwrap();
    let off = reduce(session("stale_follower_read", 9), cut.wants);
    assert_eq!(off.frame().world.cuts.len(), 4);
    assert_has(&picked(off, Selection::Node(B)), &["Heal its links"]);
}

#[test]
fn a_read_shows_its_staleness() {
    let end = session("stale_follower_read", u32::MAX);
    let html = drawn(Side::Right, &end);
    assert_eq!(html.matches("class=\"stale\"").count(), 1, "{html}");
    assert!(html.contains("1 write, "), "{html}");
    assert!(html.contains(" behind"), "{html}");
    assert!(!drawn(Side::Right, &session("stale_follower_read", 10)).contains("class=\"stale\""));
}

/// Replicas differ, and after a setting a heartbeat might mend it: that is told, and nothing is ticked off.
#[test]
fn a_setting_at_the_end_does_not_hide_that_rows_differ() {
    let end = session("statement_log_diverges_on_now", u32::MAX);
    let rows = Action::Configure(Setting::knob(Knob::Log, Format::Row));
    let late = reduce(end, Intent::Act(rows));
    let line = rendered(VerdictLine { frame: late.frame(), on: Callback::noop() });
    assert_has(&line, &["…", "Convergence: "]);
    assert!(!line.contains('✓'), "{line}");
    // From the start, the same setting keeps it.
    let start = reduce(session("statement_log_diverges_on_now", 0), Intent::Act(rows));
    let whole = reduce(start, Intent::Seek(Instant(u64::MAX)));
    let line = rendered(VerdictLine { frame: whole.frame(), on: Callback::noop() });
    assert!(!line.contains("different rows of"), "{line}");
}

/// Statements that read stand beside their answer.
#[test]
fn a_query_is_shown_with_its_rows() {
    let html = drawn(Side::Right, &session("statement_log_diverges_on_now", u32::MAX));
    assert_has(&html, &[">SELECT * FROM users</code>", "<span>1 'Kim' 54</span>"]);
}

#[test]
fn a_witness_shows_the_notes_of_nodes() {
    let end = session("stale_follower_read", u32::MAX);
    let lit = reduce(end, Intent::Show(Some(Property::ReadYourWrites)));
    let html = drawn(Side::Right, &lit);
    for said in ["C applied position 1: cart = milk.", "C applied position 2: cart = flour."] {
        assert!(html.contains(said), "{said}: {html}");
    }
    assert_eq!(html.matches("class=\"evidence\"").count(), 1);
    let hidden = reduce(lit, Intent::Show(None));
    assert!(!drawn(Side::Right, &hidden).contains("class=\"evidence\""));
}

/// The fork of a conflict: the base, both versions with their leaders and contexts, and why one of them is kept.
#[test]
fn a_conflict_is_drawn_as_a_fork() {
    let at = |name, ms: u64| reduce(session(name, 0), Intent::Seek(Instant(ms * 1_000)));
    let html = picked(at("leaders_converge_after_a_cut", 420), Selection::Node(A));
    assert_has(
        &html,
        &[
            "<figure class=\"fork\">",
            "chip w",
            "had seen {",
            " is kept: ",
            " is lost.",
            ">✕</text>",
        ],
    );
    let html = picked(at("handler_depends_on_order", 140), Selection::Node(A));
    assert_has(
        &html,
        &["none of them knew", "Whenever they are read, the handler concat(&quot;/&quot;)"],
    );
    assert_eq!(html.matches("<figure class=\"fork\">").count(), 1);
    let html = picked(at("room_booked_twice", 200), Selection::Node(A));
    assert!(!html.contains("class=\"fork\""), "{html}");
}

#[test]
fn a_handler_shows_its_laws() {
    let of = |text: &str| rendered(laws::Laws { handler: text.parse().unwrap(), lang: Lang::En });
    let html = of("union");
    assert!(html.contains(Lang::En.texts().all_laws) && !html.contains("<table>"), "{html}");
    let html = of("concat");
    assert_has(&html, &["<table>", "Not commutative: “1”, then “2” gives “12”", "Not idempotent"]);
    assert_eq!(
        (html.matches("scope=\"row\"").count(), html.contains("Not associative")),
        (3, false)
    );
    assert_has(&of("sum"), &["Not associative", Lang::En.texts().sum_of_numbers]);
}
