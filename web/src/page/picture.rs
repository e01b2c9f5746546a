//! The first picture: the page as it stands in `index.html` before the program has arrived.
//!
//! The same components draw it at build time. It cannot know how large the reader's window is, so it has the
//! stage planned for several sizes, of which a style sheet shows one, scaled to fit. The program takes over
//! with the size that was shown, so that nothing moves.
//!
//! It is English, with the list of what differs in Korean; see [`super::swap`].

use super::{App, Start, swap::differences};
use crate::{
    layout::Size,
    prose::{Lang, Texts, Words},
    stage::{Props, Stage},
};
use serde_json::json;
use yew::{Callback, LocalServerRenderer};

/// A size that the stage is planned for, and which stages show it.
struct Design {
    width: u32,
    height: u32,
    /// A condition of a container query. Of all designs, exactly one holds.
    shown: &'static str,
}

const fn design(width: u32, height: u32, shown: &'static str) -> Design {
    Design { width, height, shown }
}

/// Phones; then desktops, from wide to narrow: the stages of common windows, where the picture is not scaled.
const DESIGNS: [Design; 8] = [
    design(390, 349, "(width < 640px) and (aspect-ratio >= 1)"),
    design(390, 438, "(width < 640px) and (aspect-ratio < 1)"),
    design(1024, 376, "(width >= 640px) and (aspect-ratio >= 2)"),
    design(1288, 658, "(width >= 1000px) and (aspect-ratio < 2)"),
    design(904, 490, "(640px <= width < 1000px) and (1.8 <= aspect-ratio < 2)"),
    design(648, 375, "(640px <= width < 740px) and (aspect-ratio < 1.8)"),
    design(808, 499, "(740px <= width < 1000px) and (1.54 <= aspect-ratio < 1.8)"),
    design(768, 527, "(740px <= width < 1000px) and (aspect-ratio < 1.54)"),
];

/// Draws the first picture as HTML, for the place of the program.
pub async fn picture() -> String {
    let mut style = String::from(STYLE);
    for (n, Design { shown, .. }) in DESIGNS.iter().enumerate() {
        let rule = format!(".stage > .drawing{n} {{ display: block }}");
        style += &format!("@container tank {shown} {{ {rule} }}\n");
    }
    let page = page(Lang::En).await;
    let Texts { title, description, .. } = Lang::Ko.texts();
    let differences = differences(&page, &self::page(Lang::Ko).await);
    let swap = json!({ "title": title, "description": description, "page": differences });
    // In a script, no text may look like its end.
    let swap = swap.to_string().replace('<', "\\u003c");
    format!(
        "<style>{style}</style>{page}<script type=\"application/json\" id=\"ko\">{swap}</script>\
         <script>{SWAP}</script>"
    )
}

/// Applies the list of differences where static/start.js asks for it.
const SWAP: &str = include_str!("../../../static/swap.js");

/// The page in a language.
async fn page(lang: Lang) -> String {
    let start = Start::first(lang);
    let frame = start.session.frame();
    let mut drawings = String::new();
    for (n, Design { width, height, .. }) in DESIGNS.iter().enumerate() {
        let first = Some(Size { width: f64::from(*width), height: f64::from(*height) });
        let props = Props { frame: frame.clone(), first, on: Callback::noop() };
        let stage =
            LocalServerRenderer::<Stage>::with_props(props).hydratable(false).render().await;
        let class = format!("<svg class=\"drawing drawing{n}\"");
        drawings += &drawing(&stage).replacen("<svg", &class, 1);
    }
    let page = LocalServerRenderer::<App>::with_props(start).hydratable(false).render().await;
    let page = page.replacen(drawing(&page), &drawings, 1);
    prepared(&page_with_one_choice(&page), lang.texts().prepared)
}

/// What holds only until the program takes over.
const STYLE: &str = "
[aria-busy] :disabled { cursor: progress }
[aria-busy] .guide .buttons { overflow: hidden }
.tank { container: tank / size }
.stage > .drawing { display: none }
[data-swap] .page { visibility: hidden }
[data-link] .page :is(.seg, select, .left, .stage, .right, .clock) { visibility: hidden }
";

/// The stage's drawing within some HTML.
fn drawing(html: &str) -> &str {
    let stage = html.find("data-testid=\"stage\"").expect("there is a stage");
    let start = stage + html[stage..].find("<svg").expect("it has a drawing");
    let end = start + html[start..].find("</svg>").expect("which ends") + "</svg>".len();
    &html[start..end]
}

/// The page without the scenarios that cannot be chosen yet: of the list, only the first one shows.
fn page_with_one_choice(page: &str) -> String {
    let list = page.find("<optgroup").expect("there is a list of scenarios");
    let end = list + page[list..].find("</select>").expect("which ends");
    let first = list + page[list..].find("<option").expect("and has a first one");
    let last = first + page[first..].find("</option>").expect("which ends") + "</option>".len();
    [&page[..list], &page[first..last], &page[end..]].concat()
}

/// The page with everything that can be pressed switched off, and titled as being prepared. Explanations wait for the
/// program.
fn prepared(page: &str, title: &str) -> String {
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        let end = start + rest[start..].find('>').expect("a tag ends");
        let (before, tag) = (&rest[..start], &rest[start..end]);
        let tag = &without(&without(tag, " title=\""), " aria-description=\"");
        rest = &rest[end..];
        out += before;
        if ["<button", "<select", "<input"].iter().any(|name| tag.starts_with(name)) {
            out += &without(tag, " disabled=\"");
            out += &format!(" disabled=\"\" title=\"{title}\"");
        } else if tag.contains("class=\"left\"") {
            // It scrolls, and nothing in it can have the focus yet.
            out += tag;
            out += " tabindex=\"0\"";
        } else if tag.contains("data-testid=\"stage\"") {
            out += tag;
            out += " inert=\"\"";
        } else {
            out += tag;
        }
    }
    out + rest
}

/// A tag without the attribute that begins like this.
fn without(tag: &str, attribute: &str) -> String {
    let Some(start) = tag.find(attribute) else { return tag.into() };
    let value = start + attribute.len();
    let end = value + tag[value..].find('"').expect("a value ends") + 1;
    format!("{}{}", &tag[..start], &tag[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn() -> String {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        tokio::task::LocalSet::new().block_on(&runtime, picture())
    }

    #[test]
    fn the_first_picture_has_a_stage_for_every_design_and_no_timeline() {
        let html = drawn();
        let count = |text: &str| html.matches(text).count();
        assert_eq!(count("<svg class=\"drawing"), DESIGNS.len());
        for Design { width, height, .. } in DESIGNS {
            assert_eq!(count(&format!("viewBox=\"0 0 {width} {height}\"")), 1);
        }
        assert_eq!(count("data-testid=\"node-A\""), DESIGNS.len());
        assert_eq!(count("data-testid=\"timeline\""), 0);
        assert!(html.contains("A leader and two followers") && html.contains("being prepared"));
        let (_, swap) = html.split_once("id=\"ko\">").expect("the list of differences");
        let (swap, script) = swap.split_once("</script>").expect("it ends");
        let swap: serde_json::Value = serde_json::from_str(swap).expect("it is JSON");
        assert!(swap["page"].as_array().is_some_and(|list| list.len() > 100), "{swap}");
        assert!(script.starts_with("<script>") && swap["title"].as_str().is_some());
    }

    #[test]
    fn nothing_in_the_first_picture_can_be_pressed_or_says_that_it_is_ready() {
        let html = drawn();
        assert!(!html.contains("data-ready"), "tests and figures wait for it");
        let (page, _) = html.split_once("<script").expect("scripts follow the page");
        let tags = page
            .split('<')
            .filter(|tag| ["button", "select", "input"].iter().any(|name| tag.starts_with(name)));
        let mut pressed = 0;
        for tag in tags {
            let tag = &tag[..tag.find('>').unwrap()];
            assert_eq!(tag.matches(" disabled=\"").count(), 1, "{tag}");
            assert_eq!(tag.matches(" title=\"").count(), 1, "{tag}");
            pressed += 1;
        }
        assert!(pressed > 10, "{pressed}");
        assert_eq!(html.matches(" inert=\"\"").count(), 1);
    }

    #[test]
    fn an_attribute_is_taken_out_whole() {
        assert_eq!(without("<a title=\"b c\" d=\"e\"", " title=\""), "<a d=\"e\"");
        assert_eq!(without("<a d=\"e\"", " title=\""), "<a d=\"e\"");
    }
}
