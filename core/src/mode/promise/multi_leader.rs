//! What a cluster of leaders promises.

use super::{Promise, Reason};
use crate::check::Property;

pub fn promise(property: Property) -> Promise {
    if property.is_about_reads() {
        Promise::Never(Reason::LeadersDoNotAsk, None)
    } else if property == Property::Durable {
        Promise::Never(Reason::LastWriteWins, None)
    } else {
        Promise::Made("DDIA, ch. 5, \"Converging toward a consistent state\"")
    }
}
