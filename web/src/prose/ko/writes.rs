//! Names of operations, from what is known of them at a step.

use super::{particles::subject, words::client};
use crate::prose::StepContext;
use replicarium::{id::OperationId, kv::Request};

/// `cart = flour`, or the operation's id if its request is unknown.
pub(super) fn write(cx: &StepContext, id: OperationId) -> String {
    match cx.request(id) {
        Some(Request::Insert(table)) => {
            format!("{} {table}에 추가한 로우", subject(client(id.client)))
        }
        Some(request) if request.is_delete() => format!("{} 삭제", request.key()),
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
        Some((_, value)) if value.is_tombstone() => "툼스톤".into(),
        Some((_, value)) => format!("“{value}”"),
        None => write(cx, id),
    }
}

/// `클라이언트 1의 cart = flour 쓰기`.
pub(super) fn whose(cx: &StepContext, id: OperationId) -> String {
    let what = match cx.request(id) {
        Some(request) if request.is_delete() => format!("{} 삭제", request.key()),
        Some(Request::Write(key, value)) => format!("{key} = {value} 쓰기"),
        Some(Request::Read(key)) => format!("{key} 읽기"),
        Some(Request::Insert(key)) => format!("{key} 로우 추가"),
        Some(Request::Update(key, words)) => format!("{key}: {words}"),
        Some(
            Request::Execute(_, text) | Request::Query(_, text) | Request::Transaction(_, text, _),
        ) => format!("“{text}”"),
        None => "연산".into(),
    };
    format!("{}의 {what}", client(id.client))
}
