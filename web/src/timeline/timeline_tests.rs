use super::*;
use crate::session::Film;
use replicarium::{
    scenario::{Scenario, library},
    time::Instant,
};
use yew::LocalServerRenderer;

fn drawn(name: &str, ms: u64) -> String {
    let entry = library::find(name).expect("a scenario of the library");
    let scenario: Scenario = entry.text().parse().expect("it reads");
    let trace = scenario.run().expect("it runs");
    let at = Instant(ms * 1_000);
    let step = trace.until(at);
    let frame = Frame {
        lang: Lang::En,
        mode: entry.mode,
        revision: 1,
        still: false,
        playing: true,
        at,
        step,
        steps: trace.len(),
        end: trace.setup().until,
        world: Rc::new(trace.seek(step).view()),
        history: Rc::new(trace.history().before(step)),
        film: Rc::new(Film::of(trace)),
        verdicts: Rc::default(),
        highlight: None,
        remedies: None,
        selection: None,
    };
    let props = Props { frame, first: None, on: Callback::noop() };
    let html = LocalServerRenderer::<Timeline>::with_props(props).hydratable(false).render();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    tokio::task::LocalSet::new().block_on(&runtime, html)
}

#[test]
fn it_is_a_slider() {
    let html = drawn("follower_catches_up", 134);
    assert!(html.contains("role=\"slider\"") && html.contains("aria-valuenow=\"134\""));
    assert!(html.contains("aria-valuetext=\"134 ms, step "));
}

#[test]
fn clients_come_before_nodes() {
    let html = drawn("follower_catches_up", 0);
    let at = |name: &str| html.find(&format!(">{name}</text>")).expect("a lane's name");
    assert!(at("Client 1") < at("Client 2") && at("Client 2") < at("A") && at("A") < at("C"));
}

#[test]
fn a_crash_is_a_band_and_a_mark() {
    let html = drawn("follower_catches_up", 134);
    assert!(html.contains("class=\"outage crashed\"") && html.contains(">crash B<"));
}

#[test]
fn what_was_lost_ends_in_a_cross() {
    let html = drawn("follower_catches_up", 134);
    assert!(html.contains("lost\"") && html.contains(">✕<"));
}

#[test]
fn a_cut_is_marked_on_both_lanes_if_both_ways_are_cut() {
    let html = drawn("leaders_converge_after_a_cut", 134);
    assert!(html.contains("✕ cut to A") && html.contains("✕ cut to B"));
}

#[test]
fn an_operation_says_how_it_ended() {
    assert!(drawn("skewed_clocks_lose_a_write", 100).contains("write cart=milk ✓"));
}

#[test]
fn a_long_run_has_a_strip_and_a_short_one_has_none() {
    assert!(drawn("first_look", 134).contains("data-testid=\"overview\""));
    assert!(!drawn("follower_catches_up", 134).contains("data-testid=\"overview\""));
}

#[test]
fn a_tick_under_the_time_of_the_playhead_has_no_time() {
    let times = |at| {
        let html = drawn("follower_catches_up", at);
        let tick = |ms: u64| html.contains(&format!(">{ms} ms</text>"));
        [0, 50, 100, 150].map(tick)
    };
    assert_eq!(times(0), [false, true, true, true]);
    assert_eq!(times(98), [true, true, false, true]);
    assert_eq!(times(75), [true, true, true, true]);
    // At the end of a run it covers a tick beside the window.
    let html = drawn("flush_window_loses_the_tail", 10_000);
    let times = html.matches("class=\"time\"").count();
    assert_eq!(html.matches("class=\"tick\"").count(), times + 1, "{html}");
}
