//! The conflicts of a node, each as a fork: the version that all knew, those that met, and what became of them.

use super::held;
use crate::{
    layout::{Point, number::fill, text},
    prose::{Lang, Words},
    session::Frame,
    widget::{El, el, hue, label, pane},
};
use replicarium::{
    id::OperationId,
    kv::Value,
    protocol::multi_leader::{Branch, Config, Fork, Outcome},
    view::NodeView,
};

/// The width of the drawing, and the most versions that have room beside each other.
const WIDE: f64 = 304.0;
const MOST: usize = 4;
/// The heights of what is drawn: the base, the versions, the lines about them, and what became of them.
const BASE: f64 = 12.0;
const TIPS: f64 = 58.0;
const LINES: f64 = TIPS + 24.0;
const LINE: f64 = 14.0;
const JOIN: f64 = LINES + LINE + 14.0;
const END: f64 = JOIN + 40.0;

/// The conflicts of a node that no later write has settled.
pub fn show(node: &NodeView, frame: &Frame) -> Vec<El> {
    let forks = node.replica.multi_leader().map_or(&[][..], |view| &view.forks);
    forks.iter().map(|fork| draw(fork, frame)).collect()
}

fn draw(fork: &Fork, frame: &Frame) -> El {
    let lang = frame.lang;
    let handler = Config::of(&frame.world.knobs).handler;
    let says = lang.fork_outcome(fork, handler);
    let all = &fork.versions[..fork.versions.len().min(MOST)];
    let width = WIDE / all.len() as f64;
    let middle = WIDE / 2.0;
    let mut drawn = Vec::new();
    for (n, branch) in all.iter().enumerate() {
        let x = (n as f64 + 0.5) * width;
        let is_lost = n > 0 && matches!(fork.outcome, Outcome::Later | Outcome::Greater);
        drawn.push(bent(Point { x: middle, y: BASE + 10.0 }, Point { x, y: TIPS - 10.0 }));
        drawn.extend(end(fork, x, is_lost));
        let name = format!("{} {}", lang.value(branch.value), branch.dot);
        let at = Point { x, y: TIPS };
        drawn.push(chip(&name, branch.write, at, width, frame).class_if(is_lost, "lost"));
        drawn.extend(about(branch, x, width, lang));
    }
    let base = fork.base.as_ref().map(|base| {
        let name = format!("{} {}", lang.value(base.value), base.dot);
        chip(&name, base.write, Point { x: middle, y: BASE }, WIDE, frame)
    });
    drawn.push(base.unwrap_or_else(|| {
        let none = lang.texts().no_base;
        let dot = el("circle").class("root").num("cx", middle).num("cy", BASE + 6.0).num("r", 4.0);
        el("g").child(dot).child(centred("about", Point { x: middle, y: BASE - 3.0 }, none))
    }));
    if let Some((value, write)) = result(fork) {
        let name = lang.value(value);
        drawn.push(chip(&name, write, Point { x: middle, y: END }, WIDE, frame).class("kept"));
    }
    let height = if result(fork).is_some() { END + 14.0 } else { JOIN + 22.0 };
    el("figure")
        .class("fork")
        .with("h3", lang.fork_title(fork.key))
        .child(held::drawing(height, says.clone()).children(drawn))
        .with("figcaption", says)
}

/// The one value that came of a conflict, and the write that it is shown in the colour of.
fn result(fork: &Fork) -> Option<(Value, OperationId)> {
    let first = fork.versions.first()?;
    match fork.outcome {
        Outcome::Later | Outcome::Greater => Some((first.value, first.write)),
        Outcome::Made(value) | Outcome::Written(value) => {
            let chosen = fork.versions.iter().find(|it| it.value == value);
            Some((value, chosen.map_or(first.write.made(), |it| it.write)))
        }
        Outcome::Stay | Outcome::Waits => None,
    }
}

/// The line from a version to what became of it.
fn end(fork: &Fork, x: f64, is_lost: bool) -> Vec<El> {
    let from = Point { x, y: JOIN - 6.0 };
    if is_lost {
        let line = straight(from, JOIN + 8.0).class("gone");
        return vec![line, centred("cross", Point { x, y: JOIN + 19.0 }, "✕")];
    }
    match fork.outcome {
        Outcome::Stay | Outcome::Waits => {
            let tip = fill("M{} {}l4 -6h-8z", &[x, JOIN + 16.0]);
            vec![straight(from, JOIN + 10.0), el("path").class("tip").attr_of("d", tip)]
        }
        Outcome::Later | Outcome::Greater | Outcome::Made(_) | Outcome::Written(_) => {
            vec![bent(from, Point { x: WIDE / 2.0, y: END - 10.0 })]
        }
    }
}

/// The stamp of a version and its write, and what its leader had seen.
fn about(branch: &Branch, x: f64, width: f64, lang: Lang) -> Vec<El> {
    let write = if width > 120.0 {
        format!("{}, {}", branch.stamp, branch.write)
    } else {
        branch.stamp.to_string()
    };
    let vector = branch.context.to_string();
    let (room, long) = (width - 4.0, lang.had_seen(&vector));
    let seen = if text::width(&long, 10.5, text::SANS) <= room { long } else { vector };
    let lines = [write, seen].into_iter().zip([LINES, LINES + LINE]);
    let line = |(line, y): (String, f64)| {
        let fitted = text::fit(&line, room, 10.5, text::SANS);
        centred("about", Point { x, y }, fitted).title(line)
    };
    lines.map(line).collect()
}

/// A value in the colour of its write.
fn chip(name: &str, write: OperationId, at: Point, room: f64, frame: &Frame) -> El {
    let name = text::fit(name, room - 18.0, 11.0, text::MONO);
    let wide = text::width(&name, 11.0, text::MONO) + 12.0;
    el("g")
        .class("chip")
        .class(hue::class(frame.film.hue(write)))
        .child(pane(at.x - wide / 2.0, at.y - 10.0, wide, 20.0, 6.0))
        .child(centred("", at.plus(0.0, 4.0), name))
}

fn centred(class: &str, at: Point, text: impl Into<yew::AttrValue>) -> El {
    label(class, at.x, at.y, text).attr("text-anchor", "middle")
}

fn straight(from: Point, to: f64) -> El {
    el("path").attr_of("d", fill("M{} {}V{}", &[from.x, from.y, to]))
}

/// A line that leaves one point downwards and comes to the other from above.
fn bent(from: Point, to: Point) -> El {
    let half = f64::midpoint(from.y, to.y);
    let way = [from.x, from.y, from.x, half, to.x, half, to.x, to.y];
    el("path").attr_of("d", fill("M{} {}C{} {} {} {} {} {}", &way))
}
