//! The particle after a name, a number or a value: 을/를, 이/가, 은/는, 과/와, (으)로, by the last sound as it is read.

use std::fmt::Display;

/// The last sound of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sound {
    /// A vowel: 를, 가, 는, 와, 로.
    Vowel,
    /// The consonant ㄹ: 을, 이, 은, 과, but 로.
    Rieul,
    /// Another consonant: 을, 이, 은, 과, 으로.
    Consonant,
}

use Sound::{Consonant, Rieul, Vowel};

/// The forms of a particle: after a vowel, after ㄹ, and after another consonant.
type Forms = [&'static str; 3];

const OBJECT: Forms = ["를", "을", "을"];
const SUBJECT: Forms = ["가", "이", "이"];
const TOPIC: Forms = ["는", "은", "은"];
const AND: Forms = ["와", "과", "과"];
const TO: Forms = ["로", "로", "으로"];

/// The text with 을 or 를.
pub fn object(text: impl Display) -> String {
    attach(&text, OBJECT)
}

/// The text with 이 or 가.
pub fn subject(text: impl Display) -> String {
    attach(&text, SUBJECT)
}

/// The text with 은 or 는.
pub fn topic(text: impl Display) -> String {
    attach(&text, TOPIC)
}

/// The text with 과 or 와.
pub fn and(text: impl Display) -> String {
    attach(&text, AND)
}

/// The text with 으로 or 로.
pub fn to(text: impl Display) -> String {
    attach(&text, TO)
}

/// One function for all types of texts: the program would have one for each.
fn attach(text: &dyn Display, forms: Forms) -> String {
    let mut text = text.to_string();
    text += after(&text, forms);
    text
}

fn after(text: &str, [vowel, rieul, consonant]: Forms) -> &'static str {
    match sound(text) {
        Vowel => vowel,
        Rieul => rieul,
        Consonant => consonant,
    }
}

/// The particle 을 or 를 alone, after a value that is shown on its own.
pub fn object_after(text: &str) -> &'static str {
    after(text, OBJECT)
}

/// The particle 이 or 가 alone.
pub fn subject_after(text: &str) -> &'static str {
    after(text, SUBJECT)
}

/// The particle 은 or 는 alone.
pub fn topic_after(text: &str) -> &'static str {
    after(text, TOPIC)
}

/// The last sound of a text. Quotation marks are not read, and a remark in brackets is skipped.
fn sound(text: &str) -> Sound {
    // 퍼센트.
    if text.ends_with('%') {
        return Vowel;
    }
    let text = text.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')');
    if let Some((before, _)) = text.strip_suffix(')').and_then(|text| text.rsplit_once('(')) {
        return sound(before);
    }
    match text.chars().next_back() {
        Some(c @ '가'..='힣') => syllable(c),
        Some('0'..='9') => number(text),
        Some('a'..='z' | 'A'..='Z') => latin(text),
        Some(_) | None => Vowel,
    }
}

/// A syllable: the block of Hangul is ordered by first consonant, vowel and final consonant, of which there are 28.
const fn syllable(c: char) -> Sound {
    match (c as u32 - '가' as u32) % 28 {
        0 => Vowel,
        8 => Rieul,
        _ => Consonant,
    }
}

/// A number as it is read: 10 is 십, 100 백, 10 000 만. Digits after a decimal point are read one by one.
fn number(text: &str) -> Sound {
    let digits = text.len() - text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (before, digits) = text.split_at(text.len() - digits);
    let is_fraction =
        before.strip_suffix('.').is_some_and(|it| it.ends_with(|c: char| c.is_ascii_digit()));
    let zeros = digits.len() - digits.trim_end_matches('0').len();
    match digits.bytes().next_back() {
        // 십, 백, 천, 만, 억 end in a consonant, and so does 영; only 조 does not.
        Some(b'0') if !is_fraction && (12..16).contains(&zeros) && zeros < digits.len() => Vowel,
        Some(b'0' | b'3' | b'6') => Consonant,
        Some(b'1' | b'7' | b'8') => Rieul,
        _ => Vowel,
    }
}

/// A Latin word as it is read: by its letters if it has none in lower case or only one letter.
fn latin(text: &str) -> Sound {
    let start = text
        .rfind(|c: char| !c.is_ascii_alphabetic())
        .map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    let word = &text[start..];
    if word.len() == 1 || !word.bytes().any(|c| c.is_ascii_lowercase()) {
        return match word.bytes().next_back().map(|c| c.to_ascii_uppercase()) {
            Some(b'L' | b'R') => Rieul,
            Some(b'M' | b'N') => Consonant,
            _ => Vowel,
        };
    }
    let word = word.to_ascii_lowercase();
    let irregular = IRREGULAR.iter().find(|(known, _)| *known == word);
    irregular.map_or_else(|| spelled(word.as_bytes()), |&(_, sound)| sound)
}

/// Words that are not read as their last letters say.
const IRREGULAR: [(&str, Sound); 11] = [
    ("ok", Vowel),       // 오케이
    ("ms", Vowel),       // 밀리초
    ("type", Consonant), // 타입
    ("bag", Consonant),  // 백
    ("blog", Vowel),     // 블로그
    ("set", Vowel),      // 세트
    ("bit", Vowel),      // 비트
    ("kit", Vowel),      // 키트
    ("nut", Vowel),      // 너트
    ("hat", Vowel),      // 해트
    ("pot", Vowel),      // 포트
];

/// The last sound of a word by its last letters, as loan words are written in Korean.
fn spelled(word: &[u8]) -> Sound {
    let is_vowel = |c: &u8| b"aeiouyw".contains(c);
    match word {
        // 애플, 파일, 세일.
        [.., b'l', b'e'] | [.., b'l'] => Rieul,
        // 햄, 베이컨, 푸딩; and with a silent e, 네임, 폰, 라인.
        [.., b'm' | b'n'] | [.., b'n', b'g'] => Consonant,
        [.., vowel, b'm' | b'n', b'e'] if is_vowel(vowel) => Consonant,
        // 북, 캣, 맵, 웹, 토픽: after a short vowel. 미트, 수프, 밀크: not after two vowels or a consonant.
        [.., before, vowel, b'b' | b'c' | b'k' | b'p' | b't'] if is_vowel(vowel) => {
            match b"aeiou".contains(before) && [*before, *vowel] != *b"oo" {
                true => Vowel,
                false => Consonant,
            }
        }
        [vowel, b'b' | b'c' | b'k' | b'p' | b't'] if is_vowel(vowel) => Consonant,
        // 스낵, 로켓.
        [.., b'c', b'k'] => Consonant,
        _ => Vowel,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The last sound of each name as it is read in Korean.
    #[test]
    fn every_letter_has_its_particles() {
        for letter in 'A'..='Z' {
            let want = match letter {
                'L' | 'R' => Rieul,
                'M' | 'N' => Consonant,
                _ => Vowel,
            };
            assert_eq!(sound(&letter.to_string()), want, "{letter}");
            assert_eq!(sound(&letter.to_ascii_lowercase().to_string()), want, "{letter}");
        }
    }

    #[test]
    fn particles_follow_the_last_sound() {
        let all =
            |text: &str| [object(text), subject(text), topic(text), and(text), to(text)].join(" ");
        for (text, want) in [
            ("A", "A를 A가 A는 A와 A로"),
            ("B", "B를 B가 B는 B와 B로"),
            ("L", "L을 L이 L은 L과 L로"),
            ("M", "M을 M이 M은 M과 M으로"),
            ("N", "N을 N이 N은 N과 N으로"),
            ("R", "R을 R이 R은 R과 R로"),
            ("c1", "c1을 c1이 c1은 c1과 c1로"),
            ("c2", "c2를 c2가 c2는 c2와 c2로"),
            ("c3", "c3을 c3이 c3은 c3과 c3으로"),
            ("밀가루", "밀가루를 밀가루가 밀가루는 밀가루와 밀가루로"),
            ("쌀", "쌀을 쌀이 쌀은 쌀과 쌀로"),
            ("빵", "빵을 빵이 빵은 빵과 빵으로"),
            ("Kim", "Kim을 Kim이 Kim은 Kim과 Kim으로"),
            ("milk", "milk를 milk가 milk는 milk와 milk로"),
            ("Seoul", "Seoul을 Seoul이 Seoul은 Seoul과 Seoul로"),
        ] {
            assert_eq!(all(text), want);
        }
    }

    #[test]
    fn digits_and_numbers_are_read_in_korean() {
        for (sounds, want) in [
            // 일, 칠, 팔.
            ("1 7 8 11 21 101 c1 c7 c8 x=1 12.1", Rieul),
            // 이, 사, 오, 구, 조.
            ("2 4 5 9 12 45 c2 c4 c5 c9 3.5 1000000000000 30000000000000", Vowel),
            // 영, 삼, 육, 십, 백, 천, 만, 십만, 백만, 천만, 억.
            ("0 3 6 10 20 30 100 110 1000 2000 10000 100000 1000000 10000000 100000000", Consonant),
            // 경; a fraction is read digit by digit.
            ("c3 c6 13 16 10000000000000000 0.0 2.000000000000", Consonant),
        ] {
            for text in sounds.split(' ') {
                assert_eq!(sound(text), want, "{text}");
            }
        }
    }

    #[test]
    fn every_final_consonant_counts() {
        // The 28 syllables 가, 각, 갂 … 갛 have every final consonant, the first one none.
        for (n, syllable) in ('가'..='갛').enumerate() {
            let want = match n {
                0 => Vowel,
                8 => Rieul,
                _ => Consonant,
            };
            assert_eq!(sound(&syllable.to_string()), want, "{syllable}");
        }
        for syllable in '가'..='힣' {
            let vowel = sound(&syllable.to_string()) == Vowel;
            assert_eq!(vowel, (syllable as u32 - 0xac00).is_multiple_of(28), "{syllable}");
        }
    }

    /// Keys and values of the scenarios, and of readers who write the names of things.
    #[test]
    fn latin_words_are_read_as_loan_words() {
        for (words, want) in [
            // 밀크, 플라워, 에그스, 라이스, 티, 솔트, 브레드, 허니, 빈스, 플럼스, 어니언스, 버터, 페퍼, 애플스, 치즈, 커피.
            (
                "milk flour eggs rice tea salt bread honey beans plums onions butter pepper \
                 apples cheese coffee",
                Vowel,
            ),
            // 카트, 시티, 시트, 카운터, 유저스, 도쿄, 마드리드, 박스, 피시, 코드, 데이트, 스토어, 케이크, 스테이크, 수프, 미트, 오케이.
            (
                "cart city seat counter users Tokyo Madrid box fish code date store cake steak \
                 soup meat ok Lee Ada Bob2",
                Vowel,
            ),
            // 햄, 베이컨, 김, 네임, 레몬, 런던, 리스본, 폰, 라인, 북, 맵, 웹, 토픽, 티켓, 스낵, 푸딩, 타입.
            (
                "ham bacon Kim name lemon London Lisbon phone line book map web topic ticket \
                 snack pudding type",
                Consonant,
            ),
            // 오일, 이메일, 애플, 파일, 서울, 타이틀, 윌.
            ("oil email apple file Seoul title will", Rieul),
        ] {
            for text in words.split_whitespace() {
                assert_eq!(sound(text), want, "{text}");
            }
        }
    }

    #[test]
    fn marks_around_a_word_are_not_read() {
        for text in ["“Kim”", "{A:3}", "cart = Kim", "milk,-ham", "A (임기 1)”, Kim", "† 삭제됨"]
        {
            assert_eq!(sound(text), Consonant, "{text}");
        }
        assert_eq!(sound("M (임기 2)"), Consonant);
        assert_eq!(sound("A (임기 13)"), Vowel);
        assert_eq!([sound(""), sound("—"), sound("1%")], [Vowel; 3]);
    }

    #[test]
    fn the_particle_alone_is_the_one_that_is_attached() {
        for text in ["A", "L", "M", "Kim", "milk", "쌀"] {
            assert_eq!(object(text), format!("{text}{}", object_after(text)));
            assert_eq!(subject(text), format!("{text}{}", subject_after(text)));
            assert_eq!(topic(text), format!("{text}{}", topic_after(text)));
        }
    }
}
