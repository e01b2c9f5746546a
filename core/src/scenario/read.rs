//! The parser of scenarios.

use super::{
    Scenario,
    error::{Expected, ParseError},
    lex::{Line, Token},
    rehearse, words,
};
use crate::{
    id::{Address, ClientId, NodeId},
    mode::Mode,
    sim::{
        Action, Refusal, Setting, Setup,
        setup::{Choice, ClientSpec, Line as ScriptLine, Route, Workload},
    },
    time::{Duration, Instant},
};
use alloc::{
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};
use core::str::FromStr;

/// The first line of every scenario.
pub const VERSION: &str = "replicarium scenario 1";
/// The maximal number of lines of a script.
const SCRIPT_LIMIT: usize = 10_000;

type Read<T> = Result<T, ParseError>;

/// A scenario that is being parsed.
#[derive(Default)]
pub struct Draft {
    title: Option<String>,
    about: Vec<String>,
    mode: Option<Mode>,
    nodes: Option<(u16, usize)>,
    seed: Option<u64>,
    until: Option<Duration>,
    clients: Vec<ClientSpec>,
    settings: Vec<(Setting, usize)>,
    script: Vec<ScriptLine>,
    /// The place of each line of the script: its number, and its text.
    places: Vec<(usize, String)>,
    /// The number of nodes after the joins of the script so far.
    joined: u16,
}

impl Draft {
    /// Parses a line. `#` starts a comment, except in prose.
    pub fn line(&mut self, number: usize, text: &str) -> Read<()> {
        let trimmed = text.trim_start();
        if let Some(paragraph) = trimmed.strip_prefix('|') {
            self.about.push(paragraph.trim().into());
            return Ok(());
        }
        let mut line = match trimmed.starts_with("title ") {
            true => Line::prose(number, text),
            false => Line::new(number, text),
        };
        if line.is_done() {
            return Ok(());
        }
        if line.peek().text.starts_with('@') {
            self.script_line(&mut line)?;
        } else {
            self.directive(&mut line)?;
        }
        line.end()
    }

    fn directive(&mut self, line: &mut Line<'_>) -> Read<()> {
        const KIND: &str = "title, mode, nodes, seed, until, client, set, | or @";
        let name = line.token();
        match name.text {
            "title" => once(&mut self.title, name, "title", line.rest().to_string()),
            "mode" => {
                let token = line.token();
                let mode = Mode::from_str(token.text);
                let kind = "single-leader, multi-leader or leaderless";
                once(&mut self.mode, name, "mode", mode.map_err(|_| token.not(kind))?)
            }
            "nodes" => {
                let token = line.token();
                let nodes = token.number::<u64>("a number of nodes")?;
                let fits = u16::try_from(nodes).ok().filter(|n| (1..=NodeId::LIMIT).contains(n));
                let refusal = Expected::Kind("a number of nodes from 1 to 26");
                let nodes = fits.ok_or_else(|| token.error(refusal))?;
                self.joined = nodes;
                once(&mut self.nodes, name, "nodes", (nodes, line.number))
            }
            "seed" => once(&mut self.seed, name, "seed", line.token().number("a whole number")?),
            "until" => {
                let token = line.token();
                let until = words::length(token)?;
                if until > Scenario::LONGEST {
                    return Err(token.not("at most an hour (3600s)"));
                }
                once(&mut self.until, name, "until", until)
            }
            "client" => self.client(line),
            "set" => {
                let setting = words::setting(line)?;
                self.settings.push((setting, line.number));
                Ok(())
            }
            _ => Err(name.not(KIND)),
        }
    }

    fn client(&mut self, line: &mut Line<'_>) -> Read<()> {
        let name = line.token();
        if usize::from(words::client(name)?.0) != self.clients.len() {
            return Err(name.not("clients in order: c1, c2, …"));
        }
        let mut spec =
            ClientSpec { user: None, writes: Route::Any, reads: Route::Any, workload: None };
        while !line.is_done() {
            let word = line.token();
            match word.text {
                "as" => {
                    let token = line.token();
                    let first = words::client(token)?;
                    self.known_client(first, token)?;
                    // The user of another device may itself be named by a device.
                    let earlier = self.clients[usize::from(first.0)].user;
                    spec.user = Some(earlier.unwrap_or(first));
                }
                "writes" => spec.writes = self.route(line.token())?,
                "reads" => spec.reads = self.route(line.token())?,
                "loops" => spec.workload = Some(workload(line)?),
                _ => return Err(word.not("as, writes, reads or loops")),
            }
        }
        self.clients.push(spec);
        Ok(())
    }

    fn route(&self, token: Token<'_>) -> Read<Route> {
        match words::route(token)? {
            Route::To(node) => {
                let client = ClientId(self.clients.len() as u16);
                self.may_ask(client, node, token).map(Route::To)
            }
            route @ (Route::Any | Route::Leader | Route::Sticky | Route::Nearest) => Ok(route),
        }
    }

    /// Checks that a client may ask a node: any replica, and itself.
    fn may_ask(&self, client: ClientId, id: NodeId, token: Token<'_>) -> Read<NodeId> {
        match id.client() {
            Some(other) if other == client => Ok(id),
            Some(other) => Err(sense(token, Refusal::NoLibrary(client, other))),
            None => self.known(id, token),
        }
    }

    fn known(&self, id: NodeId, token: Token<'_>) -> Read<NodeId> {
        if self.nodes.is_none() {
            return Err(token.error(Expected::Missing("nodes")));
        }
        if id.0 < self.joined { Ok(id) } else { Err(sense(token, Refusal::UnknownNode(id))) }
    }

    fn script_line(&mut self, line: &mut Line<'_>) -> Read<()> {
        let token = line.token();
        let at = Instant(words::length(token.part(1, token.text.len()))?.0);
        let now = self.script.last().map_or(Instant(0), |last| last.at);
        if at < now {
            return Err(sense(token, Refusal::Backwards { now, at }));
        }
        if self.script.len() >= SCRIPT_LIMIT {
            return Err(token.not("at most 10000 lines of script"));
        }
        let text = line.whole().trim().to_string();
        let choice = self.choice(line)?;
        self.script.push(ScriptLine { at, choice });
        self.places.push((line.number, text));
        Ok(())
    }

    fn choice(&mut self, line: &mut Line<'_>) -> Read<Choice> {
        let first = line.peek();
        let is_client = first
            .text
            .strip_prefix('c')
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()));
        if is_client {
            let client = words::client(line.token())?;
            self.known_client(client, first)?;
            if let Some(change) = words::change(line) {
                let (key, item) = words::item(line)?;
                return Ok(Choice::Cart(client, change, key, item));
            }
            let request = words::request(line)?;
            if !line.take("via") {
                return Ok(Choice::Ask(client, request));
            }
            let token = line.token();
            let via = words::coordinator(token).and_then(|id| self.may_ask(client, id, token))?;
            return Ok(Choice::Act(Action::Invoke { client, via, request }));
        }
        let action = words::action(line)?;
        self.possible(action, first)?;
        Ok(Choice::Act(action))
    }

    fn known_client(&self, client: ClientId, token: Token<'_>) -> Read<()> {
        if usize::from(client.0) < self.clients.len() {
            Ok(())
        } else {
            Err(sense(token, Refusal::UnknownClient(client)))
        }
    }

    /// Finds errors that need no run: unknown names, and links that do not exist.
    fn possible(&mut self, action: Action, token: Token<'_>) -> Read<()> {
        let link = |from: Address, to: Address| {
            for address in [from, to] {
                match address {
                    Address::Node(node) | Address::Switch(node) => _ = self.known(node, token)?,
                    Address::Client(client) => self.known_client(client, token)?,
                }
            }
            let link = from.has_link(to);
            if link { Ok(()) } else { Err(sense(token, Refusal::NoLink(from, to))) }
        };
        match action {
            Action::Crash(node)
            | Action::Restart(node)
            | Action::Wipe(node)
            | Action::Pause(node) => self.known(node, token).map(|_| ()),
            Action::Resume(node)
            | Action::Skew(node, _)
            | Action::Leave(node)
            | Action::Promote(node)
            | Action::ShutDown(node) => self.known(node, token).map(|_| ()),
            Action::Cut(from, to) | Action::Heal(from, to) => link(from, to),
            Action::Configure(Setting::LinkDelay(from, to, _)) => link(from, to),
            Action::Configure(Setting::Writes(client, route) | Setting::Reads(client, route)) => {
                self.known_client(client, token)?;
                match route {
                    Route::To(node) => self.may_ask(client, node, token).map(|_| ()),
                    Route::Any | Route::Leader | Route::Sticky | Route::Nearest => Ok(()),
                }
            }
            Action::Join(_) if self.joined >= NodeId::LIMIT => {
                Err(sense(token, Refusal::TooManyNodes))
            }
            Action::Join(node) if node.0 != self.joined => {
                Err(sense(token, Refusal::JoinOrder(NodeId(self.joined))))
            }
            Action::Join(_) => {
                self.joined += 1;
                Ok(())
            }
            // Envelopes exist only in a run, and an operation's names were checked when it was read.
            Action::Invoke { .. }
            | Action::Deliver(_)
            | Action::Drop(_)
            | Action::Duplicate(_)
            | Action::Hold(_)
            | Action::Release(_)
            | Action::Configure(_) => Ok(()),
        }
    }

    /// The scenario, if it is complete and its settings are accepted; `end` is the number of its last line.
    pub fn finish(self, end: usize) -> Read<Scenario> {
        let missing = |what| ParseError {
            line: end.max(1),
            column: 1,
            found: String::new(),
            expected: Expected::Missing(what),
        };
        let mode = self.mode.ok_or_else(|| missing("mode"))?;
        let (nodes, nodes_line) = self.nodes.ok_or_else(|| missing("nodes"))?;
        let last = self.script.last().map_or(Instant(0), |last| last.at);
        let until = self.until.map_or(last + Duration::millis(500), |until| Instant(until.0));
        let setup = Setup {
            seed: self.seed.unwrap_or(1),
            nodes,
            clients: self.clients,
            settings: self.settings.iter().map(|&(setting, _)| setting).collect(),
            script: self.script,
            until,
        };
        let mut world = mode.start(&setup).map_err(|error| {
            let (line, found) = match error.setting.map(|n| self.settings[n]) {
                Some((setting, line)) => (line, alloc::format!("set {setting}")),
                None => (nodes_line, alloc::format!("nodes {nodes}")),
            };
            ParseError { line, column: 1, found, expected: Expected::Sense(error.refusal) }
        })?;
        if let Some((n, refusal)) = rehearse::first_impossible(&mut world, &setup.script) {
            return Err(at(&self.places[n], Expected::Sense(refusal)));
        }
        let title = self.title.unwrap_or_default();
        Ok(Scenario { title, about: self.about, mode, setup: Rc::new(setup) })
    }
}

fn once<T>(slot: &mut Option<T>, name: Token<'_>, what: &'static str, value: T) -> Read<()> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(name.error(Expected::Once(what))),
    }
}

fn sense(token: Token<'_>, refusal: Refusal) -> ParseError {
    token.error(Expected::Sense(refusal))
}

/// The words after `loops`: `think 10ms share 50% keys x,y`.
fn workload(line: &mut Line<'_>) -> Read<Workload> {
    let mut workload = Workload { think: Duration(0), writes: 50, keys: Vec::new() };
    loop {
        let word = line.token();
        match word.text {
            "think" => workload.think = words::length(line.token())?,
            "share" => {
                const KIND: &str = "a share of writes from 0% to 100%";
                let token = line.token();
                let digits = token.text.strip_suffix('%').ok_or_else(|| token.not(KIND))?;
                workload.writes = token.part(0, digits.len()).number(KIND)?;
                if workload.writes > 100 {
                    return Err(token.not(KIND));
                }
            }
            "keys" => {
                let token = line.token();
                let mut from = 0;
                for text in token.text.split(',') {
                    workload.keys.push(words::key(token.part(from, from + text.len()))?);
                    from += text.len() + 1;
                }
                return Ok(workload);
            }
            _ => return Err(word.not("think, share or keys")),
        }
    }
}

/// Checks the first line that is not empty, and returns its number.
pub fn version(text: &str, want: &'static str) -> Read<usize> {
    let first = text.lines().enumerate().find(|(_, line)| !line.trim().is_empty());
    let (n, text) = first.unwrap_or((0, ""));
    if text.split_whitespace().eq(want.split_whitespace()) {
        return Ok(n + 1);
    }
    let mut line = Line::prose(n + 1, text);
    let first = line.token();
    if first.text.starts_with('\u{feff}') {
        return Err(first.not("a file without a byte order mark: save it as UTF-8 without BOM"));
    }
    let mut words = want.split_whitespace();
    let same = words.next() == Some(first.text) && words.next() == Some(line.token().text);
    Err(match want {
        _ if same => line.token().not("version 1, the only one that there is"),
        VERSION => first.not("the first line “replicarium scenario 1”"),
        _ => first.not("the first line “replicarium run 1”"),
    })
}

impl FromStr for Scenario {
    type Err = ParseError;

    fn from_str(text: &str) -> Read<Self> {
        let first = version(text, VERSION)?;
        let mut draft = Draft::default();
        let mut end = first;
        for (n, line) in text.lines().enumerate().skip(first) {
            draft.line(n + 1, line)?;
            end = n + 1;
        }
        let places = draft.places.clone();
        let scenario = draft.finish(end)?;
        // A recorded run may end before its script.
        let setup = &scenario.setup;
        match setup.script.iter().position(|line| line.at > setup.until) {
            Some(n) => Err(at(&places[n], Expected::Before(setup.until))),
            None => Ok(scenario),
        }
    }
}

/// An error at a line of the script.
fn at((line, text): &(usize, String), expected: Expected) -> ParseError {
    ParseError { line: *line, column: 1, found: text.clone(), expected }
}
