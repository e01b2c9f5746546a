use crate::session::{Edit, Intent, Link, Loaded, Session, reduce};
use replicarium::{
    check::Property,
    remedy::{Answer, Fate, Remedies},
    scenario::library,
};
use std::rc::Rc;

/// A story at its end, with what would have saved it.
fn tried(name: &str) -> Session {
    let entry = library::find(name).unwrap();
    let session = Session::open(entry, entry.text()).unwrap();
    try_all(reduce(session, Intent::SeekStep(u32::MAX)))
}

fn try_all(mut session: Session) -> Session {
    while session.is_behind() || session.is_trying() {
        session = reduce(session, Intent::Tick(16_000));
    }
    session
}

fn found(session: &Session) -> Rc<Remedies> {
    session.frame().remedies.expect("a guarantee is broken, and all changes were tried")
}

/// The properties that have an answer, with all of them.
fn answers(remedies: &Remedies) -> Vec<(Property, Vec<Answer>)> {
    let of = |it| (it, remedies.answers(it).into_iter().cloned().collect());
    remedies.broken().into_iter().flatten().map(of).collect()
}

fn is_violated(session: &Session, property: Property) -> bool {
    session.frame().verdicts.of(property).is_some_and(|verdict| verdict.is_violated())
}

/// What the list says, the run that a button opens confirms; a link to it and undo bring back what was there.
#[test]
fn a_button_opens_the_run_that_keeps_the_guarantee() {
    let mut opened = 0;
    for name in [
        "async_failover_loses_acknowledged_write",
        "stale_follower_read",
        "skewed_clocks_lose_a_write",
        "quorums_do_not_overlap",
    ] {
        let session = tried(name);
        for (property, answers) in answers(&found(&session)) {
            assert!(is_violated(&session, property), "{name}: {property}");
            for answer in answers {
                let other = reduce(session.clone(), Intent::Change(answer.change.clone()));
                assert_eq!(other.notice, None, "{name}: {}", answer.change);
                assert_eq!((other.current, other.at), (1, session.at));
                assert!(
                    !is_violated(&other, property),
                    "{name}: {} keeps {property}",
                    answer.change
                );
                assert_eq!(other.acts.last(), Some(&Edit::Change(answer.change.clone())));
                same_by_link(&other);
                let back = reduce(other, Intent::Undo);
                assert_eq!(
                    (back.branches.len(), back.step, back.at),
                    (1, session.step, session.at)
                );
                opened += usize::from(answer.fate(property) == Some(&Fate::Kept));
            }
        }
    }
    assert!(opened >= 4, "{opened}");
}

fn same_by_link(session: &Session) {
    let (link, ignored) = Link::read(&session.link().fragment());
    assert_eq!(ignored, []);
    let text = session.source.file().map(|_| library::find(session.source.name()).unwrap().text());
    let again = Session::follow(&Loaded::of(link, text.unwrap()), false).unwrap();
    assert_eq!(again.notice, None);
    let place = |it: &Session| (it.current, it.step, it.at, it.frame().world);
    assert_eq!(place(&again), place(session));
}

/// Changes are tried where a guarantee is broken and the run stands still, and not again at the same place.
#[test]
fn changes_are_tried_once() {
    let session = tried("async_failover_loses_acknowledged_write");
    let first = found(&session);
    assert!(!session.is_trying());
    let later = try_all(reduce(session.clone(), Intent::Tick(16_000)));
    assert!(Rc::ptr_eq(&first, &found(&later)));
    // At the start nothing is broken.
    let start = reduce(session.clone(), Intent::SeekStep(0));
    assert!(start.frame().remedies.is_none() && !start.is_trying());
    // Another run is another question.
    let acted = reduce(session, Intent::Act("set timeout 2s".parse().unwrap()));
    assert_eq!(acted.notice, None);
    assert!(acted.frame().remedies.is_none() && acted.is_trying());
}

/// The next act on a changed run is that run's, and its text starts with the change.
#[test]
fn a_changed_run_can_be_acted_on() {
    let session = tried("stale_follower_read");
    let all = answers(&found(&session));
    let change = all[0].1[0].change.clone();
    let changed = reduce(session, Intent::Change(change));
    let acted = reduce(changed, Intent::Act("crash C".parse().unwrap()));
    assert_eq!((acted.notice.clone(), acted.current), (None, 1));
    same_by_link(&acted);
}
