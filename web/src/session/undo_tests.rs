use crate::session::{Edit, Intent, Session, reduce};
use proptest::{collection::vec, prelude::*, sample::select};
use replicarium::{id::NodeId, remedy::Change, scenario::library, sim::Action, time::Instant};

fn open(name: &str) -> Session {
    let entry = library::find(name).unwrap();
    Session::open(entry, entry.text()).unwrap()
}

/// What a reader may do between acts, and acts.
fn intent() -> impl Strategy<Value = Intent> {
    let texts = [
        "crash A",
        "restart A",
        "crash B",
        "restart B",
        "cut A>B",
        "heal A>B",
        "pause C",
        "resume C",
        "hold e3",
        "release e3",
        "drop e5",
        "duplicate e4",
        "skew B +5ms",
        "c1 write cart=tea via A",
        "c2 read cart via B",
        "join D",
        "leave B",
        "set loss 10%",
    ];
    let action = || select(texts.to_vec()).prop_map(|text| text.parse::<Action>().unwrap());
    prop_oneof![
        4 => action().prop_map(Intent::Act),
        1 => vec(action(), 2).prop_map(Intent::All),
        2 => (0..200_000_u64).prop_map(|at| Intent::Seek(Instant(at))),
        1 => (0..60_u32).prop_map(Intent::SeekStep),
        1 => Just(Intent::Forward),
        1 => Just(Intent::Change(Change::Set(vec!["timeout 2s".parse().unwrap()]))),
        1 => Just(Intent::Change(Change::Without(Instant(30_000), vec![Action::Crash(NodeId(0))]))),
        1 => (0..4_usize).prop_map(Intent::Branch),
    ]
}

/// Checks that two sessions have the same runs and show the same moment. A run that goes on may have been worked out
/// further in one of them.
fn assert_same(a: &Session, b: &Session) {
    assert_eq!(a.branches.len(), b.branches.len());
    for (a, b) in a.branches.iter().zip(&b.branches) {
        let both = a.trace().len().min(b.trace().len());
        assert_eq!(a.trace().seek(both).fingerprint(), b.trace().seek(both).fingerprint());
        assert_eq!(a.origin, b.origin);
    }
    let place = |it: &Session| (it.current, it.step, it.at, it.acts.len());
    assert_eq!(place(a), place(b));
    let (shown, there) = (a.frame(), b.frame());
    assert_eq!((shown.world, shown.history), (there.world, there.history));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Undone one by one, every act leaves what was there before it; done again, what was there after it.
    #[test]
    fn undoing_all_and_doing_all_again_is_the_identity(
        name in select(vec!["first_look", "stale_follower_read", "quorum_one_replica_down"]),
        intents in vec(intent(), 1..24),
    ) {
        let mut session = open(name);
        // The states before and after each act.
        let mut states = Vec::new();
        for intent in intents {
            let next = reduce(session.clone(), intent);
            match next.acts.len() > session.acts.len() {
                true => states.push((session.clone(), next.clone())),
                false => prop_assert_eq!(next.acts.len(), session.acts.len()),
            }
            session = next;
        }
        let link = session.link();
        for (before, _) in states.iter().rev() {
            session = reduce(session, Intent::Undo);
            assert_same(&session, before);
        }
        prop_assert!(session.acts.is_empty() && session.branches.len() == 1);
        prop_assert_eq!(session.acts.last(), None);
        for (_, after) in &states {
            session = reduce(session, Intent::Redo);
            assert_same(&session, after);
        }
        prop_assert_eq!(session.acts.next(), None);
        prop_assert_eq!(session.link().acts, link.acts);
    }
}

#[test]
fn an_act_after_an_undo_forgets_what_was_undone() {
    let crash = |node: u16| Intent::Act(Action::Crash(NodeId(node)));
    let session = reduce(open("stale_follower_read"), Intent::Seek(Instant(50_000)));
    let acted = reduce(session, crash(1));
    let crashed = Edit::Act(vec![Action::Crash(NodeId(1))]);
    assert_eq!((acted.branches.len(), acted.acts.last()), (2, Some(&crashed)));
    let undone = reduce(acted, Intent::Undo);
    assert_eq!((undone.branches.len(), undone.current, undone.at), (1, 0, Instant(50_000)));
    assert!(undone.acts.next().is_some());
    let other = reduce(undone, crash(2));
    assert_eq!((other.branches.len(), other.acts.next()), (2, None));
}

/// Acts that a link did are undone like those of a reader.
#[test]
fn what_a_link_did_is_undone_like_what_a_reader_did() {
    use crate::session::{Link, Loaded};
    let crash = |node: u16| Intent::Act(Action::Crash(NodeId(node)));
    let mut session = reduce(open("stale_follower_read"), Intent::Seek(Instant(50_000)));
    for node in [0, 1, 2] {
        session = reduce(session, crash(node));
    }
    let (link, _) = Link::read(&session.link().fragment());
    let loaded = Loaded::of(link, library::find("stale_follower_read").unwrap().text());
    let mut opened = Session::start(Ok(loaded), true);
    for _ in 0..3 {
        (session, opened) = (reduce(session, Intent::Undo), reduce(opened, Intent::Undo));
        assert_same(&opened, &session);
        assert_eq!(opened.steps(), session.steps());
    }
    assert!(opened.acts.is_empty());
}

#[test]
fn only_the_last_hundred_acts_can_be_undone() {
    let mut session = open("first_look");
    for n in 0..super::KEPT + 20 {
        session = reduce(session, Intent::Forward);
        let [crash, restart] = ["crash A", "restart A"].map(|text| text.parse().unwrap());
        session = reduce(session, Intent::Act(if n % 2 == 0 { crash } else { restart }));
    }
    assert_eq!(session.acts.len(), super::KEPT + 20);
    let mut undone = 0;
    while session.acts.last().is_some() {
        session = reduce(session, Intent::Undo);
        undone += 1;
    }
    assert_eq!((undone, session.acts.len()), (super::KEPT, 20));
}
