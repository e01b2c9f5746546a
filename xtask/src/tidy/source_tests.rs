use super::*;

fn words(text: &str) -> Vec<String> {
    Source::new("x.rs", text).tokens().iter().map(|token| token.text.to_string()).collect()
}

#[test]
fn comments_and_strings_hold_no_words() {
    let text = "let a = \"b \\\" c\"; // d\n/* e /* f */ g */ let h = r#\"i \" j\"#; '\\'' 'k' 'l";
    let expected =
        ["let", "a", "=", "\"", "\"", ";", "let", "h", "=", ";", "'", "'", "'", "'", "'", "l"];
    assert_eq!(words(text), expected);
}

#[test]
fn every_line_stays_where_it_is() {
    let source = Source::new("x.rs", "/* a\nb */\n\"c\nd\"\nfn e() {}\n");
    let line = source.tokens().iter().find(|token| token.text == "fn").map(|token| token.line);
    assert_eq!(line, Some(5));
}

#[test]
fn a_path_is_words_and_double_colons() {
    assert_eq!(
        words("crate::sim::World<'a>"),
        ["crate", "::", "sim", "::", "World", "<", "'", "a", ">"]
    );
}

#[test]
fn tests_are_known_by_their_names() {
    for (file, test) in [
        ("core/src/sim/world_tests.rs", true),
        ("core/tests/it/laws.rs", true),
        ("core/src/sim/tests.rs", true),
        ("core/src/sim/world.rs", false),
    ] {
        assert_eq!(Source::new(file, "").is_test(), test, "{file}");
    }
}
