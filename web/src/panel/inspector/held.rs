//! The contents of a replica: rows with all their values, pending quorums, hints, and Merkle trees.

use super::trees;
use crate::{
    layout::number::fill,
    prose::Words,
    session::{Frame, Intent, Selection},
    widget::{El, button, chip, el},
};
use replicarium::{
    check::lag,
    id::NodeId,
    kv::{Key, Value},
    view::{HintView, NodeView, Row, Version, Waiting},
};
use yew::prelude::*;

/// The contents of a leaderless replica; of other replicas, the parts that they have.
pub fn show(node: &NodeView, frame: &Frame, on: &Callback<Intent>) -> El {
    let (replica, awaited) = (&node.replica, node.replica.awaited());
    let waiting = replica.waiting().iter().map(|waiting| meter(waiting, node.id, frame));
    // Others say themselves how far they are behind their leader.
    let all = frame.world.ring.iter().flat_map(|_| lag::of_nodes(&frame.history, &frame.world));
    let behind = all.filter(|it| it.node == node.id && it.versions > 0);
    let behind = behind.map(|it| el("p").class("late").text(frame.lang.lag(&it)));
    let comparisons = trees::comparisons(frame, node.id, None);
    let last = replica.merkle().filter(|_| comparisons.is_empty());
    el("div")
        .children(comparisons)
        .child(rows(&replica.rows, frame, on))
        .maybe(
            (!awaited.is_empty())
                .then(|| el("p").class("late").text(frame.lang.awaits_rows(awaited))),
        )
        .children(behind)
        .children(waiting)
        .child(hints(replica.hints(), frame))
        .maybe(last.map(|view| trees::last(view, frame.lang)))
}

/// A table with these words over its columns.
pub fn table(class: &str, heads: &[&str], lines: impl Iterator<Item = El>) -> El {
    let head = |text: &&str| match text.is_empty() {
        true => el("td"),
        false => el("th").attr("scope", "col").text((*text).to_string()),
    };
    let heads = el("thead").child(el("tr").children(heads.iter().map(head)));
    el("table").class(class).child(heads).child(el("tbody").children(lines))
}

fn rows(rows: &[Row], frame: &Frame, on: &Callback<Intent>) -> El {
    let texts = frame.lang.texts();
    if rows.is_empty() {
        return el("p").text(texts.holds_nothing);
    }
    let row = |row: &Row| {
        el("tr")
            .child(el("td").child(pick(row.key, on)))
            .child(el("td").children(values(row, frame)))
            .with("td", row.version.to_string())
    };
    table("", &[texts.key, texts.value, texts.version], rows.iter().map(row))
}

/// A key that can be picked.
fn pick(key: Key, on: &Callback<Intent>) -> El {
    button(key.to_string()).class("key").wants(on, Intent::Select(Some(Selection::Key(key))))
}

/// All values of a row side by side, each with the dot of its write.
pub fn values(row: &Row, frame: &Frame) -> Vec<El> {
    let (lang, film) = (frame.lang, &frame.film);
    let value = |held: Value, hue| value(lang.value(held), held, hue);
    let Version::Siblings(siblings, _) = &row.version else {
        let lost = row.lost.map(|write| el("small").text(lang.lost_to(write)));
        return [value(row.value, film.hue(row.write))].into_iter().chain(lost).collect();
    };
    let sibling = siblings.iter().map(|it| {
        let chip = value(it.value, film.hue(it.write));
        el("span").class("sibling").child(chip).text(it.dot.to_string())
    });
    sibling.collect()
}

/// A value; a tombstone has a look of its own.
pub fn value(text: String, value: Value, hue: Option<u8>) -> El {
    let chip = chip(text, hue);
    if value.is_tombstone() { el("span").class("tombstone").child(chip) } else { chip }
}

/// The replicas that a coordinator asked: a box each, filled once it has answered. Replicas of other data centres
/// stand apart, because their answers do not count.
pub fn meter(waiting: &Waiting, by: NodeId, frame: &Frame) -> El {
    let asked = &waiting.asked;
    let ring = frame.world.ring.as_ref();
    let centre = |node| ring.and_then(|ring| ring.centre(node));
    let of = |near: bool| {
        let there = asked.iter().filter(|it| (centre(it.0) == centre(by)) == near);
        let boxes = there.map(|&(node, has)| {
            let sign = if has { "✓" } else { "…" };
            el("i").class_if(has, "has").text(format!("{node} {sign}"))
        });
        let meter = el("span").class("meter").class_if(!near, "far");
        meter.maybe((!near).then(|| el("span").text(frame.lang.texts().elsewhere))).children(boxes)
    };
    let far = asked.iter().any(|it| centre(it.0) != centre(by));
    let place = frame.lang.centre(ring, by);
    let text = frame.lang.quorum(waiting, place);
    el("p").class("quorum").text(text).child(of(true)).text(" ").maybe(far.then(|| of(false)))
}

fn hints(hints: &[HintView], frame: &Frame) -> El {
    let (lang, film) = (frame.lang, &frame.film);
    let hint = |hint: &HintView| {
        let held = value(lang.value(hint.value), hint.value, film.hue(hint.write));
        el("li")
            .child(el("b").text(format!("{} ", lang.hint_for(hint.home))))
            .text(format!("{} ", hint.key))
            .child(el("span").class("kept").child(held))
            .child(el("small").text(format!(" {}", lang.hint_until(hint))))
    };
    let title = (!hints.is_empty()).then(|| el("h3").text(lang.texts().hints_kept));
    let list = el("ol").class("hints").children(hints.iter().map(hint));
    el("div").maybe(title).child(list)
}

/// A drawing as wide as the panel, and what it says to those who do not see it.
pub fn drawing(height: f64, says: String) -> El {
    el("svg")
        .attr_of("viewBox", fill("0 0 304 {}", &[height]))
        .attr("role", "img")
        .attr_of("aria-label", says)
}
