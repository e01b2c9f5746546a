//! Opening what a link leads to, and the link to what is open.

use super::{
    Act, Acts, Branch, Changes, Edit, Highlight, Link, LinkError, Loaded, Notice, Present, Session,
    Source, StoryText, WhatIf,
    act::LATEST,
    cast::recast,
    link::TextError,
    pace::Beats,
    reducer::AHEAD,
    save::Found,
    undo::{before, is_after_all},
};
use crate::prose::Lang;
use replicarium::{
    check::{Property, Verdict},
    scenario::{Run, Scenario, library, library::Entry},
    sim::{Setup, setup::SetupError},
    time::Instant,
};
use std::rc::Rc;

/// The most steps that a link may take, apart from those of an unchanged scenario of the library.
pub const LINK_STEPS: u32 = 50_000;

/// What came of opening something.
struct Opening {
    /// Steps that may still be executed.
    left: u32,
    /// What is not quite as the link says.
    remarks: Vec<LinkError>,
}

impl Opening {
    fn tell(&mut self, remark: LinkError) {
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }

    /// Counts steps that were executed; returns whether more are allowed.
    fn has_taken(&mut self, steps: u32) -> bool {
        self.left = self.left.saturating_sub(steps);
        if self.left == 0 {
            self.tell(LinkError::TooManySteps);
        }
        self.left > 0
    }

    /// Executes a run up to a moment, or as far as is allowed.
    fn reach(&mut self, branch: &mut Branch, until: Instant) {
        self.left -= branch.reach(until, self.left);
        if self.left == 0 && branch.horizon < until {
            self.tell(LinkError::TooManySteps);
        }
    }
}

impl Session {
    /// A scenario at its start.
    ///
    /// # Errors
    /// Why the text is not a scenario.
    pub fn open(entry: &'static Entry, text: &str) -> Result<Self, LinkError> {
        let scenario = read(&Source::Scenario(entry), text)?;
        Self::begin(Source::Scenario(entry), scenario, Changes::default(), Scenario::STEPS)
    }

    /// The first scenario at its start, which the page opens with.
    ///
    /// # Panics
    /// If the engine cannot run its own first scenario, which a test excludes.
    #[must_use]
    pub fn first() -> Self {
        let entry = &library::ALL[0];
        // `expect` would put the `Debug` of every error into the program.
        let Ok(mut first) = Self::open(entry, library::FIRST) else {
            unreachable!("a test runs the first scenario")
        };
        first.tell_carried();
        first
    }

    /// A scenario at its start, executed at most `limit` steps.
    fn begin(
        source: Source,
        scenario: Scenario,
        changes: Changes,
        limit: u32,
    ) -> Result<Self, LinkError> {
        let until = scenario.setup.until;
        let looping = is_looping(&scenario);
        let trace = scenario.start().map_err(|error| unreadable(&source, error))?;
        let (horizon, limit) = match looping {
            true => (Instant(until.0.min(AHEAD.0 * 2)), Branch::BATCH),
            false => (until, limit),
        };
        // A run in which nothing is told to happen is its reader's own.
        let tells = !looping && !scenario.setup.script.is_empty();
        let main = Branch::start(trace, horizon, limit, tells);
        Ok(Self { changes: Rc::new(changes), ..Self::with(source, scenario, main) })
    }

    /// Something at its start.
    fn with(source: Source, scenario: Scenario, main: Branch) -> Self {
        let mut session = Self {
            lang: Lang::default(),
            source,
            changes: Rc::default(),
            acts: Acts::default(),
            scenario: Rc::new(scenario),
            story: None,
            present: Present::of(&main, 0),
            clock: || 0.0,
            branches: vec![main],
            current: 0,
            at: Instant::default(),
            step: 0,
            speed: 100,
            playing: false,
            still: false,
            selection: None,
            highlight: None,
            notice: None,
            through: false,
            beats: Beats::new(),
            revision: 0,
            opened: 0,
            waited: 0,
            what_if: WhatIf::default(),
        };
        session.judge();
        session
    }

    /// A recorded run after its first `step` steps, or at its end.
    ///
    /// # Errors
    /// Why it cannot be replayed.
    pub fn replay(name: &Rc<str>, text: &str, step: Option<u32>) -> Result<Self, LinkError> {
        let source = Source::Run(Rc::clone(name));
        let run = text.parse::<Run>().map_err(|error| unreadable(&source, error))?;
        let Run { scenario, trace } = run;
        let steps = trace.len();
        let mut session = Self::with(source, scenario, Branch::of(trace));
        session.go_to_step(step.unwrap_or(steps));
        Ok(session)
    }

    /// The page as a link asks for it; `still` says that nothing may glide. What is not quite so, a notice says.
    ///
    /// # Errors
    /// Why the text of what it leads to cannot be read.
    pub fn follow(loaded: &Loaded, still: bool) -> Result<Self, LinkError> {
        let Loaded { link, ignored, text, story, found } = loaded;
        let mut opening = Opening { left: LINK_STEPS, remarks: ignored.clone() };
        let mut session = match &link.source {
            Source::Run(name) => Self::replay(name, text, None)?,
            Source::Scenario(_) | Source::Setup(_) => {
                let (scenario, changes) = opening.change(read(&link.source, text)?, &link.changes);
                let is_trusted = link.source.file().is_some() && changes == Changes::default();
                if !is_trusted {
                    opening.left = Branch::CHANGED;
                }
                let limit = if is_trusted { Scenario::STEPS } else { Branch::CHANGED };
                Self::begin(link.source.clone(), scenario, changes, limit)?
            }
        };
        session.story = story.as_ref().map(StoryText::read).transpose()?;
        session.find_beats();
        session.still = still;
        session.through = link.play;
        // A run without end is alive from the start; a story waits for its reader.
        let lives = session.is_endless() && link.is_bare() && !still;
        session.resume(link, opening);
        session.playing = link.play || lives;
        if session.notice.is_none() && *found != Found::default() {
            session.notice = Some(Notice::Found(Rc::new(found.clone())));
        }
        Ok(session)
    }

    /// Does from its start what was done, and stands where a link asks for it.
    fn resume(&mut self, link: &Link, mut opening: Opening) {
        self.repeat(&link.acts, &mut opening);
        self.find(link, &mut opening);
        self.selection = link.selection;
        self.highlight = link.lit.and_then(|lit| self.evidence(lit)).map(Rc::new);
        if link.print.is_some_and(|print| print != self.present.world.fingerprint()) {
            opening.tell(LinkError::Differs);
        }
        if !opening.remarks.is_empty() {
            self.notice = Some(Notice::Opened(opening.remarks));
        }
    }

    /// The same run with this many clients from its start. A recorded run has those that it has.
    pub(super) fn cast(&mut self, clients: u16) {
        let mut scenario = Scenario::clone(&self.scenario);
        if !recast(&mut scenario, clients) || matches!(self.source, Source::Run(_)) {
            return;
        }
        let changes = Changes { clients: Some(clients), ..Changes::clone(&self.changes) };
        let link = Link { print: None, ..self.link() };
        let opening = Opening { left: LINK_STEPS, remarks: Vec::new() };
        let Self { lang, speed, still, clock, opened, .. } = *self;
        match Self::begin(self.source.clone(), scenario, changes, Branch::CHANGED) {
            Ok(next) => {
                let (story, revision) = (self.story.take(), self.revision + 1);
                *self = Self { lang, speed, still, clock, opened, story, revision, ..next };
                self.find_beats();
                self.resume(&link, opening);
            }
            Err(error) => self.notice = Some(Notice::Link(error)),
        }
    }

    /// The page at its start: as a link asks for it, or the first scenario and why the link leads nowhere.
    #[must_use]
    pub fn start(loaded: Result<Loaded, LinkError>, still: bool) -> Self {
        loaded.and_then(|loaded| Self::follow(&loaded, still)).unwrap_or_else(|error| {
            let notice = Some(Notice::Link(error));
            Self { still, playing: !still, notice, ..Self::first() }
        })
    }

    pub(super) fn open_next(&mut self, loaded: Result<Loaded, LinkError>) {
        // What is open stays open until the reader is back on the network.
        if let Err(error @ LinkError::Offline(_)) = loaded {
            return self.notice = Some(Notice::Link(error));
        }
        let Self { speed, still, clock, .. } = *self;
        let asked = loaded.as_ref().ok().and_then(|loaded| loaded.link.lang);
        let lang = asked.unwrap_or(self.lang);
        let (revision, opened) = (self.revision + 1, self.opened + 1);
        *self = Self { lang, speed, clock, revision, opened, ..Self::start(loaded, still) };
    }

    /// Does what the acts of a link say. What cannot happen any more is left out.
    fn repeat(&mut self, acts: &[Act], opening: &mut Opening) {
        for act in acts {
            let last = self.acts.end().map_or(0, |(branch, ..)| branch);
            let on = act.on.unwrap_or(last);
            let Some(branch) = self.branches.get_mut(on) else {
                return opening.tell(LinkError::Part(format!("{}", on + 1)));
            };
            opening.reach(branch, act.at);
            if branch.horizon < act.at {
                return;
            }
            let trace = branch.trace();
            let all = trace.until(act.at);
            let step = act.after.map_or(all, |after| all.min(before(trace, act.at) + after));
            let is_change = matches!(act.edit, Edit::Change(_));
            let forks = act.forks || is_change || step < branch.told;
            let act = Act { on: Some(on), forks, ..act.clone() };
            let chosen = act.edit.steps(act.at);
            let done = match self.perform(on, step, act.clone(), &chosen, act.at) {
                Err(Notice::Refused(refusal)) => {
                    opening.tell(LinkError::Act(refusal));
                    if is_change {
                        return;
                    }
                    let at = act.at;
                    self.perform(on, step, act, &[], at)
                }
                done => done,
            };
            if let Err(notice) = done {
                return self.notice = Some(notice);
            }
            if is_change && !opening.has_taken(self.acts.end().map_or(0, |(_, steps, _)| steps)) {
                return;
            }
        }
    }

    /// Moves the playhead to where a link asks for it.
    fn find(&mut self, link: &Link, opening: &mut Opening) {
        let (mut branch, end) = match self.acts.end() {
            Some((branch, step, at)) => (branch, Some((step, at))),
            None => (0, None),
        };
        if let Some(asked) = link.branch {
            match asked < self.branches.len() {
                true => branch = asked,
                false => opening.tell(LinkError::Part(format!("branch={}", asked + 1))),
            }
        }
        self.current = branch;
        let shown = &mut self.branches[branch];
        let (step, at) = match (link.step, link.at, end) {
            (step, Some(at), _) => {
                opening.reach(shown, at);
                let (trace, at) = (shown.trace(), at.min(shown.horizon));
                let all = trace.until(at);
                (step.map_or(all, |step| step.clamp(before(trace, at), all)), at)
            }
            (Some(step), None, _) => {
                while self.is_endless() && self.steps() < step && opening.left > 0 {
                    let before = self.steps();
                    self.extend();
                    opening.left = opening.left.saturating_sub(self.steps() - before);
                }
                if self.is_endless() && self.steps() < step {
                    opening.tell(LinkError::TooManySteps);
                }
                let step = step.min(self.steps());
                (step, self.branch().after(step))
            }
            (None, None, Some((step, at))) if link.branch.is_none() => (step, at),
            (None, None, _) if matches!(self.source, Source::Run(_)) => {
                (self.steps(), self.branch().after(self.steps()))
            }
            (None, None, _) => (0, Instant::default()),
        };
        match self.ends() {
            Some(until) => {
                self.branches.iter_mut().for_each(|branch| opening.reach(branch, until));
            }
            None if self.is_endless() => opening.reach(&mut self.branches[branch], at + AHEAD),
            None => {}
        }
        self.stand(branch, step, at);
    }

    /// The evidence against a promise, if it is broken at the playhead.
    pub(super) fn evidence(&self, property: Property) -> Option<Highlight> {
        match self.present.verdicts.of(property) {
            Some(Verdict::Violated(witness)) => {
                Some(Highlight::of(self.branch(), property, witness))
            }
            _ => None,
        }
    }

    /// The link to all that is open, at this moment.
    #[must_use]
    pub fn link(&self) -> Link {
        let shown = Some(self.current);
        let end = self.acts.end().map_or(0, |(branch, ..)| branch);
        let is_after_all = is_after_all(self.branch().trace(), self.step, self.at);
        Link {
            changes: Changes::clone(&self.changes),
            acts: self.acts.list(),
            branch: shown.filter(|&shown| shown != end),
            step: (!is_after_all).then_some(self.step),
            at: Some(self.at.min(LATEST)),
            print: Some(self.present.world.fingerprint()),
            selection: self.selection,
            lit: self.highlight.as_ref().map(|lit| lit.property),
            ..Link::of(self.source.clone())
        }
    }
}

impl Opening {
    /// A scenario with changes at its start, and those that were possible.
    fn change(&mut self, mut scenario: Scenario, changes: &Changes) -> (Scenario, Changes) {
        let mut changes = changes.clone();
        if let Some(clients) = changes.clients
            && !recast(&mut scenario, clients)
        {
            changes.clients = None;
            self.tell(LinkError::Part(format!("clients={clients}")));
        }
        let own = scenario.setup.settings.len();
        let original = Rc::clone(&scenario.setup);
        loop {
            let mut setup = Setup::clone(&original);
            setup.seed = changes.seed.unwrap_or(setup.seed);
            setup.settings.extend(&changes.settings);
            let refused = scenario.mode.start(&setup).err();
            scenario.setup = Rc::new(setup);
            let Some(SetupError { setting, refusal }) = refused else { break };
            let Some(n) = setting.and_then(|n| n.checked_sub(own)) else { break };
            let setting = changes.settings.remove(n).to_string();
            self.tell(LinkError::Setting(setting, Box::new(refusal)));
        }
        (scenario, changes)
    }
}

fn read(source: &Source, text: &str) -> Result<Scenario, LinkError> {
    text.parse::<Scenario>().map_err(|error| unreadable(source, error))
}

fn unreadable(source: &Source, error: impl Into<TextError>) -> LinkError {
    LinkError::Unreadable(source.name().into(), error.into())
}

/// Whether clients of a scenario go on by themselves.
pub fn is_looping(scenario: &Scenario) -> bool {
    scenario.setup.clients.iter().any(|client| client.workload.is_some())
}

#[cfg(all(test, not(target_arch = "wasm32")))]
#[path = "open_tests.rs"]
mod tests;
