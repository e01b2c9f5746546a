//! Names of operations, from what is known of them at a step.

use super::words::client;
use crate::prose::StepContext;
use replicarium::{id::OperationId, kv::Request};

/// `cart = flour`, or the operation's id if its request is unknown.
pub(super) fn write(cx: &StepContext, id: OperationId) -> String {
    match cx.request(id) {
        Some(Request::Insert(table)) => format!("{}'s new row of {table}", client(id.client)),
        Some(request) if request.is_delete() => format!("the delete of {}", request.key()),
        Some(Request::Update(key, words)) => format!("“{key}: {words}”"),
        Some(Request::Execute(_, text) | Request::Transaction(_, text, _)) => format!("“{text}”"),
        _ => {
            cx.written(id).map_or_else(|| id.to_string(), |(key, value)| format!("{key} = {value}"))
        }
    }
}

/// The value of a write, or the name of the write if its value is unknown.
pub(super) fn value(cx: &StepContext, id: OperationId) -> String {
    match cx.written(id) {
        Some((_, value)) if value.is_tombstone() => "a tombstone".into(),
        Some((_, value)) => format!("“{value}”"),
        None => write(cx, id),
    }
}

/// `Client 1's write cart = flour`.
pub(super) fn whose(cx: &StepContext, id: OperationId) -> String {
    let what = match cx.request(id) {
        Some(request) if request.is_delete() => format!("delete of {}", request.key()),
        Some(Request::Write(key, value)) => format!("write {key} = {value}"),
        Some(Request::Read(key)) => format!("read of {key}"),
        Some(Request::Insert(key)) => format!("new row of {key}"),
        Some(Request::Update(key, words)) => format!("{key}: {words}"),
        Some(
            Request::Execute(_, text) | Request::Query(_, text) | Request::Transaction(_, text, _),
        ) => format!("“{text}”"),
        None => "operation".into(),
    };
    format!("{}'s {what}", client(id.client))
}
