//! The beats of a story. A term of the field is explained where it stands.

use crate::{
    prose::{Glossary, Lang, Words},
    session::{
        Intent, PtrEq,
        hooks::{
            focus::{self, use_tip},
            use_text,
        },
        pace::Beats,
    },
    widget::{El, button, el},
};
use replicarium::scenario::Story;
use yew::{prelude::*, virtual_dom::ListenerKind};

/// Properties of the beats.
#[derive(Properties, PartialEq)]
pub struct TellingProps {
    /// The reader's language.
    pub lang: Lang,
    /// The story.
    pub story: PtrEq<Story>,
    /// The steps of its beats in this run.
    pub steps: Beats,
    /// How many of its beats have happened.
    pub now: usize,
    /// What the reader wants.
    pub on: Callback<Intent>,
}

/// The beats, what a reader may try, and the source. The glossary is fetched when a term is first pointed at, or when the
/// browser has nothing to do.
#[component]
pub fn Telling(props: &TellingProps) -> Html {
    let TellingProps { lang, story, steps, now, on } = props;
    let (lang, texts) = (*lang, lang.texts());
    let shown = use_state_eq(|| None);
    let glossary = use_text(Glossary::FILE, shown.is_some());
    let show = {
        let shown = shown.clone();
        Callback::from(move |n| shown.set(n))
    };
    use_tip(*shown, show.reform(|()| None));
    let mut terms = Terms { words: Vec::new(), show };
    let beats: Vec<El> = story
        .beats
        .iter()
        .enumerate()
        .map(|(n, beat)| {
            let cue = match steps.get(n).copied().flatten() {
                Some(step) => button(lang.cue(beat.cue)).wants(on, Intent::SeekStep(step + 1)),
                None => el("span").text(lang.cue(beat.cue)),
            };
            let place = match n + 1 {
                it if it == *now => "now",
                it if it < *now => "past",
                _ => "later",
            };
            el("li")
                .class(place)
                .set("aria-current", (place == "now").then_some("step".into()))
                .child(cue.class("cue"))
                .child(terms.mark(el("p"), &beat.text))
        })
        .collect();
    let attempt = story.attempt.as_ref().map(|text| {
        let label = el("p").with("b", texts.try_it).text(" ");
        // What a reader does happens at the playhead, and at the end of a run it comes too late.
        let start = button(texts.from_start).class("why").attr("title", texts.from_start_means);
        terms.mark(label, text).text(" ").child(start.wants(on, Intent::SeekStep(0)))
    });
    let source = story.source.as_ref().map(|text| {
        let label = el("p").class("source").text(texts.source).text(" ");
        bold(label, text, |p, text| slanted(p, &text, &mut |word| el("i").text(word)))
    });
    let beats = el("ol").class("beats").children(beats);
    let glossary = glossary.map(|text| text.as_deref().and_then(Glossary::parse));
    let tips = terms.words.iter().enumerate().map(|(n, word)| {
        let means = match &glossary {
            None => texts.glossary_loading,
            Some(glossary) => {
                let found = glossary.as_ref().and_then(|glossary| glossary.meaning(word, lang));
                found.unwrap_or(texts.glossary_missing)
            }
        };
        terms.tip(n, *shown == Some(n), means)
    });
    el("div").child(beats).maybe(attempt).maybe(source).children(tips).into()
}

/// Appends a text with its `**bold**` words; `rest` appends what stands between them.
pub fn bold(to: El, text: &str, mut rest: impl FnMut(El, String) -> El) -> El {
    text.split("**").enumerate().fold(to, |p, (n, part)| match n % 2 {
        0 => rest(p, part.to_string()),
        _ => p.with("b", part.to_string()),
    })
}

/// Appends a text; `mark` makes an element of each of its `*slanted*` words.
fn slanted(to: El, text: &str, mark: &mut dyn FnMut(String) -> El) -> El {
    text.split('*').enumerate().fold(to, |p, (n, part)| match n % 2 {
        0 => p.text(part.to_string()),
        _ => p.child(mark(part.to_string())),
    })
}

/// The terms of a story.
struct Terms {
    words: Vec<String>,
    /// Shows the explanation of a term, or none.
    show: Callback<Option<usize>>,
}

impl Terms {
    /// Appends a text of the story, with its terms.
    fn mark(&mut self, to: El, text: &str) -> El {
        bold(to, text, |p, text| slanted(p, &text, &mut |word| self.term(word)))
    }

    /// A term. It stands in the line like any other word, so it is no `<button>`.
    fn term(&mut self, word: String) -> El {
        let n = self.words.len();
        self.words.push(word.clone());
        let show = self.show.reform(move |_| Some(n));
        let term = el("span").class("term").attr_of("id", focus::term(n)).text(word);
        self.held(term, n)
            .attr_of("aria-describedby", focus::tip(n))
            .on(ListenerKind::onfocus, show.clone())
            .on(ListenerKind::onblur, self.show.reform(|_| None))
            .on(ListenerKind::onclick, show.clone())
            .pressed(show)
    }

    /// Its explanation.
    fn tip(&self, n: usize, shown: bool, means: &str) -> El {
        let tip = el("div").class("tip").attr_of("id", focus::tip(n)).attr("role", "tooltip");
        self.held(tip.flag("hidden", !shown).text(means.to_string()), n)
    }

    /// What shows the explanation while the pointer is on it. That of the term with the focus stays.
    fn held(&self, it: El, n: usize) -> El {
        let show = self.show.clone();
        let leave = move |_| {
            if !focus::is_at(&focus::term(n)) {
                show.emit(None);
            }
        };
        it.on(ListenerKind::onmouseenter, self.show.reform(move |_| Some(n)))
            .on(ListenerKind::onmouseleave, Callback::from(leave))
    }
}
