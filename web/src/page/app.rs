//! The root component: holds the session and lays out the page.

use super::{
    Start, branches,
    breaks::Breaks,
    drawers::{self, Drawer},
    header::Header,
    help::Help,
    notice,
    setup::Setup,
    trace_view, transport,
};
use crate::{
    panel::{Panel, Side, VerdictLine},
    prose::{Lang, Words},
    session::{
        Frame, Guarantees, Intent, Link, Own, PtrEq, Session,
        hooks::{self, Held, focus, use_keys, use_language, use_session, use_theme},
    },
    stage::Stage,
    timeline::Timeline,
    widget::{El, button, describe, el, list, memo},
};
use replicarium::scenario::{Run, Scenario};
use std::rc::Rc;
use yew::prelude::*;

/// The dialog that is open.
#[derive(Clone, PartialEq)]
enum Sheet {
    None,
    Help,
    Breaks,
    Setup,
    Trace(AttrValue),
}

/// The page.
#[component]
pub fn App(start: &Start) -> Html {
    let (held, on, open) = use_session(&start.session);
    let session = &*held.borrow();
    let (theme, next_theme) = use_theme(start.theme);
    let sheet = use_state_eq(|| Sheet::None);
    let open_help = use_opener(&sheet, Sheet::Help);
    let open_breaks = use_opener(&sheet, Sheet::Breaks);
    let set_up = use_opener(&sheet, Sheet::Setup);
    let close = use_opener(&sheet, Sheet::None);
    let drawer = use_state_eq(|| Drawer::None);
    use_keys(session.speed, on.clone(), open_help.clone());
    use_language(session.lang);
    focus::use_return();
    let frame = session.frame();
    let sentence = use_memo(frame.revision, |_| AttrValue::from(sentence(&frame)));
    let print = use_memo(frame.revision, |_| session.branch().trace().fingerprint());
    let broken = use_memo(frame.revision, |_| Guarantees::of(&frame).broken.len());
    let trace = {
        let (sheet, held) = (sheet.clone(), held.clone());
        Callback::from(move |()| sheet.set(Sheet::Trace(run_text(&held.borrow()).into())))
    };
    let (lang, texts) = (frame.lang, frame.lang.texts());
    let said = match start.picture {
        true => AttrValue::Static(texts.preparing),
        false => AttrValue::clone(&sentence),
    };
    let bar = bar(session, said, *print, &trace, &on);
    // Any other scenario is planned for the stage's own size.
    let first = start.stage.filter(|_| session.source == start.session.source);
    let tank = el("section")
        .class("tank")
        .attr("aria-label", texts.cluster)
        .child(html! { <Stage frame={frame.clone()} {first} on={&on}/> })
        .child(notice::show(session.notice.as_ref(), lang, &on));
    let header = memo(Header {
        lang,
        on: on.clone(),
        source: session.source.clone(),
        mode: session.scenario.mode,
        theme,
        next_theme,
        open,
        undo: session.acts.last().map(|it| it.told(lang)),
        redo: session.acts.next().map(|it| it.told(lang)),
        address: use_here(&held),
        help: open_help,
        set_up,
        breaks: open_breaks,
    });
    let main = main(session, &frame, &on, tank);
    let timeline =
        (!start.picture).then(|| html! { <Timeline {frame} first={start.timeline} on={&on}/> });
    let lanes = el("div").class("lanes").child(timeline.unwrap_or_default());
    let branches = branches::show(session, &on);
    el("div")
        .class("page")
        .class(drawer.class())
        .set("data-ready", (!start.picture).then_some("true".into()))
        .set("aria-busy", start.picture.then_some("true".into()))
        .child(skips(lang))
        .child(header)
        .child(drawers::tabs(&drawer, *broken, lang))
        .child(main)
        .child(el("footer").class("time").child(bar).maybe(branches).child(lanes))
        .child(over(&sheet, session, close))
        .into()
}

/// The first stops of a keyboard: they lead past the header.
fn skips(lang: Lang) -> El {
    let texts = lang.texts();
    let skip = |says: &'static str, go: fn()| button(says).does(&Callback::from(move |()| go()));
    el("nav")
        .class("skips")
        .attr("aria-label", texts.skips)
        .child(skip(texts.to_cluster, || focus::focus(".stage .touch")))
        .child(skip(texts.to_playback, || focus::focus(".transport .play")))
}

/// The transport, the last step in a sentence, and the clock.
fn bar(
    session: &Session,
    said: AttrValue,
    print: u64,
    trace: &Callback<()>,
    on: &Callback<Intent>,
) -> El {
    let texts = session.lang.texts();
    el("div")
        .class("bar")
        .child(transport::buttons(session, on))
        .child(say(session, said))
        .child(transport::clock(session, print))
        .child(legend(session.lang))
        .child(button(texts.trace).attr("title", texts.trace_title).does(trace))
}

/// What the picture means, over it.
fn legend(lang: Lang) -> El {
    let texts = lang.texts();
    let shown = el("div")
        .class("legend-body")
        .attr("tabindex", "0")
        .with("h2", texts.signs)
        .child(list(&texts.sign_list));
    el("details").class("legend").with("summary", texts.legend).child(shown)
}

/// The sentence of the last step.
fn say(session: &Session, said: AttrValue) -> El {
    let live = if session.playing { "off" } else { "polite" };
    el("p").class("say").attr("aria-live", live).text(said)
}

/// The stage with the verdict line, between the panels.
fn main(session: &Session, frame: &Frame, on: &Callback<Intent>, tank: El) -> El {
    let [left, right] = [Side::Left, Side::Right].map(|side| panel(side, session, frame, on));
    let still = Frame { at: frame.world.now, ..frame.clone() };
    let verdict = memo(VerdictLine { frame: still, on: on.clone() });
    // The story may be in a drawer that is closed.
    let title = session.source.title(&session.scenario, session.lang);
    let title = el("h1").class("unseen").class("narrow").text(title);
    let main = el("main").class("mid").child(title).child(left).child(tank);
    main.child(verdict).child(right)
}

fn panel(side: Side, session: &Session, frame: &Frame, on: &Callback<Intent>) -> Html {
    memo(Panel {
        side,
        frame: Frame { at: frame.world.now, ..frame.clone() },
        source: session.source.clone(),
        scenario: PtrEq(Rc::clone(&session.scenario)),
        story: session.story.as_ref().map(|told| PtrEq(Rc::clone(&told.story))),
        beats: session.beats(),
        on: on.clone(),
    })
}

/// Opens a dialog, or closes it.
#[hook]
fn use_opener(sheet: &UseStateHandle<Sheet>, to: Sheet) -> Callback<()> {
    let sheet = sheet.setter();
    use_callback(to, move |(), to| sheet.set(to.clone()))
}

fn over(sheet: &Sheet, session: &Session, close: Callback<()>) -> Html {
    match sheet {
        Sheet::None => Html::default(),
        Sheet::Help => html! { <Help lang={session.lang} {close}/> },
        Sheet::Breaks => html! { <Breaks lang={session.lang} {close}/> },
        Sheet::Setup => {
            let like = Own { mode: session.scenario.mode, nodes: 3, clients: 2, centres: 1 };
            html! { <Setup lang={session.lang} {like} {close}/> }
        }
        Sheet::Trace(text) => trace_view::show(text, session, close),
    }
}

/// The last step, in one sentence.
pub(super) fn sentence(frame: &Frame) -> String {
    let sentence =
        frame.step.checked_sub(1).and_then(|last| describe(frame, last, |cx| frame.lang.step(cx)));
    sentence.unwrap_or_else(|| frame.lang.texts().begin.into())
}

/// The run as `replicarium run` prints it.
fn run_text(session: &Session) -> String {
    let trace = session.branch().trace();
    // A branch may start otherwise than the scenario.
    let scenario =
        Scenario { setup: Rc::clone(trace.setup()), ..Scenario::clone(&session.scenario) };
    Run { scenario, trace: trace.branch(trace.len()) }.to_string()
}

/// The address of all that is open, at the moment when it is asked for.
#[hook]
fn use_here(held: &UseReducerHandle<Held>) -> Callback<(), String> {
    let held = held.clone();
    use_callback((), move |(), ()| {
        let session = held.borrow();
        // A link without a language opens in that of its reader, which is English unless the browser says otherwise.
        let lang = (session.lang != Lang::En).then_some(session.lang);
        hooks::address(&Link { lang, ..session.link() })
    })
}
