use super::*;
use crate::session::Film;
use replicarium::{
    id::{ClientId, EnvelopeId, NodeId},
    scenario::{Scenario, library},
    sim::{Action, Step, Trace, scheduler::By},
    time::Instant,
    view::Kind,
};
use std::rc::Rc;
use yew::LocalServerRenderer;

const A: NodeId = NodeId(0);
const B: NodeId = NodeId(1);

/// A scenario played up to `ms`, then changed by `actions`.
fn film(name: &str, ms: u64, actions: &[Action]) -> Frame {
    let entry = library::find(name).expect("a scenario of the library");
    let scenario: Scenario = entry.text().parse().expect("it reads");
    let mut trace = scenario.start().expect("it starts");
    trace.run(Instant(ms * 1_000), 10_000);
    for &action in actions {
        let step = Step { at: Instant(ms * 1_000), by: By::Reader, action };
        trace.push(step).expect("it can happen");
    }
    frame(&trace, Instant(ms * 1_000))
}

fn frame(trace: &Trace, at: Instant) -> Frame {
    Frame {
        lang: Lang::En,
        mode: replicarium::mode::Mode::SingleLeader,
        revision: 1,
        still: false,
        playing: true,
        at,
        step: trace.len(),
        steps: trace.len(),
        end: at,
        world: Rc::new(trace.tip().view()),
        history: Rc::new(trace.history().clone()),
        film: Rc::new(Film::of(trace.branch(trace.len()))),
        verdicts: Rc::default(),
        highlight: None,
        remedies: None,
        selection: None,
    }
}

fn drawn(frame: Frame) -> String {
    let props = Props { frame, first: None, on: Callback::noop() };
    let html = LocalServerRenderer::<Stage>::with_props(props).hydratable(false).render();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    tokio::task::LocalSet::new().block_on(&runtime, html)
}

fn first_message(frame: &Frame) -> EnvelopeId {
    let mut messages = frame.world.envelopes.iter().filter(|e| e.kind != Kind::Timer);
    messages.next().expect("something is in flight").id
}

#[test]
fn cards_show_roles_and_rows() {
    let html = drawn(film("follower_catches_up", 130, &[]));
    for text in ["node-A", "node-B", "client-c1", "leader", "flour #2", "Kim #3", "Client 2"] {
        assert!(html.contains(text), "{text} in {html}");
    }
}

#[test]
fn a_crashed_node_shows_what_its_disk_kept() {
    let html = drawn(film("follower_catches_up", 134, &[]));
    assert!(html.contains("memory lost, disk kept"));
}

#[test]
fn a_follower_says_how_far_it_is_behind() {
    assert!(drawn(film("follower_catches_up", 134, &[])).contains("1 write behind"));
}

#[test]
fn siblings_hints_and_tombstones_have_lines_of_their_own() {
    let html = drawn(film("cart_of_two_clients", 130, &[]));
    assert!(html.contains("eggs,milk,ham A:4") && html.contains("milk,flour,eggs"), "{html}");
    let html = drawn(film("sloppy_quorum_and_hints", 100, &[]));
    assert!(html.contains(">for C<") && html.contains("cart=milk") && html.contains("chip kept"));
    assert!(html.contains("home of cart") && html.contains("stand-in"), "{html}");
    let html = drawn(film("delete_leaves_a_tombstone", 700, &[]));
    assert!(html.contains("chip tombstone") && html.contains("† deleted"), "{html}");
}

#[test]
fn the_homes_of_the_selected_key_are_marked() {
    let mut frame = film("keys_on_a_ring", 100, &[]);
    let key = frame.world.ring.as_ref().expect("a ring").keys[0].key;
    assert!(!drawn(frame.clone()).contains("card home"));
    frame.selection = Some(Selection::Key(key));
    assert_eq!(drawn(frame).matches("card home").count(), 3);
}

#[test]
fn a_coordinator_shows_its_quorum() {
    let html = drawn(film("quorum_one_replica_down", 95, &[]));
    assert!(html.contains(">1 of 2 yes: cart=flour<") && html.contains("meter full"), "{html}");
}

#[test]
fn a_skewed_clock_is_shown() {
    assert!(drawn(film("skewed_clocks_lose_a_write", 50, &[])).contains("clock +200ms"));
}

#[test]
fn a_conflict_shows_the_lost_value() {
    let html = drawn(film("leaders_converge_after_a_cut", 420, &[]));
    assert!(html.contains("was concurrent, and is lost"), "{html}");
    assert!(html.contains("✕B"));
}

#[test]
fn a_cut_is_marked_on_its_own_direction() {
    let html = drawn(film("first_look", 100, &[Action::Cut(A.into(), B.into())]));
    assert!(html.contains("link from A to B, cut") && html.contains("link from B to A\""));
    assert_eq!(html.matches("class=\"oneway cut\"").count(), 1);
}

#[test]
fn a_held_envelope_is_marked() {
    let before = film("first_look", 100, &[]);
    let id = first_message(&before);
    let html = drawn(film("first_look", 100, &[Action::Hold(id)]));
    assert!(html.contains(", held\"") && html.contains("class=\"pause\""), "{html}");
}

#[test]
fn a_held_envelope_stays_where_it_was_held() {
    let id = first_message(&film("first_look", 100, &[]));
    let mut frame = film("first_look", 100, &[Action::Hold(id)]);
    let at = |frame: &Frame| {
        let all = flying(frame, &Places::new(frame, DEFAULT));
        all.into_iter().find(|f| f.envelope.id == id).expect("it is in the air").place
    };
    let then = at(&frame);
    frame.at = Instant(500_000);
    assert_eq!(at(&frame), then);
}

#[test]
fn a_menu_offers_only_what_is_possible() {
    let names = |frame: &Frame| -> Vec<String> {
        menu::choices(frame).into_iter().map(|choice| Lang::En.command(choice.name)).collect()
    };
    let mut frame = film("first_look", 100, &[Action::Crash(B), Action::Cut(A.into(), B.into())]);
    frame.selection = Some(Selection::Node(A));
    let ours = ["Crash", "Pause", "Hand over and stop", "Cut off", "Heal its links"];
    assert_eq!(names(&frame), ours);
    frame.selection = Some(Selection::Node(NodeId(2)));
    assert_eq!(names(&frame), ["Crash", "Pause", "Make it the leader", "Shut down", "Cut off"]);
    frame.selection = Some(Selection::Node(B));
    assert_eq!(names(&frame), ["Restart"]);
    frame.selection = Some(Selection::Link(A.into(), B.into()));
    assert_eq!(names(&frame), ["Cut B → A", "Heal A → B"]);
    frame.selection = Some(Selection::Client(ClientId(0)));
    assert!(names(&frame).is_empty());
}

#[test]
fn every_offered_action_is_accepted() {
    for ms in (0..400).step_by(20) {
        let mut frame = film("leaders_converge_after_a_cut", ms, &[]);
        let envelopes = frame.world.envelopes.iter().filter(|e| e.kind != Kind::Timer);
        let mut picks: Vec<Selection> = envelopes.map(|e| Selection::Envelope(e.id)).collect();
        picks.extend([Selection::Node(A), Selection::Link(A.into(), B.into())]);
        for pick in picks {
            frame.selection = Some(pick);
            for choice in menu::choices(&frame) {
                let Intent::All(actions) = choice.wants else { panic!("{choice:?}") };
                film("leaders_converge_after_a_cut", ms, &actions);
            }
        }
    }
}

#[test]
fn requests_are_disabled_while_every_client_waits() {
    let busy = film("leaders_converge_after_a_cut", 103, &[]);
    let asks = ask::by(ClientId(1), &busy);
    assert!(asks.waits && asks.read.is_some(), "a press is refused in words");
    let html = drawn(busy);
    assert!(html.contains("aria-disabled=\"true\""));
    assert!(html.contains("aria-label=\"Client 2: write: still waits for an answer\""), "{html}");
}

#[test]
fn envelopes_on_one_link_do_not_cover_each_other() {
    for ms in 80..140 {
        let frame = film("leaders_converge_after_a_cut", ms, &[]);
        let all = flying(&frame, &Places::new(&frame, DEFAULT));
        let all: Vec<_> = all.iter().filter(|f| !f.lost).collect();
        for (n, one) in all.iter().enumerate() {
            let clear = |other: &&&envelopes::Flying| {
                let (a, b) = (one.place.at, other.place.at);
                (a.x - b.x).abs() > 70.0 || (a.y - b.y).abs() > 15.0
            };
            assert!(all[..n].iter().all(|other| clear(&other)), "{ms} ms: {all:#?}");
        }
    }
}

/// A single-leader scenario, played up to `ms`.
fn story(settings: &str, lines: &str, ms: u64) -> Frame {
    let text = format!(
        "replicarium scenario 1\ntitle A story\nmode single-leader\nnodes 3\nset delay fixed 20ms\n\
         set client-delay fixed 2ms\n{settings}client c1 writes A reads A\nuntil 2s\n{lines}"
    );
    let mut trace = text.parse::<Scenario>().expect("it reads").start().expect("it starts");
    trace.run(Instant(ms * 1_000), 10_000);
    frame(&trace, Instant(ms * 1_000))
}

/// A card shows the start of a long value, and its title the whole value.
#[test]
fn a_long_value_is_cut_on_the_card() {
    let value = "UPDATE carts SET items = 'milk, flour and eggs' WHERE user = 7";
    let html = drawn(story("", &format!("@1ms c1 write x=\"{value}\"\n"), 60));
    assert!(html.contains(">UPDATE") && html.contains("…<"), "{html}");
    let whole = |text: &str| text.contains("WHERE user = 7");
    let mut titles = html.split("<title>").skip(1).filter_map(|it| it.split_once("</title>"));
    assert!(titles.any(|(title, _)| whole(title)), "{html}");
    let shown = html.split("<text").skip(1).filter_map(|it| it.split_once("</text>"));
    assert!(!shown.into_iter().any(|(text, _)| whole(text)), "{html}");
}

#[test]
fn a_synchronous_follower_is_marked() {
    let lines = "@1ms c1 write x=1\n";
    let html = drawn(story("set replication semi-synchronous\n", lines, 60));
    assert_eq!(html.matches(">synchronous<").count(), 1, "{html}");
    assert_eq!(html.matches(" synchronous\"").count(), 1);
    assert!(!drawn(story("", lines, 60)).contains("synchronous"));
}

#[test]
fn a_log_shows_unflushed_entries_and_the_commit_position() {
    let html = drawn(story("set flush 200\n", "@1ms c1 write x=1\n", 60));
    assert!(html.contains("1: x=1 by c1.1, only in memory") && html.contains("cell w1 memory"));
    let html = drawn(story("", "@1ms c1 write x=1\n", 60));
    assert!(!html.contains("only in memory"));
    assert!(html.contains("acknowledged to clients up to 1"), "{html}");
    assert!(html.contains("acknowledged by BC up to 1"), "{html}");
    let slow = drawn(story("set apply 100\n", "@1ms c1 write x=1\n@10ms c1 write x=2\n", 140));
    assert!(slow.contains("readers see it up to 1"), "{slow}");
}

#[test]
fn a_shortened_log_shows_its_start() {
    let lines = "@1ms c1 write x=1\n@10ms c1 write x=2\n@20ms c1 write x=3\n";
    let html = drawn(story("set retain 1\n", lines, 80));
    assert!(
        html.contains("it begins after position 2") && html.contains("class=\"torn\""),
        "{html}"
    );
}

#[test]
fn a_log_shows_terms_and_entries_put_aside() {
    let lines = "@1ms c1 write x=1\n@60ms cut A>B\n@60ms cut A>C\n@70ms c1 write x=lost\n\
                 @80ms promote B\n@150ms c1 write x=2 via B\n@200ms heal A>B\n@200ms heal A>C\n";
    let html = drawn(story("set tail keep\n", lines, 500));
    assert!(html.contains(">t2<"), "{html}");
    assert!(html.contains("1 put aside") && html.contains("put aside: x=lost, once at position 2"));
}

#[test]
fn a_candidate_shows_its_votes() {
    let frame = story("set failover election\n", "@100ms crash A\n", 350);
    let html = drawn(frame);
    assert!(html.contains("finds A down") && html.contains(" of 2 votes"), "{html}");
    assert!(html.contains("class=\"meter full\""));
}

#[test]
fn sentinels_show_the_number_that_find_the_leader_down() {
    let lines = "@0ms join D\n@0ms join E\n@0ms crash A\n";
    let settings = "set failover sentinel\nset monitors C\nset sentinel-quorum 2\n";
    let lines = format!("{lines}@1ms set monitors C,D,E\n");
    let notes = |ms| {
        let world = story(settings, &lines, ms).world;
        let notes = world.nodes.iter().flat_map(|node| words::chosen(&node.replica, Lang::En));
        notes.map(|note| note.text).collect::<Vec<_>>()
    };
    let all: Vec<String> = (10..90).flat_map(|n| notes(10 * n)).collect();
    assert!(all.iter().any(|text| text == "A down: 1 of 2"), "subjectively: {all:?}");
    assert!(all.iter().any(|text| text == "A down: 2 of 2"), "objectively: {all:?}");
    assert!(all.iter().any(|text| text.ends_with("votes")), "{all:?}");
}

#[test]
fn entries_lost_in_a_crash_are_struck_out() {
    let html = drawn(story("set flush 200\n", "@1ms c1 write x=1\n@50ms crash A\n", 60));
    assert!(html.contains("1: x=1 by c1.1, lost with the memory"), "{html}");
    assert!(html.contains("1 lost with the memory") && html.contains("cell w1 aside"));
}

#[test]
fn monitors_have_small_cards_below_the_replicas() {
    let frame = story("set monitors C\nset failover controller\n", "", 60);
    let places = Places::new(&frame, DEFAULT);
    let rect = |node| places.rect(Address::Node(node)).expect("it stands somewhere");
    assert!(rect(NodeId(2)).height < rect(A).height && rect(NodeId(2)).y > rect(B).bottom());
    assert_eq!((places.plan.nodes.len(), places.plan.aside.len()), (2, 1));
    let html = drawn(frame);
    assert!(html.contains("controller") && html.contains("A leads, term 1"), "{html}");
    // Its links are drawn while it is selected.
    let picked = |selection| drawn(Frame { selection, ..story("set outside C\n", "", 60) });
    assert!(!picked(None).contains("link-A-C"));
    assert!(picked(Some(Selection::Node(NodeId(2)))).contains("link-A-C"));
}

#[test]
fn a_snapshot_travels_as_a_stack_of_sheets() {
    let lines = "@1ms c1 write x=1\n@10ms c1 write y=1\n@20ms c1 write z=1\n@100ms join D\n";
    let html = drawn(story("set retain 1\nset chunk 1\n", lines, 130));
    assert!(html.contains("snapshot 1 of 3 from A to D") && html.contains("pill stack"), "{html}");
    assert!(html.contains("nothing stored"));
    let html = drawn(story("set retain 1\nset chunk 1\n", lines, 185));
    assert!(html.contains("snapshot: 2 of 3 pieces"), "{html}");
}

#[test]
fn a_client_can_change_a_cart_and_its_card_shows_the_change() {
    let mut frame = film("removed_items_stay_removed", 400, &[]);
    let names = |frame: &Frame| -> Vec<String> {
        menu::choices(frame).into_iter().map(|choice| Lang::En.command(choice.name)).collect()
    };
    frame.selection = Some(Selection::Client(ClientId(0)));
    let choices = names(&frame);
    assert!(choices.iter().any(|text| text.starts_with("Add ") && text.ends_with(" to cart")));
    assert!(choices.contains(&"Remove eggs".into()) && choices.contains(&"Delete cart".into()));
    let html = drawn(frame);
    assert!(html.contains(" to cart by A") || html.contains(" from cart by A"), "{html}");
    let deleted = drawn(film("delete_leaves_a_tombstone", 300, &[]));
    assert!(deleted.contains("delete cart") && !deleted.contains("cart=†"), "{deleted}");
    // Where the newer timestamp wins there are no items, but a key can be deleted.
    let mut frame = film("quorum_one_replica_down", 900, &[]);
    frame.selection = Some(Selection::Client(ClientId(0)));
    assert_eq!(names(&frame), ["Delete cart"]);
}

#[test]
fn a_lagging_replica_is_marked_on_its_border() {
    let html = drawn(film("sloppy_quorum_and_hints", 150, &[]));
    assert_eq!(html.matches(">1 behind<").count(), 2, "{html}");
    assert!(html.contains("ms behind; 1 key to repair."), "{html}");
    assert!(!drawn(film("sloppy_quorum_and_hints", 2_000, &[])).contains(" behind<"));
}

/// A scenario at a moment between two steps.
fn at(name: &str, micros: u64) -> Frame {
    let entry = library::find(name).expect("a scenario of the library");
    let mut trace = entry.text().parse::<Scenario>().expect("it reads").start().expect("it starts");
    trace.run(Instant(micros), 10_000);
    frame(&trace, Instant(micros))
}

#[test]
fn concurrent_versions_slide_together_with_the_playhead() {
    // At 164 ms B, which holds {A:2 B:1}, is sent {A:3}.
    let on_b = |micros: u64, still: bool| {
        let frame = Frame { still, ..at("removed_items_stay_removed", micros) };
        merge::merges(&frame).into_iter().find(|(merge, _)| merge.at == Address::Node(B))
    };
    assert!(on_b(163_000, false).is_none());
    let (merge, t) = on_b(164_000, false).expect("they meet");
    let vectors = merge.lines.iter().map(|(_, vector)| vector.to_string());
    assert_eq!(vectors.collect::<Vec<_>>(), ["{A:2 B:1}", "{A:3}"]);
    assert_eq!((merge.merged.1.to_string().as_str(), t), ("{A:3 B:1}", 0.0));
    let half = on_b(164_000 + merge::SLIDE / 2, false).expect("they slide");
    assert_eq!(half, (merge.clone(), 0.5));
    assert!(on_b(164_000 + merge::SLIDE, false).is_none(), "they are one");
    // Where nothing may glide there is only what the last step brought.
    let places = |micros| {
        let still = Frame { still: true, ..at("removed_items_stay_removed", micros) };
        merge::merges(&still).into_iter().map(|(merge, _)| merge.at).collect::<Vec<_>>()
    };
    assert_eq!(places(166_000), [Address::Node(NodeId(2))]);
    assert!(places(175_000).is_empty());
}

#[test]
fn the_larger_entry_is_drawn_in_the_merged_version() {
    let drawn_at = |micros| drawn(at("removed_items_stay_removed", micros));
    let apart = drawn_at(164_000);
    assert!(apart.contains("B merges cart") && apart.contains("wins"), "{apart}");
    for text in [">A:2<", ">A:3<", ">B:0<", ">B:1<", ">held<", ">came<", ">merged<"] {
        assert!(apart.contains(text), "{text} in {apart}");
    }
    assert_ne!(drawn_at(170_000), apart);
    assert!(!drawn_at(164_000 + merge::SLIDE).contains("B merges"));
}

/// Beside the card stands what a shipment of a value that merges brings and takes away, with its dots.
#[test]
fn a_shipment_says_which_parts_come_in_and_go() {
    let moments = (0..450).step_by(10).map(|ms| drawn(at("addition_wins", ms * 1_000 + 2_000)));
    let merges: Vec<String> = moments.filter(|html| html.contains(" merges cart")).collect();
    let says = |who: &str, part: &str, dot: &str| {
        merges.iter().any(|html| {
            html.contains(&format!("{who} merges cart"))
                && html.contains(&format!(">{part}<"))
                && html.contains(&format!(">{dot}<"))
        })
    };
    assert!(says("B", "+ milk", "A:1") && says("A", "+ milk", "B:1"), "{merges:?}");
}

#[test]
fn a_client_merges_the_siblings_that_it_read() {
    let frame = at("removed_items_stay_removed", 290_000);
    let (merge, t) = merge::merges(&frame).into_iter().next().expect("client 1 merges");
    assert_eq!((merge.at, merge.lines.len(), t), (Address::Client(ClientId(0)), 2, 0.0));
    assert_eq!(merge.merged.1.to_string(), "{A:3 B:1}");
    let html = drawn(frame);
    assert!(
        html.contains("Client 1 merges cart") && html.contains(">milk,-ham,eggs,tea<"),
        "{html}"
    );
}

/// Logs are aligned by position: an entry that only one replica has stands beside a hole of the others.
#[test]
fn few_replicas_show_their_whole_logs_aligned_by_position() {
    let frame = film("async_failover_loses_acknowledged_write", 70, &[]);
    let html = drawn(frame);
    assert!(html.contains(">cart=milk<") && html.contains(">name=Kim<"), "{html}");
    assert_eq!(html.matches("class=\"hole\"").count(), 1, "B does not have name = Kim: {html}");
    let writes: String = (0..12).map(|n| format!("@{}ms c1 write x=v{n}\n", n * 100)).collect();
    let long = drawn(story("", &writes, 1_300));
    assert!(long.contains(">x=v11<"), "the newest entry is shown: {long}");
    assert!(!long.contains(">x=v0<") && long.contains(">#1–6<"), "the oldest are counted: {long}");
}

/// A follower that cannot apply an entry says so on its card, and entries of statements begin with the statement.
#[test]
fn a_stopped_follower_has_a_badge_and_entries_are_statements() {
    let html = drawn(film("wal_refuses_other_version", 150, &[]));
    assert_eq!(html.matches("stopped at #1").count(), 1, "{html}");
    assert!(html.contains("cannot apply #1: its pages are of another storage format"), "{html}");
    assert!(
        html.contains(">CREATE TABLE users<") && html.contains(">INSERT INTO users<"),
        "{html}"
    );
    assert!(!html.contains("users=CREATE"), "{html}");
    assert!(!drawn(film("wal_refuses_other_version", 10, &[])).contains("stopped at"));
}

/// Every node of several leaders has a plug, and every leader a handle; other stores have neither.
#[test]
fn cards_of_several_leaders_have_plugs_and_handles() {
    let html = drawn(film("two_centres_survive_the_loss_of_one", 90, &[]));
    assert_eq!(
        (html.matches("\"plug-").count(), html.matches("\"grip-").count()),
        (4, 2),
        "{html}"
    );
    let cut = [Action::Cut(A.into(), B.into()), Action::Cut(B.into(), A.into())];
    let html = drawn(film("room_booked_twice", 100, &cut));
    assert_eq!(html.matches("plug out").count(), 1, "{html}");
    assert!(html.contains("B is plugged in, but has no link left"), "{html}");
    let html = drawn(film("stale_follower_read", 50, &[]));
    assert!(!html.contains("plug") && !html.contains("grip"));
}
