use super::*;

fn found(file: &str, text: &str) -> Vec<String> {
    check(&Source::new(file, text), text).into_iter().map(|finding| finding.found).collect()
}

#[test]
fn a_text_outside_of_prose_is_found() {
    let text = "fn f() {\n    button(\"Press here\");\n    format!(\"step {n} of {m}\");\n}\n";
    let all = ["the text \"Press here\"", "the text \"step {n} of {m}\""];
    assert_eq!(found("web/src/panel/a.rs", text), all);
    for file in
        ["web/src/prose/en/a.rs", "web/src/bin/a.rs", "web/src/panel/a_tests.rs", "core/src/a.rs"]
    {
        assert!(found(file, text).is_empty(), "{file}");
    }
}

#[test]
fn what_no_reader_sees_is_left_alone() {
    for line in [
        "el(\"p\").class(\"quiet late\")",
        "fill(\"M{} {}L{} {}\", &[1.0])",
        "format!(\"{a} = {b}\")",
        "#[error(\"no such link\")]",
        "x.expect(\"a tag ends\")",
        "// a comment \"of words\"",
        "'\"'; f(x, \"word\")",
        "#[cfg(test)] mod tests { f(\"in a test\") }",
    ] {
        assert_eq!(found("web/src/panel/a.rs", line), [""; 0], "{line}");
    }
}
