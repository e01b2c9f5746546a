//! The native format: a JSON object a line.
//!
//! ```text
//! {"process":0,"type":"invoke","f":"write","key":"x","value":"1","time":12}
//! {"process":1,"type":"invoke","f":"cas","key":"x","value":["1","2"]}
//! ```

use super::{
    Event, Events, Function, Kind, Named, Payload, Place, Problem, Trouble, Value,
    lines::{Lines, bounded},
};
use serde_json::Value as Json;
use std::{fmt::Write, io::BufRead};

/// The events of a text.
pub fn read(from: Box<dyn BufRead>) -> Box<Events> {
    let mut lines = Lines::new(from);
    Box::new(std::iter::from_fn(move || {
        loop {
            let parsed = match lines.next()? {
                Err(trouble) => Err(trouble),
                Ok((_, text)) if text.trim().is_empty() => continue,
                Ok((number, text)) => event(number, text),
            };
            if parsed.is_err() {
                lines.stop();
            }
            return Some(parsed);
        }
    }))
}

fn event(line: u32, text: &str) -> Result<(Place, Event), Trouble> {
    let place = Place { line, column: 1 };
    let json: Json = serde_json::from_str(text).map_err(|error| {
        let place = Place::of_byte(line, text, error.column().saturating_sub(1));
        Problem::json("an event", &error).at(place)
    })?;
    let Json::Object(fields) = json else {
        return Err(Problem::unexpected(text.trim(), "an object {…}").at(place));
    };
    // The first place where the field's name stands is near enough to find it.
    let at = |field: &str| {
        let before = text.find(&format!("\"{field}\"")).unwrap_or_default();
        Place { line, column: text[..before].chars().count() as u32 + 1 }
    };
    let wrong = |field: &'static str, expected: &'static str| {
        let found = fields.get(field).map_or_else(String::new, Json::to_string);
        Problem::unexpected(&found, expected).at(at(field))
    };
    let process = fields.get("process").and_then(Json::as_u64);
    let process = process.ok_or_else(|| wrong("process", "a field “process”: 0, 1, 2 …"))?;
    let kind = fields.get("type").and_then(Json::as_str).and_then(Kind::named);
    let kind = kind.ok_or_else(|| wrong("type", "a field “type”: invoke, ok, fail or info"))?;
    let function = fields.get("f").and_then(Json::as_str).and_then(Function::named);
    let function = function.ok_or_else(|| wrong("f", "a field “f”: read, write or cas"))?;
    let scalar = |field, json: &Json| -> Result<Value, Trouble> {
        let text = value(json).ok_or_else(|| wrong(field, "a text, a number or null"))?;
        text.as_deref().map_or(Ok(()), |text| bounded(text, at(field)))?;
        Ok(text)
    };
    let key = fields.get("key").map_or(Ok(None), |key| scalar("key", key))?;
    let payload = match fields.get("value") {
        Some(Json::Array(pair)) => match &pair[..] {
            [from, to] => Payload::Two(scalar("value", from)?, scalar("value", to)?),
            _ => return Err(wrong("value", "two values: the expected, the new one")),
        },
        Some(one) => scalar("value", one)?.map_or(Payload::Nil, Payload::One),
        None => Payload::Nil,
    };
    let time = match fields.get("time") {
        None | Some(Json::Null) => None,
        Some(time) => {
            Some(time.as_u64().ok_or_else(|| wrong("time", "a time: a whole number of µs"))?)
        }
    };
    let event = Event { process, kind, function, key, payload, time };
    event.check().map_err(|expected| wrong("value", expected))?;
    Ok((place, event))
}

/// A value that is no list and no object; the inner `None` is null.
fn value(json: &Json) -> Option<Value> {
    match json {
        Json::Null => Some(None),
        Json::String(text) => Some(Some(text.clone())),
        Json::Number(number) => Some(Some(number.to_string())),
        Json::Bool(truth) => Some(Some(truth.to_string())),
        Json::Array(_) | Json::Object(_) => None,
    }
}

/// An event as a line.
pub fn write(event: &Event) -> String {
    let Event { process, kind, function, key, payload, time } = event;
    let (kind, function) = (kind.name(), function.name());
    let mut line = format!(r#"{{"process":{process},"type":"{kind}","f":"{function}""#);
    let text = |value: &Value| value.as_deref().map_or(Json::Null, Json::from);
    let value = match payload {
        Payload::Nil => Json::Null,
        Payload::One(value) => Json::from(value.as_str()),
        Payload::Two(from, to) => Json::from(vec![text(from), text(to)]),
    };
    // Writing to a string cannot fail.
    if let Some(key) = key {
        let _ = write!(line, r#","key":{}"#, Json::from(key.as_str()));
    }
    let _ = write!(line, r#","value":{value}"#);
    if let Some(time) = time {
        let _ = write!(line, r#","time":{time}"#);
    }
    line + "}\n"
}
