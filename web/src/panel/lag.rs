//! What somebody who runs a store without a leader has to watch: who is behind, and what is still to be mended.

use crate::{
    prose::store,
    session::Frame,
    widget::{El, el},
};
use replicarium::check::lag;

/// How far replicas are behind, all together and each.
pub fn show(frame: &Frame) -> Option<El> {
    frame.world.ring.as_ref()?;
    let all = lag::of_nodes(&frame.history, &frame.world);
    let late = all.iter().filter(|it| it.versions > 0);
    let late = late.map(|it| el("p").class("late").text(store::behind_by(it)));
    let section = el("section")
        .class("leading")
        .attr("data-testid", "lag")
        .with("h2", store::LAG)
        .with("p", store::outstanding(&all))
        .children(late);
    Some(section)
}
