//! A replica's log as a strip of cells, the newest at the right.
//!
//! A cell has as much of its value as fits, or the first word of statements. A filled cell is on disk, an outlined one only in memory. A line below the cells ends at the last entry that is
//! known to be acknowledged. Letters below a leader's cells are followers at their acknowledged positions. A
//! triangle below a follower's cells is its applied position. A label marks the first entry of a term.

use super::{by_revision::ByRevision, words};
use crate::{
    layout::{
        Rect,
        number::fill,
        ring::PAD,
        text::{self, MONO},
    },
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
/// The space between cells.
const GAP: f64 = 3.0;
/// The least width of a cell.
const WIDE: f64 = 16.0;
/// The size of the text of a cell.
const SIZE: f64 = 10.0;
/// The letters that a cell may have, the most that fit.
const LETTERS: [usize; 4] = [8, 5, 3, 1];
/// The width of the label of a term.
const TERM: f64 = 19.0;
/// The width of the count of hidden cells, and of the range of dropped positions.
const COUNT: f64 = 36.0;

/// A visible cell.
struct Drawn<'a> {
    x: f64,
    width: f64,
    text: String,
    cell: &'a Cell,
}

impl Drawn<'_> {
    fn middle(&self) -> f64 {
        self.x + self.width / 2.0
    }
}

/// The visible cells, the number of those before them, and where the first one starts.
struct Strip<'a> {
    cells: Vec<Drawn<'a>>,
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

/// The newest cells that fit, with as many letters of their texts as there is room for.
fn place<'a>(cells: &'a [Cell], texts: &[String], start: u64, width: f64) -> Strip<'a> {
    let room = width - LEFT - 12.0 - if start > 0 { COUNT } else { 0.0 };
    let before = |n: usize| n.checked_sub(1).map(|before| &cells[before]);
    let text = |n: usize, letters| texts[n].chars().take(letters).collect::<String>();
    let of_term = |n: usize| if begins_term(before(n), &cells[n]) { TERM } else { 0.0 };
    let fits = |room: f64, letters| {
        let mut left = room;
        let newest = (0..cells.len()).rev().take_while(|&n| {
            left -= of_term(n) + across(&text(n, letters)) + GAP;
            // No space follows the last cell.
            left >= -GAP
        });
        newest.count()
    };
    let all = |letters: &usize| fits(room, *letters) == cells.len();
    let fitting = LETTERS.into_iter().find(all);
    let letters = fitting.unwrap_or(1);
    let shown = if fitting.is_some() { cells.len() } else { fits(room - COUNT, letters) };
    let hidden = cells.len() - shown;
    let left =
        LEFT + [start > 0, hidden > 0].map(|it| if it { COUNT } else { 0.0 }).iter().sum::<f64>();
    let mut x = left;
    let places = (hidden..cells.len()).map(|n| {
        let text = text(n, letters);
        let (from, width) = (x + of_term(n), across(&text));
        x = from + width + GAP;
        Drawn { x: from, width, text, cell: &cells[n] }
    });
    Strip { cells: places.collect(), hidden, left }
}

/// The width of a cell with this text.
fn across(text: &str) -> f64 {
    WIDE.max(text::width(text, SIZE, MONO) + 6.0)
}

/// The strip.
pub fn strip(node: &NodeView, frame: &ByRevision, width: f64, y: f64) -> Html {
    let replica = &node.replica;
    let marks = replica.marks();
    let start = marks.map_or(0, |marks| marks.start);
    // Lost entries stay in place, struck out.
    let log = [&replica.log[..], &node.lost].concat();
    let kept = replica.log.len();
    let words: Vec<String> = log.iter().map(|cell| short(frame, cell)).collect();
    let drawn = place(&log, &words, start, width);
    let (lang, texts) = (frame.lang, frame.lang.texts());
    let word = if node.status == Status::Crashed { texts.disk } else { texts.log };
    let flushed = marks.map_or(u64::MAX, |marks| marks.flushed);
    let cells = (drawn.hidden..).zip(&drawn.cells);
    let cells = cells.map(|(n, it)| log_cell(it, frame, (it.cell.position > flushed, n >= kept)));
    let terms = drawn.cells.iter().enumerate().filter_map(|(n, &Drawn { x, cell, .. })| {
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
fn below(drawn: &Strip<'_>, marks: &Marks, node: &NodeView, lang: Lang) -> Vec<Html> {
    let at = |position: u64| drawn.cells.iter().find(|it| it.cell.position == position);
    let mut all = Vec::new();
    let told = drawn.cells.iter().rfind(|it| it.cell.position <= marks.committed);
    if let Some((from, to)) = drawn.cells.first().zip(told) {
        let title = lang.committed(marks.committed);
        let line = el("path").attr_of("d", fill("M{} 20.5H{}", &[from.x, to.x + to.width]));
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
        let Some(it) = at(position) else { continue };
        let title = lang.acknowledged(&names, position);
        let text = label("", it.middle(), 31.0, names).attr("text-anchor", "middle");
        all.push(el("g").class("acknowledged").title(title).child(text).into());
    }
    // A replica that has applied its whole log needs no mark.
    let behind = node.replica.end() > marks.applied && node.replica.followers().is_empty();
    if let Some(it) = at(marks.applied).filter(|_| behind) {
        let title = lang.applied(marks.applied);
        let sign = el("path").attr_of("d", fill("M{} 23.5l4.5 7h-9z", &[it.middle()]));
        all.push(el("g").class("applied").title(title).child(sign).into());
    }
    all
}

/// The text of a cell: the value, or the first word of statements.
fn short(frame: &ByRevision, cell: &Cell) -> String {
    let text = cell.value.to_string();
    match words::statements(frame, cell.write, cell.value) {
        Some(_) => text.split([' ', ';']).next().unwrap_or_default().to_owned(),
        None => text,
    }
}

/// A cell with a text.
fn cell_box(cell: &Cell, film: &Film, text: String, place: Rect) -> El {
    let Rect { x, y, width, height } = place;
    let text = label("", x + width / 2.0, y + height - 3.0, text).attr("text-anchor", "middle");
    let el = el("g").class("cell").class(hue::class(film.hue(cell.write)));
    el.child(pane(x, y, width, height, 3.0)).child(text)
}

fn log_cell(drawn: &Drawn<'_>, frame: &ByRevision, (memory, lost): (bool, bool)) -> Html {
    let &Drawn { x, width, ref text, cell } = drawn;
    let class = if lost {
        "aside"
    } else if memory {
        "memory"
    } else {
        ""
    };
    let title = words::entry_title(frame, cell, (memory, lost));
    let place = Rect { x, y: 3.0, width, height: 15.0 };
    cell_box(cell, &frame.film, text.clone(), place).class(class).title(title).into()
}

/// An entry that was removed from the log and put aside.
pub fn aside(cell: &Cell, frame: &ByRevision, x: f64, y: f64) -> Html {
    let initial = short(frame, cell).chars().take(1).collect();
    let place = Rect { x, y, width: 12.0, height: 12.0 };
    cell_box(cell, &frame.film, initial, place)
        .class("aside")
        .title(frame.lang.entry_aside(cell, &words::entry(frame, cell)))
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
                    let texts: Vec<_> =
                        (0..length).map(|n| "flour"[..n as usize % 6].into()).collect();
                    let drawn = place(&log, &texts, start, width);
                    assert_eq!(drawn.cells.len() + drawn.hidden, log.len());
                    let newest = drawn.cells.iter().rev().zip(log.iter().rev());
                    assert!(newest.clone().all(|(a, b)| a.cell.position == b.position));
                    let mut right = drawn.left;
                    for it in &drawn.cells {
                        let fits = it.x >= right && it.x + it.width <= width - 8.0;
                        assert!(fits, "{width} {length}: {}", it.x);
                        right = it.x + it.width;
                    }
                }
            }
        }
    }

    #[test]
    fn cells_have_as_many_letters_as_there_is_room_for() {
        let log = log(0, &[1; 4]);
        let texts = |n: usize| vec![String::from("CREATE"); n];
        let shown = |n: usize, width| place(&log[..n], &texts(n), 0, width).cells[0].text.clone();
        assert_eq!([1, 2, 4].map(|n| shown(n, 136.0)), ["CREATE", "CREAT", "C"]);
        assert_eq!(shown(4, 300.0), "CREATE");
    }

    #[test]
    fn a_term_is_named_where_it_begins_unless_it_is_the_first() {
        let log = log(0, &[1, 1, 2, 2, 4]);
        let begins = |n: usize| begins_term(n.checked_sub(1).map(|before| &log[before]), &log[n]);
        assert_eq!([0, 1, 2, 3, 4].map(begins), [false, false, true, false, true]);
        assert!(begins_term(None, &log[2]));
    }
}
