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
fn a_file_warns_before_it_fails() {
    let lines = |n: usize| findings("web/src/page/mod.rs", &"\n".repeat(n));
    assert!(lines(300).is_empty());
    assert!(lines(301)[0].warning && lines(500)[0].warning);
    assert!(!lines(501)[0].warning);
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
