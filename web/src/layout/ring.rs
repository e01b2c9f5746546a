//! The places of the cards: replicas on a ring, clients in the upper corners or down the sides.

use super::{Point, Rect, Size, link::Segment, within};

/// The room that the cards need.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Demand {
    /// Replica cards.
    pub nodes: usize,
    /// The number of replica cards in each data centre; all 0 where there is only one.
    pub centres: [usize; 3],
    /// Small cards of nodes that are not replicas.
    pub aside: usize,
    /// Client cards.
    pub clients: usize,
    /// Rows of a replica card.
    pub rows: usize,
    /// The height of the log strip; 0: there is none.
    pub log: f64,
    /// Lines of a log that is drawn as a list; 0: it never is.
    pub entries: usize,
    /// Lines of small text.
    pub notes: usize,
}

/// The room on a replica card.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Card {
    /// Its width.
    pub width: f64,
    /// Its rows.
    pub rows: usize,
    /// The height of its log strip; 0: it has none.
    pub log: f64,
    /// The lines of its log, if that is a list instead of a strip; else 0.
    pub entries: usize,
    /// Its lines of small text.
    pub notes: usize,
}

/// From the border of a card to its text.
pub const PAD: f64 = 14.0;
/// The height of a card's heading.
pub const HEAD: f64 = 36.0;
/// The height of a row.
pub const ROW: f64 = 24.0;
/// The height of the log strip.
pub const LOG: f64 = 22.0;
/// The height of the marks below a log strip.
pub const MARKS: f64 = 12.0;
/// The height of a line of a log that is drawn as a list.
pub const ENTRY: f64 = 21.0;
/// The height of a line of small text.
pub const NOTE: f64 = 17.0;
/// Room at the end of a card.
pub const FOOT: f64 = 8.0;

impl Card {
    /// Its height.
    #[must_use]
    pub fn height(&self) -> f64 {
        HEAD + 4.0 + self.rows as f64 * ROW + self.log() + self.notes as f64 * NOTE + FOOT
    }

    /// The height of its log.
    #[must_use]
    pub fn log(&self) -> f64 {
        match self.entries {
            0 => self.log,
            lines => lines as f64 * ENTRY + 6.0,
        }
    }

    /// Its worth compared with the smallest card: the first row, the log and the first line say most.
    fn worth(&self) -> f64 {
        let first = |count: usize, first: f64, more: f64| match count {
            0 => 0.0,
            n => first + more * (n - 1) as f64,
        };
        let log = match self.entries {
            0 if self.log > 0.0 => 40.0,
            0 => 0.0,
            lines => 66.0 + 6.0 * lines as f64,
        };
        let wide = 0.5 * (self.width.min(152.0) - 104.0) + 0.2 * (self.width - 152.0).max(0.0);
        wide + log + first(self.rows, 30.0, 12.0) + first(self.notes, 15.0, 8.0)
    }
}

/// The places of all cards.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The size of the stage.
    pub size: Size,
    /// The room on each replica card.
    pub card: Card,
    /// A rectangle for each replica.
    pub nodes: Vec<Rect>,
    /// A rectangle for each node that is not a replica.
    pub aside: Vec<Rect>,
    /// A rectangle for each client that there is room for.
    pub clients: Vec<Rect>,
    /// The walls between data centres, from left to right: the place of their names, and the y at which the wall
    /// begins.
    pub walls: Vec<(Point, f64)>,
    /// Whether there are too many replicas for a ring: they stand in lines, as in a table.
    pub table: bool,
}

const EDGE: f64 = 16.0;

/// Card widths to try, the best first. The narrowest cards leave out much.
const WIDTHS: [f64; 10] = [212.0, 200.0, 188.0, 176.0, 164.0, 152.0, 136.0, 128.0, 120.0, 104.0];

/// Widths of cards with a whole log.
const WIDE: [f64; 4] = [300.0, 272.0, 244.0, 216.0];
/// The lengths of a list of a log to try: the longest, and shorter ones.
const LISTED: usize = 4;

/// The distance between cards, if there is room for it; else they only do not overlap.
const APART: [f64; 2] = [20.0, 2.0];
/// The length at which a link shows every envelope in full; longer ones are worth no more.
const LONG: f64 = 112.0;

/// The least and the greatest width of a card in a table.
const LEAST: f64 = 64.0;
const CELL: f64 = 136.0;

/// The arrangement of the cards.
#[derive(Clone, Copy, Debug)]
enum Shape {
    /// On a ring; where the first one is, in degrees.
    Ring(f64),
    /// Two to a line, in the order of a ring: more fit on a narrow stage.
    Ladder,
    /// A column for each data centre. Its middle is further out by the first number, so that no link runs behind a
    /// card, and lower by the second.
    Columns([usize; 3], f64, f64),
}

/// The best plan: roomy cards with long links between them, and no card over another.
#[must_use]
pub fn plan(size: Size, demand: Demand) -> Plan {
    let size = enlarged(size, &demand);
    let narrow = size.width < 640.0;
    let clients = clients(size, demand.clients, narrow);
    let apart = demand.centres[1] > 0;
    let more = clients.len() < demand.clients;
    let mut area = area(size, &clients, demand.nodes, narrow);
    if more && narrow {
        area = Rect { y: area.y + MORE, height: (area.height - MORE).max(0.0), ..area };
    }
    let aside = aside(area, demand.aside, demand.nodes);
    if let Some(top) = aside.first() {
        let apart = if narrow || size.height < 480.0 { 16.0 } else { 34.0 };
        area.height = (top.y - apart - area.y).max(0.0);
    }
    let shapes = shapes(&demand);
    let mut areas = vec![area];
    if apart && !narrow {
        // Short columns stand below the clients.
        let top = clients.iter().map(Rect::bottom).fold(area.y, f64::max) + 12.0;
        areas.push(Rect { y: top, height: (area.bottom() - top).max(0.0), ..area });
    }
    // More clients stand down the sides: between them, or around them where no link runs behind one.
    if clients.len() > 2 && !narrow && !apart && demand.nodes != 2 {
        let side = clients[0].width + 34.0;
        areas.insert(0, Rect { x: area.x + side, width: area.width - 2.0 * side, ..area });
    }
    let (card, all) = table(area, demand.nodes, demand.rows, &clients);
    let walls = Vec::new();
    let mut best = (0.0, Plan { size, card, nodes: all, aside, clients, walls, table: true });
    let cards = cards(&demand);
    for gap in APART {
        for card in &cards {
            for area in &areas {
                for (&shape, n) in shapes.iter().zip(0..) {
                    try_out(&mut best, &demand, (card, *area, shape, n), gap);
                }
            }
        }
        if best.0 > 0.0 {
            break;
        }
    }
    best.1
}

/// The size of the drawing: smaller than the stage where few cards would leave most of it empty, so that they are larger.
fn enlarged(size: Size, demand: &Demand) -> Size {
    if demand.nodes > 2 || demand.aside > 0 || demand.clients > 4 {
        return size;
    }
    let scale = within((size.width / 640.0).min(size.height / 390.0), 1.0, 1.5);
    Size { width: size.width / scale, height: size.height / scale }
}

/// Takes this card and this shape, the n-th to choose from, if they make a better plan than the best so far.
fn try_out(
    (best, plan): &mut (f64, Plan),
    demand: &Demand,
    (card, area, shape, n): (&Card, Rect, Shape, u8),
    gap: f64,
) {
    let worth = card.worth() - 2.0 * f64::from(n);
    if worth + link_worth(LONG) <= *best {
        return;
    }
    let nodes = stand(area, demand.nodes, card, shape);
    let Some(link) = shortest(&nodes, &plan.clients, area, gap) else { return };
    let worth = worth + link_worth(link);
    let around = plan.clients.len() > 2 && demand.centres[1] == 0;
    if worth > *best
        && !(around && is_hidden(&nodes, &plan.clients))
        && let Some(walls) = walls(&nodes, demand.centres)
    {
        *best = worth;
        (plan.card, plan.nodes, plan.walls, plan.table) = (*card, nodes, walls, false);
    }
}

/// The cards of more replicas than fit on a ring: in lines below the clients, each as wide as the stage allows. They only
/// overlap where even their headings have no room.
fn table(area: Rect, nodes: usize, rows: usize, clients: &[Rect]) -> (Card, Vec<Rect>) {
    let top = clients.iter().map(Rect::bottom).fold(area.y, f64::max).min(area.bottom()) + 8.0;
    let count = nodes.max(1);
    let card = |columns: usize, rows: usize| {
        let width = (area.width + 6.0) / columns as f64 - 6.0;
        Card { width: width.min(CELL), rows, log: 0.0, entries: 0, notes: 0 }
    };
    let fits = |&(columns, rows): &(usize, usize)| {
        let (card, lines) = (card(columns, rows), count.div_ceil(columns) as f64);
        card.width >= LEAST && lines * (card.height() + 6.0) <= area.bottom() + 6.0 - top
    };
    let most = (((area.width + 6.0) / (LEAST + 6.0)) as usize).max(1);
    let all = (0..=rows.min(2)).rev().flat_map(|rows| (1..=most).map(move |n| (n, rows)));
    let (columns, rows) = all.into_iter().find(fits).unwrap_or((most, 0));
    let (card, lines) = (card(columns, rows), count.div_ceil(columns));
    let across = (area.width - card.width) / columns.saturating_sub(1).max(1) as f64;
    let down = (area.bottom() - card.height() - top) / lines.saturating_sub(1).max(1) as f64;
    let (across, down) = (across.min(card.width + 24.0), down.min(card.height() + 16.0));
    let left = area.centre().x - (across * (columns - 1) as f64 + card.width) / 2.0;
    let cell = |n: usize| Rect {
        x: left + (n % columns) as f64 * across,
        y: top + (n / columns) as f64 * down,
        width: card.width,
        height: card.height(),
    };
    (card, (0..nodes).map(cell).collect())
}

/// The worth of a link of some length: it should show an envelope in full.
fn link_worth(link: f64) -> f64 {
    link.min(60.0) + 0.35 * (link.min(LONG) - 60.0).max(0.0)
}

/// The middle between neighbouring columns; `None` if they touch.
fn walls(nodes: &[Rect], centres: [usize; 3]) -> Option<Vec<(Point, f64)>> {
    let mut walls = Vec::new();
    let mut from = 0;
    for pair in centres.windows(2).filter(|pair| pair[1] > 0) {
        let (left, right) = (&nodes[from..from + pair[0]], &nodes[from + pair[0]..][..pair[1]]);
        from += pair[0];
        let (Some(first), second) = (left.first(), left.get(1)) else { continue };
        let low = left.iter().map(Rect::right).fold(0.0, f64::max);
        let high = right.iter().map(|card| card.x).fold(f64::INFINITY, f64::min);
        if high - low < 8.0 {
            return None;
        }
        let end = second.map_or(first.bottom() + 24.0, |second| second.y);
        // Beside the first cards, or below them.
        let y = if high - low > 104.0 { first.y + 8.0 } else { f64::midpoint(first.bottom(), end) };
        walls.push((Point { x: f64::midpoint(low, high), y }, first.y - 8.0));
    }
    Some(walls)
}

/// The cards to try: the narrowest without small text may go without a log strip too.
fn cards(demand: &Demand) -> Vec<Card> {
    let mut all = Vec::new();
    // The whole log as a list; a part of it says less than a strip.
    let &Demand { rows, log, notes, .. } = demand;
    for entries in (1..=demand.entries).rev().take(LISTED) {
        all.extend(WIDE.map(|width| Card { width, rows, log, entries, notes }));
    }
    for width in WIDTHS {
        for rows in 0..=demand.rows {
            for notes in 0..=demand.notes {
                all.push(Card { width, rows, log: demand.log, entries: 0, notes });
            }
            all.push(Card { width, rows, log: 0.0, entries: 0, notes: 0 });
        }
    }
    all
}

fn shapes(demand: &Demand) -> Vec<Shape> {
    let nodes = demand.nodes;
    match nodes {
        // Far enough in and low enough to leave room for clients, if need be.
        _ if demand.centres[1] > 0 => {
            [(0.4, 0.0), (0.4, 0.2), (0.55, 0.2), (0.55, 0.35), (0.0, 0.0)]
                .map(|(out, low)| Shape::Columns(demand.centres, out, low))
                .to_vec()
        }
        0 | 1 => vec![Shape::Ring(-90.0)],
        // Side by side: text on a level link is the easiest to read.
        2 => vec![Shape::Ring(180.0), Shape::Ring(-90.0)],
        _ => {
            let turned = -90.0 - 180.0 / nodes as f64;
            vec![Shape::Ring(-90.0), Shape::Ring(turned), Shape::Ladder]
        }
    }
}

/// The place of a card of a ladder: the side, and the line.
fn rung(n: usize, nodes: usize) -> Point {
    let line = n.min(nodes - n);
    let x = if n == line && n + line == nodes || n == 0 {
        0.0
    } else if n == line {
        1.0
    } else {
        -1.0
    };
    Point { x, y: line as f64 }
}

/// The place of the n-th card of several columns.
fn pillar(mut n: usize, columns: [usize; 3], out: f64, low: f64) -> Point {
    let all = columns.iter().filter(|&&column| column > 0).count() as f64;
    let mut column = 0;
    while n >= columns[column] && column < 2 {
        n -= columns[column];
        column += 1;
    }
    let y = match columns[column] {
        0 | 1 => 0.0,
        high => 2.0 * n as f64 / (high - 1) as f64 - 1.0,
    };
    let middle = (2.0 * column as f64 + 1.0) / all - 1.0;
    let out = if middle < -1e-6 { -out } else { out };
    Point { x: middle + out / all * (1.0 - 2.0 * y * y), y: y + low * (1.0 - y * y) }
}

/// The cards, spread over all of the area.
fn stand(area: Rect, nodes: usize, card: &Card, shape: Shape) -> Vec<Rect> {
    let (width, height) = (card.width, card.height());
    let points: Vec<Point> = (0..nodes)
        .map(|n| match shape {
            Shape::Ladder => rung(n, nodes),
            Shape::Columns(columns, out, low) => pillar(n, columns, out, low),
            Shape::Ring(turn) => Point::at(turn + 360.0 * n as f64 / nodes as f64),
        })
        .collect();
    let spread = |of: fn(&Point) -> f64, low: f64, high: f64| {
        let least = points.iter().map(of).fold(f64::INFINITY, f64::min);
        let most = points.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
        move |at: f64| {
            // Less than this is rounding, not height.
            if most - least < 1e-6 || high <= low {
                f64::midpoint(low, high)
            } else {
                low + (at - least) / (most - least) * (high - low)
            }
        }
    };
    let x = spread(|p| p.x, area.x + width / 2.0, area.right() - width / 2.0);
    let y = spread(|p| p.y, area.y + height / 2.0, area.bottom() - height / 2.0);
    points.iter().map(|p| Rect::around(Point { x: x(p.x), y: y(p.y) }, width, height)).collect()
}

/// The shortest link between two cards, if no card is too near to another or to a client's.
fn shortest(nodes: &[Rect], clients: &[Rect], area: Rect, gap: f64) -> Option<f64> {
    let mut shortest = f64::INFINITY;
    for (n, node) in nodes.iter().enumerate() {
        let wide = node.grown(gap / 2.0, gap / 2.0);
        let free = clients.iter().all(|client| !wide.overlaps(client));
        if !free || !area.grown(0.5, 0.5).contains(node) {
            return None;
        }
        for other in &nodes[..n] {
            if wide.grown(gap / 2.0, gap / 2.0).overlaps(other) {
                return None;
            }
            shortest = shortest.min(Segment::between(node, other, 0.0).length());
        }
    }
    Some(shortest)
}

/// Whether a link runs behind a client's card.
fn is_hidden(nodes: &[Rect], clients: &[Rect]) -> bool {
    let behind = |a: &Rect, b: &Rect| {
        let Segment { start, end } = Segment::between(a, b, 0.0);
        let mut places = (1..12).map(|n| start.towards(end, f64::from(n) / 12.0));
        places.any(|place| clients.iter().any(|client| client.grown(6.0, 6.0).holds(place)))
    };
    (0..nodes.len()).any(|n| nodes[..n].iter().any(|other| behind(&nodes[n], other)))
}

/// The area for the ring.
fn area(size: Size, clients: &[Rect], nodes: usize, narrow: bool) -> Rect {
    let edge = if narrow { 10.0 } else { EDGE };
    let mut area = Rect { x: 0.0, y: 0.0, ..Rect::default() };
    (area.width, area.height) = (size.width, size.height);
    let mut area = area.grown(-edge, -edge);
    if narrow {
        let top = clients.iter().map(Rect::bottom).fold(0.0, f64::max);
        area.y += top;
        area.height -= top;
    } else if nodes == 2 {
        // Two stand below the clients, side by side.
        let top = clients.iter().map(Rect::bottom).fold(0.0, f64::max);
        area.y = area.y.max(top);
        area.height = size.height - edge - area.y;
    }
    // On a large screen the cards stay close together.
    let (width, height) = (area.width.min(1020.0), area.height.min(680.0));
    let top = if narrow { area.y } else { area.centre().y - height / 2.0 };
    Rect { x: area.centre().x - width / 2.0, y: top, width, height }
}

/// The cards of nodes that are not replicas: side by side along the lower side. Beside few replicas they stand in an arc, so
/// that no link between two of them runs behind a third.
fn aside(area: Rect, count: usize, nodes: usize) -> Vec<Rect> {
    let least = if area.width < 600.0 { 92.0 } else { 118.0 };
    let most = (((area.width + 10.0) / least) as usize).max(1);
    let line = count.min(most);
    let lines = count.div_ceil(most);
    let width = ((area.width + 10.0) / line.max(1) as f64 - 10.0).min(148.0);
    // The gap leaves room to read the envelopes between two cards.
    let gaps = line.saturating_sub(1) as f64;
    let step = width + within((area.width - line as f64 * width) / gaps.max(1.0), 10.0, 130.0);
    let top = area.bottom() - lines as f64 * (ASIDE + 8.0) + 8.0;
    let deep =
        if lines == 1 && count > 2 && nodes <= 3 { (area.height * 0.14).min(76.0) } else { 0.0 };
    (0..count)
        .map(|n| {
            // The last line may be shorter.
            let (column, own) = (n % most, (count - n / most * most).min(most));
            let across = column as f64 - own.saturating_sub(1) as f64 / 2.0;
            let out = 2.0 * across / gaps.max(1.0);
            Rect {
                x: area.centre().x + across * step - width / 2.0,
                y: top + (n / most) as f64 * (ASIDE + 8.0) - deep * out * out,
                width,
                height: ASIDE,
            }
        })
        .collect()
}

/// The height of the card of a node that is not a replica.
pub const ASIDE: f64 = 46.0;

/// The clients: on a phone two to a line, or three if there are more; else down the left and the right side in turn. Where
/// there is no room for all, some is left below the last for their number.
fn clients(size: Size, clients: usize, narrow: bool) -> Vec<Rect> {
    let edge = if narrow { 10.0 } else { EDGE };
    let across = if narrow && clients > 2 { 3 } else { 2 };
    let lines = clients.div_ceil(across);
    let wide = if lines > 2 { 150.0 } else { 164.0 };
    let most = ((size.width - edge) / across as f64 - edge).min(180.0);
    let width = if narrow { most } else { wide };
    let height = if lines > 5 || (narrow && clients > 2) { CLIENT_LOW } else { CLIENT };
    let step = height + if narrow { 8.0 } else { 12.0 };
    let room = if narrow { size.height * 0.3 } else { size.height - 2.0 * edge };
    let fit = |room: f64| ((room / step) as usize).max(1) * across;
    let shown = if clients > fit(room) { fit(room - MORE) } else { clients };
    (0..clients.min(shown))
        .map(|n| {
            let x = match n % across {
                0 => edge,
                last if last + 1 == across => size.width - edge - width,
                _ => (size.width - width) / 2.0,
            };
            Rect { x, y: edge + (n / across) as f64 * step, width, height }
        })
        .collect()
}

/// The height of the line that says how many more clients there are.
pub const MORE: f64 = 20.0;
/// The height of a client's card.
pub const CLIENT: f64 = 68.0;
/// The height of a client's card where there are many.
pub const CLIENT_LOW: f64 = 58.0;

#[cfg(test)]
#[path = "ring_tests.rs"]
mod tests;
