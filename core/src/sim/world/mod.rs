//! The state of a simulation as a value, changed only by [`World::apply`].

mod apply;
mod asking;
mod enabled;
mod members;
mod show;
mod state;

use super::{
    action::{Action, Refusal, Setting},
    client::Client,
    envelope::{Envelope, Flight, Payload},
    happening::{Happening, StepLog},
    network::Network,
    replicas::{ContentId, Effects, Part, Replicas, Running},
    setup::{ClientSpec, Setup, SetupError},
};
use crate::{
    hash::Fingerprint,
    id::{Address, ClientId, EnvelopeId, NodeId, NodeSet, OperationId},
    knob::Features,
    random::{Dice, Stream},
    replica::{Change, Effect, Input, Replica},
    session::Session,
    store::Writes,
    time::{Duration, Instant},
    view::{Cell, Fate, Past, Status},
};
use alloc::{boxed::Box, rc::Rc, vec::Vec};
use asking::Ways;
use core::mem;
use members::Members;

/// The state of a node apart from its replica.
#[derive(Clone, Debug)]
struct Node {
    status: Status,
    since: Instant,
    /// The offset of its clock from true time, in µs.
    skew: i64,
    timers: Vec<(ContentId, EnvelopeId)>,
    /// The number of random timeouts drawn so far.
    drawn: u32,
    /// The last step that involved this node.
    last: Option<u32>,
    /// Log entries lost in the last crash, until the node runs again.
    lost: Vec<Cell>,
    /// How often it has lost its disk.
    incarnation: u16,
    /// Requests that it has executed while the network had copies of them; on disk.
    executed: Vec<OperationId>,
    /// What the administrator changed while it was paused. It is told once it goes on.
    missed: Vec<News>,
}

/// A change that the administrator tells every node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum News {
    Settings,
    Members(Change),
}

impl From<News> for Input<ContentId, ContentId> {
    fn from(news: News) -> Self {
        match news {
            News::Settings => Self::Configured,
            News::Members(change) => Self::Members(change),
        }
    }
}

/// A cluster of one protocol, its clients and its network.
#[derive(Clone)]
pub struct World {
    seed: u64,
    replicas: Box<dyn Replicas>,
    now: Instant,
    steps: u32,
    members: Members,
    nodes: Vec<Node>,
    /// The clients' libraries; empty until the first client asks its own.
    libraries: Vec<Node>,
    clients: Vec<Client>,
    client_last: Vec<Option<u32>>,
    /// What each client does with its requests. Not in the fingerprint: they follow from the setup and the
    /// past, which are.
    ways: Vec<Ways>,
    network: Network,
    flight: Flight,
    /// What promises depend on. Not in the fingerprint: it follows from the steps, which are.
    events: Rc<Past>,
    /// The last time at which rows changed, a message was lost, or something else than the clock changed the world.
    /// Not in the fingerprint, for the same reason.
    disturbed: Instant,
    /// Whether the network has copied a request. Not in the fingerprint either.
    copied: bool,
    /// A running hash of all steps.
    past: Fingerprint,
    /// Empty between steps; kept to avoid allocations.
    effects: Effects,
}

impl World {
    /// A world at its start: every node runs an empty replica of type `R`, and all clients are idle.
    ///
    /// # Errors
    /// A setting is refused, or there are too many nodes.
    pub fn new<R: Replica>(setup: &Setup, config: R::Config) -> Result<Self, SetupError> {
        Self::with(setup, Box::new(Running::<R>::new(config)))
    }

    fn with(setup: &Setup, replicas: Box<dyn Replicas>) -> Result<Self, SetupError> {
        if setup.nodes > NodeId::LIMIT {
            return Err(SetupError { setting: None, refusal: Refusal::TooManyNodes });
        }
        let clients = setup.clients.len();
        let mut world = Self {
            seed: setup.seed,
            replicas,
            now: Instant(0),
            steps: 0,
            members: Members::new((0..setup.nodes).map(NodeId).collect(), setup.seed),
            nodes: Vec::new(),
            libraries: Vec::new(),
            clients: users(setup),
            client_last: alloc::vec![None; clients],
            ways: setup.clients.iter().map(ways).collect(),
            network: Network::new(clients as u16, setup.nodes),
            flight: Flight::default(),
            events: Rc::default(),
            disturbed: Instant(0),
            copied: false,
            past: Fingerprint::continuing(setup.seed),
            effects: Vec::new(),
        };
        for (n, &setting) in setup.settings.iter().enumerate() {
            let done = world.check_setting(setting).and_then(|()| world.set(setting));
            done.map_err(|refusal| SetupError { setting: Some(n), refusal })?;
        }
        world
            .replicas
            .check(&world.members)
            .map_err(|error| SetupError { setting: None, refusal: error.into() })?;
        let mut log = StepLog::default();
        for node in 0..setup.nodes {
            world.boot(NodeId(node), &mut log);
        }
        world.flight.settle();
        Ok(world)
    }

    /// Starts an empty replica on the next node.
    fn boot(&mut self, id: NodeId, log: &mut StepLog) {
        let mut effects = mem::take(&mut self.effects);
        let env = self.members.env(id, self.now.read_by(0));
        self.replicas.start(env, &mut effects);
        let new = Node {
            status: Status::Running,
            since: self.now,
            skew: 0,
            timers: Vec::new(),
            drawn: 0,
            last: None,
            lost: Vec::new(),
            incarnation: 0,
            executed: Vec::new(),
            missed: Vec::new(),
        };
        match id.client() {
            Some(_) => self.libraries.push(new),
            None => self.nodes.push(new),
        }
        self.touch(id, log);
        self.perform(id, effects, log);
    }

    /// Records that a node may have changed. Libraries of clients are not recorded.
    fn touch(&self, id: NodeId, log: &mut StepLog) {
        if self.nodes.get(usize::from(id.0)).is_some() {
            log.touched.insert(id);
        }
    }

    /// Steps a replica, and performs its effects.
    fn react(&mut self, id: NodeId, input: Input<ContentId, ContentId>, log: &mut StepLog) {
        let mut effects = mem::take(&mut self.effects);
        let node = of(&mut self.nodes, &mut self.libraries, id);
        let env = self.members.env(id, self.now.read_by(node.skew));
        let watch = log.watch.then_some(&mut log.meetings);
        self.replicas.step(env, input, &mut effects, watch);
        let last = match id.client() {
            Some(client) => &mut self.client_last[usize::from(client.0)],
            None => &mut node.last,
        };
        let before = last.replace(self.steps);
        if before != Some(self.steps) {
            log.before = before;
        }
        self.touch(id, log);
        self.perform(id, effects, log);
    }

    fn perform(&mut self, id: NodeId, mut effects: Effects, log: &mut StepLog) {
        let mut halts = false;
        for effect in effects.drain(..) {
            if let Effect::Note(note) = &effect
                && note.writes() != Writes::NONE
            {
                self.disturbed = self.now;
            }
            match effect {
                Effect::Send(to, message) => {
                    self.send(id.into(), to.into(), Payload::Message(message), log);
                }
                Effect::Reply(operation, reply) => self.reply(id, operation, reply, None, log),
                Effect::Tell(operation, reply, sight) => {
                    self.reply(id, operation, reply, Some(sight), log);
                }
                Effect::SetTimer(timer, after) => {
                    self.set_timer(id, timer, after.min, after.max, log)
                }
                Effect::CancelTimer(timer) => {
                    self.cancel_timer(id, timer);
                    self.replicas.forget(timer);
                }
                Effect::Note(note) if log.watch => log.happenings.push(Happening::Noted(id, note)),
                Effect::Note(_) => {}
                Effect::Halt => halts = true,
                Effect::PowerOff(to) => {
                    self.send(id.into(), Address::Switch(to), Payload::PowerOff, log);
                }
            }
        }
        if halts {
            self.halt(id, log);
        }
        self.effects = effects;
    }

    /// A running node stops by itself, or its power is cut.
    fn halt(&mut self, id: NodeId, log: &mut StepLog) {
        self.stop(id, Status::Crashed);
        log.happenings.push(Happening::Halted(id));
    }

    fn send(&mut self, from: Address, to: Address, payload: Payload, log: &mut StepLog) {
        let passage = self.network.pass(self.seed, from, to, self.now);
        let copy = passage.copy.map(|due| (due, self.copy(&payload)));
        self.put(from, to, passage.due, passage.fate, payload, log);
        if let Some((due, payload)) = copy {
            self.put(from, to, due, Fate::Arrives, payload, log);
        }
    }

    fn put(
        &mut self,
        from: Address,
        to: Address,
        due: Instant,
        fate: Fate,
        payload: Payload,
        log: &mut StepLog,
    ) -> EnvelopeId {
        let id = self.flight.next();
        let waiting = match to {
            Address::Node(node) => {
                self.nodes.get(usize::from(node.0)).is_some_and(|n| n.status == Status::Paused)
            }
            Address::Client(_) | Address::Switch(_) => false,
        };
        let (sent, cause) = (self.now, self.steps);
        let envelope =
            Envelope { id, from, to, sent, due, cause, fate, held: false, waiting, payload };
        if log.watch {
            log.happenings.push(Happening::Sent(self.show_envelope(&envelope)));
        }
        self.past.mix(due.0);
        self.flight.put(envelope);
        id
    }

    /// Removes an envelope and its content.
    fn discard(&mut self, id: EnvelopeId) {
        if let Some(content) = self.flight.take(id).and_then(|envelope| envelope.payload.content())
        {
            self.replicas.forget(content);
        }
    }

    fn copy(&mut self, payload: &Payload) -> Payload {
        self.copied |= matches!(payload, Payload::Request(..));
        match payload {
            Payload::Message(content) => Payload::Message(self.replicas.copy(*content)),
            Payload::Request(..)
            | Payload::Reply(..)
            | Payload::Timer(_)
            | Payload::GiveUp(_)
            | Payload::PowerOff
            | Payload::IsOff => payload.clone(),
        }
    }

    fn set_timer(
        &mut self,
        id: NodeId,
        timer: ContentId,
        low: Duration,
        high: Duration,
        log: &mut StepLog,
    ) {
        self.cancel_timer(id, timer);
        let node = of(&mut self.nodes, &mut self.libraries, id);
        let spread = high.0.saturating_sub(low.0) as u32;
        let more = if spread == 0 {
            0
        } else {
            node.drawn += 1;
            Dice::new(self.seed, Stream::Timer(id), u64::from(node.drawn)).below(spread + 1)
        };
        let due = self.now + low + Duration(u64::from(more));
        let payload = Payload::Timer(timer);
        let envelope = self.put(id.into(), id.into(), due, Fate::Arrives, payload, log);
        of(&mut self.nodes, &mut self.libraries, id).timers.push((timer, envelope));
    }

    fn cancel_timer(&mut self, id: NodeId, timer: ContentId) {
        let timers = &mut of(&mut self.nodes, &mut self.libraries, id).timers;
        if let Some(place) = self.replicas.find(timers, timer) {
            let (_, envelope) = timers.remove(place);
            self.discard(envelope);
        }
    }

    fn is_cut(&self, from: Address, to: Address) -> bool {
        from != to && self.network.is_cut(from, to)
    }

    fn is_there(&self, address: Address) -> bool {
        match address {
            Address::Node(node) => {
                matches!(self.nodes[usize::from(node.0)].status, Status::Running | Status::Paused)
            }
            Address::Client(_) | Address::Switch(_) => true,
        }
    }
}

/// The state of a node or of a client's library.
fn of<'a>(nodes: &'a mut [Node], libraries: &'a mut [Node], id: NodeId) -> &'a mut Node {
    match id.client() {
        Some(client) => &mut libraries[usize::from(client.0)],
        None => &mut nodes[usize::from(id.0)],
    }
}

/// What a client does with its requests at the start.
fn ways(spec: &ClientSpec) -> Ways {
    Ways { writes: spec.writes, reads: spec.reads, session: Session::default() }
}

/// The clients at the start, each with its user.
fn users(setup: &Setup) -> Vec<Client> {
    let specs = (0..).map(ClientId).zip(&setup.clients);
    let user = specs.map(|(id, spec)| spec.user.unwrap_or(id));
    user.map(|user| Client { user, ..Client::default() }).collect()
}

impl World {
    /// The current time of the simulation.
    #[must_use]
    pub const fn now(&self) -> Instant {
        self.now
    }

    /// The number of steps applied so far.
    #[must_use]
    pub const fn steps(&self) -> u32 {
        self.steps
    }

    /// The members, in order.
    #[must_use]
    pub fn members(&self) -> &[NodeId] {
        &self.members
    }

    /// The features of the mode, as the settings stand.
    #[must_use]
    pub fn features(&self) -> Features {
        self.replicas.features()
    }

    /// When the delivery or loss that is due first happens.
    #[must_use]
    pub fn due_at(&self) -> Option<Instant> {
        self.flight.due().map(|next| next.due.max(self.now))
    }

    /// The delivery or loss that is due first, with its time.
    #[must_use]
    pub fn due(&self) -> Option<(Instant, Action)> {
        let next = self.flight.due()?;
        let lost = next.fate == Fate::Lost || self.is_cut(next.from, next.to);
        let action = match lost || !self.is_there(next.to) {
            true => Action::Drop(next.id),
            false => Action::Deliver(next.id),
        };
        Some((next.due.max(self.now), action))
    }

    /// The hash of an action that has just happened: of a request as the history has it, from which a run is replayed.
    fn hash_of(&self, action: Action) -> u64 {
        let Action::Invoke { client, via, .. } = action else { return Fingerprint::of(&action) };
        let outstanding = self.clients.get(usize::from(client.0)).and_then(|it| it.outstanding);
        Fingerprint::of(&outstanding.map_or(action, |it| Action::Invoke {
            client,
            via,
            request: it.request,
        }))
    }

    /// Applies an action at a time that is not in the past.
    ///
    /// # Errors
    /// The reason why the action is refused. A refusal changes nothing.
    pub fn apply(&mut self, at: Instant, action: Action, log: &mut StepLog) -> Result<(), Refusal> {
        if at < self.now {
            return Err(Refusal::Backwards { now: self.now, at });
        }
        log.happenings.clear();
        log.meetings.clear();
        (log.cause, log.before, log.sight) = (None, None, None);
        log.touched = NodeSet::default();
        let before = mem::replace(&mut self.now, at);
        if let Err(refusal) = self.act(action, log) {
            self.now = before;
            return Err(refusal);
        }
        if let Action::Crash(node)
        | Action::Pause(node)
        | Action::Resume(node)
        | Action::Leave(node)
        | Action::Wipe(node)
        | Action::Skew(node, _) = action
        {
            // Every other change of a node steps its replica, which records it.
            log.touched.insert(node);
        }
        if !matches!(action, Action::Deliver(_) | Action::Invoke { .. }) {
            self.disturbed = at;
        }
        self.past.mix(at.0);
        let hash =
            if let Action::Deliver(id) = action { id.0.into() } else { self.hash_of(action) };
        self.past.mix(hash);
        self.steps += 1;
        self.flight.settle();
        Ok(())
    }
}
