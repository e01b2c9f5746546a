//! Texts in the space-time diagram.

use super::{
    knobs,
    labels::label,
    particles::to as toward,
    words::{self, address, client, time},
};
use replicarium::{
    id::{Address, NodeId},
    sim::{Action, Setting},
    time::Instant,
    view::{EnvelopeView, Status},
};

pub fn mark(action: Action) -> String {
    match action {
        Action::Invoke { client: id, request, .. } => {
            format!("{}: {}", client(id), words::request(request))
        }
        Action::Deliver(id) => format!("{id} 전달"),
        Action::Drop(id) => format!("{id} 버림"),
        Action::Duplicate(id) => format!("{id} 복사"),
        Action::Hold(id) => format!("{id} 붙잡음"),
        Action::Release(id) => format!("{id} 놓아줌"),
        Action::Crash(node) => format!("{node} 죽음"),
        Action::Restart(node) => format!("{node} 재시작"),
        Action::Wipe(node) => format!("{node} 디스크 소실"),
        Action::Pause(node) => format!("{node} 일시정지"),
        Action::Resume(node) => format!("{node} 다시 실행"),
        Action::Cut(from, to) => format!("{} → {} 끊음", address(from), address(to)),
        Action::Heal(from, to) => format!("{} → {} 이음", address(from), address(to)),
        Action::Skew(node, micros) => format!("{node} 시계 {}", words::skew(micros)),
        Action::Join(node) => format!("{node} 들어옴"),
        Action::Leave(node) => format!("{node} 빠짐"),
        Action::Configure(setting) => self::setting(setting),
        Action::Promote(node) => format!("{node} 승격"),
        Action::ShutDown(node) => format!("{node} 종료"),
    }
}

/// A setting and its new value.
pub(super) fn setting(setting: Setting) -> String {
    match setting {
        Setting::Knob(knob, value) => {
            format!("{}: {}", knobs::knob(knob), knobs::knob_value(knob, value))
        }
        Setting::Delay(delay) => format!("지연 {}", words::delay(delay)),
        Setting::ClientDelay(delay) => format!("클라이언트 지연 {}", words::delay(delay)),
        Setting::LinkDelay(from, to, delay) => {
            format!("{} → {} 지연 {}", address(from), address(to), words::delay(delay))
        }
        Setting::PowerDelay(delay) => format!("전원 스위치 지연 {}", words::delay(delay)),
        Setting::PowerLoss(ppm) => format!("전원 스위치 손실 {}", words::percent(ppm)),
        Setting::Loss(ppm) => format!("손실 {}", words::percent(ppm)),
        Setting::Duplication(ppm) => format!("중복 {}", words::percent(ppm)),
        Setting::Timeout(after) => format!("타임아웃 {}", time(after.0)),
        Setting::Writes(id, to) => {
            format!("{} 쓰기 → {}", client(id), words::route(to))
        }
        Setting::Reads(id, to) => format!("{} 읽기 → {}", client(id), words::route(to)),
        Setting::Session(id, session) => {
            format!("{} 읽기 규칙: {}", client(id), words::session(session))
        }
    }
}

pub fn mark_means(text: &str, at: Instant) -> String {
    format!("{}: {text}", time(at.0))
}

pub fn message(envelope: &EnvelopeView) -> String {
    let (from, to) = (address(envelope.from), toward(address(envelope.to)));
    format!("{from}에서 {to} 가는 “{}”", label(&envelope.label))
}

pub fn outage(node: NodeId, status: Status) -> String {
    format!("{node} {}", words::status_short(status))
}

pub fn cut(to: Address) -> String {
    format!("✕ {} 방향 끊김", address(to))
}

pub fn cut_means(from: Address, to: Address) -> String {
    format!("{}에서 {} 가는 메시지가 사라진다", address(from), toward(address(to)))
}

pub fn nothing_read() -> &'static str {
    "→ 없음"
}

pub fn playhead(ms: u64, step: u32, steps: u32) -> String {
    format!("{ms} ms, {steps}단계 가운데 {step}단계")
}
