//! Numbers as the drawings write them: to a hundredth, and no longer than needed.

/// A number to a hundredth: `14`, `12.5`, `-0.25`. The standard library's
/// formatting of floats takes more code than this whole module.
#[must_use]
pub fn number(x: f64) -> String {
    let mut text = String::new();
    push(&mut text, x);
    text
}

/// A pattern with numbers where braces stand: `translate({},{})`.
#[must_use]
pub fn fill(pattern: &str, numbers: &[f64]) -> String {
    let mut text = String::with_capacity(pattern.len() + numbers.len() * 4);
    let mut numbers = numbers.iter();
    for c in pattern.chars() {
        match c {
            '{' => numbers.next().into_iter().for_each(|&x| push(&mut text, x)),
            '}' => {}
            c => text.push(c),
        }
    }
    text
}

fn push(text: &mut String, x: f64) {
    let hundredths = (x * 100.0 + 0.5).floor() as i64;
    if hundredths < 0 {
        text.push('-');
    }
    let size = hundredths.unsigned_abs();
    text.push_str(&(size / 100).to_string());
    let digit = |n: u64| char::from(b'0' + n as u8);
    match (size / 10 % 10, size % 10) {
        (0, 0) => {}
        (tenths, 0) => text.extend(['.', digit(tenths)]),
        (tenths, hundredths) => text.extend(['.', digit(tenths), digit(hundredths)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_long_as_needed() {
        for (x, want) in [
            (0.0, "0"),
            (-0.0, "0"),
            (14.0, "14"),
            (12.5, "12.5"),
            (0.25, "0.25"),
            (-0.05, "-0.05"),
            (0.004, "0"),
            (-0.004, "0"),
            (99.995, "100"),
            (1234.56, "1234.56"),
        ] {
            assert_eq!(number(x), want);
        }
    }

    /// As the standard library prints it, but for zeros at the end.
    #[test]
    fn numbers_are_those_of_the_standard_library() {
        for n in -30_000..30_000 {
            let x = f64::from(n) / 128.0;
            let got: f64 = number(x).parse().unwrap();
            assert!((got - x).abs() <= 0.005 + 1e-9, "{x} is written {got}");
        }
    }

    #[test]
    fn patterns_are_filled_in_order() {
        assert_eq!(fill("M{} {}L{} {}z", &[1.0, 2.5, -3.0, 0.0]), "M1 2.5L-3 0z");
        assert_eq!(fill("rotate({})", &[]), "rotate()");
    }
}
