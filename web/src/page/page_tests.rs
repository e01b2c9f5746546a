use super::{app::sentence, header::choices};
use crate::session::{Intent, Session, reduce};
use replicarium::{
    id::{Address, NodeId},
    mode::Mode,
    scenario::library::{self, Entry},
    sim::Action,
    view::Kind,
};

fn open(entry: &'static Entry) -> Session {
    Session::open(entry, entry.text()).unwrap()
}

/// The sentences of a session from its current step on.
fn told(mut session: Session) -> Vec<String> {
    let mut sentences = vec![sentence(&session.frame())];
    while session.step < session.steps().min(400) {
        session = reduce(session, Intent::Forward);
        sentences.push(sentence(&session.frame()));
    }
    sentences
}

/// Ids such as `c1.3` are for files, not for sentences.
fn names_an_operation(sentence: &str) -> bool {
    let bytes = sentence.as_bytes();
    bytes.windows(4).any(|w| matches!(w, [b'c', b'1'..=b'9', b'.', b'0'..=b'9']))
}

#[test]
fn every_step_has_a_sentence() {
    for entry in library::ALL {
        for sentence in told(open(entry)) {
            let first = sentence.chars().next().unwrap();
            assert!(first.is_uppercase() || first == '“', "{}: {sentence}", entry.name);
            assert!(sentence.ends_with(['.', '?']) && !sentence.contains(".."), "{sentence}");
            assert!(!sentence.contains("  ") && !names_an_operation(&sentence), "{sentence}");
        }
    }
}

#[test]
fn the_story_of_a_stale_read_can_be_followed() {
    let sentences = told(open(library::find("stale_follower_read").unwrap()));
    for said in [
        "Nothing has happened yet.",
        "Client 1 asks A to write cart = milk.",
        "A put cart = milk at position 1 of its log and sends it to B and C.",
        "Client 1 hears “ok”: cart = milk is written.",
        "B applied position 1: cart = milk.",
        "Client 1 read cart: “milk”.",
    ] {
        assert!(sentences.iter().any(|sentence| sentence == said), "{said} not in {sentences:#?}");
    }
}

#[test]
fn every_action_of_a_reader_has_a_sentence() {
    let session = open(library::find("quorum_one_replica_down").unwrap());
    let session = reduce(session, Intent::SeekStep(4));
    let frame = session.frame();
    let envelope = frame.world.envelopes.iter().find(|e| e.kind == Kind::Message).unwrap().id;
    let (a, b) = (NodeId(0), NodeId(1));
    let link = (Address::Node(a), Address::Node(b));
    for (action, said) in [
        (Action::Crash(b), "B crashed and lost what was only in memory."),
        (Action::Pause(b), "B is paused; what arrives waits in its queue."),
        (Action::Cut(link.0, link.1), "The link from A to B is cut: messages are lost."),
        (Action::Skew(a, 200_000), "A's clock is now 200 ms ahead."),
        (Action::Join(NodeId(3)), "D joined the cluster, empty."),
        (Action::Hold(envelope), "is held back on its way"),
        (Action::Drop(envelope), "You dropped"),
        (Action::Duplicate(envelope), "The network made a copy"),
    ] {
        let acted = reduce(session.clone(), Intent::Act(action));
        assert_eq!(acted.notice, None);
        let sentence = sentence(&acted.frame());
        assert!(sentence.contains(said), "{sentence}");
    }
}

#[test]
fn every_mode_has_a_scenario_to_choose_and_benches_have_none() {
    let choices: Vec<_> = choices().collect();
    assert!(Mode::ALL.iter().all(|&mode| choices.iter().any(|choice| choice.mode == mode)));
    assert!(choices.iter().all(|choice| !choice.name.starts_with("bench_")));
    assert_eq!(choices[0].name, "first_look");
    // Each topic is listed once, and its scenarios share a mode.
    let topics: Vec<_> = choices.chunk_by(|a, b| a.topic == b.topic).collect();
    for (n, topic) in topics.iter().enumerate() {
        let name = topic[0].topic.en;
        assert!(topics[..n].iter().all(|other| other[0].topic.en != name), "{name}");
        assert!(topic.iter().all(|choice| choice.mode == topic[0].mode), "{name}");
    }
}
