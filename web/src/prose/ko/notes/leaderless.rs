//! Notes of leaderless replicas and coordinators.

use super::{
    super::{
        particles::{and, object, subject, to as toward, topic},
        words,
        writes::{value, whose, write},
    },
    sent_on,
};
use crate::prose::StepContext;
use replicarium::{id::NodeId, protocol::leaderless::Note};

/// The data centre whose answers count, if there are several.
fn near(cx: &StepContext, who: NodeId) -> String {
    let place = words::centre(cx.world.ring.as_ref(), who);
    place.map_or_else(String::new, |place| format!("{place}의 "))
}

pub fn noted(cx: &StepContext, who: NodeId, note: Note) -> String {
    let node = words::node(who);
    match note {
        Note::Stored { write: id, key } => format!(
            "{} {key}에 {} {}",
            subject(node),
            object(value(cx, id)),
            sent_on(cx, "저장했다", "저장하고")
        ),
        Note::KeptNewer { key, kept, ignored } => format!(
            "{} {} 버렸다. 타임스탬프로는 {} 더 새로운 {key} 값이다.",
            subject(node),
            object(value(cx, ignored)),
            subject(value(cx, kept))
        ),
        Note::Answer { operation, answers, needed } => format!(
            "{} {}에 필요한 {}응답 {needed}개 가운데 {answers}개를 받았다.",
            subject(node),
            whose(cx, operation),
            near(cx, who)
        ),
        Note::Enough { operation, answers } => format!(
            "{} {}응답 {answers}개를 받았다. {}에 충분하므로 클라이언트에 알린다.",
            subject(node),
            near(cx, who),
            whose(cx, operation)
        ),
        Note::TooFew { operation, answers, needed } => format!(
            "{} {} 포기했다. 복제 서버 {needed}개 가운데 {answers}개만 응답했다.",
            subject(node),
            object(whose(cx, operation))
        ),
        Note::Named { write: id, key, siblings: 1, .. } => {
            format!("{} {key}에 {} 저장했다.", subject(node), object(value(cx, id)))
        }
        Note::Named { write: id, key, siblings, .. }
        | Note::Siblings { write: id, key, siblings } => format!(
            "{} {key}에 {} 저장했다. 클라이언트가 보지 못한 값이 있어서 형제 값이 {siblings}개가 된다.",
            subject(node),
            object(value(cx, id))
        ),
        Note::Forwarded { write: id, to } => format!(
            "{} 이 키의 홈 노드가 아니다. {} {} 전달한다.",
            topic(node),
            object(write(cx, id)),
            toward(to)
        ),
        Note::Differ { peer, parts, of } => format!(
            "{} {} 해시를 비교했다. {of}개 가운데 {parts}개가 다르다.",
            subject(node),
            and(peer)
        ),
        Note::Swept { key, .. } => {
            format!("{} {key}의 툼스톤을 지웠다. 유예 기간이 끝났다.", subject(node))
        }
        Note::Repairs { replica, write: id, .. } => format!(
            "{} {} 뒤처진 것을 보고 {} 보낸다.",
            topic(node),
            subject(replica),
            object(value(cx, id))
        ),
        Note::StandsIn { operation, home, by } => format!(
            "{} {}에 대해 {node}에 응답하지 않는다. {} 대신 맡는다.",
            subject(home),
            whose(cx, operation),
            subject(by)
        ),
        Note::Hinted { write: id, home } => format!(
            "{} {} 대신 {} 보관한다. {} 돌아오면 넘긴다.",
            subject(node),
            home,
            object(write(cx, id)),
            subject(home)
        ),
        Note::HandedOff { write: id, home } => format!(
            "{} 이제 {} 가졌다. {} 힌트를 지운다.",
            subject(home),
            object(write(cx, id)),
            topic(node)
        ),
        Note::HintRedirected { write: id, home } => format!(
            "{} 이제 이 키의 복제본이 아니다. {} {} 다른 노드에 넘긴다.",
            topic(home),
            subject(node),
            object(write(cx, id))
        ),
        Note::NoHint { write: id, home } => format!(
            "{} 너무 오래 답하지 않았다. {} {} 힌트로 맡지 않는다.",
            subject(home),
            topic(node),
            object(write(cx, id))
        ),
        Note::AsksForRows { from } => format!(
            "{} 키의 새 홈 노드가 되었다. {}에 로우를 요청하고, 다 받은 뒤에 그 키의 읽기에 답한다.",
            subject(node),
            words::list(&from.iter().collect::<Vec<_>>())
        ),
        Note::RowsCame { peer, rows, left: 0 } => {
            format!("{} {peer}에서 로우 {rows}개를 받았다. 이제 다 받았다.", subject(node))
        }
        Note::RowsCame { peer, rows, left } => {
            format!("{} {peer}에서 로우 {rows}개를 받았다. 노드 {left}개가 남았다.", subject(node))
        }
        Note::SomeRowsCame { peer, rows, left } => format!(
            "{} {peer}에서 로우 {rows}개를 받았다. {peer}도 로우를 기다리는 중이므로 나중에 다시 묻는다. 노드 {left}개가 남았다.",
            subject(node)
        ),
        Note::NoHome { operation, key } => format!(
            "{} 이제 {key}의 홈이 아니므로 {}에 답하지 않는다.",
            topic(node),
            whose(cx, operation)
        ),
        Note::ReadWaits { operation, key } => {
            format!("{} {key}의 로우를 받은 뒤에 {}에 답한다.", topic(node), whose(cx, operation))
        }
        Note::OldVersions { rows } => format!(
            "{} 이전 규칙으로 저장한 로우 {rows}개를 다시 쓰거나 병합할 때까지 그대로 둔다.",
            subject(node)
        ),
        Note::Recovered { .. } => {
            format!("{} 디스크에 있던 것으로 다시 시작했다.", subject(node))
        }
    }
}
