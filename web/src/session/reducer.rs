//! The session as a value, and the one function that makes the next one of it.

use super::{
    Acts, Branch, Changes, Edit, Frame, Highlight, Intent, LinkError, Present, Selection, Source,
    StoryText, Told, WhatIf, open, pace::Beats, playback, save::Found,
};
use crate::prose::Lang;
use replicarium::{
    check::Property,
    id::{ClientId, NodeId},
    kv::Request,
    scenario::Scenario,
    sim::{Action, Refusal, scheduler},
    time::{Duration, Instant},
    view::WorldView,
};
use std::rc::Rc;

/// A notice for the reader; prose has the sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The world refused an action.
    Refused(Refusal),
    /// A link leads nowhere.
    Link(LinkError),
    /// The run is over: nothing is due any more.
    Over,
    /// The page keeps no more branches.
    Branches,
    /// A link is open, but not quite as it should be.
    Opened(Vec<LinkError>),
    /// There are saves of what is open, or damaged ones.
    Found(Rc<Found>),
}

/// The state of the page.
#[derive(Clone)]
pub struct Session {
    /// The reader's language.
    pub lang: Lang,
    /// What is open.
    pub source: Source,
    /// What the run starts with instead of what the source says.
    pub changes: Rc<Changes>,
    /// What the reader did.
    pub acts: Acts,
    /// Its scenario, read.
    pub scenario: Rc<Scenario>,
    /// Its story; a recorded run has none.
    pub story: Option<Told>,
    /// The tree of runs; the first one is the scenario's own, or the recorded run.
    pub branches: Vec<Branch>,
    /// The branch that is shown.
    pub current: usize,
    /// The playhead.
    pub at: Instant,
    /// The number of steps applied.
    pub step: u32,
    /// The speed, in hundredths.
    pub speed: u32,
    /// Whether the playhead moves.
    pub playing: bool,
    /// Whether the playhead jumps from step to step instead of gliding.
    pub still: bool,
    /// What is picked.
    pub selection: Option<Selection>,
    /// The witness that is highlighted.
    pub highlight: Option<Rc<Highlight>>,
    /// The notice, until it is dismissed.
    pub notice: Option<Notice>,
    /// Whether the run is played without stops.
    pub through: bool,
    /// How often something was opened.
    pub opened: u32,
    pub(super) present: Present,
    /// The steps of the story's beats in the scenario's own run.
    pub(super) beats: Beats,
    /// Real time in ms, by which judging is spread over frames.
    pub(super) clock: fn() -> f64,
    pub(super) revision: u64,
    /// What would have kept the guarantees that are broken at the playhead.
    pub(super) what_if: WhatIf,
    /// Real time since the last jump, in µs, while the playhead jumps.
    pub(super) waited: u64,
}

/// The most branches that the page keeps.
pub const BRANCHES: usize = 40;
/// The time that judging may take of a frame, in ms; the step in progress is finished.
pub const JUDGING: f64 = 1.5;
/// The number of steps in which a typed character is answered.
const ANSWER: u32 = 100;
/// The least time by which an endless run is ahead of the playhead.
pub(super) const AHEAD: Duration = Duration::millis(300);

impl Session {
    /// The branch that is shown.
    pub fn branch(&self) -> &Branch {
        &self.branches[self.current]
    }

    /// Changes whenever the trace, the step or the selection changes.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Steps that the run has.
    pub fn steps(&self) -> u32 {
        self.branch().trace().len()
    }

    /// Whether its clients go on by themselves, so that it never ends.
    pub fn is_endless(&self) -> bool {
        open::is_looping(&self.scenario)
    }

    /// Everything that is drawn now.
    pub fn frame(&self) -> Frame {
        let Branch { film, horizon, .. } = self.branch();
        Frame {
            lang: self.lang,
            mode: self.scenario.mode,
            revision: self.revision,
            still: self.still,
            playing: self.playing,
            at: self.at,
            step: self.step,
            steps: self.steps(),
            end: *horizon,
            world: Rc::clone(&self.present.view),
            history: Rc::clone(&self.present.history),
            film: Rc::clone(film),
            verdicts: Rc::clone(&self.present.verdicts),
            highlight: self.highlight.clone(),
            selection: self.selection,
            remedies: self.remedies(),
        }
    }

    pub(super) fn go(&mut self, step: u32, at: Instant) {
        let branch = &mut self.branches[self.current];
        if step != self.step {
            self.present.go(branch, step);
        }
        (self.step, self.at, self.waited) = (step, at, 0);
        branch.told = branch.told.max(step);
        self.judge();
    }

    /// Judges up to the playhead, as far as this frame has time for it.
    pub(super) fn judge(&mut self) {
        if self.present.is_judged {
            return;
        }
        let (clock, start) = (self.clock, (self.clock)());
        let mut may_go_on = || clock() - start < JUDGING;
        let branch = &mut self.branches[self.current];
        let judged = branch.judge(self.step, &self.present.view, &mut may_go_on);
        let before = std::mem::replace(&mut self.present.verdicts, Rc::new(judged.0));
        self.present.is_judged = judged.1;
        self.revision += 1;
        self.stop_at_violation(&before);
    }

    /// Whether judging is behind the playhead and needs more frames.
    pub fn is_behind(&self) -> bool {
        !self.present.is_judged
    }

    /// The same session in this language.
    #[must_use]
    pub fn speaking(mut self, lang: Lang) -> Self {
        self.speak(lang);
        self
    }

    /// Sets the clock by which judging is spread over frames. Without one it takes as long as it needs.
    #[must_use]
    pub fn timed(self, clock: fn() -> f64) -> Self {
        Self { clock, ..self }
    }

    pub(super) fn go_to_step(&mut self, step: u32) {
        let step = step.min(self.steps());
        self.go(step, self.branch().after(step));
    }

    pub(super) fn go_to(&mut self, at: Instant) {
        let at = at.min(self.branch().horizon);
        // The playhead stands after all steps of its moment.
        let step = self.branch().trace().until(at);
        self.go(step, at);
    }

    pub(super) fn extend(&mut self) {
        self.branches[self.current].extend();
        self.revision += 1;
    }

    /// Highlights the witness against a promise, and moves the playhead to where the violation is complete.
    pub(super) fn show(&mut self, property: Option<Property>) {
        let lit = property.and_then(|property| self.evidence(property));
        self.revision += 1;
        self.highlight = lit.map(Rc::new);
        if let Some(step) = self.highlight.as_ref().map(|lit| lit.step) {
            self.playing = false;
            // A violation of this moment that is not proved by operations is shown where it is.
            if (1..self.step).contains(&step) {
                self.go_to_step(step);
            }
        }
    }

    /// Tells the story in the reader's language, if the program carries it.
    pub(super) fn tell_carried(&mut self) {
        if let Some(text) = StoryText::carried(&self.source, self.lang) {
            self.tell(Ok(text));
        }
    }

    fn tell(&mut self, text: Result<StoryText, LinkError>) {
        let is_wanted = |text: &StoryText| {
            self.source == Source::Scenario(text.entry) && self.lang == text.lang
        };
        match text {
            // The reader has gone on meanwhile.
            Ok(text) if !is_wanted(&text) => {}
            Ok(text) => match text.read() {
                Ok(told) => {
                    self.story = Some(told);
                    self.find_beats();
                }
                Err(error) => self.notice = Some(Notice::Link(error)),
            },
            Err(error) => self.notice = Some(Notice::Link(error)),
        }
    }

    pub(super) fn speak(&mut self, lang: Lang) {
        self.revision += u64::from(self.lang != lang);
        self.lang = lang;
        self.tell_carried();
    }

    fn select(&mut self, selection: Option<Selection>) {
        self.revision += u64::from(self.selection != selection);
        self.selection = selection;
    }

    fn ask(&mut self, client: ClientId, via: Option<NodeId>, request: Request) {
        let setup = self.branch().trace().setup();
        let routed = || scheduler::ask(setup, &self.present.world, client, request);
        let action = via.map_or_else(routed, |via| Action::Invoke { client, via, request });
        self.act(Edit::Act(vec![action]));
    }

    /// Goes on until a client is answered, but not much further than an answer takes.
    fn until_answered(&mut self, client: ClientId) {
        for _ in 0..ANSWER {
            let waits = |world: &WorldView| {
                world.clients.iter().any(|it| it.id == client && it.waits.is_some())
            };
            if !waits(&self.present.view) {
                return;
            }
            self.forward();
        }
    }

    fn look_at(&mut self, branch: usize) {
        if branch < self.branches.len() && branch != self.current {
            self.highlight = None;
            let at = self.at.min(self.branches[branch].horizon);
            let step = self.branches[branch].trace().until(at);
            self.stand(branch, step, at);
        }
    }

    /// Moves the playhead to a place on any branch, which may be another one than it was.
    pub(super) fn stand(&mut self, branch: usize, step: u32, at: Instant) {
        self.current = branch;
        (self.present, self.step) = (Present::of(self.branch(), step), step);
        self.go(step, at);
    }
}

/// The next session. What cannot be done becomes a notice; the rest stays as it was.
#[must_use]
pub fn reduce(mut session: Session, intent: Intent) -> Session {
    apply(&mut session, intent);
    session
}

/// Makes a session the next one.
pub fn apply(s: &mut Session, intent: Intent) {
    match intent {
        Intent::Toggle => s.toggle(),
        Intent::Pause => s.playing = false,
        Intent::Tick(real) if s.playing => s.tick(real),
        Intent::Tick(_) => {
            s.judge();
            s.try_changes();
        }
        Intent::GoOn => s.go_on(),
        Intent::Walk(forward) => s.walk(forward),
        Intent::Forward => {
            s.playing = false;
            s.forward();
        }
        Intent::Back => {
            s.playing = false;
            s.go_to_step(s.step.saturating_sub(1));
        }
        Intent::Seek(at) => s.go_to(at),
        Intent::SeekStep(step) => s.go_to_step(step),
        Intent::Speed(speed) if playback::SPEEDS.contains(&speed) => s.speed = speed,
        Intent::Speed(_) => {}
        Intent::Select(selection) => s.select(selection),
        Intent::Speak(lang) => s.speak(lang),
        Intent::Tell(text) => s.tell(text),
        Intent::Act(action) => s.act(Edit::Act(vec![action])),
        Intent::All(actions) if actions.is_empty() => {}
        Intent::All(actions) => s.act(Edit::Act(actions)),
        Intent::Clients(clients) => s.cast(clients),
        Intent::Change(change) => s.act(Edit::Change(change)),
        Intent::Ask { client, via, request } => s.ask(client, via, request),
        Intent::Type { client, via, request } => {
            s.ask(client, Some(via), request);
            s.until_answered(client);
        }
        Intent::Cart { client, via, change, key, item } => {
            let value = scheduler::cart(&s.present.world, client, change, key, item);
            s.ask(client, via, Request::Write(key, value));
        }
        Intent::Open(loaded) => s.open_next(loaded),
        Intent::Still(still) => s.still = still,
        Intent::Show(property) => s.show(property),
        Intent::Branch(branch) => s.look_at(branch),
        Intent::Undo => s.undo(),
        Intent::Redo => s.redo(),
        Intent::Dismiss => s.notice = None,
        Intent::Leave if s.notice.is_some() => s.notice = None,
        Intent::Leave if s.highlight.is_some() => s.show(None),
        Intent::Leave => s.select(None),
    }
}
