//! Which setting breaks which promise, each with a run that proves it.

use super::sheet::Sheet;
use crate::{
    prose::{help, verdicts},
    session::{
        Link, Matrix, Source,
        hooks::{address, use_text},
        matrix::{self, Cell, Row},
    },
};
use replicarium::check::Property;
use yew::prelude::*;

/// What the table needs.
#[derive(Properties, PartialEq)]
pub struct BreaksProps {
    /// Called when it closes.
    pub close: Callback<()>,
}

/// The table. It is fetched when it is opened, so that the page does not carry it.
#[component]
pub fn Breaks(props: &BreaksProps) -> Html {
    let text = use_text(matrix::FILE);
    html! {
        <Sheet title="What breaks" close={props.close.clone()}>
            { body(text.as_ref().map(|text| text.as_deref().and_then(Matrix::parse)), &props.close) }
        </Sheet>
    }
}

fn body(matrix: Option<Option<Matrix>>, close: &Callback<()>) -> Html {
    match matrix {
        None => html! { <p class="quiet" role="status">{ help::BREAKS_COMING }</p> },
        Some(None) => html! { <p class="quiet" role="alert">{ help::BREAKS_MISSING }</p> },
        Some(Some(matrix)) => html! {
            <>
                <p class="quiet">{ help::BREAKS }</p>
                { table(&matrix, close) }
                <p class="quiet">
                    { help::BREAKS_BOUNDS }{ " " }
                    <a href={matrix::FILE} target="_blank">{ matrix::FILE }</a>{ "." }
                </p>
            </>
        },
    }
}

fn table(matrix: &Matrix, close: &Callback<()>) -> Html {
    let head = Property::SEARCHED.iter().map(|&property| {
        html! {
            <th scope="col" title={verdicts::meaning(property)}>{ verdicts::property(property) }</th>
        }
    });
    let rows = matrix.0.iter().map(|row| {
        let cells = row.cells.iter().map(|&(property, found)| cell(row, property, found, close));
        html! { <tr><th scope="row">{ row.title.clone() }</th>{ for cells }</tr> }
    });
    html! {
        <div class="wide-table" tabindex="0" role="region" aria-label="Settings and promises">
            <table class="breaks">
                <thead><tr><th scope="col">{ "Setting" }</th>{ for head }</tr></thead>
                <tbody>{ for rows }</tbody>
            </table>
        </div>
    }
}

fn cell(row: &Row, property: Property, found: Cell, close: &Callback<()>) -> Html {
    let steps = match found {
        Cell::Violated(steps) => steps,
        Cell::None => return html! { <td class="quiet">{ "none found" }</td> },
        Cell::NotAsked => return html! { <td class="quiet">{ "not asked" }</td> },
    };
    let source = Source::Run(row.run(property).into());
    // The whole address: what begins with # is taken for a link to a part of the page.
    let href = address(&Link { source, ..Link::first() });
    let text = format!("✕ {steps} steps");
    let label = format!("{text}: {}, {}", verdicts::property(property), row.title);
    html! {
        <td><a {href} aria-label={label} onclick={close.reform(|_| ())}>{ text }</a></td>
    }
}
