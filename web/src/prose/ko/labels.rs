//! Labels of envelopes.

use replicarium::{
    protocol::{leaderless, multi_leader, single_leader},
    tag::{ClientTag, PowerTag, Tag},
    view::Label,
};

/// The text on an envelope: `추가 3`, `저장 flour`, `스냅숏 1/3`.
pub fn label(label: &Label) -> String {
    let mut text = tag(label.tag).to_owned();
    if let Some(number) = label.number {
        text += &format!(" {number}");
    }
    if let Some(of) = label.of {
        text += &format!("/{of}");
    }
    if let Some((value, _)) = label.carries {
        text += &format!(" {value}");
    }
    text
}

pub fn quoted(label: &Label) -> String {
    format!("“{}”", self::label(label))
}

pub const fn tag(tag: Tag) -> &'static str {
    match tag {
        Tag::Client(tag) => of_client(tag),
        Tag::SingleLeader(tag) => of_single_leader(tag),
        Tag::MultiLeader(tag) => of_multi_leader(tag),
        Tag::Leaderless(tag) => of_leaderless(tag),
        Tag::Power(PowerTag::PowerOff) => "전원 끄기",
        Tag::Power(PowerTag::IsOff) => "꺼짐",
    }
}

const fn of_client(tag: ClientTag) -> &'static str {
    match tag {
        ClientTag::Read => "읽기",
        ClientTag::Write => "쓰기",
        ClientTag::Insert => "추가",
        ClientTag::Statement => "구문",
        ClientTag::Rows => "로우",
        ClientTag::Written => "ok",
        ClientTag::Inserted => "번호",
        ClientTag::Found => "찾음",
        ClientTag::Nothing => "없음",
        ClientTag::Siblings => "형제 값",
        ClientTag::Refused => "거절",
        ClientTag::TooFew => "응답 부족",
        ClientTag::Update => "업데이트",
        ClientTag::Patience => "타임아웃",
    }
}

const fn of_single_leader(tag: single_leader::Tag) -> &'static str {
    use single_leader::Tag;
    match tag {
        Tag::Heartbeat => "하트비트",
        Tag::Append => "덧붙이기",
        Tag::Received => "받음",
        Tag::Stored => "저장함",
        Tag::Applied => "적용함",
        Tag::Resume => "이어서",
        Tag::AskSnapshot => "스냅숏?",
        Tag::AskPiece => "조각?",
        Tag::Snapshot => "스냅숏",
        Tag::NewerTerm => "새 임기",
        Tag::Admit => "다시 셈",
        Tag::AskVote => "투표?",
        Tag::Vote => "찬성",
        Tag::NoVote => "반대",
        Tag::Lead => "승격",
        Tag::Follow => "따르기",
        Tag::Ping => "핑",
        Tag::Pong => "퐁",
        Tag::AskDown => "죽었나?",
        Tag::Down => "죽었다",
        Tag::NotDown => "살아 있다",
        Tag::Flush => "플러시",
        Tag::Apply => "적용",
        Tag::Patience => "타임아웃",
        Tag::Watch => "감시",
        Tag::Campaign => "출마",
        Tag::Confirmation => "꺼졌나?",
        Tag::Fetch => "다음 변경?",
        Tag::Query => "다음 변경 로우?",
        Tag::Changes => "변경",
        Tag::NoChanges => "변경 없음",
        Tag::AllRows => "모든 로우",
        Tag::Poll => "묻기",
        Tag::Take => "적용",
    }
}

const fn of_multi_leader(tag: multi_leader::Tag) -> &'static str {
    use multi_leader::Tag;
    match tag {
        Tag::Heartbeat => "하트비트",
        Tag::Ship => "전송",
        Tag::Applied => "적용함",
        Tag::Resume => "이어서",
        Tag::AskRows => "로우 요청",
        Tag::Rows => "로우",
        Tag::Merge => "병합",
        Tag::Merged => "병합함",
        Tag::Handler => "핸들러",
    }
}

const fn of_leaderless(tag: leaderless::Tag) -> &'static str {
    use leaderless::Tag;
    match tag {
        Tag::Forward => "전달",
        Tag::Store => "저장",
        Tag::Stored => "저장함",
        Tag::Fetch => "조회",
        Tag::Holds => "보유",
        Tag::Empty => "없음",
        Tag::Repair => "복구",
        Tag::Repaired => "복구함",
        Tag::Hint => "힌트",
        Tag::Handoff => "핸드오프",
        Tag::AskRows => "로우 요청",
        Tag::HandedOff => "받았음",
        Tag::Hashes => "해시",
        Tag::Rows => "로우",
        Tag::Patience => "타임아웃",
        Tag::StandIn => "대신하기",
        Tag::Compare => "비교",
        Tag::Sweep => "청소",
    }
}
