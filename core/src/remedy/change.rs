//! The changes that are tried: another value of a setting, or an act that is left out.

use crate::{
    check::Property,
    id::{ClientId, NodeId, NodeSet},
    knob::{KnobValue, KnobView, Takes},
    kv::Route,
    links::Links,
    mode::{self, Mode, Promise},
    session::{Rule, Session},
    sim::{Action, Setting},
    time::{Duration, Instant},
    view::{ClientView, NetworkView, WorldView},
};
use alloc::{vec, vec::Vec};
use core::{fmt, mem};

/// A change of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Settings from the start of the run: one, or the same one of each client, or one leader and the clients that write to it.
    Set(Vec<Setting>),
    /// These acts of one kind and one moment do not happen.
    Without(Instant, Vec<Action>),
}

/// As in scenario files: `set w 3`; and `without cut A>B, cut B>A at 40ms`.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut comma = "";
        match self {
            Self::Set(settings) => {
                for setting in settings {
                    write!(f, "{comma}set {setting}")?;
                    comma = ", ";
                }
                Ok(())
            }
            Self::Without(at, acts) => {
                f.write_str("without ")?;
                for act in acts {
                    write!(f, "{comma}{act}")?;
                    comma = ", ";
                }
                write!(f, " at {at}")
            }
        }
    }
}

impl Change {
    /// Whether it changes a setting.
    #[must_use]
    pub const fn is_setting(&self) -> bool {
        matches!(self, Self::Set(_))
    }

    /// Whether it only shifts what happens when, or loses other messages: another length of time, delay or loss. A time
    /// of 0 switches something off.
    pub(super) fn shifts(&self, knobs: &[KnobView]) -> bool {
        /// Only times take such numbers, in ms.
        const TIMES: u32 = 1_000;
        let is_time = |knob| {
            let takes = knobs.iter().find(|view| view.knob == knob).map(|view| view.takes);
            matches!(takes, Some(Takes::Numbers { high, .. }) if high >= TIMES)
        };
        let Self::Set(settings) = self else { return false };
        settings.iter().all(|setting| match *setting {
            Setting::Knob(knob, KnobValue::Number(n)) => n > 0 && is_time(knob),
            Setting::Knob(..) | Setting::Writes(..) | Setting::Reads(..) | Setting::Session(..) => {
                false
            }
            Setting::Delay(_)
            | Setting::ClientDelay(_)
            | Setting::LinkDelay(..)
            | Setting::PowerDelay(_)
            | Setting::Timeout(_)
            | Setting::Loss(_)
            | Setting::Duplication(_)
            | Setting::PowerLoss(_) => true,
        })
    }

    /// Whether another change is another value of the same thing, so that the cheaper of the two is enough. Words are
    /// kept apart.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let (Self::Set(a), Self::Set(b)) = (self, other) else { return false };
        match (a.first(), b.first()) {
            (Some(Setting::Knob(a, KnobValue::Word(_))), Some(Setting::Knob(b, _))) if a == b => {
                false
            }
            (Some(Setting::Knob(a, _)), Some(Setting::Knob(b, _))) => a == b,
            (Some(a), Some(b)) => mem::discriminant(a) == mem::discriminant(b),
            (None, _) | (_, None) => false,
        }
    }
}

/// A client's timeouts that are tried, in ms.
const TIMEOUTS: [u64; 3] = [1_000, 4_000, 10_000];

/// Every change that is tried, of a run that starts as `start`. The first of two changes that amount to the same run is
/// the one that is told.
///
/// `settings` are those of its setup, and `acts` those of script and reader other than requests.
pub fn all(
    start: &WorldView,
    mode: Mode,
    settings: &[Setting],
    acts: &[(Instant, Action)],
) -> Vec<Change> {
    let mut all: Vec<Setting> = Vec::new();
    // What a promise names as its condition.
    for &property in Property::ALL {
        if let Promise::Never(_, Some(setting)) = mode.promises(property, start) {
            all.push(setting);
        }
    }
    let nodes: Vec<NodeId> = start.nodes.iter().map(|node| node.id).collect();
    for view in start.knobs.iter().filter(|view| view.matters) {
        all.extend(values(view, &nodes).into_iter().map(|value| Setting::Knob(view.knob, value)));
    }
    let mut changes: Vec<Change> = Vec::new();
    let mut add = |change: Change| {
        if !changes.contains(&change) {
            changes.push(change);
        }
    };
    all.into_iter().for_each(|setting| add(Change::Set(vec![setting])));
    routes(start).into_iter().for_each(&mut add);
    one_leader(start, &nodes).into_iter().for_each(&mut add);
    network(settings, start.network)
        .into_iter()
        .for_each(|setting| add(Change::Set(vec![setting])));
    faults(acts).into_iter().for_each(&mut add);
    changes
}

/// The other values of a setting: all, if there are few, or else some that differ clearly.
fn values(view: &KnobView, nodes: &[NodeId]) -> Vec<KnobValue> {
    /// Ranges of at most this many numbers are tried in full.
    const FEW: u32 = 7;
    /// Tried where a setting is off, in ms.
    const FROM_ZERO: [u32; 3] = [200, 50, 1_000];
    let of = |set: NodeSet, node: NodeId| {
        let mut other = set;
        if !other.remove(node) {
            other.insert(node);
        }
        KnobValue::Nodes(other)
    };
    let mut values: Vec<KnobValue> = match (view.takes, view.value) {
        (Takes::Words(_), KnobValue::Word(word)) => word.all().map(KnobValue::Word).collect(),
        (Takes::Numbers { low, high }, KnobValue::Number(now)) => {
            let numbers: Vec<u32> = match now {
                _ if high - low < FEW => (low..=high).collect(),
                0 => FROM_ZERO.to_vec(),
                _ => vec![0, now / 2, now.saturating_mul(2), now / 5, now.saturating_mul(5)],
            };
            let within = numbers.into_iter().filter(|n| (low..=high).contains(n));
            within.map(KnobValue::Number).collect()
        }
        (Takes::Nodes { among }, KnobValue::Nodes(set)) => {
            let none = (!set.is_empty()).then(|| KnobValue::Nodes(NodeSet::default()));
            let one = nodes.iter().filter(|&&node| among.contains(node));
            none.into_iter().chain(one.map(|&node| of(set, node))).collect()
        }
        (Takes::Links { among }, KnobValue::Links(links)) => {
            let among = nodes.iter().copied().filter(|&node| among.contains(node));
            let one = Links::between(among.collect());
            let other = one.iter().map(|(from, to)| {
                let mut other = links;
                if !other.remove(from, to) {
                    other.insert(from, to);
                }
                KnobValue::Links(other)
            });
            other.collect()
        }
        // A setting stands at a value that it takes.
        (
            Takes::Numbers { .. }
            | Takes::Words(_)
            | Takes::Nodes { .. }
            | Takes::Links { .. }
            | Takes::Select
            | Takes::Handler,
            _,
        ) => Vec::new(),
    };
    // A cluster with fewer copies is another cluster.
    let places = mode::Knob::of(view.knob).is_some_and(mode::Knob::places_copies);
    values.retain(|value| match (value, view.value) {
        (KnobValue::Number(other), KnobValue::Number(now)) if places => *other > now,
        (other, now) => !places && *other != now,
    });
    values
}

/// Other routes of the clients: each client by itself, and all of them.
fn routes(start: &WorldView) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut ways: Vec<fn(Route) -> Route> = Vec::new();
    if start.features.leader {
        ways.push(|_| Route::Leader);
    }
    // A replica that a client writes to has what it wrote.
    ways.push(|writes| writes);
    for way in ways {
        let all = start.clients.iter().filter_map(|client| {
            let (writes, reads) = client.routes;
            let route = way(writes);
            (route != reads).then_some(Setting::Reads(client.id, route))
        });
        let all: Vec<Setting> = all.collect();
        let several = (all.len() > 1).then(|| Change::Set(all.clone()));
        changes.extend(all.into_iter().map(|setting| Change::Set(vec![setting])));
        changes.extend(several);
    }
    if start.features.sessions {
        changes.extend(sessions(start));
    }
    if start.features.leader {
        let writes = start.clients.iter().filter(|client| client.routes.0 != Route::Leader);
        let to_leader =
            |client: ClientId| Change::Set(vec![Setting::Writes(client, Route::Leader)]);
        changes.extend(writes.map(|client| to_leader(client.id)));
    }
    changes
}

/// Each leader of several as the only one, to which all clients write: their reads stay where they are.
fn one_leader(start: &WorldView, nodes: &[NodeId]) -> Vec<Change> {
    let names = |it: &&KnobView| mode::Knob::of(it.knob).is_some_and(mode::Knob::names_leaders);
    let Some(view) = start.knobs.iter().find(names) else { return Vec::new() };
    let KnobValue::Nodes(set) = view.value else { return Vec::new() };
    let chosen = |node: &&NodeId| set.contains(**node);
    let all_lead = !nodes.iter().any(|node| chosen(&node));
    let leaders: Vec<&NodeId> = nodes.iter().filter(|it| all_lead || chosen(it)).collect();
    let several = leaders.len() > 1;
    let only = leaders.into_iter().filter(|_| several).map(|&leader| {
        let to = Route::To(leader);
        let others = start.clients.iter().filter(|client| client.routes.0 != to);
        let writes = others.map(|client| Setting::Writes(client.id, to));
        let leads = Setting::Knob(view.knob, KnobValue::Nodes(NodeSet::from_iter([leader])));
        Change::Set([leads].into_iter().chain(writes).collect())
    });
    only.collect()
}

/// Clients that remember what they have written, or seen: the devices of each user, and all clients.
fn sessions(start: &WorldView) -> Vec<Change> {
    let of = |user| start.clients.iter().filter(move |client| client.user == user);
    let users = start.clients.iter().filter(|client| client.id == client.user);
    let groups = users.map(|user| of(user.id).collect());
    let mut groups: Vec<Vec<&ClientView>> = groups.collect();
    if groups.len() > 1 {
        groups.push(start.clients.iter().collect());
    }
    let mut changes = Vec::new();
    for rule in [Rule::Writes, Rule::Seen] {
        for group in &groups {
            let set = group.iter().map(|client| {
                let session = Session { rule, shared: of(client.user).count() > 1 };
                Setting::Session(client.id, session)
            });
            changes.push(Change::Set(set.collect()));
        }
    }
    changes
}

/// A network that loses, copies and delays nothing in particular, and clients that wait longer.
fn network(set: &[Setting], now: NetworkView) -> Vec<Setting> {
    let NetworkView {
        delay,
        loss,
        duplication,
        timeout,
        power_loss,
        client_delay: _,
        power_delay: _,
    } = now;
    let longer = TIMEOUTS.map(Duration::millis).into_iter().filter(|&it| it > timeout);
    let mut settings: Vec<Setting> = longer.map(Setting::Timeout).collect();
    settings.extend((loss > 0).then_some(Setting::Loss(0)));
    settings.extend((power_loss > 0).then_some(Setting::PowerLoss(0)));
    settings.extend((duplication > 0).then_some(Setting::Duplication(0)));
    settings.extend(set.iter().filter_map(|setting| {
        let Setting::LinkDelay(from, to, own) = *setting else { return None };
        (own != delay).then_some(Setting::LinkDelay(from, to, delay))
    }));
    settings
}

/// Each fault and each command of a person, left out; those of one kind and one moment together.
fn faults(acts: &[(Instant, Action)]) -> Vec<Change> {
    let mut left: Vec<(Instant, Vec<Action>)> = Vec::new();
    for &(at, action) in acts.iter().filter(|(_, it)| is_fault(*it)) {
        let kind = mem::discriminant(&action);
        let same = left.iter_mut().find(|(moment, acts)| {
            *moment == at && acts.first().is_some_and(|it| mem::discriminant(it) == kind)
        });
        match same {
            Some((_, acts)) => acts.push(action),
            None => left.push((at, vec![action])),
        }
    }
    left.into_iter().map(|(at, acts)| Change::Without(at, acts)).collect()
}

/// Whether a run could have gone without the action: nothing else waits for it.
const fn is_fault(action: Action) -> bool {
    match action {
        Action::Drop(_)
        | Action::Duplicate(_)
        | Action::Hold(_)
        | Action::Crash(_)
        | Action::Wipe(_)
        | Action::Pause(_)
        | Action::Cut(..)
        | Action::Skew(..)
        | Action::Leave(_)
        | Action::Configure(_)
        | Action::Promote(_)
        | Action::ShutDown(_) => true,
        Action::Invoke { .. }
        | Action::Deliver(_)
        | Action::Release(_)
        | Action::Restart(_)
        | Action::Resume(_)
        | Action::Heal(..)
        | Action::Join(_) => false,
    }
}
