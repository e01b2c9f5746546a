//! The merge of concurrent versions on a replica or by a client: their rows slide into one, which has the larger
//! counter of each entry. While the run plays, the progress is a function of the playhead, like the place of an
//! envelope. While it stands still, only the merge of the last step is shown, its rows above the result.

use super::Places;
use crate::{
    layout::{
        Rect, Size,
        link::beside,
        number::number,
        text::{MONO, SANS, fit, width},
    },
    prose::{Lang, Words},
    session::{Frame, cart},
    widget::{El, el, hue, label, pane},
};
use replicarium::{
    clock::VersionVector,
    history::{News, Operation},
    id::{Address, NodeId, OperationId},
    kv::{Request, Value},
    protocol::leaderless,
    store::crdt::parts::Part,
    view::{EnvelopeView, Kind, Meeting, Version},
};

/// The duration of the animation, in µs of the simulation.
pub const SLIDE: u64 = 40_000;

/// The merge of several versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    /// The node or client.
    pub at: Address,
    /// The title.
    title: String,
    /// The versions, a line each: name and vector.
    pub lines: Vec<(Name, VersionVector)>,
    /// The merged version.
    pub merged: (Name, VersionVector),
    /// Of a value that merges, what comes in and what goes.
    pub parts: Vec<Piece>,
}

/// A part of a value that comes in or goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// What it says, behind a sign.
    text: String,
    /// The dots of the operations that put it there.
    dots: String,
    /// Whether it goes, or only says that something is gone.
    gone: bool,
}

/// The most parts that are listed.
const PIECES: usize = 5;

/// The beginning of a line.
#[derive(Clone, Debug, PartialEq)]
pub enum Name {
    /// A word.
    Word(&'static str),
    /// A value, in the colour of its write.
    Value(Value, OperationId),
}

/// Whether merges are shown without motion.
const fn stands(frame: &Frame) -> bool {
    frame.still || !frame.playing
}

/// The merges at the playhead and their progress: 0 apart, 1 merged. If the playhead stands still or jumps, only those
/// of the last step.
pub fn merges(frame: &Frame) -> Vec<(Merge, f64)> {
    let mut all: Vec<(Merge, f64)> = Vec::new();
    for (number, step) in frame.film.recent(frame.step, frame.at, SLIDE) {
        let since = frame.at.since(step.at).0;
        for merge in of(number, frame) {
            if all.iter().all(|(other, _)| other.at != merge.at) {
                all.push((merge, since as f64 / SLIDE as f64));
            }
        }
        if stands(frame) {
            break;
        }
    }
    all
}

/// The merges of step number `n`.
fn of(n: u32, frame: &Frame) -> Vec<Merge> {
    let mut all = Vec::new();
    for meeting in frame.film.meetings_of(n) {
        // If one vector includes the other, there is nothing to merge but parts.
        let parts = meeting.comes.len() + meeting.goes.len();
        if parts > 0 || meeting.held.partial_cmp(&meeting.came).is_none() {
            let moved = frame.film.moved_by(n);
            let asked = |it: EnvelopeView| {
                it.kind == Kind::Request || it.label.tag == leaderless::Tag::Forward.into()
            };
            all.push(on_replica(meeting, moved.is_some_and(asked), frame.lang));
        }
    }
    for news in frame.history.of_step(n) {
        if let News::Begun(operation) = news {
            all.extend(by_client(operation, frame));
        }
    }
    all
}

fn on_replica(meeting: &Meeting, asked: bool, lang: Lang) -> Merge {
    let texts = lang.texts();
    let Meeting { node, key, held, came, comes, goes } = meeting;
    let mut merged = held.clone();
    merged.merge(came);
    Merge {
        at: (*node).into(),
        title: lang.merges((*node).into(), *key),
        lines: vec![
            (Name::Word(texts.held), held.clone()),
            (Name::Word(if asked { texts.client_saw } else { texts.came }), came.clone()),
        ],
        merged: (Name::Word(texts.merged), merged),
        parts: pieces(comes, goes),
    }
}

/// What comes in and what goes, a line each. Characters of one author that stand together are one line.
fn pieces(comes: &[Part<NodeId>], goes: &[Part<NodeId>]) -> Vec<Piece> {
    let is_run = |a: &Part<NodeId>, b: &Part<NodeId>| match (a.dots.first(), b.dots.first()) {
        (Some(a), Some(b)) => a.node == b.node && a.count.checked_add(1) == Some(b.count),
        _ => false,
    };
    let piece = |run: &[Part<NodeId>], goes: bool| {
        let gone = goes || run[0].tombstone;
        let text: String =
            run.iter().map(|it| if it.text.is_empty() { "†" } else { &it.text }).collect();
        let mut dots: Vec<String> = run[0].dots.iter().map(ToString::to_string).collect();
        if let ([_, .., last], [first]) = (run, &mut dots[..])
            && let Some(dot) = last.dots.first()
        {
            *first = format!("{first}–{}", dot.count);
        }
        Piece {
            text: format!("{} {text}", if gone { "−" } else { "+" }),
            dots: dots.join(" "),
            gone,
        }
    };
    let come = comes.chunk_by(|a, b| is_run(a, b) && a.tombstone == b.tombstone);
    let go = goes.chunk_by(is_run);
    let mut all: Vec<Piece> =
        come.map(|run| piece(run, false)).chain(go.map(|run| piece(run, true))).collect();
    if all.len() > PIECES {
        let more = format!("… +{}", all.len() + 1 - PIECES);
        all.truncate(PIECES - 1);
        all.push(Piece { text: more, dots: String::new(), gone: false });
    }
    all
}

/// The merge by a client that read siblings and writes one value.
fn by_client(operation: &Operation, frame: &Frame) -> Option<Merge> {
    let Request::Write(key, value) = operation.request else { return None };
    let told = cart::merged(&frame.history, operation);
    let named = |write: OperationId| {
        let rows = frame.world.nodes.iter().flat_map(|node| &node.replica.rows);
        let versions = rows.filter(|row| row.key == key).map(|row| &row.version);
        let mut siblings = versions.flat_map(|version| match version {
            Version::Siblings(siblings, _) => siblings.as_slice(),
            Version::Position(_) | Version::Stamp(_) | Version::Vector(..) | Version::Merged(_) => {
                &[]
            }
        });
        let dot = siblings.find(|sibling| sibling.write == write).map(|sibling| sibling.dot);
        dot.into_iter().map(|dot| (dot.node, dot.count)).collect::<VersionVector>()
    };
    let lines =
        told.iter().map(|found| (Name::Value(found.value, found.write), named(found.write)));
    let lines: Vec<_> = lines.collect();
    let mut merged = VersionVector::default();
    lines.iter().for_each(|(_, vector)| merged.merge(vector));
    let at = operation.id.client.into();
    let merged = (Name::Value(value, operation.id), merged);
    let title = frame.lang.merges(at, key);
    (!lines.is_empty()).then(|| Merge { at, title, lines, merged, parts: Vec::new() })
}

/// The greatest width of a part, and of its dots.
const PIECE: f64 = 130.0;
/// The distance of lines, and the sizes of text.
const LINE: f64 = 19.0;
const SMALL: f64 = 11.0;
const ENTRY: f64 = 12.0;

/// Draws the merges at the playhead.
pub fn show(frame: &Frame, places: &Places) -> El {
    let mut drawn = el("g").attr("aria-hidden", "true");
    let plan = &places.plan;
    let mut taken: Vec<Rect> = Vec::new();
    for (merge, t) in merges(frame) {
        let Some(anchor) = places.rect(merge.at) else { continue };
        let size = size(&merge);
        let cards = [&plan.nodes[..], &plan.clients, &taken].concat();
        let at = beside(&anchor, size, plan.size, &cards);
        let there = Rect { x: at.x, y: at.y, width: size.width, height: size.height };
        // The newest come first. An older one that would overlap is left out.
        if !taken.iter().any(|other| other.overlaps(&there)) {
            taken.push(there);
            drawn = drawn.child(draw(&merge, size, t, frame).moved(at.x, at.y));
        }
    }
    drawn
}

/// The widths of the names and of an entry.
fn columns(merge: &Merge) -> (f64, f64) {
    let lines = || merge.lines.iter().chain([&merge.merged]);
    let names = lines().map(|(name, _)| match name {
        Name::Word(word) => width(word, SMALL, SANS),
        Name::Value(value, _) => width(value.as_str(), ENTRY, MONO).min(150.0) + 12.0,
    });
    let entries = lines().flat_map(|(_, vector)| vector.entries());
    let entries =
        entries.map(|(node, count)| width(&format!("{node}:{count}"), ENTRY, MONO) + 10.0);
    (names.fold(40.0, f64::max), entries.fold(36.0, f64::max))
}

fn size(merge: &Merge) -> Size {
    let (name, entry) = columns(merge);
    let across = name + 30.0 + entry * merge.merged.1.entries().count() as f64;
    let title = width(&merge.title, SMALL, SANS) + 20.0;
    let piece = |it: &Piece| {
        let dots = width(&it.dots, SMALL, MONO);
        width(&it.text, ENTRY, MONO).min(PIECE) + 12.0 + dots.min(PIECE) + 20.0
    };
    let pieces = merge.parts.iter().map(piece).fold(0.0, f64::max);
    let lines = merge.lines.len() + 1 + merge.parts.len();
    Size { width: across.max(title).max(pieces), height: 34.0 + LINE * lines as f64 }
}

fn draw(merge: &Merge, size: Size, t: f64, frame: &Frame) -> El {
    // Eases in and out.
    let slid = if stands(frame) { 0.0 } else { t * t * (3.0 - 2.0 * t) };
    let (name, entry) = columns(merge);
    let foot = 36.0 + LINE * merge.lines.len() as f64;
    let whole = &merge.merged.1;
    let row = |(what, vector): &(Name, VersionVector), y: f64, shown: f64, last: bool| {
        let entries = whole.entries().zip(0..).map(|((node, most), n)| {
            let count = vector.of(node);
            let wins = count == most;
            let text = format!("{node}:{count}");
            let x = 16.0 + name + entry * (f64::from(n) + 0.5);
            // The larger counter stays; the smaller one fades.
            let left = if wins && !last { 1.0 } else { shown };
            label("entry", x, y, text).class_if(wins, "wins").set("opacity", dim(left))
        });
        let head = match what {
            Name::Word(word) => label("small", 10.0, y, *word),
            Name::Value(value, write) => {
                let text = fit(value.as_str(), name - 12.0, ENTRY, MONO);
                let wide = width(&text, ENTRY, MONO) + 12.0;
                let chip = el("g").class("chip").class(hue::class(frame.film.hue(*write)));
                chip.child(pane(10.0, y - 13.0, wide, 17.0, 5.0)).child(label("", 16.0, y, text))
            }
        };
        el("g").child(head.set("opacity", dim(shown))).children(entries)
    };
    let lines = merge.lines.iter().zip(0..).map(|(line, n)| {
        let y = 36.0 + LINE * f64::from(n);
        row(line, y + (foot - y) * slid, 1.0 - slid, false)
    });
    // Without animation the result is there at once.
    let result = if stands(frame) { 1.0 } else { 0.35 + 0.65 * slid };
    el("g")
        .class("merge")
        .child(pane(0.0, 0.0, size.width, size.height, 10.0).class("paper"))
        .child(label("small", 10.0, 17.0, merge.title.clone()))
        .children(lines)
        .child(row(&merge.merged, foot, result, true))
        .children(merge.parts.iter().zip(1..).map(|(it, n)| {
            let y = foot + LINE * f64::from(n);
            let text = fit(&it.text, PIECE, ENTRY, MONO);
            let dots = label("small", size.width - 10.0, y, fit(&it.dots, PIECE, SMALL, MONO));
            let text = label("piece", 10.0, y, text).class_if(it.gone, "gone");
            // What comes in is there once the rows are one; what goes fades with them.
            let shown = if it.gone && !stands(frame) { 1.0 - 0.6 * slid } else { result };
            let dots = dots.attr("text-anchor", "end");
            el("g").set("opacity", dim(shown)).child(text).child(dots)
        }))
}

fn dim(left: f64) -> Option<yew::AttrValue> {
    (left < 1.0).then(|| number(left).into())
}
