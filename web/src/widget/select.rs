//! A list of which one is chosen.

use super::el;
use web_sys::HtmlSelectElement;
use yew::{prelude::*, virtual_dom::ListenerKind};

/// What can be chosen.
#[derive(Properties, PartialEq)]
pub struct SelectProps {
    /// What is chosen here, where no text beside it says so.
    #[prop_or_default]
    pub label: Option<&'static str>,
    /// More about it.
    #[prop_or_default]
    pub title: Option<&'static str>,
    /// Its look.
    #[prop_or_default]
    pub class: &'static str,
    /// The choices in groups; a group without a name is none.
    pub groups: Vec<(&'static str, Vec<AttrValue>)>,
    /// The one that is chosen, counted through all groups.
    pub chosen: usize,
    /// Chooses another one.
    pub on: Callback<usize>,
}

/// A list of which one is chosen. What it shows is what holds, also after a choice was refused.
#[component]
pub fn Select(props: &SelectProps) -> Html {
    let node = use_node_ref();
    let update = use_force_update();
    use_effect({
        let (node, chosen) = (node.clone(), props.chosen as i32);
        move || {
            // The attribute of an option counts only until the reader has chosen once.
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
