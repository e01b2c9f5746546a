//! A drop-down list.

use super::el;
use web_sys::HtmlSelectElement;
use yew::{prelude::*, virtual_dom::ListenerKind};

/// Properties of the list.
#[derive(Properties, PartialEq)]
pub struct SelectProps {
    /// Its accessible name, if no label beside it gives one.
    #[prop_or_default]
    pub label: Option<&'static str>,
    /// Its tooltip.
    #[prop_or_default]
    pub title: Option<&'static str>,
    /// Its class.
    #[prop_or_default]
    pub class: &'static str,
    /// The choices in groups; those of a group without a name are not grouped.
    pub groups: Vec<(&'static str, Vec<AttrValue>)>,
    /// The index of the current choice, counted through all groups.
    pub chosen: usize,
    /// Called with the index of a new choice.
    pub on: Callback<usize>,
}

/// A drop-down list. It always shows `chosen`, also after a new choice was refused.
#[component]
pub fn Select(props: &SelectProps) -> Html {
    let node = use_node_ref();
    let update = use_force_update();
    use_effect({
        let (node, chosen) = (node.clone(), props.chosen as i32);
        move || {
            // A browser ignores the attribute `selected` once the reader has made a choice.
            if let Some(select) = node.cast::<HtmlSelectElement>()
                && select.selected_index() != chosen
            {
                select.set_selected_index(chosen);
            }
        }
    });
    let choose = props.on.reform(move |event: Event| {
        update.force_update();
        let index = event.target_unchecked_into::<HtmlSelectElement>().selected_index();
        usize::try_from(index).unwrap_or_default()
    });
    let mut count = 0;
    let mut select = el("select")
        .node(&node)
        .class(props.class)
        .set("aria-label", props.label.map(AttrValue::Static))
        .set("title", props.title.map(AttrValue::Static))
        .on(ListenerKind::onchange, choose);
    for (name, texts) in &props.groups {
        let options = texts.iter().map(|text| {
            count += 1;
            el("option").flag("selected", count - 1 == props.chosen).text(text.clone())
        });
        select = match *name {
            "" => select.children(options),
            name => select.child(el("optgroup").attr("label", name).children(options)),
        };
    }
    select.into()
}
