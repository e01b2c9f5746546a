//! Directed links: delay, loss and duplication, drawn from the link and the sequence number on it, and cuts. Those to and
//! from power switches are a network of their own, with its own delay and loss; it makes no copies.

use super::{action::Refusal, setup::default};
use crate::{
    id::{Address, ClientId, NodeId},
    random::{
        Dice, Stream,
        delay::{Delay, DelayTable},
    },
    time::{Duration, Instant},
    view::Fate,
};
use alloc::{vec, vec::Vec};
use core::{
    hash::{Hash, Hasher},
    mem,
};
use litemap::LiteMap;

/// One directed link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Link {
    /// The number of envelopes sent so far, which selects the next draw.
    sent: u32,
    /// The index of the link's own delay table, if it has one.
    own: Option<u8>,
    cut: bool,
    /// The time at which the last envelope is due. Links are FIFO, as TCP is.
    last: Instant,
}

/// What the network does with an envelope.
#[derive(Clone, Copy, Debug)]
pub struct Passage {
    /// The time at which it arrives or is lost.
    pub due: Instant,
    /// Whether it arrives or is lost.
    pub fate: Fate,
    /// The time at which a duplicate arrives, if there is one.
    pub copy: Option<Instant>,
}

/// All links of a world.
#[derive(Clone, Debug)]
pub struct Network {
    clients: u16,
    nodes: u16,
    /// Sorted by sender, then receiver. Clients come first, so that a joining node comes last.
    links: Vec<Link>,
    /// The links to and from power switches that have been used or changed.
    power: LiteMap<(Address, Address), Link>,
    /// How many links are cut.
    cut: u32,
    between_nodes: DelayTable,
    with_clients: DelayTable,
    with_switches: DelayTable,
    own: Vec<DelayTable>,
    pub(super) loss: u32,
    pub(super) power_loss: u32,
    pub(super) duplication: u32,
    pub(super) timeout: Duration,
}

impl Network {
    /// A network of `clients` clients and `nodes` nodes without cuts.
    #[must_use]
    pub fn new(clients: u16, nodes: u16) -> Self {
        let size = usize::from(clients + nodes);
        Self {
            clients,
            nodes,
            links: vec![Link::default(); size * size],
            power: LiteMap::new(),
            cut: 0,
            between_nodes: DelayTable::new(default::DELAY),
            with_clients: DelayTable::new(default::CLIENT_DELAY),
            with_switches: DelayTable::new(default::POWER_DELAY),
            own: Vec::new(),
            loss: 0,
            power_loss: 0,
            duplication: 0,
            timeout: default::TIMEOUT,
        }
    }

    /// The number of nodes, including those that left.
    #[must_use]
    pub const fn nodes(&self) -> u16 {
        self.nodes
    }

    /// Adds a node.
    pub fn join(&mut self) {
        let old = usize::from(self.clients + self.nodes);
        self.nodes += 1;
        let mut links = vec![Link::default(); (old + 1) * (old + 1)];
        for (from, row) in self.links.chunks(old).enumerate() {
            links[from * (old + 1)..][..old].copy_from_slice(row);
        }
        self.links = links;
    }

    /// The place of an address in a row of links; power switches have none.
    fn slot(&self, address: Address) -> Option<usize> {
        match address {
            Address::Client(client) => Some(usize::from(client.0)),
            Address::Node(node) => Some(usize::from(self.clients + node.0)),
            Address::Switch(_) => None,
        }
    }

    fn place(&self, from: Address, to: Address) -> Option<usize> {
        Some(self.slot(from)? * usize::from(self.clients + self.nodes) + self.slot(to)?)
    }

    fn link_mut(&mut self, from: Address, to: Address) -> &mut Link {
        match self.place(from, to) {
            Some(place) => &mut self.links[place],
            None => self.power.entry((from, to)).or_default(),
        }
    }

    /// Whether the link from `from` to `to` is cut.
    pub fn is_cut(&self, from: Address, to: Address) -> bool {
        let is_cut = || match self.place(from, to) {
            Some(place) => self.links[place].cut,
            None => self.power.get(&(from, to)).is_some_and(|link| link.cut),
        };
        self.cut > 0 && is_cut()
    }

    /// Cuts or heals the link from `from` to `to`.
    pub fn set_cut(&mut self, from: Address, to: Address, cut: bool) {
        let was = mem::replace(&mut self.link_mut(from, to).cut, cut);
        self.cut = self.cut + u32::from(cut) - u32::from(was);
    }

    /// The delay between replicas.
    pub fn delay(&self) -> Delay {
        self.between_nodes.delay
    }

    /// The delay between clients and replicas.
    pub fn client_delay(&self) -> Delay {
        self.with_clients.delay
    }

    /// The delay between replicas and power switches.
    pub fn power_delay(&self) -> Delay {
        self.with_switches.delay
    }

    /// Sets the delay between replicas.
    pub fn set_delay(&mut self, delay: Delay) {
        self.between_nodes = DelayTable::new(delay);
    }

    /// Sets the delay between clients and replicas.
    pub fn set_client_delay(&mut self, delay: Delay) {
        self.with_clients = DelayTable::new(delay);
    }

    /// Sets the delay between replicas and power switches.
    pub fn set_power_delay(&mut self, delay: Delay) {
        self.with_switches = DelayTable::new(delay);
    }

    /// Sets the delay of one directed link.
    ///
    /// # Errors
    /// The links would have more than 256 different delays.
    pub fn set_link_delay(
        &mut self,
        from: Address,
        to: Address,
        delay: Delay,
    ) -> Result<(), Refusal> {
        let known = self.own.iter().position(|table| table.delay == delay);
        let which = known.unwrap_or(self.own.len());
        let own = u8::try_from(which).map_err(|_| Refusal::TooManyLinkDelays)?;
        if known.is_none() {
            self.own.push(DelayTable::new(delay));
        }
        self.link_mut(from, to).own = Some(own);
        Ok(())
    }

    /// All directed links that are cut.
    pub fn cuts(&self) -> Vec<(Address, Address)> {
        let all = || {
            let clients = (0..self.clients).map(|c| Address::from(ClientId(c)));
            clients.chain((0..self.nodes).map(|n| NodeId(n).into()))
        };
        let pairs = all().flat_map(|from| all().map(move |to| (from, to)));
        let power = self.power.iter().filter(|(_, link)| link.cut).map(|(&pair, _)| pair);
        pairs.filter(|&(from, to)| self.is_cut(from, to)).chain(power).collect()
    }

    /// The median delay of a link.
    pub fn typical(&self, from: Address, to: Address) -> Duration {
        let own = self.place(from, to).and_then(|place| self.links[place].own);
        let table = match (own, from, to) {
            (Some(own), ..) => &self.own[usize::from(own)],
            (None, Address::Node(_), Address::Node(_)) => &self.between_nodes,
            (None, Address::Switch(_), _) | (None, _, Address::Switch(_)) => &self.with_switches,
            (None, ..) => &self.with_clients,
        };
        table.delay.median()
    }

    /// Hashes the settings (delays, rates and cuts), without the draws and sends so far.
    pub fn hash_settings(&self, state: &mut impl Hasher) {
        self.links.iter().for_each(|link| (link.own, link.cut).hash(state));
        (self.delay(), self.client_delay()).hash(state);
        (self.loss, self.duplication, self.timeout).hash(state);
        let changed = self.power.iter().filter(|(_, link)| link.own.is_some() || link.cut);
        changed.for_each(|(pair, link)| (pair, link.own, link.cut).hash(state));
        self.hash_power(state);
    }

    /// Hashes delay and loss of the paths to power switches, if they are not the default: fingerprints are older than these
    /// paths.
    fn hash_power(&self, state: &mut impl Hasher) {
        let settings = (self.power_delay(), self.power_loss);
        if settings != (default::POWER_DELAY, 0) {
            settings.hash(state);
        }
    }

    /// Draws the passage of the next envelope on a link.
    pub fn pass(&mut self, seed: u64, from: Address, to: Address, now: Instant) -> Passage {
        let between_nodes = matches!((from, to), (Address::Node(_), Address::Node(_)));
        let (place, loss, duplication) = match self.place(from, to) {
            Some(place) => (Some(place), self.loss, self.duplication),
            None => (None, self.power_loss, 0),
        };
        let link = match place {
            Some(place) => &mut self.links[place],
            None => self.power.entry((from, to)).or_default(),
        };
        let table = match link.own {
            Some(own) => &self.own[usize::from(own)],
            None if place.is_none() => &self.with_switches,
            None if between_nodes => &self.between_nodes,
            None => &self.with_clients,
        };
        link.sent += 1;
        let mut dice = Dice::new(seed, Stream::Link(from, to), u64::from(link.sent));
        let delay = table.at(dice.bits());
        let lost = dice.chance(loss) || link.cut;
        if lost {
            // A lost envelope disappears half-way, so that the page can show it leave.
            let due = now + Duration(delay.0 / 2);
            return Passage { due, fate: Fate::Lost, copy: None };
        }
        let due = (now + delay).max(link.last);
        let copy = dice.chance(duplication).then(|| due + table.at(dice.bits()));
        link.last = due;
        Passage { due, fate: Fate::Arrives, copy }
    }
}

impl Hash for Network {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.links.hash(state);
        (self.delay(), self.client_delay()).hash(state);
        self.own.iter().for_each(|table| table.delay.hash(state));
        (self.loss, self.duplication, self.timeout).hash(state);
        self.power.iter().for_each(|link| link.hash(state));
        self.hash_power(state);
    }
}
