//! The size of an element on the page.

use crate::layout::Size;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// The size of the element behind `node` in whole CSS pixels, or `default` until it is measured and where
/// there is no browser. If `first` is given, it holds until the element is resized.
#[hook]
pub fn use_size(node: &NodeRef, default: Size, first: Option<Size>) -> Size {
    let size = use_state_eq(|| first.unwrap_or(default));
    let setter = size.setter();
    use_effect_with((node.clone(), first), move |(node, first)| {
        let element = node.cast::<Element>();
        let kept = first.and(element.as_ref().and_then(size_of));
        let measured = element.map(|element| {
            let own = element.clone();
            let measure = move || {
                // A hidden element has no size; its drawing keeps the one it had.
                if let Some(size) = size_of(&own).filter(|size| kept != Some(*size)) {
                    setter.set(size);
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

/// The size of an element inside its border, if it is shown.
pub fn size_of(element: &Element) -> Option<Size> {
    let (width, height) = (element.client_width(), element.client_height());
    (width > 0 && height > 0).then(|| Size { width: f64::from(width), height: f64::from(height) })
}
