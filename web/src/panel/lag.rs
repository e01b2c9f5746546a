//! Staleness of a leaderless store as its operator monitors it: replicas that are behind, and repairs that are due.

use crate::{
    prose::Words,
    session::Frame,
    widget::{El, el},
};
use replicarium::check::lag;

/// How far the replicas are behind: together, and each of them.
pub fn show(frame: &Frame) -> Option<El> {
    frame.world.ring.as_ref()?;
    let all = lag::of_nodes(&frame.history, &frame.world);
    let late = all.iter().filter(|it| it.versions > 0);
    let late = late.map(|it| el("p").class("late").text(frame.lang.lag_of(it)));
    let section = el("section")
        .class("leading")
        .attr("data-testid", "lag")
        .with("h2", frame.lang.texts().lag)
        .with("p", frame.lang.outstanding(&all))
        .children(late);
    Some(section)
}
