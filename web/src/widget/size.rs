//! How large an element is on the page.

use crate::layout::Size;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// The size of the element behind `node`, in whole CSS pixels; `default` until it is measured, and
/// where there is no browser.
#[hook]
pub fn use_size(node: &NodeRef, default: Size) -> Size {
    let size = use_state_eq(|| default);
    let setter = size.setter();
    use_effect_with(node.clone(), move |node| {
        let element = node.cast::<Element>();
        let measured = element.map(|element| {
            let own = element.clone();
            let measure = move || {
                let (width, height) = (own.client_width(), own.client_height());
                // A hidden element has no size; its drawing keeps the one it had.
                if width > 0 && height > 0 {
                    setter.set(Size { width: f64::from(width), height: f64::from(height) });
                }
            };
            measure();
            let callback = Closure::<dyn Fn()>::new(measure);
            let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok();
            if let Some(observer) = &observer {
                observer.observe(&element);
            }
            (observer, callback)
        });
        move || {
            if let Some((Some(observer), _)) = &measured {
                observer.disconnect();
            }
            drop(measured);
        }
    });
    *size
}
