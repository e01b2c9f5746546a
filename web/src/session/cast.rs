//! The clients of a run. A reader may add clients to those that its source has, and remove them again.
//!
//! A run has its clients from its start. So another number of clients is another start, with the same acts.

use replicarium::{
    id::{ClientId, NodeId},
    kv::Route,
    mode::Mode,
    scenario::Scenario,
    sim::{
        Action, Setting, Setup,
        setup::{Choice, ClientSpec},
    },
};
use std::rc::Rc;

/// The least number of clients that a setup can have: those that its script or a setting names, that work by themselves,
/// or whose user has another device.
#[must_use]
pub fn fewest(setup: &Setup) -> u16 {
    let of_choice = |choice: &Choice| match choice {
        Choice::Act(Action::Configure(setting)) => setting.client(),
        Choice::Act(_) | Choice::Ask(..) | Choice::Cart(..) => choice.client(),
    };
    let of_spec = |(n, spec): (u16, &ClientSpec)| {
        let is_bound = spec.workload.is_some() || spec.user.is_some();
        is_bound.then_some(ClientId(n))
    };
    let specs = (0..).zip(&setup.clients).filter_map(of_spec);
    let named = setup.script.iter().filter_map(|line| of_choice(&line.choice));
    let all = named.chain(setup.settings.iter().filter_map(Setting::client)).chain(specs);
    all.map(|client| client.0 + 1).max().unwrap_or(1)
}

/// Gives a scenario this many clients, if it can have them; returns whether it can.
pub fn recast(scenario: &mut Scenario, clients: u16) -> bool {
    if !(fewest(&scenario.setup)..=ClientId::LIMIT).contains(&clients) {
        return false;
    }
    let mut setup = Setup::clone(&scenario.setup);
    setup.clients.truncate(clients.into());
    let next = setup.clients.len() as u16;
    setup.clients.extend((next..clients).map(|n| client(scenario.mode, n, setup.nodes)));
    scenario.setup = Rc::new(setup);
    true
}

/// The n-th client of a cluster, as a reader adds it. It follows the leader, has a leader of its own, or asks any member.
pub fn client(mode: Mode, n: u16, nodes: u16) -> ClientSpec {
    let route = match mode {
        Mode::SingleLeader => Route::Leader,
        Mode::MultiLeader => Route::To(NodeId(n % nodes)),
        Mode::Leaderless => Route::Any,
    };
    ClientSpec { user: None, writes: route, reads: route, workload: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario(lines: &str) -> Scenario {
        format!("replicarium scenario 1\nmode single-leader\nnodes 2\n{lines}").parse().unwrap()
    }

    #[test]
    fn clients_that_something_needs_stay() {
        for (lines, want) in [
            ("client c1\nclient c2\n", 1),
            ("client c1\nclient c2\n@1ms c2 read x via B\n", 2),
            ("client c1\nclient c2\n@1ms set writes c2 A\n", 2),
            ("client c1\nclient c2\nset reads c2 A\n", 2),
            ("client c1\nclient c2 as c1\nclient c3\n", 2),
            ("client c1\nclient c2 reads B loops think 20ms share 30% keys x\nclient c3\n", 2),
        ] {
            let mut it = scenario(lines);
            assert_eq!(fewest(&it.setup), want, "{lines}");
            assert_eq!(recast(&mut it, 1), want == 1, "{lines}");
            assert!(recast(&mut it, want), "{lines}");
            assert_eq!(it.setup.clients.len(), usize::from(want), "{lines}");
        }
    }

    #[test]
    fn new_clients_have_the_routes_of_their_mode() {
        let mut it = scenario("client c1 writes B\n");
        assert!(recast(&mut it, 3));
        let writes: Vec<Route> = it.setup.clients.iter().map(|spec| spec.writes).collect();
        assert_eq!(writes[1..], [Route::Leader, Route::Leader]);
        assert!(!recast(&mut it, ClientId::LIMIT + 1), "there are at most {}", ClientId::LIMIT);
        for (mode, route) in
            [(Mode::Leaderless, Route::Any), (Mode::MultiLeader, Route::To(NodeId(1)))]
        {
            let mut it = Scenario { mode, ..scenario("client c1\n") };
            assert!(recast(&mut it, 2));
            assert_eq!(it.setup.clients[1].reads, route);
        }
    }
}
