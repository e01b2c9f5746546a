use super::*;
use crate::layout::{Size, ring};

const BODY: Body = Body { length: 92.0, height: 22.0 };

fn cards() -> Vec<Rect> {
    let demand = ring::Demand {
        centres: [0; 3],
        nodes: 5,
        aside: 0,
        clients: 2,
        rows: 2,
        log: ring::LOG,
        entries: 0,
        notes: 1,
    };
    let plan = ring::plan(Size { width: 820.0, height: 580.0 }, demand);
    plan.nodes.into_iter().chain(plan.clients).collect()
}

fn pairs() -> Vec<(Rect, Rect)> {
    let cards = cards();
    let pairs = cards.iter().flat_map(|a| cards.iter().map(move |b| (*a, *b)));
    pairs.filter(|(a, b)| a != b).collect()
}

#[test]
fn a_link_runs_from_border_to_border() {
    for (a, b) in pairs() {
        let way = Segment::between(&a, &b, ASIDE);
        let on_border = |rect: &Rect, p: Point| {
            rect.grown(0.01, 0.01).holds(p) && !rect.grown(-0.01, -0.01).holds(p)
        };
        assert!(on_border(&a, way.start) && on_border(&b, way.end), "{a:?} {b:?} {way:?}");
    }
}

#[test]
fn there_and_back_do_not_lie_on_each_other() {
    for (a, b) in pairs() {
        let (there, back) = (Segment::between(&a, &b, ASIDE), Segment::between(&b, &a, ASIDE));
        assert!(there.start.distance(back.end) >= ASIDE, "{there:?} {back:?}");
    }
}

#[test]
fn an_envelope_covers_neither_card() {
    // Where cards stand too near to each other, it passes behind them.
    let roomy = |(a, b): &(Rect, Rect)| Segment::between(a, b, 0.0).length() > 1.5 * BODY.length;
    let pairs: Vec<_> = pairs().into_iter().filter(roomy).collect();
    assert!(pairs.len() > 20);
    for (a, b) in pairs {
        for t in 0..=10 {
            let place = place(&a, &b, BODY, 0, f64::from(t) / 10.0);
            let (sin, cos) = place.turn.to_radians().sin_cos();
            let corners = [(1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)];
            for (along, across) in corners {
                let (l, h) = (along * BODY.length / 2.0, across * BODY.height / 2.0);
                let corner = place.at.plus(l * cos - h * sin, l * sin + h * cos);
                assert!(!(a.holds(corner) || b.holds(corner)), "{a:?} {b:?} {t}");
            }
        }
    }
}

#[test]
fn text_is_never_upside_down() {
    for angle in -180_i32..=180 {
        let (turned, backwards) = turn(f64::from(angle));
        assert!((-90.0..=90.0).contains(&turned));
        assert_eq!(backwards, angle.abs() > 90);
    }
}

#[test]
fn an_envelope_moves_evenly() {
    assert_eq!(progress(100, 200, 50), 0.0);
    assert_eq!(progress(100, 200, 150), 0.5);
    assert_eq!(progress(100, 200, 900), 1.0);
    assert_eq!(progress(100, 100, 100), 0.0);
    assert_eq!(progress(100, 100, 101), 1.0);
}

#[test]
fn envelopes_that_would_meet_get_lanes_of_their_own() {
    // Sent together, sent later, and one that overtakes.
    assert_eq!(lanes(&[(0, 100), (0, 100), (50, 150)], 0.3), [0, 1, 0]);
    assert_eq!(lanes(&[(0, 100), (60, 90)], 0.2), [0, 1]);
    assert_eq!(lanes(&[(0, 100), (100, 200)], 0.3), [0, 0]);
}

#[test]
fn a_lane_does_not_depend_on_what_comes_later() {
    let flights: Vec<Flight> = (0..40).map(|n| (n * 7, n * 7 + 90 + (n * 13) % 50)).collect();
    let all = lanes(&flights, 0.25);
    for n in 0..flights.len() {
        assert_eq!(lanes(&flights[..n], 0.25), all[..n]);
    }
}

#[test]
fn a_menu_stays_on_the_stage_and_off_what_it_belongs_to() {
    let (stage, menu) = (Size { width: 820.0, height: 580.0 }, Size { width: 200.0, height: 40.0 });
    let whole = Rect { x: 0.0, y: 0.0, width: stage.width, height: stage.height };
    let cards = cards();
    for card in &cards {
        let at = beside(card, menu, stage, &cards);
        let there = Rect { x: at.x, y: at.y, width: menu.width, height: menu.height };
        assert!(whole.contains(&there) && !there.overlaps(card));
    }
}
