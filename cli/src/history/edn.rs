//! Jepsen's histories: a map for each event, one after the other or in a vector.
//!
//! ```text
//! {:process 0, :type :invoke, :f :write, :value 1, :time 12000, :index 0}
//! {:process 1, :type :invoke, :f :cas, :value ["x" [1 2]]}
//! ```
//! As in `jepsen.independent`, `["x" …]` names the register. Other fields are skipped, and so are the events of
//! processes without a number, such as `:nemesis`. Times are in ns.

use super::{
    Event, Events, Function, Kind, Named, ParseError, Payload, PayloadError, Place, Problem, Value,
    forms::{Form, Forms},
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
}

impl Reader {
    fn next(&mut self) -> Result<Option<(Place, Event)>, ParseError> {
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

/// The event of a map; `None` if its process has no number.
fn event(fields: Fields, place: Place) -> Result<Option<Event>, ParseError> {
    let missing = |what| Problem::unexpected("{…}", what).at(place);
    let process = fields.process.ok_or_else(|| missing("a map with :process"))?;
    let process = match &process.0 {
        Form::Text(text) => text.parse().map_err(|_| {
            Problem::unexpected(text, "the number of a process, or a keyword").at(process.1)
        })?,
        Form::Nil | Form::Keyword(_) | Form::List(_) | Form::Other => return Ok(None),
    };
    let kind = named(fields.kind.ok_or_else(|| missing("a map with :type"))?)?;
    let function = named(fields.function.ok_or_else(|| missing("a map with :f"))?)?;
    let (value, at) = fields.value.unwrap_or((Form::Nil, place));
    let (key, payload) = payload(function, kind, value)
        .map_err(|error| Problem::unexpected(":value", error.expected()).at(at))?;
    let time = match fields.time {
        Some((Form::Text(text), _)) => text.parse().ok().map(|ns: u64| ns / 1_000),
        _ => None,
    };
    Ok(Some(Event { process, kind, function, key, payload, time }))
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
        let event = Event { process: 0, kind, function, key, payload, time: None };
        event.check().map(|()| (event.key, event.payload))
    });
    if reason { Ok(understood.unwrap_or_default()) } else { understood }
}

fn pair(function: Function, list: Vec<Form>) -> Result<(Option<String>, Payload), PayloadError> {
    let shape = match function {
        Function::Cas => PayloadError::KeyAndTwoValues,
        Function::Read | Function::Write => PayloadError::KeyAndValue,
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
