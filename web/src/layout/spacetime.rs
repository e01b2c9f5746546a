//! The space-time diagram: time runs to the right; each client and each node has a lane.

use super::{Point, within};

/// The visible part of the run, in µs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// Its start.
    pub start: f64,
    /// Its length.
    pub span: f64,
}

impl Window {
    /// The window for a playhead at `at` of a run that ends at `end`. It moves only if the playhead comes near an edge,
    /// shows the whole run if that fits, and never begins before the run.
    #[must_use]
    pub fn follow(self, at: u64, end: u64) -> Self {
        let (at, end) = (at as f64, (end as f64).max(at as f64));
        if end * (1.0 + AHEAD) <= self.span {
            return Self { start: 0.0, ..self };
        }
        let earliest = at - 0.72 * self.span;
        let latest = at - 0.12 * self.span;
        let last = end * (1.0 + AHEAD) - self.span;
        let start = within(self.start, earliest, latest).min(last.max(earliest)).max(0.0);
        Self { start, ..self }
    }

    /// A window in which all from `from` to `to` is seen, with what is around it.
    #[must_use]
    pub fn around(from: u64, to: u64) -> Self {
        let length = to.saturating_sub(from) as f64;
        let span = (length * 1.3).max(20_000.0);
        Self { start: (from as f64 - (span - length) / 2.0).max(0.0), span }
    }

    /// The first and the last visible moment, in whole µs.
    #[must_use]
    pub fn bounds(&self) -> (u64, u64) {
        (self.start.max(0.0).ceil() as u64, (self.start + self.span).max(0.0).floor() as u64)
    }

    /// A window that shows the whole run.
    #[must_use]
    pub fn whole(end: u64) -> Self {
        Self { start: 0.0, span: (end as f64 * (1.0 + AHEAD)).max(1_000.0) }
    }
}

/// Room after the end, as a share of the run.
const AHEAD: f64 = 0.02;

/// Maps times to x and lanes to y.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axes {
    /// The window.
    pub window: Window,
    /// The x of the start of the lanes.
    pub left: f64,
    /// Their length.
    pub width: f64,
    /// The first lane's y.
    pub top: f64,
    /// The distance between lanes.
    pub pitch: f64,
    /// The lanes that have bars, at the top, and the distance between them.
    pub barred: (usize, f64),
}

impl Axes {
    /// The x of a moment.
    #[must_use]
    pub fn x(&self, at: u64) -> f64 {
        self.left + (at as f64 - self.window.start) / self.window.span * self.width
    }

    /// The moment at an x, not before the start of the run.
    #[must_use]
    pub fn time(&self, x: f64) -> u64 {
        let at = self.window.start + (x - self.left) / self.width * self.window.span;
        at.round().max(0.0) as u64
    }

    /// The y of a lane.
    #[must_use]
    pub fn y(&self, lane: usize) -> f64 {
        let (barred, wide) = self.barred;
        self.top + lane.min(barred) as f64 * wide + lane.saturating_sub(barred) as f64 * self.pitch
    }

    /// The line of a message. `reach` is the share of its way that the message travelled until it ended at `to`.
    #[must_use]
    pub fn line(&self, (from, sent): (usize, u64), (to, end): (usize, u64), reach: f64) -> Line {
        let start = Point { x: self.x(sent), y: self.y(from) };
        let y = start.y + (self.y(to) - start.y) * reach;
        Line { start, end: Point { x: self.x(end), y } }
    }

    /// The ticks within the window: multiples of a round number, at least `apart` pixels from each other.
    #[must_use]
    pub fn ticks(&self, apart: f64) -> Vec<u64> {
        let least = apart / self.width * self.window.span;
        let steps = (0..).flat_map(|n| [1.0, 2.0, 5.0].map(|lead| lead * 10_f64.powi(n)));
        let step = steps.take(60).find(|&step| step >= least).unwrap_or(1e12);
        let first = (self.window.start / step).ceil() as u64;
        let count = (self.window.span / step) as u64 + 1;
        let end = self.window.start + self.window.span;
        let ticks = (first..=first + count).map(|n| n * step as u64);
        ticks.filter(|&tick| tick as f64 <= end).collect()
    }

    /// Whether some of the time from `from` to `to` is visible.
    #[must_use]
    pub fn sees(&self, from: u64, to: u64) -> bool {
        let Window { start, span } = self.window;
        to as f64 >= start && from as f64 <= start + span
    }
}

/// A line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Its start.
    pub start: Point,
    /// Its end.
    pub end: Point,
}

#[cfg(test)]
#[path = "spacetime_tests.rs"]
mod tests;
