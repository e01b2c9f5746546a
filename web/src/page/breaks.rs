//! Which setting breaks which promise, each with a run that proves it.

use super::sheet::Sheet;
use crate::{
    prose::{help, verdicts},
    session::{
        Link, Matrix, Source,
        hooks::{address, use_text},
        matrix::{self, Cell, Row},
    },
    widget::{El, all, el},
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
    let matrix = text.as_ref().map(|text| text.as_deref().and_then(Matrix::parse));
    let (close, body) = (props.close.clone(), all(body(matrix, &props.close)));
    html! { <Sheet title="What breaks" {close} {body}/> }
}

fn body(matrix: Option<Option<Matrix>>, close: &Callback<()>) -> Vec<El> {
    let quiet = |text: &'static str| el("p").class("quiet").text(text);
    match matrix {
        None => vec![quiet(help::BREAKS_COMING).attr("role", "status")],
        Some(None) => vec![quiet(help::BREAKS_MISSING).attr("role", "alert")],
        Some(Some(matrix)) => {
            let file = el("a").attr("href", matrix::FILE).attr("target", "_blank");
            let file = file.text(matrix::FILE);
            let bounds = quiet(help::BREAKS_BOUNDS).text(" ").child(file).text(".");
            vec![quiet(help::BREAKS), table(&matrix, close), bounds]
        }
    }
}

fn table(matrix: &Matrix, close: &Callback<()>) -> El {
    let column = |text: &'static str| el("th").attr("scope", "col").text(text);
    let head = Property::SEARCHED.iter().map(|&property| {
        column(verdicts::property(property)).attr_of("title", verdicts::meaning(property))
    });
    let rows = matrix.0.iter().map(|row| {
        let cells = row.cells.iter().map(|&(property, found)| cell(row, property, found, close));
        let title = el("th").attr("scope", "row").text(row.title.clone());
        el("tr").child(title).children(cells)
    });
    let head = el("thead").child(el("tr").child(column("Setting")).children(head));
    el("div")
        .class("wide-table")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", "Settings and promises")
        .child(el("table").class("breaks").child(head).child(el("tbody").children(rows)))
}

fn cell(row: &Row, property: Property, found: Cell, close: &Callback<()>) -> El {
    let steps = match found {
        Cell::Violated(steps) => steps,
        Cell::None => return el("td").class("quiet").text("none found"),
        Cell::NotAsked => return el("td").class("quiet").text("not asked"),
    };
    let source = Source::Run(row.run(property).into());
    // The whole address: what begins with # is taken for a link to a part of the page.
    let href = address(&Link { source, ..Link::first() });
    let text = format!("✕ {steps} steps");
    let label = format!("{text}: {}, {}", verdicts::property(property), row.title);
    let run = el("a").attr_of("href", href).attr_of("aria-label", label).does(close).text(text);
    el("td").child(run)
}
