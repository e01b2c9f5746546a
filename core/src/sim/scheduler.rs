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
    decimal,
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
    let mut next: Option<(Instant, Offer<'_>)> = None;
    let mut offer = |at: Instant, it| {
        if next.as_ref().is_none_or(|(best, _)| at < *best) {
            next = Some((at, it));
        }
    };
    if let Some(line_at) = setup.script.get(usize::from(line))
        && line_at.choice.client().is_none_or(|client| world.idle(client).is_some())
    {
        offer(line_at.at.max(world.now()), Offer::Line(&line_at.choice));
    }
    for (n, spec) in setup.clients.iter().enumerate() {
        let client = ClientId(n as u16);
        if world.repeats(client).is_some() {
            offer(world.now(), Offer::Again(client));
        }
        if let Some(workload) = &spec.workload
            && let Some((since, _)) = world.idle(client)
        {
            offer((since + workload.think).max(world.now()), Offer::Think(client, workload));
        }
    }
    if let Some(at) = world.due_at() {
        offer(at, Offer::Due);
    }
    let (at, offer) = next?;
    let by = if let Offer::Line(_) = offer { By::Script(line) } else { By::Clock };
    let action = match offer {
        Offer::Line(choice) => resolve(setup, world, *choice),
        Offer::Again(client) => {
            let (via, request) = world.repeats(client)?;
            Action::Invoke { client, via, request }
        }
        Offer::Think(client, workload) => {
            let (_, invoked) = world.idle(client)?;
            think(setup, world, workload, client, invoked)
        }
        Offer::Due => world.due()?.1,
    };
    Some(Step { at, by, action })
}

/// What may be next. What it comes to is worked out once it is chosen.
enum Offer<'a> {
    /// The next line of the script.
    Line(&'a Choice),
    /// A client repeats a read at the next replica.
    Again(ClientId),
    /// A client has thought.
    Think(ClientId, &'a Workload),
    /// An envelope is due.
    Due,
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
    let _ = text.write_char(letter).and_then(|()| decimal::write(&mut text, number.into()));
    Value::Word(text)
}
