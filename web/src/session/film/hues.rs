//! Colours of writes.

use replicarium::{
    history::{History, Operation},
    id::{ClientId, OperationId},
    shared::SharedVec,
};

/// The number of colours for writes.
pub const HUES: u8 = 7;

/// The colour of each operation, by client and number; operations that write nothing have none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hues(Vec<SharedVec<Option<u8>>>);

impl Hues {
    /// Gives the next operation of a client its colour.
    pub fn add(&mut self, operation: &Operation) {
        let client = usize::from(operation.id.client.0);
        if self.0.len() <= client {
            self.0.resize_with(client + 1, SharedVec::new);
        }
        let of_client = &mut self.0[client];
        let last = of_client.iter().rev().flatten().next();
        let next = last.map_or(client % usize::from(HUES), |&last| usize::from((last + 2) % HUES));
        of_client.push(operation.request.is_write().then_some(next as u8));
    }

    /// The colour of an operation.
    pub fn of(&self, operation: OperationId) -> Option<u8> {
        let of_client = self.0.get(usize::from(operation.client.0))?;
        *of_client.get(operation.number.checked_sub(1)? as usize)?
    }

    /// The colours of the operations of a shorter history.
    #[must_use]
    pub fn branch(&self, history: &History) -> Self {
        let clients = (0..).map(ClientId).zip(&self.0).take(history.clients());
        let first = clients.map(|(client, hues)| {
            let mut hues = hues.clone();
            hues.truncate(history.invoked(client));
            hues
        });
        Self(first.collect())
    }
}
