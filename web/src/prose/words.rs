//! The catalogue: every text of the page, in every language.

use super::{
    Asked, AskedText, Command, Field, Law, LeaderFact, Piece, StepContext, Texts,
    catalogue::catalogue, en, ko,
};
use replicarium::{
    check::{
        Property, Verdict, Witness, availability::Gap, lag::Lag, staleness::Staleness, tried::Tried,
    },
    clock::{Dot, VersionVector},
    history::{History, Outcome},
    id::{Address, ClientId, NodeId, NodeSet, OperationId, Term},
    knob::{Knob, KnobValue},
    kv::{CannotExecute, Key, Route, Value, WordError},
    mode::{Mode, Promise, Reason},
    note::Note,
    protocol::multi_leader::Fork,
    random::delay::Delay,
    remedy::{Change, Difference, Shortfall, Waits},
    scenario::{ParseError, library::Lang, story::Cue},
    session::{Costs, Session},
    sim::{Action, Refusal, Setting},
    store::{
        handler::{Counterexample, Handler, HandlerError},
        record::{Format, Line, Part, Stop},
        table::ParseError as StatementError,
    },
    tag::Tag,
    time::{Duration, Instant},
    view::{
        Cell, ClientView, Consuming, EnvelopeView, FollowerProgress, HintView, Kind, Label,
        Leadership, NodeView, Pieces, ReplicaView, RingView, Role, Row, Status, Tally, Waiting,
        WorldView,
    },
};
use std::cmp::Ordering;

catalogue! {
    words {
        /// A client.
        client(id: ClientId) -> String;
        /// A client or a node.
        address(address: Address) -> String;
        /// The data centre of a node, where there are several.
        centre(ring: Option<&RingView>, node: NodeId) -> Option<&'static str>;
        /// Adds a client.
        add_client(client: ClientId) -> String;
        /// Removes a client.
        remove_client(client: ClientId) -> String;
        /// A client that has asked for nothing: where its writes and its reads go.
        routes(writes: Route, reads: Route) -> String;
        /// A rule for reads.
        session(session: Session) -> String;
        /// How far a follower is behind.
        lags(node: NodeId, entries: u64, behind: Duration) -> String;
        /// The number of replicas, in a line of sums.
        replicas_in_all(replicas: u32) -> String;
        /// A partition of the keys, counted from 0.
        partition(index: u16) -> String;
        /// The same, where there is little room.
        partition_short(index: u16) -> String;
        /// What reads have cost a client, of which at least one was answered or refused.
        costs(costs: Costs) -> String;
        /// A family of protocols.
        mode(mode: Mode) -> &'static str;
        /// A first experiment for a mode, and what to look for.
        hint(mode: Mode) -> &'static str;
        /// The role of a node.
        role(role: Role) -> &'static str;
        /// The status of a node.
        status(status: Status) -> &'static str;
        /// The status of a node in one word.
        status_short(status: Status) -> &'static str;
        /// The target of a client's requests.
        route(route: Route) -> String;
        /// What a client asked for, around the value that it writes.
        asked(asked: Asked) -> AskedText;
        /// What a client asked for, as short as possible.
        asked_short(asked: Asked) -> String;
        /// What a button does.
        command(command: Command) -> String;
        /// A list of nodes: `A, B and C`.
        list(names: &[NodeId]) -> String;
        /// A length of time in µs.
        time(micros: u64) -> String;
        /// The skew of a clock in µs.
        skew(micros: i64) -> String;
        /// Parts per million as a percentage.
        percent(ppm: u32) -> String;
        /// A distribution of delays.
        delay(delay: Delay) -> String;
        /// A value; a tombstone is shown as deleted.
        value(value: Value) -> String;
        /// The outcome of an operation.
        outcome(outcome: Option<&Outcome>) -> &'static str;
        /// Why a text is not a key or a value.
        word_error(field: Field, error: WordError) -> String;
    }
    labels {
        /// The text on an envelope.
        label(label: &Label) -> String;
        /// The kind of an envelope's contents.
        tag(tag: Tag) -> &'static str;
    }
    knobs {
        /// The name of a setting.
        knob(knob: Knob) -> &'static str;
        /// The explanation of a setting.
        knob_means(knob: Knob) -> &'static str;
        /// The value of a setting.
        knob_value(knob: Knob, value: KnobValue) -> String;
        /// A button that changes a setting.
        set(setting: Setting) -> String;
        /// A button that adds a replica.
        join(node: NodeId) -> String;
        /// A button that adds a node with another role.
        join_as(role: Role, node: NodeId) -> String;
    }
    say {
        /// A step in one sentence.
        step(cx: &StepContext) -> String;
        /// An action in one sentence.
        done(action: Action) -> String;
        /// The result of an operation, or the reason why there is none.
        result(outcome: Outcome) -> String;
        /// A write with an unknown outcome took effect: this client read it.
        after_all(reader: ClientId) -> String;
        /// The fate of an envelope.
        fate(envelope: &EnvelopeView) -> &'static str;
    }
    notes {
        /// A note of a node, in one sentence.
        noted(cx: &StepContext, node: NodeId, note: Note) -> String;
    }
    verdicts {
        /// The name of a property.
        property(property: Property) -> &'static str;
        /// The meaning of a property.
        property_means(property: Property) -> &'static str;
        /// The state of a verdict that is not a violation.
        so_far(property: Property, verdict: &Verdict) -> String;
        /// A remark on reads of siblings, which register properties do not judge.
        siblings_aside(property: Property, siblings: usize) -> Option<String>;
        /// The evidence for a violation.
        witness(history: &History, witness: &Witness) -> Vec<Piece>;
        /// An order that was tried to explain the operations, and the read that it does not explain.
        tried(history: &History, tried: &Tried<OperationId>) -> String;
        /// Why a mode does not promise a property.
        reason(reason: Reason) -> &'static str;
        /// Stronger properties that are violated as well.
        follows(properties: &[Property]) -> String;
        /// Properties that hold so far.
        hold(properties: &[Property]) -> String;
        /// Properties that are not checked yet.
        unchecked(number: usize) -> String;
        /// Everything that was checked holds: this number of properties.
        all_hold(number: usize, operations: usize) -> String;
        /// What is violated, and whether it was promised.
        broken(property: Property, promise: Promise) -> String;
        /// The place of the evidence at the playhead among all evidence, from 1.
        evidence(place: usize, all: usize) -> String;
    }
    lead {
        /// The extent of a replica's log, in positions.
        log_extent(replica: &ReplicaView) -> Option<String>;
        /// The badge of a follower that cannot apply an entry.
        stopped_at(position: u64) -> String;
        /// Why a follower has stopped before an entry.
        cannot_apply(position: u64, stop: Stop) -> String;
        /// What a node knows about the leadership.
        leadership(node: NodeId, known: &Leadership) -> String;
        /// The nodes that act as leader, with their terms.
        leaders(leaders: &[(NodeId, Term)]) -> String;
        /// The nodes that find a leader down.
        doubted(who: &[NodeId], down: NodeId, most: &Leadership) -> String;
        /// The votes of a candidate.
        voted_for(node: NodeId, known: &Leadership) -> String;
        /// The number of leader changes.
        leader_changes(times: usize) -> String;
        /// The moment from which a node leads.
        leads_since(node: NodeId, at: Instant) -> String;
        /// A moment of the run.
        at(at: Instant) -> String;
        /// The last gap in write availability, and the total length of all gaps.
        gap(last: &Gap, gaps: usize, all: u64, now: Instant) -> String;
        /// The start of a leadership.
        leads(node: NodeId, term: Term) -> String;
        /// The same, in the diagram.
        leads_short(term: Term) -> String;
        /// What a leader knows of a follower's log.
        follower(progress: &FollowerProgress) -> String;
        /// What a node of several leaders shows.
        of_leaders(fact: &LeaderFact) -> String;
    }
    forks {
        /// The handle from which a reader draws the link of a leader.
        grip(node: NodeId) -> String;
        /// The plug of a node that is plugged in, or is not.
        plug(node: NodeId, out: bool) -> String;
        /// The plug of a node that has no link left because the plugs of all others are out.
        plug_of_the_last(node: NodeId) -> String;
        /// A conflict.
        fork_title(key: Key) -> String;
        /// What the leader of a write had seen of its key, as a version vector.
        had_seen(vector: &str) -> String;
        /// What became of concurrent versions, and why.
        fork_outcome(fork: &Fork, handler: Handler) -> String;
        /// A law that a handler does not obey, and the versions that prove it.
        law_fails(law: Law, against: &Counterexample) -> String;
    }
    telling {
        /// When a beat of a story happens.
        cue(cue: Cue) -> String;
    }
    store {
        /// The state of a quorum, in `place` if there are several data centres.
        quorum(waiting: &Waiting, place: Option<&str>) -> String;
        /// The result of a comparison with another replica.
        compared(peer: NodeId, differing: usize) -> String;
        /// The title of a comparison that is going on.
        comparing(peer: NodeId) -> String;
        /// In how many leaves the two trees of a comparison differ, and what is outlined.
        trees_differ(leaves: usize) -> String;
        /// The bytes that anti-entropy sent.
        merkle_bytes(sent: u64, whole: u64) -> String;
        /// The staleness of a read from one replica.
        behind(staleness: &Staleness) -> String;
        /// The lag of a replica over all keys.
        lag(all: &Lag) -> String;
        /// The same, with the name of the replica.
        lag_of(all: &Lag) -> String;
        /// The total lag of all replicas.
        outstanding(all: &[Lag]) -> String;
        /// The title of a merge of versions.
        merges(who: Address, key: Key) -> String;
        /// The order of two versions.
        order(a: &str, b: &str, order: Option<Ordering>) -> String;
        /// Whether the writer of a value knew `other`: the dot of `other` against the writer's context.
        knew(writer: &str, seen: u64, other: &str, dot: Dot) -> String;
        /// A value, with the context of its writer.
        written_by(value: &str, write: OperationId, seen: &str) -> String;
        /// The label before the values that a client last read, with their causal context.
        last_read(key: Key, context: &VersionVector) -> String;
        /// The homes of a key.
        lives_on(homes: &[NodeId]) -> String;
        /// The nodes whose rows a new home waits for.
        awaits_rows(from: NodeSet) -> String;
        /// The home that a hint is for.
        hint_for(home: NodeId) -> String;
        /// A node that keeps a hint, and the home that it is for.
        hint_of(node: NodeId, home: NodeId) -> String;
        /// The version of a hint, and the time until which it is kept.
        hint_until(hint: &HintView) -> String;
        /// A hint, explained.
        hint_means(hint: &HintView) -> String;
        /// The nodes of a preference list after the homes.
        then(rest: &str) -> String;
        /// The homes on the ring, for a screen reader.
        preference_list(homes: &str) -> String;
    }
    refusals {
        /// Why an action is refused.
        refusal(refusal: &Refusal) -> String;
        /// A link to a scenario that does not exist.
        link_scenario(name: &str) -> String;
        /// A link to a recorded run that cannot be fetched.
        link_run(name: &str) -> String;
        /// A scenario that cannot be fetched.
        link_offline(title: &str) -> String;
        /// Why a text is not a scenario or a recorded run.
        parse_error(error: &ParseError) -> String;
        /// A file that is not a scenario or a recorded run.
        link_unreadable(name: &str, why: &str) -> String;
        /// A part of a link that makes no sense.
        link_part(part: &str) -> String;
        /// A setting of a link that is refused, and why.
        link_setting(setting: &str, why: &str) -> String;
        /// An act of a link that is refused, and why.
        link_act(why: &str) -> String;
    }
    what_if {
        /// A change of a run.
        change(change: &Change) -> String;
        /// The price of a change.
        price(price: &Difference, waits: &Waits) -> String;
        /// What is wrong with a changed run that keeps a guarantee, after its price.
        shortfall(shortfall: Shortfall, history: &History) -> String;
    }
    page {
        /// The acts of an earlier session that was saved.
        saved(title: &str, acts: u32) -> String;
        /// The button that switches to this language: the language's own name, and what the button does.
        switch() -> (&'static str, &'static str);
        /// A button that undoes an act, or does it again.
        undoing(button: &str, edit: &str) -> String;
        /// A branch of the run.
        branch(number: usize, at: Instant) -> String;
        /// The accessible name of a link to a run of the table.
        run(steps: u32, property: &str, group: &str, setting: &str) -> String;
        /// A heading or a setting of the table, which the file of the table has in English.
        table_text(text: &str) -> String;
        /// The fingerprint of the run.
        fingerprint(print: &str) -> String;
        /// The first digits of the fingerprint.
        short_fingerprint(print: &str) -> String;
        /// The position of the playhead in steps.
        position(step: u32, steps: u32) -> String;
        /// The seed of the run.
        seed(seed: u64) -> String;
    }
    panel {
        /// A key.
        key(key: Key) -> String;
        /// The number of operations before those of the list.
        earlier(operations: usize) -> String;
        /// A button that goes to a step.
        to_step(step: u32) -> String;
        /// The result of a read or an insert that is not a value.
        returned(outcome: Outcome) -> Option<String>;
        /// A node that is not there.
        no_node(node: NodeId) -> String;
        /// The heading of a node.
        replica(node: NodeId) -> String;
        /// The role of a node, its data centre and its status.
        node_state(node: &NodeView, world: &WorldView) -> String;
        /// What a client is doing.
        client_state(client: &ClientView) -> String;
        /// The heading of a link.
        link_title(from: Address, to: Address) -> String;
        /// The kind of an envelope.
        kind(kind: Kind) -> &'static str;
        /// The arrival of an envelope.
        arrived_at(at: Instant) -> String;
        /// The loss of an envelope.
        lost_at(at: Instant) -> String;
        /// An envelope that is sent later.
        not_sent() -> &'static str;
        /// The moment at which an envelope arrives.
        due(envelope: &EnvelopeView) -> String;
        /// A concurrent write that was not kept.
        lost_to(write: OperationId) -> String;
    }
    stage {
        /// An envelope for a screen reader.
        envelope(envelope: &EnvelopeView) -> String;
        /// A link for a screen reader.
        link(from: Address, to: Address, cut: bool) -> String;
        /// A clock that is off.
        clock_off(micros: i64) -> String;
        /// A term and the end of the log.
        term(term: Term, end: u64) -> String;
        /// The same on a narrow card.
        term_short(term: Term, end: u64) -> String;
        /// The term that begins at a log entry.
        era(term: Term) -> String;
        /// The leader that a node knows.
        leads_in(leader: Option<NodeId>, term: Term) -> String;
        /// A row, and the number of other rows.
        more_rows(key: Key, value: Value, more: usize) -> String;
        /// How far a consumer has got, and the number of its rows.
        consuming_short(consuming: &Consuming) -> String;
        /// How far a consumer has got, and what it is doing.
        consuming(consuming: &Consuming) -> String;
        /// Entries that a crash destroyed.
        lost_with_memory(entries: usize) -> String;
        /// The pieces of a snapshot that have arrived.
        pieces(pieces: Pieces) -> String;
        /// Entries that were put aside.
        put_aside(entries: usize) -> String;
        /// The entries that a follower lacks.
        writes_behind(writes: u64) -> String;
        /// The writes that a replica lacks.
        behind_short(writes: u32) -> String;
        /// The votes of a candidate.
        votes(votes: &Tally) -> String;
        /// A node that finds another one down.
        finds_down(down: NodeId) -> String;
        /// A node that is to lead waits until these are off.
        until_off(nodes: NodeSet) -> String;
        /// The sentinels that find a node down, of the quorum.
        agrees_down(down: NodeId, agree: u32, quorum: u32) -> String;
        /// The answers to a coordinator, in `place` if there are several data centres.
        answers(answers: u16, needed: u16, place: Option<&str>, what: &str) -> String;
        /// A home of a key.
        home_of(key: Key) -> String;
        /// A home of the selected key.
        home() -> &'static str;
        /// A node after the homes on the preference list of a key.
        stands_in_for(key: Key) -> String;
        /// The same for the selected key.
        stands_in() -> &'static str;
        /// The card of a node for a screen reader.
        node_card(node: &NodeView, world: &WorldView, waits: Option<NodeId>, notes: &[String]) -> String;
        /// A leader's writes wait for a follower.
        waits_for(leader: NodeId, follower: NodeId) -> String;
        /// A button: a client writes through a node.
        write_through(node: NodeId) -> String;
        /// A button: a client reads from a node.
        read_from(node: NodeId) -> String;
        /// A button: this client writes.
        client_writes(id: ClientId) -> String;
        /// A button: this client reads.
        client_reads(id: ClientId) -> String;
        /// A client without requests.
        client_idle(id: ClientId) -> String;
        /// The card of a client for a screen reader.
        client_card(id: ClientId, asked: &AskedText, result: &str, via: NodeId, state: &str) -> String;
        /// A client that waits for an answer.
        waiting_for(ms: u64, via: NodeId) -> String;
        /// A client that coordinates and waits for answers.
        waiting_with(answers: u16, needed: u16, ms: u64) -> String;
        /// An outcome, the node that answered, and the time that it took.
        done_in(word: &str, via: NodeId, ms: u64) -> String;
        /// Why an operation failed, or why its outcome is unknown.
        reason_short(outcome: Outcome) -> Option<String>;
        /// A read that found a tombstone.
        is_deleted() -> &'static str;
        /// A number of siblings.
        siblings(n: u16) -> String;
        /// Envelopes that are not drawn.
        more_in_flight(envelopes: usize) -> String;
        /// Clients that are not drawn.
        more_clients(clients: usize) -> String;
        /// Rows that are not drawn.
        more(rows: usize) -> String;
        /// A row, its write and its version.
        row(row: &Row, value: Value, write: OperationId) -> String;
        /// A concurrent write that is lost.
        was_lost(write: OperationId) -> String;
        /// A log whose oldest entries were dropped.
        shortened(start: u64) -> String;
        /// The last entry that is acknowledged to clients.
        committed(position: u64) -> String;
        /// Followers, and the last entry that they acknowledged.
        acknowledged(names: &str, position: u64) -> String;
        /// The last entry that readers see.
        applied(position: u64) -> String;
        /// A log entry.
        entry(cell: &Cell, what: &str) -> String;
        /// A log entry that is not on disk.
        entry_in_memory(cell: &Cell, what: &str) -> String;
        /// A log entry that a crash destroyed.
        entry_lost(cell: &Cell, what: &str) -> String;
        /// A log entry that was put aside.
        entry_aside(cell: &Cell, what: &str) -> String;
        /// The name of the menu of a node.
        menu_of_node(node: NodeId) -> String;
        /// The name of the menu of a client.
        menu_of_client(id: ClientId) -> String;
        /// The name of the menu of a link.
        menu_of_link(from: Address, to: Address) -> String;
        /// The name of the menu of an envelope.
        menu_of_envelope() -> &'static str;
    }
    records {
        /// A log entry of statements: position, format and length.
        record(position: u64, format: Format, bytes: usize) -> String;
        /// A format of a replication log.
        format(format: Format) -> &'static str;
        /// A field of a record.
        part(part: Part) -> &'static str;
        /// A line of what a log entry says.
        line(line: &Line) -> String;
        /// Why a statement is not executed, with its number if there are several.
        cannot_execute(why: CannotExecute) -> String;
        /// A client has a transaction open at a node.
        open_transaction(client: ClientId, node: NodeId) -> String;
        /// Why a text has no statements.
        statement_error(error: &StatementError) -> String;
        /// Why a text is no conflict handler.
        handler_error(error: &HandlerError) -> String;
    }
    timeline {
        /// An action as a mark.
        mark(action: Action) -> String;
        /// Marked actions, and their moment.
        mark_means(text: &str, at: Instant) -> String;
        /// A message.
        message(envelope: &EnvelopeView) -> String;
        /// An outage.
        outage(node: NodeId, status: Status) -> String;
        /// A cut.
        cut(to: Address) -> String;
        /// A cut, explained.
        cut_means(from: Address, to: Address) -> String;
        /// The result of a read that found nothing.
        nothing_read() -> &'static str;
        /// The playhead, for a screen reader.
        playhead(ms: u64, step: u32, steps: u32) -> String;
    }
}
