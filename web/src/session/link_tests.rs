use super::*;
use crate::session::{Edit, act::LATEST};
use proptest::{collection::vec, option, prelude::*, sample::select};
use replicarium::{
    kv::{Request, Value},
    remedy::Change,
    sim::Action,
};

fn source() -> impl Strategy<Value = Source> {
    prop_oneof![
        select(library::ALL).prop_map(|entry| Source::Scenario(Box::leak(Box::new(entry)))),
        "[a-z0-9-]{1,20}".prop_map(|name| Source::Run(name.into())),
        "[a-zA-Z0-9 가-힣;&%+~=>#|@\"]{0,40}".prop_map(|title| {
            let text = format!("{}\ntitle t{title}\nmode leaderless\nnodes 3", first_line());
            Source::Setup(text.into())
        }),
    ]
}

fn node() -> impl Strategy<Value = NodeId> {
    (0..NodeId::LIMIT).prop_map(NodeId)
}

fn client() -> impl Strategy<Value = ClientId> {
    (0..ClientId::LIMIT).prop_map(ClientId)
}

fn address() -> impl Strategy<Value = Address> {
    prop_oneof![node().prop_map(Address::Node), client().prop_map(Address::Client)]
}

fn key() -> impl Strategy<Value = Key> {
    "[a-zA-Z0-9가-힣_.,:;/&%+~>!-]{1,7}".prop_map(|text| Key(Word::new(&text).unwrap()))
}

/// A word, or any other text without control characters.
fn value() -> impl Strategy<Value = Value> {
    let text = r#"[a-z =#"\\@,;/&%+~>가-힣]{1,40}"#;
    prop_oneof![
        key().prop_map(|key| Value::Word(key.0)),
        text.prop_map(|text| Value::new(&text).unwrap()),
    ]
}

fn request() -> impl Strategy<Value = Request> {
    prop_oneof![
        key().prop_map(Request::Read),
        key().prop_map(Request::Insert),
        (key(), value()).prop_map(|(key, value)| Request::Write(key, value)),
        key().prop_map(|key| Request::Write(key, Value::TOMBSTONE)),
    ]
}

fn setting() -> impl Strategy<Value = Setting> {
    let texts = [
        "w 2",
        "n 3",
        "loss 1000ppm",
        "timeout 300ms",
        "delay lognormal 12ms 40ms",
        "writes c1 leader",
        "link-delay A>c2 fixed 120.005ms",
        "reads c2 c2",
    ];
    select(texts.to_vec()).prop_map(|text| text.parse().unwrap())
}

fn action() -> impl Strategy<Value = Action> {
    let envelope = any::<u32>().prop_map(EnvelopeId);
    prop_oneof![
        (client(), request(), node(), any::<bool>()).prop_map(|(client, request, via, own)| {
            let via = if own { NodeId::of_client(client) } else { via };
            Action::Invoke { client, via, request }
        }),
        (envelope, 0..5_u8).prop_map(|(id, verb)| match verb {
            0 => Action::Deliver(id),
            1 => Action::Drop(id),
            2 => Action::Duplicate(id),
            3 => Action::Hold(id),
            _ => Action::Release(id),
        }),
        (node(), 0..9_u8).prop_map(|(node, verb)| match verb {
            0 => Action::Crash(node),
            1 => Action::Restart(node),
            2 => Action::Wipe(node),
            3 => Action::Pause(node),
            4 => Action::Resume(node),
            5 => Action::Join(node),
            6 => Action::Leave(node),
            7 => Action::Promote(node),
            _ => Action::ShutDown(node),
        }),
        (address(), address()).prop_map(|(from, to)| Action::Cut(from, to)),
        (address(), address()).prop_map(|(from, to)| Action::Heal(from, to)),
        (node(), -3_600_000_000..3_600_000_000_i64).prop_map(|(node, by)| Action::Skew(node, by)),
        setting().prop_map(Action::Configure),
    ]
}

fn edit() -> impl Strategy<Value = Edit> {
    let left_out = || (0..=LATEST.0, vec(action(), 1..3));
    prop_oneof![
        4 => vec(action(), 1..4).prop_map(Edit::Act),
        1 => vec(setting(), 1..3).prop_map(|all| Edit::Change(Change::Set(all))),
        1 => left_out().prop_map(|(at, all)| Edit::Change(Change::Without(Instant(at), all))),
    ]
}

prop_compose! {
    fn act()(
        on in option::of(0..40_usize),
        forks in any::<bool>(),
        at in 0..=LATEST.0,
        after in option::of(any::<u32>()),
        edit in edit(),
    ) -> Act {
        Act { on, forks, at: Instant(at), after, edit }
    }
}

fn selections() -> impl Strategy<Value = Selection> {
    prop_oneof![
        node().prop_map(Selection::Node),
        client().prop_map(Selection::Client),
        any::<u32>().prop_map(|id| Selection::Envelope(EnvelopeId(id))),
        (address(), address()).prop_map(|(from, to)| Selection::Link(from, to)),
        key().prop_map(Selection::Key),
    ]
}

prop_compose! {
    fn link()(
        source in source(),
        (seed, clients) in (option::of(any::<u64>()), option::of(any::<u16>())),
        (settings, acts) in (vec(setting(), 0..4), vec(act(), 0..6)),
        (branch, step, at) in
            (option::of(0..40_usize), option::of(any::<u32>()), option::of(0..=LATEST.0)),
        (print, selection) in (option::of(any::<u64>()), option::of(selections())),
        (lit, play, lang) in
            (option::of(select(Property::ALL)), any::<bool>(), option::of(select(&Lang::ALL[..]))),
    ) -> Link {
        let (changes, at) = (Changes { seed, clients, settings }, at.map(Instant));
        Link { source, changes, acts, branch, step, at, print, selection, lit, play, lang }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_link_leads_back_to_itself(link in link()) {
        let fragment = link.fragment();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"#&=;/%+~-._:,@".contains(&byte);
        prop_assert!(fragment.bytes().all(plain), "an address has these characters as they are: {fragment}");
        prop_assert_eq!(Link::read(&fragment), (link, vec![]), "{}", fragment);
    }

    #[test]
    fn what_is_escaped_comes_back(text in any::<String>()) {
        prop_assert_eq!(unescape(&escaped(&text)), text);
    }

    /// Any text at all, and texts of the characters that mean something.
    #[test]
    fn any_text_can_be_read(text in "\\PC*", coded in "[#&=;/%+~._:,@0-9a-zA-Z]{0,200}") {
        for text in [text, coded] {
            let (link, _) = Link::read(&text);
            prop_assert_eq!(Link::read(&link.fragment()).0, link);
        }
    }
}

#[test]
fn nothing_leads_to_the_first_scenario() {
    for fragment in ["", "#", "#&&"] {
        assert_eq!(Link::read(fragment), (Link::first(), vec![]));
    }
}

/// What makes no sense is ignored; all the rest is open.
#[test]
fn nonsense_is_ignored_and_told() {
    let long = "x".repeat(LIMIT + 1);
    let part = |text: &str| LinkError::Part(text.into());
    let cases = [
        ("#scenario=atlantis", LinkError::Scenario("atlantis".into())),
        ("#run=", LinkError::Run(String::new())),
        ("#run=../secret", LinkError::Run("../secret".into())),
        ("#run=a%2Fb", LinkError::Run("a%2Fb".into())),
        ("#step=x", part("step=x")),
        ("#step=-1", part("step=-1")),
        ("#step=99999999999999999999", part("step=99999999999999999999")),
        ("#<script>", part("<script>")),
        ("#play=yes", part("play=yes")),
        ("#lang=tlh", part("lang=tlh")),
        ("#v=2", LinkError::Version("2".into())),
        ("#t=63", part("t=63")),
        ("#t=99999s", part("t=99999s")),
        ("#w=many", part("w=many")),
        ("#branch=0", part("branch=0")),
        ("#do=1crw", part("1crw")),
        ("#do=1crwkA", part("1crwkA")),
        ("#do=1crwW0Acart=milk", part("1crwW0Acart=milk")),
        ("#pick=a", part("pick=a")),
        ("#lit=beautiful", part("lit=beautiful")),
        ("#print=xyz", part("print=xyz")),
        (long.as_str(), LinkError::TooLong),
    ];
    for (fragment, error) in cases {
        assert_eq!(Link::read(fragment), (Link::first(), vec![error]), "{fragment}");
    }
    let (_, errors) = Link::read(&"é".repeat(100));
    let [LinkError::Part(quoted)] = &errors[..] else { panic!("{errors:?}") };
    assert_eq!(quoted.chars().count(), 41);
    let (link, errors) = Link::read("#scenario=stale_follower_read&utm=chat&step=3");
    assert_eq!((link.source.name(), link.step), ("stale_follower_read", Some(3)));
    assert_eq!(errors, [part("utm=chat")]);
}

/// Every setting can be written by its name, which means nothing else in a link.
#[test]
fn the_names_of_settings_are_free() {
    let knobs = replicarium::mode::Knob::all().map(replicarium::knob::Knob::from);
    let mut settings: Vec<&str> = knobs.map(|knob| knob.name()).collect();
    settings.extend([
        "delay",
        "client-delay",
        "link-delay",
        "loss",
        "duplication",
        "timeout",
        "writes",
        "reads",
    ]);
    let own = [
        "v", "scenario", "run", "setup", "seed", "do", "branch", "step", "t", "print", "pick",
        "lit", "lang", "play",
    ];
    assert!(settings.iter().all(|name| !own.contains(name)));
}
