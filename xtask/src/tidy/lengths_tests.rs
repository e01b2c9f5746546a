use super::*;

fn findings(file: &str, text: &str) -> Vec<Finding> {
    check(&Source::new(file, text))
}

fn function_of(lines: usize) -> String {
    format!("fn long() {{\n{}}}\n", "    step();\n".repeat(lines - 2))
}

#[test]
fn a_function_of_seventy_lines_is_the_longest() {
    assert_eq!(findings("core/src/id.rs", &function_of(70)), []);
    let found = findings("core/src/id.rs", &function_of(71));
    assert!(found[0].found.starts_with("fn long has 71 lines"), "{found:?}");
}

#[test]
fn a_file_of_five_hundred_lines_is_the_longest() {
    let found = |n: usize| findings("web/src/page/mod.rs", &"\n".repeat(n)).len();
    assert_eq!((found(500), found(501)), (0, 1));
}

#[test]
fn a_function_that_is_one_match_may_be_long() {
    let long = "    A => step(),\n".repeat(100);
    let names = |text: &str| -> Vec<String> {
        let found = findings("core/src/id.rs", text).into_iter();
        found.map(|it| it.found.split(' ').nth(1).unwrap_or_default().to_string()).collect()
    };
    for text in [
        format!("fn f(a: A) -> u8 {{\nmatch a {{\n{long}}}\n}}"),
        format!(
            "fn f(a: A) -> u8 {{\nlet n = |x| {{ x; 1 }};\nmatch a.with([{{ 1 }}]) {{\n{long}}}\n}}"
        ),
    ] {
        assert_eq!(names(&text), [] as [&str; 0], "{text}");
    }
    for text in [
        format!("fn f(a: A) {{\nmatch a {{\n{long}}}\nstep();\n}}"),
        format!("fn f(a: A) {{\nstep();\nmatch a {{\n{long}}}\n}}"),
        format!("fn f(a: A) -> u8 {{\nmatch a {{\n{long}}} + 1\n}}"),
        format!("fn f(a: A) {{\nif a {{\n{long}}}\n}}"),
    ] {
        assert_eq!(names(&text), ["f"], "{text}");
    }
}

#[test]
fn tests_may_be_long() {
    assert_eq!(findings("core/src/sim/world_tests.rs", &function_of(100)), []);
    assert_eq!(findings("core/tests/it/laws.rs", &function_of(100)), []);
}

#[test]
fn declarations_types_and_arrays_are_told_apart() {
    let text =
        "trait T { fn a(x: [u8; 4]); fn b() -> [u8; 2] { [0; 2] } }\nconst F: fn(u8) = |_| {};";
    let source = Source::new("core/src/id.rs", text);
    let tokens = source.tokens();
    let names: Vec<&str> = functions(&tokens).iter().map(|it| it.name).collect();
    assert_eq!(names, ["b"]);
}
