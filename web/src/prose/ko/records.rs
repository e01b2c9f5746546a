//! Log entries of statements, and errors in statements and conflict handlers.

use super::{
    particles::{object, subject, topic},
    words::client,
};
use replicarium::{
    id::{ClientId, NodeId},
    kv::{CannotExecute, ExecuteError},
    store::{
        crdt::CrdtError,
        handler::{self, Handler, HandlerError},
        record::{
            Format, Line, Part,
            line::{cells, values, written},
        },
        table::{Expected, ParseError},
    },
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
        Part::InsertId => "처음 추가할 키",
    }
}

pub fn handler_error(error: &HandlerError) -> String {
    let found = match error.found.as_str() {
        "" => "텍스트가 끝난 자리에".to_owned(),
        found => format!("“{found}” 자리에"),
    };
    let expected = match error.expected {
        handler::Expected::Word => format!("{} 가운데 하나", Handler::WORDS.join(", ")),
        handler::Expected::Node => "prefer(B)처럼 괄호로 묶은 노드".into(),
        handler::Expected::Separator => "concat(\", \")처럼 큰따옴표로 묶은 구분자".into(),
        handler::Expected::Escaped => "\\ 뒤에 \" 또는 \\".into(),
        handler::Expected::Quote => "구분자를 끝내는 큰따옴표".into(),
        handler::Expected::ShortSeparator => {
            format!("제어 문자가 없는 {}바이트까지의 구분자", Handler::SEPARATOR_LIMIT)
        }
        handler::Expected::Close => "“)”".into(),
        handler::Expected::End => "텍스트의 끝".into(),
    };
    format!("{found} 와야 하는 것: {expected}.")
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

pub fn line(line: &Line) -> String {
    match line {
        Line::Clock(ms) => format!("리더의 시계: {ms} ms"),
        Line::Seed(seed) => format!("RAND()의 시드: {seed}"),
        Line::Statement(text) => text.clone(),
        Line::Write(it) => {
            format!("페이지 {}, 바이트 {}부터: {}", it.page, it.offset, written(it))
        }
        Line::Begin => "시작".into(),
        Line::Insert(table, row) => format!("{table}에 추가: {}", values(row)),
        Line::Update(table, find, set) => {
            format!("{table} 변경, 칼럼 {}인 로우: 칼럼 {}", cells(find), cells(set))
        }
        Line::Delete(table, find) => format!("{table}에서 삭제, 칼럼 {}인 로우", cells(find)),
        Line::Commit => "커밋".into(),
        Line::InsertId(id) => format!("처음 추가할 키: {id}"),
        Line::Captured { sequence, event, table, image } => {
            format!("변경 {sequence}, {table}의 {event}: {image}")
        }
    }
}

pub fn open_transaction(id: ClientId, node: NodeId) -> String {
    format!(
        "{}의 트랜잭션이 {node}에 열려 있다. COMMIT이나 ROLLBACK까지 구문은 이 트랜잭션에 속한다.",
        client(id)
    )
}

pub fn cannot_execute(CannotExecute { number, error }: CannotExecute) -> String {
    let why = execute_error(error);
    match number {
        Some(number) => format!("구문 {number}: {why}"),
        None => why,
    }
}

fn execute_error(error: ExecuteError) -> String {
    use ExecuteError as E;
    match error {
        E::NoTable(table) => {
            format!("테이블 {} 없고, 구문에 테이블을 만들 칼럼도 없다", subject(table))
        }
        E::NoColumn { table, column } => format!("테이블 {table}에 칼럼 {} 없다", subject(column)),
        E::NoRow(column) => format!("칼럼 {} 읽을 로우가 없는 자리다", object(column)),
        E::Exists(name) => format!("{} 이미 있다", subject(name)),
        E::WrongType { column, expected, found } => {
            format!("칼럼 {column}의 타입은 {expected}라서 {found} 값이 맞지 않는다")
        }
        E::LongName { table, limit } => {
            format!("테이블 이름은 {limit}바이트까지인데 {} 더 길다", topic(table))
        }
        E::LargeKey { limit } => format!("키는 {limit}까지다"),
        E::KeyType(column) => format!("키 {column}의 타입이 INT가 아니다"),
        E::DuplicateKey { table, key } => {
            format!("테이블 {table}에 키가 {key}인 로우가 이미 있다")
        }
        E::NotANumber(found) => format!("{found} 값은 숫자가 아니다"),
        E::Overflow => "결과가 64비트에 들어가지 않는다".into(),
        E::RowTooLong { bytes, limit } => {
            format!("로우가 최대 {bytes}바이트인데 페이지에는 {limit}바이트까지 들어간다")
        }
        E::DefinitionTooLong(table) => {
            format!("테이블 {table}의 정의와 트리거가 한 페이지에 들어가지 않는다")
        }
        E::TriggersNest(trigger) => format!("트리거 {} 자신을 끝없이 실행한다", subject(trigger)),
        E::Misplaced(word) => format!("{word} 구문이 올 자리가 아니다"),
        E::NoCommit => "BEGIN은 있는데 COMMIT이 없다".into(),
        E::Unreadable { at } => format!("바이트 {at}부터 읽을 수 없다"),
        E::NoTransaction => "트랜잭션이 사라졌다. 그 가운데 일어난 것은 없다".into(),
        E::Locked { table, key: Some(key), by } => {
            format!("{}의 열린 트랜잭션이 {} 바꿨다", client(by), object(format!("{table}/{key}")))
        }
        E::Locked { table, key: None, by } => {
            format!("{}의 열린 트랜잭션이 {table}의 로우를 바꿨다", client(by))
        }
        E::DefinesWithin => "열린 트랜잭션 안에서는 테이블과 트리거를 만들 수 없다".into(),
        E::ChangesNothing => "바꾸는 것이 없는 구문이다".into(),
    }
}

/// Why an update does not fit the value.
pub fn cannot_update(why: CrdtError) -> String {
    match why {
        CrdtError::CounterFull => "이 노드의 카운터가 최댓값에 이르렀다".into(),
        CrdtError::ClockFull => "레지스터의 타임스탬프가 최댓값에 이르렀다".into(),
        CrdtError::Position { at, length } => {
            format!("글자가 {length}개뿐이라 {} 없다", subject(format!("위치 {at}")))
        }
        CrdtError::Length { at, count, left } => {
            format!("위치 {at}부터는 글자가 {count}개가 아니라 {left}개뿐이다")
        }
        CrdtError::Depth(depth) => format!("맵은 {depth}단계까지만 중첩할 수 있다"),
    }
}
