use super::*;

const STAGES: [Size; 3] = [
    Size { width: 820.0, height: 580.0 },
    Size { width: 1200.0, height: 700.0 },
    Size { width: 390.0, height: 560.0 },
];

/// Five nodes, two clients and two rows a card.
const DEMAND: Demand = Demand {
    centres: [0; 3],
    nodes: 5,
    aside: 0,
    clients: 2,
    rows: 2,
    log: LOG,
    entries: 0,
    notes: 1,
};

fn plans() -> impl Iterator<Item = Plan> {
    STAGES.into_iter().flat_map(|size| {
        (1..=9).flat_map(move |nodes| {
            [0, 1, 2, 3, 5, 8].into_iter().map(move |clients| {
                // As many watchers as clients: no law may depend on there being none.
                let aside = clients.min(5);
                plan(size, Demand { nodes, aside, clients, ..DEMAND })
            })
        })
    })
}

#[test]
fn no_card_covers_another() {
    for plan in plans() {
        let all: Vec<&Rect> = plan.nodes.iter().chain(&plan.aside).chain(&plan.clients).collect();
        for (n, card) in all.iter().enumerate() {
            assert!(all[..n].iter().all(|other| !card.overlaps(other)), "{plan:?}");
        }
    }
}

#[test]
fn every_card_is_on_the_stage() {
    for plan in plans() {
        let Size { width, height } = plan.size;
        let stage = Rect { x: 0.0, y: 0.0, width, height };
        assert!(
            plan.nodes
                .iter()
                .chain(&plan.aside)
                .chain(&plan.clients)
                .all(|card| stage.contains(card)),
            "{plan:?}"
        );
    }
}

#[test]
fn five_nodes_have_full_cards_on_a_desktop() {
    let card = plan(STAGES[0], DEMAND).card;
    assert_eq!((card.rows, card.log, card.notes), (2, LOG, 1));
    assert!(card.width >= 188.0);
}

#[test]
fn three_nodes_keep_their_rows_on_a_phone() {
    let demand = Demand { nodes: 3, ..DEMAND };
    let card = plan(STAGES[2], demand).card;
    assert_eq!((card.rows, card.log, card.notes), (2, LOG, 1));
}

#[test]
fn the_first_of_three_stands_above_the_others() {
    let demand = Demand { nodes: 3, ..DEMAND };
    let nodes = plan(STAGES[0], demand).nodes;
    assert!(nodes[0].bottom() < nodes[1].y && (nodes[1].y - nodes[2].y).abs() < 1e-6);
}

#[test]
fn more_nodes_than_fit_are_still_all_there() {
    let demand = Demand { nodes: 26, clients: 32, rows: 4, notes: 2, ..DEMAND };
    for size in STAGES.into_iter().chain([Size { width: 40.0, height: 30.0 }]) {
        assert_eq!(plan(size, demand).nodes.len(), 26);
    }
}

#[test]
fn five_nodes_and_three_sentinels_have_their_logs_on_a_desktop() {
    let demand = Demand { aside: 3, log: LOG + MARKS, notes: 2, ..DEMAND };
    let plan = plan(Size { width: 808.0, height: 600.0 }, demand);
    assert_eq!((plan.aside.len(), plan.card.log), (3, LOG + MARKS), "{plan:?}");
    assert!(plan.card.rows >= 1, "{plan:?}");
}

/// Two data centres of three, and three of two and three: each in a part of the stage of its own.
#[test]
fn a_wall_stands_between_data_centres() {
    for (size, clients) in STAGES.into_iter().flat_map(|size| [(size, 0), (size, 2), (size, 3)]) {
        for centres in [[3, 3, 0], [2, 2, 0], [1, 2, 0], [3, 3, 3], [2, 3, 2]] {
            let nodes = centres.iter().sum();
            let demand = Demand {
                centres,
                nodes,
                aside: 0,
                clients,
                rows: 1,
                log: 0.0,
                entries: 0,
                notes: 1,
            };
            let plan = plan(size, demand);
            let parts = 1 + usize::from(centres[2] > 0);
            assert_eq!(plan.walls.len(), parts, "{size:?} {clients} {centres:?}: {plan:?}");
            let mut from = 0;
            for (n, &of) in centres.iter().enumerate() {
                for card in &plan.nodes[from..from + of] {
                    let wall = |n: usize| plan.walls[n].0.x;
                    assert!(n == 0 || card.x > wall(n - 1), "{centres:?}: {plan:?}");
                    assert!(n >= parts || card.right() < wall(n), "{centres:?}: {plan:?}");
                }
                from += of;
            }
        }
    }
}

#[test]
fn data_centres_have_rows_beside_three_clients_on_a_laptop() {
    let (size, centres) = (Size { width: 648.0, height: 449.0 }, [3, 3, 0]);
    let demand =
        Demand { centres, nodes: 6, aside: 0, clients: 3, rows: 1, log: 0.0, entries: 0, notes: 1 };
    let plan = plan(size, demand);
    assert_eq!((plan.card.rows, plan.card.notes, plan.walls.len()), (1, 1, 1), "{plan:?}");
}

/// With sentinels and a store beside five replicas, cards have a row, the log and whole words, also on a laptop.
#[test]
fn nine_nodes_have_room() {
    for size in [Size { width: 808.0, height: 573.0 }, Size { width: 648.0, height: 449.0 }] {
        let demand = Demand {
            centres: [0; 3],
            nodes: 5,
            aside: 4,
            clients: 2,
            rows: 2,
            log: LOG + MARKS,
            entries: 0,
            notes: 2,
        };
        let Plan { card, nodes, .. } = plan(size, demand);
        assert!(card.width >= 152.0 && card.rows >= 1 && card.log > 0.0, "{card:?}");
        let pairs = nodes.iter().flat_map(|a| nodes.iter().map(move |b| (a, b)));
        let mut links =
            pairs.filter(|(a, b)| a != b).map(|(a, b)| Segment::between(a, b, 0.0).length());
        assert!(links.all(|link| link > 50.0), "{nodes:?}");
    }
}

/// More replicas than a ring has room for stand in lines, with a row each where there is room for it.
#[test]
fn many_replicas_stand_in_a_table() {
    let sizes =
        [(808.0, 499.0), (1_160.0, 640.0), (1_024.0, 375.0), (768.0, 528.0), (390.0, 500.0)];
    for (width, height) in sizes {
        for nodes in 21..=26 {
            for clients in 0..=4 {
                let centres = [0; 3];
                let demand = Demand {
                    centres,
                    nodes,
                    aside: 0,
                    clients,
                    rows: 1,
                    log: LOG,
                    entries: 0,
                    notes: 1,
                };
                let Plan { card, nodes, clients, table, .. } = plan(Size { width, height }, demand);
                for (n, node) in nodes.iter().enumerate() {
                    let others = nodes[..n].iter().chain(&clients);
                    let free = others.clone().all(|other| !node.overlaps(other));
                    assert!(free, "{width}×{height}, {} nodes: {card:?}", nodes.len());
                    assert!(node.x >= 0.0 && node.right() <= width && node.bottom() <= height);
                }
                assert!(!table || width < 500.0 || card.rows > 0, "{width}×{height}: {card:?}");
            }
        }
    }
}
