//! What holds for every session.

use super::*;
use replicarium::{
    check::{Property, Verdict},
    id::{ClientId, NodeId},
    kv::{Key, Request, Value, Word},
    mode::Mode,
    scenario::library::{self, Entry, Lang},
    sim::{Action, Change, Refusal},
    time::Instant,
};

fn open(name: &str) -> Session {
    opened(library::find(name).unwrap())
}

fn opened(entry: &'static Entry) -> Session {
    Session::open(entry, entry.text()).unwrap()
}

fn after(session: Session, intents: impl IntoIterator<Item = Intent>) -> Session {
    intents.into_iter().fold(session, reduce)
}

/// All that a frame shows; its revision counts changes and so tells two visits apart.
fn frame(session: &Session) -> impl PartialEq + std::fmt::Debug + use<> {
    let Frame { at, step, steps, end, world, history, film, selection, .. } = session.frame();
    ((at, step, steps, end, selection), world, history, film)
}

fn crash(node: u16) -> Intent {
    Intent::Act(Action::Crash(NodeId(node)))
}

#[test]
fn every_scenario_opens() {
    for entry in library::ALL {
        let session = opened(entry);
        assert!(session.steps() > 0, "{}", entry.name);
    }
    for mode in Mode::ALL {
        assert!(library::ALL.iter().any(|e| opened(e).scenario.mode == mode));
    }
}

#[test]
fn a_step_forward_and_back_is_none() {
    for entry in library::ALL {
        let mut session = opened(entry);
        for _ in 0..session.steps().min(60) {
            let there = reduce(session.clone(), Intent::Forward);
            assert_ne!(frame(&there), frame(&session));
            let back = reduce(there.clone(), Intent::Back);
            assert_eq!(frame(&back), frame(&session), "{} step {}", entry.name, session.step);
            session = there;
        }
    }
}

#[test]
fn seeking_is_stepping() {
    let session = open("quorum_one_replica_down");
    let mut stepped = session.clone();
    for n in 0..=session.steps() {
        let sought = reduce(session.clone(), Intent::SeekStep(n));
        assert_eq!(frame(&sought), frame(&stepped), "step {n}");
        stepped = reduce(stepped, Intent::Forward);
    }
}

#[test]
fn playing_reaches_what_seeking_reaches() {
    let session = reduce(open("stale_follower_read"), Intent::Toggle);
    let mut played = session.clone();
    for _ in 0..20 {
        played = reduce(played, Intent::Tick(16_667));
    }
    assert!(played.step > 0 && played.playing);
    let sought = after(session, [Intent::Pause, Intent::Seek(played.at)]);
    assert_eq!(frame(&sought), frame(&played));
    while played.playing || !played.is_at_end() {
        if !played.playing {
            played = reduce(played, Intent::Toggle);
        }
        played = reduce(played, Intent::Tick(100_000));
    }
    assert_eq!(played.step, played.steps());
}

/// A story waits for its reader, stops just after each of its beats and at the first violation, and begins again
/// after its end. `&play` plays it through.
#[test]
fn a_story_stops_where_something_happens() {
    for entry in library::ALL {
        let link = Link::to(entry);
        let story = StoryText { entry, lang: Lang::En, text: entry.story(Lang::En).into() };
        let loaded = Loaded { story: Some(story), ..Loaded::of(link, entry.text()) };
        let mut session = Session::follow(&loaded, false).unwrap();
        if session.is_endless() {
            assert!(session.playing, "{}", entry.name);
            continue;
        }
        assert_eq!((session.playing, session.step), (false, 0), "{}", entry.name);
        assert_eq!(session.offer(), Offer::Start, "{}", entry.name);
        let beats: Vec<u32> = session.beats().iter().map(|beat| beat.unwrap() + 1).collect();
        let (mut stops, mut breaks) = (Vec::new(), 0);
        let is_broken = |session: &Session| !Guarantees::of(&session.frame()).broken.is_empty();
        while !session.is_at_end() {
            let was_broken = is_broken(&session);
            session = reduce(session, Intent::Toggle);
            while session.playing {
                session = reduce(session, Intent::Tick(16_667));
            }
            breaks += u32::from(!was_broken && is_broken(&session));
            stops.push(session.step);
        }
        let missed = beats.iter().find(|beat| !stops.contains(beat));
        assert_eq!(missed, None, "{}: {beats:?} {stops:?}", entry.name);
        assert!(stops.len() <= beats.len() + breaks as usize + 1, "{}: {stops:?}", entry.name);
        assert_eq!(session.offer(), Offer::Again);
        let again = reduce(session, Intent::Toggle);
        assert_eq!((again.playing, again.step), (true, 0), "{}", entry.name);
        let link = Link { play: true, ..Link::to(entry) };
        let mut through = Session::follow(&Loaded { link, ..loaded }, false).unwrap();
        while through.playing {
            through = reduce(through, Intent::Tick(16_667));
        }
        assert!(through.is_at_end(), "{}", entry.name);
    }
}

/// Each violation at the end of each story has evidence, which the arrows walk through in order of time.
#[test]
fn every_violation_has_evidence_to_walk_through() {
    let mut walked = 0;
    for entry in library::ALL {
        let session = open(entry.name);
        let end = reduce(session, Intent::SeekStep(u32::MAX));
        let violated = end.frame().verdicts.0.clone();
        for (property, _) in violated.iter().filter(|(_, verdict)| verdict.is_violated()) {
            let mut lit = reduce(end.clone(), Intent::Show(Some(*property)));
            let highlight = lit.highlight.clone().unwrap();
            let pieces: Vec<u32> = highlight.evidence.iter().map(|it| it.step + 1).collect();
            assert!(!pieces.is_empty(), "{} {property}", entry.name);
            assert!(pieces.is_sorted(), "{} {property}", entry.name);
            let (from, to) = highlight.span;
            assert!(highlight.evidence.iter().all(|it| (from..=to).contains(&it.at)));
            lit = reduce(lit, Intent::SeekStep(0));
            let mut seen = Vec::new();
            loop {
                let before = lit.step;
                lit = reduce(lit, Intent::Walk(true));
                if lit.step == before {
                    break;
                }
                assert!(highlight.at(lit.step).is_some());
                seen.push(lit.step);
            }
            let mut distinct = pieces.clone();
            distinct.dedup();
            assert_eq!(seen, distinct, "{} {property}", entry.name);
            walked += 1;
        }
    }
    assert!(walked > 60, "{walked}");
}

/// What follows from a violation is folded, and nothing is lost: each guarantee stands in one place.
#[test]
fn each_guarantee_stands_in_one_place() {
    for entry in library::ALL {
        for step in [0, 9, u32::MAX] {
            let frame = reduce(open(entry.name), Intent::SeekStep(step)).frame();
            let all = Guarantees::of(&frame);
            let broken =
                all.broken.iter().flat_map(|it| [&[it.property], &it.follows[..]].concat());
            let mut seen: Vec<Property> = broken.collect();
            seen.extend(all.open.iter().chain(&all.hold).chain(&all.unchecked));
            seen.sort_unstable();
            let mut known: Vec<Property> = frame.verdicts.0.iter().map(|(it, _)| *it).collect();
            known.sort_unstable();
            assert_eq!(seen, known, "{} {step}", entry.name);
            if step == 0 {
                assert!(all.hold.is_empty(), "{}: nothing is checked yet", entry.name);
            }
        }
    }
}

#[test]
fn a_story_that_is_over_goes_on_if_anything_is_due() {
    let over = reduce(open("stale_follower_read"), Intent::SeekStep(u32::MAX));
    let steps = over.steps();
    assert!(steps > 0 && over.step == steps);
    let session = reduce(over, Intent::Forward);
    // Heartbeats never end.
    assert_eq!(session.step, steps + 1);
    assert!(session.steps() > steps, "the run is worked out further");
    assert!(session.branch().origin.is_none());
    assert_eq!(session.notice, None);
}

#[test]
fn acting_in_the_past_keeps_the_old_branch() {
    let session = reduce(open("stale_follower_read"), Intent::Seek(Instant(50_000)));
    let (steps, print) = (session.steps(), session.branch().trace().fingerprint());
    let acted = reduce(session, crash(2));
    assert_eq!((acted.branches.len(), acted.current), (2, 1));
    let origin = acted.branch().origin.as_ref().unwrap();
    assert_eq!((origin.parent, &origin.edit), (0, &Edit::Act(vec![Action::Crash(NodeId(2))])));
    assert_eq!(acted.at, Instant(50_000));
    let back = reduce(acted.clone(), Intent::Branch(0));
    assert_eq!((back.steps(), back.branch().trace().fingerprint()), (steps, print));
    assert_ne!(acted.branch().trace().fingerprint(), print);
    let again = after(back, [Intent::Branch(1), Intent::SeekStep(acted.step)]);
    assert_eq!(frame(&again), frame(&acted));
}

#[test]
fn acting_on_and_on_makes_no_more_branches() {
    let session = reduce(open("stale_follower_read"), Intent::Seek(Instant(50_000)));
    let acted = after(session, [crash(2), Intent::Act(Action::Restart(NodeId(2)))]);
    assert_eq!(acted.branches.len(), 2, "what nobody has seen is only a forecast");
    let past = after(acted, [Intent::SeekStep(3), crash(1)]);
    assert_eq!(past.branches.len(), 3, "what was seen is kept");
}

#[test]
fn acting_where_a_run_without_end_has_come_to_appends() {
    let mut session = reduce(open("first_look"), Intent::Toggle);
    for _ in 0..200 {
        session = reduce(session, Intent::Tick(16_667));
    }
    assert!(session.playing);
    let acted = reduce(session.clone(), crash(0));
    assert_eq!((acted.branches.len(), acted.step), (1, session.step + 1));
    let past = after(session, [Intent::SeekStep(2), crash(0)]);
    assert_eq!(past.branches.len(), 2);
}

#[test]
fn a_run_without_end_never_ends() {
    let mut session = after(open("first_look"), [Intent::Toggle, Intent::Speed(1000)]);
    for _ in 0..600 {
        session = reduce(session, Intent::Tick(16_667));
    }
    assert!(session.playing && session.at > Instant(9_000_000), "{:?}", session.at);
    assert!(session.steps() > session.step);
}

#[test]
fn a_refusal_changes_nothing_else() {
    let session = reduce(open("first_look"), Intent::Seek(Instant(30_000)));
    let word = |text| Word::new(text).unwrap();
    let request = Request::Write(Key(word("cart")), Value::Word(word("eggs")));
    for (intent, refusal) in [
        (crash(9), Refusal::UnknownNode(NodeId(9))),
        (Intent::Act(Action::Restart(NodeId(0))), Refusal::NotCrashed(NodeId(0))),
        (
            Intent::All(vec![Action::Crash(NodeId(0)), Action::Crash(NodeId(0))]),
            Refusal::AlreadyCrashed(NodeId(0)),
        ),
        (
            Intent::Ask { client: ClientId(7), via: None, request },
            Refusal::UnknownClient(ClientId(7)),
        ),
    ] {
        let refused = reduce(session.clone(), intent);
        assert_eq!(refused.notice, Some(Notice::Refused(refusal)));
        assert_eq!(frame(&refused), frame(&session));
        assert_eq!(refused.branches.len(), 1);
        assert_eq!(reduce(refused, Intent::Leave).notice, None);
    }
}

/// What a link leads to, with the text that the page would fetch.
fn loaded(fragment: &str) -> Result<Loaded, LinkError> {
    let (link, ignored) = Link::read(fragment);
    let Source::Scenario(entry) = link.source else { return Err(link.source.missing()) };
    Ok(Loaded { ignored, ..Loaded::of(link, entry.text()) })
}

fn story(entry: &'static Entry, lang: Lang) -> StoryText {
    StoryText { entry, lang, text: entry.story(lang).into() }
}

#[test]
fn another_language_tells_the_same_story_once_its_text_is_there() {
    let entry = library::find("stale_follower_read").unwrap();
    let told = |session: &Session| session.story.as_ref().map(|told| told.lang);
    let start =
        after(open(entry.name), [Intent::SeekStep(3), Intent::Tell(Ok(story(entry, Lang::En)))]);
    assert_eq!(told(&start), Some(Lang::En));
    let spoken = reduce(start, Intent::Speak(Lang::Ko));
    assert_eq!((told(&spoken), spoken.step), (Some(Lang::En), 3), "the run goes on");
    let again = reduce(spoken.clone(), Intent::Tell(Ok(story(entry, Lang::Ko))));
    assert_eq!((told(&again), again.step), (Some(Lang::Ko), 3));
    // What is not open any more, or not in the reader's language, is not told.
    for late in [story(entry, Lang::En), story(&library::ALL[2], Lang::Ko)] {
        let ignored = reduce(again.clone(), Intent::Tell(Ok(late)));
        assert_eq!(told(&ignored), Some(Lang::Ko));
        assert_eq!(ignored.story.unwrap().story, again.story.clone().unwrap().story);
    }
    let offline = LinkError::Offline(entry);
    let failed = reduce(again, Intent::Tell(Err(offline.clone())));
    assert_eq!(failed.notice, Some(Notice::Link(offline)));
}

#[test]
fn the_program_tells_its_first_story_in_every_language_at_once() {
    let first = Session::first();
    let beats = |session: &Session| session.story.as_ref().unwrap().story.beats.clone();
    let spoken = reduce(first.clone(), Intent::Speak(Lang::Ko));
    assert_ne!(beats(&first), beats(&spoken));
    assert_eq!(beats(&first), beats(&reduce(spoken, Intent::Speak(Lang::En))));
}

#[test]
fn every_story_that_the_page_would_fetch_can_be_read() {
    for entry in library::ALL {
        for lang in Lang::ALL {
            let read = story(entry, lang).read();
            assert!(read.is_ok(), "{}: {}", entry.name, read.unwrap_err());
        }
    }
}

#[test]
fn a_scenario_that_cannot_be_fetched_leaves_open_what_is_open() {
    let session = after(open("stale_follower_read"), [Intent::SeekStep(3)]);
    let offline = LinkError::Offline(&library::ALL[1]);
    let next = reduce(session.clone(), Intent::Open(Err(offline.clone())));
    assert_eq!((next.notice.clone(), next.step), (Some(Notice::Link(offline)), 3));
    assert_eq!(next.source, session.source);
    // At the start there is nothing yet to stay open.
    let start = Session::start(Err(LinkError::Offline(&library::ALL[1])), false);
    assert_eq!(start.source, Source::Scenario(&library::ALL[0]));
}

#[test]
fn opening_keeps_speed_and_stillness_and_starts_afresh() {
    let session = after(open("stale_follower_read"), [Intent::Speed(200), Intent::Still(true)]);
    let next = reduce(session.clone(), Intent::Open(loaded("#scenario=first_look&step=7")));
    assert_eq!((next.speed, next.still, next.step, next.playing), (200, true, 7, false));
    assert_eq!(next.source, Source::Scenario(&library::ALL[0]));
    assert_ne!(next.revision(), session.revision());
}

#[test]
fn a_fetched_page_that_is_no_scenario_says_so() {
    let Source::Scenario(entry) = Link::first().source else { unreachable!() };
    for text in ["", "<!doctype html>", "replicarium scenario 1\nmode single-leader\n"] {
        let error = Session::open(entry, text).err().unwrap();
        assert!(matches!(error, LinkError::Unreadable(..)), "{text}: {error:?}");
    }
}

#[test]
fn a_link_that_leads_nowhere_opens_the_first_scenario() {
    let session = Session::start(loaded("#scenario=atlantis"), false);
    assert_eq!(session.source, Source::Scenario(&library::ALL[0]));
    assert_eq!(session.notice, Some(Notice::Opened(vec![LinkError::Scenario("atlantis".into())])));
    let far = Session::start(loaded("#scenario=first_look&step=4294967295"), false);
    assert_eq!(far.step, far.steps());
    assert!(!far.playing);
}

#[test]
fn nothing_glides_where_stillness_is_asked_for() {
    let still = Session::start(loaded(""), true);
    assert!(!still.playing);
    let mut session = reduce(still, Intent::Toggle);
    for _ in 0..120 {
        session = reduce(session, Intent::Tick(16_667));
        assert_eq!(session.at, session.branch().after(session.step));
    }
    assert_eq!(session.step, 2, "two seconds, 0.9 s a step");
}

/// Two readings to a frame: judging a long run takes many of them.
fn slow() -> f64 {
    use std::cell::Cell;
    thread_local! { static NOW: Cell<f64> = const { Cell::new(0.0) } }
    NOW.with(|now| now.replace(now.get() + 0.5))
}

/// A verdict that is not known yet is unknown, never held or violated; in the end the verdicts are those of judging at
/// once.
#[test]
fn judging_spreads_over_frames_and_says_the_same() {
    for name in ["stale_follower_read", "skewed_clocks_lose_a_write", "first_look"] {
        let end = Intent::SeekStep(u32::MAX);
        let at_once = reduce(open(name), end.clone()).frame().verdicts;
        let mut session = reduce(open(name).timed(slow), end);
        let mut frames = 0;
        while session.is_behind() {
            for (property, verdict) in &session.frame().verdicts.0 {
                let same = at_once.of(*property) == Some(verdict);
                assert!(same || matches!(verdict, Verdict::Unknown(_)), "{property}: {verdict:?}");
            }
            session = reduce(session, Intent::Tick(16_000));
            frames += 1;
        }
        assert!(frames > 5, "{name}: {frames} frames");
        assert_eq!(session.frame().verdicts, at_once, "{name}");
        // The verdicts of an earlier step are known at once.
        assert!(!reduce(session, Intent::SeekStep(3)).is_behind());
    }
}

/// A branch that starts where judging ended has the verdicts of a new session, and does not change those of the
/// session that it left.
#[test]
fn acting_does_not_change_the_verdicts_of_the_old_branch() {
    let session = reduce(open("first_look"), Intent::SeekStep(150));
    let acted = after(session.clone(), [crash(0), Intent::SeekStep(250)]);
    let fresh = after(open("first_look"), [Intent::SeekStep(150), crash(0), Intent::SeekStep(250)]);
    assert_eq!(acted.frame().verdicts, fresh.frame().verdicts);
    let later = reduce(session, Intent::SeekStep(200)).frame();
    assert_eq!(later.verdicts, reduce(open("first_look"), Intent::SeekStep(200)).frame().verdicts);
}

/// A client merges what it last saw of a cart, as the script's `add` and `remove` do.
#[test]
fn a_reader_lets_a_client_change_a_cart() {
    let wrote = |name, change, item| {
        let session = after(open(name), [Intent::SeekStep(u32::MAX)]);
        let word = |text| Word::new(text).unwrap();
        let (client, key, item) = (ClientId(0), Key(word("cart")), Value::Word(word(item)));
        let cart = Intent::Cart { client, via: None, change, key, item };
        let history = after(session, [cart]).frame().history;
        history.operations().last().unwrap().request.to_string()
    };
    let name = "removed_items_stay_removed";
    assert_eq!(wrote(name, Change::Remove, "milk"), "write cart=-ham,eggs,tea,-milk");
    assert_eq!(wrote(name, Change::Add, "ham"), "write cart=milk,eggs,tea,ham");
    // A cart that would be longer than a word stays as it is.
    let name = "cart_of_two_clients";
    assert_eq!(wrote(name, Change::Add, "tea"), "write cart=milk,flour,eggs,bacon");
}

/// Every film watched its own run: it is the film of a replay of that run, whatever branches it shares steps with.
#[test]
fn a_film_is_that_of_a_replay() {
    for name in [
        "first_look",
        "sloppy_quorum_and_hints",
        "async_failover_loses_acknowledged_write",
        "leaders_converge_after_a_cut",
    ] {
        let skew = Intent::Act(Action::Skew(NodeId(0), 5_000));
        let mut session = after(open(name), [Intent::SeekStep(40), crash(1)]);
        session = after(session, [Intent::SeekStep(60), Intent::Act(Action::Restart(NodeId(1)))]);
        session = after(session, [Intent::SeekStep(u32::MAX), Intent::Forward, crash(0)]);
        session = after(session, [Intent::Branch(0), Intent::SeekStep(7), skew]);
        assert!(session.branches.len() >= 2, "{name}");
        for (n, branch) in session.branches.iter().enumerate() {
            let trace = branch.trace();
            assert_eq!(*branch.film, Film::of(trace.branch(trace.len())), "{name}, branch {n}");
        }
    }
}

/// A branch that is looked at again knows at once what was judged of it, and one that leaves the past knows what
/// was judged of the steps that it shares.
#[test]
fn what_was_judged_stays_judged() {
    let session = reduce(open("stale_follower_read"), Intent::SeekStep(u32::MAX));
    let acted = after(session.timed(slow), [Intent::SeekStep(20), crash(0)]);
    assert_eq!((acted.branches.len(), acted.current), (2, 1));
    assert!(!after(acted.clone(), [Intent::SeekStep(19)]).is_behind());
    assert!(!after(acted, [Intent::Branch(0), Intent::SeekStep(u32::MAX)]).is_behind());
}
