//! The invocations and responses of a register's calls in order of time: a doubly linked list from which calls are
//! lifted and put back, as in the search of Wing, Gong and Lowe.

use super::register::Call;
use alloc::{vec, vec::Vec};

/// The node after the last one.
pub const END: u32 = u32::MAX;
/// The node before the first one.
const HEAD: u32 = 0;

/// The list. Node `2c + 1` is the invocation of call `c`, node `2c + 2` its response. Calls without a response are left
/// out.
pub struct Moments {
    next: Vec<u32>,
    previous: Vec<u32>,
}

impl Moments {
    pub fn new(calls: &[Call]) -> Self {
        let mut moments: Vec<(u64, u32)> = Vec::with_capacity(calls.len() * 2);
        for (n, call) in calls.iter().enumerate() {
            if let Some(ended) = call.ended {
                moments.push((call.invoked, n as u32 * 2 + 1));
                moments.push((ended, n as u32 * 2 + 2));
            }
        }
        moments.sort_unstable();
        let size = calls.len() * 2 + 1;
        let mut list = Self { next: vec![END; size], previous: vec![END; size] };
        let mut last = HEAD;
        for (_, node) in moments {
            list.next[last as usize] = node;
            list.previous[node as usize] = last;
            last = node;
        }
        list
    }

    /// The first node that is left.
    pub fn first(&self) -> u32 {
        self.next[HEAD as usize]
    }

    /// The node after this one, or [`END`].
    pub fn after(&self, node: u32) -> u32 {
        self.next[node as usize]
    }

    /// The call of a node.
    pub const fn call(node: u32) -> u32 {
        (node - 1) / 2
    }

    /// The invocation of a call.
    pub const fn start(call: u32) -> u32 {
        call * 2 + 1
    }

    /// Whether the node is an invocation.
    pub const fn is_start(node: u32) -> bool {
        node != END && node % 2 == 1
    }

    /// The calls invoked before the first response: those that may be placed next.
    pub fn open(&self) -> impl Iterator<Item = u32> {
        let mut node = self.first();
        core::iter::from_fn(move || {
            let call = Self::is_start(node).then(|| Self::call(node))?;
            node = self.after(node);
            Some(call)
        })
    }

    /// The call of the first response.
    pub fn blocked(&self) -> Option<u32> {
        let mut node = self.first();
        while Self::is_start(node) {
            node = self.after(node);
        }
        (node != END).then(|| Self::call(node))
    }

    /// Removes a call.
    pub fn lift(&mut self, call: u32) {
        self.unlink(call * 2 + 1);
        self.unlink(call * 2 + 2);
    }

    /// Puts a call back. Calls must be put back in the reverse order of lifting.
    pub fn put_back(&mut self, call: u32) {
        self.relink(call * 2 + 2);
        self.relink(call * 2 + 1);
    }

    fn unlink(&mut self, node: u32) {
        let (previous, next) = (self.previous[node as usize], self.next[node as usize]);
        self.next[previous as usize] = next;
        if next != END {
            self.previous[next as usize] = previous;
        }
    }

    fn relink(&mut self, node: u32) {
        let (previous, next) = (self.previous[node as usize], self.next[node as usize]);
        self.next[previous as usize] = node;
        if next != END {
            self.previous[next as usize] = node;
        }
    }
}
