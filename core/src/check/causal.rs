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
use alloc::{vec, vec::Vec};
use litemap::LiteMap;

/// Of each client, how many of its operations are among the causes.
type Causes = LiteMap<ClientId, u32>;

fn join(into: &mut Causes, other: &Causes) {
    for (&client, &number) in other {
        let mine = into.entry(client).or_insert(0);
        *mine = number.max(*mine);
    }
}

/// Judges a whole history.
#[must_use]
pub fn check(history: &History) -> Verdict {
    let place = |id: OperationId| history.place(id).map(|place| place as usize);
    let mut clients: LiteMap<ClientId, Causes> = LiteMap::new();
    // Of each write that has begun, by its place.
    let mut of_write = vec![Causes::new(); history.operations().len()];
    let mut writes: LiteMap<(Key, ClientId), Vec<OperationId>> = LiteMap::new();
    let seen = order::seen(history);
    let happened = |write: OperationId| {
        place(write).is_some_and(|place| {
            seen[place] || order::is_acknowledged(&history.operations()[place])
        })
    };
    let mut checked = 0;
    // In order of invocation, a read's own answer may not be known yet: ends count for reads.
    for operation in in_order(history) {
        let causes = clients.entry(operation.id.client).or_default();
        if operation.request.is_write() {
            causes.insert(operation.id.client, operation.id.number);
            if let Some(place) = place(operation.id) {
                of_write[place] = causes.clone();
            }
            let key = (operation.request.key(), operation.id.client);
            writes.entry(key).or_default().push(operation.id);
            continue;
        }
        let Some(found) = order::read_of(operation) else { continue };
        checked += 1;
        if let Some(found) = found.and_then(place).map(|place| &of_write[place]) {
            join(causes, found);
        }
        let causes = causes.clone();
        let missing = causes.iter().find_map(|(&client, &number)| {
            let theirs = writes.get(&(operation.request.key(), client))?;
            let theirs = &theirs[..theirs.partition_point(|write| write.number <= number)];
            let last = theirs.iter().copied().rfind(|&write| happened(write))?;
            let stale = match found {
                None => true,
                Some(found) => {
                    let known = |causes: &Causes| causes.get(&found.client).copied();
                    found != last
                        && place(last).and_then(|place| known(&of_write[place]))
                            >= Some(found.number)
                }
            };
            stale.then_some(last)
        });
        if let Some(missing) = missing {
            return Verdict::Violated(Witness::of(Kind::CauseSkipped, &[operation.id, missing]));
        }
    }
    Verdict::Holds { checked }
}

/// Writes where they begin, reads where they end.
fn in_order(history: &History) -> Vec<&Operation> {
    order::sorted(history, |operation| match operation.ended {
        Some((.., step)) if !operation.request.is_write() => Some(u64::from(step) * 2 + 1),
        _ => Some(u64::from(operation.invoked.1) * 2),
    })
}

#[cfg(test)]
#[path = "causal_tests.rs"]
mod tests;
