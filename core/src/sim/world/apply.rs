//! The effect of each action. Every action is validated before it changes anything, so that a refusal leaves
//! the world unchanged.

use super::{
    Action, Address, Envelope, Happening, Input, News, Payload, Refusal, Setting, Status, StepLog,
    World,
};
use crate::{
    history::Outcome,
    id::{EnvelopeId, NodeId, OperationId},
    kv::Route,
    note::Note,
    random::delay::Delay,
    replica::{Change, Order},
    session::Session,
    view::Fate,
};
use alloc::{rc::Rc, vec::Vec};

/// The maximal skew of a clock: an hour, in µs.
const SKEW_LIMIT: u64 = 3_600_000_000;

impl World {
    pub(super) fn act(&mut self, action: Action, log: &mut StepLog) -> Result<(), Refusal> {
        match action {
            Action::Deliver(id) => self.deliver(id, log),
            Action::Invoke { client, via, request } => self.invoke(client, via, request, log),
            Action::Drop(id) => self.message(id).map(|_| ()).map(|()| self.discard(id)),
            Action::Duplicate(id) => self.duplicate(id, log),
            Action::Hold(id) => self.hold(id, true),
            Action::Release(id) => self.hold(id, false),
            Action::Crash(node) => self.crash(node),
            Action::Restart(node) => self.restart(node, log),
            Action::Wipe(node) => self.wipe(node),
            Action::Pause(node) => self.pause(node),
            Action::Resume(node) => self.resume(node, log),
            Action::Cut(from, to) => self.cut(from, to, true),
            Action::Heal(from, to) => self.cut(from, to, false),
            Action::Skew(node, micros) => self.skew(node, micros),
            Action::Join(node) => self.join(node, log),
            Action::Leave(node) => self.leave(node, log),
            Action::Configure(setting) => {
                self.check_setting(setting)?;
                let before = self.replicas.knobs(self.members.len() as u16);
                self.set(setting)?;
                let begun = self.clients.iter().any(|client| client.invoked > 0);
                if let Setting::Knob(..) = setting {
                    if begun {
                        Rc::make_mut(&mut self.events).settings.push(before);
                    }
                    self.tell(None, News::Settings, log);
                }
                if begun && let Setting::Session(..) = setting {
                    Rc::make_mut(&mut self.events).sessions = true;
                }
                Ok(())
            }
            Action::Promote(node) => self.order(node, Order::Lead, log),
            Action::ShutDown(node) => self.order(node, Order::ShutDown, log),
        }
    }

    pub(super) fn node(&self, id: NodeId) -> Result<&super::Node, Refusal> {
        self.nodes.get(usize::from(id.0)).ok_or(Refusal::UnknownNode(id))
    }

    fn flying(&self, id: EnvelopeId) -> Result<&Envelope, Refusal> {
        self.flight.find(id).ok_or(Refusal::NotInFlight(id))
    }

    fn message(&self, id: EnvelopeId) -> Result<&Envelope, Refusal> {
        let envelope = self.flying(id)?;
        if envelope.payload.is_timer() { Err(Refusal::Timer(id)) } else { Ok(envelope) }
    }

    fn deliver(&mut self, id: EnvelopeId, log: &mut StepLog) -> Result<(), Refusal> {
        let envelope = self.flying(id)?;
        let (from, to) = (envelope.from, envelope.to);
        if self.is_cut(from, to) {
            return Err(Refusal::LinkCut(from, to));
        }
        if let Address::Node(node) = to
            && self.nodes[usize::from(node.0)].status != Status::Running
        {
            return Err(Refusal::NobodyThere(id, to));
        }
        let Some(envelope) = self.flight.take(id) else { return Err(Refusal::NotInFlight(id)) };
        log.cause = Some(envelope.cause);
        match (envelope.payload, from, to) {
            (Payload::Message(content), from, to) => {
                self.react(to.into(), Input::Message(from.into(), content), log);
            }
            (Payload::Request(operation, request, context), _, Address::Node(to)) => {
                if self.is_first(to, operation, log) {
                    self.clients[usize::from(operation.client.0)].arrived = Some(self.now);
                    self.react(to, Input::Request(operation, request, context), log);
                }
            }
            (Payload::Timer(content), _, to) => {
                let to: NodeId = to.into();
                let node = super::of(&mut self.nodes, &mut self.libraries, to);
                node.timers.retain(|&(_, other)| other != id);
                self.react(to, Input::Timeout(content), log);
            }
            (Payload::Reply(operation, reply, sight), _, Address::Client(to)) => {
                self.past.mix(crate::hash::Fingerprint::of(&reply));
                self.answer(to, operation, sight, |request| Outcome::of(request, reply), log);
            }
            (Payload::GiveUp(operation), _, Address::Client(to)) => {
                self.answer(to, operation, None, |_| Outcome::Unknown(None), log);
            }
            (Payload::PowerOff, from, Address::Switch(node)) => {
                self.power_off(node, from, log);
                self.send(Address::Switch(node), from, Payload::IsOff, log);
            }
            (Payload::IsOff, Address::Switch(node), to) => {
                self.react(to.into(), Input::PoweredOff(node), log);
            }
            // Envelopes are sent with no other combination of payload and addresses.
            _ => debug_assert!(false, "{id} has addresses that do not fit its payload"),
        }
        Ok(())
    }

    /// The power of a node's machine is cut: it is off afterwards, whether its process runs, is paused or has crashed.
    fn power_off(&mut self, id: NodeId, by: Address, log: &mut StepLog) {
        let node = &self.nodes[usize::from(id.0)];
        if let Status::Crashed | Status::Left = node.status {
            return;
        }
        log.before = node.last;
        log.touched.insert(id);
        if log.watch {
            let note = Note::SwitchedOff { by: by.into() };
            log.happenings.push(Happening::Noted(id, note));
        }
        self.halt(id, log);
    }

    /// Whether a node has not executed a request yet. The name of an operation is its serial number (Raft, §8): a copy
    /// that the network made of its request is recognised by it. Only requests with copies are remembered.
    fn is_first(&mut self, id: NodeId, operation: OperationId, log: &mut StepLog) -> bool {
        let node = &mut self.nodes[usize::from(id.0)];
        let repeated = node.executed.contains(&operation);
        if repeated {
            log.before = node.last.replace(self.steps);
            if log.watch {
                log.happenings.push(Happening::Noted(id, Note::Repeated(operation)));
            }
        } else if self.copied && self.flight.iter().any(|e| e.is_request(operation, id)) {
            node.executed.push(operation);
        }
        !repeated
    }

    fn duplicate(&mut self, id: EnvelopeId, log: &mut StepLog) -> Result<(), Refusal> {
        let Envelope { from, to, due, payload, .. } = self.message(id)?.clone();
        let (due, payload) = (due.max(self.now), self.copy(&payload));
        self.put(from, to, due, Fate::Arrives, payload, log);
        Ok(())
    }

    fn hold(&mut self, id: EnvelopeId, held: bool) -> Result<(), Refusal> {
        if self.message(id)?.held == held {
            return Err(if held { Refusal::AlreadyHeld(id) } else { Refusal::NotHeld(id) });
        }
        self.flight.change(id, self.now, |envelope| envelope.held = held);
        Ok(())
    }

    fn crash(&mut self, id: NodeId) -> Result<(), Refusal> {
        match self.node(id)?.status {
            Status::Running | Status::Paused => self.stop(id, Status::Crashed),
            Status::Crashed => return Err(Refusal::AlreadyCrashed(id)),
            Status::Left => return Err(Refusal::Left(id)),
        }
        Ok(())
    }

    /// Ends a node's process: volatile state and timers are lost.
    pub(super) fn stop(&mut self, id: NodeId, status: Status) {
        self.set_waiting(id, false);
        let mut lost = self.view_of(id).map_or_else(Vec::new, |view| view.replica.log);
        self.replicas.recover(id);
        let kept = self.view_of(id).map_or(0, |view| view.replica.end());
        lost.retain(|cell| cell.position > kept);
        let node = &mut self.nodes[usize::from(id.0)];
        (node.lost, node.missed) = (lost, Vec::new());
        (node.status, node.since) = (status, self.now);
        node.last = Some(self.steps);
        for (_, timer) in core::mem::take(&mut node.timers) {
            self.discard(timer);
        }
    }

    fn restart(&mut self, id: NodeId, log: &mut StepLog) -> Result<(), Refusal> {
        if self.node(id)?.status != Status::Crashed {
            return Err(Refusal::NotCrashed(id));
        }
        let node = &mut self.nodes[usize::from(id.0)];
        (node.status, node.since) = (Status::Running, self.now);
        node.lost = Vec::new();
        self.react(id, Input::Restarted, log);
        Ok(())
    }

    fn order(&mut self, id: NodeId, order: Order, log: &mut StepLog) -> Result<(), Refusal> {
        if self.node(id)?.status != Status::Running {
            return Err(Refusal::NotRunning(id));
        }
        if !self.replicas.features().leader {
            return Err(Refusal::NoLeadership(id));
        }
        self.react(id, Input::Order(order), log);
        Ok(())
    }

    fn wipe(&mut self, id: NodeId) -> Result<(), Refusal> {
        let node = self.node(id)?;
        if node.status != Status::Crashed {
            return Err(Refusal::NotCrashed(id));
        }
        let env = self.members.env(id, self.now.read_by(node.skew));
        let incarnation = node.incarnation + 1;
        self.replicas.wipe(env, incarnation);
        Rc::make_mut(&mut self.events).disks_lost += 1;
        let node = &mut self.nodes[usize::from(id.0)];
        node.incarnation = incarnation;
        node.last = Some(self.steps);
        node.executed = Vec::new();
        Ok(())
    }

    fn pause(&mut self, id: NodeId) -> Result<(), Refusal> {
        if self.node(id)?.status != Status::Running {
            return Err(Refusal::NotRunning(id));
        }
        let node = &mut self.nodes[usize::from(id.0)];
        (node.status, node.since) = (Status::Paused, self.now);
        self.set_waiting(id, true);
        Ok(())
    }

    fn resume(&mut self, id: NodeId, log: &mut StepLog) -> Result<(), Refusal> {
        if self.node(id)?.status != Status::Paused {
            return Err(Refusal::NotPaused(id));
        }
        let node = &mut self.nodes[usize::from(id.0)];
        (node.status, node.since) = (Status::Running, self.now);
        let missed = core::mem::take(&mut node.missed);
        self.set_waiting(id, false);
        for news in missed {
            self.react(id, news.into(), log);
        }
        Ok(())
    }

    fn set_waiting(&mut self, id: NodeId, waiting: bool) {
        let to = Address::Node(id);
        let affected = self.flight.iter().filter(|e| e.to == to && e.waiting != waiting);
        for envelope in affected.map(|e| e.id).collect::<Vec<_>>() {
            self.flight.change(envelope, self.now, |e| e.waiting = waiting);
        }
    }

    fn link(&self, from: Address, to: Address) -> Result<(), Refusal> {
        for address in [from, to] {
            match address {
                Address::Node(node) | Address::Switch(node) if node.0 < self.network.nodes() => {}
                Address::Node(node) | Address::Switch(node) => {
                    return Err(Refusal::UnknownNode(node));
                }
                Address::Client(client) => {
                    let known = usize::from(client.0) < self.clients.len();
                    known.then_some(()).ok_or(Refusal::UnknownClient(client))?;
                }
            }
        }
        if from.has_link(to) { Ok(()) } else { Err(Refusal::NoLink(from, to)) }
    }

    fn cut(&mut self, from: Address, to: Address, cut: bool) -> Result<(), Refusal> {
        self.link(from, to)?;
        if self.network.is_cut(from, to) == cut {
            let refusal = if cut { Refusal::AlreadyCut } else { Refusal::NotCut };
            return Err(refusal(from, to));
        }
        self.network.set_cut(from, to, cut);
        Ok(())
    }

    fn skew(&mut self, id: NodeId, micros: i64) -> Result<(), Refusal> {
        self.node(id)?;
        if micros.unsigned_abs() > SKEW_LIMIT {
            return Err(Refusal::SkewTooLarge(micros));
        }
        self.nodes[usize::from(id.0)].skew = micros;
        Ok(())
    }

    fn join(&mut self, id: NodeId, log: &mut StepLog) -> Result<(), Refusal> {
        let next = NodeId(self.nodes.len() as u16);
        if next.0 >= NodeId::LIMIT {
            return Err(Refusal::TooManyNodes);
        }
        if id != next {
            return Err(Refusal::JoinOrder(next));
        }
        self.network.join();
        self.members.join(id);
        Rc::make_mut(&mut self.events).joined = true;
        self.boot(id, log);
        self.tell(Some(id), News::Members(Change::Joined(id)), log);
        self.react(id, Input::Joined, log);
        Ok(())
    }

    fn leave(&mut self, id: NodeId, log: &mut StepLog) -> Result<(), Refusal> {
        if self.node(id)?.status == Status::Left {
            return Err(Refusal::Left(id));
        }
        let rest: Vec<NodeId> = self.members.iter().copied().filter(|&node| node != id).collect();
        if rest.is_empty() {
            return Err(Refusal::LastNode(id));
        }
        self.replicas.check(&rest)?;
        self.members.leave(id);
        Rc::make_mut(&mut self.events).left = true;
        self.stop(id, Status::Left);
        self.tell(Some(id), News::Members(Change::Left(id)), log);
        Ok(())
    }

    /// Tells every running member, other than `except`, that the members or settings have changed; a paused one later.
    fn tell(&mut self, except: Option<NodeId>, news: News, log: &mut StepLog) {
        let members = self.members.to_vec();
        for id in members.into_iter().filter(|&id| Some(id) != except) {
            let node = &mut self.nodes[usize::from(id.0)];
            match node.status {
                Status::Running => self.react(id, news.into(), log),
                Status::Paused if node.missed.last() != Some(&news) => node.missed.push(news),
                // A node that starts reads settings and members.
                Status::Paused | Status::Crashed | Status::Left => {}
            }
        }
    }

    pub(super) fn check_setting(&self, setting: Setting) -> Result<(), Refusal> {
        let delay = |delay: Delay| delay.check().map_err(Refusal::Delay);
        match setting {
            Setting::Delay(d) | Setting::ClientDelay(d) | Setting::PowerDelay(d) => delay(d),
            Setting::LinkDelay(from, to, d) => self.link(from, to).and_then(|()| delay(d)),
            Setting::Loss(ppm) | Setting::PowerLoss(ppm) | Setting::Duplication(ppm) => {
                if ppm > 1_000_000 { Err(Refusal::Rate(ppm)) } else { Ok(()) }
            }
            Setting::Timeout(after) => delay(Delay::Fixed(after)),
            Setting::Writes(client, route) | Setting::Reads(client, route) => {
                if usize::from(client.0) >= self.clients.len() {
                    return Err(Refusal::UnknownClient(client));
                }
                match route {
                    // `may_ask` looks nodes up, and the first settings are checked before nodes start.
                    Route::To(node) if node.client().is_some() => self.may_ask(client, node),
                    Route::To(node) if !self.members.contains(&node) => {
                        Err(Refusal::UnknownNode(node))
                    }
                    Route::To(_) | Route::Any | Route::Leader | Route::Sticky | Route::Nearest => {
                        Ok(())
                    }
                }
            }
            Setting::Session(client, session) => {
                if usize::from(client.0) >= self.clients.len() {
                    Err(Refusal::UnknownClient(client))
                } else if session != Session::default() && !self.replicas.features().sessions {
                    Err(Refusal::NoSessions)
                } else {
                    Ok(())
                }
            }
            Setting::Knob(..) => Ok(()),
        }
    }

    pub(super) fn set(&mut self, setting: Setting) -> Result<(), Refusal> {
        match setting {
            Setting::Knob(knob, value) => {
                self.replicas.turn(knob, value, self.members.len() as u16)?;
            }
            Setting::Delay(delay) => self.network.set_delay(delay),
            Setting::ClientDelay(delay) => self.network.set_client_delay(delay),
            Setting::LinkDelay(from, to, delay) => {
                self.network.set_link_delay(from, to, delay)?;
            }
            Setting::PowerDelay(delay) => self.network.set_power_delay(delay),
            Setting::Loss(ppm) => self.network.loss = ppm,
            Setting::PowerLoss(ppm) => self.network.power_loss = ppm,
            Setting::Duplication(ppm) => self.network.duplication = ppm,
            Setting::Timeout(after) => self.network.timeout = after,
            Setting::Writes(client, route) => self.ways[usize::from(client.0)].writes = route,
            Setting::Reads(client, route) => self.ways[usize::from(client.0)].reads = route,
            Setting::Session(client, session) => {
                self.ways[usize::from(client.0)].session = session;
            }
        }
        Ok(())
    }
}
