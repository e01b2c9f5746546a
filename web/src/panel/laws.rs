//! The laws of a conflict handler: which of them fails, with an example, and what leaders make of three orders of arrival.

use crate::{
    prose::{Lang, Law, Words},
    widget::{El, Part, el},
};
use replicarium::store::handler::{Divergence, End, Handler};
use yew::prelude::*;

/// The laws of a handler. They are tried again only when it is another one.
#[derive(PartialEq)]
pub struct Laws {
    /// The handler.
    pub handler: Handler,
    /// The reader's language.
    pub lang: Lang,
}

impl Part for Laws {
    fn draw(&self) -> Html {
        let Self { handler, lang } = *self;
        let laws = handler.laws();
        let failing = [
            (Law::Commutative, laws.commutative),
            (Law::Associative, laws.associative),
            (Law::Idempotent, laws.idempotent),
        ];
        let failing = failing.into_iter().filter_map(|(law, against)| Some((law, against?)));
        let failing: Vec<El> =
            failing.map(|(law, against)| el("li").text(lang.law_fails(law, &against))).collect();
        let all = el("div").class("laws").attr("data-testid", "laws");
        if failing.is_empty() {
            return all.child(el("p").class("quiet").text(lang.texts().all_laws)).into();
        }
        all.maybe(handler.diverges().map(|it| orders(&it, lang)))
            .child(el("ul").children(failing))
            .maybe((handler == Handler::Sum).then(|| el("p").text(lang.texts().sum_of_numbers)))
            .into()
    }
}

/// Three leaders that got the same three values, each in another order, and what each of them ends with.
fn orders(divergence: &Divergence, lang: Lang) -> El {
    let texts = lang.texts();
    let head = |text: &'static str| el("th").attr("scope", "col").text(text);
    let heads = el("tr").child(el("td")).child(head(texts.arrives)).child(head(texts.ends_with));
    let lines = divergence.ends.iter().map(|End { order, result }| {
        let own = divergence.versions[order[0]].node();
        let came = order.map(|place| lang.value(divergence.versions[place].value));
        el("tr")
            .child(el("th").attr("scope", "row").text(own.to_string()))
            .child(el("td").text(came.join(", ")))
            .child(el("td").child(el("b").text(lang.value(result.value))))
    });
    el("table")
        .with("caption", texts.diverges)
        .child(el("thead").child(heads))
        .child(el("tbody").children(lines))
}
