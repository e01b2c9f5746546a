//! The hash ring of keys and nodes: positions from 0 to 65 535 on a circle, clockwise from the top.

use super::{Point, number::fill};

/// The number of positions.
const ALL: f64 = 65_536.0;
/// The least distance between labels on one circle.
const APART: f64 = 11.0;
/// The distance between circles of labels.
const STEP: f64 = 12.0;

/// The point of a position on a circle.
#[must_use]
pub fn point(at: u16, centre: Point, radius: f64) -> Point {
    let Point { x, y } = Point::at(f64::from(at) / ALL * 360.0 - 90.0);
    centre.plus(radius * x, radius * y)
}

/// The places of the labels, in the order of `positions`: outside the circle. A label that would touch another one
/// moves one circle further out.
#[must_use]
pub fn labels(positions: &[u16], centre: Point, radius: f64) -> Vec<Point> {
    let mut placed: Vec<Point> = Vec::new();
    for &at in positions {
        let free = |place: &Point| placed.iter().all(|other| other.distance(*place) >= APART);
        let places = (0..4).map(|circle| point(at, centre, radius + f64::from(circle) * STEP));
        let mut last = point(at, centre, radius);
        for place in places {
            last = place;
            if free(&place) {
                break;
            }
        }
        placed.push(last);
    }
    placed
}

/// The arc from one position clockwise to another, as the `d` of an SVG path.
#[must_use]
pub fn arc(from: u16, to: u16, centre: Point, radius: f64) -> String {
    let (start, end) = (point(from, centre, radius), point(to, centre, radius));
    // An arc longer than half of the circle is the large one of two.
    let large = f64::from(u8::from(to.wrapping_sub(from) > 32_768));
    let numbers = [start.x, start.y, radius, radius, large, end.x, end.y];
    fill("M{} {}A{} {} 0 {} 1 {} {}", &numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CENTRE: Point = Point { x: 100.0, y: 100.0 };

    #[test]
    fn positions_go_round_from_the_top() {
        let rounded = |at| {
            let Point { x, y } = point(at, CENTRE, 50.0);
            (x.round() as i32, y.round() as i32)
        };
        assert_eq!(
            [0, 16_384, 32_768, 49_152].map(rounded),
            [(100, 50), (150, 100), (100, 150), (50, 100)]
        );
    }

    #[test]
    fn labels_that_would_touch_stand_further_out() {
        let positions = [0, 100, 200, 20_000, 40_000];
        let labels = labels(&positions, CENTRE, 80.0);
        let out: Vec<i32> = labels.iter().map(|p| p.distance(CENTRE).round() as i32).collect();
        assert_eq!(out, [80, 92, 104, 80, 80]);
    }

    #[test]
    fn an_arc_goes_clockwise_also_past_the_top() {
        assert_eq!(arc(0, 16_384, CENTRE, 50.0), "M100 50A50 50 0 0 1 150 100");
        assert_eq!(arc(49_152, 0, CENTRE, 50.0), "M50 100A50 50 0 0 1 100 50");
        assert_eq!(arc(0, 49_152, CENTRE, 50.0), "M100 50A50 50 0 1 1 50 100");
    }
}
