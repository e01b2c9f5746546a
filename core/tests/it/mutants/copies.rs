//! Mutants that execute a request more than once. A world delivers a client's request once; these mutants remember
//! requests, and execute them again.

use super::broken::{At, Fault, In, fault};
use replicarium::{
    id::OperationId,
    kv::Request,
    protocol::leaderless,
    replica::{Input, Out, Replica},
};

/// A node executes the first write that it took again when it is next asked for a value: the copy was late.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ExecutesACopy(Option<(OperationId, Request)>);

impl<R: Replica> Fault<R> for ExecutesACopy {
    fn hears(&mut self, _: At<'_, R>, input: In<R>, _: &mut Out<'_, R>) -> Vec<In<R>> {
        let copy = match input {
            Input::Request(id, request, _) if request.is_write() => {
                self.0.get_or_insert((id, request));
                None
            }
            Input::Request(..) => self.0.take(),
            _ => None,
        };
        let copy = copy.map(|(id, request)| Input::Request(id, request, None));
        copy.into_iter().chain([input]).collect()
    }
}

fault! {
    /// A home that coordinates writes for other nodes does not recognize a copy of such a message.
    CoordinatesACopy() of leaderless::Node {
        fn hears(&mut self, _: At<'_, leaderless::Node>, input: In<leaderless::Node>, _: &mut Out<'_, leaderless::Node>) -> Vec<In<leaderless::Node>> {
            vec![match input {
                Input::Message(_, leaderless::Message::Forward { operation, request, context }) => {
                    Input::Request(operation, request, context)
                }
                other => other,
            }]
        }
    }
}
