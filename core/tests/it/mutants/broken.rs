//! A protocol that is broken on purpose: the real node, with its inputs and effects changed.

use replicarium::{
    id::NodeId,
    kv::Key,
    replica::{Context, Effect, Env, Input, Out, Outbox, Replica},
    view::{Label, Meeting, ReplicaView, RingView},
};
use std::{fmt::Debug, hash::Hash};

pub type In<R> = Input<<R as Replica>::Message, <R as Replica>::Timer>;
pub type Does<R> = Effect<<R as Replica>::Message, <R as Replica>::Timer>;

/// A fault. Its own state is volatile.
pub trait Fault<R: Replica>: Clone + Default + Eq + Hash + Debug + 'static {
    /// The inputs that replace an input. `out` takes additional effects.
    fn hears(&mut self, at: At<'_, R>, input: In<R>, _out: &mut Out<'_, R>) -> Vec<In<R>> {
        let _ = at;
        vec![input]
    }

    /// Whether the node loses all state, its disk included, before this input.
    fn forgets(&mut self, at: At<'_, R>, input: &In<R>) -> bool {
        let _ = (at, input);
        false
    }

    /// The effects that replace an effect.
    fn does(&mut self, _env: Env, effect: Does<R>) -> Vec<Does<R>> {
        vec![effect]
    }

    /// The settings that the node sees.
    fn config(config: &R::Config) -> R::Config {
        config.clone()
    }

    /// The settings that the node sees for one input.
    fn sees(&self, at: At<'_, R>, input: &In<R>) -> R::Config {
        let _ = input;
        Self::config(at.config)
    }

    /// The number of disks that the node believes to have lost.
    fn incarnation(lost: u16) -> u16 {
        lost
    }

    /// The state after a crash; `blank` is the initial state.
    fn recovers(node: &R, _blank: &R) -> R {
        node.recover()
    }
}

/// The context of an input.
#[derive(Clone, Copy)]
pub struct At<'a, R: Replica> {
    pub node: &'a R,
    pub config: &'a R::Config,
    pub env: Env,
}

impl<R: Replica> At<'_, R> {
    /// The node's view.
    pub fn view(&self) -> ReplicaView {
        self.node.describe(self.config, self.env)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Broken<R, F> {
    node: R,
    blank: R,
    fault: F,
}

impl<R: Replica, F: Fault<R>> Replica for Broken<R, F> {
    type Config = R::Config;
    type Message = R::Message;
    type Timer = R::Timer;

    fn start(cx: &mut Context<'_, Self>) -> Self {
        let config = F::config(cx.config);
        let node = R::start(&mut Context::new(&config, cx.env, cx.out.0));
        Self { blank: node.clone(), node, fault: F::default() }
    }

    fn wiped(cx: &mut Context<'_, Self>, lost: u16) -> Self {
        let config = F::config(cx.config);
        let mut cx = Context::new(&config, cx.env, cx.out.0);
        let node = R::wiped(&mut cx, F::incarnation(lost));
        Self { blank: node.clone(), node, fault: F::default() }
    }

    fn step(&mut self, cx: &mut Context<'_, Self>, input: In<R>) {
        let env = cx.env;
        let config = self.fault.sees(At { node: &self.node, config: cx.config, env }, &input);
        let mut effects = Vec::new();
        let at = At { node: &self.node, config: &config, env };
        if self.fault.forgets(at, &input) {
            self.node = self.blank.clone();
        }
        let at = At { node: &self.node, config: &config, env };
        for input in self.fault.hears(at, input, &mut Outbox(&mut effects)) {
            self.node.step(&mut Context::new(&config, env, &mut effects), input);
        }
        for effect in effects {
            cx.out.0.extend(self.fault.does(env, effect));
        }
    }

    fn meets(&self, env: Env, input: &In<R>) -> Vec<Meeting> {
        self.node.meets(env, input)
    }

    fn recover(&self) -> Self {
        let node = F::recovers(&self.node, &self.blank);
        Self { node, blank: self.blank.clone(), fault: F::default() }
    }

    fn describe(&self, config: &R::Config, env: Env) -> ReplicaView {
        self.node.describe(config, env)
    }

    fn label(message: &R::Message) -> Label {
        R::label(message)
    }

    fn timer_label(timer: R::Timer) -> Label {
        R::timer_label(timer)
    }

    fn holds_data(config: &R::Config, node: NodeId) -> bool {
        R::holds_data(config, node)
    }

    fn serves(config: &R::Config, node: NodeId, key: Key) -> bool {
        R::serves(config, node, key)
    }

    fn ring(config: &R::Config, members: &[NodeId], keys: &[Key]) -> Option<RingView> {
        R::ring(config, members, keys)
    }
}

/// Declares a fault: a struct, its state if it has any, and its behaviour.
macro_rules! fault {
    ($(#[$doc:meta])* $name:ident($($memory:ty)?) of $node:ty { $($body:item)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
        pub struct $name($($memory)?);

        impl Fault<$node> for $name {
            $($body)*
        }
    };
}
pub(super) use fault;
