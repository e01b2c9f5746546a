//! Shared values compared by pointer.

use std::{ops::Deref, rc::Rc};

/// A shared value, equal only to itself. A comparison by value would walk whole runs, and its code would grow with
/// the types in them.
#[derive(Debug)]
pub struct PtrEq<T>(pub Rc<T>);

impl<T> Clone for PtrEq<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T> PartialEq for PtrEq<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for PtrEq<T> {
    type Target = Rc<T>;
    fn deref(&self) -> &Rc<T> {
        &self.0
    }
}
