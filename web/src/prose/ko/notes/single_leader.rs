//! Notes of single-leader clusters.

use super::super::{
    lead::stop_reason,
    particles::{object, subject, topic},
    words::client,
    writes::{whose, write},
};
use crate::prose::StepContext;
use replicarium::{id::NodeId, protocol::single_leader::Note};

pub fn noted(cx: &StepContext, node: NodeId, note: Note) -> String {
    match note {
        Note::NotLeader { operation, leader: None } => format!(
            "{} {} 거절했다. 쓰기는 리더만 받는데, 아는 리더가 없다.",
            subject(node),
            object(whose(cx, operation))
        ),
        Note::NotLeader { operation, leader: Some(leader) } => format!(
            "{} {} 거절했다. 쓰기는 리더 {leader}만 받는다.",
            subject(node),
            object(whose(cx, operation))
        ),
        Note::CaughtUp { peer, position } => format!(
            "{} {} 위치 {position}까지 모두 적용한 것을 알았다.",
            topic(node),
            subject(peer)
        ),
        Note::SynchronousNow { peer, instead } => format!(
            "{} 느리거나 죽었다. {} 대신 {} 동기식 팔로워로 삼는다.",
            subject(instead),
            topic(node),
            object(peer)
        ),
        Note::GoesOnAlone => {
            format!("{node}에 동기식 팔로워가 남지 않았다. 이제 혼자서 쓰기를 확인한다.")
        }
        Note::Begins { operation } => {
            format!("{} {}의 트랜잭션을 시작한다.", subject(node), client(operation.client))
        }
        Note::Executes { operation, .. } => format!(
            "{} 열린 트랜잭션에서 {} 실행했다. 다른 클라이언트는 아직 보지 못한다.",
            subject(node),
            object(whose(cx, operation))
        ),
        Note::RollsBack { begun } => format!(
            "{} {}의 트랜잭션을 롤백한다. 그 가운데 일어난 것은 없다.",
            subject(node),
            client(begun.client)
        ),
        Note::StatementFails { operation } => {
            format!("{} {}의 구문을 실행할 수 없다.", topic(node), client(operation.client))
        }
        Note::Stops { position, stop } => {
            let why = stop_reason(stop);
            format!("{} 위치 {position} 앞에서 멈춘다. {why}.", subject(node))
        }
        Note::Upgraded { format } => {
            format!("{} 이제 페이지를 형식 {format}로 저장한다.", subject(node))
        }
        Note::ReadWaits { operation, position, applied } => format!(
            "{} 로그를 {applied}까지 적용했다. {}의 읽기는 위치 {position}까지 기다린다.",
            topic(node),
            client(operation.client),
        ),
        Note::ReadRefused { operation, position, applied } => format!(
            "{} 로그를 {applied}까지만 적용해서, 위치 {position}을 요구하는 {}의 읽기를 거절한다.",
            topic(node),
            client(operation.client),
        ),
        Note::Queried { by, rows } => {
            format!("{} {by}의 질의에 변경 테이블의 로우 {rows}개로 답한다.", subject(node))
        }
        Note::Read { changes, position } => {
            format!("{} 위치 {position}까지 변경 {changes}개를 읽었다.", subject(node))
        }
        Note::Took { changes, position } => {
            format!("{} 위치 {position}까지 변경 {changes}개를 적용했다.", subject(node))
        }
        Note::RecordsPosition { position } => {
            format!("{} 위치 {position}까지 왔다고 기록한다.", subject(node))
        }
        Note::GoesOnAfter { position } => {
            format!("{} 마지막으로 기록한 위치 {position} 다음부터 이어 간다.", topic(node))
        }
        Note::NotConsistent => {
            format!("{} 아직 데이터를 다 받지 못해서, 다 받을 때까지 거절한다.", topic(node))
        }
        Note::Admits { peer } => format!(
            "{} 디스크를 잃은 뒤 다시 따라잡았다. {} 이제 {} 다시 센다.",
            topic(peer),
            subject(node),
            object(peer)
        ),
        Note::CountsAgain => format!(
            "{} 디스크를 잃은 뒤 다시 따라잡았다. 이제 투표하고 응답으로 세어진다.",
            topic(node)
        ),
        Note::GivesUp { peer } => {
            format!("{} 느리거나 죽었다. {} 더는 기다리지 않는다.", subject(peer), topic(node))
        }
        Note::WaitsAgain { peer } => {
            format!("{} 따라잡았다. {} 다시 {} 기다린다.", subject(peer), topic(node), object(peer))
        }
        Note::Flushed { position } => {
            format!("{} 로그를 플러시했다. 위치 {position}까지 디스크에 있다.", subject(node))
        }
        Note::Shortened { kept } => {
            format!("{} 로그의 오래된 항목을 버렸다. {kept}개가 남았다.", subject(node))
        }
        Note::SnapshotBegun { peer, position } => {
            format!("{} 위치 {position}의 스냅숏을 만들어 {peer}에 보내기 시작한다.", subject(node))
        }
        Note::SnapshotPiece { piece, of } => {
            let part = object(format!("{piece}/{of}"));
            format!("{} 스냅숏 조각 {part} 받았다.", subject(node))
        }
        Note::SnapshotInstalled { position } => format!(
            "{} 위치 {position}까지의 스냅숏을 모두 받았다. 그 뒤의 항목을 요청한다.",
            subject(node)
        ),
        Note::Diverges { after } => {
            format!("{node}의 로그가 리더의 로그와 다르다. 위치 {after} 뒤의 항목을 요청한다.")
        }
        Note::Discarded { write: id, position, kept: true } => format!(
            "새 리더에는 {} 없다. {} 로그의 위치 {position}에서 이 항목을 빼내 따로 보관한다.",
            subject(write(cx, id)),
            topic(node)
        ),
        Note::Discarded { write: id, position, kept: false } => format!(
            "새 리더에는 {} 없다. {} 로그의 위치 {position}에 있던 이 항목을 버린다.",
            subject(write(cx, id)),
            topic(node)
        ),
        Note::RefusedOld { from, term } => format!(
            "{} {from}의 메시지를 거절했다. {} 아직 임기 {term}의 리더로 행동하지만, 그 임기는 끝났다.",
            subject(node),
            topic(from)
        ),
        Note::Suspects { node: leader } => format!(
            "{} 리더 {} 죽었다고 의심한다. 하트비트가 끊겼다.",
            topic(node),
            subject(leader)
        ),
        Note::AgreedDown { node: leader, sentinels } => format!(
            "센티널 {sentinels}개가 {} 죽었다고 본다. {} 나서기에 충분한 수다.",
            subject(leader),
            subject(node)
        ),
        Note::Stands { term } => format!("{} 임기 {term}의 선출에 나선다.", subject(node)),
        Note::Voted { candidate, term, granted: true } => {
            format!("{} 임기 {term}의 선출에서 {candidate}에 투표한다.", subject(node))
        }
        Note::Voted { candidate, term, granted: false } => {
            format!("{} 임기 {term}의 선출에서 {candidate}에 투표하지 않는다.", topic(node))
        }
        Note::Votes { votes, needed } => {
            format!("{} 필요한 {needed}표 가운데 {votes}표를 얻었다.", subject(node))
        }
        Note::Chose { successor, position } => format!(
            "{} 새 리더로 {} 골랐다. 응답한 복제 서버 가운데 로그가 위치 {position}까지로 가장 길다.",
            subject(node),
            object(successor)
        ),
        Note::Leads { term } => format!("{} 임기 {term}의 리더가 된다.", subject(node)),
        Note::StepsDown { term } => format!(
            "{} 더 새로운 임기 {} 알게 되었다. 리더에서 물러나 팔로워가 된다.",
            subject(node),
            object(term)
        ),
        Note::Leaving => format!(
            "{} 쓰기를 더 받지 않는다. 팔로워 하나가 모든 항목을 갖추면 멈춘다.",
            topic(node)
        ),
        Note::HandsOver { to } => {
            format!("{} 모든 항목을 갖춘 {to}에 리더 자리를 넘긴다.", subject(node))
        }
        Note::LeadsOn => {
            format!("제때 자리를 넘겨받은 노드가 없다. {} 계속 리더를 맡는다.", subject(node))
        }
        Note::Repoints { node: old, leader } => format!(
            "{} 아직 리더로 행동한다. {} {} 따르라고 알린다.",
            subject(old),
            subject(node),
            object(leader)
        ),
        Note::SwitchesOff { node: old } => format!("{} {old}의 전원을 끈다.", subject(node)),
        Note::WaitsUntilOff { nodes } => format!(
            "{} 리더가 되기 전에 {} 꺼졌다는 확인을 기다린다.",
            subject(node),
            subject(nodes)
        ),
        Note::KnowsOff { node: off } => {
            format!("{} 꺼졌다는 확인이 {node}에 도착한다.", subject(off))
        }
        Note::NotConfirmed { node: old } => format!(
            "{} 꺼졌다는 확인이 오지 않는다. {} 다시 끄라고 명령한다.",
            subject(old),
            subject(node)
        ),
    }
}
