//! What a replica holds: its rows with all their values, whom it waits for, what it keeps for others, and how
//! it compares its rows with those of another.

use crate::{
    prose::{store, words},
    session::{Film, Frame, Intent, Selection},
    widget::{Look, chip, press},
};
use replicarium::{
    kv::{Key, Value},
    view::{HintView, MerkleView, ReplicaView, Row, Version, Waiting},
};
use yew::prelude::*;

/// Everything about a store that has no leader; of others, what there is of it.
pub fn show(replica: &ReplicaView, frame: &Frame, on: &Callback<Intent>) -> Html {
    html! {
        <>
            { rows(&replica.rows, frame, on) }
            { for replica.waiting.iter().map(meter) }
            { hints(&replica.hints, &frame.film) }
            { for replica.merkle.iter().map(merkle) }
        </>
    }
}

fn rows(rows: &[Row], frame: &Frame, on: &Callback<Intent>) -> Html {
    if rows.is_empty() {
        return html! { <p>{ "It holds nothing yet." }</p> };
    }
    let row = |row: &Row| {
        html! {
            <tr key={row.key.to_string()}>
                <td>{ pick(row.key, on) }</td>
                <td>{ values(row, &frame.film) }</td>
                <td>{ row.version.to_string() }</td>
            </tr>
        }
    };
    html! {
        <table>
            <thead><tr>
                <th scope="col">{ "key" }</th>
                <th scope="col">{ "value" }</th>
                <th scope="col">{ "version" }</th>
            </tr></thead>
            <tbody>{ for rows.iter().map(row) }</tbody>
        </table>
    }
}

/// A key that can be picked.
pub fn pick(key: Key, on: &Callback<Intent>) -> Html {
    let look = Look { text: key.to_string().into(), ..Look::default() }.class("key");
    press(look, on.reform(move |()| Intent::Select(Some(Selection::Key(key)))))
}

/// All values of a row side by side, each with the dot of its write.
pub fn values(row: &Row, film: &Film) -> Html {
    let lost = row.lost.map(|write| html! { <small>{ format!("{write} was lost to it") }</small> });
    let Version::Siblings(siblings, _) = &row.version else {
        return html! { <>{ value(row.value, film.hue(row.write)) }{ lost }</> };
    };
    let sibling = siblings.iter().map(|it| {
        html! { <span class="sibling">{ value(it.value, film.hue(it.write)) }{ it.dot.to_string() }</span> }
    });
    html! { { for sibling } }
}

/// A value; what says that there is none is told by its look.
pub fn value(value: Value, hue: Option<u8>) -> Html {
    if value.is_tombstone() {
        return html! { <span class="tombstone">{ chip("† deleted", hue) }</span> };
    }
    chip(value.to_string(), hue)
}

/// Who was asked, and who has answered; boxes fill up.
fn meter(waiting: &Waiting) -> Html {
    let Waiting { request, answers, needed, asked, answered, .. } = waiting;
    let of = asked.iter().map(|&(node, has)| {
        let sign = if has { "✓" } else { "…" };
        html! { <i class={has.then_some("has")}>{ format!("{node} {sign}") }</i> }
    });
    html! {
        <p class="quorum">
            { store::waits(&words::request(*request), *answers, *needed, *answered) }
            <span class="meter">{ for of }</span>
        </p>
    }
}

fn hints(hints: &[HintView], film: &Film) -> Html {
    let hint = |hint: &HintView| {
        html! {
            <li><b>{ format!("for {} ", hint.home) }</b>{ format!("{} ", hint.key) }
                <span class="kept">{ value(hint.value, film.hue(hint.write)) }</span>
                <small>{ format!(" {} until {}", hint.version, words::time(hint.until.0.max(0) as u64)) }</small></li>
        }
    };
    if hints.is_empty() {
        return Html::default();
    }
    html! { <><h3>{ store::HINTS }</h3><ol class="hints">{ for hints.iter().map(hint) }</ol></> }
}

/// The tree of hashes, level by level; the way down to what differed is lit.
fn merkle(view: &MerkleView) -> Html {
    let MerkleView { peer, hashes, differing, sent, whole } = view;
    let part = hashes.iter().enumerate().map(|(n, &hash)| {
        let level = (n + 1).ilog2();
        let width = 304.0 / f64::from(1_u32 << level);
        let x = (n + 1 - (1 << level)) as f64 * width;
        let differs = differing.contains(&(n as u16));
        let class = classes!((hash == 0).then_some("empty"), differs.then_some("differs"));
        let text = (level < 4 && hash != 0).then(|| {
            let (x, y) = (x + width / 2.0, level * 22 + 14);
            let short = format!("{:04x}", hash >> 48);
            html! { <text x={x.to_string()} y={y.to_string()} text-anchor="middle">{ short }</text> }
        });
        html! {
            <>
                <rect {class} x={(x + 1.0).to_string()} y={(level * 22).to_string()}
                    width={(width - 2.0).to_string()} height="20" rx="3" />
                { text }
            </>
        }
    });
    html! {
        <figure class="merkle">
            <h3>{ store::compared(*peer, differing.len()) }</h3>
            <svg viewBox="0 0 304 110" role="img" aria-label={store::compared(*peer, differing.len())}>
                { for part }
            </svg>
            <figcaption>{ store::bytes(*sent, *whole) }</figcaption>
        </figure>
    }
}
