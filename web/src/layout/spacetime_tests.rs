use super::*;

const AXES: Axes = Axes {
    window: Window { start: 0.0, span: 400_000.0 },
    left: 96.0,
    width: 1_300.0,
    top: 24.0,
    pitch: 36.0,
    barred: (0, 36.0),
};

#[test]
fn time_to_x_and_back() {
    for at in (0..400_000).step_by(977) {
        assert_eq!(AXES.time(AXES.x(at)), at);
    }
    assert_eq!(AXES.time(-500.0), 0);
}

#[test]
fn a_message_goes_from_lane_to_lane() {
    let line = AXES.line((0, 0), (2, 40_000), 1.0);
    assert_eq!((line.start.x, line.start.y, line.end.y), (96.0, 24.0, 96.0));
    assert!((line.end.x - 226.0).abs() < 1e-6);
    // A lost one ends on its way.
    assert_eq!(AXES.line((2, 0), (0, 40_000), 0.5).end.y, 60.0);
}

#[test]
fn a_short_run_is_shown_whole() {
    let window = Window { start: 70.0, span: 400_000.0 };
    assert_eq!(window.follow(300_000, 350_000).start, 0.0);
}

#[test]
fn the_playhead_is_always_in_the_window() {
    let mut window = Window { start: 0.0, span: 400_000.0 };
    let there = (0..2_000_000).step_by(3_000);
    let back = [1_999_999, 0, 1_500_000, 700_000, 690_000, 5_000, 2_000_000];
    for at in there.chain(back) {
        window = window.follow(at, 2_000_000);
        let place = (at as f64 - window.start) / window.span;
        assert!((0.0..=1.0).contains(&place) && window.start >= 0.0, "{at}: {window:?}");
    }
}

#[test]
fn the_window_stays_while_the_playhead_is_well_inside() {
    let window = Window { start: 500_000.0, span: 400_000.0 };
    assert_eq!(window.follow(600_000, 2_000_000), window);
    assert_eq!(window.follow(700_000, 2_000_000), window);
    assert!(window.follow(850_000, 2_000_000).start > window.start);
}

#[test]
fn bounds_are_what_is_seen() {
    for (start, span) in [(0.0, 10.0), (3.5, 4.0), (3.5, 4.5), (7.0, 0.4)] {
        let axes = Axes { window: Window { start, span }, ..AXES };
        let (from, to) = axes.window.bounds();
        for at in 0..20 {
            assert_eq!(axes.sees(at, at), (from..=to).contains(&at), "{at} in {start} + {span}");
        }
    }
}

#[test]
fn ticks_are_round_and_not_too_close() {
    for span in [800.0, 5_000.0, 37_000.0, 400_000.0, 2_000_000.0, 9e9] {
        let axes = Axes { window: Window { start: span / 3.0, span }, ..AXES };
        let ticks = axes.ticks(80.0);
        assert!((2..=17).contains(&ticks.len()), "{span}: {ticks:?}");
        for pair in ticks.windows(2) {
            assert!(axes.x(pair[1]) - axes.x(pair[0]) >= 79.9);
        }
    }
}
