//! A list of which one is chosen.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// What can be chosen.
#[derive(Properties, PartialEq)]
pub struct SelectProps {
    /// What is chosen here, where no text beside it says so.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    /// More about it.
    #[prop_or_default]
    pub title: Option<AttrValue>,
    /// Its look.
    #[prop_or_default]
    pub class: Classes,
    /// The choices in groups; a group without a name is none.
    pub groups: Vec<(AttrValue, Vec<AttrValue>)>,
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
    let onchange = props.on.reform(move |event: Event| {
        update.force_update();
        let index = event.target_unchecked_into::<HtmlSelectElement>().selected_index();
        usize::try_from(index).unwrap_or_default()
    });
    let mut count = 0;
    let groups = props.groups.iter().map(|(name, texts)| {
        let options: Html = texts
            .iter()
            .map(|text| {
                count += 1;
                html! { <option selected={count - 1 == props.chosen}>{ text }</option> }
            })
            .collect();
        match name.is_empty() {
            true => options,
            false => html! { <optgroup label={name}>{ options }</optgroup> },
        }
    });
    let groups: Html = groups.collect();
    html! {
        <select ref={node} class={props.class.clone()} aria-label={props.label.clone()}
            title={props.title.clone()} {onchange}>
            { groups }
        </select>
    }
}
