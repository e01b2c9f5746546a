//! A replica's log as a list, a line for each position: `#2 t1 [name=Kim] B`.
//!
//! The lines of all replicas are aligned by position, so that a hole shows what a replica does not have. A filled cell
//! is on disk, an outlined one only in memory. The line at the left covers the entries that are acknowledged to
//! clients. A position that was dropped because the log was shortened is struck out. Letters at the right of a leader's entry are the followers whose acknowledged position it is; a triangle
//! is a follower's applied position.

use super::{by_revision::ByRevision, words};
use crate::{
    layout::{
        number::fill,
        ring::{ENTRY, PAD},
        text::{MONO, fit, width},
    },
    prose::{Lang, Words},
    widget::{El, el, hue, label, pane},
};
use replicarium::view::{Cell, FollowerProgress, Marks, NodeView};

/// The x of the terms and of the cells, and the room for the letters.
const TERM: f64 = 44.0;
const CELL: f64 = 78.0;
const LETTERS: f64 = 34.0;
/// The room for the positions that are not listed, beside the first one that is.
const EARLIER: f64 = 36.0;

/// The last `lines` positions of the log.
pub fn list(node: &NodeView, frame: &ByRevision, wide: f64, lines: usize) -> El {
    let lang = frame.lang;
    let Some(marks) = node.replica.marks() else { return el("g") };
    // Lost entries stay in place, struck out.
    let lost = || node.lost.iter();
    let all = || node.replica.log.iter().chain(lost());
    let ends = frame.world.nodes.iter().flat_map(|it| {
        [Some(it.replica.end()), it.lost.last().map(|cell| cell.position)].into_iter().flatten()
    });
    let end = ends.max().unwrap_or(0);
    let first = (end + 1).saturating_sub(lines as u64).max(1);
    let y = |position: u64| (position - first) as f64 * ENTRY;
    let cells = all().filter(|cell| cell.position >= first).map(|cell| {
        let is_lost = lost().any(|it| it == cell);
        let memory = cell.position > marks.flushed;
        let class = if is_lost {
            "aside"
        } else if memory {
            "memory"
        } else {
            ""
        };
        let title = words::entry_title(frame, cell, (memory, is_lost));
        let room = if first > 1 && cell.position == first { EARLIER } else { 0.0 };
        let line = line(cell, frame, wide - room).class(class).class("listed");
        line.title(title).moved(0.0, y(cell.position))
    });
    let holes = (first..=end).filter(|&position| !all().any(|cell| cell.position == position));
    let holes = holes.map(|position| {
        let base = y(position) + 15.0;
        let path = el("path").attr_of("d", fill("M{} {}H{}", &[CELL, base - 4.0, wide - PAD]));
        let number = number(position, base);
        match position <= marks.start {
            true => el("g").class("torn").title(lang.shortened(marks.start)).child(number),
            false => el("g").class("hole").child(number).child(path),
        }
    });
    let earlier = (first > 1).then(|| {
        let text = format!("#1–{}", first - 1);
        label("small", wide - LETTERS, 15.0, text).attr("text-anchor", "end")
    });
    el("g").class("log-list").children(holes).children(cells).maybe(earlier).children(beside(
        node,
        &marks,
        (first, end),
        wide,
        lang,
    ))
}

fn number(position: u64, base: f64) -> El {
    label("small", PAD, base, format!("#{position}"))
}

/// An entry: its position, its term, and what it writes.
fn line(cell: &Cell, frame: &ByRevision, wide: f64) -> El {
    let lang = frame.lang;
    let text = fit(&words::entry(frame, cell), wide - CELL - LETTERS - 12.0, 11.5, MONO);
    let across = width(&text, 11.5, MONO) + 12.0;
    el("g")
        .class("cell")
        .class(hue::class(frame.film.hue(cell.write)))
        .child(number(cell.position, 15.0))
        .child(label("small", TERM, 15.0, lang.era(cell.term)))
        .child(pane(CELL, 2.0, across, 17.0, 4.0))
        .child(label("entry", CELL + 6.0, 14.5, text))
}

/// What is known of the entries: acknowledged to clients, acknowledged by followers, applied.
fn beside(
    node: &NodeView,
    marks: &Marks,
    (first, end): (u64, u64),
    wide: f64,
    lang: Lang,
) -> Vec<El> {
    let y = |position: u64| (position - first) as f64 * ENTRY;
    let seen = |position: u64| (first..=end).contains(&position);
    let mut all = Vec::new();
    let last = node.replica.end();
    let told = marks.committed.min(last);
    if told >= first {
        let path = el("path").attr_of("d", fill("M{} {}V{}", &[6.0, 2.0, y(told) + 19.0]));
        all.push(el("g").class("told").title(lang.committed(marks.committed)).child(path));
    }
    let mut letters: Vec<(u64, String)> = Vec::new();
    for FollowerProgress { node, acknowledged, .. } in node.replica.followers() {
        match letters.iter_mut().find(|(position, _)| position == acknowledged) {
            Some((_, names)) => *names += &node.to_string(),
            None => letters.push((*acknowledged, node.to_string())),
        }
    }
    for (position, names) in letters.into_iter().filter(|&(position, _)| seen(position)) {
        let title = lang.acknowledged(&names, position);
        let text = label("", wide - PAD + 4.0, y(position) + 14.5, names);
        let text = text.attr("text-anchor", "end");
        all.push(el("g").class("acknowledged").title(title).child(text));
    }
    // A replica that has applied its whole log needs no mark.
    if last > marks.applied && node.replica.followers().is_empty() && seen(marks.applied) {
        let (x, y) = (wide - PAD + 2.0, y(marks.applied) + 10.5);
        let sign = el("path").attr_of("d", fill("M{} {}l-7 -4.5v9z", &[x, y]));
        all.push(el("g").class("applied").title(lang.applied(marks.applied)).child(sign));
    }
    all
}
