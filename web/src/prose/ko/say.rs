//! A step in one sentence.

use super::{
    knobs,
    labels::{label, quoted},
    notes,
    particles::{object, subject, to as toward, topic},
    records::{cannot_execute, cannot_update},
    words::{self, address, client, list, time},
    writes::{whose, write},
};
use crate::prose::{Fact, StepContext, salient_fact};
use replicarium::{
    history::Outcome,
    id::{Address, ClientId, OperationId},
    kv::{Refused, Reply, Request},
    sim::{Action, Setting},
    view::{EnvelopeView, Fate, Kind, Status},
};

pub fn step(cx: &StepContext) -> String {
    match salient_fact(cx) {
        Fact::Noted(node, note) => notes::noted(cx, node, note),
        Fact::AppliedMany(node, first, last) => {
            format!("{} 로그의 위치 {first}부터 {last}까지 순서대로 적용했다.", subject(node))
        }
        Fact::Ended(operation, outcome) => ended(cx, operation, outcome),
        Fact::Arrived(envelope) => arrived(cx, &envelope),
        Fact::Vanished(envelope) => vanished(cx, &envelope),
        Fact::Held(envelope) => format!("{} 붙잡았다.", object(on_its_way(&envelope))),
        Fact::Released(envelope) => format!("{} 놓아주었다.", object(on_its_way(&envelope))),
        Fact::Duplicated(envelope) => {
            format!("네트워크가 {} 복사했다.", object(on_its_way(&envelope)))
        }
        Fact::Done(action) => done(action),
    }
}

fn ended(cx: &StepContext, id: OperationId, outcome: Outcome) -> String {
    let who = subject(client(id.client));
    match outcome {
        Outcome::Written => match cx.request(id) {
            Some(request) if request.is_delete() => {
                format!("{who} “ok”를 받았다. {} 삭제가 끝났다.", request.key())
            }
            _ => format!("{who} “ok”를 받았다. {} 쓰기가 끝났다.", write(cx, id)),
        },
        Outcome::Read(found) => {
            let key = cx.request(id).map(|request| request.key().to_string());
            let key = object(key.unwrap_or_else(|| "키".into()));
            match found {
                Some(found) if found.value.is_tombstone() => {
                    format!("{who} {key} 읽었다. 삭제된 키다.")
                }
                Some(found) => format!("{who} {key} 읽었다: “{}”.", found.value),
                None => format!("{who} {key} 읽었지만 값이 없다."),
            }
        }
        Outcome::Inserted(number) => {
            format!("{}의 새 로우가 번호 {} 받았다.", client(id.client), object(number))
        }
        Outcome::Answered(Some(rows)) => format!("{who} {} 읽었다.", object(rows)),
        Outcome::Answered(None) => format!("{who} 읽었지만 로우가 없다."),
        Outcome::Uncommitted => format!("{who} “ok”를 받았다. 아직 커밋된 것은 없다."),
        Outcome::Siblings(n) => format!("{who} 형제 값 {n}개를 읽었다. 병합해야 한다."),
        Outcome::Failed(reply) => {
            format!("{} 실패했다. {}.", subject(whose(cx, id)), reply_words(reply))
        }
        Outcome::Unknown(Some(reply)) => format!(
            "{} 일어났을 수도 있고 아닐 수도 있다. {}.",
            topic(whose(cx, id)),
            reply_words(reply)
        ),
        Outcome::Unknown(None) => format!(
            "{} 제때 응답을 받지 못했다. 일어났을 수도 있고 아닐 수도 있다.",
            subject(whose(cx, id))
        ),
    }
}

fn reply_words(reply: Reply) -> String {
    match reply {
        Reply::Written => "ok".into(),
        Reply::Uncommitted => "ok, 커밋 전".into(),
        Reply::Found(Some(found)) => format!("“{}”", found.value),
        Reply::Found(None) => "값이 없다".into(),
        Reply::Inserted(number) => format!("번호 {number}"),
        Reply::Refused(Refused::Behind { applied }) => {
            format!("로그를 {applied}까지만 적용한 복제 서버다")
        }
        Reply::Refused(Refused::OtherPartition) => "다른 파티션에 있는 키다".into(),
        Reply::Refused(Refused::Conflict) => "같은 키에 동시에 한 다른 쓰기가 남는다".into(),
        Reply::Refused(Refused::NotConsistent) => "아직 데이터를 다 받지 못한 복제본이다".into(),
        Reply::Refused(Refused::NotServed) => "이 저장소는 이런 요청을 처리하지 않는다".into(),
        Reply::Answered(Some(rows)) => rows.to_string(),
        Reply::Answered(None) => "로우 없음".into(),
        Reply::Refused(Refused::Update(why)) => cannot_update(why),
        Reply::Refused(Refused::Statement(why)) => cannot_execute(why),
        Reply::Siblings(n) => format!("형제 값 {n}개"),
        Reply::Refused(Refused::NotLeader(Some(leader))) => {
            format!("{} 리더다", subject(leader))
        }
        Reply::Refused(Refused::NotLeader(None)) => "리더가 없다".into(),
        Reply::TooFew { answers, needed } => {
            format!("복제 서버 {needed}개 가운데 {answers}개만 응답했다")
        }
    }
}

pub fn result(outcome: Outcome) -> String {
    match outcome {
        Outcome::Written => "완료".into(),
        Outcome::Uncommitted => "완료, 커밋 전".into(),
        Outcome::Read(Some(found)) => found.value.to_string(),
        Outcome::Read(None) => "값 없음".into(),
        Outcome::Inserted(number) => format!("번호 {number}"),
        Outcome::Answered(Some(rows)) => rows.to_string(),
        Outcome::Answered(None) => "로우 없음".into(),
        Outcome::Siblings(n) => format!("형제 값 {n}개"),
        Outcome::Failed(reply) | Outcome::Unknown(Some(reply)) => reply_words(reply),
        Outcome::Unknown(None) => "제때 응답이 없다".into(),
    }
}

pub fn after_all(reader: ClientId) -> String {
    format!("결국 일어난 쓰기다. {} 이 값을 읽었다", subject(client(reader)))
}

/// `A에서 B로 가던 “덧붙이기 1 milk”`.
fn on_its_way(envelope: &EnvelopeView) -> String {
    let (from, to) = (address(envelope.from), toward(address(envelope.to)));
    format!("{from}에서 {to} 가던 {}", quoted(&envelope.label))
}

fn arrived(cx: &StepContext, envelope: &EnvelopeView) -> String {
    let (from, to) = (address(envelope.from), address(envelope.to));
    let what = quoted(&envelope.label);
    let sent = cx.receivers();
    match (envelope.kind, cx.answer()) {
        (Kind::Timer, _) if sent.is_empty() => {
            format!("{to}의 “{}” 타이머가 끝났다.", label(&envelope.label))
        }
        (Kind::Timer, _) => format!(
            "{to}의 “{}” 타이머가 끝났다. {}에 메시지를 보낸다.",
            label(&envelope.label),
            list(&sent)
        ),
        (Kind::Request, Some(answer)) if answer.kind == Kind::Reply => {
            format!("{} {from}에 바로 답한다: {}.", subject(to), quoted(&answer.label))
        }
        (Kind::Request, Some(_)) => {
            format!("{} {from}의 {} 받고 {}에 묻는다.", subject(to), object(what), list(&sent))
        }
        (Kind::Reply, _) => {
            format!("{} {from}의 {} 받았지만 너무 늦었다.", subject(to), object(what))
        }
        (Kind::Message | Kind::Power, Some(answer)) if answer.to == envelope.from => format!(
            "{} {from}의 {} 받고 {} 답한다.",
            subject(to),
            object(what),
            toward(quoted(&answer.label))
        ),
        _ => format!("{} {from}의 {} 받았다. 새로운 것은 없다.", subject(to), object(what)),
    }
}

fn vanished(cx: &StepContext, envelope: &EnvelopeView) -> String {
    let what = quoted(&envelope.label);
    let (from, to) = (address(envelope.from), address(envelope.to));
    if cx.is_reader() {
        return format!("{} 버렸다.", object(on_its_way(envelope)));
    }
    let status = match envelope.to {
        Address::Node(node) => cx.world.nodes.iter().find(|n| n.id == node).map(|n| n.status),
        Address::Client(_) | Address::Switch(_) => None,
    };
    let lost = format!("{} 보낸 {} 사라졌다.", subject(from), subject(what));
    if cx.world.cuts.contains(&(envelope.from, envelope.to)) {
        return format!("{lost} {} 가는 링크가 끊겨 있다.", toward(to));
    }
    match status {
        Some(Status::Crashed) => format!("{lost} {} 죽어 있다.", subject(to)),
        Some(Status::Left) => format!("{lost} {} 클러스터에 없다.", topic(to)),
        Some(Status::Running | Status::Paused) | None => {
            format!("네트워크가 {} 잃었다.", object(on_its_way(envelope)))
        }
    }
}

pub fn done(action: Action) -> String {
    match action {
        Action::Invoke { client: id, via, request } => invoked(id, &words::node(via), request),
        Action::Deliver(id) => format!("{} 도착했다.", subject(id)),
        Action::Drop(id) => format!("{} 버렸다.", object(id)),
        Action::Duplicate(id) => format!("{} 복사했다.", object(id)),
        Action::Hold(id) => format!("{} 붙잡았다.", object(id)),
        Action::Release(id) => format!("{} 놓아주었다.", object(id)),
        Action::Crash(node) => format!("{} 죽었다. 메모리에만 있던 것을 잃었다.", subject(node)),
        Action::Restart(node) => {
            format!("{} 돌아왔다. 디스크에 있던 것을 가지고 있다.", subject(node))
        }
        Action::Wipe(node) => {
            format!("{} 디스크를 잃었다. 아무것도 없이 다시 시작한다.", subject(node))
        }
        Action::Pause(node) => {
            format!("{} 일시정지했다. 도착하는 메시지는 큐에서 기다린다.", subject(node))
        }
        Action::Resume(node) => format!("{} 다시 실행되어 큐를 처리한다.", subject(node)),
        Action::Cut(from, to) => format!(
            "{}에서 {} 가는 링크가 끊겼다. 메시지가 사라진다.",
            address(from),
            toward(address(to))
        ),
        Action::Heal(from, to) => {
            format!("{}에서 {} 가는 링크가 이어졌다.", address(from), toward(address(to)))
        }
        Action::Skew(node, 0) => format!("{node}의 시계가 다시 맞는다."),
        Action::Skew(node, micros) => {
            let off = if micros > 0 { "빠르다" } else { "느리다" };
            format!("{node}의 시계가 이제 {} {off}.", time(micros.unsigned_abs()))
        }
        Action::Join(node) => format!("{} 빈 상태로 클러스터에 들어왔다.", subject(node)),
        Action::Leave(node) => format!("{} 클러스터에서 빠졌다.", subject(node)),
        Action::Configure(setting) => configured(setting),
        Action::Promote(node) => format!("{node}에 리더를 맡으라고 지시했다."),
        Action::ShutDown(node) => format!("{node}에 종료를 지시했다."),
    }
}

fn invoked(id: ClientId, via: &str, request: Request) -> String {
    let who = subject(client(id));
    match request {
        _ if request.is_delete() => format!("{who} {via}에 {} 삭제를 요청한다.", request.key()),
        Request::Write(key, value) => {
            format!("{who} {via}에 {key} = {value} 쓰기를 요청한다.")
        }
        Request::Read(key) => format!("{who} {via}에 {key} 읽기를 요청한다."),
        Request::Insert(key) => format!("{who} {via}에 {key} 로우 추가를 요청한다."),
        Request::Update(key, words) => {
            format!("{who} {via}에 {key} 업데이트를 요청한다. {words}.")
        }
        Request::Execute(_, text) | Request::Query(_, text) | Request::Transaction(_, text, _) => {
            format!("{who} {via}에 구문을 요청한다: {text}.")
        }
    }
}

fn configured(setting: Setting) -> String {
    match setting {
        Setting::Knob(knob, value) => {
            format!("{}: 이제 {}.", knobs::knob(knob), knobs::knob_value(knob, value))
        }
        Setting::Delay(delay) => {
            format!("복제 서버 사이의 지연: 이제 {}.", words::delay(delay))
        }
        Setting::ClientDelay(delay) => {
            format!("클라이언트와 복제 서버 사이의 지연: 이제 {}.", words::delay(delay))
        }
        Setting::LinkDelay(from, to, delay) => format!(
            "{}에서 {} 가는 메시지의 지연: 이제 {}.",
            address(from),
            toward(address(to)),
            words::delay(delay)
        ),
        Setting::PowerDelay(delay) => {
            format!("복제 서버와 전원 스위치 사이의 지연: 이제 {}.", words::delay(delay))
        }
        Setting::PowerLoss(ppm) => format!(
            "이제 전원 스위치로 가는 네트워크가 메시지의 {} 잃는다.",
            object(words::percent(ppm))
        ),
        Setting::Loss(ppm) => {
            format!("이제 네트워크가 메시지의 {} 잃는다.", object(words::percent(ppm)))
        }
        Setting::Duplication(ppm) => {
            format!("이제 네트워크가 메시지의 {} 두 번 보낸다.", object(words::percent(ppm)))
        }
        Setting::Timeout(after) => {
            format!("이제 클라이언트는 {} 뒤에 포기한다.", time(after.0))
        }
        Setting::Writes(id, to) => {
            format!("이제 {} 쓰기를 {} 보낸다.", topic(client(id)), toward(words::route(to)))
        }
        Setting::Reads(id, to) => {
            format!("이제 {} 읽기를 {} 보낸다.", topic(client(id)), toward(words::route(to)))
        }
        Setting::Session(id, session) => {
            format!("이제 {}의 읽기 규칙은 ‘{}’이다.", client(id), words::session(session))
        }
    }
}

pub fn fate(envelope: &EnvelopeView) -> &'static str {
    match envelope.fate {
        _ if envelope.held => "놓아줄 때까지 붙잡혀 있음",
        Fate::Arrives => "가는 중",
        Fate::Lost => "네트워크가 잃어버릴 메시지",
    }
}
