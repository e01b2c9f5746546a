use super::*;
use crate::session::Film;
use replicarium::{
    id::{ClientId, EnvelopeId, NodeId},
    scenario::{Scenario, library},
    sim::{Step, Trace, scheduler::By},
    time::Instant,
    view::Kind,
};
use yew::LocalServerRenderer;

const A: NodeId = NodeId(0);
const B: NodeId = NodeId(1);

/// A scenario played up to some moment, and then what a reader does.
fn film(name: &str, ms: u64, actions: &[Action]) -> Frame {
    let entry = library::find(name).expect("a scenario of the library");
    let scenario: Scenario = entry.text.parse().expect("it reads");
    let mut trace = scenario.start().expect("it starts");
    trace.run(Instant(ms * 1_000), 10_000);
    for &action in actions {
        let step = Step { at: Instant(ms * 1_000), by: By::Reader, action };
        trace.push(step).expect("it can happen");
    }
    frame(&trace, Instant(ms * 1_000))
}

fn frame(trace: &Trace, at: Instant) -> Frame {
    let mut film = Film::default();
    film.extend(trace);
    Frame {
        revision: 1,
        at,
        step: trace.len(),
        steps: trace.len(),
        end: at,
        world: Rc::new(trace.tip().view()),
        history: Rc::new(trace.history().clone()),
        film: Rc::new(film),
        judge: Rc::default(),
        lit: None,
        selection: None,
    }
}

fn drawn(frame: Frame) -> String {
    let props = Props { frame, on: Callback::noop() };
    let html = LocalServerRenderer::<Stage>::with_props(props).hydratable(false).render();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    tokio::task::LocalSet::new().block_on(&runtime, html)
}

fn first_message(frame: &Frame) -> EnvelopeId {
    let mut messages = frame.world.envelopes.iter().filter(|e| e.kind != Kind::Timer);
    messages.next().expect("something is in flight").id
}

#[test]
fn cards_show_who_is_there_and_what_they_hold() {
    let html = drawn(film("follower_catches_up", 130, &[]));
    for text in ["node-A", "node-B", "client-c1", "leader", "flour #2", "Kim #3", "Client 2"] {
        assert!(html.contains(text), "{text} in {html}");
    }
}

#[test]
fn a_crashed_node_shows_what_is_left() {
    let html = drawn(film("follower_catches_up", 134, &[]));
    assert!(html.contains("memory lost, disk kept") && html.contains(">disk<"));
}

#[test]
fn a_follower_says_how_far_it_is_behind() {
    assert!(drawn(film("follower_catches_up", 134, &[])).contains("1 write behind"));
}

#[test]
fn a_coordinator_says_what_it_waits_for() {
    let html = drawn(film("quorum_one_replica_down", 95, &[]));
    assert!(html.contains("waiting cart=flour: 1 of 2 answers"), "{html}");
}

#[test]
fn a_skewed_clock_is_shown() {
    assert!(drawn(film("skewed_clocks_lose_a_write", 50, &[])).contains("clock +200ms"));
}

#[test]
fn a_conflict_shows_what_was_lost() {
    let html = drawn(film("leaders_converge_after_a_cut", 420, &[]));
    assert!(html.contains("is concurrent") || html.contains("was concurrent, and is lost"));
    assert!(html.contains("✕B"));
}

#[test]
fn a_cut_is_marked_on_its_own_direction() {
    let html = drawn(film("first_look", 100, &[Action::Cut(A.into(), B.into())]));
    assert!(html.contains("link from A to B, cut") && html.contains("link from B to A\""));
    assert_eq!(html.matches("class=\"oneway cut\"").count(), 1);
}

#[test]
fn a_held_envelope_says_so() {
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
        menu::choices(frame).into_iter().map(|choice| choice.text).collect()
    };
    let mut frame = film("first_look", 100, &[Action::Crash(B), Action::Cut(A.into(), B.into())]);
    frame.selection = Some(Selection::Node(A));
    assert_eq!(names(&frame), ["Crash", "Pause"]);
    frame.selection = Some(Selection::Node(B));
    assert_eq!(names(&frame), ["Restart"]);
    frame.selection = Some(Selection::Link(A.into(), B.into()));
    assert_eq!(names(&frame), ["Cut B → A", "Heal A → B"]);
    frame.selection = Some(Selection::Client(ClientId(0)));
    assert!(names(&frame).is_empty());
}

#[test]
fn every_offered_action_can_happen() {
    for ms in (0..400).step_by(20) {
        let mut frame = film("leaders_converge_after_a_cut", ms, &[]);
        let envelopes = frame.world.envelopes.iter().filter(|e| e.kind != Kind::Timer);
        let mut picks: Vec<Selection> = envelopes.map(|e| Selection::Envelope(e.id)).collect();
        picks.extend([Selection::Node(A), Selection::Link(A.into(), B.into())]);
        for pick in picks {
            frame.selection = Some(pick);
            for choice in menu::choices(&frame) {
                film("leaders_converge_after_a_cut", ms, &choice.actions);
            }
        }
    }
}

#[test]
fn nobody_can_be_asked_while_every_client_waits() {
    let busy = film("leaders_converge_after_a_cut", 103, &[]);
    let asks = ask::by(ClientId(1), &busy.world, &busy.history);
    assert_eq!((asks.write, asks.read), (None, None));
    assert!(drawn(busy).contains("aria-disabled=\"true\""));
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
