//! Jepsen's histories: a map an operation, one after the other or in a vector.
//!
//! ```text
//! {:process 0, :type :invoke, :f :write, :value 1, :time 12000, :index 0}
//! {:process 1, :type :invoke, :f :cas, :value ["x" [1 2]]}
//! ```
//! `["x" …]` names the register, as `jepsen.independent` does. Other keys are skipped, and so are the
//! operations of a process that has no number, such as `:nemesis`. Times are in ns.

use super::{
    Event, Events, Function, Kind, Named, Payload, Place, Problem, Trouble, Value,
    forms::{Form, Forms},
};
use std::{fmt::Write, io::BufRead};

/// The events of a text.
pub fn read(mut from: Box<dyn BufRead>) -> Box<Events> {
    // A mark of the byte order is no part of the text. What cannot be read is told later.
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
    /// What ends the vector of maps, if we are in one.
    close: Option<u8>,
    done: bool,
}

/// The fields of a map that matter, with the places of their values.
#[derive(Default)]
struct Fields {
    process: Option<(Form, Place)>,
    kind: Option<(Form, Place)>,
    function: Option<(Form, Place)>,
    value: Option<(Form, Place)>,
    time: Option<(Form, Place)>,
}

impl Reader {
    fn next(&mut self) -> Result<Option<(Place, Event)>, Trouble> {
        loop {
            self.forms.tag()?;
            let next = self.forms.peek()?;
            let place = self.forms.place();
            match next {
                Some(b'{') => {
                    let fields = self.fields()?;
                    if let Some(event) = event(fields, place)? {
                        return Ok(Some((place, event)));
                    }
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

    fn fields(&mut self) -> Result<Fields, Trouble> {
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

/// The event of a map; nothing if it is not one of a numbered process.
fn event(fields: Fields, place: Place) -> Result<Option<Event>, Trouble> {
    let missing = |what| Problem::unexpected("{…}", what).at(place);
    let process = fields.process.ok_or_else(|| missing("a map with :process"))?;
    let process = match &process.0 {
        Form::Text(text) => text.parse().map_err(|_| {
            Problem::unexpected(text, "the number of a process, or a keyword").at(process.1)
        })?,
        _ => return Ok(None),
    };
    let kind = named(fields.kind.ok_or_else(|| missing("a map with :type"))?)?;
    let function = named(fields.function.ok_or_else(|| missing("a map with :f"))?)?;
    let (value, at) = fields.value.unwrap_or((Form::Nil, place));
    let (key, payload) = payload(function, kind, value).map_err(|what| {
        Problem::Unexpected { found: ":value".to_owned(), expected: what }.at(at)
    })?;
    let time = match fields.time {
        Some((Form::Text(text), _)) => text.parse().ok().map(|ns: u64| ns / 1_000),
        _ => None,
    };
    Ok(Some(Event { process, kind, function, key, payload, time }))
}

fn named<T: Named>((form, place): (Form, Place)) -> Result<T, Trouble> {
    let found = match &form {
        Form::Keyword(name) => name.as_str(),
        Form::Text(text) => text,
        _ => "",
    };
    T::named(found).ok_or_else(|| Problem::unexpected(found, T::KIND).at(place))
}

/// What the value of an operation means: its key, if it has one, and the rest. What does not fit is an
/// error only where it matters: with `:fail` and `:info` there often stands a reason.
pub fn payload(
    function: Function,
    kind: Kind,
    value: Form,
) -> Result<(Option<String>, Payload), &'static str> {
    let reason = matches!(kind, Kind::Fail | Kind::Info);
    let understood = match value {
        Form::Keyword(_) if reason => Ok((None, Payload::Nil)),
        Form::List(list) => pair(function, list),
        other => scalar(other).map(|one| (None, one.map_or(Payload::Nil, Payload::One))),
    };
    let understood = understood.and_then(|(key, payload)| {
        let event = Event { process: 0, kind, function, key, payload, time: None };
        event.check().map(|()| (event.key, event.payload))
    });
    if reason { Ok(understood.unwrap_or_default()) } else { understood }
}

fn pair(function: Function, list: Vec<Form>) -> Result<(Option<String>, Payload), &'static str> {
    let shape = match function {
        Function::Cas => "[from to] or [key [from to]]",
        Function::Read | Function::Write => "a value or [key value]",
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

fn scalar(form: Form) -> Result<Value, &'static str> {
    match form {
        Form::Nil => Ok(None),
        Form::Text(text) => Ok(Some(text)),
        Form::Keyword(name) => Ok(Some(format!(":{name}"))),
        Form::List(_) | Form::Other => Err("a text, a number or nil"),
    }
}

/// An event as a line.
pub fn write(event: &Event) -> String {
    let Event { process, kind, function, key, payload, time } = event;
    let (kind, function) = (kind.name(), function.name());
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
