//! Settings of the protocols: names, explanations, and values in words.

use super::{timeline::setting, words};
use replicarium::{
    id::NodeId,
    knob::{Knob as AnyKnob, KnobValue, Takes, Typed},
    mode,
    protocol::{
        leaderless::{self, Bootstrap, Conflict, Handoff, Merge, ReadRepair},
        multi_leader,
        single_leader::{
            Behind, Blocked, Failover, Fencing, Knob, Promotion, Recording, Replication, Stage,
            Tail, Triggers, Writing,
        },
    },
    sim::Setting,
    store::{
        record::{Format, Functions},
        share::PartitionBy,
        table::Selection,
    },
    view::Role,
};

const A_PART: &str = "키의 일부를 저장하는 노드. 리더와 로그가 따로 있다";
const HEARTBEAT: Name = ("하트비트", "리더가 로그의 끝 위치를 다른 노드에 알리는 주기");

/// The name of a setting, and its explanation.
type Name = (&'static str, &'static str);

pub fn knob(knob: AnyKnob) -> &'static str {
    named(knob).0
}

pub fn knob_means(knob: AnyKnob) -> &'static str {
    named(knob).1
}

fn named(knob: AnyKnob) -> Name {
    match mode::Knob::of(knob) {
        Some(mode::Knob::SingleLeader(knob)) => of_single_leader(knob),
        Some(mode::Knob::MultiLeader(knob)) => of_multi_leader(knob),
        Some(mode::Knob::Leaderless(knob)) => of_leaderless(knob),
        None => (knob.name(), ""),
    }
}

const fn of_single_leader(knob: Knob) -> Name {
    match knob {
        Knob::Heartbeat => HEARTBEAT,
        Knob::Replication => {
            ("쓰기를 확인하기 전에 기다릴 곳", "쓰기를 확인하기 전에 그 쓰기를 가져야 하는 팔로워")
        }
        Knob::Synchronous => ("동기식 팔로워(고르지 않으면 모두)", "쓰기가 기다리는 팔로워"),
        Knob::SynchronousCount => ("동기식 팔로워 수", "쓰기가 기다리는 팔로워의 수"),
        Knob::AcknowledgeAfter => {
            ("팔로워가 항목을 확인하는 때", "팔로워가 확인 응답을 보내기 전에 항목에 하는 일")
        }
        Knob::SynchronousPatience => (
            "동기식 팔로워를 기다리는 시간",
            "리더가 팔로워를 바꾸거나 혼자 계속하기 전까지 쓰기가 동기식 팔로워를 기다리는 시간",
        ),
        Knob::Blocked => (
            "동기식 팔로워가 모두 응답하지 않으면",
            "기다리는 리더는 아무것도 확인하지 않는다. 혼자 계속하는 리더는 쓰기를 잃을 수 있다",
        ),
        Knob::Flush => (
            "디스크 플러시",
            "노드가 로그를 디스크에 내리는 주기. 죽으면 메모리에만 있던 것을 잃는다",
        ),
        Knob::Apply => {
            ("팔로워가 항목을 적용하는 때", "읽는 클라이언트에 항목이 보이기까지의 지연")
        }
        Knob::Retain => {
            ("로그에 남기는 항목", "더 오래된 항목이 필요한 팔로워는 대신 스냅숏을 받는다")
        }
        Knob::Chunk => ("스냅숏 조각의 로우 수", "스냅숏은 이 크기의 조각으로 나뉘어 간다"),
        Knob::Failover => ("새 리더를 정하는 방법", "다음 리더를 누가 정하는가"),
        Knob::Suspect => {
            ("리더를 의심하기까지의 시간", "하트비트가 이 시간 동안 없으면 리더를 의심한다")
        }
        Knob::Monitors => ("감시 노드", "데이터 없이 복제 서버를 지켜보는 노드"),
        Knob::SentinelQuorum => (
            "리더가 죽었다고 봐야 하는 센티널 수",
            "이만큼의 센티널이 리더가 죽었다고 봐야 그중 하나가 나선다",
        ),
        Knob::Fencing => ("옛 리더 펜싱", "교체된 리더가 해를 끼치지 못하게 막는 방법"),
        Knob::Promotion => {
            ("새 리더가 시작하는 때", "옛 리더가 꺼졌다고 전원 스위치가 확인할 때까지 기다리는가")
        }
        Knob::Tail => ("옛 리더만 가진 쓰기", "새 리더에 없는 항목을 처리하는 방법"),
        Knob::Log => ("복제 로그", "구문에서 무엇을 전달하는가"),
        Knob::Functions => ("NOW(), RAND(), UUID()", "구문 로그가 이 함수를 처리하는 방법"),
        Knob::ReplicaTriggers => ("팔로워의 트리거", "로우로 받은 변경 뒤에 실행하는가"),
        Knob::FormatTwo => ("저장 형식 2", "다음에 시작할 때부터 이 형식을 쓰는 노드"),
        Knob::Behind => (
            "복제 서버가 뒤처진 읽기",
            "복제 서버가 아직 적용하지 않은 위치를 요구하는 읽기를 어떻게 처리하는가",
        ),
        Knob::PartitionTwo => ("두 번째 파티션", A_PART),
        Knob::PartitionThree => ("세 번째 파티션", A_PART),
        Knob::PartitionFour => ("네 번째 파티션", A_PART),
        Knob::PartitionBy => ("키의 파티션을 정하는 것", "키의 어느 부분으로 파티션을 정하는가"),
        Knob::Outside => ("복제 밖의 저장소", "캐시처럼 복제에 참여하지 않는 저장소"),
        Knob::Consumers => {
            ("소비자", "검색 색인처럼 클러스터 밖에서 데이터베이스를 따라가는 저장소")
        }
        Knob::ConsumerPoll => {
            ("소비자가 변경을 묻는 간격", "길수록 더 뒤처지고, 리더의 일은 줄어든다")
        }
        Knob::ConsumerBatch => {
            ("응답 하나에 담는 항목", "소비자가 한 번에 받는 항목이나 변경 테이블 로우의 수")
        }
        Knob::ConsumerWork => {
            ("소비자가 응답을 적용하는 시간", "적용하는 데, 그리고 위치를 기록하는 데 걸리는 시간")
        }
        Knob::ConsumerTakes => (
            "소비자가 받는 것",
            "받을 로우와 열을 정하는 SELECT. 예: SELECT name FROM users WHERE age > 17",
        ),
        Knob::ConsumerWrites => ("받은 로우 처리", "소비자가 받은 로우로 하는 일"),
        Knob::ConsumerRecords => (
            "위치를 기록하는 때",
            "그 사이에 죽으면 변경을 두 번 적용하거나 한 번도 적용하지 않는다",
        ),
    }
}

const fn of_multi_leader(knob: multi_leader::Knob) -> Name {
    use multi_leader::Knob;
    match knob {
        Knob::Heartbeat => HEARTBEAT,
        Knob::Topology => ("복제 토폴로지", "어느 리더가 어느 리더에 로그를 보내는가"),
        Knob::PeerLinks => ("리더 사이의 링크", "리더는 이 링크를 따라 로그를 보낸다"),
        Knob::Leaders => {
            ("리더(고르지 않으면 모두)", "쓰기를 받는 노드. 나머지는 차례로 리더를 따른다")
        }
        Knob::Rerouting => {
            ("다음 리더가 응답하지 않으면", "그 리더를 거쳐 가야 하는 쓰기를 어떻게 하는가")
        }
        Knob::Silence => {
            ("이웃을 의심하기까지의 시간", "이웃의 메시지가 이 시간 동안 없으면 의심한다")
        }
        Knob::Delivery => {
            ("도착한 쓰기를 적용하는 때", "원인이 되는 쓰기보다 먼저 적용할 수 있는가")
        }
        Knob::Resolution => ("동시 쓰기", "서로 모르고 한 쓰기 둘의 충돌을 해소하는 방법"),
        Knob::Handler => (
            "충돌 핸들러",
            "newest, oldest, max, min, sum, union, intersection, concat(\", \"), prefer(B), highest-replica 중 하나",
        ),
        Knob::HandlerAfter => (
            "핸들러를 실행하는 때",
            "읽을 때마다, 또는 충돌하고 얼마 뒤. 뒤에 실행하면 만든 값을 쓴다",
        ),
        Knob::Ships => ("CRDT가 보내는 것", "상태 전체, 또는 받는 쪽에 없을 수 있는 것만"),
        Knob::Detection => {
            ("충돌을 감지하는 때", "먼저 감지하는 리더는 쓰기마다 다른 리더 모두에 묻는다")
        }
        Knob::Homes => ("키의 홈 리더", "충돌하지 않도록 키의 쓰기를 혼자 받는 리더"),
        Knob::Numbering => ("로우 번호", "두 리더가 두 로우에 같은 번호를 줄 수 있는가"),
        Knob::Sequence => {
            ("병합하는 문서의 새 글자", "같은 자리에 동시에 입력한 낱말이 그대로 남는가, 섞이는가")
        }
    }
}

const fn of_leaderless(knob: leaderless::Knob) -> Name {
    use leaderless::Knob;
    match knob {
        Knob::Replicas => ("키를 가지는 복제 서버", "정족수의 n"),
        Knob::WriteQuorum => ("쓰기가 기다리는 응답", "정족수의 w"),
        Knob::ReadQuorum => ("읽기가 기다리는 응답", "정족수의 r"),
        Knob::Patience => (
            "코디네이터가 응답을 기다리는 시간",
            "코디네이터가 응답한 복제 서버가 부족하다고 알리기까지 기다리는 시간",
        ),
        Knob::ReadRepair => {
            ("읽기 복구", "오래된 값으로 응답한 복제 서버에 읽기가 최신 값을 보내는가")
        }
        Knob::Handoff => {
            ("암시된 핸드오프", "응답하지 않는 홈 노드 대신 다른 노드가 쓰기를 보관하는가")
        }
        Knob::HandoffAfter => (
            "다른 노드가 대신 맡기까지의 시간",
            "홈 노드가 이 시간 동안 응답하지 않으면 다른 노드가 대신 맡는다",
        ),
        Knob::HintWindow => {
            ("새 힌트를 맡는 기간", "홈 노드가 이보다 오래 답하지 않으면 새 힌트를 맡지 않는다")
        }
        Knob::Conflict => ("동시 쓰기", "서로 모르고 한 쓰기 둘의 충돌을 해소하는 방법"),
        Knob::Merge => ("장바구니 병합", "클라이언트가 형제 값인 장바구니를 병합하는 방법"),
        Knob::AntiEntropy => {
            ("안티 엔트로피", "복제 서버가 자기 머클 트리를 다른 복제 서버의 것과 비교하는 주기")
        }
        Knob::Grace => ("툼스톤 유예 기간", "복제 서버가 키의 삭제를 기억하는 기간"),
        Knob::Centres => {
            ("데이터센터 수(각각 복제 서버 n개)", "노드는 차례로 데이터센터에 들어간다")
        }
        Knob::Bootstrap => (
            "새 홈 노드의 로우 받기",
            "키의 홈 노드가 된 노드가 그 키의 로우를 다 받은 뒤에 읽기에 답하는지",
        ),
    }
}

/// The value of a setting in words: `w = 2`, `200 ms마다`, `복제 서버의 투표`.
pub fn knob_value(knob: AnyKnob, value: KnobValue) -> String {
    let text = match mode::Knob::of(knob) {
        Some(mode::Knob::SingleLeader(knob)) => in_single_leader(knob, value),
        Some(mode::Knob::MultiLeader(knob)) => in_multi_leader(knob, value),
        Some(mode::Knob::Leaderless(knob)) => in_leaderless(knob, value),
        None => None,
    };
    text.unwrap_or_else(|| match value {
        KnobValue::Nodes(nodes) if nodes.is_empty() => "없음".into(),
        KnobValue::Number(_)
        | KnobValue::Word(_)
        | KnobValue::Nodes(_)
        | KnobValue::Links(_)
        | KnobValue::Select(_) => value.to_string(),
        KnobValue::Handler(handler) => handler.to_string(),
    })
}

fn number(value: KnobValue, say: impl FnOnce(u32) -> String) -> Option<String> {
    u32::read(value).map(say)
}

fn word<T: Typed>(value: KnobValue, say: impl FnOnce(T) -> &'static str) -> Option<String> {
    T::read(value).map(|word| say(word).to_owned())
}

fn every(ms: u32) -> String {
    format!("{ms} ms마다")
}

fn ms(ms: u32) -> String {
    format!("{ms} ms")
}

/// A number for which 0 has a meaning of its own.
fn unless_zero(zero: &'static str, say: fn(u32) -> String) -> impl FnOnce(u32) -> String {
    move |number| if number == 0 { zero.to_owned() } else { say(number) }
}

fn in_single_leader(knob: Knob, value: KnobValue) -> Option<String> {
    match knob {
        Knob::Heartbeat => number(value, every),
        Knob::Replication => word(value, |replication| match replication {
            Replication::Asynchronous => "없음: 비동기식",
            Replication::SemiSynchronous => "팔로워 몇 개: 반동기식",
            Replication::Synchronous => "정해진 팔로워: 동기식",
            Replication::Majority => "과반수",
        }),
        Knob::AcknowledgeAfter => word(value, |stage| match stage {
            Stage::Received => "받은 때",
            Stage::Stored => "디스크에 저장한 때",
            Stage::Applied => "적용해서 읽을 수 있는 때",
        }),
        Knob::Blocked => word(value, |blocked| match blocked {
            Blocked::Waits => "리더가 기다림",
            Blocked::GoesOn => "리더가 혼자 계속함",
        }),
        Knob::Failover => word(value, |failover| match failover {
            Failover::Manual => "사람이 지정",
            Failover::Election => "복제 서버의 투표",
            Failover::Controller => "제어 노드",
            Failover::Sentinel => "센티널",
        }),
        Knob::Fencing => word(value, |fencing| match fencing {
            Fencing::Nothing => "없음",
            Fencing::Term => "임기: 옛 임기를 거절",
            Fencing::SwitchOff => "전원 끄기",
            Fencing::SwitchOffEachOther => "서로 전원 끄기",
        }),
        Knob::Promotion => word(value, |promotion| match promotion {
            Promotion::AfterSwitchOff => "옛 리더가 꺼진 뒤",
            Promotion::AtOnce => "바로",
        }),
        Knob::Tail => word(value, |tail| match tail {
            Tail::Discard => "폐기",
            Tail::Keep => "따로 보관",
        }),
        Knob::Log => word(value, |log| match log {
            Format::Statement => "구문",
            Format::Wal => "페이지의 바이트(WAL)",
            Format::Row => "로우",
            Format::Trigger => "트리거가 쓰는 변경 테이블",
        }),
        Knob::Functions => word(value, |functions| match functions {
            Functions::AsWritten => "다시 실행",
            Functions::Context => "시계와 시드를 함께 전달",
            Functions::Values => "리더가 값으로 바꿈",
            Functions::Mixed => "안전하지 않으면 로우로",
        }),
        Knob::PartitionBy => word(value, |by| match by {
            PartitionBy::Key => "키 전체",
            PartitionBy::Prefix => "콜론 앞부분",
        }),
        Knob::Behind => word(value, |behind| match behind {
            Behind::Waits => "적용할 때까지 기다림",
            Behind::Refuses => "거절, 다음 복제 서버에 물음",
        }),
        Knob::ReplicaTriggers => word(value, |triggers| match triggers {
            Triggers::Skip => "실행 안 함",
            Triggers::Run => "실행",
        }),
        Knob::Flush => number(value, unless_zero("항목마다", every)),
        Knob::Apply => number(value, unless_zero("바로", |ms| format!("{ms} ms 뒤"))),
        Knob::Retain => number(value, unless_zero("모두", |entries| format!("{entries}개"))),
        Knob::SynchronousPatience | Knob::Suspect | Knob::ConsumerWork => number(value, ms),
        Knob::ConsumerPoll => number(value, every),
        Knob::ConsumerWrites => word(value, |writes| match writes {
            Writing::Upsert => "키가 같은 로우를 바꿈",
            Writing::Append => "추가함",
        }),
        Knob::ConsumerRecords => word(value, |recording| match recording {
            Recording::After => "적용한 뒤: 적어도 한 번",
            Recording::Before => "적용하기 전: 많아야 한 번",
            Recording::Together => "로우와 함께: 정확히 한 번",
        }),
        Knob::SynchronousCount | Knob::Chunk | Knob::SentinelQuorum | Knob::ConsumerBatch => {
            number(value, |count| format!("{count}개"))
        }
        Knob::ConsumerTakes => (value == Selection::ALL.value()).then(|| "전부".to_owned()),
        Knob::Synchronous
        | Knob::Monitors
        | Knob::FormatTwo
        | Knob::PartitionTwo
        | Knob::PartitionThree
        | Knob::PartitionFour
        | Knob::Outside
        | Knob::Consumers => None,
    }
}

fn in_multi_leader(knob: multi_leader::Knob, value: KnobValue) -> Option<String> {
    use multi_leader::{
        Delivery, Detection, Homes, Knob, Numbering, Placing, Rerouting, Resolution, Ships,
        Topology,
    };
    match knob {
        Knob::Heartbeat => number(value, every),
        Knob::Silence => number(value, ms),
        Knob::HandlerAfter => {
            number(value, unless_zero("읽을 때마다", |ms| format!("충돌하고 {ms} ms 뒤")))
        }
        Knob::Topology => word(value, |topology| match topology {
            Topology::AllToAll => "전체 연결",
            Topology::Circular => "원형",
            Topology::Star => "별 모양: 첫 리더가 허브",
            Topology::Tree => "트리: 첫 리더가 루트",
            Topology::Links => "직접 그림",
        }),
        Knob::Rerouting => word(value, |rerouting| match rerouting {
            Rerouting::ByHand => "기다림",
            Rerouting::Found => "우회함",
        }),
        Knob::Delivery => word(value, |delivery| match delivery {
            Delivery::AsReceived => "바로",
            Delivery::Causal => "원인이 되는 쓰기 뒤에",
        }),
        Knob::Resolution => word(value, |resolution| match resolution {
            Resolution::LastWrite => "최종 쓰기 승리",
            Resolution::HighestReplica => "이름이 가장 뒤인 복제 서버 승리",
            Resolution::Siblings => "둘 다 남겨 읽을 때 반환",
            Resolution::Handler => "핸들러가 값 하나를 만듦",
            Resolution::Merge => "병합되는 타입(CRDT)",
        }),
        Knob::Ships => word(value, |ships| match ships {
            Ships::State => "상태 전체",
            Ships::Delta => "바뀐 부분: 델타",
            Ships::Operations => "연산",
        }),
        Knob::Detection => word(value, |detection| match detection {
            Detection::Asynchronous => "쓰기가 성공한 뒤",
            Detection::Synchronous => "성공하기 전, 모든 리더에서",
        }),
        Knob::Homes => word(value, |homes| match homes {
            Homes::Off => "없음: 아무 리더나",
            Homes::Fixed => "항상 같은 리더",
            Homes::Move => "응답하지 않으면 다음 리더",
        }),
        Knob::Numbering => word(value, |numbering| match numbering {
            Numbering::Plain => "각자 다음 번호",
            Numbering::Interleaved => "리더마다 시작 값과 간격",
        }),
        Knob::Sequence => word(value, |placing| match placing {
            Placing::Fugue => "이웃 글자에 매달림: Fugue",
            Placing::Logoot => "두 글자 사이의 위치: Logoot",
        }),
        Knob::PeerLinks | Knob::Leaders | Knob::Handler => None,
    }
}

fn in_leaderless(knob: leaderless::Knob, value: KnobValue) -> Option<String> {
    use leaderless::Knob;
    match knob {
        Knob::Replicas => number(value, |n| format!("n = {n}")),
        Knob::WriteQuorum => number(value, |w| format!("w = {w}")),
        Knob::ReadQuorum => number(value, |r| format!("r = {r}")),
        Knob::Patience | Knob::HandoffAfter | Knob::HintWindow => number(value, ms),
        Knob::ReadRepair => word(value, |repair| match repair {
            ReadRepair::Off => "끔",
            ReadRepair::Asynchronous => "응답 후",
            ReadRepair::Blocking => "응답 전",
        }),
        Knob::Handoff => word(value, |handoff| match handoff {
            Handoff::Off => "끔",
            Handoff::Hints => "코디네이터가 힌트를 보관",
            Handoff::Sloppy => "응답으로도 셈(느슨한 정족수)",
        }),
        Knob::Conflict => word(value, |conflict| match conflict {
            Conflict::LastWriteWins => "최종 쓰기 승리",
            Conflict::VersionVector => "둘 다 유지: 버전 벡터 하나",
            Conflict::Dotted => "둘 다 유지: 값마다 닷(dot)",
        }),
        Knob::Merge => word(value, |merge| match merge {
            Merge::Union => "모든 물건 유지",
            Merge::Tombstones => "뺀 물건은 제외",
        }),
        Knob::AntiEntropy => number(value, unless_zero("끔", every)),
        Knob::Grace => number(value, unless_zero("영원히", ms)),
        Knob::Bootstrap => word(value, |bootstrap| match bootstrap {
            Bootstrap::On => "받은 뒤에 읽기에 답함",
            Bootstrap::Off => "받지 않고 바로 답함",
        }),
        Knob::Centres => number(value, |count| format!("{count}개")),
    }
}

/// What a setting takes: `1부터 3까지 쓸 수 있다.`
pub fn takes(takes: Takes) -> String {
    match takes {
        Takes::Numbers { low, high } => format!("{low}부터 {high}까지 쓸 수 있다."),
        Takes::Words(_) => "목록에 있는 값만 쓸 수 있다.".into(),
        Takes::Nodes { among } => format!("고를 수 있는 노드: {among}"),
        Takes::Links { among } => format!("링크를 고를 수 있는 노드: {among}"),
        Takes::Select => "한 테이블의 열을 읽는 SELECT만 쓸 수 있다.".into(),
        Takes::Handler => "newest, max, concat(\", \") 같은 충돌 핸들러만 쓸 수 있다.".into(),
    }
}

/// A setting as a button offers it.
pub fn set(setting: Setting) -> String {
    format!("“{}” 설정하기", self::setting(setting))
}

pub fn join(node: NodeId) -> String {
    format!("복제 서버 {node} 추가")
}

pub fn join_as(role: Role, node: NodeId) -> String {
    match role {
        Role::Outside => format!("저장소 {node} 추가"),
        Role::Leader
        | Role::Follower
        | Role::Replica
        | Role::Candidate
        | Role::Controller
        | Role::Consumer
        | Role::Sentinel => format!("{} {node} 추가", words::role(role)),
    }
}
