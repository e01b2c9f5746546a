//! Any bytes as the fragment of an address: reading them never panics, what was read is written and read again as the
//! same, and what it leads to opens.
#![no_main]

use libfuzzer_sys::fuzz_target;
use replicarium_web::session::{Link, Loaded, Session, Source};
use std::rc::Rc;

fuzz_target!(|text: &str| {
    let (link, ignored) = Link::read(text);
    assert_eq!(Link::read(&link.fragment()).0, link);
    let text: Rc<str> = match &link.source {
        Source::Scenario(entry) => entry.text().into(),
        Source::Setup(text) => text.clone(),
        Source::Run(_) => return,
    };
    let session = Session::start(Ok(Loaded { ignored, ..Loaded::of(link, text) }), true);
    assert!(session.step <= session.steps());
});
