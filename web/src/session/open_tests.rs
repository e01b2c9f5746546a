use super::*;
use crate::session::{Intent, Selection, act::LATEST, escape::escape, link::acts, matrix, reduce};
use proptest::{collection::vec, prelude::*, sample::select};
use replicarium::{
    id::{ClientId, NodeId},
    kv::{Key, Value, Word},
    sim::{Action, Change, Setting},
};

/// Opens a link whose text may be anything, as the page does.
fn follow(fragment: &str) -> Session {
    let (link, ignored) = Link::read(fragment);
    let text: Rc<str> = match &link.source {
        Source::Scenario(entry) => entry.text().into(),
        Source::Setup(text) => Rc::clone(text),
        Source::Run(_) => return Session::start(Err(link.source.missing()), true),
    };
    Session::start(Ok(Loaded { ignored, ..Loaded::of(link, text) }), true)
}

/// Links to short runs, which a mutation may turn into anything.
const VALID: [&str; 4] = [
    "#v=1&scenario=stale_follower_read&do=_xc0W1Acart=tea;14msKB;_xc0KA;2:15nkSB&t=90ms&pick=A~B&lit=causal",
    "#scenario=quorum_one_replica_down&w=1&seed=7&do=@20ms+cut+A~B;@30ms+c1+read+cart+via+A&step=30",
    "#setup=mode+leaderless;nodes+3;client+c1;@5ms+c1+write+x=1&n=3&do=5k0W1Bx=2/Vr+1&t=40ms",
    "#scenario=first_look&do=1crwKA;2crwSA&branch=1&step=60&play",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// A valid link with some of its characters changed, removed or doubled: it opens, whatever it says.
    #[test]
    fn a_damaged_link_opens(
        valid in select(&VALID[..]),
        damage in vec((any::<usize>(), 0..4_usize, "[#&=;/%+~._:,@0-9a-zA-Z]{0,3}"), 1..4),
    ) {
        let mut text = String::from(valid);
        for (at, length, with) in damage {
            let at = at % text.len();
            let end = text.len().min(at + length);
            text.replace_range(at..end, &with);
        }
        let session = follow(&text);
        prop_assert!(session.step <= session.steps());
        prop_assert!(session.frame().end.0 <= LATEST.0 * 2);
    }
}

/// A simple link, written by hand: its settings hold from the start, and its moment is shown.
#[test]
fn a_link_can_be_written_by_hand() {
    let plain = follow("#scenario=quorums_do_not_overlap&t=20ms");
    let session = follow("#scenario=quorums_do_not_overlap&w=1&seed=7&delay=fixed+5ms&t=63ms");
    assert_eq!((session.notice.clone(), session.at), (None, Instant(63_000)));
    assert_eq!(session.scenario.setup.seed, 7);
    let set: Vec<String> = session.scenario.setup.settings.iter().map(Setting::to_string).collect();
    assert!(set.ends_with(&["w 1".into(), "delay fixed 5ms".into()]), "{set:?}");
    assert_ne!(session.branch().trace().fingerprint(), plain.branch().trace().fingerprint());
    // It says what cannot be.
    let refused = follow("#scenario=quorums_do_not_overlap&w=9&r=1");
    let Some(Notice::Opened(remarks)) = refused.notice else { panic!("{:?}", refused.notice) };
    assert!(matches!(&remarks[..], [LinkError::Setting(..)]), "{remarks:?}");
    assert_eq!(refused.changes.settings.len(), 1);
    // Acts in the words of scenario files begin a branch of a story that is told.
    let acted = follow("#scenario=stale_follower_read&do=@20ms+crash+B;@90ms+restart+B&t=95ms");
    assert_eq!((acted.notice, acted.branches.len(), acted.current), (None, 2, 1));
    assert_eq!(acted.at, Instant(95_000));
}

/// A session in which a reader did these acts, each at a moment.
fn acted(fragment: &str, acts: &[(u64, Intent)]) -> Session {
    acts.iter().fold(follow(fragment), |session, (at, intent)| {
        let session = reduce(session, Intent::Seek(Instant(*at)));
        let before = session.acts.len();
        let acted = reduce(session, intent.clone());
        assert_eq!(acted.acts.len(), before + 1, "{intent:?}: {:?}", acted.notice);
        acted
    })
}

fn ask(client: u16, request: &str) -> Intent {
    let text = format!("c{client} {request} via A");
    let Ok(Action::Invoke { client, via, request }) = text.parse() else { panic!("{text}") };
    Intent::Ask { client, via: Some(via), request }
}

fn does(action: &str) -> Intent {
    Intent::Act(action.parse().unwrap())
}

/// The same moment of the same run, and everything that is shown there.
fn assert_same(opened: &Session, session: &Session) {
    assert_eq!(opened.notice, None);
    let place = |it: &Session| (it.branches.len(), it.current, it.step, it.at, it.selection);
    assert_eq!(place(opened), place(session));
    assert_eq!(opened.link(), session.link());
    let (shown, there) = (opened.frame(), session.frame());
    assert_eq!((shown.world, shown.history), (there.world, there.history));
    assert_eq!(shown.highlight, there.highlight);
    for (a, b) in opened.branches.iter().zip(&session.branches) {
        // One may have been executed further than the other.
        let both = a.trace().len().min(b.trace().len());
        assert_eq!(a.trace().seek(both).fingerprint(), b.trace().seek(both).fingerprint());
        assert_eq!(a.origin, b.origin);
    }
}

/// What a reader did in every mode, in stories and in runs without end, on several branches, several acts at one moment,
/// with envelopes held, copied and dropped.
#[test]
fn a_link_opens_the_same_moment_of_the_same_run() {
    let mut asked = 0;
    let held = |session: &Session| session.frame().world.envelopes.last().map(|it| it.id);
    for name in [
        "first_look",
        "stale_follower_read",
        "leaders_converge_after_a_cut",
        "sloppy_quorum_and_hints",
    ] {
        let mut session = acted(
            &format!("#scenario={name}"),
            &[
                (30_000, does("cut A>B")),
                (30_000, does("skew A +5ms")),
                (61_234, does("crash B")),
                (90_001, does("set loss 1000ppm")),
            ],
        );
        // A client that still waits refuses.
        let acts = session.acts.len();
        for client in [1, 2] {
            session = reduce(session, ask(client, "write cart=\"two; eggs & more\""));
        }
        asked += session.acts.len() - acts;
        if let Some(id) = held(&session) {
            session = reduce(session, Intent::All(vec![Action::Duplicate(id), Action::Hold(id)]));
        }
        session = reduce(session, Intent::Forward);
        assert_same(&follow(&session.link().fragment()), &session);
        // A branch from the past, and one of it.
        let branches = session.branches.len();
        session = reduce(reduce(session, Intent::SeekStep(4)), does("crash A"));
        session = reduce(reduce(session, Intent::SeekStep(2)), does("pause B"));
        assert_eq!((session.branches.len(), &session.notice), (branches + 2, &None), "{name}");
        session = reduce(reduce(session, Intent::Branch(1)), Intent::SeekStep(6));
        session = reduce(session, Intent::Select(Some(Selection::Node(NodeId(1)))));
        assert_same(&follow(&session.link().fragment()), &session);
        // Between two steps.
        session = reduce(session, Intent::Seek(Instant(33_333)));
        assert_same(&follow(&session.link().fragment()), &session);
    }
    assert!(asked > 0);
}

/// A reader adds a client in the middle of a story: what happened stays, the new client can act, and the link has all of it.
#[test]
fn a_client_can_be_added_and_removed_again() {
    let before =
        acted("#scenario=stale_follower_read", &[(30, does("crash C")), (40, does("restart C"))]);
    let count = before.frame().world.clients.len() as u16;
    let added = reduce(before.clone(), Intent::Clients(count + 1));
    assert_eq!((added.at, added.step), (before.at, before.step));
    assert_eq!(added.frame().history, before.frame().history);
    assert!(added.story.is_some() == before.story.is_some() && added.notice.is_none());
    let asked = reduce(added, ask(count + 1, "write cart=tea"));
    assert_eq!(asked.frame().history.of(ClientId(count)).count(), 1);
    let fragment = asked.link().fragment();
    assert!(fragment.contains(&format!("&clients={}&", count + 1)), "{fragment}");
    assert_same(&follow(&fragment), &asked);
    // It has asked for something, so that it cannot go without a word.
    let refused = reduce(asked.clone(), Intent::Clients(count));
    assert!(refused.notice.is_some());
    let removed = reduce(reduce(asked, Intent::Undo), Intent::Clients(count));
    assert_eq!(removed.frame().world.clients.len(), usize::from(count));
    assert_eq!(removed.frame().history, before.frame().history);
}

/// In a cluster of one's own nothing is told, so that acts make no branch beside it.
#[test]
fn what_is_done_in_an_own_cluster_is_no_branch() {
    let own = "#setup=mode+single-leader;nodes+3;until+1s;client+c1+writes+leader+reads+leader";
    let acted = acted(own, &[(0, does("cut A>B")), (30_000, ask(1, "write cart=tea"))]);
    assert_eq!((acted.branches.len(), acted.frame().history.of(ClientId(0)).count()), (1, 1));
    assert_same(&follow(&acted.link().fragment()), &acted);
}

#[test]
fn a_link_with_too_few_clients_says_so() {
    for clients in ["0", "1", "99", "x"] {
        let opened = follow(&format!("#scenario=stale_follower_read&clients={clients}"));
        assert!(matches!(opened.notice, Some(Notice::Opened(_))), "{clients}");
        assert_eq!(opened.frame().world.clients.len(), 2, "{clients}");
    }
}

#[test]
fn a_link_shows_the_evidence() {
    let session = follow("#scenario=stale_follower_read&step=100000");
    let shown = reduce(session, Intent::Show(Some(Property::ReadYourWrites)));
    assert!(shown.highlight.is_some());
    let opened = follow(&shown.link().fragment());
    assert_same(&opened, &shown);
}

/// A recorded run and what was done after it, and a setup of its own.
#[test]
fn runs_and_setups_can_be_linked() {
    let name = "leaderless-w1-r1-linearizable";
    let file =
        format!("{}/../core/tests/golden/{}", env!("CARGO_MANIFEST_DIR"), matrix::file(name));
    let text: Rc<str> = std::fs::read_to_string(file).unwrap().into();
    let open = |link: Link| Session::start(Ok(Loaded::of(link, Rc::clone(&text))), true);
    let session = open(Link::read(&format!("#run={name}")).0);
    assert_eq!(session.step, session.steps());
    let mut session = reduce(session, does("crash B"));
    session = reduce(reduce(session, Intent::Forward), Intent::Forward);
    session = reduce(reduce(session, Intent::SeekStep(2)), does("crash A"));
    assert_same(&open(Link::read(&session.link().fragment()).0), &session);

    let setup =
        "#setup=title+Mine+%26+yours;mode+leaderless;nodes+3;set+w+1;client+c1+writes+A+reads+B";
    let session = acted(setup, &[(5_000, ask(1, "write cart=milk")), (9_000, does("crash A"))]);
    assert_eq!((session.scenario.title.as_str(), session.notice.clone()), ("Mine & yours", None));
    assert_same(&follow(&session.link().fragment()), &session);
    let broken = follow("#setup=mode+leaderless;nodes+99");
    assert!(matches!(broken.notice, Some(Notice::Link(LinkError::Unreadable(..)))));
}

/// A client changes a cart by what it last read: the link has the value that was written.
#[test]
fn a_changed_cart_is_linked_as_it_was_written() {
    let word = |text| Word::new(text).unwrap();
    let (client, key, item) = (ClientId(0), Key(word("cart")), Value::Word(word("ham")));
    let cart = Intent::Cart { client, via: None, change: Change::Add, key, item };
    let session = follow("#scenario=removed_items_stay_removed&step=100000");
    let session = reduce(session, cart);
    assert_eq!(session.acts.len(), 1);
    assert_same(&follow(&session.link().fragment()), &session);
}

/// A link of an older engine, whose run went another way, opens the nearest thing and says so.
#[test]
fn a_link_of_another_engine_says_so() {
    let session = acted("#scenario=stale_follower_read", &[(30_000, does("crash B"))]);
    let link = session.link();
    let other = Link { print: link.print.map(|print| print ^ 1), ..link.clone() };
    let opened = follow(&other.fragment());
    assert_eq!(opened.notice, Some(Notice::Opened(vec![LinkError::Differs])));
    assert_eq!((opened.step, opened.at, opened.branches.len()), (session.step, session.at, 2));
    // An act that cannot happen is left out; the branch is there, and a link made of it still has the act.
    let mut impossible = link.clone();
    impossible.acts[0].edit = Edit::Act(vec!["restart C".parse().unwrap()]);
    let opened = follow(&impossible.fragment());
    let Some(Notice::Opened(remarks)) = &opened.notice else { panic!("{:?}", opened.notice) };
    assert!(matches!(remarks[..], [LinkError::Act(_), LinkError::Differs]), "{remarks:?}");
    assert_eq!(opened.branches.len(), 2);
    assert_eq!(opened.link().acts, impossible.acts);
}

/// What would run for minutes stops, and says so.
#[test]
fn a_hostile_link_stops() {
    let busy = |n| format!(";client+c{n}+loops+think+0ms+share+50%25+keys+x");
    let busy: String = (1..=32).map(busy).collect();
    for link in [
        format!("#setup=mode+leaderless;nodes+26{busy}&t=3000s"),
        "#setup=mode+single-leader;nodes+9;until+3600s&t=3600s".into(),
        "#scenario=first_look&t=24h".replace("24h", "86400s"),
        "#scenario=first_look&step=4294967295".into(),
        "#scenario=first_look&do=1crwKA;zzzzzzKB;zzzzzzSB".into(),
    ] {
        let session = follow(&link);
        let steps: u32 = session.branches.iter().map(|branch| branch.trace().len()).sum();
        assert!(steps <= 2 * (LINK_STEPS + 2_000), "{steps} steps");
        let Some(Notice::Opened(remarks)) = session.notice else { panic!("{link:.80}: no notice") };
        assert!(remarks.contains(&LinkError::TooManySteps), "{remarks:?}");
    }
}

/// Eighty operations and forty faults, as a reader does them: the size of their link, and of two other encodings.
#[test]
fn a_long_session_fits_in_two_thousand_characters() {
    let mut session = follow("#scenario=first_look");
    let (mut operations, mut faults, mut n) = (0, 0, 0_u64);
    while operations < 80 || faults < 40 {
        n += 1;
        // Irregular moments: a reader acts at any.
        let at = n * 7_000 + n * n * 13 % 977;
        session = reduce(session, Intent::Forward);
        while session.branch().horizon < Instant(at) {
            session = reduce(reduce(session, Intent::SeekStep(u32::MAX)), Intent::Forward);
        }
        session = reduce(session, Intent::Seek(Instant(at)));
        let node = ["A", "B", "C"][(n % 3) as usize];
        let tries = match n % 3 {
            0 if faults < 40 => [format!("crash {node}"), format!("restart {node}")],
            _ if operations < 80 => {
                let client = n % 2 + 1;
                let write = format!("c{client} write cart=item{n} via {node}");
                [write, format!("c{client} read cart via {node}")]
            }
            _ => ["cut A>B", "heal A>B"].map(String::from),
        };
        for text in tries {
            let before = session.acts.len();
            session = reduce(session, Intent::Act(text.parse().unwrap()));
            if session.acts.len() > before {
                match text.starts_with('c') && text.as_bytes()[1].is_ascii_digit() {
                    true => operations += 1,
                    false => faults += 1,
                }
                break;
            }
        }
        assert!(n < 2_000, "{operations} operations, {faults} faults");
    }
    let link = session.link();
    assert!(link.acts.len() >= 120);
    let fragment = link.fragment();
    let [words, packed] = [as_words(&link.acts), as_postcard(&link.acts)];
    println!(
        "{} acts: {}, words {words}, postcard {packed}",
        link.acts.len(),
        acts(&link.acts).len()
    );
    assert!(fragment.len() < 2_000, "{} characters: {fragment}", fragment.len());
    assert_same(&follow(&fragment), &session);
}

fn actions(act: &Act) -> &[Action] {
    match &act.edit {
        Edit::Act(actions) => actions,
        Edit::Change(_) => panic!("no change was made"),
    }
}

/// The characters of acts in the words of scenario files, escaped.
fn as_words(acts: &[Act]) -> usize {
    let line = |act: &Act| {
        let actions: Vec<String> = actions(act).iter().map(Action::to_string).collect();
        let mut line = String::new();
        escape(&format!("@{} {};", act.at, actions.join("/")), &mut line);
        line.len()
    };
    acts.iter().map(line).sum()
}

/// The characters of acts as `postcard` would write their types, in base64url: integers and tags as varints, a word as
/// its length and bytes.
fn as_postcard(acts: &[Act]) -> usize {
    let varint = |n: u64| (64 - n.leading_zeros()).max(1).div_ceil(7) as usize;
    let action = |action: &Action| {
        if let Action::Invoke { request, .. } = action {
            let value = request.value().map_or(0, |value| 2 + value.as_str().len());
            return 5 + request.key().0.as_str().len() + value;
        }
        // A tag, and an address each with its tag or a small number.
        if matches!(action, Action::Cut(..) | Action::Heal(..)) { 5 } else { 2 }
    };
    let mut last = 0;
    let bytes = acts.iter().map(|act| {
        let since = act.at.0 - std::mem::replace(&mut last, act.at.0);
        let place = 1 + 1 + varint(since) + 1;
        place + 1 + actions(act).iter().map(action).sum::<usize>()
    });
    (bytes.sum::<usize>() * 4).div_ceil(3)
}
