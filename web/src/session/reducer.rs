//! The session as a value, and the one function that makes the next one of it.

use super::{
    Branch, Film, Frame, Here, Intent, LinkError, Lit, Loaded, Origin, Selection, Source,
    playback::{self, STILL_PAUSE},
};
use replicarium::{
    check::{Property, Verdict},
    id::{ClientId, NodeId},
    kv::Request,
    scenario::{ParseError, Run, Scenario, library, library::Entry},
    sim::{Action, By, Refusal, Step, scheduler},
    time::{Duration, Instant},
};
use std::rc::Rc;

/// Something that a reader has to be told; prose has the sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The world refused an action.
    Refused(Refusal),
    /// A link leads nowhere.
    Link(LinkError),
    /// Nothing will happen any more by itself.
    Over,
    /// There are as many branches as the page keeps.
    Branches,
}

/// Everything that the page knows.
#[derive(Clone)]
pub struct Session {
    /// What is open.
    pub source: Source,
    /// Its scenario, read.
    pub scenario: Rc<Scenario>,
    /// All that was made of it; the first one is the scenario's own, or the recorded run.
    pub branches: Vec<Branch>,
    /// The one that is looked at.
    pub current: usize,
    /// The playhead.
    pub at: Instant,
    /// Steps applied.
    pub step: u32,
    /// In hundredths.
    pub speed: u32,
    /// Whether the playhead moves.
    pub playing: bool,
    /// Whether nothing may glide.
    pub still: bool,
    /// What is picked.
    pub selection: Option<Selection>,
    /// The witness that is lit up.
    pub lit: Option<Rc<Lit>>,
    /// What the reader has to be told, until it is dismissed.
    pub notice: Option<Notice>,
    here: Here,
    /// Real time in ms, to know when judging has taken enough of a frame.
    clock: fn() -> f64,
    revision: u64,
    /// Real time since the last jump, while nothing may glide.
    waited: u64,
}

/// The page keeps so many branches.
pub const BRANCHES: usize = 40;
/// Of a frame, judging takes at most so many ms, and what a single step takes.
pub const JUDGING: f64 = 1.5;
/// A link may ask for so many steps of a run that has no end.
const LINK_STEPS: u32 = 20_000;
/// A run without an end is worked out at least so far ahead.
const AHEAD: Duration = Duration::millis(300);

impl Session {
    /// A scenario at its start.
    ///
    /// # Errors
    /// Why the text is not a scenario.
    pub fn open(entry: &'static Entry, text: &str) -> Result<Self, LinkError> {
        let unreadable = |error| LinkError::Unreadable(entry.name.into(), error);
        let scenario = text.parse::<Scenario>().map_err(|error| unreadable(error.into()))?;
        let until = scenario.setup.until;
        let looping = is_looping(&scenario);
        let mut trace = scenario.start().map_err(|error| unreadable(error.into()))?;
        let (horizon, limit) = match looping {
            true => (Instant(until.0.min(AHEAD.0 * 2)), Branch::BATCH),
            false => (until, Scenario::STEPS),
        };
        trace.run(horizon, limit);
        let told = if looping { 0 } else { trace.len() };
        let main = Branch::new(trace, None, told, horizon);
        Ok(Self::with(Source::Scenario(entry), scenario, main))
    }

    /// The first scenario at its start, which the page opens with.
    ///
    /// # Panics
    /// If the engine cannot run its own first scenario, which a test excludes.
    #[must_use]
    pub fn first() -> Self {
        let first = Self::open(&library::ALL[0], library::FIRST);
        first.expect("the first scenario runs: a test says so")
    }

    /// Something at its start.
    fn with(source: Source, scenario: Scenario, main: Branch) -> Self {
        let mut session = Self {
            source,
            scenario: Rc::new(scenario),
            here: Here::of(&main, 0),
            clock: || 0.0,
            branches: vec![main],
            current: 0,
            at: Instant::default(),
            step: 0,
            speed: 100,
            playing: false,
            still: false,
            selection: None,
            lit: None,
            notice: None,
            revision: 0,
            waited: 0,
        };
        session.judge();
        session
    }

    /// A recorded run, right after so many of its steps, or at its end.
    ///
    /// # Errors
    /// Why it cannot be replayed.
    pub fn replay(name: &Rc<str>, text: &str, step: Option<u32>) -> Result<Self, LinkError> {
        let unreadable = |error: ParseError| LinkError::Unreadable(name.to_string(), error.into());
        let Run { scenario, trace } = text.parse::<Run>().map_err(unreadable)?;
        let steps = trace.len();
        let main = Branch::new(trace, None, steps, Instant::default());
        let mut session = Self::with(Source::Run(Rc::clone(name)), scenario, main);
        session.go_to_step(step.unwrap_or(steps));
        Ok(session)
    }

    /// The page as a link asks for it; `still` says that nothing may glide.
    ///
    /// # Errors
    /// Why the text of what it leads to cannot be read.
    pub fn follow(Loaded { link, text }: &Loaded, still: bool) -> Result<Self, LinkError> {
        let entry = match &link.source {
            Source::Scenario(entry) => entry,
            Source::Run(name) => return Ok(Self { still, ..Self::replay(name, text, link.step)? }),
        };
        let mut session = Self::open(entry, text)?;
        session.still = still;
        session.playing = link.play || (link.step.is_none() && !still);
        if let Some(step) = link.step {
            while session.is_endless() && session.steps() < step.min(LINK_STEPS) {
                session.extend();
            }
            session.go_to_step(step);
        }
        Ok(session)
    }

    /// The page at its start: as a link asks for it, or the first scenario and why the link leads nowhere.
    #[must_use]
    pub fn start(loaded: Result<Loaded, LinkError>, still: bool) -> Self {
        loaded.and_then(|loaded| Self::follow(&loaded, still)).unwrap_or_else(|error| {
            let notice = Some(Notice::Link(error));
            Self { still, playing: !still, notice, ..Self::first() }
        })
    }

    /// The branch that is looked at.
    pub fn branch(&self) -> &Branch {
        &self.branches[self.current]
    }

    /// Changes whenever the trace, the step or the selection changes.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Steps that the run has.
    pub fn steps(&self) -> u32 {
        self.branch().trace.len()
    }

    /// Whether its clients go on by themselves.
    pub fn is_endless(&self) -> bool {
        is_looping(&self.scenario)
    }

    /// Everything that is drawn now.
    pub fn frame(&self) -> Frame {
        let Branch { film, horizon, .. } = self.branch();
        Frame {
            revision: self.revision,
            still: self.still,
            at: self.at,
            step: self.step,
            steps: self.steps(),
            end: *horizon,
            world: Rc::clone(&self.here.world),
            history: Rc::clone(&self.here.history),
            film: Rc::<Film>::clone(film),
            verdicts: Rc::clone(&self.here.verdicts),
            lit: self.lit.clone(),
            selection: self.selection,
        }
    }

    fn go(&mut self, step: u32, at: Instant) {
        if step != self.step {
            self.here = match self.step {
                u32::MAX => Here::of(self.branch(), step),
                _ => self.here.at(self.branch(), step),
            };
        }
        (self.step, self.at, self.waited) = (step, at, 0);
        let branch = &mut self.branches[self.current];
        branch.told = branch.told.max(step);
        self.judge();
    }

    /// Judges up to the playhead, or until it has taken enough of this frame.
    fn judge(&mut self) {
        if self.here.is_judged {
            return;
        }
        let (clock, start) = (self.clock, (self.clock)());
        let mut may_go_on = || clock() - start < JUDGING;
        let judged = self.branch().judge(self.step, &self.here.world, &mut may_go_on);
        (self.here.verdicts, self.here.is_judged) = (Rc::new(judged.0), judged.1);
        self.revision += 1;
    }

    /// Whether judging has fallen behind the playhead, and wants more frames.
    pub fn is_behind(&self) -> bool {
        !self.here.is_judged
    }

    /// With a clock by which judging spreads over frames; without, it takes as long as it takes.
    #[must_use]
    pub fn timed(self, clock: fn() -> f64) -> Self {
        Self { clock, ..self }
    }

    fn go_to_step(&mut self, step: u32) {
        let step = step.min(self.steps());
        self.go(step, self.branch().after(step));
    }

    fn go_to(&mut self, at: Instant) {
        let at = at.min(self.branch().horizon);
        // A step that waits at the same moment stays the next one while the playhead glides there.
        let step = self.branch().trace.until(at);
        self.go(step, at);
    }

    fn extend(&mut self) {
        let branch = self.branch().extended();
        self.branches[self.current] = branch;
        self.revision += 1;
    }

    /// One step on; at the end of the run, works out more of it.
    fn forward(&mut self) {
        if self.step == self.steps() {
            self.extend();
        }
        match self.step < self.steps() {
            true => self.go_to_step(self.step + 1),
            false => (self.playing, self.notice) = (false, Some(Notice::Over)),
        }
    }

    fn tick(&mut self, real: u64) {
        if self.still {
            self.waited += real.min(playback::FRAME_LIMIT);
            if self.waited * u64::from(self.speed) < STILL_PAUSE * 100 {
                return;
            }
            return match self.step == self.steps() && !self.is_endless() {
                true => self.playing = false,
                false => self.forward(),
            };
        }
        let at = self.at + playback::simulated(real, self.speed);
        if self.is_endless() && at + AHEAD > self.branch().horizon {
            self.extend();
        }
        self.go_to(at);
        if self.at == self.branch().horizon && !self.is_endless() {
            self.playing = false;
        }
    }

    fn toggle(&mut self) {
        self.playing = !self.playing;
        self.waited = 0;
        let ended = self.at >= self.branch().horizon || (self.still && self.step == self.steps());
        if self.playing && ended {
            match self.branch().goes_on() {
                true => self.extend(),
                false => (self.playing, self.notice) = (false, Some(Notice::Over)),
            }
        }
    }

    /// Lights up what breaks a promise by now, and moves the playhead to where the proof is complete.
    fn show(&mut self, property: Option<Property>) {
        let verdict = property.and_then(|property| self.here.verdicts.of(property));
        let lit = match (property, verdict) {
            (Some(property), Some(Verdict::Violated(witness))) => {
                Some(Lit::of(self.branch(), property, witness))
            }
            _ => None,
        };
        self.revision += 1;
        self.lit = lit.map(Rc::new);
        if let Some(step) = self.lit.as_ref().map(|lit| lit.step) {
            self.playing = false;
            // What breaks at this moment, and is not a matter of operations, is shown where it is.
            if (1..self.step).contains(&step) {
                self.go_to_step(step);
            }
        }
    }

    fn select(&mut self, selection: Option<Selection>) {
        self.revision += u64::from(self.selection != selection);
        self.selection = selection;
    }

    fn act(&mut self, actions: &[Action]) {
        let deeds: Vec<Step> =
            actions.iter().map(|&action| Step { at: self.at, by: By::Reader, action }).collect();
        let old = self.branch();
        let trace = match old.acted(self.step, &deeds) {
            Ok(trace) => trace,
            Err(refusal) => return self.notice = Some(Notice::Refused(refusal)),
        };
        let step = self.step + deeds.len() as u32;
        let replaces = self.step >= old.told;
        let origin = match replaces {
            true => old.origin,
            false => {
                let (parent, step, at) = (self.current, self.step, self.at);
                actions.first().map(|&action| Origin { parent, step, at, action })
            }
        };
        let branch = Branch::new(trace, origin, step, old.horizon);
        if replaces {
            self.branches[self.current] =
                branch.instead_of(&self.branches[self.current], self.step);
        } else if self.branches.len() < BRANCHES {
            self.current = self.branches.len();
            self.branches.push(branch);
        } else {
            return self.notice = Some(Notice::Branches);
        }
        (self.notice, self.lit) = (None, None);
        self.go(step, self.at);
    }

    fn ask(&mut self, client: ClientId, via: Option<NodeId>, request: Request) {
        let routed = || scheduler::ask(&self.scenario.setup, &self.here.cluster, client, request);
        let action = via.map_or_else(routed, |via| Action::Invoke { client, via, request });
        self.act(&[action]);
    }

    fn look_at(&mut self, branch: usize) {
        if branch < self.branches.len() && branch != self.current {
            self.current = branch;
            self.lit = None;
            self.step = u32::MAX;
            self.go_to(self.at);
        }
    }

    fn open_next(&mut self, loaded: Result<Loaded, LinkError>) {
        // What is open stays open until the reader is back on the network.
        if let Err(error @ LinkError::Offline(_)) = loaded {
            return self.notice = Some(Notice::Link(error));
        }
        let (speed, still, clock) = (self.speed, self.still, self.clock);
        let revision = self.revision + 1;
        *self = Self { speed, clock, revision, ..Self::start(loaded, still) };
    }
}

fn is_looping(scenario: &Scenario) -> bool {
    scenario.setup.clients.iter().any(|client| client.workload.is_some())
}

/// The next session. Whatever cannot be done becomes a notice; the rest stays as it was.
#[must_use]
pub fn reduce(mut session: Session, intent: Intent) -> Session {
    let s = &mut session;
    match intent {
        Intent::Toggle => s.toggle(),
        Intent::Pause => s.playing = false,
        Intent::Tick(real) if s.playing => s.tick(real),
        Intent::Tick(_) => s.judge(),
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
        Intent::Act(action) => s.act(&[action]),
        Intent::All(actions) => s.act(&actions),
        Intent::Ask { client, via, request } => s.ask(client, via, request),
        Intent::Cart { client, via, change, key, item } => {
            let value = scheduler::cart(&s.here.cluster, client, change, key, item);
            s.ask(client, via, Request::Write(key, value));
        }
        Intent::Open(loaded) => s.open_next(loaded),
        Intent::Still(still) => s.still = still,
        Intent::Show(property) => s.show(property),
        Intent::Branch(branch) => s.look_at(branch),
        Intent::Dismiss => s.notice = None,
        Intent::Leave if s.notice.is_some() => s.notice = None,
        Intent::Leave if s.lit.is_some() => s.show(None),
        Intent::Leave => s.select(None),
    }
    session
}
