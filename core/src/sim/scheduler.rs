//! The clock: picks what is due first, among envelopes, the script and the clients' own workloads.
//!
//! It keeps no state but the place in the script; everything else it reads from the world, so it goes
//! on from any point of any run.

use super::{
    action::Action,
    cart::{self, Change},
    setup::{Choice, Setup, Workload},
    world::World,
};
use crate::{
    id::{ClientId, NodeId},
    kv::{Key, Request, Route, Value, Word},
    random::{Dice, Stream},
    time::Instant,
};
use core::fmt::Write;

/// Who chose a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By {
    /// The clock.
    Clock,
    /// The script, by its line (counted from 0).
    Script(u16),
    /// A reader.
    Reader,
}

/// An action that was chosen, by whom, and for when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: By,
    /// What.
    pub action: Action,
}

/// The next step if nobody interferes; `line` is the first line of the script not yet reached.
#[must_use]
pub fn next(setup: &Setup, world: &World, line: u16) -> Option<Step> {
    let mut next: Option<Step> = None;
    let mut offer = |at: Instant, by: By, action: &dyn Fn() -> Action| {
        if next.is_none_or(|best| at < best.at) {
            next = Some(Step { at, by, action: action() });
        }
    };
    if let Some(line_at) = setup.script.get(usize::from(line))
        && line_at.choice.client().is_none_or(|client| world.idle(client).is_some())
    {
        let at = line_at.at.max(world.now());
        offer(at, By::Script(line), &|| resolve(setup, world, line_at.choice));
    }
    for (n, spec) in setup.clients.iter().enumerate() {
        let client = ClientId(n as u16);
        if let Some(workload) = &spec.workload
            && let Some((since, invoked)) = world.idle(client)
        {
            let at = (since + workload.think).max(world.now());
            offer(at, By::Clock, &|| think(setup, world, workload, client, invoked));
        }
    }
    if let Some((at, action)) = world.due() {
        offer(at, By::Clock, &|| action);
    }
    next
}

fn resolve(setup: &Setup, world: &World, choice: Choice) -> Action {
    match choice {
        Choice::Act(action) => action,
        Choice::Ask(client, request) => ask(setup, world, client, request),
        Choice::Cart(client, change, key, item) => {
            let value = cart(world, client, change, key, item);
            ask(setup, world, client, Request::Write(key, value))
        }
    }
}

/// What a client writes to put an item into a cart or to take one out: all that it last saw of it, merged and
/// changed.
#[must_use]
pub fn cart(world: &World, client: ClientId, change: Change, key: Key, item: Value) -> Value {
    cart::changed(&world.seen(client, key), item, change, world.features().removal_marks)
}

/// A client's request to whomever its route says.
#[must_use]
pub fn ask(setup: &Setup, world: &World, client: ClientId, request: Request) -> Action {
    let via = match world.route(client, request.is_write()) {
        Some(Route::To(node)) => node,
        Some(Route::Any | Route::Leader) => {
            let ordinal = world.idle(client).map_or(0, |(_, invoked)| invoked);
            let mut dice = Dice::new(setup.seed, Stream::Route(client), u64::from(ordinal));
            let all = world.replicas();
            all.get(dice.below(all.len() as u32) as usize).copied().unwrap_or_default()
        }
        None => NodeId(0),
    };
    Action::Invoke { client, via, request }
}

fn think(
    setup: &Setup,
    world: &World,
    workload: &Workload,
    client: ClientId,
    invoked: u32,
) -> Action {
    let mut dice = Dice::new(setup.seed, Stream::Workload(client), u64::from(invoked));
    let key = workload.keys[dice.below(workload.keys.len() as u32) as usize];
    let request = match dice.below(100) < workload.writes {
        true => Request::Write(key, value(client, invoked + 1)),
        false => Request::Read(key),
    };
    ask(setup, world, client, request)
}

/// A value that no other write of the run has, so that a reader (and a checker) can tell them apart.
#[must_use]
pub fn value(client: ClientId, number: u32) -> Value {
    let mut text = Word::default();
    let letter = char::from(b'a' + (client.0 % 26) as u8);
    // A letter and at most ten digits always fit.
    let _ = write!(text, "{letter}{number}");
    Value(text)
}
