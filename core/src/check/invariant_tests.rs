use super::*;
use crate::{
    id::{ClientId, OperationId},
    kv::{Key, Value, Word},
    random::delay::Delay,
    time::{Duration, Instant},
    view::{NetworkView, ReplicaView},
};

/// Nodes by role and the numbers of the writes in their logs.
fn view(nodes: &[(Role, &[u32])]) -> WorldView {
    let word = |text| Word::new(text).expect("a word");
    let node = |(id, &(role, writes)): (u16, &(Role, &[u32]))| {
        let cell = |(position, &number): (u64, &u32)| Cell {
            position,
            write: OperationId { client: ClientId(0), number },
            key: Key(word("x")),
            value: Value(word("v")),
            term: 0,
        };
        let log = (1..).zip(writes).map(cell).collect();
        let replica = ReplicaView { log, ..ReplicaView::of(role) };
        let (status, since) = (Status::Running, Instant(0));
        NodeView { id: NodeId(id), status, since, skew: 0, replica }
    };
    let delay = Delay::Fixed(Duration(1));
    WorldView {
        now: Instant(0),
        nodes: (0..).zip(nodes).map(node).collect(),
        clients: Vec::new(),
        envelopes: Vec::new(),
        cuts: Vec::new(),
        network: NetworkView {
            delay,
            client_delay: delay,
            loss: 0,
            duplication: 0,
            timeout: Duration(1),
        },
        knobs: Vec::new(),
        ring: None,
    }
}

fn judged(moments: &[&[(Role, &[u32])]]) -> Option<Kind> {
    let mut invariants = Invariants::default();
    moments.iter().for_each(|nodes| _ = invariants.look(&view(nodes)));
    match invariants.verdict() {
        Verdict::Violated(witness) => Some(witness.kind),
        _ => None,
    }
}

#[test]
fn hand_made_moments() {
    use Role::{Follower, Leader};
    let (a, b) = (NodeId(0), NodeId(1));
    for (want, moments) in [
        (None, &[&[(Leader, &[1, 2, 3][..]), (Follower, &[1, 2])][..]][..]),
        (None, &[&[(Leader, &[1]), (Follower, &[])], &[(Leader, &[1, 2]), (Follower, &[1])]]),
        (
            Some(Kind::LogsDiffer { position: 2, replicas: (a, b) }),
            &[&[(Leader, &[1, 2, 3]), (Follower, &[1, 9])]],
        ),
        (
            Some(Kind::PositionWentBack { replica: b }),
            &[&[(Leader, &[1, 2]), (Follower, &[1, 2])], &[(Leader, &[1, 2]), (Follower, &[1])]],
        ),
        (
            Some(Kind::TwoLeaders { replicas: (a, b) }),
            &[&[(Leader, &[1]), (Leader, &[1]), (Follower, &[])]],
        ),
        // Leaders with logs of their own are not compared.
        (None, &[&[(Leader, &[1]), (Leader, &[2])]]),
    ] {
        assert_eq!(judged(moments), want, "{moments:?}");
    }
}
