//! Puts the page into its document.

use replicarium_web::page::{App, Start};

fn main() {
    yew::platform::spawn_local(async {
        let start = Start::here().await;
        match gloo::utils::document().get_element_by_id("app") {
            Some(root) => yew::Renderer::<App>::with_root_and_props(root, start).render(),
            None => yew::Renderer::<App>::with_props(start).render(),
        };
    });
}
