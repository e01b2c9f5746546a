//! A cluster of a reader's own: what its start says.

use super::{Link, Source, cast::client};
use replicarium::{
    id::NodeId,
    mode::Mode,
    protocol::leaderless::Knob,
    scenario::Scenario,
    sim::{Setting, Setup},
    time::Instant,
};
use std::rc::Rc;

/// The length of its run; it goes on as long as anything is due.
const UNTIL: Instant = Instant(1_000_000);

/// What a reader chooses for a cluster without a story. Everything else is set in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Own {
    /// The mode.
    pub mode: Mode,
    /// The number of nodes.
    pub nodes: u16,
    /// The number of clients.
    pub clients: u16,
    /// The number of data centres. Only keys of a store without a leader are placed by them.
    pub centres: u16,
}

impl Own {
    /// The most nodes and clients that are on offer.
    pub const NODES: u16 = NodeId::LIMIT;
    pub const CLIENTS: u16 = 8;

    /// The most data centres into which the nodes can be divided; 1 where there is no choice.
    #[must_use]
    pub fn most_centres(&self) -> u16 {
        match self.mode {
            Mode::Leaderless => self.nodes.min(3),
            Mode::SingleLeader | Mode::MultiLeader => 1,
        }
    }

    /// Its start: a scenario in which nobody acts.
    #[must_use]
    pub fn scenario(&self) -> Scenario {
        let Self { mode, nodes, clients, .. } = *self;
        let centres = self.centres.min(self.most_centres());
        let mut settings = Vec::new();
        if mode == Mode::Leaderless {
            // A majority of the homes in each data centre.
            let n = (nodes / centres).min(3);
            let quorum = n / 2 + 1;
            settings.push(Setting::knob(Knob::WriteQuorum, quorum));
            settings.push(Setting::knob(Knob::ReadQuorum, quorum));
            settings.push(Setting::knob(Knob::Replicas, n));
            settings.push(Setting::knob(Knob::Centres, centres));
        }
        let setup = Setup {
            seed: 1,
            nodes,
            clients: (0..clients).map(|n| client(mode, n, nodes)).collect(),
            settings,
            script: Vec::new(),
            until: UNTIL,
        };
        Scenario { title: String::new(), about: Vec::new(), mode, setup: Rc::new(setup) }
    }

    /// The link to it.
    #[must_use]
    pub fn link(&self) -> Link {
        Link::of(Source::Setup(self.scenario().to_string().into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_starts_and_links_lead_to_it() {
        for mode in Mode::ALL {
            for nodes in 1..=Own::NODES {
                for (clients, centres) in (1..=Own::CLIENTS).flat_map(|n| [(n, 1), (n, 2), (n, 3)])
                {
                    let own = Own { mode, nodes, clients, centres };
                    let world = own.scenario().start().unwrap().tip().view();
                    let counts = (world.nodes.len(), world.clients.len());
                    assert_eq!(counts, (nodes.into(), clients.into()));
                    let (link, ignored) = Link::read(&own.link().fragment());
                    assert_eq!(ignored, []);
                    let text = link.source.carried().unwrap();
                    let read = text.parse::<Scenario>();
                    assert_eq!(
                        read.unwrap_or_else(|error| panic!("{error}\n{text}")),
                        own.scenario()
                    );
                }
            }
        }
    }
}
