//! The text format: parsing what was printed is the identity, and no input panics.

use crate::scenarios;
use proptest::{collection::vec, prelude::*, sample::select};
use replicarium::{
    id::{Address, ClientId, EnvelopeId, NodeId},
    kv::{Key, Request, Value, Word},
    mode::Mode,
    protocol::leaderless::Knob,
    random::delay::Delay,
    scenario::{Run, Scenario},
    sim::{
        Action, Setting, Setup,
        setup::{Choice, ClientSpec, Line, Route, Workload},
    },
    time::{Duration, Instant},
};
use std::rc::Rc;

const NODES: u16 = 4;
const CLIENTS: u16 = 3;

fn word() -> impl Strategy<Value = Word> {
    "[a-zA-Z0-9가-힣_.,:;!-]{1,5}".prop_map(|text| Word::new(&text).expect("short enough"))
}

/// A word, or any other text without control characters.
fn value() -> impl Strategy<Value = Value> {
    let text = r#"[a-z =#"\\@,가-힣]{1,40}"#;
    let text = text.prop_map(|text| Value::new(&text).expect("short enough"));
    prop_oneof![word().prop_map(Value::Word), text]
}

fn length() -> impl Strategy<Value = Duration> {
    (1..500_000_000_u64).prop_map(Duration)
}

fn node() -> impl Strategy<Value = NodeId> {
    (0..NODES).prop_map(NodeId)
}

fn client() -> impl Strategy<Value = ClientId> {
    (0..CLIENTS).prop_map(ClientId)
}

fn link() -> impl Strategy<Value = (Address, Address)> {
    let address = prop_oneof![node().prop_map(Address::Node), client().prop_map(Address::Client)];
    let both = (address.clone(), address);
    both.prop_filter("a link joins two addresses, one of them a node", |(from, to)| {
        from != to && !matches!((from, to), (Address::Client(_), Address::Client(_)))
    })
}

fn delay() -> impl Strategy<Value = Delay> {
    let two = || (length(), length()).prop_map(|(a, b)| (a.min(b), a.max(b)));
    prop_oneof![
        length().prop_map(Delay::Fixed),
        length().prop_map(Delay::Exponential),
        two().prop_map(|(a, b)| Delay::Uniform(a, b)),
        two().prop_map(|(a, b)| Delay::LogNormal(a, b)),
        two().prop_map(|(a, b)| Delay::Pareto(a, b)),
    ]
}

fn setting() -> impl Strategy<Value = Setting> {
    prop_oneof![
        (1..=3_u32).prop_map(|w| Setting::knob(Knob::WriteQuorum, w)),
        (5..=500_u32).prop_map(|ms| Setting::knob(Knob::Patience, ms)),
        delay().prop_map(Setting::Delay),
        delay().prop_map(Setting::ClientDelay),
        (link(), delay()).prop_map(|((from, to), delay)| Setting::LinkDelay(from, to, delay)),
        (0..=1_000_000_u32).prop_map(Setting::Loss),
        (0..=1_000_000_u32).prop_map(Setting::Duplication),
        length().prop_map(Setting::Timeout),
        (client(), route()).prop_map(|(client, route)| Setting::Writes(client, route)),
        (client(), route()).prop_map(|(client, route)| Setting::Reads(client, route)),
    ]
}

fn request() -> impl Strategy<Value = Request> {
    prop_oneof![
        word().prop_map(|key| Request::Read(Key(key))),
        (word(), value()).prop_map(|(key, value)| Request::Write(Key(key), value)),
    ]
}

fn action() -> impl Strategy<Value = Action> {
    let envelope = || any::<u32>().prop_map(EnvelopeId);
    prop_oneof![
        envelope().prop_map(Action::Deliver),
        envelope().prop_map(Action::Drop),
        envelope().prop_map(Action::Duplicate),
        envelope().prop_map(Action::Hold),
        envelope().prop_map(Action::Release),
        node().prop_map(Action::Crash),
        node().prop_map(Action::Restart),
        node().prop_map(Action::Pause),
        node().prop_map(Action::Resume),
        node().prop_map(Action::Leave),
        link().prop_map(|(from, to)| Action::Cut(from, to)),
        link().prop_map(|(from, to)| Action::Heal(from, to)),
        (node(), -1_000_000_000..1_000_000_000_i64).prop_map(|(node, by)| Action::Skew(node, by)),
        setting().prop_map(Action::Configure),
        (client(), node(), request()).prop_map(|(client, via, request)| Action::Invoke {
            client,
            via,
            request
        }),
    ]
}

fn route() -> impl Strategy<Value = Route> {
    prop_oneof![Just(Route::Any), Just(Route::Leader), node().prop_map(Route::To)]
}

fn spec() -> impl Strategy<Value = ClientSpec> {
    let keys = vec("[a-z]{1,5}".prop_map(|key| Key(Word::new(&key).expect("short"))), 1..4);
    let workload = (length(), 0..=100_u32, keys).prop_map(|(think, writes, keys)| Workload {
        think,
        writes,
        keys,
    });
    (route(), route(), proptest::option::of(workload))
        .prop_map(|(writes, reads, workload)| ClientSpec { user: None, writes, reads, workload })
}

prop_compose! {
    fn any_scenario()(
        title in "[A-Za-z][A-Za-z #|@=]{0,20}[a-z]",
        about in vec("[A-Za-z*#] ?[A-Za-z*#@|]{1,30}", 0..3),
        seed in any::<u64>(),
        clients in vec(spec(), CLIENTS as usize),
        settings in vec(setting(), 0..5),
        lines in vec((0..100_000_u64, prop_oneof![
            action().prop_map(Choice::Act),
            (client(), request()).prop_map(|(client, request)| Choice::Ask(client, request)),
        ]), 0..8),
        until in length(),
    ) -> Scenario {
        let mut clients = clients;
        clients[2].user = seed.is_multiple_of(2).then_some(ClientId(0));
        let mut at = Instant(0);
        let script = lines.into_iter().map(|(later, choice)| {
            at = at + Duration(later);
            Line { at, choice }
        });
        let script = script.collect();
        let until = Instant(until.0).max(at);
        let setup = Setup { seed, nodes: NODES, clients, settings, script, until };
        Scenario { title, about, mode: Mode::Leaderless, setup: Rc::new(setup) }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn scenarios_print_and_parse(scenario in any_scenario()) {
        let text = scenario.to_string();
        match text.parse::<Scenario>() {
            Ok(again) => prop_assert_eq!(again, scenario),
            // A random script has lines that cannot happen.
            Err(error) if error.to_string().contains(", which cannot be: ") => {}
            Err(error) => prop_assert!(false, "{}\n{}", error, text),
        }
    }

    #[test]
    fn actions_and_settings_print_and_parse(action in action()) {
        prop_assert_eq!(action.to_string().parse::<Action>(), Ok(action));
        if let Action::Configure(setting) = action {
            prop_assert_eq!(setting.to_string().parse::<Setting>(), Ok(setting));
        }
    }

    /// Any text at all.
    #[test]
    fn arbitrary_text_is_refused(text in ".{0,200}") {
        prop_assert!(text.parse::<Scenario>().is_err());
        prop_assert!(text.parse::<Run>().is_err());
    }

    /// A real scenario or run with characters changed, lines cut short, moved or doubled.
    #[test]
    fn damaged_scenarios_and_runs_do_not_panic(
        name in select(vec!["stale_follower_read", "skewed_clocks_lose_a_write", "first_look"]),
        recorded in any::<bool>(),
        damage in vec((any::<u32>(), any::<u32>(), select(vec![
            "", "#", "=", ">", "@", "c0", "99999999999999999999", "\u{0}", "é", "set", " ", "\n", "-1", "A>B",
        ])), 1..5),
    ) {
        let scenario = scenarios().find(|(found, _)| *found == name).expect("in the library").1;
        let mut text = if recorded {
            let mut trace = scenario.start().expect("it starts");
            trace.run(scenario.setup.until, 60);
            Run { scenario, trace }.to_string()
        } else {
            scenario.to_string()
        };
        for (at, length, with) in damage {
            let chars: Vec<char> = text.chars().collect();
            let at = at as usize % chars.len().max(1);
            let to = chars.len().min(at + length as usize % 12);
            text = chars[..at].iter().chain(&with.chars().collect::<Vec<_>>()).chain(&chars[to..]).collect();
        }
        if let Err(error) = text.parse::<Scenario>() {
            prop_assert!(error.line >= 1 && error.column >= 1);
        }
        if let Err(error) = text.parse::<Run>() {
            prop_assert!(error.line >= 1 && error.column >= 1);
        }
    }
}

/// The library's files are as the printer writes them, except for comments.
#[test]
fn the_library_reads_back() {
    for (name, scenario) in scenarios() {
        let again: Scenario = scenario.to_string().parse().expect("printed scenarios parse");
        assert_eq!(again, scenario, "{name}");
        assert!(!scenario.title.is_empty() && !scenario.about.is_empty(), "{name} tells no story");
    }
}

/// The library contains every file of its folder: a missing one would not be tested.
#[test]
fn the_library_has_every_file() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder is there")
        .map(|file| file.expect("readable").file_name().to_string_lossy().replace(".scenario", ""))
        .collect();
    files.sort();
    let mut names: Vec<&str> =
        replicarium::scenario::library::ALL.iter().map(|entry| entry.name).collect();
    names.sort_unstable();
    assert_eq!(files, names);
}
