//! A pace to read by: a story stops where something of it has happened, and at the first broken guarantee.

use super::{
    Intent, Notice, Session, Verdicts, apply,
    playback::{self, STILL_PAUSE},
    reducer::AHEAD,
};
use replicarium::scenario::Story;

/// What the main button of the transport does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Begins the story.
    Start,
    /// Stops playing.
    Pause,
    /// Goes on to the next stop, or to the end.
    Next,
    /// Plays a run without stops.
    Play,
    /// Plays from the start.
    Again,
}

/// The steps of a story's beats in the run that it tells; `None` for a beat that has not happened.
pub type Beats = Vec<Option<u32>>;

impl Session {
    /// What the main button does.
    #[must_use]
    pub fn offer(&self) -> Offer {
        let stops = self.stops().next().is_some() && !self.through;
        match (self.playing, self.is_at_end(), stops) {
            (true, ..) => Offer::Pause,
            (false, true, _) => Offer::Again,
            (false, false, true) if self.step == 0 => Offer::Start,
            (false, false, true) => Offer::Next,
            (false, false, false) => Offer::Play,
        }
    }

    /// Whether all steps of a run that ends are applied.
    #[must_use]
    pub fn is_at_end(&self) -> bool {
        self.step == self.steps() && self.steps() > 0 && !self.is_endless()
    }

    /// Whether the run, which is shown to its end, would go on.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        self.is_at_end() && self.branch().goes_on()
    }

    /// The numbers of steps after which playing stops: just after each beat of the story.
    fn stops(&self) -> impl Iterator<Item = u32> {
        let beats = if self.is_endless() { Beats::new() } else { self.beats() };
        beats.into_iter().flatten().map(|step| step + 1)
    }

    /// Whether the playhead is where playing stops.
    pub(super) fn is_at_stop(&self) -> bool {
        !self.through && self.stops().any(|stop| stop == self.step)
    }

    /// The next stop after the playhead, unless the run is played through.
    pub(super) fn next_stop(&self) -> Option<u32> {
        if self.through {
            return None;
        }
        self.stops().find(|&stop| stop > self.step)
    }

    /// Stops playing if this judgement is the first that found a broken guarantee.
    pub(super) fn stop_at_violation(&mut self, before: &Verdicts) {
        if self.playing
            && !self.through
            && !self.is_endless()
            && !before.any_violated()
            && self.present.verdicts.any_violated()
        {
            self.playing = false;
        }
    }

    /// Goes one step on; extends the run at its end.
    pub(super) fn forward(&mut self) {
        if self.step == self.steps() {
            self.extend();
        }
        match self.step < self.steps() {
            true => self.go_to_step(self.step + 1),
            false => (self.playing, self.notice) = (false, Some(Notice::Over)),
        }
    }

    pub(super) fn tick(&mut self, real: u64) {
        if self.still {
            self.waited += real.min(playback::FRAME_LIMIT);
            if self.waited * u64::from(self.speed) < STILL_PAUSE * 100 {
                return;
            }
            match self.is_at_end() {
                true => self.playing = false,
                false => self.forward(),
            }
            self.playing &= !self.is_at_stop();
            return;
        }
        let at = self.at + playback::simulated(real, self.speed);
        if let Some(stop) = self.next_stop().filter(|&stop| self.branch().after(stop) <= at) {
            self.playing = false;
            return self.go_to_step(stop);
        }
        if self.is_endless() && at + AHEAD > self.branch().horizon {
            self.extend();
        }
        self.go_to(at);
        if self.at == self.branch().horizon && !self.is_endless() {
            self.playing = false;
        }
    }

    pub(super) fn toggle(&mut self) {
        if !self.playing && self.is_at_end() {
            return self.again();
        }
        (self.playing, self.waited) = (!self.playing, 0);
    }

    /// Plays on after the end of the run.
    pub(super) fn go_on(&mut self) {
        match self.branch().goes_on() {
            true => self.extend(),
            false => return self.notice = Some(Notice::Over),
        }
        (self.playing, self.waited) = (true, 0);
    }

    /// Goes from evidence to evidence while a witness is highlighted, and otherwise from step to step.
    pub(super) fn walk(&mut self, forward: bool) {
        let lit = self.highlight.as_ref();
        match lit.map(|lit| lit.next(self.step, forward)) {
            Some(Some(step)) => self.go_to_step(step),
            Some(None) => {}
            None => apply(self, if forward { Intent::Forward } else { Intent::Back }),
        }
    }

    /// Plays the run from its start.
    fn again(&mut self) {
        self.show(None);
        self.go_to_step(0);
        (self.playing, self.waited) = (true, 0);
    }

    /// The steps of the story's beats in the run that is shown. A run in which a reader has acted tells the story up
    /// to there.
    #[must_use]
    pub fn beats(&self) -> Beats {
        let own = self.branch().own.unwrap_or(u32::MAX);
        self.beats.iter().map(|beat| beat.filter(|&step| step < own)).collect()
    }

    /// Finds the beats of the story in the scenario's own run.
    pub(super) fn find_beats(&mut self) {
        let story: Option<&Story> = self.story.as_ref().map(|told| &*told.story);
        let trace = self.branches[0].trace();
        self.beats = story.map_or_else(Beats::new, |story| story.steps(trace));
    }
}
