//! Which setting breaks which promise, each with a run that proves it.

use super::sheet::Sheet;
use crate::{
    prose::{Lang, Words},
    session::{
        Link, Matrix, Source,
        hooks::{address, use_text},
        matrix::{self, Cell, Group, Row},
    },
    widget::{El, all, el},
};
use replicarium::check::Property;
use yew::prelude::*;

/// Properties of the table.
#[derive(Properties, PartialEq)]
pub struct BreaksProps {
    /// The reader's language.
    pub lang: Lang,
    /// Called when it closes.
    pub close: Callback<()>,
}

/// The table of what breaks, which is fetched when it is opened.
#[component]
pub fn Breaks(props: &BreaksProps) -> Html {
    let lang = props.lang;
    let text = use_text(matrix::FILE, true);
    let matrix = text.as_ref().map(|text| text.as_deref().and_then(Matrix::parse));
    // One bit for each group: set if the reader has folded or unfolded it.
    let turned = use_state(|| 0_u32);
    let turn = {
        let turned = turned.clone();
        Callback::from(move |group: usize| turned.set(*turned ^ (1 << group)))
    };
    let (close, body) =
        (props.close.clone(), all(body(matrix, *turned, &turn, (lang, &props.close))));
    html! { <Sheet {lang} title={lang.texts().what_breaks} {close} {body}/> }
}

fn body(
    matrix: Option<Option<Matrix>>,
    turned: u32,
    turn: &Callback<usize>,
    (lang, close): (Lang, &Callback<()>),
) -> Vec<El> {
    let texts = lang.texts();
    let quiet = |text: &'static str| el("p").class("quiet").text(text);
    match matrix {
        None => vec![quiet(texts.table_loading).attr("role", "status")],
        Some(None) => vec![quiet(texts.table_missing).attr("role", "alert")],
        Some(Some(matrix)) => {
            let file = el("a").attr("href", matrix::FILE).attr("target", "_blank");
            let file = file.text(matrix::FILE);
            let bounds = quiet(texts.table_bounds).text(" ").child(file).text(".");
            let groups = matrix.0.iter().enumerate().map(|(n, group)| {
                let open = group.folded == (turned >> n & 1 == 1);
                self::group(group, open, turn.reform(move |()| n), (lang, close))
            });
            vec![quiet(texts.table_means), table(groups, lang), bounds]
        }
    }
}

fn table(groups: impl Iterator<Item = El>, lang: Lang) -> El {
    let column = |text: &'static str| el("th").attr("scope", "col").text(text);
    let head = Property::SEARCHED.iter().map(|&property| {
        column(lang.property(property)).attr("title", lang.property_means(property))
    });
    let head = el("thead").child(el("tr").child(column(lang.texts().setting)).children(head));
    el("div")
        .class("wide-table")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", lang.texts().table)
        .child(el("table").class("breaks").child(head).children(groups))
}

/// Settings under a heading that folds them.
fn group(
    group: &Group,
    open: bool,
    turn: Callback<()>,
    (lang, close): (Lang, &Callback<()>),
) -> El {
    let sign = el("span").attr("aria-hidden", "true").text(if open { "▾ " } else { "▸ " });
    let fold = el("button").attr("type", "button").says("aria-expanded", open).does(&turn);
    let fold = fold.child(sign).text(lang.table_text(&group.title));
    let heading = el("th").attr("scope", "rowgroup").attr("colspan", "11").child(fold);
    let rows = group.rows.iter().filter(|_| open).map(|row| self::row(row, group, lang, close));
    el("tbody").child(el("tr").child(heading)).children(rows)
}

fn row(row: &Row, group: &Group, lang: Lang, close: &Callback<()>) -> El {
    let cells = row.cells.iter().map(|(property, found)| {
        let (group, setting) = (lang.table_text(&group.title), lang.table_text(&row.title));
        let about = |steps| lang.run(steps, lang.property(*property), &group, &setting);
        cell(found, about, lang, close)
    });
    let title = el("th").attr("scope", "row").text(lang.table_text(&row.title));
    el("tr").child(title).children(cells)
}

fn cell(found: &Cell, about: impl FnOnce(u32) -> String, lang: Lang, close: &Callback<()>) -> El {
    let (steps, run) = match found {
        Cell::Violated(steps, run) => (steps, run),
        Cell::None => return el("td").class("quiet").text(lang.texts().not_found),
        Cell::NotAsked => return el("td").class("quiet").text(lang.texts().not_asked),
    };
    let source = Source::Run(run.clone());
    // The whole address: a browser takes an address that begins with # for a place in the page.
    let href = address(&Link { source, ..Link::first() });
    let text = format!("✕ {steps}");
    let run =
        el("a").attr_of("href", href).attr_of("aria-label", about(*steps)).does(close).text(text);
    el("td").child(run)
}
