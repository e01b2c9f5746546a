//! Texts in a URL-safe form: a space is `+`, `>` is `~`, and what has a meaning in links is `%` and two hexadecimal
//! digits, as in every URL.

/// Appends a text in its URL-safe form.
pub fn escape(text: &str, into: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        match byte {
            b' ' => into.push('+'),
            b'>' => into.push('~'),
            b'-' | b'.' | b'_' | b':' | b',' | b'=' | b'@' => into.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => into.push(char::from(byte)),
            _ => {
                let [high, low] = [byte >> 4, byte & 15];
                into.push('%');
                into.push(char::from(DIGITS[usize::from(high)]));
                into.push(char::from(DIGITS[usize::from(low)]));
            }
        }
    }
}

/// A text from its URL-safe form. What is no such form stands for itself, and what is no UTF-8 becomes `�`.
pub fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        bytes.push(match (first, after) {
            (b'+', _) => b' ',
            (b'~', _) => b'>',
            (b'%', [high, low, after @ ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => {
                    rest = after;
                    high << 4 | low
                }
                _ => b'%',
            },
            _ => *first,
        });
    }
    match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into(),
    }
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

/// Appends a number with the digits 0 to 9 and a to z.
pub fn number(n: u64, into: &mut String) {
    if n >= 36 {
        number(n / 36, into);
    }
    into.extend(char::from_digit((n % 36) as u32, 36));
}

/// Reads a number with the digits 0 to 9 and a to z.
pub fn read_number(text: &str) -> Option<u64> {
    // The standard library accepts a sign.
    let is_digit = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_lowercase();
    text.bytes().all(is_digit).then(|| u64::from_str_radix(text, 36).ok()).flatten()
}
