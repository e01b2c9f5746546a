//! What clients do: whom they ask, what they learn from the answers, and what they remember.

use super::{Address, Happening, Input, Payload, Refusal, StepLog, World};
use crate::{
    hash::Fingerprint,
    history::{Operation, Outcome},
    id::{ClientId, NodeId, NodeSet, OperationId},
    kv::{Key, Refused, Reply, Request, Route, Value},
    session::{Rule, Session},
    sim::client::{Client, Memory, Outstanding},
    store::{CausalContext, Sight},
    time::Instant,
    view::Fate,
};
use alloc::{rc::Rc, vec::Vec};

/// Where a client's requests go, and what it does so that its reads are not behind.
#[derive(Clone, Copy, Debug)]
pub struct Ways {
    pub writes: Route,
    pub reads: Route,
    pub session: Session,
}

impl World {
    /// The time since which a client is idle, and the number of operations that it has invoked; `None` while an
    /// operation is outstanding.
    #[must_use]
    pub fn idle(&self, client: ClientId) -> Option<(Instant, u32)> {
        let client = self.clients.get(usize::from(client.0))?;
        client.outstanding.is_none().then_some((client.idle_since, client.invoked))
    }

    /// The values of a key that a client last read, the newest first. Empty in stores that send no sight.
    #[must_use]
    pub fn seen(&self, client: ClientId, key: Key) -> Vec<Value> {
        let client = self.clients.get(usize::from(client.0));
        let sight = client.and_then(|client| client.seen.get(&key));
        sight.map_or_else(Vec::new, |it| it.values.iter().map(|found| found.value).collect())
    }

    /// The current route of a request: one node, or any. `None` if there is no such client.
    #[must_use]
    pub fn route(&self, client: ClientId, request: Request) -> Option<Route> {
        let index = usize::from(client.0);
        let Ways { writes, reads, session } = *self.ways.get(index)?;
        let leader = self.leader(client, request.key());
        let route = if request.is_write() { writes } else { reads };
        let open = self.clients[index].transaction.filter(|open| open.takes(request));
        if let Some(open) = open {
            return Some(Route::To(open.via));
        }
        let at_leader = !request.is_write()
            && match session.rule {
                Rule::Own(key) => request.key() == key,
                Rule::LeaderFor(time) => {
                    self.memory(client).wrote.is_some_and(|wrote| self.now < wrote + time)
                }
                Rule::Nothing | Rule::Writes | Rule::Seen => false,
            };
        Some(match route {
            _ if at_leader => Route::To(leader),
            Route::Leader => Route::To(leader),
            Route::Sticky => Route::To(self.sticky(client, request.key())?),
            Route::Nearest => Route::To(self.nearest(client, request.key())?),
            Route::To(_) | Route::Any => route,
        })
    }

    /// The members that hold a copy of the data and answer requests about a key.
    #[must_use]
    pub fn replicas_of(&self, key: Key) -> NodeSet {
        let serves =
            |&node: &NodeId| self.replicas.holds_data(node) && self.replicas.serves(node, key);
        self.members.iter().copied().filter(serves).collect()
    }

    /// The node that a client believes to lead where a key is: at first the first replica there.
    fn leader(&self, client: ClientId, key: Key) -> NodeId {
        let Client { leader, other_leaders, .. } = &self.clients[usize::from(client.0)];
        let serves = |node: &NodeId| self.replicas.serves(*node, key);
        let known = [*leader].into_iter().chain(other_leaders.iter().copied()).find(serves);
        let first = || self.replicas_of(key).first();
        known.or_else(first).unwrap_or(*leader)
    }

    /// The replica that a client sticks to.
    fn sticky(&self, client: ClientId, key: Key) -> Option<NodeId> {
        let state = self.clients.get(usize::from(client.0))?;
        let replicas = self.replicas_of(key);
        let first = Fingerprint::of(&state.user).wrapping_add(state.moved.into());
        replicas.nth(first.checked_rem(replicas.len().into())? as usize)
    }

    /// The replica from which a client usually gets an answer first.
    fn nearest(&self, client: ClientId, key: Key) -> Option<NodeId> {
        let (replicas, client) = (self.replicas_of(key), Address::from(client));
        replicas.iter().min_by_key(|&node| {
            let (to, from) = ((client, node.into()), (node.into(), client));
            self.network.typical(to.0, to.1) + self.network.typical(from.0, from.1)
        })
    }

    /// A client that sticks to a replica goes on to the next one if that one did not answer in time.
    fn move_on(&mut self, client: ClientId, key: Key, asked: NodeId, outcome: Outcome) {
        let index = usize::from(client.0);
        let Ways { writes, reads, .. } = self.ways[index];
        let sticks = [writes, reads].contains(&Route::Sticky);
        if sticks && outcome == Outcome::Unknown(None) && self.sticky(client, key) == Some(asked) {
            self.clients[index].moved += 1;
        }
    }

    /// What is remembered for a client's session.
    fn memory(&self, client: ClientId) -> &Memory {
        &self.clients[self.keeper(client)].memory
    }

    /// The client that keeps the memory: the user's first one stands for the central store.
    fn keeper(&self, client: ClientId) -> usize {
        let index = usize::from(client.0);
        let user = self.clients[index].user;
        usize::from(if self.ways[index].session.shared { user.0 } else { client.0 })
    }

    /// The read that a client repeats at the next replica, because a replica that was behind has refused it.
    #[must_use]
    pub fn repeats(&self, client: ClientId) -> Option<(NodeId, Request)> {
        self.clients.get(usize::from(client.0))?.repeats
    }

    pub(super) fn invoke(
        &mut self,
        client: ClientId,
        via: NodeId,
        request: Request,
        log: &mut StepLog,
    ) -> Result<(), Refusal> {
        self.may_ask(client, via)?;
        let index = usize::from(client.0);
        let state = self.clients.get_mut(index).ok_or(Refusal::UnknownClient(client))?;
        if state.outstanding.is_some() {
            return Err(Refusal::Busy(client));
        }
        state.invoked += 1;
        state.repeats = None;
        let request = state.in_turn(via, request);
        let user = state.user;
        let operation = OperationId { client, number: state.invoked };
        log.before = self.client_last[index].replace(self.steps);
        let invoked = (self.now, self.steps);
        let record = Operation { id: operation, user, via, request, invoked, ended: None };
        log.happenings.push(Happening::Invoked(record));
        let context = self.context(client, request);
        if via.client().is_none() {
            if self.events.is_new(user, via) {
                Rc::make_mut(&mut self.events).ask(user, via);
            }
            let payload = Payload::Request(operation, request, context.clone());
            self.send(client.into(), via.into(), payload, log);
        }
        let due = self.now + self.network.timeout;
        let patience = Payload::GiveUp(operation);
        let give_up = self.put(client.into(), client.into(), due, Fate::Arrives, patience, log);
        let outstanding = Outstanding { operation, via, request, since: self.now, give_up };
        self.clients[index].outstanding = Some(outstanding);
        if via.client().is_some() {
            if request.is_write() {
                Rc::make_mut(&mut self.events).libraries = true;
            }
            self.open_libraries(log);
            self.react(via, Input::Request(operation, request, context), log);
        }
        Ok(())
    }

    /// Checks that a client can send a request to this node: any replica, or its own library if that can
    /// coordinate.
    pub(super) fn may_ask(&self, client: ClientId, via: NodeId) -> Result<(), Refusal> {
        match via.client() {
            Some(other) if other == client && self.replicas.features().client_coordinators => {
                Ok(())
            }
            Some(other) => Err(Refusal::NoLibrary(client, other)),
            None => self.node(via).map(|_| ()),
        }
    }

    /// Starts the libraries of all clients, once the first one is needed.
    fn open_libraries(&mut self, log: &mut StepLog) {
        for client in self.libraries.len()..self.clients.len() {
            self.boot(NodeId::of_client(ClientId(client as u16)), log);
        }
    }

    /// The causal context of a request: of the position that the next read must not be behind, or of what the client has
    /// seen of the key that it writes.
    fn context(&self, client: ClientId, request: Request) -> CausalContext {
        if self.ways[usize::from(client.0)].session.rule.carries_position() {
            return Some(Rc::clone(&self.memory(client).position));
        }
        let seen = &self.clients[usize::from(client.0)].seen;
        let sight = seen.get(&request.key()).filter(|_| request.is_write());
        sight.map(|sight| Rc::clone(&sight.context))
    }

    /// Ends a client's operation. Does nothing if the client is no longer waiting for it.
    pub(super) fn answer(
        &mut self,
        client: ClientId,
        operation: OperationId,
        sight: Option<Rc<Sight>>,
        outcome: impl FnOnce(Request) -> Outcome,
        log: &mut StepLog,
    ) {
        let index = usize::from(client.0);
        log.before = self.client_last[index].replace(self.steps);
        let state = &mut self.clients[index];
        let of = |outstanding: &mut Outstanding| outstanding.operation == operation;
        let Some(ended) = state.outstanding.take_if(of) else { return };
        state.idle_since = self.now;
        let outcome = outcome(ended.request);
        state.told(ended.request, outcome);
        if self.replicas.features().sessions {
            self.learn(client, ended, outcome, sight);
        } else if let Some(sight) = sight {
            state.seen.insert(ended.request.key(), Rc::clone(&sight));
            log.sight = Some(sight);
        }
        self.flight.take(ended.give_up);
        self.move_on(client, ended.request.key(), ended.via, outcome);
        self.believe(client, ended, outcome);
        log.happenings.push(Happening::Ended(operation, outcome));
    }

    /// A client that asked the node which it believes to lead learns from the answer whether that still does.
    fn believe(&mut self, client: ClientId, ended: Outstanding, outcome: Outcome) {
        let key = ended.request.key();
        if self.leader(client, key) != ended.via {
            return;
        }
        let leader = match outcome {
            Outcome::Failed(Reply::Refused(Refused::NotLeader(Some(leader)))) => leader,
            Outcome::Failed(Reply::Refused(_)) | Outcome::Unknown(None) => {
                let there = |node: &&NodeId| self.replicas.serves(**node, key);
                after(self.members.iter().filter(there).copied().collect(), ended.via)
            }
            Outcome::Written
            | Outcome::Inserted(_)
            | Outcome::Read(_)
            | Outcome::Answered(_)
            | Outcome::Uncommitted
            | Outcome::Siblings(_)
            | Outcome::Failed(_)
            | Outcome::Unknown(Some(_)) => ended.via,
        };
        let state = &mut self.clients[usize::from(client.0)];
        if self.replicas.serves(state.leader, key) {
            state.leader = leader;
            return;
        }
        let others = &mut state.other_leaders;
        match others.iter().position(|&other| self.replicas.serves(other, key)) {
            Some(known) => others[known] = leader,
            None => others.push(leader),
        }
    }

    /// A client learns from an answer, and remembers what its session asks for.
    fn learn(
        &mut self,
        client: ClientId,
        ended: Outstanding,
        outcome: Outcome,
        sight: Option<Rc<Sight>>,
    ) {
        let (index, keeper) = (usize::from(client.0), self.keeper(client));
        let (now, rule) = (self.now, self.ways[index].session.rule);
        let position = sight.as_ref().map(|sight| &*sight.context);
        self.clients[keeper].memory.learn(rule, ended.request, outcome, position, now);
        let behind = matches!(outcome, Outcome::Failed(Reply::Refused(Refused::Behind { .. })));
        let next = behind.then(|| after(self.replicas_of(ended.request.key()), ended.via));
        let leader = self.leader(client, ended.request.key());
        let state = &mut self.clients[index];
        state.repeats = next.map(|node| (node, ended.request));
        let read = !ended.request.is_write();
        state.costs.redirected += u32::from(behind);
        if read && outcome.is_ok() {
            state.costs.reads += 1;
            state.costs.at_leader += u32::from(ended.via == leader);
            state.costs.took = state.costs.took + now.since(ended.since);
        }
    }

    /// The time that a read spends at a replica ends.
    fn stop_clock(&mut self, operation: OperationId) {
        let state = &mut self.clients[usize::from(operation.client.0)];
        let of = |it: &Outstanding| it.operation == operation && !it.request.is_write();
        if state.outstanding.as_ref().is_some_and(of)
            && let Some(arrived) = state.arrived.take()
        {
            state.costs.waited = state.costs.waited + self.now.since(arrived);
        }
    }

    /// Sends a reply to a client. A client's own library replies without an envelope.
    pub(super) fn reply(
        &mut self,
        from: NodeId,
        operation: OperationId,
        reply: Reply,
        sight: Option<Rc<Sight>>,
        log: &mut StepLog,
    ) {
        self.stop_clock(operation);
        if from.client() == Some(operation.client) {
            let outcome = |request| Outcome::of(request, reply);
            self.answer(operation.client, operation, sight, outcome, log);
        } else {
            let payload = Payload::Reply(operation, reply, sight);
            self.send(from.into(), operation.client.into(), payload, log);
        }
    }
}

/// The next member after `node`, in cyclic order.
fn after(members: NodeSet, node: NodeId) -> NodeId {
    members.iter().find(|&member| member > node).or(members.first()).unwrap_or(node)
}
