//! A step in one sentence.

use super::{
    knobs,
    labels::{label, quoted},
    notes,
    records::{cannot_execute, cannot_update},
    words::{self, address, client, list, time},
    writes::{whose, write},
};
use crate::prose::{Fact, StepContext, salient_fact};
use replicarium::{
    history::Outcome,
    id::{Address, ClientId, OperationId},
    kv::{Refused, Reply, Request},
    sim::{Action, Setting},
    view::{EnvelopeView, Fate, Kind, Status},
};

pub fn step(cx: &StepContext) -> String {
    match salient_fact(cx) {
        Fact::Noted(node, note) => notes::noted(cx, node, note),
        Fact::AppliedMany(node, first, last) => {
            format!("{node} applied positions {first} to {last} of the log, in order.")
        }
        Fact::Ended(operation, outcome) => ended(cx, operation, outcome),
        Fact::Arrived(envelope) => arrived(cx, &envelope),
        Fact::Vanished(envelope) => vanished(cx, &envelope),
        Fact::Held(envelope) => held(&envelope),
        Fact::Released(envelope) => released(&envelope),
        Fact::Duplicated(envelope) => duplicated(&envelope),
        Fact::Done(action) => done(action),
    }
}

fn ended(cx: &StepContext, id: OperationId, outcome: Outcome) -> String {
    let who = client(id.client);
    match outcome {
        Outcome::Written => {
            let done = match cx.request(id) {
                Some(request) if request.is_delete() => format!("{} is deleted", request.key()),
                _ => format!("{} is written", write(cx, id)),
            };
            format!("{who} hears “ok”: {done}.")
        }
        Outcome::Read(found) => {
            let key = cx.request(id).map_or_else(String::new, |r| format!(" {}", r.key()));
            match found {
                Some(found) if found.value.is_tombstone() => {
                    format!("{who} read{key}, and it is deleted.")
                }
                Some(found) => format!("{who} read{key}: “{}”.", found.value),
                None => format!("{who} read{key} and found nothing."),
            }
        }
        Outcome::Inserted(number) => format!("{who} is told that the new row has number {number}."),
        Outcome::Answered(Some(rows)) => format!("{who} read {rows}."),
        Outcome::Answered(None) => format!("{who} read, and there was no row."),
        Outcome::Uncommitted => format!("{who} is told ok. Nothing is committed yet."),
        Outcome::Siblings(n) => {
            format!("{who} read {n} siblings, which it has to merge.")
        }
        Outcome::Failed(_) | Outcome::Unknown(_) => {
            format!("{} {}.", whose(cx, id), unhappy(outcome))
        }
    }
}

fn unhappy(outcome: Outcome) -> String {
    match outcome {
        Outcome::Failed(reply) => format!("failed: {}", reply_words(reply)),
        Outcome::Unknown(Some(reply)) => {
            format!("may or may not have happened: {}", reply_words(reply))
        }
        Outcome::Unknown(None) => "got no answer in time: it may or may not have happened".into(),
        Outcome::Written
        | Outcome::Inserted(_)
        | Outcome::Read(_)
        | Outcome::Answered(_)
        | Outcome::Uncommitted
        | Outcome::Siblings(_) => "succeeded".into(),
    }
}

fn reply_words(reply: Reply) -> String {
    match reply {
        Reply::Written => "ok".into(),
        Reply::Uncommitted => "ok, not committed".into(),
        Reply::Found(Some(found)) => format!("“{}”", found.value),
        Reply::Found(None) => "nothing there".into(),
        Reply::Inserted(number) => format!("number {number}"),
        Reply::Refused(Refused::Behind { applied }) => {
            format!("this replica has applied its log up to {applied} only")
        }
        Reply::Refused(Refused::OtherPartition) => "the key is in another partition".into(),
        Reply::Refused(Refused::Conflict) => "a concurrent write to the key is kept".into(),
        Reply::Refused(Refused::NotConsistent) => {
            "this replica does not have everything yet".into()
        }
        Reply::Refused(Refused::NotServed) => {
            "this kind of store does not serve such requests".into()
        }
        Reply::Answered(Some(rows)) => rows.to_string(),
        Reply::Answered(None) => "no row".into(),
        Reply::Refused(Refused::Update(why)) => cannot_update(why),
        Reply::Refused(Refused::Statement(why)) => cannot_execute(why),
        Reply::Siblings(n) => format!("{n} siblings"),
        Reply::Refused(Refused::NotLeader(Some(leader))) => format!("{leader} is the leader"),
        Reply::Refused(Refused::NotLeader(None)) => "there is no leader".into(),
        Reply::TooFew { answers, needed } => {
            format!("only {answers} of {needed} replicas answered")
        }
    }
}

pub fn result(outcome: Outcome) -> String {
    match outcome {
        Outcome::Written => "written".into(),
        Outcome::Uncommitted => "done, not committed".into(),
        Outcome::Read(Some(found)) => found.value.to_string(),
        Outcome::Read(None) => "nothing there".into(),
        Outcome::Inserted(number) => format!("number {number}"),
        Outcome::Answered(Some(rows)) => rows.to_string(),
        Outcome::Answered(None) => "no row".into(),
        Outcome::Siblings(n) => format!("{n} siblings"),
        Outcome::Failed(reply) | Outcome::Unknown(Some(reply)) => reply_words(reply),
        Outcome::Unknown(None) => "no answer in time".into(),
    }
}

pub fn after_all(reader: ClientId) -> String {
    format!("it happened after all: {} read it", client(reader))
}

fn arrived(cx: &StepContext, envelope: &EnvelopeView) -> String {
    let (from, to) = (address(envelope.from), address(envelope.to));
    let sent = cx.receivers();
    match (envelope.kind, cx.answer()) {
        (Kind::Timer, _) if sent.is_empty() => {
            format!("{to}'s timer “{}” ran out.", label(&envelope.label))
        }
        (Kind::Timer, _) => {
            format!(
                "{to}'s timer “{}” ran out: it sends to {}.",
                label(&envelope.label),
                list(&sent)
            )
        }
        (Kind::Request, Some(answer)) if answer.kind == Kind::Reply => {
            format!("{to} answers {from} at once: {}.", quoted(&answer.label))
        }
        (Kind::Request, Some(_)) => {
            format!("{to} got {} from {from}, and asks {}.", quoted(&envelope.label), list(&sent))
        }
        (Kind::Reply, _) => format!("{to} got {} from {from}, too late.", quoted(&envelope.label)),
        (Kind::Message | Kind::Power, Some(answer)) if answer.to == envelope.from => {
            format!(
                "{to} got {} from {from} and says {}.",
                quoted(&envelope.label),
                quoted(&answer.label)
            )
        }
        _ => format!("{to} got {} from {from}, which changes nothing.", quoted(&envelope.label)),
    }
}

fn vanished(cx: &StepContext, envelope: &EnvelopeView) -> String {
    let what = quoted(&envelope.label);
    let (from, to) = (address(envelope.from), address(envelope.to));
    if cx.is_reader() {
        return format!("You dropped {what} on its way from {from} to {to}.");
    }
    let status = match envelope.to {
        Address::Node(node) => cx.world.nodes.iter().find(|n| n.id == node).map(|n| n.status),
        Address::Client(_) | Address::Switch(_) => None,
    };
    if cx.world.cuts.contains(&(envelope.from, envelope.to)) {
        return format!("{what} from {from} is lost: the link to {to} is cut.");
    }
    match status {
        Some(Status::Crashed) => format!("{what} from {from} is lost: {to} is down."),
        Some(Status::Left) => format!("{what} from {from} is lost: {to} has left."),
        Some(Status::Running | Status::Paused) | None => {
            format!("The network lost {what} on its way from {from} to {to}.")
        }
    }
}

fn held(envelope: &EnvelopeView) -> String {
    let (from, to) = (address(envelope.from), address(envelope.to));
    format!("{} is held back on its way from {from} to {to}.", quoted(&envelope.label))
}

fn released(envelope: &EnvelopeView) -> String {
    let (from, to) = (address(envelope.from), address(envelope.to));
    format!("{} is released on its way from {from} to {to}.", quoted(&envelope.label))
}

fn duplicated(envelope: &EnvelopeView) -> String {
    let (from, to) = (address(envelope.from), address(envelope.to));
    format!("The network made a copy of {} from {from} to {to}.", quoted(&envelope.label))
}

pub fn done(action: Action) -> String {
    match action {
        Action::Invoke { client: id, via, request } if request.is_delete() => {
            format!("{} asks {via} to delete {}.", client(id), request.key())
        }
        Action::Invoke { client: id, via, request: Request::Write(key, value) } => {
            format!("{} asks {via} to write {key} = {value}.", client(id))
        }
        Action::Invoke { client: id, via, request: Request::Read(key) } => {
            format!("{} asks {via} for {key}.", client(id))
        }
        Action::Invoke { client: id, via, request: Request::Insert(key) } => {
            format!("{} asks {via} for a new row of {key}.", client(id))
        }
        Action::Invoke {
            client: id,
            via,
            request:
                Request::Execute(_, text) | Request::Query(_, text) | Request::Transaction(_, text, _),
        } => format!("{} asks {via}: {text}.", client(id)),
        Action::Invoke { client: id, via, request: Request::Update(key, words) } => {
            format!("{} asks {via} to update {key}: {words}.", client(id))
        }
        Action::Deliver(id) => format!("{id} arrived."),
        Action::Drop(id) => format!("{id} was dropped."),
        Action::Duplicate(id) => format!("{id} was copied."),
        Action::Hold(id) => format!("{id} is held back."),
        Action::Release(id) => format!("{id} is released."),
        Action::Crash(node) => format!("{node} crashed and lost what was only in memory."),
        Action::Restart(node) => format!("{node} is back, with what was on its disk."),
        Action::Wipe(node) => format!("{node} lost its disk: it will restart empty."),
        Action::Pause(node) => format!("{node} is paused; what arrives waits in its queue."),
        Action::Resume(node) => format!("{node} resumes and processes its queue."),
        Action::Cut(from, to) => {
            format!("The link from {} to {} is cut: messages are lost.", address(from), address(to))
        }
        Action::Heal(from, to) => {
            format!("The link from {} to {} is healed.", address(from), address(to))
        }
        Action::Skew(node, 0) => format!("{node}'s clock is right again."),
        Action::Skew(node, micros) => format!("{node}'s clock is now {}.", words::skew(micros)),
        Action::Join(node) => format!("{node} joined the cluster, empty."),
        Action::Leave(node) => format!("{node} was taken out of the cluster."),
        Action::Configure(setting) => configured(setting),
        Action::Promote(node) => format!("You told {node} to lead."),
        Action::ShutDown(node) => format!("You told {node} to shut down."),
    }
}

fn configured(setting: Setting) -> String {
    match setting {
        Setting::Knob(knob, value) => {
            format!("{}: now {}.", knobs::knob(knob), knobs::knob_value(knob, value))
        }
        Setting::Delay(delay) => {
            format!("The delay between replicas is now {}.", words::delay(delay))
        }
        Setting::ClientDelay(delay) => {
            format!("The delay between clients and replicas is now {}.", words::delay(delay))
        }
        Setting::LinkDelay(from, to, delay) => format!(
            "The delay from {} to {} is now {}.",
            address(from),
            address(to),
            words::delay(delay)
        ),
        Setting::PowerDelay(delay) => {
            format!("The delay to and from power switches is now {}.", words::delay(delay))
        }
        Setting::PowerLoss(ppm) => {
            format!(
                "The network of the power switches now loses {} of all messages.",
                words::percent(ppm)
            )
        }
        Setting::Loss(ppm) => {
            format!("The network now loses {} of all messages.", words::percent(ppm))
        }
        Setting::Duplication(ppm) => {
            format!("The network now copies {} of all messages.", words::percent(ppm))
        }
        Setting::Timeout(after) => format!("Clients now give up after {}.", time(after.0)),
        Setting::Writes(id, to) => {
            format!("{}'s writes now go to {}.", client(id), words::route(to))
        }
        Setting::Reads(id, to) => format!("{}'s reads now go to {}.", client(id), words::route(to)),
        Setting::Session(id, session) => {
            format!("{}'s rule for reads is now: {}.", client(id), words::session(session))
        }
    }
}

pub fn fate(envelope: &EnvelopeView) -> &'static str {
    match envelope.fate {
        _ if envelope.held => "held back until you release it",
        Fate::Arrives => "on its way",
        Fate::Lost => "the network will lose it",
    }
}
