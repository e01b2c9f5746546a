use super::*;

fn found(text: &str) -> Vec<String> {
    check("core/src/id.rs", text).into_iter().map(|finding| finding.found).collect()
}

/// A text without the mark that keeps this file from breaking its own rule.
fn text(marked: &str) -> String {
    marked.replace('_', "")
}

#[test]
fn a_comment_names_its_subject_first() {
    for marked in ["/// Wh_o asks.", "    //! - Wh_o asks.", "// Wh_oever asks."] {
        assert_eq!(found(&text(marked)).len(), 1, "{marked}");
    }
    for plain in ["/// A node that asks.", "let text = \"Who asks?\";", "/// The node: Who?"] {
        assert_eq!(found(plain), [] as [&str; 0], "{plain}");
    }
    let name = ["fn wh", "o_asks() {}"].concat();
    assert_eq!(found(&name).len(), 1);
}

#[test]
fn a_number_has_a_name() {
    assert_eq!(found(&text("/// Waits for s_o many steps.")), [text("“s_o many”")]);
    assert_eq!(found(&text("/// Its ho_w-manieth.")).len(), 1);
    assert_eq!(found("/// Waits for this many steps."), [] as [&str; 0]);
}

#[test]
fn none_of_them_is_said_so() {
    assert_eq!(found(&text("/// Nodes, o_f which there are none.")).len(), 1);
    assert_eq!(found("/// Nodes, of which two are down. Nonetheless."), [] as [&str; 0]);
}

#[test]
fn only_texts_are_checked() {
    let line = text("s_o many");
    assert_eq!(check("README.md", &line).len(), 1);
    assert_eq!(check("core/tests/golden/mutants.txt", &line), []);
}
