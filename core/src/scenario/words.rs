//! The parser of names, lengths of time, delays, settings and actions.

use super::{
    error::{Expected, ParseError},
    lex::{Line, Token},
};
use crate::{
    id::{Address, ClientId, EnvelopeId, NodeId},
    knob::{Kind, KnobValue, OneOf},
    kv::{Key, Request, Route, Value, Word},
    mode,
    random::delay::Delay,
    session::{Rule, Session},
    sim::{Action, Change, Setting},
    store::{
        crdt::Spoken,
        handler::{Handler, HandlerError},
        table::{self, Selection, SelectionError},
    },
    time::Duration,
};
use alloc::string::String;
use core::str::FromStr;

type Read<T> = Result<T, ParseError>;

const NODE: &str = "a node such as A";
const CLIENT: &str = "a client such as c1";
const LINK: &str = "a link such as A>B";
/// What follows a node's name in the name of its power switch.
const SWITCH: &str = ".power";
const LENGTH: &str = "a length of time such as 12ms, 500us or 2s";

pub fn node(token: Token<'_>) -> Read<NodeId> {
    match token.text.as_bytes() {
        [letter @ b'A'..=b'Z'] => Ok(NodeId(u16::from(letter - b'A'))),
        _ => Err(token.not(NODE)),
    }
}

pub fn client(token: Token<'_>) -> Read<ClientId> {
    let number = token.text.strip_prefix('c').map(|_| token.part(1, token.text.len()));
    let number = number.ok_or_else(|| token.not(CLIENT))?;
    let is_number = !number.text.is_empty() && number.text.bytes().all(|b| b.is_ascii_digit());
    match number.text.parse::<u16>() {
        Ok(n @ 1..=ClientId::LIMIT) if is_number => Ok(ClientId(n - 1)),
        _ if is_number => Err(token.not("a client from c1 to c32")),
        _ => Err(token.not(CLIENT)),
    }
}

fn address(token: Token<'_>) -> Read<Address> {
    if token.text.starts_with('c') {
        client(token).map(Into::into)
    } else if let Some(name) = token.text.strip_suffix(SWITCH) {
        node(token.part(0, name.len())).map(Address::Switch)
    } else {
        node(token).map(Into::into)
    }
}

fn envelope(token: Token<'_>) -> Read<EnvelopeId> {
    const KIND: &str = "an envelope such as e12";
    let digits = token.text.strip_prefix('e').map(|_| token.part(1, token.text.len()));
    Ok(EnvelopeId(digits.ok_or_else(|| token.not(KIND))?.number(KIND)?))
}

/// The two ends of a directed link, `A>B`.
fn link(token: Token<'_>) -> Read<(Address, Address)> {
    let (from, to) = token.split('>', LINK)?;
    Ok((address(from)?, address(to)?))
}

fn word(token: Token<'_>) -> Read<Word> {
    Word::new(token.text).map_err(|error| token.error(Expected::Word(error)))
}

pub fn key(token: Token<'_>) -> Read<Key> {
    word(token).map(Key)
}

/// A value that is a word.
pub fn value(token: Token<'_>) -> Read<Value> {
    word(token).map(Value::Word)
}

pub fn length(token: Token<'_>) -> Read<Duration> {
    token.text.parse().map_err(|_| token.not(LENGTH))
}

pub fn delay(line: &mut Line<'_>) -> Read<Delay> {
    const SHAPE: &str = "fixed, uniform, exponential, lognormal or pareto";
    let shape = line.token();
    let delay = match shape.text {
        "fixed" => Delay::Fixed(length(line.token())?),
        "uniform" => Delay::Uniform(length(line.token())?, length(line.token())?),
        "exponential" => Delay::Exponential(length(line.token())?),
        "lognormal" => Delay::LogNormal(length(line.token())?, length(line.token())?),
        "pareto" => Delay::Pareto(length(line.token())?, length(line.token())?),
        _ => return Err(shape.not(SHAPE)),
    };
    let refused = |error| shape.error(Expected::Sense(crate::sim::Refusal::Delay(error)));
    delay.check().map_err(refused)?;
    Ok(delay)
}

fn ppm(token: Token<'_>) -> Read<u32> {
    const KIND: &str = "a rate such as 1000ppm or 5%";
    if let Some(digits) = token.text.strip_suffix("ppm") {
        return token.part(0, digits.len()).number(KIND);
    }
    let digits = token.text.strip_suffix('%').ok_or_else(|| token.not(KIND))?;
    let percent: u16 = token.part(0, digits.len()).number(KIND)?;
    Ok(u32::from(percent) * 10_000)
}

/// The words after `set`.
pub fn setting(line: &mut Line<'_>) -> Read<Setting> {
    let name = line.token();
    Ok(match name.text {
        "delay" => Setting::Delay(delay(line)?),
        "client-delay" => Setting::ClientDelay(delay(line)?),
        "link-delay" => {
            let (from, to) = link(line.token())?;
            Setting::LinkDelay(from, to, delay(line)?)
        }
        "power-delay" => Setting::PowerDelay(delay(line)?),
        "loss" => Setting::Loss(ppm(line.token())?),
        "power-loss" => Setting::PowerLoss(ppm(line.token())?),
        "duplication" => Setting::Duplication(ppm(line.token())?),
        "timeout" => Setting::Timeout(length(line.token())?),
        "writes" => Setting::Writes(client(line.token())?, route(line.token())?),
        "reads" => Setting::Reads(client(line.token())?, route(line.token())?),
        "session" => Setting::Session(client(line.token())?, session(line)?),
        other => match mode::knob(other) {
            Some(knob) => Setting::Knob(knob, knob_value(knob.kind(), line.token())?),
            None => return Err(name.not("a setting such as delay, loss, timeout, w or r")),
        },
    })
}

/// A session: `nothing`, `own=KEY`, `leader-for=TIME`, `writes` or `seen`, and then `shared` if what it remembers is kept for
/// all devices of the user.
fn session(line: &mut Line<'_>) -> Read<Session> {
    let token = line.token();
    let after =
        |name: &str| token.text.starts_with(name).then(|| token.part(name.len(), token.text.len()));
    let rule = match token.text {
        "nothing" => Rule::Nothing,
        "writes" => Rule::Writes,
        "seen" => Rule::Seen,
        _ => match (after("own="), after("leader-for=")) {
            (Some(name), _) => Rule::Own(key(name)?),
            (_, Some(time)) => Rule::LeaderFor(length(time)?),
            (None, None) => {
                return Err(token.not("nothing, own=KEY, leader-for=TIME, writes or seen"));
            }
        },
    };
    let shared = !line.is_done();
    if shared && line.peek().text != "shared" {
        return Err(line.token().not("shared, or the end of the line"));
    }
    line.token();
    Ok(Session { rule, shared })
}

/// A route: `A`, `any`, `leader`, `sticky`, `nearest`, or the client itself: `c1`.
pub fn route(token: Token<'_>) -> Read<Route> {
    match token.text {
        "any" => Ok(Route::Any),
        "leader" => Ok(Route::Leader),
        "sticky" => Ok(Route::Sticky),
        "nearest" => Ok(Route::Nearest),
        _ => coordinator(token).map(Route::To),
    }
}

/// A coordinator: a node, or the library of a client.
pub fn coordinator(token: Token<'_>) -> Read<NodeId> {
    match client(token) {
        Ok(client) => Ok(NodeId::of_client(client)),
        Err(_) => node(token),
    }
}

fn knob_value(kind: Kind, token: Token<'_>) -> Read<KnobValue> {
    Ok(match kind {
        Kind::Number => KnobValue::Number(token.number("a whole number")?),
        Kind::Word(words) => {
            let word = OneOf::find(words, token.text);
            KnobValue::Word(word.ok_or_else(|| token.error(Expected::OneOf(words)))?)
        }
        Kind::Nodes => KnobValue::Nodes(list(token, node)?),
        Kind::Links => {
            let ends = |token: Token<'_>| {
                let (from, to) = token.split('>', LINK)?;
                Ok((node(from)?, node(to)?))
            };
            KnobValue::Links(list(token, ends)?)
        }
        Kind::Select => KnobValue::Select(selection(token)?),
        Kind::Handler => KnobValue::Handler(handler(token)?),
    })
}

/// What a reader outside of the database takes of it: `everything`, or `"SELECT name FROM users"`.
fn selection(token: Token<'_>) -> Read<Selection> {
    const KIND: &str = "everything, or one SELECT of columns of a table in double quotes, with or without WHERE and \
                        without functions, such as \"SELECT name FROM users WHERE age > 17\"";
    match token.text {
        Selection::WORD => Ok(Selection::ALL),
        _ => Selection::new(any_value(token)?).map_err(|error| match error {
            SelectionError::Parse(error) => in_quotes(token, error),
            SelectionError::Shape => token.not(KIND),
        }),
    }
}

/// A conflict handler: `max`, or in double quotes if it has white space: `"concat(\", \")"`.
fn handler(token: Token<'_>) -> Read<Handler> {
    any_value(token)?.as_str().parse().map_err(|error: HandlerError| {
        within(token, error.at, error.found.len(), Expected::Handler(error.expected))
    })
}

/// An error in the statements of a quoted text.
fn in_quotes(token: Token<'_>, error: table::ParseError) -> ParseError {
    within(token, error.at, error.found.len(), Expected::Statement(error.expected))
}

/// An error from a byte of a value on, for a length.
fn within(token: Token<'_>, at: usize, length: usize, expected: Expected) -> ParseError {
    // The place within the quotes, unless escapes have moved it.
    let quoted = token.text.starts_with('"');
    let from = at + usize::from(quoted);
    let moved = quoted && token.text.contains('\\') || !token.text.is_char_boundary(from);
    let end = if moved { token.text.len() } else { from + length };
    token.part(if moved { 0 } else { from }, end).error(expected)
}

/// The elements of a list, separated by commas; `none` is the empty list.
fn list<'a, T, L>(token: Token<'a>, one: impl Fn(Token<'a>) -> Read<T>) -> Read<L>
where
    L: FromIterator<T> + Default,
{
    if token.text == "none" {
        return Ok(L::default());
    }
    let mut from = 0;
    let parts = token.text.split(',').map(|text| {
        let part = token.part(from, from + text.len());
        from += text.len() + 1;
        one(part)
    });
    parts.collect()
}

/// A change of a cart, if the next word is one.
pub fn change(line: &mut Line<'_>) -> Option<Change> {
    [Change::Add, Change::Remove].into_iter().find(|change| line.take(change.word()))
}

/// A key and a value: `cart=flour`, `cart="flour and eggs"`.
pub fn key_and_value(token: Token<'_>) -> Read<(Key, Value)> {
    let (key_text, value) = pair(token)?;
    Ok((key(key_text)?, any_value(value)?))
}

fn pair(token: Token<'_>) -> Read<(Token<'_>, Token<'_>)> {
    token.split('=', "a key and a value such as cart=flour")
}

/// A key and an item of a cart: `cart=flour`.
pub fn item(line: &mut Line<'_>) -> Read<(Key, Value)> {
    let (key_text, item) = pair(line.token())?;
    no_dagger(item)?;
    Ok((key(key_text)?, value(item)?))
}

/// Refuses the sign by which traces show a deleted value.
fn no_dagger(token: Token<'_>) -> Read<()> {
    match token.text.trim_matches('"') {
        "†" => Err(token.not("a value; † shows a deleted one, and “delete” deletes")),
        _ => Ok(()),
    }
}

/// A value: a word, or any text in double quotes, in which `\` escapes `"` and `\`.
fn any_value(token: Token<'_>) -> Read<Value> {
    let refused = |error| token.error(Expected::Value(error));
    no_dagger(token)?;
    let Some(quoted) = token.text.strip_prefix('"') else {
        return Word::new(token.text).map(Value::Word).map_err(refused);
    };
    let (mut text, mut chars) = (String::new(), quoted.chars());
    loop {
        match chars.next() {
            Some('"') if chars.as_str().is_empty() => break,
            Some('\\') => match chars.next() {
                Some(c @ ('"' | '\\')) => text.push(c),
                Some(_) | None => {
                    return Err(token.not("\\\" or \\\\ where a quoted value has a \\"));
                }
            },
            Some('"') | None => return Err(token.not("a value that ends with its closing quote")),
            Some(c) => text.push(c),
        }
    }
    Value::new(&text).map_err(refused)
}

/// Statements: `"INSERT INTO t (n) VALUES (1)"`.
fn statements(token: Token<'_>) -> Read<Request> {
    let text = any_value(token)?;
    let request = table::request(text).map_err(|error| in_quotes(token, error))?;
    request.ok_or_else(|| token.not("a statement about a table"))
}

/// A key and an operation: `cart="or-set add milk"`.
fn update(token: Token<'_>) -> Read<Request> {
    let (key, words) = key_and_value(token)?;
    Spoken::parse(words.as_str()).map_err(|error| token.not(error.expected))?;
    Ok(Request::Update(key, words))
}

/// A request: `write cart=flour`, `write cart="flour and eggs"`, `delete cart`, `read cart`.
pub fn request(line: &mut Line<'_>) -> Read<Request> {
    let verb = line.token();
    match verb.text {
        "read" => Ok(Request::Read(key(line.token())?)),
        "write" => key_and_value(line.token()).map(|(key, value)| Request::Write(key, value)),
        "delete" => Ok(Request::Write(key(line.token())?, Value::TOMBSTONE)),
        "insert" => Ok(Request::Insert(key(line.token())?)),
        "sql" => statements(line.token()),
        "update" => update(line.token()),
        _ => Err(verb.not("read, write, delete, add, remove, insert, sql or update")),
    }
}

fn skew(token: Token<'_>) -> Read<i64> {
    const KIND: &str = "a signed length of time such as +5ms or -300us";
    let sign = match token.text.as_bytes().first() {
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return Err(token.not(KIND)),
    };
    let micros = length(token.part(1, token.text.len()))?.0;
    i64::try_from(micros).map(|micros| sign * micros).map_err(|_| token.not(KIND))
}

/// An action that does not begin with a client's name.
pub fn action(line: &mut Line<'_>) -> Read<Action> {
    const VERB: &str = "a client, or deliver, drop, duplicate, hold, release, crash, restart, wipe, pause, \
                        resume, cut, heal, skew, join, leave, promote, shutdown or set";
    let verb = line.token();
    let action = match verb.text {
        "deliver" => Action::Deliver(envelope(line.token())?),
        "drop" => Action::Drop(envelope(line.token())?),
        "duplicate" => Action::Duplicate(envelope(line.token())?),
        "hold" => Action::Hold(envelope(line.token())?),
        "release" => Action::Release(envelope(line.token())?),
        "crash" => Action::Crash(node(line.token())?),
        "restart" => Action::Restart(node(line.token())?),
        "wipe" => Action::Wipe(node(line.token())?),
        "pause" => Action::Pause(node(line.token())?),
        "resume" => Action::Resume(node(line.token())?),
        "join" => Action::Join(node(line.token())?),
        "leave" => Action::Leave(node(line.token())?),
        "cut" => link(line.token()).map(|(from, to)| Action::Cut(from, to))?,
        "heal" => link(line.token()).map(|(from, to)| Action::Heal(from, to))?,
        "skew" => Action::Skew(node(line.token())?, skew(line.token())?),
        "promote" => Action::Promote(node(line.token())?),
        "shutdown" => Action::ShutDown(node(line.token())?),
        "set" => Action::Configure(setting(line)?),
        _ => return Err(verb.not(VERB)),
    };
    Ok(action)
}

/// An action, an invocation included: `c1 write cart=flour via A`.
pub fn any_action(line: &mut Line<'_>) -> Read<Action> {
    if client(line.peek()).is_err() {
        return action(line);
    }
    let client = client(line.token())?;
    let request = request(line)?;
    let word = line.token();
    if word.text != "via" {
        return Err(word.not("via and a node"));
    }
    Ok(Action::Invoke { client, via: coordinator(line.token())?, request })
}

/// All of a text, which is one line.
fn alone<T>(text: &str, read: fn(&mut Line<'_>) -> Read<T>) -> Read<T> {
    let mut line = Line::new(1, text);
    let read = read(&mut line)?;
    line.end()?;
    Ok(read)
}

/// An action as it is printed.
impl FromStr for Action {
    type Err = ParseError;

    fn from_str(text: &str) -> Read<Self> {
        alone(text, any_action)
    }
}

/// A setting as it is printed.
impl FromStr for Setting {
    type Err = ParseError;

    fn from_str(text: &str) -> Read<Self> {
        alone(text, setting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{format, string::ToString};

    fn read(text: &str) -> Read<KnobValue> {
        let mut line = Line::new(1, text);
        let read = knob_value(Kind::Handler, line.token())?;
        line.end()?;
        Ok(read)
    }

    #[test]
    fn conflict_handlers_are_read_as_they_are_printed() {
        for text in [
            "newest",
            "prefer(B)",
            "concat(\"/\")",
            r##""concat(\"#\")""##,
            r#""concat(\", \")""#,
            r#"concat("\"")"#,
            r#""concat(\"\\\" \")""#,
        ] {
            assert_eq!(read(text).map(|value| value.to_string()), Ok(text.into()));
        }
        assert_eq!(read(r#""max" # the greater"#), Ok(KnobValue::Handler(Handler::Max)));
        let word = format!("one of {}", Handler::WORDS.join(", "));
        for (text, place, wanted) in [
            ("", "column 1: found the end of the line, which is nothing", ""),
            ("latest", "column 1: found “latest”, expected ", word.as_str()),
            ("max(", "column 4: found “(”, expected ", "the end"),
            (r#""max min""#, "column 6: found “min”, expected ", "the end"),
            (
                "prefer(c1)",
                "column 8: found “c1”, expected ",
                "a node in parentheses, as in prefer(B)",
            ),
            ("prefer(B", "column 9: found the end of the line, expected ", "“)”"),
            (
                r#""concat(\"a)""#,
                r#"column 1: found “"concat(\"a)"”, expected "#,
                "the closing quote",
            ),
        ] {
            let error = read(text).expect_err("it is no handler").to_string();
            assert!(error.starts_with(&format!("line 1, {place}{wanted}")), "{error}");
        }
    }
}
