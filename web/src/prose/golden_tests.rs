//! Every text of both languages with sample values, as one file for each that a reviewer reads from top to bottom.

use super::*;
use replicarium::{
    check::{
        LastCopy, Link, Property, Verdict, Violation, Why, Witness,
        availability::Gap,
        lag::Lag,
        latency::{Latencies, Latency},
        staleness::Staleness,
        tried::Tried,
    },
    clock::{Dot, Stamp, VersionVector},
    history::{History, Outcome},
    id::{Address, ClientId, EnvelopeId, NodeId, NodeSet, OperationId, Term},
    knob::{Kind as KnobKind, KnobError, KnobValue, NotTaken, OneOf, Takes, Typed},
    kv::{
        CannotExecute, ExecuteError, Found, Key, Refused, Reply, Request, Route, Turn, Type, Value,
        Word, WordError,
    },
    mode::{self, Mode, Promise, Reason},
    note::Note,
    protocol::{leaderless, multi_leader, single_leader},
    quorum::QuorumError,
    random::delay::{Delay, DelayError},
    remedy::{self, Difference, Shortfall, Waits},
    scenario::{
        Expected, ParseError, Scenario,
        story::{Answer, Answered, Cue, Subject},
    },
    session::{Costs, Rule, Session},
    sim::{Action, By, Change, Happening, Refusal, Setting, Step},
    store::LogNote,
    store::{
        crdt::{CrdtError, Spoken},
        handler::Handler,
        record::{self, Format, Line, Part, Stop},
        table::{Datum, PageId, PageWrite, Selection, parse, statement::Event},
    },
    tag::{ClientTag, PowerTag, Tag},
    time::{Duration, Instant, Timestamp},
    view::{
        Cell, Consuming, EnvelopeView, Fate, FollowerProgress, HeldBack, HintView, Kind, Label,
        Leadership, PeerProgress, Pieces, Role, Row, Shipped, Status, Tally, Version, Waiting,
        WorldView,
    },
};
use std::{cmp::Ordering, env, fmt::Write, fs};

const A: NodeId = NodeId(0);
const B: NodeId = NodeId(1);
const C: NodeId = NodeId(2);
/// L and M, whose names end in ㄹ and in another consonant.
const L: NodeId = NodeId(11);
const M: NodeId = NodeId(12);
const C1: ClientId = ClientId(0);
const C2: ClientId = ClientId(1);

/// Some writes, a read, a delete and an insert.
const SAMPLE: &str = "replicarium scenario 1\ntitle A sample\nmode single-leader\nnodes 3\n\
     set delay fixed 5ms\nclient c1 writes leader reads leader\nclient c2 writes leader reads B\n\
     client c3 as c1\nuntil 300ms\n@0ms c1 write cart=milk\n@20ms c2 write name=Kim\n@40ms c1 read cart\n\
     @60ms c1 delete cart\n@80ms c2 insert users\n@100ms c2 read name\n@120ms c3 read name\n";

fn key(text: &str) -> Key {
    Key(Word::new(text).unwrap())
}

fn value(text: &str) -> Value {
    Value::new(text).unwrap()
}

const fn id(client: ClientId, number: u32) -> OperationId {
    OperationId { client, number }
}

const MILK: OperationId = id(C1, 1);
const READ: OperationId = id(C1, 2);
const DELETE: OperationId = id(C1, 3);
const KIM: OperationId = id(C2, 1);
const INSERT: OperationId = id(C2, 2);
const READ_KIM: OperationId = id(C2, 3);
const OTHER_DEVICE: OperationId = id(ClientId(2), 1);

/// Statements as a client asks for them.
fn statement() -> Value {
    value("UPDATE users SET n = 2")
}

fn cart() -> Key {
    key("cart")
}

fn term() -> Term {
    Term::numbered(2)
}

fn ms(ms: u64) -> Instant {
    Instant(ms * 1_000)
}

/// The texts of a language, with headings.
struct Book {
    lang: Lang,
    text: String,
    history: History,
    world: WorldView,
}

impl Book {
    fn head(&mut self, title: &str) {
        write!(self.text, "\n== {title}\n").unwrap();
    }

    fn say(&mut self, text: impl std::fmt::Display) {
        writeln!(self.text, "{text}").unwrap();
    }

    /// The sentence of a step with these effects.
    fn step(&mut self, action: Action, by: By, moved: Option<EnvelopeView>, done: &[Happening]) {
        let step = Step { at: ms(20), by, action };
        let cx = StepContext {
            step: &step,
            moved: moved.as_ref(),
            happenings: done,
            history: &self.history,
            world: &self.world,
        };
        let sentence = self.lang.step(&cx);
        self.say(sentence);
    }

    fn note(&mut self, node: NodeId, note: impl Into<Note>) {
        let step = Step { at: ms(20), by: By::Clock, action: Action::Deliver(EnvelopeId(0)) };
        let cx = StepContext {
            step: &step,
            moved: None,
            happenings: &[],
            history: &self.history,
            world: &self.world,
        };
        let sentence = self.lang.noted(&cx, node, note.into());
        self.say(sentence);
    }
}

fn envelope(kind: Kind, label: Label, from: Address, to: Address) -> EnvelopeView {
    EnvelopeView {
        id: EnvelopeId(7),
        from,
        to,
        kind,
        label,
        sent: ms(10),
        due: ms(22),
        fate: Fate::Arrives,
        held: false,
    }
}

fn append() -> EnvelopeView {
    let label = Label::new(Tag::from(single_leader::Tag::Append)).number(1);
    envelope(Kind::Message, label.carries(value("milk"), MILK), A.into(), M.into())
}

#[test]
fn every_text_stands_in_the_golden_files() {
    for lang in Lang::ALL {
        let text = book(lang);
        let path = format!("{}/tests/golden/prose-{}.txt", env!("CARGO_MANIFEST_DIR"), lang.code());
        if env::var_os("BLESS").is_some() {
            fs::write(&path, &text).unwrap();
        }
        let golden = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(text, golden, "`cargo xtask bless` rewrites {path}");
    }
}

#[test]
fn the_golden_files_have_every_text_of_the_catalogue() {
    const THIS: &str = include_str!("golden_tests.rs");
    // Called by other texts, which are there.
    let called = ["centre", "client"];
    for name in words::NAMES.iter().filter(|name| !called.contains(name)) {
        assert!(THIS.contains(&format!("lang.{name}(")), "{name} is not in the golden files");
    }
}

/// What may be Latin in Korean: units and the answer “ok”; n, w and r; ids; sample keys and values; the names of the page,
/// of its languages and of keys; words of a link or a scenario file; and terms in brackets.
const LATIN: &str = "ms ok n w r A B C D L M BM c1 c2 c3 e7 cart milk eggs bacon name Kim users Replicarium English \
     Home End Esc Ctrl Shift Z t2 atlantis a b x lang tlh mode until client dot WAL NOW RAND UUID UPDATE SET INSERT INTO VALUES at \
     CREATE TABLE TRIGGER DELETE SELECT BEGIN COMMIT ROLLBACK FROM FORM INT TEXT NULL t audit WHERE users age P1 P2 \
     newest latest oldest max min sum concat union intersection prefer highest replica Fugue Logoot CRDT";

#[test]
fn the_korean_file_has_no_english() {
    let book = book(Lang::Ko);
    for line in book.lines().filter(|line| !line.starts_with("==")) {
        // The fixed texts stand behind the names of their fields, which are code.
        let text = match line.strip_prefix("    ").and_then(|line| line.split_once(": ")) {
            Some((_, text)) => text,
            None => line,
        };
        let words = text.split(|c: char| !c.is_ascii_alphanumeric());
        let words = words.map(|word| word.trim_start_matches(|c: char| c.is_ascii_digit()));
        for word in words.filter(|word| word.contains(|c: char| c.is_ascii_alphabetic())) {
            assert!(LATIN.split(' ').any(|it| it == word), "“{word}” in: {line}");
        }
    }
}

fn book(lang: Lang) -> String {
    let trace = SAMPLE.parse::<Scenario>().unwrap().run().unwrap();
    let mut book = Book {
        lang,
        text: String::new(),
        history: trace.history().clone(),
        world: trace.tip().view(),
    };
    book.text += "== The page's texts; `cargo xtask bless` writes this file\n";
    fixed(&mut book);
    names(&mut book);
    cues(&mut book);
    settings(&mut book);
    notes(&mut book);
    steps(&mut book);
    actions(&mut book);
    refusals(&mut book);
    verdicts(&mut book);
    leadership(&mut book);
    leaderless_texts(&mut book);
    panels(&mut book);
    stage(&mut book);
    book.text
}

/// The fixed texts, a line each: `    name: "text",`.
fn fixed(book: &mut Book) {
    book.head("fixed texts");
    let texts = format!("{:#?}", book.lang.texts());
    // Without the name of the struct.
    book.say(texts.trim_start_matches("Texts {\n").trim_end_matches("\n}"));
}

fn names(book: &mut Book) {
    let lang = book.lang;
    book.head("modes, roles, states, outcomes");
    for mode in Mode::ALL {
        book.say(format!("{}: {}", lang.mode(mode), lang.hint(mode)));
    }
    let roles = [
        Role::Leader,
        Role::Follower,
        Role::Replica,
        Role::Candidate,
        Role::Controller,
        Role::Sentinel,
        Role::Outside,
        Role::Consumer,
    ];
    book.say(roles.map(|role| lang.role(role)).join(", "));
    for role in [Role::Controller, Role::Sentinel, Role::Outside, Role::Consumer] {
        book.say(lang.join_as(role, NodeId(3)));
    }
    book.say(lang.join(NodeId(3)));
    book.say([lang.add_client(C1), lang.remove_client(C1)].join(" | "));
    let all = [Status::Running, Status::Crashed, Status::Paused, Status::Left];
    book.say(all.map(|status| lang.status(status)).join(", "));
    book.say(all.map(|status| lang.status_short(status)).join(", "));
    let outcomes = [
        None,
        Some(Outcome::Written),
        Some(Outcome::Failed(Reply::Written)),
        Some(Outcome::Unknown(None)),
    ];
    book.say(outcomes.map(|outcome| lang.outcome(outcome.as_ref())).join(", "));
    book.say([C1.into(), A.into()].map(|address| lang.address(address)).join(", "));
    book.say([1, 2, 3].map(|n| lang.list(&[A, B, C][..n])).join(" | "));
    let library = Route::To(NodeId::of_client(C1));
    let routes = [Route::To(A), library, Route::Any, Route::Leader, Route::Sticky, Route::Nearest];
    book.say(routes.map(|route| lang.route(route)).join(", "));
    let time = Duration::millis(100);
    for rule in [Rule::Nothing, Rule::Own(cart()), Rule::LeaderFor(time), Rule::Writes, Rule::Seen]
    {
        let of = |shared| lang.session(Session { rule, shared });
        book.say([of(false), of(true)].join(" | "));
    }
    for (entries, ms) in [(1, 20), (3, 60)] {
        book.say(lang.lags(M, entries, Duration::millis(ms)));
    }
    book.say(lang.replicas_in_all(5));
    let partitions =
        [0, 1].map(|it| format!("{}, {}", lang.partition(it), lang.partition_short(it)));
    book.say(partitions.join(" | "));
    let took = Duration(188_000);
    for (reads, at_leader, redirected) in [(0, 0, 1), (1, 1, 0), (4, 3, 2)] {
        book.say(lang.costs(Costs { reads, at_leader, redirected, waited: time, took }));
    }
    book.head("numbers");
    book.say([0, 63_240, 12_345_678].map(|micros| lang.time(micros)).join(", "));
    book.say([0, 1_500, -200_000].map(|micros| lang.skew(micros)).join(", "));
    book.say([10_000, 25_000].map(|ppm| lang.percent(ppm)).join(", "));
    let (a, b) = (Duration::millis(12), Duration::millis(40));
    let delays = [
        Delay::Fixed(a),
        Delay::Uniform(a, b),
        Delay::Exponential(a),
        Delay::LogNormal(a, b),
        Delay::Pareto(a, b),
    ];
    book.say(delays.map(|delay| lang.delay(delay)).join(", "));
    book.say([value("milk"), Value::TOMBSTONE].map(|value| lang.value(value)).join(", "));
    book.head("what a client asked for");
    for asked in [
        Asked::Read(cart()),
        Asked::Insert(key("users")),
        Asked::Statements(statement()),
        Asked::Write(cart(), value("milk")),
        Asked::Delete(cart()),
        Asked::Change(Change::Add, cart(), value("eggs")),
        Asked::Change(Change::Remove, cart(), value("bacon")),
    ] {
        book.say(format!("{} | {}", lang.asked(asked).whole(), lang.asked_short(asked)));
    }
    book.head("errors of the form");
    for field in [Field::Key, Field::Value] {
        for error in [
            WordError::Empty,
            WordError::TooLong { bytes: 24, limit: 23 },
            WordError::Character(' '),
            WordError::Character('='),
        ] {
            book.say(lang.word_error(field, error));
        }
    }
    book.head("buttons");
    let (a, b) = (Address::Node(A), Address::Client(C1));
    for command in [
        Command::Crash,
        Command::Pause,
        Command::Resume,
        Command::Restart,
        Command::Promote,
        Command::HandOver,
        Command::ShutDown,
        Command::CutOff,
        Command::HealLinks,
        Command::Cut(a, b),
        Command::Heal(a, b),
        Command::CutBoth,
        Command::HealBoth,
        Command::Hold,
        Command::Release,
        Command::Deliver,
        Command::Drop,
        Command::Duplicate,
        Command::Insert(key("users")),
        Command::Add(value("eggs"), cart()),
        Command::Remove(value("bacon")),
        Command::Delete(cart()),
        Command::CrashNode(A),
        Command::RestartNode(A),
        Command::CutLink(A, B),
        Command::HealLink(A, B),
        Command::Pick(C2),
        Command::Unplug,
        Command::PlugIn,
        Command::Ship(M),
        Command::StopShipping(M),
    ] {
        book.say(lang.command(command));
    }
    book.head("envelopes");
    tags(book);
}

fn tags(book: &mut Book) {
    use leaderless::Tag as L;
    use single_leader::Tag as S;
    let lang = book.lang;
    let client = [
        ClientTag::Read,
        ClientTag::Write,
        ClientTag::Insert,
        ClientTag::Statement,
        ClientTag::Rows,
        ClientTag::Written,
        ClientTag::Inserted,
        ClientTag::Found,
        ClientTag::Nothing,
        ClientTag::Siblings,
        ClientTag::Refused,
        ClientTag::TooFew,
        ClientTag::Patience,
    ];
    book.say(client.map(|tag| lang.tag(tag.into())).join(", "));
    let single = [
        S::Heartbeat,
        S::Append,
        S::Received,
        S::Stored,
        S::Applied,
        S::Resume,
        S::AskSnapshot,
        S::AskPiece,
        S::Snapshot,
        S::NewerTerm,
        S::Admit,
        S::AskVote,
        S::Vote,
        S::NoVote,
        S::Lead,
        S::Follow,
        S::Ping,
        S::Pong,
        S::AskDown,
        S::Down,
        S::NotDown,
        S::Flush,
        S::Apply,
        S::Patience,
        S::Watch,
        S::Campaign,
        S::Confirmation,
    ];
    book.say(single.map(|tag| lang.tag(tag.into())).join(", "));
    book.say([PowerTag::PowerOff, PowerTag::IsOff].map(|tag| lang.tag(tag.into())).join(", "));
    use multi_leader::Tag as U;
    let multi = [U::Heartbeat, U::Ship, U::Applied, U::Resume, U::AskRows, U::Rows];
    book.say(multi.map(|tag| lang.tag(tag.into())).join(", "));
    let leaderless = [
        L::Forward,
        L::Store,
        L::Stored,
        L::Fetch,
        L::Holds,
        L::Empty,
        L::Repair,
        L::Repaired,
        L::Hint,
        L::Handoff,
        L::HandedOff,
        L::AskRows,
        L::Hashes,
        L::Rows,
        L::Patience,
        L::StandIn,
        L::Compare,
        L::Sweep,
    ];
    book.say(leaderless.map(|tag| lang.tag(tag.into())).join(", "));
    book.say(lang.label(&append().label));
    book.say(lang.label(&Label::new(Tag::from(S::Snapshot)).part(1, 3)));
}

fn cues(book: &mut Book) {
    let lang = book.lang;
    book.head("beats of stories");
    for cue in [
        Cue::At(ms(54)),
        Cue::Leads(M),
        Cue::Down(A),
        Cue::Back(M),
        Cue::Has(M, value("Kim")),
        Cue::Loses(A, value("milk")),
        Cue::Told(C1, Answer::Ok, None),
        Cue::Told(C1, Answer::Failed, Some(Subject::Key(cart()))),
        Cue::Told(C1, Answer::Unknown, Some(Subject::Write(cart(), value("milk")))),
        Cue::Reads(C2, Answered::Value(value("Kim"))),
        Cue::Reads(C2, Answered::Nothing),
        Cue::Reads(C2, Answered::Siblings(2)),
    ] {
        book.say(lang.cue(cue));
    }
}

fn settings(book: &mut Book) {
    let lang = book.lang;
    book.head("settings");
    for knob in mode::Knob::all().map(replicarium::knob::Knob::from) {
        let values: Vec<String> = match knob.kind() {
            KnobKind::Word(words) => {
                let all = OneOf::new(words, 0).all().map(KnobValue::Word);
                all.map(|value| lang.knob_value(knob, value)).collect()
            }
            KnobKind::Number => {
                [0, 2].map(|n| lang.knob_value(knob, KnobValue::Number(n))).to_vec()
            }
            KnobKind::Nodes => vec![lang.knob_value(knob, KnobValue::Nodes(NodeSet(6)))],
            KnobKind::Links => Vec::new(),
            KnobKind::Select => vec![lang.knob_value(knob, Selection::ALL.value())],
            KnobKind::Handler => vec![lang.knob_value(knob, Handler::Newest.value())],
        };
        book.say(format!(
            "{}: {} ({})",
            lang.knob(knob),
            values.join(" | "),
            lang.knob_means(knob)
        ));
    }
    for setting in all_settings() {
        book.say(lang.set(setting));
    }
}

fn all_settings() -> Vec<Setting> {
    let delay = Delay::Fixed(Duration::millis(20));
    vec![
        Setting::knob(leaderless::Knob::ReadRepair, leaderless::ReadRepair::Blocking),
        Setting::Delay(delay),
        Setting::ClientDelay(delay),
        Setting::LinkDelay(A.into(), M.into(), delay),
        Setting::PowerDelay(delay),
        Setting::Loss(10_000),
        Setting::PowerLoss(10_000),
        Setting::Duplication(25_000),
        Setting::Timeout(Duration::millis(50)),
        Setting::Writes(C1, Route::Leader),
        Setting::Reads(C2, Route::Any),
        Setting::Session(C2, Session { rule: Rule::Seen, shared: true }),
    ]
}

fn notes(book: &mut Book) {
    use single_leader::Note as S;
    book.head("notes of a log");
    book.note(A, LogNote::Appended { write: MILK, position: 1 });
    let sent = Happening::Sent(append());
    let noted = Happening::Noted(A, LogNote::Appended { write: MILK, position: 1 }.into());
    book.step(Action::Deliver(EnvelopeId(0)), By::Clock, None, &[noted, sent]);
    book.note(M, LogNote::Applied { write: KIM, position: 2 });
    book.note(C, LogNote::Gap { held: 1, after: 3 });
    book.note(A, LogNote::Resumed { peer: M, after: 1 });
    book.note(L, LogNote::Recovered { position: 3 });
    book.head("notes of every mode");
    book.note(A, Note::Repeated(MILK));
    book.note(A, Note::SwitchedOff { by: M });
    book.head("notes of a single leader");
    for note in [
        S::NotLeader { operation: MILK, leader: None },
        S::NotLeader { operation: DELETE, leader: Some(A) },
        S::CaughtUp { peer: M, position: 3 },
        S::SynchronousNow { peer: M, instead: C },
        S::GoesOnAlone,
        S::WaitsAgain { peer: L },
        S::GivesUp { peer: M },
        S::NotConsistent,
        S::StatementFails { operation: MILK },
        S::Begins { operation: MILK },
        S::Executes { operation: MILK, begun: MILK },
        S::RollsBack { begun: MILK },
        S::Stops { position: 3, stop: Stop::Version },
        S::Stops { position: 3, stop: Stop::NoRow },
        S::Stops { position: 3, stop: Stop::Fails },
        S::Stops { position: 3, stop: Stop::Damaged },
        S::Stops { position: 3, stop: Stop::NotRows },
        S::Upgraded { format: 2 },
        S::ReadWaits { operation: MILK, position: 3, applied: 1 },
        S::ReadRefused { operation: MILK, position: 3, applied: 1 },
        S::Queried { by: M, rows: 1 },
        S::Read { changes: 2, position: 3 },
        S::Took { changes: 1, position: 3 },
        S::RecordsPosition { position: 3 },
        S::GoesOnAfter { position: 3 },
        S::Admits { peer: M },
        S::CountsAgain,
        S::Flushed { position: 3 },
        S::Shortened { kept: 4 },
        S::SnapshotBegun { peer: M, position: 3 },
        S::SnapshotPiece { piece: 1, of: 3 },
        S::SnapshotInstalled { position: 3 },
        S::Diverges { after: 2 },
        S::Discarded { write: KIM, position: 3, kept: true },
        S::Discarded { write: MILK, position: 3, kept: false },
        S::RefusedOld { from: M, term: term() },
        S::Suspects { node: M },
        S::AgreedDown { node: A, sentinels: 2 },
        S::Stands { term: term() },
        S::Voted { candidate: M, term: term(), granted: true },
        S::Voted { candidate: M, term: term(), granted: false },
        S::Votes { votes: 1, needed: 2 },
        S::Chose { successor: M, position: 3 },
        S::Leads { term: Term::numbered(2).given_to(B) },
        S::StepsDown { term: term() },
        S::Leaving,
        S::HandsOver { to: M },
        S::LeadsOn,
        S::Repoints { node: A, leader: M },
        S::SwitchesOff { node: A },
        S::WaitsUntilOff { nodes: NodeSet(1) },
        S::KnowsOff { node: A },
        S::NotConfirmed { node: A },
    ] {
        book.note(B, note);
    }
    book.head("notes of several leaders");
    let conflict = multi_leader::Note::Conflict { key: cart(), kept: MILK, lost: KIM };
    book.note(M, conflict);
    book.note(M, multi_leader::Note::Restored { peer: A, rows: 1 });
    book.note(M, multi_leader::Note::Restored { peer: A, rows: 3 });
    use multi_leader::Note as L;
    for note in [
        L::Beside { key: cart(), write: MILK, others: 1 },
        L::Beside { key: cart(), write: MILK, others: 2 },
        L::HeldBack { write: MILK, node: A, number: 3 },
        L::Suspects { peer: A },
        L::HearsAgain { peer: A },
        L::TakesOver { key: cart(), home: A },
        L::GivesWay { write: MILK, other: KIM },
        L::Handled { key: cart(), write: MILK, versions: 3 },
        L::Updated { key: cart(), write: MILK },
        L::Merged { from: A, write: MILK },
    ] {
        book.note(M, note);
    }
    book.head("notes of leaderless replication");
    use leaderless::Note as N;
    let dot = Dot { node: A, count: 3 };
    for note in [
        N::Stored { write: MILK, key: cart() },
        N::KeptNewer { key: cart(), kept: MILK, ignored: KIM },
        N::Answer { operation: READ, answers: 1, needed: 2 },
        N::Enough { operation: MILK, answers: 1 },
        N::Enough { operation: READ, answers: 2 },
        N::TooFew { operation: MILK, answers: 1, needed: 2 },
        N::Named { write: MILK, key: cart(), dot, siblings: 1 },
        N::Named { write: KIM, key: key("name"), dot, siblings: 2 },
        N::Siblings { write: MILK, key: cart(), siblings: 3 },
        N::Forwarded { write: MILK, to: M },
        N::Differ { peer: M, parts: 3, of: 8 },
        N::Swept { write: DELETE, key: cart() },
        N::Repairs { operation: READ, replica: M, write: KIM },
        N::StandsIn { operation: MILK, home: C, by: M },
        N::Hinted { write: MILK, home: M },
        N::HandedOff { write: KIM, home: C },
        N::HintRedirected { write: MILK, home: C },
        N::AsksForRows { from: NodeSet(3) },
        N::RowsCame { peer: L, rows: 1, left: 0 },
        N::RowsCame { peer: M, rows: 2, left: 1 },
        N::SomeRowsCame { peer: L, rows: 1, left: 1 },
        N::SomeRowsCame { peer: M, rows: 2, left: 2 },
        N::NoHome { operation: READ, key: cart() },
        N::ReadWaits { operation: READ, key: cart() },
        N::OldVersions { rows: 2 },
        N::NoHint { write: KIM, home: M },
        N::Recovered { rows: 2 },
    ] {
        book.note(A, note);
    }
    book.note(NodeId::of_client(C2), N::Enough { operation: KIM, answers: 2 });
}

fn steps(book: &mut Book) {
    book.head("steps");
    let deliver = Action::Deliver(EnvelopeId(7));
    let sent = |label, kind, to| Happening::Sent(envelope(kind, label, M.into(), to));
    let ok = || sent(Label::new(ClientTag::Written), Kind::Reply, C1.into());
    let stored = Label::new(Tag::from(single_leader::Tag::Stored)).number(1);
    let write = Label::new(ClientTag::Write).carries(value("milk"), MILK);
    let asks = envelope(Kind::Request, write, C1.into(), M.into());
    let heartbeat = Label::new(Tag::from(single_leader::Tag::Heartbeat));
    let timer = envelope(Kind::Timer, heartbeat, A.into(), A.into());
    let late = envelope(Kind::Reply, Label::new(ClientTag::Written), M.into(), C1.into());
    book.step(deliver, By::Clock, Some(append()), &[]);
    book.step(deliver, By::Clock, Some(append()), &[sent(stored, Kind::Message, A.into())]);
    book.step(deliver, By::Clock, Some(asks), &[ok()]);
    let fetch = Label::new(Tag::from(leaderless::Tag::Fetch));
    book.step(deliver, By::Clock, Some(asks), &[sent(fetch, Kind::Message, B.into())]);
    book.step(deliver, By::Clock, Some(late), &[]);
    book.step(deliver, By::Clock, Some(timer), &[]);
    book.step(deliver, By::Clock, Some(timer), &[sent(heartbeat, Kind::Message, B.into())]);
    let applied = |position| Happening::Noted(M, LogNote::Applied { write: MILK, position }.into());
    book.step(deliver, By::Clock, None, &[applied(1), applied(2), applied(3)]);
    let drop = Action::Drop(EnvelopeId(7));
    let to_b = EnvelopeView { to: B.into(), ..append() };
    book.step(drop, By::Reader, Some(append()), &[]);
    book.step(drop, By::Clock, Some(append()), &[]);
    book.world.cuts.push((A.into(), B.into()));
    book.step(drop, By::Clock, Some(to_b), &[]);
    book.world.cuts.clear();
    for status in [Status::Crashed, Status::Left] {
        book.world.nodes[1].status = status;
        book.step(drop, By::Clock, Some(to_b), &[]);
    }
    book.world.nodes[1].status = Status::Running;
    for action in [Action::Hold, Action::Release, Action::Duplicate] {
        book.step(action(EnvelopeId(7)), By::Reader, Some(append()), &[]);
    }
    let found = |value, write| Some(Found { value, write });
    for (operation, outcome) in [
        (MILK, Outcome::Written),
        (DELETE, Outcome::Written),
        (READ, Outcome::Read(found(value("milk"), MILK))),
        (READ, Outcome::Read(found(Value::TOMBSTONE, DELETE))),
        (READ, Outcome::Read(None)),
        (INSERT, Outcome::Inserted(3)),
        (READ, Outcome::Answered(Some(value("milk")))),
        (READ, Outcome::Answered(None)),
        (MILK, Outcome::Uncommitted),
        (
            INSERT,
            Outcome::Failed(Reply::Refused(Refused::Statement(CannotExecute {
                number: Some(2),
                error: ExecuteError::Overflow,
            }))),
        ),
        (READ_KIM, Outcome::Siblings(2)),
        (MILK, Outcome::Failed(Reply::Refused(Refused::NotLeader(Some(M))))),
        (DELETE, Outcome::Failed(Reply::Refused(Refused::NotLeader(None)))),
        (INSERT, Outcome::Failed(Reply::Refused(Refused::NotServed))),
        (READ, Outcome::Failed(Reply::Refused(Refused::NotConsistent))),
        (MILK, no_update(CrdtError::Position { at: 9, length: 5 })),
        (MILK, no_update(CrdtError::Length { at: 3, count: 4, left: 2 })),
        (MILK, no_update(CrdtError::Depth(32))),
        (MILK, no_update(CrdtError::CounterFull)),
        (MILK, no_update(CrdtError::ClockFull)),
        (READ, Outcome::Failed(Reply::TooFew { answers: 1, needed: 2 })),
        (MILK, Outcome::Unknown(Some(Reply::TooFew { answers: 1, needed: 2 }))),
        (KIM, Outcome::Unknown(None)),
    ] {
        book.step(deliver, By::Clock, None, &[Happening::Ended(operation, outcome)]);
        let lang = book.lang;
        book.say(format!(
            "  {} | {} | {}",
            lang.result(outcome),
            lang.returned(outcome).unwrap_or_default(),
            lang.reason_short(outcome).unwrap_or_default()
        ));
    }
    book.say(book.lang.after_all(C2));
}

fn actions(book: &mut Book) {
    let lang = book.lang;
    book.head("actions: the sentence, and the mark in the diagram");
    let e = EnvelopeId(7);
    let invoke = |request| Action::Invoke { client: C1, via: M, request };
    let mut all = vec![
        invoke(Request::Write(cart(), value("milk"))),
        invoke(Request::Write(cart(), Value::TOMBSTONE)),
        invoke(Request::Read(cart())),
        invoke(Request::Insert(key("users"))),
        invoke(Request::Execute(key("users"), statement())),
        invoke(Request::Transaction(key("users"), statement(), Turn::Goes(1))),
        Action::Deliver(e),
        Action::Drop(e),
        Action::Duplicate(e),
        Action::Hold(e),
        Action::Release(e),
        Action::Crash(M),
        Action::Restart(A),
        Action::Wipe(B),
        Action::Pause(L),
        Action::Resume(M),
        Action::Cut(A.into(), M.into()),
        Action::Heal(L.into(), B.into()),
        Action::Skew(A, 0),
        Action::Skew(A, 200_000),
        Action::Skew(M, -1_500),
        Action::Join(NodeId(3)),
        Action::Leave(M),
        Action::Promote(B),
        Action::ShutDown(A),
    ];
    all.extend(all_settings().into_iter().map(Action::Configure));
    for action in all {
        book.say(format!("{} | {}", lang.done(action), lang.mark(action)));
    }
    book.say(lang.mark_means("A B C", ms(54)));
}

fn refusals(book: &mut Book) {
    let lang = book.lang;
    book.head("refusals");
    let e = EnvelopeId(7);
    let (a, m) = (Address::Node(A), Address::Node(M));
    let knob = replicarium::knob::Knob::from(leaderless::Knob::WriteQuorum);
    let not = |takes, value| KnobError::NotTaken(Box::new(NotTaken { knob, value, takes }));
    let mut all = vec![
        Refusal::UnknownNode(M),
        Refusal::UnknownClient(C2),
        Refusal::NoLibrary(C1, C1),
        Refusal::NoLibrary(C1, C2),
        Refusal::NotInFlight(e),
        Refusal::Timer(e),
        Refusal::AlreadyHeld(e),
        Refusal::NotHeld(e),
        Refusal::NobodyThere(e, m),
        Refusal::LinkCut(a, m),
        Refusal::Busy(C1),
        Refusal::AlreadyCrashed(M),
        Refusal::NotCrashed(A),
        Refusal::NotRunning(A),
        Refusal::NotPaused(L),
        Refusal::Left(M),
        Refusal::NoLeadership(A),
        Refusal::NoLink(a, a),
        Refusal::NoLink(a, m),
        Refusal::AlreadyCut(a, m),
        Refusal::NotCut(m, a),
        Refusal::Backwards { now: ms(20), at: ms(10) },
        Refusal::JoinOrder(NodeId(3)),
        Refusal::TooManyNodes,
        Refusal::LastNode(A),
        Refusal::SkewTooLarge(1),
        Refusal::Delay(DelayError::TooLong),
        Refusal::Delay(DelayError::OutOfOrder),
        Refusal::Delay(DelayError::Zero),
        Refusal::TooManyLinkDelays,
        Refusal::Rate(2_000_000),
        Refusal::Knob(KnobError::NotHere(knob)),
        Refusal::Knob(KnobError::NoReplica),
    ];
    let takes = [
        (Takes::numbers(1, 3), KnobValue::Number(4)),
        (Takes::Words(&["off"]), KnobValue::Number(4)),
        (Takes::Nodes { among: NodeSet(3) }, NodeSet(8).value()),
        (Takes::Links { among: NodeSet(3) }, KnobValue::Number(4)),
        (Takes::Select, KnobValue::Number(4)),
        (Takes::Handler, KnobValue::Number(4)),
    ];
    all.extend(takes.map(|(takes, value)| Refusal::Knob(not(takes, value))));
    let quorums = [
        QuorumError::Zero,
        QuorumError::TooManyReplicas { n: 5, nodes: 3 },
        QuorumError::WriteTooLarge { w: 4, n: 3 },
        QuorumError::ReadTooLarge { r: 4, n: 3 },
    ];
    all.extend(quorums.map(|error| Refusal::Knob(KnobError::Quorum(error))));
    for refusal in all {
        book.say(lang.refusal(&refusal));
    }
    book.head("links");
    book.say(lang.link_scenario("atlantis"));
    book.say(lang.link_run("a-b"));
    book.say(lang.link_offline("cart"));
    book.say(lang.link_part("lang=tlh"));
    book.say(lang.link_setting("w 9", &lang.refusal(&Refusal::UnknownNode(A))));
    book.say(lang.link_act(&lang.refusal(&Refusal::UnknownNode(A))));
    book.say(lang.saved("cart", 1));
    book.say(lang.saved("cart", 5));
    book.say(lang.undoing(lang.texts().undo, &lang.done(Action::Crash(A))));
    for (found, expected) in [
        ("", Expected::Kind("a word")),
        ("x", Expected::OneOf(&["mode", "until"])),
        ("x", Expected::Word(WordError::Empty)),
        ("x", Expected::Value(WordError::Empty)),
        ("x", Expected::Sense(Refusal::UnknownNode(M))),
        ("x", Expected::Once("mode")),
        ("x", Expected::Missing("client")),
        ("x", Expected::Before(ms(5))),
    ] {
        let error = ParseError { line: 3, column: 5, found: found.into(), expected };
        book.say(lang.link_unreadable("a-b", &lang.parse_error(&error)));
    }
}

fn what_if(book: &mut Book) {
    let lang = book.lang;
    book.head("what would have saved it");
    let settings = ["timeout 2s", "reads c1 leader"].map(|text| text.parse().unwrap());
    let cut = [Action::Cut(Address::Node(A), Address::Node(B)), Action::Crash(B)];
    for change in [
        remedy::Change::Set(settings[..1].to_vec()),
        remedy::Change::Set(settings.to_vec()),
        remedy::Change::Without(ms(40), cut[..1].to_vec()),
        remedy::Change::Without(ms(40), cut.to_vec()),
    ] {
        book.say(lang.change(&change));
    }
    let free =
        Difference { refused: 0, without_writes: 0, median: None, longest: None, messages: 0 };
    let waits = |answered: u32, median: u64, longest: u64| {
        let (median, longest) = (Duration(median), Duration(longest));
        Latency { answered, median, longest, ..Latency::default() }
    };
    let none = Latencies::default();
    let before = Latencies { reads: waits(3, 4_000, 9_000), writes: waits(2, 4_000, 124_000) };
    let after = Latencies { reads: waits(2, 4_500, 9_000), writes: waits(4, 5_500, 104_000) };
    for (price, before, after) in [
        (free, before, before),
        (Difference { messages: 1, refused: 1, ..free }, before, none),
        (
            Difference {
                refused: -2,
                without_writes: -40_000,
                median: Some(1_500),
                longest: Some(-20_000),
                messages: -6,
            },
            before,
            after,
        ),
    ] {
        book.say(lang.price(&price, &Waits { before, after }));
    }
    let all = book.history.operations().iter();
    let mut shortfalls: Vec<Shortfall> = all
        .take(6)
        .flat_map(|it| {
            let ended = it.ended.map(|(outcome, ..)| outcome);
            [Shortfall::NotDone(it.id, None), Shortfall::NotDone(it.id, ended)]
        })
        .collect();
    shortfalls.extend([
        Shortfall::Breaks(Property::Durable),
        Shortfall::NoWrite,
        Shortfall::Unchecked,
        Shortfall::NotReached,
    ]);
    for shortfall in shortfalls {
        book.say(lang.shortfall(shortfall, &book.history));
    }
}

fn verdicts(book: &mut Book) {
    let lang = book.lang;
    book.head("promises");
    for &property in Property::ALL {
        book.say(format!("{}: {}", lang.property(property), lang.property_means(property)));
    }
    for reason in REASONS {
        book.say(lang.reason(reason));
    }
    what_if(book);
    book.head("orders that were tried");
    for (order, stuck, holds) in
        [(vec![], READ, None), (vec![KIM], READ, None), (vec![MILK, KIM], READ, Some(KIM))]
    {
        book.say(lang.tried(&book.history, &Tried { order, stuck, holds }));
    }
    book.head("verdicts");
    let holds = Verdict::Holds { checked: 2 };
    for &property in Property::ALL {
        book.say(format!("{}: {}", lang.property(property), lang.so_far(property, &holds)));
    }
    for why in [
        Why::Budget { placed: 3, operations: 9 },
        Why::NotJudged { judged: 3, steps: 9 },
        Why::StillDue,
        Why::Statements { reads: 1 },
        Why::Statements { reads: 2 },
        Why::Unsettled { in_flight: 0, faults: 1 },
        Why::Unsettled { in_flight: 2, faults: 0 },
        Why::Unsettled { in_flight: 2, faults: 1 },
    ] {
        book.say(lang.so_far(Property::Convergence, &Verdict::Unknown(why)));
    }
    let all = [Property::Causal, Property::Sequential, Property::Linearizable];
    for some in [&all[2..], &all[1..], &all[..]] {
        book.say(lang.follows(some));
        book.say(lang.hold(some));
        book.say(lang.unchecked(some.len()));
        book.say(lang.all_hold(some.len(), some.len()));
    }
    for promise in [Promise::Made("DDIA"), Promise::Never(Reason::AsynchronousFollowers, None)] {
        book.say(lang.broken(Property::Durable, promise));
    }
    book.say(lang.evidence(2, 5));
    for siblings in [1, 2] {
        book.say(lang.siblings_aside(Property::Linearizable, siblings).unwrap());
    }
    book.head("witnesses; values in their colours stand in brackets");
    let copy = Some(LastCopy { replica: M, at: ms(200), step: 9 });
    for (violation, operations) in [
        (Violation::Stale, vec![READ_KIM, MILK]),
        (Violation::OwnWriteMissing, vec![READ, MILK]),
        (Violation::OwnWriteMissing, vec![OTHER_DEVICE, MILK]),
        (Violation::WentBack, vec![READ, READ]),
        (Violation::WentBack, vec![READ_KIM, READ]),
        (Violation::FromTheFuture, vec![READ, KIM]),
        (Violation::NoPlace, vec![READ]),
        (Violation::NoPlace, vec![READ, KIM]),
        (Violation::EarlierWriteMissing, vec![READ, KIM, MILK]),
        (Violation::CauseMissing, vec![READ, KIM, MILK]),
        (Violation::AnswerWithoutQuestion, vec![READ, KIM, MILK]),
        (stored_without(Link::SameWriter), vec![KIM, MILK]),
        (stored_without(Link::Read), vec![KIM, MILK]),
        (stored_without(Link::Cause), vec![KIM, MILK]),
        (Violation::CauseSkipped, vec![READ, KIM]),
        (Violation::Lost { by: A, last_copy: copy }, vec![KIM]),
        (Violation::Lost { by: A, last_copy: None }, vec![MILK]),
        (Violation::Lost { by: NodeId::of_client(C1), last_copy: copy }, vec![MILK]),
        (Violation::SameNumber { table: key("users"), number: 3 }, vec![INSERT, READ]),
        (Violation::TwoLeaders { replicas: (A, M) }, vec![]),
        (Violation::PositionWentBack { replica: A }, vec![]),
        (Violation::LogsDiffer { position: 3, replicas: (A, M) }, vec![MILK, KIM]),
        (Violation::Differ { key: cart(), replicas: (A, M) }, vec![]),
        (
            Violation::DifferentEffects {
                key: cart(),
                replicas: (A, M),
                values: (value("n = 54, name = 'Kim'"), value("n = 69, name = 'Kim'")),
            },
            vec![MILK],
        ),
    ] {
        let pieces = lang.witness(&book.history, &Witness::new(violation, &operations));
        let pieces = pieces.into_iter().map(|piece| match piece {
            Piece::Text(text) => text,
            Piece::Write(_, value) => format!("[{value}]"),
        });
        book.say(pieces.collect::<String>());
    }
}

const PARTS: [Part; 21] = [
    Part::Format,
    Part::Flags,
    Part::Clock,
    Part::Seed,
    Part::Count,
    Part::Length,
    Part::Statement,
    Part::Version,
    Part::File,
    Part::Page,
    Part::Offset,
    Part::Bytes,
    Part::Checksum,
    Part::Event,
    Part::Table,
    Part::Column,
    Part::Type,
    Part::Value,
    Part::Sequence,
    Part::Image,
    Part::InsertId,
];

fn stored_without(link: Link) -> Violation {
    Violation::StoredWithout { replica: M, link, at: ms(200), step: 9 }
}

const REASONS: [Reason; 27] = [
    Reason::AsynchronousFollowers,
    Reason::NoCommonOrder,
    Reason::LeadersDoNotAsk,
    Reason::LastWriteWins,
    Reason::QuorumsDoNotOverlap,
    Reason::ReadDuringWrite,
    Reason::OneReplicaAnswers,
    Reason::LostInFailover,
    Reason::ChosenByFew,
    Reason::NotFlushed,
    Reason::NoFencing,
    Reason::SloppyQuorum,
    Reason::NoRepair,
    Reason::OtherCentres,
    Reason::OwnWriteUnread,
    Reason::DiskLost,
    Reason::MembersChanged,
    Reason::EarlierSettings,
    Reason::NobodyLeads,
    Reason::ExecutedAgain,
    Reason::TriggersRunAgain,
    Reason::OtherFormat,
    Reason::KeysOnly,
    Reason::NotConnected,
    Reason::WinnersReplaced,
    Reason::HandlerDependsOnOrder,
    Reason::RuleDecides,
];

fn leadership(book: &mut Book) {
    let lang = book.lang;
    book.head("leadership");
    let tally = |nodes, needed| Tally { nodes: NodeSet(nodes), needed };
    let known = Leadership { term: term(), leader: Some(A), ..Leadership::default() };
    for (node, known) in [
        (A, known),
        (B, known),
        (B, Leadership { leader: None, voted: Some(M), ..known }),
        (B, Leadership { suspects: Some(M), ..known }),
        (B, Leadership { until_off: NodeSet(1), ..known }),
        (B, Leadership { learns: true, ..known }),
        (B, Leadership { suspects: Some(A), agree: tally(1, 2), ..known }),
        (B, Leadership { suspects: Some(A), agree: tally(3, 2), ..known }),
    ] {
        book.say(lang.leadership(node, &known));
    }
    let replica = &book.world.nodes[0].replica;
    let extent = lang.log_extent(replica).unwrap_or_default();
    book.say(extent);
    for leaders in [&[][..], &[(A, term())], &[(A, term()), (M, Term::numbered(2).given_to(B))]] {
        book.say(lang.leaders(leaders));
    }
    book.say(lang.doubted(&[B], A, &known));
    book.say(lang.doubted(&[B, M], A, &Leadership { agree: tally(3, 2), ..known }));
    book.say(lang.voted_for(B, &Leadership { votes: tally(1, 2), ..known }));
    book.say([1, 2].map(|times| lang.leader_changes(times)).join(" | "));
    book.say(format!("{} | {}", lang.leads_since(M, ms(60)), lang.at(ms(60))));
    let gap = Gap { from: ms(10), until: Some(ms(40)), failed: 1 };
    book.say(lang.gap(&gap, 1, 0, ms(90)));
    book.say(lang.gap(&gap, 2, 45_000, ms(90)));
    book.say(lang.gap(&Gap { until: None, ..gap }, 1, 0, ms(90)));
    book.say(format!("{} | {}", lang.leads(M, term()), lang.leads_short(term())));
    for (acknowledged, synchronous) in [(3, true), (0, false), (3, false)] {
        book.say(lang.follower(&FollowerProgress { node: M, acknowledged, synchronous }));
    }
    for (acknowledged, applied) in [(0, 0), (3, 0), (0, 2), (3, 2)] {
        let progress = PeerProgress { peer: M, acknowledged, applied };
        book.say(lang.of_leaders(&LeaderFact::Progress(progress)));
    }
    let held = HeldBack { write: MILK, key: cart(), value: value("milk"), node: A, number: 3 };
    let no_update = Spoken::parse("or-set put x").expect_err("it is no update");
    for fact in [
        LeaderFact::HoldsBack(held),
        LeaderFact::Follows(A),
        LeaderFact::ShipsTo(NodeSet(0b110)),
        LeaderFact::Edits(cart()),
        LeaderFact::Pane(A, Some(ClientId(0))),
        LeaderFact::Pane(A, None),
        LeaderFact::Caret(B, 0),
        LeaderFact::Caret(B, 1),
        LeaderFact::Caret(B, 8),
        LeaderFact::Shipped(Shipped { messages: 3, bytes: 120, clocks: 40 }),
        LeaderFact::NoUpdate(no_update),
    ] {
        book.say(lang.of_leaders(&fact));
    }
    conflicts(book);
    book.say(lang.grip(L));
    book.say([lang.plug(L, false), lang.plug(M, true), lang.plug_of_the_last(M)].join(" | "));
}

/// A conflict of two or three versions with every outcome, and every law of handlers.
fn conflicts(book: &mut Book) {
    use multi_leader::{Branch, Fork, Outcome};
    let lang = book.lang;
    book.say(lang.fork_title(cart()));
    book.say([lang.had_seen("{}"), lang.had_seen("{A:1}")].join(" | "));
    let branch = |text: &str, node, time| Branch {
        value: value(text),
        write: MILK,
        dot: Dot { node, count: 1 },
        context: VersionVector::default(),
        stamp: Stamp { time: Timestamp(time), node },
    };
    let (milk, kim) = (branch("milk", M, 42_000), branch("Kim", L, 40_000));
    let fork = |versions, outcome| Fork { key: cart(), base: None, versions, outcome };
    let handler = Handler::Union;
    for outcome in [
        Outcome::Later,
        Outcome::Greater,
        Outcome::Stay,
        Outcome::Waits,
        Outcome::Made(value("Kim,milk")),
        Outcome::Written(value("Kim,milk")),
    ] {
        let it = fork(vec![milk.clone(), kim.clone()], outcome);
        book.say(lang.fork_outcome(&it, handler));
    }
    let equal = fork(vec![branch("milk", M, 40_000), kim.clone()], Outcome::Later);
    book.say(lang.fork_outcome(&equal, handler));
    let three = fork(vec![milk.clone(), kim, milk], Outcome::Stay);
    book.say(lang.fork_outcome(&three, handler));
    let laws = Handler::Concat(value("/")).laws();
    for (law, against) in [
        (Law::Commutative, laws.commutative),
        (Law::Associative, Handler::Sum.laws().associative),
        (Law::Idempotent, laws.idempotent),
    ] {
        if let Some(against) = against {
            book.say(lang.law_fails(law, &against));
        }
    }
}

fn no_update(why: CrdtError) -> Outcome {
    Outcome::Failed(Reply::Refused(Refused::Update(why)))
}

fn hint() -> HintView {
    HintView {
        home: M,
        key: cart(),
        value: value("milk"),
        write: MILK,
        until: Timestamp(400_000),
        version: Version::Position(3),
    }
}

fn leaderless_texts(book: &mut Book) {
    let lang = book.lang;
    book.head("quorums, lag, versions");
    let request = Request::Write(cart(), value("milk"));
    let asked = vec![(A, true)];
    let waiting =
        Waiting { operation: MILK, request, answers: 1, needed: 2, asked, answered: false };
    let near = lang.texts().centres[0];
    book.say(lang.quorum(&waiting, None));
    book.say(lang.quorum(&waiting, Some(near)));
    book.say(lang.quorum(&Waiting { answered: true, ..waiting }, None));
    book.say([0, 1, 2].map(|n| lang.compared(M, n)).join(" | "));
    book.say(Format::ALL.iter().map(|&it| lang.record(3, it, 54)).collect::<Vec<_>>().join(", "));
    book.say(Format::ALL.iter().map(|&it| lang.format(it)).collect::<Vec<_>>().join(", "));
    book.say(PARTS.map(|part| lang.part(part)).join(", "));
    for line in record_lines() {
        book.say(lang.line(&line));
    }
    for error in execute_errors() {
        book.say(lang.cannot_execute(CannotExecute { number: None, error }));
    }
    for text in [
        "",
        "FORM",
        "SELECT * FORM",
        "INSERT t",
        "SELECT id FROM users WHERE id",
        "CREATE TABLE t (n x)",
        "INSERT INTO t (a, b) VALUES (1)",
        "DELETE FROM t LIMIT a",
        "SELECT * FROM t WHERE a = )",
        "SELECT * FROM t WHERE b() = 1",
        "SELECT * FROM t WHERE a = 'b",
        "SELECT * FROM t t",
        "SELECT 1",
        "CREATE TRIGGER x AFTER a",
        "CREATE TRIGGER x AFTER INSERT ON t FOR EACH ROW a",
        "UPDATE t SET a + 1",
    ] {
        let error = parse(text).err().map(|error| lang.statement_error(&error));
        book.say(error.unwrap_or_else(|| lang.texts().no_table.to_owned()));
    }
    book.say(lang.open_transaction(ClientId(1), A));
    for text in [
        "",
        "latest",
        "max min",
        "prefer",
        "prefer(B",
        "concat(/)",
        r#"concat("\n")"#,
        r#"concat("/"#,
        "concat(\"\t\")",
    ] {
        let error = text.parse::<Handler>().err().map(|error| lang.handler_error(&error));
        book.say(error.expect("it is no handler"));
    }
    book.say(lang.comparing(M));
    book.say([0, 1, 2].map(|n| lang.trees_differ(n)).join(" | "));
    book.say(lang.merkle_bytes(120, 900));
    for versions in [0, 1, 2] {
        let behind = Duration::millis(30);
        book.say(lang.behind(&Staleness { read: READ, versions, behind }));
    }
    let lag = |node, versions, hints| Lag {
        node,
        versions,
        behind: Duration::millis(30),
        backlog: versions,
        hints,
    };
    book.say(lang.lag(&lag(M, 1, 0)));
    book.say(lang.lag_of(&lag(M, 2, 0)));
    book.say(lang.outstanding(&[lag(A, 0, 1)]));
    book.say(lang.outstanding(&[lag(A, 2, 1), lag(M, 1, 0)]));
    book.say([A.into(), C1.into()].map(|who| lang.merges(who, cart())).join(" | "));
    for order in [Some(Ordering::Equal), Some(Ordering::Greater), Some(Ordering::Less), None] {
        book.say(lang.order("A", "M", order));
    }
    let dot = Dot { node: A, count: 3 };
    book.say(lang.knew("milk", 2, "Kim", dot));
    book.say(lang.knew("Kim", 3, "milk", dot));
    book.say(lang.written_by("milk", MILK, "{A:3}"));
    let context: VersionVector = [(A, 3)].into_iter().collect();
    book.say(lang.last_read(cart(), &context));
    book.say(lang.lives_on(&[A, M]));
    book.say(lang.awaits_rows(NodeSet(3)));
    book.say(format!("{} | {}", lang.hint_for(M), lang.hint_of(A, M)));
    book.say(format!("{} | {}", lang.hint_until(&hint()), lang.hint_means(&hint())));
    book.say(format!("{} | {}", lang.then("B, C"), lang.preference_list("A → M")));
}

fn panels(book: &mut Book) {
    let lang = book.lang;
    book.head("panels");
    book.say(format!("{} | {} | {}", lang.key(cart()), lang.earlier(3), lang.to_step(12)));
    book.say(format!("{} | {}", lang.no_node(M), lang.replica(A)));
    let mut node = book.world.nodes[0].clone();
    let state = lang.node_state(&node, &book.world);
    node.status = Status::Crashed;
    book.say(format!("{state} | {}", lang.node_state(&node, &book.world)));
    let mut client = book.world.clients[0].clone();
    client.waits = Some((MILK, M, Request::Read(cart()), ms(20)));
    book.say(lang.client_state(&client));
    client.waits = None;
    book.say(lang.client_state(&client));
    client.invoked = 0;
    book.say(lang.client_state(&client));
    book.say(lang.link_title(A.into(), C1.into()));
    let kinds = [Kind::Request, Kind::Reply, Kind::Message, Kind::Power, Kind::Timer];
    book.say(kinds.map(|kind| lang.kind(kind)).join(", "));
    book.say([lang.arrived_at(ms(20)), lang.lost_at(ms(20)), lang.not_sent().into()].join(" | "));
    let (held, lost) =
        (EnvelopeView { held: true, ..append() }, EnvelopeView { fate: Fate::Lost, ..append() });
    for envelope in [append(), held, lost] {
        book.say(format!("{} | {}", lang.fate(&envelope), lang.due(&envelope)));
    }
    book.say(lang.lost_to(MILK));
    book.head("page");
    book.say(lang.branch(2, ms(60)));
    let setting = lang.table_text("asynchronous; reads from any replica");
    book.say(lang.run(
        9,
        lang.property(Property::Durable),
        lang.mode(Mode::SingleLeader),
        &setting,
    ));
    book.say(format!("{} | {}", lang.fingerprint("12"), lang.short_fingerprint("12")));
    book.say(format!("{} | {}", lang.position(3, 9), lang.seed(7)));
    book.say(format!("{} | {}", lang.playhead(134, 3, 9), lang.nothing_read()));
    book.say(format!("{} | {}", lang.cut(M.into()), lang.cut_means(A.into(), M.into())));
    book.say(format!("{} | {}", lang.outage(A, Status::Crashed), lang.message(&append())));
}

fn stage(book: &mut Book) {
    let lang = book.lang;
    book.head("stage");
    book.say(lang.envelope(&EnvelopeView { held: true, ..append() }));
    book.say(lang.link(A.into(), M.into(), true));
    book.say([200_000, -1_500].map(|micros| lang.clock_off(micros)).join(" | "));
    book.say([lang.term(term(), 3), lang.term_short(term(), 3), lang.era(term())].join(" | "));
    book.say([lang.leads_in(Some(A), term()), lang.leads_in(None, term())].join(" | "));
    let row = (cart(), value("milk"));
    book.say([0, 2].map(|more| lang.more_rows(row.0, row.1, more)).join(" | "));
    let consuming = |behind, reading, half| Consuming {
        position: 3,
        of_table: half,
        behind,
        reading,
        half,
        stopped: reading.is_none() && behind > 0,
        rows: 1 + behind,
    };
    for it in [consuming(0, None, false), consuming(2, Some(5), true), consuming(1, None, false)] {
        book.say([lang.consuming_short(&it), lang.consuming(&it)].join(" | "));
    }
    book.say([lang.lost_with_memory(2), lang.pieces(Pieces { received: 1, total: 3 })].join(" | "));
    book.say([lang.put_aside(2), lang.writes_behind(1), lang.behind_short(2)].join(" | "));
    let votes = Tally { nodes: NodeSet(1), needed: 2 };
    book.say(
        [
            lang.votes(&votes),
            lang.finds_down(M),
            lang.agrees_down(M, 1, 2),
            lang.until_off(NodeSet(1)),
        ]
        .join(" | "),
    );
    let near = lang.texts().centres[0];
    book.say([None, Some(near)].map(|place| lang.answers(1, 2, place, "cart=milk")).join(" | "));
    book.say([lang.home_of(cart()), lang.home().into()].join(" | "));
    book.say([lang.stands_in_for(cart()), lang.stands_in().into()].join(" | "));
    let node = book.world.nodes[0].clone();
    book.say(lang.node_card(&node, &book.world, Some(M), &[lang.writes_behind(2)]));
    book.say(lang.waits_for(A, M));
    book.say([lang.write_through(M), lang.read_from(M)].join(" | "));
    book.say([lang.client_writes(C1), lang.client_reads(C1), lang.client_idle(C1)].join(" | "));
    let routes = [
        Route::Leader,
        Route::Any,
        Route::Sticky,
        Route::Nearest,
        Route::To(M),
        Route::To(NodeId::of_client(C1)),
    ];
    for route in routes {
        book.say([lang.routes(route, route), lang.routes(route, Route::Any)].join(" | "));
    }
    let asked = lang.asked(Asked::Read(cart()));
    let state = lang.done_in(lang.outcome(Some(&Outcome::Written)), M, 12);
    book.say(lang.client_card(C1, &asked, " → milk", M, &state));
    book.say([lang.waiting_for(12, M), lang.waiting_with(1, 2, 12)].join(" | "));
    book.say([lang.is_deleted().into(), lang.siblings(2)].join(" | "));
    book.say([lang.more_in_flight(3), lang.more_clients(3), lang.more(3)].join(" | "));
    let version = Version::Position(3);
    let row = Row { key: row.0, value: row.1, write: MILK, version, lost: None };
    book.say(lang.row(&row, row.value, MILK));
    book.say(lang.was_lost(KIM));
    book.say([lang.shortened(3), lang.committed(3), lang.applied(3)].join(" | "));
    book.say(lang.acknowledged("BM", 3));
    let cell = Cell { position: 3, write: MILK, key: cart(), value: value("milk"), term: term() };
    let what = "cart=milk";
    book.say(lang.entry(&cell, what));
    book.say(lang.entry_in_memory(&cell, what));
    book.say(lang.entry_lost(&cell, what));
    book.say(lang.entry_aside(&cell, what));
    book.say(lang.stopped_at(3));
    for stop in [Stop::Version, Stop::NoRow, Stop::Fails, Stop::Damaged, Stop::NotRows] {
        book.say(lang.cannot_apply(3, stop));
    }
    book.say([lang.menu_of_node(A), lang.menu_of_client(C1)].join(" | "));
    book.say([lang.menu_of_link(A.into(), M.into()), lang.menu_of_envelope().into()].join(" | "));
    book.head("the table of what breaks");
    const MATRIX: &str =
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../core/tests/golden/matrix.txt"));
    let mut seen: Vec<&str> = Vec::new();
    let mut named = false;
    for line in MATRIX.lines().filter(|line| !line.starts_with('#')) {
        // A heading, or the title of a row, which stands below its name.
        let title = match line.strip_prefix("= ").or(line.strip_prefix("+ ")) {
            Some(heading) => Some(heading),
            None if named => line.strip_prefix("  "),
            None => None,
        };
        named = title.is_none() && !line.is_empty() && !line.starts_with(' ');
        if let Some(title) = title.filter(|title| !seen.contains(title)) {
            seen.push(title);
            book.say(lang.table_text(title));
        }
    }
}

/// One line of each kind.
fn record_lines() -> Vec<Line> {
    let word = |text| Word::new(text).unwrap();
    let cell = |column, n| record::line::Cell { column, value: Datum::Int(n) };
    let page = PageId { file: 1, page: 2 };
    vec![
        Line::Clock(54),
        Line::Seed(7),
        Line::Statement("UPDATE users SET at = 3".into()),
        Line::Write(PageWrite { page, offset: 8, bytes: vec![1, 66] }),
        Line::Begin,
        Line::Insert(word("users"), vec![Datum::Int(1), Datum::Text("Kim".into())]),
        Line::Update(word("users"), vec![cell(0, 1)], vec![cell(1, 2), cell(2, 3)]),
        Line::Delete(word("users"), vec![cell(0, 1)]),
        Line::Captured {
            sequence: 3,
            event: Event::Insert,
            table: word("users"),
            image: "at = 1".into(),
        },
        Line::Commit,
    ]
}

/// Every reason why a statement is not executed.
fn execute_errors() -> Vec<ExecuteError> {
    use ExecuteError as E;
    let word = |text| Word::new(text).unwrap();
    let (table, column) = (word("users"), word("name"));
    vec![
        E::NoTable(table),
        E::NoColumn { table, column },
        E::NoRow(column),
        E::Exists(table),
        E::WrongType { column, expected: Type::Int, found: Datum::Text("Kim".into()).shown() },
        E::LongName { table, limit: 17 },
        E::LargeKey { limit: 9 },
        E::KeyType(column),
        E::DuplicateKey { table, key: 3 },
        E::NotANumber(Datum::Text("Kim".into()).shown()),
        E::Overflow,
        E::RowTooLong { bytes: 99, limit: 42 },
        E::DefinitionTooLong(table),
        E::TriggersNest(word("audit")),
        E::Misplaced("COMMIT"),
        E::NoCommit,
        E::Unreadable { at: 7 },
        E::ChangesNothing,
        E::NoTransaction,
        E::Locked { table, key: Some(3), by: ClientId(1) },
        E::Locked { table, key: None, by: ClientId(1) },
        E::DefinesWithin,
    ]
}
