//! Leadership: the log, terms, votes, suspicions and write gaps.

use super::{
    particles::{object, subject, topic},
    words::{client, list, time},
};
use crate::prose::LeaderFact;
use replicarium::{
    check::availability::Gap,
    id::{NodeId, Term},
    store::record::Stop,
    time::Instant,
    view::{FollowerProgress, Leadership, PeerProgress, ReplicaView, Shipped},
};

pub fn log_extent(replica: &ReplicaView) -> Option<String> {
    let Some(marks) = replica.marks() else {
        let last = replica.log.last()?;
        return Some(format!("로그는 위치 {}까지 있다.", last.position));
    };
    let end = replica.end();
    let mut text = match (replica.log.is_empty(), marks.start) {
        (true, 0) => return Some("로그가 비어 있다.".into()),
        (true, start) => format!("위치 {start}까지의 데이터를 모두 가지고 있다. 로그는 비어 있다"),
        (_, 0) => format!("로그는 위치 {end}까지 있다"),
        (_, start) => format!("로그는 위치 {}부터 {end}까지 있다", start + 1),
    };
    for (mark, meaning) in [
        (marks.flushed, "디스크에 있다"),
        (marks.applied, "읽는 클라이언트에 보인다"),
        (marks.committed, "확인된 것을 알고 있다"),
    ] {
        if mark < end {
            text += &format!(". 위치 {mark}까지 {meaning}");
        }
    }
    if let Some(stop) = marks.stopped {
        let (at, why) = (marks.applied + 1, stop_reason(stop));
        text += &format!(". 위치 {at}의 항목을 적용할 수 없어 멈췄다. {why}");
    }
    Some(text + ".")
}

pub fn stopped_at(position: u64) -> String {
    format!("#{position}에서 멈춤")
}

pub fn cannot_apply(position: u64, stop: Stop) -> String {
    format!("#{position} 적용 불가: {}", stop_reason(stop))
}

pub(super) const fn stop_reason(stop: Stop) -> &'static str {
    match stop {
        Stop::Version => "페이지의 저장 형식이 다르다",
        Stop::NoRow => "바꿀 로우가 없다",
        Stop::Fails => "자기 로우에는 변경을 적용할 수 없다",
        Stop::Damaged => "항목이 손상되었다",
        Stop::NotRows => "로그에 어떤 로우가 바뀌었는지 없다",
    }
}

pub fn leadership(node: NodeId, known: &Leadership) -> String {
    let Leadership { term, leader, voted, suspects, .. } = *known;
    let mut text = match leader {
        Some(leader) if leader == node => format!("임기 {term}의 리더다."),
        Some(leader) => format!("임기 {term}에 {} 따른다.", object(leader)),
        None => format!("임기 {term}의 리더를 모른다."),
    };
    if let Some(voted) = voted.filter(|&voted| voted != node && Some(voted) != leader) {
        text += &format!(" {voted}에 투표했다.");
    }
    if let Some(down) = suspects {
        text += &format!(" {} 죽었다고 본다{}.", subject(down), sentinels(known));
    }
    if known.learns {
        text += " 디스크를 잃어, 리더를 따라잡을 때까지 투표하지 않고 응답으로 세어지지 않는다.";
    }
    if !known.until_off.is_empty() {
        let off = subject(known.until_off);
        text += &format!(" {off} 꺼졌다는 확인을 받으면 리더가 된다.");
    }
    text
}

/// The number of sentinels that agree, in the terms of Redis.
fn sentinels(known: &Leadership) -> String {
    match (known.agree.nodes.len(), known.agree.needed) {
        (_, 0) => String::new(),
        (agree, quorum) if agree < quorum => {
            format!("(주관적 판단: {quorum}개 가운데 {agree}개가 그렇게 본다)")
        }
        (agree, quorum) => {
            format!("(객관적 판단: {agree}개가 그렇게 보고, {quorum}개면 충분하다)")
        }
    }
}

pub fn leaders(leaders: &[(NodeId, Term)]) -> String {
    match leaders {
        [] => "리더가 없다.".into(),
        [(node, term)] => format!("{} 임기 {term}의 리더다.", subject(node)),
        all => {
            let all: Vec<_> =
                all.iter().map(|(node, term)| format!("{node}(임기 {term})")).collect();
            format!("스플릿 브레인: {} 모두 쓰기를 받는다.", subject(all.join(", ")))
        }
    }
}

pub fn doubted(who: &[NodeId], down: NodeId, most: &Leadership) -> String {
    format!("{} {} 죽었다고 본다{}.", topic(list(who)), subject(down), sentinels(most))
}

pub fn voted_for(node: NodeId, known: &Leadership) -> String {
    format!(
        "{} 임기 {}의 선출에서 {}표 가운데 {}표를 얻었다.",
        subject(node),
        known.term,
        known.votes.needed,
        known.votes.nodes.len()
    )
}

pub fn leader_changes(times: usize) -> String {
    format!("리더 교체 {times}번")
}

pub fn leads_since(node: NodeId, at: Instant) -> String {
    format!("{node}, {}", time(at.0))
}

pub fn at(at: Instant) -> String {
    time(at.0)
}

pub fn gap(last: &Gap, gaps: usize, all: u64, now: Instant) -> String {
    let length = time(last.length(now).0);
    let mut text = match last.until {
        Some(_) => format!("{length} 동안 쓰기가 하나도 성공하지 못했다"),
        None => format!("{length}째 쓰기가 하나도 성공하지 못하고 있다"),
    };
    if gaps > 1 {
        text += &format!(" (모두 {gaps}번, {})", time(all));
    }
    text
}

pub fn leads(node: NodeId, term: Term) -> String {
    format!("{} 여기부터 임기 {term}의 리더다", subject(node))
}

pub fn leads_short(term: Term) -> String {
    format!("리더, t{term}")
}

pub fn follower(progress: &FollowerProgress) -> String {
    let FollowerProgress { node, acknowledged, synchronous } = progress;
    match acknowledged {
        _ if *synchronous => format!(
            "모든 쓰기가 {} 기다린다. {} 위치 {acknowledged}까지 확인했다.",
            object(node),
            subject(node)
        ),
        0 => format!("{node}의 로그에 대해 들은 것이 없다."),
        known => format!("{} 로그를 위치 {known}까지 적용한 것을 안다.", subject(node)),
    }
}

pub fn of_leaders(fact: &LeaderFact) -> String {
    match fact {
        LeaderFact::HoldsBack(held) => {
            format!("{}의 쓰기 {}번을 기다림: “{}”", held.node, held.number, held.value)
        }
        LeaderFact::Follows(leader) => format!("{} 따름", object(leader)),
        LeaderFact::ShipsTo(nodes) => format!("로그를 보내는 노드: {nodes}"),
        LeaderFact::Progress(progress) => peer(progress),
        LeaderFact::Edits(key) => format!("{key} 함께 편집"),
        LeaderFact::Pane(node, Some(id)) => format!("{node}, {} 입력", client(*id)),
        LeaderFact::Pane(node, None) => format!("{node}, 지금은 입력할 수 없음"),
        LeaderFact::Caret(node, 0) => format!("{} 맨 앞에 있다", topic(node)),
        LeaderFact::Caret(node, at) => format!("{} {at}번째 글자 뒤에 있다", topic(node)),
        LeaderFact::Shipped(Shipped { messages, bytes, clocks }) => {
            format!("보낸 메시지 {messages}개: 값 {bytes}바이트, 인과 정보 {clocks}바이트.")
        }
        LeaderFact::NoUpdate(why) => {
            format!("{}번째 바이트부터 연산으로 읽을 수 없다", why.at + 1)
        }
    }
}

fn peer(progress: &PeerProgress) -> String {
    let PeerProgress { peer, acknowledged, applied } = progress;
    match (acknowledged, applied) {
        (0, 0) => format!("{peer}의 로그에 대해 들은 것이 없다."),
        (known, 0) => {
            format!("{} 이 노드의 로그를 위치 {known}까지 적용한 것을 안다.", subject(peer))
        }
        (0, own) => format!("{peer}의 로그를 위치 {own}까지 적용했다."),
        (known, own) => format!(
            "{} 이 노드의 로그를 {known}까지, 이 노드는 {peer}의 로그를 {own}까지 가지고 있다.",
            topic(peer)
        ),
    }
}
