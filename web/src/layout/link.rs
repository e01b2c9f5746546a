//! The path between two cards, and the envelopes on it.

use super::{Point, Rect, Size, within};

/// The distance of each direction of a link from the line between the cards' middles.
pub const ASIDE: f64 = 7.0;

/// The segment from the border of one card to the border of another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// The point on the first card.
    pub start: Point,
    /// The point on the second card.
    pub end: Point,
}

/// The size of an envelope's drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Body {
    /// Along its text.
    pub length: f64,
    /// Across its text.
    pub height: f64,
}

/// The placement of an envelope.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Its middle.
    pub at: Point,
    /// The angle of its text: at most 90° either way, so never upside down.
    pub turn: f64,
    /// Whether it travels against the direction of its text.
    pub backwards: bool,
}

impl Segment {
    /// The path between two cards, `aside` pixels to the right of the straight line in the direction of
    /// travel, so that the two directions do not overlap.
    #[must_use]
    pub fn between(from: &Rect, to: &Rect, aside: f64) -> Self {
        Self::clear(from, to, aside, 0.0, 0.0)
    }

    /// The part of the way on which a body that reaches `reach` from its middle touches neither card.
    fn clear(from: &Rect, to: &Rect, aside: f64, x: f64, y: f64) -> Self {
        let (a, b) = (from.centre(), to.centre());
        let length = a.distance(b).max(1.0);
        let (right_x, right_y) = ((a.y - b.y) / length, (b.x - a.x) / length);
        // Both ends of the shifted line still have to be within their cards.
        let a = a.plus(right_x * aside, right_y * aside);
        let b = b.plus(right_x * aside, right_y * aside);
        let start = from.grown(x, y).leaves(a, b);
        let end = 1.0 - to.grown(x, y).leaves(b, a);
        if start < end {
            Self { start: a.towards(b, start), end: a.towards(b, end) }
        } else {
            // There is no room: the body stays half-way.
            let middle = a.towards(b, f64::midpoint(start, end));
            Self { start: middle, end: middle }
        }
    }

    /// Its direction.
    #[must_use]
    pub fn angle(&self) -> f64 {
        (self.end.y - self.start.y).atan2(self.end.x - self.start.x).to_degrees()
    }

    /// Its length.
    #[must_use]
    pub fn length(&self) -> f64 {
        self.start.distance(self.end)
    }
}

/// The direction from one card to another.
#[must_use]
pub fn angle(from: &Rect, to: &Rect) -> f64 {
    Segment { start: from.centre(), end: to.centre() }.angle()
}

/// The angle of text on a way: along it, but level on a steep one.
#[must_use]
pub fn turn(angle: f64) -> (f64, bool) {
    let backwards = !(-90.0..=90.0).contains(&angle);
    let upright = if !backwards {
        angle
    } else if angle > 0.0 {
        angle - 180.0
    } else {
        angle + 180.0
    };
    (if upright.abs() > STEEP { 0.0 } else { upright }, backwards)
}

/// The steepest angle of text; steeper text is set level.
const STEEP: f64 = 78.0;

/// Half of the extent of a body along its path and across it.
fn reach(angle: f64, turn: f64, body: Body) -> (f64, f64) {
    let Point { x: cos, y: sin } = Point::at(angle - turn);
    let (l, h) = (body.length / 2.0, body.height / 2.0);
    (l * cos.abs() + h * sin.abs(), l * sin.abs() + h * cos.abs())
}

/// Half of the width and of the height of a body whose text has this angle.
#[must_use]
pub fn extent(body: Body, turn: f64) -> (f64, f64) {
    reach(0.0, turn, body)
}

/// The share of the path between two cards that a body takes up.
#[must_use]
pub fn share(from: &Rect, to: &Rect, body: Body) -> f64 {
    let angle = angle(from, to);
    let (along, _) = reach(angle, turn(angle).0, body);
    let room = Segment::between(from, to, ASIDE).length() - 2.0 * along;
    2.0 * along / room.max(along)
}

/// The placement of a body at progress `t` (0 to 1), in a lane counted from 0.
#[must_use]
pub fn place(from: &Rect, to: &Rect, body: Body, lane: usize, t: f64) -> Place {
    let angle = angle(from, to);
    let (turn, backwards) = turn(angle);
    let (_, across) = reach(angle, turn, body);
    let (x, y) = extent(body, turn);
    let aside = 2.0 + across + lane as f64 * (2.0 * across + 4.0);
    let way = Segment::clear(from, to, aside, x + 3.0, y + 3.0);
    Place { at: way.start.towards(way.end, within(t, 0.0, 1.0)), turn, backwards }
}

/// The progress at `now`: 0 when sent, 1 when due.
#[must_use]
pub fn progress(sent: u64, due: u64, now: u64) -> f64 {
    if now <= sent {
        0.0
    } else if now >= due {
        1.0
    } else {
        (now - sent) as f64 / (due - sent) as f64
    }
}

/// The progress of an envelope; one that the network loses does not reach the other end.
#[must_use]
pub fn travelled(sent: u64, due: u64, now: u64, doomed: bool) -> f64 {
    progress(sent, due, now) * if doomed { LOST_AT } else { 1.0 }
}

/// The progress at which a lost envelope vanishes.
const LOST_AT: f64 = 0.62;

/// The flight of an envelope. A lost one travels at the pace of one that arrives.
#[must_use]
pub fn pace(sent: u64, due: u64, doomed: bool) -> Flight {
    let takes = due.saturating_sub(sent);
    (sent, sent + if doomed { (takes as f64 / LOST_AT) as u64 } else { takes })
}

/// The times at which an envelope is sent and due.
pub type Flight = (u64, u64);

/// Assigns a lane to each flight on a path, in sending order, so that two flights in one lane stay at least
/// `apart` of the path from each other.
///
/// The lane of a flight depends on earlier flights only.
#[must_use]
pub fn lanes(flights: &[Flight], apart: f64) -> Vec<usize> {
    let mut lanes: Vec<usize> = Vec::with_capacity(flights.len());
    for (n, flight) in flights.iter().enumerate() {
        let taken = |lane: usize| {
            flights[..n].iter().zip(&lanes).any(|(o, &at)| at == lane && meet(o, flight, apart))
        };
        lanes.push((0..MOST_LANES).find(|&lane| !taken(lane)).unwrap_or(n % MOST_LANES));
    }
    lanes
}

/// The most lanes; more would lead far from the link.
const MOST_LANES: usize = 4;

fn meet(one: &Flight, other: &Flight, apart: f64) -> bool {
    let (from, to) = (one.0.max(other.0), one.1.min(other.1));
    if from > to {
        return false;
    }
    // The distance is linear in time: it is smallest at an end, unless the two pass each other.
    let ahead = |at: u64| progress(one.0, one.1, at) - progress(other.0, other.1, at);
    let (a, b) = (ahead(from), ahead(to));
    a.abs().min(b.abs()) < apart || a.signum() != b.signum()
}

/// The place of a menu: beside the anchor, within the stage, covering as little of the cards as possible.
#[must_use]
pub fn beside(anchor: &Rect, menu: Size, stage: Size, cards: &[Rect]) -> Point {
    let Size { width, height } = menu;
    let within = |at: f64, size: f64, room: f64| at.min(room - size - EDGE).max(EDGE);
    let (x, y) = (anchor.centre().x - width / 2.0, anchor.centre().y - height / 2.0);
    let sides = [
        (x, anchor.bottom() + EDGE),
        (x, anchor.y - height - EDGE),
        (anchor.right() + EDGE, y),
        (anchor.x - width - EDGE, y),
    ];
    let mut best = (f64::INFINITY, Point::default());
    for (x, y) in sides {
        let (x, y) = (within(x, width, stage.width), within(y, height, stage.height));
        let there = Rect { x, y, width, height };
        // Covering the anchor costs most.
        let covered: f64 =
            cards.iter().map(|card| card.shared(&there)).sum::<f64>() + 4.0 * anchor.shared(&there);
        if covered < best.0 {
            best = (covered, Point { x, y });
        }
    }
    best.1
}

/// The distance between a menu and its anchor, and between it and the edge of the stage.
const EDGE: f64 = 6.0;

#[cfg(test)]
#[path = "link_tests.rs"]
mod tests;
