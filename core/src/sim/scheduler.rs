//! The scheduler: picks what is due first among envelopes, script lines and workloads.
//!
//! Its only state is the position in the script. Everything else is read from the world, so a run can
//! continue from any step.

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

/// The origin of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By {
    /// The scheduler: an envelope was due, or a client's workload.
    Clock,
    /// This line of the script, counted from 0.
    Script(u16),
    /// The user.
    Reader,
}

/// An action with its time and origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// The time.
    pub at: Instant,
    /// The origin.
    pub by: By,
    /// The action.
    pub action: Action,
}

/// The next step, unless the user acts first. `line` is the next line of the script.
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
        if let Some((via, request)) = world.repeats(client) {
            offer(world.now(), By::Clock, &|| Action::Invoke { client, via, request });
        }
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

/// The value that a client writes to change a cart: the siblings that it last read, merged, with the item added
/// or removed.
#[must_use]
pub fn cart(world: &World, client: ClientId, change: Change, key: Key, item: Value) -> Value {
    cart::changed(&world.seen(client, key), item, change, world.features().removal_marks)
}

/// The invocation of a request, with the node that the client's route selects.
#[must_use]
pub fn ask(setup: &Setup, world: &World, client: ClientId, request: Request) -> Action {
    let via = match world.route(client, request) {
        Some(Route::To(node)) => node,
        Some(Route::Any | Route::Leader | Route::Sticky | Route::Nearest) => {
            let ordinal = world.idle(client).map_or(0, |(_, invoked)| invoked);
            let mut dice = Dice::new(setup.seed, Stream::Route(client), u64::from(ordinal));
            let all = world.replicas_of(request.key());
            all.nth(dice.below(all.len()) as usize).unwrap_or_default()
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

/// A value that is unique in the run, so that checkers can identify the write.
#[must_use]
pub fn value(client: ClientId, number: u32) -> Value {
    let mut text = Word::default();
    let letter = char::from(b'a' + (client.0 % 26) as u8);
    // A letter and at most ten digits always fit.
    let _ = write!(text, "{letter}{number}");
    Value::Word(text)
}
