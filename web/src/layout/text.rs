//! The width of text, estimated from its characters; the browser is not asked.

/// The width of a character of the monospaced face, as a part of its size.
pub const MONO: f64 = 0.61;
/// The same for the proportional face, on average.
pub const SANS: f64 = 0.55;

/// The same for Hangul, in the faces of all systems.
const HANGUL: f64 = 0.93;

/// The width of a text at a size. Hangul is narrower than the square that other wide characters fill.
#[must_use]
pub fn width(text: &str, size: f64, face: f64) -> f64 {
    let one = |c| match c {
        '\0'..'\u{1100}' => face,
        '가'..='힣' => HANGUL,
        _ => 1.0,
    };
    text.chars().map(one).sum::<f64>() * size
}

/// The text, or its beginning and an ellipsis if it is wider than `room`.
#[must_use]
pub fn fit(text: &str, room: f64, size: f64, face: f64) -> String {
    if width(text, size, face) <= room {
        return text.to_string();
    }
    let mut kept = String::new();
    for c in text.chars() {
        let longer = format!("{kept}{c}…");
        if width(&longer, size, face) > room {
            break;
        }
        kept.push(c);
    }
    if kept.is_empty() { kept } else { kept.trim_end().to_string() + "…" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_left_alone_and_the_rest_ends_in_an_ellipsis() {
        assert_eq!(fit("flour #3", 100.0, 12.0, MONO), "flour #3");
        assert_eq!(fit("flour #3", 50.0, 12.0, MONO), "flour…");
        assert_eq!(fit("flour", 5.0, 12.0, MONO), "");
    }

    #[test]
    fn what_is_kept_fits() {
        for room in 0..200 {
            let kept = fit("waiting cart=밀가루: 1 of 2 answers", f64::from(room), 11.0, SANS);
            assert!(width(&kept, 11.0, SANS) <= f64::from(room), "{kept} in {room}");
        }
    }
}
