//! A replica's log as a strip of cells, the newest at the right.
//!
//! A filled cell is on disk, an outlined one only in memory. A line below the cells ends at the last entry that is
//! known to be acknowledged. Letters below a leader's cells are followers at their acknowledged positions. A
//! triangle below a follower's cells is its applied position. A label marks the first entry of a term.

use super::by_revision::ByRevision;
use crate::{
    layout::{number::fill, ring::PAD},
    prose::{Lang, Words},
    session::Film,
    widget::{El, el, hue, label, pane},
};
use replicarium::{
    id::Term,
    view::{Cell, FollowerProgress, Marks, NodeView, Status},
};
use yew::prelude::*;

/// The x of the first cell.
const LEFT: f64 = 42.0;
/// The distance between cells.
const STEP: f64 = 19.0;
/// The width of a cell.
const WIDE: f64 = 16.0;
/// The width of the label of a term.
const TERM: f64 = 19.0;
/// The width of the count of hidden cells, and of the range of dropped positions.
const COUNT: f64 = 36.0;

/// The visible cells and their x.
struct Drawn<'a> {
    cells: Vec<(f64, &'a Cell)>,
    hidden: usize,
    left: f64,
}

/// Whether a label marks the term of this cell: a term after the first begins here.
fn begins_term(before: Option<&Cell>, cell: &Cell) -> bool {
    match before {
        Some(before) => before.term != cell.term,
        None => cell.term > Term::FIRST,
    }
}

/// The newest cells that fit.
fn place<'a>(cells: &'a [Cell], start: u64, width: f64) -> Drawn<'a> {
    let room = width - LEFT - 12.0 - if start > 0 { COUNT } else { 0.0 };
    let before = |n: usize| n.checked_sub(1).map(|before| &cells[before]);
    let wide = |n: usize| STEP + if begins_term(before(n), &cells[n]) { TERM } else { 0.0 };
    let fits = |room: f64| {
        let mut left = room;
        let newest = (0..cells.len()).rev().take_while(|&n| {
            left -= wide(n);
            // No space follows the last cell.
            left >= WIDE - STEP
        });
        newest.count()
    };
    let all = fits(room) == cells.len();
    let shown = if all { cells.len() } else { fits(room - COUNT) };
    let hidden = cells.len() - shown;
    let left =
        LEFT + [start > 0, hidden > 0].map(|it| if it { COUNT } else { 0.0 }).iter().sum::<f64>();
    let mut x = left;
    let places = (hidden..cells.len()).map(|n| {
        x += wide(n);
        (x - STEP, &cells[n])
    });
    Drawn { cells: places.collect(), hidden, left }
}

/// The strip.
pub fn strip(node: &NodeView, frame: &ByRevision, width: f64, y: f64) -> Html {
    let replica = &node.replica;
    let marks = replica.marks();
    let start = marks.map_or(0, |marks| marks.start);
    // Lost entries stay in place, struck out.
    let log = [&replica.log[..], &node.lost].concat();
    let kept = replica.log.len();
    let drawn = place(&log, start, width);
    let (lang, texts) = (frame.lang, frame.lang.texts());
    let word = if node.status == Status::Crashed { texts.disk } else { texts.log };
    let flushed = marks.map_or(u64::MAX, |marks| marks.flushed);
    let cells = (drawn.hidden..).zip(&drawn.cells);
    let cells = cells.map(|(n, &(x, cell))| log_cell(cell, frame, x, (flushed, n >= kept)));
    let terms = drawn.cells.iter().enumerate().filter_map(|(n, &(x, cell))| {
        let place = drawn.hidden + n;
        let before = place.checked_sub(1).map(|before| &log[before]);
        let term = || label("era", x - 2.5, 14.5, lang.era(cell.term));
        begins_term(before, cell).then(|| term().attr("text-anchor", "end"))
    });
    let begins = (start > 0).then(|| {
        let tear = fill("M{} 2l3 4l-3 4l3 4l-3 4", &[LEFT + COUNT - 9.0]);
        el("g")
            .class("torn")
            .title(lang.shortened(start))
            .child(label("small", LEFT, 15.0, format!("1–{start}")))
            .child(el("path").attr_of("d", tear))
    });
    let more = || label("small", drawn.left - COUNT, 15.0, format!("+{}", drawn.hidden));
    let empty = log.is_empty() && start == 0;
    let below = marks.map(|marks| el("g").children(below(&drawn, &marks, node, lang)));
    el("g")
        .moved(0.0, y)
        .child(label("small", PAD, 15.0, word))
        .maybe(empty.then(|| label("small", LEFT, 15.0, texts.empty)))
        .maybe(begins)
        .maybe((drawn.hidden > 0).then(more))
        .children(terms)
        .children(cells)
        .maybe(below)
        .into()
}

/// The marks below the cells: acknowledged to clients, acknowledged by followers, applied.
fn below(drawn: &Drawn<'_>, marks: &Marks, node: &NodeView, lang: Lang) -> Vec<Html> {
    let at = |position: u64| drawn.cells.iter().find(|(_, cell)| cell.position == position);
    let mut all = Vec::new();
    let told = drawn.cells.iter().rfind(|(_, cell)| cell.position <= marks.committed);
    if let Some((&(from, _), &(to, _))) = drawn.cells.first().zip(told) {
        let title = lang.committed(marks.committed);
        let line = el("path").attr_of("d", fill("M{} 20.5H{}", &[from, to + WIDE]));
        all.push(el("g").class("told").title(title).child(line).into());
    }
    let mut letters: Vec<(u64, String)> = Vec::new();
    for FollowerProgress { node, acknowledged, .. } in node.replica.followers() {
        match letters.iter_mut().find(|(position, _)| position == acknowledged) {
            Some((_, names)) => *names += &node.to_string(),
            None => letters.push((*acknowledged, node.to_string())),
        }
    }
    for (position, names) in letters {
        let Some(&(x, _)) = at(position) else { continue };
        let title = lang.acknowledged(&names, position);
        let text = label("", x + WIDE / 2.0, 31.0, names).attr("text-anchor", "middle");
        all.push(el("g").class("acknowledged").title(title).child(text).into());
    }
    // A replica that has applied its whole log needs no mark.
    let behind = node.replica.end() > marks.applied && node.replica.followers().is_empty();
    if let Some(&(x, _)) = at(marks.applied).filter(|_| behind) {
        let title = lang.applied(marks.applied);
        let sign = el("path").attr_of("d", fill("M{} 23.5l4.5 7h-9z", &[x + WIDE / 2.0]));
        all.push(el("g").class("applied").title(title).child(sign).into());
    }
    all
}

/// A cell with the first letter of its value.
fn cell_box(cell: &Cell, film: &Film, (x, y): (f64, f64), (wide, high): (f64, f64)) -> El {
    let initial: String = cell.value.to_string().chars().take(1).collect();
    let text = label("", x + wide / 2.0, y + high - 3.0, initial).attr("text-anchor", "middle");
    let el = el("g").class("cell").class(hue::class(film.hue(cell.write)));
    el.child(pane(x, y, wide, high, 3.0)).child(text)
}

fn log_cell(cell: &Cell, frame: &ByRevision, x: f64, (flushed, lost): (u64, bool)) -> Html {
    let lang = frame.lang;
    let (class, title) = match cell.position > flushed {
        _ if lost => ("aside", lang.entry_lost(cell)),
        true => ("memory", lang.entry_in_memory(cell)),
        false => ("", lang.entry(cell)),
    };
    cell_box(cell, &frame.film, (x, 3.0), (WIDE, 15.0)).class(class).title(title).into()
}

/// An entry that was removed from the log and put aside.
pub fn aside(cell: &Cell, frame: &ByRevision, x: f64, y: f64) -> Html {
    cell_box(cell, &frame.film, (x, y), (12.0, 12.0))
        .class("aside")
        .title(frame.lang.entry_aside(cell))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use replicarium::kv::{Key, Value, Word};

    fn log(start: u64, terms: &[u32]) -> Vec<Cell> {
        let word = Word::new("x").expect("a word");
        let cells = (start + 1..).zip(terms);
        let write = Default::default();
        let cell = |(position, &term)| Cell {
            position,
            write,
            key: Key(word),
            value: Value::Word(word),
            term: Term::numbered(term),
        };
        cells.map(cell).collect()
    }

    #[test]
    fn the_newest_cells_are_drawn_side_by_side_within_the_card() {
        for width in [104.0, 136.0, 176.0, 212.0] {
            for length in 0..30 {
                for start in [0, 7] {
                    let terms: Vec<u32> = (0..length).map(|n| 1 + n / 3).collect();
                    let log = log(start, &terms);
                    let drawn = place(&log, start, width);
                    assert_eq!(drawn.cells.len() + drawn.hidden, log.len());
                    let newest = drawn.cells.iter().rev().zip(log.iter().rev());
                    assert!(newest.clone().all(|((_, a), b)| a.position == b.position));
                    let mut right = drawn.left;
                    for &(x, _) in &drawn.cells {
                        assert!(x >= right && x + WIDE <= width - 8.0, "{width} {length}: {x}");
                        right = x + WIDE;
                    }
                }
            }
        }
    }

    #[test]
    fn a_term_is_named_where_it_begins_unless_it_is_the_first() {
        let log = log(0, &[1, 1, 2, 2, 4]);
        let begins = |n: usize| begins_term(n.checked_sub(1).map(|before| &log[before]), &log[n]);
        assert_eq!([0, 1, 2, 3, 4].map(begins), [false, false, true, false, true]);
        assert!(begins_term(None, &log[2]));
    }
}
