//! Jepsen's histories: a map for each event, one after the other or in a vector.
//!
//! ```text
//! {:process 0, :type :invoke, :f :write, :value 1, :time 12000, :index 0}
//! {:process 1, :type :invoke, :f :cas, :value ["x" [1 2]]}
//! ```
//! As in `jepsen.independent`, `["x" …]` names the register. Other fields are skipped. So are the events of `:nemesis`, and of
//! other processes without a number if they are no operations on a register. Times are in ns, or in ISO 8601.

use super::{
    Event, Events, Function, Item, Kind, Named, ParseError, Payload, PayloadError, Place, Problem,
    Value,
    forms::{Form, Forms},
    is_nemesis, times,
};
use std::{fmt::Write, io::BufRead};

/// The events of a text.
pub fn read(mut from: Box<dyn BufRead>) -> Box<Events> {
    // A byte order mark is not part of the text. An error of reading shows again at the first form.
    if from.fill_buf().is_ok_and(|bytes| bytes.starts_with(b"\xef\xbb\xbf")) {
        from.consume(3);
    }
    let mut reader =
        Reader { forms: Forms::new(from, Place { line: 1, column: 1 }), close: None, done: false };
    Box::new(std::iter::from_fn(move || {
        let event = if reader.done { None } else { reader.next().transpose() };
        reader.done = !matches!(event, Some(Ok(_)));
        event
    }))
}

struct Reader {
    forms: Forms<Box<dyn BufRead>>,
    /// The mark that closes the vector of maps, inside of one.
    close: Option<u8>,
    done: bool,
}

/// The fields of an event, with the places of their values.
#[derive(Default)]
struct Fields {
    process: Option<(Form, Place)>,
    kind: Option<(Form, Place)>,
    function: Option<(Form, Place)>,
    value: Option<(Form, Place)>,
    time: Option<(Form, Place)>,
    error: Option<(Form, Place)>,
}

impl Reader {
    fn next(&mut self) -> Result<Option<Item>, ParseError> {
        loop {
            self.forms.tag()?;
            let next = self.forms.peek()?;
            let place = self.forms.place();
            match next {
                Some(b'{') => {
                    let fields = self.fields()?;
                    return Ok(Some((place, event(fields, place)?)));
                }
                None if self.close.is_none() => return Ok(None),
                Some(byte) if self.close == Some(byte) => {
                    self.forms.open(byte)?;
                    self.close = None;
                }
                Some(byte @ (b'[' | b'(')) if self.close.is_none() => {
                    self.forms.open(byte)?;
                    self.close = Some(if byte == b'[' { b']' } else { b')' });
                }
                _ => return Err(self.forms.unexpected("an operation: a map {…}")),
            }
        }
    }

    fn fields(&mut self) -> Result<Fields, ParseError> {
        self.forms.open(b'{')?;
        let mut fields = Fields::default();
        loop {
            self.forms.tag()?;
            if self.forms.open(b'}')? {
                return Ok(fields);
            }
            let Form::Keyword(name) = self.forms.keep()? else {
                return Err(self.forms.unexpected("a keyword before this, such as :process"));
            };
            let field = match name.as_str() {
                "process" => &mut fields.process,
                "type" => &mut fields.kind,
                "f" => &mut fields.function,
                "value" => &mut fields.value,
                "time" => &mut fields.time,
                "error" => &mut fields.error,
                _ => {
                    self.forms.skip()?;
                    continue;
                }
            };
            self.forms.peek()?;
            let place = self.forms.place();
            *field = Some((self.forms.keep()?, place));
        }
    }
}

/// The event of a map; `None` if it is skipped.
fn event(fields: Fields, place: Place) -> Result<Option<Event>, ParseError> {
    let missing = |what| Problem::unexpected("{…}", what).at(place);
    let (process, at) = fields.process.ok_or_else(|| missing("a map with :process"))?;
    let process = name(process)
        .ok_or_else(|| Problem::unexpected("…", PayloadError::Process.expected()).at(at))?;
    if is_nemesis(&process) {
        return Ok(None);
    }
    let kind = fields.kind.ok_or_else(|| missing("a map with :type")).and_then(named);
    let function = fields.function.ok_or_else(|| missing("a map with :f")).and_then(named);
    let (kind, function) = match (kind, function) {
        (Ok(kind), Ok(function)) => (kind, function),
        // The phases of a test are no operations.
        _ if !is_number(&process) => return Ok(None),
        (kind, function) => (kind?, function?),
    };
    let (value, at) = fields.value.unwrap_or((Form::Nil, place));
    let reason = fields.error.and_then(|(form, _)| reason(form));
    let error = reason.or_else(|| match &value {
        Form::Keyword(word) if kind == Kind::Fail => Some(word.clone()),
        Form::Keyword(_) | Form::Nil | Form::Text(_) | Form::List(_) | Form::Other => None,
    });
    let (key, payload) = payload(function, kind, value)
        .map_err(|error| Problem::unexpected(":value", error.expected()).at(at))?;
    let time = fields.time.and_then(|(form, _)| name(form));
    let time = time.and_then(|text| times::micros(&text, times::Unit::Nanos));
    Ok(Some(Event { process, kind, function, key, payload, time, error }))
}

/// Whether a process has a number.
fn is_number(process: &str) -> bool {
    process.parse::<i64>().is_ok()
}

/// The name of a process: a text, a number, a keyword, or a list of these.
pub fn name(form: Form) -> Option<String> {
    match form {
        Form::Text(text) => Some(text),
        Form::Keyword(name) => Some(format!(":{name}")),
        Form::List(list) => {
            let names: Option<Vec<String>> = list.into_iter().map(name).collect();
            Some(format!("[{}]", names?.join(" ")))
        }
        Form::Nil | Form::Other => None,
    }
}

/// The first word of a reason such as `:conn-closed` or `[:timeout "…"]`. `None` if there is none.
pub fn reason(form: Form) -> Option<String> {
    match form {
        Form::Keyword(word) | Form::Text(word) => Some(word),
        Form::List(list) => list.into_iter().next().and_then(reason),
        Form::Other => Some("…".to_owned()),
        Form::Nil => None,
    }
}

fn named<T: Named>((form, place): (Form, Place)) -> Result<T, ParseError> {
    let found = match &form {
        Form::Keyword(name) => name.as_str(),
        Form::Text(text) => text,
        Form::Nil | Form::List(_) | Form::Other => "",
    };
    T::named(found).ok_or_else(|| Problem::unexpected(found, T::EXPECTED).at(place))
}

/// Splits the value of an event into its key, if it has one, and its payload. With `:fail` and `:info` the value is
/// often a reason, so one that does not fit is no error there.
pub fn payload(
    function: Function,
    kind: Kind,
    value: Form,
) -> Result<(Option<String>, Payload), PayloadError> {
    let reason = matches!(kind, Kind::Fail | Kind::Info);
    let understood = match value {
        Form::Keyword(_) if reason => Ok((None, Payload::Nil)),
        Form::List(list) => pair(function, list),
        Form::Nil | Form::Keyword(_) | Form::Text(_) | Form::Other => {
            scalar(value).map(|one| (None, one.map_or(Payload::Nil, Payload::One)))
        }
    };
    let understood = understood.and_then(|(key, payload)| {
        let event =
            Event { process: String::new(), kind, function, key, payload, time: None, error: None };
        event.check().map(|()| (event.key, event.payload))
    });
    if reason { Ok(understood.unwrap_or_default()) } else { understood }
}

fn pair(function: Function, list: Vec<Form>) -> Result<(Option<String>, Payload), PayloadError> {
    let shape = match function {
        Function::Cas => PayloadError::KeyAndTwoValues,
        Function::Read | Function::Write => PayloadError::KeyAndValue,
    };
    let list = match (function, <[Form; 3]>::try_from(list)) {
        (Function::Cas, Ok([key, from, to])) => vec![key, Form::List(vec![from, to])],
        (_, Ok(list)) => list.into(),
        (_, Err(list)) => list,
    };
    let [first, second] = <[Form; 2]>::try_from(list).map_err(|_| shape)?;
    let first = scalar(first)?;
    Ok(match (function, second) {
        (Function::Cas, Form::List(list)) => {
            let [from, to] = <[Form; 2]>::try_from(list).map_err(|_| shape)?;
            (Some(first.ok_or(shape)?), Payload::Two(scalar(from)?, scalar(to)?))
        }
        (Function::Cas, to) => (None, Payload::Two(first, scalar(to)?)),
        (_, value) => {
            let payload = scalar(value)?.map_or(Payload::Nil, Payload::One);
            (Some(first.ok_or(shape)?), payload)
        }
    })
}

fn scalar(form: Form) -> Result<Value, PayloadError> {
    match form {
        Form::Nil => Ok(None),
        Form::Text(text) => Ok(Some(text)),
        Form::Keyword(name) => Ok(Some(format!(":{name}"))),
        Form::List(_) | Form::Other => Err(PayloadError::Scalar),
    }
}

/// An event as a line.
pub fn write(event: &Event) -> String {
    let Event { process, kind, function, key, payload, time, error } = event;
    let (process, kind, function) = (printed(Some(process)), kind.name(), function.name());
    let mut line = format!("{{:process {process}, :type :{kind}, :f :{function}, :value ");
    let value = match payload {
        Payload::Nil => "nil".to_owned(),
        Payload::One(value) => printed(Some(value)),
        Payload::Two(from, to) => {
            format!("[{} {}]", printed(from.as_ref()), printed(to.as_ref()))
        }
    };
    // Writing to a string cannot fail.
    let _ = match key {
        Some(key) => write!(line, "[{} {value}]", printed(Some(key))),
        None => write!(line, "{value}"),
    };
    if let Some(time) = time {
        let _ = write!(line, ", :time {}", u128::from(*time) * 1_000);
    }
    if error.is_some() {
        let _ = write!(line, ", :error {}", printed(error.as_ref()));
    }
    line + "}\n"
}

fn printed(value: Option<&String>) -> String {
    let Some(text) = value else { return "nil".to_owned() };
    if text.parse::<i64>().is_ok_and(|number| number.to_string() == *text) {
        return text.clone();
    }
    let mut printed = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => printed.extend(['\\', c]),
            '\n' => printed += "\\n",
            '\t' => printed += "\\t",
            '\r' => printed += "\\r",
            c if c.is_control() => {
                let _ = write!(printed, "\\u{:04x}", u32::from(c));
            }
            c => printed.push(c),
        }
    }
    printed + "\""
}
