//! The rows of a replica, by key: a B-tree whose copies share what is equal.
//!
//! A write touches one node of each level, so it takes time proportional to the logarithm of the number of rows, and so does
//! the first write after a copy, which copies these nodes. A copy takes no time. Up to [`WIDTH`] rows are one sorted list.

use super::journal::Stored;
use crate::kv::Key;
use alloc::{rc::Rc, vec::Vec};
use core::{
    hash::{Hash, Hasher},
    mem, slice,
};

/// The greatest number of rows, or of nodes, in a node.
const WIDTH: usize = 32;

/// A node with the first key in it, or of rows that were in it.
type Child = (Key, Rc<Node>);

#[derive(Clone, Debug)]
enum Node {
    /// Rows, by key.
    Leaf(Vec<(Key, Stored)>),
    /// Nodes, by key; none of them is empty.
    Inner(Vec<Child>),
}

impl Default for Node {
    fn default() -> Self {
        Self::Leaf(Vec::new())
    }
}

/// The node in which a key is, or would be.
fn place(children: &[Child], key: &Key) -> usize {
    children.partition_point(|(first, _)| first <= key).saturating_sub(1)
}

impl Node {
    fn is_empty(&self) -> bool {
        match self {
            Self::Leaf(rows) => rows.is_empty(),
            Self::Inner(children) => children.is_empty(),
        }
    }

    /// Stores a row; returns whether it is new, and what has become too much for this node.
    fn insert(&mut self, key: Key, stored: Stored) -> (bool, Option<Child>) {
        match self {
            Self::Leaf(rows) => {
                match rows.binary_search_by(|(it, _)| it.cmp(&key)) {
                    Ok(at) => {
                        rows[at].1 = stored;
                        return (false, None);
                    }
                    Err(at) => rows.insert(at, (key, stored)),
                }
                if rows.len() <= WIDTH {
                    return (true, None);
                }
                let rest = rows.split_off(WIDTH / 2);
                (true, Some((rest[0].0, Rc::new(Self::Leaf(rest)))))
            }
            Self::Inner(children) => {
                let at = place(children, &key);
                let (first, child) = &mut children[at];
                *first = key.min(*first);
                let (new, rest) = Rc::make_mut(child).insert(key, stored);
                let Some(rest) = rest else { return (new, None) };
                children.insert(at + 1, rest);
                if children.len() <= WIDTH {
                    return (new, None);
                }
                let rest = children.split_off(WIDTH / 2);
                (new, Some((rest[0].0, Rc::new(Self::Inner(rest)))))
            }
        }
    }

    fn remove(&mut self, key: &Key) -> Option<Stored> {
        match self {
            Self::Leaf(rows) => {
                let at = rows.binary_search_by(|(it, _)| it.cmp(key)).ok()?;
                Some(rows.remove(at).1)
            }
            Self::Inner(children) => {
                let at = place(children, key);
                let child = Rc::make_mut(&mut children.get_mut(at)?.1);
                let removed = child.remove(key);
                if child.is_empty() {
                    children.remove(at);
                }
                removed
            }
        }
    }
}

/// All rows, by key.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    root: Node,
    len: usize,
}

impl PartialEq for Rows {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

impl Eq for Rows {}

impl Hash for Rows {
    /// As a list of rows, which they were when the fingerprints of old runs were taken.
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_usize(self.len);
        self.iter().for_each(|row| row.hash(state));
    }
}

impl Rows {
    /// No rows.
    pub const fn new() -> Self {
        Self { root: Node::Leaf(Vec::new()), len: 0 }
    }

    /// The number of rows.
    pub const fn count(&self) -> usize {
        self.len
    }

    /// The row with a key.
    pub fn get(&self, key: &Key) -> Option<&Stored> {
        let mut node = &self.root;
        loop {
            match node {
                Node::Leaf(rows) => {
                    let at = rows.binary_search_by(|(it, _)| it.cmp(key)).ok()?;
                    return Some(&rows[at].1);
                }
                Node::Inner(children) => node = &children.get(place(children, key))?.1,
            }
        }
    }

    /// Stores a row, in place of the one with its key.
    pub fn insert(&mut self, key: Key, stored: Stored) {
        let (new, rest) = self.root.insert(key, stored);
        self.len += usize::from(new);
        if let Some(rest) = rest {
            let first = mem::take(&mut self.root);
            let least = match &first {
                Node::Leaf(rows) => rows[0].0,
                Node::Inner(children) => children[0].0,
            };
            self.root = Node::Inner(Vec::from([(least, Rc::new(first)), rest]));
        }
    }

    /// Removes the row with a key.
    pub fn remove(&mut self, key: &Key) -> Option<Stored> {
        let removed = self.root.remove(key)?;
        self.len -= 1;
        while let Node::Inner(children) = &mut self.root {
            match &mut children[..] {
                [] => self.root = Node::default(),
                [(_, only)] => self.root = mem::take(Rc::make_mut(only)),
                [_, ..] => break,
            }
        }
        Some(removed)
    }

    /// The rows, by key.
    pub fn iter(&self) -> Iter<'_> {
        let mut iter = Iter { above: Vec::new(), rows: [].iter() };
        iter.enter(&self.root);
        iter
    }
}

/// An iterator over rows, by key.
pub struct Iter<'a> {
    above: Vec<slice::Iter<'a, Child>>,
    rows: slice::Iter<'a, (Key, Stored)>,
}

impl<'a> Iter<'a> {
    fn enter(&mut self, node: &'a Node) {
        match node {
            Node::Leaf(rows) => self.rows = rows.iter(),
            Node::Inner(children) => self.above.push(children.iter()),
        }
    }
}

impl<'a> Iterator for Iter<'a> {
    type Item = (&'a Key, &'a Stored);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((key, stored)) = self.rows.next() {
                return Some((key, stored));
            }
            match self.above.last_mut()?.next() {
                Some((_, node)) => self.enter(node),
                None => _ = self.above.pop(),
            }
        }
    }
}

#[cfg(test)]
#[path = "rows_tests.rs"]
mod tests;
