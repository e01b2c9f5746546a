//! Whole numbers as text, without the machinery of `format!`: values of rows are printed at every write.

use core::{
    fmt::{Result, Write},
    str,
};

/// The digits of the longest number, with its sign.
const LONGEST: usize = 20;

/// Appends a number as `{n}` prints it.
///
/// # Errors
/// It does not fit.
pub fn write(to: &mut impl Write, n: i64) -> Result {
    let mut digits = [0; LONGEST];
    let (mut rest, mut first) = (n.unsigned_abs(), LONGEST);
    loop {
        first -= 1;
        digits[first] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if n < 0 {
        first -= 1;
        digits[first] = b'-';
    }
    to.write_str(str::from_utf8(&digits[first..]).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{format, string::String};

    /// Every number of few digits, and both sides of each power of ten.
    #[test]
    fn prints_as_format_does() {
        let powers = (0..19).map(|n| 10_i64.pow(n)).flat_map(|it| [it - 1, it, -it, 1 - it]);
        for n in (-1_000..=1_000).chain(powers).chain([i64::MIN, i64::MAX]) {
            let mut text = String::new();
            write(&mut text, n).expect("a text takes everything");
            assert_eq!(text, format!("{n}"));
        }
    }
}
