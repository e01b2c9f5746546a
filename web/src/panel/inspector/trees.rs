//! Merkle trees: the two of a comparison that is going on, side by side, or else that of a replica's last one.

use super::held::drawing;
use crate::{
    layout::number::fill,
    prose::{Lang, Words, format},
    session::Frame,
    widget::{El, el, label, pane},
};
use replicarium::{
    id::NodeId,
    view::{Comparison, MerkleView},
};

/// The width of a drawing, and of each of two trees in it.
const WIDE: f64 = 304.0;
const HALF: f64 = 146.0;
/// The height of a level, of a tree of five levels, and of the name over it.
const LEVEL: f64 = 22.0;
const TALL: f64 = 110.0;
const NAME: f64 = 18.0;
/// The width of a part that has room for the beginning of its hash.
const ROOM: f64 = 34.0;

/// The comparisons of a replica that are going on, with each replica or with one.
pub fn comparisons(frame: &Frame, node: NodeId, with: Option<NodeId>) -> Vec<El> {
    let own = |it: &Comparison| {
        let side = it.side(node)?;
        let is_asked = with.is_none_or(|peer| it.nodes[1 - side] == peer);
        is_asked.then(|| comparison(it, side, frame.lang))
    };
    frame.world.comparisons.iter().filter_map(own).collect()
}

/// The two trees of a comparison, that of the replica on this side first.
fn comparison(it: &Comparison, side: usize, lang: Lang) -> El {
    let says = lang.trees_differ(it.differing_leaves());
    let trees = [side, 1 - side].into_iter().zip([0.0, WIDE - HALF]).map(|(side, x)| {
        let name = it.nodes[side].to_string();
        let tree = tree(&it.trees[side], HALF, &|part| it.differs(part), &it.asked);
        el("g")
            .moved(x, 0.0)
            .child(label("name", HALF / 2.0, 12.0, name).attr("text-anchor", "middle"))
            .child(tree.moved(0.0, NAME))
    });
    el("figure")
        .class("merkle")
        .attr("data-testid", "comparison")
        .child(el("h3").text(lang.comparing(it.nodes[1 - side])))
        .child(drawing(NAME + TALL, says.clone()).children(trees))
        .child(el("figcaption").text(says))
}

/// The tree of a replica's last comparison. The paths to differing leaves are highlighted.
pub fn last(view: &MerkleView, lang: Lang) -> El {
    let MerkleView { peer, hashes, differing, sent, whole } = view;
    let title = lang.compared(*peer, differing.len());
    let tree = tree(hashes, WIDE, &|part| differing.contains(&(part as u16)), &[]);
    el("figure")
        .class("merkle")
        .child(el("h3").text(title.clone()))
        .child(drawing(TALL, title).child(tree))
        .child(el("figcaption").text(lang.merkle_bytes(*sent, *whole)))
}

/// A tree, level by level. A part that differs has a colour and a corner of its own; one that is asked for, an outline.
fn tree(hashes: &[u64], wide: f64, differs: &dyn Fn(usize) -> bool, asked: &[u16]) -> El {
    let part = |(n, &hash): (usize, &u64)| {
        let level = (n + 1).ilog2();
        let width = wide / f64::from(1_u32 << level);
        let (x, y) = ((n + 1 - (1 << level)) as f64 * width, f64::from(level) * LEVEL);
        let differs = differs(n);
        let text = (width >= ROOM && hash != 0).then(|| {
            let short = format::short_hash(hash);
            label("", x + width / 2.0, y + 14.0, short).attr("text-anchor", "middle")
        });
        let corner = differs.then(|| {
            el("path").class("corner").attr_of("d", fill("M{} {}h6l-6 6z", &[x + 1.0, y]))
        });
        let part = pane(x + 1.0, y, width - 2.0, 20.0, 3.0)
            .class_if(hash == 0, "empty")
            .class_if(differs, "differs")
            .class_if(asked.contains(&(n as u16)), "asked");
        el("g").child(part).maybe(corner).maybe(text)
    };
    el("g").children(hashes.iter().enumerate().map(part))
}
