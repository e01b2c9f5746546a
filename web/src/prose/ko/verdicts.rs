//! Promises and verdicts in sentences.

use super::{
    particles::{and, object, object_after, subject, subject_after, topic, topic_after},
    words::{self, client, time},
};
use crate::prose::Piece;
use replicarium::{
    check::{LastCopy, Link, Property, Verdict, Violation, Why, Witness, tried::Tried},
    history::{History, Outcome},
    id::{NodeId, OperationId},
    mode::{Promise, Reason},
    store::table::row,
};

pub const fn property(property: Property) -> &'static str {
    match property {
        Property::Linearizable => "선형성",
        Property::Sequential => "순차 일관성",
        Property::Causal => "인과적 일관성",
        Property::ReadYourWrites => "자신이 쓴 내용 읽기",
        Property::MonotonicReads => "단조 읽기",
        Property::MonotonicWrites => "단조 쓰기",
        Property::WritesFollowReads => "읽기 후 쓰기",
        Property::ConsistentPrefix => "일관된 순서로 읽기",
        Property::Durable => "확인된 쓰기의 지속성",
        Property::Convergence => "수렴",
        Property::LogsAgree => "하나의 리더, 하나의 로그",
        Property::UniqueNumbers => "번호 중복 없음",
    }
}

pub const fn property_means(property: Property) -> &'static str {
    match property {
        Property::Linearizable => {
            "복사본이 하나뿐인 것처럼 보인다. 연산은 시작과 끝 사이의 한순간에 일어난다."
        }
        Property::Sequential => {
            "복사본이 하나뿐인 것처럼 보인다. 각 클라이언트의 연산은 그 클라이언트가 요청한 순서대로 일어난다."
        }
        Property::Causal => {
            "어떤 쓰기를 본 클라이언트는 그 쓰기의 원인이 된 모든 것도 본다. 다른 클라이언트의 쓰기도 마찬가지다."
        }
        Property::ReadYourWrites => "쓴 클라이언트는 자기가 쓴 값이나 더 새로운 값을 읽는다.",
        Property::MonotonicReads => {
            "클라이언트는 새로운 값을 읽은 뒤에 더 오래된 값을 읽지 않는다."
        }
        Property::MonotonicWrites => {
            "어떤 쓰기를 저장한 복제 서버는 같은 클라이언트가 그보다 먼저 한 쓰기도 저장한다."
        }
        Property::WritesFollowReads => {
            "어떤 쓰기를 저장한 복제 서버는 쓴 클라이언트가 먼저 읽은 쓰기도 저장한다."
        }
        Property::ConsistentPrefix => {
            "질문 없이 대답만 보여 주는 복제 서버는 없다. 쓰기를 저장한 복제 서버는 여러 클라이언트를 거쳐 그 쓰기로 이어진 모든 쓰기를 저장한다."
        }
        Property::Durable => "확인된 쓰기는 어느 디스크엔가 있거나, 더 새로운 쓰기가 덮어썼다.",
        Property::Convergence => {
            "오가는 메시지도, 끊긴 링크도, 죽은 노드도 없으면 모든 복제 서버의 데이터가 같다."
        }
        Property::LogsAgree => {
            "한 임기에는 리더가 하나다. 두 로그의 같은 위치에 같은 임기의 항목이 있으면 그 위치까지 두 로그가 같다."
        }
        Property::UniqueNumbers => "한 테이블의 두 로우가 같은 번호를 받지 않는다.",
    }
}

pub fn so_far(property: Property, verdict: &Verdict) -> String {
    match (property, verdict) {
        (Property::Convergence, Verdict::Holds { checked }) => {
            format!("오가는 메시지가 없고, 키 {checked}개가 모든 곳에서 같다")
        }
        (
            Property::MonotonicWrites | Property::WritesFollowReads | Property::ConsistentPrefix,
            Verdict::Holds { checked },
        ) => format!("쓰기 {checked}개 검사"),
        (Property::Durable, Verdict::Holds { checked }) => {
            format!("확인된 쓰기 {checked}개 모두 남음")
        }
        (Property::LogsAgree, Verdict::Holds { .. }) => "지금까지 지켜짐".to_owned(),
        (Property::Linearizable | Property::Sequential, Verdict::Holds { checked }) => {
            format!("연산 {checked}개 검사")
        }
        (Property::UniqueNumbers, Verdict::Holds { checked }) => format!("번호 {checked}개"),
        (_, Verdict::Holds { checked }) => format!("읽기 {checked}개 검사"),
        (_, Verdict::Unknown(Why::Budget { placed, operations })) => {
            format!("판정하지 못함: 연산 {operations}개 가운데 {placed}개의 순서만 찾음")
        }
        (_, Verdict::Unknown(Why::NotJudged { judged, steps })) => {
            format!("판정 중: {steps}단계 가운데 {judged}단계까지")
        }
        (_, Verdict::Unknown(Why::Statements { reads })) => {
            format!("판정하지 않음: 로우나 CRDT 값을 읽은 요청 {reads}개")
        }
        (_, Verdict::Unknown(Why::StillDue)) => {
            "복제 서버가 서로 다르다. 차이를 없앨 수 있는 것이 모두 오면 판정한다".to_owned()
        }
        (_, Verdict::Unknown(Why::Unsettled { in_flight, faults })) => match (in_flight, faults) {
            (0, _) => "끊긴 링크와 죽은 노드가 없어지면 판정한다".to_owned(),
            (n, 0) => format!("오가는 메시지 {n}개가 도착하면 판정한다"),
            (n, _) => format!("끊긴 링크와 죽은 노드가 없어지고 메시지 {n}개가 도착하면 판정한다"),
        },
        (_, Verdict::Violated(_)) => String::new(),
    }
}

pub fn siblings_aside(property: Property, siblings: usize) -> Option<String> {
    let of_registers = matches!(property, Property::Linearizable | Property::Sequential);
    (of_registers && siblings > 0).then(|| {
        format!(
            "읽기 {siblings}개가 형제 값을 돌려받았다. 레지스터에는 값이 하나뿐이므로 판정하지 않는다."
        )
    })
}

/// Pieces of a sentence; a value is followed by its particle.
struct Sentence<'a> {
    history: &'a History,
    pieces: Vec<Piece>,
}

impl Sentence<'_> {
    fn text(mut self, text: impl Into<String>) -> Self {
        self.pieces.push(Piece::Text(text.into()));
        self
    }

    /// The value of a write, and what follows it.
    fn write(self, write: OperationId, particle: fn(&str) -> &'static str, then: &str) -> Self {
        let value = written(self.history, write);
        self.piece(value, particle, then)
    }

    /// What a read returned, and what follows it.
    fn saw(self, read: OperationId, particle: fn(&str) -> &'static str, then: &str) -> Self {
        let value = saw(self.history, read);
        self.piece(value, particle, then)
    }

    fn piece(mut self, value: Piece, particle: fn(&str) -> &'static str, then: &str) -> Self {
        let (Piece::Text(text) | Piece::Write(_, text)) = &value;
        let particle = particle(text);
        self.pieces.push(value);
        self.text(format!("{particle}{then}"))
    }
}

const fn no_particle(_: &str) -> &'static str {
    ""
}

pub fn witness(history: &History, witness: &Witness) -> Vec<Piece> {
    sentence(history, witness).pieces
}

fn sentence<'a>(history: &'a History, witness: &Witness) -> Sentence<'a> {
    let op = |n: usize| witness.operations.get(n).copied().unwrap_or_default();
    let who = |n: usize| client(op(n).client);
    let same = op(0).client == op(1).client;
    let empty = Sentence { history, pieces: Vec::new() };
    match witness.violation {
        Violation::Stale => empty
            .write(op(1), subject_after, &format!(" {}에 확인된 뒤에 {} ", who(1), subject(who(0))))
            .saw(op(0), object_after, " 읽었다."),
        Violation::OwnWriteMissing => {
            let then = match same {
                true => " 쓰고 “ok”를 받았지만, 그 뒤에 ".to_owned(),
                false => {
                    format!(" 쓰고 “ok”를 받았지만, 그 뒤에 같은 사용자의 {} ", subject(who(0)))
                }
            };
            empty.text(format!("{} ", subject(who(1)))).write(op(1), object_after, &then).saw(
                op(0),
                object_after,
                " 읽었다.",
            )
        }
        Violation::WentBack => {
            let older = if history.sight(op(0)).is_empty() { "더 오래된 " } else { "" };
            let then = match same {
                true => format!(" 읽고, 나중에 {older}"),
                false => format!(" 읽은 뒤에 {} {older}", subject(who(0))),
            };
            let end = match history.sight(op(0)) {
                [] => " 읽었다.",
                _ => " 읽었다. 앞서 본 값이나 그것을 대신한 값 가운데 빠진 것이 있다.",
            };
            empty.text(format!("{} ", subject(who(1)))).saw(op(1), object_after, &then).saw(
                op(0),
                object_after,
                end,
            )
        }
        Violation::FromTheFuture => empty.text(format!("{} ", subject(who(0)))).write(
            op(1),
            object_after,
            " 읽었지만, 그때는 아직 아무도 쓰지 않은 값이다.",
        ),
        Violation::NoPlace => {
            let stuck = witness.operations.iter();
            let stuck: Vec<String> = stuck
                .map(|&id| format!("{}의 {}", client(id.client), asked(history, id)))
                .collect();
            let stuck = match stuck.split_last() {
                Some((last, [])) => object(last),
                Some((last, first)) => format!("{} {}", and(first.join(", ")), object(last)),
                None => String::new(),
            };
            empty.text(format!("연산을 어떤 순서로 놓아도 {stuck} 설명할 수 없다."))
        }
        Violation::EarlierWriteMissing => empty
            .text(format!("{} {} 쓴 ", topic(who(0)), subject(who(1))))
            .write(op(1), object_after, " 보고도, 그보다 먼저 쓴 ")
            .write(op(2), no_particle, " 대신 ")
            .saw(op(0), object_after, " 읽었다."),
        Violation::CauseMissing => empty
            .text(format!("{} ", topic(who(0))))
            .write(
                op(1),
                object_after,
                &format!(" 보았지만, {} 그것을 쓰기 전에 읽은 ", subject(who(1))),
            )
            .write(op(2), topic_after, " 보지 못했다."),
        Violation::AnswerWithoutQuestion => empty
            .text(format!("{} ", topic(who(0))))
            .write(op(1), object_after, " 보고도, 그 쓰기로 이어진 ")
            .write(op(2), no_particle, " 대신 ")
            .saw(op(0), object_after, " 읽었다."),
        Violation::StoredWithout { replica, link, at, .. } => empty
            .text(format!(
                "{}에 {} {} ",
                time(at.0),
                topic(replica),
                match link {
                    Link::SameWriter => format!("{} 먼저 쓴", subject(who(0))),
                    Link::Read => format!("{} 쓰기 전에 읽은", subject(who(0))),
                    Link::Cause => "질문에 해당하는".to_owned(),
                }
            ))
            .write(op(1), no_particle, " 없이 ")
            .write(op(0), object_after, " 저장했다."),
        Violation::CauseSkipped => empty
            .text(format!("{} ", topic(who(0))))
            .write(op(1), object_after, " 뒤따르는 쓰기를 이미 보았는데도 ")
            .saw(op(0), object_after, " 읽었다."),
        Violation::Lost { by, last_copy } => lost(empty, by, last_copy, op(0)),
        Violation::SameNumber { table, number } => empty.text(format!(
            "{} {} 각각 {table}에 로우를 추가했는데, 두 로우가 모두 번호 {} 받았다. \
             첫 로우를 기억하는 시스템은 둘째 로우를 첫 로우로 착각한다.",
            and(who(0)),
            subject(who(1)),
            object(number)
        )),
        Violation::TwoLeaders { replicas: (a, b) } => {
            empty.text(format!("{} {} 같은 임기에 둘 다 리더다.", and(a), subject(b)))
        }
        Violation::PositionWentBack { replica } => {
            empty.text(format!("{replica}의 로그가 짧아졌다."))
        }
        Violation::LogsDiffer { position, replicas: (a, b) } => empty
            .text(format!("위치 {position}에서 {a}의 로그에는 "))
            .write(op(0), subject_after, &format!(", {b}의 로그에는 "))
            .write(op(1), subject_after, " 있다."),
        Violation::DifferentEffects { key, replicas: (a, b), values: (one, other) } => {
            let column = |(column, here, there): row::Difference| match column.as_str() {
                "*" => format!("{a} “{here}”, {b} “{there}”"),
                _ => format!("{column}: {a} {here}, {b} {there}"),
            };
            let columns: Vec<_> = row::differences(one, other).into_iter().map(column).collect();
            let who = format!("{} {}", and(a), subject(b));
            empty.text(format!(
                "{who} 같은 쓰기로 {key} 로우를 다르게 만들었다. {}.",
                columns.join(", ")
            ))
        }
        Violation::Differ { key, replicas: (a, b) } => empty.text(format!(
            "오가는 메시지가 없는데도 {} {}의 {key} 값이 서로 다르다.",
            and(a),
            b
        )),
    }
}

/// A lost write: the node that acknowledged it, and the end of its last copy.
fn lost<'a>(
    empty: Sentence<'a>,
    by: NodeId,
    last_copy: Option<LastCopy>,
    write: OperationId,
) -> Sentence<'a> {
    let end = match last_copy {
        Some(LastCopy { replica, at, .. }) => format!(
            "{}에 {} 마지막 복사본을 잃었고, 더 새로운 값을 가진 복제 서버도 없다.",
            time(at.0),
            subject(replica)
        ),
        None => "그러나 이 쓰기나 더 새로운 쓰기를 저장한 복제 서버는 없다.".into(),
    };
    let who = topic(client(write.client));
    match by.client() {
        // The client coordinates for itself.
        Some(_) => empty.text(format!("{who} ")).write(
            write,
            no_particle,
            &format!(" 쓰기에 충분한 응답을 받았다. {end}"),
        ),
        None => empty.text(format!("{who} {by}에서 ")).write(
            write,
            no_particle,
            &format!(" 쓰기에 “ok”를 받았다. {end}"),
        ),
    }
}

/// The value of a write.
fn written(history: &History, write: OperationId) -> Piece {
    let value = history.value_of(write).map_or_else(|| write.to_string(), words::value);
    Piece::Write(write, value)
}

/// The value that a read returned, or the number of siblings.
fn saw(history: &History, read: OperationId) -> Piece {
    if let Some((Outcome::Siblings(n), ..)) = history.operation(read).and_then(|it| it.ended) {
        return Piece::Text(format!("형제 값 {n}개"));
    }
    let found = history.operation(read).and_then(replicarium::check::order::read_of);
    match found.flatten() {
        Some(write) => written(history, write),
        None => Piece::Text("빈 값".into()),
    }
}

/// The value of a write, or of none.
fn value_of(history: &History, write: Option<OperationId>) -> String {
    match write.map(|write| written(history, write)) {
        Some(Piece::Write(_, value) | Piece::Text(value)) => value,
        None => "빈 값".into(),
    }
}

pub fn tried(history: &History, tried: &Tried<OperationId>) -> String {
    let Tried { order, stuck, holds } = tried;
    let whose = |&id: &OperationId| format!("{}의 {}", client(id.client), asked(history, id));
    let read = history.operation(*stuck).and_then(replicarium::check::order::read_of).flatten();
    let (would, did) = (value_of(history, *holds), value_of(history, read));
    let reads =
        format!("{} {} 아니라 {} 돌려준다.", topic(whose(stuck)), subject(did), object(would));
    match order[..] {
        [] => format!("맨 처음이라면 {reads}"),
        _ => {
            let order: Vec<String> = order.iter().map(whose).collect();
            format!("{} 다음이라면 {reads}", order.join(", "))
        }
    }
}

fn asked(history: &History, id: OperationId) -> String {
    match history.operation(id).map(|operation| operation.request) {
        Some(request) => words::request(request),
        None => id.to_string(),
    }
}

pub const fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::AsynchronousFollowers => "비동기식 복제는 이를 약속한 적이 없다",
        Reason::LeadersDoNotAsk => "서로 묻지 않는 리더는 이를 약속한 적이 없다",
        Reason::LastWriteWins => {
            "최종 쓰기 승리는 이를 약속한 적이 없다. 동시 쓰기 둘 중 하나를 버린다"
        }
        Reason::QuorumsDoNotOverlap => "w + r ≤ n이면 이를 약속하지 않는다",
        Reason::ReadDuringWrite => {
            "정족수는 이를 약속한 적이 없다. 읽기는 진행 중인 쓰기를 볼 수 있다"
        }
        Reason::NoCommonOrder => {
            "정족수는 이를 약속한 적이 없다. 쓰기마다 따로 복제 서버에 도착한다"
        }
        Reason::OneReplicaAnswers => {
            "약속한 적이 없다. 읽기는 복제 서버 하나에만 묻고, 그 서버는 뒤처졌을 수 있다"
        }
        Reason::LostInFailover => "복제 서버 과반수가 저장한 뒤에 쓰기를 확인할 때만 약속한다",
        Reason::ChosenByFew => "복제 서버 과반수가 리더를 선출할 때만 약속한다",
        Reason::NotFlushed => "확인하기 전에 플러시하지 않는 로그는 이를 약속한 적이 없다",
        Reason::NoFencing => "임기로 펜싱하지 않으면 이를 약속하지 않는다",
        Reason::SloppyQuorum => {
            "느슨한 정족수는 쓰기를 가진 노드가 w개면 되고, 홈 노드인지는 따지지 않는다"
        }
        Reason::NoRepair => "복구하지 않으면 이를 약속하지 않는다",
        Reason::OtherCentres => {
            "한 데이터센터의 정족수는 다른 데이터센터의 읽기에 아무것도 약속하지 않는다"
        }
        Reason::OwnWriteUnread => {
            "직접 조정하는 클라이언트가 자신이 쓴 값을 읽지 않고 다시 쓰면 앞의 값이 사라진다"
        }
        Reason::DiskLost => "디스크를 잃은 노드가 있어 이제 약속하지 않는다",
        Reason::MembersChanged => "노드가 들어오거나 나가서 이제 약속하지 않는다",
        Reason::EarlierSettings => "설정을 바꾼 뒤에 쓰거나 복구한 것에만 약속한다",
        Reason::ExecutedAgain => {
            "팔로워가 자기 시계와 난수, 자기 로우 순서로 구문을 다시 실행하므로 처음부터 약속하지 않는다"
        }
        Reason::TriggersRunAgain => {
            "리더의 트리거가 이미 실행된 변경에 팔로워의 트리거도 실행하므로 처음부터 약속하지 않는다"
        }
        Reason::OtherFormat => {
            "저장 형식이 다른 노드는 페이지를 적용할 수 없어 처음부터 약속하지 않는다"
        }
        Reason::KeysOnly => {
            "변경 테이블은 로우를 키로 찾는데 키가 없는 테이블도 있어 처음부터 약속하지 않는다"
        }
        Reason::Partitions => {
            "키가 여러 파티션에 나뉘어 있고 각 로그를 아우르는 순서가 없어 처음부터 약속하지 않는다"
        }
        Reason::NotConnected => "어떤 리더에서 다른 리더로 가는 길이 없어 처음부터 약속하지 않는다",
        Reason::WinnersReplaced => {
            "충돌에서 이긴 쓰기를 덮어쓴 쓰기가 진 쓰기에 다시 질 수 있어 처음부터 약속하지 않는다"
        }
        Reason::HandlerDependsOnOrder => {
            "핸들러가 만드는 값이 버전이 도착한 순서에 달려 있어 처음부터 약속하지 않는다"
        }
        Reason::RuleDecides => {
            "동시 쓰기에서는 충돌 해소 규칙이 만든 값만 남으므로 처음부터 약속하지 않는다"
        }
        Reason::NobodyLeads => "리더 선출 방식을 바꾼 뒤로 리더가 없어 지금은 약속하지 않는다",
    }
}

pub fn follows(properties: &[Property]) -> String {
    format!("그래서 이것도 성립하지 않는다: {}", names(properties))
}

pub fn hold(properties: &[Property]) -> String {
    format!("지금까지 {}가지 지켜짐: {}", properties.len(), names(properties))
}

fn names(properties: &[Property]) -> String {
    properties.iter().map(|&it| property(it)).collect::<Vec<_>>().join(", ")
}

pub fn unchecked(number: usize) -> String {
    format!("{number}가지는 아직 검사하지 않음")
}

pub fn all_hold(number: usize, operations: usize) -> String {
    format!("지금까지 끝난 연산 {operations}개로 검사한 보장 {number}가지가 지켜진다.")
}

pub fn broken(it: Property, promise: Promise) -> String {
    let name = property(it);
    match promise {
        Promise::Made(_) => format!("{name}: 약속했으나 깨졌다."),
        Promise::Never(why, _) => format!("{name}: 성립하지 않는다. {}.", reason(why)),
    }
}

pub fn evidence(place: usize, all: usize) -> String {
    format!("증거 {place}/{all}")
}
