use super::*;

fn found(file: &str, text: &str) -> Vec<String> {
    check(&Source::new(file, text)).into_iter().map(|finding| finding.found).collect()
}

#[test]
fn unfinished_work_is_found_everywhere() {
    assert_eq!(found("cli/src/main.rs", "fn f() { todo!() }"), ["`todo!`"]);
    assert_eq!(found("core/tests/it/main.rs", "let x = dbg!(1);"), ["`dbg!`"]);
    assert_eq!(
        found("cli/src/main.rs", "// todo!()\nlet s = \"dbg!\"; fn todo() {}"),
        [] as [&str; 0]
    );
}

#[test]
fn the_core_has_no_floats_and_no_hash_maps() {
    assert_eq!(
        found("core/src/sim/world.rs", "type A = HashMap<u32, f64>;"),
        ["`HashMap`", "`f64`"]
    );
    assert_eq!(found("core/src/random/delay.rs", "fn table(mean: f64) {}"), [] as [&str; 0]);
    assert_eq!(found("core/src/random/delay.rs", "fn table(mean: f32) {}"), ["`f32`"]);
    assert_eq!(found("web/src/layout/ring.rs", "fn x() -> f64 { 0.0 }"), [] as [&str; 0]);
    assert_eq!(
        found("core/src/random/delay_tests.rs", "use std::collections::HashMap;"),
        [] as [&str; 0]
    );
}

#[test]
fn style_attributes_are_found_in_the_page_only() {
    let text = "html! { <p style=\"color: red\" class=\"a\"><b style={s}/></p> }";
    assert_eq!(found("web/src/page/mod.rs", text), ["a style attribute", "a style attribute"]);
    assert_eq!(
        found("web/src/page/mod.rs", "let style = { 1 }; a.style = \"x\";"),
        [] as [&str; 0]
    );
    assert_eq!(found("cli/src/main.rs", text), [] as [&str; 0]);
}

#[test]
fn a_path_of_one_machine_is_found_where_a_path_begins() {
    let homes = homes(Path::new("/somewhere/checkout"));
    let lines = |text: &str| machine_paths(text, &homes).len();
    let folder = format!("/{}/", "tmp");
    assert_eq!(lines(&format!("see {folder}log")), 1);
    assert_eq!(lines(&format!("see target{folder}log\n\"/somewhere/checkout/core\"")), 1);
    assert_eq!(lines("https://example.org/home.html /usr/bin/chromium"), 0);
}
