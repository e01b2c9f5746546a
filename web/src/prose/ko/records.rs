//! Log entries of statements, and errors in statements.

use replicarium::store::{
    record::{Format, Part},
    table::{Expected, ParseError},
};

pub fn record(position: u64, format: Format, bytes: usize) -> String {
    format!("항목 {position}: {}, {bytes}바이트", self::format(format))
}

pub const fn format(format: Format) -> &'static str {
    match format {
        Format::Statement => "구문",
        Format::Wal => "페이지의 바이트",
        Format::Row => "로우",
        Format::Trigger => "변경 테이블",
    }
}

pub const fn part(part: Part) -> &'static str {
    match part {
        Part::Format => "형식",
        Part::Flags => "함께 보내는 것",
        Part::Clock => "시계(ms)",
        Part::Seed => "시드",
        Part::Count => "개수",
        Part::Length => "길이",
        Part::Statement => "구문",
        Part::Version => "저장 형식",
        Part::File => "테이블의 파일",
        Part::Page => "페이지",
        Part::Offset => "페이지 안의 첫 바이트",
        Part::Bytes => "새 바이트",
        Part::Checksum => "체크섬",
        Part::Event => "변경의 종류",
        Part::Table => "테이블",
        Part::Column => "칼럼",
        Part::Type => "타입",
        Part::Value => "값",
        Part::Sequence => "변경 테이블의 번호",
        Part::Image => "로우",
    }
}

pub fn statement_error(error: &ParseError) -> String {
    let found = match error.found.as_str() {
        "" => "구문이 끝난 자리에".to_owned(),
        found => format!("“{found}” 자리에"),
    };
    format!("{found} 와야 하는 것: {}.", expected(error.expected))
}

fn expected(expected: Expected) -> String {
    let text = match expected {
        Expected::Word(word) => return word.text().to_owned(),
        Expected::Sign(sign) => return format!("“{sign}”"),
        Expected::Values { columns } => return format!("칼럼마다 하나씩, 값 {columns}개"),
        Expected::Statement => {
            "CREATE TABLE, CREATE TRIGGER, INSERT, UPDATE, DELETE, SELECT, BEGIN, COMMIT, ROLLBACK 가운데 하나"
        }
        Expected::Name => "예약어가 아니고 글자와 숫자, _로 된 23바이트까지의 이름",
        Expected::Type => "INT 또는 TEXT",
        Expected::Expression => "숫자, 작은따옴표로 묶은 텍스트, NULL, 칼럼, 함수 가운데 하나",
        Expected::Function => "NOW(), RAND(), UUID() 가운데 하나",
        Expected::Comparator => "=, <>, <, <=, >, >= 가운데 하나",
        Expected::Number => "너무 크지 않은 정수",
        Expected::Quote => "텍스트를 끝내는 작은따옴표",
        Expected::Event => "INSERT, UPDATE, DELETE 가운데 하나",
        Expected::Effect => "트리거가 할 INSERT, UPDATE, DELETE",
        Expected::Shallower => "괄호가 더 적은 식",
        Expected::Shorter => "연산자가 더 적은 구문",
        Expected::End => "“;” 또는 구문의 끝",
    };
    text.to_owned()
}
