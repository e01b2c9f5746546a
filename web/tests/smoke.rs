//! The page starts in a real browser and shows the stage.

#![cfg(target_arch = "wasm32")]

use gloo::utils::{document, window};
use replicarium_web::{
    page::{App, Start},
    prose::Lang,
};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::js_sys::Promise;

wasm_bindgen_test_configure!(run_in_browser);

/// Waits for the next frame of the browser.
async fn frame() {
    let mut ask = |done, _| {
        window().request_animation_frame(&done).expect("a browser draws frames");
    };
    JsFuture::from(Promise::new(&mut ask)).await.expect("a frame");
}

#[wasm_bindgen_test]
async fn the_page_shows_a_stage_and_a_transport() {
    let root = document().create_element("div").expect("a div");
    document().body().expect("a body").append_child(&root).expect("room for it");
    let start = Start { picture: false, ..Start::first(Lang::En) };
    yew::Renderer::<App>::with_root_and_props(root.clone(), start).render();
    let find = |selector| root.query_selector(selector).expect("a selector");
    // Counts frames instead of time: the page is drawn within a few.
    for _ in 0..60 {
        if find("[data-testid=stage]").is_some() {
            break;
        }
        frame().await;
    }
    for selector in ["[data-ready]", "[data-testid=stage]", ".transport .play", ".say", ".lanes"] {
        assert!(find(selector).is_some(), "{selector} is missing");
    }
}
