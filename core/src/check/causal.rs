//! Causal consistency: who sees a write sees all that led to it, through any number of clients.
//!
//! An operation's causes are what its client did before, what the client read, and the causes of those.
//! A read breaks the promise if, among its causes, there is a write to its key that has what it returned
//! among *its* causes: Bouajjani et al., *On Verifying Causal Consistency* (2017), the patterns
//! "WriteCORead" and "WriteCOInitRead". A write that was not acknowledged is a cause only if somebody
//! has read it.
//!
//! ```text
//!   c1 ├ write x=1 ┤
//!   c2               ├ read x → 1 ┤ ├ write y=2 ┤
//!   c3                                            ├ read y → 2 ┤ ├ write z=3 ┤
//!   c4                                                                         ├ read z → 3 ┤ ├ read x → nothing ┤ ✕
//! ```

use super::{
    order,
    verdict::{Kind, Verdict, Witness},
};
use crate::{
    history::{History, Operation},
    id::{ClientId, OperationId},
    kv::Key,
};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

/// Of each client, how many of its operations are among the causes.
type Causes = BTreeMap<ClientId, u32>;

fn join(into: &mut Causes, other: &Causes) {
    for (&client, &number) in other {
        let mine = into.entry(client).or_insert(0);
        *mine = number.max(*mine);
    }
}

/// Judges a whole history.
#[must_use]
pub fn check(history: &History) -> Verdict {
    let mut clients: BTreeMap<ClientId, Causes> = BTreeMap::new();
    let mut of_write: BTreeMap<OperationId, Causes> = BTreeMap::new();
    let mut writes: BTreeMap<(Key, ClientId), Vec<OperationId>> = BTreeMap::new();
    let seen: BTreeSet<OperationId> =
        history.operations().iter().filter_map(order::read_of).flatten().collect();
    let happened = |write: &OperationId| {
        seen.contains(write) || history.operation(*write).is_some_and(order::is_acknowledged)
    };
    let mut checked = 0;
    // In order of invocation, a read's own answer may not be known yet: ends count for reads.
    for operation in in_order(history) {
        let causes = clients.entry(operation.id.client).or_default();
        if operation.request.is_write() {
            causes.insert(operation.id.client, operation.id.number);
            of_write.insert(operation.id, causes.clone());
            let key = (operation.request.key(), operation.id.client);
            writes.entry(key).or_default().push(operation.id);
            continue;
        }
        let Some(found) = order::read_of(operation) else { continue };
        checked += 1;
        if let Some(found) = found.and_then(|found| of_write.get(&found)) {
            join(causes, found);
        }
        let causes = causes.clone();
        let missing = causes.iter().find_map(|(&client, &number)| {
            let theirs = writes.get(&(operation.request.key(), client))?;
            let theirs = &theirs[..theirs.partition_point(|write| write.number <= number)];
            let last = theirs.iter().rfind(|&write| happened(write))?;
            let stale = match found {
                None => true,
                Some(found) => {
                    found != *last
                        && of_write.get(last).is_some_and(|causes| {
                            causes.get(&found.client).is_some_and(|&known| known >= found.number)
                        })
                }
            };
            stale.then_some(*last)
        });
        if let Some(missing) = missing {
            return Verdict::Violated(Witness::of(Kind::CauseSkipped, &[operation.id, missing]));
        }
    }
    Verdict::Holds { checked }
}

/// Writes where they begin, reads where they end.
fn in_order(history: &History) -> Vec<&Operation> {
    let mut order: Vec<_> = history.operations().iter().collect();
    order.sort_by_key(|operation| match operation.ended {
        Some((.., step)) if !operation.request.is_write() => (step, 1),
        _ => (operation.invoked.1, 0),
    });
    order
}

#[cfg(test)]
#[path = "causal_tests.rs"]
mod tests;
