//! What a cluster of leaders promises.

use super::{Promise, Reason};
use crate::check::Property;

pub fn promise(property: Property) -> Promise {
    match property {
        Property::LogsAgree | Property::UniqueNumbers | Property::Convergence => Promise::Made,
        Property::Durable => Promise::Never(Reason::LastWriteWins, None),
        Property::Linearizable
        | Property::Sequential
        | Property::Causal
        | Property::ReadYourWrites
        | Property::MonotonicReads
        | Property::MonotonicWrites
        | Property::WritesFollowReads => Promise::Never(Reason::LeadersDoNotAsk, None),
    }
}
