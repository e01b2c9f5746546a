//! What states, deltas and operations are as bytes.
//!
//! Numbers are LEB128: seven bits a byte. The names of nodes stand in front, each once, and are numbers from there on. Dots
//! are written as gaps and lengths of runs. Each type can be read back, so nothing that it needs is left out.

use super::dots::Dots;
use crate::{clock::Dot, id::NodeId, kv::Value};
use alloc::{string::String, vec::Vec};
use core::{fmt::Debug, hash::Hash};

/// Bytes that are not a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// They end too early.
    #[error("the bytes end in the middle of a value")]
    Short,
    /// There are more than the value takes.
    #[error("{0} bytes are left over")]
    Long(usize),
    /// They say something that has no meaning, such as the number of a name that is not there.
    #[error("the bytes have no meaning here")]
    Meaningless,
}

/// A value that can be written as bytes, and read back.
pub trait Wire<N>: Sized {
    /// Writes it.
    fn write(&self, to: &mut Writer<N>);
    /// Reads it.
    ///
    /// # Errors
    /// The bytes are not of such a value.
    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError>;
}

/// The name of a node.
pub trait Name: Ord + Clone + Debug + Hash + Wire<Self> {}

impl<N: Ord + Clone + Debug + Hash + Wire<N>> Name for N {}

/// An element, a key or a value.
pub trait Plain<N>: Ord + Clone + Debug + Hash + Wire<N> {}

impl<N, V: Ord + Clone + Debug + Hash + Wire<N>> Plain<N> for V {}

/// A value as bytes.
pub fn bytes<N: Name>(value: &impl Wire<N>) -> Vec<u8> {
    written(|to| value.write(to))
}

/// What is written, as bytes.
pub(super) fn written<N: Name>(write: impl FnOnce(&mut Writer<N>)) -> Vec<u8> {
    let mut body = Writer { names: Vec::new(), bytes: Vec::new() };
    write(&mut body);
    let mut whole = Writer { names: Vec::new(), bytes: Vec::new() };
    whole.number(body.names.len() as u64);
    body.names.iter().for_each(|name| name.write(&mut whole));
    whole.bytes.extend(body.bytes);
    whole.bytes
}

/// The value that bytes say.
///
/// # Errors
/// They are not of such a value.
pub fn value<N: Name, T: Wire<N>>(bytes: &[u8]) -> Result<T, WireError> {
    let mut reader = Reader { names: Vec::new(), rest: bytes };
    for _ in 0..reader.number()? {
        let name = N::read(&mut reader)?;
        reader.names.push(name);
    }
    let value = T::read(&mut reader)?;
    match reader.rest.len() {
        0 => Ok(value),
        more => Err(WireError::Long(more)),
    }
}

/// The bytes so far.
#[derive(Debug)]
pub struct Writer<N> {
    names: Vec<N>,
    bytes: Vec<u8>,
}

impl<N: Name> Writer<N> {
    /// The name of a node.
    pub fn name(&mut self, name: &N) {
        let at = self.names.iter().position(|it| it == name).unwrap_or_else(|| {
            self.names.push(name.clone());
            self.names.len() - 1
        });
        self.number(at as u64);
    }

    /// A dot.
    pub fn dot(&mut self, dot: &Dot<N>) {
        self.name(&dot.node);
        self.number(dot.count);
    }

    /// A set of dots.
    pub fn dots(&mut self, dots: &Dots<N>) {
        self.number(dots.runs().len() as u64);
        for (node, runs) in dots.runs() {
            self.name(node);
            self.number(runs.len() as u64);
            let mut before = 0;
            for &(first, last) in runs {
                self.number(first - before);
                self.number(last - first);
                before = last;
            }
        }
    }

    /// Values with dots, in order of dot.
    pub fn dotted<'a, T: Wire<N> + 'a>(&mut self, items: &[(&'a Dot<N>, &'a T)])
    where
        N: 'a,
    {
        let nodes: Vec<_> = items.chunk_by(|a, b| a.0.node == b.0.node).collect();
        self.number(nodes.len() as u64);
        for items in nodes {
            self.name(&items[0].0.node);
            let runs: Vec<_> =
                items.chunk_by(|a, b| a.0.count.checked_add(1) == Some(b.0.count)).collect();
            self.number(runs.len() as u64);
            let mut before = 0;
            for run in runs {
                self.number(run[0].0.count - before);
                self.number(run.len() as u64 - 1);
                run.iter().for_each(|(_, item)| item.write(self));
                before = run[run.len() - 1].0.count;
            }
        }
    }
}

impl<N> Writer<N> {
    /// A number.
    pub fn number(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.bytes.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.bytes.push(n as u8);
    }

    /// A list, with its length.
    pub fn list<T: Wire<N>>(&mut self, items: &[T]) {
        self.number(items.len() as u64);
        items.iter().for_each(|item| item.write(self));
    }
}

/// The bytes that have not been read yet.
#[derive(Debug)]
pub struct Reader<'a, N> {
    names: Vec<N>,
    rest: &'a [u8],
}

impl<N: Name> Reader<'_, N> {
    /// The name of a node.
    ///
    /// # Errors
    /// There is none.
    pub fn name(&mut self) -> Result<N, WireError> {
        let at = self.number()?;
        let name = usize::try_from(at).ok().and_then(|at| self.names.get(at));
        name.cloned().ok_or(WireError::Meaningless)
    }

    /// A dot.
    ///
    /// # Errors
    /// There is none.
    pub fn dot(&mut self) -> Result<Dot<N>, WireError> {
        Ok(Dot { node: self.name()?, count: self.number()? })
    }

    /// A set of dots.
    ///
    /// # Errors
    /// There is none.
    pub fn dots(&mut self) -> Result<Dots<N>, WireError> {
        let mut dots = Dots::default();
        for _ in 0..self.number()? {
            let node = self.name()?;
            let mut before = 0;
            for _ in 0..self.number()? {
                let first = self.after(before)?;
                let last = first.checked_add(self.number()?).ok_or(WireError::Meaningless)?;
                dots.insert_run(&node, first, last);
                before = last;
            }
        }
        Ok(dots)
    }

    /// Values with dots.
    ///
    /// # Errors
    /// There are none.
    pub fn dotted<T: Wire<N>>(&mut self) -> Result<Vec<(Dot<N>, T)>, WireError> {
        let mut items = Vec::new();
        for _ in 0..self.number()? {
            let node = self.name()?;
            let mut before = 0;
            for _ in 0..self.number()? {
                let first = self.after(before)?;
                let last = first.checked_add(self.number()?).ok_or(WireError::Meaningless)?;
                for count in first..=last {
                    items.push((Dot { node: node.clone(), count }, T::read(self)?));
                }
                before = last;
            }
        }
        Ok(items)
    }

    fn after(&mut self, before: u64) -> Result<u64, WireError> {
        before.checked_add(self.number()?).ok_or(WireError::Meaningless)
    }
}

impl<N> Reader<'_, N> {
    /// A number.
    ///
    /// # Errors
    /// There is none, or it has more than 64 bits.
    pub fn number(&mut self) -> Result<u64, WireError> {
        let mut n = 0_u64;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.rest.split_first().ok_or(WireError::Short)?;
            self.rest = rest;
            let bits = u64::from(byte & 0x7F);
            if bits << shift >> shift != bits {
                return Err(WireError::Meaningless);
            }
            n |= bits << shift;
            if byte < 0x80 {
                return Ok(n);
            }
        }
        Err(WireError::Meaningless)
    }

    /// A list, with its length.
    ///
    /// # Errors
    /// There is none.
    pub fn list<T: Wire<N>>(&mut self) -> Result<Vec<T>, WireError> {
        let length = self.number()?;
        (0..length).map(|_| T::read(self)).collect()
    }
}

impl<N> Wire<N> for u64 {
    fn write(&self, to: &mut Writer<N>) {
        to.number(*self);
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        from.number()
    }
}

impl<N> Wire<N> for u8 {
    fn write(&self, to: &mut Writer<N>) {
        to.number((*self).into());
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        from.number()?.try_into().map_err(|_| WireError::Meaningless)
    }
}

impl<N> Wire<N> for NodeId {
    fn write(&self, to: &mut Writer<N>) {
        to.number(self.0.into());
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        from.number()?.try_into().map(Self).map_err(|_| WireError::Meaningless)
    }
}

impl<N> Wire<N> for String {
    fn write(&self, to: &mut Writer<N>) {
        to.number(self.len() as u64);
        to.bytes.extend(self.bytes());
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        let length = from.number()?.try_into().map_err(|_| WireError::Short)?;
        let (text, rest) = from.rest.split_at_checked(length).ok_or(WireError::Short)?;
        from.rest = rest;
        Self::from_utf8(text.into()).map_err(|_| WireError::Meaningless)
    }
}

impl<N> Wire<N> for Value {
    fn write(&self, to: &mut Writer<N>) {
        to.number(self.as_str().len() as u64);
        to.bytes.extend(self.as_str().bytes());
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        Self::new(&<String as Wire<N>>::read(from)?).map_err(|_| WireError::Meaningless)
    }
}

impl<N: Name> Wire<N> for Dots<N> {
    fn write(&self, to: &mut Writer<N>) {
        to.dots(self);
    }

    fn read(from: &mut Reader<'_, N>) -> Result<Self, WireError> {
        from.dots()
    }
}
